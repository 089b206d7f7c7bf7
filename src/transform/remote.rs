//! Images that are no files: on the web, or within their own address (`data:`).
//!
//! In: what the pipeline made of their addresses, [`Pictures`]. Out: `link` names those that it has; of one on the web
//! that it does not have, a link with the alternative text stands in its place.
//!
//! Where the image stood within a link, its text alone does, since links do not nest. A figure of such an
//! image is an ordinary paragraph again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{blocks_mut, inlines_mut};
use crate::document::{Block, BlockKind, Chapter, Division, ImageSource, Inline, InlineKind, Node, Target};
use crate::source::Span;
use crate::url;

/// What became of images that are no files, by address: the path of their resource, or why there is none. An address
/// that is absent was not asked for.
pub type Pictures = BTreeMap<String, Result<String, Missing>>;

/// Why an image that is no file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub code: Code,
    /// What is said of the image: "is of an unknown type".
    pub reason: String,
    /// What to do about it, and what is shown until then.
    pub hint: String,
}

impl Missing {
    /// The finding at a place where the image is named.
    pub(super) fn report(&self, address: &str, span: Span) -> Diagnostic {
        let message = format!("image `{}` {}", url::brief(address), self.reason);
        Diagnostic::new(self.code, message).at(span).hint(self.hint.as_str())
    }
}

/// The finding for an image that no link could stand for, and whose bytes nobody read.
pub(super) fn unread(address: &str, span: Span) -> Diagnostic {
    let scheme = url::scheme(address).unwrap_or_default();
    let message = format!("image of scheme `{scheme}:` is not read: `{}`", url::brief(address));
    Diagnostic::new(Code::BadImage, message).at(span).hint("save it beside the text and name the file")
}

/// The addresses of images that are no files, each once, in the order of the text.
pub fn addresses<'c>(chapters: impl Iterator<Item = &'c Chapter>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::new();
    for chapter in chapters {
        Node::Body(chapter).visit(&mut |node| {
            let Node::Inline(Inline { kind: InlineKind::Image(image), .. }) = node else { return };
            if let ImageSource::Local(address) = &image.source
                && is_absolute(address)
                && seen.insert(whole(address))
            {
                addresses.push(whole(address).into_owned());
            }
        });
    }
    addresses
}

/// Whether an address is no path.
pub(super) fn is_absolute(address: &str) -> bool {
    url::scheme(address).is_some() || address.starts_with("//")
}

/// The form of an address in [`Pictures`]; one that cannot be stays as it is written.
pub(super) fn whole(address: &str) -> Cow<'_, str> {
    // Addresses that hold an image are long, and are not copied.
    match url::scheme(address).as_deref() {
        Some("data") => Cow::Borrowed(address),
        Some(_) | None => url::absolute(address).map_or(Cow::Borrowed(address), Cow::Owned),
    }
}

/// Replaces the chapter's remote images.
pub fn apply(chapter: &mut Chapter, pictures: &Pictures, diagnostics: &mut Diagnostics) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    replace_in(chapter, &mut blocks, pictures, diagnostics);
    chapter.blocks = blocks;
    let mut notes = std::mem::take(&mut chapter.notes);
    notes.iter_mut().for_each(|note| replace_in(chapter, &mut note.content, pictures, diagnostics));
    chapter.notes = notes;
}

fn replace_in(chapter: &mut Chapter, blocks: &mut Vec<Block>, pictures: &Pictures, diagnostics: &mut Diagnostics) {
    blocks_mut(blocks, &mut |blocks| blocks.iter_mut().for_each(unwrap_figure));
    inlines_mut(blocks, &mut |inlines| replace(chapter, inlines, false, pictures, diagnostics));
}

/// A figure of a remote image alone has nothing to show.
fn unwrap_figure(block: &mut Block) {
    let BlockKind::Figure { content, caption } = &mut block.kind else { return };
    let [Block { kind: BlockKind::Plain(inlines), .. }] = content.as_mut_slice() else { return };
    if !matches!(inlines.as_slice(), [inline] if is_remote(inline)) {
        return;
    }
    let inlines = std::mem::take(inlines);
    block.kind = match caption.take() {
        None => BlockKind::Paragraph(inlines),
        Some(caption) => {
            let mut content = std::mem::take(content);
            content[0].kind = BlockKind::Paragraph(inlines);
            content.extend(caption.content.into_iter().map(|block| match block.kind {
                BlockKind::Plain(inlines) => Block { kind: BlockKind::Paragraph(inlines), ..block },
                kind => Block { kind, ..block },
            }));
            BlockKind::Division { kind: Division::Plain, content }
        }
    };
}

fn is_remote(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Image(image) if matches!(image.source, ImageSource::Remote(_)))
}

fn replace(
    chapter: &mut Chapter,
    inlines: &mut [Inline],
    in_link: bool,
    pictures: &Pictures,
    diagnostics: &mut Diagnostics,
) {
    for inline in inlines {
        if is_remote(inline) {
            stand_in(chapter, inline, in_link, pictures, diagnostics);
            continue;
        }
        let in_link = in_link || matches!(inline.kind, InlineKind::Link { .. });
        if let Some(children) = inline.kind.children_mut() {
            replace(chapter, children, in_link, pictures, diagnostics);
        }
    }
}

fn stand_in(
    chapter: &mut Chapter,
    inline: &mut Inline,
    in_link: bool,
    pictures: &Pictures,
    diagnostics: &mut Diagnostics,
) {
    let InlineKind::Image(image) = &mut inline.kind else { return };
    let ImageSource::Remote(address) = &image.source else { return };
    diagnostics.push(match pictures.get(address) {
        Some(Err(missing)) => missing.report(address, inline.span),
        Some(Ok(_)) | None => {
            let message = format!("image lies on the web: `{}`", url::brief(address));
            let hint = match url::scheme(address).as_deref() {
                Some("http" | "https") => "`--fetch` puts it into the book; until then a link stands for it",
                Some(_) | None => "save it beside the text and name the file; until then a link stands for it",
            };
            Diagnostic::new(Code::RemoteImage, message).at(inline.span).hint(hint)
        }
    });
    let target = match url::absolute(address) {
        Ok(address) => Target::External(address.into()),
        Err(_) => Target::Unresolved(address.as_str().into()),
    };
    let words = if image.alt.trim().is_empty() { address.clone() } else { std::mem::take(&mut image.alt) };
    let title = image.title.take().map(Into::into);
    let content = vec![Inline { span: inline.span, ..super::text(chapter, words) }];
    inline.attributes.add_class("remote-image");
    inline.kind = if in_link { InlineKind::Span(content) } else { InlineKind::Link { target, title, content } };
}
