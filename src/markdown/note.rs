//! Notes by their labels: `[^1]` and its definition; what looks like one and is none is told.
//!
//! In: labels as typed, and the text around them. Out: references where words are read by themselves, of which the parser
//! knows no definitions; findings for references that nothing defines, and for those that are no notes; the caption of an
//! image in whose brackets a note stands (<https://github.github.com/gfm/>, <https://pandoc.org/MANUAL.html#footnotes>).

use std::collections::BTreeSet;
use std::ops::Range;

use super::build::Builder;
use super::dialect::{Dialect, Form};
use super::foreign;
use super::frame::{Frame, FrameKind, InlineForm};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Attributes, Block, BlockKind, Caption, Inline, InlineKind, NodeId};

/// The longest label of a note that is taken for one when it is undefined.
const MAX_NOTE_LABEL: usize = 60;

/// The longest words between brackets that may be meant as a label or as a note in place.
const LONGEST: usize = 300;

/// With more words it is a note in place, as MultiMarkdown writes them.
const MOST_WORDS_OF_LABEL: usize = 3;

/// The labels of the notes that a text defines, each `[^label]:`.
pub(super) fn labels(text: &str) -> BTreeSet<&str> {
    let label = |end: usize| {
        let line = &text[text.floor_char_boundary(end.saturating_sub(LONGEST))..end];
        let label = line[line.rfind(['[', '\n'])?..].strip_prefix("[^")?;
        (!label.is_empty()).then_some(label)
    };
    memchr::memmem::find_iter(text.as_bytes(), "]:").filter_map(label).collect()
}

impl Builder<'_> {
    /// The label of a note that the text defines, where words that are read by themselves begin with its mark.
    pub(super) fn note_label<'s>(&self, words: &'s str) -> Option<&'s str> {
        let inner = words.strip_prefix("[^").filter(|_| self.is_apart() && self.reads(Form::Notes))?;
        let label = &inner[..inner[..inner.floor_char_boundary(LONGEST)].find([']', '\n'])?];
        self.defines_note(label).then_some(label)
    }

    /// A note within a link ends the link: what would have been one stands as text around it.
    pub(super) fn report_linked_note(&mut self, range: &Range<usize>) {
        let is_linked = |frame: &Frame| {
            let is_image =
                matches!(frame.kind, FrameKind::Image { .. } | FrameKind::Form { form: InlineForm::Image(_), .. });
            is_image || frame.kind.is_link()
        };
        let rest = &self.source()[range.end..];
        let rest = &rest[..rest.floor_char_boundary(LONGEST)];
        let end = rest.find(['[', ']', '\\', '\n']).filter(|at| rest[*at..].starts_with("]("));
        let Some(end) = end.filter(|_| !self.frames().iter().any(is_linked)) else { return };
        self.tell_linked_note(range.end + end..range.end + end + 2);
    }

    /// Tells of what would have been a link, by the place of its brackets' end.
    pub(super) fn tell_linked_note(&mut self, place: Range<usize>) {
        if self.dialect() != Dialect::COMMON_MARK && self.foreign().is_first("a link around a note") {
            let finding = Diagnostic::new(Code::ForeignMarkup, "a link that holds a note is shown as text");
            self.report(finding.hint("put the note behind it: `[words](address)[^1]`"), place);
        }
    }

    /// pulldown-cmark leaves a reference to an undefined note as text; here the author learns of it.
    pub(super) fn report_undefined_notes(&mut self, range: &Range<usize>) {
        let source = self.source();
        let mut from = range.start;
        while let Some(at) = memchr::memchr(b'[', &source.as_bytes()[from..range.end]) {
            let start = from + at;
            from = start + 1;
            let Some(label) = source[from..].strip_prefix('^') else {
                continue;
            };
            let Some(length) = label.bytes().take(LONGEST).position(|byte| byte == b']') else {
                continue;
            };
            let label = &label[..length];
            let is_escaped = source[..start].ends_with('\\');
            if is_escaped || label.is_empty() || label.contains(['[', '^']) {
                continue;
            }
            let is_spaced = label.contains(char::is_whitespace);
            if is_spaced && is_no_label(label) || !is_spaced && label.len() > MAX_NOTE_LABEL {
                continue;
            }
            if self.note_label(&source[start..]).is_some() {
                continue;
            }
            self.report(self.undefined_note(label), start..start + length + 3);
        }
    }

    /// What is told of a reference. Most tools want no spaces in a label, and long ones are meant as the note itself.
    fn undefined_note(&self, label: &str) -> Diagnostic {
        let words: Vec<&str> = label.split_whitespace().collect();
        let typed = foreign::shortened(&words.join(" "));
        let hint = match words.len() {
            0 | 1 => format!("define it at the left margin: `[^{label}]: …`"),
            2..=MOST_WORDS_OF_LABEL => {
                let dashed = words.join("-");
                format!(
                    "define it at the left margin, by a label without spaces: `[^{dashed}]` here, `[^{dashed}]: …` there"
                )
            }
            _ if self.reads(Form::InlineNotes) => {
                "write a note in place as `^[its words]`, or give it a label of one word".to_owned()
            }
            _ => "give it a label of one word, and define that at the left margin: `[^1]: …`".to_owned(),
        };
        Diagnostic::new(Code::UndefinedNote, format!("note `{typed}` is referred to and never defined")).hint(hint)
    }

    /// Notes in the brackets of an image stand behind it, and wait for its caption where it is a figure.
    pub(super) fn keep_notes(&mut self, image: NodeId, caption: Vec<Inline>) {
        let mut notes = Vec::new();
        collect_notes(&caption, &mut notes);
        if notes.is_empty() {
            return;
        }
        self.spans().caption = Some(NotedCaption { image, notes: notes.len(), content: caption });
        self.push_inlines(notes);
    }

    /// The caption of the image that a paragraph is, where notes stand in its brackets: words that a note belongs to are
    /// read, not heard alone. The paragraph keeps the image.
    pub(super) fn caption_with_notes(&mut self, content: &mut Vec<Inline>) -> Option<Caption> {
        let [Inline { id, span, kind: InlineKind::Image(_), .. }, rest @ ..] = content.as_slice() else { return None };
        let span = *span;
        let is_its =
            |noted: &mut NotedCaption| noted.image == *id && noted.notes == rest.len() && rest.iter().all(is_note);
        let noted = self.spans().caption.take_if(is_its)?;
        content.truncate(1);
        let attributes = Attributes::default();
        let kind = BlockKind::Plain(noted.content);
        let block = Block { id: self.fresh_id(), span, attributes: attributes.clone(), kind };
        Some(Caption { id: self.fresh_id(), span, attributes, content: vec![block] })
    }
}

/// Whether words between brackets are sooner those of an expression that matches characters, or not together.
fn is_no_label(words: &str) -> bool {
    words.starts_with(char::is_whitespace) || words.contains('\\') || words.contains("\n\n")
}

/// What stood in the brackets of an image, which holds so many notes.
pub(super) struct NotedCaption {
    image: NodeId,
    notes: usize,
    content: Vec<Inline>,
}

fn is_note(inline: &Inline) -> bool {
    matches!(inline.kind, InlineKind::NoteReference { .. })
}

fn collect_notes(inlines: &[Inline], into: &mut Vec<Inline>) {
    for inline in inlines {
        if is_note(inline) {
            into.push(inline.clone());
        }
        collect_notes(inline.kind.children(), into);
    }
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn labels_are_those_of_definitions() {
        let text = "[^a]: one\n> [^b c]: two\n[d]: three [^e] and [^f]:\n[^]: g\n]:";
        assert_eq!(labels(text).into_iter().collect::<Vec<_>>(), ["a", "b c", "f"]);
    }
}
