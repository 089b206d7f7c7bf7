//! The language of a text that does not say it, by its script.
//!
//! In: text, piece by piece. Out: the language that the script is most likely for, or none: Latin letters tell too
//! little, and a text of few other letters quotes them only. Languages of one script are told apart by letters that
//! only one of them has.

use super::{Lang, is_hangul};

/// A script is the text's where so many of its letters are of it.
const LEAST_SHARE: f32 = 0.5;
/// So few letters tell nothing.
const LEAST_LETTERS: usize = 20;
/// So many letters of a chapter tell enough.
const MOST_LETTERS: usize = 2000;

/// Letters counted by script.
#[derive(Clone, Debug, Default)]
pub struct LanguageGuess {
    letters: usize,
    hangul: usize,
    scripts: [usize; SCRIPTS.len()],
    /// Letters of one language of a script: see [`MARKS`].
    marks: [usize; MARKS.len()],
}

/// A script's first and last letters, and its largest language. Kana stand before Han, so that Japanese is told apart.
const SCRIPTS: &[(&[(char, char)], &str)] = &[
    (&[('\u{3041}', '\u{30ff}')], "ja"),
    (&[('\u{4e00}', '\u{9fff}'), ('\u{3400}', '\u{4dbf}'), ('\u{20000}', '\u{3ffff}')], "zh"),
    (&[('\u{400}', '\u{52f}')], "ru"),
    (&[('\u{370}', '\u{3ff}'), ('\u{1f00}', '\u{1fff}')], "el"),
    (&[('\u{590}', '\u{5ff}')], "he"),
    (&[('\u{600}', '\u{6ff}'), ('\u{750}', '\u{77f}')], "ar"),
    (&[('\u{900}', '\u{97f}')], "hi"),
    (&[('\u{980}', '\u{9ff}')], "bn"),
    (&[('\u{a00}', '\u{a7f}')], "pa"),
    (&[('\u{a80}', '\u{aff}')], "gu"),
    (&[('\u{b00}', '\u{b7f}')], "or"),
    (&[('\u{b80}', '\u{bff}')], "ta"),
    (&[('\u{c00}', '\u{c7f}')], "te"),
    (&[('\u{c80}', '\u{cff}')], "kn"),
    (&[('\u{d00}', '\u{d7f}')], "ml"),
    (&[('\u{e00}', '\u{e7f}')], "th"),
    (&[('\u{10a0}', '\u{10ff}')], "ka"),
    (&[('\u{530}', '\u{58f}')], "hy"),
];

/// Letters that a language has and the largest of its script lacks: language, letters, the script's language. Of one
/// script the first that is met often enough wins.
const MARKS: &[(&str, &str, &str)] = &[
    ("uk", "іїєґІЇЄҐ", "ru"),
    ("be", "ўЎ", "ru"),
    ("sr", "ђјљњћџЂЈЉЊЋЏ", "ru"),
    ("ur", "ٹڈڑںےہ", "ar"),
    ("fa", "پچژگکی", "ar"),
    ("mr", "ळ", "hi"),
];

/// How many of a script's letters are such where a text is in that language.
const LEAST_MARKS: f32 = 0.004;

impl LanguageGuess {
    pub fn add(&mut self, text: &str) {
        // In parts whose count a byte holds, so that many bytes are looked at at once.
        let count = |part: &[u8]| part.iter().map(|byte| u8::from(byte.is_ascii_alphabetic())).sum::<u8>();
        self.letters += text.as_bytes().chunks(255).map(|part| usize::from(count(part))).sum::<usize>();
        if text.is_ascii() {
            return;
        }
        for character in text.chars().filter(|character| !character.is_ascii() && character.is_alphabetic()) {
            self.letters += 1;
            if character < '\u{370}' {
                continue;
            }
            if is_hangul(character) {
                self.hangul += 1;
                continue;
            }
            let is_of = |(ranges, _): &(&[(char, char)], &str)| {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&character))
            };
            if let Some(script) = SCRIPTS.iter().position(is_of) {
                self.scripts[script] += 1;
            }
            for (count, (_, letters, _)) in self.marks.iter_mut().zip(MARKS) {
                *count += usize::from(letters.contains(character));
            }
        }
    }

    /// Whether more text would tell little more.
    pub fn has_enough(&self) -> bool {
        self.letters >= MOST_LETTERS
    }

    /// Joins what two pieces of a text had.
    pub fn join(mut self, other: &LanguageGuess) -> LanguageGuess {
        self.letters += other.letters;
        self.hangul += other.hangul;
        self.scripts.iter_mut().zip(&other.scripts).for_each(|(own, other)| *own += other);
        self.marks.iter_mut().zip(&other.marks).for_each(|(own, other)| *own += other);
        self
    }

    /// The language; none where the letters are Latin or few.
    pub fn lang(&self) -> Option<Lang> {
        if self.letters < LEAST_LETTERS {
            return None;
        }
        let share = |count: usize| count as f32 / self.letters as f32;
        const KANA: usize = 0;
        const HAN: usize = 1;
        if share(self.hangul + self.scripts[HAN]) >= LEAST_SHARE && self.hangul > self.scripts[HAN] {
            return Lang::parse("ko");
        }
        // Japanese is written with Han as well, never without kana.
        let east_asian = self.scripts[KANA] + self.scripts[HAN];
        if share(east_asian) >= LEAST_SHARE {
            let is_japanese = self.scripts[KANA] * 10 >= east_asian;
            return Lang::parse(if is_japanese { "ja" } else { "zh" });
        }
        let (index, count) = self.scripts.iter().copied().enumerate().max_by_key(|(_, count)| *count)?;
        if share(count) < LEAST_SHARE {
            return None;
        }
        let largest = SCRIPTS[index].1;
        let is_marked = |count: usize| count as f32 >= LEAST_MARKS * self.scripts[index] as f32;
        let marked =
            self.marks.iter().zip(MARKS).find(|(count, (_, _, script))| *script == largest && is_marked(**count));
        Lang::parse(marked.map_or(largest, |(_, (tag, ..))| tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &str) -> Option<String> {
        let mut guess = LanguageGuess::default();
        text.split(' ').for_each(|word| guess.add(word));
        guess.lang().map(|lang| lang.tag().to_owned())
    }

    #[test]
    fn scripts_tell_languages() {
        for (tag, text) in [
            ("ru", "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему."),
            ("uk", "Як умру, то поховайте мене на могилі, серед степу широкого, на Вкраїні милій."),
            ("sr", "Сва људска бића рађају се слободна и једнака у достојанству и правима."),
            ("el", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια."),
            ("he", "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם."),
            ("ar", "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق."),
            ("fa", "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند؛ گفت‌وگو پیش از این."),
            ("ja", "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。"),
            ("zh", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
            ("ko", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."),
            ("hi", "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।"),
        ] {
            assert_eq!(guess(text).as_deref(), Some(tag), "{text}");
        }
    }

    #[test]
    fn latin_letters_and_quotations_tell_nothing() {
        assert_eq!(guess("All human beings are born free and equal in dignity and rights."), None);
        assert_eq!(guess("The Greek word λόγος means more than word, as every reader of the gospel knows."), None);
        assert_eq!(guess("Привет"), None);
    }
}
