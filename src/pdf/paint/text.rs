//! Glyph runs as text operators (PDF 32000-1, 9.4).
//!
//! A run becomes strings of two-byte codes with adjustments between them. The pen of the reader is followed
//! with the widths written in the font, in whole thousandths of an em, and what rounding leaves is carried
//! on, so that no error adds up. Text that differs from what `ToUnicode` says of its glyphs is given as
//! `ActualText`. Operators of text and of marked content are handed to printpdf as the word of one
//! [`printpdf::Op::Unknown`], which it writes as it stands: it makes several allocations for each operator, and
//! `TextItem::GlyphIds` makes a string, and several more, of every glyph.

use std::ops::Range;
use std::sync::Arc;

use super::{Artifact, Open, Painter};
use crate::color::Color;
use crate::font::FontId;
use crate::geom::{Point, Pt};
use crate::layout::{Glyph, GlyphRun};
use crate::pdf::font::{EmbeddedFont, FontKey, HYPHEN, INVISIBLE, SOFT_HYPHEN, cluster_text, clusters, is_pictured};
use crate::pdf::object::{literal, push_integer, rounded};

/// Adjustments below one thousandth of an em are carried on instead of written.
const LEAST_ADJUSTMENT: f64 = 1.0;

/// The operators that wait to be handed over, and the state of the text object.
#[derive(Debug, Default)]
pub(super) struct TextState {
    /// All of it ASCII.
    words: Vec<u8>,
    /// Whether the array of a `TJ` is open, and a string in it.
    in_array: bool,
    in_string: bool,
    is_open: bool,
    /// Set by `Tf`; outlives the text object.
    font: Option<(FontKey, Pt)>,
    rise: f32,
    /// Horizontal scaling in hundredths of a percent over 100, set by `Tz`; outlives the text object.
    stretch: i32,
    /// The size of glyphs along the line, which the reader takes their widths of: that of the font, scaled.
    inline_size: f64,
    /// Start of the line, set by `Td`, in thousandths of a point.
    line: (i64, i64),
    /// Where the reader's pen is, in points.
    pen: f64,
}

impl TextState {
    /// An operator with its operands, after the strings before it.
    pub(super) fn word(&mut self, word: &str) {
        self.end_array();
        self.words.extend_from_slice(word.as_bytes());
        self.words.push(b'\n');
    }

    /// All that waits.
    pub(super) fn take(&mut self) -> Option<String> {
        self.end_array();
        // Copied, so that the room serves again, and what is kept is no larger than it must be.
        let words = self.words.trim_ascii_end().to_vec();
        self.words.clear();
        String::from_utf8(words).ok().filter(|words| !words.is_empty())
    }

    fn push_code(&mut self, encoded: &[u8]) {
        if !self.in_string {
            self.begin_array();
            self.words.push(b'(');
            self.in_string = true;
        }
        self.words.extend_from_slice(encoded);
    }

    fn push_adjustment(&mut self, adjustment: i64) {
        self.end_string();
        self.begin_array();
        push_integer(&mut self.words, adjustment);
    }

    fn begin_array(&mut self) {
        if !self.in_array {
            self.words.push(b'[');
            self.in_array = true;
        }
    }

    fn end_string(&mut self) {
        if self.in_string {
            self.words.push(b')');
            self.in_string = false;
        }
    }

    fn end_array(&mut self) {
        self.end_string();
        if self.in_array {
            self.words.extend_from_slice(b"]TJ\n");
            self.in_array = false;
        }
    }

    fn move_pen(&mut self, to: f64) {
        let adjustment = (self.pen - to) * 1000.0 / self.inline_size;
        if adjustment.abs() >= LEAST_ADJUSTMENT {
            let whole = adjustment.round();
            self.push_adjustment(whole as i64);
            self.pen -= whole * self.inline_size / 1000.0;
        }
    }

    fn show(&mut self, font: &EmbeddedFont, glyph: u16) {
        self.push_code(font.encoded(glyph));
        self.pen += f64::from(font.width(glyph)) * self.inline_size / 1000.0;
    }

    fn set_rise(&mut self, rise: f32) {
        // Nearly every glyph stands on its baseline.
        if rise == self.rise {
            return;
        }
        let rise = rounded(rise);
        if self.rise != rise {
            self.rise = rise;
            self.word(&format!("{rise} Ts"));
        }
    }

    /// Widths of glyphs and adjustments alike are multiplied by it (PDF 32000-1, 9.4.4).
    fn set_scale(&mut self, scale: f32) {
        let stretch = ((scale - 1.0) * 10_000.0).round() as i32;
        if self.stretch != stretch {
            self.stretch = stretch;
            let percent = rounded(100.0 + stretch as f32 / 100.0);
            self.word(&format!("{percent} Tz"));
        }
        let size = self.font.map_or(0.0, |(_, size)| rounded(size.0));
        self.inline_size = f64::from(size) * (1.0 + f64::from(stretch) / 10_000.0);
    }

    fn set_font(&mut self, font: FontKey, size: Pt) {
        if self.font != Some((font, size)) {
            self.font = Some((font, size));
            self.word(&format!("/{} {} Tf", EmbeddedFont::resource_name(font), rounded(size.0)));
        }
    }

    /// Brings the pen to the start of a run. On the same line it is moved within `TJ`, unless it has far to go.
    fn go_to(&mut self, origin: (f32, f32), size: Pt) {
        let (x, y) = (thousandths(origin.0), thousandths(origin.1));
        let ahead = f64::from(origin.0) - self.pen;
        if y != self.line.1 || ahead < 0.0 || ahead > f64::from(size.0) * 4.0 {
            self.end_array();
            push_thousandths(&mut self.words, x - self.line.0);
            self.words.push(b' ');
            push_thousandths(&mut self.words, y - self.line.1);
            self.words.extend_from_slice(b" Td\n");
            self.line = (x, y);
            self.pen = x as f64 / 1000.0;
        }
    }
}

impl Painter<'_> {
    pub(super) fn glyphs(&mut self, run: &GlyphRun) {
        if run.text.is_empty() {
            return self.drawn(run);
        }
        let face = self.context.faces.face(run.font);
        if !face.has_color() {
            self.outlined(run);
            return;
        }
        let mut origin = run.origin;
        for cluster in clusters(run) {
            let glyphs = &run.glyphs[cluster.clone()];
            if is_pictured(face, glyphs) {
                self.pictured(run, cluster, origin.x);
            } else {
                self.show_unseen();
                self.outlined(&GlyphRun { origin, glyphs: Arc::from(glyphs), ..run.clone() });
            }
            origin.x += Pt(glyphs.iter().map(|glyph| glyph.advance).sum());
        }
    }

    /// Glyphs of the color of the text.
    fn outlined(&mut self, run: &GlyphRun) {
        let Some(font) = self.context.fonts.get(&run.font) else { return };
        if run.size.0 <= 0.0 {
            return;
        }
        self.begin_text(run.font, run.size, run.color, run.origin);
        self.text.set_scale(run.scale);
        let pen = f64::from(run.origin.x.0);
        if run.is_backward() {
            // Words are read in the order of the stream, so that the pen goes from right to left.
            let mut right = pen + f64::from(run.width().0);
            let order: Vec<Range<usize>> = clusters(run).collect();
            for cluster in order.into_iter().rev() {
                right -= run.glyphs[cluster.clone()].iter().map(|glyph| f64::from(glyph.advance)).sum::<f64>();
                self.cluster(font, run, cluster, right);
            }
            return;
        }
        let mut left = pen;
        for cluster in clusters(run) {
            left = self.cluster(font, run, cluster, left);
        }
    }

    /// The glyphs of a cluster from a place on; returns the place after them.
    fn cluster(&mut self, font: &EmbeddedFont, run: &GlyphRun, cluster: Range<usize>, mut pen: f64) -> f64 {
        let text = cluster_text(run, cluster.clone());
        let is_last = cluster.end == run.glyphs.len();
        let glyphs = &run.glyphs[cluster];
        if is_break_hint(text) && glyphs.iter().all(|glyph| glyph.advance == 0.0) {
            return pen;
        }
        if text == SOFT_HYPHEN && is_last {
            return self.hyphen(font, run, glyphs, pen);
        }
        let found = match glyphs {
            [glyph] => font.that_copies(glyph.id, text),
            _ => None,
        };
        let says_so = found.is_some();
        if !says_so {
            self.begin_actual_text(text);
        }
        let hyphen = || match glyphs {
            [glyph] if text == SOFT_HYPHEN => font.that_copies(glyph.id, HYPHEN),
            _ => None,
        };
        let font = found.or_else(hyphen).unwrap_or(font);
        self.text.set_font(font.key(), run.size);
        for glyph in glyphs {
            self.text.set_rise(glyph.y_offset);
            self.text.move_pen(pen + f64::from(glyph.x_offset));
            self.text.show(font, glyph.id);
            pen += f64::from(glyph.advance);
        }
        if !says_so {
            self.end_actual_text();
        }
        pen
    }

    /// The hyphen of a word that goes on in the next line is an artifact (14.8.2.2.3): the word is read whole, and readers that
    /// know no artifacts find a hyphen before the end of the line, and join the halves.
    fn hyphen(&mut self, font: &EmbeddedFont, run: &GlyphRun, glyphs: &[Glyph], pen: f64) -> f64 {
        self.enter(Open::Artifact(Artifact::Layout));
        self.begin_text(run.font, run.size, run.color, Point::new(Pt(pen as f32), run.origin.y));
        self.text.set_scale(run.scale);
        let mut pen = pen;
        for glyph in glyphs {
            let font = font.that_copies(glyph.id, HYPHEN).unwrap_or(font);
            self.text.set_font(font.key(), run.size);
            self.text.set_rise(glyph.y_offset);
            self.text.move_pen(pen + f64::from(glyph.x_offset));
            self.text.show(font, glyph.id);
            pen += f64::from(glyph.advance);
        }
        pen
    }

    /// An invisible space with the text of something that is not drawn by glyphs. It is as wide as that, or readers
    /// who measure gaps would find a space beside it.
    pub(super) fn invisible_text(&mut self, text: &str, size: Pt, origin: Point, width: Pt) {
        let (Some(font), Some(space)) =
            (self.context.fonts.get(&INVISIBLE), self.context.faces.face(INVISIBLE).glyph(' '))
        else {
            return;
        };
        self.begin_text(INVISIBLE, size, Color::BLACK, origin);
        self.text.set_scale(1.0);
        self.begin_actual_text(text);
        let natural = font.width(space) * size.0 / 1000.0;
        if natural > 0.0 && width.0 > 0.0 {
            let percent = rounded(width.0 / natural * 100.0);
            self.text.word(&format!("{percent} Tz"));
            self.text.show(font, space);
            self.text.word("100 Tz");
            self.text.pen += f64::from(width.0 - natural);
        } else {
            self.text.show(font, space);
        }
        self.end_actual_text();
    }

    fn begin_text(&mut self, font: FontId, size: Pt, color: Color, origin: Point) {
        if self.fill != (Color { alpha: u8::MAX, ..color }) || self.alpha != color.alpha {
            self.set_fill(color);
        }
        if !self.text.is_open {
            self.text.word("BT");
            self.text.is_open = true;
            self.text.line = (0, 0);
            self.text.pen = 0.0;
        }
        self.text.set_rise(0.0);
        self.text.set_font((font, 0), size);
        self.text.go_to((origin.x.0, self.size.height.0 - origin.y.0), size);
    }

    fn begin_actual_text(&mut self, text: &str) {
        let mut data = Vec::with_capacity(2 + text.len() * 2);
        if !text.is_empty() {
            // Text strings in UTF-16 begin with a byte order mark (7.9.2.2).
            data.extend_from_slice(&[0xFE, 0xFF]);
            data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        }
        self.begin("Span", &format!("/ActualText({})", literal(&data)));
    }

    fn end_actual_text(&mut self) {
        self.text.word("EMC");
    }

    /// Ends the text object; paths and images cannot stand within one.
    pub(super) fn end_text(&mut self) {
        if self.text.is_open {
            self.text.word("ET");
            self.text.is_open = false;
        }
    }
}

/// Whether a text only says where a line may break, or may not: once lines are set, it would stand within copied words.
fn is_break_hint(text: &str) -> bool {
    matches!(text, "\u{ad}" | "\u{200b}" | "\u{2060}" | "\u{feff}")
}

fn thousandths(value: f32) -> i64 {
    // Two decimals are enough for the start of a line, and shorter.
    (f64::from(value) * 100.0).round() as i64 * 10
}

/// A number of thousandths with its decimals.
fn push_thousandths(words: &mut Vec<u8>, value: i64) {
    if value < 0 {
        words.push(b'-');
    }
    let (whole, rest) = (value.abs() / 1000, value.abs() % 1000);
    push_integer(words, whole);
    if rest > 0 {
        words.push(b'.');
        words.extend([rest / 100, rest / 10 % 10, rest % 10].map(|digit| b'0' + digit as u8));
        while words.last() == Some(&b'0') {
            words.pop();
        }
    }
}
