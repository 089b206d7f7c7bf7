//! The words of the document tree.

use bindery::document::{BlockKind, Chapter, Division, Inline, InlineKind, Node};
use bindery::source::Span;

/// Which words of the tree count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Those that stand in the source: no title from the metadata, no alert titles, no marks of notes and tasks.
    Written,
    /// Those of the title block that come from the metadata.
    TitleBlock,
    /// Everything that is shown.
    Shown,
    /// What is shown without the marks at the heads of notes, to which a style sheet adds.
    InFlow,
    /// The marks at the heads of notes alone.
    NoteMarks,
}

/// The words of a chapter and its notes in reading order.
pub fn text(chapter: &Chapter, take: Take) -> String {
    let mut text = String::new();
    collect(Node::Body(chapter), take, !matches!(take, Take::TitleBlock | Take::NoteMarks), &mut text);
    text
}

fn collect(node: Node<'_>, take: Take, mut counts: bool, text: &mut String) {
    if let Node::Block(block) = node {
        let is_header = matches!(block.kind, BlockKind::Division { kind: Division::Header, .. })
            && block.attributes.has_class("title-block");
        // Ways back from a note to each of several references are for screens.
        if take == Take::NoteMarks && block.attributes.has_class("note-references") {
            return;
        }
        // What the program adds has no place in a file.
        let is_written_heading = matches!(block.kind, BlockKind::Heading { .. }) && block.span != Span::default();
        let is_added_heading = matches!(block.kind, BlockKind::Heading { .. }) && block.span == Span::default();
        match take {
            Take::Written if is_added_heading || block.attributes.has_class("alert-title") => return,
            // The name of a listing's file, which its tag gives.
            Take::Written if block.attributes.has_class("file-name") && block.span == Span::default() => return,
            Take::Written if is_header => counts = false,
            Take::Written if is_written_heading => counts = true,
            Take::TitleBlock if is_written_heading => return,
            Take::TitleBlock if is_header => counts = true,
            Take::Written | Take::TitleBlock | Take::Shown | Take::InFlow | Take::NoteMarks => {}
        }
    }
    if let Node::Inline(inline) = node
        && take == Take::Written
        && inline.attributes.has_class("number")
        && inline.span == Span::default()
    {
        return;
    }
    if let Node::Inline(inline) = node
        && let InlineKind::NoteBacklink { .. } = inline.kind
    {
        match take {
            Take::InFlow => return,
            Take::NoteMarks => counts = true,
            Take::Written | Take::TitleBlock | Take::Shown => {}
        }
    }
    // The number of a listing.
    if let Node::Inline(inline) = node
        && take == Take::Written
        && inline.attributes.has_class("label")
        && inline.span == Span::default()
    {
        return;
    }
    let parts = parts_words(node);
    if parts {
        text.push(' ');
    }
    if counts {
        if let Some(own) = node.text()
            && !(take == Take::Written && is_mark(node))
        {
            // A formula is shown as signs, for which its words stand.
            let words = formula_words(node).filter(|_| take != Take::Written);
            text.push_str(words.unwrap_or(own));
        }
        if let Node::Inline(inline) = node
            && let InlineKind::Image(image) = &inline.kind
        {
            text.push_str(&image.alt);
            // A title that became a caption stands there.
            if let Some(title) = image.title.as_ref().filter(|_| take == Take::Written) {
                text.extend([" ", title]);
            }
        }
    }
    node.for_each_child(&mut |child| collect(child, take, counts, text));
    if parts {
        text.push(' ');
    }
}

fn formula_words(node: Node<'_>) -> Option<&str> {
    let math = if let Node::Inline(Inline { kind: InlineKind::Math(math), .. }) = node {
        math
    } else if let Node::Formula(block) = node {
        &block.math
    } else {
        return None;
    };
    math.formula.as_ref().map(|formula| &*formula.words)
}

fn is_mark(node: Node<'_>) -> bool {
    matches!(
        node,
        Node::Inline(inline) if matches!(
            inline.kind,
            InlineKind::NoteReference { .. } | InlineKind::NoteBacklink { .. } | InlineKind::TaskMarker { .. }
        )
    )
}

/// Whether a node's text is a word of its own beside its neighbors.
fn parts_words(node: Node<'_>) -> bool {
    match node {
        Node::Inline(inline) => {
            matches!(
                inline.kind,
                InlineKind::HardBreak
                    | InlineKind::Image(_)
                    | InlineKind::NoteBacklink { .. }
                    | InlineKind::TaskMarker { .. }
            ) || matches!(&inline.kind, InlineKind::Math(math) if math.display)
        }
        Node::CodeText(_)
        | Node::Formula(_)
        | Node::Html(_)
        | Node::Body(_)
        | Node::Section(_)
        | Node::Notes(_)
        | Node::Note(_)
        | Node::Block(_)
        | Node::ListItem(_)
        | Node::DefinitionTerm(_)
        | Node::DefinitionDetails(_)
        | Node::FigureCaption(_)
        | Node::TableCaption(_)
        | Node::RowGroup(_)
        | Node::Row(_)
        | Node::Cell(_)
        | Node::Summary(_) => true,
    }
}
