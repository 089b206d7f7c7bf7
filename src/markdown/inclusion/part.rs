//! Parts of a text that others ask for: a heading's section, a block by its id, a section between marks, lines.
//!
//! In: a text. Out: [`Parts`], made in one pass; a [`Part`] gives the ranges of the text that it means. Lines that only
//! mark where a part begins or ends are in none.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Fence, closes, opens, take_apart};

/// What of a file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// A heading below others, by their words.
    Heading(Vec<String>),
    /// A block, by its id.
    Block(String),
    /// Between marks with a name.
    Section(String),
    /// Lines, from 1 and with the last.
    Lines(Vec<(usize, Option<usize>)>),
    /// From behind one string up to another.
    Between(Option<String>, Option<String>),
}

struct Heading {
    level: usize,
    words: String,
    start: usize,
    place: HeadingPlace,
}

/// What makes a line a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingPlace {
    /// Where its `#` begin.
    Marks(usize),
    /// Where its words begin, and the line under them.
    Underline { start: usize, line: Range<usize> },
}

/// A mark of pymdownx's: `--8<-- [start:name]`.
struct Mark {
    line: Range<usize>,
    name: String,
    is_end: bool,
}

/// What parts a text has.
#[derive(Default)]
pub struct Parts {
    headings: Vec<Heading>,
    blocks: BTreeMap<String, Range<usize>>,
    marks: Vec<Mark>,
    /// Where each line begins, and where the last one ends.
    lines: Vec<usize>,
}

impl Parts {
    /// The parts of a text from a place on.
    pub fn of(text: &str, body: usize) -> Parts {
        let mut parts = Parts { lines: vec![0], ..Parts::default() };
        parts.lines.extend(text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < text.len()));
        parts.lines.push(text.len());
        let mut fence: Option<Fence> = None;
        // The lines that touch one another, and the last that did.
        let mut block = body..body;
        let mut before: Option<Range<usize>> = None;
        let mut at = body;
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            let line = take_apart(text, at, end);
            let start = at;
            at = (end + 1).min(text.len());
            if let Some(mark) = mark(line.words, start..at) {
                parts.marks.push(mark);
            }
            if let Some(open) = &fence {
                if closes(line.words, open) {
                    fence = None;
                }
                block.end = end;
                continue;
            }
            if line.words.trim().is_empty() {
                if !block.is_empty() {
                    before = Some(block.clone());
                }
                block = at..at;
                continue;
            }
            fence = opens(line.words);
            if let Some((level, words)) = heading(line.words) {
                let place = HeadingPlace::Marks(line.start);
                parts.headings.push(Heading { level, words: normal(words), start, place });
                block = at..at;
                continue;
            }
            let underline = line.words.trim_end();
            // Under one line, not under an item or a quote.
            let is_underline = !block.is_empty()
                && line.start == start
                && !text[block.clone()].contains('\n')
                && take_apart(text, block.start, block.end).start == block.start
                && (underline.trim_matches('=').is_empty()
                    || underline.len() > 1 && underline.trim_matches('-').is_empty());
            if is_underline {
                let level = if underline.starts_with('=') { 1 } else { 2 };
                let words = normal(&text[block.clone()]);
                let place = HeadingPlace::Underline { start: block.start, line: start..end };
                parts.headings.push(Heading { level, words, start: block.start, place });
                block = at..at;
                continue;
            }
            match id(line.words) {
                // Alone, it names the block before it.
                Some((0, name)) => {
                    let named = if block.is_empty() { before.clone() } else { Some(block.clone()) };
                    named.into_iter().for_each(|range| parts.add_block(name, range));
                }
                Some((length, name)) => {
                    let is_item = line.start > start && text[start..line.start].contains(['-', '*', '+', '.', ')']);
                    let range = if is_item || block.is_empty() { start } else { block.start }..line.start + length;
                    parts.add_block(name, range);
                }
                None => {}
            }
            block = if block.is_empty() { start..end } else { block.start..end };
        }
        parts
    }

    fn add_block(&mut self, name: &str, range: Range<usize>) {
        self.blocks.entry(name.to_lowercase()).or_insert(range);
    }

    /// The ranges of a part in a text from a place on; `None` where there is no such part.
    pub fn ranges(&self, text: &str, body: usize, part: &Part) -> Option<Vec<Range<usize>>> {
        let one = |range| vec![range];
        let ranges = match part {
            Part::Whole => one(body..text.len()),
            Part::Heading(names) => one(self.section(text, names)?),
            Part::Block(name) => one(self.blocks.get(&name.to_lowercase())?.clone()),
            Part::Section(name) => {
                let first = self.marks.iter().position(|mark| mark.name == *name && !mark.is_end)?;
                let last = self.marks[first..].iter().find(|mark| mark.name == *name && mark.is_end);
                one(self.marks[first].line.end..last.map_or(text.len(), |mark| mark.line.start))
            }
            Part::Lines(lines) => {
                let count = self.lines.len().saturating_sub(1);
                let ranges = lines.iter().map(|(first, last)| {
                    let first = first.saturating_sub(1).min(count);
                    self.lines[first]..self.lines[last.unwrap_or(count).clamp(first, count)]
                });
                let ranges: Vec<Range<usize>> = ranges.collect();
                return Some(self.without_marks(ranges)).filter(|ranges| !ranges.is_empty());
            }
            Part::Between(start, end) => {
                let from = match start {
                    Some(mark) => body + text[body..].find(mark.as_str())? + mark.len(),
                    None => body,
                };
                let to = match end {
                    Some(mark) => from + text[from..].find(mark.as_str())?,
                    None => text.len(),
                };
                one(from..to)
            }
        };
        Some(self.without_marks(ranges))
    }

    /// The levels of the headings, and where they stand.
    pub fn levels(&self) -> impl Iterator<Item = (usize, HeadingPlace)> {
        self.headings.iter().map(|heading| (heading.level, heading.place.clone()))
    }

    /// The names that a part of such a kind could have had.
    pub fn names(&self, part: &Part) -> Vec<&str> {
        match part {
            Part::Heading(_) => self.headings.iter().map(|heading| heading.words.as_str()).collect(),
            Part::Block(_) => self.blocks.keys().map(String::as_str).collect(),
            Part::Section(_) => self.marks.iter().map(|mark| mark.name.as_str()).collect(),
            Part::Whole | Part::Lines(_) | Part::Between(..) => Vec::new(),
        }
    }

    /// A heading with all below it, up to the next of its level.
    fn section(&self, text: &str, names: &[String]) -> Option<Range<usize>> {
        let mut headings = self.headings.iter().enumerate();
        let mut found: Option<(usize, &Heading)> = None;
        for name in names {
            let name = normal(name);
            let level = found.map_or(0, |(_, heading)| heading.level);
            let is_it = |(_, heading): &(usize, &Heading)| heading.words == name && heading.level > level;
            found = Some(headings.find(is_it)?);
        }
        let (index, heading) = found?;
        let next = self.headings[index + 1..].iter().find(|next| next.level <= heading.level);
        Some(heading.start..next.map_or(text.len(), |next| next.start))
    }

    fn without_marks(&self, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        for range in ranges {
            let mut from = range.start;
            let first = self.marks.partition_point(|mark| mark.line.start < range.start);
            for mark in self.marks[first..].iter().take_while(|mark| mark.line.start < range.end) {
                parts.push(from..mark.line.start);
                from = mark.line.end;
            }
            parts.push(from..range.end.max(from));
        }
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// The level and the words of a line that is a heading.
pub(super) fn heading(words: &str) -> Option<(usize, &str)> {
    let level = words.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &words[level..];
    (matches!(level, 1..=6) && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some((level, rest))
}

/// Words as those who name a heading write them: without marks, case and attributes.
fn normal(words: &str) -> String {
    let words = match words.rfind('{') {
        Some(at) if words.trim_end().ends_with('}') && at > 0 => &words[..at],
        _ => words,
    };
    let plain = words.chars().map(|c| if c.is_alphanumeric() || matches!(c, '\'' | '-') { c } else { ' ' });
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The id that a line ends with, `^name`, and how long it is without.
fn id(words: &str) -> Option<(usize, &str)> {
    let words = words.trim_end();
    let at = words.rfind('^')?;
    let name = &words[at + 1..];
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let before = &words[..at];
    (is_name && (before.is_empty() || before.ends_with([' ', '\t']))).then(|| (before.trim_end().len(), name))
}

/// A line that begins or ends a section, in a comment of any language.
fn mark(words: &str, line: Range<usize>) -> Option<Mark> {
    let at = words.find("8<")?;
    let rest = words[at + 2..].trim_start_matches('-').trim_start().strip_prefix('[')?;
    if !words[..at].ends_with('-') {
        return None;
    }
    let inner = rest.split_once(']')?.0.trim();
    let (is_end, name) = match (inner.strip_prefix("start:"), inner.strip_prefix("end:")) {
        (Some(name), _) => (false, name),
        (None, Some(name)) => (true, name),
        (None, None) => return None,
    };
    Some(Mark { line, name: name.trim().to_owned(), is_end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_their_names() {
        let text = "---\n---\n# A\n\none ^p1\n\n## *B* c {#x}\n\n- i ^i1\n  - j\n- k\n\n| t |\n\n^t1\n\nD\n=\n\n\
                    <!-- --8<-- [start:s] -->\nin\n<!-- --8<-- [end:s] -->\n";
        let parts = Parts::of(text, 8);
        let shown = |part: Part| {
            let ranges = parts.ranges(text, 8, &part)?;
            Some(ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>().join("…"))
        };
        let heading = |names: &[&str]| shown(Part::Heading(names.iter().map(|name| (*name).to_owned()).collect()));
        assert!(heading(&["A"]).unwrap().starts_with("# A\n\none") && heading(&["A"]).unwrap().ends_with("^t1\n\n"));
        assert!(heading(&["a", "b  C"]).unwrap().starts_with("## *B* c"));
        assert_eq!(heading(&["d"]).as_deref(), Some("D\n=\n\n…in\n"));
        assert_eq!((heading(&["B c", "A"]), heading(&["x"])), (None, None));
        let block = |name: &str| shown(Part::Block(name.to_owned()));
        assert_eq!(block("p1").as_deref(), Some("one"));
        assert_eq!(block("I1").as_deref(), Some("- i"));
        assert_eq!(block("t1").as_deref(), Some("| t |"));
        assert_eq!(shown(Part::Section("s".to_owned())).as_deref(), Some("in\n"));
        assert_eq!(shown(Part::Lines(vec![(3, Some(3)), (5, Some(5))])).as_deref(), Some("# A\n…one ^p1\n"));
        assert_eq!(shown(Part::Lines(vec![(90, None)])), None);
        assert_eq!(shown(Part::Between(Some("# A".to_owned()), Some("^p".to_owned()))).as_deref(), Some("\n\none "));
    }
}
