//! Formulas: their sources are read, their numbers counted, references to them led.
//!
//! In: chapters whose formulas are TeX, and the book's macros. Out: formulas as nodes, with numbers and words; links in
//! place of `\eqref` and `\ref`. A formula that cannot be read stays source, and is told with the place of what is wrong.
//! `read` works chapter by chapter, before ids are made, since a label is one; `number` needs all chapters, since one
//! refers to another. A macro holds from where it is defined to the end of its chapter, and in all chapters after it where a formula
//! defines and shows nothing; front matter's hold everywhere.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{ContentMut, each_inline_mut, plain_text};
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Formula, Inline, InlineKind, Math, MathNode, MathReference,
    MathTag, Node, NodeId, NodeRef, Target,
};
use crate::math::{self, MathError, Symbols};
use crate::source::Span;

pub use crate::math::Macros;

/// So many formulas of a chapter that cannot be read are told one by one.
const MOST_TOLD: usize = 50;

/// The macros of front matter, by name and meaning.
pub fn macros(written: &[(String, String)], diagnostics: &mut Diagnostics) -> Macros {
    let mut macros = Macros::default();
    for (name, meaning) in written {
        if let Err(MathError { message, hint, .. }) = math::define(name, meaning, &mut macros) {
            let mut finding = Diagnostic::new(Code::InvalidValue, message);
            finding.hints.extend(hint);
            diagnostics.push(finding);
        }
    }
    macros
}

/// The macros that each chapter begins with: the book's, and those that formulas of the chapters before it define and
/// nothing else.
pub fn inherited(chapters: &mut [Chapter], book: Macros, symbols: &Symbols) -> Vec<Arc<Macros>> {
    const DEFINITIONS: [&str; 5] = ["\\newcommand", "\\renewcommand", "\\def\\", "\\DeclareMathOperator", "\\let\\"];
    let mut macros = Arc::new(book);
    let mut all = Vec::with_capacity(chapters.len());
    for chapter in chapters {
        all.push(macros.clone());
        let mut own: Option<Macros> = None;
        each_formula(chapter, &mut |place| {
            if DEFINITIONS.iter().any(|command| place.math.source.contains(command)) {
                let before = own.take().unwrap_or_else(|| (*macros).clone());
                let parsed = math::parse(&place.math.source, place.math.display, before.clone(), symbols);
                let is_definition = parsed.formula.is_ok_and(|formula| formula.content.is_empty());
                own = Some(if is_definition { parsed.macros } else { before });
            }
        });
        if let Some(own) = own {
            macros = Arc::new(own);
        }
    }
    all
}

/// Reads the formulas of a chapter, and gives those with a label an id, by which links find them.
pub fn read(chapter: &mut Chapter, macros: &Macros, symbols: &Symbols, diagnostics: &mut Diagnostics) {
    let mut reader = Reader { macros: macros.clone(), symbols, findings: Vec::new(), untold: 0 };
    let mut has_empty = false;
    each_formula(chapter, &mut |place| {
        reader.formula(place.math, place.span);
        has_empty |= is_definition(place.math);
        name(place.math, place.attributes);
    });
    if has_empty {
        drop_definitions(chapter);
    }
    let Reader { findings, untold, .. } = reader;
    diagnostics.extend(findings);
    if untold > 0 {
        let message = format!("{untold} more formulas of this chapter cannot be read, and are shown as source");
        diagnostics.push(Diagnostic::new(Code::MathSource, message));
    }
}

/// A formula in the tree.
struct Place<'a> {
    /// What stands for it: its block, or itself.
    node: NodeId,
    span: Span,
    attributes: &'a mut Attributes,
    math: &'a mut Math,
}

/// Calls `visit` with each formula of a chapter, in the order of the text; those of notes come last.
fn each_formula(chapter: &mut Chapter, visit: &mut dyn FnMut(Place<'_>)) {
    if !chapter.may_have_formulas {
        return;
    }
    each_of_blocks(&mut chapter.blocks, visit);
    chapter.notes.iter_mut().for_each(|note| each_of_blocks(&mut note.content, visit));
}

fn each_of_blocks(blocks: &mut [Block], visit: &mut dyn FnMut(Place<'_>)) {
    for block in blocks {
        if let BlockKind::Math(inner) = &mut block.kind {
            let (node, span) = (block.id, block.span);
            visit(Place { node, span, attributes: &mut block.attributes, math: &mut inner.math });
            continue;
        }
        block.kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => each_of_blocks(blocks, visit),
            ContentMut::Inlines(inlines) | ContentMut::Preformatted(inlines) => {
                each_inline_mut(inlines, &mut |inline| {
                    if let InlineKind::Math(math) = &mut inline.kind {
                        let (node, span) = (inline.id, inline.span);
                        visit(Place { node, span, attributes: &mut inline.attributes, math });
                    }
                });
            }
        });
    }
}

struct Reader<'s> {
    macros: Macros,
    symbols: &'s Symbols,
    findings: Vec<Diagnostic>,
    untold: usize,
}

impl Reader<'_> {
    fn formula(&mut self, math: &mut Math, span: Span) {
        let macros = std::mem::take(&mut self.macros);
        let parsed = math::parse(&math.source, math.display, macros, self.symbols);
        self.macros = parsed.macros;
        match parsed.formula {
            Ok(formula) => math.formula = Some(Arc::new(formula)),
            Err(error) => self.report(math, span, error),
        }
    }

    fn report(&mut self, math: &Math, span: Span, error: MathError) {
        if self.findings.len() >= MOST_TOLD {
            self.untold += 1;
            return;
        }
        let MathError { range, message, hint } = error;
        let place = match math.range(&range) {
            Some(range) => Span { start: range.start, end: range.end, ..span },
            None => span,
        };
        let message = format!("a formula cannot be read, and is shown as its source: {message}");
        let mut finding = Diagnostic::new(Code::MathSource, message).at(place);
        finding.hints.extend(hint);
        self.findings.push(finding);
    }
}

/// Whether a formula defines macros and shows nothing.
fn is_definition(math: &Math) -> bool {
    let is_empty = |formula: &Formula| formula.content.is_empty() && formula.tag.is_none();
    math.formula.as_deref().is_some_and(is_empty) && math.source.contains('\\')
}

/// What shows nothing leaves no mark on the page, nor does a paragraph of nothing else.
fn drop_definitions(chapter: &mut Chapter) {
    let dropped = |inlines: &mut Vec<Inline>| {
        let before = inlines.len();
        drop_inlines(inlines);
        inlines.len() < before && inlines.iter().all(|inline| matches!(inline.kind, InlineKind::SoftBreak))
    };
    chapter.for_each_blocks_mut(&mut |blocks| {
        blocks.retain_mut(|block| {
            if let BlockKind::Math(inner) = &block.kind {
                return !is_definition(&inner.math);
            }
            if let BlockKind::Paragraph(content) = &mut block.kind {
                return !dropped(content);
            }
            block.kind.for_each_content_mut(&mut |content| match content {
                ContentMut::Inlines(inlines) | ContentMut::Preformatted(inlines) => drop_inlines(inlines),
                ContentMut::Blocks(_) => {}
            });
            true
        });
    });
}

fn drop_inlines(inlines: &mut Vec<Inline>) {
    inlines.retain(|inline| !matches!(&inline.kind, InlineKind::Math(math) if is_definition(math)));
    inlines.iter_mut().filter_map(|inline| inline.kind.children_mut()).for_each(drop_inlines);
}

/// Formulas with a label have it as their id; one that an attribute names as an equation (`#eq:a`, as pandoc-crossref
/// and Quarto have it) has a number.
fn name(math: &mut Math, attributes: &mut Attributes) {
    let Some(formula) = &mut math.formula else { return };
    let is_equation = attributes.id().is_some_and(|id| id.starts_with("eq:") || id.starts_with("eq-"));
    if is_equation && formula.tags().next().is_none() {
        let label = attributes.id().map(Box::from);
        Arc::make_mut(formula).tag =
            Some(MathTag { text: Box::default(), is_written: false, is_part: false, label, parent_label: None });
    }
    if attributes.id().is_none()
        && let Some(label) = formula.tags().find_map(|tag| tag.label.as_deref().or(tag.parent_label.as_deref()))
    {
        attributes.set_id(label);
    }
}

/// What a label names: the number, and where it stands.
struct Named {
    text: Box<str>,
    node: NodeRef,
}

/// Counts the formulas of a book, says them in words, and leads references to them. Chapters with a number count from
/// it, `(2.1)`; else the book is counted through, and each article of an issue from one.
pub fn number(chapters: &mut [Chapter], diagnostics: &mut Diagnostics) {
    if !chapters.iter().any(|chapter| chapter.may_have_formulas) {
        return;
    }
    let mut labels: BTreeMap<Box<str>, Named> = BTreeMap::new();
    let mut counter = Counter::default();
    for chapter in chapters.iter_mut() {
        counter.begin(chapter);
        let id = chapter.id;
        each_formula(chapter, &mut |place| {
            let Some(formula) = &mut place.math.formula else { return };
            if formula.tags().next().is_none() {
                return;
            }
            let node = NodeRef { chapter: id, node: place.node };
            Arc::make_mut(formula).for_each_tag_mut(&mut |tag| {
                counter.count(tag);
                let mut named = |label: &Option<Box<str>>, text: &str| {
                    if let Some(label) = label {
                        labels.entry(label.clone()).or_insert_with(|| Named { text: text.into(), node });
                    }
                };
                named(&tag.label, &tag.text);
                named(&tag.parent_label, tag.text.trim_end_matches(|c: char| c == ')' || c.is_ascii_lowercase()));
            });
        });
    }
    for chapter in chapters {
        let mut findings = Vec::new();
        each_formula(chapter, &mut |place| refer(place.math, place.span, &labels, &mut findings));
        let mut next = chapter.next_node;
        chapter.for_each_prose_mut(&mut |inlines| lead(inlines, &labels, &mut next, &mut findings));
        chapter.next_node = next;
        name_again(chapter);
        diagnostics.extend(findings);
    }
}

/// A chapter whose title holds a formula is called by it in plain characters.
fn name_again(chapter: &mut Chapter) {
    if chapter.listed.is_some() || !chapter.title.contains(['\\', '^', '_', '{']) {
        return;
    }
    let mut title = None;
    let node = chapter.title_node;
    Node::Body(chapter).visit(&mut |found| {
        if let Node::Block(Block { id, kind: BlockKind::Heading { content, .. }, .. }) = found
            && *id == node
            && content.iter().any(|inline| matches!(inline.kind, InlineKind::Math(_)))
        {
            let is_numbered = content.first().is_some_and(Inline::is_number);
            title = Some(plain_text(&content[usize::from(is_numbered)..]));
        }
    });
    if let Some(title) = title {
        chapter.title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

#[derive(Default)]
struct Counter {
    /// `2.` before the numbers of a numbered chapter.
    prefix: String,
    last: u32,
    /// The letter of the last of several lines that share a number; 0 for none.
    part: u8,
}

impl Counter {
    fn begin(&mut self, chapter: &Chapter) {
        self.part = 0;
        let number = chapter.number.as_deref().map(|number| number.trim_end_matches('.'));
        // `4.2` counts with chapter 4.
        let first = number.and_then(|number| number.split('.').next()).filter(|first| !first.is_empty());
        match first {
            Some(first) => {
                let prefix = format!("{first}.");
                if prefix != self.prefix {
                    (self.prefix, self.last) = (prefix, 0);
                }
            }
            None if chapter.article.is_some() => *self = Counter::default(),
            None if chapter.role == ChapterRole::Text && !self.prefix.is_empty() => *self = Counter::default(),
            None => {}
        }
    }

    fn count(&mut self, tag: &mut MathTag) {
        if tag.is_written {
            return;
        }
        if tag.is_part {
            // The first of them has the name of all.
            if self.part == 0 || tag.parent_label.is_some() {
                self.last += 1;
                self.part = 0;
            }
            let letter = (b'a' + self.part.min(25)) as char;
            self.part += 1;
            tag.text = format!("({}{}{letter})", self.prefix, self.last).into();
        } else {
            self.part = 0;
            self.last += 1;
            tag.text = format!("({}{})", self.prefix, self.last).into();
        }
    }
}

/// Writes numbers where a formula refers to others, and its words.
fn refer(math: &mut Math, span: Span, labels: &BTreeMap<Box<str>, Named>, findings: &mut Vec<Diagnostic>) {
    let Some(formula) = &mut math.formula else { return };
    let formula = Arc::make_mut(formula);
    let mut unknown = Vec::new();
    formula.for_each_reference_mut(&mut |reference| match labels.get(&reference.label) {
        Some(named) => reference.text = shown(reference.has_parentheses, &named.text),
        None => unknown.push(reference.label.clone()),
    });
    for label in unknown {
        findings.push(unknown_label(&label, labels).at(span));
    }
    formula.words = math::words(formula).into();
}

fn unknown_label(label: &str, labels: &BTreeMap<Box<str>, Named>) -> Diagnostic {
    let finding = Diagnostic::new(Code::DeadLink, format!("no formula has the label `{label}`"));
    match crate::diagnostic::nearest(label, labels.keys().map(|known| &**known)) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint(format!("name one with `\\label{{{label}}}`")),
    }
}

/// A number as a reference shows it.
fn shown(has_parentheses: bool, number: &str) -> Box<str> {
    let bare = number.trim_start_matches('(').trim_end_matches(')');
    if has_parentheses { format!("({bare})").into() } else { bare.into() }
}

/// Makes links of formulas that are but a reference, and of `\eqref{…}` in the text itself where the label is known.
fn lead(inlines: &mut Vec<Inline>, labels: &BTreeMap<Box<str>, Named>, next: &mut u32, findings: &mut Vec<Diagnostic>) {
    let mut index = 0;
    while index < inlines.len() {
        let inline = &mut inlines[index];
        if let InlineKind::Math(math) = &inline.kind {
            if let Some(reference) = only_reference(math.formula.as_deref())
                && let Some(named) = labels.get(&reference.label)
            {
                inline.kind = link(named, reference.has_parentheses, inline.span, next);
            }
        } else if let InlineKind::Text(text) = &inline.kind {
            if let Some(label) = unknown_reference(text, labels) {
                findings.push(unknown_label(label, labels).at(inline.span));
            }
            if let Some((range, named, has_parentheses)) = typed_reference(text, labels) {
                let (span, attributes) = (inline.span, Attributes::default());
                let (before, after): (Box<str>, Box<str>) = (text[..range.start].into(), text[range.end..].into());
                inline.kind = InlineKind::Text(before);
                let kind = link(named, has_parentheses, span, next);
                let made = [kind, InlineKind::Text(after)].map(|kind| {
                    let id = fresh(next);
                    Inline { id, span, attributes: attributes.clone(), kind }
                });
                inlines.splice(index + 1..index + 1, made);
                // What comes after may hold more.
                index += 1;
            }
        } else if let Some(children) = inline.kind.children_mut() {
            lead(children, labels, next, findings);
        }
        index += 1;
    }
}

fn fresh(next: &mut u32) -> NodeId {
    *next += 1;
    NodeId(*next - 1)
}

fn link(named: &Named, has_parentheses: bool, span: Span, next: &mut u32) -> InlineKind {
    let kind = InlineKind::Text(shown(has_parentheses, &named.text));
    let text = Inline { id: fresh(next), span, attributes: Attributes::default(), kind };
    InlineKind::Link { target: Target::Node(named.node), title: None, content: vec![text] }
}

/// The first label that `\eqref` names in a text and no formula has.
fn unknown_reference<'t>(text: &'t str, labels: &BTreeMap<Box<str>, Named>) -> Option<&'t str> {
    text.split("\\eqref{")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(label, _)| label)
        .find(|label| !labels.contains_key(*label))
}

/// `\eqref{label}` in a text: its range, what the label names, and whether it is shown in parentheses.
fn typed_reference<'l>(text: &str, labels: &'l BTreeMap<Box<str>, Named>) -> Option<(Range<usize>, &'l Named, bool)> {
    text.match_indices("ref{").find_map(|(at, mark)| {
        let (start, has_parentheses) = match text[..at].strip_suffix("\\eq") {
            Some(before) => (before.len(), true),
            None => (text[..at].strip_suffix('\\')?.len(), false),
        };
        let inner = at + mark.len();
        let end = inner + text[inner..].find('}')?;
        Some((start..end + 1, labels.get(&text[inner..end])?, has_parentheses))
    })
}

fn only_reference(formula: Option<&Formula>) -> Option<&MathReference> {
    match formula?.content.as_slice() {
        [MathNode::Reference(reference)] => Some(reference),
        _ => None,
    }
}
