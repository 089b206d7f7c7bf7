//! The resources that all pages share (PDF 32000-1, 7.8.3): fonts, images and other forms, graphics states.
//!
//! In: the embedded fonts and images, and what was painted with beside them. Out: one dictionary under the number that
//! pages know, and the objects of fonts and of forms that are not there before.

use std::collections::BTreeMap;

use super::font::EmbeddedFont;
use super::image::EmbeddedImage;
use super::image::glyph::{GlyphImage, GlyphKey};
use super::object::{File, Name, Ref, rounded};
use super::paint::{self, Context, Used};
use super::tag::Plan;
use crate::font::{FontId, Fonts};

/// What is embedded for the pages.
pub(super) struct Embedded {
    pub(super) fonts: BTreeMap<FontId, EmbeddedFont>,
    pub(super) images: BTreeMap<String, EmbeddedImage>,
    pub(super) glyphs: BTreeMap<GlyphKey, GlyphImage>,
}

impl Embedded {
    /// What painting needs.
    pub(super) fn context<'a>(&'a self, plan: &'a Plan, faces: &'a Fonts) -> Context<'a> {
        Context { plan, faces, fonts: &self.fonts, images: &self.images, glyphs: &self.glyphs }
    }
}

/// Writes the dictionary and what of it is not written.
pub(super) fn write(file: &mut File, id: Ref, embedded: Embedded, used: &Used, fonts: &Fonts) {
    let images = embedded.images.values().chain(embedded.glyphs.values().map(|glyph| &glyph.image));
    let mut forms: Vec<(String, Ref)> = images.map(|image| (image.resource_name.clone(), image.id)).collect();
    forms.extend(used.missing.iter().map(|&character| write_missing_glyph(file, character)));
    forms.extend(used.drawn.iter().map(|&key| write_drawn_glyph(file, fonts, key)));
    let fonts: Vec<(String, Ref)> = embedded.fonts.into_values().flat_map(|font| font.write(file, fonts)).collect();
    file.put_dict(id, |resources| {
        for (key, names) in [("Font", fonts), ("XObject", forms)] {
            if !names.is_empty() {
                let mut dict = resources.insert(key).dict();
                for (name, id) in names {
                    dict.pair(name, id);
                }
            }
        }
        if !used.alphas.is_empty() {
            let mut states = resources.insert("ExtGState").dict();
            for &alpha in &used.alphas {
                let value = rounded(f32::from(alpha) / 255.0);
                states.insert(paint::alpha_name(alpha)).dict().pair("CA", value).pair("ca", value);
            }
        }
    });
}

/// The sign for a character that no font has, as a form.
fn write_missing_glyph(file: &mut File, character: char) -> (String, Ref) {
    let id = file.add_compressed(paint::missing_glyph_form(character).as_bytes(), |form| {
        form.pair("Type", Name("XObject")).pair("Subtype", Name("Form")).array("BBox", [0, 0, 1, 1]);
        drop(form.insert("Resources").dict());
    });
    (paint::missing_glyph_name(character), id)
}

/// A glyph that is no text, as a form.
fn write_drawn_glyph(file: &mut File, fonts: &Fonts, key: GlyphKey) -> (String, Ref) {
    let (font, glyph) = key;
    let (operators, bounds) = paint::glyph_form(&fonts.face(font).outline(glyph));
    let id = file.add_compressed(operators.as_bytes(), |form| {
        form.pair("Type", Name("XObject")).pair("Subtype", Name("Form")).array("BBox", bounds);
        form.array("Matrix", [0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
        drop(form.insert("Resources").dict());
    });
    (paint::drawn_glyph_name(key), id)
}
