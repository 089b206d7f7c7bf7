//! Formulas as drawings, for readers that show no MathML.
//!
//! In: a document and the fonts. Out: for each formula that was read its glyphs and bars around a baseline, at a size of
//! [`EM`], in the style of plain text. A display is as wide as it wants to be; a number stands at its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Fragment;
use super::chapter::{ChapterLayout, Root};
use super::formula::{SetSegment, display_widths, set_display, set_nodes};
use crate::document::{Document, Formula, Node, NodeId, NodeRef};
use crate::font::Fonts;
use crate::geom::Pt;
use crate::resource::Resources;
use crate::style::ComputedStyle;
use crate::text::Shaper;

/// The size that formulas are drawn at, in points: all lengths of a drawing are to be divided by it.
pub const EM: f32 = 10.0;

/// A formula that is drawn. Lengths are in points at a size of [`EM`].
#[derive(Clone, Debug)]
pub struct FormulaDrawing {
    pub width: Pt,
    /// Above and below the baseline.
    pub ascent: Pt,
    pub descent: Pt,
    /// From the start of the baseline, `y` downwards.
    pub fragments: Vec<Fragment>,
}

/// Draws the formulas of a document: by the nodes that they are.
pub fn draw_formulas(document: &Document, fonts: &Fonts) -> BTreeMap<NodeRef, FormulaDrawing> {
    let style = ComputedStyle { font_size: Pt(EM), ..ComputedStyle::initial() };
    let style = Arc::new(style);
    let resources = Resources::default();
    let lang = &document.metadata.lang;
    let with_formulas = document.chapters.par_iter().filter(|chapter| chapter.may_have_formulas);
    let drawn = with_formulas.map(|chapter| {
        let shaper = Shaper::new(fonts);
        let mut layout = ChapterLayout::new(chapter.id, lang, &resources, shaper, &Root::default());
        let mut drawings = Vec::new();
        let mut draw = |node: Node<'_>| {
            if let Some(formula) = node.formula() {
                let drawing = draw(&mut layout, formula, node.id(), &style);
                drawings.push((chapter.node_ref(node.id()), drawing));
            }
        };
        Node::Html(chapter).visit(&mut draw);
        drawings
    });
    drawn.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn draw(layout: &mut ChapterLayout, formula: &Formula, node: NodeId, style: &Arc<ComputedStyle>) -> FormulaDrawing {
    if !formula.display {
        let SetSegment { width, ascent, descent, fragments } =
            set_nodes(layout, formula, 0..formula.content.len(), node, style);
        return FormulaDrawing { width, ascent, descent, fragments };
    }
    let (_, width) = display_widths(layout, formula, node, style);
    let lines = set_display(layout, formula, node, style, Pt::ZERO, width);
    let (mut top, mut gap, mut fragments) = (Pt::ZERO, Pt::ZERO, Vec::new());
    for line in lines {
        top += gap;
        gap = line.gap;
        let line = line.line;
        fragments.extend(line.fragments.into_iter().map(|mut fragment| {
            fragment.shift(Pt::ZERO, top);
            fragment
        }));
        top += line.height;
    }
    FormulaDrawing { width, ascent: Pt::ZERO, descent: top, fragments }
}
