//! Colors of `style` attributes that all can read (WCAG 2.1, 1.4.3, contrast at least 4.5 to 1).
//!
//! In: the text of an attribute and the colors around it. Out: the same text, and behind it a declaration
//! where the author's letters would be too pale for their ground: the ground gives way where the attribute
//! sets it, else the letters. A ground without letters gets black or white ones, in style sheets as well.

use super::attribute::read;
use super::declaration::{Entry, Specified, compile};
use super::property::{Declared, Longhand};
use super::value::ColorValue;
use crate::color::Color;
use crate::css::Declaration;

/// The colors that text stands in, as far as `style` attributes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    color: Color,
    background: Color,
    /// An author set the color of the letters: they are not the reader's, who may want them pale on black.
    has_letters: bool,
}

impl Default for Surface {
    fn default() -> Surface {
        // Not quite white: themes put such a ground behind code.
        Surface { color: Color::BLACK, background: Color::rgb(0xee, 0xee, 0xea), has_letters: false }
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
    let mut text = text;
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
    surface.has_letters |= sets_color;
    if sets_background && !surface.has_letters {
        surface.color = legible_on(surface.background);
        surface.has_letters = true;
        text.push_str(&format!("; color: {}", name(surface.color)));
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

/// Black or white, whichever is told better from a ground.
fn legible_on(ground: Color) -> Color {
    if contrast(ground, Color::BLACK) >= contrast(ground, Color::WHITE) { Color::BLACK } else { Color::WHITE }
}

fn name(color: Color) -> &'static str {
    if color == Color::BLACK { "black" } else { "white" }
}

/// The letters that a rule of an author's needs beside its ground, where it sets none: those of the page are the
/// reader's, and may be as pale or as dark as the ground. With it comes whether the ground is important.
pub(super) fn letters_on_ground(declarations: &[Declaration]) -> Option<(&'static str, bool)> {
    let mut ground = None;
    for declaration in declarations {
        if declaration.name == "color" {
            return None;
        }
        for entry in compile(&declaration.name, &declaration.value).unwrap_or_default() {
            if let Entry::Longhand(Longhand::BackgroundColor, specified) = entry {
                ground = match specified {
                    Specified::Value(Declared::BackgroundColor(ColorValue::Set(color))) if color.alpha == u8::MAX => {
                        Some((color, declaration.important))
                    }
                    _ => None,
                };
            }
        }
    }
    ground.map(|(color, important)| (name(legible_on(color)), important))
}

/// Whether a declaration paints a ground, as far as it can be known before the element is.
pub fn paints_ground(property: &str, value: &str) -> bool {
    if !matches!(property, "background" | "background-color" | "background-image") {
        return false;
    }
    let Ok(entries) = compile(property, value) else {
        // Gradients and several layers, of which the program reads none.
        let value = value.to_ascii_lowercase();
        return ["gradient(", "url(", "image(", "image-set("].iter().any(|function| value.contains(function));
    };
    entries.iter().any(|entry| {
        let Entry::Longhand(_, specified) = entry else { return false };
        if let Specified::Value(Declared::BackgroundColor(ColorValue::Set(color))) = specified {
            return color.alpha > 0;
        }
        if let Specified::Value(Declared::BackgroundImage(image)) = specified {
            return image.is_some();
        }
        matches!(specified, Specified::Value(Declared::BackgroundColor(_)) | Specified::Pending(_))
    })
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
        for (ground, letters) in [("#eee", "black"), ("#222", "white")] {
            let of = |css: &str| letters_on_ground(&crate::css::parse_declarations(css)).map(|(letters, _)| letters);
            assert_eq!(of(&format!("background: {ground}")), Some(letters));
            assert_eq!(of(&format!("background: {ground}; color: red")), None);
            let (boxed, _) = legible(format!("background: {ground}"), Surface::default());
            assert_eq!(boxed, format!("background: {ground}; color: {letters}"));
        }
        assert!(panel.starts_with("background: #4A90E2; color: white; background-color: #"), "{panel}");
        assert!(contrast(inside.color, inside.background) >= LEAST);
        let (link, linked) = legible("color: #cce7ff".to_owned(), inside);
        assert!(link.starts_with("color: #cce7ff; color: #") && contrast(linked.color, linked.background) >= LEAST);
        for dark in ["color: #666", "background: #000; color: #ccc", "margin: 1em"] {
            assert_eq!(legible(dark.to_owned(), Surface::default()).0, dark);
        }
        for (css, paints) in [
            ("background: rgba(0, 0, 0, 0)", false),
            ("background: transparent none", false),
            ("background-color: #0000", false),
            ("background: none", false),
            ("background-image: none", false),
            ("background-image: url(a.png)", true),
            ("background: linear-gradient(red, blue)", true),
            ("background: #fff8 no-repeat", true),
            ("color: red", false),
        ] {
            let (property, value) = css.split_once(": ").unwrap();
            assert_eq!(paints_ground(property, value), paints, "{css}");
        }
        let (gray, _) = legible("color: #777; background: #888".to_owned(), Surface::default());
        assert!(gray.contains("background-color: #"), "{gray}");
    }
}
