//! Values of font properties (CSS Fonts 4) and of `line-height` (CSS Inline 3, section 5).

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Amount, Context, Parsed, Value, invalid, number};
use crate::font::FontFeature;
use crate::geom::Pt;

/// A list of family names; generic names are in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct Families(pub Arc<[String]>);

/// Names of generic families (CSS Fonts 4, section 2.1.3), which are not quoted.
const GENERIC_FAMILIES: &[&str] = &[
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "math",
    "emoji",
];

impl Value for Families {
    type Computed = Arc<[String]>;
    const SYNTAX: &'static str = "[ <family-name> | serif | sans-serif | monospace | math | emoji ]#";

    fn parse(input: &mut Parser) -> Parsed<Families> {
        let names = input.parse_comma_separated(|input| {
            if let Ok(name) = input.try_parse(|input| input.expect_string_cloned()) {
                return Ok(name.to_string());
            }
            let mut words = vec![input.expect_ident_cloned()?.to_string()];
            while let Ok(word) = input.try_parse(|input| input.expect_ident_cloned()) {
                words.push(word.to_string());
            }
            let name = words.join(" ");
            let lower = name.to_ascii_lowercase();
            Ok(if GENERIC_FAMILIES.contains(&lower.as_str()) { lower } else { name })
        })?;
        Ok(Families(names.into()))
    }

    fn compute(&self, _: &Context) -> Arc<[String]> {
        self.0.clone()
    }
}

/// `font-size`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum FontSize {
    /// A keyword's share of `medium`.
    Absolute(f32),
    /// `larger` and `smaller`: a share of the parent's.
    Relative(f32),
    By(Amount),
}

/// `medium`: the size that browsers give body text, 16 CSS pixels.
const MEDIUM: Pt = Pt(12.0);

/// The largest size: a letter as high as the largest page that a PDF can have.
const LARGEST: Pt = Pt(14_400.0);

/// The step of `larger` and `smaller` (CSS Fonts 4, section 2.5.1 leaves it between 1.2 and 1.5).
const STEP: f32 = 1.2;

impl Value for FontSize {
    type Computed = Pt;
    const SYNTAX: &'static str = "xx-small | x-small | small | medium | large | x-large | xx-large | xxx-large | larger | smaller | <length> | <percentage>";

    fn parse(input: &mut Parser) -> Parsed<FontSize> {
        let keyword = input.try_parse(|input| {
            // The factors are those of CSS Fonts 4, section 2.5.1.
            Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
                "xx-small" => FontSize::Absolute(3.0 / 5.0),
                "x-small" => FontSize::Absolute(3.0 / 4.0),
                "small" => FontSize::Absolute(8.0 / 9.0),
                "medium" => FontSize::Absolute(1.0),
                "large" => FontSize::Absolute(6.0 / 5.0),
                "x-large" => FontSize::Absolute(3.0 / 2.0),
                "xx-large" => FontSize::Absolute(2.0),
                "xxx-large" => FontSize::Absolute(3.0),
                "larger" => FontSize::Relative(STEP),
                "smaller" => FontSize::Relative(1.0 / STEP),
                _ => return invalid(),
            })
        });
        keyword.or_else(|_| Amount::parse_positive(input).map(FontSize::By))
    }

    fn compute(&self, context: &Context) -> Pt {
        let parent = context.parent.computed.font_size;
        match self {
            FontSize::Absolute(factor) => MEDIUM * *factor,
            FontSize::Relative(factor) => parent * *factor,
            FontSize::By(size) => size.resolve_by_parent(context, parent, parent).max(Pt::ZERO).min(LARGEST),
        }
    }
}

/// `font-weight`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum FontWeight {
    Set(u16),
    Bolder,
    Lighter,
}

impl Value for FontWeight {
    type Computed = u16;
    const SYNTAX: &'static str = "normal | bold | bolder | lighter | <number>";

    fn parse(input: &mut Parser) -> Parsed<FontWeight> {
        let start = input.state();
        match input.next()?.clone() {
            Token::Number { value, .. } if (1.0..=1000.0).contains(&value) => Ok(FontWeight::Set(value as u16)),
            Token::Function(_) => {
                input.reset(&start);
                Ok(FontWeight::Set(number(input)?.clamp(1.0, 1000.0) as u16))
            }
            Token::Ident(name) => Ok(match name.to_ascii_lowercase().as_str() {
                "normal" => FontWeight::Set(400),
                "bold" => FontWeight::Set(700),
                "bolder" => FontWeight::Bolder,
                "lighter" => FontWeight::Lighter,
                _ => return invalid(),
            }),
            _ => invalid(),
        }
    }

    /// Relative weights by the table of CSS Fonts 4, section 2.2.1.
    fn compute(&self, context: &Context) -> u16 {
        match (self, context.parent.computed.font_weight) {
            (FontWeight::Set(weight), _) => *weight,
            (FontWeight::Bolder, 0..350) => 400,
            (FontWeight::Bolder, 350..550) => 700,
            (FontWeight::Bolder, _) => 900,
            (FontWeight::Lighter, 0..550) => 100,
            (FontWeight::Lighter, 550..750) => 400,
            (FontWeight::Lighter, _) => 700,
        }
    }
}

/// `line-height`, which is inherited as it is declared, but for relative lengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum LineHeight {
    Normal,
    Number(f32),
    Length(Pt),
}

/// A declared line height.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum DeclaredLineHeight {
    Normal,
    Number(f32),
    By(Amount),
}

impl Value for DeclaredLineHeight {
    type Computed = LineHeight;
    const SYNTAX: &'static str = "normal | <number> | <length> | <percentage>";

    fn parse(input: &mut Parser) -> Parsed<DeclaredLineHeight> {
        if input.try_parse(|input| input.expect_ident_matching("normal")).is_ok() {
            return Ok(DeclaredLineHeight::Normal);
        }
        match input.try_parse(number) {
            Ok(factor) if factor >= 0.0 => Ok(DeclaredLineHeight::Number(factor)),
            Ok(_) => invalid(),
            Err(_) => Amount::parse_positive(input).map(DeclaredLineHeight::By),
        }
    }

    fn compute(&self, context: &Context) -> LineHeight {
        match self {
            DeclaredLineHeight::Normal => LineHeight::Normal,
            DeclaredLineHeight::Number(factor) => LineHeight::Number(*factor),
            DeclaredLineHeight::By(by) => {
                let size = context.style.computed.font_size;
                LineHeight::Length(by.resolve_by_parent(context, size, size).max(Pt::ZERO))
            }
        }
    }
}

macro_rules! feature_values {
    ($($(#[$doc:meta])* $name:ident $none:literal {
        $($group:literal: $($keyword:literal => [$($tag:literal $value:literal),*]),*;)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(in crate::style) struct $name(pub Vec<FontFeature>);

        impl Value for $name {
            type Computed = $name;
            const SYNTAX: &'static str = concat!($none, $($(" | ", $keyword),*),*);

            /// At most one keyword of each group, in any order.
            fn parse(input: &mut Parser) -> Parsed<$name> {
                let mut features = Vec::new();
                if input.try_parse(|input| input.expect_ident_matching($none)).is_ok() {
                    return Ok($name(features));
                }
                let mut groups = Vec::new();
                while let Ok(keyword) = input.try_parse(|input| input.expect_ident_cloned()) {
                    let keyword = keyword.to_ascii_lowercase();
                    let (group, tags): (&str, &[(&[u8; 4], u32)]) = match keyword.as_str() {
                        $($($keyword => ($group, &[$(($tag, $value)),*]),)*)*
                        _ => return invalid(),
                    };
                    if groups.contains(&group) {
                        return invalid();
                    }
                    groups.push(group);
                    features.extend(tags.iter().map(|&(tag, value)| FontFeature { tag: *tag, value }));
                }
                if groups.is_empty() { invalid() } else { Ok($name(features)) }
            }

            fn compute(&self, _: &Context) -> $name {
                self.clone()
            }
        }
    )*};
}

feature_values! {
    /// `font-variant-caps` (CSS Fonts 4, section 6.6).
    Caps "normal" {
        "caps": "small-caps" => [b"smcp" 1], "all-small-caps" => [b"smcp" 1, b"c2sc" 1], "petite-caps" => [b"pcap" 1],
            "all-petite-caps" => [b"pcap" 1, b"c2pc" 1], "unicase" => [b"unic" 1], "titling-caps" => [b"titl" 1];
    }
    /// `font-variant-numeric` (section 6.7).
    Numeric "normal" {
        "figure": "lining-nums" => [b"lnum" 1], "oldstyle-nums" => [b"onum" 1];
        "spacing": "proportional-nums" => [b"pnum" 1], "tabular-nums" => [b"tnum" 1];
        "fraction": "diagonal-fractions" => [b"frac" 1], "stacked-fractions" => [b"afrc" 1];
        "ordinal": "ordinal" => [b"ordn" 1];
        "zero": "slashed-zero" => [b"zero" 1];
    }
    /// `font-variant-ligatures` (section 6.4).
    Ligatures "normal" {
        "all": "none" => [b"liga" 0, b"clig" 0, b"dlig" 0, b"hlig" 0, b"calt" 0];
        "common": "common-ligatures" => [b"liga" 1, b"clig" 1], "no-common-ligatures" => [b"liga" 0, b"clig" 0];
        "discretionary": "discretionary-ligatures" => [b"dlig" 1], "no-discretionary-ligatures" => [b"dlig" 0];
        "historical": "historical-ligatures" => [b"hlig" 1], "no-historical-ligatures" => [b"hlig" 0];
        "contextual": "contextual" => [b"calt" 1], "no-contextual" => [b"calt" 0];
    }
    /// `font-variant-position` (section 6.5).
    VariantPosition "normal" {
        "position": "sub" => [b"subs" 1], "super" => [b"sups" 1];
    }
    /// `font-kerning` (section 6.3).
    Kerning "auto" {
        "kerning": "normal" => [b"kern" 1], "none" => [b"kern" 0];
    }
}

/// `font-feature-settings` (CSS Fonts 4, section 6.12).
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::style) struct FeatureSettings(pub Vec<FontFeature>);

impl Value for FeatureSettings {
    type Computed = FeatureSettings;
    const SYNTAX: &'static str = "normal | [ <string> [ <integer> | on | off ]? ]#";

    fn parse(input: &mut Parser) -> Parsed<FeatureSettings> {
        if input.try_parse(|input| input.expect_ident_matching("normal")).is_ok() {
            return Ok(FeatureSettings::default());
        }
        let features = input.parse_comma_separated(|input| {
            let Ok(tag) = <[u8; 4]>::try_from(input.expect_string()?.as_bytes()) else {
                return invalid();
            };
            let value = input.try_parse(|input| {
                Ok(match input.next()? {
                    Token::Number { int_value: Some(value @ 0..), .. } => *value as u32,
                    Token::Ident(name) if name.eq_ignore_ascii_case("on") => 1,
                    Token::Ident(name) if name.eq_ignore_ascii_case("off") => 0,
                    _ => return invalid(),
                })
            });
            Ok(FontFeature { tag, value: value.unwrap_or(1) })
        })?;
        Ok(FeatureSettings(features))
    }

    fn compute(&self, _: &Context) -> FeatureSettings {
        self.clone()
    }
}
