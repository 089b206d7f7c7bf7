//! Media queries and `@supports` conditions: is a block of rules for paper?

use cssparser::{ParseError, Parser, Token};

use super::selector;

type Outcome = Result<bool, ParseError<()>>;

/// The paper that media queries are asked of, lengths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Medium {
    /// Of the page box (Media Queries 4, section 4.1).
    pub width: f32,
    pub height: f32,
}

/// Whether a media query list is met by the page (Media Queries 4, sections 2 and 3); `None` where a query cannot be
/// read or asks for what is not known, and none of the others is met.
pub fn media_matches(queries: &str, medium: &Medium) -> Option<bool> {
    let mut input = Parser::new(queries);
    if input.is_exhausted() {
        return Some(true);
    }
    let answers = input.parse_comma_separated(|input| {
        let answer = input.try_parse(|input| {
            let answer = media_query(input, medium)?;
            input.expect_exhausted()?;
            Ok::<_, ParseError<()>>(answer)
        });
        while input.next().is_ok() {}
        Ok::<_, ParseError<()>>(answer.unwrap_or(None))
    });
    answers.unwrap_or_default().into_iter().fold(Some(false), or)
}

/// What is not known stays so unless the other decides (section 3.1).
fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None, _) | (_, None) => None,
    }
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    not(or(not(a), not(b)))
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|holds| !holds)
}

type Answer = Result<Option<bool>, ParseError<()>>;

fn media_query(input: &mut Parser, medium: &Medium) -> Answer {
    let of_type = input.try_parse(|input| {
        let prefix = input.try_parse(|input| match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "not" => Ok(true),
            "only" => Ok(false),
            _ => Err(ParseError::<()>::unexpected_token()),
        });
        let media_type = input.expect_ident()?.to_ascii_lowercase();
        if matches!(media_type.as_str(), "not" | "and" | "or" | "only") {
            return Err(ParseError::<()>::unexpected_token());
        }
        Ok((prefix.unwrap_or(false), matches!(media_type.as_str(), "print" | "all")))
    });
    let Ok((is_negated, mut is_met)) = of_type.map(|(negated, met)| (negated, Some(met))) else {
        return media_condition(input, medium);
    };
    while input.try_parse(|input| input.expect_ident_matching("and")).is_ok() {
        let is_not = input.try_parse(|input| input.expect_ident_matching("not")).is_ok();
        let answer = media_in_parens(input, medium)?;
        is_met = and(is_met, if is_not { not(answer) } else { answer });
    }
    Ok(if is_negated { not(is_met) } else { is_met })
}

fn media_condition(input: &mut Parser, medium: &Medium) -> Answer {
    if input.try_parse(|input| input.expect_ident_matching("not")).is_ok() {
        return Ok(not(media_in_parens(input, medium)?));
    }
    let mut holds = media_in_parens(input, medium)?;
    let mut joined = None;
    while !input.is_exhausted() {
        let word = input.expect_ident()?.to_ascii_lowercase();
        if joined.get_or_insert_with(|| word.clone()) != &word {
            return Err(ParseError::unexpected_token());
        }
        let next = media_in_parens(input, medium)?;
        holds = match word.as_str() {
            "and" => and(holds, next),
            "or" => or(holds, next),
            _ => return Err(ParseError::unexpected_token()),
        };
    }
    Ok(holds)
}

fn media_in_parens(input: &mut Parser, medium: &Medium) -> Answer {
    match input.next()?.clone() {
        Token::ParenthesisBlock => input.parse_nested_block(|input| {
            let feature = input.try_parse(|input| {
                let answer = media_feature(input, medium)?;
                input.expect_exhausted()?;
                Ok::<_, ParseError<()>>(answer)
            });
            if let Ok(answer) = feature {
                return Ok(answer);
            }
            let condition = input.try_parse(|input| media_condition(input, medium));
            rest_of(input);
            // What may have a meaning one day (section 3, `<general-enclosed>`).
            Ok(condition.unwrap_or(None))
        }),
        Token::Function(_) => input.parse_nested_block(|input| {
            rest_of(input);
            Ok(None)
        }),
        _ => Err(ParseError::unexpected_token()),
    }
}

/// `name`, `name: value`, `name >= value`, `value < name <= value` (section 2.4).
fn media_feature(input: &mut Parser, medium: &Medium) -> Answer {
    if let Ok(name) = input.try_parse(|input| input.expect_ident().map(|name| name.to_ascii_lowercase())) {
        if input.is_exhausted() {
            return Ok(feature(&name, medium).map(|value| value.is_true()));
        }
        if input.try_parse(Parser::expect_colon).is_ok() {
            let (bare, order) = match (name.strip_prefix("min-"), name.strip_prefix("max-")) {
                (Some(bare), _) => (bare, [false, true, true]),
                (None, Some(bare)) => (bare, [true, true, false]),
                (None, None) => (name.as_str(), [false, true, false]),
            };
            let value = feature_value(input)?;
            return Ok(feature(bare, medium).and_then(|own| own.compare(&value, order)));
        }
        if let Ok(order) = input.try_parse(comparison) {
            let value = feature_value(input)?;
            return Ok(feature(&name, medium).and_then(|own| own.compare(&value, order)));
        }
        return Err(ParseError::unexpected_token());
    }
    let value = feature_value(input)?;
    let order = comparison(input)?;
    let name = input.expect_ident()?.to_ascii_lowercase();
    let own = feature(&name, medium);
    let turned = [order[2], order[1], order[0]];
    let first = own.as_ref().and_then(|own| own.compare(&value, turned));
    if input.is_exhausted() {
        return Ok(first);
    }
    let order = comparison(input)?;
    let value = feature_value(input)?;
    Ok(and(first, own.and_then(|own| own.compare(&value, order))))
}

/// Whether less, equal and greater are meant.
fn comparison(input: &mut Parser) -> Result<[bool; 3], ParseError<()>> {
    let sign = match input.next()? {
        Token::Delim(sign @ ('<' | '>' | '=')) => *sign,
        _ => return Err(ParseError::unexpected_token()),
    };
    let or_equal = sign != '=' && input.try_parse(|input| input.expect_delim('=')).is_ok();
    Ok(match sign {
        '<' => [true, or_equal, false],
        '>' => [false, or_equal, true],
        _ => [false, true, false],
    })
}

/// What a page has of a feature, or what is asked for.
#[derive(Clone, Debug, PartialEq)]
enum FeatureValue {
    Number(f32),
    /// In points.
    Length(f32),
    Ratio(f32),
    /// In dots per CSS pixel.
    Resolution(f32),
    Word(String),
}

impl FeatureValue {
    fn is_true(&self) -> bool {
        match self {
            FeatureValue::Number(value)
            | FeatureValue::Length(value)
            | FeatureValue::Ratio(value)
            | FeatureValue::Resolution(value) => *value != 0.0,
            FeatureValue::Word(word) => word != "none" && word != "no-preference",
        }
    }

    fn compare(&self, other: &FeatureValue, [less, equal, greater]: [bool; 3]) -> Option<bool> {
        let (own, asked) = match (self, other) {
            (FeatureValue::Word(own), FeatureValue::Word(asked)) => {
                return (equal && !less && !greater).then_some(own == asked);
            }
            (FeatureValue::Ratio(own), FeatureValue::Number(asked)) => (own, asked),
            // Zero needs no unit.
            (FeatureValue::Length(own), FeatureValue::Number(asked)) if *asked == 0.0 => (own, asked),
            (FeatureValue::Number(own), FeatureValue::Number(asked))
            | (FeatureValue::Length(own), FeatureValue::Length(asked))
            | (FeatureValue::Ratio(own), FeatureValue::Ratio(asked))
            | (FeatureValue::Resolution(own), FeatureValue::Resolution(asked)) => (own, asked),
            _ => return None,
        };
        // Lengths that differ by less than a hair are one.
        let is_equal = own == asked || (own - asked).abs() < 1e-3;
        Some(if is_equal { equal } else { less && own < asked || greater && own > asked })
    }
}

/// A page's features (Media Queries 4 and 5): light, without a pointer, still, sharper than any screen.
fn feature(name: &str, medium: &Medium) -> Option<FeatureValue> {
    let word = |word: &str| FeatureValue::Word(word.to_owned());
    Some(match name {
        "width" | "device-width" => FeatureValue::Length(medium.width),
        "height" | "device-height" => FeatureValue::Length(medium.height),
        "aspect-ratio" | "device-aspect-ratio" => FeatureValue::Ratio(medium.width / medium.height.max(f32::EPSILON)),
        "orientation" => word(if medium.height >= medium.width { "portrait" } else { "landscape" }),
        "resolution" => FeatureValue::Resolution(f32::INFINITY),
        "color" => FeatureValue::Number(8.0),
        "color-index" | "monochrome" | "grid" => FeatureValue::Number(0.0),
        "color-gamut" => word("srgb"),
        "dynamic-range" | "video-dynamic-range" => word("standard"),
        "update" | "hover" | "any-hover" | "pointer" | "any-pointer" | "overflow-inline" | "inverted-colors"
        | "forced-colors" | "scripting" => word("none"),
        "overflow-block" => word("paged"),
        "prefers-color-scheme" => word("light"),
        "prefers-reduced-motion" => word("reduce"),
        "prefers-contrast" | "prefers-reduced-transparency" | "prefers-reduced-data" => word("no-preference"),
        "display-mode" => word("browser"),
        _ => return None,
    })
}

fn feature_value(input: &mut Parser) -> Result<FeatureValue, ParseError<()>> {
    Ok(match input.next()?.clone() {
        Token::Ident(word) if word.eq_ignore_ascii_case("infinite") => FeatureValue::Resolution(f32::INFINITY),
        Token::Ident(word) => FeatureValue::Word(word.to_ascii_lowercase()),
        Token::Number { value, .. } if input.try_parse(|input| input.expect_delim('/')).is_ok() => {
            FeatureValue::Ratio(value / input.expect_number()?)
        }
        Token::Number { value, .. } => FeatureValue::Number(value),
        Token::Dimension { value, unit, .. } => {
            let unit = unit.to_ascii_lowercase();
            match unit.as_str() {
                "dppx" | "x" => FeatureValue::Resolution(value),
                "dpi" => FeatureValue::Resolution(value / 96.0),
                "dpcm" => FeatureValue::Resolution(value * 2.54 / 96.0),
                // Sizes of fonts are the initial ones here (section 1.3).
                unit => FeatureValue::Length(
                    value
                        * match unit {
                            "pt" => 1.0,
                            "px" => 0.75,
                            "pc" | "em" | "rem" => 12.0,
                            "ex" | "ch" => 6.0,
                            "in" => 72.0,
                            "cm" => 72.0 / 2.54,
                            "mm" => 72.0 / 25.4,
                            "q" => 72.0 / 101.6,
                            _ => return Err(ParseError::unexpected_token()),
                        },
                ),
            }
        }
        _ => return Err(ParseError::unexpected_token()),
    })
}

/// Whether an `@supports` condition holds (CSS Conditional 3, section 6), given whether a declaration is
/// supported. A condition that cannot be read does not hold.
pub fn supports_matches(condition: &str, supports: &dyn Fn(&str, &str) -> bool) -> bool {
    let mut input = Parser::new(condition);
    input.parse_entirely(|input| supports_condition(input, supports)).unwrap_or(false)
}

fn supports_condition(input: &mut Parser, supports: &dyn Fn(&str, &str) -> bool) -> Outcome {
    if input.try_parse(|input| input.expect_ident_matching("not")).is_ok() {
        return Ok(!supports_in_parens(input, supports)?);
    }
    let mut holds = supports_in_parens(input, supports)?;
    loop {
        if input.is_exhausted() {
            return Ok(holds);
        } else if input.try_parse(|input| input.expect_ident_matching("and")).is_ok() {
            holds &= supports_in_parens(input, supports)?;
        } else {
            input.expect_ident_matching("or")?;
            holds |= supports_in_parens(input, supports)?;
        }
    }
}

fn supports_in_parens(input: &mut Parser, supports: &dyn Fn(&str, &str) -> bool) -> Outcome {
    match input.next()?.clone() {
        Token::Function(name) => {
            let is_selector = name.eq_ignore_ascii_case("selector");
            input.parse_nested_block(|input| Ok(selector::is_supported(rest_of(input)) && is_selector))
        }
        Token::ParenthesisBlock => input.parse_nested_block(|input| {
            let declaration = input.try_parse(|input| {
                let name = input.expect_ident_cloned()?;
                input.expect_colon()?;
                Ok::<_, ParseError<()>>((name, rest_of(input)))
            });
            match declaration {
                Ok((name, value)) => Ok(supports(&name, value.trim())),
                Err(_) => supports_condition(input, supports),
            }
        }),
        _ => Err(ParseError::unexpected_token()),
    }
}

fn rest_of<'i>(input: &mut Parser<'i>) -> &'i str {
    let start = input.position();
    while input.next_including_whitespace_and_comments().is_ok() {}
    input.slice_from(start)
}
