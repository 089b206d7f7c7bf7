//! Titles and heading levels, settled once for both formats.
//!
//! In: chapters with headings of the levels as typed, and the book's metadata. Out: each chapter with its
//! title and the node that shows it, headings whose levels begin at the chapter's own, descend one by one and
//! never skip (PDF/UA-1, 7.4.2), and for an article, alone or in an issue, the block of class `title-block` with title,
//! standfirst and byline. Where an article names no title, its first heading becomes the document's.

use std::path::Path;

use super::{block, is_same_title, lang_of, paragraph, text};
use crate::document::walk::{ContentMut, plain_text};
use crate::document::{Block, BlockKind, Chapter, ChapterRole, Division, Metadata, NodeId};

/// Settles titles and levels of all text chapters.
pub fn apply(metadata: &mut Metadata, mut chapters: Vec<Chapter>) -> Vec<Chapter> {
    if let [article @ Chapter { listed: None, .. }] = chapters.as_mut_slice() {
        settle_article(article, metadata);
    } else {
        chapters.iter_mut().filter(|chapter| chapter.role == ChapterRole::Text).for_each(settle_book_chapter);
    }
    // A skipped level is never seen: neither within a chapter nor where one follows another.
    let mut before = 0;
    for chapter in &mut chapters {
        each_heading(chapter, &mut |_, level| {
            *level = (*level).min(before + 1);
            before = *level;
        });
    }
    chapters
}

/// In a book the first heading of a file is its title, whatever its level. Where a summary lists the chapter, that
/// title is the one of the contents, and the text is headed by it where no heading stands for the whole file.
fn settle_book_chapter(chapter: &mut Chapter) {
    let is_titled = !chapter.title.is_empty();
    settle_title(chapter);
    if let Some(article) = chapter.article.take() {
        head_article(chapter, &article, is_titled);
        chapter.article = Some(article);
    }
    if let Some(listed) = chapter.listed.clone() {
        chapter.title = listed;
    }
}

fn settle_title(chapter: &mut Chapter) {
    if chapter.title.is_empty()
        && let Some(listed) = &chapter.listed
        && !is_headed(chapter, listed)
    {
        chapter.title = listed.clone();
    }
    let first = chapter.blocks.iter().position(is_heading);
    let given = std::mem::take(&mut chapter.title);
    let heading_title = first.map(|at| heading_text(&chapter.blocks[at])).unwrap_or_default();
    let is_given_shown = given.is_empty() || is_same_title(&given, &heading_title);
    match first {
        Some(at) if is_given_shown && !heading_title.is_empty() => {
            chapter.title = heading_title;
            chapter.title_node = chapter.blocks[at].id;
            settle_levels(chapter, Some(chapter.title_node));
        }
        Some(_) | None if !given.is_empty() => {
            let content = vec![text(chapter, given.as_str())];
            let heading = block(chapter, "", BlockKind::Heading { level: 1, content });
            chapter.title = given;
            chapter.title_node = heading.id;
            chapter.blocks.insert(0, heading);
            settle_levels(chapter, Some(chapter.title_node));
        }
        Some(_) | None => {
            chapter.title = stem(&chapter.path, &chapter.name);
            settle_levels(chapter, None);
        }
    }
}

/// Whether the first heading is the title of the whole text: it opens it, is called like it, or is its one h1.
fn is_headed(chapter: &Chapter, title: &str) -> bool {
    let Some(first) = chapter.blocks.iter().position(is_heading) else { return false };
    let text = heading_text(&chapter.blocks[first]);
    let is_only_h1 = || {
        let h1 = chapter.blocks.iter().filter(|block| level_of(block) == Some(1));
        level_of(&chapter.blocks[first]) == Some(1) && h1.count() == 1
    };
    !text.is_empty() && (first == 0 || is_same_title(title, &text) || is_only_h1())
}

/// Puts what is said of an article of an issue above its text, with the title where that is known to stand for the
/// whole.
fn head_article(chapter: &mut Chapter, article: &Metadata, is_titled: bool) {
    let at = chapter.blocks.iter().position(|block| block.id == chapter.title_node);
    let title = at.filter(|&at| at == 0 || is_titled).map(|at| chapter.blocks.remove(at));
    let header = title_block(chapter, article, title);
    chapter.blocks.insert(0, header);
}

fn settle_article(chapter: &mut Chapter, metadata: &mut Metadata) {
    let given = metadata.title.clone().or_else(|| Some(std::mem::take(&mut chapter.title)).filter(|t| !t.is_empty()));
    let first = chapter.blocks.iter().position(is_heading);
    let first_text = first.map(|at| heading_text(&chapter.blocks[at])).unwrap_or_default();
    let title_at = match &given {
        Some(given) => first.filter(|_| is_same_title(given, &first_text)),
        None => first.filter(|&at| at == 0 && !first_text.is_empty() && is_above_others(chapter)),
    };
    let title = match (title_at, &given) {
        (Some(at), _) => chapter.blocks.remove(at),
        (None, Some(given)) => {
            let content = vec![text(chapter, given.as_str())];
            block(chapter, "", BlockKind::Heading { level: 1, content })
        }
        (None, None) => {
            chapter.title = stem(&chapter.path, &chapter.name);
            metadata.title = Some(chapter.title.clone());
            return settle_levels(chapter, None);
        }
    };
    chapter.title = given.unwrap_or(first_text);
    metadata.title.get_or_insert_with(|| chapter.title.clone());
    chapter.title_node = title.id;
    let header = title_block(chapter, metadata, Some(title));
    chapter.blocks.insert(0, header);
    settle_levels(chapter, Some(chapter.title_node));
}

/// Title, subtitle, standfirst, authors and date of an article.
fn title_block(chapter: &mut Chapter, metadata: &Metadata, title: Option<Block>) -> Block {
    let words = lang_of(chapter, &metadata.lang).clone().words();
    let mut content = Vec::from_iter(title);
    if let Some(subtitle) = &metadata.subtitle {
        content.push(paragraph(chapter, "subtitle", subtitle.as_str()));
    }
    if let Some(description) = &metadata.description {
        content.push(paragraph(chapter, "standfirst", description.as_str()));
    }
    let authors: Vec<&str> =
        metadata.creators.iter().filter(|creator| creator.role == "aut").map(|creator| creator.name.as_str()).collect();
    if !authors.is_empty() {
        content.push(paragraph(chapter, "byline", words.byline(&authors)));
    }
    if let Some(date) = &metadata.date {
        content.push(paragraph(chapter, "date", words.date(date)));
    }
    block(chapter, "title-block", BlockKind::Division { kind: Division::Header, content })
}

/// Whether the first heading is of a higher rank than all others, or an h1: then it is the article's title.
fn is_above_others(chapter: &Chapter) -> bool {
    let mut levels = chapter.blocks.iter().filter_map(level_of);
    let first = levels.next();
    first == Some(1) || first.is_some_and(|first| levels.all(|level| level > first))
}

/// Gives the title the level of the chapter and the other headings the levels below, without a gap: a heading goes
/// below the nearest heading before it that was of a higher rank as typed.
fn settle_levels(chapter: &mut Chapter, title: Option<NodeId>) {
    let own = chapter.depth.saturating_add(1).min(6);
    let base = chapter.depth.saturating_add(u8::from(title.is_some()));
    let mut above: Vec<u8> = Vec::new();
    each_heading(chapter, &mut |id, level| {
        if Some(id) == title {
            *level = own;
            return;
        }
        let typed = *level;
        while above.last().is_some_and(|&higher| higher >= typed) {
            above.pop();
        }
        above.push(typed);
        *level = base.saturating_add(above.len() as u8).min(6);
    });
}

/// Calls `visit` with every heading's id and level, in document order.
fn each_heading(chapter: &mut Chapter, visit: &mut dyn FnMut(NodeId, &mut u8)) {
    fn within(blocks: &mut Vec<Block>, visit: &mut dyn FnMut(NodeId, &mut u8)) {
        for block in blocks {
            if let BlockKind::Heading { level, .. } = &mut block.kind {
                visit(block.id, level);
            }
            block.kind.for_each_content_mut(&mut |content| {
                if let ContentMut::Blocks(blocks) = content {
                    within(blocks, visit);
                }
            });
        }
    }
    within(&mut chapter.blocks, visit);
    for note in &mut chapter.notes {
        within(&mut note.content, visit);
    }
}

fn level_of(block: &Block) -> Option<u8> {
    if let BlockKind::Heading { level, .. } = &block.kind { Some(*level) } else { None }
}

fn is_heading(block: &Block) -> bool {
    level_of(block).is_some()
}

fn heading_text(block: &Block) -> String {
    if let BlockKind::Heading { content, .. } = &block.kind {
        plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        String::new()
    }
}

/// The name of a chapter without a heading: its file's.
fn stem(path: &str, name: &str) -> String {
    Path::new(path)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|stem| !stem.is_empty())
        .unwrap_or(name)
        .to_owned()
}
