//! What a project of bindery's own is to make: the `[[output]]` tables of `bindery.toml`.
//!
//! In: the project's folder. Out: [`Profile`]s, and what `[book]` says. A profile makes the project's book, one book of
//! several texts (`texts`), or a book of each (`each`); keys of front matter in it hold for what it makes. Which of the
//! texts are meant is chosen by tag, by date and by number, from what their heads say.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::bindery::MANIFEST;
use super::reader::{Reader, joined, span};
use crate::config::value::{self, Entry as Pair, Value, ValueKind};
use crate::config::{Format, FrontMatter, Order, date};
use crate::diagnostic::{Code, nearest};
use crate::source::name::natural;
use crate::source::{FileId, Span};

/// The keys of a profile that are not front matter's.
const KEYS: [&str; 11] =
    ["name", "path", "formats", "each", "texts", "order", "limit", "tag", "since", "until", "drafts"];

/// What is made in one go.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What `--profile` calls it.
    pub name: String,
    /// Where outputs go, a name with fields, seen from the project's folder.
    pub path: Option<String>,
    /// Empty for both.
    pub formats: Vec<Format>,
    pub texts: Texts,
    pub order: Order,
    /// How many texts, the newest.
    pub limit: Option<usize>,
    /// One of which a text must have.
    pub tags: Vec<String>,
    /// The first and the last day of texts.
    pub since: Option<String>,
    pub until: Option<String>,
    pub drafts: Option<bool>,
    /// What it says of the book.
    pub facts: FrontMatter,
    pub place: Span,
}

/// What a profile is made of; patterns are seen from the project's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// The project's book.
    Book,
    /// One book of all that match.
    Issue(Vec<String>),
    /// A book of each.
    Each(Vec<String>),
}

/// A project's profiles, and what `[book]` says; `None` where it has none. Of a manifest that cannot be read only that is
/// told.
pub fn read(reader: &mut Reader, base: &str) -> Option<(Vec<Profile>, FrontMatter)> {
    let manifest = joined(base, MANIFEST);
    let Some((file, value)) = super::bindery::values(reader, base) else {
        return Some((Vec::new(), FrontMatter::default()));
    };
    let of = |name: &str| value.entries().iter().find(|table| table.key == name);
    let mut profiles: Vec<Profile> = Vec::new();
    for table in of("output")?.value.items() {
        if !matches!(table.kind, ValueKind::Map(_)) {
            let hint = "begin it with `[[output]]` on a line of its own, its keys below it";
            let place = Some(span(file, &table.range));
            reader.warn(Code::InvalidValue, "a profile is a table of keys", place, Some(hint));
            continue;
        }
        let found = profile(reader, &manifest, file, table, profiles.len());
        if profiles.iter().any(|other| other.name == found.name) {
            let name = table.entries().iter().find(|pair| pair.key == "name").map_or(table, |pair| &pair.value);
            let message = format!("another profile before it has the name `{}`", found.name);
            let hint = format!("give each a name of its own: `--profile {}` makes both", found.name);
            reader.warn(Code::InvalidValue, message, Some(span(file, &name.range)), Some(&hint));
        }
        profiles.push(found);
    }
    let pairs = of("book").map(|table| table.value.entries().to_vec()).unwrap_or_default();
    // What is wrong with it is told where the book is read, or once here.
    let facts = reader.facts_as_written(&manifest, file, pairs);
    Some((profiles, facts))
}

/// What of a manifest its book depends on: all but the tables of profiles, every line in its place. `None` where these
/// cannot be told by their lines.
pub fn without_profiles(manifest: &str) -> Option<String> {
    let is_head = |line: &str| line.trim_start().starts_with('[');
    let is_of_profile = |line: &str| {
        let name = line.trim_start().trim_start_matches('[').trim_start().strip_prefix("output");
        name.is_some_and(|rest| rest.trim_start().starts_with([']', '.']))
    };
    let mut rest = String::with_capacity(manifest.len());
    let mut is_left_out = false;
    for line in manifest.split_inclusive('\n') {
        if is_head(line) {
            is_left_out = is_of_profile(line);
        }
        rest.push_str(if is_left_out { "\n" } else { line });
    }
    // How many lines a profile at the end has does not matter.
    rest.truncate(rest.trim_end().len());
    rest.push('\n');
    // Lines within a text of several lines may look like heads.
    let others = |text: &str| -> Option<Vec<Pair>> {
        let value = value::parse_toml(text).ok()?;
        Some(value.entries().iter().filter(|table| table.key != "output").cloned().collect())
    };
    same_pairs(&others(manifest)?, &others(&rest)?).then_some(rest)
}

/// Whether tables say the same, wherever they stand.
fn same_pairs(a: &[Pair], b: &[Pair]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && is_same(&a.value, &b.value))
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (&a.kind, &b.kind) {
        (ValueKind::Map(a), ValueKind::Map(b)) => same_pairs(a, b),
        (ValueKind::List(a), ValueKind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (a, b) => a == b,
    }
}

fn profile(reader: &mut Reader, manifest: &str, file: FileId, table: &Value, index: usize) -> Profile {
    let mut profile = Profile {
        name: format!("{}", index + 1),
        path: None,
        formats: Vec::new(),
        texts: Texts::Book,
        order: Order::Given,
        limit: None,
        tags: Vec::new(),
        since: None,
        until: None,
        drafts: None,
        facts: FrontMatter::default(),
        place: span(file, &table.range),
    };
    let mut facts = Vec::new();
    for pair in table.entries() {
        if !KEYS.contains(&pair.key.as_str()) {
            facts.push(pair.clone());
        } else if let Err((wants, example)) = option(&mut profile, pair) {
            let (message, hint) = (format!("`{}` {wants}", pair.key), format!("for example `{example}`"));
            reader.warn(Code::InvalidValue, message, Some(span(file, &pair.value.range)), Some(&hint));
        }
    }
    let of_texts = |pair: &&Pair| matches!(pair.key.as_str(), "texts" | "each");
    if let [_, last, ..] = table.entries().iter().filter(of_texts).collect::<Vec<_>>()[..] {
        let message = format!("a profile has `texts` or `each`, and not both; `{}` holds", last.key);
        let hint = "`texts` makes one book, `each` a book of each text: write two profiles";
        reader.warn(Code::InvalidValue, message, Some(span(file, &last.key_range)), Some(hint));
    }
    profile.facts = reader.facts_as_written(manifest, file, facts);
    profile
}

/// Takes over a key; else says what it must be, with an example.
fn option(profile: &mut Profile, pair: &Pair) -> Result<(), (&'static str, &'static str)> {
    let text = pair.value.as_text().filter(|text| !text.trim().is_empty());
    let list = || -> Option<Vec<String>> {
        let items = pair.value.items().iter();
        items.map(|item| item.as_text().map(str::to_owned)).collect::<Option<Vec<_>>>().filter(|list| !list.is_empty())
    };
    let day = |example| {
        let day = text.and_then(date::normalize).filter(|day| day.len() == "YYYY-MM-DD".len());
        day.ok_or(("is a day", example))
    };
    match pair.key.as_str() {
        "name" => profile.name = text.ok_or(("is a word", "name = \"issue\""))?.to_owned(),
        "path" => profile.path = Some(text.ok_or(("is a path", "path = \"dist/{date}-{slug}\""))?.to_owned()),
        "formats" => {
            let known = |name: &String| [Format::Epub, Format::Pdf].into_iter().find(|format| format.name() == *name);
            let formats = list().and_then(|names| names.iter().map(known).collect());
            profile.formats = formats.ok_or(("holds `epub` and `pdf`", "formats = [\"epub\", \"pdf\"]"))?;
        }
        "each" => profile.texts = Texts::Each(list().ok_or(("is a list of patterns", "each = \"posts/**/*.md\""))?),
        "texts" => profile.texts = Texts::Issue(list().ok_or(("is a list of patterns", "texts = \"posts/**/*.md\""))?),
        "order" => {
            const ORDERS: [(&str, Order); 4] =
                [("given", Order::Given), ("date", Order::Date), ("-date", Order::NewestFirst), ("name", Order::Name)];
            let known = ORDERS.iter().find(|(name, _)| Some(*name) == text);
            profile.order = known.ok_or(("is `given`, `date`, `-date` or `name`", "order = \"-date\""))?.1;
        }
        "limit" => {
            let limit = text.and_then(|text| text.parse().ok()).filter(|limit| *limit > 0);
            profile.limit = Some(limit.ok_or(("is a number of texts, 1 or more", "limit = 10"))?);
        }
        "tag" => profile.tags = list().ok_or(("is a word or a list of words", "tag = \"news\""))?,
        "since" => profile.since = Some(day("since = 2024-07-20")?),
        "until" => profile.until = Some(day("until = 2024-12-31")?),
        _ => match text {
            Some(text @ ("true" | "false")) => profile.drafts = Some(text == "true"),
            _ => return Err(("is true or false", "drafts = true")),
        },
    }
    Ok(())
}

impl Profile {
    /// Those of the texts that are meant, in its order. `path_of` gives the book path of a text's head; drafts are among
    /// them where `drafts` says so.
    pub fn choose<T>(
        &self,
        texts: Vec<T>,
        reader: &Reader,
        path_of: impl Fn(&T) -> String,
        drafts: bool,
        today: Option<&str>,
    ) -> Vec<T> {
        let is_choosing = self.limit.is_some() || self.since.is_some() || self.until.is_some() || !self.tags.is_empty();
        if !is_choosing && self.order == Order::Given {
            return texts;
        }
        let mut chosen: Vec<Chosen<T>> = Vec::new();
        for text in texts {
            let path = path_of(&text);
            let (head, _) = reader.peek_head(&path);
            let day = head.date.filter(|day| date::beginning(day).is_some());
            let is_ahead = today.zip(day.as_deref()).is_some_and(|(today, day)| day > today);
            let is_published = drafts || (head.draft.is_none() && !is_ahead);
            let has_tag = self.tags.is_empty() || head.keywords.iter().any(|word| self.tags.contains(word));
            if has_tag && self.spans(day.as_deref()) && (is_published || !is_choosing) {
                chosen.push(Chosen { path, day, text });
            }
        }
        if let Some(limit) = self.limit.filter(|limit| *limit < chosen.len()) {
            let mut newest: Vec<usize> = (0..chosen.len()).collect();
            // Of one day the later among the given.
            newest.sort_by_key(|&index| (Reverse(chosen[index].day.clone()), Reverse(index)));
            let newest: BTreeSet<usize> = newest.into_iter().take(limit).collect();
            let mut index = 0..;
            chosen.retain(|_| index.next().is_some_and(|index| newest.contains(&index)));
        }
        match self.order {
            Order::Given => {}
            Order::Name => chosen.sort_by(|a, b| natural(&a.path, &b.path)),
            Order::Date => chosen.sort_by_key(|text| (text.day.is_none(), text.day.clone())),
            Order::NewestFirst => chosen.sort_by_key(|text| (text.day.is_none(), Reverse(text.day.clone()))),
        }
        chosen.into_iter().map(|chosen| chosen.text).collect()
    }

    /// Whether a day, or none, is between the first and the last.
    fn spans(&self, day: Option<&str>) -> bool {
        let Some(day) = day else { return self.since.is_none() && self.until.is_none() };
        self.since.as_deref().is_none_or(|since| day >= since) && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

/// A text with what it is chosen by.
struct Chosen<T> {
    path: String,
    day: Option<String>,
    text: T,
}

/// The name nearest to one that `--profile` gives, of those that there are.
pub fn near<'p>(name: &str, profiles: &'p [Profile]) -> Option<&'p str> {
    nearest(name, profiles.iter().map(|profile| profile.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_manifest_keeps_its_lines() {
        let manifest = "[book]\ntitle = \"T\"\n\n[[output]]\nname = \"a\"\n[output.x]\ny = 1\n[toc]\ndepth = 2\n";
        let rest = "[book]\ntitle = \"T\"\n\n\n\n\n\n[toc]\ndepth = 2\n";
        assert_eq!(without_profiles(manifest).as_deref(), Some(rest));
        assert_eq!(without_profiles("[book]\n[[ output ]]\na = 1\nb = 2\n").as_deref(), Some("[book]\n"));
        assert_eq!(without_profiles("[book]\n[outputs]\na = 1\n").as_deref(), Some("[book]\n[outputs]\na = 1\n"));
        // What looks like a table within a text.
        assert_eq!(without_profiles("[book]\ntitle = \"\"\"\n[[output]]\nx\"\"\"\n"), None);
        assert_eq!(without_profiles("[[output]]\nsubtitle = \"\"\"\n[book]\n\"\"\"\n"), None);
        assert_eq!(without_profiles("[book\n"), None);
    }
}
