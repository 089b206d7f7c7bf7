//! Glyphs in color, as the small pictures that they are.
//!
//! In: a glyph of a face. Out: a [`Picture`]: the PNG that the font holds (`CBDT`, `sbix`), or its layers of paint
//! (`COLR`, both versions) as an SVG drawing, with the place where it stands. Encoding and painting belong to the
//! backends. Of what `COLR` can say two things have no counterpart in SVG: sweep gradients become one color, and of
//! the Porter-Duff operators `src-in`, which fonts use for opacity, is drawn by a mask; others paint over.

use std::fmt::Write;

use skrifa::bitmap::{BitmapData, Origin};
use skrifa::color::{Brush, ColorPainter, ColorStop, CompositeMode, Extend, Transform};
use skrifa::prelude::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::raw::types::BoundingBox;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::Face;
use super::outline::{path_data, units};

/// A glyph as a picture.
#[derive(Clone, Debug)]
pub struct Picture {
    pub format: PictureFormat,
    pub bytes: Vec<u8>,
    /// Left, bottom, right and top in em from the glyph's origin, `y` upwards.
    pub place: [f32; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    Png,
    Svg,
}

impl Face {
    /// Whether some of its glyphs are in color.
    pub fn has_color(&self) -> bool {
        *self.has_color.get_or_init(|| {
            let tables = self.font().tables();
            tables.colr().is_ok() || tables.cbdt().is_ok() || tables.sbix().is_ok()
        })
    }

    /// Whether a glyph is in color.
    pub fn is_in_color(&self, glyph: u16) -> bool {
        let glyph = GlyphId::new(u32::from(glyph));
        self.has_color()
            && FontRef::from_index(self.data(), self.index).is_ok_and(|font| {
                font.color_glyphs().get(glyph).is_some()
                    || font.bitmap_strikes().glyph_for_size(Size::unscaled(), glyph).is_some()
            })
    }

    /// A glyph in color; `None` for one that is not, and for one that cannot be read.
    pub fn picture(&self, glyph: u16) -> Option<Picture> {
        let font = FontRef::from_index(self.data(), self.index).ok()?;
        self.layers(&font, glyph).or_else(|| bitmap(&font, glyph, f32::from(self.units_per_em())))
    }

    /// The layers of paint of a glyph, as a drawing.
    fn layers(&self, font: &FontRef<'_>, glyph: u16) -> Option<Picture> {
        let color = font.color_glyphs().get(GlyphId::new(u32::from(glyph)))?;
        let em = f32::from(self.units_per_em());
        let extent = match color.bounding_box(LocationRef::default(), Size::unscaled()) {
            Some(BoundingBox { x_min, y_min, x_max, y_max }) => [x_min, y_min, x_max, y_max],
            None => self.bounds().map(|em_share| em_share * em),
        };
        let [left, bottom, right, top] = extent;
        if right <= left || top <= bottom {
            return None;
        }
        let palettes = font.color_palettes();
        let palette = palettes.get(0);
        let colors = palette.as_ref().map_or(&[][..], |palette| palette.colors());
        let mut painter = Painter {
            face: self,
            colors: colors.iter().map(|color| [color.red, color.green, color.blue, color.alpha]).collect(),
            extent,
            transforms: vec![Transform::default()],
            groups: vec![String::new()],
            defined: 0,
        };
        color.paint(LocationRef::default(), &mut painter).ok()?;
        let (width, height) = (right - left, top - bottom);
        let content = painter.groups.concat();
        let drawing = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{left} {} {width} {height}\"><g transform=\"scale(1 -1)\">{content}</g></svg>",
            -top
        );
        let place = extent.map(|units| units / em);
        Some(Picture { format: PictureFormat::Svg, bytes: drawing.into_bytes(), place })
    }
}

/// The largest bitmap of a glyph.
fn bitmap(font: &FontRef<'_>, glyph: u16, em: f32) -> Option<Picture> {
    let bitmap = font.bitmap_strikes().glyph_for_size(Size::unscaled(), GlyphId::new(u32::from(glyph)))?;
    let BitmapData::Png(png) = bitmap.data else { return None };
    let (width, height) = (bitmap.width as f32 / bitmap.ppem_x, bitmap.height as f32 / bitmap.ppem_y);
    let left = bitmap.bearing_x / em + bitmap.inner_bearing_x / bitmap.ppem_x;
    let y = bitmap.bearing_y / em + bitmap.inner_bearing_y / bitmap.ppem_y;
    let bottom = match bitmap.placement_origin {
        Origin::TopLeft => y - height,
        Origin::BottomLeft => y,
    };
    let place = [left, bottom, left + width, bottom + height];
    let is_sound = width > 0.0 && height > 0.0 && place.iter().all(|edge| edge.is_finite());
    is_sound.then(|| Picture { format: PictureFormat::Png, bytes: png.to_vec(), place })
}

/// Writes a drawing from what skrifa tells of a glyph's layers. All in font units, `y` upwards.
struct Painter<'f> {
    face: &'f Face,
    /// Red, green, blue and alpha by index of the palette.
    colors: Vec<[u8; 4]>,
    /// Left, bottom, right and top.
    extent: [f32; 4],
    transforms: Vec<Transform>,
    /// What was written in each open layer.
    groups: Vec<String>,
    /// How many clips, gradients and masks have a name.
    defined: u32,
}

/// The index that stands for the color of the text (OpenType 1.9, `COLR`).
const TEXT_COLOR: u16 = 0xffff;

impl Painter<'_> {
    fn out(&mut self) -> &mut String {
        if self.groups.is_empty() {
            self.groups.push(String::new());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn write(&mut self, text: &str) {
        self.out().push_str(text);
    }

    fn define(&mut self) -> u32 {
        self.defined += 1;
        self.defined
    }

    fn transform(&self) -> Transform {
        self.transforms.last().copied().unwrap_or_default()
    }

    /// The outline of a glyph as path data, in font units.
    fn path(&self, glyph: GlyphId) -> String {
        let em = f32::from(self.face.units_per_em());
        let outline = u16::try_from(glyph.to_u32()).map(|glyph| self.face.outline(glyph)).unwrap_or_default();
        path_data(&outline, |[x, y]| [x * em, y * em])
    }

    fn clip(&mut self, shape: &str) {
        let name = self.define();
        let transform = matrix(&self.transform());
        self.write(&format!(
            "<clipPath id=\"n{name}\"><path transform=\"{transform}\" d=\"{shape}\"/></clipPath>\
             <g clip-path=\"url(#n{name})\">"
        ));
    }

    /// The attributes that fill with a brush; a gradient is defined before. `along` brings the brush from its own
    /// coordinates to those of the shape.
    fn paint(&mut self, brush: &Brush<'_>, along: &Transform) -> String {
        match brush {
            Brush::Solid { palette_index, alpha } => fill(self.color(*palette_index, *alpha)),
            Brush::LinearGradient { p0, p1, color_stops, extend } => {
                let ends = format!(
                    "x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"",
                    units(p0.x),
                    units(p0.y),
                    units(p1.x),
                    units(p1.y)
                );
                self.gradient("linearGradient", &ends, color_stops, *extend, along)
            }
            Brush::RadialGradient { c0, r0, c1, r1, color_stops, extend } => {
                let ends = format!(
                    "fx=\"{}\" fy=\"{}\" fr=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
                    units(c0.x),
                    units(c0.y),
                    units(r0.max(0.0)),
                    units(c1.x),
                    units(c1.y),
                    units(r1.max(0.0))
                );
                self.gradient("radialGradient", &ends, color_stops, *extend, along)
            }
            Brush::SweepGradient { color_stops, .. } => fill(self.mean(color_stops)),
        }
    }

    fn gradient(&mut self, kind: &str, ends: &str, stops: &[ColorStop], extend: Extend, along: &Transform) -> String {
        if let [stop] = stops {
            return fill(self.color(stop.palette_index, stop.alpha));
        }
        let name = self.define();
        let spread = match extend {
            Extend::Repeat => "repeat",
            Extend::Reflect => "reflect",
            _ => "pad",
        };
        let along = matrix(along);
        let mut gradient = format!(
            "<{kind} id=\"n{name}\" gradientUnits=\"userSpaceOnUse\" spreadMethod=\"{spread}\" \
             gradientTransform=\"{along}\" {ends}>"
        );
        for stop in stops {
            let [red, green, blue, alpha] = self.color(stop.palette_index, stop.alpha);
            let opacity = f32::from(alpha) / 255.0;
            let _ = write!(
                gradient,
                "<stop offset=\"{}\" stop-color=\"#{red:02x}{green:02x}{blue:02x}\" stop-opacity=\"{opacity}\"/>",
                stop.offset
            );
        }
        self.write(&format!("{gradient}</{kind}>"));
        format!("fill=\"url(#n{name})\"")
    }

    fn color(&self, index: u16, alpha: f32) -> [u8; 4] {
        let black = [0, 0, 0, u8::MAX];
        let [red, green, blue, own] = match index {
            TEXT_COLOR => black,
            _ => self.colors.get(usize::from(index)).copied().unwrap_or(black),
        };
        [red, green, blue, (f32::from(own) * alpha.clamp(0.0, 1.0)).round() as u8]
    }

    fn mean(&self, stops: &[ColorStop]) -> [u8; 4] {
        let colors: Vec<[u8; 4]> = stops.iter().map(|stop| self.color(stop.palette_index, stop.alpha)).collect();
        let count = colors.len().max(1) as u32;
        std::array::from_fn(|channel| (colors.iter().map(|color| u32::from(color[channel])).sum::<u32>() / count) as u8)
    }
}

impl ColorPainter for Painter<'_> {
    fn push_transform(&mut self, transform: Transform) {
        self.transforms.push(self.transform() * transform);
    }

    fn pop_transform(&mut self) {
        self.transforms.pop();
    }

    fn push_clip_glyph(&mut self, glyph: GlyphId) {
        let path = self.path(glyph);
        self.clip(&path);
    }

    fn push_clip_box(&mut self, area: BoundingBox<f32>) {
        let path = rectangle([area.x_min, area.y_min, area.x_max, area.y_max]);
        self.clip(&path);
    }

    fn pop_clip(&mut self) {
        self.write("</g>");
    }

    fn fill(&mut self, brush: Brush<'_>) {
        let along = self.transform();
        let paint = self.paint(&brush, &along);
        let path = rectangle(self.extent);
        self.write(&format!("<path d=\"{path}\" {paint}/>"));
    }

    fn fill_glyph(&mut self, glyph: GlyphId, brush_transform: Option<Transform>, brush: Brush<'_>) {
        let paint = self.paint(&brush, &brush_transform.unwrap_or_default());
        let path = self.path(glyph);
        let transform = matrix(&self.transform());
        self.write(&format!("<path transform=\"{transform}\" d=\"{path}\" {paint}/>"));
    }

    fn push_layer(&mut self, _: CompositeMode) {
        self.groups.push(String::new());
    }

    fn pop_layer_with_mode(&mut self, mode: CompositeMode) {
        let Some(layer) = self.groups.pop() else { return };
        let blend = match mode {
            CompositeMode::SrcIn => {
                let name = self.define();
                let backdrop = std::mem::take(self.out());
                self.write(&format!(
                    "<mask id=\"n{name}\" style=\"mask-type:alpha\" maskUnits=\"userSpaceOnUse\" x=\"{}\" y=\"{}\" \
                     width=\"{}\" height=\"{}\">{backdrop}</mask><g mask=\"url(#n{name})\">{layer}</g>",
                    self.extent[0],
                    self.extent[1],
                    self.extent[2] - self.extent[0],
                    self.extent[3] - self.extent[1],
                ));
                return;
            }
            CompositeMode::Screen => "screen",
            CompositeMode::Overlay => "overlay",
            CompositeMode::Darken => "darken",
            CompositeMode::Lighten => "lighten",
            CompositeMode::ColorDodge => "color-dodge",
            CompositeMode::ColorBurn => "color-burn",
            CompositeMode::HardLight => "hard-light",
            CompositeMode::SoftLight => "soft-light",
            CompositeMode::Difference => "difference",
            CompositeMode::Exclusion => "exclusion",
            CompositeMode::Multiply => "multiply",
            CompositeMode::HslHue => "hue",
            CompositeMode::HslSaturation => "saturation",
            CompositeMode::HslColor => "color",
            CompositeMode::HslLuminosity => "luminosity",
            _ => "normal",
        };
        let style = if blend == "normal" { String::new() } else { format!(" style=\"mix-blend-mode:{blend}\"") };
        self.write(&format!("<g{style}>{layer}</g>"));
    }
}

fn fill([red, green, blue, alpha]: [u8; 4]) -> String {
    let opacity =
        if alpha == u8::MAX { String::new() } else { format!(" fill-opacity=\"{}\"", f32::from(alpha) / 255.0) };
    format!("fill=\"#{red:02x}{green:02x}{blue:02x}\"{opacity}")
}

fn rectangle([left, bottom, right, top]: [f32; 4]) -> String {
    format!("M{left} {bottom}H{right}V{top}H{left}Z")
}

fn matrix(transform: &Transform) -> String {
    let Transform { xx, yx, xy, yy, dx, dy } = transform;
    format!("matrix({xx} {yx} {xy} {yy} {dx} {dy})")
}
