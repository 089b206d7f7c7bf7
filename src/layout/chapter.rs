//! What setting one chapter needs: its sources, its shaper, and what it found on the way.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::box_tree::Source;
use super::inline_content::InlineSpan;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::font::Metrics;
use crate::geom::{Pt, Size};
use crate::style::{ComputedStyle, FontSlant};
use crate::text::{Shaper, TextStyle, TextStyleId};

/// Working state of one chapter's layout.
pub struct ChapterLayout<'c> {
    pub source: &'c Source<'c>,
    pub shaper: Shaper,
    /// The page area of the chapter's pages.
    pub page_area: Size,
    pub diagnostics: Diagnostics,
    /// By address of the shared style, which the value keeps alive.
    text_styles: HashMap<usize, (Arc<ComputedStyle>, TextStyleId)>,
    reported_overfull: BTreeSet<u32>,
}

impl<'c> ChapterLayout<'c> {
    pub fn new(source: &'c Source<'c>, shaper: Shaper, page_area: Size) -> ChapterLayout<'c> {
        ChapterLayout {
            source,
            shaper,
            page_area,
            diagnostics: Diagnostics::default(),
            text_styles: HashMap::new(),
            reported_overfull: BTreeSet::new(),
        }
    }

    /// The shaper's name for a computed style.
    pub fn text_style(&mut self, style: &Arc<ComputedStyle>) -> TextStyleId {
        let address = Arc::as_ptr(style) as usize;
        if let Some((_, id)) = self.text_styles.get(&address) {
            return *id;
        }
        let id = self.shaper.style(&text_style(style));
        self.text_styles.insert(address, (style.clone(), id));
        id
    }

    /// The same for a style that was shaped before.
    pub fn known_text_style(&self, style: &Arc<ComputedStyle>) -> TextStyleId {
        self.text_styles.get(&(Arc::as_ptr(style) as usize)).map(|(_, id)| *id).unwrap_or_default()
    }

    /// Metrics of the style's first face, in em.
    pub fn metrics(&self, style: &ComputedStyle) -> Metrics {
        let italic = style.font_slant == FontSlant::Italic;
        let fonts = self.shaper.fonts();
        *fonts.face(fonts.primary(&style.font_family, style.font_weight, italic)).metrics()
    }

    /// Width of a short text in one line.
    pub fn text_width(&mut self, text: &str, style: TextStyleId) -> f32 {
        let runs = self.shaper.shape(text, &[(0..text.len(), style)]);
        runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum()
    }

    /// The language of a style where it is not the book's.
    pub fn foreign_lang(&self, style: &ComputedStyle) -> Option<Arc<str>> {
        let book = &self.source.document.metadata.lang;
        (style.lang != *book).then(|| Arc::from(style.lang.tag()))
    }

    /// Says once for each node that a line is wider than its measure.
    pub fn report_overfull(&mut self, spans: &[InlineSpan], offset: usize) {
        let index = spans.partition_point(|span| span.range.end <= offset);
        let Some(span) = spans.get(index) else { return };
        let super::inline_content::SpanSource::Node { node, .. } = span.source else { return };
        if self.reported_overfull.insert(node.0) {
            let message = "a line is wider than the measure and cannot be broken";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("a wider page, a smaller type size or a shorter piece would fit");
            diagnostic.span = span_of(self.source, node);
            self.diagnostics.push(diagnostic);
        }
    }
}

/// The place in the files of a node.
pub fn span_of(source: &Source, node: crate::document::NodeId) -> Option<crate::source::Span> {
    use crate::document::Node;
    let mut found = None;
    Node::Body(source.chapter).visit(&mut |candidate| {
        if candidate.id() == node && found.is_none() {
            found = match candidate {
                Node::Block(block) => Some(block.span),
                Node::Inline(inline) => Some(inline.span),
                Node::ListItem(item) => Some(item.span),
                Node::Row(row) => Some(row.span),
                Node::Cell(cell) => Some(cell.span),
                Node::Note(note) => Some(note.span),
                Node::DefinitionTerm(term) => Some(term.span),
                Node::DefinitionDetails(details) => Some(details.span),
                Node::FigureCaption(caption) | Node::TableCaption(caption) => Some(caption.span),
                Node::Html(_)
                | Node::Body(_)
                | Node::Section(_)
                | Node::Notes(_)
                | Node::CodeText(_)
                | Node::RowGroup(_) => None,
            };
        }
    });
    found
}

/// What shaping wants to know of a style.
pub fn text_style(style: &ComputedStyle) -> TextStyle {
    TextStyle {
        families: style.font_family.clone(),
        weight: style.font_weight,
        italic: style.font_slant == FontSlant::Italic,
        size: style.font_size.max(Pt::ZERO),
        features: style.font_features.clone(),
        letter_spacing: style.letter_spacing,
        word_spacing: style.word_spacing,
        lang: style.lang.clone(),
    }
}
