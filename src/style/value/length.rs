//! Lengths and percentages, `calc()` included (CSS Values 4, sections 6 and 10).

use cssparser::{Parser, Token};

use super::{Context, Parsed, Value, invalid};
use crate::geom::Pt;
use crate::style::{AutoLength, LengthPercentage, VerticalAlign};

/// A length as a sum over units; every `calc()` of lengths is one, since only numbers multiply.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::style) struct Length {
    /// Absolute units, all as points.
    pub points: f32,
    pub em: f32,
    pub rem: f32,
    pub ex: f32,
    pub ch: f32,
    pub lh: f32,
    pub rlh: f32,
}

impl Length {
    pub fn points(points: f32) -> Length {
        Length { points, ..Length::default() }
    }

    fn from_unit(value: f32, unit: &str) -> Option<Length> {
        let absolute = |scale: f32| Some(Length::points(value * scale));
        match unit.to_ascii_lowercase().as_str() {
            "pt" => absolute(1.0),
            "px" => absolute(Pt::PX.0),
            "pc" => absolute(12.0),
            "in" => absolute(72.0),
            "cm" => absolute(72.0 / 2.54),
            "mm" => absolute(72.0 / 25.4),
            "q" => absolute(72.0 / 101.6),
            "em" => Some(Length { em: value, ..Length::default() }),
            "rem" => Some(Length { rem: value, ..Length::default() }),
            "ex" => Some(Length { ex: value, ..Length::default() }),
            "ch" => Some(Length { ch: value, ..Length::default() }),
            "lh" => Some(Length { lh: value, ..Length::default() }),
            "rlh" => Some(Length { rlh: value, ..Length::default() }),
            _ => None,
        }
    }

    fn is_negative(&self) -> bool {
        let parts = [self.points, self.em, self.rem, self.ex, self.ch, self.lh, self.rlh];
        parts.iter().all(|&part| part <= 0.0) && *self != Length::default()
    }

    fn is_zero(&self) -> bool {
        *self == Length::default()
    }

    fn add(self, other: Length, sign: f32) -> Length {
        Length {
            points: self.points + sign * other.points,
            em: self.em + sign * other.em,
            rem: self.rem + sign * other.rem,
            ex: self.ex + sign * other.ex,
            ch: self.ch + sign * other.ch,
            lh: self.lh + sign * other.lh,
            rlh: self.rlh + sign * other.rlh,
        }
    }

    fn scale(self, factor: f32) -> Length {
        Length::default().add(self, factor)
    }

    /// The length in points, `em` being the size given.
    pub fn resolve(&self, context: &Context, font_size: Pt) -> Pt {
        let length = self.resolve_without_lines(context, font_size);
        if self.lh == 0.0 { length } else { length + context.line_height() * self.lh }
    }

    /// The same where line heights hang on the value itself: `lh` is the parent's then (CSS Values 4, section 6.1.1).
    pub fn resolve_by_parent(&self, context: &Context, font_size: Pt) -> Pt {
        self.resolve_without_lines(context, font_size) + context.parent.computed.line_height * self.lh
    }

    fn resolve_without_lines(&self, context: &Context, font_size: Pt) -> Pt {
        let mut length = Pt(self.points) + font_size * self.em + context.root_font_size * self.rem;
        length += context.root_line_height * self.rlh;
        if self.ex != 0.0 {
            length += font_size * (self.ex * context.face().metrics().x_height);
        }
        if self.ch != 0.0 {
            // Half an em where the face has no zero (CSS Values 4, section 6.1.1).
            let face = context.face();
            let advance = face.glyph('0').map_or(0.5, |glyph| face.advance(glyph));
            length += font_size * (self.ch * advance);
        }
        length
    }

    fn compute(&self, context: &Context) -> Pt {
        self.resolve(context, context.style.computed.font_size)
    }

    pub fn parse(input: &mut Parser) -> Parsed<Length> {
        let value = LengthOrPercent::parse_term(input)?;
        if value.percent == 0.0 && !value.has_percent { Ok(value.length) } else { invalid() }
    }

    /// A length that is not below zero, as far as its text can tell.
    pub fn parse_positive(input: &mut Parser) -> Parsed<Length> {
        let length = Length::parse(input)?;
        if length.is_negative() { invalid() } else { Ok(length) }
    }
}

/// A length plus a percentage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::style) struct LengthOrPercent {
    pub length: Length,
    /// 1.0 is 100%.
    pub percent: f32,
    has_percent: bool,
}

impl LengthOrPercent {
    pub fn parse_term(input: &mut Parser) -> Parsed<LengthOrPercent> {
        match input.next()?.clone() {
            Token::Number { value: 0.0, .. } => Ok(LengthOrPercent::default()),
            Token::Function(name) if name.eq_ignore_ascii_case("calc") => match input.parse_nested_block(calc_sum)? {
                Calc::Amount(amount) => Ok(amount),
                Calc::Number(_) => invalid(),
            },
            token => LengthOrPercent::from_token(&token),
        }
    }

    fn from_token(token: &Token) -> Parsed<LengthOrPercent> {
        match token {
            Token::Dimension { value, unit, .. } => match Length::from_unit(*value, unit) {
                Some(length) => Ok(LengthOrPercent { length, ..LengthOrPercent::default() }),
                None => invalid(),
            },
            Token::Percentage { unit_value, .. } => {
                Ok(LengthOrPercent { percent: *unit_value, has_percent: true, ..LengthOrPercent::default() })
            }
            _ => invalid(),
        }
    }

    /// A value that is not below zero, as far as its text can tell.
    pub fn parse_positive(input: &mut Parser) -> Parsed<LengthOrPercent> {
        let value = LengthOrPercent::parse_term(input)?;
        let is_negative =
            value.length.is_negative() && value.percent <= 0.0 || value.length.is_zero() && value.percent < 0.0;
        if is_negative { invalid() } else { Ok(value) }
    }

    fn compute(&self, context: &Context) -> LengthPercentage {
        let length = self.length.compute(context);
        match (self.has_percent, self.length.is_zero()) {
            (false, _) => LengthPercentage::Length(length),
            (true, true) => LengthPercentage::Percent(self.percent),
            (true, false) => LengthPercentage::Sum(length, self.percent),
        }
    }
}

/// What a `calc()` expression yields.
enum Calc {
    Number(f32),
    Amount(LengthOrPercent),
}

impl Calc {
    fn scale(self, factor: f32) -> Calc {
        match self {
            Calc::Number(number) => Calc::Number(number * factor),
            Calc::Amount(amount) => Calc::Amount(LengthOrPercent {
                length: amount.length.scale(factor),
                percent: amount.percent * factor,
                has_percent: amount.has_percent,
            }),
        }
    }

    fn add(self, other: Calc) -> Parsed<Calc> {
        match (self, other) {
            (Calc::Number(a), Calc::Number(b)) => Ok(Calc::Number(a + b)),
            (Calc::Amount(a), Calc::Amount(b)) => Ok(Calc::Amount(LengthOrPercent {
                length: a.length.add(b.length, 1.0),
                percent: a.percent + b.percent,
                has_percent: a.has_percent || b.has_percent,
            })),
            (Calc::Number(_), Calc::Amount(_)) | (Calc::Amount(_), Calc::Number(_)) => invalid(),
        }
    }
}

fn calc_sum(input: &mut Parser) -> Parsed<Calc> {
    let mut sum = calc_product(input)?;
    loop {
        input.skip_whitespace();
        if input.is_exhausted() {
            return Ok(sum);
        }
        let sign = match input.next()? {
            Token::Delim('+') => 1.0,
            Token::Delim('-') => -1.0,
            _ => return invalid(),
        };
        sum = sum.add(calc_product(input)?.scale(sign))?;
    }
}

fn calc_product(input: &mut Parser) -> Parsed<Calc> {
    let mut product = calc_value(input)?;
    loop {
        if input.try_parse(|input| input.expect_delim('*')).is_ok() {
            product = match (product, calc_value(input)?) {
                (Calc::Number(factor), other) | (other, Calc::Number(factor)) => other.scale(factor),
                (Calc::Amount(_), Calc::Amount(_)) => return invalid(),
            };
        } else if input.try_parse(|input| input.expect_delim('/')).is_ok() {
            product = match calc_value(input)? {
                Calc::Number(divisor) if divisor != 0.0 => product.scale(1.0 / divisor),
                Calc::Number(_) | Calc::Amount(_) => return invalid(),
            };
        } else {
            return Ok(product);
        }
    }
}

fn calc_value(input: &mut Parser) -> Parsed<Calc> {
    match input.next()?.clone() {
        Token::Number { value, .. } => Ok(Calc::Number(value)),
        Token::ParenthesisBlock => input.parse_nested_block(calc_sum),
        Token::Function(name) if name.eq_ignore_ascii_case("calc") => input.parse_nested_block(calc_sum),
        token => LengthOrPercent::from_token(&token).map(Calc::Amount),
    }
}

macro_rules! length_values {
    ($($(#[$doc:meta])* $name:ident($inner:ty) $syntax:literal -> $computed:ty {
        parse |$input:ident| $parse:expr; compute |$value:ident, $context:ident| $compute:expr;
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::style) struct $name(pub $inner);

        impl Value for $name {
            type Computed = $computed;
            const SYNTAX: &'static str = $syntax;

            fn parse($input: &mut Parser) -> Parsed<$name> {
                $parse.map($name)
            }

            fn compute(&self, $context: &Context) -> $computed {
                let $value = &self.0;
                $compute
            }
        }
    )*};
}

fn keyword_or<T>(input: &mut Parser, keyword: &str, parse: impl FnOnce(&mut Parser) -> Parsed<T>) -> Parsed<Option<T>> {
    if input.try_parse(|input| input.expect_ident_matching(keyword)).is_ok() {
        return Ok(None);
    }
    parse(input).map(Some)
}

fn auto_length(value: &Option<LengthOrPercent>, context: &Context) -> AutoLength {
    value.map_or(AutoLength::Auto, |value| AutoLength::Set(value.compute(context)))
}

length_values! {
    /// Margins.
    AutoSize(Option<LengthOrPercent>) "<length> | <percentage> | auto" -> AutoLength {
        parse |input| keyword_or(input, "auto", LengthOrPercent::parse_term);
        compute |value, context| auto_length(value, context);
    }
    /// Width and height.
    Size(Option<LengthOrPercent>) "<length> | <percentage> | auto" -> AutoLength {
        parse |input| keyword_or(input, "auto", LengthOrPercent::parse_positive);
        compute |value, context| auto_length(value, context);
    }
    /// The most that width or height may be.
    MaxSize(Option<LengthOrPercent>) "<length> | <percentage> | none" -> AutoLength {
        parse |input| keyword_or(input, "none", LengthOrPercent::parse_positive);
        compute |value, context| auto_length(value, context);
    }
    Padding(LengthOrPercent) "<length> | <percentage>" -> LengthPercentage {
        parse |input| LengthOrPercent::parse_positive(input);
        compute |value, context| value.compute(context);
    }
    Indent(LengthOrPercent) "<length> | <percentage>" -> LengthPercentage {
        parse |input| LengthOrPercent::parse_term(input);
        compute |value, context| value.compute(context);
    }
    /// Letter and word spacing.
    Spacing(Option<Length>) "normal | <length>" -> Pt {
        parse |input| keyword_or(input, "normal", Length::parse);
        compute |value, context| value.map_or(Pt::ZERO, |value| value.compute(context));
    }
    /// What the height of a block is a multiple of.
    Step(Option<Length>) "none | <length>" -> Option<Pt> {
        parse |input| keyword_or(input, "none", Length::parse_positive);
        compute |value, context| value.map(|value| value.compute(context)).filter(|&step| step > Pt::ZERO);
    }
    /// The least width of columns.
    ColumnWidth(Option<Length>) "auto | <length>" -> Option<Pt> {
        parse |input| keyword_or(input, "auto", Length::parse_positive);
        compute |value, context| value.map(|value| value.compute(context));
    }
    /// `normal` between columns is 1em (CSS Box Alignment 3, section 8.1).
    ColumnGap(Option<LengthOrPercent>) "normal | <length> | <percentage>" -> LengthPercentage {
        parse |input| keyword_or(input, "normal", LengthOrPercent::parse_positive);
        compute |value, context| match value {
            Some(value) => value.compute(context),
            None => LengthPercentage::Length(context.style.computed.font_size),
        };
    }
    Radius(Length) "<length>" -> Pt {
        parse |input| Length::parse_positive(input);
        compute |value, context| value.compute(context);
    }
    BorderWidth(Length) "<length> | thin | medium | thick" -> Pt {
        parse |input| border_width(input);
        compute |value, context| value.compute(context).max(Pt::ZERO);
    }
}

/// `medium`: 3 CSS pixels.
pub(in crate::style) const MEDIUM_BORDER: Pt = Pt(2.25);

/// The keywords' widths are those of CSS Backgrounds 3, section 3.3.
fn border_width(input: &mut Parser) -> Parsed<Length> {
    let keyword = input.try_parse(|input| {
        let pixels = match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "thin" => 1.0,
            "medium" => return Ok(Length::points(MEDIUM_BORDER.0)),
            "thick" => 5.0,
            _ => return invalid(),
        };
        Ok(Length::points(pixels * Pt::PX.0))
    });
    keyword.or_else(|_| Length::parse_positive(input))
}

/// `vertical-align`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum Raise {
    Keyword(VerticalAlign),
    /// A percentage is of the line height.
    By(LengthOrPercent),
}

impl Value for Raise {
    type Computed = VerticalAlign;
    const SYNTAX: &'static str = "baseline | sub | super | top | middle | bottom | <length> | <percentage>";

    fn parse(input: &mut Parser) -> Parsed<Raise> {
        let keyword = input.try_parse(|input| {
            Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
                "baseline" => VerticalAlign::Baseline,
                "sub" => VerticalAlign::Sub,
                "super" => VerticalAlign::Super,
                "top" | "text-top" => VerticalAlign::Top,
                "middle" => VerticalAlign::Middle,
                "bottom" | "text-bottom" => VerticalAlign::Bottom,
                _ => return invalid(),
            })
        });
        keyword.map(Raise::Keyword).or_else(|_| LengthOrPercent::parse_term(input).map(Raise::By))
    }

    fn compute(&self, context: &Context) -> VerticalAlign {
        match self {
            Raise::Keyword(keyword) => *keyword,
            Raise::By(raise) => {
                VerticalAlign::Length(raise.length.compute(context) + context.line_height() * raise.percent)
            }
        }
    }
}
