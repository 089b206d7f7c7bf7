//! The pages that the program makes before the text: a book's title page and the contents page.
//!
//! In: the text chapters. Out: these pages and the text, every chapter with its final id. The contents
//! page has its heading only; `toc` fills it.

use std::collections::BTreeSet;

use super::{Options, block, paragraph, text};
use crate::document::{BlockKind, Chapter, ChapterId, ChapterRole, Matter, Metadata};

/// Puts the pages before the text and counts the chapters.
pub fn apply(metadata: &Metadata, chapters: Vec<Chapter>, options: &Options) -> Vec<Chapter> {
    let is_book = chapters.len() > 1 || chapters.iter().any(|chapter| chapter.listed.is_some());
    let mut names: BTreeSet<String> = chapters.iter().map(|chapter| chapter.name.clone()).collect();
    let mut all = Vec::with_capacity(chapters.len() + 2);
    if is_book && let Some(title) = &metadata.title {
        all.push(title_page(metadata, title, &mut names));
    }
    if options.toc.unwrap_or(is_book) {
        all.push(contents(metadata, &mut names));
    }
    all.extend(chapters);
    for (index, chapter) in all.iter_mut().enumerate() {
        chapter.id = ChapterId(index as u32);
    }
    all
}

fn title_page(metadata: &Metadata, title: &str, names: &mut BTreeSet<String>) -> Chapter {
    let mut chapter = generated(ChapterRole::TitlePage, "title-page", names);
    let words = metadata.lang.words();
    chapter.title = title.to_owned();
    let content = vec![text(&mut chapter, title)];
    let heading = block(&mut chapter, "title", BlockKind::Heading { level: 1, content });
    chapter.title_node = heading.id;
    chapter.blocks.push(heading);
    if let Some(subtitle) = &metadata.subtitle {
        let subtitle = paragraph(&mut chapter, "subtitle", subtitle.as_str());
        chapter.blocks.push(subtitle);
    }
    for creator in metadata.creators.iter().filter(|creator| creator.role == "aut") {
        let author = paragraph(&mut chapter, "author", creator.name.as_str());
        chapter.blocks.push(author);
    }
    if let Some(publisher) = &metadata.publisher {
        let publisher = paragraph(&mut chapter, "publisher", publisher.as_str());
        chapter.blocks.push(publisher);
    }
    if let Some(date) = &metadata.date {
        let date = paragraph(&mut chapter, "date", words.date(date));
        chapter.blocks.push(date);
    }
    chapter
}

fn contents(metadata: &Metadata, names: &mut BTreeSet<String>) -> Chapter {
    let mut chapter = generated(ChapterRole::Contents, "contents", names);
    let title = metadata.lang.words().contents.as_str();
    chapter.title = title.to_owned();
    let content = vec![text(&mut chapter, title)];
    let heading = block(&mut chapter, "", BlockKind::Heading { level: 1, content });
    chapter.title_node = heading.id;
    chapter.blocks.push(heading);
    chapter
}

fn generated(role: ChapterRole, name: &str, names: &mut BTreeSet<String>) -> Chapter {
    let mut free = name.to_owned();
    let mut count = 1;
    while !names.insert(free.clone()) {
        count += 1;
        free = format!("{name}-{count}");
    }
    let mut chapter = Chapter::new(ChapterId(0), role, free);
    chapter.matter = Matter::Front;
    chapter
}
