//! What must hold on the pages of any book: each check gives a line for whatever breaks it.

use std::collections::BTreeMap;

use bindery::document::{Inline, InlineKind, Node, NodeRef};
use bindery::font::Fonts;
use bindery::geom::{Point, Pt, Rect, Size};
use bindery::layout::{Fragment, FragmentKind, GlyphRun, Source};

use crate::set::Set;

/// Ink may pass an edge by this much.
const TOLERANCE: Pt = Pt(1.0);
/// Stops, quotes and hyphens at the end of a line hang into the margin by most of their width: in em, as much as one may.
const HANGING: f32 = 0.5;

/// Fragments that leave the page box, and text that leaves the page area.
pub fn outside(set: &Set) -> Vec<String> {
    let mut found = Vec::new();
    for (index, page) in set.laid.pages.pages.iter().enumerate() {
        let page_box = Rect::new(Point::default(), page.size);
        for fragment in &page.fragments {
            let Some(ink) = ink(fragment, &set.laid.fonts) else { continue };
            // What is repeated or drawn for decoration stands in the page area as well: heads of tables, leaders. A
            // diagnostic says so where there is no room; even then nothing leaves the sheet. The mark of a broken line of
            // code has no text, and stands in the padding where the line is full.
            let within = match &fragment.kind {
                FragmentKind::Glyphs(run)
                    if fragment.source != Source::Pagination && !set.is_overfull() && !run.text.is_empty() =>
                {
                    wider(&page.area, run.size * HANGING)
                }
                _ => page_box,
            };
            if !holds(&within, &ink) {
                found.push(format!(
                    "{}: page {} {ink:?} is not in {within:?}: {}",
                    set.name,
                    index + 1,
                    shown(fragment)
                ));
            }
        }
    }
    found
}

/// A rectangle with so much more at either side.
fn wider(area: &Rect, by: Pt) -> Rect {
    let origin = Point::new(area.origin.x - by, area.origin.y);
    Rect::new(origin, Size::new(area.size.width + by * 2.0, area.size.height))
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    inner.origin.x >= outer.origin.x - TOLERANCE
        && inner.origin.y >= outer.origin.y - TOLERANCE
        && inner.right() <= outer.right() + TOLERANCE
        && inner.bottom() <= outer.bottom() + TOLERANCE
}

/// What a fragment covers: of glyphs their advances between capitals' height and descent, spaces at the ends not
/// counted.
fn ink(fragment: &Fragment, fonts: &Fonts) -> Option<Rect> {
    match &fragment.kind {
        FragmentKind::Box(ground) => Some(ground.rect),
        FragmentKind::Glyphs(run) => glyphs(run, fonts),
        FragmentKind::Image(image) => Some(image.rect),
        FragmentKind::Rule { rect, .. } | FragmentKind::MissingGlyph { rect, .. } => Some(*rect),
        FragmentKind::Anchor(_) => None,
    }
}

fn glyphs(run: &GlyphRun, fonts: &Fonts) -> Option<Rect> {
    let is_space = |start: u32, end: u32| {
        run.text.get(start as usize..end as usize).is_some_and(|text| !text.is_empty() && text.trim().is_empty())
    };
    let last = run.glyphs.iter().rposition(|glyph| !is_space(glyph.text_start, glyph.text_end))?;
    let width = Pt(run.glyphs[..=last].iter().map(|glyph| glyph.advance).sum());
    let metrics = fonts.face(run.font).metrics();
    let top = run.origin.y - run.size * metrics.cap_height;
    let height = run.size * (metrics.cap_height - metrics.descent);
    Some(Rect::new(Point::new(run.origin.x, top), Size::new(width, height)))
}

fn shown(fragment: &Fragment) -> String {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => format!("{:?} {:?}", run.text, fragment.source),
        FragmentKind::Box(_)
        | FragmentKind::Image(_)
        | FragmentKind::Rule { .. }
        | FragmentKind::MissingGlyph { .. }
        | FragmentKind::Anchor(_) => format!("{:?}", fragment.source),
    }
}

/// Text of the tree that no fragment shows, that two show, or that is shown as something else.
pub fn lost(set: &Set) -> Vec<String> {
    let mut runs: BTreeMap<NodeRef, Vec<(&Fragment, usize, usize)>> = BTreeMap::new();
    for fragment in set.laid.pages.pages.iter().flat_map(|page| &page.fragments) {
        if let Source::Node { node, range } = &fragment.source {
            runs.entry(*node).or_default().push((fragment, range.start as usize, range.end as usize));
        }
    }
    let mut found = Vec::new();
    for chapter in &set.laid.book.document.chapters {
        Node::Body(chapter).visit(&mut |node| {
            let id = chapter.node_ref(node.id());
            let of_node = runs.get(&id).map(Vec::as_slice).unwrap_or_default();
            // A formula shows signs for its source.
            let is_formula = match node {
                Node::Formula(block) => block.math.formula.is_some(),
                Node::Inline(inline) => {
                    matches!(&inline.kind, InlineKind::Math(math) if math.formula.is_some())
                }
                _ => false,
            };
            let is_image = of_node.iter().any(|(fragment, ..)| matches!(fragment.kind, FragmentKind::Image(_)));
            // Lines of marks that lead back are for screens.
            let is_way_back = matches!(node, Node::Inline(Inline { kind: InlineKind::NoteBacklink { mark, .. }, .. })
                if mark.contains('.'));
            if let Some(text) = text(node)
                && !is_way_back
                && !is_image
                && !is_formula
            {
                let mut shown = vec![0u8; text.len()];
                for &(fragment, start, end) in of_node {
                    shown.iter_mut().take(end).skip(start).for_each(|count| *count = count.saturating_add(1));
                    let slice = text.get(start..end).unwrap_or_default();
                    if let FragmentKind::Glyphs(run) = &fragment.kind
                        && letters(&run.text) != letters(slice)
                    {
                        found.push(format!("{}: {:?} stands for {slice:?}", set.name, run.text));
                    }
                }
                let wrong = text
                    .char_indices()
                    .filter(|(_, character)| !is_invisible(*character))
                    .find(|(offset, _)| shown[*offset] != 1);
                if let Some((offset, character)) = wrong {
                    let around: String = text[offset..].chars().take(20).collect();
                    let times = shown[offset];
                    found.push(format!("{}: {character:?} of {id:?} is shown {times} times: {around:?}", set.name));
                }
            }
        });
    }
    found
}

/// The text of a node, for images their alternative.
fn text(node: Node<'_>) -> Option<&str> {
    match node {
        Node::Inline(inline) => match &inline.kind {
            InlineKind::Image(image) => Some(&image.alt),
            _ => node.text(),
        },
        _ => node.text(),
    }
}

/// What has no ink: spaces, controls, soft hyphens and other characters that are ignored by default.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Letters and digits, case undone: what style may not change.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
