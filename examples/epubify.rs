use bindery::diagnostic::Diagnostics;
use bindery::document::*;
use bindery::source::*;
use bindery::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = PathBuf::from(&args[0]);
    let inputs: Vec<PathBuf> = args[1..].iter().map(PathBuf::from).collect();
    let mut files = Files::default();
    let mut d = Diagnostics::default();
    let mut document = Document::default();
    let root = inputs[0].parent().unwrap().to_path_buf();
    for (i, input) in inputs.iter().enumerate() {
        let text = std::fs::read_to_string(input).unwrap();
        let id = files.add(input.to_string_lossy(), &text);
        let (fm, start) = config::read(&files, id, &input.to_string_lossy(), &mut d);
        if i == 0 {
            document.metadata = fm.metadata();
        }
        let text = Text::from_file(&files, id, start);
        let name = input.file_stem().unwrap().to_string_lossy().replace(['@', '.', ' '], "-");
        let path = input.file_name().unwrap().to_string_lossy().into_owned();
        document.chapters.push(Arc::new(markdown::parse(&text, ChapterId(i as u32), &name, &path, &mut d)));
    }
    if inputs.len() > 1 && document.metadata.title.is_none() {
        document.metadata.title = Some("Moby-Dick; or, The Whale".into());
        document.metadata.creators =
            vec![Creator { name: "Herman Melville".into(), role: "aut", file_as: Some("Melville, Herman".into()) }];
    }
    let document = transform::apply(document, &Default::default(), &mut d);
    let toc = toc::build(&document, 3);
    let document = toc::fill(document, &toc);
    let resources = resource::load(&document, &Loader::disk(), Path::new(&root), None, &mut d);
    let sheets: Vec<(String, String)> = ["base", "book"]
        .iter()
        .map(|n| (n.to_string(), std::fs::read_to_string(format!("/work/wt/epub/styles/{n}.css")).unwrap()))
        .collect();
    let drawn_cover = std::fs::read("/tmp/cover.jpg").ok();
    let options = epub::Options { modified: "2024-07-20T00:00:00Z".into(), drawn_cover };
    let mut best = u128::MAX;
    let mut bytes = Vec::new();
    for _ in 0..std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(1) {
        let t = Instant::now();
        bytes = epub::write(&document, &toc, &sheets, &resources, None, &options).unwrap();
        best = best.min(t.elapsed().as_micros());
    }
    eprintln!("{} bytes {} µs", bytes.len(), best);
    std::fs::write(out, bytes).unwrap();
}
