//! Who a book is: its identifier, its dates, what catalogs and stores ask, the people who made it, its languages.

use super::Folder;

/// The package document of a build.
fn package(folder: &Folder, arguments: &[&str]) -> String {
    folder.run(&[arguments, &["-o", "x.epub", "-q"]].concat()).status(0);
    folder.unzip("x.epub", "content.opf")
}

/// The content of the first element that begins so.
fn first<'a>(xml: &'a str, start: &str) -> &'a str {
    let rest = xml.split_once(start).map(|(_, rest)| rest).unwrap_or_else(|| panic!("no `{start}` in\n{xml}"));
    rest.split_once('>').and_then(|(_, rest)| rest.split('<').next()).unwrap_or_default()
}

#[test]
fn an_identifier_follows_from_title_authors_and_language_alone() {
    let folder =
        Folder::with(&[("1.md", "# One\n"), ("2.md", "# Two\n"), ("2b.md", "# Two, mended\n"), ("3.md", "# 3\n")]);
    let of = |arguments: &[&str]| first(&package(&folder, arguments), "<dc:identifier").to_owned();
    let named = ["-M", "title=T", "-M", "author=A"];
    let own = of(&[&["1.md", "2.md"], &named[..]].concat());
    assert!(own.starts_with("urn:uuid:"), "{own}");
    let more = ["-M", "date=2024", "-M", "publisher=P", "-M", "translator=B", "-M", "subtitle=S"];
    assert_eq!(own, of(&[&["1.md", "2b.md", "3.md"], &named[..], &more].concat()));
    for other in ["title=U", "author=B", "lang=de"] {
        assert_ne!(own, of(&[&["1.md", "2.md"], &named[..], &["-M", other]].concat()), "{other}");
    }
    let opf = package(&folder, &["1.md", "-M", "isbn=978-3-16-148410-0", "-M", "doi=https://doi.org/10.1000/182"]);
    assert_eq!(first(&opf, "id=\"epub-id-1\""), "urn:isbn:9783161484100");
    assert!(opf.contains("<dc:identifier>doi:10.1000/182</dc:identifier>"), "{opf}");
}

#[test]
fn who_asks_for_more_is_told_to_set_an_identifier() {
    let folder = Folder::with(&[("a.md", "# One\n")]);
    for arguments in [&["check", "a.md"][..], &["a.md", "-v"]] {
        folder.run(arguments).status(0).says(&["note[made-identifier]", "isbn: "]);
    }
    assert!(!folder.run(&["a.md"]).status(0).stderr.contains("identifier"));
    assert!(!folder.run(&["check", "a.md", "-M", "identifier=x"]).status(0).stderr.contains("made-identifier"));
}

#[test]
fn a_book_was_changed_when_it_says_or_when_it_was_built_or_when_its_newest_text_was_written() {
    let folder = Folder::with(&[
        ("a.md", "---\ndate: 1851-10-18\nupdated: 2023-05-06\n---\n# A\n"),
        ("b.md", "---\ntitle: B\ndate: 2021-02-03\n---\nText.\n"),
        ("c.md", "---\ntitle: C\nlastmod: 2022-03-04\n---\nText.\n"),
        ("d.md", "---\ndate: 1851\n---\n# D\n"),
    ]);
    let of = |arguments: &[&str], epoch: &str| {
        let environment: &[(&str, &str)] = if epoch.is_empty() { &[] } else { &[("SOURCE_DATE_EPOCH", epoch)] };
        folder.run_with(&[arguments, &["-o", "x.epub", "-q"]].concat(), b"", environment).status(0);
        first(&folder.unzip("x.epub", "content.opf"), "property=\"dcterms:modified\"").to_owned()
    };
    assert_eq!(of(&["a.md"], "1735689600"), "2023-05-06T00:00:00Z");
    folder.write("e.md", b"---\nupdated: 2024-03-05T23:30:00-05:00\n---\n# E\n");
    assert_eq!(of(&["e.md"], "1735689600"), "2024-03-06T04:30:00Z");
    assert_eq!(of(&["b.md", "c.md", "-M", "title=T"], "1735689600"), "2025-01-01T00:00:00Z");
    assert_eq!(of(&["b.md", "c.md", "-M", "title=T"], ""), "2022-03-04T00:00:00Z");
    let unknown = of(&["d.md"], "");
    assert!(unknown.as_str() > "2007" && !unknown.starts_with("1851"), "{unknown}");
}

#[test]
fn what_catalogs_and_stores_ask_is_in_the_package_document() {
    let front = "---\ntitle: T\nsubtitle: S\nshort-title: Sh\nauthor: A\nseries: The Library\nseries-index: 3\n\
        print-isbn: 978-3-16-148410-0\nedition: Second edition\nbisac: FIC014000 / FICTION / Historical\n\
        subject:\n- {text: War, authority: Thema, term: JWK}\n- Peace\n\
        conforms-to: EPUB Accessibility 1.1 - WCAG 2.1 Level AA\ncertified-by: Me\ncertifier-credential: Of mine\n\
        certifier-report: https://a.b/r\naccessibility-summary: As I say.\n---\n\nText.\n";
    let folder = Folder::with(&[("a.md", front)]);
    folder.run(&["a.md", "-o", "y.epub", "-v", "-M", "identifier=x"]).status(0);
    let opf = package(&folder, &["a.md"]);
    for line in [
        "<dc:title id=\"subtitle\">S</dc:title>",
        "<meta refines=\"#title-short\" property=\"title-type\">short</meta>",
        "<meta property=\"belongs-to-collection\" id=\"series\">The Library</meta>",
        "<meta refines=\"#series\" property=\"collection-type\">series</meta>",
        "<meta refines=\"#series\" property=\"group-position\">3</meta>",
        "<meta name=\"calibre:series\" content=\"The Library\"/>",
        "<meta name=\"calibre:series_index\" content=\"3\"/>",
        "<dc:source>urn:isbn:9783161484100</dc:source>",
        "<meta property=\"schema:bookEdition\">Second edition</meta>",
        "<dc:subject>Peace</dc:subject>",
        "<dc:subject id=\"subject-2\">FICTION / Historical</dc:subject>",
        "<meta refines=\"#subject-2\" property=\"authority\">BISAC</meta>",
        "<meta refines=\"#subject-2\" property=\"term\">FIC014000</meta>",
        "<dc:subject id=\"subject-1\">War</dc:subject>",
        "<meta refines=\"#subject-1\" property=\"term\">JWK</meta>",
        "<meta property=\"dcterms:conformsTo\" id=\"conf\">EPUB Accessibility 1.1 - WCAG 2.1 Level AA</meta>",
        "<meta property=\"a11y:certifiedBy\" id=\"certifier\" refines=\"#conf\">Me</meta>",
        "<meta refines=\"#certifier\" property=\"a11y:certifierCredential\">Of mine</meta>",
        "<link rel=\"a11y:certifierReport\" refines=\"#certifier\" href=\"https://a.b/r\"/>",
        "<meta property=\"schema:accessibilitySummary\">As I say.</meta>",
    ] {
        assert!(opf.contains(line), "no {line} in\n{opf}");
    }
    assert!(!opf.contains("pageBreakSource"), "there are no pages:\n{opf}");
    folder.run(&["a.md", "-o", "z.epub", "-o", "z.pdf", "-q"]).status(0);
    assert_eq!(first(&folder.unzip("z.epub", "content.opf"), "\"pageBreakSource\""), "urn:isbn:9783161484100");
    let hazard = "---\nconforms-to: EPUB Accessibility 1.1 - WCAG 2.2 Level AA\naccessibilityHazards: [noSoundHazard, \
                  flashing]\n---\n# A\n\n<ruby>漢<rt>kan</rt></ruby> ![](a.png)\n";
    let doubtful = Folder::with(&[("a.md", hazard)]);
    doubtful.write("a.png", &super::limits::png());
    doubtful.run(&["a.md", "-o", "x.epub"]).status(0).says(&["warning[unmet-conformance]", "alternative text"]);
    let opf = doubtful.unzip("x.epub", "content.opf");
    assert_eq!(opf.matches("accessibilityHazard\">").count(), 2, "{opf}");
    assert!(opf.contains(">noSoundHazard<") && opf.contains(">rubyAnnotations<"), "{opf}");
    assert!(!opf.contains("conformsTo") && opf.contains(">textual,visual<"), "{opf}");
    let other = Folder::with(&[("a.md", "---\nbelongs-to-collection: {text: S, type: set}\n---\n# A\n")]);
    let opf = package(&other, &["a.md"]);
    assert!(opf.contains("\"collection-type\">set<") && !opf.contains("conformsTo"), "{opf}");
    assert!(opf.contains("\"schema:accessibilitySummary\">The text has a table of contents"), "{opf}");
    assert!(package(&other, &["a.md", "-M", "lang=de"]).contains(">Der Text hat ein Inhaltsverzeichnis"));
}

#[test]
fn people_rights_and_numbers_have_their_pages() {
    let front = "---\ntitle: T\nauthor: A\ntranslator: [Tom, Tess]\neditor: Edith\nforeword-by: Fay\nrights: © 2024 A\n\
        isbn: 978-3-16-148410-0\nprint-isbn: 978-0-306-40615-7\nlang: en-GB\ndate: 2024-07-20\n---\n\n# One\n\nx\n";
    let folder = Folder::with(&[("1.md", front), ("2.md", "# Two\n\ny\n"), ("copyright.md", "Mine.\n")]);
    folder.run(&["1.md", "2.md", "-o", "x.epub", "-o", "x.pdf", "-q"]).status(0);
    let title = folder.unzip("x.epub", "title-page.xhtml");
    for line in ["Translated by Tom and Tess<", "Edited by Edith<", "Foreword by Fay<"] {
        assert!(title.contains(line), "{title}");
    }
    let page = folder.unzip("x.epub", "copyright-page.xhtml");
    for line in
        ["epub:type=\"copyright-page\"", "© 2024 A", "20 July 2024", "ISBN 978-3-16-148410-0", "0-306-40615-7 (print)"]
    {
        assert!(page.contains(line), "no {line} in\n{page}");
    }
    let pdf = folder.read("x.pdf");
    let pdf = String::from_utf8_lossy(&pdf);
    assert!(pdf.contains("<dc:creator><rdf:Seq><rdf:li>A</rdf:li></rdf:Seq></dc:creator>"));
    assert!(pdf.contains("<dc:contributor><rdf:Bag><rdf:li>Edith</rdf:li><rdf:li>Tom</rdf:li>"));
    // Where its author writes one, or wants none, there is no other.
    for arguments in [&["1.md", "copyright.md"][..], &["1.md", "2.md", "-M", "copyright-page=false"]] {
        let tree = folder.run(&[arguments, &["--dump", "tree", "-q"]].concat()).status(0);
        assert!(!tree.text().contains("copyright page `"), "{}", tree.text());
    }
    // An article has a line for them.
    folder.run(&["1.md", "-o", "a.epub", "-q", "--theme", "article"]).status(0);
    assert!(folder.unzip("a.epub", "/1.xhtml").contains("Edited by Edith"));
}

#[test]
fn lines_of_the_contents_say_their_language() {
    let folder = Folder::with(&[
        ("de.md", "---\ntitle: Deutsch\nlang: de\n---\n\nText.\n"),
        ("fr.md", "---\ntitle: Français\nlang: fr\n---\n\nTexte.\n"),
    ]);
    let opf = package(&folder, &["de.md", "fr.md", "-M", "title=Two", "-M", "lang=en"]);
    let languages: Vec<&str> = opf.split("<dc:language>").skip(1).filter_map(|rest| rest.get(..2)).collect();
    assert_eq!(languages, ["en", "de", "fr"]);
    let contents = folder.unzip("x.epub", "contents.xhtml");
    assert!(contents.contains("lang=\"fr\" xml:lang=\"fr\">Français</a>"), "{contents}");
    let ncx = folder.unzip("x.epub", "toc.ncx");
    assert!(ncx.contains("<navLabel xml:lang=\"de\"><text>Deutsch"), "{ncx}");
    let contents = {
        folder.run(&["de.md", "fr.md", "-M", "title=Two", "-M", "lang=en", "--no-toc", "-o", "y.epub", "-q"]).status(0);
        folder.unzip("y.epub", "nav.xhtml")
    };
    assert!(contents.contains("lang=\"de\" xml:lang=\"de\">Deutsch</a>"), "{contents}");
}

#[test]
fn wrong_numbers_and_tags_are_told_at_their_place_and_the_book_comes() {
    for (line, told) in [
        ("isbn: 978-3-16-148410-5", &["a.md:2:7", "its check digit must be 0", "`978-3-16-148410-0`"][..]),
        ("isbn: 0-8044-2957-1", &["a.md:2:7", "must be X"]),
        ("isbn: 978-3-16-14841", &["a.md:2:7", "it has 11 digits"]),
        ("print-isbn: 978-3-16-148410-5", &["a.md:2:13", "must be 0"]),
        ("isbn: {print: 978-3-16-148410-5}", &["a.md:2:15", "must be 0"]),
        ("identifier: ISBN 978-3-16-148410-5", &["a.md:2:13", "must be 0"]),
        ("lang: klingonian", &["a.md:2:7", "a language tag such as `en`"]),
        ("lang: jp", &["a.md:2:7", "`ja` is meant"]),
        ("lang: en-UK", &["a.md:2:7", "`en-GB` is meant"]),
        ("lang: zz", &["a.md:2:7", "no language tag"]),
        ("doi: soon", &["a.md:2:6", "a DOI"]),
        ("bisac: Fiction", &["a.md:2:8", "FIC014000"]),
        ("conforms-to: WCAG 2.1 AA", &["a.md:2:14", "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"]),
        ("accessibility-hazard: [none, loud]", &["a.md:2:30", "`motionSimulation`"]),
        ("series: {name: S, number: first}", &["a.md:2:9", "a number"]),
        ("subject: [{text: A, term: B}]", &["a.md:2:11", "`authority`"]),
    ] {
        let folder = Folder::with(&[("a.md", format!("---\n{line}\n---\n\n# A\n").as_str())]);
        folder.run(&["a.md", "-o", "a.epub"]).status(0).says(&["warning[invalid-value]"]).says(told);
        let opf = folder.unzip("a.epub", "content.opf");
        assert!(!opf.contains("urn:isbn:") && !opf.contains("1484105"), "{line}:\n{opf}");
    }
}
