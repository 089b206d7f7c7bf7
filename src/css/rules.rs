//! Parsing of sheets (CSS Syntax 3; CSS Nesting 1; CSS Cascade 5, sections 2 and 6.4; CSS Paged Media 3, section 3).
//!
//! In: the text of a sheet. Out: rules in their order, and what was left out. Rules within rules come out as rules of
//! their own, after the declarations that stand before them and before those that follow.

use cssparser::{
    AtRuleParser, BasicParseErrorKind, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, SourcePosition, StyleSheetParser, ToCss, Token,
    parse_important,
};
use selectors::SelectorList;
use selectors::parser::SelectorParseErrorKind;

use super::Selector;
use super::prelude::{condition, import, layer_names, page_selectors, rest_of};
use super::selector::{self, Selectors};
use super::sheet::{
    Condition, Declaration, Import, LayerName, PageRule, PageSelector, Problem, ProblemKind, Rule, StyleRule,
    StyleSheet,
};

/// What went wrong in a rule; `None` where the parser's own words say it all.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    Syntax(String),
    /// A selector we do not know.
    Selector,
    /// What no selector can be.
    BadSelector,
    Unsupported(String, Option<&'static str>),
    /// Known, not for print: skipped silently.
    Silent,
}

pub(super) type Failure = ParseError<Fault>;

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

pub(super) fn fault(fault: Fault) -> Failure {
    ParseError::custom(fault)
}

/// What is kept while a sheet is parsed.
#[derive(Default)]
struct Log {
    problems: Vec<Problem>,
    /// What all selectors of rules within rules come to.
    weight: usize,
}

/// Parses a sheet.
pub fn parse(text: &str) -> (StyleSheet, Vec<Problem>) {
    let mut log = Log::default();
    let mut input = Parser::new(text);
    let rules = rule_list(&mut input, &mut log, true);
    let Log { mut problems, .. } = log;
    problems.sort_by_key(|problem| problem.at.start);
    (StyleSheet { rules }, problems)
}

/// The imports of a sheet, which stand at its head.
pub fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut input = Parser::new(text);
    let mut parser = RuleParser { log: &mut Log::default(), takes_imports: true };
    for rules in StyleSheetParser::new(&mut input, &mut parser).filter_map(Result::ok) {
        for rule in rules {
            if let Rule::Import(import) = rule {
                found.push(import);
            } else if !matches!(rule, Rule::Layers(_)) {
                return found;
            }
        }
    }
    found
}

/// Parses declarations alone, as in a `style` attribute; what is broken is left out.
pub fn parse_declarations(text: &str) -> Vec<Declaration> {
    declarations(&mut Parser::new(text), &mut Log::default())
}

fn rule_list(input: &mut Parser, log: &mut Log, is_top: bool) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut parser = RuleParser { log, takes_imports: is_top };
    let mut sheet = StyleSheetParser::new(input, &mut parser);
    loop {
        let position = past(sheet.input, |token| matches!(token, Token::CDO | Token::CDC));
        let start = position.byte_index();
        match sheet.next() {
            None => return rules,
            Some(Ok(found)) => {
                // A rule that sets nothing is one all the same.
                sheet.parser.takes_imports &=
                    !found.is_empty() && found.iter().all(|rule| matches!(rule, Rule::Import(_) | Rule::Layers(_)));
                rules.extend(found);
            }
            Some(Err((error, text, _))) => {
                let prelude = prelude_of(text);
                let problem = problem(&error, prelude, start);
                if problem.as_ref().is_none_or(|problem| problem.kind == ProblemKind::Unsupported) {
                    // The block is passed over by what asks for the next token.
                    sheet.input.skip_whitespace();
                    rules.push(Rule::Other(sheet.input.slice_from(position).trim_end().to_owned()));
                }
                sheet.parser.log.problems.extend(problem);
            }
        }
    }
}

/// Where something begins: past white space, comments and tokens that mean nothing there, which the parser passes over
/// without a word of how many.
fn past(input: &mut Parser, means_nothing: impl Fn(&Token) -> bool) -> SourcePosition {
    loop {
        input.skip_whitespace();
        let is_past = input.try_parse(|input| match input.next() {
            Ok(token) if means_nothing(token) => Ok(()),
            Ok(_) | Err(_) => Err(()),
        });
        if is_past.is_err() {
            return input.position();
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
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Parses rules at the top of a sheet and within `@media`, `@supports` and `@layer`.
struct RuleParser<'p> {
    log: &'p mut Log,
    /// Whether nothing stood before but imports and the order of layers (CSS Cascade 5, section 2).
    takes_imports: bool,
}

/// What stands between an at-rule's name and its block.
enum Prelude {
    Media(Condition),
    Supports(Condition),
    Layers(Vec<LayerName>),
    Import(Import),
    Page(Vec<PageSelector>),
    FontFace,
    CounterStyle(String),
    Namespace(String),
}

pub(super) const NOT_IN_PDF: Option<&str> = Some("it has no effect in the PDF");

/// The at-rules that may stand among rules as well as within one.
fn conditional(name: &str, input: &mut Parser) -> Result<Prelude, Failure> {
    match name {
        "media" => Ok(Prelude::Media(condition(input))),
        "supports" => Ok(Prelude::Supports(condition(input))),
        "layer" => layer_names(rest_of(input)).map(Prelude::Layers),
        vendor if vendor.starts_with('-') => Err(fault(Fault::Silent)),
        other => Err(fault(Fault::Unsupported(format!("`@{other}` is not supported"), NOT_IN_PDF))),
    }
}

impl<'i> AtRuleParser<'i> for RuleParser<'_> {
    type Prelude = Prelude;
    type AtRule = Vec<Rule>;
    type Error = Fault;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<Prelude, Failure> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "page" => page_selectors(input).map(Prelude::Page),
            "font-face" => Ok(Prelude::FontFace),
            "counter-style" => {
                let name = input.expect_ident()?.to_string();
                input.expect_exhausted()?;
                Ok(Prelude::CounterStyle(name))
            }
            "namespace" => Ok(Prelude::Namespace(rest_of(input).trim().to_owned())),
            "import" if self.takes_imports => import(input).map(Prelude::Import),
            "import" => Err(fault(Fault::Unsupported(
                "`@import` after other rules is not followed".to_owned(),
                Some("it stands at the head of the sheet"),
            ))),
            // The text is UTF-8 whatever it says.
            "charset" => Err(fault(Fault::Silent)),
            other => conditional(other, input),
        }
    }

    fn rule_without_block(&mut self, prelude: Prelude, _: &ParserState) -> Result<Vec<Rule>, ()> {
        match prelude {
            Prelude::Namespace(text) => Ok(vec![Rule::Other(format!("@namespace {text};"))]),
            Prelude::Layers(names) if !names.is_empty() => Ok(vec![Rule::Layers(names)]),
            Prelude::Import(import) => Ok(vec![Rule::Import(import)]),
            Prelude::Layers(_)
            | Prelude::Media(_)
            | Prelude::Supports(_)
            | Prelude::Page(_)
            | Prelude::FontFace
            | Prelude::CounterStyle(_) => Err(()),
        }
    }

    fn parse_block(
        &mut self,
        prelude: Prelude,
        start: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Vec<Rule>, Failure> {
        Ok(vec![match prelude {
            Prelude::Media(queries) => Rule::Media(queries, rule_list(input, self.log, false)),
            Prelude::Supports(condition) => Rule::Supports(condition, rule_list(input, self.log, false)),
            Prelude::Layers(names) => Rule::Layer(only_name(names)?, rule_list(input, self.log, false)),
            Prelude::Page(selectors) => {
                let (declarations, boxes) = page_body(input, self.log);
                Rule::Page(PageRule { selectors, declarations, boxes })
            }
            Prelude::FontFace => Rule::FontFace(declarations(input, self.log)),
            Prelude::CounterStyle(name) => {
                let at = start.position().byte_index() as u32;
                let at = at..at + "@counter-style".len() as u32;
                Rule::CounterStyle { name, declarations: declarations(input, self.log), at }
            }
            Prelude::Import(_) | Prelude::Namespace(_) => return Err(ParseError::unexpected_token()),
        }])
    }
}

/// A block is of one layer.
fn only_name(names: Vec<LayerName>) -> Result<Option<LayerName>, Failure> {
    if names.len() > 1 {
        return Err(fault(Fault::Syntax("a block is of one layer".to_owned())));
    }
    Ok(names.into_iter().next())
}

impl<'i> QualifiedRuleParser<'i> for RuleParser<'_> {
    type Prelude = Outer;
    type QualifiedRule = Vec<Rule>;
    type Error = Fault;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Outer, Failure> {
        Outer::top(selector::parse_list(input).map_err(ParseError::into)?)
    }

    fn parse_block(&mut self, outer: Outer, _: &ParserState, input: &mut Parser<'i>) -> Result<Vec<Rule>, Failure> {
        Ok(style_body(input, self.log, &outer))
    }
}

/// The selectors of a rule, for what stands in it.
struct Outer {
    list: SelectorList<Selectors>,
    /// How many selectors it is with those of the rules around put in.
    weight: usize,
    is_nested: bool,
}

/// The most selectors that one in rules within rules may come to: each `&` brings all of those around, so that a
/// dozen lines could keep a program busy for years.
const HEAVIEST: usize = 4096;

/// The most that all rules within rules of a sheet may come to.
const HEAVIEST_SHEET: usize = 1 << 20;

/// The most parts of a selector.
const MOST_PARTS: usize = 1000;

impl Outer {
    /// `&` at the top of a sheet is the root (CSS Nesting 1, section 3).
    fn top(list: SelectorList<Selectors>) -> Result<Outer, Failure> {
        let is_relative = list.slice().iter().any(Selector::has_parent_selector);
        if !is_relative {
            return Outer::bounded(list, 1, false);
        }
        let root = selector::parse_list(&mut Parser::new(":root")).map_err(ParseError::into)?;
        Outer::bounded(list.replace_parent_selector(&root), 1, true)
    }

    fn bounded(list: SelectorList<Selectors>, around: usize, is_nested: bool) -> Result<Outer, Failure> {
        let weight = around.saturating_mul(list.len());
        let is_long = list.slice().iter().any(|selector| selector.len() > MOST_PARTS);
        if weight > HEAVIEST || is_long {
            let message = "the selector is too long".to_owned();
            return Err(fault(Fault::Unsupported(message, Some("the rule has no effect in the PDF"))));
        }
        Ok(Outer { list, weight, is_nested })
    }

    /// The selectors of a rule in this one.
    fn inner(&self, input: &mut Parser) -> Result<Outer, Failure> {
        let start = input.position();
        let list = selector::parse_nested(input).map_err(ParseError::into)?;
        let count = input.slice_from(start).matches('&').count().max(1) as u32;
        // A pseudo-element has nothing in it that a selector could meet (CSS Nesting 1, section 3).
        let around: Vec<Selector> =
            self.list.slice().iter().filter(|selector| !selector.has_pseudo_element()).cloned().collect();
        if around.is_empty() {
            let message = "a rule within one for a pseudo-element meets nothing".to_owned();
            return Err(fault(Fault::Unsupported(message, NOT_IN_PDF)));
        }
        let around = SelectorList::from_iter(around.into_iter());
        Outer::bounded(list.replace_parent_selector(&around), self.weight.saturating_pow(count), true)
    }

    /// A rule that only others may know, with these selectors around it.
    fn around(&self, text: &str) -> Option<Item> {
        /// What is repeated for each such rule.
        const LONGEST: usize = 200;
        let selectors = self.list.to_css_string();
        (selectors.len() <= LONGEST).then(|| Item::Rules(vec![Rule::Other(format!("{selectors} {{ {text} }}"))]))
    }
}

/// The declarations of a block; rules in it are passed over.
fn declarations(input: &mut Parser, log: &mut Log) -> Vec<Declaration> {
    let items = items(input, log, Within::Declarations);
    items
        .into_iter()
        .filter_map(|item| if let Item::Declaration(declaration) = item { Some(declaration) } else { None })
        .collect()
}

/// The declarations of `@page` and the boxes in it.
fn page_body(input: &mut Parser, log: &mut Log) -> (Vec<Declaration>, Vec<(String, Vec<Declaration>)>) {
    let (mut declarations, mut boxes) = (Vec::new(), Vec::new());
    for item in items(input, log, Within::Page) {
        match item {
            Item::Declaration(declaration) => declarations.push(declaration),
            Item::Box(name, content) => boxes.push((name, content)),
            Item::Rules(_) => {}
        }
    }
    (declarations, boxes)
}

/// What a style rule comes to: a rule for each run of its declarations, and those in it in between (CSS Nesting 1,
/// section 4).
fn style_body(input: &mut Parser, log: &mut Log, outer: &Outer) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut run = Vec::new();
    let close = |run: &mut Vec<Declaration>, rules: &mut Vec<Rule>| {
        if !run.is_empty() {
            let selectors = outer.list.slice().to_vec();
            let declarations = std::mem::take(run);
            rules.push(Rule::Style(StyleRule { selectors, declarations, is_nested: outer.is_nested }));
        }
    };
    for item in items(input, log, Within::Style(outer)) {
        match item {
            Item::Declaration(declaration) => run.push(declaration),
            Item::Rules(inner) => {
                close(&mut run, &mut rules);
                rules.extend(inner);
            }
            Item::Box(..) => {}
        }
    }
    close(&mut run, &mut rules);
    rules
}

fn items(input: &mut Parser, log: &mut Log, within: Within) -> Vec<Item> {
    let mut found = Vec::new();
    let mut parser = BodyParser { log, within, refused: None };
    let mut items = RuleBodyParser::new(input, &mut parser);
    loop {
        let position = past(items.input, |token| matches!(token, Token::Semicolon));
        let start = position.byte_index();
        items.parser.refused = None;
        match items.next() {
            None => return found,
            Some(Ok(item)) => found.push(item),
            Some(Err((error, text, _))) => {
                // What was tried as a declaration and has a block is a rule.
                let refused = items.parser.refused.take().filter(|_| text.contains('{'));
                let is_rule = refused.is_some() || text.starts_with('@');
                let text = match &refused {
                    Some(_) => prelude_of(text),
                    None => text.trim_end().trim_end_matches(';'),
                };
                let problem = problem(&refused.unwrap_or(error), text, start);
                if let Within::Style(outer) = items.parser.within
                    && is_rule
                    && problem.as_ref().is_none_or(|problem| problem.kind == ProblemKind::Unsupported)
                {
                    items.input.skip_whitespace();
                    found.extend(outer.around(items.input.slice_from(position).trim_end()));
                }
                items.parser.log.problems.extend(problem);
            }
        }
    }
}

enum Item {
    Declaration(Declaration),
    Box(String, Vec<Declaration>),
    Rules(Vec<Rule>),
}

/// Whose body is parsed.
#[derive(Clone, Copy)]
enum Within<'o> {
    Style(&'o Outer),
    Page,
    /// Of a margin box, a font or an attribute.
    Declarations,
}

/// Parses what is between the braces of a style rule, of `@page` and of the boxes in it.
struct BodyParser<'p, 'o> {
    log: &'p mut Log,
    within: Within<'o>,
    /// Why the head of a rule was not taken.
    refused: Option<Failure>,
}

impl<'i> DeclarationParser<'i> for BodyParser<'_, '_> {
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

impl<'i> AtRuleParser<'i> for BodyParser<'_, '_> {
    type Prelude = InnerPrelude;
    type AtRule = Item;
    type Error = Fault;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<InnerPrelude, Failure> {
        let name = name.to_ascii_lowercase();
        match self.within {
            Within::Page => {
                input.expect_exhausted()?;
                Ok(InnerPrelude::Box(name))
            }
            Within::Style(_) => conditional(&name, input).map(InnerPrelude::Conditional),
            Within::Declarations => {
                Err(fault(Fault::Unsupported(format!("`@{name}` within a rule is not supported"), NOT_IN_PDF)))
            }
        }
    }

    fn parse_block(&mut self, prelude: InnerPrelude, _: &ParserState, input: &mut Parser<'i>) -> Result<Item, Failure> {
        let (prelude, outer) = match (prelude, self.within) {
            (InnerPrelude::Conditional(prelude), Within::Style(outer)) => {
                (prelude, &Outer { list: outer.list.clone(), weight: outer.weight, is_nested: true })
            }
            (InnerPrelude::Box(name), _) => return Ok(Item::Box(name, declarations(input, self.log))),
            (InnerPrelude::Conditional(_), Within::Page | Within::Declarations) => {
                return Err(ParseError::unexpected_token());
            }
        };
        Ok(Item::Rules(vec![match prelude {
            Prelude::Media(queries) => Rule::Media(queries, style_body(input, self.log, outer)),
            Prelude::Supports(condition) => Rule::Supports(condition, style_body(input, self.log, outer)),
            Prelude::Layers(names) => Rule::Layer(only_name(names)?, style_body(input, self.log, outer)),
            Prelude::Import(_)
            | Prelude::Page(_)
            | Prelude::FontFace
            | Prelude::CounterStyle(_)
            | Prelude::Namespace(_) => {
                return Err(ParseError::unexpected_token());
            }
        }]))
    }
}

/// The head of an at-rule in a rule.
enum InnerPrelude {
    Box(String),
    Conditional(Prelude),
}

impl<'i> QualifiedRuleParser<'i> for BodyParser<'_, '_> {
    type Prelude = Option<Outer>;
    type QualifiedRule = Item;
    type Error = Fault;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Option<Outer>, Failure> {
        match self.within {
            Within::Style(outer) => {
                let log = &mut *self.log;
                let inner = outer.inner(input).and_then(|inner| {
                    input.expect_exhausted()?;
                    log.weight = log.weight.saturating_add(inner.weight);
                    if log.weight > HEAVIEST_SHEET {
                        let message = "the sheet has too many rules within rules".to_owned();
                        return Err(fault(Fault::Unsupported(message, NOT_IN_PDF)));
                    }
                    Ok(inner)
                });
                self.refused = inner.as_ref().err().cloned();
                inner.map(Some)
            }
            Within::Page | Within::Declarations => {
                rest_of(input);
                Ok(None)
            }
        }
    }

    fn parse_block(
        &mut self,
        inner: Option<Outer>,
        start: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Item, Failure> {
        if let Some(inner) = inner {
            return Ok(Item::Rules(style_body(input, self.log, &inner)));
        }
        rest_of(input);
        let at = start.position().byte_index() as u32..input.position().byte_index() as u32;
        let message = "there are no rules within this one".to_owned();
        self.log.problems.push(Problem { kind: ProblemKind::Unsupported, message, hint: NOT_IN_PDF, at });
        Ok(Item::Rules(Vec::new()))
    }
}

impl RuleBodyItemParser<'_, Item, Fault> for BodyParser<'_, '_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}
