//! Signs with something above, below, through or around them: accents, braces, arrows with labels, negations, circles;
//! and what is said modulo something.

use super::parser::{Atom, Placement, flat};
use crate::document::{Accent, AtomClass, MathNode, MathOperator, Notation};

/// An accent's mark, whether it is as wide as its base, and whether it stands below.
pub(super) fn accent(name: &str) -> Option<(char, bool, bool)> {
    Some(match name {
        "hat" => ('\u{302}', false, false),
        "widehat" => ('\u{302}', true, false),
        "check" => ('\u{30c}', false, false),
        "widecheck" => ('\u{30c}', true, false),
        "tilde" => ('\u{303}', false, false),
        "widetilde" => ('\u{303}', true, false),
        "acute" => ('\u{301}', false, false),
        "grave" => ('\u{300}', false, false),
        "dot" => ('\u{307}', false, false),
        "ddot" => ('\u{308}', false, false),
        "dddot" => ('\u{20db}', false, false),
        "ddddot" => ('\u{20dc}', false, false),
        "breve" => ('\u{306}', false, false),
        "bar" => ('\u{304}', false, false),
        "vec" => ('\u{20d7}', false, false),
        "mathring" => ('\u{30a}', false, false),
        "overline" | "widebar" => ('\u{af}', true, false),
        "underline" | "underbar" => ('_', true, true),
        "overbrace" => ('\u{23de}', true, false),
        "underbrace" => ('\u{23df}', true, true),
        "overbracket" => ('\u{23b4}', true, false),
        "underbracket" => ('\u{23b5}', true, true),
        "overparen" | "overarc" | "wideparen" => ('\u{23dc}', true, false),
        "underparen" => ('\u{23dd}', true, true),
        "overrightarrow" | "Overrightarrow" => ('\u{2192}', true, false),
        "overleftarrow" => ('\u{2190}', true, false),
        "overleftrightarrow" => ('\u{2194}', true, false),
        "overrightharpoon" => ('\u{21c0}', true, false),
        "overleftharpoon" => ('\u{21bc}', true, false),
        "underrightarrow" => ('\u{2192}', true, true),
        "underleftarrow" => ('\u{2190}', true, true),
        "underleftrightarrow" => ('\u{2194}', true, true),
        _ => return None,
    })
}

pub(super) fn accented(base: Vec<MathNode>, mark: char, is_stretchy: bool, is_under: bool) -> Atom {
    let is_brace = matches!(mark, '\u{23b4}' | '\u{23b5}' | '\u{23dc}'..='\u{23df}');
    let class = AtomClass::Ordinary;
    let node = MathNode::Accent(Box::new(Accent { base, mark, is_under, is_stretchy, class }));
    Atom { node, placement: if is_brace { Placement::Always } else { Placement::Beside } }
}

/// The arrow of a command that draws one out under its argument.
pub(super) fn extensible_arrow(name: &str) -> Option<char> {
    Some(match name {
        "xrightarrow" => '→',
        "xleftarrow" => '←',
        "xleftrightarrow" => '↔',
        "xRightarrow" => '⇒',
        "xLeftarrow" => '⇐',
        "xLeftrightarrow" => '⇔',
        "xmapsto" => '↦',
        "xhookrightarrow" => '↪',
        "xhookleftarrow" => '↩',
        "xrightharpoonup" => '⇀',
        "xrightharpoondown" => '⇁',
        "xleftharpoonup" => '↼',
        "xleftharpoondown" => '↽',
        "xrightleftharpoons" => '⇌',
        "xleftrightharpoons" => '⇋',
        "xtwoheadrightarrow" => '↠',
        "xtwoheadleftarrow" => '↞',
        "xlongequal" => '=',
        "xtofrom" => '⇄',
        _ => return None,
    })
}

/// A sign struck through: the character that Unicode has for it, else with its combining stroke.
pub(super) fn negated(content: Vec<MathNode>) -> MathNode {
    let mut content = flat(content);
    let Some(MathNode::Operator(operator)) = content.first_mut() else {
        return MathNode::Enclosed { notation: Notation::UpDiagonal, content };
    };
    let text: Box<str> = match &*operator.text {
        "=" => "≠".into(),
        "<" => "≮".into(),
        ">" => "≯".into(),
        "∈" => "∉".into(),
        "∋" => "∌".into(),
        "≡" => "≢".into(),
        "∼" => "≁".into(),
        "≃" => "≄".into(),
        "≅" => "≇".into(),
        "≈" => "≉".into(),
        "≤" => "≰".into(),
        "≥" => "≱".into(),
        "⊂" => "⊄".into(),
        "⊃" => "⊅".into(),
        "⊆" => "⊈".into(),
        "⊇" => "⊉".into(),
        "∣" | "|" => "∤".into(),
        "∥" => "∦".into(),
        "→" => "↛".into(),
        "←" => "↚".into(),
        "⇒" => "⇏".into(),
        "⇐" => "⇍".into(),
        "⇔" => "⇎".into(),
        "⊢" => "⊬".into(),
        "⊨" => "⊭".into(),
        "≺" => "⊀".into(),
        "≻" => "⊁".into(),
        "⊑" => "⋢".into(),
        "⊒" => "⋣".into(),
        "∃" => "∄".into(),
        other => format!("{other}\u{338}").into(),
    };
    operator.text = text;
    MathNode::group(content)
}

/// A number or a letter in a circle.
pub(super) fn circled(text: &str) -> MathNode {
    let mut characters = text.chars();
    let sign = match (characters.next(), characters.next(), text.parse::<u32>()) {
        (_, _, Ok(number @ 1..=20)) => char::from_u32(0x2460 + number - 1),
        (Some(letter @ 'A'..='Z'), None, _) => char::from_u32(0x24b6 + letter as u32 - 'A' as u32),
        (Some(letter @ 'a'..='z'), None, _) => char::from_u32(0x24d0 + letter as u32 - 'a' as u32),
        _ => None,
    };
    let text = sign.map_or_else(|| format!("({text})"), String::from).into();
    MathNode::Text { text, style: Default::default() }
}

/// `a \pmod{n}` and its like.
pub(super) fn modulus(name: &str, content: Vec<MathNode>, is_display: bool) -> MathNode {
    const MU: f32 = 1.0 / 18.0;
    let before = match name {
        _ if is_display => 18.0 * MU,
        "mod" => 12.0 * MU,
        _ => 8.0 * MU,
    };
    let mut inner = Vec::new();
    if name != "pod" {
        inner.push(MathNode::Identifier { text: "mod".into(), is_upright: true });
        inner.push(MathNode::Space(6.0 / 18.0));
    }
    inner.extend(content);
    if name == "mod" {
        inner.insert(0, MathNode::Space(before));
        return MathNode::Row { class: AtomClass::Ordinary, content: inner };
    }
    let paren = |text: &str, class| MathNode::Operator(MathOperator::new(text, class));
    inner.insert(0, paren("(", AtomClass::Opening));
    inner.insert(0, MathNode::Space(before));
    inner.push(paren(")", AtomClass::Closing));
    MathNode::Row { class: AtomClass::Ordinary, content: inner }
}
