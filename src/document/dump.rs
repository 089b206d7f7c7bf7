//! The tree as text, for golden tests and `--dump tree`.
//!
//! One line for each node: its kind, what it holds of its own, its attributes. Ids are left out, since
//! they change with every node added before; a node that something leads to shows its HTML id.

use std::fmt::Write;

use super::formula_dump::push_formula;
use super::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, CodeLines, Document, ImageSource, InlineKind, Matter, Metadata,
    Node, NodeId, RowGroupKind, Target,
};

/// The document as indented text.
pub fn dump(document: &Document) -> String {
    let mut out = String::new();
    dump_metadata(&document.metadata, &mut out);
    for chapter in &document.chapters {
        dump_chapter(document, chapter, &mut out);
    }
    out
}

fn dump_metadata(metadata: &Metadata, out: &mut String) {
    let Metadata { title, subtitle, creators, date, lang, description, keywords, publisher, .. } = metadata;
    let facts = [("title", title), ("subtitle", subtitle), ("date", date), ("description", description)];
    for (name, value) in facts.into_iter().chain([("publisher", publisher)]) {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {value}");
        }
    }
    for creator in creators {
        let _ = writeln!(out, "{}: {}", creator.role, creator.name);
    }
    if !keywords.is_empty() {
        let _ = writeln!(out, "keywords: {}", keywords.join(", "));
    }
    if lang.tag() != "en" {
        let _ = writeln!(out, "lang: {}", lang.tag());
    }
}

fn dump_chapter(document: &Document, chapter: &Chapter, out: &mut String) {
    let role = match chapter.role {
        ChapterRole::TitlePage => "title page",
        ChapterRole::CopyrightPage => "copyright page",
        ChapterRole::Contents => "contents",
        ChapterRole::Part => "part",
        ChapterRole::Text => "chapter",
    };
    let _ = write!(out, "{role} `{}`", chapter.name);
    if !chapter.title.is_empty() {
        let _ = write!(out, " {:?}", chapter.title);
    }
    match chapter.matter {
        Matter::Front if chapter.role == ChapterRole::Text => out.push_str(" front"),
        Matter::Front | Matter::Body => {}
        Matter::Back => out.push_str(" back"),
    }
    if chapter.depth > 0 {
        let _ = write!(out, " depth={}", chapter.depth);
    }
    out.push('\n');
    Node::Section(chapter).for_each_child(&mut |node| write_node(document, chapter, node, 1, out));
    if !chapter.notes.is_empty() {
        Node::Notes(chapter).for_each_child(&mut |node| write_node(document, chapter, node, 1, out));
    }
}

fn write_node(document: &Document, chapter: &Chapter, node: Node<'_>, depth: usize, out: &mut String) {
    let _ = write!(out, "{:1$}", "", depth * 2);
    let attributes = describe(document, chapter, node, out);
    if let Some(id) = chapter.ids.get(&node.id()).map(String::as_str).or(attributes.and_then(Attributes::id)) {
        let _ = write!(out, " #{id}");
    }
    if let Some(attributes) = attributes {
        attributes.classes().iter().for_each(|class| out.extend([" .", class]));
        attributes.pairs().iter().for_each(|(name, value)| *out += &format!(" {name}={value:?}"));
    }
    if let Some(direction) = chapter.directions.get(&node.id()) {
        let _ = write!(out, " runs {}", direction.keyword());
    }
    out.push('\n');
    node.for_each_child(&mut |child| write_node(document, chapter, child, depth + 1, out));
}

/// Writes a node's kind and own content; its attributes come back.
fn describe<'a>(document: &Document, chapter: &Chapter, node: Node<'a>, out: &mut String) -> Option<&'a Attributes> {
    match node {
        Node::Html(_) => out.push_str("html"),
        Node::Body(_) => out.push_str("body"),
        Node::Section(_) => out.push_str("section"),
        Node::Notes(_) => out.push_str("notes"),
        Node::Note(note) => {
            let _ = write!(out, "note {} [^{}] references={}", note.number, note.label, note.references.len());
            return Some(&note.attributes);
        }
        Node::Block(block) => {
            describe_block(block, out);
            return Some(&block.attributes);
        }
        Node::ListItem(item) => {
            out.push_str("item");
            return Some(&item.attributes);
        }
        Node::DefinitionTerm(term) => {
            out.push_str("term");
            return Some(&term.attributes);
        }
        Node::DefinitionDetails(details) => {
            out.push_str("details");
            return Some(&details.attributes);
        }
        Node::Summary(summary) => {
            out.push_str("summary");
            return Some(&summary.attributes);
        }
        Node::Formula(block) => {
            *out += &format!("{} {:?}", if block.math.formula.is_some() { "math" } else { "code" }, block.math.source);
            push_formula(out, &block.math);
        }
        Node::CodeText(_) => out.push_str("code"),
        Node::FigureCaption(caption) | Node::TableCaption(caption) => {
            out.push_str("caption");
            return Some(&caption.attributes);
        }
        Node::RowGroup(group) => {
            out.push_str(match group.kind {
                RowGroupKind::Head => "head",
                RowGroupKind::Body => "body",
                RowGroupKind::Foot => "foot",
            });
            return Some(&group.attributes);
        }
        Node::Row(row) => {
            out.push_str("row");
            return Some(&row.attributes);
        }
        Node::Cell(cell) => {
            out.push_str(if cell.is_header { "header cell" } else { "cell" });
            if let Some(alignment) = cell.alignment {
                let _ = write!(out, " .{}", alignment.class());
            }
            for (name, span) in [("columns", cell.column_span), ("rows", cell.row_span)] {
                if span > 1 {
                    let _ = write!(out, " {name}={span}");
                }
            }
            return Some(&cell.attributes);
        }
        Node::Inline(inline) => {
            describe_inline(document, chapter, &inline.kind, out);
            return Some(&inline.attributes);
        }
    }
    None
}

fn describe_block(block: &Block, out: &mut String) {
    let _ = match &block.kind {
        BlockKind::Paragraph(_) => write!(out, "paragraph"),
        BlockKind::Plain(_) => write!(out, "plain"),
        BlockKind::Heading { level, .. } => write!(out, "heading {level}"),
        BlockKind::ThematicBreak => write!(out, "thematic break"),
        BlockKind::BlockQuote(_) => write!(out, "quote"),
        BlockKind::Alert(alert) => write!(out, "alert {:?}", alert.kind),
        BlockKind::List(list) => {
            let tight = if list.tight { "tight" } else { "loose" };
            match list.start {
                Some(start) => write!(out, "list from {start}, {tight}"),
                None => write!(out, "list, {tight}"),
            }
        }
        BlockKind::DefinitionList(_) => write!(out, "definition list"),
        BlockKind::CodeBlock(code) => {
            out.push_str("code block");
            code.language.iter().for_each(|language| out.extend([" ", language]));
            code.lines.iter().for_each(|lines| describe_lines(lines, out));
            Ok(())
        }
        BlockKind::Table(table) => write!(out, "table of {}", table.columns),
        BlockKind::Figure { .. } => write!(out, "figure"),
        BlockKind::Division { kind, .. } => write!(out, "division {kind:?}"),
        BlockKind::Math(_) => write!(out, "math block"),
        BlockKind::Details(details) => write!(out, "disclosure{}", if details.is_open { ", open" } else { "" }),
    };
}

fn describe_lines(lines: &CodeLines, out: &mut String) {
    if lines.is_numbered {
        let _ = write!(out, ", numbered from {}", lines.first_number.unwrap_or(1));
    }
    for (range, mark) in &lines.marks {
        let _ = write!(out, ", {mark:?} {}-{}", range.start(), range.end());
    }
}

fn describe_inline(document: &Document, chapter: &Chapter, kind: &InlineKind, out: &mut String) {
    let _ = match kind {
        InlineKind::Text(text) => write!(out, "text {text:?}"),
        InlineKind::SoftBreak => write!(out, "soft break"),
        InlineKind::HardBreak => write!(out, "hard break"),
        InlineKind::Code(text) => write!(out, "code {text:?}"),
        InlineKind::Token { token, text } => {
            write!(out, "{} {text:?}", token.class().trim_start_matches("hl-"))
        }
        InlineKind::Emphasis(_) => write!(out, "emphasis"),
        InlineKind::Strong(_) => write!(out, "strong"),
        InlineKind::Strikethrough(_) => write!(out, "strikethrough"),
        InlineKind::Superscript(_) => write!(out, "superscript"),
        InlineKind::Subscript(_) => write!(out, "subscript"),
        InlineKind::Keyboard(_) => write!(out, "keyboard"),
        InlineKind::Span(_) => write!(out, "span"),
        InlineKind::Phrase { phrase, .. } => write!(out, "{}", super::element::phrase_name(*phrase)),
        InlineKind::Ruby(_) => write!(out, "ruby"),
        InlineKind::RubyText(_) => write!(out, "ruby text"),
        InlineKind::Link { target, title, .. } => {
            let _ = match target {
                Target::Node(node) => {
                    write!(out, "link to {}", super::element::node_href(document, chapter, *node))
                }
                Target::External(url) => write!(out, "link to <{url}>"),
                Target::Unresolved(address) => write!(out, "link unresolved <{address}>"),
            };
            title.as_ref().map_or(Ok(()), |title| write!(out, " {title:?}"))
        }
        InlineKind::Image(image) => {
            let _ = match &image.source {
                ImageSource::Local(path) => write!(out, "image `{path}`"),
                ImageSource::Remote(url) => write!(out, "image <{url}>"),
            };
            let _ = write!(out, " alt={:?}", image.alt);
            image.title.as_ref().map_or(Ok(()), |title| write!(out, " {title:?}"))
        }
        InlineKind::Math(math) => {
            write!(out, "{} {:?}", if math.display { "display math" } else { "math" }, math.source)
                .map(|()| push_formula(out, math))
        }
        InlineKind::NoteReference { note, mark, label } => {
            write!(out, "note reference [^{label}] {mark:?} to {}", id_of(chapter, *note))
        }
        InlineKind::NoteBacklink { reference, mark } => {
            write!(out, "note backlink {mark:?} to {}", id_of(chapter, *reference))
        }
        InlineKind::TaskMarker { checked } => write!(out, "task {}", if *checked { "done" } else { "open" }),
        InlineKind::Anchor => write!(out, "anchor"),
    };
}

fn id_of(chapter: &Chapter, node: NodeId) -> String {
    chapter.ids.get(&node).map_or_else(|| "?".to_owned(), |id| format!("#{id}"))
}
