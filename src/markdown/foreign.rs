//! What looks like markup and is not read: one finding for each kind in a chapter.
//!
//! In: text as it stands in the tree, code excepted. Out: findings with place and hint; the text stands. A table of
//! kinds says what each looks like; marks that plain prose holds are none.

use std::collections::BTreeSet;
use std::ops::Range;

use super::build::Builder;
use super::callout;
use super::dialect::{Dialect, Form};
use super::frame::{Frame, FrameKind};
use super::listing::Fence;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::walk::plain_text;
use crate::document::{Inline, InlineKind};
use crate::source::{Span, has_pair};

/// What was found in a chapter.
#[derive(Default)]
pub struct Foreign<'a> {
    found: BTreeSet<&'static str>,
    /// Places of which all was told, in order.
    told: &'a [Span],
}

/// A kind of markup.
struct Kind {
    /// What it is: `looks like …`.
    name: &'static str,
    hint: &'static str,
    /// How long it is, where text begins with it; `before` is what stands before it.
    length: fn(text: &str, before: Option<char>) -> Option<usize>,
}

impl Kind {
    /// What to do: a form that the dialect does not have is read by others.
    fn hint_in(&self, dialect: Dialect) -> &'static str {
        const FORMS: [(&str, Form); 7] = [
            ("a shortcode of Hugo or Quarto", Form::Shortcodes),
            ("attributes", Form::Attributes),
            ("a link between notes", Form::WikiLinks),
            ("a note in place", Form::InlineNotes),
            ("a division", Form::Divisions),
            ("an admonition", Form::Admonitions),
            ("an abbreviation's meaning", Form::Abbreviations),
        ];
        let is_off = FORMS.iter().any(|(name, form)| *name == self.name && !dialect.reads(*form));
        if is_off { "the dialect that `--from` names does not have it: `--from auto` reads it" } else { self.hint }
    }
}

const MDBOOK: &str = "an mdBook directive";

const HINT_CODE: &str = "to show the marks themselves, write them as code or put `\\` before them";

const CITATION: &str = "a citation";

const HINT_CITATION: &str = "write the reference out, or as a note: `[^1]`";

/// A citation in the words of a sentence, which to others than pandoc is somebody's name
/// (<https://pandoc.org/MANUAL.html#extension-citations>).
const CITED: Kind = Kind {
    name: CITATION,
    hint: HINT_CITATION,
    length: |text, before| {
        let inner = text.strip_prefix('@').filter(|_| before.is_none_or(|c| !c.is_alphanumeric()))?;
        if inner.starts_with('{') {
            return Some(1 + enclosed(inner, "{", "}")?);
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = inner.find(|c: char| !(is_word(c) || ":.#$%&-+?<>~/".contains(c))).unwrap_or(inner.len());
        let key = inner[..length].trim_end_matches(|c| !is_word(c));
        (!key.is_empty() && key.starts_with(is_word)).then_some(1 + key.len())
    },
};

/// The kinds, the more telling first.
const KINDS: &[Kind] = &[
    Kind {
        name: "a shortcode of Hugo or Quarto",
        hint: "write what it stands for in Markdown or HTML",
        length: |text, _| enclosed(text, "{{<", ">}}").or_else(|| enclosed(text, "{{%", "%}}")),
    },
    Kind {
        name: MDBOOK,
        hint: "includes are carried out in a project with `book.toml` or `SUMMARY.md`",
        length: |text, _| enclosed(text, "{{#", "}}"),
    },
    Kind {
        name: "a template's variable",
        hint: "fill templates in before the book is bound",
        length: |text, _| enclosed(text, "{{", "}}"),
    },
    Kind {
        name: "a Liquid or Jinja tag",
        hint: "fill templates in before the book is bound",
        length: |text, _| enclosed(text, "{%", "%}"),
    },
    Kind { name: "a template's comment", hint: HINT_CODE, length: |text, _| enclosed(text, "{#", "#}") },
    Kind {
        name: "a file's inclusion",
        hint: "give the files one after another on the command line, or list them in a `SUMMARY.md`",
        length: |text, before| {
            enclosed(text, "{!", "!}").filter(|length| text[..*length].contains('.')).or_else(|| {
                let starts = ["--8<--", "<<[", "<<(", "<<{", "<<<", "@include", "@import", "!include "];
                let is_it = |start: &&&str| text.starts_with(**start) || text == "<<";
                starts.iter().find(is_it).filter(|_| is_line_start(before)).map(|start| start.len().min(text.len()))
            })
        },
    },
    Kind {
        name: "attributes",
        hint: "they stand right after a link, an image, code or a span, or on a line beside a block",
        length: |text, before| {
            let inner = text.strip_prefix('{').unwrap_or_default();
            let inner = inner.strip_prefix(':').unwrap_or(inner).trim_start_matches(' ');
            let is_certain = text.starts_with("{:") || text.starts_with("{#");
            let is_near = before.is_none_or(|c| !c.is_whitespace()) || is_certain;
            let is_attributes = text.starts_with("{:") || text.starts_with('{') && inner.starts_with(['#', '.']);
            let name = inner.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
            let is_pair = text.starts_with('{') && name > 1 && inner[name..].starts_with('=') && is_near;
            match enclosed(text, "{", "}") {
                Some(length) => Some(length).filter(|length| (is_attributes && is_near || is_pair) && *length > 3),
                // Left open.
                None => {
                    let is_named = inner.trim_start_matches(['#', '.']).starts_with(char::is_alphabetic);
                    (is_pair || is_attributes && is_near && is_named).then_some(2)
                }
            }
        },
    },
    Kind {
        name: "marks of changes",
        hint: "accept or reject the changes before the book is bound",
        length: |text, _| {
            let pairs = [("{++", "++}"), ("{--", "--}"), ("{>>", "<<}"), ("{==", "==}")];
            pairs.iter().find_map(|(open, close)| enclosed(text, open, close)).or_else(|| {
                let starts = ["{++", "{--", "{>>", "{=="];
                starts
                    .iter()
                    .find(|start| text.starts_with(**start) && text.len() == start.len())
                    .map(|start| start.len())
            })
        },
    },
    Kind {
        name: "a comment of MDX",
        hint: "write it as `<!-- … -->`",
        length: |text, _| text.starts_with("{/*").then_some(3),
    },
    Kind {
        name: "a comment of MyST",
        hint: "`--from myst` leaves it out; elsewhere write it as `<!-- … -->`",
        length: |text, before| (text.starts_with("% ") && is_line_start(before)).then_some(1),
    },
    Kind {
        name: "a block break of MyST",
        hint: "`--from myst` leaves it out",
        length: |text, before| {
            let rest = text.strip_prefix("+++")?;
            (is_line_start(before) && (rest.is_empty() || rest.starts_with(" {"))).then_some(3)
        },
    },
    Kind {
        name: "inserted text or keys",
        hint: "write it as HTML: `<ins>…</ins>`, `<kbd>…</kbd>`",
        length: |text, before| {
            let is_open = before.is_none_or(|c| c.is_whitespace() || c == '(');
            let is_word = |length: usize| text[2..length].starts_with(|c: char| c.is_alphanumeric() || c == '"');
            ["++", "^^"].iter().find_map(|mark| enclosed(text, mark, mark)).filter(|length| is_open && is_word(*length))
        },
    },
    Kind {
        name: CITATION,
        hint: HINT_CITATION,
        length: |text, _| {
            let is_group = text.starts_with("[@") || text.starts_with("[-@");
            enclosed(text, "[", "]").filter(|length| is_group && !text[*length..].starts_with(['(', '[']))
        },
    },
    Kind {
        name: "a cross-reference",
        hint: "link to the id: `[figure 1](#fig-map)`",
        length: |text, before| cross_reference(text, before),
    },
    Kind {
        name: "a link between notes",
        hint: "close it with `]]` in its line",
        length: |text, _| text.starts_with("[[").then_some(2).filter(|_| text[2..].starts_with(char::is_alphanumeric)),
    },
    Kind {
        name: "a note in place",
        hint: "close it with `]` in its paragraph",
        length: |text, _| text.starts_with("^[").then_some(2),
    },
    Kind {
        name: "a division",
        hint: "it stands on a line of its own, with a blank line before it and as many colons at its end",
        length: |text, before| (text.starts_with(":::") && before.is_none_or(|c| c != ':')).then_some(3),
    },
    Kind {
        name: "an admonition",
        hint: "write `!!! note` on a line of its own, and indent what it holds by four spaces",
        length: |text, before| {
            let rest = text
                .strip_prefix("!!! ")
                .or_else(|| text.strip_prefix("??? "))
                .or_else(|| text.strip_prefix("???+ "))?;
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let is_it = is_line_start(before) && name.starts_with(|c: char| c.is_ascii_lowercase())
                || before == Some(' ') && callout::named(name).is_some();
            is_it.then_some(3)
        },
    },
    Kind {
        name: "a content tab",
        hint: "indent what it holds by four spaces",
        length: |text, before| (is_line_start(before) && text.starts_with("=== \"")).then_some(3),
    },
    Kind {
        name: "a short code of an icon or emoji",
        hint: "write the character itself, or leave it out",
        length: |text, before| {
            let inner = text.strip_prefix(':').filter(|_| before.is_none_or(char::is_whitespace))?;
            let length =
                inner.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(b)).count();
            let is_it = length > 2
                && inner.starts_with(|c: char| c.is_ascii_lowercase())
                && inner[length..]
                    .strip_prefix(':')
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == ':'));
            is_it.then_some(length + 2)
        },
    },
    Kind {
        name: "raw TeX",
        hint: "say it in Markdown or HTML; formulas stand between dollars",
        length: |text, _| tex_command(text),
    },
    Kind {
        name: "a formula left open",
        hint: "close it with `$$`; there may be no blank line in it",
        length: |text, _| text.starts_with("$$").then_some(2),
    },
    Kind {
        name: "a directive",
        hint: "say it in Markdown or HTML",
        length: |text, before| {
            let starts = [":begin_tab:", ":end_tab:", ".. "];
            let start = starts.iter().find(|start| is_line_start(before) && text.starts_with(**start))?;
            if *start != ".. " {
                return Some(start.len());
            }
            let name = text[3..].split_once("::")?.0;
            (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:".contains(&b))).then_some(3)
        },
    },
    Kind {
        name: "a rule's name of the Rust Reference",
        hint: "leave it out, or make it an anchor: `<a id=\"rule\"></a>`",
        length: |text, before| {
            let name = text.strip_prefix("r[").filter(|_| is_line_start(before))?.split_once(']')?.0;
            let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) && name.contains('.');
            is_name.then_some(name.len() + 3)
        },
    },
    Kind {
        name: "JavaScript of MDX",
        hint: "leave it out: a book runs no components",
        length: |text, before| {
            // Asked first: to look for the line's end at every mark of a text takes forever.
            if !is_line_start(before) || !(text.starts_with("import ") || text.starts_with("export ")) {
                return None;
            }
            let line = text.lines().next().unwrap_or_default();
            let is_import = line.starts_with("import ")
                && line.contains(['"', '\''])
                && line.trim_end_matches(';').ends_with(['"', '\'']);
            let is_export =
                ["export const ", "export default ", "export function "].iter().any(|s| line.starts_with(s));
            (is_import || is_export).then_some(line.len())
        },
    },
    Kind {
        name: "an abbreviation's meaning",
        hint: "write `*[HTML]: Hyper Text` on a line of its own",
        length: |text, before| enclosed(text, "*[", "]:").filter(|_| is_line_start(before)),
    },
];

/// Bytes that a kind begins with only at the head of a text.
const FIRST_MARKS: &[u8] = b"!<-r?ie.*=:%+";

/// Whether a kind may begin with two bytes, wherever they stand.
fn is_mark(one: u8, two: u8) -> bool {
    matches!(one, b'{' | b'[' | b'\\' | b'$' | b'^' | b'@')
        // A colon of prose has no other beside it.
        || one == b':' && (two == b':' || two.is_ascii_lowercase())
        || (one == b'!' || one == b'+') && one == two
        || one == b'(' && (two == b'#' || two == b'r')
}

/// A text and where it stands; `is_exact` tells that places in it are those in its file.
struct Place<'t> {
    text: &'t str,
    span: Span,
    is_exact: bool,
    /// Where characters stand that are typed with a backslash before them, in order.
    escaped: &'t [usize],
}

impl<'a> Foreign<'a> {
    /// In a project of mdBook's, directives that stand in the text are escaped, or were reported when they could not be
    /// carried out; so were those at the places of which all was told.
    pub fn of_project(is_mdbook: bool, told: &'a [Span]) -> Foreign<'a> {
        let mut foreign = Foreign { told, ..Foreign::default() };
        foreign.found.extend(is_mdbook.then_some(MDBOOK));
        foreign
    }

    /// Whether all was told of a place.
    pub fn is_told(&self, span: Span) -> bool {
        let end = self.told.partition_point(|told| (told.file, told.start) < (span.file, span.end.max(span.start + 1)));
        self.told[..end].last().is_some_and(|told| told.file == span.file && told.end > span.start)
    }

    /// Looks at a text; `is_exact` tells that places in it are those in its file, `escaped` where it has characters that
    /// are typed with a backslash.
    pub fn look(
        &mut self,
        text: &str,
        span: Span,
        is_exact: bool,
        escaped: &[usize],
        dialect: Dialect,
        diagnostics: &mut Diagnostics,
    ) {
        let place = Place { text, span, is_exact, escaped };
        let bytes = text.as_bytes();
        if bytes.first().is_some_and(|first| FIRST_MARKS.contains(first)) {
            self.look_at(&place, 0, None, dialect, diagnostics);
        }
        if !has_pair(text, is_mark) {
            return;
        }
        let mut at = 0;
        while let Some(one) = bytes.get(at) {
            let two = bytes.get(at + 1).copied().unwrap_or_default();
            let length = match is_mark(*one, two) {
                true => self.look_at(&place, at, text[..at].chars().next_back(), dialect, diagnostics),
                false => 0,
            };
            at += length.max(1);
        }
    }

    /// Looks for a kind at a place, and gives how long it is.
    fn look_at(
        &mut self,
        place: &Place,
        at: usize,
        before: Option<char>,
        dialect: Dialect,
        diagnostics: &mut Diagnostics,
    ) -> usize {
        let &Place { text, span, is_exact, escaped } = place;
        let rest = &text[at..];
        let cited = dialect.reads(Form::Citations).then_some(&CITED);
        let found = KINDS.iter().chain(cited).find_map(|kind| Some((kind, (kind.length)(rest, before)?)));
        let Some((kind, length)) = found else { return 0 };
        if escaped.binary_search(&at).is_ok() {
            return length;
        }
        let start = if is_exact { (span.start + at as u32).min(span.end) } else { span.start };
        let place =
            Span { start, end: if is_exact { (start + length as u32).min(span.end) } else { span.end }, ..span };
        if self.is_told(place) || !self.found.insert(kind.name) {
            return length;
        }
        diagnostics.push(finding(&shortened(&rest[..length]), kind.name).hint(kind.hint_in(dialect)).at(place));
        length
    }

    /// Whether this is the first of its kind.
    fn is_first(&mut self, name: &'static str) -> bool {
        self.found.insert(name)
    }
}

/// Where characters of a text stand that are typed with a backslash before them; `typed` is the source from its
/// beginning, `before` what stands before that. Beyond what is typed otherwise, such as an entity, none are known.
pub fn escaped(text: &str, typed: &str, before: &str) -> Vec<usize> {
    let (text, typed) = (text.as_bytes(), typed.as_bytes());
    let mut places = Vec::new();
    // The text of an escape begins after its backslash.
    if before.ends_with('\\') {
        places.push(0);
    }
    let mut from = 0;
    for (at, byte) in text.iter().enumerate() {
        let is_escape = typed.get(from) == Some(&b'\\')
            && typed.get(from + 1) == Some(byte)
            && byte.is_ascii_punctuation()
            && at > 0;
        if is_escape {
            places.push(at);
            from += 1;
        } else if typed.get(from) != Some(byte) {
            break;
        }
        from += 1;
    }
    places
}

/// The finding for what is shown as typed.
pub fn finding(typed: &str, name: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignMarkup, format!("`{typed}` looks like {name}, and is shown as text"))
}

/// What was typed, short enough for a message.
pub fn shortened(typed: &str) -> String {
    const LONGEST: usize = 40;
    let line = typed.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// No mark of a table of contents is longer.
const LONGEST_MARK: usize = 20;

/// Whether words are what another tool puts a table of contents in the place of.
fn is_contents_mark(words: &str) -> bool {
    const MARKS: [&str; 9] =
        ["[toc]", "{{toc}}", "[[toc]]", "[[_toc_]]", "_toc_", "@[toc]", "${toc}", "{:toc}", "\\tableofcontents"];
    words.len() <= LONGEST_MARK && MARKS.contains(&words.trim().to_ascii_lowercase().as_str())
}

fn is_line_start(before: Option<char>) -> bool {
    before.is_none_or(|c| c == '\n')
}

/// The length of what stands between two marks in one line.
fn enclosed(text: &str, open: &str, close: &str) -> Option<usize> {
    /// Beyond this it is prose.
    const LONGEST: usize = 300;
    let inner = text.strip_prefix(open)?;
    let limit = inner.floor_char_boundary(LONGEST);
    let line = inner[..limit].lines().next().unwrap_or_default();
    Some(open.len() + line.find(close)? + close.len())
}

/// pandoc-crossref's `@fig:x`, Quarto's `@fig-x`, bookdown's `\@ref(x)`.
fn cross_reference(text: &str, before: Option<char>) -> Option<usize> {
    for mark in ["(#fig:", "(#tab:", "(#eq:", "(ref:"] {
        if let Some(length) = enclosed(text, mark, ")") {
            return Some(length);
        }
    }
    if text.starts_with("\\@ref(") {
        return enclosed(text, "\\@ref(", ")");
    }
    const KINDS: [&str; 14] =
        ["fig", "tbl", "tab", "eq", "sec", "lst", "thm", "lem", "cor", "prp", "exm", "exr", "def", "rem"];
    let inner = text.strip_prefix('@').filter(|_| before.is_none_or(|c| !c.is_alphanumeric()))?;
    let is_it = |kind: &&&str| inner.get(..kind.len()).is_some_and(|head| head.eq_ignore_ascii_case(kind));
    let kind = KINDS.iter().find(is_it)?;
    let rest = inner[kind.len()..].strip_prefix([':', '-'])?;
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count();
    (length > 0).then_some(1 + kind.len() + 1 + length)
}

/// A TeX command: with an argument, or one that is known without.
fn tex_command(text: &str) -> Option<usize> {
    const BARE: [&str; 20] = [
        "bigskip",
        "bigbreak",
        "centering",
        "cleardoublepage",
        "clearpage",
        "hfill",
        "indent",
        "LaTeX",
        "listoffigures",
        "listoftables",
        "maketitle",
        "medskip",
        "newline",
        "newpage",
        "noindent",
        "pagebreak",
        "par",
        "smallskip",
        "tableofcontents",
        "vfill",
    ];
    let inner = text.strip_prefix('\\')?;
    let length = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = inner.split_at(length);
    let argument = enclosed(rest.strip_prefix('*').unwrap_or(rest), "{", "}").filter(|_| length > 1);
    (argument.is_some() || BARE.contains(&name)).then(|| length + 1 + argument.unwrap_or_default())
}

impl Builder<'_> {
    /// Whether a paragraph as a whole is nothing to show: a mark where another tool puts its table of contents.
    pub(super) fn is_foreign_paragraph(&mut self, content: &[Inline], range: &Range<usize>) -> bool {
        let is_text = |inline: &Inline| matches!(inline.kind, InlineKind::Text(_) | InlineKind::Link { .. });
        if content.len() > 2 || !content.iter().all(is_text) || self.dialect() == Dialect::COMMON_MARK {
            return false;
        }
        let words = plain_text(content);
        // As a link between notes it has lost its brackets.
        let is_link = matches!(content, [Inline { kind: InlineKind::Link { .. }, .. }]) && words.len() <= LONGEST_MARK;
        let typed = self.source().get(range.clone()).filter(|_| is_link).map(|typed| typed.trim().to_owned());
        let Some(mark) = [Some(words), typed].into_iter().flatten().find(|words| is_contents_mark(words)) else {
            return false;
        };
        self.report_contents_mark(mark.trim(), range.clone());
        true
    }

    /// Whether a text that ends at a place is a paragraph by itself where a table of contents is marked.
    pub(super) fn is_marked_contents(&self, text: &str, end: usize) -> bool {
        if !is_contents_mark(text) || self.dialect() == Dialect::COMMON_MARK {
            return false;
        }
        let is_alone = self
            .frames()
            .last()
            .is_some_and(|frame| matches!(frame.kind, FrameKind::Paragraph) && frame.inlines.is_empty());
        let rest = self.source().get(end..).unwrap_or_default().trim_start_matches(' ');
        is_alone && (rest.is_empty() || rest == "\n" || rest.starts_with("\n\n"))
    }

    /// A note within a link ends the link: what would have been one stands as text around it.
    pub(super) fn report_linked_note(&mut self, range: &Range<usize>) {
        /// Beyond this it is prose.
        const LONGEST: usize = 300;
        let is_linked = |frame: &Frame| matches!(frame.kind, FrameKind::Image { .. }) || frame.kind.is_link();
        let rest = &self.source()[range.end..];
        let rest = &rest[..rest.floor_char_boundary(LONGEST)];
        let end = rest.find(['[', ']', '\\', '\n']).filter(|at| rest[*at..].starts_with("]("));
        let Some(end) = end.filter(|_| !self.frames().iter().any(is_linked)) else { return };
        if self.dialect() != Dialect::COMMON_MARK && self.foreign().is_first("a link around a note") {
            let finding = Diagnostic::new(Code::ForeignMarkup, "a link or an image that holds a note is shown as text");
            let place = range.end + end..range.end + end + 2;
            self.report(finding.hint("put the note behind it: `[words](address)[^1]`"), place);
        }
    }

    pub(super) fn report_contents_mark(&mut self, mark: &str, range: Range<usize>) {
        let mut finding = Diagnostic::new(Code::ForeignMarkup, format!("`{mark}` is left out"));
        finding.severity = Severity::Note;
        self.report(finding.hint("a book's contents are made anyway; `--toc` prints them in an article"), range);
    }

    /// Reports code that other tools run or draw, since the reader sees its source.
    pub(super) fn report_unrun_code(&mut self, fence: &Fence, range: &Range<usize>) {
        const RUN: [&str; 14] = [
            "bash",
            "cpp",
            "dot",
            "haskell",
            "javascript",
            "js",
            "julia",
            "mermaid",
            "ojs",
            "python",
            "r",
            "rust",
            "sql",
            "stan",
        ];
        const DRAWN: [&str; 11] = [
            "mermaid",
            "plantuml",
            "puml",
            "graphviz",
            "wavedrom",
            "vega-lite",
            "d2",
            "dataview",
            "dataviewjs",
            "tikz",
            "chart",
        ];
        if self.dialect() == Dialect::COMMON_MARK {
            return;
        }
        let language = fence.language.as_deref().unwrap_or_default();
        let (name, message, hint) = if fence.is_run && !RUN.contains(&language) {
            (
                "a fenced directive",
                format!("`{{{language}}}` is a directive that is not known here: what it holds is shown as code"),
                "say it in Markdown or HTML",
            )
        } else if fence.is_run {
            (
                "code that is run",
                format!("code of `{{{language}}}` is not run, its source is shown"),
                "render the book with its own tool first, and bind what that writes",
            )
        } else if DRAWN.contains(&language) {
            (
                "a diagram",
                format!("a diagram of `{language}` is shown as its source"),
                "draw it to a picture, and name that: `![what it shows](diagram.svg)`",
            )
        } else if let Some(format) = &fence.raw_format {
            return self.report_raw_output(format, range.clone());
        } else {
            return;
        };
        if self.foreign().is_first(name) {
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range.clone());
        }
    }

    /// Whether a tag is a component of MDX, which is reported then: HTML's own names are written in any case, a component's
    /// begins with a capital.
    pub(super) fn is_component(&mut self, range: &Range<usize>) -> bool {
        let source = self.source().get(range.clone()).unwrap_or_default();
        let name = source.trim_matches(['<', '>', '/']).split([' ', '\n', '/']).next().unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return false;
        }
        if self.foreign().is_first("a component") {
            let message = format!("`<{name}>` looks like a component of MDX, and is left out");
            let finding = Diagnostic::new(Code::ForeignMarkup, message);
            self.report(finding.hint("its text is kept; a book runs no components"), range.clone());
        }
        true
    }

    /// Reports what is meant for another format than a book's.
    pub(super) fn report_raw_output(&mut self, format: &str, range: Range<usize>) {
        if self.foreign().is_first("raw output") {
            let message = format!("raw `{format}` is shown as code");
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint("say it in Markdown or HTML"), range);
        }
    }

    /// Reports knitr's code within a line, which is run for its result.
    pub(super) fn report_inline_run(&mut self, code: &str, range: &Range<usize>) {
        let is_run = code.strip_prefix("r ").is_some_and(|rest| rest.contains('(') && rest.ends_with(')'));
        if is_run && self.dialect() != Dialect::COMMON_MARK && self.foreign().is_first("code that is run") {
            let message = format!("`{code}` is not run, its source is shown");
            let hint = "render the book with its own tool first, and bind what that writes";
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range.clone());
        }
    }

    /// Reports a role: text that ends with a name in colons or braces, before code.
    pub(super) fn report_role(&mut self, text: &str, range: &Range<usize>) {
        if !self.source().get(range.end..).is_some_and(|rest| rest.starts_with('`')) {
            return;
        }
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b))
        };
        let inner = |from: usize| text.get(from..text.len() - 1).unwrap_or_default();
        let start = match text.as_bytes().last() {
            Some(b'}') => text.rfind('{').filter(|&at| is_name(inner(at + 1))),
            Some(b':') => text[..text.len() - 1]
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)))
                .map_or(Some(0), |at| Some(at + text[at..].chars().next().map_or(1, char::len_utf8)))
                .filter(|&at| text[at..].starts_with(':') && is_name(inner(at + 1))),
            Some(_) | None => None,
        };
        let Some(start) = start else { return };
        if self.dialect() != Dialect::COMMON_MARK && self.foreign().is_first("a role") {
            let is_exact = range.len() == text.len();
            let place = if is_exact { range.start + start..range.end } else { range.clone() };
            let finding = finding(&text[start..], "a role of Sphinx or MyST");
            self.report(finding.hint("say it in Markdown: a link, code, a formula between dollars"), place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let (mut foreign, mut diagnostics) = (Foreign::default(), Diagnostics::default());
        foreign.look(text, Span::default(), true, &[], Dialect::AUTO, &mut diagnostics);
        foreign.found.into_iter().collect()
    }

    #[test]
    fn escapes_are_found_where_they_are_typed() {
        assert_eq!(escaped("a {{ x", r"a \{{ x", ""), [2]);
        assert_eq!(escaped("::: x", "::: x", r"a \"), [0]);
        assert_eq!(escaped(r"\[[x]] [@k]", r"\[[x]] \[@k]", r"\"), [0, 7]);
        assert_eq!(escaped("a & {{ {{", r"a &amp; {{ \{{", ""), [0; 0]);
        assert_eq!(escaped("C:\\x {{", r"C:\x {{", ""), [0; 0]);
    }

    #[test]
    fn names_are_citations_where_the_text_cites() {
        let dialect = Dialect::AUTO.with(Form::Citations, true);
        let typed = |text: &str| {
            let (mut foreign, mut diagnostics) = (Foreign::default(), Diagnostics::default());
            foreign.look(text, Span::default(), false, &[], dialect, &mut diagnostics);
            diagnostics.iter().next().map(|finding| finding.message.split('`').nth(1).unwrap_or_default().to_owned())
        };
        for (text, key) in [
            ("As @ann-2020, and @bob say", "@ann-2020"),
            ("(-@ann:x.)", "@ann:x"),
            ("by @{https://a.b/c} too", "@{https://a.b/c}"),
            ("@\u{e9}mile", "@\u{e9}mile"),
        ] {
            assert_eq!(typed(text).as_deref(), Some(key), "{text}");
        }
        for text in ["a@b.org", "a @ b", "@", "@-x", "@{open"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn marks_of_other_tools_are_told_from_prose() {
        for (text, kind) in [
            ("a {{< video x >}}", "a shortcode of Hugo or Quarto"),
            ("{{ site.title }}", "a template's variable"),
            ("{% include x %}", "a Liquid or Jinja tag"),
            ("see [@knuth84, p. 3]", "a citation"),
            ("in @fig-map", "a cross-reference"),
            ("\\begin{tabular}", "raw TeX"),
            ("a \\newpage", "raw TeX"),
            ("import Tabs from '@theme/Tabs';", "JavaScript of MDX"),
            ("r[items.fn.intro]", "a rule's name of the Rust Reference"),
            (":::", "a division"),
            ("word{.class}", "attributes"),
            ("a {++new++} b", "marks of changes"),
            ("press ++ctrl+c++", "inserted text or keys"),
            ("see (#fig:x)", "a cross-reference"),
            ("{/* x */}", "a comment of MDX"),
            ("[[left open", "a link between notes"),
            ("^[left open", "a note in place"),
        ] {
            assert_eq!(found(text), [kind], "{text}");
        }
        for prose in [
            "Thanks to @ann2020 and [@flip1995](u)",
            "Mail @ann or a@b.org: {a, b} and {x}.",
            "C:\\Users and \\n",
            "a :: b, 10:30, :)",
            "important: imports from abroad",
            "He said: why???",
            "C++ and C++ (recently) (#1)",
            "i++ + ++j",
            "arr[0] and r[1]",
            "5 $ and 6 $",
        ] {
            assert!(found(prose).is_empty(), "{prose}: {:?}", found(prose));
        }
    }
}
