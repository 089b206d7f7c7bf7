//! What the program has to say about its input.
//!
//! Stages push a [`Diagnostic`] to a [`Diagnostics`] and go on; nothing here prints or exits. The one
//! table of codes is [`Code`]: name, usual severity, and what it means.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use crate::source::Span;

/// How bad it is. An error keeps every output from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// What kind of finding a diagnostic is. The names are stable: users write them in `--deny` and `--allow`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name users see, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The severity it has unless the user says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One sentence on what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error "An input cannot be opened or read.";
    InvalidUtf8 "invalid-utf8" Error "A text file is not UTF-8.";
    OutsideBook "outside-book" Error "A path leaves the book's folder.";
    BrokenSummary "broken-summary" Error "A project's file, such as `book.toml` or `SUMMARY.md`, is not of the form that its tool reads.";
    MissingChapter "missing-chapter" Warning "A chapter that a project lists cannot be had; the rest of the book stands.";
    LeftOut "left-out" Note "Files of a folder that are not in the book.";
    DoubledInput "doubled-input" Note "A text is named more than once, and is in the book as often.";
    Preprocessor "preprocessor" Note "A preprocessor of a project is not run; what it would have made of the text is missing.";
    ToolOption "tool-option" Note "An option of a project's own tool has no effect here.";
    EmptyInput "empty-input" Error "There is no text to bind.";
    Draft "draft" Note "A text that its author has not published is left out, or was asked for.";
    GuessedTitle "guessed-title" Note "Nothing names the book or a chapter; a file's or folder's name stands for its title.";
    LongContents "long-contents" Note "The contents are too long for one document of an EPUB; they show fewer levels there, or stay long.";
    TakenName "taken-name" Warning "An output got another name, since one of that name was made from another text.";
    BrokenInclude "broken-include" Warning "A file, or the part of it, that a text includes cannot be had; the directive stays as written.";
    BrokenFrontMatter "broken-front-matter" Error "The YAML or TOML block at the head of a file cannot be parsed.";
    UnknownKey "unknown-key" Warning "A metadata key is not known.";
    IgnoredKey "ignored-key" Note "A metadata key of another program that changes nothing in a book.";
    InvalidValue "invalid-value" Warning "A value is not of the form its key asks for.";
    GuessedLanguage "guessed-language" Note "The book names no language; one was guessed from its letters.";
    MissingImage "missing-image" Warning "An image named in the text cannot be found.";
    MissingCover "missing-cover" Error "The cover image cannot be found.";
    BadImage "bad-image" Warning "An image cannot be decoded or is of an unknown type.";
    SvgContent "svg-content" Warning "A drawing holds what neither format can show.";
    ImageTooLarge "image-too-large" Warning "An image has more pixels or bytes than the limit.";
    RemoteImage "remote-image" Warning "An image lies on the web; its alternative text and a link stand for it.";
    MissingAlt "missing-alt" Warning "An image has no alternative text.";
    DeadLink "dead-link" Warning "A link names a file or an anchor that the book does not hold.";
    DoubledId "doubled-id" Warning "An id is given to two places of a file; links lead to the first.";
    FileLink "file-link" Warning "A link names a file of the book's folder that is no chapter; its text is kept.";
    SiteLink "site-link" Warning "A link leads to what lies beside the book on its web site; its text is kept unless `--base-url` tells where.";
    UnsafeLink "unsafe-link" Warning "A link with a scheme that no book may open was dropped; its text is kept.";
    RawHtml "raw-html" Warning "Raw HTML that has no end, is none, or has no place in a book.";
    ForeignMarkup "foreign-markup" Warning "What looks like markup of another tool is shown as text, or means something here that it does not say.";
    ControlCharacter "control-character" Warning "The text holds control characters, which no book can hold; a sign stands for them.";
    UndefinedNote "undefined-note" Warning "A note is referred to and never defined.";
    UnusedNote "unused-note" Warning "A note is defined and never referred to.";
    UnknownLanguage "unknown-language" Note "The language of a block of code is not known; it is set without colors.";
    DiagramSource "diagram-source" Warning "A diagram is not drawn; it is shown as its source.";
    DiagramDetail "diagram-detail" Note "A part of a diagram has no effect, or is drawn in another way.";
    DiagramCommand "diagram-command" Warning "A program that draws diagrams failed, or is named where it may not be.";
    MathSource "math-source" Warning "A formula cannot be read; it is shown as its TeX source.";
    TooDeep "too-deep" Warning "Nesting beyond the limit was flattened; its text is kept.";
    BrokenImport "broken-import" Warning "A style sheet that another imports cannot be had, or leads back to itself.";
    CssSyntax "css-syntax" Warning "A style sheet has a syntax error.";
    UnknownProperty "unknown-property" Warning "A CSS property or value outside the table of supported ones.";
    EpubStyle "epub-style" Note "A CSS property that an EPUB may not carry was left out of it.";
    UnknownSelector "unknown-selector" Warning "A CSS selector or at-rule that is not supported.";
    SystemFont "system-font" Note "A font of this machine was used, so that output may differ elsewhere.";
    MissingGlyph "missing-glyph" Warning "No font has a glyph for a character.";
    UnknownFont "unknown-font" Note "There is no font of that family: neither bundled, nor brought by a style sheet, nor on this machine.";
    BadFont "bad-font" Warning "A font that a style sheet brings along cannot be had, or not be used.";
    Overfull "overfull" Warning "Content is wider or taller than the space it has.";
    UnevenPages "uneven-pages" Warning "Facing pages have page areas of different widths, and share one measure.";
    UnsettledPages "unsettled-pages" Warning "Page numbers did not settle in the allowed number of passes.";
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
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
