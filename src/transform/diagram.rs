//! Diagrams: blocks of code in a language of diagrams become figures with a drawing.
//!
//! In: blocks of code, alone or under a caption; what the author's programs drew. Out: figures with an image each, and
//! the drawings for the images. What cannot be drawn stays code, and is told.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::diagram::{self, Language, Measure, Refusal};
use crate::document::{
    Attributes, Block, BlockKind, Caption, Chapter, CodeBlock, Image, ImageSource, Inline, InlineKind,
};
use crate::hash::Fnv128;
use crate::source::Span;

/// How diagrams are drawn.
#[derive(Clone, Debug, Default)]
pub struct Diagrams {
    /// How wide characters are in the face that they are set in.
    pub measure: Measure,
    /// What programs of the author's made, by the fence's name and the source: the path of a picture, or why there is
    /// none.
    pub drawn: BTreeMap<(String, String), Result<String, String>>,
}

/// A drawing that an image of the tree shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// An address, which no file of the book has; equal drawings have one.
    pub path: String,
    pub svg: String,
}

/// Makes a figure of a block that is a diagram, or a listing of one.
pub fn draw(
    chapter: &mut Chapter,
    block: &mut Block,
    diagrams: &Diagrams,
    drawings: &mut Vec<Drawing>,
    diagnostics: &mut Diagnostics,
) {
    let Some(code) = code_of(block) else { return };
    let Some(name) = code.language.as_deref().map(str::to_ascii_lowercase) else { return };
    let language = diagram::language(&name);
    if language.is_none() && diagrams.drawn.is_empty() || !code.is_plain() {
        return;
    }
    let source = code.text().into_owned();
    let span = block.span;
    let by_program = diagrams.drawn.get(&(name.clone(), source.clone()));
    let Some(language) = language.or(by_program.map(|_| Language::Other("diagram"))) else { return };
    let own = diagram::draw(language, &source, &diagrams.measure);
    let (path, words, title) = match (by_program, own) {
        (Some(Ok(path)), own) => {
            let (words, title) = own.map_or((format!("Diagram ({name})"), None), |own| (own.words, own.title));
            (path.clone(), words, title)
        }
        (Some(Err(reason)), _) => {
            let message = format!("the diagram is not drawn: {reason}");
            let hint = "its source is shown; see what the program says of it";
            return diagnostics.push(Diagnostic::new(Code::DiagramCommand, message).at(span).hint(hint));
        }
        (None, Ok(own)) => {
            for note in &own.notes {
                let message = format!("{} ({} of the diagram)", note.message, place(&source, note.at));
                let finding = Diagnostic { severity: Severity::Note, ..Diagnostic::new(Code::DiagramDetail, message) };
                diagnostics.push(finding.at(span));
            }
            let path = path_of(&own.svg);
            drawings.push(Drawing { path: path.clone(), svg: own.svg });
            (path, own.words, own.title)
        }
        (None, Err(refusal)) => return diagnostics.push(told(&refusal, &name, &source, span)),
    };
    *block = figure(chapter, block, Image { source: ImageSource::Local(path), alt: words, title: None }, title);
}

/// The code of a block, or of a listing with nothing else in it.
fn code_of(block: &Block) -> Option<&CodeBlock> {
    if let BlockKind::CodeBlock(code) = &block.kind {
        return Some(code);
    }
    let BlockKind::Figure { content, .. } = &block.kind else { return None };
    let [Block { kind: BlockKind::CodeBlock(code), .. }] = content.as_slice() else { return None };
    block.attributes.has_class("listing").then_some(code)
}

/// Whether an image's address is that of a drawing, which nothing on the web has.
pub fn is_drawing(address: &str) -> bool {
    address.starts_with("diagram://")
}

fn path_of(svg: &str) -> String {
    let mut hash = Fnv128::default();
    hash.bytes(svg.as_bytes());
    format!("diagram://diagram-{:032x}.svg", hash.finish())
}

fn told(refusal: &Refusal, name: &str, source: &str, span: Span) -> Diagnostic {
    let program = format!("`--diagram-command {name}='program {{in}} {{out}}'` has a program of yours draw it");
    let finding = |message: String| Diagnostic::new(Code::DiagramSource, message).at(span);
    match refusal {
        Refusal::Kind(kind) if kind == name => {
            finding(format!("bindery does not draw diagrams of `{name}`: the source is shown")).hint(program)
        }
        Refusal::Kind(kind) => {
            finding(format!("bindery does not draw `{kind}` of {name}: the source is shown")).hint(program)
        }
        Refusal::Unreadable(trouble) => {
            let place = place(source, trouble.at);
            finding(format!("the diagram cannot be read in {place}: {}", trouble.message))
                .hint("its source is shown until that is mended")
                .hint(program)
        }
        Refusal::TooLarge => {
            let message = "the diagram is too large for a page: its source is shown".to_owned();
            finding(message).hint("draw its parts as diagrams of their own")
        }
    }
}

/// A place in the source of a diagram, for people.
fn place(source: &str, at: usize) -> String {
    let before = &source[..source.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}

fn figure(chapter: &mut Chapter, block: &mut Block, mut image: Image, title: Option<String>) -> Block {
    let span = block.span;
    let mut attributes = std::mem::take(&mut block.attributes);
    attributes.remove_classes(&["listing"]);
    let mut caption = None;
    if let BlockKind::Figure { content, caption: own } = &mut block.kind {
        caption = own.take();
        if let Some(inner) = content.first_mut() {
            take_words(&mut inner.attributes, &mut image);
        }
    }
    take_words(&mut attributes, &mut image);
    let name = attributes.take("file-name");
    attributes.add_class("diagram");
    let caption = caption.or_else(|| {
        let words = name.or(title).filter(|words| !words.trim().is_empty())?;
        let id = chapter.fresh_id();
        let content = vec![Block {
            id: chapter.fresh_id(),
            span,
            attributes: Attributes::default(),
            kind: BlockKind::Plain(vec![super::text(chapter, words)]),
        }];
        Some(Caption { id, span, attributes: Attributes::default(), content })
    });
    let inline = Inline {
        id: chapter.fresh_id(),
        span,
        attributes: Attributes::default(),
        kind: InlineKind::Image(Box::new(image)),
    };
    let plain =
        Block { id: chapter.fresh_id(), span, attributes: Attributes::default(), kind: BlockKind::Plain(vec![inline]) };
    let kind = BlockKind::Figure { content: vec![plain], caption };
    Block { id: block.id, span, attributes, kind }
}

/// The alternative text that the author gives goes before that which is made.
fn take_words(attributes: &mut Attributes, image: &mut Image) {
    for name in ["fig-alt", "alt", "data-alt", "data-fig-alt"] {
        if let Some(words) = attributes.take(name).filter(|words| !words.trim().is_empty()) {
            image.alt = words;
        }
    }
}
