//! Where front matter begins and ends, and whether there is any.
//!
//! In: a file's text. Out: the text between the fences and where the prose begins. A first line `---` may
//! as well be a thematic break, so YAML is taken for front matter only where it is closed and looks like a mapping;
//! where it begins with a blank line, or comments of HTML stand before it, its first key must be a known one. Prose is
//! never swallowed. A word after the dashes names the language (<https://www.11ty.dev/docs/data-frontmatter/>); an
//! object of JSON has no fence but its braces (<https://gohugo.io/content-management/front-matter/>).

use std::ops::Range;

use super::key;

/// The languages front matter is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
    Json,
}

/// A front matter block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub language: Language,
    /// The text between the fences, in bytes of the file.
    pub content: Range<usize>,
    /// Where the prose begins.
    pub body: usize,
}

/// What stands at the head of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Prose,
    /// It looks like front matter and has no fence around it.
    Unfenced(Unfenced),
    FrontMatter(Block),
}

/// Front matter that is opened and never closed, or not opened as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfenced {
    pub language: Language,
    /// The line that opens it.
    pub opening: Range<usize>,
    pub fault: Fault,
}

/// What is wrong with a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing closes it.
    Unclosed,
    /// This line was meant to close it: ` ---`, `----`.
    NearlyClosed(Range<usize>),
    /// Spaces stand before the fence that opens it.
    Indented,
}

impl Head {
    /// The same of a text that begins further on in its file.
    fn after(self, start: usize) -> Head {
        let moved = |range: Range<usize>| start + range.start..start + range.end;
        match self {
            Head::Prose => Head::Prose,
            Head::FrontMatter(Block { language, content, body }) => {
                Head::FrontMatter(Block { language, content: moved(content), body: start + body })
            }
            Head::Unfenced(Unfenced { language, opening, fault }) => {
                let fault = match fault {
                    Fault::NearlyClosed(line) => Fault::NearlyClosed(moved(line)),
                    Fault::Unclosed | Fault::Indented => fault,
                };
                Head::Unfenced(Unfenced { language, opening: moved(opening), fault })
            }
        }
    }
}

/// Looks at the head of a file, after what a license or an editor puts before it.
pub(super) fn find(text: &str) -> Head {
    let start = past_comments(text);
    if start == 0 {
        return at(text);
    }
    let rest = &text[start..];
    let is_fenced = ["---", "+++", ";;;"].iter().any(|fence| rest.starts_with(fence));
    let content = rest.split_once('\n').map_or("", |(_, content)| content);
    match is_fenced && (!rest.starts_with("---") || has_known_key(content)) {
        true => at(rest).after(start),
        false => Head::Prose,
    }
}

/// Where a text begins after blank lines and comments of HTML that stand on lines of their own; 0 where there are none.
pub(super) fn past_comments(text: &str) -> usize {
    if !text.starts_with(['\n', '<']) {
        return 0;
    }
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches('\n').len();
        let Some(comment) = text[at..].strip_prefix("<!--") else { return at };
        let Some(length) = comment.find("-->") else { return 0 };
        let after = at + "<!--".len() + length + "-->".len();
        let end = text[after..].find('\n').map_or(text.len(), |end| after + end);
        if !text[after..end].trim().is_empty() {
            return 0;
        }
        at = text.len().min(end + 1);
    }
}

/// Whether the first key of YAML is one that metadata has.
fn has_known_key(content: &str) -> bool {
    let line = content.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let key = line.and_then(|line| line.split_once(':')).map(|(key, _)| key.trim().trim_matches(['"', '\'']));
    key.is_some_and(|key| key::lookup(key).is_some())
}

/// Looks at the head of a text.
fn at(text: &str) -> Head {
    let mut lines = lines(text);
    let Some((opening, _)) = lines.next() else { return Head::Prose };
    let (language, fence) = match text[opening.clone()].trim_end() {
        "---" | "---yaml" => (Language::Yaml, "---"),
        "+++" => (Language::Toml, "+++"),
        "---toml" => (Language::Toml, "---"),
        "---json" => (Language::Json, "---"),
        ";;;" => (Language::Json, ";;;"),
        line if line.starts_with('{') => return object(text),
        line if is_indented_fence(line) => return indented(text, opening),
        _ => return unopened(text),
    };
    let content_start = text.len().min(opening.end + 1);
    for (line, next) in lines {
        let words = text[line.clone()].trim_end();
        if words == fence || language == Language::Yaml && words == "..." {
            let content = content_start..line.start;
            let is_front_matter = language != Language::Yaml || looks_like_yaml(&text[content.clone()]);
            return if is_front_matter {
                Head::FrontMatter(Block { language, content, body: next })
            } else {
                Head::Prose
            };
        }
    }
    let rest = &text[content_start..];
    let looks_right = match language {
        Language::Yaml => looks_like_yaml(rest) && !rest.is_empty(),
        Language::Toml => rest.lines().next().is_some_and(|line| line.contains('=') || line.starts_with('[')),
        Language::Json => rest.trim_start().starts_with('{'),
    };
    if !looks_right {
        return Head::Prose;
    }
    let near = nearly_closed(rest).map(|line| content_start + line.start..content_start + line.end);
    Head::Unfenced(Unfenced { language, opening, fault: near.map_or(Fault::Unclosed, Fault::NearlyClosed) })
}

/// The line among those of a mapping that was meant to close it: of the signs of fences, and no fence.
fn nearly_closed(content: &str) -> Option<Range<usize>> {
    let is_near = |line: &str| {
        let signs = line.trim();
        !signs.is_empty() && signs.chars().all(|sign| matches!(sign, '-' | '+' | '—' | '–')) && signs != "-"
    };
    let mut all = lines(content).map(|(line, _)| line);
    all.find(|line| is_near(&content[line.clone()]) || !belongs_to_mapping(&content[line.clone()]))
        .filter(|line| is_near(&content[line.clone()]))
}

/// A fence with up to three spaces before it, which make it a thematic break.
fn is_indented_fence(line: &str) -> bool {
    matches!(line.trim_start_matches(' '), "---" | "+++") && line.len() <= 6
}

/// Keys between such a fence and another one.
fn indented(text: &str, opening: Range<usize>) -> Head {
    let language = if text[opening.clone()].contains('+') { Language::Toml } else { Language::Yaml };
    let content = text.get(opening.end + 1..).unwrap_or_default();
    let is_fence = |line: &Range<usize>| matches!(content[line.clone()].trim(), "---" | "+++" | "...");
    let Some(end) = lines(content).map(|(line, _)| line).find(is_fence) else { return Head::Prose };
    let content = &content[..end.start];
    let is_front_matter = match language {
        Language::Toml => content.lines().next().is_some_and(|line| line.contains('=')),
        Language::Yaml | Language::Json => has_known_key(content) && is_mapping(content),
    };
    match is_front_matter {
        true => Head::Unfenced(Unfenced { language, opening, fault: Fault::Indented }),
        false => Head::Prose,
    }
}

/// YAML that only its end has a fence for, as Hexo takes it (<https://hexo.io/docs/front-matter>): two keys and more in
/// small letters with what belongs to them, no blank line, and a line of hyphens right after.
fn unopened(text: &str) -> Head {
    let mut keys = 0;
    for (line, next) in lines(text) {
        let content = text[line.clone()].trim_end();
        if content == "---" && keys > 1 {
            return Head::FrontMatter(Block { language: Language::Yaml, content: 0..line.start, body: next });
        }
        let key = content.split(':').next().unwrap_or_default();
        let is_key = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && matches!(content.as_bytes().get(key.len()..), Some([b':'] | [b':', b' ', ..]));
        let belongs = keys > 0 && (content.starts_with("- ") || content.starts_with([' ', '\t']));
        if !is_key && !belongs {
            return Head::Prose;
        }
        keys += usize::from(is_key);
    }
    Head::Prose
}

/// An object of JSON at the head of a text, which ends with a line. Braces of other kinds hold no key in quotes.
fn object(text: &str) -> Head {
    let inner = text[1..].trim_start();
    if !inner.starts_with('"') {
        return Head::Prose;
    }
    let (mut depth, mut is_quoted, mut is_escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b'{' if !is_quoted => depth += 1,
            b'}' if !is_quoted => {
                depth -= 1;
                if depth == 0 {
                    let rest = &text[at + 1..];
                    let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
                    if !rest[..line].trim().is_empty() {
                        return Head::Prose;
                    }
                    let block = Block { language: Language::Json, content: 0..at + 1, body: at + 1 + line };
                    return Head::FrontMatter(block);
                }
            }
            _ => {}
        }
    }
    // A line of its own and a key in the next are no prose.
    let has_key = inner[1..].split_once('"').is_some_and(|(_, rest)| rest.trim_start().starts_with(':'));
    let opening = 0..1;
    match has_key {
        true => Head::Unfenced(Unfenced { language: Language::Json, opening, fault: Fault::Unclosed }),
        false => Head::Prose,
    }
}

/// A further block of YAML, after blank lines from a place on. It must begin with a key in small letters: two thematic
/// breaks may have prose between them.
pub(super) fn further(text: &str, from: usize) -> Option<Block> {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start_matches('\n').len();
    let content = text[start..].strip_prefix("---\n")?;
    let key = content.split(':').next().unwrap_or_default();
    let is_key = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    match at(&text[start..]).after(start) {
        Head::FrontMatter(block) if is_key => Some(block),
        Head::FrontMatter(_) | Head::Prose | Head::Unfenced(_) => None,
    }
}

/// The block of YAML that begins at a place in the midst of a text with a line `---`: every line of it is a key in small
/// letters or belongs to one, since two thematic breaks may have prose between them. Gives its content and where the
/// text goes on.
pub fn late_block(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let mut lines = lines(&text[start..]);
    let (opening, content_start) = lines.next()?;
    if text[start..][opening].trim_end() != "---" {
        return None;
    }
    let mut has_key = false;
    for (line, next) in lines {
        let content = text[start..][line.clone()].trim_end();
        if matches!(content, "---" | "...") {
            return has_key.then_some((start + content_start..start + line.start, start + next));
        }
        let key = content.split(':').next().unwrap_or_default();
        let is_key = !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'0'..=b'9'))
            && matches!(content.as_bytes().get(key.len()..), Some([b':'] | [b':', b' ', ..]));
        if !is_key && !(has_key && (content.starts_with([' ', '\t', '#']) || content.starts_with("- "))) {
            return None;
        }
        has_key |= is_key;
    }
    None
}

/// The contents of the blocks of YAML in the midst of a text, from a place on, after blank lines and not in code.
pub(super) fn late_blocks(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    if !text[from..].contains("\n---") && !text[from..].starts_with("---") {
        return blocks;
    }
    let mut after_blank = true;
    let mut fence: Option<&str> = None;
    let mut at = from;
    while at < text.len() {
        let line = text[at..].lines().next().unwrap_or_default();
        let mut next = (at + line.len() + 1).min(text.len());
        let words = line.trim();
        let mark = words.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let run = mark.map_or(0, |mark| words.chars().take_while(|c| *c == mark).count());
        match fence {
            Some(open) if words == &words[..run] && words.starts_with(open) => fence = None,
            Some(_) => {}
            None if run >= 3 => fence = Some(&words[..run]),
            None => {
                if after_blank
                    && line.starts_with("---")
                    && let Some((content, end)) = late_block(text, at)
                {
                    blocks.push(content);
                    next = end;
                }
            }
        }
        after_blank = words.is_empty();
        at = next;
    }
    blocks
}

/// The lines without their ends, each with the start of the next.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = start..end;
        start = text.len().min(end + 1);
        Some((line, start))
    })
}

/// Whether a line at the head of a text can belong to a mapping of YAML: a key, or what is a key's, or nothing.
fn belongs_to_mapping(line: &str) -> bool {
    let is_of_key = line.starts_with([' ', '\t', '#', ']', '}']) || line.starts_with("- ") || line.trim() == "-";
    let is_key = || {
        let key = line.split(':').next().unwrap_or_default();
        key.len() < line.trim_end().len() && is_key(key) && is_end_of_key(&line[key.len()..])
    };
    line.trim().is_empty() || is_of_key || is_key()
}

/// Whether a text is a mapping of YAML line by line, so that no prose stands in it.
fn is_mapping(content: &str) -> bool {
    content.lines().all(belongs_to_mapping)
}

/// Where the first line stands, after a blank one, that belongs to no mapping: prose that a thematic break ends.
pub(super) fn prose_within(content: &str) -> Option<usize> {
    let mut after_blank = false;
    for (line, _) in lines(content) {
        let words = &content[line.clone()];
        if after_blank && !belongs_to_mapping(words) {
            return Some(line.start);
        }
        after_blank |= words.trim().is_empty();
    }
    None
}

fn is_key(key: &str) -> bool {
    let key = key.trim_matches(['"', '\'']);
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_ .".contains(&b)) && key.split(' ').count() <= 3
}

/// Whether what stands after a key makes it one.
fn is_end_of_key(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b':'] | [b':', b' ' | b'\t', ..])
}

/// Whether the first line that says something is `key: value` or opens a mapping. Nothing at all between two
/// fences is empty front matter; after a blank line or a tab, prose and code may stand between two thematic breaks, and
/// the key must be a known one.
fn looks_like_yaml(content: &str) -> bool {
    let Some(first) = content.lines().next() else { return true };
    let Some(line) = content.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')) else {
        return !first.trim().is_empty();
    };
    if first.trim().is_empty() || line.starts_with('\t') || line.starts_with("    ") {
        return has_known_key(content) && is_mapping(content);
    }
    let (key, rest) = line.split_at(line.find([':', '{']).unwrap_or(line.len()));
    match rest.starts_with('{') {
        true => key.is_empty(),
        false => !key.is_empty() && is_key(key) && is_end_of_key(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Option<&str> {
        match find(text) {
            Head::FrontMatter(block) => Some(&text[block.content]),
            Head::Prose | Head::Unfenced(_) => None,
        }
    }

    #[test]
    fn front_matter_is_found() {
        assert_eq!(content("---\ntitle: a\n---\nb"), Some("title: a\n"));
        assert_eq!(content("---\n# note\n\ntitle: a\n...\nb"), Some("# note\n\ntitle: a\n"));
        assert_eq!(content("---  \n\"title\": a\n---"), Some("\"title\": a\n"));
        assert_eq!(content("---\n{title: a}\n---\n"), Some("{title: a}\n"));
        assert_eq!(content("---\n---\nb"), Some(""));
        assert_eq!(content("+++\ntitle = 1\n+++\nb"), Some("title = 1\n"));
        assert_eq!(content("+++\n+++\n"), Some(""));
        assert_eq!(content("---toml\ntitle = 1\n---\nb"), Some("title = 1\n"));
        assert_eq!(content("---json\n{\"a\": 1}\n---\nb"), Some("{\"a\": 1}\n"));
        assert_eq!(content(";;;\n{}\n;;;\nb"), Some("{}\n"));
        assert_eq!(content("title: a\ntags:\n- b\n---\nc"), Some("title: a\ntags:\n- b\n"));
        assert_eq!(content("{\n\"a\": \"}\\\"\", \"b\": {}\n}\n\nb"), Some("{\n\"a\": \"}\\\"\", \"b\": {}\n}"));
        assert_eq!(content("<!-- MIT -->\n---\ntitle: a\n---\nb"), Some("title: a\n"));
        assert_eq!(content("\n<!--\nMIT\n-->\n\n<!-- x -->\n+++\na = 1\n+++\nb"), Some("a = 1\n"));
        assert_eq!(content("---\n\ntitle: a\n---\nb"), Some("\ntitle: a\n"));
        assert_eq!(content("---\n\ttitle: a\n---\nb"), Some("\ttitle: a\n"));
    }

    #[test]
    fn prose_stays_prose() {
        for prose in [
            "",
            "---",
            "---\n",
            "---\nA sentence of words.\n---\n",
            "---\n\nNote: this is prose.\n\n---\n",
            "---\n- a\n- b\n---\n",
            "---\nIt was said by many of them: no.\n---\n",
            "---\n[a]: https://b.c\n---\n",
            "----\ntitle: a\n----\n",
            " ---\nnote: a\n---\n",
            "<!-- x --> words\n---\ntitle: a\n---\n",
            "<!-- x -->\n---\nA note: a\n---\n",
            "<!-- x\n---\ntitle: a\n---\n",
            "---\n\ttitle: a\nprose\n---\n",
            "text\n---\na: b\n---\n",
            "note: a heading\n---\n",
            "title: a\n\ndate: b\n---\n",
            "{#id}\n\ntext\n",
            "{\"a\": 1} is an object\n",
            "{\"quoted\" words\n",
        ] {
            assert_eq!(find(prose), Head::Prose, "{prose:?}");
        }
    }

    #[test]
    fn a_fence_that_is_none_is_known() {
        let unfenced = |language, opening, fault| Head::Unfenced(Unfenced { language, opening, fault });
        assert_eq!(find("---\ntitle: a\n"), unfenced(Language::Yaml, 0..3, Fault::Unclosed));
        assert_eq!(find("+++\ntitle = 1\n"), unfenced(Language::Toml, 0..3, Fault::Unclosed));
        assert_eq!(find("{\n  \"title\": \"a\",\n\nb"), unfenced(Language::Json, 0..1, Fault::Unclosed));
        let near = |range| unfenced(Language::Yaml, 0..3, Fault::NearlyClosed(range));
        assert_eq!(find("---\ntitle: a\n----\n\nb\n"), near(13..17));
        assert_eq!(find("---\ntitle: a\ntags:\n- b\n ---\n\nb\n"), near(23..27));
        assert_eq!(find("---\ntitle: a\n\nprose\n\n----\n"), unfenced(Language::Yaml, 0..3, Fault::Unclosed));
        assert_eq!(find(" ---\ntitle: a\n---\n"), unfenced(Language::Yaml, 0..4, Fault::Indented));
        assert_eq!(find("\n ---\ntitle: a\n---\n"), Head::Prose, "further down it is a thematic break");
        assert_eq!(prose_within("title: a\n\n# b\n\nc: d\nprose\n"), Some(20));
        assert_eq!(prose_within("title: a\n\n# b\n\nc: d\n- x\n  y\n"), None);
    }
}
