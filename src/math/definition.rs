//! Definitions: `\newcommand`, `\def`, `\DeclareMathOperator` and their like.
//!
//! In: the tokens of a definition. Out: a macro, which holds from there on. What a definition says is not checked: that
//! is done where the macro is used, and what is never used does no harm.

use std::sync::Arc;

use super::parser::Parser;
use super::token::{Macro, Macros, Reader, Token, TokenKind, shown, typed};
use super::{MathError, error};

impl Parser<'_> {
    /// Takes a definition; `false` where the command is none.
    pub(super) fn definition(&mut self, name: &str, token: &Token) -> Result<bool, MathError> {
        match name {
            "newcommand"
            | "renewcommand"
            | "providecommand"
            | "newcommand*"
            | "renewcommand*"
            | "providecommand*"
            | "DeclareRobustCommand" => {
                self.reader.take_character('*');
                self.new_command(token, name.starts_with("provide"))?;
            }
            "def" | "gdef" | "edef" | "xdef" => self.plain_definition(token)?,
            "let" => self.copy_of_command(token)?,
            "DeclareMathOperator" | "DeclareMathOperator*" => {
                let target = command_of(&mut self.reader, token)?;
                let body = self.reader.argument(token)?;
                let star = if name.ends_with('*') { "operatorname*" } else { "operatorname" };
                let sign = |kind| Token { kind, start: token.start, end: token.end };
                let mut tokens = vec![sign(TokenKind::Command(star.into())), sign(TokenKind::Open)];
                tokens.extend(body);
                tokens.push(sign(TokenKind::Close));
                self.reader.macros.define(target, simple(tokens, 0));
            }
            "DeclarePairedDelimiter" => {
                let target = command_of(&mut self.reader, token)?;
                let (open, close) = (self.reader.argument(token)?, self.reader.argument(token)?);
                let sign = |kind| Token { kind, start: token.start, end: token.end };
                let mut tokens = vec![sign(TokenKind::Command("left".into()))];
                tokens.extend(open);
                tokens.push(sign(TokenKind::Parameter(1)));
                tokens.push(sign(TokenKind::Command("right".into())));
                tokens.extend(close);
                self.reader.macros.define(target, simple(tokens, 1));
            }
            "newenvironment" | "renewenvironment" => {
                return Err(
                    error(token.range(), "environments cannot be defined").hint("write a macro with an argument")
                );
            }
            "long" | "global" | "outer" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `\newcommand{\name}[2][default]{body}`.
    fn new_command(&mut self, token: &Token, only_if_new: bool) -> Result<(), MathError> {
        let name = command_of(&mut self.reader, token)?;
        let count = self.reader.optional()?.map(|count| typed(&count));
        let parameters = match &count {
            None => 0,
            Some(count) => count.parse().ok().filter(|count| *count <= 9).ok_or_else(|| {
                error(self.range_from(token), format!("`{count}` is no number of arguments"))
                    .hint("there are at most 9")
            })?,
        };
        let default = if count.is_some() { self.reader.optional()? } else { None };
        let body = self.reader.argument(token)?;
        if !only_if_new || self.reader.macros.get(&name).is_none() {
            self.reader.macros.define(name, Macro { parameters, default, delimiters: Vec::new(), body });
        }
        Ok(())
    }

    /// `\def\name#1#2{body}`, with whatever stands between the arguments.
    fn plain_definition(&mut self, token: &Token) -> Result<(), MathError> {
        let name = command_of(&mut self.reader, token)?;
        let mut delimiters: Vec<Vec<Token>> = vec![Vec::new()];
        loop {
            let next = self.reader.next().ok_or_else(|| error(token.range(), "a definition without a body"))?;
            match next.kind {
                TokenKind::Open => {
                    let body = self.reader.until_close(&next)?;
                    let parameters = delimiters.len() as u8 - 1;
                    self.reader.macros.define(name, Macro { parameters, default: None, delimiters, body });
                    return Ok(());
                }
                TokenKind::Parameter(_) if delimiters.len() <= 9 => delimiters.push(Vec::new()),
                TokenKind::Space => {}
                _ => {
                    if let Some(last) = delimiters.last_mut() {
                        last.push(next);
                    }
                }
            }
        }
    }

    /// `\let\name=\other`.
    fn copy_of_command(&mut self, token: &Token) -> Result<(), MathError> {
        let name = command_of(&mut self.reader, token)?;
        self.reader.take_character('=');
        let other = self.reader.next_past_spaces();
        let other = other.ok_or_else(|| error(token.range(), "`\\let` needs a command and what it is to be"))?;
        let known = other.command().and_then(|name| self.reader.macros.get(name)).cloned();
        match known {
            Some(definition) => self.reader.macros.define(name, (*definition).clone()),
            // A command that is its own name would be read without end.
            None if other.is_command(&name) => {}
            None => self.reader.macros.define(name, simple(vec![other], 0)),
        }
        Ok(())
    }
}

fn simple(body: Vec<Token>, parameters: u8) -> Macro {
    Macro { parameters, default: None, delimiters: Vec::new(), body }
}

/// The command that a definition names, in braces or without.
fn command_of(reader: &mut Reader, token: &Token) -> Result<Arc<str>, MathError> {
    let argument = reader.argument(token)?;
    let named = argument.iter().filter(|token| token.kind != TokenKind::Space).collect::<Vec<_>>();
    match named.as_slice() {
        [Token { kind: TokenKind::Command(name), .. }] => Ok(name.clone()),
        _ => {
            let message = format!("`{}` names no command", shown(token));
            Err(error(token.range(), message).hint("write `\\newcommand{\\name}{…}`"))
        }
    }
}

/// A macro of front matter: its body may say how many arguments it has by using them.
pub fn of_front_matter(name: &str, body: &str, macros: &mut Macros) -> Result<(), MathError> {
    let name: Arc<str> = name.trim_start_matches('\\').into();
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if name.is_empty() || !is_word && name.chars().count() > 1 {
        return Err(error(0..0, format!("`{name}` is no name of a command")).hint("names are letters alone"));
    }
    let mut reader = Reader::new(body, Macros::default());
    let mut tokens = Vec::new();
    let mut depth = 0i64;
    let mut parameters = 0;
    while let Some(token) = reader.next() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            TokenKind::Parameter(number) => parameters = parameters.max(number),
            _ => {}
        }
        if depth < 0 {
            break;
        }
        tokens.push(token);
    }
    if depth != 0 {
        return Err(error(0..body.len(), format!("the braces of the macro `\\{name}` do not match")));
    }
    macros.define(name, simple(tokens, parameters));
    Ok(())
}
