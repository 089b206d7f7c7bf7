//! Generated content: `content`, `string-set` and counters (CSS Content 3; CSS Lists 3, section 4; CSS
//! Generated Content for Paged Media, sections 1 and 2).

use std::sync::Arc;

use cssparser::{Parser, Token};

use super::{Context, Parsed, Value, counter_style, invalid};
use crate::style::{ContentPart, CounterStyle};

/// `content`; `None` is `normal` or `none`: no box.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) struct ContentList(Option<Arc<[ContentPart]>>);

impl Value for ContentList {
    type Computed = Option<Arc<[ContentPart]>>;
    const SYNTAX: &'static str =
        "normal | none | [ <string> | <url> | attr() | counter() | string() | target-counter() | leader() ]+";

    fn parse(input: &mut Parser) -> Parsed<ContentList> {
        let keyword = input.try_parse(|input| match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "normal" | "none" => Ok(()),
            _ => invalid(),
        });
        if keyword.is_ok() {
            return Ok(ContentList(None));
        }
        Ok(ContentList(Some(parts(input)?.into())))
    }

    fn compute(&self, _: &Context) -> Self::Computed {
        self.0.clone()
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

    fn compute(&self, _: &Context) -> Self::Computed {
        self.0.clone()
    }
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
        "target-counter" => {
            target(input)?;
            input.expect_comma()?;
            input.expect_ident_matching("page")?;
            Ok(ContentPart::TargetPage { style: style_after_comma(input)? })
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
            // Which of a page's assignments is taken is the page's business; the first is what all themes use.
            if input.try_parse(Parser::expect_comma).is_ok() {
                input.expect_ident_matching("first")?;
            }
            Ok(ContentPart::NamedString(name))
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
