//! Diagrams drawn by programs of the author's: only where the command line says so.

use super::{EPUB, Folder};

const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"90\"><rect width=\"9\" height=\"9\"/></svg>";

#[cfg(unix)]
#[test]
fn a_program_draws_each_diagram_once() {
    let folder = Folder::new();
    let fence = format!("```picture\n{SVG}\n```\n\n");
    folder.write("a.md", format!("# A\n\n{fence}{fence}```mermaid\ngraph TD\n```\n").as_bytes());
    let log = folder.path.join("log");
    let command = format!("picture=tee -a '{}'", log.display());
    folder.run(&["a.md", "-o", "a.epub", "--diagram-command", &command]).status(0).says(&["the diagram is empty"]);
    assert_eq!(String::from_utf8(folder.read("log")).unwrap().matches("<svg").count(), 1);
    assert!(folder.read("a.epub").starts_with(EPUB));
}

#[cfg(unix)]
#[test]
fn what_a_program_says_is_told() {
    let folder = Folder::new();
    folder.write("a.md", b"# A\n\n```mermaid\ngraph TD\n  A --> B\n```\n");
    let run = |command: &str| folder.run(&["a.md", "-o", "a.epub", "--diagram-command", command]).status(0);
    run("mermaid=ls /no/such/folder").says(&["diagram-command", "a.md:3:1", "/no/such/folder"]);
    run("mermaid=no-such-program {in}").says(&["`no-such-program` cannot be run"]);
    run("mermaid=true {in} {out}").says(&["wrote no picture"]);
    run("mermaid=echo no picture").says(&["its picture is of an unknown type"]);
}

#[test]
fn a_book_cannot_ask_for_programs() {
    let folder = Folder::new();
    let front = "---\ntitle: A\ndiagram-command:\n  mermaid: touch ran\n---\n\n```mermaid\ngraph TD\n  A --> B\n```\n";
    folder.write("a.md", front.as_bytes());
    folder.run(&["a.md", "-o", "a.epub"]).status(0).says(&["diagram-command", "--diagram-command", "a.md:3:1"]);
    assert!(!folder.has("ran"));
    folder.run(&["a.md", "-o", "a.epub", "--diagram-command", "mermaid"]).status(2).says(&["--diagram-command"]);
}
