//! The kinds of markup that are not read: what each looks like, and what to do.

use memchr::{memchr, memmem};

use crate::diagnostic::nearest;
use crate::markdown::callout;
use crate::markdown::dialect::{Dialect, Form};

/// A kind of markup.
pub struct Kind {
    /// What it is: `looks like …`.
    pub name: &'static str,
    pub hint: &'static str,
    /// How long it is, where text begins with it; `before` is what stands before it.
    pub length: fn(text: &str, before: Option<char>) -> Option<usize>,
}

impl Kind {
    /// What to do: a form that the dialect does not have is read by others.
    pub fn hint_in(&self, dialect: Dialect) -> &'static str {
        const FORMS: [(&str, Form); 8] = [
            ("marks of changes", Form::Changes),
            ("a shortcode of Hugo or Quarto", Form::Shortcodes),
            ("attributes", Form::Attributes),
            ("a link between notes", Form::WikiLinks),
            ("a note in place", Form::InlineNotes),
            ("a division", Form::Divisions),
            ("an admonition", Form::Admonitions),
            ("an abbreviation's meaning", Form::Abbreviations),
        ];
        let is_off = FORMS.iter().any(|(name, form)| *name == self.name && !dialect.reads(*form));
        if is_off { "the dialect that `--from` names does not have it: `--from auto` reads it" } else { self.hint }
    }
}

pub const MDBOOK: &str = "an mdBook directive";

pub const PREPROCESSOR: &str = "a directive of a preprocessor";

/// Whether a directive's name is nearly one of mdBook's own, which is told where mdBook's are carried out.
pub fn is_nearly_of_mdbook(directive: &str) -> bool {
    let name = directive.trim_start_matches(['{', '#', ' ']);
    let name = &name[..name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(name.len())];
    nearest(name, MDBOOKS_OWN.iter().copied()).is_some()
}

/// What mdBook carries out itself (<https://rust-lang.github.io/mdBook/format/mdbook.html>); of `playpen` it is the old name.
const MDBOOKS_OWN: [&str; 5] = ["include", "rustdoc_include", "playground", "playpen", "title"];

const HINT_CODE: &str = "to show the marks themselves, write them as code or put `\\` before them";

const CITATION: &str = "a citation";

const HINT_CITATION: &str = "write the reference out, or as a note: `[^1]`";

/// A citation in the words of a sentence, which to others than pandoc is somebody's name
/// (<https://pandoc.org/MANUAL.html#extension-citations>).
pub const CITED: Kind = Kind {
    name: CITATION,
    hint: HINT_CITATION,
    length: |text, before| {
        let inner = text.strip_prefix('@').filter(|_| before.is_none_or(|c| !c.is_alphanumeric()))?;
        if inner.starts_with('{') {
            return Some(1 + enclosed(inner, "{", "}")?);
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = inner.find(|c: char| !(is_word(c) || ":.#$%&-+?<>~/".contains(c))).unwrap_or(inner.len());
        let key = inner[..length].trim_end_matches(|c| !is_word(c));
        (!key.is_empty() && key.starts_with(is_word)).then_some(1 + key.len())
    },
};

/// The kinds, the more telling first.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "a shortcode of Hugo or Quarto",
        hint: "write what it stands for in Markdown or HTML",
        length: |text, _| enclosed(text, "{{<", ">}}").or_else(|| enclosed(text, "{{%", "%}}")),
    },
    Kind {
        name: MDBOOK,
        hint: "includes are carried out in a project with `book.toml` or `SUMMARY.md`",
        length: |text, _| {
            let length = enclosed(text, "{{#", "}}")?;
            MDBOOKS_OWN.iter().any(|name| text[3..].trim_start().starts_with(name)).then_some(length)
        },
    },
    Kind {
        name: PREPROCESSOR,
        hint: "say in Markdown what it would have made: no preprocessor is run",
        length: |text, _| enclosed(text, "{{#", "}}"),
    },
    Kind {
        name: "a template's variable",
        hint: "fill templates in before the book is bound",
        // Sets of mathematics and the text of a program have such braces as well.
        length: |text, _| {
            const SIGNS: &str = "{-~ >#/&^!";
            let first = text.strip_prefix("{{")?.chars().take(SIGNS.len()).find(|c| !SIGNS.contains(*c))?;
            let is_name = first.is_alphabetic() || "_$.\"'(@".contains(first);
            enclosed(text, "{{", "}}").filter(|_| is_name)
        },
    },
    Kind {
        name: "a Liquid or Jinja tag",
        hint: "fill templates in before the book is bound",
        // It may go on over lines.
        length: |text, _| enclosed(text, "{%", "%}").or_else(|| (text.trim_end() == "{%").then_some(2)),
    },
    Kind {
        name: "a command of Templater, or of a template",
        hint: "fill templates in before the book is bound",
        // It may go on over lines.
        length: |text, _| {
            let is_it = text.starts_with("<% ") || text.starts_with("<%*") || text.starts_with("<%=") || text == "<%";
            enclosed(text, "<%", "%>").or_else(|| is_it.then_some(2))
        },
    },
    Kind { name: "a template's comment", hint: HINT_CODE, length: |text, _| enclosed(text, "{#", "#}") },
    Kind {
        name: "a file's inclusion",
        hint: "give the files one after another on the command line, or list them in a `SUMMARY.md`",
        length: |text, before| {
            enclosed(text, "{!", "!}").filter(|length| text[..*length].contains('.')).or_else(|| {
                let starts = ["--8<--", "<<[", "<<(", "<<{", "<<<", "@include", "@import", "!include "];
                let is_it = |start: &&&str| text.starts_with(**start) || text == "<<";
                starts.iter().find(is_it).filter(|_| is_line_start(before)).map(|start| start.len().min(text.len()))
            })
        },
    },
    Kind {
        name: "attributes",
        hint: "they stand right after a link, an image, code or a span, or on a line beside a block",
        length: |text, before| {
            let inner = text.strip_prefix('{').unwrap_or_default();
            let inner = inner.strip_prefix(':').unwrap_or(inner).trim_start_matches(' ');
            let length = enclosed(text, "{", "}");
            // Of a name, kramdown's; `{:?}` and `{:#x}` are of Rust's strings.
            let is_of_rust = !inner.trim_start_matches(['#', '.', ':', '/']).starts_with(char::is_alphabetic)
                || length.is_some_and(|length| length < 6);
            let has_colon = text.starts_with("{:") && !is_of_rust;
            // At the end of a line, of a paragraph's last words.
            let ends_line = text.starts_with("{.")
                && inner[1..].starts_with(char::is_alphabetic)
                && length.is_some_and(|length| text[length..].is_empty() || text[length..].starts_with('\n'));
            let is_certain = has_colon || text.starts_with("{#") || ends_line;
            let is_near = before.is_none_or(|c| !c.is_whitespace()) || is_certain;
            let is_attributes =
                has_colon || text.starts_with('{') && !text.starts_with("{:") && inner.starts_with(['#', '.']);
            let name = inner.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
            let is_pair = text.starts_with('{') && name > 1 && inner[name..].starts_with('=') && is_near;
            match length {
                Some(length) => Some(length).filter(|length| (is_attributes && is_near || is_pair) && *length > 3),
                // Left open.
                None => {
                    let is_named = inner.trim_start_matches(['#', '.']).starts_with(char::is_alphabetic);
                    (is_pair || is_attributes && is_near && is_named).then_some(2)
                }
            }
        },
    },
    Kind {
        name: "a mark of Markua, or an expression of MDX",
        hint: "leave it out, or say it in Markdown or HTML",
        // A line of its own: within a line it is a placeholder of prose.
        length: |text, before| {
            let inner = text.strip_prefix('{')?;
            // What a component is given.
            if let Some(name) = ["props.", "frontMatter."].iter().find_map(|start| inner.strip_prefix(start)) {
                let length =
                    name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"._".contains(byte)).count();
                return name[length..].starts_with('}').then(|| text.len() - name.len() + length + 1);
            }
            const MARKS: [&str; 20] = [
                "appendix",
                "aside",
                "backmatter",
                "blurb",
                "book",
                "children",
                "course",
                "exercise",
                "figure",
                "frontmatter",
                "index",
                "mainmatter",
                "newpage",
                "pagebreak",
                "part",
                "pause",
                "poem",
                "poetry",
                "quiz",
                "sample",
            ];
            let inner = Some(inner).filter(|_| is_line_start(before))?;
            let name = inner.strip_prefix('/').unwrap_or(inner);
            let length = name.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
            let rest = name[length..].strip_prefix('}').filter(|_| MARKS.contains(&&name[..length]))?;
            (rest.is_empty() || rest.starts_with('\n')).then_some(text.len() - rest.len())
        },
    },
    Kind {
        name: "marks of changes",
        hint: "close them in their paragraph, or accept and reject the changes before the book is bound",
        length: |text, _| {
            const PAIRS: [(&str, &str); 5] =
                [("{++", "++}"), ("{--", "--}"), ("{>>", "<<}"), ("{==", "==}"), ("{~~", "~~}")];
            // GitLab's (<https://docs.gitlab.com/user/markdown/#inline-diff>).
            const GITLABS: [(&str, &str); 4] = [("{+", "+}"), ("{-", "-}"), ("[+", "+]"), ("[-", "-]")];
            let found = PAIRS.iter().find(|(open, _)| text.starts_with(open));
            if let Some((open, close)) = found {
                return Some(enclosed(text, open, close).unwrap_or(open.len()));
            }
            // Sets and what may be left out of a command have such brackets as well.
            let is_it = |length: &usize| *length > 5 && !text[2..length - 2].contains(['[', ']', '{', '}']);
            GITLABS.iter().find_map(|(open, close)| enclosed(text, open, close).filter(is_it))
        },
    },
    Kind {
        name: "a comment of MDX",
        hint: "write it as `<!-- … -->`",
        length: |text, _| text.starts_with("{/*").then_some(3),
    },
    Kind {
        name: "a comment of MyST",
        hint: "`--from myst` leaves it out; elsewhere write it as `<!-- … -->`",
        length: |text, before| (text.starts_with("% ") && is_line_start(before)).then_some(1),
    },
    Kind {
        name: "a block break of MyST",
        hint: "`--from myst` leaves it out",
        length: |text, before| {
            let rest = text.strip_prefix("+++")?;
            (is_line_start(before) && (rest.is_empty() || rest.starts_with(" {"))).then_some(3)
        },
    },
    Kind {
        name: "inserted text or keys",
        hint: "write it as HTML: `<ins>…</ins>`, `<kbd>…</kbd>`",
        length: |text, before| {
            let is_open = before.is_none_or(|c| c.is_whitespace() || c == '(');
            let is_word = |length: usize| text[2..length].starts_with(|c: char| c.is_alphanumeric() || c == '"');
            ["++", "^^"].iter().find_map(|mark| enclosed(text, mark, mark)).filter(|length| is_open && is_word(*length))
        },
    },
    Kind {
        name: CITATION,
        hint: HINT_CITATION,
        length: |text, _| {
            let key = text.strip_prefix("[@").or_else(|| text.strip_prefix("[-@"))?;
            match enclosed(text, "[", "]") {
                // A package of npm's has its scope so, and a well-known symbol of JavaScript two signs.
                Some(length) => Some(length).filter(|length| {
                    let is_package = text[..*length].contains('/') && !text[..*length].contains([' ', ';', ':']);
                    !text[*length..].starts_with(['(', '[']) && !key.starts_with('@') && !is_package
                }),
                // Left open, or closed behind another form.
                None => key.starts_with(|c: char| c.is_alphanumeric() || c == '_').then_some(text.len() - key.len()),
            }
        },
    },
    Kind {
        name: "a cross-reference",
        hint: "link to the id: `[figure 1](#fig-map)`",
        length: |text, before| cross_reference(text, before),
    },
    Kind {
        name: "a link between notes",
        hint: "close it with `]]` in its line",
        length: |text, _| text.starts_with("[[").then_some(2).filter(|_| text[2..].starts_with(char::is_alphanumeric)),
    },
    Kind {
        name: "a note in place",
        hint: "close it with `]` in its paragraph",
        length: |text, _| text.starts_with("^[").then_some(2),
    },
    Kind {
        name: "a division",
        hint: "it stands on a line of its own, with a blank line before it and as many colons at its end",
        length: |text, before| (text.starts_with(":::") && before.is_none_or(|c| c != ':')).then_some(3),
    },
    Kind {
        name: "an admonition",
        hint: "write `!!! note` on a line of its own, and indent what it holds by four spaces",
        length: |text, before| {
            let rest = text
                .strip_prefix("!!! ")
                .or_else(|| text.strip_prefix("??? "))
                .or_else(|| text.strip_prefix("???+ "))?;
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let is_it = is_line_start(before) && name.starts_with(|c: char| c.is_ascii_lowercase())
                || before == Some(' ') && callout::named(name).is_some();
            is_it.then_some(3)
        },
    },
    Kind {
        name: "a content tab",
        hint: "indent what it holds by four spaces",
        length: |text, before| (is_line_start(before) && text.starts_with("=== \"")).then_some(3),
    },
    Kind {
        name: "a short code of an icon or emoji",
        hint: "write the character itself, or leave it out",
        length: |text, before| {
            let inner = text.strip_prefix(':').filter(|_| before.is_none_or(char::is_whitespace))?;
            let length =
                inner.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(b)).count();
            let is_it = length > 2
                && inner.starts_with(|c: char| c.is_ascii_lowercase())
                && inner[length..]
                    .strip_prefix(':')
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == ':'));
            is_it.then_some(length + 2)
        },
    },
    Kind {
        name: "raw TeX",
        hint: "say it in Markdown or HTML; formulas stand between dollars",
        length: |text, _| tex_command(text),
    },
    Kind {
        name: "a link",
        hint: "an address holds no spaces: put it between `<` and `>`, or write `%20` for them",
        length: |text, _| enclosed(text, "](", ")").filter(|length| text[..*length].trim().contains(' ')),
    },
    Kind {
        name: "bold type left open",
        hint: "no space stands after `**` that opens, and none before `**` that closes; `\\*` is a star",
        length: |text, before| {
            let length = enclosed(text, "**", "**").filter(|_| before.is_none_or(|c| c.is_whitespace() || c == '('))?;
            let inner = &text[2..length - 2];
            let (starts, ends) = (inner.starts_with(' '), inner.ends_with(' '));
            // Before a word the second opens, unless a space stands before it; `**p and **q` are pointers.
            let is_followed = text[length..].starts_with(char::is_alphanumeric);
            let closes = !is_followed || ends && inner.starts_with(char::is_uppercase);
            (inner.contains(char::is_alphabetic) && starts != ends && closes).then_some(length)
        },
    },
    Kind {
        name: "bold type that nothing closes",
        hint: "between punctuation and a letter `**` closes nothing: write `**Note**: text`, or put a space behind it",
        length: |text, before| {
            let length = enclosed(text, "**", "**").filter(|_| before.is_none_or(|c| c.is_whitespace() || c == '('))?;
            let inner = &text[2..length - 2];
            let is_stuck = inner.ends_with(|c: char| c.is_ascii_punctuation())
                && inner.starts_with(char::is_alphanumeric)
                && text[length..].starts_with(char::is_alphanumeric);
            is_stuck.then_some(length)
        },
    },
    Kind {
        name: "text struck out and left open",
        hint: "close it with `~~` in its paragraph",
        length: |text, before| {
            let inner = text.strip_prefix("~~").filter(|_| before.is_none_or(|c| c.is_whitespace() || c == '('))?;
            (inner.starts_with(char::is_alphabetic) && !inner.contains("~~")).then_some(2)
        },
    },
    Kind {
        name: REFERENCE,
        hint: "define it on a line of its own, `[label]: address`, or write the address: `[words](address)`",
        length: |text, before| {
            let words =
                enclosed(text, "[", "]").filter(|_| before.is_none_or(|c| c.is_whitespace() || "([!".contains(c)))?;
            let inner = &text[1..words - 1];
            let label = enclosed(&text[words..], "[", "]")?;
            let is_label = |text: &str| !text.starts_with(['^', '@', '[', '!']) && !text.contains('[');
            let is_words = inner.contains(char::is_alphabetic) && inner.chars().nth(1).is_some();
            let is_it = is_words && is_label(inner) && is_label(&text[words + 1..words + label - 1]);
            (is_it && !text[words + label..].starts_with(['(', '[', '{'])).then_some(words + label)
        },
    },
    Kind {
        name: "a shortcode of WordPress, or BBCode",
        hint: "say it in Markdown or HTML",
        length: |text, _| {
            let name = text.strip_prefix("[/")?;
            let length = name.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
            (length > 0 && name[length..].starts_with(']')).then_some(length + 3)
        },
    },
    Kind {
        name: "a comment of Markua",
        hint: "`--from markua` leaves it out; elsewhere write it as `<!-- … -->`",
        length: |text, before| {
            let rest = text.strip_prefix("%% ").filter(|_| is_line_start(before))?;
            (rest.starts_with(char::is_alphanumeric) && !rest.contains("%%")).then_some(2)
        },
    },
    Kind {
        name: "a field of Dataview",
        hint: "write it as words, or put it into the front matter",
        length: |text, before| {
            let rest = text.strip_prefix(":: ").filter(|_| before.is_some_and(char::is_alphanumeric))?;
            rest.starts_with(|c: char| !c.is_whitespace()).then_some(2)
        },
    },
    Kind {
        name: "ruby of HackMD",
        hint: "write it as HTML: `<ruby>漢字<rt>かんじ</rt></ruby>`",
        length: |text, _| {
            let length = enclosed(text, "{", "}")?;
            let (base, ruby) = text[1..length - 1].split_once('|')?;
            let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
            (base.chars().all(is_han) && !base.is_empty() && !ruby.is_empty()).then_some(length)
        },
    },
    Kind {
        name: "a spoiler of Discord or Reddit",
        hint: "a book hides nothing within a line: `<details>` folds a block away on a screen",
        length: |text, before| {
            let is_open = before.is_none_or(|c| !c.is_alphanumeric() && c != '|');
            let is_whole = |length: &usize, mark: usize| {
                let inner = &text[mark..length - mark];
                inner.starts_with(char::is_alphanumeric) && !inner.ends_with(char::is_whitespace)
            };
            let found = enclosed(text, "||", "||").or_else(|| enclosed(text, ">!", "!<"));
            // At the head of a line its `>` makes a quotation.
            let quoted = enclosed(text, "!", "!<").filter(|length| before.is_none() && *length > 3);
            found.filter(|length| is_open && is_whole(length, 2)).or(quoted.filter(|_| !text[1..].starts_with(' ')))
        },
    },
    Kind {
        name: "a name or a time of HackMD",
        hint: "write it as words",
        length: |text, _| ["[name=", "[time=", "[color="].iter().find_map(|open| enclosed(text, open, "]")),
    },
    Kind {
        name: "a block of PyMdown",
        hint: "close it with as many slashes on a line of their own; `/// note | Title` and its like are known",
        length: |text, before| {
            let rest = text.strip_prefix("/// ").filter(|_| is_line_start(before))?;
            let line = rest.lines().next()?.trim_end();
            let name = line.split_once(" | ").map_or(line, |(name, _)| name);
            (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).then_some(name.len() + 4)
        },
    },
    Kind {
        name: "a shortcode left open",
        hint: "close it with `>}}` or `%}}` in its line; `\\` before it shows it as it is",
        length: |text, _| open(text, "{{<").or_else(|| open(text, "{{%")),
    },
    Kind {
        name: "a template's mark left open",
        hint: "fill templates in before the book is bound; `\\` before it shows it as it is",
        length: |text, _| open(text, "{{").or_else(|| open(text, "{{#")),
    },
    Kind {
        name: "a tag of Liquid or Jinja left open",
        hint: "close it with `%}` in its line; `\\` before it shows it as it is",
        length: |text, _| open(text, "{%").or_else(|| open(text, "{%-")),
    },
    Kind {
        name: "a comment left open",
        hint: "close it with `-->`",
        length: |text, _| text.starts_with("<!--").then_some(4),
    },
    Kind {
        name: "a tag left open",
        hint: "close it with `>`, and its values with their quotes; `\\` before it shows it as it is",
        length: |text, _| open_tag(text),
    },
    Kind {
        name: "a formula left open",
        hint: "close it with `$$`; there may be no blank line in it",
        length: |text, _| text.starts_with("$$").then_some(2),
    },
    Kind {
        name: "a directive",
        hint: "say it in Markdown or HTML",
        length: |text, before| {
            let starts = [":begin_tab:", ":end_tab:", ".. "];
            let start = starts.iter().find(|start| is_line_start(before) && text.starts_with(**start))?;
            if *start != ".. " {
                return Some(start.len());
            }
            let name = text[3..].split_once("::")?.0;
            (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:".contains(&b))).then_some(3)
        },
    },
    Kind {
        name: "a rule's name of the Rust Reference",
        hint: "leave it out, or make it an anchor: `<a id=\"rule\"></a>`",
        length: |text, before| {
            let name = text.strip_prefix("r[").filter(|_| is_line_start(before))?.split_once(']')?.0;
            let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) && name.contains('.');
            is_name.then_some(name.len() + 3)
        },
    },
    Kind {
        name: "JavaScript of MDX",
        hint: "leave it out: a book runs no components",
        length: |text, before| {
            // Asked first: to look for the line's end at every mark of a text takes forever.
            if !is_line_start(before) || !(text.starts_with("import ") || text.starts_with("export ")) {
                return None;
            }
            let line = text.lines().next().unwrap_or_default();
            let is_import = line.starts_with("import ")
                && line.contains(['"', '\''])
                && line.trim_end_matches(';').ends_with(['"', '\'']);
            let is_export =
                ["export const ", "export default ", "export function "].iter().any(|s| line.starts_with(s));
            (is_import || is_export).then_some(line.len())
        },
    },
    Kind {
        name: "an abbreviation's meaning",
        hint: "write `*[HTML]: Hyper Text` on a line of its own",
        length: |text, before| enclosed(text, "*[", "]:").filter(|_| is_line_start(before)),
    },
];

/// Whether a kind may begin at the head of a text, and there alone.
pub fn is_first_mark(text: &str) -> bool {
    match text.as_bytes() {
        [b'r', second, ..] => *second == b'[',
        [b'i' | b'e', ..] => text.starts_with("import ") || text.starts_with("export "),
        [first, ..] => b"!<-?.*=:%+/".contains(first),
        [] => false,
    }
}

/// Whether a kind may begin with two bytes, wherever they stand.
#[inline]
pub fn is_mark(one: u8, two: u8) -> bool {
    matches!(one, b'{' | b'[' | b'\\' | b'$' | b'^' | b'@')
        // A colon of prose has no other beside it.
        || one == b':' && (two == b':' || two.is_ascii_lowercase())
        || matches!(one, b'!' | b'+' | b'%' | b'*' | b'~') && one == two
        || one == b'|' && two == b'|'
        || one == b'>' && two == b'!'
        || one == b']' && two == b'('
        || one == b'<' && (two == b'!' || two == b'%' || two.is_ascii_lowercase())
        || one == b'(' && (two == b'#' || two == b'r')
}

/// Whether a kind may begin with a text, of which [`is_mark`] is true.
pub fn is_mark_of(text: &[u8]) -> bool {
    // Most words between brackets begin with `r` as well.
    text[0] != b'(' || text.starts_with(b"(#") || text.starts_with(b"(ref:")
}

/// No mark of a table of contents is longer.
pub const LONGEST_MARK: usize = 20;

/// Whether words are what another tool puts a table of contents in the place of.
pub fn is_contents_mark(words: &str) -> bool {
    const MARKS: [&str; 10] = [
        "[toc]",
        "[tocm]",
        "{{toc}}",
        "[[toc]]",
        "[[_toc_]]",
        "_toc_",
        "@[toc]",
        "${toc}",
        "{:toc}",
        "\\tableofcontents",
    ];
    let is_mark = |first: char| !first.is_alphanumeric();
    words.len() <= LONGEST_MARK
        && words.trim_start().starts_with(is_mark)
        && MARKS.contains(&words.trim().to_ascii_lowercase().as_str())
}

fn is_line_start(before: Option<char>) -> bool {
    before.is_none_or(|c| c == '\n')
}

/// The length of what stands between two marks in one line.
fn enclosed(text: &str, open: &str, close: &str) -> Option<usize> {
    /// Beyond this it is prose.
    const LONGEST: usize = 300;
    let inner = text.strip_prefix(open)?;
    let line = &inner.as_bytes()[..inner.floor_char_boundary(LONGEST)];
    let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
    let end = match close.as_bytes() {
        [one] => memchr(*one, line),
        close => memmem::find(line, close),
    };
    Some(open.len() + end? + close.len())
}

/// The length of a mark that words follow: what it opens is left open where nothing else was found in it.
fn open(text: &str, mark: &str) -> Option<usize> {
    let rest = text.strip_prefix(mark)?;
    rest.trim_start_matches(' ').starts_with(char::is_alphabetic).then_some(mark.len())
}

/// The length of a tag's name and of the attribute behind it, by which it is none of the signs of prose.
fn open_tag(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('<')?.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let inner = rest.strip_prefix(' ')?.trim_start_matches(' ');
    let name = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':'))?;
    // Without quotes a value holds none of the signs that end it.
    let has_value = inner[name..].strip_prefix('=').is_some_and(|value| value.starts_with('"') || value.contains('='));
    let is_tag = name > 0 && has_value && text[1..].starts_with(|c: char| c.is_ascii_lowercase());
    is_tag.then_some(text.len() - inner.len() + name + 1)
}

pub const REFERENCE: &str = "a reference to a definition that is not there";

/// Whether a reference can be none of prose's pairs of brackets, such as `[win][arm64]`: it is a picture's, has several
/// words, or has no label.
pub fn is_certain_reference(text: &str, before: Option<char>) -> bool {
    let words = text[1..].split(']').next().unwrap_or_default();
    before == Some('!') || words.trim().contains(' ') || text[words.len() + 2..].starts_with("[]")
}

/// What is left of bookdown's `\@ref(x)`, of which Markdown takes the backslash.
pub const ESCAPED_REFERENCE: &str = "@ref(";

/// pandoc-crossref's `@fig:x`, Quarto's `@fig-x`, bookdown's `\@ref(x)`.
fn cross_reference(text: &str, before: Option<char>) -> Option<usize> {
    for mark in ["(#fig:", "(#tab:", "(#eq:", "(ref:"] {
        if let Some(length) = enclosed(text, mark, ")") {
            return Some(length);
        }
    }
    // Its backslash has made the sign one of the text.
    if text.starts_with(ESCAPED_REFERENCE) {
        return enclosed(text, ESCAPED_REFERENCE, ")");
    }
    const KINDS: [&str; 14] =
        ["fig", "tbl", "tab", "eq", "sec", "lst", "thm", "lem", "cor", "prp", "exm", "exr", "def", "rem"];
    let inner = text.strip_prefix('@').filter(|_| before.is_none_or(|c| !c.is_alphanumeric()))?;
    let is_it = |kind: &&&str| inner.get(..kind.len()).is_some_and(|head| head.eq_ignore_ascii_case(kind));
    let kind = KINDS.iter().find(is_it)?;
    let rest = inner[kind.len()..].strip_prefix([':', '-'])?;
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count();
    (length > 0).then_some(1 + kind.len() + 1 + length)
}

/// A TeX command: with an argument, or one that is known without.
fn tex_command(text: &str) -> Option<usize> {
    const BARE: [&str; 20] = [
        "bigskip",
        "bigbreak",
        "centering",
        "cleardoublepage",
        "clearpage",
        "hfill",
        "indent",
        "LaTeX",
        "listoffigures",
        "listoftables",
        "maketitle",
        "medskip",
        "newline",
        "newpage",
        "noindent",
        "pagebreak",
        "par",
        "smallskip",
        "tableofcontents",
        "vfill",
    ];
    let inner = text.strip_prefix('\\')?;
    let length = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = inner.split_at(length);
    let rest = rest.strip_prefix('*').unwrap_or(rest);
    // `transform/math` leads it to its formula, or tells that there is none.
    let has_argument = length > 1 && rest.starts_with('{') && name != "eqref";
    // An argument may close behind another form, or nowhere.
    let argument = if has_argument { enclosed(rest, "{", "}").unwrap_or(1) } else { 0 };
    (has_argument || BARE.contains(&name)).then_some(length + 1 + argument)
}
