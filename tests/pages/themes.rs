//! What must hold in every theme: text is seen on its ground, lines have the length that is read with ease, and no face
//! is slanted that has no slant of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bindery::color::Color;
use bindery::config::Config;
use bindery::geom::{Point, Rect};
use bindery::layout::{Fragment, FragmentKind, GlyphRun, Page, Source};
use bindery::source::Loader;
use bindery::style::{CounterStyle, Theme};

use crate::set::{Set, config, set};

/// WCAG 2.2, 1.4.3.
const LEAST_CONTRAST: f32 = 4.5;
/// Grounds of readers by night.
const NIGHT: [&str; 2] = ["#000000", "#17181a"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn in_theme(theme: &str, inputs: &[PathBuf]) -> Set {
    let config = Config { theme: Some(theme.to_owned()), ..config(inputs) };
    set(theme, &config, &Loader::disk())
}

/// Relative luminance (WCAG 2.2).
fn luminance(color: Color) -> f32 {
    let channel = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.red) + 0.7152 * channel(color.green) + 0.0722 * channel(color.blue)
}

fn contrast(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn is_within(rect: &Rect, point: Point) -> bool {
    (rect.origin.x..=rect.right()).contains(&point.x) && (rect.origin.y..=rect.bottom()).contains(&point.y)
}

/// Texts that are hard to see where they stand.
fn pale(set: &Set) -> Vec<String> {
    let mut found = Vec::new();
    for (index, page) in set.laid.pages.pages.iter().enumerate() {
        let mut grounds: Vec<(Rect, Color)> = Vec::new();
        for fragment in &page.fragments {
            match &fragment.kind {
                FragmentKind::Box(ground) if !ground.background.color.is_transparent() => {
                    grounds.push((ground.rect, ground.background.color));
                }
                FragmentKind::Glyphs(run) => {
                    let ground = grounds.iter().rev().find(|(rect, _)| is_within(rect, run.origin));
                    let ground = ground.map_or(Color::WHITE, |(_, color)| *color);
                    let contrast = contrast(run.color, ground);
                    if contrast < LEAST_CONTRAST {
                        found.push(format!("{}: page {}: {:?} {contrast:.2}", set.name, index + 1, run.text));
                    }
                }
                FragmentKind::Box(_)
                | FragmentKind::Image(_)
                | FragmentKind::Rule { .. }
                | FragmentKind::MissingGlyph { .. }
                | FragmentKind::Anchor(_) => {}
            }
        }
    }
    found
}

#[test]
fn text_is_seen_in_every_theme() {
    let kinds = root().join("tests/suite/epub");
    let inputs = [
        kinds.join("kinds.md"),
        kinds.join("other.md"),
        kinds.join("code.md"),
        root().join("samples/the-making-of-a-page/02-letters.md"),
    ];
    for theme in Theme::BUILTIN {
        let set = in_theme(theme, &inputs);
        assert_eq!(pale(&set), Vec::<String>::new());
        let seen = set.laid.pages.pages.iter().flat_map(|page| &page.fragments);
        let colors: BTreeMap<String, ()> = seen
            .filter_map(|fragment| match &fragment.kind {
                FragmentKind::Glyphs(run) => Some((format!("{:?}", run.color), ())),
                _ => None,
            })
            .collect();
        assert!(colors.len() > 1, "{theme}: links have a color");
    }
}

/// Characters of the lines of text that are full, in the sample.
fn measure(theme: &str) -> f32 {
    let set = in_theme(theme, &[root().join("samples/the-making-of-a-page/03-lines.md")]);
    let text = set.laid.pages.pages.iter().enumerate().flat_map(|(index, page)| {
        page.fragments.iter().filter_map(move |fragment| match &fragment.kind {
            FragmentKind::Glyphs(run) if is_within(&page.area, run.origin) => Some((index, page.area, run)),
            _ => None,
        })
    });
    let mut of_size: BTreeMap<i64, usize> = BTreeMap::new();
    let mut by_line: BTreeMap<(usize, i64), (f32, usize, i64)> = BTreeMap::new();
    for (page, area, run) in text {
        let size = (run.size.0 * 100.0) as i64;
        let width: f32 = run.glyphs.iter().map(|glyph| glyph.advance).sum();
        let characters = run.text.chars().count();
        *of_size.entry(size).or_default() += characters;
        let line = by_line.entry((page, (run.origin.y.0 * 8.0) as i64)).or_default();
        *line = (line.0 + width / area.size.width.0, line.1 + characters, line.2.max(size));
    }
    let size = of_size.into_iter().max_by_key(|(_, characters)| *characters).map(|(size, _)| size);
    let full = by_line.values().filter(|line| Some(line.2) == size && line.0 > 0.985);
    let lines: Vec<f32> = full.map(|line| line.1 as f32).collect();
    assert!(lines.len() > 15, "{theme}: {} full lines", lines.len());
    lines.iter().sum::<f32>() / lines.len() as f32
}

#[test]
fn lines_are_as_long_as_is_read_with_ease() {
    // Lines of code want more than prose does.
    let themes = [("book", 65.0..=70.0), ("article", 66.0..=72.0), ("technical", 70.0..=77.0)];
    for (theme, range) in themes {
        let characters = measure(theme);
        assert!(range.contains(&characters), "{theme}: {characters:.1} characters in a line");
    }
}

#[test]
fn a_line_of_code_has_76_columns_in_a_technical_book() {
    let lines = |columns: usize| {
        let text = format!("# A\n\n```\n{}\n```\n", "x".repeat(columns));
        let loader = Loader::memory([("b/a.md", text)]);
        let config = Config { theme: Some("technical".to_owned()), ..config(&[PathBuf::from("b/a.md")]) };
        let set = set("technical", &config, &loader);
        let fragments = set.laid.pages.pages.iter().flat_map(|page| &page.fragments);
        let code =
            fragments.filter(|fragment| matches!(&fragment.kind, FragmentKind::Glyphs(run) if run.text.contains("xx")));
        code.count()
    };
    assert_eq!((lines(76), lines(77)), (1, 2));
}

#[test]
fn no_title_is_so_long_that_a_page_loses_its_folio() {
    let long = "Words of a title that goes on and on, as long as titles were ".repeat(4);
    let text = format!("# {long}\n\n## Of {long}\n\n{}", "Words of a text that goes on. ".repeat(2_000));
    for theme in ["book", "technical", "article"] {
        let loader = Loader::memory([("b/a.md", text.clone()), ("b/b.md", text.clone())]);
        let config = config(&["b/a.md", "b/b.md"].map(PathBuf::from));
        let mut config = Config { theme: Some(theme.to_owned()), ..config };
        config.metadata.push(("title".to_owned(), long.clone()));
        let set = set(theme, &config, &loader);
        let mut folios = 0;
        for page in &set.laid.pages.pages {
            let is_folio = |fragment: &&Fragment| {
                fragment.source == Source::Pagination
                    && matches!(&fragment.kind, FragmentKind::Glyphs(run) if *run.text == *page.number.to_string())
            };
            let has_text = page.fragments.iter().any(|fragment| matches!(fragment.source, Source::Node { .. }));
            // The title page and the contents have none, or another kind.
            if has_text && page.numbering == CounterStyle::Decimal {
                folios += 1;
                assert!(page.fragments.iter().any(|fragment| is_folio(&fragment)), "{theme}: page {}", page.number);
            }
        }
        assert!(folios > 20, "{theme}: {folios}");
    }
}

#[test]
fn what_has_no_slant_is_set_upright() {
    let text = "# 見出し *Heading*\n\n## 見出し *Heading*\n\n### 見出し Heading\n\n#### 見出し Heading\n\n*強調 stress*と<dfn>語 \
                word</dfn>、<cite>書名 Title</cite>。\n\n語 term\n: 説明\n\n> 引用 words\n>\n> — 誰か *Somebody*\n\n| 頭 *head* |\n|---|\n| 欄 cell |\n\n: 表 caption\n";
    for theme in Theme::BUILTIN {
        for lang in ["ja", "zh", "ko", "he"] {
            let front = format!(
                "---\ntitle: 題 Title\nsubtitle: 副題 Subtitle\nauthor: 人 Author\npublisher: 社 Press\n\
                 description: 概要 words\ndate: 2024-01-01\nlang: {lang}\n---\n"
            );
            // Long enough for running heads.
            let long = "語る言葉 words of a text.\n\n".repeat(200);
            let loader =
                Loader::memory([("b/a.md", format!("{front}{text}{long}")), ("b/b.md", format!("{text}{long}"))]);
            let config = config(&["b/a.md", "b/b.md"].map(PathBuf::from));
            let config = Config { theme: Some((*theme).to_owned()), from: Some("pandoc".to_owned()), ..config };
            let set = set(theme, &config, &loader);
            let fragments = set.laid.pages.pages.iter().flat_map(|page| &page.fragments);
            let slanted: Vec<String> = fragments
                .filter_map(|fragment| match &fragment.kind {
                    FragmentKind::Glyphs(run) => Some(run),
                    _ => None,
                })
                .filter(|run| set.laid.fonts.face(run.font).full_name().ends_with("Italic"))
                .map(|run| format!("{theme} {lang}: {:?}", run.text))
                .collect();
            assert_eq!(slanted, Vec::<String>::new());
        }
    }
}

/// The runs of a page's text with their baselines, from the top down.
fn baselines(page: &Page) -> Vec<(f32, &GlyphRun)> {
    let runs = page.fragments.iter().filter_map(|fragment| match (&fragment.kind, &fragment.source) {
        (FragmentKind::Glyphs(run), Source::Node { .. }) => Some((run.origin.y.0, run)),
        _ => None,
    });
    let mut runs: Vec<_> = runs.collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs
}

#[test]
fn an_entry_of_the_contents_stands_with_those_below_it() {
    let chapter = |index: usize| {
        let sections = (0..index % 4).map(|section| format!("## Section {section}\n\nText.\n\n"));
        format!("# Chapter {index}\n\nText.\n\n{}", sections.collect::<String>())
    };
    let texts = [0, 1, 2, 3].map(|first| (first..120).map(chapter).collect::<String>());
    for (theme, text) in
        ["book", "technical", "article"].iter().flat_map(|&theme| texts.iter().map(move |text| (theme, text)))
    {
        let loader = Loader::memory([("b/a.md", text.clone())]);
        let config = config(&[PathBuf::from("b/a.md")]);
        let set = set(theme, &Config { theme: Some(theme.to_owned()), toc: Some(true), ..config }, &loader);
        let mut ends = 0;
        let mut spaces: BTreeMap<bool, f32> = BTreeMap::new();
        for page in set.laid.pages.pages.iter() {
            // Of the contents alone: an entry's run is its whole text.
            let is_listed = |fragment: &Fragment| matches!(fragment.source, Source::Generated { .. });
            if page.fragments.iter().filter(|fragment| is_listed(fragment)).count() < 10 {
                continue;
            }
            let lines = baselines(page);
            let number =
                |run: &GlyphRun| run.text.strip_prefix("Chapter ").and_then(|number| number.trim().parse().ok());
            let last: Option<usize> = number(lines[lines.len() - 1].1);
            assert!(last.is_none_or(|chapter| chapter % 4 == 0), "{theme}: chapter {last:?} ends a page");
            ends += 1;
            for pair in lines.windows(2) {
                if let (true, Some(chapter)) = (pair[0].1.text.starts_with("Section"), number(pair[1].1)) {
                    let space = spaces.entry(chapter % 4 == 0).or_default();
                    *space = space.max(pair[1].0 - pair[0].0);
                }
            }
        }
        assert!(ends > 3, "{theme}: {ends} pages");
        assert!(
            (spaces[&true] - spaces[&false]).abs() < 0.1,
            "{theme}: below sections, chapters without and with some: {spaces:?}"
        );
    }
}

#[test]
fn a_caption_begins_where_its_image_does() {
    let loader = Loader::memory([
        (
            "b/a.md",
            "# A\n\nText.\n\n<img src=\"i.svg\">\n\n<span class=\"caption\">Figure 1: words</span>\n\nText.\n"
                .to_owned(),
        ),
        ("b/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"/>".to_owned()),
    ]);
    let config = Config { theme: Some("technical".to_owned()), ..config(&[PathBuf::from("b/a.md")]) };
    let set = set("technical", &config, &loader);
    let page = &set.laid.pages.pages[0];
    let lines = baselines(page);
    for (_, run) in lines.iter().filter(|(_, run)| run.text.starts_with("Figure") || run.text.starts_with("Text")) {
        assert!((run.origin.x - page.area.origin.x).0.abs() < 1.0, "{:?}: {:?}", run.text, run.origin);
    }
    assert!(lines.len() > 3);
}

#[test]
fn a_table_ends_with_a_rule() {
    let rows = "<thead><tr><th>H</th></tr></thead><tbody><tr><td>x</td></tr></tbody>";
    for theme in ["book", "technical", "article"] {
        for foot in ["", "<tfoot><tr><td>Foot</td></tr></tfoot>"] {
            let text = format!("# A\n\n<table>{rows}{foot}</table>\n");
            let loader = Loader::memory([("b/a.md", text)]);
            let config = Config { theme: Some(theme.to_owned()), ..config(&[PathBuf::from("b/a.md")]) };
            let set = set(theme, &config, &loader);
            let boxes = set.laid.pages.pages.iter().flat_map(|page| &page.fragments).filter_map(|fragment| {
                match &fragment.kind {
                    FragmentKind::Box(boxed) => Some(boxed),
                    _ => None,
                }
            });
            let last = boxes.max_by(|a, b| a.rect.bottom().0.total_cmp(&b.rect.bottom().0)).expect("it has cells");
            let text = baselines(&set.laid.pages.pages[0]).last().expect("it has text").0;
            assert!(last.border.block_end.is_visible() && last.rect.bottom().0 > text, "{theme}: {foot:?}: {last:?}");
        }
    }
}

#[test]
fn heads_of_nested_chapters_leave_the_text_on_its_lines() {
    for theme in ["book", "technical"] {
        let chapter = |head: &str| format!("# {head}\n\n{}", "Words of a text that goes on.\n\n".repeat(2));
        let heads = [1, 4, 9].map(|times| chapter(&"Words of a head ".repeat(times)));
        let [one, two, three] = heads;
        let summary = "- [A](a.md)\n  - [B](b.md)\n  - [C](c.md)\n  - [D](d.md)\n".to_owned();
        let texts = [("/p/SUMMARY.md", summary), ("/p/a.md", chapter("A")), ("/p/b.md", one), ("/p/c.md", two)];
        let loader = Loader::memory(texts.into_iter().chain([("/p/d.md", three)]));
        let config = Config { theme: Some(theme.to_owned()), ..config(&[PathBuf::from("/p")]) };
        let set = set(theme, &config, &loader);
        let (mut heads, mut line) = (0, None);
        for page in set.laid.pages.pages.iter() {
            let mut lines: Vec<(f32, f32, bool)> = Vec::new();
            for (y, run) in baselines(page).into_iter().filter(|(_, run)| run.text.trim() != "") {
                if lines.last().is_none_or(|last| y - last.0 > 0.1) {
                    lines.push((y, run.size.0, run.text.starts_with("Words of a text")));
                }
            }
            for pair in lines.windows(2) {
                match (pair[0].2, pair[1].2) {
                    (true, true) if line.is_none() => line = Some(pair[1].0 - pair[0].0),
                    (false, false) if pair[0].1 == pair[1].1 && pair[0].1 > 12.0 => {
                        heads += 1;
                        assert!(pair[1].0 - pair[0].0 > pair[0].1 * 1.05, "{theme}: {pair:?}");
                    }
                    _ => {}
                }
            }
            let text: Vec<f32> = lines.iter().filter(|line| line.2).map(|line| line.0).collect();
            let of_lines = |y: f32| (y - text[0]) / line.unwrap_or(1.0);
            let strays: Vec<f32> =
                text.iter().map(|y| of_lines(*y)).filter(|at| (at - at.round()).abs() > 0.01).collect();
            assert!(strays.is_empty(), "{theme}: {strays:?}");
        }
        assert!(heads > 2, "{theme}: {heads} heads of two lines");
    }
}

/// The blocks of a sheet: what stands before each, with what encloses it, and its declarations.
fn blocks(css: &str) -> Vec<(String, String)> {
    let mut plain = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let (mut found, mut open, mut text) = (Vec::new(), Vec::new(), String::new());
    for character in plain.chars() {
        match character {
            '{' => {
                // Declarations of a page before its first margin box belong to what encloses the box.
                let prelude = text.rsplit(';').next().unwrap_or_default().trim().to_owned();
                open.push(prelude);
                text.clear();
            }
            '}' => {
                found.push((open.join(" "), std::mem::take(&mut text)));
                open.pop();
            }
            _ => text.push(character),
        }
    }
    found
}

fn sheets() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("styles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    files.iter().map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())).collect()
}

fn hex(text: &str) -> Option<Color> {
    let digits = text.trim().strip_prefix('#')?;
    let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Color { red: byte(0)?, green: byte(2)?, blue: byte(4)?, ..Color::WHITE })
}

/// The values of a declaration in a sheet, with what stands before their blocks.
fn colors_of(sheet: &str, property: &str) -> Vec<(String, Color)> {
    let mut found = Vec::new();
    for (place, declarations) in blocks(sheet) {
        let declared = declarations.split(';').filter_map(|line| line.split_once(':'));
        let values = declared.filter(|(name, _)| name.trim() == property).filter_map(|(_, value)| hex(value));
        found.extend(values.map(|color| (place.clone(), color)));
    }
    found
}

#[test]
fn code_is_seen_on_every_ground_by_day_and_by_night() {
    /// White paper, and pages of readers that are toned.
    const DAY: [&str; 3] = ["#ffffff", "#f4ecd8", "#f8f1e3"];
    let mut grounds: Vec<Color> = DAY.iter().filter_map(|page| hex(page)).collect();
    let (mut letters, mut tints) = (Vec::new(), Vec::new());
    for (name, sheet) in &sheets() {
        let lines = colors_of(sheet, "background-color");
        grounds.extend(lines.iter().filter(|(place, _)| place.contains("line-")).map(|(_, color)| *color));
        grounds.extend(colors_of(sheet, "--code-ground").into_iter().map(|(_, color)| color));
        if name.contains("highlight-") {
            letters.extend(colors_of(sheet, "color"));
            tints.extend(sheet.lines().filter_map(tint));
        }
    }
    assert!(grounds.len() >= 5 && letters.len() >= 8, "{} grounds, {} colors", grounds.len(), letters.len());
    for (place, color) in &letters {
        for ground in &grounds {
            let contrast = contrast(*color, *ground);
            assert!(contrast >= LEAST_CONTRAST, "{place}: {color:?} on {ground:?}: {contrast:.2}");
        }
    }
    // On a screen the text's own color is tinted, whatever it is.
    assert!(tints.len() >= 8, "{} tints", tints.len());
    let by_day = DAY.iter().map(|page| ("#000000", *page));
    let by_night = NIGHT.iter().map(|page| ("#d8d8d8", *page));
    for (text, page) in by_day.chain(by_night) {
        let (text, page) = (hex(text).unwrap(), hex(page).unwrap());
        for &(share, color) in &tints {
            let mixed = |own: u8, other: u8| (f32::from(own) * share + f32::from(other) * (1.0 - share)) as u8;
            let (red, green, blue) =
                (mixed(text.red, color.red), mixed(text.green, color.green), mixed(text.blue, color.blue));
            let contrast = contrast(Color { red, green, blue, ..text }, page);
            assert!(contrast >= LEAST_CONTRAST, "{color:?} in {text:?} on {page:?}: {contrast:.2}");
        }
    }
}

/// The share of the text's own color, and the color that it is mixed with.
fn tint(line: &str) -> Option<(f32, Color)> {
    let (_, mix) = line.split_once("-webkit-text-fill-color: color-mix(in srgb, currentcolor ")?;
    let (share, color) = mix.split_once("%, ")?;
    Some((share.parse::<f32>().ok()? / 100.0, hex(color.split(')').next()?)?))
}

#[test]
fn by_night_nothing_dark_stands_on_dark() {
    let mut colors = 0;
    for (name, sheet) in sheets() {
        for (place, declarations) in blocks(&sheet) {
            let has = |property: &str| declarations.split([';', '\n']).any(|line| line.trim().starts_with(property));
            // One that lets through what is below it changes with the reader's.
            let lets_through = declarations.contains("background-color: rgba(127, 127, 127, 0.15)");
            if lets_through {
                continue;
            }
            assert!(
                !has("background-color:") || has("color:"),
                "{name}: {place}: a ground without a color has the reader's, which may be as dark or as light as it"
            );
            // What concerns paper alone, or a screen by day; and words for both, which only the former use.
            if place.contains("print")
                || place.contains("@page")
                || place.contains("light")
                || place.starts_with(":root")
            {
                continue;
            }
            for declaration in declarations.split(';') {
                let Some((property, value)) = declaration.split_once(':') else { continue };
                let is_of_text = property.trim() == "color" || property.contains("border");
                let color = value.split_whitespace().find_map(hex);
                assert!(!value.contains("var(--rule)"), "{name}: {place}: a rule has the color of the text");
                if let (true, Some(color), false) = (is_of_text, color, has("background-color:")) {
                    colors += 1;
                    for night in NIGHT {
                        let contrast = contrast(color, hex(night).unwrap());
                        assert!(contrast >= LEAST_CONTRAST, "{name}: {place}: {value} on {night}: {contrast:.2}");
                    }
                }
                if property.trim() == "background-color" {
                    let ground = hex(value).unwrap_or(Color::WHITE);
                    let text = declarations.split(';').filter_map(|line| line.split_once(':'));
                    let text =
                        text.filter(|(name, _)| name.trim() == "color").map(|(_, value)| value.trim()).next_back();
                    let text = match text.unwrap() {
                        "black" => Color::BLACK,
                        "white" => Color::WHITE,
                        value => hex(value).unwrap(),
                    };
                    colors += 1;
                    assert!(contrast(text, ground) >= LEAST_CONTRAST, "{name}: {place}: {declarations}");
                }
            }
        }
    }
    assert!(colors >= 3, "the sheets have grounds by night");
}
