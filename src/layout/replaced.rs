//! Used sizes of images (CSS 2.2, section 10; CSS Images 3, section 5.2).

use crate::document::{Image, ImageSource};
use crate::geom::{Pt, Sides, Size};
use crate::resource::Resources;
use crate::style::{Border, ComputedStyle, LengthPercentage};

/// The room an image may fill.
#[derive(Clone, Copy, Debug)]
pub struct ImageBounds {
    pub width: Pt,
    /// A taller image with what its style puts around it is scaled down, since it cannot be broken.
    pub height: Pt,
    /// The page area, of which percentages are.
    pub page_height: Pt,
}

/// The part of a page an image may fill by itself: below it a caption has room.
const TALLEST: f32 = 0.86;

/// How tall an image may be on a page.
pub fn tallest_image(page_height: Pt) -> Pt {
    page_height * TALLEST
}

/// An image with what its style puts around it.
pub struct ImageBox {
    /// Of the image itself.
    pub size: Size,
    pub margin: Sides<Pt>,
    /// Padding and border.
    pub edges: Sides<Pt>,
}

/// The size an image is set at: as styled, else its natural one; with its edges never wider or taller than the bounds,
/// its proportions kept.
pub fn image_box(image: &Image, style: &ComputedStyle, resources: &Resources, bounds: ImageBounds) -> ImageBox {
    let margin = style.margin.map(|margin| margin.resolve(bounds.width).unwrap_or_default());
    let edge = |(border, padding): (Border, LengthPercentage)| {
        let border = if border.is_visible() { border.width } else { Pt::ZERO };
        border + padding.resolve(bounds.width)
    };
    let edges = style.border.zip(style.padding).map(edge);
    let around = Size::new(
        margin.inline_start + margin.inline_end + edges.inline_start + edges.inline_end,
        margin.block_start + margin.block_end + edges.block_start + edges.block_end,
    );
    ImageBox { size: image_size(image, style, resources, bounds, around), margin, edges }
}

impl ImageBox {
    /// How tall it is with its margins and edges.
    pub fn height(&self) -> Pt {
        let ImageBox { size, margin, edges } = self;
        margin.block_start + edges.block_start + size.height + edges.block_end + margin.block_end
    }

    /// How wide it is with its margins and edges.
    pub fn width(&self) -> Pt {
        let ImageBox { size, margin, edges } = self;
        margin.inline_start + edges.inline_start + size.width + edges.inline_end + margin.inline_end
    }
}

fn image_size(image: &Image, style: &ComputedStyle, resources: &Resources, bounds: ImageBounds, around: Size) -> Size {
    let natural = match &image.source {
        ImageSource::Local(path) => natural_size(path, resources).unwrap_or_default(),
        ImageSource::Remote(_) => Size::default(),
    };
    let ratio = if natural.height > Pt::ZERO { natural.width / natural.height } else { 1.0 };
    let width = style.width.resolve(bounds.width);
    let height = style.height.resolve(bounds.page_height);
    let wanted = match (width, height) {
        (Some(width), Some(height)) => Size::new(width, height),
        (Some(width), None) => Size::new(width, width / ratio),
        (None, Some(height)) => Size::new(height * ratio, height),
        (None, None) => natural,
    };
    let widest = style.max_width.resolve(bounds.width).unwrap_or(bounds.width);
    let widest = widest.min(bounds.width - around.width).max(Pt::ZERO);
    let tallest = style.max_height.resolve(bounds.page_height).unwrap_or(bounds.page_height);
    let tallest = tallest.min(bounds.height - around.height).max(Pt::ZERO);
    let mut scale: f32 = 1.0;
    if wanted.width > widest {
        scale = scale.min(widest / wanted.width);
    }
    if wanted.height > tallest {
        scale = scale.min(tallest / wanted.height);
    }
    Size::new(wanted.width * scale, wanted.height * scale)
}

/// Pixels at the density the file states, else at 96 to the inch.
pub fn natural_size(path: &str, resources: &Resources) -> Option<Size> {
    const CSS_PIXELS_PER_INCH: f32 = 96.0;
    let resource = resources.get(path)?;
    let density = resource.pixels_per_inch.filter(|density| *density >= 1.0).unwrap_or(CSS_PIXELS_PER_INCH);
    let size = resource.upright_size();
    let (width, height) = (size.width as f32, size.height as f32);
    Some(Size::new(Pt::from_inches(width / density), Pt::from_inches(height / density)))
}
