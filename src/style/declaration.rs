//! Declarations made ready: names looked up, values typed, shorthands taken apart, `var()` put off.
//!
//! In: the text of a declaration. Out: [`Entry`]s, one for each longhand it sets. A side called left or right waits
//! as [`Entry::Side`] until the element's direction is known: physical and logical names take part in one cascade,
//! and are mapped after it (CSS Logical Properties 1, section 4). A value with `var()` cannot be typed before the
//! element is known either; it waits as [`Specified::Pending`] (CSS Variables 1, section 3).

use std::collections::BTreeMap;
use std::sync::Arc;

use cssparser::{ParseError, Parser, Token};

use super::property::{self, Declared, Definition, Longhand};
use super::value::Parsed;
use crate::geom::Direction;

/// What a longhand is set to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Specified {
    Value(Declared),
    Inherit,
    Initial,
    /// `inherit` for inherited properties, `initial` for others (CSS Cascade 5, section 7.3).
    Unset,
    /// As if no rule of the origin, or of the layer, spoke of it (sections 7.3.4 and 7.3.5).
    Revert,
    RevertLayer,
    Pending(Arc<Pending>),
}

/// A value that holds `var()`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    /// The declared property: it may be a shorthand.
    name: String,
    value: String,
}

/// A longhand, and what it is set to.
pub(super) type Setting = (Longhand, Specified);

/// The setting of one longhand or custom property.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Longhand(Longhand, Specified),
    /// A side that is left or right: what it is in text of either direction.
    Side {
        left_to_right: Setting,
        right_to_left: Setting,
    },
    /// `--name: value`, the name with its dashes.
    Custom(Arc<str>, Arc<str>),
}

impl Entry {
    /// The longhand it sets in text of a direction; `None` for a custom property.
    pub fn longhand(&self, direction: Direction) -> Option<(Longhand, &Specified)> {
        let (longhand, specified) = match (self, direction) {
            (Entry::Longhand(longhand, specified), _) => (longhand, specified),
            (Entry::Side { left_to_right: (longhand, specified), .. }, Direction::LeftToRight)
            | (Entry::Side { right_to_left: (longhand, specified), .. }, Direction::RightToLeft) => {
                (longhand, specified)
            }
            (Entry::Custom(..), _) => return None,
        };
        Some((*longhand, specified))
    }
}

/// Why a declaration is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    UnknownProperty,
    InvalidValue,
}

/// Makes a declaration ready.
pub(super) fn compile(name: &str, value: &str) -> Result<Vec<Entry>, Rejected> {
    if name.starts_with("--") {
        return Ok(vec![Entry::Custom(name.into(), value.into())]);
    }
    let definition = property::find(name).ok_or(Rejected::UnknownProperty)?;
    let settings = settings(name, definition, value, Direction::LeftToRight)?;
    if !definition.depends_on_direction() {
        return Ok(settings.into_iter().map(|(longhand, specified)| Entry::Longhand(longhand, specified)).collect());
    }
    // The names stand in the same order for both directions.
    let right_to_left = self::settings(name, definition, value, Direction::RightToLeft)?;
    let both = settings.into_iter().zip(right_to_left);
    Ok(both
        .map(|(left_to_right, right_to_left)| {
            if left_to_right == right_to_left {
                Entry::Longhand(left_to_right.0, left_to_right.1)
            } else {
                Entry::Side { left_to_right, right_to_left }
            }
        })
        .collect())
}

/// What a property sets in text of a direction.
fn settings(name: &str, definition: Definition, value: &str, direction: Direction) -> Result<Vec<Setting>, Rejected> {
    let everywhere = |specified: Specified| {
        let longhands = definition.longhands(direction);
        longhands.into_iter().map(|longhand| (longhand, specified.clone())).collect()
    };
    match value.trim().to_ascii_lowercase().as_str() {
        "inherit" => return Ok(everywhere(Specified::Inherit)),
        "initial" => return Ok(everywhere(Specified::Initial)),
        "unset" => return Ok(everywhere(Specified::Unset)),
        "revert" => return Ok(everywhere(Specified::Revert)),
        "revert-layer" => return Ok(everywhere(Specified::RevertLayer)),
        _ => {}
    }
    if has_var(value) {
        let pending = Pending { name: name.to_owned(), value: value.to_owned() };
        return Ok(everywhere(Specified::Pending(Arc::new(pending))));
    }
    let mut input = Parser::new(value);
    let parsed = input.parse_entirely(|input| match definition {
        Definition::Longhand(_) | Definition::Physical(_) => definition
            .longhands(direction)
            .into_iter()
            .map(|longhand| Ok((longhand, Specified::Value(longhand.parse(input)?))))
            .collect::<Parsed<Vec<Setting>>>(),
        Definition::Shorthand(shorthand) => shorthand.form.parse(input, direction),
    });
    parsed.map_err(|_| Rejected::InvalidValue)
}

/// Whether a value holds `var()` or `env()`, which are put in once the element is known.
pub(super) fn has_var(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.windows(4).any(|four| four.eq_ignore_ascii_case(b"var(") || four.eq_ignore_ascii_case(b"env("))
}

impl Pending {
    /// What the declaration sets a longhand to once variables are put in; `Unset` where that is no value
    /// (CSS Variables 1, section 3.1: "invalid at computed-value time").
    pub fn resolve(
        &self,
        longhand: Longhand,
        custom: &BTreeMap<Arc<str>, Arc<str>>,
        direction: Direction,
    ) -> Specified {
        substitute(&self.value, custom)
            .and_then(|value| settings(&self.name, property::find(&self.name)?, &value, direction).ok())
            .and_then(|settings| settings.into_iter().rev().find(|(set, _)| *set == longhand))
            .map(|(_, specified)| specified)
            .filter(|specified| {
                !matches!(specified, Specified::Pending(_) | Specified::Revert | Specified::RevertLayer)
            })
            .unwrap_or(Specified::Unset)
    }
}

/// How deep variables may name variables.
const DEEPEST: u32 = 16;

/// How long a value may grow by its variables: doubling ones would fill the memory.
const LONGEST: usize = 1 << 16;

/// A value with its variables put in; `None` where one is missing or the value grows without end.
pub(super) fn substitute(value: &str, custom: &BTreeMap<Arc<str>, Arc<str>>) -> Option<String> {
    let mut result = String::new();
    substitute_into(&mut Parser::new(value), custom, DEEPEST, &mut result).ok()?;
    Some(result)
}

fn substitute_into(
    input: &mut Parser,
    custom: &BTreeMap<Arc<str>, Arc<str>>,
    depth: u32,
    result: &mut String,
) -> Parsed<()> {
    loop {
        let start = input.position();
        let Ok(token) = input.next_including_whitespace_and_comments().cloned() else {
            return Ok(());
        };
        let close = match token {
            Token::Function(name) if name.eq_ignore_ascii_case("var") => {
                input.parse_nested_block(|input| variable(input, custom, depth, result))?;
                continue;
            }
            // No environment has a value for paper (CSS Environment Variables 1, section 3).
            Token::Function(name) if name.eq_ignore_ascii_case("env") => {
                input.parse_nested_block(|input| {
                    input.expect_ident()?;
                    while input.try_parse(Parser::expect_integer).is_ok() {}
                    input.expect_comma()?;
                    substitute_into(input, custom, depth, result)
                })?;
                continue;
            }
            Token::Function(_) | Token::ParenthesisBlock => ")",
            Token::SquareBracketBlock => "]",
            Token::CurlyBracketBlock => "}",
            _ => "",
        };
        result.push_str(input.slice_from(start));
        if !close.is_empty() {
            input.parse_nested_block(|input| substitute_into(input, custom, depth, result))?;
            result.push_str(close);
        }
        if result.len() > LONGEST {
            return Err(ParseError::unexpected_token());
        }
    }
}

fn variable(input: &mut Parser, custom: &BTreeMap<Arc<str>, Arc<str>>, depth: u32, result: &mut String) -> Parsed<()> {
    let name = input.expect_ident_cloned()?;
    let has_fallback = input.try_parse(Parser::expect_comma).is_ok();
    match custom.get(name.as_ref()) {
        Some(value) if depth > 0 => {
            while input.next().is_ok() {}
            substitute_into(&mut Parser::new(value), custom, depth - 1, result)
        }
        None if has_fallback => substitute_into(input, custom, depth, result),
        Some(_) | None => Err(ParseError::unexpected_token()),
    }
}
