//! How much a book may ask of the machine. A stranger's text is data, and a wrong one may be without end.

use std::time::Duration;

/// The deepest nesting that all stages are sure to have the stack for.
pub const DEEPEST: usize = 100;

/// The smallest of the limits that kinds of files have of their own, that of style sheets.
const LEAST_OF_A_FILE: u64 = 4 << 20;

/// What a book may have at most. Each has its name, which messages say: `--limit pixels=50M`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file that is read; `None` where each kind has its own: 64 MiB, style sheets 4 MiB.
    pub file_size: Option<u64>,
    /// Pixels of an image.
    pub pixels: u64,
    /// Levels of quotations, lists and inlines within one another; no more than [`DEEPEST`].
    pub nesting: usize,
    /// How often texts ask for other files: a file may ask for many that ask for many.
    pub includes: usize,
    /// Bytes that other files add to the texts.
    pub included: usize,
    /// Pages of the PDF.
    pub pages: Option<usize>,
    /// How long the program may take. The library knows no clock: who runs the build keeps this and the next.
    pub time: Option<Duration>,
    /// Bytes of memory that the program may hold.
    pub memory: Option<u64>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_size: None,
            pixels: 100_000_000,
            nesting: DEEPEST,
            includes: 50_000,
            included: 16 << 20,
            pages: None,
            time: None,
            memory: None,
        }
    }
}

impl Limits {
    /// The names of all, in the order of their fields.
    pub const NAMES: [&'static str; 8] =
        ["file-size", "pixels", "nesting", "includes", "included", "pages", "time", "memory"];

    /// Sets one from words: `64MB`, `100M`, `90s`. `none` lifts one that may be lifted, and `auto` is a file's own size.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let wrong = |example: &str| format!("`{text}` is no value of the limit `{name}`: it is `{example}`");
        let sized = || size(text).ok_or_else(|| wrong("64MB"));
        let counted =
            |example: &str| size(text).and_then(|count| usize::try_from(count).ok()).ok_or_else(|| wrong(example));
        let is_lifted = text == "none";
        match name {
            "file-size" => self.file_size = if text == "auto" { None } else { Some(sized()?) },
            "pixels" => self.pixels = size(text).ok_or_else(|| wrong("100M"))?,
            "nesting" => {
                self.nesting = Some(counted("50")?)
                    .filter(|levels| (1..=DEEPEST).contains(levels))
                    .ok_or_else(|| format!("the limit `nesting` is 1 to {DEEPEST}: no more is sure of its stack"))?;
            }
            "includes" => self.includes = counted("50000")?,
            "included" => self.included = usize::try_from(sized()?).map_err(|_| wrong("16MB"))?,
            "pages" => self.pages = if is_lifted { None } else { Some(counted("1000")?) },
            "time" => self.time = if is_lifted { None } else { Some(duration(text).ok_or_else(|| wrong("90s"))?) },
            "memory" => self.memory = if is_lifted { None } else { Some(sized()?) },
            _ => return Err(format!("there is no limit `{name}`; there are `{}`", Limits::NAMES.join("`, `"))),
        }
        Ok(())
    }

    /// Whether these allow nothing that others forbid. `auto` sizes of files are different ones, of which none may be
    /// exceeded.
    pub fn are_within(&self, others: &Limits) -> bool {
        fn within<T: PartialOrd>(own: Option<T>, other: Option<T>) -> bool {
            other.is_none_or(|other| own.is_some_and(|own| own <= other))
        }
        let file_size = match (self.file_size, others.file_size) {
            (own, other) if own == other => true,
            (Some(own), None) => own <= LEAST_OF_A_FILE,
            (own, other) => within(own, other),
        };
        let counts = [
            (self.pixels, others.pixels),
            (self.nesting as u64, others.nesting as u64),
            (self.includes as u64, others.includes as u64),
            (self.included as u64, others.included as u64),
        ];
        file_size
            && counts.iter().all(|(own, other)| own <= other)
            && within(self.pages, others.pages)
            && within(self.time, others.time)
            && within(self.memory, others.memory)
    }
}

/// A number with a unit, by thousands (`64MB`, `100M`) or by 1024 (`64MiB`).
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..end].parse().ok()?;
    let unit = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// A size as people write it: "16 MiB".
pub fn size_in_words(bytes: usize) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1_000_000) => format!("{} MB", bytes / 1_000_000),
        _ => format!("{bytes} bytes"),
    }
}

fn duration(text: &str) -> Option<Duration> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..end].parse().ok()?;
    match text[end..].trim() {
        "ms" => Some(Duration::from_millis(number)),
        "" | "s" => Some(Duration::from_secs(number)),
        "min" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_units() {
        let mut limits = Limits::default();
        for (name, text) in
            [("file-size", "3MiB"), ("pixels", "50M"), ("time", "2min"), ("memory", "300 MB"), ("pages", "7")]
        {
            limits.set(name, text).unwrap();
        }
        assert_eq!((limits.file_size, limits.pixels, limits.pages), (Some(3 << 20), 50_000_000, Some(7)));
        assert_eq!((limits.time, limits.memory), (Some(Duration::from_secs(120)), Some(300_000_000)));
        for (name, text) in [
            ("file-size", "x"),
            ("file-size", "99999999999G"),
            ("nesting", "101"),
            ("nesting", "0"),
            ("time", "1h"),
            ("size", "1"),
        ] {
            assert!(limits.set(name, text).is_err(), "{name}={text}");
        }
        Limits::NAMES.iter().for_each(|name| limits.set(name, "10").unwrap());
    }

    #[test]
    fn none_of_the_limits_may_be_looser() {
        let with = |name: &str, text: &str| {
            let mut limits = Limits::default();
            limits.set(name, text).unwrap();
            limits
        };
        for name in Limits::NAMES {
            assert!(with(name, "1").are_within(&Limits::default()), "{name}");
            assert!(Limits::default().are_within(&Limits::default()), "{name}");
            assert!(!with(name, "2").are_within(&with(name, "1")), "{name}");
        }
        assert!(!Limits::default().are_within(&with("time", "1s")), "none is more than any");
        assert!(!with("file-size", "5MiB").are_within(&Limits::default()), "style sheets have less");
        assert!(!with("pixels", "101M").are_within(&Limits::default()));
    }
}
