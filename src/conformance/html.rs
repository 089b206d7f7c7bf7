//! The report as a page: one file that needs no other, for screens of any width, by day and by night.

use std::fmt::Write;

use super::{Finding, Line, Part, Reference, Report, Status};

/// Colors have a contrast of at least 4.5 to 1 on their grounds; each status is told in words as well.
const STYLE: &str =
    ":root { color-scheme: light dark; --ground: #fff; --ink: #1b1b1b; --soft: #595959; --line: #c4c4c4;
  --fails: #a40e0e; --advised: #7a4d00; --judge: #7a4d00; --holds: #106b21; --made: #1f4fa3; --absent: #595959; --link: #1f4fa3; }
@media (prefers-color-scheme: dark) { :root { --ground: #151515; --ink: #ececec; --soft: #b3b3b3; --line: #4a4a4a;
  --fails: #ff9c94; --advised: #f0c060; --judge: #f0c060; --holds: #7fd68f; --made: #9dbfff; --absent: #b3b3b3; --link: #9dbfff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
a { color: var(--link); } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .75rem 0; }
caption { text-align: start; font-weight: 600; padding: .25rem 0; }
th, td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: start; vertical-align: top; }
th { font-weight: 600; } .criterion { width: 38%; } .number { width: 6rem; }
p, ul { margin: .25rem 0; } ul { padding-inline-start: 1.2rem; }
dl { display: grid; grid-template-columns: minmax(6rem, auto) 1fr; gap: .25rem 1rem; } dt { font-weight: 600; }
dd { margin: 0; } code { font-family: ui-monospace, monospace; font-size: .9em; }
.status { font-weight: 600; border-inline-start: .3rem solid; padding-inline-start: .5rem; }
.fails { color: var(--fails); } .advised { color: var(--advised); } .judge { color: var(--judge); } .holds { color: var(--holds); }
.made { color: var(--made); } .absent { color: var(--absent); }
@media (max-width: 40rem) { .criterion { width: 42%; } th, td { padding-inline-end: .5rem; } }
@media print { body { max-width: none; } tr { break-inside: avoid; } }
";

/// The page.
pub fn page(report: &Report) -> String {
    let mut out = String::new();
    let title = format!("Conformance of {}", report.title);
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = writeln!(out, "<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>", text(&title));
    let _ = writeln!(out, "<h1>{}</h1>", text(&title));
    out.push_str(
        "<p>What a machine checked of this book, what its making brings along, and what a person must judge. A line that \
         holds says no more than what was checked; the book conforms to a standard once all of its lines are in order, those \
         for people too.</p>\n",
    );
    book(&mut out, report);
    outputs(&mut out, report);
    summary(&mut out, report);
    (1..).zip(&report.parts).for_each(|(number, part)| self::part(&mut out, number, part));
    let _ = writeln!(out, "</main>\n<footer><p class=\"soft\">Made by {}.</p></footer>", text(&report.tool));
    out.push_str("</body>\n</html>\n");
    out
}

fn book(out: &mut String, report: &Report) {
    out.push_str("<h2>The book</h2>\n<dl>\n");
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{}</dd>", text(value));
    };
    fact("Title", &report.title);
    if !report.authors.is_empty() {
        fact("Authors", &report.authors.join(", "));
    }
    fact("Language", &report.language);
    fact(
        "Identifier",
        report.identifier.as_deref().unwrap_or("none is given; one is made of title, authors and language"),
    );
    match report.claims.as_slice() {
        [] => fact("Claims", "the book claims to conform to nothing"),
        claims => {
            fact("Claims", &format!("{} (the publisher's word; this report does not confirm it)", claims.join(", ")))
        }
    }
    out.push_str("</dl>\n");
}

fn outputs(out: &mut String, report: &Report) {
    out.push_str("<h2>The files</h2>\n<table>\n<caption>What the report is about</caption>\n<thead><tr>");
    out.push_str(
        "<th scope=\"col\">File</th><th scope=\"col\" class=\"number\">Bytes</th><th scope=\"col\">SHA-256</th>",
    );
    out.push_str("</tr></thead>\n<tbody>\n");
    for output in &report.outputs {
        let name = output.path.as_deref().map_or_else(|| format!("{} (not written)", output.format), str::to_owned);
        let pages = match output.pages {
            Some(1) => ", 1 page".to_owned(),
            Some(pages) => format!(", {pages} pages"),
            None => String::new(),
        };
        let (name, hash) = (text(&(name + &pages)), &output.sha256);
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td><code>{hash}</code></td></tr>",
            output.bytes
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

fn summary(out: &mut String, report: &Report) {
    out.push_str("<h2>In short</h2>\n<ul>\n");
    for status in Status::ALL {
        let count = report.counts.get(status.name()).copied().unwrap_or_default();
        let _ = write!(out, "<li><span class=\"status {}\">{}</span>: {count}", status.name(), status.words());
        if matches!(status, Status::Fails | Status::Advised) {
            links(out, report, status);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// To the lines that are not in order.
fn links(out: &mut String, report: &Report, status: Status) {
    let mut is_first = true;
    for (number, part) in (1..).zip(&report.parts) {
        for line in part.lines.iter().filter(|line| line.status == status) {
            let before = if std::mem::take(&mut is_first) { " (" } else { ", " };
            let id = text(&line_id(number, line));
            let _ = write!(out, "{before}<a href=\"#{id}\">{}</a>", coded(&line.title));
        }
    }
    if !is_first {
        out.push(')');
    }
}

/// Numbers of lines are those of their documents, of which there are several.
fn line_id(part: usize, line: &Line) -> String {
    format!("{part}-{}", line.id)
}

fn part(out: &mut String, number: usize, part: &Part) {
    let _ = writeln!(out, "<h2>{}</h2>\n<p>{}</p>", text(part.name), linked(&part.about));
    let _ = writeln!(out, "<table>\n<caption>{}</caption>", text(part.name));
    out.push_str("<thead><tr><th scope=\"col\" class=\"criterion\">Criterion</th><th scope=\"col\">How it stands</th>");
    out.push_str("</tr></thead>\n<tbody>\n");
    part.lines.iter().for_each(|line| row(out, &line_id(number, line), line));
    out.push_str("</tbody>\n</table>\n");
}

fn row(out: &mut String, anchor: &str, line: &Line) {
    let is_number = line.id.starts_with(|character: char| character.is_ascii_digit());
    let id = if is_number { format!("{} ", line.id) } else { String::new() };
    let _ = write!(out, "<tr id=\"{}\"><th scope=\"row\">{id}{}", text(anchor), coded(&line.title));
    if !line.level.is_empty() {
        let _ = write!(out, " <span class=\"soft\">({})</span>", text(&line.level));
    }
    let (class, words) = (line.status.name(), line.status.words());
    let _ = write!(out, "</th>\n<td><p class=\"status {class}\">{words}</p>");
    if !line.findings.is_empty() {
        out.push_str("<ul>");
        line.findings.iter().for_each(|finding| self::finding(out, finding));
        out.push_str("</ul>");
    }
    for (name, words) in [("Checked", &line.checked), ("By construction", &line.made), ("To be judged", &line.judged)] {
        if let Some(words) = words {
            let name = match (line.status, name) {
                (Status::Absent, "Checked") => "Asked for",
                (Status::Absent, _) => "Why",
                (Status::Fails | Status::Advised | Status::Judge | Status::Holds | Status::Made, name) => name,
            };
            let _ = write!(out, "<p>{name}: {}</p>", coded(words));
        }
    }
    line.sources.iter().for_each(|source| reference(out, source));
    out.push_str("</td></tr>\n");
}

fn finding(out: &mut String, finding: &Finding) {
    let place = match (&finding.file, finding.line, finding.column) {
        (Some(file), Some(line), Some(column)) => format!("<code>{}:{line}:{column}</code> ", text(file)),
        (Some(file), ..) => format!("<code>{}</code> ", text(file)),
        (None, ..) => String::new(),
    };
    let _ = write!(out, "<li>{place}{} <span class=\"soft\">({})</span></li>", coded(&finding.message), finding.code);
}

fn reference(out: &mut String, Reference { title, link, date, is_read }: &Reference) {
    let others = if *is_read { "" } else { "; told by others than the store" };
    let _ = write!(out, "<p class=\"soft\"><a href=\"{link}\">{}</a> ({}{others})</p>", text(title), text(date));
}

/// Text of an element or of an attribute.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What HTML has no sign for, as a file's name may hold it.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
    out
}

/// Text in which what stands between backticks is code.
fn coded(words: &str) -> String {
    let pieces: Vec<&str> = words.split('`').collect();
    let is_paired = pieces.len() % 2 == 1;
    let pieces = pieces.iter().enumerate().map(|(index, piece)| match index % 2 {
        1 if is_paired => format!("<code>{}</code>", text(piece)),
        1 => format!("`{}", text(piece)),
        _ if is_paired || index == 0 => text(piece),
        _ => format!("`{}", text(piece)),
    });
    pieces.collect()
}

/// Text in which an address in parentheses is a link.
fn linked(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find("(https://") {
        let end = rest[start..].find(')').map_or(rest.len(), |end| start + end);
        let address = text(&rest[start + 1..end]);
        out.push_str(&coded(&rest[..=start]));
        let _ = write!(out, "<a href=\"{address}\">{address}</a>");
        rest = &rest[end..];
    }
    out + &coded(rest)
}
