//! The cover: its image and the page that shows it.
//!
//! In: the image that the book names, or one that was drawn for it. Out: the image's file and a content document
//! that holds nothing else, as stores want it. The page is no part of the linear text: stores and libraries show the
//! image themselves, and a reader would see it twice.

use std::sync::Arc;

use super::book::Book;
use super::images::Images;
use super::part::{Part, Role};
use super::xml::{FileNames, XHTML, clean, push_attribute, push_body, push_head};
use crate::document::Document;
use crate::resource::MediaType;

/// The cover of a book.
pub(super) struct Cover {
    image: String,
    source: Source,
    /// The address of the page that shows it.
    pub page: String,
}

enum Source {
    /// An image of the book, by its path.
    Book(String),
    Drawn(Arc<[u8]>),
}

/// Shows the whole image on one page, however large the page.
const STYLE: &str = "html, body { margin: 0; padding: 0; height: 100%; }
section { height: 100%; text-align: center; }
img { max-width: 100%; max-height: 100vh; }
";

impl Cover {
    /// The image that the book names, else the drawn one.
    pub(super) fn of(
        document: &Document,
        images: &Images<'_>,
        drawn: Option<&Arc<[u8]>>,
        names: &mut FileNames,
    ) -> Option<Cover> {
        let given = document.metadata.cover.as_ref().and_then(|path| Some((path, images.get(path)?)));
        let (source, image) = match (given, drawn) {
            (Some((path, file)), _) => (Source::Book(path.clone()), file.href.clone()),
            (None, Some(drawn)) => (Source::Drawn(Arc::clone(drawn)), names.take("images/cover", "png")),
            (None, None) => return None,
        };
        Some(Cover { image, source, page: names.take("cover", "xhtml") })
    }

    /// The book path of the image, where it is one of the book's.
    pub(super) fn path(&self) -> Option<&str> {
        match &self.source {
            Source::Book(path) => Some(path),
            Source::Drawn(_) => None,
        }
    }

    /// The page, and the image where it was drawn.
    pub(super) fn parts(&self, book: &Book<'_>) -> Vec<Part> {
        let page = Part {
            href: self.page.clone(),
            media_type: XHTML,
            role: Role::Cover,
            bytes: self.document(book).into_bytes().into(),
        };
        match &self.source {
            Source::Book(_) => vec![page],
            Source::Drawn(bytes) => vec![
                page,
                Part {
                    href: self.image.clone(),
                    media_type: MediaType::Png.name(),
                    role: Role::CoverImage,
                    bytes: Arc::clone(bytes),
                },
            ],
        }
    }

    fn document(&self, book: &Book<'_>) -> String {
        let metadata = &book.document.metadata;
        let words = metadata.lang.words();
        let mut out = String::new();
        push_head(&mut out, &metadata.lang, &words.cover, &[], STYLE);
        push_body(&mut out, &metadata.lang);
        out.push_str("<section epub:type=\"cover\">\n<img");
        push_attribute(&mut out, "src", &self.image);
        push_attribute(&mut out, "alt", &self.alternative(book));
        out.push_str(" role=\"doc-cover\"/>\n</section>\n</body>\n</html>\n");
        out
    }

    /// What the cover says: as the author put it, else what a drawn one shows.
    fn alternative(&self, book: &Book<'_>) -> String {
        let metadata = &book.document.metadata;
        if let (Some(alt), Source::Book(_)) = (&metadata.cover_alt, &self.source) {
            return clean(alt);
        }
        let authors = metadata.creators.iter().filter(|creator| creator.role == "aut");
        let parts: Vec<&str> = [book.title()]
            .into_iter()
            .chain(metadata.subtitle.as_deref())
            .chain(authors.map(|creator| creator.name.as_str()))
            .collect();
        clean(&format!("{}: {}", metadata.lang.words().cover, parts.join(", ")))
    }
}
