//! Formulas as drawings, told to the EPUB.
//!
//! In: a document and the fonts. Out: plain [`FormulaDrawing`]s, so that the EPUB has them without knowing layout.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::color::Color;
use crate::document::{Document, NodeRef};
use crate::epub::FormulaDrawing;
use crate::font::{Fonts, path_data};
use crate::geom::{Point, Pt, Rect};
use crate::layout::{self, DRAWING_EM, Fragment, FragmentKind, draw_formulas};
use crate::style::ComputedStyle;

/// The formulas of a document, by the nodes that they are.
pub fn drawings(document: &Document, fonts: &Fonts) -> BTreeMap<NodeRef, FormulaDrawing> {
    let of_text = ComputedStyle::initial().color;
    let drawn = draw_formulas(document, fonts);
    drawn.into_iter().map(|(node, drawing)| (node, of_layout(&drawing, fonts, of_text))).collect()
}

fn of_layout(drawing: &layout::FormulaDrawing, fonts: &Fonts, of_text: Color) -> FormulaDrawing {
    let mut paths: Vec<(Option<Color>, String)> = Vec::new();
    for fragment in &drawing.fragments {
        let Some((color, path)) = shape(fragment, fonts) else { continue };
        let color = (color != of_text).then_some(color);
        match paths.last_mut() {
            Some((last, shapes)) if *last == color => shapes.push_str(&path),
            Some(_) | None => paths.push((color, path)),
        }
    }
    let [width, ascent, descent] = [drawing.width, drawing.ascent, drawing.descent].map(|length| length.0 / DRAWING_EM);
    FormulaDrawing { width, ascent, descent, paths }
}

/// A fragment as path data, and its color.
fn shape(fragment: &Fragment, fonts: &Fonts) -> Option<(Color, String)> {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => {
            let face = fonts.face(run.font);
            let mut path = String::new();
            let mut pen = run.origin.x.0;
            for glyph in run.glyphs.iter() {
                let at = [pen + glyph.x_offset, run.origin.y.0 - glyph.y_offset];
                let place = |[x, y]: [f32; 2]| [at[0] + x * run.size.0, at[1] - y * run.size.0].map(units);
                path.push_str(&path_data(&face.outline(glyph.id), place));
                pen += glyph.advance;
            }
            Some((run.color, path))
        }
        FragmentKind::Rule { rect, color } => Some((*color, rectangle(*rect))),
        FragmentKind::MissingGlyph { rect, color, .. } => {
            // A box is what the page shows as well: an outline, whose inner edge runs the other way.
            let line = rect.size.width * 0.06;
            let origin = Point::new(rect.origin.x + line, rect.origin.y + line);
            let (width, height) = (rect.size.width - line * 2.0, rect.size.height - line * 2.0);
            let [left, top, right, bottom] = [origin.x, origin.y, origin.x + width, origin.y + height].map(in_units);
            Some((*color, format!("{}M{left} {top}V{bottom}H{right}V{top}Z", rectangle(*rect))))
        }
        FragmentKind::Box(_) | FragmentKind::Image(_) | FragmentKind::Anchor(_) => None,
    }
}

fn rectangle(rect: Rect) -> String {
    let (right, bottom) = (rect.origin.x + rect.size.width, rect.origin.y + rect.size.height);
    let [left, top, right, bottom] = [rect.origin.x, rect.origin.y, right, bottom].map(in_units);
    let mut path = String::new();
    // A string takes every text.
    let _ = write!(path, "M{left} {top}H{right}V{bottom}H{left}Z");
    path
}

fn in_units(length: Pt) -> f32 {
    units(length.0).round()
}

fn units(points: f32) -> f32 {
    points / DRAWING_EM * FormulaDrawing::UNITS
}
