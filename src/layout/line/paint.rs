//! Fragments of a line: glyphs, atoms, boxes for missing glyphs, underlines, leaders, wrap marks.

use std::ops::Range;
use std::sync::Arc;

use super::super::inline_content::{InlineSpan, SpanSource};
use super::super::text_fragments::{TextLook, glyph, missing_glyph, text_fragments};
use super::super::{Fragment, FragmentKind, Glyph, GlyphRun, Source as FragmentSource};
use super::Paragraph;
use super::set::Piece;
use crate::color::Color;
use crate::document::NodeId;
use crate::font::FontId;
use crate::geom::{Point, Pt, Rect, Size};
use crate::style::Pseudo;
use crate::text::{SOFT_HYPHEN, ShapedGlyph};

impl Paragraph<'_, '_, '_> {
    /// Paints a piece of a line, whose glyphs are given.
    pub(super) fn paint(
        &self,
        piece: &Piece,
        glyphs: &[ShapedGlyph],
        x: Pt,
        baseline: Pt,
        fragments: &mut Vec<Fragment>,
    ) {
        let span = &self.content.spans[piece.span];
        let origin = Point::new(x + piece.x, baseline - span.shift);
        if let Some(atom) = self.atom_at(piece.range.start) {
            // Space behind a part of a formula is to its right in any text.
            let is_against = self.style.direction.is_right_to_left() && piece.level.is_multiple_of(2);
            let before = if is_against { piece.width - atom.width } else { Pt::ZERO };
            for (index, fragment) in atom.fragments.iter().enumerate() {
                let mut fragment = fragment.clone();
                let inward = if index >= atom.reading { piece.inward } else { Pt::ZERO };
                fragment.shift(origin.x + before + inward, origin.y);
                fragments.push(fragment);
            }
            return;
        }
        if let Some(pattern) = self.leader_at(piece.range.start) {
            self.paint_leader(piece, pattern, span, origin, fragments);
            return;
        }
        match piece.font {
            Some(font) => fragments.push(self.glyph_fragment(piece, glyphs, span, font, origin)),
            None => self.paint_missing(glyphs, span, origin, fragments),
        }
        if !piece.is_vanished {
            self.paint_lines(piece, span, origin, fragments);
        }
    }

    fn glyph_fragment(
        &self,
        piece: &Piece,
        shaped: &[ShapedGlyph],
        span: &InlineSpan,
        font: FontId,
        origin: Point,
    ) -> Fragment {
        let text = &self.content.text[piece.range.clone()];
        let base = piece.range.start as u32;
        let (text, glyphs) = match piece.hyphen {
            None if !text.contains('\n') => {
                (Arc::from(text), shaped.iter().map(|shaped| glyph(shaped, base)).collect())
            }
            hyphen => {
                let glyphs = shaped.iter().map(|shaped| glyph(shaped, base)).collect();
                self.changed_text(text, glyphs, hyphen, piece.level, font)
            }
        };
        let run = GlyphRun {
            font,
            size: span.style.font_size,
            color: span.style.color,
            origin,
            text,
            glyphs,
            scale: piece.scale,
            lang: self.layout.foreign_lang(&span.style),
        };
        Fragment { source: self.source(span, &piece.range), kind: FragmentKind::Glyphs(run) }
    }

    /// A text that is shown as another than it is: with a hyphen, without its line feeds.
    fn changed_text(
        &self,
        source: &str,
        mut glyphs: Vec<Glyph>,
        hyphen: Option<ShapedGlyph>,
        level: u8,
        font: FontId,
    ) -> (Arc<str>, Arc<[Glyph]>) {
        // A line feed that ended the line is read as a space, and leaves no mark.
        let mut text = source.replace('\n', " ");
        let space = self.layout.shaper.fonts().face(font).glyph(' ').unwrap_or(0);
        for glyph in &mut glyphs {
            if source[glyph.text_start as usize..].starts_with('\n') {
                glyph.id = space;
            }
        }
        if let Some(hyphen) = hyphen {
            let start = text.len() as u32;
            text.push(SOFT_HYPHEN);
            let range = ShapedGlyph { start, end: text.len() as u32, ..hyphen };
            let glyph = glyph(&range, 0);
            if level % 2 == 1 { glyphs.insert(0, glyph) } else { glyphs.push(glyph) }
        }
        (text.into(), glyphs.into())
    }

    fn paint_missing(&self, glyphs: &[ShapedGlyph], span: &InlineSpan, origin: Point, fragments: &mut Vec<Fragment>) {
        let mut pen = origin;
        // From the inline start on, as everything on the line.
        let mut glyphs: Vec<&ShapedGlyph> = glyphs.iter().collect();
        if self.style.direction.is_right_to_left() {
            glyphs.reverse();
        }
        let first = fragments.len();
        for glyph in &glyphs {
            let range = glyph.start as usize..glyph.end as usize;
            let cluster = &self.content.text[range.clone()];
            let kind = missing_glyph(cluster, pen, Pt(glyph.advance), span.style.font_size, span.style.color);
            fragments.push(Fragment { source: self.source(span, &range), kind });
            pen.x += Pt(glyph.advance);
        }
        // They are read in the order they are painted in.
        if glyphs.windows(2).any(|pair| pair[1].start < pair[0].start) {
            fragments[first..].reverse();
        }
    }

    fn paint_lines(&self, piece: &Piece, span: &InlineSpan, origin: Point, fragments: &mut Vec<Fragment>) {
        if span.underline.is_none() && span.line_through.is_none() {
            return;
        }
        let metrics = self.layout.metrics(&span.style);
        let size = span.style.font_size;
        let thickness = (size * metrics.underline_thickness).max(Pt(0.4));
        let mut rule = |color: Option<Color>, position: f32| {
            if let Some(color) = color {
                let top = origin.y - size * position - thickness / 2.0;
                let rect = Rect::new(Point::new(origin.x, top), Size::new(piece.width, thickness));
                fragments
                    .push(Fragment { source: FragmentSource::Decoration, kind: FragmentKind::Rule { rect, color } });
            }
        };
        rule(span.underline, metrics.underline_position);
        rule(span.line_through, metrics.strike_position);
    }

    /// Fills the space with as many copies of the pattern as fit, flush right, so that the dots of
    /// lines below one another stand in columns.
    fn paint_leader(
        &self,
        piece: &Piece,
        pattern: &str,
        span: &InlineSpan,
        origin: Point,
        fragments: &mut Vec<Fragment>,
    ) {
        let style = self.layout.known_text_style(&span.style);
        let font = self.layout.shaper.primary_font(style);
        let face = self.layout.shaper.fonts().face(font);
        let size = span.style.font_size;
        let unit: Vec<(u16, f32)> = pattern
            .chars()
            .filter_map(|character| face.glyph(character))
            .map(|glyph| (glyph, face.advance(glyph) * size.0))
            .collect();
        // Dots set closer than this read as a line (an em holds two to three in well-set tables of contents).
        let gap = size.0 * 0.2;
        let unit_width: f32 = unit.iter().map(|(_, advance)| advance).sum::<f32>() + gap;
        let clearance = size.0 * 0.4;
        let right = (origin.x.0 + piece.leader - clearance).max(0.0);
        let left = origin.x.0 + clearance;
        if unit.is_empty() || unit_width <= gap || right <= left {
            return;
        }
        let last = (right / unit_width).floor() as i32;
        let first = (left / unit_width).ceil() as i32;
        let mut glyphs = Vec::new();
        for _ in first..last {
            for (index, &(id, advance)) in unit.iter().enumerate() {
                let advance = if index + 1 == unit.len() { advance + gap } else { advance };
                glyphs.push(Glyph { id, advance, x_offset: 0.0, y_offset: 0.0, text_start: 0, text_end: 0 });
            }
        }
        let run = GlyphRun {
            font,
            size,
            color: span.style.color,
            origin: Point::new(Pt(first as f32 * unit_width), origin.y),
            text: Arc::from(""),
            glyphs: glyphs.into(),
            scale: 1.0,
            lang: None,
        };
        fragments.push(Fragment { source: FragmentSource::Decoration, kind: FragmentKind::Glyphs(run) });
        self.part_words(piece, span, font, origin, fragments);
    }

    /// Leader dots are artifacts; a zero-width space keeps screen readers from joining the words.
    fn part_words(&self, piece: &Piece, span: &InlineSpan, font: FontId, origin: Point, fragments: &mut Vec<Fragment>) {
        let Some(id) = self.layout.shaper.fonts().face(font).glyph(' ') else { return };
        let space = Glyph { id, advance: 0.0, x_offset: 0.0, y_offset: 0.0, text_start: 0, text_end: 1 };
        let run = GlyphRun {
            font,
            size: span.style.font_size,
            color: span.style.color,
            origin: Point::new(origin.x + Pt(piece.leader), origin.y),
            text: Arc::from(" "),
            glyphs: Arc::from([space]),
            scale: 1.0,
            lang: None,
        };
        let node = match span.source {
            SpanSource::Node { node, .. } | SpanSource::Generated { node, .. } => node,
        };
        let source = FragmentSource::Generated { node: self.layout.node_ref(node), pseudo: Pseudo::After };
        fragments.push(Fragment { source, kind: FragmentKind::Glyphs(run) });
    }

    pub(super) fn paint_wrap_mark(&mut self, x: Pt, baseline: Pt, fragments: &mut Vec<Fragment>) {
        let Some(mark) = self.style.wrap_mark.clone() else {
            return;
        };
        let style = self.layout.text_style(self.style);
        let runs = self.layout.shaper.shape(&mark, &[(0..mark.len(), style)]);
        let look = TextLook {
            color: faded(self.style.color),
            is_copied: false,
            ..TextLook::of(self.style, FragmentSource::Decoration)
        };
        fragments.extend(text_fragments(&mark, &runs, Point::new(x, baseline), &look));
    }

    fn source(&self, span: &InlineSpan, range: &Range<usize>) -> FragmentSource {
        match span.source {
            SpanSource::Node { node, start, end, exact } => {
                let within = if exact {
                    let from = start + (range.start - span.range.start) as u32;
                    from..from + (range.end - range.start) as u32
                } else {
                    start..end
                };
                self.node_source(node, within)
            }
            SpanSource::Generated { node, pseudo } => {
                FragmentSource::Generated { node: self.layout.node_ref(node), pseudo }
            }
        }
    }

    fn node_source(&self, node: NodeId, range: Range<u32>) -> FragmentSource {
        FragmentSource::Node { node: self.layout.node_ref(node), range }
    }
}

/// Two fifths of the way to white: for marks that are not the author's. Of black, it is seen on every ground of code.
fn faded(color: Color) -> Color {
    let mix = |channel: u8| ((u16::from(channel) * 3 + 255 * 2) / 5) as u8;
    Color { red: mix(color.red), green: mix(color.green), blue: mix(color.blue), alpha: color.alpha }
}
