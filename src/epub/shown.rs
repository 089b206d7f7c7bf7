//! The characters that a book shows, which its fonts must have.
//!
//! In: its content documents as they are written, and its style sheets. Out: [`Shown`]. A character too many costs some
//! bytes, one too few a glyph in another face; so capitals come with their small letters and the other way round, since
//! sheets change one to the other, and all that engines may put in by themselves: numbers of lists, marks of quotations.

use std::collections::BTreeSet;

use super::options::Shown;
use crate::css;

/// What engines number lists with, but for letters.
const NUMBERS: &str = "0123456789.,-()";
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψω";
const BULLETS: &str = "•◦▪▫■□●○▸▾";
const QUOTES: &str = "\"'“”„‘’‚«»‹›「」『』";

/// Styles of counters with signs of their own (CSS Counter Styles 3, sections 6 and 7): parts of their names, and the first
/// and last of what they count with.
const COUNTERS: [(&str, char, char); 24] = [
    ("arabic-indic", '٠', '٩'),
    ("armenian", 'Ա', 'ֆ'),
    ("bengali", '০', '৯'),
    ("cambodian", '០', '៩'),
    ("devanagari", '०', '९'),
    ("ethiopic", '፩', '፼'),
    ("georgian", 'ა', 'ჵ'),
    ("gujarati", '૦', '૯'),
    ("gurmukhi", '੦', '੯'),
    ("hebrew", 'א', '״'),
    ("hiragana", 'あ', 'ん'),
    ("kannada", '೦', '೯'),
    ("katakana", 'ア', 'ン'),
    ("khmer", '០', '៩'),
    ("lao", '໐', '໙'),
    ("malayalam", '൦', '൯'),
    ("mongolian", '᠐', '᠙'),
    ("myanmar", '၀', '၉'),
    ("oriya", '୦', '୯'),
    ("persian", '۰', '۹'),
    ("tamil", '௦', '௯'),
    ("telugu", '౦', '౯'),
    ("thai", '๐', '๙'),
    ("tibetan", '༠', '༩'),
];

/// The same of East Asia, whose signs lie far apart.
const EAST_ASIAN_COUNTERS: [&str; 5] = ["cjk-", "japanese-", "korean-", "simp-chinese", "trad-chinese"];
const EAST_ASIAN_NUMBERS: &str = "、，零〇一二三四五六七八九十百千万萬億亿兆壹壱贰貳弐叁參参肆伍陆陸柒捌玖拾佰仟阡负負甲乙丙丁戊己庚辛壬癸\
子丑寅卯辰巳午未申酉戌亥영일이삼사오육칠팔구십백천만마너스";

/// Properties and descriptors whose strings are shown.
const SHOWN: [&str; 13] = [
    "additive-symbols",
    "content",
    "hyphenate-character",
    "list-style",
    "list-style-type",
    "negative",
    "pad",
    "prefix",
    "quotes",
    "suffix",
    "symbols",
    "text-emphasis",
    "text-emphasis-style",
];

pub(super) fn shown<'d>(documents: impl Iterator<Item = &'d [u8]>, sheets: impl Iterator<Item = &'d str>) -> Shown {
    let mut shown = Shown::default();
    let (mut shows_attributes, mut has_letters, mut counts) = (false, false, false);
    for sheet in sheets {
        shows_attributes |= sheet.contains("attr(");
        has_letters |= ["-alpha", "-roman", "-greek", "-latin"].iter().any(|style| sheet.contains(style));
        // Rules count elements of any name, and take any for items of lists.
        counts |= ["counter(", "counters("].iter().any(|mark| sheet.contains(mark));
        add_counters(sheet, &mut shown.all);
        let mut rules = css::parse(sheet).0.rules;
        css::each_declaration(&mut rules, &mut |declaration, _| {
            if declaration.name.starts_with("--") || SHOWN.contains(&declaration.name.as_str()) {
                shown.all.extend(css::strings(&declaration.value).iter().flat_map(|text| text.chars()));
            }
        });
    }
    let mut tags = BTreeSet::new();
    for document in documents {
        let text = String::from_utf8_lossy(document);
        has_letters |= text.contains("<ol type=") || text.contains("list-style");
        if text.contains("list-style") {
            add_counters(&text, &mut shown.all);
        }
        read(&text, shows_attributes, &mut shown, &mut tags);
    }
    let of_tags = [("ol", NUMBERS), ("ul", BULLETS), ("summary", BULLETS), ("q", QUOTES)];
    for (_, characters) in of_tags.iter().filter(|(tag, _)| tags.contains(*tag)) {
        shown.all.extend(characters.chars());
    }
    if counts {
        shown.all.extend(NUMBERS.chars());
    }
    if has_letters && (counts || tags.contains("ol")) {
        shown.all.extend(LETTERS.chars());
    }
    // No text has the sign that engines draw for these.
    if tags.contains("msqrt") || tags.contains("mroot") {
        shown.in_formulas.insert('√');
    }
    let cases: Vec<char> =
        shown.all.iter().flat_map(|character| character.to_uppercase().chain(character.to_lowercase())).collect();
    shown.all.extend(cases);
    let in_formulas: Vec<char> = shown.in_formulas.iter().flat_map(|character| in_formula(*character)).collect();
    shown.in_formulas.extend(in_formulas);
    shown
}

/// Adds what the counters count with that a text names.
fn add_counters(text: &str, into: &mut BTreeSet<char>) {
    for (_, first, last) in COUNTERS.iter().filter(|(name, ..)| text.contains(name)) {
        into.extend(*first..=*last);
    }
    if EAST_ASIAN_COUNTERS.iter().any(|name| text.contains(name)) {
        into.extend(EAST_ASIAN_NUMBERS.chars());
    }
}

/// Adds the text of a document, and the names of its elements.
fn read(document: &str, with_attributes: bool, shown: &mut Shown, tags: &mut BTreeSet<String>) {
    let mut rest = document;
    let mut is_formula = false;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let (text, tag) = rest.split_at(end);
        let mut add = |text: &str| {
            let characters = if is_formula { &mut shown.in_formulas } else { &mut shown.all };
            add_text(text, characters);
        };
        add(text);
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let length = tag_length(tag);
        let (tag, after) = tag.split_at(length);
        let name = tag.trim_start_matches('<').split([' ', '\n', '>', '/']).next().unwrap_or_default();
        if with_attributes {
            tag.split('"').skip(1).step_by(2).for_each(add);
        }
        match tag {
            tag if tag.starts_with("</math") => is_formula = false,
            tag if name == "math" && !tag.ends_with("/>") => is_formula = true,
            _ => {}
        }
        if !tags.contains(name) {
            tags.insert(name.to_owned());
        }
        rest = after;
    }
}

/// How long the tag at the head of a text is; its attributes may hold any character.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None | Some(_), _) => {}
        }
    }
    text.len()
}

fn add_text(text: &str, into: &mut BTreeSet<char>) {
    if !text.contains('&') {
        into.extend(text.chars().filter(|character| !character.is_control()));
        return;
    }
    let text = quick_xml::escape::unescape(text).unwrap_or(text.into());
    into.extend(text.chars().filter(|character| !character.is_control()));
}

/// What engines show of a character of a formula besides itself: letters alone in italics (MathML Core, section 4.2,
/// "math-auto"), and signs of operation.
fn in_formula(character: char) -> Vec<char> {
    let from = |first: char, base: u32| char::from_u32(base + (u32::from(character) - u32::from(first)));
    let italic = match character {
        'h' => Some('\u{210e}'),
        'A'..='Z' => from('A', 0x1d434),
        'a'..='z' => from('a', 0x1d44e),
        'Α'..='Ω' => from('Α', 0x1d6e2),
        'α'..='ω' => from('α', 0x1d6fc),
        'ı' => Some('\u{1d6a4}'),
        'ȷ' => Some('\u{1d6a5}'),
        '∂' => Some('\u{1d715}'),
        'ϵ' => Some('\u{1d716}'),
        'ϑ' => Some('\u{1d717}'),
        'ϰ' => Some('\u{1d718}'),
        'ϕ' => Some('\u{1d719}'),
        'ϱ' => Some('\u{1d71a}'),
        'ϖ' => Some('\u{1d71b}'),
        '∇' => Some('\u{1d6fb}'),
        '-' => Some('\u{2212}'),
        _ => None,
    };
    italic.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(document: &str, sheet: &str) -> (String, String) {
        let Shown { all, in_formulas } = shown([document.as_bytes()].into_iter(), [sheet].into_iter());
        (all.into_iter().collect(), in_formulas.into_iter().collect())
    }

    #[test]
    fn text_is_found_and_markup_is_not() {
        assert_eq!(of("<p title=\"x>y\">a&amp;&#233;<!-- z --><br/></p>", "").0, "&AaÉé");
        assert_eq!(of("<p title=\"x\">1</p>", "p::after { content: attr(title) '\\2042' }").0, "1Xx\u{2042}");
        assert_eq!(of("<p>1</p>", "p { font-family: 'zz' } q { quotes: '<' '>' }").0, "1<>");
    }

    #[test]
    fn lists_bring_their_numbers() {
        assert!(of("<ol><li>x</li></ol>", "").0.contains("0123456789"));
        assert!(of("<ol><li>x</li></ol>", "ol { list-style: lower-roman }").0.contains("mnopqrstuv"));
    }

    #[test]
    fn formulas_are_apart_and_in_italics() {
        let (all, in_formulas) = of("<p>y <math display=\"block\"><mi>x</mi><mo>-</mo></math> z</p>", "");
        assert_eq!(all, " YZyz");
        assert_eq!(in_formulas, "-x\u{2212}\u{1d465}");
        assert_eq!(of("<math><msqrt><mn>2</mn></msqrt></math>", "").1, "2√");
    }
}
