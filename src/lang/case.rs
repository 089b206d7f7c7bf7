//! Capitals and small letters as a language writes them (CSS Text 3, section 2.1.1): Unicode's own mapping
//! (`SpecialCasing.txt`), and where languages differ from it.

use super::Lang;

impl Lang {
    /// All of a text in capitals.
    pub fn uppercase(&self, text: &str) -> String {
        match self.primary() {
            "tr" | "az" | "ba" | "crh" | "tt" => text.replace('i', "\u{130}").to_uppercase(),
            "el" => greek_capitals(text),
            _ => text.to_uppercase(),
        }
    }

    /// All of a text in small letters.
    pub fn lowercase(&self, text: &str) -> String {
        match self.primary() {
            "tr" | "az" | "ba" | "crh" | "tt" => text.replace('\u{130}', "i").replace('I', "\u{131}").to_lowercase(),
            _ => text.to_lowercase(),
        }
    }

    /// A letter that a word begins with, as a capital. Two letters may be one: of Dutch `ij` both are capitals.
    pub fn capital(&self, letter: char, previous: Option<char>) -> Option<String> {
        match (self.primary(), previous, letter) {
            ("nl", Some('i' | 'I'), 'j') => Some("J".to_owned()),
            (_, Some(_), _) => None,
            ("tr" | "az" | "ba" | "crh" | "tt", None, 'i') => Some("\u{130}".to_owned()),
            (_, None, letter) => Some(letter.to_uppercase().collect()),
        }
    }
}

/// Greek drops the accent of capitals; the diaeresis, also that which the accent made needless, stays.
fn greek_capitals(text: &str) -> String {
    let mut capitals = String::with_capacity(text.len());
    let mut is_after_accent = false;
    let mut letters = text.chars().peekable();
    let mut is_in_word = false;
    while let Some(letter) = letters.next() {
        let is_alone = !is_in_word && !letters.peek().is_some_and(|next| next.is_alphabetic());
        is_in_word = letter.is_alphabetic();
        let bare = match letter {
            // "Or", alone, keeps the accent that tells it from the article.
            '\u{3ae}' | '\u{389}' if is_alone => '\u{389}',
            '\u{3ac}' | '\u{386}' => '\u{391}',
            '\u{3ad}' | '\u{388}' => '\u{395}',
            '\u{3ae}' | '\u{389}' => '\u{397}',
            '\u{3af}' | '\u{38a}' => '\u{399}',
            '\u{3cc}' | '\u{38c}' => '\u{39f}',
            '\u{3cd}' | '\u{38e}' => '\u{3a5}',
            '\u{3ce}' | '\u{38f}' => '\u{3a9}',
            '\u{390}' => '\u{3aa}',
            '\u{3b0}' => '\u{3ab}',
            '\u{3b9}' if is_after_accent => '\u{3aa}',
            '\u{3c5}' if is_after_accent => '\u{3ab}',
            other => other,
        };
        is_after_accent = matches!(letter, '\u{3ac}' | '\u{3ad}' | '\u{3cc}' | '\u{386}' | '\u{388}' | '\u{38c}');
        capitals.extend(bare.to_uppercase());
    }
    capitals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(name: &str) -> Lang {
        Lang::parse(name).unwrap()
    }

    #[test]
    fn turkish_knows_two_letters_i() {
        assert_eq!(lang("tr").uppercase("ilk ılık"), "\u{130}LK ILIK");
        assert_eq!(lang("az-Latn").lowercase("\u{130}KI"), "ikı");
        assert_eq!(lang("en").uppercase("ilk"), "ILK");
    }

    #[test]
    fn greek_capitals_have_no_accent() {
        assert_eq!(lang("el").uppercase("Κεφάλαιο πρώτο"), "ΚΕΦΑΛΑΙΟ ΠΡΩΤΟ");
        assert_eq!(lang("el").uppercase("μάιος"), "ΜΑΪΟΣ");
        assert_eq!(lang("el").uppercase("αυτό ή εκείνο"), "ΑΥΤΟ Ή ΕΚΕΙΝΟ");
        assert_eq!(lang("el").uppercase("προϋπόθεση"), "ΠΡΟΫΠΟΘΕΣΗ");
        assert_eq!(lang("grc").uppercase("ά"), "Ά");
    }

    #[test]
    fn dutch_ij_is_one_letter() {
        assert_eq!(lang("nl").capital('i', None).as_deref(), Some("I"));
        assert_eq!(lang("nl").capital('j', Some('i')).as_deref(), Some("J"));
        assert_eq!(lang("nl").capital('s', Some('i')), None);
        assert_eq!(lang("tr").capital('i', None).as_deref(), Some("\u{130}"));
    }
}
