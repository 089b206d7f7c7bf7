//! Formulas: nodes of MathML Core, with what TeX says of them beyond it.
//!
//! In: made by `math` from TeX. Out: read by whoever writes MathML, lays a formula out or says it in words. Names are
//! those of MathML Core (<https://www.w3.org/TR/mathml-core/>) and of The TeXbook, chapters 17 and 18. Lengths are in em
//! of the formula's own size. How anything looks is the font's business.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::color::Color;

/// A formula in the text: its source, and what was read from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Math {
    /// It stands in a line of its own.
    pub display: bool,
    /// TeX, as written.
    pub source: Box<str>,
    /// Where each line of the source begins in its file.
    #[serde(skip)]
    pub lines: Box<[u32]>,
    /// What the source says; `None` where it cannot be read, and then the source is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<Arc<Formula>>,
}

impl Math {
    pub fn new(source: impl Into<Box<str>>, display: bool, lines: Vec<u32>) -> Math {
        Math { display, source: source.into(), lines: lines.into(), formula: None }
    }

    /// The formula in plain characters, or its source where it cannot be read.
    pub fn plain(&self) -> Cow<'_, str> {
        match &self.formula {
            Some(formula) => formula.plain().into(),
            None => Cow::Borrowed(&*self.source),
        }
    }

    /// The offset in the file of a place in the source.
    pub fn offset(&self, at: usize) -> Option<u32> {
        let before = self.source.get(..at.min(self.source.len()))?;
        let line = before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
        Some(self.lines.get(line)? + column as u32)
    }

    /// The same for a range, which is a character at least: what is missing at the end is missed after the last one.
    pub fn range(&self, range: &Range<usize>) -> Option<Range<u32>> {
        let written = self.source.trim_end();
        let last = written.char_indices().next_back().map_or(0, |(last, _)| last);
        let start = range.start.min(last);
        let character = self.source.get(start..)?.chars().next()?;
        let start = self.offset(start)?;
        Some(
            start
                ..self
                    .offset(range.end.min(written.len()))
                    .filter(|end| *end > start)
                    .unwrap_or(start + character.len_utf8() as u32),
        )
    }
}

/// A formula as it was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Formula {
    pub display: bool,
    pub content: Vec<MathNode>,
    /// The number of a formula that has one as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<MathTag>,
    /// The formula in words, for those who do not see it.
    pub words: Box<str>,
}

impl Formula {
    /// The table of lines of a display of several.
    pub fn lines(&self) -> Option<&MathTable> {
        match self.content.as_slice() {
            [MathNode::Table(table)] if table.kind.is_display() => Some(table),
            _ => None,
        }
    }

    fn lines_mut(&mut self) -> Option<&mut MathTable> {
        match self.content.as_mut_slice() {
            [MathNode::Table(table)] if table.kind.is_display() => Some(table),
            _ => None,
        }
    }

    /// Its numbers, from the top down.
    pub fn tags(&self) -> impl Iterator<Item = &MathTag> {
        let of_lines = self.lines().into_iter().flat_map(|table| &table.rows).filter_map(|row| row.tag.as_ref());
        of_lines.chain(&self.tag)
    }

    /// Calls `visit` for each reference in it.
    pub fn for_each_reference_mut(&mut self, visit: &mut dyn FnMut(&mut MathReference)) {
        fn walk(nodes: &mut [MathNode], visit: &mut dyn FnMut(&mut MathReference)) {
            for node in nodes {
                if let MathNode::Reference(reference) = node {
                    visit(reference);
                }
                node.for_each_list_mut(&mut |list| walk(list, visit));
            }
        }
        walk(&mut self.content, visit);
    }

    /// Calls `visit` for each of its numbers, from the top down.
    pub fn for_each_tag_mut(&mut self, visit: &mut dyn FnMut(&mut MathTag)) {
        if let Some(table) = self.lines_mut() {
            table.rows.iter_mut().filter_map(|row| row.tag.as_mut()).for_each(&mut *visit);
        }
        if let Some(tag) = &mut self.tag {
            visit(tag);
        }
    }
}

/// The number of a formula or of one of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MathTag {
    /// What is shown, parentheses included; empty until it is counted.
    pub text: Box<str>,
    /// The author wrote it: it is not counted.
    pub is_written: bool,
    /// One of several lines with one number, told apart by letters (`subequations`).
    pub is_part: bool,
    /// The name by which it is referred to (`\label`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// The name of all lines that share the number, with the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_label: Option<Box<str>>,
}

/// What an atom is to its neighbors (The TeXbook, page 158); the space between two depends on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AtomClass {
    Ordinary,
    /// A large operator, or the name of a function.
    Operator,
    Binary,
    Relation,
    Opening,
    Closing,
    Punctuation,
    /// A formula in delimiters.
    Inner,
}

/// A node of a formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum MathNode {
    /// `mrow`: a group, which is one atom for its neighbors.
    Row {
        class: AtomClass,
        content: Vec<MathNode>,
    },
    /// `mi`. One letter is slanted unless it is upright; letters of other alphabets stand as Unicode has them.
    Identifier {
        text: Box<str>,
        is_upright: bool,
    },
    /// `mn`.
    Number(Box<str>),
    /// `mo`, or the name of a function.
    Operator(MathOperator),
    /// `mtext`.
    Text {
        text: Box<str>,
        style: MathTextStyle,
    },
    /// `mspace`: its width, which may be less than none.
    Space(f32),
    Fraction(Box<Fraction>),
    /// `msqrt`, or `mroot` where it has an index.
    Root {
        radicand: Vec<MathNode>,
        index: Option<Vec<MathNode>>,
    },
    /// `msub`, `msup`, `msubsup`, `mmultiscripts`: what stands raised and lowered beside a base.
    Scripts(Box<Scripts>),
    /// `munder`, `mover`, `munderover`: what stands above and below a base.
    Limits(Box<Limits>),
    /// `mover` or `munder` with an accent or a brace, which is as wide as its base where it can be.
    Accent(Box<Accent>),
    Table(MathTable),
    /// `mstyle`: style and color of all that is in it.
    Styled {
        style: MathStyleChange,
        content: Vec<MathNode>,
    },
    /// `mpadded` and `mphantom`: it takes other room than it fills.
    Padded(Box<Padded>),
    /// A box or a line around or through what is in it.
    Enclosed {
        notation: Notation,
        content: Vec<MathNode>,
    },
    /// The number of a formula that is referred to.
    Reference(MathReference),
}

impl MathNode {
    /// A group, which is ordinary to its neighbors; a node alone stays as it is.
    pub fn group(mut content: Vec<MathNode>) -> MathNode {
        match content.len() {
            1 => content.remove(0),
            _ => MathNode::Row { class: AtomClass::Ordinary, content },
        }
    }

    /// What it is to its neighbors; `None` for what stands between atoms and is none.
    pub fn class(&self) -> Option<AtomClass> {
        match self {
            MathNode::Row { class, .. } => Some(*class),
            MathNode::Operator(operator) => Some(operator.class),
            MathNode::Scripts(scripts) => scripts.base.class().or(Some(AtomClass::Ordinary)),
            MathNode::Limits(limits) => limits.class.or(limits.base.class()),
            MathNode::Accent(accent) => Some(accent.class),
            MathNode::Styled { content, .. } => match content.as_slice() {
                [only] => only.class(),
                _ => Some(AtomClass::Ordinary),
            },
            MathNode::Padded(padded) => match padded.content.as_slice() {
                [only] => only.class(),
                _ => Some(AtomClass::Ordinary),
            },
            MathNode::Space(_) => None,
            MathNode::Identifier { .. }
            | MathNode::Number(_)
            | MathNode::Text { .. }
            | MathNode::Fraction(_)
            | MathNode::Root { .. }
            | MathNode::Table(_)
            | MathNode::Enclosed { .. }
            | MathNode::Reference(_) => Some(AtomClass::Ordinary),
        }
    }

    /// Makes an operator of another class; what is no operator stays.
    pub fn set_class(&mut self, class: AtomClass) {
        match self {
            MathNode::Operator(operator) => operator.class = class,
            MathNode::Row { class: own, .. } => *own = class,
            MathNode::Scripts(scripts) => scripts.base.set_class(class),
            MathNode::Limits(limits) => {
                limits.base.set_class(class);
                limits.class = limits.class.map(|_| class);
            }
            MathNode::Accent(accent) => accent.class = class,
            MathNode::Styled { content, .. } => {
                if let [only] = content.as_mut_slice() {
                    only.set_class(class);
                }
            }
            MathNode::Padded(padded) => {
                if let [only] = padded.content.as_mut_slice() {
                    only.set_class(class);
                }
            }
            MathNode::Space(_)
            | MathNode::Identifier { .. }
            | MathNode::Number(_)
            | MathNode::Text { .. }
            | MathNode::Fraction(_)
            | MathNode::Root { .. }
            | MathNode::Table(_)
            | MathNode::Enclosed { .. }
            | MathNode::Reference(_) => {}
        }
    }

    /// Calls `visit` for each list of nodes in it, outer ones first.
    pub fn for_each_list<'a>(&'a self, visit: &mut dyn FnMut(&'a [MathNode])) {
        match self {
            MathNode::Row { content, .. } | MathNode::Styled { content, .. } | MathNode::Enclosed { content, .. } => {
                visit(content);
            }
            MathNode::Fraction(fraction) => {
                visit(&fraction.numerator);
                visit(&fraction.denominator);
            }
            MathNode::Root { radicand, index } => {
                visit(radicand);
                index.iter().for_each(|index| visit(index));
            }
            MathNode::Scripts(scripts) => {
                visit(std::slice::from_ref(&scripts.base));
                for list in [&scripts.pre_sub, &scripts.pre_sup, &scripts.sub, &scripts.sup] {
                    visit(list);
                }
            }
            MathNode::Limits(limits) => {
                visit(std::slice::from_ref(&limits.base));
                visit(&limits.under);
                visit(&limits.over);
            }
            MathNode::Accent(accent) => visit(&accent.base),
            MathNode::Table(table) => table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| visit(cell)),
            MathNode::Padded(padded) => visit(&padded.content),
            MathNode::Identifier { .. }
            | MathNode::Number(_)
            | MathNode::Operator(_)
            | MathNode::Text { .. }
            | MathNode::Space(_)
            | MathNode::Reference(_) => {}
        }
    }

    /// The same, to be changed.
    pub fn for_each_list_mut(&mut self, visit: &mut dyn FnMut(&mut [MathNode])) {
        match self {
            MathNode::Row { content, .. } | MathNode::Styled { content, .. } | MathNode::Enclosed { content, .. } => {
                visit(content);
            }
            MathNode::Fraction(fraction) => {
                visit(&mut fraction.numerator);
                visit(&mut fraction.denominator);
            }
            MathNode::Root { radicand, index } => {
                visit(radicand);
                index.iter_mut().for_each(|index| visit(index));
            }
            MathNode::Scripts(scripts) => {
                let Scripts { base, sub, sup, pre_sub, pre_sup } = &mut **scripts;
                visit(std::slice::from_mut(base));
                for list in [pre_sub, pre_sup, sub, sup] {
                    visit(list);
                }
            }
            MathNode::Limits(limits) => {
                visit(std::slice::from_mut(&mut limits.base));
                visit(&mut limits.under);
                visit(&mut limits.over);
            }
            MathNode::Accent(accent) => visit(&mut accent.base),
            MathNode::Table(table) => {
                table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| visit(cell));
            }
            MathNode::Padded(padded) => visit(&mut padded.content),
            MathNode::Identifier { .. }
            | MathNode::Number(_)
            | MathNode::Operator(_)
            | MathNode::Text { .. }
            | MathNode::Space(_)
            | MathNode::Reference(_) => {}
        }
    }
}

/// `\\ref` and `\\eqref` within a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MathReference {
    pub label: Box<str>,
    /// In parentheses, as the number itself stands (`\\eqref`).
    pub has_parentheses: bool,
    /// The number, once it is counted; the label until then.
    pub text: Box<str>,
}

/// `mo` (MathML Core, section 3.2.4), with TeX's class in place of the dictionary's form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MathOperator {
    pub text: Box<str>,
    pub class: AtomClass,
    /// It grows with what stands beside it.
    pub is_stretchy: bool,
    /// It is larger where a formula is displayed.
    pub is_large: bool,
    /// Its height as it is asked for, whatever stands beside it (`\big`).
    pub size: Option<f32>,
    /// It is a name in letters, `sin`.
    pub is_name: bool,
}

impl MathOperator {
    pub fn new(text: impl Into<Box<str>>, class: AtomClass) -> MathOperator {
        MathOperator { text: text.into(), class, is_stretchy: false, is_large: false, size: None, is_name: false }
    }
}

/// How text within a formula is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MathTextStyle {
    pub is_bold: bool,
    pub is_italic: bool,
    pub family: MathTextFamily,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum MathTextFamily {
    /// That of the text around the formula.
    #[default]
    Text,
    Sans,
    Monospace,
}

/// `mfrac`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fraction {
    pub numerator: Vec<MathNode>,
    pub denominator: Vec<MathNode>,
    /// Without one it is a binomial coefficient or the like.
    pub has_bar: bool,
    /// A continued fraction, whose parts keep their size.
    pub is_continued: bool,
}

/// Scripts beside a base; an empty one is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scripts {
    pub base: MathNode,
    pub sub: Vec<MathNode>,
    pub sup: Vec<MathNode>,
    /// Before the base, as in isotopes.
    pub pre_sub: Vec<MathNode>,
    pub pre_sup: Vec<MathNode>,
}

/// What stands above and below a base; an empty one is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limits {
    pub base: MathNode,
    pub under: Vec<MathNode>,
    pub over: Vec<MathNode>,
    /// Within a line they stand beside their base (`movablelimits`).
    pub is_movable: bool,
    /// The class of the whole, where it is not the base's.
    pub class: Option<AtomClass>,
}

/// An accent or a brace above or below a base.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Accent {
    pub base: Vec<MathNode>,
    pub mark: char,
    pub is_under: bool,
    /// It is as wide as its base.
    pub is_stretchy: bool,
    pub class: AtomClass,
}

/// `mtable`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MathTable {
    pub kind: TableKind,
    pub columns: Vec<MathColumn>,
    pub rows: Vec<MathRow>,
    /// A line stands to the right of the last column.
    pub ends_with_line: bool,
}

impl MathTable {
    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default()
    }

    /// The alignment of a column, and the space before it; those that the author did not name are of the kind.
    pub fn column(&self, index: usize) -> MathColumn {
        match self.columns.get(index) {
            Some(column) => *column,
            None => self.kind.column(index),
        }
    }
}

/// Which environment a table was, for what is the same in all its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TableKind {
    /// Columns as their author asks (`array`).
    Array,
    Matrix,
    /// A matrix in a line of text.
    SmallMatrix,
    /// A brace before it, and conditions.
    Cases,
    /// Lines in pairs of columns that meet (`aligned`, `split`).
    Aligned,
    /// Lines in the middle (`gathered`).
    Gathered,
    /// Lines under a sign (`substack`).
    Stack,
    /// The same, each line a display of its own: `align`, `alignat`, `flalign`, `eqnarray`.
    Align,
    Gather,
    Multline,
}

impl TableKind {
    /// Whether its rows are lines of a display, which may have numbers.
    pub fn is_display(self) -> bool {
        matches!(self, TableKind::Align | TableKind::Gather | TableKind::Multline)
    }

    /// Whether its cells are set as displayed formulas are.
    pub fn has_display_style(self) -> bool {
        self.is_display() || matches!(self, TableKind::Aligned | TableKind::Gathered)
    }

    /// The column of an index: how it is aligned, and the space before it.
    pub fn column(self, index: usize) -> MathColumn {
        let (alignment, space) = match self {
            TableKind::Aligned | TableKind::Align if index.is_multiple_of(2) => (MathAlignment::Right, 2.0),
            TableKind::Aligned | TableKind::Align => (MathAlignment::Left, 0.0),
            TableKind::Array | TableKind::Matrix => (MathAlignment::Center, 1.0),
            TableKind::SmallMatrix => (MathAlignment::Center, 0.347),
            TableKind::Cases => (MathAlignment::Left, 1.0),
            TableKind::Gathered | TableKind::Stack | TableKind::Gather | TableKind::Multline => {
                (MathAlignment::Center, 1.0)
            }
        };
        MathColumn { alignment, space, has_line: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MathAlignment {
    Left,
    Center,
    Right,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MathColumn {
    pub alignment: MathAlignment,
    /// Before it; before the first there is none.
    pub space: f32,
    /// A line stands before it.
    pub has_line: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MathRow {
    pub cells: Vec<Vec<MathNode>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<MathTag>,
    /// More space below it than there would be (`\\[1ex]`).
    pub space_below: f32,
    /// So many lines stand above it (`\hline`).
    pub lines_above: u8,
    /// Text that stands between two lines of a display (`\intertext`): its one cell.
    pub is_text: bool,
}

/// What a style changes; `None` is as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct MathStyleChange {
    pub size: Option<MathSize>,
    pub color: Option<Color>,
}

/// The four styles of The TeXbook, page 140.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum MathSize {
    Display,
    Text,
    Script,
    ScriptScript,
}

/// Something that takes other room than it fills.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Padded {
    pub content: Vec<MathNode>,
    pub is_hidden: bool,
    /// It takes none along the line, and stands to the left of its place, at it or to the right.
    pub lap: Option<MathAlignment>,
    pub without_height: bool,
    pub without_depth: bool,
    /// How far it is raised.
    pub raise: f32,
    /// It takes no room along the line, hidden or not (`\vphantom`).
    pub without_width: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Notation {
    Box,
    /// From the lower left to the upper right.
    UpDiagonal,
    DownDiagonal,
    Cross,
    /// Through the middle.
    Strike,
}

#[cfg(test)]
mod tests {
    use super::Math;

    #[test]
    fn a_place_is_a_character_at_least() {
        // The second line begins at byte 10 of the file.
        let math = Math::new("ab\né_\n", true, vec![3, 10]);
        assert_eq!(math.range(&(0..2)), Some(3..5));
        assert_eq!(math.range(&(3..3)), Some(10..12));
        assert_eq!(math.range(&(5..5)), Some(12..13));
        // Where the source ends, also the file may.
        assert_eq!(math.range(&(6..6)), Some(12..13));
        assert_eq!(math.range(&(7..9)), Some(12..13));
        assert_eq!(Math::new("", false, vec![3]).range(&(0..1)), None);
    }
}
