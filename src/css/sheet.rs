//! What a sheet holds: rules, at-rules and declarations with their places.

use std::ops::Range;

use super::Selector;

/// A parsed sheet.
#[derive(Clone, Debug, Default)]
pub struct StyleSheet {
    pub rules: Vec<Rule>,
}

/// A rule that may concern us.
#[derive(Clone, Debug)]
pub enum Rule {
    Style(StyleRule),
    Page(PageRule),
    /// `@font-face`, with its descriptors.
    FontFace(Vec<Declaration>),
    /// `@counter-style name`, with its descriptors.
    CounterStyle {
        name: String,
        declarations: Vec<Declaration>,
        at: Range<u32>,
    },
    Media(Condition, Vec<Rule>),
    Supports(Condition, Vec<Rule>),
    /// `@layer a, b;`: the order of layers (CSS Cascade 5, section 6.4.4.2).
    Layers(Vec<LayerName>),
    /// `@layer a { … }`; one without a name is a layer of its own.
    Layer(Option<LayerName>, Vec<Rule>),
    Import(Import),
    /// What paper does not know and a reading system may, as it was typed.
    Other(String),
}

/// Media queries, or a condition of `@supports`, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub text: String,
    pub at: Range<u32>,
}

/// `outer.inner`, from the outside.
pub type LayerName = Vec<String>;

/// `@import` (CSS Cascade 5, section 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub url: String,
    /// `layer` and `layer(name)`.
    pub layer: Option<Option<LayerName>>,
    /// The condition in `supports()`.
    pub supports: Option<String>,
    /// Media queries; empty where there are none.
    pub media: String,
    pub at: Range<u32>,
}

/// A style rule; one that stands in another has its selectors with those of the other put in (CSS Nesting 1).
#[derive(Clone, Debug)]
pub struct StyleRule {
    pub selectors: Vec<Selector>,
    pub declarations: Vec<Declaration>,
    /// Whether it was written within another.
    pub is_nested: bool,
}

/// `@page`, with its margin boxes and `@footnote`.
#[derive(Clone, Debug)]
pub struct PageRule {
    /// Empty for all pages.
    pub selectors: Vec<PageSelector>,
    pub declarations: Vec<Declaration>,
    /// At-rules in it: lower case names without `@`, and their declarations.
    pub boxes: Vec<(String, Vec<Declaration>)>,
}

/// `name:first:left` (CSS Paged Media 3, section 3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSelector {
    pub name: Option<String>,
    pub pseudos: Vec<PagePseudo>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PagePseudo {
    First,
    Left,
    Right,
    Blank,
    Recto,
    Verso,
    /// `:nth(An+B)`: pages of the book; with `of name`, of a run of pages of the name (CSS Generated Content for Paged
    /// Media, section 3).
    Nth {
        step: i32,
        offset: i32,
        is_of_run: bool,
    },
}

/// `name: value`, the value still text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Lower case, except for custom properties.
    pub name: String,
    /// Without `!important`.
    pub value: String,
    pub important: bool,
    /// Bytes of the sheet from the name to the end of the value.
    pub at: Range<u32>,
}

/// Something in a sheet that had to be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub message: String,
    pub hint: Option<&'static str>,
    pub at: Range<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    Syntax,
    Unsupported,
}
