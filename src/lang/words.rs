//! The words that the program writes itself, from `words.toml`.
//!
//! In: a language. Out: its [`Words`], those of English where the table lacks it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Lang, days_of_month};

/// The generated words of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// The heading of the contents page.
    pub contents: String,
    pub chapter: String,
    pub figure: String,
    pub table: String,
    listing: String,
    pub file_name: String,
    /// What stands after a label, before the text it belongs to, with its spaces.
    #[serde(default = "colon")]
    pub colon: String,
    pub note: String,
    /// The heading of a chapter's notes.
    pub notes: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub cover: String,
    pub title_page: String,
    /// What stands between the last two names of a list, with its spaces.
    and: String,
    /// What stands between the other names.
    #[serde(default = "comma")]
    comma: String,
    /// What stands behind the last of some names where there are more of them, with its space.
    others: Option<String>,
    byline: String,
    /// The name of the link from a note back to the text, where the table has it.
    back: Option<String>,
    /// Who did what, in the order of [`CREDITS`], with bars between them.
    roles: String,
    /// The name of the copyright page, and what an edition on paper is called.
    imprint: String,
    /// What every book has, then what is true of its images, in the order of [`Images`].
    accessibility: String,
    /// What is new in a version, what changed in it, what is outdated since it.
    versions: Option<[String; 3]>,
    /// What the statements of mathematics are called, in the order of [`STATEMENTS`], with bars between them.
    statements: Option<String>,
    /// Opening and closing, outer then inner.
    pub quotes: [String; 4],
    /// Ten digits; ASCII's where there are none.
    #[serde(default)]
    digits: String,
    date: String,
    month_year: Option<String>,
    #[serde(default)]
    months: String,
}

/// Those who are named beside the author, by MARC's codes, in the order in which a title page has them.
const CREDITS: [&[&str]; 7] = [&["trl"], &["edt"], &["ill"], &["pht"], &["wfw"], &["win", "aui"], &["aft"]];

/// What is true of a book's images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// All have alternative text.
    Described,
    /// Some have none.
    Undescribed,
    /// There is but the cover.
    Cover,
    None,
}

/// The kinds of statements, as their classes name them.
const STATEMENTS: [&str; 13] = [
    "theorem",
    "lemma",
    "corollary",
    "proposition",
    "conjecture",
    "proof",
    "definition",
    "example",
    "exercise",
    "hypothesis",
    "solution",
    "remark",
    "algorithm",
];

fn colon() -> String {
    ": ".to_owned()
}

fn comma() -> String {
    ", ".to_owned()
}

static TABLE: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    let mut table: BTreeMap<String, Words> =
        toml::from_str(include_str!("words.toml")).expect("the table is part of the program");
    for region in REGIONS {
        for tag in region.tags {
            let primary = tag.split('-').next().unwrap_or_default();
            let Some(mut words) = table.get(primary).cloned() else { continue };
            words.date = region.date.map_or(words.date, str::to_owned);
            words.quotes = region.quotes.map_or(words.quotes, |quotes| quotes.map(str::to_owned));
            table.insert((*tag).to_owned(), words);
        }
    }
    table
});

/// What regions write otherwise than their language's largest (Unicode CLDR 47, dates and delimiters).
struct Region {
    tags: &'static [&'static str],
    date: Option<&'static str>,
    quotes: Option<[&'static str; 4]>,
}

const REGIONS: &[Region] = &[
    Region {
        tags: &["en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN", "en-SG", "en-HK", "en-MT"],
        date: Some("{d} {m} {y}"),
        quotes: None,
    },
    Region { tags: &["de-CH", "de-LI"], date: None, quotes: Some(["«", "»", "‹", "›"]) },
    Region { tags: &["fr-CH"], date: None, quotes: Some(["«\u{202f}", "\u{202f}»", "‹\u{202f}", "\u{202f}›"]) },
    Region { tags: &["it-CH"], date: None, quotes: Some(["«", "»", "‹", "›"]) },
    Region { tags: &["pt-PT", "pt-AO", "pt-MZ", "pt-CV"], date: None, quotes: Some(["«", "»", "“", "”"]) },
    Region {
        tags: &["es-MX", "es-AR", "es-CL", "es-CO", "es-PE", "es-VE", "es-US", "es-419"],
        date: None,
        quotes: Some(["“", "”", "‘", "’"]),
    },
];

/// Languages that share the words of another: Norwegian's two forms, Chinese in the traditional script.
const SHARED: [(&str, &str); 5] =
    [("nb", "no"), ("nn", "no"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant")];

impl Lang {
    /// The words of this language, English ones where the table lacks it.
    pub fn words(&self) -> &'static Words {
        let known = |tag: &str| {
            let tag = SHARED.iter().find(|(shared, _)| *shared == tag).map_or(tag, |(_, words)| words);
            TABLE.get(tag)
        };
        let script = self.tag().splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
        known(self.tag()).or_else(|| known(&script)).or_else(|| known(self.primary())).unwrap_or_else(|| &TABLE["en"])
    }
}

/// What a version did to what is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    Changed,
    Deprecated,
}

impl Words {
    /// The name of a link from a note back to what refers to it; `None` where the language's words are not known.
    pub fn back_to(&self, mark: &str) -> Option<String> {
        Some(self.back.as_ref()?.replace("{}", mark))
    }

    /// The title of what is told of a version: `New in version 1.2`.
    pub fn version(&self, change: Change, version: &str) -> String {
        let versions = self.versions.as_ref().or(TABLE["en"].versions.as_ref()).expect("English has all words");
        let [added, changed, deprecated] = versions;
        let words = match change {
            Change::Added => added,
            Change::Changed => changed,
            Change::Deprecated => deprecated,
        };
        words.replace("{}", version).trim().to_owned()
    }

    /// What a kind of statement is called, `theorem`, and what English calls it.
    pub fn statement(&self, kind: &str) -> Option<(&str, &'static str)> {
        let at = STATEMENTS.iter().position(|known| *known == kind)?;
        let english = TABLE["en"].statements.as_ref().expect("English has all words");
        let own = self.statements.as_ref().unwrap_or(english);
        own.split('|').nth(at).zip(english.split('|').nth(at))
    }

    /// What a numbered listing is called: `Listing 3-1`.
    pub fn listing(&self, number: &str) -> String {
        self.listing.replace("{}", number)
    }

    /// Names as a sentence lists them: `A, B and C`.
    pub fn list(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{}{}{last}", first.join(&self.comma), self.and),
        }
    }

    /// The line that names the authors: `By A and B`.
    /// See [`Words::others`]; a sign that all languages know where the table lacks it.
    pub fn others(&self) -> &str {
        self.others.as_deref().unwrap_or(" …")
    }

    /// What stands between names, with its space.
    pub fn comma(&self) -> &str {
        &self.comma
    }

    pub fn byline(&self, names: &[&str]) -> String {
        self.byline.replace("{}", &self.list(names))
    }

    /// Who helped the author, a line for each role: `Translated by A and B`. People come with MARC's codes of their roles.
    pub fn credits(&self, people: &[(&str, &str)]) -> Vec<String> {
        let lines = CREDITS.iter().zip(self.roles.split('|')).map(|(codes, words)| {
            let names = people.iter().filter(|(_, role)| codes.contains(role)).map(|(name, _)| *name);
            (words, names.collect::<Vec<_>>())
        });
        let named = lines.filter(|(_, names)| !names.is_empty());
        named.map(|(words, names)| words.replace("{}", &self.list(&names))).collect()
    }

    /// The name of the page with rights and numbers.
    pub fn copyright_page(&self) -> &str {
        self.imprint.split('|').next().unwrap_or_default()
    }

    /// What an edition on paper is called.
    pub fn print_edition(&self) -> &str {
        self.imprint.split('|').nth(1).unwrap_or_default()
    }

    /// What a reader who depends on it wants to know of the book, in sentences.
    pub fn accessibility(&self, images: Images) -> String {
        let at = match images {
            Images::Described => 1,
            Images::Undescribed => 2,
            Images::Cover => 3,
            Images::None => 4,
        };
        let sentences: Vec<&str> = self.accessibility.split('|').collect();
        let all = sentences.first().copied().unwrap_or_default();
        let of_images = sentences.get(at).copied().unwrap_or_default();
        format!("{all}{}{of_images}", if all.ends_with('。') { "" } else { " " })
    }

    /// A date `YYYY-MM-DD`, `YYYY-MM` or `YYYY` as a reader of the language writes it; any other as it is.
    pub fn date(&self, date: &str) -> String {
        let parts: Vec<&str> = date.split('-').collect();
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<usize>().ok())?;
        let pattern = match parts.as_slice() {
            [_, _, _] => self.date.as_str(),
            [_, _] => self.month_year.as_deref().unwrap_or("{0n}/{y}"),
            _ => return date.to_owned(),
        };
        let (Some(year), Some(month @ 1..=12)) = (number(parts[0]), number(parts[1])) else {
            return date.to_owned();
        };
        let day = match parts.get(2).map(|day| number(day)) {
            None => 0,
            Some(Some(day)) if (1..=days_of_month(year as u32, month as u32) as usize).contains(&day) => day,
            Some(_) => return date.to_owned(),
        };
        let name = self.months.split(' ').nth(month - 1).unwrap_or_default().replace('|', " ");
        pattern
            .replace("{y}", &year.to_string())
            .replace("{0n}", &format!("{month:02}"))
            .replace("{n}", &month.to_string())
            .replace("{m}", &name)
            .replace("{d}", &day.to_string())
            .chars()
            .map(|character| match character.to_digit(10) {
                Some(digit) => self.digits.chars().nth(digit as usize).unwrap_or(character),
                None => character,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The languages that hypher hyphenates, by their features' codes, and seven that need no hyphens.
    const LANGUAGES: [&str; 55] = [
        "af", "as", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "gl", "gu", "hi",
        "hr", "hu", "is", "it", "ka", "kn", "ku", "la", "lt", "ml", "mn", "mr", "nl", "no", "or", "pa", "pl", "pt",
        "ru", "sa", "sk", "sl", "sq", "sr", "sv", "ta", "te", "tk", "tr", "uk", "ja", "zh", "ko", "ar", "he", "fa",
        "ur",
    ];

    #[test]
    fn every_language_has_its_words() {
        for language in LANGUAGES {
            let words = TABLE.get(language).unwrap_or_else(|| panic!("no words for `{language}`"));
            let all = [
                &words.contents,
                &words.chapter,
                &words.figure,
                &words.table,
                &words.note,
                &words.notes,
                &words.tip,
                &words.important,
                &words.warning,
                &words.caution,
                &words.cover,
                &words.title_page,
                &words.date,
            ];
            assert!(all.iter().all(|word| !word.trim().is_empty()), "an empty word in `{language}`");
            assert!(words.byline.contains("{}"), "{language}");
            let roles: Vec<&str> = words.roles.split('|').collect();
            assert!(roles.len() == CREDITS.len() && roles.iter().all(|role| role.contains("{}")), "{language}");
            assert!(!words.copyright_page().is_empty() && !words.print_edition().is_empty(), "{language}");
            let sentences: Vec<&str> = words.accessibility.split('|').collect();
            assert!(sentences.len() == 5 && sentences.iter().all(|sentence| !sentence.is_empty()), "{language}");
            let months = words.months.split_whitespace().count();
            let needs_months =
                [Some(&words.date), words.month_year.as_ref()].into_iter().flatten().any(|p| p.contains("{m}"));
            assert_eq!(months, if needs_months { 12 } else { 0 }, "months of `{language}`");
        }
    }

    #[test]
    fn dates_and_names_read_as_the_language_writes_them() {
        let words = |tag| Lang::parse(tag).unwrap().words();
        assert_eq!(words("en").date("2024-07-02"), "July 2, 2024");
        assert_eq!(words("en-US").date("2024-07-02"), "July 2, 2024");
        assert_eq!(words("en-GB").date("2024-05-01"), "1 May 2024");
        assert_eq!(words("de-CH").quotes[0], "«");
        assert_eq!(words("de-AT").quotes[0], "„");
        assert_eq!(words("pt-PT").quotes[0], "«");
        assert_eq!(words("pt-BR").quotes[0], "“");
        assert_eq!(words("zh-TW").quotes[0], "「");
        assert_eq!(words("de").date("2024-07"), "Juli 2024");
        assert_eq!(words("ru").date("2024-07-22"), "22 июля 2024 г.");
        assert_eq!(words("ru").date("2024-07"), "07/2024");
        assert_eq!(words("ca").date("2024-04-03"), "3 d’abril de 2024");
        assert_eq!(words("fa").date("2024-03-20"), "۲۰ مارس ۲۰۲۴");
        assert_eq!(words("ja").date("2024-07-22"), "2024年7月22日");
        assert_eq!(words("en").date("summer"), "summer");
        assert_eq!(words("en").date("2024-13-01"), "2024-13-01");
        assert_eq!(words("nb").date("2024-02-30"), "2024-02-30");
        assert_eq!(words("nb").date("2024-02-29"), "29. februar 2024");
        assert_eq!(words("en").byline(&["A", "B", "C"]), "By A, B and C");
        assert_eq!(words("zh-TW").contents, "目錄");
        let people = [("E", "edt"), ("A", "aut"), ("T", "trl"), ("U", "trl"), ("W", "aui"), ("C", "ctb")];
        assert_eq!(words("en").credits(&people), ["Translated by T and U", "Edited by E", "Introduction by W"]);
        assert_eq!(words("ja").credits(&people[..1]), ["E 編"]);
        assert_eq!(words("zh").accessibility(Images::None), "正文有目录，文字可以放大，样式可以更改。没有图像。");
        assert!(words("de").accessibility(Images::Described).ends_with(". Die Bilder haben Alternativtexte."));
        assert_eq!(words("de").statement("proof"), Some(("Beweis", "Proof")));
        assert_eq!(words("tlh").statement("lemma"), Some(("Lemma", "Lemma")));
        assert_eq!(words("de").statement("note"), None);
        let all = TABLE.values().filter_map(|words| words.statements.as_ref());
        assert!(all.map(|statements| statements.split('|').count()).all(|count| count == STATEMENTS.len()));
        assert_eq!(words("nb-NO").contents, "Innhold");
        assert_eq!(words("tlh").contents, "Contents");
    }
}
