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

/// What stands beside a ruby, which its reading may hang over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbors {
    pub before: Option<char>,
    pub after: Option<char>,
}

impl Neighbors {
    /// Of what stands at an offset.
    pub fn of(text: &str, at: usize) -> Neighbors {
        let mut after = text[at..].chars();
        after.next();
        Neighbors { before: text[..at].chars().next_back(), after: after.next() }
    }
}

/// Sets a base and its reading. The space that lines have between them is for readings too, so the atom is no higher
/// than what goes beyond it. A reading that is wider than its base hangs over the kana beside it, by a letter of its own
/// at most (Requirements for Japanese Text Layout, 3.3.8).
pub fn set_ruby(layout: &mut ChapterLayout, ruby: &Ruby, beside: Neighbors) -> Atom {
    let (mut base, base_width) = one_line(layout, &ruby.base, &ruby.style);
    let (mut over, over_width) = one_line(layout, &ruby.over, &ruby.over_style);
    let most = ruby.over_style.font_size.min((over_width - base_width) / 2.0).max(Pt::ZERO);
    let over_kana = |character: Option<char>| if character.is_some_and(is_kana) { most } else { Pt::ZERO };
    let overhang = (over_kana(beside.before), over_kana(beside.after));
    let width = base_width.max(over_width - overhang.0 - overhang.1);
    center(&mut base, base_width, width);
    center(&mut over, over_width, over_width.max(base_width));
    over.iter_mut().for_each(|fragment| fragment.shift(-overhang.0, Pt::ZERO));
    let size = ruby.style.font_size;
    let over_size = ruby.over_style.font_size;
    let baseline = size * SQUARE_ABOVE + over_size * SQUARE_BELOW;
    over.iter_mut().for_each(|fragment| fragment.shift(Pt::ZERO, -baseline));
    let between_lines = (ruby.style.line_height - size).max(Pt::ZERO) / 2.0;
    let ascent = baseline + over_size * SQUARE_ABOVE - between_lines;
    let reading = base.len();
    base.append(&mut over);
    Atom { width, ascent, fragments: base, overhang, reading, ..Atom::default() }
}

/// Hiragana, katakana and what prolongs them.
fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_hang_over_kana_alone() {
        let text = "こ\u{fffc}字\u{fffc}";
        assert_eq!(Neighbors::of(text, 3), Neighbors { before: Some('こ'), after: Some('字') });
        assert_eq!(Neighbors::of(text, 9), Neighbors { before: Some('字'), after: None });
        assert!("こアーっゞ".chars().all(is_kana) && !"字、「・a\u{fffc}".chars().any(is_kana));
    }
}
