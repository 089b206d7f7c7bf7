//! Link annotations (PDF 32000-1, 12.5.6.5).
//!
//! In: the areas that `paint` found and the links of the plan. Out: one annotation for each line of a link,
//! so that readers without quadrilaterals hit the right words too; each tied to its element, with contents
//! for those who do not see it (ISO 14289-1, 7.18.5). Which links are dead was decided by `transform`.

use super::destination::{Destinations, Place};
use super::object::{File, Name, Ref, Str, TextStr, rounded};
use super::paint::PaintedPage;
use super::structure::Annotation;
use super::tag::{Destination, Plan};
use crate::document::NodeRef;
use crate::layout::Pages;

/// Printed with the page, shown, not hidden (12.5.3).
const PRINT: i64 = 4;

/// The actions of links that are written once the structure is.
pub(super) type Later = Vec<(Ref, NodeRef)>;

/// How a link says where it leads.
enum Lead {
    Place(Place),
    /// By an action that is written later.
    Later(Ref),
    Address(Vec<u8>),
}

/// Writes the annotations of a page; `first_key` is the first one's key in the parent tree.
pub(super) fn write(
    file: &mut File,
    plan: &Plan,
    (pages, page_ids): (&Pages, &[Ref]),
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
        let lead = match &link.destination {
            Destination::Node(node) => match Place::of(*node, pages, page_ids) {
                None => continue,
                // Which element is there is known when the structure is written.
                Some(_) if let Some(later) = &mut later => {
                    let action = file.reserve();
                    later.push((action, *node));
                    Lead::Later(action)
                }
                Some(place) => Lead::Place(place),
            },
            Destination::External(url) => Lead::Address(ascii_url(url)),
        };
        let id = file.add_dict(|annotation| {
            annotation.pair("Type", Name("Annot")).pair("Subtype", Name("Link"));
            annotation.array("Rect", corners.map(rounded)).array("Border", [0, 0, 0]).pair("F", PRINT);
            annotation.pair("Contents", TextStr(&link.contents));
            annotation.pair("StructParent", first_key + annotations.len());
            match lead {
                Lead::Place(place) => place.write(annotation.insert("Dest")),
                Lead::Later(action) => {
                    annotation.pair("A", action);
                }
                Lead::Address(url) => {
                    annotation.insert("A").dict().pair("S", Name("URI")).pair("URI", Str(url));
                }
            }
        });
        annotations.push(Annotation { id, element: link.element, page });
    }
    annotations
}

/// Writes the actions that waited for the structure.
pub(super) fn write_later(file: &mut File, later: Option<Later>, destinations: &Destinations<'_>) {
    for (id, node) in later.into_iter().flatten() {
        file.put_dict(id, |action| destinations.write_action(action, node));
    }
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
