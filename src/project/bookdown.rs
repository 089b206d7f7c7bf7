//! Bookdown: `_bookdown.yml`, or an `index.Rmd` that says so.
//!
//! In: the project's folder. Out: an [`Outline`]: `index.Rmd` first, then the files of `rmd_files`, else all `.Rmd` files
//! by name but those that begin with `_` (<https://bookdown.org/yihui/bookdown/usage.html>). A heading `# (PART) …` at the
//! head of a file opens a part, `# (APPENDIX) …` the appendices
//! (<https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html>). The book's facts stand in `index.Rmd`. No
//! code is run.

use super::entry::{Node, entries};
use super::folder;
use super::quarto::is_unnumbered;
use super::reader::{Language, Listed, Reader, below, joined, name_of, span};
use super::{Outline, Places};
use crate::config::value::{Value, ValueKind};
use crate::document::Matter;
use crate::source::name::{ending, natural, stem};

/// The name of the file that says what the project is.
pub const MANIFEST: &str = "_bookdown.yml";

/// The first file of every book.
pub const INDEX: &str = "index.Rmd";

/// Whether an `index.Rmd` is one of a book.
pub fn is_index(text: &str) -> bool {
    text.contains("bookdown::")
}

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let path = joined(base, MANIFEST);
    let mut listed = Listed::new(&path);
    let mut paths = Vec::new();
    let mut lang = None;
    if reader.is_file(&path) {
        let (file, value) = reader.values(&path, Language::Yaml)?;
        lang = below(&value, &["language"]).filter(|lang| lang.as_text().is_some()).map(|lang| (file, lang.clone()));
        let files = below(&value, &["rmd_files"]);
        // Each format may have files of its own; they differ in little.
        let of_format = files.and_then(|files| ["html", "latex", "epub"].iter().find_map(|key| below(files, &[key])));
        let files = of_format.or(files.filter(|files| !matches!(files.kind, ValueKind::Map(_))));
        for item in files.map_or(&[][..], Value::items) {
            let written = item.as_text().unwrap_or_default();
            let place = Some(span(file, &item.range));
            paths.extend(listed.chapter(reader, &path, written, place).map(|path| (path, place)));
        }
    }
    if paths.is_empty() {
        paths = by_name(reader, base, &mut listed);
    }
    // The index goes before all others, wherever it is listed.
    paths.sort_by_key(|(path, _)| stem(path) != "index");
    let nodes = nodes(reader, paths);
    let left_out = folder::unlisted(reader, base, |text| listed.has(text) || is_passed_over(text));
    let front_matter = match lang {
        Some((file, lang)) => reader.facts(&path, file, &[("lang", Some(&lang))]),
        None => Default::default(),
    };
    let places = Places { root: base.to_owned(), has_index: true, shares_ids: true, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// All `.Rmd` files of the folder in the order of their names.
fn by_name(reader: &mut Reader, base: &str, listed: &mut Listed) -> Vec<(String, Option<crate::source::Span>)> {
    let paths = reader.loader.list(&reader.place(base)).unwrap_or_default();
    let mut names: Vec<String> = paths.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
    names.retain(|name| ending(name) == "rmd" && !name.starts_with('_'));
    names.sort_by(|a, b| natural(a, b));
    let from = joined(base, MANIFEST);
    names.iter().filter_map(|name| Some((listed.chapter(reader, &from, name, None)?, None))).collect()
}

/// Files that no book of Bookdown's takes by itself.
fn is_passed_over(path: &str) -> bool {
    name_of(path).starts_with('_') || ending(path) != "rmd"
}

/// The files with the parts that they open.
fn nodes(reader: &Reader, paths: Vec<(String, Option<crate::source::Span>)>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let (mut chapters, mut appendices) = (0u32, 0u32);
    let mut matter = Matter::Body;
    for (path, span) in paths {
        let opening = opening(reader, &path);
        match &opening.kind {
            Some(Kind::Part(title)) => {
                nodes.push(Node { is_part: true, span, ..Node::group(title.clone(), Vec::new()) });
                matter = Matter::Body;
            }
            Some(Kind::Appendix) => matter = Matter::Back,
            None => {}
        }
        let number = (!is_unnumbered_after(reader, &path, &opening)).then(|| match matter {
            Matter::Back => {
                appendices += 1;
                char::from_u32(u32::from('A') + appendices - 1).map(String::from).unwrap_or_default()
            }
            Matter::Body | Matter::Front => {
                chapters += 1;
                chapters.to_string()
            }
        });
        let node = Node { number, matter, span, from: opening.end, ..Node::text(path) };
        match nodes.last_mut().filter(|last| last.is_part && matter == Matter::Body) {
            Some(part) => part.children.push(node),
            None => nodes.push(node),
        }
    }
    nodes
}

/// What a file begins with, for Bookdown alone.
struct Opening {
    kind: Option<Kind>,
    /// Where the text after it begins.
    end: u32,
}

enum Kind {
    Part(String),
    Appendix,
}

fn opening(reader: &Reader, path: &str) -> Opening {
    let none = Opening { kind: None, end: 0 };
    let Some(text) = reader.peek(path) else { return none };
    let (_, body) = reader.peek_head(path);
    let rest = &text[body as usize..];
    // TeX's own commands, such as `\cleardoublepage`, may stand before it.
    let mut start = 0;
    for line in rest.split_inclusive('\n') {
        let word = line.trim();
        let is_command =
            word.strip_prefix('\\').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic()));
        if !word.is_empty() && !is_command {
            break;
        }
        start += line.len();
    }
    let line = rest[start..].lines().next().unwrap_or_default();
    let end = body + (start + line.len()) as u32;
    let heading = line.trim_start_matches('#').trim().trim_start_matches('\\');
    let title = |rest: &str| rest.split(" {").next().unwrap_or_default().trim().to_owned();
    for mark in ["(PART)", "(PART\\*)", "(PART*)"] {
        if let Some(rest) = heading.strip_prefix(mark).filter(|_| line.starts_with("# ")) {
            return Opening { kind: Some(Kind::Part(title(rest))), end };
        }
    }
    match heading.starts_with("(APPENDIX)") && line.starts_with("# ") {
        true => Opening { kind: Some(Kind::Appendix), end },
        false => none,
    }
}

/// Whether the heading after the opening says that it has no number.
fn is_unnumbered_after(reader: &Reader, path: &str, opening: &Opening) -> bool {
    if opening.kind.is_none() {
        return is_unnumbered(reader, path);
    }
    let text = reader.peek(path).unwrap_or_default();
    let heading = text.get(opening.end as usize..).and_then(|rest| rest.lines().find(|line| line.starts_with("# ")));
    heading.is_some_and(|heading| heading.contains("{-") || heading.contains(".unnumbered"))
}
