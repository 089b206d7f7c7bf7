//! Formulas: TeX to nodes of MathML Core, and these to markup and to words.
//!
//! In: the source of a formula, as `markdown` found it, and the macros that hold there. Out: [`Parsed`], the formula's
//! nodes and the macros it defines, or what is wrong with it and where. `token` reads TeX and expands macros, `parser`
//! makes lists of nodes, with `command`, `decoration`, `environment`, `delimiter`, `definition`, `text`, `chemistry` and `unit`;
//! `markup` reads MathML that an author wrote;
//! `symbol` and `alphabet` know the signs; `spacing` says how far atoms stand apart; `mathml` writes markup, `speech`
//! words. All is bounded: nesting, what macros make, length. Numbers and references are `transform`'s, sizes `layout`'s.
//!
//! ```
//! use bindery::math::{self, Macros, Symbols};
//!
//! let parsed = math::parse(r"\frac{a}{b}", false, Macros::default(), &Symbols::default());
//! assert!(parsed.formula.is_ok());
//! ```

mod alphabet;
mod chemistry;
mod color;
mod command;
mod decoration;
mod definition;
mod delimiter;
mod environment;
mod length;
mod markup;
mod mathml;
mod parser;
mod spacing;
mod speech;
mod symbol;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod unit;

use std::ops::Range;

use crate::document::{Formula, MathTag};

pub use alphabet::italic;
pub use mathml::write as write_mathml;
pub use spacing::{Surroundings, space_between};
pub use speech::words;
pub use symbol::Symbols;
pub use token::Macros;

/// The longest formula that is read, in bytes: more is no formula, and none would fit a page.
const LONGEST: usize = 100_000;

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// Where in the source.
    pub range: Range<usize>,
    /// One sentence without a closing period.
    pub message: String,
    pub hint: Option<String>,
}

impl MathError {
    fn hint(mut self, hint: impl Into<String>) -> MathError {
        self.hint = Some(hint.into());
        self
    }
}

fn error(range: Range<usize>, message: impl Into<String>) -> MathError {
    MathError { range, message: message.into(), hint: None }
}

/// What was read.
pub struct Parsed {
    pub formula: Result<Formula, MathError>,
    /// The macros that hold after it: those given, and its own.
    pub macros: Macros,
}

/// Reads a formula. Its words are left empty, since numbers are part of them.
pub fn parse(source: &str, display: bool, macros: Macros, symbols: &Symbols) -> Parsed {
    if source.len() > LONGEST {
        let message = format!("a formula of more than {LONGEST} bytes");
        return Parsed { formula: Err(error(0..1, message).hint("divide it into several")), macros };
    }
    if markup::is_markup(source) {
        return Parsed { formula: markup::parse(source, display, symbols), macros };
    }
    let mut parser = parser::Parser::new(source, macros, symbols);
    let content = parser.formula(display);
    let tag = parser.tag.take().and_then(|tag| tag.of_formula());
    let formula = content.map(|content| Formula { display, content, tag, words: Box::default() });
    Parsed { formula, macros: parser.into_macros() }
}

/// Reads definitions alone, as front matter has them; those that cannot be read are left out and told.
pub fn define(name: &str, body: &str, macros: &mut Macros) -> Result<(), MathError> {
    definition::of_front_matter(name, body, macros)
}

/// What is said of the number of a line.
#[derive(Clone, Debug, Default)]
struct TagRequest {
    /// The environment numbers its lines.
    is_counted: bool,
    /// `\nonumber`.
    is_refused: bool,
    /// `\tag`, parentheses included.
    written: Option<Box<str>>,
    label: Option<Box<str>>,
}

impl TagRequest {
    /// A line that an environment numbers, or whose author did.
    fn of_line(self, is_part: bool) -> Option<MathTag> {
        let TagRequest { is_counted, is_refused, written, label } = self;
        let has_one = written.is_some() || is_counted && !is_refused;
        has_one.then(|| MathTag {
            is_written: written.is_some(),
            text: written.unwrap_or_default(),
            is_part,
            label,
            parent_label: None,
        })
    }

    /// A formula between marks of its own has a number where it has a name.
    fn of_formula(self) -> Option<MathTag> {
        let is_counted = self.is_counted || self.label.is_some();
        TagRequest { is_counted, ..self }.of_line(false)
    }
}
