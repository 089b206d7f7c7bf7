//! Objects in PDF's notation (PDF 32000-1, 7.3).
//!
//! In: values of PDF's types. Out: bytes. A writer is open as long as it lives: [`Obj`] is the place of one object,
//! [`Dict`] and [`Array`] close what they opened when they are dropped. [`Notation`] and [`Items`] hold what is written
//! before that which it stands in.

use std::io::Write;

/// The number of an object; the generation of all is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pdf) struct Ref(pub(super) u32);

/// A name.
pub(in crate::pdf) struct Name<T>(pub(in crate::pdf) T);

/// A string of bytes.
pub(in crate::pdf) struct Str<T>(pub(in crate::pdf) T);

/// A string of bytes in hexadecimal figures.
pub(in crate::pdf) struct HexStr<T>(pub(in crate::pdf) T);

/// A text string: ASCII as it is, all else as UTF-16 (7.9.2.2).
pub(in crate::pdf) struct TextStr<T>(pub(in crate::pdf) T);

impl<T: AsRef<str>> TextStr<T> {
    /// The bytes of the string.
    pub(in crate::pdf) fn bytes(&self) -> Vec<u8> {
        let text = self.0.as_ref();
        if text.is_ascii() {
            return text.as_bytes().to_vec();
        }
        let mut bytes = vec![0xFE, 0xFF];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        bytes
    }
}

/// The null object.
pub(in crate::pdf) struct Null;

/// A value that is written in one piece.
pub(in crate::pdf) trait Primitive {
    /// Whether it begins with a delimiter (7.2.2), so that it does not run into what stands before it.
    const IS_DELIMITED: bool = false;

    /// Writes it.
    fn write(&self, into: &mut Vec<u8>);
}

impl Primitive for Null {
    fn write(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(b"null");
    }
}

impl Primitive for bool {
    fn write(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Primitive for i64 {
    fn write(&self, into: &mut Vec<u8>) {
        push_integer(into, *self);
    }
}

impl Primitive for i32 {
    fn write(&self, into: &mut Vec<u8>) {
        push_integer(into, i64::from(*self));
    }
}

impl Primitive for u32 {
    fn write(&self, into: &mut Vec<u8>) {
        push_integer(into, i64::from(*self));
    }
}

impl Primitive for usize {
    fn write(&self, into: &mut Vec<u8>) {
        push_integer(into, *self as i64);
    }
}

impl Primitive for f32 {
    fn write(&self, into: &mut Vec<u8>) {
        // Rust writes floats without exponent, as PDF wants them.
        push(into, format_args!("{self}"));
    }
}

impl Primitive for Ref {
    fn write(&self, into: &mut Vec<u8>) {
        push_integer(into, i64::from(self.0));
        into.extend_from_slice(b" 0 R");
    }
}

impl<T: Primitive> Primitive for &T {
    const IS_DELIMITED: bool = T::IS_DELIMITED;

    fn write(&self, into: &mut Vec<u8>) {
        (*self).write(into);
    }
}

impl<T: Primitive> Primitive for Option<T> {
    fn write(&self, into: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(into),
            None => Null.write(into),
        }
    }
}

impl<T: AsRef<[u8]>> Primitive for Name<T> {
    const IS_DELIMITED: bool = true;

    fn write(&self, into: &mut Vec<u8>) {
        into.push(b'/');
        for &byte in self.0.as_ref() {
            if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
                into.push(byte);
            } else {
                push(into, format_args!("#{byte:02X}"));
            }
        }
    }
}

impl<T: AsRef<[u8]>> Primitive for Str<T> {
    const IS_DELIMITED: bool = true;

    fn write(&self, into: &mut Vec<u8>) {
        into.push(b'(');
        for &byte in self.0.as_ref() {
            match byte {
                b'(' | b')' | b'\\' => into.extend_from_slice(&[b'\\', byte]),
                // As it is, it would be read as a line feed (7.3.4.2).
                b'\r' => into.extend_from_slice(b"\\r"),
                _ => into.push(byte),
            }
        }
        into.push(b')');
    }
}

impl<T: AsRef<[u8]>> Primitive for HexStr<T> {
    const IS_DELIMITED: bool = true;

    fn write(&self, into: &mut Vec<u8>) {
        into.push(b'<');
        for byte in self.0.as_ref() {
            push(into, format_args!("{byte:02X}"));
        }
        into.push(b'>');
    }
}

impl<T: AsRef<str>> Primitive for TextStr<T> {
    const IS_DELIMITED: bool = true;

    fn write(&self, into: &mut Vec<u8>) {
        Str(self.bytes()).write(into);
    }
}

/// The place of one object.
pub(in crate::pdf) struct Obj<'a> {
    into: &'a mut Vec<u8>,
    /// Whether what stands before it ends where a delimiter or a space begins.
    is_after_word: bool,
}

impl<'a> Obj<'a> {
    /// The place at the end of some bytes, after a line or a delimiter.
    pub(super) fn new(into: &'a mut Vec<u8>) -> Obj<'a> {
        Obj { into, is_after_word: false }
    }

    /// A value.
    pub(in crate::pdf) fn primitive<P: Primitive>(self, value: P) {
        if self.is_after_word && !P::IS_DELIMITED {
            self.into.push(b' ');
        }
        value.write(self.into);
    }

    /// A dictionary.
    pub(in crate::pdf) fn dict(self) -> Dict<'a> {
        self.into.extend_from_slice(b"<<");
        Dict { into: self.into }
    }

    /// An array.
    pub(in crate::pdf) fn array(self) -> Array<'a> {
        self.into.push(b'[');
        Array { into: self.into, is_empty: true }
    }

    /// What was written before.
    pub(in crate::pdf) fn written(self, other: &Notation) {
        if self.is_after_word && other.0.first().is_some_and(|first| !b"/(<[".contains(first)) {
            self.into.push(b' ');
        }
        self.into.extend_from_slice(&other.0);
    }

    /// One item as it is, several as an array, as many entries of dictionaries have it.
    pub(in crate::pdf) fn one_or_more(self, items: &Items) {
        if items.count == 1 {
            self.into.extend_from_slice(&items.bytes);
        } else {
            self.array().items(items);
        }
    }
}

/// A dictionary that is open.
pub(in crate::pdf) struct Dict<'a> {
    into: &'a mut Vec<u8>,
}

impl Dict<'_> {
    /// A key and its value.
    pub(in crate::pdf) fn pair<P: Primitive>(&mut self, key: impl AsRef<[u8]>, value: P) -> &mut Self {
        self.insert(key).primitive(value);
        self
    }

    /// A key and its value, if there is one.
    pub(in crate::pdf) fn optional<P: Primitive>(&mut self, key: impl AsRef<[u8]>, value: Option<P>) -> &mut Self {
        if let Some(value) = value {
            self.pair(key, value);
        }
        self
    }

    /// A key and an array of values of one type.
    pub(in crate::pdf) fn array<P: Primitive>(
        &mut self,
        key: impl AsRef<[u8]>,
        values: impl IntoIterator<Item = P>,
    ) -> &mut Self {
        let mut array = self.insert(key).array();
        values.into_iter().for_each(|value| array.push().primitive(value));
        drop(array);
        self
    }

    /// A key, and the place of its value.
    pub(in crate::pdf) fn insert(&mut self, key: impl AsRef<[u8]>) -> Obj<'_> {
        Name(key).write(self.into);
        Obj { into: self.into, is_after_word: true }
    }
}

impl Drop for Dict<'_> {
    fn drop(&mut self) {
        self.into.extend_from_slice(b">>");
    }
}

/// An array that is open.
pub(in crate::pdf) struct Array<'a> {
    into: &'a mut Vec<u8>,
    is_empty: bool,
}

impl Array<'_> {
    /// The place of the next item.
    pub(in crate::pdf) fn push(&mut self) -> Obj<'_> {
        let is_after_word = !std::mem::replace(&mut self.is_empty, false);
        Obj { into: self.into, is_after_word }
    }

    /// Items that were written before.
    pub(in crate::pdf) fn items(&mut self, items: &Items) {
        self.is_empty &= items.count == 0;
        self.into.extend_from_slice(&items.bytes);
    }
}

impl Drop for Array<'_> {
    fn drop(&mut self) {
        self.into.push(b']');
    }
}

/// An object by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pdf) struct Notation(Vec<u8>);

impl Notation {
    /// The object that is written.
    pub(in crate::pdf) fn of(write: impl FnOnce(Obj<'_>)) -> Notation {
        let mut bytes = Vec::new();
        write(Obj::new(&mut bytes));
        Notation(bytes)
    }
}

/// Objects one after the other, which may come to stand in an array.
#[derive(Debug, Default)]
pub(in crate::pdf) struct Items {
    /// Each with what parts it from what stands before it.
    bytes: Vec<u8>,
    count: usize,
}

impl Items {
    /// The place of the next item.
    pub(in crate::pdf) fn push(&mut self) -> Obj<'_> {
        self.count += 1;
        Obj { into: &mut self.bytes, is_after_word: true }
    }

    pub(in crate::pdf) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Forgets all items; the room serves again.
    pub(in crate::pdf) fn clear(&mut self) {
        self.bytes.clear();
        self.count = 0;
    }
}

pub(super) fn push(into: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // A vector takes every byte.
    let _ = into.write_fmt(text);
}

/// There are as many as glyphs, and formatting each by the general way takes a tenth of the time of painting.
pub(in crate::pdf) fn push_integer(into: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        into.push(b'-');
    }
    into.extend_from_slice(&digits[at..]);
}

/// Bytes as they stand within a literal string (7.3.4.2), in ASCII.
pub(in crate::pdf) fn literal(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() + 2);
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => literal.extend(['\\', char::from(byte)]),
            // A carriage return as it is would be read as a line feed.
            b'\r' => literal.push_str("\\r"),
            0x80.. => literal.push_str(&format!("\\{byte:03o}")),
            _ => literal.push(char::from(byte)),
        }
    }
    literal
}

/// A number with three decimals at most: a thousandth of a point is finer than any press.
pub(in crate::pdf) fn rounded(value: f32) -> f32 {
    let rounded = (f64::from(value) * 1000.0).round() / 1000.0;
    // Negative zero would be written as `-0`.
    if rounded == 0.0 { 0.0 } else { rounded as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(Obj<'_>)) -> String {
        String::from_utf8_lossy(&Notation::of(write).0).into_owned()
    }

    #[test]
    fn what_would_run_together_is_parted() {
        let mut items = Items::default();
        items.push().primitive(Ref(7));
        let single = written(|object| object.dict().insert("K").one_or_more(&items));
        items.push().dict().pair("Type", Name("OBJR"));
        items.push().primitive(3);
        let dict = written(|object| {
            let mut dict = object.dict();
            dict.pair("A", Name("B")).pair("C", 1).pair("D", Str("x")).pair("E", Ref(2)).pair("F", true);
            dict.pair("G", None::<Ref>).pair("H", 0.5).pair("I", HexStr([1, 0xAB]));
            dict.array("J", [1, 2]).array("K", ["x", "y"].map(Name)).array("L", [0; 0]);
            dict.insert("M").dict().optional("N", Some(4)).optional("O", None::<i64>);
            dict.insert("P").one_or_more(&items);
            dict.insert("Q").written(&Notation::of(|object| object.primitive(5)));
            dict.insert("R").written(&Notation::of(|object| drop(object.array())));
        });
        assert_eq!(single, "<</K 7 0 R>>");
        assert_eq!(
            dict,
            "<</A/B/C 1/D(x)/E 2 0 R/F true/G null/H 0.5/I<01AB>/J[1 2]/K[/x/y]/L[]/M<</N 4>>\
             /P[ 7 0 R<</Type/OBJR>> 3]/Q 5/R[]>>"
        );
    }

    #[test]
    fn names_and_strings_are_escaped() {
        assert_eq!(written(|object| object.primitive(Name("a b/#é"))), "/a#20b#2F#23#C3#A9");
        assert_eq!(written(|object| object.primitive(Str("(\\)\r\n"))), "(\\(\\\\\\)\\r\n)");
        assert_eq!(TextStr("ab").bytes(), b"ab");
        assert_eq!(TextStr("é").bytes(), [0xFE, 0xFF, 0, 0xE9]);
        assert_eq!(literal(b"(\r\xFE"), "\\(\\r\\376");
    }

    #[test]
    fn numbers_are_short() {
        let number = |value: f32| written(|object| object.primitive(rounded(value)));
        assert_eq!([0.0, -0.000_01, 500.0, 0.123_45, -1.5].map(number), ["0", "0", "500", "0.123", "-1.5"]);
        let integer = |value: i64| written(|object| object.primitive(value));
        assert_eq!([0, -1, 10, i64::MIN].map(integer), ["0", "-1", "10", "-9223372036854775808"]);
    }
}
