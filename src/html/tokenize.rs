//! Raw HTML to tokens, by html5ever's tokenizer with a sink of our own.

use std::cell::Cell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Text, character references resolved, with the line it ends on, counted from 0.
    Text {
        text: String,
        line: u32,
    },
    Open {
        tag: Tag,
        line: u32,
    },
    Close {
        name: String,
        line: u32,
    },
    Comment,
    /// A document type declaration.
    Declaration {
        line: u32,
    },
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

/// How many places are tried for the start of a tag that never ends; each costs a run of the tokenizer.
const TRIES_FOR_UNFINISHED_TAG: usize = 32;

/// Reads a stretch of raw HTML. A tag that does not end within it is text, since a tokenizer would swallow the rest.
pub fn tokenize(source: &str) -> Vec<Token> {
    let (tokens, is_whole) = run(source);
    if is_whole {
        return tokens;
    }
    let starts = source.rmatch_indices('<').map(|(at, _)| at).take(TRIES_FOR_UNFINISHED_TAG);
    let mut best = (tokens, source.len());
    for at in starts {
        let (tokens, is_whole) = run(&source[..at]);
        if is_whole {
            best = (tokens, at);
            break;
        }
    }
    let (mut tokens, at) = best;
    if at < source.len() {
        let line = source.bytes().filter(|&byte| byte == b'\n').count() as u32;
        tokens.push(Token::Text { text: source[at..].to_owned(), line });
    }
    tokens
}

/// The tokens, and whether the source ended outside a tag.
fn run(source: &str) -> (Vec<Token>, bool) {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(source));
    while !queue.is_empty() {
        // It stops early at `<meta charset>` only, which means nothing here.
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    let state = tokenizer.sink.state.into_inner();
    (state.tokens, !state.ended_in_tag)
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

    fn process_token(&self, token: html5ever::tokenizer::Token, line_number: u64) -> TokenSinkResult<()> {
        let mut state = self.state.take();
        let result = state.process(token, line_number);
        self.state.set(state);
        result
    }
}

impl SinkState {
    fn process(&mut self, token: html5ever::tokenizer::Token, line_number: u64) -> TokenSinkResult<()> {
        use html5ever::tokenizer::Token as Html;
        let line = line_number.saturating_sub(1) as u32;
        match token {
            Html::CharacterTokens(text) => match self.tokens.last_mut() {
                Some(Token::Text { text: before, line: ends }) => {
                    before.push_str(&text);
                    *ends = line;
                }
                Some(_) | None => self.tokens.push(Token::Text { text: text.to_string(), line }),
            },
            Html::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    self.tokens.push(Token::Close { name, line });
                    return TokenSinkResult::Continue;
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
                self.tokens.push(Token::Open { tag: Tag { name, attributes }, line });
                if let Some(raw) = raw {
                    return TokenSinkResult::RawData(raw);
                }
            }
            Html::CommentToken(_) => self.tokens.push(Token::Comment),
            Html::DoctypeToken(_) => self.tokens.push(Token::Declaration { line }),
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
