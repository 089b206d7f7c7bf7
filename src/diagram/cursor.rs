//! A place in the source of a diagram, and what is wrong there.

/// Why a diagram cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// In bytes from the beginning of the source.
    pub at: usize,
    /// What is wrong, for people: "a node was expected after `-->`".
    pub message: String,
}

/// A reader of source text.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'s> {
    source: &'s str,
    pub at: usize,
}

impl<'s> Cursor<'s> {
    pub fn new(source: &'s str) -> Cursor<'s> {
        Cursor { source, at: 0 }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.source.len()
    }

    /// Goes over a text that stands here.
    pub fn eat(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        if is_here {
            self.at += text.len();
        }
        is_here
    }

    /// Goes over characters as long as they are of a kind.
    pub fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|character| !is_wanted(character)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub fn skip_spaces(&mut self) {
        self.take_while(|character| character == ' ' || character == '\t');
    }

    pub fn skip_whitespace(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// The text up to a mark in the same line, and goes behind the mark.
    pub fn until(&mut self, mark: &str) -> Option<&'s str> {
        let rest = self.rest();
        let end = rest.find(mark)?;
        self.at += end + mark.len();
        Some(&rest[..end])
    }

    /// The rest of the line, without its end.
    pub fn line(&mut self) -> &'s str {
        let rest = self.rest();
        let end = rest.find('\n').unwrap_or(rest.len());
        self.at += (end + 1).min(rest.len());
        rest[..end].trim_end_matches('\r')
    }

    /// Something else was expected here.
    pub fn trouble(&self, message: impl Into<String>) -> Trouble {
        Trouble { at: self.at, message: message.into() }
    }

    /// The next word, for messages.
    pub fn shown(&self) -> String {
        let word: String = self.rest().trim_start().chars().take_while(|c| !c.is_whitespace()).take(24).collect();
        if word.is_empty() { "the end of the line".to_owned() } else { format!("`{word}`") }
    }
}

/// Lines with where each begins.
pub fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    source.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// Text without the quotes around it.
pub fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}
