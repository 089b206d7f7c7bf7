//! What sections of a book are called, from `sections.toml`.
//!
//! In: a language and a title. Out: the word of the EPUB Structural Semantics Vocabulary for what is called so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Lang;

/// Names in small letters, and what each is called in the vocabulary.
type Names = BTreeMap<String, String>;

static TABLE: LazyLock<BTreeMap<String, Names>> = LazyLock::new(|| {
    let table: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(include_str!("sections.toml")).expect("the table is part of the program");
    let names = |kinds: BTreeMap<String, String>| {
        let named = kinds
            .iter()
            .flat_map(|(kind, names)| names.split('|').map(move |name| (name.to_lowercase(), kind.clone())));
        named.collect()
    };
    table.into_iter().map(|(lang, kinds)| (lang, names(kinds))).collect()
});

/// What a section of a title is in the vocabulary: `foreword` for `Vorwort` in German. Names of English are known in all
/// languages. An appendix may have a letter or number and a title of its own after its name.
pub fn section_kind(lang: &Lang, title: &str) -> Option<&'static str> {
    let title = title.trim().trim_end_matches(['.', ':']).to_lowercase();
    let primary = match lang.primary() {
        "nb" | "nn" => "no",
        primary => primary,
    };
    [primary, "en"].into_iter().filter_map(|lang| TABLE.get(lang)).find_map(|names| {
        if let Some(kind) = names.get(&title) {
            return Some(kind.as_str());
        }
        let appendix = "appendix";
        let is_appendix = names
            .iter()
            .filter(|(_, kind)| *kind == appendix)
            .any(|(name, _)| title.strip_prefix(name.as_str()).is_some_and(is_numbered));
        is_appendix.then_some(appendix)
    })
}

/// Whether what follows a name is its number: ` A`, ` 2: Tables`, `一`.
fn is_numbered(rest: &str) -> bool {
    let Some(first) = rest.trim_start().split(|c: char| c.is_whitespace() || ".:–—-".contains(c)).next() else {
        return false;
    };
    let is_parted = rest.starts_with(char::is_whitespace);
    match first.chars().count() {
        0 => rest.trim_start().starts_with([':', '–', '—']),
        1 => is_parted || !first.is_ascii(),
        _ => is_parted && first.chars().all(|c| c.is_ascii_digit() || "ivx".contains(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::{TABLE, section_kind};
    use crate::lang::Lang;

    #[test]
    fn titles_name_sections() {
        let of = |lang: &str, title: &str| section_kind(&Lang::parse(lang).unwrap(), title);
        for (lang, title, kind) in [
            ("en", "Foreword", Some("foreword")),
            ("en-GB", "ACKNOWLEDGEMENTS", Some("acknowledgments")),
            ("de", "Vorwort", Some("preface")),
            ("de", "Glossary", Some("glossary")),
            ("nb", "Etterord", Some("afterword")),
            ("ja", "あとがき", Some("afterword")),
            ("ja", "付録A", None),
            ("ja", "付録一", Some("appendix")),
            ("en", "Appendix", Some("appendix")),
            ("en", "Appendix A", Some("appendix")),
            ("en", "Appendix IV. Tables", Some("appendix")),
            ("en", "Appendix 12 – Tables", Some("appendix")),
            ("en", "Appendix: Tables", Some("appendix")),
            ("de", "Anhang B: Tafeln", Some("appendix")),
            ("en", "Appendix removal", None),
            ("en", "The Foreword", None),
            ("fr", "Foreword by Ann", None),
            ("en", "", None),
        ] {
            assert_eq!(of(lang, title), kind, "{lang}: {title}");
        }
    }

    #[test]
    fn every_name_is_of_one_kind() {
        assert!(TABLE.len() > 20);
    }
}
