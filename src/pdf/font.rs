//! Fonts: which glyphs the book uses and what they stand for, their subsets, their dictionaries.
//!
//! In: pages and faces. Out: [`EmbeddedFont`]s, which tell `paint` the new number and the width of a glyph
//! and whether its text needs `ActualText`; and the font objects in the file (PDF 32000-1, 9.7). Phases:
//! [`Usage::of`] goes over all glyphs, [`embed`] subsets the faces in parallel, [`EmbeddedFont::write`]
//! writes them. A glyph that stands for several texts is in as many fonts, each of which maps it to one. Which face serves which character was decided by `font` and `text`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::{IntoParallelIterator, ParallelIterator, ParallelSlice};
use subsetter::GlyphRemapper;

use super::error::Error;
use super::object::{Dict, File, Name, Ref, Str, deflate, hash, literal, rounded};
use crate::deflate::Deflater;
use crate::font::{Face, FontId, Fonts};
use crate::geom::Direction;
use crate::lang::{first_strong, is_default_ignorable};
use crate::layout::{FragmentKind, Glyph, GlyphRun, Page};

/// How a glyph is used.
#[derive(Clone, Debug, Default)]
struct Use<'a> {
    count: u32,
    /// What it stands for where it is all that does, as met first.
    text: Option<Cow<'a, str>>,
}

/// A hyphen at the end of a line as layout says it, and what its glyph is mapped to: a soft hyphen is dropped by some readers,
/// shown by others, and the halves of the word are not joined.
pub(super) const SOFT_HYPHEN: &str = "\u{ad}";
pub(super) const HYPHEN: &str = "-";

/// What a space is mapped to that stands between runs of which the second is to the left of the first. pdf.js drops white
/// space before it goes back, but not what begins with a mark of direction; the others are told `ActualText`.
pub(super) const EDGE_SPACE: &str = "\u{200f}\u{a0}";

/// The most fonts that a face is embedded as, one for each text of a glyph that stands for several.
const MOST_VARIANTS: usize = 4;

/// The glyphs of each font that some pages use.
#[derive(Default)]
pub(super) struct Usage<'a> {
    fonts: BTreeMap<FontId, Vec<Use<'a>>>,
    /// What a glyph stands for beside that: a small capital for either letter.
    others: BTreeMap<(FontId, u16), BTreeSet<Cow<'a, str>>>,
}

impl<'a> Usage<'a> {
    /// Goes over all pages, in parallel; the result depends on their order alone.
    pub(super) fn of(pages: &'a [Page], fonts: &Fonts) -> Usage<'a> {
        const BATCH: usize = 64;
        let parts: Vec<Usage<'a>> = pages.par_chunks(BATCH).map(|pages| Usage::of_batch(pages, fonts)).collect();
        let mut usage = Usage::default();
        for part in parts {
            for (font, uses) in part.fonts {
                let known = usage.fonts.entry(font).or_insert_with(|| vec![Use::default(); uses.len()]);
                for ((glyph, known), used) in (0..=u16::MAX).zip(known).zip(uses) {
                    known.count = known.count.saturating_add(used.count);
                    match (&known.text, used.text) {
                        (None, text) => known.text = text,
                        (Some(first), Some(text)) if *first != text => {
                            usage.others.entry((font, glyph)).or_default().insert(text);
                        }
                        (Some(_), _) => {}
                    }
                }
            }
            for (key, texts) in part.others {
                usage.others.entry(key).or_default().extend(texts);
            }
        }
        usage
    }

    fn of_batch(pages: &'a [Page], fonts: &Fonts) -> Usage<'a> {
        let mut usage = Usage::default();
        for page in pages {
            for fragment in &page.fragments {
                match &fragment.kind {
                    // Drawn as shapes, see `paint`.
                    FragmentKind::Glyphs(run) if run.text.is_empty() => {}
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

    fn uses(&mut self, font: FontId, fonts: &Fonts) -> &mut Vec<Use<'a>> {
        self.fonts.entry(font).or_insert_with(|| vec![Use::default(); fonts.face(font).glyph_count()])
    }

    fn add(&mut self, run: &'a GlyphRun, fonts: &Fonts) {
        let face = fonts.face(run.font);
        if face.has_color() {
            for cluster in clusters(run) {
                match is_pictured(face, &run.glyphs[cluster.clone()]) {
                    true => self.add_space(fonts),
                    false => self.add_clusters(run, std::iter::once(cluster), fonts),
                }
            }
            return;
        }
        self.add_clusters(run, clusters(run), fonts);
    }

    fn add_clusters(&mut self, run: &'a GlyphRun, clusters: impl Iterator<Item = Range<usize>>, fonts: &Fonts) {
        let face = fonts.face(run.font);
        let uses = self.fonts.entry(run.font).or_insert_with(|| vec![Use::default(); face.glyph_count()]);
        let is_backward = is_backward(run);
        for cluster in clusters {
            let text = match cluster_text(run, cluster.clone()) {
                SOFT_HYPHEN => HYPHEN,
                text => text,
            };
            let glyphs = &run.glyphs[cluster];
            if let [glyph] = glyphs
                && text.len() == 1
                && let Some(used) = uses.get_mut(usize::from(glyph.id))
                && used.text.as_deref() == Some(text)
            {
                // Nearly every glyph: a letter that it was met for before.
                used.count += 1;
                continue;
            }
            let joiner = joiner(face, glyphs, text, is_backward);
            let glyphs = joiner.as_ref().map_or(glyphs, std::slice::from_ref);
            for glyph in glyphs {
                if let Some(used) = uses.get_mut(usize::from(glyph.id)) {
                    used.count += 1;
                }
            }
            let others = &mut self.others;
            let mut stands_for = |glyph: &Glyph, text: Cow<'a, str>| {
                let Some(used) = uses.get_mut(usize::from(glyph.id)).filter(|_| !text.is_empty()) else { return };
                match &used.text {
                    None => used.text = Some(text),
                    Some(first) if *first == text => {}
                    Some(_) => drop(others.entry((run.font, glyph.id)).or_default().insert(text)),
                }
            };
            match glyph_texts(face, glyphs, text, is_backward) {
                None => {}
                Some(GlyphTexts::One(text)) => glyphs.iter().for_each(|glyph| stands_for(glyph, text.clone())),
                Some(GlyphTexts::Each(texts)) => {
                    glyphs.iter().zip(texts).for_each(|(glyph, text)| stands_for(glyph, text));
                }
            }
        }
        if is_backward {
            self.add_edge_space(fonts);
        }
    }

    fn add_edge_space(&mut self, fonts: &Fonts) {
        if let Some(glyph) = fonts.face(INVISIBLE).glyph(' ') {
            self.add_space(fonts);
            self.others.entry((INVISIBLE, glyph)).or_default().insert(Cow::Borrowed(EDGE_SPACE));
        }
    }

    fn add_space(&mut self, fonts: &Fonts) {
        if let Some(glyph) = fonts.face(INVISIBLE).glyph(' ') {
            let used = &mut self.uses(INVISIBLE, fonts)[usize::from(glyph)];
            used.count += 1;
            used.text.get_or_insert(Cow::Borrowed(" "));
        }
    }
}

/// The face whose space carries text that nothing visible does: the first bundled one.
pub(super) const INVISIBLE: FontId = FontId(0);

/// Whether a cluster is shown by pictures instead of glyphs: some of it is in color, or its face has nothing else.
pub(super) fn is_pictured(face: &Face, glyphs: &[Glyph]) -> bool {
    face.has_color() && (!face.has_outlines() || glyphs.iter().any(|glyph| face.is_in_color(glyph.id)))
}

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

/// Whether a run is read from right to left.
pub(super) fn is_backward(run: &GlyphRun) -> bool {
    let is_single = || run.glyphs.first().zip(run.glyphs.last()).is_some_and(|(a, b)| a.text_start == b.text_start);
    let is_strong = || first_strong(cluster_text(run, 0..run.glyphs.len())) == Some(Direction::RightToLeft);
    run.is_backward() || is_single() && is_strong()
}

/// The face's own glyph of a joiner, where it has one without width, which the shaper hides behind a space. The space would
/// be given as `ActualText`, at which pdf.js ends a piece of text.
pub(super) fn joiner(face: &Face, glyphs: &[Glyph], text: &str, is_backward: bool) -> Option<Glyph> {
    let mut characters = text.chars();
    let ([glyph], Some(character), None, true) = (glyphs, characters.next(), characters.next(), is_backward) else {
        return None;
    };
    let own = face.glyph(character).filter(|_| is_default_ignorable(character));
    let id = own.filter(|&id| face.advance(id) == 0.0)?;
    Some(Glyph { id, ..*glyph })
}

/// What each glyph of a cluster is mapped to, if all glyphs stand for something by themselves.
///
/// Readers take text from right to left as it stands on the page, and turn it about character by character, those of one
/// glyph as well. So a ligature is mapped to its characters from left to right, and letters and their marks, of which
/// each has a glyph, are mapped one by one: readers would turn about an `ActualText`, too.
pub(super) fn glyph_texts<'t>(
    face: &Face,
    glyphs: &[Glyph],
    text: &'t str,
    is_backward: bool,
) -> Option<GlyphTexts<'t>> {
    if let [_] = glyphs {
        let is_turned = is_backward && text.chars().nth(1).is_some();
        return Some(GlyphTexts::One(if is_turned { text.chars().rev().collect() } else { Cow::Borrowed(text) }));
    }
    if !is_backward {
        return None;
    }
    let mut rest: Vec<char> = text.chars().collect();
    let mut texts: Vec<Option<String>> = vec![None; glyphs.len()];
    let nominal = face.nominal_characters();
    for (glyph, text) in glyphs.iter().zip(&mut texts) {
        let place = nominal.get(&glyph.id).and_then(|character| rest.iter().position(|other| other == character));
        *text = place.map(|place| rest.remove(place).to_string());
    }
    let open = texts.iter().filter(|text| text.is_none()).count();
    let mut each = match (open, rest.len()) {
        (glyphs, characters) if glyphs == characters => rest.into_iter().map(String::from).collect::<Vec<_>>(),
        (1, 1..) => vec![rest.into_iter().rev().collect()],
        _ => return None,
    }
    .into_iter();
    // The glyphs stand from left to right.
    texts.iter_mut().rev().filter(|text| text.is_none()).for_each(|text| *text = each.next());
    Some(GlyphTexts::Each(texts.into_iter().map(|text| Cow::Owned(text.unwrap_or_default())).collect()))
}

/// See [`glyph_texts`].
pub(super) enum GlyphTexts<'t> {
    One(Cow<'t, str>),
    Each(Vec<Cow<'t, str>>),
}

/// A glyph of a subset, in the form in which it is asked for once for each glyph of the book.
#[derive(Clone, Copy, Debug, Default)]
struct Member {
    /// Its number in the subset; 0 where it is not in it.
    code: u16,
    /// In thousandths of an em, as written in `W`.
    width: f32,
    /// The code as it stands in a literal string, escapes included.
    encoded: Short,
    /// What `ToUnicode` says, where it is short.
    text: Short,
}

/// A few bytes without an allocation.
#[derive(Clone, Copy, Debug, Default)]
struct Short {
    bytes: [u8; 8],
    length: u8,
}

impl Short {
    /// Empty where it does not fit.
    fn new(bytes: &[u8]) -> Short {
        let mut short = Short::default();
        if let Some(place) = short.bytes.get_mut(..bytes.len()) {
            place.copy_from_slice(bytes);
            short.length = bytes.len() as u8;
        }
        short
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// A face and which of its fonts.
pub(super) type FontKey = (FontId, u8);

/// A face ready to be painted with and written.
pub(super) struct EmbeddedFont {
    id: FontId,
    /// 0 for the one that all glyphs are in; the others hold those that stand for a second text, a third.
    variant: u8,
    others: Vec<EmbeddedFont>,
    /// By the face's own glyph numbers.
    members: Vec<Member>,
    /// What `ToUnicode` says, by code less one.
    texts: Vec<String>,
    name: String,
    program: Program,
}

/// A font file as it stands in the PDF.
struct Program {
    deflated: Vec<u8>,
    /// Uncompressed, of a TrueType file; `None` for a bare CFF font, as PDF takes them (9.9).
    true_type: Option<usize>,
}

impl Program {
    fn new(sfnt: &[u8]) -> Program {
        // Outlines of CFF are packed already: the quickest level takes a third of the time for 0.6% more bytes.
        const CFF_LEVEL: i32 = 1;
        match table(sfnt, *b"CFF ") {
            Some(range) => Program { deflated: Deflater::new(CFF_LEVEL).zlib(&sfnt[range]), true_type: None },
            None => Program { deflated: deflate(sfnt), true_type: Some(sfnt.len()) },
        }
    }
}

impl EmbeddedFont {
    /// The name under which pages know it.
    pub(super) fn resource_name((id, variant): FontKey) -> String {
        match variant {
            0 => format!("f{}", id.0),
            _ => format!("f{}v{variant}", id.0),
        }
    }

    pub(super) fn id(&self) -> FontId {
        self.id
    }

    pub(super) fn key(&self) -> FontKey {
        (self.id, self.variant)
    }

    /// The code of a glyph as it stands in a literal string.
    pub(super) fn encoded(&self, glyph: u16) -> &[u8] {
        self.members.get(usize::from(glyph)).map_or(&[], |member| member.encoded.as_bytes())
    }

    /// The width of a glyph that a reader advances by, in thousandths of an em.
    pub(super) fn width(&self, glyph: u16) -> f32 {
        self.members.get(usize::from(glyph)).map_or(0.0, |member| member.width)
    }

    /// The font in which a glyph alone, without `ActualText`, copies as this text. Many readers know nothing else.
    pub(super) fn that_copies(&self, glyph: u16, text: &str) -> Option<&EmbeddedFont> {
        std::iter::once(self).chain(&self.others).find(|font| font.copies_as(glyph, text))
    }

    fn copies_as(&self, glyph: u16, text: &str) -> bool {
        self.members.get(usize::from(glyph)).is_some_and(|member| {
            // Long texts are not among the short ones; they are given as `ActualText` each time.
            member.text.as_bytes() == text.as_bytes() && !text.is_empty()
        })
    }
}

/// Subsets all faces that are used, in the order of their numbers.
pub(super) fn embed(usage: Usage<'_>, fonts: &Fonts) -> Result<Vec<EmbeddedFont>, Error> {
    let others = &usage.others;
    usage.fonts.into_par_iter().map(|(id, uses)| variants(id, fonts.face(id), uses, others)).collect()
}

/// The font with all glyphs of a face that are used, and those with their further texts.
fn variants<'a>(
    id: FontId,
    face: &Face,
    mut uses: Vec<Use<'a>>,
    others: &BTreeMap<(FontId, u16), BTreeSet<Cow<'a, str>>>,
) -> Result<EmbeddedFont, Error> {
    let space = face.glyph(' ');
    let mut further: Vec<Vec<Use<'a>>> = Vec::new();
    for (&(_, glyph), texts) in others.range((id, 0)..=(id, u16::MAX)) {
        // The space also stands for joiners and spaces of other widths, which are given as `ActualText`.
        if Some(glyph) == space {
            if texts.contains(EDGE_SPACE) {
                further.resize_with(further.len().max(1), || vec![Use::default(); uses.len()]);
                further[0][usize::from(glyph)] = Use { count: 1, text: Some(Cow::Borrowed(EDGE_SPACE)) };
            }
            continue;
        }
        let used = &mut uses[usize::from(glyph)];
        let mut texts: Vec<Cow<'a, str>> = used.text.take().into_iter().chain(texts.iter().cloned()).collect();
        // What the face itself says of the glyph is what most of its uses mean.
        let nominal = face.nominal_characters().get(&glyph).map(char::to_string);
        let nominal = texts.iter().position(|text| nominal.as_deref() == Some(&**text)).unwrap_or_default();
        used.text = Some(texts.remove(nominal));
        for (variant, text) in texts.into_iter().take(MOST_VARIANTS - 1).enumerate() {
            if further.len() == variant {
                further.push(vec![Use::default(); uses.len()]);
            }
            further[variant][usize::from(glyph)] = Use { count: 1, text: Some(text) };
        }
    }
    let mut font = subset(id, face, &uses, 0)?;
    let further: Result<Vec<EmbeddedFont>, Error> =
        (1..).zip(&further).map(|(variant, uses)| subset(id, face, uses, variant)).collect();
    font.others = further?;
    Ok(font)
}

fn subset(id: FontId, face: &Face, uses: &[Use<'_>], variant: u8) -> Result<EmbeddedFont, Error> {
    // Glyph 0 is in every subset, and shown by none: it stands for no text (PDF/A-2, 6.2.11.8; PDF/UA-1, 7.21.8).
    let glyphs = (0..=u16::MAX).zip(uses).skip(1);
    let mut used: Vec<u16> = glyphs.filter(|(_, used)| used.count > 0).map(|(glyph, _)| glyph).collect();
    // The most frequent glyphs get the lowest codes: those below 128 stand in strings as they are.
    used.sort_by_key(|&glyph| (std::cmp::Reverse(uses[usize::from(glyph)].count), glyph));
    let remapper = GlyphRemapper::new_from_glyphs(&used);
    let sfnt = subsetter::subset(face.data(), face.index, &remapper)
        .map_err(|error| Error::Font { face: face.full_name(), reason: error.to_string() })?;
    let tag = font_tag(&sfnt, variant);
    let program = Program::new(&sfnt);
    let mut members = vec![Member::default(); uses.len()];
    let mut texts = Vec::with_capacity(used.len());
    let space = face.glyph(' ');
    for glyph in used {
        let text = match &uses[usize::from(glyph)].text {
            // It also stands for soft hyphens, joiners and spaces of other widths, whichever is met first.
            _ if Some(glyph) == space && variant == 0 => " ".to_owned(),
            Some(text) => text.clone().into_owned(),
            None => {
                let nominal = face.nominal_characters().get(&glyph).copied();
                nominal.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
            }
        };
        let code = remapper.get(glyph).unwrap_or(0);
        members[usize::from(glyph)] = Member {
            code,
            width: pdf_width(face.advance(glyph)),
            encoded: Short::new(literal(&code.to_be_bytes()).as_bytes()),
            text: Short::new(text.as_bytes()),
        };
        texts.push(text);
    }
    let name = format!("{tag}+{}", face.postscript_name());
    Ok(EmbeddedFont { id, variant, others: Vec::new(), members, texts, name, program })
}

/// Why no part of a face can be taken: all of its glyphs are tried.
pub fn refusal(face: &Face) -> Option<String> {
    // Pictures need none.
    if !face.has_outlines() {
        return None;
    }
    let all: Vec<u16> = (1..=u16::MAX).take(face.glyph_count().saturating_sub(1)).collect();
    let all = GlyphRemapper::new_from_glyphs(&all);
    subsetter::subset(face.data(), face.index, &all).err().map(|error| error.to_string())
}

/// Thousandths of an em with one decimal; whole in a font of 1000 units.
fn pdf_width(advance: f32) -> f32 {
    (advance * 10_000.0).round() / 10.0
}

/// Six capitals that tell subsets of the same face apart (9.6.4).
fn font_tag(program: &[u8], variant: u8) -> String {
    let mut rest = hash(program).wrapping_add(u128::from(variant));
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

/// The descriptor (9.8) but for its font file.
fn describe(descriptor: &mut Dict<'_>, face: &Face, name: &str) {
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
    let thousandths = |em: f32| (em * 1000.0).round();
    let bounds = face.bounds().map(thousandths);
    // No font says how thick its stems are; this is Adobe's usual estimate from the weight.
    let weight = f32::from(face.weight) / 65.0;
    let stem = (50.0 + weight * weight).round();
    descriptor.pair("Type", Name("FontDescriptor")).pair("FontName", Name(name)).pair("Flags", flags);
    descriptor.array("FontBBox", bounds).pair("ItalicAngle", metrics.italic_angle);
    descriptor.pair("Ascent", thousandths(metrics.ascent)).pair("Descent", thousandths(metrics.descent));
    descriptor.pair("CapHeight", thousandths(metrics.cap_height)).pair("StemV", stem);
}

impl EmbeddedFont {
    /// Writes the font and its variants; their resource names and numbers.
    pub(super) fn write(mut self, file: &mut File, fonts: &Fonts) -> Vec<(String, Ref)> {
        let others = std::mem::take(&mut self.others);
        let face = fonts.face(self.id);
        std::iter::once(self).chain(others).map(|font| font.write_one(file, face)).collect()
    }

    /// Writes the font and all it refers to; its resource name and number.
    fn write_one(self, file: &mut File, face: &Face) -> (String, Ref) {
        let mut by_code: Vec<&Member> = self.members.iter().filter(|member| member.code > 0).collect();
        by_code.sort_by_key(|member| member.code);
        let to_unicode = file.add_compressed(to_unicode(&self.texts).as_bytes(), |_| ());
        let (subtype, key) = match self.program.true_type {
            None => ("CIDFontType0", "FontFile3"),
            Some(_) => ("CIDFontType2", "FontFile2"),
        };
        let program = file.add_stream(&self.program.deflated, |stream| {
            stream.pair("Filter", Name("FlateDecode"));
            match self.program.true_type {
                None => stream.pair("Subtype", Name("CIDFontType0C")),
                Some(length) => stream.pair("Length1", length),
            };
        });
        let descriptor = file.add_dict(|descriptor| {
            describe(descriptor, face, &self.name);
            descriptor.pair(key, program);
        });
        let descendant = file.add_dict(|font| {
            font.pair("Type", Name("Font")).pair("Subtype", Name(subtype)).pair("BaseFont", Name(&self.name));
            let mut system = font.insert("CIDSystemInfo").dict();
            system.pair("Registry", Str("Adobe")).pair("Ordering", Str("Identity")).pair("Supplement", 0);
            drop(system);
            font.pair("FontDescriptor", descriptor).pair("DW", 0);
            let mut widths = font.insert("W").array();
            widths.push().primitive(1);
            let mut each = widths.push().array();
            by_code.iter().for_each(|member| each.push().primitive(rounded(member.width)));
            drop(each);
            drop(widths);
            if self.program.true_type.is_some() {
                font.pair("CIDToGIDMap", Name("Identity"));
            }
        });
        let font = file.add_dict(|font| {
            font.pair("Type", Name("Font")).pair("Subtype", Name("Type0")).pair("BaseFont", Name(&self.name));
            font.pair("Encoding", Name("Identity-H")).array("DescendantFonts", [descendant]);
            font.pair("ToUnicode", to_unicode);
        });
        (EmbeddedFont::resource_name((self.id, self.variant)), font)
    }
}

/// The map from codes to text (9.10.3); a ligature's code maps to several characters.
fn to_unicode(texts: &[String]) -> String {
    /// The most entries between `beginbfchar` and `endbfchar` (Adobe Technical Note 5014).
    const BLOCK: usize = 100;
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let entries: Vec<(usize, &String)> = (1..).zip(texts).collect();
    for block in entries.chunks(BLOCK) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for (code, text) in block {
            map.push_str(&format!("<{code:04X}> <"));
            for unit in text.encode_utf16() {
                map.push_str(&format!("{unit:04X}"));
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
