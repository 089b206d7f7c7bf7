//! Names of files as people read them: their order, and the words they stand for.

use std::cmp::Ordering;

/// The endings of Markdown, in lower case, as the tools that read it know them.
const MARKDOWN: [&str; 10] = ["md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "qmd", "rmd", "mdx", "markua"];

/// Words after which a number counts: `part2` is `Part 2`, where `utf8` is no count of anything.
const COUNTED: [&str; 10] =
    ["part", "chapter", "section", "book", "volume", "vol", "appendix", "lesson", "week", "day"];

/// The most digits that count the order in a file's name; more are a date or a code.
const MOST_DIGITS_OF_ORDER: usize = 3;

/// Whether a path's ending is one of Markdown's.
pub fn is_markdown(path: &str) -> bool {
    MARKDOWN.contains(&ending(path).as_str())
}

/// Whether a path's ending is that of plain text.
pub fn is_plain_text(path: &str) -> bool {
    matches!(ending(path).as_str(), "txt" | "text")
}

/// What stands after the last dot of a file's name, in lower case; empty where there is none.
pub fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

/// A file's name without its folder and its ending.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        Some(_) | None => name,
    }
}

/// Natural order: 2 before 10, case ignored; of names that are equal so, the one whose bytes are less.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (m, n) = (digits(left), digits(right));
            let (number, other) = (m.trim_start_matches('0'), n.trim_start_matches('0'));
            (left, right) = (&left[m.len()..], &right[n.len()..]);
            number.len().cmp(&other.len()).then_with(|| number.cmp(other))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.to_lowercase().cmp(y.to_lowercase())
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// A name of a file or folder, without its ending, as a title: `02-first_steps` is `First steps`.
pub fn in_words(name: &str) -> String {
    if is_date(name.trim()) {
        return name.trim().to_owned();
    }
    let bare = without_order(without_date(name.trim()));
    let joined = if bare.contains(' ') { bare.to_owned() } else { bare.replace(['-', '_', '+'], " ") };
    let mut words: Vec<String> = joined.split_whitespace().map(str::to_owned).collect();
    if let [word] = words.as_mut_slice() {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if letters.len() < word.len() && COUNTED.contains(&letters.to_lowercase().as_str()) {
            *word = format!("{letters} {}", &word[letters.len()..]);
        }
    }
    if let Some(first) = words.first_mut().filter(|first| !first.chars().any(char::is_uppercase)) {
        let mut characters = first.chars();
        *first = characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect();
    }
    if words.is_empty() { name.to_owned() } else { words.join(" ") }
}

/// Whether a name is a day, a month, a week or a quarter alone, as notes of a diary are called: `2024-05-01`, `2024-W18`.
pub fn is_date(name: &str) -> bool {
    let is_number = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = name.split('-').collect();
    match parts[..] {
        [year, month, day] => is_number(year, 4) && is_number(month, 2) && is_number(day, 2),
        [year, part] => {
            let is_part = is_number(part, 2)
                || part.strip_prefix('W').is_some_and(|week| is_number(week, 2))
                || part.strip_prefix('Q').is_some_and(|quarter| is_number(quarter, 1));
            is_number(year, 4) && is_part
        }
        _ => false,
    }
}

/// Without Jekyll's date, `2024-07-20-name`.
fn without_date(name: &str) -> &str {
    match (name.get(..10), name.get(10..).and_then(|rest| rest.strip_prefix(['-', '_', ' ']))) {
        (Some(date), Some(rest)) if is_date(date) && !rest.is_empty() => rest,
        _ => name,
    }
}

/// Without the number that orders files: `02-name`, `3. name`; `2 Corinthians` keeps its.
fn without_order(name: &str) -> &str {
    let number = digits(name);
    if number.is_empty() || number.len() > MOST_DIGITS_OF_ORDER {
        return name;
    }
    let rest = &name[number.len()..];
    let is_padded = number.starts_with('0');
    let after = rest.trim_start_matches(['-', '_', '.', ')', ' ']);
    let is_separated = after.len() < rest.len() && (is_padded || !rest.starts_with(' ') || rest.starts_with(" - "));
    if is_separated && after.chars().any(char::is_alphabetic) { after } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_counted() {
        let mut names =
            ["ch10", "ch2", "Ch1", "a", "ch02", "B", "2024-10-01", "2024-9-1", "1", "10", "9", "ch2b", "\u{e9}t\u{e9}"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            ["1", "9", "10", "2024-9-1", "2024-10-01", "a", "B", "Ch1", "ch02", "ch2", "ch2b", "ch10", "\u{e9}t\u{e9}"]
        );
    }

    #[test]
    fn names_are_read_as_words() {
        for (name, words) in [
            ("02-first_steps", "First steps"),
            ("2024-07-20-on-pages", "On pages"),
            ("Bases syntax", "Bases syntax"),
            ("3. Stones", "Stones"),
            ("2 Corinthians", "2 Corinthians"),
            ("01 Intro", "Intro"),
            ("1984", "1984"),
            ("2024-05-01", "2024-05-01"),
            ("2024-W18", "2024-W18"),
            ("2024-05", "2024-05"),
            ("12-34-56", "12 34 56"),
            ("007", "007"),
            ("part1", "Part 1"),
            ("utf8", "Utf8"),
            ("iPhone-notes", "iPhone notes"),
            ("README", "README"),
            ("---", "---"),
            ("吾輩", "吾輩"),
        ] {
            assert_eq!(in_words(name), words, "{name}");
        }
        assert!(is_markdown("a/b.Rmd") && is_markdown("x.QMD") && !is_markdown("md") && !is_markdown("a.md.txt"));
        assert_eq!((stem("a/b.c.md"), stem("a/.md"), ending("a.b/c")), ("b.c", ".md", String::new()));
    }
}
