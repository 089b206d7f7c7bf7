//! The cascade over small trees made by hand.

mod broken;
mod origin;
mod pages;
mod values;

use std::sync::Arc;

use super::{
    AutoLength, BoxDecorationBreak, BreakBetween, ContentPart, CounterStyle, Display, Float, LengthPercentage,
    PageContext, PageOptions, PageSide, Pseudo, Sheet, StyleMap, TextAlign, Theme, VerticalAlign, cascade, property,
};
use crate::color::Color;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{
    Attributes, Block, BlockKind, BookFacts, Chapter, ChapterId, ChapterRole, Document, Inline, InlineKind, List,
    ListItem, NodeId,
};
use crate::font::Fonts;
use crate::geom::{Direction, Pt};
use crate::source::{FileId, Span};

/// Builds a chapter; each method gives the id of what it added.
struct Tree {
    chapter: Chapter,
}

impl Tree {
    fn new() -> Tree {
        Tree { chapter: Chapter::new(ChapterId(0), ChapterRole::Text, "one") }
    }

    fn inline(&mut self, kind: InlineKind) -> Inline {
        Inline { id: self.chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
    }

    fn text(&mut self, text: &str) -> Inline {
        self.inline(InlineKind::Text(text.into()))
    }

    fn block(&mut self, kind: BlockKind) -> Block {
        Block { id: self.chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
    }

    /// A paragraph of one emphasized word; the ids of both.
    fn paragraph(&mut self) -> (NodeId, NodeId) {
        let text = self.text("word");
        let emphasis = self.inline(InlineKind::Emphasis(vec![text]));
        let inner = emphasis.id;
        let block = self.block(BlockKind::Paragraph(vec![emphasis]));
        let outer = block.id;
        self.chapter.blocks.push(block);
        (outer, inner)
    }

    fn attributes(&mut self) -> &mut Attributes {
        &mut self.chapter.blocks.last_mut().expect("a block was added").attributes
    }

    fn document(self) -> Document {
        Document { chapters: vec![Arc::new(self.chapter)], ..Document::default() }
    }
}

fn sheet(text: &str) -> Sheet {
    Sheet { name: "test.css".into(), file: Some(FileId(0)), text: text.into(), ..Sheet::default() }
}

fn theme(css: &str) -> (Theme, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let theme = Theme::new(&[sheet(css)], PageOptions::default(), &Fonts::bundled(), &mut diagnostics);
    (theme, diagnostics)
}

fn styles(tree: Tree, css: &str) -> StyleMap {
    let (styles, diagnostics) = styles_with_findings(tree, css);
    // That an EPUB may not set a direction is no fault of these sheets.
    assert!(diagnostics.iter().all(|finding| finding.code == Code::EpubStyle), "{diagnostics:?}");
    styles
}

fn styles_with_findings(tree: Tree, css: &str) -> (StyleMap, Diagnostics) {
    let document = tree.document();
    let (theme, diagnostics) = theme(css);
    let facts = BookFacts::of(&document, &document.chapters[0]);
    (cascade(&facts, &document.chapters[0], &theme, &Fonts::bundled()), diagnostics)
}

/// The style of the second of three paragraphs, whose class is `b`, whose id is `two`, and of its `em`.
fn of_paragraph(css: &str) -> (Arc<super::ComputedStyle>, Arc<super::ComputedStyle>) {
    let (tree, outer, inner) = three_paragraphs();
    let styles = styles(tree, css);
    (styles.get(outer).unwrap().clone(), styles.get(inner).unwrap().clone())
}

fn three_paragraphs() -> (Tree, NodeId, NodeId) {
    let mut tree = Tree::new();
    tree.paragraph();
    let (outer, inner) = tree.paragraph();
    tree.attributes().add_class("b");
    tree.attributes().set_id("two");
    tree.attributes().set("lang", "de-AT");
    tree.paragraph();
    (tree, outer, inner)
}

fn messages(css: &str) -> Vec<String> {
    let (_, diagnostics) = theme(css);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span.expect("a place");
            let at = &css[span.start as usize..span.end as usize];
            format!("{} {} [{at}] {}", diagnostic.code.name(), diagnostic.message, diagnostic.hints.join("; "))
        })
        .collect()
}

const RED: Color = Color::rgb(255, 0, 0);

#[test]
fn selectors_of_every_kind_match() {
    for selector in [
        "p",
        "*",
        ".b",
        "#two",
        "p.b#two",
        "[lang]",
        "[lang|=de]",
        "section > p",
        "body p",
        "p + p",
        "p ~ .b",
        ":nth-child(2)",
        "p:nth-of-type(2)",
        "p:not(:first-child):not(:last-child)",
        ":is(h1, p)",
        ":where(section) .b",
        ":lang(de)",
        ":root p",
        "p:hover, p",
        "p:has(em)",
        "p:has(> em):has(+ p)",
        "section:has(.b) > .b",
        ":nth-child(1 of .b)",
        ":nth-last-child(2)",
        "[class='B' i]",
        "[id=two s]",
        "[lang^=DE i]",
        "p:not(h1, .c, :first-of-type)",
        ":lang('*-AT', fr)",
        ":dir(ltr)",
        "em:only-of-type, p:has(em:only-child)",
        "p:not(:empty)",
        "html:root > body p",
        ":is(h1, :unheard-of, p)",
    ] {
        let (outer, _) = of_paragraph(&format!("{selector} {{ color: red }}"));
        assert_eq!(outer.color, RED, "{selector}");
    }
    for selector in [
        "div",
        ".B",
        "#one",
        "body > p",
        "p:first-child",
        "p:only-child",
        "p:empty",
        ":lang(d)",
        "p:hover",
        ":dir(rtl)",
        "[class=B]",
        ":nth-child(2 of .b)",
        "p:last-of-type",
    ] {
        let (outer, _) = of_paragraph(&format!("{selector} {{ color: red }}"));
        assert_eq!(outer.color, Color::BLACK, "{selector}");
    }
}

#[test]
fn specificity_order_and_importance_decide() {
    let winner = |css: &str| of_paragraph(css).0.color;
    assert_eq!(winner("#two { color: red } p.b { color: blue } p { color: lime }"), RED);
    assert_eq!(winner("p { color: blue } p { color: red }"), RED);
    assert_eq!(winner("p { color: red !important } #two { color: blue }"), RED);
    assert_eq!(winner(":where(#two) { color: blue } p { color: red }"), RED);
    assert_eq!(winner("p, #two { color: red } .b { color: blue }"), RED, "the stronger selector of a list counts");
}

/// CSS Style Attributes 1, section 3: stronger than any selector, weaker than `!important` in a sheet.
#[test]
fn the_style_attribute_is_stronger_than_rules() {
    let color = |attribute: &str, css: &str| {
        let mut tree = Tree::new();
        let (outer, inner) = tree.paragraph();
        tree.attributes().set_id("one");
        tree.attributes().set("style", attribute);
        let styles = styles(tree, css);
        assert_eq!(styles.get(outer).unwrap().color, styles.get(inner).unwrap().color, "it is inherited");
        styles.get(outer).unwrap().color
    };
    let blue = Color::rgb(0, 0, 255);
    assert_eq!(color("color: blue", "#one#one { color: red }"), blue);
    assert_eq!(color("color: blue", "p { color: red !important }"), RED);
    assert_eq!(color("color: blue !important", "p { color: red !important }"), blue);
    assert_eq!(color("flex: 1; color: var(--a); broken", "p { --a: blue; color: red }"), blue);
    assert_eq!(color("color: nonsense", "p { color: red }"), RED);
}

#[test]
fn values_are_inherited_reset_and_computed() {
    let (outer, inner) = of_paragraph(
        "html { font-size: 10pt } p { font-size: 1.5em; line-height: 2; text-indent: 1em; margin-left: 2rem; \
         padding: 1px 10% calc(100% - 1em); color: red; border-top: 1px solid; text-decoration: underline }
         em { font-size: 50%; margin-left: inherit; border: initial }",
    );
    assert_eq!(outer.font_size, Pt(15.0));
    assert_eq!(outer.line_height, Pt(30.0));
    assert_eq!(outer.text_indent, LengthPercentage::Length(Pt(15.0)));
    assert_eq!(outer.margin.inline_start, AutoLength::Set(LengthPercentage::Length(Pt(20.0))));
    assert_eq!(outer.padding.block_start, LengthPercentage::Length(Pt(0.75)));
    assert_eq!(outer.padding.inline_end, LengthPercentage::Percent(0.1));
    assert_eq!(outer.padding.block_end, LengthPercentage::Sum(Pt(-15.0), 1.0));
    assert_eq!((outer.border.block_start.width, outer.border.block_start.color), (Pt(0.75), RED));
    assert_eq!(outer.border.block_end.width, Pt(0.0), "a border without a style has no width");
    assert_eq!(inner.font_size, Pt(7.5));
    assert_eq!(inner.line_height, Pt(15.0), "a number is inherited as a number");
    assert_eq!(inner.text_indent, LengthPercentage::Length(Pt(15.0)), "a length is inherited as computed");
    assert_eq!(inner.margin.inline_start, outer.margin.inline_start);
    assert_eq!(inner.padding.block_start, LengthPercentage::ZERO);
    assert_eq!(inner.color, RED);
    assert!(inner.underline, "decoration reaches descendants");
    assert_eq!(inner.lang.tag(), "de-AT");
    let (medium, _) = of_paragraph("p { border-style: solid }");
    assert_eq!(medium.border.block_start.width, Pt(2.25));
}

#[test]
fn features_of_different_properties_add_up() {
    let (outer, inner) = of_paragraph(
        "p { font-variant-numeric: oldstyle-nums proportional-nums } em { font-variant-caps: all-small-caps; \
         font-feature-settings: 'ss01', 'onum' off; letter-spacing: 1pt }",
    );
    let tags = |style: &super::ComputedStyle| -> Vec<String> {
        let name = |tag: [u8; 4]| String::from_utf8_lossy(&tag).into_owned();
        style.font_features.iter().map(|feature| format!("{}={}", name(feature.tag), feature.value)).collect()
    };
    assert_eq!(tags(&outer), ["onum=1", "pnum=1"]);
    assert_eq!(tags(&inner), ["c2sc=1", "clig=0", "liga=0", "onum=0", "pnum=1", "smcp=1", "ss01=1"]);
}

#[test]
fn variables_are_put_in() {
    let (tree, outer, inner) = three_paragraphs();
    let (styles, found) = styles_with_findings(
        tree,
        ":root { --ink: red; --twice: var(--ink); --loop: var(--loop) } p { color: var(--twice); \
         margin: 1pt var(--none, 2pt); orphans: 3; orphans: var(--ink); text-indent: var(--loop) } \
         em { color: var(--none) }",
    );
    let (outer, inner) = (styles.get(outer).unwrap(), styles.get(inner).unwrap());
    let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the variable `--loop` is made of itself",
            "`orphans` does not take the value `red`",
            "`color` names the variable `--none`, which nothing sets",
        ]
    );
    assert_eq!(outer.color, RED);
    assert_eq!(outer.margin.inline_end, AutoLength::Set(LengthPercentage::Length(Pt(2.0))));
    assert_eq!(outer.orphans, 2, "invalid at computed-value time is unset");
    assert_eq!(inner.color, RED, "unset inherits");
}

#[test]
fn sides_follow_the_direction_of_the_text() {
    let mut tree = Tree::new();
    let (outer, _) = tree.paragraph();
    tree.attributes().set("dir", "rtl");
    let styles = styles(tree, "p { margin-left: 3pt; text-align: left; padding: 0 1pt 0 2pt }");
    let style = styles.get(outer).unwrap();
    assert_eq!(style.margin.inline_end, AutoLength::Set(LengthPercentage::Length(Pt(3.0))));
    assert_eq!(style.text_align, TextAlign::End);
    assert_eq!(style.padding.inline_start, LengthPercentage::Length(Pt(1.0)));
}

#[test]
fn a_direction_comes_from_attributes_and_rules() {
    let direction = |dir: Option<&str>, css: &str| {
        let mut tree = Tree::new();
        let (outer, inner) = tree.paragraph();
        if let Some(dir) = dir {
            tree.attributes().set("dir", dir);
        }
        let styles = styles(tree, css);
        [outer, inner].map(|node| styles.get(node).unwrap().direction)
    };
    let (ltr, rtl) = (Direction::LeftToRight, Direction::RightToLeft);
    assert_eq!(direction(None, ""), [ltr, ltr]);
    assert_eq!(direction(Some("rtl"), ""), [rtl, rtl], "it is inherited");
    assert_eq!(direction(Some("rtl"), "* { direction: ltr }"), [ltr, ltr], "an attribute is weaker than any rule");
    assert_eq!(direction(None, "p { --way: rtl; direction: var(--way) } em { direction: initial }"), [rtl, ltr]);
}

#[test]
fn sides_take_part_in_one_cascade() {
    let margin = |css: &str| {
        let margin = of_paragraph(css).0.margin;
        [margin.inline_start, margin.inline_end].map(|side| side.resolve(Pt::ZERO).unwrap().0)
    };
    let rtl = |css: &str| margin(&format!("p {{ direction: rtl; {css} }}"));
    assert_eq!(margin("p { margin-left: 1pt; margin-inline-start: 2pt; margin-right: 3pt }"), [2.0, 3.0]);
    assert_eq!(rtl("margin-left: 1pt; margin-inline-start: 2pt; margin-right: 3pt"), [3.0, 1.0]);
    assert_eq!(rtl("margin: 1pt 2pt 3pt 4pt"), [2.0, 4.0]);
    assert_eq!(rtl("--m: 0 5pt 0 6pt; margin: var(--m)"), [5.0, 6.0]);
    assert_eq!(rtl("margin-right: 7pt !important; margin-inline: 8pt"), [7.0, 8.0]);
    assert_eq!(margin("p { margin-left: 1pt } p { direction: rtl }"), [0.0, 1.0], "its order is no matter");
}

#[test]
fn alignment_is_inherited_as_it_was_declared() {
    let align = |css: &str| {
        let (outer, inner) = of_paragraph(&format!("p {{ direction: rtl }} em {{ direction: ltr }} {css}"));
        [outer.text_align, inner.text_align]
    };
    assert_eq!(align(""), [TextAlign::Start, TextAlign::Start]);
    assert_eq!(align("p { text-align: left }"), [TextAlign::End, TextAlign::Start]);
    assert_eq!(align("p { text-align: right }"), [TextAlign::Start, TextAlign::End]);
    assert_eq!(align("p { text-align: end }"), [TextAlign::End, TextAlign::End]);
    assert_eq!(align("em { text-align: match-parent }"), [TextAlign::Start, TextAlign::End]);
    assert_eq!(align("p { text-align-last: right }"), [TextAlign::Start; 2]);
}

#[test]
fn shorthands_set_their_longhands() {
    let (outer, _) = of_paragraph(
        "p { font: italic small-caps 700 20pt/1.5 'Source Sans', serif; list-style: square inside; background: none; \
         border: dotted lime; border-width: 1pt 2pt; vertical-align: 50%; page-break-before: always; word-wrap: break-word }",
    );
    assert_eq!((outer.font_size, outer.line_height, outer.font_weight), (Pt(20.0), Pt(30.0), 700));
    assert_eq!(*outer.font_family, ["Source Sans".to_owned(), "serif".to_owned()]);
    assert_eq!((&outer.list_style_type, outer.list_style_inside), (&CounterStyle::Square, true));
    assert_eq!((outer.border.block_end.width, outer.border.inline_start.width), (Pt(1.0), Pt(2.0)));
    assert_eq!(outer.border.inline_end.color, Color::rgb(0, 255, 0));
    assert_eq!(outer.vertical_align, VerticalAlign::Length(Pt(15.0)));
    assert_eq!(outer.break_before, BreakBetween::Page);
    assert!(outer.overflow_wrap);
}

#[test]
fn floats_and_steps_are_computed() {
    let (outer, inner) = of_paragraph(
        "html { line-height: 18pt } p { font-size: 10pt; line-height: 1.5; \
          block-step: 2lh; float: block-start; margin-top: calc(1rlh - 1lh); box-decoration-break: clone } \
         em { font-size: 2lh; line-height: 1lh; float: bottom; }",
    );
    assert_eq!(outer.float, Float::Top);
    assert_eq!(outer.block_step_size, Some(Pt(30.0)));
    assert_eq!(outer.margin.block_start, AutoLength::Set(LengthPercentage::Length(Pt(3.0))));
    assert_eq!(outer.box_decoration_break, BoxDecorationBreak::Clone);
    assert_eq!(inner.block_step_size, None);
    assert_eq!((inner.float, inner.display), (Float::Bottom, Display::Block));
    assert_eq!((inner.font_size, inner.line_height), (Pt(30.0), Pt(15.0)), "`lh` is the parent's there");
}

#[test]
fn what_is_not_laid_out_is_told() {
    let (_, found) = theme("p { opacity: 0.5; transform: none; column-fill: auto }");
    let messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert!(messages.iter().all(|message| message.contains("has no effect in the PDF")), "{messages:?}");
    assert_eq!(messages.len(), 3);
}

#[test]
fn pages_have_a_background_border_and_padding() {
    let (theme, diagnostics) =
        theme("@page { background: red; border-left: 2pt solid lime; padding: 3pt; margin: 4pt }");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let page = theme.page(&context(None, PageSide::Recto, false, false));
    assert_eq!((page.style.background_color, page.style.border.inline_start.width), (RED, Pt(2.0)));
    assert_eq!(page.style.padding.block_end, LengthPercentage::Length(Pt(3.0)));
}

#[test]
fn generated_boxes_have_styles() {
    let mut tree = Tree::new();
    let (outer, inner) = tree.paragraph();
    let text = tree.text("item");
    let plain = tree.block(BlockKind::Plain(vec![text]));
    let item = ListItem {
        id: tree.chapter.fresh_id(),
        span: Span::default(),
        attributes: Attributes::default(),
        content: vec![plain],
    };
    let item_id = item.id;
    let list = tree.block(BlockKind::List(List { start: None, tight: true, items: vec![item] }));
    tree.chapter.blocks.push(list);
    let styles = styles(
        tree,
        "p { color: red; margin: 1pt; string-set: title content() }
         p::before { content: '\\201C' attr(class) counter(page, lower-roman); float: footnote }
         p:after { color: blue } em::after { content: leader('. ') target-counter(attr(href url), page) }
         li { display: list-item } li::marker { font-weight: bold }",
    );
    let before = styles.pseudo(outer, Pseudo::Before).unwrap();
    assert_eq!(before.color, RED);
    assert_eq!(before.margin.block_start, AutoLength::Set(LengthPercentage::ZERO));
    assert_eq!(before.float, Float::Footnote);
    let parts = before.content.as_deref().unwrap();
    assert_eq!(parts[0], ContentPart::Text("\u{201c}".into()));
    assert_eq!(parts[2], ContentPart::Counter { name: "page".into(), style: CounterStyle::LowerRoman });
    assert!(styles.pseudo(outer, Pseudo::After).is_none(), "no content, no box");
    assert_eq!(
        styles.pseudo(inner, Pseudo::After).unwrap().content.as_deref().unwrap(),
        [ContentPart::Leader(". ".into()), ContentPart::TargetPage { style: CounterStyle::Decimal }]
    );
    assert_eq!(styles.get(outer).unwrap().string_set[0], ("title".into(), vec![ContentPart::ElementText]));
    assert_eq!(styles.pseudo(item_id, Pseudo::Marker).unwrap().font_weight, 700);
}

#[test]
fn like_elements_share_their_style() {
    let mut tree = Tree::new();
    let (first, first_inner) = tree.paragraph();
    let (second, second_inner) = tree.paragraph();
    let (third, _) = tree.paragraph();
    tree.attributes().add_class("b");
    let styles = styles(tree, "p { margin: 1em } em { color: red } .b { color: red }");
    assert!(Arc::ptr_eq(styles.get(first).unwrap(), styles.get(second).unwrap()));
    assert!(Arc::ptr_eq(styles.get(first_inner).unwrap(), styles.get(second_inner).unwrap()));
    assert!(!Arc::ptr_eq(styles.get(first).unwrap(), styles.get(third).unwrap()));
}

#[test]
fn problems_are_reported_once_with_place_and_hint() {
    assert_eq!(
        messages("p { colr: red; colr: blue } q { margin: 1px 2px 3px 4px 5px; cursor: pointer; -webkit-foo: 1 }"),
        [
            "unknown-property the property `colr` is not known [colr: red] did you mean `color`?",
            "unknown-property `margin` does not take the value `1px 2px 3px 4px 5px` [margin: 1px 2px 3px 4px 5px] \
             supported in the PDF: <'margin-top'>{1,4}",
            "unknown-property `cursor` has no effect in the PDF [cursor: pointer] ",
        ]
    );
    assert_eq!(
        messages("p::target-text { color: red } @scope (p) { p { color: red } } q { } @import 'x.css';"),
        [
            "unknown-selector the selector `p::target-text` is not supported [p::target-text] the rule has no effect in the PDF",
            "unknown-selector `@scope` is not supported [@scope (p)] it has no effect in the PDF",
            "unknown-selector `@import` after other rules is not followed [@import 'x.css'] it stands at the head of the sheet",
        ]
    );
    assert_eq!(
        messages("p { font-family: Georgia, serif }"),
        [
            "unknown-font there is no font `Georgia`: it is neither bundled nor of a style sheet [font-family: Georgia, serif] the PDF is set in `serif`"
        ]
    );
    assert_eq!(messages("@page { @top-middle { content: 'x' } }").len(), 1);
    assert_eq!(messages("p { em { color: red } }").len(), 0);
    // What is passed over without a word stands in no place.
    assert!(messages("p { ; /* x */;;colr: red }")[0].contains(" [colr: red] "));
    assert!(messages("<!-- --> @scope (p) { }")[0].contains(" [@scope (p)] "));
}

#[test]
fn the_sheet_goes_on_after_an_error() {
    let css = "p { color red; orphans: 4 } } h1 { color: red } p > { } a[=b] { } q { widows: ; } @media print { p { widows: 5 } }";
    let found = messages(css);
    assert!(found.iter().all(|message| message.starts_with("css-syntax")), "{found:?}");
    assert_eq!(found.len(), 5, "{found:?}");
    let mut tree = Tree::new();
    let (outer, _) = tree.paragraph();
    let document = tree.document();
    let styles = cascade(
        &BookFacts::of(&document, &document.chapters[0]),
        &document.chapters[0],
        &theme(css).0,
        &Fonts::bundled(),
    );
    assert_eq!((styles.get(outer).unwrap().orphans, styles.get(outer).unwrap().widows), (4, 5));
}

#[test]
fn conditions_are_decided_for_paper() {
    let color = |css: &str| of_paragraph(css).0.color;
    for yes in [
        "@media print",
        "@media screen, all",
        "@media not screen",
        "@supports (orphans: 2)",
        "@supports not (display: grid)",
        "@supports (color: red) and ((float: left) or (float: footnote))",
        "@supports selector(p > em)",
        "@media (min-width: 1px)",
        "@media (width >= 210mm) and (orientation: portrait)",
        "@media (200mm < width < 220mm)",
        "@media print and (prefers-color-scheme: light)",
        "@media (unheard-of: 3) or (color)",
    ] {
        assert_eq!(color(&format!("{yes} {{ p {{ color: red }} }}")), RED, "{yes}");
    }
    for no in [
        "@media screen",
        "@media (max-width: 100mm)",
        "@media (orientation: landscape)",
        "@media (prefers-color-scheme: dark)",
        "@media (hover) or (pointer: fine)",
        "@media not all",
        "@media amzn-kf8",
        "@supports (display: grid)",
        "@supports selector(p::target-text)",
        "@supports nonsense",
    ] {
        assert_eq!(color(&format!("{no} {{ p {{ color: red }} }}")), Color::BLACK, "{no}");
    }
}

fn context(name: Option<&str>, side: PageSide, is_first: bool, is_blank: bool) -> PageContext {
    PageContext { name: name.map(Arc::from), side, is_first, is_blank, nth: 0 }
}

#[test]
fn the_themes_of_the_program_are_all_supported() {
    for name in Theme::BUILTIN {
        let sheets: Vec<Sheet> = Theme::builtin(name)
            .expect("a listed theme is there")
            .iter()
            .map(|(name, text)| Sheet { name: (*name).to_owned(), text: (*text).into(), ..Sheet::default() })
            .collect();
        let mut diagnostics = Diagnostics::default();
        Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    }
    assert!(Theme::builtin("bok").is_none());
}

#[test]
fn every_property_names_its_specification_section() {
    let all = property::all();
    for property in &all {
        assert!(!property.section.is_empty(), "{}", property.name);
        let is_own = property.name.starts_with("-bindery-");
        assert_eq!(property.specification.url.is_empty(), is_own, "{}", property.name);
        assert_eq!(property.anchor.starts_with('#'), !is_own, "{}", property.name);
        assert!(!property.syntax.is_empty(), "{}", property.name);
    }
    let mut names: Vec<&str> = all.iter().map(|property| property.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "a property stands in the table once");
    assert!(property::OF_NO_EFFECT.iter().all(|name| !names.contains(name)));
}

#[test]
fn hostile_sheets_end() {
    let deep = format!("p {{ color: {}red{} }}", "calc(".repeat(500), ")".repeat(500));
    theme(&deep);
    theme(&format!("{}p{} {{ color: red }}", ":not(".repeat(2000), ")".repeat(2000)));
    theme(&"@media print {".repeat(1000));
    let mut doubling = String::from(":root { --a: 1px ");
    for index in 0..60 {
        doubling.push_str(&format!("; --v{}: var(--v{index}) var(--v{index})", index + 1));
    }
    doubling.push_str("; --v0: 1px } p { margin: var(--v60) }");
    of_paragraph(&doubling);
    for junk in [
        "@", "}", "{", "p{", "p{a", "p{a:", "\"", "/*", "@page", "@page{", "@page :", "a:lang(", "\\", "\0",
        "p{x:url(", "<!--",
    ] {
        theme(junk);
    }
}

#[test]
fn a_dump_names_elements_and_values() {
    let mut tree = Tree::new();
    tree.paragraph();
    tree.attributes().add_class("b");
    let document = tree.document();
    let (theme, _) = theme("p, section { display: block } p::before { content: '>'; color: red } .b { orphans: 5 }");
    let dump = super::dump(&document, &theme, &Fonts::bundled());
    let expected = "\
chapter `one`
  html 1
    body 2
      section.chapter.body.first 1
        p.b 3
          ::before 4
          em 5

style 1
  ";
    assert!(dump.starts_with(expected), "{dump}");
    assert!(dump.contains("\nstyle 3\n  "), "{dump}");
    assert!(dump.contains("  orphans: 5\n"), "{dump}");
}
