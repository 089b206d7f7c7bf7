//! Sheets that are cut, scrambled or made to keep a program busy: they end, and what is whole in them counts.

use super::{RED, of_paragraph, sheet, three_paragraphs};
use crate::css;
use crate::diagnostic::Diagnostics;
use crate::document::BookFacts;
use crate::font::Fonts;
use crate::style::{Origin, PageOptions, Portable, Sheet, Theme, cascade};

/// A sheet with something of everything.
const SHEET: &str = r#"@charset "utf-8"; @import url("a.css") layer(base) supports(color: red) print and (width > 10px);
@layer base, own.inner; @namespace svg url(http://x); @font-face { font-family: "F\"o"; src: url( "f.woff" ), local(F) }
@counter-style c { system: extends lower-roman; prefix: '('; pad: 3 "0"; range: infinite 3, 5 6 }
@media (200px <= width < 400px) and (not (hover)) { @supports (display: grid) or selector(:is(a, b):has(> c)) {
  @layer own { .a > b[c="d" i]:nth-child(2n + 1 of .e)::before { content: "x" counter(y, c) attr(z) / "alt" } } } }
:root { --a: { x: [1 (2)] }; --b: var(--a, var(--c, calc(1px + 2 * (3em - 4%)))) !important }
h1, .h { color: color-mix(in oklch longer hue, red 20%, rgb(1 2 3 / 40%)); & em, > i { margin: clamp(1px, 2vw, 3em) }
  @media print { &:hover { width: round(up, 13px, 5px) } } padding: -0 1e3px U+26 url(un quoted.png) }
@page name:first:nth(2n+1 of name) { size: A4 landscape; @top-left { content: string(x) } margin: 1in }
<!-- p { c\6f lor: red } --> /* end */ q { quotes: "«" "»"; list-style: inside symbols(cyclic "*" "†") }
"#;

/// What a broken sheet goes through.
fn use_sheet(text: &str) {
    let document = three_paragraphs().0.document();
    let imported = Sheet { imports: [(0, sheet("p { color: red }"))].into(), ..sheet(text) };
    let sheets = [Sheet { origin: Origin::Theme, ..sheet("p.b { color: blue }") }, imported];
    let theme = Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut Diagnostics::default());
    let facts = BookFacts::of_book(&document);
    cascade(&facts[0], &document.chapters[0], &theme, &Fonts::bundled());
    Portable::new(&sheets).for_book(&document, &facts);
}

#[test]
fn cut_sheets_are_read() {
    for end in (0..=SHEET.len()).filter(|&end| SHEET.is_char_boundary(end)) {
        let (_, problems) = css::parse(&SHEET[..end]);
        assert!(problems.iter().all(|problem| problem.at.end as usize <= end), "at {end}: {problems:?}");
        css::imports(&SHEET[..end]);
        css::parse(&SHEET[end..]);
        if end % 40 == 0 {
            use_sheet(&SHEET[..end]);
        }
    }
}

#[test]
fn scrambled_sheets_are_read() {
    const MARKS: [&str; 16] =
        ["{", "}", "(", ")", "[", "]", ";", ":", "\"", "'", "\\", "@", "/*", "&", "!important", "\u{fffd}\0"];
    // A linear congruential generator (Knuth's MMIX): the same sheets in every run.
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..400 {
        let mut text = SHEET.to_owned();
        for _ in 0..=next(8) {
            let at = (next(text.len())..).find(|&at| text.is_char_boundary(at)).unwrap_or_default();
            match next(3) {
                0 => text.insert_str(at, MARKS[next(MARKS.len())]),
                1 => text.truncate(at.max(40)),
                _ => drop(text.remove(at.min(30))),
            }
        }
        css::parse(&text);
        if round % 10 == 0 {
            use_sheet(&text);
        }
    }
}

#[test]
fn bombs_of_selectors_end() {
    let nested = format!("{}p{}", ":is(p, ".repeat(300), ")".repeat(300));
    let wide = format!(":is({}) em", vec!["p"; 5_000].join(", "));
    let chain = vec![":is(section, div, p)"; 400].join(" ");
    let many = "p ".repeat(5_000);
    let layers: String =
        (0..2_000).map(|layer| format!("@layer l{layer} {{ p {{ color: red; all: revert-layer }} }}")).collect();
    for selector in [nested, wide, chain, many] {
        use_sheet(&format!("{selector} {{ color: red }}"));
    }
    use_sheet(&layers);
    use_sheet(&"p { color: red } ".repeat(20_000));
    use_sheet(&format!("@layer {};", vec!["a.b.c"; 20_000].join(", ")));
    use_sheet(&format!("@page {} {{ margin: 1in }}", ":nth(2n+1)".repeat(1_000)));
    let names: String = (0..5_000).map(|name| format!("@page n{name}:first {{ margin: 1in }}")).collect();
    use_sheet(&format!("{names} @page :nth(2) {{ @top-left {{ content: '' }} }} @page :nth(3) {{ color: red }}"));
    use_sheet(&format!("p {{ width: {}1px{} }}", "max(1px, ".repeat(2_000), ")".repeat(2_000)));
    use_sheet(&format!("p {{ width: calc({}1px) }}", "1px + ".repeat(20_000)));
    use_sheet(&format!("p {{ color: {}red{} }}", "color-mix(in hsl, red, ".repeat(2_000), ")".repeat(2_000)));
}

#[test]
fn what_is_whole_in_a_broken_sheet_counts() {
    for css in [
        "p { color: red",
        "p { colr: blue; color: red; margin: }",
        "p { color: blue; color: nonsense(1); color: red }",
        "@media { p { color: red } }",
        "@import; p { color: red }",
        "@layer 1a { } p { color: red }",
        "a { b: c } } p { color: red } p { color: red }",
        "p { em { & ; { } } color: red }",
    ] {
        let (tree, outer, _) = three_paragraphs();
        let (styles, found) = super::styles_with_findings(tree, css);
        assert_eq!(styles.get(outer).unwrap().color, RED, "{css}: {found:?}");
    }
    assert_eq!(of_paragraph("p { color: red } /* open").0.color, RED);
}
