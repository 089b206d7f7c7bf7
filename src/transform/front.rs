//! The pages that the program makes before the text: a book's title page, its copyright page, and the contents page.
//!
//! In: the text chapters. Out: these pages and the text, every chapter with its final id. The contents
//! page has its heading only; `toc` fills it. An article has its contents below its title instead.

use std::collections::BTreeSet;

use super::{Options, block, kind_by_name, paragraph, text};
use crate::document::{BlockKind, Chapter, ChapterId, ChapterRole, Division, Matter, Metadata, SectionKind};
use crate::source::name::{in_words, stem};

/// Puts the pages before the text and counts the chapters.
pub fn apply(metadata: &Metadata, mut chapters: Vec<Chapter>, options: &Options) -> Vec<Chapter> {
    let is_book = chapters.len() > 1 || chapters.iter().any(|chapter| chapter.listed.is_some());
    let mut names: BTreeSet<String> = chapters.iter().map(|chapter| chapter.name.clone()).collect();
    let mut all = Vec::with_capacity(chapters.len() + 2);
    if is_book && let Some(title) = &metadata.title {
        let wants_copyright_page = wants_copyright_page(metadata, &chapters);
        all.push(title_page(metadata, title, !wants_copyright_page, &mut names));
        if wants_copyright_page {
            all.push(copyright_page(metadata, &mut names));
        }
    }
    if options.toc.unwrap_or(is_book) {
        match article(&mut chapters) {
            Some(article) => add_contents(article, metadata),
            None => all.push(contents(metadata, &mut names)),
        }
    }
    all.extend(chapters);
    for (index, chapter) in all.iter_mut().enumerate() {
        chapter.id = ChapterId(index as u32);
    }
    all
}

fn title_page(metadata: &Metadata, title: &str, is_dated: bool, names: &mut BTreeSet<String>) -> Chapter {
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
    let people = metadata.creators.iter().map(|creator| (creator.name.as_str(), creator.role));
    for line in words.credits(&people.collect::<Vec<_>>()) {
        let contributor = paragraph(&mut chapter, "contributor", line);
        chapter.blocks.push(contributor);
    }
    if let Some(publisher) = &metadata.publisher {
        let publisher = paragraph(&mut chapter, "publisher", publisher.as_str());
        chapter.blocks.push(publisher);
    }
    // Else it stands on the copyright page.
    if let Some(date) = metadata.date.as_ref().filter(|_| is_dated) {
        let date = paragraph(&mut chapter, "date", words.date(date));
        chapter.blocks.push(date);
    }
    chapter
}

/// Whether there is something to say on it, and no text of the book says it.
fn wants_copyright_page(metadata: &Metadata, chapters: &[Chapter]) -> bool {
    let Metadata { rights, publisher, date, edition, lang, .. } = metadata;
    let is_known = rights.is_some()
        || edition.isbn.is_some()
        || edition.print_isbn.is_some()
        || edition.pdf_isbn.is_some()
        || publisher.is_some() && date.is_some();
    let is_one = |name: &str| kind_by_name(lang, name) == Some(SectionKind::CopyrightPage);
    let is_written = |chapter: &Chapter| {
        chapter.kind == Some(SectionKind::CopyrightPage)
            || is_one(&chapter.title)
            || is_one(&in_words(stem(&chapter.path)))
    };
    is_known && !edition.without_copyright_page && !chapters.iter().any(is_written)
}

/// Rights, edition, publisher, date and numbers, which stand behind the title page (Chicago Manual of Style, 1.20).
fn copyright_page(metadata: &Metadata, names: &mut BTreeSet<String>) -> Chapter {
    let mut chapter = generated(ChapterRole::CopyrightPage, "copyright-page", names);
    let words = metadata.lang.words();
    let Metadata { rights, publisher, date, edition, .. } = metadata;
    chapter.title = words.copyright_page().to_owned();
    let lines = [
        ("rights", rights.clone()),
        ("edition", edition.name.clone()),
        ("publisher", publisher.clone()),
        ("date", date.as_deref().map(|date| words.date(date))),
        ("isbn", edition.isbn.as_ref().map(|isbn| format!("ISBN {isbn}"))),
        ("isbn", edition.pdf_isbn.as_ref().map(|isbn| format!("ISBN {isbn} (PDF)"))),
        ("isbn", edition.print_isbn.as_ref().map(|isbn| format!("ISBN {isbn} ({})", words.print_edition()))),
        ("doi", edition.doi.as_ref().map(|doi| format!("DOI {doi}"))),
    ];
    for (class, line) in lines {
        if let Some(line) = line {
            let line = paragraph(&mut chapter, class, line);
            chapter.blocks.push(line);
        }
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

/// The text, where it is an article by itself with a title above it.
fn article(chapters: &mut [Chapter]) -> Option<&mut Chapter> {
    let [article @ Chapter { role: ChapterRole::Text, listed: None, .. }] = chapters else { return None };
    let first = article.blocks.first()?;
    let is_titled = matches!(first.kind, BlockKind::Division { kind: Division::Header, .. })
        && first.attributes.has_class("title-block");
    is_titled.then_some(article)
}

fn add_contents(article: &mut Chapter, metadata: &Metadata) {
    let words = article.lang.as_ref().unwrap_or(&metadata.lang).words();
    let title = paragraph(article, "contents-title", words.contents.as_str());
    let list = block(article, "", BlockKind::Division { kind: Division::Contents, content: Vec::new() });
    let content = vec![title, list];
    let contents = block(article, "contents", BlockKind::Division { kind: Division::Plain, content });
    article.blocks.insert(1, contents);
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
