//! The package document, the NCX and META-INF: epub-builder's skeleton, amended.
//!
//! In: facts of the book and its files. Out: all files of the archive. epub-builder is given the files' names
//! without their contents and generates manifest, spine, container and titles in memory; its package document and NCX
//! are then read as XML and what it has no words for is put in. Everything that works round its faults is here:
//! it gives languages and authors the same ids, knows no manifest properties but the cover's and no `linear`, writes
//! `refines` as `id`, and leaves the NCX without identifier, depth and title.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{Cursor, Read};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::container::File;
use super::error::Error;
use super::metadata::Facts;
use super::navigation::Navigation;
use super::options::Options;
use super::part::{Part, Role};
use super::xml::{push_attribute, push_text};

/// The folder of the package within the archive, as epub-builder names it.
const FOLDER: &str = "OEBPS/";
/// Where epub-builder expects the navigation document.
const NAVIGATION: &str = "nav.xhtml";
/// What a chapter of that name is called before epub-builder; no file has two full stops in its name.
const STAND_IN: &str = "nav..xhtml";

/// All files of the archive but `mimetype`: META-INF, package document, NCX, then the parts in their order.
pub(super) fn files(
    facts: &Facts<'_>,
    navigation: &Navigation<'_>,
    parts: Vec<Part>,
    options: &Options,
) -> Result<Vec<File>, Error> {
    let mut skeleton = skeleton(facts, &parts, options)?;
    let mut take =
        |path: &str| skeleton.remove(path).ok_or_else(|| Error::Package(format!("epub-builder wrote no `{path}`")));
    let package = amend_package(&take("OEBPS/content.opf")?, facts, navigation, &parts)?;
    let ncx = amend_ncx(&take("OEBPS/toc.ncx")?, facts, navigation)?;
    let mut files = vec![
        file("META-INF/container.xml".to_owned(), take("META-INF/container.xml")?.into_bytes()),
        file(format!("{FOLDER}content.opf"), package.into_bytes()),
        file(format!("{FOLDER}toc.ncx"), ncx.into_bytes()),
    ];
    // Apple Books shows the publisher's fonts only when told to; of a book without any it shall not ask for them.
    if parts.iter().any(|part| part.media_type.starts_with("font/")) {
        let path = "META-INF/com.apple.ibooks.display-options.xml";
        files.insert(1, file(path.to_owned(), take(path)?.into_bytes()));
    }
    files.extend(parts.into_iter().map(|part| File {
        path: format!("{FOLDER}{}", part.href),
        is_compressible: is_compressible(part.media_type),
        is_recurring: part.media_type == "text/css",
        bytes: part.bytes,
    }));
    Ok(files)
}

/// Pictures and fonts packed for the web are small already.
fn is_compressible(media_type: &str) -> bool {
    match media_type {
        "image/svg+xml" => true,
        "font/woff" | "font/woff2" => false,
        media_type => !media_type.starts_with("image/"),
    }
}

fn file(path: String, bytes: Vec<u8>) -> File {
    File { path, bytes: bytes.into(), is_compressible: true, is_recurring: false }
}

/// What epub-builder writes for these files, by path.
pub(super) fn skeleton(
    facts: &Facts<'_>,
    parts: &[Part],
    options: &Options,
) -> Result<BTreeMap<String, String>, Error> {
    let failed = |reason: epub_builder::Error| Error::Package(reason.to_string());
    let mut builder = EpubBuilder::new(ZipLibrary::new().map_err(failed)?).map_err(failed)?;
    builder.epub_version(EpubVersion::V33);
    builder.set_title(facts.title.clone());
    // `epub_direction` is stored and never read.
    builder.metadata("direction", facts.document.metadata.lang.direction().keyword()).map_err(failed)?;
    if let Some(description) = &facts.description {
        builder.add_description(description.as_str());
    }
    if let Some(rights) = &facts.rights {
        builder.set_license(rights.as_str());
    }
    let modified = options.modified.parse().map_err(|_| Error::Modified(options.modified.clone()))?;
    builder.set_modified_date(modified);
    // Else it would be drawn at random; the amendment puts the book's own in its place.
    builder.set_uuid(Default::default());
    for part in parts {
        let nothing: &[u8] = b"";
        let href = if part.href == NAVIGATION { STAND_IN } else { part.href.as_str() };
        match part.role {
            // epub-builder has an item for it already.
            Role::Navigation => Ok(&mut builder),
            Role::Chapter | Role::Contents | Role::Cover => builder.add_content(EpubContent::new(href, nothing)),
            Role::CoverImage => builder.add_cover_image(href, nothing, part.media_type),
            Role::Resource => builder.add_resource(href, nothing, part.media_type),
        }
        .map_err(failed)?;
    }
    let mut bytes = Vec::new();
    builder.generate(&mut bytes).map_err(failed)?;

    let unreadable = |reason: zip::result::ZipError| Error::Package(reason.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut files = BTreeMap::new();
    for name in ["META-INF/container.xml", "META-INF/com.apple.ibooks.display-options.xml"]
        .into_iter()
        .chain(["OEBPS/content.opf", "OEBPS/toc.ncx"])
    {
        let mut text = String::new();
        let mut entry = archive.by_name(name).map_err(unreadable)?;
        entry.read_to_string(&mut text).map_err(|reason| Error::Package(reason.to_string()))?;
        files.insert(name.to_owned(), text);
    }
    Ok(files)
}

/// The package document with all that epub-builder has no words for.
fn amend_package(
    skeleton: &str,
    facts: &Facts<'_>,
    navigation: &Navigation<'_>,
    parts: &[Part],
) -> Result<String, Error> {
    let roles: BTreeMap<&str, Role> = parts.iter().map(|part| (part.href.as_str(), part.role)).collect();
    let navigation_file = parts.iter().find(|part| part.role == Role::Navigation).map(|part| part.href.as_str());
    let hrefs = |holds: fn(&Part) -> bool| -> BTreeSet<&str> {
        parts.iter().filter(|part| holds(part)).map(|part| part.href.as_str()).collect()
    };
    let (with_math, with_svg) = (hrefs(Part::has_math), hrefs(Part::has_svg));
    let mut role_of_id: BTreeMap<String, Role> = BTreeMap::new();
    let mut amender = Amender::new(skeleton);
    while let Some(event) = amender.next()? {
        match &event {
            Event::Start(start) if start.name().0 == "package" => {
                let mut attributes = attributes(start)?;
                attributes.push(("xml:lang".to_owned(), facts.document.metadata.lang.tag().to_owned()));
                if facts.document.metadata.lang.direction().is_right_to_left() {
                    attributes.push(("dir".to_owned(), "rtl".to_owned()));
                }
                amender.open("package", &attributes, false);
            }
            Event::Start(start) if start.name().0 == "dc:identifier" => {
                amender.replace_text(&event, &facts.identifier)?;
                amender.lines(&facts.further_identifiers());
            }
            Event::Start(start) if start.name().0 == "dc:title" => {
                amender.open("dc:title", &[("id".to_owned(), "title".to_owned())], false);
            }
            Event::End(end) if end.name().0 == "dc:title" => {
                amender.copy(&event);
                amender.lines(&facts.people_and_dates());
            }
            Event::End(end) if end.name().0 == "metadata" => {
                amender.lines(&facts.accessibility(!with_math.is_empty(), !with_svg.is_empty()));
                amender.raw("\n  ");
                amender.copy(&event);
            }
            Event::Empty(start) if start.name().0 == "item" => {
                let mut attributes = attributes(start)?;
                let value =
                    |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
                let (id, href) = (value("id").unwrap_or_default(), value("href").unwrap_or_default().to_owned());
                if id == "nav" && href == NAVIGATION {
                    // Where the contents chapter is the navigation document, this item names a file that is not there.
                    let Some(own) = navigation_file else { continue };
                    for (name, value) in &mut attributes {
                        if name == "href" {
                            own.clone_into(value);
                        }
                    }
                } else if let Some(&role) = roles.get(if href == STAND_IN { NAVIGATION } else { href.as_str() }) {
                    role_of_id.insert(id.to_owned(), role);
                    for (_, value) in attributes.iter_mut().filter(|(_, value)| value == STAND_IN) {
                        NAVIGATION.clone_into(value);
                    }
                    let holds = |parts: &BTreeSet<&str>| parts.contains(href.as_str());
                    let properties =
                        [("nav", role == Role::Contents), ("mathml", holds(&with_math)), ("svg", holds(&with_svg))];
                    let held = properties.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name);
                    let properties = held.collect::<Vec<_>>().join(" ");
                    if !properties.is_empty() {
                        attributes.push(("properties".to_owned(), properties));
                    }
                } else if id != "ncx" {
                    // It names a style sheet of its own for books without one of that name.
                    continue;
                }
                amender.open("item", &attributes, true);
            }
            Event::Empty(start) if start.name().0 == "itemref" => {
                let mut attributes = attributes(start)?;
                let role = attributes.iter().find_map(|(_, value)| role_of_id.get(value));
                if role == Some(&Role::Cover) {
                    attributes.push(("linear".to_owned(), "no".to_owned()));
                }
                amender.open("itemref", &attributes, true);
            }
            // EPUB 2's landmarks, which Kindle's converter reads.
            Event::Start(start) if start.name().0 == "guide" => {
                amender.skip(start.name().0)?;
                amender.raw(&guide(navigation));
            }
            _ => amender.copy(&event),
        }
    }
    Ok(amender.out)
}

fn guide(navigation: &Navigation<'_>) -> String {
    let mut out = "<guide>\n".to_owned();
    for landmark in navigation.landmarks() {
        let kind = match landmark.kind {
            "bodymatter" => "text",
            "titlepage" => "title-page",
            "acknowledgments" => "acknowledgements",
            kind => kind,
        };
        // The words of OPF 2.0.1, section 2.6; all else is for the navigation document alone.
        let is_known = [
            "cover",
            "title-page",
            "toc",
            "index",
            "glossary",
            "acknowledgements",
            "bibliography",
            "colophon",
            "copyright-page",
            "dedication",
            "epigraph",
            "foreword",
            "preface",
            "text",
        ];
        if !is_known.contains(&kind) {
            continue;
        }
        out.push_str("    <reference");
        push_attribute(&mut out, "type", kind);
        push_attribute(&mut out, "title", &landmark.title);
        push_attribute(&mut out, "href", &landmark.href);
        out.push_str("/>\n");
    }
    out.push_str("  </guide>");
    out
}

/// The NCX with identifier, depth, title and points.
fn amend_ncx(skeleton: &str, facts: &Facts<'_>, navigation: &Navigation<'_>) -> Result<String, Error> {
    let (points, depth) = navigation.nav_points();
    let mut amender = Amender::new(skeleton);
    let mut in_title = false;
    while let Some(event) = amender.next()? {
        match &event {
            Event::Start(start) if start.name().0 == "ncx" => {
                let mut attributes = attributes(start)?;
                let lang = &facts.document.metadata.lang;
                attributes.push(("xml:lang".to_owned(), lang.tag().to_owned()));
                if lang.direction().is_right_to_left() {
                    attributes.push(("dir".to_owned(), lang.direction().keyword().to_owned()));
                }
                amender.open("ncx", &attributes, false);
            }
            Event::Start(start) if start.name().0 == "head" => {
                amender.copy(&event);
                let uid = [("name".to_owned(), "dtb:uid".to_owned()), ("content".to_owned(), facts.identifier.clone())];
                amender.raw("\n    ");
                amender.open("meta", &uid, true);
            }
            Event::Empty(start) if start.name().0 == "meta" => {
                let mut attributes = attributes(start)?;
                if attributes.iter().any(|(_, value)| value == "dtb:depth")
                    && let Some((_, content)) = attributes.iter_mut().find(|(name, _)| name == "content")
                {
                    *content = depth.to_string();
                }
                amender.open("meta", &attributes, true);
            }
            Event::Start(start) if start.name().0 == "docTitle" => {
                in_title = true;
                amender.copy(&event);
            }
            Event::Start(start) if in_title && start.name().0 == "text" => {
                amender.replace_text(&event, &facts.title)?;
                in_title = false;
            }
            Event::Start(start) if start.name().0 == "navMap" => {
                amender.skip(start.name().0)?;
                amender.raw("<navMap>\n");
                amender.raw(&points);
                amender.raw("</navMap>");
            }
            _ => amender.copy(&event),
        }
    }
    Ok(amender.out)
}

/// Reads XML and writes it again with changes.
struct Amender<'a> {
    reader: Reader<&'a [u8]>,
    out: String,
}

impl<'a> Amender<'a> {
    fn new(xml: &'a str) -> Amender<'a> {
        Amender { reader: Reader::from_str(xml), out: String::with_capacity(xml.len() * 2) }
    }

    fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Ok(None),
            Ok(event) => Ok(Some(event)),
            Err(reason) => Err(Error::Package(format!("epub-builder's skeleton is no XML: {reason}"))),
        }
    }

    /// Writes the event as it was read.
    fn copy(&mut self, event: &Event<'_>) {
        let out = &mut self.out;
        let _ = match event {
            Event::Start(start) => write!(out, "<{}>", &**start),
            Event::Empty(start) => write!(out, "<{}/>", &**start),
            Event::End(end) => write!(out, "</{}>", &**end),
            // Empty lines are left where the templates had nothing to say.
            Event::Text(text) if text.trim().is_empty() && text.contains('\n') => {
                let indent = text.rsplit('\n').next().unwrap_or_default();
                out.truncate(out.trim_end().len());
                write!(out, "\n{indent}")
            }
            Event::Text(text) => write!(out, "{}", &**text),
            Event::CData(data) => write!(out, "<![CDATA[{}]]>", &**data),
            Event::GeneralRef(reference) => write!(out, "&{};", &**reference),
            Event::Decl(declaration) => write!(out, "<?{}?>", &**declaration),
            Event::PI(instruction) => write!(out, "<?{}?>", &**instruction),
            Event::Comment(_) | Event::DocType(_) | Event::Eof => Ok(()),
        };
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], is_empty: bool) {
        self.out.push('<');
        self.out.push_str(name);
        attributes.iter().for_each(|(name, value)| push_attribute(&mut self.out, name, value));
        self.out.push_str(if is_empty { "/>" } else { ">" });
    }

    fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// Writes each line below the one before it, indented as metadata is.
    fn lines(&mut self, xml: &str) {
        self.out.truncate(self.out.trim_end().len());
        for line in xml.lines() {
            self.out.push_str("\n    ");
            self.out.push_str(line);
        }
    }

    /// Writes the element with other text.
    fn replace_text(&mut self, start: &Event<'a>, text: &str) -> Result<(), Error> {
        self.copy(start);
        push_text(&mut self.out, text);
        if let Event::Start(start) = start {
            let name = start.name().0.to_owned();
            self.skip(&name)?;
            let _ = write!(self.out, "</{name}>");
        }
        Ok(())
    }

    /// Leaves out what is left of an element.
    fn skip(&mut self, name: &str) -> Result<(), Error> {
        let end = quick_xml::name::QName(name);
        self.reader.read_to_end(end).map_err(|reason| Error::Package(reason.to_string()))?;
        Ok(())
    }
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, Error> {
    let unreadable = |reason: String| Error::Package(format!("epub-builder's skeleton has a bad attribute: {reason}"));
    start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.map_err(|reason| unreadable(reason.to_string()))?;
            let value =
                quick_xml::escape::unescape(&attribute.value).map_err(|reason| unreadable(reason.to_string()))?;
            Ok((attribute.key.0.to_owned(), value.into_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// What the amendment relies on; when epub-builder's templates change, this fails before any book does.
    #[test]
    fn the_skeleton_is_as_it_was_read() {
        let document = crate::document::Document::default();
        let facts = Facts::bare(&document);
        let part =
            |href: &str, media_type, role| Part { href: href.to_owned(), media_type, role, bytes: Arc::from([]) };
        let parts = [
            part("cover.xhtml", super::super::xml::XHTML, Role::Cover),
            part("images/cover.jpg", "image/jpeg", Role::CoverImage),
            part("a-b_c.xhtml", super::super::xml::XHTML, Role::Chapter),
            part("styles/base.css", "text/css", Role::Resource),
        ];
        let options = Options { modified: "2024-07-20T00:00:00Z".to_owned(), ..Options::default() };
        let files = skeleton(&facts, &parts, &options).expect("a skeleton");
        let lines = |path: &str| {
            let lines = files[path].lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(lines("OEBPS/content.opf"), PACKAGE);
        assert_eq!(lines("OEBPS/toc.ncx"), NCX);
        assert!(files["META-INF/container.xml"].contains("full-path=\"OEBPS/content.opf\""));
        assert!(files["META-INF/com.apple.ibooks.display-options.xml"].contains("\"specified-fonts\">true<"));
    }

    const PACKAGE: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<package version="3.0" xmlns="http://www.idpf.org/2007/opf" unique-identifier="epub-id-1">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier id="epub-id-1">urn:uuid:00000000-0000-0000-0000-000000000000</dc:identifier>
<dc:title>Title</dc:title>
<meta property="dcterms:modified">2024-07-20T00:00:00Z</meta>
<meta name="cover" content="cover-image"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item media-type="application/xhtml+xml" id="id_cover.xhtml" href="cover.xhtml"/>
<item media-type="image/jpeg" properties="cover-image" id="cover-image" href="images/cover.jpg"/>
<item media-type="application/xhtml+xml" id="id_a-b_c.xhtml" href="a-b_c.xhtml"/>
<item media-type="text/css" id="id_styles_base.css" href="styles/base.css"/>
<item media-type="text/css" id="id_stylesheet.css" href="stylesheet.css"/>
</manifest>
<spine toc="ncx" page-progression-direction="ltr">
<itemref idref="id_cover.xhtml"/>
<itemref idref="id_a-b_c.xhtml"/>
</spine>
<guide>
<reference type="toc" title="Table Of Contents" href="nav.xhtml"/>
</guide>
</package>"##;

    const NCX: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<ncx version="2005-1" xmlns="http://www.daisy.org/z3986/2005/ncx/">
<head>
<meta name="dtb:depth" content="1" />
<meta name="dtb:totalPageCount" content="0" />
<meta name="dtb:maxPageNumber" content="0" />
</head>
<docTitle>
<text>Table Of Contents</text>
</docTitle>
<navMap>
</navMap>
</ncx>"##;
}
