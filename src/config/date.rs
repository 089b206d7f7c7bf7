//! Dates of publication: the one reader of them.
//!
//! In: dates as people write them, in metadata, in addresses and names of files. Out: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`
//! (W3C Date and Time Formats), and moments of time.

use std::ops::Range;

use crate::lang::days_of_month;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads ISO 8601 dates with or without a time, `2024/7/20`, `20 July 2024` and `July 20, 2024`; `None` for others.
pub fn normalize(text: &str) -> Option<String> {
    let text = text.trim();
    // The time of day says nothing on a title page.
    let day = text.split(['T', 't']).next().filter(|day| day.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text);
    let first_word = day.split_whitespace().next()?;
    let parts: Vec<&str> = first_word.split(['-', '/']).collect();
    if let Some(date) = numeric(&parts) {
        // What follows must be a time: `2024-07-20 10:00`, never `2024 July`.
        let rest = day[first_word.len()..].trim();
        let is_time = rest.is_empty() || rest.contains(':') || rest.starts_with(['+', '-', 'Z']);
        if is_time {
            return Some(date);
        }
    }
    in_words(text)
}

fn numeric(parts: &[&str]) -> Option<String> {
    let year = parts.first().filter(|year| year.len() == 4).and_then(|year| number(year, 9999))?;
    match parts {
        [_] => Some(format!("{year:04}")),
        [_, month] => Some(format!("{year:04}-{:02}", number(month, 12)?)),
        [_, month, day] => date(year, number(month, 12)?, number(day, 31)?),
        _ => None,
    }
}

fn in_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        let word = word.to_lowercase();
        MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word)).map(|index| index as u32 + 1)
    };
    let ordinal = |word: &str| number(word.trim_end_matches(|c: char| c.is_ascii_alphabetic()), 31);
    let year = |word: &str| numeric(&[word]).and_then(|year| year.parse().ok());
    match words[..] {
        [name, y] => Some(format!("{:04}-{:02}", year(y)?, month(name)?)),
        [a, b, y] => match month(a) {
            Some(month) => date(year(y)?, month, ordinal(b)?),
            None => date(year(y)?, month(b)?, ordinal(a)?),
        },
        _ => None,
    }
}

fn number(digits: &str, most: u32) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_number && (1..=most).contains(number))
}

fn date(year: u32, month: u32, day: u32) -> Option<String> {
    (day <= days_of_month(year, month)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// When a file without any date counts as made: the earliest that a ZIP archive can say (APPNOTE 6.3.10, 4.4.6).
pub const FIXED: &str = "1980-01-01T00:00:00Z";

/// When a book of which no day is known counts as changed: the year in which this program began. Any fixed day gives equal
/// files for equal texts; one before there were EPUBs would be told as wrong by catalogs.
pub const UNDATED: &str = "2025-01-01T00:00:00Z";

/// The day on which EPUB 2 became a standard. What a text is dated before says nothing of when its book was changed.
pub const FIRST_EPUB: &str = "2007-09-11";

/// A number of seconds since 1970 as `YYYY-MM-DDThh:mm:ssZ`; years beyond 9999 are cut to it, since no format can say them.
pub fn from_epoch(seconds: i64) -> String {
    const LAST: i64 = 253_402_300_799;
    let seconds = seconds.clamp(0, LAST);
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years begin in March.
    let days = seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The day that a feed names, as it is there, and the moment in seconds since 1970, in UTC: RFC 3339, as Atom and JSON
/// Feed have it, or RFC 822 with years of four digits as well, as RSS has it. A day without a time begins at midnight.
pub fn of_feed(text: &str) -> Option<(String, i64)> {
    let text = text.trim();
    let (day, time) = if text.starts_with(|c: char| c.is_ascii_digit()) && text.get(4..5) == Some("-") {
        let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
        (normalize(day)?, time.to_owned())
    } else {
        // The name of the day may be missing, or be wrong.
        let words = text.split_once(',').map_or(text, |(_, rest)| rest);
        let words: Vec<&str> = words.split([' ', '-']).filter(|word| !word.is_empty()).collect();
        let [day, month, year, time @ ..] = words.as_slice() else { return None };
        // RFC 2822, section 4.3.
        let year = match (year.len(), number(year, 99).or(Some(0).filter(|_| *year == "00"))) {
            (2, Some(year)) => (if year < 50 { 2000 + year } else { 1900 + year }).to_string(),
            _ => (*year).to_owned(),
        };
        let time = match time {
            // The hyphen of a zone was taken for one of a date.
            [clock, zone] if text.ends_with(&format!("-{zone}")) => format!("{clock} -{zone}"),
            time => time.join(" "),
        };
        (in_words(&format!("{day} {month} {year}")).filter(|day| day.len() == 10)?, time)
    };
    let first = format!("{day}-01-01");
    let field = |range: Range<usize>| first.get(range).and_then(|digits| digits.parse::<i64>().ok());
    let days = days_from_epoch(field(0..4)?, field(5..7)?, field(8..10)?);
    Some((day, days * 86_400 + seconds_of_day(&time)))
}

/// `13:05:59.25+02:00`, `13:05 EST`, as seconds since midnight in UTC; what cannot be read counts nothing.
fn seconds_of_day(time: &str) -> i64 {
    let end = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(time.len());
    let (clock, zone) = time.split_at(end);
    let mut units = [3600, 60, 1].into_iter();
    let parts = clock.split(':').map(|part| part.split('.').next().and_then(|part| part.parse::<i64>().ok()));
    let seconds: i64 = parts.map(|part| part.unwrap_or(0).clamp(0, 60) * units.next().unwrap_or(0)).sum();
    let zone = zone.trim();
    // RFC 822, section 5.1.
    let offset = match zone {
        "EDT" => -4 * 3600,
        "EST" | "CDT" => -5 * 3600,
        "CST" | "MDT" => -6 * 3600,
        "MST" | "PDT" => -7 * 3600,
        "PST" => -8 * 3600,
        _ => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
            sign * (part(0..2).min(23) * 3600 + part(2..4).min(59) * 60)
        }
    };
    seconds - offset
}

/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The day in Zola's path: `2014/12/12/name`.
pub fn of_path(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.windows(3).find_map(|window| normalize(&window.join("-")).filter(|date| date.len() == 10))
}

/// The day that Jekyll's and Zola's names of files begin with: `2014-12-12-name.md`.
pub fn of_name(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let (day, rest) = (name.get(..10)?, name.get(10..)?);
    let is_separated = rest.starts_with(['-', '_']);
    normalize(day).filter(|date| is_separated && date.len() == 10)
}

/// Whether a text is a date in the form that [`normalize`] yields; others are kept as written.
pub fn is_normal(date: &str) -> bool {
    normalize(date).as_deref() == Some(date)
}

/// The moment in UTC that a text names with a time of day, as `YYYY-MM-DDThh:mm:ssZ`.
pub fn moment(text: &str) -> Option<String> {
    let (_, seconds) = of_feed(text).filter(|_| text.contains(':'))?;
    (seconds >= 0).then(|| from_epoch(seconds))
}

/// The beginning of a day, month or year that [`normalize`] yields, as `YYYY-MM-DDThh:mm:ssZ`; a moment is its own.
pub fn beginning(date: &str) -> Option<String> {
    if date.ends_with('Z') && moment(date).as_deref() == Some(date) {
        return Some(date.to_owned());
    }
    match (is_normal(date), date.len()) {
        (true, 4) => Some(format!("{date}-01-01T00:00:00Z")),
        (true, 7) => Some(format!("{date}-01T00:00:00Z")),
        (true, 10) => Some(format!("{date}T00:00:00Z")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_feeds_are_moments() {
        for (text, day, seconds) in [
            ("2003-12-13T18:30:02.25+01:00", "2003-12-13", 1_071_336_602),
            ("2003-12-13T18:30:02Z", "2003-12-13", 1_071_340_202),
            ("2003-12-13", "2003-12-13", 1_071_273_600),
            ("Wed, 02 Oct 2002 13:00:00 GMT", "2002-10-02", 1_033_563_600),
            ("Wed, 02 Oct 2002 15:00:00 +0200", "2002-10-02", 1_033_563_600),
            ("2 Oct 02 08:00 EST", "2002-10-02", 1_033_563_600),
            ("Wed, 2 October 2002 09:00:00 -0400", "2002-10-02", 1_033_563_600),
            ("1970-01-01T00:00:00-00:30", "1970-01-01", 1800),
        ] {
            assert_eq!(of_feed(text), Some((day.to_owned(), seconds)), "{text}");
        }
        for text in ["", "soon", "2024", "32 Oct 2002", "2002-02-30T00:00:00Z", "Wed, 02 Foo 2002 13:00"] {
            assert_eq!(of_feed(text), None, "{text}");
        }
        assert_eq!(
            of_feed("2003-12-13T18:30:02Z").map(|(_, seconds)| from_epoch(seconds)).as_deref(),
            Some("2003-12-13T18:30:02Z")
        );
    }

    #[test]
    fn dates_as_people_write_them() {
        for (written, read) in [
            ("2024", Some("2024")),
            ("2024-07", Some("2024-07")),
            ("2024-7-2", Some("2024-07-02")),
            ("2014/12/12", Some("2014-12-12")),
            ("2024-07-20T10:00:00Z", Some("2024-07-20")),
            ("2024-07-20 10:00:00 +0200", Some("2024-07-20")),
            ("20 July 2024", Some("2024-07-20")),
            ("July 20th, 2024", Some("2024-07-20")),
            ("Oct. 2024", Some("2024-10")),
            ("2023-02-29", None),
            ("2024-13-01", None),
            ("last Tuesday", None),
            ("2024 and after", None),
            ("Tuesday, 2 July 2024", None),
            ("", None),
        ] {
            assert_eq!(normalize(written).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn days_stand_in_paths_and_names() {
        assert_eq!(of_path("/2014/12/12/name").as_deref(), Some("2014-12-12"));
        assert_eq!(of_path("a/2014/name"), None);
        assert_eq!(of_name("posts/2014-12-12-name.md").as_deref(), Some("2014-12-12"));
        assert_eq!((of_name("2014-12-12.md"), of_name("2014-13-12-x.md")), (None, None));
    }

    #[test]
    fn dates_in_normal_form_are_known() {
        assert!(["2024", "2024-07", "2024-07-20", "2024-02-29"].into_iter().all(is_normal));
        let others = ["", "20 July 2024", "2024-13", "2024-07-20T00:00", "24", "2024-7", "2024-02-30", "2023-02-29"];
        assert!(!others.into_iter().any(is_normal));
    }

    #[test]
    fn epochs_are_moments() {
        assert_eq!(from_epoch(0), "1970-01-01T00:00:00Z");
        assert_eq!(from_epoch(315_532_800), FIXED);
        assert_eq!(from_epoch(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(from_epoch(i64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(from_epoch(-1), "1970-01-01T00:00:00Z");
        assert_eq!(beginning("2024-07").as_deref(), Some("2024-07-01T00:00:00Z"));
        assert_eq!(beginning("last week"), None);
    }
}
