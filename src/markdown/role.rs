//! Roles of MyST and Sphinx within a line: a name in braces right before code, `{ref}` and what it names.
//!
//! In: code, and the text before it. Out: links to labels and files, whose words `transform/cross_reference` finds where
//! none are given; what is raised, lowered, a key or a formula (<https://mystmd.org/guide/cross-references>,
//! <https://mystmd.org/guide/typography>). A role that is not known stays as text, reported.

use std::ops::Range;

use super::build::Builder;
use super::dialect::{Dialect, Form};
use crate::document::{Attributes, Inline, InlineKind, Phrase};

/// The class of a link that names a label, wherever in the book it stands.
pub const LABEL_CLASS: &str = "label-reference";

/// The class of a link whose words are those of what it names.
pub const UNNAMED_CLASS: &str = "unnamed-reference";

/// The longest name of a role.
const LONGEST_NAME: usize = 30;

impl Builder<'_> {
    /// Takes code that a role's name stands before. Whether it was one.
    pub(super) fn role(&mut self, code: &str, range: &Range<usize>) -> bool {
        if !self.reads(Form::Roles) || self.dialect() == Dialect::COMMON_MARK {
            return false;
        }
        let Some(name) = name_before(&self.source()[..range.start]) else { return false };
        let name = name.to_owned();
        let is_link = matches!(name.as_str(), "ref" | "numref" | "eq" | "doc" | "any" | "prf:ref");
        let is_known = is_link || matches!(name.as_str(), "sub" | "sup" | "kbd" | "math" | "abbr" | "code" | "del");
        let length = name.len() + 2;
        if !is_known || code.trim().is_empty() || !self.take_from_run(&format!("{{{name}}}")) {
            return false;
        }
        let range = range.start - length..range.end;
        if is_link {
            self.reference(&name, code, range);
            return true;
        }
        if name == "math" {
            self.math(code, false, range);
            return true;
        }
        let text = |pass: &mut Self, words: &str| -> Vec<Inline> {
            let (id, span) = (pass.fresh_id(), pass.span(&range));
            vec![Inline { id, span, attributes: Attributes::default(), kind: InlineKind::Text(words.into()) }]
        };
        let mut attributes = Attributes::default();
        let kind = match name.as_str() {
            "sub" => InlineKind::Subscript(text(self, code)),
            "sup" => InlineKind::Superscript(text(self, code)),
            "kbd" => InlineKind::Keyboard(text(self, code)),
            "del" => InlineKind::Strikethrough(text(self, code)),
            "abbr" => {
                let (words, meaning) = code.rsplit_once('(').unwrap_or((code, ""));
                if let Some(meaning) = meaning.trim_end().strip_suffix(')') {
                    attributes.set("title", meaning.trim());
                }
                InlineKind::Phrase { phrase: Phrase::Abbreviation, content: text(self, words.trim()) }
            }
            _ => InlineKind::Code(code.into()),
        };
        self.push_attributed(kind, range, attributes);
        true
    }

    /// A link to a label or to a file.
    fn reference(&mut self, name: &str, code: &str, range: Range<usize>) {
        let (words, target) = match code.trim_end().strip_suffix('>').and_then(|rest| rest.split_once('<')) {
            Some((words, target)) => (words.trim(), target.trim()),
            None => ("", code.trim()),
        };
        let (address, mut attributes) = match name {
            "doc" => (target.to_owned(), Attributes::default()),
            _ => (format!("#{target}"), Attributes::class(LABEL_CLASS)),
        };
        // Where a number would stand, the words of what it names do.
        let is_numbered = words.contains("%s") || words.contains("{number}");
        if words.is_empty() || is_numbered {
            attributes.add_class(UNNAMED_CLASS);
        }
        if self.is_in_link() {
            return self.push_run(if words.is_empty() { target } else { words }, range);
        }
        self.begin_line(&range);
        self.push_link_of(attributes, &address, if words.is_empty() || is_numbered { target } else { words }, range);
    }
}

/// The role's name that text ends with, in braces.
fn name_before(text: &str) -> Option<&str> {
    let inner = text.strip_suffix('}')?;
    let from = inner.floor_char_boundary(inner.len().saturating_sub(LONGEST_NAME));
    let open = from + inner[from..].rfind('{')?;
    let name = &inner[open + 1..];
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b':' | b'-'));
    (is_name && !text[..open].ends_with('\\')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_right_before_code() {
        assert_eq!(name_before("see {ref}"), Some("ref"));
        assert_eq!(name_before("{prf:ref}"), Some("prf:ref"));
        for text in ["{ref} ", "\\{ref}", "{}", "{a b}", "ref}", "\u{e9}}"] {
            assert_eq!(name_before(text), None, "{text}");
        }
    }
}
