//! Patterns of file names, as the files of tools write them: `posts/*.qmd`, `drafts/**`.
//!
//! In: a pattern and a path. Out: whether they match. `*` and `?` stay within a name, `**` stands for any folders; other
//! characters are themselves.

/// Whether a path matches a pattern.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.trim_start_matches("./").split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let is_any = |part: &&str| *part == "**";
    runs(&pattern, &path, is_any, |part, name| {
        let part: Vec<char> = part.chars().collect();
        let name: Vec<char> = name.chars().collect();
        runs(&part, &name, |c| *c == '*', |c, own| *c == '?' || c == own)
    })
}

/// Whether a text is a pattern, and no plain path.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Matches a sequence in which some items stand for any run. To go back to the last of these is enough, as what the ones
/// before it took cannot help those after it.
fn runs<A, B>(pattern: &[A], path: &[B], is_any: impl Fn(&A) -> bool, is_same: impl Fn(&A, &B) -> bool) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while from < path.len() {
        match pattern.get(at) {
            Some(item) if is_any(item) => {
                last = Some((at, from));
                at += 1;
            }
            Some(item) if is_same(item, &path[from]) => (at, from) = (at + 1, from + 1),
            Some(_) | None => {
                let Some((any, taken)) = last else { return false };
                last = Some((any, taken + 1));
                (at, from) = (any + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(is_any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_names_and_two_stand_for_folders() {
        for (pattern, path) in [
            ("posts/*.qmd", "posts/a.qmd"),
            ("**/*.md", "a.md"),
            ("**/*.md", "x/y/a.md"),
            ("a/**", "a/b/c.md"),
            ("a?.md", "ab.md"),
            ("*a*b*", "xxaxxabb"),
            ("./a.md", "a.md"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("posts/*.qmd", "posts/x/a.qmd"), ("*.md", "a.qmd"), ("a/**/b", "a/c"), ("a", "ab")] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        assert!(!matches(&"*a".repeat(2000), &"a".repeat(1999)), "and none takes long");
    }
}
