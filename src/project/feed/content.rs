//! The content of entries as one text of HTML.
//!
//! In: an element of the feed, or a string of it. Out: a [`Text`] of HTML, whose bytes know where they stand in the feed as
//! far as they stand there; what is plain text becomes paragraphs. And the words of HTML, for titles.

use std::ops::Range;

use super::address;
use super::xml::{Element, Node};
use crate::html::{self, Meaning, Token};
use crate::source::{FileId, Span, Text};

/// Elements that hold nothing (HTML Living Standard, 13.1.2).
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The feed's file.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    pub text: &'s str,
    pub file: FileId,
}

impl Source<'_> {
    pub fn span(self, range: &Range<usize>) -> Span {
        Span { file: self.file, start: range.start as u32, end: range.end as u32 }
    }

    /// HTML that stands in an element, be it escaped, in CDATA or as markup of the feed's own.
    pub fn html(self, element: &Element) -> Text {
        let mut text = Text::default();
        let has_markup = element.elements().next().is_some();
        for node in &element.nodes {
            match node {
                Node::Verbatim(range) if !has_markup => {
                    text.push(&self.text[range.clone()], self.file, range.start as u32);
                }
                Node::Decoded(decoded, range) if !has_markup => text.push_generated(decoded, self.span(range)),
                Node::Verbatim(_) | Node::Decoded(..) | Node::Element(_) => self.push_markup(node, None, &mut text),
            }
        }
        text
    }

    /// A node of XHTML as HTML. `base` is what an element around it says of its addresses.
    fn push_markup(self, node: &Node, base: Option<&str>, into: &mut Text) {
        match node {
            Node::Verbatim(range) => {
                let text = &self.text[range.clone()];
                if text.contains(['<', '&']) {
                    into.push_generated(&escaped(text), self.span(range));
                } else {
                    into.push(text, self.file, range.start as u32);
                }
            }
            Node::Decoded(text, range) => into.push_generated(&escaped(text), self.span(range)),
            Node::Element(element) => {
                let own = element
                    .attribute("xml:base")
                    .map(|own| base.map_or(own.to_owned(), |base| address::resolve(base, own)));
                let base = own.as_deref().or(base);
                let mut tag = format!("<{}", element.name);
                for (key, value) in element.attributes.iter().filter(|(key, _)| key != "xml:base") {
                    let key = if key == "xml:lang" { "lang" } else { key };
                    let value = match base.filter(|_| matches!(key, "href" | "src")) {
                        Some(base) => address::resolve(base, value),
                        None => value.clone(),
                    };
                    tag.push_str(&format!(" {key}=\"{}\"", escaped(&value).replace('"', "&quot;")));
                }
                tag.push('>');
                into.push_generated(&tag, self.span(&element.range));
                for node in &element.nodes {
                    self.push_markup(node, base, into);
                }
                if !VOID.contains(&element.name.as_str()) {
                    into.push_generated(&format!("</{}>", element.name), self.span(&element.range));
                }
            }
        }
    }
}

/// A string as HTML that stands for a place.
pub fn of_html(html: &str, place: Span) -> Text {
    let mut text = Text::default();
    text.push_generated(html, place);
    text
}

/// Plain text as HTML: paragraphs, whose lines are kept.
pub fn of_plain(plain: &str, place: Span) -> Text {
    let mut html = String::with_capacity(plain.len());
    let mut is_open = false;
    for line in plain.lines().map(str::trim_end) {
        match (line.is_empty(), is_open) {
            (true, true) => html.push_str("</p>\n"),
            (true, false) => {}
            (false, true) => html.push_str("<br>\n"),
            (false, false) => html.push_str("<p>"),
        }
        is_open = !line.is_empty();
        html.push_str(&escaped(line));
    }
    of_html(&html, place)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words on one line.
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of HTML. A tag that is none of HTML's is text, `Vec<T>`.
pub fn words(source: &str) -> String {
    if !source.contains(['<', '&']) {
        return on_one_line(source);
    }
    let mut text = String::with_capacity(source.len());
    let mut hidden: Option<String> = None;
    for (token, range) in html::tokenize(source) {
        let name = match &token {
            Token::Open(tag) => tag.name.as_str(),
            Token::Close(name) => name,
            Token::Text(_) | Token::Comment { .. } | Token::Declaration(_) => "",
        };
        match (&token, html::meaning(name)) {
            (Token::Close(name), _) if hidden.as_ref() == Some(name) => hidden = None,
            _ if hidden.is_some() => {}
            (Token::Text(words), _) => text.push_str(words),
            (Token::Open(_) | Token::Close(_), Meaning::Unknown) => text.push_str(&source[range]),
            (Token::Open(tag), Meaning::Hidden) => hidden = Some(tag.name.clone()),
            (Token::Open(_) | Token::Close(_), Meaning::Block(_) | Meaning::Boundary { .. }) => text.push(' '),
            (Token::Open(tag), _) if tag.name == "br" => text.push(' '),
            (Token::Open(_) | Token::Close(_) | Token::Comment { .. } | Token::Declaration(_), _) => {}
        }
    }
    on_one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    #[test]
    fn escaped_html_and_markup_are_one() {
        for (source, html) in [
            ("<a>&lt;p&gt;x &amp;amp; y&lt;/p&gt;</a>", "<p>x &amp; y</p>"),
            ("<a><![CDATA[<p>x &amp; y</p>]]></a>", "<p>x &amp; y</p>"),
            ("<a><x:p xmlns:x='u' xml:lang='de'>1 &lt; 2<x:br/></x:p></a>", "<p lang=\"de\">1 &lt; 2<br></p>"),
            ("<a><p xml:base='https://a.b/c/'><img src='d.png'/></p></a>", "<p><img src=\"https://a.b/c/d.png\"></p>"),
        ] {
            let (root, _) = xml::parse(source);
            let text = Source { text: source, file: FileId(0) }.html(&root.unwrap());
            assert_eq!(text.as_str(), html);
        }
    }

    #[test]
    fn places_are_those_of_the_feed() {
        let source = "<a>&lt;p&gt;word&lt;/p&gt;</a>";
        let (root, _) = xml::parse(source);
        let text = Source { text: source, file: FileId(0) }.html(&root.unwrap());
        let at = text.as_str().find("word").unwrap();
        let span = text.span(at, at + 4);
        assert_eq!(&source[span.start as usize..span.end as usize], "word");
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        let place = Span::default();
        assert_eq!(of_plain("a & b\nc\n\n\n<d>\n", place).as_str(), "<p>a &amp; b<br>\nc</p>\n<p>&lt;d&gt;");
        assert_eq!(of_plain("", place).as_str(), "");
    }

    #[test]
    fn titles_are_words() {
        for (html, expected) in [
            ("It&#8217;s <em>here</em>", "It\u{2019}s here"),
            ("AT&T &amp; Vec<T>", "AT&T & Vec<T>"),
            ("a<br>b<script>c</script>", "a b"),
            ("snake_case *x*", "snake_case *x*"),
        ] {
            assert_eq!(words(html), expected);
        }
    }
}
