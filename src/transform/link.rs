//! Where links lead, and which file an image is.
//!
//! In: all chapters with their ids, the names that other programs would have given, and what is known of the book's
//! site: links may be written for files, for the pages a site makes of them, or for what lies beside the site. Out:
//! links to nodes of the book or out of it; those that lead nowhere are reported and left `Unresolved`. Image sources
//! become book paths.

mod page;

use std::collections::{BTreeMap, BTreeSet};

use page::{names_of_page, pages, path_below_base};

use super::diagram;
use super::label::{self, Aliases};
use super::remote::{self, Pictures, is_absolute};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::walk::{each_inline_mut, plain_text};
use crate::document::{Chapter, ImageSource, Inline, InlineKind, Node, NodeId, NodeRef, Target};
use crate::source::Span;
use crate::source::name::{is_markdown, stem};
use crate::url;

/// How many unknown names are compared with the known ones to find the nearest, since that costs time for each.
const MOST_HINTS: usize = 50;

/// How many redirects are followed; a longer chain runs in a circle.
const MOST_REDIRECTS: usize = 32;

/// What Pelican writes before the path of a file, and an export of Ghost's before one from the site's root.
const PELICAN: [&str; 7] =
    ["{filename}", "{static}", "{attach}", "|filename|", "|static|", "|attach|", "__GHOST_URL__"];

/// What is known of the book as a web site and as a folder of files.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The book path of the folder that is the site's root: an mdBook project's `src`.
    pub root: String,
    /// The address of that root on the web, with a slash at its end.
    pub base_url: Option<String>,
    /// Whether a site's first page is its index as well.
    pub has_index: bool,
    /// Pages that were, and where they are now: paths from the root, relative ones or addresses, with fragments.
    pub redirects: BTreeMap<String, String>,
    /// Folders that images are looked for in, after the folder of the text.
    pub image_folders: Vec<String>,
    /// Files that are found by their name alone, in lower case.
    pub by_name: BTreeMap<String, String>,
    /// Whether `#id` leads to wherever it stands in the book, since the tool makes one text of all files.
    pub shares_ids: bool,
    /// The book's folder as its author would write it, for advice.
    pub shown_root: String,
    /// Book paths of files that links and images name and that are no chapters.
    pub files: BTreeSet<String>,
    /// What became of images that are no files.
    pub pictures: Pictures,
    /// Paths that leave the book's folder and lead to a file, as seen from it: `../preface.md`.
    pub outside: BTreeSet<String>,
    /// Book paths of texts that are not published, and so not in the book.
    pub drafts: BTreeSet<String>,
}

/// The paths that links and images name and that are no chapter's: book paths, and those that leave the book's folder.
/// Those of them that are files belong in [`Site::files`] and [`Site::outside`].
pub fn named_files<'c>(
    chapters: impl Iterator<Item = &'c Chapter> + Clone,
    site: &Site,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let texts = chapters.clone().filter(|chapter| is_text(chapter));
    let pages = pages(texts.enumerate().map(|(index, chapter)| (index, chapter.path.as_str())), site);
    let (mut inside, mut outside) = (BTreeSet::new(), BTreeSet::new());
    for chapter in chapters {
        Node::Body(chapter).visit(&mut |node| {
            let Node::Inline(Inline { kind, .. }) = node else { return };
            if let InlineKind::Link { target: Target::Unresolved(address), .. } = kind
                && !is_absolute(address)
            {
                match Address::of(address).book_path(&chapter.path, site) {
                    Some(path) if pages.contains_key(&path) => {}
                    Some(path) => drop(inside.insert(path)),
                    None => drop(outside.insert(Address::of(address).leaving(&chapter.path))),
                }
            } else if let InlineKind::Image(image) = kind
                && let ImageSource::Local(address) = &image.source
                && !is_absolute(address)
            {
                let address = Address::of(address);
                if address.book_path(&chapter.path, site).is_none() {
                    outside.insert(address.leaving(&chapter.path));
                }
                inside.extend(address.image_places(&chapter.path, site));
            }
        });
    }
    (inside, outside)
}

/// Whether a chapter is made from a file; the page of a part may be as well.
fn is_text(chapter: &Chapter) -> bool {
    !chapter.path.is_empty()
}

/// A relative address taken apart.
struct Address<'a> {
    /// As written, without query and fragment.
    path: &'a str,
    fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    fn of(address: &'a str) -> Address<'a> {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (address, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        Address { path, fragment: fragment.filter(|fragment| !fragment.is_empty()) }
    }

    /// The book path it names, seen from a file; `None` where it leaves the book's folder. A leading slash is the
    /// site's root.
    fn book_path(&self, from: &str, site: &Site) -> Option<String> {
        let path = url::decode(self.path);
        // Pelican says so that it is a file (<https://docs.getpelican.com/en/latest/content.html>).
        let path = PELICAN.iter().find_map(|mark| path.strip_prefix(mark)).unwrap_or(&path);
        // Zola's links to files begin with `@/` (<https://www.getzola.org/documentation/content/linking/>), Docusaurus'
        // with `@site/` (<https://docusaurus.io/docs/docusaurus-core#aliases>).
        match path.strip_prefix("@/").or(path.strip_prefix("@site/")).or(path.strip_prefix('/')) {
            Some(below) => url::join(&format!("{}/", site.root), below),
            None => url::join(from, path),
        }
    }

    /// The path as seen from the book's folder, which it leaves.
    fn leaving(&self, from: &str) -> String {
        url::leaving(from, &url::decode(self.path))
    }

    /// The book paths that an image may have, in the order in which they are looked for: as the text names it, as its
    /// page on a site would, where tools keep images, and by its name alone where the tool finds it so.
    fn image_places(&self, from: &str, site: &Site) -> Vec<String> {
        let path = url::decode(self.path);
        let path = PELICAN.iter().find_map(|mark| path.strip_prefix(mark)).unwrap_or(&path);
        let below = path.trim_start_matches('/');
        let page = match from.rsplit_once('.') {
            Some((stem, _)) => format!("{stem}/"),
            None => from.to_owned(),
        };
        let of_page = (!path.starts_with('/')).then(|| url::join(&page, path)).flatten();
        let of_base = path_below_base(path, site);
        let of_root = of_base.as_ref().and_then(|below| url::join(&format!("{}/", site.root), below));
        let belows = [Some(below.to_owned()), of_base].into_iter().flatten();
        let in_folder = |(folder, below): (&String, String)| url::join(&format!("{folder}/"), &below);
        let folders = belows.flat_map(|below| site.image_folders.iter().map(move |folder| (folder, below.clone())));
        let folders = folders.filter_map(in_folder);
        let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let mut places: Vec<String> = Vec::new();
        let of_text = self.book_path(from, site).into_iter().chain(of_page).chain(of_root);
        let all = of_text.chain(folders).chain(url::join("", below));
        for place in all.chain(site.by_name.get(&name).cloned()) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}

/// Decides where links lead and which file an image is.
pub fn resolve(chapters: &mut [Chapter], aliases: Vec<Aliases>, site: &Site, diagnostics: &mut Diagnostics) {
    let texts = chapters.iter().enumerate().filter(|(_, chapter)| is_text(chapter));
    let nodes: Vec<(NodeRef, BTreeMap<String, NodeId>)> = chapters
        .iter()
        .zip(aliases)
        .map(|(chapter, mut names)| {
            names.extend(chapter.ids.iter().map(|(node, id)| (id.clone(), *node)));
            (chapter.node_ref(chapter.title_node), names)
        })
        .collect();
    let (files, names_of_files) = files(chapters, &nodes, site.shares_ids);
    let targets = Targets {
        site,
        pages: pages(texts.map(|(index, chapter)| (index, chapter.path.as_str())), site),
        files,
        names_of_files,
        stems: stems(chapters),
        redirects: redirects(site),
        drafts: site.drafts.iter().flat_map(|path| names_of_page(path).into_iter().chain([path.clone()])).collect(),
        nodes,
        paths: chapters.iter().map(|chapter| chapter.path.clone()).collect(),
    };
    let mut hints = MOST_HINTS;
    for (index, chapter) in chapters.iter_mut().enumerate() {
        let path = chapter.path.clone();
        let from = Origin { chapter: index, path: &path };
        chapter.for_each_inlines_mut(&mut |inlines| {
            each_inline_mut(inlines, &mut |inline| targets.resolve_inline(from, inline, &mut hints, diagnostics));
        });
    }
}

/// The names in files that are several chapters, or, where all share them, in the whole book; of equal ones, the first
/// leads.
fn files(
    chapters: &[Chapter],
    nodes: &[(NodeRef, BTreeMap<String, NodeId>)],
    shares_ids: bool,
) -> (BTreeMap<usize, usize>, Vec<BTreeMap<String, NodeRef>>) {
    let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, chapter) in chapters.iter().enumerate().filter(|(_, chapter)| is_text(chapter)) {
        by_path.entry(if shares_ids { "" } else { &chapter.path }).or_default().push(index);
    }
    let (mut files, mut all) = (BTreeMap::new(), Vec::new());
    for chapters in by_path.into_values().filter(|chapters| chapters.len() > 1) {
        let mut found = BTreeMap::new();
        for index in chapters {
            files.insert(index, all.len());
            let (whole, names) = &nodes[index];
            for (name, &node) in names {
                found.entry(name.clone()).or_insert(NodeRef { chapter: whole.chapter, node });
            }
        }
        all.push(found);
    }
    (files, all)
}

fn stems(chapters: &[Chapter]) -> BTreeMap<String, usize> {
    let mut stems = BTreeMap::new();
    for (index, chapter) in chapters.iter().enumerate().filter(|(_, chapter)| is_text(chapter)) {
        stems.entry(stem(&chapter.path).to_lowercase()).or_insert(index);
    }
    stems
}

/// The redirects by the book path of the page that was, with its fragment where it has one.
fn redirects(site: &Site) -> BTreeMap<String, String> {
    let key = |page: &str| {
        let Address { path, fragment } = Address::of(page);
        let path = url::join(&format!("{}/", site.root), path.trim_start_matches('/'))?;
        Some(fragment.map_or(path.clone(), |fragment| format!("{path}#{fragment}")))
    };
    site.redirects.iter().filter_map(|(from, to)| Some((key(from)?, to.clone()))).collect()
}

/// The class by which `markdown` marks a link that names a page, not a path.
const WIKI_LINK: &str = "wikilink";

/// A page's name without folder and ending, case ignored.
fn page_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem =
        name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "md" | "markdown")).map_or(name, |(stem, _)| stem);
    stem.to_lowercase()
}

/// What a link without words is called: the host of its address, else what it was written as.
fn link_name(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = if address.contains("://") {
        host.trim_start_matches("www.")
    } else {
        rest.trim_start_matches(['#', '.', '/'])
    };
    if name.is_empty() { address.to_owned() } else { name.to_owned() }
}

/// The finding for a link to a text that its author has not published.
fn to_a_draft(written: &str) -> Diagnostic {
    let message = format!("link to a draft, which is not in the book: `{written}`");
    Diagnostic::new(Code::DeadLink, message).hint("its text is kept without a link; `--drafts` binds drafts as well")
}

/// What links can lead to.
struct Targets<'s> {
    site: &'s Site,
    /// Chapters by book path.
    pages: BTreeMap<String, usize>,
    /// Of each chapter that shares its file with others, the index of the file in `names_of_files`.
    files: BTreeMap<usize, usize>,
    names_of_files: Vec<BTreeMap<String, NodeRef>>,
    /// The first chapter whose file has a name, without ending, in lower case.
    stems: BTreeMap<String, usize>,
    redirects: BTreeMap<String, String>,
    /// The pages of texts that are not published.
    drafts: BTreeSet<String>,
    /// For each chapter its reference as a whole, and its nodes by name.
    nodes: Vec<(NodeRef, BTreeMap<String, NodeId>)>,
    /// For each chapter the book path of its file.
    paths: Vec<String>,
}

/// The chapter a link stands in.
#[derive(Clone, Copy)]
struct Origin<'p> {
    chapter: usize,
    path: &'p str,
}

/// Whether words are what cameras and programs call a file: an image's ending, or `IMG_2041`.
fn is_file_name(words: &str) -> bool {
    const ENDINGS: [&str; 9] = [".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".tif", ".tiff", ".heic"];
    const CAMERAS: [&str; 6] = ["img", "dsc", "dscn", "dscf", "pxl", "image"];
    let words = words.trim().to_ascii_lowercase();
    let is_one_word = !words.is_empty() && !words.contains(char::is_whitespace);
    let is_numbered = |name: &str| {
        let rest = words.strip_prefix(name).unwrap_or_default().trim_start_matches(['_', '-']);
        rest.len() >= 3 && rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
    };
    is_one_word && (ENDINGS.iter().any(|ending| words.ends_with(ending)) || CAMERAS.into_iter().any(is_numbered))
}

impl Targets<'_> {
    fn resolve_inline(&self, from: Origin<'_>, inline: &mut Inline, hints: &mut usize, diagnostics: &mut Diagnostics) {
        let span = inline.span;
        match &mut inline.kind {
            InlineKind::Link { target, content, .. } => {
                let written = match target {
                    Target::Unresolved(address) | Target::External(address) => address.to_string(),
                    Target::Node(_) => String::new(),
                };
                if !content.is_empty()
                    && plain_text(content).trim().is_empty()
                    && inline.attributes.get("aria-label").is_none()
                {
                    let name = link_name(&written);
                    let message = format!("the link has no words; `{name}` is its name for those who listen");
                    let finding = Diagnostic::new(Code::MissingAlt, message).at(span);
                    diagnostics.push(finding.hint("give the image in it an alternative text that says where it leads"));
                    inline.attributes.set("aria-label", name);
                }
                if let Target::Unresolved(address) = target {
                    let found = match inline.attributes.has_class(WIKI_LINK) {
                        true => self.find_page(from, address, hints),
                        false => self.find(from, address, hints),
                    };
                    match found {
                        Ok(found) => *target = found,
                        Err(dead) => diagnostics.push(dead.at(span)),
                    }
                }
            }
            InlineKind::Image(image) => {
                // The class that Pandoc's and other tools' writers of accessible books say it by.
                if image.alt.trim().is_empty() && inline.attributes.has_class("decorative") {
                    inline.attributes.set("role", "presentation");
                }
                let is_decorative = matches!(inline.attributes.get("role"), Some("presentation" | "none"));
                if image.alt.trim().is_empty() && !is_decorative {
                    let finding = Diagnostic::new(Code::MissingAlt, "image has no alternative text").at(span);
                    diagnostics.push(finding.hint("say between the brackets what it shows: `![a harbor at dusk](…)`"));
                }
                if is_file_name(&image.alt) {
                    let message = format!("the alternative text `{}` is the name of a file", image.alt.trim());
                    let finding = Diagnostic::new(Code::MissingAlt, message).at(span);
                    diagnostics.push(finding.hint("say between the brackets what the image shows"));
                }
                if let ImageSource::Local(address) = &image.source
                    && !diagram::is_drawing(address)
                {
                    image.source = image_source(from.path, address, self.site, span, diagnostics);
                }
            }
            InlineKind::Text(_)
            | InlineKind::SoftBreak
            | InlineKind::HardBreak
            | InlineKind::Code(_)
            | InlineKind::Token { .. }
            | InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strikethrough(_)
            | InlineKind::Superscript(_)
            | InlineKind::Subscript(_)
            | InlineKind::Keyboard(_)
            | InlineKind::Span(_)
            | InlineKind::Phrase { .. }
            | InlineKind::Ruby(_)
            | InlineKind::RubyText(_)
            | InlineKind::Math(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. }
            | InlineKind::Anchor => {}
        }
    }

    /// Where a link between notes leads: by its path, else to the page of that name wherever it lies, to a heading by its
    /// words (<https://help.obsidian.md/links>).
    fn find_page(&self, from: Origin<'_>, written: &str, hints: &mut usize) -> Result<Target, Diagnostic> {
        let (path, fragment) = written.split_once('#').map_or((written, None), |(path, words)| (path, Some(words)));
        let path = url::decode(path);
        let chapter = match path.is_empty() {
            true => Some(from.chapter),
            false => {
                let below = |path: &str| self.pages.get(&url::join(from.path, path)?).copied();
                let of_root = || self.pages.get(path.trim_start_matches('/')).copied();
                let named = || self.stems.get(&page_name(&path)).copied();
                below(&path).or_else(of_root).or_else(named)
            }
        };
        let Some(chapter) = chapter else {
            let name = page_name(&path);
            if self.site.drafts.iter().any(|draft| page_name(draft) == name) {
                return Err(to_a_draft(&path));
            }
            let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
            if self.site.by_name.contains_key(&name) {
                let message = format!("link to a file that is no chapter of the book: `{path}`");
                let finding = Diagnostic::new(Code::FileLink, message);
                return Err(finding.hint("its text is kept without a link, since a book holds no such files"));
            }
            let finding = Diagnostic::new(Code::DeadLink, format!("link to a note that is not in the book: `{path}`"));
            return Err(hint_at(finding, &page_name(&path), self.stems.keys(), str::to_owned, hints));
        };
        let Some(words) = fragment.map(url::decode) else { return self.within(chapter, None, hints) };
        let slug = super::label::slug(&words);
        let names = &self.nodes[chapter].1;
        let fragment = if names.contains_key(&words) { &words } else { &slug };
        self.within(chapter, Some(fragment), hints)
    }

    /// Where an address leads, seen from a chapter; the finding where it leads nowhere.
    fn find(&self, from: Origin<'_>, written: &str, hints: &mut usize) -> Result<Target, Diagnostic> {
        if is_absolute(written) {
            return external(written, written);
        }
        // Docsify's pages stand behind a hash (<https://docsify.js.org/#/configuration?id=routermode>).
        if let Some(page) = written.strip_prefix("#/") {
            return self.find(from, &format!("/{}", page.replacen("?id=", "#", 1)), hints);
        }
        let address = Address::of(written);
        if address.path.is_empty() {
            return self.within(from.chapter, address.fragment, hints);
        }
        let Some(mut path) = address.book_path(from.path, self.site) else {
            return self.beside(from, written);
        };
        let mut fragment = address.fragment.map(str::to_owned);
        for _ in 0..MOST_REDIRECTS {
            let with_fragment =
                fragment.as_ref().and_then(|fragment| self.redirects.get(&format!("{path}#{fragment}")));
            if with_fragment.is_none()
                && let Some(&chapter) = self.page(&path, address.path)
            {
                return self.within(chapter, fragment.as_deref(), hints);
            }
            let Some(to) = with_fragment.or_else(|| self.redirects.get(&path)) else { break };
            if is_absolute(to) {
                return external(to, written);
            }
            let to = Address::of(to);
            let Some(next) = to.book_path(&path, self.site) else { return self.beside(from, written) };
            path = next;
            fragment = to.fragment.map(str::to_owned).or(fragment);
        }
        // Without the site's own path the address is shorter, or the same where that is the root of the host.
        let shorter = path_below_base(written, self.site).filter(|below| below.len() + 1 < written.len());
        if let (Some(below), Some(path)) = (shorter, self.of_base(address.path))
            && (self.page(&path, address.path).is_some() || self.redirects.contains_key(&path))
        {
            return self.find(from, &format!("/{below}"), hints);
        }
        if let Some(chapter) = self.by_name(address.path) {
            return self.within(chapter, address.fragment, hints);
        }
        if self.drafts.contains(&path) {
            return Err(to_a_draft(&url::decode(address.path)));
        }
        let is_file = self.site.files.contains(&path);
        if !is_file && (!self.is_within(&path) || address.path.starts_with('/')) {
            return self.beside(from, written);
        }
        let file = url::decode(address.path);
        if is_file {
            let is_text = is_markdown(&path);
            if !is_text
                && self.is_within(&path)
                && let Some(address) = self.on_the_web(from, written)
            {
                return Ok(Target::External(address.into()));
            }
            let finding =
                Diagnostic::new(Code::FileLink, format!("link to a file that is no chapter of the book: `{file}`"));
            return Err(finding.hint(match is_text {
                true => "its text is kept without a link; list or name the file, and it becomes a chapter",
                false => "its text is kept without a link, since a book holds no such files",
            }));
        }
        let finding = Diagnostic::new(Code::DeadLink, format!("link to a file that is not in the book: `{file}`"));
        let shown = |near: &str| url::relative(from.path, near);
        // The pages that a site makes of this file are no others.
        let others = self.pages.iter().filter(|(_, chapter)| self.paths[**chapter] != from.path);
        let others = others.map(|(page, _)| page);
        Err(hint_at(finding, &path, others, shown, hints))
    }

    /// The chapter of a book path; a path that is written as a folder's means its index before a file of that name.
    fn page(&self, path: &str, written: &str) -> Option<&usize> {
        let index = || self.pages.get(&url::join(&format!("{path}/"), "index.html")?);
        match written.ends_with('/') {
            true => index().or_else(|| self.pages.get(path)),
            false => self.pages.get(path),
        }
    }

    /// The chapter of a name alone, `Some note`, or of a path without ending from the book's folder, `Folder/Some note`:
    /// so the notes of a vault link to one another.
    fn by_name(&self, written: &str) -> Option<usize> {
        let path = url::decode(written);
        let name = path.rsplit('/').next()?;
        let is_bare = !name.contains('.') || is_markdown(name) && !self.site.by_name.is_empty();
        if !is_bare {
            return None;
        }
        if path.contains('/') {
            return url::join("", &path).and_then(|path| self.pages.get(&path)).copied();
        }
        self.stems.get(&if is_markdown(name) { stem(name) } else { name }.to_lowercase()).copied()
    }

    /// Whether a book path lies within the site.
    fn is_within(&self, path: &str) -> bool {
        let root = &self.site.root;
        root.is_empty() || path == root || path.strip_prefix(root.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The book path of an address that begins with the site's own path on its host.
    fn of_base(&self, path: &str) -> Option<String> {
        url::join(&format!("{}/", self.site.root), &path_below_base(&url::decode(path), self.site)?)
    }

    /// A link to what a web site may have beside the book's own pages.
    fn beside(&self, from: Origin<'_>, written: &str) -> Result<Target, Diagnostic> {
        match self.on_the_web(from, written) {
            Some(address) => Ok(Target::External(address.into())),
            None if !written.starts_with('/') && self.is_file_outside(from, written) => {
                let leaving = Address::of(written).leaving(from.path);
                let shown = url::normal(&format!("{}/{leaving}", self.site.shown_root));
                let message = format!("link to a file that lies outside the book's folder: `{written}`");
                Err(Diagnostic::new(Code::FileLink, message).hint(match is_markdown(&leaving) {
                    true => format!("name `{shown}` as well, and it becomes a chapter"),
                    false => reach(&leaving, self.site),
                }))
            }
            None => {
                let message = format!("link leads out of the book: `{written}`");
                let hint = "`--base-url` with the book's address on the web makes it a link to there";
                Err(Diagnostic::new(Code::SiteLink, message).hint(hint))
            }
        }
    }

    fn is_file_outside(&self, from: Origin<'_>, written: &str) -> bool {
        self.site.outside.contains(&Address::of(written).leaving(from.path))
    }

    /// The address on the web that a relative one has in a page of the book.
    fn on_the_web(&self, from: Origin<'_>, written: &str) -> Option<String> {
        let base = self.site.base_url.as_deref()?;
        let page = from.path.strip_prefix(self.site.root.as_str()).unwrap_or(from.path).trim_start_matches('/');
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let end = written.find(['#', '?']).unwrap_or(written.len());
        // A site has pages where the book's folder has texts.
        let page = match written[..end].strip_suffix(".md") {
            Some(stem) => format!("{stem}.html{}", &written[end..]),
            None => written.to_owned(),
        };
        Some(url::encode(&url::resolve(base, folder, &page)))
    }

    /// The file that has an anchor, where the one that was asked has none.
    fn elsewhere(&self, chapter: usize, fragment: &str, hints: usize) -> Option<&str> {
        let is_there = |at: &usize| self.nodes[*at].1.contains_key(fragment) && !self.paths[*at].is_empty();
        let found = (0..self.nodes.len()).filter(|_| hints > 0).find(is_there)?;
        Some(self.paths[found].as_str()).filter(|path| *path != self.paths[chapter])
    }

    /// A place in a chapter.
    fn within(&self, chapter: usize, fragment: Option<&str>, hints: &mut usize) -> Result<Target, Diagnostic> {
        let (whole, names) = &self.nodes[chapter];
        // `#` alone and `#top` are the top of the document (HTML Living Standard, 7.4.6.4).
        let Some(fragment) = fragment else { return Ok(Target::Node(*whole)) };
        let decoded = url::decode(fragment);
        let in_chapter = |fragment: &str| names.get(fragment).map(|&node| NodeRef { chapter: whole.chapter, node });
        // A file may be several chapters.
        let of_file = self.files.get(&chapter).map(|&file| &self.names_of_files[file]);
        let in_file = |fragment: &str| of_file.and_then(|names| names.get(fragment)).copied();
        // Notes of a vault name a heading by its words, below those above it: `#Above#Here`.
        let is_of_vault = decoded.contains([' ', '#']) || !self.site.by_name.is_empty();
        let words = match is_of_vault {
            true => label::slug(decoded.rsplit('#').next().unwrap_or(&decoded)),
            false => decoded.clone(),
        };
        let found =
            [fragment, &decoded, &words].into_iter().find_map(|name| in_chapter(name).or_else(|| in_file(name)));
        match found {
            Some(node) => Ok(Target::Node(node)),
            None if decoded == "top" => Ok(Target::Node(*whole)),
            None => {
                let message = format!("link to an anchor that does not exist: `#{decoded}`");
                let finding = Diagnostic::new(Code::DeadLink, message);
                if let Some(path) = self.elsewhere(chapter, &decoded, *hints) {
                    *hints -= 1;
                    let from = &self.paths[chapter];
                    return Err(finding.hint(format!("it is in `{path}`: `{}#{decoded}`", url::relative(from, path))));
                }
                let names = names.keys().chain(of_file.into_iter().flat_map(BTreeMap::keys));
                Err(hint_at(finding, &decoded, names, |near| format!("#{near}"), hints))
            }
        }
    }
}

/// The finding with the known name that is nearest to the one given, as an author would write it.
fn hint_at<'k>(
    finding: Diagnostic,
    name: &str,
    known: impl Iterator<Item = &'k String>,
    shown: impl Fn(&str) -> String,
    hints: &mut usize,
) -> Diagnostic {
    let Some(left) = hints.checked_sub(1) else { return finding };
    *hints = left;
    match nearest(name, known.map(String::as_str)) {
        Some(near) => finding.hint(format!("did you mean `{}`?", shown(near))),
        None => finding,
    }
}

/// A target on the web; `written` is what the author wrote.
fn external(address: &str, written: &str) -> Result<Target, Diagnostic> {
    match url::absolute(address) {
        Ok(address) => Ok(Target::External(address.into())),
        Err(fault) => Err(unfollowed(written, &fault)),
    }
}

/// The finding for an address that no reader could follow.
fn unfollowed(address: &str, fault: &url::Fault) -> Diagnostic {
    let finding = |what: String| Diagnostic::new(Code::DeadLink, what);
    match fault {
        url::Fault::Scheme { scheme, near: Some(near) } => {
            finding(format!("link with an unknown scheme: `{scheme}:`")).hint(format!("did you mean `{near}:`?"))
        }
        url::Fault::Scheme { scheme, near: None } => finding(format!("link with an unknown scheme: `{scheme}:`")),
        url::Fault::Host(host) if host.is_empty() => finding(format!("link to nowhere: `{address}`")),
        url::Fault::Host(host) => finding(format!("link to a host that cannot be: `{host}`")),
        url::Fault::Port(port) => finding(format!("link to a port that cannot be: `{port}`")),
    }
}

fn image_source(file: &str, address: &str, site: &Site, span: Span, diagnostics: &mut Diagnostics) -> ImageSource {
    if is_absolute(address) {
        let whole = remote::whole(address);
        return match site.pictures.get(&*whole) {
            Some(Ok(path)) => ImageSource::Local(path.clone()),
            // No link could lead to it: its alternative text stands for it, as for a file that is not there.
            found if url::is_unsafe(&whole) => {
                diagnostics.push(match found {
                    Some(Err(missing)) => missing.report(&whole, span),
                    Some(Ok(_)) | None => remote::unread(&whole, span),
                });
                ImageSource::Local(String::new())
            }
            // An address that cannot be is kept for the message that the image is not there.
            Some(Err(_)) | None => ImageSource::Remote(whole.into_owned()),
        };
    }
    let address = Address::of(address);
    if let Some(path) = address.image_places(file, site).into_iter().find(|path| site.files.contains(path)) {
        return ImageSource::Local(path);
    }
    match address.book_path(file, site) {
        Some(path) => ImageSource::Local(path),
        None => {
            let written = url::decode(address.path);
            let message = format!("image lies outside the book's folder: `{written}`");
            let hint = reach(&address.leaving(file), site);
            diagnostics.push(Diagnostic::new(Code::OutsideBook, message).at(span).hint(hint));
            ImageSource::Local(String::new())
        }
    }
}

/// How the book can reach a path that leaves its folder: by a root further up.
fn reach(leaving: &str, site: &Site) -> String {
    let levels = leaving.split('/').take_while(|part| *part == "..").count();
    let above = url::normal(&format!("{}{}", site.shown_root, "/..".repeat(levels)));
    let above = match (site.shown_root.starts_with('/'), above.as_str()) {
        (true, _) => format!("/{above}"),
        (false, "") => ".".to_owned(),
        (false, _) => above,
    };
    format!("`--root {above}` lets the book reach it; or move it into the book's folder")
}
