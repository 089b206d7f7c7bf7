//! What was written as a table for people: a line for each output.

use std::fmt::Write;

use super::Output;

/// How many digits of a hash are shown; reports have all.
const HASH: usize = 16;

const HEAD: [&str; 6] = ["output", "pages", "bytes", "time", "findings", "sha-256"];

/// The table, columns of figures to the right.
pub fn table(outputs: &[Output]) -> String {
    let row = |output: &Output| {
        let Output { path, pages, bytes, findings, sha256, .. } = output;
        let pages = pages.map(|pages| pages.to_string()).unwrap_or_default();
        let hash = sha256.get(..HASH).unwrap_or(sha256).to_owned();
        [path.clone(), pages, bytes.to_string(), time(output), findings.to_string(), hash]
    };
    let rows: Vec<[String; 6]> = std::iter::once(HEAD.map(str::to_owned)).chain(outputs.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            // A string takes every text.
            let _ = match column {
                0 | 5 => write!(line, "{cell:width$}  "),
                _ => write!(line, "{cell:>width$}  "),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How long an output took.
pub fn time(output: &Output) -> String {
    match (output.is_cached, output.milliseconds) {
        (true, _) => "kept".to_owned(),
        (false, milliseconds @ 0..1000) => format!("{milliseconds} ms"),
        (false, milliseconds) => format!("{:.1} s", milliseconds as f64 / 1000.0),
    }
}
