//! SVG drawings as form XObjects, by svg2pdf.
//!
//! usvg would read files and the fonts of the machine by itself: here it has no folder, no resolver of
//! references but that for data within the drawing, and the faces of the build alone, found by the same
//! rules as those of the text.

use std::sync::Arc;

use svg2pdf::usvg::{self, FontFamily, FontResolver, FontStyle, ImageHrefResolver, fontdb};
use svg2pdf::{ConversionError, ConversionOptions, PageOptions};

use crate::font::{Face, FontId, Fonts};
use crate::pdf::foreign::ForeignPage;
use crate::pdf::object::{File, Name, Ref};

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
pub(super) fn convert(bytes: &[u8], fonts: Option<&Fonts>) -> Result<Vector, String> {
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
    let pdf = match to_pdf(&tree, true) {
        // A `.notdef` glyph is forbidden in PDF/A; as outlines, it is a shape like any other.
        Err(ConversionError::MissingGlyphs) => to_pdf(&tree, false),
        other => other,
    };
    let pdf = pdf.map_err(|error| error.to_string())?;
    Ok(Vector { page: ForeignPage::read(&pdf)?, width: tree.size().width(), height: tree.size().height() })
}

fn to_pdf(tree: &usvg::Tree, embed_text: bool) -> Result<Vec<u8>, ConversionError> {
    let options = ConversionOptions { embed_text, pdfa: true, ..ConversionOptions::default() };
    svg2pdf::to_pdf(tree, options, PageOptions::default())
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
