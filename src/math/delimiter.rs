//! Delimiters: `\left`, `\right`, `\middle`, `\big` and its like.
//!
//! In: commands and the delimiters after them. Out: rows whose delimiters grow with them, or signs of a given size.

use super::parser::{Atom, Parser};
use super::symbol::SymbolKind;
use super::token::{Token, TokenKind, shown};
use super::{MathError, error};
use crate::document::{AtomClass, MathNode, MathOperator};

impl Parser<'_> {
    /// `\left … \right`, `\big`; `None` where the command is another.
    pub(super) fn delimited(&mut self, name: &str, token: &Token) -> Result<Option<Atom>, MathError> {
        if name == "left" {
            return self.left(token).map(Some);
        }
        let Some((size, class)) = size_of(name) else { return Ok(None) };
        let text = self.delimiter(token)?;
        if text.is_empty() {
            return Ok(Some(MathNode::Row { class, content: Vec::new() }.into()));
        }
        let operator = MathOperator { size: Some(size), ..MathOperator::new(text, class) };
        Ok(Some(MathNode::Operator(operator).into()))
    }

    fn left(&mut self, token: &Token) -> Result<Atom, MathError> {
        let stretchy = |text: String, class| {
            let operator = MathOperator { is_stretchy: true, ..MathOperator::new(text, class) };
            MathNode::Operator(operator)
        };
        let mut content = Vec::new();
        let open = self.delimiter(token)?;
        if !open.is_empty() {
            content.push(stretchy(open, AtomClass::Opening));
        }
        loop {
            content.extend(self.list()?);
            match self.reader.next_past_spaces() {
                Some(end) if end.is_command("middle") => {
                    let middle = self.delimiter(&end)?;
                    if !middle.is_empty() {
                        content.push(stretchy(middle, AtomClass::Ordinary));
                    }
                }
                Some(end) if end.is_command("right") => {
                    let close = self.delimiter(&end)?;
                    if !close.is_empty() {
                        content.push(stretchy(close, AtomClass::Closing));
                    }
                    return Ok(MathNode::Row { class: AtomClass::Inner, content }.into());
                }
                Some(_) | None => {
                    let message = "`\\left` without `\\right`";
                    return Err(
                        error(token.range(), message).hint("close it with `\\right.` where nothing is to be seen")
                    );
                }
            }
        }
    }

    /// The delimiter after a command; empty for a point, which is none.
    fn delimiter(&mut self, of: &Token) -> Result<String, MathError> {
        let missing = || error(of.range(), format!("`{}` needs a delimiter after it", shown(of)));
        let token = self.reader.expanded_past_spaces()?.ok_or_else(missing)?;
        let text = match &token.kind {
            TokenKind::Character('.') => Some(String::new()),
            TokenKind::Character(character) => self.delimiter_of(character.encode_utf8(&mut [0; 4])),
            TokenKind::Command(name) => self.delimiter_of_command(name),
            // `\left{(}` is not TeX, and means what it looks like.
            TokenKind::Open => {
                let inner = self.reader.until_close(&token)?;
                match inner.as_slice() {
                    [only] => match &only.kind {
                        TokenKind::Character(character) => self.delimiter_of(character.encode_utf8(&mut [0; 4])),
                        TokenKind::Command(name) => self.delimiter_of_command(name),
                        _ => None,
                    },
                    _ => None,
                }
            }
            TokenKind::Close
            | TokenKind::Superscript
            | TokenKind::Subscript
            | TokenKind::Ampersand
            | TokenKind::Space
            | TokenKind::Parameter(_) => None,
        };
        text.ok_or_else(|| {
            let message = format!("`{}` is no delimiter", shown(&token));
            error(token.range(), message).hint("`\\left.` and `\\right.` show none; a brace is `\\{`")
        })
    }

    /// `\|` is two bars, and `|` one.
    fn delimiter_of_command(&self, name: &str) -> Option<String> {
        self.delimiter_of(if name == "|" { "Vert" } else { name })
    }

    /// The sign of a delimiter, by the character or the name of a command.
    pub(super) fn delimiter_of(&self, name: &str) -> Option<String> {
        Some(match name {
            "" | "." => String::new(),
            "(" | ")" | "[" | "]" | "/" | "|" => name.to_owned(),
            "<" | "lt" => "\u{27e8}".to_owned(),
            ">" | "gt" => "\u{27e9}".to_owned(),
            "mid" => "|".to_owned(),
            "parallel" => "\u{2016}".to_owned(),
            _ => {
                if let Some(symbol) = self.symbols.get(name) {
                    return match symbol.kind {
                        SymbolKind::Delimiter(_) => Some(symbol.character.to_string()),
                        _ => None,
                    };
                }
                let mut characters = name.chars();
                let only = characters.next().filter(|_| characters.as_str().is_empty())?;
                match self.symbols.typed(only)? {
                    SymbolKind::Delimiter(_) => only.to_string(),
                    _ => return None,
                }
            }
        })
    }
}

/// The size of a delimiter in em (plain TeX, `\big`; its boxes of 8.5, 11.5, 14.5 and 17.5 points around the axis), and
/// its class.
fn size_of(name: &str) -> Option<(f32, AtomClass)> {
    let (stem, class) = match name.as_bytes().last()? {
        b'l' => (&name[..name.len() - 1], AtomClass::Opening),
        b'r' => (&name[..name.len() - 1], AtomClass::Closing),
        b'm' => (&name[..name.len() - 1], AtomClass::Relation),
        _ => (name, AtomClass::Ordinary),
    };
    let size = match stem {
        "big" => 1.2,
        "Big" => 1.8,
        "bigg" => 2.4,
        "Bigg" => 3.0,
        _ => return None,
    };
    Some((size, class))
}
