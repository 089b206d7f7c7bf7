//! Ruby: a base with its reading above, set as one piece of a line (CSS Ruby 1, section 4; Requirements for Japanese
//! Text Layout, 3.3; <https://www.w3.org/TR/jlreq/>).
//!
//! In: [`Ruby`]. Out: an [`Atom`] on the base's baseline.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::inline_content::Ruby;
use super::super::{Fragment, FragmentKind};
use super::atom::{Atom, one_line};
use crate::geom::Pt;

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
    Atom { width, ascent, fragments: base, ..Atom::default() }
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
