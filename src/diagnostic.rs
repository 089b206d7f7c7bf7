//! What the program has to say about its input.
//!
//! Stages push a [`Diagnostic`] to a [`Diagnostics`] and go on; nothing here prints or exits. The one
//! table of codes is [`Code`]: name, usual severity, and what it means.

mod code;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use crate::source::Span;

pub use code::{Code, Example, ExampleKind, Explanation};

/// How bad it is. An error keeps every output from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// What becomes of the findings of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// They are not told.
    Allow,
    /// They are told, and count for `--strict`.
    Warn,
    /// They are errors: nothing is written.
    Deny,
}

/// What the user says of codes; the last word on a code counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    levels: BTreeMap<Code, Level>,
}

impl Levels {
    /// Says what becomes of a code. What is wrong otherwise: the code is none, or an error, of which nothing else can be said.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), LevelError> {
        let Some(code) = Code::named(name) else {
            let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`bindery explain` lists all codes".to_owned(),
            };
            return Err(LevelError { message: format!("there are no findings `{name}`"), hint });
        };
        if code.severity() == Severity::Error && level != Level::Deny {
            let message = format!("`{name}` is an error, which cannot be allowed");
            return Err(LevelError { message, hint: format!("`bindery explain {name}` tells the cure") });
        }
        self.levels.insert(code, level);
        Ok(())
    }

    /// What the user says of a code, if anything.
    pub fn of(&self, code: Code) -> Option<Level> {
        self.levels.get(&code).copied()
    }
}

/// Why a level cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelError {
    pub message: String,
    pub hint: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What is wrong, one sentence without a closing period, as cargo writes it.
    pub message: String,
    /// Where it is wrong; `None` for the command line and the book as a whole.
    pub span: Option<Span>,
    /// What to do about it, each one sentence.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding of the code's usual severity.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: code.severity(), message: message.into(), span: None, hints: Vec::new() }
    }

    /// The same, at a place.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// The same, with advice.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hints.push(hint.into());
        self
    }
}

/// The sink: findings in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Takes over what another sink holds; chapters that ran in parallel are joined in their order.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.list.append(&mut other.list);
    }

    /// Takes over some findings.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Leaves one of those that say the same of the same place, as a file's do that several texts include.
    pub fn dedup(&mut self) {
        let mut told = BTreeSet::new();
        self.list.retain(|Diagnostic { code, message, span, .. }| {
            span.is_none_or(|span| told.insert((span, code.name(), message.clone())))
        });
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Says anew what some findings, told before, say.
    pub fn replace(&mut self, range: Range<usize>, others: impl IntoIterator<Item = Diagnostic>) {
        let end = range.end.min(self.list.len());
        self.list.splice(range.start.min(end)..end, others);
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The worst severity present.
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|diagnostic| diagnostic.severity).max()
    }

    pub fn has_errors(&self) -> bool {
        self.worst() == Some(Severity::Error)
    }
}

/// The known name nearest to a misspelt one, for hints; `None` where nothing is near.
///
/// Of a thousand names nearly all are told apart by their length or their letters: only what may be near is compared
/// letter by letter.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let letters = count_letters(&name.iter().collect::<String>());
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let length = candidate.chars().count();
        let near = 1 + length / 4;
        let most = best.map_or(near, |(distance, _)| near.min(distance));
        if name.len().abs_diff(length) > most {
            continue;
        }
        // One change takes at most one letter away and brings one.
        let others = count_letters(candidate);
        let differing: u32 = letters.iter().zip(&others).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        if differing.div_ceil(2) as usize > most {
            continue;
        }
        let distance = edit_distance(&name, candidate);
        if distance <= near && best.is_none_or(|best| (distance, candidate) < best) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each letter of ASCII occurs, case ignored; other characters of ASCII share counters.
fn count_letters(text: &str) -> [u16; 32] {
    let mut counts = [0u16; 32];
    for byte in text.bytes().filter(u8::is_ascii) {
        let count = &mut counts[usize::from(byte.to_ascii_lowercase() % 32)];
        *count = count.saturating_add(1);
    }
    counts
}

/// Levenshtein's distance to a name whose case is ignored.
fn edit_distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
