//! The text of style sheets as the archive may carry it.
//!
//! In: CSS, and what each address becomes. Out: the same. Every address in it must be a file of the archive: `@import` is
//! dropped, a `url()` that is none becomes `none`. `@page` goes, since EPUBCheck takes the rules that CSS Paged Media
//! nests in it for errors, and so do the properties that EPUB bars; all else passes through.

use crate::css;
use crate::style::is_barred_from_epub;

/// Whether rules of style may set something in motion (CSS Animations Level 1, section 3): of what no one looked at, it is
/// not known that it harms nobody.
pub fn may_move<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    texts.any(|text| text.contains("animation") || text.contains("@keyframes"))
}

/// The text without `@import`, `@charset`, `@page` and barred properties, and with another address in each `url()`, or
/// `none` instead of it.
pub(super) fn readable(css: &str, address: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.trim_start_matches('\u{feff}');
    // Whether a declaration may begin here.
    let mut is_start = false;
    while let Some(next) = rest.chars().next() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        rest = after;
        if is_start
            && is_barred_from_epub(&token.to_ascii_lowercase())
            && let Some(value) = rest.trim_start().strip_prefix(':')
        {
            rest = after_declaration(value);
            continue;
        }
        let is_neutral = next.is_whitespace() || token.starts_with("/*");
        is_start = matches!(token, "{" | ";") || is_start && is_neutral;
        if begins_with(token, "@import") || begins_with(token, "@charset") {
            rest = after_statement(rest);
        } else if begins_with(token, "@page") {
            rest = after_block(rest).trim_start();
        } else if begins_with(token, "url") && rest.starts_with('(') {
            let (_, after) = url(rest);
            let written = &css[css.len() - rest.len() - token.len()..css.len() - after.len()];
            out.push_str(&css::with_urls(written, &address));
            rest = after;
        } else if next == '\0' {
            out.push('\u{fffd}');
        } else {
            out.push_str(token);
        }
    }
    out
}

fn begins_with(token: &str, word: &str) -> bool {
    token.eq_ignore_ascii_case(word)
}

/// The length of a comment, string, word or single character.
fn token_length(css: &str) -> usize {
    let bytes = css.as_bytes();
    if let Some(comment) = css.strip_prefix("/*") {
        return comment.find("*/").map_or(css.len(), |end| end + 4);
    }
    match bytes[0] {
        quote @ (b'"' | b'\'') => string_length(css, quote),
        byte if is_word(byte) || byte == b'@' => {
            1 + bytes[1..].iter().take_while(|&&byte| is_word(byte) || byte == b'\\').count()
        }
        _ => css.chars().next().map_or(1, char::len_utf8),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80
}

/// A string ends at its quote, or, broken, at the line's end (CSS Syntax 3, section 4.3.5).
fn string_length(css: &str, quote: u8) -> usize {
    let bytes = css.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    css.len()
}

/// What stands in the parentheses at the head of the text, and what follows them.
fn url(css: &str) -> (&str, &str) {
    let inner = css[1..].trim_start();
    let mut at = css.len() - inner.len();
    while at < css.len() {
        match css.as_bytes()[at] {
            b')' => return (inner[..at - (css.len() - inner.len())].trim(), &css[at + 1..]),
            quote @ (b'"' | b'\'') => at += string_length(&css[at..], quote),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    (inner, "")
}

fn after_statement(css: &str) -> &str {
    let mut rest = css;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(';') {
            return after;
        }
        rest = match rest.strip_prefix('(') {
            Some(_) => url(rest).1,
            None => &rest[token_length(rest)..],
        };
    }
    rest
}

/// What follows a declaration's value: its `;` is taken with it, the `}` of its rule is not.
fn after_declaration(css: &str) -> &str {
    let mut rest = css;
    while !rest.is_empty() && !rest.starts_with('}') {
        let (token, after) = rest.split_at(token_length(rest));
        rest = after;
        if token == ";" {
            break;
        }
    }
    rest
}

/// What follows the block that an at-rule has after its head, blocks within it included.
fn after_block(css: &str) -> &str {
    let mut rest = css;
    let mut depth = 0u32;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        rest = after;
        match token {
            "{" => depth += 1,
            "}" if depth <= 1 => return rest,
            "}" => depth -= 1,
            ";" if depth == 0 => return rest,
            _ => {}
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn addresses_are_taken_out() {
        let cases = [
            ("@import 'a.css'; p { color: red }", " p { color: red }"),
            ("@IMPORT url(a;b.css) print;p{}", "p{}"),
            ("p { background: url( 'a)b.png' ) no-repeat }", "p { background: none no-repeat }"),
            ("p { background: URL(a.png) }", "p { background: none }"),
            ("p { background: url(known.png) 0 }", "p { background: url(../images/1.png) 0 }"),
            (
                "a::after { content: 'url(x) @import y;' } /* url(z) */",
                "a::after { content: 'url(x) @import y;' } /* url(z) */",
            ),
            (
                "a { content: target-counter(attr(href url), page) }",
                "a { content: target-counter(attr(href url), page) }",
            ),
            ("a{}\n@page :left { size: A5; @top-left { content: '}' } }\nb{}", "a{}\nb{}"),
            ("a { direction: rtl; color: red }", "a {  color: red }"),
            ("a{color:red;/**/Unicode-Bidi : embed}b:direction{}", "a{color:red;/**/}b:direction{}"),
            ("a { --direction: rtl; content: 'direction: x' }", "a { --direction: rtl; content: 'direction: x' }"),
            ("@page{ a", ""),
            ("p { background: url(a", "p { background: none"),
            ("p { content: 'é\\'', \"ü", "p { content: 'é\\'', \"ü"),
        ];
        for (css, expected) in cases {
            let address = |url: &str| (url == "known.png").then(|| "../images/1.png".to_owned());
            assert_eq!(readable(css, address), expected, "{css}");
        }
    }
}
