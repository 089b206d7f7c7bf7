//! Docsify: `_sidebar.md`, in the folder or in its `docs`.
//!
//! In: the project's folder. Out: an [`Outline`]: the home page first, then the pages in the order of the sidebar, its
//! headings as parts (<https://docsify.js.org/#/more-pages>); the title from the cover page or from `name` in `index.html`
//! (<https://docsify.js.org/#/configuration>). Nothing of a page's script is run.

use super::entry::{Node, entries};
use super::folder;
use super::links;
use super::reader::{Listed, Reader, joined, name_of};
use super::{Outline, Places};
use crate::config::FrontMatter;
use crate::source::name::{ending, is_markdown};

/// The name of the file that lists the pages.
pub const SIDEBAR: &str = "_sidebar.md";

/// The folder of the texts where a repository holds more.
pub const DOCS: &str = "docs";

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let root = match reader.is_file(&joined(base, SIDEBAR)) {
        true => base.to_owned(),
        false => joined(base, DOCS),
    };
    let path = joined(&root, SIDEBAR);
    let file = reader.read(&path, None)?;
    let mut listed = Listed::new(&path);
    let rewrite = |reader: &Reader, address: &str| page(reader, &root, address);
    let mut nodes = links::nodes(reader, &mut listed, &path, file, &rewrite);
    if nodes.is_empty() {
        nodes = folder::walk_instead(reader, &root, &path).nodes;
    }
    let home = joined(&root, "README.md");
    let has_home = nodes.first().is_some_and(|node| node.path.as_ref() == Some(&home));
    if !listed.has(&home) && !has_home && reader.is_file(&home) {
        let path = listed.chapter(reader, "", &home, None);
        nodes.insert(0, Node { path, ..Node::default() });
    }
    let is_own = |text: &str| name_of(text).starts_with('_');
    let left_out = folder::unlisted(reader, &root, |text| listed.has(text) || is_own(text));
    let front_matter = FrontMatter { title: title(reader, &root), ..FrontMatter::default() };
    let image_folders = vec![joined(&root, "_media"), joined(&root, "_images"), joined(&root, "assets")];
    let places = Places { root, has_index: true, image_folders, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// The file of a page's address: `/`, `guide`, `/guide.md`, `#/guide?id=here`, a folder's README.
fn page(reader: &Reader, root: &str, address: &str) -> Option<String> {
    let path = address.strip_prefix('#').filter(|path| path.starts_with('/')).unwrap_or(address);
    let (path, anchor) = match path.split_once("?id=") {
        Some((path, id)) => (path, format!("#{id}")),
        None => (path.split('?').next().unwrap_or_default(), String::new()),
    };
    // Addresses are those of the site, whose root is the folder, whatever page they stand on.
    let below = path.trim_start_matches('/').trim_start_matches("./");
    let is_folder = below.is_empty() || below.ends_with('/') || reader.is_folder(&joined(root, below));
    let file = match below {
        _ if is_folder => joined(below, "README.md"),
        file if is_markdown(file.split('#').next().unwrap_or_default()) => file.to_owned(),
        file if ending(file).is_empty() || !reader.is_file(&joined(root, file)) => format!("{file}.md"),
        file => file.to_owned(),
    };
    Some(format!("{file}{anchor}"))
}

/// What the cover page or the page of the site calls it.
fn title(reader: &Reader, root: &str) -> Option<String> {
    let cover = reader.peek(&joined(root, "_coverpage.md")).unwrap_or_default();
    // A version stands in small type beside the name, an id after it.
    let name = |heading: &str| without_markup(heading.split(" :").next()?.split("<small").next());
    let heading = cover.lines().find_map(|line| name(line.strip_prefix("# ")?));
    if heading.is_some() {
        return heading;
    }
    let page = reader.peek(&joined(root, "index.html"))?;
    let settings = &page[page.find("$docsify")?..];
    let name = settings.split("name:").nth(1)?.trim_start();
    let quote = name.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '`'))?;
    without_markup(name[1..].split(quote).next())
}

/// Words without tags and without marks of emphasis; `None` where none are left.
fn without_markup(text: Option<&str>) -> Option<String> {
    let text = text?;
    let mut words = String::new();
    let mut in_tag = false;
    for character in text.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            '*' | '_' | '`' => {}
            character if !in_tag => words.push(character),
            _ => {}
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}
