//! A paragraph before lines: its text after white-space processing, and what each stretch of it is.
//!
//! In: inline nodes with their styles, one after the other. Out: [`InlineContent`], one string with spans,
//! objects, boxes, anchors and notes at byte offsets. White space follows CSS Text 3, section 4.1; where
//! lines end is not known here.

use std::ops::Range;
use std::sync::Arc;

use crate::color::Color;
use crate::document::{Image, NodeId};
use crate::geom::{Direction, Pt};
use crate::style::{ComputedStyle, Pseudo, TextTransform, WhiteSpace};
use crate::text::OBJECT;

/// The content of one inline formatting context.
#[derive(Clone, Debug, Default)]
pub struct InlineContent {
    pub text: String,
    /// In order, without gaps.
    pub spans: Vec<InlineSpan>,
    /// What stands at the U+FFFC characters of the text, in order.
    pub objects: Vec<(usize, InlineObject)>,
    /// Inline elements with background, border or padding, by their start, outer before inner.
    pub boxes: Vec<InlineBox>,
    /// Link targets.
    pub anchors: Vec<(usize, NodeId)>,
    /// References to notes.
    pub notes: Vec<(usize, NodeId)>,
    /// Stretches that run as they would by themselves, beside those whose style has another direction.
    pub isolates: Vec<(Range<usize>, Direction)>,
}

/// A stretch of text of one node and style.
#[derive(Clone, Debug)]
pub struct InlineSpan {
    pub range: Range<usize>,
    pub style: Arc<ComputedStyle>,
    pub source: SpanSource,
    /// How far its baseline is raised above the line's.
    pub shift: Pt,
    pub underline: Option<Color>,
    pub line_through: Option<Color>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanSource {
    /// Text of a node; `start` is the offset in the node's text of the span's first byte. Not `exact` where
    /// `text-transform` changed lengths.
    Node {
        node: NodeId,
        start: u32,
        end: u32,
        exact: bool,
    },
    Generated {
        node: NodeId,
        pseudo: Pseudo,
    },
}

#[derive(Clone, Debug)]
pub enum InlineObject {
    Image {
        node: NodeId,
        image: Image,
        style: Arc<ComputedStyle>,
    },
    /// A base with its reading above (CSS Ruby 1), set as one piece.
    Ruby(Box<Ruby>),
    /// Text repeated to fill the line.
    Leader {
        pattern: Arc<str>,
    },
}

/// A base and the text above it.
#[derive(Clone, Debug)]
pub struct Ruby {
    pub base: InlineContent,
    pub style: Arc<ComputedStyle>,
    pub over: InlineContent,
    pub over_style: Arc<ComputedStyle>,
}

/// An inline element that paints or takes room around its text.
#[derive(Clone, Debug)]
pub struct InlineBox {
    pub range: Range<usize>,
    pub style: Arc<ComputedStyle>,
}

/// What a span inherits beside its style: decorations and shifts add up from the outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decoration {
    pub shift: Pt,
    pub underline: Option<Color>,
    pub line_through: Option<Color>,
}

/// Builds [`InlineContent`] from pieces of text in document order.
pub struct InlineBuilder {
    content: InlineContent,
    /// A collapsible space met and not yet written: it is dropped at the ends of lines and after another.
    pending: Option<PendingSpace>,
    /// Nothing but collapsed space stands on the line.
    at_line_start: bool,
    /// Characters since the last line feed, for tabs.
    column: usize,
}

struct PendingSpace {
    style: Arc<ComputedStyle>,
    source: SpanSource,
    decoration: Decoration,
}

impl Default for InlineBuilder {
    fn default() -> InlineBuilder {
        InlineBuilder { content: InlineContent::default(), pending: None, at_line_start: true, column: 0 }
    }
}

impl InlineBuilder {
    pub fn is_empty(&self) -> bool {
        self.content.text.is_empty() && self.content.anchors.is_empty()
    }

    /// The offset at which the next text will stand, for anchors, notes and the ends of boxes.
    pub fn offset(&self) -> usize {
        self.content.text.len()
    }

    /// Writes a space that is still pending, so that what follows starts after it.
    pub fn settle(&mut self) {
        if let Some(space) = self.pending.take()
            && !self.at_line_start
        {
            self.write(" ", &space.style, space.source, space.decoration);
        }
    }

    pub fn anchor(&mut self, node: NodeId) {
        self.content.anchors.push((self.offset(), node));
    }

    pub fn note(&mut self, node: NodeId) {
        self.content.notes.push((self.offset(), node));
    }

    /// Isolates what was written from an offset on.
    pub fn isolate(&mut self, start: usize, direction: Direction) {
        if start < self.offset() {
            self.content.isolates.push((start..self.offset(), direction));
        }
    }

    pub fn inline_box(&mut self, range: Range<usize>, style: Arc<ComputedStyle>) {
        if !range.is_empty() {
            self.content.boxes.push(InlineBox { range, style });
        }
    }

    /// Text of a node, processed as its style asks.
    pub fn node_text(&mut self, node: NodeId, text: &str, style: &Arc<ComputedStyle>, decoration: Decoration) {
        self.text(text, style, decoration, &|range: Range<usize>, exact| SpanSource::Node {
            node,
            start: range.start as u32,
            end: range.end as u32,
            exact,
        });
    }

    /// Generated text.
    pub fn generated_text(
        &mut self,
        node: NodeId,
        pseudo: Pseudo,
        text: &str,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
    ) {
        self.text(text, style, decoration, &|_, _| SpanSource::Generated { node, pseudo });
    }

    /// A line end that no white-space processing takes away.
    pub fn line_break(&mut self, node: NodeId, style: &Arc<ComputedStyle>) {
        self.pending = None;
        let source = SpanSource::Node { node, start: 0, end: 0, exact: false };
        self.write("\n", style, source, Decoration::default());
        self.at_line_start = true;
        self.column = 0;
    }

    pub fn object(&mut self, node: NodeId, object: InlineObject, style: &Arc<ComputedStyle>, decoration: Decoration) {
        self.settle();
        self.content.objects.push((self.offset(), object));
        let source = SpanSource::Node { node, start: 0, end: 0, exact: false };
        self.write(OBJECT.encode_utf8(&mut [0; 4]), style, source, decoration);
        self.at_line_start = false;
    }

    /// The finished paragraph; a collapsible space at its end is dropped.
    pub fn finish(&mut self) -> InlineContent {
        let mut content = std::mem::take(self).content;
        // Boxes were closed inside out; readers want the outer one first.
        content.boxes.reverse();
        content.boxes.sort_by_key(|inline| (inline.range.start, std::cmp::Reverse(inline.range.end)));
        content
    }

    fn text(
        &mut self,
        text: &str,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        source: &dyn Fn(Range<usize>, bool) -> SpanSource,
    ) {
        if style.white_space.collapses() {
            self.collapsed(text, style, decoration, source);
        } else {
            self.preserved(text, style, decoration, source);
        }
    }

    fn collapsed(
        &mut self,
        text: &str,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        source: &dyn Fn(Range<usize>, bool) -> SpanSource,
    ) {
        let keeps_line_feeds = style.white_space == WhiteSpace::PreLine;
        let mut start = 0;
        for (at, character) in text.char_indices() {
            if !matches!(character, ' ' | '\t' | '\n') {
                continue;
            }
            self.word(text, start..at, style, decoration, source);
            start = at + 1;
            if character == '\n' && keeps_line_feeds {
                self.pending = None;
                self.write("\n", style, source(at..start, true), decoration);
                self.at_line_start = true;
                continue;
            }
            self.pending.get_or_insert_with(|| PendingSpace {
                style: style.clone(),
                source: source(at..start, true),
                decoration,
            });
        }
        self.word(text, start..text.len(), style, decoration, source);
    }

    fn word(
        &mut self,
        text: &str,
        range: Range<usize>,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        source: &dyn Fn(Range<usize>, bool) -> SpanSource,
    ) {
        let word = &text[range.clone()];
        if word.is_empty() {
            return;
        }
        self.settle();
        self.at_line_start = false;
        let transformed = transform(word, style.text_transform, self.content.text.chars().next_back());
        let exact = transformed.as_deref().is_none_or(|new| new.len() == word.len());
        self.write(transformed.as_deref().unwrap_or(word), style, source(range, exact), decoration);
    }

    fn preserved(
        &mut self,
        text: &str,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        source: &dyn Fn(Range<usize>, bool) -> SpanSource,
    ) {
        self.settle();
        let tab_size = usize::from(style.tab_size.max(1));
        let mut start = 0;
        for (at, character) in text.char_indices() {
            match character {
                '\t' => {
                    self.verbatim(text, start..at, style, decoration, source);
                    let spaces = tab_size - self.column % tab_size;
                    self.write(&" ".repeat(spaces), style, source(at..at + 1, false), decoration);
                    self.column += spaces;
                    start = at + 1;
                }
                '\n' => {
                    self.verbatim(text, start..at, style, decoration, source);
                    self.write("\n", style, source(at..at + 1, true), decoration);
                    self.column = 0;
                    start = at + 1;
                }
                _ => self.column += 1,
            }
        }
        self.verbatim(text, start..text.len(), style, decoration, source);
        self.at_line_start = false;
    }

    fn verbatim(
        &mut self,
        text: &str,
        range: Range<usize>,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        source: &dyn Fn(Range<usize>, bool) -> SpanSource,
    ) {
        if !range.is_empty() {
            let piece = &text[range.clone()];
            let transformed = transform(piece, style.text_transform, self.content.text.chars().next_back());
            let exact = transformed.as_deref().is_none_or(|new| new.len() == piece.len());
            self.write(transformed.as_deref().unwrap_or(piece), style, source(range, exact), decoration);
        }
    }

    /// Appends text; grows the last span where it simply goes on.
    fn write(&mut self, text: &str, style: &Arc<ComputedStyle>, source: SpanSource, decoration: Decoration) {
        let start = self.content.text.len();
        self.content.text.push_str(text);
        let end = self.content.text.len();
        if let Some(last) = self.content.spans.last_mut()
            && Arc::ptr_eq(&last.style, style)
            && last.shift == decoration.shift
            && let Some(joined) = join(last.source, source)
        {
            last.source = joined;
            last.range.end = end;
            return;
        }
        self.content.spans.push(InlineSpan {
            range: start..end,
            style: style.clone(),
            source,
            shift: decoration.shift,
            underline: decoration.underline,
            line_through: decoration.line_through,
        });
    }
}

fn join(last: SpanSource, next: SpanSource) -> Option<SpanSource> {
    match (last, next) {
        (
            SpanSource::Node { node, start, end, exact: true },
            SpanSource::Node { node: other, start: from, end: to, exact: true },
        ) if node == other && end == from => Some(SpanSource::Node { node, start, end: to, exact: true }),
        (SpanSource::Generated { node, pseudo }, SpanSource::Generated { node: other, pseudo: same })
            if node == other && pseudo == same =>
        {
            Some(last)
        }
        _ => None,
    }
}

fn transform(text: &str, how: TextTransform, before: Option<char>) -> Option<String> {
    match how {
        TextTransform::None => None,
        TextTransform::Uppercase => Some(text.to_uppercase()),
        TextTransform::Lowercase => Some(text.to_lowercase()),
        TextTransform::Capitalize => {
            let mut at_word_start = before.is_none_or(|character| !character.is_alphanumeric());
            let mut result = String::with_capacity(text.len());
            for character in text.chars() {
                if at_word_start && character.is_alphabetic() {
                    result.extend(character.to_uppercase());
                } else {
                    result.push(character);
                }
                at_word_start = !character.is_alphanumeric() && !matches!(character, '\'' | '\u{2019}');
            }
            Some(result)
        }
    }
}
