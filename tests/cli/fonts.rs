//! Fonts that style sheets bring along: set on paper, carried by the EPUB, told where they cannot be had.

use std::fs;
use std::path::Path;

use super::Folder;

fn font(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts").join(name)).expect("there is the font")
}

/// A text in the font of a rule.
fn book(rule: &str) -> Folder {
    let folder = Folder::with(&[("a.md", "---\nlang: en\n---\n\nTwo words\n")]);
    for name in ["boxes.ttf", "boxes.woff", "boxes.woff2"] {
        folder.write(name, &font(name));
    }
    folder.write("a.css", format!("{rule}\nbody {{ font-family: Boxes, serif }}\n").as_bytes());
    folder
}

/// The glyphs as they are set. Fonts are numbered: `f0` is the serif, and the first that a sheet brings along is `f15`.
fn layout(folder: &Folder) -> String {
    let arguments = ["a.md", "-c", "a.css", "--no-system-fonts", "--dump", "layout", "-q"];
    folder.run(&arguments).status(0).text().to_owned()
}

#[test]
fn every_kind_of_file_is_set() {
    let plain = layout(&book(""));
    let set: Vec<String> = ["boxes.ttf", "boxes.woff", "boxes.woff2"]
        .iter()
        .map(|file| layout(&book(&format!("@font-face {{ font-family: Boxes; src: url({file}) }}"))))
        .collect();
    assert_ne!(set[0], plain);
    assert!(set[0].contains("f15 \"Two words\""), "{}", set[0]);
    assert!(set.iter().all(|layout| *layout == set[0]));
    let data = "@font-face { font-family: Boxes; src: url(gone.eot), url(boxes.woff2) }";
    assert_eq!(layout(&book(data)), set[0], "the first source that there is");
}

#[test]
fn a_face_is_for_its_characters() {
    let rule = "@font-face { font-family: Boxes; src: url(boxes.ttf); unicode-range: U+54 }";
    let layout = layout(&book(rule));
    assert!(layout.contains("f15 \"T\"") && layout.contains("f0 \"wo"), "{layout}");
}

#[test]
fn the_epub_carries_the_files_that_there_are() {
    let rule = "@font-face { font-family: Boxes; src: url(gone.woff2), url(boxes.woff2) format(\"woff2\"), \
                url(boxes.ttf) }\n@font-face { font-family: Lost; src: url(lost.otf) }";
    let folder = book(rule);
    let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
    run.says(&["warning[bad-font]: the font `gone.woff2` cannot be read: no such file", "a.css:1:34", "`lost.otf`"]);
    let epub = folder.read("a.epub");
    let has = |name: &str| epub.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(has("OEBPS/fonts/boxes.woff2") && has("OEBPS/fonts/boxes.ttf") && !has("gone.woff2"));
}

#[test]
fn what_is_no_font_is_told_and_does_no_harm() {
    let mut torn = font("boxes.woff2");
    torn.truncate(300);
    let mut vast = font("boxes.woff");
    // The size once unpacked, and that of a table.
    vast[16..20].copy_from_slice(&[0xff; 4]);
    let mut vast_table = font("boxes.woff");
    vast_table[56..60].copy_from_slice(&[0xff; 4]);
    for bytes in [b"no font".to_vec(), torn, vast, vast_table, Vec::new()] {
        let folder = book("@font-face { font-family: Boxes; src: url(bad.woff) }");
        folder.write("bad.woff", &bytes);
        let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
        run.says(&["warning[bad-font]: the font `bad.woff` cannot be read", "a.css:1:34"]);
    }
    let folder = book("@font-face { font-family: Boxes; src: url(../../up.ttf), url(https://example.org/x.woff2) }");
    let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.pdf"]).status(0);
    run.says(&["lies outside the book's folder", "lies on the web and is not fetched"]);
}

#[test]
fn what_a_rule_lacks_is_told() {
    for (rule, message) in [
        ("@font-face { src: url(boxes.ttf) }", "`@font-face` has no `font-family`"),
        ("@font-face { font-family: Boxes }", "`@font-face` has no `src`"),
        ("@font-face { font-family: Boxes; src: url(boxes.ttf); size-adjust: 90% }", "`size-adjust` of `@font-face`"),
        ("p { font-family: Nowhere }", "there is no font `Nowhere`"),
    ] {
        let run = book(rule).run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.pdf"]).status(0);
        run.says(&[message]);
    }
}

/// The same font as the only one of a collection (OpenType 1.9, "Font Collections").
fn collection() -> Vec<u8> {
    const HEAD: usize = 16;
    const DIRECTORY: usize = 12;
    const RECORD: usize = 16;
    let mut font = font("boxes.ttf");
    for table in 0..usize::from(font[5]) {
        let at = DIRECTORY + table * RECORD + 8;
        let offset = u32::from_be_bytes([font[at], font[at + 1], font[at + 2], font[at + 3]]) + HEAD as u32;
        font[at..at + 4].copy_from_slice(&offset.to_be_bytes());
    }
    [b"ttcf\0\x01\0\0\0\0\0\x01\0\0\0\x10".as_slice(), &font].concat()
}

#[test]
fn a_collection_is_set_and_left_out_of_the_epub() {
    let plain = layout(&book("@font-face { font-family: Boxes; src: url(boxes.ttf) }"));
    let folder = book("@font-face { font-family: Boxes; src: url(all.ttc) }");
    folder.write("all.ttc", &collection());
    assert_eq!(layout(&folder), plain);
    folder.write("b.css", b"@font-face { font-family: Boxes; src: url(all.ttc), url(boxes.ttf) }");
    let run = folder.run(&["a.md", "-c", "b.css", "--no-system-fonts", "-o", "a.epub"]).status(0);
    run.says(&["the font `all.ttc` holds several faces, and is left out of the EPUB", "b.css:1:34"]);
    let sheet = folder.unzip("a.epub", "b.css");
    assert!(sheet.contains("boxes.ttf") && !sheet.contains("none") && !sheet.contains("all.ttc"), "{sheet}");
    let paper = folder.run(&["a.md", "-c", "b.css", "--no-system-fonts", "-o", "a.pdf", "-q"]).status(0);
    assert!(!paper.text().contains("all.ttc"));
}
