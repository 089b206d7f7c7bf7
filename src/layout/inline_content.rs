//! A paragraph before lines: its text after white-space processing, and what each stretch of it is.
//!
//! In: inline nodes with their styles, one after the other. Out: [`InlineContent`], one string with spans,
//! objects, boxes, anchors and notes at byte offsets. White space follows CSS Text 3, section 4.1; where
//! lines end is not known here.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::formula_breaks::Segment;
use crate::color::Color;
use crate::document::{Formula, Image, NodeId};
use crate::geom::{Direction, Pt};
use crate::style::{ComputedStyle, CounterStyle, Pseudo, TextTransform, WhiteSpace};
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
    /// Named strings, as names and values.
    pub strings: Vec<(usize, NamedString)>,
    /// References to notes.
    pub notes: Vec<(usize, NodeId)>,
    /// Where boxes that float to a side stand in the text, in order; the boxes are the block's.
    pub floats: Vec<usize>,
    /// Stretches that run as they would by themselves, beside those whose style has another direction.
    pub isolates: Vec<(Range<usize>, Direction)>,
    /// The style of whatever stands in its first line.
    pub first_line: Option<FirstLine>,
    /// Digits that stand for what only the page knows on which a running element is shown, in order.
    pub page_counters: Vec<(Range<usize>, PageCounter)>,
}

/// The name of a string and its value (`string-set`).
pub type NamedString = (Arc<str>, Arc<str>);

/// `counter(page)` or `counter(pages)`, and how it is written.
#[derive(Clone, Debug)]
pub enum PageCounter {
    Page(CounterStyle),
    Pages(CounterStyle),
}

/// A style of a first line.
#[derive(Clone, Debug)]
pub struct FirstLine {
    pub style: Arc<ComputedStyle>,
    /// The style of the element whose first line it is: what differs from it, the line has of its own.
    pub base: Arc<ComputedStyle>,
}

impl FirstLine {
    /// The style of a piece of text in the line: it inherits from the line what it inherited from the element.
    pub fn over(&self, own: &ComputedStyle) -> ComputedStyle {
        let (first, base) = (&*self.style, &*self.base);
        let mut style = own.clone();
        macro_rules! take {
            ($($field:ident)*) => {$(
                if style.$field == base.$field {
                    style.$field = first.$field.clone();
                }
            )*};
        }
        take!(font_family font_slant font_weight font_features letter_spacing word_spacing color line_height);
        if base.font_size > Pt::ZERO {
            style.font_size = own.font_size * (first.font_size / base.font_size);
        }
        style
    }
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
    /// A first letter that stands beside several lines.
    Initial(Box<Initial>),
    /// A part of a formula.
    Formula(Box<FormulaPart>),
    /// Text repeated to fill the line.
    Leader {
        pattern: Arc<str>,
    },
}

/// A part of a formula, behind which the line may end.
#[derive(Clone, Debug)]
pub struct FormulaPart {
    pub node: NodeId,
    pub formula: Arc<Formula>,
    pub segment: Segment,
    pub style: Arc<ComputedStyle>,
}

/// A base and the text above it.
#[derive(Clone, Debug)]
pub struct Ruby {
    pub base: InlineContent,
    pub style: Arc<ComputedStyle>,
    pub over: InlineContent,
    pub over_style: Arc<ComputedStyle>,
}

/// A first letter with its own style.
#[derive(Clone, Debug)]
pub struct Initial {
    pub content: InlineContent,
    pub style: Arc<ComputedStyle>,
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

impl InlineContent {
    /// Changes the spans of a range, which are cut at its ends.
    pub fn restyle(&mut self, range: Range<usize>, change: &mut dyn FnMut(&mut InlineSpan)) {
        self.cut_spans_at(range.start);
        self.cut_spans_at(range.end);
        let inside = |span: &&mut InlineSpan| span.range.start >= range.start && span.range.end <= range.end;
        self.spans.iter_mut().filter(inside).for_each(change);
    }

    /// Ends with a space that leaves no mark on the page: what stands in a line of its own is a word of its own.
    pub fn end_with_space(&mut self, node: NodeId) {
        let Some(last) = self.spans.last().cloned() else { return };
        // A line of code is parted from the next by its own line feed.
        if self.text.ends_with('\n') {
            return;
        }
        let start = self.text.len();
        self.text.push(' ');
        let source = SpanSource::Generated { node, pseudo: Pseudo::After };
        self.spans.push(InlineSpan { range: start..start + 1, source, ..last });
    }

    /// Changes the case of a range's letters. A letter that another number of bytes would stand for is left as it is,
    /// since all offsets are those of the text as it was.
    pub fn change_case(&mut self, range: Range<usize>, style: &ComputedStyle) {
        let Some(text) = self.text.get(range.clone()) else { return };
        let lang = &style.lang;
        let letters = text.split_inclusive(|_: char| true);
        let changed: String = match style.text_transform {
            TextTransform::None | TextTransform::Capitalize => return,
            TextTransform::Uppercase => letters.map(|c| same_length(c, lang.uppercase(c))).collect(),
            TextTransform::Lowercase => letters.map(|c| same_length(c, lang.lowercase(c))).collect(),
        };
        self.text.replace_range(range, &changed);
    }

    fn cut_spans_at(&mut self, at: usize) {
        let index = self.spans.partition_point(|span| span.range.end <= at);
        let Some(span) = self.spans.get_mut(index).filter(|span| span.range.start < at) else { return };
        let mut rest = span.clone();
        let cut = at - span.range.start;
        span.range.end = at;
        rest.range.start = at;
        if let (SpanSource::Node { start, end, exact: true, .. }, SpanSource::Node { start: rest_start, .. }) =
            (&mut span.source, &mut rest.source)
        {
            *end = *start + cut as u32;
            *rest_start = *end;
        }
        self.spans.insert(index + 1, rest);
    }

    /// Gives the first letter a style, with the punctuation around it (CSS Pseudo-Elements 4, section 2.2); one that
    /// stands beside several lines becomes an object.
    pub fn set_first_letter(&mut self, style: &Arc<ComputedStyle>, stands_beside: bool) {
        let length = first_letter(&self.text);
        if length == 0 {
            return;
        }
        self.restyle(0..length, &mut |span| {
            span.style = style.clone();
            if style.underline {
                span.underline = Some(style.color);
            }
        });
        if !stands_beside {
            return;
        }
        let count = self.spans.iter().take_while(|span| span.range.end <= length).count();
        let spans: Vec<InlineSpan> = self.spans.drain(..count).collect();
        let Some(first) = spans.first().cloned() else { return };
        let content = InlineContent { text: self.text[..length].to_owned(), spans, ..InlineContent::default() };
        self.replace(0..length, OBJECT.encode_utf8(&mut [0; 4]));
        self.spans.insert(0, InlineSpan { range: 0..OBJECT.len_utf8(), ..first });
        let initial = Initial { content, style: style.clone() };
        self.objects.insert(0, (0, InlineObject::Initial(Box::new(initial))));
    }
}

impl InlineContent {
    /// Puts other text into a range, and moves what stands in it or after it.
    fn replace(&mut self, range: Range<usize>, text: &str) {
        let moved = |at: usize| if at <= range.start { at } else { at.max(range.end) - range.len() + text.len() };
        let moved_range = |range: &Range<usize>| moved(range.start)..moved(range.end);
        self.text.replace_range(range.clone(), text);
        self.spans.iter_mut().for_each(|span| span.range = moved_range(&span.range));
        self.objects.iter_mut().for_each(|(at, _)| *at = moved(*at));
        self.boxes.iter_mut().for_each(|inline| inline.range = moved_range(&inline.range));
        self.anchors.iter_mut().chain(&mut self.notes).for_each(|(at, _)| *at = moved(*at));
        self.strings.iter_mut().for_each(|(at, _)| *at = moved(*at));
        self.floats.iter_mut().for_each(|at| *at = moved(*at));
        self.isolates.iter_mut().for_each(|(range, _)| *range = moved_range(range));
        self.page_counters.iter_mut().for_each(|(range, _)| *range = moved_range(range));
    }

    /// Writes the numbers of a page into the places kept for them.
    pub fn fill_page_counters(&mut self, written: &dyn Fn(&PageCounter) -> String) {
        // From the end, so that what is still to be written stays where it is.
        for (range, counter) in std::mem::take(&mut self.page_counters).into_iter().rev() {
            self.replace(range, &written(&counter));
        }
    }
}

/// A letter changed, where that takes as many bytes.
fn same_length(letter: &str, changed: String) -> Cow<'_, str> {
    let is_one = changed.len() == letter.len() && changed.chars().nth(1).is_none();
    if is_one { changed.into() } else { letter.into() }
}

/// How long the first letter of a text is with the punctuation before and after it; 0 where no letter comes first.
fn first_letter(text: &str) -> usize {
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && c != OBJECT;
    let is_combining = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{fe00}'..='\u{fe0f}');
    let before = text.len() - text.trim_start_matches(is_mark).len();
    let Some(letter) = text[before..].chars().next().filter(|c| c.is_alphanumeric()) else { return 0 };
    let mut end = before + letter.len_utf8();
    end += text[end..].len() - text[end..].trim_start_matches(is_combining).len();
    // An apostrophe belongs to the word.
    let rest = text[end..].trim_start_matches(is_mark);
    let after = text[end..].len() - rest.len();
    if !rest.starts_with(char::is_alphanumeric) { end + after } else { end }
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
        let InlineContent { text, anchors, strings, floats, .. } = &self.content;
        text.is_empty() && anchors.is_empty() && strings.is_empty() && floats.is_empty()
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

    pub fn strings(&mut self, strings: Vec<NamedString>) {
        let at = self.offset();
        self.content.strings.extend(strings.into_iter().map(|string| (at, string)));
    }

    pub fn note(&mut self, node: NodeId) {
        self.content.notes.push((self.offset(), node));
    }

    /// Generated text that only a page knows: a digit keeps its place.
    pub fn page_counter(
        &mut self,
        node: NodeId,
        pseudo: Pseudo,
        counter: PageCounter,
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
    ) {
        self.generated_text(node, pseudo, "0", style, decoration);
        self.content.page_counters.push((self.offset() - 1..self.offset(), counter));
    }

    /// A box that floats to a side stands here.
    pub fn float(&mut self) {
        self.content.floats.push(self.offset());
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
        let transformed = transform(word, style, self.content.text.chars().next_back());
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
            let transformed = transform(piece, style, self.content.text.chars().next_back());
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

fn transform(text: &str, style: &ComputedStyle, before: Option<char>) -> Option<String> {
    let lang = &style.lang;
    match style.text_transform {
        TextTransform::None => None,
        TextTransform::Uppercase => Some(lang.uppercase(text)),
        TextTransform::Lowercase => Some(lang.lowercase(text)),
        TextTransform::Capitalize => {
            let mut at_word_start = before.is_none_or(|character| !character.is_alphanumeric());
            let mut first = None;
            let mut result = String::with_capacity(text.len());
            for character in text.chars() {
                let opens = at_word_start && character.is_alphabetic();
                let capital = if opens { Some(None) } else { first.map(Some) };
                match capital.and_then(|first| lang.capital(character, first)) {
                    Some(capital) => result.push_str(&capital),
                    None => result.push(character),
                }
                first = opens.then_some(character);
                at_word_start = !character.is_alphanumeric() && !matches!(character, '\'' | '\u{2019}');
            }
            Some(result)
        }
    }
}
