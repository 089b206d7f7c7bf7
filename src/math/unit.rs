//! Numbers and units: siunitx's `\num`, `\unit`, `\qty` and their older names, and `\ce`.
//!
//! In: arguments. Out: numbers with their powers of ten, upright units with their powers, a thin space between the two
//! (siunitx, sections 4.2 to 4.6; BIPM, The International System of Units, section 5.4).

use super::parser::{Atom, Parser};
use super::token::{Token, TokenKind, shown, typed};
use super::{MathError, error};
use crate::diagnostic::nearest;
use crate::document::{AtomClass, MathNode, MathOperator, Scripts};

/// Between a number and its unit, and between units, in em.
const THIN: f32 = 1.0 / 6.0;

const UNITS: &[(&str, &str)] = &[
    ("ampere", "A"),
    ("arcminute", "\u{2032}"),
    ("arcsecond", "\u{2033}"),
    ("astronomicalunit", "au"),
    ("bar", "bar"),
    ("becquerel", "Bq"),
    ("bel", "B"),
    ("bit", "bit"),
    ("byte", "B"),
    ("candela", "cd"),
    ("celsius", "\u{b0}C"),
    ("coulomb", "C"),
    ("dalton", "Da"),
    ("day", "d"),
    ("decibel", "dB"),
    ("degree", "\u{b0}"),
    ("degreeCelsius", "\u{b0}C"),
    ("electronvolt", "eV"),
    ("farad", "F"),
    ("gram", "g"),
    ("gray", "Gy"),
    ("hectare", "ha"),
    ("henry", "H"),
    ("hertz", "Hz"),
    ("hour", "h"),
    ("joule", "J"),
    ("katal", "kat"),
    ("kelvin", "K"),
    ("kilogram", "kg"),
    ("liter", "L"),
    ("litre", "l"),
    ("lumen", "lm"),
    ("lux", "lx"),
    ("meter", "m"),
    ("metre", "m"),
    ("minute", "min"),
    ("mole", "mol"),
    ("neper", "Np"),
    ("newton", "N"),
    ("ohm", "\u{3a9}"),
    ("pascal", "Pa"),
    ("percent", "%"),
    ("radian", "rad"),
    ("second", "s"),
    ("siemens", "S"),
    ("sievert", "Sv"),
    ("steradian", "sr"),
    ("tesla", "T"),
    ("tonne", "t"),
    ("volt", "V"),
    ("watt", "W"),
    ("weber", "Wb"),
    ("angstrom", "\u{c5}"),
    ("kg", "kg"),
    ("km", "km"),
    ("cm", "cm"),
    ("mm", "mm"),
    ("um", "\u{b5}m"),
    ("nm", "nm"),
    ("m", "m"),
    ("s", "s"),
    ("ms", "ms"),
    ("g", "g"),
    ("mg", "mg"),
    ("N", "N"),
    ("kN", "kN"),
    ("J", "J"),
    ("kJ", "kJ"),
    ("W", "W"),
    ("kW", "kW"),
    ("Hz", "Hz"),
    ("kHz", "kHz"),
    ("MHz", "MHz"),
    ("GHz", "GHz"),
    ("V", "V"),
    ("A", "A"),
    ("K", "K"),
    ("mol", "mol"),
    ("eV", "eV"),
    ("keV", "keV"),
    ("MeV", "MeV"),
    ("GeV", "GeV"),
    ("Pa", "Pa"),
    ("kPa", "kPa"),
    ("MPa", "MPa"),
    ("C", "C"),
    ("F", "F"),
    ("T", "T"),
    ("dB", "dB"),
    ("h", "h"),
    ("L", "L"),
];

const PREFIXES: &[(&str, &str)] = &[
    ("quecto", "q"),
    ("ronto", "r"),
    ("yocto", "y"),
    ("zepto", "z"),
    ("atto", "a"),
    ("femto", "f"),
    ("pico", "p"),
    ("nano", "n"),
    ("micro", "\u{b5}"),
    ("milli", "m"),
    ("centi", "c"),
    ("deci", "d"),
    ("deca", "da"),
    ("deka", "da"),
    ("hecto", "h"),
    ("kilo", "k"),
    ("mega", "M"),
    ("giga", "G"),
    ("tera", "T"),
    ("peta", "P"),
    ("exa", "E"),
    ("zetta", "Z"),
    ("yotta", "Y"),
    ("kibi", "Ki"),
    ("mebi", "Mi"),
    ("gibi", "Gi"),
    ("tebi", "Ti"),
];

impl Parser<'_> {
    /// `\num` and its neighbors; `None` where the command is another.
    pub(super) fn unit_command(&mut self, name: &str, token: &Token) -> Result<Option<Atom>, MathError> {
        let nodes = match name {
            "ce" | "cee" => {
                let tokens = self.reader.argument(token)?;
                self.chemistry(&tokens)?
            }
            "num" => {
                self.reader.optional()?;
                number(&typed(&self.reader.argument(token)?))
            }
            "unit" | "si" => {
                self.reader.optional()?;
                let tokens = self.reader.argument(token)?;
                self.units(&tokens)?
            }
            "qty" | "SI" => {
                self.reader.optional()?;
                let mut nodes = number(&typed(&self.reader.argument(token)?));
                // physics' `\qty(…)` is another command of the name.
                let before = self.reader.optional()?;
                let _ = before;
                let tokens = self.reader.argument(token)?;
                let units = self.units(&tokens)?;
                if !begins_with_degree(&units) {
                    nodes.push(MathNode::Space(THIN));
                }
                nodes.extend(units);
                nodes
            }
            "ang" => {
                self.reader.optional()?;
                let text = typed(&self.reader.argument(token)?);
                let mut nodes = Vec::new();
                for (part, sign) in text.split(';').zip(["\u{b0}", "\u{2032}", "\u{2033}"]) {
                    if !part.trim().is_empty() {
                        nodes.extend(number(part));
                        nodes.push(upright(sign));
                    }
                }
                nodes
            }
            "numrange" | "qtyrange" | "SIrange" => {
                self.reader.optional()?;
                let (from, to) = (typed(&self.reader.argument(token)?), typed(&self.reader.argument(token)?));
                let mut nodes = number(&from);
                nodes.push(upright("\u{2013}"));
                nodes.extend(number(&to));
                if name != "numrange" {
                    let tokens = self.reader.argument(token)?;
                    nodes.push(MathNode::Space(THIN));
                    nodes.extend(self.units(&tokens)?);
                }
                nodes
            }
            _ => return Ok(None),
        };
        Ok(Some(MathNode::group(nodes).into()))
    }

    /// Units: commands (`\metre\per\second`), or letters as they are (`m.s^{-1}`).
    fn units(&mut self, tokens: &[Token]) -> Result<Vec<MathNode>, MathError> {
        let mut writer = UnitWriter::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match &token.kind {
                TokenKind::Command(name) => {
                    at += self.unit(name, token, &tokens[at..], &mut writer)?;
                }
                TokenKind::Character('.' | '~' | '\u{a0}') | TokenKind::Space => writer.close(),
                TokenKind::Character('/') => {
                    writer.close();
                    writer.is_per = true;
                }
                TokenKind::Superscript => {
                    let (power, length) = power_after(&tokens[at..]);
                    at += length;
                    writer.power(&power);
                }
                TokenKind::Subscript => {
                    let (_, length) = power_after(&tokens[at..]);
                    at += length;
                }
                TokenKind::Character(character) => writer.symbol.push(*character),
                TokenKind::Open | TokenKind::Close | TokenKind::Ampersand | TokenKind::Parameter(_) => {}
            }
        }
        writer.close();
        Ok(writer.nodes)
    }

    /// A command among units; says how many tokens after it belong to it.
    fn unit(&self, name: &str, token: &Token, rest: &[Token], writer: &mut UnitWriter) -> Result<usize, MathError> {
        let of = |table: &'static [(&str, &str)]| table.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
        match name {
            "per" => {
                writer.close();
                writer.is_per = true;
            }
            "squared" => writer.power("2"),
            "cubed" => writer.power("3"),
            "square" => {
                writer.close();
                writer.next_power = Some("2".to_owned());
            }
            "cubic" => {
                writer.close();
                writer.next_power = Some("3".to_owned());
            }
            "tothe" => {
                let (power, length) = power_after(rest);
                writer.power(&power);
                return Ok(length);
            }
            "raiseto" => {
                let (power, length) = power_after(rest);
                writer.close();
                writer.next_power = Some(power);
                return Ok(length);
            }
            "," | " " | "cdot" | "times" => writer.close(),
            "%" => writer.symbol.push('%'),
            "circ" => writer.symbol.push('\u{b0}'),
            "mu" => writer.symbol.push('\u{b5}'),
            "Omega" => writer.symbol.push('\u{3a9}'),
            "text" | "mathrm" | "textup" => {}
            _ => {
                if let Some(prefix) = of(PREFIXES) {
                    writer.close();
                    writer.symbol.push_str(prefix);
                    writer.is_prefix = true;
                } else if let Some(unit) = of(UNITS) {
                    if !std::mem::take(&mut writer.is_prefix) {
                        writer.close();
                    }
                    writer.symbol.push_str(unit);
                } else {
                    let error = error(token.range(), format!("unknown unit `{}`", shown(token)));
                    let known = UNITS.iter().chain(PREFIXES).map(|(name, _)| *name);
                    return Err(match nearest(name, known) {
                        Some(near) => error.hint(format!("did you mean `\\{near}`?")),
                        None => error.hint("units may be typed in letters: `\\unit{m/s}`"),
                    });
                }
            }
        }
        Ok(0)
    }
}

#[derive(Default)]
struct UnitWriter {
    nodes: Vec<MathNode>,
    symbol: String,
    power: String,
    next_power: Option<String>,
    is_per: bool,
    is_prefix: bool,
}

impl UnitWriter {
    fn power(&mut self, power: &str) {
        self.power = power.to_owned();
    }

    /// Writes the unit that was read. What stands after `\per` has a negative power.
    fn close(&mut self) {
        if self.symbol.is_empty() {
            return;
        }
        let symbol = std::mem::take(&mut self.symbol);
        let mut power = std::mem::take(&mut self.power);
        if let Some(next) = self.next_power.take() {
            power = next;
        }
        if std::mem::take(&mut self.is_per) {
            let magnitude = if power.is_empty() { "1" } else { &power };
            power = match magnitude.strip_prefix('-') {
                Some(positive) => positive.to_owned(),
                None => format!("-{magnitude}"),
            };
        }
        if !self.nodes.is_empty() {
            self.nodes.push(MathNode::Space(THIN));
        }
        let base = upright(&symbol);
        self.nodes.push(if power.is_empty() || power == "1" {
            base
        } else {
            let sup = number(&power);
            MathNode::Scripts(Box::new(Scripts {
                base,
                sub: Vec::new(),
                sup,
                pre_sub: Vec::new(),
                pre_sup: Vec::new(),
            }))
        });
        self.is_prefix = false;
    }
}

fn upright(text: &str) -> MathNode {
    MathNode::Identifier { text: text.into(), is_upright: true }
}

fn operator(text: &str, class: AtomClass) -> MathNode {
    MathNode::Operator(MathOperator::new(text, class))
}

/// Degrees stand at their number.
fn begins_with_degree(units: &[MathNode]) -> bool {
    matches!(units, [MathNode::Identifier { text, .. }, ..] if matches!(&**text, "\u{b0}" | "\u{2032}" | "\u{2033}"))
}

/// `1.23(4)e-5`, `1+-0.1`, `2x3`.
fn number(text: &str) -> Vec<MathNode> {
    let text = text.replace("\\pm", "\u{b1}").replace("+-", "\u{b1}").replace("\\times", "x");
    let mut nodes = Vec::new();
    let mut digits = String::new();
    let mut characters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    fn flush(digits: &mut String, nodes: &mut Vec<MathNode>) {
        if !digits.is_empty() {
            nodes.push(MathNode::Number(grouped(&std::mem::take(digits)).into()));
        }
    }
    while let Some(character) = characters.next() {
        match character {
            '0'..='9' | '.' => digits.push(character),
            ',' => digits.push('.'),
            '-' => {
                flush(&mut digits, &mut nodes);
                nodes.push(operator("\u{2212}", AtomClass::Ordinary));
            }
            '+' => {
                flush(&mut digits, &mut nodes);
                nodes.push(operator("+", AtomClass::Ordinary));
            }
            '\u{b1}' => {
                flush(&mut digits, &mut nodes);
                nodes.push(operator("\u{b1}", AtomClass::Binary));
            }
            'x' => {
                flush(&mut digits, &mut nodes);
                nodes.push(operator("\u{d7}", AtomClass::Binary));
            }
            'e' | 'E' | 'd' | 'D' => {
                let exponent: String = characters.by_ref().collect();
                let exponent = exponent.trim_start_matches('+');
                if nodes.is_empty() && digits.is_empty() {
                    nodes.push(MathNode::Number("10".into()));
                } else {
                    flush(&mut digits, &mut nodes);
                    nodes.push(operator("\u{d7}", AtomClass::Binary));
                    nodes.push(MathNode::Number("10".into()));
                }
                let base = nodes.pop().unwrap_or_else(|| MathNode::Number("10".into()));
                let (pre_sub, pre_sup) = (Vec::new(), Vec::new());
                let scripts = Scripts { base, sub: Vec::new(), sup: number(exponent), pre_sub, pre_sup };
                nodes.push(MathNode::Scripts(Box::new(scripts)));
            }
            '(' | ')' => {
                flush(&mut digits, &mut nodes);
                let class = if character == '(' { AtomClass::Opening } else { AtomClass::Closing };
                nodes.push(operator(character.encode_utf8(&mut [0; 4]), class));
            }
            _ => {
                flush(&mut digits, &mut nodes);
                nodes.push(operator(character.encode_utf8(&mut [0; 4]), AtomClass::Ordinary));
            }
        }
    }
    flush(&mut digits, &mut nodes);
    nodes
}

/// Five digits and more stand in threes, with thin spaces.
fn grouped(digits: &str) -> String {
    const LEAST_GROUPED: usize = 5;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && whole.len() >= LEAST_GROUPED {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    if digits.contains('.') {
        text.push('.');
    }
    for (index, digit) in part.chars().enumerate() {
        if index > 0 && index.is_multiple_of(3) && part.len() >= LEAST_GROUPED {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// A power in braces or without, and how many tokens it takes.
fn power_after(tokens: &[Token]) -> (String, usize) {
    match tokens.first().map(|token| &token.kind) {
        Some(TokenKind::Open) => {
            let end = tokens.iter().position(|token| token.kind == TokenKind::Close).unwrap_or(tokens.len());
            (typed(&tokens[1..end]), (end + 1).min(tokens.len()))
        }
        Some(TokenKind::Character('-')) if tokens.len() > 1 => (typed(&tokens[..2]), 2),
        Some(TokenKind::Character(character)) => (character.to_string(), 1),
        _ => (String::new(), 0),
    }
}
