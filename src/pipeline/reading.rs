//! How the texts are to be read: which dialect of Markdown.
//!
//! In: the command line, front matter, a file of options. Out: a [`Reading`] for the book, and for each text whose own
//! front matter says otherwise. A name that is unknown is an error with its place.

use crate::config::{Config, FrontMatter};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::markdown::{Dialect, Form, HiddenLines, Reading};
use crate::source::Span;

/// The book's reading. `front_matter` is the book's.
pub fn of_book(
    config: &Config,
    front_matter: &FrontMatter,
    hidden_lines: HiddenLines,
    diagnostics: &mut Diagnostics,
) -> Reading {
    let mut dialect = Dialect::default();
    if let Some(name) = &config.from {
        dialect = named(name, None, diagnostics).unwrap_or(dialect);
    } else if let Some(from) = &front_matter.from {
        dialect = named(&from.text, from.span, diagnostics).unwrap_or(dialect);
    } else if let Some(name) = &config.defaults.from {
        dialect = named(name, None, diagnostics).unwrap_or(dialect);
    }
    if front_matter.hard_line_breaks.unwrap_or(config.defaults.hard_line_breaks) {
        dialect = dialect.with(Form::HardLineBreaks, true);
    }
    let execution = front_matter.execution;
    let nesting = Some(config.limits.nesting);
    Reading { dialect: citing(dialect, front_matter), hidden_lines, execution, nesting, ..Reading::default() }
}

/// Whether blocks of metadata in the midst of a text are read, which its own head and the command line decide.
pub fn reads_late_metadata(config: &Config, front_matter: &FrontMatter) -> bool {
    // A name that is unknown is told later.
    let book = of_book(config, front_matter, HiddenLines::default(), &mut Diagnostics::default());
    book.dialect.reads(Form::TitleBlock)
}

/// The reading of a text with front matter of its own; the command line goes before it.
pub fn of_text(book: &Reading, config: &Config, front_matter: &FrontMatter, diagnostics: &mut Diagnostics) -> Reading {
    let mut reading = book.clone();
    if let Some(from) = front_matter.from.as_ref().filter(|_| config.from.is_none()) {
        reading.dialect = named(&from.text, from.span, diagnostics).unwrap_or(reading.dialect);
    }
    if let Some(is_on) = front_matter.hard_line_breaks {
        reading.dialect = reading.dialect.with(Form::HardLineBreaks, is_on);
    }
    reading.dialect = citing(reading.dialect, front_matter);
    reading.execution = front_matter.execution.or(book.execution);
    reading
}

/// A text that names a bibliography cites, where its dialect is pandoc's or all that are known.
fn citing(dialect: Dialect, front_matter: &FrontMatter) -> Dialect {
    match front_matter.has_bibliography && dialect.reads(Form::TitleBlock) {
        true => dialect.with(Form::Citations, true),
        false => dialect,
    }
}

fn named(name: &str, span: Option<Span>, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    match Dialect::named(name) {
        Ok(dialect) => Some(dialect),
        Err(error) => {
            let mut finding = Diagnostic::new(Code::InvalidValue, error.to_string());
            finding.severity = Severity::Error;
            finding.span = span;
            diagnostics.push(finding);
            None
        }
    }
}
