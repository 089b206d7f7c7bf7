//! Languages by TextMate grammars, for those that no fast lexer knows.
//!
//! In: a language's name and a text. Out: tokens. A grammar is unpacked when a book first uses it. What a scope comes to
//! is said by one table, by the conventions of TextMate (<https://macromates.com/manual/en/language_grammars>).

use std::collections::HashMap;
use std::sync::OnceLock;

use syntaxmate::{Catalog, Highlighter, HighlighterOptions, LanguageInfo, TokenizerOptions};

use super::Tokens;
use crate::document::CodeToken;

/// What the scopes that begin so are; the longest that fits is taken. `None` is text as any other.
const SCOPES: &[(&str, Option<CodeToken>)] = &[
    ("comment", Some(CodeToken::Comment)),
    ("constant", Some(CodeToken::Constant)),
    ("constant.character.escape", Some(CodeToken::String)),
    ("constant.other.placeholder", Some(CodeToken::String)),
    ("constant.numeric", Some(CodeToken::Number)),
    ("entity.name.class", Some(CodeToken::Type)),
    ("entity.name.function", Some(CodeToken::Function)),
    ("entity.name.section", Some(CodeToken::Heading)),
    ("entity.name.tag", Some(CodeToken::Tag)),
    ("entity.name.type", Some(CodeToken::Type)),
    ("entity.other.attribute-name", Some(CodeToken::Attribute)),
    ("entity.other.inherited-class", Some(CodeToken::Type)),
    ("keyword", Some(CodeToken::Keyword)),
    ("keyword.accessor", None),
    ("keyword.operator", None),
    ("keyword.other.definition", Some(CodeToken::Property)),
    ("keyword.other.unit", Some(CodeToken::Number)),
    ("markup.deleted", Some(CodeToken::Deleted)),
    ("markup.heading", Some(CodeToken::Heading)),
    ("markup.inline.raw", Some(CodeToken::String)),
    ("markup.inserted", Some(CodeToken::Inserted)),
    ("meta.annotation", Some(CodeToken::Attribute)),
    ("meta.attribute", Some(CodeToken::Attribute)),
    ("meta.decorator", Some(CodeToken::Attribute)),
    ("meta.object-literal.key", Some(CodeToken::Property)),
    ("meta.preprocessor", Some(CodeToken::Attribute)),
    ("punctuation.definition.annotation", Some(CodeToken::Attribute)),
    ("punctuation.definition.variable", Some(CodeToken::Variable)),
    ("storage", Some(CodeToken::Keyword)),
    ("storage.type.built-in", Some(CodeToken::Type)),
    ("storage.type.numeric", Some(CodeToken::Type)),
    ("storage.type.primitive", Some(CodeToken::Type)),
    ("string", Some(CodeToken::String)),
    ("string.interpolated", Some(CodeToken::Variable)),
    ("string.unquoted", None),
    ("support.class", Some(CodeToken::Type)),
    ("support.constant", Some(CodeToken::Constant)),
    ("support.function", Some(CodeToken::Function)),
    ("support.type", Some(CodeToken::Type)),
    ("support.type.property-name", Some(CodeToken::Property)),
    ("support.variable", Some(CodeToken::Variable)),
    ("variable.language", Some(CodeToken::Keyword)),
    ("variable.other.normal", Some(CodeToken::Variable)),
    ("variable.other.readwrite.global", Some(CodeToken::Variable)),
];

/// A line with more bytes is plain: what a grammar's patterns may cost is bounded by the length of a line.
const LONGEST_LINE: usize = 2048;

/// The grammars, each unpacked when it is first used.
#[derive(Default)]
pub struct Grammars {
    catalog: OnceLock<Catalog>,
    highlighter: OnceLock<Highlighter>,
}

impl Grammars {
    fn catalog(&self) -> &Catalog {
        self.catalog.get_or_init(Catalog::bundled)
    }

    fn highlighter(&self) -> &Highlighter {
        let tokenizer = TokenizerOptions { max_line_bytes: LONGEST_LINE, line_cache_entries: 0 };
        let options = HighlighterOptions { tokenizer, ..HighlighterOptions::default() };
        self.highlighter.get_or_init(|| Highlighter::with_catalog_options(self.catalog(), options))
    }

    /// The grammar's own name of a language: by name, alias or ending of files.
    pub fn name(&self, name: &str) -> Option<String> {
        let catalog = self.catalog();
        let by_name = catalog.canonical_language(name);
        by_name.or_else(|| catalog.detect_path(format!("x.{name}"))).map(str::to_owned)
    }

    /// All names and aliases.
    pub fn names(&self) -> Vec<&str> {
        let catalog = self.catalog();
        let mut names = catalog.languages();
        let aliases = |language: &&str| catalog.language(language).map(LanguageInfo::aliases).unwrap_or_default();
        let aliases: Vec<&str> = names.iter().flat_map(aliases).map(String::as_str).collect();
        names.extend(aliases);
        names
    }

    /// The tokens of a text; none where its grammar cannot be had.
    pub fn tokens(&self, language: &str, text: &str) -> Tokens {
        let Ok(document) = self.highlighter().tokenize(language, text) else { return Tokens::new() };
        let mut tokens = Tokens::new();
        let mut said = Said::new();
        let mut start = 0;
        for (line, source) in document.lines().iter().zip(text.split_inclusive('\n')) {
            for token in line.tokens() {
                let end = (start + token.range().end).min(start + source.trim_end_matches('\n').len());
                let range = start + token.range().start..end;
                let Some(piece) = text.get(range.clone()).filter(|piece| !piece.trim().is_empty()) else { continue };
                let Some(kind) = kind(token.scopes(), piece, &mut said) else { continue };
                match tokens.last_mut() {
                    Some((last, of)) if *of == kind && last.end == range.start => last.end = range.end,
                    _ => tokens.push((range, kind)),
                }
            }
            start += source.len();
        }
        tokens
    }
}

/// What scopes say, each looked up once.
type Said<'s> = HashMap<&'s str, Option<Option<CodeToken>>>;

/// What the innermost scope says that says anything.
fn kind<'s>(scopes: impl Iterator<Item = &'s str>, text: &str, said: &mut Said<'s>) -> Option<CodeToken> {
    let scopes: Vec<&str> = scopes.collect();
    for scope in scopes.into_iter().rev() {
        let Some(token) = *said.entry(scope).or_insert_with(|| of_scope(scope)) else { continue };
        // Operators that are words read as words; a type may be stored as a keyword is.
        let is_word = token.is_none()
            && scope.starts_with("keyword.operator")
            && text.trim().bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_type = scope.starts_with("storage.type") && text.starts_with(char::is_uppercase);
        return match (is_word, is_type) {
            (true, _) => Some(CodeToken::Keyword),
            (false, true) => Some(CodeToken::Type),
            (false, false) => token,
        };
    }
    None
}

/// What the longest name in the table says that a scope begins with.
fn of_scope(scope: &str) -> Option<Option<CodeToken>> {
    let fits = |name: &str| scope.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let known = SCOPES.iter().filter(|(name, _)| fits(name)).max_by_key(|(name, _)| name.len());
    known.map(|(_, token)| *token)
}
