//! Characters that no book can hold: control characters, and what Unicode keeps free.
//!
//! In: a text in which some were met while it was read. Out: how many there are, and where the first stands, typed or as an
//! entity; one finding for all. What stands for them is `prepare`'s business
//! (<https://www.w3.org/TR/xml/#charsets>: XML 1.0, section 2.2).

use std::ops::Range;

use super::build::Builder;
use super::prepare::is_forbidden;
use crate::diagnostic::{Code, Diagnostic};

/// What was found in a text.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    count: usize,
    first: char,
    place: Range<usize>,
}

fn find(text: &str) -> Option<Found> {
    let typed = text.match_indices(is_forbidden).map(|(at, found)| (at, found.len(), found.chars().next()));
    let entities = text.match_indices("&#").map(|(at, _)| {
        let (length, character) = entity(&text[at + 2..]).unwrap_or_default();
        (at, length + 2, character)
    });
    let all = typed.chain(entities).filter_map(|(at, length, character)| {
        let character = character.filter(|character| is_forbidden(*character))?;
        Some((at, length, character))
    });
    all.fold(None, |found: Option<Found>, (at, length, first)| match found {
        Some(Found { count, first, place }) if place.start < at => Some(Found { count: count + 1, first, place }),
        found => Some(Found { count: found.map_or(0, |found| found.count) + 1, first, place: at..at + length }),
    })
}

/// The character that a numeric entity stands for, and its length, from behind `&#` on.
fn entity(text: &str) -> Option<(usize, Option<char>)> {
    /// CommonMark 0.31, 2.5: so many digits at the most.
    const MOST_DIGITS: usize = 7;
    let (digits, base) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let end = digits.bytes().take(MOST_DIGITS + 1).position(|byte| byte == b';')?;
    let number = u32::from_str_radix(&digits[..end], base).ok()?;
    Some((text.len() - digits.len() + end + 1, char::from_u32(number)))
}

impl Builder<'_> {
    /// Tells of the characters that no book can hold.
    pub(super) fn report_controls(&mut self) {
        let Some(Found { count, first, place }) = find(self.source()) else { return };
        let first = u32::from(first);
        let message = match count {
            1 => format!("a character that no book can hold, U+{first:04X}: `\u{fffd}` or a space stands for it"),
            _ => format!(
                "{count} characters that no book can hold, the first U+{first:04X}: `\u{fffd}` or a space stands for each"
            ),
        };
        let hint = "remove them: editors show control characters where they show what is invisible";
        self.report(Diagnostic::new(Code::ControlCharacter, message).hint(hint), place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_the_first_is_known() {
        let found = |count, first, place| Some(Found { count, first, place });
        assert_eq!(find("a\tb\n&#65; &#; &#x110000;"), None);
        assert_eq!(find("a\u{1}b\u{c}"), found(2, '\u{1}', 1..2));
        assert_eq!(find("a&#x1;b\u{c}"), found(2, '\u{1}', 1..6));
        assert_eq!(find("\u{ffff}&#8;"), found(2, '\u{ffff}', 0..3));
    }
}
