//! The table of rules: what each asks for, and what each store says of it.
//!
//! Three tables: [`RULES`] that a machine holds a book against, [`MADE`] what every EPUB of this program has by itself, and
//! [`JUDGED`] what only a person can tell. A rule that stores only advise is of the code `store-advice`.

use super::source::{
    APPLE_COVER, APPLE_IMAGES, APPLE_LINKS, APPLE_METADATA, APPLE_SIZE, GOOGLE_COVER, GOOGLE_IMAGES, GOOGLE_METADATA,
    GOOGLE_SIZE, INGRAM_COVER, INGRAM_FILE, INGRAM_SETUP, KDP_CONTENTS, KDP_COVER, KDP_HTML, KDP_IMAGES, KDP_LINKS,
    KDP_METADATA, KDP_TABLES, KDP_UPLOAD, KOBO_COVER, KOBO_CSS, KOBO_FONTS, KOBO_IMAGES, KOBO_LINKS, KOBO_NOTES,
    KOBO_OPF, KOBO_SIZE, KOBO_TABLES, KOBO_UPLOAD,
};
use super::{CoverKind, Demand, Facts, Fault, Source, cover, metadata, picture, text};
use crate::config::Store;
use crate::diagnostic::Code;

/// What stores ask for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// A stable name.
    pub id: &'static str,
    /// What holds where it is kept, one sentence without a period.
    pub title: &'static str,
    pub code: Code,
    pub demands: &'static [Demand],
    pub(super) check: fn(&Facts<'_>, &[&Demand]) -> Vec<Fault>,
    pub(super) is_checked: fn(&Facts<'_>) -> bool,
}

/// What every EPUB has by itself.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    pub id: &'static str,
    pub title: &'static str,
    pub stores: &'static [Store],
    pub source: &'static Source,
}

/// What a person must judge.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    pub id: &'static str,
    pub title: &'static str,
    pub stores: &'static [Store],
    pub source: &'static Source,
}

const fn demand(store: Store, limits: [u64; 2], words: &'static str, source: &'static Source) -> Demand {
    Demand { store, limits, words, source }
}

fn always(_: &Facts<'_>) -> bool {
    true
}

fn has_cover(facts: &Facts<'_>) -> bool {
    facts.cover != CoverKind::Absent
}

fn has_pictures(facts: &Facts<'_>) -> bool {
    !facts.pictures.is_empty()
}

fn has_epub(facts: &Facts<'_>) -> bool {
    facts.epub_bytes.is_some()
}

fn has_pages(facts: &Facts<'_>) -> bool {
    facts.pages.is_some()
}

/// All rules, in the order in which they are told.
pub const RULES: &[Rule] = &[
    Rule {
        id: "cover-present",
        title: "A cover is in the book",
        code: Code::StoreCover,
        demands: &[
            demand(Store::Google, [0, 0], "wants the cover in the EPUB", &GOOGLE_COVER),
            demand(Store::Ingram, [0, 0], "wants the cover in the EPUB", &INGRAM_FILE),
        ],
        check: cover::is_there,
        is_checked: always,
    },
    Rule {
        id: "cover-least",
        title: "The cover is large enough",
        code: Code::StoreCover,
        demands: &[
            demand(Store::Kdp, [1000, 625], "takes 1000 × 625 at least", &KDP_COVER),
            demand(Store::Apple, [1400, 1400], "wants 1400 on the shorter side", &APPLE_COVER),
            demand(Store::Google, [640, 640], "takes 640 on each side at least", &GOOGLE_SIZE),
            demand(Store::Ingram, [2560, 1600], "wants 2560 on the longer side and 1600 on the other", &INGRAM_COVER),
        ],
        check: cover::is_large,
        is_checked: has_cover,
    },
    Rule {
        id: "cover-most",
        title: "The cover is not too large",
        code: Code::StoreCover,
        demands: &[
            demand(Store::Kdp, [10_000, 0], "takes 10,000 on each side at most", &KDP_COVER),
            demand(Store::Google, [7200, 0], "takes 7,200 on each side at most", &GOOGLE_SIZE),
        ],
        check: cover::is_small,
        is_checked: has_cover,
    },
    Rule {
        id: "cover-type",
        title: "The cover is of a type that is taken",
        code: Code::StoreCover,
        demands: &[
            demand(Store::Kdp, [0, 0], "takes JPEG, PNG, GIF and BMP", &KDP_IMAGES),
            demand(Store::Apple, [0, 0], "takes JPEG and PNG", &APPLE_IMAGES),
            demand(Store::Kobo, [0, 0], "takes no GIF, BMP or TIFF", &KOBO_COVER),
            demand(Store::Google, [0, 0], "takes JPEG and PNG", &GOOGLE_COVER),
            demand(Store::Ingram, [0, 0], "wants JPEG", &INGRAM_COVER),
        ],
        check: cover::is_of_right_type,
        is_checked: has_cover,
    },
    Rule {
        id: "cover-shape",
        title: "The cover is upright",
        code: Code::StoreAdvice,
        demands: &[
            demand(Store::Kdp, [0, 0], "advises a height of 1.6 times the width", &KDP_COVER),
            demand(Store::Kobo, [0, 0], "advises 3:4", &KOBO_COVER),
        ],
        check: cover::is_upright,
        is_checked: has_cover,
    },
    Rule {
        id: "picture-pixels",
        title: "Pictures have few enough pixels",
        code: Code::StorePicture,
        demands: &[
            demand(Store::Apple, [5_600_000, 0], "takes 5.6 million at most", &APPLE_IMAGES),
            demand(Store::Ingram, [3_200_000, 0], "takes 3.2 million at most", &INGRAM_FILE),
        ],
        check: picture::has_few_pixels,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-bytes",
        title: "Pictures have few enough bytes",
        code: Code::StorePicture,
        demands: &[demand(Store::Kobo, [5_000_000, 0], "takes 5 MB at most", &KOBO_UPLOAD)],
        check: picture::has_few_bytes,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-type",
        title: "Pictures are of types that are taken",
        code: Code::StorePicture,
        demands: &[
            demand(Store::Kdp, [0, 0], "takes JPEG, PNG, GIF, BMP and SVG", &KDP_IMAGES),
            demand(Store::Apple, [0, 0], "takes JPEG and PNG", &APPLE_IMAGES),
            demand(Store::Kobo, [0, 0], "takes JPEG, PNG, GIF, WebP and SVG", &KOBO_IMAGES),
            demand(Store::Google, [0, 0], "takes JPEG, PNG, GIF and SVG", &GOOGLE_IMAGES),
        ],
        check: picture::is_of_right_type,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-gif",
        title: "Pictures are JPEG or PNG",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Apple, [0, 0], "names JPEG and PNG alone", &APPLE_IMAGES)],
        check: picture::is_no_gif,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-still",
        title: "Pictures stand still",
        code: Code::StorePicture,
        demands: &[
            demand(Store::Kdp, [0, 0], "takes no GIF of several frames", &KDP_IMAGES),
            demand(Store::Google, [0, 0], "takes GIF only where it stands still", &GOOGLE_IMAGES),
        ],
        check: picture::stands_still,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-inks",
        title: "Pictures are in RGB",
        code: Code::StorePicture,
        demands: &[
            demand(Store::Kdp, [0, 0], "takes RGB", &KDP_IMAGES),
            demand(Store::Apple, [0, 0], "takes RGB", &APPLE_IMAGES),
            demand(Store::Kobo, [0, 0], "takes RGB", &KOBO_IMAGES),
        ],
        check: picture::has_no_inks,
        is_checked: has_pictures,
    },
    Rule {
        id: "picture-ground",
        title: "Pictures are not transparent",
        code: Code::StoreAdvice,
        demands: &[
            demand(Store::Kdp, [0, 0], "shows no transparency", &KDP_IMAGES),
            demand(Store::Kobo, [0, 0], "advises against it", &KOBO_IMAGES),
        ],
        check: picture::has_a_ground,
        is_checked: has_pictures,
    },
    Rule {
        id: "drawing-size",
        title: "Drawings are not too large",
        code: Code::StorePicture,
        demands: &[demand(Store::Google, [3200, 0], "takes 3,200 on each side at most", &GOOGLE_IMAGES)],
        check: picture::drawing_is_small,
        is_checked: has_pictures,
    },
    Rule {
        id: "alternative-length",
        title: "Alternative texts are short",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Kdp, [140, 0], "advises less than 140", &KDP_IMAGES)],
        check: text::alternatives_are_short,
        is_checked: has_pictures,
    },
    Rule {
        id: "links-to-shops",
        title: "No link leads to another store",
        code: Code::StoreLink,
        demands: &[
            demand(Store::Kdp, [0, 0], "prohibits links to other stores of e-books", &KDP_LINKS),
            demand(Store::Apple, [0, 0], "refuses links to other stores", &APPLE_LINKS),
            demand(Store::Kobo, [0, 0], "refuses links to other stores", &KOBO_LINKS),
        ],
        check: text::links_stay_out_of_other_shops,
        is_checked: always,
    },
    Rule {
        id: "title",
        title: "The book has a title",
        code: Code::StoreMetadata,
        demands: &[
            demand(Store::Kdp, [0, 0], "wants one", &KDP_METADATA),
            demand(Store::Apple, [0, 0], "wants that of the cover", &APPLE_METADATA),
            demand(Store::Google, [0, 0], "wants one", &GOOGLE_METADATA),
            demand(Store::Ingram, [0, 0], "wants one", &INGRAM_SETUP),
        ],
        check: metadata::has_title,
        is_checked: always,
    },
    Rule {
        id: "author",
        title: "The book has an author",
        code: Code::StoreMetadata,
        demands: &[
            demand(Store::Kdp, [0, 0], "wants one", &KDP_METADATA),
            demand(Store::Apple, [0, 0], "wants that of the cover", &APPLE_METADATA),
            demand(Store::Google, [0, 0], "wants one", &GOOGLE_METADATA),
            demand(Store::Ingram, [0, 0], "wants one", &INGRAM_SETUP),
        ],
        check: metadata::has_author,
        is_checked: always,
    },
    Rule {
        id: "language",
        title: "The book says its language",
        code: Code::StoreAdvice,
        demands: &[
            demand(Store::Kdp, [0, 0], "asks for it", &KDP_METADATA),
            demand(Store::Google, [0, 0], "asks for it", &GOOGLE_METADATA),
            demand(Store::Ingram, [0, 0], "asks for it", &INGRAM_SETUP),
        ],
        check: metadata::has_language,
        is_checked: always,
    },
    Rule {
        id: "isbn",
        title: "The book has an ISBN",
        code: Code::StoreAdvice,
        demands: &[
            demand(Store::Kobo, [0, 0], "knows a book by that of its identifier, or of its file's name", &KOBO_OPF),
            demand(Store::Ingram, [0, 0], "wants one, or gives one", &INGRAM_SETUP),
        ],
        check: metadata::has_isbn,
        is_checked: always,
    },
    Rule {
        id: "description",
        title: "The book has a description",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Ingram, [0, 0], "wants one", &INGRAM_SETUP)],
        check: metadata::has_description,
        is_checked: always,
    },
    Rule {
        id: "file-size",
        title: "The EPUB has few enough bytes",
        code: Code::StoreSize,
        demands: &[
            demand(Store::Kdp, [650_000_000, 0], "takes 650 MB at most", &KDP_UPLOAD),
            demand(Store::Apple, [2_000_000_000, 0], "takes 2 GB at most", &APPLE_SIZE),
            demand(Store::Kobo, [1_000_000_000, 0], "advises 1 GB at most", &KOBO_SIZE),
            demand(Store::Google, [2_000_000_000, 0], "takes 2 GB at most", &GOOGLE_SIZE),
            demand(Store::Ingram, [100_000_000, 0], "takes 100 MB at most", &INGRAM_FILE),
        ],
        check: metadata::file_is_small,
        is_checked: has_epub,
    },
    Rule {
        id: "pages",
        title: "The book is long enough",
        code: Code::StoreSize,
        demands: &[demand(Store::Google, [4, 0], "wants four at least", &GOOGLE_SIZE)],
        check: metadata::book_is_long,
        is_checked: has_pages,
    },
    Rule {
        id: "contents-levels",
        title: "The contents have few levels",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Kdp, [2, 0], "shows two", &KDP_CONTENTS)],
        check: text::contents_are_flat,
        is_checked: always,
    },
    Rule {
        id: "table-columns",
        title: "Tables have few columns",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Kobo, [4, 0], "advises to test tables of more than four", &KOBO_TABLES)],
        check: text::tables_are_narrow,
        is_checked: always,
    },
    Rule {
        id: "table-nesting",
        title: "Tables hold no tables",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Kdp, [0, 0], "sets no table in a table in its enhanced typesetting", &KDP_TABLES)],
        check: text::tables_are_simple,
        is_checked: always,
    },
    Rule {
        id: "grounds",
        title: "Style sheets paint no grounds",
        code: Code::StoreAdvice,
        demands: &[demand(Store::Kobo, [0, 0], "advises against grounds", &KOBO_CSS)],
        check: text::grounds_are_left_alone,
        is_checked: always,
    },
];

/// What needs no look.
pub const MADE: &[Made] = &[
    Made {
        id: "fonts",
        title: "Each font stands as OTF or TTF beside its WOFF 2",
        stores: &[Store::Kobo],
        source: &KOBO_FONTS,
    },
    Made {
        id: "cover-page",
        title: "The cover stands on a page of its own, which holds nothing else and is no part of the text",
        stores: &[Store::Kobo],
        source: &KOBO_COVER,
    },
    Made {
        id: "cover-meta",
        title: "The package says which picture is the cover, in the form of EPUB 3 and in that of EPUB 2",
        stores: &[Store::Kobo],
        source: &KOBO_COVER,
    },
    Made {
        id: "navigation",
        title: "There are a navigation document, an NCX and landmarks, made from the headings in their order",
        stores: &[Store::Kdp],
        source: &KDP_CONTENTS,
    },
    Made {
        id: "documents",
        title: "Content documents of more than 260 kB are cut",
        stores: &[Store::Kobo],
        source: &KOBO_SIZE,
    },
    Made { id: "active", title: "There are no scripts and no forms", stores: &[Store::Kdp], source: &KDP_HTML },
    Made {
        id: "notes-both-ways",
        title: "Notes and their references lead to one another",
        stores: &[Store::Kdp],
        source: &KDP_LINKS,
    },
    Made {
        id: "notes-marked",
        title: "Notes and their references are marked as notes",
        stores: &[Store::Kobo],
        source: &KOBO_NOTES,
    },
    Made {
        id: "file-names",
        title: "Names of files have letters, digits, `-` and `_` of ASCII, and no spaces",
        stores: &[Store::Kobo],
        source: &KOBO_OPF,
    },
    Made {
        id: "fit",
        title: "Pictures of more than 5.6 million pixels, in inks, or of other types than JPEG, PNG, GIF and SVG are made fit, unless `--keep-images` says otherwise",
        stores: &[Store::Apple],
        source: &APPLE_IMAGES,
    },
];

/// What no machine tells.
pub const JUDGED: &[Judged] = &[
    Judged {
        id: "cover-upload-kdp",
        title: "The cover is uploaded as a file of its own as well",
        stores: &[Store::Kdp],
        source: &KDP_COVER,
    },
    Judged {
        id: "cover-upload-apple",
        title: "The cover is delivered as a file of its own as well, as large as there is",
        stores: &[Store::Apple],
        source: &APPLE_SIZE,
    },
    Judged {
        id: "cover-upload-ingram",
        title: "The cover is uploaded as a file of its own as well, as JPEG; it shows the front alone",
        stores: &[Store::Ingram],
        source: &INGRAM_COVER,
    },
    Judged {
        id: "cover-words",
        title: "Cover, title, author and text say the same of the book",
        stores: &[Store::Apple],
        source: &APPLE_METADATA,
    },
    Judged {
        id: "cover-offers",
        title: "The cover names no price and no offer",
        stores: &[Store::Kdp],
        source: &KDP_COVER,
    },
    Judged { id: "cover-rights-kdp", title: "The cover is nobody else's", stores: &[Store::Kdp], source: &KDP_COVER },
    Judged {
        id: "cover-rights-ingram",
        title: "The cover is nobody else's",
        stores: &[Store::Ingram],
        source: &INGRAM_COVER,
    },
    Judged {
        id: "links-purpose",
        title: "Links out of the book serve the reader; none leads to a form that asks for the reader's address",
        stores: &[Store::Kdp],
        source: &KDP_LINKS,
    },
    Judged {
        id: "letters-kdp",
        title: "Letters within pictures can be read",
        stores: &[Store::Kdp],
        source: &KDP_IMAGES,
    },
    Judged {
        id: "letters-apple",
        title: "No picture stands for text that could be written",
        stores: &[Store::Apple],
        source: &APPLE_IMAGES,
    },
    Judged {
        id: "night-apple",
        title: "Pictures and their transparent parts can be seen at night, on black",
        stores: &[Store::Apple],
        source: &APPLE_IMAGES,
    },
    Judged {
        id: "night-kobo",
        title: "Text and pictures can be seen on white, sepia and black",
        stores: &[Store::Kobo],
        source: &KOBO_CSS,
    },
    Judged {
        id: "length-google",
        title: "The book is whole, and no excerpt",
        stores: &[Store::Google],
        source: &GOOGLE_COVER,
    },
];
