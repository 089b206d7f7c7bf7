//! Leanpub's Markua: asides and blurbs, page breaks, attribute lists on a line of their own; kramdown's too.
//!
//! In: a line `A> text`, `{blurb}`, `{pagebreak}`, `{id: x}` or `{: .x}`. Out: an alert or aside around what it holds; a
//! page break; attributes for the block after or before (<https://leanpub.com/markua/read>,
//! <https://kramdown.gettalong.org/syntax.html#block-ials>).

use super::super::attribute;
use super::super::callout;
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{self, Leaf, Line};
use crate::document::{AlertKind, Attributes, Division};

impl<'t> Pass<'t, '_> {
    /// `A> text`: each letter has its kind.
    pub(super) fn aside(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let [letter, b'>', rest @ ..] = text.as_bytes() else { return None };
        if !self.reads(Form::Asides) || rest.first().is_some_and(|byte| *byte != b' ') {
            return None;
        }
        let container = lettered(*letter)?;
        // The line's own mark is taken away with those of the next ones.
        let opened = line.start..line.end;
        self.copy_to(line.start);
        let letter = *letter;
        let depth = self.stack.len();
        self.mark(Marker::Open(container), opened.clone());
        self.stack.push(container::Container::Aside { letter, opened });
        let prefix = self.prefix(depth);
        let start = line.start + line.indent_bytes(self.source);
        let text_start = start + 2 + usize::from(self.source.as_bytes().get(start + 2) == Some(&b' '));
        self.write(&prefix, start..start + 2);
        self.skip_to(text_start.min(line.end));
        self.leaf = Leaf::None;
        let inner = self.behind(text_start, line);
        Some(self.line(&inner).unwrap_or(line.next))
    }

    /// A line of braces.
    pub(super) fn brace(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if text.starts_with("{/*") && self.reads(Form::Comments) {
            let last = match text.ends_with("*/}") {
                true => line.clone(),
                false => self.line_with("*/}", line.next, |text| text.ends_with("*/}"))?,
            };
            self.replace(line, []);
            self.skip_to(last.next);
            return Some(last.next);
        }
        if let Some(inner) = text.strip_prefix("{::") {
            return self.kramdown(line, inner);
        }
        let inner = text.strip_prefix('{')?;
        let (name, arguments) = match inner.find(['}', ',', ' ']) {
            Some(at) => inner.split_at(at),
            None => return None,
        };
        if self.reads(Form::Asides) {
            if let Some(name) = name.strip_prefix('/') {
                let ends = |container: &container::Container| matches!(container, container::Container::Tag { name: open, .. } if open == name);
                return self.close_container(line, ends);
            }
            let attributes = || {
                let arguments = arguments.trim_start_matches(',').trim().strip_suffix('}')?;
                attribute::entries(arguments)
            };
            if let Some(container) = braced(name, attributes) {
                let opened = line.start..line.end;
                self.open(line, container, container::Container::Tag { name: name.to_owned(), opened });
                return Some(line.next);
            }
            if arguments == "}" && matches!(name, "frontmatter" | "mainmatter" | "backmatter" | "appendix") {
                self.report_foreign_layout(
                    "a mark of where front, main and back matter begin is left out",
                    "a book's parts are told by its navigation file",
                    line.start..line.end,
                );
                self.replace(line, []);
                return Some(line.next);
            }
        }
        if self.reads(Form::PageBreaks) && matches!(text, "{pagebreak}" | "{newpage}") {
            self.replace(line, [Marker::PageBreak]);
            return Some(line.next);
        }
        self.attribute_line(line, text)
    }

    /// Attributes on a line of their own: for the block before where they touch it, else for the next.
    fn attribute_line(&mut self, line: &Line, text: &str) -> Option<usize> {
        if self.reads(Form::AttributeLines) && text.replace(' ', "").starts_with("{:toc") {
            self.replace(line, [Marker::Contents]);
            return Some(line.next);
        }
        let reads = self.reads(Form::AttributeLines) || self.reads(Form::Attributes);
        let block = attribute::parse(text)
            .filter(|block| reads && block.length == text.len() && !block.attributes.is_empty())?;
        // Prose in braces has no keys; a rewritten paragraph is none.
        let follows = !self.after_blank;
        let touches_next =
            self.peek(line.next).is_some_and(|next| next.start < next.end && !self.text_of(&next).is_empty());
        if !follows && !touches_next && !text.starts_with("{:") && self.peek(line.next).is_none() {
            return None;
        }
        let marker = if follows { Marker::After(block.attributes) } else { Marker::Before(block.attributes) };
        self.replace(line, [marker]);
        Some(line.next)
    }

    /// MyST's `(label)=` before what it names (<https://mystmd.org/guide/cross-references>).
    pub(super) fn target(&mut self, line: &Line, text: &str) -> Option<usize> {
        let label = text.strip_prefix('(')?.strip_suffix(")=")?;
        let is_label = !label.is_empty() && !label.contains([' ', '(', ')']);
        if !self.reads(Form::AttributeLines) || !is_label || self.leaf == Leaf::Paragraph {
            return None;
        }
        let mut attributes = Attributes::default();
        attributes.set_id(label);
        self.replace(line, [Marker::Before(attributes)]);
        Some(line.next)
    }

    /// kramdown's extensions: comments, and marks for its own parser.
    fn kramdown(&mut self, line: &Line, inner: &str) -> Option<usize> {
        let name = inner.split([' ', '}', '/']).next().unwrap_or_default();
        if !self.reads(Form::AttributeLines) || !matches!(name, "comment" | "nomarkdown" | "options") {
            return None;
        }
        if inner.trim_end_matches('}').ends_with('/') || name == "options" {
            self.replace(line, []);
            return Some(line.next);
        }
        let end = self.line_with("{:/", line.next, |text| text.starts_with("{:/"))?;
        if name == "comment" {
            self.replace(line, []);
            self.skip_to(end.next);
            return Some(end.next);
        }
        None
    }
}

/// What a letter before `>` opens.
fn lettered(letter: u8) -> Option<Container> {
    let alert = |kind, class: &str, title: Option<&str>| {
        Some(Container {
            kind: ContainerKind::Alert(kind),
            attributes: Attributes::class(class),
            title: title.map(str::to_owned),
        })
    };
    let untitled = |division, class: &str| {
        Some(Container { kind: ContainerKind::Division(division), attributes: Attributes::class(class), title: None })
    };
    match letter {
        b'A' => untitled(Division::Aside, "aside"),
        b'B' => untitled(Division::Aside, "blurb"),
        b'C' => {
            let mut center = Attributes::class("center");
            center.set("style", "text-align: center");
            Some(Container { kind: ContainerKind::Division(Division::Plain), attributes: center, title: None })
        }
        b'D' => alert(AlertKind::Note, "discussion", Some("Discussion")),
        b'E' => alert(AlertKind::Caution, "error", Some("Error")),
        b'I' => alert(AlertKind::Note, "information", Some("Information")),
        b'Q' => alert(AlertKind::Note, "question", Some("Question")),
        b'T' => alert(AlertKind::Tip, "tip", None),
        b'W' => alert(AlertKind::Warning, "warning", None),
        b'X' => alert(AlertKind::Note, "exercise", Some("Exercise")),
        _ => None,
    }
}

/// What a name in braces opens; a blurb's class names its kind.
fn braced(name: &str, attributes: impl Fn() -> Option<Attributes>) -> Option<Container> {
    match name {
        "aside" => {
            let mut own = attributes()?;
            own.add_class("aside");
            Some(Container { kind: ContainerKind::Division(Division::Aside), attributes: own, title: None })
        }
        "blurb" => {
            let mut own = attributes()?;
            let kind = own.classes().iter().find_map(|class| callout::named(class));
            match kind {
                Some(named) => {
                    Some(Container { kind: ContainerKind::Alert(named.kind), attributes: own, title: named.title })
                }
                None => {
                    own.add_class("blurb");
                    Some(Container { kind: ContainerKind::Division(Division::Aside), attributes: own, title: None })
                }
            }
        }
        "quiz" | "exercise" => Some(Container {
            kind: ContainerKind::Alert(AlertKind::Note),
            attributes: attributes()?,
            title: Some(callout::titled(name)),
        }),
        _ => None,
    }
}
