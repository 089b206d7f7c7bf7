//! The forms that ask for files, one by one.
//!
//! In: words of a line. Out: the names of files, and how long the form is. What is no name of a file, such as a
//! template's variable, is no form.

use super::super::dialect::{Dialect, Form};
use super::super::rewrite::Call;
use super::super::wiki_link;
use super::{Kind, Part};
use crate::source::name::{ending, is_markdown};

/// What a form asks for.
pub(super) struct Asked {
    pub files: Vec<(String, Part)>,
    pub kind: Kind,
    /// How much of the words it takes; all where it does not say.
    pub length: Option<usize>,
    pub parameters: Vec<(String, String)>,
}

impl Asked {
    fn of(kind: Kind, name: impl Into<String>, part: Part) -> Asked {
        Asked { files: vec![(name.into(), part)], kind, length: None, parameters: Vec::new() }
    }
}

/// The forms of the tools that know `{% include %}`: Jekyll, GitBook, plugins of MkDocs.
const TEMPLATES: [Form; 3] = [Form::Liquid, Form::Hints, Form::Snippets];

/// The longest name of a file; more is text between marks.
const LONGEST: usize = 500;

/// The most lines of a block of snippets.
const MOST_SNIPPETS: usize = 1000;

/// What takes a line of its own; `below` is what follows it, from its line feed on.
pub(super) fn whole_line(words: &str, dialect: Dialect, in_code: bool, below: &str) -> Option<Asked> {
    match words.as_bytes().first()? {
        b'-' | b';' if dialect.reads(Form::Snippets) => snippet(words, below),
        b'{' if words.starts_with("{{<") || words.starts_with("{{%") => {
            if !dialect.reads(Form::Shortcodes) {
                None
            } else {
                shortcode(words, in_code)
            }
        }
        b'<' if words.starts_with("<!--") && dialect.reads(Form::Snippets) && !in_code => comment(words),
        b'<' if dialect.reads(Form::CodeFiles) && !in_code => code_file(words),
        b'{' if words.starts_with("{{") && dialect.reads(Form::CodeFiles) && !in_code => transclusion(words),
        // A comment's mark may stand before it, so that code stays code.
        _ if in_code && dialect.reads(Form::Snippets) && words.contains("8<--") => {
            let at = words.find("--8<--")?;
            let is_mark = words[..at].chars().all(|c| c.is_ascii_punctuation() || c == ' ');
            is_mark.then(|| snippet(&words[at..], below)).flatten().filter(|asked| asked.length.is_none())
        }
        _ => None,
    }
}

/// What stands among words.
pub(super) fn within(words: &str, dialect: Dialect) -> Option<Asked> {
    match words.as_bytes() {
        [b'!', b'[', b'[', ..] if dialect.reads(Form::WikiLinks) => {
            let link = wiki_link::parse(words)?;
            let (name, part) = link.embedded()?;
            Some(Asked { length: Some(link.length), ..Asked::of(Kind::Embed, name, part) })
        }
        [b'{', b'%', ..] if TEMPLATES.iter().any(|form| dialect.reads(*form)) => template(words),
        [b'{', b'!', ..] if dialect.reads(Form::Snippets) => {
            let inner = words.get(..words.floor_char_boundary(LONGEST))?.strip_prefix("{!")?;
            let end = inner.find("!}")?;
            let name = inner[..end].trim();
            let is_name = name.contains('.') && !name.contains(char::is_whitespace);
            is_name.then(|| Asked { length: Some(end + 4), ..Asked::of(Kind::Snippet, name, Part::Whole) })
        }
        _ => None,
    }
}

/// The end of a stretch of Liquid that asks for nothing, where words begin one.
pub(super) fn begins_raw(words: &str, dialect: Dialect) -> Option<&'static str> {
    if !dialect.reads(Form::Liquid) {
        return None;
    }
    let inner = words.strip_prefix("{%")?.trim_start_matches(['-', ' ']);
    [("raw", "endraw"), ("comment", "endcomment")].iter().find_map(|(name, end)| {
        let rest = inner.strip_prefix(name)?;
        rest.starts_with([' ', '%', '-']).then_some(*end)
    })
}

/// pymdownx's snippets: `--8<-- "file"`, or a block of names between two marks. A `;` keeps one as text.
fn snippet(words: &str, below: &str) -> Option<Asked> {
    let bare = words.strip_prefix(';').unwrap_or(words);
    let rest = bare.trim_start_matches('-').strip_prefix("8<")?;
    let after = rest.trim_start_matches('-');
    if !bare.starts_with('-') || after.len() == rest.len() {
        return None;
    }
    let name = after.trim();
    if bare.len() < words.len() {
        let is_it = name.is_empty() || name.starts_with(['"', '\'']);
        return is_it.then(|| Asked { files: Vec::new(), length: Some(1), ..Asked::of(Kind::Escape, "", Part::Whole) });
    }
    if !name.is_empty() {
        let quote = name.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let name = name.strip_prefix(quote)?.strip_suffix(quote)?;
        let (name, part) = snippet_name(name)?;
        return Some(Asked::of(Kind::Snippet, name, part));
    }
    let mut files = Vec::new();
    let mut length = words.len() + 1;
    for line in below.strip_prefix('\n')?.split_inclusive('\n').take(MOST_SNIPPETS) {
        let name = line.trim();
        length += line.len();
        if name.starts_with('-') && name.trim_matches('-') == "8<" {
            length -= line.len() - line.trim_end().len();
            return Some(Asked { files, kind: Kind::Snippet, length: Some(length), parameters: Vec::new() });
        }
        // Blank lines part them, and `;` leaves one out.
        if !name.is_empty() && !name.starts_with(';') {
            files.push(snippet_name(name)?);
        }
    }
    None
}

/// `file`, `file:section`, `file:2`, `file:2:4`, `file:1:2,5:6`.
fn snippet_name(written: &str) -> Option<(String, Part)> {
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let whole = || Some((written.to_owned(), Part::Whole));
    if written.contains("://") {
        return whole();
    }
    let Some((name, part)) = written.split_once(':') else { return whole() };
    let range = |text: &str| -> Option<(usize, Option<usize>)> {
        let (first, last) = text.split_once(':').map_or((text, None), |(first, last)| (first, Some(last)));
        let first = if first.is_empty() { 1 } else { first.parse().ok()? };
        match last {
            None => Some((first, None)),
            Some("") => Some((first, None)),
            Some(last) => Some((first, Some(last.parse().ok()?))),
        }
    };
    let ranges: Option<Vec<_>> = part.split(',').map(range).collect();
    Some((name.to_owned(), ranges.map_or_else(|| Part::Section(part.to_owned()), Part::Lines)))
}

/// Quarto's `{{< include _a.qmd >}}` and Docsy's `{{% readfile "a.md" %}}`.
fn shortcode(words: &str, in_code: bool) -> Option<Asked> {
    let call = Call::parse(words, "{{<", ">}}").or_else(|| Call::parse(words, "{{%", "%}}"))?;
    if call.length != words.len() || call.is_end || !matches!(call.name.as_str(), "include" | "readfile" | "readFile") {
        return None;
    }
    let name = ["file", "path"].iter().find_map(|name| call.named(name)).or(call.at(0))?;
    let is_code = call.named("code").is_some_and(|code| code != "false");
    let kind = match is_code && !in_code {
        true => Kind::Code { language: call.named("lang").map_or_else(|| ending(name), str::to_owned), title: None },
        false => Kind::Shortcode,
    };
    (!name.is_empty()).then(|| Asked::of(kind, name, Part::Whole))
}

/// Jekyll's `{% include a.html x="1" %}` and `{% include_relative a.md %}`; the plugin's `{% include-markdown "a.md" %}`
/// (<https://github.com/mondeja/mkdocs-include-markdown-plugin>).
fn template(words: &str) -> Option<Asked> {
    let call = Call::parse(words, "{%", "%}")?;
    let kind = match call.name.as_str() {
        "include" | "include_cached" => Kind::Template,
        "include_relative" | "include-markdown" => Kind::Beside,
        _ => return None,
    };
    let name = call.at(0).filter(|name| !name.is_empty() && !name.contains(['{', '}', '*']))?;
    let part = match (call.named("start"), call.named("end")) {
        (None, None) => Part::Whole,
        _ if call.name == "include_relative" => Part::Whole,
        (start, end) => Part::Between(start.map(str::to_owned), end.map(str::to_owned)),
    };
    let named = call.arguments.iter().filter_map(|(key, value)| Some((key.clone()?, value.clone())));
    let parameters = named.collect();
    Some(Asked { length: Some(call.length), parameters, ..Asked::of(kind, name, part) })
}

/// VitePress' `<!--@include: ./a.md-->`, with the lines of the file in braces or a region of it behind `#`
/// (<https://vitepress.dev/guide/markdown#markdown-file-inclusion>).
fn comment(words: &str) -> Option<Asked> {
    let inner = words.strip_prefix("<!--")?.trim_start().strip_prefix("@include:")?.strip_suffix("-->")?.trim();
    let (file, lines) = match inner.split_once('{').filter(|_| inner.ends_with('}')) {
        Some((file, range)) => (file, Some(comma_range(range.strip_suffix('}')?)?)),
        None => (inner, None),
    };
    // A region has no lines of its own.
    let (name, part) = match (file.split_once('#'), lines) {
        (Some((name, section)), _) => (name, Part::Section(section.to_owned())),
        (None, Some(lines)) => (file, Part::Lines(vec![lines])),
        (None, None) => (file, Part::Whole),
    };
    let is_name = !name.is_empty() && name.len() < LONGEST && !name.contains(['<', '>']);
    is_name.then(|| Asked::of(Kind::Shortcode, name, part))
}

/// `3,`, `,10`, `1,10`: from a line to another.
fn comma_range(range: &str) -> Option<(usize, Option<usize>)> {
    let (first, last) = range.split_once(',')?;
    let first = if first.trim().is_empty() { 1 } else { first.trim().parse().ok()? };
    let last = if last.trim().is_empty() { None } else { Some(last.trim().parse().ok()?) };
    Some((first, last))
}

/// Leanpub's `<<[Title](code/a.rb)` and `<<(code/a.rb)`.
fn code_file(words: &str) -> Option<Asked> {
    let rest = words.strip_prefix("<<")?;
    let (title, rest) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once("](").map(|(title, rest)| (Some(title.trim()), rest))?,
        None => (None, rest.strip_prefix('(')?),
    };
    let name = rest.strip_suffix(')').filter(|name| !name.is_empty() && name.len() < LONGEST)?;
    let title = title.filter(|title| !title.is_empty()).map(|title| title.replace('"', "'"));
    let kind = match is_markdown(name) {
        true => Kind::Shortcode,
        false => Kind::Code { language: ending(name), title },
    };
    Some(Asked::of(kind, name, Part::Whole))
}

/// MultiMarkdown's `{{a.md}}` (<https://fletcher.github.io/MultiMarkdown-6/syntax/transclusion.html>), which is a
/// variable to others.
fn transclusion(words: &str) -> Option<Asked> {
    let name = words.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    let is_name = !ending(name).is_empty() && name.len() < LONGEST && name.chars().all(is_plain);
    let kind = if is_markdown(name) { Kind::Shortcode } else { Kind::Perhaps };
    is_name.then(|| Asked::of(kind, name, Part::Whole))
}

/// What MyST's directives ask for, `{include} a.md` and `{literalinclude} a.py`, after a fence or colons; `options` are the
/// lines in it, each `:key: value` (<https://mystmd.org/guide/directives#directive-include>).
pub(super) fn directive(words: &str, options: &str, dialect: Dialect) -> Option<Asked> {
    if !dialect.reads(Form::Directives) || words.len() > LONGEST {
        return None;
    }
    let info = words.trim_start_matches(['`', '~', ':']).trim();
    let (directive, name) = info.strip_prefix('{')?.split_once('}')?;
    let (directive, name) = (directive.trim(), name.trim());
    if !matches!(directive, "include" | "literalinclude") || name.is_empty() {
        return None;
    }
    let (mut language, mut title, mut is_code) = (None, None, directive == "literalinclude");
    let (mut part, mut start, mut end) = (Part::Whole, None, None);
    for line in options.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (key, value) = line.strip_prefix(':')?.split_once(':')?;
        let value = value.trim();
        match key {
            "literal" | "code" => is_code = true,
            "lang" | "language" => language = Some(value.to_owned()),
            "caption" | "filename" => title = Some(value.replace('"', "'")),
            "lines" => part = Part::Lines(lines(value)?),
            // Counted from 0.
            "start-line" => part = Part::Lines(vec![(value.parse::<usize>().ok()? + 1, None)]),
            "start-after" => start = Some(value.to_owned()),
            "end-before" => end = Some(value.to_owned()),
            _ => {}
        }
    }
    if part == Part::Whole && (start.is_some() || end.is_some()) {
        part = Part::Between(start, end);
    }
    let kind = match is_code {
        true => Kind::Code { language: language.unwrap_or_else(|| ending(name)), title },
        false => Kind::Shortcode,
    };
    Some(Asked::of(kind, name, part))
}

/// `1,3,5-10,20-`.
fn lines(value: &str) -> Option<Vec<(usize, Option<usize>)>> {
    let range = |text: &str| -> Option<(usize, Option<usize>)> {
        let (first, last) = match text.trim().split_once('-') {
            Some((first, "")) => (first, None),
            Some((first, last)) => (first, Some(last.trim().parse().ok()?)),
            None => (text.trim(), Some(text.trim().parse().ok()?)),
        };
        Some((first.trim().parse().ok()?, last))
    };
    value.split(',').map(range).collect()
}

/// The files that a chunk's `child` names: a string, or several in `c(…)`.
pub(super) fn children(words: &str, dialect: Dialect) -> Option<Vec<(String, Part)>> {
    if !dialect.reads(Form::ChildTexts) || words.len() > LONGEST {
        return None;
    }
    let inner = words.trim_start_matches(['`', '~']).trim().strip_prefix('{')?.strip_suffix('}')?;
    let (before, rest) = inner.split_once("child")?;
    if !before.ends_with([' ', ',', '\t']) {
        return None;
    }
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let list = match rest.strip_prefix("c(") {
        Some(rest) => rest.split_once(')')?.0,
        None => &rest[..rest.get(1..)?.find(['"', '\''])? + 2],
    };
    let names = list.split(',').map(|name| {
        let name = name.trim();
        let quote = name.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let name = name.get(1..)?.strip_suffix(quote)?;
        (!name.is_empty()).then(|| (name.to_owned(), Part::Whole))
    });
    names.collect()
}
