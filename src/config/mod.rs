//! The options of a build, and what front matter says.
//!
//! In: the command line in typed form, TOML of the form of `default.toml`, heads of files. Out: [`Config`],
//! whose defaults are that file, and [`FrontMatter`]. Precedence, from strong to weak: command line, front
//! matter, a file given by `--config`, `default.toml`. Nothing is read from disk here.

pub mod date;
mod fence;
mod front_matter;
pub mod isbn;
mod key;
mod lines;
pub mod page_size;
mod store;
pub mod value;
mod variable;

pub use crate::source::Limits;
pub use fence::late_block;
pub use front_matter::{
    Cascade, FrontMatter, Located, cascade_of, from_pairs, from_value, read, read_cascade, read_late,
};
pub use key::wants_words;
pub use store::Store;
pub use variable::{Meaning, meaning};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Level, Levels, nearest};
use crate::geom::Size;
use crate::url;
use value::{Entry, Value};

/// The text of the defaults, commented.
pub const DEFAULT: &str = include_str!("default.toml");

/// What a build makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Epub,
    Pdf,
}

impl Format {
    /// The name, which is also the usual ending of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Epub => "epub",
            Format::Pdf => "pdf",
        }
    }
}

/// A text to build from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file or a folder of files. `path` is absolute or relative to where the loader begins; `shown` is
    /// how the user wrote it.
    Path { path: PathBuf, shown: String },
    /// Bytes that came from standard input.
    Bytes { bytes: Arc<[u8]>, shown: String },
}

/// In which order several texts stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As they are named, as their project or their folder orders them.
    #[default]
    Given,
    /// The oldest first; those without a date last.
    Date,
    /// The newest first.
    NewestFirst,
    /// By the names of their files, 2 before 10.
    Name,
}

/// How the printed page tells where links out of the book lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkUrls {
    /// Not at all; links are seen, and work in the PDF.
    #[default]
    None,
    /// In a note, numbered with the book's own.
    Note,
    /// In parentheses after the link.
    Inline,
}

impl LinkUrls {
    pub const NAMES: [(&str, LinkUrls); 3] =
        [("none", LinkUrls::None), ("note", LinkUrls::Note), ("inline", LinkUrls::Inline)];

    pub fn named(name: &str) -> Option<LinkUrls> {
        LinkUrls::NAMES.iter().find(|(known, _)| *known == name).map(|(_, how)| *how)
    }
}

/// What a text says of the code in it that its tool runs (<https://quarto.org/docs/computations/execution-options.html>);
/// `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// Whether the code is shown.
    pub echo: Option<bool>,
    /// Whether it is run.
    pub eval: Option<bool>,
    /// Whether the code or what it makes is shown at all.
    pub include: Option<bool>,
}

impl Execution {
    /// What the other says where this one is silent.
    pub fn or(self, other: Execution) -> Execution {
        Execution {
            echo: self.echo.or(other.echo),
            eval: self.eval.or(other.eval),
            include: self.include.or(other.include),
        }
    }
}

/// How code is painted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Highlight {
    /// Not at all.
    None,
    /// In colors, and by weight and slant where they cannot be seen.
    #[default]
    Color,
    /// By weight and slant alone.
    Mono,
    /// By a style sheet of the user's.
    File(PathBuf),
}

impl Highlight {
    pub const NAMES: [(&str, Highlight); 3] =
        [("none", Highlight::None), ("color", Highlight::Color), ("mono", Highlight::Mono)];

    /// What a name says, or a file's, which ends in `.css`.
    pub fn named(name: &str) -> Option<Highlight> {
        if name.ends_with(".css") {
            return Some(Highlight::File(PathBuf::from(name)));
        }
        Highlight::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, how)| how)
    }
}

/// How formulas stand in the EPUB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MathFormat {
    /// As MathML, which reading systems set and read aloud.
    #[default]
    MathMl,
    /// As drawings with their words, for readers that show no MathML.
    Svg,
}

impl MathFormat {
    pub const NAMES: [(&str, MathFormat); 2] = [("mathml", MathFormat::MathMl), ("svg", MathFormat::Svg)];

    /// What a name says.
    pub fn named(name: &str) -> Option<MathFormat> {
        MathFormat::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, how)| how)
    }
}

/// How pictures are made fit for stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureOptions {
    /// Of JPEG files that are encoded anew, 1 to 100.
    pub quality: u8,
    /// Whether bytes are left as they are wherever an edition can hold them.
    pub keep: bool,
}

/// Which standards the PDF is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PdfStandard {
    /// PDF 1.7 that conforms to PDF/UA-1 and PDF/A-2a: what readers know.
    #[default]
    V1_7,
    /// PDF 2.0 that conforms to PDF/UA-2, PDF/A-4 and Well-Tagged PDF.
    V2_0,
    /// As the first, and claims nothing.
    Plain,
}

impl PdfStandard {
    pub const NAMES: [(&str, PdfStandard); 3] =
        [("1.7", PdfStandard::V1_7), ("2.0", PdfStandard::V2_0), ("plain", PdfStandard::Plain)];

    /// What a name says.
    pub fn named(name: &str) -> Option<PdfStandard> {
        PdfStandard::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, standard)| standard)
    }
}

/// Everything a build is told.
#[derive(Clone, Debug)]
pub struct Config {
    pub inputs: Vec<Input>,
    pub formats: BTreeSet<Format>,
    /// The book's folder, which no path in the texts may leave; else the one that holds all inputs.
    pub root: Option<PathBuf>,
    /// The pairs of `-M`.
    pub metadata: Vec<(String, String)>,
    /// What files of metadata say.
    pub facts: FrontMatter,
    /// Rules for paper that variables of pandoc's templates come to, after the words that gave them.
    pub rules: Vec<(String, String)>,
    /// The cover image given on the command line; it may lie anywhere.
    pub cover: Option<PathBuf>,
    /// Folders that images are looked for in, before those where the text's tool keeps them.
    pub resource_path: Vec<PathBuf>,
    /// A theme by name.
    pub theme: Option<String>,
    /// Style sheets after the theme's; those of the command line may lie anywhere.
    pub css: Vec<PathBuf>,
    pub page_size: Option<Size>,
    /// Whether a contents page is printed; a book has one unless told otherwise.
    pub toc: Option<bool>,
    pub toc_depth: Option<u8>,
    /// Whether chapters and sections are numbered that have no number.
    pub number_sections: bool,
    /// Whether drafts are bound among other texts.
    pub drafts: bool,
    /// Whether the inputs are one of many that are built one by one: a draft among them is left out.
    pub is_of_batch: bool,
    /// Whether what to do before publication is told as well, for who asks for more than a book.
    pub advises: bool,
    /// What is said of the book where its texts are silent.
    pub weak_facts: FrontMatter,
    /// The order of the texts.
    pub order: Order,
    /// The day of the build, `YYYY-MM-DD`: texts of a later date are not published.
    pub today: Option<String>,
    /// Headings of this level and above begin chapters in a file; 0 cuts none. Else the text decides.
    pub split_level: Option<u8>,
    /// The book's address on the web, with a slash at its end.
    pub base_url: Option<String>,
    /// Patterns of addresses that are right, whether or not anything answers.
    pub links_allowed: Vec<String>,
    /// How the printed page tells where links lead.
    pub link_urls: Option<LinkUrls>,
    /// How code is painted; a file of the command line may lie anywhere.
    pub highlight: Option<Highlight>,
    /// How formulas stand in the EPUB.
    pub math: MathFormat,
    /// How pictures are made fit for stores.
    pub pictures: PictureOptions,
    /// Which standards the PDF is made for.
    pub pdf: PdfStandard,
    /// What becomes of findings, by their codes.
    pub levels: Levels,
    /// The stores for which the book is meant, whose rules it is held against.
    pub stores: BTreeSet<Store>,
    /// Whether a report of conformance is made of the book.
    pub surveys: bool,
    /// What holds where all of the above are silent.
    pub defaults: Defaults,
    /// Whether straight quotes and the like become typographic ones.
    pub smart: bool,
    /// The dialect of Markdown by name, as the command line gives it.
    pub from: Option<String>,
    /// Whether fonts of this machine may be used.
    pub system_fonts: bool,
    /// Seconds since 1970, from `SOURCE_DATE_EPOCH`: when the files count as made. Else the day of the
    /// book's date, else [`date::FIXED`].
    pub timestamp: Option<i64>,
    /// What a book may have at most; the loader has the same.
    pub limits: Limits,
}

/// What a file of options says that front matter may overrule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    pub theme: Option<String>,
    pub css: Vec<PathBuf>,
    pub page_size: Option<Size>,
    pub toc: Option<bool>,
    /// `None` is `auto`.
    pub toc_depth: Option<u8>,
    /// The dialect of Markdown by name.
    pub from: Option<String>,
    /// Whether every end of a line breaks the line.
    pub hard_line_breaks: bool,
    pub link_urls: LinkUrls,
    pub highlight: Highlight,
}

/// What is wrong with a file of options, and where, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    pub message: String,
    pub range: std::ops::Range<usize>,
    pub hint: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        let mut config = Config {
            inputs: Vec::new(),
            formats: BTreeSet::new(),
            root: None,
            metadata: Vec::new(),
            facts: FrontMatter::default(),
            rules: Vec::new(),
            cover: None,
            resource_path: Vec::new(),
            theme: None,
            css: Vec::new(),
            page_size: None,
            toc: None,
            toc_depth: None,
            number_sections: false,
            drafts: false,
            is_of_batch: false,
            advises: false,
            weak_facts: FrontMatter::default(),
            order: Order::Given,
            today: None,
            split_level: None,
            base_url: None,
            links_allowed: Vec::new(),
            link_urls: None,
            highlight: None,
            math: MathFormat::default(),
            pictures: PictureOptions { quality: 0, keep: false },
            pdf: PdfStandard::default(),
            levels: Levels::default(),
            stores: BTreeSet::new(),
            surveys: false,
            defaults: Defaults::default(),
            smart: true,
            from: None,
            system_fonts: true,
            timestamp: None,
            limits: Limits::default(),
        };
        config.read_options(DEFAULT).expect("the embedded options are right");
        config
    }
}

impl Config {
    /// The same about other paths.
    pub fn with_paths(mut self, other: &dyn Fn(&Path) -> PathBuf) -> Config {
        for input in &mut self.inputs {
            match input {
                Input::Path { path, .. } => *path = other(path),
                Input::Bytes { .. } => {}
            }
        }
        let lists = [&mut self.css, &mut self.resource_path, &mut self.defaults.css];
        lists.into_iter().flatten().chain(&mut self.root).chain(&mut self.cover).for_each(|path| *path = other(path));
        for theme in [&mut self.theme, &mut self.defaults.theme].into_iter().flatten() {
            *theme = other(Path::new(theme)).to_string_lossy().into_owned();
        }
        if let Some(Highlight::File(path)) = &mut self.highlight {
            *path = other(path);
        }
        self
    }

    /// The same, wherever what it says was written.
    pub fn without_places(self) -> Config {
        let (facts, weak_facts) = (self.facts.without_places(), self.weak_facts.without_places());
        Config { facts, weak_facts, ..self }
    }

    /// Takes over what a file of options says.
    pub fn read_options(&mut self, toml: &str) -> Result<(), OptionError> {
        let options = value::parse_toml(toml).map_err(|error| OptionError {
            message: format!("not valid TOML: {}", error.message),
            range: error.range,
            hint: None,
        })?;
        for table in options.entries() {
            if !OPTIONS.iter().any(|(name, _)| *name == table.key) {
                return Err(unknown(table, OPTIONS.iter().map(|(name, _)| *name)));
            }
            for entry in table.value.entries() {
                let place = OPTIONS.iter().find(|(name, keys)| *name == table.key && keys.contains(&&*entry.key));
                let Some((table_name, _)) = place else {
                    let keys = OPTIONS.iter().filter(|(name, _)| *name == table.key).flat_map(|(_, keys)| *keys);
                    return Err(unknown(entry, keys.copied()));
                };
                self.option(table_name, entry)?;
            }
        }
        Ok(())
    }

    /// Takes over what a project's own file, `bindery.toml`, says that is no front matter: [`OF_PROJECTS`]. The limits of a
    /// stranger's may forbid more than there is, and allow nothing; those that would are passed over and given back.
    pub fn read_project(&mut self, project: &Value, is_trusted: bool) -> Result<Vec<OptionError>, OptionError> {
        let mut refused = Vec::new();
        for (name, keys) in OF_PROJECTS {
            let tables = project.entries().iter().filter(|table| table.key == *name);
            for entry in tables.flat_map(|table| table.value.entries()).filter(|entry| keys.contains(&&*entry.key)) {
                let before = self.limits;
                self.option(name, entry)?;
                if !is_trusted && !self.limits.are_within(&before) {
                    self.limits = before;
                    let message =
                        format!("the limit `{}` of a stranger's project allows more, and is passed over", entry.key);
                    let hint = Some(format!("who builds it may allow it: `--limit {}=…`", entry.key));
                    refused.push(OptionError { message, range: entry.key_range.clone(), hint });
                }
            }
        }
        Ok(refused)
    }

    fn option(&mut self, table: &str, entry: &Entry) -> Result<(), OptionError> {
        let wrong = |message: String| OptionError { message, range: entry.value.range.clone(), hint: None };
        let text = entry.value.as_text().unwrap_or_default();
        let truth = || match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(wrong(format!("`{table}.{}` must be true or false", entry.key))),
        };
        match (table, entry.key.as_str()) {
            ("toc", "show") if text == "auto" => self.defaults.toc = None,
            ("toc", "show") => self.defaults.toc = Some(truth()?),
            ("toc", "depth") if text == "auto" => self.defaults.toc_depth = None,
            ("toc", "depth") => {
                let depth = text.parse().ok().filter(|depth| (1..=6).contains(depth));
                self.defaults.toc_depth =
                    Some(depth.ok_or_else(|| wrong("`toc.depth` is 1 to 6, or `auto`".to_owned()))?);
            }
            ("style", "theme") => self.defaults.theme = Some(text.to_owned()).filter(|theme| theme != "auto"),
            ("style", "css") => {
                let paths: Option<Vec<PathBuf>> =
                    entry.value.items().iter().map(|item| item.as_text().map(PathBuf::from)).collect();
                self.defaults.css = paths.ok_or_else(|| wrong("`style.css` is a list of paths".to_owned()))?;
            }
            ("style", "highlight") => {
                let how = Highlight::named(text);
                let message = "`style.highlight` is none, color, mono or a style sheet, `own.css`";
                self.defaults.highlight = how.ok_or_else(|| wrong(message.to_owned()))?;
            }
            ("style", "math") => {
                let how = MathFormat::named(text);
                self.math = how.ok_or_else(|| wrong("`style.math` is mathml or svg".to_owned()))?;
            }
            ("pdf", "standard") => {
                let standard = PdfStandard::named(text);
                self.pdf = standard.ok_or_else(|| wrong("`pdf.standard` is 1.7, 2.0 or plain".to_owned()))?;
            }
            ("style", "page-size") if text == "theme" => self.defaults.page_size = None,
            ("style", "page-size") => self.defaults.page_size = Some(page_size::parse(text).map_err(wrong)?),
            ("text", "smart") => self.smart = truth()?,
            ("text", "from") => self.defaults.from = Some(text.to_owned()),
            ("text", "hard-line-breaks") => self.defaults.hard_line_breaks = truth()?,
            ("links", "base-url") if text.is_empty() => self.base_url = None,
            ("links", "base-url") => self.base_url = Some(base_url(text).map_err(wrong)?),
            ("links", "allow") => {
                let patterns: Option<Vec<String>> =
                    entry.value.items().iter().map(|item| item.as_text().map(str::to_owned)).collect();
                self.links_allowed =
                    patterns.ok_or_else(|| wrong("`links.allow` is a list of addresses".to_owned()))?;
            }
            ("links", "urls") => {
                let how = LinkUrls::named(text);
                self.defaults.link_urls =
                    how.ok_or_else(|| wrong("`links.urls` is none, note or inline".to_owned()))?;
            }
            ("findings", level) => {
                let level = match level {
                    "allow" => Level::Allow,
                    "warn" => Level::Warn,
                    _ => Level::Deny,
                };
                for item in entry.value.items() {
                    let name = item.as_text().unwrap_or_default();
                    self.levels.set(name, level).map_err(|error| OptionError {
                        message: error.message,
                        range: item.range.clone(),
                        hint: Some(error.hint),
                    })?;
                }
            }
            ("stores", "for") => {
                self.stores = BTreeSet::new();
                for item in entry.value.items() {
                    let named = item.as_text().and_then(Store::named);
                    let message = "`stores.for` is a list of kdp, apple, kobo, google, ingram, or all".to_owned();
                    let range = item.range.clone();
                    self.stores.extend(named.ok_or(OptionError { message, range, hint: None })?);
                }
            }
            ("pictures", "keep") => self.pictures.keep = truth()?,
            ("pictures", "quality") => {
                let quality = text.parse().ok().filter(|quality| (1..=100).contains(quality));
                self.pictures.quality =
                    quality.ok_or_else(|| wrong("`pictures.quality` is a number from 1 to 100".to_owned()))?;
            }
            ("fonts", "system") => self.system_fonts = truth()?,
            ("limits", name) => self.limits.set(name, text).map_err(wrong)?,
            _ => {}
        }
        Ok(())
    }
}

/// The tables of `default.toml` and their keys.
const OPTIONS: &[(&str, &[&str])] = &[
    ("toc", &["show", "depth"]),
    ("style", &["theme", "css", "highlight", "math", "page-size"]),
    ("pdf", &["standard"]),
    ("text", &["from", "hard-line-breaks", "smart"]),
    ("links", &["allow", "base-url", "urls"]),
    ("findings", &["allow", "warn", "deny"]),
    ("stores", &["for"]),
    ("pictures", &["quality", "keep"]),
    ("fonts", &["system"]),
    ("limits", &Limits::NAMES),
];

/// The tables and keys of a file of options that a project's own file has as well.
pub const OF_PROJECTS: &[(&str, &[&str])] = &[
    ("findings", &["allow", "warn", "deny"]),
    ("limits", &Limits::NAMES),
    ("links", &["allow", "base-url"]),
    ("stores", &["for"]),
];

/// A book's address on the web, in the form to which relative addresses can be added.
pub fn base_url(text: &str) -> Result<String, String> {
    let wrong = || format!("`{text}` is no address such as `https://example.org/book/`");
    let address = url::absolute(text.trim()).map_err(|_| wrong())?;
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return Err(wrong());
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // A page stands for its folder.
    let folder = match path.rsplit_once('/') {
        Some((folder, page)) if page.ends_with(".html") && !folder.ends_with('/') => folder,
        Some(_) | None => path.trim_end_matches('/'),
    };
    Ok(format!("{folder}/"))
}

fn unknown<'a>(entry: &Entry, known: impl Iterator<Item = &'a str> + Clone) -> OptionError {
    let hint = match nearest(&entry.key, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    OptionError { message: format!("unknown key `{}`", entry.key), range: entry.key_range.clone(), hint: Some(hint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_names_every_option() {
        let options = value::parse_toml(DEFAULT).unwrap();
        let named: Vec<(String, Vec<String>)> = options
            .entries()
            .iter()
            .map(|table| (table.key.clone(), table.value.entries().iter().map(|entry| entry.key.clone()).collect()))
            .collect();
        let known: Vec<(String, Vec<String>)> = OPTIONS
            .iter()
            .map(|(table, keys)| ((*table).to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()))
            .collect();
        assert_eq!(named, known);
        assert_eq!(Config::default().defaults.toc_depth, None);
    }

    #[test]
    fn unknown_keys_are_errors_with_the_nearest_name() {
        let mut config = Config::default();
        let error = config.read_options("[style]\ntehme = \"book\"\n").unwrap_err();
        assert_eq!((error.range, error.hint.as_deref()), (8..13, Some("did you mean `theme`?")));
        assert!(config.read_options("[stile]\n").is_err());
        assert!(config.read_options("[toc]\ndepth = 9\n").is_err());
        assert!(config.read_options("[toc]\ndepth = \n").is_err());
        config.read_options("[toc]\nshow = false\n[style]\npage-size = \"A5\"\n").unwrap();
        assert_eq!(config.defaults.toc, Some(false));
        assert!(config.defaults.page_size.is_some());
    }
}
