//! Languages: BCP 47 tags, what typography asks of them, and the words the program writes itself.
//!
//! In: a tag such as `pt-BR`. Out: its primary language, script direction and the generated words of
//! `lang/words.toml` (Contents, Chapter, Note …). Hyphenation patterns belong to `text`.

mod case;
mod character;
mod direction;
mod east_asian;
mod guess;
mod rare;
mod sections;
mod words;

use serde::Serialize;

use crate::geom::Direction;

pub use character::{has_emoji_presentation, is_default_ignorable, is_emoji, is_inkless};
pub use direction::first_strong;
pub use east_asian::{EastAsian, is_hangul, is_ideographic};
pub use guess::LanguageGuess;
pub use rare::is_rare;
pub use sections::section_kind;
pub use words::{Change, Images, Words};

/// How many days a month has, by the Gregorian calendar.
pub fn days_of_month(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A BCP 47 language tag in canonical case, `en` where nothing is known (RFC 5646, section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Lang {
    tag: String,
    /// The direction of its text, where that was said to be another than is usual.
    direction: Option<Direction>,
}

/// Names of languages that people write where a tag is asked for, English and their own.
const NAMES: &[(&str, &str)] = &[
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("ngerman", "de"),
    ("french", "fr"),
    ("francais", "fr"),
    ("spanish", "es"),
    ("espanol", "es"),
    ("italian", "it"),
    ("italiano", "it"),
    ("portuguese", "pt"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("dutch", "nl"),
    ("nederlands", "nl"),
    ("swedish", "sv"),
    ("svenska", "sv"),
    ("danish", "da"),
    ("dansk", "da"),
    ("norwegian", "no"),
    ("norsk", "no"),
    ("finnish", "fi"),
    ("suomi", "fi"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("czech", "cs"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("greek", "el"),
    ("turkish", "tr"),
    ("hungarian", "hu"),
    ("romanian", "ro"),
    ("chinese", "zh"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("arabic", "ar"),
    ("hebrew", "he"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("hindi", "hi"),
    ("latin", "la"),
    ("british", "en-GB"),
    ("american", "en-US"),
];

/// What is wrong with a language tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The subtag that means nothing.
    pub part: String,
    /// The tag that is meant, where that is known.
    pub meant: Option<Lang>,
}

/// The languages of two letters (ISO 639-1 with what the registry keeps of older ones).
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io \
    is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm \
    sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes of countries and others that people write for a language.
const MISTAKEN: &[(&str, &str)] = &[
    ("jp", "ja"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("ua", "uk"),
    ("us", "en-US"),
    ("gb", "en-GB"),
    ("vn", "vi"),
    ("rs", "sr"),
    ("ir", "fa"),
    ("il", "he"),
    ("by", "be"),
    ("at", "de-AT"),
    ("mx", "es-MX"),
    ("ge", "ka"),
    ("al", "sq"),
    ("pk", "ur"),
];

/// Codes of three letters (ISO 639-2, both its kinds), each with that of two, which alone is registered (RFC 5646, 2.2.1).
const THREE_LETTERS: &str = "aar aa abk ab afr af aka ak sqi sq alb sq amh am ara ar arg an hye hy arm hy asm as ava av ave ae aym ay \
    aze az bak ba bam bm eus eu baq eu bel be ben bn bis bi bos bs bre br bul bg mya my bur my cat ca cha ch \
    che ce zho zh chi zh chu cu chv cv cor kw cos co cre cr hrv hr ces cs cze cs dan da div dv nld nl dut nl \
    dzo dz eng en epo eo est et ewe ee fao fo fij fj fin fi fra fr fre fr fry fy ful ff kat ka geo ka deu de \
    ger de gla gd gle ga glg gl glv gv ell el gre el grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho \
    hun hu ibo ig isl is ice is ido io iii ii iku iu ile ie ina ia ind id ipk ik ita it jav jv jpn ja kal kl \
    kan kn kas ks kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo lat la \
    lav lv lim li lin ln lit lt ltz lb lub lu lug lg mkd mk mac mk mah mh mal ml mri mi mao mi mar mr msa ms \
    may ms mlg mg mlt mt mon mn nau na nav nv nbl nr nde nd ndo ng nep ne nno nn nob nb nor no nya ny oci oc \
    oji oj ori or orm om oss os pan pa fas fa per fa pli pi pol pl por pt pus ps que qu roh rm ron ro rum ro \
    run rn rus ru sag sg san sa sin si slk sk slo sk slv sl sme se smo sm sna sn snd sd som so sot st spa es \
    srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta tat tt tel te tgk tg tgl tl tha th bod bo tib bo \
    tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur uzb uz ven ve vie vi vol vo cym cy \
    wel cy wln wa wol wo xho xh yid yi yor yo zha za zul zu";

/// The code of two letters of one of three.
fn shortest(code: &str) -> Option<&'static str> {
    let mut codes = THREE_LETTERS.split(' ');
    while let Some(long) = codes.next() {
        let short = codes.next()?;
        if long == code {
            return Some(short);
        }
    }
    None
}

impl Lang {
    /// Reads a tag, accepting POSIX forms (`en_US.UTF-8`) and the names that people write, `english`; `None` where it
    /// cannot be one.
    pub fn parse(tag: &str) -> Option<Lang> {
        let tag = tag.trim().split('.').next()?.replace('_', "-");
        let mut parts = tag.split('-');
        let primary = parts.next()?.to_ascii_lowercase();
        if !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        // Longer subtags are for languages that were to be registered, and none is (RFC 5646, section 2.2.1).
        let mut canonical = match primary.len() {
            2 | 3 => primary,
            _ => NAMES.iter().find(|(name, _)| *name == primary).map(|(_, tag)| (*tag).to_owned())?,
        };
        for part in parts {
            if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            canonical.push('-');
            match part.len() {
                2 => canonical.push_str(&part.to_ascii_uppercase()),
                4 if part.as_bytes()[0].is_ascii_alphabetic() => {
                    canonical.push_str(&part[..1].to_ascii_uppercase());
                    canonical.push_str(&part[1..].to_ascii_lowercase());
                }
                _ => canonical.push_str(&part.to_ascii_lowercase()),
            }
        }
        Some(Lang { tag: canonical, direction: None })
    }

    /// What is wrong with a tag of the right form: a subtag that is registered for nothing (IANA Language Subtag
    /// Registry of 2025), and the tag that people mean by it. Of languages, those of two letters are looked up, and
    /// those of three that have two.
    pub fn correction(&self) -> Option<Correction> {
        let (primary, rest) = self.tag.split_once('-').unwrap_or((&self.tag, ""));
        let part = primary.to_owned();
        if let Some(short) = shortest(primary).filter(|_| primary.len() == 3) {
            let meant = Lang { tag: format!("{short}{}", &self.tag[3..]), direction: self.direction };
            return Some(Correction { part, meant: Some(meant) });
        }
        if primary.len() == 2 && !TWO_LETTERS.split(' ').any(|known| known == primary) {
            let meant = MISTAKEN.iter().find(|(wrong, _)| *wrong == primary).map(|(_, right)| match rest {
                "" => (*right).to_owned(),
                rest => format!("{right}-{rest}"),
            });
            return Some(Correction { part, meant: meant.and_then(|tag| Lang::parse(&tag)) });
        }
        let is_uk = |part: &str| part == "UK";
        rest.split('-').any(is_uk).then(|| {
            let parts = self.tag.split('-').map(|part| if is_uk(part) { "GB" } else { part });
            let meant = Lang { tag: parts.collect::<Vec<_>>().join("-"), direction: self.direction };
            Correction { part: "UK".to_owned(), meant: Some(meant) }
        })
    }

    /// The same language with its text in a given direction.
    pub fn in_direction(self, direction: Direction) -> Lang {
        Lang { direction: Some(direction), ..self }
    }

    /// The whole tag, `pt-BR`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The primary language subtag, `pt`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or("en")
    }
}

impl Default for Lang {
    fn default() -> Lang {
        Lang { tag: "en".to_owned(), direction: None }
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.tag
    }
}
