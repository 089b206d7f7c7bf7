//! Values of properties: how they are parsed, and how they are computed.
//!
//! In: the tokens of a declaration's value. Out: a typed declared value, and from it, given a
//! [`Context`], the computed value that [`ComputedStyle`](super::ComputedStyle) holds. Each type says its
//! own grammar in [`Value::SYNTAX`], from which the table of supported CSS is written.

mod background;
mod bounds;
mod color;
mod content;
mod font;
mod keyword;
mod length;
mod math;
mod space;
mod text;

pub(super) use background::{BackgroundImage, BackgroundPosition, BackgroundRepeat, DeclaredBackgroundSize, slash};
pub(super) use color::{ColorValue, TextColor};
pub(super) use content::{ContentList, Counters, Quotes, StringSets, style_of};
pub(super) use font::{
    Caps, DeclaredLineHeight, Families, FeatureSettings, FontSize, FontWeight, Kerning, Ligatures, LineHeight, Numeric,
    VariantPosition,
};
pub(super) use keyword::{
    Align, AlignLast, BorderCollapse, BorderSpacing, Break, CaptionSide, ColumnSpan, Count, DecorationLine,
    ListPosition, OverflowWrap, PageName, Position, TabSize, WrapMark, counter_style, predefined_counter_style,
};
pub(super) use length::{
    AutoSize, BorderWidth, ColumnGap, ColumnWidth, Indent, MEDIUM_BORDER, MaxSize, Padding, Radius, Raise, Size,
    Spacing, Step, WidthValue,
};
pub(super) use math::{Amount, LONGEST, is_math};
pub(super) use text::{ColumnCount, Expand, Initial, LimitLines, WrapIndent};

use cssparser::{ParseError, Parser};
use math::{integer, number};

use super::CounterStyle;
use super::counter_style::CounterStyles;
use super::inheritable::Style;
use crate::font::{Face, Fonts};
use crate::geom::{self, Direction, Pt};

pub(super) type Parsed<T> = Result<T, ParseError<()>>;

/// The value is not of the form that the property asks for.
pub(super) fn invalid<T>() -> Parsed<T> {
    Err(ParseError::unexpected_token())
}

/// A declared value of a property.
pub(super) trait Value: Clone + PartialEq + Sized {
    type Computed;
    /// The grammar, in the notation of CSS Values 4, section 2.
    const SYNTAX: &'static str;

    fn parse(input: &mut Parser) -> Parsed<Self>;

    fn compute(&self, context: &Context) -> Self::Computed;
}

/// What computing a value may look at.
pub(super) struct Context<'a> {
    pub fonts: &'a Fonts,
    pub parent: &'a Style,
    /// The style being made: properties that stand earlier in the table are done.
    pub style: &'a Style,
    pub root_font_size: Pt,
    pub root_line_height: Pt,
    /// What `vw` and `vh` are hundredths of: the page area; on a page itself, the page box.
    pub viewport: geom::Size,
    /// Which way the book's pages are turned.
    pub progression: Direction,
    pub counter_styles: &'a CounterStyles,
}

impl Context<'_> {
    /// A style with its name looked up; `decimal` where there is none of the name (CSS Counter Styles 3, section 2).
    pub fn counter_style(&self, style: &CounterStyle) -> CounterStyle {
        match style {
            CounterStyle::Named(name) => self.counter_styles.get(name).cloned().unwrap_or_default(),
            style => style.clone(),
        }
    }

    /// The face whose metrics `ex`, `ch` and `line-height: normal` take.
    pub fn face(&self) -> &Face {
        let style = &self.style.computed;
        let is_italic = style.font_slant == super::FontSlant::Italic;
        self.fonts.face(self.fonts.primary(&style.font_family, style.font_weight, is_italic))
    }

    pub fn line_height(&self) -> Pt {
        match self.style.line_height {
            LineHeight::Normal => {
                let metrics = self.face().metrics();
                self.style.computed.font_size * (metrics.ascent - metrics.descent + metrics.line_gap)
            }
            LineHeight::Number(factor) => self.style.computed.font_size * factor,
            LineHeight::Length(length) => length,
        }
    }
}
