//! Cross-references by label: where in the book the label stands, and the words of what it names.
//!
//! In: links that `markdown` marked by their class, once all ids are made. Out: links to the file and the id, whose words,
//! where the author gave none, are the heading's, the caption's or the chapter's title. What is found nowhere is left to
//! `link`, which reports it.

use std::collections::BTreeMap;

use crate::document::walk::{each_inline_mut, plain_text};
use crate::document::{Block, BlockKind, Chapter, Inline, InlineKind, Node, NodeId, Target};
use crate::url;

/// The classes by which `markdown` marks a link to a label, and one without words of its own.
const LABEL_CLASS: &str = "label-reference";
const UNNAMED_CLASS: &str = "unnamed-reference";

/// What labels name, by label and by file.
#[derive(Default)]
struct Named {
    /// The path of the file that a label stands in.
    labels: BTreeMap<String, String>,
    /// The words of what a label names.
    words: BTreeMap<String, String>,
    /// The titles of files, by path without ending.
    titles: BTreeMap<String, String>,
}

/// Leads the links of all chapters.
pub fn apply(chapters: &mut [Chapter]) {
    if !chapters.iter().any(refers) {
        return;
    }
    let mut named = Named::default();
    chapters.iter().for_each(|chapter| named.note(chapter));
    for chapter in chapters {
        let path = chapter.path.clone();
        chapter.for_each_inlines_mut(&mut |inlines| {
            each_inline_mut(inlines, &mut |inline| named.lead(&path, inline));
        });
    }
}

fn refers(chapter: &Chapter) -> bool {
    let mut found = false;
    Node::Body(chapter).visit(&mut |node| {
        found |= node.attributes().is_some_and(|own| own.has_class(LABEL_CLASS) || own.has_class(UNNAMED_CLASS));
    });
    found
}

impl Named {
    /// Takes note of what a chapter has.
    fn note(&mut self, chapter: &Chapter) {
        if chapter.path.is_empty() {
            return;
        }
        let mut words: BTreeMap<NodeId, String> = BTreeMap::new();
        Node::Body(chapter).visit(&mut |node| {
            if let Node::Block(Block { id, kind, .. }) = node
                && let Some(own) = words_of(kind)
            {
                words.insert(*id, own);
            }
        });
        for (node, id) in &chapter.ids {
            self.labels.entry(id.clone()).or_insert_with(|| chapter.path.clone());
            if let Some(own) = words.get(node) {
                self.words.entry(id.clone()).or_insert_with(|| own.clone());
            }
        }
        let title = words.get(&chapter.title_node).cloned().unwrap_or_else(|| chapter.title.clone());
        if !title.is_empty() {
            self.titles.entry(bare(&chapter.path).to_owned()).or_insert(title);
        }
    }

    fn lead(&self, path: &str, inline: &mut Inline) {
        let is_unnamed = inline.attributes.has_class(UNNAMED_CLASS);
        let is_label = inline.attributes.has_class(LABEL_CLASS);
        if !is_unnamed && !is_label {
            return;
        }
        inline.attributes.remove_classes(&[UNNAMED_CLASS, LABEL_CLASS]);
        let InlineKind::Link { target, content, .. } = &mut inline.kind else { return };
        let Target::Unresolved(address) = target else { return };
        let words = match address.strip_prefix('#') {
            Some(label) => {
                let label = url::decode(label);
                // MyST and Sphinx do not mind case.
                let lower = label.to_lowercase();
                let Some((label, file)) =
                    [label, lower].into_iter().find_map(|label| self.labels.get_key_value(&label))
                else {
                    return;
                };
                if file != path {
                    *target = Target::Unresolved(format!("{}#{label}", url::relative(path, file)).into());
                }
                self.words.get(label)
            }
            None => url::join(path, &url::decode(address))
                .and_then(|file| self.titles.get(&file).or_else(|| self.titles.get(bare(&file)))),
        };
        if let (true, Some(words), [Inline { kind: InlineKind::Text(text), .. }]) =
            (is_unnamed, words, content.as_mut_slice())
        {
            *text = words.as_str().into();
        }
    }
}

/// A path without its ending.
fn bare(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    path[name..].rfind('.').filter(|at| *at > 0).map_or(path, |at| &path[..name + at])
}

/// The words by which a block is called.
fn words_of(kind: &BlockKind) -> Option<String> {
    let words = if let BlockKind::Heading { content, .. } = kind {
        // Without its number.
        let is_numbered = content.first().is_some_and(|first| first.attributes.has_class("number"));
        plain_text(&content[usize::from(is_numbered)..])
    } else if let BlockKind::Figure { caption: Some(caption), .. } = kind {
        first_words(&caption.content)?
    } else if let BlockKind::Math(inner) = kind {
        inner.math.formula.as_ref()?.tags().next()?.text.to_string()
    } else if let BlockKind::Table(table) = kind {
        first_words(&table.caption.as_ref()?.content)?
    } else {
        return None;
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn first_words(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| {
        if let BlockKind::Paragraph(content) | BlockKind::Plain(content) = &block.kind {
            return Some(plain_text(content));
        }
        None
    })
}
