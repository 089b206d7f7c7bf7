//! What the file says about itself: XMP, the information dictionary, page labels, the output intent.
//!
//! In: the book's metadata and the date given from outside. Out: objects that agree with one another, as
//! PDF/A-2 asks (ISO 19005-2, 6.6). What is true of the book was decided
//! by the front matter, when the file is made by who builds it; no clock is asked.

use super::object::{Dict, File, Name, Obj, Ref, TextStr};
use super::options::Options;
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
pub(super) fn write_xmp(file: &mut File, document: &Document, options: &Options, has_files: bool) -> Ref {
    let packet = xmp::packet(&Facts::new(document, options, has_files));
    // Uncompressed, so that programs that know no PDF find it, too.
    file.add_stream(packet.as_bytes(), |dict| {
        dict.pair("Type", Name("Metadata")).pair("Subtype", Name("XML"));
    })
}

/// Writes the document information dictionary (14.3.3).
pub(super) fn write_info(file: &mut File, document: &Document, options: &Options) -> Ref {
    let facts = Facts::new(document, options, false);
    let joined = |list: Vec<&str>| Some(list.join(", ")).filter(|_| !list.is_empty()).map(TextStr);
    // `D:YYYYMMDDHHmmSSZ` (7.9.4).
    let moment = |moment: &String| TextStr(format!("D:{}", moment.replace(['-', ':', 'T'], "")));
    file.add_dict(|info| {
        info.pair("Title", TextStr(facts.title));
        info.optional("Author", joined(facts.creators));
        info.optional("Subject", facts.metadata.description.as_ref().map(TextStr));
        info.optional("Keywords", joined(facts.metadata.keywords.iter().map(String::as_str).collect()));
        info.pair("Creator", TextStr(PRODUCER)).pair("Producer", TextStr(PRODUCER));
        info.optional("CreationDate", facts.created.as_ref().map(moment));
        info.optional("ModDate", facts.modified.as_ref().map(moment));
    })
}

/// What tells this text from others: its title, its date, and of an only text its file. A book may get another first
/// chapter at any time.
pub(super) fn permanent(document: &Document, options: &Options) -> String {
    let texts: Vec<&str> =
        document.chapters.iter().map(|chapter| chapter.path.as_str()).filter(|path| !path.is_empty()).collect();
    let name = if let [path] = texts[..] { path } else { "" };
    let date = document.metadata.date.as_deref().unwrap_or_default();
    format!("{name}\n{}\n{date}", options.title)
}

/// Writes the output intent: sRGB (ISO 19005-2, 6.2.3).
pub(super) fn write_output_intent(file: &mut File) -> Ref {
    let profile = file.add_compressed(&icc::srgb(), |stream| {
        stream.pair("N", 3);
    });
    file.add_dict(|intent| {
        let space = TextStr("sRGB IEC61966-2.1");
        intent.pair("Type", Name("OutputIntent")).pair("S", Name("GTS_PDFA1"));
        intent.pair("OutputConditionIdentifier", &space).pair("Info", &space).pair("DestOutputProfile", profile);
    })
}

/// Writes the page numbers as printed, one entry for each range that counts on (12.4.2).
pub(super) fn write_page_labels(object: Obj<'_>, pages: &Pages) {
    let mut labels = object.dict();
    let mut numbers = labels.insert("Nums").array();
    let mut expected = None;
    for (index, page) in pages.pages.iter().enumerate() {
        if expected != Some((&page.numbering, page.number)) {
            numbers.push().primitive(index);
            label(&mut numbers.push().dict(), &page.numbering, page.number);
        }
        let is_own = matches!(page.numbering, CounterStyle::Text(_) | CounterStyle::Rule(_));
        let counts = page.number >= 1 && !is_own || page.numbering == CounterStyle::None;
        expected = counts.then_some((&page.numbering, page.number.saturating_add(1)));
    }
}

fn label(label: &mut Dict<'_>, numbering: &CounterStyle, number: i32) {
    match (label_style(numbering), number) {
        (Some(style), 1..) => {
            label.pair("S", Name(style)).pair("St", number);
        }
        // Numbers that labels cannot count from are written out.
        (Some(_), number) => {
            label.pair("P", TextStr(number.to_string()));
        }
        (None, number) => match numbering {
            CounterStyle::Text(_) | CounterStyle::Rule(_) => {
                label.pair("P", TextStr(counter_text(number, numbering)));
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
