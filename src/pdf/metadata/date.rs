//! Dates as PDF and XMP write them, from seconds or from the front matter. No clock is asked.

/// A moment, or a day or a year, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    year: i64,
    month: u8,
    day: u8,
    /// Hours, minutes, seconds.
    time: Option<[u8; 3]>,
}

impl Date {
    /// From seconds since 1970, as in `SOURCE_DATE_EPOCH`.
    pub(super) fn from_timestamp(seconds: i64) -> Date {
        const DAY: i64 = 86_400;
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years begin in March.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u8;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u8;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let time = [(rest / 3600) as u8, (rest / 60 % 60) as u8, (rest % 60) as u8];
        Date { year, month, day, time: Some(time) }
    }

    /// From `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; what is not said is the first.
    pub(super) fn parse(text: &str) -> Option<Date> {
        let mut parts = text.trim().splitn(3, '-');
        let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut part = |most: u8| match parts.next() {
            None => Some(1),
            Some(part) => part.parse().ok().filter(|value| (1..=most).contains(value)),
        };
        let (month, day) = (part(12)?, part(31)?);
        (0..=9999).contains(&year).then_some(Date { year, month, day, time: None })
    }

    /// `D:YYYYMMDDHHmmSSZ` (PDF 32000-1, 7.9.4).
    pub(super) fn pdf(&self) -> String {
        let [hours, minutes, seconds] = self.time.unwrap_or_default();
        format!("D:{:04}{:02}{:02}{hours:02}{minutes:02}{seconds:02}Z", self.year, self.month, self.day)
    }

    /// ISO 8601, as XMP wants it.
    pub(super) fn iso(&self) -> String {
        let [hours, minutes, seconds] = self.time.unwrap_or_default();
        format!("{:04}-{:02}-{:02}T{hours:02}:{minutes:02}:{seconds:02}Z", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_days() {
        assert_eq!(Date::from_timestamp(0).iso(), "1970-01-01T00:00:00Z");
        assert_eq!(Date::from_timestamp(315_532_800).pdf(), "D:19800101000000Z");
        assert_eq!(Date::from_timestamp(1_709_164_799).iso(), "2024-02-28T23:59:59Z");
        assert_eq!(Date::from_timestamp(1_709_164_800).iso(), "2024-02-29T00:00:00Z");
        assert_eq!(Date::from_timestamp(-1).iso(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn parts_may_be_missing() {
        assert_eq!(Date::parse("2024").map(|date| date.pdf()).as_deref(), Some("D:20240101000000Z"));
        assert_eq!(Date::parse("2024-07-20").map(|date| date.iso()).as_deref(), Some("2024-07-20T00:00:00Z"));
        assert_eq!(Date::parse("July 2024"), None);
        assert_eq!(Date::parse("2024-13"), None);
    }
}
