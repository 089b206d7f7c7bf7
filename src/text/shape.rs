//! Shaping, the only place that knows harfrust.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use harfrust::{Buffer, Direction, Feature, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag};

use super::bidi::Directions;
use super::cluster::Clusters;
use super::east_asian::{narrowed, spacing_class};
use super::face_choice::FaceChoice;
use super::itemize::{Item, itemize};
use super::{SOFT_HYPHEN, TextStyle};
use crate::font::{Face, FontId, Fonts};
use crate::geom::Pt;
use crate::lang::{EastAsian, is_default_ignorable, is_ideographic};

/// A style known to a [`Shaper`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextStyleId(u16);

impl TextStyleId {
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Glyphs of one style, face and direction, in logical order.
#[derive(Clone, Debug)]
pub struct ShapedRun {
    pub range: Range<usize>,
    pub style: TextStyleId,
    /// `None` where no face has the clusters: each glyph then stands for a whole one, to be drawn as a box.
    pub font: Option<FontId>,
    /// Embedding level; odd runs from right to left (UAX #9).
    pub level: u8,
    pub glyphs: Vec<ShapedGlyph>,
}

/// A glyph with its measures in points. Never `.notdef`, but in a run without a face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapedGlyph {
    pub id: u16,
    pub advance: f32,
    pub x_offset: f32,
    pub y_offset: f32,
    /// The bytes of its cluster in the shaped text.
    pub start: u32,
    pub end: u32,
    /// Whether the text may be cut before it without changing glyphs on either side.
    pub is_safe_to_break: bool,
}

/// The faces of a style: resolved once, since comparing family names for each character would cost more
/// than shaping.
pub(super) struct StyleFaces {
    pub style: TextStyle,
    pub primary: FontId,
    pub is_fixed_pitch: bool,
    pub wanted: Vec<FontId>,
    /// What is tried for characters that none of the wanted has.
    pub fallbacks: Vec<FontId>,
    /// What is tried first for emoji.
    pub emoji: Vec<FontId>,
    /// Whether the first of the wanted has all of ASCII that leaves ink.
    pub has_ascii: bool,
    features: Vec<Feature>,
    language: Option<Language>,
}

impl StyleFaces {
    /// The faces to be tried for a cluster, in order.
    pub fn all(&self) -> impl Iterator<Item = FontId> {
        self.wanted.iter().chain(&self.fallbacks).copied()
    }
}

/// Width of the box for a cluster without a glyph, in em; ideographs are as wide as they would be.
const MISSING_GLYPH_ADVANCE: f32 = 0.7;

/// Shapes text; keeps plans and buffers between calls. One for each thread.
pub struct Shaper {
    fonts: Fonts,
    styles: Vec<StyleFaces>,
    choice: FaceChoice,
    plans: HashMap<(TextStyleId, FontId, Script, bool), Arc<ShapePlan>>,
    buffer: Buffer,
}

impl Shaper {
    pub fn new(fonts: &Fonts) -> Shaper {
        Shaper {
            fonts: fonts.clone(),
            styles: Vec::new(),
            choice: FaceChoice::default(),
            plans: HashMap::new(),
            buffer: Buffer::new(),
        }
    }

    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Makes a style known. Books have a few dozen, so a look through all is quick.
    pub fn style(&mut self, style: &TextStyle) -> TextStyleId {
        if let Some(index) = self.styles.iter().position(|known| known.style == *style) {
            return TextStyleId(index as u16);
        }
        let select = |family: &String| self.fonts.of_family(family, style.weight, style.italic);
        let primary = self.fonts.primary(&style.families, style.weight, style.italic);
        let mut wanted: Vec<FontId> = style.families.iter().flat_map(select).collect();
        if !wanted.contains(&primary) {
            wanted.push(primary);
        }
        let is_fixed_pitch = self.fonts.face(primary).metrics().is_fixed_pitch;
        let has_serifs = self.fonts.face(primary).has_serifs();
        let fallbacks = self.fonts.fallbacks(&style.lang, has_serifs, style.weight, style.italic);
        let mut features: Vec<Feature> =
            style.features.iter().map(|feature| Feature::new(Tag::new(&feature.tag), feature.value, ..)).collect();
        if style.letter_spacing != Pt::ZERO {
            features.extend([b"liga", b"clig"].map(|tag| Feature::new(Tag::new(tag), 0, ..)));
        }
        let language = Language::new(style.lang.tag());
        self.styles.push(StyleFaces {
            style: style.clone(),
            primary,
            is_fixed_pitch,
            has_ascii: ('!'..='~').all(|character| self.fonts.face(wanted[0]).has(character)),
            wanted,
            fallbacks,
            emoji: self.fonts.emoji(),
            features,
            language,
        });
        TextStyleId((self.styles.len() - 1) as u16)
    }

    /// The face whose metrics a style has.
    pub fn primary_font(&self, style: TextStyleId) -> FontId {
        self.styles[style.index()].primary
    }

    /// Whether the face whose metrics a style has is one of code.
    pub fn is_fixed_pitch(&self, style: TextStyleId) -> bool {
        self.styles[style.index()].is_fixed_pitch
    }

    pub fn text_style(&self, style: TextStyleId) -> &TextStyle {
        &self.styles[style.index()].style
    }

    /// Shapes a text that runs as its first letter does, of which `spans` gives the styles in order and without gaps.
    pub fn shape(&mut self, text: &str, spans: &[(Range<usize>, TextStyleId)]) -> Vec<ShapedRun> {
        self.shape_along(text, spans, &Directions::default())
    }

    /// Shapes a text of known directions.
    pub fn shape_along(
        &mut self,
        text: &str,
        spans: &[(Range<usize>, TextStyleId)],
        directions: &Directions,
    ) -> Vec<ShapedRun> {
        let items = itemize(text, spans, directions, &self.styles, &self.fonts, &mut self.choice);
        let mut runs = Vec::with_capacity(items.len());
        for item in items {
            self.push_runs(text, item, &mut runs);
        }
        runs
    }

    /// Shapes an item. A face may lack in context what it has alone; the clusters that came out as `.notdef` then
    /// are runs without a face, since that glyph would be shown as what its font has there, and copied as nothing.
    fn push_runs(&mut self, text: &str, item: Item, runs: &mut Vec<ShapedRun>) {
        let run = self.shape_item(text, &item, item.range.clone());
        if item.font.is_none() || run.glyphs.iter().all(|glyph| glyph.id != 0) {
            runs.push(run);
            return;
        }
        let mut clusters: Vec<(u32, bool)> = Vec::new();
        for glyph in &run.glyphs {
            match clusters.last_mut() {
                Some((start, is_missing)) if *start == glyph.start => *is_missing |= glyph.id == 0,
                Some(_) | None => clusters.push((glyph.start, glyph.id == 0)),
            }
        }
        let mut stretches = clusters.chunk_by(|a, b| a.1 == b.1).peekable();
        let mut start = item.range.start;
        while let Some(stretch) = stretches.next() {
            let end = stretches.peek().map_or(item.range.end, |next| next[0].0 as usize);
            let font = item.font.filter(|_| !stretch[0].1);
            self.push_runs(text, Item { range: start..end, font, ..item.clone() }, runs);
            start = end;
        }
    }

    /// Shapes a part of a run anew, as if the line ended and began at the range's ends.
    pub fn reshape(&mut self, text: &str, run: &ShapedRun, range: Range<usize>) -> ShapedRun {
        let script = text[range.clone()]
            .chars()
            .map(|character| harfrust::unicode::script(u32::from(character)))
            .find(|&script| script != Script::COMMON && script != Script::INHERITED)
            .unwrap_or(Script::COMMON);
        let item = Item { range: range.clone(), style: run.style, font: run.font, script, level: run.level };
        self.shape_item(text, &item, range)
    }

    fn shape_item(&mut self, text: &str, item: &Item, range: Range<usize>) -> ShapedRun {
        let glyphs = match item.font {
            Some(font) => self.shape_in(text, item, font, &range),
            None => self.missing(text, item, &range),
        };
        ShapedRun { range, style: item.style, font: item.font, level: item.level, glyphs }
    }

    fn shape_in(&mut self, text: &str, item: &Item, font: FontId, range: &Range<usize>) -> Vec<ShapedGlyph> {
        let fonts = &self.fonts;
        let face = ShaperFont::new(fonts.face(font).font());
        let faces = &self.styles[item.style.index()];
        let is_backward = item.level % 2 == 1;
        let direction = if is_backward { Direction::RightToLeft } else { Direction::LeftToRight };
        let plan = self
            .plans
            .entry((item.style, font, item.script, is_backward))
            .or_insert_with(|| {
                let face = fonts.face(font).font();
                Arc::new(ShapePlan::new(face, direction, Some(item.script), faces.language.as_ref(), &faces.features))
            })
            .clone();
        self.buffer.clear();
        let has_hidden = fill(&mut self.buffer, &text[range.clone()], range.start, fonts.face(font));
        self.buffer.set_direction(direction);
        self.buffer.set_script(Some(item.script));
        self.buffer.set_language(faces.language.clone());
        let options = ShapeOptions::new().plan(Some(&plan)).features(&faces.features);
        if harfrust::shape(&face, &mut self.buffer, options).is_err() {
            return self.missing(text, item, range);
        }
        let scale = faces.style.size.0 / f32::from(fonts.face(font).units_per_em());
        let infos = self.buffer.glyph_infos();
        let positions = self.buffer.glyph_positions();
        let mut glyphs: Vec<ShapedGlyph> = infos
            .iter()
            .zip(positions)
            .map(|(info, position)| ShapedGlyph {
                id: info.glyph_id as u16,
                advance: position.x_advance as f32 * scale,
                x_offset: position.x_offset as f32 * scale,
                y_offset: position.y_offset as f32 * scale,
                start: info.cluster,
                end: 0,
                is_safe_to_break: !info.unsafe_to_break(),
            })
            .collect();
        if is_backward {
            glyphs.reverse();
        }
        close_clusters(&mut glyphs, range.end as u32);
        if has_hidden {
            drop_hidden(&mut glyphs, fonts.face(font));
        }
        if faces.style.trims_punctuation {
            trim_punctuation(text, &mut glyphs, &faces.style);
        }
        space_out(text, &mut glyphs, &faces.style);
        glyphs
    }

    fn missing(&self, text: &str, item: &Item, range: &Range<usize>) -> Vec<ShapedGlyph> {
        let style = &self.styles[item.style.index()].style;
        let mut glyphs: Vec<ShapedGlyph> = Clusters::of(&text[range.clone()])
            .map(|(offset, cluster)| {
                let start = (range.start + offset) as u32;
                let is_square = cluster.starts_with(is_ideographic);
                ShapedGlyph {
                    id: 0,
                    advance: style.size.0 * if is_square { 1.0 } else { MISSING_GLYPH_ADVANCE },
                    x_offset: 0.0,
                    y_offset: 0.0,
                    start,
                    end: start + cluster.len() as u32,
                    is_safe_to_break: true,
                }
            })
            .collect();
        if style.trims_punctuation {
            trim_punctuation(text, &mut glyphs, style);
        }
        glyphs
    }
}

/// What a face makes of a cluster.
pub(super) enum Glyphs {
    /// So many that leave ink.
    Shown(usize),
    /// It lacks some of it.
    Missing,
}

/// Shapes a cluster without anything around it, to see whether a face has it.
pub(super) fn shape_alone(face: &Face, cluster: &str) -> Glyphs {
    let mut buffer = Buffer::new();
    fill(&mut buffer, cluster, 0, face);
    buffer.guess_segment_properties();
    buffer.set_direction(Direction::LeftToRight);
    if harfrust::shape(&ShaperFont::new(face.font()), &mut buffer, ShapeOptions::new()).is_err() {
        return Glyphs::Missing;
    }
    let space = face.glyph(' ').unwrap_or(0);
    let ids = || buffer.glyph_infos().iter().map(|info| info.glyph_id as u16);
    match ids().filter(|&id| id != space).count() {
        0 => Glyphs::Missing,
        _ if ids().any(|id| id == 0) => Glyphs::Missing,
        count => Glyphs::Shown(count),
    }
}

/// Puts characters into a buffer, with their offsets from `start` on. Whether some of them are of those that
/// the shaper hides.
fn fill(buffer: &mut Buffer, text: &str, start: usize, face: &Face) -> bool {
    let mut has_hidden = false;
    for (offset, character) in text.char_indices() {
        let shaped = if matches!(character, ' '..='~') { character } else { stand_in(character, face) };
        has_hidden |= shaped > '~' && is_default_ignorable(shaped);
        buffer.push(u32::from(shaped), (start + offset) as u32);
    }
    has_hidden
}

/// What is shaped for a character that leaves no ink and that a face may lack: a space for white space, and nothing
/// for the rest. The shaper does so by itself for most of them.
fn stand_in(character: char, face: &Face) -> char {
    const NOTHING: char = '\u{2060}';
    match character {
        // Spaces that the shaper makes of the face's space, each in its own width.
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => character,
        _ if character.is_whitespace() && !face.has(character) => ' ',
        _ if character.is_control() => NOTHING,
        // Fillers of Hangul and of shorthand, which the shaper takes for letters.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}' if !face.has(character) => {
            NOTHING
        }
        _ => character,
    }
}

/// The shaper shows what it hides as a space without width. In a cluster that shows something that is one glyph
/// too many, for which the cluster's text would have to be told apart from its glyphs.
fn drop_hidden(glyphs: &mut Vec<ShapedGlyph>, face: &Face) {
    let space = face.glyph(' ').unwrap_or(0);
    let is_hidden = |glyph: &ShapedGlyph| glyph.id == space && glyph.advance == 0.0;
    let mut kept: Vec<ShapedGlyph> = Vec::with_capacity(glyphs.len());
    for cluster in glyphs.chunk_by(|a, b| a.start == b.start) {
        let first = kept.len();
        kept.extend(cluster.iter().filter(|glyph| cluster.len() == 1 || !is_hidden(glyph)));
        if kept.len() == first {
            kept.push(cluster[0]);
        }
        kept[first].is_safe_to_break = cluster[0].is_safe_to_break;
    }
    *glyphs = kept;
}

/// A cluster ends where the next begins.
fn close_clusters(glyphs: &mut [ShapedGlyph], end: u32) {
    let mut next = end;
    let mut current = end;
    for glyph in glyphs.iter_mut().rev() {
        if glyph.start != current {
            next = current;
            current = glyph.start;
        }
        glyph.end = next.max(glyph.start);
    }
}

/// Takes from full-width marks the space they have of their own. A mark that is not full-width has none.
fn trim_punctuation(text: &str, glyphs: &mut [ShapedGlyph], style: &TextStyle) {
    const FULL_WIDTH: f32 = 0.9;
    let writing = EastAsian::of(&style.lang);
    for glyph in glyphs {
        if glyph.advance < style.size.0 * FULL_WIDTH || glyph.end - glyph.start != 3 {
            continue;
        }
        let Some(character) = text[glyph.start as usize..].chars().next() else { continue };
        if let Some((left, right)) = narrowed(spacing_class(character, writing)) {
            glyph.x_offset -= left * style.size.0;
            glyph.advance -= (left + right) * style.size.0;
        }
    }
}

/// Letter and word spacing, and soft hyphens without width.
fn space_out(text: &str, glyphs: &mut [ShapedGlyph], style: &TextStyle) {
    let letter_spacing = style.letter_spacing.0;
    let word_spacing = style.word_spacing.0;
    for index in 0..glyphs.len() {
        let is_last_of_cluster = glyphs.get(index + 1).is_none_or(|next| next.start != glyphs[index].start);
        let glyph = &mut glyphs[index];
        let character = text[glyph.start as usize..].chars().next();
        if character == Some(SOFT_HYPHEN) && glyph.end - glyph.start == SOFT_HYPHEN.len_utf8() as u32 {
            glyph.advance = 0.0;
            continue;
        }
        if letter_spacing != 0.0 && is_last_of_cluster && !character.is_some_and(joins) {
            glyph.advance += letter_spacing;
        }
        if word_spacing != 0.0 && matches!(character, Some(' ' | '\u{a0}')) {
            glyph.advance += word_spacing;
        }
    }
}

/// Whether a character joins its neighbors: spacing would tear words apart, so there is none (CSS Text 3, section 7.2,
/// "Cursive Scripts"). Arabic, Syriac, N’Ko, Mandaic and Mongolian do.
fn joins(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{8ff}' | '\u{1800}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn shape(text: &str) -> Vec<ShapedRun> {
        let fonts = Fonts::bundled();
        let mut shaper = Shaper::new(&fonts);
        let style = shaper.style(&style());
        shaper.shape(text, &[(0..text.len(), style)])
    }

    fn style() -> TextStyle {
        TextStyle {
            families: Arc::from(["serif".to_owned()]),
            weight: 400,
            italic: false,
            size: Pt(10.0),
            features: Arc::from([]),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: Lang::default(),
        }
    }

    #[test]
    fn letters_that_join_are_not_spaced() {
        assert!(super::joins('س') && !super::joins('ש') && !super::joins('s'));
    }

    #[test]
    fn ligatures_cover_their_letters() {
        let runs = shape("fit");
        assert_eq!(runs.len(), 1);
        let ranges: Vec<_> = runs[0].glyphs.iter().map(|glyph| (glyph.start, glyph.end)).collect();
        assert_eq!(ranges, [(0, 2), (2, 3)]);
    }

    /// The cluster, whether a face has it, and the number of its glyphs, of all but plain ASCII.
    fn shown(text: &str) -> Vec<(&str, bool, usize)> {
        let runs = shape(text);
        let glyphs: Vec<(ShapedGlyph, bool)> =
            runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| (*glyph, run.font.is_some()))).collect();
        assert!(glyphs.iter().all(|(glyph, has_face)| !has_face || glyph.id != 0), "{runs:?}");
        let clusters = glyphs.chunk_by(|a, b| a.0.start == b.0.start);
        clusters
            .map(|glyphs| (&text[glyphs[0].0.start as usize..glyphs[0].0.end as usize], glyphs[0].1, glyphs.len()))
            .filter(|(cluster, _, _)| !cluster.is_ascii())
            .collect()
    }

    #[test]
    fn an_emoji_sequence_is_one_glyph() {
        for sequence in [
            "👩\u{200d}👩\u{200d}👧\u{200d}👦",
            "🤌🏾",
            "👎🏾",
            "👩🏿\u{200d}🚀",
            "🇩🇪",
            "🇬🇷",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "🏳\u{fe0f}\u{200d}🌈",
            "1\u{fe0f}\u{20e3}",
            "*\u{fe0f}\u{20e3}",
            "#\u{20e3}",
            "❤\u{fe0f}",
            "❤\u{fe0f}\u{200d}🔥",
            "☎\u{fe0e}",
            "☎\u{fe0f}",
            "🫨",
        ] {
            let text = format!("a{sequence} b {sequence}{sequence}.");
            assert_eq!(shown(&text), [(sequence, true, 1); 3], "{sequence}");
            let backward = format!("שלום {sequence} שלום");
            assert!(shown(&backward).contains(&(sequence, true, 1)), "{sequence} from right to left");
        }
        assert_eq!(shown("a🏾 🏾"), [("🏾", true, 1); 2]);
    }

    #[test]
    fn a_space_beside_an_emoji_is_of_the_text() {
        let space = shape("a b")[0].glyphs[1].advance;
        let text = "👍🏽 👍 ❤\u{fe0f} → ✅ x";
        let runs = shape(text);
        let spaces =
            runs.iter().flat_map(|run| &run.glyphs).filter(|glyph| text[glyph.start as usize..].starts_with(' '));
        assert!(spaces.clone().count() == 5 && spaces.clone().all(|glyph| glyph.advance == space), "{runs:?}");
    }

    #[test]
    fn a_cluster_that_no_face_has_is_one_box() {
        let cuneiform = "\u{12000}\u{301}";
        let text = format!("a {cuneiform}\u{fffc}\u{e000}e\u{1dc9} क्षि");
        let expected = [(cuneiform, false, 1), ("\u{fffc}", false, 1), ("\u{e000}", false, 1)];
        assert_eq!(shown(&text)[..3], expected);
        assert!(shown(&text)[3..].iter().all(|&(_, has_face, count)| !has_face && count == 1), "{:?}", shown(&text));
    }

    #[test]
    fn what_is_ignorable_has_neither_box_nor_width() {
        for ignorable in [
            '\u{ad}',
            '\u{34f}',
            '\u{115f}',
            '\u{1160}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2060}',
            '\u{3164}',
            '\u{feff}',
            '\u{fe0f}',
            '\u{1d173}',
            '\u{1bca0}',
            '\u{e0001}',
            '\u{e0067}',
            '\u{e0100}',
            '\u{7}',
            '\u{80}',
        ] {
            for before in ["a", "", "😀", "\u{12000}", "ש"] {
                let text = format!("{before}{ignorable}b");
                let runs = shape(&text);
                let width: f32 = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum();
                let plain: f32 = [before, "b"]
                    .iter()
                    .flat_map(|part| shape(part))
                    .flat_map(|run| run.glyphs)
                    .map(|glyph| glyph.advance)
                    .sum();
                assert!(
                    (width - plain).abs() < 0.02,
                    "{before:?} and U+{:04X}: {width} for {plain}",
                    u32::from(ignorable)
                );
                assert!(runs.iter().all(|run| run.font.is_some() || run.range.start == 0), "{runs:?}");
            }
        }
    }

    #[test]
    fn spaces_without_a_glyph_are_spaces() {
        let space = shape("a b")[0].glyphs[1].advance;
        for character in ['\t', '\u{85}', '\u{2028}', '\u{2029}', '\u{1680}'] {
            let runs = shape(&format!("a{character}b"));
            assert_eq!(runs.len(), 1);
            assert_eq!(runs[0].glyphs[1].advance, space, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn another_face_for_what_the_first_lacks_and_none_for_what_all_lack() {
        let runs = shape("a \u{1f600} \u{12000}");
        assert_eq!(runs.len(), 4, "{runs:?}");
        assert_ne!(runs[0].font, runs[1].font);
        assert!(runs[1].font.is_some());
        assert_eq!(runs[2].font, runs[0].font);
        assert_eq!(runs[3].font, None);
    }

    #[test]
    fn spaces_of_code_are_as_wide_as_its_letters() {
        let fonts = Fonts::bundled();
        let mut shaper = Shaper::new(&fonts);
        let style = TextStyle { families: Arc::from(["monospace".to_owned()]), ..style() };
        let style = shaper.style(&style);
        let text = "a\u{1f600} b";
        let glyphs: Vec<ShapedGlyph> =
            shaper.shape(text, &[(0..text.len(), style)]).into_iter().flat_map(|run| run.glyphs).collect();
        assert_eq!(glyphs[0].advance, glyphs[2].advance, "{glyphs:?}");
    }

    #[test]
    fn every_byte_is_in_a_cluster() {
        let text = "Affluent שלום fjord e\u{301}";
        let mut covered: Vec<(u32, u32)> =
            shape(text).iter().flat_map(|run| run.glyphs.iter().map(|glyph| (glyph.start, glyph.end))).collect();
        covered.sort_unstable();
        covered.dedup();
        let mut at = 0;
        for (start, end) in covered {
            assert_eq!(start, at);
            at = end;
        }
        assert_eq!(at as usize, text.len());
    }
}
