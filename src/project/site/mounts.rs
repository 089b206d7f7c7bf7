//! Hugo's mounts: folders that stand in the place of others (<https://gohugo.io/configuration/module/#mounts>).
//!
//! In: the table `module` of the settings. Out: the [`Mount`]s, and the texts of those that are content, with the
//! addresses of their pages. Modules that would have to be fetched are told.

use std::collections::BTreeMap;

use super::super::Tool;
use super::super::entry::Node;
use super::super::reader::{Reader, joined, name_of, span};
use super::{Settings, section};
use crate::config::value::Value;
use crate::diagnostic::Code;
use crate::source::FileId;
use crate::source::name::in_words;

/// A folder of the project and the one in whose place it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// As seen from the site's folder.
    pub source: String,
    pub target: String,
    /// The language of its texts, where it is one's.
    pub lang: Option<String>,
}

impl Mount {
    /// Whether it holds texts.
    pub fn is_of_texts(&self) -> bool {
        self.target == "content" || self.target.starts_with("content/")
    }
}

/// Reads the table.
pub fn read(reader: &mut Reader, base: &str, file: FileId, module: Option<&Value>) -> Vec<Mount> {
    let Some(module) = module else { return Vec::new() };
    let below = |value: &Value, key: &str| {
        let found = value.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(key));
        found.map(|entry| entry.value.clone())
    };
    let text = |value: &Value, key: &str| {
        let text = below(value, key)?.as_text()?.trim_start_matches("./").trim_matches('/').to_owned();
        Some(text)
    };
    for import in below(module, "imports").as_ref().map_or(&[][..], Value::items) {
        let name = text(import, "path").unwrap_or_default();
        // A theme beside the site lies in its own folder.
        if !reader.is_folder(&joined(base, &format!("themes/{name}"))) {
            let message = format!("the module `{name}` is not fetched: texts that it would bring are missing");
            reader.note(Code::ToolOption, message, Some(span(file, &import.range)));
        }
    }
    let mut mounts = Vec::new();
    for item in below(module, "mounts").as_ref().map_or(&[][..], Value::items) {
        let (Some(source), Some(target)) = (text(item, "source"), text(item, "target")) else { continue };
        let mount = Mount { source, target, lang: text(item, "lang") };
        if mount.is_of_texts() && !reader.is_folder(&joined(base, &mount.source)) {
            let message = format!("the folder `{}` that is mounted as `{}` is not there", mount.source, mount.target);
            reader.warn(Code::MissingChapter, message, Some(span(file, &item.range)), None);
            continue;
        }
        mounts.push(mount);
    }
    mounts
}

/// The texts of the folders that are mounted as content, but for `own`, the folder of the site's own texts, and for those
/// of other languages.
pub(super) fn mounted(
    reader: &mut Reader,
    base: &str,
    own: &str,
    settings: &Settings,
    redirects: &mut BTreeMap<String, String>,
) -> Vec<Node> {
    let mut nodes = Vec::new();
    for mount in settings.mounts.iter().filter(|mount| mount.is_of_texts()) {
        let folder = joined(base, &mount.source);
        let is_own = folder.strip_prefix(own).is_some_and(|below| below.is_empty() || below.starts_with('/'));
        let is_foreign = mount.lang.as_ref().is_some_and(|lang| *lang != settings.default_language);
        if is_own || is_foreign {
            continue;
        }
        let section = section(Tool::Hugo, reader, &folder, settings, 0);
        let target = mount.target.strip_prefix("content").unwrap_or_default();
        address(&section, &folder, target, own, redirects);
        if target.is_empty() {
            nodes.extend(section.path.map(Node::text));
            nodes.extend(section.children);
        } else if section.path.is_some() || !section.children.is_empty() {
            let index = reader.first_file(&folder, &["_index.md", "_index.markdown"]);
            let own = index.and_then(|index| reader.peek_head(&index).0.title);
            let title = section.path.is_none().then(|| own.unwrap_or_else(|| in_words(name_of(target))));
            nodes.push(Node { title, ..section });
        }
    }
    nodes
}

/// Notes where the pages of a mounted folder stand on the site.
fn address(node: &Node, folder: &str, target: &str, root: &str, redirects: &mut BTreeMap<String, String>) {
    if let Some(path) = &node.path {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let page = below.rsplit_once('.').map_or(below, |(page, _)| page);
        let page = page.trim_end_matches("/_index").trim_end_matches("/index");
        let up = "../".repeat(root.split('/').filter(|part| !part.is_empty()).count());
        redirects.entry(format!("{target}{page}")).or_insert_with(|| format!("/{up}{path}"));
    }
    node.children.iter().for_each(|child| address(child, folder, target, root, redirects));
}
