//! Formulas from school to research: what is read of each, how it is written and said, and how it is set.
//!
//! `tests/suite/formulas/*.txt` in, a section for each formula; `tests/ref/formulas/` out: `tree` with nodes,
//! MathML and words, `pages` with the fragments of each. `UPDATE=1 cargo test --test formulas` rewrites them.

mod golden;

use std::fmt::Write;

use bindery::config::{Config, Format, Input};
use bindery::document::dump_formula;
use bindery::layout;
use bindery::math::{self, Macros, Symbols};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;

/// The formulas of the suite: the name of the file, and those in it with their names.
fn suite() -> Vec<(String, Vec<(String, String)>)> {
    let files = golden::suite("formulas", "formula").into_iter().map(|(file, cases)| {
        let formulas = cases.into_iter().map(|case| (case.name, case.text.trim().to_owned())).collect();
        (file.file_stem().unwrap().to_string_lossy().into_owned(), formulas)
    });
    files.collect()
}

#[test]
fn formulas_are_read_written_and_said() {
    let symbols = Symbols::default();
    let mut references = golden::References::new("formulas/tree");
    let mut count = 0;
    for (file, formulas) in suite() {
        let mut out = String::new();
        for (name, source) in formulas {
            count += 1;
            let parsed = math::parse(&source, true, Macros::default(), &symbols);
            let formula = parsed.formula.unwrap_or_else(|error| panic!("{name}: {}", error.message));
            let _ = writeln!(out, "{name}\n  {}", dump_formula(&formula.content));
            let mut markup = String::new();
            math::write_mathml(&mut markup, &formula);
            let _ = writeln!(out, "  {markup}\n  {}", math::words(&formula));
        }
        references.check(&file, &out);
    }
    references.finish();
    assert!(count >= 60, "{count} formulas");
}

/// What is written as MathML is read again: the same words are said of it.
#[test]
fn markup_is_read_again() {
    let symbols = Symbols::default();
    let words_of = |source: &str| {
        let parsed = math::parse(source, true, Macros::default(), &symbols);
        let formula = parsed.formula.unwrap_or_else(|error| panic!("{source}: {}", error.message));
        let words = math::words(&formula);
        (formula, words)
    };
    let mut others = Vec::new();
    for (name, source) in suite().into_iter().flat_map(|(_, formulas)| formulas) {
        let (formula, words) = words_of(&source);
        if formula.tags().next().is_some() {
            // Numbers are the book's, and stand beside the formula in its markup.
            continue;
        }
        let mut markup = String::from("<math display=\"block\">");
        math::write_mathml(&mut markup, &formula);
        markup.push_str("</math>");
        let (_, again) = words_of(&markup);
        if again != words {
            others.push(format!("{name}\n  {words}\n  {again}\n"));
        }
    }
    assert!(others.is_empty(), "{} of other words:\n{}", others.len(), others.concat());
}

#[test]
fn formulas_are_set() {
    let mut references = golden::References::new("formulas/pages");
    for (file, formulas) in suite() {
        let mut text = "---\ntitle: Formulas\nlang: en\n---\n".to_owned();
        for (name, source) in &formulas {
            let is_bare = source.starts_with("\\begin{align}") || source.starts_with("<math");
            let dollars = if is_bare { "" } else { "$$" };
            let _ = writeln!(text, "\n{name}\n\n{dollars}{source}{dollars}");
        }
        let config = Config {
            inputs: vec![Input::Path { path: "formulas.md".into(), shown: "formulas.md".to_owned() }],
            formats: [Format::Pdf].into(),
            system_fonts: false,
            ..Config::default()
        };
        let loader = Loader::memory([("formulas.md", text)]);
        let mut findings = Findings::default();
        let laid_out = pipeline::lay_out(&config, &loader, &mut findings).expect("the formulas are set");
        let found: Vec<_> = findings.diagnostics.iter().map(|finding| &finding.message).collect();
        assert!(found.is_empty(), "{file}: {found:?}");
        references.check(&file, &layout::dump(&laid_out.pages));
    }
    references.finish();
}
