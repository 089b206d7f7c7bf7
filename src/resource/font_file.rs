//! Font files that style sheets bring along: what each is.

/// What a font file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontFormat {
    /// Outlines of PostScript.
    OpenType,
    TrueType,
    Woff,
    Woff2,
    /// Several fonts in a file.
    Collection,
}

impl FontFormat {
    pub fn of(bytes: &[u8]) -> Option<FontFormat> {
        match bytes.get(..4)? {
            b"OTTO" => Some(FontFormat::OpenType),
            [0, 1, 0, 0] | b"true" => Some(FontFormat::TrueType),
            b"wOFF" => Some(FontFormat::Woff),
            b"wOF2" => Some(FontFormat::Woff2),
            b"ttcf" => Some(FontFormat::Collection),
            _ => None,
        }
    }

    /// The media type where every reading system must know it (EPUB 3.3, section 3.2).
    pub fn core_media_type(self) -> Option<&'static str> {
        match self {
            FontFormat::OpenType => Some("font/otf"),
            FontFormat::TrueType => Some("font/ttf"),
            FontFormat::Woff => Some("font/woff"),
            FontFormat::Woff2 => Some("font/woff2"),
            FontFormat::Collection => None,
        }
    }

    /// The usual ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            FontFormat::OpenType => "otf",
            FontFormat::TrueType => "ttf",
            FontFormat::Woff => "woff",
            FontFormat::Woff2 => "woff2",
            FontFormat::Collection => "ttc",
        }
    }
}

/// A font file of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFile {
    /// The address by which style sheets name it.
    pub path: String,
    pub format: FontFormat,
}
