//! Values of the properties that say how lines are set: expansion, hanging, hyphenation limits.

use cssparser::{Parser, Token};

use super::{Amount, Context, Parsed, Value, integer, invalid};
use crate::geom::Pt;
use crate::style::{HangingPunctuation, HyphenateLimitChars, InitialLetter, LineEndHang, TextWrapStyle};

/// `-bindery-expand`: how much wider or narrower glyphs may be set, 1.0 for 100%.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct Expand(f32);

impl Value for Expand {
    type Computed = f32;
    const SYNTAX: &'static str = "<percentage>";

    fn parse(input: &mut Parser) -> Parsed<Expand> {
        /// More is no expansion any more but another face.
        const MOST: f32 = 0.1;
        match input.next()?.clone() {
            Token::Number { value: 0.0, .. } => Ok(Expand(0.0)),
            Token::Percentage { unit_value, .. } if (0.0..=MOST).contains(&unit_value) => Ok(Expand(unit_value)),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> f32 {
        self.0
    }
}

/// `initial-letter`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct Initial(Option<InitialLetter>);

impl Initial {
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

impl Value for Initial {
    type Computed = Option<InitialLetter>;
    const SYNTAX: &'static str = "normal | <number> [ <integer> | drop | raise ]?";

    fn parse(input: &mut Parser) -> Parsed<Initial> {
        /// A letter of more lines than a page has.
        const MOST: f32 = 40.0;
        if input.try_parse(|input| input.expect_ident_matching("normal")).is_ok() {
            return Ok(Initial(None));
        }
        let size = input.expect_number()?;
        if !(1.0..=MOST).contains(&size) {
            return invalid();
        }
        let drop = size.floor() as u16;
        let sink = match input.next() {
            Err(_) => drop,
            Ok(Token::Number { int_value: Some(lines), .. }) if (1..=MOST as i32).contains(lines) => *lines as u16,
            Ok(Token::Ident(word)) if word.eq_ignore_ascii_case("drop") => drop,
            Ok(Token::Ident(word)) if word.eq_ignore_ascii_case("raise") => 1,
            Ok(_) => return invalid(),
        };
        Ok(Initial(Some(InitialLetter { size, sink })))
    }

    fn compute(&self, _: &Context) -> Option<InitialLetter> {
        self.0
    }
}

impl Value for HangingPunctuation {
    type Computed = HangingPunctuation;
    const SYNTAX: &'static str = "none | [ first || [ force-end | allow-end ] || last ]";

    fn parse(input: &mut Parser) -> Parsed<HangingPunctuation> {
        let mut hanging = HangingPunctuation::default();
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            return Ok(hanging);
        }
        loop {
            match input.expect_ident()?.to_ascii_lowercase().as_str() {
                "first" if !hanging.first => hanging.first = true,
                "last" if !hanging.last => hanging.last = true,
                "allow-end" if hanging.end == LineEndHang::None => hanging.end = LineEndHang::Allow,
                "force-end" if hanging.end == LineEndHang::None => hanging.end = LineEndHang::Force,
                _ => return invalid(),
            }
            if input.is_exhausted() {
                return Ok(hanging);
            }
        }
    }

    fn compute(&self, _: &Context) -> HangingPunctuation {
        *self
    }
}

impl Value for HyphenateLimitChars {
    type Computed = HyphenateLimitChars;
    const SYNTAX: &'static str = "[ auto | <integer> ]{1,3}";

    fn parse(input: &mut Parser) -> Parsed<HyphenateLimitChars> {
        let word = limit(input)?;
        let before = input.try_parse(limit).ok();
        let after = input.try_parse(limit).ok();
        let before = before.unwrap_or(None);
        // A limit before the hyphen holds after it too where none is given.
        Ok(HyphenateLimitChars { word, before, after: after.unwrap_or(before) })
    }

    fn compute(&self, _: &Context) -> HyphenateLimitChars {
        *self
    }
}

fn limit(input: &mut Parser) -> Parsed<Option<u16>> {
    if input.try_parse(|input| input.expect_ident_matching("auto")).is_ok() {
        return Ok(None);
    }
    match integer(input)? {
        count @ 0..=0xffff => Ok(Some(count as u16)),
        _ => invalid(),
    }
}

/// `hyphenate-limit-lines`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct LimitLines(Option<u16>);

impl Value for LimitLines {
    type Computed = Option<u16>;
    const SYNTAX: &'static str = "no-limit | <integer>";

    fn parse(input: &mut Parser) -> Parsed<LimitLines> {
        if input.try_parse(|input| input.expect_ident_matching("no-limit")).is_ok() {
            return Ok(LimitLines(None));
        }
        match integer(input)? {
            count @ 0..=0xffff => Ok(LimitLines(Some(count as u16))),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> Option<u16> {
        self.0
    }
}

/// `column-count`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct ColumnCount(Option<u16>);

impl Value for ColumnCount {
    type Computed = Option<u16>;
    const SYNTAX: &'static str = "auto | <integer>";

    fn parse(input: &mut Parser) -> Parsed<ColumnCount> {
        if input.try_parse(|input| input.expect_ident_matching("auto")).is_ok() {
            return Ok(ColumnCount(None));
        }
        match integer(input)? {
            count @ 1..=0xffff => Ok(ColumnCount(Some(count as u16))),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> Option<u16> {
        self.0
    }
}

/// `-bindery-wrap-indent`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct WrapIndent(Amount);

impl Value for WrapIndent {
    type Computed = Pt;
    const SYNTAX: &'static str = "<length>";

    fn parse(input: &mut Parser) -> Parsed<WrapIndent> {
        Amount::parse_positive_length(input).map(WrapIndent)
    }

    fn compute(&self, context: &Context) -> Pt {
        self.0.compute_length(context).max(Pt::ZERO)
    }
}

impl Value for TextWrapStyle {
    type Computed = TextWrapStyle;
    const SYNTAX: &'static str = "auto | balance | pretty | stable";

    /// Every paragraph is set as `pretty` asks, and none is edited, which `stable` is for.
    fn parse(input: &mut Parser) -> Parsed<TextWrapStyle> {
        match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "auto" | "pretty" | "stable" => Ok(TextWrapStyle::Auto),
            "balance" => Ok(TextWrapStyle::Balance),
            _ => invalid(),
        }
    }

    fn compute(&self, _: &Context) -> TextWrapStyle {
        *self
    }
}
