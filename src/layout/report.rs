//! What setting a book has to say, as diagnostics with places in the files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chapter::Findings;
use super::fragment::{FragmentKind, Pages};
use super::galley::{Galley, Item};
use super::{Source, page};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Document, Node, NodeId, NodeRef};
use crate::lang::{EastAsian, is_hangul, is_ideographic};
use crate::resource::{MediaType, Resources};
use crate::source::Span;

/// Pixels an inch that printers ask for, and those below which pixels are seen; a hair less is as good, since sizes are
/// rounded.
const FINE: f32 = 299.0;
const COARSE: f32 = 149.0;

/// Says what the chapters found: each cluster that no font has once for the whole book.
pub fn report<'f>(found: impl Iterator<Item = &'f Findings>, diagnostics: &mut Diagnostics) {
    let mut missing: BTreeMap<Box<str>, Option<Span>> = BTreeMap::new();
    for findings in found {
        for &span in &findings.overfull {
            let message = "a line is wider than the measure and cannot be broken";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("a wider page, smaller type or a shorter piece would fit");
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for &span in &findings.wide_formulas {
            let message = "a formula is wider than the measure: it is set smaller, as far as can be read";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("break it into lines, with `\\\\` in `aligned` or `multline`");
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for &span in &findings.small_drawings {
            let message = "the diagram is set at less than 60 % of its size, to fit the page: its words are small";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message).hint(
                "draw its parts as diagrams of their own; a flowchart may run down instead of across (`TD`, not `LR`)",
            );
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for &span in &findings.wide_tables {
            let message = "the table has more columns than fit: its words are cut, even in smaller type";
            let mut diagnostic = Diagnostic::new(Code::Overfull, message)
                .hint("give it fewer columns, turn it on its side, or make the page wider with `--page-size`");
            diagnostic.span = span;
            diagnostics.push(diagnostic);
        }
        for (cluster, &span) in &findings.missing {
            missing.entry(cluster.clone()).or_insert(span);
        }
    }
    report_missing(missing, diagnostics);
}

/// A writing that no font has brings one diagnostic with the package to install, any other cluster its own.
fn report_missing(missing: BTreeMap<Box<str>, Option<Span>>, diagnostics: &mut Diagnostics) {
    let (east_asian, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        missing.into_iter().partition(|(cluster, _)| cluster.starts_with(|c| is_ideographic(c) || is_hangul(c)));
    if let Some((first, _)) = east_asian.first_key_value() {
        let writing = EastAsian::guess(east_asian.keys().flat_map(|cluster| cluster.chars())).name();
        let message = match east_asian.len() {
            1 => format!("no font has a glyph for `{first}`, which is {writing}"),
            count => {
                // Marks say less than letters.
                let (letters, marks): (Vec<&str>, Vec<&str>) = east_asian
                    .keys()
                    .map(|cluster| &**cluster)
                    .partition(|cluster| cluster.starts_with(char::is_alphabetic));
                let some: String = letters.into_iter().chain(marks).take(8).collect();
                format!("no font has glyphs for {count} characters of {writing} text: `{some}` …")
            }
        };
        let mut diagnostic = Diagnostic::new(Code::MissingGlyph, message)
            .hint("they are drawn as boxes with their code points; install a font that has them")
            .hint("on Debian and Ubuntu: `apt install fonts-noto-cjk`; `--no-system-fonts` must not be given");
        diagnostic.span = east_asian.values().flatten().min_by_key(|span| (span.file, span.start)).copied();
        diagnostics.push(diagnostic);
    }
    for (cluster, span) in others {
        let message = format!("no font has a glyph for `{cluster}` ({})", super::dump::code_points(&cluster));
        let hint = match cluster.starts_with(char::is_alphabetic) {
            true => "it is drawn as a box with its code point; on Debian and Ubuntu `fonts-noto-core` has most scripts",
            false => "it is drawn as a box with its code point; a font that has it would be used once installed",
        };
        let mut diagnostic = Diagnostic::new(Code::MissingGlyph, message).hint(hint);
        diagnostic.span = span;
        diagnostics.push(diagnostic);
    }
}

pub fn report_overfull_pages(
    document: &Document,
    plan: &page::Plan,
    galleys: &[Arc<Galley>],
    diagnostics: &mut Diagnostics,
) {
    for &(chapter, index) in &plan.overfull {
        let Item::Line(line) = &galleys[chapter].items[index] else { continue };
        let node = line.fragments.iter().find_map(|fragment| match &fragment.source {
            Source::Node { node, .. } => Some(node.node),
            Source::Generated { .. } | Source::Pagination | Source::Decoration => None,
        });
        let mut diagnostic = Diagnostic::new(Code::Overfull, "something is taller than the page and cannot be broken")
            .hint("make it smaller, or the page larger with `--page-size`");
        diagnostic.span = node.and_then(|node| span_of(document, chapter, node));
        diagnostics.push(diagnostic);
    }
}

/// Notes in the margin for which neither their page nor a later one of their text has room.
pub fn report_cut_notes(document: &Document, cut: &[NodeRef], diagnostics: &mut Diagnostics) {
    for (_, span) in spans_of(document, cut.iter().copied()) {
        let message = "the margin has no room for this note: what would stand below the sheet is left out";
        let mut diagnostic = Diagnostic::new(Code::Overfull, message)
            .hint("make it or those before it shorter or smaller, or let it be a footnote");
        diagnostic.span = span;
        diagnostics.push(diagnostic);
    }
}

/// Images with fewer pixels an inch than print wants: each as it is largest. Drawings have no pixels.
pub fn report_densities(document: &Document, pages: &Pages, resources: &Resources, diagnostics: &mut Diagnostics) {
    let mut densities: BTreeMap<NodeRef, (f32, &str)> = BTreeMap::new();
    for fragment in pages.pages.iter().flat_map(|page| &page.fragments) {
        let (FragmentKind::Image(image), Source::Node { node, .. }) = (&fragment.kind, &fragment.source) else {
            continue;
        };
        let Some(resource) = resources.get(&image.path).filter(|image| image.media_type != MediaType::Svg) else {
            continue;
        };
        let (pixels, inches) = (resource.upright_size(), image.rect.size.width.0 / 72.0);
        if inches > 0.0 {
            let density = pixels.width as f32 / inches;
            let least = densities.entry(*node).or_insert((density, &image.path));
            least.0 = least.0.min(density);
        }
    }
    densities.retain(|_, (density, _)| *density < FINE);
    for (node, span) in spans_of(document, densities.keys().copied()) {
        let Some((density, path)) = densities.get(&node) else { continue };
        let (code, words) = match *density < COARSE {
            true => (Code::CoarseImage, "its pixels are seen"),
            false => (Code::SoftImage, "print wants 300"),
        };
        let message = format!("`{path}` has {density:.0} pixels an inch on paper: {words}");
        let mut diagnostic = Diagnostic::new(code, message).hint("a larger image, or a smaller width, is sharper");
        diagnostic.span = span;
        diagnostics.push(diagnostic);
    }
}

/// Where nodes are written: one way through the chapters for all of them.
fn spans_of(document: &Document, nodes: impl Iterator<Item = NodeRef>) -> BTreeMap<NodeRef, Option<Span>> {
    let mut spans: BTreeMap<NodeRef, Option<Span>> = nodes.map(|node| (node, None)).collect();
    let chapters = if spans.is_empty() { &[][..] } else { &document.chapters[..] };
    for chapter in chapters {
        Node::Body(chapter).visit(&mut |node| {
            if let Some(span) = spans.get_mut(&chapter.node_ref(node.id())) {
                *span = span.or(node.span());
            }
        });
    }
    spans
}

fn span_of(document: &Document, chapter: usize, node: NodeId) -> Option<Span> {
    let mut span = None;
    Node::Body(&document.chapters[chapter]).visit(&mut |candidate| {
        if candidate.id() == node {
            span = span.or(candidate.span());
        }
    });
    span
}

/// What margin boxes could not show: images that the book has not, and running elements that have no room.
pub fn report_margin_boxes(document: &Document, heads: &page::MarginSetter, diagnostics: &mut Diagnostics) {
    for (_, span) in spans_of(document, heads.too_tall.iter().copied()) {
        let message =
            "this running element is taller than the margin box that shows it, and stands on what is beside it";
        let mut diagnostic =
            Diagnostic::new(Code::Overfull, message).hint("give the page a larger margin, or the element less text");
        diagnostic.span = span;
        diagnostics.push(diagnostic);
    }
    let spans = spans_of(document, heads.never_shown.values().copied());
    for (name, node) in &heads.never_shown {
        let message = format!("no margin box shows the running element `{name}`: it stands nowhere on paper");
        let mut diagnostic = Diagnostic::new(Code::UnknownProperty, message)
            .hint(format!("`content: element({name})` in a box of `@page` shows it"));
        diagnostic.span = spans.get(node).copied().flatten();
        diagnostics.push(diagnostic);
    }
    for name in &heads.never_set {
        let message = format!("no element of the text is `position: running({name})`, which a margin box asks for");
        // A sheet may well serve other texts that have one.
        let mut diagnostic = Diagnostic::new(Code::UnknownProperty, message);
        diagnostic.severity = Severity::Note;
        diagnostics.push(diagnostic);
    }
    for path in &heads.missing_images {
        let message = format!("the image `{path}` of a margin box is not among the images of the book");
        let hint = "`url()` in `@page` names an image that the text shows too, by its path from the book's folder";
        diagnostics.push(Diagnostic::new(Code::MissingImage, message).hint(hint));
    }
}
