//! Pages as text, for `--dump layout` and for tests.

use std::fmt::Write;

use super::{BoxFragment, Fragment, FragmentKind, Page, Pages, Source};
use crate::color::Color;
use crate::geom::{Point, Rect};

/// One line for each fragment: what it is, where its top left corner or baseline stands, what it shows. Fonts
/// are numbered as in the program; black is not told.
pub fn dump(pages: &Pages) -> String {
    let mut text = String::new();
    for (index, page) in pages.pages.iter().enumerate() {
        page_head(index, page, &mut text);
        for fragment in &page.fragments {
            line(fragment, &mut text);
        }
    }
    text
}

fn page_head(index: usize, page: &Page, into: &mut String) {
    let label = super::counter_text(page.number, &page.numbering);
    let side = match page.side {
        crate::style::PageSide::Recto => "recto",
        crate::style::PageSide::Verso => "verso",
    };
    let (width, height) = (page.size.width.0, page.size.height.0);
    let _ = writeln!(into, "page {} `{label}` {side} {width:.1}×{height:.1}", index + 1);
}

fn line(fragment: &Fragment, into: &mut String) {
    let source = match &fragment.source {
        Source::Node { node, range } => format!("{}.{} {}..{}", node.chapter.0, node.node.0, range.start, range.end),
        Source::Generated { node, pseudo } => format!("{}.{} {pseudo:?}", node.chapter.0, node.node.0),
        Source::Pagination => "pagination".to_owned(),
        Source::Decoration => "decoration".to_owned(),
    };
    let _ = match &fragment.kind {
        FragmentKind::Box(boxed) => {
            writeln!(into, "  box {}{} {source}", place(&boxed.rect), decoration(boxed))
        }
        FragmentKind::Glyphs(run) => writeln!(
            into,
            "  glyphs {} w{:.2} {:.2}pt f{}{}{} {:?} {source}",
            point(&run.origin),
            run.width().0,
            run.size.0,
            run.font.0,
            if run.scale == 1.0 { String::new() } else { format!(" x{:.4}", run.scale) },
            ink(run.color),
            run.text
        ),
        FragmentKind::Image(image) => writeln!(into, "  image {} {:?} {source}", place(&image.rect), image.path),
        FragmentKind::Rule { rect, color } => writeln!(into, "  rule {}{} {source}", place(rect), ink(*color)),
        FragmentKind::MissingGlyph { rect, cluster, .. } => {
            writeln!(into, "  missing {} {} {source}", place(rect), code_points(cluster))
        }
        FragmentKind::Anchor(_) => Ok(()),
    };
}

/// The characters of a cluster, as Unicode writes them.
pub(super) fn code_points(cluster: &str) -> String {
    let codes: Vec<String> = cluster.chars().map(|character| format!("U+{:04X}", u32::from(character))).collect();
    codes.join(" ")
}

/// Background, borders that have a width, and the radius of the corners.
fn decoration(boxed: &BoxFragment) -> String {
    let mut text = String::new();
    if !boxed.background.is_transparent() {
        let _ = write!(text, " ground{}", color(boxed.background));
    }
    let border = &boxed.border;
    let sides = [
        ("top", border.block_start),
        ("right", border.inline_end),
        ("bottom", border.block_end),
        ("left", border.inline_start),
    ];
    for (name, side) in sides.into_iter().filter(|(_, side)| side.width.0 > 0.0) {
        let _ = write!(text, " {name} {:.2} {:?}{}", side.width.0, side.style, ink(side.color));
    }
    if boxed.radius.0 > 0.0 {
        let _ = write!(text, " radius {:.2}", boxed.radius.0);
    }
    text
}

/// A color unless it is black.
fn ink(of: Color) -> String {
    if of == Color::BLACK { String::new() } else { color(of) }
}

fn color(color: Color) -> String {
    let Color { red, green, blue, alpha } = color;
    let opacity = if alpha == u8::MAX { String::new() } else { format!("{alpha:02x}") };
    format!(" #{red:02x}{green:02x}{blue:02x}{opacity}")
}

fn point(point: &Point) -> String {
    format!("{:.2},{:.2}", point.x.0, point.y.0)
}

fn place(rect: &Rect) -> String {
    format!("{} {:.2}×{:.2}", point(&rect.origin), rect.size.width.0, rect.size.height.0)
}
