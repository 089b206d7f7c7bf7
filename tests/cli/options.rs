//! Look and options: themes, style sheets, page sizes, contents.

use super::Folder;

/// The first line of the layout: page size.
fn first_page(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.run(&[&["--dump", "layout", "-q"], arguments].concat()).status(0);
    run.text().lines().next().unwrap_or_default().rsplit(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn the_theme_follows_the_number_of_texts() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    assert_eq!(first_page(&folder, &["a.md"]), "595.3×841.9", "an article is A4");
    assert_eq!(first_page(&folder, &["a.md", "b.md"]), "432.0×648.0", "a book is 6 × 9 in");
    assert_eq!(first_page(&folder, &["a.md", "--theme", "book"]), "432.0×648.0");
}

#[test]
fn page_size_by_flag_before_front_matter_before_options() {
    let folder = Folder::with(&[
        ("a.md", "---\npage-size: 5x8in\n---\n# A\n"),
        ("b.md", "# B\n"),
        ("options.toml", "[style]\npage-size = \"Letter\"\n"),
    ]);
    assert_eq!(first_page(&folder, &["b.md", "--config", "options.toml"]), "612.0×792.0");
    assert_eq!(first_page(&folder, &["a.md", "--config", "options.toml"]), "360.0×576.0");
    assert_eq!(first_page(&folder, &["a.md", "--page-size", "A5 landscape"]), "595.3×419.5");
}

#[test]
fn style_sheets_reach_the_pages() {
    let folder = Folder::with(&[
        ("a.md", "---\ncss: look/own.css\n---\n# A\n"),
        ("b.md", "# B\n"),
        ("look/own.css", "@page { size: 300pt 400pt }\n"),
    ]);
    assert_eq!(first_page(&folder, &["a.md"]), "300.0×400.0");
    assert_eq!(first_page(&folder, &["b.md", "-c", "look/own.css"]), "300.0×400.0");
}

#[test]
fn faults_in_a_style_sheet_have_their_place() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("own.css", "p {\n  colr: red;\n}\n")]);
    let message = ["unknown-property", "own.css:2:3", "did you mean `color`?"];
    folder.run(&["a.md", "-c", "own.css", "-o", "x.pdf"]).status(0).says(&message);
    folder.run(&["a.md", "-c", "own.css", "-o", "x.epub"]).status(0).says(&message);
    folder.run(&["a.md", "-c", "gone.css", "-o", "y.pdf"]).status(1).says(&["cannot read", "gone.css"]);
    assert!(!folder.has("y.pdf"));
}

#[test]
fn contents_by_flag_and_front_matter() {
    let folder = Folder::with(&[("a.md", "---\ntoc: true\n---\n# A\n\n## B\n\n### C\n")]);
    let tree = |arguments: &[&str]| {
        let run = folder.run(&[&["--dump", "tree", "a.md"], arguments].concat()).status(0);
        run.text().to_owned()
    };
    assert!(tree(&[]).contains("contents `contents`"));
    assert!(!tree(&["--no-toc"]).contains("contents `contents`"));
    assert!(tree(&["--no-toc", "--toc"]).contains("contents `contents`"), "the last of two flags holds");
    assert!(tree(&[]).contains(".toc-2") && !tree(&["--toc-depth", "1"]).contains(".toc-2"));
}

#[test]
fn faults_in_options_have_their_place() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("o.toml", "[style]\ntehme = \"book\"\n")]);
    folder.run(&["a.md", "--config", "o.toml"]).status(2).says(&["`tehme`", "o.toml:2:1", "did you mean `theme`?"]);
    folder.run(&["a.md", "--config", "gone.toml"]).status(2).says(&["gone.toml"]);
}
