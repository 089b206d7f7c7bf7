//! Docsify's tips: `?> A tip` and `!> What is important`, up to the end of the paragraph.
//!
//! In: a line with such a mark. Out: an alert around its paragraph (<https://docsify.js.org/#/helpers>).

use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{self, Line};
use crate::document::{AlertKind, Attributes};

impl<'t> Pass<'t, '_> {
    pub(super) fn tip(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let kind = match text.get(..3)? {
            "?> " => AlertKind::Tip,
            "!> " => AlertKind::Important,
            _ => return None,
        };
        if !self.reads(Form::Tips) {
            return None;
        }
        let start = line.start + line.indent_bytes(self.source);
        let place = line.start..line.end;
        self.copy_to(start);
        let alert = Container { kind: ContainerKind::Alert(kind), attributes: Attributes::default(), title: None };
        self.mark(Marker::Open(alert), place.clone());
        let prefix = self.prefix(self.stack.len());
        self.write(&prefix, place.clone());
        self.skip_to(start + 3);
        self.stack.push(container::Container::Paragraph { opened: place });
        self.leaf = container::Leaf::None;
        let inner = self.behind(start + 3, line);
        Some(self.line(&inner).unwrap_or(line.next))
    }
}
