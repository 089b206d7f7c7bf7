//! Link annotations (PDF 32000-1, 12.5.6.5).
//!
//! In: the areas that `paint` found and the links of the plan. Out: one annotation for each line of a link,
//! so that readers without quadrilaterals hit the right words too; each tied to its element, with contents
//! for those who do not see it (ISO 14289-1, 7.18.5). Which links are dead was decided by `transform`.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::destination::place;
use super::file::{File, rounded};
use super::metadata::text_string;
use super::paint::PaintedPage;
use super::structure::Annotation;
use super::tag::{Destination, Plan};
use crate::document::NodeRef;
use crate::layout::Pages;

/// Printed with the page, shown, not hidden (12.5.3).
const PRINT: i64 = 4;

/// The actions of links that are written once the structure is.
pub(super) type Later = Vec<(ObjectId, NodeRef)>;

/// Writes the annotations of a page; `first_key` is the first one's key in the parent tree.
pub(super) fn write(
    file: &mut File,
    plan: &Plan,
    (pages, page_ids): (&Pages, &[ObjectId]),
    page: usize,
    painted: &PaintedPage,
    first_key: usize,
    mut later: Option<&mut Later>,
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
            Destination::Node(node) => match place(pages, page_ids, *node) {
                None => continue,
                // Which element is there is known when the structure is written.
                Some(_) if later.is_some() => {
                    let action = file.reserve();
                    annotation.set("A", action);
                    later.as_deref_mut().into_iter().for_each(|later| later.push((action, *node)));
                }
                Some(place) => annotation.set("Dest", place),
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
