//! Selectors and the XHTML read one face: whatever raw HTML a text holds, its elements have the same names, classes
//! and order in the cascade and in the EPUB.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use bindery::config::{Config, Format, Input};
use bindery::pipeline::{self, Dump, Findings};
use bindery::source::Loader;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Inline tags, each set within a paragraph and within each other inline tag.
const INLINE: &[&str] = &[
    "a",
    "a href=\"https://example.org/\"",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "bdo dir=\"rtl\"",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "time datetime=\"2024-07-20\"",
    "time datetime=\"soon\"",
    "tt",
    "u",
    "var",
    "span dir=\"auto\"",
    "span lang=\"he\"",
    "span lang=\"no such\"",
];

/// Block tags, each set alone and within each other block tag.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "details open",
    "dialog",
    "div",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "main",
    "menu",
    "nav",
    "ol",
    "ol start=\"3\"",
    "p",
    "pre",
    "search",
    "section",
    "ul",
];

/// What has a form of its own.
const OTHERS: &str = "<dl><dt>Term<dd>Details</dl>
<table><caption>Caption</caption><thead><tr><th>Head<th></thead><tbody><tr><td colspan=2>Cell</tbody>\
<tfoot><tr><td>Foot<td rowspan=0>Foot</tfoot></table>
<details open><summary>Summary</summary>Text</details>
<figure><img src=\"image.svg\" width=10><figcaption>Caption</figcaption></figure>
<p>Line<br>line <ruby>字<rt>ji</rt></ruby></p>
<hr>
";

fn text() -> String {
    let mut text = "# Title\n\nWords.[^1]\n\n[^1]: A note with `code`.\n\n".to_owned();
    let close = |tag: &str| format!("</{}>", tag.split(' ').next().unwrap_or_default());
    for outer in INLINE {
        text += &format!("<p><{outer}>one{}</p>\n", close(outer));
        for inner in INLINE {
            text += &format!("<p><{outer}>one <{inner}>two{}{}</p>\n", close(inner), close(outer));
        }
    }
    for outer in BLOCK {
        for inner in BLOCK {
            text += &format!("<{outer}><{inner}>words{}{}\n", close(inner), close(outer));
        }
    }
    text + OTHERS
}

fn config(formats: &[Format]) -> Config {
    Config {
        inputs: vec![Input::Path { path: PathBuf::from("text.md"), shown: "text.md".to_owned() }],
        formats: formats.iter().copied().collect(),
        system_fonts: false,
        ..Config::default()
    }
}

/// Elements by chapter, `name.class.class`, as selectors see them.
fn of_selectors(loader: &Loader) -> BTreeMap<String, Vec<String>> {
    let dump = pipeline::dump(&config(&[Format::Pdf]), loader, &mut Findings::default(), Dump::Style).expect("styles");
    let mut chapters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut chapter = String::new();
    for line in dump.lines().take_while(|line| !line.starts_with("style ")) {
        match line.strip_prefix("chapter `") {
            Some(name) => chapter = name.trim_end_matches('`').to_owned(),
            None => {
                let name = line.split_whitespace().next().unwrap_or_default();
                if !name.is_empty() && !name.starts_with("::") {
                    chapters.entry(chapter.clone()).or_default().push(name.to_owned());
                }
            }
        }
    }
    chapters
}

/// The same as the content document has them, without the head and the marks of pages.
fn of_document(xhtml: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut reader = Reader::from_str(xhtml);
    let mut is_head = false;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) if start.name().0 == "head" => is_head = true,
            Event::End(end) if end.name().0 == "head" => is_head = false,
            Event::Start(start) | Event::Empty(start) if !is_head => elements.extend(name(&start)),
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn name(start: &BytesStart<'_>) -> Option<String> {
    let attribute = |name| start.try_get_attribute(name).expect("attributes can be read");
    if attribute("epub:type").is_some_and(|kind| &*kind.value == "pagebreak") {
        return None;
    }
    let mut name = start.name().0.to_owned();
    if let Some(classes) = attribute("class") {
        classes.value.split_whitespace().for_each(|class| name.extend([".", class]));
    }
    Some(name)
}

#[test]
fn selectors_and_xhtml_name_the_same_elements() {
    let image = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"/>";
    let loader = Loader::memory([("text.md", text().as_str()), ("image.svg", image)]);
    let built = pipeline::build(&config(&[Format::Epub, Format::Pdf]), &loader, &mut Findings::default(), &mut |_| {})
        .expect("a book");
    let mut archive = zip::ZipArchive::new(Cursor::new(&built.outputs[&Format::Epub])).expect("a ZIP archive");
    for (chapter, selected) in of_selectors(&loader) {
        let mut xhtml = String::new();
        let mut file = archive.by_name(&format!("OEBPS/{chapter}.xhtml")).expect("a content document");
        file.read_to_string(&mut xhtml).expect("UTF-8");
        let written = of_document(&xhtml);
        assert!(written.len() > 100, "the text is in one chapter");
        let at = selected.iter().zip(&written).position(|(a, b)| a != b).unwrap_or(selected.len().min(written.len()));
        let around = |names: &[String]| names[at.saturating_sub(4)..names.len().min(at + 4)].join(" ");
        assert_eq!(selected, written, "they part at `{}` and `{}`", around(&selected), around(&written));
    }
}
