//! Diagrams: golden drawings of `tests/suite/diagram/*.txt` in `tests/ref/diagram/`, and what holds of all of them: no text
//! leaves its box or meets another, equal source gives equal bytes, bad input neither panics nor takes long.

mod golden;

use std::time::{Duration, Instant};

use bindery::diagram::{self, Language, Measure, Refusal};
use bindery::font::Fonts;

/// A case: its language, which its first line names, and its source.
fn cases() -> Vec<(String, Language, String)> {
    let cases = golden::suite("diagram", "drawing").into_iter().flat_map(|(_, cases)| cases);
    cases
        .map(|case| {
            let (head, source) = case.text.split_once('\n').expect("a case has lines");
            let name = head.strip_prefix('@').expect("the first line is `@language`");
            (case.name, diagram::language(name).expect("it is a language of diagrams"), source.to_owned())
        })
        .collect()
}

#[test]
fn drawings_are_as_their_references() {
    let mut references = golden::References::new("diagram");
    for (name, language, source) in cases() {
        let shown = match diagram::draw(language, &source, &Measure::default()) {
            Ok(drawing) => {
                let notes: String =
                    drawing.notes.iter().map(|note| format!("{}: {}\n", note.at, note.message)).collect();
                let title = drawing.title.map(|title| format!("title: {title}\n")).unwrap_or_default();
                format!("{}\n{title}{notes}{}", drawing.words, drawing.svg)
            }
            Err(Refusal::Kind(kind)) => format!("not drawn: {kind}\n"),
            Err(Refusal::Unreadable(trouble)) => format!("{}: {}\n", trouble.at, trouble.message),
            Err(Refusal::TooLarge) => "too large\n".to_owned(),
        };
        references.check(&name, &shown);
    }
    references.finish();
}

/// The widths of the face that books set diagrams in.
fn own_measure() -> Measure {
    let fonts = Fonts::bundled();
    let families = ["sans-serif".to_owned()];
    let faces = [400, 700].map(|weight| fonts.primary(&families, weight, false));
    Measure::new(move |character, is_bold| {
        let face = fonts.face(faces[usize::from(is_bold)]);
        face.glyph(character).map_or(1.0, |glyph| face.advance(glyph))
    })
}

/// Left, top, right, bottom.
type Box4 = [f32; 4];

fn number(element: &str, name: &str) -> Option<f32> {
    let rest = element.split_once(&format!(" {name}=\""))?.1;
    rest.split('"').next()?.parse().ok()
}

#[test]
fn no_text_leaves_its_box_or_meets_another() {
    let measure = own_measure();
    for (name, language, source) in cases() {
        let Ok(drawing) = diagram::draw(language, &source, &measure) else { continue };
        let mut texts: Vec<(Box4, String)> = Vec::new();
        let mut rects: Vec<Box4> = Vec::new();
        for line in drawing.svg.lines() {
            if line.starts_with("<text ") {
                let (x, y) = (number(line, "x").unwrap(), number(line, "y").unwrap());
                let words = line.split_once('>').unwrap().1.trim_end_matches("</text>");
                let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                let width = measure.width(&words, line.contains("font-weight"));
                let stated = number(line, "textLength").unwrap();
                assert!((width - stated).abs() < 0.02, "{name}: `{words}` is {width} wide, not {stated}");
                texts.push(([x, y - 9.0, x + width, y + 2.5], words));
            } else if line.starts_with("<rect ") {
                let at = ["x", "y", "width", "height"].map(|key| number(line, key).unwrap());
                rects.push([at[0], at[1], at[0] + at[2], at[1] + at[3]]);
            }
        }
        assert!(!texts.is_empty(), "{name}");
        for (index, (text, words)) in texts.iter().enumerate() {
            let [left, top, right, bottom] = *text;
            for rect in &rects {
                // A bar of activation is thinner than a letter, and labels may pass behind one.
                let is_apart = rect[2] <= left || rect[0] >= right || rect[3] <= top || rect[1] >= bottom;
                let is_within = rect[0] <= left && rect[1] <= top && rect[2] >= right && rect[3] >= bottom;
                assert!(is_apart || is_within || rect[2] - rect[0] < 8.0, "{name}: `{words}` crosses {rect:?}");
            }
            for (other, other_words) in &texts[index + 1..] {
                let is_apart = other[2] <= left || other[0] >= right || other[3] <= top || other[1] >= bottom;
                assert!(is_apart, "{name}: `{words}` meets `{other_words}`");
            }
        }
    }
}

#[test]
fn drawings_are_the_same_each_time() {
    for (name, language, source) in cases() {
        let draw = || diagram::draw(language, &source, &Measure::default());
        assert_eq!(draw(), draw(), "{name}");
    }
}

#[test]
fn source_that_is_cut_or_spoiled_does_no_harm() {
    let measure = Measure::default();
    let signs = ['"', '[', ']', '{', '}', '(', '-', '>', '|', ':', ';', '\n', '~', '%', '&', '\u{0}', 'é', '界'];
    for (_, language, source) in cases() {
        for at in (0..source.len()).filter(|at| source.is_char_boundary(*at)) {
            drop(diagram::draw(language, &source[..at], &measure));
            let sign = signs[at % signs.len()];
            let tail = source[at..].chars().next().map_or(0, char::len_utf8);
            drop(diagram::draw(language, &format!("{}{sign}{}", &source[..at], &source[at + tail..]), &measure));
            drop(diagram::draw(language, &format!("{}{}", &source[..at], &source[at + tail..]), &measure));
        }
    }
}

#[test]
fn large_diagrams_take_no_time() {
    let rows = |count: usize, row: fn(usize) -> String| (0..count).map(row).collect::<String>();
    let mermaid = Language::Mermaid;
    let cases: Vec<(&str, Language, String)> = vec![
        ("nodes", mermaid, format!("graph TD\n{}", rows(100_000, |i| format!("a{i} --> a{}\n", i + 1)))),
        ("some nodes", mermaid, format!("graph TD\n{}", rows(480, |i| format!("a{i} --> a{}\n", i + 1)))),
        ("a net", mermaid, format!("graph TD\n{}", rows(990, |i| format!("a{} --> a{}\n", i % 97, i * 7 % 101)))),
        ("a line", mermaid, format!("graph TD\na[\"{}\"]\n", "word ".repeat(200_000))),
        ("a long label", mermaid, format!("graph TD\na[\"{}\"]\n", "x".repeat(190_000))),
        ("a cycle", mermaid, format!("graph LR\n{}a400 --> a0\n", rows(400, |i| format!("a{i} --> a{}\n", i + 1)))),
        (
            "groups",
            mermaid,
            format!("graph TD\n{}{}", rows(5000, |i| format!("subgraph s{i}\n")), "end\n".repeat(5000)),
        ),
        (
            "deep groups",
            mermaid,
            format!("graph TD\n{}a --> b\n{}", rows(16, |i| format!("subgraph s{i}\n")), "end\n".repeat(16)),
        ),
        ("bundles", mermaid, format!("graph TD\n{} a --> {} b\n", "a & ".repeat(9000), "b & ".repeat(9000))),
        ("open brackets", mermaid, format!("graph TD\n{}", "a[(".repeat(50_000))),
        ("quotes", mermaid, format!("graph TD\n{}", "a[\"b\"]\n".repeat(20_000))),
        ("messages", mermaid, format!("sequenceDiagram\n{}", rows(9000, |i| format!("a{} ->> b{i}: x\n", i % 5)))),
        ("frames", mermaid, format!("sequenceDiagram\n{}{}", "loop x\na->>b: c\n".repeat(400), "end\n".repeat(400))),
        ("classes", mermaid, format!("classDiagram\n{}", rows(9000, |i| format!("A{i} <|-- B{i}\n")))),
        ("generics", mermaid, format!("classDiagram\nclass A {{\n{}\n}}\n", "~a".repeat(60_000))),
        ("states", mermaid, format!("stateDiagram\n{}", rows(9000, |i| format!("s{i} --> s{}\n", i / 2)))),
        ("regions", mermaid, format!("stateDiagram\nstate a {{\n{}}}\n", "b --> c\n--\n".repeat(5000))),
        ("braces", Language::Dot, format!("digraph {{{}", "{".repeat(90_000))),
        ("a tree of braces", Language::Dot, format!("digraph {{ {} }}", "{a b c} -> {d e f};".repeat(9000))),
        ("fields", Language::Dot, format!("digraph {{ a [shape=record, label=\"{}\"] }}", "x|".repeat(90_000))),
        ("arrows", Language::PlantUml, rows(9000, |i| format!("a -> b{i} : x\n"))),
    ];
    for (name, language, source) in cases {
        let start = Instant::now();
        drop(diagram::draw(language, &source, &Measure::default()));
        let time = start.elapsed();
        println!("{name}: {time:?}");
        // Tests run beside others, without optimization; what is not linear takes minutes.
        assert!(time < Duration::from_secs(4), "{name} takes {time:?}");
    }
}
