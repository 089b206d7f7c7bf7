//! Eleventy: a site whose settings are JavaScript, which is not run.
//!
//! In: the site's folder. Out: an [`Outline`]: the texts of its input folder in natural order, folders as levels. Its
//! folders of layouts, includes and data, and what its output holds, are no pages
//! (<https://www.11ty.dev/docs/config/#directory-for-includes>); pages in languages of templates are told. Facts come
//! from the data that starter projects have (<https://www.11ty.dev/docs/data-global/>).

use super::entry::entries;
use super::folder::{self, Found};
use super::reader::{Language, Reader, below, joined};
use super::{Outline, Places};
use crate::config::value::Value;
use crate::config::{self, FrontMatter};
use crate::source::name::ending;
use crate::url;

/// The names of the file that holds the settings.
pub const MANIFESTS: [&str; 5] =
    [".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"];

/// The names of files that are not read, one a line, as in `.gitignore`.
const IGNORE: &str = ".eleventyignore";

/// Languages of templates in which pages are written (<https://www.11ty.dev/docs/languages/>).
const TEMPLATES: [&str; 7] = ["njk", "liquid", "hbs", "mustache", "ejs", "pug", "webc"];

/// Files of data that say what the site is, by their names in projects to start with.
const FACTS: [&str; 4] = ["metadata.json", "site.json", "meta.json", "global.json"];

/// The folders that the settings name.
struct Folders {
    input: String,
    includes: String,
    layouts: Option<String>,
    data: String,
    output: String,
}

/// Reads the site in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let settings = reader.peek(&reader.first_file(base, &MANIFESTS)?)?;
    let Folders { input, includes, layouts, data, output } = folders(&settings);
    let root = joined(base, &input);
    let of_input = |name: &str| url::join(&joined(&root, "x"), name).unwrap_or_default();
    let mut furniture = vec![of_input(&includes), of_input(&data), joined(base, &output)];
    furniture.extend(layouts.map(|name| of_input(&name)));
    let ignored = reader.peek(&joined(base, IGNORE)).unwrap_or_default();
    let ignored = ignored.lines().map(|line| line.trim().trim_matches('/')).filter(|line| !line.is_empty());
    let ignored: Vec<String> = ignored.map(|line| joined(base, line.trim_start_matches("./"))).collect();
    let lies_in = |path: &str, folders: &[String]| {
        folders.iter().any(|folder| {
            path == folder || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let mut found = folder::walk(reader, &root);
    found.leave_out(["layout or text of data", "layouts and texts of data"], |path| lies_in(path, &furniture));
    found.leave_out(["text that `.eleventyignore` names", "texts that `.eleventyignore` names"], |path| {
        lies_in(path, &ignored)
    });
    let mut pages = folder::files(reader, &root, |name| TEMPLATES.contains(&ending(name).as_str()));
    pages.retain(|path| !lies_in(path, &furniture) && !lies_in(path, &ignored));
    pages.sort();
    found.left_out.add(["page in a language of templates", "pages in languages of templates"], pages);
    let Found { nodes, left_out } = found;
    let (front_matter, base_url) = facts(reader, &of_input(&data));
    let image_folders = ["public", "assets", "static", "img", "images"];
    let image_folders = image_folders.iter().flat_map(|name| [of_input(name), joined(base, name)]).collect();
    let places = Places { root, has_index: true, base_url, image_folders, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// What the settings name: `dir: {input: "src"}`, or `setInputDirectory("src")`.
fn folders(settings: &str) -> Folders {
    let of = |key: &str, setter: &str| {
        let by_setter = settings.split_once(setter).and_then(|(_, rest)| quoted(rest.trim_start().strip_prefix('(')?));
        by_setter.or_else(|| {
            let (_, dir) = settings.split_once("dir:").or_else(|| settings.split_once("dir ="))?;
            let inner = &dir[..dir.find('}').unwrap_or(dir.len())];
            let is_key = |at: &usize| !inner[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let at = inner.match_indices(key).map(|(at, _)| at).find(is_key)?;
            quoted(inner[at + key.len()..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?)
        })
    };
    let input = of("input", "setInputDirectory").filter(|input| input != ".");
    Folders {
        input: input.unwrap_or_default(),
        includes: of("includes", "setIncludesDirectory").unwrap_or_else(|| "_includes".to_owned()),
        layouts: of("layouts", "setLayoutsDirectory"),
        data: of("data", "setDataDirectory").unwrap_or_else(|| "_data".to_owned()),
        output: of("output", "setOutputDirectory").unwrap_or_else(|| "_site".to_owned()),
    }
}

/// The path in quotes that a text begins with.
fn quoted(text: &str) -> Option<String> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let path = text[1..].split(quote).next()?;
    Some(path.trim_start_matches("./").trim_end_matches('/').to_owned())
}

/// What the site's data say of it, and its address on the web.
fn facts(reader: &mut Reader, data: &str) -> (FrontMatter, Option<String>) {
    let Some(path) = reader.first_file(data, &FACTS) else { return Default::default() };
    let Some((file, value)) = reader.values(&path, Language::Json) else { return Default::default() };
    let of = |keys: &[&str]| keys.iter().find_map(|key| below(&value, &[key]));
    let pairs = [
        ("title", of(&["title", "name"])),
        ("description", of(&["description"])),
        ("author", of(&["author", "authors"])),
        ("lang", of(&["lang", "language"])),
    ];
    let facts = reader.facts(&path, file, &pairs);
    let address = of(&["url"]).and_then(Value::as_text).and_then(|address| config::base_url(address).ok());
    (facts, address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_in_the_settings() {
        let shown = |settings: &str| {
            let Folders { input, includes, layouts, data, output } = folders(settings);
            format!("{input} {includes} {} {data} {output}", layouts.unwrap_or_default())
        };
        assert_eq!(shown(""), " _includes  _data _site");
        let old = "module.exports = c => ({ dir: { input: \"src\", 'includes': '_inc', layouts:\"../lay\", output: './out/' } })";
        assert_eq!(shown(old), "src _inc ../lay _data out");
        assert_eq!(shown("c.setInputDirectory( 'content' ); c.setDataDirectory('d');"), "content _includes  d _site");
    }
}
