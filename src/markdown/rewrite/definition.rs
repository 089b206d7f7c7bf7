//! Definitions that begin with a tilde: a term, and `  ~ what is said of it`.
//!
//! In: such a line below a term of one line. Out: the same with a colon, which the parser knows
//! (<https://pandoc.org/MANUAL.html#definition-lists>). It is indented, since `~ 5 km` at the head of a line is prose.

use super::super::dialect::Form;
use super::Pass;
use super::container::{self, Leaf, Line};

/// So many lines of definitions are looked back over for their term.
const MOST_LINES: usize = 50;

impl<'t> Pass<'t, '_> {
    pub(super) fn definition(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let rest = text.strip_prefix('~').filter(|rest| rest.starts_with([' ', '\t']))?;
        if !self.reads(Form::DefinitionLists) || line.indent == 0 || !self.is_below_term(line) {
            return None;
        }
        let start = line.start + line.indent_bytes(self.source);
        self.copy_to(start);
        self.write(":", start..start + 1);
        self.skip_to(start + 1);
        let space = (rest.len() - rest.trim_start_matches([' ', '\t']).len()).clamp(1, 4);
        self.stack.push(container::Container::Item { indent: line.indent + 1 + space });
        self.leaf = Leaf::None;
        let inner = self.behind(start + 1 + space, line);
        Some(self.line(&inner).unwrap_or(line.next))
    }

    /// Whether a line of words, or definitions below one, stand before a line.
    fn is_below_term(&self, line: &Line) -> bool {
        let mut lines = self.source[..line.start].trim_end_matches([' ', '\t']).lines().rev().take(MOST_LINES);
        let is_blank = |line: &str| line.trim().is_empty();
        let mut blanks = 0;
        for before in lines.by_ref() {
            if is_blank(before) {
                blanks += 1;
                if blanks > 1 {
                    return false;
                }
            } else if before.starts_with([' ', '\t']) {
                // Another definition, or what belongs to it.
                blanks = 0;
            } else {
                return lines.next().is_none_or(is_blank);
            }
        }
        false
    }
}
