//! Atoms: what stands in a line as one piece, be it an image or a base with its reading.
//!
//! In: the objects of a paragraph. Out: for each that is one piece an [`Atom`], set around its own baseline. Whoever
//! breaks, places and paints lines knows only its size. A leader is none: its width is what the line leaves.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::formula::{SetSegment, set_nodes};
use super::super::inline_content::{FormulaPart, InlineContent, InlineObject};
use super::super::replaced::{ImageBounds, ImageBox, image_box, natural_size, tallest_image};
use super::super::{Background, BoxFragment, Fragment, FragmentKind, ImageFragment, Source};
use super::LineSpace;
use super::initial::set_initial;
use super::ruby::{Neighbors, set_ruby};
use super::{Beside, SetLine, layout_lines};
use crate::document::{Image, ImageSource, NodeId};
use crate::geom::{Point, Pt, Rect, Size};
use crate::style::{Border, ComputedStyle};

/// One piece of a line.
#[derive(Clone, Debug, Default)]
pub struct Atom {
    /// Its advance along the line.
    pub width: Pt,
    /// How far it reaches above its baseline.
    pub ascent: Pt,
    /// How far it reaches below.
    pub descent: Pt,
    /// How many lines it stands beside; 0 for all that stand within one.
    pub lines: u16,
    /// From its inline start and its baseline.
    pub fragments: Vec<Fragment>,
    /// How far its reading hangs over what stands before and after it.
    pub overhang: (Pt, Pt),
    /// The first fragment of its reading.
    pub reading: usize,
    /// What it costs that the line ends behind it, and the space there else, of a part of a formula.
    pub after: Option<(i32, f32)>,
    /// It is part of a formula: as high as the room between lines lets it, it changes none of them.
    pub is_formula: bool,
}

/// The atoms of a paragraph with their offsets in its text.
pub fn atoms(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    paragraph: &ComputedStyle,
    space: &LineSpace,
) -> Vec<(usize, Atom)> {
    let atom = |(at, object): &(usize, InlineObject)| {
        let atom = match object {
            InlineObject::Image { node, image, style } => image_atom(layout, *node, image, style, space),
            InlineObject::Ruby(ruby) => set_ruby(layout, ruby, Neighbors::of(&content.text, *at)),
            InlineObject::Initial(initial) => set_initial(layout, initial, paragraph),
            InlineObject::Formula(part) => formula_atom(layout, part, paragraph),
            InlineObject::Leader { .. } => return None,
        };
        Some((*at, atom))
    };
    content.objects.iter().filter_map(atom).collect()
}

/// A part of a formula stands on the baseline with its own; it runs from left to right in any text.
fn formula_atom(layout: &mut ChapterLayout, part: &FormulaPart, paragraph: &ComputedStyle) -> Atom {
    let FormulaPart { node, formula, segment, style } = part;
    let SetSegment { width, ascent, descent, mut fragments } =
        set_nodes(layout, formula, segment.nodes.clone(), *node, style);
    if paragraph.direction.is_right_to_left() {
        fragments.iter_mut().for_each(|fragment| fragment.mirror(width / 2.0));
    }
    let after = segment.after.map(|(cost, space)| (cost, space * style.font_size.0));
    Atom { width, ascent, descent, fragments, after, is_formula: true, ..Atom::default() }
}

/// Words of 9 pt can be read down to about 5.5 pt.
const LEAST_SCALE: f32 = 0.6;

/// An image stands on the baseline (CSS 2.2, section 10.8).
fn image_atom(
    layout: &mut ChapterLayout,
    node: NodeId,
    image: &Image,
    style: &ComputedStyle,
    space: &LineSpace,
) -> Atom {
    let bounds = ImageBounds { width: space.image_width, height: space.image_height, page_height: space.page_height };
    let ImageBox { size, margin, edges } = image_box(image, style, layout.resources, bounds);
    let mut fragments = Vec::new();
    let source = Source::Node { node: layout.node_ref(node), range: 0..0 };
    let outer = Size::new(
        size.width + edges.inline_start + edges.inline_end,
        size.height + edges.block_start + edges.block_end,
    );
    if let ImageSource::Local(path) = &image.source {
        // Of a picture nobody knows what is in it; of a diagram, that there are words of 9 pt.
        if path.starts_with("diagram://")
            && natural_size(path, layout.resources).is_some_and(|natural| size.width < natural.width * LEAST_SCALE)
        {
            layout.report_small_drawing(node);
        }
        let rect = Rect::new(Point::new(margin.inline_start, -margin.block_end - outer.height), outer);
        let background = Background::of(style, layout.resources);
        if style.border.any(Border::is_visible) || !background.is_transparent() {
            let (border, radius) = (style.border, style.border_radius);
            let kind = FragmentKind::Box(BoxFragment { rect, background, border, radius });
            fragments.push(Fragment { source: Source::Decoration, kind });
        }
        let origin = Point::new(rect.origin.x + edges.inline_start, rect.origin.y + edges.block_start);
        let kind = FragmentKind::Image(ImageFragment { path: Arc::from(path.as_str()), rect: Rect::new(origin, size) });
        fragments.push(Fragment { source, kind });
    }
    Atom {
        width: margin.inline_start + outer.width + margin.inline_end,
        ascent: margin.block_start + outer.height + margin.block_end,
        fragments,
        ..Atom::default()
    }
}

/// Text in one line, however long: fragments from its inline start and its baseline, and its width.
pub fn one_line(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    style: &Arc<ComputedStyle>,
) -> (Vec<Fragment>, Pt) {
    const ENDLESS: Pt = Pt(1.0e6);
    let mut style = style.as_ref().clone();
    style.text_align = crate::style::TextAlign::Start;
    style.text_align_last = None;
    style.text_indent = crate::style::LengthPercentage::ZERO;
    let page_height = layout.page_area.height;
    let space = LineSpace {
        x: Pt::ZERO,
        width: ENDLESS,
        image_width: layout.page_area.width,
        image_height: tallest_image(page_height),
        page_height,
        beside: Beside::default(),
        looseness: 0,
        direction: style.direction,
    };
    let lines = layout_lines(layout, content, &Arc::new(style), space);
    let mut fragments = Vec::new();
    let mut width = Pt::ZERO;
    for SetLine { line, .. } in lines.lines {
        for mut fragment in line.fragments {
            fragment.shift(width, -line.ascent);
            fragments.push(fragment);
        }
        width = fragments.iter().map(right_edge).fold(width, Pt::max);
    }
    (fragments, width)
}

fn right_edge(fragment: &Fragment) -> Pt {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => run.origin.x + run.width(),
        FragmentKind::Box(boxed) => boxed.rect.right(),
        FragmentKind::Image(image) => image.rect.right(),
        FragmentKind::Rule { rect, .. } | FragmentKind::MissingGlyph { rect, .. } => rect.right(),
        FragmentKind::Anchor(_) => Pt::ZERO,
    }
}
