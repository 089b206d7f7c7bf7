//! Obsidian: a folder with `.obsidian`, a vault.
//!
//! In: the vault's folder. Out: an [`Outline`]: all notes in natural order, folders as levels; links and attachments are
//! found by their names, wherever they lie (<https://help.obsidian.md/links>, "Shortest path when possible"). Templates,
//! drawings, canvases and bases are no notes: they are left out, and told with their count.

use super::entry::entries;
use super::folder::{self, Found};
use super::reader::{Language, Reader, below, joined};
use super::{Outline, Places};
use crate::config::value::Value;
use crate::source::name::ending;

/// The folder that makes a folder a vault.
pub const SETTINGS: &str = ".obsidian";

/// Files that say where templates lie, and the key that says it: those of the core plugin
/// (<https://help.obsidian.md/plugins/templates>), of Templater and of QuickAdd.
const TEMPLATES: [(&str, &str); 3] = [
    (".obsidian/templates.json", "folder"),
    (".obsidian/plugins/templater-obsidian/data.json", "templates_folder"),
    (".obsidian/plugins/quickadd/data.json", "templateFolderPath"),
];

/// What a folder of templates is called where no setting says it.
const USUAL: [&str; 3] = ["templates", "template", "_templates"];

/// Files of a vault that are no notes, by the endings of their names.
const OTHERS: [(&str, [&str; 2]); 2] = [("canvas", ["canvas", "canvases"]), ("base", ["base", "bases"])];

/// Reads the vault in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Outline {
    let mut found = folder::walk(reader, base);
    leave_out(reader, base, &mut found);
    let Found { nodes, left_out } = found;
    let by_name = folder::attachments(reader, base);
    let places = Places { root: base.to_owned(), by_name, ..Places::default() };
    Outline { entries: entries(nodes), places, left_out, ..Outline::default() }
}

/// Leaves out what is no note.
fn leave_out(reader: &mut Reader, base: &str, found: &mut Found) {
    let mut folders = Vec::new();
    for (file, key) in TEMPLATES {
        let settings = joined(base, file);
        if reader.is_file(&settings)
            && let Some((_, value)) = reader.values(&settings, Language::Json)
            && let Some(folder) = below(&value, &[key]).and_then(Value::as_text)
            && !folder.trim_matches('/').is_empty()
        {
            folders.push(format!("{}/", joined(base, folder.trim_matches('/'))));
        }
    }
    let is_usual = folders.is_empty();
    found.leave_out(["template", "templates"], |path| match is_usual {
        true => path.split('/').rev().skip(1).any(|folder| USUAL.contains(&folder.to_lowercase().as_str())),
        false => folders.iter().any(|folder| path.starts_with(folder.as_str())),
    });
    for (end, what) in OTHERS {
        let mut paths = folder::files(reader, base, |name| ending(name) == end);
        paths.sort();
        found.left_out.add(what, paths);
    }
}
