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
fn explain_has_help_of_its_own() {
    for flag in ["--help", "-h"] {
        let run = Folder::new().run(&["explain", flag]).status(0).in_silence();
        assert!(run.text().contains("bindery explain CODE"), "{}", run.text());
    }
}

#[test]
fn a_check_that_finds_a_note_does_not_say_that_there_is_nothing() {
    let folder = Folder::with(&[("a/1.md", "# One\n\nText.\n"), ("a/2.md", "# Two\n\nText.\n")]);
    let run = folder.run(&["check", "a"]).status(0).says(&["guessed-title", "nothing but notes"]);
    assert!(!run.stderr.contains("nothing to report"), "{}", run.stderr);
}

#[test]
fn the_version_is_told() {
    let run = Folder::new().run(&["-V"]).status(0).in_silence();
    assert_eq!(run.text(), concat!("bindery ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn nothing_asked_is_an_error_of_usage() {
    Folder::new().run(&[]).status(2).says(&["no input was given", "bindery article.md"]);
    Folder::new().run(&["a.md", "--tehme", "book"]).status(2).says(&["--theme"]);
}

#[test]
fn the_options_are_printed_as_they_are_read() {
    let folder = Folder::with(&[("a.md", "Text")]);
    let run = folder.run(&["--print-config"]).status(0).in_silence();
    folder.write("options.toml", &run.stdout);
    folder.run(&["a.md", "--config", "options.toml", "-q"]).status(0).in_silence();
}

#[test]
fn words_of_other_programs_are_answered() {
    let folder = Folder::with(&[("a.md", "# A\n\nText")]);
    for (words, answer) in [
        (&["watch"] as &[&str], "run `bindery` again"),
        (&["a.md", "--pdf-engine=xelatex"], "bindery typesets by itself"),
        (&["a.md", "--citeproc"], "write references as notes"),
        (&["a.md", "-V", "sansfont=Arial"], "font-family"),
        (&["a.md", "-V", "no-such=1"], "is not known"),
        (&["completions"], "bindery completions bash"),
    ] {
        folder.run(words).status(2).says(&[answer]);
    }
    folder.run(&["-s", "a.md", "--wrap=none", "-o", "a.epub"]).status(0).says(&["`-s` has no effect", "`--wrap`"]);
    assert!(folder.run(&["completions", "bash"]).status(0).text().contains("bindery"));
    assert!(folder.run(&["man"]).status(0).text().contains(".TH"));
}

#[test]
fn checking_writes_nothing() {
    let folder = Folder::with(&[("a.md", "# A\n\n![Alt](missing.png)")]);
    folder.run(&["check", "a.md"]).status(0).says(&["missing-image", "Checked"]);
    folder.run(&["check", "a.md", "--strict"]).status(3);
    assert!(!folder.path.join("a.epub").exists() && !folder.path.join("a.pdf").exists());
}

#[test]
fn a_book_is_made_that_builds() {
    let folder = Folder::new();
    folder.run(&["init", "book"]).status(0).says(&["bindery.toml", "`bindery book` builds it"]);
    folder.run(&["init", "book"]).status(4).says(&["is there already"]);
    folder.run(&["book", "--strict", "-v"]).status(0).says(&["a-first-book.epub"]);
    let inside = Folder::new();
    inside.run(&["init"]).status(0);
    inside.run(&[]).status(0).says(&["a-first-book.pdf"]);
    inside.write("bindery.toml", b"[book]\ntilte = \"T\"\n[content]\nchapters = [\"01-beginning.md\", \"gone.md\"]\n");
    inside.run(&["check"]).says(&["tilte", "gone.md"]);
}

#[test]
fn what_would_be_read_is_shown() {
    let folder = Folder::new();
    folder.run(&["init", "book"]).status(0);
    let shown = folder.run(&["inspect", "book", "-o", "a.epub"]).status(0);
    for line in ["A First Book", "Your Name", "  a.epub"] {
        assert!(shown.text().contains(line), "{line}: {}", shown.text());
    }
    let json = folder.run(&["inspect", "book", "--json"]).status(0);
    let json: serde_json::Value = serde_json::from_str(json.text()).expect("it is JSON");
    assert_eq!(json["texts"][1]["path"], "02-how-it-goes-on.md");
    assert_eq!(json["metadata"]["title"], "A First Book");
}

#[test]
fn command_lines_of_other_tools_are_answered() {
    let folder = Folder::with(&[("book.md", "# A\n"), ("_config.yml", "title: T\n")]);
    for (line, answer) in [
        ("build --dest-dir out", "`-o FOLDER/` names the folder"),
        ("book.md book.pdf", "`-o book.pdf`"),
        ("book.md book.epub", "`-o book.epub`"),
        ("jekyll build", "`bindery` alone builds the project"),
        ("-a toc book.md", "`-M KEY=VALUE` gives a fact"),
        ("--future book.md", "`--drafts` binds texts of a later date"),
        ("book.md --theme own.yml", "`own.css`"),
        ("book.md -o out", "a folder ends in `/`"),
        ("book.md --watch", "run `bindery` again"),
        ("book.md -r asciidoctor-pdf", "no dialect of Markdown"),
    ] {
        folder.run(&line.split(' ').collect::<Vec<_>>()).status(2).says(&[answer]);
    }
    folder.run(&["book.md", "-t", "pdf,epub3", "-o", "out/"]).status(0);
    assert!(folder.has("out/a.pdf") && folder.has("out/a.epub"));
    folder.run(&["book.md", "--format", "pdf", "--paper-size", "A5", "--stylesheet", "no.css"]).status(1);
}
