//! Code to tokens: which pieces of a text are keywords, strings, comments.
//!
//! In: the name of a language and a text. Out: [`Token`]s by range, in order, none of them empty; what is between them is
//! plain. Three ways, the fast ones first: hl-lite for the languages it knows, a lexer by tables for those that look like
//! C, and TextMate grammars for the rest. What tokens look like is the theme's business.

mod lexer;
mod textmate;

use std::ops::Range;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    Attribute,
    Comment,
    Constant,
    Deleted,
    Function,
    Inserted,
    Keyword,
    Number,
    Property,
    String,
    Tag,
    Type,
    Variable,
}

impl Token {
    /// The class that style sheets know it by.
    pub fn class(self) -> &'static str {
        match self {
            Token::Attribute => "hl-attribute",
            Token::Comment => "hl-comment",
            Token::Constant => "hl-constant",
            Token::Deleted => "hl-deleted",
            Token::Function => "hl-function",
            Token::Inserted => "hl-inserted",
            Token::Keyword => "hl-keyword",
            Token::Number => "hl-number",
            Token::Property => "hl-property",
            Token::String => "hl-string",
            Token::Tag => "hl-tag",
            Token::Type => "hl-type",
            Token::Variable => "hl-variable",
        }
    }
}

/// A language that is known, and how it is read.
pub enum Language {
    HlLite(hl_lite::Lang),
    Table(&'static lexer::Grammar),
    /// By the name of its grammar.
    TextMate(String),
}

/// The language of a name as fences have them, in letters of any case; `None` where none is known.
pub fn language(name: &str) -> Option<Language> {
    let name = name.to_lowercase();
    if let Some(language) = hl_lite::Lang::from_slug(&name) {
        return Some(Language::HlLite(language));
    }
    match lexer::grammar(&name) {
        Some(grammar) => Some(Language::Table(grammar)),
        None => textmate::language(&name).map(Language::TextMate),
    }
}

impl Language {
    /// The tokens of a text.
    pub fn tokens(&self, text: &str) -> Vec<(Range<usize>, Token)> {
        match self {
            Language::HlLite(language) => of_hl_lite(*language, text),
            Language::Table(grammar) => lexer::tokens(grammar, text),
            Language::TextMate(name) => textmate::tokens(name, text),
        }
    }
}

fn of_hl_lite(language: hl_lite::Lang, text: &str) -> Vec<(Range<usize>, Token)> {
    use hl_lite::Kind;
    let mut start = 0;
    let token = |span: hl_lite::Span| {
        let range = start..start + span.text.len();
        start = range.end;
        let token = match span.kind {
            Kind::Attribute => Token::Attribute,
            Kind::Comment => Token::Comment,
            Kind::Constant => Token::Constant,
            Kind::Function => Token::Function,
            Kind::Keyword => Token::Keyword,
            Kind::Number => Token::Number,
            Kind::Property => Token::Property,
            Kind::String => Token::String,
            Kind::Tag => Token::Tag,
            Kind::Type => Token::Type,
            Kind::Variable => Token::Variable,
            Kind::Plain | Kind::Operator | Kind::Punctuation => return None,
        };
        (!range.is_empty()).then_some((range, token))
    };
    hl_lite::highlight(language, text).into_iter().filter_map(token).collect()
}
