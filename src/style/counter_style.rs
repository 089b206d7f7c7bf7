//! `@counter-style`: how numbers are written that sheets describe (CSS Counter Styles 3, sections 3 to 6).
//!
//! In: the descriptors of all rules, and the styles that the specification describes itself. Out: a table by name, each
//! style whole: what `extends` and `fallback` name is put in, and cycles of them are cut. Writing a number is the
//! business of `layout`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use cssparser::{ParseError, Parser, Token};
use serde::Serialize;

use super::computed::CounterStyle;
use super::value::{Parsed, invalid, predefined_counter_style};
use crate::css::{self, Declaration, Rule};

/// A way to write numbers (section 3).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CounterRule {
    pub system: CounterSystem,
    pub symbols: Vec<String>,
    /// Weights, from the greatest, and their symbols.
    pub additive_symbols: Vec<(u32, String)>,
    pub prefix: String,
    pub suffix: String,
    /// Before and after a negative number.
    pub negative: (String, String),
    /// The numbers it is for, both ends included; `None` is `auto`.
    pub range: Option<Vec<(i32, i32)>>,
    /// The least length in characters, and what fills it.
    pub pad: (usize, String),
    /// What writes a number that this cannot.
    pub fallback: CounterStyle,
}

/// Section 3.1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum CounterSystem {
    Cyclic,
    Numeric,
    Alphabetic,
    Symbolic,
    Additive,
    /// The value of the first symbol.
    Fixed(i32),
    /// As another writes it, with one's own prefix, suffix and the like.
    Extends(CounterStyle),
}

impl CounterRule {
    /// A rule of a system with all else at its initial value.
    pub(super) fn new(system: CounterSystem, symbols: Vec<String>) -> CounterRule {
        CounterRule {
            system,
            symbols,
            additive_symbols: Vec::new(),
            prefix: String::new(),
            suffix: ". ".to_owned(),
            negative: ("-".to_owned(), String::new()),
            range: None,
            pad: (0, String::new()),
            fallback: CounterStyle::Decimal,
        }
    }
}

/// Counter styles by their names.
pub(super) type CounterStyles = BTreeMap<Arc<str>, CounterStyle>;

/// A rule with the names that are not yet looked up.
#[derive(Clone, Debug)]
struct Described {
    rule: CounterRule,
    /// Set after `system: extends`, for what is not given is that of the other.
    extends: Option<String>,
    fallback: Option<String>,
    given: BTreeSet<&'static str>,
}

/// The rules of a build, later ones of a name in place of earlier.
#[derive(Clone, Debug, Default)]
pub(super) struct CounterRules {
    described: BTreeMap<String, Described>,
}

/// What is wrong with a rule, and the declaration that says so; `None` is the rule itself.
pub(super) type CounterProblem<'d> = (String, Option<&'d Declaration>);

impl CounterRules {
    /// The styles that sheets need not describe (section 6; those that layout writes on its own left out).
    pub fn predefined() -> &'static CounterRules {
        static PREDEFINED: OnceLock<CounterRules> = OnceLock::new();
        let read = || {
            let mut rules = CounterRules::default();
            let (sheet, _) = css::parse(include_str!("counter_style.css"));
            for rule in &sheet.rules {
                if let Rule::CounterStyle { name, declarations, .. } = rule {
                    rules.add(name, declarations);
                }
            }
            rules
        };
        PREDEFINED.get_or_init(read)
    }

    /// Whether a name is one of the specification's.
    pub fn is_predefined(name: &str) -> bool {
        CounterRules::predefined().described.contains_key(name)
    }

    /// Adds a rule; one that cannot write a number is left out, and what is wrong is given back.
    pub fn add<'d>(&mut self, name: &str, declarations: &'d [Declaration]) -> Vec<CounterProblem<'d>> {
        let mut problems = Vec::new();
        let mut described = Described {
            rule: CounterRule::new(CounterSystem::Symbolic, Vec::new()),
            extends: None,
            fallback: None,
            given: BTreeSet::new(),
        };
        for declaration in declarations {
            let mut input = Parser::new(&declaration.value);
            match input.parse_entirely(|input| described.set(&declaration.name, input)) {
                Ok(true) => {}
                Ok(false) => {
                    let message = format!("counter styles have no `{}`", declaration.name);
                    problems.push((message, Some(declaration)));
                }
                Err(_) => {
                    let message = format!("`{}` does not take the value `{}`", declaration.name, declaration.value);
                    problems.push((message, Some(declaration)));
                }
            }
        }
        let least = match described.rule.system {
            CounterSystem::Numeric | CounterSystem::Alphabetic => 2,
            CounterSystem::Cyclic | CounterSystem::Symbolic | CounterSystem::Fixed(_) => 1,
            CounterSystem::Additive | CounterSystem::Extends(_) => 0,
        };
        let is_whole = described.rule.symbols.len() >= least
            && (described.rule.system != CounterSystem::Additive || !described.rule.additive_symbols.is_empty());
        match is_whole {
            true => drop(self.described.insert(name.to_owned(), described)),
            false => problems.push((format!("the counter style `{name}` has too few symbols"), None)),
        }
        problems
    }

    /// All styles by name.
    pub fn table(&self) -> CounterStyles {
        let mut table = CounterStyles::new();
        for name in self.described.keys() {
            self.resolve(name, &mut table, &mut Vec::new());
        }
        table
    }

    /// The style of a name; `decimal` where there is none, or where it leads back to itself (section 3.1.7).
    fn resolve<'n>(&'n self, name: &'n str, table: &mut CounterStyles, open: &mut Vec<&'n str>) -> CounterStyle {
        /// Longer chains of styles that extend one another are cut.
        const DEEPEST: usize = 64;
        if let Some(known) = table.get(name) {
            return known.clone();
        }
        let Some(described) = self.described.get(name).filter(|_| !open.contains(&name) && open.len() < DEEPEST) else {
            return predefined_counter_style(name).unwrap_or_default();
        };
        open.push(name);
        let mut rule = described.rule.clone();
        if let Some(extended) = &described.extends {
            let base = self.resolve(extended, table, open);
            if let CounterStyle::Rule(base) = &base {
                let is_given = |descriptor: &str| described.given.contains(descriptor);
                let CounterRule { prefix, suffix, negative, range, pad, fallback, .. } = (**base).clone();
                rule = CounterRule {
                    system: rule.system.clone(),
                    symbols: Vec::new(),
                    additive_symbols: Vec::new(),
                    prefix: if is_given("prefix") { rule.prefix } else { prefix },
                    suffix: if is_given("suffix") { rule.suffix } else { suffix },
                    negative: if is_given("negative") { rule.negative } else { negative },
                    range: if is_given("range") { rule.range } else { range },
                    pad: if is_given("pad") { rule.pad } else { pad },
                    fallback: if is_given("fallback") { rule.fallback } else { fallback },
                };
            }
            rule.system = CounterSystem::Extends(base);
        }
        if let Some(fallback) = &described.fallback {
            rule.fallback = self.resolve(fallback, table, open);
        }
        open.pop();
        let style = CounterStyle::Rule(Arc::new(rule));
        // What was cut off within a cycle is not what its name means elsewhere.
        if open.is_empty() {
            table.insert(name.into(), style.clone());
        }
        style
    }
}

impl Described {
    /// Sets a descriptor; `false` where there is none of the name.
    fn set(&mut self, name: &str, input: &mut Parser) -> Parsed<bool> {
        let rule = &mut self.rule;
        let descriptor = match name {
            "system" => {
                self.extends = None;
                rule.system = match input.expect_ident()?.to_ascii_lowercase().as_str() {
                    "cyclic" => CounterSystem::Cyclic,
                    "numeric" => CounterSystem::Numeric,
                    "alphabetic" => CounterSystem::Alphabetic,
                    "symbolic" => CounterSystem::Symbolic,
                    "additive" => CounterSystem::Additive,
                    "fixed" => CounterSystem::Fixed(input.try_parse(Parser::expect_integer).unwrap_or(1)),
                    "extends" => {
                        self.extends = Some(input.expect_ident()?.to_string());
                        CounterSystem::Extends(CounterStyle::Decimal)
                    }
                    _ => return invalid(),
                };
                "system"
            }
            "symbols" => {
                let mut symbols = vec![symbol(input)?];
                while !input.is_exhausted() {
                    symbols.push(symbol(input)?);
                }
                rule.symbols = symbols;
                "symbols"
            }
            "additive-symbols" => {
                let symbols = input.parse_comma_separated(weighted)?;
                if !symbols.is_sorted_by(|a, b| a.0 > b.0) {
                    return invalid();
                }
                rule.additive_symbols = symbols;
                "additive-symbols"
            }
            "prefix" => {
                rule.prefix = symbol(input)?;
                "prefix"
            }
            "suffix" => {
                rule.suffix = symbol(input)?;
                "suffix"
            }
            "negative" => {
                let before = symbol(input)?;
                rule.negative = (before, input.try_parse(symbol).unwrap_or_default());
                "negative"
            }
            "range" => {
                let is_auto = input.try_parse(|input| input.expect_ident_matching("auto")).is_ok();
                rule.range = if is_auto { None } else { Some(input.parse_comma_separated(span)?) };
                "range"
            }
            "pad" => {
                let (length, symbol) = weighted(input)?;
                /// No number is longer.
                const LONGEST: u32 = 100;
                rule.pad = (length.min(LONGEST) as usize, symbol);
                "pad"
            }
            "fallback" => {
                self.fallback = Some(input.expect_ident()?.to_string());
                "fallback"
            }
            // For voices.
            "speak-as" => {
                input.expect_ident()?;
                "speak-as"
            }
            _ => {
                while input.next().is_ok() {}
                return Ok(false);
            }
        };
        self.given.insert(descriptor);
        Ok(true)
    }
}

/// A string or a name (section 3.1, `<symbol>`).
fn symbol(input: &mut Parser) -> Parsed<String> {
    match input.next()? {
        Token::QuotedString(text) | Token::Ident(text) => Ok(text.to_string()),
        _ => invalid(),
    }
}

/// A number and its symbol, in either order.
fn weighted(input: &mut Parser) -> Parsed<(u32, String)> {
    let before = input.try_parse(Parser::expect_integer).ok();
    let symbol = symbol(input)?;
    let weight = match before {
        Some(weight) => weight,
        None => input.expect_integer()?,
    };
    match u32::try_from(weight) {
        Ok(weight) => Ok((weight, symbol)),
        Err(_) => invalid(),
    }
}

/// `1 10`, `infinite 0`.
fn span(input: &mut Parser) -> Parsed<(i32, i32)> {
    let mut end = |infinite: i32| match input.try_parse(|input| input.expect_ident_matching("infinite")) {
        Ok(()) => Ok::<_, ParseError<()>>(infinite),
        Err(_) => Ok(input.expect_integer()?),
    };
    let (least, most) = (end(i32::MIN)?, end(i32::MAX)?);
    if least > most { invalid() } else { Ok((least, most)) }
}

/// `symbols(cyclic "*" "†")` (section 5): a style without a name.
pub(super) fn symbols_function(input: &mut Parser) -> Parsed<CounterStyle> {
    let system = input.try_parse(|input| {
        Ok::<_, ParseError<()>>(match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "cyclic" => CounterSystem::Cyclic,
            "numeric" => CounterSystem::Numeric,
            "alphabetic" => CounterSystem::Alphabetic,
            "symbolic" => CounterSystem::Symbolic,
            "fixed" => CounterSystem::Fixed(1),
            _ => return invalid(),
        })
    });
    let system = system.unwrap_or(CounterSystem::Symbolic);
    let mut symbols = Vec::new();
    while !input.is_exhausted() {
        symbols.push(input.expect_string()?.to_string());
    }
    let least = if matches!(system, CounterSystem::Numeric | CounterSystem::Alphabetic) { 2 } else { 1 };
    if symbols.len() < least {
        return invalid();
    }
    let rule = CounterRule { suffix: " ".to_owned(), ..CounterRule::new(system, symbols) };
    Ok(CounterStyle::Rule(Arc::new(rule)))
}
