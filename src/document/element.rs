//! The one HTML face of the tree: which element, id, classes and attributes a node is.
//!
//! In: a node, its document, and what stands around it. Out: an [`Element`]. The selector matcher and the XHTML writer
//! both read it, so what matches in one format matches in the other. So what XHTML forbids is mended here: elements
//! within elements, attributes that HTML lacks, values that are not sound. What an element looks like is the style
//! sheet's business.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::attribute::{Refusal, complaint, role_like, sound};
use super::section_kind::type_of_class;
use super::walk::element_text;
use super::{
    AlertKind, Attributes, Block, BlockKind, BookFacts, Chapter, ChapterRole, Division, Formula, ImageSource, Inline,
    InlineKind, Matter, Node, NodeId, NodeRef, Phrase, RowGroupKind, SectionKind, Target,
};
use crate::lang::{Lang, Words};

/// What a node is and what it says of itself is not for its author's attributes.
const OWN: [&str; 7] = ["alt", "colspan", "href", "open", "rowspan", "src", "start"];

/// What a node is in HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Element<'a> {
    /// The local name, lower case.
    pub name: &'static str,
    pub id: Option<&'a str>,
    pub classes: Vec<&'a str>,
    /// Attributes other than `id` and `class`, in the order in which they are written. `epub:type` keeps its prefix.
    pub attributes: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Element<'a> {
    fn new(name: &'static str) -> Element<'a> {
        Element { name, id: None, classes: Vec::new(), attributes: Vec::new() }
    }

    /// An element that is no node's.
    pub fn plain(name: &'static str) -> Element<'a> {
        Element::new(name)
    }

    pub fn class(mut self, class: &'a str) -> Element<'a> {
        self.classes.push(class);
        self
    }

    pub fn with(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Element<'a> {
        self.attributes.push((name, value.into()));
        self
    }

    fn with_some(self, name: &'a str, value: Option<impl Into<Cow<'a, str>>>) -> Element<'a> {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Author attributes come after the node's own; a class given twice stands once. What the node is, where it
    /// leads and what it shows is not for them to say, nor does anything stand that HTML does not have for the element.
    fn attributed(mut self, attributes: &'a Attributes) -> Element<'a> {
        let has_type = self.attribute("epub:type").is_some();
        let has_role = self.attribute("role").is_some_and(|role| !matches!(role, "note" | "group"));
        self.id = attributes.id().or(self.id);
        for class in attributes.classes() {
            if !self.classes.contains(&class.as_str()) {
                self.classes.push(class);
            }
        }
        if !has_type && let Some(kind) = attributes.classes().iter().find_map(|class| type_of_class(class)) {
            self.set("epub:type", kind);
        }
        for (name, value) in attributes.pairs().iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
            // A role of ours says what a node is, but where it says no more than that it is no landmark.
            if name == "role" && has_role || name == "epub:type" && has_type {
                continue;
            }
            if let Ok(value) = sound(self.name, name, value, attributes) {
                self.set(name, value);
            }
        }
        if !has_role
            && !has_type
            && attributes.get("role").is_none()
            && let Some(kind) = attributes.get("epub:type").filter(|_| self.attribute("epub:type").is_some())
            && let Some(role) = role_like(self.name, kind, attributes)
        {
            self.set("role", role);
        }
        self
    }

    /// Mends what HTML forbids by what stands around: a link in a link (HTML Living Standard, 4.5.1), of which the
    /// outer one stays; a definition in a definition (4.5.8); a header or footer in another (4.3.8). And an overridden
    /// direction that is not named (4.5.25), a moment that no machine reads (4.5.14).
    fn mended(mut self, within: Within) -> Element<'a> {
        self.name = match self.name {
            "a" if within.link => {
                self.attributes.retain(|(name, _)| !matches!(*name, "href" | "role" | "epub:type"));
                "span"
            }
            "dfn" if within.definition => "span",
            "header" | "footer" if within.margin => "div",
            "bdo" if self.attribute("dir").is_none() => "span",
            "time" if self.attribute("datetime").is_none() => "span",
            name => name,
        };
        self
    }

    pub fn set(&mut self, name: &'a str, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => self.attributes.push((name, value)),
        }
    }

    /// Named by the chapter's title.
    fn labelled(self, chapter: &'a Chapter) -> Element<'a> {
        match html_id(chapter, chapter.title_node) {
            Some(id) => self.with("aria-labelledby", id),
            None => self,
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    /// Whether HTML gives it neither content nor end tag (HTML Living Standard, 13.1.2, void elements).
    pub fn is_void(&self) -> bool {
        matches!(self.name, "br" | "hr" | "img")
    }
}

/// The elements around a place that HTML forbids within themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    link: bool,
    definition: bool,
    /// `header` or `footer`.
    margin: bool,
    table: bool,
    /// What is read as a name.
    name: bool,
    /// `blockquote` or `.line-block`.
    verse: bool,
}

impl Within {
    /// What stands around the children of an element.
    pub fn below(self, element: &Element) -> Within {
        Within {
            link: self.link || element.name == "a",
            definition: self.definition || element.name == "dfn",
            margin: self.margin || matches!(element.name, "header" | "footer"),
            name: self.name
                || matches!(
                    element.name,
                    "a" | "caption" | "dt" | "figcaption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary"
                ),
            table: self.table || element.name == "table",
            verse: self.verse || element.name == "blockquote" || element.classes.contains(&"line-block"),
        }
    }

    pub fn is_link(self) -> bool {
        self.link
    }

    /// Whether line ends that stand in it are those of verse.
    pub fn is_verse(self) -> bool {
        self.verse
    }

    /// Whether what stands in it is part of a name that is read aloud: of a heading, a link, a caption.
    pub fn is_name(self) -> bool {
        self.name
    }

    pub fn is_table(self) -> bool {
        self.table
    }
}

/// The element a node is, for what asks of its attributes alone and not of what stands around it.
pub fn element<'a>(facts: &'a BookFacts, chapter: &'a Chapter, node: Node<'a>) -> Option<Element<'a>> {
    element_within(facts, chapter, node, Within::default())
}

/// The element a node is; `None` for text, soft breaks and [`BlockKind::Plain`], whose children stand in its place.
pub fn element_within<'a>(
    facts: &'a BookFacts,
    chapter: &'a Chapter,
    node: Node<'a>,
    within: Within,
) -> Option<Element<'a>> {
    let mut element = face(facts, chapter, node)?;
    if let Some(label) = page_label(node) {
        element.attributes.retain(|(name, _)| !matches!(*name, "title" | "epub:type" | "role" | "aria-label"));
        element.attributes.extend([
            ("epub:type", "pagebreak".into()),
            ("role", "doc-pagebreak".into()),
            ("aria-label", label),
        ]);
    }
    if let Some(direction) = chapter.directions.get(&node.id()) {
        element.set("dir", direction.keyword());
    }
    Some(element.mended(within))
}

/// The page of a printed edition that begins at a node, as its author says by a name, in its text or in its id, `page-12`.
pub fn page_label(node: Node<'_>) -> Option<Cow<'_, str>> {
    let attributes = node.attributes().filter(|attributes| attributes.is_page_mark())?;
    let is_generic = if let Node::Inline(inline) = node {
        matches!(inline.kind, InlineKind::Anchor | InlineKind::Span(_))
    } else {
        matches!(node, Node::Block(Block { kind: BlockKind::Division { kind: Division::Plain, .. }, .. }))
    };
    if !is_generic {
        return None;
    }
    let said = ["aria-label", "title"].into_iter().find_map(|name| attributes.get(name)).map(str::trim);
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        return Some(said.into());
    }
    let text = element_text(node);
    if !text.is_empty() {
        return Some(text.into());
    }
    let id = attributes.id()?;
    let number = id.rsplit(['-', '_', '.', ':']).next().unwrap_or(id);
    let number = number.trim_start_matches("page").trim_start_matches("pg").trim_start_matches('p');
    (!number.is_empty() && number.len() < id.len()).then(|| number.into())
}

/// Calls `tell` for each attribute of a node's author that its element cannot have and that is missed.
pub fn refused(chapter: &Chapter, node: Node<'_>, tell: &mut dyn FnMut(String, Cow<'static, str>)) {
    let Some(attributes) = node.attributes().filter(|attributes| !attributes.pairs().is_empty()) else { return };
    if page_label(node).is_some() {
        return;
    }
    let facts = BookFacts::default();
    let Some(name) = face(&facts, chapter, node).map(|element| element.name) else { return };
    for (attribute, value) in attributes.pairs().iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
        // What a heading says is its section's.
        let is_of_section = node.id() == chapter.title_node
            && matches!(attribute.as_str(), "epub:type" | "role")
            && value.split_whitespace().any(|word| SectionKind::parse(word).is_some());
        if !is_of_section && let Some(Refusal::Told { message, hint }) = complaint(name, attribute, value, attributes) {
            tell(message, hint);
        }
    }
}

/// The root of a content document in a language.
pub fn html(lang: &Lang) -> Element<'_> {
    let html = Element::new("html").with("lang", lang.tag());
    if lang.direction().is_right_to_left() { html.with("dir", "rtl") } else { html }
}

/// The body of a content document in a language. It says the direction again, since reading systems that show it in a
/// page of their own lose what the root said.
pub fn body(lang: &Lang) -> Element<'_> {
    let body = Element::new("body");
    if lang.direction().is_right_to_left() { body.with("dir", "rtl") } else { body }
}

/// A book's counters go on from file to file.
fn with_counters<'a>(body: Element<'a>, counters: &BTreeMap<String, i32>) -> Element<'a> {
    if counters.is_empty() {
        return body;
    }
    let mut style = String::from("counter-reset:");
    for (name, value) in counters {
        style.push_str(&format!(" {name} {value}"));
    }
    body.with("style", style)
}

fn face<'a>(facts: &'a BookFacts, chapter: &'a Chapter, node: Node<'a>) -> Option<Element<'a>> {
    Some(match node {
        Node::Html(_) => html(chapter.lang.as_ref().unwrap_or(&facts.lang)),
        Node::Body(_) => {
            let body = body(chapter.lang.as_ref().unwrap_or(&facts.lang)).with("epub:type", matter(chapter));
            with_counters(body, &facts.counters)
        }
        Node::Section(chapter) => section(facts, chapter).labelled(chapter),
        Node::Notes(_) => Element::new("section")
            .class("notes")
            .with("epub:type", "footnotes")
            .with("aria-label", words(facts, chapter).notes.as_str()),
        Node::Note(note) => Element::new("aside")
            .class("note")
            .with("epub:type", "footnote")
            .with("role", "doc-footnote")
            .attributed(&note.attributes),
        Node::Block(block) => {
            let element = block_element(block)?.attributed(&block.attributes);
            if let BlockKind::Division { kind: Division::Contents, .. } = &block.kind {
                return Some(match chapter.role {
                    ChapterRole::Contents => element.labelled(chapter),
                    ChapterRole::TitlePage | ChapterRole::CopyrightPage | ChapterRole::Part | ChapterRole::Text => {
                        element.with("aria-label", words(facts, chapter).contents.as_str())
                    }
                });
            }
            let title = if let BlockKind::Alert(alert) = &block.kind { alert.title() } else { None };
            element.with_some("aria-labelledby", title.and_then(|title| html_id(chapter, title.id)))
        }
        Node::ListItem(item) => Element::new("li").attributed(&item.attributes),
        Node::DefinitionTerm(term) => Element::new("dt").attributed(&term.attributes),
        Node::DefinitionDetails(details) => Element::new("dd").attributed(&details.attributes),
        Node::CodeText(_) => Element::new("code"),
        Node::Formula(block) => match &block.math.formula {
            Some(formula) => math_element(formula),
            None => Element::new("code"),
        },
        Node::FigureCaption(caption) => Element::new("figcaption").attributed(&caption.attributes),
        Node::TableCaption(caption) => Element::new("caption").attributed(&caption.attributes),
        Node::RowGroup(group) => Element::new(match group.kind {
            RowGroupKind::Head => "thead",
            RowGroupKind::Body => "tbody",
            RowGroupKind::Foot => "tfoot",
        })
        .attributed(&group.attributes),
        Node::Row(row) => Element::new("tr").attributed(&row.attributes),
        Node::Summary(summary) => Element::new("summary").attributed(&summary.attributes),
        Node::Cell(cell) => {
            // A header without a word heads nothing (WCAG 2.1, 1.3.1).
            let is_header = cell.is_header && !cell.content.is_empty();
            let mut element = Element::new(if is_header { "th" } else { "td" });
            element.classes.extend(cell.alignment.map(|alignment| alignment.class()));
            if cell.column_span > 1 {
                element = element.with("colspan", cell.column_span.to_string());
            }
            if cell.row_span > 1 {
                element = element.with("rowspan", cell.row_span.to_string());
            }
            element.attributed(&cell.attributes)
        }
        Node::Inline(inline) => inline_element(facts, chapter, inline)?.attributed(&inline.attributes),
    })
}

/// The words of a chapter's language.
fn words(facts: &BookFacts, chapter: &Chapter) -> &'static Words {
    chapter.lang.as_ref().unwrap_or(&facts.lang).words()
}

fn section<'a>(facts: &'a BookFacts, chapter: &'a Chapter) -> Element<'a> {
    let section = Element::new("section");
    match chapter.role {
        ChapterRole::TitlePage => section.class("title-page").class("front").with("epub:type", "titlepage"),
        ChapterRole::CopyrightPage => {
            section.class("copyright-page").class("front").with("epub:type", "copyright-page")
        }
        ChapterRole::Contents => section.class("contents").class("front"),
        ChapterRole::Part => {
            let mut section = section.class("part").class("body");
            if facts.is_first_of_body {
                section = section.class("first");
            }
            section.with("epub:type", "part").with("role", "doc-part")
        }
        ChapterRole::Text => {
            let (class, kind, role) = match chapter.matter {
                Matter::Front => ("front", None, None),
                Matter::Body => ("body", Some("chapter"), Some("doc-chapter")),
                Matter::Back => ("back", None, None),
            };
            let (kind, role) = match chapter.kind {
                Some(kind) => (Some(kind.epub_type()), kind.role()),
                None => (kind, role),
            };
            let mut section = section.class("chapter").class(class);
            section.classes.extend(depth_class(chapter.depth));
            if facts.is_of_few && chapter.depth == 0 {
                section = section.class("of-few");
            }
            if facts.is_first_of_body {
                section = section.class("first");
            }
            section.attributes.extend(kind.map(|kind| ("epub:type", kind.into())));
            section.attributes.extend(role.map(|role| ("role", role.into())));
            section
        }
    }
}

/// The part of the book that a chapter stands in, in the EPUB's words.
fn matter(chapter: &Chapter) -> &'static str {
    let matter = match chapter.role {
        ChapterRole::TitlePage | ChapterRole::CopyrightPage | ChapterRole::Contents => Matter::Front,
        ChapterRole::Part | ChapterRole::Text => chapter.kind.and_then(SectionKind::matter).unwrap_or(chapter.matter),
    };
    match matter {
        Matter::Front => "frontmatter",
        Matter::Body => "bodymatter",
        Matter::Back => "backmatter",
    }
}

/// The class of a chapter below the first level.
fn depth_class(depth: u8) -> Option<&'static str> {
    const CLASSES: [&str; 5] = ["depth-1", "depth-2", "depth-3", "depth-4", "depth-5"];
    Some(CLASSES[usize::from(depth.min(5).checked_sub(1)?)])
}

fn block_element(block: &Block) -> Option<Element<'_>> {
    Some(match &block.kind {
        BlockKind::Paragraph(_) => Element::new("p"),
        BlockKind::Plain(_) => return None,
        BlockKind::Heading { level, .. } => {
            const NAMES: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
            Element::new(NAMES[usize::from(level.clamp(&1, &6) - 1)])
        }
        BlockKind::ThematicBreak => Element::new("hr"),
        BlockKind::BlockQuote(_) => Element::new("blockquote"),
        // Without a role of its own an `aside` would be a landmark (HTML-AAM 1.0, section 3.4).
        BlockKind::Alert(alert) => {
            Element::new("aside").class("alert").class(alert_class(alert.kind)).with("role", "note")
        }
        BlockKind::List(list) => match list.start {
            None => Element::new("ul"),
            Some(1) => Element::new("ol"),
            Some(start) => Element::new("ol").with("start", start.to_string()),
        },
        BlockKind::DefinitionList(_) => Element::new("dl"),
        BlockKind::CodeBlock(code) => {
            let pre = Element::new("pre");
            match &code.language {
                Some(language) => pre.with("data-language", language.as_str()),
                None => pre,
            }
        }
        BlockKind::Math(block) => Element::new(if block.math.formula.is_some() { "div" } else { "pre" }).class("math"),
        BlockKind::Details(details) => {
            // HTML wants a summary in it (4.11.1).
            let element = Element::new(if details.summary.is_some() { "details" } else { "div" });
            if details.is_open && element.name == "details" { element.with("open", "open") } else { element }
        }
        BlockKind::Table(_) => Element::new("table"),
        BlockKind::Figure { .. } => Element::new("figure"),
        BlockKind::Division { kind, .. } => match kind {
            Division::Plain => Element::new("div"),
            Division::Section => Element::new("section"),
            Division::Article => Element::new("article"),
            Division::Aside => Element::new("aside").with("role", "note"),
            // One banner is the book's own; without a role the author's would be others (HTML-AAM 1.0, section 3.4).
            Division::Header if block.attributes.has_class("title-block") => Element::new("header"),
            Division::Header => Element::new("header").with("role", "group"),
            Division::Footer => Element::new("footer").with("role", "group"),
            Division::Contents => Element::new("nav").with("epub:type", "toc").with("role", "doc-toc"),
        },
    })
}

/// A formula that was read; its words stand for it where MathML is not known.
fn math_element(formula: &Formula) -> Element<'_> {
    let math = Element::new("math").with("xmlns", "http://www.w3.org/1998/Math/MathML");
    let math = if formula.display { math.with("display", "block") } else { math };
    math.with("alttext", &*formula.words)
}

fn alert_class(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "alert-note",
        AlertKind::Tip => "alert-tip",
        AlertKind::Important => "alert-important",
        AlertKind::Warning => "alert-warning",
        AlertKind::Caution => "alert-caution",
    }
}

fn inline_element<'a>(facts: &'a BookFacts, chapter: &'a Chapter, inline: &'a Inline) -> Option<Element<'a>> {
    Some(match &inline.kind {
        InlineKind::Text(_) | InlineKind::SoftBreak => return None,
        InlineKind::HardBreak => Element::new("br"),
        InlineKind::Code(_) => Element::new("code"),
        InlineKind::Token { token, .. } => Element::new("span").class(token.class()),
        InlineKind::Emphasis(_) => Element::new("em"),
        InlineKind::Strong(_) => Element::new("strong"),
        InlineKind::Strikethrough(_) => Element::new("del"),
        InlineKind::Superscript(_) => Element::new("sup"),
        InlineKind::Subscript(_) => Element::new("sub"),
        InlineKind::Keyboard(_) => Element::new("kbd"),
        InlineKind::Span(_) => Element::new("span"),
        InlineKind::Phrase { phrase, .. } => Element::new(phrase_name(*phrase)),
        InlineKind::Ruby(_) => Element::new("ruby"),
        InlineKind::RubyText(_) => Element::new("rt"),
        InlineKind::Link { target, title, .. } => {
            let mut link = match href(facts, target) {
                Some(href) => Element::new("a").with("href", href),
                None => Element::new("span").class("dead-link"),
            };
            if let Some(title) = title {
                link = link.with("title", title.as_ref());
            }
            link
        }
        InlineKind::Image(image) => {
            let source = match &image.source {
                ImageSource::Local(path) => path,
                ImageSource::Remote(url) => url,
            };
            let img = Element::new("img").with("src", source.as_str()).with("alt", image.alt.as_str());
            match &image.title {
                Some(title) => img.with("title", title.as_str()),
                None => img,
            }
        }
        InlineKind::Math(math) => match &math.formula {
            Some(formula) => math_element(formula),
            None => Element::new("code").class("math").class(if math.display { "math-display" } else { "math-inline" }),
        },
        InlineKind::NoteReference { note, .. } => Element::new("a")
            .class("note-reference")
            .with("epub:type", "noteref")
            .with("role", "doc-noteref")
            .with("href", local_href(chapter, *note)),
        InlineKind::NoteBacklink { reference, mark } => Element::new("a")
            .class("note-backlink")
            .with("role", "doc-backlink")
            .with("href", local_href(chapter, *reference))
            .with_some("aria-label", words(facts, chapter).back_to(mark)),
        InlineKind::TaskMarker { .. } => Element::new("span").class("task-marker"),
        InlineKind::Anchor => Element::new("span").class("anchor"),
    })
}

/// The element of a phrase.
pub fn phrase_name(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::Abbreviation => "abbr",
        Phrase::Attention => "b",
        Phrase::BidiIsolate => "bdi",
        Phrase::BidiOverride => "bdo",
        Phrase::Citation => "cite",
        Phrase::Definition => "dfn",
        Phrase::Insertion => "ins",
        Phrase::Mark => "mark",
        Phrase::Outdated => "s",
        Phrase::Quotation => "q",
        Phrase::Sample => "samp",
        Phrase::Small => "small",
        Phrase::Time => "time",
        Phrase::Unarticulated => "u",
        Phrase::Variable => "var",
        Phrase::Voice => "i",
    }
}

/// The address of a link's target as the EPUB's content documents write it; `None` where it leads nowhere.
fn href<'a>(facts: &'a BookFacts, target: &'a Target) -> Option<Cow<'a, str>> {
    match target {
        Target::External(url) => Some(url.as_ref().into()),
        Target::Unresolved(_) => None,
        Target::Node(node) => facts.href(*node).map(Cow::from),
    }
}

/// The address of a node seen from a chapter: `name.xhtml#id`, `#id` within the chapter.
pub fn node_href(document: &super::Document, from: &Chapter, node: NodeRef) -> String {
    let chapter = document.chapter(node.chapter);
    if node.chapter == from.id && node.node != Chapter::SECTION {
        return local_href(chapter, node.node);
    }
    match html_id(chapter, node.node) {
        Some(id) => format!("{}.xhtml#{id}", chapter.name),
        None => format!("{}.xhtml", chapter.name),
    }
}

fn local_href(chapter: &Chapter, node: NodeId) -> String {
    match html_id(chapter, node) {
        Some(id) => format!("#{id}"),
        None => format!("{}.xhtml", chapter.name),
    }
}

/// The `id` that marks a node: its own, else one made from its number, which the XHTML writer gives to
/// every node that a link or the contents lead to. `None` for the chapter as a whole.
pub fn html_id(chapter: &Chapter, node: NodeId) -> Option<Cow<'_, str>> {
    if node.0 < Chapter::FIRST_FREE {
        return None;
    }
    Some(match chapter.ids.get(&node) {
        Some(id) => id.as_str().into(),
        // No id made from a heading has a full stop, so none is like it.
        None => format!("n.{}", node.0).into(),
    })
}
