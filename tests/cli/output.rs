//! Where outputs go, and that they are written whole or not at all.

use std::fs;

use super::{EPUB, Folder, PDF};

const ARTICLE: &str = "---\ntitle: \"On Pages: a Note\"\ndate: 2024-07-20\n---\n\nWords on a page.\n";

#[test]
fn both_formats_land_under_the_titles_slug() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    folder.run(&["a.md"]).status(0).says(&["Bound on-pages-a-note.epub (1 chapter", "on-pages-a-note.pdf (1 page,"]);
    assert_eq!(folder.names(), ["a.md", "on-pages-a-note.epub", "on-pages-a-note.pdf"]);
    assert!(folder.read("on-pages-a-note.epub").starts_with(EPUB));
    assert!(folder.read("on-pages-a-note.pdf").starts_with(PDF));
}

#[test]
fn endings_and_formats_tell_what_is_made() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    fs::create_dir(folder.path.join("out")).unwrap();
    folder.run(&["build", "a.md", "-o", "x.PDF", "-q"]).status(0).in_silence();
    folder.run(&["a.md", "-o", "y", "-t", "epub", "-q"]).status(0);
    folder.run(&["a.md", "-o", "out", "-t", "pdf", "-q"]).status(0);
    assert_eq!(folder.names(), ["a.md", "out", "x.PDF", "y"]);
    assert!(folder.read("x.PDF").starts_with(PDF));
    assert!(folder.read("y").starts_with(EPUB));
    assert!(folder.read("out/on-pages-a-note.pdf").starts_with(PDF));
}

#[test]
fn standard_input_and_output() {
    let folder = Folder::new();
    let run = folder.run_with(&["-", "-o", "-", "-t", "epub"], ARTICLE.as_bytes(), &[]).status(0).in_silence();
    assert!(run.stdout.starts_with(EPUB));
    assert_eq!(folder.names(), [] as [&str; 0]);
    folder.run_with(&["-", "-o", "-"], b"", &[]).status(2).says(&["`-o -` wants one format"]);
    folder.run_with(&["-", "-"], b"", &[]).status(2).says(&["once only"]);
}

#[test]
fn an_error_leaves_what_was_there() {
    let folder = Folder::with(&[("a.md", "![x](../../x.png)"), ("x.epub", "old"), ("x.pdf", "older")]);
    folder.run(&["a.md", "-o", "x.epub", "-o", "x.pdf"]).status(1).says(&[
        "error[outside-book]",
        "a.md:1:1",
        "nothing was written",
        "previous output is intact",
    ]);
    assert_eq!((folder.read("x.epub"), folder.read("x.pdf")), (b"old".to_vec(), b"older".to_vec()));
    assert_eq!(folder.names(), ["a.md", "x.epub", "x.pdf"]);
}

#[test]
fn where_one_output_fails_none_is_replaced() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.epub", "old"), ("x.pdf", "older")]);
    let pdf = folder.path.join("x.pdf");
    let mut permissions = fs::metadata(&pdf).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&pdf, permissions).unwrap();
    folder.run(&["a.md", "-o", "x.epub", "-o", "x.pdf"]).status(4).says(&[
        "cannot write",
        "x.pdf",
        "previous output is intact",
    ]);
    assert_eq!((folder.read("x.epub"), folder.read("x.pdf")), (b"old".to_vec(), b"older".to_vec()));
    assert_eq!(folder.names(), ["a.md", "x.epub", "x.pdf"], "no temporary file is left");
}

#[test]
fn strict_fails_on_warnings_and_writes_nothing() {
    let folder = Folder::with(&[("a.md", "![A cat](cat.png)")]);
    folder.run(&["a.md", "-o", "x.epub", "--strict"]).status(3).says(&["warning[missing-image]", "a warning"]);
    assert!(!folder.has("x.epub"));
    folder.run(&["a.md", "-o", "x.epub", "--fail-if-warnings", "-q"]).status(3);
    folder.run(&["a.md", "-o", "x.epub", "-q"]).status(0).in_silence();
    assert!(folder.has("x.epub"));
}

#[test]
fn usage_is_checked_before_anything_is_built() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    for (arguments, message) in [
        (&["a.md", "-o", "x.docx"][..], "names no format"),
        (&["a.md", "-o", "x.epub", "-t", "pdf"], "different formats"),
        (&["a.md", "-o", "gone/x.epub"], "does not exist"),
        (&["a.md", "-o", "x.epub", "-o", "./x.epub"], "named twice"),
        (&["a.md", "--page-size", "leter"], "`letter`"),
        (&["a.md", "--toc-depth", "0"], "toc-depth"),
        (&["a.md", "--theme", "bok"], "did you mean `book`?"),
        (&["a.md", "--pdf-engine", "xelatex"], "typesets by itself"),
        (&["a.md", "--template", "x"], "`--css`"),
        (&["a.md", "--lua-filter=x"], "no filters"),
        (&["a.md", "-M", "=x"], "a key is missing"),
    ] {
        folder.run(arguments).status(2).says(&[message]);
    }
    folder.run_with(&["a.md"], b"", &[("SOURCE_DATE_EPOCH", "soon")]).status(2).says(&["seconds since 1970"]);
    assert_eq!(folder.names(), ["a.md"]);
}

#[test]
fn equal_input_gives_equal_bytes_and_the_date_comes_in() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("b.md", "# Two\n\nMore.\n")]);
    let build = |name: &str, epoch: &str| {
        let (epub, pdf) = (format!("{name}.epub"), format!("{name}.pdf"));
        let arguments = ["a.md", "b.md", "-o", &epub, "-o", &pdf, "-q"];
        folder.run_with(&arguments, b"", &[("SOURCE_DATE_EPOCH", epoch)]).status(0);
        (folder.read(&epub), folder.read(&pdf))
    };
    let (first, again, later) = (build("x", ""), build("y", ""), build("z", "1700000000"));
    assert!(first == again);
    assert!(first.0 != later.0 && first.1 != later.1);
}

#[test]
fn findings_as_json_lines() {
    let folder = Folder::with(&[("a.md", "---\ntitel: x\n---\nÄ ![A cat](cat.png)\n")]);
    let run = folder.run(&["a.md", "-o", "x.epub", "--message-format", "json"]).status(0);
    let lines: Vec<serde_json::Value> =
        run.stderr.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let finding = |code: &str| lines.iter().find(|line| line["code"] == code).expect("the finding is there");
    let key = finding("unknown-key");
    assert_eq!((&key["severity"], &key["place"]["line"]), (&"warning".into(), &2.into()));
    assert_eq!(key["hints"][0], "did you mean `title`?");
    let image = finding("missing-image");
    let place = &image["place"];
    assert_eq!((&place["file"], &place["line"], &place["column"]), (&"a.md".into(), &4.into(), &3.into()));
    let last = lines.last().expect("there is a last line");
    assert_eq!((&last["reason"], &last["success"], &last["warnings"]), (&"finished".into(), &true.into(), &2.into()));
    assert_eq!(last["outputs"][0], "x.epub");
}

#[test]
fn a_stage_is_shown_and_nothing_is_written() {
    let folder = Folder::with(&[("a.md", "# One\n\nText.\n")]);
    for (stage, text) in [("tree", "heading 1"), ("style", "font_size"), ("layout", "page 1")] {
        let run = folder.run(&["a.md", "--dump", stage]).status(0);
        assert!(run.text().contains(text), "{stage}:\n{}", run.text());
    }
    assert_eq!(folder.names(), ["a.md"]);
}

#[test]
fn an_output_is_never_one_of_the_books_files() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'/>";
    let folder = Folder::with(&[
        ("z.md", "# S\n\n![x](box.svg)\n\n[no](#no)\n"),
        ("box.svg", svg),
        ("s.css", "p { color: red }"),
    ]);
    fs::hard_link(folder.path.join("z.md"), folder.path.join("hard.pdf")).unwrap();
    for output in ["z.md", "./z.md", "hard.pdf", "box.svg", "s.css"] {
        let run = folder.run(&["z.md", "-c", "s.css", "-o", output, "-t", "pdf"]);
        let run = run.status(2).says(&["is a file of the book itself"]);
        // What the command line names is known before anything is built.
        assert_eq!(run.stderr.contains("dead-link"), output == "box.svg", "{output}: {}", run.stderr);
    }
    assert_eq!(folder.read("z.md"), b"# S\n\n![x](box.svg)\n\n[no](#no)\n");
    assert_eq!(folder.read("box.svg"), svg.as_bytes());
    folder.run(&["z.md", "-o", "z.pdf"]).status(0);
}

#[test]
fn a_folder_for_outputs_is_made() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    folder.run(&["a.md", "-o", "out/deep/", "-t", "epub"]).status(0);
    assert!(folder.has("out/deep/on-pages-a-note.epub"));
}

#[test]
fn texts_of_one_title_do_not_overwrite_each_other() {
    let dated = |day: &str| format!("---\ntitle: Notes\ndate: {day}\n---\nText.\n");
    let folder = Folder::with(&[
        ("a.md", &dated("2024-01-01")),
        ("b.md", &dated("2024-02-02")),
        ("c.md", "# Notes\n\nText.\n"),
        ("d/a.md", "# Notes\n\nText.\n"),
    ]);
    let build = |input: &str| folder.run(&[input, "-o", "out/"]).status(0);
    build("a.md").says(&["out/notes.epub"]);
    build("a.md").says(&["Bound out/notes.epub"]);
    build("b.md")
        .says(&["warning[taken-name]: `notes` in this folder was made from another text", "out/notes-2024-02-02.pdf"]);
    build("b.md").says(&["out/notes-2024-02-02.epub"]);
    build("c.md").says(&["out/notes-c.epub"]);
    build("d/a.md").says(&["out/notes-a.epub"]);
    folder.write("a.md", format!("{}More text.\n", dated("2024-01-01")).as_bytes());
    build("a.md").says(&["Bound out/notes.epub"]);
    assert_eq!(fs::read_dir(folder.path.join("out")).unwrap().count(), 8);
    // A PDF alone tells it as well, and a file of anyone else's stays.
    let pdf = |input: &str| folder.run(&[input, "-t", "pdf", "-o", "pdf/"]).status(0);
    pdf("c.md").says(&["Bound pdf/notes.pdf"]);
    pdf("b.md").says(&["pdf/notes-2024-02-02.pdf"]);
    folder.write("e.md", b"# Notes\n\nOther.\n");
    pdf("e.md").says(&["pdf/notes-e.pdf"]);
    pdf("c.md").says(&["Bound pdf/notes.pdf"]);
    folder.write("pdf/notes.pdf", b"not ours");
    pdf("c.md").says(&["pdf/notes-c.pdf"]);
    assert_eq!(folder.read("pdf/notes.pdf"), b"not ours");
}
