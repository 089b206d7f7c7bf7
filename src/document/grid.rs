//! Which columns the cells of a table cover (HTML, 4.9.12).

/// For each column, how many rows are still covered from above by a cell that spans several.
#[derive(Default)]
pub struct Covered {
    rows: Vec<usize>,
}

impl Covered {
    /// Takes the first free column from one on for a cell.
    pub fn place(&mut self, mut column: usize, column_span: usize, row_span: usize) -> usize {
        while self.rows.get(column).is_some_and(|&rows| rows > 0) {
            column += 1;
        }
        let end = column + column_span;
        if self.rows.len() < end {
            self.rows.resize(end, 0);
        }
        self.rows[column..end].fill(row_span);
        column
    }

    /// Whether a cell above covers a column of this row.
    pub fn is_covered(&self, column: usize) -> bool {
        self.rows.get(column).is_some_and(|&rows| rows > 0)
    }

    pub fn end_row(&mut self) {
        self.rows.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
}
