//! Declarations made ready: names looked up, values typed, shorthands taken apart, `var()` put off.
//!
//! In: the text of a declaration. Out: [`Entry`]s, one for each longhand it sets. A value with `var()`
//! cannot be typed before the element is known; it waits as [`Specified::Pending`] (CSS Variables 1,
//! section 3).

use std::collections::BTreeMap;
use std::sync::Arc;

use cssparser::{ParseError, Parser, Token};

use super::property::{self, Declared, Definition, Longhand};
use super::value::Parsed;

/// What a longhand is set to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Specified {
    Value(Declared),
    Inherit,
    Initial,
    /// `inherit` for inherited properties, `initial` for others (CSS Cascade 5, section 7.3).
    Unset,
    Pending(Arc<Pending>),
}

/// A value that holds `var()`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    /// The declared property: it may be a shorthand.
    name: String,
    value: String,
}

/// The setting of one longhand or custom property.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Longhand(Longhand, Specified),
    /// `--name: value`, the name with its dashes.
    Custom(Arc<str>, Arc<str>),
}

/// Why a declaration is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    UnknownProperty,
    InvalidValue,
}

/// Makes a declaration ready for text of a direction.
pub(super) fn compile(name: &str, value: &str, is_right_to_left: bool) -> Result<Vec<Entry>, Rejected> {
    if name.starts_with("--") {
        return Ok(vec![Entry::Custom(name.into(), value.into())]);
    }
    let definition = property::find(name).ok_or(Rejected::UnknownProperty)?;
    let everywhere = |specified: Specified| {
        let longhands = definition.longhands(is_right_to_left);
        longhands.into_iter().map(|longhand| Entry::Longhand(longhand, specified.clone())).collect()
    };
    match value.trim().to_ascii_lowercase().as_str() {
        "inherit" => return Ok(everywhere(Specified::Inherit)),
        "initial" => return Ok(everywhere(Specified::Initial)),
        "unset" | "revert" | "revert-layer" => return Ok(everywhere(Specified::Unset)),
        _ => {}
    }
    if has_var(value) {
        let pending = Pending { name: name.to_owned(), value: value.to_owned() };
        return Ok(everywhere(Specified::Pending(Arc::new(pending))));
    }
    let mut input = Parser::new(value);
    let parsed = input.parse_entirely(|input| match definition {
        Definition::Longhand(_) | Definition::Physical(_) => definition
            .longhands(is_right_to_left)
            .into_iter()
            .map(|longhand| Ok(Entry::Longhand(longhand, Specified::Value(longhand.parse(input)?))))
            .collect::<Parsed<Vec<Entry>>>(),
        Definition::Shorthand(shorthand) => shorthand.form.parse(input, is_right_to_left),
    });
    parsed.map_err(|_| Rejected::InvalidValue)
}

fn has_var(value: &str) -> bool {
    value.to_ascii_lowercase().contains("var(")
}

impl Pending {
    /// What the declaration sets a longhand to once variables are put in; `Unset` where that is no value
    /// (CSS Variables 1, section 3.1: "invalid at computed-value time").
    pub fn resolve(
        &self,
        longhand: Longhand,
        custom: &BTreeMap<Arc<str>, Arc<str>>,
        is_right_to_left: bool,
    ) -> Specified {
        substitute(&self.value, custom)
            .and_then(|value| compile(&self.name, &value, is_right_to_left).ok())
            .and_then(|entries| {
                entries.into_iter().rev().find_map(|entry| match entry {
                    Entry::Longhand(set, specified) if set == longhand => Some(specified),
                    Entry::Longhand(..) | Entry::Custom(..) => None,
                })
            })
            .filter(|specified| !matches!(specified, Specified::Pending(_)))
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
