//! Headings that begin parts and appendices: Leanpub's `-# Title`, bookdown's `# (PART) Title {-}`.
//!
//! In: such a line. Out: the heading without its mark, with a class that tells what it begins
//! (<https://leanpub.com/lfm/read>, <https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html>).

use super::super::dialect::Form;
use super::super::marker::Marker;
use super::Pass;
use super::container::{Leaf, Line};
use crate::document::Attributes;

/// bookdown's marks, and what each begins: an appendix with a title of its own is none of them.
const MARKS: [(&str, &str); 4] =
    [("(PART)", "part"), ("(PART*)", "part"), ("(PART\\*)", "part"), ("(APPENDIX)", "appendices")];

/// Whether a line may be such a heading.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with("-# ") || text.starts_with("# (PART") || text.starts_with("# (APPENDIX)")
}

impl<'t> Pass<'t, '_> {
    pub(super) fn part(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !begins(text) {
            return None;
        }
        let (class, rest) = match text.strip_prefix("-# ") {
            Some(rest) if self.reads(Form::Asides) => ("part", rest),
            Some(_) => return None,
            None if self.reads(Form::ChildTexts) => {
                let title = text.strip_prefix("# ")?.trim_start();
                MARKS.iter().find_map(|(mark, class)| Some((*class, title.strip_prefix(mark)?)))?
            }
            None => return None,
        };
        self.copy_to(line.start);
        self.mark(Marker::Before(Attributes::class(class)), line.start..line.end);
        let prefix = self.prefix(self.stack.len());
        self.write(&prefix, line.start..line.end);
        self.write("# ", line.start..line.end);
        let rest = rest.trim_start();
        let text_start = line.start + line.indent_bytes(self.source);
        self.skip_to(text_start + text.len() - rest.len());
        self.leaf = Leaf::None;
        Some(line.next)
    }
}
