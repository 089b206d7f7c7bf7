//! Quotes, apostrophes, dashes and ellipses as the language sets them.
//!
//! In: text as typed on a keyboard. Out: text as a printer sets it. Code, formulas and addresses are left
//! alone, and so is a character that was written as an escape or an entity. A list of inlines is read as
//! one line, since a quote may open before an emphasis and close in it: [`Line`] gathers its characters,
//! the rules change them in place, and the text nodes take them back.
//!
//! Opening and closing are told apart by CommonMark's flanking rules (section 6.2), as its reference
//! implementations' smart punctuation does, which is what readers of such text expect.

use crate::document::{Chapter, Inline, InlineKind, Metadata};
use crate::lang::{Lang, Words, is_ideographic};
use crate::source::has_pair;

/// Sets the text of a chapter and its title.
pub fn apply(chapter: &mut Chapter, lang: &Lang) {
    let setter = Setter::new(lang);
    chapter.for_each_prose_mut(&mut |inlines| setter.set(inlines));
    chapter.title = setter.set_text(&chapter.title);
}

/// Sets the title, subtitle and description of the book.
pub fn apply_to_metadata(metadata: &mut Metadata) {
    let setter = Setter::new(&metadata.lang);
    for text in [&mut metadata.title, &mut metadata.subtitle, &mut metadata.description].into_iter().flatten() {
        *text = setter.set_text(text);
    }
}

/// One character of a line, and what it becomes.
struct Character {
    typed: char,
    /// Whether it is text as typed; what stands for code, images and breaks is not, nor are escapes.
    is_free: bool,
    set: Set,
}

enum Set {
    Same,
    Gone,
    To(char),
    /// A quote with the space that belongs to it: 0 and 1 are the outer ones.
    Quote(usize),
}

/// Stands for what is not text but has the weight of a word: code, an image, a formula.
const WORD: char = 'x';
/// Stands for the mark of a note, which follows a word as punctuation does.
const MARK: char = ')';

struct Setter {
    words: &'static Words,
    is_french: bool,
    is_hebrew: bool,
}

impl Setter {
    fn new(lang: &Lang) -> Setter {
        Setter { words: lang.words(), is_french: lang.primary() == "fr", is_hebrew: lang.primary() == "he" }
    }

    fn set(&self, inlines: &mut [Inline]) {
        if !self.has_work(inlines) {
            return;
        }
        let mut line = Vec::new();
        gather(inlines, &mut line);
        self.apply_rules(&mut line);
        let mut at = 0;
        self.spread(inlines, &line, &mut at);
    }

    fn set_text(&self, text: &str) -> String {
        let mut line: Vec<Character> =
            text.chars().map(|typed| Character { typed, is_free: true, set: Set::Same }).collect();
        self.apply_rules(&mut line);
        self.write(&line)
    }

    /// Most paragraphs of some languages hold nothing to set.
    fn has_work(&self, inlines: &[Inline]) -> bool {
        inlines.iter().any(|inline| match &inline.kind {
            InlineKind::Text(text) => {
                let bytes = text.as_bytes();
                memchr::memchr2(b'"', b'\'', bytes).is_some()
                    || has_pair(text, |one, two| one == two && (one == b'-' || one == b'.'))
                    || self.is_french && memchr::memchr(b' ', bytes).is_some()
            }
            kind => self.has_work(kind.children()),
        })
    }

    fn apply_rules(&self, line: &mut [Character]) {
        set_dashes(line);
        set_ellipses(line);
        self.set_quotes(line);
        if self.is_french {
            set_french_spaces(line);
        }
    }

    fn set_quotes(&self, line: &mut [Character]) {
        let mut open_double: Vec<usize> = Vec::new();
        let mut open_single: Vec<usize> = Vec::new();
        for at in 0..line.len() {
            if !line[at].is_free || !matches!(line[at].typed, '"' | '\'') {
                continue;
            }
            let before = at.checked_sub(1).map_or(' ', |before| line[before].typed);
            let after = line.get(at + 1).map_or(' ', |after| after.typed);
            let (opens, closes) = flanking(before, after);
            if line[at].typed == '"' {
                if self.is_hebrew && before.is_alphabetic() && after.is_alphabetic() {
                    line[at].set = Set::To('\u{5f4}');
                } else if closes && (!opens || !open_double.is_empty()) {
                    open_double.pop();
                    // What was opened within and is still open was an apostrophe.
                    line[at].set = Set::Quote(1);
                } else if opens && (!closes || !is_measure(before, after)) {
                    open_double.push(at);
                    line[at].set = Set::Quote(0);
                }
            } else if opens && closes && stands_in_han(before, after) {
                // Between ideographs nothing but the order tells which of two opens.
                match open_single.pop() {
                    Some(open) => {
                        line[open].set = Set::Quote(2);
                        line[at].set = Set::Quote(3);
                    }
                    None => open_single.push(at),
                }
            } else if opens && !closes && !is_elision(line, at) {
                open_single.push(at);
                line[at].set = Set::To('’');
            } else if closes
                && !opens
                && !before.is_ascii_digit()
                && let Some(open) = open_single.pop()
            {
                line[open].set = Set::Quote(2);
                line[at].set = Set::Quote(3);
            } else if opens || closes {
                line[at].set = Set::To('’');
            }
        }
        // Each paragraph of a long speech opens, and only its last closes.
        if let [first, ..] = open_single[..]
            && first == 0
            && line.get(1).is_some_and(|after| after.typed.is_uppercase())
        {
            line[0].set = Set::Quote(2);
        }
    }

    /// Gives the text nodes their characters back, in the order in which they were gathered.
    fn spread(&self, inlines: &mut [Inline], line: &[Character], at: &mut usize) {
        for inline in inlines {
            let start = *at;
            *at += weight(&inline.kind);
            if let InlineKind::Text(text) = &mut inline.kind {
                let part = &line[start..*at];
                if part.iter().any(|character| !matches!(character.set, Set::Same)) {
                    *text = self.write(part).into();
                }
            } else if let Some(children) = inline.kind.children_mut() {
                self.spread(children, line, at);
            }
        }
    }

    fn write(&self, line: &[Character]) -> String {
        let mut text = String::with_capacity(line.len() + 8);
        for character in line {
            match character.set {
                Set::Same => text.push(character.typed),
                Set::Gone => {}
                Set::To(set) => text.push(set),
                Set::Quote(quote) => text.push_str(&self.words.quotes[quote]),
            }
        }
        text
    }
}

/// How many characters of a line an inline is, without its children.
fn weight(kind: &InlineKind) -> usize {
    match kind {
        InlineKind::Text(text) => text.chars().count(),
        InlineKind::SoftBreak
        | InlineKind::HardBreak
        | InlineKind::Code(_)
        | InlineKind::Token { .. }
        | InlineKind::Image(_)
        | InlineKind::Math(_)
        | InlineKind::NoteReference { .. } => 1,
        InlineKind::Emphasis(_)
        | InlineKind::Strong(_)
        | InlineKind::Strikethrough(_)
        | InlineKind::Superscript(_)
        | InlineKind::Subscript(_)
        | InlineKind::Keyboard(_)
        | InlineKind::Span(_)
        | InlineKind::Phrase { .. }
        | InlineKind::Ruby(_)
        | InlineKind::RubyText(_)
        | InlineKind::Link { .. }
        | InlineKind::NoteBacklink { .. }
        | InlineKind::TaskMarker { .. }
        | InlineKind::Anchor => 0,
    }
}

fn gather(inlines: &[Inline], line: &mut Vec<Character>) {
    for inline in inlines {
        let mut stand_in = |typed| line.push(Character { typed, is_free: false, set: Set::Same });
        match &inline.kind {
            InlineKind::Text(text) => {
                // An escape's place in the file is longer than its text, one byte.
                let is_literal = text.len() == 1 && inline.span.end - inline.span.start > 1;
                line.extend(text.chars().map(|typed| Character { typed, is_free: !is_literal, set: Set::Same }));
                if text.contains("://") {
                    protect_addresses(line, text.chars().count());
                }
            }
            InlineKind::SoftBreak | InlineKind::HardBreak => stand_in('\n'),
            InlineKind::Code(_) | InlineKind::Image(_) | InlineKind::Math(_) => stand_in(WORD),
            InlineKind::NoteReference { .. } => stand_in(MARK),
            kind => gather(kind.children(), line),
        }
    }
}

/// An address shown as text keeps its hyphens and periods: it is read, and typed.
fn protect_addresses(line: &mut [Character], length: usize) {
    let start = line.len() - length;
    for word in line[start..].split_mut(|character| character.typed.is_whitespace()) {
        let is_address = word.windows(3).any(|three| three.iter().map(|character| character.typed).eq("://".chars()));
        if is_address {
            word.iter_mut().for_each(|character| character.is_free &= matches!(character.typed, '"'));
        }
    }
}

/// Whether a mark between two characters can open and close (CommonMark 0.31, 6.2, with `is punctuation` for both).
fn flanking(before: char, after: char) -> (bool, bool) {
    let (space_before, space_after) = (before.is_whitespace(), after.is_whitespace());
    let (punctuation_before, punctuation_after) = (is_punctuation(before), is_punctuation(after));
    let opens = !space_after && (!punctuation_after || space_before || punctuation_before);
    let closes = !space_before && (!punctuation_before || space_after || punctuation_after);
    (opens, closes)
}

fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
}

/// Whether a mark between two letters or digits is no quote, but says inches or stands for letters left out: a quote
/// has a space or punctuation on one side where words are parted by spaces.
fn is_measure(before: char, after: char) -> bool {
    before.is_alphanumeric() && after.is_alphanumeric() && !stands_in_han(before, after)
}

/// Whether a mark stands where words are not parted by spaces.
fn stands_in_han(before: char, after: char) -> bool {
    is_ideographic(before) || is_ideographic(after)
}

/// An apostrophe that begins a word where letters fell out: `'tis`, `'em`, the `'90s`.
fn is_elision(line: &[Character], at: usize) -> bool {
    const WORDS: [&str; 18] = [
        "tis", "twas", "twere", "twill", "twould", "em", "til", "cause", "cos", "course", "bout", "n", "round",
        "fraid", "nuff", "ere", "ello", "neath",
    ];
    let word: String = line[at + 1..]
        .iter()
        .map(|character| character.typed)
        .take_while(|typed| typed.is_alphanumeric())
        .take(8)
        .flat_map(char::to_lowercase)
        .collect();
    let is_decade = word.len() >= 2 && word.starts_with(|c: char| c.is_ascii_digit()) && {
        let digits = word.trim_end_matches('s');
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let closes_later = || line.get(at + 1 + word.chars().count()).is_some_and(|character| character.typed == '\'');
    is_decade || WORDS.contains(&word.as_str()) && (word == "n" || !closes_later())
}

/// `--` is an en dash, `---` an em dash; longer runs are made of both, as CommonMark's renderers do.
fn set_dashes(line: &mut [Character]) {
    let mut at = 0;
    while at < line.len() {
        let run = line[at..].iter().take_while(|character| character.typed == '-' && character.is_free).count();
        if run < 2 || run == 2 && is_option(line, at) {
            at += run.max(1);
            continue;
        }
        let (em, en) = match (run % 3, run % 2) {
            (0, _) => (run / 3, 0),
            (_, 0) => (0, run / 2),
            (2, _) => (run / 3, 1),
            _ => ((run - 4) / 3, 2),
        };
        for (index, character) in line[at..at + run].iter_mut().enumerate() {
            character.set = match index {
                index if index < em => Set::To('—'),
                index if index < em + en => Set::To('–'),
                _ => Set::Gone,
            };
        }
        at += run;
    }
}

/// `--verbose` in prose is an option of a command, not a dash: space before, a small letter after.
fn is_option(line: &[Character], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| line[before].typed);
    let after = line.get(at + 2).map(|after| after.typed);
    before.is_none_or(char::is_whitespace) && after.is_some_and(|after| after.is_ascii_lowercase())
}

fn set_ellipses(line: &mut [Character]) {
    let mut at = 0;
    while at < line.len() {
        let run = line[at..].iter().take_while(|character| character.typed == '.' && character.is_free).count();
        if (3..=4).contains(&run) {
            line[at].set = Set::To('…');
            line[at + 1].set = Set::Gone;
            line[at + 2].set = Set::Gone;
        }
        at += run.max(1);
    }
}

/// The spaces that French puts before `; : ! ?` and within guillemets do not break; all but the colon's and
/// the guillemets' are narrow (Lexique des règles typographiques, Imprimerie nationale).
fn set_french_spaces(line: &mut [Character]) {
    for at in 0..line.len() {
        if line[at].typed != ' ' || !line[at].is_free {
            continue;
        }
        let before = at.checked_sub(1).map(|before| line[before].typed);
        match line.get(at + 1).map(|after| after.typed) {
            Some(';' | '!' | '?') => line[at].set = Set::To('\u{202f}'),
            Some(':' | '»') => line[at].set = Set::To('\u{a0}'),
            _ if before == Some('«') => line[at].set = Set::To('\u{a0}'),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(tag: &str, text: &str) -> String {
        Setter::new(&Lang::parse(tag).unwrap()).set_text(text)
    }

    #[test]
    fn quotes_follow_the_language() {
        assert_eq!(set("en", r#""'Hi,' she said," he said."#), "“‘Hi,’ she said,” he said.");
        assert_eq!(set("de", r#"Er sagte: "Sie rief 'Halt'.""#), "Er sagte: „Sie rief ‚Halt‘.“");
        assert_eq!(set("fr", r#"Il dit "oui" ; et toi ?"#), "Il dit «\u{202f}oui\u{202f}»\u{202f}; et toi\u{202f}?");
        assert_eq!(set("he", "צה\"ל"), "צה״ל");
    }

    #[test]
    fn apostrophes_are_not_quotes() {
        assert_eq!(set("en", "don't, the '90s, 'tis the dogs' bone"), "don’t, the ’90s, ’tis the dogs’ bone");
        assert_eq!(set("en", "rock 'n' roll, 'ere we go"), "rock ’n’ roll, ’ere we go");
        assert_eq!(set("de", "Das war's"), "Das war’s");
    }

    #[test]
    fn quotes_stand_beside_dashes_and_brackets() {
        assert_eq!(set("en", r#"("a")--"b"--and "c--" [d]"#), "(“a”)–“b”–and “c–” [d]");
        assert_eq!(set("en", r#"a 5" pipe and " alone"#), "a 5” pipe and \" alone");
    }

    #[test]
    fn quotes_pair_where_words_are_not_parted() {
        assert_eq!(set("zh", r#"他说"你好"的时候，门开了。我说"再见"。"#), "他说“你好”的时候，门开了。我说“再见”。");
        assert_eq!(set("zh", "他说'你好'的"), "他说‘你好’的");
        assert_eq!(set("zh", r#""你好"，他说"用"Rust"写""#), "“你好”，他说“用”Rust“写”");
    }

    #[test]
    fn quotes_stand_around_dashes_and_before_decades() {
        assert_eq!(set("en", r#"—"Yes"—he said "—no" and "yes—""#), "—“Yes”—he said “—no” and “yes—”");
        assert_eq!(set("en", r#"music of the "'90s" and '80s' best"#), "music of the “’90s” and ’80s’ best");
        assert_eq!(set("en", r#"a 2"x4 board"#), "a 2\"x4 board");
    }

    #[test]
    fn each_paragraph_of_a_speech_opens() {
        assert_eq!(set("en", "\"It was long ago."), "“It was long ago.");
        assert_eq!(set("en-GB", "'It was long ago, and we didn't know."), "‘It was long ago, and we didn’t know.");
        assert_eq!(set("en", "'Course we did."), "’Course we did.");
    }

    #[test]
    fn dashes_and_dots() {
        assert_eq!(set("en", "a -- b --- c---- d-----e"), "a – b — c–– d—–e");
        assert_eq!(set("en", "run --release; --From a friend"), "run --release; –From a friend");
        assert_eq!(set("en", "wait... what.... ..... 1..2"), "wait… what…. ..... 1..2");
    }
}
