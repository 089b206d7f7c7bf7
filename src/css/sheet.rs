//! Sheets: rules, at-rules and declarations with their places (CSS Syntax 3; CSS Paged Media 3, section 3).

use std::ops::Range;

use cssparser::{
    AtRuleParser, BasicParseErrorKind, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser, Token, parse_important,
};
use selectors::parser::SelectorParseErrorKind;

use super::{Selector, selector};

/// A parsed sheet.
#[derive(Clone, Debug, Default)]
pub struct StyleSheet {
    pub rules: Vec<Rule>,
}

/// A rule that may concern us.
#[derive(Clone, Debug)]
pub enum Rule {
    Style(StyleRule),
    Page(PageRule),
    /// `@font-face`, with its descriptors.
    FontFace(Vec<Declaration>),
    /// `@media` with its queries as text.
    Media(String, Vec<Rule>),
    /// `@supports` with its condition as text.
    Supports(String, Vec<Rule>),
}

#[derive(Clone, Debug)]
pub struct StyleRule {
    pub selectors: Vec<Selector>,
    pub declarations: Vec<Declaration>,
}

/// `@page`, with its margin boxes and `@footnote`.
#[derive(Clone, Debug)]
pub struct PageRule {
    /// Empty for all pages.
    pub selectors: Vec<PageSelector>,
    pub declarations: Vec<Declaration>,
    /// At-rules in it: lower case names without `@`, and their declarations.
    pub boxes: Vec<(String, Vec<Declaration>)>,
}

/// `name:first:left` (CSS Paged Media 3, section 3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSelector {
    pub name: Option<String>,
    pub pseudos: Vec<PagePseudo>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePseudo {
    First,
    Left,
    Right,
    Blank,
    Recto,
    Verso,
}

/// `name: value`, the value still text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Lower case, except for custom properties.
    pub name: String,
    /// Without `!important`.
    pub value: String,
    pub important: bool,
    /// Bytes of the sheet from the name to the end of the value.
    pub at: Range<u32>,
}

/// Something in a sheet that had to be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub message: String,
    pub hint: Option<&'static str>,
    pub at: Range<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    Syntax,
    Unsupported,
}

/// What went wrong in a rule; `None` where the parser's own words say it all.
#[derive(Clone, Debug)]
enum Fault {
    Syntax(String),
    /// A selector we do not know.
    Selector,
    /// What no selector can be.
    BadSelector,
    Unsupported(String, Option<&'static str>),
    /// Known, not for print: skipped silently.
    Silent,
}

type Failure = ParseError<Fault>;

impl From<SelectorParseErrorKind> for Fault {
    fn from(kind: SelectorParseErrorKind) -> Fault {
        match kind {
            SelectorParseErrorKind::UnsupportedPseudoClassOrElement | SelectorParseErrorKind::ExpectedNamespace => {
                Fault::Selector
            }
            _ => Fault::BadSelector,
        }
    }
}

fn fault(fault: Fault) -> Failure {
    ParseError::custom(fault)
}

/// Parses a sheet.
pub fn parse(text: &str) -> (StyleSheet, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut input = Parser::new(text);
    let rules = rule_list(&mut input, &mut problems);
    problems.sort_by_key(|problem| problem.at.start);
    (StyleSheet { rules }, problems)
}

/// Parses declarations alone, as in a `style` attribute; what is broken is left out.
pub fn parse_declarations(text: &str) -> Vec<Declaration> {
    let mut problems = Vec::new();
    body(&mut Parser::new(text), &mut problems, false).0
}

fn rule_list(input: &mut Parser, problems: &mut Vec<Problem>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut parser = RuleParser { problems };
    let mut sheet = StyleSheetParser::new(input, &mut parser);
    loop {
        sheet.input.skip_whitespace();
        let start = sheet.input.position().byte_index();
        match sheet.next() {
            None => return rules,
            Some(Ok(rule)) => rules.extend(rule),
            Some(Err((error, text, _))) => {
                let prelude = prelude_of(text);
                sheet.parser.problems.extend(problem(&error, prelude, start));
            }
        }
    }
}

/// What stands before a rule's block or semicolon.
fn prelude_of(text: &str) -> &str {
    text.split(['{', ';']).next().unwrap_or(text).trim_end()
}

/// What is said of a failure at `text`, which begins at byte `start`.
fn problem(error: &Failure, text: &str, start: usize) -> Option<Problem> {
    let (kind, message, hint) = match &error.kind {
        cssparser::ParseErrorKind::Custom(Fault::Silent) => return None,
        cssparser::ParseErrorKind::Custom(Fault::Syntax(message)) => (ProblemKind::Syntax, message.clone(), None),
        cssparser::ParseErrorKind::Custom(Fault::Unsupported(message, hint)) => {
            (ProblemKind::Unsupported, message.clone(), *hint)
        }
        cssparser::ParseErrorKind::Custom(Fault::BadSelector) => {
            (ProblemKind::Syntax, format!("`{}` is no selector", one_line(text)), None)
        }
        cssparser::ParseErrorKind::Custom(Fault::Selector) => (
            ProblemKind::Unsupported,
            format!("the selector `{}` is not supported", one_line(text)),
            Some("the rule has no effect in the PDF"),
        ),
        cssparser::ParseErrorKind::Basic(kind) => {
            let what = match kind {
                BasicParseErrorKind::EndOfInput => "the sheet ends",
                BasicParseErrorKind::TooManyNestedBlocks => "blocks are nested too deep",
                BasicParseErrorKind::UnexpectedToken
                | BasicParseErrorKind::AtRuleInvalid
                | BasicParseErrorKind::AtRuleBodyInvalid
                | BasicParseErrorKind::QualifiedRuleInvalid => "this is no CSS",
            };
            (ProblemKind::Syntax, format!("{what} at `{}`", one_line(text)), None)
        }
    };
    Some(Problem { kind, message, hint, at: start as u32..(start + text.len()) as u32 })
}

/// A text for a message: white space collapsed, cut after a number of characters that fits a line.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Parses rules at the top of a sheet and within `@media` and `@supports`.
struct RuleParser<'p> {
    problems: &'p mut Vec<Problem>,
}

/// What stands between an at-rule's name and its block.
enum Prelude {
    Media(String),
    Supports(String),
    Page(Vec<PageSelector>),
    FontFace,
    Namespace,
}

const NOT_IN_PDF: Option<&str> = Some("it has no effect in the PDF");

impl<'i> AtRuleParser<'i> for RuleParser<'_> {
    type Prelude = Prelude;
    type AtRule = Option<Rule>;
    type Error = Fault;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<Prelude, Failure> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "media" => Ok(Prelude::Media(rest_of(input).trim().to_owned())),
            "supports" => Ok(Prelude::Supports(rest_of(input).trim().to_owned())),
            "page" => page_selectors(input).map(Prelude::Page),
            "font-face" => Ok(Prelude::FontFace),
            "namespace" => {
                rest_of(input);
                Ok(Prelude::Namespace)
            }
            "import" => Err(fault(Fault::Unsupported(
                "`@import` is not followed".to_owned(),
                Some("name the sheet with `--css` instead"),
            ))),
            vendor if vendor.starts_with('-') => Err(fault(Fault::Silent)),
            other => Err(fault(Fault::Unsupported(format!("`@{other}` is not supported"), NOT_IN_PDF))),
        }
    }

    fn rule_without_block(&mut self, prelude: Prelude, _: &ParserState) -> Result<Option<Rule>, ()> {
        match prelude {
            Prelude::Namespace => Ok(None),
            Prelude::Media(_) | Prelude::Supports(_) | Prelude::Page(_) | Prelude::FontFace => Err(()),
        }
    }

    fn parse_block(
        &mut self,
        prelude: Prelude,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Option<Rule>, Failure> {
        Ok(Some(match prelude {
            Prelude::Media(queries) => Rule::Media(queries, rule_list(input, self.problems)),
            Prelude::Supports(condition) => Rule::Supports(condition, rule_list(input, self.problems)),
            Prelude::Page(selectors) => {
                let (declarations, boxes) = body(input, self.problems, true);
                Rule::Page(PageRule { selectors, declarations, boxes })
            }
            Prelude::FontFace => Rule::FontFace(body(input, self.problems, false).0),
            Prelude::Namespace => return Err(ParseError::unexpected_token()),
        }))
    }
}

impl<'i> QualifiedRuleParser<'i> for RuleParser<'_> {
    type Prelude = Vec<Selector>;
    type QualifiedRule = Option<Rule>;
    type Error = Fault;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Vec<Selector>, Failure> {
        let list = selector::parse_list(input).map_err(ParseError::into)?;
        Ok(list.slice().to_vec())
    }

    fn parse_block(
        &mut self,
        selectors: Vec<Selector>,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Option<Rule>, Failure> {
        let (declarations, _) = body(input, self.problems, false);
        Ok(Some(Rule::Style(StyleRule { selectors, declarations })))
    }
}

fn page_selectors(input: &mut Parser) -> Result<Vec<PageSelector>, Failure> {
    if input.is_exhausted() {
        return Ok(Vec::new());
    }
    input.parse_comma_separated(|input| {
        let mut selector = PageSelector {
            name: input.try_parse(|input| input.expect_ident().map(|name| name.to_string())).ok(),
            ..PageSelector::default()
        };
        while !input.is_exhausted() {
            input.expect_colon()?;
            let pseudo = input.expect_ident_cloned()?;
            selector.pseudos.push(match pseudo.to_ascii_lowercase().as_str() {
                "first" => PagePseudo::First,
                "left" => PagePseudo::Left,
                "right" => PagePseudo::Right,
                "blank" => PagePseudo::Blank,
                "recto" => PagePseudo::Recto,
                "verso" => PagePseudo::Verso,
                other => {
                    let message = format!("the page selector `:{other}` is not supported");
                    return Err(fault(Fault::Unsupported(message, NOT_IN_PDF)));
                }
            });
        }
        Ok(selector)
    })
}

/// The declarations of a block, and the boxes in it where it is a page's.
fn body(
    input: &mut Parser,
    problems: &mut Vec<Problem>,
    is_page: bool,
) -> (Vec<Declaration>, Vec<(String, Vec<Declaration>)>) {
    let (mut declarations, mut boxes) = (Vec::new(), Vec::new());
    let mut parser = BodyParser { problems, is_page };
    let mut items = RuleBodyParser::new(input, &mut parser);
    loop {
        items.input.skip_whitespace();
        let start = items.input.position().byte_index();
        match items.next() {
            None => return (declarations, boxes),
            Some(Ok(Item::Declaration(declaration))) => declarations.push(declaration),
            Some(Ok(Item::Box(name, content))) => boxes.push((name, content)),
            Some(Ok(Item::Nothing)) => {}
            Some(Err((error, text, _))) => {
                let text = text.trim_end().trim_end_matches(';');
                items.parser.problems.extend(problem(&error, text, start));
            }
        }
    }
}

enum Item {
    Declaration(Declaration),
    Box(String, Vec<Declaration>),
    /// A nested rule, passed over.
    Nothing,
}

/// Parses what is between the braces of a style rule, of `@page` and of the boxes in it.
struct BodyParser<'p> {
    problems: &'p mut Vec<Problem>,
    is_page: bool,
}

impl<'i> DeclarationParser<'i> for BodyParser<'_> {
    type Declaration = Item;
    type Error = Fault;

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<Item, Failure> {
        let is_custom = name.starts_with("--");
        input.skip_whitespace();
        let value_start = input.position();
        let (mut end, mut important) = (value_start, false);
        loop {
            let before = input.position();
            if input.try_parse(parse_important).is_ok() {
                input.expect_exhausted()?;
                (end, important) = (before, true);
                break;
            }
            match input.next_including_whitespace() {
                Err(_) => break,
                Ok(Token::CurlyBracketBlock) if !is_custom => return Err(ParseError::unexpected_token()),
                Ok(Token::BadString(_)) => return Err(fault(Fault::Syntax("a string is not closed".to_owned()))),
                Ok(
                    Token::BadUrl(_) | Token::CloseParenthesis | Token::CloseSquareBracket | Token::CloseCurlyBracket,
                ) => {
                    return Err(ParseError::unexpected_token());
                }
                Ok(Token::WhiteSpace(_)) => continue,
                Ok(
                    Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock,
                ) => {
                    input.parse_nested_block(|input| input.expect_no_error_token().map_err(Failure::from))?;
                }
                Ok(_) => {}
            }
            end = input.position();
        }
        let value = input.slice(value_start..end).trim().to_owned();
        if value.is_empty() && !is_custom {
            return Err(fault(Fault::Syntax(format!("`{name}` has no value"))));
        }
        let name = if is_custom { name.to_string() } else { name.to_ascii_lowercase() };
        let at = start.position().byte_index() as u32..end.byte_index() as u32;
        Ok(Item::Declaration(Declaration { name, value, important, at }))
    }
}

impl<'i> AtRuleParser<'i> for BodyParser<'_> {
    type Prelude = String;
    type AtRule = Item;
    type Error = Fault;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<String, Failure> {
        let name = name.to_ascii_lowercase();
        if !self.is_page {
            return Err(fault(Fault::Unsupported(format!("`@{name}` within a rule is not supported"), NOT_IN_PDF)));
        }
        input.expect_exhausted()?;
        Ok(name)
    }

    fn parse_block(&mut self, name: String, _: &ParserState, input: &mut Parser<'i>) -> Result<Item, Failure> {
        let (declarations, _) = body(input, self.problems, false);
        Ok(Item::Box(name, declarations))
    }
}

/// Rules within a rule are parsed only to be passed over whole.
impl<'i> QualifiedRuleParser<'i> for BodyParser<'_> {
    type Prelude = ();
    type QualifiedRule = Item;
    type Error = Fault;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<(), Failure> {
        rest_of(input);
        Ok(())
    }

    fn parse_block(&mut self, (): (), start: &ParserState, input: &mut Parser<'i>) -> Result<Item, Failure> {
        rest_of(input);
        let at = start.position().byte_index() as u32..input.position().byte_index() as u32;
        self.problems.push(Problem {
            kind: ProblemKind::Unsupported,
            message: "rules within rules are not supported".to_owned(),
            hint: NOT_IN_PDF,
            at,
        });
        Ok(Item::Nothing)
    }
}

impl RuleBodyItemParser<'_, Item, Fault> for BodyParser<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}

fn rest_of<'i>(input: &mut Parser<'i>) -> &'i str {
    let start = input.position();
    while input.next_including_whitespace_and_comments().is_ok() {}
    input.slice_from(start)
}
