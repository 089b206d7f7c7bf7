//! Shorthands: one declaration that sets several longhands (CSS Cascade 5, section 3).

use cssparser::Parser;

use super::declaration::{Setting, Specified};
use super::property::{self, Longhand};
use super::value::{Parsed, invalid};
use crate::geom::Direction;

/// How a shorthand's value is divided among the properties it names.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// One to four values: top, right, bottom, left.
    Sides([&'static str; 4]),
    /// One or two values: start, end.
    Pair([&'static str; 2]),
    /// One value for each, in any order, what is left out being initial; every group gets the same values.
    AnyOrder(&'static [&'static [&'static str]]),
    /// `font`.
    Font,
    /// One or two values of which only the last is used: rows before columns.
    Last(&'static str),
    /// Another name of a property.
    Alias(&'static str),
    /// `all`: every property but `direction`; it takes only what each of them does (CSS Cascade 5, section 3.2).
    All,
}

/// The longhands of `font`, beside which it resets the variants.
const FONT: [&str; 5] = ["font-style", "font-weight", "font-size", "line-height", "font-family"];
const FONT_RESETS: [&str; 4] =
    ["font-variant-caps", "font-variant-numeric", "font-variant-ligatures", "font-variant-position"];

impl Form {
    /// The names of the properties it sets.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Form::Sides(names) => names.to_vec(),
            Form::Pair(names) => names.to_vec(),
            Form::AnyOrder(groups) => groups.concat(),
            Form::Font => FONT.into_iter().chain(FONT_RESETS).collect(),
            Form::Alias(name) | Form::Last(name) => vec![name],
            Form::All => {
                let all = Longhand::ALL.iter().filter(|longhand| **longhand != Longhand::Direction);
                all.map(|longhand| longhand.name()).collect()
            }
        }
    }

    /// The grammar of its value.
    pub fn syntax(&self) -> String {
        match self {
            Form::Sides(names) => format!("<'{}'>{{1,4}}", names[0]),
            Form::Pair(names) => format!("<'{}'>{{1,2}}", names[0]),
            Form::AnyOrder(groups) => {
                let names: Vec<String> = groups[0].iter().map(|name| format!("<'{name}'>")).collect();
                names.join(" || ")
            }
            Form::Font => "[ <'font-style'> || <'font-variant-caps'> || <'font-weight'> ]? <'font-size'> \
                           [ / <'line-height'> ]? <'font-family'>"
                .to_owned(),
            Form::Alias(name) => format!("<'{name}'>"),
            Form::Last(name) => format!("<'{name}'>{{1,2}}"),
            Form::All => "initial | inherit | unset | revert | revert-layer".to_owned(),
        }
    }

    /// Parses a value into settings of longhands in text of a direction.
    pub fn parse(&self, input: &mut Parser, direction: Direction) -> Parsed<Vec<Setting>> {
        let longhand = |name| longhand(name, direction);
        match self {
            Form::Sides(names) => {
                let pieces = repeated(input, longhand(names[0])?, 4)?;
                let pick = |index: usize| *pieces.get(index).or(pieces.get(index % 2)).unwrap_or(&pieces[0]);
                names.iter().enumerate().map(|(index, name)| entry(longhand(name)?, pick(index))).collect()
            }
            Form::Pair(names) => {
                let pieces = repeated(input, longhand(names[0])?, 2)?;
                let end = *pieces.get(1).unwrap_or(&pieces[0]);
                Ok(vec![entry(longhand(names[0])?, pieces[0])?, entry(longhand(names[1])?, end)?])
            }
            Form::AnyOrder(groups) => {
                let first: Vec<Longhand> = groups[0].iter().map(|name| longhand(name)).collect::<Parsed<_>>()?;
                let pieces = any_order(input, &first)?;
                let mut entries = Vec::new();
                for group in *groups {
                    for (name, piece) in group.iter().zip(&pieces) {
                        entries.push(entry_or_initial(longhand(name)?, *piece)?);
                    }
                }
                Ok(entries)
            }
            Form::Font => font(input),
            Form::All => invalid(),
            Form::Last(name) => {
                let pieces = repeated(input, longhand(name)?, 2)?;
                Ok(vec![entry(longhand(name)?, pieces[pieces.len() - 1])?])
            }
            Form::Alias(name) => {
                let longhand = longhand(name)?;
                Ok(vec![(longhand, Specified::Value(longhand.parse(input)?))])
            }
        }
    }
}

fn longhand(name: &str, direction: Direction) -> Parsed<Longhand> {
    match property::find(name).map(|definition| definition.longhands(direction)).as_deref() {
        Some([longhand]) => Ok(*longhand),
        Some(_) | None => invalid(),
    }
}

fn entry(longhand: Longhand, text: &str) -> Parsed<Setting> {
    let value = Parser::new(text).parse_entirely(|input| longhand.parse(input))?;
    Ok((longhand, Specified::Value(value)))
}

fn entry_or_initial(longhand: Longhand, text: Option<&str>) -> Parsed<Setting> {
    match text {
        Some(text) => entry(longhand, text),
        None => Ok((longhand, Specified::Initial)),
    }
}

/// The texts of up to `most` values that a longhand takes.
fn repeated<'i>(input: &mut Parser<'i>, longhand: Longhand, most: usize) -> Parsed<Vec<&'i str>> {
    let mut pieces = Vec::new();
    while pieces.is_empty() || pieces.len() < most && !input.is_exhausted() {
        input.skip_whitespace();
        let start = input.position();
        longhand.parse(input)?;
        pieces.push(input.slice_from(start));
    }
    Ok(pieces)
}

/// The texts of the values of some longhands, each at most once.
fn any_order<'i>(input: &mut Parser<'i>, longhands: &[Longhand]) -> Parsed<Vec<Option<&'i str>>> {
    let mut pieces = vec![None; longhands.len()];
    if longhands == [Longhand::BackgroundColor] && input.try_parse(|input| input.expect_ident_matching("none")).is_ok()
    {
        return Ok(pieces);
    }
    loop {
        input.skip_whitespace();
        let start = input.position();
        let found = longhands
            .iter()
            .zip(&mut pieces)
            .find(|(longhand, piece)| piece.is_none() && input.try_parse(|input| longhand.parse(input)).is_ok());
        match found {
            Some((_, piece)) => *piece = Some(input.slice_from(start)),
            None => return invalid(),
        }
        if input.is_exhausted() {
            return Ok(pieces);
        }
    }
}

/// `font` (CSS Fonts 4, section 2.7), without the names of system fonts.
fn font(input: &mut Parser) -> Parsed<Vec<Setting>> {
    const LEADING: [Longhand; 3] = [Longhand::FontStyle, Longhand::FontVariantCaps, Longhand::FontWeight];
    let mut found: Vec<Setting> = Vec::new();
    for _ in LEADING {
        for longhand in LEADING {
            let is_new = !found.iter().any(|entry| entry.0 == longhand);
            if is_new && let Ok(value) = input.try_parse(|input| longhand.parse(input)) {
                found.push((longhand, Specified::Value(value)));
            }
        }
    }
    found.push((Longhand::FontSize, Specified::Value(Longhand::FontSize.parse(input)?)));
    if input.try_parse(|input| input.expect_delim('/')).is_ok() {
        found.push((Longhand::LineHeight, Specified::Value(Longhand::LineHeight.parse(input)?)));
    }
    found.push((Longhand::FontFamily, Specified::Value(Longhand::FontFamily.parse(input)?)));
    // What is not named is reset; entries that come later win, so the resets go first.
    let mut entries: Vec<Setting> = Form::Font
        .names()
        .into_iter()
        .filter_map(|name| longhand(name, Direction::default()).ok())
        .map(|longhand| (longhand, Specified::Initial))
        .collect();
    entries.extend(found);
    Ok(entries)
}
