//! The names that texts have as pages of a site.
//!
//! In: book paths of texts, and what is known of the site. Out: every path that may name each, as links are written: for
//! the file, for the page that a site makes of it, for a folder by its index.

use std::collections::BTreeMap;

use super::Site;
use crate::url;

/// The chapters by every path that may name them: the file, the page that a site makes of it, a folder by its index.
pub(super) fn pages<'p>(
    chapters: impl Iterator<Item = (usize, &'p str)> + Clone,
    site: &Site,
) -> BTreeMap<String, usize> {
    let mut pages: BTreeMap<String, usize> = BTreeMap::new();
    for (index, path) in chapters.clone() {
        // Of a file that is several chapters, the first is its beginning.
        pages.entry(path.to_owned()).or_insert(index);
    }
    for (index, path) in chapters.clone() {
        for name in names_of_page(path) {
            pages.entry(name).or_insert(index);
        }
    }
    if site.has_index
        && let Some((first, _)) = chapters.clone().next()
    {
        let index = url::join(&format!("{}/", site.root), "index.html").unwrap_or_default();
        pages.entry(index).or_insert(first);
        pages.entry(site.root.clone()).or_insert(first);
    }
    pages
}

/// The names that the page of a text has on a site, as book paths: with the usual endings, without one, its folder's
/// where it is the index.
pub(super) fn names_of_page(path: &str) -> Vec<String> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let Some((stem, _)) = name.rsplit_once('.') else { return Vec::new() };
    let place = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut names: Vec<String> = ["html", "htm", "md", "markdown"].map(|end| place(&format!("{stem}.{end}"))).into();
    if matches!(stem.to_lowercase().as_str(), "readme" | "index" | "_index") {
        names.extend(["index.html", "index.htm", "index.md"].map(place));
        names.push(folder.to_owned());
    } else {
        names.push(place(stem));
    }
    names
}

/// A path from the root of a host, seen from the site's own path there.
pub(super) fn path_below_base(path: &str, site: &Site) -> Option<String> {
    let (_, rest) = site.base_url.as_deref()?.split_once("://")?;
    Some(path.strip_prefix(&rest[rest.find('/')?..])?.to_owned())
}
