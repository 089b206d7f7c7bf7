//! GitBook and HonKit: `SUMMARY.md` with `book.json`, `book.js` or `.gitbook.yaml`.
//!
//! In: the project's folder. Out: an [`Outline`]: the README first, then the chapters of the summary, with no numbers of
//! our own, since such summaries write theirs into the titles. Read by <https://github.com/GitbookIO/gitbook/tree/master/docs>
//! (`config.md`, `pages.md`), <https://honkit.netlify.app> and
//! <https://gitbook.com/docs/getting-started/git-sync/content-configuration>.

use super::entry::{Node, entries};
use super::folder;
use super::links;
use super::reader::{Language, Listed, Reader, below, joined, span};
use super::{Outline, Places};
use crate::config::FrontMatter;
use crate::config::value::Value;
use crate::diagnostic::Code;
use crate::source::name::stem;
use crate::url;

/// The files of the two generations that say what the book is.
pub const MANIFESTS: [&str; 3] = ["book.json", ".gitbook.yaml", ".gitbook.yml"];

/// The file of settings that is a script, of which is read what is written out.
pub const SCRIPT: &str = "book.js";

/// Whether a script of that name holds GitBook's settings.
pub fn is_settings(text: &str) -> bool {
    text.contains("module.exports") && ["root", "structure", "plugins", "gitbook"].iter().any(|key| text.contains(key))
}

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let mut facts = FrontMatter::default();
    // Without a file of GitBook's the summary may be an mdBook project's, whose directives mean nothing else.
    let is_gitbook = MANIFESTS.iter().chain([&SCRIPT]).any(|name| reader.is_file(&joined(base, name)));
    let mut outline = Outline { has_includes: !is_gitbook, ..Outline::default() };
    let mut text_folder = base.to_owned();
    let (mut readme, mut summary) = ("README.md".to_owned(), "SUMMARY.md".to_owned());
    for name in MANIFESTS.into_iter().chain([SCRIPT]) {
        let path = joined(base, name);
        if !reader.is_file(&path) {
            continue;
        }
        let language = match name {
            SCRIPT => Language::JavaScript,
            name if name.ends_with("json") => Language::Json,
            _ => Language::Yaml,
        };
        let Some((file, value)) = reader.values(&path, language) else { continue };
        let text = |keys: &[&str]| below(&value, keys).and_then(Value::as_text).map(str::to_owned);
        if let Some(root) = text(&["root"]) {
            match url::join(&path, &root) {
                Some(root) => text_folder = root,
                None => {
                    let message = format!("the folder `{root}` of the texts lies outside the book's folder");
                    reader.warn(Code::OutsideBook, message, None, Some("name one that holds both with `--root`"));
                }
            }
        }
        readme = text(&["structure", "readme"]).unwrap_or(readme);
        summary = text(&["structure", "summary"]).unwrap_or(summary);
        let pairs = ["title", "author", "description", "language", "isbn"].map(|key| (key, below(&value, &[key])));
        facts = facts.or(reader.facts(&path, file, &pairs));
        for entry in below(&value, &["variables"]).map_or(&[][..], Value::entries) {
            if let Some(text) = entry.value.as_text() {
                outline.variables.insert(format!("book.{}", entry.key), text.to_owned());
            }
        }
        for entry in below(&value, &["redirects"]).map_or(&[][..], Value::entries) {
            // Both are seen from the root.
            let to = entry.value.as_text().unwrap_or_default();
            let to = if url::scheme(to).is_some() { to.to_owned() } else { format!("/{}", to.trim_start_matches('/')) };
            outline.places.redirects.insert(entry.key.clone(), to);
        }
        for plugin in below(&value, &["plugins"]).map_or(&[][..], Value::items) {
            let name = plugin.as_text().unwrap_or_default();
            // A name after a minus is a plugin that is switched off.
            if !name.is_empty() && !name.starts_with('-') {
                let message = format!("the plugin `{name}` is not run: what it would have made of the text is missing");
                reader.warn(Code::Preprocessor, message, Some(span(file, &plugin.range)), None);
            }
        }
    }
    if reader.is_file(&joined(&text_folder, "LANGS.md")) {
        let message = "the book is there in several languages, each in a folder of its own";
        reader.warn(Code::BrokenSummary, message, None, Some("name the folder of one language"));
    }
    let path = joined(&text_folder, &summary);
    let mut listed = Listed::new(&path);
    let mut nodes = match reader.is_file(&path) {
        true => {
            let file = reader.read(&path, None)?;
            links::nodes(reader, &mut listed, &path, file, &|_, address| Some(address.to_owned()))
        }
        // Without a summary GitBook takes the folder as it is.
        false => {
            let folder::Found { nodes, left_out } = folder::walk(reader, &text_folder);
            return Some(Outline { entries: entries(nodes), front_matter: facts, left_out, ..outline });
        }
    };
    if nodes.is_empty() {
        // It may be a text that sums the book up.
        let folder::Found { nodes, left_out } = folder::walk_instead(reader, &text_folder, &path);
        return Some(Outline { entries: entries(nodes), front_matter: facts, left_out, ..outline });
    }
    // The first page of the site is the book's introduction, listed or not.
    let first = joined(&text_folder, &readme);
    if !listed.has(&first) && reader.is_file(&first) {
        let path = listed.chapter(reader, "", &first, None);
        nodes.insert(0, Node { path, ..Node::default() });
    }
    outline.left_out =
        folder::unlisted(reader, &text_folder, |text| listed.has(text) || text == path || is_furniture(text));
    outline.entries = entries(nodes);
    outline.front_matter = facts;
    let image_folders = vec![joined(&text_folder, ".gitbook/assets"), joined(&text_folder, "assets")];
    outline.places = Places { root: text_folder, has_index: true, image_folders, ..outline.places };
    Some(outline)
}

/// Files beside the chapters that make no page in the contents.
fn is_furniture(path: &str) -> bool {
    matches!(stem(path).to_uppercase().as_str(), "SUMMARY" | "GLOSSARY" | "LANGS")
}
