//! Formulas as text, for golden tests and `--dump tree`: `(sup x 2)`.

use std::fmt::Write;

use super::{AtomClass, Math, MathAlignment, MathNode, MathTable, MathTextFamily, Notation, Padded};

/// Writes what was read of a formula after its source.
pub(super) fn push_formula(out: &mut String, math: &Math) {
    let Some(formula) = &math.formula else { return };
    out.push_str(" =");
    push_list(out, &formula.content);
    if let Some(tag) = &formula.tag {
        let _ = write!(out, " number {:?}", tag.text);
    }
}

/// The nodes of a formula as text.
pub fn dump_formula(nodes: &[MathNode]) -> String {
    let mut out = String::new();
    push_list(&mut out, nodes);
    out.trim_start().to_owned()
}

/// Nodes, each after a space.
fn push_list(out: &mut String, nodes: &[MathNode]) {
    for node in nodes {
        out.push(' ');
        push(out, node);
    }
}

fn push_group(out: &mut String, nodes: &[MathNode]) {
    match nodes {
        [only] => {
            out.push(' ');
            push(out, only);
        }
        nodes => {
            out.push_str(" {");
            push_list(out, nodes);
            out.push_str(" }");
        }
    }
}

fn push(out: &mut String, node: &MathNode) {
    match node {
        MathNode::Row { class, content } => {
            out.push('(');
            out.push_str(class_name(*class));
            push_list(out, content);
            out.push(')');
        }
        MathNode::Identifier { text, is_upright } => {
            let is_single = text.chars().nth(1).is_none();
            let _ = write!(out, "{}{text}", if *is_upright && is_single { "|" } else { "" });
        }
        MathNode::Number(text) => out.push_str(text),
        MathNode::Operator(operator) => {
            let _ = write!(out, "{}:{}", class_name(operator.class), operator.text);
            if operator.is_stretchy {
                out.push('~');
            }
            if let Some(size) = operator.size {
                let _ = write!(out, "@{size}");
            }
        }
        MathNode::Text { text, style } => {
            let _ = write!(out, "{text:?}");
            let family = match style.family {
                MathTextFamily::Text => "",
                MathTextFamily::Sans => ".sans",
                MathTextFamily::Monospace => ".mono",
            };
            let (bold, italic) = (style.is_bold, style.is_italic);
            let _ = write!(out, "{}{}{family}", if bold { ".bold" } else { "" }, if italic { ".italic" } else { "" });
        }
        MathNode::Space(em) => {
            let _ = write!(out, "<{:.3}>", em);
        }
        MathNode::Fraction(fraction) => {
            out.push_str(if fraction.has_bar { "(frac" } else { "(stack" });
            push_group(out, &fraction.numerator);
            push_group(out, &fraction.denominator);
            out.push(')');
        }
        MathNode::Root { radicand, index } => {
            out.push_str("(root");
            push_group(out, radicand);
            if let Some(index) = index {
                push_group(out, index);
            }
            out.push(')');
        }
        MathNode::Scripts(scripts) => {
            out.push_str("(scripts");
            push_group(out, std::slice::from_ref(&scripts.base));
            let lists = [
                ("_", &scripts.sub),
                ("^", &scripts.sup),
                ("_before", &scripts.pre_sub),
                ("^before", &scripts.pre_sup),
            ];
            push_named(out, &lists);
            out.push(')');
        }
        MathNode::Limits(limits) => {
            out.push_str(if limits.is_movable { "(movable" } else { "(limits" });
            push_group(out, std::slice::from_ref(&limits.base));
            push_named(out, &[("_", &limits.under), ("^", &limits.over)]);
            out.push(')');
        }
        MathNode::Accent(accent) => {
            let place = if accent.is_under { "under" } else { "over" };
            let wide = if accent.is_stretchy { "~" } else { "" };
            let _ = write!(out, "({place} U+{:04X}{wide}", accent.mark as u32);
            push_group(out, &accent.base);
            out.push(')');
        }
        MathNode::Table(table) => push_table(out, table),
        MathNode::Styled { style, content } => {
            out.push_str("(style");
            if let Some(size) = style.size {
                let _ = write!(out, " {size:?}");
            }
            if let Some(color) = style.color {
                let _ = write!(out, " #{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
            }
            push_group(out, content);
            out.push(')');
        }
        MathNode::Padded(padded) => push_padded(out, padded),
        MathNode::Enclosed { notation, content } => {
            out.push_str(match notation {
                Notation::Box => "(box",
                Notation::UpDiagonal => "(cancel",
                Notation::DownDiagonal => "(bcancel",
                Notation::Cross => "(xcancel",
                Notation::Strike => "(strike",
            });
            push_group(out, content);
            out.push(')');
        }
        MathNode::Reference(reference) => {
            let _ = write!(out, "(ref {} {:?})", reference.label, reference.text);
        }
    }
}

fn push_named(out: &mut String, lists: &[(&str, &Vec<MathNode>)]) {
    for (name, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = write!(out, " {name}");
        push_group(out, list);
    }
}

fn push_table(out: &mut String, table: &MathTable) {
    let _ = write!(out, "({:?} ", table.kind);
    for index in 0..table.width() {
        let column = table.column(index);
        if column.has_line {
            out.push('|');
        }
        out.push(match column.alignment {
            MathAlignment::Left => 'l',
            MathAlignment::Center => 'c',
            MathAlignment::Right => 'r',
        });
    }
    for row in &table.rows {
        out.push_str(" [");
        for (index, cell) in row.cells.iter().enumerate() {
            if index > 0 {
                out.push_str(" &");
            }
            push_list(out, cell);
        }
        out.push_str(" ]");
        if let Some(tag) = &row.tag {
            let _ = write!(out, " number {:?}", tag.text);
        }
    }
    out.push(')');
}

fn push_padded(out: &mut String, padded: &Padded) {
    out.push_str(if padded.is_hidden { "(phantom" } else { "(padded" });
    if let Some(lap) = padded.lap {
        let _ = write!(out, " {lap:?}");
    }
    let sides =
        [(padded.without_height, "no-height"), (padded.without_depth, "no-depth"), (padded.without_width, "no-width")];
    sides.iter().filter(|(is_set, _)| *is_set).for_each(|(_, name)| {
        let _ = write!(out, " {name}");
    });
    push_group(out, &padded.content);
    out.push(')');
}

fn class_name(class: AtomClass) -> &'static str {
    match class {
        AtomClass::Ordinary => "ord",
        AtomClass::Operator => "op",
        AtomClass::Binary => "bin",
        AtomClass::Relation => "rel",
        AtomClass::Opening => "open",
        AtomClass::Closing => "close",
        AtomClass::Punctuation => "punct",
        AtomClass::Inner => "inner",
    }
}
