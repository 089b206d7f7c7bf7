//! Quick looks at a whole text, before work that few texts need.
//!
//! In: a text. Out: yes or no. There is no early end within a part, so that the compiler can look at many bytes at once.

/// Whether two bytes that follow one another are a pair that is looked for; the last byte is followed by 0.
pub fn has_pair(text: &str, is_pair: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last() else { return false };
    // Parts end the look early in a long text.
    const PART: usize = 4096;
    bytes
        .chunks(PART)
        .zip(bytes[1..].chunks(PART))
        .any(|(ones, twos)| ones.iter().zip(twos).fold(false, |found, (one, two)| found | is_pair(*one, *two)))
        || is_pair(*last, 0)
}

/// The bits that a table has for the bytes of a text, all together; for a short text that costs less than questions.
pub fn bits(text: &str, table: &[u8; 256]) -> u8 {
    let bit = |byte: u8| table[usize::from(byte)];
    let parts = text.as_bytes().chunks_exact(8);
    let rest = parts.remainder().iter().fold(0, |found, byte| found | bit(*byte));
    parts.fold(rest, |found, part| part.iter().fold(found, |found, byte| found | bit(*byte)))
}

#[cfg(test)]
mod tests {
    use super::has_pair;

    #[test]
    fn pairs_are_found_wherever_they_stand() {
        let is_dashes = |one, two| one == b'-' && two == b'-';
        for (text, expected) in [("", false), ("-", false), ("- -", false), ("--", true), ("a--", true)] {
            assert_eq!(has_pair(text, is_dashes), expected, "{text:?}");
        }
        for at in (0..140).chain(4090..4100) {
            let text = format!("{}--{}", "a".repeat(at), "b".repeat(at % 7));
            assert!(has_pair(&text, is_dashes), "{at}");
        }
        assert!(has_pair("a@", |one, _| one == b'@'));
    }
}
