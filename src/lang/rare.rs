//! Characters that few devices have a font for.

/// Whether few reading systems can show a character without a font of the book's.
///
/// Of letters these are the scripts that are excluded from identifiers or of limited use (UAX 31, tables 4 and 7): devices
/// have fonts for those in everyday use by many (table 5: Latin, Greek, Cyrillic, Arabic, Hebrew, those of India and
/// South-East Asia, Han, Kana, Hangul …), but not for writings of antiquity and of small communities. Of signs these are
/// the sets beyond what text and emoji fonts have: games, braille, alchemy, old computers, ancient numbers, notations of
/// music.
pub fn is_rare(character: char) -> bool {
    let code = u32::from(character);
    let at = RARE.partition_point(|(first, _)| *first <= code);
    at > 0 && code <= RARE[at - 1].1
}

/// Ranges in order, by blocks (Unicode 16, `Blocks.txt`), without the emoji among them.
const RARE: &[(u32, u32)] = &[
    // Coptic among Greek, Syriac, NKo, Samaritan, Mandaic
    (0x03e2, 0x03ef),
    (0x0700, 0x074f),
    (0x07c0, 0x086f),
    // Cherokee, Canadian syllables, Ogham, Runic, Philippine scripts
    (0x13a0, 0x13ff),
    (0x1400, 0x177f),
    // Mongolian, Limbu, Tai Le, New Tai Lue
    (0x1800, 0x19df),
    // Buginese, Tai Tham
    (0x1a00, 0x1aaf),
    // Balinese, Sundanese, Batak, Lepcha, Ol Chiki
    (0x1b00, 0x1c7f),
    (0x1cc0, 0x1ccf),
    // Pictures of controls, optical recognition
    (0x2400, 0x245f),
    // Braille
    (0x2800, 0x28ff),
    // Symbols and arrows without those of emoji
    (0x2b00, 0x2b04),
    (0x2b08, 0x2b1a),
    (0x2b1d, 0x2b4f),
    (0x2b51, 0x2b54),
    (0x2b56, 0x2c5f),
    // Coptic
    (0x2c80, 0x2cff),
    // Tifinagh
    (0x2d30, 0x2d7f),
    // Hexagrams of the Yijing
    (0x4dc0, 0x4dff),
    // Yi, Lisu, Vai
    (0xa000, 0xa63f),
    // Bamum
    (0xa6a0, 0xa6ff),
    // Syloti Nagri, Phags-pa, Saurashtra
    (0xa800, 0xa8df),
    // Kayah Li, Rejang
    (0xa900, 0xa95f),
    // Javanese
    (0xa980, 0xa9df),
    // Cham
    (0xaa00, 0xaa5f),
    // Tai Viet, Meetei Mayek
    (0xaa80, 0xaaff),
    // Cherokee, Meetei Mayek
    (0xab70, 0xabff),
    // Writings of antiquity: Linear B to Anatolian hieroglyphs
    (0x1_0000, 0x1_467f),
    // Bamum, Mro, Pahawh Hmong, Medefaidrin, Miao
    (0x1_6800, 0x1_6fdf),
    // Tangut, Khitan
    (0x1_7000, 0x1_8d7f),
    // Nushu
    (0x1_b170, 0x1_b2ff),
    // Duployan
    (0x1_bc00, 0x1_bcaf),
    // Symbols of old computers, notations of music, ancient numbers
    (0x1_cc00, 0x1_d3ff),
    // Sutton's writing of signs
    (0x1_d800, 0x1_daaf),
    // Glagolitic to Wancho, Mende Kikakui, Adlam
    (0x1_e000, 0x1_e95f),
    // Numbers of Siyaq
    (0x1_ec70, 0x1_ed4f),
    // Mahjong, dominoes, playing cards
    (0x1_f000, 0x1_f003),
    (0x1_f005, 0x1_f0ce),
    (0x1_f0d0, 0x1_f0ff),
    // Ornamental dingbats
    (0x1_f650, 0x1_f67f),
    // Alchemy, geometric shapes without those of emoji, arrows
    (0x1_f700, 0x1_f7df),
    (0x1_f7f1, 0x1_f8ff),
    // Chess
    (0x1_fa00, 0x1_fa6f),
    // Symbols of old computers
    (0x1_fb00, 0x1_fbff),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_writing_is_not_rare() {
        for character in "aéßЖλאعकกあ漢한ღնአ→∑😀♞❦𝑥⭐🀄🃏🟠\u{301}".chars() {
            assert!(!is_rare(character), "{character}");
        }
    }

    #[test]
    fn antiquity_and_games_are() {
        for character in "ⲁϣⰀᚠᚁ𐌰𐌀𒀀𓀀ꓐ⠁🀰🂡🙐🩠🠀𐆠䷀".chars() {
            assert!(is_rare(character), "{character}");
        }
    }

    #[test]
    fn ranges_are_in_order() {
        assert!(RARE.windows(2).all(|pair| pair[0].1 < pair[1].0) && RARE.iter().all(|(first, last)| first <= last));
    }
}
