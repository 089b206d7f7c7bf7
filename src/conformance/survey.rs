//! A book in numbers: what there is in it that a criterion may be about.

use std::collections::BTreeSet;

use crate::config::Store;
use crate::diagnostic::Diagnostics;
use crate::document::{Block, BlockKind, ChapterRole, Document, Inline, InlineKind, Node};
use crate::store::Outcome;

/// What was made, and with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub has_epub: bool,
    pub has_pdf: bool,
    /// The EPUB knows the pages of the PDF.
    pub has_page_list: bool,
    /// What the PDF is made to conform to.
    pub pdf: Option<&'static str>,
    /// Whether there is a cover, given or drawn.
    pub has_cover: bool,
    /// Whether the user's own rules of style are in it, in sheets or on elements.
    pub has_own_styles: bool,
    /// Whether a picture, or a rule of style, is not known to stand still.
    pub moves: bool,
}

/// The book in numbers, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    pub title: String,
    pub authors: Vec<String>,
    pub language: String,
    pub identifier: Option<String>,
    pub claims: Vec<String>,
    pub has_print_source: bool,
    pub made: Made,
    pub pictures: usize,
    pub links: usize,
    pub tables: usize,
    pub lists: usize,
    pub headings: usize,
    pub formulas: usize,
    pub notes: usize,
    /// How many passages say that their language is another.
    pub languages: usize,
    pub stores: Vec<Outcome>,
    pub asked: BTreeSet<Store>,
    /// All findings, those as well that are allowed: what is passed over is not in order.
    pub found: Diagnostics,
}

impl Survey {
    /// Whether there is a picture, be it the cover alone, which shows text.
    pub(super) fn has_pictures(&self) -> bool {
        self.pictures > 0 || self.made.has_cover && self.made.has_epub
    }

    pub fn of(document: &Document, title: &str, made: Made, stores: Vec<Outcome>, asked: BTreeSet<Store>) -> Survey {
        let metadata = &document.metadata;
        let authors = metadata.creators.iter().filter(|creator| creator.role == "aut");
        let mut survey = Survey {
            title: title.to_owned(),
            authors: authors.map(|creator| creator.name.clone()).collect(),
            language: metadata.lang.tag().to_owned(),
            identifier: metadata.identifier.clone().or_else(|| metadata.edition.isbn.clone()),
            claims: metadata.edition.accessibility.conforms_to.clone(),
            has_print_source: metadata.edition.print_isbn.is_some() || metadata.edition.source.is_some(),
            made,
            stores,
            asked,
            ..Survey::default()
        };
        for chapter in &document.chapters {
            survey.languages += usize::from(chapter.lang.is_some());
            survey.notes += chapter.notes.len();
            let is_text = chapter.role == ChapterRole::Text;
            Node::Body(chapter).visit(&mut |node| {
                let attributes = node.attributes();
                survey.languages += usize::from(attributes.is_some_and(|attributes| attributes.get("lang").is_some()));
                survey.made.has_own_styles |= attributes.is_some_and(|attributes| attributes.get("style").is_some());
                survey.count(node, is_text);
            });
        }
        survey
    }

    fn count(&mut self, node: Node<'_>, is_text: bool) {
        if let Node::Inline(Inline { kind, .. }) = node {
            self.pictures += usize::from(matches!(kind, InlineKind::Image(_)));
            self.formulas += usize::from(matches!(kind, InlineKind::Math(_)));
            // The contents are links as well, and made.
            self.links += usize::from(is_text && matches!(kind, InlineKind::Link { .. }));
        }
        if let Node::Block(Block { kind, .. }) = node {
            self.tables += usize::from(matches!(kind, BlockKind::Table(_)));
            self.formulas += usize::from(matches!(kind, BlockKind::Math(_)));
            self.lists += usize::from(is_text && matches!(kind, BlockKind::List(_) | BlockKind::DefinitionList(_)));
            self.headings += usize::from(is_text && matches!(kind, BlockKind::Heading { .. }));
        }
    }
}
