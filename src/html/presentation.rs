//! HTML's presentational elements and attributes as CSS (HTML Living Standard, section 15.3).
//!
//! In: a tag. Out: the text of its `style` attribute, with what older HTML says by `align`, `bgcolor` or
//! `<center>` in front. Departure: those count as part of the `style` attribute, and so are stronger than
//! a sheet's rules, where HTML has them weaker; an author who writes them means them, and EPUB knows no
//! other place for them.

use super::Tag;
use crate::document::Alignment;

/// The declarations of a tag; empty for most.
pub(super) fn style(tag: &Tag) -> String {
    let mut style = String::new();
    let mut add = |property: &str, value: &str| {
        if !style.is_empty() {
            style.push_str("; ");
        }
        style.extend([property, ": ", value]);
    };
    let name = tag.name.as_str();
    match name {
        "address" => add("font-style", "italic"),
        "big" => add("font-size", "1.2em"),
        "center" => add("text-align", "center"),
        "nobr" => add("white-space", "nowrap"),
        "tt" => add("font-family", "\"Source Code Pro\", monospace"),
        _ => {}
    }
    for (attribute, value) in &tag.attributes {
        let value = value.trim();
        let lower = value.to_ascii_lowercase();
        match attribute.as_str() {
            "align" => match (name, lower.as_str()) {
                // Cells carry it as a class.
                ("td" | "th", _) => {}
                ("table" | "hr", "center") => add("margin-inline", "auto"),
                ("table" | "hr" | "img" | "iframe" | "caption", _) => {}
                (_, "left" | "right" | "center" | "justify") => add("text-align", &lower),
                (_, "middle") => add("text-align", "center"),
                _ => {}
            },
            "valign" if matches!(lower.as_str(), "top" | "middle" | "bottom" | "baseline") => {
                add("vertical-align", &lower);
            }
            "bgcolor" => add_color(&mut add, "background-color", value),
            "color" if name == "font" => add_color(&mut add, "color", value),
            "face" if name == "font" && is_plain(value) => add("font-family", value),
            "size" if name == "font" => {
                if let Some(size) = font_size(value) {
                    add("font-size", size);
                }
            }
            "width" if matches!(name, "table" | "td" | "th" | "col" | "hr") => {
                if let Some(length) = length(value) {
                    add("width", &length);
                }
            }
            "height" if matches!(name, "table" | "tr" | "td" | "th") => {
                if let Some(length) = length(value) {
                    add("height", &length);
                }
            }
            "border" if name == "table" && value != "0" => add("border", "1px solid"),
            "nowrap" if matches!(name, "td" | "th") => add("white-space", "nowrap"),
            "type" if matches!(name, "ol" | "ul" | "li") => match value {
                "1" => add("list-style-type", "decimal"),
                "a" => add("list-style-type", "lower-alpha"),
                "A" => add("list-style-type", "upper-alpha"),
                "i" => add("list-style-type", "lower-roman"),
                "I" => add("list-style-type", "upper-roman"),
                _ if matches!(lower.as_str(), "disc" | "circle" | "square" | "none") => add("list-style-type", &lower),
                _ => {}
            },
            _ => {}
        }
    }
    if let Some(own) = tag.attribute("style").map(str::trim).filter(|own| !own.is_empty()) {
        if !style.is_empty() {
            style.push_str("; ");
        }
        style.push_str(own);
    }
    style
}

/// A cell's `align`.
pub fn alignment(tag: &Tag) -> Option<Alignment> {
    match tag.attribute("align")?.trim().to_ascii_lowercase().as_str() {
        "left" => Some(Alignment::Left),
        "center" | "middle" => Some(Alignment::Center),
        "right" => Some(Alignment::Right),
        _ => None,
    }
}

fn add_color(add: &mut impl FnMut(&str, &str), property: &str, value: &str) {
    let is_hexadecimal = |text: &str| matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if value.strip_prefix('#').is_some_and(is_hexadecimal) || value.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        add(property, value);
    } else if is_hexadecimal(value) {
        add(property, &format!("#{value}"));
    }
}

/// Names of fonts and nothing that would end a declaration.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'' | '"'))
}

/// Pixels or a percentage (2.3.4.4, dimension values).
fn length(value: &str) -> Option<String> {
    let digits = value.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = value.split_at(digits);
    number.parse::<f32>().ok().filter(|&number| number > 0.0)?;
    Some(format!("{number}{}", if unit.starts_with('%') { "%" } else { "px" }))
}

/// The sizes of `<font size>`: 1 to 7, or a step from 3.
fn font_size(value: &str) -> Option<&'static str> {
    const SIZES: [&str; 7] = ["x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"];
    let number: i32 = value.parse().ok()?;
    let size = if value.starts_with(['+', '-']) { 3 + number } else { number };
    Some(SIZES[size.clamp(1, 7) as usize - 1])
}
