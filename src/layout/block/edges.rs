//! Where a box stands along the inline axis: margins, borders and padding.

use crate::geom::{Direction, Pt, Sides};
use crate::style::{AutoLength, Border, ComputedStyle, LengthPercentage};

/// Margins, padding and borders of a box with start and end as the root has them.
fn in_direction(style: &ComputedStyle, root: Direction) -> (Sides<AutoLength>, Sides<LengthPercentage>, Sides<Border>) {
    let ComputedStyle { margin, padding, border, .. } = style;
    match style.direction == root {
        true => (*margin, *padding, *border),
        false => (margin.swapped(), padding.swapped(), border.swapped()),
    }
}

/// How far a box that is printed to the edge of the sheet may reach beyond it, to be cut off: 5 mm.
pub const BLEED: Pt = Pt(14.2);

/// The column that a box stands in, beside others, or the page area.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub start: Pt,
    pub end: Pt,
    /// How far a box may reach out of it: half the gap to the next column, or the margin of the page and the bleed.
    pub gap: Pt,
}

impl Bounds {
    /// The used margin of a box that has some room in the column beside it. One that reaches farther than the gap was
    /// meant for a wider margin than there is: such a box ends where the column or the page area does.
    fn margin(&self, margin: Pt, room: Pt) -> Pt {
        let room = room.max(Pt::ZERO);
        if margin + room < -self.gap { -room } else { margin }
    }
}

/// Used positions and widths of a block box along the inline axis (CSS 2.2, section 10.3.3), from the inline start of the
/// root on.
pub struct Edges {
    pub border_x: Pt,
    pub border_width: Pt,
    pub content_x: Pt,
    pub content_width: Pt,
    /// Borders with start and end as the root has them.
    pub border: Sides<Border>,
}

impl Edges {
    /// `root` is the direction of the coordinates; a box of the other has its start at their end. `shrunk` is the width
    /// of content that decides for itself where `width` is `auto`: a table's. `least` is the content width below which
    /// a box is not indented.
    /// A box keeps within `bounds` where there are any.
    pub fn new(
        style: &ComputedStyle,
        root: Direction,
        x: Pt,
        containing: Pt,
        shrunk: Option<Pt>,
        least: Pt,
        bounds: Option<Bounds>,
    ) -> Edges {
        let (margin, padding, border) = in_direction(style, root);
        // Boxes nested so deep that no line has room are not indented any further.
        let length = |value: LengthPercentage| value.resolve(containing);
        let used = |margin: AutoLength| margin.resolve(containing).unwrap_or_default();
        let taken = length(padding.inline_start)
            + length(padding.inline_end)
            + used(margin.inline_start)
            + used(margin.inline_end);
        let has_room = containing - taken >= least;
        let indent = |length: Pt| if has_room { length } else { length.min(Pt::ZERO) };
        let padding_start = indent(length(padding.inline_start));
        let padding_end = indent(length(padding.inline_end));
        let inner = padding_start + padding_end + border.inline_start.width + border.inline_end.width;
        let start = margin.inline_start.resolve(containing).map(indent);
        let end = margin.inline_end.resolve(containing).map(indent);
        let (start, end) = match bounds {
            Some(bounds) => (
                start.map(|start| bounds.margin(start, x - bounds.start)),
                end.map(|end| bounds.margin(end, bounds.end - x - containing)),
            ),
            None => (start, end),
        };
        let available = containing - start.unwrap_or_default() - end.unwrap_or_default() - inner;
        let mut content_width = style.width.resolve(containing).or(shrunk).unwrap_or(available);
        if let Some(most) = style.max_width.resolve(containing) {
            content_width = content_width.min(most);
        }
        // Wider than its container it would leave the page.
        content_width = content_width.min(available.max(Pt::ZERO)).max(Pt::ZERO);
        let free = (available - content_width).max(Pt::ZERO);
        let offset = match (start, end) {
            (None, None) => free / 2.0,
            (None, Some(_)) => free,
            // A box narrower than its container stands at its own start.
            (Some(start), Some(_)) if style.direction != root => start + free,
            (Some(start), _) => start,
        };
        let border_x = x + offset;
        Edges {
            border_x,
            border_width: content_width + inner,
            content_x: border_x + border.inline_start.width + padding_start,
            content_width,
            border,
        }
    }

    /// Whether the box shows at its block edges, so that margins do not collapse through them.
    pub fn is_framed(&self, style: &ComputedStyle) -> bool {
        let border = &style.border;
        let padded = |value: LengthPercentage| value.resolve(self.content_width) > Pt::ZERO;
        border.any(Border::is_visible)
            || padded(style.padding.block_start)
            || padded(style.padding.block_end)
            || !style.background_color.is_transparent()
            || style.background.image.is_some()
    }
}
