//! Colors of `style` attributes that all can read (WCAG 2.1, 1.4.3, contrast at least 4.5 to 1).
//!
//! In: the text of an attribute and the colors around it. Out: the same text, and behind it a declaration
//! where the author's letters would be too pale for their ground: the ground gives way where the attribute
//! sets it, else the letters. Colors of style sheets are their authors' business.

use super::attribute::read;
use super::declaration::{Entry, Specified};
use super::property::Declared;
use super::value::ColorValue;
use crate::color::Color;

/// The colors that text stands in, as far as `style` attributes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    color: Color,
    background: Color,
}

impl Default for Surface {
    fn default() -> Surface {
        // Not quite white: themes put such a ground behind code.
        Surface { color: Color::BLACK, background: Color::rgb(0xee, 0xee, 0xea) }
    }
}

/// The least contrast of text.
const LEAST: f32 = 4.5;

/// How many steps lead from a color to black or white.
const STEPS: u16 = 32;

/// Makes the text of an attribute legible; with it comes the surface for what the element holds.
pub fn legible(text: String, around: Surface) -> (String, Surface) {
    let mut surface = around;
    let (mut sets_color, mut sets_background) = (false, false);
    let attribute = read(&text);
    for entry in attribute.normal.iter().chain(&attribute.important) {
        let Entry::Longhand(_, Specified::Value(value)) = entry else { continue };
        if let Declared::Color(color) = value
            && let ColorValue::Set(color) = color.0
            && color.alpha == u8::MAX
        {
            (surface.color, sets_color) = (color, true);
        } else if let Declared::BackgroundColor(ColorValue::Set(color)) = value
            && color.alpha == u8::MAX
        {
            (surface.background, sets_background) = (*color, true);
        }
    }
    if !sets_color && !sets_background || contrast(surface.color, surface.background) >= LEAST {
        return (text, surface);
    }
    let (property, color) = match sets_background {
        true => {
            surface.background = away_from(surface.color, surface.background);
            ("background-color", surface.background)
        }
        false => {
            surface.color = away_from(surface.background, surface.color);
            ("color", surface.color)
        }
    };
    let Color { red, green, blue, .. } = color;
    (format!("{text}; {property}: #{red:02x}{green:02x}{blue:02x}"), surface)
}

/// The color nearest to `color` on its way to black or white that can be told from `other`.
fn away_from(other: Color, color: Color) -> Color {
    let ends = [Color::BLACK, Color::WHITE];
    let nearer =
        |end: Color| contrast(other, end) >= LEAST && (luminance(color) < luminance(other)) == (end == Color::BLACK);
    let end = ends.into_iter().find(|&end| nearer(end));
    let farthest =
        || if contrast(other, Color::BLACK) > contrast(other, Color::WHITE) { Color::BLACK } else { Color::WHITE };
    let end = end.unwrap_or_else(farthest);
    (0..=STEPS).map(|step| mix(color, end, step)).find(|&mixed| contrast(other, mixed) >= LEAST).unwrap_or(end)
}

fn mix(from: Color, to: Color, step: u16) -> Color {
    let channel = |from: u8, to: u8| ((u16::from(from) * (STEPS - step) + u16::from(to) * step) / STEPS) as u8;
    Color::rgb(channel(from.red, to.red), channel(from.green, to.green), channel(from.blue, to.blue))
}

/// WCAG 2.1, contrast ratio.
fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.1, relative luminance.
fn luminance(color: Color) -> f32 {
    let channel = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.red) + 0.7152 * channel(color.green) + 0.0722 * channel(color.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pale_text_gets_a_darker_ground_and_text_on_it_follows() {
        let (panel, inside) = legible("background: #4A90E2; color: white".to_owned(), Surface::default());
        assert!(panel.starts_with("background: #4A90E2; color: white; background-color: #"), "{panel}");
        assert!(contrast(inside.color, inside.background) >= LEAST);
        let (link, linked) = legible("color: #cce7ff".to_owned(), inside);
        assert!(link.starts_with("color: #cce7ff; color: #") && contrast(linked.color, linked.background) >= LEAST);
        for dark in ["color: #666", "background: #000; color: #ccc", "margin: 1em", "background: #eee"] {
            assert_eq!(legible(dark.to_owned(), Surface::default()).0, dark);
        }
        let (gray, _) = legible("color: #777; background: #888".to_owned(), Surface::default());
        assert!(gray.contains("background-color: #"), "{gray}");
    }
}
