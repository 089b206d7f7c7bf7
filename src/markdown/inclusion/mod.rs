//! What in a text asks for the text of another file: `![[Note]]`, `{{< include _a.qmd >}}`, `--8<-- "a.md"` and others.
//!
//! In: a text and its dialect. Out: every [`Inclusion`] in order, with the place that it takes, the files and the part of
//! them that it names, and how its lines stand among the others. Code, comments and raw Liquid ask for nothing, but for
//! the forms that their tools carry out in code as well. Which file a name means, and whether it may be read, is
//! `project/inclusion`'s business. Obsidian: <https://help.obsidian.md/embeds>; Quarto:
//! <https://quarto.org/docs/authoring/includes.html>; Python-Markdown:
//! <https://facelessuser.github.io/pymdown-extensions/extensions/snippets/>; Jekyll: <https://jekyllrb.com/docs/includes/>;
//! Leanpub: <https://leanpub.com/markua/read>; knitr: <https://yihui.org/knitr/options/#child-documents>; MyST: <https://mystmd.org/guide/directives#directive-include>;
//! VitePress: <https://vitepress.dev/guide/markdown#markdown-file-inclusion>.

mod form;
mod part;

pub use part::{HeadingPlace, Part, Parts};

use std::ops::Range;

use memchr::memmem;

use super::comment::{self, Opening};
use super::dialect::{Dialect, Form};
use crate::source::has_pair;

/// Something that asks for other files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// What it takes of the text.
    pub range: Range<usize>,
    /// The names of the files with the part of each that is asked for.
    pub files: Vec<(String, Part)>,
    pub kind: Kind,
    /// What each of its lines after the first begins with: quote marks and the indentation of a list item.
    pub prefix: String,
    /// Whether it stands as blocks of its own, and which blank lines that needs before and after it.
    pub blank: (bool, bool),
    /// Whether it stands in code, where what it brings is shown as it is.
    pub in_code: bool,
    /// The level of the heading that it stands under, at least 1.
    pub level: usize,
    /// What a template is given by name.
    pub parameters: Vec<(String, String)>,
}

/// How a tool names files and what it makes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A note, by its name wherever it lies.
    Embed,
    /// A file seen from the text, `/` being the project's root.
    Shortcode,
    /// A template in the site's own folder of them.
    Template,
    /// A file seen from the text alone.
    Beside,
    /// A file in the folders that the project names for it.
    Snippet,
    /// A file that is shown as code of a language, under a title.
    Code { language: String, title: Option<String> },
    /// What another program may mean otherwise: a file only where there is one.
    Perhaps,
    /// Text after a chunk's options.
    Child,
    /// A mark that keeps what follows as text: it goes.
    Escape,
}

/// All that a text asks for.
#[derive(Debug, Default)]
pub struct Inclusions {
    pub found: Vec<Inclusion>,
    /// The fence that is open where the text ends.
    pub open_fence: Option<String>,
}

/// Looks through a text.
pub fn inclusions(text: &str, dialect: Dialect) -> Inclusions {
    let scan = Scan {
        text,
        dialect,
        found: Vec::new(),
        fence: None,
        in_comment: false,
        hidden: None,
        in_list: false,
        level: 1,
    };
    scan.run()
}

/// Whether a text may ask for anything: most ask for nothing.
pub fn may_include(text: &str, dialect: Dialect) -> bool {
    // What the marks begin with.
    let begins = |one, two| {
        matches!((one, two), (b'!', b'[') | (b'8', b'<') | (b'<', b'<' | b'!') | (b'{', b'{' | b'%' | b'!'))
            || (one == b'`' || one == b'~' || one == b':') && one == two
    };
    // What knitr runs and what MyST's directives hold stands in fences with braces behind them.
    const MARKS: [&str; 11] = ["![[", "8<-", "<<", "@include:", "{{", "{%", "{!", "```{", "``` {", "~~~{", ":::{"];
    const FORMS: [Form; 8] = [
        Form::Directives,
        Form::WikiLinks,
        Form::Shortcodes,
        Form::Liquid,
        Form::Hints,
        Form::Snippets,
        Form::CodeFiles,
        Form::ChildTexts,
    ];
    FORMS.iter().any(|form| dialect.reads(*form))
        && has_pair(text, begins)
        && MARKS.iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// A fence that is open.
struct Fence {
    mark: char,
    length: usize,
}

struct Scan<'t> {
    text: &'t str,
    dialect: Dialect,
    found: Vec<Inclusion>,
    fence: Option<Fence>,
    in_comment: bool,
    /// What ends a stretch that asks for nothing.
    hidden: Option<&'static str>,
    /// Whether indented lines are something's content, not code.
    in_list: bool,
    /// The level of the last heading.
    level: usize,
}

/// A line taken apart.
pub(super) struct Line<'t> {
    /// Where its words begin, after quote marks, list markers and white space.
    pub start: usize,
    pub end: usize,
    pub prefix: String,
    has_marker: bool,
    /// How far its words are indented, without markers.
    indent: usize,
    pub words: &'t str,
}

impl<'t> Scan<'t> {
    fn run(mut self) -> Inclusions {
        let mut at = 0;
        let mut after_blank = true;
        while at < self.text.len() {
            let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
            let line = take_apart(self.text, at, end);
            let mut next = end + 1;
            if let Some(taken) = self.line(&line, after_blank) {
                next = taken;
            }
            after_blank = line.words.trim().is_empty();
            at = next;
        }
        let open_fence = self.fence.map(|fence| fence.mark.to_string().repeat(fence.length));
        Inclusions { found: self.found, open_fence }
    }

    /// Takes one line; gives where the next begins where more than one was taken.
    fn line(&mut self, line: &Line<'t>, after_blank: bool) -> Option<usize> {
        if let Some(fence) = &self.fence {
            if closes(&self.text[line.start..line.end], fence) {
                self.fence = None;
            } else {
                self.whole_line(line, true);
            }
            return None;
        }
        if line.words.trim().is_empty() {
            return None;
        }
        self.in_list = line.has_marker
            || self.in_list && (line.indent > 0 || !after_blank)
            || ["!!!", "???", "===", ": ", "[^"].iter().any(|mark| line.words.starts_with(mark));
        if !self.in_comment && self.hidden.is_none() {
            if let Some(next) = self.directive(line, after_blank) {
                return Some(next);
            }
            if let Some(fence) = opens(line.words) {
                let child = self.child(line, &fence);
                if child.is_none() {
                    self.fence = Some(fence);
                }
                return child;
            }
            if self.whole_line(line, false) {
                return None;
            }
            if let Some((level, _)) = part::heading(line.words) {
                self.level = level;
            }
            if line.indent >= 4 && !self.in_list {
                return None;
            }
        }
        self.within(line, after_blank);
        None
    }

    /// What takes a line of its own. Whether it did.
    fn whole_line(&mut self, line: &Line<'t>, in_code: bool) -> bool {
        let words = line.words.trim_end();
        let Some(asked) = form::whole_line(words, self.dialect, in_code, &self.text[line.end..]) else { return false };
        let length = asked.length.unwrap_or(words.len());
        self.found.push(Inclusion {
            range: line.start..line.start + length,
            files: asked.files,
            kind: asked.kind,
            prefix: line.prefix.clone(),
            blank: (false, false),
            in_code,
            level: self.level,
            parameters: asked.parameters,
        });
        true
    }

    /// A directive of MyST's that brings a file in, with its options, up to what closes it; gives where it ends.
    fn directive(&mut self, line: &Line<'t>, after_blank: bool) -> Option<usize> {
        /// More lines than these are no options.
        const MOST_OPTIONS: usize = 50;
        let words = line.words.trim_end();
        let mark = words.chars().next().filter(|mark| matches!(mark, '`' | '~' | ':'))?;
        let length = words.len() - words.trim_start_matches(mark).len();
        if length < 3 || !words.contains("include}") {
            return None;
        }
        let fence = Fence { mark, length };
        let mut at = line.end + 1;
        let mut options = String::new();
        for _ in 0..MOST_OPTIONS {
            let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
            let end = rest.find('\n').map_or(self.text.len(), |length| at + length);
            let option = self.text[at..end].trim_start_matches(['>', ' ', '\t']);
            if closes(&self.text[at..end], &fence) {
                let asked = form::directive(words, &options, self.dialect)?;
                let is_text = !matches!(asked.kind, Kind::Code { .. });
                let is_followed =
                    self.text.get(end + 1..).and_then(|rest| rest.lines().next()).is_some_and(|next| !is_blank(next));
                self.found.push(Inclusion {
                    range: line.start..end,
                    files: asked.files,
                    kind: asked.kind,
                    prefix: line.prefix.clone(),
                    blank: (is_text && !after_blank && !line.has_marker, is_text && is_followed),
                    in_code: false,
                    level: self.level,
                    parameters: asked.parameters,
                });
                return Some(end + 1);
            }
            options.push_str(option);
            options.push('\n');
            at = end + 1;
        }
        None
    }

    /// A chunk of knitr's whose options name its text; gives where it ends.
    fn child(&mut self, line: &Line<'t>, fence: &Fence) -> Option<usize> {
        let files = form::children(line.words, self.dialect)?;
        let mut at = line.end + 1;
        while at < self.text.len() {
            let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
            if closes(&self.text[at..end], fence) {
                self.found.push(Inclusion {
                    range: line.start..end,
                    files,
                    kind: Kind::Child,
                    prefix: line.prefix.clone(),
                    blank: (false, false),
                    in_code: false,
                    level: self.level,
                    parameters: Vec::new(),
                });
                return Some(end + 1);
            }
            at = end + 1;
        }
        None
    }

    /// What stands among other words of a line.
    fn within(&mut self, line: &Line<'t>, after_blank: bool) {
        // A row of a table, or a heading, has no room for blocks.
        let has_room = !line.words.starts_with(['|', '#']);
        let mut at = line.start;
        while at < line.end {
            let rest = &self.text[at..line.end];
            if self.in_comment {
                let Some(end) = rest.find("-->") else { return };
                self.in_comment = false;
                at += end + 3;
                continue;
            }
            if let Some(close) = self.hidden {
                let Some(end) = rest.find(close) else { return };
                self.hidden = None;
                at += end + close.len();
                continue;
            }
            let next = rest.bytes().position(|byte| matches!(byte, b'`' | b'<' | b'!' | b'{' | b'%' | b'\\'));
            at += match next {
                Some(next) => next,
                None => return,
            };
            let rest = &self.text[at..line.end];
            at += match rest.as_bytes() {
                [b'`', ..] => {
                    let run = rest.bytes().take_while(|byte| *byte == b'`').count();
                    rest[run..].find(&rest[..run]).map_or(run, |end| run + end + run)
                }
                [b'\\', ..] => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                [b'<', b'!', b'-', b'-', ..] => {
                    self.in_comment = true;
                    4
                }
                [b'%', b'%', ..] if self.dialect.reads(Form::Comments) => {
                    let inner = &rest[2..];
                    let opening = Opening { begins_line: at == line.start, is_guess: self.dialect.is_auto() };
                    if at == line.start && inner.trim().is_empty() {
                        self.hidden = Some("%%");
                    }
                    2 + comment::length(inner, opening).map_or(0, |length| length + 2)
                }
                [b'{', b'%', ..] if form::begins_raw(rest, self.dialect).is_some() => {
                    self.hidden = form::begins_raw(rest, self.dialect);
                    2
                }
                _ => match form::within(rest, self.dialect).filter(|asked| has_room || asked.kind != Kind::Embed) {
                    Some(asked) => {
                        let length = asked.length.unwrap_or(rest.len());
                        let range = at..at + length;
                        let before = self.text[line.start..at].trim();
                        let after = self.text[range.end..line.end].trim();
                        let next_line = self.text[line.end..].get(1..).and_then(|rest| rest.lines().next());
                        let is_followed = next_line.is_some_and(|next| !is_blank(next));
                        // Obsidian sets a note between what stands around it.
                        let blank = match asked.kind == Kind::Embed {
                            true => (
                                !before.is_empty() || !after_blank && !line.has_marker,
                                !after.is_empty() || is_followed,
                            ),
                            false => (false, false),
                        };
                        self.found.push(Inclusion {
                            range,
                            files: asked.files,
                            kind: asked.kind,
                            prefix: line.prefix.clone(),
                            blank,
                            in_code: false,
                            level: self.level,
                            parameters: asked.parameters,
                        });
                        length
                    }
                    None => rest.chars().next().map_or(1, char::len_utf8),
                },
            };
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t', '>']).is_empty()
}

/// What a line begins with that its container takes.
pub(super) fn take_apart(text: &str, start: usize, end: usize) -> Line<'_> {
    let bytes = &text.as_bytes()[..end];
    let mut prefix = String::new();
    let (mut at, mut has_marker, mut indent) = (start, false, 0);
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t') => {
                indent += if bytes[at] == b'\t' { 4 } else { 1 };
                prefix.push(char::from(bytes[at]));
                at += 1;
            }
            Some(b'>') => {
                indent = 0;
                prefix.push('>');
                at += 1;
                if bytes.get(at) == Some(&b' ') {
                    prefix.push(' ');
                    at += 1;
                }
            }
            Some(b'-' | b'*' | b'+' | b'0'..=b'9') => {
                let digits = bytes[at..].iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
                let mark = at + digits;
                let is_mark = match bytes.get(mark) {
                    Some(b'.' | b')') => digits > 0,
                    Some(b'-' | b'*' | b'+') => digits == 0,
                    _ => false,
                };
                if !is_mark || !matches!(bytes.get(mark + 1), Some(b' ' | b'\t')) {
                    break;
                }
                prefix.extend(std::iter::repeat_n(' ', mark + 1 - at));
                at = mark + 1;
                has_marker = true;
            }
            _ => break,
        }
    }
    Line { start: at, end, prefix, has_marker, indent, words: &text[at..end] }
}

/// The fence that words open.
fn opens(words: &str) -> Option<Fence> {
    let mark = words.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = words.chars().take_while(|c| *c == mark).count();
    (length >= 3 && (mark == '~' || !words[length..].contains('`'))).then_some(Fence { mark, length })
}

/// Whether a line closes a fence.
fn closes(line: &str, fence: &Fence) -> bool {
    let words = line.trim_matches([' ', '\t', '>']);
    words.len() >= fence.length && words.chars().all(|c| c == fence.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        let shown = |found: Inclusion| {
            let files: Vec<String> = found.files.iter().map(|(name, part)| format!("{name} {part:?}")).collect();
            format!("{}|{}|{:?}", &text[found.range], files.join(", "), found.prefix)
        };
        inclusions(text, Dialect::AUTO).found.into_iter().map(shown).collect()
    }

    #[test]
    fn files_are_asked_for_by_the_forms_of_many_tools() {
        for (text, expected) in [
            ("> - ![[Note]] x", "![[Note]]|Note Whole|\">   \""),
            ("![[A/b#C#d|t]]", "![[A/b#C#d|t]]|A/b Heading([\"C\", \"d\"])|\"\""),
            ("![[n#^b1]]", "![[n#^b1]]|n Block(\"b1\")|\"\""),
            ("{{< include _a.qmd >}}", "{{< include _a.qmd >}}|_a.qmd Whole|\"\""),
            ("  --8<-- \"a.md:2:4\"", "--8<-- \"a.md:2:4\"|a.md Lines([(2, Some(4))])|\"  \""),
            ("--8<-- 'a.md:s'", "--8<-- 'a.md:s'|a.md Section(\"s\")|\"\""),
            ("a {% include b.html x=\"1\" %} c", "{% include b.html x=\"1\" %}|b.html Whole|\"\""),
            ("<<[T](code/a.rb)", "<<[T](code/a.rb)|code/a.rb Whole|\"\""),
            ("{!a.md!}", "{!a.md!}|a.md Whole|\"\""),
            ("{{a/b.md}}", "{{a/b.md}}|a/b.md Whole|\"\""),
            ("```{include} a.md\n```", "```{include} a.md\n```|a.md Whole|\"\""),
            (
                "> :::{literalinclude} a.py\n> :lines: 2-4,6,8-\n> :::",
                ":::{literalinclude} a.py\n> :lines: 2-4,6,8-\n> :::|a.py Lines([(2, Some(4)), (6, Some(6)), (8, None)])|\"> \"",
            ),
            (
                "```{include} a.md\n:start-after: x y\n```",
                "```{include} a.md\n:start-after: x y\n```|a.md Between(Some(\"x y\"), None)|\"\"",
            ),
            (
                "```{r, child=c('a.Rmd', \"b.Rmd\")}\n```\n",
                "```{r, child=c('a.Rmd', \"b.Rmd\")}\n```|a.Rmd Whole, b.Rmd Whole|\"\"",
            ),
        ] {
            assert_eq!(asked(text), [expected], "{text}");
        }
    }

    #[test]
    fn code_and_comments_ask_for_nothing() {
        for text in [
            "`![[a]]`",
            "```\n![[a]]\n```",
            "    ![[a]]",
            "<!-- ![[a]]\n![[b]] -->",
            "%%\n![[a]]\n%%",
            "{% raw %}\n{% include a %}\n{% endraw %}",
            "\\![[a]]",
            "| ![[a]] |",
            "![[a.png]]",
            "![[a.pdf]]",
            "x <<[T](a)",
            "{{ a b }}",
            "{% include {{ page.x }} %}",
            "```{r child=x}\n```",
            "```{r child=\"a\"}",
            "--8<-- a",
            "```{include} a.md\ntext\n```",
            "```{include} a.md",
            "```{include}\n```",
        ] {
            assert!(asked(text).is_empty(), "{text}: {:?}", asked(text));
        }
        assert_eq!(asked("<!-- x --> ![[a]]").len(), 1);
        assert_eq!(asked("```\n--8<-- \"a\"\n```").len(), 1);
    }
}
