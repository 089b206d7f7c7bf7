//! Quarto: `_quarto.yml`.
//!
//! In: the project's folder. Out: an [`Outline`]: of a book its chapters, parts and appendices, numbered as Quarto numbers
//! them (<https://quarto.org/docs/books/book-structure.html>); of a website the pages of its sidebar
//! (<https://quarto.org/docs/websites/website-navigation.html>), else all of its folder. Code is not run and extensions
//! are not loaded; which formats the project makes does not matter here.

use super::entry::{Node, entries};
use super::folder::{self, Found};
use super::glob;
use super::reader::{Language, Listed, Reader, below, folder_of, joined, span};
use super::{Outline, Places};
use crate::config::value::{Value, ValueKind};
use crate::diagnostic::Code;
use crate::document::Matter;
use crate::source::FileId;
use crate::source::name::{is_markdown, natural, stem};

/// The names of the file that says what the project is.
pub const MANIFESTS: [&str; 2] = ["_quarto.yml", "_quarto.yaml"];

/// Words for the day of the build, which is no date of the book.
const TODAY: [&str; 4] = ["today", "now", "last-modified", "`r"];

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let path = reader.first_file(base, &MANIFESTS)?;
    let (file, value) = reader.values(&path, Language::Yaml)?;
    let book = below(&value, &["book"]).filter(|book| matches!(book.kind, ValueKind::Map(_)));
    let website = below(&value, &["website"]).filter(|site| matches!(site.kind, ValueKind::Map(_)));
    let facts = book.or(website).unwrap_or(&value);
    let fact = |key: &str| below(facts, &[key]).or_else(|| below(&value, &[key]));
    let is_a_day = |value: &&Value| {
        !value.as_text().is_some_and(|text| TODAY.iter().any(|word| text.trim_start().starts_with(word)))
    };
    let pairs = [
        ("title", fact("title")),
        ("subtitle", fact("subtitle")),
        ("author", fact("author")),
        ("date", fact("date").filter(is_a_day)),
        ("description", fact("description")),
        ("bibliography", fact("bibliography")),
        ("execute", below(&value, &["execute"])),
        ("knitr", below(&value, &["knitr"])),
        ("lang", fact("lang")),
        ("cover-image", fact("cover-image")),
        ("cover-alt", fact("cover-image-alt")),
        ("isbn", fact("isbn")),
    ];
    let front_matter = reader.facts(&path, file, &pairs);
    let numbers = below(&value, &["number-sections"]).and_then(Value::as_text) != Some("false");
    let mut reading = Reading { listed: Listed::new(&path), path: &path, file, chapters: 0, appendices: 0, numbers };
    let mut nodes = Vec::new();
    if let Some(book) = book {
        let chapters = below(book, &["chapters"]).map_or(&[][..], Value::items);
        nodes = reading.nodes(reader, chapters, Matter::Body);
        let appendices = below(book, &["appendices"]).map_or(&[][..], Value::items);
        nodes.extend(reading.nodes(reader, appendices, Matter::Back));
    } else if let Some(site) = website {
        reading.numbers = false;
        // One sidebar, or a list of them.
        for sidebar in below(site, &["sidebar"]).map_or(&[][..], Value::items) {
            let contents = below(sidebar, &["contents"]).map_or(&[][..], Value::items);
            nodes.extend(reading.nodes(reader, contents, Matter::Body));
        }
    }
    let mut left_out = folder::unlisted(reader, base, |text| reading.listed.has(text) || is_partial(text));
    if nodes.is_empty() {
        Found { nodes, left_out } = folder::walk(reader, base);
    }
    let places = Places { root: base.to_owned(), has_index: true, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// A name that begins with `_` is that of a file which others include.
fn is_partial(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('_'))
}

struct Reading<'p> {
    listed: Listed,
    path: &'p str,
    file: FileId,
    chapters: u32,
    appendices: u32,
    numbers: bool,
}

impl Reading<'_> {
    fn nodes(&mut self, reader: &mut Reader, items: &[Value], matter: Matter) -> Vec<Node> {
        let mut nodes = Vec::new();
        for item in items {
            let place = Some(span(self.file, &item.range));
            let text = |keys: &[&str]| keys.iter().find_map(|key| below(item, &[key])?.as_text());
            let written = item.as_text().or_else(|| text(&["href", "file"]));
            let title = text(&["text", "title"]).map(str::to_owned);
            let heading = text(&["part", "section"]);
            let below = below(item, &["chapters"]).or_else(|| below(item, &["contents"]));
            if let Some(found) = self.found(reader, item, matter) {
                nodes.extend(found);
                continue;
            }
            let mut node = Node { title, span: place, matter, ..Node::default() };
            if let Some(heading) = heading {
                node.is_part = matter == Matter::Body && text(&["part"]).is_some();
                match is_markdown(heading) {
                    true => node.path = self.listed.chapter(reader, self.path, heading, place),
                    false => node.title = Some(heading.to_owned()),
                }
            } else if let Some(written) = written.filter(|written| is_markdown(written)) {
                node.path = self.listed.chapter(reader, self.path, written, place);
                node.number = node.path.as_deref().and_then(|path| self.number(reader, path, matter));
            } else if let Some(written) = written.filter(|written| !written.starts_with("---")) {
                reader.note(Code::MissingChapter, format!("`{written}` is no Markdown and no chapter"), place);
            }
            node.children = self.nodes(reader, below.map_or(&[][..], Value::items), matter);
            if node.path.is_some() || !node.children.is_empty() {
                nodes.push(node);
            }
        }
        nodes
    }

    /// The texts that an item stands for which names none: `auto`, a folder, a pattern such as `posts/*.qmd`; `None` for
    /// another.
    fn found(&mut self, reader: &mut Reader, item: &Value, matter: Matter) -> Option<Vec<Node>> {
        let base = folder_of(self.path);
        let auto = below(item, &["auto"]).and_then(Value::as_text);
        let written = auto.or(item.as_text())?;
        let own = written.trim().trim_start_matches("./").trim_matches('/');
        let is_all = matches!(own, "auto" | "true" | "*" | "") && (auto.is_some() || own == "auto");
        let folder =
            if is_all { base.to_owned() } else { joined(base, own.trim_end_matches("/*").trim_end_matches("/**")) };
        if is_all || (auto.is_some() || !glob::is_pattern(own)) && !own.is_empty() && reader.is_folder(&folder) {
            let nodes = folder::walk(reader, &folder).nodes;
            return Some(self.unlisted(nodes));
        }
        if !glob::is_pattern(own) {
            return None;
        }
        let pattern = joined(base, own);
        let mut paths = folder::texts(reader, base);
        paths.retain(|path| glob::matches(&pattern, path) && !is_partial(path) && !self.listed.has(path));
        paths.sort_by(|a, b| natural(a, b));
        if paths.is_empty() {
            let message = format!("`{written}` stands for no text that is not listed elsewhere");
            reader.warn(Code::MissingChapter, message, Some(span(self.file, &item.range)), None);
        }
        let mut nodes = Vec::new();
        for path in paths {
            self.listed.note(&path);
            let number = self.number(reader, &path, matter);
            nodes.push(Node { number, matter, ..Node::text(path) });
        }
        Some(nodes)
    }

    /// The texts of a folder that are not listed by themselves, which take note.
    fn unlisted(&mut self, mut nodes: Vec<Node>) -> Vec<Node> {
        for node in &mut nodes {
            node.path = node.path.take().filter(|path| !self.listed.has(path) && !is_partial(path));
            node.path.iter().for_each(|path| self.listed.note(path));
            node.children = self.unlisted(std::mem::take(&mut node.children));
        }
        nodes.retain(|node| node.path.is_some() || !node.children.is_empty());
        nodes
    }

    /// The number of a chapter, which the index and those that say so have not.
    fn number(&mut self, reader: &Reader, path: &str, matter: Matter) -> Option<String> {
        let is_index = stem(path) == "index";
        if !self.numbers || is_index || is_unnumbered(reader, path) {
            return None;
        }
        if matter == Matter::Back {
            let letter = char::from_u32(u32::from('A') + self.appendices)?;
            self.appendices += 1;
            return Some(letter.to_string());
        }
        self.chapters += 1;
        Some(self.chapters.to_string())
    }
}

/// Whether the first heading of a text says that it has no number: `# Preface {.unnumbered}`, `{-}`.
pub fn is_unnumbered(reader: &Reader, path: &str) -> bool {
    let Some(text) = reader.peek(path) else { return false };
    let heading = text.lines().find(|line| line.starts_with("# "));
    heading.is_some_and(|heading| heading.contains("{-") || heading.contains(".unnumbered") || heading.contains(" -}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partials_are_known_by_their_names() {
        assert!(is_partial("_common.qmd") && is_partial("a/_b/c.qmd") && !is_partial("a/b_c.qmd"));
    }
}
