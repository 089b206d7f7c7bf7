//! `@page`: which rules meet a page, and the styles of the page, its margin boxes and its area for notes
//! (CSS Paged Media 3; CSS Generated Content for Paged Media, section 2).
//!
//! In: the `@page` rules of a theme. Out: a [`PageStyle`] for every context they tell apart, made once;
//! a page whose name no rule has is like one without a name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use cssparser::{Parser, Token};

use super::counter_style::CounterStyles;
use super::inheritable::Style;
use super::layer::LayerId;
use super::property::Environment;
use super::reader::{Place, Reader};
use super::resolve::{Root, compute, groups};
use super::theme::{Block, Sheet, Theme};
use super::value::{Align, Amount, Parsed, invalid};
use super::{
    ComputedStyle, ContentPart, CounterStyle, Display, MarginBox, PageContext, PageSide, PageStyle, TextAlign,
    VerticalAlign,
};
use crate::css::{Declaration, PagePseudo, PageRule, PageSelector};
use crate::font::Fonts;
use crate::geom::{Direction, Pt, Sides, Size};

/// The page where no rule sets a size: A4, since most of the world's paper is.
const DEFAULT_SIZE: (f32, f32) = (210.0, 297.0);

/// All `@page` rules of a theme, in cascade order.
#[derive(Default)]
pub(super) struct PageRules {
    rules: Vec<CompiledRule>,
    /// The names of pages in all rules.
    names: BTreeSet<String>,
    /// The `:nth()` selectors of all rules.
    nth: Vec<NthPages>,
    /// Where the last rule for one side of the spread says what may make its page area narrower.
    side_margin: Option<(Sheet, Range<u32>)>,
}

struct CompiledRule {
    layer: LayerId,
    /// That of its layer.
    rank: u32,
    selectors: Vec<PageSelector>,
    size: Option<DeclaredSize>,
    block: Block,
    boxes: Vec<(Area, Block)>,
}

/// Pages that a `:nth()` selector meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NthPages {
    step: i32,
    offset: i32,
    /// The name of the pages that are counted, each run of them anew.
    pub of: Option<String>,
}

impl NthPages {
    fn of(pseudo: &PagePseudo, selector: &PageSelector) -> Option<NthPages> {
        match *pseudo {
            PagePseudo::Nth { step, offset, is_of_run } => {
                Some(NthPages { step, offset, of: selector.name.clone().filter(|_| is_of_run) })
            }
            PagePseudo::First
            | PagePseudo::Left
            | PagePseudo::Right
            | PagePseudo::Blank
            | PagePseudo::Recto
            | PagePseudo::Verso => None,
        }
    }

    pub fn holds(&self, index: usize) -> bool {
        let past = index as i64 - i64::from(self.offset);
        match i64::from(self.step) {
            0 => past == 0,
            step => past % step == 0 && past / step >= 0,
        }
    }
}

/// The most `:nth()` selectors that are told apart: each doubles the kinds of pages.
const MOST_NTH: usize = 4;

/// The most names of pages that are told apart; no book has as many kinds.
const MOST_NAMES: usize = 100;

/// A box that a page has beside its content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    Margin(MarginBox),
    Footnote,
}

impl PageRules {
    pub fn add(&mut self, rule: &PageRule, layer: LayerId, reader: &mut Reader) {
        let is_of_side = |selector: &PageSelector| selector.pseudos.iter().any(|pseudo| SIDES.contains(pseudo));
        let narrows = |name: &str| ["margin", "padding", "border", "size"].iter().any(|start| name.starts_with(start));
        if rule.selectors.iter().any(is_of_side)
            && let Some(declaration) = rule.declarations.iter().rfind(|declaration| narrows(&declaration.name))
        {
            self.side_margin = Some((reader.sheet.clone(), declaration.at.clone()));
        }
        let mut is_new = false;
        for name in rule.selectors.iter().filter_map(|selector| selector.name.as_ref()) {
            is_new |= !self.names.contains(name);
            self.names.insert(name.clone());
        }
        if is_new && self.names.len() > MOST_NAMES {
            if let Some(first) = first_declaration(rule) {
                let message = format!("only {MOST_NAMES} names of pages have a style of their own");
                reader.page_problem(message, first);
            }
            return;
        }
        for selector in &rule.selectors {
            for nth in selector.pseudos.iter().filter_map(|pseudo| NthPages::of(pseudo, selector)) {
                if self.nth.contains(&nth) {
                    continue;
                } else if self.nth.len() < MOST_NTH {
                    self.nth.push(nth);
                } else if let Some(first) = first_declaration(rule) {
                    let message = format!("only {MOST_NTH} page selectors with `:nth()` have an effect");
                    reader.page_problem(message, first);
                }
                if let Some(declaration) = rule.declarations.iter().find(|declaration| narrows(&declaration.name)) {
                    let message = format!("`{}` has no effect on pages of `:nth()`", declaration.name);
                    reader.page_problem(message, declaration);
                }
            }
        }
        let mut size = None;
        let mut declarations: Vec<Declaration> = Vec::new();
        for declaration in &rule.declarations {
            if declaration.name == "size" {
                match Parser::new(&declaration.value).parse_entirely(DeclaredSize::parse) {
                    Ok(declared) => size = Some(declared),
                    Err(_) => reader.invalid_value(declaration),
                }
            } else {
                declarations.push(declaration.clone());
            }
        }
        let block = reader.block(&declarations, Place::PAGE);
        let mut boxes = Vec::new();
        for (name, declarations) in &rule.boxes {
            match area(name) {
                Some(area) => boxes.push((area, reader.block(declarations, Place::PAGE))),
                None => {
                    if let Some(first) = declarations.first() {
                        reader.unknown_box(name, first);
                    }
                }
            }
        }
        let selectors = rule.selectors.clone();
        self.rules.push(CompiledRule { layer, rank: 0, selectors, size, block, boxes });
    }

    /// Where the last rule for one side of the spread speaks of its margins, border or padding.
    pub fn side_margin(&self) -> Option<(&Sheet, &Range<u32>)> {
        self.side_margin.as_ref().map(|(sheet, at)| (sheet, at))
    }

    pub fn nth(&self) -> &[NthPages] {
        &self.nth
    }

    /// Puts the ranks of layers in their place, once all of them are known.
    pub fn rank(&mut self, ranks: &[u32]) {
        for rule in &mut self.rules {
            rule.rank = ranks[rule.layer];
            let boxes = rule.boxes.iter_mut().map(|(_, block)| block);
            [&mut rule.block].into_iter().chain(boxes).for_each(|block| block.rank = rule.rank);
        }
    }

    /// The styles of every context that the rules can tell apart.
    pub fn styles(
        &self,
        theme: &Theme,
        root: Root,
        page: Size,
        fonts: &Fonts,
    ) -> BTreeMap<PageContext, Arc<PageStyle>> {
        let named = self.rules.iter().flat_map(|rule| &rule.selectors).filter_map(|selector| selector.name.as_deref());
        let names: BTreeSet<Option<&str>> = named.map(Some).chain([None]).collect();
        let maker = Maker { rules: self, theme, root, page, fonts };
        let mut styles = BTreeMap::new();
        for name in names {
            let name: Option<Arc<str>> = name.map(Arc::from);
            let mut of_name = Vec::new();
            let may_be = |nth: &NthPages| nth.of.is_none() || nth.of.as_deref() == name.as_deref();
            let bits = self.nth.iter().enumerate().filter(|(_, nth)| may_be(nth)).map(|(bit, _)| 1u8 << bit);
            let possible = bits.fold(0, |mask, bit| mask | bit);
            for side in [PageSide::Recto, PageSide::Verso] {
                for (is_first, is_blank) in [(false, false), (true, false), (false, true), (true, true)] {
                    let context = PageContext { name: name.clone(), side, is_first, is_blank, nth: 0 };
                    let style = maker.style(&context);
                    for nth in (1..1 << self.nth.len()).filter(|nth| nth & !possible == 0) {
                        let context = PageContext { nth, ..context.clone() };
                        let (own, numbered) = maker.style(&context);
                        // Where text stands was settled before pages could be counted.
                        let PageStyle { size, margin, border, padding, .. } = style.0.clone();
                        of_name.push((context, (PageStyle { size, margin, border, padding, ..own }, numbered)));
                    }
                    of_name.push((context, style));
                }
            }
            let numbering = of_name.iter().find_map(|(_, (_, numbering))| numbering.clone()).unwrap_or_default();
            for (context, (style, _)) in of_name {
                styles.insert(context, Arc::new(PageStyle { numbering: numbering.clone(), ..style }));
            }
        }
        styles
    }

    /// The rules that meet a page, weakest first: by origin and layer, then as CSS Paged Media 3, section 3.1, says:
    /// named, then `:first`, `:blank` and `:nth()`, then `:left`, `:right`, `:recto` and `:verso`.
    fn matching(&self, context: &PageContext, progression: Direction) -> Vec<&CompiledRule> {
        let mut met: Vec<(u32, PageSpecificity, usize, &CompiledRule)> = Vec::new();
        for (order, rule) in self.rules.iter().enumerate() {
            let strongest = if rule.selectors.is_empty() {
                Some((0, 0, 0))
            } else {
                let met = rule.selectors.iter().filter(|selector| self.meets(selector, context, progression));
                met.map(specificity).max()
            };
            met.extend(strongest.map(|specificity| (rule.rank, specificity, order, rule)));
        }
        met.sort_by_key(|&(rank, specificity, order, _)| (rank, specificity, order));
        met.into_iter().map(|(.., rule)| rule).collect()
    }

    fn meets(&self, selector: &PageSelector, context: &PageContext, progression: Direction) -> bool {
        let is_recto = context.side == PageSide::Recto;
        (selector.name.is_none() || selector.name.as_deref() == context.name.as_deref())
            && selector.pseudos.iter().all(|pseudo| match pseudo {
                PagePseudo::First => context.is_first,
                PagePseudo::Blank => context.is_blank,
                PagePseudo::Left => is_recto == progression.is_right_to_left(),
                PagePseudo::Right => is_recto != progression.is_right_to_left(),
                PagePseudo::Recto => is_recto,
                PagePseudo::Verso => !is_recto,
                PagePseudo::Nth { .. } => {
                    let nth = NthPages::of(pseudo, selector);
                    let bit = self.nth.iter().position(|known| Some(known) == nth.as_ref());
                    bit.is_some_and(|bit| context.nth & 1 << bit != 0)
                }
            })
    }
}

/// A place for what is said of a rule as a whole.
fn first_declaration(rule: &PageRule) -> Option<&Declaration> {
    rule.declarations.iter().chain(rule.boxes.iter().flat_map(|(_, declarations)| declarations)).next()
}

/// Names, then `:first` and its like, then sides.
type PageSpecificity = (usize, usize, usize);

const SIDES: [PagePseudo; 4] = [PagePseudo::Left, PagePseudo::Right, PagePseudo::Recto, PagePseudo::Verso];

fn specificity(selector: &PageSelector) -> PageSpecificity {
    let sides = selector.pseudos.iter().filter(|pseudo| SIDES.contains(pseudo)).count();
    (usize::from(selector.name.is_some()), selector.pseudos.len() - sides, sides)
}

/// How a margin box writes the page's number. A box that is not displayed says it too: so a title page
/// without a folio is counted as the pages after it are.
fn numbering(style: &ComputedStyle) -> Option<CounterStyle> {
    style.content.as_deref().unwrap_or_default().iter().find_map(|part| match part {
        ContentPart::Counter { name, style } if name == "page" => Some(style.clone()),
        ContentPart::Counter { .. }
        | ContentPart::Counters { .. }
        | ContentPart::Text(_)
        | ContentPart::Attribute(_)
        | ContentPart::Quote(_)
        | ContentPart::TargetPage { .. }
        | ContentPart::TargetCounter { .. }
        | ContentPart::TargetText { .. }
        | ContentPart::Leader(_)
        | ContentPart::NamedString { .. }
        | ContentPart::Element { .. }
        | ContentPart::Image(_)
        | ContentPart::ElementText => None,
    })
}

/// Makes the styles of one page after another.
struct Maker<'m> {
    rules: &'m PageRules,
    theme: &'m Theme,
    root: Root,
    /// What media queries are asked of; `vw` and `vh` in a page's own style are of it.
    page: Size,
    fonts: &'m Fonts,
}

impl Maker<'_> {
    /// The style of a page, and how its number is written where a box of it says so.
    fn style(&self, context: &PageContext) -> (PageStyle, Option<CounterStyle>) {
        let progression = self.theme.progression();
        let rules = self.rules.matching(context, progression);
        let blocks: Vec<&Block> = rules.iter().map(|rule| &rule.block).collect();
        let root = &self.root();
        let mut page = self.compute(root, &blocks, Display::Block);
        let declared = rules.iter().rev().find_map(|rule| rule.size.as_ref());
        let size = self.theme.options().size.unwrap_or_else(|| match declared {
            Some(declared) => declared.resolve(&self.environment(root).context(root, &page)),
            None => default_size(),
        });
        let of_area = |area: Area| -> Vec<&Block> {
            let boxes = rules.iter().flat_map(|rule| &rule.boxes);
            boxes.filter(|(of, _)| *of == area).map(|(_, block)| block).collect()
        };
        let (mut margin_boxes, mut numbered) = (Vec::new(), None);
        for &(margin_box, _, align, vertical) in MARGIN_BOXES {
            let blocks = of_area(Area::Margin(margin_box));
            if blocks.is_empty() {
                continue;
            }
            let mut parent = page.clone();
            parent.align = align;
            let mut style = self.compute(&parent, &blocks, Display::Block).computed;
            if style.vertical_align == VerticalAlign::Baseline {
                style.vertical_align = vertical;
            }
            numbered = numbered.or(numbering(&style));
            if style.content.is_some() && style.display != Display::None {
                margin_boxes.push((margin_box, Arc::new(style)));
            }
        }
        let footnote_area = self.compute(&page, &of_area(Area::Footnote), Display::Block);
        let (margin, padding) = margins(&page, size);
        // The canvas covers the sheet, as on a screen, where the page has no background of its own.
        if !page.computed.has_background() {
            page.computed.background_color = self.root.background_color;
            page.computed.background = self.root.background.clone();
        }
        let style = PageStyle {
            size,
            margin,
            border: physical(page.computed.border, page.computed.direction),
            padding,
            margin_boxes,
            style: Arc::new(page.computed),
            footnote_area: Arc::new(footnote_area.computed),
            numbering: CounterStyle::default(),
        };
        (style, numbered)
    }

    /// What pages inherit from: initial values, and the language and direction of the root.
    fn root(&self) -> Style {
        let mut root = self.theme.initial.clone();
        root.computed.lang = self.theme.options().lang.clone();
        root.computed.direction = self.theme.progression();
        root.custom = self.root.variables.clone();
        root
    }

    fn environment(&self, root: &Style) -> Environment<'_> {
        Environment::of_root(
            self.fonts,
            &root.computed,
            self.page,
            self.theme.progression(),
            &self.theme.counter_styles,
        )
    }

    fn compute(&self, parent: &Style, blocks: &[&Block], display: Display) -> Style {
        let groups = groups(self.theme.author_rank, blocks.iter().copied(), None);
        let mut style = compute(parent, &groups, None, false, &self.environment(&self.theme.initial));
        if style.computed.display == Display::Inline {
            style.computed.display = display;
        }
        style
    }
}

/// The most of a page's width or height that its margins, border and padding take: on a page much smaller than its
/// style sheet had in mind there is still room for text.
const MOST_MARGIN: f32 = 0.75;

/// The used margins and paddings, physical: percentages are of the page's width or height (CSS Paged Media 3, section
/// 7), `auto` is nothing. What would with the border take more than [`MOST_MARGIN`] is made smaller in proportion.
fn margins(page: &Style, size: Size) -> (Sides<Pt>, Sides<Pt>) {
    let direction = page.computed.direction;
    let border = physical(page.computed.border, direction).map(|side| side.width);
    let bases =
        Sides { block_start: size.height, block_end: size.height, inline_start: size.width, inline_end: size.width };
    let margin = page.computed.margin.zip(bases).map(|(side, base)| side.resolve(base).unwrap_or_default());
    let padding = page.computed.padding.zip(bases).map(|(side, base)| side.resolve(base));
    let (margin, padding) = (physical(margin, direction), physical(padding, direction));
    let factor = |taken: Pt, border: Pt, base: Pt| match taken + border > base * MOST_MARGIN {
        true => (base * MOST_MARGIN - border).max(Pt::ZERO) / taken,
        false => 1.0,
    };
    let inline = factor(margin.inline_sum() + padding.inline_sum(), border.inline_sum(), size.width);
    let block = factor(margin.block_sum() + padding.block_sum(), border.block_sum(), size.height);
    let scaled = |sides: Sides<Pt>| Sides {
        block_start: sides.block_start * block,
        block_end: sides.block_end * block,
        inline_start: sides.inline_start * inline,
        inline_end: sides.inline_end * inline,
    };
    (scaled(margin), scaled(padding))
}

/// Flow-relative sides as they stand on paper: `inline_start` is left.
fn physical<T: Copy>(sides: Sides<T>, direction: Direction) -> Sides<T> {
    match direction {
        Direction::LeftToRight => sides,
        Direction::RightToLeft => sides.swapped(),
    }
}

/// The size that a value of `size` gives.
pub(super) fn page_size(value: &str, initial: &Style, fonts: &Fonts) -> Option<Size> {
    let declared = Parser::new(value).parse_entirely(DeclaredSize::parse).ok()?;
    let styles = CounterStyles::new();
    let environment = Environment::of_root(fonts, &initial.computed, default_size(), Direction::default(), &styles);
    Some(declared.resolve(&environment.context(initial, initial)))
}

pub(super) fn default_size() -> Size {
    Size::new(Pt::from_mm(DEFAULT_SIZE.0), Pt::from_mm(DEFAULT_SIZE.1))
}

/// The margin boxes, with the alignment they have unless a rule says otherwise (CSS Paged Media 3, section 5.3.1).
const MARGIN_BOXES: &[(MarginBox, &str, Align, VerticalAlign)] = &[
    (MarginBox::TopLeftCorner, "top-left-corner", Align::Right, VerticalAlign::Middle),
    (MarginBox::TopLeft, "top-left", Align::Left, VerticalAlign::Middle),
    (MarginBox::TopCenter, "top-center", Align::Logical(TextAlign::Center), VerticalAlign::Middle),
    (MarginBox::TopRight, "top-right", Align::Right, VerticalAlign::Middle),
    (MarginBox::TopRightCorner, "top-right-corner", Align::Left, VerticalAlign::Middle),
    (MarginBox::RightTop, "right-top", Align::Logical(TextAlign::Center), VerticalAlign::Top),
    (MarginBox::RightMiddle, "right-middle", Align::Logical(TextAlign::Center), VerticalAlign::Middle),
    (MarginBox::RightBottom, "right-bottom", Align::Logical(TextAlign::Center), VerticalAlign::Bottom),
    (MarginBox::BottomRightCorner, "bottom-right-corner", Align::Left, VerticalAlign::Middle),
    (MarginBox::BottomRight, "bottom-right", Align::Right, VerticalAlign::Middle),
    (MarginBox::BottomCenter, "bottom-center", Align::Logical(TextAlign::Center), VerticalAlign::Middle),
    (MarginBox::BottomLeft, "bottom-left", Align::Left, VerticalAlign::Middle),
    (MarginBox::BottomLeftCorner, "bottom-left-corner", Align::Right, VerticalAlign::Middle),
    (MarginBox::LeftBottom, "left-bottom", Align::Logical(TextAlign::Center), VerticalAlign::Bottom),
    (MarginBox::LeftMiddle, "left-middle", Align::Logical(TextAlign::Center), VerticalAlign::Middle),
    (MarginBox::LeftTop, "left-top", Align::Logical(TextAlign::Center), VerticalAlign::Top),
];

/// The names of the boxes in `@page`, for hints.
pub(super) fn box_names() -> impl Iterator<Item = &'static str> {
    MARGIN_BOXES.iter().map(|row| row.1).chain(["footnote"])
}

fn area(name: &str) -> Option<Area> {
    if name == "footnote" {
        return Some(Area::Footnote);
    }
    MARGIN_BOXES.iter().find(|row| row.1 == name).map(|row| Area::Margin(row.0))
}

/// A declared `size` (CSS Paged Media 3, section 7.1).
struct DeclaredSize {
    /// Width and height; `None` is `auto`, the default size.
    sides: Option<(Amount, Amount)>,
    /// `landscape` or `portrait`, which turns a named size.
    is_landscape: Option<bool>,
}

/// Named sizes in millimeters, portrait (section 7.1.1).
const NAMED_SIZES: &[(&str, f32, f32)] = &[
    ("a5", 148.0, 210.0),
    ("a4", 210.0, 297.0),
    ("a3", 297.0, 420.0),
    ("b5", 176.0, 250.0),
    ("b4", 250.0, 353.0),
    ("jis-b5", 182.0, 257.0),
    ("jis-b4", 257.0, 364.0),
    ("letter", 215.9, 279.4),
    ("legal", 215.9, 355.6),
    ("ledger", 279.4, 431.8),
];

impl DeclaredSize {
    fn parse(input: &mut Parser) -> Parsed<DeclaredSize> {
        if let Ok(width) = input.try_parse(Amount::parse_positive_length) {
            let height = input.try_parse(Amount::parse_positive_length).unwrap_or_else(|_| width.clone());
            return Ok(DeclaredSize { sides: Some((width, height)), is_landscape: None });
        }
        let mut size = DeclaredSize { sides: None, is_landscape: None };
        loop {
            let Token::Ident(word) = input.next()?.clone() else {
                return invalid();
            };
            let word = word.to_ascii_lowercase();
            let millimeters = |length: f32| Amount::points(Pt::from_mm(length).0);
            match word.as_str() {
                "auto" => {}
                "landscape" if size.is_landscape.is_none() => size.is_landscape = Some(true),
                "portrait" if size.is_landscape.is_none() => size.is_landscape = Some(false),
                name => match NAMED_SIZES.iter().find(|row| row.0 == name) {
                    Some(row) if size.sides.is_none() => size.sides = Some((millimeters(row.1), millimeters(row.2))),
                    Some(_) | None => return invalid(),
                },
            }
            if input.is_exhausted() {
                return Ok(size);
            }
        }
    }

    fn resolve(&self, context: &super::value::Context) -> Size {
        let font_size = context.style.computed.font_size;
        let size = match &self.sides {
            Some((width, height)) => {
                Size::new(width.resolve(context, font_size, Pt::ZERO), height.resolve(context, font_size, Pt::ZERO))
            }
            None => default_size(),
        };
        match self.is_landscape {
            Some(true) => Size::new(size.width.max(size.height), size.width.min(size.height)),
            Some(false) | None => size,
        }
    }
}
