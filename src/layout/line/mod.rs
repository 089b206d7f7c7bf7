//! Lines: an inline formatting context becomes a list of line boxes.
//!
//! In: [`InlineContent`] and the measure. Phases: shape the whole text; turn it into boxes, glue and
//! penalties (`items`); let `paragraph` choose the breaks, within as little looseness as will do; set each line
//! (`set`): spread its glue, shape anew what a break cut apart; place glyphs on the baseline (`paint`). Out:
//! [`Line`]s. What stands above or below, and where pages end, is not known here.

mod atom;
mod first_line;
mod initial;
mod items;
mod optical;
mod paint;
mod ruby;
mod set;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::chapter::ChapterLayout;
use super::galley::Line;
use super::inline_content::{InlineContent, InlineObject, NamedString};
use super::replaced::tallest_image;
use super::text_fragments::missing;
use crate::document::NodeId;
use crate::geom::{Direction, Pt};
use crate::lang::EastAsian;
use crate::paragraph::{self, Break, FILL, FORBIDDEN, FORCED, Item, LOOSEST, Measure, Narrow, Setting};
use crate::style::{ComputedStyle, Hyphens, TextAlign, TextWrapStyle};
use crate::text::{Directions, HyphenLimits, ShapedRun, TextStyleId, line_break_opportunities};
use atom::{Atom, atoms};
use items::ItemList;

pub use super::galley::{Beside, LineSpace};
pub use crate::paragraph::Flex;

/// How loose lines may be at first, and before anything is taken (adjustment ratios).
const FIRST_TOLERANCE: f32 = 1.0;
const TOLERANCE: f32 = 2.5;
/// Stretch of a ragged line's end, of the font size: plain TeX's `\raggedright` has 2 em.
const RAGGED_STRETCH: f32 = 3.0;
/// Centered lines prefer uneven lengths to hyphens.
const CENTERED_STRETCH: f32 = 10.0;
/// A last line is at least as long as this, of the font size, where it can be: shorter, it leaves what looks like an
/// empty line, and no longer than an indent it hides where the next paragraph begins.
const LEAST_LAST_LINE: f32 = 2.5;
/// A leader and what it leads to take no more than this of the lines above them, of the measure.
const MOST_LED_TO: f32 = 0.25;
/// A paragraph of fewer lines is never set a line longer or shorter.
const LEAST_FLEXIBLE: usize = 4;
/// The most that lines of code are indented that go on after a break, of the measure.
const MOST_WRAP_INDENT: f32 = 0.5;

/// The least width of an image in a column that is too narrow for it, of the page's.
const LEAST_IMAGE: f32 = 0.2;

/// The lines of a paragraph.
#[derive(Default)]
pub struct Lines {
    pub lines: Vec<SetLine>,
    pub flex: Flex,
    /// So many of the first lines stand beside something that no page divides.
    pub kept: usize,
}

/// What something takes of some lines, at their start and at their end.
struct LinesBeside {
    lines: Range<u16>,
    start: Pt,
    end: Pt,
}

/// A line and what belongs to it.
pub struct SetLine {
    pub line: Line,
    /// Nodes that begin in it: link targets.
    pub anchors: Vec<NodeId>,
    pub strings: Vec<NamedString>,
    /// Notes referred to in it.
    pub notes: Vec<NodeId>,
    /// It ends within a word, so that a page rather not end there.
    pub ends_hyphenated: bool,
    /// The floats that stand beside it, as [`InlineContent::floats`] counts them.
    pub floats: Range<usize>,
    /// Its end was asked for, and is not the paragraph's.
    pub ends_forced: bool,
    /// Where it ends in the text, with the space that vanished there.
    pub end: usize,
}

/// Sets a paragraph.
pub fn layout_lines(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
    space: LineSpace,
) -> Lines {
    match &content.first_line {
        Some(first) => first_line::layout(layout, content, first, style, space),
        None => set_lines(layout, content, style, space, 0),
    }
}

/// The same without a style of the first line, which is at least as long as some of the text.
fn set_lines(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
    space: LineSpace,
    least_first: usize,
) -> Lines {
    let mut paragraph = Paragraph::new(layout, content, style, space);
    if least_first > 0 {
        paragraph.opportunities.retain(|&at| at >= least_first);
    }
    let (list, setting) = paragraph.break_lines();
    paragraph.set(&list, &setting)
}

/// The least and the greatest width a paragraph wants: its widest unbreakable piece, and all of it in one line.
pub fn intrinsic_widths(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
    page_height: Pt,
) -> (Pt, Pt) {
    let page_width = layout.page_area.width;
    let space = LineSpace {
        x: Pt::ZERO,
        width: Pt(1.0e6),
        image_width: page_width,
        image_height: tallest_image(page_height),
        page_height,
        beside: Beside::default(),
        looseness: 0,
        direction: style.direction,
    };
    let mut paragraph = Paragraph::new(layout, content, style, space);
    // The lines beside an initial letter begin behind it.
    let initial = paragraph.atoms.first().map_or((0, Pt::ZERO), |(_, atom)| (atom.lines, atom.width));
    let (least, greatest) = piece_and_line(&paragraph.items(false).items, initial);
    if !content.objects.iter().any(|(_, object)| matches!(object, InlineObject::Image { .. })) {
        return (least, greatest);
    }
    // Images give way to words, as far as they can still be seen.
    paragraph.space.image_width = page_width * LEAST_IMAGE;
    paragraph.atoms = atoms(paragraph.layout, content, style, &paragraph.space);
    (piece_and_line(&paragraph.items(false).items, initial).0, greatest)
}

/// The widest piece that no break divides, and the widest line between forced breaks. The first `beside` lines have
/// something of a width at their head, which is an item of the first.
fn piece_and_line(items: &[Item], (beside, width_beside): (u16, Pt)) -> (Pt, Pt) {
    let mut lines = 0;
    let (mut least, mut greatest, mut piece, mut line) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    // Glue vanishes after a break, and ends a piece only where a line may end.
    let (mut is_piece_open, mut is_after_box) = (false, false);
    for item in items {
        match *item {
            Item::Box { width, .. } => {
                piece += width;
                line += width;
                is_piece_open = true;
            }
            Item::Glue { width, .. } => {
                line += width;
                if is_after_box {
                    least = least.max(piece);
                    piece = 0.0;
                    is_piece_open = false;
                } else if is_piece_open {
                    piece += width;
                }
            }
            Item::Penalty { cost, .. } => {
                if cost < FORBIDDEN {
                    least = least.max(piece);
                    piece = 0.0;
                    is_piece_open = false;
                }
                if cost <= FORCED {
                    greatest = greatest.max(line);
                    lines += 1;
                    line = if lines < beside { width_beside.0 } else { 0.0 };
                }
            }
        }
        is_after_box = matches!(item, Item::Box { .. });
    }
    (Pt(least.max(piece)), Pt(greatest.max(line)))
}

/// What the items of a span's text have in common.
#[derive(Clone, Copy, Debug)]
struct SpanTraits {
    /// How much wider or narrower its glyphs may be set, 1.0 for 100%.
    expand: f32,
    /// Whether it may stand into the margins.
    hangs: bool,
    is_fixed_pitch: bool,
    hyphen_limits: HyphenLimits,
}

struct Paragraph<'a, 'l, 'c> {
    layout: &'l mut ChapterLayout<'c>,
    content: &'a InlineContent,
    style: &'a Arc<ComputedStyle>,
    space: LineSpace,
    runs: Vec<ShapedRun>,
    /// For each span of the content.
    spans: Vec<SpanTraits>,
    /// Byte offsets at which lines may break.
    opportunities: Vec<usize>,
    /// Advance of the hyphen in the paragraph's own style.
    hyphen_width: f32,
    wrap_mark_width: f32,
    has_leader: bool,
    /// What is set as one piece, by its offset in the text.
    atoms: Vec<(usize, Atom)>,
}

impl<'a, 'l, 'c> Paragraph<'a, 'l, 'c> {
    fn new(
        layout: &'l mut ChapterLayout<'c>,
        content: &'a InlineContent,
        style: &'a Arc<ComputedStyle>,
        space: LineSpace,
    ) -> Paragraph<'a, 'l, 'c> {
        let styles: Vec<_> =
            content.spans.iter().map(|span| (span.range.clone(), layout.text_style(&span.style))).collect();
        let directions = Directions { base: Some(style.direction), isolates: isolates(content, style.direction) };
        let runs = layout.shaper.shape_along(&content.text, &styles, &directions);
        for range in missing(&runs) {
            if content.objects.binary_search_by_key(&range.start, |(at, _)| *at).is_err() {
                layout.report_missing(&content.text[range.clone()], &content.spans, range.start);
            }
        }
        let spans = content
            .spans
            .iter()
            .zip(&styles)
            .map(|(span, (_, id))| span_traits(layout, style, &span.style, *id))
            .collect();
        let own = layout.text_style(style);
        // Code has no hyphens. Other text may be broken at one in need, even where its style allows none.
        let is_code = style.hyphens == Hyphens::None && layout.shaper.is_fixed_pitch(own);
        let hyphen_width = if is_code { 0.0 } else { layout.text_width("-", own) };
        let wrap_mark_width = match &style.wrap_mark {
            Some(mark) => layout.text_width(mark, own),
            None => 0.0,
        };
        let has_leader = content.objects.iter().any(|(_, object)| matches!(object, InlineObject::Leader { .. }));
        let atoms = atoms(layout, content, style, &space);
        let opportunities = line_break_opportunities(&with_formulas_as_letters(content));
        Paragraph {
            layout,
            content,
            style,
            space,
            runs,
            spans,
            opportunities,
            hyphen_width,
            wrap_mark_width,
            has_leader,
            atoms,
        }
    }

    fn measure(&self, tolerance: f32) -> Measure {
        let indent = self.style.text_indent.resolve(self.space.width).0;
        let width = self.space.width.0;
        let size = self.style.font_size.0;
        let ragged = match (self.is_balanced(), self.style.text_align) {
            (true, _) | (false, TextAlign::Center) => size * CENTERED_STRETCH,
            (false, TextAlign::Justify) => 0.0,
            (false, TextAlign::Start | TextAlign::End) => size * RAGGED_STRETCH,
        };
        let narrow = self.beside().map(|beside| Narrow {
            from: beside.lines.start,
            to: beside.lines.end,
            less: (beside.start + beside.end).0,
        });
        Measure {
            first: width - indent,
            narrow,
            ragged,
            most_flagged: self.style.hyphenate_limit_lines.unwrap_or(u16::MAX),
            least_last: size * LEAST_LAST_LINE,
            looseness: self.space.looseness,
            seeks_flex: self.style.text_align == TextAlign::Justify,
            ..Measure::new(width, tolerance)
        }
    }

    /// What stands beside lines: floats at the start and at the end, and below the first line an initial letter.
    fn beside(&self) -> [LinesBeside; 3] {
        let Beside { mut start, mut end } = self.space.beside;
        if self.style.direction != self.space.direction {
            std::mem::swap(&mut start, &mut end);
        }
        let initial = self.atoms.iter().find(|(_, atom)| atom.lines > 1);
        let (lines, width) = initial.map_or((1, Pt::ZERO), |(_, atom)| (atom.lines, atom.width));
        [
            LinesBeside { lines: 0..start.0, start: start.1, end: Pt::ZERO },
            LinesBeside { lines: 0..end.0, start: Pt::ZERO, end: end.1 },
            LinesBeside { lines: 1..lines, start: width, end: Pt::ZERO },
        ]
    }

    /// What a line is indented at its start and its end by what stands beside it.
    fn line_indents(&self, line: usize) -> (Pt, Pt) {
        let line = line.min(usize::from(u16::MAX)) as u16;
        let beside = self.beside();
        let here = beside.iter().filter(|beside| beside.lines.contains(&line));
        here.fold((Pt::ZERO, Pt::ZERO), |sum, beside| (sum.0 + beside.start, sum.1 + beside.end))
    }

    /// Whether the last line is to be as long as the others. Its shortness then counts as theirs does, and since all
    /// together lack the less the fewer they are, there are as few as can be.
    fn is_balanced(&self) -> bool {
        self.style.text_wrap_style == TextWrapStyle::Balance && self.style.text_align != TextAlign::Justify
    }

    /// Whether what is left of the last line is filled with white.
    fn fills_last_line(&self) -> bool {
        !self.has_leader && !self.is_balanced() && self.style.text_align_last != Some(TextAlign::Justify)
    }

    /// Where lines end. A paragraph that ends with a leader keeps the room free that it and what it leads to take: no
    /// other line runs into the column of the page numbers, and some of the text stands on the line with its own.
    fn break_lines(&self) -> (ItemList, Setting) {
        if !self.style.white_space.collapses() || self.hangs() {
            let list = self.items(false);
            let breaks = self.break_code(&list);
            return (list, Setting { breaks, ..Setting::default() });
        }
        let led_to = if self.has_leader { self.items(false).closing_leader() } else { None };
        if let Some(led_to) = led_to.filter(|led_to| led_to.width <= self.space.width.0 * MOST_LED_TO) {
            let (list, setting) = self.break_prose(Some(led_to.width));
            if setting.breaks.iter().all(|line| !line.is_overfull) {
                return (list, setting);
            }
        }
        self.break_prose(None)
    }

    /// Tries to keep lines even, then takes looser ones, then what there is. Justified lines may end in hyphens from the
    /// first, since they come out less even where that is a last resort; ragged ones only when they must. `led_to` is
    /// what the closing leader and what it leads to take of all lines but their own.
    fn break_prose(&self, led_to: Option<f32>) -> (ItemList, Setting) {
        let hyphenates = self.style.hyphens == Hyphens::Auto;
        let is_justified = self.style.text_align == TextAlign::Justify;
        let items = |hyphenate| {
            let mut list = self.items(hyphenate);
            if let (Some(width), Some(leader)) = (led_to, list.closing_leader()) {
                list.items[leader.before] = Item::rigid(-width);
            }
            list
        };
        let measure = |tolerance| {
            let measure = self.measure(tolerance);
            let less = led_to.unwrap_or_default();
            Measure { first: measure.first - less, rest: measure.rest - less, ..measure }
        };
        let mut list = items(hyphenates && is_justified);
        if self.is_balanced() {
            let setting = paragraph::total_fit_at_last(&list.items, &measure(TOLERANCE));
            if setting.breaks.iter().all(|line| !line.is_overfull) {
                return (list, setting);
            }
        }
        let fit = |list: &ItemList, tolerance| paragraph::total_fit(&list.items, &measure(tolerance));
        if !is_justified || !hyphenates {
            if let Some(setting) = fit(&list, TOLERANCE) {
                return (list, setting);
            }
            if hyphenates {
                list = items(true);
            }
        }
        if hyphenates
            && let Some(setting) =
                [FIRST_TOLERANCE, TOLERANCE, LOOSEST].into_iter().find_map(|tolerance| fit(&list, tolerance))
        {
            return (list, setting);
        }
        let setting = paragraph::total_fit_at_last(&list.items, &measure(TOLERANCE));
        (list, setting)
    }

    /// Lines of code and of verse are broken one by one; what goes on after a break is indented further than its own line.
    fn break_code(&self, list: &ItemList) -> Vec<Break> {
        let mut breaks = Vec::new();
        let mut first = 0;
        for (index, item) in list.items.iter().enumerate() {
            if !is_forced(item) {
                continue;
            }
            let measure = self.measure(0.0);
            let start = if first == 0 { measure.first } else { measure.rest };
            let rest = measure.rest - self.wrap_indent(list, first).0;
            let lines = paragraph::first_fit(&list.items[first..=index], &Measure { first: start, rest, ..measure });
            breaks.extend(lines.into_iter().map(|line| Break { item: first + line.item, ..line }));
            first = index + 1;
        }
        breaks
    }

    /// Indent of what goes on after a break in the line that begins at an item.
    fn wrap_indent(&self, list: &ItemList, first: usize) -> Pt {
        let Some(start) = list.origins.get(first).map(|origin| origin.start).filter(|_| self.hangs()) else {
            return Pt::ZERO;
        };
        let line = &self.content.text[start..];
        let end = start + line.len() - line.trim_start_matches([' ', '\u{a0}', '\u{2003}']).len();
        let before = self.runs.partition_point(|run| run.range.end <= start);
        let spaces = self.runs[before..].iter().take_while(|run| run.range.start < end).flat_map(|run| {
            let first = run.glyphs.partition_point(|glyph| (glyph.start as usize) < start);
            run.glyphs[first..].iter().take_while(|glyph| (glyph.start as usize) < end)
        });
        self.wrap_indent_after(Pt(spaces.map(|glyph| glyph.advance).sum()))
    }

    /// Whether what goes on after a break hangs; lines beside an initial letter do not.
    fn hangs(&self) -> bool {
        self.style.wrap_indent > Pt::ZERO && self.atoms.iter().all(|(_, atom)| atom.lines == 0)
    }

    /// The same, after a line with an indent of its own.
    fn wrap_indent_after(&self, own: Pt) -> Pt {
        if !self.hangs() {
            return Pt::ZERO;
        }
        (own + self.style.wrap_indent).min(self.space.width * MOST_WRAP_INDENT)
    }

    fn atom_at(&self, offset: usize) -> Option<&Atom> {
        let index = self.atoms.binary_search_by_key(&offset, |(at, _)| *at).ok()?;
        Some(&self.atoms[index].1)
    }

    /// What the leader at an offset repeats.
    fn leader_at(&self, offset: usize) -> Option<&'a Arc<str>> {
        let objects = &self.content.objects;
        let index = objects.binary_search_by_key(&offset, |(at, _)| *at).ok()?;
        match &objects[index].1 {
            InlineObject::Leader { pattern } => Some(pattern),
            InlineObject::Image { .. }
            | InlineObject::Ruby(_)
            | InlineObject::Initial(_)
            | InlineObject::Formula(_) => None,
        }
    }
}

/// The text with a letter in the place of each part of a formula, since that is to its neighbors what a word is: no line
/// ends between `n` and `th`, nor before the comma. Offsets stay.
fn with_formulas_as_letters(content: &InlineContent) -> Cow<'_, str> {
    /// A letter of as many bytes as the sign of an object has.
    const LETTER: &str = "\u{2c00}";
    let mut parts = content.objects.iter().filter(|(_, object)| matches!(object, InlineObject::Formula(_))).peekable();
    if parts.peek().is_none() {
        return Cow::Borrowed(&content.text);
    }
    let mut text = String::with_capacity(content.text.len());
    for (at, _) in parts {
        text.push_str(&content.text[text.len()..*at]);
        text.push_str(LETTER);
    }
    text.push_str(&content.text[text.len()..]);
    Cow::Owned(text)
}

/// The stretches of a paragraph that run the other way: each is isolated, so that it is set as it would be alone.
fn isolates(content: &InlineContent, direction: Direction) -> Vec<(Range<usize>, Direction)> {
    if !content.isolates.is_empty() {
        return content.isolates.clone();
    }
    let mut isolates: Vec<(Range<usize>, Direction)> = Vec::new();
    for span in content.spans.iter().filter(|span| span.style.direction != direction) {
        match isolates.last_mut() {
            Some((last, _)) if last.end == span.range.start => last.end = span.range.end,
            Some(_) | None => isolates.push((span.range.clone(), span.style.direction)),
        }
    }
    isolates
}

fn span_traits(
    layout: &ChapterLayout,
    paragraph: &ComputedStyle,
    style: &ComputedStyle,
    text_style: TextStyleId,
) -> SpanTraits {
    let is_fixed_pitch = layout.shaper.is_fixed_pitch(text_style);
    let is_prose = paragraph.white_space.collapses() && !is_fixed_pitch;
    // Han and kana keep their square.
    let is_elastic = is_prose && paragraph.text_align == TextAlign::Justify && EastAsian::of(&style.lang).is_none();
    let limits = style.hyphenate_limit_chars;
    let or = |limit: Option<u16>, auto| limit.map_or(auto, usize::from);
    SpanTraits {
        expand: if is_elastic { style.expand } else { 0.0 },
        hangs: is_prose && !paragraph.hanging_punctuation.is_none(),
        is_fixed_pitch,
        hyphen_limits: HyphenLimits {
            word: or(limits.word, HyphenLimits::AUTO.word),
            before: or(limits.before, HyphenLimits::AUTO.before),
            after: or(limits.after, HyphenLimits::AUTO.after),
        },
    }
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

/// The first item of the line after a break: glue and penalties vanish up to the next box or forced break, but for the
/// fill before one (section 1 of the paper on `paragraph`).
fn first_after(items: &[Item], at: usize) -> usize {
    if is_forced(&items[at]) {
        return at + 1;
    }
    let vanishes = |item: &Item| match *item {
        Item::Box { .. } => false,
        Item::Glue { stretch, .. } => stretch < FILL,
        Item::Penalty { cost, .. } => cost >= 0,
    };
    at + 1 + items[at + 1..].iter().take_while(|item| vanishes(item)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_goes_on_where_no_line_may_end() {
        let (word, space) = (Item::rigid(4.0), Item::Glue { width: 1.0, stretch: 0.5, shrink: 0.4 });
        let widths = |items: &[Item]| piece_and_line(items, (0, Pt::ZERO));
        assert_eq!(widths(&[word, space, word, Item::penalty(FORCED)]), (Pt(4.0), Pt(9.0)));
        let tied = [word, Item::penalty(FORBIDDEN), space, word, Item::penalty(FORCED)];
        assert_eq!(widths(&tied), (Pt(9.0), Pt(9.0)));
        // The glue after a break vanishes with it.
        let dear = [word, Item::penalty(500), space, word, Item::penalty(FORCED)];
        assert_eq!(widths(&dear), (Pt(4.0), Pt(9.0)));
    }
}
