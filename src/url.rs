//! Addresses: schemes, percent-encoding and relative paths (RFC 3986).
//!
//! In: an address as written in a text. Out: its parts, or a book path. What a book path leads to is
//! known to `transform/label` and `resource`.

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

/// Percent-encodes what may not stand in a URI; what is encoded already stays (as CommonMark's renderers do).
pub fn encode(address: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = address.as_bytes();
    let mut encoded = String::with_capacity(address.len());
    for (index, &byte) in bytes.iter().enumerate() {
        let is_kept = byte.is_ascii_alphanumeric()
            || b"-._~:/?#@!$&'()*+,;=".contains(&byte)
            || byte == b'%' && bytes.get(index + 1..index + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if is_kept {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// Resolves percent-encoding; sequences that are not UTF-8 stay as they are.
pub fn decode(address: &str) -> String {
    if !address.contains('%') {
        return address.to_owned();
    }
    let bytes = address.as_bytes();
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
    String::from_utf8(decoded).unwrap_or_else(|_| address.to_owned())
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
    fn encoding_keeps_what_is_encoded() {
        assert_eq!(encode("/a%20b ä[x]%"), "/a%20b%20%C3%A4%5Bx%5D%25");
        assert_eq!(decode("/a%20b%C3%A4%zz%"), "/a bä%zz%");
        assert_eq!(decode("%ff"), "%ff");
    }

    #[test]
    fn paths_are_joined_within_the_root() {
        assert_eq!(join("part/one.md", "../img/./a.png").as_deref(), Some("img/a.png"));
        assert_eq!(join("part/one.md", "/img/a.png").as_deref(), Some("img/a.png"));
        assert_eq!(join("one.md", "../a.png"), None);
    }
}
