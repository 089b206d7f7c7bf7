//! What a code fence says of its code, and lines of code that are not shown.
//!
//! In: an info string; the rules of a project for hidden lines. Out: the language; the code without those lines.
//! Attributes after the language (`rust,ignore`, `rust ignore`, `{.rust .ignore}`) say what tools are to do with the
//! code and are no part of it; those in braces are the block's.

use std::collections::BTreeMap;

use super::{attribute, code_lines};
use crate::document::{Attributes, CodeLines};

/// Languages that knitr and Jupyter run.
const RUN: [&str; 14] = [
    "bash",
    "cpp",
    "dot",
    "haskell",
    "javascript",
    "js",
    "julia",
    "mermaid",
    "ojs",
    "python",
    "r",
    "rust",
    "sql",
    "stan",
];

/// An info string taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    /// The first word, or the first class in braces.
    pub language: Option<String>,
    /// What begins a hidden line, where the fence says so: mdBook's `hidelines=`.
    hidden_prefix: Option<String>,
    /// What braces say of the block, without the language; a title of MkDocs' or Docusaurus' form.
    pub attributes: Attributes,
    /// What it says of the lines.
    pub lines: CodeLines,
    /// It is code that a tool runs and puts the result of into the book: knitr's and Jupyter's `{r}`, `{python}`.
    pub is_run: bool,
    /// The info string of such code.
    pub info: String,
    /// The format that pandoc's `{=latex}` means the text for.
    pub raw_format: Option<String>,
}

impl Fence {
    /// Takes an info string apart.
    pub fn parse(info: &str) -> Fence {
        let info = info.trim();
        let mut words = info.split([',', ' ', '\t', '{', '}']).filter(|word| !word.is_empty());
        let hidden_prefix = words.clone().find_map(|word| word.strip_prefix("hidelines=")).map(str::to_owned);
        let (language, is_run) = match info.strip_prefix('{') {
            // pandoc's attributes: the first class is the language.
            Some(_) if words.clone().any(|word| word.starts_with('.')) => {
                (words.find_map(|word| word.strip_prefix('.')), false)
            }
            Some(inner) => {
                let name = words.next().filter(|name| inner.starts_with(name) && is_name(name));
                (name, name.is_some())
            }
            None => (words.next().map(without_line_numbers).filter(|word| !word.contains('=')), false),
        };
        let language = language.map(str::to_owned);
        let lines = code_lines::of_info(info);
        let mut attributes = attributes(info, language.as_deref());
        // What a directive that is not read says beside its name is words to be shown.
        let argument = info.split_once('}').map(|(_, rest)| rest.trim()).filter(|rest| is_run && !rest.is_empty());
        if let Some(argument) = argument.filter(|rest| !rest.starts_with('{') && attributes.is_empty()) {
            attributes.set("caption", argument);
        }
        let raw_format = info.strip_prefix("{=").and_then(|rest| rest.strip_suffix('}')).map(str::to_owned);
        let info = if is_run { info.to_owned() } else { String::new() };
        Fence { language, hidden_prefix, attributes, lines, is_run, info, raw_format }
    }
}

impl Fence {
    /// Whether it is code that a tool runs, and no directive.
    pub fn is_chunk(&self) -> bool {
        self.is_run && RUN.contains(&self.language.as_deref().unwrap_or_default())
    }
}

/// What an info string says of the block beside its language: in braces, as pandoc has it, and by names that stand bare
/// beside other tools' words, such as the lines to mark.
fn attributes(info: &str, language: Option<&str>) -> Attributes {
    const BARE: [&str; 4] = ["title=", "filename=", "name=", "caption="];
    let mut attributes = Attributes::default();
    let mut rest = info;
    while let Some(first) = rest.chars().next() {
        if first == '{' {
            let Some(block) = attribute::parse(rest) else {
                // Lines to mark, or what only its own tool reads.
                rest = rest.find('}').map_or("", |at| &rest[at + 1..]);
                continue;
            };
            if let Some(id) = block.attributes.id() {
                attributes.set_id(id);
            }
            let classes = block.attributes.classes().iter().filter(|class| Some(class.as_str()) != language);
            classes.for_each(|class| attributes.add_class(class.as_str()));
            block.attributes.pairs().iter().for_each(|(name, value)| attributes.set(name.as_str(), value.as_str()));
            rest = &rest[block.length..];
            continue;
        }
        // VitePress' and Nuxt's label of a tab, `[npm]`.
        let label =
            rest.strip_prefix('[').and_then(|inner| inner.split_once(']')).filter(|(label, _)| !label.is_empty());
        if let Some((label, after)) = label {
            attributes.set("title", label);
            rest = after;
            continue;
        }
        let named = BARE.iter().find_map(|name| Some((name, attribute::value(rest.strip_prefix(name)?)?)));
        if let Some((name, (value, after))) = named {
            attribute::set(&mut attributes, name.trim_end_matches('='), &value);
            rest = after;
            continue;
        }
        // On to the next word.
        let end = rest.find([' ', '\t', ',', '{']).unwrap_or(rest.len());
        rest = rest[end..].trim_start_matches([' ', '\t', ',']);
    }
    attributes
}

/// VitePress' `ts:line-numbers=2` without what it says of lines.
fn without_line_numbers(word: &str) -> &str {
    let is_of_lines = |rest: &str| rest.starts_with("line-numbers") || rest.starts_with("no-line-numbers");
    word.split_once(':').filter(|(_, rest)| is_of_lines(rest)).map_or(word, |(name, _)| name)
}

/// Whether it may be the name of a language of programming, or of a directive.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

/// Which lines of listings are not shown: lines that make an example complete for a compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HiddenLines {
    /// Whether any are: in Rust those that rustdoc hides, in others those with a prefix.
    pub is_on: bool,
    /// What begins a hidden line, by language.
    pub prefixes: BTreeMap<String, String>,
}

impl HiddenLines {
    /// The code without its hidden lines.
    pub fn without(&self, fence: &Fence, code: &str) -> String {
        let language = fence.language.as_deref().unwrap_or_default();
        if !self.is_on {
            return code.to_owned();
        }
        if language == "rust" {
            return code.split_inclusive('\n').filter_map(rust_line).collect();
        }
        match fence.hidden_prefix.as_ref().or_else(|| self.prefixes.get(language)) {
            Some(prefix) => {
                code.split_inclusive('\n').filter(|line| !line.trim_start().starts_with(prefix.as_str())).collect()
            }
            None => code.to_owned(),
        }
    }
}

/// A line of Rust as shown: `# …` and `#` alone are hidden, `##` stands for `#`; attributes stay
/// (<https://doc.rust-lang.org/rustdoc/write-documentation/documentation-tests.html>).
fn rust_line(line: &str) -> Option<String> {
    let content = line.trim_start();
    let Some(rest) = content.strip_prefix('#') else { return Some(line.to_owned()) };
    match rest.chars().next() {
        None | Some(' ' | '\n') => None,
        Some('#') => Some(format!("{}{rest}", &line[..line.len() - content.len()])),
        Some(_) => Some(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_no_part_of_the_language() {
        for (info, language) in [
            ("rust", Some("rust")),
            ("rust,ignore,should_panic", Some("rust")),
            (" rust  ignore", Some("rust")),
            ("rust\tno_run", Some("rust")),
            ("rust {1,3}", Some("rust")),
            ("{.rust .numberLines}", Some("rust")),
            ("{#id .toml file=x}", Some("toml")),
            ("{#id}", None),
            ("{r echo=FALSE}", Some("r")),
            ("{r, echo=FALSE}", Some("r")),
            ("{=latex}", None),
            ("{list-table} Frozen", Some("list-table")),
            (",ignore", Some("ignore")),
            ("hidelines=~", None),
            ("c++", Some("c++")),
            ("", None),
        ] {
            assert_eq!(Fence::parse(info).language.as_deref(), language, "{info}");
        }
    }

    #[test]
    fn titles_stand_bare_before_and_after_the_lines_to_mark() {
        for (info, name, value) in [
            ("jsx title=\"/src/a.js\" {1,3-5} showLineNumbers", "title", "/src/a.js"),
            ("js {1} title=\"b.js\"", "title", "b.js"),
            ("js title='g h.js'", "title", "g h.js"),
            ("title=\"alone\"", "title", "alone"),
            ("py,title=c.py", "title", "c.py"),
            ("py filename=\"e.py\"", "data-filename", "e.py"),
            ("py name=\"e.py\" {2}", "data-name", "e.py"),
            ("py caption=\"A *listing*\"", "caption", "A *listing*"),
            ("{.py title=\"in\"}", "title", "in"),
            ("sh [npm]", "title", "npm"),
            ("js{1,2} [a.js]", "title", "a.js"),
        ] {
            assert_eq!(Fence::parse(info).attributes.get(name), Some(value), "{info}");
        }
        for info in ["js subtitle=\"x\"", "js title=\"open", "js {title=\"x\"", "js {1 title=\"x\"}"] {
            assert_eq!(Fence::parse(info).attributes.get("title"), None, "{info}");
        }
    }

    #[test]
    fn lines_are_hidden_as_rustdoc_has_it() {
        let hidden = HiddenLines { is_on: true, prefixes: [("python".to_owned(), "~".to_owned())].into() };
        let code =
            "# fn main() {\nlet x = 1;\n#\n    # let y = 2;\n#[derive(Debug)]\n#![allow(x)]\n## a\n  ##b\n#x\n# }\n";
        let shown = "let x = 1;\n#[derive(Debug)]\n#![allow(x)]\n# a\n  #b\n#x\n";
        assert_eq!(hidden.without(&Fence::parse("rust,ignore"), code), shown);
        assert_eq!(hidden.without(&Fence::parse("toml"), code), code);
        assert_eq!(HiddenLines::default().without(&Fence::parse("rust"), code), code);
        assert_eq!(hidden.without(&Fence::parse("python"), "~a\nb\n  ~c\n"), "b\n");
        assert_eq!(hidden.without(&Fence::parse("sh,hidelines=!!"), "!!a\nb\n~c"), "b\n~c");
        assert_eq!(HiddenLines::default().without(&Fence::parse("sh,hidelines=!!"), "!!a\n"), "!!a\n");
    }
}
