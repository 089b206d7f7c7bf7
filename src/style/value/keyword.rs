//! Values that are keywords, counts and short strings.

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Amount, Context, Parsed, Value, integer, invalid};
use crate::geom::{Direction, Pt};
use crate::style::counter_style::symbols_function;
use crate::style::{
    BorderStyle, BoxDecorationBreak, BreakBetween, BreakInside, Clear, CounterStyle, Display, Float, FontSlant,
    Hyphens, TextAlign, TextAutospace, TextSpacingTrim, TextTransform, WhiteSpace,
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
    Direction: "ltr" => Direction::LeftToRight, "rtl" => Direction::RightToLeft;
    FontSlant: "normal" => FontSlant::Normal, "italic" => FontSlant::Italic, "oblique" => FontSlant::Italic;
    TextTransform: "none" => TextTransform::None, "uppercase" => TextTransform::Uppercase,
        "lowercase" => TextTransform::Lowercase, "capitalize" => TextTransform::Capitalize;
    TextAutospace: "normal" => TextAutospace::Normal, "no-autospace" => TextAutospace::NoAutospace;
    TextSpacingTrim: "normal" => TextSpacingTrim::TrimBoth, "trim-both" => TextSpacingTrim::TrimBoth,
        "space-all" => TextSpacingTrim::SpaceAll;
    Hyphens: "none" => Hyphens::None, "manual" => Hyphens::Manual, "auto" => Hyphens::Auto;
    WhiteSpace: "normal" => WhiteSpace::Normal, "nowrap" => WhiteSpace::NoWrap, "pre" => WhiteSpace::Pre,
        "pre-wrap" => WhiteSpace::PreWrap, "pre-line" => WhiteSpace::PreLine;
    Display: "inline" => Display::Inline, "block" => Display::Block, "inline-block" => Display::InlineBlock,
        "list-item" => Display::ListItem, "table" => Display::Table, "table-caption" => Display::TableCaption,
        "table-header-group" => Display::TableHeaderGroup, "table-row-group" => Display::TableRowGroup,
        "table-footer-group" => Display::TableRowGroup, "table-row" => Display::TableRow,
        "table-cell" => Display::TableCell, "none" => Display::None;
    BorderStyle: "none" => BorderStyle::None, "hidden" => BorderStyle::None, "solid" => BorderStyle::Solid,
        "dashed" => BorderStyle::Dashed, "dotted" => BorderStyle::Dotted, "double" => BorderStyle::Double;
    BreakInside: "auto" => BreakInside::Auto, "avoid" => BreakInside::Avoid, "avoid-page" => BreakInside::Avoid,
        "avoid-column" => BreakInside::Avoid;
    Float: "none" => Float::None, "footnote" => Float::Footnote, "top" => Float::Top, "bottom" => Float::Bottom,
        "page" => Float::Page, "block-start" => Float::Top, "block-end" => Float::Bottom, "left" => Float::Left,
        "right" => Float::Right, "inline-start" => Float::InlineStart, "inline-end" => Float::InlineEnd;
    Clear: "none" => Clear::None, "left" => Clear::Left, "right" => Clear::Right, "both" => Clear::Both,
        "inline-start" => Clear::InlineStart, "inline-end" => Clear::InlineEnd;
    BoxDecorationBreak: "slice" => BoxDecorationBreak::Slice, "clone" => BoxDecorationBreak::Clone;
}

/// The counter styles that layout writes on its own.
pub(in crate::style) fn predefined_counter_style(name: &str) -> Option<CounterStyle> {
    Some(match name.to_ascii_lowercase().as_str() {
        "none" => CounterStyle::None,
        "disc" => CounterStyle::Disc,
        "circle" => CounterStyle::Circle,
        "square" => CounterStyle::Square,
        "decimal" => CounterStyle::Decimal,
        "lower-roman" => CounterStyle::LowerRoman,
        "upper-roman" => CounterStyle::UpperRoman,
        "lower-alpha" | "lower-latin" => CounterStyle::LowerAlpha,
        "upper-alpha" | "upper-latin" => CounterStyle::UpperAlpha,
        _ => return None,
    })
}

/// A counter style by its name, or `symbols()` (CSS Counter Styles 3, section 5).
pub(in crate::style) fn counter_style(input: &mut Parser) -> Parsed<CounterStyle> {
    match input.next()?.clone() {
        Token::Ident(name) => {
            Ok(predefined_counter_style(&name).unwrap_or_else(|| CounterStyle::Named(name.as_ref().into())))
        }
        Token::Function(name) if name.eq_ignore_ascii_case("symbols") => input.parse_nested_block(symbols_function),
        _ => invalid(),
    }
}

/// `list-style-type`: a counter style, or a string that stands before every item.
impl Value for CounterStyle {
    type Computed = CounterStyle;
    const SYNTAX: &'static str = "none | <string> | symbols() | disc | circle | square | decimal | lower-roman | \
         upper-roman | lower-alpha | upper-alpha | lower-latin | upper-latin | <counter-style-name>";

    fn parse(input: &mut Parser) -> Parsed<CounterStyle> {
        match input.try_parse(|input| input.expect_string_cloned()) {
            Ok(text) => Ok(CounterStyle::Text(text.as_ref().into())),
            Err(_) => counter_style(input),
        }
    }

    fn compute(&self, context: &Context) -> CounterStyle {
        context.counter_style(self)
    }
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
    ColumnSpan: "none", "all";
}

/// `break-before` and `break-after`: `left` and `right` are pages, and which of them is the recto is the book's affair
/// (CSS Fragmentation 3, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum Break {
    Relative(BreakBetween),
    Left,
    Right,
}

impl Value for Break {
    type Computed = BreakBetween;
    const SYNTAX: &'static str =
        "auto | avoid | avoid-page | avoid-column | column | page | always | recto | verso | left | right";

    fn parse(input: &mut Parser) -> Parsed<Break> {
        Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "auto" => Break::Relative(BreakBetween::Auto),
            "avoid" | "avoid-page" | "avoid-column" => Break::Relative(BreakBetween::Avoid),
            "column" => Break::Relative(BreakBetween::Column),
            "page" | "always" => Break::Relative(BreakBetween::Page),
            "recto" => Break::Relative(BreakBetween::Recto),
            "verso" => Break::Relative(BreakBetween::Verso),
            "left" => Break::Left,
            "right" => Break::Right,
            _ => return invalid(),
        })
    }

    fn compute(&self, context: &Context) -> BreakBetween {
        match (self, context.progression) {
            (Break::Relative(between), _) => *between,
            (Break::Right, Direction::LeftToRight) | (Break::Left, Direction::RightToLeft) => BreakBetween::Recto,
            (Break::Left, Direction::LeftToRight) | (Break::Right, Direction::RightToLeft) => BreakBetween::Verso,
        }
    }
}

/// `text-align`. It is inherited as it was declared: `start` begins with the lines of each element, `left` stays left
/// in text of another direction (CSS Text 3, section 6.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum Align {
    Logical(TextAlign),
    Left,
    Right,
    /// As the parent, whose `start` and `end` are taken as the sides that they are there.
    MatchParent,
}

impl Align {
    /// The flow-relative value in text of a direction.
    pub fn in_direction(self, direction: Direction) -> TextAlign {
        match (self, direction) {
            (Align::Logical(align), _) => align,
            (Align::Left, Direction::LeftToRight) | (Align::Right, Direction::RightToLeft) => TextAlign::Start,
            (Align::Left, Direction::RightToLeft) | (Align::Right, Direction::LeftToRight) => TextAlign::End,
            (Align::MatchParent, _) => TextAlign::Start,
        }
    }

    fn side_in(self, direction: Direction) -> Align {
        match (self, direction) {
            (Align::Logical(TextAlign::Start), Direction::LeftToRight)
            | (Align::Logical(TextAlign::End), Direction::RightToLeft) => Align::Left,
            (Align::Logical(TextAlign::Start), Direction::RightToLeft)
            | (Align::Logical(TextAlign::End), Direction::LeftToRight) => Align::Right,
            (Align::Logical(TextAlign::Center | TextAlign::Justify) | Align::Left | Align::Right, _)
            | (Align::MatchParent, _) => self,
        }
    }
}

impl Value for Align {
    type Computed = Align;
    const SYNTAX: &'static str = "start | end | left | right | center | justify | match-parent";

    fn parse(input: &mut Parser) -> Parsed<Align> {
        Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "start" => Align::Logical(TextAlign::Start),
            "end" => Align::Logical(TextAlign::End),
            "left" => Align::Left,
            "right" => Align::Right,
            "center" => Align::Logical(TextAlign::Center),
            "justify" => Align::Logical(TextAlign::Justify),
            "match-parent" => Align::MatchParent,
            _ => return invalid(),
        })
    }

    fn compute(&self, context: &Context) -> Align {
        match self {
            Align::MatchParent => context.parent.align.side_in(context.parent.computed.direction),
            Align::Logical(_) | Align::Left | Align::Right => *self,
        }
    }
}

/// `text-align-last`; `None` is `auto`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct AlignLast(pub Option<Align>);

impl Value for AlignLast {
    type Computed = AlignLast;
    const SYNTAX: &'static str = "auto | start | end | left | right | center | justify | match-parent";

    fn parse(input: &mut Parser) -> Parsed<AlignLast> {
        if input.try_parse(|input| input.expect_ident_matching("auto")).is_ok() {
            return Ok(AlignLast(None));
        }
        Align::parse(input).map(|align| AlignLast(Some(align)))
    }

    fn compute(&self, context: &Context) -> AlignLast {
        match (self.0, context.parent.align_last.0) {
            (Some(Align::MatchParent), of_parent) => {
                AlignLast(of_parent.map(|align| align.side_in(context.parent.computed.direction)))
            }
            (own, _) => AlignLast(own),
        }
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
        match integer(input)? {
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
        match integer(input)? {
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

/// `position`: the name of a running element, else the place in the text. `relative` without an offset changes nothing,
/// and offsets are told where they are set.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct Position(Option<Arc<str>>);

impl Value for Position {
    type Computed = Option<Arc<str>>;
    const SYNTAX: &'static str = "static | relative | running( <custom-ident> )";

    fn parse(input: &mut Parser) -> Parsed<Position> {
        match input.next()?.clone() {
            Token::Ident(name) if ["static", "relative"].iter().any(|own| name.eq_ignore_ascii_case(own)) => {
                Ok(Position(None))
            }
            Token::Function(name) if name.eq_ignore_ascii_case("running") => {
                let name = input.parse_nested_block(|input| Ok(input.expect_ident()?.as_ref().into()))?;
                Ok(Position(Some(name)))
            }
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
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct BorderSpacing(Amount);

impl Value for BorderSpacing {
    type Computed = Pt;
    const SYNTAX: &'static str = "<length>";

    fn parse(input: &mut Parser) -> Parsed<BorderSpacing> {
        Amount::parse_positive_length(input).map(BorderSpacing)
    }

    fn compute(&self, context: &Context) -> Pt {
        self.0.compute_length(context).max(Pt::ZERO)
    }
}
