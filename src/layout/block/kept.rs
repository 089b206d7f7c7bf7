//! Images beside what keeps with them: a caption below, a heading above.
//!
//! What no page divides and is taller than a page would be divided all the same; of all that keeps together an image
//! alone can be made smaller.

use super::super::boxes::{BlockBox, BoxContent};
use super::super::galley::{Galley, Item};
use super::super::inline_content::InlineObject;
use super::super::replaced::{ImageBounds, image_box, tallest_image};
use super::Flow;
use crate::document::Image;
use crate::geom::Pt;
use crate::layout::FragmentKind;
use crate::style::{BreakBetween, BreakInside, ComputedStyle};

/// An image takes so much of the page at least: where what keeps with it leaves less, a page had better divide them.
const LEAST_SHARE: f32 = 0.35;
/// A lower image leaves room for what usually keeps with it.
const LOW_SHARE: f32 = 0.4;

impl Flow<'_, '_> {
    /// How tall an image may be where what is set stands.
    pub(super) fn image_height(&self) -> Pt {
        let tallest = tallest_image(self.layout.page_area.height);
        self.image_room.map_or(tallest, |room| room.min(tallest))
    }

    /// How tall the image in a block may be, so that a page has room for it and all that keeps with it.
    pub(super) fn room_of_image(&mut self, blocks: &[BlockBox], index: usize, x: Pt, containing: Pt) -> Option<Pt> {
        let page = self.layout.page_area.height;
        let (image, style) = image_within(&blocks[index])?;
        let bounds = ImageBounds { width: containing, height: self.image_height(), page_height: page };
        let boxed = image_box(image, style, self.layout.resources, bounds);
        let height = boxed.height();
        if height < page * LOW_SHARE {
            return None;
        }
        let kept = kept_together(blocks, index);
        let mut trial = Flow { least: self.least, is_nested: true, image_room: Some(height), ..Flow::new(self.layout) };
        trial.blocks(kept, x, containing);
        let galley = trial.finish();
        // The first margin vanishes at the top of a page, but for that on which a chapter opens.
        let is_between = |item: &&Item| matches!(item, Item::Glue(_) | Item::Penalty(_) | Item::Mark(_));
        let first = galley.items.iter().take_while(|item| self.has_content && is_between(item));
        let over = galley.height() - first.map(|item| galley.item_height(item)).sum::<Pt>() - page;
        // Boxes around it may have made it smaller.
        let height = height.min(tallest_set(&galley) + height - boxed.size.height);
        let room = height - over;
        (over > Pt::ZERO && room > page * LEAST_SHARE).then_some(room)
    }
}

/// The image of a block that is nothing but an image and what belongs to it, such as a figure.
fn image_within(block: &BlockBox) -> Option<(&Image, &ComputedStyle)> {
    match &block.content {
        BoxContent::Inline(content) => match &content.objects[..] {
            [(_, InlineObject::Image { image, style, .. })] if content.text.trim().chars().count() == 1 => {
                Some((image, style))
            }
            _ => None,
        },
        BoxContent::Blocks(blocks) => match &blocks[..] {
            [only] => image_within(only),
            several if block.style.break_inside == BreakInside::Avoid => several.iter().find_map(image_within),
            _ => None,
        },
        BoxContent::Table(_) | BoxContent::Formula(..) => None,
    }
}

/// The height of the tallest image in a galley.
fn tallest_set(galley: &Galley) -> Pt {
    let lines = galley.items.iter().filter_map(|item| if let Item::Line(line) = item { Some(line) } else { None });
    let heights = lines.flat_map(|line| &line.fragments).filter_map(|fragment| match &fragment.kind {
        FragmentKind::Image(image) => Some(image.rect.size.height),
        FragmentKind::Glyphs(_)
        | FragmentKind::Box(_)
        | FragmentKind::Rule { .. }
        | FragmentKind::MissingGlyph { .. }
        | FragmentKind::Anchor(_) => None,
    });
    heights.fold(Pt::ZERO, Pt::max)
}

/// The blocks around one between which a page should not end.
fn kept_together(blocks: &[BlockBox], index: usize) -> &[BlockBox] {
    let keeps = |first: usize| {
        let (first, second) = (&blocks[first].style, &blocks[first + 1].style);
        first.break_after == BreakBetween::Avoid || second.break_before == BreakBetween::Avoid
    };
    let mut kept = index..index + 1;
    while kept.start > 0 && keeps(kept.start - 1) {
        kept.start -= 1;
    }
    while kept.end < blocks.len() && keeps(kept.end - 1) {
        kept.end += 1;
    }
    &blocks[kept]
}
