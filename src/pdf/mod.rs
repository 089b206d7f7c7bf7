//! The PDF: pages become a tagged file that conforms to PDF/UA-1 and PDF/A-2a at once, or as PDF 2.0 to PDF/UA-2, PDF/A-4
//! and Well-Tagged PDF.
//!
//! In: the document, its contents, the laid out pages, faces and images. Out: the bytes of the file.
//! Phases: `tag` plans the structure; `font` and `image` embed what the pages use; `content` has batches of pages painted
//! (`paint`), turned into content streams by printpdf and compressed, in parallel; `page` writes them with their links,
//! `resources` what they name, `structure` what they show, `catalog` all else; each object goes into the `object::File`
//! that grows. Nothing here places anything, and no clock or chance has a part in it: equal input gives
//! equal bytes. Clause numbers are those of PDF 32000-1:2008.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use bindery::config::{Config, Format, Input};
//! use bindery::diagnostic::Diagnostics;
//! use bindery::pdf;
//! use bindery::pipeline::{self, Findings, LaidOut};
//! use bindery::resource::Resources;
//! use bindery::source::Loader;
//!
//! let loader = Loader::memory([("one.md", "# One\n\nText.\n")]);
//! let inputs = vec![Input::Path { path: PathBuf::from("one.md"), shown: "one.md".to_owned() }];
//! let config = Config { inputs, formats: [Format::Pdf].into(), system_fonts: false, ..Config::default() };
//! let laid_out = pipeline::lay_out(&config, &loader, &mut Findings::default()).expect("pages");
//! let LaidOut { book, fonts, pages, .. } = laid_out;
//! let (resources, rasters) = (Resources::default(), pdf::Rasters::default());
//! let images = pdf::Images::new(&resources, None, &rasters);
//! let mut found = Diagnostics::default();
//! let options = pdf::Options { title: "One".to_owned(), ..pdf::Options::default() };
//! let bytes = pdf::write(&book.document, &book.toc, &pages, &fonts, images, &options, &mut found).expect("a PDF");
//! assert!(bytes.starts_with(b"%PDF-1.7"));
//! ```

mod attachment;
mod catalog;
mod content;
mod describe;
mod destination;
mod error;
mod font;
mod foreign;
mod image;
mod link;
mod metadata;
mod object;
mod options;
mod outline;
mod page;
mod paint;
mod resources;
mod structure;
mod tag;

use crate::config::PdfStandard;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::font::Fonts;
use crate::layout::Pages;
use crate::toc::Toc;
pub use describe::{Description, describe};
use destination::Destinations;
pub use error::Error;
pub use font::refusal;
pub use image::{Images, Rasters};
use object::File;
pub use options::Options;
use page::PageRefs;
use resources::Embedded;

/// Writes the book as a PDF.
pub fn write(
    document: &Document,
    toc: &Toc,
    pages: &Pages,
    fonts: &Fonts,
    images: Images<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<u8>, Error> {
    let plan = || tag::plan(document, pages, options.standard);
    let subsets = || font::embed(font::Usage::of(&pages.pages, fonts), fonts);
    let pictures = || (image::shown(pages, fonts, images), image::glyph::in_color(pages, fonts));
    let ((plan, subsets), (shown, in_color)) = rayon::join(|| rayon::join(plan, subsets), pictures);
    let is_2 = options.standard == PdfStandard::V2_0;
    let mut file = File::new(if is_2 { "2.0" } else { "1.7" });
    let embedded = Embedded {
        fonts: subsets?.into_iter().map(|font| (font.id(), font)).collect(),
        images: image::embed(&mut file, shown, diagnostics),
        glyphs: image::glyph::embed(&mut file, in_color),
    };

    let refs = PageRefs::reserve(&mut file, pages.pages.len());
    let streams = content::streams(&pages.pages, &embedded.context(&plan, fonts));
    let mut later = is_2.then(link::Later::new);
    let (painted, used) = page::write(&mut file, &refs, pages, streams, &plan, later.as_mut());
    resources::write(&mut file, refs.resources, embedded, &used, fonts);

    let tree = structure::write(&mut file, &plan, &painted, options.standard);
    let destinations = Destinations { pages, page_ids: &refs.pages, structure: is_2.then_some((&plan, &tree)) };
    link::write_later(&mut file, later, &destinations);
    let catalog = catalog::write(&mut file, (document, toc), refs.tree, &tree, &destinations, options);
    // PDF/A-4 has all of it in the XMP packet alone (ISO 19005-4, 6.1.3).
    let info = (!is_2).then(|| metadata::write_info(&mut file, document, options));
    Ok(file.finish(catalog, info, &metadata::permanent(document, options)))
}
