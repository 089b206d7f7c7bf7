//! What reading systems with engines of ten years ago need beside a declaration, and what of a sheet is for paper alone.
//!
//! In: declarations, selectors and media queries as they were typed. Out: the same for an EPUB. An engine takes the last
//! declaration of a property that it can read, so what it may not know stands behind what it does: physical sides before
//! logical ones (CSS Logical Properties 1), `page-break-*` before `break-*` (CSS Fragmentation 3, section 3.4),
//! prefixed names before plain ones (EPUB 3.3, section 6.3.1.2), the value of a variable before `var()`. A selector that
//! cannot be read makes its whole rule void (Selectors 4, section 3.9), so such ones get a rule of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declaration::{has_var, substitute};
use crate::css::{self, Declaration};
use crate::geom::Direction;

/// Names that engines had for a property before its own.
const OLDER_NAMES: [(&str, &[&str]); 17] = [
    ("hyphens", &["-epub-hyphens", "-webkit-hyphens"]),
    ("line-break", &["-epub-line-break", "-webkit-line-break"]),
    ("text-align-last", &["-epub-text-align-last"]),
    ("text-combine-upright", &["-epub-text-combine", "-webkit-text-combine"]),
    ("text-emphasis", &["-epub-text-emphasis", "-webkit-text-emphasis"]),
    ("text-emphasis-color", &["-epub-text-emphasis-color", "-webkit-text-emphasis-color"]),
    ("text-emphasis-position", &["-epub-text-emphasis-position", "-webkit-text-emphasis-position"]),
    ("text-emphasis-style", &["-epub-text-emphasis-style", "-webkit-text-emphasis-style"]),
    ("text-orientation", &["-epub-text-orientation", "-webkit-text-orientation"]),
    ("word-break", &["-epub-word-break"]),
    ("writing-mode", &["-epub-writing-mode", "-webkit-writing-mode"]),
    ("box-decoration-break", &["-webkit-box-decoration-break"]),
    ("columns", &["-webkit-columns"]),
    ("column-count", &["-webkit-column-count"]),
    ("column-gap", &["-webkit-column-gap"]),
    ("column-rule", &["-webkit-column-rule"]),
    ("column-width", &["-webkit-column-width"]),
];

/// What stands before declarations, for a book.
#[derive(Clone, Debug, Default)]
pub(super) struct Fallbacks {
    /// The direction of all its text; `None` where there are both: what is left in one would be right in the other.
    pub direction: Option<Direction>,
    /// The variables of the root.
    pub variables: BTreeMap<Arc<str>, Arc<str>>,
    /// What ends every list of families.
    pub families: Vec<String>,
}

impl Fallbacks {
    /// The value of a property with the families at the end of its list. Of a `font` the list is its last part, unless it
    /// is one word.
    pub fn with_families(&self, name: &str, value: String) -> String {
        let has_list = match name {
            "font-family" => !["inherit", "initial", "unset", "revert", "revert-layer"].contains(&value.trim()),
            "font" => value.trim().contains(char::is_whitespace),
            _ => false,
        };
        let families = self.families.iter().filter(|_| has_list).map(|family| css::quoted(family));
        [value].into_iter().chain(families).collect::<Vec<_>>().join(", ")
    }

    /// The declarations that stand before one, names and values.
    pub fn of(&self, declaration: &Declaration) -> Vec<(String, String)> {
        let Declaration { name, value, .. } = declaration;
        if name.starts_with("--") {
            return Vec::new();
        }
        let known = if has_var(value) { substitute(value, &self.variables) } else { None };
        let mut found = self.older(name, known.as_deref().unwrap_or(value).trim());
        if let Some(known) = known {
            found.push((name.clone(), known.trim().to_owned()));
        }
        found
    }

    fn older(&self, name: &str, value: &str) -> Vec<(String, String)> {
        if has_var(value) {
            return Vec::new();
        }
        let lower = value.to_ascii_lowercase();
        let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        match name {
            "break-before" | "break-after" | "break-inside" => page_break(&lower, self.direction)
                .filter(|value| name != "break-inside" || matches!(*value, "avoid" | "auto"))
                .map_or_else(Vec::new, |value| one(&format!("page-{name}"), value)),
            "overflow-wrap" => match lower.as_str() {
                "anywhere" | "break-word" => one("word-wrap", "break-word"),
                "normal" => one("word-wrap", "normal"),
                _ => Vec::new(),
            },
            "text-align" | "float" | "clear" => {
                let side = match lower.as_str() {
                    "start" | "inline-start" => self.direction.map(|direction| sides(direction).0),
                    "end" | "inline-end" => self.direction.map(|direction| sides(direction).1),
                    _ => None,
                };
                side.map_or_else(Vec::new, |side| one(name, side))
            }
            _ => match OLDER_NAMES.iter().find(|(plain, _)| *plain == name) {
                Some((_, older)) => older.iter().map(|older| ((*older).to_owned(), value.to_owned())).collect(),
                None => self.physical(name, value),
            },
        }
    }

    /// A logical side or size as the physical one that it is in this book's direction, for horizontal lines.
    fn physical(&self, name: &str, value: &str) -> Vec<(String, String)> {
        let size = match name {
            "inline-size" => "width",
            "min-inline-size" => "min-width",
            "max-inline-size" => "max-width",
            "block-size" => "height",
            "min-block-size" => "min-height",
            "max-block-size" => "max-height",
            _ => "",
        };
        if !size.is_empty() {
            return vec![(size.to_owned(), value.to_owned())];
        }
        let Some((family, side)) = ["-inline", "-block"].into_iter().find_map(|axis| {
            let (family, rest) = name.split_once(axis)?;
            matches!(family, "margin" | "padding" | "border").then_some((family, (axis, rest)))
        }) else {
            return Vec::new();
        };
        let (axis, rest) = side;
        let ends = match (axis, self.direction) {
            ("-block", _) => ("top", "bottom"),
            (_, Some(direction)) => sides(direction),
            (_, None) => return Vec::new(),
        };
        // What follows the side: `-width` of a border.
        let part = |rest: &str| matches!(rest, "" | "-width" | "-style" | "-color");
        let named = |end: &str, rest: &str| format!("{family}-{end}{rest}");
        if let Some(rest) = rest.strip_prefix("-start").filter(|rest| part(rest)) {
            return vec![(named(ends.0, rest), value.to_owned())];
        }
        if let Some(rest) = rest.strip_prefix("-end").filter(|rest| part(rest)) {
            return vec![(named(ends.1, rest), value.to_owned())];
        }
        if !part(rest) {
            return Vec::new();
        }
        // A whole border is one value; of all else there may be one for each side.
        let is_one = family == "border" && rest.is_empty();
        let values = if is_one { vec![value] } else { split(value, char::is_whitespace) };
        match values[..] {
            [both] => vec![(named(ends.0, rest), both.to_owned()), (named(ends.1, rest), both.to_owned())],
            [start, end] => vec![(named(ends.0, rest), start.to_owned()), (named(ends.1, rest), end.to_owned())],
            _ => Vec::new(),
        }
    }
}

fn sides(direction: Direction) -> (&'static str, &'static str) {
    if direction.is_right_to_left() { ("right", "left") } else { ("left", "right") }
}

/// The value of `page-break-*` that does as one of `break-*` does (CSS Fragmentation 3, section 3.4).
fn page_break(value: &str, direction: Option<Direction>) -> Option<&'static str> {
    match value {
        "auto" => Some("auto"),
        "avoid" | "avoid-page" => Some("avoid"),
        "page" | "always" => Some("always"),
        "left" => Some("left"),
        "right" => Some("right"),
        // The first page of a book lies on the side where its lines end.
        "recto" => direction.map(|direction| sides(direction).1),
        "verso" => direction.map(|direction| sides(direction).0),
        _ => None,
    }
}

/// Whether a sheet as typed lacks something for reading systems.
pub(super) fn lacks(declaration: &Declaration) -> bool {
    let any = Fallbacks { direction: Some(Direction::LeftToRight), ..Fallbacks::default() };
    is_for_paper(declaration) || has_var(&declaration.value) || !any.of(declaration).is_empty()
}

/// Whether only paged media have what a declaration asks for (CSS Paged Media 3, CSS Generated Content for Paged Media,
/// CSS Page Floats 3, CSS Rhythmic Sizing 1).
pub(super) fn is_for_paper(declaration: &Declaration) -> bool {
    let Declaration { name, value, .. } = declaration;
    let lower = value.to_ascii_lowercase();
    match name.as_str() {
        "string-set" | "page" | "size" | "bleed" | "marks" | "footnote-display" | "footnote-policy" => true,
        "float" => matches!(lower.as_str(), "footnote" | "top" | "bottom" | "top-bottom"),
        "content" => ["leader(", "target-counter(", "target-counters(", "target-text(", "string("]
            .iter()
            .any(|function| lower.contains(function)),
        _ => ["-bindery-", "bookmark-", "block-step"].iter().any(|prefix| name.starts_with(prefix)),
    }
}

/// Whether engines may be met that cannot read a selector, with all that stand beside it.
pub(super) fn is_recent(selector: &str) -> bool {
    let is_recent = |name: &str| match name.strip_prefix("::") {
        Some(element) => !matches!(element, "before" | "after" | "first-line" | "first-letter"),
        None => {
            let known = [
                "first-child",
                "last-child",
                "only-child",
                "first-of-type",
                "last-of-type",
                "only-of-type",
                "root",
                "empty",
                "link",
                "visited",
                "hover",
                "active",
                "focus",
                "target",
                "lang",
                "not",
                "nth-child",
                "nth-last-child",
                "nth-of-type",
                "nth-last-of-type",
                "first-line",
                "first-letter",
                "before",
                "after",
            ];
            !known.contains(&&name[1..])
        }
    };
    let mut rest = selector;
    while let Some(at) = rest.find(':') {
        let end = |from: &str| from.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(from.len());
        let colons = if rest[at..].starts_with("::") { 2 } else { 1 };
        let length = colons + end(&rest[at + colons..]);
        if is_recent(&rest[at..at + length]) {
            return true;
        }
        rest = &rest[at + length..];
    }
    false
}

/// What of a media query list concerns reading systems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OnScreen {
    Never,
    Always,
    Where(String),
}

/// The queries of a list that something other than paper can meet (Media Queries 4, sections 2.2 and 2.3).
pub(super) fn on_screen(queries: &str) -> OnScreen {
    let mut kept = Vec::new();
    for query in split(queries, |c| c == ',') {
        let words: Vec<String> = query.split_whitespace().map(str::to_ascii_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["print", ..] | ["only", "print", ..] => {}
            ["not", "print"] | ["all"] => return OnScreen::Always,
            _ => kept.push(query.trim()),
        }
    }
    if kept.is_empty() { OnScreen::Never } else { OnScreen::Where(kept.join(", ")) }
}

/// The parts of a value between separators that stand neither in parentheses nor in a string.
fn split(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0u32, None);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (_, '\\') => drop(chars.next()),
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && is_separator(c) => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            (None, _) => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Fallbacks, OnScreen, is_for_paper, is_recent, lacks, on_screen};
    use crate::css::parse_declarations;
    use crate::geom::Direction;

    fn before(css: &str, direction: Option<Direction>) -> String {
        let variables = BTreeMap::from([("--gap".into(), " 2em".into()), ("--two".into(), "1em 2em".into())]);
        let fallbacks = Fallbacks { direction, variables, families: Vec::new() };
        let declaration = &parse_declarations(css)[0];
        let found: Vec<String> =
            fallbacks.of(declaration).into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert!(found.is_empty() || lacks(declaration), "{css}");
        found.join("; ")
    }

    #[test]
    fn families_end_each_list_of_them() {
        let fallbacks = Fallbacks { families: vec!["Own \"1\"".to_owned()], ..Fallbacks::default() };
        let with = |name, value: &str| fallbacks.with_families(name, value.to_owned());
        assert_eq!(with("font-family", "Georgia, serif"), "Georgia, serif, \"Own \\\"1\\\"\"");
        assert_eq!(with("font-family", "var(--text)"), "var(--text), \"Own \\\"1\\\"\"");
        assert_eq!(with("font", "italic 1em/1.2 Georgia"), "italic 1em/1.2 Georgia, \"Own \\\"1\\\"\"");
        for (name, value) in [("font-family", "inherit"), ("font", "caption"), ("color", "red")] {
            assert_eq!(with(name, value), value);
        }
    }

    #[test]
    fn older_declarations_stand_before() {
        let cases = [
            ("break-before: page", "page-break-before: always"),
            ("break-after: avoid-page", "page-break-after: avoid"),
            ("break-inside: avoid", "page-break-inside: avoid"),
            ("break-inside: avoid-column", ""),
            ("break-before: recto", "page-break-before: right"),
            ("break-before: column", ""),
            ("hyphens: AUTO", "-epub-hyphens: AUTO; -webkit-hyphens: AUTO"),
            ("overflow-wrap: anywhere", "word-wrap: break-word"),
            ("text-align: start", "text-align: left"),
            ("text-align: left", ""),
            ("float: inline-end", "float: right"),
            ("padding-inline-start: 1em", "padding-left: 1em"),
            ("margin-inline: 30% 0", "margin-left: 30%; margin-right: 0"),
            ("margin-inline: calc(1em + 2px)", "margin-left: calc(1em + 2px); margin-right: calc(1em + 2px)"),
            ("margin-block: 1em", "margin-top: 1em; margin-bottom: 1em"),
            ("border-inline-start: 1px solid", "border-left: 1px solid"),
            ("border-inline: 1px solid", "border-left: 1px solid; border-right: 1px solid"),
            ("border-inline-start-width: 0", "border-left-width: 0"),
            ("border-block-width: 1px 2px", "border-top-width: 1px; border-bottom-width: 2px"),
            ("border-inline-start-radius: 0", ""),
            ("max-inline-size: 30em", "max-width: 30em"),
            ("margin: var(--gap)", "margin: 2em"),
            ("margin-inline: var(--two)", "margin-left: 1em; margin-right: 2em; margin-inline: 1em 2em"),
            ("margin: var(--none)", ""),
            ("--gap: var(--two)", ""),
            ("color: red", ""),
        ];
        for (css, expected) in cases {
            assert_eq!(before(css, Some(Direction::LeftToRight)), expected, "{css}");
        }
    }

    #[test]
    fn sides_follow_the_direction_of_the_book() {
        let rtl = Some(Direction::RightToLeft);
        assert_eq!(before("padding-inline-start: 1em", rtl), "padding-right: 1em");
        assert_eq!(before("text-align: end", rtl), "text-align: left");
        assert_eq!(before("break-before: recto", rtl), "page-break-before: left");
        // Where there are both, the logical side says it alone.
        assert_eq!(before("padding-inline-start: 1em", None), "");
        assert_eq!(before("text-align: start", None), "");
        assert_eq!(before("margin-block-start: 1em", None), "margin-top: 1em");
    }

    #[test]
    fn what_is_for_paper_is_known() {
        let is_for_paper = |css: &str| is_for_paper(&parse_declarations(css)[0]);
        for css in [
            "string-set: a content()",
            "float: footnote",
            "content: leader('.') target-counter(attr(href url), page)",
            "-bindery-expand: 2%",
            "block-step-size: 1rlh",
        ] {
            assert!(is_for_paper(css), "{css}");
        }
        for css in ["float: left", "content: 'x'", "orphans: 2", "--page: 1", "page-break-after: always"] {
            assert!(!is_for_paper(css), "{css}");
        }
    }

    #[test]
    fn recent_selectors_are_told_apart() {
        for selector in ["p:has(br)", ":where(p)", "p::marker", "nav .a:has(ol) + .b", "p:dir(rtl)", "p:is(.a)"] {
            assert!(is_recent(selector), "{selector}");
        }
        for selector in ["p", "p:first-child", "h1 + p::first-line", "[lang|=\"ja\"] p:not(.a)", "tr > :nth-child(6)"] {
            assert!(!is_recent(selector), "{selector}");
        }
    }

    #[test]
    fn media_are_asked_for_screens() {
        let kept = |text: &str| OnScreen::Where(text.to_owned());
        assert_eq!(on_screen("print"), OnScreen::Never);
        assert_eq!(on_screen("Only Print and (color)"), OnScreen::Never);
        assert_eq!(on_screen("not print"), OnScreen::Always);
        assert_eq!(on_screen("print, all"), OnScreen::Always);
        assert_eq!(on_screen("print, (prefers-color-scheme: light)"), kept("(prefers-color-scheme: light)"));
        assert_eq!(on_screen("screen and (color), not all"), kept("screen and (color), not all"));
    }
}
