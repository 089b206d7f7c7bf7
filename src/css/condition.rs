//! Media queries and `@supports` conditions: is a block of rules for paper?

use cssparser::{ParseError, Parser, Token};

use super::selector;

type Outcome = Result<bool, ParseError<()>>;

/// Whether a media query list is met by the page (Media Queries 4, section 2). Types `print` and `all` are;
/// queries on features are not, since a page's width is known only after its style.
pub fn media_matches(queries: &str) -> bool {
    let queries = queries.trim();
    queries.is_empty() || queries.split(',').any(media_query_matches)
}

fn media_query_matches(query: &str) -> bool {
    let mut words = query.split_ascii_whitespace().map(str::to_ascii_lowercase).peekable();
    let negated = words.next_if(|word| word == "not").is_some();
    words.next_if(|word| word == "only");
    let matches = match words.next().as_deref() {
        Some("print" | "all") => words.next().is_none(),
        Some(_) | None => false,
    };
    matches != negated
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
