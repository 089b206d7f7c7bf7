//! XML of feeds as a tree whose every piece of text knows its place.
//!
//! In: the text of a file. Out: its root element, read as leniently as feeds are written: an ampersand that begins no
//! entity is text, an end tag that closes nothing is passed over. No entity is expanded but those of XML and HTML, and
//! none that the file declares. What lies too deep falls to the element above it.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::html;

/// How deep elements may nest; real feeds stay below fifty.
const MAX_DEPTH: usize = 150;

/// The vocabulary that an element is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// RSS, which has no namespace but in version 1.0.
    Rss,
    Atom,
    /// RSS 1.0 Modules: Content.
    Content,
    DublinCore,
    Itunes,
    Rdf,
    /// Atom Publishing Protocol (RFC 5023).
    App,
    Other,
}

/// What namespaces stand for.
const SPACES: [(&str, Space); 13] = [
    ("", Space::Rss),
    ("http://purl.org/rss/1.0/", Space::Rss),
    ("http://my.netscape.com/rdf/simple/0.9/", Space::Rss),
    ("http://backend.userland.com/rss2", Space::Rss),
    ("http://www.w3.org/2005/Atom", Space::Atom),
    // Atom 0.3.
    ("http://purl.org/atom/ns#", Space::Atom),
    ("http://purl.org/rss/1.0/modules/content/", Space::Content),
    ("http://purl.org/dc/elements/1.1/", Space::DublinCore),
    ("http://purl.org/dc/terms/", Space::DublinCore),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", Space::Rdf),
    ("http://www.w3.org/2007/app", Space::App),
    ("http://purl.org/atom/app#", Space::App),
];

/// What prefixes stand for that nothing declares.
const PREFIXES: [(&str, Space); 7] = [
    ("atom", Space::Atom),
    ("content", Space::Content),
    ("dc", Space::DublinCore),
    ("dcterms", Space::DublinCore),
    ("itunes", Space::Itunes),
    ("rdf", Space::Rdf),
    ("app", Space::App),
];

/// An element with what it holds.
#[derive(Debug)]
pub struct Element {
    pub space: Space,
    /// Without its prefix.
    pub name: String,
    /// With their prefixes.
    pub attributes: Vec<(String, String)>,
    pub nodes: Vec<Node>,
    /// Its start tag.
    pub range: Range<usize>,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    /// Text that stands in the file as it is meant.
    Verbatim(Range<usize>),
    /// Text that is written otherwise.
    Decoded(String, Range<usize>),
}

/// What is wrong with the file, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    pub at: usize,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Verbatim(_) | Node::Decoded(..) => None,
        })
    }

    /// The elements of a name right in it.
    pub fn all<'e>(&'e self, space: Space, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.is(space, name))
    }

    pub fn first(&self, space: Space, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(space, name))
    }

    pub fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// The text in it, whatever elements it stands in.
    pub fn text(&self, source: &str) -> String {
        let mut text = String::new();
        self.add_text(source, &mut text);
        text
    }

    fn add_text(&self, source: &str, into: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.add_text(source, into),
                Node::Verbatim(range) => into.push_str(&source[range.clone()]),
                Node::Decoded(text, _) => into.push_str(text),
            }
        }
    }
}

/// Reads the file. Where it breaks off or is no XML, what stood before is given with the fault.
pub fn parse(source: &str) -> (Option<Element>, Option<Fault>) {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut tree = Tree::default();
    let fault = loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = (reader.error_position() as usize).min(source.len());
                break Some(Fault { message: error.to_string(), at });
            }
        };
        let range = before..reader.buffer_position() as usize;
        match event {
            Event::Start(start) => tree.open(&start, range),
            Event::Empty(start) => {
                tree.open(&start, range);
                tree.close_last();
            }
            Event::End(end) => tree.close(end.name().as_ref()),
            Event::Text(text) => tree.text(source, &text, range),
            Event::CData(text) => {
                let (open, close) = ("<![CDATA[".len(), "]]>".len());
                let inner = range.start + open..range.end.saturating_sub(close).max(range.start + open);
                tree.text(source, &text, inner);
            }
            Event::GeneralRef(name) => tree.push(Node::Decoded(entity(&name), range)),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof => {
                let open = tree.open.last().map(|(name, _)| name.clone());
                break open.map(|name| Fault { message: format!("it ends within `<{name}>`"), at: source.len() });
            }
        }
    };
    (tree.finish(), fault)
}

/// What an entity stands for; one that is none of XML's or HTML's is text as it is written.
fn entity(name: &str) -> String {
    // Escaped HTML consists of these.
    if let Some(text) = quick_xml::escape::resolve_xml_entity(name) {
        return text.to_owned();
    }
    // Numbers that HTML takes for what they are.
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    });
    if let Some(character) = number.filter(|number| matches!(number, 0x20..0x7f | 0xa0..)).and_then(char::from_u32) {
        return character.to_string();
    }
    let written = format!("&{name};");
    match html::tokenize(&written).into_iter().next() {
        Some((html::Token::Text(text), _)) => text,
        Some(_) | None => written,
    }
}

/// The elements that are open.
#[derive(Default)]
struct Tree {
    root: Option<Element>,
    /// With their names as they are written.
    open: Vec<(String, Element)>,
    /// How many of a name are open.
    names: BTreeMap<String, usize>,
    /// How many elements are open that lie too deep.
    flattened: usize,
    /// What prefixes stand for, and at which depth that is said.
    prefixes: BTreeMap<String, Vec<(usize, Space)>>,
    /// The prefixes that an open element declares, and its depth.
    declared: Vec<(usize, String)>,
}

impl Tree {
    fn open(&mut self, start: &BytesStart, range: Range<usize>) {
        if self.open.len() >= MAX_DEPTH {
            self.flattened += 1;
            return;
        }
        let depth = self.open.len();
        let mut attributes = Vec::new();
        // Comparing each with all before it would take long for many.
        let mut all = start.html_attributes();
        all.with_checks(false);
        for attribute in all.flatten() {
            let key: &str = attribute.key.as_ref();
            let value = decode(&attribute.value);
            if let Some(prefix) = key.strip_prefix("xmlns").and_then(|rest| match rest {
                "" => Some(""),
                rest => rest.strip_prefix(':'),
            }) {
                let space =
                    SPACES.iter().find(|(uri, _)| *uri == value.trim()).map_or(Space::Other, |(_, space)| *space);
                self.prefixes.entry(prefix.to_owned()).or_default().push((depth, space));
                self.declared.push((depth, prefix.to_owned()));
            } else {
                attributes.push((key.to_owned(), value));
            }
        }
        let written = start.name();
        let written: &str = written.as_ref();
        let (prefix, name) = written.split_once(':').unwrap_or(("", written));
        let declared = self.prefixes.get(prefix).and_then(|spaces| spaces.last()).map(|(_, space)| *space);
        let usual = || PREFIXES.iter().find(|(usual, _)| *usual == prefix).map(|(_, space)| *space);
        let none = if prefix.is_empty() { Space::Rss } else { Space::Other };
        let space = declared.or_else(usual).unwrap_or(none);
        let element = Element { space, name: name.to_owned(), attributes, nodes: Vec::new(), range };
        *self.names.entry(written.to_owned()).or_default() += 1;
        self.open.push((written.to_owned(), element));
    }

    fn text(&mut self, source: &str, text: &str, range: Range<usize>) {
        let node = match source.get(range.clone()) {
            Some(written) if written == text => Node::Verbatim(range),
            Some(_) | None => Node::Decoded(text.to_owned(), range),
        };
        self.push(node);
    }

    fn push(&mut self, node: Node) {
        if let Some((_, element)) = self.open.last_mut() {
            element.nodes.push(node);
        }
    }

    fn close(&mut self, name: &str) {
        if self.flattened > 0 {
            self.flattened -= 1;
        } else if self.names.get(name).is_some_and(|count| *count > 0) {
            while self.open.last().is_some_and(|(open, _)| open != name) {
                self.close_last();
            }
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let Some((written, element)) = self.open.pop() else { return };
        if let Some(count) = self.names.get_mut(&written) {
            *count -= 1;
        }
        while let Some((_, prefix)) = self.declared.pop_if(|(depth, _)| *depth >= self.open.len()) {
            if let Some(spaces) = self.prefixes.get_mut(&prefix) {
                spaces.pop();
            }
        }
        match self.open.last_mut() {
            Some((_, above)) => above.nodes.push(Node::Element(element)),
            None => drop(self.root.get_or_insert(element)),
        }
    }

    fn finish(mut self) -> Option<Element> {
        self.flattened = 0;
        while !self.open.is_empty() {
            self.close_last();
        }
        self.root
    }
}

/// A text with its entities resolved.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        // No name is longer than `CounterClockwiseContourIntegral`.
        let end = inner.bytes().take(33).position(|byte| byte == b';');
        let name = end
            .map(|end| &inner[..end])
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#'));
        match name {
            Some(name) => {
                decoded.push_str(&entity(name));
                rest = &inner[name.len() + 1..];
            }
            None => {
                decoded.push('&');
                rest = inner;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_knows_whether_it_stands_as_written() {
        let source = "<a>x &amp; y<![CDATA[ <b> ]]>&nbsp;&bomb; & z</a>";
        let (root, fault) = parse(source);
        let root = root.unwrap();
        assert_eq!(fault, None);
        assert_eq!(root.text(source), "x & y <b> \u{a0}&bomb; & z");
        let verbatim: Vec<&str> = root
            .nodes
            .iter()
            .filter_map(|node| if let Node::Verbatim(range) = node { Some(&source[range.clone()]) } else { None })
            .collect();
        assert!(verbatim.contains(&"x ") && verbatim.contains(&" <b> "), "{verbatim:?}");
    }

    #[test]
    fn names_have_the_meaning_that_is_declared_where_they_stand() {
        let source = "<x xmlns='http://www.w3.org/2005/Atom' xmlns:c='http://purl.org/rss/1.0/modules/content/'>\
            <c:encoded/><content:encoded/><y xmlns='urn:x'><z/></y><z/></x>";
        let (root, _) = parse(source);
        let root = root.unwrap();
        let spaces: Vec<Space> = root.elements().map(|element| element.space).collect();
        assert_eq!(spaces, [Space::Content, Space::Content, Space::Other, Space::Atom]);
    }

    #[test]
    fn broken_files_give_what_stood_before() {
        for (source, count) in [("<a><b/><c", 1), ("<a><b></a>", 1), ("<a></x><b/></a>", 1), ("<a><b>x", 1)] {
            let (root, _) = parse(source);
            assert_eq!(root.unwrap().elements().count(), count, "{source}");
        }
        assert_eq!(parse("<a><b>x").1, Some(Fault { message: "it ends within `<b>`".to_owned(), at: 7 }));
    }

    #[test]
    fn deep_files_are_flattened_and_wide_ones_read() {
        let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let (root, fault) = parse(&deep);
        assert_eq!((root.unwrap().text(&deep).as_str(), fault), ("x", None));
        let wide = format!("<a {}/>", (0..200_000).map(|number| format!("a{number}='' ")).collect::<String>());
        assert_eq!(parse(&wide).0.unwrap().attributes.len(), 200_000);
    }
}
