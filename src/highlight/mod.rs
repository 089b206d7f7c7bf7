//! Code to tokens: which pieces of a text are keywords, strings, comments.
//!
//! In: the name of a language and a text. Out: [`CodeToken`]s by range, in order, none of them empty; what is between them is
//! plain. Three ways, the fast ones first: hl-lite for the languages it knows, a lexer by tables for those that look like
//! C, and TextMate grammars for the rest; sessions of a console and differences are taken apart by line first. What
//! tokens look like is the theme's business.

mod console;
mod difference;
mod name;
mod table;
mod textmate;

use std::ops::Range;

use crate::document::CodeToken;
pub use difference::sign as difference_sign;
pub use name::Named;

/// Tokens by their ranges in a text.
pub type Tokens = Vec<(Range<usize>, CodeToken)>;

/// Knows languages. Grammars that a book uses are unpacked once.
#[derive(Default)]
pub struct Highlighter {
    textmate: textmate::Grammars,
}

/// A language that is known, and how it is read.
#[derive(Clone)]
pub enum Language {
    HlLite(hl_lite::Lang),
    Table(&'static table::Grammar),
    /// By the name of its grammar.
    TextMate(String),
    /// What is typed at prompts is in a language, what comes back is not.
    Console(Box<Language>),
    /// Added and removed lines, of a language where it is known.
    Difference(Option<Box<Language>>),
}

impl Highlighter {
    /// What a name says that stands at the head of a block of code.
    pub fn language(&self, name: &str) -> Named {
        name::language(&self.textmate, name)
    }

    /// Names that a misspelt one may have meant.
    pub fn names(&self) -> Vec<&str> {
        let of_tables = table::grammars().flat_map(|grammar| grammar.names.split(' '));
        let mut names: Vec<&str> = of_tables.chain(name::OTHERS.iter().map(|(name, _)| *name)).collect();
        names.extend(self.textmate.names());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The tokens of a text.
    pub fn tokens(&self, language: &Language, text: &str) -> Tokens {
        match language {
            Language::HlLite(language) => of_hl_lite(*language, text),
            Language::Table(grammar) => table::tokens(grammar, text),
            Language::TextMate(name) => self.textmate.tokens(name, text),
            Language::Console(shell) => console::tokens(&|text| self.tokens(shell, text), text),
            Language::Difference(None) => difference::tokens(None, text),
            Language::Difference(Some(inner)) => difference::tokens(Some(&|text: &str| self.tokens(inner, text)), text),
        }
    }
}

impl Language {
    /// The same, or a session at a console, where a text in the language of a shell begins with a prompt.
    pub fn as_used(self, text: &str) -> Language {
        match self {
            Language::HlLite(hl_lite::Lang::Bash) if console::begins_with_prompt(text) => {
                Language::Console(Box::new(self))
            }
            other => other,
        }
    }

    /// Whether lines begin with the sign of a difference.
    pub fn is_difference(&self) -> bool {
        matches!(self, Language::Difference(_))
    }
}

fn of_hl_lite(language: hl_lite::Lang, text: &str) -> Tokens {
    let mut start = 0;
    let token = |span: hl_lite::Span| {
        let range = start..start + span.text.len();
        start = range.end;
        let token = of_kind(language, &span, text[range.end..].starts_with('('))?;
        (!range.is_empty()).then_some((range, token))
    };
    let tokens: Tokens = hl_lite::highlight(language, text).into_iter().filter_map(token).collect();
    if language == hl_lite::Lang::Html { with_scripts(text, tokens) } else { tokens }
}

/// The same with what scripts and styles in markup are made of, which is one plain text to hl-lite.
fn with_scripts(text: &str, tokens: Tokens) -> Tokens {
    let mut all = Tokens::with_capacity(tokens.len());
    let mut open = None;
    for (range, token) in tokens {
        let name = (token == CodeToken::Tag).then(|| &text[range.clone()]);
        let before = &text[..range.start];
        if let (Some(language), true) = (open, name.is_some() && before.ends_with("</")) {
            let end = range.start - 2;
            let attributes = all.last().map_or(0, |(range, _): &(Range<usize>, CodeToken)| range.end);
            if let Some(tag) = text.get(attributes..end).and_then(|rest| rest.find('>')) {
                let start = attributes + tag + 1;
                push_part(&mut all, of_hl_lite(language, &text[start..end]), start);
            }
            open = None;
        } else if let Some(name) = name {
            open = match name {
                "script" => Some(hl_lite::Lang::JavaScript),
                "style" => Some(hl_lite::Lang::Css),
                _ => None,
            };
        }
        all.push((range, token));
    }
    all
}

/// What hl-lite's kind of a piece is here.
fn of_kind(language: hl_lite::Lang, span: &hl_lite::Span, is_called: bool) -> Option<CodeToken> {
    use hl_lite::{Kind, Lang};
    let is_python = language == Lang::Python;
    // `LIMIT`
    let is_constant = span.text.len() > 1 && !span.text.bytes().any(|byte| byte.is_ascii_lowercase());
    Some(match span.kind {
        Kind::Attribute => CodeToken::Attribute,
        Kind::Comment => CodeToken::Comment,
        // A name like any other, which stands everywhere.
        Kind::Constant if is_python && matches!(span.text, "self" | "cls") => return None,
        Kind::Constant => CodeToken::Constant,
        // `dict[str, int]`
        Kind::Function if is_python && !is_called => CodeToken::Type,
        Kind::Function => CodeToken::Function,
        Kind::Keyword if language == Lang::Markdown => CodeToken::Heading,
        Kind::Keyword => CodeToken::Keyword,
        Kind::Number => CodeToken::Number,
        Kind::Property => CodeToken::Property,
        Kind::String => CodeToken::String,
        Kind::Tag => CodeToken::Tag,
        Kind::Type if is_constant => CodeToken::Constant,
        Kind::Type => CodeToken::Type,
        Kind::Variable => CodeToken::Variable,
        Kind::Plain | Kind::Operator | Kind::Punctuation => return None,
    })
}

/// Adds the tokens of a part of a text, which begins at a place of it.
fn push_part(tokens: &mut Tokens, part: Tokens, start: usize) {
    tokens.extend(part.into_iter().map(|(range, token)| (range.start + start..range.end + start, token)));
}
