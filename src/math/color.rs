//! Colors as LaTeX's `xcolor` names them.

use crate::color::Color;

/// A color by name (LaTeX's `xcolor`), or in numbers.
pub fn color_of(model: Option<&str>, text: &str) -> Option<Color> {
    let parts = |text: &str| -> Option<Vec<f32>> {
        text.split(',').map(|part| part.trim().parse::<f32>().ok().filter(|value| value.is_finite())).collect()
    };
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    match model {
        Some("rgb") => {
            let parts = parts(text)?;
            let [red, green, blue] = parts.as_slice() else { return None };
            return Some(Color::rgb(byte(*red), byte(*green), byte(*blue)));
        }
        Some("RGB") => {
            let parts = parts(text)?;
            let [red, green, blue] = parts.as_slice() else { return None };
            return Some(Color::rgb(byte(red / 255.0), byte(green / 255.0), byte(blue / 255.0)));
        }
        Some("gray") => {
            let gray = byte(text.trim().parse().ok()?);
            return Some(Color::rgb(gray, gray, gray));
        }
        _ => {}
    }
    let hex = text.strip_prefix('#').or(model.filter(|model| *model == "HTML").map(|_| text));
    if let Some(hex) = hex.filter(|hex| hex.is_ascii()) {
        let digits: String = match hex.len() {
            3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => hex.to_owned(),
        };
        let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        return if digits.len() == 6 { Some(Color::rgb(channel(0)?, channel(2)?, channel(4)?)) } else { None };
    }
    Some(match text.to_ascii_lowercase().as_str() {
        "black" => Color::BLACK,
        "white" => Color::WHITE,
        "red" => Color::rgb(255, 0, 0),
        "green" | "lime" => Color::rgb(0, 160, 0),
        "blue" => Color::rgb(0, 0, 255),
        "cyan" => Color::rgb(0, 174, 239),
        "magenta" => Color::rgb(236, 0, 140),
        "yellow" => Color::rgb(255, 242, 0),
        "gray" | "grey" => Color::rgb(128, 128, 128),
        "darkgray" => Color::rgb(64, 64, 64),
        "lightgray" => Color::rgb(191, 191, 191),
        "brown" => Color::rgb(191, 128, 64),
        "olive" => Color::rgb(128, 128, 0),
        "orange" => Color::rgb(255, 128, 0),
        "pink" => Color::rgb(255, 191, 191),
        "purple" => Color::rgb(191, 0, 64),
        "teal" => Color::rgb(0, 128, 128),
        "violet" => Color::rgb(128, 0, 128),
        "navy" | "navyblue" => Color::rgb(0, 0, 128),
        "maroon" => Color::rgb(175, 50, 53),
        "royalblue" => Color::rgb(0, 113, 188),
        "forestgreen" => Color::rgb(0, 155, 85),
        "crimson" => Color::rgb(220, 20, 60),
        _ => return None,
    })
}
