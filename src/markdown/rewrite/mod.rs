//! Block forms that the parser does not know, rewritten to what it does before it sees the text.
//!
//! In: a chapter's text. Out: a text in which each line of such a form is a thematic break, with the [`Marker`] that
//! says what it is by its place; what the form holds stands as Markdown between. Every byte keeps its origin, since the
//! text is spliced. A line-wise pass that knows quotes, list items, code and raw HTML, so that code stays code; it runs
//! only where a line looks as if a form began.
//!
//! - `container` follows what each line stands in; one file for each family of forms below it.

mod abbreviation;
mod admonition;
mod container;
mod definition;
mod directive;
mod division;
mod docsify;
mod grid;
mod html;
mod leanpub;
mod list;
mod mdx;
mod part;
mod reference;
mod scan;
mod shortcode;
mod simple_table;
mod slashes;
mod table;
mod tag;
mod tex;
mod verse;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::MAX_DEPTH;
use super::dialect::{Dialect, Form};
use super::foreign;
use super::marker::Marker;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Text;

pub use abbreviation::Abbreviations;
pub use reference::References;
pub(super) use shortcode::Call;
pub(super) use tex::breaks_page as tex_breaks_page;

use container::{Container, Leaf, Line};
use list::Lists;

/// What stands for a form's line: a thematic break that no list marker looks like.
const BREAK: &str = "___";

/// A text with its forms rewritten.
pub struct Rewritten<'a> {
    pub text: Cow<'a, Text>,
    /// In the order of their places, each the place of its thematic break.
    pub markers: Vec<(usize, Marker)>,
    pub abbreviations: Abbreviations,
    pub references: References,
}

/// Rewrites the forms of a dialect in a text.
pub fn rewrite<'a>(text: &'a Text, dialect: Dialect, diagnostics: &mut Diagnostics) -> Rewritten<'a> {
    let untouched = |text| Rewritten {
        text: Cow::Borrowed(text),
        markers: Vec::new(),
        abbreviations: Abbreviations::default(),
        references: References::default(),
    };
    if dialect == Dialect::COMMON_MARK || !scan::may_hold_forms(text.as_str()) {
        return untouched(text);
    }
    let pass = Pass::new(text, dialect, diagnostics);
    pass.run()
}

/// The text on its way.
struct Pass<'t, 'd> {
    dialect: Dialect,
    original: &'t Text,
    source: &'t str,
    diagnostics: &'d mut Diagnostics,
    out: Text,
    /// Up to here the source is copied or left out.
    copied: usize,
    markers: Vec<(usize, Marker)>,
    abbreviations: Abbreviations,
    references: References,
    /// What the line stands in, outermost first.
    stack: Vec<Container>,
    leaf: Leaf,
    /// Whether the line before was blank, or there was none.
    after_blank: bool,
    /// The last line of text was a table's.
    after_table: bool,
    lists: Lists,
    /// Kinds and directives that were reported: once in a chapter is enough.
    reported: BTreeSet<String>,
    /// What ends were looked for: from where to where, and what was found.
    ends: BTreeMap<String, (Range<usize>, Option<Line>)>,
    /// Up to here no drawing of a table is one.
    no_grid: usize,
    /// From where to where no caption begins that a table follows, within so many containers.
    no_caption: (Range<usize>, usize),
    /// Up to here no tag ends a comment of Liquid's within a line, or what is shown.
    no_end_tag: [usize; 2],
    /// The files that names stand for which MDX imports.
    imports: BTreeMap<String, String>,
    /// Whether any line may hold forms that stand within lines.
    has_forms_in_lines: bool,
}

impl<'t, 'd> Pass<'t, 'd> {
    fn new(original: &'t Text, dialect: Dialect, diagnostics: &'d mut Diagnostics) -> Pass<'t, 'd> {
        let source = original.as_str();
        Pass {
            dialect,
            original,
            source,
            diagnostics,
            out: Text::default(),
            copied: 0,
            markers: Vec::new(),
            abbreviations: Abbreviations::default(),
            references: References::default(),
            stack: Vec::new(),
            leaf: Leaf::None,
            after_blank: true,
            after_table: false,
            lists: Lists::new(source, dialect),
            reported: BTreeSet::new(),
            ends: BTreeMap::new(),
            no_grid: 0,
            no_caption: (0..0, 0),
            no_end_tag: [0; 2],
            imports: BTreeMap::new(),
            has_forms_in_lines: scan::has_forms_in_lines(source),
        }
    }

    fn run(mut self) -> Rewritten<'t> {
        let mut at = 0;
        while at < self.source.len() {
            let line = self.enter(at);
            at = self.line(&line).unwrap_or(line.next);
        }
        self.close_to(0, self.source.len());
        self.copy_to(self.source.len());
        Rewritten {
            text: Cow::Owned(self.out),
            markers: self.markers,
            abbreviations: self.abbreviations,
            references: self.references,
        }
    }

    fn reads(&self, form: Form) -> bool {
        self.dialect.reads(form)
    }

    /// Takes one line; gives where the next one begins that was not taken with it.
    fn line(&mut self, line: &Line) -> Option<usize> {
        let text = self.text_of(line);
        let ends_in_html =
            self.leaf == Leaf::Html("") && is_end(text) && self.stack.iter().any(Container::is_between_lines);
        if !ends_in_html && self.continue_leaf(line, text) {
            return None;
        }
        if text.is_empty() {
            self.leaf = Leaf::None;
            self.after_blank = true;
            return None;
        }
        if line.indent < 4 {
            let depth = self.stack.len();
            let taken = self.form(line, text);
            if taken.is_some() {
                // What a container begins with touches nothing before it.
                self.after_blank = self.stack.len() > depth;
                return taken;
            }
        }
        if ends_in_html {
            // It ends nothing, and is part of the block.
            return None;
        }
        self.substitute(line);
        self.begin_leaf(line, text);
        self.lists.end_at(self.stack.len());
        self.after_blank = false;
        None
    }

    /// Whether nothing more may nest; deeper forms are text.
    fn is_full(&self) -> bool {
        self.stack.len() >= MAX_DEPTH
    }

    /// The form that a line begins, if it does; gives where its lines end.
    fn form(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if self.is_full() && !is_end(text) {
            return None;
        }
        let is_table = std::mem::take(&mut self.after_table);
        let taken = match text.as_bytes()[0] {
            b':' if self.delimits_columns(text) => {
                // Beside definitions the parser would take the colon for one.
                self.copy_to(line.start + line.indent_bytes(self.source));
                self.write("|", line.start..line.end);
                None
            }
            b':' => self.division(line, text).or_else(|| self.caption(line, text, is_table)),
            b'T' | b't' => self.caption(line, text, is_table),
            b'!' | b'?' | b'=' => self.admonition(line, text).or_else(|| self.tip(line, text)),
            b'[' => self.reference(line, text),
            b'`' | b'~' => self.directive(line, text).or_else(|| self.definition(line, text)),
            b'{' => self.braces(line, text),
            b'|' => self.verse(line, text),
            b'+' => self.grid_table(line, text).or_else(|| self.block_break(line, text)),
            b'*' => self.abbreviation(line, text),
            b'(' => self.target(line, text),
            b'\\' => self.tex(line, text).or_else(|| self.formula(line, text)),
            b'%' => self.comment(line, text),
            b'$' => self.formula(line, text),
            b'<' if text == "<--->" => self.column_mark(line),
            b'<' => self.comment_of_html(line, text).or_else(|| self.html_with_markdown(line, text)),
            b'#' => self.part(line, text),
            b'/' => self.slashes(line, text),
            b'i' | b'e' => self.statement(line, text),
            b'-' => {
                let part = self.part(line, text);
                part.or_else(|| self.late_metadata(line, text)).or_else(|| self.simple_table(line, text))
            }
            _ => None,
        };
        let taken = taken
            .or_else(|| self.aside(line, text))
            .or_else(|| self.list_item(line, text))
            .or_else(|| self.headed_table(line, text));
        if taken.is_none() {
            self.after_table = is_table;
        }
        taken
    }

    /// Whether a line parts the head of a table from its rows.
    fn delimits_columns(&self, text: &str) -> bool {
        self.leaf == Leaf::Paragraph
            && text.contains('|')
            && text.contains('-')
            && text.bytes().all(|byte| b"|-: \t".contains(&byte))
    }

    /// Reports what a range of the source says.
    fn report(&mut self, code: Code, message: impl Into<String>, hint: &str, range: Range<usize>) {
        let span = self.original.span(range.start, range.end);
        self.diagnostics.push(Diagnostic::new(code, message).hint(hint).at(span));
    }

    /// Reports what is read as text though it looks like a form.
    fn report_foreign(&mut self, name: &str, hint: &str, range: Range<usize>) {
        if !self.reported.insert(name.to_owned()) {
            return;
        }
        let typed = foreign::shortened(&self.source[range.clone()]);
        let span = self.original.span(range.start, range.end);
        self.diagnostics.push(foreign::finding(&typed, name).hint(hint).at(span));
    }

    /// Copies the source up to a place that was not copied yet.
    fn copy_to(&mut self, at: usize) {
        if at > self.copied {
            self.out.append(self.original, self.copied..at);
            self.copied = at;
        }
    }

    /// Leaves the source out up to a place.
    fn skip_to(&mut self, at: usize) {
        self.copied = self.copied.max(at);
    }

    /// Writes what stands in no file, brought about by a place.
    fn write(&mut self, text: &str, place: Range<usize>) {
        let span = self.original.span(place.start, place.end);
        self.out.push_generated(text, span);
    }

    /// Copies a range of the source once more or out of turn.
    fn copy_range(&mut self, range: Range<usize>) {
        self.out.append(self.original, range);
    }

    /// Puts markers in the place of a line. A block of HTML goes on up to a blank line, and would hold them.
    fn replace(&mut self, line: &Line, markers: impl IntoIterator<Item = Marker>) {
        self.copy_to(line.start + line.indent_bytes(self.source));
        let place = line.start..line.end;
        if self.leaf == Leaf::Html("") {
            let blank = format!("\n{}", self.prefix(self.stack.len()));
            self.write(&blank, place.clone());
        }
        let mut is_first = true;
        for marker in markers {
            if !is_first {
                let prefix = self.prefix(self.stack.len());
                self.write(&prefix, place.clone());
            }
            self.mark(marker, place.clone());
            is_first = false;
        }
        if is_first {
            self.write("\n", place);
        }
        self.skip_to(line.next);
        self.leaf = Leaf::None;
    }

    /// Puts a marker at the beginning of a line.
    fn mark(&mut self, marker: Marker, place: Range<usize>) {
        self.markers.push((self.out.as_str().len(), marker));
        self.write(BREAK, place.clone());
        self.write("\n", place);
    }

    /// Puts a marker on a line of its own before what comes.
    fn mark_line(&mut self, marker: Marker, depth: usize, place: Range<usize>) {
        if !self.out.as_str().is_empty() && !self.out.as_str().ends_with('\n') {
            self.write("\n", place.clone());
        }
        let prefix = self.prefix(depth);
        // What is open would hold the marker.
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::Html("") => self.write(&format!("{}\n", prefix.trim_end()), place.clone()),
            Leaf::Fence { mark, length } => {
                let fence = char::from(mark).to_string().repeat(length);
                self.write(&format!("{prefix}{fence}\n"), place.clone());
            }
            Leaf::Html(end) => self.write(&format!("{prefix}{end}\n"), place.clone()),
            leaf @ (Leaf::None | Leaf::Paragraph | Leaf::Code) => self.leaf = leaf,
        }
        self.write(&prefix, place.clone());
        self.mark(marker, place);
    }
}

/// Whether a line ends a container.
fn is_end(text: &str) -> bool {
    const ENDS: [&str; 6] = ["{/", "{{< /", "{{</", "{{% /", "{% end", "{%- end"];
    ENDS.iter().any(|end| text.starts_with(end))
        || [':', '`', '~', '/'].iter().any(|mark| text.starts_with(*mark) && text.trim_matches(*mark).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Files;

    /// The text with its markers by their first letters.
    fn shown(source: &str) -> String {
        let mut files = Files::default();
        let file = files.add("a.md", source);
        let text = Text::from_file(&files, file, 0);
        let rewritten = rewrite(&text, Dialect::AUTO, &mut Diagnostics::default());
        let mut out = rewritten.text.as_str().to_owned();
        for (at, marker) in rewritten.markers.iter().rev() {
            let name = format!("{marker:?}");
            let name: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
            out.replace_range(*at..at + BREAK.len(), &format!("<{name}>"));
        }
        out
    }

    #[test]
    fn divisions_nest_and_end_with_what_they_stand_in() {
        assert_eq!(shown("::: a\nx\n:::: b\ny\n::::\n:::\n"), "<Open>\nx\n<Open>\ny\n<Close>\n<Close>\n");
        assert_eq!(shown("> ::: a\n> x\n\ny\n"), "> <Open>\n> x\n> <Close>\n\ny\n");
        assert_eq!(shown("- ::: a\n  x\n  :::\n- y\n"), "- <Open>\n  x\n  <Close>\n- y\n");
    }

    #[test]
    fn code_that_is_never_closed_ends_with_what_it_stands_in() {
        assert_eq!(shown("::: a\n```\nx"), "<Open>\n```\nx\n```\n<Close>\n");
        assert_eq!(shown("> ::: a\n> ~~~~\n> x\n\ny\n"), "> <Open>\n> ~~~~\n> x\n> ~~~~\n> <Close>\n\ny\n");
        assert_eq!(shown("::: a\n- ```\n  x\n\ny\n:::\n"), "<Open>\n- ```\n  x\n\ny\n<Close>\n");
        assert_eq!(shown("::: a\n- ```\n  x\n"), "<Open>\n- ```\n  x\n<Close>\n");
        assert_eq!(shown("::: a\n<pre>\nx\n"), "<Open>\n<pre>\nx\n</pre>\n<Close>\n");
        assert_eq!(shown("::: a\n> <!-- x\n\ny\n"), "<Open>\n> <!-- x\n\ny\n<Close>\n");
    }

    #[test]
    fn what_stands_behind_a_mark_begins_containers() {
        for source in ["A> - ```\nA>   x\nA>   ```\n\n# Next\n\n::: a\nx\n:::\n", "A>     ```\nA> x\n\n::: a\nx\n:::\n"]
        {
            assert!(shown(source).ends_with("\n<Open>\nx\n<Close>\n"), "{}", shown(source));
        }
        let quoted = shown("> !!! note\n>     :::: a\n>     {% hint %}\n>     x\n>     ::::\n>     y\n>\n> after\n");
        assert!(quoted.lines().all(|line| line.starts_with('>')), "{quoted}");
    }

    #[test]
    fn a_paragraph_goes_on_with_a_line_far_in() {
        assert_eq!(shown("::: a\nx\n    ```\n:::\ny\n"), "<Open>\nx\n    ```\n<Close>\ny\n");
        assert_eq!(shown("::: a\nT\n===\n    ```\n:::\ny\n"), "<Open>\nT\n===\n    ```\n<Close>\ny\n");
    }

    #[test]
    fn code_stays_code() {
        for text in [
            "```\n::: a\n```\n",
            "    ::: a\n",
            "~~~\n!!! note\n    x\n~~~\n",
            "<pre>\n::: a\n</pre>\n",
            "- ```\n  ::: a\n  ```\n",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn lines_that_are_copied_lose_what_their_containers_take() {
        assert_eq!(
            shown("!!! note\n    {% highlight x %}\n    a\n      b\n    {% endhighlight %}\n"),
            "<Open>\n```x\na\n  b\n```\n<Close>\n"
        );
        assert_eq!(
            shown("> \\begin{align}\n> a\n> \\end{align}\n"),
            "> ~~~~math\n> \\begin{align}\n> a\n> \\end{align}\n> ~~~~\n"
        );
        assert_eq!(
            shown("A> \\begin{align}\nA> a\nA> \\end{align}\n"),
            "<Open>\n~~~~math\n\\begin{align}\na\n\\end{align}\n~~~~\n<Close>\n"
        );
    }

    #[test]
    fn tabs_are_divisions() {
        assert_eq!(
            shown("=== \"One\"\n\n    a\n\n=== \"Two\"\n\n    b\n"),
            "<Open>\n\na\n\n<Close>\n<Open>\n\nb\n<Close>\n"
        );
    }

    #[test]
    fn bodies_lose_their_indentation() {
        assert_eq!(
            shown("!!! note\n    a\n\n        code\n    !!! tip\n        b\nc\n"),
            "<Open>\na\n\n    code\n<Open>\nb\n<Close>\n<Close>\nc\n"
        );
        assert_eq!(shown("A> a\nA> - b\n\nc\n"), "<Open>\na\n- b\n<Close>\n\nc\n");
    }
}
