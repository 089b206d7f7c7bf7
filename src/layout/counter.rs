//! Counters as text: page numbers, list markers.

use crate::style::CounterStyle;

/// A counter as text (CSS Counter Styles 3, section 6); `decimal` where a style cannot write the number.
pub fn counter_text(number: i32, style: CounterStyle) -> String {
    match style {
        CounterStyle::None => String::new(),
        CounterStyle::Disc => "\u{2022}".to_owned(),
        CounterStyle::Circle => "\u{25e6}".to_owned(),
        CounterStyle::Square => "\u{25aa}".to_owned(),
        CounterStyle::Decimal => number.to_string(),
        CounterStyle::LowerRoman => roman(number).unwrap_or_else(|| number.to_string()),
        CounterStyle::UpperRoman => roman(number).unwrap_or_else(|| number.to_string()).to_uppercase(),
        CounterStyle::LowerAlpha => alphabetic(number).unwrap_or_else(|| number.to_string()),
        CounterStyle::UpperAlpha => alphabetic(number).unwrap_or_else(|| number.to_string()).to_uppercase(),
    }
}

fn roman(mut number: i32) -> Option<String> {
    const DIGITS: [(i32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..=3999).contains(&number) {
        return None;
    }
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    Some(text)
}

fn alphabetic(number: i32) -> Option<String> {
    let mut number = u32::try_from(number).ok().filter(|&number| number > 0)?;
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    Some(letters.iter().rev().collect())
}

/// A list item's marker with its suffix (CSS Counter Styles 3, section 6).
pub fn marker_text(style: CounterStyle, number: i64) -> Option<String> {
    match style {
        CounterStyle::None => None,
        CounterStyle::Disc => Some("\u{2022}".to_owned()),
        CounterStyle::Circle => Some("\u{25e6}".to_owned()),
        CounterStyle::Square => Some("\u{25aa}".to_owned()),
        CounterStyle::Decimal
        | CounterStyle::LowerRoman
        | CounterStyle::UpperRoman
        | CounterStyle::LowerAlpha
        | CounterStyle::UpperAlpha => {
            Some(format!("{}.", counter_text(number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32, style)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters() {
        assert_eq!(counter_text(14, CounterStyle::LowerRoman), "xiv");
        assert_eq!(counter_text(0, CounterStyle::LowerRoman), "0");
        assert_eq!(counter_text(28, CounterStyle::UpperAlpha), "AB");
        assert_eq!(counter_text(1994, CounterStyle::UpperRoman), "MCMXCIV");
        assert_eq!(counter_text(4000, CounterStyle::UpperRoman), "4000");
        assert_eq!(counter_text(26, CounterStyle::LowerAlpha), "z");
        assert_eq!(counter_text(703, CounterStyle::LowerAlpha), "aaa");
        assert_eq!(counter_text(-3, CounterStyle::LowerAlpha), "-3");
        assert_eq!(counter_text(0, CounterStyle::Decimal), "0");
        assert_eq!(counter_text(7, CounterStyle::None), "");
        assert_eq!(counter_text(7, CounterStyle::Disc), counter_text(1, CounterStyle::Disc));
    }
}
