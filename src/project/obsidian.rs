//! Obsidian: a folder with `.obsidian`, a vault.
//!
//! In: the vault's folder. Out: an [`Outline`]: all notes in natural order, folders as levels; links and attachments are
//! found by their names, wherever they lie (<https://help.obsidian.md/links>, "Shortest path when possible"). Templates and
//! canvases are no notes.

use super::entry::entries;
use super::folder::{self, Found};
use super::reader::{Language, Reader, below, joined};
use super::{Outline, Places};
use crate::config::value::Value;

/// The folder that makes a folder a vault.
pub const SETTINGS: &str = ".obsidian";

/// Reads the vault in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Outline {
    let Found { mut nodes, left_out } = folder::walk(reader, base);
    let settings = joined(base, ".obsidian/templates.json");
    if reader.is_file(&settings)
        && let Some((_, value)) = reader.values(&settings, Language::Json)
        && let Some(templates) = below(&value, &["folder"]).and_then(Value::as_text)
    {
        let folder = format!("{}/", joined(base, templates));
        nodes.retain(|node| {
            let first = node.path.as_ref().or_else(|| node.children.first()?.path.as_ref());
            !first.is_some_and(|path| path.starts_with(&folder))
        });
    }
    let by_name = folder::attachments(reader, base);
    let places = Places { root: base.to_owned(), by_name, ..Places::default() };
    Outline { entries: entries(nodes), places, left_out, ..Outline::default() }
}
