//! TeX source as tokens, and macros as lists of them.
//!
//! In: the source. Out: [`Token`]s with their places (The TeXbook, chapter 7, with the usual category codes); spaces are
//! kept, since text within a formula shows them. [`Reader`] expands macros as it goes, within a budget, so that no
//! definition makes more of a formula than a reader could follow.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{MathError, error};

/// So many tokens macros may make of one formula.
const MOST_EXPANDED: usize = 50_000;
/// So many macros may be defined in a book: no text has as many.
const MOST_MACROS: usize = 10_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    /// In the source; what a macro made stands where the macro does.
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// Without its backslash.
    Command(Arc<str>),
    Character(char),
    Open,
    Close,
    Superscript,
    Subscript,
    Ampersand,
    Space,
    /// `#1` in a definition.
    Parameter(u8),
}

impl Token {
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn command(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Command(name) => Some(name),
            TokenKind::Character(_)
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Superscript
            | TokenKind::Subscript
            | TokenKind::Ampersand
            | TokenKind::Space
            | TokenKind::Parameter(_) => None,
        }
    }

    pub fn is_command(&self, name: &str) -> bool {
        self.command() == Some(name)
    }

    pub fn is_character(&self, character: char) -> bool {
        self.kind == TokenKind::Character(character)
    }

    /// As it would be typed.
    pub fn write(&self, into: &mut String) {
        match &self.kind {
            TokenKind::Command(name) => {
                into.push('\\');
                into.push_str(name);
                if name.ends_with(|c: char| c.is_ascii_alphabetic()) {
                    into.push(' ');
                }
            }
            TokenKind::Character(character) => into.push(*character),
            TokenKind::Open => into.push('{'),
            TokenKind::Close => into.push('}'),
            TokenKind::Superscript => into.push('^'),
            TokenKind::Subscript => into.push('_'),
            TokenKind::Ampersand => into.push('&'),
            TokenKind::Space => into.push(' '),
            TokenKind::Parameter(number) => {
                into.push('#');
                into.push((b'0' + number) as char);
            }
        }
    }
}

/// Tokens as they would be typed.
pub fn typed(tokens: &[Token]) -> String {
    let mut text = String::new();
    tokens.iter().for_each(|token| token.write(&mut text));
    text.trim().to_owned()
}

/// What a command stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Macro {
    pub parameters: u8,
    /// The first parameter may be left out.
    pub default: Option<Vec<Token>>,
    /// What stands before, between and after the parameters of `\def`; empty for most.
    pub delimiters: Vec<Vec<Token>>,
    pub body: Vec<Token>,
}

/// The macros of a chapter or a book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Macros {
    pub macros: BTreeMap<Arc<str>, Arc<Macro>>,
}

impl Macros {
    pub fn get(&self, name: &str) -> Option<&Arc<Macro>> {
        self.macros.get(name)
    }

    pub fn define(&mut self, name: Arc<str>, definition: Macro) {
        if self.macros.len() < MOST_MACROS {
            self.macros.insert(name, Arc::new(definition));
        }
    }

    /// Takes over those of another text.
    pub fn extend(&mut self, other: &Macros) {
        for (name, definition) in &other.macros {
            if self.macros.len() < MOST_MACROS {
                self.macros.insert(name.clone(), definition.clone());
            }
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.macros.keys().map(|name| &**name)
    }
}

/// Reads tokens, from macros where they were called and from the source.
pub struct Reader<'a> {
    source: &'a str,
    at: usize,
    /// What was put back or made by macros, the next last.
    pending: Vec<Token>,
    pub macros: Macros,
    /// How many tokens macros may still make.
    budget: usize,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a str, macros: Macros) -> Reader<'a> {
        Reader { source, at: 0, pending: Vec::new(), macros, budget: MOST_EXPANDED }
    }

    /// Where the next token stands.
    pub fn place(&self) -> Range<usize> {
        match self.pending.last() {
            Some(token) => token.range(),
            None => self.at.min(self.source.len())..self.source.len().min(self.at + 1).max(self.at),
        }
    }

    pub fn push(&mut self, token: Token) {
        self.pending.push(token);
    }

    /// The next is the first of these.
    pub fn push_all(&mut self, tokens: &[Token]) {
        self.pending.extend(tokens.iter().rev().cloned());
    }

    /// The next token as it stands.
    pub fn next(&mut self) -> Option<Token> {
        self.pending.pop().or_else(|| self.lex())
    }

    /// The next token as it stands, past spaces.
    pub fn next_past_spaces(&mut self) -> Option<Token> {
        loop {
            let token = self.next()?;
            if token.kind != TokenKind::Space {
                return Some(token);
            }
        }
    }

    /// The next token that no macro stands for.
    pub fn expanded(&mut self) -> Result<Option<Token>, MathError> {
        loop {
            let Some(token) = self.next() else { return Ok(None) };
            let Some(definition) = token.command().and_then(|name| self.macros.get(name)).cloned() else {
                return Ok(Some(token));
            };
            self.expand(&token, &definition)?;
        }
    }

    /// The same past spaces.
    pub fn expanded_past_spaces(&mut self) -> Result<Option<Token>, MathError> {
        loop {
            match self.expanded()? {
                Some(token) if token.kind == TokenKind::Space => {}
                token => return Ok(token),
            }
        }
    }

    /// What comes next, without spaces and macros; it stays.
    pub fn peek(&mut self) -> Result<Option<Token>, MathError> {
        let token = self.expanded_past_spaces()?;
        if let Some(token) = &token {
            self.pending.push(token.clone());
        }
        Ok(token)
    }

    /// Takes a character where it comes next.
    pub fn take_character(&mut self, character: char) -> bool {
        self.take_if(|token| token.is_character(character))
    }

    pub fn take_if(&mut self, is_wanted: impl Fn(&Token) -> bool) -> bool {
        let mut spaces = Vec::new();
        while let Some(token) = self.next() {
            if is_wanted(&token) {
                return true;
            }
            let is_space = token.kind == TokenKind::Space;
            spaces.push(token);
            if !is_space {
                break;
            }
        }
        self.push_all(&spaces);
        false
    }

    /// An argument as it stands: a group without its braces, or one token.
    pub fn argument(&mut self, of: &Token) -> Result<Vec<Token>, MathError> {
        let Some(token) = self.next_past_spaces() else {
            return Err(error(of.range(), format!("`{}` needs an argument", shown(of))));
        };
        match token.kind {
            TokenKind::Open => self.until_close(&token),
            TokenKind::Close | TokenKind::Ampersand => {
                self.push(token);
                Err(error(of.range(), format!("`{}` needs an argument", shown(of))))
            }
            _ => Ok(vec![token]),
        }
    }

    /// What stands up to the brace that closes an open one.
    pub fn until_close(&mut self, open: &Token) -> Result<Vec<Token>, MathError> {
        let mut tokens = Vec::new();
        let mut depth = 0usize;
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => return Ok(tokens),
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            tokens.push(token);
        }
        Err(error(open.range(), "a brace is opened and never closed").hint("close it with `}`"))
    }

    /// An argument in brackets, where one stands.
    pub fn optional(&mut self) -> Result<Option<Vec<Token>>, MathError> {
        if !self.take_character('[') {
            return Ok(None);
        }
        let start = self.place();
        let mut tokens = Vec::new();
        let mut depth = 0usize;
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::Character(']') if depth == 0 => return Ok(Some(tokens)),
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            tokens.push(token);
        }
        Err(error(start, "a bracket is opened and never closed").hint("close it with `]`"))
    }

    fn expand(&mut self, call: &Token, definition: &Macro) -> Result<(), MathError> {
        let mut arguments: Vec<Vec<Token>> = Vec::new();
        if definition.delimiters.iter().any(|tokens| !tokens.is_empty()) {
            arguments = self.delimited(call, definition)?;
        } else {
            if let Some(default) = &definition.default {
                arguments.push(self.optional()?.unwrap_or_else(|| default.clone()));
            }
            while arguments.len() < usize::from(definition.parameters) {
                arguments.push(self.argument(call)?);
            }
        }
        let mut made = Vec::with_capacity(definition.body.len());
        for token in &definition.body {
            match token.kind {
                TokenKind::Parameter(number) => {
                    if let Some(argument) = arguments.get(usize::from(number).saturating_sub(1)) {
                        made.extend(argument.iter().cloned());
                    }
                }
                _ => made.push(Token { kind: token.kind.clone(), start: call.start, end: call.end }),
            }
            if made.len() > self.budget {
                break;
            }
        }
        // A macro that makes nothing, and one that calls itself, spend as well.
        let spent = made.len() + 1;
        if spent > self.budget {
            let message = format!("macros make more than {MOST_EXPANDED} signs of this formula");
            return Err(error(call.range(), message).hint("a macro may call itself without end"));
        }
        self.budget -= spent;
        self.push_all(&made);
        Ok(())
    }

    /// The arguments of a macro whose definition names what stands around them.
    fn delimited(&mut self, call: &Token, definition: &Macro) -> Result<Vec<Vec<Token>>, MathError> {
        let misused = || error(call.range(), format!("`{}` is not used as it is defined", shown(call)));
        let empty = Vec::new();
        let delimiter = |index: usize| definition.delimiters.get(index).unwrap_or(&empty);
        for wanted in delimiter(0) {
            let is_it = |token: &Token| token.kind == wanted.kind;
            if !self.take_if(is_it) {
                return Err(misused());
            }
        }
        let mut arguments = Vec::new();
        for index in 1..=usize::from(definition.parameters) {
            let end = delimiter(index);
            if end.is_empty() {
                arguments.push(self.argument(call)?);
                continue;
            }
            let mut tokens: Vec<Token> = Vec::new();
            let mut depth = 0usize;
            loop {
                let token = self.next().ok_or_else(misused)?;
                match token.kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close => depth = depth.checked_sub(1).ok_or_else(misused)?,
                    _ => {}
                }
                tokens.push(token);
                let is_end = depth == 0
                    && tokens.len() >= end.len()
                    && tokens[tokens.len() - end.len()..].iter().zip(end).all(|(a, b)| a.kind == b.kind);
                if is_end {
                    tokens.truncate(tokens.len() - end.len());
                    break;
                }
            }
            if let [Token { kind: TokenKind::Open, .. }, inner @ .., Token { kind: TokenKind::Close, .. }] =
                tokens.as_slice()
            {
                tokens = inner.to_vec();
            }
            arguments.push(tokens);
        }
        Ok(arguments)
    }

    fn lex(&mut self) -> Option<Token> {
        let rest = self.source.get(self.at..)?;
        let start = self.at;
        let mut characters = rest.chars();
        let first = characters.next()?;
        let (kind, length) = match first {
            '\\' => {
                let letters = rest[1..].len() - rest[1..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
                match characters.next() {
                    None => (TokenKind::Character('\\'), 1),
                    Some(_) if letters > 0 => {
                        let star = usize::from(rest[1 + letters..].starts_with('*') && takes_star(&rest[1..=letters]));
                        (TokenKind::Command(rest[1..1 + letters + star].into()), 1 + letters + star)
                    }
                    Some(character) if character.is_whitespace() => (TokenKind::Command(" ".into()), 2),
                    Some(character) => {
                        let length = character.len_utf8();
                        (TokenKind::Command(rest[1..1 + length].into()), 1 + length)
                    }
                }
            }
            '{' => (TokenKind::Open, 1),
            '}' => (TokenKind::Close, 1),
            '^' => (TokenKind::Superscript, 1),
            '_' => (TokenKind::Subscript, 1),
            '&' => (TokenKind::Ampersand, 1),
            '~' => (TokenKind::Character('\u{a0}'), 1),
            '#' => match characters.next() {
                Some(digit @ '1'..='9') => (TokenKind::Parameter(digit as u8 - b'0'), 2),
                Some('#') => (TokenKind::Character('#'), 2),
                _ => (TokenKind::Character('#'), 1),
            },
            '%' => {
                // A comment takes its line end and the indent of the next line with it.
                let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
                let indent = rest[line..].len() - rest[line..].trim_start_matches([' ', '\t']).len();
                self.at += line + indent;
                return self.lex();
            }
            _ if first.is_whitespace() => {
                let spaces = rest.len() - rest.trim_start().len();
                (TokenKind::Space, spaces)
            }
            _ => (TokenKind::Character(first), first.len_utf8()),
        };
        self.at += length;
        // A command in letters takes the spaces after it.
        if let TokenKind::Command(name) = &kind
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            let rest = &self.source[self.at..];
            self.at += rest.len() - rest.trim_start().len();
        }
        Some(Token { kind, start: start as u32, end: (start + length) as u32 })
    }
}

/// Whether a star belongs to the command before it, and is no sign of multiplication.
fn takes_star(name: &str) -> bool {
    const STARRED: &[&str] = &[
        "operatorname",
        "DeclareMathOperator",
        "tag",
        "hspace",
        "newcommand",
        "renewcommand",
        "providecommand",
        "qty",
    ];
    STARRED.contains(&name)
}

/// A token as messages show it.
pub fn shown(token: &Token) -> String {
    let mut text = String::new();
    token.write(&mut text);
    text.trim_end().to_owned()
}
