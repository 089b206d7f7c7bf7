//! Values that are keywords, counts and short strings.

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Context, Length, Parsed, Value, invalid};
use crate::geom::Pt;
use crate::style::{
    BorderStyle, BreakBetween, BreakInside, CounterStyle, Display, Float, FontSlant, Hyphens, TextAlign, TextAutospace,
    TextSpacingTrim, TextTransform, WhiteSpace,
};

macro_rules! keywords {
    ($($type:ty: $first:literal => $first_value:expr $(, $keyword:literal => $value:expr)*;)*) => {$(
        impl Value for $type {
            type Computed = $type;
            const SYNTAX: &'static str = concat!($first $(, " | ", $keyword)*);

            fn parse(input: &mut Parser) -> Parsed<$type> {
                match input.expect_ident()?.to_ascii_lowercase().as_str() {
                    $first => Ok($first_value),
                    $($keyword => Ok($value),)*
                    _ => invalid(),
                }
            }

            fn compute(&self, _: &Context) -> $type {
                *self
            }
        }
    )*};
}

keywords! {
    FontSlant: "normal" => FontSlant::Normal, "italic" => FontSlant::Italic, "oblique" => FontSlant::Italic;
    TextTransform: "none" => TextTransform::None, "uppercase" => TextTransform::Uppercase,
        "lowercase" => TextTransform::Lowercase, "capitalize" => TextTransform::Capitalize;
    TextAutospace: "normal" => TextAutospace::Normal, "no-autospace" => TextAutospace::NoAutospace;
    TextSpacingTrim: "normal" => TextSpacingTrim::TrimBoth, "trim-both" => TextSpacingTrim::TrimBoth,
        "space-all" => TextSpacingTrim::SpaceAll;
    Hyphens: "none" => Hyphens::None, "manual" => Hyphens::Manual, "auto" => Hyphens::Auto;
    WhiteSpace: "normal" => WhiteSpace::Normal, "nowrap" => WhiteSpace::NoWrap, "pre" => WhiteSpace::Pre,
        "pre-wrap" => WhiteSpace::PreWrap, "pre-line" => WhiteSpace::PreLine;
    CounterStyle: "none" => CounterStyle::None, "disc" => CounterStyle::Disc, "circle" => CounterStyle::Circle,
        "square" => CounterStyle::Square, "decimal" => CounterStyle::Decimal,
        "lower-roman" => CounterStyle::LowerRoman, "upper-roman" => CounterStyle::UpperRoman,
        "lower-alpha" => CounterStyle::LowerAlpha, "upper-alpha" => CounterStyle::UpperAlpha,
        "lower-latin" => CounterStyle::LowerAlpha, "upper-latin" => CounterStyle::UpperAlpha;
    Display: "inline" => Display::Inline, "block" => Display::Block, "inline-block" => Display::InlineBlock,
        "list-item" => Display::ListItem, "table" => Display::Table, "table-caption" => Display::TableCaption,
        "table-header-group" => Display::TableHeaderGroup, "table-row-group" => Display::TableRowGroup,
        "table-footer-group" => Display::TableRowGroup, "table-row" => Display::TableRow,
        "table-cell" => Display::TableCell, "none" => Display::None;
    BorderStyle: "none" => BorderStyle::None, "hidden" => BorderStyle::None, "solid" => BorderStyle::Solid,
        "dashed" => BorderStyle::Dashed, "dotted" => BorderStyle::Dotted, "double" => BorderStyle::Double;
    BreakBetween: "auto" => BreakBetween::Auto, "avoid" => BreakBetween::Avoid,
        "avoid-page" => BreakBetween::Avoid, "page" => BreakBetween::Page, "always" => BreakBetween::Page,
        "recto" => BreakBetween::Recto, "right" => BreakBetween::Recto, "verso" => BreakBetween::Verso,
        "left" => BreakBetween::Verso;
    BreakInside: "auto" => BreakInside::Auto, "avoid" => BreakInside::Avoid, "avoid-page" => BreakInside::Avoid;
    Float: "none" => Float::None, "footnote" => Float::Footnote;
}

/// A counter style by its name.
pub(in crate::style) fn counter_style(input: &mut Parser) -> Parsed<CounterStyle> {
    CounterStyle::parse(input)
}

macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident: $off:literal, $on:literal $(, $also:literal)*;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::style) struct $name(bool);

        impl Value for $name {
            type Computed = bool;
            const SYNTAX: &'static str = concat!($off, " | ", $on $(, " | ", $also)*);

            fn parse(input: &mut Parser) -> Parsed<$name> {
                match input.expect_ident()?.to_ascii_lowercase().as_str() {
                    $off => Ok($name(false)),
                    $on $(| $also)* => Ok($name(true)),
                    _ => invalid(),
                }
            }

            fn compute(&self, _: &Context) -> bool {
                self.0
            }
        }
    )*};
}

switches! {
    OverflowWrap: "normal", "anywhere", "break-word";
    ListPosition: "outside", "inside";
    BorderCollapse: "separate", "collapse";
    CaptionSide: "top", "bottom";
}

/// `text-align`; `left` and `right` become start and end of the text's direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum Align {
    Logical(TextAlign),
    Left,
    Right,
}

impl Value for Align {
    type Computed = TextAlign;
    const SYNTAX: &'static str = "start | end | left | right | center | justify";

    fn parse(input: &mut Parser) -> Parsed<Align> {
        Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "start" => Align::Logical(TextAlign::Start),
            "end" => Align::Logical(TextAlign::End),
            "left" => Align::Left,
            "right" => Align::Right,
            "center" => Align::Logical(TextAlign::Center),
            "justify" => Align::Logical(TextAlign::Justify),
            _ => return invalid(),
        })
    }

    fn compute(&self, context: &Context) -> TextAlign {
        match (self, context.style.is_right_to_left) {
            (Align::Logical(align), _) => *align,
            (Align::Left, false) | (Align::Right, true) => TextAlign::Start,
            (Align::Left, true) | (Align::Right, false) => TextAlign::End,
        }
    }
}

/// `text-align-last`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct AlignLast(Option<Align>);

impl Value for AlignLast {
    type Computed = Option<TextAlign>;
    const SYNTAX: &'static str = "auto | start | end | left | right | center | justify";

    fn parse(input: &mut Parser) -> Parsed<AlignLast> {
        if input.try_parse(|input| input.expect_ident_matching("auto")).is_ok() {
            return Ok(AlignLast(None));
        }
        Align::parse(input).map(|align| AlignLast(Some(align)))
    }

    fn compute(&self, context: &Context) -> Option<TextAlign> {
        self.0.map(|align| align.compute(context))
    }
}

/// `text-decoration-line`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::style) struct DecorationLine {
    pub underline: bool,
    pub line_through: bool,
}

impl Value for DecorationLine {
    type Computed = DecorationLine;
    const SYNTAX: &'static str = "none | [ underline || line-through ]";

    fn parse(input: &mut Parser) -> Parsed<DecorationLine> {
        let mut line = DecorationLine::default();
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            return Ok(line);
        }
        loop {
            match input.expect_ident()?.to_ascii_lowercase().as_str() {
                "underline" if !line.underline => line.underline = true,
                "line-through" if !line.line_through => line.line_through = true,
                _ => return invalid(),
            }
            if input.is_exhausted() {
                return Ok(line);
            }
        }
    }

    fn compute(&self, _: &Context) -> DecorationLine {
        *self
    }
}

/// `orphans` and `widows`: at least one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct Count(u16);

impl Value for Count {
    type Computed = u16;
    const SYNTAX: &'static str = "<integer>";

    fn parse(input: &mut Parser) -> Parsed<Count> {
        match input.expect_integer()? {
            count @ 1..=0xffff => Ok(Count(count as u16)),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> u16 {
        self.0
    }
}

/// `tab-size`, in spaces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct TabSize(u16);

impl Value for TabSize {
    type Computed = u16;
    const SYNTAX: &'static str = "<integer>";

    fn parse(input: &mut Parser) -> Parsed<TabSize> {
        /// Wider tabs than a page has characters serve nobody.
        const WIDEST: i32 = 100;
        match input.expect_integer()? {
            size @ 0..=WIDEST => Ok(TabSize(size as u16)),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> u16 {
        self.0
    }
}

/// `-bindery-wrap-mark`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct WrapMark(Option<Arc<str>>);

impl Value for WrapMark {
    type Computed = Option<Arc<str>>;
    const SYNTAX: &'static str = "none | <string>";

    fn parse(input: &mut Parser) -> Parsed<WrapMark> {
        match input.next()? {
            Token::QuotedString(mark) => {
                Ok(WrapMark(Some(mark.as_ref().into()).filter(|mark: &Arc<str>| !mark.is_empty())))
            }
            Token::Ident(name) if name.eq_ignore_ascii_case("none") => Ok(WrapMark(None)),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> Option<Arc<str>> {
        self.0.clone()
    }
}

/// `page`: the name of a page.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct PageName(Option<Arc<str>>);

impl Value for PageName {
    type Computed = Option<Arc<str>>;
    const SYNTAX: &'static str = "auto | <custom-ident>";

    fn parse(input: &mut Parser) -> Parsed<PageName> {
        let name = input.expect_ident()?;
        Ok(PageName(if name.eq_ignore_ascii_case("auto") { None } else { Some(name.as_ref().into()) }))
    }

    /// `auto` is the parent's page (CSS Paged Media 3, section 8.1).
    fn compute(&self, context: &Context) -> Option<Arc<str>> {
        self.0.clone().or_else(|| context.parent.computed.page.clone())
    }
}

/// `border-spacing`; the spacing between columns serves for both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct BorderSpacing(Length);

impl Value for BorderSpacing {
    type Computed = Pt;
    const SYNTAX: &'static str = "<length>";

    fn parse(input: &mut Parser) -> Parsed<BorderSpacing> {
        Length::parse_positive(input).map(BorderSpacing)
    }

    fn compute(&self, context: &Context) -> Pt {
        self.0.resolve(context, context.style.computed.font_size).max(Pt::ZERO)
    }
}
