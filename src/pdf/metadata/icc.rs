//! A color profile for sRGB, made from its numbers (ICC.1:2010, version 4.3; IEC 61966-2-1).
//!
//! A matrix and one curve say all there is to sRGB, in about half a kilobyte.

/// The matrix from linear sRGB to the profile connection space: the primaries' XYZ, adapted from D65 to D50
/// by Bradford's method, a column each.
const PRIMARIES: [(&[u8; 4], [f64; 3]); 3] = [
    (b"rXYZ", [0.436_065_7, 0.222_488_4, 0.013_916_0]),
    (b"gXYZ", [0.385_147_1, 0.716_873_2, 0.097_076_4]),
    (b"bXYZ", [0.143_081_7, 0.060_607_9, 0.714_096_1]),
];

/// Bradford's adaptation from D65 to D50, row by row.
const ADAPTATION: [f64; 9] = [
    1.047_882_1,
    0.022_918_7,
    -0.050_201_4,
    0.029_586_8,
    0.990_478_5,
    -0.017_059_3,
    -0.009_231_6,
    0.015_075_7,
    0.751_678_5,
];

/// The white of the profile connection space, D50.
const WHITE: [f64; 3] = [0.964_202_9, 1.0, 0.824_905_4];

/// The transfer curve: exponent, then `a`, `b`, `c`, `d` of the fourth parametric form (10.16).
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];

/// The bytes of the profile.
pub(super) fn srgb() -> Vec<u8> {
    const HEADER: usize = 128;
    let mut tags: Vec<([u8; 4], Vec<u8>)> = vec![
        (*b"desc", text("sRGB")),
        (*b"cprt", text("No copyright, use freely")),
        (*b"wtpt", typed(b"XYZ ", &numbers(&WHITE))),
        (*b"chad", typed(b"sf32", &numbers(&ADAPTATION))),
    ];
    tags.extend(PRIMARIES.map(|(tag, column)| (*tag, typed(b"XYZ ", &numbers(&column)))));
    let mut curve = vec![0, 3, 0, 0];
    curve.extend(numbers(&CURVE));
    let curve = typed(b"para", &curve);

    // The three curves are one, referred to three times.
    let count = tags.len() + 3;
    let mut table = (count as u32).to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = HEADER + 4 + count * 12;
    let mut entry = |tag: &[u8; 4], offset: usize, length: usize| {
        table.extend_from_slice(tag);
        table.extend_from_slice(&((start + offset) as u32).to_be_bytes());
        table.extend_from_slice(&(length as u32).to_be_bytes());
    };
    for (tag, content) in &tags {
        entry(tag, data.len(), content.len());
        data.extend_from_slice(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    for tag in [b"rTRC", b"gTRC", b"bTRC"] {
        entry(tag, data.len(), curve.len());
    }
    data.extend_from_slice(&curve);

    let mut profile = vec![0; HEADER];
    profile[0..4].copy_from_slice(&((start + data.len()) as u32).to_be_bytes());
    profile[8..12].copy_from_slice(&[4, 0x30, 0, 0]);
    profile[12..16].copy_from_slice(b"mntr");
    profile[16..20].copy_from_slice(b"RGB ");
    profile[20..24].copy_from_slice(b"XYZ ");
    // A fixed day, the first of 2000: the header must have one.
    for (place, part) in profile[24..36].chunks_exact_mut(2).zip([2000_u16, 1, 1, 0, 0, 0]) {
        place.copy_from_slice(&part.to_be_bytes());
    }
    profile[36..40].copy_from_slice(b"acsp");
    profile[68..80].copy_from_slice(&numbers(&WHITE));
    profile.extend(table);
    profile.extend(data);
    profile
}

/// A tag's content after its type (10.2 and following).
fn typed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut typed = kind.to_vec();
    typed.extend([0; 4]);
    typed.extend_from_slice(content);
    typed
}

/// `s15Fixed16Number`s (4.6).
fn numbers(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| ((value * 65_536.0).round() as i32).to_be_bytes()).collect()
}

/// A `multiLocalizedUnicodeType` with one record, American English (10.13).
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut content = Vec::new();
    for number in [1, 12] {
        content.extend(u32::to_be_bytes(number));
    }
    content.extend_from_slice(b"enUS");
    content.extend((units.len() as u32).to_be_bytes());
    content.extend(28_u32.to_be_bytes());
    content.extend(units);
    typed(b"mluc", &content)
}
