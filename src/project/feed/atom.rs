//! Atom 1.0 (RFC 4287), and 0.3 as far as it says the same.
//!
//! In: the root element. Out: the [`Feed`]. An entry has the authors that it names, or those of the feed that it was taken
//! from; content that lies elsewhere or is no text is told by the caller.

use super::address::resolve;
use super::content::{self, Source, on_one_line};
use super::xml::{Element, Space};
use super::{Body, Feed, Item, Person, lang};
use crate::config::date;

/// Reads a feed.
pub fn read(root: &Element, source: Source) -> Feed {
    let own = root.attribute("xml:base").map(str::to_owned);
    // The address of the feed itself serves where nothing else is said.
    let site = link(root, &["alternate"], own.as_deref());
    let site = site.or_else(|| link(root, &["self"], None));
    let bases = Bases { declared: own, site };
    let text = |name: &str| root.first(Space::Atom, name).map(|element| words(element, source));
    Feed {
        title: text("title"),
        description: text("subtitle").or_else(|| text("tagline")),
        lang: root.attribute("xml:lang").and_then(lang),
        creators: people(root, source),
        rights: text("rights").or_else(|| text("copyright")),
        date: moment(root, &["updated", "modified"], source).map(|(day, _)| day),
        keywords: categories(root),
        items: root.all(Space::Atom, "entry").map(|entry| item(entry, &bases, source)).collect(),
    }
}

/// What addresses are relative to: what the feed declares, else where its site is.
struct Bases {
    declared: Option<String>,
    site: Option<String>,
}

/// What addresses in an element are relative to (XML Base, section 4.2).
fn within(base: Option<&str>, element: &Element) -> Option<String> {
    match (base, element.attribute("xml:base")) {
        (Some(base), Some(own)) => Some(resolve(base, own)),
        (None, Some(own)) => Some(own.to_owned()),
        (base, None) => base.map(str::to_owned),
    }
}

fn item(entry: &Element, feed: &Bases, source: Source) -> Item {
    let declared = within(feed.declared.as_deref(), entry);
    let base = declared.as_deref().or(feed.site.as_deref());
    let page = link(entry, &["alternate"], base);
    let mut addresses: Vec<String> = page.iter().cloned().collect();
    let id = entry.first(Space::Atom, "id").map(|id| id.text(source.text).trim().to_owned());
    // Where there is no page, the id may be its address.
    addresses.extend(id.filter(|id| super::address::is_web(id)));
    // FeedBurner's links count readers; this one leads to the page.
    let original = entry.elements().filter(|element| element.name == "origLink");
    addresses.extend(original.map(|element| element.text(source.text).trim().to_owned()));
    let content = entry.first(Space::Atom, "content");
    let place = source.span(&entry.range);
    let mut creators = people(entry, source);
    if creators.is_empty() {
        creators = entry.first(Space::Atom, "source").map(|feed| people(feed, source)).unwrap_or_default();
    }
    let published = moment(entry, &["published", "issued", "created"], source);
    let updated = moment(entry, &["updated", "modified"], source);
    let is_draft = |control: &Element| {
        control
            .first(Space::App, "draft")
            .is_some_and(|draft| draft.text(source.text).trim().eq_ignore_ascii_case("yes"))
    };
    let language = content.into_iter().chain([entry]).find_map(|element| element.attribute("xml:lang"));
    // What is declared goes before where the entry happens to stand.
    let of_content = match content {
        Some(content) => within(declared.as_deref(), content),
        None => declared.clone(),
    };
    Item {
        place,
        title: entry.first(Space::Atom, "title").map(|title| words(title, source)),
        base: of_content.or(page).or_else(|| feed.site.clone()),
        addresses,
        creators,
        is_date_lost: is_date_lost(entry, &["published", "issued", "created", "updated", "modified"], source),
        modified: updated.clone().map(|(day, _)| day),
        date: published.or(updated),
        keywords: categories(entry),
        lang: language.and_then(lang),
        is_draft: entry.first(Space::App, "control").is_some_and(is_draft),
        content: content.map_or(Body::None, |content| body(content, base, source)),
        summary: entry.first(Space::Atom, "summary").map_or(Body::None, |summary| body(summary, base, source)),
        enclosures: links(entry).filter(|link| link.attribute("rel") == Some("enclosure")).count(),
    }
}

/// A text construct or the content (sections 3.1 and 4.1.3).
fn body(element: &Element, base: Option<&str>, source: Source) -> Body {
    if let Some(address) = element.attribute("src") {
        return Body::Elsewhere(base.map_or(address.to_owned(), |base| resolve(base, address)));
    }
    let kind = element.attribute("type").unwrap_or("text");
    let kind = kind.split(';').next().unwrap_or(kind).trim().to_ascii_lowercase();
    match kind.as_str() {
        "html" | "xhtml" | "text/html" | "application/xhtml+xml" => Body::Text(source.html(element)),
        // Markup where none is announced: it is XHTML all the same.
        _ if element.elements().next().is_some() => Body::Text(source.html(element)),
        kind if kind == "text" || kind.starts_with("text/") => {
            Body::Text(content::of_plain(&element.text(source.text), source.span(&element.range)))
        }
        kind => Body::NoText(kind.to_owned()),
    }
}

/// The words of a text construct.
fn words(element: &Element, source: Source) -> String {
    let text = element.text(source.text);
    match element.attribute("type") {
        Some("html" | "text/html") => content::words(&text),
        Some(_) | None => on_one_line(&text),
    }
}

fn links(element: &Element) -> impl Iterator<Item = &Element> {
    element.all(Space::Atom, "link")
}

/// The address of the first link of some relations; one without any is the page (section 4.2.7.2).
fn link(element: &Element, relations: &[&str], base: Option<&str>) -> Option<String> {
    let is_it = |link: &&Element| relations.contains(&link.attribute("rel").unwrap_or("alternate"));
    let is_page =
        |link: &&Element| link.attribute("type").is_none_or(|kind| kind.contains("html") || relations == ["self"]);
    let found = links(element).filter(is_it).find(is_page).or_else(|| links(element).find(is_it))?;
    let address = found.attribute("href")?;
    Some(base.map_or(address.to_owned(), |base| resolve(base, address)))
}

fn people(element: &Element, source: Source) -> Vec<Person> {
    let of = |name: &'static str, role: &'static str| {
        let names = element.all(Space::Atom, name).filter_map(|person| person.first(Space::Atom, "name"));
        names.map(move |name| Person { name: on_one_line(&name.text(source.text)), role }).collect::<Vec<_>>()
    };
    let mut people = of("author", "aut");
    people.extend(of("contributor", "ctb"));
    people.retain(|person| !person.name.is_empty());
    people
}

fn categories(element: &Element) -> Vec<String> {
    let all = element.all(Space::Atom, "category");
    // Blogger's kinds of entries are no words of an author.
    let own = all.filter(|category| category.attribute("scheme") != Some("http://schemas.google.com/g/2005#kind"));
    own.filter_map(|category| category.attribute("label").or(category.attribute("term")).map(str::to_owned)).collect()
}

/// Whether one of the dates is written and cannot be read.
fn is_date_lost(element: &Element, names: &[&str], source: Source) -> bool {
    let written = names.iter().filter_map(|name| element.first(Space::Atom, name)).map(|date| date.text(source.text));
    written.into_iter().any(|date| !date.trim().is_empty() && date::of_feed(&date).is_none())
}

fn moment(element: &Element, names: &[&str], source: Source) -> Option<(String, i64)> {
    let found = names.iter().find_map(|name| element.first(Space::Atom, name))?;
    date::of_feed(&found.text(source.text))
}
