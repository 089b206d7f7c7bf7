//! Alerts by all their names: GitHub's, Obsidian's callouts, admonitions of MkDocs, MyST, mdBook and Docusaurus.
//!
//! In: a kind as an author names it; or a quotation whose first line may name one. Out: one of the five kinds, and a
//! title where the name is none of theirs; an alert or, where it is to be folded, details.

use std::ops::Range;

use super::build::{Builder, trim};
use super::dialect::Form;
use super::foreign;
use super::frame::FrameKind;
use crate::document::{Alert, AlertKind, Attributes, Block, BlockKind, Details, Inline, InlineKind, Summary};

/// What a name of an alert means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub kind: AlertKind,
    /// A title for a name that is none of the five; those have titles in the language of the text.
    pub title: Option<String>,
}

/// The names, with the kind whose color and weight they come nearest to.
const NAMES: &[(&str, AlertKind)] = &[
    ("note", AlertKind::Note),
    ("tip", AlertKind::Tip),
    ("important", AlertKind::Important),
    ("warning", AlertKind::Warning),
    ("caution", AlertKind::Caution),
    ("abstract", AlertKind::Note),
    ("attention", AlertKind::Warning),
    ("bug", AlertKind::Caution),
    ("check", AlertKind::Tip),
    ("cite", AlertKind::Note),
    ("danger", AlertKind::Caution),
    ("discussion", AlertKind::Note),
    ("done", AlertKind::Tip),
    ("error", AlertKind::Caution),
    ("example", AlertKind::Note),
    ("exercise", AlertKind::Note),
    ("fail", AlertKind::Caution),
    ("failure", AlertKind::Caution),
    ("faq", AlertKind::Note),
    ("help", AlertKind::Note),
    ("hint", AlertKind::Tip),
    ("info", AlertKind::Note),
    ("information", AlertKind::Note),
    ("missing", AlertKind::Caution),
    ("question", AlertKind::Note),
    ("quote", AlertKind::Note),
    ("seealso", AlertKind::Note),
    ("success", AlertKind::Tip),
    ("summary", AlertKind::Note),
    ("tldr", AlertKind::Note),
    ("todo", AlertKind::Note),
    ("topic", AlertKind::Note),
];

/// How many of the names, from the first, are GitHub's and have titles in every language.
const OWN: usize = 5;

/// The alert that a name means, case ignored.
pub fn named(name: &str) -> Option<Named> {
    let lower = name.to_lowercase();
    let index = NAMES.iter().position(|(known, _)| *known == lower)?;
    let title = (index >= OWN).then(|| titled(&lower));
    Some(Named { kind: NAMES[index].1, title })
}

/// The class that a style sheet knows a kind by that is none of the five: its name.
pub fn own_class(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let is_own = NAMES[..OWN].iter().any(|(known, _)| *known == lower);
    (!is_own && !lower.is_empty() && !lower.contains(char::is_whitespace)).then_some(lower)
}

/// A name as a title: its first letter is a capital.
pub fn titled(name: &str) -> String {
    // Sphinx writes it as one word.
    let name = if name == "seealso" { "see also" } else { name };
    let mut chars = name.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str().replace(['-', '_'], " "))
}

/// The class of a kind, for details; an alert has it from its face.
pub fn class(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "alert-note",
        AlertKind::Tip => "alert-tip",
        AlertKind::Important => "alert-important",
        AlertKind::Warning => "alert-warning",
        AlertKind::Caution => "alert-caution",
    }
}

impl Builder<'_> {
    /// Tells of a paragraph that names an alert and stands in no quotation.
    pub(super) fn report_lone_alert(&mut self, content: &[Inline], range: &Range<usize>) {
        let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first() else { return };
        let name = text.strip_prefix("[!").and_then(|rest| rest.split_once(']')).map(|(name, _)| name);
        let is_alert = name.is_some_and(|name| named(name).is_some()) && self.reads(Form::Alerts);
        if !is_alert || matches!(self.top().kind, FrameKind::Quote | FrameKind::Alert(_)) {
            return;
        }
        if self.foreign().is_first("an alert") {
            let finding = foreign::finding(&foreign::shortened(text), "an alert");
            self.report(finding.hint("put `> ` before each of its lines"), range.clone());
        }
    }
}

/// A quotation, or the callout that its first line makes of it: `[!kind] Title`, with `-` or `+` for one that folds
/// (<https://help.obsidian.md/callouts>). A name that is unknown is a note of that title, as Obsidian has it.
pub fn of_quote(builder: &mut Builder<'_>, attributes: &mut Attributes, mut blocks: Vec<Block>) -> BlockKind {
    let Some(head) = head(&blocks) else { return BlockKind::BlockQuote(blocks) };
    let Head { name, fold, length } = head;
    let span = blocks[0].span;
    let mut title = Vec::new();
    if let BlockKind::Paragraph(content) = &mut blocks[0].kind {
        if let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first_mut() {
            *text = text[length..].into();
        }
        let is_end = |inline: &Inline| matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
        let end = content.iter().position(is_end).unwrap_or(content.len());
        title = content.drain(..end).collect();
        trim(&mut title);
        trim(content);
        if content.is_empty() {
            blocks.remove(0);
        }
    }
    own_class(&name).iter().for_each(|class| attributes.add_class(class));
    let Named { kind, title: own } =
        named(&name).unwrap_or_else(|| Named { kind: AlertKind::Note, title: Some(titled(&name)) });
    if let Some(own) = own
        && title.is_empty()
    {
        let kind = InlineKind::Text(own.into());
        title.push(Inline { id: builder.fresh_id(), span, attributes: Attributes::default(), kind });
    }
    let title_attributes = Attributes::class("alert-title");
    let id = builder.fresh_id();
    if let Some(is_open) = fold {
        attributes.add_class("alert");
        attributes.add_class(class(kind));
        let summary = (!title.is_empty()).then_some(Summary { id, span, attributes: title_attributes, content: title });
        return BlockKind::Details(Details { is_open, summary, content: blocks });
    }
    if !title.is_empty() {
        blocks.insert(0, Block { id, span, attributes: title_attributes, kind: BlockKind::Paragraph(title) });
    }
    BlockKind::Alert(Alert { kind, content: blocks })
}

/// What the first line of a callout says.
struct Head {
    name: String,
    /// Whether it folds, and is open at first.
    fold: Option<bool>,
    /// How much of the text it takes.
    length: usize,
}

fn head(blocks: &[Block]) -> Option<Head> {
    let Some(Block { kind: BlockKind::Paragraph(content), .. }) = blocks.first() else { return None };
    let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first() else { return None };
    let inner = text.strip_prefix("[!")?;
    let end = inner.find(']')?;
    let name = inner[..end].split('|').next()?.trim();
    let is_name = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let rest = &inner[end + 1..];
    let (fold, sign) = match rest.as_bytes().first() {
        Some(b'-') => (Some(false), 1),
        Some(b'+') => (Some(true), 1),
        Some(b' ' | b'\t') | None => (None, 0),
        Some(_) => return None,
    };
    let space = rest[sign..].len() - rest[sign..].trim_start().len();
    is_name.then(|| Head { name: name.to_owned(), fold, length: 2 + end + 1 + sign + space })
}

/// A heading at the head of an alert is its title, as Quarto writes them
/// (<https://quarto.org/docs/authoring/callouts.html>).
pub fn title_of_heading(blocks: &mut [Block]) {
    if let Some(Block { kind, attributes, .. }) = blocks.first_mut()
        && let BlockKind::Heading { content, .. } = kind
        && !content.is_empty()
    {
        *kind = BlockKind::Paragraph(std::mem::take(content));
        attributes.add_class("alert-title");
    }
}
