//! Ruby: a base with its reading above, set as one piece of a line (CSS Ruby 1, section 4; Requirements for Japanese
//! Text Layout, 3.3; <https://www.w3.org/TR/jlreq/>).
//!
//! In: [`Ruby`]. Out: an [`Atom`] on the base's baseline.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::inline_content::{InlineContent, Ruby};
use super::super::{Fragment, FragmentKind};
use super::atom::Atom;
use super::{LineSpace, SetLine, layout_lines};
use crate::geom::Pt;
use crate::style::ComputedStyle;

/// Top and bottom of an ideograph's square, of the font size: what Japanese fonts are drawn in.
const SQUARE_ABOVE: f32 = 0.88;
const SQUARE_BELOW: f32 = 0.12;

/// Sets a base and its reading. The space that lines have between them is for readings too, so the atom is no higher
/// than what goes beyond it.
pub fn set_ruby(layout: &mut ChapterLayout, ruby: &Ruby) -> Atom {
    let (mut base, base_width) = one_line(layout, &ruby.base, &ruby.style);
    let (mut over, over_width) = one_line(layout, &ruby.over, &ruby.over_style);
    let width = base_width.max(over_width);
    center(&mut base, base_width, width);
    center(&mut over, over_width, width);
    let size = ruby.style.font_size;
    let over_size = ruby.over_style.font_size;
    let baseline = size * SQUARE_ABOVE + over_size * SQUARE_BELOW;
    over.iter_mut().for_each(|fragment| fragment.shift(Pt::ZERO, -baseline));
    let between_lines = (ruby.style.line_height - size).max(Pt::ZERO) / 2.0;
    let ascent = baseline + over_size * SQUARE_ABOVE - between_lines;
    base.append(&mut over);
    Atom { width, ascent, descent: Pt::ZERO, fragments: base }
}

/// Text in one line, however long: fragments from its inline start and its baseline, and its width.
fn one_line(layout: &mut ChapterLayout, content: &InlineContent, style: &Arc<ComputedStyle>) -> (Vec<Fragment>, Pt) {
    const ENDLESS: Pt = Pt(1.0e6);
    let mut style = style.as_ref().clone();
    style.text_align = crate::style::TextAlign::Start;
    style.text_align_last = None;
    style.text_indent = crate::style::LengthPercentage::ZERO;
    let page_height = layout.page_area.height;
    let space = LineSpace {
        x: Pt::ZERO,
        width: ENDLESS,
        image_width: layout.page_area.width,
        page_height,
        looseness: 0,
        direction: style.direction,
    };
    let lines = layout_lines(layout, content, &Arc::new(style), space);
    let mut fragments = Vec::new();
    let mut width = Pt::ZERO;
    for SetLine { line, .. } in lines.lines {
        for mut fragment in line.fragments {
            fragment.shift(width, -line.ascent);
            fragments.push(fragment);
        }
        width = fragments.iter().map(right_edge).fold(width, Pt::max);
    }
    (fragments, width)
}

fn right_edge(fragment: &Fragment) -> Pt {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => run.origin.x + run.width(),
        FragmentKind::Box(boxed) => boxed.rect.right(),
        FragmentKind::Image(image) => image.rect.right(),
        FragmentKind::Rule { rect, .. } | FragmentKind::MissingGlyph { rect, .. } => rect.right(),
        FragmentKind::Anchor(_) => Pt::ZERO,
    }
}

/// Spreads a run over a greater width, half a gap at each end and whole ones between its glyphs; what is more than
/// one run stands in the middle.
fn center(fragments: &mut [Fragment], width: Pt, room: Pt) {
    let free = room - width;
    if let [Fragment { kind: FragmentKind::Glyphs(run), .. }] = fragments
        && !run.glyphs.is_empty()
        && free > Pt::ZERO
    {
        let gap = free / run.glyphs.len() as f32;
        Arc::make_mut(&mut run.glyphs).iter_mut().for_each(|glyph| glyph.advance += gap.0);
        run.origin.x += gap / 2.0;
        return;
    }
    fragments.iter_mut().for_each(|fragment| fragment.shift(free / 2.0, Pt::ZERO));
}
