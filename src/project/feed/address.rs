//! Where the addresses in a feed lead.
//!
//! In: an address as written, and what it is relative to. Out: the whole address; of a link to another entry of the feed
//! that entry's text; and one form for all spellings of an entry's address.

use std::collections::BTreeMap;

use crate::document::walk::each_inline_mut;
use crate::document::{Chapter, ImageSource, InlineKind, Target};
use crate::url;

/// The entries of a feed by the addresses of their pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permalinks {
    texts: BTreeMap<String, String>,
}

impl Permalinks {
    /// Takes note of an entry's page; the first of an address has it.
    pub fn add(&mut self, address: &str, path: &str) {
        if let Some(key) = comparable(address) {
            self.texts.entry(key).or_insert_with(|| path.to_owned());
        }
    }

    /// The book path of the entry whose page an address is.
    fn text(&self, address: &str) -> Option<&str> {
        self.texts.get(&comparable(address)?).map(String::as_str)
    }

    /// Where a link in an entry leads.
    fn target(&self, address: &str, base: Option<&str>) -> String {
        let whole = base.map_or_else(|| address.to_owned(), |base| resolve(base, address));
        let (page, fragment) = whole.split_once('#').unwrap_or((&whole, ""));
        match self.text(page) {
            Some(path) if !fragment.is_empty() => format!("{path}#{fragment}"),
            Some(path) => path.to_owned(),
            None => whole,
        }
    }

    /// Makes the addresses in an entry whole: `base` is what they are relative to.
    pub fn settle(&self, chapter: &mut Chapter, base: Option<&str>) {
        chapter.for_each_inlines_mut(&mut |inlines| {
            each_inline_mut(inlines, &mut |inline| {
                if let InlineKind::Link { target: Target::Unresolved(address), .. } = &mut inline.kind {
                    // Within the entry it leads to wherever the entry is.
                    if !address.starts_with('#') {
                        *address = self.target(address, base).into();
                    }
                } else if let InlineKind::Image(image) = &mut inline.kind
                    && let (ImageSource::Local(address), Some(base)) = (&mut image.source, base)
                {
                    *address = resolve(base, address);
                }
            });
        });
    }
}

/// Whether an address is one of the web.
pub fn is_web(address: &str) -> bool {
    matches!(url::scheme(address).as_deref(), Some("http" | "https"))
}

/// An address seen from another (RFC 3986, section 5.2); as it is where that is none of the web.
pub fn resolve(base: &str, address: &str) -> String {
    let address = address.trim();
    if url::scheme(address).is_some() {
        return address.to_owned();
    }
    if !is_web(base) {
        // Relative itself, to what is found later.
        let folder = base.rsplit_once('/').filter(|_| url::scheme(base).is_none() && !address.starts_with(['/', '#']));
        return folder.map_or_else(|| address.to_owned(), |(folder, _)| format!("{folder}/{address}"));
    }
    let base = base.split('#').next().unwrap_or(base);
    if address.is_empty() || address.starts_with('#') {
        return format!("{base}{address}");
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    if address.starts_with("//") {
        return format!("{scheme}:{address}");
    }
    let page = rest.split('?').next().unwrap_or(rest);
    if address.starts_with('?') {
        return format!("{scheme}://{page}{address}");
    }
    let (host, path) = page.split_once('/').unwrap_or((page, ""));
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    url::resolve(&format!("{scheme}://{host}/"), folder, address)
}

/// A page's address without what changes from link to link.
fn comparable(address: &str) -> Option<String> {
    if !is_web(address) {
        return None;
    }
    let (_, rest) = address.trim().split_once("://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = page.split_once('/').unwrap_or((page, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = url::decode(path);
    let path = path.trim_end_matches("index.html").trim_end_matches('/');
    // What counts visitors names no page.
    let query: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("utm_")).collect();
    Some(format!("{host}/{path}?{}", query.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_seen_from_their_base() {
        for (base, address, expected) in [
            ("https://a.b/x/y.html?q#z", "c.png", "https://a.b/x/c.png"),
            ("https://a.b/x/y.html?q", "/c.png", "https://a.b/c.png"),
            ("https://a.b", "c/d", "https://a.b/c/d"),
            ("https://a.b/x/", "../c/", "https://a.b/c/"),
            ("https://a.b/x?q#z", "#w", "https://a.b/x?q#w"),
            ("https://a.b/x?q", "?r", "https://a.b/x?r"),
            ("http://a.b/x", "//c.d/e", "http://c.d/e"),
            ("https://a.b/x", "mailto:e@f", "mailto:e@f"),
            ("x/y", "z", "x/z"),
            ("x/y", "/z", "/z"),
            ("urn:x/y", "z", "z"),
        ] {
            assert_eq!(resolve(base, address), expected, "{base} {address}");
        }
    }

    #[test]
    fn pages_are_known_by_every_spelling() {
        let mut links = Permalinks::default();
        links.add("https://a.b/2024/x/", "x.html");
        for address in ["http://www.A.b/2024/x", "https://a.b/2024/x/index.html", "https://a.b/2024/x?utm_source=feed"]
        {
            assert_eq!(links.text(address), Some("x.html"), "{address}");
        }
        for address in ["https://a.b/2024/X", "https://a.b/2024/x?p=2", "/2024/x/"] {
            assert_eq!(links.text(address), None, "{address}");
        }
    }
}
