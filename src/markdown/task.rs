//! The states of a task beyond done and open: `- [/] begun`, `- [-] cancelled`, as Obsidian's themes and others have them.
//!
//! In: text at the head of a list's item. Out: a box, and the state as `data-task` for style sheets; a task that is
//! cancelled has a crossed box, the others an open one, which is told.

use super::build::Builder;
use super::foreign;
use super::frame::FrameKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::InlineKind;

/// The states that are signs; letters between brackets are prose as well.
const STATES: &[u8] = b"/-><!?*\"+";

impl Builder<'_> {
    /// Takes the state that stands at a place, if the text of an item begins there; gives where reading goes on.
    pub(super) fn task_state(&mut self, before: &str, place: usize) -> Option<usize> {
        let source = self.source();
        let [b'[', state, b']', b' ' | b'\t', ..] = source.as_bytes()[place..] else { return None };
        let is_start = before.is_empty() && !self.has_run() && self.top().inlines.is_empty();
        if !STATES.contains(&state) || !is_start {
            return None;
        }
        let frames = self.frames();
        let item = match frames {
            [.., item] if matches!(item.kind, FrameKind::Item) => frames.len() - 1,
            [.., item, paragraph]
                if matches!((&item.kind, &paragraph.kind), (FrameKind::Item, FrameKind::Paragraph))
                    && item.blocks.is_empty() =>
            {
                frames.len() - 2
            }
            _ => return None,
        };
        let typed = &source[place..place + 3];
        let attributes = &mut self.frame_mut(item).attributes;
        attributes.add_class("task");
        attributes.set("data-task", &typed[1..2]);
        let range = place..place + 3;
        if state == b'-' {
            self.push_run("\u{2612} ", range);
        } else {
            if self.foreign().is_first("a task's state") {
                let mut finding = foreign::finding(typed, "a task's state");
                finding.message = format!("the state `{typed}` of a task is shown as an open box");
                finding.severity = Severity::Note;
                let finding: Diagnostic = finding.hint("a style sheet finds it by `[data-task]`");
                self.report(finding, range.clone());
            }
            self.push_leaf(InlineKind::TaskMarker { checked: false }, range.clone());
            self.push_run(" ", range);
        }
        Some(place + 4)
    }
}
