//! What a criterion is, and those of EPUB Accessibility 1.1 (<https://www.w3.org/TR/epub-a11y-11/>).

use super::{Survey, pdf, wcag};
use crate::diagnostic::Code;

/// A criterion: what a machine checks of it, what the making brings along, what a person must judge.
#[derive(Clone, Copy)]
pub struct Criterion {
    pub id: &'static str,
    pub title: &'static str,
    pub level: &'static str,
    /// What is looked at in each book: findings of these codes break it.
    pub checked: Option<&'static str>,
    pub codes: &'static [Code],
    pub made: Option<&'static str>,
    pub judged: Option<&'static str>,
    /// Whether the book has what it is about.
    pub applies: fn(&Survey) -> bool,
    /// Why it does not apply, where it does not.
    pub absent: &'static str,
    /// Whether there is anything for a person to judge.
    pub is_open: fn(&Survey) -> bool,
}

pub(super) fn always(_: &Survey) -> bool {
    true
}

impl Criterion {
    /// One that holds by the making alone.
    pub(super) const fn made(
        id: &'static str,
        title: &'static str,
        level: &'static str,
        made: &'static str,
    ) -> Criterion {
        Criterion {
            id,
            title,
            level,
            checked: None,
            codes: &[],
            made: Some(made),
            judged: None,
            applies: always,
            absent: "",
            is_open: always,
        }
    }

    /// The same, where a person must judge as well.
    pub(super) const fn judged(self, judged: &'static str) -> Criterion {
        Criterion { judged: Some(judged), ..self }
    }

    /// The same, checked in each book by the findings of some codes.
    pub(super) const fn checked(self, checked: &'static str, codes: &'static [Code]) -> Criterion {
        Criterion { checked: Some(checked), codes, ..self }
    }

    /// The same for books that have something alone.
    pub(super) const fn about(self, applies: fn(&Survey) -> bool, absent: &'static str) -> Criterion {
        Criterion { applies, absent, ..self }
    }

    /// The same, where only some books have anything to judge.
    pub(super) const fn open(self, is_open: fn(&Survey) -> bool) -> Criterion {
        Criterion { is_open, ..self }
    }

    /// The same without anything that the making brings along.
    pub(super) const fn unmade(self) -> Criterion {
        Criterion { made: None, ..self }
    }
}

/// A document with criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Epub,
    Wcag,
    Pdf,
}

impl Group {
    pub const ALL: [Group; 3] = [Group::Epub, Group::Wcag, Group::Pdf];

    pub fn name(self) -> &'static str {
        match self {
            Group::Epub => "EPUB Accessibility 1.1",
            Group::Wcag => "WCAG 2.2, levels A and AA",
            Group::Pdf => "PDF/UA, by the Matterhorn Protocol 1.1",
        }
    }

    /// Whether there is a file that it is about.
    pub fn is_told(self, survey: &Survey) -> bool {
        match self {
            Group::Epub => survey.made.has_epub,
            Group::Wcag => survey.made.has_epub || survey.made.has_pdf,
            Group::Pdf => survey.made.has_pdf,
        }
    }

    /// What is to be known before it is read.
    pub fn about(self, survey: &Survey) -> String {
        match self {
            Group::Epub => "The requirements of the W3C Recommendation for the EPUB \
                            (https://www.w3.org/TR/epub-a11y-11/)."
                .to_owned(),
            Group::Wcag => "The success criteria of the W3C Recommendation (https://www.w3.org/TR/WCAG22/), as far as they \
                            concern a book without scripts, forms, sounds and films. 4.1.1 is no criterion of version 2.2."
                .to_owned(),
            Group::Pdf => {
                let claims = match survey.made.pdf {
                    Some(standards) => format!("The PDF says that it conforms to {standards}."),
                    None => "The PDF is made to claim nothing (`plain`).".to_owned(),
                };
                format!(
                    "{claims} What a machine can tell of that, veraPDF tells: run it over the file itself before you rely on \
                     it, since this report did not. The protocol (https://pdfa.org/resource/the-matterhorn-protocol/) is that \
                     of PDF/UA-1; its checkpoints for people hold of PDF/UA-2 as well."
                )
            }
        }
    }

    pub fn criteria(self) -> &'static [Criterion] {
        match self {
            Group::Epub => EPUB,
            Group::Wcag => wcag::CRITERIA,
            Group::Pdf => pdf::CHECKPOINTS,
        }
    }
}

const EPUB: &[Criterion] = &[
    Criterion::made(
        "discovery-metadata",
        "Discovery metadata: access modes, features, hazards, summary",
        "",
        "The package has schema:accessMode, accessModeSufficient, accessibilityFeature, accessibilityHazard and \
         accessibilitySummary, from what is in the book.",
    )
    .judged("The summary says what a reader of this book has to know; `accessibility-summary` replaces it."),
    Criterion::made(
        "wcag",
        "The publication meets WCAG, level A at least",
        "",
        "Each criterion has its line in the part below.",
    )
    .judged("All lines of level A, and of AA where that is claimed, are judged and in order."),
    Criterion::made(
        "page-navigation",
        "Page navigation: a page list and page breaks",
        "",
        "The page list and its marks are those of the pages of the PDF that was made with it.",
    )
    .about(|survey| survey.made.has_page_list, "No PDF was made with the EPUB, so it has no pages."),
    Criterion::made("page-source", "The source of the pages is named", "", "")
        .unmade()
        .judged("`print-isbn` names the printed edition whose pages these are; without it they are those of the PDF.")
        .about(|survey| survey.made.has_page_list, "The EPUB has no page list."),
    Criterion::made("media-overlays", "Synchronized text and audio", "", "")
        .about(|_| false, "There are no media overlays."),
    Criterion::made(
        "conformance-reporting",
        "Conformance is reported: what the book conforms to, and who says so",
        "",
        "",
    )
    .unmade()
    .judged(
        "Whoever has judged all of it says so with `conforms-to` and `certified-by`; without these keys the EPUB claims \
         nothing.",
    ),
    Criterion::made(
        "distribution",
        "Distribution does not hinder access",
        "",
        "The file is not encrypted, and forbids nothing.",
    )
    .judged("The store adds no protection that keeps assistive technology out."),
];
