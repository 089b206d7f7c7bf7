//! The catalog (PDF 32000-1, 7.7.2), from which all else is found.
//!
//! In: the book, the structure tree, destinations. Out: the catalog's number, with outline, names, metadata and output
//! intent in the file.

use super::destination::Destinations;
use super::metadata;
use super::object::{self, File, LEAF, Name, Ref, TextStr};
use super::options::Options;
use super::outline;
use super::structure::Tree;
use crate::document::Document;
use crate::toc::Toc;

/// Writes the catalog and what stands in it alone.
pub(super) fn write(
    file: &mut File,
    (document, toc): (&Document, &Toc),
    page_tree: Ref,
    tree: &Tree,
    destinations: &Destinations<'_>,
    options: &Options,
) -> Ref {
    let lang = &document.metadata.lang;
    let outline = outline::write(file, document, toc, destinations);
    let named = destinations.names(file, document);
    let files = embedded_files(file, &tree.formulas);
    let xmp = metadata::write_xmp(file, document, options, files.is_some());
    let intent = metadata::write_output_intent(file);
    file.add_dict(|catalog| {
        catalog.pair("Type", Name("Catalog")).pair("Pages", page_tree).pair("Lang", TextStr(lang.tag()));
        catalog.insert("MarkInfo").dict().pair("Marked", true);
        catalog.pair("StructTreeRoot", tree.root);
        let mut preferences = catalog.insert("ViewerPreferences").dict();
        preferences.pair("DisplayDocTitle", true);
        preferences.optional("Direction", lang.direction().is_right_to_left().then_some(Name("R2L")));
        drop(preferences);
        if let Some(outline) = outline {
            catalog.pair("Outlines", outline).pair("PageMode", Name("UseOutlines"));
        }
        metadata::write_page_labels(catalog.insert("PageLabels"), destinations.pages);
        if named.is_some() || files.is_some() {
            catalog.insert("Names").dict().optional("Dests", named).optional("EmbeddedFiles", files);
        }
        catalog.pair("Metadata", xmp).array("OutputIntents", [intent]);
    })
}

/// PDF/A-4f wants embedded files listed (ISO 19005-4, annex A).
fn embedded_files(file: &mut File, formulas: &[Ref]) -> Option<Ref> {
    let name = |number: usize| TextStr(format!("formula-{number}.mml")).bytes();
    let entries: Vec<(Vec<u8>, Ref)> = (1..).zip(formulas).map(|(number, id)| (name(number), *id)).collect();
    (!entries.is_empty()).then(|| object::name_tree(file, entries, LEAF, |object, id| object.primitive(*id)))
}
