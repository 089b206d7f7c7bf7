//! Lists of atoms: letters, numbers, signs, groups and what is raised and lowered beside them.
//!
//! In: tokens. Out: nodes, whose operators have the class that their neighbors give them (The TeXbook, appendix G, rules 5
//! and 6). What commands mean is said in `command` and its neighbors.

use std::ops::Range;

use super::alphabet::Alphabet;
use super::symbol::{SymbolKind, Symbols};
use super::token::{Macros, Reader, Token, TokenKind, shown};
use super::{MathError, TagRequest, error};
use crate::document::{
    AtomClass, Fraction, Limits, MathNode, MathOperator, MathRow, MathTable, MathTextStyle, Scripts, TableKind,
};

/// Lists nested deeper are refused: no page shows them, and each takes room of the stack.
pub(super) const MOST_DEPTH: u32 = 50;
/// More nodes are refused.
pub(super) const MOST_NODES: usize = 30_000;

pub struct Parser<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) symbols: &'a Symbols,
    pub(super) alphabet: Alphabet,
    /// What is said of the number of the current line, where it may have one.
    pub(super) tag: Option<TagRequest>,
    /// The lines being read share one number.
    pub(super) is_part: bool,
    /// The formula stands in a line of its own.
    pub(super) is_display: bool,
    depth: u32,
    nodes: usize,
}

/// A node, and where its scripts stand.
pub(super) struct Atom {
    pub node: MathNode,
    pub placement: Placement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    Beside,
    /// Above and below where the formula is displayed.
    Movable,
    Always,
}

impl From<MathNode> for Atom {
    fn from(node: MathNode) -> Atom {
        Atom { node, placement: Placement::Beside }
    }
}

impl<'a> Parser<'a> {
    pub fn new(source: &'a str, macros: Macros, symbols: &'a Symbols) -> Parser<'a> {
        Parser {
            reader: Reader::new(source, macros),
            symbols,
            alphabet: Alphabet::default(),
            tag: Some(TagRequest::default()),
            is_part: false,
            is_display: false,
            depth: 0,
            nodes: 0,
        }
    }

    pub fn into_macros(self) -> Macros {
        self.reader.macros
    }

    /// The whole formula. Lines that no environment has begun stand in the middle.
    pub fn formula(&mut self, display: bool) -> Result<Vec<MathNode>, MathError> {
        self.is_display = display;
        let mut rows = Vec::new();
        loop {
            let line = self.list()?;
            match self.reader.next() {
                None if rows.is_empty() => return Ok(flat(line)),
                end => {
                    let is_break = end.as_ref().is_some_and(|token| token.is_command("\\") || token.is_command("cr"));
                    if let Some(end) = end.filter(|_| !is_break) {
                        return Err(self.unexpected(&end));
                    }
                    let space_below = if is_break { self.row_end()? } else { 0.0 };
                    if !line.is_empty() || is_break && !rows.is_empty() {
                        rows.push(MathRow { cells: vec![line], space_below, ..MathRow::default() });
                    }
                    if !is_break {
                        break;
                    }
                }
            }
        }
        if rows.len() == 1 || !display {
            // A line of text has no lines in it.
            return Ok(rows.into_iter().flat_map(|row| row.cells).flatten().collect());
        }
        let table = MathTable { kind: TableKind::Gathered, columns: Vec::new(), rows, ends_with_line: false };
        Ok(vec![MathNode::Table(table)])
    }

    /// What ends a list that it should not.
    pub(super) fn unexpected(&self, token: &Token) -> MathError {
        let error = |message: &str| error(token.range(), message);
        match &token.kind {
            TokenKind::Close => {
                error("a brace is closed that was never opened").hint("write `\\}` for the sign, or take it out")
            }
            TokenKind::Ampersand => error("`&` stands where no columns are")
                .hint("write `\\&` for the sign, or put the lines into `\\begin{aligned} … \\end{aligned}`"),
            TokenKind::Command(name) => match &**name {
                "right" => error("`\\right` without `\\left`"),
                "middle" => error("`\\middle` stands outside of `\\left` and `\\right`"),
                "end" => error("`\\end` without `\\begin`"),
                "\\" | "cr" => error("a line ends where there are no lines")
                    .hint("put the lines into `\\begin{aligned} … \\end{aligned}`"),
                _ => error("this stands where nothing of the kind may"),
            },
            TokenKind::Character('$') => error("a dollar sign within a formula").hint("write `\\$` for the sign"),
            TokenKind::Character(_)
            | TokenKind::Open
            | TokenKind::Superscript
            | TokenKind::Subscript
            | TokenKind::Space
            | TokenKind::Parameter(_) => error("this stands where nothing of the kind may"),
        }
    }

    /// Goes one level deeper, within bounds.
    pub(super) fn enter(&mut self) -> Result<(), MathError> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let message = format!("groups nested deeper than {MOST_DEPTH} levels");
            return Err(error(self.reader.place(), message));
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Nodes up to what ends the list, which stays to be read.
    pub(super) fn list(&mut self) -> Result<Vec<MathNode>, MathError> {
        self.enter()?;
        let alphabet = self.alphabet;
        let nodes = self.list_within();
        self.alphabet = alphabet;
        self.leave();
        let mut nodes = nodes?;
        resolve_classes(&mut nodes);
        Ok(nodes)
    }

    fn list_within(&mut self) -> Result<Vec<MathNode>, MathError> {
        let mut nodes: Vec<MathNode> = Vec::new();
        while let Some(token) = self.reader.expanded_past_spaces()? {
            if ends_list(&token) {
                self.reader.push(token);
                break;
            }
            self.nodes += 1;
            if self.nodes > MOST_NODES {
                return Err(error(token.range(), format!("a formula of more than {MOST_NODES} signs")));
            }
            if let Some(infix) = token.command().and_then(Infix::of) {
                return self.infix(infix, nodes, &token);
            }
            if let Some(rest) = self.switch(&token)? {
                nodes.extend(rest);
                break;
            }
            if let Some(atom) = self.atom(&token)? {
                let node = self.with_scripts(atom)?;
                nodes.push(node);
            }
        }
        Ok(nodes)
    }

    /// `{a \over b}` and its like: all before is the numerator, all after the denominator.
    fn infix(&mut self, infix: Infix, numerator: Vec<MathNode>, token: &Token) -> Result<Vec<MathNode>, MathError> {
        let mut numerator = numerator;
        resolve_classes(&mut numerator);
        let denominator = self.list()?;
        if numerator.is_empty() && denominator.is_empty() {
            return Err(error(token.range(), format!("`{}` stands between nothing", shown(token))));
        }
        let fraction = Fraction { numerator, denominator, has_bar: infix == Infix::Over, is_continued: false };
        let fraction = MathNode::Fraction(Box::new(fraction));
        let fences = match infix {
            Infix::Over | Infix::Atop => return Ok(vec![fraction]),
            Infix::Choose => ["(", ")"],
            Infix::Brace => ["{", "}"],
            Infix::Brack => ["[", "]"],
        };
        Ok(vec![fenced(fences[0], vec![fraction], fences[1])])
    }

    /// An atom without its scripts; `None` for what makes none.
    pub(super) fn atom(&mut self, token: &Token) -> Result<Option<Atom>, MathError> {
        Ok(match &token.kind {
            TokenKind::Open => {
                let content = self.list()?;
                self.close(token)?;
                Some(ordinary(MathNode::group(content)).into())
            }
            TokenKind::Character('\'') => {
                self.reader.push(token.clone());
                Some(empty().into())
            }
            TokenKind::Character(character) => Some(self.character(*character, token)),
            TokenKind::Superscript | TokenKind::Subscript => {
                self.reader.push(token.clone());
                Some(empty().into())
            }
            TokenKind::Command(name) => {
                let name = name.clone();
                self.command(&name, token)?
            }
            TokenKind::Parameter(_) => {
                let message = format!("`{}` stands outside of a definition", shown(token));
                return Err(error(token.range(), message));
            }
            TokenKind::Close | TokenKind::Ampersand => return Err(self.unexpected(token)),
            TokenKind::Space => None,
        })
    }

    /// Takes the brace that closes a group.
    pub(super) fn close(&mut self, open: &Token) -> Result<(), MathError> {
        match self.reader.next_past_spaces() {
            Some(Token { kind: TokenKind::Close, .. }) => Ok(()),
            Some(token) => Err(self.unexpected(&token)),
            None => Err(error(open.range(), "a brace is opened and never closed").hint("close it with `}`")),
        }
    }

    /// The argument of a command, as nodes.
    pub(super) fn argument(&mut self, of: &Token) -> Result<Vec<MathNode>, MathError> {
        let Some(token) = self.reader.next_past_spaces() else {
            return Err(self.needs_argument(of));
        };
        match &token.kind {
            TokenKind::Open => {
                let content = self.list()?;
                self.close(&token)?;
                Ok(flat(content))
            }
            TokenKind::Close | TokenKind::Ampersand => Err(self.needs_argument(of)),
            TokenKind::Command(name) if self.reader.macros.get(name).is_none() => {
                if ends_list(&token) {
                    return Err(self.needs_argument(of));
                }
                self.enter()?;
                let atom = self.atom(&token)?;
                self.leave();
                let mut nodes: Vec<MathNode> = atom.into_iter().map(|atom| atom.node).collect();
                resolve_classes(&mut nodes);
                Ok(nodes)
            }
            TokenKind::Command(_)
            | TokenKind::Character(_)
            | TokenKind::Superscript
            | TokenKind::Subscript
            | TokenKind::Space
            | TokenKind::Parameter(_) => self.nodes_of(std::slice::from_ref(&token)),
        }
    }

    fn needs_argument(&self, of: &Token) -> MathError {
        let sign = shown(of);
        let error = error(of.range(), format!("`{sign}` needs something after it"));
        match of.kind {
            TokenKind::Superscript | TokenKind::Subscript => error.hint(format!("write `{sign}{{…}}`")),
            _ => error,
        }
    }

    /// An argument in brackets, as nodes.
    pub(super) fn optional_argument(&mut self) -> Result<Option<Vec<MathNode>>, MathError> {
        let tokens = self.reader.optional()?;
        tokens.map(|tokens| self.nodes_of(&tokens)).transpose()
    }

    /// Tokens as nodes.
    pub(super) fn nodes_of(&mut self, tokens: &[Token]) -> Result<Vec<MathNode>, MathError> {
        let place = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => (first.start, last.end.max(first.start)),
            _ => (self.reader.place().start as u32, self.reader.place().end as u32),
        };
        self.reader.push(Token { kind: TokenKind::Close, start: place.0, end: place.1 });
        self.reader.push_all(tokens);
        let content = self.list()?;
        self.close(&Token { kind: TokenKind::Open, start: place.0, end: place.1 })?;
        Ok(flat(content))
    }

    /// What is raised and lowered beside an atom, or stands above and below it.
    pub(super) fn with_scripts(&mut self, atom: Atom) -> Result<MathNode, MathError> {
        let Atom { node, mut placement } = atom;
        let (mut sub, mut sup): (Option<Vec<MathNode>>, Option<Vec<MathNode>>) = (None, None);
        let mut primes = 0usize;
        while let Some(token) = self.reader.expanded_past_spaces()? {
            let twice = |what: &str| {
                let message = format!("two {what} beside one sign");
                error(token.range(), message).hint("put the first with its base into braces")
            };
            match &token.kind {
                TokenKind::Superscript if sup.is_some() => return Err(twice("superscripts")),
                TokenKind::Subscript if sub.is_some() => return Err(twice("subscripts")),
                TokenKind::Superscript => sup = Some(self.argument(&token)?),
                TokenKind::Subscript => sub = Some(self.argument(&token)?),
                TokenKind::Character('\'' | '\u{2019}') => primes += 1,
                TokenKind::Command(name) => match &**name {
                    "limits" => placement = Placement::Always,
                    "nolimits" => placement = Placement::Beside,
                    "displaylimits" => placement = Placement::Movable,
                    _ => {
                        self.reader.push(token);
                        break;
                    }
                },
                TokenKind::Character(_)
                | TokenKind::Open
                | TokenKind::Close
                | TokenKind::Ampersand
                | TokenKind::Space
                | TokenKind::Parameter(_) => {
                    self.reader.push(token);
                    break;
                }
            }
        }
        let sub = sub.unwrap_or_default();
        let mut sup = sup.unwrap_or_default();
        if primes > 0 {
            sup.insert(0, prime(primes));
        }
        if sub.is_empty() && sup.is_empty() {
            return Ok(node);
        }
        if placement == Placement::Beside {
            let scripts = match node {
                // What stands before the base is of the same kind.
                MathNode::Scripts(scripts) if scripts.sub.is_empty() && scripts.sup.is_empty() => {
                    Scripts { sub, sup, ..*scripts }
                }
                base => Scripts { base, sub, sup, pre_sub: Vec::new(), pre_sup: Vec::new() },
            };
            return Ok(MathNode::Scripts(Box::new(scripts)));
        }
        let is_movable = placement == Placement::Movable;
        Ok(MathNode::Limits(Box::new(Limits { base: node, under: sub, over: sup, is_movable, class: None })))
    }

    /// A character that was typed as itself.
    fn character(&mut self, character: char, token: &Token) -> Atom {
        let operator = |text: &str, class| MathNode::Operator(MathOperator::new(text, class)).into();
        match character {
            '0'..='9' => self.number(character, token).into(),
            '.' => operator(".", AtomClass::Ordinary),
            '\u{a0}' => MathNode::Space(WORD_SPACE).into(),
            _ if let Some((sign, class)) = class_of_ascii(character) => operator(sign, class),
            _ => match self.symbols.typed(character) {
                Some(kind) => self.sign(character, kind),
                None => self.letter(character).into(),
            },
        }
    }

    /// A letter in the current alphabet; one that no alphabet of mathematics has is text.
    pub(super) fn letter(&self, character: char) -> MathNode {
        let of_alphabet = self.alphabet.of(character);
        let is_mathematical = character.is_ascii_alphabetic()
            || matches!(character, 'Α'..='ϵ' | '∂' | '\u{131}' | '\u{237}' | '\u{2100}'..='\u{214f}' | '\u{1d400}'..='\u{1d7ff}');
        if !is_mathematical && character.is_alphabetic() {
            let style = MathTextStyle::default();
            return MathNode::Text { text: character.to_string().into(), style };
        }
        if !is_mathematical {
            let class = AtomClass::Ordinary;
            return MathNode::Operator(MathOperator::new(character.to_string(), class));
        }
        let is_capital_greek = matches!(character, 'Α'..='Ω');
        let is_upright = match self.alphabet {
            Alphabet::Normal => is_capital_greek,
            Alphabet::Upright => true,
            // The letters themselves are of the alphabet.
            _ => of_alphabet == character,
        };
        MathNode::Identifier { text: of_alphabet.to_string().into(), is_upright }
    }

    /// A number: digits, and a point or a comma that has digits on both sides and braces around it.
    fn number(&mut self, first: char, token: &Token) -> MathNode {
        let mut text = String::from(self.alphabet.of(first));
        let mut end = token.end;
        while let Some(next) = self.reader.next() {
            let TokenKind::Character(character @ ('0'..='9' | '.')) = next.kind else {
                self.reader.push(next);
                break;
            };
            // A point ends a sentence as well: only one between digits that touch it is part of a number.
            if character == '.' {
                let following = self.reader.next();
                let is_within = next.start == end
                    && following.as_ref().is_some_and(
                        |token| matches!(token.kind, TokenKind::Character('0'..='9') if token.start == next.end),
                    );
                if let Some(following) = following {
                    self.reader.push(following);
                }
                if !is_within {
                    self.reader.push(next);
                    break;
                }
            }
            end = next.end;
            text.push(self.alphabet.of(character));
        }
        MathNode::Number(text.into())
    }

    /// A sign of the table.
    pub(super) fn sign(&mut self, character: char, kind: SymbolKind) -> Atom {
        let text = character.to_string();
        match kind {
            SymbolKind::Letter => self.letter(character).into(),
            SymbolKind::Sign if matches!(character, 'Α'..='Ω' | '∇') => {
                let text = self.alphabet.of(character).to_string().into();
                MathNode::Identifier { text, is_upright: true }.into()
            }
            SymbolKind::Sign => MathNode::Identifier { text: text.into(), is_upright: true }.into(),
            SymbolKind::Atom(class) | SymbolKind::Delimiter(class) => {
                MathNode::Operator(MathOperator::new(text, class)).into()
            }
            SymbolKind::Sum | SymbolKind::Integral => {
                let operator = MathOperator { is_large: true, ..MathOperator::new(text, AtomClass::Operator) };
                let placement = if kind == SymbolKind::Sum { Placement::Movable } else { Placement::Beside };
                Atom { node: MathNode::Operator(operator), placement }
            }
        }
    }

    /// The range from a token to where the reader stands.
    pub(super) fn range_from(&self, token: &Token) -> Range<usize> {
        let end = self.reader.place().start;
        token.start as usize..end.max(token.end as usize)
    }
}

/// What a sign of ASCII is shown as, and what it is to its neighbors.
pub(super) fn class_of_ascii(sign: char) -> Option<(&'static str, AtomClass)> {
    const SIGNS: [(char, &str, AtomClass); 22] = [
        ('+', "+", AtomClass::Binary),
        ('-', "\u{2212}", AtomClass::Binary),
        ('*', "\u{2217}", AtomClass::Binary),
        ('=', "=", AtomClass::Relation),
        ('<', "<", AtomClass::Relation),
        ('>', ">", AtomClass::Relation),
        (':', ":", AtomClass::Relation),
        ('(', "(", AtomClass::Opening),
        ('[', "[", AtomClass::Opening),
        ('{', "{", AtomClass::Opening),
        (')', ")", AtomClass::Closing),
        (']', "]", AtomClass::Closing),
        ('}', "}", AtomClass::Closing),
        ('!', "!", AtomClass::Closing),
        ('?', "?", AtomClass::Closing),
        (',', ",", AtomClass::Punctuation),
        (';', ";", AtomClass::Punctuation),
        ('/', "/", AtomClass::Ordinary),
        ('|', "|", AtomClass::Ordinary),
        ('@', "@", AtomClass::Ordinary),
        ('`', "`", AtomClass::Ordinary),
        ('"', "\"", AtomClass::Ordinary),
    ];
    SIGNS.iter().find(|(character, _, _)| *character == sign).map(|(_, shown, class)| (*shown, *class))
}

/// The space that `\ ` and `~` stand for, in em.
pub(super) const WORD_SPACE: f32 = 0.25;

/// Commands that divide what is around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Infix {
    Over,
    Atop,
    Choose,
    Brace,
    Brack,
}

impl Infix {
    fn of(name: &str) -> Option<Infix> {
        Some(match name {
            "over" => Infix::Over,
            "atop" => Infix::Atop,
            "choose" => Infix::Choose,
            "brace" => Infix::Brace,
            "brack" => Infix::Brack,
            _ => return None,
        })
    }
}

/// Whether a token ends a list, whatever began it.
pub(super) fn ends_list(token: &Token) -> bool {
    match &token.kind {
        TokenKind::Close | TokenKind::Ampersand | TokenKind::Character('$') => true,
        TokenKind::Command(name) => matches!(&**name, "\\" | "cr" | "end" | "right" | "middle" | ")" | "]"),
        TokenKind::Character(_)
        | TokenKind::Open
        | TokenKind::Superscript
        | TokenKind::Subscript
        | TokenKind::Space
        | TokenKind::Parameter(_) => false,
    }
}

pub(super) fn empty() -> MathNode {
    MathNode::Row { class: AtomClass::Ordinary, content: Vec::new() }
}

/// A group is ordinary to its neighbors, whatever stands in it (The TeXbook, page 171): `3{,}14`.
fn ordinary(mut node: MathNode) -> MathNode {
    if node.class().is_none_or(|class| class == AtomClass::Ordinary) {
        return node;
    }
    if let MathNode::Operator(operator) = &mut node
        && !operator.is_large
        && !operator.is_name
    {
        operator.class = AtomClass::Ordinary;
        return node;
    }
    MathNode::Row { class: AtomClass::Ordinary, content: vec![node] }
}

/// Something between two delimiters that grow with it.
pub(super) fn fenced(open: &str, mut content: Vec<MathNode>, close: &str) -> MathNode {
    let fence = |text: &str, class| {
        let stretchy = MathOperator { is_stretchy: true, ..MathOperator::new(text, class) };
        MathNode::Operator(stretchy)
    };
    if !open.is_empty() {
        content.insert(0, fence(open, AtomClass::Opening));
    }
    if !close.is_empty() {
        content.push(fence(close, AtomClass::Closing));
    }
    MathNode::Row { class: AtomClass::Inner, content }
}

/// A group that is all there is needs no group.
pub(super) fn flat(mut nodes: Vec<MathNode>) -> Vec<MathNode> {
    if let [MathNode::Row { class: AtomClass::Ordinary, content }] = nodes.as_mut_slice() {
        return std::mem::take(content);
    }
    nodes
}

fn prime(count: usize) -> MathNode {
    let text = match count {
        1 => "\u{2032}".to_owned(),
        2 => "\u{2033}".to_owned(),
        3 => "\u{2034}".to_owned(),
        4 => "\u{2057}".to_owned(),
        more => "\u{2032}".repeat(more),
    };
    MathNode::Operator(MathOperator::new(text, AtomClass::Ordinary))
}

/// Signs of operation that have nothing to operate on are ordinary (appendix G, rules 5 and 6).
pub(super) fn resolve_classes(nodes: &mut [MathNode]) {
    let mut last: Option<(usize, AtomClass)> = None;
    for index in 0..nodes.len() {
        let Some(mut class) = nodes[index].class() else { continue };
        let before = last.map(|(_, class)| class);
        let has_left = matches!(before, Some(AtomClass::Ordinary | AtomClass::Closing | AtomClass::Inner));
        if class == AtomClass::Binary && !has_left {
            nodes[index].set_class(AtomClass::Ordinary);
            class = AtomClass::Ordinary;
        }
        let ends_operand = matches!(class, AtomClass::Relation | AtomClass::Closing | AtomClass::Punctuation);
        if let Some((at, AtomClass::Binary)) = last
            && ends_operand
        {
            nodes[at].set_class(AtomClass::Ordinary);
        }
        last = Some((index, class));
    }
    if let Some((at, AtomClass::Binary)) = last {
        nodes[at].set_class(AtomClass::Ordinary);
    }
}
