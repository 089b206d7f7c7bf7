//! Glyph runs as text operators (PDF 32000-1, 9.4).
//!
//! A run becomes strings of two-byte codes with adjustments between them. The pen of the reader is followed
//! with the widths written in the font, in whole thousandths of an em, and what rounding leaves is carried
//! on, so that no error adds up. Text that differs from what `ToUnicode` says of its glyphs is given as
//! `ActualText`. A whole `TJ` with its operand is handed to printpdf as the word of one
//! [`printpdf::Op::Unknown`], which it writes as it stands: `TextItem::GlyphIds` makes a string, and several
//! allocations, of every glyph.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use printpdf::{DictItem, Op, PdfFontHandle};

use super::Painter;
use crate::color::Color;
use crate::font::FontId;
use crate::geom::{Point, Pt};
use crate::layout::GlyphRun;
use crate::pdf::file::rounded;
use crate::pdf::font::{EmbeddedFont, INVISIBLE, cluster_text, clusters, is_pictured};

/// Adjustments below one thousandth of an em are carried on instead of written.
const LEAST_ADJUSTMENT: f64 = 1.0;

/// The state of the text object and of the strings that wait to be shown.
#[derive(Debug, Default)]
pub(super) struct TextState {
    is_open: bool,
    /// Set by `Tf`; outlives the text object.
    font: Option<(FontId, Pt)>,
    rise: f32,
    /// Horizontal scaling in hundredths of a percent over 100, set by `Tz`; outlives the text object.
    stretch: i32,
    /// Start of the line, set by `Td`, in thousandths of a point.
    line: (i64, i64),
    /// Where the reader's pen is, in points.
    pen: f64,
    /// The array that `TJ` is to show, without its end; all of it ASCII.
    items: Vec<u8>,
    in_string: bool,
}

impl TextState {
    fn push_code(&mut self, encoded: &[u8]) {
        if !self.in_string {
            self.items.push(b'(');
            self.in_string = true;
        }
        self.items.extend_from_slice(encoded);
    }

    fn push_adjustment(&mut self, adjustment: i64) {
        self.end_string();
        // A vector takes every byte.
        let _ = write!(self.items, "{adjustment}");
    }

    fn end_string(&mut self) {
        if self.in_string {
            self.items.push(b')');
            self.in_string = false;
        }
    }
}

impl Painter<'_> {
    pub(super) fn glyphs(&mut self, run: &GlyphRun) {
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
        self.set_scale(run.scale);
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
        let glyphs = &run.glyphs[cluster];
        let says_so = matches!(glyphs, [glyph] if font.copies_as(glyph.id, text));
        if !says_so {
            self.begin_actual_text(text);
        }
        for glyph in glyphs {
            self.set_rise(glyph.y_offset);
            self.move_pen(pen + f64::from(glyph.x_offset), run.size);
            self.show(font, glyph.id, run.size);
            pen += f64::from(glyph.advance);
        }
        if !says_so {
            self.end_actual_text();
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
        self.set_scale(1.0);
        self.begin_actual_text(text);
        let natural = font.width(space) * size.0 / 1000.0;
        if natural > 0.0 && width.0 > 0.0 {
            let percent = rounded(width.0 / natural * 100.0);
            self.out.ops.push(Op::SetHorizontalScaling { percent });
            self.show(font, space, size);
            self.show_items();
            self.out.ops.push(Op::SetHorizontalScaling { percent: 100.0 });
            self.text.pen += f64::from(width.0 - natural);
        } else {
            self.show(font, space, size);
        }
        self.end_actual_text();
    }

    fn begin_text(&mut self, font: FontId, size: Pt, color: Color, origin: Point) {
        if self.fill != (Color { alpha: u8::MAX, ..color }) || self.alpha != color.alpha {
            self.show_items();
            self.set_fill(color);
        }
        if !self.text.is_open {
            self.out.ops.push(Op::StartTextSection);
            self.text.is_open = true;
            self.text.line = (0, 0);
            self.text.pen = 0.0;
        }
        self.set_rise(0.0);
        if self.text.font != Some((font, size)) {
            self.show_items();
            self.text.font = Some((font, size));
            let font = PdfFontHandle::External(printpdf::FontId(EmbeddedFont::resource_name(font)));
            self.out.ops.push(Op::SetFont { font, size: printpdf::Pt(rounded(size.0)) });
        }
        let (x, y) = (thousandths(origin.x.0), thousandths(self.size.height.0 - origin.y.0));
        let ahead = f64::from(origin.x.0) - self.text.pen;
        // On the same line the pen is moved within `TJ`, unless it has far to go.
        if y != self.text.line.1 || ahead < 0.0 || ahead > f64::from(size.0) * 4.0 {
            self.show_items();
            let (dx, dy) = (x - self.text.line.0, y - self.text.line.1);
            self.text.line = (x, y);
            self.text.pen = x as f64 / 1000.0;
            let pos = printpdf::Point { x: points(dx), y: points(dy) };
            self.out.ops.push(Op::SetTextCursor { pos });
        }
    }

    fn set_rise(&mut self, rise: f32) {
        let rise = rounded(rise);
        if self.text.rise != rise {
            self.show_items();
            self.text.rise = rise;
            self.out.ops.push(Op::SetLineOffset { multiplier: rise });
        }
    }

    /// Widths of glyphs and adjustments alike are multiplied by it (PDF 32000-1, 9.4.4).
    fn set_scale(&mut self, scale: f32) {
        let stretch = ((scale - 1.0) * 10_000.0).round() as i32;
        if self.text.stretch != stretch {
            self.show_items();
            self.text.stretch = stretch;
            let percent = rounded(100.0 + stretch as f32 / 100.0);
            self.operator("Tz", vec![DictItem::Real(percent)]);
        }
    }

    /// The size of glyphs along the line, which the reader takes their widths of.
    fn inline_size(&self, size: Pt) -> f64 {
        f64::from(rounded(size.0)) * (1.0 + f64::from(self.text.stretch) / 10_000.0)
    }

    fn move_pen(&mut self, to: f64, size: Pt) {
        let size = self.inline_size(size);
        let adjustment = (self.text.pen - to) * 1000.0 / size;
        if adjustment.abs() >= LEAST_ADJUSTMENT {
            let whole = adjustment.round();
            self.text.push_adjustment(whole as i64);
            self.text.pen -= whole * size / 1000.0;
        }
    }

    fn show(&mut self, font: &EmbeddedFont, glyph: u16, size: Pt) {
        self.text.push_code(font.encoded(glyph));
        self.text.pen += f64::from(font.width(glyph)) * self.inline_size(size) / 1000.0;
    }

    fn begin_actual_text(&mut self, text: &str) {
        self.show_items();
        let mut data = Vec::with_capacity(2 + text.len() * 2);
        if !text.is_empty() {
            // Text strings in UTF-16 begin with a byte order mark (7.9.2.2).
            data.extend_from_slice(&[0xFE, 0xFF]);
            data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        }
        self.begin("Span", [("ActualText", DictItem::String { data, literal: true })]);
    }

    fn end_actual_text(&mut self) {
        self.show_items();
        self.out.ops.push(Op::EndMarkedContent);
    }

    fn show_items(&mut self) {
        if self.text.items.is_empty() {
            return;
        }
        self.text.end_string();
        let items = std::str::from_utf8(&self.text.items).unwrap_or_default();
        self.out.ops.push(Op::Unknown { key: format!("[{items}]TJ"), value: Vec::new() });
        self.text.items.clear();
    }

    /// Ends the text object; paths and images cannot stand within one.
    pub(super) fn end_text(&mut self) {
        if self.text.is_open {
            self.show_items();
            self.out.ops.push(Op::EndTextSection);
            self.text.is_open = false;
        }
    }
}

fn thousandths(value: f32) -> i64 {
    // Two decimals are enough for the start of a line, and shorter.
    (f64::from(value) * 100.0).round() as i64 * 10
}

fn points(thousandths: i64) -> printpdf::Pt {
    printpdf::Pt(thousandths as f32 / 1000.0)
}
