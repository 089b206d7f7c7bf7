//! Line blocks: verse and addresses whose lines begin with `| ` and stay lines.
//!
//! In: such a line that is no row of a table. Out: a division of class `line-block` whose lines break; the spaces that
//! a line begins with stay (<https://pandoc.org/MANUAL.html#line-blocks>).

use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{Leaf, Line};
use crate::document::{Attributes, Division};

impl<'t> Pass<'t, '_> {
    pub(super) fn verse(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::LineBlocks) || self.leaf == Leaf::Paragraph {
            return None;
        }
        verse_line(text)?;
        let mut lines = vec![line.clone()];
        let mut at = line.next;
        while let Some(next) = self.peek(at) {
            let text = self.text_of(&next);
            let is_continued = next.indent > 0 && !text.is_empty() && !text.starts_with('|');
            if verse_line(text).is_none() && !is_continued {
                // A row of a table after all.
                if text.starts_with('|') {
                    return None;
                }
                break;
            }
            at = next.next;
            lines.push(next);
        }
        let opened = line.start..line.end;
        let container = Container {
            kind: ContainerKind::Division(Division::Plain),
            attributes: Attributes::class("line-block"),
            title: None,
        };
        self.copy_to(line.start);
        self.mark(Marker::Open(container), opened.clone());
        let depth = self.stack.len();
        for (index, verse) in lines.iter().enumerate() {
            let prefix = self.prefix(depth);
            let place = verse.start..verse.end;
            self.write(&prefix, place.clone());
            let start = verse.start + verse.indent_bytes(self.source);
            let inner = self.source[start..verse.end].strip_prefix('|');
            let text = inner.unwrap_or(&self.source[start..verse.end]).trim_end();
            let own = text.strip_prefix(' ').unwrap_or(text);
            let words = own.trim_start_matches(' ');
            if inner.is_some() {
                self.write(&"&nbsp;".repeat(own.len() - words.len()), place.clone());
            }
            let words_start = start + usize::from(inner.is_some()) + text.len() - words.len();
            self.skip_to(words_start);
            self.copy_to(words_start + words.len());
            let is_last = index + 1 == lines.len();
            let continues = lines.get(index + 1).is_some_and(|next| !self.text_of(next).starts_with('|'));
            self.write(
                match (is_last, continues, words.is_empty()) {
                    (true, ..) => "\n",
                    (false, true, _) => "\n",
                    // A line without words still is one.
                    (false, false, true) => "&nbsp;\\\n",
                    (false, false, false) => "\\\n",
                },
                place,
            );
            self.skip_to(verse.next);
        }
        self.mark_line(Marker::Close, depth, opened);
        self.leaf = Leaf::None;
        Some(at)
    }
}

/// The words of a line of verse; a bar within them makes it a row of a table.
fn verse_line(text: &str) -> Option<&str> {
    let words = text.strip_prefix('|')?;
    let is_verse = words.is_empty() || words.starts_with(' ') && !words.replace("\\|", "").contains('|');
    is_verse.then_some(words)
}
