//! What a file's front matter, or `-M`, says of the book.
//!
//! In: a file. Out: [`FrontMatter`], typed, and where the prose begins. Keys of other programs are passed
//! over; unknown keys, values of the wrong form and text that cannot be parsed are reported with their
//! place. Which file speaks for the book is the pipeline's decision.

mod cascade;
mod edition;
mod head;
mod people;
mod slides;
mod table;

pub use cascade::{Cascade, cascade_of, read_cascade};
pub use head::{read, read_late};

use std::ops::Range;

use super::fence::Language;
use super::key::{self, Key};
use super::value::{self, Entry, Value, ValueKind};
use super::variable::{self, Meaning};
use super::{Execution, Highlight, LinkUrls, date, page_size};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Creator, Edition, Metadata, Series};
use crate::geom::Size;
use crate::lang::Lang;
use crate::source::{FileId, Span};
use crate::url;
use table::below;

/// A text and where it was written; nowhere for the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub text: String,
    pub span: Option<Span>,
}

/// Everything front matter can say, in typed form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub creators: Vec<Creator>,
    /// As `YYYY-MM-DD` or shorter where it can be read, else as written.
    pub date: Option<String>,
    /// When the text was last changed, in the same form, or the moment in UTC where a time of day is given.
    pub modified: Option<String>,
    pub series: Option<Series>,
    pub lang: Option<Lang>,
    pub description: Option<String>,
    pub keywords: Vec<String>,
    pub publisher: Option<String>,
    pub rights: Option<String>,
    pub identifier: Option<String>,
    pub edition: Edition,
    /// Book path.
    pub cover: Option<Located>,
    /// `cover: false`: neither an image nor a drawn one.
    pub without_cover: bool,
    pub cover_alt: Option<String>,
    /// Book paths.
    pub css: Vec<Located>,
    pub theme: Option<Located>,
    pub toc: Option<bool>,
    pub toc_depth: Option<u8>,
    pub number_sections: Option<bool>,
    /// Macros of formulas, by name and meaning.
    pub macros: Vec<(String, String)>,
    /// Rules of CSS for paper, of variables that pandoc's templates know, and where these stand.
    pub rules: Vec<Located>,
    pub page_size: Option<Size>,
    /// What says that the text is not published, `draft: true`.
    pub draft: Option<Located>,
    /// Whether it says that it is, `draft: false`, whatever others say of it.
    pub is_published: bool,
    /// The day on which its site shows it first, and the one from which it does so no more.
    pub shown_from: Option<Located>,
    pub shown_until: Option<Located>,
    /// Where its page stands on its site: from the site's root where it begins with a slash, else beside its neighbors.
    pub addresses: Vec<String>,
    /// Its place among its neighbors, where their tool asks for it.
    pub weight: Option<i64>,
    /// The dialect of Markdown, by name.
    pub from: Option<Located>,
    /// Whether every end of a line breaks the line.
    pub hard_line_breaks: Option<bool>,
    /// How the printed page tells where links lead.
    pub link_urls: Option<LinkUrls>,
    /// How code is painted, and where that is said.
    pub highlight: Option<(Highlight, Option<Span>)>,
    /// Whether it names a bibliography, so that `@key` cites.
    pub has_bibliography: bool,
    /// What becomes of code that its tool runs.
    pub execution: Execution,
}

impl FrontMatter {
    /// What the other says where this one is silent. Lists are not mixed.
    pub fn or(self, other: FrontMatter) -> FrontMatter {
        fn list<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        FrontMatter {
            title: self.title.or(other.title),
            subtitle: self.subtitle.or(other.subtitle),
            creators: list(self.creators, other.creators),
            date: self.date.or(other.date),
            modified: self.modified.or(other.modified),
            series: self.series.or(other.series),
            lang: self.lang.or(other.lang),
            description: self.description.or(other.description),
            keywords: list(self.keywords, other.keywords),
            publisher: self.publisher.or(other.publisher),
            rights: self.rights.or(other.rights),
            identifier: self.identifier.or(other.identifier),
            edition: self.edition.or(other.edition),
            without_cover: self.without_cover || self.cover.is_none() && other.without_cover,
            cover: if self.without_cover { None } else { self.cover.or(other.cover) },
            cover_alt: self.cover_alt.or(other.cover_alt),
            css: list(self.css, other.css),
            theme: self.theme.or(other.theme),
            toc: self.toc.or(other.toc),
            toc_depth: self.toc_depth.or(other.toc_depth),
            number_sections: self.number_sections.or(other.number_sections),
            macros: list(self.macros, other.macros),
            rules: list(self.rules, other.rules),
            page_size: self.page_size.or(other.page_size),
            draft: if self.is_published { None } else { self.draft.or(other.draft) },
            is_published: self.is_published || other.is_published,
            shown_from: self.shown_from.or(other.shown_from),
            shown_until: self.shown_until.or(other.shown_until),
            addresses: list(self.addresses, other.addresses),
            weight: self.weight.or(other.weight),
            from: self.from.or(other.from),
            hard_line_breaks: self.hard_line_breaks.or(other.hard_line_breaks),
            link_urls: self.link_urls.or(other.link_urls),
            highlight: self.highlight.or(other.highlight),
            has_bibliography: self.has_bibliography || other.has_bibliography,
            execution: self.execution.or(other.execution),
        }
    }

    /// The same, wherever it was written.
    pub fn without_places(mut self) -> FrontMatter {
        let FrontMatter { cover, css, theme, rules, draft, shown_from, shown_until, from, highlight, .. } = &mut self;
        let single = [cover, theme, draft, shown_from, shown_until, from].into_iter().flatten();
        single.chain(css).chain(rules).for_each(|located| located.span = None);
        if let Some((_, span)) = highlight {
            *span = None;
        }
        self
    }

    /// The same, with what the lists of both hold, the other's first.
    pub fn joined(self, other: FrontMatter) -> FrontMatter {
        fn both<T: Clone + PartialEq>(own: &[T], other: &[T]) -> Vec<T> {
            let own = own.iter().filter(|item| !other.contains(item));
            other.iter().chain(own).cloned().collect()
        }
        let creators = both(&self.creators, &other.creators);
        let keywords = both(&self.keywords, &other.keywords);
        let css = both(&self.css, &other.css);
        FrontMatter { creators, keywords, css, ..self.or(other) }
    }

    /// Whether it says of its text what stands in a title block below the title.
    pub fn tells_of_an_article(&self) -> bool {
        let FrontMatter { subtitle, creators, date, description, .. } = self;
        subtitle.is_some() || !creators.is_empty() || date.is_some() || description.is_some()
    }

    /// The part that the tree carries.
    pub fn metadata(&self) -> Metadata {
        Metadata {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            creators: self.creators.clone(),
            date: self.date.clone(),
            modified: self.modified.clone(),
            series: self.series.clone(),
            lang: self.lang.clone().unwrap_or_default(),
            description: self.description.clone(),
            keywords: self.keywords.clone(),
            publisher: self.publisher.clone(),
            rights: self.rights.clone(),
            identifier: self.identifier.clone().or_else(|| self.edition.identifier()),
            edition: self.edition.clone(),
            newest: None,
            cover: self.cover.as_ref().map(|cover| cover.text.clone()),
            without_cover: self.without_cover,
            cover_alt: self.cover_alt.clone(),
            cover_span: self.cover.as_ref().and_then(|cover| cover.span),
        }
    }
}

/// Reads a table of a file that is no head of a text, such as a manifest; its places are those of the file, `path` its
/// book path.
pub fn from_value(value: &Value, path: &str, file: FileId, diagnostics: &mut Diagnostics) -> FrontMatter {
    let mut reader = Reader { place: Some((file, 0)), path, diagnostics, found: FrontMatter::default() };
    reader.book(value);
    reader.found
}

/// Reads the pairs given by `-M`. Of a key given twice the last holds, except for lists. A period in a key leads below
/// it, `author.name`; what is given there twice begins another entry of a list.
pub fn from_pairs(pairs: &[(String, String)], diagnostics: &mut Diagnostics) -> FrontMatter {
    let mut entries: Vec<Entry> = Vec::new();
    for (key, text) in pairs {
        let (key, below) = key.split_once('.').map_or((key.as_str(), None), |(key, below)| (key, Some(below)));
        let is_list = matches!(key::lookup(key), Some((_, Key::Creator(_) | Key::Keywords | Key::Css)));
        let is_same = |entry: &Entry| key::normalize(&entry.key) == key::normalize(key);
        let value = Value::scalar(text);
        let Some(below) = below else {
            if !is_list {
                entries.retain(|entry| !is_same(entry));
            }
            entries.push(Entry { key: key.to_owned(), key_range: 0..0, value });
            continue;
        };
        let new = Entry { key: below.to_owned(), key_range: 0..0, value };
        match entries.iter_mut().rfind(|entry| is_same(entry)).map(|entry| &mut entry.value.kind) {
            Some(ValueKind::Map(entries)) if !entries.iter().any(|entry| entry.key == below) => entries.push(new),
            Some(_) | None => {
                let value = Value { range: 0..0, kind: ValueKind::Map(vec![new]) };
                entries.push(Entry { key: key.to_owned(), key_range: 0..0, value });
            }
        }
    }
    let mut reader = Reader { place: None, path: "", diagnostics, found: FrontMatter::default() };
    reader.book(&Value { range: 0..0, kind: ValueKind::Map(entries) });
    reader.found
}

/// Words for a date that Quarto, Eleventy and LaTeX fill in.
const DAYS_OF_A_BUILD: [&str; 8] =
    ["today", "now", "last-modified", "last modified", "created", "git last modified", "git created", "\\today"];

/// Whether a text is no more than yes or no.
fn is_switch(text: &str) -> bool {
    matches!(text, "true" | "false")
}

/// Goes through the entries and notes what they say.
struct Reader<'a> {
    /// The file and where the parsed text begins in it.
    place: Option<(FileId, usize)>,
    /// The file's book path.
    path: &'a str,
    diagnostics: &'a mut Diagnostics,
    found: FrontMatter,
}

impl Reader<'_> {
    fn span(&self, range: &Range<usize>) -> Option<Span> {
        let (file, start) = self.place?;
        Some(Span { file, start: (start + range.start) as u32, end: (start + range.end) as u32 })
    }

    fn report(&mut self, code: Code, range: &Range<usize>, message: String, hint: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, message);
        diagnostic.span = self.span(range);
        diagnostic.hints.extend(hint);
        self.diagnostics.push(diagnostic);
    }

    fn broken(&mut self, error: &value::ParseError, language: Language) {
        let name = match language {
            Language::Yaml => "YAML",
            Language::Toml => "TOML",
            Language::Json => "JSON",
        };
        let wants_quotes = match language {
            Language::Yaml => error.message.contains("mapping values") || error.message.contains("unexpected char"),
            Language::Toml => error.message.contains("invalid boolean") || error.message.contains("string values"),
            Language::Json => false,
        };
        let hint = error
            .hint
            .map(str::to_owned)
            .or_else(|| wants_quotes.then(|| "put the value in quotes: `title: \"One: two\"`".to_owned()));
        let hint = hint.map(|hint| if language == Language::Toml { hint.replace("title: ", "title = ") } else { hint });
        let message = format!("the front matter is not valid {name}: {}", error.message);
        self.report(Code::BrokenFrontMatter, &error.range, message, hint);
    }

    fn invalid(&mut self, entry: &Entry, wanted: &str) {
        self.report(Code::InvalidValue, &entry.value.range, format!("`{}` must be {wanted}", entry.key), None);
    }

    fn book(&mut self, value: &Value) {
        let ValueKind::Map(entries) = &value.kind else {
            if value.kind != ValueKind::Null {
                let message = "the front matter is no list of keys and values".to_owned();
                self.report(Code::BrokenFrontMatter, &value.range, message, Some("write `title: …`".to_owned()));
            }
            return;
        };
        let mut known: Vec<(usize, Key, &Entry)> = Vec::new();
        for entry in entries {
            match key::lookup(&entry.key) {
                Some((rank, key)) => known.push((rank, key, entry)),
                // A stranger's book is data, and runs nothing.
                None if is_diagram_command(&entry.key) => {
                    let message = format!("`{}` has no effect here: no file of a book may name programs", entry.key);
                    let hint = "name it on the command line, with `--diagram-command`".to_owned();
                    self.report(Code::DiagramCommand, &entry.key_range, message, Some(hint));
                }
                None => {
                    let hint = key::suggestion(&entry.key).map(|known| format!("did you mean `{known}`?"));
                    let message = format!("unknown key `{}` in the metadata", entry.key);
                    self.report(Code::UnknownKey, &entry.key_range, message, hint);
                }
            }
        }
        known.sort_by_key(|(rank, ..)| *rank);
        let is_deck = self.deck(entries);
        for (_, key, entry) in known.into_iter().filter(|(_, key, _)| !is_deck || *key != Key::Theme) {
            self.entry(key, entry);
        }
    }

    fn entry(&mut self, key: Key, entry: &Entry) {
        match key {
            Key::Title => self.title(entry),
            Key::Subtitle => self.text(entry, |found| &mut found.subtitle),
            Key::Description => self.text(entry, |found| &mut found.description),
            Key::Publisher => self.text(entry, |found| &mut found.publisher),
            Key::Rights => self.rights(entry),
            Key::Identifier => self.identifier(entry),
            Key::CoverAlt => self.text(entry, |found| &mut found.cover_alt),
            Key::Edition(fact) => self.edition(fact, entry),
            Key::Creator(role) => self.people(entry, role),
            Key::Date => self.date(entry),
            Key::ShownFrom => {
                self.found.shown_from = self.day(entry);
                self.date(entry);
            }
            Key::ShownUntil => self.found.shown_until = self.day(entry),
            Key::Build => {
                for below in entry.value.entries() {
                    let key = key::normalize(&below.key);
                    if matches!(key.as_str(), "list" | "render") {
                        self.draft(below, |text| text == "never" || truth(text) == Some(false));
                    }
                }
            }
            Key::Path => {
                let date = entry.value.as_text().and_then(date::of_path);
                self.found.date = self.found.date.take().or(date);
                let path = entry.value.as_text().map(|path| format!("/{}", path.trim_start_matches('/')));
                self.found.addresses.extend(path);
            }
            Key::Modified => self.modified(entry),
            Key::Series => self.series(entry),
            Key::SeriesIndex => self.position(entry),
            Key::Lang => self.lang(entry),
            Key::Keywords => self.keywords(entry),
            Key::Taxonomies => {
                for below in entry.value.entries() {
                    if matches!(key::lookup(&below.key), Some((_, Key::Keywords))) {
                        self.keywords(below);
                    }
                }
            }
            Key::Cover => self.cover(entry),
            Key::Css => {
                for item in entry.value.items() {
                    self.book_path(entry, item).into_iter().for_each(|css| self.found.css.push(css));
                }
            }
            Key::Theme => self.theme(entry),
            Key::Toc => match entry.value.as_text().and_then(truth) {
                Some(value) => self.found.toc = Some(value),
                // Hugo's and Quarto's tables of options.
                None if matches!(entry.value.kind, ValueKind::Map(_)) => {}
                None => self.invalid(entry, "`true` or `false`"),
            },
            Key::NumberSections => match entry.value.as_text().and_then(truth) {
                Some(value) => self.found.number_sections = Some(value),
                None => self.invalid(entry, "`true` or `false`"),
            },
            Key::Macros => {
                // MathJax writes the count of arguments behind the meaning.
                let meaning =
                    |entry: &Entry| Some((entry.key.clone(), entry.value.items().first()?.as_text()?.to_owned()));
                self.found.macros.extend(entry.value.entries().iter().filter_map(meaning));
            }
            Key::TocDepth => match entry.value.as_text().and_then(|text| text.parse().ok()) {
                Some(depth @ 1..=6) => self.found.toc_depth = Some(depth),
                Some(_) | None => self.invalid(entry, "a number from 1 to 6"),
            },
            Key::Highlight => self.highlight(entry),
            Key::LinkUrls => match entry.value.as_text().and_then(LinkUrls::named) {
                Some(how) => self.found.link_urls = Some(how),
                None => self.invalid(entry, "`none`, `note` or `inline`"),
            },
            Key::PageSize => match entry.value.as_text().map(page_size::parse) {
                Some(Ok(size)) => self.found.page_size = Some(size),
                Some(Err(reason)) => self.report(Code::InvalidValue, &entry.value.range, reason, None),
                None => self.invalid(entry, "a page size such as `A4` or `6x9in`"),
            },
            Key::Variable => self.variable(entry),
            // Addresses on the web are others' pages.
            Key::Address => {
                let texts = entry.value.items().iter().filter_map(plain).filter(|text| !is_switch(text));
                self.found.addresses.extend(texts.filter(|text| !text.is_empty() && url::scheme(text).is_none()));
            }
            Key::Draft => {
                self.found.is_published |= entry.value.as_text().and_then(truth) == Some(false);
                self.draft(entry, |text| truth(text) == Some(true));
            }
            Key::Published => match entry.value.as_text().map(|text| (text, truth(text))) {
                // Some tools write the date of publication here.
                Some((text, None)) if date::normalize(text).is_some() => self.date(entry),
                Some(_) | None => self.draft(entry, |text| truth(text) == Some(false)),
            },
            Key::Status => self.draft(entry, |text| text.eq_ignore_ascii_case("draft")),
            // Other values are other tools' own.
            Key::Weight => self.found.weight = entry.value.as_text().and_then(|text| text.parse().ok()),
            Key::From => match plain(&entry.value) {
                Some(text) => self.found.from = Some(Located { text, span: self.span(&entry.value.range) }),
                None => self.invalid(entry, "the name of a dialect of Markdown"),
            },
            Key::HardLineBreaks => match entry.value.as_text().and_then(truth) {
                Some(value) => self.found.hard_line_breaks = Some(value),
                None => self.invalid(entry, "`true` or `false`"),
            },
            Key::Bibliography => self.found.has_bibliography = entry.value.kind != ValueKind::Null,
            Key::Execute => self.execution(&entry.value),
            Key::Knitr => {
                let options = entry.value.entries().iter().find(|below| key::normalize(&below.key) == "opts-chunk");
                options.into_iter().for_each(|options| self.execution(&options.value));
            }
            Key::Ignored => {}
        }
    }

    fn execution(&mut self, value: &Value) {
        let of = |name: &str| below(value, &[name]).as_deref().and_then(truth);
        let own = Execution { echo: of("echo"), eval: of("eval"), include: of("include") };
        self.found.execution = self.found.execution.or(own);
    }

    /// A variable of pandoc's templates: CSS, another key, or a word of what to do instead.
    fn variable(&mut self, entry: &Entry) {
        for item in entry.value.items() {
            let Some(text) = plain(item) else { continue };
            for meaning in variable::meaning(&entry.key, &text).unwrap_or_default() {
                match meaning {
                    Meaning::Css(text) => {
                        let span = self.span(&item.range);
                        self.found.rules.push(Located { text, span });
                    }
                    Meaning::Metadata(name, text) => {
                        let value = Value { range: item.range.clone(), kind: ValueKind::Scalar(text) };
                        let entry = Entry { key: name.to_owned(), key_range: entry.key_range.clone(), value };
                        // What is said in words of our own goes before.
                        let is_said = match name {
                            "theme" => self.found.theme.is_some(),
                            _ => self.found.page_size.is_some(),
                        };
                        if let Some((_, key)) = key::lookup(name).filter(|_| !is_said) {
                            self.entry(key, &entry);
                        }
                    }
                    Meaning::Idle => {}
                    Meaning::Instead(advice) => self.report(
                        Code::IgnoredKey,
                        &entry.key_range,
                        format!("`{}` has no effect on the book", entry.key),
                        Some(advice.to_owned()),
                    ),
                }
            }
        }
    }

    fn text(&mut self, entry: &Entry, field: fn(&mut FrontMatter) -> &mut Option<String>) {
        if entry.value.kind == ValueKind::Null {
            return;
        }
        match plain(&entry.value) {
            // Whether a theme shows it: `copyright: true`.
            Some(text) if key::lookup(&entry.key).is_some_and(|(_, key)| key != Key::Title) && is_switch(&text) => {}
            Some(text) => {
                let field = field(&mut self.found);
                *field = field.take().or(Some(text).filter(|text| !text.is_empty()));
            }
            None => self.invalid(entry, "text"),
        }
    }

    fn date(&mut self, entry: &Entry) {
        if self.found.date.is_some() || entry.value.kind == ValueKind::Null {
            return;
        }
        let Some(text) = plain(&entry.value) else { return self.invalid(entry, "a date such as `2024-07-20`") };
        if text.starts_with("`r ") {
            let message = format!("{text} is computed by R, which is not run; no date is shown");
            let hint = Some("write the day: `2024-07-20`".to_owned());
            return self.report(Code::InvalidValue, &entry.value.range, message, hint);
        }
        let date = date::normalize(&text);
        if DAYS_OF_A_BUILD.contains(&text.to_lowercase().as_str()) {
            let message = format!("`{text}` is another day with each build; no date is shown");
            let hint = Some("write the day: `2024-07-20`".to_owned());
            return self.report(Code::InvalidValue, &entry.value.range, message, hint);
        }
        if date.is_none() && !text.is_empty() {
            let hint = Some("write it as `2024-07-20`".to_owned());
            let message = format!("`{text}` is no date we can read; it is shown as written");
            self.report(Code::InvalidValue, &entry.value.range, message, hint);
        }
        self.found.date = date.or(Some(text)).filter(|text| !text.is_empty());
    }

    /// A day that says when a site shows a text.
    fn day(&self, entry: &Entry) -> Option<Located> {
        let text = date::normalize(entry.value.as_text()?)?;
        Some(Located { text, span: self.span(&(entry.key_range.start..entry.value.range.end)) })
    }

    fn draft(&mut self, entry: &Entry, says_so: fn(&str) -> bool) {
        let text = entry.value.as_text().unwrap_or_default();
        if says_so(text) {
            let span = self.span(&(entry.key_range.start..entry.value.range.end));
            self.found.draft.get_or_insert(Located { text: format!("{}: {text}", entry.key), span });
        }
    }

    fn modified(&mut self, entry: &Entry) {
        // Docusaurus has a table of date and author.
        let below = entry.value.entries().iter().find(|below| key::normalize(&below.key) == "date");
        let text = below.map_or(&entry.value, |below| &below.value).as_text().unwrap_or_default();
        match date::moment(text).or_else(|| date::normalize(text)) {
            Some(date) => self.found.modified = self.found.modified.take().max(Some(date)),
            // VitePress asks whether the day is shown.
            None if text.is_empty() || truth(text).is_some() => {}
            None => self.invalid(entry, "a date such as `2024-07-20`"),
        }
    }

    fn keyword(&mut self, word: &str) {
        if !word.is_empty() && !self.found.keywords.iter().any(|known| known == word) {
            self.found.keywords.push(word.to_owned());
        }
    }

    fn cover(&mut self, entry: &Entry) {
        if self.found.cover.is_some() || self.found.without_cover {
            return;
        }
        // Whether there is one: what `true` says is so by itself.
        if let Some(switch) = plain(&entry.value).filter(|text| is_switch(text)) {
            self.found.without_cover = switch == "false";
            return;
        }
        let below = |names: &[&str]| {
            let is_wanted = |entry: &&Entry| names.contains(&key::normalize(&entry.key).as_str());
            entry.value.entries().iter().find(is_wanted).map(|entry| &entry.value)
        };
        // Hugo's themes nest: `cover: {image: …, alt: …}`.
        let image = match &entry.value.kind {
            ValueKind::Map(_) => below(&["image", "src", "path", "file"]),
            ValueKind::Scalar(_) => Some(&entry.value),
            ValueKind::Null => return,
            ValueKind::List(_) => None,
        };
        let alt = below(&["alt", "caption"]).and_then(plain);
        self.found.cover_alt = self.found.cover_alt.take().or(alt);
        match image {
            Some(image) => self.found.cover = self.book_path(entry, image),
            None => self.invalid(entry, "the path of an image"),
        }
    }

    /// A path relative to the file as a book path.
    fn book_path(&mut self, entry: &Entry, value: &Value) -> Option<Located> {
        let Some(text) = plain(value).filter(|text| !text.is_empty()) else {
            self.invalid(entry, "a path");
            return None;
        };
        if url::scheme(&text).is_some() {
            let hint = Some("save the file beside the text and name it here".to_owned());
            let message = format!("`{}` must be a file, not an address on the web", entry.key);
            self.report(Code::InvalidValue, &value.range, message, hint);
            return None;
        }
        let path = url::join(self.path, &text.replace('\\', "/"));
        if path.is_none() {
            let hint = Some("move the file into the folder, or name a folder that holds both with `--root`".to_owned());
            let message = format!("`{text}` lies outside the book's folder");
            self.report(Code::OutsideBook, &value.range, message, hint);
        }
        path.map(|text| Located { text, span: self.span(&value.range) })
    }
}

/// The text of a scalar on one line.
fn plain(value: &Value) -> Option<String> {
    Some(value.as_text()?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Whether a key names programs that draw diagrams.
fn is_diagram_command(key: &str) -> bool {
    matches!(key.to_ascii_lowercase().replace('_', "-").as_str(), "diagram-command" | "diagram-commands")
}

#[cfg(test)]
mod tests;
