//! What people bring from other tools than pandoc: options of mdBook (<https://rust-lang.github.io/mdBook/cli/>), Quarto
//! (<https://quarto.org/docs/cli/>), Jekyll (<https://jekyllrb.com/docs/configuration/options/>), Hugo
//! (<https://gohugo.io/commands/hugo/>), Asciidoctor (<https://docs.asciidoctor.org/asciidoctor/latest/cli/man1/asciidoctor/>),
//! and Calibre's `ebook-convert`.
//!
//! In: nothing. Out: the table, of the form that `pandoc` reads. Letters that mean something else to pandoc are pandoc's.

use super::pandoc::{Answer, Foreign, flag, value};

use Answer::{Idle, Instead, Ours};

const FOLDER: &str = "`-o FOLDER/` names the folder of the outputs";
const INPUT: &str = "name the text or the folder by itself: `bindery FOLDER`";
const AGAIN: &str = "nothing is served or watched: run `bindery` again when the text has changed";
const FACTS: &str = "`-M KEY=VALUE` gives a fact of the book: `-M author=\"Ann Author\"`, `-M lang=de`";
const SHEET: &str =
    "the look is CSS: write a rule into a style sheet and give it with `--css`, `@page { margin: 20mm }`";
const NOTHING_RUN: &str = "no code of a text is run";
const FUTURE: &str = "`--drafts` binds texts of a later date as well; `--date` says which day it is";

pub const FOREIGN: &[Foreign] = &[
    value("dest-dir", None, Instead(FOLDER)),
    value("destination", None, Instead(FOLDER)),
    value("destination-dir", None, Instead(FOLDER)),
    value("output-dir", None, Instead(FOLDER)),
    value("out-dir", None, Instead(FOLDER)),
    value("out-file", None, Ours("--output")),
    value("source", None, Instead(INPUT)),
    value("source-dir", None, Instead(INPUT)),
    value("content-dir", None, Instead(INPUT)),
    value("contentDir", None, Instead(INPUT)),
    value("input", None, Instead(INPUT)),
    value("base-dir", None, Ours("--root")),
    value("format", None, Ours("--to")),
    value("output-format", None, Ours("--to")),
    value("backend", Some('b'), Ours("--to")),
    value("doctype", None, Instead("`--theme book` or `--theme article` chooses what it is")),
    value("attribute", Some('a'), Instead(FACTS)),
    value("authors", None, Instead(FACTS)),
    value("language", None, Instead(FACTS)),
    value("publisher", None, Instead(FACTS)),
    value("isbn", None, Instead(FACTS)),
    value("pubdate", None, Instead(FACTS)),
    value("tags", None, Instead(FACTS)),
    value("series", None, Instead(FACTS)),
    value("cover-image", None, Ours("--cover")),
    value("stylesheet", None, Ours("--css")),
    value("style", None, Ours("--css")),
    value("extra-css", None, Ours("--css")),
    value("baseURL", None, Ours("--base-url")),
    value("baseurl", None, Ours("--base-url")),
    value("paper-size", None, Ours("--page-size")),
    value("papersize", None, Ours("--page-size")),
    value("paper", None, Ours("--page-size")),
    value("margin", None, Instead(SHEET)),
    value("margin-left", None, Instead(SHEET)),
    value("margin-right", None, Instead(SHEET)),
    value("margin-top", None, Instead(SHEET)),
    value("margin-bottom", None, Instead(SHEET)),
    value("font-size", None, Instead("`-V fontsize=12pt` gives the size, or a style sheet for `--css`")),
    value("font-family", None, Instead("`-V mainfont=\"…\"` names the font, or a style sheet for `--css`")),
    flag("future", None, Instead(FUTURE)),
    flag("unpublished", None, Ours("--drafts")),
    flag("buildDrafts", None, Ours("--drafts")),
    flag("build-drafts", None, Ours("--drafts")),
    flag("buildFuture", None, Instead(FUTURE)),
    flag("buildExpired", None, Instead("`--drafts` binds texts that are out of date as well")),
    flag("minify", None, Idle("files have no blanks to take out")),
    flag("clean", None, Idle("nothing is kept from an earlier build")),
    flag("incremental-build", None, Idle("each build is whole")),
    flag("watch", None, Instead(AGAIN)),
    flag("serve", None, Instead(AGAIN)),
    flag("livereload", None, Instead(AGAIN)),
    flag("open", None, Instead("open the PDF or the EPUB that `bindery` writes")),
    value("port", None, Instead(AGAIN)),
    flag("execute", None, Idle(NOTHING_RUN)),
    flag("no-execute", None, Idle(NOTHING_RUN)),
    flag("use-freezer", None, Idle(NOTHING_RUN)),
    value("require", None, Instead("there are no plugins: run a program over the text first")),
    value("safe-mode", None, Idle("nothing of a text is run")),
    flag("safe", None, Idle("nothing of a text is run")),
    value("log-level", None, Instead("`-v` tells all, `-q` errors alone")),
    flag("debug", None, Instead("`-v` tells all")),
    flag("no-color", None, Instead("`--color never`, or NO_COLOR among the variables of the environment")),
    value("toc-title", None, Instead("the word for contents is the language's: `-M lang=…`")),
    flag("section-numbers", None, Ours("--number-sections")),
];
