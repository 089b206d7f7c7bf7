//! A computed style with what inheritance needs beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::value::{
    Align, AlignLast, Caps, ColorValue, DecorationLine, FeatureSettings, Kerning, Ligatures, LineHeight, Numeric,
    VariantPosition,
};
use super::{ComputedStyle, TextAlign};
use crate::geom::Sides;

/// A computed style with what inheritance needs and layout does not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Style {
    pub computed: ComputedStyle,
    pub line_height: LineHeight,
    pub caps: Caps,
    pub numeric: Numeric,
    pub ligatures: Ligatures,
    pub position: VariantPosition,
    pub kerning: Kerning,
    pub settings: FeatureSettings,
    pub decoration: DecorationLine,
    pub border_color: Sides<ColorValue>,
    pub background_color: ColorValue,
    pub column_rule_color: ColorValue,
    pub align: Align,
    pub align_last: AlignLast,
    /// Custom properties.
    pub custom: Variables,
}

/// Custom properties with their values.
pub(super) type Variables = Arc<BTreeMap<Arc<str>, Arc<str>>>;

impl Style {
    /// A computed style with the rest as it is before any rule.
    pub fn around(computed: ComputedStyle) -> Style {
        Style {
            computed,
            line_height: LineHeight::Normal,
            caps: Caps::default(),
            numeric: Numeric::default(),
            ligatures: Ligatures::default(),
            position: VariantPosition::default(),
            kerning: Kerning::default(),
            settings: FeatureSettings::default(),
            decoration: DecorationLine::default(),
            border_color: Sides::all(ColorValue::Current),
            background_color: ColorValue::Set(crate::color::Color::TRANSPARENT),
            column_rule_color: ColorValue::Current,
            align: Align::Logical(TextAlign::Start),
            align_last: AlignLast(None),
            custom: Arc::default(),
        }
    }
}
