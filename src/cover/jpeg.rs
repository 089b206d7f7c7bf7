//! JPEG for pictures that are mostly flat: baseline, sequential, without subsampling (ITU-T T.81).
//!
//! In: opaque pixels. Out: a JFIF file. A block of one color needs neither transform nor quantization of its 63 other
//! coefficients, and on a cover nineteen blocks of twenty are such; a general encoder spends a tenth of a second on
//! them. Only whole blocks are known: width and height are multiples of eight.

/// Encodes RGBA pixels, whose alpha is not looked at.
pub(super) fn encode(pixels: &[u8], width: usize, height: usize, quality: u16) -> Vec<u8> {
    let tables = [LUMINANCE, CHROMINANCE].map(|table| scaled(&table, quality));
    let mut out = Vec::with_capacity(width * height / 16);
    write_head(&mut out, width, height, &tables);
    let codes =
        [0, 1].map(|kind| (Codes::new(&DC_COUNTS[kind], &DC_VALUES), Codes::new(&AC_COUNTS[kind], AC_VALUES[kind])));
    let mut bits = Bits { out, pending: 0, count: 0 };
    let factors: [[f32; 8]; 8] = std::array::from_fn(|x| std::array::from_fn(|u| factor(u, x)));
    let mut previous = [0; 3];
    let mut flat = Flat::of(&pixels[..4], &tables);
    for top in (0..height).step_by(8) {
        for left in (0..width).step_by(8) {
            let row = |y: usize| &pixels[((top + y) * width + left) * 4..][..32];
            let first = &row(0)[..4];
            if first != &flat.row[..4] && is_flat(row(0)) {
                flat = Flat::of(first, &tables);
            }
            if (0..8).all(|y| row(y) == flat.row) {
                for component in 0..3 {
                    let (dc, ac) = &codes[component.min(1)];
                    bits.write_dc(flat.dc[component] - previous[component], dc);
                    bits.write_code(ac, END_OF_BLOCK);
                }
                previous = flat.dc;
                continue;
            }
            let planes = planes(row);
            for component in 0..3 {
                let coefficients = transformed(&planes[component], &factors, &tables[component.min(1)]);
                let (dc, ac) = &codes[component.min(1)];
                bits.write_dc(coefficients[0] - previous[component], dc);
                bits.write_ac(&coefficients, ac);
                previous[component] = coefficients[0];
            }
        }
    }
    bits.finish()
}

/// A block of one color.
struct Flat {
    row: [u8; 32],
    dc: [i32; 3],
}

impl Flat {
    fn of(pixel: &[u8], tables: &[[u16; 64]; 2]) -> Flat {
        let mut row = [0; 32];
        row.chunks_exact_mut(4).for_each(|place| place.copy_from_slice(pixel));
        let color = ycbcr(pixel);
        // The transform of a constant is eight times it (A.3.3).
        let dc = std::array::from_fn(|at| quantized(color[at] * 8.0, tables[at.min(1)][0]));
        Flat { row, dc }
    }
}

fn is_flat(row: &[u8]) -> bool {
    row.chunks_exact(4).all(|pixel| pixel == &row[..4])
}

/// JFIF 1.02, section 7, shifted to be signed.
fn ycbcr(pixel: &[u8]) -> [f32; 3] {
    let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
    [
        0.299 * r + 0.587 * g + 0.114 * b - 128.0,
        -0.168_736 * r - 0.331_264 * g + 0.5 * b,
        0.5 * r - 0.418_688 * g - 0.081_312 * b,
    ]
}

fn planes<'a>(row: impl Fn(usize) -> &'a [u8]) -> [[f32; 64]; 3] {
    let mut planes = [[0.0; 64]; 3];
    for y in 0..8 {
        for (x, pixel) in row(y).chunks_exact(4).enumerate() {
            for (plane, value) in planes.iter_mut().zip(ycbcr(pixel)) {
                plane[y * 8 + x] = value;
            }
        }
    }
    planes
}

/// cos(kπ/16) for k from 0 to 8, written out so that every machine has the same.
const COSINES: [f32; 9] =
    [1.0, 0.980_785_25, 0.923_879_5, 0.831_469_6, 0.707_106_77, 0.555_570_24, 0.382_683_43, 0.195_090_32, 0.0];

/// The transform's factor for frequency `u` at place `x` (A.3.3).
fn factor(u: usize, x: usize) -> f32 {
    let step = (2 * x + 1) * u % 32;
    let cosine = match step {
        0..=8 => COSINES[step],
        9..=16 => -COSINES[16 - step],
        17..=24 => -COSINES[step - 16],
        _ => COSINES[32 - step],
    };
    if u == 0 { cosine * COSINES[4] / 2.0 } else { cosine / 2.0 }
}

/// The quantized coefficients in zigzag order; `factors` by place and frequency. The innermost loops are over neighbors in
/// memory, which the compiler makes one instruction of.
fn transformed(plane: &[f32; 64], factors: &[[f32; 8]; 8], table: &[u16; 64]) -> [i32; 64] {
    let mut rows = [[0.0f32; 8]; 8];
    for (row, values) in rows.iter_mut().zip(plane.chunks_exact(8)) {
        for (value, factors) in values.iter().zip(factors) {
            for u in 0..8 {
                row[u] += value * factors[u];
            }
        }
    }
    let mut sums = [[0.0f32; 8]; 8];
    for (row, factors) in rows.iter().zip(factors) {
        for (sums, factor) in sums.iter_mut().zip(factors) {
            for u in 0..8 {
                sums[u] += row[u] * factor;
            }
        }
    }
    std::array::from_fn(|at| quantized(sums[ZIGZAG[at] / 8][ZIGZAG[at] % 8], table[ZIGZAG[at]]))
}

/// To the nearest, half away from zero; `round` would be a call of a function for each of them.
fn quantized(coefficient: f32, step: u16) -> i32 {
    let steps = coefficient / f32::from(step);
    (steps + 0.5f32.copysign(steps)) as i32
}

/// The example tables' steps for a quality from 50 to 100, as the IJG's software scales them.
fn scaled(table: &[u16; 64], quality: u16) -> [u16; 64] {
    table.map(|step| ((step * (200 - 2 * quality) + 50) / 100).clamp(1, 255))
}

fn write_head(out: &mut Vec<u8>, width: usize, height: usize, tables: &[[u16; 64]; 2]) {
    out.extend([0xff, 0xd8]);
    let mut segment = |marker: u8, content: &[u8]| {
        out.extend([0xff, marker]);
        out.extend((content.len() as u16 + 2).to_be_bytes());
        out.extend(content);
    };
    // JFIF 1.02, 300 pixels an inch.
    segment(0xe0, b"JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\0\0");
    for (number, table) in (0..).zip(tables) {
        let steps = ZIGZAG.iter().map(|&at| table[at] as u8);
        segment(0xdb, &[number].into_iter().chain(steps).collect::<Vec<u8>>());
    }
    let [h, w] = [height, width].map(|length| (length as u16).to_be_bytes());
    segment(0xc0, &[8, h[0], h[1], w[0], w[1], 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]);
    for kind in 0..2 {
        segment(0xc4, &[&[kind as u8], &DC_COUNTS[kind][..], &DC_VALUES].concat());
        segment(0xc4, &[&[0x10 | kind as u8], &AC_COUNTS[kind][..], AC_VALUES[kind]].concat());
    }
    segment(0xda, &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]);
}

/// A Huffman code for each symbol: its bits and their number (C.2).
struct Codes([(u16, u8); 256]);

impl Codes {
    fn new(counts: &[u8; 16], values: &[u8]) -> Codes {
        let mut codes = [(0, 0); 256];
        let (mut code, mut next) = (0, 0);
        for (length, &count) in (1..).zip(counts) {
            for &value in &values[next..next + usize::from(count)] {
                codes[usize::from(value)] = (code, length);
                code += 1;
            }
            next += usize::from(count);
            code <<= 1;
        }
        Codes(codes)
    }
}

const END_OF_BLOCK: u8 = 0x00;
const SIXTEEN_ZEROS: u8 = 0xf0;

/// The entropy-coded data (F.1.2).
struct Bits {
    out: Vec<u8>,
    pending: u32,
    count: u8,
}

impl Bits {
    fn write(&mut self, value: u16, length: u8) {
        self.pending = self.pending << length | u32::from(value);
        self.count += length;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.pending >> self.count) as u8;
            self.out.push(byte);
            // A zero tells data from a marker (F.1.2.3).
            if byte == 0xff {
                self.out.push(0);
            }
        }
        self.pending &= (1 << self.count) - 1;
    }

    fn write_code(&mut self, codes: &Codes, symbol: u8) {
        let (code, length) = codes.0[usize::from(symbol)];
        self.write(code, length);
    }

    /// A value's low bits, of which a negative one has its ones' complement.
    fn write_value(&mut self, value: i32, length: u8) {
        let bits = if value < 0 { value - 1 } else { value };
        self.write((bits & ((1 << length) - 1)) as u16, length);
    }

    fn write_dc(&mut self, difference: i32, codes: &Codes) {
        let length = magnitude(difference);
        self.write_code(codes, length);
        self.write_value(difference, length);
    }

    fn write_ac(&mut self, coefficients: &[i32; 64], codes: &Codes) {
        let mut zeros = 0;
        for &value in &coefficients[1..] {
            if value == 0 {
                zeros += 1;
                continue;
            }
            while zeros >= 16 {
                self.write_code(codes, SIXTEEN_ZEROS);
                zeros -= 16;
            }
            let length = magnitude(value);
            self.write_code(codes, zeros << 4 | length);
            self.write_value(value, length);
            zeros = 0;
        }
        if zeros > 0 {
            self.write_code(codes, END_OF_BLOCK);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.write(0x7f, 7);
        self.out.extend([0xff, 0xd9]);
        self.out
    }
}

/// How many bits a value has (F.1.2.1.2).
fn magnitude(value: i32) -> u8 {
    (32 - value.unsigned_abs().leading_zeros()) as u8
}

const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// Table K.1.
const LUMINANCE: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// Table K.2.
const CHROMINANCE: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99,
];

/// Tables K.3 and K.4.
const DC_COUNTS: [[u8; 16]; 2] =
    [[0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]];
const DC_VALUES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/// Tables K.5 and K.6.
const AC_COUNTS: [[u8; 16]; 2] =
    [[0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d], [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77]];
const AC_VALUES: [&[u8]; 2] = [
    b"\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08\x23\x42\xb1\xc1\
      \x15\x52\xd1\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28\x29\x2a\x34\x35\x36\x37\x38\x39\
      \x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\
      \x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\
      \xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\
      \xd9\xda\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
    b"\x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91\xa1\xb1\xc1\x09\
      \x23\x33\x52\xf0\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26\x27\x28\x29\x2a\x35\x36\x37\x38\
      \x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\
      \x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\
      \xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\
      \xd7\xd8\xd9\xda\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
];

#[cfg(test)]
mod tests {
    use super::encode;

    /// Every pixel comes back within a few steps, in flat blocks, at edges and in a gradient.
    #[test]
    fn pixels_come_back() {
        let (width, height) = (64, 48);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                pixels.extend(match (x, y) {
                    (0..=19, _) => [20, 40, 70, 255],
                    (20..=35, 0..=20) => [240, 230, 200, 255],
                    (20..=35, _) => [255, 255, 255, 255],
                    (_, _) => [x as u8 * 3, y as u8 * 4, 128, 255],
                });
            }
        }
        let jpeg = encode(&pixels, width, height, 95);
        let image = image::load_from_memory(&jpeg).expect("it can be decoded").to_rgb8();
        assert_eq!((image.width(), image.height()), (64, 48));
        let furthest = image
            .pixels()
            .zip(pixels.chunks_exact(4))
            .flat_map(|(found, wanted)| (0..3).map(|at| found.0[at].abs_diff(wanted[at])).collect::<Vec<_>>());
        let furthest: Vec<u8> = furthest.collect();
        assert!(furthest.iter().all(|&distance| distance < 24), "{:?}", furthest.iter().max());
        let sum: u32 = furthest.iter().map(|&distance| u32::from(distance)).sum();
        assert!(sum < furthest.len() as u32 * 2, "{sum} in {}", furthest.len());
    }
}
