//! What the file says about itself: XMP, the information dictionary, page labels, the output intent.
//!
//! In: the book's metadata and the date given from outside. Out: objects that agree with one another, as
//! PDF/A-2 asks (ISO 19005-2, 6.6). Text strings are made here, too. What is true of the book was decided
//! by the front matter, when the file is made by who builds it; no clock is asked.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::Options;
use super::file::File;
use crate::config::{PdfStandard, date};
use crate::document::{Creator, Document, Metadata};
use crate::layout::Pages;
use crate::layout::counter_text;
use crate::style::CounterStyle;

mod icc;
mod xmp;

/// The program by the name under which files know it.
const PRODUCER: &str = concat!("bindery ", env!("CARGO_PKG_VERSION"));

/// What both forms of the metadata say.
struct Facts<'a> {
    title: &'a str,
    /// The authors, and all others who had a part in it.
    creators: Vec<&'a str>,
    contributors: Vec<&'a str>,
    metadata: &'a Metadata,
    standard: PdfStandard,
    /// Whether files are embedded.
    has_files: bool,
    /// When the file counts as made and as changed, `YYYY-MM-DDThh:mm:ssZ`.
    created: Option<String>,
    modified: Option<String>,
}

impl<'a> Facts<'a> {
    fn new(document: &'a Document, options: &'a Options, has_files: bool) -> Facts<'a> {
        let metadata = &document.metadata;
        let title = metadata.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        let title = title.or(Some(options.title.trim()).filter(|title| !title.is_empty())).unwrap_or("Untitled");
        let moment = |date: &Option<String>| date.as_deref().and_then(date::beginning);
        let created = options.made.clone();
        let modified = moment(&metadata.modified).max(created.clone());
        let (authors, others): (Vec<_>, Vec<_>) = metadata.creators.iter().partition(|creator| creator.role == "aut");
        let names = |people: Vec<&'a Creator>| people.into_iter().map(|creator| creator.name.as_str()).collect();
        let (creators, contributors) = (names(authors), names(others));
        Facts { title, creators, contributors, metadata, standard: options.standard, has_files, created, modified }
    }
}

/// Writes the XMP packet.
pub(super) fn write_xmp(file: &mut File, document: &Document, options: &Options, has_files: bool) -> ObjectId {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Metadata");
    dictionary.set("Subtype", "XML");
    // Uncompressed, so that programs that know no PDF find it, too.
    file.add_stream(dictionary, xmp::packet(&Facts::new(document, options, has_files)).as_bytes())
}

/// Writes the document information dictionary (14.3.3).
pub(super) fn write_info(file: &mut File, document: &Document, options: &Options) -> ObjectId {
    let facts = Facts::new(document, options, false);
    let mut info = Dictionary::new();
    info.set("Title", text_string(facts.title));
    if !facts.creators.is_empty() {
        info.set("Author", text_string(&facts.creators.join(", ")));
    }
    if let Some(description) = &facts.metadata.description {
        info.set("Subject", text_string(description));
    }
    if !facts.metadata.keywords.is_empty() {
        info.set("Keywords", text_string(&facts.metadata.keywords.join(", ")));
    }
    info.set("Creator", text_string(PRODUCER));
    info.set("Producer", text_string(PRODUCER));
    // `D:YYYYMMDDHHmmSSZ` (7.9.4).
    let moment = |moment: &String| format!("D:{}", moment.replace(['-', ':', 'T'], ""));
    if let Some(created) = &facts.created {
        info.set("CreationDate", text_string(&moment(created)));
    }
    if let Some(modified) = &facts.modified {
        info.set("ModDate", text_string(&moment(modified)));
    }
    file.add(info)
}

/// A text string: ASCII as it is, all else as UTF-16 (7.9.2.2).
pub(super) fn text_string(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Literal)
}

/// Writes the output intent: sRGB (ISO 19005-2, 6.2.3).
pub(super) fn write_output_intent(file: &mut File) -> ObjectId {
    let mut stream = Dictionary::new();
    stream.set("N", 3);
    let profile = file.add_compressed(stream, &icc::srgb());
    let mut intent = Dictionary::new();
    intent.set("Type", "OutputIntent");
    intent.set("S", "GTS_PDFA1");
    intent.set("OutputConditionIdentifier", text_string("sRGB IEC61966-2.1"));
    intent.set("Info", text_string("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", profile);
    file.add(intent)
}

/// The page numbers as printed, one entry for each range that counts on (12.4.2).
pub(super) fn page_labels(pages: &Pages) -> Dictionary {
    let mut numbers: Vec<Object> = Vec::new();
    let mut expected = None;
    for (index, page) in pages.pages.iter().enumerate() {
        if expected != Some((&page.numbering, page.number)) {
            let mut label = Dictionary::new();
            match (label_style(&page.numbering), page.number) {
                (Some(style), 1..) => {
                    label.set("S", style);
                    label.set("St", i64::from(page.number));
                }
                // Numbers that labels cannot count from are written out.
                (Some(_), number) => label.set("P", text_string(&number.to_string())),
                (None, number) => match &page.numbering {
                    CounterStyle::Text(_) | CounterStyle::Rule(_) => {
                        label.set("P", text_string(&counter_text(number, &page.numbering)));
                    }
                    CounterStyle::None
                    | CounterStyle::Disc
                    | CounterStyle::Circle
                    | CounterStyle::Square
                    | CounterStyle::Decimal
                    | CounterStyle::LowerRoman
                    | CounterStyle::UpperRoman
                    | CounterStyle::LowerAlpha
                    | CounterStyle::UpperAlpha
                    | CounterStyle::Named(_) => {}
                },
            }
            numbers.extend([(index as i64).into(), label.into()]);
        }
        let is_own = matches!(page.numbering, CounterStyle::Text(_) | CounterStyle::Rule(_));
        let counts = page.number >= 1 && !is_own || page.numbering == CounterStyle::None;
        expected = counts.then_some((&page.numbering, page.number.saturating_add(1)));
    }
    let mut labels = Dictionary::new();
    labels.set("Nums", numbers);
    labels
}

fn label_style(style: &CounterStyle) -> Option<&'static str> {
    match style {
        CounterStyle::None
        | CounterStyle::Disc
        | CounterStyle::Circle
        | CounterStyle::Square
        | CounterStyle::Text(_)
        | CounterStyle::Rule(_)
        | CounterStyle::Named(_) => None,
        CounterStyle::Decimal => Some("D"),
        CounterStyle::LowerRoman => Some("r"),
        CounterStyle::UpperRoman => Some("R"),
        CounterStyle::LowerAlpha => Some("a"),
        CounterStyle::UpperAlpha => Some("A"),
    }
}
