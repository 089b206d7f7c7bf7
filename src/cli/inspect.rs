//! What would be read: `bindery inspect`.
//!
//! In: a book that was read, and where its outputs would go. Out: text for people, or JSON: metadata, texts in order with
//! their titles, outputs. What was left out is among the findings.

use std::fmt::Write;
use std::sync::Arc;

use bindery::document::{Chapter, ChapterRole, Document};
use bindery::pipeline::Book;
use serde_json::{Value, json};

/// The book as text.
pub fn text(book: &Book, outputs: &[String]) -> String {
    let document = &book.document;
    let metadata = &document.metadata;
    let mut out = String::new();
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<13}{value}");
        }
    };
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    fact("title", &optional(&metadata.title));
    fact("subtitle", &optional(&metadata.subtitle));
    let people = metadata.creators.iter().map(|creator| match creator.role {
        "aut" => creator.name.clone(),
        role => format!("{} ({role})", creator.name),
    });
    fact("people", &people.collect::<Vec<_>>().join(", "));
    fact("language", metadata.lang.tag());
    fact("date", &optional(&metadata.date));
    fact("modified", &optional(&metadata.modified));
    if let Some(series) = &metadata.series {
        let position = series.position.as_ref().map(|position| format!(", {position}")).unwrap_or_default();
        fact("series", &format!("{}{position}", series.name));
    }
    fact("publisher", &optional(&metadata.publisher));
    fact("edition", &optional(&metadata.edition.name));
    fact("identifier", &optional(&metadata.identifier));
    fact("cover", &optional(&metadata.cover));
    fact("theme", &book.theme);
    let texts: Vec<&Chapter> = texts(document).collect();
    let widest = texts.iter().map(|chapter| line_of(chapter).chars().count()).max().unwrap_or_default();
    let _ = writeln!(out, "texts");
    for chapter in texts {
        let line = line_of(chapter);
        let gap = widest - line.chars().count() + 2;
        let _ = writeln!(out, "{}", format!("  {line}{:gap$}{}", "", chapter.path).trim_end());
    }
    for draft in &document.drafts {
        let _ = writeln!(out, "  {} (no text)", draft.title);
    }
    let _ = writeln!(out, "outputs");
    for output in outputs {
        let _ = writeln!(out, "  {output}");
    }
    out
}

/// The book as JSON.
pub fn json(book: &Book, outputs: &[String]) -> Value {
    let document = &book.document;
    let texts: Vec<Value> = texts(document)
        .map(|chapter| {
            json!({
                "path": chapter.path,
                "title": chapter.title,
                "number": chapter.number,
                "depth": chapter.depth,
                "part": chapter.role == ChapterRole::Part,
                "lang": chapter.lang.as_ref().map(|lang| lang.tag()),
                "document": format!("{}.xhtml", chapter.name),
            })
        })
        .collect();
    let drafts: Vec<&str> = document.drafts.iter().map(|draft| draft.title.as_str()).collect();
    json!({ "metadata": document.metadata, "texts": texts, "drafts": drafts, "theme": book.theme, "outputs": outputs })
}

/// The author's texts and the titles of parts.
fn texts(document: &Document) -> impl Iterator<Item = &Chapter> {
    let is_text = |chapter: &&Chapter| match chapter.role {
        ChapterRole::Text | ChapterRole::Part => true,
        ChapterRole::TitlePage | ChapterRole::CopyrightPage | ChapterRole::Contents => false,
    };
    document.chapters.iter().map(Arc::as_ref).filter(is_text)
}

fn line_of(chapter: &Chapter) -> String {
    let number = chapter.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
    let part = if chapter.role == ChapterRole::Part { "# " } else { "" };
    format!("{:1$}{part}{number}{2}", "", usize::from(chapter.depth) * 2, chapter.title)
}
