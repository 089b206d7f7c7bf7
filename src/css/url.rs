//! Addresses in values: `url(…)` (CSS Values and Units 4, section 4.5).

use std::ops::Range;

use cssparser::{Parser, Token};

use super::{Declaration, Rule};

/// The addresses in a value, with the bytes where each stands.
pub fn urls(value: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    // Most values have none.
    if value.bytes().any(|byte| byte == b'(') {
        collect(&mut Parser::new(value), &mut found);
    }
    found
}

/// The value with other addresses: what `address` says instead of each, `none` where it says nothing.
pub fn with_urls(value: &str, address: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(value.len());
    let mut end = 0;
    for (range, url) in urls(value) {
        text.push_str(&value[end..range.start]);
        match address(&url) {
            Some(url) => {
                text.push_str("url(");
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/#:?&=%+,;".contains(&byte);
                match url.bytes().all(is_plain) {
                    true => text.push_str(&url),
                    false => drop(cssparser::serialize_string(&url, &mut text)),
                }
                text.push(')');
            }
            None => text.push_str("none"),
        }
        end = range.end;
    }
    text.push_str(&value[end..]);
    text
}

/// The strings in a value, as they are read: what `content` and the like show.
pub fn strings(value: &str) -> Vec<String> {
    fn collect(input: &mut Parser, found: &mut Vec<String>) {
        while let Ok(token) = input.next().cloned() {
            match token {
                Token::QuotedString(text) => found.push(text.to_string()),
                Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                    let _ = input.parse_nested_block(|input| {
                        collect(input, found);
                        Ok::<_, cssparser::ParseError<()>>(())
                    });
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(&mut Parser::new(value), &mut found);
    found
}

/// A text as a string of CSS.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    // A string takes every text.
    let _ = cssparser::serialize_string(text, &mut quoted);
    quoted
}

fn collect(input: &mut Parser, found: &mut Vec<(Range<usize>, String)>) {
    loop {
        let start = input.position().byte_index();
        let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { return };
        match token {
            Token::UnquotedUrl(url) => found.push((start..input.position().byte_index(), url.to_string())),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let url = input.parse_nested_block(|input| {
                    Ok::<_, cssparser::ParseError<()>>(input.expect_string().ok().map(|url| url.to_string()))
                });
                if let Ok(Some(url)) = url {
                    found.push((start..input.position().byte_index(), url));
                }
            }
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                let _ = input.parse_nested_block(|input| {
                    collect(input, found);
                    Ok::<_, cssparser::ParseError<()>>(())
                });
            }
            _ => {}
        }
    }
}

/// Visits the declarations of rules, those of conditional rules and layers included; with `true` the descriptors of
/// fonts.
pub fn each_declaration(rules: &mut [Rule], visit: &mut dyn FnMut(&mut Declaration, bool)) {
    for rule in rules {
        match rule {
            Rule::Style(rule) => rule.declarations.iter_mut().for_each(|declaration| visit(declaration, false)),
            Rule::Page(page) => {
                page.declarations.iter_mut().for_each(|declaration| visit(declaration, false));
                let boxes = page.boxes.iter_mut().flat_map(|(_, declarations)| declarations);
                boxes.for_each(|declaration| visit(declaration, false));
            }
            Rule::FontFace(declarations) => declarations.iter_mut().for_each(|declaration| visit(declaration, true)),
            Rule::CounterStyle { declarations, .. } => {
                declarations.iter_mut().for_each(|declaration| visit(declaration, false));
            }
            Rule::Media(_, rules) | Rule::Supports(_, rules) | Rule::Layer(_, rules) => each_declaration(rules, visit),
            Rule::Layers(_) | Rule::Import(_) | Rule::Other(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        let found = |value| urls(value).into_iter().map(|(_, url)| url).collect::<Vec<_>>();
        assert_eq!(found("url(a.png) no-repeat"), ["a.png"]);
        assert_eq!(found("URL( 'a b.png' ), url(\"c)d.png\")"), ["a b.png", "c)d.png"]);
        assert_eq!(found("cross-fade(url(a.png), [url(b.png)])"), ["a.png", "b.png"]);
        assert_eq!(found("'url(a.png)' attr(href url)"), Vec::<String>::new());
        assert_eq!(found("url(a.png"), ["a.png"]);
    }

    #[test]
    fn strings_are_found_as_they_are_read() {
        assert_eq!(strings("\"a\" counter(x, 'b') attr(c) '\\2014 d'"), ["a", "b", "\u{2014}d"]);
        assert_eq!(quoted("a \"b\""), "\"a \\\"b\\\"\"");
    }

    #[test]
    fn addresses_are_changed_in_their_place() {
        let known = |url: &str| (url == "a.png").then(|| "images/a \"1\".png".to_owned());
        assert_eq!(with_urls("x url(a.png) y", known), "x url(\"images/a \\\"1\\\".png\") y");
        assert_eq!(with_urls("url('b.png') 1", known), "none 1");
    }
}
