//! The words of a Markdown file by a parse of its own: what a reader is owed.
//!
//! In: a file's text. Out: its prose, code and alternative texts as plain text, words parted by white
//! space. Raw HTML gives its text without tags and comments. For an image on the web a link stands, whose words
//! are the alternative text or, without one, the address. Nothing of the program is used.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text below the front matter.
pub fn body(text: &str) -> &str {
    for fence in ["+++", "---"] {
        let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n')) else { continue };
        if let Some(end) = rest.find(&format!("\n{fence}\n")) {
            return &rest[end + 1 + fence.len()..];
        }
    }
    text
}

/// The words of a file in reading order.
pub fn text(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let mut text = String::new();
    let mut html = None;
    // The address of the remote image that is open, and where its alternative text begins.
    let mut remote = None;
    for event in Parser::new_ext(body(markdown), options) {
        match event {
            Event::Start(Tag::HtmlBlock) => html = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                text.push(' ');
                html_text(&html.take().unwrap_or_default(), &mut text);
                text.push(' ');
            }
            Event::Html(raw) => html.get_or_insert_default().push_str(&raw),
            Event::InlineHtml(raw) => html_text(&raw, &mut text),
            Event::Text(words) if html.is_some() => html.get_or_insert_default().push_str(&words),
            Event::Text(words) | Event::Code(words) | Event::InlineMath(words) => text.push_str(&words),
            Event::DisplayMath(words) => text.extend([" ", &words, " "]),
            Event::Start(Tag::Image { dest_url, .. }) if is_remote(&dest_url) => remote = Some((dest_url, text.len())),
            Event::End(TagEnd::Image) if remote.is_some() => {
                if let Some((address, from)) = remote.take()
                    && text[from..].trim().is_empty()
                {
                    text.push_str(&address);
                }
            }
            Event::Start(Tag::Image { title, .. }) => text.extend([" ", &title, " "]),
            Event::Start(tag) => text.push_str(if is_inline(&tag) { "" } else { " " }),
            Event::End(tag) => text.push_str(if is_inline_end(tag) { "" } else { " " }),
            Event::SoftBreak | Event::HardBreak | Event::Rule => text.push(' '),
            // Marks, which the program makes.
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }
    text
}

fn is_remote(address: &str) -> bool {
    ["http://", "https://", "//"].iter().any(|start| address.starts_with(start))
}

fn is_inline(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. }
    )
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
    )
}

/// Elements that stand within a line; the others part words.
const WITHIN_A_LINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u",
];

/// Appends the text of a stretch of raw HTML: what a browser would show, alternative texts included.
fn html_text(html: &str, into: &mut String) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        into.push_str(&unescape(&rest[..open]));
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            let end = tag_end(rest);
            let tag = &rest[..end];
            rest = &rest[end..];
            let name: String =
                tag[1..].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            let name = name.to_ascii_lowercase();
            if ["script", "style", "template"].contains(&name.as_str()) && !tag.starts_with("</") {
                let close = format!("</{name}");
                rest = rest.find(&close).map_or("", |end| &rest[end..]);
            }
            let alt = attribute(tag, "alt").filter(|_| name == "img");
            let address = attribute(tag, "src").filter(|address| name == "img" && is_remote(address));
            if let Some(address) = address {
                into.push_str(&unescape(alt.filter(|alt| !alt.trim().is_empty()).unwrap_or(address)));
            } else if let Some(alt) = alt {
                into.extend([" ", &unescape(alt), " "]);
            } else if !name.is_empty() && !WITHIN_A_LINE.contains(&name.as_str()) {
                into.push(' ');
            }
        } else {
            into.push('<');
            rest = &rest[1..];
        }
    }
    into.push_str(&unescape(rest));
}

fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (index, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => return index + 1,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let quote = tag[at..].chars().next()?;
    match quote {
        '"' | '\'' => tag[at + 1..].split(quote).next(),
        _ => tag[at..].split([' ', '>']).next(),
    }
}

/// Character references, the handful that occurs; an unknown one stays as it is.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.find(';').map(|end| &rest[1..end]);
        let character = reference.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "mdash" => Some('\u{2014}'),
            "ndash" => Some('\u{2013}'),
            "hellip" => Some('\u{2026}'),
            _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
                Some(hex) => char::from_u32(u32::from_str_radix(hex, 16).ok()?),
                None => char::from_u32(name[1..].parse().ok()?),
            },
        });
        match (character, reference) {
            (Some(character), Some(name)) => {
                out.push(character);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn html_gives_its_text() {
    let mut text = String::new();
    html_text("<p>a<b>b</b> &lt;<br>c<!-- no --> <img alt=\"d e\" src=x>f &nope; 1 < 2</p>", &mut text);
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["ab", "<", "c", "d", "e", "f", "&nope;", "1", "<", "2"]);
}
