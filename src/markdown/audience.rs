//! What its author wrote for one format: Quarto's `.content-visible` and `.content-hidden`.
//!
//! In: the attributes of a division or span. Out: the same with what a style sheet knows: a class where one of the two
//! formats shows it, `hidden` where none does. One tree serves both, so that nothing is taken out of it
//! (<https://quarto.org/docs/authoring/conditional.html>).

use crate::document::Attributes;

/// Shown on a reader's screen, and not on paper.
pub const EPUB_ONLY: &str = "epub-only";

/// Shown on paper, and not on a reader's screen.
pub const PAPER_ONLY: &str = "paper-only";

/// What is to be told of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Neither format shows it.
    Hidden,
    /// It asks for something else than a format.
    NotAsked,
}

impl Told {
    pub fn message(self) -> &'static str {
        match self {
            Told::Hidden => "what is meant for other formats than a book's is hidden",
            Told::NotAsked => "a condition that is no format's is not asked: what it holds is shown",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Told::Hidden => "a book is `html`, `epub` and `pdf`",
            Told::NotAsked => "leave out by hand what the book is not to hold",
        }
    }
}

/// Reads the condition of a division or span, if it has one.
pub fn resolve(attributes: &mut Attributes) -> Option<Told> {
    let is_hidden = attributes.has_class("content-hidden");
    if !is_hidden && !attributes.has_class("content-visible") {
        return None;
    }
    let when = attributes.take("data-when-format");
    let unless = attributes.take("data-unless-format");
    let (mut epub, mut paper) = (true, true);
    for (format, is_wanted) in [(when.as_deref(), true), (unless.as_deref(), false)] {
        if let Some(format) = format {
            let (is_epub, is_paper) = formats(format);
            (epub, paper) = (epub && is_epub == is_wanted, paper && is_paper == is_wanted);
        }
    }
    let asks_other = ["data-when-profile", "data-unless-profile", "data-when-meta", "data-unless-meta"];
    if when.is_none() && unless.is_none() && asks_other.iter().any(|name| attributes.get(name).is_some()) {
        return Some(Told::NotAsked);
    }
    if is_hidden {
        (epub, paper) = (!epub, !paper);
    }
    match (epub, paper) {
        (true, true) => None,
        (true, false) => {
            attributes.add_class(EPUB_ONLY);
            None
        }
        (false, true) => {
            attributes.add_class(PAPER_ONLY);
            None
        }
        (false, false) => {
            attributes.set("hidden", "");
            Some(Told::Hidden)
        }
    }
}

/// Whether a name of Quarto's is that of an EPUB, and that of paper. An EPUB is HTML, and no script runs in it.
fn formats(name: &str) -> (bool, bool) {
    match name.trim().to_ascii_lowercase().as_str() {
        "html" | "html4" | "html5" | "epub" | "epub2" | "epub3" => (true, false),
        "pdf" | "latex" | "typst" | "context" => (false, true),
        _ => (false, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_shows_what_is_meant_for_it() {
        let resolved = |class: &str, name: &str, value: &str| {
            let mut attributes = Attributes::class(class);
            attributes.set(format!("data-{name}"), value);
            let told = resolve(&mut attributes);
            let only = [EPUB_ONLY, PAPER_ONLY].into_iter().find(|name| attributes.has_class(name));
            (only, told)
        };
        assert_eq!(resolved("content-visible", "when-format", "html"), (Some(EPUB_ONLY), None));
        assert_eq!(resolved("content-visible", "when-format", "PDF"), (Some(PAPER_ONLY), None));
        assert_eq!(resolved("content-hidden", "when-format", "pdf"), (Some(EPUB_ONLY), None));
        assert_eq!(resolved("content-visible", "unless-format", "epub"), (Some(PAPER_ONLY), None));
        assert_eq!(resolved("content-hidden", "unless-format", "pdf"), (Some(PAPER_ONLY), None));
        assert_eq!(resolved("content-visible", "when-format", "docx"), (None, Some(Told::Hidden)));
        assert_eq!(resolved("content-hidden", "when-format", "docx"), (None, None));
        assert_eq!(resolved("content-visible", "when-profile", "x"), (None, Some(Told::NotAsked)));
        assert_eq!(resolved("content-hidden", "x", "y"), (None, Some(Told::Hidden)));
        assert_eq!(resolved("other", "when-format", "pdf"), (None, None));
    }
}
