//! Formulas in one line of plain characters, for titles in contents, outlines and running heads: `E = mc²`.

use super::{AtomClass, Formula, MathNode, Scripts};

impl Formula {
    /// The formula in plain characters.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        push_list(&mut out, &self.content);
        out.trim().to_owned()
    }
}

fn push_list(out: &mut String, nodes: &[MathNode]) {
    for node in nodes {
        // Signs that have room around them on paper have it here.
        let is_apart = matches!(node.class(), Some(AtomClass::Binary | AtomClass::Relation));
        let is_name = matches!(node, MathNode::Operator(operator) if operator.is_name);
        if is_apart && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        push(out, node);
        let ends_list = matches!(node.class(), Some(AtomClass::Punctuation));
        if is_apart || is_name || ends_list {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

fn push(out: &mut String, node: &MathNode) {
    match node {
        MathNode::Row { content, .. } | MathNode::Styled { content, .. } | MathNode::Enclosed { content, .. } => {
            push_list(out, content);
        }
        MathNode::Identifier { text, .. } | MathNode::Number(text) | MathNode::Text { text, .. } => out.push_str(text),
        MathNode::Operator(operator) => out.push_str(&operator.text),
        MathNode::Reference(reference) => out.push_str(&reference.text),
        MathNode::Space(width) => {
            if *width > 0.0 && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        MathNode::Fraction(fraction) => {
            push_part(out, &fraction.numerator);
            out.push('/');
            push_part(out, &fraction.denominator);
        }
        MathNode::Root { radicand, .. } => {
            out.push('\u{221a}');
            push_part(out, radicand);
        }
        MathNode::Scripts(scripts) => push_scripts(out, scripts),
        MathNode::Limits(limits) => {
            push(out, &limits.base);
            push_script(out, '_', &limits.under);
            push_script(out, '^', &limits.over);
        }
        MathNode::Accent(accent) => {
            push_list(out, &accent.base);
            if matches!(accent.mark, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}') {
                out.push(accent.mark);
            }
        }
        MathNode::Table(table) => {
            for (index, row) in table.rows.iter().enumerate() {
                if index > 0 {
                    out.push_str("; ");
                }
                row.cells.iter().for_each(|cell| push_list(out, cell));
            }
        }
        MathNode::Padded(padded) => {
            if !padded.is_hidden {
                push_list(out, &padded.content);
            }
        }
    }
}

/// A part of a fraction, in parentheses where it is more than a sign.
fn push_part(out: &mut String, nodes: &[MathNode]) {
    let mut part = String::new();
    push_list(&mut part, nodes);
    let is_one = part.chars().all(char::is_alphanumeric);
    if is_one {
        out.push_str(&part);
    } else {
        out.push('(');
        out.push_str(&part);
        out.push(')');
    }
}

fn push_scripts(out: &mut String, scripts: &Scripts) {
    push_script(out, '^', &scripts.pre_sup);
    push_script(out, '_', &scripts.pre_sub);
    push(out, &scripts.base);
    push_script(out, '_', &scripts.sub);
    push_script(out, '^', &scripts.sup);
}

/// Raised and lowered characters where Unicode has them for all.
fn push_script(out: &mut String, mark: char, nodes: &[MathNode]) {
    if nodes.is_empty() {
        return;
    }
    let mut script = String::new();
    push_list(&mut script, nodes);
    let is_prime = script.chars().all(|character| matches!(character, '\u{2032}'..='\u{2034}' | '\u{2057}'));
    if mark == '^' && is_prime {
        return out.push_str(&script);
    }
    let shifted: Option<String> =
        script.chars().map(|character| if mark == '^' { raised(character) } else { lowered(character) }).collect();
    match shifted {
        Some(shifted) => out.push_str(&shifted),
        None => {
            out.push(mark);
            push_part(out, nodes);
        }
    }
}

fn raised(character: char) -> Option<char> {
    Some(match character {
        '0' => '\u{2070}',
        '1' => '\u{b9}',
        '2' => '\u{b2}',
        '3' => '\u{b3}',
        '4'..='9' => char::from_u32(0x2070 + character as u32 - '0' as u32)?,
        '+' => '\u{207a}',
        '\u{2212}' => '\u{207b}',
        'n' => '\u{207f}',
        'i' => '\u{2071}',
        _ => return None,
    })
}

fn lowered(character: char) -> Option<char> {
    Some(match character {
        '0'..='9' => char::from_u32(0x2080 + character as u32 - '0' as u32)?,
        '+' => '\u{208a}',
        '\u{2212}' => '\u{208b}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{MathNode, MathOperator};

    #[test]
    fn formulas_in_titles_are_plain() {
        let letter = |text: &str| MathNode::Identifier { text: text.into(), is_upright: false };
        let sign = |text: &str, class| MathNode::Operator(MathOperator::new(text, class));
        let scripts = |sub: Vec<MathNode>, sup: Vec<MathNode>| {
            let base = letter("x");
            MathNode::Scripts(Box::new(Scripts { base, sub, sup, pre_sub: Vec::new(), pre_sup: Vec::new() }))
        };
        let content = vec![
            letter("E"),
            sign("=", AtomClass::Relation),
            scripts(vec![letter("j")], vec![MathNode::Number("2".into())]),
            sign(",", AtomClass::Punctuation),
            scripts(vec![MathNode::Number("10".into())], vec![letter("n"), sign("+", AtomClass::Binary), letter("k")]),
        ];
        let formula = Formula { display: false, content, tag: None, words: Box::default() };
        assert_eq!(formula.plain(), "E = x_j\u{b2}, x\u{2081}\u{2080}^(n + k)");
    }
}
