//! OPDS 2.0 (<https://specs.opds.io/opds-2.0>): a feed of JSON, with the metadata of Readium's manifests
//! (<https://readium.org/webpub-manifest/>).

use serde_json::{Map, Value, json};

use super::{Catalog, OPDS2, OPEN_ACCESS, Publication};

/// Writes the feed.
pub fn opds2(catalog: &Catalog) -> String {
    let publications: Vec<Value> = catalog.publications.iter().map(|book| publication(catalog, book)).collect();
    let feed = json!({
        "metadata": {
            "title": catalog.title,
            "modified": catalog.updated(),
            "numberOfItems": publications.len(),
        },
        "links": [{ "rel": "self", "href": catalog.address(OPDS2), "type": "application/opds+json" }],
        "publications": publications,
    });
    let mut text = serde_json::to_string_pretty(&feed).unwrap_or_default();
    text.push('\n');
    text
}

fn publication(catalog: &Catalog, book: &Publication) -> Value {
    let mut metadata = Map::new();
    let mut put = |key: &str, value: Value| drop(metadata.insert(key.to_owned(), value));
    put("@type", "http://schema.org/Book".into());
    put("identifier", book.id.as_str().into());
    put("title", book.title.as_str().into());
    put("modified", book.modified.as_str().into());
    for (key, list) in [
        ("author", &book.authors),
        ("contributor", &book.contributors),
        ("language", &book.languages),
        ("subject", &book.subjects),
    ] {
        if !list.is_empty() {
            put(key, list.as_slice().into());
        }
    }
    // A year alone is no date of the manifests.
    let day = book.date.as_deref().filter(|date| date.len() == 10);
    for (key, text) in
        [("published", day), ("description", book.description.as_deref()), ("publisher", book.publisher.as_deref())]
    {
        if let Some(text) = text {
            put(key, text.into());
        }
    }
    let links: Vec<Value> = book
        .files
        .iter()
        .map(|file| {
            json!({
                "rel": OPEN_ACCESS,
                "href": catalog.address(&file.path),
                "type": file.format.media_type(),
                "size": file.bytes,
            })
        })
        .collect();
    let mut publication = json!({ "metadata": metadata, "links": links });
    if let (Some(cover), Some(publication)) = (&book.cover, publication.as_object_mut()) {
        let image = json!([{ "href": catalog.address(&cover.path), "type": cover.media_type }]);
        publication.insert("images".to_owned(), image);
    }
    publication
}
