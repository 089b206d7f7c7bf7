//! The PDF of documents built by hand, read again with lopdf. `UPDATE=1` rewrites the expected texts in
//! `tests/ref/pdf`; `BINDERY_KEEP_PDF` names a folder for the files, to be validated or looked at.

mod book;
mod color;
mod press;
mod reading;
mod standard;

use std::collections::BTreeSet;
use std::path::Path;

use bindery::diagnostic::Diagnostics;
use bindery::document::Document;
use bindery::font::Fonts;
use bindery::pdf::{self, Images, Options};
use bindery::resource::Resources;
use bindery::toc::Toc;
use lopdf::Object;
use reading::Reading;

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40">
<defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f" stop-opacity=".5"/></linearGradient></defs>
<rect width="40" height="40" fill="url(#g)"/><circle cx="65" cy="20" r="15" opacity=".4"/>
<text x="5" y="25" font-family="Helvetica" font-size="10">Office</text>
<image href="file:///etc/hostname" width="10" height="10"/></svg>"##;

fn write(name: &str, document: &Document, toc: &Toc) -> Vec<u8> {
    let fonts = Fonts::bundled();
    let pages = press::print(document, &fonts);
    let (opaque, clear) = (png(false), png(true));
    let resources = Resources::from_memory([
        ("picture.png", opaque.as_slice()),
        ("clear.png", clear.as_slice()),
        ("drawing.svg", SVG.as_bytes()),
    ]);
    let options = Options { made: Some("2024-07-20T00:00:00Z".to_owned()), ..Options::default() };
    let mut diagnostics = Diagnostics::default();
    let rasters = pdf::Rasters::default();
    let images = Images::new(&resources, None, &rasters);
    let bytes = pdf::write(document, toc, &pages, &fonts, images, &options, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let bytes = bytes.expect("it can be written");
    if let Some(folder) = std::env::var_os("BINDERY_KEEP_PDF") {
        std::fs::write(Path::new(&folder).join(name), &bytes).expect("it can be kept");
    }
    bytes
}

fn png(has_alpha: bool) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbaImage::from_fn(30, 20, |x, y| {
        image::Rgba([x as u8 * 8, y as u8 * 12, 128, if has_alpha { 255 - y as u8 * 10 } else { 255 }])
    });
    let image = image::DynamicImage::from(image);
    let image = if has_alpha { image } else { image.into_rgb8().into() };
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("it can be encoded");
    bytes.into_inner()
}

/// Compares with the expected text, or writes it.
fn assert_ref(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ref/pdf").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(&path, actual).expect("it can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{} differs; `UPDATE=1` accepts this:\n{actual}", path.display());
}

#[test]
fn a_paragraph_as_text() {
    let (document, toc) = book::paragraph();
    assert_ref("paragraph.txt", &Reading::new(&write("paragraph.pdf", &document, &toc)).dump());
}

#[test]
fn everything_as_text() {
    let (document, toc) = book::everything();
    let dump = Reading::new(&write("everything.pdf", &document, &toc)).dump();
    let structure = dump.split_once("structure\n").map(|(_, structure)| structure);
    assert_ref("everything.txt", structure.expect("it has a structure"));
}

#[test]
fn equal_input_gives_equal_bytes() {
    let (document, toc) = book::everything();
    let with_threads = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads can be had");
        pool.install(|| write("twice.pdf", &document, &toc))
    };
    let first = with_threads(1);
    assert!(first == with_threads(1), "twice on one thread");
    assert!(first == with_threads(3), "on three threads");
}

#[test]
fn the_outline_is_nested_as_the_contents_are() {
    let (document, toc) = book::everything();
    let reading = Reading::new(&write("outline.pdf", &document, &toc));
    let expected = [
        (0, "1 One of everything".to_owned(), 1),
        (1, "A heading three levels down".to_owned(), 1),
        (0, "2 Zw\u{f6}lf".to_owned(), 3),
    ];
    assert_eq!(reading.outline(), expected);
}

#[test]
fn links_are_tied_to_their_elements() {
    let (document, toc) = book::everything();
    let reading = Reading::new(&write("links.pdf", &document, &toc));
    let root = reading.dictionary(reading.catalog(), "StructTreeRoot");
    let parents = reading.numbers(reading.dictionary(root, "ParentTree"));
    let mut seen = BTreeSet::new();
    for annotation in reading.annotations() {
        let key = annotation.get(b"StructParent").and_then(Object::as_i64).expect("it has a key");
        assert!(seen.insert(key), "{key} is given twice");
        let (_, parent) = reading.file.dereference(parents[&key]).expect("the element is there");
        let role = parent.as_dict().and_then(|parent| parent.get(b"S")).and_then(Object::as_name);
        assert_eq!(role.expect("it has a role"), b"Link");
    }
    // A note's mark, a link of two lines, one to the world, and the way back from the note.
    assert_eq!(seen.len(), 5);
    let url = reading.annotations().iter().find_map(|annotation| {
        let action = annotation.get(b"A").and_then(Object::as_dict).ok()?;
        Some(action.get(b"URI").and_then(Object::as_str).expect("it has an address").to_vec())
    });
    assert_eq!(url.as_deref(), Some(b"https://example.org/caf%C3%A9?a=(b)".as_slice()));
}

#[test]
fn every_page_knows_the_parents_of_its_content() {
    let (document, toc) = book::everything();
    let reading = Reading::new(&write("parents.pdf", &document, &toc));
    let root = reading.dictionary(reading.catalog(), "StructTreeRoot");
    let parents = reading.numbers(reading.dictionary(root, "ParentTree"));
    for (index, (page, id)) in reading.pages().into_iter().zip(reading.file.page_iter()).enumerate() {
        assert_eq!(page.get(b"StructParents").and_then(Object::as_i64).expect("it has a key"), index as i64);
        let (_, elements) = reading.file.dereference(parents[&(index as i64)]).expect("the list is there");
        let elements = elements.as_array().expect("it is a list");
        assert!(elements.iter().all(|element| element.as_reference().is_ok()), "no gaps");
        let content = String::from_utf8_lossy(&reading.file.get_page_content(id)).into_owned();
        assert_eq!(content.matches("/MCID").count(), elements.len());
    }
}

#[test]
fn images_are_embedded_once() {
    let (document, toc) = book::everything();
    let reading = Reading::new(&write("images.pdf", &document, &toc));
    let resources = reading.dictionary(reading.pages()[0], "Resources");
    let names: Vec<String> = reading
        .dictionary(resources, "XObject")
        .iter()
        .map(|(name, _)| String::from_utf8_lossy(name).into_owned())
        .collect();
    // Three images, one of them shown twice, and the sign for a missing glyph.
    assert_eq!(names, ["i0", "i1", "i2", "mE123"]);
}

#[test]
fn page_labels_follow_the_numbering() {
    let (document, toc) = book::everything();
    let reading = Reading::new(&write("labels.pdf", &document, &toc));
    let labels = reading.numbers(reading.dictionary(reading.catalog(), "PageLabels"));
    let styles: Vec<(i64, &[u8], i64)> = labels
        .into_iter()
        .map(|(page, label)| {
            let label = label.as_dict().expect("it is a dictionary");
            let style = label.get(b"S").and_then(Object::as_name).expect("it has a style");
            (page, style, label.get(b"St").and_then(Object::as_i64).expect("it has a start"))
        })
        .collect();
    assert_eq!(styles, [(0, b"r".as_slice(), 1), (1, b"D".as_slice(), 2)]);
}
