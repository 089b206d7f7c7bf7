//! What a margin box says on one page, as text before lines.
//!
//! In: the parts of `content`, and what counters and named strings are on the page. Out: [`Part`]s, which are the key
//! of what was set before, and [`InlineContent`]. Where it stands is not known here.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::MarginBoxes;
use crate::document::{Chapter, Image, ImageSource};
use crate::geom::Direction;
use crate::lang::first_strong;
use crate::layout::boxes::anonymous;
use crate::layout::counter::counter_text;
use crate::layout::galley::RunningElement;
use crate::layout::inline_content::{Decoration, InlineBuilder, InlineContent, InlineObject, PageCounter};
use crate::style::{ComputedStyle, ContentPart, Pseudo};
use crate::text::line_break_opportunities;

/// A part with its value put in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Text(Arc<str>),
    /// An image by its path in the book.
    Image(Arc<str>),
    /// A running element; it stands alone.
    Element(Element),
}

/// A running element as it is on a page. Two are the same where they are one value.
#[derive(Clone, Debug)]
pub struct Element(pub Arc<RunningElement>);

impl PartialEq for Element {
    fn eq(&self, other: &Element) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Element {}

impl Hash for Element {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// The parts of a box, and whether other pages may well say the same.
pub fn parts(style: &ComputedStyle, page: &MarginBoxes) -> (Vec<Part>, bool) {
    let mut parts = Vec::new();
    let mut is_repeated = true;
    for part in style.content.iter().flat_map(|parts| parts.iter()) {
        let text: Arc<str> = match part {
            ContentPart::Text(literal) => Arc::from(literal.as_str()),
            ContentPart::Counter { name, style } => match name.as_str() {
                "page" => {
                    is_repeated = false;
                    counter_text(page.number, style).into()
                }
                "pages" => counter_text(page.page_count as i32, style).into(),
                _ => continue,
            },
            ContentPart::NamedString { name, occurrence } => match (page.string)(name, *occurrence) {
                Some(text) => text,
                None => continue,
            },
            ContentPart::Element { name, occurrence } => {
                if let Some(element) = (page.element)(name, *occurrence) {
                    is_repeated &= !element.shows_page;
                    let element = if element.shows_page { Arc::new(on_page(&element, page)) } else { element };
                    parts.push(Part::Element(Element(element)));
                }
                continue;
            }
            ContentPart::Image(path) => {
                parts.push(Part::Image(Arc::from(path.as_str())));
                continue;
            }
            ContentPart::Attribute(_)
            | ContentPart::Counters { .. }
            | ContentPart::Quote(_)
            | ContentPart::TargetPage { .. }
            | ContentPart::TargetCounter { .. }
            | ContentPart::TargetText { .. }
            | ContentPart::Leader(_)
            | ContentPart::ElementText => continue,
        };
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
    }
    (parts, is_repeated)
}

/// An element with the numbers of the page.
fn on_page(element: &RunningElement, page: &MarginBoxes) -> RunningElement {
    let block = element.block.on_page(&|counter| match counter {
        PageCounter::Page(style) => counter_text(page.number, style),
        PageCounter::Pages(style) => counter_text(page.page_count as i32, style),
    });
    RunningElement { block: Arc::new(block), ..*element }
}

/// The parts as one paragraph. Each runs the way its first letter does, whatever stands beside it.
pub fn inline_content(parts: &[Part], style: &Arc<ComputedStyle>) -> InlineContent {
    let mut builder = InlineBuilder::default();
    let write = |builder: &mut InlineBuilder, text: &str| {
        builder.generated_text(Chapter::BODY, Pseudo::Before, text, style, Decoration::default());
    };
    let runs_left = |text: &str| {
        text.char_indices().any(|(at, c)| {
            !c.is_ascii() && first_strong(&text[at..at + c.len_utf8()]).is_some_and(Direction::is_right_to_left)
        })
    };
    let is_mixed =
        parts.len() > 1 && (style.direction.is_right_to_left() || parts.iter().any(|part| runs_left(text_of(part))));
    for (index, part) in parts.iter().enumerate() {
        // Isolates that touch would change places as one: a mark of the box's own direction stands between them.
        if is_mixed && index > 0 {
            write(&mut builder, if style.direction.is_right_to_left() { "\u{200f}" } else { "\u{200e}" });
        }
        match part {
            Part::Text(text) => {
                let start = builder.offset();
                write(&mut builder, text);
                if is_mixed {
                    builder.isolate(start, first_strong(text).unwrap_or(style.direction));
                }
            }
            Part::Image(path) => {
                let image = Image { source: ImageSource::Local(path.to_string()), alt: String::new(), title: None };
                let own = Arc::new(anonymous(style));
                let object = InlineObject::Image { node: Chapter::BODY, image, style: own };
                builder.object(Chapter::BODY, object, style, Decoration::default());
            }
            Part::Element(_) => {}
        }
    }
    builder.finish()
}

/// How long the text of some parts is.
pub fn text_len(parts: &[Part]) -> usize {
    parts.iter().map(text_of).map(str::len).sum()
}

fn text_of(part: &Part) -> &str {
    match part {
        Part::Text(text) => text,
        Part::Image(_) | Part::Element(_) => "",
    }
}

/// The parts up to the last space before so many bytes, with an ellipsis; and how long their text is without it. `None`
/// where no word is left.
pub fn shortened(parts: &[Part], most: usize) -> Option<(Vec<Part>, usize)> {
    let text: String = parts.iter().map(text_of).collect();
    let most = text.floor_char_boundary(most.min(text.len()));
    let kept = &text[..last_break(text[..most].trim_end())?];
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.')).len();
    if kept == 0 {
        return None;
    }
    let mut shorter = Vec::new();
    let mut left = kept;
    for part in parts {
        let text = text_of(part);
        if text.len() >= left && !text.is_empty() {
            shorter.push(Part::Text(format!("{}\u{2026}", &text[..left]).into()));
            break;
        }
        left -= text.len();
        shorter.push(part.clone());
    }
    Some((shorter, kept))
}

/// The last place where a line of some text may end, before its end (UAX #14): after a word, and between ideographs.
fn last_break(text: &str) -> Option<usize> {
    line_break_opportunities(text).into_iter().rev().find(|&at| at > 0 && at < text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(parts: &[Part]) -> Vec<&str> {
        parts.iter().map(text_of).collect()
    }

    #[test]
    fn a_head_is_cut_at_a_word() {
        let head = [Part::Text("On the whale, ".into()), Part::Text("its bones".into())];
        let cut = |most| shortened(&head, most).map(|(parts, kept)| (texts(&parts).concat(), kept));
        assert_eq!(cut(22), Some(("On the whale, its\u{2026}".into(), 17)));
        assert_eq!(cut(17), Some(("On the whale\u{2026}".into(), 12)));
        assert_eq!(cut(12), Some(("On the\u{2026}".into(), 6)));
        assert_eq!(cut(6), Some(("On\u{2026}".into(), 2)));
        assert_eq!(cut(2), None);
    }

    #[test]
    fn a_head_without_spaces_is_cut_between_ideographs() {
        let head = [Part::Text("肥大化していくプロジェクト".into())];
        let cut = |most| shortened(&head, most).map(|(parts, _)| texts(&parts).concat());
        assert_eq!(cut(33), Some("肥大化していくプロ\u{2026}".into()));
    }

    #[test]
    fn parts_are_isolated_from_one_another() {
        let style = Arc::new(ComputedStyle::initial());
        let isolates = |texts: &[&str]| {
            let parts: Vec<Part> = texts.iter().map(|text| Part::Text(Arc::from(*text))).collect();
            let content = inline_content(&parts, &style);
            let of = |range: &std::ops::Range<usize>| content.text[range.clone()].to_owned();
            content.isolates.iter().map(|(range, way)| (of(range), way.keyword())).collect::<Vec<_>>()
        };
        assert!(isolates(&["\u{5d0}"]).is_empty(), "nothing stands beside it");
        assert!(isolates(&["a", "1"]).is_empty(), "nothing runs the other way");
        let wanted = [("\u{5d0}1".to_owned(), "rtl"), (" 12".to_owned(), "ltr")];
        assert_eq!(isolates(&["\u{5d0}1", " 12"]), wanted);
    }
}
