//! Where the mark stands that closes a form within a line.
//!
//! In: the place of the mark that opens one, and the source behind it. Out: the place of the one that closes it, in its
//! paragraph or block. What was looked for and not found is remembered, so that many beginnings cost one search.

use super::super::build::Builder;
use super::super::change;
use super::super::comment::{self, Opening};
use super::super::frame::FrameKind;

impl Builder<'_> {
    /// Where the bracket closes that opens at a place, if it ends a span or a note.
    pub(super) fn bracket(&mut self, open: usize) -> Option<usize> {
        let source = self.source();
        let pairs = self.spans().brackets.get_or_insert_with(|| brackets(source));
        let index = pairs.binary_search_by_key(&open, |(open, _)| *open).ok()?;
        Some(pairs[index].1)
    }

    /// The end of the paragraph that a place stands in.
    pub(super) fn paragraph_end(&mut self, place: usize) -> usize {
        let source = self.source();
        let spans = self.spans();
        if !spans.paragraph.contains(&place) {
            spans.paragraph = place..source[place..].find("\n\n").map_or(source.len(), |at| place + at);
        }
        spans.paragraph.end
    }

    /// Where the mark begins that closes the one at `place`: after a word and before none.
    pub(super) fn mark_end(&mut self, place: usize) -> Option<usize> {
        let end = self.paragraph_end(place);
        if self.spans().no_mark > place {
            return None;
        }
        // Of many beginnings the first end is looked for once: whether a mark closes is told by what stands beside it.
        if self.spans().mark.contains(&(place + 2)) {
            return Some(self.spans().mark.end);
        }
        let source = self.source();
        let mut at = place + 2;
        while let Some(found) = source[at..end].find("==") {
            let here = at + found;
            let is_after_word = !source[..here].ends_with(|c: char| c.is_whitespace() || c == '=');
            let next = source[here + 2..].chars().next();
            if is_after_word && !next.is_some_and(|c| c.is_alphanumeric() || c == '=') {
                self.spans().mark = place + 2..here;
                return Some(here);
            }
            at = here + 2;
        }
        self.spans().no_mark = end;
        None
    }

    /// Where the marks stand that close the change which begins at `place`; it holds something.
    pub(in super::super) fn change_end(&mut self, kind: change::Kind, place: usize) -> Option<usize> {
        let limit = self.paragraph_end(place);
        let source = self.source();
        let (spans, start) = (self.spans(), place + change::LENGTH);
        let index = kind.index();
        if spans.no_change[index] > place || start >= limit {
            return None;
        }
        // Of many beginnings the first end is looked for once.
        if spans.change[index].contains(&start) {
            return Some(spans.change[index].end).filter(|end| *end > start);
        }
        match memchr::memmem::find(&source.as_bytes()[start..limit], kind.end().as_bytes()) {
            Some(length) => {
                spans.change[index] = start..start + length;
                (length > 0).then_some(start + length)
            }
            None => {
                spans.no_change[index] = limit;
                None
            }
        }
    }

    /// Where the comment ends that begins at `place`, in the block that it stands in.
    pub(super) fn comment_end(&mut self, place: usize) -> Option<usize> {
        let end = self.block_end(place);
        let source = self.source();
        let before = source[..place].trim_end_matches([' ', '\t', '>']);
        let begins_line = before.is_empty() || before.ends_with('\n');
        let opening = Opening { begins_line, is_guess: self.dialect().is_auto() };
        let inner = &source[place + 2..end.max(place + 2)];
        let known = &mut self.spans().no_comment[opening.kind(inner)];
        if *known > place {
            return None;
        }
        let length = comment::length(inner, opening);
        if length.is_none() {
            *known = end;
        }
        Some(place + 2 + length? + 2)
    }

    /// The end of the words that a place stands in: that of its paragraph, its cell or the words of its item.
    fn block_end(&mut self, place: usize) -> usize {
        let end = self.paragraph_end(place);
        let source = self.source();
        let Some(frame) = self.frames().iter().rev().find(|frame| !frame.kind.is_inline()) else { return end };
        let end = if frame.range.contains(&place) { end.min(frame.range.end) } else { end };
        if !matches!(frame.kind, FrameKind::Item | FrameKind::Details) {
            return end;
        }
        let begins_block = |line: &str| {
            let line = line.trim_start_matches([' ', '\t']);
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.starts_with(['-', '*', '+', '#', '>', '|', '`', '~'])
                || rest.len() < line.len() && rest.starts_with(['.', ')'])
        };
        let text = &source[place..end];
        let cut = text.match_indices('\n').map(|(at, _)| at).find(|at| begins_block(&text[at + 1..]));
        cut.map_or(end, |at| place + at)
    }
}

/// Where brackets close, by where they open, for those that an attribute block follows or a caret precedes. Code is
/// passed over, and no pair goes beyond its paragraph.
fn brackets(source: &str) -> Vec<(usize, usize)> {
    let bytes = source.as_bytes();
    let mut pairs = Vec::new();
    if !source.contains("]{") && !source.contains("^[") {
        return pairs;
    }
    let mut open: Vec<usize> = Vec::new();
    // Up to where runs of so many backticks are known not to close.
    let mut unclosed = [0usize; 16];
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => open.clear(),
            b'[' => open.push(at),
            b']' => {
                if let Some(start) = open.pop()
                    && (bytes.get(at + 1) == Some(&b'{')
                        || start > 0 && bytes[start - 1] == b'^' && bytes.get(at + 1) != Some(&b'('))
                {
                    pairs.push((start, at));
                }
            }
            b'`' => {
                let length = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                let known = &mut unclosed[length.min(15)];
                if at >= *known {
                    let limit = source[at..].find("\n\n").map_or(source.len(), |end| at + end);
                    match code_end(bytes, at + length, limit, length) {
                        Some(end) => at = end - 1,
                        None => {
                            *known = limit;
                            at += length - 1;
                        }
                    }
                } else {
                    at += length - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    pairs.sort_unstable();
    pairs
}

/// Where code ends that a run of so many backticks opened.
fn code_end(bytes: &[u8], from: usize, limit: usize, length: usize) -> Option<usize> {
    let mut at = from;
    while at < limit {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let run = bytes[at..limit].iter().take_while(|byte| **byte == b'`').count();
        at += run;
        if run == length {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_end_a_form_are_paired() {
        let source = "[a [b]{.c} `]{` d]{.e} ^[n [l](u)] [x]\n\n[y\n\nz]{.q}";
        let pairs: Vec<&str> = brackets(source).into_iter().map(|(open, close)| &source[open..=close]).collect();
        assert_eq!(pairs, ["[a [b]{.c} `]{` d]", "[b]", "[n [l](u)]"]);
    }
}
