//! Which way text runs: by its language, by its characters.
//!
//! In: a language, or a text. Out: the direction that is usual for it. What an author says of it (`dir`, `direction`)
//! is stronger and stands elsewhere.

use unicode_bidi::{BidiClass, bidi_class};

use super::Lang;
use crate::geom::Direction;

/// Languages whose usual script runs from right to left (Unicode CLDR 45, likely subtags).
const RIGHT_TO_LEFT: &[&str] = &[
    // Arabic script, the subtags of Arabic's own varieties included.
    "ar", "fa", "ur", "ps", "sd", "ug", "ckb", "ks", "arb", "arz", "ary", "apc", "acm", "aeb", "afb", "ajp", "apd",
    "arq", "ars", "ayl", "azb", "bal", "bgn", "bqi", "glk", "haz", "khw", "lrc", "luz", "mzn", "pbt", "pes", "pnb",
    "prs", "sdh", "skr", // Hebrew script.
    "he", "iw", "hbo", "yi", "ji", "ydd", "jpr", "jrb",
    // Syriac, Thaana, N’Ko, Mandaic, Samaritan, Rohingya.
    "syr", "arc", "aii", "syc", "tru", "dv", "nqo", "mid", "myz", "sam", "rhg",
];

/// Languages of another usual script that are written from right to left in one country.
const IN_A_COUNTRY: &[(&str, &str)] =
    &[("az", "IR"), ("az", "IQ"), ("pa", "PK"), ("uz", "AF"), ("ku", "IR"), ("tk", "AF"), ("ms", "CC")];

/// Scripts written from right to left, as subtags (ISO 15924; Unicode 15, `Bidi_Class` R and AL).
const SCRIPTS: &[&str] = &[
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Hatr", "Hebr", "Hung", "Khar", "Lydi", "Mand",
    "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti",
    "Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi",
];

impl Lang {
    /// The direction of its text: the one that was said, else the script's, else the usual one of the language.
    pub fn direction(&self) -> Direction {
        if let Some(direction) = self.direction {
            return direction;
        }
        let mut subtags = self.tag().split('-').skip(1).take_while(|subtag| subtag.len() > 1);
        let is_right_to_left = match subtags.clone().find(|subtag| is_script(subtag)) {
            Some(script) => SCRIPTS.contains(&script),
            None => {
                RIGHT_TO_LEFT.contains(&self.primary())
                    || subtags.any(|region| IN_A_COUNTRY.contains(&(self.primary(), region)))
            }
        };
        if is_right_to_left { Direction::RightToLeft } else { Direction::LeftToRight }
    }
}

/// Whether a subtag behind the first names a script (RFC 5646, section 2.2.3).
fn is_script(subtag: &str) -> bool {
    subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The direction of a text's first strong character; `None` where there is none (UAX #9, rules P2 and P3).
pub fn first_strong(text: &str) -> Option<Direction> {
    text.chars().find_map(|character| match bidi_class(character) {
        BidiClass::L => Some(Direction::LeftToRight),
        BidiClass::R | BidiClass::AL => Some(Direction::RightToLeft),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_scripts_have_a_direction() {
        let is_rtl = |tag: &str| Lang::parse(tag).unwrap().direction().is_right_to_left();
        for tag in ["ar", "fa-IR", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr", "arc", "nqo", "az-Arab"] {
            assert!(is_rtl(tag), "{tag}");
        }
        assert!(is_rtl("az-IR") && is_rtl("ff-Adlm-GN") && is_rtl("ar-x-Latn"));
        for tag in ["en", "az", "ur-Latn", "sd-Deva", "ku", "pa-IN", "ja", "ar-Latn-EG"] {
            assert!(!is_rtl(tag), "{tag}");
        }
    }

    #[test]
    fn text_has_the_direction_of_its_first_letter() {
        assert_eq!(first_strong("12 (שלום, hello)"), Some(Direction::RightToLeft));
        assert_eq!(first_strong("« Hello » سلام"), Some(Direction::LeftToRight));
        assert_eq!(first_strong("1 + 1"), None);
    }
}
