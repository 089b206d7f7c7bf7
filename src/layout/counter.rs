//! Counters as text: page numbers, list markers.

use crate::style::{CounterRule, CounterStyle, CounterSystem};

/// A counter as text (CSS Counter Styles 3, section 6); `decimal` where a style cannot write the number.
pub fn counter_text(number: i32, style: &CounterStyle) -> String {
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
        CounterStyle::Text(text) => text.to_string(),
        CounterStyle::Rule(rule) => ruled(number, rule).unwrap_or_else(|| counter_text(number, &rule.fallback)),
        // Names are looked up when styles are computed.
        CounterStyle::Named(_) => number.to_string(),
    }
}

/// What the algorithm of a `@counter-style` rule makes of a number (CSS Counter Styles 3, section 2); `None` where the
/// number is none of its own.
fn ruled(number: i32, rule: &CounterRule) -> Option<String> {
    let is_own = match &rule.range {
        Some(ranges) => ranges.iter().any(|(least, most)| (*least..=*most).contains(&number)),
        None => least_of(rule).is_none_or(|least| number >= least),
    };
    let is_negative = number < 0 && is_signed(rule);
    let value = if is_negative { i64::from(number).abs() } else { i64::from(number) };
    let text = is_own.then(|| initial_text(value, rule)).flatten()?;
    let (before, after) = &rule.negative;
    let length = |text: &str| text.chars().count();
    let sign = if is_negative { length(before) + length(after) } else { 0 };
    let (least, fill) = &rule.pad;
    let fill = fill.repeat(least.saturating_sub(length(&text) + sign));
    Some(if is_negative { format!("{before}{fill}{text}{after}") } else { format!("{fill}{text}") })
}

/// The least number of a system whose range is `auto` (section 3.5).
fn least_of(rule: &CounterRule) -> Option<i32> {
    match &rule.system {
        CounterSystem::Cyclic | CounterSystem::Numeric | CounterSystem::Fixed(_) => None,
        CounterSystem::Alphabetic | CounterSystem::Symbolic => Some(1),
        CounterSystem::Additive => Some(0),
        CounterSystem::Extends(CounterStyle::Rule(rule)) => match &rule.range {
            Some(ranges) => ranges.iter().map(|range| range.0).min(),
            None => least_of(rule),
        },
        CounterSystem::Extends(_) => None,
    }
}

/// Whether a system writes negative numbers with a sign (section 2).
fn is_signed(rule: &CounterRule) -> bool {
    match &rule.system {
        CounterSystem::Cyclic | CounterSystem::Fixed(_) => false,
        CounterSystem::Numeric | CounterSystem::Alphabetic | CounterSystem::Symbolic | CounterSystem::Additive => true,
        CounterSystem::Extends(CounterStyle::Rule(rule)) => is_signed(rule),
        CounterSystem::Extends(_) => true,
    }
}

/// A number without its sign (section 3.1).
fn initial_text(number: i64, rule: &CounterRule) -> Option<String> {
    /// Longer ones are written by the fallback (section 3.1.4).
    const LONGEST: i64 = 120;
    let symbols = &rule.symbols;
    let count = symbols.len() as i64;
    let digits = |mut number: i64, is_alphabetic: bool| {
        let mut digits = Vec::new();
        while number > 0 || digits.is_empty() {
            number -= i64::from(is_alphabetic);
            digits.push(symbols[(number % count) as usize].as_str());
            number /= count;
        }
        digits.reverse();
        digits.concat()
    };
    Some(match &rule.system {
        CounterSystem::Cyclic => symbols[(number - 1).rem_euclid(count) as usize].clone(),
        CounterSystem::Numeric => digits(number, false),
        CounterSystem::Alphabetic if number > 0 => digits(number, true),
        CounterSystem::Symbolic if number > 0 && number <= LONGEST => {
            symbols[((number - 1) % count) as usize].repeat(((number - 1) / count + 1) as usize)
        }
        CounterSystem::Alphabetic | CounterSystem::Symbolic => return None,
        CounterSystem::Fixed(first) => symbols.get(usize::try_from(number - i64::from(*first)).ok()?)?.clone(),
        CounterSystem::Additive => return additive(number, rule, LONGEST),
        CounterSystem::Extends(CounterStyle::Rule(rule)) => return initial_text(number, rule),
        CounterSystem::Extends(style) => counter_text(i32::try_from(number).ok()?, style),
    })
}

/// Section 3.1.6.
fn additive(mut number: i64, rule: &CounterRule, longest: i64) -> Option<String> {
    if number == 0 {
        return rule.additive_symbols.iter().find(|(weight, _)| *weight == 0).map(|(_, symbol)| symbol.clone());
    }
    let mut text = String::new();
    for (weight, symbol) in &rule.additive_symbols {
        let weight = i64::from(*weight);
        if weight == 0 || number < weight {
            continue;
        }
        let times = number / weight;
        if times > longest {
            return None;
        }
        text.push_str(&symbol.repeat(times as usize));
        number %= weight;
    }
    (number == 0).then_some(text)
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
pub fn marker_text(style: &CounterStyle, number: i64) -> Option<String> {
    let number = number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    match style {
        CounterStyle::None => None,
        CounterStyle::Disc => Some("\u{2022}".to_owned()),
        CounterStyle::Circle => Some("\u{25e6}".to_owned()),
        CounterStyle::Square => Some("\u{25aa}".to_owned()),
        CounterStyle::Decimal
        | CounterStyle::LowerRoman
        | CounterStyle::UpperRoman
        | CounterStyle::LowerAlpha
        | CounterStyle::UpperAlpha
        | CounterStyle::Named(_) => Some(format!("{}.", counter_text(number, style))),
        // The gap between marker and text stands for space at the end.
        CounterStyle::Text(text) => Some(text.trim_end().to_owned()),
        CounterStyle::Rule(rule) => {
            let text = format!("{}{}{}", rule.prefix, counter_text(number, style), rule.suffix);
            Some(text.trim_end().to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters() {
        assert_eq!(counter_text(14, &CounterStyle::LowerRoman), "xiv");
        assert_eq!(counter_text(0, &CounterStyle::LowerRoman), "0");
        assert_eq!(counter_text(28, &CounterStyle::UpperAlpha), "AB");
        assert_eq!(counter_text(1994, &CounterStyle::UpperRoman), "MCMXCIV");
        assert_eq!(counter_text(4000, &CounterStyle::UpperRoman), "4000");
        assert_eq!(counter_text(26, &CounterStyle::LowerAlpha), "z");
        assert_eq!(counter_text(703, &CounterStyle::LowerAlpha), "aaa");
        assert_eq!(counter_text(-3, &CounterStyle::LowerAlpha), "-3");
        assert_eq!(counter_text(0, &CounterStyle::Decimal), "0");
        assert_eq!(counter_text(7, &CounterStyle::None), "");
        assert_eq!(counter_text(7, &CounterStyle::Disc), counter_text(1, &CounterStyle::Disc));
    }
}
