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
    let has = |name: &str| has(&folder, name);
    assert!(has("OEBPS/fonts/boxes.woff2") && has("OEBPS/fonts/boxes.ttf") && !has("gone.woff2"));
    let sheet = folder.unzip("a.epub", "OEBPS/styles/a.css");
    let source = "src: url(../fonts/boxes.woff2) format(\"woff2\"), url(../fonts/boxes.ttf) format(\"truetype\")";
    assert!(sheet.contains(source) && !sheet.contains("Lost"), "{sheet}");
    assert!(folder.unzip("a.epub", OPTIONS).contains("\"specified-fonts\">true<"));
}

/// What tells Apple Books to show the publisher's fonts.
const OPTIONS: &str = "META-INF/com.apple.ibooks.display-options.xml";

/// Whether the archive has a file.
fn has(folder: &Folder, name: &str) -> bool {
    folder.read("a.epub").windows(name.len()).any(|window| window == name.as_bytes())
}

/// A font of the program's.
fn bundled(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(name)).expect("there is the font")
}

/// An EPUB of a text and a sheet beside a font, `own.otf`.
fn epub(text: &str, sheet: &str) -> Folder {
    let folder = Folder::with(&[("a.md", &format!("---\nlang: en\n---\n\n{text}\n")), ("a.css", sheet)]);
    folder.write("own.otf", &bundled("libertinus/LibertinusSerif-Regular.otf"));
    folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-q"]).status(0);
    folder
}

#[test]
fn a_book_without_need_has_no_fonts() {
    let folder = epub("Text, *words* and ❦, with $x^2$.", "p { font-family: Georgia, serif }");
    assert!(!has(&folder, "OEBPS/fonts/") && !has(&folder, OPTIONS) && !has(&folder, "fonts.css"));
    // Bundled fonts are for paper unless a sheet of the user's names them for screens.
    let folder = epub("Text", "@media print { p { font-family: 'Source Sans' } }");
    assert!(!has(&folder, "OEBPS/fonts/"));
}

#[test]
fn a_font_is_embedded_as_far_as_it_is_used() {
    let rule = "@font-face { font-family: Own; src: url(own.otf) } p { font-family: Own }";
    let size = |text: &str| epub(text, rule).unzip_bytes("a.epub", "OEBPS/fonts/own.otf").len();
    let (few, more) = (size("Text"), size("The quick brown fox jumps over the lazy dog: Ἀθῆναι, Вода, 0123456789"));
    let whole = bundled("libertinus/LibertinusSerif-Regular.otf").len();
    assert!(few < more && more < whole / 2, "{few}, {more} of {whole}");
    let limited = "@font-face { font-family: Own; src: url(own.otf); unicode-range: U+54 } p { font-family: Own }";
    let folder = epub("The quick brown fox", limited);
    assert!(folder.unzip_bytes("a.epub", "OEBPS/fonts/own.otf").len() < few, "for some characters alone");
}

#[test]
fn a_bundled_family_that_a_sheet_names_is_embedded() {
    let folder = epub("Text", "h1, p { font-family: \"source sans\", sans-serif }");
    assert!(has(&folder, "OEBPS/fonts/SourceSansPro-Regular.woff2"));
    let document = folder.unzip("a.epub", "OEBPS/a.xhtml");
    let (base, fonts) = (document.find("base.css"), document.find("fonts.css"));
    assert!(base.is_some() && base < fonts, "what the themes share would win: {document}");
    let sheet = folder.unzip("a.epub", "OEBPS/styles/fonts.css");
    assert!(
        sheet.contains("@font-face { font-family: \"Source Sans\"; font-weight: 700; font-style: italic;"),
        "{sheet}"
    );
    assert!(!sheet.contains("body"), "{sheet}");
}

#[test]
fn characters_that_few_devices_have_bring_a_font() {
    let folder = epub("A tile: 🀰 and 𝋠.", "p { font-family: Georgia, serif }");
    let sheet = folder.unzip("a.epub", "OEBPS/styles/fonts.css");
    assert!(sheet.contains("font-family: \"Noto Sans Symbols 2\""), "{sheet}");
    assert!(sheet.contains("unicode-range: U+1D2E0, U+1F030;"), "{sheet}");
    assert!(sheet.contains("body { font-family: serif, \"Noto Sans Symbols 2\" }"), "{sheet}");
    let own = folder.unzip("a.epub", "OEBPS/styles/a.css");
    assert!(own.contains("font-family: Georgia, serif, \"Noto Sans Symbols 2\""), "{own}");
}

#[test]
fn formulas_with_signs_that_grow_bring_a_font() {
    for text in [r"$\sqrt{x}$", r"$$\left( \frac{a}{b} \right)$$", r"$$\sum_i x_i$$", r"$\overbrace{a + b}$"] {
        let folder = epub(text, "");
        assert!(has(&folder, "OEBPS/fonts/LibertinusMath-Regular.woff2"), "{text}");
        let sheet = folder.unzip("a.epub", "OEBPS/styles/fonts.css");
        assert!(sheet.contains("math { font-family: \"Libertinus Math\", math }"), "{sheet}");
    }
    assert!(!has(&epub("$x^2 + f(x)$", ""), "OEBPS/fonts/"));
}

#[test]
fn what_reading_systems_refuse_is_left_out_and_told() {
    let mut lacking = font("boxes.ttf");
    let at = lacking.windows(4).position(|tag| tag == b"name").expect("a table");
    lacking[at..at + 4].copy_from_slice(b"nane");
    let mut outside = font("boxes.ttf");
    let at = outside.windows(4).position(|tag| tag == b"name").expect("a table") + 8;
    outside[at..at + 4].copy_from_slice(&[0x7f; 4]);
    let empty = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for bytes in [lacking.as_slice(), &outside, &empty] {
        let folder = book("@font-face { font-family: Boxes; src: url(bad.ttf) }");
        folder.write("bad.ttf", bytes);
        let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
        run.says(&["warning[bad-font]: the font `bad.ttf`", "a.css:1:34"]);
        assert!(!has(&folder, "OEBPS/fonts/") && !has(&folder, OPTIONS));
        assert!(!folder.unzip("a.epub", "OEBPS/styles/a.css").contains("@font-face"));
    }
}

/// A font whose maker allows something else (OpenType 1.9, `OS/2`, `fsType`).
fn with_permission(bits: u16) -> Vec<u8> {
    let mut font = font("boxes.ttf");
    let at = font.windows(4).position(|tag| tag == b"OS/2").expect("a table") + 8;
    let start = u32::from_be_bytes([font[at], font[at + 1], font[at + 2], font[at + 3]]) as usize + 8;
    font[start..start + 2].copy_from_slice(&bits.to_be_bytes());
    font
}

#[test]
fn what_makers_of_fonts_forbid_is_left_out_and_told() {
    let cases = [
        (0x0002, "the maker of the font `own.ttf` does not allow it to be embedded", false),
        (0x0200, "allows nothing but pictures of its letters", false),
        (0x0100, "note[whole-font]: the font `own.ttf` is embedded as a whole", true),
        (0x0004, "", true),
    ];
    for (bits, message, is_embedded) in cases {
        let folder = Folder::with(&[
            ("a.md", "---\nlang: en\n---\n\nTwo words\n"),
            (
                "a.css",
                "p { margin: 0 }\n@font-face { font-family: Boxes; src: url(own.ttf) }\np { font-family: Boxes }",
            ),
        ]);
        folder.write("own.ttf", &with_permission(bits));
        let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
        assert_eq!(has(&folder, "OEBPS/fonts/own.ttf"), is_embedded, "{bits:x}");
        assert_eq!(has(&folder, OPTIONS), is_embedded, "{bits:x}");
        if !message.is_empty() {
            run.says(&[message, "a.css:2:"]);
        }
    }
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

/// A font one of whose tables is cut in half.
fn with_cut(tag: &[u8; 4]) -> Vec<u8> {
    let mut font = font("boxes.ttf");
    let at = font.windows(4).position(|found| found == tag).expect("a table") + 12;
    let length = u32::from_be_bytes([font[at], font[at + 1], font[at + 2], font[at + 3]]) / 2;
    font[at..at + 4].copy_from_slice(&length.to_be_bytes());
    font
}

#[test]
fn a_damaged_font_gives_way_to_the_next() {
    let whole = layout(&book("@font-face { font-family: Boxes; src: url(boxes.ttf) }"));
    let rest = layout(&book(""));
    for tag in [b"loca", b"hmtx", b"head", b"maxp", b"OS/2", b"cmap", b"name"] {
        let folder = book("@font-face { font-family: Boxes; src: url(bad.ttf), url(boxes.ttf) }");
        folder.write("bad.ttf", &with_cut(tag));
        let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
        run.says(&["warning[bad-font]: the font `bad.ttf`", "a.css:1:34"]);
        assert!(has(&folder, "OEBPS/fonts/boxes.ttf") && !has(&folder, "OEBPS/fonts/bad"));
        assert_eq!(layout(&folder), whole);
        folder.write(
            "a.css",
            b"@font-face { font-family: Boxes; src: url(bad.ttf) }\nbody { font-family: Boxes, serif }",
        );
        let run = folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-o", "a.pdf"]).status(0);
        run.says(&["warning[bad-font]: the font `bad.ttf`", "a.css:1:34"]);
        assert!(!has(&folder, "OEBPS/fonts/"));
        assert_eq!(layout(&folder), rest, "the next family");
    }
}

#[test]
fn a_font_by_two_names_is_carried_once() {
    let folder = book(
        "@font-face { font-family: Boxes; src: url(boxes.ttf) }\n@font-face { font-family: Other; src: url(sub/b.ttf) }\n\
         strong { font-family: Other }",
    );
    folder.write("sub/b.ttf", &font("boxes.ttf"));
    folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub"]).status(0);
    assert!(has(&folder, "OEBPS/fonts/boxes.ttf") && !has(&folder, "OEBPS/fonts/b.ttf"));
    let sheet = folder.unzip("a.epub", "OEBPS/styles/a.css");
    assert_eq!(sheet.matches("url(../fonts/boxes.ttf)").count(), 2, "{sheet}");
}

#[test]
fn a_font_for_text_is_none_for_formulas() {
    let with = |sheet: &str| {
        let folder = Folder::with(&[("a.md", "---\nlang: en\n---\n\nRoot: $\\sqrt{x}$\n"), ("a.css", sheet)]);
        folder.write("own.otf", &bundled("libertinus/LibertinusMath-Regular.otf"));
        folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-q"]).status(0);
        has(&folder, "OEBPS/fonts/LibertinusMath-Regular")
    };
    let face = |family: &str| format!("@font-face {{ font-family: '{family}'; src: url(own.otf) }}");
    assert!(with(&format!("{} body {{ font-family: Own }}", face("Own"))));
    assert!(!with(&format!("{} p, math {{ font-family: Own }}", face("Own"))));
    assert!(!with(&format!("{} body {{ font-family: 'Own Math' }}", face("Own Math"))));
}

#[test]
fn a_family_for_rare_characters_keeps_its_name() {
    let folder = Folder::with(&[
        ("a.md", "---\nlang: en\n---\n\nA tile: 🀰.\n"),
        ("a.css", "@font-face { font-family: 'My Signs'; src: url(own.ttf) } p { font-family: Georgia }"),
    ]);
    folder.write("own.ttf", &bundled("noto-symbols/NotoSansSymbols2-Regular.ttf"));
    folder.run(&["a.md", "-c", "a.css", "--no-system-fonts", "-o", "a.epub", "-q"]).status(0);
    let sheet = folder.unzip("a.epub", "OEBPS/styles/fonts.css");
    assert!(sheet.contains("serif, \"My Signs\""), "{sheet}");
}

#[test]
fn what_lists_are_numbered_with_is_in_the_font() {
    let size = |style: &str| {
        let sheet = format!("@font-face {{ font-family: Own; src: url(own.otf) }} li {{ font-family: Own; {style} }}");
        epub("1. Text", &sheet).unzip_bytes("a.epub", "OEBPS/fonts/own.otf").len()
    };
    assert!(size("") < size("list-style-type: hebrew"));
}
