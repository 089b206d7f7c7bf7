//! Math functions and units: `calc()`, `min()`, `clamp()` and the like (CSS Values 4, sections 6 and 10).
//!
//! In: the tokens of a length, a percentage or a number. Out: an [`Amount`], a sum over units or a small tree over
//! such sums, and its computed value once sizes of fonts and page are known. A percentage stays in it, since what it
//! is of is known to layout only: two bounds around a sum are what layout is given, and a tree that would need more is
//! not taken. Numbers without a unit are reckoned at once.

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::bounds::{Bounded, Linear};
use super::{Context, Parsed, invalid};
use crate::geom::Pt;
use crate::style::LengthPercentage;

/// The longest length there is, 35 meters: sizes stay finite, and sums of them exact enough.
pub(in crate::style) const LONGEST: f32 = 100_000.0;

/// A finite length within [`LONGEST`] (CSS Values 4, section 10.12: a value that is no number is zero).
pub(super) fn bounded(points: f32) -> f32 {
    if points.is_nan() { 0.0 } else { points.clamp(-LONGEST, LONGEST) }
}

/// A sum over units; a `calc()` of lengths is one as long as only numbers multiply.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::style) struct Terms {
    /// Absolute units, all as points.
    points: f32,
    em: f32,
    rem: f32,
    ex: f32,
    ch: f32,
    cap: f32,
    ic: f32,
    lh: f32,
    rlh: f32,
    /// Hundredths of the page's width and height.
    vw: f32,
    vh: f32,
    vmin: f32,
    vmax: f32,
    /// 1.0 is 100%.
    percent: f32,
    has_percent: bool,
}

impl Terms {
    pub fn points(points: f32) -> Terms {
        Terms { points, ..Terms::default() }
    }

    fn percent(percent: f32) -> Terms {
        Terms { percent, has_percent: true, ..Terms::default() }
    }

    /// Sections 6.1 and 6.2. A page has neither bars that come and go nor another size than its own: the small, large
    /// and dynamic viewport are one.
    fn from_unit(value: f32, unit: &str) -> Option<Terms> {
        let absolute = |scale: f32| Some(Terms::points(bounded(value * scale)));
        let value = bounded(value);
        let unit = unit.to_ascii_lowercase();
        let bare = match unit.as_str() {
            "svw" | "lvw" | "dvw" => "vw",
            "svh" | "lvh" | "dvh" => "vh",
            "svi" | "lvi" | "dvi" | "vi" => "vw",
            "svb" | "lvb" | "dvb" | "vb" => "vh",
            "svmin" | "lvmin" | "dvmin" => "vmin",
            "svmax" | "lvmax" | "dvmax" => "vmax",
            other => other,
        };
        Some(match bare {
            "pt" => return absolute(1.0),
            "px" => return absolute(Pt::PX.0),
            "pc" => return absolute(12.0),
            "in" => return absolute(72.0),
            "cm" => return absolute(72.0 / 2.54),
            "mm" => return absolute(72.0 / 25.4),
            "q" => return absolute(72.0 / 101.6),
            "em" => Terms { em: value, ..Terms::default() },
            "rem" => Terms { rem: value, ..Terms::default() },
            "ex" => Terms { ex: value, ..Terms::default() },
            "ch" => Terms { ch: value, ..Terms::default() },
            "cap" => Terms { cap: value, ..Terms::default() },
            "ic" => Terms { ic: value, ..Terms::default() },
            "lh" => Terms { lh: value, ..Terms::default() },
            "rlh" => Terms { rlh: value, ..Terms::default() },
            "vw" => Terms { vw: value, ..Terms::default() },
            "vh" => Terms { vh: value, ..Terms::default() },
            "vmin" => Terms { vmin: value, ..Terms::default() },
            "vmax" => Terms { vmax: value, ..Terms::default() },
            _ => return None,
        })
    }

    fn parts(&self) -> [f32; 14] {
        let &Terms { points, em, rem, ex, ch, cap, ic, lh, rlh, vw, vh, vmin, vmax, percent, .. } = self;
        [points, em, rem, ex, ch, cap, ic, lh, rlh, vw, vh, vmin, vmax, percent]
    }

    /// Whether it is below zero whatever its units are.
    fn is_negative(&self) -> bool {
        self.parts().iter().all(|&part| part <= 0.0) && self.parts().iter().any(|&part| part < 0.0)
    }

    fn has_length(&self) -> bool {
        Terms { percent: 0.0, has_percent: false, ..*self } != Terms::default()
    }

    fn add(self, other: Terms, sign: f32) -> Terms {
        Terms {
            points: self.points + sign * other.points,
            em: self.em + sign * other.em,
            rem: self.rem + sign * other.rem,
            ex: self.ex + sign * other.ex,
            ch: self.ch + sign * other.ch,
            cap: self.cap + sign * other.cap,
            ic: self.ic + sign * other.ic,
            lh: self.lh + sign * other.lh,
            rlh: self.rlh + sign * other.rlh,
            vw: self.vw + sign * other.vw,
            vh: self.vh + sign * other.vh,
            vmin: self.vmin + sign * other.vmin,
            vmax: self.vmax + sign * other.vmax,
            percent: self.percent + sign * other.percent,
            has_percent: self.has_percent || other.has_percent,
        }
    }

    fn scale(self, factor: f32) -> Terms {
        Terms::default().add(self, factor)
    }

    /// The length in points without its percentage, `em` being the size given.
    fn resolve(&self, context: &Context, font_size: Pt, lines: Lines) -> Pt {
        let mut length = Pt(self.points) + font_size * self.em + context.root_font_size * self.rem;
        length += context.root_line_height * self.rlh;
        if self.ex != 0.0 {
            length += font_size * (self.ex * context.face().metrics().x_height);
        }
        if self.ch != 0.0 {
            // Half an em where the face has no zero (section 6.1.1).
            let face = context.face();
            let advance = face.glyph('0').map_or(0.5, |glyph| face.advance(glyph));
            length += font_size * (self.ch * advance);
        }
        if self.cap != 0.0 {
            length += font_size * (self.cap * context.face().metrics().cap_height);
        }
        if self.ic != 0.0 {
            // One em where the face has no such letter (section 6.1.1).
            let face = context.face();
            let advance = face.glyph('\u{6c34}').map_or(1.0, |glyph| face.advance(glyph));
            length += font_size * (self.ic * advance);
        }
        if self.vw != 0.0 || self.vh != 0.0 || self.vmin != 0.0 || self.vmax != 0.0 {
            let page = context.viewport;
            length += page.width * (self.vw / 100.0) + page.height * (self.vh / 100.0);
            length += page.width.min(page.height) * (self.vmin / 100.0);
            length += page.width.max(page.height) * (self.vmax / 100.0);
        }
        if self.lh != 0.0 {
            let line = match lines {
                Lines::Own => context.line_height(),
                Lines::OfParent => context.parent.computed.line_height,
            };
            length += line * self.lh;
        }
        Pt(bounded(length.0))
    }
}

/// Which line height `lh` is: where it hangs on the value itself, the parent's (CSS Values 4, section 6.1.1).
#[derive(Clone, Copy)]
pub(super) enum Lines {
    Own,
    OfParent,
}

/// A length, a percentage, or a sum or choice of them.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum Amount {
    Terms(Terms),
    Math(Arc<Math>),
}

/// What functions other than sums are made of.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum Math {
    Sum(Vec<Amount>),
    Scale(Amount, f32),
    Min(Vec<Amount>),
    Max(Vec<Amount>),
    Abs(Amount),
    Round(Strategy, Amount, Amount),
}

/// How `round()`, `mod()` and `rem()` choose (section 10.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) enum Strategy {
    Nearest,
    Up,
    Down,
    ToZero,
    Mod,
    Rem,
}

impl Strategy {
    fn apply(self, value: f32, step: f32) -> f32 {
        let quotient = value / step;
        match self {
            Strategy::Nearest => (quotient + 0.5).floor() * step,
            Strategy::Up => quotient.ceil() * step,
            Strategy::Down => quotient.floor() * step,
            Strategy::ToZero => quotient.trunc() * step,
            Strategy::Mod => value - quotient.floor() * step,
            Strategy::Rem => value % step,
        }
    }
}

impl Amount {
    pub fn points(points: f32) -> Amount {
        Amount::Terms(Terms::points(points))
    }

    /// A length or a percentage.
    pub fn parse(input: &mut Parser) -> Parsed<Amount> {
        let amount = match input.next()?.clone() {
            Token::Number { value: 0.0, .. } => return Ok(Amount::points(0.0)),
            Token::Function(name) => match input.parse_nested_block(|input| function(&name, input))? {
                Calc::Amount(amount) => amount,
                Calc::Number(_) => return invalid(),
            },
            token => Amount::from_token(&token)?,
        };
        // The form of the value does not hang on the sizes that are put in.
        match amount.evaluate(&|terms| terms.parts()[..13].iter().sum()) {
            Some(_) => Ok(amount),
            None => invalid(),
        }
    }

    /// One that is not below zero: a function's value is brought into range, what is written is not (section 10.12).
    pub fn parse_positive(input: &mut Parser) -> Parsed<Amount> {
        let state = input.state();
        let is_function = matches!(input.next(), Ok(Token::Function(_)));
        input.reset(&state);
        match Amount::parse(input)? {
            Amount::Terms(terms) if terms.is_negative() => {
                if is_function {
                    Ok(Amount::points(0.0))
                } else {
                    invalid()
                }
            }
            amount => Ok(amount),
        }
    }

    /// A length.
    pub fn parse_length(input: &mut Parser) -> Parsed<Amount> {
        Amount::parse(input)?.without_percent()
    }

    pub fn parse_positive_length(input: &mut Parser) -> Parsed<Amount> {
        Amount::parse_positive(input)?.without_percent()
    }

    fn without_percent(self) -> Parsed<Amount> {
        if self.has_percent() { invalid() } else { Ok(self) }
    }

    fn has_percent(&self) -> bool {
        match self {
            Amount::Terms(terms) => terms.has_percent,
            Amount::Math(math) => match &**math {
                Math::Sum(list) | Math::Min(list) | Math::Max(list) => list.iter().any(Amount::has_percent),
                Math::Scale(amount, _) | Math::Abs(amount) => amount.has_percent(),
                Math::Round(_, a, b) => a.has_percent() || b.has_percent(),
            },
        }
    }

    fn from_token(token: &Token) -> Parsed<Amount> {
        match token {
            Token::Dimension { value, unit, .. } => match Terms::from_unit(*value, unit) {
                Some(terms) => Ok(Amount::Terms(terms)),
                None => invalid(),
            },
            Token::Percentage { unit_value, .. } => Ok(Amount::Terms(Terms::percent(bounded(*unit_value)))),
            _ => invalid(),
        }
    }

    fn math(math: Math) -> Amount {
        Amount::Math(Arc::new(math))
    }

    fn scale(self, factor: f32) -> Amount {
        match self {
            Amount::Terms(terms) => Amount::Terms(terms.scale(factor)),
            Amount::Math(_) => Amount::math(Math::Scale(self, factor)),
        }
    }

    fn add(self, other: Amount) -> Amount {
        match (self, other) {
            (Amount::Terms(a), Amount::Terms(b)) => Amount::Terms(a.add(b, 1.0)),
            (a, b) => Amount::math(Math::Sum(vec![a, b])),
        }
    }

    fn evaluate(&self, points: &dyn Fn(&Terms) -> f32) -> Option<Bounded> {
        let math = match self {
            Amount::Terms(terms) => {
                return Some(Bounded::of(Linear { points: points(terms), percent: terms.percent }));
            }
            Amount::Math(math) => &**math,
        };
        let fold = |list: &[Amount], join: fn(Bounded, Bounded) -> Option<Bounded>| {
            let mut values = list.iter().map(|amount| amount.evaluate(points)).collect::<Option<Vec<Bounded>>>()?;
            // Lengths join to one before percentages come in.
            values.sort_by_key(|value| value.length().is_none());
            values.into_iter().map(Some).reduce(|a, b| join(a?, b?)).flatten()
        };
        match math {
            Math::Sum(list) => fold(list, Bounded::plus),
            Math::Min(list) => fold(list, Bounded::min),
            Math::Max(list) => fold(list, Bounded::max),
            Math::Scale(amount, factor) => Some(amount.evaluate(points)?.times(*factor)),
            Math::Abs(amount) => {
                let points = amount.evaluate(points)?.length()?.abs();
                Some(Bounded::of(Linear { points, percent: 0.0 }))
            }
            Math::Round(strategy, value, step) => {
                let points = strategy.apply(value.evaluate(points)?.length()?, step.evaluate(points)?.length()?);
                Some(Bounded::of(Linear { points, percent: 0.0 }))
            }
        }
    }

    /// The length in points, `em` being the size given and percentages being of a base.
    pub fn resolve(&self, context: &Context, font_size: Pt, base: Pt) -> Pt {
        self.resolve_with(context, font_size, base, Lines::Own)
    }

    /// The same where line heights hang on the value itself.
    pub fn resolve_by_parent(&self, context: &Context, font_size: Pt, base: Pt) -> Pt {
        self.resolve_with(context, font_size, base, Lines::OfParent)
    }

    fn resolve_with(&self, context: &Context, font_size: Pt, base: Pt, lines: Lines) -> Pt {
        self.value(context, font_size, lines).resolve(base)
    }

    fn value(&self, context: &Context, font_size: Pt, lines: Lines) -> LengthPercentage {
        if let Amount::Terms(terms) = self {
            return match (terms.has_percent, terms.has_length()) {
                (false, _) => LengthPercentage::Length(terms.resolve(context, font_size, lines)),
                (true, false) => LengthPercentage::Percent(terms.percent),
                (true, true) => LengthPercentage::Sum(terms.resolve(context, font_size, lines), terms.percent),
            };
        }
        // A form that cannot be told is not parsed.
        let Some(value) = self.evaluate(&|terms| terms.resolve(context, font_size, lines).0) else {
            return LengthPercentage::ZERO;
        };
        let pair = |linear: Linear| (Pt(if linear.points.is_nan() { 0.0 } else { linear.points }), linear.percent);
        match value.linear() {
            Some(linear) if linear.percent == 0.0 => LengthPercentage::Length(Pt(bounded(linear.points))),
            Some(linear) => LengthPercentage::Sum(Pt(bounded(linear.points)), linear.percent),
            None => {
                LengthPercentage::Clamp { low: pair(value.low), middle: pair(value.middle), high: pair(value.high) }
            }
        }
    }

    /// The computed value.
    pub fn compute(&self, context: &Context) -> LengthPercentage {
        self.value(context, context.style.computed.font_size, Lines::Own)
    }

    /// The computed value of one without a percentage.
    pub fn compute_length(&self, context: &Context) -> Pt {
        self.compute(context).resolve(Pt::ZERO)
    }
}

/// What an expression yields.
enum Calc {
    Number(f32),
    Amount(Amount),
}

/// A number, or a function that yields one.
pub(super) fn number(input: &mut Parser) -> Parsed<f32> {
    match input.next()?.clone() {
        Token::Number { value, .. } => Ok(bounded(value)),
        Token::Function(name) => match input.parse_nested_block(|input| function(&name, input))? {
            Calc::Number(number) => Ok(bounded(number)),
            Calc::Amount(_) => invalid(),
        },
        _ => invalid(),
    }
}

/// An integer; a function's value is rounded to the nearest (section 10.12).
pub(super) fn integer(input: &mut Parser) -> Parsed<i32> {
    if let Ok(integer) = input.try_parse(Parser::expect_integer) {
        return Ok(integer);
    }
    match input.next()?.clone() {
        Token::Function(name) => match input.parse_nested_block(|input| function(&name, input))? {
            Calc::Number(number) => Ok((bounded(number) + 0.5).floor() as i32),
            Calc::Amount(_) => invalid(),
        },
        _ => invalid(),
    }
}

/// Whether a function is one of [`function`]'s.
pub(in crate::style) fn is_math(name: &str) -> bool {
    const NAMES: [&str; 14] =
        ["calc", "min", "max", "clamp", "round", "mod", "rem", "abs", "sign", "pow", "sqrt", "hypot", "exp", "log"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The functions of sections 10.2 to 10.7 that a page has use for.
fn function(name: &str, input: &mut Parser) -> Parsed<Calc> {
    let name = name.to_ascii_lowercase();
    let strategy = match name.as_str() {
        "calc" => return sum(input),
        "round" => Some(rounding(input)?),
        "mod" => Some(Strategy::Mod),
        "rem" => Some(Strategy::Rem),
        "min" | "max" | "clamp" | "abs" | "sign" | "pow" | "sqrt" | "hypot" | "exp" | "log" => None,
        _ => return invalid(),
    };
    if name == "clamp" {
        return clamp(input);
    }
    let mut arguments = input.parse_comma_separated(sum)?;
    if strategy.is_some() && name == "round" && arguments.len() == 1 {
        arguments.push(Calc::Number(1.0));
    }
    if arguments.iter().all(|argument| matches!(argument, Calc::Number(_))) {
        let numbers: Vec<f32> =
            arguments.iter().map(|argument| if let Calc::Number(number) = argument { *number } else { 0.0 }).collect();
        return of_numbers(&name, strategy, &numbers).map_or_else(invalid, |number| Ok(Calc::Number(number)));
    }
    let amounts: Vec<Amount> = arguments.into_iter().map(amount).collect::<Parsed<_>>()?;
    Ok(Calc::Amount(Amount::math(match (name.as_str(), strategy, amounts.as_slice()) {
        ("min", ..) => Math::Min(amounts),
        ("max", ..) => Math::Max(amounts),
        ("abs", _, [one]) => Math::Abs(one.clone()),
        (_, Some(strategy), [value, step]) => Math::Round(strategy, value.clone(), step.clone()),
        _ => return invalid(),
    })))
}

fn of_numbers(name: &str, strategy: Option<Strategy>, numbers: &[f32]) -> Option<f32> {
    Some(match (name, strategy, numbers) {
        ("min", _, numbers) => numbers.iter().copied().fold(f32::INFINITY, f32::min),
        ("max", _, numbers) => numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max),
        ("abs", _, [one]) => one.abs(),
        ("sign", _, [one]) => {
            if *one == 0.0 {
                0.0
            } else {
                one.signum()
            }
        }
        ("pow", _, [base, exponent]) => base.powf(*exponent),
        ("sqrt", _, [one]) => one.sqrt(),
        ("hypot", _, numbers) => numbers.iter().map(|number| number * number).sum::<f32>().sqrt(),
        ("exp", _, [one]) => one.exp(),
        ("log", _, [one]) => one.ln(),
        ("log", _, [one, base]) => one.log(*base),
        (_, Some(strategy), [value, step]) => strategy.apply(*value, *step),
        _ => return None,
    })
}

fn amount(calc: Calc) -> Parsed<Amount> {
    match calc {
        Calc::Amount(amount) => Ok(amount),
        Calc::Number(_) => invalid(),
    }
}

/// `round(up, …)`: the strategy before the values.
fn rounding(input: &mut Parser) -> Parsed<Strategy> {
    let strategy = input.try_parse(|input| {
        let strategy = match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "nearest" => Strategy::Nearest,
            "up" => Strategy::Up,
            "down" => Strategy::Down,
            "to-zero" => Strategy::ToZero,
            _ => return invalid(),
        };
        input.expect_comma()?;
        Ok(strategy)
    });
    Ok(strategy.unwrap_or(Strategy::Nearest))
}

/// `clamp(low, value, high)`, of which the bounds may be `none` (section 10.2).
fn clamp(input: &mut Parser) -> Parsed<Calc> {
    let arguments = input.parse_comma_separated(|input| {
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            Ok(None)
        } else {
            sum(input).map(Some)
        }
    })?;
    let [low, Some(value), high] = <[Option<Calc>; 3]>::try_from(arguments).unwrap_or([None, None, None]) else {
        return invalid();
    };
    match value {
        Calc::Number(value) => {
            let bound = |bound: Option<Calc>, none: f32| match bound {
                Some(Calc::Number(number)) => Ok(number),
                Some(Calc::Amount(_)) => invalid(),
                None => Ok(none),
            };
            Ok(Calc::Number(value.min(bound(high, f32::INFINITY)?).max(bound(low, f32::NEG_INFINITY)?)))
        }
        Calc::Amount(value) => {
            let value = match high {
                Some(high) => Amount::math(Math::Min(vec![value, amount(high)?])),
                None => value,
            };
            Ok(Calc::Amount(match low {
                Some(low) => Amount::math(Math::Max(vec![amount(low)?, value])),
                None => value,
            }))
        }
    }
}

impl Calc {
    fn scale(self, factor: f32) -> Calc {
        match self {
            Calc::Number(number) => Calc::Number(number * factor),
            Calc::Amount(amount) => Calc::Amount(amount.scale(factor)),
        }
    }

    fn add(self, other: Calc) -> Parsed<Calc> {
        match (self, other) {
            (Calc::Number(a), Calc::Number(b)) => Ok(Calc::Number(a + b)),
            (Calc::Amount(a), Calc::Amount(b)) => Ok(Calc::Amount(a.add(b))),
            (Calc::Number(_), Calc::Amount(_)) | (Calc::Amount(_), Calc::Number(_)) => invalid(),
        }
    }
}

fn sum(input: &mut Parser) -> Parsed<Calc> {
    let mut sum = product(input)?;
    loop {
        input.skip_whitespace();
        let state = input.state();
        let sign = match input.next() {
            Err(_) => return Ok(sum),
            Ok(Token::Delim('+')) => 1.0,
            Ok(Token::Delim('-')) => -1.0,
            Ok(_) => {
                input.reset(&state);
                return Ok(sum);
            }
        };
        sum = sum.add(product(input)?.scale(sign))?;
    }
}

fn product(input: &mut Parser) -> Parsed<Calc> {
    let mut product = value(input)?;
    loop {
        if input.try_parse(|input| input.expect_delim('*')).is_ok() {
            product = match (product, value(input)?) {
                (Calc::Number(factor), other) | (other, Calc::Number(factor)) => other.scale(factor),
                (Calc::Amount(_), Calc::Amount(_)) => return invalid(),
            };
        } else if input.try_parse(|input| input.expect_delim('/')).is_ok() {
            product = match value(input)? {
                Calc::Number(divisor) if divisor != 0.0 => product.scale(1.0 / divisor),
                Calc::Number(_) | Calc::Amount(_) => return invalid(),
            };
        } else {
            return Ok(product);
        }
    }
}

fn value(input: &mut Parser) -> Parsed<Calc> {
    match input.next()?.clone() {
        Token::Number { value, .. } => Ok(Calc::Number(value)),
        Token::ParenthesisBlock => input.parse_nested_block(sum),
        Token::Function(name) => input.parse_nested_block(|input| function(&name, input)),
        Token::Ident(name) => Ok(Calc::Number(match name.to_ascii_lowercase().as_str() {
            "pi" => std::f32::consts::PI,
            "e" => std::f32::consts::E,
            "infinity" => f32::INFINITY,
            "-infinity" => f32::NEG_INFINITY,
            "nan" => f32::NAN,
            _ => return invalid(),
        })),
        token => Amount::from_token(&token).map(Calc::Amount),
    }
}
