//! The keys of front matter: which we read, and which other programs' keys are known and left alone.

use super::variable;
use crate::diagnostic::nearest;

/// A key that says something about the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Title,
    Subtitle,
    /// Creators; the role is a MARC relator code.
    Creator(&'static str),
    Date,
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
    Isbn,
    Css,
    Theme,
    Toc,
    TocDepth,
    NumberSections,
    PageSize,
    /// A variable of pandoc's templates.
    Variable,
    Draft,
    Published,
    /// Ghost's and Pelican's.
    Status,
    /// The place among neighbors: Hugo's, Zola's, Docusaurus'.
    Weight,
    /// Where the page of a text stands on its site: Hugo's and Jekyll's.
    Address,
    /// Another program's.
    Ignored,
}

/// Keys we read, in kebab case; where two say the same, the one that stands first here wins.
const READ: &[(&str, Key)] = &[
    ("title", Key::Title),
    ("subtitle", Key::Subtitle),
    ("author", Key::Creator("aut")),
    ("authors", Key::Creator("aut")),
    ("creator", Key::Creator("aut")),
    ("editor", Key::Creator("edt")),
    ("editors", Key::Creator("edt")),
    ("translator", Key::Creator("trl")),
    ("translators", Key::Creator("trl")),
    ("illustrator", Key::Creator("ill")),
    ("contributor", Key::Creator("ctb")),
    ("contributors", Key::Creator("ctb")),
    ("date", Key::Date),
    ("publishdate", Key::Date),
    ("pubdate", Key::Date),
    ("path", Key::Path),
    ("lang", Key::Lang),
    ("language", Key::Lang),
    ("locale", Key::Lang),
    ("description", Key::Description),
    ("summary", Key::Description),
    ("abstract", Key::Description),
    ("excerpt", Key::Description),
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
    ("isbn", Key::Isbn),
    ("css", Key::Css),
    ("stylesheet", Key::Css),
    ("theme", Key::Theme),
    ("toc", Key::Toc),
    ("toc-depth", Key::TocDepth),
    ("number-sections", Key::NumberSections),
    ("numbersections", Key::NumberSections),
    ("page-size", Key::PageSize),
    ("papersize", Key::PageSize),
    ("draft", Key::Draft),
    ("published", Key::Published),
    ("publish", Key::Published),
    ("status", Key::Status),
    ("permalink", Key::Address),
    ("url", Key::Address),
    ("slug", Key::Address),
    ("aliases", Key::Address),
    ("alias", Key::Address),
    ("redirect-from", Key::Address),
    ("weight", Key::Weight),
    ("order", Key::Weight),
    ("nav-order", Key::Weight),
    ("sidebar-position", Key::Weight),
];

/// Keys of Zola, Hugo, Jekyll, pandoc and mdBook's kin that do not concern a book.
const IGNORED: &[&str] = &[
    // Zola
    "extra",
    "generate-feeds",
    "in-search-index",
    "insert-anchor-links",
    "page-template",
    "paginate-by",
    "redirect-to",
    "render",
    "sort-by",
    "template",
    "transparent",
    "updated",
    // Hugo
    "build",
    "cascade",
    "cjklanguage",
    "comments",
    "disablehljs",
    "expirydate",
    "featured",
    "headless",
    "hidden",
    "hidemeta",
    "hidesummary",
    "image",
    "images",
    "iscjklanguage",
    "lastmod",
    "layout",
    "linktitle",
    "markup",
    "math",
    "menu",
    "menus",
    "modified",
    "outputs",
    "params",
    "resources",
    "searchhidden",
    "series",
    "showbreadcrumbs",
    "showreadingtime",
    "showtoc",
    "sitemap",
    "thumbnail",
    "tocopen",
    "translationkey",
    "type",
    "unlisted",
    "videos",
    "featured-image",
    "featuredimage",
    // Jekyll
    "canonical-url",
    "collection",
    "excerpt-separator",
    "header",
    "id",
    "last-modified-at",
    "mathjax",
    "nav-exclude",
    "parent",
    "grand-parent",
    "has-children",
    "pin",
    "render-with-liquid",
    "tagline",
    "teaser",
    "twitter",
    "og-image",
    "show-sidebar",
    "sidebar",
    // pandoc, Quarto
    "bibliography",
    "citation-style",
    "csl",
    "engine",
    "execute",
    "format",
    "institute",
    "jupyter",
    "link-citations",
    "nocite",
    "output",
    "site",
    "biblio-style",
    "github-repo",
    "knit",
    "favicon",
    "runtime",
    // Material for MkDocs
    "hide",
    "icon",
    "search",
    "social",
    "pagetitle",
    "reference-section-title",
    "toc-title",
    "variant",
    "version",
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
    ("foreword", "aui"),
    ("introduction", "aui"),
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
