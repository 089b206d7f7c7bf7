//! RSS 2.0 and its forerunners 0.9x, and RSS 1.0, whose items stand beside their channel.
//!
//! In: the root element. Out: the [`Feed`]. `content:encoded` is the content of an item where it is there, else its
//! description, which may be all of it or the beginning alone
//! (<https://www.rssboard.org/rss-profile#namespace-elements-content-encoded>).

use super::address::{is_web, resolve};
use super::content::{self, Source, on_one_line};
use super::xml::{Element, Space};
use super::{Body, Feed, Item, Person, lang};
use crate::config::date;

/// Reads a feed; `None` where there is no channel.
pub fn read(root: &Element, source: Source) -> Option<Feed> {
    let channel = root.first(Space::Rss, "channel")?;
    let text = |name: &str| channel.first(Space::Rss, name).map(|element| content::words(&element.text(source.text)));
    let site = text("link").filter(|link| is_web(link));
    let own = channel.attribute("xml:base").or(root.attribute("xml:base")).map(str::to_owned);
    let itself = channel.all(Space::Atom, "link").find_map(|link| link.attribute("href")).map(str::to_owned);
    let base = own.or(site).or(itself);
    let dublin_core = |name: &str| channel.first(Space::DublinCore, name).map(|element| element.text(source.text));
    let language = text("language").or_else(|| dublin_core("language"));
    let date = ["pubDate", "lastBuildDate"].into_iter().find_map(text).or_else(|| dublin_core("date"));
    let of_channel = channel.all(Space::Rss, "item");
    let items = of_channel.chain(root.all(Space::Rss, "item"));
    Some(Feed {
        title: text("title"),
        description: text("description").or_else(|| text("tagline")),
        lang: language.as_deref().or(root.attribute("xml:lang")).and_then(lang),
        creators: people(
            channel,
            &[(Space::Itunes, "author"), (Space::DublinCore, "creator"), (Space::Rss, "managingEditor")],
            source,
        ),
        rights: text("copyright").or_else(|| dublin_core("rights")),
        date: date.and_then(|date| date::of_feed(&date)).map(|(day, _)| day),
        keywords: categories(channel, source),
        items: items.map(|element| item(element, base.as_deref(), source)).collect(),
    })
}

fn item(item: &Element, base: Option<&str>, source: Source) -> Item {
    let text =
        |space, name| item.first(space, name).map(|element: &Element| element.text(source.text).trim().to_owned());
    let own = item.attribute("xml:base").map(|own| base.map_or(own.to_owned(), |base| resolve(base, own)));
    let whole = |address: String| base.map_or(address.clone(), |base| resolve(base, &address));
    let page = text(Space::Rss, "link").filter(|link| !link.is_empty()).map(whole);
    let mut addresses: Vec<String> = page.iter().cloned().collect();
    let guid = item.first(Space::Rss, "guid");
    let permalink = guid.filter(|guid| guid.attribute("isPermaLink") != Some("false"));
    addresses.extend(permalink.map(|guid| guid.text(source.text).trim().to_owned()));
    // WordPress writes `?p=12` there, which leads to the page as well.
    addresses.extend(guid.map(|guid| guid.text(source.text).trim().to_owned()).filter(|guid| is_web(guid)));
    let original = item.elements().filter(|element| element.name == "origLink");
    addresses.extend(original.map(|element| element.text(source.text).trim().to_owned()));
    let date = text(Space::Rss, "pubDate").or_else(|| text(Space::DublinCore, "date"));
    let html = |space, name| match item.first(space, name) {
        Some(element) => Body::Text(source.html(element)),
        None => Body::None,
    };
    // Atom's own element stands in some feeds of RSS.
    let encoded = match html(Space::Content, "encoded") {
        Body::None => html(Space::Atom, "content"),
        encoded => encoded,
    };
    let language = text(Space::DublinCore, "language").or_else(|| item.attribute("xml:lang").map(str::to_owned));
    Item {
        place: source.span(&item.range),
        title: item.first(Space::Rss, "title").map(|title| content::words(&title.text(source.text))),
        base: own.or(page).or(base.map(str::to_owned)),
        addresses,
        creators: people(
            item,
            &[(Space::DublinCore, "creator"), (Space::Rss, "author"), (Space::Itunes, "author")],
            source,
        ),
        is_date_lost: date.as_deref().is_some_and(|date| !date.is_empty() && date::of_feed(date).is_none()),
        modified: None,
        date: date.and_then(|date| date::of_feed(&date)),
        keywords: categories(item, source),
        lang: language.as_deref().and_then(lang),
        is_draft: false,
        content: encoded,
        summary: html(Space::Rss, "description"),
        enclosures: item.all(Space::Rss, "enclosure").count(),
    }
}

/// The people of the first element that names any: `jane@example.org (Jane Roe)` is Jane Roe, and an address alone nobody.
fn people(element: &Element, names: &[(Space, &str)], source: Source) -> Vec<Person> {
    let of = |(space, name): &(Space, &str)| {
        let written = element.all(*space, name).map(|person| on_one_line(&person.text(source.text)));
        written.filter_map(|written| name_of(&written)).collect::<Vec<_>>()
    };
    let found = names.iter().map(of).find(|found| !found.is_empty()).unwrap_or_default();
    found.into_iter().map(|name| Person { name, role: "aut" }).collect()
}

fn name_of(written: &str) -> Option<String> {
    let in_brackets = written.split_once('(').filter(|(before, _)| before.contains('@'));
    let name = match (in_brackets, written.split_once('<')) {
        (Some((_, rest)), _) => rest.trim_end_matches(')').trim(),
        (None, Some((name, rest))) if rest.contains('@') => name.trim(),
        (None, _) => written,
    };
    let name = content::words(name);
    (!name.is_empty() && !name.contains('@')).then_some(name)
}

fn categories(element: &Element, source: Source) -> Vec<String> {
    let own = element.all(Space::Rss, "category").chain(element.all(Space::DublinCore, "subject"));
    own.map(|category| content::words(&category.text(source.text))).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn people_are_told_from_their_addresses() {
        for (written, name) in [
            ("jane@example.org (Jane Roe)", Some("Jane Roe")),
            ("Jane Roe <jane@example.org>", Some("Jane Roe")),
            ("jane@example.org", None),
            ("Jane (they) Roe", Some("Jane (they) Roe")),
            ("", None),
        ] {
            assert_eq!(name_of(written).as_deref(), name, "{written}");
        }
    }
}
