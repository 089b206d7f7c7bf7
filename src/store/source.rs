//! Where stores say what they ask for.
//!
//! A source is dated by its own version or by the day on which it was read. What could not be read in the store's own
//! document, and is told by those who deliver books there, says so.

/// A document of a store, or what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub document: &'static str,
    pub section: &'static str,
    pub link: &'static str,
    /// The document's version or date, or the day on which it was read.
    pub date: &'static str,
    /// Whether it was read in the store's own words, and not by what others tell of it.
    pub is_read: bool,
}

/// A row: the document, its section, link and date.
const fn read(document: &'static str, section: &'static str, link: &'static str, date: &'static str) -> Source {
    Source { document, section, link, date, is_read: true }
}

/// The same of what is known from others.
const fn known(document: &'static str, section: &'static str, link: &'static str) -> Source {
    Source { document, section, link, date: "as known on 2026-11-27", is_read: false }
}

const KINDLE: &str = "Kindle Publishing Guidelines";
const ASSETS: &str = "Apple Books Asset Guide";
const FORMATTING: &str = "Apple Books Formatting and Content Guidelines";
const KOBO: &str = "Kobo EPUB specification";
const GOOGLE: &str = "Google Play Books Partner Center Help";
const INGRAM: &str = "IngramSpark EPUB guidelines";

const KOBO_LINK: &str = "https://github.com/kobolabs/epub-spec";
const GOOGLE_FILES: &str = "https://support.google.com/books/partner/answer/3424254";
const GOOGLE_EPUB: &str = "https://support.google.com/books/partner/answer/3316879";
const INGRAM_LINK: &str = "https://www.ingramspark.com/plan-your-book/ebooks/epub-guidelines";
const FORMATTING_LINK: &str = "https://help.apple.com/itc/applebooksstoreformatting/en.lproj/static.html";

const READ: &str = "read on 2026-11-27";
const KOBO_DATE: &str = "2025-08-25";

pub const KDP_COVER: Source =
    read(KINDLE, "Cover Image Guidelines", "https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX", READ);
pub const KDP_IMAGES: Source =
    read(KINDLE, "Image Guidelines - Reflowable", "https://kdp.amazon.com/en_US/help/topic/G75V4YX5X8GRGXWV", READ);
pub const KDP_LINKS: Source = read(
    KINDLE,
    "Hyperlink Guidelines, External Link Guidelines",
    "https://kdp.amazon.com/en_US/help/topic/GQ6JQ7FM6C72HE4X",
    READ,
);
pub const KDP_CONTENTS: Source =
    read(KINDLE, "Navigation Guidelines, NCX", "https://kdp.amazon.com/help?topicId=GY3AD8C6C6GAG42N", "2019.2");
pub const KDP_TABLES: Source =
    read(KINDLE, "Create Simple HTML Tables", "https://kdp.amazon.com/help?topicId=GZ8BAXASXKB5JVML", "2019.2");
pub const KDP_HTML: Source = read(
    KINDLE,
    "HTML and CSS Guidelines",
    "https://kindlegen.s3.amazonaws.com/AmazonKindlePublishingGuidelines.pdf",
    "2019.2",
);
pub const KDP_UPLOAD: Source =
    known("KDP Help", "What file formats are supported", "https://kdp.amazon.com/en_US/help");
pub const KDP_METADATA: Source =
    known("KDP Help", "Metadata Guidelines for Books", "https://kdp.amazon.com/en_US/help");

pub const APPLE_IMAGES: Source =
    read(ASSETS, "Images", "https://help.apple.com/itc/booksassetguide/en.lproj/itca71ad3c33.html", READ);
pub const APPLE_SIZE: Source = read(
    "Apple Books for Authors",
    "Prepare your book",
    "https://itunespartner.apple.com/books/support/9-prepare-book",
    READ,
);
pub const APPLE_COVER: Source = known(FORMATTING, "Cover art", FORMATTING_LINK);
pub const APPLE_METADATA: Source = read(FORMATTING, "General Guidelines", FORMATTING_LINK, READ);
pub const APPLE_LINKS: Source = known(FORMATTING, "Competing websites", FORMATTING_LINK);

pub const KOBO_COVER: Source = read(KOBO, "Cover Images", KOBO_LINK, KOBO_DATE);
pub const KOBO_IMAGES: Source = read(KOBO, "Placing Images Properly", KOBO_LINK, KOBO_DATE);
pub const KOBO_OPF: Source = read(KOBO, "OPF", KOBO_LINK, KOBO_DATE);
pub const KOBO_CSS: Source = read(KOBO, "CSS, Background Colors", KOBO_LINK, KOBO_DATE);
pub const KOBO_FONTS: Source = read(KOBO, "Supported Fonts", KOBO_LINK, KOBO_DATE);
pub const KOBO_NOTES: Source = read(KOBO, "Footnotes/Endnotes", KOBO_LINK, KOBO_DATE);
pub const KOBO_TABLES: Source = read(KOBO, "Tables", KOBO_LINK, KOBO_DATE);
pub const KOBO_SIZE: Source = read(KOBO, "Limitations and Maximums", KOBO_LINK, KOBO_DATE);
pub const KOBO_UPLOAD: Source =
    known("Kobo Writing Life Help", "File Upload Best Practices", "https://kobowritinglife.zendesk.com/hc/en-us");
pub const KOBO_LINKS: Source =
    known("Kobo Writing Life Help", "Content policy", "https://kobowritinglife.zendesk.com/hc/en-us");

pub const GOOGLE_COVER: Source = read(GOOGLE, "Files and uploading overview", GOOGLE_FILES, READ);
pub const GOOGLE_SIZE: Source = read(GOOGLE, "Size and quality limits", GOOGLE_FILES, READ);
pub const GOOGLE_IMAGES: Source = read(GOOGLE, "EPUB files, Supported image types", GOOGLE_EPUB, READ);
pub const GOOGLE_METADATA: Source = known(GOOGLE, "Add book information", "https://support.google.com/books/partner");

pub const INGRAM_COVER: Source = read(INGRAM, "Cover", INGRAM_LINK, READ);
pub const INGRAM_FILE: Source = read(INGRAM, "E-Book File Creation", INGRAM_LINK, READ);
pub const INGRAM_SETUP: Source = read(
    "IngramSpark Help",
    "How To Set Up a New eBook",
    "https://help.ingramspark.com/hc/en-us/articles/5281077936909-How-To-Set-Up-a-New-eBook",
    READ,
);
