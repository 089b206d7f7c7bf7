//! Atoms: what stands in a line as one piece, be it an image or a base with its reading.
//!
//! In: the objects of a paragraph. Out: for each that is one piece an [`Atom`], set around its own baseline. Whoever
//! breaks, places and paints lines knows only its size. A leader is none: its width is what the line leaves.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::inline_content::{InlineContent, InlineObject};
use super::super::replaced::{ImageBounds, image_size};
use super::super::{Fragment, FragmentKind, ImageFragment, Source};
use super::LineSpace;
use super::ruby::set_ruby;
use crate::document::{Image, ImageSource, NodeId};
use crate::geom::{Point, Pt, Rect};
use crate::style::ComputedStyle;

/// One piece of a line.
#[derive(Clone, Debug, Default)]
pub struct Atom {
    /// Its advance along the line.
    pub width: Pt,
    /// How far it reaches above its baseline.
    pub ascent: Pt,
    /// How far it reaches below.
    pub descent: Pt,
    /// From its inline start and its baseline.
    pub fragments: Vec<Fragment>,
}

/// The atoms of a paragraph with their offsets in its text.
pub fn atoms(layout: &mut ChapterLayout, content: &InlineContent, space: &LineSpace) -> Vec<(usize, Atom)> {
    let atom = |(at, object): &(usize, InlineObject)| {
        let atom = match object {
            InlineObject::Image { node, image, style } => image_atom(layout, *node, image, style, space),
            InlineObject::Ruby(ruby) => set_ruby(layout, ruby),
            InlineObject::Leader { .. } => return None,
        };
        Some((*at, atom))
    };
    content.objects.iter().filter_map(atom).collect()
}

/// An image stands on the baseline (CSS 2.2, section 10.8).
fn image_atom(
    layout: &ChapterLayout,
    node: NodeId,
    image: &Image,
    style: &Arc<ComputedStyle>,
    space: &LineSpace,
) -> Atom {
    let bounds = ImageBounds { width: space.image_width, height: space.page_height };
    let size = image_size(image, style, layout.resources, bounds);
    let mut fragments = Vec::new();
    if let ImageSource::Local(path) = &image.source {
        let rect = Rect::new(Point::new(Pt::ZERO, -size.height), size);
        let kind = FragmentKind::Image(ImageFragment { path: Arc::from(path.as_str()), rect });
        fragments.push(Fragment { source: Source::Node { node: layout.node_ref(node), range: 0..0 }, kind });
    }
    Atom { width: size.width, ascent: size.height, descent: Pt::ZERO, fragments }
}
