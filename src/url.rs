//! Addresses: schemes, percent-encoding and relative paths (RFC 3986).
//!
//! In: an address as written in a text. Out: its parts, or a book path. What a book path leads to is
//! known to `transform/label` and `resource`.

use core::net::Ipv6Addr;
use std::borrow::Cow;

/// The scheme, lower case, where the address has one; spaces and control characters that browsers skip are skipped.
pub fn scheme(address: &str) -> Option<String> {
    let mut scheme = String::new();
    for character in address.chars() {
        match character {
            ':' if scheme.len() > 1 => return Some(scheme),
            'a'..='z' | 'A'..='Z' => scheme.push(character.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(character),
            '\u{0}'..=' ' => {}
            _ => return None,
        }
    }
    None
}

/// Whether the scheme is one that no book may open: it runs code or reads the reader's own files.
pub fn is_unsafe(address: &str) -> bool {
    matches!(scheme(address).as_deref(), Some("javascript" | "vbscript" | "data" | "file"))
}

/// The schemes that a book's links may have: those of EPUBCheck's list, less what runs code, reads the reader's own
/// files or is no longer served. An address of any other scheme leads nowhere a reader could follow.
const SCHEMES: [&str; 22] = [
    "dav", "dns", "fax", "ftp", "gopher", "http", "https", "im", "imap", "info", "irc", "ldap", "mailto", "news",
    "nntp", "rtsp", "sip", "sips", "tag", "tel", "urn", "xmpp",
];

/// Why an absolute address cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No scheme that a book's links may have; with the nearest one that is.
    Scheme {
        scheme: String,
        near: Option<&'static str>,
    },
    /// Nothing, or no host name, after the scheme.
    Host(String),
    Port(String),
}

/// An absolute address, percent-encoded, in the form that a URL parser accepts (URL Living Standard, section 4.4); an
/// address that begins with `//` has the scheme `https`.
pub fn absolute(address: &str) -> Result<String, Fault> {
    let address = match address.starts_with("//") {
        true => format!("https:{address}"),
        false => address.to_owned(),
    };
    let name = scheme(&address).unwrap_or_default();
    let Some(&known) = SCHEMES.iter().find(|known| **known == name) else {
        let near = SCHEMES.into_iter().find(|known| name.replace(['-', '+', '.'], "") == *known);
        return Err(Fault::Scheme { scheme: name, near });
    };
    let rest = address.split_once(':').map_or("", |(_, rest)| rest);
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) => (rest, format!("#{}", fragment.replace('#', "%23"))),
        None => (rest, String::new()),
    };
    if !matches!(known, "http" | "https" | "ftp" | "dav" | "rtsp" | "gopher") {
        return match rest.is_empty() {
            true => Err(Fault::Host(String::new())),
            false => Ok(format!("{known}:{rest}{fragment}")),
        };
    }
    let Some(rest) = rest.strip_prefix("//") else { return Err(Fault::Host(rest.to_owned())) };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (format!("{user}@"), host),
        None => (String::new(), authority),
    };
    let host = host.replace("%5B", "[").replace("%5D", "]");
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        Some(_) | None => (host.as_str(), None),
    };
    if let Some(port) = port.filter(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return Err(Fault::Port(port.to_owned()));
    }
    if !is_host(name) {
        return Err(Fault::Host(name.to_owned()));
    }
    Ok(format!("{known}://{user}{host}{path}{fragment}"))
}

/// Whether it can name a host: labels of letters, digits, `-` and `_`, or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let host = decode(host);
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii())
    };
    host.strip_suffix('.').unwrap_or(&host).split('.').all(is_label)
}

/// Percent-encodes what may not stand in a URI; what is encoded already stays (as CommonMark's renderers do).
pub fn encode(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut encoded = String::with_capacity(address.len());
    for (index, &byte) in bytes.iter().enumerate() {
        let is_kept = byte.is_ascii_alphanumeric()
            || b"-._~:/?#@!$&'()*+,;=".contains(&byte)
            || byte == b'%' && bytes.get(index + 1..index + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        push_encoded(byte, is_kept, &mut encoded);
    }
    encoded
}

/// Percent-encodes all that means something in a URI but `/`: text, or the path of a file, as part of an address.
pub fn encode_text(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    text.bytes().for_each(|byte| {
        push_encoded(byte, byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte), &mut encoded);
    });
    encoded
}

fn push_encoded(byte: u8, is_kept: bool, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if is_kept {
        return into.push(char::from(byte));
    }
    into.push('%');
    into.push(char::from(HEX[usize::from(byte >> 4)]));
    into.push(char::from(HEX[usize::from(byte & 15)]));
}

/// The most characters of an address that messages show.
const MOST_SHOWN: usize = 60;

/// An address for messages: of a long one, its beginning and its end.
pub fn brief(address: &str) -> Cow<'_, str> {
    let is_short = address.char_indices().nth(MOST_SHOWN).is_none();
    if is_short {
        return Cow::Borrowed(address);
    }
    let nth = |count: usize| address.char_indices().nth(count).map_or(address.len(), |(at, _)| at);
    let end = address.char_indices().rev().nth(MOST_SHOWN / 3 - 1).map_or(0, |(at, _)| at);
    Cow::Owned(format!("{}…{}", &address[..nth(MOST_SHOWN - MOST_SHOWN / 3 - 1)], &address[end..]))
}

/// Resolves percent-encoding; sequences that are not UTF-8 stay as they are.
pub fn decode(address: &str) -> String {
    if !address.contains('%') {
        return address.to_owned();
    }
    String::from_utf8(decode_bytes(address.as_bytes())).unwrap_or_else(|_| address.to_owned())
}

/// Resolves percent-encoding to bytes (RFC 3986, section 2.1); a `%` before anything else than two digits stays.
pub fn decode_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes.get(at + 1..at + 3).and_then(|hex| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            Some((digit(hex[0])? * 16 + digit(hex[1])?) as u8)
        });
        match byte {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            Some(_) | None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

/// A path relative to a file's folder as a book path, `.` and `..` resolved; `None` where it leaves the root.
/// A leading `/` is the book's root.
pub fn join(file: &str, path: &str) -> Option<String> {
    let (folder, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (file.rsplit_once('/').map_or("", |(folder, _)| folder), path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path that leaves the book's folder, as seen from that folder: `../preface.md`.
pub fn leaving(file: &str, path: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    normal(&format!("{folder}/{path}"))
}

/// A path without `.`, and without `..` where a folder stands before it.
pub fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A book path as a file would name it.
pub fn relative(file: &str, path: &str) -> String {
    let folders = |path: &'_ str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let (own, other) = (folders(file), folders(path));
    let common: usize = own
        .split_inclusive('/')
        .zip(other.split_inclusive('/'))
        .take_while(|(own, other)| own == other)
        .map(|(folder, _)| folder.len())
        .sum();
    format!("{}{}", "../".repeat(own[common..].matches('/').count()), &path[common..])
}

/// An address that is relative to a page in a folder of a site, made absolute (RFC 3986, section 5.2); `base` is the
/// site's address with a slash at its end.
pub fn resolve(base: &str, folder: &str, address: &str) -> String {
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let end = address.find(['#', '?']).unwrap_or(address.len());
    let (written, tail) = address.split_at(end);
    let before = match written.starts_with('/') {
        true => String::new(),
        false => format!("{path}{folder}/"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in before.split('/').chain(written.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let is_folder = written.is_empty() || ["/", "/.", "/.."].iter().any(|end| written.ends_with(end));
    let slash = if is_folder && !parts.is_empty() { "/" } else { "" };
    format!("{scheme}://{host}/{}{slash}{tail}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_schemes_are_seen_through_disguise() {
        for address in
            ["javascript:alert(1)", "JaVaScRiPt:x", " java\tscript:x", "vbscript:x", "data:text/html,x", "file:///etc"]
        {
            assert!(is_unsafe(address), "{address}");
        }
        for address in ["https://a.b/javascript:x", "a/javascript:x", "#data:x", "mailto:a@b.c", "data", "C:\\x"] {
            assert!(!is_unsafe(address), "{address}");
        }
    }

    #[test]
    fn absolute_addresses_are_mended_or_refused() {
        for (address, expected) in [
            ("https://a.b/#!/x#y", "https://a.b/#!/x%23y"),
            ("//a.b/x", "https://a.b/x"),
            ("HTTP://a.b:80", "http://a.b:80"),
            ("https://%5B::1%5D:8/x", "https://[::1]:8/x"),
            ("https://u@h/?q#", "https://u@h/?q#"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("https://%E4%BE%8B.jp/", "https://%E4%BE%8B.jp/"),
        ] {
            assert_eq!(absolute(address).as_deref(), Ok(expected));
        }
        for address in ["http://", "http:x", "https:///p", "https://a..b", "https://a%20b/", "mailto:", "https://%5Bx/"]
        {
            assert!(matches!(absolute(address), Err(Fault::Host(_))), "{address}");
        }
        assert_eq!(absolute("https://a:99999/"), Err(Fault::Port("99999".to_owned())));
        let scheme = "mail-to".to_owned();
        assert_eq!(absolute("mail-to:a@b.c"), Err(Fault::Scheme { scheme, near: Some("mailto") }));
    }

    #[test]
    fn encoding_keeps_what_is_encoded() {
        assert_eq!(encode("/a%20b ä[x]%"), "/a%20b%20%C3%A4%5Bx%5D%25");
        assert_eq!(decode("/a%20b%C3%A4%zz%"), "/a bä%zz%");
        assert_eq!(decode("%ff"), "%ff");
        assert_eq!(decode_bytes(b"a%ff%2"), b"a\xff%2");
    }

    #[test]
    fn long_addresses_are_shown_by_both_ends() {
        assert_eq!(brief("https://a.b/ü.png"), "https://a.b/ü.png");
        let long = format!("data:image/png;base64,{}ü==", "A".repeat(100));
        let shown = brief(&long);
        assert_eq!(shown.chars().count(), MOST_SHOWN);
        assert!(shown.starts_with("data:image/png;base64,AAA") && shown.ends_with("AAAü=="), "{shown}");
    }

    #[test]
    fn paths_are_shown_as_seen_from_a_file() {
        for (file, path, expected) in [
            ("a.md", "b.md", "b.md"),
            ("x/a.md", "x/b.md", "b.md"),
            ("x/y/a.md", "x/z/b.md", "../z/b.md"),
            ("a/b", "c", "../c"),
        ] {
            assert_eq!(relative(file, path), expected);
        }
    }

    #[test]
    fn addresses_are_resolved_against_a_site() {
        for (folder, address, expected) in [
            ("", "../std/x.html#y", "https://a.b/std/x.html#y"),
            ("part", "../../std/", "https://a.b/std/"),
            ("part", "x.pdf?q=1/..", "https://a.b/book/part/x.pdf?q=1/.."),
            ("", "/std/../x", "https://a.b/x"),
            ("", "../../../..", "https://a.b/"),
        ] {
            assert_eq!(resolve("https://a.b/book/", folder, address), expected);
        }
    }

    #[test]
    fn paths_are_joined_within_the_root() {
        assert_eq!(join("part/one.md", "../img/./a.png").as_deref(), Some("img/a.png"));
        assert_eq!(join("part/one.md", "/img/a.png").as_deref(), Some("img/a.png"));
        assert_eq!(join("one.md", "../a.png"), None);
    }
}
