//! Glyph runs as text operators (PDF 32000-1, 9.4).
//!
//! A run becomes strings of two-byte codes with adjustments between them. The pen of the reader is followed
//! with the widths written in the font, in whole thousandths of an em, and what rounding leaves is carried
//! on, so that no error adds up. The glyphs of a run go from left to right, also where it is read from right to left, as
//! most programs write them and readers expect; runs follow one another as they are read. Text that differs from what `ToUnicode` says of its glyphs is given as
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
use crate::pdf::font::{
    EDGE_SPACE, EmbeddedFont, FontKey, GlyphTexts, HYPHEN, INVISIBLE, SOFT_HYPHEN, cluster_text, clusters, glyph_texts,
    is_backward, is_pictured, joiner,
};
use crate::pdf::object::{literal, push_integer, rounded};

/// The width in em of a space that tells a reader nothing but a place: less than a gap between words.
const NARROW: f32 = 0.1;

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
    /// Whether not all readers have it there.
    is_lost: bool,
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
        if std::mem::take(&mut self.is_lost) {
            self.line_to(thousandths(to as f32), self.line.1);
        }
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
        let is_lost = std::mem::take(&mut self.is_lost);
        if y != self.line.1 || ahead < 0.0 || ahead > f64::from(size.0) * 4.0 || is_lost {
            self.line_to(x, y);
        }
    }

    /// Begins a line (`Td`), in thousandths of a point.
    fn line_to(&mut self, x: i64, y: i64) {
        self.end_array();
        push_thousandths(&mut self.words, x - self.line.0);
        self.words.push(b' ');
        push_thousandths(&mut self.words, y - self.line.1);
        self.words.extend_from_slice(b" Td\n");
        self.line = (x, y);
        self.pen = x as f64 / 1000.0;
    }
}

/// How a run stands among those of its line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    /// Whether the run is read from right to left.
    pub(super) is_backward: bool,
    /// Whether the run that is painted before it stands to its right.
    pub(super) comes_from_right: bool,
    /// Whether the run that is painted after it stands to its left.
    pub(super) goes_on_left: bool,
    /// Whether that is in another column.
    pub(super) is_followed_by_gap: bool,
}

impl Painter<'_> {
    pub(super) fn glyphs(&mut self, run: &GlyphRun, line: Line) {
        if run.text.is_empty() {
            return self.drawn(run);
        }
        let face = self.context.faces.face(run.font);
        if !face.has_color() {
            self.outlined(run, line);
            return;
        }
        let mut origin = run.origin;
        for cluster in clusters(run) {
            let glyphs = &run.glyphs[cluster.clone()];
            if is_pictured(face, glyphs) {
                self.pictured(run, cluster, origin.x);
            } else {
                self.show_unseen();
                self.outlined(&GlyphRun { origin, glyphs: Arc::from(glyphs), ..run.clone() }, Line::default());
            }
            origin.x += Pt(glyphs.iter().map(|glyph| glyph.advance).sum());
        }
    }

    /// Glyphs of the color of the text.
    fn outlined(&mut self, run: &GlyphRun, line: Line) {
        let Some(font) = self.context.fonts.get(&run.font) else { return };
        if run.size.0 <= 0.0 {
            return;
        }
        let line = Line { is_backward: is_backward(run), ..line };
        if line.is_backward || line.comes_from_right || line.goes_on_left {
            return self.turned(font, run, line);
        }
        self.begin_text(run.font, run.size, run.color, run.origin);
        self.text.set_scale(run.scale);
        let mut pen = f64::from(run.origin.x.0);
        for cluster in clusters(run) {
            pen = self.cluster(font, run, cluster, pen, line);
        }
    }

    /// A run of a line from right to left. A space before what is read first and one after what is read last stand by
    /// themselves.
    fn turned(&mut self, font: &EmbeddedFont, run: &GlyphRun, line: Line) {
        let mut clusters: Vec<Range<usize>> = clusters(run).collect();
        let is_space = |cluster: &Range<usize>| cluster_text(run, cluster.clone()) == " ";
        let advance =
            |cluster: &Range<usize>| run.glyphs[cluster.clone()].iter().map(|glyph| glyph.advance).sum::<f32>();
        let (mut left, right) = (run.origin.x, run.origin.x + run.width());
        let is_single = clusters.len() == 1;
        let turns = line.is_backward || is_single;
        if turns
            && line.comes_from_right
            && let Some(cluster) = clusters.pop_if(|cluster| is_space(cluster))
        {
            let width = Pt(advance(&cluster));
            self.edge_space(run, right - width, width);
        }
        let last = clusters.first().filter(|cluster| turns && line.goes_on_left && is_space(cluster)).cloned();
        let last = last.map(|cluster| {
            clusters.remove(0);
            (left, Pt(advance(&cluster)))
        });
        left += last.map_or(Pt::ZERO, |(_, width)| width);
        if !clusters.is_empty() {
            // pdf.js takes a first glyph without width, such as an alef that lies on a lam, for another piece of text.
            let spaces: f32 = clusters.iter().take_while(|cluster| is_space(cluster)).map(advance).sum();
            let first = clusters.iter().find(|cluster| !is_space(cluster)).map(|cluster| run.glyphs[cluster.start].id);
            if line.is_backward && first.is_some_and(|glyph| font.width(glyph) == 0.0) {
                let width = run.size * NARROW;
                self.edge_space(run, left + Pt(spaces) - width, width);
            }
            self.begin_text(run.font, run.size, run.color, Point::new(left, run.origin.y));
            self.text.set_scale(run.scale);
            let mut pen = f64::from(left.0);
            for cluster in clusters {
                pen = self.cluster(font, run, cluster, pen, line);
            }
        }
        if let Some((x, width)) = last {
            self.edge_space(run, x, width);
        } else if line.is_followed_by_gap {
            let width = run.size * NARROW;
            self.edge_space(run, run.origin.x - width * 2.0, width);
        }
    }

    /// A space between runs of which the second is to the left of the first.
    fn edge_space(&mut self, run: &GlyphRun, x: Pt, width: Pt) {
        let origin = Point::new(x, run.origin.y);
        self.space_with(" ", EDGE_SPACE, run.size, run.color, origin, width);
    }

    /// The glyphs of a cluster from a place on; returns the place after them.
    fn cluster(&mut self, font: &EmbeddedFont, run: &GlyphRun, cluster: Range<usize>, mut pen: f64, line: Line) -> f64 {
        let text = cluster_text(run, cluster.clone());
        if let [glyph] = &run.glyphs[cluster.clone()]
            && text.len() == 1
            && let Some(font) = font.that_copies(glyph.id, text)
        {
            // Nearly every cluster.
            self.text.set_font(font.key(), run.size);
            return self.glyph(font, glyph, pen);
        }
        let is_last = if line.is_backward { cluster.start == 0 } else { cluster.end == run.glyphs.len() };
        let face = self.context.faces.face(run.font);
        let glyphs = &run.glyphs[cluster];
        if is_break_hint(text) && glyphs.iter().all(|glyph| glyph.advance == 0.0) {
            return pen;
        }
        if text == SOFT_HYPHEN && is_last {
            return self.hyphen(font, run, glyphs, pen);
        }
        if let Some(joiner) = joiner(face, glyphs, text, line.is_backward)
            && let Some(font) = font.that_copies(joiner.id, text)
        {
            // Many faces draw a bar for it.
            self.text.word("3 Tr");
            pen = self.each_glyph(run, &[joiner], &[font], pen);
            self.text.word("0 Tr");
            return pen;
        }
        let texts = glyph_texts(face, glyphs, text, line.is_backward);
        let font_of = |glyph: &Glyph, text: &str| font.that_copies(glyph.id, text);
        let found = match &texts {
            None => None,
            Some(GlyphTexts::One(text)) => glyphs.first().and_then(|glyph| font_of(glyph, text)),
            Some(GlyphTexts::Each(texts)) => {
                let all = glyphs.iter().zip(texts).map(|(glyph, text)| font_of(glyph, text));
                let all: Option<Vec<&EmbeddedFont>> = all.collect();
                if let Some(fonts) = all {
                    return self.each_glyph(run, glyphs, &fonts, pen);
                }
                None
            }
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
            pen = self.glyph(font, glyph, pen);
        }
        if !says_so {
            self.end_actual_text();
        }
        pen
    }

    /// A glyph of the font that is set; returns the place after it.
    fn glyph(&mut self, font: &EmbeddedFont, glyph: &Glyph, pen: f64) -> f64 {
        self.text.set_rise(glyph.y_offset);
        self.text.move_pen(pen + f64::from(glyph.x_offset));
        self.text.show(font, glyph.id);
        pen + f64::from(glyph.advance)
    }

    /// Glyphs of which each stands for a text of its own.
    fn each_glyph(&mut self, run: &GlyphRun, glyphs: &[Glyph], fonts: &[&EmbeddedFont], mut pen: f64) -> f64 {
        for (glyph, font) in glyphs.iter().zip(fonts) {
            self.text.set_font(font.key(), run.size);
            pen = self.glyph(font, glyph, pen);
            if glyph.advance == 0.0 && font.width(glyph.id) > 0.0 {
                // pdf.js moves by no width of a mark, so that what follows is placed anew.
                self.text.is_lost = true;
            }
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
            pen = self.glyph(font, glyph, pen);
        }
        pen
    }

    /// An invisible space with the text of something that is not drawn by glyphs.
    pub(super) fn invisible_text(&mut self, text: &str, size: Pt, origin: Point, width: Pt) {
        self.space_with(text, " ", size, Color::BLACK, origin, width);
    }

    /// A space with a text, and what its glyph is mapped to. It is as wide as what has the text, or readers
    /// who measure gaps would find a space beside it.
    fn space_with(&mut self, text: &str, mapped: &str, size: Pt, color: Color, origin: Point, width: Pt) {
        let (Some(font), Some(space)) =
            (self.context.fonts.get(&INVISIBLE), self.context.faces.face(INVISIBLE).glyph(' '))
        else {
            return;
        };
        let font = font.that_copies(space, mapped).unwrap_or(font);
        self.begin_text(INVISIBLE, size, color, origin);
        self.text.set_scale(1.0);
        self.begin_actual_text(text);
        self.text.set_font(font.key(), size);
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
