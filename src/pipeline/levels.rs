//! What the user says of findings: by code for the whole build, and in comments for one passage.
//!
//! In: findings, and the [`Levels`] of the build. Out: the same findings with the severities asked for, without those
//! that are allowed. `<!-- bindery-allow dead-link -->` on a line of its own holds for the block below it, within a line
//! for that line; so does `/* bindery-allow … */` in a style sheet, and `# bindery-allow …` in YAML and TOML for the line
//! below.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Findings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Levels, Severity, nearest};
use crate::source::{FileId, Span};

/// What a comment begins with, before the codes.
const MARK: &str = "bindery-allow";

/// A passage of a file, and what is allowed there.
struct Passage {
    bytes: Range<u32>,
    codes: Vec<Code>,
}

/// Whether a text has a comment that says something of findings.
pub fn allows(text: &str) -> bool {
    text.contains(MARK)
}

/// Gives findings the severities that the user asks for.
pub fn settle(findings: &mut Findings, levels: &Levels) {
    let Findings { files, diagnostics } = findings;
    let mut passages: BTreeMap<FileId, Vec<Passage>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for id in diagnostics.iter().filter_map(|diagnostic| Some(diagnostic.span?.file)) {
        passages.entry(id).or_insert_with(|| {
            let (passages, unknown) = read(&files.get(id).text);
            wrong.extend(unknown.into_iter().map(|(bytes, name)| unknown_code(id, bytes, &name)));
            passages
        });
    }
    let is_allowed = |Diagnostic { code, severity, span, .. }: &Diagnostic| {
        let here = span.and_then(|span| Some((span, passages.get(&span.file)?)));
        here.is_some_and(|(span, passages)| {
            let covers = |passage: &Passage| passage.bytes.contains(&span.start) && passage.codes.contains(code);
            *severity != Severity::Error && passages.iter().any(covers)
        })
    };
    let kept = diagnostics.iter().filter(|diagnostic| !is_allowed(diagnostic)).cloned();
    let settled = kept.chain(wrong).filter_map(|mut diagnostic| {
        diagnostic.severity = match levels.of(diagnostic.code) {
            // What cannot be built is no matter of opinion.
            _ if diagnostic.severity == Severity::Error => Severity::Error,
            None => diagnostic.severity,
            Some(Level::Allow) => return None,
            Some(Level::Warn) => Severity::Warning,
            Some(Level::Deny) => Severity::Error,
        };
        Some(diagnostic)
    });
    let mut all = Diagnostics::default();
    all.extend(settled);
    *diagnostics = all;
}

fn unknown_code(file: FileId, bytes: Range<u32>, name: &str) -> Diagnostic {
    let span = Span { file, start: bytes.start, end: bytes.end };
    let finding = Diagnostic::new(Code::InvalidValue, format!("there are no findings `{name}`")).at(span);
    match nearest(name, Code::ALL.iter().map(|code| code.name())) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("`bindery explain` lists all codes"),
    }
}

/// The passages of a text that allow something, and what they name that is none.
fn read(text: &str) -> (Vec<Passage>, Vec<(Range<u32>, String)>) {
    let (mut passages, mut unknown) = (Vec::new(), Vec::new());
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line_start..at].trim_end();
        let end = match before {
            _ if before.ends_with("<!--") => "-->",
            _ if before.ends_with("/*") => "*/",
            _ if before.ends_with('#') => "\n",
            _ => continue,
        };
        let inner = &text[at + MARK.len()..];
        let length = inner.find(end).unwrap_or(inner.len());
        let (mut codes, mut place) = (Vec::new(), at + MARK.len());
        // A reason may stand behind a colon.
        let names = inner[..length].split_once(':').map_or(&inner[..length], |(names, _)| names);
        for name in names.split([',', ' ', '\n', '\t']) {
            match Code::named(name) {
                Some(code) => codes.push(code),
                None if name.is_empty() => {}
                None => unknown.push((place as u32..(place + name.len()) as u32, name.to_owned())),
            }
            place += name.len() + 1;
        }
        let comment_end = at + MARK.len() + length + end.trim_end().len();
        // In a quote it stands behind the quote's marks.
        let is_alone =
            before.trim_end_matches(['<', '!', '-', '/', '*', '#']).trim_matches(['>', ' ', '\t']).is_empty()
                && text[comment_end.min(text.len())..].lines().next().is_none_or(|rest| rest.trim().is_empty());
        let until = match (is_alone, end) {
            (true, "-->") => block_end(text, comment_end),
            (true, _) => line_end(text, line_end(text, comment_end) + 1),
            (false, _) => line_end(text, comment_end),
        };
        passages.push(Passage { bytes: line_start as u32..until as u32 + 1, codes });
    }
    (passages, unknown)
}

/// Where the line of a place ends.
fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

/// Where the block ends that follows a place: at an empty line, and a fence where it closes.
fn block_end(text: &str, at: usize) -> usize {
    let mut place = line_end(text, at);
    let mut fence: Option<String> = None;
    let mut has_begun = false;
    while place < text.len() {
        let end = line_end(text, place + 1);
        let line = text[place + 1..end].trim_start_matches(['>', ' ', '\t']).trim_end();
        match &fence {
            Some(mark) if line.starts_with(mark.as_str()) => return end,
            Some(_) => {}
            None if line.is_empty() && has_begun => return place,
            None if line.starts_with("```") || line.starts_with("~~~") => {
                let sign = if line.starts_with('`') { '`' } else { '~' };
                fence = Some(line.chars().take_while(|c| *c == sign).collect());
            }
            None => {}
        }
        has_begun |= !line.is_empty();
        place = end;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_allow_findings_of_a_passage() {
        let text = "a\n\n<!-- bindery-allow dead-link, missing-alt: an old page -->\n\nb\nc\n\nd <!-- bindery-allow raw-html -->\ne\n\
            <!-- bindery-allow raw-htm -->\n```\n\nf\n```\ng\n";
        let (passages, unknown) = read(text);
        let of = |at: usize| &text[passages[at].bytes.start as usize..passages[at].bytes.end as usize];
        assert!(of(0).ends_with("\nb\nc\n") && passages[0].codes == [Code::DeadLink, Code::MissingAlt], "{:?}", of(0));
        assert_eq!(
            (of(1), passages[1].codes.as_slice()),
            ("d <!-- bindery-allow raw-html -->\n", &[Code::RawHtml] as &[_])
        );
        assert!(of(2).ends_with("f\n```\n"), "{:?}", of(2));
        assert_eq!((unknown.len(), unknown[0].1.as_str()), (1, "raw-htm"));
        assert_eq!(&text[unknown[0].0.start as usize..unknown[0].0.end as usize], "raw-htm");
        let quoted = "> <!-- bindery-allow dead-link -->\n>\n> [a](b)\n>\n> c\n";
        assert_eq!(read(quoted).0[0].bytes, 0..quoted.find("\n>\n> c").map_or(0, |at| at as u32 + 1));
        let css = "/* bindery-allow unknown-property */\na { b: c }\nd { e: f }\n";
        assert_eq!(read(css).0[0].bytes, 0..css.find("\nd").map_or(0, |at| at as u32 + 1));
    }
}
