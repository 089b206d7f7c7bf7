//! Formulas that are written in MathML: elements `math` of raw HTML.
//!
//! In: where one begins. Out: a node of its source, which `transform` reads as it does TeX. What stands in it reaches the
//! tree in no other way.

use std::ops::Range;

use super::build::Builder;

impl Builder<'_> {
    /// Whether a formula whose first tag ends here has an end.
    pub(super) fn formula_ends(&self, at: usize) -> bool {
        ends(&self.source()[at..])
    }

    /// A formula, from the first tag to the last.
    pub(super) fn raw_formula(&mut self, range: Range<usize>, display: bool) {
        let Some(source) = self.source().get(range.clone()) else { return };
        self.begin_line(&range);
        self.math(source, display, range);
    }
}

/// Whether a formula that begins before `text` ends in it: before another begins, and before a line that is empty, which
/// ends what raw HTML stands in.
fn ends(text: &str) -> bool {
    let is_empty_line = |at: usize| text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    for at in memchr::memchr2_iter(b'<', b'\n', text.as_bytes()) {
        let rest = &text.as_bytes()[at + 1..];
        let is_math = |rest: &[u8]| rest.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"math"));
        match rest.first() {
            Some(b'/') if is_math(&rest[1..]) => return rest[5..].trim_ascii_start().starts_with(b">"),
            Some(_) if text.as_bytes()[at] == b'\n' && is_empty_line(at) || is_math(rest) => return false,
            Some(_) | None => {}
        }
    }
    false
}
