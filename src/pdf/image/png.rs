//! PNG files whose rows PDF takes as they are, alpha parted from color, and PNG's filters for rows of our own.

use std::io::{BufReader, BufWriter, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::{Data, Filter, Raster, Space, deflate};

/// How many bytes are inflated and deflated at a time: an image of one column has rows of two bytes, and the way into the
/// coder costs as much as hundreds.
const BLOCK: usize = 64 * 1024;

/// Compression of rows without alpha: it takes 30% less time than level 6, for 1% more bytes.
const LEVEL: u32 = 5;

/// A PNG without interlace whose data are whole, if it has alpha, of eight bits; `None` for all others, which are
/// decoded.
pub(super) fn pass_through(bytes: &[u8]) -> Option<Raster> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut header = None;
    let mut palette = Vec::new();
    let mut data = Vec::new();
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let content = after.get(..length)?;
        // The checksum is the decoder's business: what is wrong in the data shows when they are inflated.
        rest = after.get(length + 4..)?;
        match kind {
            b"IHDR" => header = Some(Header::read(content)?),
            b"PLTE" => palette = content.to_vec(),
            b"tRNS" => return None,
            b"IDAT" => data.extend_from_slice(content),
            b"IEND" => break,
            _ => {}
        }
    }
    let header = header?;
    let space = match header.color {
        4 if header.bits == 8 => return without_alpha::<2, 1>(&data, &header, Space::Gray),
        6 if header.bits == 8 => return without_alpha::<4, 3>(&data, &header, Space::Rgb),
        0 => Space::Gray,
        2 => Space::Rgb,
        3 if !palette.is_empty() && palette.len() % 3 == 0 && palette.len() <= 768 => Space::Indexed(palette),
        _ => return None,
    };
    let row = (u64::from(header.width) * u64::from(space.channels()) * u64::from(header.bits)).div_ceil(8);
    holds_rows(ZlibDecoder::new(&*data), row, header.height).then_some(Raster {
        width: header.width,
        height: header.height,
        bits: header.bits,
        space,
        filter: Filter::Png,
        data: Data::Made(data),
        mask: None,
    })
}

struct Header {
    width: u32,
    height: u32,
    bits: u8,
    color: u8,
}

impl Header {
    /// `None` for interlaced images (PNG 3, 11.2.1).
    fn read(content: &[u8]) -> Option<Header> {
        let content: &[u8; 13] = content.try_into().ok()?;
        let number = |at: usize| u32::from_be_bytes([content[at], content[at + 1], content[at + 2], content[at + 3]]);
        let header = Header { width: number(0), height: number(4), bits: content[8], color: content[9] };
        let is_plain = content[10..] == [0, 0, 0] && matches!(header.bits, 1 | 2 | 4 | 8 | 16);
        (is_plain && header.width > 0 && header.height > 0).then_some(header)
    }
}

/// Whether what was inflated is just so many rows, each with a filter that there is.
fn holds_rows(mut data: impl Read, row: u64, height: u32) -> bool {
    const FILTERS: u8 = 5;
    let mut block = vec![0; BLOCK];
    // Where the next row begins, and how much was inflated.
    let (mut next, mut inflated) = (0, 0);
    let end = (row + 1).saturating_mul(u64::from(height));
    loop {
        // The checksum of the whole is compared at its end.
        let block = match data.read(&mut block) {
            Ok(0) => return inflated == end,
            Ok(length) => &block[..length],
            Err(_) => return false,
        };
        inflated += block.len() as u64;
        while next < inflated.min(end) {
            if block[block.len() - (inflated - next) as usize] >= FILTERS {
                return false;
            }
            next += row + 1;
        }
        if inflated > end {
            return false;
        }
    }
}

/// Parts the last of `ALL` channels of one byte from the others, row by row and without undoing the filters: each
/// predicts a byte from those of its own channel (PNG 3, 9.2), so a row with a channel less is filtered as well.
fn without_alpha<const ALL: usize, const COLORS: usize>(data: &[u8], header: &Header, space: Space) -> Option<Raster> {
    let (width, height) = (header.width as usize, header.height as usize);
    let mut decoder = BufReader::with_capacity(BLOCK, ZlibDecoder::new(data));
    let mut row = vec![0; 1 + width * ALL];
    let mut colors = vec![0; 1 + width * COLORS];
    let mut encoder = BufWriter::with_capacity(BLOCK, ZlibEncoder::new(Vec::new(), Compression::new(LEVEL)));
    let mut alpha = Vec::new();
    let mut above = vec![0; width];
    let mut is_opaque = true;
    for _ in 0..height {
        decoder.read_exact(&mut row).ok()?;
        let filter = row[0];
        let (pixels, _) = row[1..].as_chunks::<ALL>();
        colors[0] = filter;
        let (to, _) = colors[1..].as_chunks_mut::<COLORS>();
        for (pixel, color) in pixels.iter().zip(to) {
            color.copy_from_slice(&pixel[..COLORS]);
        }
        encoder.write_all(&colors).ok()?;
        alpha.push(filter);
        alpha.extend(pixels.iter().map(|pixel| pixel[COLORS]));
        restore(filter, &alpha[alpha.len() - width..], &mut above)?;
        is_opaque = is_opaque && above.iter().all(|&value| value == u8::MAX);
    }
    if !matches!(decoder.read(&mut row), Ok(0)) {
        return None;
    }
    let data = Data::Made(encoder.into_inner().ok()?.finish().ok()?);
    let mask = (!is_opaque).then(|| deflate(&alpha));
    Some(Raster { width: header.width, height: header.height, bits: 8, space, filter: Filter::Png, data, mask })
}

/// Undoes the filter of a row of one channel; `above` is the row above, and becomes this one (PNG 3, 9.2).
fn restore(filter: u8, row: &[u8], above: &mut [u8]) -> Option<()> {
    // Most images are opaque: where all is as above, it need not be found value by value.
    if matches!(filter, 2 | 4) && row.iter().all(|&value| value == 0) && is_plain(above) {
        return Some(());
    }
    // A loop for each filter: a question at each value would cost more than the answer.
    match filter {
        0 => above.copy_from_slice(row),
        1 => {
            let mut left = 0u8;
            for (&value, above) in row.iter().zip(above) {
                left = left.wrapping_add(value);
                *above = left;
            }
        }
        2 => row.iter().zip(above).for_each(|(&value, above)| *above = above.wrapping_add(value)),
        3 => {
            let mut left = 0u8;
            for (&value, above) in row.iter().zip(above) {
                left = value.wrapping_add(((u16::from(left) + u16::from(*above)) / 2) as u8);
                *above = left;
            }
        }
        4 => {
            let (mut left, mut corner) = (0u8, 0u8);
            for (&value, above) in row.iter().zip(above) {
                let up = *above;
                left = value.wrapping_add(paeth(left, up, corner));
                corner = up;
                *above = left;
            }
        }
        _ => return None,
    }
    Some(())
}

/// Whether all values are the same.
fn is_plain(values: &[u8]) -> bool {
    values.first().is_none_or(|first| values.iter().all(|value| value == first))
}

/// Puts before each row the filter that suits it, by the least sum of absolute differences (PNG 3, 12.7).
/// Of the five, the average is left out: it wins seldom.
pub(super) fn filter_rows(pixels: &[u8], row: usize, channels: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() + pixels.len() / row.max(1));
    let mut above = vec![0; row];
    let mut candidates = [vec![0; row], vec![0; row], vec![0; row]];
    const NUMBERS: [u8; 3] = [1, 2, 4];
    for line in pixels.chunks_exact(row.max(1)) {
        let [subtracted, up, predicted] = &mut candidates;
        // The first pixel has nothing to its left, so Paeth's predictor is what stands above it.
        let first = channels.min(row);
        subtracted[..first].copy_from_slice(&line[..first]);
        difference(&line[..first], &above[..first], &mut predicted[..first]);
        difference(&line[first..], &line[..row - first], &mut subtracted[first..]);
        difference(line, &above, up);
        let neighbors = line[..row - first].iter().zip(&above[first..]).zip(&above[..row - first]);
        for ((value, predicted), ((&left, &up), &corner)) in
            line[first..].iter().zip(&mut predicted[first..]).zip(neighbors)
        {
            *predicted = value.wrapping_sub(paeth(left, up, corner));
        }
        let costs = [cost(&candidates[0]), cost(&candidates[1]), cost(&candidates[2])];
        let best = if cost(line) <= *costs.iter().min().unwrap_or(&0) {
            None
        } else {
            (0..costs.len()).min_by_key(|&index| costs[index])
        };
        match best {
            None => {
                out.push(0);
                out.extend_from_slice(line);
            }
            Some(best) => {
                out.push(NUMBERS[best]);
                out.extend_from_slice(&candidates[best]);
            }
        }
        above.copy_from_slice(line);
    }
    out
}

/// How much a row of differences weighs. Sums of short stretches fit 16 bits, which the processor adds many at a time.
fn cost(row: &[u8]) -> u64 {
    let weigh = |part: &[u8]| part.iter().map(|&value| u16::from((value as i8).unsigned_abs())).sum::<u16>();
    row.chunks(256).map(|part| u64::from(weigh(part))).sum()
}

/// Byte by byte, without carry.
fn difference(from: &[u8], what: &[u8], into: &mut [u8]) {
    for ((from, what), into) in from.iter().zip(what).zip(into) {
        *into = from.wrapping_sub(*what);
    }
}

/// Paeth's predictor (PNG 3, 9.4).
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (to_left, to_up, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - c - c).abs());
    let nearer = if to_up <= to_corner { up } else { corner };
    if to_left <= to_up.min(to_corner) { left } else { nearer }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn encoded(image: DynamicImage) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).expect("it can be encoded");
        bytes.into_inner()
    }

    #[test]
    fn opaque_images_pass_as_they_are() {
        let raster = pass_through(&encoded(DynamicImage::new_rgb8(9, 4))).expect("it passes");
        assert_eq!((raster.width, raster.height, raster.bits, raster.space.channels()), (9, 4, 8, 3));
        assert!(pass_through(&encoded(DynamicImage::new_luma16(9, 4))).is_some_and(|raster| raster.bits == 16));
        assert!(pass_through(&encoded(DynamicImage::new_rgba16(9, 4))).is_none());
    }

    #[test]
    fn alpha_is_parted_from_color() {
        let pixel = |x: u32, y: u32| image::Rgba([x * 9, y * 13, x * y, 255 - x * 3].map(|value| value as u8));
        let image = image::RgbaImage::from_fn(23, 17, pixel);
        let raster = pass_through(&encoded(image.clone().into())).expect("it passes");
        let rows = |data: &[u8], channels: usize| {
            let mut filtered = Vec::new();
            ZlibDecoder::new(data).read_to_end(&mut filtered).expect("it inflates");
            let mut planes = vec![vec![0; 23]; channels];
            let mut pixels = Vec::new();
            for line in filtered.chunks_exact(1 + 23 * channels) {
                for (channel, plane) in planes.iter_mut().enumerate() {
                    let own: Vec<u8> = line[1..].iter().skip(channel).step_by(channels).copied().collect();
                    restore(line[0], &own, plane).expect("the filter is known");
                }
                (0..23).for_each(|x| pixels.extend(planes.iter().map(|plane| plane[x])));
            }
            pixels
        };
        let Data::Made(data) = &raster.data else { panic!("it was made") };
        let color: Vec<u8> = image.pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        assert_eq!(rows(data, 3), color);
        let alpha: Vec<u8> = image.pixels().map(|pixel| pixel[3]).collect();
        assert_eq!(rows(raster.mask.as_deref().expect("it has a mask"), 1), alpha);
        let opaque = image::RgbaImage::from_pixel(9, 4, image::Rgba([1, 2, 3, 255]));
        assert!(pass_through(&encoded(opaque.into())).expect("it passes").mask.is_none());
    }

    /// Counts how often it is asked.
    struct Asked<'c, R>(R, &'c mut usize);

    impl<R: Read> Read for Asked<'_, R> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            *self.1 += 1;
            self.0.read(into)
        }
    }

    #[test]
    fn rows_of_one_pixel_are_not_asked_for_one_by_one() {
        let rows = vec![0; 2 * 500_000];
        let mut asked = 0;
        assert!(holds_rows(Asked(&*rows, &mut asked), 1, 500_000));
        assert!(asked <= rows.len() / BLOCK + 2, "asked {asked} times");
        for (height, wrong) in [(499_999, None), (500_001, None), (500_000, Some(2 * BLOCK)), (500_000, Some(999_998))]
        {
            let mut rows = rows.clone();
            wrong.into_iter().for_each(|at| rows[at] = 5);
            assert!(!holds_rows(&*rows, 1, height), "{height} {wrong:?}");
        }
        assert!(pass_through(&encoded(DynamicImage::new_rgba8(1, 200_000))).is_some());
        assert!(pass_through(&encoded(DynamicImage::new_rgba8(200_000, 1))).is_some());
    }

    #[test]
    fn damaged_images_do_not() {
        let bytes = encoded(DynamicImage::new_rgb8(9, 4));
        let data = bytes.windows(4).position(|kind| kind == b"IDAT").expect("it has data");
        for change in data + 4..bytes.len() - 16 {
            let mut damaged = bytes.clone();
            damaged[change] ^= 0x55;
            assert!(pass_through(&damaged).is_none(), "byte {change}");
        }
        for length in 0..bytes.len() - 12 {
            assert!(pass_through(&bytes[..length]).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn filtered_rows_can_be_restored() {
        let (width, channels) = (11, 3);
        let row = width * channels;
        let pixels: Vec<u8> = (0..row * 6).map(|index| (index * index / 7 % 251) as u8).collect();
        let filtered = filter_rows(&pixels, row, channels);
        let mut restored: Vec<u8> = vec![0; row];
        for line in filtered.chunks_exact(row + 1) {
            let above = restored[restored.len() - row..].to_vec();
            let start = restored.len();
            for (index, &value) in line[1..].iter().enumerate() {
                let left = if index >= channels { restored[start + index - channels] } else { 0 };
                let corner = if index >= channels { above[index - channels] } else { 0 };
                let predicted = match line[0] {
                    0 => 0,
                    1 => left,
                    2 => above[index],
                    4 => paeth(left, above[index], corner),
                    other => panic!("{other} is no filter of ours"),
                };
                restored.push(value.wrapping_add(predicted));
            }
        }
        assert_eq!(restored[row..], pixels);
    }
}
