//! Markdown in, a chapter out; the only module that knows Markdown, and it never fails.
//!
//! In: a chapter's [`Text`] without front matter. Out: a [`Chapter`] of role `Text` whose links are unresolved, whose
//! notes stand in the order of their definitions and whose quotes are as typed; `transform` does the rest.
//! pulldown-cmark finds the structure; this module makes the tree of its events and adds what it lacks:
//!
//! - `dialect` says which forms are read; `rewrite` turns block forms into lines that the parser passes on, `marker`
//!   does what those say; `prepare` hides what it would mistake for a definition, `dollar` for a
//!   formula, or `heading_brace` for attributes, `cjk` what it would not take for emphasis;
//! - `build` opens and closes blocks, `inline` the inlines in them; `raw`, `element` and `table` do the same for raw HTML,
//!   `embedded` for the formulas and drawings in it, `markdown_in_html` for Markdown between its tags; `foreign` reports what is not read;
//! - `span` reads forms within lines, each in a file of its own: `attribute`, `wiki_link`, `loose_link` (addresses with
//!   spaces), `heading_link`, `bracket_math`, `task`, `role`, `docsify`, `comment`, `change`, `raised`, `emoji`, `note`; `callout` alerts, `autolink` bare addresses,
//!   `listing` info strings; `inclusion` finds what asks for other files; `summary` and `plain` read less.
//!
//! ```
//! use bindery::diagnostic::Diagnostics;
//! use bindery::document::{BlockKind, ChapterId};
//! use bindery::markdown;
//! use bindery::source::{Files, Text};
//!
//! let mut files = Files::default();
//! let file = files.add("one.md", "# One\n\nText with *stress*.\n");
//! let text = Text::from_file(&files, file, 0);
//! let chapter = markdown::parse(&text, ChapterId(0), "one", "one.md", &mut Diagnostics::default());
//! assert!(matches!(chapter.blocks[0].kind, BlockKind::Heading { level: 1, .. }));
//! assert!(matches!(chapter.blocks[1].kind, BlockKind::Paragraph(_)));
//! ```

mod attribute;
mod audience;
mod autolink;
mod bracket_math;
mod build;
mod callout;
mod change;
mod chunk;
mod cjk;
mod code_lines;
mod comment;
mod control;
mod dialect;
mod docsify;
mod dollar;
mod element;
mod embedded;
mod emoji;
mod foreign;
mod formula;
mod frame;
mod hash;
mod heading_brace;
mod heading_link;
mod inclusion;
mod inline;
mod listing;
mod loose_link;
mod markdown_in_html;
mod marker;
mod marks;
mod note;
mod plain;
mod prepare;
mod raised;
mod raw;
mod rewrite;
mod role;
mod span;
mod summary;
mod table;
mod task;
mod theorem;
mod wiki_link;

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::config::Execution;
use crate::diagnostic::Diagnostics;
use crate::document::{Chapter, ChapterId, ChapterRole};
use crate::source::{DEEPEST, Span, Text};

pub use dialect::{Dialect, Form, UnknownKind, UnknownName};
pub use inclusion::{HeadingPlace, Inclusion, Kind as InclusionKind, Part, Parts, inclusions, may_include};
pub use listing::HiddenLines;
pub use plain::plain_text;
pub use summary::{Link, Mark, MarkKind, summary};

use build::Builder;
use heading_link::Headings;
use prepare::Prepared;

/// How deep quotes, lists and inlines may nest; what lies deeper is flattened into the level above. Real
/// books stay below ten.
pub const MAX_DEPTH: usize = DEEPEST;

/// How a text is to be read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub dialect: Dialect,
    /// The lines of listings that are not shown.
    pub hidden_lines: HiddenLines,
    /// What the text says of code that its tool runs.
    pub execution: Execution,
    /// Places of the text, in order, of which all was told before it is read: what they show is text.
    pub told: Vec<Span>,
    /// How deep it may nest; `None` is [`MAX_DEPTH`], and more is none.
    pub nesting: Option<usize>,
}

/// Parses a chapter's text.
pub fn parse(text: &Text, id: ChapterId, name: &str, path: &str, diagnostics: &mut Diagnostics) -> Chapter {
    parse_as(&Reading::default(), text, id, name, path, diagnostics)
}

/// Parses a chapter's text as it is to be read.
pub fn parse_as(
    reading: &Reading,
    text: &Text,
    id: ChapterId,
    name: &str,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Chapter {
    let dialect = reading.dialect;
    let rewritten = rewrite::rewrite(text, dialect, diagnostics);
    // What the parser takes for an end of a formula or of attributes, and is none.
    let mut mistaken = BTreeSet::new();
    let mut readings = 0;
    loop {
        let mut chapter = Chapter::new(id, ChapterRole::Text, name);
        chapter.path = path.to_owned();
        chapter.may_have_formulas = memchr::memmem::find(rewritten.text.as_str().as_bytes(), b"\\eqref{").is_some();
        let prepared = match dialect.reads(Form::DefinitionLists) {
            true => Prepared::new(rewritten.text.as_str()),
            false => Prepared::untouched(rewritten.text.as_str()),
        };
        let prepared = prepared.without(&mistaken);
        let prepared = match dialect.reads(Form::CjkEmphasis) {
            true => prepared.with_cjk_emphasis(),
            false => prepared,
        };
        let mut options = options(dialect);
        options.set(Options::ENABLE_DEFINITION_LIST, prepared.has_definitions());
        let headings = Headings::new(&prepared, dialect);
        let callback = Some(heading_link::callback(&headings));
        let events = Parser::new_with_broken_link_callback(prepared.text(), options, callback).into_offset_iter();
        let mut found = Diagnostics::default();
        let mut builder = Builder::new(reading, &rewritten, &prepared, chapter, &mut found);
        let known = mistaken.len();
        for (event, range) in events {
            match event {
                Event::InlineMath(_) => mistaken.extend(dollar::none_of_a_formula(prepared.text(), &range)),
                Event::Start(Tag::Heading { .. }) if dialect.reads(Form::HeadingAttributes) => {
                    mistaken.extend(heading_brace::none_of_attributes(prepared.text(), &range, dialect));
                }
                _ => {}
            }
            builder.event(event, range);
        }
        readings += 1;
        if mistaken.len() == known || readings == dollar::MOST_READINGS {
            let chapter = builder.finish();
            diagnostics.append(found);
            return chapter;
        }
    }
}

/// Reads a text that is HTML from its beginning to its end, by the way of raw HTML alone: in its words no mark of Markdown
/// means anything, and none is told.
pub fn parse_html(text: &Text, id: ChapterId, name: &str, path: &str, diagnostics: &mut Diagnostics) -> Chapter {
    let mut chapter = Chapter::new(id, ChapterRole::Text, name);
    chapter.path = path.to_owned();
    let file = text.span(0, 0).file;
    let told = vec![Span { file, start: 0, end: u32::MAX }];
    let reading = Reading { dialect: Dialect::COMMON_MARK, told, ..Reading::default() };
    let rewritten = rewrite::rewrite(text, reading.dialect, diagnostics);
    let source = text.as_str();
    let prepared = Prepared::untouched(source);
    let mut builder = Builder::new(&reading, &rewritten, &prepared, chapter, diagnostics);
    let whole = 0..source.len();
    builder.event(Event::Start(Tag::HtmlBlock), whole.clone());
    builder.event(Event::Html(source.into()), whole.clone());
    builder.event(Event::End(TagEnd::HtmlBlock), whole);
    builder.finish()
}

/// What the parser is to read of a dialect. Its own superscripts, subscripts and links between notes are not asked for:
/// they take in white space, `~gone~` and `[[1]](address)`; nor are the old footnotes, in which a note's second
/// paragraph is code, metadata blocks, which swallow prose between two `---` lines, and quotes that are English only.
fn options(dialect: Dialect) -> Options {
    const FORMS: [(Form, Options); 7] = [
        (Form::Tables, Options::ENABLE_TABLES),
        (Form::Notes, Options::ENABLE_FOOTNOTES),
        (Form::Strikethrough, Options::ENABLE_STRIKETHROUGH),
        (Form::Subscript, Options::ENABLE_STRIKETHROUGH),
        (Form::TaskLists, Options::ENABLE_TASKLISTS),
        (Form::HeadingAttributes, Options::ENABLE_HEADING_ATTRIBUTES),
        (Form::Math, Options::ENABLE_MATH),
    ];
    let mut options = Options::empty();
    FORMS.iter().filter(|(form, _)| dialect.reads(*form)).for_each(|(_, option)| options |= *option);
    // Alerts of GitHub's kinds.
    options.set(Options::ENABLE_GFM, dialect.reads(Form::Alerts));
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;
    use crate::document::walk::Node;
    use crate::source::Files;

    #[test]
    fn nothing_in_html_is_read_as_markdown() {
        let html = "<p>*a* _b_ `c` $d$ [e](f) [[g]] :h: {{ i }}\n\n    j</p>\n\n    <p>1. k\n\n- l\n# m ~~n~~ <b>o</b> https://a.b</p>";
        let mut files = Files::default();
        let file = files.add("a", html);
        let mut found = Diagnostics::default();
        let chapter = parse_html(&Text::from_file(&files, file, 0), ChapterId(0), "a", "a.html", &mut found);
        let words: Vec<String> = chapter
            .blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::Paragraph(content) => Some(crate::document::walk::plain_text(content)),
                _ => None,
            })
            .collect();
        let expected = ["*a* _b_ `c` $d$ [e](f) [[g]] :h: {{ i }} j", "1. k - l # m ~~n~~ o https://a.b"];
        assert_eq!((words, found.iter().count()), (expected.map(str::to_owned).to_vec(), 0));
    }

    #[test]
    fn places_fall_between_characters() {
        for html in ["<Listing caption=\"<pre <>\"\u{3042}>", "<figure markdown=1>&lt;b \u{3042}\u{3042}></figure>"] {
            let mut files = Files::default();
            let file = files.add("a", html);
            let mut found = Diagnostics::default();
            let chapter = parse_html(&Text::from_file(&files, file, 0), ChapterId(0), "a", "a.html", &mut found);
            let is_place = |span: Span| html.get(span.start as usize..span.end as usize).is_some();
            assert!(found.iter().filter_map(|finding| finding.span).all(is_place), "{html}");
            Node::Body(&chapter).visit(&mut |node: Node<'_>| assert!(node.span().is_none_or(is_place), "{html}"));
        }
    }

    #[test]
    fn items_that_lie_too_deep_stay_apart() {
        let text: String = (0..MAX_DEPTH + 3).map(|depth| format!("{}- item {depth}\n", "  ".repeat(depth))).collect();
        let mut files = Files::default();
        let file = files.add("a.md", &text);
        let mut found = Diagnostics::default();
        let chapter = parse(&Text::from_file(&files, file, 0), ChapterId(0), "a", "a.md", &mut found);
        let (mut plain, mut apart) = (0, 0);
        Node::Body(&chapter).visit(&mut |node: Node<'_>| {
            if let Node::Block(block) = node {
                plain += usize::from(matches!(block.kind, BlockKind::Plain(_)));
                apart += usize::from(matches!(block.kind, BlockKind::Paragraph(_)));
            }
        });
        assert_eq!((plain, apart, found.iter().count()), (MAX_DEPTH, 3, 1));
    }
}
