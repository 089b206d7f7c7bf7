//! Attributes of the author's that their elements cannot have.
//!
//! In: a chapter whose nodes have their shapes. Out: a finding at each place where the face leaves out what its author
//! will miss: a role, a type, a name, a language, a direction; and where a mark of a printed page does not say which.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::element::{page_label, refused};
use crate::document::{Chapter, Node};
use crate::source::Span;

pub fn report(chapter: &Chapter, diagnostics: &mut Diagnostics) {
    let mut place = Span::default();
    Node::Body(chapter).visit(&mut |node| {
        place = node.span().filter(|span| *span != Span::default()).unwrap_or(place);
        if node.attributes().is_none_or(|attributes| attributes.pairs().is_empty()) {
            return;
        }
        let is_nameless = node.attributes().is_some_and(|attributes| attributes.is_page_mark());
        if is_nameless && page_label(node).is_none() {
            let message = "a mark of a printed page does not say which page begins";
            let hint = "name it: `[]{#page-12 role=doc-pagebreak aria-label=12}`";
            return diagnostics.push(Diagnostic::new(Code::LostAttribute, message).hint(hint).at(place));
        }
        refused(chapter, node, &mut |message, hint| {
            diagnostics.push(Diagnostic::new(Code::LostAttribute, message).hint(hint).at(place));
        });
    });
}
