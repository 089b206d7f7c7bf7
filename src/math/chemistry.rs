//! Chemistry: mhchem's `\ce` in its common forms.
//!
//! In: the tokens of its argument. Out: upright letters with their numbers lowered and charges raised, bonds, arrows with
//! what stands above and below them, isotopes (<https://mhchem.github.io/MathJax-mhchem/>, sections 1 to 3).

use super::MathError;
use super::parser::{Parser, empty};
use super::token::{Token, TokenKind};
use crate::document::{AtomClass, Fraction, Limits, MathNode, MathOperator, MathTextStyle, Scripts};

/// Between a number and what it counts, in em.
const THIN: f32 = 1.0 / 6.0;

impl Parser<'_> {
    /// The argument of `\ce`.
    pub(super) fn chemistry(&mut self, tokens: &[Token]) -> Result<Vec<MathNode>, MathError> {
        self.enter()?;
        let mut writer = Writer::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let rest = &tokens[at..];
            if let Some((arrow, length)) = arrow(rest) {
                at += length;
                let mut labels = [Vec::new(), Vec::new()];
                for label in &mut labels {
                    if tokens.get(at).is_some_and(|token| token.is_character('[')) {
                        let end = tokens[at..].iter().position(|token| token.is_character(']'));
                        let Some(end) = end.map(|end| at + end) else { break };
                        *label = self.chemistry(&tokens[at + 1..end])?;
                        at = end + 1;
                    }
                }
                writer.operator(arrow, labels);
                continue;
            }
            let next = rest.get(1);
            let ends_here = next.is_none_or(|next| {
                next.kind == TokenKind::Space || matches!(next.kind, TokenKind::Character(')' | ']' | ','))
            });
            at += 1;
            match &token.kind {
                TokenKind::Space => writer.space(),
                TokenKind::Character(digit @ '0'..='9') => {
                    let mut digits = String::from(*digit);
                    while let Some(TokenKind::Character(more @ ('0'..='9' | '.' | '/'))) =
                        tokens.get(at).map(|token| &token.kind)
                    {
                        if *more == '.' && writer.is_after_atom {
                            break;
                        }
                        digits.push(*more);
                        at += 1;
                    }
                    writer.digits(&digits);
                }
                TokenKind::Character('+') if writer.is_after_atom && ends_here => writer.raise(vec![sign("+")]),
                TokenKind::Character('-') if writer.is_after_atom && ends_here => {
                    writer.raise(vec![sign("\u{2212}")]);
                }
                TokenKind::Character('+') => writer.operator("+", [Vec::new(), Vec::new()]),
                TokenKind::Character('-') => writer.bond("\u{2212}"),
                TokenKind::Character('=') => writer.bond("="),
                TokenKind::Character('#') => writer.bond("\u{2261}"),
                TokenKind::Character('.' | '*') => writer.bond("\u{22c5}"),
                TokenKind::Character(open @ ('(' | '[')) => writer.open(*open),
                TokenKind::Character(close @ (')' | ']')) => writer.close(*close),
                TokenKind::Character('v') if writer.is_alone() && ends_here => writer.arrow("\u{2193}"),
                TokenKind::Character('$') => {
                    let end = tokens[at..].iter().position(|token| token.is_character('$'));
                    let end = end.map_or(tokens.len(), |end| at + end);
                    let nodes = self.nodes_of(&tokens[at..end])?;
                    writer.push(MathNode::group(nodes));
                    at = end + 1;
                }
                TokenKind::Superscript | TokenKind::Subscript => {
                    let is_raised = token.kind == TokenKind::Superscript;
                    let (script, length) = script_after(&tokens[at..]);
                    at += length;
                    if script.is_empty() {
                        writer.arrow("\u{2191}");
                        continue;
                    }
                    let nodes = self.script(&script)?;
                    writer.script(nodes, is_raised);
                }
                TokenKind::Character(letter) if letter.is_alphabetic() => {
                    let mut word = String::from(*letter);
                    while let Some(TokenKind::Character(more)) = tokens.get(at).map(|token| &token.kind)
                        && more.is_lowercase()
                    {
                        word.push(*more);
                        at += 1;
                    }
                    writer.push(MathNode::Identifier { text: word.into(), is_upright: true });
                }
                TokenKind::Character(character) => {
                    writer.push(MathNode::Operator(MathOperator::new(character.to_string(), AtomClass::Ordinary)));
                }
                TokenKind::Open => {
                    let end = close_of(&tokens[at..]).map_or(tokens.len(), |end| at + end);
                    let nodes = self.text(tokens[at..end].to_vec(), MathTextStyle::default())?;
                    writer.push(MathNode::group(nodes));
                    at = end + 1;
                }
                TokenKind::Command(_) => {
                    let mut end = at;
                    while tokens.get(end).is_some_and(|token| token.kind == TokenKind::Open) {
                        end = close_of(&tokens[end + 1..]).map_or(tokens.len(), |close| end + close + 2);
                    }
                    let nodes = self.nodes_of(&tokens[at - 1..end.min(tokens.len())])?;
                    writer.push(MathNode::group(nodes));
                    at = end;
                }
                TokenKind::Close | TokenKind::Ampersand | TokenKind::Parameter(_) => {}
            }
        }
        writer.settle();
        self.leave();
        Ok(writer.nodes)
    }

    /// A charge, an oxidation state or a number.
    fn script(&mut self, tokens: &[Token]) -> Result<Vec<MathNode>, MathError> {
        let is_plain = tokens.iter().all(|token| match token.kind {
            TokenKind::Character(character) => character.is_alphanumeric() || "+-.".contains(character),
            _ => false,
        });
        if !is_plain {
            return self.nodes_of(tokens);
        }
        let mut nodes = Vec::new();
        let mut number = String::new();
        for token in tokens {
            let TokenKind::Character(character) = token.kind else { continue };
            if character.is_ascii_digit() {
                number.push(character);
                continue;
            }
            if !number.is_empty() {
                nodes.push(MathNode::Number(std::mem::take(&mut number).into()));
            }
            nodes.push(match character {
                '+' => sign("+"),
                '-' => sign("\u{2212}"),
                '.' => sign("\u{2022}"),
                letter => MathNode::Identifier { text: letter.to_string().into(), is_upright: letter.is_uppercase() },
            });
        }
        if !number.is_empty() {
            nodes.push(MathNode::Number(number.into()));
        }
        Ok(nodes)
    }
}

#[derive(Default)]
struct Writer {
    nodes: Vec<MathNode>,
    /// What comes next may be a number or a charge of what was written last.
    is_after_atom: bool,
    has_space: bool,
    /// Scripts that stand before their base.
    pre_sub: Vec<MathNode>,
    pre_sup: Vec<MathNode>,
}

impl Writer {
    fn space(&mut self) {
        self.has_space = !self.nodes.is_empty();
        self.is_after_atom = false;
    }

    fn is_alone(&self) -> bool {
        self.has_space
    }

    /// Whether the last is an operator, which has space of its own.
    fn is_after_operator(&self) -> bool {
        let class = self.nodes.last().and_then(MathNode::class);
        matches!(class, Some(AtomClass::Binary | AtomClass::Relation))
    }

    fn push(&mut self, node: MathNode) {
        if std::mem::take(&mut self.has_space) && !self.is_after_operator() {
            self.nodes.push(MathNode::Space(THIN));
        }
        let (pre_sub, pre_sup) = (std::mem::take(&mut self.pre_sub), std::mem::take(&mut self.pre_sup));
        let node = if pre_sub.is_empty() && pre_sup.is_empty() {
            node
        } else {
            let scripts = Scripts { base: node, sub: Vec::new(), sup: Vec::new(), pre_sub, pre_sup };
            MathNode::Scripts(Box::new(scripts))
        };
        self.nodes.push(node);
        self.is_after_atom = true;
    }

    /// Digits count what comes next, or are the number of what stands before.
    fn digits(&mut self, digits: &str) {
        let number = |text: &str| MathNode::Number(text.into());
        if self.is_after_atom {
            return self.script(vec![number(digits)], false);
        }
        let node = match digits.split_once('/') {
            Some((above, below)) if !below.is_empty() => MathNode::Fraction(Box::new(Fraction {
                numerator: vec![number(above)],
                denominator: vec![number(below)],
                has_bar: true,
                is_continued: false,
            })),
            _ => number(digits),
        };
        self.push(node);
        self.is_after_atom = false;
        self.has_space = true;
    }

    fn raise(&mut self, content: Vec<MathNode>) {
        self.script(content, true);
    }

    fn script(&mut self, content: Vec<MathNode>, is_raised: bool) {
        if !self.is_after_atom {
            let place = if is_raised { &mut self.pre_sup } else { &mut self.pre_sub };
            place.extend(content);
            return;
        }
        let base = self.nodes.pop().unwrap_or_else(empty);
        let mut scripts = match base {
            MathNode::Scripts(scripts) => *scripts,
            base => Scripts { base, sub: Vec::new(), sup: Vec::new(), pre_sub: Vec::new(), pre_sup: Vec::new() },
        };
        if is_raised {
            scripts.sup.extend(content)
        } else {
            scripts.sub.extend(content)
        }
        self.nodes.push(MathNode::Scripts(Box::new(scripts)));
    }

    fn bond(&mut self, text: &str) {
        self.has_space = false;
        self.nodes.push(sign(text));
        self.is_after_atom = false;
    }

    fn arrow(&mut self, text: &str) {
        self.push(sign(text));
        self.is_after_atom = false;
    }

    fn open(&mut self, text: char) {
        self.push(MathNode::Operator(MathOperator::new(text.to_string(), AtomClass::Opening)));
        self.is_after_atom = false;
    }

    fn close(&mut self, text: char) {
        self.has_space = false;
        self.nodes.push(MathNode::Operator(MathOperator::new(text.to_string(), AtomClass::Closing)));
        self.is_after_atom = true;
    }

    fn operator(&mut self, text: &str, [over, under]: [Vec<MathNode>; 2]) {
        self.has_space = false;
        let is_arrow = text != "+";
        let class = if is_arrow { AtomClass::Relation } else { AtomClass::Binary };
        let operator = MathOperator { is_stretchy: is_arrow, ..MathOperator::new(text, class) };
        let base = MathNode::Operator(operator);
        let node = if over.is_empty() && under.is_empty() {
            base
        } else {
            let limits = Limits { base, under, over, is_movable: false, class: Some(AtomClass::Relation) };
            MathNode::Limits(Box::new(limits))
        };
        self.nodes.push(node);
        self.is_after_atom = false;
    }

    /// Scripts that wait for a base which does not come.
    fn settle(&mut self) {
        if !self.pre_sub.is_empty() || !self.pre_sup.is_empty() {
            self.push(empty());
        }
    }
}

fn sign(text: &str) -> MathNode {
    MathNode::Operator(MathOperator::new(text, AtomClass::Ordinary))
}

/// An arrow at the head of tokens, and how many make it.
fn arrow(tokens: &[Token]) -> Option<(&'static str, usize)> {
    const ARROWS: &[(&str, &str)] = &[
        ("<=>>", "\u{21cc}"),
        ("<<=>", "\u{21cc}"),
        ("<-->", "\u{21c4}"),
        ("<=>", "\u{21cc}"),
        ("<->", "\u{2194}"),
        ("->", "\u{2192}"),
        ("<-", "\u{2190}"),
        ("=>", "\u{21d2}"),
    ];
    ARROWS.iter().find_map(|(typed, sign)| {
        let is_here = typed.len() <= tokens.len()
            && typed.chars().zip(tokens).all(|(character, token)| token.is_character(character));
        is_here.then_some((*sign, typed.len()))
    })
}

/// What is raised or lowered at the head of tokens, and how many they are.
fn script_after(tokens: &[Token]) -> (Vec<Token>, usize) {
    match tokens.first().map(|token| &token.kind) {
        Some(TokenKind::Open) => {
            let end = close_of(&tokens[1..]).map_or(tokens.len() - 1, |end| end);
            (tokens[1..=end].to_vec(), end + 2)
        }
        Some(TokenKind::Character(_)) => {
            let is_part = |token: &&Token| match token.kind {
                TokenKind::Character(character) => character.is_ascii_digit() || "+-.".contains(character),
                _ => false,
            };
            let count = tokens.iter().take_while(is_part).count();
            let is_letter = matches!(tokens[0].kind, TokenKind::Character(letter) if letter.is_alphabetic());
            let count = if count == 0 && is_letter { 1 } else { count };
            (tokens[..count].to_vec(), count)
        }
        Some(TokenKind::Command(_)) => (tokens[..1].to_vec(), 1),
        _ => (Vec::new(), 0),
    }
}

/// Where the brace stands that closes one before the tokens.
fn close_of(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close if depth == 0 => return Some(index),
            TokenKind::Close => depth -= 1,
            _ => {}
        }
    }
    None
}
