//! Input that is wrong or meant to harm: a clear message with its place, never a panic, a hang or half a file.

use std::fmt::Write as _;

use super::Folder;

/// Builds both formats from one text and returns the run.
fn build(text: &[u8]) -> (Folder, super::Run) {
    let folder = Folder::new();
    folder.write("a.md", text);
    let run = folder.run(&["a.md", "-o", "x.epub", "-o", "x.pdf"]);
    (folder, run)
}

/// Whether both files were made, or none.
#[track_caller]
fn assert_all_or_nothing(folder: &Folder, is_made: bool) {
    assert_eq!((folder.has("x.epub"), folder.has("x.pdf")), (is_made, is_made));
    assert!(folder.names().iter().all(|name| !name.ends_with(".part")), "{:?}", folder.names());
}

#[test]
fn absent_and_unreadable_inputs() {
    let folder = Folder::with(&[("Ch1.md", "# A\n"), ("empty/x.svg", "")]);
    folder.run(&["gone.md"]).status(1).says(&["error[unreadable-file]", "cannot read `gone.md`: no such file"]);
    folder.run(&["ch1.md"]).status(1).says(&["did you mean `Ch1.md`?"]);
    folder.run(&["empty"]).status(1).says(&["holds no Markdown file"]);
    folder.run(&["Ch1.md", "a.md", "b.md"]).status(1).says(&["`a.md`", "`b.md`", "2 errors"]);
    assert_eq!(folder.names(), ["Ch1.md", "empty"]);
}

#[test]
fn bytes_that_are_no_text() {
    let (folder, run) = build("# Títle\r\n\r\nGr".bytes().chain(*b"\xfc\xdfe\n").collect::<Vec<u8>>().as_slice());
    run.status(1).says(&["error[invalid-utf8]", "a.md:3:3", "0xFC", "iconv"]);
    assert_all_or_nothing(&folder, false);
    build(b"\xff\xfe#\0 \0T\0").1.status(1).says(&["a.md:1:1", "UTF-16"]);
    build(b"ab\0\x80").1.status(1).says(&["a.md:1:4", "no text at all"]);
}

#[test]
fn broken_front_matter() {
    let (folder, run) = build(b"---\nauthor: Ann\ntitle: One: two\n---\nText\n");
    run.status(1).says(&["error[broken-front-matter]", "a.md:3:11", "put the value in quotes"]);
    assert_all_or_nothing(&folder, false);
    build(b"+++\ntitle = One\n+++\n").1.status(1).says(&["a.md:2:9", "TOML"]);
    build(b"+++\ntitle = 'x'\n\nText\n").1.status(1).says(&["a.md:1:1", "never closed"]);
    build(b"---\ntheme: bok\n---\n").1.status(1).says(&["a.md:2:8", "did you mean `book`?"]);
    let mut bomb = String::from("---\na: &a [x,x,x,x,x,x,x,x,x]\n");
    for (name, below) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip("abcdefgh".chars()) {
        let _ = writeln!(bomb, "{name}: &{name} [{}]", vec![format!("*{below}"); 9].join(","));
    }
    build((bomb + "---\n").as_bytes()).1.status(1).says(&["error[broken-front-matter]"]);
}

#[test]
fn prose_between_rules_is_no_front_matter() {
    let folder = Folder::with(&[("a.md", "---\n\nNote: this is prose.\n\n---\n\nMore.\n")]);
    let run = folder.run(&["a.md", "--dump", "tree"]).status(0);
    assert!(run.text().contains("Note: this is prose."), "{}", run.text());
}

#[test]
fn images_that_cannot_be_had() {
    let folder = Folder::with(&[
        ("a.md", "![A](gone.png)\n\n![B](note.txt)\n\n![C](Cat.svg)\n\n![D](bomb.png)\n"),
        ("note.txt", "words"),
        ("cat.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"),
    ]);
    folder.write("bomb.png", &bomb());
    folder.run(&["a.md", "-o", "x.epub", "-o", "x.pdf"]).status(0).says(&[
        "warning[missing-image]: image `gone.png` cannot be found",
        "a.md:1:1",
        "warning[bad-image]: image `note.txt` is of an unknown type",
        "there is `cat.svg`; upper and lower case must match",
        "warning[image-too-large]: image `bomb.png` has 60000 × 60000 pixels",
        "a.md:7:1",
    ]);
    assert_all_or_nothing(&folder, true);
}

/// A PNG whose head promises 3.6 billion pixels.
fn bomb() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0".to_vec();
    let sum = crc(&png[12..]);
    png.extend(sum.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT");
    png.extend(crc(b"IDAT").to_be_bytes());
    png
}

/// PNG's check sum (PNG Specification, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

#[test]
fn covers() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='900'/>";
    let folder = Folder::with(&[("a.md", "---\ncover: c.svg\n---\nText\n"), ("b.md", "Text\n"), ("../c.svg", svg)]);
    folder.run(&["a.md", "-o", "x.epub"]).status(1).says(&["error[missing-cover]", "a.md:2:8"]);
    folder.run(&["b.md", "-o", "x.epub", "--cover", "gone.png"]).status(1).says(&["error[missing-cover]"]);
    assert!(!folder.has("x.epub"));
    // The command line may name a cover that lies anywhere.
    folder.run(&["b.md", "-o", "x.epub", "--epub-cover-image", "../c.svg", "--strict"]).status(0);
    folder.run(&["b.md", "-o", "y.epub", "-M", "cover-image=../c.svg", "--strict"]).status(0);
    assert!(folder.read("x.epub") == folder.read("y.epub"));
}

#[test]
fn paths_that_leave_the_books_folder() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    let folder = Folder::with(&[("text/a.md", "![A](../up.svg)\n"), ("up.svg", svg)]);
    folder.run(&["text/a.md", "-o", "x.epub"]).status(1).says(&["error[outside-book]", "text/a.md:1:1"]);
    folder.run(&["text/a.md", "-o", "x.epub", "--root", ".", "--strict"]).status(0);
    folder.run(&["text/a.md", "-o", "x.epub", "--root", "gone"]).status(1).says(&["outside the book's folder"]);
}

#[test]
fn nesting_ten_thousand_deep() {
    for text in [
        ">".repeat(10_000) + " deep\n",
        "- ".repeat(10_000) + "deep\n",
        "<div>".repeat(10_000) + "deep\n",
        "*a ".repeat(10_000) + "deep\n",
        "[".repeat(10_000) + "deep\n",
        "<span class=\"a\">".repeat(10_000) + "deep\n",
    ] {
        let (folder, run) = build(text.as_bytes());
        run.status(0);
        assert_all_or_nothing(&folder, true);
        let tree = folder.run(&["a.md", "--dump", "tree", "-q"]).status(0);
        assert!(tree.text().contains("deep"), "the text is kept: {}", &text[..20]);
    }
    build((">".repeat(10_000) + " deep\n").as_bytes()).1.says(&["warning[too-deep]", "a.md:1:"]);
}

#[test]
fn a_token_of_two_hundred_thousand_characters() {
    let token = "x".repeat(200_000);
    for text in [format!("# A\n\n{token}\n"), format!("`{token}`\n"), format!("```\n{token}\n```\n")] {
        let (folder, run) = build(text.as_bytes());
        run.status(0);
        assert_all_or_nothing(&folder, true);
    }
}

#[test]
fn a_note_longer_than_a_page() {
    let (folder, run) = build(format!("Text.[^n] More.\n\n[^n]: {}\n", "word ".repeat(5_000)).as_bytes());
    run.status(0).says(&["pages"]);
    assert_all_or_nothing(&folder, true);
}

#[test]
fn nothing_at_all() {
    for text in ["", "\n\n", "---\n---\n", "\u{feff}"] {
        let (folder, run) = build(text.as_bytes());
        run.status(1).says(&["error[empty-input]: `a.md` is empty"]);
        assert_all_or_nothing(&folder, false);
    }
}

#[test]
fn links_without_words_and_images_without_text() {
    let image =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>";
    let link = Folder::with(&[("a.md", "# A\n\n[![](i.svg)](https://www.example.org/x)"), ("i.svg", image)]);
    link.run(&["a.md"]).status(0).says(&["the link has no words", "`example.org`"]);
    let empty = Folder::with(&[("a.md", "# A\n\n![](i.svg)"), ("i.svg", image)]);
    empty.run(&["a.md"]).status(0).says(&["missing-alt"]);
    let decorative = Folder::with(&[("a.md", "# A\n\n<img src=\"i.svg\" alt=\"\">"), ("i.svg", image)]);
    decorative.run(&["a.md", "--strict"]).status(0);
}

#[test]
fn what_a_drawing_cannot_show_is_told() {
    let label = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\"><foreignObject width=\"90\" \
                 height=\"30\"><div xmlns=\"http://www.w3.org/1999/xhtml\">Label</div></foreignObject></svg>";
    let folder = Folder::with(&[("a.md", "# A\n\n![A](i.svg)"), ("i.svg", label)]);
    folder.run(&["a.md", "-v", "--strict"]).status(0).says(&["svg-content", "set as plain text"]);
    let other = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"l.png\"/></svg>";
    let folder = Folder::with(&[("a.md", "# A\n\n![A](i.svg)"), ("i.svg", other)]);
    folder.run(&["a.md"]).status(0).says(&["svg-content", "`l.png`"]);
}

#[test]
fn an_image_with_the_separator_of_windows_does_not_stop_the_book() {
    let folder = Folder::with(&[("a.md", "![x](images\\pic.png)\n")]);
    folder.run(&["a.md", "-o", "x.epub"]).status(0).says(&[
        "warning[missing-image]: image `images\\pic.png` cannot be found",
        "a.md:1:1",
        "write `/` between folders: `images/pic.png`",
    ]);
}

#[test]
fn inputs_that_are_no_files_are_told_as_what_they_are() {
    let folder = Folder::with(&[("t.md", "# A\n"), ("two/a.rst", "A\n"), ("two/b.rst", "B\n"), ("two/c.md", "# C\n")]);
    folder.run(&["https://example.org/a.md"]).status(1).says(&["no such file", "inputs are files: save the page"]);
    folder.run(&["init", "t.md"]).status(4).says(&["`t.md` is a file; name a folder"]);
    folder.run(&["two", "-v", "-o", "x.epub"]).status(0).says(&["2 texts that are no Markdown"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_as_such() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("nope.md", folder.path.join("dangling.md")).expect("links can be made");
    folder.run(&["dangling.md"]).status(1).says(&["cannot read `dangling.md`: it is a link that leads nowhere"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_book() {
    use std::os::unix::fs::symlink;
    const SQUARE: &str =
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    let folder = Folder::with(&[
        ("out/secret.md", "The secret.\n"),
        ("out/theme.css", "p { color: red }\n"),
        ("book/in.md", "![[l.md]]\n\n![a picture](l.svg)\n\n![another](pics/secret.svg)\n\n![a third](near.svg)\n"),
        ("book/front.md", "---\ncss: l.css\n---\n\nText.\n"),
        ("alone/a.md", "# A\n"),
    ]);
    folder.write("out/secret.svg", SQUARE.as_bytes());
    folder.write("book/own.svg", SQUARE.as_bytes());
    let link = |to: &str, at: &str| symlink(to, folder.path.join(at)).expect("links can be made");
    link("../out/secret.md", "book/l.md");
    link("../out/secret.svg", "book/l.svg");
    link("../out/theme.css", "book/l.css");
    link("../out", "book/pics");
    link("own.svg", "book/near.svg");
    link("book", "way");
    for name in ["book/in.md", "way/in.md"] {
        let run = folder.run(&[name, "-o", "x.epub"]).status(1).says(&[
            "error[outside-book]: image `l.svg` lies outside the book's folder, by itself or by a link",
            "in.md:3:1",
            "image `pics/secret.svg` lies outside the book's folder, by itself or by a link",
            "cannot include `l.md`: it lies outside the book's folder, by itself or by a link",
            "--root",
        ]);
        assert!(!run.stderr.contains("near.svg"), "{}", run.stderr);
    }
    folder.run(&["book/front.md", "-o", "x.epub"]).status(1).says(&["error[outside-book]", "front.md:2:6", "l.css"]);
    // A root that holds both, and a file that the user names.
    folder.run(&["book/in.md", "--root", ".", "-o", "x.epub"]).status(0);
    folder.run(&["book/l.md", "-c", "book/l.css", "-o", "x.epub"]).status(0);
    // A walk through a folder follows no link out of it.
    link("../out/secret.md", "alone/b.md");
    folder.run(&["alone", "-o", "y.epub"]).status(1).says(&["error[outside-book]", "b.md"]);
    assert!(!folder.has("y.epub"));
}

#[cfg(unix)]
#[test]
fn pipes_in_a_folder_are_not_waited_for() {
    let folder = Folder::with(&[("book/a.md", "# A\n\n![p](p.png)\n")]);
    for name in ["book/x.md", "book/p.png"] {
        let made = std::process::Command::new("mkfifo").arg(folder.path.join(name)).status();
        assert!(made.expect("`mkfifo` is there").success());
    }
    folder.run(&["book", "-o", "x.epub"]).status(1).says(&["x.md", "it is no regular file"]);
    folder.run(&["book/a.md", "-o", "x.epub"]).status(0).says(&["p.png", "it is no regular file"]);
    folder.run_with(&["/dev/stdin", "-o", "x.epub"], b"# In\n", &[]).status(0);
}

#[test]
fn front_matter_in_json_that_stays_open_is_told() {
    let folder = Folder::with(&[("a.md", "{\n  \"title\": \"Broken\"\n\nText.\n")]);
    let run = folder.run(&["a.md", "-o", "a.epub"]).status(1);
    run.says(&["error[broken-front-matter]", "a.md:1:1", "never closed"]);
}

#[test]
fn texts_in_other_languages_are_refused_with_a_way_out() {
    let folder = Folder::with(&[
        ("p.html", "<p>A <b>page</b></p>\n"),
        ("n.ipynb", "{\"cells\": []}\n"),
        ("facts.yaml", "title: T\n"),
        ("fenced.yaml", "---\ntitle: T\n---\n"),
        ("a.md", "# A\n\nText.\n"),
    ]);
    folder.run(&["p.html"]).status(1).says(&["`p.html` is HTML", "pandoc -t commonmark_x p.html -o p.md"]);
    folder.run(&["n.ipynb"]).status(1).says(&["a notebook of Jupyter", "jupyter nbconvert --to markdown n.ipynb"]);
    folder.run(&["facts.yaml", "a.md"]).status(1).says(&["holds facts", "--metadata-file facts.yaml"]);
    let tree = folder.run(&["fenced.yaml", "a.md", "--dump", "tree"]).status(0);
    assert!(tree.text().starts_with("title: T\n"), "{}", tree.text());
    folder.run(&[".", "--dump", "tree", "-v"]).status(0).says(&["2 texts that are no Markdown (`n.ipynb`, `p.html`)"]);
}

#[test]
fn facts_beside_the_texts_are_told_until_they_are_named() {
    let folder = Folder::with(&[("book/a.md", "# A\n"), ("book/b.md", "# B\n"), ("book/metadata.yaml", "title: T\n")]);
    let run = folder.run(&["book", "--dump", "tree", "-v"]).status(0);
    run.says(&["1 file of metadata (`metadata.yaml`)", "`--metadata-file book/metadata.yaml`"]);
    let run = folder.run(&["book", "--metadata-file", "book/metadata.yaml", "--dump", "tree", "-v"]).status(0);
    assert!(!run.stderr.contains("metadata.yaml") && run.text().starts_with("title: T\n"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_are_told() {
    let folder = Folder::with(&[("book/a.md", "# A\n"), ("book/sub/b.md", "# B\n")]);
    std::os::unix::fs::symlink("../../book", folder.path.join("book/sub/up")).unwrap();
    std::os::unix::fs::symlink(".", folder.path.join("book/here")).unwrap();
    let run = folder.run(&["book", "--dump", "tree", "-v"]).status(0);
    run.says(&["2 links to folders (`here`, `up`)"]);
}

#[test]
fn a_key_that_is_unknown_in_the_manifest_is_underlined() {
    let folder = Folder::with(&[("bindery.toml", "[book]\ntitel = \"A Book\"\n"), ("a.md", "# A\n")]);
    let run = folder.run(&[".", "--dump", "tree"]).status(0);
    run.says(&["bindery.toml:2:1", "did you mean `title`?"]);
}

#[test]
fn words_of_drawings_that_no_font_has_end_the_search_for_one() {
    // A face that lacks a joined emoji would be asked for it again and again.
    let text = "![x](a.svg)\n";
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"20\">\
        <text x=\"0\" y=\"15\">日本語テキスト 中文 😀👨‍👩‍👧</text></svg>";
    let folder = Folder::with(&[("a.md", text), ("a.svg", drawing)]);
    folder.run(&["a.md", "-o", "a.pdf", "--no-system-fonts", "-q"]).status(0);
    assert!(folder.has("a.pdf"));
}
