//! Golden cases of the document tree: `tests/suite/{markdown,transform}/*.txt` in, `tests/ref/tree/` out.
//!
//! A case is a section `--- name tree ---`; its text goes through the parser and, in `transform`, through
//! every pass. `@title`, `@lang` and the like at its head are metadata; `=== other.md` begins another file.
//! `UPDATE=1 cargo test --test trees` rewrites the references.

mod golden;

use std::sync::Arc;

use bindery::diagnostic::Diagnostics;
use bindery::document::{ChapterId, Creator, Document, dump};
use bindery::lang::Lang;
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
        let chapter = markdown::parse(&text, ChapterId(index as u32), &name, path, &mut diagnostics);
        document.chapters.push(Arc::new(chapter));
    }
    if transformed {
        document = transform::apply(document, &options, &mut diagnostics);
        let toc = toc::build(&document, Some(3));
        document = toc::fill(document, &toc);
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
