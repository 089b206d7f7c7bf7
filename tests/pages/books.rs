//! The samples, a novel and articles.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bindery::document::{ChapterRole, InlineKind, Node, NodeRef, Target};
use bindery::layout::{self, Fragment, FragmentKind, Page, Source, counter_text};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;
use bindery::style::Pseudo;

use crate::measure::{lost, outside};
use crate::set::{Kind, Set, config, node_of, set};

/// Every how manieth article is set: about a dozen.
const ARTICLE_STEP: usize = 13;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("BINDERY_CORPORA").map_or(root().join("../shared/corpora"), PathBuf::from);
    if folder.join("moby-dick/order.txt").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: no corpora in {}", folder.display());
    None
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

fn novel(corpora: &Path) -> Vec<PathBuf> {
    let folder = corpora.join("moby-dick");
    let order = fs::read_to_string(folder.join("order.txt")).unwrap();
    order.lines().filter(|line| !line.trim().is_empty()).map(|line| folder.join(line.trim())).collect()
}

fn on_disk(name: &str, inputs: &[PathBuf]) -> Set {
    set(name, &config(inputs), &Loader::disk())
}

/// All checks that hold for any book.
fn faults(set: &Set) -> Vec<String> {
    let mut faults = outside(set);
    faults.extend(lost(set));
    faults.extend(lonely_headings(set));
    faults.extend(lonely_lines(set));
    faults.extend(strayed_notes(set));
    faults.extend(wrong_folios_in_contents(set));
    faults.extend(marked_blanks(set));
    faults
}

#[track_caller]
fn assert_none(faults: Vec<String>) {
    let shown = faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults\n{shown}", faults.len());
}

#[test]
fn samples() {
    let book = on_disk("the-making-of-a-page", &[root().join("samples/the-making-of-a-page")]);
    let article = on_disk("kaspersky", &[root().join("samples/kaspersky-leaves-us.md")]);
    assert!(book.laid.pages.pages.len() > 10 && article.laid.pages.pages.len() > 1);
    assert_none([faults(&book), faults(&article)].concat());
}

#[test]
fn the_novel() {
    let Some(corpora) = corpora() else { return };
    let novel = on_disk("moby-dick", &novel(&corpora));
    assert!(novel.laid.pages.pages.len() > 400);
    assert_none(faults(&novel));
}

#[test]
fn technical_books() {
    let Some(corpora) = corpora() else { return };
    for name in ["rust-book", "book-ja"] {
        let book = on_disk(name, &[corpora.join(name)]);
        assert!(book.laid.pages.pages.len() > 500);
        assert_none(faults(&book));
    }
}

#[test]
fn articles() {
    let Some(corpora) = corpora() else { return };
    let mut all = Vec::new();
    for file in markdown_files(&corpora.join("articles")).into_iter().step_by(ARTICLE_STEP) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        all.extend(faults(&on_disk(&name, &[file])));
    }
    assert_none(all);
}

#[test]
fn threads_do_not_matter() {
    let inputs = [root().join("samples/the-making-of-a-page")];
    let dump = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let set = pipeline::lay_out(&config(&inputs), &Loader::disk(), &mut Findings::default()).unwrap();
            layout::dump(&set.pages)
        })
    };
    assert!(dump(1) == dump(2));
}

/// A style sheet that breaks what a check holds, and the check.
type Breakage = (&'static str, fn(&Set) -> Vec<String>);

#[test]
fn checks_find_what_they_look_for() {
    const BREAKAGES: [Breakage; 9] = [
        ("@page { margin: 60pt } p { margin-left: -70pt }", outside),
        ("@page { margin: 60pt } p { margin-right: -70pt; border: 1pt solid }", outside),
        ("em { display: none }", lost),
        ("h2 { break-after: auto }", lonely_headings),
        ("p { orphans: 1 }", lonely_lines),
        ("p { widows: 1 }", lonely_lines),
        ("aside.note { float: none }", strayed_notes),
        ("nav a::after { content: target-counter(attr(href), page, upper-roman) }", wrong_folios_in_contents),
        (
            "body > section { break-before: recto } @page front:blank { @bottom-center { content: \"blank\" } }",
            marked_blanks,
        ),
    ];
    let section = |n: usize| format!("## Section {n}\n\n*Some* {}.[^1]\n\n", "words ".repeat(20 + n * 7 % 60));
    let text = format!("# Chapter\n\n{}[^1]: A note.\n", (0..120).map(section).collect::<String>());
    let set_with = |css: &str| {
        let files = [("b/1.md", text.as_str()), ("b/2.md", text.as_str()), ("b/case.css", css)];
        let mut config = config(&[PathBuf::from("b/1.md"), PathBuf::from("b/2.md")]);
        config.css = vec![PathBuf::from("b/case.css")];
        set(css, &config, &Loader::memory(files))
    };
    assert_none(faults(&set_with("")));
    for (css, check) in BREAKAGES {
        assert!(!check(&set_with(css)).is_empty(), "nothing is found with `{css}`");
    }
}

/// Headings at the foot of a page whose text is on the next.
fn lonely_headings(set: &Set) -> Vec<String> {
    let pages = &set.laid.pages.pages;
    let mut found = Vec::new();
    for (index, pair) in pages.windows(2).enumerate() {
        let (Some((_, last, place)), Some((_, next, next_place))) =
            (set.flow(&pair[0]).rfind(|(fragment, ..)| has_words(fragment)), set.flow(&pair[1]).next())
        else {
            continue;
        };
        if place.kind == Kind::Heading && last.chapter == next.chapter && next_place.block != place.block {
            found.push(format!("{}: page {} ends with a heading", set.name, index + 1));
        }
    }
    found
}

/// Paragraphs cut by a page so that a single line stands alone.
fn lonely_lines(set: &Set) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines: BTreeMap<NodeRef, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, page) in set.laid.pages.pages.iter().enumerate() {
        for (paragraph, count) in lines_of_paragraphs(set, page) {
            lines.entry(paragraph).or_default().push((index, count));
        }
    }
    for pieces in lines.values().filter(|pieces| pieces.len() > 1) {
        let ((first, at_foot), (last, at_head)) = (pieces[0], pieces[pieces.len() - 1]);
        if at_foot == 1 {
            found.push(format!("{}: page {} ends with one line of a paragraph", set.name, first + 1));
        }
        if at_head == 1 {
            found.push(format!("{}: page {} begins with one line of a paragraph", set.name, last + 1));
        }
    }
    found
}

/// How many baselines each paragraph has on a page; glyphs raised or lowered by less than half a line are on it.
fn lines_of_paragraphs(set: &Set, page: &Page) -> BTreeMap<NodeRef, usize> {
    let mut baselines: BTreeMap<NodeRef, Vec<f32>> = BTreeMap::new();
    for (fragment, _, place) in set.flow(page).filter(|(_, _, place)| place.kind == Kind::Paragraph) {
        let baseline = match &fragment.kind {
            FragmentKind::Glyphs(run) => run.origin.y.0,
            // The box of a character without a glyph goes a little below it.
            FragmentKind::MissingGlyph { rect, .. } => rect.bottom().0 - 1.5,
            _ => continue,
        };
        let own = baselines.entry(place.block).or_default();
        if !own.iter().any(|known| (known - baseline).abs() < 6.0) {
            own.push(baseline);
        }
    }
    baselines.into_iter().map(|(block, own)| (block, own.len())).collect()
}

fn has_words(fragment: &Fragment) -> bool {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => !run.text.trim().is_empty(),
        FragmentKind::Image(_) | FragmentKind::MissingGlyph { .. } => true,
        FragmentKind::Box(_) | FragmentKind::Rule { .. } | FragmentKind::Anchor(_) => false,
    }
}

/// The first page that shows each node.
fn first_pages(set: &Set) -> BTreeMap<NodeRef, usize> {
    let mut pages = BTreeMap::new();
    for (index, page) in set.laid.pages.pages.iter().enumerate() {
        for fragment in page.fragments.iter().filter(|fragment| has_words(fragment)) {
            if let Some(node) = node_of(fragment) {
                pages.entry(node).or_insert(index);
            }
        }
    }
    pages
}

/// Notes that begin on another page than their first reference.
fn strayed_notes(set: &Set) -> Vec<String> {
    let pages = first_pages(set);
    let mut found = Vec::new();
    for chapter in &set.laid.book.document.chapters {
        for note in &chapter.notes {
            let Some(reference) = note.references.first() else { continue };
            let mut begins = None;
            Node::Note(note).visit(&mut |node| {
                let page = pages.get(&chapter.node_ref(node.id())).copied();
                begins = [begins, page].into_iter().flatten().min();
            });
            let refers = pages.get(&chapter.node_ref(*reference)).copied();
            if refers != begins {
                found.push(format!("{}: note {} on {begins:?}, its reference on {refers:?}", set.name, note.label));
            }
        }
    }
    found
}

/// Page numbers on the contents page that are not those of the pages where the entries begin.
fn wrong_folios_in_contents(set: &Set) -> Vec<String> {
    let mut shown: BTreeMap<NodeRef, String> = BTreeMap::new();
    for fragment in set.laid.pages.pages.iter().flat_map(|page| &page.fragments) {
        if let (Source::Generated { node, pseudo: Pseudo::After }, FragmentKind::Glyphs(run)) =
            (&fragment.source, &fragment.kind)
        {
            shown.entry(*node).or_default().push_str(&run.text);
        }
    }
    let mut found = Vec::new();
    let chapters = &set.laid.book.document.chapters;
    for chapter in chapters.iter().filter(|chapter| chapter.role == ChapterRole::Contents) {
        let mut entries = 0;
        Node::Section(chapter).visit(&mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Link { target: Target::Node(target), .. } = &inline.kind
            {
                entries += 1;
                let number = shown.get(&chapter.node_ref(inline.id)).map(|text| text.trim().to_owned());
                let position = set.laid.pages.positions.get(target);
                let page = position.map(|position| &set.laid.pages.pages[position.page as usize]);
                let expected = page.map(|page| counter_text(page.number, &page.numbering));
                if number != expected || expected.is_none() {
                    found.push(format!("{}: contents say {number:?}, the page is {expected:?}", set.name));
                }
            }
        });
        assert!(entries > 0, "{}: the contents are empty", set.name);
    }
    found
}

/// Pages without content that carry a folio or a head.
fn marked_blanks(set: &Set) -> Vec<String> {
    let pages = set.laid.pages.pages.iter().enumerate();
    let blank = pages.filter(|(_, page)| !page.fragments.iter().any(|fragment| node_of(fragment).is_some()));
    blank
        .filter(|(_, page)| !page.fragments.is_empty())
        .map(|(index, _)| format!("{}: page {} is blank but for a folio or a head", set.name, index + 1))
        .collect()
}
