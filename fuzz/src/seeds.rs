//! Seeds from the repository's own texts: the cases of the tests, the samples, the themes. Nothing of them is kept twice.

use std::fs;
use std::path::{Path, PathBuf};

use bindery::markdown::Dialect;
use image::{DynamicImage, ImageFormat};

/// Longer texts are cut into pieces of this size.
const LONGEST: usize = 4000;

/// The dictionary, beside this package's manifest.
pub fn dictionary() -> String {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionary.txt"))
}

/// The seeds of a target, in an order that is the same everywhere.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = match target {
        "markdown" => bytes(texts()),
        "dialects" => {
            let texts = texts();
            let dialects = Dialect::names().count();
            let tagged = texts.iter().enumerate().map(|(index, text)| (index % dialects, text));
            tagged.map(|(dialect, text)| [&[dialect as u8], text.as_bytes()].concat()).collect()
        }
        "css" => bytes(sheets()),
        "front_matter" => bytes(heads()),
        "html" => bytes(cases("tests/suite").into_iter().filter(|text| text.contains("</")).collect()),
        "svg" => bytes(drawings()),
        "image" => images(),
        "feeds" => bytes(feeds()),
        "book" => bytes(books()),
        _ => Vec::new(),
    };
    seeds.retain(|seed| !seed.is_empty());
    seeds.sort();
    seeds.dedup();
    seeds
}

fn bytes(texts: Vec<String>) -> Vec<Vec<u8>> {
    texts.into_iter().map(String::into_bytes).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in a folder of the repository")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of an ending in a folder and below, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The cases of the golden tests: what stands below `--- name stage ---`.
fn cases(folder: &str) -> Vec<String> {
    let mut cases = Vec::new();
    for file in files(folder, "txt") {
        let mut case = String::new();
        for line in read(&file).split_inclusive('\n') {
            if line.starts_with("--- ") && line.trim_end().ends_with(" ---") {
                cases.push(std::mem::take(&mut case));
            } else {
                case.push_str(line);
            }
        }
        cases.push(case);
    }
    cases.retain(|case| case.len() <= 2 * LONGEST && !case.trim().is_empty());
    cases
}

/// Texts in pieces, cut between paragraphs.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for paragraph in text.split_inclusive("\n\n") {
        if pieces.last().is_some_and(|piece| piece.len() + paragraph.len() > LONGEST) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(paragraph);
        }
    }
    pieces.retain(|piece| piece.len() <= LONGEST);
    pieces
}

fn whole_texts() -> Vec<String> {
    let folders = ["samples", "tests/suite"];
    folders.iter().flat_map(|folder| files(folder, "md")).flat_map(|file| pieces(&read(&file))).collect()
}

/// The examples of CommonMark's specification, between fences of 32 backticks.
fn examples() -> Vec<String> {
    let text = read(&root().join("tests/commonmark/spec.txt"));
    let fence = "`".repeat(32);
    let parts = text.split(&fence).filter_map(|part| part.strip_prefix(" example\n"));
    parts.filter_map(|part| Some(part.split("\n.\n").next()?.replace('→', "\t"))).collect()
}

fn texts() -> Vec<String> {
    let mut texts = cases("tests/suite/markdown");
    texts.extend(cases("tests/suite/transform"));
    texts.extend(whole_texts());
    texts.extend(examples());
    texts
}

/// The rules of the layout's cases and of the themes.
fn sheets() -> Vec<String> {
    let within = |case: &String| {
        let (_, rest) = case.split_once("<style>")?;
        Some(rest.split_once("</style>")?.0.to_owned())
    };
    let mut sheets: Vec<String> = cases("tests/suite/layout").iter().filter_map(within).collect();
    let themes = files("styles", "css").into_iter().chain(files("samples", "css"));
    sheets.extend(themes.flat_map(|file| pieces(&read(&file))));
    sheets
}

/// Heads of texts, and files of options and of projects.
fn heads() -> Vec<String> {
    let mut heads = Vec::new();
    for case in cases("tests/suite").into_iter().chain(whole_texts()) {
        for file in case.split("\n=== ") {
            let file =
                file.split_once('\n').map_or(file, |(name, rest)| if name.starts_with("---") { file } else { rest });
            let is_head = ["---\n", "+++\n", "{\n", "%", "Title:", "title:"].iter().any(|mark| file.starts_with(mark));
            if is_head {
                heads.push(file.chars().take(1000).collect());
            }
        }
    }
    heads.extend(pieces(&read(&root().join("src/config/default.toml"))));
    heads
}

fn drawings() -> Vec<String> {
    let folders = ["samples", "tests"];
    let mut drawings: Vec<String> =
        folders.iter().flat_map(|folder| files(folder, "svg")).map(|file| read(&file)).collect();
    // What the program draws itself.
    for reference in files("tests/ref/diagram", "txt").iter().map(|file| read(file)) {
        drawings.extend(reference.find("<svg").map(|start| reference[start..].to_owned()));
    }
    drawings.retain(|drawing| drawing.len() <= 2 * LONGEST);
    drawings.extend(
        [
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><linearGradient id='a'><stop offset='1' \
             stop-color='red'/></linearGradient><clipPath id='c'><circle r='4'/></clipPath><mask id='m'><rect width='5' \
             height='5' fill='#fff'/></mask><pattern id='p' width='2' height='2'><path d='M0 0L1 1'/></pattern>\
             <filter id='f'><feGaussianBlur stdDeviation='2'/></filter></defs><rect width='9' height='9' fill='url(#a)' \
             clip-path='url(#c)' mask='url(#m)' filter='url(#f)'/><use href='#c'/><text x='1' y='8'>words</text></svg>",
            "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='10%'><g transform='scale(1e9) rotate(5)' \
             opacity='.5'><path d='M0 0C1 1 2 2 3 3zA1 1 0 0 1 5 5' stroke='red' stroke-dasharray='1 2'/></g></svg>",
            "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY e 'words'>]><svg xmlns='http://www.w3.org/2000/svg'><style>\
             .a{fill:red}</style><symbol id='s' viewBox='0 0 1 1'><rect class='a'/></symbol><use href='#s' width='5'/>\
             <text>&e;<tspan dx='1 2'>b</tspan><textPath href='#q'>c</textPath></text></svg>",
        ]
        .map(str::to_owned),
    );
    drawings
}

/// Small images in every format and kind of pixel.
fn images() -> Vec<Vec<u8>> {
    let gray = |x: u32, y: u32| (x * 37 + y * 11) as u8;
    let colored = image::RgbaImage::from_fn(9, 7, |x, y| image::Rgba([gray(x, y), gray(y, x), x as u8, gray(x, x)]));
    let colored = DynamicImage::ImageRgba8(colored);
    let kinds = [
        colored.clone(),
        DynamicImage::ImageRgb8(colored.to_rgb8()),
        DynamicImage::ImageLuma8(colored.to_luma8()),
        DynamicImage::ImageLumaA8(colored.to_luma_alpha8()),
        DynamicImage::ImageRgb16(colored.to_rgb16()),
        DynamicImage::ImageRgba16(colored.to_rgba16()),
    ];
    let mut images = Vec::new();
    for kind in &kinds {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            // Not every format has every kind of pixel.
            if kind.write_to(&mut bytes, format).is_ok() {
                images.push(bytes.into_inner());
            }
        }
    }
    images
}

fn feeds() -> Vec<String> {
    let cases = cases("tests/suite/project");
    let files = cases.iter().flat_map(|case| case.split("=== ")).filter_map(|file| Some(file.split_once('\n')?.1));
    let is_feed = |text: &&str| bindery::project::feed::kind_of(text.as_bytes()).is_some();
    files.filter(is_feed).map(str::to_owned).collect()
}

fn books() -> Vec<String> {
    let mut books = whole_texts();
    for folder in ["layout", "markdown", "transform", "project", "mdbook"] {
        books.extend(cases(&format!("tests/suite/{folder}")));
    }
    books.extend(cases("tests/suite/formulas").iter().map(|formula| format!("$$\n{}\n$$\n", formula.trim())));
    // The first line names the kind.
    let diagrams = cases("tests/suite/diagram");
    let drawn = diagrams.iter().filter_map(|case| case.strip_prefix('@')?.split_once('\n'));
    books.extend(drawn.map(|(kind, text)| format!("```{}\n{}\n```\n", kind.trim(), text.trim())));
    books.extend(cases("tests/suite/highlight").iter().map(|code| format!("```rust\n{}\n```\n", code.trim())));
    books
}
