//! What a book may have at most: each limit is kept, and its message names the option.

use super::Folder;

const PIXELS: &str = "the limit is";

/// A PNG of 64 × 48 pixels, which is not decoded here: the head tells its size.
pub(super) fn png() -> Vec<u8> {
    let pixels = image::RgbImage::new(64, 48);
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG can be written");
    bytes.into_inner()
}

#[test]
fn each_limit_is_kept_and_named() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\n![x](x.png)\n\n>>>>> deep\n\nText.\n\n<div style=\"break-before: page\">B</div>\n"),
        ("m/book.toml", "[book]\n"),
        ("m/src/SUMMARY.md", "- [A](a.md)\n"),
        ("m/src/a.md", "# A\n\n{{#include b.md}}\n\n{{#include b.md}}\n\n{{#include b.md}}\n"),
        ("m/src/b.md", "Words that are included.\n"),
        ("q/_quarto.yml", "project:\n  type: book\nbook:\n  chapters: [index.qmd]\n"),
        ("q/index.qmd", "# A\n\n{{< include _b.qmd >}}\n\n{{< include _b.qmd >}}\n\n{{< include _b.qmd >}}\n"),
        ("q/_b.qmd", "Words that are included.\n"),
    ]);
    folder.write("x.png", &png());
    for (input, limit, status, message) in [
        ("a.md", "file-size=20", 1, "cannot read `a.md`: it has 77 bytes, the limit is 20"),
        ("a.md", "file-size=80", 0, "image `x.png` has"),
        ("a.md", "pixels=1k", 0, "image `x.png` has 64 × 48 pixels, the limit is 1000"),
        ("a.md", "nesting=3", 0, "nesting deeper than 3 levels was flattened"),
        ("a.md", "pages=1", 1, "the PDF has 2 pages, the limit is 1"),
        ("m", "includes=2", 0, "or 2 files to the book"),
        ("m", "included=30", 0, "includes add more than 30 bytes"),
        ("q", "includes=2", 0, "or 2 texts into the book"),
        ("q", "included=30", 0, "files bring more than 30 bytes"),
        ("a.md", "time=0ms", 1, "takes longer than 0ns"),
    ] {
        let name = limit.split('=').next().expect("a limit has a name");
        let named = format!("--limit {name}=");
        let run = folder.run(&[input, "--limit", limit, "-o", "x.epub", "-o", "x.pdf"]);
        assert_eq!(run.status, status, "{limit}: {}", run.stderr);
        run.says(&[message, &named]);
        // Without it, there is nothing to say of that.
        let run = folder.run(&[input, "-o", "y.epub", "-o", "y.pdf"]).status(0);
        assert!(!run.stderr.contains(PIXELS) && !run.stderr.contains("--limit"), "{}", run.stderr);
    }
    for (limit, message) in [
        ("file-sice=1", "there is no limit `file-sice`"),
        ("nesting=101", "is 1 to 100"),
        ("time", "no value of the limit `time`"),
        ("pixels=many", "`many` is no value"),
    ] {
        folder.run(&["a.md", "--limit", limit]).status(2).says(&[message]);
    }
}

#[test]
fn pictures_within_their_own_address_have_the_limits_of_files() {
    let address = format!("data:image/png;base64,{}", super::fetch::base64(&png()));
    let folder = Folder::with(&[
        ("a.md", &format!("# A\n\n![x]({address})\n")),
        ("b.md", "---\ncss: b.css\n---\n# B\n"),
        ("b.css", &format!("h1 {{ background: url({address}) }}\n")),
    ]);
    for input in ["a.md", "b.md"] {
        let build = |limit: &str| folder.run(&[input, "--limit", limit, "-o", "x.epub", "-o", "x.pdf"]).status(0);
        build("pixels=3071").says(&["has 64 × 48 pixels, the limit is 3071", "--limit pixels="]);
        assert!(!build("pixels=3072").stderr.contains("limit"));
    }
    // Within a drawing, however its address is written.
    for address in [address.clone(), address.replace("data:", "&#100;ata&#x3a;"), address.replace("data:", "DATA:")] {
        for (image, end) in [("image", ""), ("s:image", "</s:image>")] {
            let end = if end.is_empty() { "/>".to_owned() } else { format!(">{end}") };
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:s='http://www.w3.org/2000/svg' width='64' height='48'>\
                 <{image} width='64' height='48' href='{address}'{end}</svg>"
            );
            folder.write("x.svg", svg.as_bytes());
            folder.write("d.md", b"![x](x.svg)\n");
            let build = |limit: &str| folder.run(&["d.md", "--limit", limit, "-o", "x.epub", "-o", "x.pdf"]).status(0);
            build("pixels=3071").says(&["an image in the drawing `x.svg` has 64 × 48 pixels, the limit is 3071"]);
            assert!(!folder.unzip("x.epub", ".svg").contains("base64"));
            assert!(!build("pixels=3072").stderr.contains("limit"));
            assert!(folder.unzip("x.epub", ".svg").contains("base64"));
        }
    }
    // A drawing of as many bytes as the text allows.
    let drawing = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>", " ".repeat(400));
    let packed = super::fetch::base64(drawing.as_bytes());
    folder.write("c.md", format!("![x](data:image/svg+xml;base64,{packed})\n").as_bytes());
    let build = |limit: &str| folder.run(&["c.md", "--limit", limit, "-o", "x.epub"]);
    build("file-size=100").status(1).says(&["cannot read `c.md`"]);
    assert!(!build("file-size=1000").status(0).stderr.contains("limit"));
}

#[test]
fn a_file_of_options_sets_limits_and_the_command_line_goes_before_it() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\nText.\n\n<div style=\"break-before: page\">B</div>\n"),
        ("o.toml", "[limits]\npages = 1\n"),
        ("w.toml", "[limits]\npages = \"few\"\n"),
    ]);
    folder.run(&["a.md", "--config", "o.toml", "-o", "x.pdf"]).status(1).says(&["error[too-many-pages]"]);
    assert!(!folder.has("x.pdf"));
    folder.run(&["a.md", "--config", "o.toml", "--limit", "pages=2", "-o", "x.pdf"]).status(0);
    folder.run(&["a.md", "--config", "w.toml", "-o", "x.pdf"]).status(2).says(&["w.toml:2:9", "`few`"]);
}

#[test]
fn time_and_memory_end_a_build_and_leave_what_was_there() {
    let many: String = (0..20_000).map(|number| format!("Paragraph *{number}* of many.\n\n")).collect();
    let folder = Folder::with(&[("a.md", &many), ("x.pdf", "old")]);
    let build = |limit: &str| folder.run(&["a.md", "--limit", limit, "-o", "x.epub", "-o", "x.pdf"]);
    build("time=100ms").status(1).says(&["takes longer than 100ms", "`--limit time=…` allows more"]);
    if cfg!(target_os = "linux") {
        build("memory=30MB").status(1).says(&["more than 30 MB of memory", "`--limit memory=…` allows more"]);
    }
    assert_eq!((folder.names(), folder.read("x.pdf")), (vec!["a.md".into(), "x.pdf".into()], b"old".to_vec()));
    let run = folder.run(&["a.md", "--limit", "time=0ms", "--message-format", "json"]).status(1);
    assert!(run.stderr.starts_with("{\"hints\""), "{}", run.stderr);
}
