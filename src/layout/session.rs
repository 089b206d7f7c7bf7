//! Builds that follow one another: what did not change is not set again.
//!
//! In: a document, a theme, fonts, images. Out: [`Pages`]. A [`Session`] keeps the galley of each chapter with the
//! chapter and the [`BookFacts`] it was made of, the page breaks of each stretch with the galleys they were found for, and
//! the paragraphs that were set in a line more or less. A second build sets the chapters that changed, and breaks the
//! pages of the stretches they stand in. A session serves one theme, one set of fonts and one of images; whoever owns
//! it clears it when they change. Within a build, chapters that show page numbers are set again until the numbers stand
//! still.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::chapter::{ChapterLayout, Findings, PageRoom, Root};
use super::galley::{Galley, Item, Paragraph};
use super::line::{LineSpace, layout_lines};
use super::report::{report, report_cut_notes, report_densities, report_margin_boxes, report_overfull_pages};
use super::{PageNumbers, Pages, block, boxes, page};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{BookFacts, Chapter, ChapterId, Document, NodeRef};
use crate::font::Fonts;
use crate::geom::Size;
use crate::resource::Resources;
use crate::style::{ComputedStyle, PageContext, PageSide, PageStyle, Theme, add_counters, cascade, count};
use crate::text::Shaper;

/// Passes over chapters that show page numbers. One makes the numbers, the second sets them; more are
/// needed only where a number's width moved a line.
const MOST_PASSES: usize = 4;

/// What builds with one theme, one set of fonts and one of images share.
#[derive(Default)]
pub struct Session {
    chapters: Vec<SetChapter>,
    breaks: page::KnownBreaks,
    variants: Vec<Variant>,
    /// How many chapters the last build set.
    set_chapters: usize,
}

/// A chapter and what was made of it.
struct SetChapter {
    chapter: Arc<Chapter>,
    facts: BookFacts,
    /// Set without page numbers.
    galley: Arc<Galley>,
    findings: Findings,
    /// Set with the page numbers of the last build, where it shows any.
    numbered: Option<(PageNumbers, Arc<Galley>)>,
}

/// A paragraph set in a line more or less.
struct Variant {
    galley: Arc<Galley>,
    paragraph: usize,
    lines: i32,
    items: Arc<[Item]>,
}

/// What all chapters are set with.
#[derive(Clone, Copy)]
struct Means<'a> {
    theme: &'a Theme,
    fonts: &'a Fonts,
    resources: &'a Resources,
}

impl Session {
    /// Forgets all that was set.
    pub fn clear(&mut self) {
        *self = Session::default();
    }

    /// How many chapters the last build had to set.
    pub fn set_chapters(&self) -> usize {
        self.set_chapters
    }

    /// The galleys of the last build as text, chapter by chapter.
    pub fn dump(&self) -> String {
        let of_chapter = |set: &SetChapter| {
            let galley = set.numbered.as_ref().map_or(&set.galley, |(_, galley)| galley);
            format!("chapter `{}`\n{}", set.chapter.name, super::galley::dump(galley))
        };
        self.chapters.iter().map(of_chapter).collect()
    }

    /// Sets a document on pages.
    pub fn layout(
        &mut self,
        document: &Document,
        theme: &Theme,
        fonts: &Fonts,
        resources: &Resources,
        diagnostics: &mut Diagnostics,
    ) -> Pages {
        let means = Means { theme, fonts, resources };
        self.set(document, means);
        report(self.chapters.iter().map(|set| &set.findings), diagnostics);
        let mut galleys: Vec<Arc<Galley>> = self.chapters.iter().map(|set| set.galley.clone()).collect();
        let areas = page::Areas::new(page_names(&galleys), |context| area(&theme.page(context)));
        let mut plan = page::plan(&galleys, &areas, &mut self.breaks);
        if galleys.iter().any(|galley| galley.shows_page_numbers) {
            plan = self.number(plan, &mut galleys, &areas, means, diagnostics);
        }
        page::mark_nth(&mut plan, theme);
        report_overfull_pages(document, &plan, &galleys, diagnostics);
        let variants = self.variants(&plan, &galleys, document, means);
        self.breaks.forget_unused();
        let mut heads = page::MarginSetter::new(&document.metadata.lang, resources, Shaper::new(fonts));
        let (pages, cut) = page::assemble(&plan, &galleys, &variants, theme, resources, &mut heads);
        report_cut_notes(document, &cut, diagnostics);
        report_margin_boxes(document, &heads, diagnostics);
        report_densities(document, &pages, resources, diagnostics);
        pages
    }

    /// Sets the chapters that are not known, or that read of the book what has changed.
    fn set(&mut self, document: &Document, means: Means) {
        let mut facts = BookFacts::of_book(document);
        add_counters(document, &mut facts, means.theme, means.fonts);
        let known = std::mem::take(&mut self.chapters);
        let mut slots: Vec<Option<SetChapter>> = known.into_iter().map(Some).collect();
        slots.resize_with(document.chapters.len(), || None);
        let set: Vec<(SetChapter, bool)> = document
            .chapters
            .par_iter()
            .zip(facts)
            .zip(slots)
            .map_init(
                || Shaper::new(means.fonts),
                |shaper, ((chapter, facts), known)| {
                    let is_same = |known: &SetChapter| known.facts == facts && known.chapter == *chapter;
                    if let Some(known) = known.filter(is_same) {
                        return (known, false);
                    }
                    let (galley, findings) = set_chapter(&facts, chapter, means, &PageNumbers::new(), shaper);
                    let galley = Arc::new(galley);
                    (SetChapter { chapter: chapter.clone(), facts, galley, findings, numbered: None }, true)
                },
            )
            .collect();
        self.set_chapters = set.iter().filter(|(_, is_new)| *is_new).count();
        self.chapters = set.into_iter().map(|(set, _)| set).collect();
    }

    /// Sets the chapters that show page numbers, until the numbers stand still.
    fn number(
        &mut self,
        mut plan: page::Plan,
        galleys: &mut [Arc<Galley>],
        areas: &page::Areas,
        means: Means,
        diagnostics: &mut Diagnostics,
    ) -> page::Plan {
        let mut numbers = page_numbers(&plan, galleys, means.theme);
        let mut shaper = Shaper::new(means.fonts);
        for _ in 0..MOST_PASSES {
            for (set, galley) in self.chapters.iter_mut().zip(galleys.iter_mut()) {
                if !galley.shows_page_numbers {
                    continue;
                }
                let known = set.numbered.take().filter(|(known, _)| *known == numbers);
                let (_, numbered) = set.numbered.insert(known.unwrap_or_else(|| {
                    self.set_chapters += 1;
                    let made = set_chapter(&set.facts, &set.chapter, means, &numbers, &mut shaper).0;
                    (numbers.clone(), Arc::new(made))
                }));
                *galley = numbered.clone();
            }
            plan = page::plan(galleys, areas, &mut self.breaks);
            let next = page_numbers(&plan, galleys, means.theme);
            if next == numbers {
                return plan;
            }
            numbers = next;
        }
        let message = format!("page numbers in the text still changed after {MOST_PASSES} passes");
        diagnostics.push(Diagnostic::new(Code::UnsettledPages, message).hint("some may be off by one"));
        plan
    }

    /// Sets the paragraphs that the plan wants in a line more or less.
    fn variants(
        &mut self,
        plan: &page::Plan,
        galleys: &[Arc<Galley>],
        document: &Document,
        means: Means,
    ) -> page::Variants {
        let known: BTreeMap<(usize, usize, i32), Variant> = std::mem::take(&mut self.variants)
            .into_iter()
            .map(|variant| ((Arc::as_ptr(&variant.galley) as usize, variant.paragraph, variant.lines), variant))
            .collect();
        let lang = &document.metadata.lang;
        let set = |shaper: &mut Shaper, flexed: page::Flexed| {
            let galley = &galleys[flexed.chapter];
            let key = (Arc::as_ptr(galley) as usize, flexed.paragraph, flexed.lines);
            let items = match known.get(&key) {
                Some(known) => known.items.clone(),
                None => set_variant(galley, flexed, lang, means, shaper).into(),
            };
            let (paragraph, lines) = (flexed.paragraph, flexed.lines);
            (flexed, Variant { galley: galley.clone(), paragraph, lines, items })
        };
        let made: Vec<(page::Flexed, Variant)> =
            plan.flexed().into_par_iter().map_init(|| Shaper::new(means.fonts), set).collect();
        let variants = made.iter().map(|(flexed, variant)| (*flexed, variant.items.clone())).collect();
        self.variants = made.into_iter().map(|(_, variant)| variant).collect();
        variants
    }
}

fn set_variant(
    galley: &Galley,
    flexed: page::Flexed,
    lang: &crate::lang::Lang,
    means: Means,
    shaper: &mut Shaper,
) -> Vec<Item> {
    let Paragraph { content, style, space, .. } = &galley.paragraphs[flexed.paragraph];
    let page_area = Size::new(space.width, space.page_height);
    let around = Root { page_area, lead: galley.lead, direction: galley.direction };
    let own_shaper = std::mem::replace(shaper, Shaper::new(means.fonts));
    let chapter = ChapterId(flexed.chapter as u32);
    let mut layout = ChapterLayout::new(chapter, lang, means.resources, own_shaper, &around);
    let space = LineSpace { looseness: flexed.lines, ..*space };
    let lines = layout_lines(&mut layout, content, style, space);
    *shaper = layout.shaper;
    block::inner_items(lines, style, &[])
}

/// The named pages that a book asks for.
fn page_names(galleys: &[Arc<Galley>]) -> BTreeSet<Option<Arc<str>>> {
    let mut names: BTreeSet<Option<Arc<str>>> = galleys.iter().map(|galley| galley.page_name.clone()).collect();
    for item in galleys.iter().flat_map(|galley| &galley.items) {
        if let Item::ForcedBreak { page_name, .. } = item {
            names.insert(page_name.clone());
        }
    }
    names
}

/// What a page gives to its text.
fn area(style: &PageStyle) -> page::Area {
    let area = style.area();
    page::Area {
        width: area.size.width,
        height: area.size.height,
        below: style.room_below(),
        separator: page::separator_height(&style.footnote_area),
    }
}

fn page_numbers(plan: &page::Plan, galleys: &[Arc<Galley>], theme: &Theme) -> PageNumbers {
    page::page_numbers(plan, galleys, |page| (page.number, theme.page(&page.context).numbering.clone()))
        .into_iter()
        .map(|((chapter, node), number)| (NodeRef { chapter: ChapterId(chapter as u32), node }, number))
        .collect()
}

/// One chapter: a function of the chapter and of facts about the book. Page numbers are those of the last pass.
fn set_chapter(
    facts: &BookFacts,
    chapter: &Chapter,
    means: Means,
    page_numbers: &PageNumbers,
    shaper: &mut Shaper,
) -> (Galley, Findings) {
    let Means { theme, fonts, resources } = means;
    let styles = cascade(facts, chapter, theme, fonts);
    let counts = count(chapter, &styles, &facts.counters, false);
    let source = boxes::Source { facts, chapter, styles: &styles, counts: &counts, resources, page_numbers };
    let boxes = boxes::build(&source);
    let root = styles.get(Chapter::BODY).cloned().unwrap_or_else(|| Arc::new(ComputedStyle::initial()));
    let page_size = |name: &Option<Arc<str>>| {
        // A paragraph may stand on either side: the narrower has room for it.
        let [recto, verso] = [PageSide::Recto, PageSide::Verso].map(|side| {
            let context = PageContext { name: name.clone(), side, is_first: false, is_blank: false, nth: 0 };
            let style = theme.page(&context);
            let area = style.area();
            PageRoom { area: area.size, beside: area.origin.x.min(style.size.width - area.right()) }
        });
        PageRoom {
            area: Size::new(recto.area.width.min(verso.area.width), recto.area.height),
            beside: recto.beside.min(verso.beside),
        }
    };
    let PageRoom { area: page_area, beside } =
        page_size(&boxes.root.first().and_then(|section| section.style.page.clone()));
    let own_shaper = std::mem::replace(shaper, Shaper::new(fonts));
    let around = Root { page_area, lead: root.line_height, direction: root.direction };
    let mut layout = ChapterLayout::new(chapter.id, &facts.lang, resources, own_shaper, &around);
    layout.page_size = Some(&page_size);
    layout.page_margin = beside;
    let least = page_area.width * block::LEAST_MEASURE;
    let mut galley = block::layout_chapter(&mut layout, &boxes.root, page_area.width, least, &root);
    for (id, note) in &boxes.notes {
        let note = block::layout_blocks(&mut layout, std::slice::from_ref(note), page_area.width, least);
        galley.notes.insert(*id, Arc::new(note));
    }
    galley.place_notes();
    galley.lead = root.line_height;
    let metrics = layout.metrics(&root);
    let (ascent, descent) = (root.font_size * metrics.ascent, root.font_size * -metrics.descent);
    galley.descent = descent + (root.line_height - ascent - descent) / 2.0;
    galley.direction = root.direction;
    galley.shows_page_numbers = boxes.shows_page_numbers;
    galley.list_styles = boxes.list_styles;
    let findings = layout.findings(chapter);
    *shaper = layout.shaper;
    (galley, findings)
}
