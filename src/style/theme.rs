//! A theme: the style sheets of a build, parsed, with their rules ready for matching.
//!
//! In: sheets as text, in cascade order. Out: a [`Theme`], immutable, shared by all chapters, and a
//! diagnostic for all that paper cannot honor. All sheets are of one origin, as they are in the EPUB,
//! where a reading system sees three linked author sheets: specificity, then order, decide alike in
//! both formats.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declaration::{Entry, Rejected, Specified, compile};
use super::inheritable::Style;
use super::matching::RuleIndex;
use super::page_rule::{PageRules, box_names};
use super::property::{self, Declared, Longhand};
use super::resolve;
use super::{ContentPart, PageContext, PageSide, PageStyle};
use crate::css::{self, Declaration, ProblemKind, Rule};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::font::Fonts;
use crate::geom::{Direction, Size};
use crate::lang::Lang;
use crate::source::{FileId, Span};

/// A style sheet as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Shown in messages and used as the file's name in the EPUB.
    pub name: String,
    /// The file it was read from; `None` for the sheets of the program.
    pub file: Option<FileId>,
    pub text: Arc<str>,
}

/// All style sheets of a build, in cascade order.
pub struct Theme {
    sheets: Vec<Sheet>,
    pub(super) rules: RuleIndex,
    /// Declaration blocks in cascade order.
    pub(super) blocks: Vec<Block>,
    /// Every property at its initial value.
    pub(super) initial: Style,
    pages: BTreeMap<PageContext, Arc<PageStyle>>,
    options: PageOptions,
}

/// The declarations of a rule.
#[derive(Default)]
pub(super) struct Block {
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
}

impl Theme {
    /// The themes that are part of the program.
    pub const BUILTIN: &'static [&'static str] = &["article", "book", "none"];

    /// Parses sheets, given in cascade order: `base.css`, the theme's, the user's. `fonts` serves for `ex`, `ch` and
    /// `line-height: normal` on pages.
    pub fn new(sheets: &[Sheet], options: PageOptions, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Theme {
        let mut theme = Theme {
            sheets: sheets.to_vec(),
            rules: RuleIndex::default(),
            blocks: Vec::new(),
            initial: resolve::initial(fonts),
            pages: BTreeMap::new(),
            options,
        };
        let mut page_rules = PageRules::default();
        for sheet in sheets {
            let (parsed, problems) = css::parse(&sheet.text);
            let mut reader = Reader { sheet, fonts, diagnostics, seen: BTreeSet::new() };
            for problem in problems {
                let code = match problem.kind {
                    ProblemKind::Syntax => Code::CssSyntax,
                    ProblemKind::Unsupported => Code::UnknownSelector,
                };
                reader.report(code, problem.message, problem.hint.map(str::to_owned), &problem.at);
            }
            theme.add_rules(&parsed.rules, &mut reader, &mut page_rules);
        }
        theme.pages = page_rules.styles(&theme, fonts);
        if let Some((recto, verso)) = theme.uneven_pages()
            && let Some((sheet, at)) = page_rules.side_margin()
        {
            let message =
                format!("facing pages have room for lines of {recto} and {verso} pt: all are set at the less");
            let hint = "give the left and right margins of `:left` the same sum as those of `:right`";
            let mut reader = Reader { sheet, fonts, diagnostics, seen: BTreeSet::new() };
            reader.report(Code::UnevenPages, message, Some(hint.to_owned()), at);
        }
        theme
    }

    fn add_rules(&mut self, rules: &[Rule], reader: &mut Reader, page_rules: &mut PageRules) {
        for rule in rules {
            match rule {
                Rule::Style(rule) => {
                    let block = reader.block(&rule.declarations);
                    for selector in &rule.selectors {
                        self.rules.add(selector, self.blocks.len());
                    }
                    self.blocks.push(block);
                }
                Rule::Page(rule) => page_rules.add(rule, reader),
                Rule::Media(queries, rules) if css::media_matches(queries) => {
                    self.add_rules(rules, reader, page_rules);
                }
                Rule::Supports(condition, rules) if css::supports_matches(condition, &is_supported) => {
                    self.add_rules(rules, reader, page_rules);
                }
                // Fonts for reading systems; rules that are not for paper.
                Rule::FontFace(_) | Rule::Media(..) | Rule::Supports(..) => {}
            }
        }
    }

    /// The sheets of a theme of the program, names and texts; `None` where there is no such theme.
    pub fn builtin(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
        const BASE: (&str, &str) = ("base.css", include_str!("../../styles/base.css"));
        match name {
            "article" => Some(&[BASE, ("article.css", include_str!("../../styles/article.css"))]),
            "book" => Some(&[BASE, ("book.css", include_str!("../../styles/book.css"))]),
            "none" => Some(&[BASE]),
            _ => None,
        }
    }

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

    /// The widths of the page areas of a spread, where they differ.
    fn uneven_pages(&self) -> Option<(f32, f32)> {
        /// Less is not seen, and may come of lengths in other units.
        const VISIBLE: f32 = 0.1;
        let width =
            |context: &PageContext, side| self.page(&PageContext { side, ..context.clone() }).area().size.width.0;
        let widths = self.pages.keys().map(|page| (width(page, PageSide::Recto), width(page, PageSide::Verso)));
        widths.into_iter().find(|(recto, verso)| (recto - verso).abs() > VISIBLE)
    }

    /// What the EPUB carries: the very sheets, names and texts, in cascade order.
    pub fn css_for_epub(&self) -> Vec<(&str, &str)> {
        self.sheets.iter().map(|sheet| (sheet.name.as_str(), &*sheet.text)).collect()
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

/// Makes the declarations of a sheet ready and reports those it cannot.
pub(super) struct Reader<'r> {
    sheet: &'r Sheet,
    fonts: &'r Fonts,
    diagnostics: &'r mut Diagnostics,
    /// Unknown properties and fonts that were reported: once a sheet is enough.
    seen: BTreeSet<String>,
}

impl Reader<'_> {
    pub fn sheet(&self) -> &Sheet {
        self.sheet
    }

    /// The declarations of a rule.
    pub fn block(&mut self, declarations: &[Declaration]) -> Block {
        let mut block = Block::default();
        for declaration in declarations {
            let entries = if declaration.important { &mut block.important } else { &mut block.normal };
            self.add(declaration, entries);
        }
        block
    }

    fn add(&mut self, declaration: &Declaration, into: &mut Vec<Entry>) {
        if is_barred_from_epub(&declaration.name) && self.seen.insert(format!("epub {}", declaration.name)) {
            self.report(
                Code::EpubStyle,
                format!("`{}` is left out of the EPUB, whose style sheets may not set it", declaration.name),
                Some("say it in the text, by `dir` or by the language, `lang`".to_owned()),
                &declaration.at,
            );
        }
        match compile(&declaration.name, &declaration.value) {
            Ok(entries) => {
                self.look_for_fonts(&entries, declaration);
                into.extend(entries);
            }
            Err(Rejected::UnknownProperty) => self.unknown_property(declaration),
            Err(Rejected::InvalidValue) => self.invalid_value(declaration),
        }
    }

    /// Reports a property outside the table; those of a vendor are no concern of ours.
    pub fn unknown_property(&mut self, declaration: &Declaration) {
        let name = declaration.name.as_str();
        if name.starts_with('-') && !name.starts_with("-bindery-") || !self.seen.insert(name.to_owned()) {
            return;
        }
        if property::OF_NO_EFFECT.contains(&name) {
            self.report(Code::UnknownProperty, format!("`{name}` has no effect in the PDF"), None, &declaration.at);
            return;
        }
        let known = property::all();
        let near = nearest(name, known.iter().map(|property| property.name).chain(property::OF_NO_EFFECT.to_vec()));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        self.report(Code::UnknownProperty, format!("the property `{name}` is not known"), hint, &declaration.at);
    }

    /// Reports a value that a property does not take.
    pub fn invalid_value(&mut self, declaration: &Declaration) {
        let name = declaration.name.as_str();
        let syntax = property::all().into_iter().find(|property| property.name == name).map(|property| property.syntax);
        self.report(
            Code::UnknownProperty,
            format!("`{name}` does not take the value `{}`", declaration.value),
            syntax.map(|syntax| format!("supported in the PDF: {syntax}")),
            &declaration.at,
        );
    }

    /// Reports a box in `@page` that there is none of.
    pub fn unknown_box(&mut self, name: &str, first: &Declaration) {
        let hint = nearest(name, box_names()).map(|near| format!("did you mean `@{near}`?"));
        self.report(Code::UnknownSelector, format!("pages have no box `@{name}`"), hint, &first.at);
    }

    /// Notes families that stand before the first one there is.
    fn look_for_fonts(&mut self, entries: &[Entry], declaration: &Declaration) {
        for entry in entries {
            let Entry::Longhand(Longhand::FontFamily, Specified::Value(Declared::FontFamily(families))) = entry else {
                continue;
            };
            let taken = families.0.iter().find(|family| self.fonts.select(family, 400, false).is_some());
            for family in families.0.iter().take_while(|family| Some(*family) != taken) {
                if self.seen.insert(format!("font {family}")) {
                    let instead = taken.map_or("serif", String::as_str);
                    self.report(
                        Code::UnknownFont,
                        format!("the font `{family}` is not among the bundled ones"),
                        Some(format!("the PDF is set in `{instead}`")),
                        &declaration.at,
                    );
                }
            }
        }
    }

    fn report(&mut self, code: Code, message: String, hint: Option<String>, at: &std::ops::Range<u32>) {
        let mut diagnostic = match self.sheet.file {
            Some(file) => Diagnostic::new(code, message).at(Span { file, start: at.start, end: at.end }),
            None => Diagnostic::new(code, format!("{}:{}: {message}", self.sheet.name, self.line_column(at.start))),
        };
        if let Some(hint) = hint {
            diagnostic = diagnostic.hint(hint);
        }
        self.diagnostics.push(diagnostic);
    }

    /// A place in a sheet that is no file of the build, for the message.
    fn line_column(&self, offset: u32) -> String {
        let before = self.sheet.text.get(..offset as usize).unwrap_or_default();
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{line}:{column}")
    }
}
