//! Raw HTML in Markdown: what its tags mean for the tree.
//!
//! In: a stretch of raw HTML, one tag or a whole block. Out: its [`Token`]s with their places, and for each
//! tag its [`Meaning`] and the [`attributes`] that a node keeps. `markdown` opens and closes nodes by them
//! while it builds the tree, so that a tag may hold Markdown and Markdown may hold a tag. What
//! [`meaning`] does not list is dropped there with a diagnostic, its text kept; attributes that it does
//! not list, event handlers before all, reach no node.

mod presentation;
mod tokenize;

pub use tokenize::{Placed, Tag, Token, tokenize};

use crate::document::{Attributes, Division, Phrase, RowGroupKind};

/// What a tag is to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Inline(InlineTag),
    Block(BlockTag),
    /// Divides text into paragraphs and is otherwise dropped, with a word about it where it is a form's.
    Boundary {
        is_form: bool,
    },
    /// Its content is no prose and is dropped with it.
    Hidden,
    /// MathML, or SVG.
    Embedded(Embedded),
    /// Media that paper cannot play: what it holds for those without is kept, a link stands for it.
    Media,
    /// A share of a whole, shown as a percentage.
    Gauge,
    /// Changes nothing that a reader would see.
    Silent,
    /// Holds nothing and does nothing on paper; dropped.
    Void,
    /// Not HTML that we know.
    Unknown,
}

/// Elements of other languages in HTML (HTML Living Standard, section 4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embedded {
    Formula,
    Drawing,
}

/// The tags that become inline nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineTag {
    Anchor,
    Break,
    /// An `input`: a check box is shown, any other field of a form is not.
    Check,
    Code,
    Emphasis,
    Image,
    Keyboard,
    Phrase(Phrase),
    Ruby,
    /// `rb`: what stands under the reading.
    RubyBase,
    /// `rp`: brackets for those who cannot set ruby.
    RubyParenthesis,
    RubyText,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    /// Not HTML; it is text as typed unless it is closed.
    Unknown,
}

/// The tags that become blocks or parts of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockTag {
    Caption,
    Cell { is_header: bool },
    Column,
    DefinitionDetails,
    DefinitionList,
    DefinitionTerm,
    Details,
    Division(Division),
    Figure,
    FigureCaption,
    Heading(u8),
    Item,
    List { is_ordered: bool },
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Row,
    RowGroup(RowGroupKind),
    Rule,
    Summary,
    Table,
}

/// The table of tags.
pub fn meaning(name: &str) -> Meaning {
    let inline = Meaning::Inline;
    let phrase = |phrase| Meaning::Inline(InlineTag::Phrase(phrase));
    let block = Meaning::Block;
    let division = |division| Meaning::Block(BlockTag::Division(division));
    match name {
        "a" => inline(InlineTag::Anchor),
        "br" => inline(InlineTag::Break),
        "code" => inline(InlineTag::Code),
        "em" => inline(InlineTag::Emphasis),
        "img" | "image" => inline(InlineTag::Image),
        "input" => inline(InlineTag::Check),
        "kbd" => inline(InlineTag::Keyboard),
        "ruby" => inline(InlineTag::Ruby),
        "rb" => inline(InlineTag::RubyBase),
        "rp" => inline(InlineTag::RubyParenthesis),
        "rt" => inline(InlineTag::RubyText),
        "span" | "big" | "data" | "font" | "nobr" | "tt" => inline(InlineTag::Span),
        "del" => inline(InlineTag::Strikethrough),
        "strong" => inline(InlineTag::Strong),
        "sub" => inline(InlineTag::Subscript),
        "sup" => inline(InlineTag::Superscript),
        "abbr" | "acronym" => phrase(Phrase::Abbreviation),
        "b" => phrase(Phrase::Attention),
        "bdi" => phrase(Phrase::BidiIsolate),
        "bdo" => phrase(Phrase::BidiOverride),
        "cite" => phrase(Phrase::Citation),
        "dfn" => phrase(Phrase::Definition),
        "i" => phrase(Phrase::Voice),
        "ins" => phrase(Phrase::Insertion),
        "mark" => phrase(Phrase::Mark),
        "q" => phrase(Phrase::Quotation),
        "s" | "strike" => phrase(Phrase::Outdated),
        "samp" => phrase(Phrase::Sample),
        "small" => phrase(Phrase::Small),
        "time" => phrase(Phrase::Time),
        "u" => phrase(Phrase::Unarticulated),
        "var" => phrase(Phrase::Variable),
        "p" => block(BlockTag::Paragraph),
        "h1" => block(BlockTag::Heading(1)),
        "h2" => block(BlockTag::Heading(2)),
        "h3" => block(BlockTag::Heading(3)),
        "h4" => block(BlockTag::Heading(4)),
        "h5" => block(BlockTag::Heading(5)),
        "h6" => block(BlockTag::Heading(6)),
        "hr" => block(BlockTag::Rule),
        "blockquote" => block(BlockTag::Quote),
        "ul" | "menu" | "dir" => block(BlockTag::List { is_ordered: false }),
        "ol" => block(BlockTag::List { is_ordered: true }),
        "li" => block(BlockTag::Item),
        "dl" => block(BlockTag::DefinitionList),
        "dt" => block(BlockTag::DefinitionTerm),
        "dd" => block(BlockTag::DefinitionDetails),
        "pre" | "xmp" => block(BlockTag::Preformatted),
        "table" => block(BlockTag::Table),
        "caption" => block(BlockTag::Caption),
        "col" | "colgroup" => block(BlockTag::Column),
        "thead" => block(BlockTag::RowGroup(RowGroupKind::Head)),
        "tbody" => block(BlockTag::RowGroup(RowGroupKind::Body)),
        "tfoot" => block(BlockTag::RowGroup(RowGroupKind::Foot)),
        "tr" => block(BlockTag::Row),
        "td" => block(BlockTag::Cell { is_header: false }),
        "th" => block(BlockTag::Cell { is_header: true }),
        "figure" => block(BlockTag::Figure),
        "figcaption" => block(BlockTag::FigureCaption),
        "listing" => block(BlockTag::Listing),
        "details" => block(BlockTag::Details),
        "summary" => block(BlockTag::Summary),
        "div" | "address" | "center" | "dialog" | "main" | "nav" | "search" => division(Division::Plain),
        "section" => division(Division::Section),
        "article" => division(Division::Article),
        "aside" => division(Division::Aside),
        "header" => division(Division::Header),
        "footer" => division(Division::Footer),
        "body" | "head" | "hgroup" | "html" | "title" => Meaning::Boundary { is_form: false },
        "fieldset" | "form" | "legend" => Meaning::Boundary { is_form: true },
        "audio" | "embed" | "frame" | "iframe" | "object" | "video" => Meaning::Media,
        "meter" | "progress" => Meaning::Gauge,
        "canvas" | "map" | "noscript" | "picture" | "rtc" | "slot" | "source" | "wbr" => Meaning::Silent,
        "area" | "base" | "basefont" | "bgsound" | "keygen" | "link" | "meta" | "param" | "track" => Meaning::Void,
        "math" => Meaning::Embedded(Embedded::Formula),
        "svg" => Meaning::Embedded(Embedded::Drawing),
        "datalist" | "frameset" | "script" | "select" | "style" | "template" | "textarea" => Meaning::Hidden,
        _ => Meaning::Unknown,
    }
}

/// The attributes that a node keeps: id (or an anchor's name), classes, language, direction, title, role and name for
/// those who listen, an image's size, a word's long form, a moment's machine form, how a list counts, what a cell heads;
/// and as `style` what the author wants it to look like. An image whose alternative text is empty says that it decorates.
pub fn attributes(tag: &Tag) -> Attributes {
    let mut attributes = Attributes::default();
    for (name, value) in &tag.attributes {
        match name.as_str() {
            "id" => attributes.set_id(value.as_str()),
            "name" if tag.name == "a" && attributes.id().is_none() => attributes.set_id(value.as_str()),
            "class" | "classname" => value.split_whitespace().for_each(|class| attributes.add_class(class)),
            // There it names a language of programming.
            "lang" if tag.name == "pre" => {}
            "dir" | "lang" | "title" => attributes.set(name.as_str(), value.as_str()),
            "width" | "height" if matches!(tag.name.as_str(), "img" | "image") => {
                attributes.set(name.as_str(), value.as_str());
            }
            "alt" if matches!(tag.name.as_str(), "img" | "image") && value.trim().is_empty() => {
                attributes.set("role", "presentation");
            }
            "hidden" | "role" | "epub:type" | "aria-label" | "aria-hidden" => {
                attributes.set(name.as_str(), value.as_str())
            }
            "datetime" if tag.name == "time" => attributes.set(name.as_str(), value.as_str()),
            "reversed" if tag.name == "ol" => attributes.set(name.as_str(), "reversed"),
            "value" if tag.name == "li" => attributes.set(name.as_str(), value.as_str()),
            "abbr" | "scope" if tag.name == "th" => attributes.set(name.as_str(), value.as_str()),
            "headers" if matches!(tag.name.as_str(), "td" | "th") => attributes.set(name.as_str(), value.as_str()),
            _ => {}
        }
    }
    let style = presentation::style(tag);
    if !style.is_empty() {
        attributes.set("style", style);
    }
    attributes
}

/// What CSS says of `text-align` in HTML's old attribute, for a cell.
pub use presentation::alignment;
