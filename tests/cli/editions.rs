//! What readers on a screen, with their ears or with an old engine get: style sheets, sections, names, tables, verse.

use super::Folder;

/// The sheets of a book of one theme, as it carries them.
fn sheets(theme: &str, text: &str) -> Vec<(&'static str, String)> {
    let folder = Folder::with(&[("1.md", text)]);
    folder.run(&["1.md", "--theme", theme, "-o", "x.epub", "-q"]).status(0);
    let own = match theme {
        "book" => "styles/book.css",
        "technical" => "styles/technical.css",
        _ => "styles/article.css",
    };
    ["styles/base.css", own].map(|name| (name, folder.unzip("x.epub", name))).into()
}

/// Each declaration of a sheet, with its selector.
fn declarations(sheet: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let rules = sheet.split('}').filter_map(|rule| rule.rsplit_once('{'));
    rules.flat_map(|(selector, declarations)| {
        let selector = selector.rsplit('{').next().unwrap_or_default().trim();
        let pairs = declarations.split(';').filter_map(|declaration| declaration.split_once(':'));
        pairs.map(move |(name, value)| (selector, name.trim(), value.trim()))
    })
}

#[test]
fn sheets_are_for_reading_systems() {
    for theme in ["article", "book", "technical"] {
        for (name, sheet) in sheets(theme, "# One\n\n```rust\nlet x = 1;\n```\n") {
            for word in ["@page", "print", "string-set", "leader(", "footnote", "-bindery-", "Libertinus", "Source"] {
                assert!(!sheet.contains(word), "{theme}: {name}: {word}");
            }
            for (selector, property, value) in declarations(&sheet) {
                let place = format!("{theme}: {name}: {selector} {{ {property}: {value} }}");
                // A reader's size rules.
                assert!(!value.contains("rem") || value.contains("remove"), "{place}");
                // A ground alone may be as dark as the reader's text.
                let is_ground = property == "background-color" && !value.starts_with("rgba(");
                assert!(!is_ground || sheet.contains("color: black") || sheet.contains("color: white"), "{place}");
            }
            // An old engine drops a rule that it cannot read with all its selectors.
            for rule in sheet.lines().filter(|line| line.contains(":has(")) {
                let selectors = rule.split(" {").next().unwrap_or_default();
                assert!(!selectors.contains("), ") && !selectors.starts_with("h1 + p,"), "{theme}: {name}: {rule}");
            }
        }
    }
    let base = &sheets("book", "# One\n")[0].1;
    for (new, old) in [
        ("break-after: avoid", "page-break-after: avoid"),
        ("hyphens: none", "-epub-hyphens: none"),
        ("padding-inline-start: 1.6em", "padding-left: 1.6em"),
        ("text-align: start", "text-align: left"),
        ("overflow-wrap: anywhere", "word-wrap: break-word"),
    ] {
        let at = base.find(&format!("; {new}")).unwrap_or_else(|| panic!("no {new}"));
        assert!(base[..at].ends_with(old) || base[..at].contains(&format!("{old}; ")), "{old} before {new}");
    }
    // The rule over notes goes where they are hidden.
    assert!(declarations(base).all(|(selector, name, _)| selector != "section.notes" || !name.starts_with("border")));
}

#[test]
fn sides_are_physical_where_all_text_runs_one_way() {
    let ltr = &sheets("book", "# One\n\nText.\n")[0].1;
    assert!(ltr.contains("padding-left: 1.6em; padding-inline-start: 1.6em"), "{ltr}");
    let rtl = &sheets("book", "---\nlang: he\n---\n# שלום\n\nטקסט.\n")[0].1;
    assert!(rtl.contains("padding-right: 1.6em; padding-inline-start: 1.6em"), "{rtl}");
    let both = &sheets("book", "# One\n\n<p lang=\"he\">שלום</p>\n")[0].1;
    assert!(both.contains("{ margin: 1em 0; padding-inline-start: 1.6em }"), "{both}");
}

#[test]
fn a_sheet_of_the_users_gets_what_it_lacks() {
    let css = "/* mine */ p { break-before: page }\n@media print { p { color: red } }\n";
    let folder =
        Folder::with(&[("1.md", "# One\n\nText.\n"), ("own.css", css), ("plain.css", "p { color: red } /* mine */\n")]);
    folder.run(&["1.md", "-c", "own.css", "-c", "plain.css", "-o", "x.epub", "-q"]).status(0);
    let own = folder.unzip("x.epub", "styles/own.css");
    assert!(own.contains("page-break-before: always; break-before: page") && !own.contains("red"), "{own}");
    assert_eq!(folder.unzip("x.epub", "styles/plain.css"), "p { color: red } /* mine */\n", "as it was typed");
}

#[test]
fn what_authors_write_of_elements_is_kept() {
    let text = "# One\n\n<ol reversed><li>three</li><li value=\"9\">nine</li></ol>\n\n\
                <section epub:type=\"dedication\" role=\"doc-dedication\">\n\nFor C.\n\n</section>\n\n\
                <section epub:type=\"dance\">\n\nNo word of the vocabulary.\n\n</section>\n\n\
                <table><tr><th scope=\"col\" abbr=\"Nm\">Name</th></tr></table>\n\n\
                <p hidden>must not show</p>\n\nAnd <span hidden>nor this</span> more.\n";
    let folder = Folder::with(&[("1.md", text)]);
    folder.run(&["1.md", "-o", "x.epub"]).status(0).says(&["`hidden`", "1.md:19:1"]);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    for part in [
        "<ol reversed=\"reversed\">",
        "<li value=\"9\">",
        "<section epub:type=\"dedication\" role=\"doc-dedication\">",
        "<th scope=\"col\">",
    ] {
        assert!(xhtml.contains(part), "no {part} in {xhtml}");
    }
    assert!(!xhtml.contains("must not show") && !xhtml.contains("nor this") && !xhtml.contains("dance"), "{xhtml}");
}

#[test]
fn cells_beside_those_that_span_rows_stand_at_no_edge() {
    let table = "<table><tr><th rowspan=\"2\">Mars</th><td>Phobos</td></tr><tr><td>Deimos</td></tr><tr><td>Io</td><td \
                 rowspan=\"2\">Two</td></tr><tr><td>Europa</td></tr></table>\n";
    let folder = Folder::with(&[("a.md", &format!("# A\n\n{table}"))]);
    folder.run(&["a.md", "-o", "a.epub"]).status(0);
    let xhtml = folder.unzip("a.epub", "a.xhtml");
    for cell in [
        "<th rowspan=\"2\">Mars</th>",
        "<td class=\"after-span\">Deimos</td>",
        "<td class=\"to-foot\" rowspan=\"2\">Two</td>",
        "<td class=\"before-span\">Europa</td>",
    ] {
        assert!(xhtml.contains(cell), "no {cell} in {xhtml}");
    }
}

#[test]
fn the_contents_know_the_languages_of_headings() {
    let folder = Folder::with(&[
        ("1.md", "# Der Anfang {lang=de}\n\n::: {lang=fr}\n## La suite\n:::\n\n## The end\n"),
        ("2.md", "# Two\n"),
    ]);
    folder.run(&["1.md", "2.md", "-M", "title=T", "-o", "a.epub"]).status(0);
    let contents = folder.unzip("a.epub", "contents.xhtml");
    for entry in [
        "#der-anfang\" lang=\"de\" xml:lang=\"de\">Der Anfang",
        "#la-suite\" lang=\"fr\" xml:lang=\"fr\">La suite",
        "#the-end\">The end",
    ] {
        assert!(contents.contains(entry), "no {entry} in {contents}");
    }
}

#[test]
fn a_closed_mark_of_a_page_holds_nothing() {
    let folder =
        Folder::with(&[("a.md", "# A\n\n<div epub:type=\"pagebreak\" title=\"13\" id=\"s13\"/>\n\nAfter it.\n")]);
    folder.run(&["a.md", "-M", "source=Print", "-o", "a.epub"]).status(0);
    let xhtml = folder.unzip("a.epub", "a.xhtml");
    assert!(xhtml.contains("aria-label=\"13\"></span>"), "{xhtml}");
}

#[test]
fn markdown_has_the_attributes_of_html() {
    let text = "# A word before {epub:type=foreword title=\"a b\" lang=\"fr\"}\n\n[x]{role=note aria-label=\"Mind\" foo=bar xml:lang=la} and \
                ![](a.png){role=presentation}.\n\nMon [*bon mot*]{lang=fr}, and [*bon* mot]{lang=fr}.\n";
    let folder = Folder::with(&[("1.md", text), ("2.md", "# Two\n\nText.\n")]);
    folder.write("a.png", &super::limits::png());
    let run = folder.run(&["1.md", "2.md", "-o", "x.epub", "-o", "x.pdf"]).status(0);
    assert!(!run.stderr.contains("missing-alt"), "a decoration has no words: {}", run.stderr);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    for part in [
        "epub:type=\"foreword\" role=\"doc-foreword\"",
        "title=\"a b\" lang=\"fr\" xml:lang=\"fr\">A word before</h1>",
        "role=\"note\"",
        "aria-label=\"Mind\"",
        "data-foo=\"bar\"",
        "lang=\"la\"",
        "role=\"presentation\"",
        "<i lang=\"fr\"",
        "<em>bon</em> mot",
    ] {
        assert!(xhtml.contains(part), "no {part} in {xhtml}");
    }
    let package = folder.unzip("x.epub", "content.opf");
    assert!(package.contains("accessModeSufficient\">textual</meta>"), "{package}");
}

#[test]
fn letters_and_poems_are_called_so() {
    let text = "# One\n\n::: letter\n\n[Dear John,]{.salutation}\n\nText.\n\n[Anna]{.signature}\n\n:::\n";
    let folder = Folder::with(&[("1.md", text), ("2.md", "# Two\n\n::: note\nText.\n:::\n")]);
    folder.run(&["1.md", "2.md", "-o", "x.epub", "-q"]).status(0);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    for word in ["letter", "salutation", "signature"] {
        assert!(xhtml.contains(&format!("class=\"{word}\" epub:type=\"z3998:{word}\"")), "{word}: {xhtml}");
    }
    assert!(xhtml.contains(" epub:prefix=\"z3998: http"), "{xhtml}");
    assert!(!folder.unzip("x.epub", "2.xhtml").contains("z3998"));
}

#[test]
fn sections_have_their_kinds() {
    let files = [
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        (
            "src/SUMMARY.md",
            "[Dedication](a.md)\n[Vorwort](b.md)\n\n- [Introduction](c.md)\n- [Two](h.md)\n- [Appendix A: Tables](d.md)\n\n\
             [Glossary](e.md)\n[Index](f.md)\n",
        ),
        ("src/a.md", "# Dedication\n\nx\n"),
        ("src/b.md", "# Vorwort {.foreword}\n\nx\n"),
        ("src/c.md", "# Introduction\n\nx\n"),
        ("src/d.md", "# Appendix A: Tables\n\nx\n"),
        ("src/e.md", "# Glossary\n\nx\n"),
        ("src/f.md", "# Index\n\nx\n"),
        ("src/h.md", "# Two\n\nx\n"),
    ];
    let folder = Folder::with(&files);
    folder.run(&[".", "-o", "x.epub", "-q"]).status(0);
    for (name, matter, kind) in [
        ("a", "frontmatter", "epub:type=\"dedication\" role=\"doc-dedication\""),
        ("b", "frontmatter", "epub:type=\"foreword\" role=\"doc-foreword\""),
        ("c", "bodymatter", "epub:type=\"chapter\" role=\"doc-chapter\""),
        ("d", "backmatter", "epub:type=\"appendix\" role=\"doc-appendix\""),
        ("e", "backmatter", "epub:type=\"glossary\" role=\"doc-glossary\""),
        ("f", "backmatter", "epub:type=\"index\" role=\"doc-index\""),
    ] {
        let xhtml = folder.unzip("x.epub", &format!("/{name}.xhtml"));
        assert!(xhtml.contains(kind), "{name}: no {kind} in {xhtml}");
        assert!(xhtml.contains(&format!("<body epub:type=\"{matter}\">")), "{name}: {xhtml}");
    }
    let landmarks = folder.unzip("x.epub", "contents.xhtml");
    for kind in ["dedication", "foreword", "bodymatter", "appendix", "glossary", "index"] {
        assert_eq!(landmarks.matches(&format!("<a epub:type=\"{kind}\"")).count(), 1, "{kind}: {landmarks}");
    }
}

#[test]
fn an_appendix_within_a_text_keeps_its_title() {
    let text = "---\ntitle: B\n---\n\n# One\n\ny\n\n# Zwei drei {.appendix}\n\nx\n";
    let folder = Folder::with(&[("1.md", text)]);
    folder.run(&["1.md", "--theme", "book", "-o", "x.epub", "-q"]).status(0);
    let xhtml = folder.unzip("x.epub", "1-2.xhtml");
    assert!(xhtml.contains(">Zwei drei</h1>") && xhtml.contains("epub:type=\"appendix\""), "{xhtml}");
}

#[test]
fn names_are_said_as_they_are_seen() {
    let text =
        "# One\n\n> [!NOTE]\n> Mind.\n\n## The $x$ of it\n\nA.[^1] B.[^1] C.[^2]\n\n[^1]: First.\n[^2]: Second.\n";
    let folder = Folder::with(&[("1.md", text)]);
    folder.run(&["1.md", "-o", "x.epub", "-q"]).status(0);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    let id = xhtml.split_once("role=\"note\" aria-labelledby=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap();
    assert!(xhtml.contains(&format!("<p id=\"{id}\" class=\"alert-title\">Note</p>")), "{xhtml}");
    assert!(xhtml.contains("alttext=\"x\" aria-label=\"x\""), "a formula is part of a heading's name: {xhtml}");
    for (reference, name) in [("fnref-1", "1"), ("fnref-1", "1.1"), ("fnref-1-2", "1.2"), ("fnref-2", "2")] {
        let link = format!("href=\"#{reference}\" aria-label=\"Back to reference {name}\">{name}</a>");
        assert!(xhtml.contains(&link), "no {link} in {xhtml}");
    }
    assert_eq!(xhtml.matches("doc-backlink").count(), 4, "one for the only reference of a note");
}

#[test]
fn tables_and_verse_fit_a_phone() {
    let row = |cells: usize| format!("|{}\n", " internationalization |".repeat(cells));
    let table =
        |cells: usize, rows: usize| format!("{}|{}\n{}", row(cells), "---|".repeat(cells), row(cells).repeat(rows));
    let written = |text: String| {
        let folder = Folder::with(&[("1.md", format!("# One\n\n{text}").as_str())]);
        folder.run(&["1.md", "-o", "x.epub", "-q"]).status(0);
        folder.unzip("x.epub", "1.xhtml")
    };
    let narrow = written("| a | b |\n|---|---|\n| c | d |\n".to_owned());
    assert!(narrow.contains("\n<table>") && !narrow.contains("table-scroll"), "{narrow}");
    let short = written(table(3, 2));
    assert!(short.contains("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\">\n<table>"), "{short}");
    // A box that is scrolled is never broken between pages.
    assert!(written(table(2, 40)).contains("<table class=\"broken-narrow\">"));
    assert!(written(table(6, 40)).contains("<table class=\"broken\">"));
    let verse = written("| The *tide* is full,\n|   the moon\n\nA paragraph,  \nbroken.\n".to_owned());
    assert!(verse.contains("<p><span class=\"line\">The <em>tide</em> is full,</span><br/>"), "{verse}");
    assert!(verse.contains("A paragraph,<br/>\n") || verse.contains("A paragraph,<br/>broken"), "{verse}");
}

#[test]
fn pages_that_the_author_marks_are_the_page_list() {
    let text = "---\nprint-isbn: 978-3-16-148410-0\n---\n# One\n\n<span epub:type=\"pagebreak\" id=\"p1\" title=\"1\"></span>\n\n\
                Words and []{#p3 epub:type=pagebreak aria-label=\"3\"} more \
                <span epub:type=\"pagebreak\" id=\"p4\" title=\"4\"/>of it.\n\n\
                <div epub:type=\"pagebreak\" id=\"pg_v\" role=\"doc-pagebreak\"></div>\n\n\
                <hr role=\"doc-pagebreak\" id=\"x\" aria-label=\"vi\">\n\nThe end \
                <a id=\"page7\" epub:type=\"pagebreak\"></a>of [8]{role=doc-pagebreak} it.\n";
    let folder = Folder::with(&[("1.md", text)]);
    let run = folder.run(&["1.md", "-o", "x.epub", "-o", "x.pdf"]).status(0);
    assert!(!run.stderr.contains("lost-attribute"), "{}", run.stderr);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    let nav = folder.unzip("x.epub", "nav.xhtml");
    let list = nav.split_once("page-list").expect("a list of pages").1;
    let entries: Vec<&str> =
        list.split("<a href=\"1.xhtml#").skip(1).filter_map(|entry| entry.split("</a>").next()).collect();
    let labels: Vec<&str> = entries.iter().filter_map(|entry| entry.split('>').nth(1)).collect();
    assert_eq!(labels, ["1", "3", "4", "v", "vi", "7", "8"], "{xhtml}");
    for entry in &entries {
        let id = entry.split('"').next().unwrap();
        let mark = xhtml
            .split("<span")
            .find(|tag| tag.contains(&format!("id=\"{id}\"")))
            .unwrap_or_else(|| panic!("{id}: {xhtml}"));
        assert!(mark.contains("epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\""), "{mark}");
        assert!(!mark.split('>').next().unwrap().contains("title="), "{mark}");
    }
    let package = folder.unzip("x.epub", "content.opf");
    assert!(package.contains("pageBreakSource\">urn:isbn:9783161484100<"), "{package}");
    folder.write("1.md", b"# One\n\nA []{#p3 role=doc-pagebreak} b <span role=\"doc-pagebreak\"></span>.\n");
    let run = folder.run(&["1.md", "-o", "x.epub"]).status(0);
    run.says(&["do not say of which", "does not say which page begins", "1.md:3:"]);
}

#[test]
fn attributes_that_cannot_stand_are_told() {
    let cases = [
        ("[x]{epub:type=dance}", "`epub:type=\"dance\"` is no word"),
        ("[x]{epub:type=footnote}", "`epub:type=\"footnote\"` is said by the program"),
        ("<p role=\"list\">x</p>", "`role=\"list\"` cannot stand on `<p>`"),
        ("<div role=\"listitem\">x</div>", "`role=\"listitem\"` cannot stand on `<div>`"),
        ("[x]{role=img}", "`role=\"img\"` without a name"),
        ("[x]{aria-label=Y}", "`aria-label` names nothing on `<span>`"),
        ("[x]{lang=xx}", "`lang=\"xx\"` is no language tag"),
        ("<i xml:lang=\"e n\">x</i> <i lang=\"deu\">x</i>", "`de` is meant, and taken"),
        ("[x]{lang=\"??\"}", "`lang=\"??\"` is no language tag"),
        ("<p dir=\"right\">x</p>", "`dir=\"right\"` is no direction"),
        ("[x]{reversed=reversed}", "`reversed` says nothing on `<span>`"),
    ];
    for (text, message) in cases {
        let folder = Folder::with(&[("1.md", &format!("# One\n\nWords.\n\n{text}\n"))]);
        let run = folder.run(&["1.md", "-o", "x.epub"]).status(0).says(&[message, "[lost-attribute]", "1.md:5:"]);
        drop(run);
        let xhtml = folder.unzip("x.epub", "1.xhtml");
        for gone in
            ["dance", "role=\"list", "role=\"img", "aria-label=\"Y", "\"xx\"", "\"deu\"", "??", "dir=", "reversed"]
        {
            assert!(!xhtml.contains(gone), "{text}: {xhtml}");
        }
    }
    let text = "# One\n\n<aside role=\"doc-tip\">A</aside>\n\n<blockquote role=\"doc-epigraph\" epub:type=\"epigraph\">B</blockquote>\n\n\
                [C]{role=img aria-label=\"A C\"} [D]{epub:type=\"z3998:persona\"} [E]{epub:type=glossterm} [F]{lang=gsw}\n";
    let folder = Folder::with(&[("1.md", text)]);
    let run = folder.run(&["1.md", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("lost-attribute"), "{}", run.stderr);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    for part in [
        "<aside role=\"doc-tip\">",
        "role=\"doc-epigraph\"",
        "epub:type=\"epigraph\"",
        "role=\"img\" aria-label=\"A C\"",
        "epub:type=\"z3998:persona\"",
        "epub:prefix=\"z3998:",
        "epub:type=\"glossterm\" role=\"term\"",
        "lang=\"gsw\"",
    ] {
        assert!(xhtml.contains(part), "no {part} in {xhtml}");
    }
}

#[test]
fn what_is_hidden_in_braces_or_in_lists_is_left_out() {
    let text = "# One\n\n<dl><dt>T</dt><dd hidden>alpha</dd><dd>shown</dd></dl>\n\n<ul><li hidden>beta</li><li>shown</li></ul>\n\n\
                [gamma]{hidden=hidden} ![](a.png){.decorative}\n\n{reversed=reversed}\n1. a\n2. b\n";
    let folder = Folder::with(&[("1.md", text)]);
    folder.write("a.png", &super::limits::png());
    let run = folder.run(&["1.md", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("missing-alt"), "{}", run.stderr);
    let xhtml = folder.unzip("x.epub", "1.xhtml");
    for word in ["alpha", "beta", "gamma", "data-hidden", "data-reversed"] {
        assert!(!xhtml.contains(word), "{word}: {xhtml}");
    }
    assert!(xhtml.matches("shown").count() == 2 && xhtml.contains("role=\"presentation\""), "{xhtml}");
    assert!(xhtml.contains("<ol reversed=\"reversed\">"), "{xhtml}");
}

#[test]
fn a_ground_without_letters_gets_those_that_it_needs() {
    let css = ".box { background: #f4f4f4 }\n.dark { background-color: #222 }\n.own { background: #eee; color: #300 }\n\
               .none { background: transparent }\n";
    let text = "# One\n\n::: box\nA\n:::\n\n<p style=\"background: #fffbe6\">B</p>\n";
    let folder = Folder::with(&[("1.md", text), ("own.css", css)]);
    folder.run(&["1.md", "-c", "own.css", "-o", "x.epub", "-q"]).status(0);
    let sheet = folder.unzip("x.epub", "styles/own.css");
    for rule in [
        ".box { color: black; background: #f4f4f4 }",
        ".dark { color: white; background-color: #222 }",
        ".own { background: #eee; color: #300 }",
        ".none { background: transparent }",
    ] {
        assert!(sheet.contains(rule), "no {rule} in {sheet}");
    }
    assert!(folder.unzip("x.epub", "1.xhtml").contains("style=\"background: #fffbe6; color: black\""));
}

#[test]
fn metadata_that_cannot_be_so_are_told() {
    let cases = [
        ("accessibility-hazard: [none, flashing]", "`none` and `flashing` cannot both be so"),
        ("accessibility-hazard: [flashing, noFlashingHazard]", "`flashing` and `noFlashingHazard` cannot both be so"),
        ("series: [North, South]", "a book is of one series here"),
        ("certified-by: Ann", "nothing says which standard"),
    ];
    for (head, message) in cases {
        let folder = Folder::with(&[("1.md", &format!("---\ntitle: A\n{head}\n---\n\nText.\n"))]);
        folder.run(&["1.md", "-o", "x.epub"]).status(0).says(&[message]);
    }
    let folder = Folder::with(&[(
        "1.md",
        "---\ntitle: A\naccessibility-hazard: [noFlashingHazard, sound]\n---\n\n![IMG_2041.jpg](a.png) ![A map](a.png)\n",
    )]);
    folder.write("a.png", &super::limits::png());
    let run = folder.run(&["1.md", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("cannot both"), "{}", run.stderr);
    assert_eq!(run.stderr.matches("is the name of a file").count(), 1, "{}", run.stderr);
}

#[test]
fn a_pdf_has_the_number_of_its_own() {
    let head = "---\ntitle: A\nisbn:\n  epub: 978-3-16-148410-0\n  pdf: 978-0-306-40615-7\n---\n";
    let folder = Folder::with(&[("1.md", &format!("{head}# One\n\nText.\n"))]);
    folder.run(&["1.md", "-o", "x.epub", "-o", "x.pdf", "-q"]).status(0);
    assert!(folder.unzip("x.epub", "content.opf").contains(">urn:isbn:9783161484100<"));
    let pdf = String::from_utf8_lossy(&folder.read("x.pdf")).into_owned();
    assert!(pdf.contains("urn:isbn:9780306406157") && !pdf.contains("9783161484100"));
}

#[test]
fn a_foreword_has_no_number() {
    let texts = [("1.md", "# Foreword\n\n## Why\n\nA.\n"), ("2.md", "# One\n\nB.\n"), ("3.md", "# Two\n\nC.\n")];
    let folder = Folder::with(&texts);
    folder.run(&["1.md", "2.md", "3.md", "-N", "-o", "x.epub", "-q"]).status(0);
    assert!(!folder.unzip("x.epub", "1.xhtml").contains("class=\"number\""));
    let one = folder.unzip("x.epub", "2.xhtml");
    assert!(one.contains("<span class=\"number\">1"), "{one}");
}
