//! Fences that hold Markdown: MyST's directives, mdbook-admonish; and fences whose info string is another tool's.
//!
//! In: a line that opens a fence. Out: a container around what the fence holds; a picture with its caption; code under
//! the language that a directive names; HTML that pandoc's `{=html}` means for every reader
//! (<https://mystmd.org/guide/directives>, <https://tommilligan.github.io/mdbook-admonish/>).

use super::super::attribute;
use super::super::callout;
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker, Picture};
use super::super::theorem;
use super::Pass;
use super::container::{self, Line, fence};
use super::division::{fold, named, statement, with_options};
use crate::document::{AlertKind, Attributes};

impl<'t> Pass<'t, '_> {
    pub(super) fn directive(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let (mark, length) = fence(text).or_else(|| {
            // The closing fence of a container has no info string.
            let mark = text.bytes().next()?;
            let length = text.bytes().take_while(|byte| *byte == mark).count();
            (length >= 3).then_some((mark, length))
        })?;
        let info = text[length..].trim();
        if info.is_empty() {
            return self.close_container(line, |container| {
                matches!(container, container::Container::Fence { mark: open, length: least, .. } if *open == mark && length >= *least)
            });
        }
        if !self.reads(Form::Directives) {
            return None;
        }
        if info == "{=html}" {
            return self.raw_html(line, mark, length);
        }
        let opened = line.start..line.end;
        if let Some(rest) = info.strip_prefix("admonish") {
            let container = admonish(rest.trim())?;
            self.open(line, container, container::Container::Fence { mark, length, opened });
            return Some(line.next);
        }
        if let Some(container) = bookdown_block(info) {
            self.open(line, container, container::Container::Fence { mark, length, opened });
            return Some(line.next);
        }
        let (name, argument) = info.strip_prefix('{')?.split_once('}')?;
        let (name, argument) = (name.trim(), argument.trim());
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:.".contains(&byte))
        };
        if !is_name(name) {
            return None;
        }
        let (mut next, options) = self.options_end(line.next).unwrap_or((line.next, Attributes::default()));
        if next > line.next
            && let Some(blank) = self.peek(next).filter(|blank| self.text_of(blank).is_empty())
        {
            next = blank.next;
        }
        match name {
            "code" | "code-block" | "sourcecode" | "code-cell" => {
                self.code(line, next, &text[..length], argument, &options);
                self.leaf = container::Leaf::Fence { mark, length };
                Some(next)
            }
            "math" => {
                self.code(line, next, &text[..length], "math", &options);
                self.leaf = container::Leaf::Fence { mark, length };
                Some(next)
            }
            // Quarto's `{mermaid}` and `{dot}` have options of their own, in comments.
            _ if crate::diagram::language(name).is_some()
                && (next > line.next || !matches!(name, "mermaid" | "dot")) =>
            {
                self.code(line, next, &text[..length], name, &options);
                self.leaf = container::Leaf::Fence { mark, length };
                Some(next)
            }
            "figure" | "image" => self.figure(line, next, (mark, length), argument, options),
            _ => {
                let opening = named(name, argument);
                // The content of another may be anything: it stays code, and the builder reports it.
                if opening.is_unknown {
                    return None;
                }
                let container = with_options(opening.container, &options);
                self.open(line, container, container::Container::Fence { mark, length, opened });
                self.skip_to(next);
                Some(next)
            }
        }
    }

    /// A directive's code as a fence of Markdown's.
    fn code(&mut self, line: &Line, next: usize, fence: &str, language: &str, options: &Attributes) {
        let mut info = String::new();
        if let Some(id) = options.id() {
            info.push_str(&format!(" #{id}"));
        }
        if let Some(caption) = options.get("caption") {
            info.push_str(&format!(" caption=\"{}\"", caption.replace('"', "\\\"")));
        }
        if let Some(words) = options.get("alt") {
            info.push_str(&format!(" alt=\"{}\"", words.replace('"', "\\\"")));
        }
        if let Some(name) = options.get("data-filename") {
            info.push_str(&format!(" filename=\"{name}\""));
        }
        for key in ["linenos", "lineno-start", "emphasize-lines"] {
            match options.get(&format!("data-{key}")) {
                Some("") => info.push_str(&format!(" {key}=true")),
                Some(value) => info.push_str(&format!(" {key}=\"{value}\"")),
                None => {}
            }
        }
        let info = match (language, info.is_empty()) {
            (language, true) => language.to_owned(),
            ("", false) => format!("{{{}}}", info.trim()),
            (language, false) => format!("{{.{language}{info}}}"),
        };
        self.copy_to(line.start + line.indent_bytes(self.source));
        self.write(&format!("{fence}{info}\n"), line.start..line.end);
        self.skip_to(next);
    }

    /// A diagram between colons, as Azure DevOps (`::: mermaid`) and MyST (`:::{mermaid}`) have it, as a fence.
    pub(super) fn diagram(&mut self, line: &Line, name: &str, colons: usize) -> Option<usize> {
        /// Longer than any fence that a diagram would hold.
        const FENCE: &str = "```````";
        let (start, options) = self.options_end(line.next).unwrap_or((line.next, Attributes::default()));
        let inner = self.fence_end(start, b':', colons)?;
        let prefix = self.prefix(self.stack.len());
        self.code(line, start, FENCE, name, &options);
        let line_start = self.source[..inner.start].rfind('\n').map_or(0, |at| at + 1);
        self.copy_lines(start, line_start);
        self.write(&format!("{prefix}{FENCE}\n"), inner.start..inner.end);
        self.skip_to(inner.next);
        self.leaf = container::Leaf::None;
        Some(inner.next)
    }

    /// HTML for every reader is HTML.
    fn raw_html(&mut self, line: &Line, mark: u8, length: usize) -> Option<usize> {
        let start = line.next;
        let inner = self.fence_end(start, mark, length)?;
        let prefix = self.prefix(self.stack.len());
        self.copy_to(line.start);
        self.write("\n", line.start..line.end);
        self.skip_to(start);
        let line_start = self.source[..inner.start].rfind('\n').map_or(0, |at| at + 1);
        self.copy_lines(start, line_start);
        self.write(&format!("{prefix}\n"), inner.start..inner.end);
        self.skip_to(inner.next);
        self.leaf = container::Leaf::None;
        Some(inner.next)
    }

    /// The line that closes a fence.
    fn fence_end(&mut self, start: usize, mark: u8, length: usize) -> Option<Line> {
        let key = char::from(mark).to_string().repeat(length);
        self.line_with(&key, start, |text| {
            let count = text.bytes().take_while(|byte| *byte == mark).count();
            count >= length && count == text.len()
        })
    }

    /// A picture with its caption, which is what the directive holds.
    fn figure(
        &mut self,
        line: &Line,
        start: usize,
        (mark, length): (u8, usize),
        address: &str,
        mut options: Attributes,
    ) -> Option<usize> {
        let mut caption = String::new();
        let last = self.fence_end(start, mark, length)?;
        let mut at = start;
        while let Some(inner) = self.peek(at).filter(|inner| inner.next < last.next) {
            let text = self.text_of(&inner);
            at = inner.next;
            if !text.is_empty() {
                if !caption.is_empty() {
                    caption.push(' ');
                }
                caption.push_str(text);
            }
        }
        let alt = options.take("alt").unwrap_or_default();
        let mut attributes = Attributes::default();
        for name in ["width", "height"] {
            if let Some(value) = options.take(name) {
                attributes.set(name, value);
            }
        }
        let caption = Some(caption).filter(|caption| !caption.is_empty());
        // MyST's `target` is where a picture leads.
        let link = options.take("target");
        let picture = Picture { address: address.to_owned(), alt, caption, link, attributes, figure: options };
        self.replace(line, [Marker::Picture(picture)]);
        self.skip_to(last.next);
        Some(last.next)
    }
}

/// bookdown's blocks: `{block2, type='rmdnote'}` (<https://bookdown.org/yihui/bookdown/custom-blocks.html>).
fn bookdown_block(info: &str) -> Option<Container> {
    // `{theorem, label, name="…"}`: the label may stand bare.
    let name = info.strip_prefix('{')?.split([',', ' ', '}']).next().unwrap_or_default();
    if let Some(kind) = theorem::named(name) {
        let mut rest = info[1 + name.len()..].strip_suffix('}')?.trim_start_matches([',', ' ']);
        let bare = rest.split([',', ' ']).next().filter(|bare| !bare.is_empty() && !bare.contains('='));
        rest = rest[bare.map_or(0, str::len)..].trim_start_matches([',', ' ']);
        let mut attributes = attribute::entries(rest)?;
        let label = bare.map(str::to_owned).or_else(|| attributes.take("data-label"));
        label.into_iter().for_each(|label| attributes.set_id(label));
        return Some(statement(kind, attributes).container);
    }
    let inner = info.strip_prefix("{block2").or_else(|| info.strip_prefix("{block"))?;
    let inner = inner.strip_suffix('}')?.trim_start_matches([',', ' ']);
    let attributes = attribute::entries(inner)?;
    let kind = attributes.get("data-type")?;
    let opening = named(kind.strip_prefix("rmd").unwrap_or(kind), "");
    Some(opening.container)
}

/// mdbook-admonish's info string: a kind, a title in quotes, or `key=value` pairs.
fn admonish(rest: &str) -> Option<Container> {
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
    let (name, arguments) = match rest[length..].starts_with('=') {
        true => ("note", rest),
        false => rest.split_at(length),
    };
    let name = if name.is_empty() { "note" } else { name };
    let mut opening = named(name, "");
    if opening.is_unknown {
        opening.container.kind = ContainerKind::Alert(AlertKind::Note);
        opening.container.title = Some(callout::titled(name));
    }
    let mut container = opening.container;
    let arguments = arguments.trim();
    if arguments.starts_with('"') {
        container.title = Some(super::admonition::quoted(arguments)?.0);
    } else if let Some(mut attributes) = attribute::entries(arguments) {
        if let Some(title) = attributes.take("title") {
            container.title = Some(title);
        }
        let folds = attributes.take("data-collapsible");
        attribute::merge(&mut container.attributes, &attributes);
        if folds.as_deref() == Some("true") {
            fold(&mut container, false);
        }
    }
    if container.title.as_deref() == Some("") {
        container.title = None;
        container.attributes.add_class("untitled");
    }
    Some(container)
}
