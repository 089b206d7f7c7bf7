//! Running heads and folios: the margin boxes of `@page` (CSS Paged Media 3, section 4).

use std::sync::Arc;

use crate::geom::{Direction, Point, Pt, Rect, Size};
use crate::layout::chapter::text_style;
use crate::layout::text_fragments::{TextLook, advance, text_fragments};
use crate::layout::{Fragment, FragmentKind, Source, counter_text};
use crate::style::{ComputedStyle, ContentPart, MarginBox, PageStyle, TextAlign, TextTransform, VerticalAlign};
use crate::text::Shaper;

/// What the margin boxes of one page are made of.
pub struct MarginBoxes<'a> {
    pub style: &'a PageStyle,
    pub number: i32,
    pub page_count: usize,
    pub string: &'a dyn Fn(&str) -> Option<Arc<str>>,
}

/// Sets each margin box in one line.
pub fn set_margin_boxes(boxes: &MarginBoxes, shaper: &mut Shaper, fragments: &mut Vec<Fragment>) {
    let texts: Vec<(MarginBox, &Arc<ComputedStyle>, String)> = boxes
        .style
        .margin_boxes
        .iter()
        .map(|(place, style)| (*place, style, text(boxes, style)))
        .filter(|(_, _, text)| !text.is_empty())
        .collect();
    let widths: Vec<(MarginBox, Pt)> =
        texts.iter().map(|(place, style, text)| (*place, width(text, style, shaper))).collect();
    for (place, style, text) in &texts {
        let area = beside_others(area(*place, boxes.style), *place, &widths);
        border(style, area, fragments);
        let padding = |value: crate::style::LengthPercentage| value.resolve(area.size.width);
        let left = match style.direction {
            Direction::LeftToRight => style.padding.inline_start,
            Direction::RightToLeft => style.padding.inline_end,
        };
        let area = Rect::new(
            Point::new(
                area.origin.x + padding(left),
                area.origin.y + padding(style.padding.block_start) + style.border.block_start.width,
            ),
            Size::new(
                area.size.width - padding(style.padding.inline_start) - padding(style.padding.inline_end),
                area.size.height
                    - padding(style.padding.block_start)
                    - padding(style.padding.block_end)
                    - style.border.block_start.width
                    - style.border.block_end.width,
            ),
        );
        line(*place, style, text, area, boxes.style.size.height, shaper, fragments);
    }
}

fn width(text: &str, style: &ComputedStyle, shaper: &mut Shaper) -> Pt {
    let id = shaper.style(&text_style(style));
    let runs = shaper.shape(text, &[(0..text.len(), id)]);
    Pt(runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum())
}

/// What is left of a side's width beside its other boxes. The outer boxes come first, since folios are
/// short and must be whole; the middle box stays in the middle (CSS Paged Media 3, section 5.3.2.3).
fn beside_others(area: Rect, place: MarginBox, widths: &[(MarginBox, Pt)]) -> Rect {
    const GAP: Pt = Pt(12.0);
    let of = |wanted: MarginBox| widths.iter().find(|(other, _)| *other == wanted).map(|&(_, width)| width + GAP);
    let (left, center, right) = match place {
        MarginBox::TopLeft | MarginBox::TopCenter | MarginBox::TopRight => {
            (of(MarginBox::TopLeft), of(MarginBox::TopCenter), of(MarginBox::TopRight))
        }
        MarginBox::BottomLeft | MarginBox::BottomCenter | MarginBox::BottomRight => {
            (of(MarginBox::BottomLeft), of(MarginBox::BottomCenter), of(MarginBox::BottomRight))
        }
        MarginBox::TopLeftCorner
        | MarginBox::TopRightCorner
        | MarginBox::RightTop
        | MarginBox::RightMiddle
        | MarginBox::RightBottom
        | MarginBox::BottomRightCorner
        | MarginBox::BottomLeftCorner
        | MarginBox::LeftBottom
        | MarginBox::LeftMiddle
        | MarginBox::LeftTop => return area,
    };
    let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
    let half = area.size.width / 2.0;
    let whole = area.size.width;
    let (from, to) = if matches!(place, MarginBox::TopCenter | MarginBox::BottomCenter) {
        let side = left.max(right).min(half);
        (side, whole - side)
    } else if matches!(place, MarginBox::TopLeft | MarginBox::BottomLeft) {
        (Pt::ZERO, whole - if center.is_some() { half } else { right })
    } else {
        (if center.is_some() { half } else { left }, whole)
    };
    let width = (to - from).max(area.size.width * 0.2);
    Rect::new(Point::new(area.origin.x + from, area.origin.y), Size::new(width, area.size.height))
}

fn text(boxes: &MarginBoxes, style: &ComputedStyle) -> String {
    let mut text = String::new();
    for part in style.content.iter().flat_map(|parts| parts.iter()) {
        match part {
            ContentPart::Text(literal) => text.push_str(literal),
            ContentPart::Counter { name, style } => match name.as_str() {
                "page" => text.push_str(&counter_text(boxes.number, *style)),
                "pages" => text.push_str(&counter_text(boxes.page_count as i32, *style)),
                _ => {}
            },
            ContentPart::NamedString(name) => text.push_str(&(boxes.string)(name).unwrap_or_default()),
            ContentPart::Attribute(_)
            | ContentPart::TargetPage { .. }
            | ContentPart::Leader(_)
            | ContentPart::ElementText => {}
        }
    }
    match style.text_transform {
        TextTransform::Uppercase => text.to_uppercase(),
        TextTransform::Lowercase => text.to_lowercase(),
        TextTransform::None | TextTransform::Capitalize => text,
    }
}

/// The room of a margin box, as if it had its side for itself.
fn area(place: MarginBox, page: &PageStyle) -> Rect {
    let (width, height) = (page.size.width, page.size.height);
    let margin = &page.margin;
    let (left, right, top, bottom) = (margin.inline_start, margin.inline_end, margin.block_start, margin.block_end);
    let inner_width = width - left - right;
    let inner_height = height - top - bottom;
    let rect = |x: Pt, y: Pt, width: Pt, height: Pt| Rect::new(Point::new(x, y), Size::new(width, height));
    match place {
        MarginBox::TopLeftCorner => rect(Pt::ZERO, Pt::ZERO, left, top),
        MarginBox::TopLeft | MarginBox::TopCenter | MarginBox::TopRight => rect(left, Pt::ZERO, inner_width, top),
        MarginBox::TopRightCorner => rect(width - right, Pt::ZERO, right, top),
        MarginBox::RightTop | MarginBox::RightMiddle | MarginBox::RightBottom => {
            rect(width - right, top, right, inner_height)
        }
        MarginBox::BottomRightCorner => rect(width - right, height - bottom, right, bottom),
        MarginBox::BottomRight | MarginBox::BottomCenter | MarginBox::BottomLeft => {
            rect(left, height - bottom, inner_width, bottom)
        }
        MarginBox::BottomLeftCorner => rect(Pt::ZERO, height - bottom, left, bottom),
        MarginBox::LeftBottom | MarginBox::LeftMiddle | MarginBox::LeftTop => rect(Pt::ZERO, top, left, inner_height),
    }
}

/// Which part of the free room stands left of the text. The style of a box has the alignment of its place unless a rule
/// says otherwise (CSS Paged Media 3, section 5.3.1).
fn part_on_the_left(style: &ComputedStyle) -> f32 {
    match (style.text_align, style.direction) {
        (TextAlign::Center, _) => 0.5,
        (TextAlign::Start | TextAlign::Justify, Direction::LeftToRight) | (TextAlign::End, Direction::RightToLeft) => {
            0.0
        }
        (TextAlign::End, Direction::LeftToRight) | (TextAlign::Start | TextAlign::Justify, Direction::RightToLeft) => {
            1.0
        }
    }
}

fn line(
    place: MarginBox,
    style: &Arc<ComputedStyle>,
    text: &str,
    area: Rect,
    page_height: Pt,
    shaper: &mut Shaper,
    fragments: &mut Vec<Fragment>,
) {
    let id = shaper.style(&text_style(style));
    let text = fitted(text, area.size.width, id, shaper);
    let runs = shaper.shape(&text, &[(0..text.len(), id)]);
    let free = area.size.width - advance(&runs);
    let x = area.origin.x + free * part_on_the_left(style);
    let metrics = shaper.fonts().face(shaper.primary_font(id)).metrics();
    let ascent = style.font_size * metrics.ascent;
    let content = style.font_size * (metrics.ascent - metrics.descent);
    let half_leading = (style.line_height - content) / 2.0;
    let top = area.origin.y
        + match vertical_place(place, style) {
            VerticalPlace::Top => Pt::ZERO,
            VerticalPlace::Middle => (area.size.height - style.line_height) / 2.0,
            VerticalPlace::Bottom => area.size.height - style.line_height,
        };
    // Padding meant for a larger page pushes nothing off a small one.
    let top = top.min(page_height - style.line_height).max(Pt::ZERO);
    let origin = Point::new(x, top + half_leading + ascent);
    fragments.extend(text_fragments(&text, &runs, origin, &TextLook::of(style, Source::Pagination)));
}

/// A head too long for its line is cut at a word, with an ellipsis.
fn fitted(text: &str, room: Pt, style: crate::text::TextStyleId, shaper: &mut Shaper) -> String {
    let mut text = text.to_owned();
    loop {
        let runs = shaper.shape(&text, &[(0..text.len(), style)]);
        let width: f32 = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum();
        if width <= room.0 {
            return text;
        }
        let kept = text.trim_end_matches('\u{2026}').trim_end();
        // Far too long a head is first cut to what could fit, so that no word is tried in vain.
        let fitting = kept.floor_char_boundary((kept.len() as f32 * (room.0 / width).min(0.95)) as usize + 1);
        let shorter = kept[..fitting.min(kept.len())].rfind(char::is_whitespace).map_or("", |at| &kept[..at]);
        if shorter.is_empty() {
            return String::new();
        }
        text = format!("{}\u{2026}", shorter.trim_end_matches([',', ';', ':', '.', ' ']));
    }
}

enum VerticalPlace {
    Top,
    Middle,
    Bottom,
}

fn vertical_place(place: MarginBox, style: &ComputedStyle) -> VerticalPlace {
    match style.vertical_align {
        VerticalAlign::Top => VerticalPlace::Top,
        VerticalAlign::Bottom => VerticalPlace::Bottom,
        VerticalAlign::Middle
        | VerticalAlign::Baseline
        | VerticalAlign::Sub
        | VerticalAlign::Super
        | VerticalAlign::Length(_) => match place {
            MarginBox::RightTop | MarginBox::LeftTop => VerticalPlace::Top,
            MarginBox::RightBottom | MarginBox::LeftBottom => VerticalPlace::Bottom,
            MarginBox::TopLeftCorner
            | MarginBox::TopLeft
            | MarginBox::TopCenter
            | MarginBox::TopRight
            | MarginBox::TopRightCorner
            | MarginBox::RightMiddle
            | MarginBox::BottomRightCorner
            | MarginBox::BottomRight
            | MarginBox::BottomCenter
            | MarginBox::BottomLeft
            | MarginBox::BottomLeftCorner
            | MarginBox::LeftMiddle => VerticalPlace::Middle,
        },
    }
}

/// Rules above and below a head.
fn border(style: &ComputedStyle, area: Rect, fragments: &mut Vec<Fragment>) {
    let mut rule = |side: crate::style::Border, y: Pt| {
        if side.width > Pt::ZERO && side.style != crate::style::BorderStyle::None {
            let rect = Rect::new(Point::new(area.origin.x, y), Size::new(area.size.width, side.width));
            let kind = FragmentKind::Rule { rect, color: side.color };
            fragments.push(Fragment { source: Source::Pagination, kind });
        }
    };
    rule(style.border.block_start, area.origin.y);
    rule(style.border.block_end, area.bottom() - style.border.block_end.width);
}
