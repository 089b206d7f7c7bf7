//! Hugo's shortcodes, and Quarto's, which are written alike: `{{< figure src="a.png" >}}`.
//!
//! In: a line that is one, or the first line of one that goes on over lines; or a line in which one stands for an address.
//! Out: a picture with its caption, code, a page break, an alert or details between a shortcode and its end; the address
//! itself. What else there is stands as text
//! (<https://gohugo.io/content-management/shortcodes/>, <https://quarto.org/docs/extensions/shortcodes.html>).

use super::super::callout;
use super::super::dialect::Form;
use super::super::marker::{ContainerKind, Marker, Picture};
use super::super::plain::plain_text;
use super::Pass;
use super::admonition::quoted;
use super::container::{self, Leaf, Line};
use super::division::{Opening, named};
use super::scan;
use crate::diagnostic::Code;
use crate::document::{AlertKind, Attributes, Division};

/// A shortcode or tag taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    /// Whether it is the end of one.
    pub is_end: bool,
    /// Arguments in order; with their names where they have them.
    pub arguments: Vec<(Option<String>, String)>,
    pub length: usize,
}

/// A call that is longer is text between braces.
const LONGEST: usize = 2000;

impl Call {
    /// The arguments from the one of a place on, as a fence has them.
    pub fn rest(&self, from: usize) -> String {
        let argument = |(name, value): &(Option<String>, String)| match name {
            Some(name) => format!("{name}=\"{value}\""),
            None => value.clone(),
        };
        self.arguments.iter().skip(from).map(argument).collect::<Vec<_>>().join(" ")
    }

    /// Takes apart the one that text begins with, between these marks.
    pub fn parse(text: &str, open: &str, close: &str) -> Option<Call> {
        let inner = text.strip_prefix(open)?;
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        let end = end_of(inner, close)?;
        let length = text.len() - inner.len() + end + close.len();
        let content = inner[..end].trim_end_matches(['-', '/']).trim();
        let (is_end, content) = match content.strip_prefix('/') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, content),
        };
        let name_end = content.find(|c: char| c.is_whitespace()).unwrap_or(content.len());
        let (name, mut rest) = content.split_at(name_end);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte));
        if !is_name {
            return None;
        }
        let mut arguments = Vec::new();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            let key_end =
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
            let after = rest[key_end..].trim_start();
            let key = (key_end > 0 && after.starts_with('=')).then(|| rest[..key_end].to_ascii_lowercase());
            if key.is_some() {
                rest = after[1..].trim_start();
            }
            let (value, length) = value(rest);
            arguments.push((key, value));
            rest = &rest[length.max(1).min(rest.len())..];
        }
        Some(Call { name: name.to_owned(), is_end, arguments, length })
    }

    /// An argument by its name.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| key.as_deref() == Some(name)).map(|(_, value)| value.as_str())
    }

    /// The argument without a name at a place.
    pub fn at(&self, index: usize) -> Option<&str> {
        self.arguments.iter().filter(|(key, _)| key.is_none()).nth(index).map(|(_, value)| value.as_str())
    }

    /// The picture that it names, by the names that tools give its parts.
    pub fn picture(&self) -> Option<Picture> {
        let first = |names: &[&str]| names.iter().find_map(|name| self.named(name)).map(str::to_owned);
        let address =
            first(&["src", "image", "url", "path", "image_path"]).or_else(|| self.at(0).map(str::to_owned))?;
        let (title, caption) = (first(&["title"]), first(&["caption", "cap", "description"]));
        let words = || caption.clone().or_else(|| title.clone()).map(|words| plain_text(&words));
        let alt = first(&["alt"]).or_else(words).unwrap_or_default();
        let caption = match (title, caption) {
            (Some(title), Some(caption)) => Some(format!("**{title}** {caption}")),
            (title, caption) => caption.or(title),
        };
        // Who made the picture, and where that is told.
        let (attribution, of_attribution) = (first(&["attr"]), first(&["attrlink"]));
        let attribution = match (attribution, of_attribution) {
            (Some(words), Some(address)) => Some(format!("[{words}](<{address}>)")),
            (words, address) => words.or_else(|| address.map(|address| format!("<{address}>"))),
        };
        let caption = match (caption, attribution) {
            (Some(caption), Some(attribution)) => Some(format!("{caption} {attribution}")),
            (caption, attribution) => caption.or(attribution),
        };
        let mut attributes = Attributes::default();
        for name in ["width", "height"] {
            if let Some(value) = self.named(name) {
                attributes.set(name, value);
            }
        }
        let mut figure = Attributes::default();
        if let Some(class) = self.named("class") {
            class.split_whitespace().for_each(|class| figure.add_class(class));
        }
        if let Some(id) = self.named("id") {
            figure.set_id(id);
        }
        let link = first(&["link"]);
        Some(Picture { address, alt, caption, link, attributes, figure })
    }
}

/// Where the closing mark stands, not within quotes.
fn end_of(text: &str, close: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (_, '\n') => return None,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, _) if text[at..].starts_with(close) => return Some(at),
            (None, _) => {}
        }
    }
    // A quote that never closes is an apostrophe.
    text.lines().next()?.find(close)
}

fn value(text: &str) -> (String, usize) {
    if let Some(found) = quoted(text) {
        return found;
    }
    if let Some(end) = text.strip_prefix('`').and_then(|rest| rest.find('`')) {
        return (text[1..=end].to_owned(), end + 2);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (text[..end].to_owned(), end)
}

/// The shortcode that text begins with; `{{</* … */>}}` is one shown.
fn parse(text: &str) -> Option<Call> {
    Call::parse(text, "{{<", ">}}").or_else(|| Call::parse(text, "{{%", "%}}"))
}

impl<'t> Pass<'t, '_> {
    /// What a line begins with that opens a brace: a shortcode or a tag, in this line or over several, or a mark of its own.
    pub(super) fn braces(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if let Some((whole, joined)) = self.call_over_lines(line, text) {
            let taken = self.shortcode(&whole, &joined).or_else(|| self.tag(&whole, &joined));
            return Some(taken.unwrap_or_else(|| self.unread_call(&whole, &joined)));
        }
        self.shortcode(line, text).or_else(|| self.tag(line, text)).or_else(|| self.brace(line, text))
    }

    /// A shortcode or tag that goes on over lines, as one line: its last begins the next.
    fn call_over_lines(&self, line: &Line, text: &'t str) -> Option<(Line, String)> {
        let is_shortcode = self.reads(Form::Shortcodes);
        let is_tag = self.reads(Form::Liquid) || self.reads(Form::Hints);
        let close = match text.as_bytes() {
            [b'{', b'{', b'<', ..] if is_shortcode => ">}}",
            [b'{', b'{', b'%', ..] if is_shortcode => "%}}",
            [b'{', b'%', ..] if is_tag => "%}",
            _ => return None,
        };
        // An apostrophe is no quote, and what is shown has another mark.
        if text.contains(close) || text.get(3..).is_some_and(|rest| rest.starts_with("/*")) || self.is_raw() {
            return None;
        }
        let mut joined = text.trim_end().to_owned();
        let mut next = line.next;
        while joined.len() < LONGEST {
            let below = self.peek(next)?;
            let words = self.text_of(&below);
            if words.is_empty() {
                return None;
            }
            // Lines part arguments, and the mark may stand on its own.
            joined.push(' ');
            joined.push_str(words);
            next = below.next;
            if words.contains(close) {
                let is_whole = words.ends_with(close);
                return is_whole.then(|| (Line { end: below.end, next, ..line.clone() }, joined));
            }
        }
        None
    }

    /// A call that is not read is text, all of it in one line: a line of `>}}` alone would be a quotation.
    fn unread_call(&mut self, line: &Line, text: &str) -> usize {
        self.copy_to(line.start);
        self.write(text, line.start..line.end);
        self.write("\n", line.start..line.end);
        self.skip_to(line.next);
        self.leaf = Leaf::Paragraph;
        line.next
    }

    fn shortcode(&mut self, line: &Line, text: &str) -> Option<usize> {
        if !self.reads(Form::Shortcodes) || self.is_raw() {
            return None;
        }
        let call = parse(text).filter(|call| call.length == text.len())?;
        let key = format!("{{{{{}", call.name);
        if call.is_end {
            return self.close_container(
                line,
                |container| matches!(container, container::Container::Tag { name, .. } if *name == key),
            );
        }
        match call.name.as_str() {
            "figure" | "img" | "image" | "picture" => {
                let picture = call.picture()?;
                self.replace(line, [Marker::Picture(picture)]);
                return Some(line.next);
            }
            "pagebreak" | "newpage" => {
                self.replace(line, [Marker::PageBreak]);
                return Some(line.next);
            }
            "highlight" | "code" => {
                let name = call.name.clone();
                let ends = move |text: &str| parse(text).is_some_and(|end| end.is_end && end.name == name);
                let last = self.line_with(&format!("/{}", call.name), line.next, ends)?;
                let options = call.rest(1);
                let language = call.at(0).or(call.named("lang")).unwrap_or_default();
                return Some(self.fenced(line, &last, language, &options));
            }
            "video" | "youtube" | "vimeo" | "gist" | "tweet" | "x" => return self.web_media(line, &call),
            _ => {}
        }
        // What holds something has an end.
        let name = call.name.clone();
        let end_key = format!("/{name}");
        self.line_with(&end_key, line.next, move |text| parse(text).is_some_and(|end| end.is_end && end.name == name))?;
        let opening = container(&call)?;
        let opened = line.start..line.end;
        self.open(line, opening.container, container::Container::Tag { name: key, opened });
        Some(line.next)
    }

    /// The mark by which Hugo's theme for books parts columns.
    pub(super) fn column_mark(&mut self, line: &Line) -> Option<usize> {
        let is_columns = |container: &container::Container| matches!(container, container::Container::Tag { name, .. } if name == "{{columns");
        if !self.stack.last().is_some_and(is_columns) {
            return None;
        }
        let hint = "what it parts stands one below the other";
        if self.reported.insert("column".to_owned()) {
            self.report(Code::ForeignMarkup, "a mark that parts columns is left out", hint, line.start..line.end);
        }
        self.replace(line, []);
        Some(line.next)
    }

    /// The lines between two as code of a language, with what is said of its lines.
    pub(super) fn fenced(&mut self, line: &Line, last: &Line, language: &str, options: &str) -> usize {
        let mut longest = 2;
        let mut at = line.next;
        while let Some(inner) = self.peek(at).filter(|inner| inner.start < last.start) {
            let text = self.text_of(&inner);
            longest = longest.max(text.bytes().take_while(|byte| *byte == b'`').count());
            at = inner.next;
        }
        let fence = "`".repeat(longest + 1);
        let is_language = language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-#_.".contains(&byte));
        let language = if is_language { language } else { "" };
        let prefix = self.prefix(self.stack.len());
        self.copy_to(line.start);
        let is_plain = !options.is_empty() && !options.contains(['`', '\n', '{', '}']);
        let info = if is_plain { format!("{language} {{{options}}}") } else { language.to_owned() };
        self.write(&format!("{fence}{}\n", info.trim()), line.start..line.end);
        self.skip_to(line.next);
        let last_start = self.source[..last.start].rfind('\n').map_or(0, |at| at + 1);
        self.copy_lines(line.next, last_start);
        self.write(&format!("{prefix}{fence}\n"), last.start..last.end);
        self.skip_to(last.next);
        self.leaf = Leaf::None;
        last.next
    }

    /// A link to what cannot play on paper.
    fn web_media(&mut self, line: &Line, call: &Call) -> Option<usize> {
        let id = call.at(0).or(call.named("id")).or(call.named("src"))?;
        let is_plain =
            |text: &str| !text.is_empty() && !text.contains(char::is_whitespace) && !text.contains(['<', '>']);
        let address = match call.name.as_str() {
            _ if id.starts_with("https://") || id.starts_with("http://") => id.to_owned(),
            "youtube" => format!("https://www.youtube.com/watch?v={id}"),
            "vimeo" => format!("https://vimeo.com/{id}"),
            _ => return None,
        };
        if !is_plain(&address) {
            return None;
        }
        let place = line.start..line.end;
        self.report_foreign_layout(
            "media cannot play in a book: a link stands for it",
            "name a picture to show one",
            place.clone(),
        );
        self.copy_to(line.start);
        self.write(&format!("<{address}>\n"), place);
        self.skip_to(line.next);
        self.leaf = Leaf::Paragraph;
        Some(line.next)
    }

    /// Addresses and numbers for what stands for them within a line.
    pub(super) fn substitute(&mut self, line: &Line) {
        if !self.has_forms_in_lines {
            return;
        }
        let text = &self.source[line.start..line.end];
        if !scan::has_forms_in_lines(text) {
            return;
        }
        let is_raw = self.is_raw();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if rest.starts_with('`') {
                let length = rest.bytes().take_while(|byte| *byte == b'`').count();
                let end = rest[length..].find(&rest[..length]).map_or(length, |end| length + end + length);
                at += end;
                continue;
            }
            let found = match rest.as_bytes() {
                // What is shown is escaped, so that nobody takes it for more.
                [b'{', b'{' | b'%', ..] if is_raw => Some((format!("\\{}", &rest[..2]), 2)),
                [b'{', b'{', ..] => self.address_of_shortcode(rest),
                [b'{', b'%', ..] => self.address_of_tag(rest, line.start + at),
                [b'=', b'{', ..] => match self.value_in_braces(&text[..at], rest) {
                    Some((instead, taken, length)) => {
                        let place = line.start + at - taken..line.start + at + length;
                        if taken > 0 {
                            self.report_value(place.clone());
                        }
                        self.copy_to(place.start);
                        self.write(&instead, place.clone());
                        self.skip_to(place.end);
                        at += length;
                        continue;
                    }
                    None => None,
                },
                [b'(', b'@', ..] => {
                    let place = line.start + at..line.start + at + rest.find(')').map_or(2, |end| end + 1);
                    if self.lists.is_unknown_reference(rest) {
                        self.report_foreign(
                            "a reference to an example",
                            "number the example: `(@label) text` at the head of a line",
                            place,
                        );
                    }
                    self.lists.reference(rest)
                }
                _ => None,
            };
            match found {
                Some((instead, length)) => {
                    let place = line.start + at..line.start + at + length;
                    self.copy_to(place.start);
                    self.write(&instead, place.clone());
                    self.skip_to(place.end);
                    at += length;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
    }

    fn address_of_shortcode(&self, text: &str) -> Option<(String, usize)> {
        // One that is shown, and not carried out.
        let shown = [("{{</*", "*/>}}", "<", ">}}"), ("{{%/*", "*/%}}", "%", "%}}")];
        let shown = shown.into_iter().find_map(|(open, close, mark, end)| {
            let inner = text[..text.floor_char_boundary(LONGEST)].strip_prefix(open)?;
            let at = inner.find(close).filter(|at| !inner[..*at].contains('\n'))?;
            Some((format!("\\{{\\{{{mark}{}{end}", &inner[..at]), open.len() + at + close.len()))
        });
        if self.reads(Form::Shortcodes) && shown.is_some() {
            return shown;
        }
        if self.reads(Form::Shortcodes)
            && let Some(call) = parse(text)
        {
            let address = call.at(0).or(call.named("path")).filter(|_| matches!(call.name.as_str(), "ref" | "relref"));
            // Without a space behind it the sign would begin a tag of HTML.
            let is_like_tag = text[3..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            let as_text = || is_like_tag.then(|| (format!("{{{{\\{}", &text[2..call.length]), call.length));
            return address.map(|address| (address.to_owned(), call.length)).or_else(as_text);
        }
        if !self.reads(Form::Liquid) {
            return None;
        }
        let end = text[..text.floor_char_boundary(LONGEST)].find("}}")?;
        let inner = text[2..end].trim();
        let address = match inner {
            "site.baseurl" | "site.url" | "page.baseurl" => String::new(),
            _ => {
                let (path, filter) = inner.split_once('|')?;
                if !matches!(filter.trim(), "relative_url" | "absolute_url" | "prepend: site.baseurl") {
                    return None;
                }
                quoted(path.trim())?.0
            }
        };
        Some((address, end + 2))
    }
}

/// What a shortcode with an end opens.
fn container(call: &Call) -> Option<Opening> {
    let words = ["title", "summary", "name", "header", "label"].iter().find_map(|name| call.named(name));
    let kind = call.named("type").or(call.named("kind")).or(call.named("class")).or(call.named("icon"));
    let mut opening = match call.name.rsplit('/').next().unwrap_or_default() {
        // Themes that have one shortcode for all kinds.
        "callout" | "hint" | "notice" | "alert" | "admonition" | "box" => {
            let kind = kind.or(call.at(0));
            let title = words.or(if call.named("type").is_some() { call.at(0) } else { call.at(1) });
            let mut opening = named(kind.unwrap_or("note"), title.unwrap_or_default());
            if opening.is_unknown {
                opening = Opening::new(
                    ContainerKind::Alert(AlertKind::Note),
                    Attributes::default(),
                    title.map(str::to_owned),
                );
            }
            opening
        }
        "quote" | "blockquote" | "pullquote" | "epigraph" => {
            let first = |names: &[&str]| names.iter().find_map(|name| call.named(name));
            let author = first(&["author", "cite", "name", "by"]).or(call.at(0));
            let source = first(&["source", "title", "book", "link", "url"]).or(call.at(1));
            let words = match (author, source) {
                (Some(author), Some(source)) => Some(format!("{author}, {source}")),
                (author, source) => author.or(source).map(str::to_owned),
            };
            Opening::new(ContainerKind::Quote, Attributes::default(), words)
        }
        // A name behind what holds others is for the page's program alone.
        "columns" | "tabs" | "tabpane" | "steps" | "cards" => {
            let title = words.map(str::to_owned);
            Opening::new(ContainerKind::Division(Division::Plain), Attributes::class(&call.name), title)
        }
        "column" | "tab" | "tabitem" | "step" | "card" => {
            let title = words.or(call.at(0)).map(str::to_owned);
            let attributes = Attributes::class(&call.name);
            Opening::new(ContainerKind::Division(Division::Plain), attributes, title)
        }
        name => named(name, words.or(call.at(0)).unwrap_or_default()),
    };
    if opening.is_unknown {
        return None;
    }
    if let Some(title) = &mut opening.container.title
        && title.is_empty()
    {
        *title = callout::titled(&call.name);
    }
    Some(opening)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_taken_apart() {
        let call = parse("{{< figure src=\"a b.png\" title='T > x' 3 >}} rest").unwrap();
        assert_eq!(
            (call.name.as_str(), call.named("src"), call.named("title")),
            ("figure", Some("a b.png"), Some("T > x"))
        );
        assert_eq!((call.at(0), call.length), (Some("3"), 44));
        assert!(parse("{{</* figure */>}}").is_none());
        assert!(parse("{{< /note >}}").unwrap().is_end);
        assert!(parse("{{ x }}").is_none() && parse("{{< open").is_none());
        let call = Call::parse("{%- link a.md -%}", "{%", "%}").unwrap();
        assert_eq!((call.name.as_str(), call.at(0)), ("link", Some("a.md")));
    }
}
