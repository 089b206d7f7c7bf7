//! MathML that an author wrote, as nodes.
//!
//! In: an element `math` as it stands in the text (MathML Core, and of MathML 3 what older tools write: `mfenced`,
//! `menclose`, `maction`). Out: the formula, or what is wrong with it and where. Classes of operators are those of TeX, by
//! their signs; where an author says how far they stand apart, only whether they do at all is taken over.

use std::ops::Range;

use super::alphabet::Alphabet;
use super::color::color_of;
use super::parser::{MOST_DEPTH, MOST_NODES, class_of_ascii, flat};
use super::symbol::{SymbolKind, Symbols};
use super::{MathError, error, length};
use crate::color::Color;
use crate::document::{
    Accent, AtomClass, Formula, Fraction, Limits, MathAlignment, MathColumn, MathNode, MathOperator, MathRow, MathSize,
    MathStyleChange, MathTable, MathTextFamily, MathTextStyle, Notation, Padded, Scripts, TableKind,
};
use crate::html::{self, Token};

/// Whether a source is MathML rather than TeX.
pub(super) fn is_markup(source: &str) -> bool {
    source.strip_prefix("<math").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>'))
}

/// Reads an element `math`.
pub(super) fn parse(source: &str, display: bool, symbols: &Symbols) -> Result<Formula, MathError> {
    let root = tree(source)?;
    let mut reader = Reader { symbols, nodes: 0 };
    let mut content = reader.list(&root)?;
    // Lines break between the nodes of the formula itself.
    while let [MathNode::Row { class: AtomClass::Ordinary, .. }] = content.as_slice() {
        content = flat(content);
    }
    Ok(Formula { display, content, tag: None, words: Box::default() })
}

/// An element, its children, and the text that stands in it.
#[derive(Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
    range: Range<usize>,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    fn says(&self, name: &str) -> Option<bool> {
        self.attribute(name).map(|value| value == "true")
    }

    /// The text, with its white space as MathML has it (MathML 3, section 2.1.7).
    fn words(&self) -> String {
        self.text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The elements of a source, each closed where its parent is.
fn tree(source: &str) -> Result<Element, MathError> {
    let mut open: Vec<Element> = vec![Element::default()];
    let close = |open: &mut Vec<Element>| {
        if let Some(element) = open.pop()
            && let Some(parent) = open.last_mut()
        {
            parent.children.push(element);
        }
    };
    let mut count = 0;
    for (token, range) in html::tokenize(source) {
        match token {
            Token::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Token::Open(tag) => {
                count += 1;
                if open.len() as u32 > MOST_DEPTH || count > MOST_NODES {
                    return Err(error(range, "a formula of too many elements, or nested too deeply"));
                }
                let is_closed = source[range.clone()].ends_with("/>");
                let (name, attributes) = (tag.name, tag.attributes);
                open.push(Element { name, attributes, range, ..Element::default() });
                if is_closed {
                    close(&mut open);
                }
            }
            Token::Close(name) => {
                if let Some(at) = open.iter().rposition(|element| element.name == name) {
                    while open.len() > at.max(1) {
                        close(&mut open);
                    }
                }
            }
            Token::Comment { .. } | Token::Declaration(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let mut root = open.pop().unwrap_or_default();
    match root.children.first_mut().filter(|first| first.name == "math") {
        Some(math) => Ok(std::mem::take(math)),
        None => Err(error(0..source.len().min(1), "no element `math`")),
    }
}

struct Reader<'s> {
    symbols: &'s Symbols,
    nodes: usize,
}

impl Reader<'_> {
    /// The children of an element that holds any number of them.
    fn list(&mut self, element: &Element) -> Result<Vec<MathNode>, MathError> {
        let mut nodes = Vec::with_capacity(element.children.len());
        let last = element.children.len().saturating_sub(1);
        let is_bar = |child: &Element| child.name == "mo" && matches!(child.text.trim(), "|" | "‖" | "∣" | "∥");
        // Bars around all of a row open and close it; others may be anything.
        let bars = element.children.iter().enumerate().filter(|(_, child)| is_bar(child)).map(|(index, _)| index);
        let is_between_bars = last > 0 && bars.eq([0, last]);
        for (index, child) in element.children.iter().enumerate() {
            let form = match index {
                0 if is_between_bars => Form::Prefix,
                _ if index == last && is_between_bars => Form::Postfix,
                _ => Form::Infix,
            };
            nodes.extend(self.node(child, form)?);
        }
        if element.children.is_empty() && !element.text.trim().is_empty() {
            nodes.push(text(&element.words(), element));
        }
        Ok(nodes)
    }

    /// A child that is one argument.
    fn argument(&mut self, element: &Element, index: usize) -> Result<Vec<MathNode>, MathError> {
        match element.children.get(index) {
            Some(child) => Ok(flat(self.node(child, Form::Infix)?)),
            None => {
                let message = format!("`<{}>` lacks its {} child", element.name, ordinal(index));
                Err(error(element.range.clone(), message))
            }
        }
    }

    fn base(&mut self, element: &Element) -> Result<MathNode, MathError> {
        Ok(MathNode::group(self.argument(element, 0)?))
    }

    fn node(&mut self, element: &Element, form: Form) -> Result<Vec<MathNode>, MathError> {
        self.nodes += 1;
        let one = |node: MathNode| Ok(vec![node]);
        match element.name.as_str() {
            "mi" => one(self.identifier(element)),
            "mn" => {
                let shown = variant(element).unwrap_or_default();
                one(MathNode::Number(element.words().chars().map(|c| shown.of(c)).collect::<String>().into()))
            }
            "mo" => Ok(self.operator(element, form).into_iter().collect()),
            "mtext" => one(text(&element.text.replace('\u{a0}', " "), element)),
            "ms" => {
                let quote = |name: &str| element.attribute(name).unwrap_or("\"").to_owned();
                one(text(&format!("{}{}{}", quote("lquote"), element.words(), quote("rquote")), element))
            }
            "mspace" => one(MathNode::Space(element.attribute("width").and_then(width).unwrap_or_default())),
            "mrow" | "merror" | "math" | "mtd" => {
                let content = self.list(element)?;
                one(row(content))
            }
            "semantics" | "maction" => match element.children.first() {
                Some(first) => self.node(first, form),
                None => Ok(Vec::new()),
            },
            "annotation" | "annotation-xml" | "none" | "mprescripts" | "malignmark" | "maligngroup" => Ok(Vec::new()),
            "mstyle" => {
                let content = self.list(element)?;
                let style = MathStyleChange { size: size_of(element), color: color(element) };
                if style == MathStyleChange::default() {
                    return one(MathNode::group(content));
                }
                one(MathNode::Styled { style, content })
            }
            "mfrac" => {
                let has_bar = !element.attribute("linethickness").is_some_and(|line| {
                    line.trim_end_matches(|c: char| c.is_alphabetic() || c == '%').parse() == Ok(0.0)
                });
                let (numerator, denominator) = (self.argument(element, 0)?, self.argument(element, 1)?);
                let fraction = Fraction { numerator, denominator, has_bar, is_continued: false };
                let fraction = MathNode::Fraction(Box::new(fraction));
                match size_of(element) {
                    Some(size) => one(MathNode::Styled {
                        style: MathStyleChange { size: Some(size), color: None },
                        content: vec![fraction],
                    }),
                    None => one(fraction),
                }
            }
            "msqrt" => one(MathNode::Root { radicand: flat(self.list(element)?), index: None }),
            "mroot" => {
                let (radicand, index) = (self.argument(element, 0)?, self.argument(element, 1)?);
                one(MathNode::Root { radicand, index: Some(index) })
            }
            "msub" | "msup" | "msubsup" => {
                let base = self.base(element)?;
                let first = self.argument(element, 1)?;
                let (sub, sup) = match element.name.as_str() {
                    "msub" => (first, Vec::new()),
                    "msup" => (Vec::new(), first),
                    _ => (first, self.argument(element, 2)?),
                };
                one(MathNode::Scripts(Box::new(Scripts { base, sub, sup, pre_sub: Vec::new(), pre_sup: Vec::new() })))
            }
            "mmultiscripts" => one(self.many_scripts(element)?),
            "munder" | "mover" | "munderover" => one(self.limits(element)?),
            "mtable" => one(self.table(element)?),
            "mpadded" => one(self.padded(element, false)?),
            "mphantom" => one(self.padded(element, true)?),
            "menclose" => one(self.enclosed(element)?),
            "mfenced" => one(self.fenced(element)?),
            "a" => Ok(vec![MathNode::group(self.list(element)?)]),
            name => {
                let message = format!("`<{name}>` is no element of MathML Core");
                let hint = match name {
                    "apply" | "ci" | "cn" | "bind" => "write presentation markup, `<mrow>`, `<mi>`, `<mo>`",
                    _ => "write it with `<mrow>`, `<mi>`, `<mo>`, `<mn>` and the like",
                };
                Err(error(element.range.clone(), message).hint(hint))
            }
        }
    }

    fn identifier(&self, element: &Element) -> MathNode {
        let words = element.words();
        if self.symbols.function(&words).is_some() {
            let operator = MathOperator { is_name: true, ..MathOperator::new(words, AtomClass::Operator) };
            return MathNode::Operator(operator);
        }
        let is_one = words.chars().nth(1).is_none();
        let (shown, is_upright) = match variant(element) {
            // Letters that are of an alphabet themselves are not slanted again.
            Some(alphabet) => (words.chars().map(|c| alphabet.of(c)).collect(), true),
            None => (words, !is_one),
        };
        MathNode::Identifier { text: shown.into(), is_upright }
    }

    /// An operator; `None` for those that are not seen, such as the application of a function.
    fn operator(&self, element: &Element, form: Form) -> Option<MathNode> {
        let words = element.words();
        let mut characters = words.chars();
        let first = characters.next().filter(|c| !('\u{2061}'..='\u{2064}').contains(c))?;
        let is_one = characters.as_str().is_empty();
        if !is_one && first.is_alphabetic() {
            let operator = MathOperator { is_name: true, ..MathOperator::new(words, AtomClass::Operator) };
            return Some(MathNode::Operator(operator));
        }
        let (sign, mut class, is_large) = match class_of_ascii(first) {
            Some((sign, class)) if is_one => (sign.to_owned(), class, false),
            Some((_, class)) => (words, class, false),
            None => match self.symbols.typed(first) {
                Some(SymbolKind::Atom(class) | SymbolKind::Delimiter(class)) => (words, class, false),
                Some(SymbolKind::Sum | SymbolKind::Integral) => (words, AtomClass::Operator, true),
                Some(SymbolKind::Letter | SymbolKind::Sign) | None => (words, AtomClass::Ordinary, false),
            },
        };
        let form = match element.attribute("form") {
            Some("prefix") => Form::Prefix,
            Some("infix") => Form::Infix,
            Some("postfix") => Form::Postfix,
            Some(_) | None => form,
        };
        let is_bar = matches!(first, '|' | '‖' | '∣' | '∥');
        match (is_bar, form) {
            (true, Form::Prefix) => class = AtomClass::Opening,
            (true, Form::Postfix) => class = AtomClass::Closing,
            (true, Form::Infix) | (false, Form::Prefix | Form::Infix | Form::Postfix) => {}
        }
        let is_none = |name: &str| element.attribute(name).and_then(width) == Some(0.0);
        if matches!(class, AtomClass::Binary | AtomClass::Relation) && is_none("lspace") && is_none("rspace") {
            class = AtomClass::Ordinary;
        }
        // `!` closes in TeX, and does not grow.
        let is_fence = matches!(class, AtomClass::Opening | AtomClass::Closing) && !matches!(first, '!' | '?');
        let asked = |name: &str| element.attribute(name).and_then(width).filter(|size| *size > 0.0);
        let size = asked("minsize").filter(|least| asked("maxsize") == Some(*least));
        Some(MathNode::Operator(MathOperator {
            is_stretchy: size.is_none()
                && element.says("stretchy").unwrap_or(is_fence || element.says("fence") == Some(true)),
            is_large: is_large && element.says("largeop") != Some(false),
            size,
            ..MathOperator::new(sign, class)
        }))
    }

    fn many_scripts(&mut self, element: &Element) -> Result<MathNode, MathError> {
        let base = self.base(element)?;
        let mut scripts = Scripts { base, sub: Vec::new(), sup: Vec::new(), pre_sub: Vec::new(), pre_sup: Vec::new() };
        let (mut is_before, mut is_sub) = (false, true);
        for child in element.children.iter().skip(1) {
            if child.name == "mprescripts" {
                (is_before, is_sub) = (true, true);
                continue;
            }
            let nodes = flat(self.node(child, Form::Infix)?);
            match (is_before, is_sub) {
                (false, true) => scripts.sub.extend(nodes),
                (false, false) => scripts.sup.extend(nodes),
                (true, true) => scripts.pre_sub.extend(nodes),
                (true, false) => scripts.pre_sup.extend(nodes),
            }
            is_sub = !is_sub;
        }
        Ok(MathNode::Scripts(Box::new(scripts)))
    }

    fn limits(&mut self, element: &Element) -> Result<MathNode, MathError> {
        let (under, over) = match element.name.as_str() {
            "munder" => (Some(1), None),
            "mover" => (None, Some(1)),
            _ => (Some(1), Some(2)),
        };
        let mut base = self.argument(element, 0)?;
        let (mut below, mut above) = (Vec::new(), Vec::new());
        for (place, is_under, attribute) in [(under, true, "accentunder"), (over, false, "accent")] {
            let Some(place) = place else { continue };
            let child = element.children.get(place).filter(|child| child.name == "mo");
            let is_asked = element.says(attribute).or(child.and_then(|child| child.says("accent")));
            let sign = child.and_then(|child| accent(child.words().chars().next(), is_under));
            // Braces and bars are no scripts unless that is said; other signs are accents where they are called so.
            match sign.filter(|(_, is_wide)| is_asked.unwrap_or(*is_wide)) {
                Some((mark, is_wide)) => {
                    let is_one = matches!(base.as_slice(), [MathNode::Identifier { .. } | MathNode::Number(_)]);
                    let is_stretchy = is_wide || child.and_then(|child| child.says("stretchy")).unwrap_or(!is_one);
                    let class = AtomClass::Ordinary;
                    base = vec![MathNode::Accent(Box::new(Accent { base, mark, is_under, is_stretchy, class }))];
                }
                None if is_under => below = stacked(self.argument(element, place)?),
                None => above = stacked(self.argument(element, place)?),
            }
        }
        let (under, over) = (below, above);
        let base = MathNode::group(base);
        if under.is_empty() && over.is_empty() {
            return Ok(base);
        }
        let is_sum = matches!(&base, MathNode::Operator(operator) if operator.is_large || operator.is_name);
        let is_movable = element.children[0].says("movablelimits").unwrap_or(is_sum);
        Ok(MathNode::Limits(Box::new(Limits { base, under, over, is_movable, class: None })))
    }

    fn table(&mut self, element: &Element) -> Result<MathNode, MathError> {
        let words = |name: &str| -> Vec<&str> {
            element.attribute(name).map(|value| value.split_ascii_whitespace().collect()).unwrap_or_default()
        };
        // The last of a list holds for all that follow (MathML 3, section 3.5.1).
        let of = |list: &[&str], index: usize| list.get(index).or(list.last()).map(|&value| value.to_owned());
        let (aligned, lines, row_lines) = (words("columnalign"), words("columnlines"), words("rowlines"));
        let mut rows = Vec::new();
        for (index, row) in element.children.iter().enumerate() {
            let mut cells = Vec::new();
            for cell in &row.children {
                cells.push(flat(self.node(cell, Form::Infix)?));
            }
            if row.name == "mlabeledtr" && !cells.is_empty() {
                // The label stands at the end of its row.
                cells.rotate_left(1);
            }
            let is_lined = index > 0 && of(&row_lines, index - 1).is_some_and(|line| line != "none");
            rows.push(MathRow { cells, lines_above: u8::from(is_lined), ..MathRow::default() });
        }
        let is_display = element.says("displaystyle") == Some(true);
        let is_paired = aligned.first() == Some(&"right") && aligned.get(1) == Some(&"left");
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let kind = match is_display {
            true if is_paired => TableKind::Aligned,
            true if width == 1 => TableKind::Gathered,
            true | false if lines.is_empty() => TableKind::Matrix,
            true | false => TableKind::Array,
        };
        let columns = (0..width).map(|index| {
            let alignment = match of(&aligned, index).as_deref() {
                Some("left") => MathAlignment::Left,
                Some("right") => MathAlignment::Right,
                Some(_) | None => MathAlignment::Center,
            };
            let has_line = index > 0 && of(&lines, index - 1).is_some_and(|line| line != "none");
            MathColumn { alignment, has_line, ..kind.column(index) }
        });
        let columns = columns.collect();
        Ok(MathNode::Table(MathTable { kind, columns, rows, ends_with_line: false }))
    }

    fn padded(&mut self, element: &Element, is_hidden: bool) -> Result<MathNode, MathError> {
        let is_none = |name: &str| element.attribute(name).and_then(width) == Some(0.0);
        Ok(MathNode::Padded(Box::new(Padded {
            content: self.list(element)?,
            is_hidden,
            lap: None,
            without_height: is_none("height"),
            without_depth: is_none("depth"),
            raise: element.attribute("voffset").and_then(width).unwrap_or_default(),
            without_width: is_none("width"),
        })))
    }

    fn enclosed(&mut self, element: &Element) -> Result<MathNode, MathError> {
        let mut content = self.list(element)?;
        let notations = element.attribute("notation").unwrap_or("longdiv");
        let has = |name: &str| notations.split_ascii_whitespace().any(|notation| notation == name);
        let class = AtomClass::Ordinary;
        for (name, mark, is_under) in [("top", '\u{af}', false), ("bottom", '_', true)] {
            if has(name) {
                let accent = Accent { base: content, mark, is_under, is_stretchy: true, class };
                content = vec![MathNode::Accent(Box::new(accent))];
            }
        }
        let notation = match () {
            () if has("updiagonalstrike") && has("downdiagonalstrike") => Notation::Cross,
            () if has("updiagonalstrike") => Notation::UpDiagonal,
            () if has("downdiagonalstrike") => Notation::DownDiagonal,
            () if has("horizontalstrike") => Notation::Strike,
            () if has("radical") => return Ok(MathNode::Root { radicand: content, index: None }),
            () if has("box") || has("roundedbox") => Notation::Box,
            () if has("top") || has("bottom") => return Ok(MathNode::group(content)),
            () => {
                let message = format!("`menclose` draws no `{notations}`");
                let hint = "there are `box`, `top`, `bottom`, `radical` and the strikes";
                return Err(error(element.range.clone(), message).hint(hint));
            }
        };
        Ok(MathNode::Enclosed { notation, content })
    }

    /// `mfenced`: its children between delimiters and with signs between them (MathML 3, section 3.3.8).
    fn fenced(&mut self, element: &Element) -> Result<MathNode, MathError> {
        let sign = |text: &str, class, is_stretchy| {
            MathNode::Operator(MathOperator { is_stretchy, ..MathOperator::new(text, class) })
        };
        let separators: Vec<char> =
            element.attribute("separators").unwrap_or(",").chars().filter(|c| !c.is_whitespace()).collect();
        let mut content = Vec::new();
        let open = element.attribute("open").unwrap_or("(");
        if !open.is_empty() {
            content.push(sign(open, AtomClass::Opening, true));
        }
        for (index, child) in element.children.iter().enumerate() {
            if index > 0
                && let Some(separator) = separators.get(index - 1).or(separators.last())
            {
                content.push(sign(separator.encode_utf8(&mut [0; 4]), AtomClass::Punctuation, false));
            }
            content.extend(self.node(child, Form::Infix)?);
        }
        let close = element.attribute("close").unwrap_or(")");
        if !close.is_empty() {
            content.push(sign(close, AtomClass::Closing, true));
        }
        Ok(MathNode::Row { class: AtomClass::Ordinary, content })
    }
}

/// The content of a row. A table between delimiters is a matrix, one after a brace alone cases.
fn row(mut content: Vec<MathNode>) -> MathNode {
    let is_sign = |node: &MathNode, wanted: AtomClass| matches!(node, MathNode::Operator(operator) if operator.is_stretchy && operator.class == wanted);
    let is_fenced = match content.as_mut_slice() {
        [open, MathNode::Fraction(fraction), close] => {
            !fraction.has_bar && is_sign(open, AtomClass::Opening) && is_sign(close, AtomClass::Closing)
        }
        [open, MathNode::Table(_), close] => is_sign(open, AtomClass::Opening) && is_sign(close, AtomClass::Closing),
        [open, MathNode::Table(table)] if is_sign(open, AtomClass::Opening) => {
            table.kind = TableKind::Cases;
            true
        }
        _ => false,
    };
    match is_fenced {
        true => MathNode::Row { class: AtomClass::Inner, content },
        false => MathNode::group(content),
    }
}

/// A script of several lines.
fn stacked(mut script: Vec<MathNode>) -> Vec<MathNode> {
    if let [MathNode::Table(table)] = script.as_mut_slice()
        && table.width() == 1
    {
        table.kind = TableKind::Stack;
    }
    script
}

/// Where an operator stands among its neighbors.
#[derive(Clone, Copy)]
enum Form {
    Prefix,
    Infix,
    Postfix,
}

fn ordinal(index: usize) -> &'static str {
    match index {
        0 => "first",
        1 => "second",
        _ => "third",
    }
}

fn text(words: &str, element: &Element) -> MathNode {
    let style = match element.attribute("mathvariant") {
        Some("bold") => MathTextStyle { is_bold: true, ..MathTextStyle::default() },
        Some("italic") => MathTextStyle { is_italic: true, ..MathTextStyle::default() },
        Some("sans-serif") => MathTextStyle { family: MathTextFamily::Sans, ..MathTextStyle::default() },
        Some("monospace") => MathTextStyle { family: MathTextFamily::Monospace, ..MathTextStyle::default() },
        Some(_) | None => MathTextStyle::default(),
    };
    MathNode::Text { text: words.into(), style }
}

/// The alphabet that is asked for (MathML 3, section 3.2.2; MathML Core knows `normal` alone).
fn variant(element: &Element) -> Option<Alphabet> {
    Some(match element.attribute("mathvariant")? {
        "normal" => Alphabet::Upright,
        "bold" => Alphabet::Bold,
        "italic" => Alphabet::Italic,
        "bold-italic" => Alphabet::BoldItalic,
        "script" => Alphabet::Script,
        "bold-script" => Alphabet::BoldScript,
        "fraktur" => Alphabet::Fraktur,
        "bold-fraktur" => Alphabet::BoldFraktur,
        "double-struck" => Alphabet::DoubleStruck,
        "sans-serif" => Alphabet::SansSerif,
        "bold-sans-serif" => Alphabet::SansSerifBold,
        "sans-serif-italic" => Alphabet::SansSerifItalic,
        "monospace" => Alphabet::Monospace,
        _ => return None,
    })
}

/// The size that `displaystyle` and `scriptlevel` ask for.
fn size_of(element: &Element) -> Option<MathSize> {
    match element.attribute("scriptlevel") {
        Some("1") => return Some(MathSize::Script),
        Some("2") => return Some(MathSize::ScriptScript),
        Some(_) | None => {}
    }
    element.says("displaystyle").map(|is_display| if is_display { MathSize::Display } else { MathSize::Text })
}

fn color(element: &Element) -> Option<Color> {
    let text = element.attribute("mathcolor").or(element.attribute("color"))?;
    match text.strip_prefix('#') {
        Some(digits) => color_of(Some("HTML"), digits),
        None => color_of(None, text),
    }
}

/// A width in em: a length of CSS, or one that MathML 3 names (section 2.1.5.2).
fn width(text: &str) -> Option<f32> {
    const MU: f32 = 1.0 / 18.0;
    let named = ["veryverythin", "verythin", "thin", "medium", "thick", "verythick", "veryverythick"];
    let (sign, name) = match text.strip_prefix("negative") {
        Some(name) => (-1.0, name),
        None => (1.0, text),
    };
    if let Some(index) = name.strip_suffix("mathspace").and_then(|name| named.iter().position(|known| *known == name)) {
        return Some(sign * (index + 1) as f32 * MU);
    }
    if text.parse() == Ok(0.0) {
        return Some(0.0);
    }
    length::parse(text)
}

/// The mark that a sign above or below is, and whether it is always as wide as its base.
fn accent(sign: Option<char>, is_under: bool) -> Option<(char, bool)> {
    Some(match sign? {
        '^' | 'ˆ' | '\u{302}' => ('\u{302}', false),
        'ˇ' | '\u{30c}' => ('\u{30c}', false),
        '~' | '˜' | '\u{303}' => ('\u{303}', false),
        '´' | '\u{301}' => ('\u{301}', false),
        '`' | '\u{300}' => ('\u{300}', false),
        '.' | '˙' | '\u{307}' => ('\u{307}', false),
        '¨' | '\u{308}' => ('\u{308}', false),
        '˘' | '\u{306}' => ('\u{306}', false),
        '˚' | '\u{30a}' => ('\u{30a}', false),
        '\u{20d7}' => ('\u{20d7}', false),
        '¯' | '‾' | '\u{304}' | '\u{305}' | '―' if !is_under => ('\u{af}', true),
        '_' | '\u{332}' | '¯' | '‾' | '―' => ('_', true),
        brace @ ('\u{23b4}' | '\u{23b5}' | '\u{23dc}'..='\u{23df}') => (brace, true),
        '→' => ('\u{2192}', false),
        '←' => ('\u{2190}', false),
        '↔' => ('\u{2194}', false),
        '⇀' | '\u{20d1}' => ('\u{21c0}', false),
        '↼' | '\u{20d0}' => ('\u{21bc}', false),
        _ => return None,
    })
}
