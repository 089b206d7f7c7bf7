//! Origins, layers and rules within rules, on paper and as an EPUB carries them.

use std::collections::BTreeMap;

use super::{RED, Tree, context, sheet, three_paragraphs};
use crate::color::Color;
use crate::css;
use crate::diagnostic::Diagnostics;
use crate::document::{BookFacts, Document, NodeId};
use crate::font::Fonts;
use crate::style::{Origin, PageOptions, PageSide, Portable, Sheet, Theme, cascade};

fn theme_sheet(text: &str) -> Sheet {
    Sheet { origin: Origin::Theme, ..sheet(text) }
}

fn importing(text: &str, imports: &[(&str, &str)]) -> Sheet {
    let named = css::imports(text);
    let at = |url: &str| named.iter().find(|import| import.url == url).expect("the sheet names it").at.start;
    let imports: BTreeMap<u32, Sheet> = imports.iter().map(|(url, text)| (at(url), sheet(text))).collect();
    Sheet { imports, ..sheet(text) }
}

fn color(document: &Document, node: NodeId, sheets: &[Sheet]) -> Color {
    let mut diagnostics = Diagnostics::default();
    let theme = Theme::new(sheets, PageOptions::default(), &Fonts::bundled(), &mut diagnostics);
    let facts = BookFacts::of(document, &document.chapters[0]);
    cascade(&facts, &document.chapters[0], &theme, &Fonts::bundled()).get(node).expect("an element").color
}

/// The sheets of the EPUB, which have neither origins nor layers.
fn plain(document: &Document, sheets: &[Sheet]) -> Vec<Sheet> {
    let facts = BookFacts::of_book(document);
    let portable = Portable::new(sheets).for_book(document, &facts);
    for (_, text) in &portable {
        assert!(!text.contains("@layer") && !text.contains("@import"), "{text}");
    }
    portable.iter().map(|(_, text)| sheet(text)).collect()
}

/// Whether the paragraph, or its `em`, is red, in both formats alike.
#[track_caller]
fn is_red(sheets: &[Sheet]) -> (bool, bool) {
    let (tree, outer, inner) = three_paragraphs();
    let document = tree.document();
    let plain = plain(&document, sheets);
    let both = [outer, inner].map(|node| {
        let printed = color(&document, node, sheets);
        let texts: Vec<&str> = plain.iter().map(|sheet| &*sheet.text).collect();
        assert_eq!(color(&document, node, &plain), printed, "an EPUB differs: {texts:#?}");
        printed == RED
    });
    (both[0], both[1])
}

#[track_caller]
fn is_red_by(css: &str) -> bool {
    is_red(&[sheet(css)]).0
}

#[test]
fn a_sheet_of_the_user_wins_over_the_theme() {
    let wins = |theme: &str, user: &str| is_red(&[theme_sheet(theme), sheet(user)]).0;
    assert!(wins("p.b { color: blue }", "p { color: red }"));
    assert!(wins("body p.b#two { color: blue }", "p { color: red }"), "an id as well");
    assert!(wins("section p.b:nth-child(2) { color: blue }", "* { color: red }"));
    assert!(wins("p.b { color: blue !important }", "p { color: red !important }"));
    assert!(wins("p { color: red !important }", "p.b { color: blue }"));
    assert!(wins("section p.b { color: blue }", "p { color: blue } .b { color: red }"), "among its own rules as ever");
    assert!(wins("html { color: blue } :root { color: blue }", "html { color: red }"));
    assert!(wins("section p { color: blue }", "@media print { p { color: blue } } p { color: red }"));
    assert!(wins("p.b { color: blue }", ":is(p, h1) { color: red }"));
    assert!(wins("p.b { color: red }", "p { orphans: 3 }"), "what it does not set stays the theme's");
}

#[test]
fn a_sheet_that_needs_nothing_is_shipped_as_typed() {
    let (tree, ..) = three_paragraphs();
    let document = tree.document();
    let sheets = [theme_sheet("p { color: blue } /* kept */"), sheet("p  { color: red } /* kept */ @foo { x: y }")];
    let plain = plain(&document, &sheets);
    assert_eq!(&*plain[0].text, &*sheets[0].text);
    assert_eq!(&*plain[1].text, &*sheets[1].text);
}

#[test]
fn what_paper_does_not_know_reaches_the_epub() {
    let (tree, ..) = three_paragraphs();
    let css = "@keyframes x { from { color: red } } p::cue { color: red } @font-face { font-family: F; src: local(f) } \
               p { em { color: red } &::cue { color: blue } --own: 1; x-unknown: y !important } @namespace x 'y';";
    let written = &plain(&tree.document(), &[sheet(css)])[0].text;
    for part in [
        "@keyframes x { from { color: red } }",
        "p::cue { color: red }",
        "@font-face { font-family: F; src: local(f) }",
        "p em { color: red }",
        "p { &::cue { color: blue } }",
        "--own: 1; x-unknown: y !important",
    ] {
        assert!(written.contains(part), "{part} in {written}");
    }
}

#[test]
fn a_page_of_the_user_wins_over_one_side_of_the_theme() {
    let sheets = [
        theme_sheet(
            "@page :left { margin-left: 50pt; @top-left { content: 'theme'; color: blue } } @page :first { @top-left { content: none } }",
        ),
        sheet("@page { margin-left: 40pt; @top-left { content: 'user'; color: red } }"),
    ];
    let theme = Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut Diagnostics::default());
    for is_first in [false, true] {
        let page = theme.page(&context(None, PageSide::Verso, is_first, false));
        assert_eq!(page.margin.inline_start.0, 40.0);
        assert_eq!((page.margin_boxes.len(), page.margin_boxes[0].1.color), (1, RED));
    }
}

#[test]
fn layers_decide_before_specificity() {
    assert!(is_red_by("@layer a { p.b#two { color: blue } } @layer b { p { color: red } }"));
    assert!(is_red_by("@layer b, a; @layer a { p { color: red } } @layer b { p.b { color: blue } }"), "order first");
    assert!(is_red_by("p { color: red } @layer a { p.b { color: blue } }"), "no layer is stronger than any");
    assert!(is_red_by("@layer { p.b { color: blue } } @layer { p { color: red } }"), "layers without names");
    assert!(is_red_by("@layer a { p { color: red } @layer x { p.b { color: blue } } }"), "inner ones are weaker");
    assert!(is_red_by("@layer a.x { p.b { color: blue } } @layer a { @layer y { p { color: red } } }"));
    assert!(is_red_by("@layer a { p { color: red !important } } @layer b { p.b { color: blue !important } }"));
    assert!(is_red_by("@layer a { p { color: red !important } } p.b { color: blue !important }"));
    assert!(is_red_by("@layer a, b; @layer b { @media all { p { color: red } } } @layer a { p.b { color: blue } }"));
}

#[test]
fn revert_goes_back_to_the_theme() {
    let sheets = [theme_sheet("p { color: red }"), sheet("p { color: blue } p.b { color: revert }")];
    let (tree, outer, _) = three_paragraphs();
    assert_eq!(color(&tree.document(), outer, &sheets), RED);
    let layers = "@layer a { p { color: red } } @layer b { p.b { color: blue; color: revert-layer } }";
    let (tree, outer, _) = three_paragraphs();
    assert_eq!(color(&tree.document(), outer, &[sheet(layers)]), RED);
    let (tree, outer, _) = three_paragraphs();
    assert_eq!(color(&tree.document(), outer, &[theme_sheet("p { color: red; color: revert }")]), Color::BLACK);
}

#[test]
fn rules_stand_within_rules() {
    for css in [
        "section { p { color: red } }",
        "section { & p { color: red } }",
        "p { &.b { color: red } }",
        "p { .chapter & { color: red } }",
        "section { > p { color: red } }",
        "p, q { &:nth-child(2) { color: red } }",
        "h1, p { color: blue; &.b { color: red } }",
        "section { .b { &#two { color: red } } }",
        "p { color: blue; @media all { color: red } }",
        "p { @media screen { color: blue } @supports (color: red) { &.b { color: red } } }",
        "p { color: red; &.missing { color: blue } }",
        "p { &.b { color: blue } color: red; & { color: red } } .b.b { color: red }",
        "section { @layer x { p.b { color: blue } } p { color: red } }",
        "&:root p { color: red }",
    ] {
        assert!(is_red_by(css), "{css}");
    }
    // The list is as specific as the strongest in it (CSS Nesting 1, section 3).
    let css = "#two, section { & em { color: red } } p.b em { color: blue }";
    assert!(is_red(&[sheet(css)]).1);
}

#[test]
fn sheets_import_others() {
    let imported = |text: &str, css: &str| is_red(&[importing(text, &[("a.css", css)])]).0;
    assert!(imported("@import 'a.css'; p { orphans: 3 }", "p { color: red }"));
    assert!(imported("@import url(\"a.css\"); p { color: red }", "p { color: blue }"), "it stands before the rest");
    assert!(imported("@import 'a.css' all and (min-width: 1px);", "p { color: red }"));
    assert!(!imported("@import 'a.css' screen;", "p { color: red }"));
    assert!(imported("@import 'a.css' supports(color: red) all;", "p { color: red }"));
    assert!(!imported("@import 'a.css' supports(display: grid);", "p { color: red }"));
    assert!(imported("@import 'a.css' layer(x); p { color: red }", "p.b { color: blue }"));
    assert!(imported("@import 'a.css' layer; p { color: red }", "p.b { color: blue }"));
    assert!(imported("@layer y, x; @import 'a.css' layer(x); @layer y { p.b { color: blue } }", "p { color: red }"));
}

#[test]
fn sheets_that_grow_without_end_are_bounded() {
    let many = (0..500).map(|index| format!("h{index}")).collect::<Vec<_>>().join(", ");
    let nested = format!("{many} {{ {} }}", "em { color: red } ".repeat(50_000));
    let deep = format!("{}{}", "p, q { & & { ".repeat(20), "} }".repeat(20));
    for css in [nested, deep, "p { ".repeat(10_000), "@layer a { ".repeat(10_000), "@media print { p { ".repeat(500)] {
        let document = Tree::new().document();
        let sheets = [sheet(&css)];
        Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut Diagnostics::default());
        let facts = BookFacts::of_book(&document);
        let portable = Portable::new(&sheets).for_book(&document, &facts);
        assert!(portable[0].1.len() < 1 << 25);
    }
}

#[test]
fn what_is_for_paper_stays_out_of_the_epub() {
    let (tree, ..) = three_paragraphs();
    let css = "p { string-set: a content(); break-before: page; padding-inline-start: 1em } \
               @media print { p { color: red } } @media not print { em { color: blue } } \
               h1 { float: footnote } h2, p:has(em) { color: var(--own) } :root { --own: green }";
    let written = &plain(&tree.document(), &[sheet(css)])[0].text;
    let expected = "p { page-break-before: always; break-before: page; padding-left: 1em; padding-inline-start: 1em }\n\
                    em { color: blue }\n\
                    h2 { color: green; color: var(--own) }\n\
                    p:has(em) { color: green; color: var(--own) }\n\
                    :root { --own: green }\n";
    assert_eq!(&**written, expected);
}
