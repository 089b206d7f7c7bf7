//! One way forward through a text, by the table of its language; what is left open ends with the text.

use std::ops::Range;

use super::{Form, Grammar, Quote};
use crate::document::CodeToken;

/// The tokens of a text.
pub fn tokens(grammar: &'static Grammar, text: &str) -> Vec<(Range<usize>, CodeToken)> {
    let mut lexer = Lexer {
        grammar,
        words: words(grammar),
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        is_line_start: true,
        heredocs: Vec::new(),
    };
    if grammar.form == Form::Php && text.contains("<?") {
        lexer.markup();
    }
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    lexer.tokens
}

/// What a word is wherever it stands, or only before another word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Always(CodeToken),
    BeforeWord(CodeToken),
}

/// All words of a grammar, sorted, each once.
fn words(grammar: &Grammar) -> Vec<(&'static str, Known)> {
    let lists = [
        (grammar.keywords, Known::Always(CodeToken::Keyword)),
        (grammar.constants, Known::Always(CodeToken::Constant)),
        (grammar.types, Known::Always(CodeToken::Type)),
        (grammar.soft_keywords, Known::BeforeWord(CodeToken::Keyword)),
    ];
    let mut words: Vec<(&str, Known)> = lists
        .into_iter()
        .flat_map(|(list, known)| list.split_ascii_whitespace().map(move |word| (word, known)))
        .collect();
    words.sort_by_key(|(word, _)| *word);
    words.dedup_by_key(|(word, _)| *word);
    words
}

/// The longest word of all tables is shorter.
const MOST_LETTERS: usize = 32;

pub(super) struct Lexer<'t> {
    pub(super) grammar: &'static Grammar,
    words: Vec<(&'static str, Known)>,
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) tokens: Vec<(Range<usize>, CodeToken)>,
    /// Nothing but space stands before on the line.
    is_line_start: bool,
    /// Texts that begin after this line, by the mark that ends them.
    pub(super) heredocs: Vec<&'t str>,
}

impl<'t> Lexer<'t> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'\n' => {
                self.at += 1;
                self.is_line_start = true;
                self.heredoc_bodies();
                return;
            }
            b' ' | b'\t' | b'\r' => {
                self.at += 1;
                return;
            }
            _ => {}
        }
        let was_line_start = std::mem::replace(&mut self.is_line_start, false);
        if was_line_start && self.grammar.directive == Some(byte) {
            return self.directive();
        }
        let is_raw_string = byte == b'R' && self.grammar.form == Form::Cpp;
        if is_word(byte) && !byte.is_ascii_digit() && !is_raw_string {
            return self.word();
        }
        if self.own_form(was_line_start) || self.comment() || self.string() || self.marked() {
            return;
        }
        if byte.is_ascii_digit() || byte == b'.' && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            return self.number();
        }
        if is_word(byte) {
            return self.word();
        }
        self.at += 1;
    }

    pub(super) fn push(&mut self, start: usize, token: CodeToken) {
        if self.at > start {
            self.tokens.push((start..self.at, token));
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Goes to the next line feed, or to the end.
    pub(super) fn go_to_line_end(&mut self) {
        self.at += memchr::memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
    }

    /// Goes past the next mark, or to the end.
    pub(super) fn past(&mut self, mark: &str) {
        self.at = match self.rest().find(mark) {
            Some(found) => self.at + found + mark.len(),
            None => self.bytes.len(),
        };
    }

    pub(super) fn starts_with(&self, mark: &str) -> bool {
        self.bytes[self.at..].starts_with(mark.as_bytes())
    }

    fn comment(&mut self) -> bool {
        let start = self.at;
        if self.grammar.line_comments.iter().any(|mark| self.starts_with(mark)) {
            self.go_to_line_end();
            self.push(start, CodeToken::Comment);
            return true;
        }
        let Some((open, close)) = self.grammar.block_comment.filter(|(open, _)| self.starts_with(open)) else {
            return false;
        };
        self.at += open.len();
        let mut depth = 1;
        while depth > 0 && self.at < self.bytes.len() {
            if !self.grammar.nests {
                self.past(close);
                break;
            }
            // Both marks begin or end with a slash.
            if self.starts_with(open) {
                depth += 1;
                self.at += open.len();
            } else if self.starts_with(close) {
                depth -= 1;
                self.at += close.len();
            } else {
                self.at += 1;
            }
        }
        self.push(start, CodeToken::Comment);
        true
    }

    fn string(&mut self) -> bool {
        let Some(quote) = self.grammar.quotes.iter().find(|quote| self.starts_with(quote.open)) else { return false };
        let start = self.at;
        self.at += quote.open.len();
        self.string_body(quote.close, quote);
        self.push(start, CodeToken::String);
        true
    }

    pub(super) fn string_body(&mut self, close: &str, quote: &Quote) {
        let Some(&last) = close.as_bytes().first() else { return };
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr3(last, b'\\', b'\n', rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found;
            if self.bytes[self.at] == b'\n' && !quote.spans_lines {
                return;
            }
            if self.bytes[self.at] == b'\\' && quote.escapes {
                self.at += 1 + self.rest_char_len(1);
                continue;
            }
            if self.starts_with(close) {
                self.at += close.len();
                if quote.doubles && self.starts_with(close) {
                    self.at += close.len();
                    continue;
                }
                return;
            }
            self.at += 1;
        }
    }

    /// How long the character is that stands some bytes further; none at the end.
    fn rest_char_len(&self, further: usize) -> usize {
        self.text[self.at..].get(further..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }

    /// A name with a mark before it.
    fn marked(&mut self) -> bool {
        let byte = self.bytes[self.at];
        let Some((_, token)) = self.grammar.marks.iter().find(|(mark, _)| *mark == byte) else { return false };
        let mut end = self.at + 1;
        while self.bytes.get(end) == Some(&byte) {
            end += 1;
        }
        let name = end;
        while self.bytes.get(end).copied().is_some_and(is_word) {
            end += 1;
        }
        if end == name {
            return false;
        }
        let start = self.at;
        self.at = end;
        self.push(start, *token);
        true
    }

    fn number(&mut self) {
        let start = self.at;
        let is_hex = self.starts_with("0x") || self.starts_with("0X");
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_sign = matches!(byte, b'+' | b'-')
                && !is_hex
                && matches!(self.bytes[self.at - 1], b'e' | b'E')
                && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            // A point belongs to a number where a digit follows it: `1..2` is a range, `1.max()` a call.
            let next_is_digit = self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            let is_part = byte.is_ascii_alphanumeric()
                || byte == b'_'
                || is_sign && self.at > start
                || byte == b'.' && next_is_digit
                // `0xFF'FF`
                || byte == b'\''
                    && self.grammar.form == Form::Cpp
                    && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphanumeric);
            if !is_part {
                break;
            }
            self.at += 1;
        }
        self.push(start, CodeToken::Number);
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).copied().is_some_and(is_word) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        // A question or exclamation mark ends names of methods.
        if self.grammar.form == Form::Ruby && matches!(self.bytes.get(self.at), Some(b'?' | b'!')) {
            self.at += usize::from(self.bytes.get(self.at + 1) != Some(&b'='));
        }
        if let Some(token) = self.kind(word) {
            self.push(start, token);
        }
    }

    /// What a word is, by itself and by what follows it.
    fn kind(&self, word: &str) -> Option<CodeToken> {
        if !self.is_member(word.len())
            && let Some(token) = self.known(word)
        {
            return Some(token);
        }
        if self.bytes.get(self.at) == Some(&b'(') {
            return Some(CodeToken::Function);
        }
        if self.grammar.form == Form::Ruby && self.follows_def(word.len()) {
            return Some(CodeToken::Function);
        }
        let mut chars = word.chars();
        let is_capital = chars.next().is_some_and(char::is_uppercase);
        let has_small = chars.any(char::is_lowercase);
        match (self.grammar.capitals_are_types && is_capital, has_small) {
            (true, true) => Some(CodeToken::Type),
            (true, false) if word.len() > 1 => Some(CodeToken::Constant),
            (true | false, _) => None,
        }
    }

    /// What the tables say of a word that ends here.
    fn known(&self, word: &str) -> Option<CodeToken> {
        let mut lower = [0; MOST_LETTERS];
        let letters = lower.get_mut(..word.len())?;
        letters.copy_from_slice(word.as_bytes());
        if self.grammar.ignores_case {
            letters.make_ascii_lowercase();
        }
        let found = self.words.binary_search_by_key(&&*letters, |(word, _)| word.as_bytes()).ok()?;
        match self.words[found].1 {
            Known::Always(token) => Some(token),
            Known::BeforeWord(token) => {
                let rest = self.rest().trim_start_matches(' ');
                let is_before_word = rest.starts_with(|c: char| c.is_alphabetic() || c == '_') && self.rest() != rest;
                is_before_word.then_some(token)
            }
        }
    }

    /// Whether the word that ends here is the name of a member: `list.select`.
    fn is_member(&self, length: usize) -> bool {
        let before = self.text[..self.at].trim_end_matches(['?', '!']).len() - length;
        let start = before.min(self.at);
        start > 0 && self.bytes[start - 1] == b'.' && (start < 2 || self.bytes[start - 2] != b'.')
    }

    /// Whether the word that ends here and begins some bytes before is the name after `def`.
    fn follows_def(&self, length: usize) -> bool {
        let Some((range, CodeToken::Keyword)) = self.tokens.last() else { return false };
        let start = self.at - length;
        self.text.get(range.clone()) == Some("def") && start.checked_sub(range.end) == Some(1)
    }

    /// `#include <stdio.h>` and its like: the directive, and what it names.
    fn directive(&mut self) {
        let start = self.at;
        self.at += 1;
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        while self.bytes.get(self.at).copied().is_some_and(is_word) {
            self.at += 1;
        }
        let is_include = self.text[start..self.at].ends_with("include");
        self.push(start, CodeToken::Attribute);
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if is_include && self.bytes.get(self.at) == Some(&b'<') {
            let start = self.at;
            let line = self.rest().split('\n').next().unwrap_or_default();
            self.at += line.find('>').map_or(line.len(), |found| found + 1);
            self.push(start, CodeToken::String);
        }
    }
}

/// A byte of a word; letters beyond ASCII are.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
