//! Names and what they lead to: ids of headings, then the target of every link and image.
//!
//! In: chapters whose links are as typed. Out: `Chapter::ids`, unique in their chapter; links to nodes of
//! the book or out of it, and those that lead nowhere reported and left `Unresolved`; image sources as
//! book paths. [`name`] needs its chapter only, [`resolve`] all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::walk::{Node, each_inline_mut, plain_text};
use crate::document::{
    Block, BlockKind, Chapter, ChapterRole, ImageSource, Inline, InlineKind, NodeId, NodeRef, Target,
};
use crate::source::Span;
use crate::url;

/// Beyond so many names no nearest one is looked for, since that costs time for each.
const MOST_NAMES_COMPARED: usize = 2_000;

/// Gives ids: those the author wrote first, then the headings' as GitHub makes them.
pub fn name(chapter: &mut Chapter) {
    let mut taken = Taken::default();
    let mut ids = BTreeMap::new();
    let mut headings = Vec::new();
    Node::Body(chapter).visit(&mut |node| match explicit_id(node) {
        Some(id) => {
            ids.insert(node.id(), taken.unique(without_space(id)));
        }
        None => {
            if let Node::Block(Block { id, kind: BlockKind::Heading { content, .. }, .. }) = node {
                headings.push((*id, slug(&plain_text(content))));
            }
        }
    });
    for (id, slug) in headings {
        ids.insert(id, taken.unique(slug));
    }
    write_ids(chapter, &ids);
    chapter.ids = ids;
}

/// The id a node has of its own.
fn explicit_id(node: Node<'_>) -> Option<&str> {
    node.attributes()?.id().filter(|id| !id.trim().is_empty())
}

/// An id holds no white space (HTML Living Standard, 3.2.6).
fn without_space(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("-")
}

/// GitHub's way from a heading to an id: lower case, punctuation dropped, spaces to hyphens.
fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for character in title.trim().chars().flat_map(char::to_lowercase) {
        match character {
            ' ' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            character if character.is_alphanumeric() || is_mark(character) => slug.push(character),
            _ => {}
        }
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Combining marks, which belong to the letters before them. General category M has no test in the
/// standard library; these are its blocks for the scripts that write vowels with it.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{d7f}' | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' | '\u{f18}'..='\u{fbc}'
        | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}'
        | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// Ids given away, and for each name how often it was asked for, so that a name given a thousand times costs
/// no thousand tries.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<String>,
    counts: BTreeMap<String, usize>,
}

impl Taken {
    /// The id, with `-1`, `-2` … after it where it is taken.
    fn unique(&mut self, id: String) -> String {
        if self.ids.insert(id.clone()) {
            return id;
        }
        let count = self.counts.entry(id.clone()).or_default();
        loop {
            *count += 1;
            let free = format!("{id}-{count}");
            if self.ids.insert(free.clone()) {
                return free;
            }
        }
    }
}

/// Writes the ids to the nodes, where the HTML face reads them.
fn write_ids(chapter: &mut Chapter, ids: &BTreeMap<NodeId, String>) {
    chapter.for_each_blocks_mut(&mut |blocks| {
        for block in blocks {
            if let Some(id) = ids.get(&block.id) {
                block.attributes.set_id(id.as_str());
            }
        }
    });
    chapter.for_each_inlines_mut(&mut |inlines| {
        each_inline_mut(inlines, &mut |inline| {
            if inline.attributes.id().is_some()
                && let Some(id) = ids.get(&inline.id)
            {
                inline.attributes.set_id(id.as_str());
            }
        });
    });
}

/// What links can lead to.
struct Targets {
    /// Chapters by book path.
    chapters: BTreeMap<String, usize>,
    /// For each chapter its reference as a whole, and its nodes by id.
    nodes: Vec<(NodeRef, BTreeMap<String, NodeId>)>,
}

/// Decides where links lead and which file an image is.
pub fn resolve(chapters: &mut [Chapter], diagnostics: &mut Diagnostics) {
    let targets = Targets {
        chapters: chapters
            .iter()
            .enumerate()
            .filter(|(_, chapter)| chapter.role == ChapterRole::Text)
            .map(|(index, chapter)| (chapter.path.clone(), index))
            .collect(),
        nodes: chapters
            .iter()
            .map(|chapter| {
                let nodes = chapter.ids.iter().map(|(node, id)| (id.clone(), *node)).collect();
                (chapter.node_ref(chapter.title_node), nodes)
            })
            .collect(),
    };
    for (index, chapter) in chapters.iter_mut().enumerate() {
        let path = chapter.path.clone();
        chapter.for_each_inlines_mut(&mut |inlines| {
            each_inline_mut(inlines, &mut |inline| targets.resolve_inline(index, &path, inline, diagnostics));
        });
    }
}

impl Targets {
    fn resolve_inline(&self, chapter: usize, path: &str, inline: &mut Inline, diagnostics: &mut Diagnostics) {
        let span = inline.span;
        match &mut inline.kind {
            InlineKind::Link { target, .. } => {
                if let Target::Unresolved(address) = target {
                    match self.find(chapter, path, address) {
                        Ok(found) => *target = found,
                        Err(dead) => diagnostics.push(dead.at(span)),
                    }
                }
            }
            InlineKind::Image(image) => {
                if image.alt.trim().is_empty() {
                    let finding = Diagnostic::new(Code::MissingAlt, "image has no alternative text").at(span);
                    diagnostics.push(finding.hint("say between the brackets what it shows: `![a harbor at dusk](…)`"));
                }
                if let ImageSource::Local(address) = &image.source {
                    image.source = image_source(path, address, span, diagnostics);
                }
            }
            InlineKind::Text(_)
            | InlineKind::SoftBreak
            | InlineKind::HardBreak
            | InlineKind::Code(_)
            | InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strikethrough(_)
            | InlineKind::Superscript(_)
            | InlineKind::Subscript(_)
            | InlineKind::Keyboard(_)
            | InlineKind::Span(_)
            | InlineKind::Phrase { .. }
            | InlineKind::Ruby(_)
            | InlineKind::RubyText(_)
            | InlineKind::Math { .. }
            | InlineKind::NoteReference { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. }
            | InlineKind::Anchor => {}
        }
    }

    /// Where an address leads, seen from a chapter; the finding where it leads nowhere.
    fn find(&self, from: usize, from_path: &str, address: &str) -> Result<Target, Diagnostic> {
        if url::scheme(address).is_some() || address.starts_with("//") {
            return match url::absolute(address) {
                Ok(address) => Ok(Target::External(address.into())),
                Err(fault) => Err(unfollowed(address, &fault)),
            };
        }
        let (file, fragment) = match address.split_once('#') {
            Some((file, fragment)) => (file, Some(url::decode(fragment))),
            None => (address, None),
        };
        let file = url::decode(file.split('?').next().unwrap_or_default());
        let dead = |what: String| Diagnostic::new(Code::DeadLink, what);
        let chapter = if file.is_empty() {
            from
        } else {
            let Some(path) = url::join(from_path, &file) else {
                return Err(dead(format!("link leads out of the book's folder: `{file}`")));
            };
            match self.chapter(&path, file.ends_with('/')) {
                Some(chapter) => chapter,
                None => {
                    let finding = dead(format!("link to a file that is not in the book: `{file}`"));
                    return Err(self.hint_at(finding, &path, self.chapters.keys()));
                }
            }
        };
        let (whole, nodes) = &self.nodes[chapter];
        match fragment.filter(|fragment| !fragment.is_empty()) {
            // `#` alone and `#top` are the top of the document (HTML Living Standard, 7.4.6.4).
            None => Ok(Target::Node(*whole)),
            Some(fragment) => match nodes.get(&fragment) {
                Some(&node) => Ok(Target::Node(NodeRef { chapter: whole.chapter, node })),
                None if fragment == "top" => Ok(Target::Node(*whole)),
                None => {
                    let finding = dead(format!("link to an anchor that does not exist: `#{fragment}`"));
                    Err(self.hint_at(finding, &fragment, nodes.keys()))
                }
            },
        }
    }

    /// The chapter of a book path: the file itself, the page that a site would make of it, or a folder's index.
    fn chapter(&self, path: &str, is_folder: bool) -> Option<usize> {
        let stem = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path);
        let in_folder = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        let file = [path.to_owned(), format!("{stem}.md"), format!("{stem}.markdown")];
        let index = [in_folder("index.md"), in_folder("README.md"), in_folder("_index.md")];
        let mut candidates: Vec<String> = file.into_iter().chain(index).collect();
        if is_folder {
            candidates.rotate_left(3);
        }
        candidates.iter().find_map(|candidate| self.chapters.get(candidate)).copied()
    }

    fn hint_at<'k>(
        &self,
        finding: Diagnostic,
        name: &str,
        known: impl ExactSizeIterator<Item = &'k String>,
    ) -> Diagnostic {
        if known.len() > MOST_NAMES_COMPARED {
            return finding;
        }
        match nearest(name, known.map(String::as_str)) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding,
        }
    }
}

/// The finding for an address that no reader could follow.
fn unfollowed(address: &str, fault: &url::Fault) -> Diagnostic {
    let finding = |what: String| Diagnostic::new(Code::DeadLink, what);
    match fault {
        url::Fault::Scheme { scheme, near: Some(near) } => {
            finding(format!("link with an unknown scheme: `{scheme}:`")).hint(format!("did you mean `{near}:`?"))
        }
        url::Fault::Scheme { scheme, near: None } => finding(format!("link with an unknown scheme: `{scheme}:`")),
        url::Fault::Host(host) if host.is_empty() => finding(format!("link to nowhere: `{address}`")),
        url::Fault::Host(host) => finding(format!("link to a host that cannot be: `{host}`")),
        url::Fault::Port(port) => finding(format!("link to a port that cannot be: `{port}`")),
    }
}

fn image_source(file: &str, address: &str, span: Span, diagnostics: &mut Diagnostics) -> ImageSource {
    if url::scheme(address).is_some() || address.starts_with("//") {
        // An address that cannot be is kept for the message that the image is not there.
        return ImageSource::Remote(url::absolute(address).unwrap_or_else(|_| address.to_owned()));
    }
    let path = url::decode(address.split(['?', '#']).next().unwrap_or_default());
    match url::join(file, &path) {
        Some(path) => ImageSource::Local(path),
        None => {
            let message = format!("image lies outside the book's folder: `{path}`");
            diagnostics.push(Diagnostic::new(Code::OutsideBook, message).at(span).hint("move it into the folder"));
            ImageSource::Local(String::new())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_githubs() {
        assert_eq!(slug("Hello, World!"), "hello-world");
        assert_eq!(slug("A -- b_c  d"), "a----b_c--d");
        assert_eq!(slug("Ünïcode Straße 日本語"), "ünïcode-straße-日本語");
        assert_eq!(slug("हिन्दी"), "हिन्दी");
        assert_eq!(slug("?!"), "section");
        let mut taken = Taken::default();
        let ids = ["a", "a", "a-1", "a"].map(|id| taken.unique(id.to_owned()));
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2"]);
    }
}
