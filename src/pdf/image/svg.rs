//! SVG drawings as form XObjects, by svg2pdf.
//!
//! usvg would read files and the fonts of the machine by itself: here it has no folder, no resolver of
//! references but that for data within the drawing, and the faces of the build alone, found by the same
//! rules as those of the text.

use std::sync::Arc;

use image::{DynamicImage, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use svg2pdf::usvg::{self, FontFamily, FontResolver, FontStyle, ImageHrefResolver, fontdb};
use svg2pdf::{ConversionError, ConversionOptions, PageOptions};

use crate::font::{Face, FontId, Fonts};
use crate::pdf::foreign::ForeignPage;
use crate::pdf::object::{File, Name, Ref};

/// How often a pattern may be repeated, or a dash, before readers take minutes for it: a fine hatching of a whole page has
/// less.
const MOST_REPETITIONS: f64 = 1e6;

/// The long side, in pixels, of a drawing that cannot be carried as one.
const LONG_SIDE: f32 = 2048.0;

/// The most units of a form's side: twice the limit of a page (PDF 32000-1, annex C). Coordinates are numbers of 24 bits.
const MOST_UNITS: f32 = 28_800.0;

/// A drawing, as lines and text or, where readers could not show these, in pixels.
pub(super) enum Drawing {
    Vector(Box<Vector>),
    Pixels(DynamicImage),
}

/// A drawing as a PDF of one page.
pub(in crate::pdf) struct Vector {
    page: ForeignPage,
    width: f32,
    height: f32,
}

/// A face as fontdb takes it, without a copy of its bytes.
struct FaceData(Arc<Face>);

impl AsRef<[u8]> for FaceData {
    fn as_ref(&self) -> &[u8] {
        self.0.data()
    }
}

/// Converts a drawing; one without text needs no faces.
pub(super) fn convert(bytes: &[u8], fonts: Option<&Fonts>) -> Result<Drawing, String> {
    let mut database = fontdb::Database::new();
    let ids: Vec<Option<fontdb::ID>> = fonts
        .iter()
        .flat_map(|fonts| fonts.iter())
        .map(|(_, face)| {
            let source = fontdb::Source::Binary(Arc::new(FaceData(face.clone())));
            let loaded = database.load_font_source(source);
            loaded.into_iter().find(|&id| database.face(id).is_some_and(|info| info.index == face.index))
        })
        .collect();
    let id_of = |id: FontId| ids.get(usize::from(id.0)).copied().flatten();
    let options = usvg::Options {
        resources_dir: None,
        font_family: "serif".to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: FontResolver {
            select_font: Box::new(move |font, _| {
                let families: Vec<String> = font.families().iter().map(family_name).collect();
                id_of(fonts?.primary(&families, font.weight(), font.style() != FontStyle::Normal))
            }),
            // A face that was tried and did not do would be asked for without end.
            select_fallback: Box::new(move |character, tried, _| {
                let fonts = fonts?;
                let face = fonts.face_for(character, &[], 400, false).filter(|&id| fonts.face(id).has_outlines())?;
                id_of(face).filter(|id| !tried.contains(id))
            }),
        },
        fontdb: Arc::new(database),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_data(bytes, &options).map_err(|error| error.to_string())?;
    if repetitions(&tree) > MOST_REPETITIONS {
        return Ok(Drawing::Pixels(pixels(&tree)?));
    }
    let pdf = match to_pdf(&tree, true) {
        // A `.notdef` glyph is forbidden in PDF/A; as outlines, it is a shape like any other.
        Err(ConversionError::MissingGlyphs) => to_pdf(&tree, false),
        other => other,
    };
    let pdf = pdf.map_err(|error| error.to_string())?;
    let [width, height] = [tree.size().width(), tree.size().height()].map(|side| side / shrinkage(&tree));
    Ok(Drawing::Vector(Box::new(Vector { page: ForeignPage::read(&pdf)?, width, height })))
}

/// By how much a vast drawing is made smaller.
fn shrinkage(tree: &usvg::Tree) -> f32 {
    (tree.size().width().max(tree.size().height()) / MOST_UNITS).max(1.0)
}

fn to_pdf(tree: &usvg::Tree, embed_text: bool) -> Result<Vec<u8>, ConversionError> {
    let options = ConversionOptions { embed_text, pdfa: true, ..ConversionOptions::default() };
    let page = PageOptions::default();
    svg2pdf::to_pdf(tree, options, PageOptions { dpi: page.dpi * shrinkage(tree) })
}

/// How often, at most, a pattern is repeated within a shape, or a dash along a path.
fn repetitions(tree: &usvg::Tree) -> f64 {
    repeated(tree.root(), Some(tree.size()))
}

/// The same in a group; `canvas` is what is seen of all, where that is known.
fn repeated(group: &usvg::Group, canvas: Option<usvg::Size>) -> f64 {
    let of_node = |node: &usvg::Node| match node {
        usvg::Node::Group(group) => repeated(group, canvas),
        usvg::Node::Path(path) => {
            let painted = [path.fill().map(usvg::Fill::paint), path.stroke().map(usvg::Stroke::paint)];
            let tiles = painted.into_iter().flatten().map(|paint| tiles(path, paint, canvas));
            tiles.fold(dashes(path), f64::max)
        }
        usvg::Node::Text(text) => repeated(text.flattened(), canvas),
        usvg::Node::Image(image) => match image.kind() {
            usvg::ImageKind::SVG(tree) => repetitions(tree),
            usvg::ImageKind::JPEG(_) | usvg::ImageKind::PNG(_) | usvg::ImageKind::GIF(_) | usvg::ImageKind::WEBP(_) => {
                0.0
            }
        },
    };
    group.children().iter().map(of_node).fold(0.0, f64::max)
}

/// How many tiles of a pattern a shape shows.
fn tiles(path: &usvg::Path, paint: &usvg::Paint, canvas: Option<usvg::Size>) -> f64 {
    let usvg::Paint::Pattern(pattern) = paint else { return 0.0 };
    let (rect, turned) = (pattern.rect(), pattern.transform().get_scale());
    let (bounds, scale) = (path.stroke_bounding_box(), path.abs_transform().get_scale());
    let times = |tile: f32, shape: f32, seen: Option<f32>, scale: f32| {
        let (tile, seen) = (f64::from(tile.abs()), seen.map(f64::from));
        let of_shape = f64::from(shape) / tile;
        seen.map_or(of_shape, |seen| of_shape.min(seen / (tile * f64::from(scale)))).max(1.0)
    };
    let across = times(rect.width() * turned.0, bounds.width(), canvas.map(|size| size.width()), scale.0);
    let down = times(rect.height() * turned.1, bounds.height(), canvas.map(|size| size.height()), scale.1);
    across * down * repeated(pattern.root(), None).max(1.0)
}

/// How many dashes a path has, its curves taken for as long as the lines between their points.
fn dashes(path: &usvg::Path) -> f64 {
    let Some(dashes) = path.stroke().and_then(usvg::Stroke::dasharray) else { return 0.0 };
    let length: f64 = path.data().points().windows(2).map(|pair| f64::from(pair[0].distance(pair[1]))).sum();
    let mean = dashes.iter().map(|dash| f64::from(*dash)).sum::<f64>() / dashes.len() as f64;
    length / mean
}

fn pixels(tree: &usvg::Tree) -> Result<DynamicImage, String> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = LONG_SIDE / width.max(height);
    let side = |side: f32| (side * scale).round().max(1.0) as u32;
    let empty = || "it is too large".to_owned();
    let mut pixels = Pixmap::new(side(width), side(height)).ok_or_else(empty)?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let data = pixels.pixels().iter().flat_map(|pixel| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    });
    let image = RgbaImage::from_raw(pixels.width(), pixels.height(), data.collect());
    image.map(DynamicImage::from).ok_or_else(empty)
}

/// A family as our faces know it; the names that drawings are full of stand for their generic families.
fn family_name(family: &FontFamily) -> String {
    const ALIASES: [(&str, &str); 12] = [
        ("times", "serif"),
        ("times new roman", "serif"),
        ("georgia", "serif"),
        ("helvetica", "sans-serif"),
        ("helvetica neue", "sans-serif"),
        ("arial", "sans-serif"),
        ("verdana", "sans-serif"),
        ("dejavu sans", "sans-serif"),
        ("courier", "monospace"),
        ("courier new", "monospace"),
        ("consolas", "monospace"),
        ("menlo", "monospace"),
    ];
    match family {
        FontFamily::Serif | FontFamily::Cursive | FontFamily::Fantasy => "serif".to_owned(),
        FontFamily::SansSerif => "sans-serif".to_owned(),
        FontFamily::Monospace => "monospace".to_owned(),
        FontFamily::Named(name) => {
            let alias = ALIASES.iter().find(|(alias, _)| name.eq_ignore_ascii_case(alias));
            alias.map_or_else(|| name.clone(), |(_, generic)| (*generic).to_owned())
        }
    }
}

impl Vector {
    /// Its width and height.
    pub(super) fn size(&self) -> [f32; 2] {
        [self.width, self.height]
    }

    /// Writes the drawing as a form of its own size: in the unit square, pdfium would take its letters for nothing.
    pub(super) fn write(self, file: &mut File) -> Ref {
        let Vector { page, width, height } = self;
        let entries = page.import(&["Resources", "Group"], file);
        let (content, filter) = page.content();
        file.add_stream(content, |form| {
            form.pair("Type", Name("XObject")).pair("Subtype", Name("Form"));
            form.array("BBox", [0.0, 0.0, width, height]);
            entries.iter().for_each(|(key, value)| form.insert(key).written(value));
            filter.iter().for_each(|filter| form.insert("Filter").written(filter));
        })
    }
}
