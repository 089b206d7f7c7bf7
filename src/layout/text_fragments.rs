//! Shaped runs as fragments: glyphs where a face has them, boxes where none has.
//!
//! In: [`ShapedRun`]s of one text, where it stands and how it looks. Out: [`Fragment`]s from left to right. For a
//! paragraph, whose runs are cut by lines and stretched, `line` calls [`glyph`] and [`missing_glyph`] itself.

use std::ops::Range;
use std::sync::Arc;

use super::{Fragment, FragmentKind, Glyph, GlyphRun, Source};
use crate::color::Color;
use crate::geom::{Point, Pt, Rect, Size};
use crate::style::ComputedStyle;
use crate::text::{ShapedGlyph, ShapedRun, visual_order};

/// The box of a cluster without a glyph, of the font size: its top above the baseline, its height, and the space
/// on either side of it.
const BOX_ASCENT: f32 = 0.75;
const BOX_HEIGHT: f32 = 0.9;
const BOX_INSET: f32 = 0.05;

/// How a short text looks and what it stands for.
#[derive(Clone, Debug)]
pub struct TextLook {
    pub size: Pt,
    pub color: Color,
    pub source: Source,
    /// Whether it copies as its text; marks that the program adds copy as nothing.
    pub is_copied: bool,
}

impl TextLook {
    /// The look that a style gives.
    pub fn of(style: &ComputedStyle, source: Source) -> TextLook {
        TextLook { size: style.font_size, color: style.color, source, is_copied: true }
    }
}

/// Where the clusters stand that no face has.
pub fn missing(runs: &[ShapedRun]) -> impl Iterator<Item = Range<usize>> {
    let glyphs = runs.iter().filter(|run| run.font.is_none()).flat_map(|run| &run.glyphs);
    glyphs.map(|glyph| glyph.start as usize..glyph.end as usize)
}

/// How far the pen moves over some runs.
pub fn advance(runs: &[ShapedRun]) -> Pt {
    Pt(runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum())
}

/// A text that stands by itself on one line, its left end at `origin` on the baseline. Runs are put in visual order
/// (UAX #9, rule L2).
pub fn text_fragments(text: &str, runs: &[ShapedRun], origin: Point, look: &TextLook) -> Vec<Fragment> {
    let levels: Vec<u8> = runs.iter().map(|run| run.level).collect();
    let mut pen = origin;
    let mut fragments = Vec::with_capacity(runs.len());
    for index in visual_order(&levels) {
        let run = &runs[index];
        let mut shaped = run.glyphs.clone();
        if run.level % 2 == 1 {
            shaped.reverse();
        }
        let width = Pt(shaped.iter().map(|glyph| glyph.advance).sum());
        let Some(font) = run.font else {
            let boxes = shaped.iter().scan(pen, |pen, shaped| {
                let at = *pen;
                pen.x += Pt(shaped.advance);
                let cluster = &text[shaped.start as usize..shaped.end as usize];
                let kind = missing_glyph(cluster, at, Pt(shaped.advance), look.size, look.color);
                Some(Fragment { source: look.source.clone(), kind })
            });
            fragments.extend(boxes);
            pen.x += width;
            continue;
        };
        let base = run.range.start as u32;
        let glyphs = shaped.iter().map(|shaped| match look.is_copied {
            true => glyph(shaped, base),
            false => Glyph { text_start: 0, text_end: 0, ..glyph(shaped, base) },
        });
        let run = GlyphRun {
            font,
            size: look.size,
            color: look.color,
            origin: pen,
            text: Arc::from(if look.is_copied { &text[run.range.clone()] } else { "" }),
            glyphs: glyphs.collect(),
            scale: 1.0,
            lang: None,
        };
        fragments.push(Fragment { source: look.source.clone(), kind: FragmentKind::Glyphs(run) });
        pen.x += width;
    }
    fragments
}

/// A glyph of a run whose text begins at `base`.
pub fn glyph(shaped: &ShapedGlyph, base: u32) -> Glyph {
    Glyph {
        id: shaped.id,
        advance: shaped.advance,
        x_offset: shaped.x_offset,
        y_offset: shaped.y_offset,
        text_start: shaped.start - base,
        text_end: shaped.end - base,
    }
}

/// The box of a cluster that no face has, from the pen on.
pub fn missing_glyph(cluster: &str, pen: Point, advance: Pt, size: Pt, color: Color) -> FragmentKind {
    let inset = size * BOX_INSET;
    let origin = Point::new(pen.x + inset, pen.y - size * BOX_ASCENT);
    let rect = Rect::new(origin, Size::new(advance - inset * 2.0, size * BOX_HEIGHT));
    FragmentKind::MissingGlyph { rect, cluster: Arc::from(cluster), color }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::{FontId, Fonts};
    use crate::lang::Lang;
    use crate::text::{Shaper, TextStyle, TextStyleId};

    const LOOK: TextLook =
        TextLook { size: Pt(10.0), color: Color::BLACK, source: Source::Pagination, is_copied: true };

    fn runs(text: &str) -> Vec<ShapedRun> {
        let style = TextStyle {
            families: Arc::from(["serif".to_owned()]),
            weight: 400,
            italic: false,
            size: LOOK.size,
            features: Arc::from([]),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: Lang::default(),
        };
        let mut shaper = Shaper::new(&Fonts::bundled());
        let style = shaper.style(&style);
        shaper.shape(text, &[(0..text.len(), style)])
    }

    fn parts(fragments: &[Fragment]) -> Vec<Arc<str>> {
        let part = |fragment: &'_ Fragment| match &fragment.kind {
            FragmentKind::Glyphs(run) => run.text.clone(),
            FragmentKind::MissingGlyph { cluster, .. } => cluster.clone(),
            FragmentKind::Box(_) | FragmentKind::Image(_) | FragmentKind::Rule { .. } | FragmentKind::Anchor(_) => {
                Arc::from("")
            }
        };
        fragments.iter().map(part).collect()
    }

    #[test]
    fn what_no_face_has_is_a_box_in_its_place() {
        let text = "IV \u{12000} x";
        let runs = runs(text);
        let fragments = text_fragments(text, &runs, Point::new(Pt(5.0), Pt(20.0)), &LOOK);
        assert_eq!(parts(&fragments).concat(), text);
        assert_eq!(fragments.len(), 3);
        let FragmentKind::Glyphs(last) = &fragments[2].kind else { panic!("it is text") };
        let end = last.origin.x + last.width();
        assert!((end - Pt(5.0) - advance(&runs)).0.abs() < 0.001, "{end:?}");
    }

    #[test]
    fn runs_from_right_to_left_are_in_visual_order() {
        let run = |range: Range<usize>, level: u8| {
            let glyph = |at: usize| ShapedGlyph {
                id: 1,
                advance: 1.0,
                x_offset: 0.0,
                y_offset: 0.0,
                start: at as u32,
                end: at as u32 + 1,
                is_safe_to_break: true,
            };
            let glyphs = range.clone().map(glyph).collect();
            ShapedRun { range, style: TextStyleId::default(), font: Some(FontId(0)), level, glyphs }
        };
        let fragments = text_fragments(
            "abcdef",
            &[run(0..2, 1), run(2..4, 2), run(4..6, 1)],
            Point::new(Pt::ZERO, Pt::ZERO),
            &LOOK,
        );
        assert_eq!(parts(&fragments).concat(), "efcdab");
        let starts = |fragment: &Fragment| match &fragment.kind {
            FragmentKind::Glyphs(run) => run.glyphs.iter().map(|glyph| glyph.text_start).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(fragments.iter().map(starts).collect::<Vec<_>>(), [vec![1, 0], vec![0, 1], vec![1, 0]]);
    }
}
