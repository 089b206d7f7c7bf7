//! Lines: an inline formatting context becomes a list of line boxes.
//!
//! In: [`InlineContent`] and the measure. Phases: shape the whole text; turn it into boxes, glue and
//! penalties; let `paragraph` choose the breaks, first without hyphens, then with; set each line:
//! spread its glue, shape anew what a break cut apart, place glyphs on the baseline. Out: [`Strip`]s.
//! What stands above or below, and where pages end, is not known here.

use std::ops::Range;
use std::sync::Arc;

use super::galley::Strip;
use super::inline_content::{InlineContent, InlineObject, InlineSpan, SpanSource, is_ideographic};
use super::replaced::{ImageBounds, image_size};
use super::{
    BoxFragment, ChapterLayout, Fragment, FragmentKind, Glyph, GlyphRun, ImageFragment, Source as FragmentSource,
};
use crate::color::Color;
use crate::document::{ImageSource, NodeId};
use crate::font::FontId;
use crate::geom::{Point, Pt, Rect, Size};
use crate::paragraph::{self, Break, FILL, FORBIDDEN, FORCED, Item, Measure};
use crate::style::{ComputedStyle, Hyphens, TextAlign};
use crate::text::{OBJECT, SOFT_HYPHEN, ShapedGlyph, ShapedRun, hyphenation_points, line_break_opportunities};

/// How far a space stretches and shrinks, of its width: TeX's interword glue of Computer Modern.
const SPACE_STRETCH: f32 = 0.5;
const SPACE_SHRINK: f32 = 1.0 / 3.0;
/// Stretch between ideographs, of the font size (JLREQ, 3.8.4: spaces between characters are the last resort).
const IDEOGRAPH_STRETCH: f32 = 0.06;
/// Plain TeX's `\hyphenpenalty` and `\exhyphenpenalty`.
const HYPHEN_COST: i32 = 50;
/// A break within a word too wide for any line.
const ANYWHERE_COST: i32 = 3_000;
/// After a slash, a dot or the like: the line may end there, a space is better.
const PUNCTUATION_COST: i32 = 100;
/// How loose a line may be before hyphenation is tried, and before anything is taken (adjustment ratios).
const TOLERANCE_WITHOUT_HYPHENS: f32 = 1.0;
const TOLERANCE: f32 = 2.5;
const TOLERANCE_AT_LAST: f32 = 1.0e4;
/// Stretch of a ragged line's end, of the font size: plain TeX's `\raggedright` has 2 em.
const RAGGED_STRETCH: f32 = 3.0;

/// The lines of a paragraph and what belongs to each.
pub struct Lines {
    pub strips: Vec<Strip>,
    /// Baseline of the first line below its top, for list markers.
    pub first_baseline: Pt,
    /// Whether the line ends within a word, so that a page rather not end there.
    pub ends_hyphenated: Vec<bool>,
}

/// The space a paragraph has.
#[derive(Clone, Copy, Debug)]
pub struct LineSpace {
    /// Left edge of the content box.
    pub x: Pt,
    pub width: Pt,
    /// The tallest an image may be.
    pub page_height: Pt,
}

/// Sets a paragraph.
pub fn layout_lines(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
    space: LineSpace,
) -> Lines {
    let mut paragraph = Paragraph::new(layout, content, style, space);
    let breaks = paragraph.break_lines();
    paragraph.set(&breaks)
}

/// The least and the greatest width a paragraph wants: its widest unbreakable piece, and all of it in one line.
pub fn intrinsic_widths(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
    page_height: Pt,
) -> (Pt, Pt) {
    let space = LineSpace { x: Pt::ZERO, width: Pt(1.0e6), page_height };
    let paragraph = Paragraph::new(layout, content, style, space);
    let (items, _) = paragraph.items(false);
    let (mut least, mut greatest, mut piece, mut line) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for item in &items {
        match *item {
            Item::Box { width } => {
                piece += width;
                line += width;
            }
            Item::Glue { width, .. } => {
                least = least.max(piece);
                piece = 0.0;
                line += width;
            }
            Item::Penalty { cost, .. } => {
                if cost < FORBIDDEN {
                    least = least.max(piece);
                    piece = 0.0;
                }
                if cost <= FORCED {
                    greatest = greatest.max(line);
                    line = 0.0;
                }
            }
        }
    }
    (Pt(least.max(piece)), Pt(greatest.max(line)))
}

struct Paragraph<'a, 'l, 'c> {
    layout: &'l mut ChapterLayout<'c>,
    content: &'a InlineContent,
    style: &'a Arc<ComputedStyle>,
    space: LineSpace,
    runs: Vec<ShapedRun>,
    /// Advance of the hyphen in the paragraph's own style.
    hyphen_width: f32,
    wrap_mark_width: f32,
    has_leader: bool,
}

/// Where an item of the paragraph comes from.
#[derive(Clone, Copy, Debug)]
struct Origin {
    /// The byte it begins at.
    start: usize,
    /// The byte of the glyph whose advance takes its stretch.
    target: usize,
}

/// A line between two breaks.
struct LineRange {
    /// From the first byte shown to the last, trailing space not counted.
    bytes: Range<usize>,
    /// Where a trailing space ends that vanished at the break; kept as text.
    with_space: usize,
    /// It ends within a word.
    hyphen: bool,
    wrap_mark: bool,
    /// Extra advance by byte of the glyph.
    extra: Vec<(usize, f32)>,
    /// Width that leaders fill.
    leader: f32,
}

impl<'a, 'l, 'c> Paragraph<'a, 'l, 'c> {
    fn new(
        layout: &'l mut ChapterLayout<'c>,
        content: &'a InlineContent,
        style: &'a Arc<ComputedStyle>,
        space: LineSpace,
    ) -> Paragraph<'a, 'l, 'c> {
        let spans: Vec<_> =
            content.spans.iter().map(|span| (span.range.clone(), layout.text_style(&span.style))).collect();
        let runs = layout.shaper.shape(&content.text, &spans);
        for run in runs.iter().filter(|run| run.font.is_none()) {
            for (at, character) in content.text[run.range.clone()].char_indices() {
                if is_drawn(character) {
                    layout.report_missing(character, &content.spans, run.range.start + at);
                }
            }
        }
        let own = layout.text_style(style);
        let hyphen_width = if style.hyphens == Hyphens::None { 0.0 } else { layout.text_width("-", own) };
        let wrap_mark_width = match &style.wrap_mark {
            Some(mark) => layout.text_width(mark, own),
            None => 0.0,
        };
        let has_leader = content.objects.iter().any(|(_, object)| matches!(object, InlineObject::Leader { .. }));
        Paragraph { layout, content, style, space, runs, hyphen_width, wrap_mark_width, has_leader }
    }

    fn measure(&self, tolerance: f32) -> Measure {
        let indent = self.style.text_indent.resolve(self.space.width).0;
        let width = self.space.width.0;
        let ragged = match self.style.text_align {
            TextAlign::Justify => 0.0,
            TextAlign::Start | TextAlign::End | TextAlign::Center => self.style.font_size.0 * RAGGED_STRETCH,
        };
        Measure { first: width - indent, rest: width, ragged, tolerance }
    }

    /// Tries without hyphens, then with, then takes what there is.
    fn break_lines(&self) -> (Vec<Item>, Vec<Origin>, Vec<Break>) {
        if !self.style.white_space.collapses() {
            let (items, origins) = self.items(false);
            let breaks = paragraph::first_fit(&items, &self.measure(0.0));
            return (items, origins, breaks);
        }
        let (items, origins) = self.items(false);
        let is_justified = self.style.text_align == TextAlign::Justify;
        let hyphenates = self.style.hyphens == Hyphens::Auto;
        let first_tolerance = if hyphenates && is_justified { TOLERANCE_WITHOUT_HYPHENS } else { TOLERANCE };
        let breaks = paragraph::total_fit(&items, &self.measure(first_tolerance));
        let fits = |breaks: &[Break]| breaks.iter().all(|line| !line.is_overfull);
        if fits(&breaks) {
            return (items, origins, breaks);
        }
        if hyphenates {
            let (items, origins) = self.items(true);
            let breaks = paragraph::total_fit(&items, &self.measure(TOLERANCE));
            if fits(&breaks) {
                return (items, origins, breaks);
            }
            let breaks = paragraph::total_fit(&items, &self.measure(TOLERANCE_AT_LAST));
            return (items, origins, breaks);
        }
        let breaks = paragraph::total_fit(&items, &self.measure(TOLERANCE_AT_LAST));
        (items, origins, breaks)
    }

    /// The paragraph as boxes, glue and penalties; with hyphenation points where asked.
    fn items(&self, hyphenate: bool) -> (Vec<Item>, Vec<Origin>) {
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

    /// Sets the lines between the breaks.
    fn set(&mut self, (items, origins, breaks): &(Vec<Item>, Vec<Origin>, Vec<Break>)) -> Lines {
        let mut lines =
            Lines { strips: Vec::with_capacity(breaks.len()), first_baseline: Pt::ZERO, ends_hyphenated: Vec::new() };
        let mut first_item = 0;
        let mut emitted = Emitted::default();
        for (index, line_break) in breaks.iter().enumerate() {
            let is_last = index + 1 == breaks.len();
            let range = self.line_range(items, origins, first_item, line_break, is_last);
            let indent = if index == 0 { self.style.text_indent.resolve(self.space.width) } else { Pt::ZERO };
            let (strip, baseline) = self.line(&range, indent, is_last, &mut emitted);
            if index == 0 {
                lines.first_baseline = baseline;
            }
            if line_break.is_overfull {
                self.layout.report_overfull(&self.content.spans, range.bytes.start);
            }
            lines.strips.push(strip);
            lines.ends_hyphenated.push(range.hyphen);
            first_item = line_break.item + 1;
            while !is_forced(&items[line_break.item])
                && matches!(items.get(first_item), Some(Item::Glue { .. }) | Some(Item::Penalty { cost: 0.., .. }))
                && !starts_line(items, first_item)
            {
                first_item += 1;
            }
        }
        lines
    }

    fn line_range(&self, items: &[Item], origins: &[Origin], first: usize, end: &Break, is_last: bool) -> LineRange {
        let text = &self.content.text;
        let is_justified = self.style.text_align == TextAlign::Justify && !is_last
            || self.style.text_align_last == Some(TextAlign::Justify) && is_last
            || self.has_leader;
        let mut extra = Vec::new();
        let mut leader = 0.0;
        for index in first..end.item {
            if let Item::Glue { width, stretch, shrink } = items[index] {
                let change = end.ratio * if end.ratio >= 0.0 { stretch } else { shrink };
                if stretch >= FILL {
                    leader += change + width;
                } else if is_justified || end.ratio < 0.0 {
                    extra.push((origins[index].target, change));
                }
            }
        }
        let start = origins.get(first).map_or(text.len(), |origin| origin.start);
        let stop = origins[end.item].start;
        let with_space = match items[end.item] {
            Item::Glue { .. } => origins.get(end.item + 1).map_or(text.len(), |origin| origin.start),
            _ => {
                stop + text[stop..].chars().next().filter(|&next| next == ' ' || next == '\n').map_or(0, char::len_utf8)
            }
        };
        let flagged = matches!(items[end.item], Item::Penalty { flagged: true, width, .. } if width > 0.0);
        let wraps = !self.style.white_space.collapses() && !is_forced(&items[end.item]);
        LineRange {
            bytes: start..stop.max(start),
            with_space: with_space.max(stop.max(start)),
            hyphen: flagged,
            wrap_mark: wraps && self.wrap_mark_width > 0.0,
            extra,
            leader,
        }
    }

    /// One line: its fragments, and the baseline below its top.
    fn line(&mut self, range: &LineRange, indent: Pt, is_last: bool, emitted: &mut Emitted) -> (Strip, Pt) {
        let mut pieces = self.pieces(range);
        self.spread(&mut pieces, range);
        if range.hyphen {
            self.append_hyphen(&mut pieces, range.bytes.end);
        }
        reorder(&mut pieces);
        let extent = self.extent(&pieces);
        let baseline = extent.above;
        let edges = self.place(&mut pieces, range);
        let natural = edges.width;
        let free = self.space.width - indent - natural;
        let align = match (is_last, self.style.text_align_last, self.style.text_align) {
            (true, Some(last), _) => last,
            (_, _, align) => align,
        };
        let offset = match align {
            TextAlign::Start | TextAlign::Justify => Pt::ZERO,
            TextAlign::Center => free / 2.0,
            TextAlign::End => free,
        };
        let x = self.space.x + indent + offset.max(if free < Pt::ZERO { Pt::ZERO } else { offset });
        let mut strip = Strip { height: extent.above + extent.below, ..Strip::default() };
        for rect in edges.boxes {
            strip.fragments.push(moved(rect, x, baseline));
        }
        for piece in &pieces {
            self.paint(piece, x, baseline, &mut strip.fragments);
        }
        if range.wrap_mark {
            self.paint_wrap_mark(x + natural, baseline, &mut strip.fragments);
        }
        emitted.take(self.content, range.with_space, is_last, &mut strip);
        (strip, baseline)
    }

    /// The runs of a line, cut and shaped anew where the line cuts them.
    fn pieces(&mut self, range: &LineRange) -> Vec<Piece> {
        let end = range.with_space;
        let first = self.runs.partition_point(|run| run.range.end <= range.bytes.start);
        let mut pieces = Vec::new();
        for index in first..self.runs.len() {
            let run = &self.runs[index];
            if run.range.start >= end {
                break;
            }
            // The visible part and the vanished space are cut apart, so that the space has no part in shaping.
            let visible = run.range.start.max(range.bytes.start)..run.range.end.min(range.bytes.end);
            let vanished = run.range.start.max(range.bytes.end)..run.range.end.min(end);
            if visible.start < visible.end {
                pieces.push(self.piece(index, visible, false));
            }
            if vanished.start < vanished.end {
                pieces.push(self.piece(index, vanished, true));
            }
        }
        pieces
    }

    fn piece(&mut self, index: usize, range: Range<usize>, is_vanished: bool) -> Piece {
        let run = &self.runs[index];
        let glyphs = match cut(run, &range) {
            Some(glyphs) => glyphs.to_vec(),
            None => {
                let run = run.clone();
                self.layout.shaper.reshape(&self.content.text, &run, range.clone()).glyphs
            }
        };
        let run = &self.runs[index];
        let span = self.content.spans.partition_point(|span| span.range.end <= range.start);
        Piece {
            range,
            span,
            font: run.font,
            level: run.level,
            glyphs,
            x: Pt::ZERO,
            is_vanished,
            hyphen: None,
            leader: 0.0,
        }
    }

    /// Spreads the line's stretch or shrink over its spaces, and gives leaders their width.
    fn spread(&self, pieces: &mut [Piece], range: &LineRange) {
        let mut extra = range.extra.iter().copied().peekable();
        for piece in pieces.iter_mut() {
            if piece.is_vanished {
                continue;
            }
            for glyph in &mut piece.glyphs {
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
            let object = self.object_at(piece.range.start);
            for glyph in &mut piece.glyphs {
                match object {
                    Some(InlineObject::Image { .. }) => glyph.advance = self.object_size(piece.range.start).width.0,
                    Some(InlineObject::Leader { .. }) => {
                        glyph.advance = range.leader;
                        piece.leader = range.leader;
                    }
                    None => {}
                }
            }
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
            if let Some(InlineObject::Image { .. }) = self.object_at(piece.range.start) {
                let size = self.object_size(piece.range.start);
                extent.above = extent.above.max(size.height + self.content.spans[piece.span].shift);
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

    /// Gives pieces their places from the line's left edge, and inline boxes theirs.
    fn place(&self, pieces: &mut [Piece], range: &LineRange) -> Edges {
        let mut x = Pt::ZERO;
        let mut width = Pt::ZERO;
        let mut boxes: Vec<OpenBox> = self
            .content
            .boxes
            .iter()
            .filter(|inline| inline.range.start < range.bytes.end && inline.range.end > range.bytes.start)
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
            x += piece.width();
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
        let is_bare = style.background_color.is_transparent()
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
        let kind = FragmentKind::Box(BoxFragment {
            rect,
            background: style.background_color,
            border,
            radius: style.border_radius,
        });
        Some(Fragment { source: FragmentSource::Decoration, kind })
    }

    fn paint(&self, piece: &Piece, x: Pt, baseline: Pt, fragments: &mut Vec<Fragment>) {
        let span = &self.content.spans[piece.span];
        let origin = Point::new(x + piece.x, baseline - span.shift);
        match self.object_at(piece.range.start) {
            Some(InlineObject::Image { node, image, .. }) => {
                if let ImageSource::Local(path) = &image.source {
                    let size = self.object_size(piece.range.start);
                    let rect = Rect::new(Point::new(origin.x, origin.y - size.height), size);
                    let kind = FragmentKind::Image(ImageFragment { path: Arc::from(path.as_str()), rect });
                    fragments.push(Fragment { source: self.node_source(*node, 0..0), kind });
                }
                return;
            }
            Some(InlineObject::Leader { pattern }) => {
                self.paint_leader(piece, pattern, span, origin, fragments);
                return;
            }
            None => {}
        }
        match piece.font {
            Some(font) => fragments.push(self.glyph_fragment(piece, span, font, origin)),
            None => self.paint_missing(piece, span, origin, fragments),
        }
        if !piece.is_vanished {
            self.paint_lines(piece, span, origin, fragments);
        }
    }

    fn glyph_fragment(&self, piece: &Piece, span: &InlineSpan, font: FontId, origin: Point) -> Fragment {
        let source_text = &self.content.text[piece.range.clone()];
        let base = piece.range.start as u32;
        let mut text = String::with_capacity(source_text.len() + 2);
        text.push_str(source_text);
        let mut glyphs: Vec<Glyph> = piece
            .glyphs
            .iter()
            .map(|glyph| Glyph {
                id: glyph.id,
                advance: glyph.advance,
                x_offset: glyph.x_offset,
                y_offset: glyph.y_offset,
                text_start: glyph.start - base,
                text_end: glyph.end - base,
            })
            .collect();
        if text.contains('\n') {
            // A line feed that ended the line is read as a space, and leaves no mark.
            text = text.replace('\n', " ");
            let space = self.layout.shaper.fonts().face(font).glyph(' ').unwrap_or(0);
            for glyph in &mut glyphs {
                if source_text[glyph.text_start as usize..].starts_with('\n') {
                    glyph.id = space;
                }
            }
        }
        if let Some(hyphen) = piece.hyphen {
            let start = text.len() as u32;
            text.push(SOFT_HYPHEN);
            let glyph = Glyph {
                id: hyphen.id,
                advance: hyphen.advance,
                x_offset: hyphen.x_offset,
                y_offset: hyphen.y_offset,
                text_start: start,
                text_end: text.len() as u32,
            };
            if piece.level % 2 == 1 { glyphs.insert(0, glyph) } else { glyphs.push(glyph) }
        }
        let run = GlyphRun {
            font,
            size: span.style.font_size,
            color: span.style.color,
            origin,
            text: Arc::from(text),
            glyphs,
            lang: self.layout.foreign_lang(&span.style),
        };
        Fragment { source: self.source(span, &piece.range), kind: FragmentKind::Glyphs(run) }
    }

    fn paint_missing(&self, piece: &Piece, span: &InlineSpan, origin: Point, fragments: &mut Vec<Fragment>) {
        let size = span.style.font_size;
        let mut x = origin.x;
        for glyph in &piece.glyphs {
            let width = Pt(glyph.advance);
            let range = glyph.start as usize..glyph.end as usize;
            if let Some(character) = self.content.text[range.clone()].chars().next()
                && is_drawn(character)
            {
                let inset = size * 0.05;
                let rect = Rect::new(
                    Point::new(x + inset, origin.y - size * 0.75),
                    Size::new(width - inset * 2.0, size * 0.9),
                );
                let kind = FragmentKind::MissingGlyph { rect, character, color: span.style.color };
                fragments.push(Fragment { source: self.source(span, &range), kind });
            }
            x += width;
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
                let rect = Rect::new(Point::new(origin.x, top), Size::new(piece.width(), thickness));
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
            glyphs,
            lang: None,
        };
        fragments.push(Fragment { source: FragmentSource::Decoration, kind: FragmentKind::Glyphs(run) });
    }

    fn paint_wrap_mark(&mut self, x: Pt, baseline: Pt, fragments: &mut Vec<Fragment>) {
        let Some(mark) = self.style.wrap_mark.clone() else {
            return;
        };
        let style = self.layout.text_style(self.style);
        let color = faded(self.style.color);
        let mut pen = x;
        for run in self.layout.shaper.shape(&mark, &[(0..mark.len(), style)]) {
            let Some(font) = run.font else { continue };
            let glyphs: Vec<Glyph> = run
                .glyphs
                .iter()
                .map(|glyph| Glyph {
                    id: glyph.id,
                    advance: glyph.advance,
                    x_offset: glyph.x_offset,
                    y_offset: glyph.y_offset,
                    text_start: 0,
                    text_end: 0,
                })
                .collect();
            let run = GlyphRun {
                font,
                size: self.style.font_size,
                color,
                origin: Point::new(pen, baseline),
                text: Arc::from(""),
                glyphs,
                lang: None,
            };
            pen += run.width();
            fragments.push(Fragment { source: FragmentSource::Decoration, kind: FragmentKind::Glyphs(run) });
        }
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
                FragmentSource::Generated { node: self.layout.source.chapter.node_ref(node), pseudo }
            }
        }
    }

    fn node_source(&self, node: NodeId, range: Range<u32>) -> FragmentSource {
        FragmentSource::Node { node: self.layout.source.chapter.node_ref(node), range }
    }

    fn object_at(&self, offset: usize) -> Option<&'a InlineObject> {
        let index = self.content.objects.binary_search_by_key(&offset, |(at, _)| *at).ok()?;
        Some(&self.content.objects[index].1)
    }

    fn object_size(&self, offset: usize) -> Size {
        match self.object_at(offset) {
            Some(InlineObject::Image { image, style, .. }) => {
                let bounds = ImageBounds { width: self.space.width, height: self.space.page_height };
                image_size(image, style, self.layout.source.resources, bounds)
            }
            Some(InlineObject::Leader { .. }) | None => Size::default(),
        }
    }
}

/// A face's ascent and descent are made for line spacing; a ground behind words wants to be closer.
const INLINE_BOX_ASCENT: f32 = 0.82;
const INLINE_BOX_DESCENT: f32 = 0.24;

/// Part of a run on a line.
struct Piece {
    range: Range<usize>,
    /// Index of its span.
    span: usize,
    font: Option<FontId>,
    level: u8,
    glyphs: Vec<ShapedGlyph>,
    /// From the line's left edge.
    x: Pt,
    /// Space that the break took away: kept as text, without width.
    is_vanished: bool,
    hyphen: Option<ShapedGlyph>,
    leader: f32,
}

impl Piece {
    fn width(&self) -> Pt {
        if self.is_vanished {
            return Pt::ZERO;
        }
        Pt(self.glyphs.iter().chain(&self.hyphen).map(|glyph| glyph.advance).sum())
    }
}

struct Extent {
    above: Pt,
    below: Pt,
}

struct OpenBox<'a> {
    inline: &'a super::inline_content::InlineBox,
    from: Option<Pt>,
    to: Pt,
}

struct Edges {
    width: Pt,
    /// Relative to the line's left edge and baseline.
    boxes: Vec<Fragment>,
}

/// Anchors and notes already given to a line: both lists are in order.
#[derive(Default)]
struct Emitted {
    anchors: usize,
    notes: usize,
}

impl Emitted {
    fn take(&mut self, content: &InlineContent, end: usize, is_last: bool, strip: &mut Strip) {
        let is_here = |at: usize| at < end || is_last;
        while let Some(&(at, node)) = content.anchors.get(self.anchors)
            && is_here(at)
        {
            strip.anchors.push(node);
            self.anchors += 1;
        }
        // A note's offset is the end of its mark.
        while let Some(&(at, node)) = content.notes.get(self.notes)
            && (at <= end || is_last)
        {
            strip.notes.push(node);
            self.notes += 1;
        }
    }
}

/// Writes items from glyphs.
struct ItemWriter<'p, 'a, 'l, 'c> {
    paragraph: &'p Paragraph<'a, 'l, 'c>,
    hyphenate: bool,
    items: Vec<Item>,
    origins: Vec<Origin>,
    /// The unbroken piece being collected.
    piece: Vec<(usize, usize, f32)>,
    piece_width: f32,
}

impl<'p, 'a, 'l, 'c> ItemWriter<'p, 'a, 'l, 'c> {
    fn new(paragraph: &'p Paragraph<'a, 'l, 'c>, hyphenate: bool) -> ItemWriter<'p, 'a, 'l, 'c> {
        let capacity = paragraph.content.text.len() / 2 + 8;
        ItemWriter {
            paragraph,
            hyphenate,
            items: Vec::with_capacity(capacity),
            origins: Vec::with_capacity(capacity),
            piece: Vec::new(),
            piece_width: 0.0,
        }
    }

    fn glyph(&mut self, glyph: &ShapedGlyph, may_break: bool, break_after: bool) {
        let text = &self.paragraph.content.text;
        let start = glyph.start as usize;
        let character = text[start..].chars().next().unwrap_or(' ');
        let before = text[..start].chars().next_back();
        let wraps = self.paragraph.style.white_space.wraps();
        if may_break && wraps && !matches!(before, Some(' ' | '\n' | SOFT_HYPHEN)) {
            self.opportunity(start, before, character);
        }
        match character {
            '\n' => {
                self.close_piece();
                self.push(Item::Glue { width: 0.0, stretch: FILL, shrink: 0.0 }, start, start);
                self.push(Item::Penalty { width: 0.0, cost: FORCED, flagged: false }, start, start);
            }
            ' ' => self.space(start, glyph.advance, break_after && wraps),
            SOFT_HYPHEN => {
                self.close_piece();
                if self.paragraph.style.hyphens != Hyphens::None {
                    let cost = HYPHEN_COST;
                    self.push(Item::Penalty { width: self.paragraph.hyphen_width, cost, flagged: true }, start, start);
                }
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
        let boxes = &self.paragraph.content.boxes;
        if boxes.is_empty() {
            return 0.0;
        }
        boxes
            .iter()
            .map(|inline| {
                let style = &inline.style;
                let margin = |value: crate::style::AutoLength| value.resolve(Pt::ZERO).unwrap_or_default();
                let mut width = Pt::ZERO;
                if inline.range.start == start {
                    width += edge_start(style) + margin(style.margin.inline_start);
                }
                if inline.range.end == end {
                    width += edge_end(style) + margin(style.margin.inline_end);
                }
                width.0
            })
            .sum()
    }

    fn opportunity(&mut self, at: usize, before: Option<char>, after: char) {
        // UAX #14 lets a line begin with a dash; well-set prose keeps it with the word before.
        if matches!(after, '\u{2014}' | '\u{2013}') && before.is_some_and(|before| !is_ideographic(before)) {
            return;
        }
        self.close_piece();
        if before.is_some_and(is_ideographic) && is_ideographic(after)
            || before.is_some_and(is_ideographic) != is_ideographic(after)
        {
            let stretch = self.paragraph.style.font_size.0 * IDEOGRAPH_STRETCH;
            let target = at - before.map_or(0, char::len_utf8);
            self.push(Item::Glue { width: 0.0, stretch, shrink: 0.0 }, at, target);
            return;
        }
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
            Some(InlineObject::Image { .. }) => {
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
        if width > self.paragraph.space.width.0 && self.paragraph.space.width > Pt::ZERO {
            self.cut_anywhere(&piece);
            return;
        }
        if self.hyphenate {
            self.hyphenated(&piece, width);
        } else {
            self.push(Item::Box { width }, start, start);
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
            self.push(Item::Box { width }, start, start);
            return;
        }
        let mut from = start;
        let mut glyphs = piece.iter().copied().peekable();
        let mut carried = 0.0;
        for point in points.into_iter().chain([end]) {
            let mut part = std::mem::take(&mut carried);
            while let Some(&(glyph_start, glyph_end, glyph_width)) = glyphs.peek()
                && glyph_start < point
            {
                glyphs.next();
                if glyph_end > point {
                    // A ligature over the point: its width is shared by its letters.
                    let share = (point - glyph_start) as f32 / (glyph_end - glyph_start) as f32;
                    part += glyph_width * share;
                    carried += glyph_width * (1.0 - share);
                } else {
                    part += glyph_width;
                }
            }
            self.push(Item::Box { width: part }, from, from);
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
            if span.style.hyphens == Hyphens::Auto && span.range.end >= start + to {
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
        self.origins.push(Origin { start, target });
    }

    fn finish(mut self) -> (Vec<Item>, Vec<Origin>) {
        self.close_piece();
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

/// Whether a character would leave ink, had a face a glyph for it.
fn is_drawn(character: char) -> bool {
    !character.is_whitespace() && !character.is_control()
}

fn edge_start(style: &ComputedStyle) -> Pt {
    style.border.inline_start.width + style.padding.inline_start.resolve(Pt::ZERO)
}

fn edge_end(style: &ComputedStyle) -> Pt {
    style.border.inline_end.width + style.padding.inline_end.resolve(Pt::ZERO)
}

fn is_forced(item: &Item) -> bool {
    matches!(item, Item::Penalty { cost, .. } if *cost <= FORCED)
}

/// Whether an item after a break belongs to the next line all the same: the fill before a forced break.
fn starts_line(items: &[Item], index: usize) -> bool {
    matches!(items[index], Item::Glue { stretch, .. } if stretch >= FILL)
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

/// Puts pieces in visual order (UAX #9, rule L2), and the glyphs of backward pieces too.
fn reorder(pieces: &mut [Piece]) {
    let highest = pieces.iter().map(|piece| piece.level).max().unwrap_or(0);
    if highest == 0 {
        return;
    }
    for piece in pieces.iter_mut().filter(|piece| piece.level % 2 == 1) {
        piece.glyphs.reverse();
    }
    let lowest_odd = pieces.iter().map(|piece| piece.level).filter(|level| level % 2 == 1).min().unwrap_or(1);
    for level in (lowest_odd..=highest).rev() {
        let mut start = 0;
        while start < pieces.len() {
            if pieces[start].level < level {
                start += 1;
                continue;
            }
            let length = pieces[start..].iter().take_while(|piece| piece.level >= level).count();
            pieces[start..start + length].reverse();
            start += length;
        }
    }
}

fn moved(mut fragment: Fragment, x: Pt, y: Pt) -> Fragment {
    fragment.shift(x, y);
    fragment
}

/// Halfway to white: for marks that are not the author's.
fn faded(color: Color) -> Color {
    let mix = |channel: u8| ((u16::from(channel) + 255) / 2) as u8;
    Color { red: mix(color.red), green: mix(color.green), blue: mix(color.blue), alpha: color.alpha }
}
