//! Code to tokens: golden cases of languages, `tests/suite/highlight/*.txt` in, `tests/ref/highlight/` out, in which a token
//! stands as `⟨keyword fn⟩`; and what holds of every language and of hostile text.

mod golden;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use bindery::document::CodeToken;
use bindery::highlight::{Highlighter, Language, Named, Tokens};

fn language(highlighter: &Highlighter, name: &str, text: &str) -> Language {
    match highlighter.language(name) {
        Named::Language(language) => language.as_used(text),
        Named::Plain | Named::Unknown => panic!("`{name}` is no language"),
    }
}

/// The text with its tokens marked, which must be sound.
fn marked(text: &str, tokens: &Tokens) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (range, token) in tokens {
        assert!(range.start >= end && !range.is_empty(), "{range:?} after {end}");
        out.push_str(&text[end..range.start]);
        end = range.end;
        let class = token.class().trim_start_matches("hl-");
        for (index, line) in text[range.clone()].split('\n').enumerate() {
            out.push_str(if index > 0 { "\n" } else { "" });
            if !line.is_empty() {
                out.push_str(&format!("⟨{class} {line}⟩"));
            }
        }
    }
    out + &text[end..]
}

#[test]
fn every_class_of_token_is_found() {
    let highlighter = Highlighter::default();
    let mut references = golden::References::new("highlight");
    let mut found = BTreeSet::new();
    for case in golden::suite("highlight", "code").into_iter().flat_map(|(_, cases)| cases) {
        let tokens = highlighter.tokens(&language(&highlighter, &case.name, &case.text), &case.text);
        found.extend(tokens.iter().map(|(_, token)| *token));
        references.check(&case.name, &marked(&case.text, &tokens));
    }
    references.finish();
    assert_eq!(found, BTreeSet::from(CodeToken::ALL));
}

#[test]
fn languages_are_known_by_name_alias_and_ending() {
    let highlighter = Highlighter::default();
    let is_known = |name: &str| matches!(highlighter.language(name), Named::Language(_));
    for name in [
        "Rust",
        ".rs",
        "language-rust",
        "src/main.rs",
        "c++",
        "cpp",
        "h",
        "C#",
        "f#",
        "objective-c",
        "sh",
        "zsh",
        "fish",
        "ps1",
        "docker",
        "make",
        "yml",
        "jsonc",
        "tsx",
        "jsx",
        "vue",
        "svelte",
        "py3",
        "ipython",
        "ex",
        "erl",
        "hs",
        "ml",
        "clj",
        "lisp",
        "el",
        "scm",
        "jl",
        "m",
        "f90",
        "pas",
        "vb",
        "dart",
        "zig",
        "nim",
        "tf",
        "proto",
        "graphql",
        "tex",
        "bib",
        "asm",
        "wat",
        "sol",
        "v",
        "vhdl",
        "diff",
        "patch",
        "console",
        "pycon",
        "http",
        "nginx",
        "ini",
        "cfg",
        "bat",
        "groovy",
        "scala",
        "perl",
        "pl",
        "awk",
        "vim",
        "cmake",
        "nix",
        "gql",
        "xml",
        "svg",
        "plist",
        "kts",
    ] {
        assert!(is_known(name), "{name}");
    }
    for name in ["text", "plain", "txt", "ignore", "output", "none", ""] {
        assert!(matches!(highlighter.language(name), Named::Plain), "{name}");
    }
    assert!(matches!(highlighter.language("foolang"), Named::Unknown));
    assert!(highlighter.names().len() > 400);
}

/// Text that is hard on any lexer.
fn hostile() -> Vec<String> {
    const LENGTH: usize = 100_000;
    let repeated = |text: &str| text.repeat(LENGTH / text.len());
    vec![
        repeated("a"),
        repeated("{"),
        repeated("(["),
        repeated("\""),
        repeated("'"),
        repeated("`"),
        repeated("/* "),
        repeated("<!-- "),
        repeated("<<A "),
        repeated("R\""),
        repeated("def "),
        repeated("a / "),
        repeated("${"),
        repeated("\\"),
        repeated("é漢🦀"),
        repeated("\n"),
        repeated("<a b=\""),
        repeated("#[a("),
        repeated("- "),
        repeated("x: "),
        format!("\"{}", repeated("x ")),
        format!("/*{}", repeated("x\n")),
    ]
}

/// One program of all: words, strings and comments of many languages, cut anywhere.
const MIXED: &str = "#include <a>\n// c\n/* d */ fn main(x: int) { \"s\\n\" 'c' `t` 1.5e3 0xFF'FF }\n<a b='c'>é</a> <!-- -->\n\
    # h\n-- s\n%w[a] <<~T\n x\nT\n@a $b :c R\"x(y)x\" \"\"\"t\"\"\" r#\"q\"#\n$ ls\n+a\n-b\n<?php echo 1; ?>\nkey: [v, ~]\n🦀\n";

#[test]
fn tokens_are_sound_in_every_language() {
    let highlighter = Highlighter::default();
    let mut count = 0;
    for name in highlighter.names() {
        let Named::Language(language) = highlighter.language(name) else { continue };
        count += 1;
        marked(MIXED, &highlighter.tokens(&language, MIXED));
    }
    assert!(count > 300, "{count}");
}

#[test]
fn texts_cut_anywhere_have_sound_tokens() {
    let highlighter = Highlighter::default();
    let fast = [
        "rust",
        "c",
        "cpp",
        "java",
        "javascript",
        "typescript",
        "python",
        "go",
        "json",
        "toml",
        "yaml",
        "html",
        "css",
        "bash",
        "sql",
        "markdown",
        "ruby",
        "php",
        "csharp",
        "kotlin",
        "swift",
        "diff",
        "diff-rust",
        "console",
        "pycon",
    ];
    for name in fast {
        let language = language(&highlighter, name, "");
        for (at, _) in MIXED.char_indices() {
            marked(&MIXED[at..], &highlighter.tokens(&language, &MIXED[at..]));
            marked(&MIXED[..at], &highlighter.tokens(&language, &MIXED[..at]));
        }
    }
}

#[test]
fn hostile_text_takes_no_longer_than_other_text() {
    /// For all texts in one language; in a build that is not optimized.
    const LONGEST: Duration = Duration::from_secs(20);
    let highlighter = Highlighter::default();
    let names = [
        "rust",
        "c",
        "cpp",
        "java",
        "javascript",
        "typescript",
        "python",
        "go",
        "json",
        "toml",
        "yaml",
        "html",
        "css",
        "bash",
        "sql",
        "markdown",
        "ruby",
        "php",
        "csharp",
        "kotlin",
        "swift",
        "diff",
        "console",
        "haskell",
        "lua",
        "latex",
        "perl",
    ];
    for name in names {
        let language = language(&highlighter, name, "");
        let start = Instant::now();
        for text in hostile() {
            marked(&text, &highlighter.tokens(&language, &text));
        }
        assert!(start.elapsed() < LONGEST, "{name}: {:?}", start.elapsed());
    }
}
