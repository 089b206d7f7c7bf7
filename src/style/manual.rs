//! The manual of style sheets: what may be said, and what paper does with it. `styles/README.md` is this text.

use std::fmt::Write;

use super::property::{self, OF_NO_EFFECT};

const HEAD: &str = "# Style sheets\n\n\
What a style sheet says holds for the EPUB and the PDF alike. An EPUB gets it as it was written, but for \
what is for paper (`@page`, `@media print`), which it does without, what engines of ten years ago need beside the rest, \
and imports, layers and nesting, which are written out; the reading system decides what it does with it. This is what the PDF does. \
What it does not know is told once, with file, line and column.\n\n\
`base.css` comes first, then the theme's sheet (`book.css`, `technical.css`, `article.css`), then those of `--css`. A \
sheet of your own wins over a theme, however specific the theme's selector is.\n\n\
## Selectors\n\n\
Those of Selectors 4 that do not ask what a reader does: names, classes, ids, attributes, `:is()`, `:where()`, `:not()`, \
`:has()`, `:nth-child(An+B of S)` and its kin, `:first-of-type` and its kin, `:empty`, `:root`, `:lang()`, `:dir()`, and \
the combinators; `&` in rules within rules. `::before`, `::after`, `::marker`, `::first-letter`, `::first-line`. \
`:hover`, `:focus`, `::selection` and the like meet nothing on paper, and are no mistake.\n\n\
## Rules\n\n\
| rule | on paper |\n| --- | --- |\n\
| `@page` | pages, by name and by `:first`, `:left`, `:right`, `:recto`, `:verso`, `:blank`, `:nth(An+B of name)`; their \
sixteen margin boxes, `@footnote`, `size`, margins, borders, padding, background |\n\
| `@media` | asked of the page: `print`, its size and orientation, `prefers-color-scheme: light` |\n\
| `@supports` | answered by the table below |\n\
| `@layer`, `@import` | as in CSS; imports are files beside the sheet or below it |\n\
| `@counter-style` | as in CSS |\n\
| `@font-face` | OpenType, TrueType, WOFF and WOFF2 files beside the sheet or below it, `data:` addresses and `local()`; `unicode-range` as in CSS; a variable font is drawn at its defaults on paper. The EPUB carries of each face the first source that can be had, reduced to what the book shows, as WOFF2 and as it is |\n\
| `@keyframes`, `@container`, `@property` and the like | nothing; an EPUB has them as they are |\n\n\
Values may be written with `var()`, `calc()`, `min()`, `max()`, `clamp()` and the other functions of CSS Values 4, in \
every unit of length; colors in every space of CSS Color 4, with `color-mix()` and `light-dark()`.\n\n\
## Properties\n\n";

const ELSEWHERE: &str = "\nA box that floats to a side stands beside the lines of text that follow; tables, code, and \
boxes with borders or a ground stand below it. With a negative margin that takes it out of the text it stands in the \
page's margin, beside the line that it is written in. An element with `position: running(name)` stands in no text: \
`content: element(name)` shows it in margin boxes, set as wide as the box is; in it `counter(page)` and `counter(pages)` \
are those of the page. An EPUB has no pages, and keeps it where it is written. Columns are not set within cells, notes and floats.\n\n\
## Without effect on paper\n\n\
These are known, and do nothing in the PDF; each use is told, since a designer would look for it:\n\n";

/// The manual, in Markdown.
pub fn css_manual() -> String {
    let mut text = HEAD.to_owned();
    write_table(&mut text);
    text.push_str(ELSEWHERE);
    let names: Vec<String> = OF_NO_EFFECT.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(text, "{}.", names.join(", "));
    text
}

/// Name, values, initial value, inheritance, specification of each property.
fn write_table(text: &mut String) {
    let mut rows = property::all();
    rows.sort_by_key(|property| property.name);
    text.push_str("| property | values | initial | inherited | specification |\n| --- | --- | --- | --- | --- |\n");
    for property in rows {
        let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{}`", text.replace('|', "\\|")) };
        let specification = match property.specification.url {
            "" => format!("{}: {}", property.specification.title, property.section),
            url => format!("[{}, {}]({url}{})", property.specification.title, property.section, property.anchor),
        };
        let inherited = if property.inherited { "yes" } else { "no" };
        let (syntax, initial) = (code(&property.syntax), code(property.initial));
        let _ = writeln!(text, "| `{}` | {syntax} | {initial} | {inherited} | {specification} |", property.name);
    }
}
