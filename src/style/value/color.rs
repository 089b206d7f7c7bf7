//! Colors (CSS Color 4 and 5): names, hexadecimal, `rgb()`, `hsl()`, mixtures, `currentcolor`; what other spaces say
//! is `space.rs`.

use cssparser::color::{clamp_floor_256_f32, clamp_unit_f32, parse_hash_color, parse_named_color};
use cssparser::{Parser, Token};

use super::space::{self, HueWay, Space, SpaceColor};
use super::{Context, Parsed, Value, invalid, number};
use crate::color::Color;

/// A color, the element's own text color, or a mixture with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum ColorValue {
    Set(Color),
    Current,
    Mix(Mix),
}

impl ColorValue {
    pub fn or_current(self, current: Color) -> Color {
        match self {
            ColorValue::Set(color) => color,
            ColorValue::Current => current,
            ColorValue::Mix(mix) => mix.with(current),
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
                Err(()) => match SYSTEM_COLORS.iter().find(|(system, _)| name.eq_ignore_ascii_case(system)) {
                    Some((_, color)) => Ok(ColorValue::Set(*color)),
                    None => invalid(),
                },
            },
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                input.parse_nested_block(|input| match name.as_str() {
                    "rgb" | "rgba" => rgb(input).map(ColorValue::Set),
                    "hsl" | "hsla" => hsl(input).map(ColorValue::Set),
                    "color-mix" => mix(input),
                    "light-dark" => light_dark(input),
                    _ => space::color_function(&name, input).map(|color| ColorValue::Set(color.clipped())),
                })
            }
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> ColorValue {
        *self
    }
}

/// The colors of CSS Color 4, section 6.2, on paper: black on white, links as they were on the first screens.
const SYSTEM_COLORS: &[(&str, Color)] = &[
    ("AccentColor", Color::rgb(0, 0, 238)),
    ("AccentColorText", Color::WHITE),
    ("ActiveText", Color::rgb(255, 0, 0)),
    ("ButtonBorder", Color::BLACK),
    ("ButtonFace", Color::rgb(240, 240, 240)),
    ("ButtonText", Color::BLACK),
    ("Canvas", Color::WHITE),
    ("CanvasText", Color::BLACK),
    ("Field", Color::WHITE),
    ("FieldText", Color::BLACK),
    ("GrayText", Color::rgb(109, 109, 109)),
    ("Highlight", Color::rgb(181, 213, 255)),
    ("HighlightText", Color::BLACK),
    ("LinkText", Color::rgb(0, 0, 238)),
    ("Mark", Color::rgb(255, 255, 0)),
    ("MarkText", Color::BLACK),
    ("SelectedItem", Color::rgb(181, 213, 255)),
    ("SelectedItemText", Color::BLACK),
    ("VisitedText", Color::rgb(85, 26, 139)),
];

/// `light-dark()` (CSS Color 5, section 10): paper is light.
fn light_dark(input: &mut Parser) -> Parsed<ColorValue> {
    let light = ColorValue::parse(input)?;
    input.expect_comma()?;
    ColorValue::parse(input)?;
    Ok(light)
}

/// `color-mix()` (CSS Color 5, section 3): two colors, of which one may be the text's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct Mix {
    space: Space,
    hue: HueWay,
    colors: [Option<Color>; 2],
    /// Of the second color.
    share: f32,
    /// Less than one where the shares that were given are.
    alpha: f32,
}

impl Mix {
    fn with(&self, current: Color) -> Color {
        let [first, second] = self.colors.map(|color| SpaceColor::from(color.unwrap_or(current)));
        let mixed = first.mixed(second, self.share, self.space, self.hue);
        SpaceColor { alpha: mixed.alpha * self.alpha, ..mixed }.clipped()
    }
}

fn mix(input: &mut Parser) -> Parsed<ColorValue> {
    let (mut space, mut hue) = (Space::Oklab, HueWay::Shorter);
    if input.try_parse(|input| input.expect_ident_matching("in")).is_ok() {
        (space, hue) = space::interpolation(input)?;
        input.expect_comma()?;
    }
    let (first, first_share) = mix_part(input)?;
    input.expect_comma()?;
    let (second, second_share) = mix_part(input)?;
    let (first_share, second_share) = match (first_share, second_share) {
        (None, None) => (0.5, 0.5),
        (Some(first), None) => (first, 1.0 - first),
        (None, Some(second)) => (1.0 - second, second),
        (Some(first), Some(second)) => (first, second),
    };
    let sum = first_share + second_share;
    if sum <= 0.0 {
        return invalid();
    }
    let of = |color: ColorValue| match color {
        ColorValue::Set(color) => Ok(Some(color)),
        ColorValue::Current => Ok(None),
        ColorValue::Mix(_) => invalid(),
    };
    let mix = Mix { space, hue, colors: [of(first)?, of(second)?], share: second_share / sum, alpha: sum.min(1.0) };
    Ok(if mix.colors.contains(&None) { ColorValue::Mix(mix) } else { ColorValue::Set(mix.with(Color::BLACK)) })
}

/// A color with its share, on either side of it.
fn mix_part(input: &mut Parser) -> Parsed<(ColorValue, Option<f32>)> {
    let before = input.try_parse(Parser::expect_percentage).ok();
    let color = ColorValue::parse(input)?;
    let share = before.or_else(|| input.try_parse(Parser::expect_percentage).ok());
    match share {
        Some(share) if !(0.0..=1.0).contains(&share) => invalid(),
        share => Ok((color, share)),
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
        let state = input.state();
        *channel = match input.next()? {
            Token::Number { value, .. } => clamp_floor_256_f32(*value),
            Token::Percentage { unit_value, .. } => clamp_unit_f32(*unit_value),
            Token::Ident(name) if name.eq_ignore_ascii_case("none") => 0,
            Token::Function(_) => {
                input.reset(&state);
                clamp_floor_256_f32(number(input)?)
            }
            _ => return invalid(),
        };
    }
    let alpha = alpha(input)?;
    Ok(with_alpha(channels[0], channels[1], channels[2], alpha))
}

/// `hsl(120 50% 50% / 0.5)` (CSS Color 4, section 7).
fn hsl(input: &mut Parser) -> Parsed<Color> {
    let hue = space::hue(input)?;
    skip_comma(input, true);
    // Without percent signs too (section 7).
    let saturation = space::component(input, 0.01, 1.0)?.clamp(0.0, 1.0);
    skip_comma(input, true);
    let lightness = space::component(input, 0.01, 1.0)?.clamp(0.0, 1.0);
    let alpha = alpha(input)?;
    let [red, green, blue] = space::hsl_to_rgb([hue, saturation, lightness]).map(clamp_unit_f32);
    Ok(with_alpha(red, green, blue, alpha))
}

fn skip_comma(input: &mut Parser, allowed: bool) {
    if allowed {
        let _ = input.try_parse(Parser::expect_comma);
    }
}

pub(super) fn alpha(input: &mut Parser) -> Parsed<f32> {
    if input.is_exhausted() {
        return Ok(1.0);
    }
    match input.next()? {
        Token::Comma | Token::Delim('/') => {}
        _ => return invalid(),
    }
    space::component(input, 1.0, 1.0)
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
