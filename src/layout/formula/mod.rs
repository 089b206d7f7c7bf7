//! Formulas: nodes of MathML become glyphs and bars.
//!
//! In: a formula and its style. Out: for a line of text, pieces between which it may end, each a box around the line's
//! baseline ([`set_nodes`]); for a display, its lines ([`set_display`]). The rules are TeX's (The TeXbook,
//! appendix G) with the constants of the font's `MATH` table, as MathML Core has them too. Files from the ground up: `style`,
//! `ink`; `engine` sets tokens, `stretch` what grows, `row`, `script`, `fraction`, `accent` and `table` what is made of
//! them. Where lines of text end and pages is not known here.

mod accent;
mod engine;
mod fraction;
mod ink;
mod row;
mod script;
mod stretch;
mod style;
mod table;

use std::ops::Range;
use std::sync::Arc;

use super::Source;
use super::chapter::ChapterLayout;
use super::formula_breaks::{display_breaks, formulas_beside};
use super::galley::Line;
use crate::document::{Formula, MathNode, MathTag, NodeId};
use crate::geom::Pt;
use crate::style::ComputedStyle;
use engine::Engine;
use ink::MathBox;
use style::Style;

/// The second line of a display that is broken begins so far in, in em.
const CONTINUED_INDENT: f32 = 2.0;
/// Between the lines of a display, in em.
const LINE_GAP: f32 = 0.3;
/// A display that no break makes narrow enough is set no smaller than this.
const LEAST_SCALE: f32 = 0.7;
/// Between a formula and its number, in em.
const NUMBER_GAP: f32 = 1.0;
/// What a line of a display reaches above and below its baseline at least, in em.
const LINE_ASCENT: f32 = 0.7;
const LINE_DESCENT: f32 = 0.3;

/// A piece of a line: fragments from its start and its baseline.
pub struct SetSegment {
    pub width: Pt,
    pub ascent: Pt,
    pub descent: Pt,
    pub fragments: Vec<super::Fragment>,
}

/// Sets some nodes of a formula that stands in a line of text.
pub fn set_nodes(
    layout: &mut ChapterLayout,
    formula: &Formula,
    nodes: Range<usize>,
    node: NodeId,
    style: &Arc<ComputedStyle>,
) -> SetSegment {
    let source = Source::Node { node: layout.node_ref(node), range: 0..0 };
    let set = match Engine::new(layout, style, node) {
        Some(mut engine) => engine.list(&formula.content[nodes], Style::new(formula.display)),
        None => MathBox::default(),
    };
    let (width, ascent, descent) = (Pt(set.width), Pt(set.ascent), Pt(set.descent));
    SetSegment { width, ascent, descent, fragments: set.fragments(&source, Pt::ZERO, Pt::ZERO) }
}

/// A line of a display, and what stands between it and the next.
pub struct DisplayLine {
    pub line: Line,
    pub gap: Pt,
}

impl DisplayLine {
    /// Leaves room above it.
    pub fn drop_by(&mut self, by: Pt) {
        self.line.height += by;
        self.line.ascent += by;
        self.line.fragments.iter_mut().for_each(|fragment| fragment.shift(Pt::ZERO, by));
    }
}

/// The lines of a display in a measure from `x` on; `nodes` are the formula's own and the one that a line too wide is
/// reported for.
pub fn set_display(
    layout: &mut ChapterLayout,
    formula: &Formula,
    node: NodeId,
    style: &Arc<ComputedStyle>,
    x: Pt,
    measure: Pt,
) -> Vec<DisplayLine> {
    let source = Source::Node { node: layout.node_ref(node), range: 0..0 };
    let is_mirrored = layout.direction.is_right_to_left();
    let (lines, is_overfull, em) = match Engine::new(layout, style, node) {
        Some(mut engine) => {
            let mut display = Display { measure: measure.0, is_overfull: false };
            let lines = display.lines(&mut engine, formula);
            (lines, display.is_overfull, engine.size)
        }
        None => return Vec::new(),
    };
    if is_overfull {
        layout.report_wide_formula(node);
    }
    let middle = x + measure / 2.0;
    lines
        .into_iter()
        .map(|(set, gap)| {
            let ascent = set.ascent.max(LINE_ASCENT * em);
            let height = ascent + set.descent.max(LINE_DESCENT * em);
            let mut fragments = set.fragments(&source, x, Pt(ascent));
            if is_mirrored {
                fragments.iter_mut().for_each(|fragment| fragment.mirror(middle));
            }
            DisplayLine { line: Line { height: Pt(height), ascent: Pt(ascent), fragments }, gap: Pt(gap) }
        })
        .collect()
}

/// The least and the greatest width that a display wants: it is set no smaller than a share of its own.
pub fn display_widths(
    layout: &mut ChapterLayout,
    formula: &Formula,
    node: NodeId,
    style: &Arc<ComputedStyle>,
) -> (Pt, Pt) {
    let Some(mut engine) = Engine::new(layout, style, node) else { return (Pt::ZERO, Pt::ZERO) };
    let style = Style::new(true);
    let (width, tags) = match formula.lines() {
        Some(table) => {
            let width = engine.rows(table, style, None).width;
            (width, table.rows.iter().filter_map(|row| row.tag.as_ref()).collect::<Vec<_>>())
        }
        None => (engine.list(&formula.content, style).width, formula.tag.iter().collect()),
    };
    let gap = NUMBER_GAP * engine.size;
    let room = tags.into_iter().map(|tag| number(&mut engine, tag).width + gap).fold(0.0, f32::max);
    (Pt(width * LEAST_SCALE + room), Pt(width + room))
}

struct Display {
    measure: f32,
    /// A line is wider than the measure at the smallest size.
    is_overfull: bool,
}

impl Display {
    fn lines(&mut self, engine: &mut Engine, formula: &Formula) -> Vec<(MathBox, f32)> {
        let em = engine.size;
        let style = Style::new(true);
        if let Some(table) = formula.lines() {
            let rows = engine.rows(table, style, Some(self.measure));
            let tags: Vec<Option<MathBox>> =
                table.rows.iter().map(|row| row.tag.as_ref().map(|tag| number(engine, tag))).collect();
            let widest = tags.iter().flatten().map(|tag| tag.width).fold(0.0, f32::max);
            let room = if widest > 0.0 { widest + NUMBER_GAP * em } else { 0.0 };
            let (scale, start) = self.place(rows.width, room);
            let mut lines = Vec::with_capacity(tags.len());
            for ((row, tag), of) in rows.rows.into_iter().zip(tags).zip(&table.rows) {
                let mut set = row.set;
                set.scale(scale);
                let start = if of.is_text { 0.0 } else { start };
                lines.push((self.with_number(set, start, tag), row.gap));
            }
            return lines;
        }
        let tag = formula.tag.as_ref().map(|tag| number(engine, tag));
        let room = tag.as_ref().map_or(0.0, |tag| tag.width + NUMBER_GAP * em);
        let set = engine.list(&formula.content, style);
        if set.width + room <= self.measure {
            let (_, start) = self.place(set.width, room);
            return vec![(self.with_number(set, start, tag), 0.0)];
        }
        self.beside(engine, &formula.content, tag, room)
    }

    /// Formulas beside one another that are too wide together: as many on a line as it holds, each line in the middle.
    fn beside(
        &mut self,
        engine: &mut Engine,
        nodes: &[MathNode],
        mut tag: Option<MathBox>,
        room: f32,
    ) -> Vec<(MathBox, f32)> {
        let formulas = formulas_beside(nodes);
        let mut lines = Vec::new();
        let mut next = 0;
        while let Some(first) = formulas.get(next) {
            let (mut line, mut set) = (first.clone(), None);
            while let Some(formula) = formulas.get(next) {
                let least = if next + 1 == formulas.len() { room } else { 0.0 };
                let wider = engine.list(&nodes[line.start..formula.end], Style::new(true));
                if wider.width + least > self.measure {
                    break;
                }
                (line.end, set) = (formula.end, Some(wider));
                next += 1;
            }
            next += usize::from(set.is_none());
            let is_last = next == formulas.len();
            let (tag, room) = if is_last { (tag.take(), room) } else { (None, 0.0) };
            match set {
                Some(set) => {
                    let (_, start) = self.place(set.width, room);
                    lines.push((self.with_number(set, start, tag), LINE_GAP * engine.size));
                }
                None => lines.extend(self.broken(engine, &nodes[line], tag, room)),
            }
        }
        lines
    }

    /// Where a formula begins that leaves room for its number, and how large it is set.
    fn place(&mut self, width: f32, room: f32) -> (f32, f32) {
        if width + room <= self.measure {
            // In the middle of the measure, or as near to it as the number lets it.
            let middle = (self.measure - width) / 2.0;
            return (1.0, middle.min(self.measure - room - width).max(0.0));
        }
        let wanted = (self.measure - room) / width.max(1.0);
        self.is_overfull = true;
        (wanted.clamp(LEAST_SCALE, 1.0), 0.0)
    }

    /// A number stands at the end of the line.
    fn with_number(&self, set: MathBox, start: f32, tag: Option<MathBox>) -> MathBox {
        let mut line = MathBox { width: self.measure, ascent: set.ascent, descent: set.descent, ..MathBox::default() };
        line.place(set, start, 0.0);
        if let Some(tag) = tag {
            line.ascent = line.ascent.max(tag.ascent);
            line.descent = line.descent.max(tag.descent);
            let x = self.measure - tag.width;
            line.place(tag, x, 0.0);
        }
        line
    }

    /// A formula too wide for its measure: lines end before relations, then before signs of operation, and those after
    /// the first begin further in. What cannot be broken is set smaller, and told.
    fn broken(
        &mut self,
        engine: &mut Engine,
        nodes: &[MathNode],
        tag: Option<MathBox>,
        room: f32,
    ) -> Vec<(MathBox, f32)> {
        let style = Style::new(true);
        let em = engine.size;
        let indent = CONTINUED_INDENT * em;
        let parts = display_breaks(nodes);
        let mut lines: Vec<MathBox> = Vec::new();
        let mut line = MathBox::default();
        let mut before = None;
        let mut has_line = false;
        for (index, pieces) in parts.iter().enumerate() {
            let is_last = index + 1 == parts.len();
            let least = if is_last { room } else { 0.0 };
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { continue };
            let whole = engine.list_after(before, &nodes[first.start..last.end], style);
            let left = |lines: &[MathBox]| if lines.is_empty() { 0.0 } else { indent };
            // What stands from one relation to the next stays together where it can.
            if left(&lines) + line.width + whole.width + least <= self.measure {
                line.append(whole);
            } else {
                if has_line {
                    lines.push(std::mem::take(&mut line));
                    before = None;
                }
                for (at, range) in pieces.iter().enumerate() {
                    let least = if is_last && at + 1 == pieces.len() { room } else { 0.0 };
                    let piece = engine.list_after(before, &nodes[range.clone()], style);
                    if at > 0 && left(&lines) + line.width + piece.width + least > self.measure {
                        lines.push(std::mem::take(&mut line));
                        // A line begins with its sign, without the space before it.
                        line = engine.list_after(None, &nodes[range.clone()], style);
                    } else {
                        line.append(piece);
                    }
                    before = nodes[range.clone()].iter().rev().find_map(MathNode::class);
                }
            }
            has_line = true;
            before = nodes[last.clone()].iter().rev().find_map(MathNode::class);
        }
        lines.push(line);
        let count = lines.len();
        let mut tag = tag;
        let set = lines.into_iter().enumerate().map(|(index, mut line)| {
            let is_last = index + 1 == count;
            let start = if index == 0 { 0.0 } else { indent };
            let room = if is_last { room } else { 0.0 };
            if start + line.width + room > self.measure {
                let wanted = (self.measure - room - start) / line.width.max(1.0);
                line.scale(wanted.clamp(LEAST_SCALE, 1.0));
                self.is_overfull = true;
            }
            let start = if count == 1 { ((self.measure - room - line.width) / 2.0).max(0.0) } else { start };
            let tag = if is_last { tag.take() } else { None };
            (line, start, tag)
        });
        let set: Vec<(MathBox, f32, Option<MathBox>)> = set.collect();
        set.into_iter().map(|(line, start, tag)| (self.with_number(line, start, tag), LINE_GAP * em)).collect()
    }
}

/// The number of a line, as text.
fn number(engine: &mut Engine, tag: &MathTag) -> MathBox {
    engine.text(&tag.text, Default::default(), Style::new(false))
}
