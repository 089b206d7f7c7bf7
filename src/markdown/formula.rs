//! Where the lines of a formula begin in their file, so that what is wrong within it can be told with its place.
//!
//! In: a formula's source, as the parser hands it over without the marks of what is around it, and its range. Out: an
//! offset for each line.

use std::ops::Range;

use super::build::Builder;

impl Builder<'_> {
    /// The offset in the file of each line of a formula; empty where the source is not to be found in its range.
    pub(super) fn formula_lines(&self, source: &str, range: &Range<usize>) -> Vec<u32> {
        let text = self.source();
        let mut at = range.start;
        let mut lines = Vec::new();
        for line in source.trim_end_matches('\n').split('\n') {
            let trimmed = line.trim();
            let indent = (line.len() - line.trim_start().len()) as u32;
            let Some(rest) = text.get(at..range.end.min(text.len())) else { return Vec::new() };
            let Some(found) = rest.find(trimmed) else { return Vec::new() };
            at += found;
            lines.push(self.span(&(at..at + trimmed.len())).start.saturating_sub(indent));
            at += trimmed.len();
        }
        lines
    }
}
