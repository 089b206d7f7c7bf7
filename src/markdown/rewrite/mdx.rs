//! MDX: imports and exports, and expressions in the attributes of tags.
//!
//! In: a line that begins a statement; a line in which an attribute's value stands in braces. Out: nothing for the
//! statement, which is told; the value in quotes where it names a file or is a word, `require('./a.png').default`,
//! `useBaseUrl('/a')`, the name of an imported file; else no attribute, which is told. Nothing is run
//! (<https://mdxjs.com/docs/what-is-mdx/>, <https://docusaurus.io/docs/markdown-features/assets>).

use super::super::dialect::Form;
use super::Pass;
use super::container::{Leaf, Line};

const NAME: &str = "JavaScript of MDX";
const HINT: &str = "nothing of it is run: say in Markdown or HTML what the book needs of it";

/// Whether a line may begin a statement.
pub(super) fn begins(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("export ")
}

/// Whether it does, in a form that no prose has.
fn is_statement(text: &str) -> bool {
    let bare = text.trim_end().trim_end_matches(';');
    if let Some(rest) = text.strip_prefix("import ") {
        let is_named = rest.starts_with(['{', '*', '\'', '"']) || rest.contains(" from ");
        return is_named && (bare.ends_with(['"', '\'']) || bare.ends_with('{') || bare.ends_with(','));
    }
    ["const ", "default ", "function ", "let ", "{", "* from "]
        .iter()
        .any(|word| text.strip_prefix("export ").is_some_and(|rest| rest.starts_with(word)))
        && text.contains(['=', '(', '{', '\'', '"', ';'])
}

/// How many brackets a line opens more than it closes, those in quotes left aside.
fn balance(text: &str) -> i32 {
    let mut quote = None;
    let mut balance = 0;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{' | '(' | '[') => balance += 1,
            (None, '}' | ')' | ']') => balance -= 1,
            (None, _) => {}
        }
    }
    balance
}

impl<'t> Pass<'t, '_> {
    /// A statement, with the lines that its brackets go on over.
    pub(super) fn statement(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let is_one = self.reads(Form::Mdx) && begins(text) && self.leaf != Leaf::Paragraph && is_statement(text);
        if !is_one {
            return None;
        }
        self.note_import(text);
        let mut open = balance(text);
        let mut last = line.clone();
        while open > 0 {
            // One that never ends is no statement.
            let next = self.peek(last.next)?;
            let text = self.text_of(&next);
            if text.starts_with("```") {
                return None;
            }
            open += balance(text);
            last = next;
        }
        if self.reported.insert(NAME.to_owned()) {
            let message = format!("{NAME} is left out");
            self.report(crate::diagnostic::Code::ForeignMarkup, message, HINT, line.start..line.end);
        }
        self.replace(line, []);
        self.skip_to(last.next);
        Some(last.next)
    }

    /// Takes note of a file that a name stands for: `import map from './map.png'`.
    fn note_import(&mut self, text: &str) {
        let found = text.strip_prefix("import ").and_then(|rest| rest.split_once(" from "));
        let Some((name, path)) = found else { return };
        let path = path.trim().trim_end_matches(';').trim_matches(['"', '\'']);
        if !name.contains(['{', ' ', ',']) {
            self.imports.insert(name.to_owned(), path.to_owned());
        }
    }

    /// What stands for an attribute's value in braces that `text` begins with, `={…}`, after a tag's beginning in
    /// `before`; with the attribute's name, which is left out where nothing does. Gives what is to be written, how much
    /// of `before` it takes, and the length.
    pub(super) fn value_in_braces(&self, before: &str, text: &str) -> Option<(String, usize, usize)> {
        if !self.reads(Form::Mdx) {
            return None;
        }
        /// A tag goes on for no longer, nor does a value.
        const LONGEST: usize = 2000;
        let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let name = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
        let head = &before[..before.len() - name];
        // Within a tag, or at the head of a line of one.
        let in_tag = head.rfind('<').is_some_and(|at| {
            head[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) && !head[at..].ends_with('>')
        });
        let in_line = head.trim().is_empty() && ["src", "href"].contains(&&before[before.len() - name..]);
        if name == 0 || !(in_tag && head.ends_with([' ', '\t']) || in_line) {
            return None;
        }
        let length = 1 + enclosed(&text[1..])?;
        let inner = text[2..length - 1].trim();
        let value = word(inner).or_else(|| self.imports.get(inner).cloned()).filter(|value| !value.contains('"'));
        if let Some(value) = value {
            return Some((format!("=\"{value}\""), 0, length));
        }
        Some((String::new(), name, length))
    }

    /// Tells of a value that is left out.
    pub(super) fn report_value(&mut self, place: std::ops::Range<usize>) {
        if self.reported.insert("a value of MDX".to_owned()) {
            let typed = &self.source[place.clone()];
            let message = format!("`{typed}` is a value that only a program knows: it is left out");
            self.report(crate::diagnostic::Code::ForeignMarkup, message, HINT, place);
        }
    }
}

/// The length of what braces hold, with them.
fn enclosed(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}

/// The word or number that an expression is, or the file that it asks for.
fn word(expression: &str) -> Option<String> {
    let inner = ["require(", "useBaseUrl("].iter().find_map(|call| expression.strip_prefix(call));
    let quoted = match inner {
        Some(rest) => rest.trim_end_matches(".default").trim_end().strip_suffix(')')?.trim(),
        None => expression,
    };
    let is_number = !quoted.is_empty() && quoted.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        return Some(quoted.to_owned());
    }
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let text = quoted[1..].strip_suffix(quote)?;
    (!text.contains([quote, '$'])).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_words_and_files() {
        assert_eq!(word("require('./a.png').default").as_deref(), Some("./a.png"));
        assert_eq!(word("require(\"./a.png\")").as_deref(), Some("./a.png"));
        assert_eq!(word("useBaseUrl('/img/a.png')").as_deref(), Some("/img/a.png"));
        assert_eq!(word("200").as_deref(), Some("200"));
        assert_eq!(word("`plain`").as_deref(), Some("plain"));
        assert_eq!(word("`a${b}`"), None);
        assert_eq!(word("{color: 'red'}"), None);
        assert_eq!(enclosed("{{a: '}'}} b"), Some(10));
    }

    #[test]
    fn prose_is_no_statement() {
        assert!(is_statement("import a from './a.png';") && is_statement("import {") && is_statement("import 'x'"));
        assert!(is_statement("export const a = 1") && is_statement("export default function x() {"));
        assert!(!is_statement("import duties are due from abroad.") && !is_statement("export default values"));
    }
}
