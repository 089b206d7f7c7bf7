//! Differences between two texts: lines that were added and removed, and where they stand (GNU diffutils, 2.2.2.2).
//!
//! In: a text, and what knows the language of the lines, if anything does. Out: tokens. Without a language a line is one
//! token; with one, its sign is, and the rest is read in the language, line by line.

use super::{Tokens, push_part};
use crate::document::CodeToken;

/// What a line of a difference is by its sign.
pub fn sign(line: &str) -> Option<CodeToken> {
    const HEADS: [&str; 8] = ["@@", "+++ ", "--- ", "diff ", "index ", "Index: ", "***", "==="];
    if HEADS.iter().any(|head| line.starts_with(head)) {
        return Some(CodeToken::Heading);
    }
    match line.as_bytes().first()? {
        b'+' | b'>' => Some(CodeToken::Inserted),
        b'-' | b'<' => Some(CodeToken::Deleted),
        _ => None,
    }
}

/// The tokens of a difference.
pub fn tokens(language: Option<&dyn Fn(&str) -> Tokens>, text: &str) -> Tokens {
    let mut tokens = Tokens::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let sign = sign(content);
        match (sign, language) {
            (Some(sign @ (CodeToken::Inserted | CodeToken::Deleted)), Some(language)) => {
                tokens.push((start..start + 1, sign));
                push_part(&mut tokens, language(&content[1..]), start + 1);
            }
            (Some(sign), _) => tokens.push((start..start + content.len(), sign)),
            (None, Some(language)) => push_part(&mut tokens, language(content), start),
            (None, None) => {}
        }
        start += line.len();
    }
    tokens
}
