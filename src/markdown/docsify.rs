//! What Docsify says with colons: `![logo](logo.png ':size=50x100')`, `[link](/demo ':ignore')`, `## Words :id=words`.
//!
//! In: a title or a heading. Out: attributes, and what is left (<https://docsify.js.org/#/helpers>).

use super::build::Builder;
use super::dialect::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Attributes, Inline, InlineKind};

use std::ops::Range;

/// What a title may say that concerns a browser alone.
const OF_BROWSERS: [&str; 6] = [":ignore", ":target", ":disabled", ":crossorigin", ":crossorgin", ":no-zoom"];

impl Builder<'_> {
    /// Takes the attributes out of a title that holds nothing else.
    pub(super) fn without_helpers(
        &mut self,
        title: Option<String>,
        attributes: &mut Attributes,
        range: &Range<usize>,
    ) -> Option<String> {
        let typed = title?;
        if !typed.starts_with(':') || !self.reads(Form::Tips) {
            return Some(typed);
        }
        let mut found = Attributes::default();
        let mut includes = false;
        for word in typed.split_whitespace() {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            match name {
                ":size" => {
                    let (width, height) = value.split_once('x').unwrap_or((value, ""));
                    for (name, value) in [("width", width), ("height", height)] {
                        if !value.is_empty() {
                            found.set(name, value);
                        }
                    }
                }
                ":id" => found.set_id(value),
                ":class" => found.add_class(value),
                ":include" | ":type" => includes = true,
                name if OF_BROWSERS.contains(&name) => {}
                _ => return Some(typed),
            }
        }
        if includes {
            let message = "`:include` asks for another file, which a link stands for";
            let finding = Diagnostic::new(Code::ForeignMarkup, message);
            self.report(finding.hint("put the text or the code here, or list the file as a chapter"), range.clone());
        }
        super::attribute::merge(attributes, &found);
        None
    }
}

/// Takes the id that a heading's words end with.
pub(super) fn take_id(content: &mut Vec<Inline>) -> Option<String> {
    let Some(Inline { kind: InlineKind::Text(text), .. }) = content.last_mut() else { return None };
    let (words, id) = text.trim_end().rsplit_once(":id=")?;
    let is_id = !id.is_empty() && !id.contains(char::is_whitespace) && (words.is_empty() || words.ends_with(' '));
    if !is_id {
        return None;
    }
    let (id, words) = (id.to_owned(), words.trim_end().to_owned());
    *text = words.into();
    if text.is_empty() {
        content.pop();
    }
    Some(id)
}
