//! Declarations made ready, and what is said of those that paper cannot honor.
//!
//! In: the declarations of a rule. Out: its [`Block`], and a diagnostic at the place of each declaration that comes to
//! nothing or not to what it says; a property or a font is told once in a sheet.

use std::collections::BTreeSet;
use std::ops::Range;

use super::declaration::{Entry, Rejected, Specified, compile};
use super::page_rule::box_names;
use super::property::{self, Declared, Longhand};
use super::theme::{Block, Sheet, is_barred_from_epub};
use super::value::LONGEST;
use super::variables::VariableUses;
use crate::css::Declaration;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::font::Fonts;
use crate::source::Span;

/// Where findings go.
pub(super) struct Report<'r> {
    pub diagnostics: &'r mut Diagnostics,
    /// Nothing is printed: what only paper cannot honor is a note.
    pub without_paper: bool,
    /// Unknown properties and fonts that were reported.
    pub seen: BTreeSet<String>,
}

impl Report<'_> {
    pub fn begin_sheet(&mut self) {
        self.seen.clear();
    }

    /// Whether something is said for the first time in a sheet.
    fn is_new(&mut self, what: String) -> bool {
        self.seen.insert(what)
    }

    pub fn push(&mut self, sheet: &Sheet, code: Code, message: String, hint: Option<String>, at: &Range<u32>) {
        let mut diagnostic = match sheet.file {
            Some(file) => Diagnostic::new(code, message).at(Span { file, start: at.start, end: at.end }),
            None => Diagnostic::new(code, format!("{}:{}: {message}", sheet.name, line_column(sheet, at.start))),
        };
        if let Some(hint) = hint {
            diagnostic = diagnostic.hint(hint);
        }
        if self.without_paper && code != Code::CssSyntax {
            diagnostic.severity = Severity::Note;
        }
        self.diagnostics.push(diagnostic);
    }
}

/// A place in a sheet that is no file of the build, for the message.
fn line_column(sheet: &Sheet, offset: u32) -> String {
    let before = sheet.text.get(..offset as usize).unwrap_or_default();
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

/// Makes the declarations of a sheet ready and reports those it cannot.
pub(super) struct Reader<'r, 'd> {
    pub sheet: &'r Sheet,
    pub fonts: &'r Fonts,
    pub report: &'r mut Report<'d>,
    pub variables: &'r mut VariableUses,
}

impl Reader<'_, '_> {
    /// The declarations of a rule.
    pub fn block(&mut self, declarations: &[Declaration]) -> Block {
        let mut block = Block::default();
        self.variables.begin_block();
        for declaration in declarations {
            let entries = if declaration.important { &mut block.important } else { &mut block.normal };
            self.add(declaration, entries);
        }
        block
    }

    fn add(&mut self, declaration: &Declaration, into: &mut Vec<Entry>) {
        if is_barred_from_epub(&declaration.name) && self.report.is_new(format!("epub {}", declaration.name)) {
            self.report(
                Code::EpubStyle,
                format!("`{}` is left out of the EPUB, whose style sheets may not set it", declaration.name),
                Some("say it in the text, by `dir` or by the language, `lang`".to_owned()),
                &declaration.at,
            );
        }
        match compile(&declaration.name, &declaration.value) {
            Ok(entries) => {
                self.look_for_fonts(&entries, declaration);
                self.look_for_absurd(declaration);
                self.variables.add(self.sheet, declaration);
                into.extend(entries);
            }
            Err(Rejected::UnknownProperty) => self.unknown_property(declaration),
            Err(Rejected::InvalidValue) => self.invalid_value(declaration),
        }
    }

    /// Reports a property outside the table; those of a vendor are no concern of ours.
    pub fn unknown_property(&mut self, declaration: &Declaration) {
        let name = declaration.name.as_str();
        if name.starts_with('-') && !name.starts_with("-bindery-") || !self.report.is_new(name.to_owned()) {
            return;
        }
        if property::OF_NO_EFFECT.contains(&name) {
            self.report(Code::UnknownProperty, format!("`{name}` has no effect in the PDF"), None, &declaration.at);
            return;
        }
        let known = property::all();
        let near = nearest(name, known.iter().map(|property| property.name).chain(property::OF_NO_EFFECT.to_vec()));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        self.report(Code::UnknownProperty, format!("the property `{name}` is not known"), hint, &declaration.at);
    }

    /// Reports a value that a property does not take.
    pub fn invalid_value(&mut self, declaration: &Declaration) {
        let name = declaration.name.as_str();
        let syntax = property::all().into_iter().find(|property| property.name == name).map(|property| property.syntax);
        self.report(
            Code::UnknownProperty,
            format!("`{name}` does not take the value `{}`", declaration.value),
            syntax.map(|syntax| format!("supported in the PDF: {syntax}")),
            &declaration.at,
        );
    }

    /// Reports a box in `@page` that there is none of.
    pub fn unknown_box(&mut self, name: &str, first: &Declaration) {
        let hint = nearest(name, box_names()).map(|near| format!("did you mean `@{near}`?"));
        self.report(Code::UnknownSelector, format!("pages have no box `@{name}`"), hint, &first.at);
    }

    /// Reports what a page rule cannot do.
    pub fn page_problem(&mut self, message: String, declaration: &Declaration) {
        self.report(Code::UnknownSelector, message, None, &declaration.at);
    }

    /// Notes families that stand before the first one there is.
    fn look_for_fonts(&mut self, entries: &[Entry], declaration: &Declaration) {
        for entry in entries {
            let Entry::Longhand(Longhand::FontFamily, Specified::Value(Declared::FontFamily(families))) = entry else {
                continue;
            };
            let taken = families.0.iter().find(|family| self.fonts.select(family, 400, false).is_some());
            for family in families.0.iter().take_while(|family| Some(*family) != taken) {
                if self.report.is_new(format!("font {family}")) {
                    let instead = taken.map_or("serif", String::as_str);
                    self.report(
                        Code::UnknownFont,
                        format!("the font `{family}` is not among the bundled ones"),
                        Some(format!("the PDF is set in `{instead}`")),
                        &declaration.at,
                    );
                }
            }
        }
    }

    fn report(&mut self, code: Code, message: String, hint: Option<String>, at: &Range<u32>) {
        self.report.push(self.sheet, code, message, hint, at);
    }

    /// Tells of lengths that no paper has; what is left of them is [`LONGEST`].
    fn look_for_absurd(&mut self, declaration: &Declaration) {
        if let Some(number) = absurd_number(&declaration.value) {
            let message = format!("`{}: {number}` is longer than any page", declaration.name);
            self.report(Code::UnknownProperty, message, Some("a shorter length is taken".to_owned()), &declaration.at);
        }
    }
}

/// A dimension that is bounded.
fn absurd_number(value: &str) -> Option<String> {
    if value.len() < 5 {
        return None;
    }
    let mut input = cssparser::Parser::new(value);
    let mut start = input.position();
    loop {
        match input.next_including_whitespace() {
            Err(_) => return None,
            Ok(cssparser::Token::Dimension { value, .. }) if !(-LONGEST..=LONGEST).contains(value) => {
                return Some(input.slice_from(start).to_owned());
            }
            Ok(_) => start = input.position(),
        }
    }
}
