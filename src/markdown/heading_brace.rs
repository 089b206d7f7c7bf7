//! Braces at the end of a heading, which pulldown-cmark takes for attributes whatever they hold: `The set {1, 2}`.
//!
//! In: the text, and the range of a heading. Out: the closing brace that is to be hidden from the parser, which then reads
//! the text anew; or what is between braces that hold attributes.

use std::ops::Range;

use super::attribute;
use super::dialect::{Dialect, Form};

/// The place of the brace that closes no attributes of the heading's. Where the dialect has attributes within lines, those
/// right behind a span, a link, code or emphasis are its own.
pub(super) fn none_of_attributes(text: &str, heading: &Range<usize>, dialect: Dialect) -> Option<usize> {
    let (open, close) = braces(text.get(heading.clone())?)?;
    let typed = &text[heading.clone()];
    let has_words = !typed[..open].trim_start_matches('#').trim().is_empty();
    let is_escaped = typed[..open].ends_with('\\');
    let before = &typed[..open];
    let is_behind = before.ends_with([']', '`', '*', '_']) || before.ends_with(')') && before.contains("](");
    let is_inner = is_behind && dialect.reads(Form::Attributes);
    (!has_words || is_escaped || is_inner || attributes(&typed[open..=close]).is_none())
        .then_some(heading.start + close)
}

/// The words of a line without the attributes at their end.
pub(super) fn words_of(line: &str) -> &str {
    match last_braces(line) {
        Some((open, close)) if attributes(&line[open..=close]).is_some() => &line[..open],
        Some(_) | None => line,
    }
}

/// What stands between braces, if it is attributes alone.
fn attributes(braces: &str) -> Option<()> {
    let block = attribute::parse(braces)?;
    (block.length == braces.len() && !block.attributes.is_empty()).then_some(())
}

/// The braces that the parser takes off a heading, by their places in it.
fn braces(heading: &str) -> Option<(usize, usize)> {
    let heading = heading.trim_end();
    let last_line = match heading.starts_with('#') {
        true => heading,
        // The line below is what makes it one.
        false => &heading[..heading.rfind('\n')?],
    };
    last_braces(last_line)
}

fn last_braces(line: &str) -> Option<(usize, usize)> {
    let close = line.trim_end().strip_suffix('}')?.len();
    let open = line[..close].rfind(['{', '}', '<', '>', '\\', '\n'])?;
    line[open..].starts_with('{').then_some((open, close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_of_words_are_told_from_attributes() {
        let hidden = |text: &str| none_of_attributes(text, &(0..text.len()), Dialect::AUTO);
        for text in [
            "# A (b){.c}",
            "# A {#x .y}\n",
            "# A {-}",
            "A\nB {bar=baz}\n===",
            "# A {.x} #",
            "# A {{ b }}",
            "# A \\{b\\}",
            "# A {b}c",
        ] {
            assert_eq!(hidden(text), None, "{text}");
        }
        for text in [
            "# A [b]{.c}",
            "# A `b`{.c}",
            "# [a](b){.c}",
            "# The set {1, 2, 3}",
            "# {#x}",
            "# ${var}",
            "# C# {}",
            "# {1}",
            "# A \\{#b}",
        ] {
            assert_eq!(hidden(text), text.rfind('}'), "{text}");
        }
        assert_eq!(hidden("A\nB {c}\n===\n"), Some(6));
        assert_eq!((words_of("A {#x}"), words_of("A {x}")), ("A ", "A {x}"));
    }
}
