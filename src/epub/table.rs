//! How a table fits a narrow screen.
//!
//! In: a table. Out: whether it may be as wide as its longest words, is scrolled, or has its words broken. What is
//! scrolled is never broken between pages (CSS Fragmentation 3, section 4.1, monolithic boxes), so only a short table is.

use crate::document::{InlineKind, Node, Table};
use crate::lang::is_ideographic;

/// What is done with a table on a narrow screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Its longest words stand side by side on a phone with text of twice the size.
    Whole,
    /// It stands in a box that is scrolled.
    Scrolled,
    /// Its words are broken on a narrow screen.
    Broken,
    /// Its words are broken on a wide one as well, where text is large.
    AlwaysBroken,
}

impl Fit {
    /// The class that the style sheet knows a table by.
    pub(super) fn class(self) -> Option<&'static str> {
        match self {
            Fit::Whole | Fit::Scrolled => None,
            Fit::Broken => Some("broken-narrow"),
            Fit::AlwaysBroken => Some("broken"),
        }
    }
}

/// Characters that a line of 390 px has in a table's text at twice the usual size; of 1024 px.
const PHONE: usize = 22;
const TABLET: usize = 60;

/// What the space between two columns takes, in characters.
const GAP: usize = 2;

/// A table with more rows or characters may be longer than a page.
const MOST_ROWS: usize = 10;
const MOST_CHARACTERS: usize = 400;

pub(super) fn fit(table: &Table) -> Fit {
    let mut columns: Vec<usize> = Vec::new();
    let (mut rows, mut characters) = (0, 0);
    for row in table.groups.iter().flat_map(|group| &group.rows) {
        rows += 1;
        let mut column = 0;
        for cell in &row.cells {
            let mut longest = 0;
            Node::Cell(cell).visit(&mut |node| {
                let is_code = matches!(node, Node::Inline(inline) if matches!(inline.kind, InlineKind::Code(_)));
                let Some(text) = node.text() else { return };
                characters += text.len();
                longest = longest.max(if is_code { 1 } else { longest_word(text) });
            });
            let span = (cell.column_span as usize).clamp(1, 1000);
            if columns.len() < column + span {
                columns.resize(column + span, 0);
            }
            // A cell over several columns shares its width among them.
            for width in &mut columns[column..column + span] {
                *width = (*width).max(longest.div_ceil(span));
            }
            column += span;
        }
    }
    let width = columns.iter().sum::<usize>() + GAP * columns.len();
    match width {
        _ if width <= PHONE => Fit::Whole,
        _ if rows <= MOST_ROWS && characters <= MOST_CHARACTERS => Fit::Scrolled,
        _ if width <= TABLET => Fit::Broken,
        _ => Fit::AlwaysBroken,
    }
}

/// The characters of the longest word, which stands on one line.
fn longest_word(text: &str) -> usize {
    let is_break = |c: char| c.is_whitespace() || is_ideographic(c) || matches!(c, '-' | '–' | '—' | '\u{200b}');
    text.split(is_break).map(|word| word.chars().count()).max().unwrap_or(0).max(usize::from(!text.is_empty()))
}
