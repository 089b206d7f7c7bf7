//! Alerts get their title, in the words of the document's language.

use super::paragraph;
use crate::document::walk::blocks_mut;
use crate::document::{AlertKind, BlockKind, Chapter};
use crate::lang::Lang;

/// Puts a paragraph of class `alert-title` at the head of every alert.
pub fn apply(chapter: &mut Chapter, lang: &Lang) {
    let words = lang.words();
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| {
            for block in list {
                if let BlockKind::Alert(alert) = &mut block.kind {
                    let title = match alert.kind {
                        AlertKind::Note => &words.note,
                        AlertKind::Tip => &words.tip,
                        AlertKind::Important => &words.important,
                        AlertKind::Warning => &words.warning,
                        AlertKind::Caution => &words.caution,
                    };
                    let title = paragraph(chapter, "alert-title", title.as_str());
                    alert.content.insert(0, title);
                }
            }
        });
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
}
