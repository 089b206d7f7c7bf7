//! The outline that readers show beside the pages (PDF 32000-1, 12.3.3), nested as the table of contents is,
//! open to its first level. Before it stand title page and contents page, which the EPUB has in its landmarks.

use lopdf::{Dictionary, ObjectId};

use super::destination::Destinations;
use super::file::File;
use super::metadata::text_string;
use crate::document::{Chapter, ChapterRole, Document};
use crate::toc::{Toc, TocEntry};

/// Writes the outline; `None` for an empty table of contents.
pub(super) fn write(
    file: &mut File,
    document: &Document,
    toc: &Toc,
    destinations: &Destinations<'_>,
) -> Option<ObjectId> {
    if toc.entries.is_empty() {
        return None;
    }
    let front = front(document);
    let entries: Vec<&TocEntry> = front.iter().chain(&toc.entries).collect();
    let root = file.reserve();
    let mut outline = Outline { file, destinations };
    let (first, last) = outline.siblings(&entries, root)?;
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Outlines");
    dictionary.set("First", first);
    dictionary.set("Last", last);
    dictionary.set("Count", entries.len() as i64);
    file.put(root, dictionary);
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
    fn siblings(&mut self, entries: &[&TocEntry], parent: ObjectId) -> Option<(ObjectId, ObjectId)> {
        let ids: Vec<ObjectId> = entries.iter().map(|_| self.file.reserve()).collect();
        for (index, entry) in entries.iter().enumerate() {
            let mut item = Dictionary::new();
            let title = match &entry.number {
                Some(number) => format!("{number} {}", entry.title),
                None => entry.title.clone(),
            };
            item.set("Title", text_string(&title));
            item.set("Parent", parent);
            if index > 0 {
                item.set("Prev", ids[index - 1]);
            }
            if let Some(next) = ids.get(index + 1) {
                item.set("Next", *next);
            }
            if let Some(node) = entry.target {
                self.destinations.set(&mut item, node);
            }
            let children: Vec<&TocEntry> = entry.children.iter().collect();
            if let Some((first, last)) = self.siblings(&children, ids[index]) {
                item.set("First", first);
                item.set("Last", last);
                // Negative: closed (table 153).
                item.set("Count", -(children.len() as i64));
            }
            self.file.put(ids[index], item);
        }
        Some((*ids.first()?, *ids.last()?))
    }
}
