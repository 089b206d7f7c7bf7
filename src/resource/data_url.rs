//! Images within their own address: `data:image/png;base64,…` (RFC 2397, section 2,
//! <https://www.rfc-editor.org/rfc/rfc2397#section-2>).
//!
//! In: the address. Out: the bytes, by base64 (RFC 4648, section 4) or percent-encoding; and back. What the bytes are is told from
//! themselves; the media type only has to be an image's.

use super::Unfit;
use crate::diagnostic::Code;
use crate::url;

/// Whether an address is of this kind.
pub fn is_data_url(address: &str) -> bool {
    url::scheme(address).as_deref() == Some("data")
}

/// The bytes of an image. Errors: no image by its media type, no comma, no base64.
pub fn decode(address: &str) -> Result<Vec<u8>, Unfit> {
    let Some((head, data)) = parts(address) else {
        return Err(broken("is cut off: no comma begins its data", "save the image in a file and name that"));
    };
    let kind = head.split(';').next().unwrap_or_default().trim();
    if !kind.starts_with("image/") {
        let kind = if kind.is_empty() { "text/plain" } else { kind };
        let reason = format!("is no picture: it is called `{}`", url::brief(kind));
        return Err(broken(reason, "an image's media type begins with `image/`"));
    }
    data_bytes(&head, data)
        .ok_or_else(|| broken("cannot be decoded: its data is no base64", "save the image in a file and name that"))
}

/// The bytes of anything; `None` where there is no comma, or no base64 where it should be.
pub fn bytes(address: &str) -> Option<Vec<u8>> {
    let (head, data) = parts(address)?;
    data_bytes(&head, data)
}

/// Media type and parameters, in lower case, and the data.
fn parts(address: &str) -> Option<(String, &str)> {
    let (_, rest) = address.split_once(':').unwrap_or_default();
    let (head, data) = rest.split_once(',')?;
    Some((url::decode(head).to_ascii_lowercase(), data))
}

fn data_bytes(head: &str, data: &str) -> Option<Vec<u8>> {
    let is_base64 = head.split(';').skip(1).last().is_some_and(|parameter| parameter.trim() == "base64");
    // Both decodings make less of what they get, so that memory is bounded by the text that holds the address.
    let bytes = url::decode_bytes(data.as_bytes());
    if is_base64 { base64(&bytes) } else { Some(bytes) }
}

fn broken(reason: impl Into<String>, hint: &'static str) -> Unfit {
    Unfit { code: Code::BadImage, reason: reason.into(), hint }
}

/// Decodes base64; white space is passed over, and the padding may be missing, as in browsers (Infra Standard,
/// "forgiving-base64 decode").
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count, mut padding) = (0u32, 0, 0);
    for &byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            bytes.extend(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match (count, padding) {
        (0, 0) => {}
        (2, 0 | 2) => bytes.push((bits >> 4) as u8),
        (3, 0 | 1) => bytes.extend([(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => return None,
    }
    Some(bytes)
}

/// An address that holds a picture.
pub fn encode(media_type: &str, bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut address = format!("data:{media_type};base64,");
    address.reserve(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            address.push(if digit <= group.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        // RFC 4648, section 10.
        for (text, expected) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
            ("Zm9v\n YmE", "fooba"),
        ] {
            assert_eq!(base64(text.as_bytes()).as_deref(), Some(expected.as_bytes()), "{text}");
            if !text.contains(char::is_whitespace) {
                assert_eq!(encode("image/png", expected.as_bytes()), format!("data:image/png;base64,{text}"));
            }
        }
        assert_eq!(base64(b"+/+/").as_deref(), Some(&[0xfb, 0xff, 0xbf][..]));
        for text in ["Z", "Zg=", "Zg===", "Zg==Zg==", "Zm9v=", "Z-_v", "Zm9vY", "="] {
            assert_eq!(base64(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_taken_apart() {
        for (address, expected) in [
            ("data:image/svg+xml,%3Csvg/%3E", "<svg/>"),
            ("data:image/svg+xml;utf8,<svg/>", "<svg/>"),
            ("DATA:image/svg+xml;charset=utf-8;BASE64,PHN2Zy8+", "<svg/>"),
            ("data:image/png;base64,PHN2Zy8%2B", "<svg/>"),
        ] {
            assert_eq!(decode(address).as_deref(), Ok(expected.as_bytes()), "{address}");
        }
        for (address, expected) in [
            ("data:image/png;base64", "no comma"),
            ("data:,x", "`text/plain`"),
            ("data:text/html,<p>", "`text/html`"),
            ("data:image/png;base64,@", "no base64"),
        ] {
            let reason = decode(address).unwrap_err().reason;
            assert!(reason.contains(expected), "{address}: {reason}");
        }
    }
}
