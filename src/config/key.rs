//! The keys of front matter: which we read, and which other programs' keys are known and left alone.

mod ignored;

use super::variable;
use crate::diagnostic::nearest;
use ignored::IGNORED;

/// A key that says something about the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Title,
    Subtitle,
    /// Creators; the role is a MARC relator code.
    Creator(&'static str),
    Date,
    /// When the text was last changed.
    Modified,
    Series,
    SeriesIndex,
    /// Zola's `path`, in which a date may stand.
    Path,
    Lang,
    Description,
    Keywords,
    /// Zola's and Hugo's table of terms: `tags` and `categories` in it are keywords.
    Taxonomies,
    Cover,
    CoverAlt,
    Publisher,
    Rights,
    Identifier,
    Edition(EditionKey),
    Css,
    Theme,
    Toc,
    TocDepth,
    LinkUrls,
    /// How code is painted; pandoc's and Quarto's name of it with their own styles.
    Highlight,
    NumberSections,
    /// Macros of formulas.
    Macros,
    PageSize,
    /// A variable of pandoc's templates.
    Variable,
    Draft,
    Published,
    /// Hugo's days on which a text comes and goes, and its table of what a site makes of it.
    ShownFrom,
    ShownUntil,
    Build,
    /// Ghost's and Pelican's.
    Status,
    /// The place among neighbors: Hugo's, Zola's, Docusaurus'.
    Weight,
    /// The dialect of Markdown.
    From,
    HardLineBreaks,
    /// Files of references, which are not read: what it tells is that the text cites.
    Bibliography,
    /// Where the page of a text stands on its site: Hugo's and Jekyll's.
    Address,
    /// What becomes of code that its tool runs: Quarto's, and knitr's through it.
    Execute,
    Knitr,
    /// Another program's.
    Ignored,
}

/// A key that says something of an edition, for catalogs and stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditionKey {
    Isbn,
    PrintIsbn,
    Doi,
    Source,
    Name,
    ShortTitle,
    /// A scheme of subjects whose codes are the value.
    Subjects(&'static str),
    ConformsTo,
    CertifiedBy,
    Credential,
    Report,
    Summary,
    Hazards,
    CopyrightPage,
}

/// Keys we read, in kebab case; where two say the same, the one that stands first here wins.
const READ: &[(&str, Key)] = &[
    ("title", Key::Title),
    ("subtitle", Key::Subtitle),
    ("author", Key::Creator("aut")),
    ("authors", Key::Creator("aut")),
    ("creator", Key::Creator("aut")),
    ("creators", Key::Creator("aut")),
    ("by-author", Key::Creator("aut")),
    ("byline", Key::Creator("aut")),
    ("editor", Key::Creator("edt")),
    ("editors", Key::Creator("edt")),
    ("translator", Key::Creator("trl")),
    ("translators", Key::Creator("trl")),
    ("illustrator", Key::Creator("ill")),
    ("illustrators", Key::Creator("ill")),
    ("translated-by", Key::Creator("trl")),
    ("edited-by", Key::Creator("edt")),
    ("illustrated-by", Key::Creator("ill")),
    ("foreword-by", Key::Creator("wfw")),
    ("introduction-by", Key::Creator("win")),
    ("afterword-by", Key::Creator("aft")),
    ("photographer", Key::Creator("pht")),
    ("photographers", Key::Creator("pht")),
    ("narrator", Key::Creator("nrt")),
    ("narrators", Key::Creator("nrt")),
    ("compiler", Key::Creator("com")),
    ("compilers", Key::Creator("com")),
    ("cover-designer", Key::Creator("cov")),
    ("cover-artist", Key::Creator("cov")),
    ("contributor", Key::Creator("ctb")),
    ("contributors", Key::Creator("ctb")),
    ("date", Key::Date),
    ("publishdate", Key::ShownFrom),
    ("pubdate", Key::Date),
    ("published-at", Key::Date),
    ("publish-date", Key::ShownFrom),
    ("post-date", Key::Date),
    ("date-published", Key::Date),
    ("updated", Key::Modified),
    ("updated-at", Key::Modified),
    ("date-updated", Key::Modified),
    ("updateddate", Key::Modified),
    ("lastupdated", Key::Modified),
    ("lastmod", Key::Modified),
    ("modified", Key::Modified),
    ("last-modified-at", Key::Modified),
    ("last-modified", Key::Modified),
    ("date-modified", Key::Modified),
    ("last-update", Key::Modified),
    ("date modified", Key::Modified),
    ("modification-date", Key::Modified),
    ("updatedat", Key::Modified),
    ("updated-date", Key::Modified),
    ("series", Key::Series),
    ("belongs-to-collection", Key::Series),
    ("series-index", Key::SeriesIndex),
    ("series-position", Key::SeriesIndex),
    ("series-number", Key::SeriesIndex),
    ("series-volume", Key::SeriesIndex),
    ("group-position", Key::SeriesIndex),
    ("path", Key::Path),
    ("lang", Key::Lang),
    ("language", Key::Lang),
    ("locale", Key::Lang),
    ("description", Key::Description),
    ("summary", Key::Description),
    ("abstract", Key::Description),
    ("excerpt", Key::Description),
    ("custom-excerpt", Key::Description),
    ("synopsis", Key::Description),
    ("keywords", Key::Keywords),
    ("tags", Key::Keywords),
    ("categories", Key::Keywords),
    ("category", Key::Keywords),
    ("subject", Key::Keywords),
    ("subjects", Key::Keywords),
    ("taxonomies", Key::Taxonomies),
    ("cover-image", Key::Cover),
    ("cover", Key::Cover),
    ("cover-alt", Key::CoverAlt),
    ("cover-image-alt", Key::CoverAlt),
    ("publisher", Key::Publisher),
    ("rights", Key::Rights),
    ("copyright", Key::Rights),
    ("license", Key::Rights),
    ("identifier", Key::Identifier),
    ("isbn", Key::Edition(EditionKey::Isbn)),
    ("isbn13", Key::Edition(EditionKey::Isbn)),
    ("isbn-13", Key::Edition(EditionKey::Isbn)),
    ("isbn-epub", Key::Edition(EditionKey::Isbn)),
    ("epub-isbn", Key::Edition(EditionKey::Isbn)),
    ("isbn-ebook", Key::Edition(EditionKey::Isbn)),
    ("ebook-isbn", Key::Edition(EditionKey::Isbn)),
    ("eisbn", Key::Edition(EditionKey::Isbn)),
    ("print-isbn", Key::Edition(EditionKey::PrintIsbn)),
    ("isbn-print", Key::Edition(EditionKey::PrintIsbn)),
    ("isbn-paperback", Key::Edition(EditionKey::PrintIsbn)),
    ("paperback-isbn", Key::Edition(EditionKey::PrintIsbn)),
    ("isbn-hardcover", Key::Edition(EditionKey::PrintIsbn)),
    ("hardcover-isbn", Key::Edition(EditionKey::PrintIsbn)),
    ("source-isbn", Key::Edition(EditionKey::PrintIsbn)),
    ("doi", Key::Edition(EditionKey::Doi)),
    ("source", Key::Edition(EditionKey::Source)),
    ("edition", Key::Edition(EditionKey::Name)),
    ("short-title", Key::Edition(EditionKey::ShortTitle)),
    ("title-short", Key::Edition(EditionKey::ShortTitle)),
    ("shorttitle", Key::Edition(EditionKey::ShortTitle)),
    ("bisac", Key::Edition(EditionKey::Subjects("BISAC"))),
    ("thema", Key::Edition(EditionKey::Subjects("Thema"))),
    ("conforms-to", Key::Edition(EditionKey::ConformsTo)),
    ("conformsto", Key::Edition(EditionKey::ConformsTo)),
    ("accessibility-conforms-to", Key::Edition(EditionKey::ConformsTo)),
    ("accessibility-conformance", Key::Edition(EditionKey::ConformsTo)),
    ("certified-by", Key::Edition(EditionKey::CertifiedBy)),
    ("certifiedby", Key::Edition(EditionKey::CertifiedBy)),
    ("certifier", Key::Edition(EditionKey::CertifiedBy)),
    ("certifier-credential", Key::Edition(EditionKey::Credential)),
    ("certifiercredential", Key::Edition(EditionKey::Credential)),
    ("certifier-report", Key::Edition(EditionKey::Report)),
    ("certifierreport", Key::Edition(EditionKey::Report)),
    ("accessibility-summary", Key::Edition(EditionKey::Summary)),
    ("accessibilitysummary", Key::Edition(EditionKey::Summary)),
    ("accessibility-hazard", Key::Edition(EditionKey::Hazards)),
    ("accessibility-hazards", Key::Edition(EditionKey::Hazards)),
    ("accessibilityhazard", Key::Edition(EditionKey::Hazards)),
    ("accessibilityhazards", Key::Edition(EditionKey::Hazards)),
    ("copyright-page", Key::Edition(EditionKey::CopyrightPage)),
    ("css", Key::Css),
    ("stylesheet", Key::Css),
    ("theme", Key::Theme),
    ("toc", Key::Toc),
    ("toc-depth", Key::TocDepth),
    ("number-sections", Key::NumberSections),
    ("numbersections", Key::NumberSections),
    ("macros", Key::Macros),
    ("page-size", Key::PageSize),
    ("link-urls", Key::LinkUrls),
    ("highlight", Key::Highlight),
    ("highlight-style", Key::Highlight),
    ("from", Key::From),
    ("hard-line-breaks", Key::HardLineBreaks),
    ("bibliography", Key::Bibliography),
    ("references", Key::Bibliography),
    ("papersize", Key::PageSize),
    ("expirydate", Key::ShownUntil),
    ("unpublishdate", Key::ShownUntil),
    ("build", Key::Build),
    ("-build", Key::Build),
    ("draft", Key::Draft),
    ("headless", Key::Draft),
    ("published", Key::Published),
    ("publish", Key::Published),
    ("status", Key::Status),
    ("permalink", Key::Address),
    ("url", Key::Address),
    ("slug", Key::Address),
    ("aliases", Key::Address),
    ("alias", Key::Address),
    ("redirect-from", Key::Address),
    ("execute", Key::Execute),
    ("knitr", Key::Knitr),
    ("weight", Key::Weight),
    ("order", Key::Weight),
    ("nav-order", Key::Weight),
    ("sidebar-position", Key::Weight),
];

/// A key in the form in which the tables hold it: `_` is `-`, and case does not matter.
pub(super) fn normalize(key: &str) -> String {
    key.trim().to_lowercase().replace('_', "-")
}

/// What a key means; `None` for an unknown one.
pub(super) fn lookup(key: &str) -> Option<(usize, Key)> {
    let key = normalize(key);
    match READ.iter().position(|(name, _)| *name == key) {
        Some(rank) => Some((rank, READ[rank].1)),
        None if variable::NAMES.contains(&key.as_str()) => Some((READ.len(), Key::Variable)),
        None => IGNORED.contains(&key.as_str()).then_some((READ.len(), Key::Ignored)),
    }
}

/// Whether the value of a key is words, so that `true` says nothing. A period leads below a key, `author.name`.
pub fn wants_words(key: &str) -> bool {
    let Some((_, key)) = lookup(key.split('.').next().unwrap_or_default()) else { return false };
    match key {
        Key::Title
        | Key::Subtitle
        | Key::Creator(_)
        | Key::Date
        | Key::Modified
        | Key::Series
        | Key::SeriesIndex
        | Key::Path
        | Key::Lang
        | Key::Description
        | Key::Keywords
        | Key::Taxonomies
        | Key::CoverAlt
        | Key::Publisher
        | Key::Rights
        | Key::Identifier
        | Key::Css
        | Key::Theme
        | Key::TocDepth
        | Key::LinkUrls
        | Key::Highlight
        | Key::PageSize
        | Key::ShownFrom
        | Key::ShownUntil
        | Key::Address
        | Key::Weight
        | Key::From => true,
        Key::Edition(fact) => fact != EditionKey::CopyrightPage,
        Key::Cover
        | Key::Toc
        | Key::NumberSections
        | Key::Macros
        | Key::Variable
        | Key::Draft
        | Key::Published
        | Key::Build
        | Key::Status
        | Key::HardLineBreaks
        | Key::Bibliography
        | Key::Execute
        | Key::Knitr
        | Key::Ignored => false,
    }
}

/// The known key that an unknown one may have been meant for.
pub(super) fn suggestion(key: &str) -> Option<&'static str> {
    let key = normalize(key);
    // A key that is read is what its author more likely meant.
    nearest(&key, READ.iter().map(|(name, _)| *name)).or_else(|| nearest(&key, IGNORED.iter().copied()))
}

/// Roles as people write them and their MARC relator codes (<https://id.loc.gov/vocabulary/relators>).
const ROLES: &[(&str, &str)] = &[
    ("author", "aut"),
    ("writer", "aut"),
    ("editor", "edt"),
    ("translator", "trl"),
    ("illustrator", "ill"),
    ("contributor", "ctb"),
    ("photographer", "pht"),
    ("foreword", "wfw"),
    ("introduction", "win"),
    ("author-of-introduction", "aui"),
    ("afterword", "aft"),
    ("cover-designer", "cov"),
    ("designer", "bkd"),
    ("narrator", "nrt"),
    ("compiler", "com"),
    ("publisher", "pbl"),
    ("other", "oth"),
];

/// The relator code of a role, given in words or as a code.
pub(super) fn role(text: &str) -> Option<&'static str> {
    let text = normalize(text).replace(' ', "-");
    ROLES.iter().find(|(name, code)| *name == text || *code == text).map(|(_, code)| *code)
}
