//! Lists that are numbered by letters, Roman numbers or by themselves: `a)`, `(iv)`, `#.`, `(@label)`.
//!
//! In: a line with such a marker. Out: the same with a number of equal width, so that what belongs to the item still
//! stands under it; the list's style as an attribute before it. A list has a second item with the next letter or
//! number, else it is prose. Examples are numbered through the text, and references to them filled in
//! (<https://pandoc.org/MANUAL.html#extension-fancy_lists>, `#extension-example_lists`).

use std::collections::BTreeMap;

use super::super::dialect::{Dialect, Form};
use super::super::marker::Marker;
use super::Pass;
use super::container::{self, Leaf, Line};
use crate::document::Attributes;

/// How the items of a list are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Decimal,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
    /// `#.`
    Unnumbered,
    /// `(@label)`
    Example,
}

/// A marker taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marked {
    style: Style,
    number: u32,
    /// `.` or `)`; with a bracket before it where `is_enclosed`.
    delimiter: u8,
    is_enclosed: bool,
    /// Without the space after it.
    width: usize,
}

impl Marked {
    /// Whether both are of one list.
    fn is_of(self, other: Marked) -> bool {
        (self.style, self.delimiter, self.is_enclosed) == (other.style, other.delimiter, other.is_enclosed)
    }
}

/// The lists that go on, and the examples.
pub(super) struct Lists {
    /// By depth.
    open: Vec<Option<Marked>>,
    examples: BTreeMap<String, u32>,
    next_example: u32,
}

impl Lists {
    /// Numbers the examples of a text.
    pub fn new(source: &str, dialect: Dialect) -> Lists {
        let mut examples = BTreeMap::new();
        if dialect.reads(Form::ExampleLists) && source.contains("(@") {
            let mut count = 0;
            let mut fence = None;
            for line in source.lines().map(|line| line.trim_start_matches([' ', '>', '\t'])) {
                let found = container::fence(line);
                match (fence, found) {
                    (None, Some(_)) => fence = found,
                    (Some((mark, _)), Some((other, _))) if mark == other => fence = None,
                    _ => {}
                }
                if fence.is_none()
                    && let Some((label, _)) = example(line)
                {
                    count += 1;
                    if !label.is_empty() {
                        examples.entry(label.to_owned()).or_insert(count);
                    }
                }
            }
        }
        Lists { open: Vec::new(), examples, next_example: 1 }
    }

    /// Whether a line is the next item of a list that is open at this depth.
    pub fn goes_on(&self, text: &str, depth: usize) -> bool {
        let Some(open) = self.open.get(depth).copied().flatten() else { return false };
        marked(text).iter().any(|item| item.is_of(open))
    }

    /// A block that is no item ends the lists of its depth.
    pub fn end_at(&mut self, depth: usize) {
        self.open.truncate(depth);
    }

    /// Whether text begins with a reference to an example that the text does not have, though it has others.
    pub fn is_unknown_reference(&self, text: &str) -> bool {
        !self.examples.is_empty() && label(text).is_some_and(|(label, _)| !self.examples.contains_key(label))
    }

    /// The number that `(@label)` within a line stands for.
    pub fn reference(&self, text: &str) -> Option<(String, usize)> {
        let (label, length) = label(text)?;
        Some((format!("({})", self.examples.get(label)?), length))
    }
}

/// `(@label)` and how long it is.
fn label(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("(@")?;
    let length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
    inner[length..].starts_with(')').then(|| (&inner[..length], length + 3))
}

/// The label of an item of examples.
fn example(line: &str) -> Option<(&str, usize)> {
    label(line).filter(|(_, length)| line[*length..].starts_with([' ', '\t']))
}

/// The marker that a line begins with, and `None` for Markdown's own.
fn marked(text: &str) -> Vec<Marked> {
    let one =
        |style, number, delimiter, is_enclosed, width| vec![Marked { style, number, delimiter, is_enclosed, width }];
    if text.starts_with("#. ") || text == "#." {
        return one(Style::Unnumbered, 1, b'.', false, 2);
    }
    if let Some((_, length)) = example(text) {
        return one(Style::Example, 1, b')', true, length);
    }
    let is_enclosed = text.starts_with('(');
    let inner = text.strip_prefix('(').unwrap_or(text);
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = inner.split_at(length);
    let delimiter = match rest.as_bytes() {
        [b')', b' ' | b'\t', ..] => b')',
        [b'.', b' ' | b'\t', ..] if !is_enclosed => b'.',
        _ => return Vec::new(),
    };
    let width = length + 1 + usize::from(is_enclosed);
    if length == 0 || length > 6 {
        return Vec::new();
    }
    if let Ok(number) = name.parse() {
        // Without the first bracket it is Markdown's own.
        return if is_enclosed { one(Style::Decimal, number, delimiter, true, width) } else { Vec::new() };
    }
    let is_upper = name.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_upper && !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    // One letter and a period may be a name's: two spaces make it a marker.
    if is_upper && delimiter == b'.' && !rest[1..].starts_with("  ") {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some(number) = roman(name) {
        let style = if is_upper { Style::UpperRoman } else { Style::LowerRoman };
        found.extend(one(style, number, delimiter, is_enclosed, width));
    }
    if let [letter] = name.as_bytes() {
        let style = if is_upper { Style::UpperAlpha } else { Style::LowerAlpha };
        let number = u32::from(letter.to_ascii_lowercase() - b'a') + 1;
        found.extend(one(style, number, delimiter, is_enclosed, width));
    }
    found
}

/// A Roman number up to a hundred, in its usual form.
fn roman(name: &str) -> Option<u32> {
    let value = |c| {
        Some(match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        })
    };
    let letters: Option<Vec<u32>> = name.to_ascii_lowercase().chars().map(value).collect();
    let letters = letters?;
    let mut sum = 0;
    for (index, &letter) in letters.iter().enumerate() {
        if letters.get(index + 1).is_some_and(|&next| next > letter) {
            sum -= letter as i32;
        } else {
            sum += letter as i32;
        }
    }
    let sum = u32::try_from(sum).ok()?;
    (to_roman(sum) == name.to_ascii_lowercase()).then_some(sum)
}

fn to_roman(mut number: u32) -> String {
    const PARTS: [(u32, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut out = String::new();
    for (value, letters) in PARTS {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

impl<'t> Pass<'t, '_> {
    pub(super) fn list_item(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !text.starts_with(['#', '(']) && !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let candidates: Vec<Marked> = marked(text).into_iter().filter(|item| self.reads(item.style.form())).collect();
        let depth = self.stack.len();
        let open = self.lists.open.get(depth).copied().flatten();
        let goes_on = |item: &&Marked| open.is_some_and(|open| item.is_of(open));
        let mut item = candidates.iter().find(goes_on).copied();
        let is_first = item.is_none();
        if is_first {
            if self.leaf == Leaf::Paragraph {
                return None;
            }
            item = candidates.into_iter().find(|item| self.begins_list(item, line));
        }
        let mut item = item?;
        if item.style == Style::Example {
            item.number = self.lists.next_example;
            self.lists.next_example += 1;
        }
        self.copy_to(line.start);
        let place = line.start..line.end;
        if is_first && let Some(attributes) = item.style.attributes() {
            self.mark(Marker::Before(attributes), place.clone());
            let prefix = self.prefix(depth);
            self.write(&prefix, place.clone());
        }
        let start = line.start + line.indent_bytes(self.source);
        self.copy_to(start);
        // Nine digits are the most that a number may have (CommonMark 0.31, 5.2).
        let digits = (item.width - 1).min(9);
        self.write(&format!("{:0digits$}{}", item.number, char::from(item.delimiter)), start..start + item.width);
        self.skip_to(start + item.width);
        self.lists.open.resize(depth + 1, None);
        let width = item.width;
        self.lists.open[depth] = Some(item);
        let rest = &self.source[start + width..line.end];
        let space = (rest.len() - rest.trim_start_matches([' ', '\t']).len()).clamp(1, 4);
        let indent = line.indent + digits + 1 + space;
        self.stack.push(container::Container::Item { indent });
        self.leaf = Leaf::None;
        let inner = self.behind(start + width + space, line);
        Some(self.line(&inner).unwrap_or(line.next))
    }

    /// Whether a list begins here, which has a second item. Examples and `#.` need neither.
    fn begins_list(&self, item: &Marked, line: &Line) -> bool {
        if matches!(item.style, Style::Unnumbered | Style::Example) {
            return true;
        }
        /// A list that begins in the middle begins with no greater number: years and articles of laws are prose.
        const GREATEST: u32 = 50;
        if item.number > GREATEST {
            return false;
        }
        let mut at = line.next;
        let mut after_blank = false;
        while let Some(next) = self.peek(at) {
            let text = self.text_of(&next);
            let second = |other: &Marked| *other == Marked { number: item.number + 1, width: other.width, ..*item };
            if next.indent < 4 && marked(text).iter().any(second) {
                return true;
            }
            if after_blank && !text.is_empty() && next.indent < 2 {
                return false;
            }
            after_blank = text.is_empty();
            at = next.next;
        }
        false
    }
}

impl Style {
    fn form(self) -> Form {
        match self {
            Style::Example => Form::ExampleLists,
            Style::Decimal
            | Style::LowerAlpha
            | Style::UpperAlpha
            | Style::LowerRoman
            | Style::UpperRoman
            | Style::Unnumbered => Form::FancyLists,
        }
    }

    /// What the list says of its numbers.
    fn attributes(self) -> Option<Attributes> {
        let kind = match self {
            Style::Decimal | Style::Unnumbered => return None,
            Style::Example => return Some(Attributes::class("example")),
            Style::LowerAlpha => "lower-alpha",
            Style::UpperAlpha => "upper-alpha",
            Style::LowerRoman => "lower-roman",
            Style::UpperRoman => "upper-roman",
        };
        let mut attributes = Attributes::default();
        attributes.set("style", format!("list-style-type: {kind}"));
        Some(attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_prose() {
        let styles = |text: &str| marked(text).into_iter().map(|item| (item.style, item.number)).collect::<Vec<_>>();
        assert_eq!(styles("a) x"), [(Style::LowerAlpha, 1)]);
        assert_eq!(styles("(iv) x"), [(Style::LowerRoman, 4)]);
        assert_eq!(styles("i. x"), [(Style::LowerRoman, 1), (Style::LowerAlpha, 9)]);
        assert_eq!(styles("A.  x"), [(Style::UpperAlpha, 1)]);
        assert_eq!(styles("(2) x"), [(Style::Decimal, 2)]);
        assert_eq!(styles("#. x"), [(Style::Unnumbered, 1)]);
        assert_eq!(styles("(@a) x"), [(Style::Example, 1)]);
        for prose in ["A. Smith", "and) x", "1) x", "(a)x", "iiii) x", "Ab) x"] {
            assert!(styles(prose).is_empty(), "{prose}");
        }
    }
}
