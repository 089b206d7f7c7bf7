//! Markdown as plain text: for metadata, which no reader renders.
//!
//! In: one value, such as a title. Out: its words, with a link's address behind them in parentheses. What only a block
//! can mean, a number and a period at the start, stays text.

use crate::html;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// The words of a text on one line.
pub fn plain_text(source: &str) -> String {
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    if !source.contains(['*', '_', '`', '[', '<', '&', '\\', '~']) {
        return source;
    }
    // A heading holds inlines alone, whatever it begins with.
    let line = format!("# {source}");
    let mut text = String::with_capacity(source.len());
    let mut links: Vec<Option<String>> = Vec::new();
    for event in Parser::new_ext(&line, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let says_itself =
                    matches!(link_type, LinkType::Autolink | LinkType::Email) || dest_url.starts_with('#');
                links.push((!says_itself).then(|| dest_url.into_string()));
            }
            Event::End(TagEnd::Link) => {
                let address =
                    links.pop().flatten().filter(|address| !address.is_empty() && !text.ends_with(&**address));
                if let Some(address) = address {
                    text.push_str(&format!(" ({address})"));
                }
            }
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            // What is no HTML is no tag: `A & B <C>`.
            Event::Html(tag) | Event::InlineHtml(tag) => {
                let name: String =
                    tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
                if !tag.starts_with("<!--") && html::meaning(&name) == html::Meaning::Unknown {
                    text.push_str(&tag);
                }
            }
            Event::Start(_)
            | Event::End(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    // `Learn C #` would lose its end as a closing sequence.
    let end = source.trim_end_matches('#');
    if source.len() > end.len() && end.ends_with(' ') && !text.ends_with('#') {
        text.push_str(&source[end.len() - 1..]);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn markup_gives_way_to_its_words() {
        for (source, plain) in [
            ("A **bold** claim", "A bold claim"),
            (
                "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
                "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
            ),
            ("<https://example.org>", "https://example.org"),
            ("[https://example.org](https://example.org)", "https://example.org"),
            ("Using `clap` &amp; <em>serde</em>", "Using clap & serde"),
            ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
            ("1. The *first* chapter", "1. The first chapter"),
            ("# not *a* heading", "# not a heading"),
            ("Learn *C* #", "Learn C #"),
            ("C# in *depth*", "C# in depth"),
            ("Tom & Jerry", "Tom & Jerry"),
            ("A & B <c> <!-- x -->", "A & B <c>"),
            ("  two\n lines ", "two lines"),
        ] {
            assert_eq!(plain_text(source), plain, "{source}");
        }
    }
}
