//! The words of a Markdown file by a parse of its own: what a reader is owed.
//!
//! In: a file's text. Out: its prose, code and alternative texts as plain text, words parted by white
//! space. Raw HTML gives its text without tags and comments, with the caption of a listing and the percentage of a
//! progress bar; a tag that is none, as in `Vec<T>`, is text. For an image on the web a link stands, whose words
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
    // The element within a line whose content is not shown.
    let mut hidden: Option<String> = None;
    // The address of the remote image that is open, and where its alternative text begins.
    let mut remote = None;
    let mut events: Vec<Event> = Parser::new_ext(body(markdown), options).collect();
    // What cuts code in two is no formula; the texts that have such dollar signs have no others.
    let cuts_code = |event: &Event| matches!(event, Event::InlineMath(text) if text.matches('`').count() % 2 == 1);
    if events.iter().any(cuts_code) {
        events = Parser::new_ext(body(markdown), options.difference(Options::ENABLE_MATH)).collect();
    }
    for (index, event) in events.iter().cloned().enumerate() {
        match event {
            Event::Start(Tag::HtmlBlock) => html = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                text.push(' ');
                html_text(&html.take().unwrap_or_default(), &mut text);
                text.push(' ');
            }
            Event::Html(raw) => html.get_or_insert_default().push_str(&raw),
            Event::InlineHtml(raw) if hidden.is_some() => {
                if raw.strip_prefix("</").is_some_and(|rest| name_of(rest) == hidden.as_deref().unwrap_or_default()) {
                    hidden = None;
                }
            }
            Event::InlineHtml(raw) if is_no_tag(&raw, &events[index + 1..]) => text.push_str(&raw),
            Event::InlineHtml(raw) => {
                html_text(&raw, &mut text);
                let name = name_of(raw.trim_start_matches('<'));
                let has_end = ends_in_line(&name, &events[index + 1..]);
                if has_end && (HIDDEN.contains(&name.as_str()) || gauge(&raw, &name).is_some()) {
                    hidden = Some(name);
                }
            }
            Event::Text(_) if hidden.is_some() => {}
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
const WITHIN_A_LINE: [&str; 39] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "map", "mark", "nobr", "noscript", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// Elements of other sorts, without those that are out of use.
const OTHERS: [&str; 81] = [
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "base",
    "blockquote",
    "body",
    "br",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "datalist",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "img",
    "input",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "object",
    "ol",
    "p",
    "param",
    "pre",
    "progress",
    "script",
    "search",
    "section",
    "select",
    "source",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
    "video",
    "wbr",
    "slot",
];

/// Elements whose content no reader sees.
const HIDDEN: [&str; 9] = ["datalist", "math", "rp", "script", "select", "style", "svg", "template", "textarea"];

/// The name at the head of a tag, lower case.
fn name_of(tag: &str) -> String {
    tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase()
}

/// Whether an end tag of this name stands in the rest of a line of Markdown's.
fn ends_in_line(name: &str, rest: &[Event]) -> bool {
    let mut inlines = rest.iter().take_while(|event| match event {
        Event::End(tag) => is_inline_end(*tag) || *tag == TagEnd::Image,
        Event::Start(tag) => is_inline(tag) || matches!(tag, Tag::Image { .. }),
        _ => true,
    });
    inlines.any(|event| {
        matches!(event, Event::InlineHtml(raw) if raw.strip_prefix("</").is_some_and(|end| name_of(end) == name))
    })
}

/// Whether what reads as a tag is text: `Vec<T>`, typed without marks of code.
fn is_no_tag(raw: &str, rest: &[Event]) -> bool {
    let Some(inner) = raw.strip_prefix('<').filter(|inner| inner.starts_with(|c: char| c.is_ascii_alphabetic())) else {
        return false;
    };
    let name = name_of(inner);
    let is_known = WITHIN_A_LINE.contains(&name.as_str()) || OTHERS.contains(&name.as_str());
    !is_known && !raw.contains('=') && !raw.ends_with("/>") && !ends_in_line(&name, rest)
}

/// What a progress bar shows: a percentage.
fn gauge(tag: &str, name: &str) -> Option<String> {
    let number = |name: &str| attribute(tag, name)?.parse::<f64>().ok();
    let value = number("value").filter(|_| ["meter", "progress"].contains(&name) && !tag.starts_with("</"))?;
    let least = number("min").unwrap_or(0.0);
    Some(format!("{:.0}\u{a0}%", (value - least) / (number("max").unwrap_or(1.0) - least) * 100.0))
}

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
            let name = name_of(tag[1..].trim_start_matches('/'));
            let shown = gauge(tag, &name);
            if let Some(shown) = &shown {
                into.extend([" ", shown, " "]);
            }
            if (HIDDEN.contains(&name.as_str()) || shown.is_some())
                && !tag.starts_with("</")
                && let Some(end) = rest.find(&format!("</{name}"))
            {
                rest = &rest[end..];
            }
            if let Some(caption) = attribute(tag, "caption").filter(|_| name == "listing") {
                into.extend([" ", &text(&unescape(caption)), " "]);
            }
            let media = ["audio", "embed", "iframe", "object", "video"].contains(&name.as_str());
            if let Some(address) = attribute(tag, "src").filter(|address| media && is_remote(address)) {
                into.extend([" ", address, " "]);
            }
            if let Some(title) = attribute(tag, "title").filter(|_| name == "img") {
                into.extend([" ", title, " "]);
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
