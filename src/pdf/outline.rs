//! The outline that readers show beside the pages (PDF 32000-1, 12.3.3), nested as the table of contents is,
//! open to its first level. Before it stand title page and contents page, which the EPUB has in its landmarks.

use super::destination::Destinations;
use super::object::{File, Name, Ref, TextStr};
use crate::document::{Chapter, ChapterRole, Document};
use crate::toc::{Toc, TocEntry};

/// Writes the outline; `None` for an empty table of contents.
pub(super) fn write(file: &mut File, document: &Document, toc: &Toc, destinations: &Destinations<'_>) -> Option<Ref> {
    if toc.entries.is_empty() {
        return None;
    }
    let front = front(document);
    let entries: Vec<&TocEntry> = front.iter().chain(&toc.entries).collect();
    let root = file.reserve();
    let mut outline = Outline { file, destinations };
    let (first, last) = outline.siblings(&entries, root)?;
    outline.file.put_dict(root, |dict| {
        dict.pair("Type", Name("Outlines")).pair("First", first).pair("Last", last).pair("Count", entries.len());
    });
    Some(root)
}

/// Entries for the title page, the copyright page and the contents page.
fn front(document: &Document) -> Vec<TocEntry> {
    let words = document.metadata.lang.words();
    let entry = |chapter: &Chapter, title: &str| TocEntry {
        target: Some(chapter.node_ref(chapter.title_node)),
        number: None,
        title: title.to_owned(),
        lang: None,
        children: Vec::new(),
    };
    let named = |chapter: &Chapter| match chapter.role {
        ChapterRole::TitlePage => Some(entry(chapter, &words.title_page)),
        ChapterRole::CopyrightPage => Some(entry(chapter, words.copyright_page())),
        ChapterRole::Contents => Some(entry(chapter, &words.contents)),
        ChapterRole::Part | ChapterRole::Text => None,
    };
    document.chapters.iter().filter_map(|chapter| named(chapter)).collect()
}

struct Outline<'a> {
    file: &'a mut File,
    destinations: &'a Destinations<'a>,
}

impl Outline<'_> {
    /// Writes entries that stand beside one another; the first and the last.
    fn siblings(&mut self, entries: &[&TocEntry], parent: Ref) -> Option<(Ref, Ref)> {
        let ids: Vec<Ref> = entries.iter().map(|_| self.file.reserve()).collect();
        for (index, entry) in entries.iter().enumerate() {
            let children: Vec<&TocEntry> = entry.children.iter().collect();
            let ends = self.siblings(&children, ids[index]);
            let title = match &entry.number {
                Some(number) => format!("{number} {}", entry.title),
                None => entry.title.clone(),
            };
            self.file.put_dict(ids[index], |item| {
                item.pair("Title", TextStr(title)).pair("Parent", parent);
                item.optional("Prev", index.checked_sub(1).map(|before| ids[before]));
                item.optional("Next", ids.get(index + 1).copied());
                if let Some(node) = entry.target {
                    self.destinations.set(item, node);
                }
                if let Some((first, last)) = ends {
                    // Negative: closed (table 153).
                    item.pair("First", first).pair("Last", last).pair("Count", -(children.len() as i64));
                }
            });
        }
        Some((*ids.first()?, *ids.last()?))
    }
}
