//! `@page`: which rules meet a page, and what they make of it.

use super::{Tree, context, sheet, theme};
use crate::color::Color;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::BookFacts;
use crate::font::Fonts;
use crate::geom::{Point, Pt, Rect, Size};
use crate::lang::Lang;
use crate::style::{
    BreakBetween, ContentPart, CounterStyle, LengthPercentage, MarginBox, PageContext, PageOptions, PageSide,
    TextAlign, Theme, VerticalAlign, cascade,
};

const PAGES: &str = "
    @page { size: 6in 9in; margin: 10% 1in 1in; font-size: 10pt; @bottom-center { content: counter(page) } }
    @page :left { margin-left: 2in; @top-left { content: string(book, first); color: red } }
    @page :first { @bottom-center { content: none } }
    @page :first:right { margin-top: 3in }
    @page front { size: A5 landscape; @bottom-center { content: counter(page, lower-roman) } }
    @page front:blank { @bottom-center { content: none } @top-left-corner { content: 'x' } }
    @page { @footnote { border-top: 1pt solid; padding-top: 1em } }";

#[test]
fn pages_cascade() {
    let (theme, diagnostics) = theme(PAGES);
    assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::UnevenPages]);
    let recto = theme.page(&context(None, PageSide::Recto, false, false));
    assert_eq!(recto.size, Size::new(Pt(432.0), Pt(648.0)));
    assert_eq!((recto.margin.block_start, recto.margin.inline_start), (Pt(64.8), Pt(72.0)));
    assert_eq!(recto.margin_boxes.len(), 1);
    assert_eq!(recto.margin_boxes[0].1.text_align, TextAlign::Center);
    assert_eq!(recto.margin_boxes[0].1.font_size, Pt(10.0), "margin boxes inherit from the page");
    assert_eq!(recto.footnote_area.padding.block_start, LengthPercentage::Length(Pt(10.0)));
    assert_eq!(recto.numbering, CounterStyle::Decimal);
    let verso = theme.page(&context(None, PageSide::Verso, false, false));
    assert_eq!(verso.margin.inline_start, Pt(144.0));
    let boxes: Vec<MarginBox> = verso.margin_boxes.iter().map(|(margin_box, _)| *margin_box).collect();
    assert_eq!(boxes, [MarginBox::TopLeft, MarginBox::BottomCenter]);
    assert_eq!(verso.margin_boxes[0].1.vertical_align, VerticalAlign::Middle);
    let first = theme.page(&context(None, PageSide::Recto, true, false));
    assert_eq!((first.margin.block_start, first.margin_boxes.len()), (Pt(216.0), 0));
    assert_eq!(theme.page(&context(Some("other"), PageSide::Recto, true, false)), first);
    let front = theme.page(&context(Some("front"), PageSide::Recto, true, true));
    assert_eq!((front.size.width, front.size.height), (Pt::from_mm(210.0), Pt::from_mm(148.0)));
    assert_eq!(front.margin_boxes[0].0, MarginBox::TopLeftCorner);
    assert_eq!(front.numbering, CounterStyle::LowerRoman, "also where the folio is not shown");
}

#[test]
fn pages_are_counted() {
    let css = "@page :nth(2n+1) { @top-left { content: 'odd' } } @page :nth(2 of part) { @top-left { content: 'two' } }
        @page part:nth(1 of part):blank { @top-left { content: 'empty' } } @page :nth(3) { margin: 3pt }";
    let (theme, diagnostics) = theme(css);
    let messages: Vec<&str> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages, ["`margin` has no effect on pages of `:nth()`"]);
    let text = |name: Option<&str>, index: usize, in_run: usize, is_blank: bool| {
        let nth = theme.nth_pages(name, index, in_run);
        let page = theme.page(&PageContext { nth, ..context(name, PageSide::Recto, false, is_blank) });
        page.margin_boxes.first().and_then(|(_, style)| match style.content.as_deref()?.first()? {
            ContentPart::Text(text) => Some(text.clone()),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(text(None, 1, 1, false).as_deref(), Some("odd"));
    assert_eq!(text(None, 2, 2, false), None);
    assert_eq!(text(Some("part"), 4, 2, false).as_deref(), Some("two"));
    assert_eq!(text(Some("part"), 5, 2, false).as_deref(), Some("two"), "a name is more specific");
    assert_eq!(text(Some("part"), 6, 1, true).as_deref(), Some("empty"));
    assert_eq!(text(Some("part"), 6, 1, false), None);
}

#[test]
fn a_page_has_border_and_padding_within_its_margins() {
    let css = "@page { --edge: 2pt; size: 200pt 100pt; margin: 10pt; border: var(--edge) solid; padding: 10% 5% }
        @page :left { border-left: none; @top-left { content: 'x'; border-top: var(--edge) solid; color: var(--none, red) } }";
    let (theme, diagnostics) = theme(css);
    let recto = theme.page(&context(None, PageSide::Recto, false, false));
    assert_eq!(recto.border_box(), Rect::new(Point::new(Pt(10.0), Pt(10.0)), Size::new(Pt(180.0), Pt(80.0))));
    assert_eq!(recto.area(), Rect::new(Point::new(Pt(22.0), Pt(22.0)), Size::new(Pt(156.0), Pt(56.0))));
    assert_eq!(recto.room_below(), Pt(10.0), "no line stands on the border");
    let verso = theme.page(&context(None, PageSide::Verso, false, false));
    assert_eq!(verso.area().origin.x, Pt(20.0));
    assert_eq!(verso.margin_boxes[0].1.border.block_start.width, Pt(2.0), "variables of the page reach its boxes");
    assert_eq!(verso.margin_boxes[0].1.color, Color::rgb(255, 0, 0));
    assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::UnevenPages]);
}

#[test]
fn pages_know_the_variables_of_the_root() {
    let css = ":root { --ink: red; --edge: 4pt } @page { --edge: 2pt; margin: 10pt var(--edge); @top-left { content: 'x'; \
               color: var(--ink) } }";
    let (theme, diagnostics) = theme(css);
    assert!(diagnostics.is_empty());
    let page = theme.page(&context(None, PageSide::Recto, false, false));
    assert_eq!(page.margin_boxes[0].1.color, Color::rgb(255, 0, 0));
    assert_eq!(page.margin.inline_start, Pt(2.0), "a page's own goes before");
}

#[test]
fn a_book_that_is_bound_on_the_right_has_its_recto_on_the_left() {
    let css = "@page { margin: 10pt } @page :left { margin-left: 20pt } @page :verso { margin-top: 30pt } \
               @page { @top-left { content: 'x' } } p { break-before: right; page-break-after: left }";
    let options = PageOptions { lang: Lang::parse("he").unwrap(), ..PageOptions::default() };
    let theme = Theme::new(&[sheet(css)], options, &Fonts::bundled(), &mut Diagnostics::default());
    let page = |side| theme.page(&context(None, side, false, false));
    let (recto, verso) = (page(PageSide::Recto), page(PageSide::Verso));
    assert_eq!([recto.margin.inline_start, recto.margin.inline_end], [Pt(20.0), Pt(10.0)], "margins are physical");
    assert_eq!([verso.margin.inline_start, verso.margin.block_start], [Pt(10.0), Pt(30.0)]);
    assert_eq!(recto.style.lang.tag(), "he");
    assert_eq!(recto.style.lang.tag(), "he");
    assert_eq!(recto.margin_boxes[0].1.text_align, TextAlign::End, "the left of a line is its end");
    let mut tree = Tree::new();
    let (outer, _) = tree.paragraph();
    let document = tree.document();
    let styles =
        cascade(&BookFacts::of(&document, &document.chapters[0]), &document.chapters[0], &theme, &Fonts::bundled());
    let style = styles.get(outer).unwrap();
    assert_eq!([style.break_before, style.break_after], [BreakBetween::Verso, BreakBetween::Recto]);
}

#[test]
fn the_wanted_page_size_overrides_all() {
    let wanted = Size::new(Pt(100.0), Pt(200.0));
    let options = PageOptions { size: Some(wanted), ..PageOptions::default() };
    let theme = Theme::new(&[sheet(PAGES)], options, &Fonts::bundled(), &mut Diagnostics::default());
    assert_eq!(theme.page(&context(Some("front"), PageSide::Verso, false, false)).size, wanted);
}
