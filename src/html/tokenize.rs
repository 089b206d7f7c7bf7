//! Raw HTML to tokens with their places, by html5ever's tokenizer with a sink of our own.

use std::cell::Cell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Text, character references resolved.
    Text(String),
    Open(Tag),
    /// The name of an end tag, lower case.
    Close(String),
    Comment {
        /// Whether its end was found; what stands after an open one is hidden with it.
        is_closed: bool,
    },
    /// What is neither prose nor markup of ours: `<!DOCTYPE …>`, `<?php … ?>`, `<![CDATA[ … ]]>`.
    Declaration(&'static str),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Lower case.
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A token and the bytes of the source that it was made from.
pub type Placed = (Token, Range<usize>);

/// How many places are tried for the start of a tag that never ends; each costs a run of the tokenizer.
const TRIES_FOR_UNFINISHED_TAG: usize = 32;

/// Reads a stretch of raw HTML. A tag that does not end within it is text, since a tokenizer would swallow the rest.
pub fn tokenize(source: &str) -> Vec<Placed> {
    // HTML's tokenizer ends these at the first `>`, CommonMark (section 6.6) where their authors do.
    let start = source.len() - source.trim_start().len();
    for (open, close, what) in [("<?", "?>", "?"), ("<![CDATA[", "]]>", "![CDATA[")] {
        if source[start..].starts_with(open) {
            let end = source[start..].find(close).map_or(source.len(), |at| start + at + close.len());
            let mut tokens = vec![(Token::Declaration(what), start..end)];
            tokens.extend(tokenize_markup(&source[end..], end));
            return tokens;
        }
    }
    tokenize_markup(source, 0)
}

/// `base` is added to the places.
fn tokenize_markup(source: &str, base: usize) -> Vec<Placed> {
    let (tokens, is_whole) = run(source, base);
    if is_whole {
        return tokens;
    }
    let starts = source.rmatch_indices('<').map(|(at, _)| at).take(TRIES_FOR_UNFINISHED_TAG);
    let mut best = (tokens, source.len());
    for at in starts {
        let (tokens, is_whole) = run(&source[..at], base);
        if is_whole {
            best = (tokens, at);
            break;
        }
    }
    let (mut tokens, at) = best;
    if at < source.len() {
        tokens.push((Token::Text(source[at..].to_owned()), base + at..base + source.len()));
    }
    tokens
}

/// The tokens, and whether the source ended outside a tag.
fn run(source: &str, base: usize) -> (Vec<Placed>, bool) {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(source));
    let mut places = Places { source, at: 0 };
    let mut tokens = Vec::new();
    loop {
        // It stops after each tag, as the sink asks it to, and then what is left tells where the tag ended.
        let _ = tokenizer.feed(&queue);
        let is_end = queue.is_empty();
        if is_end {
            tokenizer.end();
        }
        let end = source.len() - left(&queue);
        let mut state = tokenizer.sink.state.take();
        places.place(state.tokens.drain(..), end, base, &mut tokens);
        let ended_in_tag = state.ended_in_tag;
        tokenizer.sink.state.set(state);
        if is_end {
            return (tokens, !ended_in_tag);
        }
    }
}

/// How many bytes wait in a queue.
fn left(queue: &BufferQueue) -> usize {
    let mut chunks = Vec::new();
    while let Some(chunk) = queue.pop_front() {
        chunks.push(chunk);
    }
    let length = chunks.iter().map(|chunk| chunk.len()).sum();
    chunks.into_iter().for_each(|chunk| queue.push_back(chunk));
    length
}

/// Finds out where tokens stand, which the tokenizer does not tell.
struct Places<'s> {
    source: &'s str,
    /// The end of what is placed.
    at: usize,
}

impl Places<'_> {
    /// Places tokens that end at `end`; only the last of them can be a tag.
    fn place(&mut self, batch: impl Iterator<Item = Token>, end: usize, base: usize, into: &mut Vec<Placed>) {
        let batch: Vec<Token> = batch.collect();
        let count = batch.len();
        let source = self.source;
        let mut batch = batch.into_iter().enumerate().peekable();
        while let Some((index, token)) = batch.next() {
            let is_last = index + 1 == count;
            let next = batch.peek().map(|(_, next)| next);
            let rest = &source[self.at..end];
            let range = match &token {
                // A raw text element's tag, after which the tokenizer does not stop.
                Token::Open(_) if !is_last => {
                    let start = rest.find('<').unwrap_or(0);
                    let length = rest[start..].find('>').map_or(rest.len() - start, |at| at + 1);
                    self.at + start..self.at + start + length
                }
                Token::Open(_) | Token::Close(_) => rest.rfind('<').map_or(self.at, |at| self.at + at)..end,
                // No text holds these but as the beginning of a comment or declaration.
                Token::Comment { .. } | Token::Declaration(_) => {
                    let start = ["<!", "<?", "</"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(0);
                    let markup = &rest[start..];
                    let length = match markup.strip_prefix("<!--") {
                        Some(inner) if inner.starts_with('>') => Some(5),
                        Some(inner) if inner.starts_with("->") => Some(6),
                        Some(inner) => ["-->", "--!>"]
                            .iter()
                            .filter_map(|close| inner.find(close).map(|at| 4 + at + close.len()))
                            .min(),
                        None => markup.find('>').map(|at| at + 1),
                    };
                    let start = self.at + start;
                    start..length.map_or(end, |length| start + length)
                }
                Token::Text(_) if is_last => self.at..end,
                // Before a raw text element, whose end tag stands in the batch as well.
                Token::Text(_) if let Some(Token::Open(tag)) = next => {
                    let is_start = |at: &usize| {
                        let name = rest.as_bytes().get(at + 1..at + 1 + tag.name.len());
                        name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes()))
                    };
                    let start = rest.match_indices('<').map(|(at, _)| at).find(is_start);
                    self.at..self.at + start.unwrap_or(rest.len())
                }
                Token::Text(_) => {
                    let next = ["<!", "<?", "</"].iter().filter_map(|mark| rest.find(mark)).min();
                    let next = next.or_else(|| rest.rfind('<')).unwrap_or(rest.len());
                    self.at..self.at + next
                }
            };
            self.at = range.end;
            let token = match token {
                Token::Comment { .. } => {
                    let text = &source[range.clone()];
                    let is_closed = text.ends_with("-->") || text.ends_with("--!>");
                    match text.starts_with("<!--") {
                        true => Token::Comment { is_closed },
                        false if text.starts_with("<?") => Token::Declaration("?"),
                        false if text.starts_with("<![") => Token::Declaration("![CDATA["),
                        false => Token::Comment { is_closed: true },
                    }
                }
                token => token,
            };
            into.push((token, base + range.start..base + range.end));
        }
    }
}

/// Collects tokens; the tokenizer hands it out by shared reference only.
#[derive(Default)]
struct Sink {
    state: Cell<SinkState>,
}

#[derive(Default)]
struct SinkState {
    tokens: Vec<Token>,
    ended_in_tag: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: html5ever::tokenizer::Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.state.take();
        let result = state.process(token);
        self.state.set(state);
        result
    }
}

impl SinkState {
    fn process(&mut self, token: html5ever::tokenizer::Token) -> TokenSinkResult<()> {
        use html5ever::tokenizer::Token as Html;
        match token {
            Html::CharacterTokens(text) => match self.tokens.last_mut() {
                Some(Token::Text(before)) => before.push_str(&text),
                Some(_) | None => self.tokens.push(Token::Text(text.to_string())),
            },
            Html::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    self.tokens.push(Token::Close(name));
                    return TokenSinkResult::Script(());
                }
                let attributes =
                    tag.attrs.iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
                // Raw text elements (HTML Living Standard, 13.2.6.2): markup within them is none.
                let raw = match name.as_str() {
                    "script" => Some(RawKind::ScriptData),
                    "style" => Some(RawKind::Rawtext),
                    "textarea" | "title" => Some(RawKind::Rcdata),
                    _ => None,
                };
                self.tokens.push(Token::Open(Tag { name, attributes }));
                return match raw {
                    Some(raw) => TokenSinkResult::RawData(raw),
                    None => TokenSinkResult::Script(()),
                };
            }
            Html::CommentToken(_) => self.tokens.push(Token::Comment { is_closed: true }),
            Html::DoctypeToken(_) => self.tokens.push(Token::Declaration("!doctype")),
            Html::ParseError(error) => {
                // The tokenizer names the state it was in: `Saw EOF in state BeforeAttributeName`.
                let in_tag = ["Attribute", "TagName", "SelfClosing"].iter().any(|state| error.contains(state));
                self.ended_in_tag |= in_tag && error.starts_with("Saw EOF");
            }
            Html::NullCharacterToken | Html::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(source: &str) -> Vec<String> {
        tokenize(source).into_iter().map(|(token, range)| format!("{token:?} {}", &source[range])).collect()
    }

    #[test]
    fn every_token_knows_its_place() {
        let source = "a &amp; b<!-- <i> -- --><p class='x > y'>t</P>\n<!DOCTYPE html>z <";
        let places: Vec<&str> = tokenize(source).into_iter().map(|(_, range)| &source[range]).collect();
        let expected =
            ["a &amp; b", "<!-- <i> -- -->", "<p class='x > y'>", "t", "</P>", "\n", "<!DOCTYPE html>", "z <"];
        assert_eq!(places, expected);
        let source = "<b>x</b>1 < 2 <SCRIPT>a()</script>z";
        let places: Vec<&str> = tokenize(source).into_iter().map(|(_, range)| &source[range]).collect();
        assert_eq!(places, ["<b>", "x", "</b>", "1 < 2 ", "<SCRIPT>", "a()", "</script>", "z"]);
    }

    #[test]
    fn what_is_left_open_is_known() {
        assert!(pieces("a<!-- b").iter().any(|piece| piece == "Comment { is_closed: false } <!-- b"));
        assert_eq!(pieces("<?php '>' ?>a")[0], "Declaration(\"?\") <?php '>' ?>");
        assert_eq!(pieces("<script>if (a < b) {}</script>").len(), 3);
        assert_eq!(pieces("a <b c=\"")[1], "Text(\"<b c=\\\"\") <b c=\"");
    }
}
