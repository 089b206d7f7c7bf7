use std::sync::Arc;

use super::*;
use crate::font::{Fonts, UnpackedFont};

fn of(text: &str) -> BTreeSet<char> {
    text.chars().collect()
}

fn read(bytes: Vec<u8>) -> Face {
    UnpackedFont::of(&Arc::new(bytes)).and_then(|font| font.face("", 400, false)).expect("a sound font")
}

/// The glyphs that a text may reach in a face.
fn reached(face: &Face, characters: &BTreeSet<char>) -> BTreeSet<u16> {
    let mut glyphs = characters.iter().filter_map(|character| face.glyph(*character)).collect();
    face.reach(&mut glyphs).expect("sound tables");
    glyphs
}

#[test]
fn a_subset_draws_as_the_whole_does() {
    const TEXT: &str =
        "Sphinx of black quartz, judge my vow: fi ffl Qu é Æ 0123 Ἀθῆναι Вода (x + y)² ∑√∫ \u{1f600} ❦ ♞";
    for (_, face) in Fonts::bundled().iter() {
        let name = face.full_name();
        let characters = of(TEXT);
        let bytes = face.subset(&characters).unwrap_or_else(|| panic!("{name} cannot be taken apart"));
        let subset = read(bytes.clone());
        let glyphs = reached(face, &characters);
        for &glyph in &glyphs {
            assert_eq!(subset.outline(glyph), face.outline(glyph), "{name}, glyph {glyph}");
            assert_eq!(subset.advance(glyph), face.advance(glyph), "{name}, glyph {glyph}");
        }
        for &character in &characters {
            assert_eq!(subset.glyph(character), face.glyph(character), "{name}, {character}");
        }
        assert_eq!(subset.glyph('ж'), None, "{name}");
        let layout = |face: &Face, tag: &[u8; 4]| Sfnt::read(face.data()).unwrap().table(tag).map(<[u8]>::to_vec);
        for tag in [b"GSUB", b"GPOS", b"GDEF", b"MATH", b"name"] {
            assert_eq!(layout(&subset, tag), layout(face, tag), "{name}");
        }
        let packed = woff2(&bytes).expect("a font file").len();
        println!(
            "{name}: {} to {}, packed {packed}; {} glyphs of {}",
            face.data().len(),
            bytes.len(),
            glyphs.len(),
            face.glyph_count()
        );
        assert!(bytes.len() < face.data().len() * 3 / 4, "{name}: {} of {}", bytes.len(), face.data().len());
    }
}

#[test]
fn the_same_characters_make_the_same_bytes() {
    let fonts = Fonts::bundled();
    let face = fonts.face(fonts.select("serif", 400, false).unwrap());
    let packed = || woff2(&face.subset(&of("Wort")).unwrap()).unwrap();
    assert_eq!(packed(), packed());
}

#[test]
fn sizes_of_signs_come_with_them() {
    let fonts = Fonts::bundled();
    let face = fonts.face(fonts.select("math", 400, false).unwrap());
    let subset = read(face.subset(&of("√(")).unwrap());
    let math = face.math().unwrap();
    let paren = math.vertical(face.glyph('(').unwrap()).unwrap();
    assert!(paren.variants.iter().all(|variant| !subset.outline(variant.glyph).is_empty()));
    assert!(paren.parts.iter().all(|part| !subset.outline(part.glyph).is_empty()));
    assert_eq!(subset.math(), face.math());
    let bracket = math.vertical(face.glyph('⌊').unwrap()).unwrap();
    assert!(subset.outline(bracket.parts[0].glyph).is_empty(), "of a sign that is not used");
}

#[test]
fn forms_that_shapers_make_come_with_what_they_are_made_of() {
    let fonts = Fonts::bundled();
    let face = fonts.face(fonts.select("serif", 400, false).unwrap());
    let subset = |text| read(face.subset(&of(text)).unwrap());
    assert!(subset("e\u{301}").glyph('é').is_some(), "composed");
    assert!(subset("é").glyph('\u{301}').is_some(), "decomposed");
    assert!(subset("(").glyph(')').is_some(), "mirrored");
    assert!(subset("e").glyph('é').is_none());
}

/// Whatever the bytes are, there is an answer.
#[test]
fn broken_fonts_do_no_harm() {
    let fonts = Fonts::bundled();
    let whole: [&[u8]; 3] = [
        include_bytes!("../../../tests/fonts/boxes.ttf"),
        fonts.face(fonts.select("serif", 400, false).unwrap()).data(),
        fonts.face(fonts.select("emoji", 400, false).unwrap()).data(),
    ];
    let ask = |bytes: Vec<u8>| {
        if let Some(face) = UnpackedFont::of(&Arc::new(bytes)).and_then(|font| font.face("", 400, false)) {
            face.permission();
            face.subset(&of("Two words é"))
        } else {
            None
        }
    };
    for bytes in whole {
        // In the head, in the directory, and within each table's first bytes.
        let font = Sfnt::read(bytes).unwrap();
        let starts = font.tables.values().map(|table| table.as_ptr() as usize - bytes.as_ptr() as usize);
        let places: Vec<usize> = starts.flat_map(|start| (0..60).map(move |step| start + step)).chain(0..300).collect();
        for at in places.into_iter().filter(|at| *at < bytes.len()).step_by(7) {
            for value in [0, 0xff, bytes[at] ^ 1] {
                let mut torn = bytes.to_vec();
                torn[at] = value;
                ask(torn);
            }
        }
        for part in 1..20 {
            ask(bytes[..bytes.len() * part / 20].to_vec());
        }
    }
}

#[test]
fn makers_are_obeyed() {
    let permission = |version: u16, bits: u16| {
        let mut font = Sfnt::read(include_bytes!("../../../tests/fonts/boxes.ttf")).unwrap();
        let mut table = font.table(b"OS/2").expect("OS/2").to_vec();
        table[..2].copy_from_slice(&version.to_be_bytes());
        table[8..10].copy_from_slice(&bits.to_be_bytes());
        font.set(b"OS/2", table);
        let face = read(font.write());
        assert_eq!(face.is_embeddable(), face.permission() == Permission::Embed, "one answer for both editions");
        face.permission()
    };
    for version in 0..=4 {
        assert_eq!(permission(version, 0), Permission::Embed);
        assert_eq!(permission(version, 0x0004), Permission::Embed, "preview and print");
        assert_eq!(permission(version, 0x0008), Permission::Embed, "editable");
        assert_eq!(permission(version, 0x0002), Permission::Nothing);
        assert_eq!(permission(version, 0x0102), Permission::Nothing);
        let is_known = version >= 2;
        assert_eq!(permission(version, 0x0100), if is_known { Permission::EmbedWhole } else { Permission::Embed });
        assert_eq!(permission(version, 0x0208), if is_known { Permission::Bitmaps } else { Permission::Embed });
        // The least restrictive, where several could be set.
        let of_several = if version < 3 { Permission::Embed } else { Permission::Nothing };
        assert_eq!(permission(version, 0x0006), of_several);
    }
}

#[test]
fn bundled_fonts_are_sound() {
    for (_, face) in Fonts::bundled().iter() {
        assert_eq!(face.damage(), None, "{}", face.full_name());
    }
}

#[test]
fn damage_is_told() {
    let fonts = Fonts::bundled();
    let outlines =
        [include_bytes!("../../../tests/fonts/boxes.ttf").to_vec(), fonts.iter().next().unwrap().1.data().to_vec()];
    for bytes in outlines {
        let font = || Sfnt::read(&bytes).unwrap();
        let told = |font: Sfnt| read(font.write()).damage().unwrap_or_default();
        let cut: Vec<sfnt::Tag> = font().tables.keys().copied().collect();
        for tag in cut.into_iter().filter(|tag| {
            !DROPPED.contains(&tag) && !matches!(tag, b"fpgm" | b"gasp" | b"prep" | b"post" | b"MATH" | b"kern")
        }) {
            let mut font = font();
            let table = font.table(&tag).unwrap();
            let half = table[..table.len() / 2].to_vec();
            font.set(&tag, half);
            let name = String::from_utf8_lossy(&tag).into_owned();
            // What is of the head of a font is asked for before it is a face.
            let face = UnpackedFont::of(&Arc::new(font.write())).and_then(|font| font.face("", 400, false));
            let damage = face.map_or("is damaged".to_owned(), |face| face.damage().unwrap_or_default());
            assert!(damage.starts_with("is damaged"), "{name} is cut");
        }
        let changes: [(&sfnt::Tag, usize, u8); 6] =
            [(b"head", 12, 0), (b"head", 52, 1), (b"hhea", 32, 1), (b"maxp", 5, 0), (b"OS/2", 1, 9), (b"name", 0, 7)];
        for (tag, at, value) in changes {
            let mut font = font();
            let mut table = font.table(tag).unwrap().to_vec();
            table[at] = value;
            if tag == b"maxp" {
                table[4] = 0;
            }
            font.set(tag, table);
            assert!(told(font).contains(&*String::from_utf8_lossy(tag)), "{at} of {}", String::from_utf8_lossy(tag));
        }
        let mut wide = font();
        let advances = wide.table(b"hmtx").unwrap().len();
        wide.set(b"hmtx", vec![0xFF; advances]);
        assert!(told(wide).starts_with("is damaged"), "advances of more than thirty em");
        let mut blank = font();
        blank.tables.retain(|tag, _| tag != b"glyf" && tag != b"CFF ");
        assert_eq!(told(blank), "is damaged: it has no outlines");
    }
}
