//! Texts in other languages than Markdown, by the endings of their names.
//!
//! In: a file's name. Out: what it is written in, and what makes Markdown of it, or reads it. None of them is read as if
//! it were Markdown: what stood in the book then would be marks.

use crate::source::name::{ending, stem};

/// What makes Markdown of a file.
#[derive(Clone, Copy)]
enum Way {
    /// pandoc reads it.
    Pandoc,
    /// pandoc reads it under this name, where the ending does not tell.
    PandocFrom(&'static str),
    /// Another program; `{}` stands for the file.
    Program(&'static str),
}

use Way::{Pandoc, PandocFrom, Program};

/// Endings, the languages that they stand for, and ways out of them.
const LANGUAGES: &[(&str, &str, Way)] = &[
    ("html", "HTML", Pandoc),
    ("htm", "HTML", Pandoc),
    ("xhtml", "HTML", Pandoc),
    ("adoc", "AsciiDoc", Program("asciidoctor -b docbook {} -o - | pandoc -f docbook -t commonmark_x -o {.md}")),
    ("asciidoc", "AsciiDoc", Program("asciidoctor -b docbook {} -o - | pandoc -f docbook -t commonmark_x -o {.md}")),
    ("rst", "reStructuredText", Pandoc),
    ("org", "Org", Pandoc),
    ("tex", "LaTeX", Pandoc),
    ("latex", "LaTeX", Pandoc),
    ("textile", "Textile", Pandoc),
    ("mediawiki", "MediaWiki's markup", Pandoc),
    ("wiki", "a wiki's markup", PandocFrom("mediawiki")),
    ("typ", "Typst", PandocFrom("typst")),
    ("ipynb", "a notebook of Jupyter", Program("jupyter nbconvert --to markdown {}")),
    ("docx", "a document of Word", Pandoc),
    ("odt", "a document of LibreOffice", Pandoc),
    ("rtf", "RTF", Pandoc),
    ("epub", "an EPUB", Pandoc),
    ("fb2", "FictionBook", Pandoc),
];

fn find(name: &str) -> Option<(&'static str, Way)> {
    let ending = ending(name);
    LANGUAGES.iter().find(|(known, ..)| *known == ending).map(|(_, language, way)| (*language, *way))
}

/// Whether a file is a text that may have been meant for the book, which an EPUB in a folder of texts hardly is.
pub fn is_text(name: &str) -> bool {
    find(name).is_some() && ending(name) != "epub"
}

/// Whether a file is a page of HTML.
pub fn is_html(name: &str) -> bool {
    find(name).is_some_and(|(language, _)| language == "HTML")
}

/// Whether a file with the ending of Markdown is the source of a drawing
/// (<https://github.com/zsviczian/obsidian-excalidraw-plugin>).
pub fn is_drawing(path: &str) -> bool {
    ending(stem(path)) == "excalidraw"
}

/// What a file is written in, and how it becomes Markdown; `None` for one that is read.
pub fn refusal(shown: &str) -> Option<(&'static str, String)> {
    if is_drawing(shown) {
        return Some(("the source of a drawing", "export it as SVG or PNG, and name that in a text".to_owned()));
    }
    let (language, way) = find(shown)?;
    let stem = shown.rsplit_once('.').map_or(shown, |(stem, _)| stem);
    let command = match way {
        Pandoc => format!("pandoc -t commonmark_x {shown} -o {stem}.md"),
        PandocFrom(name) => format!("pandoc -f {name} -t commonmark_x {shown} -o {stem}.md"),
        Program(command) => command.replace("{}", shown).replace("{.md}", &format!("{stem}.md")),
    };
    Some((language, format!("`{command}` makes Markdown of it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_known_with_a_way_out() {
        let (language, hint) = refusal("a/page.html").unwrap();
        assert_eq!(
            (language, hint.as_str()),
            ("HTML", "`pandoc -t commonmark_x a/page.html -o a/page.md` makes Markdown of it")
        );
        assert!(refusal("x.ADOC").unwrap().1.contains("asciidoctor -b docbook x.ADOC"));
        assert!(refusal("a.epub").is_some() && !is_text("a.epub"));
        assert!(is_text("a.rst") && !is_text("a.md") && !is_text("a.txt") && !is_text("README"));
        assert!(refusal("v/Plan.excalidraw.md").is_some() && !is_drawing("v/excalidraw.md"));
        assert!(is_html("a.HTM") && !is_html("a.rst"));
    }
}
