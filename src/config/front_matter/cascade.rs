//! What a section says of the pages below it: Hugo's `cascade`
//! (<https://gohugo.io/content-management/front-matter/#cascade-1>).
//!
//! In: the head of a section's index, or the value of the key in a site's settings. Out: [`Cascade`]s, each with the pages
//! that it is meant for. Which pages lie below is the project's business.

use super::super::fence::{self, Block, Head, Language};
use super::super::key;
use super::super::value::{self, Entry, Value, ValueKind};
use super::{FrontMatter, Reader, plain};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{FileId, Files};

/// What holds for pages that are silent.
#[derive(Clone, Debug, PartialEq)]
pub struct Cascade {
    pub facts: FrontMatter,
    /// A pattern of the pages' paths, from the site's root; else all.
    pub path: Option<String>,
    /// `page` or `section`; else both.
    pub kind: Option<String>,
}

/// What the head of a file says of the pages below it; `path` is its book path.
pub fn read_cascade(files: &Files, file: FileId, path: &str, diagnostics: &mut Diagnostics) -> Vec<Cascade> {
    let text = &files.get(file).text;
    let Head::FrontMatter(Block { language, content, .. }) = fence::find(text) else { return Vec::new() };
    let start = content.start;
    let parsed = match language {
        Language::Yaml => value::parse_yaml(&text[content]),
        Language::Toml => value::parse_toml(&text[content]),
        Language::Json => value::parse_json(&text[content]),
    };
    // What is broken is told where the text is read.
    let Ok(value) = parsed else { return Vec::new() };
    let reader = Reader { place: Some((file, start)), path, diagnostics, found: FrontMatter::default() };
    reader.cascades(&value)
}

/// The same of a site's settings; `value` is the whole file.
pub fn cascade_of(value: &Value, path: &str, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Cascade> {
    let reader = Reader { place: Some((file, 0)), path, diagnostics, found: FrontMatter::default() };
    reader.cascades(value)
}

impl Reader<'_> {
    fn cascades(mut self, value: &Value) -> Vec<Cascade> {
        let cascade = value.entries().iter().find(|entry| key::normalize(&entry.key) == "cascade");
        let items = cascade.map_or(&[][..], |entry| entry.value.items());
        items.iter().filter_map(|item| self.cascade(item)).collect()
    }

    fn cascade(&mut self, item: &Value) -> Option<Cascade> {
        let is_target = |entry: &&Entry| matches!(key::normalize(&entry.key).as_str(), "target" | "-target");
        let target = item.entries().iter().find(is_target);
        let facts: Vec<Entry> = item.entries().iter().filter(|entry| !is_target(entry)).cloned().collect();
        let (mut path, mut kind) = (None, None);
        for entry in target.map_or(&[][..], |target| target.value.entries()) {
            match (entry.key.to_lowercase().as_str(), plain(&entry.value)) {
                ("path", Some(pattern)) => path = Some(pattern.to_lowercase()),
                ("kind", Some(name)) => kind = Some(name.trim_matches(['{', '}']).to_owned()),
                _ => {
                    let message =
                        format!("`{}` of a cascade's target is not read, and the cascade left out", entry.key);
                    self.report(Code::IgnoredKey, &entry.key_range, message, None);
                    return None;
                }
            }
        }
        self.found = FrontMatter::default();
        self.book(&Value { range: item.range.clone(), kind: ValueKind::Map(facts) });
        Some(Cascade { facts: std::mem::take(&mut self.found), path, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_speaks_for_the_pages_below_it() {
        let read = |text: &str| {
            let mut files = Files::default();
            let file = files.add("_index.md", text);
            let mut diagnostics = Diagnostics::default();
            let found = read_cascade(&files, file, "_index.md", &mut diagnostics);
            let told: Vec<u32> =
                diagnostics.iter().filter_map(|found| Some(files.line_column(file, found.span?.start).line)).collect();
            (found, told)
        };
        let (found, told) = read(
            "---\ntitle: A\ncascade:\n- draft: true\n  _target: {path: '/Posts/**', kind: page}\n- author: B\n- date: 2024\n  \
             target: {environment: x}\n---\n",
        );
        assert_eq!((found.len(), told), (2, vec![8]));
        assert!(found[0].facts.draft.is_some() && found[0].path.as_deref() == Some("/posts/**"));
        assert_eq!((found[0].kind.as_deref(), found[1].facts.creators.len()), (Some("page"), 1));
        let (found, _) = read("+++\n[cascade]\ntags = [\"x\"]\n[cascade.params]\na = 1\n+++\n");
        assert_eq!(found[0].facts.keywords, ["x"]);
        assert_eq!(read("---\ntitle: A\n---\n").0, []);
    }
}
