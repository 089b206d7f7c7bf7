//! Leanpub: `Book.txt`, in the folder or in its `manuscript`.
//!
//! In: the project's folder. Out: an [`Outline`]: the files in the order of `Book.txt`, front, main and back matter, parts
//! (<https://leanpub.com/markua/read>, "Book.txt", "Parts"; <https://leanpub.com/lfm/read>). Images lie in `resources`, or
//! in `images` in the older form. What the texts say in Markua is `markdown`'s business.

use super::entry::{Node, entries};
use super::folder;
use super::reader::{Listed, Reader, joined, name_of};
use super::{Outline, Places};
use crate::document::Matter;
use crate::source::Span;

/// The name of the file that lists the texts.
pub const BOOK: &str = "Book.txt";

/// The folder that Leanpub wants it in.
pub const MANUSCRIPT: &str = "manuscript";

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let root = match reader.is_file(&joined(base, BOOK)) {
        true => base.to_owned(),
        false => joined(base, MANUSCRIPT),
    };
    let path = joined(&root, BOOK);
    let file = reader.read(&path, None)?;
    let text = reader.text(file);
    let mut listed = Listed::new(&path);
    let mut nodes: Vec<Node> = Vec::new();
    let mut matter = Matter::Body;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let written = line.trim();
        let bare = written.trim_matches(['{', '}', ':', ' ']);
        if let Some(found) = matter_of(bare).filter(|_| written.ends_with(':') || written.ends_with('}')) {
            matter = found;
            continue;
        }
        if let Some(part) = written.strip_prefix("part:").or(written.strip_prefix("-# ")) {
            nodes.push(Node { is_part: true, ..Node::group(part.trim(), Vec::new()) });
            continue;
        }
        // Lines that Leanpub made pages of itself.
        let is_order = matches!(bare, "maketitle" | "tableofcontents" | "cover");
        if written.is_empty() || written.starts_with('#') || is_order {
            continue;
        }
        let offset = start + line.len() - line.trim_start().len();
        let span = Some(Span { file, start: offset as u32, end: (offset + written.len()) as u32 });
        let Some(text_path) = listed.chapter(reader, &path, written, span) else { continue };
        let opening = opening(&reader.peek(&text_path).unwrap_or_default());
        matter = opening.matter.unwrap_or(matter);
        if opening.is_all && opening.part.is_none() {
            continue;
        }
        let mut node = Node { matter, span, from: opening.end, ..Node::text(text_path) };
        if let Some(part) = opening.part {
            node.is_part = true;
            node.title = Some(part);
            if opening.is_all {
                node.path = None;
            }
            // A chapter that begins right after it is no text of the part's own page.
            if opening.begins_chapter {
                let path = node.path.take();
                node.children.push(Node { path, matter, span, from: opening.end, ..Node::default() });
            }
            nodes.push(node);
            continue;
        }
        match nodes.last_mut().filter(|last| last.is_part && matter == Matter::Body) {
            Some(part) => part.children.push(node),
            None => nodes.push(node),
        }
    }
    if nodes.is_empty() {
        let folder::Found { nodes: found, left_out } = folder::walk_instead(reader, &root, &path);
        let places = Places { root, ..Places::default() };
        return Some(Outline { entries: entries(found), places, left_out, ..Outline::default() });
    }
    let is_known = |text: &str| matches!(name_of(text), "Sample.txt" | "Subset.txt");
    let left_out = folder::unlisted(reader, &root, |text| listed.has(text) || is_known(text));
    let image_folders = vec![joined(&root, "resources"), joined(&root, "images")];
    let places = Places { root, image_folders, shares_ids: true, ..Places::default() };
    Some(Outline { entries: entries(nodes), places, left_out, ..Outline::default() })
}

fn matter_of(word: &str) -> Option<Matter> {
    match word {
        "frontmatter" => Some(Matter::Front),
        "mainmatter" => Some(Matter::Body),
        "backmatter" => Some(Matter::Back),
        _ => None,
    }
}

/// What a text begins with, for Leanpub alone.
#[derive(Debug, Default, PartialEq, Eq)]
struct Opening {
    matter: Option<Matter>,
    part: Option<String>,
    /// Where the text after it begins.
    end: u32,
    /// Whether nothing comes after it, or a chapter does.
    is_all: bool,
    begins_chapter: bool,
}

/// Reads `{frontmatter}` and its like, `{class: part}` before a heading, and the older `-# Part`.
fn opening(text: &str) -> Opening {
    let mut opening = Opening::default();
    let mut at = 0;
    let mut is_part = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let attributes = content.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let matter = attributes.and_then(|word| matter_of(word.trim()));
        if let Some(matter) = matter {
            opening.matter = Some(matter);
        } else if attributes.is_some_and(|list| list.replace(['"', ' '], "").contains("class:part")) {
            is_part = true;
        } else if let Some(title) = content.strip_prefix("-# ").or(content.strip_prefix("# ").filter(|_| is_part)) {
            opening.part = Some(title.trim_end_matches('#').trim().to_owned());
            at += line.len();
            opening.end = at as u32;
            break;
        } else if !content.is_empty() {
            break;
        }
        at += line.len();
        if matter.is_some() {
            opening.end = at as u32;
        }
    }
    let rest = &text[opening.end as usize..];
    opening.is_all = opening.end > 0 && rest.trim().is_empty();
    let mut lines = rest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('{'));
    opening.begins_chapter = opening.part.is_some() && lines.next().is_some_and(|line| line.starts_with("# "));
    opening
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_read() {
        let part =
            |title: &str, end, is_all| Opening { part: Some(title.to_owned()), end, is_all, ..Opening::default() };
        assert_eq!(opening("-# One\n"), part("One", 7, true));
        assert_eq!(opening("{class: part}\n# Two\n\nText\n"), part("Two", 20, false));
        let main = opening("{mainmatter}\n\n# A\n");
        assert_eq!((main.matter, main.end, main.is_all), (Some(Matter::Body), 13, false));
        assert_eq!(opening("# A {class: part}\n"), Opening::default());
        assert_eq!(opening(""), Opening::default());
    }
}
