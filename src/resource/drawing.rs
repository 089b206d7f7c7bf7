//! What a drawing holds that neither format shows: text in `foreignObject`, as Mermaid and draw.io write their labels,
//! other images that it names or that are too large, what it would run or play, and links.
//!
//! In: the bytes of an SVG. Out: the same with such text as SVG text, lines in the middle of their box, without images that
//! are too large and without what moves, and what was met. A drawing with none of it is not touched; one that is no XML is left to whoever decodes it.

use std::collections::BTreeSet;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{data_url, inspect};
use crate::diagnostic::Code;

/// What was met in a drawing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Met {
    /// Text of foreign objects, which is now SVG's.
    pub labels: usize,
    /// Addresses of images outside of it.
    pub images: Vec<String>,
    /// What is said of images within it that are too large.
    pub too_large: Vec<String>,
    /// Elements and attributes that run or play something: `script`, `onload`, `animate`.
    pub active: BTreeSet<String>,
    /// Links, which nobody can follow in a picture.
    pub links: usize,
}

/// Elements that a book neither runs nor plays (SVG 2 and the Animations of SVG).
const ACTIVE: [&str; 14] = [
    "script",
    "handler",
    "audio",
    "video",
    "iframe",
    "object",
    "embed",
    "canvas",
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "discard",
    "set",
];

/// Those that move what is drawn.
const MOVING: [&str; 6] = ["animate", "animateColor", "animateMotion", "animateTransform", "discard", "set"];

/// The height of a label's line in CSS pixels, where nothing says it: HTML's usual size of text, with some room.
const LINE: f32 = 16.0 * 1.2;

/// Attributes that run something (SVG 2, section 15).
const HANDLERS: [&str; 20] = [
    "onabort",
    "onactivate",
    "onbegin",
    "onchange",
    "onclick",
    "onend",
    "onerror",
    "onfocus",
    "onfocusin",
    "onfocusout",
    "oninput",
    "onkeydown",
    "onload",
    "onmousedown",
    "onmousemove",
    "onmouseout",
    "onmouseover",
    "onrepeat",
    "onresize",
    "onscroll",
];

/// Makes SVG text of text in foreign objects, and leaves out images that have more pixels than the limit.
pub(super) fn readable(bytes: &[u8], most_pixels: u64) -> Option<(Vec<u8>, Met)> {
    if !is_worth_reading(bytes) {
        return None;
    }
    let source = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(source);
    let mut out = String::with_capacity(source.len());
    let mut met = Met::default();
    let mut copied = 0;
    let mut open: Option<Label> = None;
    let mut is_style = false;
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let after = reader.buffer_position() as usize;
        if let Event::Start(start) | Event::Empty(start) = &event {
            met.note_active(start);
        }
        match (&event, &mut open) {
            (Event::Start(start), None) if MOVING.contains(&start.local_name().as_ref()) => {
                out.push_str(source.get(copied..before)?);
                reader.read_to_end(start.name()).ok()?;
                copied = reader.buffer_position() as usize;
            }
            (Event::Empty(start), None) if MOVING.contains(&start.local_name().as_ref()) => {
                out.push_str(source.get(copied..before)?);
                copied = after;
            }
            (Event::Start(start), None) if start.local_name().as_ref() == "style" => is_style = true,
            (Event::End(end), None) if end.local_name().as_ref() == "style" => is_style = false,
            (Event::Text(_) | Event::CData(_), None) if is_style => {
                if let Some(still) = without_frames(source.get(before..after)?) {
                    met.active.insert("@keyframes".to_owned());
                    out.push_str(source.get(copied..before)?);
                    out.push_str(&still);
                    copied = after;
                }
            }
            (Event::Start(start), None) if start.local_name().as_ref() == "foreignObject" => {
                out.push_str(source.get(copied..before)?);
                open = Some(Label::new(start));
            }
            (Event::Empty(start), None) if start.local_name().as_ref() == "foreignObject" => {
                out.push_str(source.get(copied..before)?);
                copied = after;
            }
            (Event::End(end), Some(label)) if end.local_name().as_ref() == "foreignObject" => {
                label.end_line();
                if !label.lines.is_empty() {
                    met.labels += 1;
                    out.push_str(&label.text());
                }
                copied = after;
                open = None;
            }
            (Event::Start(start) | Event::Empty(start), Some(label)) => {
                if matches!(start.local_name().as_ref(), "br" | "p" | "div" | "li" | "h1" | "h2" | "h3" | "tr") {
                    label.end_line();
                }
            }
            (Event::Text(text), Some(label)) => label.line.push_str(text),
            (Event::CData(text), Some(label)) => label.line.push_str(text),
            (Event::GeneralRef(name), Some(label)) => match name.resolve_char_ref() {
                Ok(Some(character)) => label.line.push(character),
                Ok(None) | Err(_) => {
                    let known = quick_xml::escape::resolve_predefined_entity(name);
                    label.line.push_str(known.unwrap_or(" "));
                }
            },
            (Event::Start(start) | Event::Empty(start), None)
                if matches!(start.local_name().as_ref(), "image" | "feImage") =>
            {
                let addresses = addresses(start);
                if let Some(reason) = addresses.iter().find_map(|address| too_large(address, most_pixels)) {
                    met.too_large.push(reason);
                    out.push_str(source.get(copied..before)?);
                    // Without an address it shows nothing.
                    let end = if matches!(event, Event::Empty(_)) { "/" } else { "" };
                    out.push_str(&format!("<{}{end}>", start.name().0));
                    copied = after;
                } else if start.local_name().as_ref() == "image"
                    && let Some(address) =
                        addresses.into_iter().next().filter(|address| !data_url::is_data_url(address))
                {
                    met.images.push(address);
                }
            }
            (Event::Eof, _) => break,
            _ => {}
        }
    }
    out.push_str(source.get(copied..)?);
    (met != Met::default()).then_some((out.into_bytes(), met))
}

/// The text of a style sheet without the frames of its animations, without which nothing moves; `None` where it has none.
fn without_frames(css: &str) -> Option<String> {
    let lower = css.to_ascii_lowercase();
    let mut out = String::new();
    let mut copied = 0;
    while let Some(at) = lower[copied..].find("keyframes").map(|at| copied + at) {
        // Engines have had names of their own: `@-webkit-keyframes`.
        let start = lower[..at].rfind('@').filter(|start| *start >= copied);
        let start =
            start.filter(|start| lower[start + 1..at].bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase()));
        let mut depth = 0;
        let end = lower[at..].find(|character| {
            depth += match character {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            character == '}' && depth <= 0
        });
        let end = end.map_or(lower.len(), |end| at + end + 1);
        match start {
            Some(start) => out.push_str(&css[copied..start]),
            None => {
                out.push_str(&css[copied..at + "keyframes".len()]);
                copied = at + "keyframes".len();
                continue;
            }
        }
        copied = end;
    }
    let is_changed = out.len() + css.len() - copied < css.len();
    out.push_str(&css[copied..]);
    is_changed.then_some(out)
}

/// What an image's element names, references to characters resolved.
fn addresses(start: &BytesStart) -> Vec<String> {
    let is_address = |key: &str| key == "href" || key == "xlink:href";
    let found = start.attributes().flatten().filter(|attribute| is_address(attribute.key.as_ref()));
    let found = found.map(|attribute| {
        let text = quick_xml::escape::unescape(&attribute.value).map(|text| text.trim().to_owned());
        text.unwrap_or_else(|_| attribute.value.trim().to_owned())
    });
    found.filter(|address| !address.is_empty()).collect()
}

/// What is said of an image within a drawing that has too many pixels.
fn too_large(address: &str, most_pixels: u64) -> Option<String> {
    if !data_url::is_data_url(address) {
        return None;
    }
    let unfit = inspect(&data_url::decode(address).ok()?, most_pixels).err()?;
    (unfit.code == Code::ImageTooLarge).then_some(unfit.reason)
}

/// Whether a drawing may hold what [`Met`] counts. Most do not, and are not read here.
fn is_worth_reading(bytes: &[u8]) -> bool {
    let has = |needle: &[u8]| memmem::find(bytes, needle).is_some();
    let is_link = |needle: &[u8]| {
        memmem::find_iter(bytes, needle)
            .any(|place| bytes.get(place + needle.len()).is_some_and(u8::is_ascii_whitespace))
    };
    has(b"foreignObject")
        || has(b"<image")
        || has(b":image")
        || has(b"feImage")
        || is_link(b"<a")
        || has(b"keyframes")
        || ACTIVE.iter().any(|name| has(name.as_bytes()))
        || HANDLERS.iter().any(|name| has(name.as_bytes()))
}

impl Met {
    fn note_active(&mut self, start: &BytesStart) {
        let name = start.local_name();
        let name = name.as_ref();
        if ACTIVE.contains(&name) {
            self.active.insert(name.to_owned());
        }
        if name == "a" && start.name().0 == "a" {
            self.links += 1;
        }
        for attribute in start.attributes().flatten() {
            let key = attribute.key.as_ref();
            if HANDLERS.contains(&key) {
                self.active.insert(key.to_owned());
            }
        }
    }
}

/// A foreign object and its text so far.
struct Label {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    lines: Vec<String>,
    line: String,
}

impl Label {
    fn new(start: &BytesStart) -> Label {
        let number = |name: &str| {
            let value = start.try_get_attribute(name).ok().flatten()?;
            value.value.trim().trim_end_matches("px").parse::<f32>().ok().filter(|number| number.is_finite())
        };
        let get = |name| number(name).unwrap_or_default();
        let (x, y, width, height) = (get("x"), get("y"), get("width"), get("height"));
        Label { x, y, width, height, lines: Vec::new(), line: String::new() }
    }

    fn end_line(&mut self) {
        let line = self.line.split_whitespace().collect::<Vec<_>>().join(" ");
        self.line.clear();
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// As SVG text, in the middle of its box.
    fn text(&self) -> String {
        let middle = self.x + self.width / 2.0;
        let first = self.y + self.height / 2.0 - LINE * (self.lines.len() - 1) as f32 / 2.0 + LINE * 0.28;
        let mut text = String::from("<g text-anchor=\"middle\" font-size=\"16\" font-family=\"sans-serif\">");
        for (index, line) in self.lines.iter().enumerate() {
            let y = first + LINE * index as f32;
            text.push_str(&format!(
                "<text x=\"{middle}\" y=\"{y}\">{}</text>",
                quick_xml::escape::escape(line.as_str())
            ));
        }
        text.push_str("</g>");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(svg: &str) -> Option<(String, Met)> {
        readable(svg.as_bytes(), 100).map(|(bytes, met)| (String::from_utf8(bytes).unwrap(), met))
    }

    #[test]
    fn labels_become_text() {
        let (svg, met) = read(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g><foreignObject x=\"10\" y=\"0\" width=\"80\" height=\"24\">\
             <div xmlns=\"http://www.w3.org/1999/xhtml\"><span>A &amp; <b>B</b></span><br/>C</div></foreignObject></g></svg>",
        )
        .unwrap();
        assert_eq!(met, Met { labels: 1, ..Met::default() });
        assert!(
            svg.contains("<text x=\"50\"") && svg.contains(">A &amp; B</text>") && svg.contains(">C</text>"),
            "{svg}"
        );
        assert!(!svg.contains("foreignObject") && svg.ends_with("</g></g></svg>"), "{svg}");
    }

    #[test]
    fn what_runs_and_links_are_told() {
        let (svg, met) =
            read("<svg onload=\"a()\"><script>a()</script><a href=\"https://e.org\"><rect><animate/></rect></a></svg>")
                .unwrap();
        assert_eq!(met.active.iter().map(String::as_str).collect::<Vec<_>>(), ["animate", "onload", "script"]);
        assert!(met.links == 1 && svg.contains("<script>"), "the backends leave it out, each as its format asks");
        assert_eq!(read("<svg><text>on = on and on</text><g class=\"a\"/></svg>"), None);
    }

    #[test]
    fn other_images_are_told_and_the_rest_is_left() {
        let (_, met) =
            read("<svg><image xlink:href=\"l.png\"/><image href=\"data:image/png;base64,x\"/></svg>").unwrap();
        assert_eq!(met.images, ["l.png"]);
        assert_eq!(read("<svg><rect/></svg>"), None);
        assert_eq!(read("<svg><foreignObject><b></svg>"), None);
    }
}
