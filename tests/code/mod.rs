//! The program's own source as text, for the tests that hold its structure.
//!
//! Out: every Rust file below a folder with its module path, its text, and its code: the same text with
//! comments and the contents of literals blanked, so that a search finds only what the compiler sees.
//! It is a scanner, no parser: it knows literals, comments and nesting, not the grammar.
#![allow(dead_code)] // each test uses its part

use std::fs;
use std::path::{Path, PathBuf};

/// One Rust file.
pub struct SourceFile {
    /// The path from the repository's root, with `/`.
    pub path: String,
    /// The module it is, `["layout", "page", "footnote"]`; empty for `lib.rs`, `["main"]` for `main.rs`.
    pub module: Vec<String>,
    pub text: String,
    /// The text with comments and literals blanked; lines and columns stay.
    pub code: String,
}

impl SourceFile {
    /// The top-level module it belongs to, `lib` for the root.
    pub fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Whether it holds the tests of the module above it.
    pub fn is_test(&self) -> bool {
        self.module.last().is_some_and(|name| name == "tests")
    }

    /// `path:line` of a byte offset.
    pub fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.path, self.text[..offset].matches('\n').count() + 1)
    }
}

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder of the repository, sorted by path.
pub fn sources(folder: &str) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let files: Vec<SourceFile> = paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("source files are UTF-8");
            let relative = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
            let module = relative
                .strip_prefix(folder)
                .expect("below the folder")
                .trim_start_matches('/')
                .trim_end_matches(".rs")
                .trim_end_matches("/mod")
                .split('/')
                .filter(|name| *name != "lib")
                .map(str::to_owned)
                .collect();
            let code = blank(&text);
            SourceFile { path: relative, module, text, code }
        })
        .collect();
    assert!(!files.is_empty(), "no source files in {folder}");
    files
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Blanks comments and the contents of string, byte and character literals, keeping line feeds.
pub fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    let mut erase = |range: std::ops::Range<usize>| {
        for byte in &mut out[range] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    };
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"//") {
            let end = at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            erase(at..end);
            at = end;
        } else if rest.starts_with(b"/*") {
            let end = block_comment_end(bytes, at);
            erase(at..end);
            at = end;
        } else if let Some((content, end)) = raw_string(bytes, at) {
            erase(content);
            at = end;
        } else if rest[0] == b'"' {
            let end = quoted_end(bytes, at, b'"');
            erase(at + 1..end.saturating_sub(1).max(at + 1));
            at = end;
        } else if rest[0] == b'\'' && is_character_literal(text, at) {
            let end = quoted_end(bytes, at, b'\'');
            erase(at + 1..end.saturating_sub(1).max(at + 1));
            at = end;
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).expect("whole literals are blanked")
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The content and the end of a raw string that begins here.
fn raw_string(bytes: &[u8], at: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let inside_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    let begins = bytes[at..].starts_with(b"r") || bytes[at..].starts_with(b"br");
    if inside_word || !begins {
        return None;
    }
    let hashes_from = at + if bytes[at] == b'b' { 2 } else { 1 };
    let hashes = bytes[hashes_from..].iter().take_while(|&&byte| byte == b'#').count();
    let content = hashes_from + hashes + 1;
    if bytes.get(content - 1) != Some(&b'"') {
        return None;
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let length = bytes[content..].windows(close.len()).position(|window| window == close)?;
    Some((content..content + length, content + length + close.len()))
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether an apostrophe opens a character literal rather than a lifetime.
fn is_character_literal(text: &str, at: usize) -> bool {
    let mut characters = text[at + 1..].chars();
    match characters.next() {
        Some('\\') => true,
        Some(_) => characters.next() == Some('\''),
        None => false,
    }
}

/// The offset just after the bracket that closes the one at `open`.
pub fn close_of(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (index, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// The offsets at which a word stands alone.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let bytes = code.as_bytes();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(at + word.len());
        ![before, after].into_iter().flatten().any(of_word)
    })
}

/// The first segments of the paths that follow `prefix`, groups taken apart: `crate::{a, b::c}` gives `a` and `b`.
pub fn heads_after(code: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut heads = Vec::new();
    for at in words(code, prefix) {
        let after = at + prefix.len();
        let rest = code[after..].trim_start();
        let Some(rest) = rest.strip_prefix("::").map(str::trim_start) else { continue };
        let start = code.len() - rest.len();
        if rest.starts_with('{') {
            let end = close_of(code, start);
            for part in split_top(&code[start + 1..end - 1]) {
                heads.push((at, identifier(part.trim_start())));
            }
        } else {
            heads.push((at, identifier(rest)));
        }
    }
    heads.retain(|(_, head)| !head.is_empty());
    heads
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Splits at the commas that stand in no bracket.
fn split_top(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The code without its `#[cfg(test)]` modules and items, blanked.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = code.to_owned();
    let mut from = 0;
    while let Some(found) = out[from..].find(MARK) {
        let start = from + found;
        let rest = &out[start + MARK.len()..];
        let end_of_item = rest.find([';', '{']).map_or(out.len(), |at| start + MARK.len() + at);
        let end = if out[end_of_item..].starts_with('{') { close_of(&out, end_of_item) } else { end_of_item };
        let blanked: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blanked);
        from = start + 1;
        while !out.is_char_boundary(from) {
            from += 1;
        }
    }
    out
}

/// Fails with every finding, one a line.
pub fn assert_none(findings: &[String], rule: &str) {
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}
