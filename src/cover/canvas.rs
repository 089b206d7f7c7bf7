//! The picture of a cover: indexes into a palette, four bits a pixel.
//!
//! A cover has three colors and what lies between them at the edges of letters, so sixteen entries hold it. Most of its
//! rows are as the one above: drawing and encoding pass over them.

use std::ops::Range;

use super::coverage::Coverage;
use crate::font::Segment;

/// The ground, and the two colors that are drawn on it.
pub(super) struct Colors {
    pub ground: [u8; 3],
    pub ink: [u8; 3],
    pub ornament: [u8; 3],
}

/// A color to draw with. Its entries in the palette are the steps from the ground to it, the color itself last; the
/// text has more of them, since its edges are what is looked at.
#[derive(Clone, Copy)]
pub(super) enum Ink {
    Text,
    Ornament,
}

impl Ink {
    /// Its first entry, and how many it has.
    const fn entries(self) -> (u8, u8) {
        match self {
            Ink::Text => (1, 9),
            Ink::Ornament => (10, 6),
        }
    }
}

/// The entries for a coverage of 0 to 255.
type Ramp = [u8; 256];

pub(super) struct Canvas {
    width: usize,
    /// The letters of each row, two pixels a byte, the left one in the high bits (PNG, section 7.2); most rows have
    /// none.
    rows: Vec<Option<Box<[u8]>>>,
    rectangles: Vec<([u16; 4], Ink)>,
    coverage: Coverage,
}

/// A file of so many bytes is small enough; above, time is taken to make it smaller. Stores ask for small books.
const SMALL: usize = 56_000;

/// The level of `flate2` for what is not small.
const LEVEL: u8 = 6;

/// The filter by which a row says how it differs from the one above (PNG, section 9.2): from row to row of a cover
/// nothing changes but the edges of letters.
const UP: u8 = 2;

impl Canvas {
    /// All ground. `width` is even.
    pub(super) fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, rows: vec![None; height], rectangles: Vec::new(), coverage: Coverage::default() }
    }

    /// Fills an outline whose points are in pixels, `y` downwards. `None`, and nothing drawn, where it would leave the
    /// picture.
    pub(super) fn fill(&mut self, outline: &[Segment], ink: Ink) -> Option<()> {
        let Some([left, top, right, bottom]) = bounds(outline) else { return Some(()) };
        // A pixel more on each side, and two on the right, where coverage ends.
        let (left, top) = ((left - 1.0).floor(), (top - 1.0).floor());
        let (right, bottom) = ((right + 3.0).ceil(), (bottom + 1.0).ceil());
        let (width, height) = (self.width, self.rows.len());
        if !(left >= 0.0 && top >= 0.0 && right <= width as f32 && bottom <= height as f32) {
            return None;
        }
        self.coverage.begin((right - left) as usize, (bottom - top) as usize);
        self.coverage.add(outline.iter().map(|segment| segment.map(|[x, y]| [x - left, y - top])));

        let ramp = ramp(ink);
        let (left, top) = (left as usize, top as usize);
        let rows = &mut self.rows;
        self.coverage.finish(|row, columns, coverage| {
            let entry = ramp[(coverage * 255.0 + 0.5) as usize];
            if entry > 0 {
                let letters = rows[top + row].get_or_insert_with(|| vec![0; width / 2].into());
                paint(letters, left + columns.start..left + columns.end, entry);
            }
        });
        Some(())
    }

    /// Fills whole pixels, beneath the letters: left, top, right and bottom, inside the picture.
    pub(super) fn rectangle(&mut self, sides: [u16; 4], ink: Ink) {
        self.rectangles.push((sides, ink));
    }

    /// The picture as PNG (PNG, third edition, section 11.2.1: color type 3).
    pub(super) fn png(&self, colors: &Colors) -> Option<Vec<u8>> {
        let quick = self.quick(colors)?;
        if quick.len() > SMALL { self.small(colors) } else { Some(quick) }
    }

    /// A file that is made quickly: rows are told by how they differ from those above, and most do not.
    fn quick(&self, colors: &Colors) -> Option<Vec<u8>> {
        let same = vec![0; self.width / 2];
        let mut compressor = fdeflate::Compressor::new(Vec::new()).ok()?;
        let mut above = same.clone();
        self.visit_rows(|row| {
            compressor.write_data(&[UP]).ok()?;
            match row {
                None => compressor.write_data(&same).ok(),
                Some(row) => {
                    let change: Vec<u8> = row.iter().zip(&above).map(|(own, above)| own.wrapping_sub(*above)).collect();
                    above.copy_from_slice(row);
                    compressor.write_data(&change).ok()
                }
            }
        })?;
        let data = compressor.finish().ok()?;
        let mut out = Vec::with_capacity(data.len() + 256);
        let mut writer = self.encoder(&mut out, colors).write_header().ok()?;
        writer.write_chunk(png::chunk::IDAT, &data).ok()?;
        drop(writer);
        Some(out)
    }

    /// A file that takes several times as long and is smaller.
    fn small(&self, colors: &Colors) -> Option<Vec<u8>> {
        let mut pixels: Vec<u8> = Vec::with_capacity(self.rows.len() * self.width / 2);
        self.visit_rows(|row| {
            match row {
                None => pixels.extend_from_within(pixels.len() - self.width / 2..),
                Some(row) => pixels.extend(row),
            }
            Some(())
        })?;
        let mut out = Vec::new();
        let mut encoder = self.encoder(&mut out, colors);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_deflate_compression(png::DeflateCompression::Level(LEVEL));
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&pixels).ok()?;
        writer.finish().ok()?;
        Some(out)
    }

    fn encoder<'o>(&self, out: &'o mut Vec<u8>, colors: &Colors) -> png::Encoder<'static, &'o mut Vec<u8>> {
        let mut encoder = png::Encoder::new(out, self.width as u32, self.rows.len() as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette(colors));
        encoder
    }

    /// Hands over each row from the top, `None` where it is as the one above.
    fn visit_rows(&self, mut visit: impl FnMut(Option<&[u8]>) -> Option<()>) -> Option<()> {
        let mut ground = vec![0; self.width / 2];
        let mut row = ground.clone();
        let mut had_letters = false;
        for (y, letters) in self.rows.iter().enumerate() {
            let begins_or_ends =
                |([_, top, _, bottom], _): &([u16; 4], Ink)| [usize::from(*top), usize::from(*bottom)].contains(&y);
            let is_other = self.rectangles.iter().any(begins_or_ends);
            if is_other {
                ground.fill(0);
                for ([left, top, right, bottom], ink) in &self.rectangles {
                    if (usize::from(*top)..usize::from(*bottom)).contains(&y) {
                        let (first, count) = ink.entries();
                        paint(&mut ground, usize::from(*left)..usize::from(*right), first + count - 1);
                    }
                }
            }
            if y > 0 && letters.is_none() && !had_letters && !is_other {
                visit(None)?;
                continue;
            }
            row.copy_from_slice(&ground);
            if let Some(own) = letters {
                row.iter_mut().zip(own).for_each(|(pixels, own)| *pixels = most(*pixels, *own));
            }
            had_letters = letters.is_some();
            visit(Some(&row))?;
        }
        Some(())
    }
}

/// The sixteen colors, red, green and blue each.
fn palette(colors: &Colors) -> Vec<u8> {
    let mut palette = colors.ground.to_vec();
    for (ink, color) in [(Ink::Text, colors.ink), (Ink::Ornament, colors.ornament)] {
        let (_, steps) = ink.entries();
        for step in 1..=u16::from(steps) {
            let mix = |(&from, &to): (&u8, &u8)| {
                let steps = u16::from(steps);
                ((u16::from(from) * (steps - step) + u16::from(to) * step + steps / 2) / steps) as u8
            };
            palette.extend(colors.ground.iter().zip(&color).map(mix));
        }
    }
    palette
}

fn ramp(ink: Ink) -> Ramp {
    let (first, steps) = ink.entries();
    std::array::from_fn(|coverage| match (coverage * usize::from(steps) + 127) / 255 {
        0 => 0,
        step => first + step as u8 - 1,
    })
}

/// Left, top, right and bottom of all points, control points too; `None` where there is none.
fn bounds(outline: &[Segment]) -> Option<[f32; 4]> {
    let mut bounds: Option<[f32; 4]> = None;
    let mut add = |[x, y]: [f32; 2]| {
        // What is no number lies nowhere.
        let [x, y] = [x, y].map(|value| if value.is_nan() { f32::INFINITY } else { value });
        let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
        bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
    };
    for segment in outline {
        match *segment {
            Segment::Move(to) | Segment::Line(to) => add(to),
            Segment::Quadratic(control, to) => [control, to].into_iter().for_each(&mut add),
            Segment::Cubic(first, second, to) => [first, second, to].into_iter().for_each(&mut add),
            Segment::Close => {}
        }
    }
    bounds
}

/// Gives pixels an entry, where they have not one of more ink: the edges of two letters may share a pixel.
fn paint(pixels: &mut [u8], range: Range<usize>, entry: u8) {
    let mut one = |at: usize| {
        let (byte, shift) = (&mut pixels[at / 2], if at.is_multiple_of(2) { 4 } else { 0 });
        let old = *byte >> shift & 15;
        *byte ^= (old ^ old.max(entry)) << shift;
    };
    if range.len() == 1 {
        return one(range.start);
    }
    let (start, end) = (range.start.next_multiple_of(2), range.end / 2 * 2);
    (range.start..start).chain(end..range.end).for_each(&mut one);
    for byte in &mut pixels[start / 2..end / 2] {
        *byte = most(*byte, entry << 4 | entry);
    }
}

/// Of each of two pixels the higher entry.
fn most(one: u8, other: u8) -> u8 {
    (one >> 4).max(other >> 4) << 4 | (one & 15).max(other & 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLORS: Colors = Colors { ground: [0, 0, 0], ink: [255, 255, 255], ornament: [200, 100, 50] };

    fn pixels(canvas: &Canvas) -> Vec<[u8; 3]> {
        let png = canvas.png(&COLORS).expect("it is encoded");
        image::load_from_memory(&png).expect("it is a PNG").to_rgb8().pixels().map(|pixel| pixel.0).collect()
    }

    fn square(left: f32, top: f32, size: f32) -> Vec<Segment> {
        let (right, bottom) = (left + size, top + size);
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        [Segment::Move(corners[0])]
            .into_iter()
            .chain(corners[1..].iter().map(|&corner| Segment::Line(corner)))
            .collect()
    }

    #[test]
    fn a_pixel_has_the_color_of_what_covers_it() {
        let mut canvas = Canvas::new(8, 6);
        canvas.fill(&square(2.5, 2.0, 2.0), Ink::Text).expect("inside");
        let pixels = pixels(&canvas);
        let row = |y: usize| pixels[y * 8..][..8].iter().map(|pixel| pixel[0]).collect::<Vec<_>>();
        assert_eq!(row(1), [0; 8]);
        // Half covered: four or five steps of nine.
        assert_eq!(row(2), [0, 0, 142, 255, 142, 0, 0, 0]);
        assert_eq!(row(3), row(2));
        assert_eq!(row(4), [0; 8]);
    }

    #[test]
    fn whole_pixels_have_the_color_itself() {
        let mut canvas = Canvas::new(8, 8);
        canvas.rectangle([2, 2, 5, 4], Ink::Ornament);
        let pixels = pixels(&canvas);
        let covered = |at: &usize| (2..5).contains(&(at % 8)) && (2..4).contains(&(at / 8));
        for (at, pixel) in pixels.iter().enumerate() {
            assert_eq!(*pixel, if covered(&at) { COLORS.ornament } else { COLORS.ground }, "{at}");
        }
    }

    #[test]
    fn a_small_file_shows_the_same_as_a_quick_one() {
        let mut canvas = Canvas::new(64, 48);
        canvas.rectangle([4, 4, 60, 6], Ink::Ornament);
        canvas.rectangle([4, 4, 6, 44], Ink::Ornament);
        for (left, top) in [(20.25, 10.5), (31.0, 12.75), (22.0, 30.0)] {
            canvas.fill(&square(left, top, 9.5), Ink::Text).expect("inside");
        }
        let shown = |png: Option<Vec<u8>>| image::load_from_memory(&png.expect("a file")).expect("a PNG").to_rgb8();
        let quick = shown(canvas.quick(&COLORS));
        assert_eq!(quick, shown(canvas.small(&COLORS)));
        assert_eq!(quick.get_pixel(25, 15).0, COLORS.ink);
        assert_eq!(quick.get_pixel(5, 43).0, COLORS.ornament);
        assert_eq!(quick.get_pixel(5, 44).0, COLORS.ground);
    }

    #[test]
    fn what_would_leave_the_picture_is_not_drawn() {
        let mut canvas = Canvas::new(8, 8);
        for (left, top, size) in [(-3.0, 2.0, 2.0), (2.0, 6.0, 4.0), (2.0, 2.0, f32::NAN), (2.0, 2.0, 1e30)] {
            assert_eq!(canvas.fill(&square(left, top, size), Ink::Text), None);
        }
        assert!(pixels(&canvas).iter().all(|&pixel| pixel == COLORS.ground));
    }
}
