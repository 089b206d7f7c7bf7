//! RSS 2.0 (<https://www.rssboard.org/rss-specification>) whose enclosures are the books.

use super::{Catalog, GENERATOR, Publication, RSS, element, escaped};
use crate::config::date;

/// Writes the feed.
pub fn rss(catalog: &Catalog) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  <channel>\n",
    );
    element(&mut out, "    ", "title", &catalog.title);
    element(&mut out, "    ", "link", &catalog.base_url);
    element(&mut out, "    ", "description", &catalog.title);
    // One language of all is that of the channel.
    let mut languages: Vec<&String> = catalog.publications.iter().flat_map(|book| &book.languages).collect();
    languages.dedup();
    if let [language] = languages[..] {
        element(&mut out, "    ", "language", language);
    }
    element(&mut out, "    ", "generator", GENERATOR);
    element(&mut out, "    ", "lastBuildDate", &rfc822(catalog.updated()));
    out.push_str(&format!(
        "    <atom:link href=\"{}\" rel=\"self\" type=\"application/rss+xml\"/>\n",
        escaped(&catalog.address(RSS))
    ));
    for book in &catalog.publications {
        item(&mut out, catalog, book);
    }
    out.push_str("  </channel>\n</rss>\n");
    out
}

fn item(out: &mut String, catalog: &Catalog, book: &Publication) {
    const INDENT: &str = "      ";
    out.push_str("    <item>\n");
    element(out, INDENT, "title", &book.title);
    element(out, INDENT, "link", &catalog.address(book.path()));
    out.push_str(&format!("{INDENT}<guid isPermaLink=\"false\">{}</guid>\n", escaped(&book.id)));
    element(out, INDENT, "pubDate", &rfc822(&book.moment()));
    book.authors.iter().for_each(|name| element(out, INDENT, "dc:creator", name));
    book.subjects.iter().for_each(|word| element(out, INDENT, "category", word));
    // It is read as HTML: what looks like markup in it is none.
    book.description.iter().for_each(|words| element(out, INDENT, "description", &escaped(words)));
    for file in &book.files {
        out.push_str(&format!(
            "{INDENT}<enclosure url=\"{}\" length=\"{}\" type=\"{}\"/>\n",
            escaped(&catalog.address(&file.path)),
            file.bytes,
            file.format.media_type()
        ));
    }
    out.push_str("    </item>\n");
}

/// A moment, `2024-05-01T00:00:00Z`, as RFC 822 has it with years of four digits.
fn rfc822(moment: &str) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, seconds) = date::of_feed(moment).unwrap_or_default();
    let moment = date::from_epoch(seconds);
    // The first day of 1970 was a Thursday.
    let day = DAYS[seconds.div_euclid(86_400).rem_euclid(7) as usize];
    let month = moment[5..7].parse::<usize>().map_or("Jan", |month| MONTHS[(month - 1).min(11)]);
    format!("{day}, {} {month} {} {} GMT", &moment[8..10], &moment[..4], &moment[11..19])
}

#[cfg(test)]
mod tests {
    use super::rfc822;

    #[test]
    fn moments_are_those_of_mail() {
        for (moment, expected) in [
            ("2002-10-02T13:00:00Z", "Wed, 02 Oct 2002 13:00:00 GMT"),
            ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("2024-02-29T23:59:59Z", "Thu, 29 Feb 2024 23:59:59 GMT"),
        ] {
            assert_eq!(rfc822(moment), expected);
        }
    }
}
