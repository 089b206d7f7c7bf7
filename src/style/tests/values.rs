//! Numbers, units, colors and counter styles as they are computed.

use super::{of_paragraph, three_paragraphs};
use crate::color::Color;
use crate::diagnostic::{Code, Diagnostics};
use crate::font::Fonts;
use crate::geom::Pt;
use crate::style::{CounterStyle, LengthPercentage, PageOptions, Theme, Width};

/// What `width` comes to where the size of the font is 10 pt and the line 15 pt.
#[track_caller]
fn width(value: &str) -> LengthPercentage {
    let css = format!(":root {{ font: 8pt/10pt serif }} p {{ font-size: 10pt; line-height: 15pt; width: {value} }}");
    match of_paragraph(&css).0.width {
        Width::Set(width) => width,
        other => panic!("`{value}` is no length: {other:?}"),
    }
}

#[track_caller]
fn points(value: &str) -> f32 {
    match width(value) {
        LengthPercentage::Length(length) => (length.0 * 1000.0).round() / 1000.0,
        other => panic!("`{value}` is {other:?}"),
    }
}

fn of_base(value: &str, base: f32) -> f32 {
    (width(value).resolve(Pt(base)).0 * 1000.0).round() / 1000.0
}

#[test]
fn math_functions_are_computed() {
    for (value, expected) in [
        ("calc(1in - 2 * 6pt)", 60.0),
        ("calc((1em + 2rem) / 2)", 13.0),
        ("min(3cm, 2em, 40pt)", 20.0),
        ("max(1em, 2rem)", 16.0),
        ("clamp(1em, 5em, 30pt)", 30.0),
        ("clamp(40pt, 5pt, 30pt)", 40.0),
        ("clamp(none, 5pt, 30pt)", 5.0),
        ("abs(2em - 30pt)", 10.0),
        ("calc(10pt * sign(-3) * -1)", 10.0),
        ("round(17pt, 5pt)", 15.0),
        ("round(up, 17pt, 5pt)", 20.0),
        ("round(down, 19pt, 5pt)", 15.0),
        ("round(to-zero, 19pt, 5pt)", 15.0),
        ("mod(17pt, 5pt)", 2.0),
        ("rem(17pt, 5pt)", 2.0),
        ("calc(1pt * pow(2, 3))", 8.0),
        ("calc(1pt * sqrt(16))", 4.0),
        ("calc(1pt * hypot(3, 4))", 5.0),
        ("calc(1pt * (1 + 2) * (3 - 1))", 6.0),
        ("max(0pt, min(50pt, calc(2em + 10pt)))", 30.0),
        ("2lh", 30.0),
        ("2rlh", 20.0),
        ("4q", 2.835),
        ("1pc", 12.0),
        ("96px", 72.0),
        ("0", 0.0),
        ("-0", 0.0),
        ("calc(-5pt)", 0.0),
    ] {
        assert_eq!(points(value), expected, "{value}");
    }
    for value in ["1ex", "1ch", "1cap", "1ic"] {
        assert!((1.0..=15.0).contains(&points(value)), "{value}: {}", points(value));
    }
}

#[test]
fn viewports_are_the_page_area() {
    let of_page = |value: &str| {
        let css = format!("@page {{ size: 300pt 500pt; margin: 50pt }} p {{ width: {value} }}");
        match of_paragraph(&css).0.width {
            Width::Set(LengthPercentage::Length(length)) => length.0.round(),
            other => panic!("{other:?}"),
        }
    };
    let values = ["10vw", "10vh", "10vmin", "10vmax", "10vi", "10vb", "10dvw", "10svh"].map(of_page);
    assert_eq!(values, [20.0, 40.0, 20.0, 40.0, 20.0, 40.0, 20.0, 40.0]);
}

#[test]
fn percentages_wait_for_layout() {
    assert_eq!(width("50%"), LengthPercentage::Percent(0.5));
    assert_eq!(of_base("calc(50% - 1em)", 100.0), 40.0);
    assert_eq!([50.0, 100.0, 400.0].map(|base| of_base("min(50%, 100pt)", base)), [25.0, 50.0, 100.0]);
    assert_eq!([50.0, 100.0, 400.0].map(|base| of_base("max(50%, 40pt)", base)), [40.0, 50.0, 200.0]);
    assert_eq!([50.0, 100.0, 400.0].map(|base| of_base("clamp(30pt, 50%, 80pt)", base)), [30.0, 50.0, 80.0]);
    assert_eq!([50.0, 400.0].map(|base| of_base("calc(clamp(30pt, 50%, 80pt) * 2 + 1pt)", base)), [61.0, 161.0]);
}

#[test]
fn absurd_numbers_are_bounded_and_told() {
    for value in [
        "1e40pt",
        "-1e40pt",
        "calc(1e38pt * 1e38)",
        "calc(infinity * 1pt)",
        "calc(-infinity * 1pt)",
        "calc(NaN * 1pt)",
        "1e40%",
        "calc(1e30em + 1e30%)",
        "min(1e40pt, 50%)",
        "round(1e40pt, 0pt)",
        "calc(1pt / 1e-40)",
        "mod(1pt, 0pt)",
    ] {
        for property in ["margin-left", "text-indent", "width", "font-size", "line-height", "letter-spacing"] {
            let (tree, outer, _) = three_paragraphs();
            let (styles, _) = super::styles_with_findings(tree, &format!("p {{ {property}: {value} }}"));
            let style = styles.get(outer).unwrap();
            let lengths = [style.font_size, style.line_height, style.letter_spacing];
            assert!(lengths.iter().all(|length| length.0.is_finite()), "{property}: {value}");
            let resolved = style.text_indent.resolve(Pt(100.0));
            assert!(resolved.0.is_finite(), "{property}: {value}: {resolved:?}");
        }
    }
    for value in ["1e40pt", "calc(2 * 1e40pt)", "1e20%", "calc(NaN * 1pt)"] {
        let mut found = Diagnostics::default();
        let sheets = [super::sheet(&format!("p {{ margin-left: {value} }}"))];
        Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut found);
        let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::UnknownProperty], "{value}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for value in
        ["calc(1pt + 1)", "calc(1pt * 1pt)", "calc(1 / 0 * 1pt)", "min()", "clamp(1pt, 2pt)", "round(1pt)", "1xy", "5"]
    {
        let mut found = Diagnostics::default();
        let sheets = [super::sheet(&format!("p {{ margin-left: {value} }}"))];
        Theme::new(&sheets, PageOptions::default(), &Fonts::bundled(), &mut found);
        assert_eq!(found.iter().count(), 1, "{value}");
    }
}

#[test]
fn colors_of_every_space_are_computed() {
    // Values from the examples of CSS Color 4 and 5 and from their sample code.
    for (value, [red, green, blue]) in [
        ("oklch(0.628 0.2577 29.23)", [255, 0, 0]),
        ("oklab(0.628 0.2249 0.1258)", [255, 0, 0]),
        ("oklch(51.975% 0.17686 142.495)", [0, 128, 0]),
        ("lab(46.277% -47.562 48.583)", [0, 128, 0]),
        ("lch(46.277% 67.989 134.391)", [0, 128, 0]),
        ("hwb(120 0% 49.8039%)", [0, 128, 0]),
        ("hwb(0 60% 60%)", [128, 128, 128]),
        ("hsl(120 100% 25%)", [0, 128, 0]),
        ("hsl(120deg, 100%, 25%)", [0, 128, 0]),
        ("color(srgb 0 0.5 0)", [0, 128, 0]),
        ("color(srgb-linear 0 0.21586 0)", [0, 128, 0]),
        ("color(display-p3 0.21604 0.49418 0.13151)", [0, 128, 0]),
        ("color(xyz 0.07719 0.15438 0.02573)", [0, 128, 0]),
        ("color-mix(in srgb, white, black)", [128, 128, 128]),
        ("color-mix(in srgb, red 25%, blue)", [64, 0, 191]),
        ("color-mix(in oklab, white, black)", [99, 99, 99]),
        ("color-mix(in hsl, red, lime)", [255, 255, 0]),
        ("color-mix(in hsl longer hue, red, lime)", [0, 0, 255]),
        ("light-dark(green, white)", [0, 128, 0]),
        ("rgb(calc(2 * 64) 0 0)", [128, 0, 0]),
        ("rgb(none 50% 0)", [0, 128, 0]),
        ("rebeccapurple", [102, 51, 153]),
        ("CanvasText", [0, 0, 0]),
        ("color(srgb 2 -1 0)", [255, 0, 0]),
    ] {
        let color = of_paragraph(&format!("p {{ color: {value} }}")).0.color;
        let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
        let is_near = near(color.red, red) && near(color.green, green) && near(color.blue, blue);
        assert!(is_near && color.alpha == 255, "{value}: {color:?}");
    }
    of_paragraph("p { color: oklch(1e40 1e40 1e30); background: color(xyz 1e40 -1e40 1e40 / 1e40) }");
    let mixed = of_paragraph("p { color: red; background: color-mix(in srgb, currentColor 50%, white) }").0;
    assert_eq!(mixed.background_color, Color::rgb(255, 128, 128));
    let half = of_paragraph("p { color: color-mix(in srgb, red 20%, blue 30%) }").0.color;
    assert_eq!(half.alpha, 128);
}

#[test]
fn counter_styles_are_looked_up() {
    let style = |css: &str| of_paragraph(css).0.list_style_type.clone();
    assert_eq!(style("p { list-style: inside '> ' }"), CounterStyle::Text("> ".into()));
    assert!(matches!(style("p { list-style-type: lower-greek }"), CounterStyle::Rule(_)));
    let own = "@counter-style x { system: fixed; symbols: a b; prefix: '('; suffix: ')' } p { list-style: x }";
    let CounterStyle::Rule(rule) = style(own) else { panic!("a rule") };
    assert_eq!((rule.prefix.as_str(), rule.suffix.as_str(), rule.symbols.len()), ("(", ")", 2));
    let found = |css: &str| super::messages(css).join("\n");
    assert!(found("p { list-style-type: lower-greec }").contains("did you mean `lower-greek`?"));
    assert!(found("@counter-style x { system: numeric; symbols: a }").contains("too few symbols"));
    assert!(found("@counter-style x { symbols: a; hue: 1 }").contains("counter styles have no `hue`"));
    assert!(found("@counter-style x { symbols: a; range: 9 1 }").contains("does not take the value"));
    assert_eq!(found("@counter-style x { system: extends y } @counter-style y { system: extends x; fallback: x }"), "");
}
