//! Fonts: which glyphs the book uses and what they stand for, their subsets, their dictionaries.
//!
//! In: pages and faces. Out: [`EmbeddedFont`]s, which tell `paint` the new number and the width of a glyph
//! and whether its text needs `ActualText`; and the font objects in the file (PDF 32000-1, 9.7). Phases:
//! [`Usage::of`] goes over all glyphs, [`embed`] subsets the faces in parallel, [`EmbeddedFont::write`]
//! writes them. Which face serves which character was decided by `font` and `text`.

use std::collections::BTreeMap;
use std::ops::Range;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use rayon::prelude::*;
use subsetter::GlyphRemapper;

use super::Error;
use super::file::{File, deflate, hash, rounded};
use crate::font::{Face, FontId, Fonts};
use crate::layout::{FragmentKind, GlyphRun, Page};

/// What a glyph stands for wherever it stands alone in a cluster.
#[derive(Clone, Copy, Debug)]
enum Text<'a> {
    /// Used, but only as a part of clusters, or for nothing.
    Unknown,
    /// Where it was met first.
    Known(&'a str),
}

/// The glyphs of each font that some pages use.
#[derive(Default)]
pub(super) struct Usage<'a> {
    fonts: BTreeMap<FontId, Vec<Option<Text<'a>>>>,
}

impl<'a> Usage<'a> {
    /// Goes over all pages, in parallel; the result depends on their order alone.
    pub(super) fn of(pages: &'a [Page], fonts: &Fonts) -> Usage<'a> {
        const BATCH: usize = 64;
        let parts: Vec<Usage<'a>> = pages.par_chunks(BATCH).map(|pages| Usage::of_batch(pages, fonts)).collect();
        let mut usage = Usage::default();
        for part in parts {
            for (font, texts) in part.fonts {
                let known = usage.fonts.entry(font).or_insert_with(|| vec![None; texts.len()]);
                for (known, text) in known.iter_mut().zip(texts) {
                    match (&known, text) {
                        (None | Some(Text::Unknown), Some(_)) => *known = text,
                        (Some(Text::Known(_)), _) | (_, None) => {}
                    }
                }
            }
        }
        usage
    }

    fn of_batch(pages: &'a [Page], fonts: &Fonts) -> Usage<'a> {
        let mut usage = Usage::default();
        for page in pages {
            for fragment in &page.fragments {
                match &fragment.kind {
                    FragmentKind::Glyphs(run) => usage.add(run, fonts),
                    // Its text is kept by an invisible space, see `paint`.
                    FragmentKind::MissingGlyph { .. } => usage.add_space(fonts),
                    FragmentKind::Box(_)
                    | FragmentKind::Image(_)
                    | FragmentKind::Rule { .. }
                    | FragmentKind::Anchor(_) => {}
                }
            }
        }
        usage
    }

    fn texts(&mut self, font: FontId, fonts: &Fonts) -> &mut Vec<Option<Text<'a>>> {
        self.fonts.entry(font).or_insert_with(|| vec![None; fonts.face(font).glyph_count()])
    }

    fn add(&mut self, run: &'a GlyphRun, fonts: &Fonts) {
        let texts = self.texts(run.font, fonts);
        for cluster in clusters(run) {
            let text = cluster_text(run, cluster.clone());
            let alone = cluster.len() == 1 && !text.is_empty();
            for glyph in &run.glyphs[cluster] {
                let Some(place) = texts.get_mut(usize::from(glyph.id)) else { continue };
                match (alone, &place) {
                    (true, None | Some(Text::Unknown)) => *place = Some(Text::Known(text)),
                    (false, None) => *place = Some(Text::Unknown),
                    (_, Some(_)) => {}
                }
            }
        }
    }

    fn add_space(&mut self, fonts: &Fonts) {
        if let Some(glyph) = fonts.face(INVISIBLE).glyph(' ') {
            self.texts(INVISIBLE, fonts)[usize::from(glyph)].get_or_insert(Text::Known(" "));
        }
    }
}

/// The face whose space carries text that nothing visible does: the first bundled one.
pub(super) const INVISIBLE: FontId = FontId(0);

/// The clusters of a run: ranges of glyphs that share their text.
pub(super) fn clusters(run: &GlyphRun) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    run.glyphs
        .chunk_by(|a, b| a.text_start == b.text_start && a.text_end == b.text_end && a.text_start != a.text_end)
        .map(move |glyphs| {
            start += glyphs.len();
            start - glyphs.len()..start
        })
}

/// What a cluster copies as. Line feeds and tabs that are shown as a space are copied as one.
pub(super) fn cluster_text(run: &GlyphRun, cluster: Range<usize>) -> &str {
    let Some(glyph) = run.glyphs.get(cluster.start) else { return "" };
    match run.text.get(glyph.text_start as usize..glyph.text_end as usize) {
        Some("\n" | "\t") => " ",
        Some(text) => text,
        None => "",
    }
}

/// A glyph of a subset.
#[derive(Clone, Debug, Default)]
struct Member {
    /// Its number in the subset; 0 where it is not in it.
    code: u16,
    /// In thousandths of an em, as written in `W`.
    width: f32,
    /// What `ToUnicode` says.
    text: String,
}

/// A face ready to be painted with and written.
pub(super) struct EmbeddedFont {
    id: FontId,
    /// By the face's own glyph numbers.
    members: Vec<Member>,
    name: String,
    program: Program,
    descriptor: Dictionary,
}

enum Program {
    TrueType(Vec<u8>),
    /// The bare `CFF ` table.
    Cff(Vec<u8>),
}

impl EmbeddedFont {
    /// The name under which pages know it.
    pub(super) fn resource_name(id: FontId) -> String {
        format!("f{}", id.0)
    }

    pub(super) fn id(&self) -> FontId {
        self.id
    }

    pub(super) fn code(&self, glyph: u16) -> u16 {
        self.members.get(usize::from(glyph)).map_or(0, |member| member.code)
    }

    /// The width of a glyph that a reader advances by, in thousandths of an em.
    pub(super) fn width(&self, glyph: u16) -> f32 {
        self.members.get(usize::from(glyph)).map_or(0.0, |member| member.width)
    }

    /// Whether a glyph alone, without `ActualText`, copies as this text.
    pub(super) fn copies_as(&self, glyph: u16, text: &str) -> bool {
        self.members.get(usize::from(glyph)).is_some_and(|member| member.text == text)
    }
}

/// Subsets all faces that are used, in the order of their numbers.
pub(super) fn embed(usage: Usage<'_>, fonts: &Fonts) -> Result<Vec<EmbeddedFont>, Error> {
    usage.fonts.into_par_iter().map(|(id, texts)| subset(id, fonts.face(id), &texts)).collect()
}

fn subset(id: FontId, face: &Face, texts: &[Option<Text<'_>>]) -> Result<EmbeddedFont, Error> {
    let used: Vec<u16> = (0..=u16::MAX).zip(texts).filter(|(_, text)| text.is_some()).map(|(glyph, _)| glyph).collect();
    let remapper = GlyphRemapper::new_from_glyphs(&used);
    let sfnt = subsetter::subset(face.data(), face.index, &remapper)
        .map_err(|error| Error::Font { face: face.full_name(), reason: error.to_string() })?;
    let tag = font_tag(&sfnt);
    let program = match table(&sfnt, *b"CFF ") {
        Some(range) => Program::Cff(sfnt[range].to_vec()),
        None => Program::TrueType(sfnt),
    };
    let mut members = vec![Member::default(); texts.len()];
    let mut nominal: Option<BTreeMap<u16, char>> = None;
    for glyph in used {
        let text = match texts[usize::from(glyph)] {
            Some(Text::Known(text)) => text.to_owned(),
            Some(Text::Unknown) | None => {
                let nominal = nominal.get_or_insert_with(|| face.nominal_characters());
                nominal.get(&glyph).copied().unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
            }
        };
        members[usize::from(glyph)] =
            Member { code: remapper.get(glyph).unwrap_or(0), width: pdf_width(face.advance(glyph)), text };
    }
    let name = format!("{tag}+{}", face.postscript_name());
    let descriptor = descriptor(face, &name);
    Ok(EmbeddedFont { id, members, name, program, descriptor })
}

/// Thousandths of an em with one decimal; whole in a font of 1000 units.
fn pdf_width(advance: f32) -> f32 {
    (advance * 10_000.0).round() / 10.0
}

/// Six capitals that tell subsets of the same face apart (9.6.4).
fn font_tag(program: &[u8]) -> String {
    let mut rest = hash(program);
    (0..6)
        .map(|_| {
            let letter = (rest % 26) as u8;
            rest /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}

/// Where a table is in an OpenType file.
fn table(sfnt: &[u8], tag: [u8; 4]) -> Option<Range<usize>> {
    const RECORD: usize = 16;
    const DIRECTORY: usize = 12;
    let count = usize::from(u16::from_be_bytes(sfnt.get(4..6)?.try_into().ok()?));
    let record = (0..count)
        .filter_map(|index| sfnt.get(DIRECTORY + index * RECORD..DIRECTORY + (index + 1) * RECORD))
        .find(|record| record[..4] == tag)?;
    let number = |at: usize| Some(u32::from_be_bytes(record.get(at..at + 4)?.try_into().ok()?) as usize);
    let (start, length) = (number(8)?, number(12)?);
    sfnt.get(start..start.checked_add(length)?)?;
    Some(start..start + length)
}

/// The descriptor without its font file (9.8).
fn descriptor(face: &Face, name: &str) -> Dictionary {
    const FIXED_PITCH: i64 = 1;
    const SERIF: i64 = 1 << 1;
    const SYMBOLIC: i64 = 1 << 2;
    const ITALIC: i64 = 1 << 6;
    let metrics = face.metrics();
    let italic = face.italic || metrics.italic_angle != 0.0;
    let mut flags = SYMBOLIC;
    for (flag, set) in [(FIXED_PITCH, metrics.is_fixed_pitch), (SERIF, face.has_serifs()), (ITALIC, italic)] {
        if set {
            flags |= flag;
        }
    }
    let thousandths = |em: f32| Object::Real((em * 1000.0).round());
    let bounds = face.bounds().map(thousandths);
    // No font says how thick its stems are; this is Adobe's usual estimate from the weight.
    let weight = f32::from(face.weight) / 65.0;
    let stem = (50.0 + weight * weight).round();
    let mut descriptor = Dictionary::new();
    descriptor.set("Type", "FontDescriptor");
    descriptor.set("FontName", Object::Name(name.as_bytes().to_vec()));
    descriptor.set("Flags", flags);
    descriptor.set("FontBBox", bounds.to_vec());
    descriptor.set("ItalicAngle", Object::Real(metrics.italic_angle));
    descriptor.set("Ascent", thousandths(metrics.ascent));
    descriptor.set("Descent", thousandths(metrics.descent));
    descriptor.set("CapHeight", thousandths(metrics.cap_height));
    descriptor.set("StemV", Object::Real(stem));
    descriptor
}

impl EmbeddedFont {
    /// Writes the font and all it refers to; its resource name and number.
    pub(super) fn write(self, file: &mut File) -> (String, ObjectId) {
        let mut by_code: Vec<&Member> = self.members.iter().filter(|member| member.code > 0).collect();
        by_code.sort_by_key(|member| member.code);
        let to_unicode = file.add_compressed(Dictionary::new(), to_unicode(&by_code).as_bytes());
        let widths: Vec<Object> = by_code.iter().map(|member| number(member.width)).collect();

        let name = Object::Name(self.name.clone().into_bytes());
        let mut stream = Dictionary::new();
        let (subtype, key, program) = match &self.program {
            Program::Cff(program) => {
                stream.set("Subtype", "CIDFontType0C");
                ("CIDFontType0", "FontFile3", program)
            }
            Program::TrueType(program) => {
                stream.set("Length1", program.len() as i64);
                ("CIDFontType2", "FontFile2", program)
            }
        };
        stream.set("Filter", "FlateDecode");
        let program = file.add_stream(stream, &deflate(program));
        let mut descriptor = self.descriptor;
        descriptor.set(key, program);
        let descriptor = file.add(descriptor);

        let mut system = Dictionary::new();
        system.set("Registry", Object::String(b"Adobe".to_vec(), StringFormat::Literal));
        system.set("Ordering", Object::String(b"Identity".to_vec(), StringFormat::Literal));
        system.set("Supplement", 0);
        let mut descendant = Dictionary::new();
        descendant.set("Type", "Font");
        descendant.set("Subtype", subtype);
        descendant.set("BaseFont", name.clone());
        descendant.set("CIDSystemInfo", system);
        descendant.set("FontDescriptor", descriptor);
        descendant.set("DW", 0);
        descendant.set("W", vec![1.into(), Object::Array(widths)]);
        if subtype == "CIDFontType2" {
            descendant.set("CIDToGIDMap", "Identity");
        }
        let descendant = file.add(descendant);

        let mut font = Dictionary::new();
        font.set("Type", "Font");
        font.set("Subtype", "Type0");
        font.set("BaseFont", name);
        font.set("Encoding", "Identity-H");
        font.set("DescendantFonts", vec![descendant.into()]);
        font.set("ToUnicode", to_unicode);
        (EmbeddedFont::resource_name(self.id), file.add(font))
    }
}

/// An integer where it is one.
fn number(value: f32) -> Object {
    if value.fract() == 0.0 { Object::Integer(value as i64) } else { Object::Real(rounded(value)) }
}

/// The map from codes to text (9.10.3); a ligature's code maps to several characters.
fn to_unicode(members: &[&Member]) -> String {
    /// The most entries between `beginbfchar` and `endbfchar` (Adobe Technical Note 5014).
    const BLOCK: usize = 100;
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in members.chunks(BLOCK) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for member in block {
            map.push_str(&format!("<{:04X}> <", member.code));
            for unit in member.text.encode_utf16() {
                map.push_str(&format!("{unit:04X}"));
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
