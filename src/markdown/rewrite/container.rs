//! What a line stands in: quotations, list items, and the containers of forms.
//!
//! In: the lines, one after another. Out: a [`Line`] each, whose text begins after what its containers take of it;
//! containers that end are closed before it. The rules are CommonMark's (0.31, 5.1, 5.2 and "Phase 1: block structure"),
//! as far as they tell code and raw HTML from the rest.

use std::ops::Range;

use super::super::dialect::Form;
use super::super::marker::Marker;
use super::Pass;
use crate::diagnostic::Code;

/// Something that lines stand in.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Container {
    Quote,
    /// A list item, a note's or definition's body: so many columns deep.
    Item {
        indent: usize,
    },
    /// A form's body, whose indentation is taken away.
    Body {
        indent: usize,
        opened: Range<usize>,
    },
    /// Lines that begin with a letter and `>`, which are taken away.
    Aside {
        letter: u8,
        opened: Range<usize>,
    },
    /// Lines up to a blank one.
    Paragraph {
        opened: Range<usize>,
    },
    /// Between lines of colons.
    Division {
        opened: Range<usize>,
    },
    /// Between fences.
    Fence {
        mark: u8,
        length: usize,
        opened: Range<usize>,
    },
    /// Between tags such as `{% hint %}` and `{% endhint %}`; `name` is the second's.
    Tag {
        name: String,
        opened: Range<usize>,
    },
}

impl Container {
    /// Whether it takes nothing of its lines, and goes on until something closes it.
    pub(super) fn is_between_lines(&self) -> bool {
        matches!(self, Container::Division { .. } | Container::Fence { .. } | Container::Tag { .. })
    }

    /// Whether it is a form's, with a marker at both ends.
    fn is_form(&self) -> bool {
        !matches!(self, Container::Quote | Container::Item { .. })
    }

    fn opened(&self) -> Option<Range<usize>> {
        match self {
            Container::Quote | Container::Item { .. } => None,
            Container::Body { opened, .. }
            | Container::Aside { opened, .. }
            | Container::Paragraph { opened }
            | Container::Division { opened }
            | Container::Fence { opened, .. }
            | Container::Tag { opened, .. } => Some(opened.clone()),
        }
    }
}

/// The leaf that goes on from line to line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    None,
    Paragraph,
    /// Indented code.
    Code,
    Fence {
        mark: u8,
        length: usize,
    },
    /// Raw HTML up to a line that holds this; empty for a blank line.
    Html(&'static str),
}

/// A line, after its containers.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Where its text begins, before the indentation that is left.
    pub start: usize,
    /// How many columns of indentation are left.
    pub indent: usize,
    /// Without its line end.
    pub end: usize,
    /// Where the next line begins.
    pub next: usize,
}

impl Line {
    /// The bytes of the indentation that is left.
    pub fn indent_bytes(&self, source: &str) -> usize {
        let text = &source[self.start..self.end];
        text.len() - text.trim_start_matches([' ', '\t']).len()
    }
}

/// A place in a line and its column.
#[derive(Clone, Copy)]
struct Cursor {
    at: usize,
    column: usize,
}

impl Cursor {
    /// Past white space: its columns, and the place after it.
    fn space(self, source: &str, end: usize) -> (usize, Cursor) {
        let mut cursor = self;
        for byte in &source.as_bytes()[self.at..end] {
            match byte {
                b' ' => cursor.column += 1,
                b'\t' => cursor.column += 4 - cursor.column % 4,
                _ => break,
            }
            cursor.at += 1;
        }
        (cursor.column - self.column, cursor)
    }

    /// Past so many columns of white space; those of a tab beyond are given back.
    fn columns(self, source: &str, count: usize) -> (Cursor, usize) {
        let mut cursor = self;
        while cursor.column < self.column + count {
            match source.as_bytes().get(cursor.at) {
                Some(b' ') => cursor.column += 1,
                Some(b'\t') => cursor.column += 4 - cursor.column % 4,
                _ => break,
            }
            cursor.at += 1;
        }
        (cursor, cursor.column.saturating_sub(self.column + count))
    }

    fn skip(self, count: usize) -> Cursor {
        Cursor { at: self.at + count, column: self.column + count }
    }
}

/// What matching a line's containers came to.
struct Matched {
    count: usize,
    cursor: Cursor,
    /// What is taken away of the line, and how many spaces stand for it.
    cuts: Vec<(Range<usize>, usize)>,
}

impl<'t> Pass<'t, '_> {
    /// The text of a line.
    pub(super) fn text_of(&self, line: &Line) -> &'t str {
        self.source[line.start..line.end].trim_matches([' ', '\t'])
    }

    /// Goes into a line: closes what it does not stand in, opens what it begins.
    pub(super) fn enter(&mut self, start: usize) -> Line {
        let (end, next) = self.line_end(start);
        let Matched { count, mut cursor, cuts } = self.match_containers(start, end, self.stack.len());
        let (_, text) = cursor.space(self.source, end);
        let rest = &self.source[text.at..end];
        let is_lazy = count < self.stack.len()
            && self.leaf == Leaf::Paragraph
            && matches!(self.stack[count], Container::Quote | Container::Item { .. })
            && rest.starts_with(|c: char| c.is_alphabetic() || "\"'([“‘_".contains(c))
            && !self.lists.goes_on(rest, count);
        if count < self.stack.len() && !is_lazy {
            // Containers between lines end with what they stand in.
            self.close_to(count, start);
            self.leaf = Leaf::None;
        }
        for (cut, spaces) in cuts {
            self.copy_to(cut.start);
            self.skip_to(cut.end);
            if spaces > 0 {
                self.write(&" ".repeat(spaces), cut);
            }
        }
        if !is_lazy && !matches!(self.leaf, Leaf::Fence { .. } | Leaf::Html(_)) {
            cursor = self.open_containers(cursor, end);
        }
        let (indent, _) = cursor.space(self.source, end);
        Line { start: cursor.at, indent, end, next }
    }

    /// What stands on a line behind the mark of a form, which begins containers as a whole line does.
    pub(super) fn behind(&mut self, at: usize, line: &Line) -> Line {
        let cursor = self.open_containers(Cursor { at: at.min(line.end), column: 0 }, line.end);
        let (indent, _) = cursor.space(self.source, line.end);
        Line { start: cursor.at, indent, end: line.end, next: line.next }
    }

    fn line_end(&self, start: usize) -> (usize, usize) {
        let end = memchr::memchr(b'\n', &self.source.as_bytes()[start..]).map_or(self.source.len(), |at| start + at);
        (end, self.source.len().min(end + 1))
    }

    /// A later line as the open containers see it; `None` where it stands in fewer.
    pub(super) fn peek(&self, start: usize) -> Option<Line> {
        if start >= self.source.len() {
            return None;
        }
        let (end, next) = self.line_end(start);
        let matched = self.match_containers(start, end, self.stack.len());
        if matched.count < self.stack.len() {
            return None;
        }
        let (indent, _) = matched.cursor.space(self.source, end);
        Some(Line { start: matched.cursor.at, indent, end, next })
    }

    /// The first of the next lines that ends something, in the same containers. What was looked for by this key before
    /// is not looked for again, so that many beginnings of one end cost no more than one.
    pub(super) fn line_with(&mut self, key: &str, start: usize, is_it: impl Fn(&str) -> bool) -> Option<Line> {
        if let Some((known, found)) = self.ends.get(key)
            && known.contains(&start)
        {
            return found.clone();
        }
        let mut at = start;
        let mut found = None;
        while let Some(line) = self.peek(at) {
            if is_it(self.text_of(&line)) {
                at = line.start + 1;
                found = Some(line);
                break;
            }
            at = line.next;
        }
        self.ends.insert(key.to_owned(), (start..at, found.clone()));
        found
    }

    /// Copies lines up to one, without what their containers take away of them.
    pub(super) fn copy_lines(&mut self, start: usize, until: usize) {
        let is_cut = |container: &Container| matches!(container, Container::Body { .. } | Container::Aside { .. });
        if !self.stack.iter().any(is_cut) {
            return self.copy_to(until);
        }
        self.copy_to(start);
        let mut at = start;
        while let Some(line) = self.peek(at).filter(|line| line.next <= until) {
            let prefix = self.prefix(self.stack.len());
            self.write(&prefix, at..line.start.max(at));
            self.copy_range(line.start..line.next);
            self.skip_to(line.next);
            at = line.next;
        }
    }

    fn match_containers(&self, start: usize, end: usize, most: usize) -> Matched {
        let mut cursor = Cursor { at: start, column: 0 };
        let mut cuts = Vec::new();
        for (index, container) in self.stack[..most].iter().enumerate() {
            let (indent, text) = cursor.space(self.source, end);
            let is_blank = text.at >= end;
            let rest = &self.source.as_bytes()[text.at..end];
            match container {
                Container::Quote if indent < 4 && rest.first() == Some(&b'>') => {
                    cursor = text.skip(1);
                    if self.source.as_bytes().get(cursor.at) == Some(&b' ') {
                        cursor = cursor.skip(1);
                    }
                }
                Container::Item { indent: wanted } if indent >= *wanted => {
                    cursor = cursor.columns(self.source, *wanted).0;
                }
                Container::Body { indent: wanted, .. } if indent >= *wanted => {
                    let (after, spaces) = cursor.columns(self.source, *wanted);
                    cuts.push((cursor.at..after.at, spaces));
                    cursor = after;
                }
                Container::Item { .. } | Container::Body { .. } if is_blank => {}
                Container::Aside { letter, .. }
                    if indent < 4 && rest.first() == Some(letter) && rest.get(1) == Some(&b'>') =>
                {
                    let mut after = text.skip(2);
                    if self.source.as_bytes().get(after.at) == Some(&b' ') {
                        after = after.skip(1);
                    }
                    cuts.push((cursor.at..after.at, 0));
                    cursor = after;
                }
                Container::Division { .. } | Container::Fence { .. } | Container::Tag { .. } => {}
                Container::Paragraph { .. } if !is_blank => {}
                Container::Quote
                | Container::Item { .. }
                | Container::Body { .. }
                | Container::Aside { .. }
                | Container::Paragraph { .. } => {
                    return Matched { count: index, cursor, cuts };
                }
            }
        }
        Matched { count: most, cursor, cuts }
    }

    /// Quotations and list items that a line begins.
    fn open_containers(&mut self, mut cursor: Cursor, end: usize) -> Cursor {
        loop {
            let (indent, text) = cursor.space(self.source, end);
            if indent >= 4 || self.is_full() {
                return cursor;
            }
            let rest = &self.source[text.at..end];
            if rest.starts_with('>') {
                self.stack.push(Container::Quote);
                self.leaf = Leaf::None;
                cursor = text.skip(1);
                if self.source.as_bytes().get(cursor.at) == Some(&b' ') {
                    cursor = cursor.skip(1);
                }
                continue;
            }
            let Some(width) = self.item_width(rest) else { return cursor };
            let (space, after) = text.skip(width).space(self.source, end);
            // More than four spaces are one, and the rest indents code; so is an empty line.
            let is_code = !(1..=4).contains(&space) || after.at >= end;
            let content = match rest.starts_with('[') {
                // A note goes on with four columns.
                true => 4,
                false => indent + width + if is_code { 1 } else { space },
            };
            self.stack.push(Container::Item { indent: content });
            self.leaf = Leaf::None;
            cursor = if is_code { text.skip(width).columns(self.source, 1).0 } else { after };
        }
    }

    /// How wide the marker is that makes an item of a line: of a list, a note or a definition.
    fn item_width(&self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let ends = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        let is_paragraph = self.leaf == Leaf::Paragraph;
        match bytes.first()? {
            byte @ (b'-' | b'*' | b'+') if ends(1) => {
                let is_break = *byte != b'+'
                    && bytes.iter().filter(|other| *other == byte).count() > 2
                    && bytes.iter().all(|other| other == byte || matches!(other, b' ' | b'\t'));
                let is_text = is_break || is_paragraph && text.trim_end().len() == 1;
                (!is_text).then_some(1)
            }
            b'0'..=b'9' => {
                let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let is_marker = digits <= 9 && matches!(bytes.get(digits), Some(b'.' | b')')) && ends(digits + 1);
                (is_marker && !(is_paragraph && &text[..digits] != "1")).then_some(digits + 1)
            }
            b'[' if bytes.get(1) == Some(&b'^') && self.reads(Form::Notes) => {
                let close = text.find("]:")?;
                (close > 2 && !text[2..close].contains([' ', '['])).then_some(close + 2)
            }
            b':' if is_paragraph && self.reads(Form::DefinitionLists) && ends(1) && bytes.len() > 1 => Some(1),
            _ => None,
        }
    }

    /// What a line of containers begins with, for lines that are put in.
    pub(super) fn prefix(&self, depth: usize) -> String {
        let mut prefix = String::new();
        for container in &self.stack[..depth] {
            match container {
                Container::Quote => prefix.push_str("> "),
                Container::Item { indent } => prefix.extend(std::iter::repeat_n(' ', *indent)),
                Container::Body { .. }
                | Container::Aside { .. }
                | Container::Paragraph { .. }
                | Container::Division { .. }
                | Container::Fence { .. }
                | Container::Tag { .. } => {}
            }
        }
        prefix
    }

    /// Closes the containers above so many, before the line that begins at a place.
    pub(super) fn close_to(&mut self, count: usize, before: usize) {
        while self.stack.len() > count {
            let depth = self.stack.len() - 1;
            if self.stack[depth].is_form() {
                self.copy_to(before);
                if self.stack[depth].is_between_lines()
                    && let Some(opened) = self.stack[depth].opened()
                {
                    let message = "what this line opens is never closed: it ends with what it stands in";
                    let hint = match self.stack[depth] {
                        Container::Division { .. } => "close it with a line of colons: `:::`".to_owned(),
                        Container::Fence { .. } => "close it with a fence of its own length".to_owned(),
                        _ => "close it with its end tag on a line of its own".to_owned(),
                    };
                    self.report(Code::ForeignMarkup, message, &hint, opened);
                }
                let place = before.saturating_sub(1)..before;
                self.mark_line(Marker::Close, depth, place);
            }
            // Code and raw HTML within an item or a quote end with it.
            if !self.stack[depth].is_between_lines() && matches!(self.leaf, Leaf::Fence { .. } | Leaf::Html(_)) {
                self.leaf = Leaf::None;
            }
            self.stack.pop();
        }
    }

    /// Closes a form's container that a line ends, with all that stands in it; gives where reading goes on.
    pub(super) fn close_container(&mut self, line: &Line, is_it: impl Fn(&Container) -> bool) -> Option<usize> {
        // Nothing but containers between lines may be open in it: a quote or an item would have ended with its lines.
        let index = self.stack.iter().rposition(&is_it)?;
        if !self.stack[index + 1..].iter().all(Container::is_between_lines) {
            return None;
        }
        let line_start = self.source[..line.start].rfind('\n').map_or(0, |at| at + 1);
        // What stands before the text of the line may be copied already, and then what is closed parts it from the text.
        let written = self.out.as_str().len();
        let is_copied = self.copied > line_start;
        self.close_to(index + 1, line_start.max(self.copied));
        if is_copied && self.out.as_str().len() > written {
            let prefix = self.prefix(index);
            self.write(&prefix, line.start..line.end);
        }
        self.replace(line, [Marker::Close]);
        self.stack.pop();
        Some(line.next)
    }

    /// Whether a line belongs to the code or raw HTML that is open.
    pub(super) fn continue_leaf(&mut self, line: &Line, text: &str) -> bool {
        match &self.leaf {
            Leaf::Fence { mark, length } => {
                let count = text.bytes().take_while(|byte| byte == mark).count();
                if line.indent < 4 && count >= *length && count == text.len() {
                    self.leaf = Leaf::None;
                }
                true
            }
            Leaf::Html("") if text.is_empty() => {
                self.leaf = Leaf::None;
                self.after_blank = true;
                true
            }
            Leaf::Html("") => {
                // Values that only MDX has.
                if self.reads(Form::Mdx) && text.contains("={") {
                    self.substitute(line);
                }
                true
            }
            Leaf::Html(end) => {
                if text.to_ascii_lowercase().contains(end) {
                    self.leaf = Leaf::None;
                }
                true
            }
            Leaf::Code if line.indent >= 4 || text.is_empty() => true,
            Leaf::None | Leaf::Paragraph | Leaf::Code => false,
        }
    }

    /// The leaf that a line begins or goes on with.
    pub(super) fn begin_leaf(&mut self, line: &Line, text: &str) {
        if line.indent >= 4 {
            // So far in, a line begins nothing, and a paragraph goes on with it (CommonMark 0.31, 4.8).
            if self.leaf != Leaf::Paragraph {
                self.leaf = Leaf::Code;
            }
            return;
        }
        if let Some((mark, length)) = fence(text) {
            self.leaf = Leaf::Fence { mark, length };
            return;
        }
        if text.starts_with('<')
            && let Some(end) = html_end(text, self.leaf == Leaf::Paragraph)
        {
            let is_whole = !end.is_empty() && text.to_ascii_lowercase()[1..].contains(end);
            self.leaf = if is_whole { Leaf::None } else { Leaf::Html(end) };
            return;
        }
        // A heading, a thematic break.
        let is_line = text.starts_with('#') && text.trim_start_matches('#').starts_with([' ', '\t'])
            || ['*', '-', '_'].iter().any(|mark| text.len() >= 3 && text.chars().all(|c| c == *mark || c == ' '));
        let is_underline = self.leaf == Leaf::Paragraph && text.trim_end_matches(['=', ' ', '\t']).is_empty();
        let is_row = text.contains('|') && text.contains('-') && text.bytes().all(|b| b"|-: \t".contains(&b));
        // A table goes on up to a blank line.
        self.after_table = is_row || self.leaf == Leaf::Paragraph && self.after_table;
        self.leaf = if is_line || is_underline { Leaf::None } else { Leaf::Paragraph };
    }
}

/// The mark and length of the fence that opens code.
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let mark = text.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = text.bytes().take_while(|byte| *byte == mark).count();
    let is_fence = length >= 3 && !(mark == b'`' && text[length..].contains('`'));
    is_fence.then_some((mark, length))
}

/// What ends the block of raw HTML that a line begins (CommonMark 0.31, 4.6); empty for a blank line.
fn html_end(text: &str, is_paragraph: bool) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<![cdata[", "]]>")] {
        if lower.starts_with(start) {
            return Some(end);
        }
    }
    if lower.starts_with("<!") && lower[2..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(">");
    }
    let inner = lower[1..].strip_prefix('/').unwrap_or(&lower[1..]);
    let length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (name, rest) = inner.split_at(length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    for (tag, end) in [("pre", "</pre>"), ("script", "</script>"), ("style", "</style>"), ("textarea", "</textarea>")] {
        if name == tag && !lower.starts_with("</") && !rest.starts_with('/') {
            return Some(end);
        }
    }
    let is_tag = rest.is_empty() || rest.starts_with([' ', '\t', '>']) || rest.starts_with("/>");
    let is_alone = rest.ends_with('>') && !rest[..rest.len() - 1].contains(['<', '>']);
    (is_tag && (BLOCKS.contains(&name) || !is_paragraph && is_alone)).then_some("")
}

/// The tags whose blocks end with a blank line (CommonMark 0.31, 4.6, start condition 6).
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
