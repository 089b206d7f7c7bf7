use std::io::Cursor;

use super::*;
use crate::document::{Attributes, Block, BlockKind, Chapter, ChapterId, ChapterRole, Inline};

fn png(width: u32, height: u32, density: Option<u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::RgbImage::new(width, height).write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    if let Some(per_meter) = density {
        // After the IHDR chunk: signature 8, chunk 25 bytes. The check sum is not read for density.
        let mut chunk = Vec::from(9u32.to_be_bytes());
        chunk.extend(b"pHYs");
        chunk.extend(per_meter.to_be_bytes());
        chunk.extend(per_meter.to_be_bytes());
        chunk.push(1);
        let mut hasher = flate2::Crc::new();
        hasher.update(&chunk[4..]);
        chunk.extend(hasher.sum().to_be_bytes());
        bytes.splice(33..33, chunk);
    }
    bytes
}

fn document(paths: &[&str]) -> Document {
    let mut chapter = Chapter::new(ChapterId(0), ChapterRole::Text, "a");
    for path in paths {
        let image = Image { source: ImageSource::Local((*path).to_owned()), alt: String::new(), title: None };
        let inline = Inline {
            id: chapter.fresh_id(),
            span: Span::default(),
            attributes: Attributes::default(),
            kind: InlineKind::Image(Box::new(image)),
        };
        let id = chapter.fresh_id();
        chapter.blocks.push(Block {
            id,
            span: Span::default(),
            attributes: Attributes::default(),
            kind: BlockKind::Paragraph(vec![inline]),
        });
    }
    Document { chapters: vec![Arc::new(chapter)], ..Document::default() }
}

fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn heads_are_read_without_decoding() {
    let resources = Resources::from_memory([
        ("a.png", png(30, 20, Some(11811)).as_slice()),
        ("b.svg", b"<?xml version='1.0'?><!-- c --><svg width='2in' viewBox='0 0 100 50'/>".as_slice()),
        ("c.svg", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0,0,640 480'></svg>".as_slice()),
        ("d.txt", b"words".as_slice()),
    ]);
    let a = resources.get("a.png").unwrap();
    assert_eq!((a.media_type, a.size, a.orientation), (MediaType::Png, PixelSize { width: 30, height: 20 }, 1));
    assert_eq!(a.pixels_per_inch.map(f32::round), Some(300.0));
    assert_eq!(resources.get("b.svg").unwrap().size, PixelSize { width: 192, height: 96 });
    assert_eq!(resources.get("c.svg").unwrap().size, PixelSize { width: 640, height: 480 });
    assert!(resources.get("d.txt").is_none());
}

#[test]
fn type_comes_from_the_bytes_not_from_the_name() {
    let resources = Resources::from_memory([("a.jpg", png(1, 1, None).as_slice())]);
    assert_eq!(resources.get("a.jpg").unwrap().media_type, MediaType::Png);
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    let mut bomb = png(1, 1, None);
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let mut hasher = flate2::Crc::new();
    hasher.update(&bomb[12..29]);
    let sum = hasher.sum().to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    let loader = Loader::memory([("book/bomb.png", bomb)]);
    let mut diagnostics = Diagnostics::default();
    let resources = load(&document(&["bomb.png"]), &loader, Path::new("book"), None, &mut diagnostics);
    assert!(resources.get("bomb.png").is_none());
    assert_eq!(codes(&diagnostics), [Code::ImageTooLarge]);
}

#[test]
fn every_refusal_has_its_code() {
    let loader = Loader::memory([
        ("book/ok.png", png(2, 2, None)),
        ("book/cut.png", png(2, 2, None)[..20].to_vec()),
        ("book/note.txt", b"words".to_vec()),
        ("secret.png", png(2, 2, None)),
    ]);
    let paths = ["ok.png", "gone.png", "cut.png", "note.txt", "../secret.png", "/secret.png", "a\\ok.png", "gone.png"];
    let mut diagnostics = Diagnostics::default();
    let resources = load(&document(&paths), &loader, Path::new("book"), None, &mut diagnostics);
    assert_eq!(resources.iter().map(|resource| resource.path.as_str()).collect::<Vec<_>>(), ["ok.png"]);
    assert_eq!(
        codes(&diagnostics),
        [
            Code::MissingImage,
            Code::BadImage,
            Code::BadImage,
            Code::OutsideBook,
            Code::OutsideBook,
            Code::MissingImage,
            Code::MissingImage,
        ]
    );
}

#[test]
fn a_missing_cover_is_an_error() {
    let mut document = document(&[]);
    document.metadata.cover = Some("cover.jpg".to_owned());
    let mut diagnostics = Diagnostics::default();
    load(&document, &Loader::memory::<&str, Vec<u8>>([]), Path::new(""), None, &mut diagnostics);
    assert_eq!(codes(&diagnostics), [Code::MissingCover]);
    assert!(diagnostics.has_errors());
}

#[test]
fn a_drawing_of_one_side_gets_the_other() {
    let drawing = |root: &str| format!("<?xml version='1.0'?>\n<!-- <svg> --><{root}<g/></svg>").into_bytes();
    let both = |root: &str| String::from_utf8(probe::with_both_sides(drawing(root))).expect("UTF-8");
    let start = "<?xml version='1.0'?>\n<!-- <svg> -->";
    assert_eq!(
        both("svg viewBox='0 0 10 20' width='40'>"),
        format!("{start}<svg height=\"80\" viewBox='0 0 10 20' width='40'><g/></svg>")
    );
    for whole in ["svg viewBox='0 0 10 20'>", "svg width='1' height='2'>", "svg width='10' height='auto'>"] {
        assert_eq!(both(whole), format!("{start}<{whole}<g/></svg>"));
    }
    assert_eq!(probe::with_both_sides(b"<p/>".to_vec()), b"<p/>");
}
