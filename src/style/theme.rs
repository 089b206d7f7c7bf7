//! A theme: the style sheets of a build, parsed, with their rules ready for matching.
//!
//! In: sheets as text, in cascade order, each with what it imports. Out: a [`Theme`], immutable, shared by all
//! chapters, and a diagnostic for all that paper cannot honor. Phases: parse all sheets; find the size of the page,
//! which media queries ask for; add the rules with their layers; make the styles of pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::counter_style::{CounterRules, CounterStyles};
use super::declaration::{Entry, Specified, compile};
use super::inheritable::Style;
use super::layer::{LayerId, Layers, Origin};
use super::matching::RuleIndex;
use super::page_rule::{NthPages, PageRules, default_size, page_size};
use super::property::{Declared, Longhand};
use super::reader::{Concern, Place, Reader, Report};
use super::resolve;
use super::variables::VariableUses;
use super::{ContentPart, PageContext, PageSide, PageStyle};
use crate::css::{self, Import, Medium, Problem, ProblemKind, Rule};
use crate::diagnostic::{Code, Diagnostics};
use crate::font::Fonts;
use crate::geom::{Direction, Size};
use crate::lang::Lang;
use crate::source::{FileId, Span};

/// A style sheet as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Shown in messages and used as the file's name in the EPUB.
    pub name: String,
    /// The file it was read from; `None` for the sheets of the program.
    pub file: Option<FileId>,
    pub text: Arc<str>,
    pub origin: Origin,
    /// What its `@import` rules name and could be read, by where they stand in its text.
    pub imports: BTreeMap<u32, Sheet>,
    /// Where what its text was made of was said, in order, each with where it begins in the text: variables of pandoc's.
    pub said: Vec<(u32, Said)>,
    /// The addresses in it that name images of the book: as written, and the image's path in `Resources`.
    pub addresses: BTreeMap<String, String>,
    /// What its `@font-face` rules have as `src` in an EPUB, by where `src` stands; those that have none are left out.
    pub font_sources: BTreeMap<u32, String>,
}

/// Where something was said that a rule was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// In a file.
    At(Span),
    /// In words that the user gave: `-V linkcolor=red`.
    As(String),
}

impl Sheet {
    /// Where that was said which a place in its text was made of.
    pub fn said(&self, at: u32) -> Option<&Said> {
        self.said.iter().rfind(|(start, _)| *start <= at).map(|(_, said)| said)
    }

    /// Its rules and what is wrong with them. Addresses are those of the book's images.
    pub fn parse(&self) -> (css::StyleSheet, Vec<Problem>) {
        let (mut parsed, problems) = css::parse(&self.text);
        if !self.addresses.is_empty() {
            css::each_declaration(&mut parsed.rules, &mut |declaration, _| {
                if !css::urls(&declaration.value).is_empty() {
                    declaration.value = css::with_urls(&declaration.value, |url| {
                        Some(self.addresses.get(url).cloned().unwrap_or_else(|| url.to_owned()))
                    });
                }
            });
        }
        (parsed, problems)
    }

    /// Its text and those of all that it imports.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.imports.values().flat_map(Sheet::texts).collect();
        texts.push(&self.text);
        texts
    }
}

/// All style sheets of a build, in cascade order.
pub struct Theme {
    pub(super) rules: RuleIndex,
    /// Declaration blocks in cascade order.
    pub(super) blocks: Vec<Block>,
    /// Every property at its initial value.
    pub(super) initial: Style,
    /// The page area of a page like most: what `vw` and `vh` are hundredths of.
    pub(super) viewport: Size,
    /// The rank from which on rules are the author's.
    pub(super) author_rank: u32,
    pub(super) counter_styles: CounterStyles,
    pages: BTreeMap<PageContext, Arc<PageStyle>>,
    /// The `:nth()` selectors of pages.
    nth: Vec<NthPages>,
    options: PageOptions,
}

/// The declarations of a rule.
#[derive(Default)]
pub(super) struct Block {
    pub layer: LayerId,
    /// That of its layer.
    pub rank: u32,
    pub normal: Vec<Entry>,
    pub important: Vec<Entry>,
}

/// What a build says of its pages beside its sheets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageOptions {
    /// Overrides the `size` of every `@page`.
    pub size: Option<Size>,
    /// The language of the root, which page boxes take over with its direction.
    pub lang: Lang,
    /// Nothing is printed: nothing is said of what paper cannot honor.
    pub without_paper: bool,
    /// No EPUB is made: nothing is said of what an EPUB cannot carry.
    pub without_epub: bool,
}

/// A sheet, parsed.
struct ParsedSheet<'s> {
    sheet: &'s Sheet,
    rules: Vec<Rule>,
    problems: Vec<Problem>,
    imports: BTreeMap<u32, ParsedSheet<'s>>,
}

impl<'s> ParsedSheet<'s> {
    fn new(sheet: &'s Sheet) -> ParsedSheet<'s> {
        let (parsed, problems) = sheet.parse();
        let imports = sheet.imports.iter().map(|(&at, sheet)| (at, ParsedSheet::new(sheet))).collect();
        ParsedSheet { sheet, rules: parsed.rules, problems, imports }
    }

    /// Visits the values of `size` that hold for pages of every kind whatever the paper's size is.
    fn each_size<'p>(&'p self, rules: &'p [Rule], visit: &mut dyn FnMut(&'p str)) {
        // What asks for a feature may ask for the size itself.
        let is_plain = |text: &str| !text.contains('(') && css::media_matches(text, &ANY_MEDIUM) == Some(true);
        for rule in rules {
            match rule {
                Rule::Page(page) if page.selectors.is_empty() => {
                    let sizes = page.declarations.iter().filter(|declaration| declaration.name == "size");
                    sizes.for_each(|declaration| visit(&declaration.value));
                }
                Rule::Media(condition, rules) if is_plain(&condition.text) => self.each_size(rules, visit),
                Rule::Supports(condition, rules) if css::supports_matches(&condition.text, &is_supported) => {
                    self.each_size(rules, visit);
                }
                Rule::Layer(_, rules) => self.each_size(rules, visit),
                Rule::Import(import) if is_plain(&import.media) => {
                    if let Some(sheet) = self.imports.get(&import.at.start) {
                        sheet.each_size(&sheet.rules, visit);
                    }
                }
                Rule::Page(_)
                | Rule::Media(..)
                | Rule::Supports(..)
                | Rule::Import(_)
                | Rule::Layers(_)
                | Rule::Style(_)
                | Rule::FontFace(_)
                | Rule::CounterStyle { .. }
                | Rule::Other(_) => {}
            }
        }
    }
}

/// For queries that ask for no feature.
const ANY_MEDIUM: Medium = Medium { width: 0.0, height: 0.0 };

/// What the rules of all sheets are added to.
struct Compiler<'c, 'r> {
    theme: &'c mut Theme,
    page_rules: PageRules,
    layers: Layers,
    counter_rules: CounterRules,
    variables: VariableUses,
    fonts: &'c Fonts,
    report: Report<'r>,
    medium: Medium,
}

impl Theme {
    /// The themes that are part of the program.
    pub const BUILTIN: &'static [&'static str] = &["article", "book", "technical", "none"];

    /// Parses sheets, given in cascade order: `base.css`, the theme's, the user's. `fonts` serves for `ex`, `ch` and
    /// `line-height: normal` on pages.
    pub fn new(sheets: &[Sheet], options: PageOptions, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Theme {
        let mut theme = Theme {
            rules: RuleIndex::default(),
            blocks: Vec::new(),
            initial: resolve::initial(fonts),
            viewport: default_size(),
            author_rank: 0,
            counter_styles: CounterStyles::new(),
            pages: BTreeMap::new(),
            nth: Vec::new(),
            options,
        };
        let parsed: Vec<ParsedSheet> = sheets.iter().map(ParsedSheet::new).collect();
        let page = theme.declared_page_size(&parsed, fonts);
        let PageOptions { without_paper, without_epub, .. } = theme.options;
        let report = Report { diagnostics, without_paper, without_epub, seen: BTreeSet::new() };
        let mut compiler = Compiler {
            theme: &mut theme,
            page_rules: PageRules::default(),
            layers: Layers::new(),
            counter_rules: CounterRules::predefined().clone(),
            variables: VariableUses::default(),
            fonts,
            report,
            medium: Medium { width: page.width.0, height: page.height.0 },
        };
        for sheet in &parsed {
            compiler.add_sheet(sheet, Layers::of(sheet.sheet.origin));
        }
        let ranks = compiler.layers.ranks();
        let Compiler { mut page_rules, counter_rules, variables, mut report, .. } = compiler;
        theme.counter_styles = counter_rules.table();
        variables.report_counter_styles(&theme.counter_styles, &mut report);
        theme.author_rank = ranks[Layers::THEME] + 1;
        theme.rules.rank(&ranks);
        theme.blocks.iter_mut().for_each(|block| block.rank = ranks[block.layer]);
        page_rules.rank(&ranks);
        let root = resolve::Root::of(&theme, fonts);
        variables.report(&root.variables, &mut report);
        theme.nth = page_rules.nth().to_vec();
        theme.pages = page_rules.styles(&theme, root, page, fonts);
        let ordinary = PageContext { name: None, side: PageSide::Recto, is_first: false, is_blank: false, nth: 0 };
        theme.viewport = theme.page(&ordinary).area().size;
        if let Some((recto, verso)) = theme.uneven_pages()
            && let Some((sheet, at)) = page_rules.side_margin()
        {
            let message =
                format!("facing pages have room for lines of {recto} and {verso} pt: all are set at the less");
            let hint = "give the left and right margins of `:left` the same sum as those of `:right`";
            report.push(Concern::Paper, sheet, Code::UnevenPages, message, Some(hint.to_owned()), at);
        }
        theme
    }

    /// The size of the page that media queries are asked of: the option's, or the last that holds for all pages.
    fn declared_page_size(&self, sheets: &[ParsedSheet], fonts: &Fonts) -> Size {
        let mut declared = None;
        for origin in [Origin::Theme, Origin::Author] {
            for sheet in sheets.iter().filter(|sheet| sheet.sheet.origin == origin) {
                sheet.each_size(&sheet.rules, &mut |value| {
                    declared = page_size(value, &self.initial, fonts).or(declared);
                });
            }
        }
        self.options.size.or(declared).unwrap_or_else(default_size)
    }

    /// The sheets of a theme of the program, names and texts; `None` where there is no such theme.
    pub fn builtin(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
        const BASE: (&str, &str) = ("base.css", include_str!("../../styles/base.css"));
        match name {
            "article" => Some(&[BASE, ("article.css", include_str!("../../styles/article.css"))]),
            "book" => Some(&[BASE, ("book.css", include_str!("../../styles/book.css"))]),
            "technical" => Some(&[BASE, ("technical.css", include_str!("../../styles/technical.css"))]),
            "none" => Some(&[BASE]),
            _ => None,
        }
    }

    /// The sheet that paints code in colors, its name and text.
    pub const HIGHLIGHT_COLOR: (&'static str, &'static str) =
        ("highlight-color.css", include_str!("../../styles/highlight-color.css"));

    /// The sheet that paints code by weight and slant alone.
    pub const HIGHLIGHT_MONO: (&'static str, &'static str) =
        ("highlight-mono.css", include_str!("../../styles/highlight-mono.css"));

    /// Whether generated content says the text or the counters of what a link leads to, but for its page.
    pub(super) fn asks_for_targets(&self) -> bool {
        let asks = |entry: &Entry| match entry {
            Entry::Longhand(_, Specified::Value(Declared::Content(content))) => content
                .parts()
                .iter()
                .any(|part| matches!(part, ContentPart::TargetCounter { .. } | ContentPart::TargetText { .. })),
            Entry::Longhand(Longhand::Content, Specified::Pending(_)) => true,
            Entry::Longhand(..) | Entry::Side { .. } | Entry::Custom(..) => false,
        };
        self.blocks.iter().any(|block| block.normal.iter().chain(&block.important).any(asks))
    }

    /// Whether any rule counts something beside pages, or shows a count.
    pub(super) fn has_counters(&self) -> bool {
        let counts = |entry: &Entry| match entry {
            Entry::Longhand(_, Specified::Value(value)) => match value {
                Declared::CounterReset(counters) => counters.names().any(|name| name != "page"),
                Declared::CounterIncrement(counters) => counters.names().any(|name| name != "page"),
                Declared::CounterSet(counters) => counters.names().any(|name| name != "page"),
                _ => false,
            },
            Entry::Longhand(longhand, Specified::Pending(_)) => {
                matches!(longhand, Longhand::CounterReset | Longhand::CounterIncrement | Longhand::CounterSet)
            }
            Entry::Longhand(..) | Entry::Side { .. } | Entry::Custom(..) => false,
        };
        self.blocks.iter().any(|block| block.normal.iter().chain(&block.important).any(counts))
    }

    pub fn options(&self) -> &PageOptions {
        &self.options
    }

    /// Which way the pages are turned: the direction of the root. Where it is right to left, the book is bound on the
    /// right and its first page, a recto, is a left-hand page (CSS Paged Media 3, section 4.2).
    pub fn progression(&self) -> Direction {
        self.options.lang.direction()
    }

    /// The style of a page. Sides of the spread are told by reading order; which of them `:left` and `:right` are
    /// follows the progression.
    pub fn page(&self, context: &PageContext) -> Arc<PageStyle> {
        let unnamed = PageContext { name: None, ..context.clone() };
        // Every context without a name is in the map.
        self.pages.get(context).unwrap_or_else(|| &self.pages[&unnamed]).clone()
    }

    /// Which `:nth()` selectors meet a page, by its place among all pages and among those of its run, from one: the
    /// value of [`PageContext::nth`].
    pub fn nth_pages(&self, name: Option<&str>, index: usize, index_in_run: usize) -> u8 {
        let is_met = |nth: &NthPages| match &nth.of {
            Some(of) => name == Some(of) && nth.holds(index_in_run),
            None => nth.holds(index),
        };
        self.nth.iter().enumerate().filter(|(_, nth)| is_met(nth)).fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    /// The widths of the page areas of a spread, where they differ.
    fn uneven_pages(&self) -> Option<(f32, f32)> {
        /// Less is not seen, and may come of lengths in other units.
        const VISIBLE: f32 = 0.1;
        let width =
            |context: &PageContext, side| self.page(&PageContext { side, ..context.clone() }).area().size.width.0;
        let widths = self.pages.keys().map(|page| (width(page, PageSide::Recto), width(page, PageSide::Verso)));
        widths.into_iter().find(|(recto, verso)| (recto - verso).abs() > VISIBLE)
    }
}

impl Compiler<'_, '_> {
    fn add_sheet(&mut self, sheet: &ParsedSheet, layer: LayerId) {
        for problem in &sheet.problems {
            let (code, concern) = match problem.kind {
                ProblemKind::Syntax => (Code::CssSyntax, Concern::Both),
                ProblemKind::Unsupported => (Code::UnknownSelector, Concern::Unsure),
            };
            let hint = problem.hint.map(str::to_owned);
            self.report.push(concern, sheet.sheet, code, problem.message.clone(), hint, &problem.at);
        }
        self.report.begin_sheet();
        self.add_rules(sheet, &sheet.rules, layer);
    }

    fn add_rules(&mut self, sheet: &ParsedSheet, rules: &[Rule], layer: LayerId) {
        for rule in rules {
            match rule {
                Rule::Style(rule) => {
                    let mut reader = Reader {
                        sheet: sheet.sheet,
                        fonts: self.fonts,
                        report: &mut self.report,
                        variables: &mut self.variables,
                    };
                    let block = reader.block(&rule.declarations, Place::of(&rule.selectors));
                    for selector in &rule.selectors {
                        self.theme.rules.add(selector, self.theme.blocks.len(), layer);
                    }
                    self.theme.blocks.push(Block { layer, ..block });
                }
                Rule::Page(rule) => {
                    let mut reader = Reader {
                        sheet: sheet.sheet,
                        fonts: self.fonts,
                        report: &mut self.report,
                        variables: &mut self.variables,
                    };
                    self.page_rules.add(rule, layer, &mut reader);
                }
                Rule::Media(condition, rules) => {
                    if self.is_met(sheet.sheet, &condition.text, &condition.at) {
                        self.add_rules(sheet, rules, layer);
                    } else {
                        self.name_layers(rules, layer);
                    }
                }
                Rule::Supports(condition, rules) => {
                    if css::supports_matches(&condition.text, &is_supported) {
                        self.add_rules(sheet, rules, layer);
                    }
                }
                Rule::Layers(names) => self.layers.name_all(layer, names),
                Rule::Layer(name, rules) => {
                    let inner = self.layers.inner(layer, name.as_deref());
                    self.add_rules(sheet, rules, inner);
                }
                Rule::Import(import) => self.add_import(sheet, import, layer),
                Rule::CounterStyle { name, declarations, at } => {
                    for (message, declaration) in self.counter_rules.add(name, declarations) {
                        let at = declaration.map_or(at, |declaration| &declaration.at);
                        self.report.push(Concern::Unsure, sheet.sheet, Code::UnknownProperty, message, None, at);
                    }
                }
                Rule::FontFace(declarations) => {
                    // What is wrong with it was told when its files were read.
                    let idle = css::font_face(declarations).map(|(_, idle)| idle).unwrap_or_default();
                    for descriptor in idle {
                        let message = format!("`{}` of `@font-face` has no effect in the PDF", descriptor.name);
                        let (code, at) = (Code::UnknownProperty, &descriptor.at);
                        self.report.push(Concern::Paper, sheet.sheet, code, message, None, at);
                    }
                }
                // For reading systems alone.
                Rule::Other(_) => {}
            }
        }
    }

    /// Rules that are not for paper name layers all the same (CSS Cascade 5, section 6.4.2).
    fn name_layers(&mut self, rules: &[Rule], layer: LayerId) {
        for rule in rules {
            match rule {
                Rule::Layers(names) => self.layers.name_all(layer, names),
                Rule::Layer(Some(name), rules) => {
                    let inner = self.layers.named(layer, name);
                    self.name_layers(rules, inner);
                }
                Rule::Layer(None, _)
                | Rule::Media(..)
                | Rule::Supports(..)
                | Rule::Import(_)
                | Rule::Style(_)
                | Rule::Page(_)
                | Rule::FontFace(_)
                | Rule::CounterStyle { .. }
                | Rule::Other(_) => {}
            }
        }
    }

    fn add_import(&mut self, sheet: &ParsedSheet, import: &Import, layer: LayerId) {
        let layer = match &import.layer {
            Some(name) => self.layers.inner(layer, name.as_deref()),
            None => layer,
        };
        let is_supported = match &import.supports {
            Some(condition) => css::supports_matches(&format!("({condition})"), &is_supported),
            None => true,
        };
        if let Some(imported) = sheet.imports.get(&import.at.start)
            && is_supported
            && self.is_met(sheet.sheet, &import.media, &import.at)
        {
            self.add_sheet(imported, layer);
        }
    }

    /// Whether paper meets media queries; one that nobody can answer is told.
    fn is_met(&mut self, sheet: &Sheet, queries: &str, at: &std::ops::Range<u32>) -> bool {
        let answer = css::media_matches(queries, &self.medium);
        if answer.is_none() {
            let message = format!("the media query `{queries}` is not understood");
            let hint = "its rules have no effect in the PDF".to_owned();
            self.report.push(Concern::Unsure, sheet, Code::UnknownSelector, message, Some(hint), at);
        }
        answer == Some(true)
    }
}

/// Properties that an EPUB's style sheets and `style` attributes may not set, since reading systems set them by the
/// text's own markup (EPUB 3.3, section 6.3.1.3).
pub fn is_barred_from_epub(property: &str) -> bool {
    matches!(property, "direction" | "unicode-bidi")
}

fn is_supported(name: &str, value: &str) -> bool {
    compile(&name.to_ascii_lowercase(), value).is_ok()
}
