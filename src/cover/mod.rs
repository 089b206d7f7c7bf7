//! A cover for a book that has none: drawn from title and authors.
//!
//! In: the book's metadata and faces. Out: a JPEG of the size that stores ask for. The text is shaped as the pages
//! are, in any script that the faces have; the title is broken into lines of like width, in the largest size that the
//! field holds. The color comes from the title, so that a book keeps its cover and a series differs. `None` where a
//! character of the title has no glyph: no cover is better than one with holes.

mod jpeg;

use std::sync::Arc;

use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Transform};

use crate::document::Metadata;
use crate::font::FontFeature;
use crate::font::{Fonts, Segment};
use crate::geom::{Direction, Pt};
use crate::hash::fnv64;
use crate::lang::{Lang, first_strong};
use crate::text::{ShapedRun, Shaper, TextStyle, line_break_opportunities};

/// Width and height in pixels: KDP's ideal, which the other stores take too.
const SIZE: (u32, u32) = (1600, 2560);
/// The width that text may take.
const MEASURE: f32 = 1180.0;
/// The frame's distance from the edges.
const FRAME: f32 = 76.0;
/// Top and height of the field for the title.
const TITLE_TOP: f32 = 420.0;
const TITLE_HEIGHT: f32 = 1120.0;
/// The baseline of the last author's name.
const AUTHOR_BASELINE: f32 = 2270.0;
/// Sizes to try for the title, the largest first; in steps of about a tenth.
const TITLE_SIZES: [f32; 14] =
    [264.0, 240.0, 218.0, 198.0, 180.0, 164.0, 149.0, 135.0, 122.0, 110.0, 100.0, 90.0, 80.0, 70.0];
/// Baseline to baseline, in em of the title.
const TITLE_LEADING: f32 = 1.14;
/// A title in so many lines is read in one look; a longer one is set smaller, in more of them.
const TITLE_LINES: usize = 5;
const SMALL_TITLE_LINES: usize = 8;
const SMALL_TITLE: f32 = 122.0;
/// Artifacts begin to show at the edges of letters below this.
const QUALITY: u16 = 88;

/// Field, letters, ornament: deep grounds that carry light letters at a contrast above 7 to 1.
const PALETTE: [[u32; 3]; 10] = [
    [0x1f_33_47, 0xf4_ee_e1, 0xd6_b0_70],
    [0x4f_1d_24, 0xf6_ee_e0, 0xdc_b3_8a],
    [0x1e_3f_35, 0xf3_f0_e2, 0xc9_bb_78],
    [0x3a_25_40, 0xf3_ec_e6, 0xcf_a9_b4],
    [0x2f_3a_42, 0xf2_ef_e8, 0xe0_9f_6b],
    [0x52_32_1c, 0xf7_ef_e0, 0xde_b8_6f],
    [0x10_40_4a, 0xf1_f1_e6, 0xe3_b5_6f],
    [0x6b_2d_1f, 0xf8_ef_e1, 0xe8_c1_84],
    [0x3d_41_20, 0xf5_f1_df, 0xd8_c0_74],
    [0x22_24_42, 0xf0_ef_ea, 0xb9_b3_d6],
];

/// Draws a cover, as JPEG.
pub fn draw(metadata: &Metadata, title: &str, fonts: &Fonts) -> Option<Vec<u8>> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let [ground, ink, ornament] = PALETTE[(fnv64(&title) % PALETTE.len() as u64) as usize].map(color);
    let mut canvas = Canvas { pixmap: Pixmap::new(SIZE.0, SIZE.1)?, shaper: Shaper::new(fonts), lang: &metadata.lang };
    canvas.pixmap.fill(ground);
    canvas.frame(ornament);

    let (lines, size) = canvas.fit_title(&title)?;
    let height = lines.len() as f32 * size * TITLE_LEADING;
    // A short title stands above the middle of its field, where the eye looks for it.
    let mut baseline = TITLE_TOP + (TITLE_HEIGHT - height) * 0.42 + size * 0.82;
    for line in &lines {
        canvas.line(line, &Voice::Title, size, baseline, ink)?;
        baseline += size * TITLE_LEADING;
    }
    let mut below = baseline - size * TITLE_LEADING + size * 0.28 + 96.0;
    canvas.ornament(below, ornament);
    if let Some(subtitle) = &metadata.subtitle {
        below += 130.0;
        for line in canvas.break_lines(subtitle, &Voice::Subtitle, SUBTITLE_SIZE, MEASURE).iter().take(3) {
            // The title says which book it is; a subtitle in a script without a face is left out.
            let _ = canvas.line(line, &Voice::Subtitle, SUBTITLE_SIZE, below, ink);
            below += SUBTITLE_SIZE * 1.3;
        }
    }
    let authors: Vec<&str> = metadata.creators.iter().filter(|c| c.role == "aut").map(|c| c.name.as_str()).collect();
    canvas.authors(&authors, ink);
    Some(jpeg::encode(canvas.pixmap.data(), SIZE.0 as usize, SIZE.1 as usize, QUALITY))
}

const SUBTITLE_SIZE: f32 = 66.0;
const AUTHOR_SIZE: f32 = 74.0;
/// Names that fit below one another before the field of the title begins.
const MOST_AUTHORS: usize = 5;

/// The kinds of text on a cover.
enum Voice {
    Title,
    Subtitle,
    Author,
}

struct Canvas<'a> {
    pixmap: Pixmap,
    shaper: Shaper,
    lang: &'a Lang,
}

impl Canvas<'_> {
    fn style(&self, text: &str, voice: &Voice, size: f32) -> TextStyle {
        // Letters that join would fall apart (CSS Text 3, section 7.2), and have no capitals.
        let is_spaced = first_strong(text) != Some(Direction::RightToLeft);
        let (italic, features, spacing) = match voice {
            Voice::Title => (false, Vec::new(), 0.0),
            Voice::Subtitle => (true, Vec::new(), 0.0),
            // Small capitals all through, set apart as capitals want it.
            Voice::Author if is_spaced => (false, vec![*b"smcp", *b"c2sc"], 0.1),
            Voice::Author => (false, Vec::new(), 0.0),
        };
        let features: Vec<FontFeature> = features.into_iter().map(|tag| FontFeature { tag, value: 1 }).collect();
        TextStyle {
            families: Arc::from(vec!["serif".to_owned()]),
            weight: 400,
            italic,
            size: Pt(size),
            features: features.into(),
            letter_spacing: Pt(size * spacing),
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: self.lang.clone(),
        }
    }

    fn shape(&mut self, text: &str, voice: &Voice, size: f32) -> Vec<ShapedRun> {
        let style = self.style(text, voice, size);
        let style = self.shaper.style(&style);
        self.shaper.shape(text, &[(0..text.len(), style)])
    }

    fn width(&mut self, text: &str, voice: &Voice, size: f32) -> f32 {
        advance(&self.shape(text.trim_end(), voice, size))
    }

    /// The title's lines and size.
    fn fit_title(&mut self, title: &str) -> Option<(Vec<String>, f32)> {
        let voice = Voice::Title;
        for size in TITLE_SIZES {
            let lines = self.break_lines(title, &voice, size, MEASURE);
            let fits = lines.len() <= if size > SMALL_TITLE { TITLE_LINES } else { SMALL_TITLE_LINES }
                && lines.len() as f32 * size * TITLE_LEADING <= TITLE_HEIGHT
                && lines.iter().all(|line| self.width(line, &voice, size) <= MEASURE);
            if fits {
                return Some((self.balance(title, lines, size), size));
            }
        }
        // Longer than any title that people remember: as many lines as there is room for.
        let size = TITLE_SIZES[TITLE_SIZES.len() - 1];
        let mut lines = self.break_lines(title, &voice, size, MEASURE);
        lines.truncate((TITLE_HEIGHT / (size * TITLE_LEADING)) as usize);
        let widest = lines.iter().map(|line| self.width(line, &voice, size)).fold(0.0, f32::max);
        Some((lines, size * (MEASURE / widest.max(1.0)).min(1.0)))
    }

    /// Breaks at the last opportunity that leaves each line within the measure.
    fn break_lines(&mut self, text: &str, voice: &Voice, size: f32, measure: f32) -> Vec<String> {
        // A name with a hyphen in it is best left whole.
        let mut ends: Vec<usize> =
            line_break_opportunities(text).into_iter().filter(|&end| !text[..end].ends_with('-')).collect();
        ends.push(text.len());
        let mut lines = Vec::new();
        let (mut start, mut last) = (0, 0);
        for end in ends {
            if last > start && self.width(&text[start..end], voice, size) > measure {
                lines.push(text[start..last].trim().to_owned());
                start = last;
            }
            last = end;
        }
        lines.push(text[start..].trim().to_owned());
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// The same number of lines, in the narrowest measure that has it.
    fn balance(&mut self, title: &str, lines: Vec<String>, size: f32) -> Vec<String> {
        let (mut low, mut high) = (MEASURE / lines.len().max(1) as f32 * 0.8, MEASURE);
        let mut best = lines;
        for _ in 0..6 {
            let middle = (low + high) / 2.0;
            let narrower = self.break_lines(title, &Voice::Title, size, middle);
            if narrower.len() <= best.len()
                && narrower.iter().all(|line| self.width(line, &Voice::Title, size) <= middle)
            {
                (best, high) = (narrower, middle);
            } else {
                low = middle;
            }
        }
        best
    }

    /// Names from the bottom up; more than there is room for are left to the title page.
    fn authors(&mut self, names: &[&str], ink: Color) {
        let shown = &names[..names.len().min(MOST_AUTHORS)];
        let mut baseline = AUTHOR_BASELINE - (shown.len().max(1) - 1) as f32 * AUTHOR_SIZE * 1.45;
        for name in shown {
            let width = self.width(name, &Voice::Author, AUTHOR_SIZE);
            let size = AUTHOR_SIZE * (MEASURE / width.max(1.0)).min(1.0);
            let _ = self.line(name, &Voice::Author, size, baseline, ink);
            baseline += AUTHOR_SIZE * 1.45;
        }
    }

    /// Draws a line of text centered; `None`, and nothing drawn, where a character has no glyph.
    fn line(&mut self, text: &str, voice: &Voice, size: f32, baseline: f32, ink: Color) -> Option<()> {
        let mut runs = self.shape(text, voice, size);
        if runs.iter().any(|run| run.font.is_none_or(|font| !self.shaper.fonts().face(font).has_outlines())) {
            return None;
        }
        let spacing = self.style(text, voice, size).letter_spacing.0;
        let mut x = (SIZE.0 as f32 - (advance(&runs) - spacing)) / 2.0;
        reorder(&mut runs);
        let mut path = PathBuilder::new();
        for run in &runs {
            let Some(font) = run.font else { continue };
            let face = Arc::clone(self.shaper.fonts().face(font));
            for glyph in &run.glyphs {
                let (left, bottom) = (x + glyph.x_offset, baseline - glyph.y_offset);
                let place = |[x, y]: [f32; 2]| (left + x * size, bottom - y * size);
                for segment in face.outline(glyph.id) {
                    add(&mut path, segment, &place);
                }
                x += glyph.advance;
            }
        }
        self.fill(path.finish(), FillRule::Winding, ink);
        Some(())
    }

    /// A hairline with a heavier line around it.
    fn frame(&mut self, ink: Color) {
        for (inset, weight) in [(FRAME, 6.0), (FRAME + 18.0, 2.0)] {
            let (width, height) = (SIZE.0 as f32 - 2.0 * inset, SIZE.1 as f32 - 2.0 * inset);
            let outer = Rect::from_xywh(inset, inset, width, height);
            let inner = Rect::from_xywh(inset + weight, inset + weight, width - 2.0 * weight, height - 2.0 * weight);
            let mut path = PathBuilder::new();
            [outer, inner].into_iter().flatten().for_each(|rect| path.push_rect(rect));
            self.fill(path.finish(), FillRule::EvenOdd, ink);
        }
    }

    /// A lozenge between two tapering rules.
    fn ornament(&mut self, y: f32, ink: Color) {
        let center = SIZE.0 as f32 / 2.0;
        let mut path = PathBuilder::new();
        path.move_to(center, y - 15.0);
        path.line_to(center + 15.0, y);
        path.line_to(center, y + 15.0);
        path.line_to(center - 15.0, y);
        path.close();
        for side in [-1.0, 1.0] {
            path.move_to(center + side * 44.0, y - 2.5);
            path.line_to(center + side * 210.0, y);
            path.line_to(center + side * 44.0, y + 2.5);
            path.close();
        }
        self.fill(path.finish(), FillRule::Winding, ink);
    }

    fn fill(&mut self, path: Option<Path>, rule: FillRule, ink: Color) {
        if let Some(path) = path {
            let mut paint = Paint { anti_alias: true, ..Paint::default() };
            paint.set_color(ink);
            self.pixmap.fill_path(&path, &paint, rule, Transform::identity(), None);
        }
    }
}

fn advance(runs: &[ShapedRun]) -> f32 {
    runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum()
}

/// Runs from left to right (UAX #9, rule L2).
fn reorder(runs: &mut [ShapedRun]) {
    let highest = runs.iter().map(|run| run.level).max().unwrap_or(0);
    for run in runs.iter_mut().filter(|run| run.level % 2 == 1) {
        run.glyphs.reverse();
    }
    for level in (1..=highest).rev() {
        for together in runs.chunk_by_mut(|a, b| (a.level >= level) == (b.level >= level)) {
            if together[0].level >= level {
                together.reverse();
            }
        }
    }
}

fn add(path: &mut PathBuilder, segment: Segment, place: &impl Fn([f32; 2]) -> (f32, f32)) {
    match segment {
        Segment::Move(to) => {
            let (x, y) = place(to);
            path.move_to(x, y);
        }
        Segment::Line(to) => {
            let (x, y) = place(to);
            path.line_to(x, y);
        }
        Segment::Quadratic(control, to) => {
            let ((x1, y1), (x, y)) = (place(control), place(to));
            path.quad_to(x1, y1, x, y);
        }
        Segment::Cubic(first, second, to) => {
            let ((x1, y1), (x2, y2), (x, y)) = (place(first), place(second), place(to));
            path.cubic_to(x1, y1, x2, y2, x, y);
        }
        Segment::Close => path.close(),
    }
}

fn color(rgb: u32) -> Color {
    Color::from_rgba8((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(title: &str) -> Option<Vec<u8>> {
        draw(&Metadata::default(), title, &Fonts::bundled())
    }

    #[test]
    fn a_cover_is_a_jpeg_of_the_size_that_stores_want() {
        let jpeg = cover("Moby-Dick; or, The Whale").expect("the bundled fonts have these characters");
        let image = image::load_from_memory(&jpeg).expect("it can be decoded");
        assert_eq!((image.width(), image.height()), SIZE);
        assert_eq!(jpeg, cover("Moby-Dick; or,  The Whale ").expect("as before"), "the same each time");
    }

    #[test]
    fn titles_of_any_length_stay_within_the_measure() {
        let fonts = Fonts::bundled();
        let lang = Lang::default();
        let pixmap = Pixmap::new(1, 1).expect("a pixel");
        let mut canvas = Canvas { pixmap, shaper: Shaper::new(&fonts), lang: &lang };
        let long = "word ".repeat(400);
        for title in ["It", "A Tale of Two Cities", &"x".repeat(300), &long] {
            let (lines, size) = canvas.fit_title(title).expect("lines");
            assert!(lines.len() as f32 * size * TITLE_LEADING <= TITLE_HEIGHT + 1.0, "{title}");
            for line in lines {
                assert!(canvas.width(&line, &Voice::Title, size) <= MEASURE + 1.0, "{line}");
            }
        }
    }

    #[test]
    fn a_title_that_no_face_can_show_gives_no_cover() {
        assert!(cover("\u{e000}").is_none());
    }
}
