//! Builds that follow one another in one process: what did not change is not set again, and nobody can tell.

use std::path::PathBuf;

use bindery::config::{Config, Format, Input};
use bindery::pipeline::{self, Findings, Session};
use bindery::source::Loader;

const PROSE: &str = "It was a bright cold day in April, and the clocks were striking the hour as the carriage turned \
                     into the square, where nobody was to be seen but a boy with a barrel of apples. ";

/// Chapters of prose with a link into the next one, and a table of contents before them.
fn book(chapters: usize, edited: Option<usize>) -> Loader {
    let mut files = Vec::new();
    for number in 0..chapters {
        let mut text = format!("# Chapter {number}\n\n[On](c{:03}.md) we go.\n\n", (number + 1) % chapters);
        for paragraph in 0..12 {
            text.push_str(&PROSE.repeat(1 + (number + paragraph) % 4));
            text.push_str("\n\n");
        }
        if edited == Some(number) {
            text = text.replacen("carriage", "cartwheel", 1);
        }
        files.push((PathBuf::from(format!("c{number:03}.md")), text.into_bytes()));
    }
    Loader::memory(files)
}

fn config(chapters: usize) -> Config {
    let input = |number: usize| {
        let path = PathBuf::from(format!("c{number:03}.md"));
        Input::Path { shown: path.display().to_string(), path }
    };
    Config {
        inputs: (0..chapters).map(input).collect(),
        formats: [Format::Pdf].into(),
        system_fonts: false,
        ..Config::default()
    }
}

fn pdf(session: &mut Session, config: &Config, loader: &Loader) -> Vec<u8> {
    let mut findings = Findings::default();
    let mut built = pipeline::build_again(session, config, loader, &mut findings, &mut |_| {}).expect("it builds");
    built.outputs.remove(&Format::Pdf).expect("a PDF")
}

#[test]
fn a_second_build_sets_only_what_changed() {
    const CHAPTERS: usize = 24;
    let config = config(CHAPTERS);
    let mut session = Session::default();
    let first = pdf(&mut session, &config, &book(CHAPTERS, None));
    assert!(session.set_chapters() >= CHAPTERS);
    assert!(first == pdf(&mut session, &config, &book(CHAPTERS, None)), "the same book gives other bytes");
    assert_eq!(session.set_chapters(), 0, "nothing changed");
    let again = pdf(&mut session, &config, &book(CHAPTERS, Some(7)));
    assert_eq!(session.set_chapters(), 1, "one word of one chapter changed");
    let clean = pdf(&mut Session::default(), &config, &book(CHAPTERS, Some(7)));
    assert!(again == clean, "a build after an edit gives other bytes than a clean one");
    assert!(again != first, "the edit is in the book");
}

#[test]
fn another_page_size_sets_everything_again() {
    const CHAPTERS: usize = 3;
    let mut session = Session::default();
    let config = config(CHAPTERS);
    pdf(&mut session, &config, &book(CHAPTERS, None));
    let wide = Config { page_size: bindery::config::page_size::parse("a5").ok(), ..config };
    let again = pdf(&mut session, &wide, &book(CHAPTERS, None));
    assert!(session.set_chapters() >= CHAPTERS);
    assert!(again == pdf(&mut Session::default(), &wide, &book(CHAPTERS, None)));
}
