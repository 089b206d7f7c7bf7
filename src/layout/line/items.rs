//! A paragraph as boxes, glue and penalties, with what each comes from.

use super::super::inline_content::{InlineBox, InlineObject};
use super::{Origin, Paragraph, edge_end, edge_start};
use crate::geom::Pt;
use crate::lang::{EastAsian, is_ideographic};
use crate::paragraph::{FILL, FORBIDDEN, FORCED, Item};
use crate::style::{AutoLength, ComputedStyle, Hyphens, TextAutospace, TextSpacingTrim};
use crate::text::{
    Gap, OBJECT, SOFT_HYPHEN, ShapedGlyph, SpacingClass, gap, hyphenation_points, line_break_opportunities,
    spacing_class,
};

/// How far a space stretches and shrinks, of its width: TeX's interword glue of Computer Modern.
const SPACE_STRETCH: f32 = 0.5;
const SPACE_SHRINK: f32 = 1.0 / 3.0;
/// Plain TeX's `\hyphenpenalty` and `\exhyphenpenalty`.
const HYPHEN_COST: i32 = 50;
/// A break within a word too wide for any line.
const ANYWHERE_COST: i32 = 3_000;
/// After a slash, a dot or the like: the line may end there, a space is better.
const PUNCTUATION_COST: i32 = 100;

impl Paragraph<'_, '_, '_> {
    /// The paragraph as boxes, glue and penalties; with hyphenation points where asked.
    pub(super) fn items(&self, hyphenate: bool) -> (Vec<Item>, Vec<Origin>) {
        let mut writer = ItemWriter::new(self, hyphenate);
        let opportunities = line_break_opportunities(&self.content.text);
        let mut next = opportunities.iter().copied().peekable();
        for run in &self.runs {
            let mut previous_start = u32::MAX;
            for glyph in &run.glyphs {
                let start = glyph.start as usize;
                while next.peek().is_some_and(|&at| at < start) {
                    next.next();
                }
                let may_break = next.peek() == Some(&start) && glyph.start != previous_start;
                let break_after = {
                    let end = glyph.end as usize;
                    let mut ahead = next.clone();
                    while ahead.peek().is_some_and(|&at| at < end) {
                        ahead.next();
                    }
                    ahead.peek() == Some(&end)
                };
                writer.glyph(glyph, may_break, break_after);
                previous_start = glyph.start;
            }
        }
        writer.finish()
    }
}

/// Writes items from glyphs.
struct ItemWriter<'p, 'a, 'l, 'c> {
    paragraph: &'p Paragraph<'a, 'l, 'c>,
    hyphenate: bool,
    writing: Option<EastAsian>,
    items: Vec<Item>,
    origins: Vec<Origin>,
    /// The unbroken piece being collected.
    piece: Vec<(usize, usize, f32)>,
    piece_width: f32,
    /// Room before and after inline boxes, by offset.
    edges_before: Vec<(usize, f32)>,
    edges_after: Vec<(usize, f32)>,
}

impl<'p, 'a, 'l, 'c> ItemWriter<'p, 'a, 'l, 'c> {
    fn new(paragraph: &'p Paragraph<'a, 'l, 'c>, hyphenate: bool) -> ItemWriter<'p, 'a, 'l, 'c> {
        let capacity = paragraph.content.text.len() / 2 + 8;
        let margin = |value: AutoLength| value.resolve(Pt::ZERO).unwrap_or_default();
        let boxes = &paragraph.content.boxes;
        let before = |inline: &InlineBox| (edge_start(&inline.style) + margin(inline.style.margin.inline_start)).0;
        let after = |inline: &InlineBox| (edge_end(&inline.style) + margin(inline.style.margin.inline_end)).0;
        let mut edges_before: Vec<_> = boxes.iter().map(|inline| (inline.range.start, before(inline))).collect();
        let mut edges_after: Vec<_> = boxes.iter().map(|inline| (inline.range.end, after(inline))).collect();
        edges_before.sort_by_key(|&(at, _)| at);
        edges_after.sort_by_key(|&(at, _)| at);
        ItemWriter {
            paragraph,
            hyphenate,
            writing: EastAsian::of(&paragraph.style.lang),
            items: Vec::with_capacity(capacity),
            origins: Vec::with_capacity(capacity),
            piece: Vec::new(),
            piece_width: 0.0,
            edges_before,
            edges_after,
        }
    }

    fn glyph(&mut self, glyph: &ShapedGlyph, may_break: bool, break_after: bool) {
        let text = &self.paragraph.content.text;
        let start = glyph.start as usize;
        let character = text[start..].chars().next().unwrap_or(' ');
        let before = text[..start].chars().next_back();
        let wraps = self.paragraph.style.white_space.wraps();
        let wraps = wraps && self.span_wraps(start);
        let gap = before.and_then(|before| self.gap(start, before, character));
        let breaks = may_break && wraps && !matches!(before, Some(' ' | '\n' | SOFT_HYPHEN));
        if let (Some(gap), Some(before)) = (gap, before) {
            self.space_between(start, before, gap, breaks);
        } else if breaks {
            self.opportunity(start, before, character);
        }
        match character {
            '\n' => {
                self.close_piece();
                self.push(Item::Glue { width: 0.0, stretch: FILL, shrink: 0.0 }, start, start);
                self.push(Item::Penalty { width: 0.0, cost: FORCED, flagged: false }, start, start);
            }
            ' ' => self.space(start, glyph.advance, break_after && wraps),
            SOFT_HYPHEN if self.paragraph.style.hyphens != Hyphens::None => {
                self.close_piece();
                let width = self.paragraph.hyphen_width;
                self.push(Item::Penalty { width, cost: HYPHEN_COST, flagged: true }, start, start);
            }
            OBJECT => self.object(start, glyph),
            _ => {
                let width = glyph.advance + self.edges(start, glyph.end as usize);
                self.piece.push((start, glyph.end as usize, width));
                self.piece_width += width;
            }
        }
    }

    /// Room that inline boxes take at the edges of this cluster.
    fn edges(&self, start: usize, end: usize) -> f32 {
        let sum = |edges: &[(usize, f32)], at: usize| -> f32 {
            let first = edges.partition_point(|&(offset, _)| offset < at);
            edges[first..].iter().take_while(|&&(offset, _)| offset == at).map(|(_, width)| width).sum()
        };
        sum(&self.edges_before, start) + sum(&self.edges_after, end)
    }

    /// Whether lines may break before an offset as far as the text's own element is concerned: not
    /// within one element set `white-space: nowrap`.
    fn span_wraps(&self, at: usize) -> bool {
        let spans = &self.paragraph.content.spans;
        let index = spans.partition_point(|span| span.range.end <= at);
        spans.get(index).is_none_or(|span| span.style.white_space.wraps() || span.range.start == at)
    }

    /// The space between two characters of which one is East Asian; the one before ends at `at`.
    fn gap(&self, at: usize, before: char, after: char) -> Option<Gap> {
        let has_space = before.is_whitespace() || after.is_whitespace();
        if has_space
            || !is_ideographic(before) && !is_ideographic(after)
            || !self.paragraph.style.white_space.collapses()
        {
            return None;
        }
        let spans = &self.paragraph.content.spans;
        let index = spans.partition_point(|span| span.range.end <= at);
        let span = spans.get(index)?;
        let previous = if span.range.start == at { spans.get(index.checked_sub(1)?)? } else { span };
        let class_before = self.class(before, &previous.style)?;
        let class_after = self.class(after, &span.style)?;
        // Within one element its own style decides, where two meet, the paragraph's (CSS Text 4, 8.4.2).
        let style = if span.range.start == at { self.paragraph.style } else { &span.style };
        let trims = style.text_spacing_trim == TextSpacingTrim::TrimBoth;
        let spaces = style.text_autospace == TextAutospace::Normal;
        gap(class_before, class_after, trims, spaces)
    }

    /// What a character is to its neighbors. Code stands in the text like one word of another script; a small mark
    /// that wants no space around it, such as a note's, is of no class.
    fn class(&self, character: char, style: &ComputedStyle) -> Option<SpacingClass> {
        if style.text_autospace == TextAutospace::Normal || is_ideographic(character) {
            let class =
                if character == OBJECT { SpacingClass::Ideograph } else { spacing_class(character, self.writing) };
            return Some(class);
        }
        self.paragraph.layout.metrics(style).is_fixed_pitch.then_some(SpacingClass::Letter)
    }

    /// Space that no character was typed for: it goes to the advance of the glyph before it.
    fn space_between(&mut self, at: usize, before: char, gap: Gap, breaks: bool) {
        self.close_piece();
        if !breaks {
            self.push(Item::Penalty { width: 0.0, cost: FORBIDDEN, flagged: false }, at, at);
        }
        let size = self.paragraph.style.font_size.0;
        let (width, stretch, shrink) = (gap.width * size, gap.stretch * size, gap.shrink * size);
        self.items.push(Item::Glue { width, stretch, shrink });
        self.origins.push(Origin { start: at, target: at - before.len_utf8(), is_gap: true });
    }

    fn opportunity(&mut self, at: usize, before: Option<char>, after: char) {
        // UAX #14 lets a line begin with a dash; well-set prose keeps it with the word before.
        if matches!(after, '\u{2014}' | '\u{2013}') {
            return;
        }
        self.close_piece();
        let (cost, flagged) = match before {
            Some('-' | '\u{2010}') => (HYPHEN_COST, true),
            Some('\u{2014}' | '\u{2013}' | '\u{2026}') | Some(OBJECT) => (0, false),
            _ if after == OBJECT => (0, false),
            _ => (PUNCTUATION_COST, false),
        };
        self.push(Item::Penalty { width: 0.0, cost, flagged }, at, at);
    }

    fn space(&mut self, start: usize, advance: f32, may_break: bool) {
        self.close_piece();
        let preserved = !self.paragraph.style.white_space.collapses();
        let width = advance + self.edges(start, start + 1);
        if preserved {
            // Spaces of code keep their width and take the break only after the last of them.
            self.push(Item::Box { width }, start, start);
            if may_break {
                let mark = self.paragraph.wrap_mark_width;
                self.push(Item::Penalty { width: mark, cost: 0, flagged: false }, start + 1, start + 1);
            }
            return;
        }
        if !may_break {
            self.push(Item::Penalty { width: 0.0, cost: FORBIDDEN, flagged: false }, start, start);
        }
        let stretch = width * SPACE_STRETCH;
        self.push(Item::Glue { width, stretch, shrink: width * SPACE_SHRINK }, start, start);
    }

    fn object(&mut self, start: usize, glyph: &ShapedGlyph) {
        self.close_piece();
        let end = glyph.end as usize;
        match self.paragraph.object_at(start) {
            Some(InlineObject::Leader { .. }) => {
                self.push(Item::Penalty { width: 0.0, cost: FORBIDDEN, flagged: false }, start, start);
                let least = self.paragraph.style.font_size.0;
                self.push(Item::Glue { width: least, stretch: FILL, shrink: 0.0 }, start, start);
            }
            Some(InlineObject::Image { .. } | InlineObject::Ruby(_)) => {
                let width = self.paragraph.object_size(start).width.0 + self.edges(start, end);
                self.push(Item::Box { width }, start, start);
            }
            None => self.push(Item::Box { width: glyph.advance }, start, start),
        }
    }

    /// Writes the collected piece: whole, or with hyphenation points, or cut anywhere if no line could hold it.
    fn close_piece(&mut self) {
        if self.piece.is_empty() {
            return;
        }
        let piece = std::mem::take(&mut self.piece);
        let width = std::mem::take(&mut self.piece_width);
        let start = piece[0].0;
        let is_too_wide = self.is_too_wide(width);
        if self.hyphenate || is_too_wide {
            self.hyphenated(&piece, width);
        } else {
            self.push(Item::Box { width }, start, start);
        }
    }

    /// Whether no line could hold it. A table's column is exactly as wide as its widest word, but for rounding.
    fn is_too_wide(&self, width: f32) -> bool {
        const ROUNDING: f32 = 0.01;
        let measure = self.paragraph.space.width.0;
        measure > 0.0 && width > measure + ROUNDING
    }

    /// A part of a word: whole, or, where no line could hold it, cut anywhere.
    fn part(&mut self, glyphs: &[(usize, usize, f32)], from: usize, width: f32) {
        if self.is_too_wide(width) && glyphs.len() > 1 {
            self.cut_anywhere(glyphs);
        } else {
            self.push(Item::Box { width }, from, from);
        }
    }

    fn cut_anywhere(&mut self, piece: &[(usize, usize, f32)]) {
        let mark = self.paragraph.wrap_mark_width;
        for (index, &(start, _, width)) in piece.iter().enumerate() {
            if index > 0 && start != piece[index - 1].0 {
                self.push(Item::Penalty { width: mark, cost: ANYWHERE_COST, flagged: false }, start, start);
            }
            self.push(Item::Box { width }, start, start);
        }
    }

    fn hyphenated(&mut self, piece: &[(usize, usize, f32)], width: f32) {
        let text = &self.paragraph.content.text;
        let (start, end) = (piece[0].0, piece[piece.len() - 1].1);
        let points = self.points(&text[start..end], start);
        if points.is_empty() {
            self.part(piece, start, width);
            return;
        }
        let mut from = start;
        let mut next = 0;
        let mut carried = 0.0;
        for point in points.into_iter().chain([end]) {
            let first = next;
            let mut part = std::mem::take(&mut carried);
            while let Some(&(glyph_start, glyph_end, glyph_width)) = piece.get(next)
                && glyph_start < point
            {
                next += 1;
                if glyph_end > point {
                    // A ligature over the point: its width is shared by its letters.
                    let share = (point - glyph_start) as f32 / (glyph_end - glyph_start) as f32;
                    part += glyph_width * share;
                    carried += glyph_width * (1.0 - share);
                } else {
                    part += glyph_width;
                }
            }
            self.part(&piece[first..next], from, part);
            if point < end {
                let hyphen = self.paragraph.hyphen_width;
                self.push(Item::Penalty { width: hyphen, cost: HYPHEN_COST, flagged: true }, point, point);
            }
            from = point;
        }
    }

    /// Hyphenation points of the words in a piece, as byte offsets in the text.
    fn points(&self, piece: &str, start: usize) -> Vec<usize> {
        let mut points = Vec::new();
        let mut word_start = None;
        let mut take = |from: usize, to: usize| {
            let spans = &self.paragraph.content.spans;
            let span = &spans[spans.partition_point(|span| span.range.end <= start + from).min(spans.len() - 1)];
            // What no line could hold is better hyphenated than cut, whatever its style says; code has no hyphens.
            let is_emergency = !self.hyphenate && !self.paragraph.layout.metrics(&span.style).is_fixed_pitch;
            if (span.style.hyphens == Hyphens::Auto || is_emergency) && span.range.end >= start + to {
                let word = &piece[from..to];
                points.extend(hyphenation_points(word, &span.style.lang).iter().map(|point| start + from + point));
            }
        };
        for (at, character) in piece.char_indices() {
            if character.is_alphabetic() {
                word_start.get_or_insert(at);
            } else if let Some(from) = word_start.take() {
                // An apostrophe is within a word, and ends what the patterns know.
                take(from, at);
            }
        }
        if let Some(from) = word_start {
            take(from, piece.len());
        }
        points
    }

    fn push(&mut self, item: Item, start: usize, target: usize) {
        self.items.push(item);
        self.origins.push(Origin { start, target, is_gap: false });
    }

    /// A last line of a character or two looks like a slip: no line of ideographs ends so close to the end, where
    /// lines are long enough to do without.
    fn keep_end_together(&mut self) {
        const LEAST_LAST_LINE: usize = 4;
        const LEAST_MEASURE: f32 = 12.0;
        if self.paragraph.space.width < self.paragraph.style.font_size * LEAST_MEASURE {
            return;
        }
        let text = &self.paragraph.content.text;
        let Some((end, _)) = text.char_indices().rev().nth(LEAST_LAST_LINE - 1) else { return };
        let mut index = self.items.len();
        while index > 0 && self.origins[index - 1].start > end {
            index -= 1;
            if self.origins[index].is_gap {
                let origin = Origin { is_gap: false, ..self.origins[index] };
                self.items.insert(index, Item::Penalty { width: 0.0, cost: FORBIDDEN, flagged: false });
                self.origins.insert(index, origin);
            }
        }
    }

    fn finish(mut self) -> (Vec<Item>, Vec<Origin>) {
        self.close_piece();
        self.keep_end_together();
        let end = self.paragraph.content.text.len();
        let ends_with_line_feed = self.paragraph.content.text.ends_with('\n');
        if !ends_with_line_feed || self.items.is_empty() {
            if !self.paragraph.has_leader {
                self.push(Item::Penalty { width: 0.0, cost: FORBIDDEN, flagged: false }, end, end);
                self.push(Item::Glue { width: 0.0, stretch: FILL, shrink: 0.0 }, end, end);
            }
            self.push(Item::Penalty { width: 0.0, cost: FORCED, flagged: false }, end, end);
        }
        (self.items, self.origins)
    }
}
