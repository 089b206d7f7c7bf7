//! What a font says of formulas: its `MATH` table (OpenType 1.9.1, <https://learn.microsoft.com/typography/opentype/spec/math>).
//!
//! In: a face. Out: [`MathTable`], all of it in em and `y` upwards, read once. Device tables, which move pixels of
//! screens, are left aside; so are cut-ins, which few fonts have.

use std::collections::{BTreeMap, BTreeSet};

use skrifa::raw::TableProvider;
use skrifa::raw::tables::layout::CoverageTable;
use skrifa::raw::tables::math::{Math, MathGlyphConstruction, MathValueRecord};

use super::Face;

macro_rules! constants {
    ($($name:ident)*) => {
        /// `MathConstants`, by their names in the specification.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct MathConstants {
            /// Sizes of scripts and of scripts of scripts, of the text's.
            pub script_scale: f32,
            pub script_script_scale: f32,
            pub display_operator_min_height: f32,
            /// How high the foot of a root's index stands, of the root's height.
            pub radical_degree_bottom_raise: f32,
            $(pub $name: f32,)*
        }

        fn read_constants(table: &Math, em: f32) -> Option<MathConstants> {
            let constants = table.math_constants().ok()?;
            let percent = |value: i16| f32::from(value) / 100.0;
            Some(MathConstants {
                script_scale: percent(constants.script_percent_scale_down()),
                script_script_scale: percent(constants.script_script_percent_scale_down()),
                display_operator_min_height: f32::from(constants.display_operator_min_height().to_u16()) / em,
                radical_degree_bottom_raise: percent(constants.radical_degree_bottom_raise_percent()),
                $($name: in_em(constants.$name(), em),)*
            })
        }
    };
}

constants! {
    axis_height accent_base_height subscript_shift_down subscript_top_max subscript_baseline_drop_min
    superscript_shift_up superscript_shift_up_cramped superscript_bottom_min superscript_baseline_drop_max
    sub_superscript_gap_min superscript_bottom_max_with_subscript space_after_script upper_limit_gap_min
    upper_limit_baseline_rise_min lower_limit_gap_min lower_limit_baseline_drop_min stack_top_shift_up
    stack_top_display_style_shift_up stack_bottom_shift_down stack_bottom_display_style_shift_down stack_gap_min
    stack_display_style_gap_min fraction_numerator_shift_up fraction_numerator_display_style_shift_up
    fraction_denominator_shift_down fraction_denominator_display_style_shift_down fraction_numerator_gap_min
    fraction_num_display_style_gap_min fraction_rule_thickness fraction_denominator_gap_min
    fraction_denom_display_style_gap_min overbar_vertical_gap overbar_rule_thickness overbar_extra_ascender
    underbar_vertical_gap underbar_rule_thickness underbar_extra_descender radical_vertical_gap
    radical_display_style_vertical_gap radical_rule_thickness radical_extra_ascender radical_kern_before_degree
    radical_kern_after_degree stretch_stack_gap_above_min stretch_stack_gap_below_min
}

/// A glyph that stands for another, larger, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlyphVariant {
    pub glyph: u16,
    pub advance: f32,
}

/// A piece of a glyph that is put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlyphPart {
    pub glyph: u16,
    /// How far it may lie over the pieces before and after it.
    pub start_connector: f32,
    pub end_connector: f32,
    pub full_advance: f32,
    /// It may be left out or repeated.
    pub is_extender: bool,
}

/// How a glyph grows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlyphConstruction {
    /// From the smallest.
    pub variants: Vec<GlyphVariant>,
    /// From the bottom up, or from left to right; empty where it cannot be put together.
    pub parts: Vec<GlyphPart>,
}

/// A `MATH` table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MathTable {
    pub constants: MathConstants,
    italics: BTreeMap<u16, f32>,
    accents: BTreeMap<u16, f32>,
    extended: BTreeSet<u16>,
    vertical: BTreeMap<u16, GlyphConstruction>,
    horizontal: BTreeMap<u16, GlyphConstruction>,
    pub min_connector_overlap: f32,
}

impl MathTable {
    /// How far a glyph leans over what stands raised behind it.
    pub fn italics_correction(&self, glyph: u16) -> f32 {
        self.italics.get(&glyph).copied().unwrap_or_default()
    }

    /// Where an accent stands over a glyph, from its origin.
    pub fn accent_attachment(&self, glyph: u16) -> Option<f32> {
        self.accents.get(&glyph).copied()
    }

    /// Whether it is one of several sizes of a sign, whose scripts stand at its own corners.
    pub fn is_extended(&self, glyph: u16) -> bool {
        self.extended.contains(&glyph)
    }

    pub fn vertical(&self, glyph: u16) -> Option<&GlyphConstruction> {
        self.vertical.get(&glyph)
    }

    pub fn horizontal(&self, glyph: u16) -> Option<&GlyphConstruction> {
        self.horizontal.get(&glyph)
    }
}

impl Face {
    /// What the face says of formulas; `None` where it was not made for them.
    pub fn math(&self) -> Option<&MathTable> {
        self.math.get_or_init(|| read(self)).as_ref()
    }

    /// Whether it was made for formulas.
    pub fn is_math(&self) -> bool {
        self.font().tables().math().is_ok()
    }
}

fn read(face: &Face) -> Option<MathTable> {
    let tables = face.font().tables();
    let table = tables.math().ok()?;
    let em = f32::from(face.units_per_em());
    let mut math = MathTable { constants: read_constants(&table, em)?, ..MathTable::default() };
    if let Ok(info) = table.math_glyph_info() {
        if let Some(Ok(italics)) = info.math_italics_correction_info() {
            math.italics = values(italics.coverage().ok(), italics.italics_correction(), em);
        }
        if let Some(Ok(accents)) = info.math_top_accent_attachment() {
            math.accents = values(accents.top_accent_coverage().ok(), accents.top_accent_attachment(), em);
        }
        if let Some(Ok(shapes)) = info.extended_shape_coverage() {
            math.extended = shapes.iter().map(|glyph| glyph.to_u32() as u16).collect();
        }
    }
    if let Ok(variants) = table.math_variants() {
        math.min_connector_overlap = f32::from(variants.min_connector_overlap().to_u16()) / em;
        if let Some(Ok(coverage)) = variants.vert_glyph_coverage() {
            let constructions = variants.vert_glyph_constructions();
            for (glyph, construction) in coverage.iter().zip(constructions.iter()) {
                if let Ok(construction) = construction {
                    math.vertical.insert(glyph.to_u32() as u16, read_construction(&construction, em));
                }
            }
        }
        if let Some(Ok(coverage)) = variants.horiz_glyph_coverage() {
            let constructions = variants.horiz_glyph_constructions();
            for (glyph, construction) in coverage.iter().zip(constructions.iter()) {
                if let Ok(construction) = construction {
                    math.horizontal.insert(glyph.to_u32() as u16, read_construction(&construction, em));
                }
            }
        }
    }
    Some(math)
}

fn values(coverage: Option<CoverageTable>, records: &[MathValueRecord], em: f32) -> BTreeMap<u16, f32> {
    let Some(coverage) = coverage else { return BTreeMap::new() };
    coverage.iter().zip(records).map(|(glyph, record)| (glyph.to_u32() as u16, in_em(record, em))).collect()
}

fn read_construction(construction: &MathGlyphConstruction, em: f32) -> GlyphConstruction {
    let variants = construction.math_glyph_variant_records().iter().map(|record| GlyphVariant {
        glyph: record.variant_glyph().to_u16(),
        advance: f32::from(record.advance_measurement().to_u16()) / em,
    });
    let mut parts = Vec::new();
    if let Some(Ok(assembly)) = construction.glyph_assembly() {
        parts.extend(assembly.part_records().iter().map(|part| GlyphPart {
            glyph: part.glyph_id().to_u16(),
            start_connector: f32::from(part.start_connector_length().to_u16()) / em,
            end_connector: f32::from(part.end_connector_length().to_u16()) / em,
            full_advance: f32::from(part.full_advance().to_u16()) / em,
            is_extender: part.part_flags().bits() & 1 == 1,
        }));
    }
    GlyphConstruction { variants: variants.collect(), parts }
}

fn in_em(record: &MathValueRecord, em: f32) -> f32 {
    f32::from(record.value().to_i16()) / em
}

#[cfg(test)]
mod tests {
    use super::super::Fonts;

    #[test]
    fn the_bundled_font_is_made_for_formulas() {
        let fonts = Fonts::bundled();
        let face = fonts.face(fonts.select("math", 400, false).unwrap());
        let math = face.math().unwrap();
        assert_eq!(math.constants.axis_height, 0.26);
        assert_eq!(math.constants.script_scale, 0.8);
        let paren = math.vertical(face.glyph('(').unwrap()).unwrap();
        assert!(paren.variants.len() > 2 && paren.parts.len() == 3, "{paren:?}");
        assert!(math.horizontal(face.glyph('\u{23de}').unwrap()).is_some());
        assert!(fonts.face(fonts.select("serif", 400, false).unwrap()).math().is_none());
    }
}
