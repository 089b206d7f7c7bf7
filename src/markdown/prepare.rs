//! What is done to the text before pulldown-cmark sees it, without moving a byte.
//!
//! In: the text. Out: a text of the same length, in which a colon that begins a line but no definition is
//! replaced by a control character, since pulldown-cmark takes `:::` and `:smile:` for definitions, and so is a dollar
//! sign that is no formula's, a brace that is none of attributes; and the way back for the strings it yields. Whether definition lists are needed at all is found here too.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;

use super::cjk::{self, StandIns};
use crate::source::has_pair;

/// A text made safe for the parser.
pub struct Prepared<'a> {
    text: Cow<'a, str>,
    /// What stands for a hidden colon.
    mark: Option<char>,
    /// What stands for a hidden dollar sign, and for a hidden brace.
    dollar: Option<char>,
    brace: Option<char>,
    has_definitions: bool,
    /// What stands for characters beside marks of emphasis.
    stand_ins: Option<StandIns>,
    /// Whether a string held a character that no book may hold.
    has_forbidden: Cell<bool>,
}

/// Control characters that Markdown gives no meaning; one that the text does not hold stands for a colon.
const MARKS: [u8; 8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0e, 0x0f];

impl<'a> Prepared<'a> {
    /// The text as it is, without definition lists.
    pub fn untouched(text: &'a str) -> Prepared<'a> {
        Prepared::of(text.into(), None, false)
    }

    fn of(text: Cow<'a, str>, mark: Option<char>, has_definitions: bool) -> Prepared<'a> {
        Prepared {
            text,
            mark,
            dollar: None,
            brace: None,
            has_definitions,
            stand_ins: None,
            has_forbidden: Cell::new(false),
        }
    }

    /// The text with colons hidden where that is needed.
    pub fn new(text: &'a str) -> Prepared<'a> {
        let mut has_definitions = false;
        let mut hidden = Vec::new();
        if !text.starts_with(':') && !has_pair(text, |one, two| two == b':' && (one == b'\n' || is_before_colon(one))) {
            return Prepared::untouched(text);
        }
        let bytes = text.as_bytes();
        for at in memchr::memchr_iter(b':', bytes) {
            let before = bytes[..at].iter().rposition(|byte| !is_before_colon(*byte));
            if before.is_some_and(|before| bytes[before] != b'\n') {
                continue;
            }
            match bytes.get(at + 1) {
                Some(b' ' | b'\t') => has_definitions = true,
                Some(_) | None => hidden.push(at),
            }
        }
        if !has_definitions || hidden.is_empty() {
            return Prepared::of(text.into(), None, has_definitions);
        }
        let Some(mark) = MARKS.into_iter().map(char::from).find(|&mark| !text.contains(mark)) else {
            return Prepared::untouched(text);
        };
        let mut safe = String::with_capacity(text.len());
        let mut from = 0;
        for at in hidden {
            safe.push_str(&text[from..at]);
            safe.push(mark);
            from = at + 1;
        }
        safe.push_str(&text[from..]);
        Prepared::of(safe.into(), Some(mark), has_definitions)
    }

    /// The same with the dollar signs and closing braces hidden that stand at these places.
    pub fn without(mut self, places: &BTreeSet<usize>) -> Prepared<'a> {
        let mut free = MARKS.into_iter().map(char::from).filter(|mark| !self.text.contains(*mark));
        let (Some(dollar), Some(brace), false) = (free.next(), free.next(), places.is_empty()) else { return self };
        let mut safe = String::with_capacity(self.text.len());
        let mut from = 0;
        for &at in places {
            safe.push_str(&self.text[from..at]);
            safe.push(if self.text[at..].starts_with('$') { dollar } else { brace });
            from = at + 1;
        }
        safe.push_str(&self.text[from..]);
        drop(free);
        self.text = safe.into();
        (self.dollar, self.brace) = (Some(dollar), Some(brace));
        self
    }

    /// The same with others in the place of characters beside marks of emphasis.
    pub fn with_cjk_emphasis(mut self) -> Prepared<'a> {
        if let Some((text, stand_ins)) = cjk::friendly(&self.text) {
            self.text = text.into();
            self.stand_ins = Some(stand_ins);
        }
        self
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn has_definitions(&self) -> bool {
        self.has_definitions
    }

    /// Whether a string that was restored held a character that no book may hold.
    pub fn has_forbidden(&self) -> bool {
        self.has_forbidden.get()
    }

    /// A string of the parser as the author meant it: colons are back, and a character that XML 1.0 does
    /// not allow (section 2.2) becomes the replacement character.
    pub fn restore<'s>(&self, string: &'s str) -> Cow<'s, str> {
        match &self.stand_ins {
            None => self.allowed(string),
            Some(stand_ins) => match stand_ins.restore(string) {
                Cow::Borrowed(string) => self.allowed(string),
                Cow::Owned(string) => self.allowed(&string).into_owned().into(),
            },
        }
    }

    /// A string of the parser with the characters beside marks of emphasis, as long as it was.
    pub fn put_back<'s>(&self, string: &'s str) -> Cow<'s, str> {
        self.stand_ins.as_ref().map_or(string.into(), |stand_ins| stand_ins.restore(string))
    }

    fn allowed<'s>(&self, string: &'s str) -> Cow<'s, str> {
        // The compiler looks at many bytes at once where no early end is asked for.
        let may_be_forbidden =
            |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == FIRST_OF_NONCHARACTERS;
        if !string.bytes().fold(false, |found, byte| found | may_be_forbidden(byte)) {
            return string.into();
        }
        if !string.chars().any(is_forbidden) {
            return string.into();
        }
        let restore = |character| match character {
            character if Some(character) == self.mark => ':',
            character if Some(character) == self.dollar => '$',
            character if Some(character) == self.brace => '}',
            character if is_forbidden(character) => {
                self.has_forbidden.set(true);
                if matches!(character, '\u{b}' | '\u{c}') { ' ' } else { char::REPLACEMENT_CHARACTER }
            }
            character => character,
        };
        string.chars().map(restore).collect::<String>().into()
    }
}

/// Indentation and markers that may stand before the colon of a definition.
fn is_before_colon(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9')
}

/// The first byte of U+FFFE and U+FFFF in UTF-8, and of many that are allowed.
const FIRST_OF_NONCHARACTERS: u8 = 0xef;

/// Whether XML 1.0 has no place for it (section 2.2).
pub(super) fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_are_hidden_only_beside_definitions() {
        let plain = Prepared::new("a\n\n:::note\nb\n:::\n");
        assert!(!plain.has_definitions() && plain.text().contains(":::"));
        let mixed = Prepared::new("a\n: b\n\n> :::note\n:smile: c\n");
        assert!(mixed.has_definitions());
        assert_eq!(mixed.text(), "a\n: b\n\n> \u{1}::note\n\u{1}smile: c\n");
        assert_eq!(mixed.restore("\u{1}smile: \u{2}"), ":smile: \u{fffd}");
    }
}
