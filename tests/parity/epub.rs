//! Reads an EPUB as XML: headings, links, anchors and languages of the spine's documents, and the navigation's table of
//! contents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Reading, nested};

pub fn read(bytes: &[u8]) -> Reading {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP archive");
    let mut file = |name: &str| {
        let mut text = String::new();
        archive.by_name(&format!("OEBPS/{name}")).expect(name).read_to_string(&mut text).expect("UTF-8");
        text
    };
    let package = file("content.opf");
    let lang =
        package.split_once("<dc:language").and_then(|(_, rest)| Some(rest.split_once('>')?.1.split_once('<')?.0));
    let lang = lang.expect("a language").to_owned();
    let mut items = BTreeMap::new();
    let mut spine = Vec::new();
    let mut navigation = String::new();
    each_start(&package, |start| match start.name().0 {
        "item" => {
            if attribute(start, "properties").as_deref() == Some("nav") {
                navigation = attribute(start, "href").expect("an address");
            }
            items.insert(attribute(start, "id").expect("an id"), attribute(start, "href").expect("an address"));
        }
        "itemref" if attribute(start, "linear").is_none() => spine.push(attribute(start, "idref").expect("an id")),
        _ => {}
    });
    let mut reading = Reading::default();
    let mut levels = Vec::new();
    let (mut anchors, mut beginnings, mut back) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    let mut firsts = BTreeMap::new();
    for id in spine {
        let document = read_document(&items[&id], &file(&items[&id]), &lang);
        beginnings.extend(document.beginning.map(|heading| (document.anchors[0].clone(), heading)));
        anchors.extend(document.anchors);
        back.extend(document.back);
        firsts.extend(document.firsts);
        levels.extend(document.headings);
        document.constructs.into_iter().for_each(|name| *reading.constructs.entry(name).or_default() += 1);
        reading.links.extend(document.links);
        reading.links.extend(document.contents.into_iter().map(|(_, text, target)| (text, target)));
    }
    reading.headings = nested(levels);
    // A link to a document leads to where its heading stands.
    for (_, target) in &mut reading.links {
        if let Some(heading) = beginnings.get(target) {
            *target = heading.clone();
        }
    }
    let places = reading.links.iter().map(|(_, target)| target).filter(|target| target.starts_with('#'));
    reading.anchors = places.filter(|place| !back.contains(*place)).cloned().collect();
    reading.parted =
        reading.anchors.iter().map(|place| firsts.get(place).unwrap_or(place)).collect::<BTreeSet<_>>().len();
    let is_lost = |target: &&String| target.starts_with('#') && !anchors.contains(*target);
    reading.lost = reading.links.iter().map(|(_, target)| target).filter(is_lost).cloned().collect();
    let navigation = read_document(&navigation, &file(&navigation), &lang);
    // The outline of a PDF begins with them.
    let front = navigation
        .landmarks
        .into_iter()
        .filter(|(kind, ..)| matches!(kind.as_str(), "titlepage" | "copyright-page" | "toc"));
    reading.contents = front.map(|(_, title, target)| (1, title, target)).chain(navigation.contents).collect();
    reading
}

#[derive(Default)]
struct Document {
    headings: Vec<u8>,
    links: Vec<(String, String)>,
    contents: Vec<(usize, String, String)>,
    constructs: Vec<String>,
    /// The document and the ids in it, as links write them.
    anchors: Vec<String>,
    /// The first of the ids before the same text, for those after it.
    firsts: BTreeMap<String, String>,
    /// Where notes lead back to.
    back: Vec<String>,
    /// The first heading.
    beginning: Option<String>,
    /// Kind, title and place.
    landmarks: Vec<(String, String, String)>,
}

/// `lang` is the language of the book.
fn read_document(name: &str, xhtml: &str, lang: &str) -> Document {
    let mut document = Document { anchors: vec![format!("#{name}")], ..Document::default() };
    let mut langs = vec![lang.to_owned()];
    let mut reader = Reader::from_str(xhtml);
    // How many elements deep the table of contents' list is; `None` outside of it.
    let mut depth: Option<usize> = None;
    let mut is_hidden = false;
    let (mut in_head, mut follows_term) = (false, false);
    let mut link: Option<(String, String)> = None;
    let (mut title, mut kind) = (None, None);
    let mut is_for_screens = false;
    let mut first: Option<String> = None;
    loop {
        let event = reader.read_event().expect("well-formed XML");
        if let Event::Start(start) | Event::Empty(start) = &event {
            let id = attribute(start, "id").map(|id| format!("#{name}#{id}"));
            if matches!(start.name().0.as_bytes(), [b'h', b'1'..=b'6']) && document.beginning.is_none() {
                document.beginning = id.clone();
            }
            if start.name().0 == "img" {
                first = None;
            }
            if let Some(id) = &id {
                let first = first.get_or_insert_with(|| id.clone());
                document.firsts.insert(id.clone(), first.clone());
            }
            document.anchors.extend(id);
            let own = attribute(start, "lang");
            let around = langs.last().expect("the book's");
            let is_shown = depth.is_none() && !is_hidden && start.name().0 != "meta";
            document.constructs.extend(own.iter().filter(|own| is_shown && *own != around).map(super::language));
            if matches!(event, Event::Start(_)) {
                langs.push(own.unwrap_or_else(|| around.clone()));
            }
        } else if matches!(event, Event::End(_)) {
            langs.pop();
        } else if let Event::Text(text) = &event
            && !text.trim().is_empty()
        {
            first = None;
        }
        match event {
            Event::Start(start) => match start.name().0 {
                "nav" if attribute(&start, "epub:type").as_deref() == Some("toc") => depth = Some(0),
                "nav" => is_hidden = true,
                "ol" => depth = depth.map(|depth| depth + 1),
                // Ways back from a note to each of several references are for screens.
                "p" if attribute(&start, "class").as_deref() == Some("note-references") => is_for_screens = true,
                "a" if is_for_screens => {}
                "a" => {
                    title = attribute(&start, "aria-label").or_else(|| attribute(&start, "title"));
                    kind = attribute(&start, "epub:type");
                    let target = target(name, &attribute(&start, "href").expect("an address"));
                    if attribute(&start, "role").as_deref() == Some("doc-backlink") {
                        document.back.push(target.clone());
                    }
                    link = Some((String::new(), target));
                }
                "thead" => in_head = true,
                "li" if depth.is_none() && !is_hidden => document.constructs.push("item".to_owned()),
                // A PDF has an item for each group of terms.
                "dt" if !std::mem::replace(&mut follows_term, false) => document.constructs.push("item".to_owned()),
                "dd" => follows_term = false,
                "th" | "td" => document.constructs.extend(cell(&start, in_head)),
                heading => levels(heading, &mut document.headings),
            },
            Event::Empty(start) if start.name().0 == "img" => {
                if let Some((text, _)) = &mut link {
                    text.push_str(&attribute(&start, "alt").unwrap_or_default());
                }
            }
            Event::End(end) => match end.name().0 {
                "nav" => (depth, is_hidden) = (None, false),
                "thead" => in_head = false,
                "dt" => follows_term = true,
                "ol" => depth = depth.map(|depth| depth - 1),
                "p" => is_for_screens = false,
                "a" if is_for_screens => {}
                "a" => {
                    let (text, target) = link.take().expect("a link is open");
                    // Where a link has a title, the PDF's annotation says that.
                    let text = title.take().unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ");
                    match depth {
                        Some(depth) => document.contents.push((depth, text, target)),
                        None if is_hidden => document.landmarks.extend(kind.take().map(|kind| (kind, text, target))),
                        None => document.links.push((text, target)),
                    }
                }
                _ => {}
            },
            Event::Text(part) => {
                if let Some((text, _)) = &mut link {
                    text.push_str(&part);
                }
            }
            Event::GeneralRef(name) => {
                if let Some((text, _)) = &mut link {
                    match name.resolve_char_ref().expect("a character") {
                        Some(character) => text.push(character),
                        None => text.push_str(quick_xml::escape::resolve_predefined_entity(&name).expect("an entity")),
                    }
                }
            }
            Event::Eof => return document,
            _ => {}
        }
    }
}

fn cell(start: &BytesStart<'_>, in_head: bool) -> Option<String> {
    let span = |name: &str| attribute(start, name).and_then(|span| span.parse().ok()).unwrap_or(1);
    let scope = match attribute(start, "scope").as_deref() {
        Some("col" | "colgroup") => "column",
        Some("row" | "rowgroup") => "row",
        Some(_) | None if in_head => "column",
        Some(_) | None => "row",
    };
    super::cell(start.name().0 == "th" || in_head, span("colspan"), span("rowspan"), scope)
}

fn levels(name: &str, headings: &mut Vec<u8>) {
    if let [b'h', level @ b'1'..=b'6'] = name.as_bytes() {
        headings.push(level - b'0');
    }
}

/// Within the book, `#` and the whole address.
fn target(document: &str, href: &str) -> String {
    match href.strip_prefix('#') {
        Some(_) => format!("#{document}{href}"),
        None if href.contains(':') => href.to_owned(),
        None => format!("#{href}"),
    }
}

fn each_start(xml: &str, mut visit: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) | Event::Empty(start) => visit(&start),
            Event::Eof => return,
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).expect("attributes can be read")?;
    Some(quick_xml::escape::unescape(&attribute.value).expect("an attribute's value").into_owned())
}
