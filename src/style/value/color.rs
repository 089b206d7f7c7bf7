//! Colors (CSS Color 4): names, hexadecimal, `rgb()`, `hsl()`, `transparent` and `currentcolor`.

use cssparser::color::{clamp_floor_256_f32, clamp_unit_f32, parse_hash_color, parse_named_color};
use cssparser::{Parser, Token};

use super::{Context, Parsed, Value, invalid};
use crate::color::Color;

/// A color, or the element's own text color.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum ColorValue {
    Set(Color),
    Current,
}

impl ColorValue {
    pub fn or_current(self, current: Color) -> Color {
        match self {
            ColorValue::Set(color) => color,
            ColorValue::Current => current,
        }
    }
}

impl Value for ColorValue {
    type Computed = ColorValue;
    const SYNTAX: &'static str = "<color>";

    fn parse(input: &mut Parser) -> Parsed<ColorValue> {
        match input.next()?.clone() {
            Token::Hash(digits) | Token::IDHash(digits) => match parse_hash_color(digits.as_bytes()) {
                Ok((red, green, blue, alpha)) => Ok(ColorValue::Set(with_alpha(red, green, blue, alpha))),
                Err(()) => invalid(),
            },
            Token::Ident(name) if name.eq_ignore_ascii_case("currentcolor") => Ok(ColorValue::Current),
            Token::Ident(name) if name.eq_ignore_ascii_case("transparent") => Ok(ColorValue::Set(Color::TRANSPARENT)),
            Token::Ident(name) => match parse_named_color(&name) {
                Ok((red, green, blue)) => Ok(ColorValue::Set(Color::rgb(red, green, blue))),
                Err(()) => invalid(),
            },
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                let color = input.parse_nested_block(|input| match name.as_str() {
                    "rgb" | "rgba" => rgb(input),
                    "hsl" | "hsla" => hsl(input),
                    _ => invalid(),
                })?;
                Ok(ColorValue::Set(color))
            }
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> ColorValue {
        *self
    }
}

fn with_alpha(red: u8, green: u8, blue: u8, alpha: f32) -> Color {
    Color { red, green, blue, alpha: clamp_unit_f32(alpha) }
}

/// `rgb(1 2 3 / 50%)` and `rgb(1, 2, 3, 0.5)` (CSS Color 4, section 5.1).
fn rgb(input: &mut Parser) -> Parsed<Color> {
    let mut channels = [0; 3];
    for (index, channel) in channels.iter_mut().enumerate() {
        skip_comma(input, index > 0);
        *channel = match input.next()? {
            Token::Number { value, .. } => clamp_floor_256_f32(*value),
            Token::Percentage { unit_value, .. } => clamp_unit_f32(*unit_value),
            _ => return invalid(),
        };
    }
    let alpha = alpha(input)?;
    Ok(with_alpha(channels[0], channels[1], channels[2], alpha))
}

/// `hsl(120 50% 50% / 0.5)` (CSS Color 4, section 7).
fn hsl(input: &mut Parser) -> Parsed<Color> {
    let hue = match input.next()? {
        Token::Number { value, .. } => *value,
        Token::Dimension { value, unit, .. } => match unit.to_ascii_lowercase().as_str() {
            "deg" => *value,
            "grad" => *value * 0.9,
            "rad" => value.to_degrees(),
            "turn" => *value * 360.0,
            _ => return invalid(),
        },
        _ => return invalid(),
    };
    skip_comma(input, true);
    let saturation = input.expect_percentage()?.clamp(0.0, 1.0);
    skip_comma(input, true);
    let lightness = input.expect_percentage()?.clamp(0.0, 1.0);
    let alpha = alpha(input)?;
    let channel = |n: f32| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        let chroma = saturation * lightness.min(1.0 - lightness);
        clamp_unit_f32(lightness - chroma * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    };
    Ok(with_alpha(channel(0.0), channel(8.0), channel(4.0), alpha))
}

fn skip_comma(input: &mut Parser, allowed: bool) {
    if allowed {
        let _ = input.try_parse(Parser::expect_comma);
    }
}

fn alpha(input: &mut Parser) -> Parsed<f32> {
    if input.is_exhausted() {
        return Ok(1.0);
    }
    match input.next()? {
        Token::Comma | Token::Delim('/') => {}
        _ => return invalid(),
    }
    match input.next()? {
        Token::Number { value, .. } => Ok(*value),
        Token::Percentage { unit_value, .. } => Ok(*unit_value),
        _ => invalid(),
    }
}

/// The value of `color` itself, where `currentcolor` is the parent's color.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct TextColor(pub ColorValue);

impl Value for TextColor {
    type Computed = Color;
    const SYNTAX: &'static str = ColorValue::SYNTAX;

    fn parse(input: &mut Parser) -> Parsed<TextColor> {
        ColorValue::parse(input).map(TextColor)
    }

    fn compute(&self, context: &Context) -> Color {
        self.0.or_current(context.parent.computed.color)
    }
}
