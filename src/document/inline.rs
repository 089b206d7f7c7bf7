//! Inlines: what stands beside one another in a line.

use serde::Serialize;

use super::{Attributes, Math, NodeId, NodeRef};
use crate::source::Span;

/// An inline with its identity and place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inline {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub kind: InlineKind,
}

impl Inline {
    /// The class of the number before a title.
    pub const NUMBER: &str = "number";

    /// The attribute that holds the number of a line of code, which style sheets show before it.
    pub const LINE_NUMBER: &str = "data-line";

    /// Whether it is the number that the program puts before a title, which is no part of the title.
    pub fn is_number(&self) -> bool {
        self.span == Span::default() && self.attributes.has_class(Inline::NUMBER)
    }
}

/// Every kind of inline. No match on it has a `_` arm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum InlineKind {
    Text(Box<str>),
    SoftBreak,
    HardBreak,
    Code(Box<str>),
    /// A piece of code of which is known what it is.
    Token {
        token: CodeToken,
        text: Box<str>,
    },
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Strikethrough(Vec<Inline>),
    Superscript(Vec<Inline>),
    Subscript(Vec<Inline>),
    Keyboard(Vec<Inline>),
    /// `span`, for its class or language.
    Span(Vec<Inline>),
    /// A phrase that HTML has a name for.
    Phrase {
        phrase: Phrase,
        content: Vec<Inline>,
    },
    /// Text with its reading: [`InlineKind::RubyText`] each after the text that it belongs to.
    Ruby(Vec<Inline>),
    /// `rt`: the reading of what stands before it in the ruby.
    RubyText(Vec<Inline>),
    Link {
        target: Target,
        title: Option<Box<str>>,
        content: Vec<Inline>,
    },
    Image(Box<Image>),
    /// A formula between dollars.
    Math(Box<Math>),
    /// The mark of a note in the text; `mark` is what is shown, written by `transform/footnote`.
    NoteReference {
        note: NodeId,
        mark: Box<str>,
        label: Box<str>,
    },
    /// The mark at the head of a note, a link back to its first reference; made by `transform/footnote`.
    NoteBacklink {
        reference: NodeId,
        mark: Box<str>,
    },
    /// The box of a task list item.
    TaskMarker {
        checked: bool,
    },
    /// An empty link target, `<a id>`.
    Anchor,
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum CodeToken {
    /// `#[derive]`, `@Override`, a directive of a preprocessor, an attribute of markup.
    Attribute,
    Comment,
    /// A name for a value that does not change, an escape in a string, a symbol.
    Constant,
    Deleted,
    Function,
    /// The headline of a text, or of a part of a difference.
    Heading,
    Inserted,
    Keyword,
    Number,
    /// What a program writes, beside what is typed.
    Output,
    /// What a shell writes before what is typed.
    Prompt,
    Property,
    String,
    Tag,
    Type,
    /// What is typed at a prompt.
    Typed,
    Variable,
}

impl CodeToken {
    /// All, in the order of their names.
    pub const ALL: [CodeToken; 17] = [
        CodeToken::Attribute,
        CodeToken::Comment,
        CodeToken::Constant,
        CodeToken::Deleted,
        CodeToken::Function,
        CodeToken::Heading,
        CodeToken::Inserted,
        CodeToken::Keyword,
        CodeToken::Number,
        CodeToken::Output,
        CodeToken::Prompt,
        CodeToken::Property,
        CodeToken::String,
        CodeToken::Tag,
        CodeToken::Type,
        CodeToken::Typed,
        CodeToken::Variable,
    ];

    /// The class that style sheets know it by.
    pub fn class(self) -> &'static str {
        match self {
            CodeToken::Attribute => "hl-attribute",
            CodeToken::Comment => "hl-comment",
            CodeToken::Constant => "hl-constant",
            CodeToken::Deleted => "hl-deleted",
            CodeToken::Function => "hl-function",
            CodeToken::Heading => "hl-heading",
            CodeToken::Inserted => "hl-inserted",
            CodeToken::Keyword => "hl-keyword",
            CodeToken::Number => "hl-number",
            CodeToken::Output => "hl-output",
            CodeToken::Prompt => "hl-prompt",
            CodeToken::Property => "hl-property",
            CodeToken::String => "hl-string",
            CodeToken::Tag => "hl-tag",
            CodeToken::Type => "hl-type",
            CodeToken::Typed => "hl-typed",
            CodeToken::Variable => "hl-variable",
        }
    }
}

/// HTML's text-level elements beyond Markdown's own (HTML Living Standard, 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Phrase {
    Abbreviation,
    /// `b`: drawn attention to, and not more important.
    Attention,
    /// Its direction is its own (`bdi`).
    BidiIsolate,
    /// Its direction is the one its attribute names (`bdo`).
    BidiOverride,
    Citation,
    Definition,
    Insertion,
    Mark,
    /// `s`: no longer right.
    Outdated,
    Quotation,
    Sample,
    Small,
    Time,
    /// `u`: marked without words, as a misspelling or a proper name in Chinese.
    Unarticulated,
    Variable,
    /// `i`: in another voice or language, a name, a thought, and not stressed.
    Voice,
}

/// Where a link leads. The parser writes `Unresolved`; `transform/label` decides once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Target {
    Node(NodeRef),
    External(Box<str>),
    /// As written; after `transform/label`, a link that leads nowhere: its text is shown, no link is made.
    Unresolved(Box<str>),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Image {
    pub source: ImageSource,
    /// Alternative text, plain.
    pub alt: String,
    pub title: Option<String>,
}

/// Where an image's bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ImageSource {
    /// A book path with `/`, percent-decoded, joined to the chapter's folder; the key into `resource::Resources`. Of an
    /// image that is no file and that the book has, its address.
    Local(String),
    /// A URL.
    Remote(String),
}
