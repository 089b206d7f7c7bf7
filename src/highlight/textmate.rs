//! Languages by TextMate grammars, for those that no fast lexer knows.
//!
//! In: a language's name and a text. Out: tokens. A grammar is unpacked when a book first uses it. What a scope comes to
//! is said by one table, by the conventions of TextMate (<https://macromates.com/manual/en/language_grammars>).

use std::ops::Range;
use std::sync::OnceLock;

use syntaxmate::Highlighter;

use super::Token;

/// What the scopes that begin so are; the longest that fits is taken. `None` is text as any other.
const SCOPES: &[(&str, Option<Token>)] = &[
    ("comment", Some(Token::Comment)),
    ("constant", Some(Token::Constant)),
    ("constant.character.escape", Some(Token::Constant)),
    ("constant.numeric", Some(Token::Number)),
    ("entity.name.class", Some(Token::Type)),
    ("entity.name.function", Some(Token::Function)),
    ("entity.name.section", Some(Token::Tag)),
    ("entity.name.tag", Some(Token::Tag)),
    ("entity.name.type", Some(Token::Type)),
    ("entity.other.attribute-name", Some(Token::Attribute)),
    ("entity.other.inherited-class", Some(Token::Type)),
    ("keyword", Some(Token::Keyword)),
    ("keyword.operator", None),
    ("keyword.other.unit", Some(Token::Number)),
    ("markup.deleted", Some(Token::Deleted)),
    ("markup.heading", Some(Token::Tag)),
    ("markup.inline.raw", Some(Token::String)),
    ("markup.inserted", Some(Token::Inserted)),
    ("meta.annotation", Some(Token::Attribute)),
    ("meta.attribute", Some(Token::Attribute)),
    ("meta.decorator", Some(Token::Attribute)),
    ("meta.object-literal.key", Some(Token::Property)),
    ("meta.preprocessor", Some(Token::Attribute)),
    ("punctuation.definition.annotation", Some(Token::Attribute)),
    ("punctuation.definition.variable", Some(Token::Variable)),
    ("storage", Some(Token::Keyword)),
    ("storage.type.built-in", Some(Token::Type)),
    ("storage.type.numeric", Some(Token::Type)),
    ("storage.type.primitive", Some(Token::Type)),
    ("string", Some(Token::String)),
    ("string.unquoted", None),
    ("support.class", Some(Token::Type)),
    ("support.constant", Some(Token::Constant)),
    ("support.function", Some(Token::Function)),
    ("support.type", Some(Token::Type)),
    ("support.type.property-name", Some(Token::Property)),
    ("support.variable", Some(Token::Variable)),
    ("variable.language", Some(Token::Keyword)),
    ("variable.other.normal", Some(Token::Variable)),
    ("variable.other.readwrite.global", Some(Token::Variable)),
];

fn catalog() -> Option<&'static Highlighter> {
    static BUNDLED: OnceLock<Option<Highlighter>> = OnceLock::new();
    BUNDLED.get_or_init(|| Highlighter::bundled().ok()).as_ref()
}

/// The grammar's own name of a language.
pub fn language(name: &str) -> Option<String> {
    catalog()?.tokenize(name, "").ok().map(|_| name.to_owned())
}

pub fn tokens(language: &str, text: &str) -> Vec<(Range<usize>, Token)> {
    let Some(document) = catalog().and_then(|catalog| catalog.tokenize(language, text).ok()) else { return Vec::new() };
    let mut tokens: Vec<(Range<usize>, Token)> = Vec::new();
    let mut start = 0;
    for (line, source) in document.lines().iter().zip(text.split_inclusive('\n')) {
        for token in line.tokens() {
            let range = start + token.range().start..(start + token.range().end).min(start + source.len());
            let Some(kind) = kind(token.scopes(), &text[range.clone()]) else { continue };
            match tokens.last_mut() {
                Some((last, of)) if *of == kind && last.end == range.start => last.end = range.end,
                _ => tokens.push((range, kind)),
            }
        }
        start += source.len();
    }
    tokens
}

/// What the innermost scope says that says anything.
fn kind<'s>(scopes: impl Iterator<Item = &'s str>, text: &str) -> Option<Token> {
    if text.trim().is_empty() {
        return None;
    }
    let scopes: Vec<&str> = scopes.collect();
    for scope in scopes.iter().rev() {
        let fits = |known: &&(&str, Option<Token>)| {
            scope.strip_prefix(known.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let Some((name, token)) = SCOPES.iter().filter(fits).max_by_key(|(name, _)| name.len()) else { continue };
        // Operators that are words read as words.
        let is_word = *name == "keyword.operator" && text.trim().bytes().all(|byte| byte.is_ascii_alphabetic());
        return if is_word { Some(Token::Keyword) } else { *token };
    }
    None
}
