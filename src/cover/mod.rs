//! A cover for a book that has none: drawn from title and authors.
//!
//! In: the book's metadata and faces. Out: a PNG of the size that stores ask for. The text is shaped as the pages
//! are, in any script that the faces have; the title is broken into lines of like width, in the largest size that the
//! field holds. The color comes from the title, so that a book keeps its cover and a series differs. `None` where a
//! character of the title has no glyph: no cover is better than one with holes.

mod canvas;
mod coverage;

use std::sync::Arc;

use self::canvas::{Canvas, Colors, Ink};
use crate::document::Metadata;
use crate::font::FontFeature;
use crate::font::{Fonts, Segment};
use crate::geom::{Direction, Pt};
use crate::hash::fnv64;
use crate::lang::{Lang, first_strong, is_hangul};
use crate::text::{HyphenLimits, ShapedRun, Shaper, TextStyle, hyphenation_points, line_break_opportunities};

/// Width and height in pixels: KDP's ideal, which the other stores take too.
const SIZE: (u16, u16) = (1600, 2560);
/// The width that text may take.
const MEASURE: f32 = 1180.0;
/// The frame's distance from the edges.
const FRAME: u16 = 76;
/// Top and height of the field for the title.
const TITLE_TOP: f32 = 420.0;
const TITLE_HEIGHT: f32 = 1120.0;
/// The baseline of the last author's name.
const AUTHOR_BASELINE: f32 = 2270.0;
/// Sizes to try for the title, the largest first; in steps of about a tenth.
const TITLE_SIZES: [f32; 14] =
    [264.0, 240.0, 218.0, 198.0, 180.0, 164.0, 149.0, 135.0, 122.0, 110.0, 100.0, 90.0, 80.0, 70.0];
/// Baseline to baseline, in em of the title.
const TITLE_LEADING: f32 = 1.14;
/// A title in so many lines is read in one look; a longer one is set smaller, in more of them.
const TITLE_LINES: usize = 5;
const SMALL_TITLE_LINES: usize = 8;
const SMALL_TITLE: f32 = 122.0;
/// The largest size of a title whose words are parted, and the width of a hyphen in em.
const PARTED_TITLE: f32 = 164.0;
const HYPHEN: f32 = 0.35;
/// A line of less than this part of the widest one is avoided, by a size that is not much smaller.
const LONELY: f32 = 0.25;
const SMALLEST_FOR_LINES: f32 = 0.65;

/// Field, letters, ornament: deep grounds that carry light letters at a contrast above 7 to 1.
const PALETTE: [[u32; 3]; 10] = [
    [0x1f_33_47, 0xf4_ee_e1, 0xd6_b0_70],
    [0x4f_1d_24, 0xf6_ee_e0, 0xdc_b3_8a],
    [0x1e_3f_35, 0xf3_f0_e2, 0xc9_bb_78],
    [0x3a_25_40, 0xf3_ec_e6, 0xcf_a9_b4],
    [0x2f_3a_42, 0xf2_ef_e8, 0xe0_9f_6b],
    [0x52_32_1c, 0xf7_ef_e0, 0xde_b8_6f],
    [0x10_40_4a, 0xf1_f1_e6, 0xe3_b5_6f],
    [0x6b_2d_1f, 0xf8_ef_e1, 0xe8_c1_84],
    [0x3d_41_20, 0xf5_f1_df, 0xd8_c0_74],
    [0x22_24_42, 0xf0_ef_ea, 0xb9_b3_d6],
];

/// What stands on a cover.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lettering {
    title: String,
    subtitle: Option<String>,
    authors: Vec<String>,
    lang: Lang,
}

impl Lettering {
    pub fn new(metadata: &Metadata, title: &str) -> Lettering {
        let authors = metadata.creators.iter().filter(|creator| creator.role == "aut");
        Lettering {
            title: title.split_whitespace().collect::<Vec<_>>().join(" "),
            subtitle: metadata.subtitle.clone(),
            authors: authors.map(|creator| creator.name.clone()).collect(),
            lang: metadata.lang.clone(),
        }
    }
}

/// Draws a cover, as PNG.
pub fn draw(lettering: &Lettering, fonts: &Fonts) -> Option<Vec<u8>> {
    let Lettering { title, subtitle, authors, lang } = lettering;
    let mut page =
        Page { canvas: Canvas::new(usize::from(SIZE.0), usize::from(SIZE.1)), shaper: Shaper::new(fonts), lang };
    page.frame();

    let (lines, size) = page.fit_title(title);
    let height = lines.len() as f32 * size * TITLE_LEADING;
    // A short title stands above the middle of its field, where the eye looks for it.
    let mut baseline = TITLE_TOP + (TITLE_HEIGHT - height) * 0.42 + size * 0.82;
    for line in &lines {
        page.line(line, &Voice::Title, size, baseline)?;
        baseline += size * TITLE_LEADING;
    }
    let mut below = baseline - size * TITLE_LEADING + size * 0.28 + 96.0;
    page.ornament(below);
    if let Some(subtitle) = subtitle {
        below += 130.0;
        for line in page.measured(subtitle, &Voice::Subtitle).lines(MEASURE / SUBTITLE_SIZE).iter().take(3) {
            // The title says which book it is; a subtitle in a script without a face is left out.
            let _ = page.line(line, &Voice::Subtitle, SUBTITLE_SIZE, below);
            below += SUBTITLE_SIZE * 1.3;
        }
    }
    page.authors(authors);
    let [ground, ink, ornament] = PALETTE[(fnv64(title) % PALETTE.len() as u64) as usize].map(color);
    page.canvas.png(&Colors { ground, ink, ornament })
}

const SUBTITLE_SIZE: f32 = 66.0;
/// Sizes to try for the names, all in one.
const AUTHOR_SIZES: [f32; 4] = [74.0, 66.0, 58.0, 50.0];
const AUTHOR_LEADING: f32 = 1.45;
/// So many names stand below one another; more follow one another.
const STACKED_AUTHORS: usize = 4;
/// Lines of names that fit before the field of the title begins.
const AUTHOR_LINES: usize = 5;
/// A run of one script in a language without spaces is not parted where it has no more characters than this, a
/// foreign word in katakana not up to twice as many.
const SHORT_RUN: usize = 6;

/// The kinds of text on a cover.
enum Voice {
    Title,
    Subtitle,
    Author,
}

struct Page<'a> {
    canvas: Canvas,
    shaper: Shaper,
    lang: &'a Lang,
}

impl Page<'_> {
    fn style(&self, text: &str, voice: &Voice, size: f32) -> TextStyle {
        // Letters that join would fall apart (CSS Text 3, section 7.2), and have no capitals.
        let is_spaced = first_strong(text) != Some(Direction::RightToLeft);
        let (italic, features, spacing) = match voice {
            Voice::Title => (false, Vec::new(), 0.0),
            Voice::Subtitle => (true, Vec::new(), 0.0),
            // Small capitals all through, set apart as capitals want it.
            Voice::Author if is_spaced => (false, vec![*b"smcp", *b"c2sc"], 0.1),
            Voice::Author => (false, Vec::new(), 0.0),
        };
        let features: Vec<FontFeature> = features.into_iter().map(|tag| FontFeature { tag, value: 1 }).collect();
        TextStyle {
            families: Arc::from(vec!["serif".to_owned()]),
            weight: 400,
            italic,
            size: Pt(size),
            features: features.into(),
            letter_spacing: Pt(size * spacing),
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: self.lang.clone(),
        }
    }

    fn shape(&mut self, text: &str, voice: &Voice, size: f32) -> Vec<ShapedRun> {
        let style = self.style(text, voice, size);
        let style = self.shaper.style(&style);
        self.shaper.shape(text, &[(0..text.len(), style)])
    }

    /// A text to be broken into lines.
    fn measured<'a>(&mut self, text: &'a str, voice: &Voice) -> Measured<'a> {
        // Letters are as wide as their size says, so one shaping serves all sizes.
        const UNIT: f32 = 1.0;
        let mut widths: Vec<(usize, f32)> = self
            .shape(text, voice, UNIT)
            .iter()
            .flat_map(|run| &run.glyphs)
            .map(|glyph| (glyph.start as usize, glyph.advance))
            .collect();
        widths.sort_by_key(|&(start, _)| start);
        let mut ends = line_break_opportunities(text);
        // A name with a hyphen in it is best left whole.
        ends.retain(|&end| !text[..end].ends_with('-') && !parts_word(text, end));
        ends.push(text.len());
        let parts = ends.clone();
        if matches!(voice, Voice::Title) {
            self.part_long_words(text, &widths, &mut ends);
        }
        let mut pieces = Vec::with_capacity(ends.len());
        let mut glyphs = widths.into_iter().peekable();
        let mut start = 0;
        for end in ends.into_iter().filter(|&end| end > 0) {
            let ink_end = start + text[start..end].trim_end().len();
            let (mut width, mut ink_width) = (0.0, 0.0);
            while let Some((at, advance)) = glyphs.next_if(|&(at, _)| at < end) {
                width += advance;
                ink_width += if at < ink_end { advance } else { 0.0 };
            }
            let is_parted = !parts.contains(&end);
            if is_parted {
                ink_width += HYPHEN;
            }
            pieces.push(Piece { start, end, width, ink_width, is_parted });
            start = end;
        }
        Measured { text, pieces }
    }

    /// Adds the places where words may be parted that would make all of the title small.
    fn part_long_words(&self, text: &str, widths: &[(usize, f32)], ends: &mut Vec<usize>) {
        let mut start = 0;
        for end in ends.clone() {
            let word = text[start..end].trim_end();
            let glyphs = widths.iter().filter(|(at, _)| (start..start + word.len()).contains(at));
            if glyphs.map(|(_, advance)| advance).sum::<f32>() > MEASURE / SMALL_TITLE {
                let letters = word.trim_start_matches(|character: char| !character.is_alphabetic());
                let first = start + word.len() - letters.len();
                let letters = letters.trim_end_matches(|character: char| !character.is_alphabetic());
                let points = hyphenation_points(letters, self.lang, HyphenLimits::AUTO);
                ends.extend(points.into_iter().map(|point| first + point));
            }
            start = end;
        }
        ends.sort_unstable();
    }

    /// The title's lines and size.
    fn fit_title(&mut self, title: &str) -> (Vec<String>, f32) {
        let measured = self.measured(title, &Voice::Title);
        // The largest title, one of whose lines is a mere syllable: a smaller one may have none.
        let mut largest: Option<(Vec<String>, f32)> = None;
        for size in TITLE_SIZES {
            let measure = MEASURE / size;
            let lines = measured.broken(measure);
            let fits = lines.len() <= if size > SMALL_TITLE { TITLE_LINES } else { SMALL_TITLE_LINES }
                && lines.len() as f32 * size * TITLE_LEADING <= TITLE_HEIGHT
                && lines.iter().all(|line| line.width <= measure);
            let is_parted = measured.pieces.iter().any(|piece| piece.is_parted);
            if !fits || is_parted && size > PARTED_TITLE {
                continue;
            }
            let measure = measured.balanced(measure);
            let found = (measured.lines(measure), size);
            let is_ragged = has_lonely_line(&measured.broken(measure));
            match &largest {
                None if is_ragged => largest = Some(found),
                Some((_, most)) if is_ragged || size < most * SMALLEST_FOR_LINES => {}
                None | Some(_) => return found,
            }
        }
        if let Some(found) = largest {
            return found;
        }
        // Longer than any title that people remember: as many lines as there is room for.
        let size = TITLE_SIZES[TITLE_SIZES.len() - 1];
        let most = (TITLE_HEIGHT / (size * TITLE_LEADING)) as usize;
        let lines = measured.broken(MEASURE / size);
        let widest = lines.iter().take(most).map(|line| line.width * size).fold(0.0, f32::max);
        let lines = measured.lines(MEASURE / size).into_iter().take(most).collect();
        (lines, size * (MEASURE / widest.max(1.0)).min(1.0))
    }

    /// Names from the bottom up.
    fn authors(&mut self, names: &[String]) {
        let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        let (lines, size) = self.author_lines(&names);
        let mut baseline = AUTHOR_BASELINE - lines.len().saturating_sub(1) as f32 * size * AUTHOR_LEADING;
        for line in lines {
            let _ = self.line(&line, &Voice::Author, size, baseline);
            baseline += size * AUTHOR_LEADING;
        }
    }

    /// The lines of the names, and the one size of all: few stand below one another, more follow one another; those that
    /// the smallest size has no room for are told as others.
    fn author_lines(&mut self, names: &[&str]) -> (Vec<String>, f32) {
        if names.len() <= STACKED_AUTHORS {
            let widths = names.iter().map(|name| advance(&self.shape(name, &Voice::Author, 1.0)));
            let widest = widths.fold(0.0, f32::max);
            if let Some(size) = AUTHOR_SIZES.into_iter().find(|size| widest * size <= MEASURE) {
                return (names.iter().map(|&name| name.to_owned()).collect(), size);
            }
        }
        for size in AUTHOR_SIZES {
            if let Some(lines) = self.flow(names, "", size) {
                return (lines, size);
            }
        }
        let others = self.lang.words().others();
        let smallest = AUTHOR_SIZES[AUTHOR_SIZES.len() - 1];
        let shown = (1..names.len()).rev().find_map(|count| self.flow(&names[..count], others, smallest));
        let lines = shown.unwrap_or_else(|| names.iter().take(AUTHOR_LINES).map(|&name| name.to_owned()).collect());
        let widths = lines.iter().map(|line| advance(&self.shape(line, &Voice::Author, smallest)));
        let widest = widths.fold(1.0, f32::max);
        (lines, smallest * (MEASURE / widest).min(1.0))
    }

    /// Names that follow one another in lines, and a word behind the last; a name is parted only where no line holds it.
    /// `None` where that takes too many lines or is too wide.
    fn flow(&mut self, names: &[&str], behind: &str, size: f32) -> Option<Vec<String>> {
        let comma = self.lang.words().comma();
        let mut lines: Vec<String> = Vec::new();
        let fits = |page: &mut Self, text: &str| advance(&page.shape(text.trim_end(), &Voice::Author, size)) <= MEASURE;
        for (index, name) in names.iter().enumerate() {
            let text = format!("{name}{}", if index + 1 < names.len() { comma } else { behind });
            let is_whole = fits(self, &text);
            let units: Vec<String> = match is_whole {
                true => vec![text],
                false => text.split_inclusive(' ').map(str::to_owned).collect(),
            };
            for unit in units {
                let longer = lines.last().map(|line| format!("{line}{unit}"));
                match longer.filter(|longer| fits(self, longer)) {
                    Some(longer) => {
                        lines.pop();
                        lines.push(longer);
                    }
                    None if fits(self, &unit) => lines.push(unit),
                    None => return None,
                }
            }
        }
        (lines.len() <= AUTHOR_LINES).then(|| lines.iter().map(|line| line.trim().to_owned()).collect())
    }

    /// Draws a line of text centered; `None`, and nothing drawn, where a character has no glyph.
    fn line(&mut self, text: &str, voice: &Voice, size: f32, baseline: f32) -> Option<()> {
        let mut runs = self.shape(text, voice, size);
        if runs.iter().any(|run| run.font.is_none_or(|font| !self.shaper.fonts().face(font).has_outlines())) {
            return None;
        }
        let spacing = self.style(text, voice, size).letter_spacing.0;
        let mut x = (f32::from(SIZE.0) - (advance(&runs) - spacing)) / 2.0;
        reorder(&mut runs);
        for run in &runs {
            let Some(font) = run.font else { continue };
            let face = Arc::clone(self.shaper.fonts().face(font));
            for glyph in &run.glyphs {
                let (left, bottom) = (x + glyph.x_offset, baseline - glyph.y_offset);
                let place = |[x, y]: [f32; 2]| [left + x * size, bottom - y * size];
                let outline: Vec<Segment> = face.outline(glyph.id).iter().map(|segment| segment.map(place)).collect();
                self.canvas.fill(&outline, Ink::Text)?;
                x += glyph.advance;
            }
        }
        Some(())
    }

    /// A hairline with a heavier line around it.
    fn frame(&mut self) {
        for (inset, weight) in [(FRAME, 6), (FRAME + 18, 2)] {
            let (right, bottom) = (SIZE.0 - inset, SIZE.1 - inset);
            let sides = [
                [inset, inset, right, inset + weight],
                [inset, bottom - weight, right, bottom],
                [inset, inset, inset + weight, bottom],
                [right - weight, inset, right, bottom],
            ];
            sides.into_iter().for_each(|side| self.canvas.rectangle(side, Ink::Ornament));
        }
    }

    /// A lozenge between two tapering rules.
    fn ornament(&mut self, y: f32) {
        let center = f32::from(SIZE.0) / 2.0;
        let lozenge = vec![[center, y - 15.0], [center + 15.0, y], [center, y + 15.0], [center - 15.0, y]];
        let rule = |side: f32| {
            let near = center + side * 44.0;
            vec![[near, y - 2.5], [center + side * 210.0, y], [near, y + 2.5]]
        };
        for corners in [lozenge, rule(-1.0), rule(1.0)] {
            let mut outline = vec![Segment::Move(corners[0])];
            outline.extend(corners[1..].iter().map(|&corner| Segment::Line(corner)));
            // Below the title there is room for it.
            let _ = self.canvas.fill(&outline, Ink::Ornament);
        }
    }
}

/// A text with the widths of what no line break can part, in em.
struct Measured<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
}

struct Piece {
    start: usize,
    end: usize,
    width: f32,
    /// Without the space at its end, and with the hyphen that a line there ends with.
    ink_width: f32,
    /// Whether it ends within a word.
    is_parted: bool,
}

/// A line: the bytes of its text, and its width in em.
struct Line {
    start: usize,
    end: usize,
    width: f32,
    is_parted: bool,
}

/// Whether a line is far shorter than another: a word of two letters by itself.
fn has_lonely_line(lines: &[Line]) -> bool {
    let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    lines.iter().any(|line| line.width < widest * LONELY)
}

impl Measured<'_> {
    /// Breaks at the last opportunity that leaves each line within the measure, in em.
    fn broken(&self, measure: f32) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut advance = 0.0;
        for piece in &self.pieces {
            let width = advance + piece.ink_width;
            match lines.last_mut() {
                Some(line) if width <= measure => {
                    (line.end, line.width, line.is_parted) = (piece.end, width, piece.is_parted);
                    advance += piece.width;
                }
                _ => {
                    let Piece { start, end, ink_width: width, is_parted, .. } = *piece;
                    lines.push(Line { start, end, width, is_parted });
                    advance = piece.width;
                }
            }
        }
        lines
    }

    /// The narrowest measure that has as many lines as this one.
    fn balanced(&self, measure: f32) -> f32 {
        let count = self.broken(measure).len();
        let (mut low, mut high) = (measure / count.max(1) as f32 * 0.8, measure);
        for _ in 0..6 {
            let middle = (low + high) / 2.0;
            let lines = self.broken(middle);
            let fits = lines.len() <= count && lines.iter().all(|line| line.width <= middle);
            (low, high) = if fits { (low, middle) } else { (middle, high) };
        }
        high
    }

    fn lines(&self, measure: f32) -> Vec<String> {
        let text = |line: Line| {
            let text = self.text[line.start..line.end].trim();
            if line.is_parted { format!("{text}-") } else { text.to_owned() }
        };
        self.broken(measure).into_iter().map(text).filter(|line| !line.is_empty()).collect()
    }
}

/// The scripts that are written without spaces, or whose words a line may part though their readers would not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Hiragana,
    Katakana,
    Hangul,
}

fn script(character: char) -> Option<Script> {
    match character {
        '\u{3041}'..='\u{309f}' => Some(Script::Hiragana),
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Some(Script::Katakana),
        _ if is_hangul(character) => Some(Script::Hangul),
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' => Some(Script::Han),
        _ => None,
    }
}

/// Whether a line's end there would part what is read together. In large letters that is seen at once: endings in
/// hiragana stay with what they follow, short runs of one script stay whole, and of long ones no single character is
/// left.
fn parts_word(text: &str, at: usize) -> bool {
    let (before, after) = (text[..at].chars().next_back().and_then(script), text[at..].chars().next().and_then(script));
    let (Some(before), Some(after)) = (before, after) else { return false };
    if before != after {
        return after == Script::Hiragana;
    }
    let is_same = |character: &char| script(*character) == Some(after);
    let (left, right) = (text[..at].chars().rev().take_while(is_same), text[at..].chars().take_while(is_same));
    let (left, right) = (left.count(), right.count());
    let short = if after == Script::Katakana { 2 * SHORT_RUN } else { SHORT_RUN };
    left + right <= short || left < 2 || right < 2 || after == Script::Hangul && text.contains(' ')
}

fn advance(runs: &[ShapedRun]) -> f32 {
    runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum()
}

/// Runs from left to right (UAX #9, rule L2).
fn reorder(runs: &mut [ShapedRun]) {
    let highest = runs.iter().map(|run| run.level).max().unwrap_or(0);
    for run in runs.iter_mut().filter(|run| run.level % 2 == 1) {
        run.glyphs.reverse();
    }
    for level in (1..=highest).rev() {
        for together in runs.chunk_by_mut(|a, b| (a.level >= level) == (b.level >= level)) {
            if together[0].level >= level {
                together.reverse();
            }
        }
    }
}

fn color(rgb: u32) -> [u8; 3] {
    [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(title: &str) -> Option<Vec<u8>> {
        draw(&Lettering::new(&Metadata::default(), title), &Fonts::bundled())
    }

    #[test]
    fn a_cover_is_a_small_png_of_the_size_that_stores_want() {
        let png = cover("Moby-Dick; or, The Whale").expect("the bundled fonts have these characters");
        let image = image::load_from_memory(&png).expect("it can be decoded");
        assert_eq!((image.width(), image.height()), (u32::from(SIZE.0), u32::from(SIZE.1)));
        assert!(png.len() < 60_000, "{}", png.len());
        assert_eq!(png, cover("Moby-Dick; or,  The Whale ").expect("as before"), "the same each time");
    }

    #[test]
    fn titles_of_any_length_stay_within_the_measure() {
        let fonts = Fonts::bundled();
        let lang = Lang::default();
        let mut page = Page { canvas: Canvas::new(2, 2), shaper: Shaper::new(&fonts), lang: &lang };
        let long = "word ".repeat(400);
        for title in ["It", "A Tale of Two Cities", &"x".repeat(300), &long] {
            let (lines, size) = page.fit_title(title);
            assert!(lines.len() as f32 * size * TITLE_LEADING <= TITLE_HEIGHT + 1.0, "{title}");
            for line in lines {
                assert!(advance(&page.shape(&line, &Voice::Title, size)) <= MEASURE + 1.0, "{line}");
            }
        }
    }

    #[test]
    fn long_words_are_parted_and_syllables_do_not_stand_alone() {
        let fonts = Fonts::bundled();
        let lines = |tag: &str, title: &str| {
            let lang = Lang::parse(tag).expect("a tag");
            let mut page = Page { canvas: Canvas::new(2, 2), shaper: Shaper::new(&fonts), lang: &lang };
            page.fit_title(title)
        };
        let (parted, size) = lines("de", "Die Rindfleischetikettierungsüberwachungsaufgabenübertragung");
        assert!(size >= 100.0 && parted.iter().any(|line| line.ends_with('-')), "{parted:?} of {size}");
        assert_eq!(
            parted.concat().replace(['-', ' '], ""),
            "DieRindfleischetikettierungsüberwachungsaufgabenübertragung"
        );
        let (whole, _) = lines("de", "Verantwortung");
        assert_eq!(whole, ["Verantwortung"]);
        let (alone, size) = lines("de", "EINFÜHRUNG ZU VERWALTUNGSRECHT");
        assert!(size > 100.0 && alone.iter().all(|line| line != "ZU"), "{alone:?} of {size}");
    }

    #[test]
    fn many_names_have_one_size_and_stay_within_the_measure() {
        let fonts = Fonts::bundled();
        let lines = |tag: &str, names: &[&str]| {
            let lang = Lang::parse(tag).expect("a tag");
            let mut page = Page { canvas: Canvas::new(2, 2), shaper: Shaper::new(&fonts), lang: &lang };
            let (lines, size) = page.author_lines(names);
            for line in &lines {
                assert!(advance(&page.shape(line, &Voice::Author, size)) <= MEASURE + 1.0, "{line}");
            }
            assert!(lines.len() <= AUTHOR_LINES, "{lines:?}");
            lines
        };
        let long = "A Very Long Name Of An Author von und zu Hohenstaufen-Lichtenberg";
        assert_eq!(lines("en", &["Daniel Defoe", "Ada"]), ["Daniel Defoe", "Ada"]);
        let crowd = lines("en", &["Daniel Defoe", long, "C", "D", "E", "F", "G", "H"]).join(" ");
        assert_eq!(crowd, format!("Daniel Defoe, {long}, C, D, E, F, G, H"));
        let many = vec!["Johann Wolfgang Amadeus"; 40];
        assert!(lines("en", &many).join(" ").ends_with(" and others"));
        assert!(lines("de", &many).join(" ").ends_with(" und andere"));
        lines("en", &[&"x".repeat(300)]);
    }

    #[test]
    fn lines_of_titles_end_between_words() {
        let ends = |text: &str| -> String {
            let ends = line_break_opportunities(text);
            let mut out = text.to_owned();
            ends.into_iter().rev().filter(|&end| !parts_word(text, end)).for_each(|end| out.insert(end, '|'));
            out
        };
        assert_eq!(ends("組版の本日本語版"), "組版の|本日本語版");
        assert_eq!(ends("星の王子さま"), "星の|王子さま");
        assert_eq!(ends("吾輩は猫である"), "吾輩は|猫である");
        assert_eq!(ends("プログラミング言語Rust"), "プログラミング|言語|Rust");
        assert_eq!(ends("한국어 조판의 책"), "한국어 |조판의 |책");
        assert!(!ends("一二三四五六七八九十").starts_with("一|"));
    }

    #[test]
    fn a_title_that_no_face_can_show_gives_no_cover() {
        assert!(cover("\u{e000}").is_none());
    }
}
