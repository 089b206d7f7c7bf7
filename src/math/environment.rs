//! Environments: matrices, cases, aligned lines, and displays of several lines with their numbers.
//!
//! In: `\begin{name}` and what follows it up to its end. Out: tables, in their delimiters; displays that number their
//! lines say so in each row.

use super::parser::{Atom, Parser, empty, fenced, flat, resolve_classes};
use super::token::{Token, TokenKind, typed};
use super::{MathError, TagRequest, error, length};
use crate::diagnostic::nearest;
use crate::document::{
    AtomClass, MathAlignment, MathColumn, MathNode, MathOperator, MathRow, MathSize, MathTable, MathTag, TableKind,
};

/// More cells than any page shows.
const MOST_CELLS: usize = 5_000;

const NAMES: &[&str] = &[
    "align",
    "alignat",
    "aligned",
    "alignedat",
    "array",
    "Bmatrix",
    "bmatrix",
    "cases",
    "dcases",
    "drcases",
    "eqnarray",
    "equation",
    "flalign",
    "gather",
    "gathered",
    "math",
    "displaymath",
    "matrix",
    "multline",
    "multlined",
    "pmatrix",
    "rcases",
    "smallmatrix",
    "split",
    "subarray",
    "subequations",
    "Vmatrix",
    "vmatrix",
];

/// What an environment is.
struct Shape {
    kind: TableKind,
    open: &'static str,
    close: &'static str,
    /// Its lines are numbered, each or one of all.
    numbers: Numbers,
    size: Option<MathSize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    None,
    Each,
    Last,
}

impl Shape {
    fn of(name: &str) -> Option<Shape> {
        let shape = |kind, open, close| Shape { kind, open, close, numbers: Numbers::None, size: None };
        let display = |kind, numbers| Shape { numbers, ..shape(kind, "", "") };
        Some(match name {
            "array" | "darray" => shape(TableKind::Array, "", ""),
            "tabular" => shape(TableKind::Array, "", ""),
            "matrix" => shape(TableKind::Matrix, "", ""),
            "pmatrix" => shape(TableKind::Matrix, "(", ")"),
            "bmatrix" => shape(TableKind::Matrix, "[", "]"),
            "Bmatrix" => shape(TableKind::Matrix, "{", "}"),
            "vmatrix" => shape(TableKind::Matrix, "|", "|"),
            "Vmatrix" => shape(TableKind::Matrix, "\u{2016}", "\u{2016}"),
            "smallmatrix" => shape(TableKind::SmallMatrix, "", ""),
            "psmallmatrix" => shape(TableKind::SmallMatrix, "(", ")"),
            "bsmallmatrix" => shape(TableKind::SmallMatrix, "[", "]"),
            "vsmallmatrix" => shape(TableKind::SmallMatrix, "|", "|"),
            "cases" => shape(TableKind::Cases, "{", ""),
            "rcases" => shape(TableKind::Cases, "", "}"),
            "dcases" => Shape { size: Some(MathSize::Display), ..shape(TableKind::Cases, "{", "") },
            "drcases" => Shape { size: Some(MathSize::Display), ..shape(TableKind::Cases, "", "}") },
            "aligned" | "split" | "alignedat" | "eqsplit" => shape(TableKind::Aligned, "", ""),
            "gathered" | "lgathered" | "rgathered" | "multlined" => shape(TableKind::Gathered, "", ""),
            "subarray" => shape(TableKind::Stack, "", ""),
            "align" | "alignat" | "flalign" | "eqnarray" | "xalignat" => display(TableKind::Align, Numbers::Each),
            "gather" => display(TableKind::Gather, Numbers::Each),
            "multline" => display(TableKind::Multline, Numbers::Last),
            _ => return None,
        })
    }
}

impl Parser<'_> {
    pub(super) fn environment(&mut self, token: &Token) -> Result<Atom, MathError> {
        let written = typed(&self.reader.argument(token)?);
        let place = token.start as usize..self.reader.place().start.max(token.end as usize);
        let name = written.strip_suffix('*').unwrap_or(&written);
        let is_starred = name.len() < written.len();
        match name {
            "equation" | "displaymath" | "math" | "document" => {
                if let Some(tag) = &mut self.tag {
                    tag.is_counted |= name == "equation" && !is_starred;
                }
                let content = self.list()?;
                self.end(&written, &place)?;
                return Ok(MathNode::group(flat(content)).into());
            }
            "subequations" => return self.subequations(&written, &place),
            _ => {}
        }
        let Some(shape) = Shape::of(name) else {
            let error = error(place, format!("unknown environment `{written}`"));
            let near = nearest(name, NAMES.iter().copied());
            return Err(match near {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("matrices, `cases`, `array`, `aligned`, `align` and their like are known"),
            });
        };
        let mut shape = shape;
        if is_starred {
            shape.numbers = Numbers::None;
        }
        let mut columns = Vec::new();
        let mut ends_with_line = false;
        match name {
            "array" | "darray" | "tabular" | "subarray" => {
                self.reader.optional()?;
                let argument = self.reader.argument(token)?;
                (columns, ends_with_line) = column_letters(&argument, shape.kind);
            }
            "alignat" | "alignedat" | "xalignat" => {
                self.reader.optional()?;
                self.reader.argument(token)?;
                // No space but what the author puts there.
                columns = (0..40).map(|index| MathColumn { space: 0.0, ..TableKind::Aligned.column(index) }).collect();
            }
            "aligned" | "gathered" | "split" | "multlined" => {
                self.reader.optional()?;
            }
            "eqnarray" => {
                let alignments = [MathAlignment::Right, MathAlignment::Center, MathAlignment::Left];
                let column = |alignment| MathColumn { alignment, space: 0.28, has_line: false };
                columns = alignments.into_iter().map(column).collect();
            }
            // `\begin{pmatrix*}[r]` of mathtools.
            "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "vmatrix" | "Vmatrix" if is_starred => {
                if let Some(letter) = self.reader.optional()? {
                    let alignment = match typed(&letter).as_str() {
                        "l" => MathAlignment::Left,
                        "r" => MathAlignment::Right,
                        _ => MathAlignment::Center,
                    };
                    let column = |index| MathColumn { alignment, ..shape.kind.column(index) };
                    columns = (0..40).map(column).collect();
                }
            }
            "lgathered" | "rgathered" => {
                let alignment = if name == "lgathered" { MathAlignment::Left } else { MathAlignment::Right };
                columns = vec![MathColumn { alignment, space: 0.0, has_line: false }];
            }
            _ => {}
        }
        let rows = self.rows(&shape, &written, &place, name == "eqnarray")?;
        let table = MathTable { kind: shape.kind, columns, rows, ends_with_line };
        let node = MathNode::Table(table);
        if shape.open.is_empty() && shape.close.is_empty() {
            return Ok(node.into());
        }
        Ok(fenced(shape.open, vec![node], shape.close).into())
    }

    /// Displays that share a number; each line has a letter of its own.
    fn subequations(&mut self, written: &str, place: &std::ops::Range<usize>) -> Result<Atom, MathError> {
        let outer = std::mem::replace(&mut self.is_part, true);
        let outer_tag = self.tag.replace(TagRequest::default());
        let mut rows: Vec<MathRow> = Vec::new();
        let mut kind = TableKind::Gather;
        let mut columns = Vec::new();
        loop {
            let content = self.list()?;
            let request = self.tag.replace(TagRequest::default()).unwrap_or_default();
            let is_end = self.reader.peek()?.is_none_or(|token| token.is_command("end"));
            let count = content.len();
            for node in content {
                match node {
                    MathNode::Table(table) if table.kind.is_display() => {
                        kind = if rows.is_empty() { table.kind } else { TableKind::Gather };
                        columns.clone_from(&table.columns);
                        rows.extend(table.rows);
                    }
                    node => {
                        let tag = if count == 1 { request.clone().of_line(true) } else { None };
                        rows.push(MathRow { cells: vec![vec![node]], tag, ..MathRow::default() });
                    }
                }
            }
            if let Some(label) = request.label.filter(|_| !request.is_counted)
                && let Some(tag) = rows.iter_mut().find_map(|row| row.tag.as_mut())
            {
                tag.parent_label = Some(label);
            }
            if is_end {
                break;
            }
            let Some(token) = self.reader.next() else { break };
            if !token.is_command("\\") {
                return Err(self.unexpected(&token));
            }
        }
        self.end(written, place)?;
        self.tag = outer_tag;
        self.is_part = outer;
        Ok(MathNode::Table(MathTable { kind, columns, rows, ends_with_line: false }).into())
    }

    fn rows(
        &mut self,
        shape: &Shape,
        written: &str,
        place: &std::ops::Range<usize>,
        is_eqnarray: bool,
    ) -> Result<Vec<MathRow>, MathError> {
        let outer_tag = self.tag.take();
        let is_display = shape.kind.is_display();
        let mut rows: Vec<MathRow> = Vec::new();
        let mut cells = 0;
        let mut label = None;
        loop {
            let (lines_above, text) = self.row_start()?;
            if let Some(cell) = text {
                rows.push(MathRow { cells: vec![cell], is_text: true, ..MathRow::default() });
                continue;
            }
            self.tag =
                is_display.then(|| TagRequest { is_counted: shape.numbers == Numbers::Each, ..TagRequest::default() });
            let mut row = MathRow { lines_above, ..MathRow::default() };
            let end = loop {
                let mut cell = self.list()?;
                let index = row.cells.len();
                let is_after_sign = shape.kind.has_display_style() && index % 2 == 1 && !is_eqnarray;
                if is_after_sign && !matches!(shape.kind, TableKind::Gathered | TableKind::Gather | TableKind::Multline)
                {
                    // What the line began with stands before the sign (amsmath puts `{}` there).
                    cell.insert(0, empty());
                    restore_first(&mut cell);
                } else if shape.kind == TableKind::Multline && !rows.is_empty() && index == 0 {
                    cell.insert(0, empty());
                    restore_first(&mut cell);
                } else if is_eqnarray {
                    cell.insert(0, empty());
                    cell.push(empty());
                    restore_first(&mut cell);
                }
                if let Some(size) = shape.size
                    && !cell.is_empty()
                {
                    cell = vec![super::command::sized(cell, Some(size))];
                }
                row.cells.push(cell);
                cells += 1;
                if cells > MOST_CELLS {
                    return Err(error(place.clone(), format!("a table of more than {MOST_CELLS} cells")));
                }
                match self.reader.next_past_spaces() {
                    Some(token) if token.kind == TokenKind::Ampersand => {}
                    end => break end,
                }
            };
            let request = self.tag.take().unwrap_or_default();
            if shape.numbers == Numbers::Last {
                label = request.label.clone().or(label);
            }
            row.tag = if is_display { request.of_line(self.is_part) } else { None };
            let Some(end) = end else {
                return Err(error(place.clone(), format!("`\\begin{{{written}}}` has no end"))
                    .hint(format!("close it with `\\end{{{written}}}`")));
            };
            let is_break = end.is_command("\\") || end.is_command("cr");
            if is_break {
                row.space_below = self.row_end()?;
            }
            let is_empty = row.cells.iter().all(Vec::is_empty);
            // After the last break nothing stands but a line.
            if is_break || !is_empty || row.lines_above > 0 {
                rows.push(row);
            }
            if is_break {
                continue;
            }
            self.reader.push(end);
            break;
        }
        self.end(written, place)?;
        self.tag = outer_tag;
        if shape.numbers == Numbers::Last
            && let Some(last) = rows.last_mut()
            && last.tag.is_none()
        {
            last.tag = Some(MathTag {
                text: Box::default(),
                is_written: false,
                is_part: self.is_part,
                label,
                parent_label: None,
            });
        }
        // Lines of a display that no one numbers have the label of the whole.
        Ok(rows)
    }

    /// Lines above a row, and text that stands in its place.
    fn row_start(&mut self) -> Result<(u8, Option<Vec<MathNode>>), MathError> {
        let mut lines = 0u8;
        loop {
            let Some(token) = self.reader.expanded_past_spaces()? else { return Ok((lines, None)) };
            match token.command() {
                Some("hline" | "toprule" | "midrule" | "bottomrule" | "hdashline") => lines = lines.saturating_add(1),
                Some("cline" | "cmidrule") => {
                    self.reader.argument(&token)?;
                    lines = lines.saturating_add(1);
                }
                Some("intertext" | "shortintertext") => {
                    let tokens = self.reader.argument(&token)?;
                    let text = self.text(tokens, crate::document::MathTextStyle::default())?;
                    return Ok((0, Some(text)));
                }
                Some("displaybreak" | "allowdisplaybreaks" | "noalign") => {
                    self.reader.optional()?;
                    if token.is_command("noalign") {
                        self.reader.argument(&token)?;
                    }
                }
                _ => {
                    self.reader.push(token);
                    return Ok((lines, None));
                }
            }
        }
    }

    /// What may stand after the end of a row: a star, and the space below it.
    pub(super) fn row_end(&mut self) -> Result<f32, MathError> {
        self.reader.take_character('*');
        // A bracket on another line, or after a space, begins the next row.
        let Some(next) = self.reader.next() else { return Ok(0.0) };
        let is_bracket = next.is_character('[');
        self.reader.push(next);
        if !is_bracket {
            return Ok(0.0);
        }
        let place = self.reader.place();
        let tokens = self.reader.optional()?.unwrap_or_default();
        match length::parse(&typed(&tokens)) {
            Some(space) => Ok(space),
            None => {
                // It is no length: it belongs to the row.
                let end = tokens.last().map_or(place.end as u32, |token| token.end);
                self.reader.push(Token { kind: TokenKind::Character(']'), start: end, end: end + 1 });
                self.reader.push_all(&tokens);
                let start = place.start as u32;
                self.reader.push(Token { kind: TokenKind::Character('['), start, end: start + 1 });
                Ok(0.0)
            }
        }
    }

    /// Takes `\end{name}`.
    fn end(&mut self, written: &str, place: &std::ops::Range<usize>) -> Result<(), MathError> {
        let missing = || {
            error(place.clone(), format!("`\\begin{{{written}}}` has no end"))
                .hint(format!("close it with `\\end{{{written}}}`"))
        };
        let token = self.reader.next_past_spaces().ok_or_else(missing)?;
        if !token.is_command("end") {
            return Err(self.unexpected(&token));
        }
        let name = typed(&self.reader.argument(&token)?);
        if name == written {
            return Ok(());
        }
        let message = format!("`\\begin{{{written}}}` ends with `\\end{{{name}}}`");
        Err(error(self.range_from(&token), message).hint(format!("write `\\end{{{written}}}`")))
    }

    /// `\substack{a \\ b}`.
    pub(super) fn substack(&mut self, token: &Token) -> Result<Atom, MathError> {
        let Some(open) = self.reader.next_past_spaces().filter(|open| open.kind == TokenKind::Open) else {
            return Err(error(token.range(), "`\\substack` needs its lines in braces"));
        };
        let mut rows = Vec::new();
        loop {
            let cell = self.list()?;
            rows.push(MathRow { cells: vec![cell], ..MathRow::default() });
            match self.reader.next_past_spaces() {
                Some(end) if end.is_command("\\") || end.is_command("cr") => {
                    self.row_end()?;
                }
                Some(end) if end.kind == TokenKind::Close => break,
                Some(end) => return Err(self.unexpected(&end)),
                None => return Err(error(open.range(), "a brace is opened and never closed")),
            }
        }
        let table = MathTable { kind: TableKind::Stack, columns: Vec::new(), rows, ends_with_line: false };
        Ok(MathNode::Table(table).into())
    }
}

/// What was taken for the sign of a number is one of operation once something stands before it.
fn restore_first(cell: &mut [MathNode]) {
    if let [_, MathNode::Operator(MathOperator { text, class, .. }), rest @ ..] = cell
        && *class == AtomClass::Ordinary
        && matches!(&**text, "+" | "\u{2212}" | "\u{b1}" | "\u{2213}" | "\u{d7}" | "\u{22c5}" | "\u{2229}" | "\u{222a}")
        && !rest.is_empty()
    {
        *class = AtomClass::Binary;
    }
    resolve_classes(cell);
}

/// The letters of an array's columns.
fn column_letters(tokens: &[Token], kind: TableKind) -> (Vec<MathColumn>, bool) {
    let mut columns: Vec<MathColumn> = Vec::new();
    let mut has_line = false;
    let mut depth = 0usize;
    let mut repeated = String::new();
    let mut is_count = false;
    let usual = kind.column(1).space;
    for token in tokens {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            // `*{3}{c}`: the count, then the letters.
            TokenKind::Character('*') => {
                is_count = true;
                repeated.clear();
            }
            TokenKind::Character(digit @ '0'..='9') if is_count && depth == 1 => repeated.push(digit),
            TokenKind::Character('|') if depth == 0 => has_line = true,
            TokenKind::Character(letter @ ('l' | 'c' | 'r')) if depth == 0 || is_count => {
                let alignment = match letter {
                    'l' => MathAlignment::Left,
                    'r' => MathAlignment::Right,
                    _ => MathAlignment::Center,
                };
                let count = if is_count { repeated.parse().unwrap_or(1).min(100) } else { 1 };
                for _ in 0..count {
                    columns.push(MathColumn { alignment, space: usual, has_line: std::mem::take(&mut has_line) });
                }
                is_count &= depth > 0;
            }
            _ => {
                if depth == 0 {
                    is_count = false;
                }
            }
        }
    }
    (columns, has_line)
}
