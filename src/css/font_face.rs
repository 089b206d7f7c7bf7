//! `@font-face`: fonts that a sheet brings along (CSS Fonts 4, section 4).
//!
//! In: the descriptors of a rule. Out: a [`FontFace`], and what of the descriptors paper knows nothing of. Files are not
//! looked for here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use cssparser::{ParseError, Parser, Token};

use selectors::parser::Component;

use super::{Declaration, Rule, Selector, StyleRule};

/// A face of a family, and where its font lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFace {
    pub family: String,
    /// 1 to 1000; a range where the font is variable.
    pub weight: RangeInclusive<u16>,
    pub italic: bool,
    /// In the order they are to be tried.
    pub sources: Vec<FontSource>,
    /// The characters it is for; empty for all.
    pub characters: Vec<RangeInclusive<u32>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontSource {
    /// An address, and the format it is said to have.
    File { url: String, format: Option<String> },
    /// A font of the machine.
    Local(String),
}

/// Descriptors that say how a font is loaded on a screen, or what its face is anyway.
const IDLE: [&str; 1] = ["font-display"];

/// What is missing or wrong in a rule, and at which descriptor.
pub type FontFaceProblem<'d> = (String, Option<&'d Declaration>);

/// What a rule says, and the descriptors that have no effect on paper.
pub fn font_face(descriptors: &[Declaration]) -> Result<(FontFace, Vec<&Declaration>), FontFaceProblem<'_>> {
    let mut face = FontFace {
        family: String::new(),
        weight: 400..=400,
        italic: false,
        sources: Vec::new(),
        characters: Vec::new(),
    };
    let mut idle = Vec::new();
    for descriptor in descriptors {
        let input = &mut Parser::new(&descriptor.value);
        let is_read = match descriptor.name.as_str() {
            "font-family" => family(input).map(|family| face.family = family).is_ok(),
            "src" => {
                face.sources = sources(input);
                !face.sources.is_empty()
            }
            "font-weight" => weight(input).map(|weight| face.weight = weight).is_ok(),
            "font-style" => {
                input.expect_ident().map(|style| face.italic = !style.eq_ignore_ascii_case("normal")).is_ok()
            }
            "unicode-range" => unicode_ranges(&descriptor.value).map(|ranges| face.characters = ranges).is_some(),
            name if IDLE.contains(&name) => true,
            _ => {
                idle.push(descriptor);
                true
            }
        };
        if !is_read {
            return Err((format!("`{}: {}` cannot be read", descriptor.name, descriptor.value), Some(descriptor)));
        }
    }
    match (face.family.is_empty(), face.sources.is_empty()) {
        (true, _) => Err(("`@font-face` has no `font-family`".to_owned(), None)),
        (_, true) => Err(("`@font-face` has no `src`".to_owned(), None)),
        (false, false) => Ok((face, idle)),
    }
}

/// Visits the faces of rules, those within conditions that `holds` included.
pub fn each_font_face<'r>(rules: &'r [Rule], holds: &dyn Fn(&Rule) -> bool, visit: &mut dyn FnMut(&'r [Declaration])) {
    for rule in rules {
        match rule {
            Rule::FontFace(descriptors) => visit(descriptors),
            Rule::Media(_, inner) | Rule::Supports(_, inner) | Rule::Layer(_, inner) if holds(rule) => {
                each_font_face(inner, holds, visit);
            }
            _ => {}
        }
    }
}

/// The families that the text of a sheet names, in `font-family`, `font`, and the custom properties that these refer to.
pub fn font_families(css: &str) -> BTreeSet<String> {
    let mut rules = super::parse(css).0.rules;
    let mut values: Vec<String> = Vec::new();
    super::each_declaration(&mut rules, &mut |declaration, is_of_font| {
        if !is_of_font && names_families(declaration) {
            values.push(declaration.value.clone());
        }
    });
    families(values, &mut rules)
}

/// The same of rules for elements of a name alone.
pub fn font_families_of(element: &str, css: &str) -> BTreeSet<String> {
    let mut rules = super::parse(css).0.rules;
    let mut values: Vec<String> = Vec::new();
    each_style(&rules, &mut |rule| {
        if rule.selectors.iter().any(|selector| is_for(selector, element)) {
            let naming = rule.declarations.iter().filter(|declaration| names_families(declaration));
            values.extend(naming.map(|declaration| declaration.value.clone()));
        }
    });
    families(values, &mut rules)
}

fn names_families(declaration: &Declaration) -> bool {
    matches!(declaration.name.as_str(), "font-family" | "font")
}

fn each_style(rules: &[Rule], visit: &mut dyn FnMut(&StyleRule)) {
    for rule in rules {
        match rule {
            Rule::Style(rule) => visit(rule),
            Rule::Media(_, inner) | Rule::Supports(_, inner) | Rule::Layer(_, inner) => each_style(inner, visit),
            Rule::Page(_)
            | Rule::FontFace(_)
            | Rule::CounterStyle { .. }
            | Rule::Layers(_)
            | Rule::Import(_)
            | Rule::Other(_) => {}
        }
    }
}

/// Whether the last part of a selector names an element.
fn is_for(selector: &Selector, element: &str) -> bool {
    selector.iter().any(|part| match part {
        Component::LocalName(name) => name.lower_name.as_str() == element,
        Component::Is(list) | Component::Where(list) => list.slice().iter().any(|selector| is_for(selector, element)),
        _ => false,
    })
}

/// The families that values name, and those that custom properties of the rules do which they refer to.
fn families(mut values: Vec<String>, rules: &mut [Rule]) -> BTreeSet<String> {
    let mut custom: BTreeMap<String, Vec<String>> = BTreeMap::new();
    super::each_declaration(rules, &mut |declaration, _| {
        if declaration.name.starts_with("--") {
            custom.entry(declaration.name.clone()).or_default().push(declaration.value.clone());
        }
    });
    let mut families = BTreeSet::new();
    while let Some(value) = values.pop() {
        for name in referred(&value) {
            values.extend(custom.remove(&name).unwrap_or_default());
        }
        let input = &mut Parser::new(&value);
        let _ = input.parse_comma_separated(|input| {
            // What stands before a family in `font` is no family; the last words are.
            let mut last = input.try_parse(family).ok();
            while !input.is_exhausted() {
                match input.try_parse(family) {
                    Ok(name) => last = Some(name),
                    Err(_) => drop(input.next()),
                }
            }
            families.extend(last);
            Ok::<_, ParseError<()>>(())
        });
    }
    families
}

/// The custom properties in the `var()`s of a value.
fn referred(value: &str) -> Vec<String> {
    value
        .split("var(")
        .skip(1)
        .map(|rest| rest.trim_start().split([',', ')', ' ']).next().unwrap_or_default().to_owned())
        .collect()
}

type Read<T> = Result<T, ParseError<()>>;

fn family(input: &mut Parser) -> Read<String> {
    if let Ok(name) = input.try_parse(|input| Ok::<_, ParseError<()>>(input.expect_string()?.to_string())) {
        return Ok(name);
    }
    let mut name = input.expect_ident()?.to_string();
    while let Ok(part) = input.expect_ident() {
        name.push(' ');
        name.push_str(part);
    }
    Ok(name)
}

fn weight(input: &mut Parser) -> Read<RangeInclusive<u16>> {
    let first = one_weight(input)?;
    let last = input.try_parse(one_weight).unwrap_or(first);
    Ok(first.min(last)..=first.max(last))
}

fn one_weight(input: &mut Parser) -> Read<u16> {
    match input.next()? {
        Token::Ident(name) if name.eq_ignore_ascii_case("normal") => Ok(400),
        Token::Ident(name) if name.eq_ignore_ascii_case("bold") => Ok(700),
        Token::Ident(name) if name.eq_ignore_ascii_case("auto") => Ok(400),
        Token::Number { value, .. } if (1.0..=1000.0).contains(value) => Ok(*value as u16),
        _ => Err(ParseError::unexpected_token()),
    }
}

/// Section 4.3: a source that cannot be read is passed over.
fn sources(input: &mut Parser) -> Vec<FontSource> {
    let one = |input: &mut Parser| {
        let source = input.try_parse(source).ok();
        while input.next().is_ok() {}
        Ok::<_, ParseError<()>>(source)
    };
    input.parse_comma_separated(one).unwrap_or_default().into_iter().flatten().collect()
}

fn source(input: &mut Parser) -> Read<FontSource> {
    let url = match input.next()?.clone() {
        Token::UnquotedUrl(url) => url.to_string(),
        Token::Function(name) if name.eq_ignore_ascii_case("url") => {
            input.parse_nested_block(|input| Ok::<_, ParseError<()>>(input.expect_string()?.to_string()))?
        }
        Token::Function(name) if name.eq_ignore_ascii_case("local") => {
            return Ok(FontSource::Local(input.parse_nested_block(family)?));
        }
        _ => return Err(ParseError::unexpected_token()),
    };
    let format = input.try_parse(|input| {
        input.expect_function_matching("format")?;
        input.parse_nested_block(|input| match input.next()? {
            Token::QuotedString(name) | Token::Ident(name) => Ok(name.to_ascii_lowercase()),
            _ => Err(ParseError::<()>::unexpected_token()),
        })
    });
    Ok(FontSource::File { url, format: format.ok() })
}

/// `U+26, U+0-7F, U+4??` (CSS Syntax 3, section 7.1).
fn unicode_ranges(value: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let one = |text: &str| {
        let text = text.trim();
        let digits = text.strip_prefix("U+").or_else(|| text.strip_prefix("u+"))?;
        let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().filter(|code| *code <= 0x10_ffff);
        match digits.split_once('-') {
            Some((first, last)) => Some(hex(first)?..=hex(last)?).filter(|range| !range.is_empty()),
            None => Some(hex(&digits.replace('?', "0"))?..=hex(&digits.replace('?', "F"))?),
        }
    };
    value.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::css;

    fn read(css: &str) -> Result<(FontFace, Vec<String>), String> {
        let (sheet, _) = css::parse(css);
        let mut found = Err("no rule".to_owned());
        each_font_face(&sheet.rules, &|_| true, &mut |descriptors| {
            found = font_face(descriptors)
                .map(|(face, idle)| (face, idle.iter().map(|descriptor| descriptor.name.clone()).collect()))
                .map_err(|(message, _)| message);
        });
        found
    }

    #[test]
    fn a_rule_is_read() {
        let (face, idle) = read(
            "@font-face { font-family: My Own; src: local('Own'), url(a.woff2) format('woff2') tech(variations), \
             url(\"b c.otf\"); font-weight: 200 bold; font-style: italic; unicode-range: U+26, U+0-7F, u+4??; \
             font-display: swap; size-adjust: 90% }",
        )
        .unwrap();
        assert_eq!(face.family, "My Own");
        assert_eq!(face.weight, 200..=700);
        assert!(face.italic);
        let file =
            |url: &str, format: Option<&str>| FontSource::File { url: url.into(), format: format.map(str::to_owned) };
        assert_eq!(
            face.sources,
            [FontSource::Local("Own".into()), file("a.woff2", Some("woff2")), file("b c.otf", None)]
        );
        assert_eq!(face.characters, [0x26..=0x26, 0..=0x7f, 0x400..=0x4ff]);
        assert_eq!(idle, ["size-adjust"]);
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        assert_eq!(read("@font-face { src: url(a.otf) }").unwrap_err(), "`@font-face` has no `font-family`");
        assert_eq!(read("@font-face { font-family: A }").unwrap_err(), "`@font-face` has no `src`");
        assert_eq!(read("@font-face { font-family: A; src: 12px }").unwrap_err(), "`src: 12px` cannot be read");
        let wrong = read("@font-face { font-family: A; src: url(a); unicode-range: latin }").unwrap_err();
        assert_eq!(wrong, "`unicode-range: latin` cannot be read");
        let backward = read("@font-face { font-family: A; src: url(a); unicode-range: U+41, U+5-3 }").unwrap_err();
        assert_eq!(backward, "`unicode-range: U+41, U+5-3` cannot be read");
    }

    #[test]
    fn families_are_found_in_every_form() {
        let css = "p { font: italic 12px/1.4 'My Own', Gill Sans, serif } :root { --text: var(--old, Optima); --old: \
                   Garamond; --x: red } h1 { font-family: var(--text), sans-serif }";
        let expected = ["Garamond", "Gill Sans", "My Own", "sans-serif", "serif"];
        assert!(font_families(css).is_superset(&expected.map(str::to_owned).into()), "{:?}", font_families(css));
        assert!(!font_families(css).contains("red"));
        let css = "math, p > b { font-family: A } math p { font: 1em B } @media print { :is(i, math).x { font: 1em var(--c) } } \
                   p { --c: C, D; font-family: E }";
        assert_eq!(font_families_of("math", css), ["A", "C", "D"].map(str::to_owned).into());
    }

    #[test]
    fn faces_within_conditions_are_found_where_they_hold() {
        let (sheet, _) = css::parse(
            "@media screen { @font-face { font-family: A; src: url(a) } } @layer x { @font-face { font-family: B; src: url(b) } }",
        );
        let mut count = 0;
        each_font_face(&sheet.rules, &|rule| !matches!(rule, Rule::Media(..)), &mut |_| count += 1);
        assert_eq!(count, 1);
    }
}
