//! A paragraph as boxes, glue and penalties, with what each comes from.

use super::super::inline_content::InlineBox;
use super::{Paragraph, SpanTraits, edge_end, edge_start, optical};
use crate::geom::Pt;
use crate::lang::{EastAsian, is_ideographic};
use crate::paragraph::{FILL, FORBIDDEN, FORCED, Hang, Item};
use crate::style::{AutoLength, ComputedStyle, Hyphens, LineEndHang, TextAlign, TextAutospace, TextSpacingTrim};
use crate::text::{
    Gap, HyphenLimits, OBJECT, SOFT_HYPHEN, ShapedGlyph, SpacingClass, Tie, gap, hyphenation_points, is_opening,
    spacing_class, tie,
};

/// How far a space stretches and shrinks, of its width. TeX's space of Computer Modern has a half and a third; where
/// glyphs are condensed first, few spaces shrink at all, and lines come out more even when those may give a half.
const SPACE_STRETCH: f32 = 0.45;
const SPACE_SHRINK: f32 = 0.5;
/// A break at a hyphen, put in or written. Plain TeX has 50; at three times that there is a fifth of the hyphens, and
/// no line is looser than the eye sees.
const HYPHEN_COST: i32 = 153;
/// A break between a label and its number: worse than a loose line, better than one that cannot be set.
const TIE_COST: i32 = 500;
/// A break within a word too wide for any line.
const ANYWHERE_COST: i32 = 3_000;
/// After a slash, a dot or the like: the line may end there, a space is better.
const PUNCTUATION_COST: i32 = 100;

/// Items with what each comes from, side by side: the search for breaks reads the items alone.
#[derive(Debug, Default)]
pub(super) struct ItemList {
    pub items: Vec<Item>,
    pub origins: Vec<Origin>,
}

/// Where an item of the paragraph comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The byte it begins at.
    pub start: usize,
    /// The byte of the glyph whose advance takes its stretch.
    pub target: usize,
    /// Whether it is space between two glyphs, which neither of them has: its width is added to the target too.
    pub is_gap: bool,
}

impl ItemList {
    fn push(&mut self, item: Item, start: usize) {
        self.items.push(item);
        self.origins.push(Origin { start, target: start, is_gap: false });
    }

    /// The leader that the paragraph ends with, where all that it leads to is one piece.
    pub fn closing_leader(&self) -> Option<ClosingLeader> {
        let least = |item: &Item| match *item {
            Item::Glue { width, stretch, .. } if stretch >= FILL => Some(width),
            Item::Glue { .. } | Item::Box { .. } | Item::Penalty { .. } => None,
        };
        let (leader, least) = self.items.iter().enumerate().find_map(|(at, item)| Some((at, least(item)?)))?;
        let (end, after) = self.items[leader + 1..].split_last()?;
        let widths = after.iter().map(|item| match *item {
            Item::Box { width, .. } => Some(width),
            Item::Penalty { is_flagged: true, .. } => Some(0.0),
            Item::Glue { .. } | Item::Penalty { .. } => None,
        });
        let width = widths.sum::<Option<f32>>().filter(|width| *width > 0.0)? + least;
        let ends = matches!(end, Item::Penalty { cost, .. } if *cost <= FORCED);
        ends.then_some(ClosingLeader { before: leader.checked_sub(2)?, width })
    }
}

/// A leader at the end of a paragraph.
pub(super) struct ClosingLeader {
    /// The box without a width that stands before it.
    pub before: usize,
    /// What it takes at least, with what it leads to.
    pub width: f32,
}

impl Paragraph<'_, '_, '_> {
    /// The paragraph as boxes, glue and penalties; with hyphenation points where asked.
    pub(super) fn items(&self, hyphenate: bool) -> ItemList {
        let mut writer = ItemWriter::new(self, hyphenate);
        let mut opportunities = self.opportunities.as_slice();
        for run in &self.runs {
            let span = self.content.spans.partition_point(|span| span.range.end <= run.range.start);
            let mut previous_start = u32::MAX;
            for glyph in &run.glyphs {
                let (start, end) = (glyph.start as usize, glyph.end as usize);
                let after = |offset: usize, places: &[usize]| places.iter().take_while(|&&at| at < offset).count();
                opportunities = &opportunities[after(start, opportunities)..];
                let may_break = opportunities.first() == Some(&start) && glyph.start != previous_start;
                let break_after = opportunities.get(after(end, opportunities)) == Some(&end);
                writer.glyph(glyph, span, may_break, break_after);
                previous_start = glyph.start;
            }
        }
        writer.finish()
    }
}

/// A glyph of the unbroken piece being collected.
#[derive(Clone, Copy)]
struct PieceGlyph {
    start: usize,
    end: usize,
    /// With the room that inline boxes take beside it.
    width: f32,
    give: f32,
    /// Whether it may stand into the margin at a line's end.
    hangs: bool,
}

/// Writes items from glyphs.
struct ItemWriter<'p, 'a, 'l, 'c> {
    paragraph: &'p Paragraph<'a, 'l, 'c>,
    hyphenate: bool,
    writing: Option<EastAsian>,
    list: ItemList,
    piece: Vec<PieceGlyph>,
    /// Room before and after inline boxes, by offset.
    edges_before: Vec<(usize, f32)>,
    edges_after: Vec<(usize, f32)>,
    /// Nothing but spaces stands on the line of code being written.
    is_indent: bool,
    /// The width of those spaces.
    indent: f32,
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
            list: ItemList { items: Vec::with_capacity(capacity), origins: Vec::with_capacity(capacity) },
            piece: Vec::new(),
            edges_before,
            edges_after,
            is_indent: true,
            indent: 0.0,
        }
    }

    fn glyph(&mut self, glyph: &ShapedGlyph, span: usize, may_break: bool, break_after: bool) {
        let text = &self.paragraph.content.text;
        let traits = self.paragraph.spans[span];
        let start = glyph.start as usize;
        let character = text[start..].chars().next().unwrap_or(' ');
        let before = text[..start].chars().next_back();
        let wraps = self.paragraph.style.white_space.wraps() && self.span_wraps(span, start);
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
                self.list.push(Item::fill(0.0), start);
                self.list.push(Item::penalty(FORCED), start);
                self.is_indent = true;
                self.indent = 0.0;
            }
            ' ' if self.paragraph.style.white_space.collapses() => {
                self.space(start, glyph.advance, traits, break_after && wraps);
            }
            ' ' => self.space_of_code(start, glyph.advance, wraps),
            '\u{a0}' if self.paragraph.style.white_space.collapses() && !traits.is_fixed_pitch => {
                self.no_break_space(start, glyph.advance, traits);
            }
            SOFT_HYPHEN if self.paragraph.style.hyphens != Hyphens::None => {
                self.close_piece();
                self.list.push(self.hyphen(), start);
            }
            OBJECT => self.object(start, glyph),
            _ => {
                let edges = self.edges(start, glyph.end as usize);
                self.is_indent = false;
                self.piece.push(PieceGlyph {
                    start,
                    end: glyph.end as usize,
                    width: glyph.advance + edges,
                    give: glyph.advance * traits.expand,
                    hangs: traits.hangs && edges == 0.0,
                });
            }
        }
    }

    /// Room that inline boxes take at the edges of this cluster.
    fn edges(&self, start: usize, end: usize) -> f32 {
        if self.edges_before.is_empty() {
            return 0.0;
        }
        let sum = |edges: &[(usize, f32)], at: usize| -> f32 {
            let first = edges.partition_point(|&(offset, _)| offset < at);
            edges[first..].iter().take_while(|&&(offset, _)| offset == at).map(|(_, width)| width).sum()
        };
        sum(&self.edges_before, start) + sum(&self.edges_after, end)
    }

    /// Whether lines may break before an offset as far as the text's own element is concerned: not
    /// within one element set `white-space: nowrap`.
    fn span_wraps(&self, span: usize, at: usize) -> bool {
        let spans = &self.paragraph.content.spans;
        spans.get(span).is_none_or(|span| span.style.white_space.wraps() || span.range.start == at)
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
        let class_before = self.class(before, at - before.len_utf8(), &previous.style)?;
        let class_after = self.class(after, at, &span.style)?;
        // Within one element its own style decides, where two meet, the paragraph's (CSS Text 4, 8.4.2).
        let style = if span.range.start == at { self.paragraph.style } else { &span.style };
        let trims = style.text_spacing_trim == TextSpacingTrim::TrimBoth;
        let spaces = style.text_autospace == TextAutospace::Normal;
        gap(class_before, class_after, trims, spaces)
    }

    /// What a character is to its neighbors; a formula is what a word is. Code stands in the text like one word of another script; a small mark
    /// that wants no space around it, such as a note's, is of no class.
    fn class(&self, character: char, at: usize, style: &ComputedStyle) -> Option<SpacingClass> {
        if character == OBJECT && self.paragraph.atom_at(at).is_some_and(|atom| atom.is_formula) {
            return Some(SpacingClass::Letter);
        }
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
            self.list.push(Item::penalty(FORBIDDEN), at);
        }
        let size = self.paragraph.style.font_size.0;
        let (width, stretch, shrink) = (gap.width * size, gap.stretch * size, gap.shrink * size);
        self.list.items.push(Item::Glue { width, stretch, shrink });
        self.list.origins.push(Origin { start: at, target: at - before.len_utf8(), is_gap: true });
    }

    fn opportunity(&mut self, at: usize, before: Option<char>, after: char) {
        // UAX #14 lets a line begin with a dash; well-set prose keeps it with the word before.
        if matches!(after, '\u{2014}' | '\u{2013}') {
            return;
        }
        // What a leader leads to stands on its line.
        if at.checked_sub(OBJECT.len_utf8()).is_some_and(|at| self.paragraph.leader_at(at).is_some()) {
            return;
        }
        self.close_piece();
        let (cost, is_flagged) = match before {
            Some('-' | '\u{2010}') => (HYPHEN_COST, true),
            Some('\u{2014}' | '\u{2013}' | '\u{2026}') | Some(OBJECT) => (0, false),
            _ if after == OBJECT => (0, false),
            _ => (PUNCTUATION_COST, false),
        };
        // In code the mark of the break stands there, and no hyphen.
        let is_code = !self.paragraph.style.white_space.collapses();
        let width = if is_code { self.paragraph.wrap_mark_width } else { 0.0 };
        self.list.push(Item::Penalty { width, hang: 0.0, cost, is_flagged: is_flagged && !is_code }, at);
    }

    /// A space of prose. Those of a fixed pitch keep their width: a grid of columns is not pulled apart.
    fn space(&mut self, start: usize, advance: f32, traits: SpanTraits, may_break: bool) {
        self.close_piece();
        let tie = if may_break { tie(&self.paragraph.content.text, start) } else { Tie::Firm };
        match tie {
            Tie::None => {}
            Tie::Dear => self.list.push(Item::penalty(TIE_COST), start),
            Tie::Firm => self.list.push(Item::penalty(FORBIDDEN), start),
        }
        let width = advance + self.edges(start, start + 1);
        let elastic = if traits.is_fixed_pitch { 0.0 } else { width };
        let (stretch, shrink) = (elastic * SPACE_STRETCH, elastic * SPACE_SHRINK);
        self.list.push(Item::Glue { width, stretch, shrink }, start);
    }

    /// A space that no line ends at, as elastic as any other; nor does it vanish where a line begins with it.
    fn no_break_space(&mut self, start: usize, advance: f32, traits: SpanTraits) {
        self.close_piece();
        if !matches!(self.list.items.last(), Some(Item::Box { .. })) {
            self.list.push(Item::rigid(0.0), start);
        }
        self.space(start, advance, traits, false);
    }

    /// A space of code keeps its width. The spaces a line begins with are its indent; at any other it may end, and
    /// then they vanish.
    fn space_of_code(&mut self, start: usize, advance: f32, may_break: bool) {
        self.close_piece();
        let width = advance + self.edges(start, start + 1);
        if self.is_indent {
            self.indent += width;
        }
        if self.is_indent || !may_break {
            self.list.push(Item::rigid(width), start);
            return;
        }
        if !matches!(self.list.items.last(), Some(Item::Glue { .. })) {
            let mark = self.paragraph.wrap_mark_width;
            self.list.push(Item::Penalty { width: mark, hang: 0.0, cost: 0, is_flagged: false }, start);
        }
        self.list.push(Item::Glue { width, stretch: 0.0, shrink: 0.0 }, start);
    }

    fn object(&mut self, start: usize, glyph: &ShapedGlyph) {
        self.close_piece();
        self.is_indent = false;
        let end = glyph.end as usize;
        if self.paragraph.leader_at(start).is_some() {
            // A box keeps it from vanishing where a line begins with it.
            self.list.push(Item::rigid(0.0), start);
            self.list.push(Item::penalty(FORBIDDEN), start);
            self.list.push(Item::fill(self.paragraph.style.font_size.0), start);
            return;
        }
        let atom = self.paragraph.atom_at(start);
        let width = match atom {
            Some(atom) => atom.width.0 + self.edges(start, end),
            None => glyph.advance,
        };
        self.list.push(Item::rigid(width), start);
        if let Some((cost, space)) = atom.and_then(|atom| atom.after) {
            // The space behind a relation vanishes where the line ends.
            let wraps = self.paragraph.style.white_space.wraps();
            self.list.push(Item::penalty(if wraps { cost } else { FORBIDDEN }), end);
            self.list.items.push(Item::Glue { width: space, stretch: 0.0, shrink: 0.0 });
            self.list.origins.push(Origin { start: end, target: start, is_gap: true });
        }
    }

    /// Writes the collected piece: whole, or with hyphenation points, or cut anywhere if no line could hold it.
    fn close_piece(&mut self) {
        if self.piece.is_empty() {
            return;
        }
        let mut piece = std::mem::take(&mut self.piece);
        let width: f32 = piece.iter().map(|glyph| glyph.width).sum();
        if self.hyphenate || self.is_too_wide(width) {
            self.hyphenated(&piece);
        } else {
            let give = piece.iter().map(|glyph| glyph.give).sum();
            self.box_of(&piece, piece[0].start, width, give);
        }
        piece.clear();
        self.piece = piece;
    }

    /// Whether no line could hold it, nor what of a line of code goes on further in. A table's column is exactly as wide
    /// as its widest word, but for rounding.
    fn is_too_wide(&self, width: f32) -> bool {
        const ROUNDING: f32 = 0.01;
        // What goes on after a break in code is indented, and has that much less room.
        let measure = (self.paragraph.space.width - self.paragraph.wrap_indent_after(Pt(self.indent))).0;
        measure > 0.0 && width > measure + ROUNDING
    }

    fn box_of(&mut self, glyphs: &[PieceGlyph], start: usize, width: f32, give: f32) {
        let hang = Hang { start: self.start_hang(glyphs.first()), end: self.end_hang(glyphs.last()) };
        self.list.push(Item::Box { width, give, hang }, start);
    }

    fn start_hang(&self, glyph: Option<&PieceGlyph>) -> f32 {
        let style = self.paragraph.style;
        let Some(glyph) = glyph.filter(|glyph| glyph.hangs) else { return 0.0 };
        if !matches!(style.text_align, TextAlign::Start | TextAlign::Justify)
            || self.list.items.is_empty() && !style.hanging_punctuation.first
        {
            return 0.0;
        }
        let character = self.paragraph.content.text[glyph.start..].chars().next();
        character.map_or(0.0, optical::at_start) * glyph.width
    }

    fn end_hang(&self, glyph: Option<&PieceGlyph>) -> f32 {
        let style = self.paragraph.style;
        let Some(glyph) = glyph.filter(|glyph| glyph.hangs) else { return 0.0 };
        if !matches!(style.text_align, TextAlign::End | TextAlign::Justify) {
            return 0.0;
        }
        let Some(character) = self.paragraph.content.text[..glyph.end].chars().next_back() else { return 0.0 };
        let is_forced = style.hanging_punctuation.end == LineEndHang::Force && optical::is_stop(character);
        let share = if is_forced { 1.0 } else { optical::at_end(character) };
        share * glyph.width
    }

    fn hyphen(&self) -> Item {
        let width = self.paragraph.hyphen_width;
        let hangs = self.paragraph.style.text_align == TextAlign::Justify
            && !self.paragraph.style.hanging_punctuation.is_none();
        let hang = if hangs { width * optical::at_end('-') } else { 0.0 };
        Item::Penalty { width, hang, cost: HYPHEN_COST, is_flagged: true }
    }

    /// A part of a word: whole, or, where no line could hold it, cut anywhere.
    fn part(&mut self, glyphs: &[PieceGlyph], from: usize, width: f32, give: f32) {
        if self.is_too_wide(width) && glyphs.len() > 1 {
            self.cut_anywhere(glyphs);
        } else {
            self.box_of(glyphs, from, width, give);
        }
    }

    fn cut_anywhere(&mut self, piece: &[PieceGlyph]) {
        let width = self.paragraph.wrap_mark_width;
        for (index, glyph) in piece.iter().enumerate() {
            if index > 0 && self.may_cut(glyph.start, piece[index - 1].start) {
                self.list.push(Item::Penalty { width, hang: 0.0, cost: ANYWHERE_COST, is_flagged: false }, glyph.start);
            }
            self.box_of(&piece[index..=index], glyph.start, glyph.width, glyph.give);
        }
    }

    /// Whether a word may be cut before a cluster: not after what opens it, unless that goes on and on.
    fn may_cut(&self, at: usize, previous: usize) -> bool {
        let text = &self.paragraph.content.text;
        let mut before = text[..at].chars().rev();
        let (last, last_but_one) = (before.next(), before.next());
        let follows_opening = last.is_some_and(|last| match last {
            // After a letter they close, or join.
            '"' | '\'' | '`' | '-' => !last_but_one.is_some_and(char::is_alphanumeric),
            _ => is_opening(last),
        });
        let is_run = last_but_one == last && text[at..].chars().next() == last;
        at != previous && (!follows_opening || is_run)
    }

    fn hyphenated(&mut self, piece: &[PieceGlyph]) {
        let text = &self.paragraph.content.text;
        let (start, end) = (piece[0].start, piece[piece.len() - 1].end);
        let points = self.points(&text[start..end], start);
        let mut from = start;
        let mut next = 0;
        let mut carried = (0.0, 0.0);
        for point in points.into_iter().chain([end]) {
            let first = next;
            let (mut width, mut give) = std::mem::take(&mut carried);
            while let Some(glyph) = piece.get(next)
                && glyph.start < point
            {
                next += 1;
                if glyph.end > point {
                    // A ligature over the point: its width is shared by its letters.
                    let share = (point - glyph.start) as f32 / (glyph.end - glyph.start) as f32;
                    width += glyph.width * share;
                    give += glyph.give * share;
                    carried = (glyph.width * (1.0 - share), glyph.give * (1.0 - share));
                } else {
                    width += glyph.width;
                    give += glyph.give;
                }
            }
            self.part(&piece[first..next], from, width, give);
            if point < end {
                self.list.push(self.hyphen(), point);
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
            let index = spans.partition_point(|span| span.range.end <= start + from).min(spans.len() - 1);
            let span = &spans[index];
            // What no line could hold is better hyphenated than cut, whatever its style says; code has no hyphens.
            let is_emergency = !self.hyphenate && !self.paragraph.spans[index].is_fixed_pitch;
            if (span.style.hyphens == Hyphens::Auto || is_emergency) && span.range.end >= start + to {
                let limits = if is_emergency { HyphenLimits::AUTO } else { self.paragraph.spans[index].hyphen_limits };
                let found = hyphenation_points(&piece[from..to], &span.style.lang, limits);
                points.extend(found.iter().map(|point| start + from + point));
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
        let ItemList { items, origins } = &mut self.list;
        let mut index = items.len();
        while index > 0 && origins[index - 1].start > end {
            index -= 1;
            if origins[index].is_gap {
                let origin = Origin { is_gap: false, ..origins[index] };
                items.insert(index, Item::penalty(FORBIDDEN));
                origins.insert(index, origin);
            }
        }
    }

    fn finish(mut self) -> ItemList {
        self.close_piece();
        self.keep_end_together();
        if !self.paragraph.style.hanging_punctuation.last
            && let Some(Item::Box { hang, .. }) = self.list.items.last_mut()
        {
            hang.end = 0.0;
        }
        let end = self.paragraph.content.text.len();
        let ends_with_line_feed = self.paragraph.content.text.ends_with('\n');
        if !ends_with_line_feed || self.list.items.is_empty() {
            if self.paragraph.fills_last_line() {
                self.list.push(Item::penalty(FORBIDDEN), end);
                self.list.push(Item::fill(0.0), end);
            }
            self.list.push(Item::penalty(FORCED), end);
        }
        self.list
    }
}
