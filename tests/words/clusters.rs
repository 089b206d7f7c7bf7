//! The text layer, character by character: what an author typed is what is copied, in order, whatever the fonts make
//! of it. White space counts as one space; what only says where a line may break is no part of the text.

use bindery::config::{Config, Format, Input};
use bindery::diagnostic::Code;
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;

use crate::pdf;

/// An article's PDF, read again, and the clusters reported as without a glyph.
fn print(markdown: &str, css: &str) -> (pdf::Pdf, usize) {
    let loader = Loader::memory([("b/a.md", markdown), ("b/a.css", css)]);
    let config = Config {
        inputs: vec![Input::Path { path: "b/a.md".into(), shown: "a.md".to_owned() }],
        formats: [Format::Pdf].into(),
        css: vec!["b/a.css".into()],
        system_fonts: false,
        ..Config::default()
    };
    let mut findings = Findings::default();
    let mut built = pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("it can be built");
    let missing = findings.diagnostics.iter().filter(|finding| finding.code == Code::MissingGlyph).count();
    (pdf::read(&built.outputs.remove(&Format::Pdf).expect("it was asked for")), missing)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prints a text as a paragraph, and expects it back with so many findings.
fn assert_copies(text: &str, missing: usize) {
    let (pdf, found) = print(&format!("# Title\n\n{text}\n"), "");
    let copied = text.replace(['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'], "");
    assert_eq!(words(&pdf.text), words(&format!("Title {copied}")), "{text:?}");
    assert!(pdf.findings.is_empty(), "{text:?}: {:?}", pdf.findings);
    assert_eq!(found, missing, "{text:?}");
}

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
const SCOTLAND: &str = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";

#[test]
fn emoji_sequences_copy_whole() {
    for sequence in [
        "😆",
        "👎🏾",
        "🤌🏾",
        "👩🏿\u{200d}🚀",
        FAMILY,
        "🇩🇪",
        "🇩🇪🇬🇷🇯🇵",
        SCOTLAND,
        "🏳\u{fe0f}\u{200d}🌈",
        "1\u{fe0f}\u{20e3}",
        "#\u{20e3}",
        "❤\u{fe0f}",
        "❤",
        "❤\u{fe0f}\u{200d}🔥",
        "☎\u{fe0e}",
        "☎\u{fe0f}",
        "🏾",
        "✔\u{fe0f}.",
    ] {
        assert_copies(&format!("Before {sequence} and a{sequence}b, {sequence}{sequence} after down."), 0);
    }
}

#[test]
fn what_no_font_has_copies_from_its_box() {
    for (cluster, missing) in [
        ("\u{fffc}", 1),
        ("\u{e000}", 1),
        ("\u{378}", 1),
        ("\u{12000}\u{12001}", 2),
        ("\u{12000}\u{301}", 1),
        ("क्षि", 1),
        ("e\u{1dc9}\u{1dca}", 1),
        ("1\u{20e4}", 1),
        ("葛\u{e0100}", 1),
        ("🇽🇽", 0),
        ("😀\u{200d}\u{12000}", 1),
    ] {
        assert_copies(&format!("Before {cluster} and a {cluster}, {cluster} after office."), missing);
    }
}

#[test]
fn what_is_ignorable_copies_and_is_not_reported() {
    for character in [
        '\u{ad}',
        '\u{34f}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{2063}',
        '\u{feff}',
        '\u{fe0f}',
        '\u{1160}',
        '\u{3164}',
        '\u{e0001}',
        '\u{e0067}',
        '\u{e0100}',
        '\u{1d173}',
    ] {
        assert_copies(&format!("Before a{character}b, {character} and {character}after 😀{character} \u{fffd}."), 0);
    }
}

#[test]
fn marks_copy_with_their_letters() {
    for text in ["e\u{301}a\u{323}\u{304}", "ấ ḍ̣ q̃", "Ångström A\u{30a}", "\u{a0}\u{301} x", "각"] {
        let (pdf, _) = print(&format!("# Title\n\nBefore {text} after.\n"), "");
        assert_eq!(words(&pdf.text), words(&format!("Title Before {text} after.")), "{text:?}");
        assert!(pdf.findings.is_empty(), "{text:?}: {:?}", pdf.findings);
    }
}

#[test]
fn emoji_copy_wherever_they_stand() {
    let sequences = [FAMILY, "👎🏾", "🇩🇪", SCOTLAND, "1\u{fe0f}\u{20e3}", "\u{fffc}", "\u{12000}"];
    for sequence in sequences {
        let markdown = format!(
            "# Head {sequence} line\n\nBold **{sequence}** slanted *{sequence}* code `{sequence} x` \
             small <span class=\"caps\">caps {sequence} Caps</span>, link [to {sequence} it](https://a.example).\n\n\
             ```\ncode {sequence} block\n\t{sequence}\n```\n\n| a {sequence} | b |\n|---|---|\n| {sequence} | c |\n\n\
             1. one {sequence}\n2. two\n\n> said {sequence} she\n"
        );
        let expected = format!(
            "Head {sequence} line Bold {sequence} slanted {sequence} code {sequence} x small caps {sequence} Caps, \
             link to {sequence} it. code {sequence} block {sequence} a {sequence} b {sequence} c one {sequence} two \
             said {sequence} she"
        );
        let css = ".caps { font-variant-caps: small-caps; letter-spacing: 1pt }";
        let (pdf, _) = print(&markdown, css);
        assert_eq!(words(&pdf.text), words(&expected), "{sequence:?}");
        assert!(pdf.findings.is_empty(), "{sequence:?}: {:?}", pdf.findings);
    }
}

#[test]
fn a_narrow_line_cuts_no_cluster() {
    let clusters = [FAMILY, "👎🏾", "🇩🇪", SCOTLAND, "1\u{fe0f}\u{20e3}", "e\u{301}", "\u{12000}\u{301}"];
    let text: String = clusters.concat().repeat(40);
    let css = "@page { size: 90pt 200pt; margin: 10pt } p { hyphens: none }";
    let (pdf, _) = print(&format!("# T\n\n{text}\n"), css);
    assert_eq!(words(&pdf.text), format!("T {text}"));
    assert!(pdf.findings.is_empty(), "{:?}", pdf.findings);
}

#[test]
fn hostile_clusters() {
    let marks = "\u{301}\u{323}".repeat(4_000);
    for text in [
        format!("a{marks} b"),
        "👩\u{200d}".repeat(2_000) + "👦 end",
        "🇩".repeat(2_001),
        "\u{e0067}".repeat(3_000) + "a",
        "🏾".repeat(1_000),
        "\u{fe0f}\u{200d}\u{20e3}".repeat(1_000) + " b",
        "\u{600}".repeat(500) + "1",
    ] {
        let (pdf, _) = print(&format!("# T\n\nx {text}\n"), "");
        assert!(pdf.findings.is_empty(), "{:?}", pdf.findings);
        assert_eq!(words(&pdf.text).chars().count(), words(&format!("T x {text}")).chars().count());
    }
}
