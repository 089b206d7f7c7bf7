//! ISBN, the number of an edition (ISO 2108; ISBN Users' Manual, 7th edition, section 5).
//!
//! In: a number as people write it, with hyphens, spaces and `ISBN` before it. Out: its digits, or what is wrong with
//! it and the check digit that the others ask for.

use std::fmt;

/// Why a text is no ISBN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has another number of digits, or signs that are none.
    Length(usize),
    /// 13 digits of another article: those of books begin with 978 or 979.
    Prefix,
    /// The last digit does not follow from the others; carries the one that does.
    CheckDigit(char),
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Length(1) => write!(formatter, "it has 1 digit, an ISBN 13 or 10"),
            Wrong::Length(digits) => write!(formatter, "it has {digits} digits, an ISBN 13 or 10"),
            Wrong::Prefix => write!(formatter, "an ISBN of 13 digits begins with 978 or 979"),
            Wrong::CheckDigit(right) => {
                write!(formatter, "its check digit must be {right}, or another of its digits is wrong")
            }
        }
    }
}

/// The number without what people write before it.
pub fn bare(text: &str) -> &str {
    let mut text = text.trim();
    for prefix in ["urn:", "e-", "e", "isbn", "-13", "-10"] {
        if let Some(rest) = text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)) {
            text = &text[rest.len()..];
        }
    }
    text.trim_start_matches([':', ' ', '\u{a0}'])
}

/// Its digits alone, `X` in capitals.
pub fn digits(text: &str) -> String {
    let is_gap = |character: &char| character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2013}');
    bare(text).chars().filter(|character| !is_gap(character)).map(|c| c.to_ascii_uppercase()).collect()
}

/// The digits of an ISBN whose check digit is right.
pub fn parse(text: &str) -> Result<String, Wrong> {
    let digits = digits(text);
    let count = digits.chars().count();
    let value = |(at, digit): (usize, char)| match digit {
        'X' if at == 9 && count == 10 => Some(10),
        digit => digit.to_digit(10),
    };
    let values: Option<Vec<u32>> = digits.chars().enumerate().map(value).collect();
    let Some(values) = values.filter(|values| matches!(values.len(), 10 | 13)) else {
        return Err(Wrong::Length(digits.chars().filter(char::is_ascii_digit).count()));
    };
    let (own, others) = (values[count - 1], &values[..count - 1]);
    let sum = |weight: fn(usize) -> u32| -> u32 { others.iter().enumerate().map(|(at, v)| v * weight(at)).sum() };
    let right = match count {
        13 if !digits.starts_with("978") && !digits.starts_with("979") => return Err(Wrong::Prefix),
        13 => (10 - sum(|at| if at % 2 == 0 { 1 } else { 3 }) % 10) % 10,
        _ => (11 - sum(|at| 10 - at as u32) % 11) % 11,
    };
    match own == right {
        true => Ok(digits),
        false => Err(Wrong::CheckDigit(char::from_digit(right, 10).unwrap_or('X'))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_follows_from_the_others() {
        for (text, read) in [
            ("978-3-16-148410-0", Ok("9783161484100")),
            ("ISBN 979-10-90636-07-1", Ok("9791090636071")),
            ("ISBN-13: 978 3 16 148410 0", Ok("9783161484100")),
            ("urn:isbn:080442957x", Ok("080442957X")),
            ("978\u{2011}3\u{2011}16\u{2011}148410\u{2011}0", Ok("9783161484100")),
            ("978-3-16-148410-5", Err(Wrong::CheckDigit('0'))),
            ("0-8044-2957-1", Err(Wrong::CheckDigit('X'))),
            ("0-306-40615-3", Err(Wrong::CheckDigit('2'))),
            ("978-3-16-148410", Err(Wrong::Length(12))),
            ("4006381333931", Err(Wrong::Prefix)),
            ("97831614841O0", Err(Wrong::Length(12))),
            ("pending", Err(Wrong::Length(0))),
            ("", Err(Wrong::Length(0))),
            ("é", Err(Wrong::Length(0))),
        ] {
            assert_eq!(parse(text), read.map(str::to_owned), "{text}");
        }
    }
}
