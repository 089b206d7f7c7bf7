//! Findings as annotations of a change at GitHub (Workflow commands for GitHub Actions, `error`, `warning`, `notice`).
//!
//! In: findings. Out: a line for each, errors first, since of each kind the first ten of a step are shown.

use bindery::diagnostic::Severity;

use super::entry::{Entry, Place};
use super::root::Root;

/// The lines.
pub fn lines(entries: &[Entry], root: &Root) -> String {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| std::cmp::Reverse(entry.severity));
    sorted.into_iter().map(|entry| line(entry, root) + "\n").collect()
}

fn line(entry: &Entry, root: &Root) -> String {
    let name = match entry.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut properties = Vec::new();
    if let Some(Place { file, line, column, end_line, end_column }) = &entry.place {
        properties.push(("file", root.path_or_same(file)));
        properties.push(("line", line.to_string()));
        properties.push(("endLine", end_line.to_string()));
        // Columns are for a range within a line.
        if line == end_line {
            properties.push(("col", column.to_string()));
            properties.push(("endColumn", end_column.to_string()));
        }
    }
    properties.push(("title", entry.code.name().to_owned()));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", escape(&value, true))).collect();
    format!("::{name} {}::{}", properties.join(","), escape(&entry.text(), false))
}

/// A text in which the runner finds no command. It looks for `::` at the head of a line, behind spaces too, and for `##[`
/// anywhere (`actions/runner`, `ActionCommand.cs`); excerpts and messages show what a stranger may have written.
pub fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (space, words) = line.split_at(line.len() - line.trim_start().len());
        out.push_str(space);
        match words.strip_prefix("::") {
            Some(rest) => {
                out.push_str(": :");
                out.push_str(rest);
            }
            None => out.push_str(words),
        }
    }
    out.replace("##[", "## [")
}

/// What would end a message or a property (`@actions/core`, `command.ts`).
fn escape(text: &str, is_property: bool) -> String {
    let mut escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property {
        escaped = escaped.replace(':', "%3A").replace(',', "%2C");
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use bindery::diagnostic::Code;

    #[test]
    fn annotations_are_those_of_the_documentation() {
        let place = Place { file: "a, b.md".to_owned(), line: 3, column: 1, end_line: 3, end_column: 9 };
        let entry = |severity, place| Entry {
            code: Code::DeadLink,
            severity,
            message: "100 % gone".to_owned(),
            place,
            hints: vec!["write\nit".to_owned()],
        };
        let entries = [entry(Severity::Note, None), entry(Severity::Error, Some(place))];
        assert_eq!(
            lines(&entries, &Root::new("/w/docs", "/w")),
            "::error file=docs/a%2C b.md,line=3,endLine=3,col=1,endColumn=9,title=dead-link::100 %25 gone%0Ahelp: write%0Ait\n\
             ::notice title=dead-link::100 %25 gone%0Ahelp: write%0Ait\n"
        );
    }

    #[test]
    fn what_texts_say_is_no_command() {
        assert_eq!(
            without_commands("a\n  ::set-output name=x::y\n6 | ##[add-mask]z\n:: b"),
            "a\n  : :set-output name=x::y\n6 | ## [add-mask]z\n: : b"
        );
    }
}
