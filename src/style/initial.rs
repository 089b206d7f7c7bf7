//! The style before any rule: every property at its initial value.
use std::sync::Arc;

use super::{
    AutoLength, Border, BorderStyle, BoxDecorationBreak, BreakBetween, BreakInside, Clear, Columns, ComputedStyle,
    CounterStyle, Display, Float, FontSlant, HangingPunctuation, HyphenateLimitChars, Hyphens, LengthPercentage,
    TextAlign, TextAutospace, TextSpacingTrim, TextTransform, TextWrapStyle, VerticalAlign, WhiteSpace,
};
use crate::color::Color;
use crate::geom::{Direction, Pt, Sides};
use crate::lang::Lang;

impl ComputedStyle {
    /// Every property at its initial value.
    pub fn initial() -> ComputedStyle {
        ComputedStyle {
            font_family: ["serif".to_owned()].into(),
            font_size: Pt(12.0),
            font_slant: FontSlant::Normal,
            font_weight: 400,
            font_features: Arc::new([]),
            line_height: Pt(14.4),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            color: Color::BLACK,
            lang: Lang::default(),
            direction: Direction::LeftToRight,
            text_align: TextAlign::Start,
            text_align_last: None,
            text_indent: LengthPercentage::ZERO,
            text_transform: TextTransform::None,
            text_wrap_style: TextWrapStyle::Auto,
            hyphens: Hyphens::Manual,
            hyphenate_limit_chars: HyphenateLimitChars::default(),
            hyphenate_limit_lines: None,
            hanging_punctuation: HangingPunctuation::default(),
            expand: 0.0,
            text_autospace: TextAutospace::Normal,
            text_spacing_trim: TextSpacingTrim::TrimBoth,
            white_space: WhiteSpace::Normal,
            overflow_wrap: false,
            wrap_mark: None,
            wrap_indent: Pt::ZERO,
            tab_size: 8,
            orphans: 2,
            widows: 2,
            list_style_type: CounterStyle::Disc,
            quotes: None,
            list_style_inside: false,
            border_collapse: false,
            border_spacing: Pt::ZERO,
            caption_side_bottom: false,
            page: None,
            underline: false,
            line_through: false,
            vertical_align: VerticalAlign::Baseline,
            display: Display::Inline,
            margin: Sides::all(AutoLength::Set(LengthPercentage::ZERO)),
            padding: Sides::all(LengthPercentage::ZERO),
            border: Sides::all(Border { width: Pt::ZERO, style: BorderStyle::None, color: Color::BLACK }),
            border_radius: Pt::ZERO,
            background_color: Color::TRANSPARENT,
            columns: Columns {
                count: None,
                width: None,
                gap: LengthPercentage::Length(Pt(12.0)),
                rule: Border { width: Pt::ZERO, style: BorderStyle::None, color: Color::BLACK },
            },
            spans_columns: false,
            width: AutoLength::Auto,
            height: AutoLength::Auto,
            max_width: AutoLength::Auto,
            max_height: AutoLength::Auto,
            break_before: BreakBetween::Auto,
            break_after: BreakBetween::Auto,
            break_inside: BreakInside::Auto,
            box_decoration_break: BoxDecorationBreak::Slice,
            float: Float::None,
            clear: Clear::None,
            initial_letter: None,
            block_step_size: None,
            string_set: Arc::new([]),
            counter_reset: Arc::new([]),
            counter_increment: Arc::new([]),
            counter_set: Arc::new([]),
            content: None,
        }
    }
}
