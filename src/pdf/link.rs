//! Link annotations and destinations (PDF 32000-1, 12.3.2 and 12.5.6.5).
//!
//! In: the areas that `paint` found and the links of the plan. Out: one annotation for each line of a link,
//! so that readers without quadrilaterals hit the right words too; each tied to its element, with contents
//! for those who do not see it (ISO 14289-1, 7.18.5). Which links are dead was decided by `transform`.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::file::{File, rounded};
use super::metadata::text_string;
use super::paint::PaintedPage;
use super::structure::Annotation;
use super::tag::{Destination, Plan};
use crate::document::NodeRef;
use crate::layout::Pages;

/// Printed with the page, shown, not hidden (12.5.3).
const PRINT: i64 = 4;

/// How far above a target the view begins, in points, so that its first line does not touch the edge.
const HEADROOM: f32 = 6.0;

/// Writes the annotations of a page; `first_key` is the first one's key in the parent tree.
pub(super) fn write(
    file: &mut File,
    plan: &Plan,
    pages: &Pages,
    page_ids: &[ObjectId],
    page: usize,
    painted: &PaintedPage,
    first_key: usize,
) -> Vec<Annotation> {
    let height = pages.pages[page].size.height.0;
    let mut annotations = Vec::new();
    for area in &painted.areas {
        let link = &plan.links[area.link as usize];
        let rect = area.rect;
        let corners = [rect.origin.x.0, height - rect.bottom().0, rect.right().0, height - rect.origin.y.0];
        let mut annotation = Dictionary::new();
        annotation.set("Type", "Annot");
        annotation.set("Subtype", "Link");
        annotation.set("Rect", corners.map(|value| Object::from(rounded(value))).to_vec());
        annotation.set("Border", vec![0.into(), 0.into(), 0.into()]);
        annotation.set("F", PRINT);
        annotation.set("Contents", text_string(&link.contents));
        annotation.set("StructParent", (first_key + annotations.len()) as i64);
        match &link.destination {
            Destination::Node(node) => match destination(pages, page_ids, *node) {
                Some(destination) => annotation.set("Dest", destination),
                None => continue,
            },
            Destination::External(url) => {
                let mut action = Dictionary::new();
                action.set("S", "URI");
                action.set("URI", Object::String(ascii_url(url), StringFormat::Literal));
                annotation.set("A", action);
            }
        }
        annotations.push(Annotation { id: file.add(annotation), element: link.element, page });
    }
    annotations
}

/// The place where a node begins, as an explicit destination.
pub(super) fn destination(pages: &Pages, page_ids: &[ObjectId], node: NodeRef) -> Option<Object> {
    let position = pages.positions.get(&node)?;
    let page = position.page as usize;
    let (id, size) = (*page_ids.get(page)?, pages.pages.get(page)?.size);
    let top = (size.height.0 - position.point.y.0 + HEADROOM).min(size.height.0);
    let left = position.point.x.0.max(0.0);
    Some(Object::Array(vec![id.into(), "XYZ".into(), rounded(left).into(), rounded(top).into(), Object::Null]))
}

/// A URL in the seven bits that PDF allows (12.6.4.7): the rest is percent-encoded (RFC 3987, 3.1).
fn ascii_url(url: &str) -> Vec<u8> {
    let mut ascii = Vec::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            ascii.push(byte);
        } else {
            ascii.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    ascii
}
