//! A session at a console: prompts, what is typed at them, and what comes back.
//!
//! In: a text, and what knows the language of the shell. Out: tokens: the prompt, the words that are typed, each line that
//! comes back. A text without any prompt has no tokens, since nobody can say which of the two it is.

use super::{Tokens, push_part};
use crate::document::CodeToken;

/// How long a prompt may be that names a machine and a folder, in bytes.
const LONGEST: usize = 80;

/// Whether the first line that is not empty begins with `$ `, which no program in a shell's language does.
pub fn begins_with_prompt(text: &str) -> bool {
    text.lines().map(str::trim_start).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with("$ "))
}

/// The tokens of a session.
pub fn tokens(shell: &dyn Fn(&str) -> Tokens, text: &str) -> Tokens {
    // A number sign is root's prompt, or a comment where others have prompts of their own.
    let has_plain = text.lines().any(|line| prompt(line, false).is_some());
    let has_prompt = has_plain || text.lines().any(|line| prompt(line, true).is_some());
    let mut tokens = Tokens::new();
    if !has_prompt {
        return tokens;
    }
    let mut start = 0;
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let found = prompt(content, !has_plain);
        if let Some(length) = found.filter(|_| !goes_on) {
            tokens.push((start..start + length, CodeToken::Prompt));
            typed(shell, &content[length..], start + length, &mut tokens);
            goes_on = content.ends_with('\\');
        } else if goes_on {
            let sign = content.strip_prefix("> ").map_or(0, |_| 1);
            if sign > 0 {
                tokens.push((start..start + sign, CodeToken::Prompt));
            }
            typed(shell, &content[sign..], start + sign, &mut tokens);
            goes_on = content.ends_with('\\');
        } else if has_plain && content.starts_with("# ") {
            tokens.push((start..start + content.len(), CodeToken::Comment));
        } else if !content.trim().is_empty() {
            tokens.push((start..start + content.len(), CodeToken::Output));
        }
        start += line.len();
    }
    tokens
}

/// Words that are typed, with strings, comments and variables in them as the language of the shell has them.
fn typed(shell: &dyn Fn(&str) -> Tokens, text: &str, start: usize, tokens: &mut Tokens) {
    let known = shell(text);
    let mut all = Tokens::new();
    let mut end = 0;
    let rest = |from: usize, to: usize, all: &mut Tokens| {
        let part = &text[from..to];
        let from = from + (part.len() - part.trim_start().len());
        let to = from + part.trim().len();
        if to > from {
            all.push((from..to, CodeToken::Typed));
        }
    };
    let told = |token: &CodeToken| matches!(token, CodeToken::String | CodeToken::Comment | CodeToken::Variable);
    for (range, token) in known.into_iter().filter(|(_, token)| told(token)) {
        rest(end, range.start, &mut all);
        end = range.end;
        all.push((range, token));
    }
    rest(end, text.len(), &mut all);
    push_part(tokens, all, start);
}

/// How many bytes of a line are a prompt, without the space after it.
fn prompt(line: &str, root: bool) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[indent..];
    let ends = |prompt: &str| rest.strip_prefix(prompt).is_some_and(|after| after.is_empty() || after.starts_with(' '));
    let signs = ["$", "%", ">>>", "...", "❯", "➜", "sqlite>", "mysql>", "PS>"];
    if let Some(sign) = signs.iter().find(|sign| ends(sign)) {
        // Three periods alone are what a text leaves out.
        return (*sign != "..." || rest.len() > 3).then_some(indent + sign.len());
    }
    if root && ends("#") {
        return Some(indent + 1);
    }
    // `name@machine:~/folder$`, `(venv) $`, `[root@machine ~]#`, `PS C:\>`, `C:\folder>`, `irb(main):001>`, `books=#`.
    let mut bound = rest.len().min(LONGEST);
    while !rest.is_char_boundary(bound) {
        bound -= 1;
    }
    let head = rest.as_bytes().get(..bound)?;
    let end = head.windows(2).position(|pair| b"$#>%".contains(&pair[0]) && pair[1] == b' ')?;
    let name = &rest[..end];
    let is_name = name.contains('@') && !name.contains([' ', '"', '\'']) && name.contains([':', '~'])
        || name.starts_with('[') && name.ends_with(']') && name.contains('@')
        || name.starts_with('(') && name.trim_end().ends_with(')') && !name.contains("))")
        || name.starts_with("irb(")
        || is_windows(name)
        || name.ends_with('=')
            && name.len() > 1
            && name[..name.len() - 1].bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(indent + end + 1)
}

/// `PS C:\folder`, `C:\folder`.
fn is_windows(name: &str) -> bool {
    let drive = name.strip_prefix("PS ").unwrap_or(name).as_bytes();
    drive.len() >= 3 && drive[0].is_ascii_alphabetic() && &drive[1..3] == b":\\"
}
