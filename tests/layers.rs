//! The direction of the design: who may use whom, who owns which crate, who touches the world.
//!
//! The table is the design. A failure here means that a module reaches for something that stands below it;
//! move the thing up, or hand it over as a value.

mod code;

use code::{SourceFile, assert_none, heads_after, root, sources, without_tests, words};

/// The modules from the ground up. A module may use those in rows above its own, and never its neighbors.
const ROWS: &[&[&str]] = &[
    // words every module may use
    &["deflate", "geom", "hash", "memo"],
    &["color", "lang", "url"],
    &["source"],
    &["diagnostic"],
    // parse
    &["document"],
    &["config"],
    &["html", "highlight"],
    &["math", "diagram"],
    &["markdown"],
    &["project"],
    &["transform", "resource"],
    &["toc", "picture"],
    // style
    &["css", "font"],
    &["style"],
    // layout
    &["text", "paragraph"],
    &["cover", "layout"],
    // backends
    &["epub", "pdf"],
    // the book held against rules
    &["store"],
    &["conformance"],
    &["catalog", "pipeline"],
    // the program
    &["staging"],
    &["cache", "web"],
    &["cli"],
    &["main"],
];

/// The same within `layout`. Blocks and tables hold one another: a row of several is one recursion.
const LAYOUT_ROWS: &[&[&str]] = &[
    &["replaced"],
    &["background"],
    &["fragment"],
    &["formula_breaks"],
    &["counter"],
    &["inline_content"],
    &["boxes"],
    &["galley"],
    &["text_fragments"],
    &["chapter"],
    &["formula"],
    &["formula_drawing", "line"],
    &["block", "table"],
    &["page"],
    &["dump"],
    &["report"],
    &["session"],
];

/// The same within `epub`: what a file is, and what the book is, lie below all that writes.
const EPUB_ROWS: &[&[&str]] = &[
    &["cut", "describe", "error", "formula", "shape", "sheet_text", "table", "trace", "xml"],
    &["part", "recurring", "svg"],
    &["container", "fonts", "images", "options"],
    &["shown"],
    &["book", "stylesheet"],
    &["content", "cover"],
    &["metadata", "navigation"],
    &["package"],
];

/// The same within `pdf`: the notation of objects lies below all that has a meaning.
const PDF_ROWS: &[&[&str]] = &[
    &["error", "object", "options", "tag"],
    &["attachment", "font", "foreign", "metadata"],
    &["describe", "image"],
    &["paint"],
    &["content", "structure"],
    &["destination", "resources"],
    &["link", "outline"],
    &["catalog", "page"],
];

/// Modules that know less than their row would allow.
const BLIND: &[(&str, &[&str])] = &[
    ("css", &["document", "markdown", "html", "transform"]),
    ("font", &["document", "css", "markdown", "html", "transform"]),
    ("text", &["css", "style", "document", "markdown", "html", "transform"]),
    ("paragraph", &["css", "style", "font", "document", "markdown", "html", "transform"]),
    ("layout", &["markdown", "html", "transform"]),
    // What stores ask of an EPUB is told of plain values.
    ("store", &["epub", "pdf", "layout", "style", "css", "picture", "markdown", "html", "transform"]),
    ("conformance", &["epub", "pdf", "layout", "style", "css", "markdown", "html", "transform"]),
    ("epub", &["layout", "text", "paragraph", "font", "markdown", "html", "transform"]),
    ("pdf", &["css", "paragraph", "markdown", "html", "transform"]),
];

/// Who may name a third-party crate. Every dependency has its row; `*` is for what is vocabulary.
const OWNERS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["cli"]),
    ("avif_parse", &["resource"]),
    ("blake3", &["hash"]),
    ("brotli", &["font"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("cssparser", &["css", "style"]),
    ("emojis", &["markdown"]),
    ("encoding_rs", &["project"]),
    ("epub_builder", &["epub"]),
    ("fdeflate", &["cover"]),
    ("flate2", &["pdf"]),
    ("fontique", &["font"]),
    ("harfrust", &["text"]),
    ("hl_lite", &["highlight"]),
    ("html5ever", &["html"]),
    ("hypher", &["text"]),
    ("icu_segmenter", &["text"]),
    ("image", &["pdf", "picture", "resource"]),
    ("indicatif", &["cli"]),
    ("libdeflater", &["deflate"]),
    ("lopdf", &["pdf"]),
    ("memchr", &["*"]),
    ("mimalloc", &["main"]),
    // A module of `pdf` has this name.
    ("moxcms", &["picture"]),
    ("mozjpeg_rs", &["picture"]),
    ("png", &["cover", "pdf", "picture"]),
    ("precomputed_hash", &["css"]),
    ("printpdf", &["pdf"]),
    ("pulldown_cmark", &["markdown"]),
    ("quick_xml", &["epub", "project", "resource"]),
    ("rayon", &["*"]),
    ("re_rav1d", &["picture"]),
    ("resvg", &["pdf"]),
    ("rustix", &["staging"]),
    ("rustls", &["web"]),
    ("rustls_native_certs", &["web"]),
    ("selectors", &["css", "style"]),
    ("serde", &["*"]),
    ("serde_json", &["cache", "catalog", "cli", "project"]),
    ("serde_saphyr", &["config"]),
    ("sha2", &["hash"]),
    ("signal_hook", &["cli"]),
    ("skrifa", &["font"]),
    ("subsetter", &["pdf"]),
    ("svg2pdf", &["pdf"]),
    ("syntaxmate", &["highlight"]),
    ("toml", &["config", "lang"]),
    ("unicode_bidi", &["lang", "text"]),
    ("unicode_bidi_mirroring", &["font"]),
    ("unicode_normalization", &["font"]),
    ("unicode_properties", &["lang"]),
    ("ureq", &["web"]),
    ("wuff", &["font"]),
    ("zip", &["epub"]),
    ("zune_jpeg", &["picture"]),
];

/// Who within `pdf` may name a crate that speaks of PDF's objects, operators or fonts.
const PDF_OWNERS: &[(&str, &[&str])] = &[
    ("flate2", &["image"]),
    ("lopdf", &["foreign"]),
    ("printpdf", &["content", "paint"]),
    ("subsetter", &["font"]),
    ("svg2pdf", &["image"]),
];

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// The top-level modules a file names, by `crate::` or by `super::` from a top-level file.
fn used(file: &SourceFile) -> Vec<(usize, String)> {
    let mut uses = heads_after(&file.code, "crate");
    let program = without_tests(&file.code);
    let root = "super::".repeat(file.module.len());
    if !root.is_empty() {
        uses.extend(heads_after(&program, root.trim_end_matches(':')));
    }
    uses
}

#[test]
fn every_module_has_a_row() {
    let findings: Vec<String> = sources("src")
        .iter()
        .filter(|file| file.top() != "lib" && row(file.top()).is_none())
        .map(|file| format!("{}: module `{}` is in no row of ROWS", file.path, file.top()))
        .collect();
    assert_none(&findings, "each module stands in one row of tests/layers.rs and of ARCHITECTURE.md");
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut findings = Vec::new();
    for file in sources("src").iter().filter(|file| file.top() != "lib") {
        let Some(own) = row(file.top()) else { continue };
        for (at, head) in used(file) {
            let Some(other) = row(&head) else { continue };
            if head != file.top() && other >= own {
                findings.push(format!("{}: `{}` uses `{head}`", file.place(at), file.top()));
            }
            if BLIND.iter().any(|(module, unseen)| *module == file.top() && unseen.contains(&head.as_str())) {
                findings.push(format!("{}: `{}` is not to know `{head}`", file.place(at), file.top()));
            }
        }
    }
    assert_none(&findings, "a module uses only rows above it");
}

#[test]
fn layout_goes_one_way() {
    assert_none(
        &uphill("layout", LAYOUT_ROWS, &[("block", "table"), ("table", "block"), ("formula_drawing", "line")]),
        "a module of layout uses only rows above it",
    );
}

#[test]
fn epub_goes_one_way() {
    assert_none(&uphill("epub", EPUB_ROWS, &[]), "a module of epub uses only rows above it");
}

#[test]
fn pdf_goes_one_way() {
    let mut findings = uphill("pdf", PDF_ROWS, &[]);
    // What the facade defines itself would be a way around the rows.
    let is_known = |head: &str| PDF_ROWS.iter().any(|row| row.contains(&head));
    for (file, uses) in uses_within("pdf") {
        let unknown = uses.into_iter().filter(|(_, head)| !is_known(head));
        findings.extend(unknown.map(|(at, head)| format!("{}: `{head}` is in no row of `pdf`", file.place(at))));
    }
    assert_none(&findings, "a module of pdf uses only rows above it");
}

#[test]
fn each_crate_has_one_owner_in_pdf() {
    let mut findings = Vec::new();
    for file in sources("src").iter().filter(|file| file.top() == "pdf" && !file.is_test()) {
        let module = file.module.get(1).map_or("the facade", String::as_str);
        for (name, owners) in PDF_OWNERS.iter().filter(|(_, owners)| !owners.contains(&module)) {
            let places = names_of_crate(&without_tests(&file.code), name);
            findings.extend(
                places.into_iter().map(|at| format!("{}: `{name}` belongs to {}", file.place(at), owners.join(", "))),
            );
        }
    }
    assert_none(&findings, "a crate that writes or reads PDF has one owner in pdf");
}

/// The files of the modules within another, and the modules of the same that they name.
fn uses_within(top: &str) -> Vec<(SourceFile, Vec<(usize, String)>)> {
    let files = sources("src").into_iter();
    let files = files.filter(|file| file.top() == top && file.module.len() > 1 && !file.is_test());
    files
        .map(|file| {
            let program = without_tests(&file.code);
            let up = "super::".repeat(file.module.len() - 1);
            let below = format!("crate::{top}");
            let uses = [heads_after(&program, &below), heads_after(&program, up.trim_end_matches(':'))].concat();
            (file, uses)
        })
        .collect()
}

/// Where a module within another uses one of its own row or below, but for pairs that hold one another.
fn uphill(top: &str, rows: &[&[&str]], pairs: &[(&str, &str)]) -> Vec<String> {
    let row = |module: &str| rows.iter().position(|row| row.contains(&module));
    let mut findings = Vec::new();
    for (file, uses) in uses_within(top) {
        let module = file.module[1].as_str();
        let Some(own) = row(module) else {
            findings.push(format!("{}: module `{module}` is in no row of `{top}`", file.path));
            continue;
        };
        for (at, head) in uses {
            let is_above = row(&head).is_none_or(|other| other < own) || head == module;
            if !is_above && !pairs.contains(&(module, head.as_str())) {
                findings.push(format!("{}: `{module}` uses `{head}`", file.place(at)));
            }
        }
    }
    findings
}

#[test]
fn lib_holds_no_code() {
    let lib = sources("src").into_iter().find(|file| file.path == "src/lib.rs").expect("there is a lib.rs");
    let findings: Vec<String> = lib
        .code
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("pub mod ") && !line.starts_with("#!["))
        .map(str::to_owned)
        .collect();
    assert_none(&findings, "lib.rs holds crate documentation and `pub mod` lines");
}

#[test]
fn each_crate_has_one_owner() {
    let mut findings = Vec::new();
    for file in sources("src") {
        for (name, owners) in OWNERS.iter().filter(|(_, owners)| *owners != ["*"]) {
            if owners.contains(&file.top()) || file.is_test() {
                continue;
            }
            let places = names_of_crate(&without_tests(&file.code), name);
            findings.extend(
                places.into_iter().map(|at| format!("{}: `{name}` belongs to {}", file.place(at), owners.join(", "))),
            );
        }
    }
    assert_none(&findings, "a third-party crate has one owner");
}

/// Where code names a crate; `crate::image::…` and `self.image` are our own.
fn names_of_crate(program: &str, name: &str) -> Vec<usize> {
    let is_crate = |at: &usize| {
        let before = program[..*at].trim_end();
        let is_path = program[at + name.len()..].starts_with("::");
        let is_use = before.ends_with("use") && !before.ends_with("::");
        (is_path || is_use) && !before.ends_with("::") && !before.ends_with('.')
    };
    words(program, name).filter(is_crate).collect()
}

#[test]
fn every_dependency_has_an_owner() {
    // The packed crate has a manifest that is written anew, beside the one that was.
    let names = ["Cargo.toml.orig", "Cargo.toml"].map(|name| root().join(name));
    let manifest = names.iter().find_map(|name| std::fs::read_to_string(name).ok()).expect("there is a manifest");
    let mut in_dependencies = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies =
                line == "[dependencies]" || line.starts_with("[target.") && line.ends_with(".dependencies]");
        } else if in_dependencies && let Some((name, _)) = line.split_once('=') {
            names.push(name.trim().replace('-', "_"));
        }
    }
    assert!(names.len() > 10, "the manifest's dependencies were not found");
    let unowned = names.iter().filter(|name| !OWNERS.iter().any(|(known, _)| known == name));
    let absent = OWNERS.iter().map(|(known, _)| known).filter(|known| !names.iter().any(|name| name == *known));
    let findings: Vec<String> = unowned
        .map(|name| format!("`{name}` has no row in OWNERS"))
        .chain(absent.map(|name| format!("`{name}` is no dependency")))
        .collect();
    assert_none(&findings, "OWNERS and Cargo.toml name the same crates");
}

/// What touches the world outside, and who may.
const WORLD: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "std::fs",
            "fs::read",
            "File::open",
            ".canonicalize()",
            ".read_dir()",
            ".is_file()",
            ".is_dir()",
            ".exists()",
        ],
        &["source", "staging", "cache", "web", "cli", "main"],
        "only source::Loader reads files, and cache and web what they keep",
    ),
    (
        &["fs::write", "fs::rename", "fs::create_dir", "fs::remove", "File::create", "OpenOptions"],
        &["staging", "cache", "web", "cli", "main"],
        "only the program writes files, and cache and web what they keep, all by staging",
    ),
    (
        &["println!", "eprintln!", "print!", "eprint!", "io::stdout", "io::stderr", "io::stdin", "process::exit"],
        &["cli", "main"],
        "the library neither prints nor exits",
    ),
    (&["std::env", "env::var", "env::args", "current_dir"], &["cli", "main"], "the library reads no environment"),
    (&["std::net", "TcpStream", "UdpSocket"], &["web"], "only web goes to the network"),
    (
        &["std::process::Command", "process::{self, Child, Command", "Command::new"],
        &["cli"],
        "the program alone runs others, and only those that its command line names",
    ),
    (&["Instant::now"], &["web", "cli", "main"], "the library knows no clock; web measures its own patience"),
    (&["SystemTime::now"], &["cli", "main"], "the library knows no clock: dates come in"),
    (&["SystemTime"], &["cache", "cli", "main", "web"], "times of files matter to what is kept alone"),
    (&["thread_rng", "RandomState", "getrandom"], &[], "nothing is random"),
    (&["Rc<RefCell", "thread_local!", "static mut"], &[], "values, not shared state"),
];

#[test]
fn only_the_edges_touch_the_world() {
    let mut findings = Vec::new();
    for file in sources("src").into_iter().filter(|file| !file.is_test()) {
        let program = without_tests(&file.code);
        for (marks, allowed, rule) in WORLD {
            if allowed.contains(&file.top()) {
                continue;
            }
            for mark in *marks {
                findings.extend(
                    occurrences(&program, mark).into_iter().map(|at| format!("{}: `{mark}`: {rule}", file.place(at))),
                );
            }
        }
    }
    assert_none(&findings, "reading, writing, printing, clock and environment stay at the edges");
}

/// Where a mark occurs, not as the tail of a longer word.
fn occurrences(code: &str, mark: &str) -> Vec<usize> {
    let of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    code.match_indices(mark)
        .map(|(at, _)| at)
        .filter(|&at| mark.starts_with('.') || at == 0 || !of_word(code.as_bytes()[at - 1]))
        .collect()
}
