//! Golden cases of the document tree: `tests/suite/{markdown,transform}/*.txt` in, `tests/ref/tree/` out.
//!
//! A case is a section `--- name tree ---`; its text goes through the parser and, in `transform`, through
//! every pass. `@title`, `@lang`, `@from` and the like at its head are metadata; `=== other.md` begins another file.
//! `UPDATE=1 cargo test --test trees` rewrites the references. And a strict reading of all of them, of the dialects' texts and
//! of the corpora where they are present: no mark of another tool stands in the text without a finding that tells of it.

mod golden;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bindery::config::LinkUrls;
use bindery::diagnostic::{Code, Diagnostics};
use bindery::document::{ChapterId, Creator, Document, Inline, InlineKind, Node, dump};
use bindery::lang::Lang;
use bindery::markdown::{Dialect, Reading};
use bindery::source::{Files, Text};
use bindery::{markdown, toc, transform};

#[test]
fn trees_are_as_their_references() {
    let mut references = golden::References::new("tree");
    for module in ["markdown", "transform"] {
        for case in golden::suite(module, "tree").into_iter().flat_map(|(_, cases)| cases) {
            references.check(&case.name, &tree(&case.text, module == "transform"));
        }
    }
    references.finish();
}

fn tree(text: &str, transformed: bool) -> String {
    let mut document = Document::default();
    let mut options = transform::Options::default();
    let mut addresses = LinkUrls::None;
    let mut reading = Reading::default();
    let mut sources: Vec<(String, String)> = vec![("case.md".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        let is_head = sources.len() == 1 && sources[0].1.is_empty();
        if let Some((key, value)) = line.strip_prefix('@').and_then(|line| line.trim_end().split_once(' '))
            && is_head
        {
            let value = value.to_owned();
            let metadata = &mut document.metadata;
            match key {
                "title" => metadata.title = Some(value),
                "subtitle" => metadata.subtitle = Some(value),
                "date" => metadata.date = Some(value),
                "description" => metadata.description = Some(value),
                "publisher" => metadata.publisher = Some(value),
                "lang" => metadata.lang = Lang::parse(&value).unwrap(),
                "author" => metadata.creators.push(Creator { name: value, role: "aut", file_as: None }),
                "toc" => options.toc = Some(value == "yes"),
                "link-urls" => addresses = LinkUrls::named(&value).unwrap(),
                "from" => reading.dialect = Dialect::named(&value).unwrap(),
                key => panic!("unknown key `{key}`"),
            }
        } else if let Some(path) = line.strip_prefix("=== ") {
            let path = path.trim_end().to_owned();
            if is_head {
                sources.clear();
            }
            sources.push((path, String::new()));
        } else {
            sources.last_mut().unwrap().1.push_str(line);
        }
    }
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    for (index, (path, content)) in sources.iter().enumerate() {
        let file = files.add(path.clone(), content);
        let text = Text::from_file(&files, file, 0);
        let name = path.trim_end_matches(".md").replace('/', "-");
        let chapter = markdown::parse_as(&reading, &text, ChapterId(index as u32), &name, path, &mut diagnostics);
        document.chapters.push(Arc::new(chapter));
    }
    if transformed {
        document = transform::apply(document, &options, &mut diagnostics);
        let toc = toc::build(&document, Some(3));
        document = toc::fill(document, &toc);
        document = transform::tell_addresses(&document, addresses);
    }
    let mut out = dump(&document);
    for finding in diagnostics.iter() {
        let place = finding.span.map_or_else(String::new, |span| {
            let at = files.line_column(span.file, span.start);
            let source = &files.get(span.file).text[span.start as usize..span.end as usize];
            format!(
                " {}:{}:{} {:?}",
                files.get(span.file).path,
                at.line,
                at.column,
                source.lines().next().unwrap_or_default()
            )
        });
        out.push_str(&format!("{}:{place} {}", finding.code.name(), finding.message));
        for hint in &finding.hints {
            out.push_str(&format!(" ({hint})"));
        }
        out.push('\n');
    }
    out
}

/// Marks that plain prose does not hold.
const MARKS: [&str; 12] = [":::", "[[", "{{", "{%", "{#", "{:", "[@", "^[", "\\begin", "!!! ", "$$", "]{"];

/// The marks that a text shows outside code, and whether it tells of any.
fn marks(name: &str, text: &str) -> (Vec<String>, bool) {
    let mut files = Files::default();
    let file = files.add(name, text);
    let text = Text::from_file(&files, file, 0);
    let mut found = Diagnostics::default();
    let chapter = markdown::parse(&text, ChapterId(0), name, name, &mut found);
    let mut marks = Vec::new();
    let mut code = BTreeSet::new();
    let mut look = |node: Node<'_>| {
        if let Node::CodeText(block) = node {
            code.extend(block.content.iter().map(|inline| inline.id));
        }
        if let Node::Inline(Inline { id, kind: InlineKind::Text(words), span, .. }) = node
            && !code.contains(id)
        {
            // What the author escaped is meant as it stands.
            let source = files.get(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default();
            marks.extend(
                MARKS
                    .iter()
                    .filter(|mark| words.contains(**mark) && source.contains(**mark) && !words.contains("://"))
                    .map(|mark| format!("{mark} in {words:?}")),
            );
        }
    };
    Node::Body(&chapter).visit(&mut look);
    (marks, found.iter().any(|finding| matches!(finding.code, Code::ForeignMarkup | Code::UndefinedNote)))
}

fn check(name: &str, text: &str, failures: &mut Vec<String>) {
    let (marks, is_told) = marks(name, text);
    if !is_told {
        failures.extend(marks.into_iter().map(|mark| format!("{name}: {mark}")));
    }
}

/// Markdown files below a folder.
fn texts(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            found.extend(texts(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn no_mark_stands_without_a_finding() {
    let mut failures = Vec::new();
    for module in ["markdown", "transform"] {
        for case in golden::suite(module, "tree").into_iter().flat_map(|(_, cases)| cases) {
            check(&case.name, &case.text, &mut failures);
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpora = std::env::var_os("BINDERY_CORPORA").map_or(root.join("../shared/corpora"), PathBuf::from);
    for folder in [root.join("tests/suite"), root.join("samples"), corpora] {
        for path in texts(&folder) {
            if let Ok(text) = fs::read_to_string(&path) {
                check(&path.display().to_string(), &text, &mut failures);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
