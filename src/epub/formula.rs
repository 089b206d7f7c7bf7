//! Formulas as drawings, for reading systems that show no MathML.
//!
//! In: the shapes of a formula around its baseline. Out: an `svg` element in the line, in the color of the text, with the
//! formula's words as its name (SVG 2, section 5; WAI-ARIA 1.2, `img`).

use std::fmt::Write;

use crate::color::Color;
use crate::document::Formula;
use crate::document::element::Element;

/// A formula that is drawn. Lengths are in em.
#[derive(Clone, Debug, Default)]
pub struct FormulaDrawing {
    pub width: f32,
    /// Above and below the baseline.
    pub ascent: f32,
    pub descent: f32,
    /// The author's color, none for that of the text, and path data (SVG 2, section 9.3) in
    /// [`FormulaDrawing::UNITS`] from the start of the baseline, `y` downwards.
    pub paths: Vec<(Option<Color>, String)>,
}

impl FormulaDrawing {
    /// So many units of path data are one em.
    pub const UNITS: f32 = 1000.0;

    /// Makes the element of a formula one that holds a drawing.
    pub(super) fn stand_for<'f>(&self, formula: &'f Formula, element: &mut Element<'f>) {
        let [width, ascent, height] = [self.width, self.ascent, self.ascent + self.descent].map(units);
        let [wide, high, below] = [self.width, self.ascent + self.descent, self.descent].map(hundredths);
        element.name = "svg";
        element.classes = vec!["math"];
        element.attributes = vec![
            ("xmlns", "http://www.w3.org/2000/svg".into()),
            ("role", "img".into()),
            ("aria-label", (&*formula.words).into()),
            ("viewBox", format!("0 {} {width} {height}", -ascent).into()),
            ("width", format!("{wide}em").into()),
            ("height", format!("{high}em").into()),
            // Letters that lean reach over the edges.
            ("overflow", "visible".into()),
        ];
        let style = match formula.display {
            true => "display: block; margin: 0 auto".to_owned(),
            false => format!("vertical-align: {}em", -below),
        };
        element.attributes.push(("style", style.into()));
    }

    pub(super) fn write(&self, out: &mut String) {
        for (color, path) in &self.paths {
            let fill = match color {
                Some(Color { red, green, blue, .. }) => format!("#{red:02x}{green:02x}{blue:02x}"),
                None => "currentColor".to_owned(),
            };
            // A string takes every text.
            let _ = write!(out, "<path fill=\"{fill}\" d=\"{path}\"/>");
        }
    }
}

fn units(em: f32) -> f32 {
    (em * FormulaDrawing::UNITS).round()
}

fn hundredths(em: f32) -> f32 {
    (em * 100.0).round() / 100.0
}
