//! One file, many chapters.
//!
//! In: chapters as `markdown` left them, one for each file. Out: a file that is a whole book, or of which the user says
//! at which headings it is to be cut, as several chapters of the same path, each with the notes it refers to. Headings
//! keep the ids that they have in the whole file, so that its links still lead to them. Runs before all passes, and
//! before the look of the book is chosen, since a file of chapters is a book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::footnote::comparable;
use super::{is_same_title, label};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::plain_text;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Document, Inline, InlineKind, Matter, Node, Note, Target,
};
use crate::source::name;

/// The bytes of a text from which on it is a book where it is made of chapters: 80 pages and more, twice the longest
/// article known.
const LONG: u32 = 250_000;

/// The lowest headings that begin chapters by themselves: level 2 below a title, or level 1.
const LOWEST: u8 = 2;

/// When files become several chapters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Headings of this level and above begin chapters; 0 cuts nothing. Else the text decides.
    pub level: Option<u8>,
    /// Whether a theme is named, and whether it is one for books.
    pub is_book: Option<bool>,
}

/// Cuts the files of a document.
pub fn split(mut document: Document, split: &Split, diagnostics: &mut Diagnostics) -> Document {
    if split.level == Some(0) {
        return document;
    }
    let mut names: BTreeSet<String> = document.chapters.iter().map(|chapter| chapter.name.to_lowercase()).collect();
    let texts = document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text).count();
    if let ([chapter], 1) = (document.chapters.as_slice(), texts) {
        let Some(plan) = plan_of_single(chapter, document.metadata.title.as_deref(), split) else { return document };
        let title = document.metadata.title.get_or_insert_with(|| match plan.title {
            Some(at) => heading_text(&chapter.blocks[at]),
            None => {
                let title = name::in_words(name::stem(&chapter.path));
                let message = format!("no title is given; the file's name stands for it: `{title}`");
                let hint = "say `-M title=\"…\"`, or `title: …` in its front matter";
                diagnostics.push(Diagnostic::new(Code::GuessedTitle, message).hint(hint));
                title
            }
        });
        let title = title.clone();
        let chapter = Arc::unwrap_or_clone(document.chapters.remove(0));
        document.chapters = cut(chapter, &plan, &title, &mut names, diagnostics).into_iter().map(Arc::new).collect();
        return document;
    }
    // Drafts stand between chapters, whose number may grow.
    let mut chapters = Vec::new();
    for (index, chapter) in std::mem::take(&mut document.chapters).into_iter().enumerate() {
        let drafts_from = document.drafts.partition_point(|draft| draft.position <= index);
        match plan_of_one(&chapter, split) {
            Some(plan) => {
                let title = chapter.title.clone();
                let parts = cut(Arc::unwrap_or_clone(chapter), &plan, &title, &mut names, diagnostics);
                document.drafts[drafts_from..].iter_mut().for_each(|draft| draft.position += parts.len() - 1);
                chapters.extend(parts.into_iter().map(Arc::new));
            }
            None => chapters.push(chapter),
        }
    }
    document.chapters = chapters;
    document
}

/// At which headings a chapter is cut.
struct Plan {
    /// The level of the first chapters, and the lowest that begins one.
    highest: u8,
    lowest: u8,
    /// The heading that is the title of the whole.
    title: Option<usize>,
}

/// How the only text of a book is cut; `given` is its title where something else says it.
fn plan_of_single(chapter: &Chapter, given: Option<&str>, split: &Split) -> Option<Plan> {
    let given = given.map(str::to_owned).or_else(|| Some(chapter.title.clone()).filter(|title| !title.is_empty()));
    let title = title_of_single(chapter, given.as_deref());
    let levels = || headings(chapter).filter(|(at, _)| Some(*at) != title);
    let mut highest = levels().map(|(_, level)| level).min()?;
    // A lone heading above all others is a title as well, by another name than the book's; it opens the book.
    let of_highest = levels().filter(|(_, level)| *level == highest).count();
    let is_lone = of_highest == 1 && levels().next().is_some_and(|(_, level)| level == highest);
    if is_lone && let Some(next) = levels().map(|(_, level)| level).filter(|level| *level > highest).min() {
        highest = next;
    }
    let plan = Plan { highest, lowest: split.level.unwrap_or(highest), title };
    if split.level.is_some() {
        return (plan.lowest >= highest).then_some(plan);
    }
    let is_wanted = has_parts(chapter) || split.is_book.unwrap_or_else(|| extent(chapter) >= LONG);
    let count = levels().filter(|(_, level)| *level == highest).count();
    let is_titled = title.is_some() || given.is_some();
    let is_made_of_chapters = count > 1 && (highest == 1 || highest <= LOWEST && is_titled);
    (is_wanted && is_made_of_chapters).then_some(plan)
}

/// The heading that is the title of an only text: called as it is, its one h1, or an h1 right before another.
fn title_of_single(chapter: &Chapter, given: Option<&str>) -> Option<usize> {
    let mut headings = headings(chapter);
    let (first, level) = headings.next()?;
    let is_alone = headings.all(|(_, other)| other > level);
    let is_called_so = given.is_some_and(|given| is_same_title(given, &heading_text(&chapter.blocks[first])));
    let is_before_another = level == 1 && chapter.blocks.get(first + 1).and_then(level_of) == Some(1);
    let is_title = match given {
        Some(_) => is_called_so && (is_alone || is_before_another),
        None => level == 1 && (is_alone || is_before_another),
    };
    is_title.then_some(first)
}

/// How a file of several is cut: where it opens with the first of several h1 and nothing else names it.
fn plan_of_one(chapter: &Chapter, split: &Split) -> Option<Plan> {
    if chapter.role != ChapterRole::Text {
        return None;
    }
    let highest = headings(chapter).map(|(_, level)| level).min()?;
    if let Some(lowest) = split.level {
        return (lowest >= highest).then_some(Plan { highest, lowest, title: None });
    }
    let is_named = chapter.listed.is_some() || chapter.number.is_some() || !chapter.title.is_empty();
    let (first, level) = headings(chapter).next()?;
    let count = headings(chapter).filter(|(_, level)| *level == 1).count();
    // Where a part or the appendices begin in the midst of a file, so do chapters.
    let is_wanted = has_parts(chapter) || split.is_book.unwrap_or(true) && !is_named && chapter.article.is_none();
    let is_title = chapter.blocks.get(first + 1).and_then(level_of) == Some(1);
    (is_wanted && level == 1 && first == 0 && count > 1 && !is_title).then_some(Plan {
        highest: 1,
        lowest: 1,
        title: None,
    })
}

/// Cuts a chapter. What stands before the first heading of the plan goes before the others.
fn cut(
    mut whole: Chapter,
    plan: &Plan,
    title: &str,
    names: &mut BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<Chapter> {
    label::name(&mut whole, diagnostics);
    // They stand at the nodes, and are gathered again for each chapter.
    whole.ids.clear();
    let blocks = std::mem::take(&mut whole.blocks);
    let notes = std::mem::take(&mut whole.notes);
    let anchor = plan.title.and_then(|at| blocks[at].attributes.id().map(str::to_owned));
    let mut stretches: Vec<(Option<u8>, Vec<Block>)> = vec![(None, Vec::new())];
    for (at, block) in blocks.into_iter().enumerate() {
        if let Some(level) = level_of(&block)
            && level <= plan.lowest
            && plan.title != Some(at)
        {
            stretches.push((Some(level), Vec::new()));
        }
        if let Some((_, blocks)) = stretches.last_mut() {
            blocks.push(block);
        }
    }
    // A title alone has its own page.
    let is_title_alone = stretches[0].1.len() == usize::from(plan.title.is_some());
    let mut title_block = None;
    if is_title_alone && stretches.len() > 1 {
        title_block = stretches.remove(0).1.pop();
    }
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut count = 1;
    let mut matter = whole.matter;
    let mut ends_part = whole.ends_part;
    for (index, (level, mut blocks)) in stretches.into_iter().enumerate() {
        let mut chapter = whole.clone();
        chapter.matter = matter;
        if blocks.first().is_some_and(|block| opens(block, "part")) {
            chapter.role = ChapterRole::Part;
            ends_part = false;
        }
        chapter.ends_part = ends_part;
        if blocks.first().is_some_and(|block| opens(block, "appendices")) {
            matter = Matter::Back;
            (chapter.matter, chapter.ends_part) = (matter, true);
            ends_part = true;
            // It names what follows, and is no chapter by itself.
            blocks.remove(0);
            if blocks.is_empty() {
                continue;
            }
        }
        chapter.blocks = blocks;
        chapter.depth = whole.depth.saturating_add(level.map_or(0, |level| level.saturating_sub(plan.highest)));
        if index > 0 {
            chapter.name = fresh(&whole.name, &mut count, names);
            (chapter.listed, chapter.number, chapter.article) = (None, None, None);
            chapter.title = String::new();
        }
        if level.is_none() && plan.title.is_some() {
            // Its heading says the same.
            chapter.title = String::new();
        }
        if level.is_none() && chapter.matter == Matter::Body && whole.listed.is_none() {
            chapter.matter = Matter::Front;
            chapter.page_title = Some(title.to_owned());
        } else if level.is_some() && index == 0 && whole.listed.is_none() {
            chapter.title = String::new();
        }
        chapters.push(chapter);
    }
    share_notes(&mut chapters, notes);
    if let (Some(id), Some(_)) = (anchor, title_block)
        && chapters.iter().any(|chapter| leads_to(chapter, &id))
        && let Some(first) = chapters.first_mut()
    {
        let node = first.fresh_id();
        let mut attributes = Attributes::default();
        attributes.set_id(id);
        if let Some(BlockKind::Heading { content, .. }) = first.blocks.first_mut().map(|block| &mut block.kind) {
            let span = content.first().map(|inline| inline.span).unwrap_or_default();
            content.insert(0, Inline { id: node, span, attributes, kind: InlineKind::Anchor });
        }
    }
    chapters
}

/// Gives each chapter the notes it refers to, and those that no one does to the first, where they are told.
fn share_notes(chapters: &mut [Chapter], notes: Vec<Note>) {
    let mut left: BTreeSet<usize> = (0..notes.len()).collect();
    let mut by_label = BTreeMap::new();
    for (index, note) in notes.iter().enumerate() {
        by_label.entry(comparable(&note.label)).or_insert(index);
    }
    let find = |label: &str| by_label.get(&comparable(label)).copied();
    for chapter in chapters.iter_mut() {
        let mut wanted: Vec<usize> = labels(Node::Body(chapter)).iter().filter_map(|label| find(label)).collect();
        let mut done = 0;
        let mut seen: BTreeSet<usize> = wanted.iter().copied().collect();
        while done < wanted.len() {
            for label in labels(Node::Note(&notes[wanted[done]])) {
                wanted.extend(find(&label).filter(|index| seen.insert(*index)));
            }
            done += 1;
        }
        chapter.notes = seen.iter().map(|&index| notes[index].clone()).collect();
        left.retain(|index| !seen.contains(index));
    }
    if let Some(first) = chapters.first_mut() {
        first.notes.extend(left.into_iter().map(|index| notes[index].clone()));
    }
}

/// The notes that a node refers to, by label.
fn labels(node: Node<'_>) -> Vec<String> {
    let mut labels = Vec::new();
    node.visit(&mut |node| {
        if let Node::Inline(Inline { kind: InlineKind::NoteReference { label, .. }, .. }) = node {
            labels.push(label.to_string());
        }
    });
    labels
}

/// Whether a link of the chapter names an id.
fn leads_to(chapter: &Chapter, id: &str) -> bool {
    let mut found = false;
    Node::Body(chapter).visit(&mut |node| {
        if let Node::Inline(Inline { kind: InlineKind::Link { target: Target::Unresolved(address), .. }, .. }) = node {
            found |= address.split_once('#').is_some_and(|(_, fragment)| fragment == id);
        }
    });
    found
}

/// Whether a block is a heading that begins a part, or the appendices.
fn opens(block: &Block, class: &str) -> bool {
    level_of(block).is_some() && block.attributes.has_class(class)
}

/// Whether a part or the appendices begin in the midst of a text.
fn has_parts(chapter: &Chapter) -> bool {
    let mut rest = chapter.blocks.iter().skip(1);
    rest.any(|block| opens(block, "part") || opens(block, "appendices"))
}

/// The headings that stand in no other block, with their levels.
fn headings(chapter: &Chapter) -> impl Iterator<Item = (usize, u8)> {
    chapter.blocks.iter().enumerate().filter_map(|(at, block)| Some((at, level_of(block)?)))
}

fn level_of(block: &Block) -> Option<u8> {
    if let BlockKind::Heading { level, .. } = &block.kind { Some(*level) } else { None }
}

fn heading_text(block: &Block) -> String {
    let BlockKind::Heading { content, .. } = &block.kind else { return String::new() };
    plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bytes of a chapter's text.
fn extent(chapter: &Chapter) -> u32 {
    let ends = chapter.blocks.first().zip(chapter.blocks.last());
    ends.map_or(0, |(first, last)| last.span.end.saturating_sub(first.span.start))
}

/// A name of a content document that no other has.
fn fresh(name: &str, count: &mut usize, names: &mut BTreeSet<String>) -> String {
    loop {
        *count += 1;
        let free = format!("{name}-{count}");
        if names.insert(free.to_lowercase()) {
            return free;
        }
    }
}
