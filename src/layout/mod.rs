//! Layout: styled nodes to pages. Boxes before, immutable fragments after.
//!
//! In: the document, the theme, the fonts and the images. Phases: each chapter by itself, and in
//! parallel, becomes boxes (`box_tree`), lines (`line`) and a galley (`block`, `table`); then `page` chooses
//! the page breaks of the whole book; chapters that show page numbers are set again until the numbers
//! stand still; last, lines move to their pages. Out: [`Pages`]. Coordinates are flow-relative until a
//! page is put together. What a fragment means in PDF is not known here.

mod block;
mod box_tree;
mod chapter;
mod dump;
mod fragment;
mod galley;
mod inline_content;
mod line;
mod page;
mod replaced;
mod table;
mod text_fragments;

pub use dump::dump;
pub use fragment::{
    BoxFragment, Fragment, FragmentKind, Glyph, GlyphRun, ImageFragment, Page, Pages, Position, Source,
};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Chapter, ChapterId, Document, Node, NodeRef};
use crate::font::Fonts;
use crate::geom::Size;
use crate::lang::{EastAsian, is_hangul, is_ideographic};
use crate::resource::Resources;
use crate::source::Span;
use crate::style::{ComputedStyle, CounterStyle, PageContext, PageSide, PageStyle, Theme, cascade};
use crate::text::Shaper;
use chapter::{ChapterLayout, Findings, Root};
use galley::{Galley, Item, Paragraph};
use line::LineSpace;

/// The page number of nodes, and how the pages there are numbered.
pub type PageNumbers = BTreeMap<NodeRef, (i32, CounterStyle)>;

/// Passes over chapters that show page numbers. One makes the numbers, the second sets them; more are
/// needed only where a number's width moved a line.
const MOST_PASSES: usize = 4;

/// Sets a document on pages.
pub fn layout(
    document: &Document,
    theme: &Theme,
    fonts: &Fonts,
    resources: &Resources,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let set = |shaper: &mut Shaper, chapter: &Chapter, numbers: &PageNumbers| {
        set_chapter(document, chapter, theme, fonts, resources, numbers, shaper)
    };
    let (mut galleys, found): (Vec<Arc<Galley>>, Vec<Findings>) = document
        .chapters
        .par_iter()
        .map_init(
            || Shaper::new(fonts),
            |shaper, chapter| {
                let (galley, found) = set(shaper, chapter, &PageNumbers::new());
                (Arc::new(galley), found)
            },
        )
        .unzip();
    report(found, diagnostics);
    let areas = page::Areas::new(page_names(&galleys), |context| area(&theme.page(context)));
    let mut plan = page::plan(&galleys, &areas);
    if galleys.iter().any(|galley| galley.shows_page_numbers) {
        let mut numbers = page_numbers(&plan, &galleys, theme);
        let mut settled = false;
        for _ in 0..MOST_PASSES {
            let mut shaper = Shaper::new(fonts);
            for (chapter, galley) in document.chapters.iter().zip(&mut galleys) {
                if galley.shows_page_numbers {
                    *galley = Arc::new(set(&mut shaper, chapter, &numbers).0);
                }
            }
            plan = page::plan(&galleys, &areas);
            let next = page_numbers(&plan, &galleys, theme);
            settled = next == numbers;
            if settled {
                break;
            }
            numbers = next;
        }
        if !settled {
            let message = format!("page numbers in the text still changed after {MOST_PASSES} passes");
            diagnostics.push(Diagnostic::new(Code::UnsettledPages, message).hint("some may be off by one"));
        }
    }
    report_overfull_pages(document, &plan, &galleys, diagnostics);
    let variants = set_variants(&plan, &galleys, document, fonts, resources);
    let mut heads = page::MarginSetter::new(&document.metadata.lang, resources, Shaper::new(fonts));
    let pages = page::assemble(&plan, &galleys, &variants, theme, &mut heads);
    for path in &heads.missing_images {
        let message = format!("the image `{path}` of a margin box is not among the images of the book");
        let hint = "`url()` in `@page` names an image that the text shows too, by its path from the book's folder";
        diagnostics.push(Diagnostic::new(Code::MissingImage, message).hint(hint));
    }
    pages
}

/// Sets the paragraphs that the plan wants in a line more or less.
fn set_variants(
    plan: &page::Plan,
    galleys: &[Arc<Galley>],
    document: &Document,
    fonts: &Fonts,
    resources: &Resources,
) -> page::Variants {
    let set = |shaper: &mut Shaper, flexed: page::Flexed| {
        let galley = &galleys[flexed.chapter];
        let Paragraph { content, style, space, .. } = &galley.paragraphs[flexed.paragraph];
        let page_area = Size::new(space.width, space.page_height);
        let root = Root { page_area, lead: galley.lead, direction: galley.direction };
        let own_shaper = std::mem::replace(shaper, Shaper::new(fonts));
        let chapter = document.chapters[flexed.chapter].id;
        let lang = &document.metadata.lang;
        let mut layout = ChapterLayout::new(chapter, lang, resources, own_shaper, &root);
        let space = LineSpace { looseness: flexed.lines, ..*space };
        let lines = line::layout_lines(&mut layout, content, style, space);
        *shaper = layout.shaper;
        (flexed, block::inner_items(lines, style))
    };
    plan.flexed().into_par_iter().map_init(|| Shaper::new(fonts), set).collect()
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
    page::page_numbers(plan, galleys, |page| (page.number, theme.page(&page.context).numbering))
        .into_iter()
        .map(|((chapter, node), number)| (NodeRef { chapter: ChapterId(chapter as u32), node }, number))
        .collect()
}

/// One chapter: a function of the chapter and of facts about the book.
fn set_chapter(
    document: &Document,
    chapter: &Chapter,
    theme: &Theme,
    fonts: &Fonts,
    resources: &Resources,
    page_numbers: &PageNumbers,
    shaper: &mut Shaper,
) -> (Galley, Findings) {
    let styles = cascade(document, chapter, theme, fonts);
    let source = box_tree::Source { document, chapter, styles: &styles, resources, page_numbers };
    let boxes = box_tree::build(&source);
    let root = styles.get(Chapter::BODY).cloned().unwrap_or_else(|| Arc::new(ComputedStyle::initial()));
    let page_size = |name: &Option<Arc<str>>| {
        // A paragraph may stand on either side: the narrower has room for it.
        let [recto, verso] = [PageSide::Recto, PageSide::Verso].map(|side| {
            let context = PageContext { name: name.clone(), side, is_first: false, is_blank: false };
            area(&theme.page(&context))
        });
        Size::new(recto.width.min(verso.width), recto.height)
    };
    let page_area = page_size(&boxes.root.first().and_then(|section| section.style.page.clone()));
    let own_shaper = std::mem::replace(shaper, Shaper::new(fonts));
    let facts = Root { page_area, lead: root.line_height, direction: root.direction };
    let mut layout = ChapterLayout::new(chapter.id, &document.metadata.lang, resources, own_shaper, &facts);
    layout.page_size = Some(&page_size);
    let least = page_area.width * block::LEAST_MEASURE;
    let mut galley = block::layout_blocks(&mut layout, &boxes.root, page_area.width, least);
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
    let findings = layout.findings(chapter);
    *shaper = layout.shaper;
    (galley, findings)
}

/// Says what the chapters found: each cluster that no font has once for the whole book.
fn report(found: Vec<Findings>, diagnostics: &mut Diagnostics) {
    let mut missing: BTreeMap<Box<str>, Option<Span>> = BTreeMap::new();
    for findings in found {
        for span in findings.overfull {
            let message = "a line is wider than the measure and cannot be broken";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("a wider page, smaller type or a shorter piece would fit");
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for span in findings.wide_tables {
            let message = "the table has more columns than fit: its words are cut, even in smaller type";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("give it fewer columns, turn it on its side, or make the page wider with `--page-size`");
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for (cluster, span) in findings.missing {
            missing.entry(cluster).or_insert(span);
        }
    }
    report_missing(missing, diagnostics);
}

/// A writing that no font has brings one diagnostic with the package to install, any other cluster its own.
fn report_missing(missing: BTreeMap<Box<str>, Option<Span>>, diagnostics: &mut Diagnostics) {
    let (east_asian, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        missing.into_iter().partition(|(cluster, _)| cluster.starts_with(|c| is_ideographic(c) || is_hangul(c)));
    if let Some((first, _)) = east_asian.first_key_value() {
        let writing = EastAsian::guess(east_asian.keys().flat_map(|cluster| cluster.chars())).name();
        let message = match east_asian.len() {
            1 => format!("no font has a glyph for `{first}`, which is {writing}"),
            count => {
                // Marks say less than letters.
                let (letters, marks): (Vec<&str>, Vec<&str>) = east_asian
                    .keys()
                    .map(|cluster| &**cluster)
                    .partition(|cluster| cluster.starts_with(char::is_alphabetic));
                let some: String = letters.into_iter().chain(marks).take(8).collect();
                format!("no font has glyphs for {count} characters of {writing} text: `{some}` …")
            }
        };
        let mut diagnostic = Diagnostic::new(Code::MissingGlyph, message)
            .hint("they are drawn as boxes with their code points; install a font that has them")
            .hint("on Debian and Ubuntu: `apt install fonts-noto-cjk`; `--no-system-fonts` must not be given");
        diagnostic.span = east_asian.values().flatten().min_by_key(|span| (span.file, span.start)).copied();
        diagnostics.push(diagnostic);
    }
    for (cluster, span) in others {
        let message = format!("no font has a glyph for `{cluster}` ({})", dump::code_points(&cluster));
        let hint = match cluster.starts_with(char::is_alphabetic) {
            true => "it is drawn as a box with its code point; on Debian and Ubuntu `fonts-noto-core` has most scripts",
            false => "it is drawn as a box with its code point; a font that has it would be used once installed",
        };
        let mut diagnostic = Diagnostic::new(Code::MissingGlyph, message).hint(hint);
        diagnostic.span = span;
        diagnostics.push(diagnostic);
    }
}

fn report_overfull_pages(
    document: &Document,
    plan: &page::Plan,
    galleys: &[Arc<Galley>],
    diagnostics: &mut Diagnostics,
) {
    for &(chapter, index) in &plan.overfull {
        let Item::Line(line) = &galleys[chapter].items[index] else { continue };
        let node = line.fragments.iter().find_map(|fragment| match &fragment.source {
            Source::Node { node, .. } => Some(node.node),
            Source::Generated { .. } | Source::Pagination | Source::Decoration => None,
        });
        let mut diagnostic = Diagnostic::new(Code::Overfull, "something is taller than the page and cannot be broken")
            .hint("make it smaller, or the page larger with `--page-size`");
        let chapter = &document.chapters[chapter];
        Node::Body(chapter).visit(&mut |candidate| {
            if Some(candidate.id()) == node
                && let Node::Inline(inline) = candidate
            {
                diagnostic.span = Some(inline.span);
            }
        });
        diagnostics.push(diagnostic);
    }
}

/// A counter as text (CSS Counter Styles 3, section 6); `decimal` where a style cannot write the number.
pub fn counter_text(number: i32, style: CounterStyle) -> String {
    match style {
        CounterStyle::None => String::new(),
        CounterStyle::Disc => "\u{2022}".to_owned(),
        CounterStyle::Circle => "\u{25e6}".to_owned(),
        CounterStyle::Square => "\u{25aa}".to_owned(),
        CounterStyle::Decimal => number.to_string(),
        CounterStyle::LowerRoman => roman(number).unwrap_or_else(|| number.to_string()),
        CounterStyle::UpperRoman => roman(number).unwrap_or_else(|| number.to_string()).to_uppercase(),
        CounterStyle::LowerAlpha => alphabetic(number).unwrap_or_else(|| number.to_string()),
        CounterStyle::UpperAlpha => alphabetic(number).unwrap_or_else(|| number.to_string()).to_uppercase(),
    }
}

fn roman(mut number: i32) -> Option<String> {
    const DIGITS: [(i32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..=3999).contains(&number) {
        return None;
    }
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    Some(text)
}

fn alphabetic(number: i32) -> Option<String> {
    let mut number = u32::try_from(number).ok().filter(|&number| number > 0)?;
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    Some(letters.iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters() {
        assert_eq!(counter_text(14, CounterStyle::LowerRoman), "xiv");
        assert_eq!(counter_text(0, CounterStyle::LowerRoman), "0");
        assert_eq!(counter_text(28, CounterStyle::UpperAlpha), "AB");
    }
}
