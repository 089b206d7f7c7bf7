//! The first line of a paragraph in a style of its own: `::first-line` (CSS Pseudo-Elements 4, section 2.1).
//!
//! Which words stand in the first line depends on the style they are set in. In: a paragraph and the style. Out: its
//! lines, set with more or fewer words in that style until it is just those of the first line.

use std::sync::Arc;

use super::super::chapter::ChapterLayout;
use super::super::inline_content::{FirstLine, InlineContent, InlineSpan};
use super::{LineSpace, Lines, set_lines};
use crate::style::ComputedStyle;

/// How often the words may be guessed anew.
const MOST_PASSES: usize = 6;

/// The lines of a paragraph whose first line has its own style.
pub fn layout(
    layout: &mut ChapterLayout,
    content: &InlineContent,
    first: &FirstLine,
    style: &Arc<ComputedStyle>,
    space: LineSpace,
) -> Lines {
    let end_of = |lines: &Lines| lines.lines.first().map_or(0, |line| line.end);
    let mut styled = end_of(&set_lines(layout, content, style, space, 0));
    let mut least = 0;
    for pass in 0.. {
        let restyled = with_first_line(content, first, styled);
        let lines = set_lines(layout, &restyled, style, space, least);
        let end = end_of(&lines);
        if end == styled || pass >= MOST_PASSES {
            return lines;
        }
        // The fewer words fit: they do not leave the line any more, and it can only grow.
        least = least.max(if pass > 0 { end.min(styled) } else { 0 });
        styled = end;
    }
    Lines::default()
}

fn with_first_line(content: &InlineContent, first: &FirstLine, end: usize) -> InlineContent {
    let mut made: Vec<(Arc<ComputedStyle>, Arc<ComputedStyle>)> = Vec::new();
    let mut content = content.clone();
    if first.style.text_transform != first.base.text_transform {
        content.change_case(0..end, &first.style);
    }
    content.restyle(0..end, &mut |span: &mut InlineSpan| {
        let known = made.iter().find(|(own, _)| Arc::ptr_eq(own, &span.style)).map(|(_, new)| new.clone());
        let new = known.unwrap_or_else(|| Arc::new(first.over(&span.style)));
        made.push((span.style.clone(), new.clone()));
        span.style = new;
        if first.style.underline && !first.base.underline {
            span.underline = Some(span.style.color);
        }
    });
    content
}
