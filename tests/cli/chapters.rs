//! Which titles texts have, and which files become several chapters.

use std::fmt::Write as _;
use std::io::{Cursor, Read};

use super::Folder;

/// The lines of a tree that tell titles and chapters.
fn outline(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["--dump", "tree", "-q", "--no-toc"], arguments].concat()).status(0);
    let is_told = |line: &&str| ["title:", "title page", "chapter `"].iter().any(|word| line.starts_with(word));
    run.text().lines().filter(is_told).map(str::to_owned).collect()
}

/// The content documents of an EPUB by name.
fn documents(epub: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("an archive");
    let names: Vec<String> = archive.file_names().filter(|name| name.ends_with(".xhtml")).map(str::to_owned).collect();
    names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            archive.by_name(&name).expect("a file").read_to_string(&mut text).expect("UTF-8");
            (name, text)
        })
        .collect()
}

#[test]
fn the_headings_of_a_book_in_one_file_are_chapters() {
    let text = "---\ntitle: The Kiln\nauthor: A. Potter\n---\n\n# Clay\n\nSee [firing](#fire) and [clay](#clay).[^1]\n\n\
                # Firing {#fire}\n\nHot.[^1] [Back](#clay)\n\n## Slow\n\n[^1]: Very.\n";
    let folder = Folder::with(&[("kiln.md", text)]);
    let book = [
        "title: The Kiln",
        "title page `title-page` \"The Kiln\"",
        "chapter `kiln` \"Clay\"",
        "chapter `kiln-2` \"Firing\"",
    ];
    assert_eq!(outline(&folder, &["kiln.md", "--theme", "book"]), book);
    assert_eq!(outline(&folder, &["kiln.md"]), ["title: The Kiln", "chapter `kiln` \"The Kiln\""], "an article");
    assert_eq!(outline(&folder, &["kiln.md", "--split-level", "1"]), book);
    assert_eq!(outline(&folder, &["kiln.md", "--theme", "book", "--split-level", "0"]).len(), 2);
    let deeper = outline(&folder, &["kiln.md", "--split-level", "2"]);
    assert_eq!(deeper[4], "chapter `kiln-3` \"Slow\" depth=1");
    // Links and notes lead where they led.
    folder.run(&["kiln.md", "--theme", "book", "-o", "x.epub", "-o", "x.pdf", "--strict"]).status(0);
    let documents = documents(&folder.read("x.epub"));
    let find = |name: &str| &documents.iter().find(|(path, _)| path.ends_with(name)).expect(name).1;
    let (first, second) = (find("kiln.xhtml"), find("kiln-2.xhtml"));
    assert!(first.contains("href=\"kiln-2.xhtml#fire\"") && first.contains("href=\"#clay\""), "{first}");
    assert!(second.contains("href=\"kiln.xhtml#clay\""), "{second}");
    assert!(first.contains("id=\"fn-1\"") && second.contains("id=\"fn-1\""), "each has its note");
}

#[test]
fn a_title_over_chapters_of_level_two_is_the_books() {
    let folder = Folder::with(&[
        ("a.md", "# On Kilns\n\n## Clay\n\nText.\n\n### Red\n\n## Fire\n\nText.\n"),
        ("b.md", "# On Kilns\n\nA word before.\n\n## Clay\n\nText.\n\n## Fire\n\nText.\n"),
        ("c.md", "# Part of the day\n\nText.\n\n# Part of the night\n\nText.\n"),
    ]);
    let chapters =
        ["title: On Kilns", "title page `title-page` \"On Kilns\"", "chapter `a` \"Clay\"", "chapter `a-2` \"Fire\""];
    assert_eq!(outline(&folder, &["a.md", "--theme", "book"]), chapters);
    let before = outline(&folder, &["b.md", "--theme", "book"]);
    assert_eq!(before[2..], ["chapter `b` \"On Kilns\" front", "chapter `b-2` \"Clay\"", "chapter `b-3` \"Fire\""]);
    assert_eq!(outline(&folder, &["c.md", "--theme", "book"])[0], "title: C");
    // A lone heading by another name than the book's opens it.
    let renamed = outline(&folder, &["b.md", "--theme", "book", "-M", "title=Other"]);
    assert_eq!(renamed[2..], ["chapter `b` \"On Kilns\"", "chapter `b-2` \"Clay\"", "chapter `b-3` \"Fire\""]);
    // Of several files, one that opens with the first of several chapters is all of them.
    let several = outline(&folder, &["a.md", "c.md", "-M", "title=T"]);
    assert_eq!(
        several[2..],
        ["chapter `a` \"On Kilns\"", "chapter `c` \"Part of the day\"", "chapter `c-2` \"Part of the night\""]
    );
}

#[test]
fn a_long_text_of_chapters_is_a_book_by_itself() {
    let mut text = String::from("# Long\n\n");
    for chapter in 1..=20 {
        let _ = write!(text, "## Chapter {chapter}\n\n{}\n\n", "Words that make a text long. ".repeat(500));
    }
    let folder = Folder::with(&[("long.md", &text)]);
    assert_eq!(outline(&folder, &["long.md"]).len(), 22);
    assert_eq!(outline(&folder, &["long.md", "--theme", "article"]).len(), 2);
}

#[test]
fn a_title_is_a_heading_that_stands_for_the_whole() {
    let titled = |text: &str| {
        let folder = Folder::with(&[("first_steps.md", text), ("other.md", "# Other\n")]);
        let article = outline(&folder, &["first_steps.md"]).pop().expect("a chapter");
        let chapter = outline(&folder, &["first_steps.md", "other.md", "-M", "title=T"]).swap_remove(2);
        assert_eq!(article, chapter, "{text}");
        article.split('"').nth(1).expect("a title").to_owned()
    };
    for (text, title) in [
        ("## Alone\n\nText.\n\n### Below\n", "Alone"),
        ("[![build](https://a.b/c.svg)](https://a.b)\n\n## Alone\n\nText.\n", "Alone"),
        ("## One\n\n### Below\n\n## Two\n", "First steps"),
        ("Some words.\n\n## One\n\nText.\n", "First steps"),
        ("[English](a.md) | [Deutsch](b.md)\n\n# Moss\n\n## Kinds\n", "Moss"),
        ("Words.\n\n# Moss\n\n## Kinds\n", "Moss"),
        ("Only words.\n", "First steps"),
        ("<div align=\"center\">\n\n# Moss\n\nGreen.\n\n</div>\n\n## Kinds\n", "Moss"),
        ("# Moss [![build](https://a.b/c.svg)](https://a.b)\n\nText.\n", "Moss"),
    ] {
        assert_eq!(titled(text), title, "{text}");
    }
    let folder = Folder::with(&[("first_steps.md", "Words.\n")]);
    folder.run(&["first_steps.md", "-o", "x.epub"]).status(0).says(&[
        "note[guessed-title]: no title is given; the file's name stands for it: `First steps`",
        "first_steps.md:1:1",
        "-M title=",
    ]);
}

#[test]
fn a_heading_that_all_chapters_share_is_the_name_of_the_series() {
    let folder = Folder::with(&[
        ("s/1.md", "# The Series\n# Chapter 1: Clay\n\nText.\n\n## Red\n"),
        ("s/2.md", "# The Series\n# Chapter 2: Fire\n\nText.\n"),
        ("s/3.md", "# Alone\n\n# Text of its own\n\nText.\n"),
    ]);
    let lines = outline(&folder, &["s", "-M", "title=T"]);
    assert_eq!(
        lines[2..],
        ["chapter `1` \"Chapter 1: Clay\"", "chapter `2` \"Chapter 2: Fire\"", "chapter `3` \"Alone\""]
    );
}

#[test]
fn headings_keep_their_order_below_a_files_name() {
    let folder = Folder::with(&[
        ("vault/Base syntax.md", "A few words first.\n\n## Filters\n\n### Simple\n\nx\n\n## Views\n\nx\n"),
        ("vault/Create a base.md", "Other words.\n\n## Example\n\nx\n"),
    ]);
    let tree = folder.run(&["vault", "--dump", "tree", "-q"]).status(0);
    let levels: Vec<&str> =
        tree.text().lines().map(str::trim).filter(|line| line.starts_with("heading ")).map(|line| &line[..9]).collect();
    assert_eq!(
        levels,
        ["heading 1", "heading 1", "heading 1", "heading 2", "heading 3", "heading 2", "heading 1", "heading 2"],
        "{}",
        tree.text()
    );
}

#[test]
fn no_content_document_is_too_long_for_readers() {
    const MOST: usize = 300_000;
    let words = |count: usize| "Words that make a text long, one after the other. ".repeat(count);
    let sections: String = (0..90)
        .map(|n| {
            format!(
                "## Section {n}\n\nSee [first](#section-0), [last](#section-89).[^{n}]\n\n{}\n\n[^{n}]: Note {n}.\n\n",
                words(100)
            )
        })
        .collect();
    let items: String = (0..9000).map(|n| format!("1. Item {n}, with *words* and words and words.\n")).collect();
    let rows: String = (0..9000).map(|n| format!("| {n} | words and words | more of them |\n")).collect();
    let texts = [
        format!("# Sections\n\n{sections}"),
        format!("# List\n\n{items}"),
        format!("# Table\n\n| a | b | c |\n| - | - | - |\n{rows}"),
        format!("# Code\n\n```\n{}```\n", "fn words() {}\n".repeat(40_000)),
        format!("# Paragraph\n\n{}\n", words(12_000)),
        format!("# Quote\n\n> - {}\n", words(12_000)),
        format!("# Token\n\n{}\n", "x".repeat(700_000)),
        format!("# Definitions\n\nTerm\n: {}\n", words(12_000)),
        format!("<details><summary>Sum</summary>\n\n{}\n\n</details>\n", words(12_000)),
    ];
    for text in texts {
        let folder = Folder::with(&[("long.md", &text)]);
        folder.run(&["long.md", "--theme", "article", "-o", "x.epub", "-q"]).status(0);
        let documents = documents(&folder.read("x.epub"));
        let title = &text[..20];
        assert!(documents.len() > 3, "{title}: {}", documents.len());
        for (name, document) in &documents {
            assert!(document.len() < MOST, "{title}: {name} has {} bytes", document.len());
            let open = document.matches("<section").count();
            assert_eq!(open, document.matches("</section>").count(), "{title}: {name}");
        }
        if text.starts_with("# Sections") {
            for (name, document) in documents.iter().filter(|(name, _)| name.contains("long")) {
                for link in document.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    let Some((path, id)) = link.split_once('#') else { continue };
                    let path = if path.is_empty() { name.rsplit('/').next().expect("a name") } else { path };
                    let target = documents.iter().find(|(name, _)| name.ends_with(&format!("/{path}"))).expect(link);
                    assert!(target.1.contains(&format!("id=\"{id}\"")), "{name}: {link}");
                }
            }
        }
        if text.starts_with("# List") {
            let starts = documents
                .iter()
                .filter(|(_, text)| text.contains("<ol start=\"") || text.contains(" start=\""))
                .count();
            assert!(starts >= 1, "items count on");
        }
    }
}

#[test]
fn long_contents_show_the_levels_that_fit_and_flat_ones_are_cut() {
    const MOST: usize = 300_000;
    let nested: String = (0..200)
        .map(|a| {
            let below: String = (0..6)
                .map(|b| format!("## Section {a}.{b}\n\n{}", format!("### Part of {a}.{b}\n\nText.\n\n").repeat(4)))
                .collect();
            format!("# Chapter {a}\n\n{below}")
        })
        .collect();
    let folder = Folder::with(&[("long.md", &nested), ("few.md", "# A\n\n## B\n\n### C\n\nText.\n")]);
    for arguments in [["--toc"], ["--no-toc"]] {
        let run = folder
            .run(&[&["long.md", "--theme", "book", "-M", "title=T", "-v", "-o", "x.epub"], &arguments[..]].concat());
        run.status(0).says(&["show 2 of 3 levels"]);
        for (name, document) in documents(&folder.read("x.epub")) {
            assert!(document.len() < MOST, "{name} has {} bytes", document.len());
            if document.contains("epub:type=\"toc\" role") {
                assert_eq!(document.matches("Section 7.5").count(), 1, "{name}");
                assert_eq!(document.matches("Part of 7.5").count(), 0, "{name}");
            }
        }
    }
    let run = folder.run(&["few.md", "--theme", "book", "-M", "title=T", "--toc", "-v", "-o", "few.epub"]).status(0);
    assert!(!run.stderr.contains("levels"), "{}", run.stderr);

    let flat: String = (0..6_000).map(|a| format!("# Chapter number {a} of many\n\nText.\n\n")).collect();
    let folder = Folder::with(&[("flat.md", &flat)]);
    let run = folder.run(&["flat.md", "--theme", "book", "-M", "title=T", "--toc", "-v", "-o", "x.epub"]).status(0);
    run.says(&["kB on one level"]);
    let documents = documents(&folder.read("x.epub"));
    let (navigation, pages): (Vec<_>, Vec<_>) = documents.iter().partition(|(name, _)| name.ends_with("/nav.xhtml"));
    assert_eq!(navigation[0].1.matches("<li>").count(), 6_000 + 4, "every chapter and landmark");
    assert!(pages.iter().all(|(_, document)| document.len() < MOST), "what is shown as pages is cut");
    let links = |text: &str| text.matches("<li class=\"toc-1\"").count();
    assert_eq!(pages.iter().map(|(_, document)| links(document)).sum::<usize>(), 6_000);
}
