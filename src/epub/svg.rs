//! SVG without what a book may not run or fetch.
//!
//! In: the bytes of an SVG file. Out: the same picture as plain XML: no scripts, event handlers, foreign content,
//! references that lead out of the file, document type or processing instructions; elements and attributes of
//! editors' namespaces go too. `None` where it is no SVG that an XML reader accepts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};

use super::sheet_text::readable;
use super::xml::{push_attribute, push_text};
use crate::resource::{MediaType, data_url};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Elements that run, embed or listen; whatever they hold goes with them.
const DROPPED: [&str; 13] = [
    "script",
    "foreignObject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "handler",
    "listener",
    "metadata",
    "discard",
    "font-face-uri",
];

/// Elements that show what they refer to, and are nothing without it.
const SHOWING: [&str; 4] = ["image", "use", "feImage", "tref"];

/// The bytes by which entities may make a file larger, beyond twice its size.
const MOST_GROWTH: usize = 64 * 1024;

/// How deep drawings may hold one another.
const DEEPEST: usize = 4;

/// The cleaned picture.
pub(super) fn sanitize(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    // Before parsing, since namespaces are often written as entities.
    let text = without_document_type(text)?;
    cleaned(&text, Sanitizer::default())
}

/// A drawing within another, as its address has it.
fn within(address: &str, depth: usize) -> Option<String> {
    let bytes = data_url::bytes(address).filter(|_| depth < DEEPEST)?;
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\u{feff}');
    let text = without_document_type(text)?;
    let clean = cleaned(&text, Sanitizer { within: depth + 1, ..Sanitizer::default() })?;
    Some(data_url::encode(MediaType::Svg.name(), clean.as_bytes()))
}

fn cleaned(text: &str, mut sanitizer: Sanitizer) -> Option<String> {
    let mut reader = NsReader::from_str(text);
    loop {
        let (namespace, event) = reader.read_resolved_event().ok()?;
        let is_svg = namespace == ResolveResult::Bound(Namespace(SVG));
        match event {
            Event::Start(start) => {
                let attributes = sanitizer.attributes(&start, &reader)?;
                if sanitizer.is_wanted(is_svg, &start, &attributes) {
                    sanitizer.open(&start, &attributes, false);
                } else {
                    reader.read_to_end(start.name()).ok()?;
                }
            }
            Event::Empty(start) => {
                let attributes = sanitizer.attributes(&start, &reader)?;
                if sanitizer.is_wanted(is_svg, &start, &attributes) {
                    sanitizer.open(&start, &attributes, true);
                }
            }
            Event::End(end) => {
                sanitizer.flush_style();
                sanitizer.out.push_str("</");
                sanitizer.out.push_str(end.name().0);
                sanitizer.out.push('>');
                sanitizer.depth -= 1;
            }
            Event::Text(text) => sanitizer.text(&text),
            Event::CData(data) => sanitizer.text(&data),
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref().ok()? {
                    Some(character) => character.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)?.to_owned(),
                };
                sanitizer.text(&text);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    (sanitizer.has_root && sanitizer.depth == 0).then_some(sanitizer.out)
}

#[derive(Default)]
struct Sanitizer {
    out: String,
    depth: usize,
    has_root: bool,
    ids: BTreeSet<String>,
    /// How many drawings it is within.
    within: usize,
    /// The text of the `style` element that is open.
    style: Option<String>,
}

/// An attribute worth keeping.
struct Attribute {
    name: String,
    value: String,
}

impl Sanitizer {
    fn is_wanted(&self, is_svg: bool, start: &BytesStart<'_>, attributes: &[Attribute]) -> bool {
        let name = start.local_name();
        let name = name.as_ref();
        let is_root = self.depth == 0;
        is_svg
            && is_root == (name == "svg" && is_root)
            && !(is_root && self.has_root)
            && !DROPPED.contains(&name)
            && (!SHOWING.contains(&name) || attributes.iter().any(|attribute| is_href(&attribute.name)))
            // An animation of an address would set it after this reading of the file.
            && !attributes.iter().any(|attribute| attribute.name == "attributeName" && is_href(&attribute.value))
    }

    fn open(&mut self, start: &BytesStart<'_>, attributes: &[Attribute], is_empty: bool) {
        self.out.push('<');
        self.out.push_str(start.name().0);
        for attribute in attributes {
            push_attribute(&mut self.out, &attribute.name, &attribute.value);
        }
        self.out.push_str(if is_empty { "/>" } else { ">" });
        if self.depth == 0 && self.within == 0 && !is_empty {
            self.ground(start, attributes);
        }
        self.has_root = true;
        if !is_empty {
            self.depth += 1;
            if start.local_name().as_ref() == "style" {
                self.style = Some(String::new());
            }
        }
    }

    /// Most drawings are dark lines on nothing, which a dark page swallows: white lies below all of them. No style of the
    /// drawing's own reaches it.
    fn ground(&mut self, start: &BytesStart<'_>, attributes: &[Attribute]) {
        let own = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
        let view = own("viewBox").map(|view| view.value.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()));
        let view: Vec<f32> = view.map(|parts| parts.map_while(|part| part.parse().ok()).collect()).unwrap_or_default();
        let (x, y, width, height) = match view[..] {
            [x, y, width, height] => (x.to_string(), y.to_string(), width.to_string(), height.to_string()),
            _ => ("0".to_owned(), "0".to_owned(), "100%".to_owned(), "100%".to_owned()),
        };
        let prefix = start.name().prefix().map_or(String::new(), |prefix| format!("{}:", prefix.into_inner()));
        self.out.push_str(&format!("<{prefix}rect"));
        for (name, value) in [("x", &x), ("y", &y), ("width", &width), ("height", &height)] {
            push_attribute(&mut self.out, name, value);
        }
        self.out.push_str(" style=\"fill: #fff; stroke: none; opacity: 1\"/>");
    }

    fn text(&mut self, text: &str) {
        match &mut self.style {
            Some(style) => style.push_str(text),
            None if self.depth > 0 => push_text(&mut self.out, text),
            None => {}
        }
    }

    fn flush_style(&mut self) {
        if let Some(style) = self.style.take() {
            push_text(&mut self.out, &local_addresses(&style));
        }
    }

    /// The attributes to keep; `None` where they cannot be read.
    fn attributes(&mut self, start: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Option<Vec<Attribute>> {
        let mut kept = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            if let Some(value) = self.kept_value(reader, attribute.key, &value) {
                kept.push(Attribute { name: attribute.key.0.to_owned(), value });
            }
        }
        Some(kept)
    }

    fn kept_value(&mut self, reader: &NsReader<&[u8]>, key: QName<'_>, value: &str) -> Option<String> {
        let name = key.0;
        if name == "xmlns" || name.starts_with("xmlns:") {
            return matches!(value, SVG | XLINK).then(|| value.to_owned());
        }
        let (namespace, local) = reader.resolver().resolve_attribute(key);
        let is_known = match namespace {
            ResolveResult::Unbound => true,
            ResolveResult::Bound(namespace) => {
                namespace.0 == XLINK
                    || namespace.0 == "http://www.w3.org/XML/1998/namespace" && local.as_ref() != "base"
            }
            ResolveResult::Unknown(_) => false,
        };
        let lower = local.as_ref().to_ascii_lowercase();
        if !is_known || lower.starts_with("on") {
            return None;
        }
        match lower.as_str() {
            "href" | "src" if is_drawing(value) => within(value.trim(), self.within),
            "href" | "src" => is_safe_address(value).then(|| value.trim().to_owned()),
            "id" => {
                let id = value.trim();
                let is_name = id.starts_with(|first: char| first.is_alphabetic() || first == '_')
                    && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
                (is_name && self.ids.insert(id.to_owned())).then(|| id.to_owned())
            }
            // Presentation attributes may hold addresses as style sheets do: `fill="url(#a)"`.
            _ if value.to_ascii_lowercase().contains("url") || lower == "style" => Some(local_addresses(value)),
            _ => Some(value.to_owned()),
        }
    }
}

/// The text without its document type, the entities that it declares put in place. `None` where that grows too large.
fn without_document_type(text: &str) -> Option<Cow<'_, str>> {
    let Some((before, rest)) = text.split_once("<!DOCTYPE") else { return Some(text.into()) };
    let (declared, after) = match rest.find(['[', '>']).filter(|&at| rest[at..].starts_with('[')) {
        Some(open) => {
            let (declared, after) = rest[open..].split_once(']')?;
            (entities(declared), after.split_once('>')?.1)
        }
        None => (BTreeMap::new(), rest.split_once('>')?.1),
    };
    let mut out = before.to_owned();
    let mut parts = after.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_once(';').and_then(|(name, tail)| Some((declared.get(name)?, tail))) {
            Some((value, tail)) => out.extend([value, tail]),
            None => out.extend(["&", part]),
        }
        if out.len() > text.len() * 2 + MOST_GROWTH {
            return None;
        }
    }
    Some(out.into())
}

/// The entities that stand for plain text: editors shorten namespaces with them.
fn entities(declared: &str) -> BTreeMap<&str, &str> {
    let mut entities = BTreeMap::new();
    for entity in declared.split("<!ENTITY").skip(1) {
        let Some((name, rest)) = entity.trim_start().split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
        if let Some((value, _)) = rest[1..].split_once(quote)
            && !value.contains(['&', '<', '%', '"', '\''])
        {
            entities.insert(name, value);
        }
    }
    entities
}

fn is_drawing(address: &str) -> bool {
    const CALLED: &str = "data:image/svg+xml";
    address.trim_start().get(..CALLED.len()).is_some_and(|called| called.eq_ignore_ascii_case(CALLED))
}

fn is_href(name: &str) -> bool {
    name == "href" || name.ends_with(":href")
}

/// A fragment of the same file, or a raster image that is written out in the address.
fn is_safe_address(address: &str) -> bool {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    let data = lower.strip_prefix("data:image/");
    address.starts_with('#')
        || data.is_some_and(|data| ["png", "jpeg", "jpg", "gif", "webp"].iter().any(|kind| data.starts_with(kind)))
}

/// CSS whose addresses lead to the same file. An escape could hide an address, and no drawing needs one.
fn local_addresses(css: &str) -> String {
    if css.contains('\\') { String::new() } else { readable(css, |url| is_safe_address(url).then(|| url.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::{SVG, sanitize};

    fn clean(inner: &str) -> String {
        let whole = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>"
        );
        let clean = sanitize(whole.as_bytes()).expect("it is an SVG");
        let start = clean.find(GROUND_END).expect("a ground") + GROUND_END.len();
        clean[start..clean.len() - "</svg>".len()].to_owned()
    }

    const GROUND_END: &str = "opacity: 1\"/>";

    #[test]
    fn a_drawing_stands_on_white() {
        let ground = |root: &str, name: &str| {
            let svg = format!("<{root} xmlns='{SVG}' xmlns:s='{SVG}'><{name}/></{}>", root.split(' ').next().unwrap());
            let clean = sanitize(svg.as_bytes()).expect("it is an SVG");
            let start = clean.find('>').expect("a root") + 1;
            clean[start..clean.find(GROUND_END).expect("a ground")].to_owned()
        };
        let whole = "<rect x=\"0\" y=\"0\" width=\"100%\" height=\"100%\" style=\"fill: #fff; stroke: none; ";
        assert_eq!(ground("svg", "g"), whole);
        assert_eq!(ground("s:svg", "s:g"), whole.replace("<rect", "<s:rect"));
        let view = "<rect x=\"-5\" y=\"0\" width=\"10.5\" height=\"20\" style=\"fill: #fff; stroke: none; ";
        assert_eq!(ground("svg viewBox='-5,0 10.5 20'", "g"), view);
    }

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        let cases = [
            ("<script>run()</script><g/>", "<g/>"),
            ("<script href=\"http://x\"/><g/>", "<g/>"),
            ("<g onload=\"run()\" ONCLICK='x' fill=\"red\"/>", "<g fill=\"red\"/>"),
            ("<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>", ""),
            ("<a href=\"javascript:run()\"><text>t</text></a>", "<a><text>t</text></a>"),
            ("<image href=\"http://x/y.png\"/>", ""),
            ("<image xlink:href=\"file:///etc/passwd\"><title>t</title></image>", ""),
            ("<image href=\"data:image/png;base64,AA\"/>", "<image href=\"data:image/png;base64,AA\"/>"),
            ("<image href=\"data:image/svg+xml,x\"/>", ""),
            ("<use xlink:href=\"#a\"/><use href=\"b.svg#a\"/>", "<use xlink:href=\"#a\"/>"),
            ("<set attributeName=\"href\" to=\"javascript:x\"/>", ""),
            ("<rect fill=\"url(#a)\" filter=\"url( 'http://x' )\"/>", "<rect fill=\"url(#a)\" filter=\"none\"/>"),
            ("<g style=\"fill:u\\72l(http://x)\"/>", "<g style=\"\"/>"),
            (
                "<style>@import 'x'; a { fill: url(http://x); b: url('#c') }</style>",
                "<style> a { fill: none; b: url(#c) }</style>",
            ),
            ("<style><![CDATA[a > b { fill: url(x) }]]></style>", "<style>a &gt; b { fill: none }</style>"),
            ("<g xml:base=\"http://x/\" xml:lang=\"de\"/>", "<g xml:lang=\"de\"/>"),
            ("<?xml-stylesheet href=\"x\"?><!-- c --><g/>", "<g/>"),
        ];
        for (inner, expected) in cases {
            assert_eq!(clean(inner), expected, "{inner}");
        }
    }

    #[test]
    fn what_is_not_svg_goes() {
        let cases = [
            ("<metadata><x/></metadata><g i:a=\"1\" xmlns:i=\"urn:i\"><i:b>t</i:b></g>", "<g></g>"),
            ("<g id=\"a\"/><g id=\"a\"/><g id=\"1 b\"/>", "<g id=\"a\"/><g/><g/>"),
            ("<text>a &amp; &#65; &lt;</text>", "<text>a &amp; A &lt;</text>"),
        ];
        for (inner, expected) in cases {
            assert_eq!(clean(inner), expected, "{inner}");
        }
    }

    #[test]
    fn entities_are_resolved_once_and_the_document_type_goes() {
        let svg = "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'y' [<!ENTITY s 'http://www.w3.org/2000/svg'>\
                   <!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY b '&s;&s;'>]><svg xmlns='&s;'><g fill='a'/></svg>";
        let clean = sanitize(svg.as_bytes()).expect("it is an SVG");
        assert!(clean.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"><rect "), "{clean}");
        assert!(clean.ends_with("<g fill=\"a\"/></svg>"), "{clean}");
        assert_eq!(sanitize(svg.replace("fill='a'/>", "/>&x;").as_bytes()), None, "an outer entity is no text");
    }

    #[test]
    fn what_no_xml_reader_accepts_is_refused() {
        for svg in
            ["", "text", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "<html/>", "\u{feff}<svg/>"]
        {
            assert_eq!(sanitize(svg.as_bytes()), None, "{svg}");
        }
        assert_eq!(sanitize(b"\xff\xfe<svg/>"), None);
    }
}
