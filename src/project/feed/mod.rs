//! Feeds as texts: RSS, Atom and JSON Feed, whose entries become the articles of one issue.
//!
//! In: the bytes of a file. Out: an [`Issue`]: what the feed says of itself, each entry with its content as a text of HTML,
//! and where their links lead. A feed is known by what it holds, whatever its name. `xml` reads the file, `atom`, `rss` and
//! `json` say what its elements mean, `content` makes texts of them, `address` makes addresses whole.

mod address;
mod atom;
mod content;
mod json;
mod rss;
mod xml;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::config::{FrontMatter, Located};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Creator;
use crate::lang::Lang;
use crate::project::{Entry, EntryKind};
use crate::source::{FileId, Files, Span, Text, name};

pub use address::Permalinks;
use content::Source;
use xml::{Element, Fault, Space};

/// The most bytes in which the root element of a feed begins; licenses and style sheets may stand before it.
const MOST_BYTES_BEFORE_ROOT: usize = 64 * 1024;

/// Fewer characters than this, without any block of HTML, are taken for a summary. Teasers have up to 300, WordPress' 55
/// words; no article is as short.
const SHORTEST_CONTENT: usize = 500;

/// The most characters of a summary that is shown below the title: a standfirst is a sentence or two.
const LONGEST_STANDFIRST: usize = 300;

/// What feeds are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rss,
    Atom,
    Json,
}

/// All that a feed has for a book.
pub struct Issue {
    /// What it says of the whole.
    pub front_matter: FrontMatter,
    pub articles: Vec<Article>,
    pub permalinks: Permalinks,
}

/// An entry as a text of HTML.
pub struct Article {
    pub entry: Entry,
    pub text: Text,
    pub front_matter: FrontMatter,
    /// What its relative addresses are relative to.
    pub base: Option<String>,
    /// When it was published: the day, and the moment in seconds since 1970.
    pub published: Option<(String, i64)>,
}

/// A feed as it stands in its file.
#[derive(Default)]
struct Feed {
    title: Option<String>,
    description: Option<String>,
    lang: Option<Lang>,
    creators: Vec<Person>,
    rights: Option<String>,
    /// A day.
    date: Option<String>,
    keywords: Vec<String>,
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Person {
    name: String,
    /// The code of MARC's relators.
    role: &'static str,
}

/// An entry.
struct Item {
    place: Span,
    title: Option<String>,
    /// The addresses of its page, the best first.
    addresses: Vec<String>,
    base: Option<String>,
    creators: Vec<Person>,
    /// The day, and the moment.
    date: Option<(String, i64)>,
    /// Whether a date is written that cannot be read.
    is_date_lost: bool,
    modified: Option<String>,
    keywords: Vec<String>,
    lang: Option<Lang>,
    is_draft: bool,
    content: Body,
    summary: Body,
    /// How many files are attached, as podcasts are.
    enclosures: usize,
}

/// What an entry consists of.
enum Body {
    None,
    /// HTML.
    Text(Text),
    /// At an address.
    Elsewhere(String),
    /// Of a media type that is none of a text.
    NoText(String),
}

/// Which kind of feed some bytes are, if any.
pub fn kind_of(bytes: &[u8]) -> Option<Kind> {
    let (text, _) = decode(&bytes[..bytes.len().min(MOST_BYTES_BEFORE_ROOT)]);
    let text = text.trim_start();
    if text.starts_with('{') {
        // The version may stand behind all items.
        let is_named = |version: &str| memchr::memmem::find(bytes, version.as_bytes()).is_some();
        return (is_named(json::VERSION) || is_named(&json::VERSION.replace('/', "\\/"))).then_some(Kind::Json);
    }
    let root = root_tag(text)?;
    let name = root.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    match name.rsplit(':').next().unwrap_or(name) {
        "rss" => Some(Kind::Rss),
        "RDF" if root.contains("http://purl.org/rss/1.0/") || root.contains("my.netscape.com/rdf/simple/0.9") => {
            Some(Kind::Rss)
        }
        "feed" => Some(Kind::Atom),
        _ => None,
    }
}

/// Whether a text is XML of whatever kind.
pub fn is_xml(bytes: &[u8]) -> bool {
    decode(&bytes[..bytes.len().min(MOST_BYTES_BEFORE_ROOT)]).0.trim_start().starts_with("<?xml")
}

/// What follows the `<` of the root element up to its end: past declarations, instructions and comments.
fn root_tag(mut text: &str) -> Option<&str> {
    loop {
        text = text.trim_start().strip_prefix('<')?;
        let end = match text {
            _ if text.starts_with('?') => text.find("?>")? + 2,
            _ if text.starts_with("!--") => text.find("-->")? + 3,
            // Declarations of its own stand in brackets.
            _ if text.starts_with('!') => match (text.find('['), text.find('>')?) {
                (Some(open), end) if open < end => {
                    let close = open + text[open..].find(']')?;
                    close + text[close..].find('>')? + 1
                }
                (_, end) => end + 1,
            },
            _ => return Some(&text[..text.find('>').unwrap_or(text.len())]),
        };
        text = &text[end..];
    }
}

/// The text of a file, by its byte order mark or by what its XML declaration says; and the encoding's name where
/// bytes stand in it that mean nothing there.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let declared = || {
        let head = &bytes[..bytes.len().min(200)];
        let head = String::from_utf8_lossy(head);
        let declaration = head.trim_start().strip_prefix("<?xml")?;
        let (_, rest) =
            declaration.split_once("?>").map_or(declaration, |(declaration, _)| declaration).split_once("encoding")?;
        let quoted = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=');
        let label = quoted.get(1..)?.split(['"', '\'']).next()?;
        encoding_rs::Encoding::for_label(label.as_bytes())
    };
    let encoding = declared().unwrap_or(encoding_rs::UTF_8);
    let (text, used, is_broken) = encoding.decode(bytes);
    (text, is_broken.then(|| used.name()))
}

/// Reads a feed and adds it to the files. `None` where it cannot be read, which is reported.
pub fn read(
    kind: Kind,
    bytes: &[u8],
    shown: &str,
    today: Option<&str>,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Option<Issue> {
    let (text, broken) = decode(bytes);
    if let Some(encoding) = broken {
        let message = format!("`{shown}` holds bytes that mean nothing in {encoding}, its encoding; they are left out");
        let hint = "save the feed again, or correct what its first line says of the encoding";
        diagnostics.push(Diagnostic::new(Code::BrokenFeed, message).hint(hint));
    }
    let file = files.add(shown, &text);
    drop(text);
    let text = files.get(file).text.clone();
    let source = Source { text: &text, file };
    let (feed, fault) = match kind {
        Kind::Json => match json::read(source) {
            Ok(feed) => (feed, None),
            Err(fault) => (None, Some(fault)),
        },
        Kind::Rss | Kind::Atom => {
            let (root, fault) = xml::parse(&text);
            (root.and_then(|root| of_xml(&root, source)), fault)
        }
    };
    let is_read = feed.as_ref().is_some_and(|feed| !feed.items.is_empty());
    if let Some(fault) = fault {
        diagnostics.push(broken_off(fault, shown, file, is_read));
    } else if !is_read {
        let message = format!("`{shown}` is a feed without any entry");
        diagnostics.push(Diagnostic::new(Code::EmptyInput, message));
    }
    let feed = feed.filter(|_| is_read)?;
    let path = name::stem(shown);
    Some(Reading { shown, today, diagnostics, names: BTreeSet::new() }.issue(feed, path))
}

fn of_xml(root: &Element, source: Source) -> Option<Feed> {
    if root.is(Space::Atom, "feed") || root.space == Space::Rss && root.name == "feed" {
        return Some(atom::read(root, source));
    }
    rss::read(root, source)
}

/// Tells that a feed is no whole XML or JSON.
fn broken_off(fault: Fault, shown: &str, file: FileId, is_read: bool) -> Diagnostic {
    let at = Range { start: fault.at, end: fault.at };
    let message = format!("`{shown}` is broken here: {}", fault.message);
    let mut finding = Diagnostic::new(Code::BrokenFeed, message);
    finding.span = Some(Span { file, start: at.start as u32, end: at.end as u32 });
    if is_read {
        return finding.hint("what stands before is bound; get the feed again, or tell its site");
    }
    finding.severity = Severity::Error;
    finding.hint("get the feed again, or tell its site")
}

/// What reading has to say, and which names are given away.
struct Reading<'r> {
    shown: &'r str,
    today: Option<&'r str>,
    diagnostics: &'r mut Diagnostics,
    names: BTreeSet<String>,
}

impl Reading<'_> {
    fn issue(mut self, mut feed: Feed, stem: &str) -> Issue {
        share_creators(&mut feed);
        // An issue is of the day of its newest article.
        let is_past = |day: &&String| self.today.is_none_or(|today| day.as_str() <= today);
        let newest = feed.items.iter().filter_map(|item| item.date.as_ref().map(|(day, _)| day)).filter(is_past).max();
        let date = newest.cloned().or(feed.date);
        let lang = feed.lang.clone();
        let mut keywords = feed.keywords;
        for word in feed.items.iter().flat_map(|item| &item.keywords) {
            if !keywords.contains(word) {
                keywords.push(word.clone());
            }
        }
        let front_matter = FrontMatter {
            title: Some(filled(feed.title).unwrap_or_else(|| self.guessed_title(stem))),
            description: filled(feed.description.as_deref().map(content::words)),
            creators: creators(feed.creators),
            lang: feed.lang,
            rights: filled(feed.rights),
            keywords,
            date,
            ..FrontMatter::default()
        };
        let (mut cut, mut lost, mut enclosures) = (Told::default(), Told::default(), Told::default());
        let mut undated = Told::default();
        let mut permalinks = Permalinks::default();
        let mut articles = Vec::new();
        for item in feed.items {
            let title = filled(item.title.clone());
            let shown = title.clone().or(item.addresses.first().cloned()).unwrap_or_else(|| "an entry".to_owned());
            enclosures.note(&shown, item.place, item.enclosures > 0);
            undated.note(&shown, item.place, item.is_date_lost);
            let Some((text, is_cut)) = self.text(&item, &shown, &mut lost) else { continue };
            cut.note(&shown, item.place, is_cut);
            let path = self.path(&item);
            item.addresses.iter().for_each(|address| permalinks.add(address, &path));
            articles.push(article(item, title, path, text, lang.as_ref()));
        }
        if let Some(place) = undated.place {
            let message = format!("the date of {} is none that can be read", undated.entries());
            self.diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(place));
        }
        self.tell(cut, lost, enclosures);
        Issue { front_matter, articles, permalinks }
    }

    fn guessed_title(&mut self, stem: &str) -> String {
        let title = name::in_words(stem);
        let message = format!("the feed has no title; the file's name stands for it: `{title}`");
        let hint = "say `-M title=\"…\"`";
        self.diagnostics.push(Diagnostic::new(Code::GuessedTitle, message).hint(hint));
        title
    }

    /// The text of an entry, and whether it is its beginning only.
    fn text(&mut self, item: &Item, shown: &str, lost: &mut Told) -> Option<(Text, bool)> {
        let summary = match &item.summary {
            Body::Text(text) if !is_blank(text) => Some(text),
            Body::Text(_) | Body::None | Body::Elsewhere(_) | Body::NoText(_) => None,
        };
        match &item.content {
            Body::Text(text) if !is_blank(text) => return Some((text.clone(), is_cut_off(text))),
            Body::Text(_) | Body::None => {}
            Body::Elsewhere(address) => self.no_text(shown, &format!("lies at <{address}>"), item.place),
            Body::NoText(kind) => self.no_text(shown, &format!("is of the type `{kind}`"), item.place),
        }
        if summary.is_none() {
            lost.note(shown, item.place, true);
        }
        // RSS has the content there as well, where a feed is not of the kind that has an element for it.
        let may_be_whole = matches!(item.content, Body::None) && !matches!(item.summary, Body::None);
        summary.map(|text| (text.clone(), is_cut_off(text) || !may_be_whole || !is_whole(text)))
    }

    fn no_text(&mut self, shown: &str, why: &str, place: Span) {
        let message = format!("the content of `{shown}` {why}, and is left out");
        self.diagnostics.push(Diagnostic::new(Code::LeftOut, message).at(place));
    }

    /// A book path from the address of the entry's page, else from its title.
    fn path(&mut self, item: &Item) -> String {
        let of_address = item.addresses.first().map(|address| {
            let page = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
            let name =
                page.split_once("://").map_or(page, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
            let name = name.rsplit('/').next().unwrap_or_default();
            name.trim_end_matches(".html").trim_end_matches(".htm").trim_end_matches(".php").to_owned()
        });
        let slug = of_address.map(|name| slug(&name)).filter(|slug| !slug.is_empty());
        let slug = slug.or_else(|| item.title.as_deref().map(slug_of_title)).filter(|slug| !slug.is_empty());
        let slug = slug.unwrap_or_else(|| "entry".to_owned());
        let mut path = format!("{slug}.html");
        let mut count = 1;
        while !self.names.insert(path.clone()) {
            count += 1;
            path = format!("{slug}-{count}.html");
        }
        path
    }

    fn tell(&mut self, cut: Told, lost: Told, enclosures: Told) {
        if let Some(place) = cut.place {
            let message = format!("`{}` holds the beginning only of {}", self.shown, cut.entries());
            let hint = "the feed is cut: its site may offer one with the whole texts, or its author may set it so";
            self.diagnostics.push(Diagnostic::new(Code::CutFeed, message).at(place).hint(hint));
        }
        if let Some(place) = lost.place {
            let message = format!("no text is there of {}; nothing of it is bound", lost.entries());
            self.diagnostics.push(Diagnostic::new(Code::CutFeed, message).at(place));
        }
        if let Some(place) = enclosures.place {
            let message = format!("files are attached to {}, which no book can hold", enclosures.entries());
            self.diagnostics.push(Diagnostic::new(Code::LeftOut, message).at(place));
        }
    }
}

/// Entries of which one thing is told.
#[derive(Default)]
struct Told {
    count: usize,
    first: String,
    place: Option<Span>,
}

impl Told {
    fn note(&mut self, shown: &str, place: Span, is_it: bool) {
        if !is_it {
            return;
        }
        self.count += 1;
        if self.place.is_none() {
            (self.first, self.place) = (shown.to_owned(), Some(place));
        }
    }

    fn entries(&self) -> String {
        match self.count {
            1 => format!("`{}`", self.first),
            2 => format!("`{}` and another entry", self.first),
            count => format!("`{}` and {} other entries", self.first, count - 1),
        }
    }
}

fn article(item: Item, title: Option<String>, path: String, text: Text, of_feed: Option<&Lang>) -> Article {
    let Item { place, base, creators: people, date, modified, keywords, lang, is_draft, content, summary, .. } = item;
    let published = date;
    let day = published.as_ref().map(|(day, _)| day.clone());
    // A post without a title is called by its day, as on its site; that is not said twice.
    let is_titled = title.is_some();
    let words = lang.as_ref().or(of_feed).cloned().unwrap_or_default();
    let called = title.or_else(|| day.as_deref().map(|day| words.words().date(day)));
    let beginning = || on_few_words(&content::words(text.as_str()));
    let standfirst = if let (Body::Text(content), Body::Text(summary)) = (&content, &summary) {
        standfirst(content.as_str(), summary.as_str())
    } else {
        None
    };
    let front_matter = FrontMatter {
        title: Some(called.unwrap_or_else(beginning)).filter(|title| !title.is_empty()),
        description: standfirst,
        creators: creators(people),
        modified: modified.filter(|modified| day.as_ref().is_none_or(|day| modified > day)),
        shown_from: day.clone().filter(|_| !is_titled).map(|text| Located { text, span: Some(place) }),
        date: day.filter(|_| is_titled),
        lang,
        keywords,
        draft: is_draft.then(|| Located { text: "a draft".to_owned(), span: Some(place) }),
        ..FrontMatter::default()
    };
    let entry = Entry { kind: EntryKind::Chapter(path), span: Some(place), ..Entry::chapter("") };
    Article { entry, text, front_matter, base, published }
}

/// Where all entries have the authors of the first, they are the feed's, and not named above each.
fn share_creators(feed: &mut Feed) {
    let Some(first) = feed.items.first().map(|item| item.creators.clone()) else { return };
    let is_shared = feed.items.iter().all(|item| item.creators == first) && !first.is_empty();
    let is_own = |item: &Item| item.creators == feed.creators;
    if is_shared && (feed.creators.is_empty() || feed.items.iter().all(is_own)) {
        feed.creators = first;
        feed.items.iter_mut().for_each(|item| item.creators.clear());
    }
}

fn creators(people: Vec<Person>) -> Vec<Creator> {
    people.into_iter().map(|Person { name, role }| Creator { name, role, file_as: None }).collect()
}

fn lang(tag: &str) -> Option<Lang> {
    Lang::parse(tag)
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn is_blank(text: &Text) -> bool {
    text.as_str().trim().is_empty()
}

/// Whether a text ends as a teaser does.
fn is_cut_off(html: &Text) -> bool {
    const ENDS: [&str; 6] = ["[…]", "[...]", "(…)", "read more", "continue reading", "weiterlesen"];
    let end = html.as_str();
    // No last paragraph of a teaser is longer.
    let from = end.floor_char_boundary(end.len().saturating_sub(1000));
    let words = content::words(&end[from..]).to_lowercase();
    let words = words.trim_end_matches(['→', '»', '.', '…', ' ']);
    let whole = content::words(&end[from..]).to_lowercase();
    ENDS.iter().any(|end| words.ends_with(end) || whole.ends_with(end))
}

/// Whether a description is the content: it has paragraphs, or is long.
fn is_whole(html: &Text) -> bool {
    let html = html.as_str();
    let lower = |tag: &str| html.contains(tag) || html.contains(&tag.to_uppercase());
    ["<p", "<div", "<ul", "<ol", "<blockquote", "<pre", "<figure", "<table"].into_iter().any(lower)
        || html.len() >= SHORTEST_CONTENT
}

/// A summary that says what the text does not: most are its beginning.
fn standfirst(content: &str, summary: &str) -> Option<String> {
    let summary = content::words(summary);
    if summary.is_empty() || summary.chars().count() > LONGEST_STANDFIRST || summary.ends_with(['…', ']']) {
        return None;
    }
    let beginning: String = summary.trim_end_matches('.').chars().take(50).collect();
    (!content::words(content).contains(&beginning)).then_some(summary)
}

/// The beginning of a text in the place of a title.
fn on_few_words(text: &str) -> String {
    const MOST_WORDS: usize = 8;
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS + 1).collect();
    match words.len() {
        0..=MOST_WORDS => words.join(" "),
        _ => format!("{}…", words[..MOST_WORDS].join(" ")),
    }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in crate::url::decode(name).chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => slug.push(character),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn slug_of_title(title: &str) -> String {
    const MOST_BYTES: usize = 60;
    let mut slug = slug(title).to_lowercase();
    slug.truncate(MOST_BYTES);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_known_by_what_they_hold() {
        for (text, kind) in [
            ("\u{feff}<?xml version='1.0'?>\n<!-- x -->\n<rss version='2.0'>", Some(Kind::Rss)),
            (
                "<?xml version='1.0'?><?xml-stylesheet href='a'?><feed xmlns='http://www.w3.org/2005/Atom'>",
                Some(Kind::Atom),
            ),
            ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", Some(Kind::Atom)),
            ("<!DOCTYPE rss [ <!ENTITY a \"b\"> ]><rss/>", Some(Kind::Rss)),
            ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", Some(Kind::Rss)),
            ("<rdf:RDF xmlns='urn:x'>", None),
            (" {\"items\": [], \"version\": \"https://jsonfeed.org/version/1.1\"}", Some(Kind::Json)),
            ("{\"version\":\"https:\\/\\/jsonfeed.org\\/version\\/1.1\"}", Some(Kind::Json)),
            ("{\"title\": \"x\"}", None),
            ("<html><rss>", None),
            ("# rss", None),
            ("<!-- <rss> ", None),
            ("", None),
        ] {
            assert_eq!(kind_of(text.as_bytes()), kind, "{text}");
        }
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("<rss>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(kind_of(&wide), Some(Kind::Rss));
    }

    #[test]
    fn encodings_are_those_that_are_declared() {
        let latin = b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(decode(latin).0.ends_with("<a>\u{e9}</a>"));
        let (text, broken) = decode(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\xe9");
        assert!(text.ends_with('\u{fffd}') && broken == Some("UTF-8"));
    }

    #[test]
    fn summaries_are_told_from_contents() {
        let text = |html: &str| content::of_html(html, Span::default());
        for (html, is_cut) in [
            ("Begins so [&#8230;]", true),
            ("<p>Begins so… <a href='x'>Continue reading →</a></p>", true),
            ("<p>All of it.</p>", false),
            ("<p>And so on…</p>", false),
        ] {
            assert_eq!(is_cut_off(&text(html)), is_cut, "{html}");
        }
        assert!(is_whole(&text("<P>x")) && !is_whole(&text("A sentence.")) && is_whole(&text(&"word ".repeat(200))));
        assert_eq!(standfirst("<p>It begins.</p>", "It begins."), None);
        assert_eq!(standfirst("<p>It begins.</p>", "What it says").as_deref(), Some("What it says"));
    }
}
