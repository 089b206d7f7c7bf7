//! Pages and their tree (PDF 32000-1, 7.7.3).
//!
//! In: painted pages with their content streams. Out: their objects in the file, those of their links before them; and
//! what of all pages structure and resources have to know.

use std::collections::BTreeMap;

use super::link::{self, Later};
use super::object::{Dict, File, Name, Ref, rounded};
use super::paint::{PaintedPage, Used};
use super::structure::Painted;
use super::tag::Plan;
use crate::layout::{Page, Pages};

/// The numbers of the pages, and of what all of them refer to.
pub(super) struct PageRefs {
    pub(super) pages: Vec<Ref>,
    pub(super) tree: Ref,
    pub(super) resources: Ref,
}

impl PageRefs {
    /// Numbers for objects that are written later.
    pub(super) fn reserve(file: &mut File, count: usize) -> PageRefs {
        let pages = (0..count).map(|_| file.reserve()).collect();
        PageRefs { pages, tree: file.reserve(), resources: file.reserve() }
    }
}

/// Writes pages, links and the page tree. `later` takes what links say once the structure is written.
pub(super) fn write(
    file: &mut File,
    refs: &PageRefs,
    pages: &Pages,
    streams: Vec<(PaintedPage, Vec<u8>)>,
    plan: &Plan,
    mut later: Option<&mut Later>,
) -> (Painted, Used) {
    let mut painted = Painted {
        pages: refs.pages.clone(),
        marks: Vec::with_capacity(pages.pages.len()),
        figures: BTreeMap::new(),
        annotations: Vec::new(),
    };
    let mut used = Used::default();
    for (index, (page, content)) in streams.into_iter().enumerate() {
        let first_key = pages.pages.len() + painted.annotations.len();
        let annotations = link::write(file, plan, (pages, &refs.pages), index, &page, first_key, later.as_deref_mut());
        let contents = file.add_stream(&content, |stream| {
            stream.pair("Filter", Name("FlateDecode"));
        });
        file.put_dict(refs.pages[index], |dict| {
            page_entries(dict, refs, &pages.pages[index], index);
            dict.pair("Contents", contents);
            if !annotations.is_empty() {
                dict.array("Annots", annotations.iter().map(|annotation| annotation.id));
            }
            if page.is_transparent {
                // Colors of transparent pages are mixed in sRGB (11.4.7).
                dict.insert("Group").dict().pair("S", Name("Transparency")).pair("CS", Name("DeviceRGB"));
            }
        });
        used.extend(page.used);
        painted.annotations.extend(annotations);
        painted.figures.extend(page.figures);
        painted.marks.push(page.marks);
    }
    file.put_dict(refs.tree, |tree| {
        tree.pair("Type", Name("Pages")).pair("Count", refs.pages.len()).array("Kids", &refs.pages);
    });
    (painted, used)
}

fn page_entries(dict: &mut Dict<'_>, refs: &PageRefs, page: &Page, index: usize) {
    dict.pair("Type", Name("Page")).pair("Parent", refs.tree);
    dict.array("MediaBox", [0.0, 0.0, rounded(page.size.width.0), rounded(page.size.height.0)]);
    // Tab goes from link to link in the order of the structure (ISO 14289-1, 7.18.3).
    dict.pair("Resources", refs.resources).pair("StructParents", index).pair("Tabs", Name("S"));
}
