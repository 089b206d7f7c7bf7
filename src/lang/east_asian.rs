//! Chinese, Japanese and Korean: which writing a language means, and which characters are set without spaces.

use super::Lang;

/// The writings that share Han characters and draw them each in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EastAsian {
    Japanese,
    Korean,
    SimplifiedChinese,
    TraditionalChinese,
    /// Traditional Chinese as Hong Kong and Macao write it.
    HongKong,
}

impl EastAsian {
    /// The writing of a language; `None` where it is none of these.
    pub fn of(lang: &Lang) -> Option<EastAsian> {
        let has = |subtags: &[&str]| lang.tag().split('-').skip(1).any(|subtag| subtags.contains(&subtag));
        match lang.primary() {
            "ja" => Some(EastAsian::Japanese),
            "ko" => Some(EastAsian::Korean),
            "yue" => Some(EastAsian::HongKong),
            "zh" | "cmn" | "lzh" if has(&["Hans"]) => Some(EastAsian::SimplifiedChinese),
            "zh" | "cmn" | "lzh" if has(&["HK", "MO"]) => Some(EastAsian::HongKong),
            "zh" | "cmn" | "lzh" if has(&["Hant", "TW"]) => Some(EastAsian::TraditionalChinese),
            "zh" | "cmn" | "lzh" => Some(EastAsian::SimplifiedChinese),
            _ => None,
        }
    }

    /// What the characters themselves tell where the language does not: kana are Japanese, hangul Korean.
    pub fn guess(characters: impl Iterator<Item = char>) -> EastAsian {
        let mut guess = EastAsian::SimplifiedChinese;
        for character in characters {
            match character {
                '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => return EastAsian::Japanese,
                character if is_hangul(character) => guess = EastAsian::Korean,
                _ => {}
            }
        }
        guess
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            EastAsian::Japanese => "Japanese",
            EastAsian::Korean => "Korean",
            EastAsian::SimplifiedChinese | EastAsian::TraditionalChinese | EastAsian::HongKong => "Chinese",
        }
    }
}

/// Whether a character is set without spaces around it: Han, kana and their punctuation.
pub fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is of the Korean alphabet, which is set with spaces.
pub fn is_hangul(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_name_their_writing() {
        let of = |tag: &str| EastAsian::of(&Lang::parse(tag).unwrap());
        assert_eq!(of("ja-JP"), Some(EastAsian::Japanese));
        assert_eq!(of("zh"), Some(EastAsian::SimplifiedChinese));
        assert_eq!(of("zh-TW"), Some(EastAsian::TraditionalChinese));
        assert_eq!(of("zh-Hant-HK"), Some(EastAsian::HongKong));
        assert_eq!(of("en"), None);
        assert_eq!(EastAsian::guess("漢字かな".chars()), EastAsian::Japanese);
    }
}
