//! Numbers of chapters and sections, shown before their titles.
//!
//! In: a chapter whose headings have their ids. Out: the chapter with its number in the heading that is its title,
//! as an element of class `number`, and where sections are numbered, theirs in their headings. Ids, contents and running
//! heads are made of the title alone. What has the class `unnumbered`, as pandoc says it, has no number.

use super::text;
use crate::document::walk::ContentMut;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Inline, InlineKind, Matter, NodeId, SectionKind,
};
use crate::source::Span;

const UNNUMBERED: &str = "unnumbered";

/// Gives numbers to the chapters of the body that have none. A lone text is no chapter: its sections are counted.
pub fn count(chapters: &mut [Chapter]) {
    let is_text = |chapter: &Chapter| chapter.role == ChapterRole::Text;
    if chapters.iter().filter(|chapter| is_text(chapter)).count() < 2 {
        return;
    }
    let mut counters: Vec<u32> = Vec::new();
    for chapter in chapters.iter_mut().filter(|chapter| is_text(chapter) && is_of_body(chapter)) {
        let title = chapter.title_node;
        let is_unnumbered = chapter.blocks.iter().any(|block| block.id == title && is_unnumbered(block));
        if chapter.number.is_some() || is_unnumbered {
            continue;
        }
        let depth = usize::from(chapter.depth);
        counters.resize(depth + 1, 0);
        counters[depth] += 1;
        chapter.number = Some(counters.iter().map(|count| count.max(&1).to_string()).collect::<Vec<_>>().join("."));
    }
}

/// Whether it stands in the body, wherever a summary lists it: a foreword and its like have no number (Chicago Manual of
/// Style, 1.4, as LaTeX's `\frontmatter` has it).
fn is_of_body(chapter: &Chapter) -> bool {
    let is_of_front = chapter.kind.and_then(SectionKind::matter) == Some(Matter::Front)
        || matches!(chapter.kind, Some(SectionKind::Acknowledgments | SectionKind::CopyrightPage));
    chapter.matter == Matter::Body && !is_of_front
}

/// Puts the number in front, where the chapter has one and a heading is its title; and numbers before the headings
/// below, where `sections` have them.
pub fn apply(chapter: &mut Chapter, sections: bool) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    if let Some(number) = chapter.number.clone()
        && chapter.title_node != Chapter::SECTION
    {
        let mut before = number_before(chapter, number);
        put_before(&mut blocks, chapter.title_node, &mut before);
    }
    if sections && chapter.role == ChapterRole::Text && is_of_body(chapter) {
        // Among chapters with numbers the sections of one without have none; those of a lone text are counted.
        let title = blocks.iter().find(|block| block.id == chapter.title_node);
        let unnumbered = title.filter(|title| is_unnumbered(title)).map(|_| chapter.depth.saturating_add(1));
        let mut numbers = SectionNumbers { prefix: chapter.number.clone(), open: Vec::new(), unnumbered };
        number_sections(chapter, &mut blocks, &mut numbers);
    }
    chapter.blocks = blocks;
}

/// The sections that are open: their levels and counts.
struct SectionNumbers {
    prefix: Option<String>,
    open: Vec<(u8, u32)>,
    /// Below a heading without a number of this level nothing is numbered.
    unnumbered: Option<u8>,
}

impl SectionNumbers {
    /// The number of the next section of a level: levels that were left out do not count.
    fn next(&mut self, level: u8) -> String {
        let mut before = 0;
        while let Some((_, count)) = self.open.pop_if(|(open, _)| *open >= level) {
            before = count;
        }
        self.open.push((level, before + 1));
        let counts = self.open.iter().map(|(_, count)| count.to_string());
        self.prefix.iter().cloned().chain(counts).collect::<Vec<_>>().join(".")
    }
}

fn number_sections(chapter: &mut Chapter, blocks: &mut [Block], numbers: &mut SectionNumbers) {
    for block in blocks {
        let is_title = block.id == chapter.title_node;
        let is_unnumbered = is_unnumbered(block);
        if let BlockKind::Heading { level, content } = &mut block.kind {
            if is_title || content.is_empty() {
                continue;
            }
            numbers.unnumbered = numbers.unnumbered.filter(|above| *level > *above);
            if is_unnumbered && numbers.unnumbered.is_none() {
                numbers.unnumbered = Some(*level);
            }
            if numbers.unnumbered.is_none() {
                let number = numbers.next(*level);
                content.splice(0..0, number_before(chapter, number));
            }
        } else if let BlockKind::Division { content, .. } = &mut block.kind {
            number_sections(chapter, content, numbers);
        }
    }
}

fn is_unnumbered(block: &Block) -> bool {
    block.attributes.has_class(UNNUMBERED)
}

/// What stands before a title.
fn number_before(chapter: &mut Chapter, number: String) -> Vec<Inline> {
    let content = vec![text(chapter, number)];
    let id = chapter.fresh_id();
    let attributes = Attributes::class(Inline::NUMBER);
    let number = Inline { id, span: Span::default(), attributes, kind: InlineKind::Span(content) };
    vec![number, text(chapter, " ")]
}

fn put_before(blocks: &mut [Block], title: NodeId, before: &mut Vec<Inline>) {
    for block in blocks {
        if before.is_empty() {
            return;
        }
        if let BlockKind::Heading { content, .. } = &mut block.kind
            && block.id == title
        {
            content.splice(0..0, before.drain(..));
            return;
        }
        block.kind.for_each_content_mut(&mut |content| {
            if let ContentMut::Blocks(blocks) = content {
                put_before(blocks, title, before);
            }
        });
    }
}
