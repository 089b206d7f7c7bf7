//! Formulas in words, for those who do not see them.
//!
//! In: a formula. Out: English as one reads formulas aloud: "x squared over two". What is simple is said briefly; what
//! holds more than one sign says where it ends, so that what is heard can be written down again.

use std::collections::BTreeSet;

use crate::document::{
    Accent, AtomClass, Formula, Fraction, Limits, MathNode, MathOperator, MathTable, Scripts, TableKind,
};

/// So much is said of a formula, in bytes: no one listens to more at once.
const LONGEST: usize = 4_000;

/// The words for a formula.
pub fn words(formula: &Formula) -> String {
    let mut speaker = Speaker { out: String::new() };
    speaker.list(&formula.content);
    if let Some(tag) = &formula.tag {
        speaker.say(",");
        speaker.say(&tag.text);
    }
    let mut out = speaker.out;
    out.truncate(out.trim_end_matches([',', ' ']).len());
    if out.len() > LONGEST {
        out.truncate(out.floor_char_boundary(LONGEST));
        out.push('\u{2026}');
    }
    out
}

struct Speaker {
    out: String,
}

/// The bars that open and those that close them; `⟩` closes a bar as well, and then it is no absolute value.
fn paired_bars(nodes: &[MathNode]) -> BTreeSet<usize> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut bars = BTreeSet::new();
    for (index, node) in nodes.iter().enumerate() {
        let MathNode::Operator(operator) = node else { continue };
        if operator.class == AtomClass::Opening {
            open.push((index, &operator.text));
        } else if operator.class == AtomClass::Closing
            && let Some((start, "|")) = open.pop()
            && &*operator.text == "|"
        {
            bars.extend([start, index]);
        }
    }
    bars
}

impl Speaker {
    fn say(&mut self, words: &str) {
        let words = words.trim();
        if words.is_empty() || self.out.len() > LONGEST {
            return;
        }
        let words = if self.out.ends_with(',') { words.trim_start_matches(',').trim_start() } else { words };
        let joins = words.starts_with([',', ';', '.']);
        if !self.out.is_empty() && !joins && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.out.push_str(words);
    }

    fn list(&mut self, nodes: &[MathNode]) {
        let mut before: Option<&MathNode> = None;
        let bars = paired_bars(nodes);
        for (index, node) in nodes.iter().enumerate() {
            if self.out.len() > LONGEST {
                return;
            }
            if let MathNode::Operator(operator) = node {
                let is_sign = operator.class == AtomClass::Ordinary && before.is_none_or(is_opening);
                match &*operator.text {
                    "\u{2212}" if is_sign => self.say("minus"),
                    "|" if !bars.contains(&index) => self.operator(operator),
                    "|" if operator.class == AtomClass::Opening => self.say("the absolute value of"),
                    "|" => self.say(", end absolute value,"),
                    _ => self.operator(operator),
                }
            } else {
                self.node(node);
            }
            if node.class().is_some() {
                before = Some(node);
            }
        }
    }

    fn node(&mut self, node: &MathNode) {
        match node {
            MathNode::Row { content, .. } => match content.as_slice() {
                [MathNode::Operator(open), MathNode::Fraction(fraction), MathNode::Operator(close)]
                    if !fraction.has_bar && &*open.text == "(" && &*close.text == ")" =>
                {
                    self.list(&fraction.numerator);
                    self.say("choose");
                    self.list(&fraction.denominator);
                }
                [MathNode::Operator(_), MathNode::Table(table), MathNode::Operator(bar)]
                    if table.kind == TableKind::Matrix && &*bar.text == "|" =>
                {
                    self.say("the determinant of");
                    self.table(table);
                }
                [MathNode::Operator(_), MathNode::Table(table), MathNode::Operator(_)]
                | [MathNode::Operator(_), MathNode::Table(table)]
                | [MathNode::Table(table), MathNode::Operator(_)] => self.table(table),
                content => self.list(content),
            },
            MathNode::Identifier { text, .. } => self.identifier(text),
            MathNode::Number(text) => self.say(&text.replace('\u{2009}', "")),
            MathNode::Operator(operator) => self.operator(operator),
            MathNode::Text { text, .. } => self.say(&text.replace('\u{a0}', " ")),
            MathNode::Reference(reference) => self.say(&reference.text),
            MathNode::Space(_) => {}
            MathNode::Fraction(fraction) => self.fraction(fraction),
            MathNode::Root { radicand, index } => {
                match index.as_deref() {
                    None => self.say("the square root of"),
                    Some([MathNode::Number(three)]) if &**three == "3" => self.say("the cube root of"),
                    Some(index) => {
                        self.say("the");
                        self.list(index);
                        self.say("th root of");
                    }
                }
                self.list(radicand);
                if !is_simple(radicand) {
                    self.say(", end root,");
                }
            }
            MathNode::Scripts(scripts) => self.scripts(scripts),
            MathNode::Limits(limits) => self.limits(limits),
            MathNode::Accent(accent) => self.accent(accent),
            MathNode::Table(table) => self.table(table),
            MathNode::Styled { content, .. } | MathNode::Enclosed { content, .. } => self.list(content),
            MathNode::Padded(padded) => {
                if !padded.is_hidden {
                    self.list(&padded.content);
                }
            }
        }
    }

    fn identifier(&mut self, text: &str) {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => match sign(only) {
                Some(words) => self.say(words),
                None => {
                    let (style, letter) = letter(only);
                    self.say(style);
                    if letter.is_uppercase() {
                        self.say("capital");
                    }
                    let lower = letter.to_lowercase().next().unwrap_or(letter);
                    match greek(lower) {
                        Some(name) => self.say(name),
                        None if letter.is_uppercase() => self.say(letter.encode_utf8(&mut [0; 4])),
                        None => self.say(lower.encode_utf8(&mut [0; 4])),
                    }
                }
            },
            _ => self.say(text),
        }
    }

    fn operator(&mut self, operator: &MathOperator) {
        if operator.is_name {
            return self.say(&function(&operator.text));
        }
        let mut characters = operator.text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => match sign(only) {
                Some(words) => self.say(words),
                None => self.say(&operator.text),
            },
            _ => {
                // Signs that are run together are said one by one.
                for character in operator.text.chars() {
                    match sign(character) {
                        Some(words) => self.say(words),
                        None => self.say(character.encode_utf8(&mut [0; 4])),
                    }
                }
            }
        }
    }

    fn fraction(&mut self, fraction: &Fraction) {
        let is_simple = is_simple(&fraction.numerator) && is_simple(&fraction.denominator);
        let words = |node: &[MathNode], names: &[(&str, &'static str)]| match node {
            [MathNode::Number(text)] => names.iter().find(|(digits, _)| *digits == &**text).map(|(_, words)| *words),
            _ => None,
        };
        if fraction.has_bar
            && let Some(above) = words(&fraction.numerator, &[("1", "one"), ("2", "two"), ("3", "three")])
            && let Some(below) = words(&fraction.denominator, &[("2", "half"), ("3", "third"), ("4", "quarter")])
        {
            let plural = match (above, below) {
                ("one", _) => "",
                (_, "half") => return self.say(&format!("{above} halves")),
                _ => "s",
            };
            return self.say(&format!("{above} {below}{plural}"));
        }
        if !is_simple {
            self.say("the fraction");
        }
        self.list(&fraction.numerator);
        self.say("over");
        self.list(&fraction.denominator);
        if !is_simple {
            self.say(", end fraction,");
        }
    }

    fn scripts(&mut self, scripts: &Scripts) {
        let Scripts { base, sub, sup, pre_sub, pre_sup } = scripts;
        for (list, place) in [(pre_sup, "raised"), (pre_sub, "lowered")] {
            if !list.is_empty() {
                self.list(list);
                self.say(place);
                self.say("before");
            }
        }
        if is_large(base) {
            self.node(base);
            return self.bounds(sub, sup);
        }
        self.node(base);
        if !sub.is_empty() {
            self.say("sub");
            self.list(sub);
            if !is_simple(sub) && sup.is_empty() {
                self.say(", end sub,");
            }
        }
        if sup.is_empty() {
            return;
        }
        let mut sup = sup.as_slice();
        if let [MathNode::Operator(operator), rest @ ..] = sup
            && let Some(words) = primes(&operator.text)
        {
            self.say(words);
            sup = rest;
        }
        match sup {
            [] => {}
            [MathNode::Number(two)] if &**two == "2" => self.say("squared"),
            [MathNode::Number(three)] if &**three == "3" => self.say("cubed"),
            [MathNode::Operator(star)] if matches!(&*star.text, "\u{2217}" | "\u{22c6}") => self.say("star"),
            [MathNode::Operator(dagger)] if &*dagger.text == "\u{2020}" => self.say("dagger"),
            [MathNode::Operator(ring)] if &*ring.text == "\u{2218}" => self.say("degrees"),
            [MathNode::Operator(sign)] => {
                self.say("super");
                self.operator(sign);
            }
            sup => {
                self.say("to the");
                self.list(sup);
                if !is_simple(sup) {
                    self.say(", end power,");
                }
            }
        }
    }

    /// What an operator runs over.
    fn bounds(&mut self, under: &[MathNode], over: &[MathNode]) {
        match (under.is_empty(), over.is_empty()) {
            (true, true) => {}
            (false, true) => {
                self.say("over");
                self.list(under);
            }
            (_, false) => {
                if !under.is_empty() {
                    self.say("from");
                    self.list(under);
                }
                self.say("to");
                self.list(over);
            }
        }
        self.say("of");
    }

    fn limits(&mut self, limits: &Limits) {
        let Limits { base, under, over, .. } = limits;
        let is_name = matches!(base, MathNode::Operator(operator) if operator.is_name);
        if is_name && over.is_empty() {
            self.say("the");
            self.node(base);
            self.say("as");
            self.list(under);
            return self.say("of");
        }
        if is_large(base) {
            self.node(base);
            return self.bounds(under, over);
        }
        self.node(base);
        if !under.is_empty() {
            self.say("with");
            self.list(under);
            self.say("below");
        }
        if !over.is_empty() {
            self.say("with");
            self.list(over);
            self.say("above");
        }
    }

    fn accent(&mut self, accent: &Accent) {
        let words = match accent.mark {
            '\u{302}' => "hat",
            '\u{303}' => "tilde",
            '\u{304}' | '\u{af}' => "bar",
            '\u{301}' => "acute",
            '\u{300}' => "grave",
            '\u{307}' => "dot",
            '\u{308}' => "double dot",
            '\u{20db}' => "triple dot",
            '\u{306}' => "breve",
            '\u{30a}' => "ring",
            '\u{30c}' => "check",
            '_' => "underlined",
            '\u{20d7}' | '\u{2192}' if !accent.is_under => {
                self.say("vector");
                return self.list(&accent.base);
            }
            '\u{23de}' => "under a brace",
            '\u{23df}' => "over a brace",
            _ if accent.is_under => "with a mark below",
            _ => "with a mark above",
        };
        self.list(&accent.base);
        self.say(words);
    }

    fn table(&mut self, table: &MathTable) {
        let is_matrix = matches!(table.kind, TableKind::Matrix | TableKind::SmallMatrix | TableKind::Array);
        if is_matrix {
            self.say(&format!("the {} by {} matrix with rows", table.rows.len(), table.width()));
        } else if table.kind == TableKind::Cases {
            self.say(&format!("{} cases:", table.rows.len()));
        }
        for (index, row) in table.rows.iter().enumerate() {
            if index > 0 {
                self.say(";");
            }
            for (column, cell) in row.cells.iter().enumerate() {
                if column > 0 && (is_matrix || table.kind == TableKind::Cases) {
                    self.say(",");
                }
                self.list(cell);
            }
            if let Some(tag) = &row.tag {
                self.say(",");
                self.say(&tag.text);
            }
        }
        if is_matrix {
            self.say(", end matrix");
        }
    }
}

fn is_opening(node: &MathNode) -> bool {
    matches!(
        node.class(),
        Some(
            AtomClass::Opening | AtomClass::Relation | AtomClass::Binary | AtomClass::Punctuation | AtomClass::Operator
        )
    )
}

/// Whether it is one sign, so that no one wonders where it ends.
fn is_simple(nodes: &[MathNode]) -> bool {
    match nodes {
        [] | [MathNode::Identifier { .. } | MathNode::Number(_) | MathNode::Operator(_) | MathNode::Text { .. }] => {
            true
        }
        [MathNode::Operator(sign), MathNode::Identifier { .. } | MathNode::Number(_)] => &*sign.text == "\u{2212}",
        [MathNode::Scripts(scripts)] => {
            let count = |list: &[MathNode]| list.len() < 2 && is_simple(list);
            count(&scripts.sub) && count(&scripts.sup) && is_simple(std::slice::from_ref(&scripts.base))
        }
        [MathNode::Number(_), MathNode::Identifier { .. }] => true,
        _ => false,
    }
}

fn is_large(node: &MathNode) -> bool {
    matches!(node, MathNode::Operator(operator) if operator.is_large)
}

fn primes(text: &str) -> Option<&'static str> {
    Some(match text {
        "\u{2032}" => "prime",
        "\u{2033}" => "double prime",
        "\u{2034}" => "triple prime",
        "\u{2057}" => "quadruple prime",
        _ => return None,
    })
}

fn function(name: &str) -> String {
    let words = match name {
        "sin" => "sine",
        "cos" => "cosine",
        "tan" => "tangent",
        "cot" => "cotangent",
        "sec" => "secant",
        "csc" => "cosecant",
        "arcsin" => "arc sine",
        "arccos" => "arc cosine",
        "arctan" => "arc tangent",
        "sinh" => "hyperbolic sine",
        "cosh" => "hyperbolic cosine",
        "tanh" => "hyperbolic tangent",
        "exp" => "exponential",
        "ln" => "natural log",
        "lim" => "limit",
        "max" => "maximum",
        "min" => "minimum",
        "sup" => "supremum",
        "inf" => "infimum",
        "det" => "determinant",
        "gcd" => "greatest common divisor",
        "dim" => "dimension",
        "ker" => "kernel",
        "deg" => "degree",
        "arg" => "argument",
        "mod" => "modulo",
        "Pr" => "probability",
        name => return name.replace('\u{2009}', " "),
    };
    words.to_owned()
}

/// The words for a sign.
fn sign(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '\u{2212}' | '-' => "minus",
        '\u{b1}' => "plus or minus",
        '\u{2213}' => "minus or plus",
        '\u{d7}' => "times",
        '\u{22c5}' | '\u{b7}' => "times",
        '\u{2217}' => "asterisk",
        '\u{f7}' => "divided by",
        '/' => "slash",
        '\u{2218}' => "composed with",
        '=' => "equals",
        '\u{2260}' => "is not equal to",
        '<' => "is less than",
        '>' => "is greater than",
        '\u{2264}' | '\u{2a7d}' => "is less than or equal to",
        '\u{2265}' | '\u{2a7e}' => "is greater than or equal to",
        '\u{226a}' => "is much less than",
        '\u{226b}' => "is much greater than",
        '\u{2248}' => "is approximately",
        '\u{223c}' => "is similar to",
        '\u{2245}' => "is congruent to",
        '\u{2261}' => "is equivalent to",
        '\u{2254}' => "is defined as",
        '\u{221d}' => "is proportional to",
        '\u{2208}' => "in",
        '\u{2209}' => "not in",
        '\u{220b}' => "contains",
        '\u{2282}' => "is a proper subset of",
        '\u{2286}' => "is a subset of",
        '\u{2283}' => "is a superset of",
        '\u{2287}' => "is a superset of or equal to",
        '\u{222a}' | '\u{22c3}' => "union",
        '\u{2229}' | '\u{22c2}' => "intersection",
        '\u{2216}' => "without",
        '\u{2227}' => "and",
        '\u{2228}' => "or",
        '\u{ac}' => "not",
        '\u{2200}' => "for all",
        '\u{2203}' => "there exists",
        '\u{2204}' => "there is no",
        '\u{2192}' | '\u{27f6}' => "to",
        '\u{2190}' | '\u{27f5}' => "from",
        '\u{2194}' => "left right arrow",
        '\u{21a6}' | '\u{27fc}' => "maps to",
        '\u{21d2}' | '\u{27f9}' => "implies",
        '\u{21d0}' | '\u{27f8}' => "is implied by",
        '\u{21d4}' | '\u{27fa}' => "if and only if",
        '\u{21cc}' => "is in equilibrium with",
        '\u{2211}' => "the sum",
        '\u{220f}' => "the product",
        '\u{2210}' => "the coproduct",
        '\u{222b}' => "the integral",
        '\u{222c}' => "the double integral",
        '\u{222d}' => "the triple integral",
        '\u{222e}' => "the contour integral",
        '\u{221e}' => "infinity",
        '\u{2202}' => "partial",
        '\u{2207}' => "nabla",
        '\u{2205}' | '\u{2300}' => "the empty set",
        '\u{210f}' => "h bar",
        '\u{2113}' => "l",
        '\u{211c}' => "the real part",
        '\u{2111}' => "the imaginary part",
        '\u{2135}' => "aleph",
        '\u{211d}' => "the real numbers",
        '\u{2115}' => "the natural numbers",
        '\u{2124}' => "the integers",
        '\u{211a}' => "the rational numbers",
        '\u{2102}' => "the complex numbers",
        '(' => "open parenthesis",
        ')' => "close parenthesis",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        '\u{27e8}' => "open angle bracket",
        '\u{27e9}' => "close angle bracket",
        '\u{230a}' => "the floor of",
        '\u{230b}' => ", end floor,",
        '\u{2308}' => "the ceiling of",
        '\u{2309}' => ", end ceiling,",
        '|' | '\u{2223}' => "vertical bar",
        '\u{2016}' => "double bar",
        '\u{2225}' => "is parallel to",
        '\u{27c2}' => "is perpendicular to",
        '\u{2220}' => "angle",
        '\u{25b3}' => "triangle",
        '\u{b0}' => "degrees",
        '!' => "factorial",
        '\u{2026}' | '\u{22ef}' => "and so on",
        '\u{22ee}' | '\u{22f1}' => "dots",
        '\u{2295}' | '\u{2a01}' => "direct sum",
        '\u{2297}' | '\u{2a02}' => "tensor",
        '\u{22a2}' => "proves",
        '\u{22a8}' => "models",
        '\u{22a4}' => "top",
        '\u{22a5}' => "bottom",
        '\u{2032}' => "prime",
        '\u{2191}' => "up arrow",
        '\u{2193}' => "down arrow",
        '%' => "percent",
        _ => return None,
    })
}

fn greek(letter: char) -> Option<&'static str> {
    Some(match letter {
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'ε' | 'ϵ' => "epsilon",
        'ζ' => "zeta",
        'η' => "eta",
        'θ' | 'ϑ' => "theta",
        'ι' => "iota",
        'κ' | 'ϰ' => "kappa",
        'λ' => "lambda",
        'μ' => "mu",
        'ν' => "nu",
        'ξ' => "xi",
        'ο' => "omicron",
        'π' | 'ϖ' => "pi",
        'ρ' | 'ϱ' => "rho",
        'σ' | 'ς' => "sigma",
        'τ' => "tau",
        'υ' => "upsilon",
        'φ' | 'ϕ' => "phi",
        'χ' => "chi",
        'ψ' => "psi",
        'ω' => "omega",
        _ => return None,
    })
}

/// A letter of an alphabet of mathematics, as the words for its alphabet and the plain letter.
fn letter(character: char) -> (&'static str, char) {
    /// The first of each alphabet of Latin letters, 52 each, and its words.
    const ALPHABETS: [(u32, &str); 13] = [
        (0x1D400, "bold"),
        (0x1D434, ""),
        (0x1D468, "bold"),
        (0x1D49C, "script"),
        (0x1D4D0, "bold script"),
        (0x1D504, "fraktur"),
        (0x1D538, "double-struck"),
        (0x1D56C, "bold fraktur"),
        (0x1D5A0, "sans-serif"),
        (0x1D5D4, "sans-serif bold"),
        (0x1D608, "sans-serif"),
        (0x1D63C, "sans-serif bold"),
        (0x1D670, "monospace"),
    ];
    const GREEK: [(u32, &str); 3] = [(0x1D6A8, "bold"), (0x1D6E2, ""), (0x1D71C, "bold")];
    let code = character as u32;
    for (start, words) in ALPHABETS {
        if let Some(index) = code.checked_sub(start).filter(|index| *index < 52) {
            let plain = if index < 26 { b'A' + index as u8 } else { b'a' + (index - 26) as u8 };
            return (words, plain as char);
        }
    }
    for (start, words) in GREEK {
        if let Some(index) = code.checked_sub(start).filter(|index| *index < 51) {
            let first = if index < 25 { 'Α' as u32 + index } else { 'α' as u32 + index - 26 };
            return (words, char::from_u32(first).unwrap_or(character));
        }
    }
    match code.checked_sub(0x1D7CE).filter(|index| *index < 50) {
        Some(index) => ("bold", (b'0' + (index % 10) as u8) as char),
        None => (elsewhere(character), character),
    }
}

/// Words for letters that stand outside of the block.
fn elsewhere(character: char) -> &'static str {
    match character {
        'ℬ' | 'ℰ' | 'ℱ' | 'ℋ' | 'ℐ' | 'ℒ' | 'ℳ' | 'ℛ' => "script",
        'ℭ' | 'ℌ' | 'ℨ' => "fraktur",
        'ℍ' | 'ℙ' => "double-struck",
        _ => "",
    }
}
