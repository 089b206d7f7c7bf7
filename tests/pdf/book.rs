//! Documents built by hand, node by node.

use std::sync::Arc;

use bindery::document::{
    Attributes, Block, BlockKind, Caption, Cell, Chapter, ChapterId, ChapterRole, CodeBlock, Creator,
    DefinitionDetails, DefinitionGroup, DefinitionTerm, Document, Image, ImageSource, Inline, InlineKind, List,
    ListItem, Math, NodeId, NodeRef, Note, Row, RowGroup, RowGroupKind, Table, Target,
};
use bindery::source::Span;
use bindery::toc::{Toc, TocEntry};

/// Gives out node numbers while a chapter is made.
pub struct Maker {
    pub chapter: Chapter,
}

impl Maker {
    pub fn new(id: u32, title: &str) -> Maker {
        let mut chapter = Chapter::new(ChapterId(id), ChapterRole::Text, format!("chapter-{id}"));
        chapter.title = title.to_owned();
        Maker { chapter }
    }

    pub fn inline(&mut self, kind: InlineKind) -> Inline {
        Inline { id: self.chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
    }

    pub fn text(&mut self, text: &str) -> Inline {
        self.inline(InlineKind::Text(text.into()))
    }

    pub fn block(&mut self, kind: BlockKind) -> Block {
        Block { id: self.chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
    }

    pub fn paragraph(&mut self, content: Vec<Inline>) -> Block {
        self.block(BlockKind::Paragraph(content))
    }

    pub fn words(&mut self, text: &str) -> Block {
        let text = self.text(text);
        self.paragraph(vec![text])
    }

    pub fn plain(&mut self, text: &str) -> Block {
        let text = self.text(text);
        self.block(BlockKind::Plain(vec![text]))
    }

    pub fn heading(&mut self, level: u8, text: &str) -> Block {
        let content = vec![self.text(text)];
        self.block(BlockKind::Heading { level, content })
    }

    pub fn link(&mut self, target: Target, text: &str) -> Inline {
        let content = vec![self.text(text)];
        self.inline(InlineKind::Link { target, title: None, content })
    }

    pub fn list(&mut self, start: Option<u64>, items: Vec<Vec<Block>>) -> Block {
        let items = items
            .into_iter()
            .map(|content| ListItem {
                id: self.chapter.fresh_id(),
                span: Span::default(),
                attributes: Attributes::default(),
                content,
            })
            .collect();
        self.block(BlockKind::List(List { start, tight: true, items }))
    }

    pub fn code(&mut self, text: &str) -> Block {
        let code = self.chapter.fresh_id();
        let content = vec![self.inline(InlineKind::Text(text.into()))];
        self.block(BlockKind::CodeBlock(CodeBlock { code, language: None, lines: None, content }))
    }

    pub fn caption(&mut self, text: &str) -> Caption {
        let content = vec![self.plain(text)];
        let attributes = Attributes::default();
        Caption { id: self.chapter.fresh_id(), span: Span::default(), attributes, content }
    }

    pub fn image(&mut self, path: &str, alt: &str) -> Inline {
        let image = Image { source: ImageSource::Local(path.to_owned()), alt: alt.to_owned(), title: None };
        self.inline(InlineKind::Image(Box::new(image)))
    }

    /// The first row is the head. The last row lacks its last cell.
    pub fn table(&mut self, rows: &[&[&str]]) -> Block {
        let caption = Some(self.caption("A table"));
        let mut groups = Vec::new();
        for (kind, rows) in [(RowGroupKind::Head, &rows[..1]), (RowGroupKind::Body, &rows[1..])] {
            let rows = rows
                .iter()
                .map(|cells| Row {
                    id: self.chapter.fresh_id(),
                    span: Span::default(),
                    attributes: Attributes::default(),
                    cells: cells.iter().map(|text| self.cell(text, kind == RowGroupKind::Head)).collect(),
                })
                .collect();
            groups.push(RowGroup { id: self.chapter.fresh_id(), attributes: Attributes::default(), kind, rows });
        }
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0) as u32;
        self.block(BlockKind::Table(Table { caption, groups, columns }))
    }

    fn cell(&mut self, text: &str, is_header: bool) -> Cell {
        Cell {
            id: self.chapter.fresh_id(),
            span: Span::default(),
            attributes: Attributes::default(),
            is_header,
            column_span: 1,
            row_span: 1,
            alignment: None,
            content: if text.is_empty() { Vec::new() } else { vec![self.plain(text)] },
        }
    }

    /// A mark in the text, and its note.
    pub fn note(&mut self, text: &str) -> Inline {
        let note = self.chapter.fresh_id();
        let number = self.chapter.notes.len() as u32 + 1;
        let mark = number.to_string();
        let reference = self.inline(InlineKind::NoteReference { note, mark: mark.as_str().into(), label: "n".into() });
        let backlink = self.inline(InlineKind::NoteBacklink { reference: reference.id, mark: mark.as_str().into() });
        let text = self.text(text);
        let content = vec![self.paragraph(vec![backlink, text])];
        self.chapter.notes.push(Note {
            id: note,
            span: Span::default(),
            attributes: Attributes::default(),
            label: "n".to_owned(),
            number,
            content,
            references: vec![reference.id],
        });
        reference
    }

    pub fn finish(mut self, blocks: Vec<Block>) -> Chapter {
        if let Some(Block { id, kind: BlockKind::Heading { .. }, .. }) = blocks.first() {
            self.chapter.title_node = *id;
        }
        self.chapter.blocks = blocks;
        self.chapter
    }
}

/// A chapter with one of everything, and a second one that is led to.
pub fn everything() -> (Document, Toc) {
    let mut maker = Maker::new(0, "One of everything");
    let target = NodeRef { chapter: ChapterId(1), node: NodeId(5) };
    let mut blocks = vec![maker.heading(1, "One of everything")];
    let first = maker.text("The first paragraph has a ");
    let strong_text = maker.text("strong");
    let strong = maker.inline(InlineKind::Strong(vec![strong_text]));
    let break_ = maker.inline(InlineKind::SoftBreak);
    let second = maker.text("word, a note");
    let note = maker.note("What the note says is enough for more than one line of the narrow page.");
    let third = maker.text(", a ");
    let inner = maker.link(Target::Node(target), "link to the second chapter");
    let fourth = maker.text(" and one ");
    let outer = maker.link(Target::External("https://example.org/caf\u{e9}?a=(b)".into()), "to the world");
    let fifth = maker.text(", some ");
    let code = maker.inline(InlineKind::Code("code()".into()));
    let sixth = maker.text(", a formula ");
    let math = maker.inline(InlineKind::Math(Box::new(Math::new("a^2 + b^2", false, Vec::new()))));
    let seventh = maker.text(", efficient ligatures, a missing \u{e123}, and ");
    let foreign_text = maker.text("un mot fran\u{e7}ais");
    let mut foreign = maker.inline(InlineKind::Span(vec![foreign_text]));
    foreign.attributes.set("lang", "fr");
    let last = maker.text(".");
    blocks.push(maker.paragraph(vec![
        first, strong, break_, second, note, third, inner, fourth, outer, fifth, code, sixth, math, seventh, foreign,
        last,
    ]));
    blocks.push(maker.heading(4, "A heading three levels down"));
    let nested_item = vec![maker.plain("nested")];
    let nested = maker.list(Some(1), vec![nested_item]);
    let (one, two) = (maker.plain("first item"), maker.plain("second item"));
    blocks.push(maker.list(None, vec![vec![one, nested], vec![two]]));
    let quote = vec![maker.words("A quotation of some words.")];
    blocks.push(maker.block(BlockKind::BlockQuote(quote)));
    blocks.push(maker.block(BlockKind::ThematicBreak));
    blocks.push(maker.code("fn main() {\n    println!(\"hello\");\n}\n"));
    blocks.push(maker.table(&[&["Name", "Value"], &["one", "1"], &["two"]]));
    for (path, alt) in [("picture.png", "A gradient"), ("clear.png", ""), ("drawing.svg", "Two shapes and a word")] {
        let image = maker.image(path, alt);
        let content = vec![maker.paragraph(vec![image])];
        let caption = Some(maker.caption(&format!("The caption of {path}")));
        blocks.push(maker.block(BlockKind::Figure { content, caption }));
    }
    let decoration = maker.image("picture.png", "");
    blocks.push(maker.paragraph(vec![decoration]));
    let term = DefinitionTerm {
        id: maker.chapter.fresh_id(),
        span: Span::default(),
        attributes: Attributes::default(),
        content: vec![maker.text("term")],
    };
    let details = DefinitionDetails {
        id: maker.chapter.fresh_id(),
        span: Span::default(),
        attributes: Attributes::default(),
        content: vec![maker.plain("what it means")],
    };
    blocks.push(
        maker.block(BlockKind::DefinitionList(vec![DefinitionGroup { terms: vec![term], details: vec![details] }])),
    );
    let one = maker.finish(blocks);

    let mut maker = Maker::new(1, "Zw\u{f6}lf");
    let blocks = vec![maker.heading(1, "Zw\u{f6}lf"), maker.words("The end of the book.")];
    let two = maker.finish(blocks);

    let toc = Toc {
        entries: vec![
            TocEntry {
                lang: None,
                target: Some(one.node_ref(one.title_node)),
                number: Some("1".to_owned()),
                title: one.title.clone(),
                children: vec![TocEntry {
                    lang: None,
                    target: Some(one.node_ref(one.blocks[2].id)),
                    number: None,
                    title: "A heading three levels down".to_owned(),
                    children: Vec::new(),
                }],
            },
            TocEntry {
                lang: None,
                target: Some(two.node_ref(two.title_node)),
                number: Some("2".to_owned()),
                title: two.title.clone(),
                children: Vec::new(),
            },
        ],
    };
    (book(vec![one, two]), toc)
}

/// A heading and a paragraph with a note.
pub fn paragraph() -> (Document, Toc) {
    let mut maker = Maker::new(0, "Fine");
    let (before, note, after) = (maker.text("If the office"), maker.note("A note."), maker.text(" is fine."));
    let blocks = vec![maker.heading(1, "Fine"), maker.paragraph(vec![before, note, after])];
    (book(vec![maker.finish(blocks)]), Toc::default())
}

fn book(chapters: Vec<Chapter>) -> Document {
    let mut document = Document { chapters: chapters.into_iter().map(Arc::new).collect(), ..Document::default() };
    document.metadata.title = Some("A Book & Its \u{201c}Title\u{201d}".to_owned());
    document.metadata.creators = vec![
        Creator { name: "Jane Doe".to_owned(), role: "aut", file_as: None },
        Creator { name: "J\u{f6}rg".to_owned(), role: "aut", file_as: None },
    ];
    document.metadata.description = Some("About < nothing >".to_owned());
    document.metadata.keywords = vec!["one".to_owned(), "two".to_owned()];
    document.metadata.date = Some("2024-07-20".to_owned());
    document
}
