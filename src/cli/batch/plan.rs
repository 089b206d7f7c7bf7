//! From the inputs of `--each` to texts that are built one by one.
//!
//! In: what the command line names. Out: [`Text`]s in its order. A pattern stands for what matches it, a folder for the
//! texts in it; one that is a project, or has an index, is one text with what lies beside it. Which texts fall to a shard
//! depends on their names alone, so that machines need not talk to one another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use bindery::hash::fnv64;
use bindery::project::{Project, folder, glob};
use bindery::source::Loader;
use bindery::source::name::{is_markdown, natural, stem};

use super::super::configure::Usage;

/// The deepest that folders are walked.
const MOST_FOLDERS: usize = 24;

/// A text of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its file or folder, as it was named.
    pub shown: String,
    /// The same without the folder of the batch and without ending: what `{path}` stands for.
    pub path: String,
}

impl Text {
    /// What `{stem}` stands for.
    pub fn stem(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// A part of a batch: the first of four is `1/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    pub fn parse(text: &str) -> Result<Shard, String> {
        let wrong = || format!("`{text}` is no part of a batch such as `1/4`, the first of four");
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong());
        let (index, count) = (number(index)?, number(count)?);
        if index == 0 || index > count {
            return Err(wrong());
        }
        Ok(Shard { index: index - 1, count })
    }

    /// Its number, from one.
    pub fn number(self) -> u64 {
        self.index + 1
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Whether a text of that name is in it.
    pub fn has(self, name: &str) -> bool {
        fnv64(name) % self.count == self.index
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number(), self.count)
    }
}

/// The texts that inputs stand for; `here` is the folder from which they are seen.
pub fn texts(inputs: &[String], here: &Path, loader: &Loader) -> Result<Vec<Text>, Usage> {
    let mut named: Vec<String> = Vec::new();
    let mut bases: Vec<String> = Vec::new();
    for input in inputs {
        let place = here.join(input);
        if glob::is_pattern(input) && !loader.is_file(&place) && !loader.is_folder(&place) {
            let found = glob::expand(input, here, loader);
            if found.is_empty() {
                let hint = "`*` stands for a name, `**` for any folders: `posts/**/*.md`";
                return Err(Usage::new(format!("no text matches `{input}`"), Some(hint)));
            }
            bases.push(glob::base(input).to_owned());
            let is_whole = |shown: &String| loader.is_folder(&here.join(shown)) && is_one(&here.join(shown), loader);
            let wholes: BTreeSet<String> = found.iter().filter(|shown| is_whole(shown)).cloned().collect();
            // What lies in a folder that is one text is part of it.
            let is_part = |shown: &String| shown.match_indices('/').any(|(at, _)| wholes.contains(&shown[..at]));
            for shown in found.into_iter().filter(|shown| !is_part(shown)) {
                match loader.is_folder(&here.join(&shown)) && !wholes.contains(&shown) {
                    true => walk(&shown, here, loader, 0, &mut named),
                    false => named.push(shown),
                }
            }
        } else if loader.is_folder(&place) && !is_one(&place, loader) {
            let folder = input.trim_end_matches('/');
            let folder = if folder == "." { "" } else { folder };
            let before = named.len();
            walk(folder, here, loader, 0, &mut named);
            if named.len() == before {
                let hint = "files whose names end in `.md`, `.markdown`, `.qmd`, `.Rmd`, `.mdx` and the like are read";
                return Err(Usage::new(format!("the folder `{input}` holds no Markdown file"), Some(hint)));
            }
            bases.push(folder.to_owned());
        } else {
            let trimmed = input.trim_end_matches('/');
            let shown = if trimmed.is_empty() { input.clone() } else { trimmed.to_owned() };
            bases.push(shown.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()));
            named.push(shown);
        }
    }
    let mut seen = BTreeSet::new();
    named.retain(|shown| seen.insert(shown.trim_start_matches("./").to_owned()));
    let base = common(&bases);
    let path = |shown: &str| match path_of(shown, &base).as_str() {
        // A folder that has no name there has one of its own.
        "" | "." | ".." => {
            let place = here.join(shown);
            let name = if shown == ".." { here.parent().and_then(Path::file_name) } else { place.file_name() };
            name.or(here.file_name()).map_or("book".to_owned(), |name| name.to_string_lossy().into_owned())
        }
        path => path.to_owned(),
    };
    let texts: Vec<Text> = named.into_iter().map(|shown| Text { path: path(&shown), shown }).collect();
    let mut paths: BTreeMap<&str, &str> = BTreeMap::new();
    for text in &texts {
        if let Some(other) = paths.insert(&text.path, &text.shown) {
            let message = format!("`{other}` and `{}` of one batch would have the same name", text.shown);
            return Err(Usage::new(message, Some("rename one of them, or build it alone")));
        }
    }
    Ok(texts)
}

/// Whether a folder is one text with what lies beside it.
fn is_one(place: &Path, loader: &Loader) -> bool {
    if Project::at(place, loader).is_some() {
        return true;
    }
    let paths = loader.list(place).unwrap_or_default();
    let mut names = paths.iter().filter_map(|path| path.file_name()?.to_str());
    names.any(|name| is_markdown(name) && stem(name) == "index")
}

/// The texts in a folder, in natural order, those of a folder where it stands among them.
fn walk(shown: &str, here: &Path, loader: &Loader, depth: usize, into: &mut Vec<String>) {
    let place = if shown.is_empty() { here.to_owned() } else { here.join(shown) };
    let paths = loader.list(&place).unwrap_or_default();
    let mut names: Vec<&str> = paths.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    names.sort_by(|a, b| natural(a, b));
    // Partials and section pages of sites have a line before their name.
    let is_partial = |name: &str| name.starts_with('_') && !matches!(name, "_posts" | "_drafts");
    let is_meant = |name: &&str| !name.starts_with('.') && !is_partial(name) && !folder::is_built(name);
    for name in names.into_iter().filter(is_meant) {
        let place = place.join(name);
        let shown = if shown.is_empty() { name.to_owned() } else { format!("{shown}/{name}") };
        if loader.is_file(&place) {
            if is_markdown(name) && !folder::is_about_the_project(name) {
                into.push(shown);
            }
        } else if loader.is_folder(&place) && !loader.is_link(&place) {
            match is_one(&place, loader) {
                true => into.push(shown),
                false if depth < MOST_FOLDERS => walk(&shown, here, loader, depth + 1, into),
                false => {}
            }
        }
    }
}

/// The deepest folder that holds all others.
fn common(folders: &[String]) -> String {
    let mut folders = folders.iter().map(|folder| folder.trim_start_matches("./"));
    let Some(first) = folders.next() else { return String::new() };
    let common = folders.fold(first.split('/').collect::<Vec<_>>(), |common, folder| {
        common.into_iter().zip(folder.split('/')).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    });
    common.join("/")
}

/// The name of a text below the folder of the batch: `2024/on-pages`; an index has its folder's name.
fn path_of(shown: &str, base: &str) -> String {
    let shown = shown.trim_start_matches("./");
    let below = shown.strip_prefix(base).unwrap_or(shown).trim_start_matches('/');
    // What lies above has no name below.
    let below = below.rsplit("../").next().unwrap_or(below);
    let bare = if is_markdown(below) { &below[..below.rfind('.').unwrap_or(below.len())] } else { below };
    bare.strip_suffix("/index").unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(inputs: &[&str]) -> String {
        let files = [
            "posts/b.md",
            "posts/a.md",
            "posts/2024/c.markdown",
            "posts/bundle/index.md",
            "posts/bundle/picture.png",
            "posts/_site/d.md",
            "posts/_parts/e.md",
            "posts/_index.md",
            "posts/LICENSE.md",
            "book/book.toml",
            "book/src/SUMMARY.md",
            "notes/a.md",
        ];
        let loader = Loader::memory(files.map(|path| (format!("/w/{path}"), "")));
        let inputs: Vec<String> = inputs.iter().map(|input| (*input).to_owned()).collect();
        match texts(&inputs, Path::new("/w"), &loader) {
            Ok(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| format!("{}={}", text.path, text.shown)).collect();
                texts.join(" ")
            }
            Err(Usage::Message { message, .. }) => message,
            Err(Usage::Option { error, .. }) => error.message,
        }
    }

    #[test]
    fn texts_are_named_below_what_holds_them_all() {
        let named = "_index=posts/_index.md a=posts/a.md b=posts/b.md LICENSE=posts/LICENSE.md";
        assert_eq!(planned(&["posts/*.md"]), named, "a pattern says what it means");
        assert_eq!(planned(&["posts"]), "2024/c=posts/2024/c.markdown a=posts/a.md b=posts/b.md bundle=posts/bundle");
        assert_eq!(planned(&["posts/**/index.md"]), "bundle=posts/bundle/index.md");
        assert_eq!(planned(&["posts/a.md", "./posts/a.md", "notes/a.md"]), "posts/a=posts/a.md notes/a=notes/a.md");
        assert_eq!(planned(&["posts/b.md"]), "b=posts/b.md");
        assert_eq!(planned(&["book/", "posts/bundle/"]), "book=book posts/bundle=posts/bundle");
        assert_eq!(planned(&["*.txt"]), "no text matches `*.txt`");
        assert!(planned(&["posts/bundle", "posts/bundle/index.md"]).contains("the same name"));
    }

    #[test]
    fn shards_hold_each_text_once() {
        let shards: Vec<Shard> = (1..=4).map(|index| Shard::parse(&format!("{index}/4")).unwrap()).collect();
        for number in 0..100 {
            let name = format!("posts/{number}");
            assert_eq!(shards.iter().filter(|shard| shard.has(&name)).count(), 1);
        }
        for wrong in ["0/4", "5/4", "1", "a/b", "1/0"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
