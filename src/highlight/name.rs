//! Names of languages: as fences write them, with the attributes of tools, endings of files and aliases.

use super::{Language, table, textmate};

/// What a name says.
pub enum Named {
    Language(Language),
    /// The text is no code of any language.
    Plain,
    Unknown,
}

/// Names that say that a text has no language, with those that tools give to what they print.
const PLAIN: &str = "ascii ascii-art default ignore no-highlight nocode nohighlight none null output out plain plaintext \
    raw stderr stdout text tree txt verbatim";

/// Languages of drawings that no grammar is known for; who sees their source is told so where they are read.
const DRAWN: &str = "abc chart dataview dataviewjs ditaa echarts flow kroki markmap nomnoml puml sequence tikz vega-lite \
    wavedrom";

/// Names of sessions at a console, and the language of what is typed.
const CONSOLES: &[(&str, &str)] = &[
    ("bash-session", "bash"),
    ("cmd-session", "bat"),
    ("console", "bash"),
    ("doctest", "python"),
    ("doscon", "bat"),
    ("irb", "ruby"),
    ("ps1con", "powershell"),
    ("pwsh-session", "powershell"),
    ("pycon", "python"),
    ("python-console", "python"),
    ("sh-session", "bash"),
    ("shell-session", "bash"),
    ("shellsession", "bash"),
    ("terminal", "bash"),
];

/// Other names of languages, and the one by which they are known.
pub const OTHERS: &[(&str, &str)] = &[
    ("1c", "bsl"),
    ("as3", "actionscript-3"),
    ("atom", "xml"),
    ("babel", "javascript"),
    ("cfg", "ini"),
    ("clj", "clojure"),
    ("conf", "ini"),
    ("dosbatch", "bat"),
    ("elisp", "emacs-lisp"),
    ("fortran", "fortran-free-form"),
    ("gitignore", "ini"),
    ("ipython", "python"),
    ("javascriptreact", "jsx"),
    ("jsonl", "json"),
    ("kdl", "kdl"),
    ("ksh", "bash"),
    ("latex", "latex"),
    ("lisp", "common-lisp"),
    ("nasm", "asm"),
    ("ndjson", "json"),
    ("node", "javascript"),
    ("obj-c", "objective-c"),
    ("objectivec", "objective-c"),
    ("ocaml-interface", "ocaml"),
    ("opml", "xml"),
    ("osascript", "applescript"),
    ("plist", "xml"),
    ("pwsh", "powershell"),
    ("python2", "python"),
    ("python3", "python"),
    ("qmd", "markdown"),
    ("rmd", "markdown"),
    ("rss", "xml"),
    ("shell-script", "bash"),
    ("system-verilog", "system-verilog"),
    ("systemverilog", "system-verilog"),
    ("typescriptreact", "tsx"),
    ("webmanifest", "json"),
    ("x86asm", "asm"),
    ("xhtml", "html"),
    ("xsd", "xml"),
    ("xsl", "xml"),
    ("xslt", "xml"),
];

/// What a name says, in letters of any case: `Rust`, `.rs`, `language-rust`, `src/main.rs`.
pub fn language(textmate: &textmate::Grammars, name: &str) -> Named {
    let lower = name.trim().to_lowercase();
    let mut name = lower.trim_start_matches('.');
    for prefix in ["language-", "lang-", "src-"] {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    if PLAIN.split(' ').any(|plain| plain == name) || name.is_empty() {
        return Named::Plain;
    }
    if let Some((_, shell)) = CONSOLES.iter().find(|(console, _)| *console == name) {
        return match known(textmate, shell) {
            Some(language) => Named::Language(Language::Console(Box::new(language))),
            None => Named::Plain,
        };
    }
    if matches!(name, "diff" | "patch" | "udiff") {
        return Named::Language(Language::Difference(None));
    }
    if let Some(inner) = name.strip_prefix("diff-").or_else(|| name.strip_suffix("-diff"))
        && let Some(inner) = known(textmate, inner)
    {
        return Named::Language(Language::Difference(Some(Box::new(inner))));
    }
    let ending = || name.rsplit(['/', '\\']).next()?.rsplit_once('.').map(|(_, ending)| ending);
    match known(textmate, name).or_else(|| known(textmate, ending()?)) {
        Some(language) => Named::Language(language),
        None if DRAWN.split(' ').any(|drawn| drawn == name) => Named::Plain,
        None => Named::Unknown,
    }
}

fn known(textmate: &textmate::Grammars, name: &str) -> Option<Language> {
    let name = OTHERS.iter().find(|(other, _)| *other == name).map_or(name, |(_, own)| own);
    if let Some(language) = hl_lite::Lang::from_slug(name) {
        return Some(Language::HlLite(language));
    }
    match table::grammar(name) {
        Some(grammar) => Some(Language::Table(grammar)),
        None => textmate.name(name).map(Language::TextMate),
    }
}
