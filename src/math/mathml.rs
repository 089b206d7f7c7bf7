//! Formulas as markup: MathML Core (<https://www.w3.org/TR/mathml-core/>).
//!
//! In: a formula. Out: what stands within its `math` element. Space between atoms is TeX's, and is written where the
//! operator dictionary (section 3.2.4.2) would have another; alignment of columns is written as style, which is what
//! MathML Core knows, and as an attribute for older readers. What MathML cannot say is left to `class` and `style`.

use std::fmt::Write;

use super::spacing::space_between;
use crate::color::Color;
use crate::document::{
    Accent, AtomClass, Formula, Limits, MathAlignment, MathNode, MathOperator, MathRow, MathSize, MathTable,
    MathTextFamily, MathTextStyle, Notation, Padded, Scripts, TableKind,
};

/// Writes what is in the `math` element of a formula.
pub fn write(out: &mut String, formula: &Formula) {
    let mut writer = Writer { out, is_script: false };
    match (&formula.tag, formula.lines()) {
        // A number stands in a column of its own, and the formula in the middle of what the line leaves.
        (Some(tag), None) => {
            writer.out.push_str("<mtable displaystyle=\"true\" style=\"width:100%\"><mtr>");
            writer.margin_cell();
            writer.out.push_str("<mtd>");
            writer.row(&formula.content);
            writer.out.push_str("</mtd>");
            writer.tag_cell(Some(&tag.text));
            writer.out.push_str("</mtr></mtable>");
        }
        _ => writer.row(&formula.content),
    }
}

struct Writer<'o> {
    out: &'o mut String,
    /// What is written is raised or lowered.
    is_script: bool,
}

impl Writer<'_> {
    /// Nodes beside one another, without an element around them.
    fn row(&mut self, nodes: &[MathNode]) {
        let mut before: Option<AtomClass> = None;
        for (index, node) in nodes.iter().enumerate() {
            let space = space_between(before, node, self.is_script);
            let next = nodes[index + 1..].iter().find(|next| next.class().is_some());
            let after = match (node.class(), next) {
                (Some(class), Some(next)) => space_between(Some(class), next, self.is_script),
                _ => 0.0,
            };
            let next_is_operator = next.is_some_and(|next| core_operator(next).is_some());
            let form = match index {
                0 if nodes.len() > 1 => Form::Prefix,
                _ if index + 1 == nodes.len() && index > 0 => Form::Postfix,
                _ => Form::Infix,
            };
            if core_operator(node).is_some() {
                let after = if next_is_operator { 0.0 } else { after };
                self.node(node, Some((space, after, form)));
            } else {
                let before_is_operator = nodes[..index].iter().rev().find(|node| node.class().is_some());
                if before_is_operator.and_then(core_operator).is_none() {
                    self.space(space);
                }
                self.node(node, None);
            }
            before = node.class().or(before);
        }
    }

    /// Nodes as one child of an element.
    fn child(&mut self, nodes: &[MathNode]) {
        match nodes {
            [only] => self.node(only, Some((0.0, 0.0, Form::Infix)).filter(|_| core_operator(only).is_some())),
            nodes => {
                self.out.push_str("<mrow>");
                self.row(nodes);
                self.out.push_str("</mrow>");
            }
        }
    }

    fn script(&mut self, nodes: &[MathNode]) {
        let outer = std::mem::replace(&mut self.is_script, true);
        self.child(nodes);
        self.is_script = outer;
    }

    fn space(&mut self, em: f32) {
        if em != 0.0 {
            let _ = write!(self.out, "<mspace width=\"{}\"/>", Em(em));
        }
    }

    /// A node; `around` is the space before and after it where it is an operator, and its form.
    fn node(&mut self, node: &MathNode, around: Option<(f32, f32, Form)>) {
        match node {
            MathNode::Row { content, .. } => {
                self.out.push_str("<mrow>");
                self.row(content);
                self.out.push_str("</mrow>");
            }
            MathNode::Identifier { text, is_upright } => {
                let is_single = text.chars().nth(1).is_none();
                self.out.push_str(if *is_upright && is_single && slants(text) {
                    "<mi mathvariant=\"normal\">"
                } else {
                    "<mi>"
                });
                self.text(text);
                self.out.push_str("</mi>");
            }
            MathNode::Number(text) => self.token("mn", text),
            MathNode::Operator(operator) => self.operator(operator, around, None),
            MathNode::Text { text, style } => {
                self.out.push_str("<mtext");
                let css = text_css(*style);
                if !css.is_empty() {
                    let _ = write!(self.out, " style=\"{css}\"");
                }
                self.out.push('>');
                self.text(text);
                self.out.push_str("</mtext>");
            }
            MathNode::Reference(reference) => self.token("mtext", &reference.text),
            MathNode::Space(em) => self.space(*em),
            MathNode::Fraction(fraction) => {
                if fraction.is_continued {
                    self.out.push_str("<mstyle displaystyle=\"true\" scriptlevel=\"0\">");
                }
                self.out.push_str(if fraction.has_bar { "<mfrac>" } else { "<mfrac linethickness=\"0\">" });
                for part in [&fraction.numerator, &fraction.denominator] {
                    if fraction.is_continued {
                        self.out.push_str("<mstyle displaystyle=\"true\" scriptlevel=\"0\">");
                        self.child(part);
                        self.out.push_str("</mstyle>");
                    } else {
                        self.child(part);
                    }
                }
                self.out.push_str("</mfrac>");
                if fraction.is_continued {
                    self.out.push_str("</mstyle>");
                }
            }
            MathNode::Root { radicand, index: None } => {
                self.out.push_str("<msqrt>");
                self.row(radicand);
                self.out.push_str("</msqrt>");
            }
            MathNode::Root { radicand, index: Some(index) } => {
                self.out.push_str("<mroot>");
                self.child(radicand);
                self.script(index);
                self.out.push_str("</mroot>");
            }
            MathNode::Scripts(scripts) => self.scripts(scripts, around),
            MathNode::Limits(limits) => self.limits(limits, around),
            MathNode::Accent(accent) => self.accent(accent),
            MathNode::Table(table) => self.table(table),
            MathNode::Styled { style, content } => {
                self.out.push_str("<mstyle");
                if let Some(size) = style.size {
                    let (is_display, level) = match size {
                        MathSize::Display => (true, 0),
                        MathSize::Text => (false, 0),
                        MathSize::Script => (false, 1),
                        MathSize::ScriptScript => (false, 2),
                    };
                    let _ = write!(self.out, " displaystyle=\"{is_display}\" scriptlevel=\"{level}\"");
                }
                if let Some(color) = style.color {
                    let _ = write!(self.out, " style=\"color:{}\"", Hex(color));
                }
                self.out.push('>');
                match content.as_slice() {
                    [only] => self.node(only, around),
                    content => self.row(content),
                }
                self.out.push_str("</mstyle>");
            }
            MathNode::Padded(padded) => self.padded(padded, around),
            MathNode::Enclosed { notation, content } => {
                let name = match notation {
                    Notation::Box => {
                        self.out.push_str("<mrow style=\"border:0.05em solid;padding:0.25em\">");
                        self.row(content);
                        return self.out.push_str("</mrow>");
                    }
                    Notation::UpDiagonal => "updiagonalstrike",
                    Notation::DownDiagonal => "downdiagonalstrike",
                    Notation::Cross => "updiagonalstrike downdiagonalstrike",
                    Notation::Strike => "horizontalstrike",
                };
                let _ = write!(self.out, "<menclose notation=\"{name}\">");
                self.row(content);
                self.out.push_str("</menclose>");
            }
        }
    }

    fn operator(&mut self, operator: &MathOperator, around: Option<(f32, f32, Form)>, movable: Option<bool>) {
        let (before, after, form) = around.unwrap_or((0.0, 0.0, Form::Infix));
        if operator.is_name && operator.class == AtomClass::Operator && movable.is_none() {
            // A name is an identifier; what it is applied to stands after an invisible sign.
            self.space(before);
            self.token("mi", &operator.text);
            if form != Form::Postfix && around.is_some() {
                self.out.push_str("<mo lspace=\"0\" rspace=\"0\">\u{2061}</mo>");
            }
            return self.space(after);
        }
        self.out.push_str("<mo");
        if usual_space(&operator.text, form) != Some((before, after)) {
            let _ = write!(self.out, " lspace=\"{}\" rspace=\"{}\"", Em(before), Em(after));
        }
        if let Some(size) = operator.size {
            let _ = write!(self.out, " stretchy=\"true\" minsize=\"{0}\" maxsize=\"{0}\"", Em(size));
        } else if operator.is_stretchy && (!is_fence(&operator.text) || form == Form::Infix || operator.text.len() > 1)
        {
            self.out.push_str(" stretchy=\"true\"");
        } else if !operator.is_stretchy && is_fence(&operator.text) {
            self.out.push_str(" stretchy=\"false\"");
        }
        if let Some(movable) = movable {
            let _ = write!(self.out, " movablelimits=\"{movable}\"");
        }
        self.out.push('>');
        self.text(&operator.text);
        self.out.push_str("</mo>");
    }

    /// A base with what stands around it, whose operator keeps its space.
    fn base(&mut self, base: &MathNode, around: Option<(f32, f32, Form)>, movable: Option<bool>) {
        match base {
            MathNode::Operator(operator) if !operator.is_name || movable.is_some() => {
                self.operator(operator, around.or(Some((0.0, 0.0, Form::Infix))), movable);
            }
            MathNode::Operator(operator) => self.token("mi", &operator.text),
            base => self.node(base, around.filter(|_| core_operator(base).is_some())),
        }
    }

    fn scripts(&mut self, scripts: &Scripts, around: Option<(f32, f32, Form)>) {
        let is_name = matches!(&scripts.base, MathNode::Operator(operator) if operator.is_name);
        if is_name && let Some((before, ..)) = around {
            self.space(before);
        }
        // Engines give operators a size in rows alone, and the row has the space of its own around it.
        let sized = if let MathNode::Operator(operator) = &scripts.base { Some(operator) } else { None };
        let sized = sized.filter(|operator| operator.size.is_some());
        let (before, after) = around.map_or((0.0, 0.0), |(before, after, _)| (before, after));
        if sized.is_some() {
            self.space(before);
        }
        let has_before = !scripts.pre_sub.is_empty() || !scripts.pre_sup.is_empty();
        let name = match (scripts.sub.is_empty(), scripts.sup.is_empty()) {
            _ if has_before => "mmultiscripts",
            (false, true) => "msub",
            (true, false) => "msup",
            _ => "msubsup",
        };
        let _ = write!(self.out, "<{name}>");
        match sized {
            Some(operator) => {
                self.out.push_str("<mrow>");
                self.operator(operator, Some((0.0, 0.0, Form::Infix)), None);
                self.out.push_str("</mrow>");
            }
            None => self.base(&scripts.base, around, None),
        }
        if has_before {
            self.multi(&scripts.sub);
            self.multi(&scripts.sup);
            self.out.push_str("<mprescripts/>");
            self.multi(&scripts.pre_sub);
            self.multi(&scripts.pre_sup);
        } else {
            [&scripts.sub, &scripts.sup].into_iter().filter(|list| !list.is_empty()).for_each(|list| self.script(list));
        }
        let _ = write!(self.out, "</{name}>");
        if sized.is_some() {
            self.space(after);
        }
        if is_name && let Some((_, after, form)) = around {
            if form != Form::Postfix {
                self.out.push_str("<mo lspace=\"0\" rspace=\"0\">\u{2061}</mo>");
            }
            self.space(after);
        }
    }

    fn multi(&mut self, list: &[MathNode]) {
        if list.is_empty() { self.out.push_str("<mrow/>") } else { self.script(list) }
    }

    fn limits(&mut self, limits: &Limits, around: Option<(f32, f32, Form)>) {
        let name = match (limits.under.is_empty(), limits.over.is_empty()) {
            (false, true) => "munder",
            (true, false) => "mover",
            (false, false) | (true, true) => "munderover",
        };
        let _ = write!(self.out, "<{name}>");
        let is_large = matches!(&limits.base, MathNode::Operator(operator) if operator.class == AtomClass::Operator);
        self.base(&limits.base, around, is_large.then_some(limits.is_movable));
        [&limits.under, &limits.over]
            .into_iter()
            .filter(|list| !list.is_empty() || name == "munderover")
            .for_each(|list| self.script(list));
        let _ = write!(self.out, "</{name}>");
    }

    /// An accent. Bars are borders of their base, since no font of formulas has them in all lengths; the sign stands beside
    /// them for those who listen. Wide marks are those that `MATH` tables have in several lengths, over more than a sign:
    /// a combining mark that is not drawn out stands left of its place.
    fn accent(&mut self, accent: &Accent) {
        let (name, attribute) = if accent.is_under { ("munder", "accentunder") } else { ("mover", "accent") };
        let _ = write!(self.out, "<{name} {attribute}=\"true\">");
        let bar = match accent.mark {
            '\u{af}' if accent.is_stretchy && !accent.is_under => Some(("top", '\u{af}')),
            '_' if accent.is_stretchy && accent.is_under => Some(("bottom", '_')),
            _ => None,
        };
        if let Some((side, sign)) = bar {
            let _ = write!(self.out, "<mrow style=\"border-{side}:0.05em solid;padding-{side}:0.12em\">");
            self.row(&accent.base);
            let _ = write!(self.out, "</mrow><mo stretchy=\"false\" style=\"font-size:0\">{sign}</mo></{name}>");
            return;
        }
        self.child(&accent.base);
        let _ = write!(self.out, "<mo stretchy=\"{}\">", accent.is_stretchy);
        let is_wide = accent.is_stretchy && !is_one_sign(&accent.base);
        // The signs by which MathML's dictionary knows accents stand for themselves.
        let sign = match accent.mark {
            '\u{302}' if !is_wide => '^',
            '\u{303}' => '~',
            '\u{304}' | '\u{af}' => '\u{af}',
            '\u{301}' => '\u{b4}',
            '\u{300}' => '`',
            '\u{307}' => '\u{2d9}',
            '\u{308}' => '\u{a8}',
            '\u{306}' => '\u{2d8}',
            '\u{30a}' => '\u{2da}',
            '\u{30c}' => '\u{2c7}',
            '\u{20d7}' => '\u{2192}',
            '\u{21bc}' if is_wide && !accent.is_under => '\u{20d0}',
            '\u{21c0}' if is_wide && !accent.is_under => '\u{20d1}',
            other => other,
        };
        self.text(sign.encode_utf8(&mut [0; 4]));
        let _ = write!(self.out, "</mo></{name}>");
    }

    fn padded(&mut self, padded: &Padded, around: Option<(f32, f32, Form)>) {
        let is_padded = padded.lap.is_some()
            || padded.without_height
            || padded.without_depth
            || padded.without_width
            || padded.raise != 0.0;
        if is_padded {
            self.out.push_str("<mpadded");
            if padded.lap.is_some() || padded.without_width {
                self.out.push_str(" width=\"0\"");
            }
            if padded.without_height {
                self.out.push_str(" height=\"0\"");
            }
            if padded.without_depth {
                self.out.push_str(" depth=\"0\"");
            }
            if padded.raise != 0.0 {
                let _ = write!(self.out, " voffset=\"{}\"", Em(padded.raise));
            }
            self.out.push('>');
        }
        if padded.is_hidden {
            self.out.push_str("<mphantom>");
        }
        match padded.content.as_slice() {
            [only] => self.node(only, around),
            content if !is_padded && !padded.is_hidden => {
                self.out.push_str("<mrow>");
                self.row(content);
                self.out.push_str("</mrow>");
            }
            content => self.row(content),
        }
        if padded.is_hidden {
            self.out.push_str("</mphantom>");
        }
        if is_padded {
            self.out.push_str("</mpadded>");
        }
    }

    fn table(&mut self, table: &MathTable) {
        let width = table.width();
        let is_numbered = table.rows.iter().any(|row| row.tag.is_some());
        self.out.push_str("<mtable");
        if table.kind.has_display_style() {
            self.out.push_str(" displaystyle=\"true\"");
        }
        let mut aligned = String::new();
        if is_numbered {
            aligned.push_str("left ");
        }
        for index in 0..width {
            let alignment = match table.column(index).alignment {
                MathAlignment::Left => "left ",
                MathAlignment::Center => "center ",
                MathAlignment::Right => "right ",
            };
            aligned.push_str(alignment);
        }
        if is_numbered {
            aligned.push_str("right");
        }
        if !aligned.is_empty() {
            let _ = write!(self.out, " columnalign=\"{}\"", aligned.trim_end());
        }
        if is_numbered {
            self.out.push_str(" style=\"width:100%\"");
        }
        self.out.push('>');
        let is_script = self.is_script;
        self.is_script = matches!(table.kind, TableKind::SmallMatrix | TableKind::Stack) || is_script;
        for (index, row) in table.rows.iter().enumerate() {
            self.table_row(table, row, index, width, is_numbered);
        }
        self.is_script = is_script;
        self.out.push_str("</mtable>");
    }

    fn table_row(&mut self, table: &MathTable, row: &MathRow, index: usize, width: usize, is_numbered: bool) {
        self.out.push_str("<mtr>");
        if is_numbered {
            self.margin_cell();
        }
        for (column, cell) in row.cells.iter().enumerate() {
            let form = table.column(column);
            let alignment = match (table.kind, form.alignment) {
                (TableKind::Multline, _) if index == 0 && table.rows.len() > 1 => "left",
                (TableKind::Multline, _) if index + 1 == table.rows.len() && index > 0 => "right",
                _ if row.is_text => "left",
                (_, MathAlignment::Left) => "left",
                (_, MathAlignment::Center) => "center",
                (_, MathAlignment::Right) => "right",
            };
            self.out.push_str("<mtd style=\"");
            // Chromium keeps to the second, others to the first; the middle is what a cell has by itself.
            if alignment != "center" {
                let _ = write!(self.out, "text-align:{alignment};text-align:-webkit-{alignment};");
            }
            if column == 0 || form.space == 0.0 {
                self.out.push_str("padding-left:0");
            } else {
                let _ = write!(self.out, "padding-left:{}", Em(form.space.max(1.0)));
            }
            let meets_next = column + 1 < width && table.column(column + 1).space == 0.0;
            if meets_next || column + 1 == width {
                self.out.push_str(";padding-right:0");
            }
            if form.has_line {
                self.out.push_str(";border-left:0.05em solid;padding-left:0.4em");
            }
            if table.ends_with_line && column + 1 == width {
                self.out.push_str(";border-right:0.05em solid;padding-right:0.4em");
            }
            if row.lines_above > 0 {
                self.out.push_str(";border-top:0.05em solid");
            }
            self.out.push('"');
            if row.is_text && width > 1 {
                let _ = write!(self.out, " columnspan=\"{width}\"");
            }
            self.out.push('>');
            self.row(cell);
            self.out.push_str("</mtd>");
        }
        if is_numbered {
            let missing = if row.is_text { 0 } else { width.saturating_sub(row.cells.len()) };
            (0..missing).for_each(|_| self.out.push_str("<mtd></mtd>"));
            self.tag_cell(row.tag.as_ref().map(|tag| &*tag.text));
        }
        self.out.push_str("</mtr>");
    }

    /// What stands opposite a number, so that what is between stands in the middle.
    fn margin_cell(&mut self) {
        self.out.push_str("<mtd style=\"width:50%;padding:0\"></mtd>");
    }

    /// However wide the formula is, a space as wide as two letters parts it from its number.
    fn tag_cell(&mut self, tag: Option<&str>) {
        self.out.push_str("<mtd style=\"width:50%;padding:0 0 0 2em;text-align:right;text-align:-webkit-right\">");
        if let Some(tag) = tag {
            self.token("mtext", tag);
        }
        self.out.push_str("</mtd>");
    }

    fn token(&mut self, name: &str, text: &str) {
        let _ = write!(self.out, "<{name}>");
        self.text(text);
        let _ = write!(self.out, "</{name}>");
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\t' | '\n' | '\r' => self.out.push(' '),
                // XML 1.0, section 2.2.
                '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
                character => self.out.push(character),
            }
        }
    }
}

/// The form of an operator, by its place in its row (MathML Core, section 3.2.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Prefix,
    Infix,
    Postfix,
}

/// The operator that a node is, or is made around (section 3.2.4.1, embellished operators).
fn core_operator(node: &MathNode) -> Option<&MathOperator> {
    match node {
        MathNode::Operator(operator) => Some(operator),
        MathNode::Scripts(scripts) => core_operator(&scripts.base),
        MathNode::Limits(limits) => core_operator(&limits.base),
        MathNode::Styled { content, .. } => match content.as_slice() {
            [only] => core_operator(only),
            _ => None,
        },
        MathNode::Padded(padded) => match padded.content.as_slice() {
            [only] => core_operator(only),
            _ => None,
        },
        MathNode::Row { .. }
        | MathNode::Identifier { .. }
        | MathNode::Number(_)
        | MathNode::Text { .. }
        | MathNode::Space(_)
        | MathNode::Fraction(_)
        | MathNode::Root { .. }
        | MathNode::Accent(_)
        | MathNode::Table(_)
        | MathNode::Enclosed { .. }
        | MathNode::Reference(_) => None,
    }
}

/// Whether it is one letter, digit or sign.
fn is_one_sign(nodes: &[MathNode]) -> bool {
    let is_one = |text: &str| text.chars().nth(1).is_none();
    if let [MathNode::Operator(operator)] = nodes {
        return is_one(&operator.text);
    }
    matches!(nodes, [MathNode::Identifier { text, .. } | MathNode::Number(text)] if is_one(text))
}

/// The space around common operators by the dictionary; `None` where it is not known here.
fn usual_space(text: &str, form: Form) -> Option<(f32, f32)> {
    const MU: f32 = 1.0 / 18.0;
    let infix = form == Form::Infix;
    match text {
        "=" | "<" | ">" | "\u{2264}" | "\u{2265}" | "\u{2260}" | "\u{2208}" | "\u{2192}" | "\u{2248}" | "\u{2261}"
        | "\u{21d2}" | "\u{2286}" | "\u{2282}" | "\u{223c}"
            if infix =>
        {
            Some((5.0 * MU, 5.0 * MU))
        }
        "+" | "\u{2212}" | "\u{b1}" if infix => Some((4.0 * MU, 4.0 * MU)),
        "+" | "\u{2212}" | "\u{b1}" if form == Form::Prefix => Some((0.0, 0.0)),
        "," if infix => Some((0.0, 3.0 * MU)),
        "(" | "[" | "{" if form == Form::Prefix => Some((0.0, 0.0)),
        ")" | "]" | "}" if form == Form::Postfix => Some((0.0, 0.0)),
        _ => None,
    }
}

/// Operators that the dictionary makes grow.
fn is_fence(text: &str) -> bool {
    matches!(
        text,
        "(" | ")"
            | "["
            | "]"
            | "{"
            | "}"
            | "|"
            | "\u{2016}"
            | "\u{2223}"
            | "\u{2225}"
            | "\u{2308}"
            | "\u{2309}"
            | "\u{230a}"
            | "\u{230b}"
            | "\u{27e6}"
            | "\u{27e7}"
            | "\u{27e8}"
            | "\u{27e9}"
            | "\u{27ea}"
            | "\u{27eb}"
            | "\u{2191}"
            | "\u{2193}"
            | "\u{2195}"
            | "\u{21d1}"
            | "\u{21d3}"
            | "\u{21d5}"
    )
}

/// Whether a lone letter would be slanted (MathML Core, section 4.1).
fn slants(text: &str) -> bool {
    text.chars().next().is_some_and(|character| super::italic(character) != character)
}

fn text_css(style: MathTextStyle) -> String {
    let mut css = String::new();
    if style.is_bold {
        css.push_str("font-weight:bold");
    }
    if style.is_italic {
        css.push_str(if css.is_empty() { "font-style:italic" } else { ";font-style:italic" });
    }
    let family = match style.family {
        MathTextFamily::Text => return css,
        MathTextFamily::Sans => "font-family:sans-serif",
        MathTextFamily::Monospace => "font-family:monospace",
    };
    if !css.is_empty() {
        css.push(';');
    }
    css + family
}

/// A length as CSS has it, in thousandths.
struct Em(f32);

impl std::fmt::Display for Em {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 1000.0).round() / 1000.0;
        if rounded == 0.0 { write!(formatter, "0") } else { write!(formatter, "{rounded}em") }
    }
}

struct Hex(Color);

impl std::fmt::Display for Hex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0.red, self.0.green, self.0.blue)
    }
}
