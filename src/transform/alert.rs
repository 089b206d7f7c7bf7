//! Alerts get their title, in the words of the document's language, where their author gave them none; the title that
//! `markdown` gave a theorem or its kin, in English, becomes that of the language.

use super::{paragraph, text};
use crate::document::walk::blocks_mut;
use crate::document::{AlertKind, Attributes, Block, BlockKind, Chapter, Details, Inline, InlineKind, Summary};
use crate::lang::{Change, Lang, Words};

/// What an alert's title is known by; one of its author's has it from `markdown`.
const TITLE: &str = "alert-title";

/// The class of an alert whose author wants no title.
const UNTITLED: &str = "untitled";

/// The classes of MyST's and Sphinx's alerts that tell of a version, which stands in `data-version`.
const CHANGES: [(&str, Change); 3] =
    [("versionadded", Change::Added), ("versionchanged", Change::Changed), ("deprecated", Change::Deprecated)];

/// Puts a paragraph of class `alert-title` at the head of every alert without a title, and a summary of that class into
/// one that folds.
pub fn apply(chapter: &mut Chapter, lang: &Lang) {
    let words = lang.words();
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| {
            for block in list {
                title(chapter, block, words);
            }
        });
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
}

fn title(chapter: &mut Chapter, block: &mut Block, words: &Words) {
    let span = block.span;
    match &mut block.kind {
        BlockKind::Alert(alert) => {
            let is_titled = alert.content.first().is_some_and(|first| first.attributes.has_class(TITLE));
            if !is_titled && !block.attributes.has_class(UNTITLED) {
                let version = block.attributes.take("data-version");
                let change = CHANGES.iter().find(|(class, _)| block.attributes.has_class(class));
                let title = match change {
                    Some((_, change)) => words.version(*change, &version.unwrap_or_default()),
                    None => word(alert.kind, words).to_owned(),
                };
                let title = paragraph(chapter, TITLE, title);
                alert.content.insert(0, title);
            }
        }
        BlockKind::Details(Details { summary: summary @ None, .. }) if block.attributes.has_class("alert") => {
            const KINDS: [(&str, AlertKind); 5] = [
                ("alert-note", AlertKind::Note),
                ("alert-tip", AlertKind::Tip),
                ("alert-important", AlertKind::Important),
                ("alert-warning", AlertKind::Warning),
                ("alert-caution", AlertKind::Caution),
            ];
            let kind = KINDS.iter().find(|(class, _)| block.attributes.has_class(class));
            let content = vec![text(chapter, word(kind.map_or(AlertKind::Note, |(_, kind)| *kind), words))];
            *summary = Some(Summary { id: chapter.fresh_id(), span, attributes: Attributes::class(TITLE), content });
        }
        BlockKind::Division { content, .. } => {
            let kind = block.attributes.classes().iter().find_map(|class| words.statement(class));
            if let (Some((word, english)), Some(title)) = (kind, content.first_mut()) {
                translate(title, word, english);
            }
        }
        BlockKind::Details(_)
        | BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Heading { .. }
        | BlockKind::ThematicBreak
        | BlockKind::BlockQuote(_)
        | BlockKind::List(_)
        | BlockKind::DefinitionList(_)
        | BlockKind::CodeBlock(_)
        | BlockKind::Table(_)
        | BlockKind::Figure { .. }
        | BlockKind::Math(_) => {}
    }
}

/// Puts another word in the place of the one that a title begins with: `Proof`, `Theorem (Of a name)`.
fn translate(title: &mut Block, word: &str, english: &str) {
    let BlockKind::Paragraph(content) = &mut title.kind else { return };
    let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first_mut() else { return };
    let rest = text.strip_prefix(english).filter(|rest| rest.is_empty() || rest.starts_with(" ("));
    if let Some(rest) = rest.filter(|_| title.attributes.has_class("title")) {
        *text = format!("{word}{rest}").into();
    }
}

fn word(kind: AlertKind, words: &Words) -> &str {
    match kind {
        AlertKind::Note => &words.note,
        AlertKind::Tip => &words.tip,
        AlertKind::Important => &words.important,
        AlertKind::Warning => &words.warning,
        AlertKind::Caution => &words.caution,
    }
}
