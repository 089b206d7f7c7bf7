//! The PDF: pages become a tagged file that conforms to PDF/UA-1 and PDF/A-2a at once, or as PDF 2.0 to PDF/UA-2, PDF/A-4
//! and Well-Tagged PDF.
//!
//! In: the document, its contents, the laid out pages, faces and images. Out: the bytes of the file.
//! Phases: `tag` plans the structure; `font` and `image` embed what the pages use; batches of pages are
//! painted (`paint`), turned into content streams by printpdf and compressed, in parallel; then `structure`,
//! `link`, `destination`, `outline`, `attachment` and `metadata` write what printpdf has no words for, as lopdf's objects, into the `file`
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
mod describe;
mod destination;
mod file;
mod font;
mod image;
mod link;
mod metadata;
mod outline;
mod paint;
mod structure;
mod tag;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use lopdf::{Dictionary, Object, ObjectId};
use printpdf::{PdfDocument, PdfPage, PdfSaveOptions};
use rayon::prelude::{ParallelIterator, ParallelSlice};

use crate::config::PdfStandard;
use crate::deflate::Deflater;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::font::Fonts;
use crate::layout::{Page, Pages};

use crate::toc::Toc;
pub use describe::{Description, describe};
use destination::Destinations;
use file::{File, LEVEL, rounded};
use image::glyph::GlyphKey;
pub use image::{Images, Rasters};
use paint::{Context, PaintedPage};

/// What the file cannot know from the book.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the file counts as made, `YYYY-MM-DDThh:mm:ssZ`.
    pub made: Option<String>,
    /// The title of a book whose metadata have none, since PDF/UA asks for one: the file's name.
    pub title: String,
    /// Which standards it is made for.
    pub standard: PdfStandard,
}

/// Why no PDF could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A face cannot be subset.
    Font { face: String, reason: String },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Font { face, reason } => write!(formatter, "the font `{face}` cannot be embedded: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

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
    let ((plan, embedded), (shown, in_color)) = rayon::join(
        || {
            rayon::join(
                || tag::plan(document, pages, options.standard),
                || font::embed(font::Usage::of(&pages.pages, fonts), fonts),
            )
        },
        || (image::shown(pages, fonts, images), image::glyph::in_color(pages, fonts)),
    );
    let embedded = embedded?;
    let is_2 = options.standard == PdfStandard::V2_0;
    let mut file = File::new(if is_2 { "2.0" } else { "1.7" });
    let images = image::embed(&mut file, shown, diagnostics);
    let glyphs = image::glyph::embed(&mut file, in_color);
    let page_ids: Vec<ObjectId> = pages.pages.iter().map(|_| file.reserve()).collect();
    let page_tree = file.reserve();
    let resource_id = file.reserve();

    let by_id: BTreeMap<_, _> = embedded.into_iter().map(|font| (font.id(), font)).collect();
    let context = Context { plan: &plan, faces: fonts, fonts: &by_id, images: &images, glyphs: &glyphs };
    let streams = paint_all(&pages.pages, &context);

    let mut painted = structure::Painted {
        pages: page_ids.clone(),
        marks: Vec::with_capacity(pages.pages.len()),
        figures: BTreeMap::new(),
        annotations: Vec::new(),
    };
    let mut alphas = BTreeSet::new();
    let mut missing = BTreeSet::new();
    let mut drawn = BTreeSet::new();
    let mut later = is_2.then(link::Later::new);
    for (index, (page, content)) in streams.into_iter().enumerate() {
        let first_key = pages.pages.len() + painted.annotations.len();
        let annotations = link::write(&mut file, &plan, (pages, &page_ids), index, &page, first_key, later.as_mut());
        let mut dictionary = page_dictionary(&pages.pages[index], page_tree, resource_id, index);
        let mut stream = Dictionary::new();
        stream.set("Filter", "FlateDecode");
        dictionary.set("Contents", file.add_stream(stream, &content));
        if !annotations.is_empty() {
            let references: Vec<Object> = annotations.iter().map(|annotation| annotation.id.into()).collect();
            dictionary.set("Annots", references);
        }
        if page.is_transparent {
            dictionary.set("Group", transparency_group());
        }
        file.put(page_ids[index], dictionary);
        alphas.extend(page.alphas);
        missing.extend(page.missing);
        drawn.extend(page.drawn);
        painted.annotations.extend(annotations);
        painted.figures.extend(page.figures);
        painted.marks.push(page.marks);
    }
    write_page_tree(&mut file, page_tree, &page_ids);
    let mut forms: Vec<(String, ObjectId)> =
        images.values().map(|image| (image.resource_name.clone(), image.id)).collect();
    forms.extend(glyphs.values().map(|glyph| (glyph.image.resource_name.clone(), glyph.image.id)));
    forms.extend(missing.into_iter().map(|character| write_missing_glyph(&mut file, character)));
    forms.extend(drawn.into_iter().map(|key| write_drawn_glyph(&mut file, fonts, key)));
    write_resources(&mut file, resource_id, by_id, forms, &alphas);

    let mut catalog = Dictionary::new();
    catalog.set("Type", "Catalog");
    catalog.set("Pages", page_tree);
    catalog.set("Lang", metadata::text_string(document.metadata.lang.tag()));
    let mut mark_info = Dictionary::new();
    mark_info.set("Marked", true);
    catalog.set("MarkInfo", mark_info);
    let tree = structure::write(&mut file, &plan, &painted, options.standard);
    catalog.set("StructTreeRoot", tree.root);
    let destinations = Destinations { pages, page_ids: &page_ids, structure: is_2.then_some((&plan, &tree)) };
    for (id, node) in later.into_iter().flatten() {
        file.put(id, destinations.action(node).unwrap_or_default());
    }
    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    if document.metadata.lang.direction().is_right_to_left() {
        preferences.set("Direction", "R2L");
    }
    catalog.set("ViewerPreferences", preferences);
    if let Some(outline) = outline::write(&mut file, document, toc, &destinations) {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
    catalog.set("PageLabels", metadata::page_labels(pages));
    let mut names = Dictionary::new();
    if let Some(tree) = destinations.names(&mut file, document) {
        names.set("Dests", tree);
    }
    if !tree.formulas.is_empty() {
        // PDF/A-4f wants them listed (ISO 19005-4, annex A).
        let listed = (1..).zip(&tree.formulas);
        let entries =
            listed.map(|(number, id)| (metadata::text_string(&format!("formula-{number}.mml")), (*id).into()));
        names.set("EmbeddedFiles", destination::name_tree(&mut file, entries.collect()));
    }
    if !names.is_empty() {
        catalog.set("Names", names);
    }
    let has_files = !tree.formulas.is_empty();
    catalog.set("Metadata", metadata::write_xmp(&mut file, document, options, has_files));
    catalog.set("OutputIntents", vec![metadata::write_output_intent(&mut file).into()]);
    let root = file.add(catalog);
    // PDF/A-4 has all of it in the XMP packet alone (ISO 19005-4, 6.1.3).
    let info = (!is_2).then(|| metadata::write_info(&mut file, document, options));
    // What tells this text from others: its title, its date, and of an only text its file. A book may get another first
    // chapter at any time.
    let texts: Vec<&str> =
        document.chapters.iter().map(|chapter| chapter.path.as_str()).filter(|path| !path.is_empty()).collect();
    let name = if let [path] = texts[..] { path } else { "" };
    let date = document.metadata.date.as_deref().unwrap_or_default();
    Ok(file.finish(root, info, &format!("{name}\n{}\n{date}", options.title)))
}

/// Paints all pages and compresses their content streams, a batch on each thread at a time, so that no more
/// than some batches stand in memory as operators.
fn paint_all(pages: &[Page], context: &Context<'_>) -> Vec<(PaintedPage, Vec<u8>)> {
    // Few, so that what is painted is still near when it is written.
    const BATCH: usize = 3;
    let paint = |deflater: &mut Deflater, batch: &[Page]| paint_batch(batch, deflater, context);
    pages
        .par_chunks(BATCH)
        .map_init(|| Deflater::new(LEVEL), |deflater, batch| paint(deflater, batch))
        .flatten_iter()
        .collect()
}

fn paint_batch(pages: &[Page], deflater: &mut Deflater, context: &Context<'_>) -> Vec<(PaintedPage, Vec<u8>)> {
    let mut painted: Vec<PaintedPage> = pages.iter().map(|page| paint::paint(page, context)).collect();
    let mut batch = PdfDocument::new("");
    for (page, source) in painted.iter_mut().zip(pages) {
        let (width, height) = (printpdf::Pt(source.size.width.0), printpdf::Pt(source.size.height.0));
        batch.pages.push(PdfPage::new(width.into(), height.into(), std::mem::take(&mut page.ops)));
    }
    // Fonts, images and states are named by the resources that all pages share, so printpdf needs none.
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let converted = printpdf::serialize::to_lopdf_doc(&batch, &options, &mut Vec::new());
    painted
        .into_iter()
        .zip(converted.page_iter())
        .map(|(page, id)| {
            let content = converted.get_page_content(id);
            (page, deflater.zlib(&content))
        })
        .collect()
}

fn page_dictionary(page: &Page, parent: ObjectId, resources: ObjectId, index: usize) -> Dictionary {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Page");
    dictionary.set("Parent", parent);
    let (width, height) = (rounded(page.size.width.0), rounded(page.size.height.0));
    dictionary.set("MediaBox", vec![0.into(), 0.into(), width.into(), height.into()]);
    dictionary.set("Resources", resources);
    dictionary.set("StructParents", index as i64);
    // Tab goes from link to link in the order of the structure (ISO 14289-1, 7.18.3).
    dictionary.set("Tabs", "S");
    dictionary
}

/// Colors of transparent pages are mixed in sRGB (11.4.7).
fn transparency_group() -> Dictionary {
    let mut group = Dictionary::new();
    group.set("S", "Transparency");
    group.set("CS", "DeviceRGB");
    group
}

fn write_page_tree(file: &mut File, id: ObjectId, pages: &[ObjectId]) {
    let mut tree = Dictionary::new();
    tree.set("Type", "Pages");
    tree.set("Count", pages.len() as i64);
    tree.set("Kids", pages.iter().map(|&page| page.into()).collect::<Vec<Object>>());
    file.put(id, tree);
}

/// The sign for a character that no font has, as a form.
fn write_missing_glyph(file: &mut File, character: char) -> (String, ObjectId) {
    let mut form = Dictionary::new();
    form.set("Type", "XObject");
    form.set("Subtype", "Form");
    form.set("BBox", vec![0.into(), 0.into(), 1.into(), 1.into()]);
    form.set("Resources", Dictionary::new());
    let id = file.add_compressed(form, paint::missing_glyph_form(character).as_bytes());
    (paint::missing_glyph_name(character), id)
}

/// A glyph that is no text, as a form.
fn write_drawn_glyph(file: &mut File, fonts: &Fonts, key: GlyphKey) -> (String, ObjectId) {
    let (font, glyph) = key;
    let (operators, bounds) = paint::glyph_form(&fonts.face(font).outline(glyph));
    let mut form = Dictionary::new();
    form.set("Type", "XObject");
    form.set("Subtype", "Form");
    form.set("BBox", bounds.map(Object::from).to_vec());
    form.set("Matrix", [0.001, 0.0, 0.0, 0.001, 0.0, 0.0].map(Object::from).to_vec());
    form.set("Resources", Dictionary::new());
    let id = file.add_compressed(form, operators.as_bytes());
    (paint::drawn_glyph_name(key), id)
}

/// One dictionary of fonts, images and graphics states for all pages.
fn write_resources(
    file: &mut File,
    id: ObjectId,
    fonts: BTreeMap<crate::font::FontId, font::EmbeddedFont>,
    forms: Vec<(String, ObjectId)>,
    alphas: &BTreeSet<u8>,
) {
    let mut font_names = Dictionary::new();
    for font in fonts.into_values() {
        for (name, font) in font.write(file) {
            font_names.set(name, font);
        }
    }
    let mut form_names = Dictionary::new();
    for (name, form) in forms {
        form_names.set(name, form);
    }
    let mut states = Dictionary::new();
    for &alpha in alphas {
        let value = rounded(f32::from(alpha) / 255.0);
        let mut state = Dictionary::new();
        state.set("CA", value);
        state.set("ca", value);
        states.set(paint::alpha_name(alpha), state);
    }
    let mut resources = Dictionary::new();
    for (key, names) in [("Font", font_names), ("XObject", form_names), ("ExtGState", states)] {
        if !names.is_empty() {
            resources.set(key, names);
        }
    }
    file.put(id, resources);
}
