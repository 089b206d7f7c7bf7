//! How much of each pixel an outline covers.
//!
//! In: lines and curves in pixels. Out: coverage, row by row. An edge adds to each pixel how much coverage grows there
//! from left to right, so the sum along a row is the coverage, by area and not by samples. Between edges nothing
//! changes, and a cover's letters are large, so which pixels edges touch is kept in bits, and the others are passed over.
//! (A general rasterizer asks at each pixel, and took a tenth of the time of an article.)

use std::ops::Range;

use crate::font::Segment;

/// How far a chord may be from its curve, in pixels.
const FLATNESS: f32 = 0.1;

/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// A field of pixels that outlines are added to.
#[derive(Default)]
pub(super) struct Coverage {
    width: usize,
    /// The growth of coverage, row by row; all nought between outlines.
    growth: Vec<f32>,
    /// A bit for each pixel that an edge touches, each row in whole words; all nought between outlines.
    touched: Vec<u64>,
    height: usize,
}

impl Coverage {
    /// A field of this size. All points of what is added are to lie in it, two pixels off its right edge.
    pub(super) fn begin(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        let words = width.div_ceil(WORD) * height;
        self.growth.resize(self.growth.len().max(width * height), 0.0);
        self.touched.resize(self.touched.len().max(words), 0);
    }

    /// Adds an outline, each of its contours closed.
    pub(super) fn add(&mut self, outline: impl Iterator<Item = Segment>) {
        let (mut start, mut pen) = ([0.0; 2], [0.0; 2]);
        for segment in outline {
            match segment {
                Segment::Move(to) => {
                    self.line(pen, start);
                    (start, pen) = (to, to);
                }
                Segment::Line(to) => {
                    self.line(pen, to);
                    pen = to;
                }
                Segment::Quadratic(control, to) => {
                    // The farthest that a parabola is from its chord is a quarter of its second difference.
                    let count = chords(bend(pen, control, to) / 4.0);
                    let at = |t: f32| mixed(t, mixed(t, pen, control), mixed(t, control, to));
                    self.curve(pen, at, count);
                    pen = to;
                }
                Segment::Cubic(first, second, to) => {
                    let bent = bend(pen, first, second).max(bend(first, second, to));
                    let count = chords(bent * 0.75);
                    let at = |t: f32| {
                        let middle = mixed(t, first, second);
                        let (left, right) = (mixed(t, pen, first), mixed(t, second, to));
                        mixed(t, mixed(t, left, middle), mixed(t, middle, right))
                    };
                    self.curve(pen, at, count);
                    pen = to;
                }
                Segment::Close => {
                    self.line(pen, start);
                    pen = start;
                }
            }
        }
        self.line(pen, start);
    }

    /// Hands over the pixels that are covered, row by row: row, columns, and their coverage of 0 to 1; and clears the
    /// field.
    pub(super) fn finish(&mut self, mut paint: impl FnMut(usize, Range<usize>, f32)) {
        let words = self.width.div_ceil(WORD);
        for (row, touched) in self.touched.chunks_exact_mut(words.max(1)).take(self.height).enumerate() {
            let growth = &mut self.growth[row * self.width..][..self.width];
            let (mut covered, mut start) = (0.0_f32, 0);
            for (index, word) in touched.iter_mut().enumerate() {
                let mut bits = std::mem::take(word);
                while bits != 0 {
                    let column = index * WORD + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    if column > start {
                        paint(row, start..column, covered.abs().min(1.0));
                    }
                    covered += std::mem::take(&mut growth[column]);
                    start = column;
                }
            }
            // What comes after the last edge is not covered.
            if start < self.width {
                paint(row, start..start + 1, covered.abs().min(1.0));
            }
        }
    }

    fn curve(&mut self, start: [f32; 2], at: impl Fn(f32) -> [f32; 2], count: usize) {
        let mut pen = start;
        for step in 1..=count {
            let next = at(step as f32 / count as f32);
            self.line(pen, next);
            pen = next;
        }
    }

    fn line(&mut self, from: [f32; 2], to: [f32; 2]) {
        if from[1] == to[1] {
            return;
        }
        let (sign, [x, top], [end, bottom]) = if from[1] < to[1] { (1.0, from, to) } else { (-1.0, to, from) };
        let slope = (end - x) / (bottom - top);
        for row in top as usize..bottom.ceil() as usize {
            let (above, below) = (top.max(row as f32), bottom.min(row as f32 + 1.0));
            let (start, end) = (x + (above - top) * slope, x + (below - top) * slope);
            self.edge(row, start.min(end), start.max(end), (below - above) * sign);
        }
    }

    /// A piece of an edge within a row: all to the right of it is covered as far as it is high.
    fn edge(&mut self, row: usize, left: f32, right: f32, height: f32) {
        let (first, last) = (left as usize, right as usize);
        let words = &mut self.touched[row * self.width.div_ceil(WORD)..];
        (first..last + 2).for_each(|column| words[column / WORD] |= 1 << (column % WORD));
        let growth = &mut self.growth[row * self.width..][first..last + 2];
        if first == last {
            let mean = (left + right) / 2.0 - first as f32;
            growth[0] += height * (1.0 - mean);
            growth[1] += height * mean;
            return;
        }
        // The area between the edge and `x`.
        let area = |x: f32| match x {
            x if x <= left => 0.0,
            x if x >= right => height * (x - (left + right) / 2.0),
            x => height * (x - left) * (x - left) / (2.0 * (right - left)),
        };
        let (mut covered, mut start) = (0.0, 0.0);
        for (column, growth) in growth.iter_mut().enumerate() {
            let end = area((first + column + 1) as f32);
            *growth += end - start - covered;
            (covered, start) = (end - start, end);
        }
    }
}

fn mixed(t: f32, from: [f32; 2], to: [f32; 2]) -> [f32; 2] {
    [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]
}

/// The length of the second difference of three points.
fn bend([ax, ay]: [f32; 2], [bx, by]: [f32; 2], [cx, cy]: [f32; 2]) -> f32 {
    (ax - 2.0 * bx + cx).hypot(ay - 2.0 * by + cy)
}

/// How many chords a curve takes that is as far from a single one; the distance falls with the square of their number.
fn chords(distance: f32) -> usize {
    (distance / FLATNESS).sqrt().ceil().max(1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Coverage of a field of 64 by 64.
    fn field(coverage: &mut Coverage, outline: &[Segment]) -> Vec<f32> {
        let mut field = vec![0.0; 64 * 64];
        coverage.begin(64, 64);
        coverage.add(outline.iter().copied());
        coverage.finish(|row, columns, covered| field[row * 64..][columns].fill(covered));
        field
    }

    fn sum(outline: &[Segment]) -> f32 {
        field(&mut Coverage::default(), outline).iter().sum()
    }

    #[test]
    fn the_sum_is_the_area() {
        let polygon = |points: &[[f32; 2]]| -> Vec<Segment> {
            let rest = points[1..].iter().map(|&point| Segment::Line(point));
            [Segment::Move(points[0])].into_iter().chain(rest).collect()
        };
        for (points, area) in [
            (vec![[3.25, 4.5], [40.75, 4.5], [40.75, 30.25], [3.25, 30.25]], 37.5 * 25.75),
            (vec![[5.0, 5.0], [45.0, 5.0], [5.0, 50.0]], 900.0),
            (vec![[10.3, 2.1], [10.4, 60.7], [10.6, 60.7]], 0.5 * 0.2 * 58.6),
        ] {
            let sum = sum(&polygon(&points));
            assert!((sum - area).abs() < area * 1e-3, "{points:?}: {sum} is not {area}");
        }
    }

    #[test]
    fn curves_are_round() {
        // A circle of radius 20 as four cubic curves.
        let k = 20.0 * 0.552_284_7;
        let (x, y, r) = (30.0, 31.0, 20.0);
        let circle = [
            Segment::Move([x + r, y]),
            Segment::Cubic([x + r, y + k], [x + k, y + r], [x, y + r]),
            Segment::Cubic([x - k, y + r], [x - r, y + k], [x - r, y]),
            Segment::Cubic([x - r, y - k], [x - k, y - r], [x, y - r]),
            Segment::Cubic([x + k, y - r], [x + r, y - k], [x + r, y]),
            Segment::Close,
        ];
        let round = sum(&circle);
        let area = std::f32::consts::PI * r * r;
        assert!((round - area).abs() < area * 5e-3, "{round} is not {area}");
        // Two thirds of the box of a parabola.
        let parabola = [Segment::Move([5.0, 10.0]), Segment::Quadratic([25.0, 50.0], [45.0, 10.0]), Segment::Close];
        let bowl = sum(&parabola);
        let area = 40.0 * 20.0 * 2.0 / 3.0;
        assert!((bowl - area).abs() < area * 5e-3, "{bowl} is not {area}");
    }

    #[test]
    fn holes_are_not_covered_and_nothing_stays() {
        let square = |left: f32, size: f32, turns: bool| {
            let (right, bottom) = (left + size, left + size);
            let mut corners = [[left, left], [right, left], [right, bottom], [left, bottom]];
            if turns {
                corners.reverse();
            }
            let rest: Vec<Segment> = corners[1..].iter().map(|&corner| Segment::Line(corner)).collect();
            [vec![Segment::Move(corners[0])], rest, vec![Segment::Close]].concat()
        };
        let mut coverage = Coverage::default();
        let ring = field(&mut coverage, &[square(10.0, 30.0, false), square(15.0, 20.0, true)].concat());
        assert_eq!(ring.iter().sum::<f32>(), 900.0 - 400.0);
        assert_eq!((ring[20 * 64 + 20], ring[20 * 64 + 12]), (0.0, 1.0));
        // What lies over itself is covered once.
        let twice = field(&mut coverage, &[square(10.0, 30.0, false), square(15.0, 20.0, false)].concat());
        assert_eq!(twice.iter().sum::<f32>(), 900.0);
        assert!(field(&mut coverage, &[]).iter().all(|&covered| covered == 0.0));
    }
}
