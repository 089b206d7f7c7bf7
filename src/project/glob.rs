//! Patterns of file names, as the files of tools write them: `posts/*.qmd`, `drafts/**`.
//!
//! In: a pattern and a path. Out: whether they match; or the paths that match. `*` and `?` stay within a name, `**` stands
//! for any folders; other characters are themselves. Hidden files and folders match only what names them, as in shells.

use std::collections::BTreeSet;
use std::path::Path;

use crate::source::Loader;
use crate::source::name::{is_markdown, natural};

/// The deepest that `**` goes; links to folders are not followed.
const MOST_FOLDERS: usize = 24;

/// The texts and folders that match a pattern, in natural order, each as the pattern would name it. `here` is the folder
/// from which the pattern is seen. Files are taken where they are Markdown, or where the pattern names their ending.
pub fn expand(pattern: &str, here: &Path, loader: &Loader) -> Vec<String> {
    let is_absolute = pattern.starts_with('/');
    let mut parts: Vec<&str> = pattern.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    // All that lies in folders.
    if parts.last() == Some(&"**") {
        parts.push("*");
    }
    let mut walk = Walk { here, loader, found: BTreeSet::new(), keeps_others: names_an_ending(pattern) };
    walk.go(if is_absolute { "/" } else { "" }, &parts, 0);
    let mut found: Vec<String> = walk.found.into_iter().collect();
    found.sort_by(|a, b| natural(a, b));
    found
}

/// The folder that a pattern names before its first wildcard; empty for that from which it is seen.
pub fn base(pattern: &str) -> &str {
    let first = pattern.find(['*', '?']).unwrap_or(pattern.len());
    pattern[..first].rfind('/').map_or("", |end| &pattern[..end.max(1)])
}

fn names_an_ending(pattern: &str) -> bool {
    let name = pattern.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, ending)| !ending.contains(['*', '?']))
}

struct Walk<'w> {
    here: &'w Path,
    loader: &'w Loader,
    found: BTreeSet<String>,
    keeps_others: bool,
}

impl Walk<'_> {
    fn go(&mut self, folder: &str, parts: &[&str], depth: usize) {
        let Some((part, rest)) = parts.split_first() else { return };
        if *part == "**" {
            self.go(folder, rest, depth);
            if depth < MOST_FOLDERS {
                for name in self.names(folder).into_iter().filter(|name| !name.starts_with('.')) {
                    let path = joined(folder, &name);
                    let place = self.here.join(&path);
                    if self.loader.is_folder(&place) && !self.loader.is_link(&place) {
                        self.go(&path, parts, depth + 1);
                    }
                }
            }
            return;
        }
        if !is_pattern(part) {
            return self.take(joined(folder, part), rest, depth);
        }
        let fits = |name: &String| matches(part, name) && (part.starts_with('.') || !name.starts_with('.'));
        for name in self.names(folder).into_iter().filter(fits) {
            self.take(joined(folder, &name), rest, depth);
        }
    }

    fn take(&mut self, path: String, rest: &[&str], depth: usize) {
        let place = self.here.join(&path);
        if !rest.is_empty() {
            if self.loader.is_folder(&place) {
                self.go(&path, rest, depth);
            }
        } else if self.loader.is_folder(&place)
            || (self.loader.is_file(&place) && (self.keeps_others || is_markdown(&path)))
        {
            self.found.insert(path);
        }
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let place = if folder.is_empty() { self.here.to_owned() } else { self.here.join(folder) };
        let paths = self.loader.list(&place).unwrap_or_default();
        paths.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
    }
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}

/// Whether a path matches a pattern.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.trim_start_matches("./").split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let is_any = |part: &&str| *part == "**";
    runs(&pattern, &path, is_any, |part, name| {
        let part: Vec<char> = part.chars().collect();
        let name: Vec<char> = name.chars().collect();
        runs(&part, &name, |c| *c == '*', |c, own| *c == '?' || c == own)
    })
}

/// Whether a text is a pattern, and no plain path.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Matches a sequence in which some items stand for any run. To go back to the last of these is enough, as what the ones
/// before it took cannot help those after it.
fn runs<A, B>(pattern: &[A], path: &[B], is_any: impl Fn(&A) -> bool, is_same: impl Fn(&A, &B) -> bool) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while from < path.len() {
        match pattern.get(at) {
            Some(item) if is_any(item) => {
                last = Some((at, from));
                at += 1;
            }
            Some(item) if is_same(item, &path[from]) => (at, from) = (at + 1, from + 1),
            Some(_) | None => {
                let Some((any, taken)) = last else { return false };
                last = Some((any, taken + 1));
                (at, from) = (any + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(is_any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled_in() {
        let files = ["a.md", "b2.md", "b10.md", "x.png", "p/c.md", "p/q/d.md", ".git/e.md", "p/.f.md"];
        let loader = Loader::memory(files.map(|path| (format!("/w/{path}"), "")));
        let filled = |pattern| expand(pattern, Path::new("/w"), &loader).join(" ");
        assert_eq!(filled("*.md"), "a.md b2.md b10.md");
        assert_eq!(filled("**/*.md"), "a.md b2.md b10.md p/c.md p/q/d.md");
        assert_eq!(filled("*"), "a.md b2.md b10.md p");
        assert_eq!(filled("p/**"), "p/c.md p/q p/q/d.md");
        assert_eq!(filled("/w/?.md"), "/w/a.md");
        assert_eq!(filled("*.txt"), "");
        assert_eq!([base("posts/**/*.md"), base("*.md"), base("/*.md"), base("a/b*/c")], ["posts", "", "/", "a"]);
    }

    #[test]
    fn stars_stay_within_names_and_two_stand_for_folders() {
        for (pattern, path) in [
            ("posts/*.qmd", "posts/a.qmd"),
            ("**/*.md", "a.md"),
            ("**/*.md", "x/y/a.md"),
            ("a/**", "a/b/c.md"),
            ("a?.md", "ab.md"),
            ("*a*b*", "xxaxxabb"),
            ("./a.md", "a.md"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("posts/*.qmd", "posts/x/a.qmd"), ("*.md", "a.qmd"), ("a/**/b", "a/c"), ("a", "ab")] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        assert!(!matches(&"*a".repeat(2000), &"a".repeat(1999)), "and none takes long");
    }
}
