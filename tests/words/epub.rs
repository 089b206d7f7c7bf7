//! The words of an EPUB, read as a reading system reads it: container, package, spine, content documents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What was found in the archive.
pub struct Epub {
    /// The words of the spine's content documents, without cover and navigation.
    pub text: String,
    /// The words of the navigation document's table of contents.
    pub contents: String,
    /// What does not hold together: links that dangle, files without a manifest item.
    pub findings: Vec<String>,
}

/// Elements that stand within a line; the others part words.
const WITHIN_A_LINE: [&str; 13] =
    ["a", "code", "del", "em", "i", "kbd", "math", "span", "strong", "sub", "sup", "b", "u"];

pub fn read(bytes: &[u8]) -> Epub {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("the EPUB is a ZIP archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("entries can be read");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("entries can be read");
        files.insert(file.name().to_owned(), content);
    }
    let container = elements(&files["META-INF/container.xml"]);
    let package_path =
        container.iter().find_map(|element| element.get("full-path").cloned()).expect("the container names a package");
    let folder = package_path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let package = elements(&files[&package_path]);

    let items: BTreeMap<&str, &BTreeMap<String, String>> = package
        .iter()
        .filter(|element| element["*"] == "item")
        .map(|element| (element["id"].as_str(), element))
        .collect();
    let mut findings = Vec::new();
    let named: BTreeSet<String> = items.values().map(|item| format!("{folder}{}", item["href"])).collect();
    for name in files.keys().filter(|name| *name != "mimetype" && !name.starts_with("META-INF/")) {
        if *name != package_path && !named.contains(name) {
            findings.push(format!("{name} has no manifest item"));
        }
    }

    let mut documents = BTreeMap::new();
    for item in items.values().filter(|item| item["media-type"] == "application/xhtml+xml") {
        let path = format!("{folder}{}", item["href"]);
        documents.insert(path.clone(), Content::read(&files[&path]));
    }
    for (path, document) in &documents {
        findings.extend(dangling(path, document, &documents, &files));
    }

    let mut text = String::new();
    let mut contents = String::new();
    for element in package.iter().filter(|element| element["*"] == "itemref") {
        let item = items[element["idref"].as_str()];
        let document = &documents[&format!("{folder}{}", item["href"])];
        let is_navigation = item.get("properties").is_some_and(|properties| properties.contains("nav"));
        if !is_navigation && !document.is_cover {
            text.push_str(&document.text);
        }
    }
    for item in items.values() {
        if item.get("properties").is_some_and(|properties| properties.contains("nav")) {
            contents = documents[&format!("{folder}{}", item["href"])].contents.clone();
        }
    }
    Epub { text, contents, findings }
}

/// Every element's name, as `*`, and attributes.
fn elements(xml: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_reader(xml);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().expect("the XML is well-formed") {
            Event::Start(start) | Event::Empty(start) => {
                let mut element = attributes(&start);
                element.insert("*".to_owned(), local_name(&start));
                elements.push(element);
            }
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn attributes(start: &BytesStart) -> BTreeMap<String, String> {
    start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.expect("attributes are well-formed");
            let value = quick_xml::escape::unescape(&attribute.value).expect("references are XML's").into_owned();
            (attribute.key.as_ref().to_owned(), value)
        })
        .collect()
}

fn local_name(start: &BytesStart) -> String {
    start.local_name().as_ref().to_owned()
}

/// A content document.
#[derive(Default)]
struct Content {
    text: String,
    /// The text of `nav` with `epub:type="toc"`.
    contents: String,
    ids: BTreeSet<String>,
    links: Vec<String>,
    is_cover: bool,
}

impl Content {
    fn read(xml: &[u8]) -> Content {
        let mut content = Content::default();
        let mut reader = Reader::from_reader(xml);
        reader.config_mut().check_end_names = true;
        let mut open: Vec<String> = Vec::new();
        let mut contents_from = None;
        loop {
            let event = reader.read_event().expect("content documents are well-formed");
            // The words of a formula stand in an attribute.
            let in_math = open.iter().any(|name| name == "math");
            let in_body = open.iter().any(|name| name == "body") && !in_math;
            match event {
                Event::Start(start) => {
                    let name = local_name(&start);
                    if !in_math {
                        content.element(&name, &attributes(&start), in_body);
                    }
                    if attributes(&start).get("epub:type").is_some_and(|kind| kind == "toc") && name == "nav" {
                        contents_from = Some((open.len(), content.text.len()));
                    }
                    open.push(name);
                }
                Event::Empty(_) if in_math => {}
                Event::Empty(start) => content.element(&local_name(&start), &attributes(&start), in_body),
                Event::End(_) => {
                    let name = open.pop().expect("end tags match");
                    if !open.iter().any(|name| name == "math") {
                        content.part(&name);
                    }
                    if let Some((depth, from)) = contents_from
                        && depth == open.len()
                    {
                        content.contents = content.text[from..].to_owned();
                        contents_from = None;
                    }
                }
                Event::Text(text) if in_body => content.text.push_str(&text),
                Event::GeneralRef(reference) if in_body => {
                    let text = format!("&{};", &*reference);
                    content.text.push_str(&quick_xml::escape::unescape(&text).expect("references are XML's"));
                }
                Event::CData(text) if in_body => content.text.push_str(&text),
                Event::Eof => return content,
                _ => {}
            }
        }
    }

    fn element(&mut self, name: &str, attributes: &BTreeMap<String, String>, in_body: bool) {
        self.part(name);
        self.ids.extend(attributes.get("id").cloned());
        self.links.extend(attributes.get("href").or_else(|| attributes.get("src")).cloned());
        self.is_cover |= name != "html" && attributes.get("epub:type").is_some_and(|kind| kind == "cover");
        let is_separate = attributes
            .get("class")
            .is_some_and(|classes| classes.split(' ').any(|class| class == "note-backlink" || class == "task-marker"));
        if is_separate {
            self.text.push(' ');
        }
        if in_body && let Some(words) = attributes.get("alttext") {
            self.text.push_str(words);
        }
        if in_body && let Some(alt) = attributes.get("alt") {
            self.text.push_str(alt);
            self.text.push(' ');
        }
    }

    fn part(&mut self, name: &str) {
        if !WITHIN_A_LINE.contains(&name) {
            self.text.push(' ');
        }
    }
}

/// Links of a document into the book that lead nowhere.
fn dangling(
    path: &str,
    document: &Content,
    documents: &BTreeMap<String, Content>,
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for link in &document.links {
        let scheme = link.split(':').next().filter(|scheme| scheme.len() < link.len() && !scheme.contains('/'));
        if scheme.is_some() {
            continue;
        }
        let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { path.to_owned() } else { join(folder, file) };
        let ids = documents.get(&target).map(|target| &target.ids);
        if !files.contains_key(&target) {
            findings.push(format!("{path}: {link} leads to no file"));
        } else if !fragment.is_empty() && !ids.is_some_and(|ids| ids.contains(fragment)) {
            findings.push(format!("{path}: {link} leads to no id"));
        }
    }
    findings
}

fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}
