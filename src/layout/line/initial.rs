//! An initial letter: set as one piece at the head of a paragraph, several lines high, with the lines beside it
//! indented (CSS Inline Layout 3, section 7; CSS 2, section 9.5, for a first letter that floats).
//!
//! In: [`Initial`] and the style of its paragraph. Out: an [`Atom`] on the baseline of the first line that says how
//! many lines it stands beside.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::inline_content::Initial;
use super::atom::{Atom, one_line};
use crate::geom::Pt;
use crate::style::{ComputedStyle, InitialLetter, LengthPercentage};

/// What parts a letter from the text beside it, of the paragraph's font size, where its style says nothing.
const GAP: f32 = 0.12;
/// A box that reaches so little into a line, of the line's height, leaves it alone.
const HARDLY: f32 = 0.15;

/// Sets an initial letter.
pub fn set_initial(layout: &mut ChapterLayout, initial: &Initial, paragraph: &ComputedStyle) -> Atom {
    match initial.style.initial_letter {
        Some(letter) => sized(layout, initial, letter, paragraph),
        None => floating(layout, initial, paragraph),
    }
}

/// As high as so many lines, its cap height from the first line's to the last one's baseline (section 7.5).
fn sized(layout: &mut ChapterLayout, initial: &Initial, letter: InitialLetter, paragraph: &ComputedStyle) -> Atom {
    let line = paragraph.line_height;
    let height = line * (letter.size - 1.0) + paragraph.font_size * layout.metrics(paragraph).cap_height;
    let cap_height = layout.metrics(&initial.style).cap_height.max(0.1);
    let style = ComputedStyle { font_size: height / cap_height, ..initial.style.as_ref().clone() };
    let (fragments, width) = set(layout, initial, style);
    let sunk = line * f32::from(letter.sink - 1);
    let mut atom = Atom { width: width + gap(initial, paragraph), lines: letter.sink, fragments, ..Atom::default() };
    atom.fragments.iter_mut().for_each(|fragment| fragment.shift(Pt::ZERO, sunk));
    // What stands above the first line needs room there.
    atom.ascent = (height - sunk).max(Pt::ZERO);
    atom
}

/// In its own size, its box at the top of the first line.
fn floating(layout: &mut ChapterLayout, initial: &Initial, paragraph: &ComputedStyle) -> Atom {
    let style = &initial.style;
    let margin = |value: crate::style::AutoLength| value.resolve(Pt::ZERO).unwrap_or_default();
    let padding = |value: LengthPercentage| value.resolve(Pt::ZERO);
    let above = margin(style.margin.block_start) + padding(style.padding.block_start);
    let below = margin(style.margin.block_end) + padding(style.padding.block_end);
    let own = layout.metrics(style);
    let half = (style.line_height - style.font_size * (own.ascent - own.descent)) / 2.0;
    let baseline = above + half + style.font_size * own.ascent;
    let around = layout.metrics(paragraph);
    let line = paragraph.line_height;
    let half = (line - paragraph.font_size * (around.ascent - around.descent)) / 2.0;
    let first_baseline = half + paragraph.font_size * around.ascent;
    let height = above + style.line_height + below;
    let (fragments, width) = set(layout, initial, style.as_ref().clone());
    let lines = ((height / line.max(Pt(0.1))) - HARDLY).ceil().clamp(1.0, f32::from(u8::MAX)) as u16;
    let mut atom = Atom { width: width + gap(initial, paragraph), lines, fragments, ..Atom::default() };
    let start = margin(style.margin.inline_start) + padding(style.padding.inline_start);
    atom.fragments.iter_mut().for_each(|fragment| fragment.shift(start, baseline - first_baseline));
    atom.width += start;
    atom
}

fn gap(initial: &Initial, paragraph: &ComputedStyle) -> Pt {
    let margin = initial.style.margin.inline_end.resolve(Pt::ZERO).unwrap_or_default();
    let given = margin + initial.style.padding.inline_end.resolve(Pt::ZERO);
    if given == Pt::ZERO && initial.style.initial_letter.is_some() { paragraph.font_size * GAP } else { given }
}

fn set(layout: &mut ChapterLayout, initial: &Initial, style: ComputedStyle) -> (Vec<super::super::Fragment>, Pt) {
    let style = Arc::new(style);
    let mut content = initial.content.clone();
    content.spans.iter_mut().for_each(|span| span.style = style.clone());
    one_line(layout, &content, &style)
}
