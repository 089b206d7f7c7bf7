//! Pictures of which the PDF needs fewer pixels than the EPUB.
//!
//! In: pages, which say how large each picture is shown, and the pictures as the editions carry them. Out: those that have
//! many more pixels than a press prints, made smaller. A picture behind text is repeated and cut; it is left alone.

use std::collections::BTreeMap;

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::{Book, Shared};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::geom::Size;
use crate::layout::{Background, BoxFragment, FragmentKind, Pages};
use crate::picture;
use crate::resource::Resource;

/// The smaller pictures, in the order of their paths.
pub(super) fn smaller(
    shared: &Shared,
    book: &Book,
    pages: &Pages,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Vec<Resource> {
    let shown: Vec<(&Resource, Size)> =
        sizes(pages).into_iter().filter_map(|(path, size)| Some((book.resources.get(path)?, size?))).collect();
    let made = shown
        .into_par_iter()
        .with_max_len(1)
        .filter_map(|(resource, size)| shared.pictures.on_paper(resource, size, config.pictures));
    let (pictures, notes): (Vec<Resource>, Vec<picture::Note>) = made.unzip();
    picture::report(&notes, diagnostics);
    pictures
}

/// The largest size at which each picture is shown; `None` for one behind text.
fn sizes(pages: &Pages) -> BTreeMap<&str, Option<Size>> {
    let mut sizes: BTreeMap<&str, Option<Size>> = BTreeMap::new();
    for fragment in pages.pages.iter().flat_map(|page| &page.fragments) {
        match &fragment.kind {
            FragmentKind::Image(image) => {
                let size = image.rect.size;
                let known = sizes.entry(&image.path).or_insert(Some(size));
                if let Some(known) = known {
                    known.width = known.width.max(size.width);
                    known.height = known.height.max(size.height);
                }
            }
            FragmentKind::Box(BoxFragment { background: Background { image: Some(image), .. }, .. }) => {
                sizes.insert(&image.path, None);
            }
            FragmentKind::Box(_)
            | FragmentKind::Glyphs(_)
            | FragmentKind::Rule { .. }
            | FragmentKind::MissingGlyph { .. }
            | FragmentKind::Anchor(_) => {}
        }
    }
    sizes
}
