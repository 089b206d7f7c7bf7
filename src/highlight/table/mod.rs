//! A fast lexer for languages that are alike: words, comments, strings and numbers by a table of each language.
//!
//! In: text and the [`Grammar`] of its language. Out: tokens in the order of the text, none of them empty, all on
//! boundaries of characters. Words that nothing is known of, operators and punctuation are no tokens. `lexer` goes
//! through the text; `forms` reads what one language alone has; the tables stand in files by family.

mod c;
mod forms;
mod lexer;
mod script;

pub use lexer::tokens;

use crate::document::CodeToken;

/// What a language is made of. Words stand with spaces between them.
pub struct Grammar {
    /// Its names in fences and the endings of its files, in small letters; the first is its own.
    pub names: &'static str,
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// A comment may hold comments.
    pub nests: bool,
    /// The first that fits is taken: longer marks before shorter ones.
    pub quotes: &'static [Quote],
    /// In small letters where case does not count, as are the other words.
    pub keywords: &'static str,
    /// Keywords before a word alone, which are names elsewhere.
    pub soft_keywords: &'static str,
    pub types: &'static str,
    pub constants: &'static str,
    pub ignores_case: bool,
    /// A word in capitals and small letters names a type.
    pub capitals_are_types: bool,
    /// Marks before a name, and what the whole is.
    pub marks: &'static [(u8, CodeToken)],
    /// A line that begins with it is for the preprocessor.
    pub directive: Option<u8>,
    /// Forms that no other language has.
    pub form: Form,
}

/// How a string is written.
pub struct Quote {
    pub open: &'static str,
    pub close: &'static str,
    /// A backslash takes the meaning of what follows it.
    pub escapes: bool,
    /// The mark written twice stands for itself.
    pub doubles: bool,
    pub spans_lines: bool,
}

/// Forms of one language alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// `R"mark(…)mark"`, `1'000`.
    Cpp,
    /// `<<~MARK`, `%w[…]`, `:symbol`, `=begin`.
    Ruby,
    /// `<?php … ?>`, `<<<MARK`, `#[attribute]`.
    Php,
}

const fn quote(open: &'static str, close: &'static str, escapes: bool, spans_lines: bool) -> Quote {
    Quote { open, close, escapes, doubles: false, spans_lines }
}

/// The parts in which most of these languages agree.
const LIKE_C: Grammar = Grammar {
    names: "",
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    nests: false,
    quotes: &[quote("\"", "\"", true, false), quote("'", "'", true, false)],
    keywords: "",
    soft_keywords: "",
    types: "",
    constants: "",
    ignores_case: false,
    capitals_are_types: true,
    marks: &[],
    directive: None,
    form: Form::Plain,
};

/// All grammars.
pub fn grammars() -> impl Iterator<Item = &'static Grammar> {
    c::GRAMMARS.iter().chain(script::GRAMMARS)
}

/// The grammar of a language by one of its names, in small letters.
pub fn grammar(name: &str) -> Option<&'static Grammar> {
    grammars().find(|grammar| grammar.names.split(' ').any(|own| own == name))
}
