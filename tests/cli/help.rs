//! The manual.

use super::{Folder, assert_reference};

#[test]
fn the_manual_is_as_it_was() {
    let run = Folder::new().run(&["--help"]).status(0).in_silence();
    assert_reference("help.txt", run.text());
}

#[test]
fn every_exit_status_and_format_is_in_the_manual() {
    let run = Folder::new().run(&["--help"]).status(0);
    for text in ["Exit status:", "SOURCE_DATE_EPOCH", "Front matter:", "--strict", "-o", "Examples:"] {
        assert!(run.text().contains(text), "{text}");
    }
}

#[test]
fn the_version_is_told() {
    let run = Folder::new().run(&["-V"]).status(0).in_silence();
    assert_eq!(run.text(), concat!("bindery ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn nothing_asked_is_an_error_of_usage() {
    Folder::new().run(&[]).status(2).says(&["Usage: bindery"]);
    Folder::new().run(&["a.md", "--tehme", "book"]).status(2).says(&["--theme"]);
}

#[test]
fn the_options_are_printed_as_they_are_read() {
    let folder = Folder::with(&[("a.md", "Text")]);
    let run = folder.run(&["--print-config"]).status(0).in_silence();
    folder.write("options.toml", &run.stdout);
    folder.run(&["a.md", "--config", "options.toml", "-q"]).status(0).in_silence();
}
