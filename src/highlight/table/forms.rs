//! What one language alone has: raw strings of C++, here-documents, symbols and quotations of Ruby, the tags of PHP.

use std::ops::Range;

use super::lexer::{Lexer, is_word};
use super::{Form, quote};
use crate::document::CodeToken;

impl<'t> Lexer<'t> {
    /// What only one language has.
    pub(super) fn own_form(&mut self, is_line_start: bool) -> bool {
        match self.grammar.form {
            Form::Plain => false,
            Form::Cpp => self.raw_cpp(),
            Form::Ruby => self.ruby(is_line_start),
            Form::Php => self.php(),
        }
    }

    fn raw_cpp(&mut self) -> bool {
        if !self.starts_with("R\"") {
            return false;
        }
        /// The mark of a raw string has no more letters ([lex.string] of the standard), after `R"`.
        const MOST: usize = 16 + 2;
        let Some(open) = self.bytes[self.at..].iter().take(MOST + 1).position(|&byte| byte == b'(') else {
            return false;
        };
        let close = format!("){}\"", &self.rest()[2..open]);
        let start = self.at;
        self.at += open;
        self.past(&close);
        self.push(start, CodeToken::String);
        true
    }

    fn ruby(&mut self, is_line_start: bool) -> bool {
        let start = self.at;
        if is_line_start && self.starts_with("=begin") {
            self.past("\n=end");
            self.go_to_line_end();
            self.push(start, CodeToken::Comment);
            return true;
        }
        if self.starts_with("<<") {
            return self.heredoc("<<");
        }
        if self.starts_with("%") {
            return self.percent();
        }
        let is_symbol = self.starts_with(":")
            && self.bytes.get(self.at + 1).copied().is_some_and(|byte| is_word(byte) && !byte.is_ascii_digit())
            && (self.at == 0 || self.bytes[self.at - 1] != b':');
        if is_symbol {
            self.at += 1;
            while self.bytes.get(self.at).copied().is_some_and(is_word) {
                self.at += 1;
            }
            self.push(start, CodeToken::Constant);
            return true;
        }
        if self.starts_with("/") && self.begins_value() {
            return self.regular_expression();
        }
        false
    }

    /// Whether a value may stand here, so that a slash is no division.
    fn begins_value(&self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', '\t']);
        let is_keyword = |range: &Range<usize>| {
            range.end == before.len()
                && matches!(&self.text[range.clone()], "if" | "unless" | "when" | "and" | "or" | "not")
        };
        before.is_empty()
            || before.ends_with(['(', ',', '=', '~', '[', '{', '|', '&', '!', '\n', ';', '?', ':'])
            || self.tokens.last().is_some_and(|(range, token)| *token == CodeToken::Keyword && is_keyword(range))
    }

    fn regular_expression(&mut self) -> bool {
        let start = self.at;
        let quote = quote("/", "/", true, false);
        self.at += 1;
        self.string_body("/", &quote);
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_lowercase) {
            self.at += 1;
        }
        self.push(start, CodeToken::String);
        true
    }

    /// `%w[a b]` and its like.
    fn percent(&mut self) -> bool {
        let letter =
            usize::from(matches!(self.bytes.get(self.at + 1), Some(b'w' | b'W' | b'i' | b'I' | b'q' | b'Q' | b'r')));
        let close = match self.bytes.get(self.at + 1 + letter) {
            Some(b'[') => "]",
            Some(b'(') if letter > 0 => ")",
            Some(b'{') => "}",
            Some(b'<') if letter > 0 => ">",
            Some(b'|') if letter > 0 => "|",
            Some(_) | None => return false,
        };
        if letter == 0 && !self.begins_value() {
            return false;
        }
        let start = self.at;
        self.at += 2 + letter;
        self.past(close);
        self.push(start, CodeToken::String);
        true
    }

    /// `<<~MARK`: the text begins after the line.
    fn heredoc(&mut self, open: &str) -> bool {
        let rest = &self.rest()[open.len()..];
        let name = rest.trim_start_matches(['~', '-']);
        let name = name.trim_start_matches([' ']).trim_start_matches(['"', '\'']);
        let length = name.bytes().take_while(|&byte| is_word(byte)).count();
        let is_mark = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && length > 0;
        if !is_mark {
            return false;
        }
        let start = self.at;
        self.heredocs.push(&name[..length]);
        self.at = self.text.len() - name.len() + length;
        if matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) {
            self.at += 1;
        }
        self.push(start, CodeToken::String);
        true
    }

    /// The texts that were begun on the line before.
    pub(super) fn heredoc_bodies(&mut self) {
        for mark in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            while self.at < self.bytes.len() {
                let line = self.at;
                self.go_to_line_end();
                let text = self.text[line..self.at].trim();
                let is_end = text
                    .strip_prefix(mark)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
                if is_end {
                    break;
                }
                self.at = (self.at + 1).min(self.bytes.len());
            }
            self.push(start, CodeToken::String);
        }
    }

    fn php(&mut self) -> bool {
        let start = self.at;
        if self.starts_with("?>") {
            self.at += 2;
            self.push(start, CodeToken::Tag);
            self.markup();
            return true;
        }
        if self.starts_with("#[") {
            self.past("]");
            self.push(start, CodeToken::Attribute);
            return true;
        }
        self.starts_with("<<<") && self.heredoc("<<<")
    }

    /// What is not PHP, up to its tag.
    pub(super) fn markup(&mut self) {
        let Some(found) = self.rest().find("<?") else {
            self.at = self.bytes.len();
            return;
        };
        self.at += found;
        let start = self.at;
        self.at += 2;
        if self.starts_with("php") {
            self.at += 3;
        } else if self.starts_with("=") {
            self.at += 1;
        }
        self.push(start, CodeToken::Tag);
    }
}
