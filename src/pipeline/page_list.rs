//! Where the printed pages begin, told to the EPUB.
//!
//! In: pages. Out: plain [`PageBreaks`], so that the EPUB learns from the paper edition without knowing layout.

use crate::epub::{PageBreak, PageBreaks};
use crate::layout::{FragmentKind, Pages, Source, counter_text};

/// The first text or image of each page; a page without any has no place in the EPUB.
pub fn page_breaks(pages: &Pages) -> PageBreaks {
    let breaks = pages.pages.iter().filter_map(|page| {
        let label = counter_text(page.number, &page.numbering);
        let first = page.fragments.iter().find_map(|fragment| match (&fragment.source, &fragment.kind) {
            (Source::Node { node, range }, FragmentKind::Glyphs(_) | FragmentKind::Image(_)) => {
                Some((*node, range.start))
            }
            (Source::Node { .. } | Source::Generated { .. } | Source::Pagination | Source::Decoration, _) => None,
        });
        let (node, offset) = first?;
        (!label.is_empty()).then_some(PageBreak { node, offset, label })
    });
    PageBreaks { breaks: breaks.collect() }
}
