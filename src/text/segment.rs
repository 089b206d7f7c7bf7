//! Where lines may break: Unicode's line breaking algorithm (UAX #14), with strict rules for CJK.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

/// Byte offsets before which a line may break, in ascending order, without the text's two ends.
pub fn line_break_opportunities(text: &str) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut options = LineBreakOptions::default();
    // CSS Text 3, section 5.3: `strict` keeps small kana and the like from opening a line (kinsoku).
    options.strictness = Some(LineBreakStrictness::Strict);
    let mut offsets: Vec<usize> = LineSegmenter::new_auto(options).segment_str(text).skip(1).collect();
    if offsets.last() == Some(&text.len()) {
        offsets.pop();
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut starts = vec![0];
        starts.extend(line_break_opportunities(text));
        let ends = starts[1..].iter().copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
    }

    #[test]
    fn after_spaces_and_hyphens_but_not_before_punctuation() {
        assert_eq!(pieces("a well-kept house (old)."), ["a ", "well-", "kept ", "house ", "(old)."]);
    }

    #[test]
    fn kinsoku() {
        assert_eq!(pieces("日本。語"), ["日", "本。", "語"]);
    }
}
