//! Elements for inlines: links, code, figures, formulas, marks of notes, foreign passages.

use super::{Destination, ElementId, Inline, InlineKind, NONE, Planner, Role, Slot, lang_of, plain_text};
use crate::document::Phrase;

impl<'a> Planner<'a> {
    pub(super) fn inlines(&mut self, inlines: &'a [Inline], parent: ElementId, link: u32) {
        for inline in inlines {
            self.inline(inline, parent, link);
        }
    }

    /// `link` is the link around it, for the area that leads somewhere.
    pub(super) fn inline(&mut self, inline: &'a Inline, parent: ElementId, link: u32) {
        if self.hoisted == Some(inline.id) {
            return;
        }
        self.own_link(inline.id, link);
        let plain = |planner: &mut Self| match lang_of(&inline.attributes) {
            Some(lang) if parent != NONE => {
                let span = planner.element(Role::Span, parent);
                planner.get(span).lang = Some(lang);
                span
            }
            _ => parent,
        };
        let (element, link) = match &inline.kind {
            InlineKind::Text(_)
            | InlineKind::Token { .. }
            | InlineKind::SoftBreak
            | InlineKind::HardBreak
            | InlineKind::Anchor => {
                self.content(inline.id, Slot::Content, parent);
                return;
            }
            InlineKind::TaskMarker { .. } => (parent, link),
            InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strikethrough(_)
            | InlineKind::Superscript(_)
            | InlineKind::Subscript(_)
            | InlineKind::Keyboard(_)
            | InlineKind::Span(_)
            | InlineKind::RubyText(_) => (plain(self), link),
            InlineKind::Phrase { phrase, .. } => match (phrase, inline.attributes.get("title").map(str::trim)) {
                (Phrase::Abbreviation, Some(meaning)) if !meaning.is_empty() && parent != NONE => {
                    let span = self.styled(Role::Span, inline, parent);
                    self.get(span).expansion = Some(meaning.to_owned());
                    (span, link)
                }
                (
                    Phrase::Abbreviation
                    | Phrase::Attention
                    | Phrase::BidiIsolate
                    | Phrase::BidiOverride
                    | Phrase::Citation
                    | Phrase::Definition
                    | Phrase::Insertion
                    | Phrase::Mark
                    | Phrase::Outdated
                    | Phrase::Quotation
                    | Phrase::Sample
                    | Phrase::Small
                    | Phrase::Time
                    | Phrase::Unarticulated
                    | Phrase::Variable
                    | Phrase::Voice,
                    _,
                ) => (plain(self), link),
            },
            InlineKind::Ruby(content) => {
                let element = plain(self);
                self.around(inline.id, element, |planner| planner.ruby(content, element, link));
                return;
            }
            InlineKind::Code(_) => (self.styled(Role::Code, inline, parent), link),
            InlineKind::Math(math) => {
                let formula = self.styled(Role::Formula, inline, parent);
                self.set_words(formula, math);
                (formula, link)
            }
            InlineKind::Image(image) => (self.figure(inline, &image.alt, image.title.as_deref(), parent), link),
            InlineKind::Link { target, title, content } => match self.destination(target) {
                None => (plain(self), link),
                Some(destination) => {
                    let parent = if self.in_contents { self.element(Role::Reference, parent) } else { parent };
                    self.refer_from_contents(parent, &destination);
                    let name = inline.attributes.get("aria-label").or(title.as_deref());
                    let contents = link_contents(name, content, &destination);
                    self.styled_link(inline, parent, destination, contents)
                }
            },
            InlineKind::NoteReference { note, mark, .. } => {
                self.refer_to_note(*note);
                let reference = self.element(Role::Reference, parent);
                let note = self.node_ref(*note);
                let (element, link) = match self.position(note) {
                    Some(target) => self.styled_link(inline, reference, Destination::Node(target), mark.to_string()),
                    None => (reference, link),
                };
                if element != NONE {
                    self.get(element).refers.push(note);
                }
                (element, link)
            }
            InlineKind::NoteBacklink { reference, mark } => match self.position(self.node_ref(*reference)) {
                Some(target) => {
                    let contents = self.words().back_to(mark).unwrap_or_else(|| mark.to_string());
                    self.styled_link(inline, parent, Destination::Node(target), contents)
                }
                None => (parent, link),
            },
        };
        // The number of a line of code is for the eye: no part of the code, and not copied with it.
        let number_of_line = inline.attributes.get(Inline::LINE_NUMBER).map(|_| NONE);
        self.content(inline.id, Slot::Before, number_of_line.unwrap_or(element));
        self.content(inline.id, Slot::Content, element);
        self.inlines(inline.kind.children(), element, link);
        self.content(inline.id, Slot::After, element);
    }

    /// The entry of the contents that a link stands in refers to where the link leads.
    fn refer_from_contents(&mut self, parent: ElementId, destination: &Destination) {
        let Destination::Node(target) = destination else { return };
        let mut around = if self.in_contents { parent } else { NONE };
        while around != NONE {
            if self.role(around) == Role::Toci {
                let entry = self.get(around);
                if entry.refers.is_empty() {
                    entry.refers.push(*target);
                }
                return;
            }
            around = self.plan.elements[around as usize].parent;
        }
    }

    /// One `Ruby` for each reading, since it holds one base and one text (14.8.4.4.2).
    fn ruby(&mut self, content: &'a [Inline], parent: ElementId, link: u32) {
        for pair in content.split_inclusive(|inline| matches!(inline.kind, InlineKind::RubyText(_))) {
            let (base, reading) = match pair.split_last() {
                Some((reading, base)) if matches!(reading.kind, InlineKind::RubyText(_)) && parent != NONE => {
                    (base, reading)
                }
                Some(_) | None => {
                    self.inlines(pair, parent, link);
                    continue;
                }
            };
            let element = self.element(Role::Ruby, parent);
            let part = self.element(Role::RubyBase, element);
            self.inlines(base, part, link);
            let part = self.element(Role::RubyText, element);
            self.inline(reading, part, link);
        }
    }

    fn styled(&mut self, role: Role, inline: &Inline, parent: ElementId) -> ElementId {
        let element = self.element(role, parent);
        self.set_lang(element, &inline.attributes);
        element
    }

    fn styled_link(
        &mut self,
        inline: &Inline,
        parent: ElementId,
        destination: Destination,
        contents: String,
    ) -> (ElementId, u32) {
        let (element, link) = self.link(inline.id, parent, destination, contents);
        self.set_lang(element, &inline.attributes);
        (element, link)
    }

    /// An image with a description is a figure, one without is decoration (HTML, section 4.8.4.4.6).
    fn figure(&mut self, inline: &Inline, alt: &str, title: Option<&str>, parent: ElementId) -> ElementId {
        let alt = if alt.trim().is_empty() { title.unwrap_or_default() } else { alt };
        let alt = if alt.trim().is_empty() { self.caption_text.as_str() } else { alt };
        if alt.trim().is_empty() {
            return NONE;
        }
        let alt = alt.to_owned();
        let figure = match self.whole_figure.take() {
            Some(figure) => {
                self.set_lang(figure, &inline.attributes);
                figure
            }
            None => self.styled(Role::Figure, inline, parent),
        };
        self.get(figure).alt = Some(alt);
        figure
    }
}

/// What a link says: its title, else its words, else where it leads.
fn link_contents(title: Option<&str>, content: &[Inline], destination: &Destination) -> String {
    let words = match title {
        Some(title) => title.to_owned(),
        None => plain_text(content),
    };
    if !words.trim().is_empty() {
        return words;
    }
    match destination {
        Destination::External(url) => url.clone(),
        Destination::Node(_) => "\u{2192}".to_owned(),
    }
}
