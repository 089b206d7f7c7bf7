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
fn a_book_with_much_code_is_technical() {
    let prose = "A line of words that is as long as a line of a book, more or less, as it is.\n".repeat(20);
    let code = |lines: usize| format!("# B\n\n```\n{}```\n", "let it = be();\n".repeat(lines));
    let folder = Folder::with(&[("a.md", &format!("# A\n\n{prose}")), ("some.md", &code(1)), ("much.md", &code(4))]);
    assert_eq!(first_page(&folder, &["a.md", "some.md"]), "432.0×648.0");
    assert_eq!(first_page(&folder, &["a.md", "much.md"]), "504.0×666.0", "7 × 9.25 in");
    assert_eq!(first_page(&folder, &["a.md", "much.md", "--theme", "book"]), "432.0×648.0");
    assert_eq!(first_page(&folder, &["much.md"]), "595.3×841.9", "one text is an article");
    assert!(folder.run(&["inspect", "a.md", "much.md"]).status(0).text().contains("technical"));
}

#[test]
fn code_is_painted_as_the_author_says() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\n```rust\nfn main() {} // b\n```\n"),
        ("plain.md", "---\nhighlight: none\n---\n# A\n\n```rust\nfn main() {}\n```\n"),
        ("foreign.md", "---\nhighlight-style: zenburn\n---\n# A\n\n```rust\nfn main() {}\n```\n"),
        ("own.css", ".hl-keyword { color: #123456 }\n"),
    ]);
    let layout =
        |arguments: &[&str]| folder.run(&[&["--dump", "layout", "-q"], arguments].concat()).status(0).text().to_owned();
    // The colors of keywords of the sheet, and of the user's own.
    assert!(layout(&["a.md"]).contains("#7b1e5a") && layout(&["a.md", "--theme", "book"]).contains("#7b1e5a"));
    assert!(layout(&["a.md", "--highlight", "own.css"]).contains("#123456"));
    for arguments in [&["a.md", "--highlight", "mono"] as &[&str], &["a.md", "--no-highlight"], &["plain.md"]] {
        assert!(!layout(arguments).contains("#7b1e5a"), "{arguments:?}");
    }
    assert!(layout(&["plain.md", "--highlight", "color"]).contains("#7b1e5a"), "the command line is stronger");
    let tree = |arguments: &[&str]| folder.run(&[&["--dump", "tree", "-q"], arguments].concat()).text().to_owned();
    assert!(tree(&["a.md", "--highlight", "mono"]).contains("keyword \"fn\""));
    assert!(!tree(&["a.md", "--highlight", "none"]).contains("keyword"));
    folder.run(&["foreign.md", "-v", "-o", "x.epub"]).status(0).says(&["ignored-key", "foreign.md:2", "`own.css`"]);
    folder.run(&["a.md", "--highlight", "tango"]).status(2).says(&["`color`, `mono`, `none`"]);
    folder.run(&["a.md", "--highlight-style=tango"]).status(2).says(&["`--highlight color`"]);
    folder.run(&["a.md", "--highlight", "gone.css", "-o", "x.epub"]).status(1).says(&["gone.css"]);
    folder.write("options.toml", b"[style]\nhighlight = \"tango\"\n");
    folder.run(&["a.md", "--config", "options.toml"]).status(2).says(&["options.toml:2:13"]);
    folder.write("b.md", b"# A\n\n```foolang\nx\n```\n\n```foolang\ny\n```\n\n```text\nz\n```\n");
    let run = folder.run(&["b.md", "--strict", "-v", "-o", "x.epub"]).status(0).says(&["unknown-language", "b.md:3:1"]);
    assert_eq!(run.stderr.matches("unknown-language").count(), 1, "each language is told once");
}

#[test]
fn a_theme_is_copied_out_and_changed() {
    let folder = Folder::with(&[("a.md", "# A\n\nText.\n"), ("b.md", "# B\n")]);
    for theme in ["book", "technical", "article"] {
        let sheet = format!("{theme}.css");
        folder.run(&["init", "--theme", theme]).status(0).says(&["Made", &sheet, "--theme"]);
        let layout =
            |theme: &str| folder.run(&["a.md", "--dump", "layout", "-q", "--theme", theme]).status(0).text().to_owned();
        assert_eq!(layout(&sheet), layout(theme));
        // What a designer changes first stands at the head, each in one place.
        let text = String::from_utf8(folder.read(&sheet)).unwrap();
        let head = text.split_once(":root {").unwrap().1.split_once('}').unwrap().0;
        for name in ["--text-font", "--heading-font", "--code-font", "--text-size", "--line", "--accent", "--link"] {
            assert!(head.contains(&format!("{name}:")), "{theme}: {name}");
        }
        for line in head.lines().filter(|line| line.contains(':')) {
            let (name, _) = line.trim().split_once(':').unwrap();
            assert!(text.contains(&format!("var({name}")) || name == "--link", "{theme}: nothing reads {name}");
        }
        folder.write(&sheet, text.replacen("--text-size: 1", "--text-size: 2", 1).as_bytes());
        assert_ne!(layout(&sheet), layout(theme));
        folder.run(&["init", &format!("--theme={theme}")]).status(4).says(&["is there already"]);
    }
    folder.run(&["init", "looks", "--theme", "book"]).status(0).says(&["looks"]);
    assert!(folder.has("looks/book.css"));
    folder.run(&["init", "--theme", "bok"]).status(2).says(&["did you mean `book`?"]);
    folder.run(&["init", "--theme"]).status(2);
    folder.run(&["init", "a", "b"]).status(2).says(&["one folder"]);
}

#[test]
fn addresses_of_links_are_told_on_paper() {
    let folder = Folder::with(&[
        ("a.md", "See [the site](https://example.org/)."),
        ("b.md", "---\nlink-urls: inline\n---\nSee [the site](https://example.org/)."),
        ("c.md", "---\nlink-urls: footnote\n---\nText"),
        ("o.toml", "[links]\nurls = \"note\"\n"),
    ]);
    let words = |arguments: &[&str]| {
        let run = folder.run(&[arguments, &["--dump", "layout", "-q"]].concat()).status(0);
        let text = run.text();
        (text.matches("https://example.org").count(), text.contains("\" (\""))
    };
    assert_eq!(words(&["a.md"]).0, 0);
    let (inline, note) = (words(&["b.md"]), words(&["a.md", "--config", "o.toml"]));
    assert!(inline.0 > 0 && note.0 > 0 && inline != note, "{inline:?} {note:?}");
    assert_eq!(words(&["a.md", "--link-urls", "inline"]), inline);
    assert_eq!(words(&["b.md", "--link-urls", "note"]), note);
    assert_eq!(words(&["b.md", "--link-urls", "none"]).0, 0);
    folder.run(&["c.md", "-o", "c.pdf"]).status(0).says(&["`none`, `note` or `inline`", "c.md:2:"]);
    folder.run(&["a.md", "--link-urls", "foot"]).status(2).says(&["`none`, `note` or `inline`"]);
    // The EPUB is the same.
    folder.run(&["a.md", "-o", "a.epub"]).status(0);
    folder.run(&["a.md", "--link-urls", "note", "-o", "n.epub"]).status(0);
    assert_eq!(folder.read("a.epub"), folder.read("n.epub"));
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
    // A sheet beside the text is named as the user wrote it, with its folder.
    folder.write("des/b.md", b"# B\n");
    folder.write("des/s.css", b"p {\n  colr: red;\n}\n");
    folder.run(&["des/b.md", "-c", "des/s.css", "-o", "x.epub"]).status(0).says(&["des/s.css:2:3"]);
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
    assert!(tree(&[]).contains("division Contents"));
    assert!(!tree(&["--no-toc"]).contains("division Contents"));
    assert!(tree(&["--no-toc", "--toc"]).contains("division Contents"), "the last of two flags holds");
    assert!(tree(&[]).contains(".toc-2") && !tree(&["--toc-depth", "1"]).contains(".toc-2"));
}

#[test]
fn faults_in_options_have_their_place() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("o.toml", "[style]\ntehme = \"book\"\n")]);
    folder.run(&["a.md", "--config", "o.toml"]).status(2).says(&["`tehme`", "o.toml:2:1", "did you mean `theme`?"]);
    folder.run(&["a.md", "--config", "gone.toml"]).status(2).says(&["gone.toml"]);
}

#[test]
fn variables_of_pandoc_are_css_for_paper() {
    let folder = Folder::with(&[("a.md", "---\nfontsize: 20pt\nmargin-left: 1in\n---\n\n# A\n\nText")]);
    let run = folder.run(&["a.md", "--dump", "layout"]).status(0);
    let layout = run.text();
    assert!(layout.contains("20.00pt") && layout.contains("box 72.00,"), "{layout}");
    let run = folder.run(&["a.md", "--dump", "layout", "-V", "geometry:left=2in", "-V", "papersize=a5"]).status(0);
    let layout = run.text();
    assert!(layout.contains("box 144.00,") && layout.contains("419.5"), "{layout}");
}

#[test]
fn a_theme_may_be_a_file_or_none() {
    let folder = Folder::with(&[("a.md", "# A\n\nText"), ("own.css", "@page { margin: 1in } p { font-size: 9pt }")]);
    let run = folder.run(&["a.md", "--dump", "layout", "--theme", "own.css"]).status(0);
    let layout = run.text();
    assert!(layout.contains("9.00pt"), "{layout}");
    folder.run(&["a.md", "--dump", "layout", "--theme", "none"]).status(0);
    folder.run(&["a.md", "--theme", "missing.css"]).status(1).says(&["missing.css"]);
}

#[test]
fn sections_are_numbered_in_headings_and_contents() {
    let text = "# A\n\n## One\n\n### Below\n\n## Not {.unnumbered}\n\n### Nor this\n\n## Two\n";
    let folder = Folder::with(&[("a.md", text)]);
    let run = folder.run(&["a.md", "-N", "--toc", "--dump", "tree"]).status(0);
    let tree = run.text();
    for number in ["\"1\"", "\"1.1\"", "\"2\""] {
        assert_eq!(tree.matches(number).count(), 2, "{number} in {tree}");
    }
    let book = folder.run(&["a.md", "a.md", "-N", "--dump", "tree"]);
    assert!(book.text().contains("\"2.1.1\""));
}

#[test]
fn metadata_comes_from_files_with_nested_keys() {
    let folder = Folder::with(&[
        ("a.md", "Text"),
        ("m.yaml", "title: From *YAML*\nauthor:\n  - name: Ann\n    file-as: \"A, Ann\"\n  - name: Bob\n"),
        ("m.json", "{\"publisher\": \"Press\"}"),
        ("m.toml", "rights = \"[CC](https://cc.example)\"\n"),
    ]);
    let files = ["--metadata-file", "m.yaml", "--metadata-file", "m.json", "--metadata-file=m.toml"];
    let run = [&["a.md", "--dump", "tree", "-M", "author.name=Cid"] as &[&str], &files].concat();
    let run = folder.run(&run).status(0);
    let tree = run.text();
    for fact in ["From YAML", "Ann", "Bob", "Cid"] {
        assert!(tree.contains(fact), "{fact}: {tree}");
    }
    folder.run(&["a.md", "--metadata-file", "none.yaml"]).status(2).says(&["none.yaml"]);
}

#[test]
fn images_are_looked_for_in_named_folders() {
    let folder = Folder::with(&[("a.md", "![A](a.svg)"), ("pictures/a.svg", "<svg width=\"9\" height=\"9\"/>")]);
    folder.run(&["a.md", "-o", "a.epub"]).says(&["missing-image"]);
    folder.run(&["a.md", "-o", "a.epub", "--resource-path", ".:pictures", "--strict"]).status(0);
    folder.run(&["a.md", "-o", "a.epub", "--resource-path", "../elsewhere"]).says(&["outside", "--root"]);
}

#[test]
fn empty_elements_of_other_tools_break_the_page() {
    for class in ["page-break", "pagebreak", "newpage", "new-page", "pb"] {
        let text = format!("one\n\n<div class=\"{class}\"></div>\n\ntwo");
        let folder = Folder::with(&[("a.md", text.as_str())]);
        let layout = folder.run(&["a.md", "--dump", "layout"]).status(0);
        assert!(layout.text().contains("page 2 "), "{class}");
    }
}

#[test]
fn odd_metadata_is_told_and_ends_no_build() {
    for (line, code) in [
        ("date: 2024-13-45", "invalid-value"),
        ("lang: C", "invalid-value"),
        ("isbn: 123", "invalid-value"),
        ("series-index: 2", "invalid-value"),
        ("tilte: T", "unknown-key"),
        ("sansfont: Arial", "ignored-key"),
    ] {
        let folder = Folder::with(&[("a.md", format!("---\n{line}\n---\n\n# A\n").as_str())]);
        folder.run(&["a.md", "-v"]).status(0).says(&[code]);
    }
    let folder = Folder::with(&[(
        "a.md",
        "---\nlang: english\nupdated: 2024-07-20\nseries: {name: S, number: 2}\n---\n\n# A\n",
    )]);
    let tree = folder.run(&["inspect", "a.md"]).status(0);
    for fact in ["en\n", "2024-07-20", "S, 2"] {
        assert!(tree.text().contains(fact), "{fact}: {}", tree.text());
    }
}

#[test]
fn sheets_import_files_beside_them() {
    let own = "@import 'part.css';\n@import url(gone.css);\n@import \"https://a.b/x.css\";\n@import '../../x.css';\n\
               @page { margin: 20pt }\n@import 'late.css';\n";
    let folder = Folder::with(&[
        ("a.md", "# A\n\nText\n"),
        ("look/own.css", own),
        ("look/part.css", "@import 'deep/er.css' print;\n@import 'own.css';\nh1 { colr: red }\n"),
        ("look/deep/er.css", "@page { size: 300pt 400pt }\np { orphans: none }\n"),
    ]);
    assert_eq!(first_page(&folder, &["a.md", "-c", "look/own.css"]), "300.0×400.0");
    let run = folder.run(&["a.md", "-c", "look/own.css", "-o", "x.epub", "-o", "x.pdf"]).status(0);
    run.says(&[
        "warning[broken-import]: cannot read `look/gone.css`",
        "look/own.css:2:9",
        "`https://a.b/x.css` lies on the web and is not fetched",
        "look/own.css:3:9",
        "`../../x.css` lies outside the book's folder",
        "look/own.css:4:9",
        "`look/own.css` imports itself",
        "look/part.css:2:9",
        "look/part.css:3:6",
        "look/deep/er.css:2:5",
        "`@import` after other rules is not followed",
        "look/own.css:6:1",
    ]);
    let doubling: Vec<(String, String)> = (0..12)
        .map(|n| (format!("s{n}.css"), format!("@import 's{0}.css'; @import 's{0}.css';\n", n + 1)))
        .chain([("s12.css".to_owned(), "p { color: red }".to_owned())])
        .collect();
    doubling.iter().for_each(|(name, text)| folder.write(name, text.as_bytes()));
    folder.run(&["a.md", "-c", "s0.css", "-o", "x.pdf"]).status(0).says(&["no more than 100 others"]);
}

#[test]
fn findings_on_paper_are_not_for_an_epub_alone() {
    let css = "p { cursor: pointer; font-family: Unheard, serif; margin-left: 1e40pt; display: grid }\n@page { @top { content: 'x' } }\n";
    let folder = Folder::with(&[("a.md", "# A\n\nText\n"), ("own.css", css), ("rtl.css", "p { direction: ltr }\n")]);
    let strict = |css: &str, output: &str| folder.run(&["a.md", "-c", css, "--strict", "-o", output]);
    strict("own.css", "x.pdf").status(3).says(&["`cursor` has no effect in the PDF", "pages have no box `@top`"]);
    let run = strict("own.css", "x.epub").status(0);
    assert!(!run.stderr.contains("`cursor`") && !run.stderr.contains("`@top`"), "{}", run.stderr);
    strict("rtl.css", "x.epub").status(0).says(&["`direction` is left out of the EPUB"]);
    let run = strict("rtl.css", "x.pdf").status(0);
    assert!(!run.stderr.contains("EPUB"), "{}", run.stderr);
}

#[test]
fn findings_of_files_of_metadata_have_their_place() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\nText.\n"),
        ("m.yaml", "---\ntitle: T\ntitel: U\n---\n"),
        ("bad.json", "{\"title\": \n"),
    ]);
    folder.run(&["a.md", "--metadata-file", "m.yaml", "-o", "x.epub"]).says(&["m.yaml:3:1", "did you mean `title`?"]);
    folder.run(&["a.md", "--metadata-file", "bad.json", "-o", "y.epub"]).status(1).says(&["bad.json:"]);
}

#[test]
fn a_drawing_that_cannot_be_decoded_is_told_where_it_stands() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\n![Bad](bad.svg)\n"),
        ("bad.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect></svg>"),
    ]);
    folder.run(&["a.md", "-o", "x.pdf"]).says(&["a.md:3:1", "`bad.svg` cannot be decoded"]);
}

#[test]
fn a_switch_may_be_given_its_value() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    let tree =
        |argument: &str| folder.run(&["--dump", "tree", "-q", "a.md", "b.md", argument]).status(0).text().to_owned();
    assert_eq!(tree("--toc=false"), tree("--no-toc"));
    assert_eq!(tree("--toc=true"), tree("--toc"));
    assert_ne!(tree("--toc=true"), tree("--toc=false"));
    folder.run(&["a.md", "--dump", "tree", "--toc=maybe"]).status(2);
}

#[test]
fn a_book_may_have_no_cover() {
    let folder = Folder::new();
    let cover = |head: &str, more: &[&str]| {
        folder.write("a.md", format!("---\ntitle: A\n{head}\n---\nText.\n").as_bytes());
        folder.run(&[&["a.md", "-o", "x.epub", "-q", "--strict"], more].concat()).status(0).in_silence();
        folder.read("x.epub").windows(11).any(|window| window == b"cover.xhtml")
    };
    assert!(!cover("cover: false", &[]));
    assert!(cover("cover: true", &[]) && cover("cover:", &[]) && cover("", &[]));
    assert!(!cover("", &["-M", "cover=false"]));
}

#[test]
fn a_fact_without_its_value_is_asked_for() {
    let folder = Folder::with(&[("a.md", "# A\n")]);
    folder.run(&["-M", "title", "a.md"]).status(2).says(&["`title` wants a value", "-M title=\"…\""]);
    folder.run(&["-M", "author.name", "a.md"]).status(2).says(&["`author.name` wants a value"]);
    folder.run(&["-M", "toc", "a.md", "--dump", "tree"]).status(0);
    folder.run(&["-M", "titel", "a.md", "--dump", "tree"]).status(0).says(&["did you mean `title`?"]);
}

#[test]
fn what_a_variable_says_is_told_where_it_was_said() {
    let folder =
        Folder::with(&[("a.md", "# A\n"), ("b.md", "---\nlinkcolor: nocolor\nmainfont: None Such\n---\n# B\n")]);
    let run =
        folder.run(&["a.md", "-V", "linkcolor=nocolor", "-V", "mainfont=None Such", "-v", "-o", "a.pdf"]).status(0);
    run.says(&["`-V linkcolor=nocolor`: `color` does not take", "`-V mainfont=None Such`: there is no font"]);
    folder.run(&["b.md", "-v", "-o", "b.pdf"]).status(0).says(&["b.md:2:12", "b.md:3:11"]);
}

#[test]
fn dialects_are_known_by_the_names_of_other_tools() {
    let folder = Folder::with(&[("a.md", "# A\n\n\"b\" -- c\n")]);
    for name in
        ["markdown_strict", "zola", "goldmark", "honkit", "rmd", "vuepress", "markdown-it", "md", "jupyter-book"]
    {
        folder.run(&["a.md", "--from", name, "--dump", "tree"]).status(0);
    }
    folder.run(&["a.md", "-f", "rst"]).status(2).says(&["`rst` is no dialect of Markdown", "pandoc -f rst"]);
    folder.run(&["a.md", "-f", "hogo"]).status(2).says(&["did you mean `hugo`?"]);
    folder.run(&["a.md", "-f", "gfm-raw_html"]).status(2).says(&["`raw_html` is read in every dialect"]);
    let plain = folder.run(&["a.md", "-f", "markdown-smart", "--dump", "tree"]).status(0);
    assert!(plain.text().contains("\"\\\"b\\\" -- c\"") || plain.text().contains("-- c"), "{}", plain.text());
}

#[test]
fn formulas_are_drawn_where_that_is_asked_for() {
    let text = "# A\n\nIt is $x^2$, and\n\n$$\\frac{a}{\\color{red} b}$$\n\n<math><mi>y</mi></math>\n";
    let folder = Folder::with(&[("a.md", text), ("options.toml", "[style]\nmath = \"svg\"\n")]);
    let page = |arguments: &[&str]| {
        folder.run(&[arguments, &["a.md", "-q", "-o", "a.epub"]].concat()).status(0);
        folder.unzip("a.epub", "OEBPS/a.xhtml")
    };
    let plain = page(&[]);
    assert!(plain.matches("<math ").count() == 3 && !plain.contains("<svg"), "{plain}");
    for arguments in [&["--math", "svg"], &["--config", "options.toml"]] {
        let drawn = page(arguments);
        assert!(drawn.matches("<svg class=\"math\"").count() == 3 && !drawn.contains("<math"), "{drawn}");
        assert!(drawn.contains("aria-label=\"x squared\"") && drawn.contains("fill=\"#ff0000\""), "{drawn}");
        let package = folder.unzip("a.epub", "OEBPS/content.opf");
        assert!(package.contains("properties=\"svg\"") && package.contains("describedMath"), "{package}");
    }
    folder.run(&["a.md", "--math", "png", "-o", "a.epub"]).status(2).says(&["`mathml` or `svg`"]);
}
