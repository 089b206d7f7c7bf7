//! Declarations made ready, and what is said of those that paper cannot honor.
//!
//! In: the declarations of a rule. Out: its [`Block`], and a diagnostic at the place of each declaration that comes to
//! nothing or not to what it says; a property or a font is told once in a sheet.

use std::collections::BTreeSet;
use std::ops::Range;

use cssparser::{ParseError, Parser, Token};

use super::ContentPart;
use super::declaration::{Entry, Rejected, Specified, compile};
use super::page_rule::box_names;
use super::property::{self, Declared, Longhand};
use super::theme::{Block, Said, Sheet, is_barred_from_epub};
use super::value::{LONGEST, is_math};
use super::variables::VariableUses;
use crate::css::{Declaration, PseudoElement, Selector};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::font::Fonts;
use crate::source::Span;

/// Whom a finding concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Concern {
    Both,
    /// Nobody, where nothing is printed.
    Paper,
    /// Paper for sure; reading systems where it is a slip of the pen, so that it is no more than a note for them alone.
    Unsure,
    /// Nobody, where no EPUB is made.
    Epub,
}

/// Where findings go.
pub(super) struct Report<'r> {
    pub diagnostics: &'r mut Diagnostics,
    pub without_paper: bool,
    pub without_epub: bool,
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

    pub fn push(
        &mut self,
        concern: Concern,
        sheet: &Sheet,
        code: Code,
        message: String,
        hint: Option<String>,
        at: &Range<u32>,
    ) {
        let is_moot = match concern {
            Concern::Both | Concern::Unsure => false,
            Concern::Paper => self.without_paper,
            Concern::Epub => self.without_epub,
        };
        if is_moot {
            return;
        }
        let mut diagnostic = match sheet.file {
            Some(file) => Diagnostic::new(code, message).at(Span { file, start: at.start, end: at.end }),
            None => match sheet.said(at.start) {
                Some(Said::At(span)) => Diagnostic::new(code, message).at(*span),
                Some(Said::As(words)) => Diagnostic::new(code, format!("`{words}`: {message}")),
                None => Diagnostic::new(code, format!("{}:{}: {message}", sheet.name, line_column(sheet, at.start))),
            },
        };
        if let Some(hint) = hint {
            diagnostic = diagnostic.hint(hint);
        }
        if self.without_paper && concern == Concern::Unsure {
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

/// What the declarations of a rule are for.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub is_first_letter: bool,
    /// It has `content`.
    pub is_generated: bool,
    pub is_of_page: bool,
}

impl Place {
    /// A page or a box of it. The page itself shows no content, and was never told to.
    pub const PAGE: Place = Place { is_first_letter: false, is_generated: true, is_of_page: true };

    /// What the selectors of a rule name.
    pub fn of(selectors: &[Selector]) -> Place {
        let mut place = Place { is_first_letter: false, is_generated: false, is_of_page: false };
        for pseudo in selectors.iter().filter_map(Selector::pseudo_element) {
            match pseudo {
                PseudoElement::FirstLetter => place.is_first_letter = true,
                // What only a screen has may have what it likes.
                PseudoElement::Before | PseudoElement::After | PseudoElement::Marker | PseudoElement::Never(_) => {
                    place.is_generated = true;
                }
                PseudoElement::FirstLine => {}
            }
        }
        place
    }
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
    pub fn block(&mut self, declarations: &[Declaration], place: Place) -> Block {
        let mut block = Block::default();
        self.variables.begin_block();
        for declaration in declarations {
            let entries = if declaration.important { &mut block.important } else { &mut block.normal };
            self.add(declaration, place, entries);
        }
        block
    }

    fn add(&mut self, declaration: &Declaration, place: Place, into: &mut Vec<Entry>) {
        if is_barred_from_epub(&declaration.name) && self.report.is_new(format!("epub {}", declaration.name)) {
            self.report(
                Concern::Epub,
                Code::EpubStyle,
                format!("`{}` is left out of the EPUB, whose style sheets may not set it", declaration.name),
                Some("say it in the text, by `dir` or by the language, `lang`".to_owned()),
                &declaration.at,
            );
        }
        if reverts(declaration) {
            self.report(
                Concern::Epub,
                Code::EpubStyle,
                format!("`{}: {}` is left out of the EPUB", declaration.name, declaration.value),
                Some("reading systems would take their own value: name the one that is meant".to_owned()),
                &declaration.at,
            );
        }
        match compile(&declaration.name, &declaration.value) {
            Ok(entries) => {
                self.look_for_fonts(&entries, declaration);
                self.look_for_elsewhere(&entries, place, declaration);
                self.look_for_absurd(declaration);
                self.variables.add(self.sheet, declaration);
                self.variables.add_counter_styles(self.sheet, declaration, &entries);
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
            let message = format!("`{name}` has no effect in the PDF");
            self.report(Concern::Paper, Code::UnknownProperty, message, None, &declaration.at);
            return;
        }
        let known = property::all();
        let near = nearest(name, known.iter().map(|property| property.name).chain(property::OF_NO_EFFECT.to_vec()));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        let message = format!("the property `{name}` is not known");
        self.report(Concern::Both, Code::UnknownProperty, message, hint, &declaration.at);
    }

    /// Reports a value that a property does not take.
    pub fn invalid_value(&mut self, declaration: &Declaration) {
        let name = declaration.name.as_str();
        let syntax = property::all().into_iter().find(|property| property.name == name).map(|property| property.syntax);
        self.report(
            Concern::Unsure,
            Code::UnknownProperty,
            format!("`{name}` does not take the value `{}`", declaration.value),
            syntax.map(|syntax| format!("supported in the PDF: {syntax}")),
            &declaration.at,
        );
    }

    /// Reports a box in `@page` that there is none of.
    pub fn unknown_box(&mut self, name: &str, first: &Declaration) {
        let hint = nearest(name, box_names()).map(|near| format!("did you mean `@{near}`?"));
        self.report(Concern::Paper, Code::UnknownSelector, format!("pages have no box `@{name}`"), hint, &first.at);
    }

    /// Reports what a page rule cannot do.
    pub fn page_problem(&mut self, message: String, declaration: &Declaration) {
        self.report(Concern::Paper, Code::UnknownSelector, message, None, &declaration.at);
    }

    /// Tells of what works in another place than it stands in.
    fn look_for_elsewhere(&mut self, entries: &[Entry], place: Place, declaration: &Declaration) {
        for entry in entries {
            let Entry::Longhand(_, Specified::Value(value)) = entry else { continue };
            let found = if let Declared::InitialLetter(initial) = value
                && initial.is_set()
                && !place.is_first_letter
            {
                ("`initial-letter` has no effect here", "it is a property of `::first-letter`")
            } else if let Declared::Content(content) = value
                && !content.parts().is_empty()
                && !place.is_generated
            {
                ("`content` has no effect here", "`::before`, `::after`, `::marker` and the boxes of `@page` show it")
            } else if let Declared::Content(content) = value
                && content.parts().iter().any(is_of_margins)
                && !place.is_of_page
            {
                ("`string()` and `element()` show nothing here", "boxes of `@page` show them: `@top-center`")
            } else {
                continue;
            };
            let (message, hint) = (found.0.to_owned(), Some(found.1.to_owned()));
            self.report(Concern::Paper, Code::UnknownProperty, message, hint, &declaration.at);
        }
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
                        Concern::Paper,
                        Code::UnknownFont,
                        format!("there is no font `{family}`: it is neither bundled nor of a style sheet"),
                        Some(format!("the PDF is set in `{instead}`")),
                        &declaration.at,
                    );
                }
            }
        }
    }

    fn report(&mut self, concern: Concern, code: Code, message: String, hint: Option<String>, at: &Range<u32>) {
        self.report.push(concern, self.sheet, code, message, hint, at);
    }

    /// Tells of lengths that no paper has; what is left of them is [`LONGEST`].
    fn look_for_absurd(&mut self, declaration: &Declaration) {
        let Some(number) = absurd_number(&mut Parser::new(&declaration.value)) else { return };
        let (message, hint) = match number.eq_ignore_ascii_case("nan") {
            true => (format!("`{}` is made of what is no number", declaration.name), "it is zero"),
            false => (format!("`{}: {number}` is longer than any page", declaration.name), "a shorter length is taken"),
        };
        self.report(Concern::Paper, Code::UnknownProperty, message, Some(hint.to_owned()), &declaration.at);
    }
}

fn is_of_margins(part: &ContentPart) -> bool {
    matches!(part, ContentPart::NamedString { .. } | ContentPart::Element { .. })
}

/// Whether a declaration goes back to what other origins or layers say, which an EPUB cannot tell.
pub(super) fn reverts(declaration: &Declaration) -> bool {
    ["revert", "revert-layer"].iter().any(|keyword| declaration.value.eq_ignore_ascii_case(keyword))
}

/// A number that is bounded, or `NaN`.
fn absurd_number(input: &mut Parser) -> Option<String> {
    let mut start = input.position();
    loop {
        let is_beyond = |value: f32| !(-LONGEST..=LONGEST).contains(&value);
        let is_absurd = match input.next_including_whitespace().ok()? {
            Token::Dimension { value, .. } | Token::Percentage { unit_value: value, .. } => is_beyond(*value),
            Token::Number { value, int_value: None, .. } => is_beyond(*value),
            Token::Ident(name) => name.eq_ignore_ascii_case("nan"),
            // What stands in colors and other functions is bounded by them.
            Token::Function(name) if !is_math(name) => false,
            Token::Function(_) | Token::ParenthesisBlock => {
                let inner = input.parse_nested_block(|input| {
                    let found = absurd_number(input);
                    while input.next().is_ok() {}
                    Ok::<_, ParseError<()>>(found)
                });
                if let Ok(Some(number)) = inner {
                    return Some(number);
                }
                false
            }
            _ => false,
        };
        if is_absurd {
            return Some(input.slice_from(start).to_owned());
        }
        start = input.position();
    }
}
