//! OPDS Catalog 1.2 (<https://specs.opds.io/opds-1.2>): an acquisition feed of Atom (RFC 4287).

use super::{Catalog, GENERATOR, OPDS1, OPDS2, OPEN_ACCESS, Publication, element, escaped};

/// The media type of the feed (section 8).
const MEDIA_TYPE: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";

/// Writes the feed.
pub fn opds1(catalog: &Catalog) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/terms/\">\n");
    let itself = catalog.address(OPDS1);
    element(&mut out, "  ", "id", &itself);
    element(&mut out, "  ", "title", &catalog.title);
    element(&mut out, "  ", "updated", catalog.updated());
    element(&mut out, "  ", "generator", GENERATOR);
    // Each feed has an author, or each of its entries (RFC 4287, section 4.1.1).
    person(&mut out, "  ", "author", &catalog.title);
    link(&mut out, "  ", "self", &itself, MEDIA_TYPE, None);
    link(&mut out, "  ", "start", &itself, MEDIA_TYPE, None);
    link(&mut out, "  ", "alternate", &catalog.address(OPDS2), "application/opds+json", None);
    for book in &catalog.publications {
        entry(&mut out, catalog, book);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, catalog: &Catalog, book: &Publication) {
    const INDENT: &str = "    ";
    out.push_str("  <entry>\n");
    element(out, INDENT, "id", &book.id);
    element(out, INDENT, "title", &book.title);
    element(out, INDENT, "updated", &book.modified);
    book.authors.iter().for_each(|name| person(out, INDENT, "author", name));
    book.contributors.iter().for_each(|name| person(out, INDENT, "contributor", name));
    book.languages.iter().for_each(|lang| element(out, INDENT, "dc:language", lang));
    book.date.iter().for_each(|date| element(out, INDENT, "dc:issued", date));
    book.publisher.iter().for_each(|name| element(out, INDENT, "dc:publisher", name));
    for word in &book.subjects {
        out.push_str(&format!("{INDENT}<category term=\"{0}\" label=\"{0}\"/>\n", escaped(word)));
    }
    book.rights.iter().for_each(|rights| element(out, INDENT, "rights", rights));
    book.description.iter().for_each(|words| element(out, INDENT, "summary", words));
    if let Some(cover) = &book.cover {
        let address = catalog.address(&cover.path);
        link(out, INDENT, "http://opds-spec.org/image", &address, cover.media_type, None);
        link(out, INDENT, "http://opds-spec.org/image/thumbnail", &address, cover.media_type, None);
    }
    for file in &book.files {
        link(out, INDENT, OPEN_ACCESS, &catalog.address(&file.path), file.format.media_type(), Some(file.bytes));
    }
    out.push_str("  </entry>\n");
}

fn person(out: &mut String, indent: &str, name: &str, text: &str) {
    out.push_str(&format!("{indent}<{name}><name>{}</name></{name}>\n", escaped(text)));
}

fn link(out: &mut String, indent: &str, relation: &str, address: &str, media_type: &str, bytes: Option<u64>) {
    let length = bytes.map(|bytes| format!(" length=\"{bytes}\"")).unwrap_or_default();
    out.push_str(&format!(
        "{indent}<link rel=\"{relation}\" href=\"{}\" type=\"{media_type}\"{length}/>\n",
        escaped(address)
    ));
}
