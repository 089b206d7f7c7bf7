//! Signs with something above, below or through them: accents, braces, arrows with labels, negations.

use super::parser::{Atom, Placement, flat};
use crate::document::{Accent, AtomClass, MathNode, Notation};

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
