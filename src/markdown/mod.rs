//! Markdown in, a chapter out; the only module that knows Markdown, and it never fails.
//!
//! In: a chapter's [`Text`]. Out: a [`Chapter`] of role `Text` whose links are unresolved, whose notes
//! stand in the order of their definitions and whose quotes are as typed; `transform` does the rest.
//! pulldown-cmark finds the structure; this module makes the tree of its events and adds what it
//! lacks:
//!
//! - `prepare` hides from it what it would mistake for a definition;
//! - `build` opens and closes blocks, `inline` the inlines in them;
//! - `raw` does the same for raw HTML, by the table in `html`: `raw` its tags within lines, `element` its blocks,
//!   `table` what tables need;
//! - `autolink` finds bare addresses, `listing` reads what a code fence says of its code;
//! - `summary` reads the table of contents of an mdBook project.
//!
//! Front matter is cut off before. Nesting ends at [`MAX_DEPTH`], so whoever walks the tree may recurse.

mod autolink;
mod build;
mod element;
mod frame;
mod inline;
mod listing;
mod plain;
mod prepare;
mod raw;
mod summary;
mod table;

use pulldown_cmark::{Options, Parser};

use crate::diagnostic::Diagnostics;
use crate::document::{Chapter, ChapterId, ChapterRole};
use crate::source::Text;

pub use listing::HiddenLines;
pub use plain::plain_text;
pub use summary::{Link, Mark, MarkKind, summary};

use build::Builder;
use prepare::Prepared;

/// How deep quotes, lists and inlines may nest; what lies deeper is flattened into the level above. Real
/// books stay below ten.
pub const MAX_DEPTH: usize = 100;

/// What counts as Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// CommonMark 0.31 and nothing else.
    CommonMark,
    /// With GitHub's tables, strikethrough, task lists, alerts, bare addresses and footnotes, and with
    /// definition lists, heading attributes and TeX math.
    #[default]
    Extended,
}

/// How a text is to be read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub dialect: Dialect,
    /// The lines of listings that are not shown.
    pub hidden_lines: HiddenLines,
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
    let mut chapter = Chapter::new(id, ChapterRole::Text, name);
    chapter.path = path.to_owned();
    let dialect = reading.dialect;
    let prepared = match dialect {
        Dialect::CommonMark => Prepared::untouched(text.as_str()),
        Dialect::Extended => Prepared::new(text.as_str()),
    };
    let mut options = options(dialect);
    options.set(Options::ENABLE_DEFINITION_LIST, prepared.has_definitions());
    let events = Parser::new_ext(prepared.text(), options).into_offset_iter();
    let mut builder = Builder::new(reading, text, &prepared, chapter, diagnostics);
    for (event, range) in events {
        builder.event(event, range);
    }
    builder.finish()
}

/// Named one by one: `Options::all()` would bring the old footnotes, in which a note's second paragraph is
/// code, metadata blocks, which swallow prose between two `---` lines, subscripts, which take `~gone~`
/// from strikethrough, and quotes that are English only.
fn options(dialect: Dialect) -> Options {
    match dialect {
        Dialect::CommonMark => Options::empty(),
        Dialect::Extended => {
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_MATH
                | Options::ENABLE_GFM
        }
    }
}
