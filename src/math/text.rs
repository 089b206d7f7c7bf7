//! Text within a formula: `\text` and its like.
//!
//! In: the tokens of an argument, spaces included. Out: text nodes, and between dollars formulas again.

use super::MathError;
use super::parser::{Parser, WORD_SPACE};
use super::token::{Token, TokenKind, typed};
use crate::document::{MathNode, MathReference, MathTextFamily, MathTextStyle};

impl Parser<'_> {
    /// A command that sets its argument as text; `None` where it is another.
    pub(super) fn text_command(&mut self, name: &str, token: &Token) -> Result<Option<Vec<MathNode>>, MathError> {
        let Some(style) = style_of(name, MathTextStyle::default()) else { return Ok(None) };
        let tokens = self.reader.argument(token)?;
        self.text(tokens, style).map(Some)
    }

    /// Text in a style.
    pub(super) fn text(&mut self, tokens: Vec<Token>, style: MathTextStyle) -> Result<Vec<MathNode>, MathError> {
        self.enter()?;
        let mut writer = TextWriter { nodes: Vec::new(), text: String::new(), style };
        let mut rest = tokens.into_iter().peekable();
        while let Some(token) = rest.next() {
            match &token.kind {
                TokenKind::Character('$') => {
                    let formula: Vec<Token> = rest.by_ref().take_while(|token| !token.is_character('$')).collect();
                    writer.flush();
                    writer.nodes.push(MathNode::group(self.nodes_of(&formula)?));
                }
                TokenKind::Character('`') => writer.quote('`', '\u{2018}', '\u{201c}'),
                TokenKind::Character('\'') => writer.quote('\'', '\u{2019}', '\u{201d}'),
                TokenKind::Character('-') if writer.text.ends_with('-') => {
                    writer.text.pop();
                    writer.text.push('\u{2013}');
                }
                TokenKind::Character('-') if writer.text.ends_with('\u{2013}') => {
                    writer.text.pop();
                    writer.text.push('\u{2014}');
                }
                TokenKind::Character(character) => writer.text.push(*character),
                TokenKind::Space => writer.space(),
                TokenKind::Open | TokenKind::Close => {}
                TokenKind::Superscript => writer.text.push('^'),
                TokenKind::Subscript => writer.text.push('_'),
                TokenKind::Ampersand => writer.text.push('&'),
                TokenKind::Parameter(_) => {}
                TokenKind::Command(name) => {
                    let name = name.clone();
                    if &*name == "(" {
                        let formula: Vec<Token> = rest.by_ref().take_while(|token| !token.is_command(")")).collect();
                        writer.flush();
                        writer.nodes.push(MathNode::group(self.nodes_of(&formula)?));
                    } else if let Some(inner) = style_of(&name, style) {
                        writer.flush();
                        let argument = argument_of(&mut rest);
                        let nodes = self.text(argument, inner)?;
                        writer.nodes.extend(nodes);
                    } else if let Some(definition) = self.reader.macros.get(&name).cloned()
                        && definition.parameters == 0
                    {
                        writer.flush();
                        writer.nodes.extend(self.text_of_macro(&definition.body, &token, style)?);
                    } else {
                        self.command_of_text(&name, &token, &mut rest, &mut writer)?;
                    }
                }
            }
        }
        writer.flush();
        self.leave();
        Ok(writer.nodes)
    }

    /// A macro's body as text; one that calls itself is a formula's business, which bounds it.
    fn text_of_macro(
        &mut self,
        body: &[Token],
        call: &Token,
        style: MathTextStyle,
    ) -> Result<Vec<MathNode>, MathError> {
        let is_plain = body.iter().all(|token| !matches!(token.kind, TokenKind::Command(_)));
        if is_plain {
            return self.text(body.to_vec(), style);
        }
        Ok(vec![MathNode::group(self.nodes_of(std::slice::from_ref(call))?)])
    }

    fn command_of_text(
        &mut self,
        name: &str,
        token: &Token,
        rest: &mut std::iter::Peekable<std::vec::IntoIter<Token>>,
        writer: &mut TextWriter,
    ) -> Result<(), MathError> {
        match name {
            "," | "thinspace" => writer.text.push('\u{2009}'),
            " " | "space" => writer.space(),
            "quad" => writer.push_space(1.0),
            "qquad" => writer.push_space(2.0),
            ";" | ":" | ">" | "enspace" => writer.push_space(WORD_SPACE),
            "!" | "/" | "-" | "relax" | "noindent" | "small" | "rm" | "normalsize" | "footnotesize" | "scriptsize" => {}
            "ldots" | "dots" | "textellipsis" => writer.text.push('\u{2026}'),
            "textendash" => writer.text.push('\u{2013}'),
            "textemdash" => writer.text.push('\u{2014}'),
            "textbackslash" => writer.text.push('\\'),
            "{" | "}" | "%" | "#" | "&" | "_" | "$" => writer.text.push_str(name),
            "\\" | "newline" => writer.space(),
            "ref" | "eqref" => {
                let label = typed(&argument_of(rest));
                let has_parentheses = name == "eqref";
                let text = if has_parentheses { format!("({label})") } else { label.clone() };
                writer.flush();
                let reference = MathReference { label: label.into(), has_parentheses, text: text.into() };
                writer.nodes.push(MathNode::Reference(reference));
            }
            _ => {
                if let Some(mark) = combining(name) {
                    let base = argument_of(rest);
                    let mut letters = plain(&base);
                    if let Some(first) = letters.chars().next() {
                        letters.insert(first.len_utf8(), mark);
                    }
                    writer.text.push_str(&letters);
                } else {
                    // What is no text is a formula's: its arguments come with it.
                    let mut tokens = vec![token.clone()];
                    while rest.peek().is_some_and(|next| next.kind == TokenKind::Open) {
                        let open = rest.next();
                        tokens.extend(open);
                        let mut depth = 1usize;
                        for next in rest.by_ref() {
                            match next.kind {
                                TokenKind::Open => depth += 1,
                                TokenKind::Close => depth -= 1,
                                _ => {}
                            }
                            tokens.push(next);
                            if depth == 0 {
                                break;
                            }
                        }
                    }
                    writer.flush();
                    let nodes = self.nodes_of(&tokens)?;
                    writer.nodes.extend(nodes);
                }
            }
        }
        Ok(())
    }
}

struct TextWriter {
    nodes: Vec<MathNode>,
    text: String,
    style: MathTextStyle,
}

impl TextWriter {
    /// Several spaces are one; the one at an edge stays.
    fn space(&mut self) {
        if !self.text.ends_with('\u{a0}') {
            self.text.push('\u{a0}');
        }
    }

    fn push_space(&mut self, width: f32) {
        self.flush();
        self.nodes.push(MathNode::Space(width));
    }

    fn quote(&mut self, typed: char, single: char, double: char) {
        if self.text.ends_with(single) {
            self.text.pop();
            self.text.push(double);
        } else {
            let _ = typed;
            self.text.push(single);
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text).into();
            self.nodes.push(MathNode::Text { text, style: self.style });
        }
    }
}

fn style_of(name: &str, outer: MathTextStyle) -> Option<MathTextStyle> {
    Some(match name {
        "text" | "mbox" | "hbox" | "textup" | "textmd" | "textnormal" | "textsc" | "tex" | "makebox" => outer,
        "textrm" => MathTextStyle { family: MathTextFamily::Text, ..outer },
        "textbf" => MathTextStyle { is_bold: true, ..outer },
        "textit" | "emph" | "textsl" => MathTextStyle { is_italic: true, ..outer },
        "textsf" => MathTextStyle { family: MathTextFamily::Sans, ..outer },
        "texttt" => MathTextStyle { family: MathTextFamily::Monospace, ..outer },
        _ => return None,
    })
}

/// The next argument: a group without its braces, or one token.
fn argument_of(rest: &mut std::iter::Peekable<std::vec::IntoIter<Token>>) -> Vec<Token> {
    while rest.peek().is_some_and(|token| token.kind == TokenKind::Space) {
        rest.next();
    }
    let Some(first) = rest.next() else { return Vec::new() };
    if first.kind != TokenKind::Open {
        return vec![first];
    }
    let mut depth = 1usize;
    let mut tokens = Vec::new();
    for token in rest.by_ref() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        tokens.push(token);
    }
    tokens
}

/// The combining mark of an accent of text.
fn combining(name: &str) -> Option<char> {
    Some(match name {
        "'" => '\u{301}',
        "`" => '\u{300}',
        "^" => '\u{302}',
        "\"" => '\u{308}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "." => '\u{307}',
        "c" => '\u{327}',
        "v" => '\u{30c}',
        "u" => '\u{306}',
        "H" => '\u{30b}',
        "r" => '\u{30a}',
        "d" => '\u{323}',
        _ => return None,
    })
}

/// Tokens as plain text: signs of markup go.
pub fn plain(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        match &token.kind {
            TokenKind::Character('$') | TokenKind::Open | TokenKind::Close | TokenKind::Parameter(_) => {}
            TokenKind::Character('\'') => text.push('\u{2032}'),
            TokenKind::Character(character) => text.push(*character),
            TokenKind::Space => text.push(' '),
            TokenKind::Command(name) => match &**name {
                "ast" | "star" => text.push('*'),
                "dagger" | "dag" => text.push('\u{2020}'),
                "ddagger" | "ddag" => text.push('\u{2021}'),
                "prime" => text.push('\u{2032}'),
                name if name.chars().count() == 1 && !name.starts_with(char::is_alphabetic) => text.push_str(name),
                _ => {}
            },
            TokenKind::Superscript | TokenKind::Subscript => {}
            TokenKind::Ampersand => text.push('&'),
        }
    }
    text.trim().to_owned()
}
