//! What a chapter is within a book, beyond its place: foreword, appendix, colophon.

use serde::Serialize;

use super::Matter;

/// A section that the EPUB Structural Semantics Vocabulary 1.1 (<https://www.w3.org/TR/epub-ssv-11/>) has a word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SectionKind {
    Acknowledgments,
    Afterword,
    Appendix,
    Bibliography,
    Colophon,
    Conclusion,
    CopyrightPage,
    Dedication,
    Endnotes,
    Epigraph,
    Epilogue,
    Errata,
    Foreword,
    Glossary,
    HalfTitlePage,
    Index,
    Introduction,
    Preface,
    Prologue,
}

impl SectionKind {
    pub const ALL: [SectionKind; 19] = [
        SectionKind::Acknowledgments,
        SectionKind::Afterword,
        SectionKind::Appendix,
        SectionKind::Bibliography,
        SectionKind::Colophon,
        SectionKind::Conclusion,
        SectionKind::CopyrightPage,
        SectionKind::Dedication,
        SectionKind::Endnotes,
        SectionKind::Epigraph,
        SectionKind::Epilogue,
        SectionKind::Errata,
        SectionKind::Foreword,
        SectionKind::Glossary,
        SectionKind::HalfTitlePage,
        SectionKind::Index,
        SectionKind::Introduction,
        SectionKind::Preface,
        SectionKind::Prologue,
    ];

    /// Reads the word of the vocabulary, or the role of DPUB-ARIA.
    pub fn parse(word: &str) -> Option<SectionKind> {
        let word = word.strip_prefix("doc-").unwrap_or(word);
        let word = match word {
            "halftitle" | "half-title" => "halftitlepage",
            "copyright" | "imprint" => "copyright-page",
            "acknowledgements" => "acknowledgments",
            word => word,
        };
        SectionKind::ALL.into_iter().find(|kind| kind.epub_type() == word)
    }

    /// The word of the vocabulary.
    pub fn epub_type(self) -> &'static str {
        match self {
            SectionKind::Acknowledgments => "acknowledgments",
            SectionKind::Afterword => "afterword",
            SectionKind::Appendix => "appendix",
            SectionKind::Bibliography => "bibliography",
            SectionKind::Colophon => "colophon",
            SectionKind::Conclusion => "conclusion",
            SectionKind::CopyrightPage => "copyright-page",
            SectionKind::Dedication => "dedication",
            SectionKind::Endnotes => "endnotes",
            SectionKind::Epigraph => "epigraph",
            SectionKind::Epilogue => "epilogue",
            SectionKind::Errata => "errata",
            SectionKind::Foreword => "foreword",
            SectionKind::Glossary => "glossary",
            SectionKind::HalfTitlePage => "halftitlepage",
            SectionKind::Index => "index",
            SectionKind::Introduction => "introduction",
            SectionKind::Preface => "preface",
            SectionKind::Prologue => "prologue",
        }
    }

    /// The role, where DPUB-ARIA 1.1 has one (<https://www.w3.org/TR/dpub-aria-1.1/#role_definitions>).
    pub fn role(self) -> Option<&'static str> {
        Some(match self {
            SectionKind::Acknowledgments => "doc-acknowledgments",
            SectionKind::Afterword => "doc-afterword",
            SectionKind::Appendix => "doc-appendix",
            SectionKind::Bibliography => "doc-bibliography",
            SectionKind::Colophon => "doc-colophon",
            SectionKind::Conclusion => "doc-conclusion",
            SectionKind::Dedication => "doc-dedication",
            SectionKind::Endnotes => "doc-endnotes",
            SectionKind::Epigraph => "doc-epigraph",
            SectionKind::Epilogue => "doc-epilogue",
            SectionKind::Errata => "doc-errata",
            SectionKind::Foreword => "doc-foreword",
            SectionKind::Glossary => "doc-glossary",
            SectionKind::Index => "doc-index",
            SectionKind::Introduction => "doc-introduction",
            SectionKind::Preface => "doc-preface",
            SectionKind::Prologue => "doc-prologue",
            SectionKind::CopyrightPage | SectionKind::HalfTitlePage => return None,
        })
    }

    /// The part of a book that it belongs to wherever it stands; `None` where it goes by its place (Chicago Manual of
    /// Style, 1.4).
    pub fn matter(self) -> Option<Matter> {
        match self {
            SectionKind::Dedication
            | SectionKind::Epigraph
            | SectionKind::Foreword
            | SectionKind::HalfTitlePage
            | SectionKind::Preface => Some(Matter::Front),
            SectionKind::Afterword
            | SectionKind::Appendix
            | SectionKind::Bibliography
            | SectionKind::Endnotes
            | SectionKind::Errata
            | SectionKind::Glossary
            | SectionKind::Index => Some(Matter::Back),
            SectionKind::Conclusion | SectionKind::Epilogue | SectionKind::Prologue => Some(Matter::Body),
            SectionKind::Acknowledgments
            | SectionKind::Colophon
            | SectionKind::CopyrightPage
            | SectionKind::Introduction => None,
        }
    }
}

/// Words of the vocabulary that an author may say of an element, since they ask for nothing else.
const CARRIED: &str = "abstract acknowledgments afterword answer answers appendix assessment assessments balloon bibliography \
    bridgehead case-study chapter colophon concluding-sentence conclusion contributors copyright-page covertitle \
    credit credits dedication division epigraph epilogue errata feedback fill-in-the-blank-problem foreword \
    fulltitle general-problem glossary glossdef glossterm halftitle halftitlepage imprimatur imprint index \
    index-editor-note index-entry index-entry-list index-group index-headnotes index-legend index-locator \
    index-locator-range index-term index-term-categories index-term-category index-xref-preferred \
    index-xref-related introduction keyword keywords label learning-objective learning-objectives \
    learning-outcome learning-outcomes learning-resource learning-resources learning-standard learning-standards \
    match-problem multiple-choice-problem notice ordinal other-credits panel panel-group part practice practices \
    preamble preface prologue pullquote qna question revision-history seriespage sound-area subtitle text-area \
    tip title topic-sentence true-false-problem volume";

/// Words of it for what the program makes and names itself, or that HTML's elements say: contents, notes, marks of pages.
const OWN: &str = "annotation aside backlink backmatter biblioref bodymatter cover endnote endnotes figure footnote footnotes \
    frontmatter glossref index-locator-list landmarks list list-item loa loi lot lov noteref page-list pagebreak \
    table table-cell table-row titlepage toc toc-brief";

/// Whether an author may say it of an element; the vocabulary of Z39.98 is known as well.
pub(super) fn is_structural(word: &str) -> bool {
    let is_of_books =
        |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    CARRIED.split(' ').any(|known| known == word) || word.strip_prefix("z3998:").is_some_and(is_of_books)
}

/// Whether it is a word of the vocabulary.
pub(super) fn is_word(word: &str) -> bool {
    is_structural(word) || OWN.split(' ').any(|known| known == word)
}

/// What a part of a text is by the class that its author gave it, in a vocabulary of books (Z39.98-2012, Structural
/// Semantics Vocabulary), as Standard Ebooks use it: letters with their salutations and signatures, poems, and who speaks.
pub(super) fn type_of_class(class: &str) -> Option<&'static str> {
    const TYPES: [(&str, &str); 14] = [
        ("fiction", "z3998:fiction"),
        ("hymn", "z3998:hymn"),
        ("letter", "z3998:letter"),
        ("persona", "z3998:persona"),
        ("poem", "z3998:poem"),
        ("postscript", "z3998:postscript"),
        ("recipient", "z3998:recipient"),
        ("salutation", "z3998:salutation"),
        ("sender", "z3998:sender"),
        ("signature", "z3998:signature"),
        ("song", "z3998:song"),
        ("stage-direction", "z3998:stage-direction"),
        ("valediction", "z3998:valediction"),
        ("verse", "z3998:verse"),
    ];
    TYPES.iter().find(|(known, _)| *known == class).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::SectionKind;

    #[test]
    fn words_and_roles_name_kinds() {
        for kind in SectionKind::ALL {
            assert_eq!(SectionKind::parse(kind.epub_type()), Some(kind));
            assert!(kind.role().is_none_or(|role| SectionKind::parse(role) == Some(kind)));
        }
        assert_eq!(SectionKind::parse("acknowledgements"), Some(SectionKind::Acknowledgments));
        assert_eq!(SectionKind::parse("chapter"), None);
    }
}
