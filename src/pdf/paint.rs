//! From fragments to the operators of a page's content stream. It places nothing: layout has.
//!
//! In: a page, the plan of the structure, the embedded fonts. Out: a [`PaintedPage`]: printpdf's operators,
//! and what of the page the rest of the file must know: which marked-content sequence shows which part of
//! which node, where links and figures are. Consecutive fragments of one structure element share one
//! sequence. Coordinates turn here, and only here, from top-down to PDF's bottom-up.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{DictItem, ExtendedGraphicsStateId, Greyscale, Op, PaintMode, Rgb};

mod shape;
mod text;

use super::font::EmbeddedFont;
use super::image::EmbeddedImage;
use super::image::glyph::{GlyphImage, GlyphKey};
use super::object::rounded;
use super::tag::{ElementId, Plan, Slot};
use crate::color::Color;
use crate::document::NodeRef;
use crate::font::{FontId, Fonts};
use crate::geom::{Point, Pt, Rect, Size};
use crate::layout::{Fragment, FragmentKind, GlyphRun, ImageFragment, Page, Source};
pub(super) use shape::{drawn_glyph_name, glyph_form, missing_glyph_form, missing_glyph_name};
use text::{Line, TextState};

/// What painting needs beside the page.
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) faces: &'a Fonts,
    pub(super) fonts: &'a BTreeMap<FontId, EmbeddedFont>,
    pub(super) images: &'a BTreeMap<String, EmbeddedImage>,
    pub(super) glyphs: &'a BTreeMap<GlyphKey, GlyphImage>,
}

/// A painted page.
#[derive(Debug, Default)]
pub(super) struct PaintedPage {
    pub(super) ops: Vec<Op>,
    /// By marked-content identifier: the part of a node at which the sequence begins, and its element.
    pub(super) marks: Vec<Mark>,
    pub(super) areas: Vec<LinkArea>,
    /// Where figures are, in PDF's coordinates.
    pub(super) figures: Vec<(ElementId, [f32; 4])>,
    pub(super) used: Used,
    pub(super) is_transparent: bool,
}

/// What operators name beside fonts and images.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// The alpha values beside 255.
    pub(super) alphas: BTreeSet<u8>,
    /// Characters that no font has.
    pub(super) missing: BTreeSet<char>,
    /// Glyphs that are drawn as shapes.
    pub(super) drawn: BTreeSet<GlyphKey>,
}

impl Used {
    /// What either uses.
    pub(super) fn extend(&mut self, other: Used) {
        self.alphas.extend(other.alphas);
        self.missing.extend(other.missing);
        self.drawn.extend(other.drawn);
    }
}

/// A marked-content sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) element: ElementId,
    pub(super) node: NodeRef,
    pub(super) slot: Slot,
}

/// A rectangle that leads somewhere; one for each line of a link.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkArea {
    /// Index in [`Plan::links`].
    pub(super) link: u32,
    pub(super) rect: Rect,
}

/// The name of the graphics state with an alpha value.
pub(super) fn alpha_name(alpha: u8) -> String {
    format!("a{alpha}")
}

/// Paint that is no content (PDF 32000-1, 14.8.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Artifact {
    /// Backgrounds, borders, rules.
    Layout,
    Header,
    Footer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    Artifact(Artifact),
    Element(ElementId),
}

/// Paints a page.
pub(super) fn paint(page: &Page, context: &Context<'_>) -> PaintedPage {
    let mut painter = Painter {
        context,
        size: page.size,
        out: PaintedPage::default(),
        open: Open::Nothing,
        rules: Vec::new(),
        unseen: None,
        text: TextState::default(),
        fill: Color::BLACK,
        stroke: Color::BLACK,
        alpha: u8::MAX,
    };
    for (index, fragment) in page.fragments.iter().enumerate() {
        let (before, rest) = page.fragments.split_at(index);
        painter.fragment(fragment, || line(before, fragment, &rest[1..]));
    }
    painter.close();
    painter.flush();
    painter.out
}

/// How a run stands among those painted before and after it.
fn line(before: &[Fragment], fragment: &Fragment, after: &[Fragment]) -> Line {
    let FragmentKind::Glyphs(own) = &fragment.kind else { return Line::default() };
    let is_beside = |fragment: &&Fragment| match fragment.kind {
        FragmentKind::Glyphs(_) | FragmentKind::Image(_) | FragmentKind::MissingGlyph { .. } => true,
        FragmentKind::Box(_) | FragmentKind::Rule { .. } | FragmentKind::Anchor(_) => false,
    };
    let run = |fragment: Option<&'_ Fragment>| match &fragment?.kind {
        FragmentKind::Glyphs(run) if (run.origin.y - own.origin.y).0.abs() < own.size.0 / 2.0 => {
            Some((run.origin.x, run.origin.x + run.width()))
        }
        FragmentKind::Glyphs(_)
        | FragmentKind::Box(_)
        | FragmentKind::Image(_)
        | FragmentKind::Rule { .. }
        | FragmentKind::MissingGlyph { .. }
        | FragmentKind::Anchor(_) => None,
    };
    let x = own.origin.x;
    let after = run(after.iter().find(is_beside)).filter(|(start, _)| *start < x);
    Line {
        comes_from_right: run(before.iter().rev().find(is_beside)).is_some_and(|(start, _)| start > x),
        goes_on_left: after.is_some(),
        is_followed_by_gap: after.is_some_and(|(_, end)| end < x - own.size * GAP),
        ..Line::default()
    }
}

/// The width in em of a gap that parts words.
const GAP: f32 = 0.3;

struct Painter<'a> {
    context: &'a Context<'a>,
    size: Size,
    out: PaintedPage,
    open: Open,
    /// Underlines and the like, painted when the sequence they fall into is closed: an artifact cannot
    /// stand within tagged content, and closing it for each would double the stream.
    rules: Vec<(Rect, Color)>,
    /// The text of signs for missing glyphs and of pictures that stand side by side, and their place.
    unseen: Option<(String, Rect)>,
    text: TextState,
    fill: Color,
    stroke: Color,
    alpha: u8,
}

impl Painter<'_> {
    fn fragment(&mut self, fragment: &Fragment, line: impl FnOnce() -> Line) {
        if !matches!(fragment.kind, FragmentKind::MissingGlyph { .. }) {
            self.show_unseen();
        }
        match &fragment.kind {
            FragmentKind::Box(boxed) => {
                self.enter(Open::Artifact(Artifact::Layout));
                self.boxed(boxed);
            }
            FragmentKind::Rule { rect, color } => {
                if let Open::Element(_) = self.open {
                    self.rules.push((*rect, *color));
                } else {
                    self.enter(Open::Artifact(Artifact::Layout));
                    self.bar(*rect, *color);
                }
            }
            FragmentKind::Glyphs(run) => {
                self.enter_source(&fragment.source, run.origin.y);
                self.link_area(&fragment.source, |painter| painter.run_rect(run));
                self.glyphs(run, line());
            }
            FragmentKind::MissingGlyph { rect, cluster, color } => {
                self.enter_source(&fragment.source, rect.origin.y);
                self.link_area(&fragment.source, |_| *rect);
                self.missing_glyph(*rect, cluster, *color);
            }
            FragmentKind::Image(image) => {
                self.enter_source(&fragment.source, image.rect.origin.y);
                self.link_area(&fragment.source, |_| image.rect);
                self.image(image);
                if let Open::Element(element) = self.open {
                    let figure = self.corners(image.rect);
                    self.out.figures.push((element, figure));
                }
            }
            FragmentKind::Anchor(_) => {}
        }
    }

    /// Opens the sequence that a fragment belongs to, or goes on with it.
    fn enter_source(&mut self, source: &Source, y: Pt) {
        if let Some((element, node, slot)) = self.context.plan.owner(source) {
            if self.open != Open::Element(element) {
                self.close();
                let identifier = self.out.marks.len() as i64;
                self.out.marks.push(Mark { element, node, slot });
                let tag = self.context.plan.elements[element as usize].role.name();
                self.begin(tag, &format!("/MCID {identifier}"));
                self.open = Open::Element(element);
            }
            return;
        }
        let artifact = match source {
            Source::Pagination if y < self.size.height / 2.0 => Artifact::Header,
            Source::Pagination => Artifact::Footer,
            Source::Decoration | Source::Node { .. } | Source::Generated { .. } => Artifact::Layout,
        };
        self.enter(Open::Artifact(artifact));
    }

    fn enter(&mut self, open: Open) {
        if self.open == open {
            return;
        }
        self.close();
        if let Open::Artifact(artifact) = open {
            match artifact {
                Artifact::Layout => self.begin("Artifact", "/Type/Layout"),
                Artifact::Header => self.begin("Artifact", "/Type/Pagination/Subtype/Header"),
                Artifact::Footer => self.begin("Artifact", "/Type/Pagination/Subtype/Footer"),
            }
        }
        self.open = open;
    }

    /// Begins a marked-content sequence (14.6); properties are written as they stand.
    fn begin(&mut self, tag: &str, properties: &str) {
        self.text.word(&format!("/{tag}<<{properties}>>BDC"));
    }

    /// An operator of printpdf's, after all words that wait.
    fn op(&mut self, op: Op) {
        self.flush();
        self.out.ops.push(op);
    }

    /// Hands over what waits as the word of one operator.
    fn flush(&mut self) {
        if let Some(key) = self.text.take() {
            self.out.ops.push(Op::Unknown { key, value: Vec::new() });
        }
    }

    /// Closes what is open, and paints the rules that waited for it.
    fn close(&mut self) {
        self.show_unseen();
        self.end_text();
        if std::mem::replace(&mut self.open, Open::Nothing) != Open::Nothing {
            self.text.word("EMC");
        }
        let rules = std::mem::take(&mut self.rules);
        if !rules.is_empty() {
            self.enter(Open::Artifact(Artifact::Layout));
            for (rect, color) in rules {
                self.bar(rect, color);
            }
            self.close();
        }
    }

    /// Areas of one link on one line become one, with what stands between them: the dots of a contents page.
    fn link_area(&mut self, source: &Source, rect: impl Fn(&Self) -> Rect) {
        let Some(link) = self.context.plan.link(source) else { return };
        let rect = rect(self);
        if let Some(last) = self.out.areas.last_mut() {
            let overlap = last.rect.bottom().min(rect.bottom()) - last.rect.origin.y.max(rect.origin.y);
            let shorter = last.rect.size.height.min(rect.size.height);
            if last.link == link && overlap > shorter / 2.0 {
                last.rect = last.rect.union(&rect);
                return;
            }
        }
        self.out.areas.push(LinkArea { link, rect });
    }

    /// The area of a run: its advance width, from ascender to descender.
    fn run_rect(&self, run: &GlyphRun) -> Rect {
        let metrics = self.context.faces.face(run.font).metrics();
        let top = run.origin.y - run.size * metrics.ascent;
        Rect::new(Point::new(run.origin.x, top), Size::new(run.width(), run.size * (metrics.ascent - metrics.descent)))
    }

    fn image(&mut self, fragment: &ImageFragment) {
        self.end_text();
        let Some(image) = self.context.images.get(&*fragment.path) else {
            self.broken_image(fragment.rect);
            return;
        };
        self.place(image, fragment.rect);
    }

    /// An image behind a box, as often as it is repeated, and no farther than the box.
    fn tiles(&mut self, path: &str, tiles: &[Rect], clip: Rect) {
        let Some(image) = self.context.images.get(path) else { return };
        self.op(Op::SaveGraphicsState);
        let rect = [clip.origin.x.0, self.up(clip.bottom()), clip.size.width.0, clip.size.height.0];
        self.operator("re", rect.map(|number| DictItem::Real(rounded(number))).to_vec());
        self.operator("W", Vec::new());
        self.operator("n", Vec::new());
        tiles.iter().for_each(|&tile| self.place(image, tile));
        self.op(Op::RestoreGraphicsState);
    }

    /// Draws an image; the text object must be closed.
    fn place(&mut self, image: &EmbeddedImage, rect: Rect) {
        self.out.is_transparent |= image.is_transparent;
        let orientation = image.orientation;
        let y = self.up(rect.bottom());
        let placement = [rect.size.width.0, 0.0, 0.0, rect.size.height.0, rect.origin.x.0, y];
        self.set_alpha(u8::MAX);
        self.op(Op::SaveGraphicsState);
        self.transform(placement);
        if orientation != IDENTITY {
            self.transform(orientation);
        }
        if image.size != [1.0, 1.0] {
            let [width, height] = image.size.map(f32::recip);
            // Thousandths would be too coarse here.
            let matrix = printpdf::CurTransMat::Raw([width, 0.0, 0.0, height, 0.0, 0.0]);
            self.op(Op::SetTransformationMatrix { matrix });
        }
        self.operator("Do", vec![name(&image.resource_name)]);
        self.op(Op::RestoreGraphicsState);
    }

    fn transform(&mut self, matrix: [f32; 6]) {
        let matrix = printpdf::CurTransMat::Raw(matrix.map(rounded));
        self.op(Op::SetTransformationMatrix { matrix });
    }

    /// An operator that printpdf has no word for, or writes at greater length.
    fn operator(&mut self, key: &str, value: Vec<DictItem>) {
        self.op(Op::Unknown { key: key.to_owned(), value });
    }

    fn set_fill(&mut self, color: Color) {
        self.set_alpha(color.alpha);
        let opaque = Color { alpha: u8::MAX, ..color };
        if self.fill != opaque {
            self.fill = opaque;
            self.op(Op::SetFillColor { col: pdf_color(opaque) });
        }
    }

    fn set_stroke(&mut self, color: Color) {
        self.set_alpha(color.alpha);
        let opaque = Color { alpha: u8::MAX, ..color };
        if self.stroke != opaque {
            self.stroke = opaque;
            self.op(Op::SetOutlineColor { col: pdf_color(opaque) });
        }
    }

    fn set_alpha(&mut self, alpha: u8) {
        if self.alpha == alpha {
            return;
        }
        self.alpha = alpha;
        self.out.is_transparent = true;
        self.out.used.alphas.insert(alpha);
        self.op(Op::LoadGraphicsState { gs: ExtendedGraphicsStateId(alpha_name(alpha)) });
    }

    /// PDF's `y` of a layout's.
    fn up(&self, y: Pt) -> f32 {
        rounded(self.size.height.0 - y.0)
    }

    /// `left bottom right top` as PDF writes rectangles.
    fn corners(&self, rect: Rect) -> [f32; 4] {
        [rounded(rect.origin.x.0), self.up(rect.bottom()), rounded(rect.right().0), self.up(rect.origin.y)]
    }

    fn rectangle(&self, rect: Rect, mode: PaintMode) -> Op {
        let [left, bottom, ..] = self.corners(rect);
        let points = |value: f32| printpdf::Pt(rounded(value));
        let mut rectangle = printpdf::Rect::from_xywh(
            points(left),
            points(bottom),
            points(rect.size.width.0),
            points(rect.size.height.0),
        );
        rectangle.mode = Some(mode);
        Op::DrawRectangle { rectangle }
    }
}

const IDENTITY: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn name(name: &str) -> DictItem {
    DictItem::Name(name.as_bytes().to_vec())
}

/// Grays take one number where colors take three.
fn pdf_color(color: Color) -> printpdf::Color {
    let part = |value: u8| rounded(f32::from(value) / 255.0);
    if color.red == color.green && color.green == color.blue {
        printpdf::Color::Greyscale(Greyscale { percent: part(color.red), icc_profile: None })
    } else {
        printpdf::Color::Rgb(Rgb { r: part(color.red), g: part(color.green), b: part(color.blue), icc_profile: None })
    }
}
