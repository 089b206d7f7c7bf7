//! A fast lexer for languages that are alike: words, comments, strings and numbers by a table of each language.
//!
//! In: text and the [`Grammar`] of its language. Out: tokens in the order of the text, none of them empty, all on
//! boundaries of characters. One way forward: what is left open ends with the text. Words that nothing is known of,
//! operators and punctuation are no tokens.

use std::ops::Range;

use super::Token;

/// What a language is made of.
pub struct Grammar {
    /// Its names in fences, in small letters; the first is its own.
    pub names: &'static [&'static str],
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// A comment may hold comments.
    pub nests: bool,
    /// The first that fits is taken: longer marks before shorter ones.
    pub quotes: &'static [Quote],
    /// Sorted, as are the next two; in small letters where case does not count.
    pub keywords: &'static [&'static str],
    pub types: &'static [&'static str],
    pub constants: &'static [&'static str],
    pub ignores_case: bool,
    /// A word in capitals and small letters names a type.
    pub capitals_are_types: bool,
    /// Marks before a name, and what the whole is.
    pub marks: &'static [(u8, Token)],
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
    /// `R"mark(…)mark"`.
    Cpp,
    /// `<<~MARK`, `%w[…]`, `:symbol`, `=begin`.
    Ruby,
    /// `<?php … ?>`, `<<<MARK`, `#[attribute]`.
    Php,
}

const fn quote(open: &'static str, close: &'static str, escapes: bool, spans_lines: bool) -> Quote {
    Quote { open, close, escapes, doubles: false, spans_lines }
}

const DOUBLE: Quote = quote("\"", "\"", true, false);
const SINGLE: Quote = quote("'", "'", true, false);
const TRIPLE: Quote = quote("\"\"\"", "\"\"\"", true, true);
const RAW_TICKS: Quote = quote("`", "`", false, true);
const DOUBLE_LINES: Quote = quote("\"", "\"", true, true);
const SINGLE_LINES: Quote = quote("'", "'", true, true);
const SQL_STRING: Quote = Quote { open: "'", close: "'", escapes: false, doubles: true, spans_lines: true };
const SQL_NAME: Quote = Quote { open: "\"", close: "\"", escapes: false, doubles: true, spans_lines: true };
const VERBATIM: Quote = Quote { open: "@\"", close: "\"", escapes: false, doubles: true, spans_lines: true };
const VERBATIM_HOLES: Quote = Quote { open: "$@\"", close: "\"", escapes: false, doubles: true, spans_lines: true };
const RAW_TRIPLE: Quote = quote("\"\"\"", "\"\"\"", false, true);
const RAW_HASHES: Quote = quote("#\"", "\"#", false, true);

/// The parts in which most of these languages agree.
const LIKE_C: Grammar = Grammar {
    names: &[],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    nests: false,
    quotes: &[DOUBLE, SINGLE],
    keywords: &[],
    types: &[],
    constants: &[],
    ignores_case: false,
    capitals_are_types: true,
    marks: &[],
    directive: None,
    form: Form::Plain,
};

/// The languages of this lexer.
pub const GRAMMARS: &[Grammar] = &[
    Grammar {
        names: &["c", "h"],
        keywords: &[
            "_Alignas",
            "_Alignof",
            "_Atomic",
            "_Generic",
            "_Noreturn",
            "_Static_assert",
            "_Thread_local",
            "alignas",
            "alignof",
            "auto",
            "break",
            "case",
            "const",
            "constexpr",
            "continue",
            "default",
            "do",
            "else",
            "enum",
            "extern",
            "for",
            "goto",
            "if",
            "inline",
            "register",
            "restrict",
            "return",
            "sizeof",
            "static",
            "static_assert",
            "struct",
            "switch",
            "thread_local",
            "typedef",
            "typeof",
            "union",
            "volatile",
            "while",
        ],
        types: C_TYPES,
        constants: &["NULL", "false", "nullptr", "true"],
        directive: Some(b'#'),
        ..LIKE_C
    },
    Grammar {
        names: &["cpp", "c++", "cc", "cxx", "hpp", "hh", "hxx", "ino", "arduino", "cuda", "cu"],
        keywords: &[
            "alignas",
            "alignof",
            "and",
            "asm",
            "auto",
            "break",
            "case",
            "catch",
            "class",
            "co_await",
            "co_return",
            "co_yield",
            "concept",
            "const",
            "const_cast",
            "consteval",
            "constexpr",
            "constinit",
            "continue",
            "decltype",
            "default",
            "delete",
            "do",
            "dynamic_cast",
            "else",
            "enum",
            "explicit",
            "export",
            "extern",
            "final",
            "for",
            "friend",
            "goto",
            "if",
            "import",
            "inline",
            "module",
            "mutable",
            "namespace",
            "new",
            "noexcept",
            "not",
            "operator",
            "or",
            "override",
            "private",
            "protected",
            "public",
            "register",
            "reinterpret_cast",
            "requires",
            "return",
            "sizeof",
            "static",
            "static_assert",
            "static_cast",
            "struct",
            "switch",
            "template",
            "this",
            "thread_local",
            "throw",
            "try",
            "typedef",
            "typeid",
            "typename",
            "union",
            "using",
            "virtual",
            "volatile",
            "while",
            "xor",
        ],
        types: CPP_TYPES,
        constants: &["NULL", "false", "nullptr", "true"],
        directive: Some(b'#'),
        form: Form::Cpp,
        ..LIKE_C
    },
    Grammar {
        names: &["java", "jsh"],
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: &[
            "abstract",
            "assert",
            "break",
            "case",
            "catch",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "else",
            "enum",
            "exports",
            "extends",
            "final",
            "finally",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "interface",
            "module",
            "native",
            "new",
            "non-sealed",
            "open",
            "opens",
            "package",
            "permits",
            "private",
            "protected",
            "provides",
            "public",
            "record",
            "requires",
            "return",
            "sealed",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "uses",
            "var",
            "volatile",
            "when",
            "while",
            "yield",
        ],
        types: &["boolean", "byte", "char", "double", "float", "int", "long", "short", "void"],
        constants: &["false", "null", "true"],
        marks: &[(b'@', Token::Attribute)],
        ..LIKE_C
    },
    Grammar {
        names: &["go", "golang"],
        quotes: &[DOUBLE, SINGLE, RAW_TICKS],
        keywords: &[
            "break",
            "case",
            "chan",
            "const",
            "continue",
            "default",
            "defer",
            "else",
            "fallthrough",
            "for",
            "func",
            "go",
            "goto",
            "if",
            "import",
            "interface",
            "map",
            "package",
            "range",
            "return",
            "select",
            "struct",
            "switch",
            "type",
            "var",
        ],
        types: &[
            "any",
            "bool",
            "byte",
            "comparable",
            "complex128",
            "complex64",
            "error",
            "float32",
            "float64",
            "int",
            "int16",
            "int32",
            "int64",
            "int8",
            "rune",
            "string",
            "uint",
            "uint16",
            "uint32",
            "uint64",
            "uint8",
            "uintptr",
        ],
        constants: &["false", "iota", "nil", "true"],
        capitals_are_types: false,
        ..LIKE_C
    },
    Grammar {
        names: &["csharp", "c#", "cs", "csx"],
        quotes: &[VERBATIM_HOLES, VERBATIM, RAW_TRIPLE, DOUBLE, SINGLE],
        keywords: &[
            "abstract",
            "add",
            "alias",
            "and",
            "as",
            "ascending",
            "async",
            "await",
            "base",
            "break",
            "by",
            "case",
            "catch",
            "checked",
            "class",
            "const",
            "continue",
            "default",
            "delegate",
            "descending",
            "do",
            "else",
            "enum",
            "equals",
            "event",
            "explicit",
            "extern",
            "file",
            "finally",
            "fixed",
            "for",
            "foreach",
            "from",
            "get",
            "global",
            "goto",
            "group",
            "if",
            "implicit",
            "in",
            "init",
            "interface",
            "internal",
            "into",
            "is",
            "join",
            "let",
            "lock",
            "namespace",
            "new",
            "not",
            "on",
            "operator",
            "or",
            "orderby",
            "out",
            "override",
            "params",
            "partial",
            "private",
            "protected",
            "public",
            "readonly",
            "record",
            "ref",
            "remove",
            "required",
            "return",
            "scoped",
            "sealed",
            "select",
            "set",
            "sizeof",
            "stackalloc",
            "static",
            "struct",
            "switch",
            "this",
            "throw",
            "try",
            "typeof",
            "unchecked",
            "unsafe",
            "using",
            "value",
            "virtual",
            "volatile",
            "when",
            "where",
            "while",
            "with",
            "yield",
        ],
        types: &[
            "bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "nint", "nuint", "object",
            "sbyte", "short", "string", "uint", "ulong", "ushort", "var", "void",
        ],
        constants: &["false", "null", "true"],
        directive: Some(b'#'),
        ..LIKE_C
    },
    Grammar {
        names: &["kotlin", "kt", "kts"],
        nests: true,
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: &[
            "abstract",
            "actual",
            "annotation",
            "as",
            "break",
            "by",
            "catch",
            "class",
            "companion",
            "const",
            "constructor",
            "continue",
            "crossinline",
            "data",
            "do",
            "else",
            "enum",
            "expect",
            "external",
            "final",
            "finally",
            "for",
            "fun",
            "get",
            "if",
            "import",
            "in",
            "infix",
            "init",
            "inline",
            "inner",
            "interface",
            "internal",
            "is",
            "lateinit",
            "noinline",
            "object",
            "open",
            "operator",
            "out",
            "override",
            "package",
            "private",
            "protected",
            "public",
            "reified",
            "return",
            "sealed",
            "set",
            "super",
            "suspend",
            "tailrec",
            "this",
            "throw",
            "try",
            "typealias",
            "val",
            "value",
            "var",
            "vararg",
            "when",
            "where",
            "while",
        ],
        constants: &["false", "null", "true"],
        marks: &[(b'@', Token::Attribute)],
        ..LIKE_C
    },
    Grammar {
        names: &["swift"],
        nests: true,
        quotes: &[RAW_HASHES, TRIPLE, DOUBLE],
        keywords: &[
            "Self",
            "actor",
            "any",
            "as",
            "associatedtype",
            "async",
            "await",
            "borrowing",
            "break",
            "case",
            "catch",
            "class",
            "consuming",
            "continue",
            "convenience",
            "default",
            "defer",
            "deinit",
            "didSet",
            "do",
            "dynamic",
            "else",
            "enum",
            "extension",
            "fallthrough",
            "fileprivate",
            "final",
            "for",
            "func",
            "get",
            "guard",
            "if",
            "import",
            "in",
            "indirect",
            "infix",
            "init",
            "inout",
            "internal",
            "is",
            "isolated",
            "lazy",
            "let",
            "macro",
            "mutating",
            "nonisolated",
            "nonmutating",
            "open",
            "operator",
            "optional",
            "override",
            "package",
            "postfix",
            "precedencegroup",
            "prefix",
            "private",
            "protocol",
            "public",
            "repeat",
            "required",
            "rethrows",
            "return",
            "self",
            "set",
            "some",
            "static",
            "struct",
            "subscript",
            "super",
            "switch",
            "throw",
            "throws",
            "try",
            "typealias",
            "unowned",
            "var",
            "weak",
            "where",
            "while",
            "willSet",
        ],
        constants: &["false", "nil", "true"],
        marks: &[(b'@', Token::Attribute), (b'#', Token::Attribute)],
        ..LIKE_C
    },
    Grammar {
        names: &["sql", "mysql", "postgres", "postgresql", "pgsql", "plpgsql", "sqlite", "tsql", "plsql", "mariadb"],
        line_comments: &["--"],
        quotes: &[SQL_STRING, SQL_NAME, RAW_TICKS],
        keywords: &[
            "add",
            "all",
            "alter",
            "analyze",
            "and",
            "any",
            "as",
            "asc",
            "auto_increment",
            "begin",
            "between",
            "by",
            "call",
            "cascade",
            "case",
            "cast",
            "check",
            "collate",
            "column",
            "commit",
            "conflict",
            "constraint",
            "create",
            "cross",
            "current_date",
            "current_time",
            "current_timestamp",
            "cursor",
            "database",
            "declare",
            "default",
            "delete",
            "desc",
            "describe",
            "distinct",
            "do",
            "drop",
            "each",
            "else",
            "end",
            "escape",
            "except",
            "execute",
            "exists",
            "explain",
            "fetch",
            "filter",
            "for",
            "foreign",
            "from",
            "full",
            "function",
            "grant",
            "group",
            "having",
            "if",
            "in",
            "index",
            "inner",
            "insert",
            "intersect",
            "interval",
            "into",
            "is",
            "join",
            "key",
            "language",
            "lateral",
            "left",
            "like",
            "limit",
            "loop",
            "materialized",
            "merge",
            "natural",
            "not",
            "nothing",
            "of",
            "offset",
            "on",
            "or",
            "order",
            "outer",
            "over",
            "partition",
            "primary",
            "procedure",
            "recursive",
            "references",
            "rename",
            "replace",
            "restrict",
            "return",
            "returning",
            "returns",
            "revoke",
            "right",
            "rollback",
            "row",
            "rows",
            "schema",
            "select",
            "sequence",
            "set",
            "show",
            "some",
            "start",
            "table",
            "temp",
            "temporary",
            "then",
            "to",
            "transaction",
            "trigger",
            "truncate",
            "union",
            "unique",
            "update",
            "use",
            "using",
            "vacuum",
            "values",
            "view",
            "when",
            "where",
            "while",
            "window",
            "with",
            "without",
        ],
        types: &[
            "bigint",
            "binary",
            "bit",
            "blob",
            "boolean",
            "bytea",
            "char",
            "character",
            "date",
            "datetime",
            "decimal",
            "double",
            "enum",
            "float",
            "int",
            "integer",
            "json",
            "jsonb",
            "money",
            "numeric",
            "nvarchar",
            "precision",
            "real",
            "serial",
            "smallint",
            "text",
            "time",
            "timestamp",
            "timestamptz",
            "tinyint",
            "uuid",
            "varchar",
            "varying",
            "xml",
        ],
        constants: &["false", "null", "true", "unknown"],
        ignores_case: true,
        capitals_are_types: false,
        marks: &[(b'@', Token::Variable), (b'$', Token::Variable)],
        ..LIKE_C
    },
    Grammar {
        names: &["ruby", "rb", "gemspec", "rake", "gemfile", "rakefile", "podfile", "vagrantfile"],
        line_comments: &["#"],
        block_comment: None,
        quotes: &[DOUBLE_LINES, SINGLE_LINES, RAW_TICKS],
        keywords: &[
            "BEGIN",
            "END",
            "alias",
            "and",
            "attr_accessor",
            "attr_reader",
            "attr_writer",
            "begin",
            "break",
            "case",
            "class",
            "def",
            "defined",
            "do",
            "else",
            "elsif",
            "end",
            "ensure",
            "extend",
            "for",
            "if",
            "in",
            "include",
            "lambda",
            "loop",
            "module",
            "next",
            "not",
            "or",
            "prepend",
            "private",
            "proc",
            "protected",
            "public",
            "raise",
            "redo",
            "require",
            "require_relative",
            "rescue",
            "retry",
            "return",
            "self",
            "super",
            "then",
            "undef",
            "unless",
            "until",
            "when",
            "while",
            "yield",
        ],
        constants: &["__FILE__", "__LINE__", "__method__", "false", "nil", "true"],
        marks: &[(b'@', Token::Variable), (b'$', Token::Variable)],
        form: Form::Ruby,
        ..LIKE_C
    },
    Grammar {
        names: &["php", "php3", "php4", "php5", "php7", "phtml"],
        line_comments: &["//", "#"],
        quotes: &[DOUBLE_LINES, SINGLE_LINES, RAW_TICKS],
        keywords: &[
            "abstract",
            "and",
            "array",
            "as",
            "break",
            "callable",
            "case",
            "catch",
            "class",
            "clone",
            "const",
            "continue",
            "declare",
            "default",
            "do",
            "echo",
            "else",
            "elseif",
            "empty",
            "enum",
            "exit",
            "extends",
            "final",
            "finally",
            "fn",
            "for",
            "foreach",
            "from",
            "function",
            "global",
            "goto",
            "if",
            "implements",
            "include",
            "include_once",
            "instanceof",
            "insteadof",
            "interface",
            "isset",
            "list",
            "match",
            "namespace",
            "new",
            "or",
            "parent",
            "print",
            "private",
            "protected",
            "public",
            "readonly",
            "require",
            "require_once",
            "return",
            "self",
            "static",
            "switch",
            "throw",
            "trait",
            "try",
            "unset",
            "use",
            "var",
            "while",
            "xor",
            "yield",
        ],
        types: &["bool", "float", "int", "iterable", "mixed", "never", "object", "string", "void"],
        constants: &["FALSE", "NULL", "TRUE", "false", "null", "true"],
        marks: &[(b'$', Token::Variable)],
        form: Form::Php,
        ..LIKE_C
    },
];

const C_TYPES: &[&str] = &[
    "_Bool",
    "_Complex",
    "bool",
    "char",
    "char16_t",
    "char32_t",
    "double",
    "float",
    "int",
    "int16_t",
    "int32_t",
    "int64_t",
    "int8_t",
    "intptr_t",
    "long",
    "ptrdiff_t",
    "short",
    "signed",
    "size_t",
    "ssize_t",
    "uint16_t",
    "uint32_t",
    "uint64_t",
    "uint8_t",
    "uintptr_t",
    "unsigned",
    "void",
    "wchar_t",
];

const CPP_TYPES: &[&str] = &[
    "bool",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "double",
    "float",
    "int",
    "int16_t",
    "int32_t",
    "int64_t",
    "int8_t",
    "intptr_t",
    "long",
    "ptrdiff_t",
    "short",
    "signed",
    "size_t",
    "ssize_t",
    "string",
    "string_view",
    "uint16_t",
    "uint32_t",
    "uint64_t",
    "uint8_t",
    "uintptr_t",
    "unsigned",
    "vector",
    "void",
    "wchar_t",
];

/// The grammar of a language by one of its names, in small letters.
pub fn grammar(name: &str) -> Option<&'static Grammar> {
    GRAMMARS.iter().find(|grammar| grammar.names.contains(&name))
}

/// The tokens of a text.
pub fn tokens(grammar: &'static Grammar, text: &str) -> Vec<(Range<usize>, Token)> {
    let mut lexer = Lexer {
        grammar,
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        is_line_start: true,
        heredocs: Vec::new(),
    };
    if grammar.form == Form::Php && text.contains("<?") {
        lexer.markup();
    }
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer<'t> {
    grammar: &'static Grammar,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<(Range<usize>, Token)>,
    /// Nothing but space stands before on the line.
    is_line_start: bool,
    /// Texts that begin after this line, by the mark that ends them.
    heredocs: Vec<&'t str>,
}

impl<'t> Lexer<'t> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'\n' => {
                self.at += 1;
                self.is_line_start = true;
                self.heredoc_bodies();
                return;
            }
            b' ' | b'\t' | b'\r' => {
                self.at += 1;
                return;
            }
            _ => {}
        }
        let was_line_start = std::mem::replace(&mut self.is_line_start, false);
        if was_line_start && self.grammar.directive == Some(byte) {
            return self.directive();
        }
        if self.own_form(was_line_start) || self.comment() || self.string() || self.marked() {
            return;
        }
        if byte.is_ascii_digit() || byte == b'.' && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            return self.number();
        }
        if is_word(byte) {
            return self.word();
        }
        self.at += 1;
    }

    fn push(&mut self, start: usize, token: Token) {
        if self.at > start {
            self.tokens.push((start..self.at, token));
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Goes to the next line feed, or to the end.
    fn to_line_end(&mut self) {
        self.at += memchr::memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
    }

    /// Goes past the next mark, or to the end.
    fn past(&mut self, mark: &str) {
        self.at = match self.rest().find(mark) {
            Some(found) => self.at + found + mark.len(),
            None => self.bytes.len(),
        };
    }

    fn starts_with(&self, mark: &str) -> bool {
        self.bytes[self.at..].starts_with(mark.as_bytes())
    }

    fn comment(&mut self) -> bool {
        let start = self.at;
        if self.grammar.line_comments.iter().any(|mark| self.starts_with(mark)) {
            self.to_line_end();
            self.push(start, Token::Comment);
            return true;
        }
        let Some((open, close)) = self.grammar.block_comment.filter(|(open, _)| self.starts_with(open)) else {
            return false;
        };
        self.at += open.len();
        let mut depth = 1;
        while depth > 0 && self.at < self.bytes.len() {
            if !self.grammar.nests {
                self.past(close);
                break;
            }
            // Both marks begin or end with a slash.
            if self.starts_with(open) {
                depth += 1;
                self.at += open.len();
            } else if self.starts_with(close) {
                depth -= 1;
                self.at += close.len();
            } else {
                self.at += 1;
            }
        }
        self.push(start, Token::Comment);
        true
    }

    fn string(&mut self) -> bool {
        let Some(quote) = self.grammar.quotes.iter().find(|quote| self.starts_with(quote.open)) else { return false };
        let start = self.at;
        self.at += quote.open.len();
        self.string_body(quote.close, quote);
        self.push(start, Token::String);
        true
    }

    fn string_body(&mut self, close: &str, quote: &Quote) {
        let Some(&last) = close.as_bytes().first() else { return };
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr3(last, b'\\', b'\n', rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found;
            if self.bytes[self.at] == b'\n' && !quote.spans_lines {
                return;
            }
            if self.bytes[self.at] == b'\\' && quote.escapes {
                self.at += 1 + self.rest_char_len(1);
                continue;
            }
            if self.starts_with(close) {
                self.at += close.len();
                if quote.doubles && self.starts_with(close) {
                    self.at += close.len();
                    continue;
                }
                return;
            }
            self.at += 1;
        }
    }

    /// How long the character is that stands some bytes further; none at the end.
    fn rest_char_len(&self, further: usize) -> usize {
        self.text[self.at..].get(further..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }

    /// A name with a mark before it.
    fn marked(&mut self) -> bool {
        let byte = self.bytes[self.at];
        let Some((_, token)) = self.grammar.marks.iter().find(|(mark, _)| *mark == byte) else { return false };
        let mut end = self.at + 1;
        while self.bytes.get(end) == Some(&byte) {
            end += 1;
        }
        let name = end;
        while self.bytes.get(end).copied().is_some_and(is_word) {
            end += 1;
        }
        if end == name {
            return false;
        }
        let start = self.at;
        self.at = end;
        self.push(start, *token);
        true
    }

    fn number(&mut self) {
        let start = self.at;
        let is_hex = self.starts_with("0x") || self.starts_with("0X");
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_sign = matches!(byte, b'+' | b'-')
                && !is_hex
                && matches!(self.bytes[self.at - 1], b'e' | b'E')
                && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            // A point belongs to a number where a digit follows it: `1..2` is a range, `1.max()` a call.
            let next_is_digit = self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            let is_part = byte.is_ascii_alphanumeric()
                || byte == b'_'
                || is_sign && self.at > start
                || matches!(byte, b'.' | b'\'') && next_is_digit && (byte == b'.' || self.grammar.form == Form::Cpp);
            if !is_part {
                break;
            }
            self.at += 1;
        }
        self.push(start, Token::Number);
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).copied().is_some_and(is_word) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        // A question or exclamation mark ends names of methods.
        if self.grammar.form == Form::Ruby && matches!(self.bytes.get(self.at), Some(b'?' | b'!')) {
            self.at += usize::from(self.bytes.get(self.at + 1) != Some(&b'='));
        }
        if let Some(token) = self.kind(word) {
            self.push(start, token);
        }
    }

    /// What a word is, by itself and by what follows it.
    fn kind(&self, word: &str) -> Option<Token> {
        let lower;
        let known = match self.grammar.ignores_case {
            true => {
                lower = word.to_ascii_lowercase();
                lower.as_str()
            }
            false => word,
        };
        let is_in = |list: &[&str]| list.binary_search(&known).is_ok();
        let is_member = self.is_member(word.len());
        if !is_member && is_in(self.grammar.keywords) {
            return Some(Token::Keyword);
        }
        if !is_member && is_in(self.grammar.constants) {
            return Some(Token::Constant);
        }
        if !is_member && is_in(self.grammar.types) {
            return Some(Token::Type);
        }
        if self.bytes.get(self.at) == Some(&b'(') {
            return Some(Token::Function);
        }
        if self.grammar.form == Form::Ruby && self.follows_def() {
            return Some(Token::Function);
        }
        let mut chars = word.chars();
        let is_capital = chars.next().is_some_and(char::is_uppercase);
        let has_small = chars.any(char::is_lowercase);
        match (self.grammar.capitals_are_types && is_capital, has_small) {
            (true, true) => Some(Token::Type),
            (true, false) if word.len() > 1 => Some(Token::Constant),
            (true | false, _) => None,
        }
    }

    /// Whether the word that ends here is the name of a member: `list.select`.
    fn is_member(&self, length: usize) -> bool {
        let before = self.text[..self.at].trim_end_matches(['?', '!']).len() - length;
        let start = before.min(self.at);
        start > 0 && self.bytes[start - 1] == b'.' && (start < 2 || self.bytes[start - 2] != b'.')
    }

    fn follows_def(&self) -> bool {
        matches!(self.tokens.last(), Some((range, Token::Keyword)) if self.text.get(range.clone()) == Some("def")
            && self.text[range.end..self.at].trim_start().len() + 1 >= self.at - range.end)
    }

    /// `#include <stdio.h>` and its like: the directive, and what it names.
    fn directive(&mut self) {
        let start = self.at;
        self.at += 1;
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        while self.bytes.get(self.at).copied().is_some_and(is_word) {
            self.at += 1;
        }
        let is_include = self.text[start..self.at].ends_with("include");
        self.push(start, Token::Attribute);
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if is_include && self.bytes.get(self.at) == Some(&b'<') {
            let start = self.at;
            let line = self.rest().split('\n').next().unwrap_or_default();
            self.at += line.find('>').map_or(line.len(), |found| found + 1);
            self.push(start, Token::String);
        }
    }

    /// What only one language has.
    fn own_form(&mut self, is_line_start: bool) -> bool {
        match self.grammar.form {
            Form::Plain => false,
            Form::Cpp => self.raw_cpp(),
            Form::Ruby => self.ruby(is_line_start),
            Form::Php => self.php(),
        }
    }

    fn raw_cpp(&mut self) -> bool {
        if !self.starts_with("R\"") {
            return false;
        }
        let Some(open) = self.rest().find('(').filter(|&open| open <= 18) else { return false };
        let close = format!("){}\"", &self.rest()[2..open]);
        let start = self.at;
        self.at += open;
        self.past(&close);
        self.push(start, Token::String);
        true
    }

    fn ruby(&mut self, is_line_start: bool) -> bool {
        let start = self.at;
        if is_line_start && self.starts_with("=begin") {
            self.past("\n=end");
            self.to_line_end();
            self.push(start, Token::Comment);
            return true;
        }
        if self.starts_with("<<") {
            return self.heredoc("<<");
        }
        if self.starts_with("%") {
            return self.percent();
        }
        let is_symbol = self.starts_with(":")
            && self.bytes.get(self.at + 1).copied().is_some_and(|byte| is_word(byte) && !byte.is_ascii_digit())
            && (self.at == 0 || self.bytes[self.at - 1] != b':');
        if is_symbol {
            self.at += 1;
            while self.bytes.get(self.at).copied().is_some_and(is_word) {
                self.at += 1;
            }
            self.push(start, Token::Constant);
            return true;
        }
        if self.starts_with("/") && self.begins_value() {
            return self.regular_expression();
        }
        false
    }

    /// Whether a value may stand here, so that a slash is no division.
    fn begins_value(&self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', '\t']);
        let is_keyword = |range: &Range<usize>| {
            range.end == before.len()
                && matches!(&self.text[range.clone()], "if" | "unless" | "when" | "and" | "or" | "not")
        };
        before.is_empty()
            || before.ends_with(['(', ',', '=', '~', '[', '{', '|', '&', '!', '\n', ';', '?', ':'])
            || self.tokens.last().is_some_and(|(range, token)| *token == Token::Keyword && is_keyword(range))
    }

    fn regular_expression(&mut self) -> bool {
        let start = self.at;
        let quote = quote("/", "/", true, false);
        self.at += 1;
        self.string_body("/", &quote);
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_lowercase) {
            self.at += 1;
        }
        self.push(start, Token::String);
        true
    }

    /// `%w[a b]` and its like.
    fn percent(&mut self) -> bool {
        let letter =
            usize::from(matches!(self.bytes.get(self.at + 1), Some(b'w' | b'W' | b'i' | b'I' | b'q' | b'Q' | b'r')));
        let close = match self.bytes.get(self.at + 1 + letter) {
            Some(b'[') => "]",
            Some(b'(') if letter > 0 => ")",
            Some(b'{') => "}",
            Some(b'<') if letter > 0 => ">",
            Some(b'|') if letter > 0 => "|",
            Some(_) | None => return false,
        };
        if letter == 0 && !self.begins_value() {
            return false;
        }
        let start = self.at;
        self.at += 2 + letter;
        self.past(close);
        self.push(start, Token::String);
        true
    }

    /// `<<~MARK`: the text begins after the line.
    fn heredoc(&mut self, open: &str) -> bool {
        let rest = &self.rest()[open.len()..];
        let name = rest.trim_start_matches(['~', '-']);
        let name = name.trim_start_matches([' ']).trim_start_matches(['"', '\'']);
        let length = name.bytes().take_while(|&byte| is_word(byte)).count();
        let is_mark = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && length > 0;
        if !is_mark {
            return false;
        }
        let start = self.at;
        self.heredocs.push(&name[..length]);
        self.at = self.text.len() - name.len() + length;
        if matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) {
            self.at += 1;
        }
        self.push(start, Token::String);
        true
    }

    /// The texts that were begun on the line before.
    fn heredoc_bodies(&mut self) {
        for mark in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            while self.at < self.bytes.len() {
                let line = self.at;
                self.to_line_end();
                let text = self.text[line..self.at].trim();
                let is_end = text
                    .strip_prefix(mark)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
                if is_end {
                    break;
                }
                self.at = (self.at + 1).min(self.bytes.len());
            }
            self.push(start, Token::String);
        }
    }

    fn php(&mut self) -> bool {
        let start = self.at;
        if self.starts_with("?>") {
            self.at += 2;
            self.push(start, Token::Tag);
            self.markup();
            return true;
        }
        if self.starts_with("#[") {
            self.past("]");
            self.push(start, Token::Attribute);
            return true;
        }
        self.starts_with("<<<") && self.heredoc("<<<")
    }

    /// What is not PHP, up to its tag.
    fn markup(&mut self) {
        let Some(found) = self.rest().find("<?") else {
            self.at = self.bytes.len();
            return;
        };
        self.at += found;
        let start = self.at;
        self.at += 2;
        if self.starts_with("php") {
            self.at += 3;
        } else if self.starts_with("=") {
            self.at += 1;
        }
        self.push(start, Token::Tag);
    }
}

/// A byte of a word; letters beyond ASCII are.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
