//! Values of the background properties (CSS Backgrounds 3, section 2).

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Amount, Context, Parsed, Value, invalid};
use crate::geom::Pt;
use crate::style::{AutoLength, BackgroundSize, LengthPercentage};

/// `background-image`: one image, by its path among the book's images.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct BackgroundImage(Option<Arc<str>>);

impl BackgroundImage {
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl Value for BackgroundImage {
    type Computed = Option<Arc<str>>;
    const SYNTAX: &'static str = "none | <url>";

    fn parse(input: &mut Parser) -> Parsed<BackgroundImage> {
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            return Ok(BackgroundImage(None));
        }
        Ok(BackgroundImage(Some(input.expect_url()?.as_ref().into())))
    }

    fn compute(&self, _: &Context) -> Option<Arc<str>> {
        self.0.clone()
    }
}

/// A distance from an edge or from the middle, as a share of the room left: 0.0, 0.5 or 1.0.
#[derive(Clone, Debug, PartialEq)]
struct Offset {
    from: f32,
    by: Option<Amount>,
}

impl Offset {
    fn compute(&self, context: &Context) -> LengthPercentage {
        let Some(by) = &self.by else { return LengthPercentage::Percent(self.from) };
        let by = by.compute(context);
        if self.from == 0.0 {
            return by;
        }
        match by {
            LengthPercentage::Length(length) => LengthPercentage::Sum(-length, self.from),
            LengthPercentage::Percent(share) => LengthPercentage::Percent(self.from - share),
            LengthPercentage::Sum(length, share) => LengthPercentage::Sum(-length, self.from - share),
            clamp @ LengthPercentage::Clamp { .. } => LengthPercentage::Sum(-clamp.resolve(Pt::ZERO), self.from),
        }
    }
}

/// `background-position`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct BackgroundPosition {
    x: Offset,
    y: Offset,
}

/// An axis that a keyword speaks of, and the share it stands for.
fn side(word: &str) -> Option<(Option<bool>, f32)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "left" => (Some(true), 0.0),
        "right" => (Some(true), 1.0),
        "top" => (Some(false), 0.0),
        "bottom" => (Some(false), 1.0),
        "center" => (None, 0.5),
        _ => return None,
    })
}

/// A piece of a position.
enum Piece {
    Side(Option<bool>, f32),
    Amount(Amount),
}

impl Value for BackgroundPosition {
    type Computed = (LengthPercentage, LengthPercentage);
    const SYNTAX: &'static str = "[ left | center | right | top | bottom | <length-percentage> ]{1,2} | \
         [ left | right ] <length-percentage> [ top | bottom ] <length-percentage>";

    fn parse(input: &mut Parser) -> Parsed<BackgroundPosition> {
        let mut pieces = Vec::new();
        while pieces.len() < 4 {
            let word = |input: &mut Parser| match input.expect_ident() {
                Ok(word) => side(word).ok_or_else(cssparser::ParseError::unexpected_token),
                Err(_) => invalid(),
            };
            if let Ok((axis, share)) = input.try_parse(word) {
                pieces.push(Piece::Side(axis, share));
            } else if let Ok(amount) = input.try_parse(Amount::parse) {
                pieces.push(Piece::Amount(amount));
            } else {
                break;
            }
        }
        position(pieces).map_or_else(invalid, Ok)
    }

    fn compute(&self, context: &Context) -> (LengthPercentage, LengthPercentage) {
        (self.x.compute(context), self.y.compute(context))
    }
}

/// The two offsets that pieces stand for, in whichever order (section 2.6).
fn position(pieces: Vec<Piece>) -> Option<BackgroundPosition> {
    let has_pairs = pieces.len() > 2;
    let mut found: Vec<(Option<bool>, Offset)> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Side(axis, from) => found.push((axis, Offset { from, by: None })),
            Piece::Amount(by) if has_pairs => {
                let (axis, last) = found.last_mut()?;
                if axis.is_none() || last.by.is_some() {
                    return None;
                }
                last.by = Some(by);
            }
            Piece::Amount(by) => {
                // A length in the second place is of the vertical axis, and one in the first of the other.
                let axis = Some(found.is_empty());
                found.push((axis, Offset { from: 0.0, by: Some(by) }));
            }
        }
    }
    let middle = Offset { from: 0.5, by: None };
    let mut found = found.into_iter();
    let (first, second) = (found.next()?, found.next());
    if found.next().is_some() {
        return None;
    }
    Some(match (first, second) {
        ((Some(false), y), None) => BackgroundPosition { x: middle, y },
        ((_, x), None) => BackgroundPosition { x, y: middle },
        ((Some(true) | None, x), Some((Some(false) | None, y))) => BackgroundPosition { x, y },
        ((Some(false) | None, y), Some((Some(true) | None, x))) if y.by.is_none() || has_pairs => {
            BackgroundPosition { x, y }
        }
        _ => return None,
    })
}

/// `background-size`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum DeclaredBackgroundSize {
    Cover,
    Contain,
    Set(Option<Amount>, Option<Amount>),
}

impl Value for DeclaredBackgroundSize {
    type Computed = BackgroundSize;
    const SYNTAX: &'static str = "cover | contain | [ <length-percentage> | auto ]{1,2}";

    fn parse(input: &mut Parser) -> Parsed<DeclaredBackgroundSize> {
        if input.try_parse(|input| input.expect_ident_matching("cover")).is_ok() {
            return Ok(DeclaredBackgroundSize::Cover);
        }
        if input.try_parse(|input| input.expect_ident_matching("contain")).is_ok() {
            return Ok(DeclaredBackgroundSize::Contain);
        }
        let length = |input: &mut Parser| match input.try_parse(|input| input.expect_ident_matching("auto")) {
            Ok(()) => Ok(None),
            Err(_) => Amount::parse_positive(input).map(Some),
        };
        let width = length(input)?;
        Ok(DeclaredBackgroundSize::Set(width, input.try_parse(length).unwrap_or(None)))
    }

    fn compute(&self, context: &Context) -> BackgroundSize {
        let length = |amount: &Option<Amount>| match amount {
            Some(amount) => AutoLength::Set(amount.compute(context)),
            None => AutoLength::Auto,
        };
        match self {
            DeclaredBackgroundSize::Cover => BackgroundSize::Cover,
            DeclaredBackgroundSize::Contain => BackgroundSize::Contain,
            DeclaredBackgroundSize::Set(width, height) => BackgroundSize::Set(length(width), length(height)),
        }
    }
}

/// `background-repeat`: whether it is repeated along either axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::style) struct BackgroundRepeat(bool, bool);

impl Value for BackgroundRepeat {
    type Computed = (bool, bool);
    const SYNTAX: &'static str = "repeat-x | repeat-y | [ repeat | no-repeat ]{1,2}";

    fn parse(input: &mut Parser) -> Parsed<BackgroundRepeat> {
        let one = |input: &mut Parser| match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "repeat" => Ok(true),
            "no-repeat" => Ok(false),
            _ => invalid(),
        };
        for (word, value) in [("repeat-x", (true, false)), ("repeat-y", (false, true))] {
            if input.try_parse(|input| input.expect_ident_matching(word)).is_ok() {
                return Ok(BackgroundRepeat(value.0, value.1));
            }
        }
        let x = one(input)?;
        Ok(BackgroundRepeat(x, input.try_parse(one).unwrap_or(x)))
    }

    fn compute(&self, _: &Context) -> (bool, bool) {
        (self.0, self.1)
    }
}

/// The `/` between position and size in `background`.
pub(in crate::style) fn slash(input: &mut Parser) -> bool {
    input
        .try_parse(|input| match input.next() {
            Ok(Token::Delim('/')) => Ok(()),
            Ok(_) | Err(_) => invalid(),
        })
        .is_ok()
}
