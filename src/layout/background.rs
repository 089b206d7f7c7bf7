//! Backgrounds: a color, and an image that is placed, sized and repeated (CSS Backgrounds 3, section 2).
//!
//! In: a style and the book's images. Out: what a [`BoxFragment`](super::BoxFragment) is painted with. Where its tiles
//! stand is told when its box has its place.

use std::sync::Arc;

use serde::Serialize;

use super::replaced::natural_size;
use crate::color::Color;
use crate::geom::{Point, Pt, Rect, Size};
use crate::resource::Resources;
use crate::style::{AutoLength, Background as Declared, BackgroundSize, ComputedStyle};

/// A smaller tile is drawn larger: thousands on a page would be a gray.
const LEAST_TILE: Pt = Pt(4.0);

/// What a box is painted with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Background {
    pub color: Color,
    pub image: Option<Arc<BackgroundImage>>,
}

/// An image behind a box.
#[derive(Debug, PartialEq, Serialize)]
pub struct BackgroundImage {
    /// The key into `resource::Resources`.
    pub path: Arc<str>,
    natural: Size,
    placing: Declared,
}

impl Background {
    pub const NONE: Background = Background { color: Color::TRANSPARENT, image: None };

    /// A style's background; an image that the book has not is none.
    pub fn of(style: &ComputedStyle, resources: &Resources) -> Background {
        let image = style.background.image.as_ref().and_then(|path| {
            let natural = natural_size(path, resources)?;
            Some(Arc::new(BackgroundImage { path: path.clone(), natural, placing: style.background.clone() }))
        });
        Background { color: style.background_color, image }
    }

    pub fn is_transparent(&self) -> bool {
        self.color.is_transparent() && self.image.is_none()
    }
}

impl BackgroundImage {
    /// Where the image stands in a padding box; what reaches out of it is to be cut off.
    pub fn tiles(&self, area: Rect) -> Vec<Rect> {
        let size = self.size(area.size);
        if size.width <= Pt::ZERO || size.height <= Pt::ZERO {
            return Vec::new();
        }
        let (x, y) = self.placing.position;
        let (repeats_x, repeats_y) = self.placing.repeat;
        let x = x.resolve(area.size.width - size.width);
        let y = y.resolve(area.size.height - size.height);
        let columns = steps(x, size.width, area.size.width, repeats_x);
        let rows = steps(y, size.height, area.size.height, repeats_y);
        let at = |(x, y): (Pt, Pt)| Rect::new(Point::new(area.origin.x + x, area.origin.y + y), size);
        rows.iter().flat_map(|&y| columns.iter().map(move |&x| (x, y))).map(at).collect()
    }

    fn size(&self, area: Size) -> Size {
        let natural = Size::new(self.natural.width.max(Pt(0.1)), self.natural.height.max(Pt(0.1)));
        let ratio = natural.width / natural.height;
        let (by_width, by_height) = (area.width / natural.width, area.height / natural.height);
        let scaled = |factor: f32| Size::new(natural.width * factor, natural.height * factor);
        let size = match self.placing.size {
            BackgroundSize::Cover => scaled(by_width.max(by_height)),
            BackgroundSize::Contain => scaled(by_width.min(by_height)),
            BackgroundSize::Set(width, height) => {
                let set = |length: AutoLength, base: Pt| length.resolve(base);
                match (set(width, area.width), set(height, area.height)) {
                    (None, None) => natural,
                    (Some(width), None) => Size::new(width, width / ratio),
                    (None, Some(height)) => Size::new(height * ratio, height),
                    (Some(width), Some(height)) => Size::new(width, height),
                }
            }
        };
        let (repeats_x, repeats_y) = self.placing.repeat;
        let least = |length: Pt, repeats: bool| if repeats { LEAST_TILE / length.max(Pt(0.01)) } else { 0.0 };
        let larger = least(size.width, repeats_x).max(least(size.height, repeats_y)).max(1.0);
        Size::new(size.width * larger, size.height * larger)
    }
}

/// Where tiles of a length begin, one of them at a place, so that they fill a room.
fn steps(at: Pt, length: Pt, room: Pt, repeats: bool) -> Vec<Pt> {
    if !repeats {
        return vec![at];
    }
    let first = at - length * (at / length).ceil();
    let count = ((room - first) / length).ceil().max(0.0) as usize;
    (0..count).map(|index| first + length * index as f32).filter(|&from| from + length > Pt::ZERO).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::LengthPercentage;

    fn image(placing: Declared) -> BackgroundImage {
        BackgroundImage { path: "a.png".into(), natural: Size::new(Pt(20.0), Pt(10.0)), placing }
    }

    fn placing(size: BackgroundSize, repeat: (bool, bool)) -> Declared {
        let middle = LengthPercentage::Percent(0.5);
        Declared { image: None, position: (middle, middle), size, repeat }
    }

    fn area() -> Rect {
        Rect::new(Point::new(Pt(100.0), Pt(0.0)), Size::new(Pt(50.0), Pt(50.0)))
    }

    #[test]
    fn one_image_stands_in_the_middle() {
        let auto = BackgroundSize::Set(AutoLength::Auto, AutoLength::Auto);
        let tiles = image(placing(auto, (false, false))).tiles(area());
        assert_eq!(tiles, [Rect::new(Point::new(Pt(115.0), Pt(20.0)), Size::new(Pt(20.0), Pt(10.0)))]);
    }

    #[test]
    fn it_covers_its_area_or_is_contained_in_it() {
        let tiles = |size| image(placing(size, (false, false))).tiles(area());
        assert_eq!(
            tiles(BackgroundSize::Cover),
            [Rect::new(Point::new(Pt(75.0), Pt(0.0)), Size::new(Pt(100.0), Pt(50.0)))]
        );
        assert_eq!(
            tiles(BackgroundSize::Contain),
            [Rect::new(Point::new(Pt(100.0), Pt(12.5)), Size::new(Pt(50.0), Pt(25.0)))]
        );
    }

    #[test]
    fn repeated_it_leaves_no_gap() {
        let auto = BackgroundSize::Set(AutoLength::Auto, AutoLength::Auto);
        let tiles = image(placing(auto, (true, false))).tiles(area());
        let starts: Vec<f32> = tiles.iter().map(|tile| tile.origin.x.0).collect();
        assert_eq!(starts, [95.0, 115.0, 135.0]);
    }
}
