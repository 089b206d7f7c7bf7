//! `bindery feed`: what the catalogs say, that they are well formed and whole, and that our own reader reads them.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Folder;

/// A folder with an article in both formats, and a book in one.
fn books() -> Folder {
    let folder = Folder::with(&[
        (
            "a.md",
            "---\ntitle: \"Bells & <Whistles>\"\nauthor: [Ann \"A.\" Author, Bo]\ndate: 2024-05-01\nlang: de\nkeywords: [x & y]\n\
            description: On *bells*.\nidentifier: urn:x-test:bells\n---\nText.\n",
        ),
        ("b.md", "---\ntitle: Apples\ndate: 2024-06-01\n---\nText.\n"),
        ("c.md", "---\ntitle: Corn\ndate: 2023-01-01\nauthor: Cy\n---\nText.\n"),
    ]);
    folder.write("dist/2024/notes.txt", b"No book.");
    folder.run(&["a.md", "-o", "dist/a b.epub", "-o", "dist/a b.pdf"]).status(0);
    folder.run(&["b.md", "-o", "dist/2024/b.epub"]).status(0);
    folder.run(&["c.md", "-o", "dist/c.pdf"]).status(0);
    folder
}

fn text(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).expect("UTF-8")
}

/// Depth, name, attributes and the text right in it.
type Element = (usize, String, BTreeMap<String, String>, String);

/// The elements of an XML file in order.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) | Event::Empty(start) => {
                open.push(found.len());
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("well-formed");
                    let key: &str = attribute.key.as_ref();
                    (key.to_owned(), quick_xml::escape::unescape(&attribute.value).expect("escaped").into_owned())
                });
                let name = start.name();
                let name: &str = name.as_ref();
                found.push((open.len(), name.to_owned(), attributes.collect(), String::new()));
                if xml[..reader.buffer_position() as usize].ends_with("/>") {
                    open.pop();
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(words) => {
                if let Some(&last) = open.last() {
                    found[last].3.push_str(words.trim_matches('\n'));
                }
            }
            Event::GeneralRef(name) => {
                let word = quick_xml::escape::resolve_xml_entity(&name).expect("an entity of XML").to_owned();
                found[*open.last().expect("within an element")].3.push_str(&word);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn texts<'e>(elements: &'e [Element], depth: usize, name: &str) -> Vec<&'e str> {
    elements
        .iter()
        .filter(|element| element.0 == depth && element.1 == name)
        .map(|element| element.3.as_str())
        .collect()
}

#[test]
fn catalogs_list_the_newest_book_first() {
    let folder = books();
    let run =
        folder.run(&["feed", "dist", "--base-url", "https://example.org/books", "--title", "All & more"]).status(0);
    run.says(&["Listed dist/opds.xml (3 books)", "Listed dist/opds.json (3 books)", "Listed dist/feed.xml (3 books)"]);

    let opds = text(&folder, "dist/opds.xml");
    let atom = elements(&opds);
    assert_eq!(texts(&atom, 2, "title"), ["All & more"]);
    assert_eq!(texts(&atom, 3, "title"), ["Apples", "Bells & <Whistles>", "Corn"]);
    // RFC 4287: what a feed and an entry must have, each once, and moments of RFC 3339.
    for name in ["id", "title", "updated"] {
        assert_eq!((texts(&atom, 2, name).len(), texts(&atom, 3, name).len()), (1, 3), "{name}");
    }
    assert_eq!(texts(&atom, 2, "updated"), ["2024-06-01T00:00:00Z"]);
    assert_eq!(texts(&atom, 3, "id")[1], "urn:x-test:bells");
    assert_eq!(texts(&atom, 3, "dc:issued"), ["2024-06-01", "2024-05-01", "2023-01-01"]);
    assert_eq!(texts(&atom, 4, "name"), ["Ann \"A.\" Author", "Bo", "Cy"]);
    assert_eq!(texts(&atom, 3, "summary"), ["On bells."]);
    // OPDS 1.2: every entry leads to a book, and to its picture where there is one.
    let links = |relation: &str| {
        let links = atom.iter().filter(|element| element.1 == "link");
        let links = links.filter(|link| link.2.get("rel").is_some_and(|rel| rel == relation));
        links
            .map(|link| (link.2["href"].clone(), link.2["type"].clone(), link.2.get("length").cloned()))
            .collect::<Vec<_>>()
    };
    let books = links("http://opds-spec.org/acquisition/open-access");
    let addresses: Vec<&str> = books.iter().map(|book| book.0.as_str()).collect();
    let expected =
        ["2024/b.epub", "a%20b.epub", "a%20b.pdf", "c.pdf"].map(|name| format!("https://example.org/books/{name}"));
    assert_eq!(addresses, expected);
    assert_eq!(books[1].1, "application/epub+zip");
    assert_eq!(books[2].2, Some(folder.read("dist/a b.pdf").len().to_string()));
    let covers = links("http://opds-spec.org/image");
    assert_eq!(covers[0].0, "https://example.org/books/covers/2024/b.png");
    assert!(folder.read("dist/covers/a b.png").starts_with(b"\x89PNG"));
    assert_eq!(links("self")[0].1, "application/atom+xml;profile=opds-catalog;kind=acquisition");

    let rss = elements(&text(&folder, "dist/feed.xml"));
    assert_eq!(texts(&rss, 4, "title"), ["Apples", "Bells & <Whistles>", "Corn"]);
    assert_eq!(texts(&rss, 4, "pubDate")[1], "Wed, 01 May 2024 00:00:00 GMT");
    let enclosures: Vec<&BTreeMap<String, String>> =
        rss.iter().filter(|element| element.1 == "enclosure").map(|element| &element.2).collect();
    assert_eq!(enclosures.len(), 4);
    assert!(enclosures[1]["url"].ends_with("a%20b.epub") && enclosures[2]["type"] == "application/pdf");
    assert_eq!(enclosures[3]["length"], folder.read("dist/c.pdf").len().to_string());

    let json: serde_json::Value = serde_json::from_str(&text(&folder, "dist/opds.json")).expect("JSON");
    assert_eq!(json["metadata"]["title"], "All & more");
    assert_eq!(json["links"][0]["rel"], "self");
    let bells = &json["publications"][1];
    assert_eq!(bells["metadata"]["author"], serde_json::json!(["Ann \"A.\" Author", "Bo"]));
    assert_eq!(bells["metadata"]["language"], serde_json::json!(["de"]));
    assert_eq!(bells["links"][0]["href"], "https://example.org/books/a%20b.epub");
    assert_eq!(bells["images"][0]["type"], "image/png");
    assert!(json["publications"][2]["images"].is_null());
}

#[test]
fn catalogs_are_the_same_each_time_and_can_be_read_again() {
    let folder = books();
    let arguments = ["feed", "dist", "--base-url", "https://example.org/books/", "--title", "T"];
    folder.run(&arguments).status(0);
    let names = ["opds.xml", "opds.json", "feed.xml"].map(|name| format!("dist/{name}"));
    let first = names.clone().map(|name| folder.read(&name));
    folder.run(&arguments).status(0);
    assert_eq!(first, names.map(|name| folder.read(&name)));
    for name in ["dist/opds.xml", "dist/feed.xml"] {
        let run = folder.run(&[name, "--dump", "tree", "-q", "--no-toc"]).status(0);
        assert!(run.text().starts_with("title: T\n") && run.text().contains("On bells."), "{}", run.text());
        assert!(run.text().contains("\"Bells & <Whistles>\""));
    }
}

#[test]
fn what_is_no_book_is_told_and_nothing_else_is_overwritten() {
    let folder = books();
    folder.write("dist/junk.epub", b"no book");
    folder.write("dist/junk.pdf", b"no book");
    let arguments = ["feed", "dist", "--base-url", "https://example.org/books/"];
    let run = folder.run(&arguments).status(1);
    run.says(&[
        "cannot list `dist/junk.epub`: it is no EPUB",
        "cannot list `dist/junk.pdf`",
        "called `Dist`",
        "(3 books)",
    ]);
    folder.write("dist/feed.xml", b"<rss>the site's own</rss>");
    folder.run(&arguments).status(1).says(&["`dist/feed.xml` is there", "`-o FOLDER`"]);
    assert_eq!(folder.read("dist/feed.xml"), b"<rss>the site's own</rss>");
    folder.run(&[&arguments[..], &["-o", "out/catalog", "-q"]].concat()).status(1);
    assert!(folder.has("out/catalog/feed.xml") && folder.has("out/catalog/covers/a b.png"));

    let named =
        ["feed", "dist/c.pdf", "dist/2024/b.epub", "--base-url", "https://example.org/", "-o", "few", "--title", "T"];
    folder.run(&named).status(0);
    assert!(text(&folder, "few/opds.xml").contains("https://example.org/2024/b.epub"));
}

#[test]
fn wrong_usage_is_answered() {
    let folder = Folder::with(&[("a.md", "# A\n"), ("none/a.md", "# A\n")]);
    folder.run(&["feed", "."]).status(2).says(&["--base-url"]);
    folder.run(&["feed", "none", "--base-url", "ftp://x"]).status(2).says(&["no address on the web", "https://"]);
    folder.run(&["feed", "none", "--base-url", "https://a.b/", "--title", "T"]).status(1).says(&["no EPUB and no PDF"]);
    folder.run(&["feed", "a.md", "--base-url", "https://a.b/"]).status(1).says(&["`a.md`", "no EPUB and no PDF"]);
    folder.run(&["feed", "missing", "--base-url", "https://a.b/"]).status(1).says(&["`missing`"]);
    assert!(folder.run(&["feed", "--help"]).status(0).text().contains("--base-url"));
}
