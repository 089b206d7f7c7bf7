//! Words of a diagram to lines: markup of Mermaid's labels taken off, broken to a width, measured.
//!
//! In: a label as typed, and how wide characters are, which comes from whoever knows the fonts. Out: [`Label`].

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The size of text in CSS pixels: 9 pt, as captions have it.
pub const SIZE: f32 = 12.0;

/// From baseline to baseline, in CSS pixels.
pub const LEADING: f32 = 15.0;

/// How wide a label of a box may be before it is broken, in CSS pixels: about 30 letters.
pub const WIDEST: f32 = 170.0;

/// The width of a character in em, and whether of the bold face.
type Advance = dyn Fn(char, bool) -> f32 + Send + Sync;

/// How wide text is.
#[derive(Clone)]
pub struct Measure(Arc<Advance>);

impl Measure {
    /// By the width of each character in em; the flag asks for the bold face.
    pub fn new(advance: impl Fn(char, bool) -> f32 + Send + Sync + 'static) -> Measure {
        Measure(Arc::new(advance))
    }

    /// The width of a text at `SIZE`, in CSS pixels.
    pub fn width(&self, text: &str, is_bold: bool) -> f32 {
        text.chars().map(|character| (self.0)(character, is_bold)).sum::<f32>() * SIZE
    }
}

impl Default for Measure {
    /// An estimate, where nobody knows a font.
    fn default() -> Measure {
        Measure::new(|character, is_bold| match character {
            _ if is_ideographic(character) => 1.0,
            'i' | 'j' | 'l' | '.' | ',' | ':' | ' ' | '|' => 0.28,
            'A'..='Z' | 'm' | 'w' => 0.68,
            _ if is_bold => 0.56,
            _ => 0.52,
        })
    }
}

impl fmt::Debug for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Measure")
    }
}

/// Text in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    pub lines: Vec<Line>,
}

/// A line of a label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub text: String,
    /// In CSS pixels.
    pub width: f32,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_underlined: bool,
}

impl Label {
    /// Breaks text to lines no wider than `widest`, where words allow.
    pub fn new(text: &str, widest: f32, measure: &Measure) -> Label {
        Label::styled(text, widest, false, measure)
    }

    /// The same, in the bold face where asked.
    pub fn styled(text: &str, widest: f32, is_bold: bool, measure: &Measure) -> Label {
        let mut lines = Vec::new();
        for line in plain(text).split('\n') {
            for part in broken(line.trim(), widest, is_bold, measure) {
                let width = measure.width(&part, is_bold);
                lines.push(Line { text: part, width, is_bold, ..Line::default() });
            }
        }
        while lines.last().is_some_and(|line| line.text.is_empty()) {
            lines.pop();
        }
        Label { lines }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Of the widest line, in CSS pixels.
    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// Of all lines, in CSS pixels.
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * LEADING
    }

    /// The words in one line.
    pub fn words(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join(" ")
    }
}

/// Whether a line may be broken on both sides of a character, and it is as wide as high.
fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// Lines of at most `widest`: at spaces, between ideographs, and within a word that alone is wider.
fn broken(text: &str, widest: f32, is_bold: bool, measure: &Measure) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut width = 0.0;
    // Where the line may end, and how wide what follows is.
    let mut end: Option<usize> = None;
    for character in text.chars() {
        let own = measure.width(character.encode_utf8(&mut [0; 4]), is_bold);
        if width + own > widest && !line.is_empty() && !character.is_whitespace() {
            let at = end.take().filter(|at| *at > 0).unwrap_or(line.len());
            let rest = line.split_off(at).trim_start().to_owned();
            lines.push(line.trim_end().to_owned());
            width = measure.width(&rest, is_bold);
            line = rest;
        }
        if is_ideographic(character) && !line.is_empty() {
            end = Some(line.len());
        }
        line.push(character);
        width += own;
        if character.is_whitespace() || is_ideographic(character) || matches!(character, '-' | '/') {
            end = Some(line.len());
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Text without the markup of labels: line ends by `<br>` and `\n`, tags, Markdown's signs, codes of characters.
pub fn plain(text: &str) -> String {
    let text = text.trim();
    let markdown = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    let text = markdown.unwrap_or(text);
    let text = without_icons(text);
    let text = text.as_ref();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let tail = &rest[character.len_utf8()..];
        match character {
            '<' => {
                let name: String =
                    tail.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                let end = tail.get(..tail.floor_char_boundary(80)).and_then(|near| near.find('>'));
                match end {
                    Some(end) if TAGS.contains(&name.to_ascii_lowercase().as_str()) => {
                        if name.eq_ignore_ascii_case("br") {
                            out.push('\n');
                        }
                        rest = &tail[end + 1..];
                        continue;
                    }
                    Some(_) | None => out.push('<'),
                }
            }
            '\\' if tail.starts_with('n') => {
                out.push('\n');
                rest = &tail[1..];
                continue;
            }
            '#' | '&' => {
                let end = tail.get(..tail.floor_char_boundary(12)).and_then(|near| near.find(';'));
                if let Some(end) = end
                    && let Some(named) = named(&tail[..end])
                {
                    out.push(named);
                    rest = &tail[end + 1..];
                    continue;
                }
                out.push(character);
            }
            '*' if markdown.is_some() => {}
            // In a word it is a letter.
            '_' if markdown.is_some()
                && !(tail.starts_with(char::is_alphanumeric) && out.ends_with(char::is_alphanumeric)) => {}
            '\t' => out.push(' '),
            _ if character.is_control() && character != '\n' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
        rest = tail;
    }
    out
}

/// Text without the names of icons, `fa:fa-car`, where other words stand beside them.
fn without_icons(text: &str) -> Cow<'_, str> {
    if !text.contains(":fa-") {
        return text.into();
    }
    let words: Vec<&str> = text.split(' ').filter(|word| !word.contains(":fa-")).collect();
    let words = words.join(" ");
    if words.trim().is_empty() { text.into() } else { words.into() }
}

/// Tags that labels may hold; other text in angle brackets is text.
const TAGS: [&str; 14] =
    ["b", "br", "center", "code", "div", "em", "font", "i", "p", "small", "span", "strong", "sub", "sup"];

/// A character by its code, as Mermaid (`#35;`, `#quot;`) and HTML (`&#35;`) write it.
fn named(code: &str) -> Option<char> {
    let code = code.trim_start_matches('#');
    match code {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "nbsp" => Some('\u{a0}'),
        "apos" => Some('\''),
        "infin" => Some('∞'),
        "times" => Some('×'),
        "minus" => Some('−'),
        "plusmn" => Some('±'),
        "le" => Some('≤'),
        "ge" => Some('≥'),
        "ne" => Some('≠'),
        "rarr" => Some('→'),
        "larr" => Some('←'),
        "harr" => Some('↔'),
        "uarr" => Some('↑'),
        "darr" => Some('↓'),
        "hearts" => Some('♥'),
        "euro" => Some('€'),
        "copy" => Some('©'),
        "deg" => Some('°'),
        "middot" => Some('·'),
        "hellip" => Some('…'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        _ => match code.strip_prefix(['x', 'X']) {
            Some(code) => char::from_u32(u32::from_str_radix(code, 16).ok()?),
            None => char::from_u32(code.parse().ok()?),
        }
        .filter(|character| !character.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_labels_becomes_text() {
        for (typed, shown) in [
            ("a<br/>b<BR>c", "a\nb\nc"),
            ("#quot;x#quot; #35; &amp; &lt; #infin;", "\"x\" # & < ∞"),
            ("`**bold** text`", "bold text"),
            ("<b>x</b> a < b > c List<int>", "x a < b > c List<int>"),
            ("a\\nb", "a\nb"),
            ("C# & C; #", "C# & C; #"),
        ] {
            assert_eq!(plain(typed), shown, "{typed}");
        }
    }

    #[test]
    fn lines_are_no_wider_than_told() {
        let measure = Measure::default();
        for text in
            ["one two three four five six seven", "日本語のラベルはどこでも折り返すことができる", &"x".repeat(99)]
        {
            let label = Label::new(text, 80.0, &measure);
            assert!(label.width() <= 80.0 && label.lines.len() > 1, "{label:?}");
            let shown: String = label.words().chars().filter(|c| *c != ' ').collect();
            assert_eq!(shown, text.replace(' ', ""));
        }
    }
}
