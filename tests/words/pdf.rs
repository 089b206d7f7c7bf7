//! The words of a PDF, read as assistive technology reads it: down the structure tree, through marked
//! content, by each font's map to Unicode. Artifacts (heads, folios, hyphens' rules) are no words.
//!
//! In: the file. Out: its text in the order of the structure tree. Text that is neither tagged nor an
//! artifact is a finding, and so is a code without a Unicode value.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// What was found in the file.
#[derive(Default)]
pub struct Pdf {
    pub text: String,
    /// The text of the contents page, page numbers included.
    pub contents: String,
    /// The marks at the heads of notes.
    pub note_marks: String,
    pub findings: Vec<String>,
}

/// Structure types that stand within a line (ISO 32000-1, 14.8.4.4); the others part words.
const WITHIN_A_LINE: [&str; 9] = ["Span", "Quote", "Code", "Link", "Reference", "Formula", "Em", "Strong", "Sub"];

pub fn read(bytes: &[u8]) -> Pdf {
    let document = Document::load_mem(bytes).expect("the PDF can be parsed");
    let mut pdf = Pdf::default();
    let mut marked = BTreeMap::new();
    for page in document.page_iter() {
        read_page(&document, page, &mut marked, &mut pdf.findings);
    }
    marked.values_mut().for_each(|text| *text = logical(text));
    let root = document.catalog().and_then(|catalog| catalog.get_deref(b"StructTreeRoot", &document));
    match root.and_then(Object::as_dict) {
        Ok(root) => {
            let mut walk = Walk { document: &document, marked: &marked, root, pdf: &mut pdf };
            walk.children(root, None, Place::default());
        }
        Err(_) => pdf.findings.push("there is no structure tree".to_owned()),
    }
    pdf
}

/// The texts of a page's marked content, by page and id.
type Marked = BTreeMap<(ObjectId, i64), String>;

/// An open marked-content sequence.
struct Sequence {
    id: Option<i64>,
    is_artifact: bool,
    /// Replaces what is shown within it.
    actual_text: Option<String>,
}

fn read_page(document: &Document, page: ObjectId, marked: &mut Marked, findings: &mut Vec<String>) {
    let content = Content::decode(&document.get_page_content(page)).expect("content streams can be parsed");
    let fonts: BTreeMap<Vec<u8>, ToUnicode> = document
        .get_page_fonts(page)
        .expect("resources can be read")
        .into_iter()
        .map(|(name, font)| (name, ToUnicode::of(document, font)))
        .collect();
    let properties = page_properties(document, page);
    let mut open: Vec<Sequence> = Vec::new();
    let mut font = None;
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "BMC" | "BDC" => {
                let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default();
                let dictionary = operands.get(1).and_then(|operand| match operand {
                    Object::Dictionary(dictionary) => Some(dictionary),
                    Object::Name(name) => properties.and_then(|all| all.get_deref(name, document).ok()?.as_dict().ok()),
                    _ => None,
                });
                let actual_text = dictionary
                    .and_then(|dictionary| dictionary.get(b"ActualText").ok()?.as_str().ok().map(text_string));
                let sequence = Sequence {
                    id: dictionary.and_then(|dictionary| dictionary.get(b"MCID").ok()?.as_i64().ok()),
                    is_artifact: tag == b"Artifact",
                    actual_text,
                };
                if let (Some(text), Some(id)) = (&sequence.actual_text, sequence.id.or(innermost(&open))) {
                    marked.entry((page, id)).or_default().push_str(text);
                }
                open.push(sequence);
            }
            "EMC" => drop(open.pop()),
            "Td" | "Tf" => {
                if let Some(text) = innermost(&open).and_then(|id| marked.get_mut(&(page, id))) {
                    text.push(JUMP);
                }
                if operation.operator == "Tf" {
                    font = operands.first().and_then(|name| fonts.get(name.as_name().ok()?));
                }
            }
            "Tj" | "'" | "\"" | "TJ" => {
                let Some(font) = font else { continue };
                let text = font.decode(operands, findings);
                // A word without glyphs stands behind signs of its characters, as it is read.
                if let Some(Sequence { actual_text: Some(word), .. }) = open.last()
                    && text.trim().is_empty()
                    && word.contains(char::is_alphabetic)
                    && let Some(before) = innermost(&open).and_then(|id| marked.get_mut(&(page, id)))
                {
                    before.truncate(before.len() - word.len());
                    before.extend([JUMP, AS_READ].iter().chain(&word.chars().collect::<Vec<_>>()).chain(&[JUMP]));
                }
                if open.iter().any(|sequence| sequence.is_artifact || sequence.actual_text.is_some()) {
                    continue;
                }
                match innermost(&open) {
                    Some(id) => marked.entry((page, id)).or_default().push_str(&text),
                    None => findings.push(format!("untagged text {text:?}")),
                }
            }
            _ => {}
        }
    }
}

/// Stands where the pen was placed anew.
const JUMP: char = '\u{1}';

/// Begins a piece that is in logical order.
const AS_READ: char = '\u{2}';

/// Text in logical order of text as it stands from left to right, as readers turn it about: piece by piece, those that the
/// pen was placed or the font chosen for.
fn logical(text: &str) -> String {
    text.split(JUMP).map(|piece| piece.strip_prefix(AS_READ).map_or_else(|| turned(piece), str::to_owned)).collect()
}

fn turned(piece: &str) -> String {
    let is_backward =
        |c: &char| matches!(c, '\u{590}'..='\u{65f}' | '\u{66a}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}' | '\u{200f}');
    let is_forward = |c: &char| c.is_alphanumeric() && !is_backward(c);
    let mut characters: Vec<char> = piece.chars().collect();
    if !characters.iter().any(is_backward) {
        return piece.to_owned();
    }
    if !characters.iter().any(is_forward) {
        characters.reverse();
        return characters.into_iter().collect();
    }
    for stretch in characters.split_mut(is_forward) {
        if let (Some(first), Some(last)) = (stretch.iter().position(is_backward), stretch.iter().rposition(is_backward))
        {
            stretch[first..=last].reverse();
        }
    }
    characters.into_iter().collect()
}

fn innermost(open: &[Sequence]) -> Option<i64> {
    open.iter().rev().find_map(|sequence| sequence.id)
}

fn page_properties(document: &Document, page: ObjectId) -> Option<&Dictionary> {
    let (own, inherited) = document.get_page_resources(page).ok()?;
    let resources = own.or_else(|| document.get_dictionary(*inherited.first()?).ok())?;
    resources.get_deref(b"Properties", document).ok()?.as_dict().ok()
}

/// A text string (ISO 32000-1, 7.9.2.2).
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // PDFDocEncoding is Latin-1 but for a few signs, which are written in UTF-16.
        latin => latin.iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// A font's map from two-byte codes to text.
struct ToUnicode(BTreeMap<u16, String>);

impl ToUnicode {
    fn of(document: &Document, font: &Dictionary) -> ToUnicode {
        let mut map = BTreeMap::new();
        let stream = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream);
        if let Ok(cmap) = stream.and_then(|stream| stream.get_plain_content()) {
            read_cmap(&String::from_utf8_lossy(&cmap), &mut map);
        }
        ToUnicode(map)
    }

    fn decode(&self, operands: &[Object], findings: &mut Vec<String>) -> String {
        let mut text = String::new();
        let mut decode = |bytes: &[u8]| {
            for pair in bytes.chunks_exact(2) {
                match self.0.get(&u16::from_be_bytes([pair[0], pair[1]])) {
                    Some(characters) => text.push_str(characters),
                    None => findings.push(format!("code {pair:02x?} has no Unicode value")),
                }
            }
        };
        for operand in operands {
            match operand {
                Object::String(bytes, _) => decode(bytes),
                Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).for_each(&mut decode),
                _ => {}
            }
        }
        text
    }
}

/// The `bfchar` and `bfrange` sections of a CMap (Adobe Technical Note 5014).
fn read_cmap(cmap: &str, map: &mut BTreeMap<u16, String>) {
    let mut tokens = Vec::new();
    let mut section = "";
    for token in cmap.replace('<', " <").replace('>', "> ").replace('[', " [ ").replace(']', " ] ").split_whitespace() {
        match token {
            "beginbfchar" | "beginbfrange" => {
                tokens.clear();
                section = if token == "beginbfchar" { "char" } else { "range" };
            }
            "endbfchar" | "endbfrange" => {
                read_section(section, &tokens, map);
                section = "";
            }
            _ if !section.is_empty() => tokens.push(token.to_owned()),
            _ => {}
        }
    }
}

fn read_section(section: &str, tokens: &[String], map: &mut BTreeMap<u16, String>) {
    let hex = |token: &str| -> Vec<u8> {
        let digits = token.trim_matches(['<', '>']);
        (0..digits.len() / 2).filter_map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).ok()).collect()
    };
    let code = |token: &str| hex(token).iter().fold(0u16, |code, &byte| code << 8 | u16::from(byte));
    let mut tokens = tokens.iter();
    while let Some(first) = tokens.next() {
        let first = code(first);
        if section == "char" {
            map.insert(first, tokens.next().map(|text| utf16(&hex(text))).unwrap_or_default());
            continue;
        }
        let last = tokens.next().map_or(first, |last| code(last));
        match tokens.next().map(String::as_str) {
            Some("[") => {
                for (code, text) in (first..=last).zip(tokens.by_ref().take_while(|token| *token != "]")) {
                    map.insert(code, utf16(&hex(text)));
                }
            }
            Some(text) => {
                let start = hex(text);
                for code in first..=last {
                    let mut bytes = start.clone();
                    if let [.., high, low] = bytes.as_mut_slice() {
                        let unit = u16::from_be_bytes([*high, *low]).wrapping_add(code - first);
                        [*high, *low] = unit.to_be_bytes();
                    }
                    map.insert(code, utf16(&bytes));
                }
            }
            None => {}
        }
    }
}

/// Going down the structure tree.
struct Walk<'a> {
    document: &'a Document,
    marked: &'a Marked,
    root: &'a Dictionary,
    pdf: &'a mut Pdf,
}

#[derive(Clone, Copy, Default)]
struct Place {
    in_numbered_list: bool,
    /// The items have bullets, or are terms with what is said of them.
    in_bulleted_list: bool,
    is_list_item: bool,
    in_note: bool,
    in_note_mark: bool,
    in_contents: bool,
}

impl<'a> Walk<'a> {
    fn children(&mut self, element: &'a Dictionary, page: Option<ObjectId>, place: Place) {
        match element.get(b"K").map(|kids| self.document.dereference(kids).map_or(kids, |(_, kids)| kids)) {
            Ok(Object::Array(kids)) => kids.iter().for_each(|kid| self.child(kid, page, place)),
            Ok(kid) => self.child(kid, page, place),
            Err(_) => {}
        }
    }

    fn child(&mut self, kid: &'a Object, page: Option<ObjectId>, place: Place) {
        let Ok((_, kid)) = self.document.dereference(kid) else { return };
        match kid {
            Object::Integer(id) => self.content(page, *id, place),
            Object::Dictionary(kid) => {
                let own_page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                match kid.get(b"Type").and_then(Object::as_name).unwrap_or_default() {
                    b"OBJR" => {}
                    b"MCR" => {
                        if let Ok(id) = kid.get(b"MCID").and_then(Object::as_i64) {
                            self.content(own_page, id, place);
                        }
                    }
                    _ => self.element(kid, own_page, place),
                }
            }
            _ => {}
        }
    }

    fn content(&mut self, page: Option<ObjectId>, id: i64, place: Place) {
        let text = page.and_then(|page| self.marked.get(&(page, id))).map_or("", String::as_str);
        self.push(text, place);
    }

    fn push(&mut self, text: &str, place: Place) {
        let into = match place {
            Place { in_contents: true, .. } => &mut self.pdf.contents,
            Place { in_note_mark: true, .. } => &mut self.pdf.note_marks,
            _ => &mut self.pdf.text,
        };
        into.push_str(text);
    }

    fn element(&mut self, element: &'a Dictionary, page: Option<ObjectId>, place: Place) {
        let kind = self.kind(element);
        // Bullets and numbers are the style's, not the text's; the terms of a definition list are.
        if kind == "Lbl" && place.is_list_item && place.in_numbered_list {
            return;
        }
        if kind == "Lbl" && place.is_list_item && place.in_bulleted_list {
            let before = self.pdf.text.len();
            self.children(element, page, place);
            if self.pdf.text.get(before..).is_some_and(|label| !label.contains(char::is_alphanumeric)) {
                self.pdf.text.truncate(before);
            }
            self.push(" ", place);
            return;
        }
        let numbering = self.numbering(element);
        let is_bullet = |name: &[u8]| matches!(name, b"Disc" | b"Circle" | b"Square" | b"Unordered" | b"Description");
        let place = Place {
            in_numbered_list: if kind == "L" {
                numbering.is_some_and(|name| !is_bullet(name))
            } else {
                place.in_numbered_list
            },
            in_bulleted_list: if kind == "L" { numbering.is_some_and(is_bullet) } else { place.in_bulleted_list },
            is_list_item: kind == "LI",
            in_note: matches!(kind.as_str(), "Note" | "FENote"),
            in_note_mark: place.in_note_mark || kind == "Lbl" && place.in_note,
            in_contents: place.in_contents || kind == "TOC" || kind == "TOCI",
        };
        if matches!(kind.as_str(), "Note" | "FENote") {
            // A note stands where it is referred to and interrupts no word.
            let before = std::mem::take(&mut self.pdf.text);
            self.children(element, page, place);
            let note = std::mem::replace(&mut self.pdf.text, before);
            self.pdf.text.insert_str(0, &format!(" {note} "));
            return;
        }
        let parts = !WITHIN_A_LINE.contains(&kind.as_str());
        if parts {
            self.push(" ", place);
        }
        let alternative = element.get(b"Alt").and_then(Object::as_str).map(text_string);
        let actual = element.get(b"ActualText").and_then(Object::as_str).map(text_string);
        match (kind.as_str(), alternative, actual) {
            ("Figure" | "Formula", Ok(text), _) | (_, _, Ok(text)) => {
                self.push(&text, place);
                self.captions(element, page, place);
            }
            _ => self.children(element, page, place),
        }
        if parts {
            self.push(" ", place);
        }
    }

    /// A figure's caption is no part of what its alternative text stands for.
    fn captions(&mut self, figure: &'a Dictionary, page: Option<ObjectId>, place: Place) {
        let Ok(Object::Array(kids)) = figure.get_deref(b"K", self.document) else { return };
        for kid in kids {
            if let Ok((_, Object::Dictionary(kid))) = self.document.dereference(kid)
                && kid.has(b"S")
                && self.kind(kid) == "Caption"
            {
                self.element(kid, page, place);
            }
        }
    }

    /// Which bullets or numbers a list's items have (ISO 32000-1, 14.8.5.5).
    fn numbering(&self, list: &'a Dictionary) -> Option<&'a [u8]> {
        let attributes = match list.get_deref(b"A", self.document) {
            Ok(Object::Array(all)) => all.iter().filter_map(|one| one.as_dict().ok()).collect(),
            Ok(Object::Dictionary(one)) => vec![one],
            _ => Vec::new(),
        };
        let numbering = attributes.iter().find_map(|attributes| attributes.get(b"ListNumbering").ok()?.as_name().ok());
        numbering.filter(|numbering| *numbering != b"None")
    }

    /// The standard type, role map applied.
    fn kind(&self, element: &Dictionary) -> String {
        let mut kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default().to_vec();
        let roles = self.root.get_deref(b"RoleMap", self.document).and_then(Object::as_dict).ok();
        while let Some(role) = roles.and_then(|roles| roles.get(&kind).ok()?.as_name().ok())
            && role != kind.as_slice()
            && !WITHIN_A_LINE.contains(&String::from_utf8_lossy(&kind).as_ref())
        {
            kind = role.to_vec();
        }
        String::from_utf8_lossy(&kind).into_owned()
    }
}

#[test]
fn a_map_to_unicode_is_read() {
    let mut map = BTreeMap::new();
    read_cmap(
        "2 beginbfchar\n<0001><0066006C>\n<0002> <D83DDE00>\nendbfchar\n1 beginbfrange <0010><0012><0041>\n\
         <0020> <0021> [<0058> <0059>] endbfrange",
        &mut map,
    );
    let text: Vec<String> = map.into_values().collect();
    assert_eq!(text, ["fl", "\u{1f600}", "A", "B", "C", "X", "Y"]);
}
