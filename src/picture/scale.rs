//! Pixels made fewer, and turned upright.
//!
//! Lanczos's filter of three lobes, stretched by the factor (Turkowski, Filters for Common Resampling Tasks, 1990),
//! first along rows, then along columns. Light is added in linear light: the mean of black and white is not 128 in sRGB
//! (IEC 61966-2-1), and fine light lines would darken. Alpha weighs color. Rows are taken one by one, and only those that
//! the filter reaches are held as numbers, so no more than the picture itself is in memory.

use std::collections::VecDeque;
use std::f32::consts::PI;

use super::Pixels;

/// How far the filter reaches, in pixels of the result.
const LOBES: f32 = 3.0;

/// The weights of source pixels for one of the result.
struct Tap {
    first: usize,
    weights: Vec<f32>,
}

fn taps(from: usize, to: usize) -> Vec<Tap> {
    let factor = from as f32 / to as f32;
    let reach = LOBES * factor.max(1.0);
    (0..to)
        .map(|at| {
            let center = (at as f32 + 0.5) * factor;
            let first = (center - reach).floor().max(0.0) as usize;
            let end = ((center + reach).ceil() as usize).min(from).max(first + 1);
            let weight = |source: usize| lanczos((source as f32 + 0.5 - center) / factor.max(1.0));
            let mut weights: Vec<f32> = (first..end).map(weight).collect();
            let sum: f32 = weights.iter().sum();
            weights.iter_mut().for_each(|weight| *weight /= sum);
            Tap { first, weights }
        })
        .collect()
}

fn lanczos(x: f32) -> f32 {
    let sinc = |x: f32| if x.abs() < 1e-6 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < LOBES { sinc(x) * sinc(x / LOBES) } else { 0.0 }
}

/// The same picture in so many pixels.
pub(super) fn scale(pixels: Pixels, width: usize, height: usize) -> Pixels {
    let channels = pixels.channels;
    match channels {
        1 => scaled::<1>(&pixels, width, height),
        4 => scaled::<4>(&pixels, width, height),
        _ => scaled::<3>(&pixels, width, height),
    }
}

fn scaled<const CHANNELS: usize>(pixels: &Pixels, width: usize, height: usize) -> Pixels {
    let (across, down) = (taps(pixels.width, width), taps(pixels.height, height));
    let (light, stored) = (light(), stored());
    // The rows that the filter reaches, and the number of the first of them.
    let mut rows: VecDeque<Vec<[f32; CHANNELS]>> = VecDeque::new();
    let mut first = 0;
    let mut line = vec![[0.0; CHANNELS]; pixels.width];
    let mut sums = vec![[0.0; CHANNELS]; width];
    let mut data = Vec::with_capacity(width * height * CHANNELS);
    for tap in &down {
        while first < tap.first {
            rows.pop_front();
            first += 1;
        }
        while first + rows.len() < tap.first + tap.weights.len() {
            let start = (first + rows.len()) * pixels.width * CHANNELS;
            let (source, _) = pixels.data[start..start + pixels.width * CHANNELS].as_chunks::<CHANNELS>();
            source.iter().zip(&mut line).for_each(|(from, to)| *to = to_light(from, &light));
            rows.push_back(across.iter().map(|tap| weighed(tap, &line)).collect());
        }
        sums.fill([0.0; CHANNELS]);
        for (row, weight) in rows.iter().zip(&tap.weights) {
            for (sum, value) in sums.iter_mut().zip(row) {
                for channel in 0..CHANNELS {
                    sum[channel] += weight * value[channel];
                }
            }
        }
        sums.iter().for_each(|sum| data.extend(from_light(sum, &stored)));
    }
    Pixels { width, height, channels: CHANNELS, data }
}

fn weighed<const CHANNELS: usize>(tap: &Tap, line: &[[f32; CHANNELS]]) -> [f32; CHANNELS] {
    let mut sum = [0.0; CHANNELS];
    for (weight, value) in tap.weights.iter().zip(&line[tap.first..]) {
        for channel in 0..CHANNELS {
            sum[channel] += weight * value[channel];
        }
    }
    sum
}

/// Steps of linear light that are told apart when it is stored.
const STEPS: usize = 8191;

/// Light of each stored value, 0 to 1.
fn light() -> Vec<f32> {
    let curve = |value: f32| if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
    (0..=u8::MAX).map(|value| curve(f32::from(value) / 255.0)).collect()
}

/// The stored value of each step of light.
fn stored() -> Vec<u8> {
    let curve = |light: f32| if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (0..=STEPS).map(|step| (curve(step as f32 / STEPS as f32) * 255.0 + 0.5) as u8).collect()
}

fn to_light<const CHANNELS: usize>(pixel: &[u8; CHANNELS], light: &[f32]) -> [f32; CHANNELS] {
    let mut out = pixel.map(|value| light[usize::from(value)]);
    if CHANNELS == 4 {
        let alpha = f32::from(pixel[3]) / 255.0;
        out[..3].iter_mut().for_each(|value| *value *= alpha);
        out[3] = alpha;
    }
    out
}

fn from_light<const CHANNELS: usize>(pixel: &[f32; CHANNELS], stored: &[u8]) -> [u8; CHANNELS] {
    let mut pixel = *pixel;
    let alpha = if CHANNELS == 4 { pixel[3].clamp(0.0, 1.0) } else { 1.0 };
    if CHANNELS == 4 && alpha > 0.0 {
        pixel[..3].iter_mut().for_each(|value| *value /= alpha);
    }
    let mut out = pixel.map(|value| stored[(value.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as usize]);
    if CHANNELS == 4 {
        out[3] = (alpha * 255.0 + 0.5) as u8;
    }
    out
}

/// Rows and columns as they are seen (Exif 2.32, section 4.6.4, tag 0x0112).
pub(super) fn turn(pixels: Pixels, orientation: u8) -> Pixels {
    if !(2..=8).contains(&orientation) {
        return pixels;
    }
    let Pixels { width: stored_width, height: stored_height, channels, data } = &pixels;
    let (width, height) = match orientation {
        5..=8 => (*stored_height, *stored_width),
        _ => (*stored_width, *stored_height),
    };
    let mut out = Vec::with_capacity(data.len());
    for y in 0..height {
        for x in 0..width {
            let (right, bottom) = (width - 1 - x, height - 1 - y);
            let (column, row) = match orientation {
                2 => (right, y),
                3 => (right, bottom),
                4 => (x, bottom),
                5 => (y, x),
                6 => (y, right),
                7 => (bottom, right),
                _ => (bottom, x),
            };
            let at = (row * stored_width + column) * channels;
            out.extend_from_slice(&data[at..at + channels]);
        }
    }
    Pixels { width, height, channels: *channels, data: out }
}
