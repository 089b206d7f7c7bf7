//! Emphasis beside the signs of Chinese, Japanese and Korean, whose words no spaces part: `これは**「強調」**です`.
//!
//! In: a text. Out: the same, as long, with other characters beside the marks of emphasis, so that the parser's rule comes to
//! what CommonMark's CJK-friendly amendment says; and the way back for the strings that it yields. The parser's rule is
//! that of CommonMark 0.31, 6.2: it asks of both neighbors of a mark whether they are white space, punctuation or letters.
//! By the amendment a sign of these scripts is as good as a letter, and a letter of theirs parts as punctuation does
//! (<https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md>). One character between two marks is a letter where
//! they emphasize it, and a sign where it parts them. A variation selector is its character's, since it comes between.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use pulldown_cmark::{CowStr, Event, Tag};

/// What stands for characters, by where it begins: in the place of punctuation, letters from the private use areas; in the
/// place of letters, symbols that are punctuation by CommonMark. Each is as long as what it stands for.
#[derive(Clone, Debug)]
pub(super) struct StandIns {
    pools: [Pool; 4],
}

#[derive(Clone, Debug)]
struct Pool {
    range: RangeInclusive<char>,
    /// What its characters stand for, in order.
    originals: Vec<char>,
}

/// What may stand for a character: whether as punctuation, in how many bytes, and which characters of a text that holds none
/// of them. Symbols: Braille patterns; those for legacy computing.
const POOLS: [(bool, usize, RangeInclusive<char>); 4] = [
    (false, 3, '\u{f000}'..='\u{f0ff}'),
    (false, 4, '\u{f0000}'..='\u{f00ff}'),
    (true, 3, '\u{2800}'..='\u{28ff}'),
    (true, 4, '\u{1fb00}'..='\u{1fb8f}'),
];

impl StandIns {
    /// Those that a text leaves free.
    fn free_in(text: &str) -> Option<StandIns> {
        let is_taken = |c: char| POOLS.iter().any(|(.., range)| range.contains(&c));
        let pools = POOLS.map(|(.., range)| Pool { range, originals: Vec::new() });
        (!text.chars().any(is_taken)).then_some(StandIns { pools })
    }

    /// What stands for a character, as punctuation or as a letter; nothing where too many do already.
    fn stand_in(&mut self, original: char, is_sign: bool) -> Option<char> {
        let index = POOLS.iter().position(|(sign, length, _)| *sign == is_sign && *length == original.len_utf8())?;
        let Pool { range, originals } = &mut self.pools[index];
        let at = originals.iter().position(|known| *known == original).unwrap_or(originals.len());
        let stand_in = char::from_u32(u32::from(*range.start()) + at as u32).filter(|c| range.contains(c))?;
        if at == originals.len() {
            originals.push(original);
        }
        Some(stand_in)
    }

    /// The character that one stands for.
    pub fn original(&self, character: char) -> Option<char> {
        let pool = self.pools.iter().find(|pool| pool.range.contains(&character))?;
        pool.originals.get((u32::from(character) - u32::from(*pool.range.start())) as usize).copied()
    }

    /// A string of the parser with all characters back.
    pub fn restore<'s>(&self, string: &'s str) -> Cow<'s, str> {
        if string.is_ascii() || !string.chars().any(|c| self.original(c).is_some()) {
            return string.into();
        }
        string.chars().map(|c| self.original(c).unwrap_or(c)).collect::<String>().into()
    }

    /// An event with all characters back.
    pub fn restored<'e>(&self, event: Event<'e>) -> Event<'e> {
        let restore = |string: CowStr<'e>| CowStr::from(self.restore(&string).into_owned());
        match event {
            Event::Text(text) => Event::Text(restore(text)),
            Event::Code(code) => Event::Code(restore(code)),
            Event::InlineHtml(html) => Event::InlineHtml(restore(html)),
            Event::Html(html) => Event::Html(restore(html)),
            Event::InlineMath(math) => Event::InlineMath(restore(math)),
            Event::DisplayMath(math) => Event::DisplayMath(restore(math)),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: restore(dest_url), title: restore(title), id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url: restore(dest_url), title: restore(title), id })
            }
            event => event,
        }
    }
}

/// The text with other characters beside the marks of emphasis, where that changes what they do.
pub(super) fn friendly(text: &str) -> Option<(String, StandIns)> {
    let bytes = text.as_bytes();
    if !may_hold_cjk(bytes) {
        return None;
    }
    let is_wide = |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii());
    let mut changes: Vec<Change> = Vec::new();
    let mut at = 0;
    for start in memchr::memchr2_iter(b'*', b'~', bytes) {
        if start < at {
            continue;
        }
        let length = bytes[start..].iter().take_while(|byte| **byte == bytes[start]).count();
        at = start + length;
        // Of tildes two are marks that may stand within words.
        if !(start > 0 && is_wide(start - 1) || is_wide(at)) || bytes[start] == b'~' && length != 2 {
            continue;
        }
        beside(text, start, at, &mut changes);
    }
    if changes.is_empty() {
        return None;
    }
    let mut stand_ins = StandIns::free_in(text)?;
    let mut friendly = String::with_capacity(text.len());
    let mut from = 0;
    for Change { at, original, is_sign } in changes {
        let Some(stand_in) = stand_ins.stand_in(original, is_sign) else { continue };
        friendly.push_str(&text[from..at]);
        friendly.push(stand_in);
        from = at + original.len_utf8();
    }
    friendly.push_str(&text[from..]);
    Some((friendly, stand_ins))
}

/// Whether a text may hold letters or signs of these scripts: bytes above those that begin dashes and quotation marks.
/// Radicals and Hangul taken apart, by themselves, are not asked for. In blocks, of which a compiler makes few steps.
fn may_hold_cjk(bytes: &[u8]) -> bool {
    bytes.chunks(1024).any(|block| block.iter().fold(0, |most: u8, byte| most.max(*byte)) >= 0xe3)
}

/// A character that another stands for, as punctuation or as a letter.
struct Change {
    at: usize,
    original: char,
    is_sign: bool,
}

/// What a neighbor of a mark is: to the parser, and by the amendment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Punctuation,
    CjkLetter,
    CjkPunctuation,
}

impl Class {
    fn of(character: Option<char>) -> Class {
        let Some(character) = character.filter(|c| !c.is_whitespace()) else { return Class::Space };
        let is_letter = character.is_alphanumeric() || is_part(character);
        match (is_cjk(character), is_letter) {
            (true, true) => Class::CjkLetter,
            (true, false) => Class::CjkPunctuation,
            (false, true) => Class::Letter,
            (false, false) => Class::Punctuation,
        }
    }

    fn is_cjk(self) -> bool {
        matches!(self, Class::CjkLetter | Class::CjkPunctuation)
    }

    fn is_punctuation(self) -> bool {
        matches!(self, Class::Punctuation | Class::CjkPunctuation)
    }
}

/// Whether a mark opens before `inner` and after `outer`; and, the other way around, whether it closes.
fn opens(inner: Class, outer: Class) -> bool {
    inner != Class::Space && (!inner.is_punctuation() || outer == Class::Space || outer.is_punctuation())
}

/// The same by the amendment.
fn opens_friendly(inner: Class, outer: Class) -> bool {
    let parts = outer == Class::Space || outer == Class::Punctuation || outer.is_cjk();
    inner != Class::Space && (inner != Class::Punctuation || parts)
}

/// Finds what is to change beside the marks that stand at a place.
fn beside(text: &str, start: usize, end: usize, changes: &mut Vec<Change>) {
    let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
    // A selector is of the class of what it varies.
    let varied = match before {
        Some(selector) if is_selector(selector) => text[..start - selector.len_utf8()].chars().next_back(),
        before => before,
    };
    let (outer, inner) = (Class::of(varied), Class::of(after));
    let before = before.map(|c| (start - c.len_utf8(), c));
    let after = after.map(|c| (end, c));
    if opens_friendly(inner, outer) && !opens(inner, outer) {
        change(text, (after, inner), (before, outer), changes);
    }
    if opens_friendly(outer, inner) && !opens(outer, inner) {
        change(text, (before, outer), (after, inner), changes);
    }
}

type Neighbor = (Option<(usize, char)>, Class);

/// Makes a letter of the sign at the inner side of marks, or of the letter at their outer side a sign.
fn change(text: &str, inner: Neighbor, outer: Neighbor, changes: &mut Vec<Change>) {
    let is_sign = inner.1 != Class::CjkPunctuation;
    let place = if is_sign { outer.0 } else { inner.0 };
    let Some((at, original)) = place else { return };
    let is_mark = |c: char| matches!(c, '*' | '~' | '_');
    let is_between = text[..at].ends_with(is_mark) && text[at + original.len_utf8()..].starts_with(is_mark);
    // As all that is emphasized it is a letter to both marks, and a sign where one ends and the other begins.
    if is_between && is_content(&text[..at]) == is_sign || changes.last().is_some_and(|last| last.at >= at) {
        return;
    }
    changes.push(Change { at, original, is_sign });
}

/// Whether the marks that a text ends with open what follows, as far as those like them in their paragraph tell.
fn is_content(before: &str) -> bool {
    /// How far back they are looked for.
    const LONGEST: usize = 1000;
    let Some(mark) = before.chars().next_back() else { return true };
    let start = before.trim_end_matches(mark).len();
    let length = before.len() - start;
    let paragraph = &before[before.floor_char_boundary(start.saturating_sub(LONGEST))..start];
    let paragraph = &paragraph[paragraph.rfind("\n\n").unwrap_or(0)..];
    let mut runs = 0;
    let mut rest = paragraph;
    while let Some(at) = rest.find(mark) {
        let after = rest[at..].trim_start_matches(mark);
        runs += usize::from(rest.len() - at - after.len() == length);
        rest = after;
    }
    runs % 2 == 0
}

/// What belongs to the character before it, and is no punctuation.
fn is_part(character: char) -> bool {
    is_selector(character)
        || matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}'..='\u{309a}' | '\u{302a}'..='\u{302f}' | '\u{200d}')
}

/// The selectors of a character's form, but for that of emoji.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0e}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is one of Chinese, Japanese or Korean: wide by Unicode's Standard Annex 11 and no emoji, or Hangul.
pub(super) fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' // Hangul
        | '\u{20a9}'
        | '\u{2329}'..='\u{232a}'
        | '\u{2630}'..='\u{2637}' | '\u{268a}'..='\u{268f}' // trigrams
        | '\u{2e80}'..='\u{303e}' // radicals, punctuation
        | '\u{3041}'..='\u{33ff}' // kana, Bopomofo, Hangul, signs
        | '\u{3400}'..='\u{a4c6}' // Han, Yi
        | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}' // Hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6b}' // forms of punctuation
        | '\u{ff01}'..='\u{ffdc}' | '\u{ffe0}'..='\u{ffee}' // wide and narrow forms
        | '\u{16fe0}'..='\u{18df2}' | '\u{1aff0}'..='\u{1b2fb}' // Tangut, Khitan, kana
        | '\u{1d300}'..='\u{1d376}'
        | '\u{1f200}' | '\u{1f202}' | '\u{1f210}'..='\u{1f219}' | '\u{1f21b}'..='\u{1f22e}'
        | '\u{1f230}'..='\u{1f231}' | '\u{1f237}' | '\u{1f23b}' | '\u{1f240}'..='\u{1f248}' | '\u{1f260}'..='\u{1f265}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Options, Parser, TagEnd};

    /// The text with its emphasis between brackets and what is gone between parentheses.
    fn read(text: &str) -> String {
        let (friendly, stand_ins) = friendly(text).map_or((text.to_owned(), None), |(text, found)| (text, Some(found)));
        assert_eq!(friendly.len(), text.len());
        let mut shown = String::new();
        for event in Parser::new_ext(&friendly, Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::Emphasis | Tag::Strong) => shown.push('['),
                Event::End(TagEnd::Emphasis | TagEnd::Strong) => shown.push(']'),
                Event::Start(Tag::Strikethrough) => shown.push('('),
                Event::End(TagEnd::Strikethrough) => shown.push(')'),
                Event::Text(words) | Event::Code(words) => match &stand_ins {
                    Some(stand_ins) => shown.push_str(&stand_ins.restore(&words)),
                    None => shown.push_str(&words),
                },
                _ => {}
            }
        }
        shown
    }

    #[test]
    fn marks_beside_signs_are_read() {
        for (text, shown) in [
            ("これは**「強調」**です", "これは[「強調」]です"),
            ("**注意（重要）**本文", "[注意（重要）]本文"),
            ("**注意(重要)**本文", "[注意(重要)]本文"),
            ("**重要。**本文、**「甲」**、**乙**と", "[重要。]本文、[「甲」]、[乙]と"),
            ("これは**`code`**です", "これは[code]です"),
            ("これは**[link](u)**です", "これは[link]です"),
            ("**이 용어(This term)**를 강조", "[이 용어(This term)]를 강조"),
            ("*「斜体」*です***「両方」***です", "[「斜体」]です[[「両方」]]です"),
            ("~~「消す」~~です", "(「消す」)です"),
            ("abc**「強調」**def", "abc[「強調」]def"),
            ("**(甲)**と**乙**", "[(甲)]と[乙]"),
            ("**(甲)**、**(乙)**", "[(甲)]、[(乙)]"),
            ("**甲**と**(乙)**、**丙**", "[甲]と[(乙)]、[丙]"),
            ("こと*と*`std::io`を", "こと[と]std::ioを"),
            ("は*「*と*」*です", "は[「]と[」]です"),
            ("𠮟**(る)**𠮟", "𠮟[(る)]𠮟"),
            ("**“引用”**的", "[“引用”]的"),
            // What the rule of CommonMark says otherwise stays.
            ("a**(b)**c", "a**(b)**c"),
            ("これは ** 空白 ** です", "これは ** 空白 ** です"),
            ("`**「x」**`です", "**「x」**です"),
        ] {
            assert_eq!(read(text), shown, "{text}");
        }
    }

    #[test]
    fn a_text_that_needs_nothing_stays() {
        for text in ["**bold** and “*curly*”", "日本**語**の", "", "*", "**「強調」**"] {
            assert!(friendly(text).is_none(), "{text}");
        }
        assert!(friendly("これは**「強調」**です\u{2801}").is_none());
    }
}
