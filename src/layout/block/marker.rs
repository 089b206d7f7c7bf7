//! List markers: room beside the items for the widest, and each beside the first line of its item.

use std::sync::Arc;

use super::super::Source as FragmentSource;
use super::super::boxes::{BlockBox, Marker};
use super::super::galley::Line;
use super::super::text_fragments::{TextLook, advance, missing, text_fragments};
use super::{Edges, Flow};
use crate::document::NodeId;
use crate::geom::{Direction, Point, Pt};
use crate::style::{ComputedStyle, Pseudo};
use crate::text::Directions;

/// Space between a list marker and its text, in em.
const MARKER_GAP: f32 = 0.5;

/// A list marker that waits for the first line of its item.
pub struct PendingMarker {
    pub node: NodeId,
    pub text: String,
    pub style: Arc<ComputedStyle>,
    /// Inline start and width of the item's content.
    pub x: Pt,
    pub width: Pt,
    /// Of the item.
    pub direction: Direction,
}

impl Flow<'_, '_> {
    /// Where the items of a list begin, and their width: further in than the list's padding where a marker is wider
    /// than that, so that no number runs into its text.
    pub(super) fn beside_markers(&mut self, list: &BlockBox, items: &[BlockBox], edges: &Edges) -> (Pt, Pt) {
        let mut widest = Pt::ZERO;
        for Marker { text, style } in items.iter().filter_map(|item| item.marker.as_ref()) {
            let id = self.layout.text_style(style);
            widest = widest.max(Pt(self.layout.text_width(text, id)) + style.font_size * MARKER_GAP);
        }
        let room = edges.content_x - edges.border_x;
        let further = (widest - room).max(Pt::ZERO);
        if widest == Pt::ZERO || further == Pt::ZERO || edges.content_width - further < self.least {
            return (edges.content_x, edges.content_width);
        }
        let starts_here = list.style.direction == self.layout.direction;
        (edges.content_x + if starts_here { further } else { Pt::ZERO }, edges.content_width - further)
    }

    /// Puts the markers that wait beside this line.
    pub(super) fn set_markers(&mut self, line: &mut Line) {
        let root = self.layout.direction;
        for marker in std::mem::take(&mut self.markers) {
            let style = self.layout.text_style(&marker.style);
            let directions = Directions { base: Some(marker.style.direction), isolates: Vec::new() };
            let runs = self.layout.shaper.shape_along(&marker.text, &[(0..marker.text.len(), style)], &directions);
            for range in missing(&runs) {
                self.layout.report_missing_of(marker.node, &marker.text[range]);
            }
            let width = advance(&runs);
            let gap = marker.style.font_size * MARKER_GAP;
            let x = match marker.direction == root {
                // Where nothing is indented any more, the marker still stays on the page.
                true => (marker.x - gap - width).max(Pt::ZERO),
                false => marker.x + marker.width + gap,
            };
            let node = self.layout.node_ref(marker.node);
            let source = FragmentSource::Generated { node, pseudo: Pseudo::Marker };
            let look = TextLook::of(&marker.style, source);
            let mut fragments = text_fragments(&marker.text, &runs, Point::new(Pt::ZERO, line.ascent), &look);
            for fragment in &mut fragments {
                if root == Direction::RightToLeft {
                    fragment.mirror(width / 2.0);
                }
                fragment.shift(x, Pt::ZERO);
            }
            line.fragments.splice(0..0, fragments);
        }
    }
}
