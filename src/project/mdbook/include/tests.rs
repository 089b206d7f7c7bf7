use super::*;

const CODE: &str = "// ANCHOR: all\nuse a;\n// ANCHOR: one\nfn one() {\n    // ANCHOR: in\n    1\n    // ANCHOR_END: in\n}\n// \
                    ANCHOR_END: one\nfn two() {}\n// ANCHOR: one\nfn three() {}\n// ANCHOR_END: one\n// ANCHOR_END: all\n";

/// Expands `src/a.md` beside some files; the text, and each finding with its line, column and file.
fn expand(text: &str) -> (String, Vec<String>) {
    let (expanded, findings, _) = expand_all(text);
    (expanded.text.as_str().to_owned(), findings)
}

fn expand_all(text: &str) -> (Expanded, Vec<String>, Files) {
    let lines: String = (1..=9).map(|line| format!("{line}\n")).collect();
    let deep: Vec<(String, String)> = (0..12)
        .map(|level| (format!("/book/src/deep{level}.md"), format!("{{{{#include deep{}.md}}}}\n", level + 1)))
        .collect();
    let files = [
        ("/book/src/parts.md", "{{#include parts.md:2}}\ntwo\n"),
        ("/book/code.rs", CODE),
        ("/book/src/lines.txt", lines.as_str()),
        ("/book/src/sub/outer.md", "outer [{{#include inner.md}}] {{#include ../lines.txt:2}}\n"),
        ("/book/src/sub/inner.md", "inner\n"),
        ("/book/src/loop.md", "x{{#include loop.md}}"),
        ("/book/src/fence.rs", "//! ```\nfn main() {}\n"),
        ("/book/src/empty.md", ""),
        ("/book/src/broken.md", "a\n{{#include gone.md}}\n"),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let loader = Loader::memory(files.chain(deep));
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let file = files.add("src/a.md", text);
    let mut includes = Includes::new(&loader, Path::new("/book"), "");
    let expanded = includes.expand(file, "src/a.md", 0, &mut files, &mut diagnostics);
    let findings = diagnostics
        .iter()
        .map(|found| {
            let span = found.span.expect("every finding has a place");
            let at = files.line_column(span.file, span.start);
            let hints: String = found.hints.iter().map(|hint| format!(" ({hint})")).collect();
            format!("{}:{}:{} {}{hints}", files.get(span.file).path, at.line, at.column, found.message)
        })
        .collect();
    (expanded, findings, files)
}

#[test]
fn lines_are_selected() {
    for (part, expected) in [
        ("", "1\n2\n3\n4\n5\n6\n7\n8\n9"),
        (":", "1\n2\n3\n4\n5\n6\n7\n8\n9"),
        (":2", "2"),
        (":8:", "8\n9"),
        ("::2", "1\n2"),
        (":2:4", "2\n3\n4"),
        (":4:99", "4\n5\n6\n7\n8\n9"),
        (":0", "1"),
        (":4:2", ""),
        (":9", "9"),
    ] {
        let (text, found) = expand(&format!("<{{{{#include lines.txt{part}}}}}>\n"));
        assert_eq!(text, format!("<{expected}>\n"), "{part}");
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn anchors_select_and_never_show() {
    for (directive, expected) in [
        ("include ../code.rs:one", "fn one() {\n    1\n}"),
        ("include ../code.rs:in", "    1"),
        ("rustdoc_include ../code.rs:one", "fn one() {\n    1\n}\nfn three() {}"),
        ("include ../code.rs:all", "use a;\nfn one() {\n    1\n}\nfn two() {}\nfn three() {}"),
        ("rustdoc_include ../code.rs", "use a;\nfn one() {\n    1\n}\nfn two() {}\nfn three() {}"),
        ("include ../code.rs:2:4", "use a;\nfn one() {"),
    ] {
        let (text, found) = expand(&format!("```rust\n{{{{#{directive}}}}}\n```\n"));
        assert_eq!(text, format!("```rust\n{expected}\n```\n"), "{directive}");
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn what_is_included_may_include() {
    let (text, found) = expand("{{#include sub/outer.md}}!\n{{ #include   sub/inner.md }}|{{#include empty.md}}|");
    assert_eq!(text, "outer [inner] 2!\ninner||");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn lists_and_quotes_hold_all_lines() {
    let (text, _) = expand(
        "- x\n\n  {{#include lines.txt:1:3}}\n  y\n\n> > {{#include lines.txt:1:2}}\n\na {{#include lines.txt:1:2}}\n",
    );
    assert_eq!(text, "- x\n\n  1\n  2\n  3\n  y\n\n> > 1\n> > 2\n\na 1\n2\n");
}

#[test]
fn playgrounds_are_rust_listings() {
    let (text, _) = expand("{{#playground fence.rs editable ignore}}\n  {{#playpen sub/inner.md}}\n");
    assert_eq!(text, "````rust,editable,ignore\n//! ```\nfn main() {}\n````\n  ```rust\n  inner\n  ```\n");
}

#[test]
fn titles_and_escapes_leave_the_text() {
    let (expanded, found, _) = expand_all(
        "{{#title  My\n  Title }}\n\\{{#include a}} \\{{#title x}} {{#quiz ../q.toml}} {{x}} {{#include}}\n",
    );
    assert_eq!(expanded.title.as_deref(), Some("My Title"));
    assert_eq!(expanded.text.as_str(), "\n{{#include a}} {{#title x}} {{#quiz ../q.toml}} {{x}} {{#include}}\n");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_byte_knows_its_origin() {
    let (expanded, _, files) = expand_all("a {{#include ../code.rs:in}} b\n{{#playground fence.rs}}\n");
    let text = expanded.text;
    let place = |word: &str| {
        let at = text.as_str().find(word).unwrap();
        let span = text.span(at, at + word.len());
        let start = files.line_column(span.file, span.start);
        format!("{}:{}:{}", files.get(span.file).path, start.line, start.column)
    };
    assert_eq!(place("a "), "src/a.md:1:1");
    assert_eq!(place("1"), "code.rs:6:5");
    assert_eq!(place(" b"), "src/a.md:1:29");
    assert_eq!(place("rust"), "src/a.md:2:1");
    assert_eq!(place("main"), "src/fence.rs:2:4");
}

#[test]
fn what_cannot_be_had_is_reported_and_stays() {
    for (written, expected) in [
        ("{{#include gone.md}}", "cannot include `src/gone.md`: no such file"),
        ("{{#include ../code.rs:tow}}", "there is no anchor `tow` in `code.rs`"),
        ("{{#include ../code.rs:ones}}", "there is no anchor `ones` in `code.rs` (did you mean `one`?)"),
        ("{{#include lines.txt:10}}", "cannot include line 10 of `src/lines.txt`, which has 9 lines"),
        ("{{#include ../../etc/passwd}}", "`../../etc/passwd` lies outside the book's folder and is not included"),
        ("{{#inlcude lines.txt}}", "unknown directive `#inlcude`, which stays as written (did you mean `#include`?)"),
        ("{{#playground gone.rs}}", "cannot include `src/gone.rs`: no such file"),
    ] {
        let (text, found) = expand(&format!("x\ny {written} z\n"));
        assert_eq!(text, format!("x\ny {written} z\n"));
        let found = found.join("\n");
        assert!(found.starts_with(&format!("src/a.md:2:3 {expected}")), "{found}");
    }
    let (text, found) = expand("{{#include broken.md}}\n");
    assert_eq!(text, "a\n{{#include gone.md}}\n");
    assert_eq!(found, ["src/broken.md:2:1 cannot include `src/gone.md`: no such file"]);
}

#[test]
fn files_that_include_themselves_come_to_an_end() {
    let (text, found) = expand("{{#include loop.md}}\n");
    assert_eq!(text, "x{{#include loop.md}}\n");
    assert_eq!(found, ["src/loop.md:1:2 `src/loop.md` includes itself"]);
    // Another part of the same file is no circle.
    let (text, found) = expand("{{#include parts.md:2}} {{#include parts.md:1:2}}\n");
    assert_eq!(text, "two {{two}}\ntwo\n".replace("{{", "").replace("}}", ""));
    assert!(found.is_empty(), "{found:?}");
    let (text, found) = expand("{{#include deep0.md}}\n");
    assert_eq!(text, "{{#include deep10.md}}\n");
    assert_eq!(found, ["src/deep9.md:1:1 files include one another more than 10 deep; `src/deep10.md` is left out"]);
}

#[test]
fn growth_is_bounded() {
    let bombs: Vec<(String, String)> = (0..10)
        .map(|level| (format!("/book/src/{level}.md"), format!("{{{{#include {}.md}}}}\n", level + 1).repeat(50)))
        .collect();
    let loader = Loader::memory(bombs);
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let file = files.add("src/a.md", "{{#include 0.md}}\n");
    let mut includes = Includes::new(&loader, Path::new("/book"), "");
    let expanded = includes.expand(file, "src/a.md", 0, &mut files, &mut diagnostics);
    assert!(expanded.text.as_str().len() < 2 * loader.limits().included);
    assert!(diagnostics.iter().any(|found| found.message.contains("includes add more than 16 MiB")));
}
