//! A folder of texts that no tool's file orders.
//!
//! In: a folder. Out: its texts to every depth as [`Node`]s in natural order, an index before the others, and a
//! [`LeftOut`], which says what of the folder is not in the book. A folder in it is a level: its index, or the text beside
//! it that has its name, heads it; else the words of its name do.

use std::collections::{BTreeMap, BTreeSet};

use super::Tool;
use super::entry::Node;
use super::other_text;
use super::reader::{Reader, folder_of, joined, name_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::name::{self, in_words, natural};

/// The deepest that folders are walked; deeper ones are a fault of the file system, or made by a machine.
const MAX_FOLDERS: usize = 24;

/// The most texts that are taken from one folder: ten times those of the largest books known.
const MAX_TEXTS: usize = 50_000;

/// The most folders that are searched for attachments, since a note may lie in the midst of everything.
const MOST_FOLDERS: usize = 5_000;

/// Names of a folder's index, without ending, from strong to weak.
pub const INDEX: [&str; 3] = ["index", "_index", "readme"];

/// Folders that programs fill, and those of sites' templates.
const BUILT: [&str; 14] = [
    "_includes",
    "_layouts",
    "node_modules",
    "bower_components",
    "target",
    "_site",
    "_book",
    "_build",
    "_freeze",
    "dist",
    "__pycache__",
    "venv",
    "vendor",
    "site-packages",
];

/// The same where they hold a page for browsers: as names of chapters they would not.
const BUILT_WITH_PAGES: [&str; 7] = ["build", "public", "site", "out", "output", "docs-dist", "_output"];

/// Texts about a project and not of its book, without ending (GitHub's community health files).
const ABOUT: [&str; 8] = [
    "license",
    "licence",
    "copying",
    "unlicense",
    "code_of_conduct",
    "codeowners",
    "issue_template",
    "pull_request_template",
];

/// The same where they are written in capitals: a chapter may be about security.
const ABOUT_IN_CAPITALS: [&str; 7] =
    ["CONTRIBUTING", "CONTRIBUTORS", "COPYRIGHT", "SECURITY", "SUPPORT", "GOVERNANCE", "CHANGELOG"];

/// Whether a file is a text about the project, by its name.
pub fn is_about_the_project(name: &str) -> bool {
    let stem = name::stem(name);
    ABOUT.contains(&stem.to_lowercase().replace('-', "_").as_str()) || ABOUT_IN_CAPITALS.contains(&stem)
}

/// Whether a folder is one that programs fill, by its name.
pub fn is_built(name: &str) -> bool {
    BUILT.contains(&name)
}

/// Names of files with facts of the book, as pandoc's users call them, without ending; Quarto's are of one folder
/// (<https://quarto.org/docs/projects/quarto-projects.html#directory-metadata>).
const METADATA: [&str; 5] = ["metadata", "_metadata", "meta", "book-metadata", "epub-metadata"];

/// How deep such files are looked for: beside the texts, or in the folder of the project.
const METADATA_DEPTH: usize = 1;

fn is_metadata(name: &str) -> bool {
    METADATA.contains(&name::stem(name)) && matches!(name::ending(name).as_str(), "yaml" | "yml")
}

/// How many names of one kind a message tells.
const MOST_NAMES: usize = 4;

/// What of a folder is not in the book, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Texts about the project.
    about: Vec<String>,
    /// Plain text, of which no one knows whether it is a chapter.
    plain: Vec<String>,
    other_texts: Vec<String>,
    /// Files of metadata that nothing asked for, as seen from the folder.
    metadata: Vec<String>,
    /// Texts that the navigation does not list.
    pub unlisted: Vec<String>,
    /// Texts that the site makes no page of, and those in other languages than the book's.
    without_page: Vec<String>,
    other_languages: Vec<String>,
    /// What only its tool knows, such as templates: what one is called, and several.
    others: Vec<([&'static str; 2], Vec<String>)>,
    /// Folders of programs, and hidden ones.
    folders: Vec<String>,
    /// Folders or texts beyond the limits.
    beyond: usize,
    /// Folders that are projects by themselves, whose texts are taken as if they were none.
    projects: Vec<(String, Tool)>,
}

/// What a walk finds.
#[derive(Debug, Default)]
pub struct Found {
    pub nodes: Vec<Node>,
    pub left_out: LeftOut,
}

impl Found {
    /// Leaves out the texts that are none of the book's, as what they are called; folders that hold nothing then go too.
    pub fn leave_out(&mut self, what: [&'static str; 2], is_out: impl Fn(&str) -> bool) {
        fn prune(nodes: &mut Vec<Node>, is_out: &dyn Fn(&str) -> bool, into: &mut Vec<String>) {
            for node in nodes.iter_mut() {
                if let Some(path) = node.path.take_if(|path| is_out(path)) {
                    // A folder whose index is left out has its name still.
                    node.title = node.title.take().or_else(|| Some(in_words(name_of(folder_of(&path)))));
                    into.push(path);
                }
                prune(&mut node.children, is_out, into);
            }
            nodes.retain(|node| node.path.is_some() || !node.children.is_empty());
        }
        let mut paths = Vec::new();
        prune(&mut self.nodes, &is_out, &mut paths);
        self.left_out.add(what, paths);
    }
}

/// Walks a folder, by its book path.
pub fn walk(reader: &Reader, folder: &str) -> Found {
    let begin = |ending| Walk {
        reader,
        root: folder,
        left_out: LeftOut::default(),
        links: Vec::new(),
        drawings: Vec::new(),
        count: 0,
        ending,
    };
    let mut walk = begin(Ending::Markdown);
    let branch = walk.branch(folder, 0);
    walk.left_out.add(["link to a folder", "links to folders"], std::mem::take(&mut walk.links));
    walk.left_out.add(["drawing of Excalidraw", "drawings of Excalidraw"], std::mem::take(&mut walk.drawings));
    if walk.count == 0 && !walk.left_out.plain.is_empty() {
        // Nothing but plain text: that is the manuscript.
        walk = begin(Ending::Plain);
        let branch = walk.branch(folder, 0);
        return Found { nodes: branch.into_nodes(), left_out: walk.left_out };
    }
    Found { nodes: branch.into_nodes(), left_out: walk.left_out }
}

/// Walks a folder whose navigation file lists nothing, which is told.
pub fn walk_instead(reader: &mut Reader, folder: &str, navigation: &str) -> Found {
    let message = format!("`{}` lists no chapter; all texts of its folder are taken", name_of(navigation));
    reader.warn(Code::BrokenSummary, message, None, None);
    walk(reader, folder)
}

/// The texts of a folder to every depth that are not among those listed.
pub fn unlisted(reader: &Reader, folder: &str, is_listed: impl Fn(&str) -> bool) -> LeftOut {
    fn collect(nodes: &[Node], is_listed: &dyn Fn(&str) -> bool, into: &mut Vec<String>) {
        for node in nodes {
            into.extend(node.path.iter().filter(|path| !is_listed(path)).cloned());
            collect(&node.children, is_listed, into);
        }
    }
    let Found { nodes, left_out } = walk(reader, folder);
    let mut unlisted = Vec::new();
    collect(&nodes, &is_listed, &mut unlisted);
    unlisted.retain(|path| name::is_markdown(path));
    let LeftOut { mut other_texts, mut about, metadata, others, .. } = left_out;
    // Pages of HTML are the site's furniture, where its navigation lists texts.
    other_texts.retain(|path| !is_listed(path) && !other_text::is_html(path));
    about.retain(|path| !is_listed(path));
    LeftOut { unlisted, other_texts, about, metadata, others, ..LeftOut::default() }
}

/// All files of a folder to every depth that are no Markdown, by their names in lower case; of equal names the first.
pub fn attachments(reader: &Reader, folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files(reader, folder, |name| !name::is_markdown(name)) {
        found.entry(name_of(&path).to_lowercase()).or_insert(path);
    }
    found
}

/// All Markdown of a folder to every depth.
pub fn texts(reader: &Reader, folder: &str) -> Vec<String> {
    files(reader, folder, name::is_markdown)
}

/// The files of a folder to every depth, by their names.
pub fn files(reader: &Reader, folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    let mut left = MOST_FOLDERS;
    while let Some((folder, depth)) = folders.pop() {
        let Some(fewer) = left.checked_sub(1) else { break };
        left = fewer;
        let Ok(paths) = reader.loader.list(&reader.place(&folder)) else { continue };
        for name in paths.iter().filter_map(|path| path.file_name()?.to_str()) {
            let path = joined(&folder, name);
            if name.starts_with('.') || BUILT.contains(&name) || found.len() >= MAX_TEXTS {
                continue;
            }
            if !reader.is_folder(&path) {
                if is_wanted(name) {
                    found.push(path);
                }
            } else if depth < MAX_FOLDERS && !reader.loader.is_link(&reader.place(&path)) {
                folders.push((path, depth + 1));
            }
        }
    }
    found
}

/// Which texts count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Markdown,
    Plain,
}

struct Walk<'w, 'r> {
    reader: &'w Reader<'r>,
    /// The folder that is walked.
    root: &'w str,
    left_out: LeftOut,
    /// Links to folders, which may lead in a circle.
    links: Vec<String>,
    /// Sources of drawings, which look like texts.
    drawings: Vec<String>,
    count: usize,
    ending: Ending,
}

/// What a folder holds.
#[derive(Default)]
struct Branch {
    index: Option<String>,
    /// Texts and folders with their names, in order.
    items: Vec<(String, Item)>,
}

enum Item {
    Text(String),
    Folder(Branch),
}

impl Walk<'_, '_> {
    fn branch(&mut self, folder: &str, depth: usize) -> Branch {
        let mut branch = Branch::default();
        let Ok(paths) = self.reader.loader.list(&self.reader.place(folder)) else { return branch };
        let names: Vec<String> = paths.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
        for name in names {
            let path = joined(folder, &name);
            if self.reader.is_folder(&path) {
                if let Some(below) = self.folder(&path, &name, depth) {
                    branch.items.push((name, Item::Folder(below)));
                }
            } else if self.takes(&path, &name, depth) {
                self.count += 1;
                branch.items.push((name::stem(&name).to_owned(), Item::Text(path)));
            }
        }
        let is_text = |item: &Item| matches!(item, Item::Text(_));
        // A text before the folder of its name, which it heads.
        branch.items.sort_by(|(a, x), (b, y)| natural(a, b).then_with(|| is_text(y).cmp(&is_text(x))));
        let index = INDEX.iter().find_map(|index| {
            branch.items.iter().position(|(name, item)| is_text(item) && name.to_lowercase() == *index)
        });
        if let Some((_, Item::Text(path))) = index.map(|at| branch.items.remove(at)) {
            branch.index = Some(path);
        }
        branch
    }

    /// A folder that holds texts.
    fn folder(&mut self, path: &str, name: &str, depth: usize) -> Option<Branch> {
        if self.reader.loader.is_link(&self.reader.place(path)) {
            self.links.push(path.to_owned());
            return None;
        }
        let has_pages = || self.reader.is_file(&joined(path, "index.html"));
        let is_built = BUILT.contains(&name) || BUILT_WITH_PAGES.contains(&name) && has_pages();
        if is_built || name.starts_with('.') {
            // A repository's and a vault's own folders are nobody's text.
            if !matches!(name, ".git" | ".obsidian") {
                self.left_out.folders.push(path.to_owned());
            }
            return None;
        }
        if depth >= MAX_FOLDERS || self.count >= MAX_TEXTS {
            self.left_out.beyond += 1;
            return None;
        }
        // Deeper ones are the project's own business.
        if depth == 0
            && let Some(tool) = Tool::of(&self.reader.place(path), self.reader.loader)
        {
            self.left_out.projects.push((path.to_owned(), tool));
        }
        let below = self.branch(path, depth + 1);
        (below.index.is_some() || !below.items.is_empty()).then_some(below)
    }

    /// Whether the command line named a file, as it is seen from wherever the user is.
    fn was_read(&self, path: &str) -> bool {
        let place = self.reader.place(path);
        let is_same = |named: &str| {
            let below = named.trim_start_matches("./").trim_start_matches("../");
            place.ends_with(below)
        };
        self.reader.files.iter().any(|file| is_same(&file.path))
    }

    /// Whether a file is a text of the book.
    fn takes(&mut self, path: &str, name: &str, depth: usize) -> bool {
        let is_plain = name::is_plain_text(name);
        if name.starts_with('.') {
            return false;
        }
        if !name::is_markdown(name) && !is_plain {
            if other_text::is_text(name) {
                self.left_out.other_texts.push(path.to_owned());
            } else if depth <= METADATA_DEPTH && is_metadata(name) && !self.was_read(path) {
                let below = path.strip_prefix(self.root).unwrap_or(path).trim_start_matches('/');
                self.left_out.metadata.push(below.to_owned());
            }
            return false;
        }
        if is_about_the_project(name) {
            self.left_out.about.push(path.to_owned());
            return false;
        }
        if self.count >= MAX_TEXTS {
            self.left_out.beyond += 1;
            return false;
        }
        if other_text::is_drawing(name) {
            self.drawings.push(path.to_owned());
            return false;
        }
        let is_wanted = is_plain == (self.ending == Ending::Plain);
        if !is_wanted && is_plain {
            self.left_out.plain.push(path.to_owned());
        }
        is_wanted
    }
}

impl Branch {
    /// The folder's own index first, then the rest.
    fn into_nodes(self) -> Vec<Node> {
        let mut nodes: Vec<Node> = self.index.map(Node::text).into_iter().collect();
        let mut before: Option<String> = None;
        for (name, item) in self.items {
            let node = match item {
                Item::Text(path) => Node::text(path),
                Item::Folder(mut below) => {
                    let index = below.index.take();
                    let children = below.into_nodes();
                    // `part1.md` heads what is in `part1/`.
                    let head = nodes.last_mut().filter(|_| index.is_none() && before.as_ref() == Some(&name));
                    if let Some(head) = head {
                        head.children = children;
                        continue;
                    }
                    let title = if index.is_some() { None } else { Some(in_words(&name)) };
                    Node { title, path: index, children, ..Node::default() }
                }
            };
            before = Some(name);
            nodes.push(node);
        }
        nodes
    }
}

impl LeftOut {
    /// Takes note of files of a kind.
    pub fn add(&mut self, what: [&'static str; 2], paths: Vec<String>) {
        if !paths.is_empty() {
            self.others.push((what, paths));
        }
    }

    /// The same of a site, which has pages in place of a navigation.
    /// `pages` are those that are no Markdown.
    pub fn of_site(mut self, pages: Vec<String>, is_of_other_language: impl Fn(&str) -> bool) -> LeftOut {
        let unlisted = std::mem::take(&mut self.unlisted);
        let (other_languages, without_page) = unlisted.into_iter().partition(|path| is_of_other_language(path));
        self.other_texts.extend(pages);
        // A site's data are its own.
        LeftOut { without_page, other_languages, metadata: Vec::new(), ..self }
    }

    /// Without texts that others bring into the book. Whether there were any.
    pub fn bring_in(&mut self, is_brought: impl Fn(&str) -> bool) -> bool {
        let count = self.unlisted.len() + self.without_page.len();
        self.unlisted.retain(|path| !is_brought(path));
        self.without_page.retain(|path| !is_brought(path));
        self.unlisted.len() + self.without_page.len() < count
    }

    /// The findings that tell it, for a folder as the user names it.
    pub fn report(&self, shown: &str) -> Vec<Diagnostic> {
        let projects = self.projects.iter().map(|(path, tool)| {
            let place = joined(shown, name_of(path));
            let message = format!("`{place}` is a project of {} by itself, and is read here as a folder", tool.name());
            Diagnostic::new(Code::ToolOption, message).hint(format!("`bindery {place}` reads it as a project"))
        });
        projects.chain(self.finding(shown)).collect()
    }

    fn finding(&self, shown: &str) -> Option<Diagnostic> {
        let mut kinds = Vec::new();
        let mut kind = |paths: &[String], what: &str, after: &str| {
            if !paths.is_empty() {
                let plural = if paths.len() == 1 { "" } else { "s" };
                kinds.push(format!("{} {what}{plural}{after} ({})", paths.len(), told(paths)));
            }
        };
        kind(&self.unlisted, "text", " that the navigation does not list");
        kind(&self.without_page, "text", " that the site makes no page of");
        kind(&self.other_languages, "text", " in another language");
        kind(&self.about, "text", " about the project");
        kind(&self.plain, "plain text", "");
        let verb = if self.other_texts.len() == 1 { "is" } else { "are" };
        kind(&self.other_texts, "text", &format!(" that {verb} no Markdown"));
        kind(&self.folders, "hidden or built folder", "");
        let has_texts = !kinds.is_empty();
        let metadata = (["file of metadata", "files of metadata"], self.metadata.clone());
        for ([one, several], paths) in self.others.iter().chain([&metadata]).filter(|(_, paths)| !paths.is_empty()) {
            let what = if paths.len() == 1 { one } else { several };
            kinds.push(format!("{} {what} ({})", paths.len(), told(paths)));
        }
        if self.beyond > 0 {
            kinds.push(format!("{} more beyond the limits", self.beyond));
        }
        if kinds.is_empty() {
            return None;
        }
        let mut finding = Diagnostic::new(Code::LeftOut, format!("left out of `{shown}`: {}", kinds.join(", ")));
        if let Some(path) = self.metadata.first() {
            finding.hints.push(format!("`--metadata-file {}` reads what it says of the book", joined(shown, path)));
        }
        if has_texts {
            finding.hints.push("name a file, or list it, and it becomes a chapter".to_owned());
        }
        Some(finding)
    }
}

/// The names of some files, the first of them.
fn told(paths: &[String]) -> String {
    let names: BTreeSet<&str> = paths.iter().map(|path| name_of(path)).collect();
    let mut told: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMES {
        told.push("…".to_owned());
    }
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::entry::{EntryKind, entries};
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Files, Loader};

    fn walked(paths: &[&str]) -> (Vec<String>, String) {
        let loader = Loader::memory(paths.iter().map(|path| (format!("/book/{path}"), "")));
        let (mut files, mut diagnostics) = (Files::default(), Diagnostics::default());
        let reader = Reader {
            loader: &loader,
            root: Path::new("/book"),
            shown_root: "book",
            files: &mut files,
            diagnostics: &mut diagnostics,
        };
        let Found { nodes, left_out } = walk(&reader, "");
        let shown = |entry: super::super::Entry| match entry.kind {
            EntryKind::Chapter(path) => format!("{}{path}", "  ".repeat(entry.depth.into())),
            EntryKind::Draft => format!("{}({})", "  ".repeat(entry.depth.into()), entry.title.unwrap_or_default()),
            EntryKind::Part(_) => format!("# {}", entry.title.unwrap_or_default()),
        };
        let told = left_out.finding("book").map(|found| found.message).unwrap_or_default();
        (entries(nodes).into_iter().map(shown).collect(), told)
    }

    #[test]
    fn folders_are_levels_in_natural_order() {
        let (lines, told) = walked(&[
            "ch10.md",
            "ch2.Rmd",
            "README.md",
            "part1/README.md",
            "part1/b.md",
            "part1/deep/x.mdx",
            "img/a.png",
            "ch2/more.md",
            "z-last/one.markdown",
        ]);
        assert_eq!(
            lines,
            [
                "README.md",
                "ch2.Rmd",
                "  ch2/more.md",
                "ch10.md",
                "part1/README.md",
                "  part1/b.md",
                "  (Deep)",
                "    part1/deep/x.mdx",
                "# Z last",
                "z-last/one.markdown",
            ]
        );
        assert_eq!(told, "");
    }

    #[test]
    fn what_is_no_text_of_the_book_is_told() {
        let (lines, told) = walked(&[
            "a.md",
            "LICENSE.md",
            "CONTRIBUTING.md",
            "notes.txt",
            "b.rst",
            ".github/x.md",
            "node_modules/p/README.md",
            "build/index.html",
            "build/x.md",
            ".git/x.md",
            ".hidden.md",
        ]);
        assert_eq!(lines, ["a.md"]);
        assert_eq!(
            told,
            "left out of `book`: 2 texts about the project (`CONTRIBUTING.md`, `LICENSE.md`), 1 plain text (`notes.txt`), \
             1 text that is no Markdown (`b.rst`), 3 hidden or built folders (`.github`, `build`, `node_modules`)"
        );
        assert_eq!(walked(&["b.txt", "a.txt"]).0, ["a.txt", "b.txt"], "a manuscript of plain text");
    }
}
