//! Raw HTML in Markdown: what its tags mean for the tree.
//!
//! In: a stretch of raw HTML, one tag or a whole block. Out: its [`Token`]s, and for each tag its
//! [`Meaning`]. `markdown` opens and closes nodes by them while it builds the tree, so that a tag may hold
//! Markdown and Markdown may hold a tag. What [`meaning`] does not list is dropped there with a
//! diagnostic, its text kept.

mod tokenize;

pub use tokenize::{Tag, Token, tokenize};

use crate::document::Attributes;

/// What a tag is to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Inline(InlineTag),
    /// Divides text into paragraphs and is otherwise dropped.
    Boundary,
    /// Its content is no prose and is dropped with it.
    Hidden,
    /// Dropped; the text around it and in it stays, and runs on.
    Dropped,
    /// Not HTML that we know: dropped, its text stays, and words on both sides stay two.
    Unknown,
}

/// The tags that become inline nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineTag {
    Anchor,
    Break,
    Code,
    Emphasis,
    Image,
    Keyboard,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
}

/// The table of tags.
pub fn meaning(name: &str) -> Meaning {
    match name {
        "a" => Meaning::Inline(InlineTag::Anchor),
        "br" => Meaning::Inline(InlineTag::Break),
        "code" => Meaning::Inline(InlineTag::Code),
        "em" | "i" => Meaning::Inline(InlineTag::Emphasis),
        "img" => Meaning::Inline(InlineTag::Image),
        "kbd" => Meaning::Inline(InlineTag::Keyboard),
        "span" => Meaning::Inline(InlineTag::Span),
        "del" | "s" => Meaning::Inline(InlineTag::Strikethrough),
        "strong" | "b" => Meaning::Inline(InlineTag::Strong),
        "sub" => Meaning::Inline(InlineTag::Subscript),
        "sup" => Meaning::Inline(InlineTag::Superscript),
        "script" | "style" | "template" => Meaning::Hidden,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details"
        | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1"
        | "h2" | "h3" | "h4" | "h5" | "h6" | "head" | "header" | "hgroup" | "hr" | "html" | "legend" | "li"
        | "main" | "menu" | "nav" | "ol" | "option" | "p" | "pre" | "section" | "select" | "summary" | "table"
        | "tbody" | "td" | "tfoot" | "th" | "thead" | "title" | "tr" | "ul" => Meaning::Boundary,
        "abbr" | "bdi" | "bdo" | "big" | "cite" | "data" | "dfn" | "font" | "ins" | "mark" | "q" | "samp" | "small"
        | "time" | "tt" | "u" | "var" => Meaning::Dropped,
        _ => Meaning::Unknown,
    }
}

/// The attributes that a node keeps: id (or an anchor's name), classes, language, direction and title.
pub fn attributes(tag: &Tag) -> Attributes {
    let mut attributes = Attributes::default();
    for (name, value) in &tag.attributes {
        match name.as_str() {
            "id" => attributes.set_id(value.as_str()),
            "name" if tag.name == "a" && attributes.id().is_none() => attributes.set_id(value.as_str()),
            "class" => value.split_whitespace().for_each(|class| attributes.add_class(class)),
            "dir" | "lang" | "title" => attributes.set(name.as_str(), value.as_str()),
            _ => {}
        }
    }
    attributes
}
