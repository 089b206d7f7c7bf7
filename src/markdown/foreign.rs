//! What looks like markup and is not read: one finding for each kind in a chapter.
//!
//! In: text as it stands in the tree, code excepted. Out: findings with place and hint; the text stands. A table of
//! kinds says what each looks like; marks that plain prose holds are none.

mod kinds;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::build::Builder;
use super::chunk::Chunk;
use super::dialect::{Dialect, Form};
use super::frame::{Frame, FrameKind};
use super::listing::Fence;
use super::marks::{self, Marks};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::walk::plain_text;
use crate::document::{Inline, InlineKind};
use crate::html::{InlineTag, Tag};
use crate::source::{Span, Text};
pub(super) use kinds::is_mark;
use kinds::{
    CITED, ESCAPED_REFERENCE, KINDS, LONGEST_MARK, MDBOOK, PREPROCESSOR, REFERENCE, is_certain_reference,
    is_contents_mark, is_first_mark, is_mark_of, is_nearly_of_mdbook,
};

/// What was found in a chapter.
#[derive(Default)]
pub struct Foreign<'a> {
    found: BTreeSet<&'static str>,
    /// Places of which all was told, in order.
    told: &'a [Span],
    is_mdbook: bool,
    /// Whether the text defines references.
    defines: bool,
}

/// A text and where it stands.
pub struct Place<'t> {
    text: &'t str,
    /// The chapter, and the range of it that the text was read from.
    chapter: &'t Text,
    range: Range<usize>,
    /// Whether it stands there as it is, so that offsets in it are offsets there.
    is_exact: bool,
    /// How it is typed, and what stands before that.
    typed: &'t str,
    before: &'t str,
    /// Where characters stand that are escaped, once that is asked for.
    escaped: OnceCell<Vec<usize>>,
}

impl<'t> Place<'t> {
    pub fn new(
        text: &'t str,
        (chapter, range): (&'t Text, Range<usize>),
        is_exact: bool,
        (typed, before): (&'t str, &'t str),
    ) -> Place<'t> {
        Place { text, chapter, range, is_exact, typed, before, escaped: OnceCell::new() }
    }

    /// Where a part of it stands in its file; all of it where that cannot be told.
    fn span(&self, at: usize, length: usize) -> Span {
        // Where signs stand for others, it is looked for as it is typed.
        let at = if self.is_exact { Some(at) } else { self.typed.find(&self.text[at..at + length]) };
        match at.map(|at| self.range.start + at) {
            Some(start) => self.chapter.span(start, start + length),
            None => self.chapter.span(self.range.start, self.range.end),
        }
    }

    fn is_escaped(&self, at: usize) -> bool {
        let places = self.escaped.get_or_init(|| escaped(self.text, self.typed, self.before));
        places.binary_search(&at).is_ok()
    }
}

impl<'a> Foreign<'a> {
    /// In a project of mdBook's, directives that stand in the text are escaped, or were reported when they could not be
    /// carried out; so were those at the places of which all was told.
    pub fn of_project(text: &str, is_mdbook: bool, told: &'a [Span]) -> Foreign<'a> {
        let defines = memmem::find(text.as_bytes(), b"]: ").is_some();
        let mut foreign = Foreign { told, is_mdbook, defines, ..Foreign::default() };
        foreign.found.extend(is_mdbook.then_some(MDBOOK));
        foreign
    }

    /// Whether all was told of a place.
    pub fn is_told(&self, span: Span) -> bool {
        let end = self.told.partition_point(|told| (told.file, told.start) < (span.file, span.end.max(span.start + 1)));
        self.told[..end].last().is_some_and(|told| told.file == span.file && told.end > span.start)
    }

    /// Looks at a text.
    pub fn look(&mut self, place: &Place, marks: Marks, dialect: Dialect, diagnostics: &mut Diagnostics) {
        let text = place.text;
        let bytes = text.as_bytes();
        if is_first_mark(text) {
            self.look_at(place, 0, None, dialect, diagnostics);
        }
        if !marks.may_be_foreign() {
            return;
        }
        let mut at = 0;
        while let Some(next) = marks::first_in(&bytes[at..]) {
            at += next;
            let one = bytes[at];
            let two = bytes.get(at + 1).copied().unwrap_or_default();
            let length = match is_mark(one, two) && is_mark_of(&bytes[at..]) {
                true => self.look_at(place, at, text[..at].chars().next_back(), dialect, diagnostics),
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
        let rest = &place.text[at..];
        let cited = dialect.reads(Form::Citations).then_some(&CITED);
        let found = KINDS.iter().chain(cited).find_map(|kind| Some((kind, (kind.length)(rest, before)?)));
        let Some((kind, length)) = found else { return 0 };
        let is_escaped = place.is_escaped(at) || place.is_escaped(at + 1);
        if self.found.contains(kind.name) || is_escaped && !rest.starts_with(ESCAPED_REFERENCE) {
            return length;
        }
        if kind.name == REFERENCE && !self.defines && !is_certain_reference(rest, before) {
            return length;
        }
        // A name mistyped is told where mdBook's are carried out.
        if kind.name == PREPROCESSOR && self.is_mdbook && is_nearly_of_mdbook(&rest[..length]) {
            return length;
        }
        let place = place.span(at, length);
        if self.is_told(place) {
            return length;
        }
        self.found.insert(kind.name);
        diagnostics.push(finding(&shortened(&rest[..length]), kind.name).hint(kind.hint_in(dialect)).at(place));
        length
    }

    /// Whether this is the first of its kind.
    pub fn is_first(&mut self, name: &'static str) -> bool {
        self.found.insert(name)
    }
}

/// Where characters of a text stand that are typed with a backslash before them or as entities; `typed` is the source
/// from its beginning, `before` what stands before that. Beyond what is typed otherwise none are known.
fn escaped(text: &str, typed: &str, before: &str) -> Vec<usize> {
    let mut places = Vec::new();
    // The text of an escape begins after its backslash.
    if before.ends_with('\\') {
        places.push(0);
    }
    let mut typed = typed;
    for (at, character) in text.char_indices() {
        if let Some(rest) = typed.strip_prefix('\\').and_then(|rest| rest.strip_prefix(character))
            && character.is_ascii_punctuation()
            && at > 0
        {
            places.push(at);
            typed = rest;
        } else if let Some(rest) = after_entity(typed) {
            places.push(at);
            typed = rest;
        } else if let Some(rest) = typed.strip_prefix(character) {
            typed = rest;
        } else {
            break;
        }
    }
    places
}

/// What follows the entity that a text begins with.
fn after_entity(typed: &str) -> Option<&str> {
    let inner = typed.strip_prefix('&')?;
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    rest.strip_prefix(';').filter(|_| rest.len() < inner.len())
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

impl Builder<'_> {
    /// Notes what in a text looks like markup that is not read.
    pub(super) fn note_foreign(&mut self, text: &str, range: &Range<usize>, marks: Marks) {
        if self.is_marked_contents(text, range.end) {
            return;
        }
        if self.is_in_code() {
            return;
        }
        self.report_role(text, range);
        // Of the same length it can be by chance: an escape is shorter than typed, a character that is none longer.
        let is_exact = !self.is_nested() && self.source().get(range.clone()) == Some(text);
        // What stands right before code is a role's name.
        let is_before_code = self.source().get(range.end..).is_some_and(|rest| rest.starts_with('`'));
        let text = match is_before_code {
            true => &text[..text.rfind([' ', '\n']).map_or(0, |at| at + 1)],
            false => text,
        };
        // An escaped `@` is one, wherever it stands.
        let is_escaped = !is_exact && self.source().get(range.clone()).is_some_and(|typed| typed.contains("\\@"));
        let dialect = if is_escaped { self.dialect().with(Form::Citations, false) } else { self.dialect() };
        let (before, typed) = match self.is_nested() {
            true => ("", ""),
            false => (
                self.source().get(..range.start).unwrap_or_default(),
                self.source().get(range.clone()).unwrap_or_default(),
            ),
        };
        let place = Place::new(text, self.place(range), is_exact, (typed, before));
        let (foreign, findings) = self.foreign_and_findings();
        foreign.look(&place, marks, dialect, findings);
    }

    /// Whether what is open is code, whose marks are shown.
    pub(super) fn is_in_code(&self) -> bool {
        /// How far around a text code is looked for.
        const DEPTH: usize = 4;
        let is_code = |frame: &Frame| {
            matches!(
                frame.kind,
                FrameKind::Preformatted { .. } | FrameKind::Tag { tag: InlineTag::Code | InlineTag::Keyboard, .. }
            )
        };
        self.frames().iter().rev().take(DEPTH).any(is_code)
    }

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

    pub(super) fn report_contents_mark(&mut self, mark: &str, range: Range<usize>) {
        let mut finding = Diagnostic::new(Code::ForeignMarkup, format!("`{mark}` is left out"));
        finding.severity = Severity::Note;
        self.report(finding.hint("a book's contents are made anyway; `--toc` prints them in an article"), range);
    }

    /// Reports code that other tools run or draw, since the reader sees its source.
    pub(super) fn report_unrun_code(&mut self, fence: &Fence, range: &Range<usize>) {
        const DRAWN: [&str; 8] = ["abc", "echarts", "flow", "kroki", "markmap", "sequence", "tikz", "chart"];
        /// Plugins of Obsidian that ask the vault for notes.
        const QUERIES: [&str; 5] = ["base", "dataview", "dataviewjs", "query", "tasks"];
        if self.dialect() == Dialect::COMMON_MARK {
            return;
        }
        let language = fence.language.as_deref().unwrap_or_default();
        // What becomes of a diagram is told by who draws it.
        if crate::diagram::language(language).is_some() {
            return;
        }
        let (name, message, hint) = if fence.is_run && !fence.is_chunk() {
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
        } else if QUERIES.contains(&language) {
            (
                "a query",
                format!("a query of `{language}` is shown as its source"),
                "write into the text what it finds: a book asks for nothing",
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

    /// Reports code whose fence nothing closes: it goes on to the end of what it stands in.
    pub(super) fn report_open_fence(&mut self, range: &Range<usize>) {
        let typed = self.source().get(range.clone()).unwrap_or_default();
        let Some(mark) = typed.chars().next().filter(|mark| matches!(mark, '`' | '~')) else { return };
        let length = typed.len() - typed.trim_start_matches(mark).len();
        let first = typed.find('\n').unwrap_or(typed.len());
        let last = typed[first..].trim_end().rsplit('\n').next().unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']);
        let is_closed = last.len() >= length && last.trim_matches(mark).is_empty();
        if length < 3 || is_closed || self.is_nested() || self.dialect() == Dialect::COMMON_MARK {
            return;
        }
        let message = "the fence of this code is never closed: what follows it is code";
        let hint = format!("close it with a line that holds {} alone", &typed[..length]);
        self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range.start..range.start + first);
    }

    /// Reports code that its tool runs and that the book does not show.
    pub(super) fn report_hidden_code(&mut self, fence: &Fence, chunk: &Chunk, range: Range<usize>) {
        let language = fence.language.as_deref().unwrap_or_default();
        // Code that makes nothing is missed by nobody.
        if chunk.is_idle {
            return;
        }
        let (name, message) = match &chunk.caption {
            _ if chunk.is_left_out => {
                ("code that is left out", format!("code of `{{{language}}}` that says `include=FALSE` is left out"))
            }
            // Each one is a figure less.
            Some(caption) => {
                ("", format!("code of `{{{language}}}` is not run: the figure that it makes is missing, \"{caption}\""))
            }
            None => ("code that is hidden", format!("code of `{{{language}}}` is not run: what it makes is missing")),
        };
        if name.is_empty() || self.foreign().is_first(name) {
            let hint = "render the book with its own tool first, and bind what that writes";
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range);
        }
    }

    /// Whether a tag is a component of MDX, which is reported then: HTML's own names are written in any case, a component's
    /// begins with a capital.
    pub(super) fn is_component(&mut self, range: &Range<usize>) -> bool {
        let source = self.source().get(range.clone()).unwrap_or_default();
        // It may stand for all that the tag holds.
        let inner = source.trim_start_matches(['<', '/']);
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
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

    /// Whether a tag is a component of MDX that ends where it begins, whatever element of HTML has its name: `<Code x />`.
    pub(super) fn is_closed_component(&self, name: &str, range: &Range<usize>) -> bool {
        /// Elements that hold nothing, which many close so (HTML Living Standard, 13.1.2).
        const VOID: [&str; 10] = ["area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"];
        let typed = self.source().get(range.clone()).unwrap_or_default();
        let is_name = |bytes: &[u8]| matches!(bytes, [b'<', first, second, ..] if first.is_ascii_uppercase() && second.is_ascii_lowercase());
        is_name(typed.as_bytes()) && typed.ends_with("/>") && !VOID.contains(&name)
    }

    /// The words that a component shows and that stand in its attributes: a tab's label, the title of a card.
    pub(super) fn words_of_component(&mut self, tag: &Tag, range: Range<usize>) {
        const NAMES: [&str; 7] = ["title", "label", "heading", "header", "summary", "caption", "text"];
        let Some(name) = NAMES.into_iter().find(|name| tag.attribute(name).is_some()) else { return };
        if !self.is_component(&range) {
            return;
        }
        if self.raw_state().in_block && !self.is_within_markdown_line() && !self.is_full() {
            self.leave_line();
            self.make_room(&range);
            self.words_of(tag, name, (FrameKind::Paragraph, "p"), range);
        } else if let Some(words) = tag.attribute(name) {
            self.push_run(words, range.clone());
            self.push_run(" ", range);
        }
    }

    /// Tells of a comment between signs that are prose's as well, in a text that no other marks show to be a vault's.
    pub(super) fn report_comment(&mut self, range: Range<usize>) {
        // What was looked for once is not looked for again.
        let is_first = self.dialect().is_auto() && self.foreign().is_first("a comment of Obsidian");
        if is_first && !self.source().contains("[[") {
            let message = "what stands between two `%%` is read as a comment, and is left out";
            let mut finding = Diagnostic::new(Code::ForeignMarkup, message);
            finding.severity = Severity::Note;
            self.report(finding.hint("`\\%%` shows the signs"), range);
        }
    }

    /// Tells of a block's id that may as well be a word, in a text that no other marks of a vault's show to be one.
    pub(super) fn report_block_id(&mut self, id: &str, range: &Range<usize>) {
        let name = id.strip_prefix("block-").unwrap_or(id);
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_first = is_word && self.dialect().is_auto() && self.foreign().is_first("a block's id");
        if is_first && !self.source().contains("[[") {
            let mut finding = Diagnostic::new(Code::ForeignMarkup, format!("`^{name}` is read as the block's id"));
            finding.severity = Severity::Note;
            self.report(finding.hint(format!("`\\^{name}` shows it")), range.clone());
        }
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
        // Quarto names the language in braces (<https://quarto.org/docs/computations/inline-code.html>).
        let is_of_quarto = ["{r} ", "{python} ", "{julia} ", "{ojs} "].iter().any(|mark| code.starts_with(mark));
        let is_of_knitr = code.strip_prefix("r ").is_some_and(|rest| {
            let is_name = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._$".contains(&byte));
            rest.contains('(') && rest.contains(')') || is_name && rest.contains(['.', '_', '$'])
        });
        let is_run = is_of_quarto || is_of_knitr;
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
            // Of the same length it can be by chance: an escape is shorter than typed, a character that is none longer.
            let is_exact = self.source().get(range.clone()) == Some(text);
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
        let chapter = Text::default();
        let place = Place::new(text, (&chapter, 0..text.len()), true, (text, ""));
        foreign.look(&place, Marks::of(text), Dialect::AUTO, &mut diagnostics);
        foreign.found.into_iter().collect()
    }

    #[test]
    fn escapes_are_found_where_they_are_typed() {
        assert_eq!(escaped("a {{ x", r"a \{{ x", ""), [2]);
        assert_eq!(escaped("::: x", "::: x", r"a \"), [0]);
        assert_eq!(escaped(r"\[[x]] [@k]", r"\[[x]] \[@k]", r"\"), [0, 7]);
        assert_eq!(escaped("a & {{ {{", r"a &amp; {{ \{{", ""), [2, 7]);
        assert_eq!(escaped("a <!-- x", "a &lt;!-- x", ""), [2]);
        assert_eq!(escaped("C:\\x {{", r"C:\x {{", ""), [0; 0]);
    }

    #[test]
    fn names_are_citations_where_the_text_cites() {
        let dialect = Dialect::AUTO.with(Form::Citations, true);
        let typed = |text: &str| {
            let (mut foreign, mut diagnostics) = (Foreign::default(), Diagnostics::default());
            let chapter = Text::default();
            let place = Place::new(text, (&chapter, 0..text.len()), false, (text, ""));
            foreign.look(&place, Marks::of(text), dialect, &mut diagnostics);
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
    fn a_place_is_of_whole_characters() {
        use crate::document::ChapterId;
        use crate::source::Files;

        for (source, parts) in [
            // Of the length of its source by chance: the first character becomes one of three bytes, and two escapes are a
            // byte shorter each.
            ("\0 \\% \\% \u{e9}{++a++}\u{e9}\u{e9}\n", None),
            // The lines of a tag lose their indentation.
            ("{%\n  \"\n   \u{fffd}\n%}", None),
            ("\u{e9} {% x %} \u{e9}\n", Some("{% x %}")),
        ] {
            let mut files = Files::default();
            let file = files.add("a.md".to_owned(), source);
            let mut found = Diagnostics::default();
            let text = Text::from_file(&files, file, 0);
            crate::markdown::parse(&text, ChapterId(0), "a", "a.md", &mut found);
            let text = &files.get(file).text;
            let spans = found.iter().filter_map(|finding| finding.span);
            let places: Vec<_> = spans.map(|span| text.get(span.start as usize..span.end as usize)).collect();
            assert!(!places.is_empty() && places.iter().all(Option::is_some), "{source}: {places:?}");
            assert!(parts.is_none_or(|part| places == [Some(part)]), "{source}: {places:?}");
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
            ("a {{ left open", "a template's mark left open"),
            ("a {% left open", "a tag of Liquid or Jinja left open"),
            ("a {{< left open", "a shortcode left open"),
            ("a {{% left open", "a shortcode left open"),
            ("[@open and", "a citation"),
            ("\\begin{ open", "raw TeX"),
            ("a <!-- left open", "a comment left open"),
            ("a <% tp.date.now() %>", "a command of Templater, or of a template"),
            ("{{#template a.md}}", "a directive of a preprocessor"),
            ("{{#include a.md}}", "an mdBook directive"),
            ("!hidden!< b", "a spoiler of Discord or Reddit"),
            ("{~~left open", "marks of changes"),
            ("a <img src=\"x", "a tag left open"),
            ("**Bold **word", "bold type left open"),
            ("** bold**.", "bold type left open"),
            ("Key:: value", "a field of Dataview"),
            ("{漢字|かんじ}", "ruby of HackMD"),
            ("a ||spoiler||", "a spoiler of Discord or Reddit"),
            ("words {.class}", "attributes"),
            ("a {+ new +} b", "marks of changes"),
            ("a [-gone-] b", "marks of changes"),
            ("**Note:**text", "bold type that nothing closes"),
            ("a ~~gone", "text struck out and left open"),
            ("the [whole manual][man].", "a reference to a definition that is not there"),
            ("a ![picture][pic]", "a reference to a definition that is not there"),
            ("see @ref(fig:a)", "a cross-reference"),
            ("the [manual][]", "a reference to a definition that is not there"),
            ("[b]bold[/b]", "a shortcode of WordPress, or BBCode"),
            ("%% a comment", "a comment of Markua"),
            ("<img src=http://a?b=c", "a tag left open"),
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
            "2 ** 3 ** 4 and f(**kwargs)",
            "a %% sign of percent, 5 %% of it, <%d> and !x!",
            "a || b || c, Vec::new, {a|b}, [!] and [!x]",
            "[win][arm64], [laughs][pause], [@@iterator], [@babel/core], {:?} and {:#x} and {:.2}, {{1}, {2}}, {{}}",
            "foo [-a] [-b] [-], [-1, 1] and [0, -], {+1, -1}, f(**kwargs) and *args, **kwargs, int **p, **q",
            "{number}",
            "a[i][j], [0][1], [x][y], ~~5 of 6, **a**b, **a.** b, x{.} {.5} and {.class} in it, [-] [+]",
        ] {
            assert!(found(prose).is_empty(), "{prose}: {:?}", found(prose));
        }
    }
}
