//! Lists of atoms: what stands beside one another on a baseline, with the space between.

use super::engine::Engine;
use super::ink::{InkKind, MathBox};
use super::style::Style;
use crate::color::Color;
use crate::document::{AtomClass, MathAlignment, MathNode, MathOperator, MathSize, Notation, Padded};
use crate::math::space_between;

/// A delimiter covers so much of what stands in it, and lacks no more than so much of an em (The TeXbook, page 152).
const DELIMITER_FACTOR: f32 = 0.901;
const DELIMITER_SHORTFALL: f32 = 0.5;

/// A delimiter that is not seen, and the sides of a fraction, take so much room, in em of the text (plain TeX,
/// `\nulldelimiterspace`, 1.2 points).
pub const NULL_DELIMITER: f32 = 0.12;

impl Engine<'_, '_> {
    /// Nodes beside one another.
    pub fn list(&mut self, nodes: &[MathNode], style: Style) -> MathBox {
        self.list_after(None, nodes, style)
    }

    /// The same behind an atom of a class.
    pub fn list_after(&mut self, before: Option<AtomClass>, nodes: &[MathNode], style: Style) -> MathBox {
        if let ([only], None) = (nodes, before)
            && !is_fence(only)
        {
            return self.node(only, style);
        }
        // What grows is set once it is known how high the others are.
        let mut boxes: Vec<Option<MathBox>> =
            nodes.iter().map(|node| (!is_fence(node)).then(|| self.node(node, style))).collect();
        let (mut ascent, mut descent) = (0.0f32, 0.0f32);
        for set in boxes.iter().flatten() {
            ascent = ascent.max(set.ascent);
            descent = descent.max(set.descent);
        }
        let axis = self.axis(style);
        let reach = (ascent - axis).max(descent + axis);
        let shortfall = DELIMITER_SHORTFALL * self.em(style);
        let height = (2.0 * reach * DELIMITER_FACTOR).max(2.0 * reach - shortfall);
        for (node, set) in nodes.iter().zip(&mut boxes) {
            if set.is_none()
                && let MathNode::Operator(operator) = node
            {
                *set = Some(self.delimiter(&operator.text, height, style));
            }
        }
        let em = self.em(style);
        let mut row = MathBox::default();
        let mut before = before;
        for (node, set) in nodes.iter().zip(boxes) {
            row.width += space_between(before, node, style.level() > 0) * em;
            before = node.class().or(before);
            row.append(set.unwrap_or_default());
        }
        row
    }

    pub fn node(&mut self, node: &MathNode, style: Style) -> MathBox {
        match node {
            MathNode::Row { class: AtomClass::Inner, content } => self.fenced(content, style),
            MathNode::Row { content, .. } => self.list(content, style),
            MathNode::Identifier { text, is_upright } => self.identifier(text, *is_upright, style),
            // Scripts stand beside the last digit.
            MathNode::Number(text) => MathBox { is_character: true, ..self.run(text, text, style) },
            MathNode::Operator(operator) => self.operator(operator, style),
            MathNode::Text { text, style: own } => self.text(text, *own, style),
            MathNode::Reference(reference) => self.text(&reference.text, Default::default(), style),
            MathNode::Space(em) => MathBox::space(em * self.em(style)),
            MathNode::Fraction(fraction) => self.fraction(fraction, style),
            MathNode::Root { radicand, index } => self.root(radicand, index.as_deref(), style),
            MathNode::Scripts(scripts) => self.scripts(scripts, style),
            MathNode::Limits(limits) => self.limits(limits, style),
            MathNode::Accent(accent) => self.accent(accent, style),
            MathNode::Table(table) => self.table(table, style),
            MathNode::Styled { style: change, content } => {
                let style = change.size.map_or(style, |size| style.with_size(size));
                let outer = self.color;
                self.color = change.color.unwrap_or(outer);
                let set = self.list(content, style);
                self.color = outer;
                set
            }
            MathNode::Padded(padded) => self.padded(padded, style),
            MathNode::Enclosed { notation, content } => self.enclosed(*notation, content, style),
        }
    }

    /// A formula between delimiters. One that is not seen takes room as well.
    fn fenced(&mut self, content: &[MathNode], style: Style) -> MathBox {
        let mut set = self.list(content, style);
        if !content.iter().any(is_fence) {
            return set;
        }
        let room = |end: Option<&MathNode>| if end.is_some_and(is_fence) { 0.0 } else { NULL_DELIMITER * self.size };
        let (before, after) = (room(content.first()), room(content.last()));
        set.width += before + after;
        set.inks.iter_mut().for_each(|ink| ink.x += before);
        set
    }

    /// What stands in a box of its own: the width of a letter alone is without its lean (The TeXbook, appendix G, after
    /// rule 9, `clean_box`).
    pub fn boxed(&mut self, nodes: &[MathNode], style: Style) -> MathBox {
        let mut set = self.list(nodes, style);
        if let [MathNode::Identifier { .. }] = nodes {
            set.width = set.upright_width();
            set.holds_italics = false;
        }
        set
    }

    pub fn operator(&mut self, operator: &MathOperator, style: Style) -> MathBox {
        let MathOperator { text, size, .. } = operator;
        if operator.is_name {
            return self.run(text, text, style);
        }
        if let Some(size) = size {
            // As many parentheses high as is asked for, less what delimiters may lack (amsmath, `\bBigg@`).
            let parenthesis = match self.glyph_of('(') {
                Some(glyph) => {
                    let [_, bottom, _, top] = self.bounds(glyph, style.with_size(MathSize::Text));
                    top - bottom
                }
                None => self.size,
            };
            let full = size * parenthesis;
            let least = (full * DELIMITER_FACTOR).max(full - DELIMITER_SHORTFALL * self.size);
            let set = self.delimiter(text, least, style);
            return MathBox { is_character: false, ..set };
        }
        let mut characters = text.chars();
        let Some(character) = characters.next().filter(|_| characters.as_str().is_empty()) else {
            return self.run(text, text, style);
        };
        if operator.is_large {
            return self.large(character, text, style);
        }
        self.character(character, text, style)
    }

    /// A large operator stands in the middle of the axis, larger where the formula is displayed.
    fn large(&mut self, character: char, text: &str, style: Style) -> MathBox {
        let Some(glyph) = self.glyph_of(character) else { return self.character(character, text, style) };
        let mut set = if style.is_display() {
            let least = self.constants().display_operator_min_height * self.em(style);
            self.vertical(glyph, least, text, style)
        } else {
            self.glyph(glyph, text, style)
        };
        let shift = self.axis(style) - (set.ascent - set.descent) / 2.0;
        set.raise(shift);
        // Scripts stand at the corners of what is large; its width holds its lean (MathML Core, section 3.4.1.2).
        set.is_character = false;
        set.holds_italics = true;
        set.leans = true;
        set
    }

    fn padded(&mut self, padded: &Padded, style: Style) -> MathBox {
        let mut set = self.list(&padded.content, style);
        if padded.is_hidden {
            set.inks.clear();
        }
        set.raise(padded.raise * self.em(style));
        if let Some(lap) = padded.lap {
            let shift = match lap {
                MathAlignment::Left => -set.width,
                MathAlignment::Center => -set.width / 2.0,
                MathAlignment::Right => 0.0,
            };
            set.inks.iter_mut().for_each(|ink| ink.x += shift);
            set.width = 0.0;
        }
        if padded.without_width {
            set.width = 0.0;
        }
        if padded.without_height {
            set.ascent = 0.0;
        }
        if padded.without_depth {
            set.descent = 0.0;
        }
        set
    }

    /// A box around, or lines through, what is in it. LaTeX's `\fbox` has three points of room and a line of 0.4.
    fn enclosed(&mut self, notation: Notation, content: &[MathNode], style: Style) -> MathBox {
        const ROOM: f32 = 0.3;
        const LINE: f32 = 0.04;
        let em = self.em(style);
        let (room, line) = (ROOM * em, LINE * em);
        let mut inner = self.list(content, style);
        match notation {
            Notation::Box => {
                let (ascent, descent) = (inner.ascent + room + line, inner.descent + room + line);
                let width = inner.width + 2.0 * (room + line);
                let mut set = MathBox { width, ascent, descent, ..MathBox::default() };
                let kind = InkKind::Frame { width, height: ascent + descent, line };
                set.inks.push(super::ink::Ink { x: 0.0, y: -ascent, color: self.color, kind });
                set.place(inner, room + line, 0.0);
                set
            }
            Notation::Strike => {
                let middle = -(inner.ascent - inner.descent) / 2.0;
                let (width, color) = (inner.width, self.color);
                inner.bar(0.0, middle - line / 2.0, width, line, color);
                inner
            }
            Notation::UpDiagonal | Notation::DownDiagonal | Notation::Cross => {
                self.strokes(&mut inner, notation, line);
                inner
            }
        }
    }

    /// Diagonals, of squares that lie over one another by two thirds.
    fn strokes(&mut self, inner: &mut MathBox, notation: Notation, line: f32) {
        const MOST_STEPS: f32 = 400.0;
        let square = line * 0.8;
        let (width, height) = (inner.width - square, inner.height() - square);
        let steps = (height.hypot(width) / square * 3.0).clamp(2.0, MOST_STEPS).ceil();
        let (top, color): (f32, Color) = (-inner.ascent, self.color);
        for step in 0..=steps as usize {
            let share = step as f32 / steps;
            let down = top + share * height;
            let up = top + (1.0 - share) * height;
            if matches!(notation, Notation::DownDiagonal | Notation::Cross) {
                inner.bar(share * width, down, square, square, color);
            }
            if matches!(notation, Notation::UpDiagonal | Notation::Cross) {
                inner.bar(share * width, up, square, square, color);
            }
        }
    }
}

/// Whether it grows with what stands beside it. Arrows grow with what stands above and below them.
fn is_fence(node: &MathNode) -> bool {
    matches!(node, MathNode::Operator(operator) if operator.is_stretchy && operator.class != AtomClass::Relation)
}
