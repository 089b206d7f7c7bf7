//! What a PDF says of itself in its information dictionary (ISO 32000-1, 14.3.3) and in its metadata (14.3.2).
//!
//! In: the bytes of a file. Out: a [`Description`]. Pages are not read.

use super::foreign;
use crate::config::date;

/// What a PDF says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    pub title: Option<String>,
    pub author: Option<String>,
    pub subject: Option<String>,
    pub keywords: Vec<String>,
    /// When the book was published, as it says.
    pub published: Option<String>,
    /// When it was made and changed, `YYYY-MM-DDThh:mm:ssZ`.
    pub created: Option<String>,
    pub modified: Option<String>,
}

/// Reads the description; `None` where the bytes are no PDF that can be read.
pub fn describe(bytes: &[u8]) -> Option<Description> {
    let found = foreign::information(bytes)?;
    let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let keywords = filled(found.keywords).unwrap_or_default();
    let keywords = keywords.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
    Some(Description {
        title: filled(found.title).or_else(|| in_metadata(bytes, "dc:title")),
        author: filled(found.author).or_else(|| in_metadata(bytes, "dc:creator")),
        published: in_metadata(bytes, "dc:date"),
        subject: filled(found.subject),
        keywords: keywords.map(str::to_owned).collect(),
        created: found.created.as_deref().and_then(moment),
        modified: found.modified.as_deref().and_then(moment),
    })
}

/// The first item of a property in metadata that are not compressed, as PDF/A has them: PDF 2.0 has no dictionary beside
/// them.
fn in_metadata(bytes: &[u8], property: &str) -> Option<String> {
    let start = memchr::memmem::find(bytes, format!("<{property}>").as_bytes())?;
    let end = start + memchr::memmem::find(&bytes[start..], format!("</{property}>").as_bytes())?;
    let text = std::str::from_utf8(&bytes[start..end]).ok()?;
    let (_, item) = text.split_once("<rdf:li")?;
    let (item, _) = item.split_once('>')?.1.split_once('<')?;
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let item = signs.into_iter().fold(item.trim().to_owned(), |item, (name, sign)| item.replace(name, sign));
    (!item.is_empty()).then_some(item)
}

/// `D:YYYYMMDDHHmmSSOHH'mm'` (7.9.4), all but the year optional, in UTC.
fn moment(text: &str) -> Option<String> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, zone) = text.split_at(end);
    let part = |from: usize, usual: &'static str| digits.get(from..from + 2).unwrap_or(usual);
    let zone = zone.replace('\'', "");
    let zone = if zone.starts_with(['+', '-']) { zone } else { "Z".to_owned() };
    let written = format!(
        "{}-{}-{}T{}:{}:{}{zone}",
        digits.get(..4)?,
        part(4, "01"),
        part(6, "01"),
        part(8, "00"),
        part(10, "00"),
        part(12, "00")
    );
    date::of_feed(&written).map(|(_, seconds)| date::from_epoch(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_far_as_they_are_given() {
        for (text, expected) in [
            ("D:20240501120000Z", Some("2024-05-01T12:00:00Z")),
            ("D:20240501120000+02'00'", Some("2024-05-01T10:00:00Z")),
            ("D:202405", Some("2024-05-01T00:00:00Z")),
            ("2024", Some("2024-01-01T00:00:00Z")),
            ("D:x", None),
        ] {
            assert_eq!(moment(text).as_deref(), expected, "{text}");
        }
        assert_eq!(describe(b"no pdf"), None);
    }
}
