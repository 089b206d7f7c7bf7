//! The table of contents, made once from the document.
//!
//! In: a [`Document`] after `transform`. Out: a [`Toc`], which feeds the EPUB navigation document and
//! NCX, the PDF outline and, through [`fill`], the printed contents page. Page numbers are a result of
//! layout and no part of it.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use bindery::config::{Config, Input};
//! use bindery::pipeline::{self, Findings};
//! use bindery::source::Loader;
//! use bindery::toc;
//!
//! let loader = Loader::memory([("a.md", "# Alpha\n\nText.\n"), ("b.md", "# Beta\n\n## Gamma\n\nText.\n")]);
//! let input = |name: &str| Input::Path { path: PathBuf::from(name), shown: name.to_owned() };
//! let config = Config { inputs: vec![input("a.md"), input("b.md")], ..Config::default() };
//! let book = pipeline::read(&config, &loader, &mut Findings::default()).expect("a book");
//! let toc = toc::build(&book.document, Some(2));
//! assert_eq!(toc.entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Alpha", "Beta"]);
//! ```

use std::sync::Arc;

use serde::Serialize;

use crate::document::walk::plain_text;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Division, Document, Draft, Inline, InlineKind, List, ListItem,
    Matter, Node, NodeId, NodeRef, Target,
};
use crate::lang::Lang;
use crate::source::Span;

/// How many levels are listed unless the user says otherwise.
const LEVELS_OF_HEADINGS: u8 = 3;

/// The tree of headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Toc {
    pub entries: Vec<TocEntry>,
}

/// One heading and those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// Where it leads; nowhere for a draft.
    pub target: Option<NodeRef>,
    /// The heading's number as shown, where headings are numbered.
    pub number: Option<String>,
    /// Plain text.
    pub title: String,
    /// The language of the title where that is not the book's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    pub children: Vec<TocEntry>,
}

impl Toc {
    /// How many levels there are.
    pub fn levels(&self) -> u8 {
        levels(&self.entries)
    }

    /// The same without what lies below some levels.
    pub fn down_to(&self, levels: u8) -> Toc {
        Toc { entries: down_to(&self.entries, levels) }
    }
}

fn levels(entries: &[TocEntry]) -> u8 {
    entries.iter().map(|entry| levels(&entry.children).saturating_add(1)).max().unwrap_or_default()
}

fn down_to(entries: &[TocEntry], levels: u8) -> Vec<TocEntry> {
    let Some(below) = levels.checked_sub(1) else { return Vec::new() };
    entries
        .iter()
        .map(|entry| TocEntry { children: down_to(&entry.children, below), ..entry.without_children() })
        .collect()
}

impl TocEntry {
    fn without_children(&self) -> TocEntry {
        let TocEntry { target, number, title, lang, children: _ } = self;
        let (number, title, lang) = (number.clone(), title.clone(), lang.clone());
        TocEntry { target: *target, number, title, lang, children: Vec::new() }
    }
}

/// Collects the headings of all text chapters, `depth` levels of them; a chapter is the first. Without a depth it is
/// three levels, or, where chapters nest or are articles of an issue, all chapters and no headings below. A part is a
/// level above them, and drafts stand where they were announced.
///
/// An article is one chapter, which would make a tree with a single root: there the headings below its
/// title are the first level, unless there are none.
pub fn build(document: &Document, depth: Option<u8>) -> Toc {
    let listed: Vec<&Chapter> =
        document.chapters.iter().map(Arc::as_ref).filter(|chapter| is_listed(chapter)).collect();
    // Where files nest, their author has said what is to be listed, and an issue lists its articles; elsewhere
    // headings are listed.
    let deepest = listed.iter().map(|chapter| chapter.depth).max().unwrap_or_default();
    let articles = listed.iter().filter(|chapter| chapter.article.is_some()).count();
    let lists_headings = depth.is_some() || deepest == 0 && articles <= listed.len() / 2;
    let depth = depth.unwrap_or(if lists_headings { LEVELS_OF_HEADINGS } else { deepest + 1 });
    if let ([article @ Chapter { listed: None, .. }], []) = (listed.as_slice(), document.drafts.as_slice()) {
        let entry = chapter_entry(article, depth.saturating_add(1));
        return Toc { entries: if entry.children.is_empty() { vec![entry] } else { entry.children } };
    }
    let mut list = Listing { entries: Vec::new(), depth, in_part: false };
    let mut drafts = document.drafts.iter().peekable();
    for (index, chapter) in listed.into_iter().enumerate() {
        while let Some(draft) = drafts.next_if(|draft| draft.position <= index) {
            list.draft(draft);
        }
        match chapter.role {
            ChapterRole::Part => {
                list.entries.push(chapter_entry(chapter, 0));
                list.in_part = true;
            }
            ChapterRole::Text => {
                list.in_part &= !chapter.ends_part;
                let below = if lists_headings { depth.saturating_sub(chapter.depth) } else { 0 };
                list.place(chapter.matter, chapter.depth, chapter_entry(chapter, below));
            }
            ChapterRole::TitlePage | ChapterRole::CopyrightPage | ChapterRole::Contents => {}
        }
    }
    drafts.for_each(|draft| list.draft(draft));
    Toc { entries: list.entries }
}

fn is_listed(chapter: &Chapter) -> bool {
    match chapter.role {
        ChapterRole::Part | ChapterRole::Text => true,
        ChapterRole::TitlePage | ChapterRole::CopyrightPage | ChapterRole::Contents => false,
    }
}

/// The contents as they grow.
struct Listing {
    entries: Vec<TocEntry>,
    /// How many levels of chapters and headings are shown.
    depth: u8,
    /// Whether the last entry of the first level is a part, which takes the chapters of the body.
    in_part: bool,
}

impl Listing {
    /// Puts the entry of a chapter at its level, unless that is too deep to be shown.
    fn place(&mut self, matter: Matter, depth: u8, entry: TocEntry) {
        self.in_part &= matter == Matter::Body;
        if depth >= self.depth.max(1) {
            return;
        }
        match self.entries.last_mut().filter(|_| self.in_part) {
            Some(part) => place(&mut part.children, depth + 1, entry),
            None => place(&mut self.entries, depth + 1, entry),
        }
    }

    fn draft(&mut self, draft: &Draft) {
        let Draft { number, title, .. } = draft.clone();
        self.place(
            draft.matter,
            draft.depth,
            TocEntry { target: None, number, title, lang: None, children: Vec::new() },
        );
    }
}

/// Puts an entry at a level: below the last entry of the level above it, or as deep as there is one.
fn place(entries: &mut Vec<TocEntry>, level: u8, entry: TocEntry) {
    match entries.last_mut() {
        Some(last) if level > 1 => place(&mut last.children, level - 1, entry),
        Some(_) | None => entries.push(entry),
    }
}

fn chapter_entry(chapter: &Chapter, depth: u8) -> TocEntry {
    let mut entry = TocEntry {
        target: Some(chapter.node_ref(chapter.title_node)),
        number: chapter.number.clone(),
        title: chapter.title.clone(),
        lang: title_lang(chapter).or_else(|| chapter.lang.clone()),
        children: Vec::new(),
    };
    // Where no heading is the chapter's title, its headings begin at the chapter's own level.
    let above = chapter.depth + u8::from(chapter.title_node != Chapter::SECTION);
    let mut listing = Headings { chapter, above, depth, entries: &mut entry.children };
    listing.below(Node::Section(chapter), chapter.lang.as_ref());
    entry
}

/// The language that the heading says which is a chapter's title.
fn title_lang(chapter: &Chapter) -> Option<Lang> {
    let title = chapter.blocks.iter().find(|block| block.id == chapter.title_node)?;
    lang_of(&title.attributes)
}

fn lang_of(attributes: &Attributes) -> Option<Lang> {
    attributes.get("lang").and_then(Lang::parse)
}

/// The headings of a chapter as they are listed.
struct Headings<'c, 'e> {
    chapter: &'c Chapter,
    above: u8,
    depth: u8,
    entries: &'e mut Vec<TocEntry>,
}

impl Headings<'_, '_> {
    /// Lists what is below a node whose language is known.
    fn below(&mut self, node: Node<'_>, lang: Option<&Lang>) {
        node.for_each_child(&mut |child| {
            let own = child.attributes().and_then(lang_of);
            let lang = own.as_ref().or(lang);
            if let Node::Block(block @ Block { kind: BlockKind::Heading { .. }, .. }) = child {
                self.heading(block, lang);
            } else {
                self.below(child, lang);
            }
        });
    }

    fn heading(&mut self, block: &Block, lang: Option<&Lang>) {
        let Block { id, kind: BlockKind::Heading { level, content }, .. } = block else { return };
        let level = level.saturating_sub(self.above);
        if *id == self.chapter.title_node || level >= self.depth {
            return;
        }
        let number = content.first().filter(|inline| inline.is_number());
        let number = number.map(|number| plain_text(number.kind.children()));
        let title = plain_text(&content[usize::from(number.is_some())..]);
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() {
            let target = Some(self.chapter.node_ref(*id));
            let heading = TocEntry { target, number, title, lang: lang.cloned(), children: Vec::new() };
            place(self.entries, level.max(1), heading);
        }
    }
}

/// Fills the contents chapter, where there is one, with links to the entries, or the place for them below an article's
/// title.
pub fn fill(mut document: Document, toc: &Toc) -> Document {
    for chapter in &mut document.chapters {
        if let Some(at) = place_in_article(chapter) {
            fill_article(Arc::make_mut(chapter), at, toc);
        }
        if chapter.role == ChapterRole::Contents && !toc.entries.is_empty() {
            let chapter = Arc::make_mut(chapter);
            let list = list(chapter, &toc.entries, 1);
            let id = chapter.fresh_id();
            chapter.blocks.push(Block {
                id,
                span: Span::default(),
                attributes: Attributes::default(),
                kind: BlockKind::Division { kind: Division::Contents, content: vec![list] },
            });
        }
    }
    document
}

/// The block of an article that holds the place of its contents.
fn place_in_article(chapter: &Chapter) -> Option<usize> {
    let holds_place = |block: &Block| {
        let BlockKind::Division { content, .. } = &block.kind else { return false };
        content.last().is_some_and(is_place)
    };
    chapter.blocks.iter().take(2).position(holds_place).filter(|_| chapter.role == ChapterRole::Text)
}

fn is_place(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Division { kind: Division::Contents, content } if content.is_empty())
}

/// An article without headings has no contents.
fn fill_article(article: &mut Chapter, at: usize, toc: &Toc) {
    let title = article.node_ref(article.title_node);
    if toc.entries.iter().all(|entry| entry.target == Some(title)) {
        article.blocks.remove(at);
        return;
    }
    let list = list(article, &toc.entries, 1);
    if let BlockKind::Division { content, .. } = &mut article.blocks[at].kind
        && let Some(BlockKind::Division { content, .. }) = content.last_mut().map(|block| &mut block.kind)
    {
        content.push(list);
    }
}

/// The document with a contents chapter that shows no more than some levels.
pub fn shorten(document: &Document, levels: u8) -> Document {
    let mut document = document.clone();
    for chapter in document.chapters.iter_mut().filter(|chapter| chapter.role == ChapterRole::Contents) {
        for block in &mut Arc::make_mut(chapter).blocks {
            if let BlockKind::Division { kind: Division::Contents, content } = &mut block.kind {
                content.iter_mut().for_each(|list| shorten_list(list, levels));
            }
        }
    }
    document
}

fn shorten_list(block: &mut Block, levels: u8) {
    let BlockKind::List(list) = &mut block.kind else { return };
    for item in &mut list.items {
        if levels <= 1 {
            item.content.retain(|block| !matches!(block.kind, BlockKind::List(_)));
        }
        item.content.iter_mut().for_each(|block| shorten_list(block, levels.saturating_sub(1)));
    }
}

fn list(chapter: &mut Chapter, entries: &[TocEntry], depth: u8) -> Block {
    let id = chapter.fresh_id();
    let items = entries.iter().map(|entry| item(chapter, entry, depth)).collect();
    let kind = BlockKind::List(List { start: Some(1), tight: true, items });
    Block { id, span: Span::default(), attributes: Attributes::default(), kind }
}

fn item(chapter: &mut Chapter, entry: &TocEntry, depth: u8) -> ListItem {
    let id = chapter.fresh_id();
    let plain = chapter.fresh_id();
    let link = chapter.fresh_id();
    let mut content = Vec::new();
    if let Some(number) = &entry.number {
        let span = chapter.fresh_id();
        let number = vec![text(chapter, number)];
        content.push(inline(span, Attributes::class("toc-number"), InlineKind::Span(number)));
        content.push(text(chapter, " "));
    }
    content.push(text(chapter, &entry.title));
    let mut link = match entry.target {
        Some(target) => {
            let kind = InlineKind::Link { target: Target::Node(target), title: None, content };
            inline(link, Attributes::default(), kind)
        }
        None => inline(link, Attributes::class("draft"), InlineKind::Span(content)),
    };
    if let Some(lang) = &entry.lang {
        link.attributes.set("lang", lang.tag());
    }
    let mut content = vec![Block {
        id: plain,
        span: Span::default(),
        attributes: Attributes::default(),
        kind: BlockKind::Plain(vec![link]),
    }];
    if !entry.children.is_empty() {
        content.push(list(chapter, &entry.children, depth + 1));
    }
    ListItem { id, span: Span::default(), attributes: Attributes::class(&format!("toc-{depth}")), content }
}

fn text(chapter: &mut Chapter, text: &str) -> Inline {
    let id = chapter.fresh_id();
    inline(id, Attributes::default(), InlineKind::Text(text.into()))
}

fn inline(id: NodeId, attributes: Attributes, kind: InlineKind) -> Inline {
    Inline { id, span: Span::default(), attributes, kind }
}
