//! The PDF of documents built by hand, read again with lopdf.

mod book;
mod press;

use std::time::Instant;

use bindery::diagnostic::Diagnostics;
use bindery::document::Document;
use bindery::font::Fonts;
use bindery::pdf::{self, Options};
use bindery::resource::Resources;
use bindery::toc::Toc;

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40">
<defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f" stop-opacity=".5"/></linearGradient></defs>
<rect width="40" height="40" fill="url(#g)"/><circle cx="65" cy="20" r="15" opacity=".4"/>
<text x="5" y="25" font-family="Helvetica" font-size="10">Office</text>
<image href="file:///etc/hostname" width="10" height="10"/></svg>"##;

fn write(document: &Document, toc: &Toc) -> Vec<u8> {
    let fonts = Fonts::bundled();
    let pages = press::print(document, &fonts);
    let (opaque, clear) = (png(false), png(true));
    let resources = Resources::from_memory([
        ("picture.png", opaque.as_slice()),
        ("clear.png", clear.as_slice()),
        ("drawing.svg", SVG.as_bytes()),
    ]);
    let start = Instant::now();
    let options = Options { timestamp: Some(1_721_433_600), title: String::new() };
    let mut diagnostics = Diagnostics::default();
    let bytes = pdf::write(document, toc, &pages, &fonts, &resources, &options, &mut diagnostics);
    let glyphs: usize = pages
        .pages
        .iter()
        .flat_map(|page| &page.fragments)
        .map(|fragment| match &fragment.kind {
            bindery::layout::FragmentKind::Glyphs(run) => run.glyphs.len(),
            bindery::layout::FragmentKind::Box(_)
            | bindery::layout::FragmentKind::Image(_)
            | bindery::layout::FragmentKind::Rule { .. }
            | bindery::layout::FragmentKind::MissingGlyph { .. }
            | bindery::layout::FragmentKind::Anchor(_) => 0,
        })
        .sum();
    let bytes = bytes.expect("it can be written");
    eprintln!("{} pages, {glyphs} glyphs, {} bytes, {:?}", pages.pages.len(), bytes.len(), start.elapsed());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
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

#[test]
fn everything() {
    let (document, toc) = book::everything();
    let bytes = write(&document, &toc);
    if let Some(path) = std::env::var_os("BINDERY_KEEP_PDF") {
        std::fs::write(path, &bytes).expect("it can be written");
    }
    assert!(bytes == write(&document, &toc), "equal input gives equal bytes");
}

#[test]
#[ignore = "takes its time"]
fn novel() {
    let (document, toc) = book::novel(100, 20);
    let bytes = write(&document, &toc);
    if let Some(path) = std::env::var_os("BINDERY_KEEP_NOVEL") {
        std::fs::write(path, &bytes).expect("it can be written");
    }
}
