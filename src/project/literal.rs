//! Values in a JavaScript or TypeScript file: what is written out in full, with nothing run.
//!
//! In: the file. Out: the value that it exports, as YAML's are, with the place of each; what is no literal is `Null`, and
//! its place is told. `require.resolve('x')` is the path that it names.

use std::ops::Range;

use crate::config::value::{Entry, Value, ValueKind};

/// The deepest that values nest; deeper ones are made by a machine.
const MAX_DEPTH: usize = 64;

/// A value that a file exports, and the places in it that would have to be run.
#[derive(Debug, Default)]
pub(super) struct Exported {
    pub value: Option<Value>,
    pub unread: Vec<Range<usize>>,
}

/// Reads what a file exports.
pub(super) fn exported(text: &str) -> Exported {
    let mut reader = Reader { text, at: 0, depth: 0, unread: Vec::new() };
    let value = reader.exported();
    Exported { value, unread: reader.unread }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    unread: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn exported(&mut self) -> Option<Value> {
        let marks = ["module.exports", "export default"];
        let start = marks.iter().find_map(|mark| Some(self.text.rfind(mark)? + mark.len()))?;
        self.at = start;
        self.space();
        if self.rest().starts_with('=') {
            self.at += 1;
            self.space();
        }
        if self.rest().starts_with(['{', '[']) {
            return Some(self.value());
        }
        let name = self.word().to_owned();
        if name.is_empty() {
            return None;
        }
        // `const sidebars: SidebarsConfig = {`
        for keyword in ["const", "let", "var"] {
            let declaration = format!("{keyword} {name}");
            let mut ends = self.text.match_indices(&declaration).map(|(found, _)| found + declaration.len());
            let is_whole = |end: &usize| !self.text[*end..].starts_with(is_of_name);
            let Some(end) = ends.find(is_whole) else { continue };
            let length = self.text[end..].find(['=', ';'])?;
            self.at = end + length + 1;
            self.space();
            return self.rest().starts_with(['{', '[']).then(|| self.value());
        }
        None
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Passes over white space and comments.
    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let end = match trimmed.get(..2) {
                Some("//") => trimmed.find('\n'),
                Some("/*") => trimmed.find("*/").map(|at| at + 2),
                Some(_) | None => return,
            };
            self.at += end.unwrap_or(trimmed.len());
        }
    }

    /// A name of letters.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !(is_of_name(c) || c == '.')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn value(&mut self) -> Value {
        self.space();
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            return self.unknown(start);
        }
        self.depth += 1;
        let kind = match self.rest().chars().next() {
            Some('{') => Some(self.map()),
            Some('[') => Some(self.list()),
            Some('"' | '\'' | '`') => self.string().map(ValueKind::Scalar),
            Some(c) if c.is_ascii_alphanumeric() || c == '-' => self.plain(),
            Some(_) | None => None,
        };
        self.depth -= 1;
        let end = self.at;
        self.space();
        // `as const`, `satisfies Config`
        for keyword in ["as ", "satisfies "] {
            if self.rest().starts_with(keyword) {
                self.at += keyword.len();
                self.word();
                self.space();
            }
        }
        match kind {
            Some(kind)
                if self.rest().is_empty() || self.rest().starts_with([',', '}', ']', ';', ')']) || self.depth == 0 =>
            {
                Value { range: start..end, kind }
            }
            Some(_) | None => self.unknown(start),
        }
    }

    /// Passes over what would have to be run: to the comma or bracket that ends it.
    fn unknown(&mut self, start: usize) -> Value {
        // What closes the brackets and templates that are open; a template holds code between `${` and `}`.
        let mut open: Vec<char> = Vec::new();
        self.at = self.at.max(start);
        while let Some(c) = self.rest().chars().next() {
            if open.last() == Some(&'`') {
                self.at += match c {
                    '`' => open.pop().map_or(0, char::len_utf8),
                    '\\' => 1 + self.rest()[1..].chars().next().map_or(0, char::len_utf8),
                    '$' if self.rest().starts_with("${") => {
                        open.push('}');
                        2
                    }
                    c => c.len_utf8(),
                };
                continue;
            }
            match c {
                ')' | '}' | ']' | ',' | ';' if open.is_empty() => break,
                '(' => open.push(')'),
                '{' => open.push('}'),
                '[' => open.push(']'),
                '`' => open.push('`'),
                ')' | '}' | ']' => drop(open.pop()),
                '"' | '\'' => {
                    self.string();
                    continue;
                }
                '/' => {
                    let before = self.at;
                    self.space();
                    if self.at > before {
                        continue;
                    }
                }
                _ => {}
            }
            self.at += c.len_utf8();
        }
        self.unread.push(start..self.at);
        Value { range: start..self.at, kind: ValueKind::Null }
    }

    fn map(&mut self) -> ValueKind {
        let mut entries = Vec::new();
        self.at += 1;
        loop {
            self.space();
            let start = self.at;
            match self.rest().chars().next() {
                None => break,
                Some('}') => {
                    self.at += 1;
                    break;
                }
                Some(',') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let key = match self.rest().starts_with(['"', '\'']) {
                true => self.string().unwrap_or_default(),
                false => self.word().to_owned(),
            };
            let key_range = start..self.at;
            self.space();
            if key.is_empty() || key.starts_with('.') || !self.rest().starts_with(':') {
                self.unknown(start);
                // What closes nothing here is passed over.
                if self.rest().starts_with([')', ']', ';']) {
                    self.at += 1;
                }
                continue;
            }
            self.at += 1;
            let value = self.value();
            entries.push(Entry { key, key_range, value });
        }
        ValueKind::Map(entries)
    }

    fn list(&mut self) -> ValueKind {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.space();
            match self.rest().chars().next() {
                None => break,
                Some(']') => {
                    self.at += 1;
                    break;
                }
                Some(',' | ')' | '}' | ';') => self.at += 1,
                Some(_) => items.push(self.value()),
            }
        }
        ValueKind::List(items)
    }

    /// A string. Where it is left open it is passed over, and a template with code in it is not begun: both are `None`.
    fn string(&mut self) -> Option<String> {
        let quote = self.rest().chars().next()?;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at += at + 1;
                    return Some(text);
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('\n') | None => {}
                    Some(c) => text.push(c),
                },
                '\n' if quote != '`' => {
                    self.at += at;
                    return None;
                }
                '$' if quote == '`' && self.rest()[at..].starts_with("${") => return None,
                c => text.push(c),
            }
        }
        // A template to the end of the file is passed over once, not from each of its marks.
        self.at = self.text.len();
        None
    }

    /// A number, a truth value, or a path that is resolved.
    fn plain(&mut self) -> Option<ValueKind> {
        let start = self.at;
        if self.rest().starts_with('-') {
            self.at += 1;
        }
        let word = self.word();
        if word == "require.resolve" && self.rest().starts_with('(') {
            self.at += 1;
            self.space();
            let path = self.string()?;
            self.space();
            self.at += usize::from(self.rest().starts_with(')'));
            return Some(ValueKind::Scalar(path));
        }
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        match word {
            "null" | "undefined" => Some(ValueKind::Null),
            "true" | "false" => Some(ValueKind::Scalar(word.to_owned())),
            _ if is_number => Some(ValueKind::Scalar(self.text[start..self.at].to_owned())),
            _ => None,
        }
    }
}

/// Whether a character may stand in a name.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &Value) -> String {
        match &value.kind {
            ValueKind::Null => "null".to_owned(),
            ValueKind::Scalar(text) => text.clone(),
            ValueKind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            ValueKind::Map(entries) => {
                let entries = entries.iter().map(|entry| format!("{}:{}", entry.key, shown(&entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
        }
    }

    fn read(text: &str) -> (Option<String>, Vec<&str>) {
        let Exported { value, unread } = exported(text);
        (value.as_ref().map(shown), unread.into_iter().map(|range| text[range].trim()).collect())
    }

    #[test]
    fn literals_are_read_and_the_rest_is_told() {
        let (value, unread) = read(
            "// x\nimport a from 'b';\n/** @type {x} */\nconst s: Config = {\n  docs: ['a', \"b\\'c\", {type: `t`, n: -1.5, o: true,}],\n  \
             'k k': require.resolve('./p.js'), f(x) { return 1; }, ...other, g: h(1, '}'), i: a ? 'b' : 'c',\n} satisfies Config;\n\n\
             export default s;\n",
        );
        assert_eq!(value.as_deref(), Some("{docs:[a b'c {type:t n:-1.5 o:true}] k k:./p.js g:null i:null}"));
        assert_eq!(unread.len(), 4, "{unread:?}");
        assert_eq!(read("module.exports = {a: [1, 2]};").0.as_deref(), Some("{a:[1 2]}"));
        assert_eq!(read("export default {a: {b: 'c'}} as const;").0.as_deref(), Some("{a:{b:c}}"));
    }

    #[test]
    fn what_is_broken_ends() {
        for text in [
            "module.exports = {",
            "module.exports = {a: [",
            "export default f(",
            "module.exports = {)]}",
            "",
            "export default x",
            "module.exports={a:'x\n}",
            "export default {[a]: 1, b]: 2}",
            "export default {a: `x ${f({b: '}'})} y`, c",
        ] {
            read(text);
        }
        let many = 100_000;
        for text in [
            "[".repeat(many),
            "{a:".repeat(many),
            "f(".repeat(many),
            "{a:`".to_owned() + &"\\`".repeat(many),
            "{a:'".to_owned() + &"\\'".repeat(many),
            "[`${".repeat(many),
            "[1 2 'x\n".repeat(many),
            "{a:/".repeat(many),
            "const ".repeat(many),
        ] {
            read(&format!("module.exports = {text}"));
            read(&format!("{text} module.exports = a"));
        }
    }

    #[test]
    fn templates_with_code_are_passed_over_whole() {
        let (value, unread) = read("export default {a: `x ${f({b: '}'}, `y${1}`)} z`, c: `d`};");
        assert_eq!(value.as_deref(), Some("{a:null c:d}"));
        assert_eq!(unread, ["`x ${f({b: '}'}, `y${1}`)} z`"]);
    }
}
