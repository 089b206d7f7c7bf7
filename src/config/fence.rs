//! Where front matter begins and ends, and whether there is any.
//!
//! In: a file's text. Out: the text between the fences and where the prose begins. A first line `---` may
//! as well be a thematic break, so YAML is taken for front matter only where it is closed, does not
//! begin with a blank line and looks like a mapping; prose is never swallowed. A word after the dashes names the
//! language (<https://www.11ty.dev/docs/data-frontmatter/>); an object of JSON has no fence but its braces
//! (<https://gohugo.io/content-management/front-matter/>).

use std::ops::Range;

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
    /// It looks like front matter and is never closed.
    Unclosed(Language),
    FrontMatter(Block),
}

/// Looks at the head of a file.
pub(super) fn find(text: &str) -> Head {
    let mut lines = lines(text);
    let Some((opening, _)) = lines.next() else { return Head::Prose };
    let (language, fence) = match text[opening.clone()].trim_end() {
        "---" | "---yaml" => (Language::Yaml, "---"),
        "+++" => (Language::Toml, "+++"),
        "---toml" => (Language::Toml, "---"),
        "---json" => (Language::Json, "---"),
        ";;;" => (Language::Json, ";;;"),
        line if line.starts_with('{') => return object(text),
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
    if looks_right { Head::Unclosed(language) } else { Head::Prose }
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
    if has_key { Head::Unclosed(Language::Json) } else { Head::Prose }
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
    match find(&text[start..]) {
        Head::FrontMatter(Block { language, content, body }) if is_key => {
            Some(Block { language, content: start + content.start..start + content.end, body: start + body })
        }
        Head::FrontMatter(_) | Head::Prose | Head::Unclosed(_) => None,
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

/// Whether the first line that says something is `key: value` or opens a mapping. Nothing at all between two
/// fences is empty front matter, a blank line after the first is prose between two thematic breaks.
fn looks_like_yaml(content: &str) -> bool {
    if content.is_empty() {
        return true;
    }
    if content.lines().next().is_none_or(|line| line.trim().is_empty()) {
        return false;
    }
    let Some(line) = content.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')) else {
        return true;
    };
    let key_end = line.find([':', '{']).unwrap_or(line.len());
    let (key, rest) = line.split_at(key_end);
    let is_key = key.trim_matches(['"', '\'']).bytes().all(|b| b.is_ascii_alphanumeric() || b"-_ .".contains(&b))
        && key.split(' ').count() <= 3;
    match rest.as_bytes() {
        [b':'] | [b':', b' ' | b'\t', ..] => is_key && !key.is_empty(),
        [b'{', ..] => key.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Option<&str> {
        match find(text) {
            Head::FrontMatter(block) => Some(&text[block.content]),
            Head::Prose | Head::Unclosed(_) => None,
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
            " ---\ntitle: a\n---\n",
            "text\n---\na: b\n---\n",
            "note: a heading\n---\n",
            "title: a\n\ndate: b\n---\n",
            "{#id}\n\ntext\n",
            "{\"a\": 1} is an object\n",
            "{\"quoted\" words\n",
        ] {
            assert_eq!(find(prose), Head::Prose, "{prose:?}");
        }
        assert_eq!(find("---\ntitle: a\n"), Head::Unclosed(Language::Yaml));
        assert_eq!(find("+++\ntitle = 1\n"), Head::Unclosed(Language::Toml));
        assert_eq!(find("{\n  \"title\": \"a\",\n\nb"), Head::Unclosed(Language::Json));
    }
}
