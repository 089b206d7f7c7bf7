//! Lines: an inline formatting context becomes a list of line boxes.
//!
//! In: [`InlineContent`] and the measure. Phases: shape the whole text; turn it into boxes, glue and
//! penalties (`items`); let `paragraph` choose the breaks, first without hyphens, then with; set each line
//! (`set`): spread its glue, shape anew what a break cut apart; place glyphs on the baseline (`paint`). Out:
//! [`Line`]s. What stands above or below, and where pages end, is not known here.

mod items;
mod paint;
mod ruby;
mod set;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ChapterLayout;
use super::galley::Line;
use super::inline_content::{InlineContent, InlineObject};
use super::replaced::{ImageBounds, image_size};
use super::text_fragments::missing;
use crate::geom::{Pt, Size};
use crate::paragraph::{self, Break, FILL, FORBIDDEN, FORCED, Item, Measure};
use crate::style::{ComputedStyle, Hyphens, TextAlign};
use crate::text::ShapedRun;
use ruby::{SetRuby, set_ruby};

/// How loose a line may be before hyphenation is tried, and before anything is taken (adjustment ratios).
const TOLERANCE_WITHOUT_HYPHENS: f32 = 1.0;
const TOLERANCE: f32 = 2.5;
const TOLERANCE_AT_LAST: f32 = 1.0e4;
/// Stretch of a ragged line's end, of the font size: plain TeX's `\raggedright` has 2 em.
const RAGGED_STRETCH: f32 = 3.0;
/// The same where lines are centered: titles, which rather differ in length than break at a hyphen.
const CENTERED_STRETCH: f32 = 10.0;

/// The least width of an image in a column that is too narrow for it, of the page's.
const LEAST_IMAGE: f32 = 0.2;

/// The lines of a paragraph and what belongs to each.
pub struct Lines {
    pub lines: Vec<Line>,
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
    /// The widest an image may be.
    pub image_width: Pt,
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
    let page_width = layout.page_area.width;
    let space = LineSpace { x: Pt::ZERO, width: Pt(1.0e6), image_width: page_width, page_height };
    let mut paragraph = Paragraph::new(layout, content, style, space);
    let (items, _) = paragraph.items(false);
    let (least, greatest) = piece_and_line(&items);
    if !content.objects.iter().any(|(_, object)| matches!(object, InlineObject::Image { .. })) {
        return (least, greatest);
    }
    // Images give way to words, as far as they can still be seen.
    paragraph.space.image_width = page_width * LEAST_IMAGE;
    let (items, _) = paragraph.items(false);
    (piece_and_line(&items).0, greatest)
}

/// The widest piece that no break divides, and the widest line between forced breaks.
fn piece_and_line(items: &[Item]) -> (Pt, Pt) {
    let (mut least, mut greatest, mut piece, mut line) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for item in items {
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
    /// Bases with readings, by their offset in the text.
    rubies: BTreeMap<usize, SetRuby>,
}

/// Where an item of the paragraph comes from.
#[derive(Clone, Copy, Debug)]
struct Origin {
    /// The byte it begins at.
    start: usize,
    /// The byte of the glyph whose advance takes its stretch.
    target: usize,
    /// Whether it is space between two glyphs, which neither of them has: its width is added to the target too.
    is_gap: bool,
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
        for range in missing(&runs) {
            if content.objects.binary_search_by_key(&range.start, |(at, _)| *at).is_err() {
                layout.report_missing(&content.text[range.clone()], &content.spans, range.start);
            }
        }
        let own = layout.text_style(style);
        // Code has no hyphens. Other text may be broken at one in need, even where its style allows none.
        let is_code = style.hyphens == Hyphens::None && layout.metrics(style).is_fixed_pitch;
        let hyphen_width = if is_code { 0.0 } else { layout.text_width("-", own) };
        let wrap_mark_width = match &style.wrap_mark {
            Some(mark) => layout.text_width(mark, own),
            None => 0.0,
        };
        let has_leader = content.objects.iter().any(|(_, object)| matches!(object, InlineObject::Leader { .. }));
        let rubies = content
            .objects
            .iter()
            .filter_map(|(at, object)| match object {
                InlineObject::Ruby(ruby) => Some((*at, set_ruby(layout, ruby))),
                InlineObject::Image { .. } | InlineObject::Leader { .. } => None,
            })
            .collect();
        Paragraph { layout, content, style, space, runs, hyphen_width, wrap_mark_width, has_leader, rubies }
    }

    fn measure(&self, tolerance: f32) -> Measure {
        let indent = self.style.text_indent.resolve(self.space.width).0;
        let width = self.space.width.0;
        let ragged = match self.style.text_align {
            TextAlign::Justify => 0.0,
            TextAlign::Start | TextAlign::End => self.style.font_size.0 * RAGGED_STRETCH,
            TextAlign::Center => self.style.font_size.0 * CENTERED_STRETCH,
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

    fn object_at(&self, offset: usize) -> Option<&'a InlineObject> {
        let index = self.content.objects.binary_search_by_key(&offset, |(at, _)| *at).ok()?;
        Some(&self.content.objects[index].1)
    }

    fn object_size(&self, offset: usize) -> Size {
        match self.object_at(offset) {
            Some(InlineObject::Image { image, style, .. }) => {
                let bounds = ImageBounds { width: self.space.image_width, height: self.space.page_height };
                image_size(image, style, self.layout.source.resources, bounds)
            }
            Some(InlineObject::Ruby(_)) => {
                let (width, height) =
                    self.rubies.get(&offset).map_or((Pt::ZERO, Pt::ZERO), |ruby| (ruby.width, ruby.above));
                Size::new(width, height)
            }
            Some(InlineObject::Leader { .. }) | None => Size::default(),
        }
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

/// Whether an item after a break belongs to the next line all the same: the fill before a forced break.
fn starts_line(items: &[Item], index: usize) -> bool {
    matches!(items[index], Item::Glue { stretch, .. } if stretch >= FILL)
}
