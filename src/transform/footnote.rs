//! Notes: numbers from 1 in the order of first reference, marks, ids, and links back.
//!
//! In: a chapter whose notes stand in the order of their definitions. Out: the same notes in the order in
//! which the text refers to them. What a note refers to comes right after it: there it is set, at the foot of the page.
//! Labels belong to the chapter, so every file may have a `[^1]`. A note nobody refers to comes last and is reported.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{each_inline_mut, inlines_mut};
use crate::document::{Attributes, Block, BlockKind, Chapter, Inline, InlineKind, NodeId, Note};

/// A note on its way: its number as soon as something refers to it.
struct Numbering {
    /// By label, in the form in which labels are compared; the first definition counts.
    by_label: BTreeMap<String, usize>,
    notes: Vec<Note>,
    /// The order of first reference.
    order: Vec<usize>,
    /// Notes in notes in notes, too deep to be followed at once.
    deferred: Vec<usize>,
}

/// How deep notes are followed that refer to one another: no author goes beyond two.
const MAX_DEPTH: usize = 50;

/// Numbers a chapter's notes and connects them with their references.
pub fn apply(chapter: &mut Chapter, diagnostics: &mut Diagnostics) {
    let notes = std::mem::take(&mut chapter.notes);
    let mut by_label = BTreeMap::new();
    for (index, note) in notes.iter().enumerate() {
        by_label.entry(comparable(&note.label)).or_insert(index);
    }
    let mut numbering = Numbering { by_label, notes, order: Vec::new(), deferred: Vec::new() };
    numbering.connect(&mut chapter.blocks, 0);
    while let Some(index) = numbering.deferred.pop() {
        numbering.connect_note(index, 0);
    }
    chapter.notes = numbering.finish(diagnostics);
    part_marks(chapter);
    let mut notes = std::mem::take(&mut chapter.notes);
    notes.iter_mut().for_each(|note| {
        link_back(chapter, note);
        link_back_to_all(chapter, note);
    });
    chapter.notes = notes;
}

/// Puts a narrow space between marks that stand side by side: ¹ and ² are not twelve.
fn part_marks(chapter: &mut Chapter) {
    let is_mark = |inline: &Inline| matches!(inline.kind, InlineKind::NoteReference { .. });
    let mut next = chapter.next_node;
    chapter.for_each_inlines_mut(&mut |inlines| {
        for at in (1..inlines.len()).rev() {
            if is_mark(&inlines[at - 1]) && is_mark(&inlines[at]) {
                let (id, span) = (NodeId(next), inlines[at].span);
                next += 1;
                let kind = InlineKind::Text("\u{202f}".into());
                inlines.insert(at, Inline { id, span, attributes: Attributes::default(), kind });
            }
        }
    });
    chapter.next_node = next;
}

impl Numbering {
    /// Gives every reference in the blocks its note and mark.
    fn connect(&mut self, blocks: &mut [Block], depth: usize) {
        inlines_mut(blocks, &mut |inlines| each_inline_mut(inlines, &mut |inline| self.connect_inline(inline, depth)));
    }

    fn connect_note(&mut self, index: usize, depth: usize) {
        let mut content = std::mem::take(&mut self.notes[index].content);
        self.connect(&mut content, depth);
        self.notes[index].content = content;
    }

    fn connect_inline(&mut self, inline: &mut Inline, depth: usize) {
        let InlineKind::NoteReference { note, mark, label } = &mut inline.kind else {
            return;
        };
        let Some(&index) = self.by_label.get(&comparable(label)) else {
            inline.kind = InlineKind::Text(format!("[^{label}]").into());
            return;
        };
        let definition = &mut self.notes[index];
        let is_first = definition.number == 0;
        if is_first {
            self.order.push(index);
            definition.number = self.order.len() as u32;
            definition.attributes.set_id(format!("fn-{}", definition.number));
        }
        *note = definition.id;
        *mark = definition.number.to_string().into();
        definition.references.push(inline.id);
        let id = match definition.references.len() {
            1 => format!("fnref-{}", definition.number),
            count => format!("fnref-{}-{count}", definition.number),
        };
        inline.attributes.set_id(id);
        if is_first && depth < MAX_DEPTH {
            self.connect_note(index, depth + 1);
        } else if is_first {
            self.deferred.push(index);
        }
    }

    /// The notes in the order of their numbers, unused ones last.
    fn finish(mut self, diagnostics: &mut Diagnostics) -> Vec<Note> {
        for (index, note) in self.notes.iter_mut().enumerate() {
            if note.number == 0 {
                let message = format!("note `{}` is defined and never referred to", note.label);
                let hint = match self.by_label.get(&comparable(&note.label)) {
                    Some(&first) if first != index => "another note has the same label; give each its own".to_owned(),
                    Some(_) | None => format!("refer to it with `[^{}]`, or remove it", note.label),
                };
                diagnostics.push(Diagnostic::new(Code::UnusedNote, message).at(note.span).hint(hint));
                self.order.push(index);
                note.number = self.order.len() as u32;
                note.attributes.set_id(format!("fn-{}", note.number));
            }
        }
        let mut notes: Vec<Option<Note>> = self.notes.into_iter().map(Some).collect();
        self.order.into_iter().filter_map(|index| notes[index].take()).collect()
    }
}

/// Puts the mark that leads back to the first reference at the head of the note's first paragraph.
fn link_back(chapter: &mut Chapter, note: &mut Note) {
    let Some(&reference) = note.references.first() else {
        return;
    };
    let kind = InlineKind::NoteBacklink { reference, mark: note.number.to_string().into() };
    let attributes = Attributes::default();
    let backlink = Inline { id: chapter.fresh_id(), span: note.span, attributes: attributes.clone(), kind };
    let space = super::text(chapter, " ");
    match note.content.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph(content) | BlockKind::Plain(content)) => {
            content.splice(0..0, [backlink, space]);
        }
        Some(_) | None => {
            let id: NodeId = chapter.fresh_id();
            let kind = BlockKind::Paragraph(vec![backlink]);
            note.content.insert(0, Block { id, span: note.span, attributes, kind });
        }
    }
}

/// Where several references share a note, whoever came from a later one goes back to it: a line of marks at the note's end,
/// for screens alone.
fn link_back_to_all(chapter: &mut Chapter, note: &mut Note) {
    if note.references.len() < 2 {
        return;
    }
    let mut content = Vec::new();
    for (index, &reference) in note.references.iter().enumerate() {
        if index > 0 {
            content.push(super::text(chapter, " "));
        }
        let mark = format!("{}.{}", note.number, index + 1).into();
        let kind = InlineKind::NoteBacklink { reference, mark };
        content.push(Inline { id: chapter.fresh_id(), span: note.span, attributes: Attributes::default(), kind });
    }
    let attributes = Attributes::class("note-references");
    let id = chapter.fresh_id();
    note.content.push(Block { id, span: note.span, attributes, kind: BlockKind::Paragraph(content) });
}

/// Labels are compared as link labels are: case folded, white space collapsed.
pub(super) fn comparable(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
