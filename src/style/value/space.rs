//! Color spaces (CSS Color 4, sections 7 to 10 and 12; sample code of section 18).
//!
//! In: a color function's arguments, or two colors to mix. Out: sRGB, which is what both formats print in; what lies
//! outside of it is clipped channel by channel.

use cssparser::{Parser, Token};

use super::color::alpha;
use super::{Parsed, invalid, number};
use crate::color::Color;

/// sRGB as the screen takes it, channels not yet within their range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SpaceColor {
    pub rgb: [f32; 3],
    pub alpha: f32,
}

impl From<Color> for SpaceColor {
    fn from(color: Color) -> SpaceColor {
        let channel = |value: u8| f32::from(value) / 255.0;
        SpaceColor { rgb: [color.red, color.green, color.blue].map(channel), alpha: channel(color.alpha) }
    }
}

/// A space that colors are mixed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Space {
    Srgb,
    SrgbLinear,
    DisplayP3,
    Xyz,
    Lab,
    Lch,
    Oklab,
    Oklch,
    Hsl,
    Hwb,
}

/// Which way round a hue goes (CSS Color 4, section 12.4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum HueWay {
    Shorter,
    Longer,
    Increasing,
    Decreasing,
}

impl Space {
    fn by_name(name: &str) -> Option<Space> {
        Some(match name {
            "srgb" => Space::Srgb,
            "srgb-linear" => Space::SrgbLinear,
            "display-p3" => Space::DisplayP3,
            "xyz" | "xyz-d65" => Space::Xyz,
            "lab" => Space::Lab,
            "lch" => Space::Lch,
            "oklab" => Space::Oklab,
            "oklch" => Space::Oklch,
            "hsl" => Space::Hsl,
            "hwb" => Space::Hwb,
            _ => return None,
        })
    }

    /// Which component is an angle.
    fn hue(self) -> Option<usize> {
        match self {
            Space::Lch | Space::Oklch => Some(2),
            Space::Hsl | Space::Hwb => Some(0),
            Space::Srgb | Space::SrgbLinear | Space::DisplayP3 | Space::Xyz | Space::Lab | Space::Oklab => None,
        }
    }

    fn to_rgb(self, [a, b, c]: [f32; 3]) -> [f32; 3] {
        match self {
            Space::Srgb => [a, b, c],
            Space::SrgbLinear => [a, b, c].map(encoded),
            Space::DisplayP3 => times(XYZ_TO_RGB, times(P3_TO_XYZ, [a, b, c].map(linear))).map(encoded),
            Space::Xyz => times(XYZ_TO_RGB, [a, b, c]).map(encoded),
            Space::Lab => times(XYZ_TO_RGB, times(D50_TO_D65, lab_to_xyz([a, b, c]))).map(encoded),
            Space::Lch => Space::Lab.to_rgb(rectangular([a, b, c])),
            Space::Oklab => oklab_to_linear([a, b, c]).map(encoded),
            Space::Oklch => Space::Oklab.to_rgb(rectangular([a, b, c])),
            Space::Hsl => hsl_to_rgb([a, b, c]),
            Space::Hwb => hwb_to_rgb([a, b, c]),
        }
    }

    fn of_rgb(self, rgb: [f32; 3]) -> [f32; 3] {
        let xyz = || times(RGB_TO_XYZ, rgb.map(linear));
        match self {
            Space::Srgb => rgb,
            Space::SrgbLinear => rgb.map(linear),
            Space::DisplayP3 => times(XYZ_TO_P3, xyz()).map(encoded),
            Space::Xyz => xyz(),
            Space::Lab => xyz_to_lab(times(D65_TO_D50, xyz())),
            Space::Lch => polar(Space::Lab.of_rgb(rgb)),
            Space::Oklab => linear_to_oklab(rgb.map(linear)),
            Space::Oklch => polar(Space::Oklab.of_rgb(rgb)),
            Space::Hsl => rgb_to_hsl(rgb),
            Space::Hwb => {
                let [red, green, blue] = rgb;
                [rgb_to_hsl(rgb)[0], red.min(green).min(blue), 1.0 - red.max(green).max(blue)]
            }
        }
    }
}

impl SpaceColor {
    fn new(space: Space, components: [f32; 3], alpha: f32) -> SpaceColor {
        SpaceColor { rgb: space.to_rgb(components), alpha }
    }

    pub fn clipped(self) -> Color {
        let channel = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [red, green, blue] = self.rgb.map(channel);
        Color { red, green, blue, alpha: channel(self.alpha) }
    }

    /// CSS Color 4, section 12.3: mixed by their alpha, but for hues.
    pub fn mixed(self, other: SpaceColor, share: f32, space: Space, way: HueWay) -> SpaceColor {
        let alpha = self.alpha + (other.alpha - self.alpha) * share;
        let (first, second) = (space.of_rgb(self.rgb), space.of_rgb(other.rgb));
        let mut mixed = [0.0; 3];
        for (index, slot) in mixed.iter_mut().enumerate() {
            let (from, to) = (first[index], second[index]);
            *slot = if space.hue() == Some(index) {
                let is_gray = |color: SpaceColor| {
                    let [red, green, blue] = color.rgb;
                    red.max(green).max(blue) - red.min(green).min(blue) < 1e-4
                };
                // A gray has no hue and takes the other's (section 12.2).
                match (is_gray(self), is_gray(other)) {
                    (true, _) => to,
                    (false, true) => from,
                    (false, false) => from + way.difference(from, to) * share,
                }
            } else if alpha > 0.0 {
                (from * self.alpha * (1.0 - share) + to * other.alpha * share) / alpha
            } else {
                from + (to - from) * share
            };
        }
        SpaceColor::new(space, mixed, alpha)
    }
}

impl HueWay {
    fn difference(self, from: f32, to: f32) -> f32 {
        let up = (to - from).rem_euclid(360.0);
        match self {
            HueWay::Increasing => up,
            HueWay::Decreasing => up - 360.0,
            HueWay::Shorter => {
                if up > 180.0 {
                    up - 360.0
                } else {
                    up
                }
            }
            HueWay::Longer => {
                if up > 180.0 || up == 0.0 {
                    up
                } else {
                    up - 360.0
                }
            }
        }
    }
}

/// `oklch longer hue`, after `in`.
pub(super) fn interpolation(input: &mut Parser) -> Parsed<(Space, HueWay)> {
    let name = input.expect_ident()?.to_ascii_lowercase();
    let Some(space) = Space::by_name(&name) else { return invalid() };
    let way = input.try_parse(|input| {
        let way = match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "shorter" => HueWay::Shorter,
            "longer" => HueWay::Longer,
            "increasing" => HueWay::Increasing,
            "decreasing" => HueWay::Decreasing,
            _ => return invalid(),
        };
        input.expect_ident_matching("hue")?;
        Ok(way)
    });
    Ok((space, way.unwrap_or(HueWay::Shorter)))
}

/// `oklch()`, `lab()`, `hwb()`, `color()`, `device-cmyk()` and the like.
pub(super) fn color_function(name: &str, input: &mut Parser) -> Parsed<SpaceColor> {
    let (space, components) = match name {
        "lab" => {
            (Space::Lab, [component(input, 1.0, 100.0)?, component(input, 1.0, 125.0)?, component(input, 1.0, 125.0)?])
        }
        "lch" => (Space::Lch, [component(input, 1.0, 100.0)?, component(input, 1.0, 150.0)?.max(0.0), hue(input)?]),
        "oklab" => {
            (Space::Oklab, [component(input, 1.0, 1.0)?, component(input, 1.0, 0.4)?, component(input, 1.0, 0.4)?])
        }
        "oklch" => (Space::Oklch, [component(input, 1.0, 1.0)?, component(input, 1.0, 0.4)?.max(0.0), hue(input)?]),
        "hwb" => (Space::Hwb, [hue(input)?, component(input, 0.01, 1.0)?, component(input, 0.01, 1.0)?]),
        "color" => {
            let name = input.expect_ident()?.to_ascii_lowercase();
            let is_d50 = name == "xyz-d50";
            let space = match Space::by_name(if is_d50 { "xyz" } else { &name }) {
                Some(space @ (Space::Srgb | Space::SrgbLinear | Space::DisplayP3 | Space::Xyz)) => space,
                Some(_) | None => return invalid(),
            };
            let components = [component(input, 1.0, 1.0)?, component(input, 1.0, 1.0)?, component(input, 1.0, 1.0)?];
            (space, if is_d50 { times(D50_TO_D65, components) } else { components })
        }
        // CSS Color 5, section 9.1: the plain conversion, for want of a profile.
        "device-cmyk" => {
            let mut inks = [0.0; 4];
            for (index, ink) in inks.iter_mut().enumerate() {
                if index > 0 {
                    let _ = input.try_parse(Parser::expect_comma);
                }
                *ink = component(input, 1.0, 1.0)?.clamp(0.0, 1.0);
            }
            let [cyan, magenta, yellow, black] = inks;
            (Space::Srgb, [cyan, magenta, yellow].map(|ink| 1.0 - (ink * (1.0 - black) + black).min(1.0)))
        }
        _ => return invalid(),
    };
    let is_light = matches!(space, Space::Lab | Space::Lch | Space::Oklab | Space::Oklch);
    let most = if matches!(space, Space::Lab | Space::Lch) { 100.0 } else { 1.0 };
    let [first, second, third] = components;
    let components = if is_light { [first.clamp(0.0, most), second, third] } else { components };
    Ok(SpaceColor::new(space, components, alpha(input)?))
}

/// A number times a scale, a percentage of a whole, or `none`, which is zero.
pub(super) fn component(input: &mut Parser, scale: f32, whole: f32) -> Parsed<f32> {
    if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
        return Ok(0.0);
    }
    if let Ok(share) = input.try_parse(Parser::expect_percentage) {
        return Ok(share * whole);
    }
    Ok(number(input)? * scale)
}

/// An angle in degrees.
pub(super) fn hue(input: &mut Parser) -> Parsed<f32> {
    let state = input.state();
    let degrees = match input.next()? {
        Token::Dimension { value, unit, .. } => match unit.to_ascii_lowercase().as_str() {
            "deg" => *value,
            "grad" => *value * 0.9,
            "rad" => value.to_degrees(),
            "turn" => *value * 360.0,
            _ => return invalid(),
        },
        _ => {
            input.reset(&state);
            component(input, 1.0, 360.0)?
        }
    };
    if degrees.is_finite() { Ok(degrees) } else { invalid() }
}

/// Section 7.1.
pub(super) fn hsl_to_rgb([hue, saturation, lightness]: [f32; 3]) -> [f32; 3] {
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        let chroma = saturation * lightness.min(1.0 - lightness);
        lightness - chroma * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

/// Section 7.2.
fn rgb_to_hsl([red, green, blue]: [f32; 3]) -> [f32; 3] {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let (lightness, range) = ((most + least) / 2.0, most - least);
    if range == 0.0 {
        return [0.0, 0.0, lightness];
    }
    let saturation = match lightness {
        0.0 | 1.0 => 0.0,
        _ => (most - lightness) / lightness.min(1.0 - lightness),
    };
    let hue = if most == red {
        (green - blue) / range + if green < blue { 6.0 } else { 0.0 }
    } else if most == green {
        (blue - red) / range + 2.0
    } else {
        (red - green) / range + 4.0
    };
    [hue * 60.0, saturation, lightness]
}

/// Section 8.1.
fn hwb_to_rgb([hue, white, black]: [f32; 3]) -> [f32; 3] {
    if white + black >= 1.0 {
        return [white / (white + black); 3];
    }
    hsl_to_rgb([hue, 1.0, 0.5]).map(|channel| channel * (1.0 - white - black) + white)
}

/// The transfer function of sRGB and Display P3.
fn linear(value: f32) -> f32 {
    let size = value.abs();
    let linear = if size <= 0.04045 { size / 12.92 } else { ((size + 0.055) / 1.055).powf(2.4) };
    linear.copysign(value)
}

fn encoded(value: f32) -> f32 {
    let size = value.abs();
    let encoded = if size > 0.003_130_8 { 1.055 * size.powf(1.0 / 2.4) - 0.055 } else { 12.92 * size };
    encoded.copysign(value)
}

fn polar([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    [lightness, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0)]
}

fn rectangular([lightness, chroma, hue]: [f32; 3]) -> [f32; 3] {
    let (sine, cosine) = hue.to_radians().sin_cos();
    [lightness, chroma * cosine, chroma * sine]
}

type Matrix = [[f32; 3]; 3];

fn times(matrix: Matrix, vector: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

const RGB_TO_XYZ: Matrix = [
    [0.412_390_8, 0.357_584_34, 0.180_480_79],
    [0.212_639, 0.715_168_7, 0.072_192_32],
    [0.019_330_82, 0.119_194_78, 0.950_532_15],
];
const XYZ_TO_RGB: Matrix = [
    [3.240_97, -1.537_383_2, -0.498_610_76],
    [-0.969_243_65, 1.875_967_5, 0.041_555_06],
    [0.055_630_08, -0.203_976_96, 1.056_971_5],
];
const P3_TO_XYZ: Matrix = [
    [0.486_570_95, 0.265_667_7, 0.198_217_29],
    [0.228_974_57, 0.691_738_5, 0.079_286_91],
    [0.0, 0.045_113_38, 1.043_944_4],
];
const XYZ_TO_P3: Matrix = [
    [2.493_497, -0.931_383_6, -0.402_710_8],
    [-0.829_489, 1.762_664, 0.023_624_69],
    [0.035_845_83, -0.076_172_39, 0.956_884_5],
];
const D50_TO_D65: Matrix = [
    [0.955_473_4, -0.023_098_54, 0.063_259_31],
    [-0.028_369_71, 1.009_995_5, 0.021_041_4],
    [0.012_314_01, -0.020_507_7, 1.330_366],
];
const D65_TO_D50: Matrix = [
    [1.047_929_8, 0.022_946_79, -0.050_192_22],
    [0.029_627_82, 0.990_434_5, -0.017_073_83],
    [-0.009_243_06, 0.015_055_19, 0.751_874_3],
];
/// The white of D50.
const D50: [f32; 3] = [0.964_295_7, 1.0, 0.825_104_6];
/// CIE's constants.
const EPSILON: f32 = 216.0 / 24389.0;
const KAPPA: f32 = 24389.0 / 27.0;

fn lab_to_xyz([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let middle = (lightness + 16.0) / 116.0;
    let cube = |f: f32| if f.powi(3) > EPSILON { f.powi(3) } else { (116.0 * f - 16.0) / KAPPA };
    let y = if lightness > KAPPA * EPSILON { middle.powi(3) } else { lightness / KAPPA };
    [cube(middle + a / 500.0) * D50[0], y, cube(middle - b / 200.0) * D50[2]]
}

fn xyz_to_lab([x, y, z]: [f32; 3]) -> [f32; 3] {
    let root = |value: f32| if value > EPSILON { value.cbrt() } else { (KAPPA * value + 16.0) / 116.0 };
    let (x, y, z) = (root(x / D50[0]), root(y), root(z / D50[2]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

const OKLAB_TO_LMS: Matrix =
    [[1.0, 0.396_337_78, 0.215_803_76], [1.0, -0.105_561_346, -0.063_854_17], [1.0, -0.089_484_18, -1.291_485_5]];
const LMS_TO_RGB: Matrix = [
    [4.076_741_7, -3.307_711_6, 0.230_969_94],
    [-1.268_438, 2.609_757_4, -0.341_319_4],
    [-0.004_196_086, -0.703_418_6, 1.707_614_7],
];
const RGB_TO_LMS: Matrix = [
    [0.412_221_46, 0.536_332_55, 0.051_445_995],
    [0.211_903_5, 0.680_699_5, 0.107_396_96],
    [0.088_302_46, 0.281_718_85, 0.629_978_7],
];
const LMS_TO_OKLAB: Matrix = [
    [0.210_454_26, 0.793_617_8, -0.004_072_047],
    [1.977_998_5, -2.428_592_2, 0.450_593_7],
    [0.025_904_037, 0.782_771_77, -0.808_675_77],
];

fn oklab_to_linear(lab: [f32; 3]) -> [f32; 3] {
    times(LMS_TO_RGB, times(OKLAB_TO_LMS, lab).map(|value| value.powi(3)))
}

fn linear_to_oklab(rgb: [f32; 3]) -> [f32; 3] {
    times(LMS_TO_OKLAB, times(RGB_TO_LMS, rgb).map(f32::cbrt))
}
