//! Bare addresses in text: GitHub Flavored Markdown, section 6.9, "Autolinks (extension)".
//!
//! In: the text of one node. Out: where addresses stand in it and where they lead. Each byte is looked at
//! a bounded number of times.

use std::ops::Range;

/// An address found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autolink {
    pub range: Range<usize>,
    /// With the scheme that the text leaves out.
    pub address: String,
}

/// Every bare address, from left to right.
pub fn find(text: &str) -> Vec<Autolink> {
    let mut links: Vec<Autolink> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let after = links.last().map_or(0, |link| link.range.end);
        let link = match bytes[at] {
            b'h' | b'H' | b'w' | b'W' if is_boundary(bytes, at) => web_address(text, at),
            b'@' => mail_address(text, at, after),
            _ => None,
        };
        match link {
            Some(link) => {
                at = link.range.end;
                links.push(link);
            }
            None => at += 1,
        }
    }
    links
}

/// Whether an address may begin here: not within a word.
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric() && !b"/.@-".contains(&bytes[before]))
}

fn web_address(text: &str, start: usize) -> Option<Autolink> {
    let bytes = &text.as_bytes()[start..];
    let has = |prefix: &[u8]| bytes.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let (domain, scheme) = if has(b"https://") {
        (8, "")
    } else if has(b"http://") {
        (7, "")
    } else if has(b"www.") {
        (0, "http://")
    } else {
        return None;
    };
    let rest = &text[start + domain..];
    let domain_length = domain_length(rest)?;
    if !scheme.is_empty() && !rest[4..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let tail = &rest[domain_length..];
    let path = tail.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(tail.len());
    let end = start + domain + trim(&rest[..domain_length + path]);
    if end <= start + domain {
        return None;
    }
    Some(Autolink { range: start..end, address: format!("{scheme}{}", &text[start..end]) })
}

/// The length of a domain: letters, digits, `-`, `_` and periods, no `_` in its last two segments.
fn domain_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let domain = text[..end].trim_end_matches('.');
    let is_valid = !domain.is_empty() && domain.rsplit('.').take(2).all(|segment| !segment.contains('_'));
    is_valid.then_some(end)
}

/// The length without what ends the sentence around the address: punctuation, unmatched parentheses, entities.
fn trim(address: &str) -> usize {
    let bytes = address.as_bytes();
    let count = |byte| bytes.iter().filter(|&&candidate| candidate == byte).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    let mut end = bytes.len();
    while let Some(&last) = bytes[..end].last() {
        match last {
            b')' if closed > opened => closed -= 1,
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => {}
            b';' => {
                let name = bytes[..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                if bytes[..end - 1 - name].ends_with(b"&") {
                    end -= name + 1;
                }
            }
            _ => {
                // Quotes that were typographic as typed end an address as straight ones do.
                let tail = address[..end].trim_end_matches(['”', '’', '»', '…', '。', '，', '、', '）']).len();
                if tail == end {
                    break;
                }
                end = tail + 1;
            }
        }
        end -= 1;
    }
    end
}

fn mail_address(text: &str, at: usize, after: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let local =
        bytes[after..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(byte)).count();
    let start = at - local;
    let domain =
        bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte)).count();
    let domain = &text[at + 1..at + 1 + domain];
    let domain = domain.trim_end_matches('.');
    let is_domain =
        domain.contains('.') && !domain.ends_with(['-', '_']) && !domain.contains("..") && !domain.starts_with('.');
    if local == 0 || !is_domain || bytes[..start].ends_with(b"/") || bytes[..start].ends_with(b":") {
        return None;
    }
    let end = at + 1 + domain.len();
    Some(Autolink { range: start..end, address: format!("mailto:{}", &text[start..end]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text).into_iter().map(|link| link.address).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        // Examples 622 to 631 of the specification.
        assert_eq!(found("Visit www.commonmark.org/help for more."), ["http://www.commonmark.org/help"]);
        assert_eq!(found("Visit www.commonmark.org/a.b."), ["http://www.commonmark.org/a.b"]);
        assert_eq!(
            found("www.google.com/search?q=Markup+(business)))"),
            ["http://www.google.com/search?q=Markup+(business)"]
        );
        assert_eq!(
            found("(www.google.com/search?q=Markup+(business))"),
            ["http://www.google.com/search?q=Markup+(business)"]
        );
        assert_eq!(found("www.google.com/search?q=(business))+ok"), ["http://www.google.com/search?q=(business))+ok"]);
        assert_eq!(found("www.google.com/search?q=commonmark&hl;"), ["http://www.google.com/search?q=commonmark"]);
        assert_eq!(found("www.commonmark.org/he<lp"), ["http://www.commonmark.org/he"]);
        assert_eq!(
            found("(Visit https://encrypted.google.com/search?q=Markup+(business))"),
            ["https://encrypted.google.com/search?q=Markup+(business)"]
        );
        assert_eq!(
            found("foo@bar.baz hello+xyz@mail.example a.b-c_d@a.b. a.b-c_d@a.b-"),
            ["mailto:foo@bar.baz", "mailto:hello+xyz@mail.example", "mailto:a.b-c_d@a.b"]
        );
        assert_eq!(found("“https://a.b/c” and https://a.b/d…"), ["https://a.b/c", "https://a.b/d"]);
    }

    #[test]
    fn what_looks_like_an_address_is_none() {
        assert!(found("xhttp://a.b http:// www. www._x.y a@b @a.b https://user_x.y_z").is_empty());
    }
}
