//! Sites as books: Zola, Hugo, Jekyll and Pelican.
//!
//! In: the site's folder. Out: an [`Outline`]: its texts as the tool orders them, sections as levels, and the addresses
//! that its pages have. Zola sorts a section by its `sort_by` (<https://www.getzola.org/documentation/content/section/>),
//! Hugo by weight, date, title (<https://gohugo.io/configuration/page/>), Jekyll and Pelican put the newest post first
//! (<https://jekyllrb.com/docs/variables/>, <https://docs.getpelican.com/en/latest/settings.html>). Templates are not run.
//! Texts that the tool makes no page of are told.

mod jekyll;
mod mounts;

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use super::entry::{Node, entries};
use super::folder::{self, Found, LeftOut};
use super::reader::{Language, Reader, folder_of, joined, name_of};
use super::{Outline, Places, Tool};
use crate::config::value::Value;
use crate::config::{self, Cascade, FrontMatter, date};
use crate::source::name::{ending, in_words, is_markdown, natural, stem};
use mounts::{Mount, mounted};

/// The deepest that sections nest; deeper ones are left out, and told by the walk of the folder.
const MAX_SECTIONS: usize = 16;

/// The names of Hugo's files of settings; the older ones are other tools' as well.
const HUGO: [&str; 4] = ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"];
const HUGO_OLD: [&str; 6] = [
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
];

/// Zola's.
const ZOLA: [&str; 2] = ["config.toml", "zola.toml"];

/// Jekyll's and Pelican's.
const JEKYLL: [&str; 2] = ["_config.yml", "_config.yaml"];
pub const PELICAN: &str = "pelicanconf.py";

/// The site that a folder is, by its files; `text` reads one of them, `is_folder` asks for a folder in it.
pub fn tool(text: &dyn Fn(&str) -> Option<String>, is_folder: &dyn Fn(&str) -> bool) -> Option<Tool> {
    if HUGO.iter().any(|name| text(name).is_some()) {
        return Some(Tool::Hugo);
    }
    if is_folder("content") {
        if ZOLA.iter().filter_map(|name| text(name)).any(|text| has_key(&text, "base_url")) {
            return Some(Tool::Zola);
        }
        if HUGO_OLD.iter().filter_map(|name| text(name)).any(|text| has_key(&text.to_lowercase(), "baseurl")) {
            return Some(Tool::Hugo);
        }
    }
    let config = JEKYLL.iter().find_map(|name| text(name));
    let has_folders = || ["_posts", "_layouts", "_drafts"].iter().any(|name| is_folder(name));
    // A theme that is a gem brings the folders along; Hexo and Jupyter Book have a file of this name as well.
    let has_theme = |config: &str| {
        ["theme", "remote_theme", "plugins"].iter().any(|key| has_key(config, key))
            && !is_folder("source")
            && text("_toc.yml").is_none()
    };
    if config.is_some_and(|config| has_folders() || has_theme(&config)) {
        return Some(Tool::Jekyll);
    }
    text(PELICAN).map(|_| Tool::Pelican)
}

fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ':']))
    })
}

/// Reads the site in a folder, by its book path.
pub fn read(tool: Tool, reader: &mut Reader, base: &str) -> Option<Outline> {
    let settings = Settings::read(tool, reader, base);
    let mut content = joined(base, settings.content.as_deref().unwrap_or("content"));
    // A site in several languages has a folder for each.
    let of_language = joined(&content, &settings.default_language);
    if !settings.default_language.is_empty() && reader.is_folder(&of_language) {
        content = of_language;
    }
    let mut redirects = BTreeMap::new();
    let mounts = settings.mounts.clone();
    let mounted = mounted(reader, base, &content, &settings, &mut redirects);
    let (mut nodes, root) = match tool {
        Tool::Jekyll => {
            let root = joined(base, settings.content.as_deref().unwrap_or_default());
            (jekyll::nodes(reader, &root, &settings, &mut redirects), root)
        }
        Tool::Pelican => (pelican(reader, &content), content.clone()),
        // What is mounted takes the place of the usual folder, unless that is among it.
        _ if !mounted.is_empty() && !mounts.iter().any(|mount| joined(base, &mount.source) == content) => {
            (mounted, content.clone())
        }
        _ => {
            let section = section(tool, reader, &content, &settings, 0);
            let mut nodes: Vec<Node> = section.path.map(Node::text).into_iter().collect();
            nodes.extend(section.children);
            nodes.extend(mounted);
            (nodes, content.clone())
        }
    };
    let cascades = match tool {
        Tool::Hugo => cascades(reader, base, &content, &settings),
        _ => settings.cascades.iter().map(|cascade| (root.clone(), cascade.clone())).collect(),
    };
    let left_out = match nodes.is_empty() {
        true => {
            let found = folder::walk(reader, &root);
            nodes = found.nodes;
            found.left_out
        }
        false => {
            let left_out = without_page(tool, reader, base, &root, &nodes, &settings);
            let mut found = Found { nodes, left_out };
            // Their layouts fill them: lists of posts, a search.
            let is_blank = |path: &str| {
                let text = reader.peek(path).unwrap_or_default();
                !text.is_empty() && text[reader.peek_head(path).1 as usize..].trim().is_empty()
            };
            found.leave_out(["page without a text", "pages without a text"], is_blank);
            nodes = found.nodes;
            found.left_out
        }
    };
    let mut image_folders = vec![joined(base, "static"), joined(base, "assets"), content.clone()];
    image_folders.extend(["images", "static", "extra"].map(|name| joined(&content, name)));
    let of_static = mounts.iter().filter(|mount| matches!(mount.target.as_str(), "static" | "assets"));
    image_folders.extend(of_static.map(|mount| joined(base, &mount.source)));
    let Settings { facts, base_url, .. } = settings;
    let places = Places { root, has_index: true, base_url, redirects, image_folders, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter: facts, places, left_out, cascades, ..Outline::default() })
}

/// What Hugo's sections say of the pages below them, the deepest first, then what its settings say of all.
fn cascades(reader: &mut Reader, base: &str, content: &str, settings: &Settings) -> Vec<(String, Cascade)> {
    let mut indexes = folder::files(reader, content, |name| matches!(name, "_index.md" | "_index.markdown"));
    for mount in settings.mounts.iter().filter(|mount| mount.is_of_texts()) {
        let folder = joined(base, &mount.source);
        indexes.extend(folder::files(reader, &folder, |name| matches!(name, "_index.md" | "_index.markdown")));
    }
    indexes.retain(|path| reader.peek(path).is_some_and(|text| text.contains("cascade")));
    indexes.sort_by_key(|path| (Reverse(path.split('/').count()), path.clone()));
    indexes.dedup();
    let mut found = Vec::new();
    for path in indexes {
        let Some(file) = reader.read(&path, None) else { continue };
        let own = config::read_cascade(reader.files, file, &path, reader.diagnostics);
        found.extend(own.into_iter().map(|cascade| (folder_of(&path).to_owned(), cascade)));
    }
    found.extend(settings.cascades.iter().map(|cascade| (base.to_owned(), cascade.clone())));
    found
}

/// The texts of the site's folder that the site makes no page of.
fn without_page(tool: Tool, reader: &Reader, base: &str, root: &str, nodes: &[Node], settings: &Settings) -> LeftOut {
    fn collect<'n>(nodes: &'n [Node], into: &mut BTreeSet<&'n str>) {
        for node in nodes {
            into.extend(node.path.as_deref());
            collect(&node.children, into);
        }
    }
    let mut pages = BTreeSet::new();
    collect(nodes, &mut pages);
    // Models of texts, templates, and the texts of other people's programs.
    let is_furniture = |path: &str| {
        let below = path.strip_prefix(base).unwrap_or(path).trim_start_matches('/');
        let first = below.split('/').next().unwrap_or_default();
        match tool {
            Tool::Hugo => matches!(first, "archetypes" | "layouts" | "themes" | "resources" | "public"),
            Tool::Zola => matches!(first, "templates" | "themes" | "public"),
            Tool::Jekyll => jekyll::is_furniture(below),
            _ => matches!(first, "themes" | "output"),
        }
    };
    // A section's index that says its title only is its heading.
    let is_heading = |path: &str| {
        let text = || reader.peek(path).unwrap_or_default();
        stem(path) == "_index" && text()[reader.peek_head(path).1 as usize..].trim().is_empty()
    };
    let is_known = |path: &str| pages.contains(path) || is_furniture(path) || is_heading(path);
    let found = folder::unlisted(reader, base, is_known);
    // Pages of HTML have front matter as well.
    let mut pages_of_html = folder::files(reader, root, |name| ending(name) == "html");
    let has_front_matter = |text: String| ["---\n", "+++\n"].iter().any(|fence| text.starts_with(fence));
    pages_of_html.retain(|path| !is_furniture(path) && reader.peek(path).is_some_and(has_front_matter));
    pages_of_html.sort();
    found.of_site(pages_of_html, |path| settings.is_of_other_language(path))
}

/// What a site's settings say.
#[derive(Default)]
struct Settings {
    facts: FrontMatter,
    base_url: Option<String>,
    /// The folder of the texts.
    content: Option<String>,
    /// Jekyll's collections beside its posts, and the folder that they lie in.
    collections: Vec<String>,
    collections_folder: String,
    /// Jekyll's names of what is read, or not, against its rules.
    include: Vec<String>,
    exclude: Vec<String>,
    /// Hugo's folders in the place of others, and what its settings say of all pages.
    mounts: Vec<Mount>,
    cascades: Vec<Cascade>,
    /// Hugo's language where a text names none.
    default_language: String,
    /// Hugo's other languages, whose texts have them in their names: `post.fr.md`.
    other_languages: Vec<String>,
}

impl Settings {
    fn read(tool: Tool, reader: &mut Reader, base: &str) -> Settings {
        if tool == Tool::Pelican {
            return pelican_settings(reader, base);
        }
        let names: Vec<&str> = match tool {
            Tool::Zola => ZOLA.into(),
            Tool::Jekyll => JEKYLL.into(),
            _ => HUGO.into_iter().chain(HUGO_OLD).collect(),
        };
        let Some(path) = reader.first_file(base, &names) else { return Settings::default() };
        let language = match ending(&path).as_str() {
            "toml" => Language::Toml,
            "json" => Language::Json,
            _ => Language::Yaml,
        };
        let Some((file, value)) = reader.values(&path, language) else { return Settings::default() };
        // Hugo does not mind case.
        let get = |keys: &[&str]| -> Option<&Value> {
            keys.iter().try_fold(&value, |value, key| {
                let found = value.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(key));
                found.map(|entry| &entry.value)
            })
        };
        let first = |paths: &[&[&str]]| paths.iter().find_map(|keys| get(keys)).cloned();
        let author = first(&[
            &["author", "name"],
            &["params", "author", "name"],
            &["params", "author"],
            &["author"],
            &["extra", "author"],
        ]);
        let lang =
            first(&[&["default_language"], &["languagecode"], &["locale"], &["defaultcontentlanguage"], &["lang"]]);
        let default = get(&["defaultcontentlanguage"]).and_then(Value::as_text).unwrap_or("en").to_owned();
        let languages = get(&["languages"]).map_or(&[][..], Value::entries).iter();
        let other_languages = languages.map(|entry| entry.key.clone()).filter(|lang| *lang != default).collect();
        let pairs = [
            ("title", first(&[&["title"], &["languages", &default, "title"], &["name"]])),
            ("description", first(&[&["description"], &["params", "description"]])),
            ("author", author.filter(|author| author.as_text().is_some())),
            ("lang", lang),
            ("rights", first(&[&["copyright"]]).filter(|rights| !rights.as_text().unwrap_or("<").contains('<'))),
        ];
        let pairs: Vec<(&str, Option<&Value>)> = pairs.iter().map(|(key, value)| (*key, value.as_ref())).collect();
        let facts = reader.facts(&path, file, &pairs);
        let text = |keys: &[&[&str]]| first(keys).and_then(|value| value.as_text().map(str::to_owned));
        let address = text(&[&["base_url"], &["baseurl"]]).unwrap_or_default();
        // Jekyll's address stands in two keys.
        let address = match text(&[&["url"]]) {
            Some(url) if tool == Tool::Jekyll => format!("{url}{address}"),
            _ => address,
        };
        let collections = get(&["collections"]).map_or(&[][..], Value::entries).iter().map(|entry| entry.key.clone());
        let list = |key: &str| -> Vec<String> {
            let items = get(&[key]).map_or(&[][..], Value::items).iter();
            items.filter_map(|item| item.as_text().map(str::to_owned)).collect()
        };
        let (mounts, cascades) = match tool {
            Tool::Hugo => {
                let cascades = config::cascade_of(&value, &path, file, reader.diagnostics);
                (mounts::read(reader, base, file, get(&["module"])), cascades)
            }
            Tool::Jekyll => {
                let defaults = get(&["defaults"]).map_or(&[][..], Value::items).iter();
                (Vec::new(), defaults.filter_map(|item| jekyll::default_of(item, &path, file)).collect())
            }
            _ => (Vec::new(), Vec::new()),
        };
        Settings {
            facts,
            mounts,
            cascades,
            base_url: config::base_url(&address).ok(),
            content: match tool {
                Tool::Jekyll => text(&[&["source"]]).map(|source| source.trim_start_matches("./").to_owned()),
                _ => text(&[&["languages", &default, "contentdir"], &["contentdir"]]),
            },
            collections: collections.chain(list("collections")).filter(|name| name != "posts").collect(),
            collections_folder: text(&[&["collections_dir"]]).unwrap_or_default(),
            include: list("include"),
            exclude: list("exclude"),
            default_language: if tool == Tool::Hugo { default } else { String::new() },
            other_languages,
        }
    }

    /// Whether a text is one of Hugo's in another language: `post.fr.md`, or in a folder of that name.
    fn is_of_other_language(&self, path: &str) -> bool {
        let own = stem(path).rsplit_once('.').map_or("", |(_, lang)| lang);
        let mut names = path.split('/').chain([own]);
        names.any(|name| self.other_languages.iter().any(|other| other == name))
    }
}

/// What a page is sorted by, and the page.
struct Page {
    node: Node,
    head: FrontMatter,
    name: String,
    is_section: bool,
}

impl Page {
    fn title(&self) -> String {
        self.head.title.clone().unwrap_or_else(|| in_words(&self.name))
    }

    /// The newest first, those without a date last.
    fn by_date(&self, other: &Page) -> Ordering {
        let key = |page: &Page| (page.head.date.is_none(), Reverse(page.head.date.clone()));
        key(self).cmp(&key(other))
    }

    fn by_weight(&self, other: &Page) -> Ordering {
        let key = |page: &Page| page.head.weight.filter(|weight| *weight != 0).map_or((1, 0), |weight| (0, weight));
        key(self).cmp(&key(other))
    }
}

/// A section of Zola's or Hugo's with its pages in order.
fn section(tool: Tool, reader: &Reader, folder: &str, settings: &Settings, depth: usize) -> Node {
    let index = reader.first_file(folder, &["_index.md", "_index.markdown"]);
    let (head, body) = index.as_deref().map(|path| reader.peek_head(path)).unwrap_or_default();
    let text = index.as_deref().and_then(|path| reader.peek(path)).unwrap_or_default();
    let mut pages = Vec::new();
    let paths = reader.loader.list(&reader.place(folder)).unwrap_or_default();
    for name in paths.iter().filter_map(|path| path.file_name()?.to_str()) {
        let path = joined(folder, name);
        let is_passed_over = name.starts_with('.') || folder::is_about_the_project(name);
        if is_passed_over || reader.loader.is_link(&reader.place(&path)) {
            continue;
        }
        if !reader.is_folder(&path) {
            let is_page = is_markdown(name) && !stem(name).starts_with("_index") && stem(name) != "index";
            if is_page && !settings.is_of_other_language(name) {
                let (head, _) = reader.peek_head(&path);
                pages.push(Page { node: Node::text(path), head, name: stem(name).to_owned(), is_section: false });
            }
            continue;
        }
        // A folder with an index is one page, and what lies beside it is the page's.
        if let Some(page) = reader.first_file(&path, &["index.md", "index.markdown"]) {
            let (head, _) = reader.peek_head(&page);
            pages.push(Page { node: Node::text(page), head, name: name.to_owned(), is_section: false });
        } else if depth < MAX_SECTIONS {
            let below = section(tool, reader, &path, settings, depth + 1);
            if below.path.is_some() || !below.children.is_empty() {
                let head = reader.first_file(&path, &["_index.md", "_index.markdown"]);
                let head = head.map(|path| reader.peek_head(&path).0).unwrap_or_default();
                pages.push(Page { node: below, head, name: name.to_owned(), is_section: true });
            }
        }
    }
    pages.sort_by(|a, b| natural(&a.name, &b.name));
    match tool {
        Tool::Zola => {
            let sort_by = sort_by(&text[..body as usize]);
            pages.sort_by(|a, b| {
                a.is_section.cmp(&b.is_section).then_with(|| match sort_by.as_str() {
                    _ if a.is_section => a.by_weight(b),
                    "date" => a.by_date(b),
                    "weight" => a.by_weight(b),
                    "title" | "title_bytes" => natural(&a.title(), &b.title()),
                    _ => Ordering::Equal,
                })
            });
        }
        _ => pages
            .sort_by(|a, b| a.by_weight(b).then_with(|| a.by_date(b)).then_with(|| natural(&a.title(), &b.title()))),
    }
    let children = pages.into_iter().map(|page| page.node).collect();
    // An index that says its title only is a heading.
    let has_text = text.get(body as usize..).is_some_and(|text| !text.trim().is_empty());
    let path = index.filter(|_| has_text);
    let title = match path {
        Some(_) => None,
        None => Some(head.title.unwrap_or_else(|| in_words(name_of(folder)))),
    };
    Node { title, path, children, ..Node::default() }
}

/// What Zola's section says of its order.
fn sort_by(head: &str) -> String {
    let value =
        head.lines().find_map(|line| line.trim().strip_prefix("sort_by")?.trim_start().strip_prefix(['=', ':']));
    value.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
}

/// All texts of a folder to every depth.
fn collect(reader: &Reader, folder: &str, into: &mut Vec<Page>, depth: usize) {
    let paths = reader.loader.list(&reader.place(folder)).unwrap_or_default();
    let mut names: Vec<&str> = paths.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    names.sort_by(|a, b| natural(a, b));
    for name in names.into_iter().filter(|name| !name.starts_with('.')) {
        let path = joined(folder, name);
        if reader.is_folder(&path) {
            if depth < MAX_SECTIONS && !reader.loader.is_link(&reader.place(&path)) {
                collect(reader, &path, into, depth + 1);
            }
        } else if is_markdown(name) {
            let (mut head, _) = reader.peek_head(&path);
            head.date = head.date.or_else(|| header_date(&reader.peek(&path).unwrap_or_default()));
            into.push(Page { node: Node::text(path), head, name: stem(name).to_owned(), is_section: false });
        }
    }
}

/// Pelican's articles, the newest first, then its pages.
fn pelican(reader: &Reader, content: &str) -> Vec<Node> {
    let mut texts = Vec::new();
    collect(reader, content, &mut texts, 0);
    let pages_folder = format!("{}/", joined(content, "pages"));
    let is_page = |page: &Page| page.node.path.as_ref().is_some_and(|path| path.starts_with(&pages_folder));
    texts.sort_by(|a, b| {
        is_page(a).cmp(&is_page(b)).then_with(|| if is_page(a) { a.by_weight(b) } else { a.by_date(b) })
    });
    texts.into_iter().map(|page| page.node).collect()
}

/// The date in the lines at the head of a text, `Date: 2024-07-20`, as Pelican has them.
fn header_date(text: &str) -> Option<String> {
    let mut lines = text.lines().take_while(|line| !line.trim().is_empty());
    let written = lines.find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case("date").then(|| value.trim().to_owned())
    })?;
    date::normalize(&written)
}

/// `NAME = "value"` of a Python file, which is not run.
fn pelican_settings(reader: &Reader, base: &str) -> Settings {
    let text = reader.peek(&joined(base, PELICAN)).unwrap_or_default();
    let value = |name: &str| {
        text.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.trim_start().strip_prefix('=')?.trim();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let inner = value[1..].split(quote).next()?.trim();
            (!inner.is_empty()).then(|| inner.to_owned())
        })
    };
    let pairs: Vec<(String, String)> = [("title", "SITENAME"), ("author", "AUTHOR"), ("lang", "DEFAULT_LANG")]
        .into_iter()
        .filter_map(|(key, name)| Some((key.to_owned(), value(name)?)))
        .collect();
    Settings {
        facts: config::from_pairs(&pairs, &mut crate::diagnostic::Diagnostics::default()),
        base_url: value("SITEURL").and_then(|address| config::base_url(&address).ok()),
        content: value("PATH"),
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_heads_are_found() {
        assert!(has_key("title = 1\n base_url = \"x\"\n", "base_url") && has_key("\"baseurl\": 1", "baseurl"));
        assert!(!has_key("# base_url\nno_base_url = 1\n", "base_url"));
        assert_eq!(sort_by("+++\ntitle = \"x\"\nsort_by = \"date\"\n+++\n"), "date");
        assert_eq!(header_date("Title: x\nDate: 2024-07-20 10:00\n\nText").as_deref(), Some("2024-07-20"));
        assert_eq!(header_date("Title: x\n\nDate: 2024-07-20\n"), None);
    }
}
