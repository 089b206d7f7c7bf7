//! Facts that may be tables: titles by kind, rights by holder and year.
//!
//! In: an entry. Out: its fact in the front matter, from the keys that pandoc, Quarto and MyST give such tables.

use super::super::key;
use super::super::value::{Entry, Value};
use super::{Reader, plain};
use crate::document::TitleKind;

impl Reader<'_> {
    /// A title, or pandoc's list of them by type (<https://pandoc.org/MANUAL.html#epub-metadata>).
    pub(super) fn title(&mut self, entry: &Entry) {
        let typed: Vec<(String, String)> = entry
            .value
            .items()
            .iter()
            .filter_map(|item| Some((below(item, &["type"]).unwrap_or_default(), below(item, &["text"])?)))
            .collect();
        if typed.is_empty() {
            return self.text(entry, |found| &mut found.title);
        }
        let of = |kind: &str| typed.iter().find(|(own, _)| own == kind).map(|(_, text)| text.clone());
        let first = typed.first().map(|(_, text)| text.clone());
        self.found.title = self.found.title.take().or_else(|| of("main")).or(first);
        self.found.subtitle = self.found.subtitle.take().or_else(|| of("subtitle"));
        for kind in TitleKind::ALL {
            // pandoc calls it `extended`.
            let text = of(kind.name()).or_else(|| of("extended").filter(|_| kind == TitleKind::Expanded));
            text.into_iter().for_each(|text| self.typed_title(kind, text));
        }
    }

    /// A sentence, or the tables of Quarto and MyST: who has the rights from when, and by which license.
    pub(super) fn rights(&mut self, entry: &Entry) {
        let said = below(&entry.value, &["statement", "text", "name", "type", "code", "content"]);
        let holder = below(&entry.value, &["holder"]).map(|holder| {
            let year = below(&entry.value, &["year"]).map(|year| format!("{year} ")).unwrap_or_default();
            format!("© {year}{holder}")
        });
        match said.or(holder) {
            Some(text) => self.found.rights = self.found.rights.take().or(Some(text)),
            None => self.text(entry, |found| &mut found.rights),
        }
    }
}

/// The text of the first of some keys in a table.
pub(super) fn below(value: &Value, names: &[&str]) -> Option<String> {
    let of = |name: &&str| value.entries().iter().find(|entry| key::normalize(&entry.key) == **name);
    names.iter().filter_map(of).find_map(|entry| plain(&entry.value)).filter(|text| !text.is_empty())
}
