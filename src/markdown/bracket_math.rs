//! Formulas between brackets that TeX knows: `\(x\)` and `\[x\]`, and with two backslashes, as they are typed where a
//! tool takes one of them for Markdown's.
//!
//! In: the source at such a bracket. Out: the formula, if it is one. To CommonMark these are brackets that the author
//! escaped, and programs that turn other texts to Markdown escape many: so there must be a sign of TeX in it
//! (<https://pandoc.org/MANUAL.html#extension-tex_math_single_backslash>).

/// The longest formula: more is prose.
const LONGEST: usize = 2000;

/// A formula taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Formula<'s> {
    pub source: &'s str,
    pub is_display: bool,
    /// With its brackets and their backslashes.
    pub length: usize,
}

/// The formula that text begins with, its first backslash included.
pub(super) fn parse(text: &str) -> Option<Formula<'_>> {
    let rest = text.strip_prefix('\\')?;
    let (rest, backslashes) = rest.strip_prefix('\\').map_or((rest, 1), |rest| (rest, 2));
    let is_display = rest.starts_with('[');
    if !is_display && !rest.starts_with('(') {
        return None;
    }
    let limit = rest.floor_char_boundary(LONGEST);
    let inner = &rest[1..limit.max(1)];
    let inner = &inner[..inner.find("\n\n").unwrap_or(inner.len())];
    let close = match (is_display, backslashes) {
        (false, 1) => r"\)",
        (false, _) => r"\\)",
        (true, 1) => r"\]",
        (true, _) => r"\\]",
    };
    let end = inner.find(close)?;
    let source = inner[..end].trim();
    let length = backslashes + 1 + end + close.len();
    is_formula(source, is_display).then_some(Formula { source, is_display, length })
}

/// Whether what stands between brackets is TeX, not words.
pub(super) fn is_formula(text: &str, is_display: bool) -> bool {
    let is_letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    // Marks that are escaped are no commands.
    let has_command = text.match_indices('\\').any(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_alphabetic()));
    let has_sign = text
        .bytes()
        .zip(text.bytes().skip(1).chain([b' ']))
        .any(|(one, two)| one == b'^' || one == b'=' && two != b'=' || matches!(one, b'<' | b'+') && two == b' ');
    let has_index = text.contains('_') && !text.contains("\\_");
    let has_letters = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
    has_letters && (has_command || has_sign || has_index || is_letter && !is_display)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_escaped_brackets() {
        let shown = |text| parse(text).map(|formula| (formula.source, formula.is_display, formula.length));
        assert_eq!(shown(r"\(x = 1\) a"), Some(("x = 1", false, 9)));
        assert_eq!(shown(r"\\(x^2\\) a"), Some(("x^2", false, 9)));
        assert_eq!(shown("\\[\na_1\n\\]"), Some(("a_1", true, 9)));
        assert_eq!(shown(r"\(n\)"), Some(("n", false, 5)));
        for prose in [r"\[1\]", r"\(aside\)", r"\[a\_b\]", r"\[x\](y)", r"\[sic\]", r"\(x", "\\[a\n\n=b\\]", r"\[a\]"] {
            assert_eq!(shown(prose), None, "{prose}");
        }
    }
}
