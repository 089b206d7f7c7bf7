//! Setting a line between two breaks: its glyphs, their spread, their places.

use std::ops::Range;
use std::sync::Arc;

use super::super::galley::Line;
use super::super::inline_content::{InlineBox, InlineContent};
use super::super::{Background, BoxFragment, Fragment, FragmentKind, Source as FragmentSource};
use super::items::ItemList;
use super::{Flex, LEAST_FLEXIBLE, Lines, Paragraph, SetLine, edge_end, edge_start, first_after, is_forced};
use crate::font::FontId;
use crate::geom::{Direction, Point, Pt, Rect, Size};
use crate::paragraph::{Break, FILL, Hang, Item, Setting};
use crate::style::{ComputedStyle, TextAlign};
use crate::text::{OBJECT, ShapedGlyph, ShapedRun, base_level, visual_order};

/// Inline backgrounds use tighter bounds than the font's ascent and descent.
const INLINE_BOX_ASCENT: f32 = 0.82;
const INLINE_BOX_DESCENT: f32 = 0.24;
/// A line whose few spaces would have to grow by more than this (an adjustment ratio) stays short: gaps wider than an
/// em look like columns.
const LOOSEST_JUSTIFIED: f32 = 6.0;

/// A line between two breaks.
struct LineRange {
    /// From the first byte shown to the last, trailing space not counted.
    bytes: Range<usize>,
    /// Where a trailing space ends that vanished at the break; kept as text.
    with_space: usize,
    /// It ends within a word.
    hyphen: bool,
    wrap_mark: bool,
    /// How far glyphs are set wider, or narrower, of what they may be.
    expansion: f32,
    /// How far it stands into the margins.
    hang: Hang,
    /// Width that leaders fill.
    leader: f32,
    indent: Pt,
    /// What stands beside its end takes of it.
    end_indent: Pt,
    is_last: bool,
}

impl Paragraph<'_, '_, '_> {
    /// Sets the lines between the breaks.
    pub(super) fn set(&mut self, list: &ItemList, setting: &Setting) -> Lines {
        let breaks = &setting.breaks;
        let mut lines = Lines {
            lines: Vec::with_capacity(breaks.len()),
            kept: 0,
            flex: if breaks.len() >= LEAST_FLEXIBLE { setting.flex } else { Flex::default() },
        };
        let mut first = 0;
        let mut indent = self.style.text_indent.resolve(self.space.width);
        let mut wrap_indent = self.wrap_indent(list, first);
        let mut emitted = Emitted::default();
        let mut room = Room::default();
        for (index, line_break) in breaks.iter().enumerate() {
            let (start, end) = self.line_indents(index);
            let range = LineRange {
                indent: indent + start,
                end_indent: end,
                ..self.line_range(list, first, line_break, index + 1 == breaks.len(), &mut room)
            };
            let mut line = self.line(&range, &mut emitted, &mut room);
            line.ends_forced = !range.is_last && is_forced(&list.items[line_break.item]);
            if line_break.is_overfull {
                self.layout.report_overfull(&self.content.spans, range.bytes.start);
            }
            lines.lines.push(line);
            first = first_after(&list.items, line_break.item);
            if is_forced(&list.items[line_break.item]) {
                indent = Pt::ZERO;
                wrap_indent = self.wrap_indent(list, first);
            } else {
                indent = wrap_indent;
            }
        }
        let initial = self.atoms.iter().map(|(_, atom)| usize::from(atom.lines)).max().unwrap_or_default();
        lines.kept = initial.min(lines.lines.len());
        // What follows stands below the initial letter.
        if let Some(last) = lines.lines.last_mut()
            && initial > breaks.len()
        {
            last.line.height += self.style.line_height * (initial - breaks.len()) as f32;
        }
        lines
    }

    fn line_range(&self, list: &ItemList, first: usize, end: &Break, is_last: bool, room: &mut Room) -> LineRange {
        let ItemList { items, origins } = list;
        let text = &self.content.text;
        let is_justified = self.style.text_align == TextAlign::Justify && !is_last
            || self.style.text_align_last == Some(TextAlign::Justify) && is_last;
        let is_filled = |item: &Item| matches!(item, Item::Glue { stretch, .. } if *stretch >= FILL);
        let is_filled = self.has_leader && items[first..end.item].iter().any(is_filled);
        let is_justified = is_justified || is_filled;
        let stays_short = end.ratio > LOOSEST_JUSTIFIED && !is_last && !is_filled;
        let ratio = if stays_short { 0.0 } else { end.ratio };
        room.extra.clear();
        let extra = &mut room.extra;
        let mut leader = 0.0;
        for index in first..end.item {
            if let Item::Glue { width, stretch, shrink } = items[index] {
                let change = ratio * if ratio >= 0.0 { stretch } else { shrink };
                let origin = origins[index];
                let own = if origin.is_gap { width } else { 0.0 };
                if stretch >= FILL {
                    leader += change + width;
                } else if is_justified || ratio < 0.0 {
                    extra.push((origin.target, own + change));
                } else if origin.is_gap {
                    extra.push((origin.target, own));
                }
            }
        }
        let start = origins.get(first).map_or(text.len(), |origin| origin.start);
        let stop = origins[end.item].start.max(start);
        let with_space = if is_forced(&items[end.item]) {
            stop + usize::from(text[stop..].starts_with('\n'))
        } else {
            origins.get(first_after(items, end.item)).map_or(text.len(), |origin| origin.start)
        };
        let hyphen = matches!(items[end.item], Item::Penalty { is_flagged: true, width, .. } if width > 0.0);
        let wraps = !self.style.white_space.collapses() && !is_forced(&items[end.item]);
        LineRange {
            bytes: start..stop,
            with_space: with_space.max(stop),
            hyphen,
            wrap_mark: wraps && self.wrap_mark_width > 0.0,
            expansion: end.expansion,
            hang: end.hang,
            leader,
            indent: Pt::ZERO,
            end_indent: Pt::ZERO,
            is_last,
        }
    }

    /// One line: its fragments, and what begins in it.
    fn line(&mut self, range: &LineRange, emitted: &mut Emitted, room: &mut Room) -> SetLine {
        let Room { extra, glyphs, pieces } = room;
        self.pieces(range, glyphs, pieces);
        self.spread(pieces, glyphs, extra, range);
        if range.hyphen {
            self.append_hyphen(pieces, range.bytes.end);
        }
        reorder(pieces, glyphs, self.style.direction);
        let extent = self.extent(pieces);
        let baseline = extent.above;
        self.keep_readings_in(pieces);
        let edges = self.place(pieces, range, emitted);
        let natural = edges.width;
        let free =
            self.space.width - range.indent - range.end_indent - (natural - Pt(range.hang.start + range.hang.end));
        let align = match (range.is_last, self.style.text_align_last, self.style.text_align) {
            (true, Some(last), _) => last,
            (_, _, align) => align,
        };
        // A line wider than its measure begins where it should, whatever its alignment.
        let offset = match align {
            TextAlign::Start | TextAlign::Justify => Pt::ZERO,
            TextAlign::Center => (free / 2.0).max(Pt::ZERO),
            TextAlign::End => free.max(Pt::ZERO),
        };
        let x = self.space.x + range.indent + offset - Pt(range.hang.start);
        let fragments = Vec::with_capacity(edges.boxes.len() + pieces.len());
        let mut line = Line { height: extent.above + extent.below, ascent: baseline, fragments };
        for rect in edges.boxes {
            line.fragments.push(moved(rect, x, baseline));
        }
        // Text is read in its logical order, wherever it stands.
        pieces.sort_by_key(|piece| piece.range.start);
        for piece in pieces.iter() {
            self.paint(piece, &glyphs[piece.glyphs.clone()], x, baseline, &mut line.fragments);
        }
        if range.wrap_mark {
            self.paint_wrap_mark(x + natural, baseline, &mut line.fragments);
        }
        if self.style.direction != self.space.direction {
            let middle = self.space.x + self.space.width / 2.0;
            line.fragments.iter_mut().for_each(|fragment| fragment.mirror(middle));
        }
        // A written hyphen ends a line within a word as well.
        let shown = &self.content.text[range.bytes.clone()];
        let ends_hyphenated = range.hyphen || shown.ends_with(['-', '\u{2010}']);
        let mut set = SetLine {
            line,
            anchors: Vec::new(),
            strings: Vec::new(),
            notes: Vec::new(),
            ends_hyphenated,
            ends_forced: false,
            floats: 0..0,
            end: range.with_space,
        };
        emitted.take(self.content, range.with_space, range.is_last, &mut set);
        set
    }

    /// The runs of a line, cut and shaped anew where the line cuts them.
    fn pieces(&mut self, range: &LineRange, glyphs: &mut Vec<ShapedGlyph>, pieces: &mut Vec<Piece>) {
        glyphs.clear();
        pieces.clear();
        let end = range.with_space;
        let first = self.runs.partition_point(|run| run.range.end <= range.bytes.start);
        for index in first..self.runs.len() {
            let run = &self.runs[index];
            if run.range.start >= end {
                break;
            }
            // The visible part and the vanished space are cut apart, so that the space has no part in shaping.
            let visible = run.range.start.max(range.bytes.start)..run.range.end.min(range.bytes.end);
            let vanished = run.range.start.max(range.bytes.end)..run.range.end.min(end);
            if visible.start < visible.end {
                pieces.push(self.piece(index, visible, false, glyphs));
            }
            if vanished.start < vanished.end {
                pieces.push(self.piece(index, vanished, true, glyphs));
            }
        }
    }

    fn piece(&mut self, index: usize, range: Range<usize>, is_vanished: bool, glyphs: &mut Vec<ShapedGlyph>) -> Piece {
        let run = &self.runs[index];
        let start = glyphs.len();
        match cut(run, &range) {
            Some(cut) => glyphs.extend_from_slice(cut),
            None => glyphs.extend(self.layout.shaper.reshape(&self.content.text, run, range.clone()).glyphs),
        }
        let span = self.content.spans.partition_point(|span| span.range.end <= range.start);
        Piece {
            range,
            span,
            font: run.font,
            level: run.level,
            glyphs: start..glyphs.len(),
            x: Pt::ZERO,
            width: Pt::ZERO,
            scale: 1.0,
            is_vanished,
            hyphen: None,
            leader: 0.0,
            inward: Pt::ZERO,
        }
    }

    /// Spreads the line's stretch or shrink over its spaces, gives leaders their width, and measures all.
    fn spread(&self, pieces: &mut [Piece], glyphs: &mut [ShapedGlyph], extra: &[(usize, f32)], range: &LineRange) {
        let mut extra = extra.iter().copied().peekable();
        for piece in pieces.iter_mut() {
            let glyphs = &mut glyphs[piece.glyphs.clone()];
            piece.scale = 1.0 + range.expansion * self.spans[piece.span].expand;
            if piece.is_vanished {
                // A long run of spaces would leave the page.
                glyphs.iter_mut().skip(1).for_each(|glyph| glyph.advance = 0.0);
                continue;
            }
            self.size_object(piece, glyphs, range);
            for glyph in glyphs.iter_mut() {
                if piece.scale != 1.0 && !self.is_space(glyph.start as usize) {
                    glyph.advance *= piece.scale;
                    glyph.x_offset *= piece.scale;
                }
                while extra.peek().is_some_and(|&(at, _)| at < glyph.start as usize) {
                    extra.next();
                }
                while let Some(&(at, change)) = extra.peek()
                    && at >= glyph.start as usize
                    && at < glyph.end as usize
                {
                    glyph.advance += change;
                    extra.next();
                }
            }
            piece.width = Pt(glyphs.iter().map(|glyph| glyph.advance).sum());
        }
    }

    /// Whether the glyph at an offset is glue, or stands for an object: it is not expanded.
    fn is_space(&self, at: usize) -> bool {
        self.content.text[at..].starts_with([' ', '\u{a0}', OBJECT])
    }

    /// Gives the glyph that stands for an atom or a leader the width of what it stands for.
    fn size_object(&self, piece: &mut Piece, glyphs: &mut [ShapedGlyph], range: &LineRange) {
        if let Some(atom) = self.atom_at(piece.range.start) {
            glyphs.iter_mut().for_each(|glyph| glyph.advance = atom.width.0);
        } else if self.leader_at(piece.range.start).is_some() {
            glyphs.iter_mut().for_each(|glyph| glyph.advance = range.leader);
            piece.leader = range.leader;
        }
    }

    fn append_hyphen(&mut self, pieces: &mut [Piece], at: usize) {
        let Some(piece) = pieces.iter_mut().rev().find(|piece| !piece.is_vanished) else {
            return;
        };
        let style = self.layout.text_style(&self.content.spans[piece.span].style);
        let shaped = self.layout.shaper.shape("-", &[(0..1, style)]);
        if let Some(run) = shaped.first()
            && let Some(glyph) = run.glyphs.first()
            && run.font == piece.font
        {
            piece.hyphen = Some(ShapedGlyph { start: at as u32, end: at as u32, ..*glyph });
            piece.width += Pt(glyph.advance);
        }
    }

    /// How far the line reaches above and below its baseline (CSS 2.2, section 10.8).
    fn extent(&mut self, pieces: &[Piece]) -> Extent {
        let mut extent = self.leading(&self.style.clone(), Pt::ZERO);
        let mut last = usize::MAX;
        for piece in pieces {
            if piece.is_vanished {
                continue;
            }
            if let Some(atom) = self.atom_at(piece.range.start) {
                let shift = self.content.spans[piece.span].shift;
                // Between the letters of two lines there is room, which a formula may fill.
                let room = if atom.is_formula { self.room_between(&self.style.clone()) } else { Pt::ZERO };
                extent.above = extent.above.max(atom.ascent + shift - room);
                extent.below = extent.below.max(atom.descent - shift - room);
                continue;
            }
            if piece.span != last {
                last = piece.span;
                let (style, shift) = (self.content.spans[last].style.clone(), self.content.spans[last].shift);
                let own = self.leading(&style, shift);
                extent.above = extent.above.max(own.above);
                extent.below = extent.below.max(own.below);
            }
        }
        extent
    }

    /// Half the leading goes above the face's ascent, half below its descent.
    fn leading(&mut self, style: &Arc<ComputedStyle>, shift: Pt) -> Extent {
        let id = self.layout.text_style(style);
        let font = self.layout.shaper.primary_font(id);
        let metrics = self.layout.shaper.fonts().face(font).metrics();
        let ascent = style.font_size * metrics.ascent;
        let descent = style.font_size * -metrics.descent;
        let half = (style.line_height - ascent - descent) / 2.0;
        Extent { above: ascent + half + shift, below: descent + half - shift }
    }

    /// What half the leading keeps free above and below the letters of a line.
    fn room_between(&self, style: &Arc<ComputedStyle>) -> Pt {
        let font = self.layout.shaper.primary_font(self.layout.known_text_style(style));
        let metrics = self.layout.shaper.fonts().face(font).metrics();
        let height = style.font_size * (metrics.ascent - metrics.descent);
        ((style.line_height - height) / 2.0).max(Pt::ZERO)
    }

    /// The reading of what begins or ends a line hangs over nothing there.
    fn keep_readings_in(&self, pieces: &mut [Piece]) {
        let overhang = |piece: &Piece| self.atom_at(piece.range.start).map(|atom| atom.overhang).unwrap_or_default();
        if let Some(first) = pieces.first_mut() {
            first.inward = overhang(first).0;
        }
        if let Some(last) = pieces.iter_mut().rfind(|piece| !piece.is_vanished) {
            last.inward -= overhang(last).1;
        }
    }

    /// Gives pieces their places from the line's inline start, and inline boxes theirs.
    fn place(&self, pieces: &mut [Piece], range: &LineRange, emitted: &Emitted) -> Edges {
        let mut x = Pt::ZERO;
        let mut width = Pt::ZERO;
        let mut boxes: Vec<OpenBox> = self.content.boxes[emitted.boxes..]
            .iter()
            .take_while(|inline| inline.range.start < range.bytes.end)
            .filter(|inline| inline.range.end > range.bytes.start)
            .map(|inline| OpenBox { inline, from: None, to: Pt::ZERO })
            .collect();
        for piece in pieces.iter_mut() {
            for open in &mut boxes {
                let style = &open.inline.style;
                if open.inline.range.start == piece.range.start {
                    x += style.margin.inline_start.resolve(Pt::ZERO).unwrap_or_default();
                }
                if piece.range.start >= open.inline.range.start && piece.range.end <= open.inline.range.end {
                    open.from.get_or_insert(x);
                }
                if open.inline.range.start == piece.range.start {
                    x += edge_start(style);
                }
            }
            piece.x = x;
            x += piece.width;
            if !piece.is_vanished {
                width = x;
            }
            for open in boxes.iter_mut().rev() {
                let style = &open.inline.style;
                let is_inside =
                    piece.range.start >= open.inline.range.start && piece.range.end <= open.inline.range.end;
                if is_inside && !piece.is_vanished {
                    open.to = x;
                }
                if open.inline.range.end == piece.range.end {
                    x += edge_end(style);
                    open.to = x;
                    x += style.margin.inline_end.resolve(Pt::ZERO).unwrap_or_default();
                    width = x;
                }
            }
        }
        let boxes = boxes.iter().filter_map(|open| self.inline_box(open, range)).collect();
        Edges { width, boxes }
    }

    fn inline_box(&self, open: &OpenBox, range: &LineRange) -> Option<Fragment> {
        let style = &open.inline.style;
        let from = open.from?;
        let mut border = style.border;
        if open.inline.range.start < range.bytes.start {
            border.inline_start.width = Pt::ZERO;
        }
        if open.inline.range.end > range.with_space {
            border.inline_end.width = Pt::ZERO;
        }
        let background = Background::of(style, self.layout.resources);
        let is_bare = background.is_transparent()
            && [border.block_start, border.block_end, border.inline_start, border.inline_end]
                .iter()
                .all(|side| side.width == Pt::ZERO);
        if is_bare {
            return None;
        }
        let metrics = self.layout.metrics(style);
        let above = style.font_size * metrics.ascent.min(INLINE_BOX_ASCENT)
            + style.padding.block_start.resolve(Pt::ZERO)
            + border.block_start.width;
        let below = style.font_size * (-metrics.descent).min(INLINE_BOX_DESCENT)
            + style.padding.block_end.resolve(Pt::ZERO)
            + border.block_end.width;
        let rect = Rect::new(Point::new(from, -above), Size::new(open.to - from, above + below));
        let kind = FragmentKind::Box(BoxFragment { rect, background, border, radius: style.border_radius });
        Some(Fragment { source: FragmentSource::Decoration, kind })
    }
}

/// What the lines of a paragraph are set in, one after the other.
#[derive(Default)]
struct Room {
    /// Extra advance by byte of the glyph.
    extra: Vec<(usize, f32)>,
    /// Of all pieces.
    glyphs: Vec<ShapedGlyph>,
    pieces: Vec<Piece>,
}

/// Part of a run on a line.
pub(super) struct Piece {
    pub range: Range<usize>,
    /// Index of its span.
    pub span: usize,
    pub font: Option<FontId>,
    pub level: u8,
    /// Among those of the line, from left to right.
    pub glyphs: Range<usize>,
    /// From the line's inline start.
    pub x: Pt,
    /// With the hyphen; none where it vanished.
    pub width: Pt,
    /// How wide its glyphs are drawn, 1.0 for as wide as they are.
    pub scale: f32,
    /// Space that the break took away: kept as text, without width.
    pub is_vanished: bool,
    pub hyphen: Option<ShapedGlyph>,
    pub leader: f32,
    /// How far a reading is moved that would hang over the line's end.
    pub inward: Pt,
}

struct Extent {
    above: Pt,
    below: Pt,
}

struct OpenBox<'a> {
    inline: &'a InlineBox,
    from: Option<Pt>,
    to: Pt,
}

struct Edges {
    width: Pt,
    /// Relative to the line's inline start and baseline.
    boxes: Vec<Fragment>,
}

/// Anchors, notes and boxes that earlier lines are done with: the lists are in order.
#[derive(Default)]
struct Emitted {
    boxes: usize,
    anchors: usize,
    strings: usize,
    notes: usize,
    floats: usize,
}

impl Emitted {
    fn take(&mut self, content: &InlineContent, end: usize, is_last: bool, line: &mut SetLine) {
        while content.boxes.get(self.boxes).is_some_and(|inline| inline.range.end <= end) {
            self.boxes += 1;
        }
        let is_here = |at: usize| at < end || is_last;
        while let Some(&(at, node)) = content.anchors.get(self.anchors)
            && is_here(at)
        {
            line.anchors.push(node);
            self.anchors += 1;
        }
        // A note's offset is the end of its mark.
        while let Some(&(at, node)) = content.notes.get(self.notes)
            && (at <= end || is_last)
        {
            line.notes.push(node);
            self.notes += 1;
        }
        while let Some((_, string)) = content.strings.get(self.strings).filter(|(at, _)| is_here(*at)) {
            line.strings.push(string.clone());
            self.strings += 1;
        }
        let first = self.floats;
        while content.floats.get(self.floats).is_some_and(|&at| is_here(at)) {
            self.floats += 1;
        }
        line.floats = first..self.floats;
    }
}

/// The glyphs of a range, where its ends are safe to cut; else `None`.
fn cut<'r>(run: &'r ShapedRun, range: &Range<usize>) -> Option<&'r [ShapedGlyph]> {
    let boundary = |at: usize| {
        let index = run.glyphs.partition_point(|glyph| (glyph.start as usize) < at);
        match run.glyphs.get(index) {
            None => Some(index),
            Some(glyph) if glyph.start as usize == at && (glyph.is_safe_to_break || at == run.range.start) => {
                Some(index)
            }
            Some(_) => None,
        }
    };
    let first = boundary(range.start)?;
    let last = if range.end >= run.range.end { run.glyphs.len() } else { boundary(range.end)? };
    Some(&run.glyphs[first..last])
}

/// Puts pieces in the order in which they stand on the line from its inline start, and the glyphs of each from left
/// to right (UAX #9, rules L1 and L2).
fn reorder(pieces: &mut Vec<Piece>, glyphs: &mut [ShapedGlyph], direction: Direction) {
    let base = base_level(direction);
    for piece in pieces.iter_mut() {
        // White space at a line's end and what separates columns run as the paragraph does (L1).
        if piece.is_vanished || piece.leader > 0.0 {
            piece.level = base;
        }
        if piece.level % 2 == 1 {
            glyphs[piece.glyphs.clone()].reverse();
        }
    }
    if pieces.iter().all(|piece| piece.level == base) {
        return;
    }
    let levels: Vec<u8> = pieces.iter().map(|piece| piece.level).collect();
    let mut order = visual_order(&levels);
    if direction.is_right_to_left() {
        order.reverse();
    }
    let mut ordered: Vec<Option<Piece>> = std::mem::take(pieces).into_iter().map(Some).collect();
    pieces.extend(order.into_iter().filter_map(|index| ordered[index].take()));
}

fn moved(mut fragment: Fragment, x: Pt, y: Pt) -> Fragment {
    fragment.shift(x, y);
    fragment
}
