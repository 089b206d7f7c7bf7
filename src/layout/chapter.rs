//! What setting lines and blocks needs: a shaper, images, the room of a page; and what was found on the way.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::inline_content::{InlineSpan, SpanSource};
use super::text_fragments::advance;
use crate::document::{Chapter, ChapterId, Node, NodeId, NodeRef};
use crate::font::{FontId, Metrics};
use crate::geom::{Direction, Pt, Size};
use crate::lang::Lang;
use crate::resource::Resources;
use crate::source::Span;
use crate::style::{ComputedStyle, FontSlant, TextSpacingTrim};
use crate::text::{Shaper, TextStyle, TextStyleId};

/// What the boxes of a chapter stand in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Root {
    pub page_area: Size,
    pub lead: Pt,
    pub direction: Direction,
}

/// What pages of a kind have room for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageRoom {
    /// The page area.
    pub area: Size,
    /// The narrower of the margins beside it.
    pub beside: Pt,
}

/// Answers with the room of pages of a name.
pub type PageSize<'c> = dyn Fn(&Option<Arc<str>>) -> PageRoom + 'c;

/// Working state of one chapter's layout.
pub struct ChapterLayout<'c> {
    pub chapter: ChapterId,
    /// The language of the book.
    book_lang: &'c Lang,
    pub resources: &'c Resources,
    pub shaper: Shaper,
    /// The page area of the pages being filled.
    pub page_area: Size,
    /// The narrower of the margins beside it.
    pub page_margin: Pt,
    /// The distance of lines of the chapter's root.
    pub lead: Pt,
    /// Which way the coordinates of the chapter's galley run.
    pub direction: Direction,
    /// The page area of a named page; `None` where there is but one kind.
    pub page_size: Option<&'c PageSize<'c>>,
    /// By address of the shared style, which the value keeps alive.
    text_styles: HashMap<usize, (Arc<ComputedStyle>, TextStyleId)>,
    /// Bounds of glyphs in em: left, bottom, right, top.
    glyph_bounds: HashMap<(FontId, u16), [f32; 4]>,
    overfull: BTreeSet<NodeId>,
    wide_tables: BTreeSet<NodeId>,
    wide_formulas: BTreeSet<NodeId>,
    small_drawings: BTreeSet<NodeId>,
    missing: BTreeMap<Box<str>, NodeId>,
}

impl<'c> ChapterLayout<'c> {
    pub fn new(
        chapter: ChapterId,
        book_lang: &'c Lang,
        resources: &'c Resources,
        shaper: Shaper,
        root: &Root,
    ) -> ChapterLayout<'c> {
        ChapterLayout {
            chapter,
            book_lang,
            resources,
            shaper,
            page_area: root.page_area,
            lead: root.lead,
            direction: root.direction,
            page_size: None,
            page_margin: Pt::ZERO,
            text_styles: HashMap::new(),
            glyph_bounds: HashMap::new(),
            overfull: BTreeSet::new(),
            wide_tables: BTreeSet::new(),
            wide_formulas: BTreeSet::new(),
            small_drawings: BTreeSet::new(),
            missing: BTreeMap::new(),
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
        advance(&self.shaper.shape(text, &[(0..text.len(), style)])).0
    }

    /// The language of a style where it is not the book's.
    pub fn foreign_lang(&self, style: &ComputedStyle) -> Option<Arc<str>> {
        (style.lang != *self.book_lang).then(|| Arc::from(style.lang.tag()))
    }

    /// A node of the chapter by its name in the book.
    pub fn node_ref(&self, node: NodeId) -> NodeRef {
        NodeRef { chapter: self.chapter, node }
    }

    /// A line is wider than its measure.
    pub fn report_overfull(&mut self, spans: &[InlineSpan], offset: usize) {
        if let Some(node) = node_at(spans, offset) {
            self.overfull.insert(node);
        }
    }

    /// A displayed formula is wider than its measure, and set smaller.
    pub fn report_wide_formula(&mut self, node: NodeId) {
        self.wide_formulas.insert(node);
    }

    /// A diagram is so much wider or taller than its page that its words are hard to read.
    pub fn report_small_drawing(&mut self, node: NodeId) {
        self.small_drawings.insert(node);
    }

    /// The bounds of a glyph in em, `y` upwards: left, bottom, right, top.
    pub fn glyph_bounds(&mut self, font: FontId, glyph: u16) -> [f32; 4] {
        let fonts = self.shaper.fonts();
        *self.glyph_bounds.entry((font, glyph)).or_insert_with(|| fonts.face(font).glyph_bounds(glyph))
    }

    /// A table needs more width than there is even in its smallest type.
    pub fn report_wide_table(&mut self, node: NodeId) {
        self.wide_tables.insert(node);
    }

    /// No face has a cluster.
    pub fn report_missing(&mut self, cluster: &str, spans: &[InlineSpan], offset: usize) {
        if let Some(node) = node_at(spans, offset) {
            self.report_missing_of(node, cluster);
        }
    }

    /// The same for text that a node generates.
    pub fn report_missing_of(&mut self, node: NodeId, cluster: &str) {
        if !self.missing.contains_key(cluster) {
            self.missing.insert(cluster.into(), node);
        }
    }

    /// What was found, with places in the files: one walk for all.
    pub fn findings(&self, chapter: &Chapter) -> Findings {
        let mut spans: BTreeMap<NodeId, Span> = BTreeMap::new();
        if !self.overfull.is_empty()
            || !self.wide_tables.is_empty()
            || !self.wide_formulas.is_empty()
            || !self.small_drawings.is_empty()
            || !self.missing.is_empty()
        {
            // What has no place of its own, such as the text of a code block, is where its parent is.
            let mut last = None;
            Node::Body(chapter).visit(&mut |node| {
                last = node.span().or(last);
                if let Some(span) = last {
                    spans.insert(node.id(), span);
                }
            });
        }
        Findings {
            overfull: self.overfull.iter().map(|node| spans.get(node).copied()).collect(),
            wide_tables: self.wide_tables.iter().map(|node| spans.get(node).copied()).collect(),
            wide_formulas: self.wide_formulas.iter().map(|node| spans.get(node).copied()).collect(),
            small_drawings: self.small_drawings.iter().map(|node| spans.get(node).copied()).collect(),
            missing: self.missing.iter().map(|(cluster, node)| (cluster.clone(), spans.get(node).copied())).collect(),
        }
    }
}

/// What a chapter's layout has to say.
#[derive(Debug, Default)]
pub struct Findings {
    /// Lines wider than their measure.
    pub overfull: Vec<Option<Span>>,
    /// Tables whose words had to be cut.
    pub wide_tables: Vec<Option<Span>>,
    /// Formulas that are set smaller than the text, or leave their measure.
    pub wide_formulas: Vec<Option<Span>>,
    /// Diagrams whose words are hard to read.
    pub small_drawings: Vec<Option<Span>>,
    /// Clusters that no face has, with their first place.
    pub missing: BTreeMap<Box<str>, Option<Span>>,
}

fn node_at(spans: &[InlineSpan], offset: usize) -> Option<NodeId> {
    let index = spans.partition_point(|span| span.range.end <= offset);
    match spans.get(index)?.source {
        SpanSource::Node { node, .. } | SpanSource::Generated { node, .. } => Some(node),
    }
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
        trims_punctuation: style.text_spacing_trim == TextSpacingTrim::TrimBoth,
        lang: style.lang.clone(),
    }
}
