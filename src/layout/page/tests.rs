//! Page breaks of galleys built by hand: neither fonts nor themes. A page holds ten lines of 10 pt.

use std::sync::Arc;

use super::area::{Area, Areas};
use super::flow::{Entry, Flow};
use super::{KnownBreaks, PagePlan, Plan, plan};
use crate::document::NodeId;
use crate::geom::Pt;
use crate::layout::background::Background;
use crate::layout::galley::{
    AVOID, COLUMN_BREAK, FORBIDDEN, Float, FloatPlace, Frame, FrameColumns, Galley, Glue, Item, Line, Mark, Paragraph,
    Penalty, Row, RowPart,
};
use crate::layout::inline_content::InlineContent;
use crate::layout::line::{Beside, Flex, LineSpace};
use crate::style::{BreakBetween, ComputedStyle, PageSide};

const LEAD: f32 = 10.0;
const HEIGHT: f32 = 100.0;

/// A galley being written.
#[derive(Default)]
struct Draft(Galley);

#[test]
fn of_places_without_height_between_them_few_are_tried() {
    let galley = (0..1000).fold(draft(), |draft, _| draft.solid(0.001).penalty(0)).penalty(-5).text(3).0;
    let mut flow = Flow::default();
    let items = 0..galley.items.len();
    flow.append(0, &galley, items);
    let places = |range: std::ops::Range<usize>| {
        flow.entries[range].iter().filter(|entry| matches!(entry, Entry::Penalty(_))).count()
    };
    assert_eq!(places(0..2000), 8);
    // A cheaper place is never left out, nor any of lines that can be seen.
    assert_eq!(places(2000..flow.entries.len()), 4);
}

fn draft() -> Draft {
    Draft(Galley { lead: Pt(LEAD), descent: Pt(2.0), ..Galley::default() })
}

impl Draft {
    fn opens(mut self, between: BreakBetween) -> Draft {
        self.0.opens = Some(between);
        self
    }

    fn item(mut self, item: Item) -> Draft {
        self.0.items.push(item);
        self
    }

    fn penalty(self, cost: i32) -> Draft {
        self.item(Item::Penalty(Penalty::at(cost)))
    }

    /// One thing that no page divides.
    fn solid(self, height: f32) -> Draft {
        self.item(Item::Line(Line { height: Pt(height), ascent: Pt(height - 2.0), fragments: Vec::new() }))
    }

    /// Lines with a penalty after each.
    fn lines(self, count: usize, cost: i32) -> Draft {
        (0..count).fold(self, |draft, _| draft.solid(LEAD).penalty(cost))
    }

    /// Lines, of which a page may end after each.
    fn text(self, count: usize) -> Draft {
        self.lines(count, 0)
    }

    /// Lines that belong together, after the last of which a page may end.
    fn kept(self, count: usize, cost: i32) -> Draft {
        self.lines(count - 1, cost).solid(LEAD).penalty(0)
    }

    /// A paragraph that can be set in a line more or less.
    fn flexible(mut self, count: usize, flex: Flex) -> Draft {
        let start = self.0.items.len();
        self = self.lines(count - 1, 0).solid(LEAD);
        let space = LineSpace {
            x: Pt::ZERO,
            width: Pt(100.0),
            image_width: Pt(100.0),
            image_height: Pt(HEIGHT),
            page_height: Pt(HEIGHT),
            beside: Beside::default(),
            looseness: 0,
            direction: Default::default(),
        };
        self.0.paragraphs.push(Paragraph {
            items: start..self.0.items.len(),
            flex,
            content: Arc::new(InlineContent::default()),
            style: Arc::new(ComputedStyle::initial()),
            space,
        });
        self.penalty(0)
    }

    fn glue(self, size: f32, stretch: f32, shrink: f32) -> Draft {
        self.item(Item::Glue(Glue { size: Pt(size), stretch: Pt(stretch), shrink: Pt(shrink) }))
    }

    /// A line that refers to a note of so many lines.
    fn line_with_note(mut self, note: u32, lines: usize) -> Draft {
        let galley = draft().lines(lines - 1, 0).solid(LEAD).0;
        self.0.notes.insert(NodeId(note), Arc::new(galley));
        self.solid(LEAD).item(Item::Insertion(NodeId(note))).penalty(0)
    }

    fn float(self, height: f32) -> Draft {
        self.float_at(height, FloatPlace::Top)
    }

    fn float_at(self, height: f32, place: FloatPlace) -> Draft {
        let galley = Arc::new(draft().solid(height).0);
        let float = Float { galley, height: Pt(height), above: Pt::ZERO, below: Pt::ZERO, gap: Pt(LEAD), place };
        self.item(Item::Float(float)).penalty(0)
    }

    /// Opens a frame with so much padding above and below, and a head of a table of so many lines.
    fn open(mut self, padding: f32, head: usize) -> Draft {
        let part = RowPart { row: Arc::new(Row::default()), part: 0, height: Pt(LEAD) };
        self.0.frames.push(Frame {
            x: Pt::ZERO,
            width: Pt(100.0),
            background: Background::NONE,
            border: ComputedStyle::initial().border,
            radius: Pt::ZERO,
            padding_start: Pt(padding),
            padding_end: Pt(padding),
            header: vec![part; head],
            cut_rule: None,
            reopened_rule: None,
            columns: None,
            is_weightless: padding == 0.0,
            is_sliced: false,
        });
        let frame = self.0.frames.len() as u32 - 1;
        self.item(Item::Open(frame))
    }

    /// Opens so many columns.
    fn columns(mut self, count: u16) -> Draft {
        self = self.open(0.0, 0);
        let rule = ComputedStyle::initial().columns.rule;
        let columns = FrameColumns { count, width: Pt(45.0), gap: Pt(10.0), rule, is_reversed: false };
        self.0.frames.last_mut().expect("it was opened").columns = Some(columns);
        self
    }

    fn close(self) -> Draft {
        let frame = self.0.frames.len() as u32 - 1;
        self.item(Item::Close(frame))
    }

    fn forced(self, between: BreakBetween) -> Draft {
        self.item(Item::ForcedBreak { between, page_name: None })
    }
}

/// A book, planned.
struct Book {
    galleys: Vec<Arc<Galley>>,
    plan: Plan,
}

fn book(drafts: impl IntoIterator<Item = Draft>) -> Book {
    book_with(drafts, 0.0)
}

/// With so much room below the page area.
fn book_with(drafts: impl IntoIterator<Item = Draft>, below: f32) -> Book {
    let galleys: Vec<Arc<Galley>> = drafts.into_iter().map(|draft| Arc::new(draft.0)).collect();
    let area = Area { width: Pt(100.0), height: Pt(HEIGHT), below: Pt(below), separator: Pt(LEAD) };
    let areas = Areas::new([None], |_| area);
    let plan = plan(&galleys, &areas, &mut KnownBreaks::default());
    Book { galleys, plan }
}

impl Book {
    fn pages(&self) -> &[PagePlan] {
        &self.plan.pages
    }

    /// How many lines of the text stand on each page.
    fn lines(&self) -> Vec<i32> {
        let count = |page: &PagePlan| {
            let items = page.pieces.iter().flat_map(|piece| &self.galleys[piece.chapter].items[piece.items.clone()]);
            let lines = items.filter(|item| matches!(item, Item::Line(_))).count() as i32;
            lines + page.flexed.iter().map(|flexed| flexed.lines).sum::<i32>()
        };
        self.pages().iter().map(count).collect()
    }

    /// The pages on which parts of a note stand, with their items.
    fn note(&self, note: u32) -> Vec<(usize, std::ops::Range<usize>)> {
        let pages = self.pages().iter().enumerate();
        pages
            .flat_map(|(index, page)| page.notes.iter().map(move |piece| (index, piece)))
            .filter(|(_, piece)| piece.note == NodeId(note))
            .map(|(index, piece)| (index, piece.items.clone()))
            .collect()
    }

    /// The page on which an item of the first chapter stands.
    fn page_of(&self, item: usize) -> Option<usize> {
        let has = |page: &PagePlan| page.pieces.iter().any(|piece| piece.chapter == 0 && piece.items.contains(&item));
        self.pages().iter().position(has)
    }
}

/// After a full recto, so that it begins with a spread.
fn after_a_page(rest: impl FnOnce(Draft) -> Draft) -> Book {
    book([draft().text(10), rest(draft().opens(BreakBetween::Page))])
}

#[test]
fn lines_fill_pages() {
    assert_eq!(book([draft().text(30)]).lines(), [10, 10, 10]);
    assert_eq!(book([draft()]).lines(), [0]);
}

#[test]
fn no_page_ends_where_it_must_not() {
    let book = book([draft().text(9).kept(3, FORBIDDEN).text(14)]);
    assert_eq!(book.lines(), [9, 10, 7]);
}

#[test]
fn what_is_forbidden_gives_way_where_nothing_else_is_left() {
    let book = book([draft().kept(25, FORBIDDEN)]);
    assert_eq!(book.lines().iter().sum::<i32>(), 25);
    assert!(book.lines().iter().all(|&lines| lines <= 10), "{:?}", book.lines());
}

#[test]
fn what_is_to_be_kept_together_leaves_a_page_short() {
    assert_eq!(book([draft().text(4).kept(9, AVOID).text(12)]).lines()[0], 4);
}

#[test]
fn what_is_longer_than_a_page_is_broken_as_seldom_as_can_be() {
    let book = book([draft().text(2).kept(12, AVOID).text(12)]);
    assert_eq!(book.lines(), [10, 10, 6], "one break within is enough");
}

#[test]
fn facing_pages_end_alike() {
    // The first page of the spread cannot be full.
    let book = after_a_page(|draft| draft.text(9).kept(2, FORBIDDEN).text(17));
    assert_eq!(book.lines(), [10, 9, 9, 10]);
}

#[test]
fn a_paragraph_gains_a_line_for_a_full_spread() {
    let flex = Flex { shorter: None, longer: Some(10.0) };
    let book = after_a_page(|draft| draft.flexible(6, flex).text(3).kept(2, FORBIDDEN).text(17));
    assert_eq!(book.lines(), [10, 10, 10, 9]);
    assert_eq!(book.plan.flexed().len(), 1);
}

#[test]
fn a_paragraph_loses_a_line_for_a_full_spread() {
    let flex = Flex { shorter: Some(10.0), longer: None };
    let book = after_a_page(|draft| draft.flexible(6, flex).text(3).kept(2, FORBIDDEN).text(17));
    assert_eq!(book.lines(), [10, 10, 10, 7]);
    assert_eq!(book.plan.flexed()[0].lines, -1);
}

#[test]
fn glue_fills_a_page() {
    let book = book([draft().text(5).glue(5.0, 4.0, 2.0).text(4).kept(2, FORBIDDEN).text(16)]);
    assert_eq!(book.lines()[0], 9);
    assert!((book.pages()[0].ratio - 1.25).abs() < 0.01, "{}", book.pages()[0].ratio);
    assert_eq!(book.pages()[0].depth, Pt::ZERO);
}

#[test]
fn a_chapter_does_not_end_with_a_few_lines() {
    let book = book([draft().text(31)]);
    assert_eq!(book.lines(), [8, 9, 9, 5]);
}

#[test]
fn a_spread_is_a_line_longer_where_there_is_room_below() {
    let book = book_with([draft().text(31)], 40.0);
    assert_eq!(book.pages().len(), 3);
    assert!(book.pages()[2].depth <= book.pages()[1].depth, "the last page ends no deeper than the page it faces");
    assert!(book.pages().iter().any(|page| page.depth == Pt(LEAD)));
}

#[test]
fn a_forced_break_ends_a_page() {
    let book = book([draft().text(7).forced(BreakBetween::Page).text(8)]);
    assert_eq!(book.lines(), [7, 8]);
    let book = self::book([draft().text(7).forced(BreakBetween::Recto).text(8)]);
    assert_eq!(book.lines(), [7, 0, 8]);
    assert!(book.pages()[1].context.is_blank);
}

#[test]
fn a_chapter_opens_on_a_recto_after_a_blank_page() {
    let chapter = |lines| draft().opens(BreakBetween::Recto).text(lines);
    let book = book([chapter(8), chapter(8)]);
    assert_eq!(book.lines(), [8, 0, 8]);
    let sides: Vec<PageSide> = book.pages().iter().map(|page| page.context.side).collect();
    assert_eq!(sides, [PageSide::Recto, PageSide::Verso, PageSide::Recto]);
    let first: Vec<bool> = book.pages().iter().map(|page| page.context.is_first).collect();
    assert_eq!(first, [true, false, true]);
    assert_eq!(book.pages().iter().map(|page| page.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn a_blank_page_is_spared_where_a_chapter_can_do_without_its_last() {
    let chapter = |lines| draft().opens(BreakBetween::Recto).text(lines);
    let book = book_with([chapter(21), chapter(8)], 40.0);
    assert_eq!(book.pages().len(), 3);
    assert!(!book.pages().iter().any(|page| page.context.is_blank));
}

#[test]
fn a_chapter_may_begin_on_either_side() {
    let chapter = |lines| draft().opens(BreakBetween::Page).text(lines);
    let book = book([chapter(8), chapter(18), chapter(8)]);
    assert_eq!(book.lines(), [8, 10, 8, 8]);
    assert_eq!(book.pages()[1].context.side, PageSide::Verso);
    assert!(!book.pages().iter().any(|page| page.context.is_blank));
}

#[test]
fn a_chapter_without_a_break_goes_on_below_the_last() {
    let book = book([draft().text(7), draft().glue(10.0, 0.0, 0.0).text(8)]);
    assert_eq!(book.lines(), [9, 6]);
    assert_eq!(book.pages()[0].pieces.len(), 2);
}

#[test]
fn a_note_stands_whole_on_the_page_of_its_reference() {
    let book = book([draft().text(2).line_with_note(1, 2).text(14)]);
    assert_eq!(book.lines(), [7, 10]);
    assert_eq!(book.note(1), [(0, 0..3)]);
    assert_eq!(book.pages()[0].notes_height, Pt(30.0));
}

#[test]
fn notes_part_from_the_text_once() {
    let book = book([draft().line_with_note(1, 2).line_with_note(2, 1).text(14)]);
    assert_eq!(book.pages()[0].notes_height, Pt(40.0));
    assert_eq!(book.lines(), [6, 10]);
}

#[test]
fn a_line_moves_on_rather_than_that_its_note_is_split() {
    let book = book([draft().text(8).line_with_note(1, 3).text(11)]);
    let [(page, items)] = book.note(1).try_into().expect("the note is whole");
    assert_eq!(items, 0..5);
    assert_eq!(book.page_of(16), Some(page));
}

#[test]
fn a_note_longer_than_a_page_goes_on_in_order() {
    let book = book([draft().text(1).line_with_note(1, 14).text(20)]);
    let pieces = book.note(1);
    assert_eq!(pieces[0].0, 0, "it begins below its reference");
    assert_eq!(pieces.first().map(|(_, items)| items.start), Some(0));
    assert_eq!(pieces.last().map(|(_, items)| items.end), Some(27));
    for pair in pieces.windows(2) {
        assert_eq!(pair[0].1.end, pair[1].1.start);
        assert_eq!(pair[0].0 + 1, pair[1].0);
    }
    assert_eq!(book.lines().iter().sum::<i32>(), 22);
}

#[test]
fn a_note_that_is_left_at_the_end_gets_a_page_of_its_own() {
    let book = book([draft().text(1).line_with_note(1, 30)]);
    let pieces = book.note(1);
    assert_eq!(pieces.last().map(|(_, items)| items.end), Some(59));
    assert!(book.pages().iter().all(|page| page.notes_height <= Pt(HEIGHT)));
}

#[test]
fn a_float_without_room_moves_to_the_top_of_the_next_page() {
    let book = book([draft().text(7).float(50.0).text(7)]);
    assert_eq!(book.lines(), [10, 4]);
    assert_eq!(book.pages()[0].moved, [(0, 14)]);
    assert_eq!(book.pages()[1].floats, [(0, 14)]);
}

#[test]
fn a_float_with_room_stays() {
    let book = book([draft().text(4).float(50.0).text(7)]);
    assert!(book.pages().iter().all(|page| page.floats.is_empty() && page.moved.is_empty()));
}

#[test]
fn a_float_stands_at_the_bottom() {
    let book = book([draft().text(2).float_at(30.0, FloatPlace::Bottom).text(12)]);
    assert_eq!(book.pages()[0].bottoms, [(0, 4)]);
    assert_eq!(book.lines(), [6, 8]);
}

#[test]
fn a_float_has_a_page_of_its_own() {
    let book = book([draft().text(2).float_at(30.0, FloatPlace::Page).text(16)]);
    assert_eq!(book.lines(), [10, 0, 8]);
    assert_eq!(book.pages()[1].floats, [(0, 4)]);
}

#[test]
fn floats_keep_their_order() {
    let book = book([draft().text(7).float(50.0).float(10.0).text(13)]);
    let floats: Vec<(usize, usize)> = book.pages().iter().flat_map(|page| page.floats.clone()).collect();
    assert_eq!(floats, [(0, 14), (0, 16)]);
}

#[test]
fn no_float_moves_over_the_end_of_its_chapter() {
    let book = self::book([draft().text(8).float(50.0), draft().opens(BreakBetween::Page).text(8)]);
    assert_eq!(book.lines(), [8, 0, 8]);
    assert_eq!(book.pages()[1].floats, [(0, 16)]);
    let book = self::book([draft().text(7).float(50.0), draft().text(12)]);
    let of_float = book.pages().iter().position(|page| !page.floats.is_empty());
    let of_next = book.pages().iter().position(|page| page.pieces.iter().any(|piece| piece.chapter == 1));
    assert!(of_float <= of_next, "{of_float:?} {of_next:?}");
}

#[test]
fn what_is_taller_than_the_page_is_told() {
    let book = book([draft().text(5).solid(150.0).penalty(0).text(5)]);
    assert_eq!(book.plan.overfull, [(0, 10)]);
    assert_eq!(book.lines().iter().sum::<i32>(), 11);
    assert!(book.page_of(10).is_some());
}

#[test]
fn a_frame_that_is_cut_keeps_its_edges() {
    let book = book([draft().open(5.0, 0).text(27).close()]);
    assert_eq!(book.lines(), [9, 9, 9]);
    assert_eq!(book.pages()[0].pieces[0].open, [0; 0]);
    assert_eq!(book.pages()[1].pieces[0].open, [0]);
}

#[test]
fn the_head_of_a_table_is_repeated() {
    let book = book([draft().open(0.0, 2).text(26).close()]);
    assert_eq!(book.lines(), [10, 8, 8]);
}

#[test]
fn glue_vanishes_at_the_top_of_a_page_but_not_of_a_chapter() {
    let book = book([draft().glue(30.0, 0.0, 0.0).text(7).glue(30.0, 0.0, 0.0).text(10)]);
    assert_eq!(book.lines(), [7, 10]);
}

/// How many lines stand in each column of each page.
fn column_lines(book: &Book) -> Vec<Vec<usize>> {
    let lines = |chapter: usize, items: std::ops::Range<usize>| {
        book.galleys[chapter].items[items].iter().filter(|item| matches!(item, Item::Line(_))).count()
    };
    let of_columns = |placed: &super::PlacedColumns| {
        let starts = std::iter::once(placed.items.start).chain(placed.starts.iter().copied());
        let ends = placed.starts.iter().copied().chain([placed.items.end]);
        starts.zip(ends).map(|(start, end)| lines(placed.chapter, start..end)).collect()
    };
    book.plan.pages.iter().flat_map(|page| page.columns.iter().map(of_columns)).collect()
}

#[test]
fn columns_are_balanced() {
    let columns = |draft: Draft| column_lines(&book([draft.close().penalty(0).text(2)]));
    assert_eq!(columns(draft().text(3).columns(2).text(7)), [[4, 3]]);
    assert_eq!(columns(draft().columns(3).text(9)), [[3, 3, 3]]);
    assert_eq!(columns(draft().columns(3).kept(5, FORBIDDEN).kept(3, FORBIDDEN)), [[5, 3]]);
    // A break that is asked for makes the first column what it is.
    assert_eq!(columns(draft().columns(2).text(1).lines(1, COLUMN_BREAK).text(4)), [[2, 4]]);
    // More of them than there are columns: nothing is lost.
    assert_eq!(columns(draft().columns(2).lines(4, COLUMN_BREAK)), [[1, 3]]);
}

#[test]
fn columns_end_with_their_page() {
    let columns = |draft: Draft| column_lines(&book([draft.close().penalty(0).text(6)]));
    // The first is short, since its end is asked for: the second is as high as the page, and no higher.
    assert_eq!(columns(draft().columns(2).lines(1, COLUMN_BREAK).text(15)), [vec![1, 10], vec![3, 2]]);
    // What no column has room for leaves the one before short.
    let tall = |draft: Draft| draft.kept(8, FORBIDDEN).kept(8, FORBIDDEN).kept(8, FORBIDDEN);
    assert_eq!(columns(tall(draft().columns(2))), [vec![8, 8], vec![8]]);
    // One thing alone stands in the first.
    assert_eq!(columns(draft().columns(2).glue(16.0, 0.0, 0.0).solid(50.0).glue(16.0, 0.0, 0.0)), [[1]]);
}

#[test]
fn a_head_is_repeated_once_in_each_column() {
    let book = book([draft().columns(2).open(0.0, 1).text(40).close().close().penalty(0).text(6)]);
    assert_eq!(column_lines(&book), [[10, 9], [9, 9], [2, 1]]);
}

#[test]
fn columns_go_on_on_the_next_page() {
    let book = book([draft().text(4).columns(2).text(36).close().penalty(0).text(3)]);
    assert_eq!(column_lines(&book), [[6, 6], [10, 10], [2, 2]]);
    assert_eq!(book.lines(), [16, 20, 7]);
}

#[test]
fn a_note_of_a_column_takes_room_from_all() {
    let book = book([draft().columns(2).text(3).line_with_note(1, 3).text(20).close()]);
    assert_eq!(column_lines(&book), [[6, 6], [6, 6]]);
}

#[test]
fn notes_end_a_page_however_short_its_text_is() {
    let draft = draft().text(3).line_with_note(1, 4).kept(4, FORBIDDEN).text(20);
    let book = book([draft]);
    assert_eq!(book.lines()[0], 4);
    assert_eq!(book.pages()[0].depth, Pt::ZERO);
}

#[test]
fn what_is_higher_than_a_page_in_a_column_ends_no_search() {
    let book = book([draft().columns(2).text(3).solid(250.0).penalty(0).text(3).close()]);
    assert_eq!(book.lines().iter().sum::<i32>(), 7);
}

#[test]
fn plans_are_the_same_each_time() {
    let flex = Flex { shorter: Some(50.0), longer: Some(20.0) };
    let chapter = |seed: usize| {
        (0..40).fold(draft().opens(BreakBetween::Recto), |draft, index| {
            let count = 2 + (seed + index * 7) % 9;
            let draft = draft.flexible(count.max(4), flex).glue(5.0, 2.0, 1.0).kept(2, FORBIDDEN);
            if index % 5 == 0 { draft.line_with_note(index as u32, 1 + index % 4) } else { draft.float(25.0) }
        })
    };
    let plan = || format!("{:?}", book((0..4).map(chapter)).plan);
    let first = plan();
    assert_eq!(first, plan());
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    assert_eq!(first, alone.install(plan));
}

#[test]
fn marks_take_no_room() {
    let draft = (0..20).fold(draft(), |draft, node| draft.item(Item::Mark(Mark::Anchor(NodeId(node)))).text(1));
    let book = book([draft]);
    assert_eq!(book.lines(), [10, 10]);
    let numbers = super::page_numbers(&book.plan, &book.galleys, |page| page.number);
    assert_eq!(numbers[&(0, NodeId(9))], 1);
    assert_eq!(numbers[&(0, NodeId(10))], 2);
}
