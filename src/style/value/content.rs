//! Generated content: `content`, `string-set` and counters (CSS Content 3; CSS Lists 3, section 4; CSS
//! Generated Content for Paged Media, sections 1 and 2).

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Context, Parsed, Value, counter_style, invalid};
use crate::style::{ContentPart, CounterStyle, Occurrence};

/// `content`; `None` is `normal` or `none`: no box.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct ContentList(Option<Arc<[ContentPart]>>);

impl ContentList {
    pub fn parts(&self) -> &[ContentPart] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Value for ContentList {
    type Computed = Option<Arc<[ContentPart]>>;
    const SYNTAX: &'static str = "normal | none | element( <custom-ident> [, first | start | last | first-except ]? ) | [ <string> | <url> | attr() | counter() | counters() | string() | target-counter() | target-counters() | target-text() | leader() | open-quote | close-quote | no-open-quote | no-close-quote ]+ [ / <string> ]?";

    fn parse(input: &mut Parser) -> Parsed<ContentList> {
        let keyword = input.try_parse(|input| match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "normal" | "none" => Ok(()),
            _ => invalid(),
        });
        if keyword.is_ok() {
            return Ok(ContentList(None));
        }
        let mut parts = vec![part(input)?];
        while !input.is_exhausted() {
            // What a screen reader says instead (CSS Content 3, section 1.2) is for the EPUB's reader.
            if input.try_parse(|input| input.expect_delim('/')).is_ok() {
                while !input.is_exhausted() {
                    input.expect_string()?;
                }
                break;
            }
            parts.push(part(input)?);
        }
        // A running element is all that a box shows (CSS Generated Content for Paged Media, section 1.2.2).
        if parts.len() > 1 && parts.iter().any(|part| matches!(part, ContentPart::Element { .. })) {
            return invalid();
        }
        Ok(ContentList(Some(parts.into())))
    }

    fn compute(&self, context: &Context) -> Self::Computed {
        let parts = self.0.as_ref()?;
        Some(if parts.iter().any(is_named) {
            parts.iter().map(|part| computed(part, context)).collect()
        } else {
            parts.clone()
        })
    }
}

/// `string-set`: names and what they are set to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct StringSets(Arc<[(String, Vec<ContentPart>)]>);

impl Value for StringSets {
    type Computed = Arc<[(String, Vec<ContentPart>)]>;
    const SYNTAX: &'static str = "none | [ <custom-ident> [ <string> | content() | attr() | counter() ]+ ]#";

    fn parse(input: &mut Parser) -> Parsed<StringSets> {
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            return Ok(StringSets(Arc::new([])));
        }
        let sets = input.parse_comma_separated(|input| {
            let name = input.expect_ident()?.to_string();
            Ok((name, parts(input)?))
        })?;
        Ok(StringSets(sets.into()))
    }

    fn compute(&self, context: &Context) -> Self::Computed {
        if !self.0.iter().flat_map(|(_, parts)| parts).any(is_named) {
            return self.0.clone();
        }
        let computed = |(name, parts): &(String, Vec<ContentPart>)| {
            (name.clone(), parts.iter().map(|part| computed(part, context)).collect())
        };
        self.0.iter().map(computed).collect()
    }
}

/// The style in which a part writes numbers.
pub(in crate::style) fn style_of(part: &ContentPart) -> Option<&CounterStyle> {
    match part {
        ContentPart::Counter { style, .. }
        | ContentPart::Counters { style, .. }
        | ContentPart::TargetPage { style }
        | ContentPart::TargetCounter { style, .. } => Some(style),
        ContentPart::Text(_)
        | ContentPart::Attribute(_)
        | ContentPart::TargetText { .. }
        | ContentPart::Quote(_)
        | ContentPart::Leader(_)
        | ContentPart::NamedString { .. }
        | ContentPart::Element { .. }
        | ContentPart::Image(_)
        | ContentPart::ElementText => None,
    }
}

fn is_named(part: &ContentPart) -> bool {
    matches!(style_of(part), Some(CounterStyle::Named(_)))
}

/// A part with the name of its counter style looked up.
fn computed(part: &ContentPart, context: &Context) -> ContentPart {
    let mut part = part.clone();
    match &mut part {
        ContentPart::Counter { style, .. }
        | ContentPart::Counters { style, .. }
        | ContentPart::TargetPage { style }
        | ContentPart::TargetCounter { style, .. } => *style = context.counter_style(style),
        ContentPart::Text(_)
        | ContentPart::Attribute(_)
        | ContentPart::TargetText { .. }
        | ContentPart::Quote(_)
        | ContentPart::Leader(_)
        | ContentPart::NamedString { .. }
        | ContentPart::Element { .. }
        | ContentPart::Image(_)
        | ContentPart::ElementText => {}
    }
    part
}

fn parts(input: &mut Parser) -> Parsed<Vec<ContentPart>> {
    let mut parts = vec![part(input)?];
    while !input.is_exhausted() {
        parts.push(part(input)?);
    }
    Ok(parts)
}

fn part(input: &mut Parser) -> Parsed<ContentPart> {
    match input.next()?.clone() {
        Token::QuotedString(text) => Ok(ContentPart::Text(text.to_string())),
        Token::Ident(name) => {
            use crate::style::QuoteMark;
            Ok(ContentPart::Quote(match name.to_ascii_lowercase().as_str() {
                "open-quote" => QuoteMark::Open,
                "close-quote" => QuoteMark::Close,
                "no-open-quote" => QuoteMark::NoOpen,
                "no-close-quote" => QuoteMark::NoClose,
                _ => return invalid(),
            }))
        }
        Token::UnquotedUrl(path) => Ok(ContentPart::Image(path.to_string())),
        Token::Function(name) => {
            let name = name.to_ascii_lowercase();
            input.parse_nested_block(|input| function(&name, input))
        }
        _ => invalid(),
    }
}

fn function(name: &str, input: &mut Parser) -> Parsed<ContentPart> {
    match name {
        "url" => Ok(ContentPart::Image(input.expect_string()?.to_string())),
        "attr" => Ok(ContentPart::Attribute(input.expect_ident()?.to_string())),
        "counter" => {
            let name = input.expect_ident()?.to_string();
            Ok(ContentPart::Counter { name, style: style_after_comma(input)? })
        }
        "counters" => {
            let name = input.expect_ident()?.to_string();
            input.expect_comma()?;
            let separator = input.expect_string()?.to_string();
            Ok(ContentPart::Counters { name, separator, style: style_after_comma(input)? })
        }
        "target-counter" | "target-counters" => {
            target(input)?;
            input.expect_comma()?;
            let counter = input.expect_ident()?.to_string();
            let mut separator = None;
            if name == "target-counters" {
                input.expect_comma()?;
                separator = Some(input.expect_string()?.to_string());
            }
            let style = style_after_comma(input)?;
            Ok(match counter.as_str() {
                "page" => ContentPart::TargetPage { style },
                _ => ContentPart::TargetCounter { name: counter, separator, style },
            })
        }
        "target-text" => {
            target(input)?;
            let mut first_letter = false;
            if input.try_parse(Parser::expect_comma).is_ok() {
                first_letter = match input.expect_ident()?.to_ascii_lowercase().as_str() {
                    "content" => false,
                    "first-letter" => true,
                    _ => return invalid(),
                };
            }
            Ok(ContentPart::TargetText { first_letter })
        }
        "leader" => {
            let leader = match input.next()? {
                Token::QuotedString(text) if !text.is_empty() => text.to_string(),
                Token::Ident(name) => match name.to_ascii_lowercase().as_str() {
                    "dotted" => ". ".to_owned(),
                    "solid" => "_".to_owned(),
                    "space" => " ".to_owned(),
                    _ => return invalid(),
                },
                _ => return invalid(),
            };
            Ok(ContentPart::Leader(leader))
        }
        "string" => {
            let name = input.expect_ident()?.to_string();
            Ok(ContentPart::NamedString { name, occurrence: occurrence(input)? })
        }
        "element" => {
            let name = input.expect_ident()?.to_string();
            Ok(ContentPart::Element { name, occurrence: occurrence(input)? })
        }
        "content" => {
            if !input.is_exhausted() {
                input.expect_ident_matching("text")?;
            }
            Ok(ContentPart::ElementText)
        }
        _ => invalid(),
    }
}

/// Which value of a name is meant; the first, where nothing is said.
fn occurrence(input: &mut Parser) -> Parsed<Occurrence> {
    if input.try_parse(Parser::expect_comma).is_err() {
        return Ok(Occurrence::First);
    }
    Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
        "first" => Occurrence::First,
        "start" => Occurrence::Start,
        "last" => Occurrence::Last,
        "first-except" => Occurrence::FirstExcept,
        _ => return invalid(),
    })
}

/// `attr(href)` or `attr(href url)`, the only target there is.
fn target(input: &mut Parser) -> Parsed<()> {
    input.expect_function_matching("attr")?;
    input.parse_nested_block(|input| {
        input.expect_ident_matching("href")?;
        if !input.is_exhausted() {
            input.expect_ident_matching("url")?;
        }
        Ok(())
    })
}

fn style_after_comma(input: &mut Parser) -> Parsed<CounterStyle> {
    if input.try_parse(Parser::expect_comma).is_ok() { counter_style(input) } else { Ok(CounterStyle::default()) }
}

/// `counter-reset` and `counter-increment`: names and numbers.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct Counters<const DEFAULT: i32>(Arc<[(String, i32)]>);

impl<const DEFAULT: i32> Counters<DEFAULT> {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<const DEFAULT: i32> Value for Counters<DEFAULT> {
    type Computed = Arc<[(String, i32)]>;
    const SYNTAX: &'static str = "none | [ <custom-ident> <integer>? ]+";

    fn parse(input: &mut Parser) -> Parsed<Counters<DEFAULT>> {
        if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
            return Ok(Counters(Arc::new([])));
        }
        let mut counters = Vec::new();
        loop {
            let name = input.expect_ident()?.to_string();
            let number = input.try_parse(Parser::expect_integer).unwrap_or(DEFAULT);
            counters.push((name, number));
            if input.is_exhausted() {
                return Ok(Counters(counters.into()));
            }
        }
    }

    fn compute(&self, _: &Context) -> Self::Computed {
        self.0.clone()
    }
}

/// `quotes`: the marks by depth; `None` is `auto`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct Quotes(Option<Arc<[(String, String)]>>);

impl Value for Quotes {
    type Computed = Option<Arc<[(String, String)]>>;
    const SYNTAX: &'static str = "auto | none | [ <string> <string> ]+";

    fn parse(input: &mut Parser) -> Parsed<Quotes> {
        if let Ok(keyword) = input.try_parse(|input| input.expect_ident().map(|name| name.to_ascii_lowercase())) {
            return match keyword.as_str() {
                "auto" | "match-parent" => Ok(Quotes(None)),
                "none" => Ok(Quotes(Some(Arc::new([])))),
                _ => invalid(),
            };
        }
        let mut pairs = Vec::new();
        loop {
            let open = input.expect_string()?.to_string();
            pairs.push((open, input.expect_string()?.to_string()));
            if input.is_exhausted() {
                return Ok(Quotes(Some(pairs.into())));
            }
        }
    }

    fn compute(&self, _: &Context) -> Self::Computed {
        self.0.clone()
    }
}
