//! Images on the web: a book does not fetch them; a link with their alternative text stands in their place.
//!
//! Where the image stood within a link, its text alone does, since links do not nest. A figure of such an
//! image is an ordinary paragraph again.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{blocks_mut, inlines_mut};
use crate::document::{Block, BlockKind, Chapter, Division, ImageSource, Inline, InlineKind, Target};
use crate::url;

/// Replaces the chapter's remote images.
pub fn apply(chapter: &mut Chapter, diagnostics: &mut Diagnostics) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    replace_in(chapter, &mut blocks, diagnostics);
    chapter.blocks = blocks;
    let mut notes = std::mem::take(&mut chapter.notes);
    notes.iter_mut().for_each(|note| replace_in(chapter, &mut note.content, diagnostics));
    chapter.notes = notes;
}

fn replace_in(chapter: &mut Chapter, blocks: &mut Vec<Block>, diagnostics: &mut Diagnostics) {
    blocks_mut(blocks, &mut |blocks| blocks.iter_mut().for_each(unwrap_figure));
    inlines_mut(blocks, &mut |inlines| replace(chapter, inlines, false, diagnostics));
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

fn replace(chapter: &mut Chapter, inlines: &mut [Inline], in_link: bool, diagnostics: &mut Diagnostics) {
    for inline in inlines {
        if is_remote(inline) {
            stand_in(chapter, inline, in_link, diagnostics);
            continue;
        }
        let in_link = in_link || matches!(inline.kind, InlineKind::Link { .. });
        if let Some(children) = inline.kind.children_mut() {
            replace(chapter, children, in_link, diagnostics);
        }
    }
}

fn stand_in(chapter: &mut Chapter, inline: &mut Inline, in_link: bool, diagnostics: &mut Diagnostics) {
    let InlineKind::Image(image) = &mut inline.kind else { return };
    let ImageSource::Remote(address) = &image.source else { return };
    diagnostics.push(
        Diagnostic::new(Code::RemoteImage, format!("image lies on the web: `{address}`"))
            .at(inline.span)
            .hint("save it beside the text and name the file; until then a link stands for it"),
    );
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
