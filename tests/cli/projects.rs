//! mdBook projects: how they are named, what goes before what, what is refused.

use std::fs;

use super::{EPUB, Folder, PDF};

fn project() -> Folder {
    Folder::with(&[
        ("book/book.toml", "[book]\ntitle = \"Told\"\nauthors = [\"Ann\"]\nlanguage = \"de\"\n"),
        ("book/src/SUMMARY.md", "# Summary\n\n[Vorwort](pre.md)\n\n- [Eins](one.md)\n  - [Darunter](below.md)\n"),
        ("book/src/pre.md", "# Vorwort\n\n[weiter](one.html)\n"),
        ("book/src/one.md", "# Eins\n\n{{#include ../listing.txt}}\n"),
        ("book/src/below.md", "Ohne Kopf.\n"),
        ("book/listing.txt", "[tot](tot.md)\n"),
    ])
}

#[test]
fn a_project_is_named_by_its_folder_or_its_files() {
    let folder = project();
    let tree = |input: &str| folder.run(&[input, "--dump", "tree", "-q"]).status(0).text().to_owned();
    let told = tree("book");
    assert!(told.starts_with("title: Told\naut: Ann\nlang: de\n"), "{told}");
    assert!(told.contains("chapter `below` \"Darunter\" depth=1\n"), "{told}");
    for input in ["book/", "./book", "book/book.toml", "book/src", "book/src/SUMMARY.md"] {
        assert_eq!(tree(input), told, "{input}");
    }
}

#[test]
fn both_formats_are_bound_and_findings_name_the_included_file() {
    let folder = project();
    let run = folder.run(&["book", "-o", "x.epub", "-o", "x.pdf"]).status(0);
    run.says(&["dead-link", "book/listing.txt:1:1", "`tot.md`"]);
    assert!(folder.read("x.epub").starts_with(EPUB) && folder.read("x.pdf").starts_with(PDF));
}

#[test]
fn options_go_before_the_manifest() {
    let folder = project();
    let run = folder.run(&["book", "-M", "title=Given", "-M", "author=Bob", "--dump", "tree", "-q"]).status(0);
    assert!(run.text().starts_with("title: Given\naut: Bob\nlang: de\n"), "{}", run.text());
}

#[test]
fn what_is_missing_is_told_where_it_is_named() {
    let folder = project();
    folder.write("book/src/SUMMARY.md", b"- [Eins](one.md)\n- [Fort](gone.md)\n- [Case](One.md)\n");
    let run = folder.run(&["book", "-o", "x.epub"]).status(0);
    run.says(&[
        "warning[missing-chapter]: cannot read `book/src/gone.md`",
        "book/src/SUMMARY.md:2:3",
        "SUMMARY.md:3:3",
        "did you mean `one.md`?",
    ]);
    assert!(folder.has("x.epub"), "the rest stands");
    fs::remove_file(folder.path.join("x.epub")).unwrap();
    folder.write("book/book.toml", b"[book]\nsrc = \"text\"\n");
    folder.run(&["book", "-o", "x.epub"]).status(1).says(&["cannot read `book/text/SUMMARY.md`"]);
    folder.write("book/book.toml", b"[book]\nsrc = \"../..\"\n");
    folder.run(&["book", "-o", "x.epub"]).status(1).says(&["outside-book"]);
    folder.write("book/book.toml", b"[book\n");
    folder.run(&["book", "-o", "x.epub"]).status(1).says(&["broken-summary", "book/book.toml:1:"]);
}

#[test]
fn a_project_is_built_alone() {
    let folder = project();
    folder.write("a.md", b"# A\n");
    folder.run(&["a.md", "book", "-o", "x.epub"]).status(1).says(&["`book` is a project of mdBook"]);
}

#[test]
fn includes_stay_within_the_root() {
    let folder = project();
    folder.write("beside.md", b"daneben\n");
    folder.write("book/src/one.md", b"# Eins\n\n{{#include ../../beside.md}}\n");
    folder.run(&["book", "-o", "x.epub"]).status(0).says(&["broken-include", "one.md:3:1", "`--root`"]);
    let run = folder.run(&["book", "--root", ".", "--dump", "tree"]).status(0);
    assert!(run.text().contains("text \"daneben\""), "{}", run.text());
    let quiet = folder.run(&["book", "--root", ".", "-o", "x.epub", "--strict"]);
    quiet.status(0);
}

#[test]
fn the_hint_names_the_root_that_holds_what_is_included() {
    let folder = Folder::with(&[
        ("site/book/_quarto.yml", "book:\n  title: T\n  chapters: [in/a.qmd]\n"),
        ("site/book/in/a.qmd", "# A\n\n{{< include ../../shared/b.md >}}\n\n![[#A]]\n"),
        ("site/shared/b.md", "daneben\n"),
    ]);
    let run = folder.run(&["site/book", "--dump", "tree"]).status(0);
    run.says(&["broken-include", "site/book/in/a.qmd:3:1", "`--root site`", "a.qmd:5:1", "includes itself"]);
    let run = folder.run(&["site/book", "--root", "site", "--dump", "tree"]).status(0);
    assert!(run.text().contains("text \"daneben\""), "{}", run.text());
}

#[test]
fn files_that_include_one_another_many_times_end() {
    let many = "{{< include b.md >}}\n\n{{< include c.md >}}\n\n".repeat(60);
    let folder = Folder::with(&[("a.md", "# A\n\n{{< include b.md >}}\n"), ("b.md", &many), ("c.md", &many)]);
    folder.run(&["a.md", "--dump", "tree"]).status(0).says(&["`b.md` includes itself"]);
    let many = (0..9).map(|level| (format!("n{level}.md"), format!("--8<-- \"n{}.md\"\n\n", level + 1).repeat(20)));
    let mut files: Vec<(String, String)> = many.collect();
    files.push(("n9.md".to_owned(), "words ".repeat(4000)));
    let folder = Folder::new();
    files.iter().for_each(|(name, text)| folder.write(name, text.as_bytes()));
    folder.run(&["n0.md", "--dump", "tree", "-q"]).status(0);
    folder.run(&["n0.md", "--dump", "tree"]).status(0).says(&["files bring more than 16 MiB"]);
}

#[test]
fn the_address_of_the_site_comes_from_the_command_line_or_the_options() {
    let folder = project();
    folder.write("book/src/one.md", b"# Eins\n\n[std](../std/vec.html)\n");
    folder.write("options.toml", b"[links]\nbase-url = \"https://a.b/book\"\n");
    let links = |arguments: &[&str]| {
        let run = folder.run(&[&["book", "--dump", "tree"], arguments].concat()).status(0);
        run.text().lines().find(|line| line.contains("vec.html")).expect("the link").trim().to_owned()
    };
    assert_eq!(links(&[]), "link unresolved <../std/vec.html>");
    assert_eq!(links(&["--config", "options.toml"]), "link to <https://a.b/std/vec.html>");
    let both = ["--config", "options.toml", "--base-url", "https://c.d/x/book/index.html"];
    assert_eq!(links(&both), "link to <https://c.d/x/std/vec.html>");
    folder.run(&["book", "-o", "x.epub"]).status(0).says(&["site-link", "`--base-url`"]);
    folder.run(&["book", "--base-url", "nowhere"]).status(2).says(&["`nowhere` is no address"]);
    folder.write("options.toml", b"[links]\nbase-url = \"ftp://a.b/\"\n");
    folder.run(&["book", "--config", "options.toml"]).status(2).says(&["options.toml:2:12"]);
}

#[test]
fn directives_and_hidden_lines_are_mdbooks_alone() {
    let text = "# A\n\n{{#include one.md}}\n\n```rust\n# shown\n```\n";
    let folder = Folder::with(&[("a.md", text), ("one.md", "# One\n")]);
    let run = folder.run(&["a.md", "--dump", "tree", "--strict"]).status(0);
    assert!(run.text().contains("text \"{{#include one.md}}\"") && run.text().contains("text \"# shown\\n\""));
}

#[test]
fn a_project_may_hide_its_numbers() {
    let folder = project();
    folder.write("book/book.toml", b"[output.html]\nno-section-label = true\n");
    let run = folder.run(&["book", "--dump", "tree", "-q"]).status(0);
    assert!(!run.text().contains("number"), "{}", run.text());
}

#[test]
fn what_only_mdbook_could_run_is_named() {
    let folder = project();
    let manifest = "[book]\ntitle = \"T\"\n\n[preprocessor.spec]\ncommand = \"mdbook-spec\"\n\n[preprocessor.links]\n\n\
                    [output.html]\nadditional-css = [\"a.css\"]\n";
    folder.write("book/book.toml", manifest.as_bytes());
    folder.run(&["book", "-o", "x.epub", "-v"]).status(0).says(&[
        "note[preprocessor]: `spec` is not run: what it would have made of the text is missing",
        "book/book.toml:4:15",
        "note[tool-option]: `additional-css` has no effect here",
        "book/book.toml:10:1",
    ]);
}

#[test]
fn what_lies_outside_names_the_way_out() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    let folder = Folder::with(&[
        (
            "book/a.md",
            "# A\n\n![m](../img/map.svg)\n\n[Preface](../preface.md), [data](../data.csv), [gone](../gone.md)\n",
        ),
        ("preface.md", "# Preface\n"),
        ("data.csv", "a,b\n"),
        ("img/map.svg", svg),
    ]);
    folder.run(&["book", "-o", "x.epub"]).status(1).says(&[
        "error[outside-book]",
        "`--root .` lets the book reach it",
        "name `preface.md` as well, and it becomes a chapter",
        "link leads out of the book: `../gone.md`",
    ]);
    let run = folder.run(&["book", "preface.md", "--root", ".", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("name `preface.md`"), "{}", run.stderr);
}

#[test]
fn navigations_that_are_wrong_leave_the_rest_standing() {
    let deep = |open: &str, count: usize| open.repeat(count);
    let list: String = (0..300).map(|depth| format!("{}- [x](gone{depth}.md)\n", "  ".repeat(depth))).collect();
    let cases: [(&str, String, &str); 16] = [
        (
            "SUMMARY.md",
            "* [A](a.md)\n* [B](b.md\n* []()\n* [S](SUMMARY.md)\n* [O](../../o.md)\n".to_owned(),
            "lists itself",
        ),
        ("SUMMARY.md", format!("* [A](a.md)\n{list}"), "missing-chapter"),
        ("book.json", "{\"title\": \"T\",".to_owned(), "not valid JSON"),
        ("book.json", "[1, 2]".to_owned(), ""),
        (".gitbook.yaml", "root: ../../..\n".to_owned(), "outside the book's folder"),
        (
            "_quarto.yml",
            "book:\n  title: T\n  chapters: [a.md, _quarto.yml, gone.qmd, ../x.qmd, 7, {part: P}, [b]]\n".to_owned(),
            "gone.qmd",
        ),
        ("_quarto.yml", format!("book: {}", deep("[", 5000)), "not valid YAML"),
        ("_quarto.yml", "book: {title: T, chapters: a.md}\n".to_owned(), ""),
        (
            "mkdocs.yml",
            "site_name: T\ndocs_dir: .\nnav: [a.md, a.md, {X: [Y: [{Z: gone.md}]]}, mkdocs.yml, null]\n".to_owned(),
            "listed twice",
        ),
        ("mkdocs.yml", "site_name: T\ndocs_dir: ../../up\n".to_owned(), "outside the book's folder"),
        ("_bookdown.yml", "rmd_files: [a.md, img.png, /etc/passwd]\n".to_owned(), "is no Markdown"),
        ("Book.txt", "a.md\nBook.txt\n/etc/passwd\n../o.md\na.md\nimg.png\n\u{0}\n".to_owned(), "lists itself"),
        ("_sidebar.md", "* [A](a.md)\n* [Self](_sidebar.md)\n* [Gone](gone)\n* <b>\n".to_owned(), "gone.md"),
        ("hugo.toml", "baseURL = \n".to_owned(), "not valid TOML"),
        ("_config.yml", "title: [\n".to_owned(), ""),
        ("pelicanconf.py", "PATH = '../..'\nSITENAME = 'T\n".to_owned(), ""),
    ];
    for (name, text, told) in cases {
        let folder = Folder::with(&[(&format!("p/{name}"), &text), ("p/a.md", "# A\n\nText.\n"), ("p/img.png", "x")]);
        let run = folder.run(&["p", "--dump", "tree", "-v"]);
        assert!(matches!(run.status, 0 | 1), "{name}: {}", run.stderr);
        assert!(run.stderr.contains(told), "{name}: {told}: {}", run.stderr);
        assert!(!run.stderr.contains("internal error"), "{name}: {}", run.stderr);
    }
}

#[test]
fn a_post_of_a_site_finds_its_images() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    let folder = Folder::with(&[
        ("site/hugo.toml", "baseURL = 'https://example.org/'\ntitle = 'S'\n"),
        ("site/content/posts/a.md", "---\ntitle: A\n---\n![x](/img/x.svg) ![y](../../static/img/x.svg)\n"),
        ("site/content/posts/b.md", "---\ntitle: B\n---\n[A](/posts/a/)\n"),
        ("site/static/img/x.svg", svg),
    ]);
    folder.run(&["site/content/posts/a.md", "-o", "x.epub", "--strict"]).status(0);
    let both = ["site/content/posts/a.md", "site/content/posts/b.md", "-M", "title=T"];
    let run = folder.run(&[&both[..], &["--dump", "tree", "--strict"]].concat()).status(0);
    assert!(
        run.text().contains("image `static/img/x.svg`") && run.text().contains("link to a.xhtml"),
        "{}",
        run.text()
    );
}

#[test]
fn a_project_within_a_folder_is_named() {
    let folder = Folder::with(&[
        ("r/README.md", "# R\n"),
        ("r/docs/book.toml", "[book]\ntitle = \"T\"\n"),
        ("r/docs/src/SUMMARY.md", "- [A](a.md)\n"),
        ("r/docs/src/a.md", "# A\n"),
    ]);
    let run = folder.run(&["r", "-o", "x.epub", "-v"]).status(0);
    run.says(&[
        "note[tool-option]: `r/docs` is a project of mdBook by itself",
        "`bindery r/docs` reads it as a project",
    ]);
}
