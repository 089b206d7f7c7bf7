//! Titles and heading levels, settled once for both formats.
//!
//! In: chapters with headings of the levels as typed, and the book's metadata. Out: each chapter with its
//! title and the node that shows it, headings whose levels begin at the chapter's own, descend one by one and
//! never skip (PDF/UA-1, 7.4.2), and for an article, alone or in an issue, the block of class `title-block` with title,
//! standfirst and byline. Where nothing names a title, a heading that stands for the whole text gives it, else the
//! file's name in words, which is told.

use std::collections::BTreeSet;

use super::{block, is_same_title, kind_by_name, lang_of, paragraph, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{ContentMut, plain_text};
use crate::document::{
    Block, BlockKind, Chapter, ChapterRole, Division, Inline, InlineKind, Matter, Metadata, NodeId, SectionKind,
};
use crate::lang::Lang;
use crate::source::Span;
use crate::source::name;

/// Settles titles and levels of all text chapters.
pub fn apply(metadata: &mut Metadata, mut chapters: Vec<Chapter>, diagnostics: &mut Diagnostics) -> Vec<Chapter> {
    chapters.iter_mut().filter(|chapter| !chapter.path.is_empty()).for_each(lift_title);
    if let [article @ Chapter { listed: None, .. }] = chapters.as_mut_slice() {
        settle_article(article, metadata, diagnostics);
    } else {
        let heads = heads_of_series(&chapters);
        for chapter in chapters.iter_mut().filter(|chapter| !chapter.path.is_empty()) {
            settle_book_chapter(chapter, &heads, &metadata.lang, diagnostics);
        }
    }
    if chapters.len() > 1 || chapters.iter().any(|chapter| chapter.listed.is_some()) {
        for chapter in &mut chapters {
            chapter.kind = kind_of(chapter, &metadata.lang);
            hand_on_kind(chapter);
        }
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

/// What the heading says of its section is said of the section alone.
fn hand_on_kind(chapter: &mut Chapter) {
    let title = chapter.title_node;
    let Some(heading) = chapter.blocks.iter_mut().find(|block| block.id == title) else { return };
    for name in ["epub:type", "role"] {
        let said = heading.attributes.get(name).unwrap_or_default();
        if chapter.kind.is_some() && said.split_whitespace().any(|word| SectionKind::parse(word).is_some()) {
            heading.attributes.take(name);
        }
    }
}

/// What a chapter is in the book: as its heading says in an attribute, a role or a class, as pandoc's readers write it;
/// else what its title is called by. A chapter with a number is one, whatever its title, unless it is an appendix.
fn kind_of(chapter: &Chapter, lang: &Lang) -> Option<SectionKind> {
    if chapter.role != ChapterRole::Text {
        return None;
    }
    let heading = chapter.blocks.iter().find(|block| block.id == chapter.title_node);
    let said = heading.and_then(|heading| {
        let attributes = &heading.attributes;
        let words = ["epub:type", "role"].iter().filter_map(|name| attributes.get(name));
        let classes = attributes.classes().iter().map(String::as_str);
        words.flat_map(str::split_whitespace).chain(classes).find_map(SectionKind::parse)
    });
    said.or_else(|| {
        let kind = kind_by_name(lang_of(chapter, lang), &chapter.title)?;
        let fits = match kind {
            SectionKind::Appendix => chapter.depth == 0,
            // A file of this name is the first page of a site, or of a folder.
            SectionKind::Index => {
                let is_first_page = name::stem(&chapter.path).trim_start_matches('_').eq_ignore_ascii_case("index");
                chapter.matter == Matter::Back
                    || chapter.depth == 0 && chapter.number.is_none() && chapter.id.0 > 0 && !is_first_page
            }
            SectionKind::Acknowledgments
            | SectionKind::Afterword
            | SectionKind::Bibliography
            | SectionKind::Colophon
            | SectionKind::Conclusion
            | SectionKind::CopyrightPage
            | SectionKind::Dedication
            | SectionKind::Endnotes
            | SectionKind::Epigraph
            | SectionKind::Epilogue
            | SectionKind::Errata
            | SectionKind::Foreword
            | SectionKind::Glossary
            | SectionKind::HalfTitlePage
            | SectionKind::Introduction
            | SectionKind::Preface
            | SectionKind::Prologue => chapter.depth == 0 && chapter.number.is_none(),
        };
        fits.then_some(kind)
    })
}

/// Where a summary lists the chapter, its title is the one of the contents, and the text is headed by it where no heading
/// stands for the whole file.
fn settle_book_chapter(chapter: &mut Chapter, heads: &BTreeSet<String>, lang: &Lang, diagnostics: &mut Diagnostics) {
    let is_titled = !chapter.title.is_empty();
    let lang = &lang_of(chapter, lang).clone();
    settle_title(chapter, heads, lang, diagnostics);
    if let Some(article) = chapter.article.take() {
        head_article(chapter, &article, is_titled);
        chapter.article = Some(article);
    }
    if let Some(listed) = chapter.listed.clone() {
        chapter.title = listed;
    }
}

/// First headings that several chapters share, each with another of its level right below: the name of the whole series,
/// and not of the chapter.
fn heads_of_series(chapters: &[Chapter]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let heads = chapters.iter().filter_map(|chapter| {
        let first = chapter.blocks.iter().position(is_heading)?;
        let level = level_of(&chapter.blocks[first]);
        let is_above_another = chapter.blocks.get(first + 1).and_then(level_of) == level;
        is_above_another.then(|| heading_text(&chapter.blocks[first]))
    });
    heads.filter(|head| !seen.insert(head.clone())).collect()
}

/// Whether it is a text that speaks for itself on its page: its name is for the contents alone.
fn is_unheaded(title: &str, lang: &Lang) -> bool {
    title.eq_ignore_ascii_case("frontispiece")
        || matches!(
            kind_by_name(lang, title),
            Some(
                SectionKind::CopyrightPage
                    | SectionKind::Dedication
                    | SectionKind::Epigraph
                    | SectionKind::HalfTitlePage
            )
        )
}

fn settle_title(chapter: &mut Chapter, heads: &BTreeSet<String>, lang: &Lang, diagnostics: &mut Diagnostics) {
    if chapter.title.is_empty()
        && let Some(listed) = &chapter.listed
        && !is_headed(chapter, listed)
    {
        chapter.title = listed.clone();
    }
    let given = std::mem::take(&mut chapter.title);
    let first = chapter.blocks.iter().position(is_heading);
    let heading = match given.is_empty() {
        true if chapter.listed.is_some() => first,
        true => match first {
            Some(at) if heads.contains(&heading_text(&chapter.blocks[at])) => Some(at + 1)
                .filter(|&next| chapter.blocks.get(next).and_then(level_of) == level_of(&chapter.blocks[at])),
            Some(_) | None => title_heading(chapter),
        },
        false => first.filter(|&at| is_same_title(&given, &heading_text(&chapter.blocks[at]))),
    };
    match heading.map(|at| (at, heading_text(&chapter.blocks[at]))) {
        Some((at, text)) if !text.is_empty() => {
            chapter.title = text;
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
            name_by_file(chapter, diagnostics, "say `title: …` in its front matter, or begin it with a heading");
            // A number alone orders files and names nothing, but a day is a name; and some pages of a book are never headed.
            let is_name = chapter.title.chars().any(char::is_alphabetic) || name::is_date(&chapter.title);
            let is_shown = chapter.page_title.is_none() && !is_unheaded(&chapter.title, lang) && is_name;
            if !is_shown {
                return settle_levels(chapter, None);
            }
            let content = vec![text(chapter, chapter.title.clone())];
            let heading = block(chapter, "", BlockKind::Heading { level: 1, content });
            chapter.title_node = heading.id;
            chapter.blocks.insert(0, heading);
            settle_levels(chapter, Some(chapter.title_node));
        }
    }
}

/// Takes the only h1 out of a division at the head of the text, in which READMEs center it, so that it can be the title.
fn lift_title(chapter: &mut Chapter) {
    fn take(blocks: &mut Vec<Block>) -> Option<Block> {
        if let Some(at) = blocks.iter().position(|block| level_of(block) == Some(1)) {
            return Some(blocks.remove(at));
        }
        blocks.iter_mut().find_map(|block| {
            let BlockKind::Division { content, .. } = &mut block.kind else { return None };
            take(content)
        })
    }
    let is_division = |block: &Block| matches!(block.kind, BlockKind::Division { .. });
    let Some(at) = chapter.blocks.iter().position(|block| !is_furniture(block)) else { return };
    if !is_division(&chapter.blocks[at]) {
        return;
    }
    let mut count = 0;
    each_heading(chapter, &mut |_, level| count += usize::from(*level == 1));
    if count == 1
        && let BlockKind::Division { content, .. } = &mut chapter.blocks[at].kind
        && let Some(title) = take(content)
    {
        chapter.blocks.insert(at, title);
    }
}

/// The heading that stands for a whole text which nothing else names: the one of the highest level, which stands before
/// all others.
///
/// Text may stand before an only h1; a lower one must open the text, but for a line of links or pictures, since under
/// other text it is a section. Of several h1 the first is the title only where it heads no sections of its own, which
/// would become its equals' children.
fn title_heading(chapter: &Chapter) -> Option<usize> {
    let first = chapter.blocks.iter().position(is_heading)?;
    let level = level_of(&chapter.blocks[first])?;
    let mut rest = chapter.blocks[first + 1..].iter().filter_map(level_of);
    let is_alone = rest.clone().all(|other| other > level);
    let is_opening = chapter.blocks[..first].iter().all(is_furniture);
    let is_title = match level {
        1 => is_alone || is_opening && rest.next() == Some(1),
        _ => is_alone && is_opening,
    };
    (is_title && !heading_text(&chapter.blocks[first]).is_empty()).then_some(first)
}

/// Whether a block holds links, pictures and what parts them alone: badges, a choice of languages.
fn is_furniture(block: &Block) -> bool {
    fn is_furniture_inline(inline: &Inline) -> bool {
        match &inline.kind {
            InlineKind::Link { .. } | InlineKind::Image(_) | InlineKind::SoftBreak | InlineKind::HardBreak => true,
            InlineKind::Anchor => true,
            InlineKind::Text(text) => !text.chars().any(char::is_alphanumeric),
            kind => !kind.children().is_empty() && kind.children().iter().all(is_furniture_inline),
        }
    }
    if let BlockKind::Paragraph(content) | BlockKind::Plain(content) = &block.kind {
        return content.iter().all(is_furniture_inline);
    }
    if let BlockKind::Division { content, .. } = &block.kind {
        return content.iter().all(is_furniture);
    }
    matches!(block.kind, BlockKind::ThematicBreak)
}

/// Calls a chapter that has no title by its file, and tells it.
fn name_by_file(chapter: &mut Chapter, diagnostics: &mut Diagnostics, hint: &str) {
    if let Some(title) = chapter.page_title.clone() {
        chapter.title = title;
        return;
    }
    // A folder's index is called by its folder.
    let (folder, _) = chapter.path.rsplit_once('/').unwrap_or_default();
    let stem = match name::stem(&chapter.path) {
        stem if !folder.is_empty() && matches!(stem.to_lowercase().as_str(), "index" | "_index" | "readme") => {
            folder.rsplit('/').next().unwrap_or(folder)
        }
        stem => stem,
    };
    chapter.title = match stem.is_empty() {
        true => chapter.name.clone(),
        false => name::in_words(stem),
    };
    let message = format!("no title is given; the file's name stands for it: `{}`", chapter.title);
    let mut finding = Diagnostic::new(Code::GuessedTitle, message).hint(hint);
    finding.span = chapter.blocks.first().map(|block| Span { end: block.span.start, ..block.span });
    diagnostics.push(finding);
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

fn settle_article(chapter: &mut Chapter, metadata: &mut Metadata, diagnostics: &mut Diagnostics) {
    let given = metadata.title.clone().or_else(|| Some(std::mem::take(&mut chapter.title)).filter(|t| !t.is_empty()));
    let first = chapter.blocks.iter().position(is_heading);
    let first_text = first.map(|at| heading_text(&chapter.blocks[at])).unwrap_or_default();
    let title_at = match &given {
        Some(given) => first.filter(|_| is_same_title(given, &first_text)),
        None => title_heading(chapter),
    };
    let title = match (title_at, &given) {
        (Some(at), _) => chapter.blocks.remove(at),
        (None, Some(given)) => {
            let content = vec![text(chapter, given.as_str())];
            block(chapter, "", BlockKind::Heading { level: 1, content })
        }
        (None, None) => {
            name_by_file(chapter, diagnostics, "say `-M title=\"…\"`, or `title: …` in its front matter");
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
    let people: Vec<(&str, &str)> =
        metadata.creators.iter().map(|creator| (creator.name.as_str(), creator.role)).collect();
    for line in words.credits(&people) {
        content.push(paragraph(chapter, "byline", line));
    }
    if let Some(date) = &metadata.date {
        content.push(paragraph(chapter, "date", words.date(date)));
    }
    block(chapter, "title-block", BlockKind::Division { kind: Division::Header, content })
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

/// The words of a heading; those of its pictures where it has no others, since badges say nothing of the text.
fn heading_text(block: &Block) -> String {
    let BlockKind::Heading { content, .. } = &block.kind else { return String::new() };
    let words = content.iter().filter(|inline| !is_picture(inline));
    let words: String = words.map(|inline| plain_text(std::slice::from_ref(inline))).collect();
    let words = if words.trim().is_empty() { plain_text(content) } else { words };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A picture, or a link of pictures.
fn is_picture(inline: &Inline) -> bool {
    if let InlineKind::Link { content, .. } = &inline.kind {
        return !content.is_empty() && content.iter().all(is_picture);
    }
    matches!(inline.kind, InlineKind::Image(_))
}
