//! Putting pages together.
//!
//! In: a [`Plan`], the galleys, and the variants of paragraphs that the plan asks for. Out: [`Pages`]. Each page is built
//! by itself in `builder`; what stands in margins goes on from page to page in `marginal`, and named strings and running
//! elements do here, for the margin boxes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Plan;
use super::builder::{Assigned, BuiltPage, Names, PageBuilder, Variants, begin_page};
use super::margin_box::{MarginBoxes, MarginSetter};
use super::marginal::arrange_margins;
use crate::document::{ChapterId, NodeRef};
use crate::geom::{Point, Pt, Rect, Sides, Size};
use crate::layout::galley::{Galley, RunningElement};
use crate::layout::{Background, BoxFragment, Fragment, FragmentKind, Page, Pages, Position, Source};
use crate::resource::Resources;
use crate::style::{Border, Occurrence, PageStyle, Theme};

/// Makes the pages of a plan. What stands in a margin and had to be cut is returned beside them.
pub fn assemble(
    plan: &Plan,
    galleys: &[Arc<Galley>],
    variants: &Variants,
    theme: &Theme,
    resources: &Resources,
    heads: &mut MarginSetter,
) -> (Pages, Vec<NodeRef>) {
    // The text of each page by itself; margins and heads need what the pages before have left and said.
    let begin = |index: usize| {
        let page_plan = &plan.pages[index];
        let style = theme.page(&page_plan.context);
        let below = page_box(&style, resources);
        begin_page(index, page_plan, galleys, variants, style, below)
    };
    let mut begun: Vec<PageBuilder> = (0..plan.pages.len()).into_par_iter().map(begin).collect();
    let cut = arrange_margins(&mut begun);
    let built: Vec<BuiltPage> = begun.into_par_iter().map(PageBuilder::finish).collect();
    let mut pages = Vec::with_capacity(built.len());
    let mut positions: Vec<(NodeRef, Position)> = Vec::new();
    let mut strings: Carried<Arc<str>> = BTreeMap::new();
    let mut elements: Carried<Arc<RunningElement>> = BTreeMap::new();
    let page_count = plan.pages.len();
    let mut set: BTreeMap<Arc<str>, NodeRef> = BTreeMap::new();
    for (page_plan, built) in plan.pages.iter().zip(built) {
        let BuiltPage { style, mut fragments, positions: of_page, strings: own_strings, elements: own_elements } =
            built;
        let boxes = MarginBoxes {
            style: &style,
            number: page_plan.number,
            page_count,
            string: &|name, occurrence| shown(&own_strings, &strings, name, occurrence),
            element: &|name, occurrence| shown(&own_elements, &elements, name, occurrence),
        };
        heads.set(&boxes, &mut fragments);
        for (name, assigned) in &own_elements {
            set.entry(name.clone()).or_insert(assigned.first.node);
        }
        carry(&mut strings, own_strings);
        carry(&mut elements, own_elements);
        positions.extend(of_page);
        let area = style.area();
        pages.push(Page {
            size: style.size,
            area: Rect::new(area.origin, Size::new(area.size.width, area.size.height + page_plan.depth.max(Pt::ZERO))),
            side: page_plan.context.side,
            number: page_plan.number,
            numbering: style.numbering.clone(),
            fragments,
        });
    }
    heads.never_set = heads.asked.iter().filter(|name| !set.contains_key(name.as_str())).cloned().collect();
    set.retain(|name, _| !heads.asked.contains(&**name));
    heads.never_shown = set;
    // A node is where it first stands: of equal keys the first is kept.
    positions.sort_by_key(|(node, _)| *node);
    positions.dedup_by_key(|(node, _)| *node);
    let mut list_styles = BTreeMap::new();
    for (chapter, galley) in (0..).zip(galleys) {
        let chapter = ChapterId(chapter);
        list_styles.extend(galley.list_styles.iter().map(|(&node, style)| (NodeRef { chapter, node }, style.clone())));
    }
    (Pages { pages, positions: positions.into_iter().collect(), list_styles }, cut)
}

/// What the pages before have left, by name.
type Carried<T> = BTreeMap<Arc<str>, T>;

/// What a margin box shows of a name (CSS Generated Content for Paged Media, section 1.1.2).
fn shown<T: Clone>(page: &Names<T>, carried: &Carried<T>, name: &str, occurrence: Occurrence) -> Option<T> {
    let before = || carried.get(name).cloned();
    let Some(assigned) = page.get(name) else { return before() };
    match occurrence {
        Occurrence::First => Some(assigned.first.clone()),
        Occurrence::Start if assigned.is_at_start => Some(assigned.first.clone()),
        Occurrence::Start => before(),
        Occurrence::Last => Some(assigned.last.clone()),
        Occurrence::FirstExcept => None,
    }
}

fn carry<T>(carried: &mut Carried<T>, page: Names<T>) {
    carried.extend(page.into_iter().map(|(name, Assigned { last, .. })| (name, last)));
}

/// What the page itself paints, below all else: its background covers the sheet, its border stands inside the margins
/// (CSS Paged Media 3, section 3.3).
fn page_box(page: &PageStyle, resources: &Resources) -> Vec<Fragment> {
    let style = &page.style;
    let mut fragments = Vec::new();
    let mut paint = |rect: Rect, background: Background, border: Sides<Border>, radius: Pt| {
        let boxed = BoxFragment { rect, background, border, radius };
        fragments.push(Fragment { source: Source::Decoration, kind: FragmentKind::Box(boxed) });
    };
    let background = Background::of(style, resources);
    if !background.is_transparent() {
        paint(Rect::new(Point::default(), page.size), background, Sides::all(Border::NONE), Pt::ZERO);
    }
    if page.border.any(Border::is_visible) {
        paint(page.border_box(), Background::NONE, page.border, style.border_radius);
    }
    fragments
}
