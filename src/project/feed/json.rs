//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>), and 1.0.
//!
//! In: the text of the file. Out: the [`Feed`], or why it is no JSON. What the parser gives has no places; an item's is
//! found by counting brackets.

use serde_json::Value;

use super::address::{is_web, resolve};
use super::content::{self, Source, on_one_line};
use super::xml::Fault;
use super::{Body, Feed, Item, Person, lang};
use crate::config::date;
use crate::source::Span;

/// What the version of every feed begins with.
pub const VERSION: &str = "https://jsonfeed.org/version/1";

/// Reads a feed; `None` where the file is of another kind.
pub fn read(source: Source) -> Result<Option<Feed>, Fault> {
    let root: Value = serde_json::from_str(source.text).map_err(|error| {
        let line_start =
            source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (line_start + error.column().saturating_sub(1)).min(source.text.len());
        // The parser's own place is that of the finding.
        let message = error.to_string();
        Fault { message: message.split(" at line ").next().unwrap_or(&message).to_owned(), at }
    })?;
    if !text(&root, "version").is_some_and(|version| version.starts_with(VERSION)) {
        return Ok(None);
    }
    let base = text(&root, "home_page_url").or_else(|| text(&root, "feed_url"));
    let mut places = places(source.text).into_iter();
    let items = list(&root, "items").iter().map(|value| {
        let at = places.next().unwrap_or_default();
        item(value, base.as_deref(), source.span(&(at..at + 1)))
    });
    Ok(Some(Feed {
        title: text(&root, "title"),
        description: text(&root, "description"),
        lang: text(&root, "language").as_deref().and_then(lang),
        creators: people(&root),
        items: items.collect(),
        ..Feed::default()
    }))
}

fn item(item: &Value, base: Option<&str>, place: Span) -> Item {
    let whole = |address: String| base.map_or(address.clone(), |base| resolve(base, &address));
    let page = text(item, "url").map(whole);
    let mut addresses: Vec<String> = page.iter().cloned().collect();
    addresses.extend(text(item, "id").filter(|id| is_web(id)));
    let body = |key: &str| item.get(key).and_then(Value::as_str);
    let content = match (body("content_html"), body("content_text")) {
        (Some(html), _) => Body::Text(content::of_html(html, place)),
        (None, Some(plain)) => Body::Text(content::of_plain(plain, place)),
        (None, None) => Body::None,
    };
    let moment = |key: &str| text(item, key).and_then(|date| date::of_feed(&date));
    let modified = moment("date_modified");
    Item {
        place,
        title: text(item, "title"),
        base: page.or(base.map(str::to_owned)),
        addresses,
        creators: people(item),
        is_date_lost: ["date_published", "date_modified"]
            .into_iter()
            .any(|key| text(item, key).is_some_and(|date| date::of_feed(&date).is_none())),
        modified: modified.clone().map(|(day, _)| day),
        date: moment("date_published").or(modified),
        keywords: list(item, "tags").iter().filter_map(|word| word.as_str().map(on_one_line)).collect(),
        lang: text(item, "language").as_deref().and_then(lang),
        is_draft: false,
        content,
        summary: body("summary").map_or(Body::None, |plain| Body::Text(content::of_plain(plain, place))),
        enclosures: list(item, "attachments").len(),
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    let text = on_one_line(value.get(key)?.as_str()?);
    (!text.is_empty()).then_some(text)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Version 1.0 knows one author.
fn people(value: &Value) -> Vec<Person> {
    let one = value.get("author").into_iter();
    let names = list(value, "authors").iter().chain(one).filter_map(|person| text(person, "name"));
    let mut people: Vec<Person> = names.map(|name| Person { name, role: "aut" }).collect();
    people.dedup();
    people
}

/// Where the items of the feed begin.
fn places(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let (mut depth, mut is_quoted, mut is_escaped) = (0, false, false);
    // The string that was read last, and whether the list that is open is that of the items.
    let (mut string, mut is_in_items) = (0..0, false);
    for (at, byte) in text.bytes().enumerate() {
        if is_quoted {
            match byte {
                b'"' if !is_escaped => {
                    is_quoted = false;
                    string.end = at;
                }
                _ => is_escaped = byte == b'\\' && !is_escaped,
            }
            continue;
        }
        match byte {
            b'"' => {
                is_quoted = true;
                is_escaped = false;
                string = at + 1..at + 1;
            }
            b'[' | b'{' => {
                if depth == 1 && byte == b'[' {
                    is_in_items = &text[string.clone()] == "items";
                } else if depth == 2 && is_in_items && byte == b'{' {
                    places.push(at);
                }
                depth += 1;
            }
            b']' | b'}' => {
                depth -= 1;
                is_in_items &= depth > 1;
            }
            _ => {}
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn items_have_their_places() {
        let text = r#"{"authors": [{"name": "\"[{"}], "items": [ {"tags": [{}]}, {"id": "x"}], "hubs": [{}]}"#;
        let found: Vec<&str> = places(text).into_iter().map(|at| &text[at..at + 6]).collect();
        assert_eq!(found, [r#"{"tags"#, r#"{"id":"#]);
    }

    #[test]
    fn broken_json_tells_where() {
        let fault = read(Source { text: "{\n \"version\": x}", file: FileId(0) }).err().unwrap();
        assert_eq!((fault.at, fault.message.as_str()), (14, "expected value"));
    }
}
