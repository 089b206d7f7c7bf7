//! The XMP packet (ISO 16684-1), with the claims of conformance and the schema that PDF/A wants described.

use std::fmt::Write;

use super::{Facts, PRODUCER};
use crate::config::{PdfStandard, date};
use crate::document::isbn_urn;

/// PDF/A-2 knows the schemas of ISO 19005-2, 6.6.2.3 only; that of PDF/UA has to be described in the packet.
const EXTENSION: &str = r#"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
"#;

/// Well-Tagged PDF 1.0, 6.1.3, in the form of PDF Declarations (<https://pdfa.org/resource/pdf-declarations/>).
const DECLARATIONS: &str = "<pdfd:declarations><rdf:Bag>\n\
    <rdf:li rdf:parseType=\"Resource\"><pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0\
    </pdfd:conformsTo></rdf:li>\n\
    <rdf:li rdf:parseType=\"Resource\"><pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0\
    </pdfd:conformsTo></rdf:li>\n\
    </rdf:Bag></pdfd:declarations>\n";

/// The whole packet.
pub(super) fn packet(facts: &Facts<'_>) -> String {
    let mut xmp = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\"\n\
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n\
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n\
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"\n\
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"\n\
         xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"\n\
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"\n\
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\"\n\
         xmlns:pdfd=\"http://pdfa.org/declarations/\">\n",
    );
    match facts.standard {
        PdfStandard::V1_7 => xmp.push_str(
            "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n\
             <pdfuaid:part>1</pdfuaid:part>\n",
        ),
        PdfStandard::V2_0 => {
            xmp.push_str("<pdfaid:part>4</pdfaid:part>\n<pdfaid:rev>2020</pdfaid:rev>\n");
            if facts.has_files {
                xmp.push_str("<pdfaid:conformance>F</pdfaid:conformance>\n");
            }
            xmp.push_str("<pdfuaid:part>2</pdfuaid:part>\n<pdfuaid:rev>2024</pdfuaid:rev>\n");
            xmp.push_str(DECLARATIONS);
        }
        PdfStandard::Plain => {}
    }
    let metadata = facts.metadata;
    element(&mut xmp, "dc:format", "application/pdf");
    alternatives(&mut xmp, "dc:title", facts.title);
    list(&mut xmp, "dc:creator", "Seq", &facts.creators);
    list(&mut xmp, "dc:contributor", "Bag", &facts.contributors);
    list(&mut xmp, "dc:language", "Bag", &[metadata.lang.tag()]);
    if let Some(description) = &metadata.description {
        alternatives(&mut xmp, "dc:description", description);
    }
    if let Some(date) = metadata.date.as_deref().filter(|date| date::beginning(date).is_some()) {
        list(&mut xmp, "dc:date", "Seq", &[date]);
    }
    let keywords: Vec<&str> = metadata.keywords.iter().map(String::as_str).collect();
    list(&mut xmp, "dc:subject", "Bag", &keywords);
    if let Some(publisher) = &metadata.publisher {
        list(&mut xmp, "dc:publisher", "Bag", &[publisher]);
    }
    if let Some(rights) = &metadata.rights {
        alternatives(&mut xmp, "dc:rights", rights);
    }
    // Another edition's number is none of the PDF's (ISBN Users' Manual, 7th edition, section 5).
    let own = metadata.edition.pdf_isbn.as_deref().map(isbn_urn);
    if let Some(identifier) = own.as_deref().or(metadata.identifier.as_deref()) {
        element(&mut xmp, "dc:identifier", identifier);
    }
    if !keywords.is_empty() {
        element(&mut xmp, "pdf:Keywords", &keywords.join(", "));
    }
    element(&mut xmp, "pdf:Producer", PRODUCER);
    element(&mut xmp, "xmp:CreatorTool", PRODUCER);
    if let Some(created) = &facts.created {
        element(&mut xmp, "xmp:CreateDate", created);
    }
    if let Some(modified) = &facts.modified {
        element(&mut xmp, "xmp:ModifyDate", modified);
    }
    if facts.standard == PdfStandard::V1_7 {
        xmp.push_str(EXTENSION);
    }
    xmp.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    xmp
}

fn element(xmp: &mut String, name: &str, content: &str) {
    let _ = writeln!(xmp, "<{name}>{}</{name}>", escaped(content));
}

/// A text in the default language.
fn alternatives(xmp: &mut String, name: &str, content: &str) {
    let content = escaped(content);
    let _ = writeln!(xmp, "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{content}</rdf:li></rdf:Alt></{name}>");
}

fn list(xmp: &mut String, name: &str, kind: &str, items: &[&str]) {
    if items.is_empty() {
        return;
    }
    let _ = write!(xmp, "<{name}><rdf:{kind}>");
    for item in items {
        let _ = write!(xmp, "<rdf:li>{}</rdf:li>", escaped(item));
    }
    let _ = writeln!(xmp, "</rdf:{kind}></{name}>");
}

/// Text for XML; characters that XML 1.0 forbids (section 2.2) are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(character),
        }
    }
    escaped
}
