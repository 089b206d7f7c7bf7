//! Glyphs in color: images in the text, each once in the file, copied as their characters. The font was drawn for
//! these tests: squares as `COLR` of both versions and a picture in `sbix`, under code points that are no emoji yet.

use std::path::Path;
use std::sync::Arc;

use bindery::diagnostic::{Code, Diagnostics};
use bindery::document::{ChapterId, Document};
use bindery::font::{Face, Fonts, PictureFormat};
use bindery::layout::{self, FragmentKind};
use bindery::pdf::{self, Images, Options};
use bindery::source::{Files, Loader, Text};
use bindery::style::{PageOptions, Sheet, Theme};
use bindery::{markdown, resource, toc, transform};
use lopdf::Object;

use crate::reading::Reading;

const LAYERS: char = '\u{1fafb}';
const GRADIENT: char = '\u{1fafc}';
const PICTURE: char = '\u{1faff}';
const PLAIN: char = '\u{1fafe}';

fn face() -> Face {
    let bytes = include_bytes!("fonts/color.ttf");
    Face::from_bytes(bytes.to_vec(), 0, "Test Color Emoji", 400, false).expect("it can be parsed")
}

fn print(markdown: &str) -> Vec<u8> {
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let file = files.add("a.md".to_owned(), markdown);
    let text = Text::from_file(&files, file, 0);
    let chapter = markdown::parse(&text, ChapterId(0), "a", "a.md", &mut diagnostics);
    let document = Document { chapters: vec![Arc::new(chapter)], ..Document::default() };
    let document = transform::apply(document, &transform::Options::default(), &mut diagnostics);
    let contents = toc::build(&document, Some(3));
    let fonts = Fonts::bundled().with_fallback(face());
    let base = include_str!("../suite/layout/base.css");
    let sheet = Sheet { name: "base.css".to_owned(), text: base.into(), ..Sheet::default() };
    let loader = Loader::memory([("none.txt", "")]);
    let resources = resource::load(&document, &loader, Path::new(""), None, &mut diagnostics);
    let theme = Theme::new(&[sheet], PageOptions::default(), &fonts, &mut diagnostics);
    let pages = layout::layout(&document, &theme, &fonts, &resources, &mut diagnostics);
    let fragments = || pages.pages.iter().flat_map(|page| &page.fragments);
    assert!(!fragments().any(|fragment| matches!(fragment.kind, FragmentKind::MissingGlyph { .. })));
    let options = Options { title: "x".to_owned(), ..Options::default() };
    let rasters = pdf::Rasters::default();
    let images = Images::new(&resources, None, &rasters);
    let bytes = pdf::write(&document, &contents, &pages, &fonts, images, &options, &mut diagnostics);
    // The text has no title, which is told.
    assert!(diagnostics.iter().all(|found| found.code == Code::GuessedTitle), "{diagnostics:?}");
    let bytes = bytes.expect("it can be written");
    if let Some(folder) = std::env::var_os("BINDERY_KEEP_PDF") {
        std::fs::write(Path::new(&folder).join("color.pdf"), &bytes).expect("it can be kept");
    }
    bytes
}

#[test]
fn a_glyph_is_one_image_and_copies_as_its_text() {
    let markdown = format!("Before {LAYERS} and {GRADIENT}{GRADIENT}, {PICTURE} {PLAIN} after {LAYERS}.\n");
    let bytes = print(&markdown);
    let reading = Reading::new(&bytes);
    let dump = reading.dump();
    for kind in ["Form", "Image"] {
        let count = reading.file.objects.values().filter(|object| subtype(object) == kind).count();
        // The picture and its mask; each drawing, and what svg2pdf makes of a mask within one.
        assert!(count >= 2, "{count} of {kind}:\n{dump}");
    }
    let page = reading.file.page_iter().next().expect("there is a page");
    let content = reading.file.get_page_content(page);
    let content = String::from_utf8_lossy(&content).into_owned();
    // The last bundled face is followed by the one in color.
    let shown = |glyph: u16| content.matches(&format!("f15g{glyph} Do")).count();
    let id = |character| face().glyph(character).expect("it has a glyph");
    assert_eq!([LAYERS, GRADIENT, PICTURE, PLAIN].map(|character| shown(id(character))), [2, 2, 1, 0], "{content}");
    assert!(content.contains("/f15 "), "what has no color is text: {content}");
    assert!(bytes == print(&markdown), "the same twice");
}

fn subtype(object: &Object) -> String {
    let name = object.as_stream().and_then(|stream| stream.dict.get(b"Subtype")).and_then(Object::as_name);
    String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
}

#[test]
fn pictures_stand_where_their_fonts_say() {
    let face = face();
    let picture = |character| face.picture(face.glyph(character).expect("it has a glyph"));
    let bitmap = picture(PICTURE).expect("it is a picture");
    assert_eq!(bitmap.format, PictureFormat::Png);
    assert_eq!(bitmap.place, [0.0, -0.125, 1.0, 0.875]);
    let drawing = picture(GRADIENT).expect("it is a drawing");
    assert_eq!(drawing.format, PictureFormat::Svg);
    assert_eq!(drawing.place, [0.0, 0.0, 1.0, 0.8]);
    let svg = String::from_utf8(drawing.bytes).expect("it is text");
    assert!(svg.contains("linearGradient") && svg.contains("mask-type:alpha"), "{svg}");
    assert_eq!(picture(LAYERS).map(|picture| picture.format), Some(PictureFormat::Svg));
    assert!(picture(PLAIN).is_none() && picture(' ').is_none());
}
