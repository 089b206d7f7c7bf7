//! An entry as bytes: a line with the length and the hash of the head, the head as JSON, then the outputs one after
//! another.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Kept, Places};
use crate::config::Format;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::hash::{blake3, blake3_of, sha256};
use crate::pipeline::{Built, Findings};
use crate::source::{Answer, FileId, Question, Span};

/// The first word of an entry; another form has another.
const MAGIC: &str = "bindery-cache-3";

/// The first line is as long in every entry.
const LINE: usize = MAGIC.len() + 1 + 12 + 1 + 64 + 1;

/// The most bytes of a head; a file that claims more is none of ours.
const MOST_OF_A_HEAD: usize = 1 << 30;

/// The most bytes that are made room for before they are read; a damaged entry may claim any length.
const MOST_AT_ONCE: usize = 64 << 20;

/// What an entry says before its outputs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) asked: Vec<(Question, Answer)>,
    /// The files of the configuration by a hash, where a finding has its place in one.
    pub(super) told_by: Option<String>,
    outputs: Vec<Output>,
    title: String,
    date: Option<String>,
    images: Vec<PathBuf>,
    chapters: usize,
    pages: Option<usize>,
    /// The texts that findings point into, as they are shown.
    texts: Vec<(String, String)>,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Output {
    is_pdf: bool,
    length: usize,
    /// Its BLAKE3, against damage.
    check: String,
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Finding {
    code: String,
    /// 0 is a note, 1 a warning.
    severity: u8,
    message: String,
    hints: Vec<String>,
    /// Which of the texts, from where to where in bytes.
    place: Option<(u32, u32, u32)>,
}

/// An entry; paths are seen from `here`.
pub(super) fn bytes(
    asked: &[(Question, Answer)],
    told_by: Option<String>,
    kept: &Kept,
    here: &Path,
) -> io::Result<Vec<u8>> {
    let Kept { built, findings, hashes, .. } = kept;
    let mut texts = Vec::new();
    let mut numbers: BTreeMap<FileId, u32> = BTreeMap::new();
    let found = findings.diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.span.map(|Span { file, start, end }| {
            let number = *numbers.entry(file).or_insert_with(|| {
                let source = findings.files.get(file);
                texts.push((source.path.clone(), source.text.to_string()));
                texts.len() as u32 - 1
            });
            (number, start, end)
        });
        let Diagnostic { code, severity, message, hints, .. } = diagnostic.clone();
        let severity = u8::from(severity != Severity::Note);
        Finding { code: code.name().to_owned(), severity, message, hints, place }
    });
    let found = found.collect();
    let outputs = built.outputs.iter().map(|(format, bytes)| Output {
        is_pdf: *format == Format::Pdf,
        length: bytes.len(),
        check: blake3(bytes),
        sha256: hashes.get(format).cloned().unwrap_or_else(|| sha256(bytes)),
    });
    let below = |path: &PathBuf| path.strip_prefix(here).unwrap_or(path).to_owned();
    let head = Head {
        asked: asked.to_vec(),
        told_by,
        outputs: outputs.collect(),
        title: built.title.clone(),
        date: built.date.clone(),
        images: built.images.iter().map(below).collect(),
        chapters: built.chapters,
        pages: built.pages,
        texts,
        findings: found,
    };
    let head = serde_json::to_vec(&head).map_err(io::Error::other)?;
    let mut bytes = format!("{MAGIC} {:012} {}\n", head.len(), sha256(&head)).into_bytes();
    bytes.extend(head);
    built.outputs.values().for_each(|output| bytes.extend(output));
    Ok(bytes)
}

impl Head {
    /// Reads the head; `None` where it is damaged, or of another form.
    pub(super) fn read(file: &mut impl Read) -> Option<Head> {
        let mut line = [0; LINE];
        file.read_exact(&mut line).ok()?;
        let line = std::str::from_utf8(&line).ok()?;
        let mut words = line.trim_end().split(' ');
        let (magic, length, hash) = (words.next()?, words.next()?, words.next()?);
        let length: usize = length.parse().ok().filter(|length| *length <= MOST_OF_A_HEAD && magic == MAGIC)?;
        let mut head = Vec::new();
        file.take(length as u64).read_to_end(&mut head).ok()?;
        if head.len() != length || sha256(&head) != hash {
            return None;
        }
        serde_json::from_slice(&head).ok()
    }

    /// Reads the outputs behind the head, but for those that are in their places.
    pub(super) fn kept(self, file: &mut (impl Read + Seek), here: &Path, places: &Places) -> Option<Kept> {
        let read = self.asked.iter().filter_map(|(question, _)| Some(here.join(question.file()?))).collect();
        let mut built = Built {
            title: self.title,
            date: self.date,
            images: self.images.into_iter().map(|path| here.join(path)).collect(),
            chapters: self.chapters,
            pages: self.pages,
            ..Built::default()
        };
        let (mut hashes, mut in_place) = (BTreeMap::new(), BTreeMap::new());
        for Output { is_pdf, length, check, sha256 } in self.outputs {
            let format = if is_pdf { Format::Pdf } else { Format::Epub };
            let places = places(&built, format);
            if !places.is_empty() && places.iter().all(|path| is_there(path, length as u64, &check)) {
                file.seek_relative(i64::try_from(length).ok()?).ok()?;
                in_place.insert(format, length);
            } else {
                let mut bytes = Vec::with_capacity(length.min(MOST_AT_ONCE));
                file.take(length as u64).read_to_end(&mut bytes).ok()?;
                if bytes.len() != length || blake3(&bytes) != check {
                    return None;
                }
                built.outputs.insert(format, bytes);
            }
            hashes.insert(format, sha256);
        }
        let mut findings = Findings::default();
        let ids: Vec<FileId> = self.texts.iter().map(|(path, text)| findings.files.add(path.as_str(), text)).collect();
        for Finding { code, severity, message, hints, place } in self.findings {
            let span = match place {
                Some((number, start, end)) => Some(Span { file: *ids.get(number as usize)?, start, end }),
                None => None,
            };
            let severity = if severity == 0 { Severity::Note } else { Severity::Warning };
            findings.diagnostics.push(Diagnostic { code: Code::named(&code)?, severity, message, span, hints });
        }
        Some(Kept { built, in_place, findings, hashes, read })
    }
}

/// Whether a file has these bytes. It is read piece by piece: a run in which nothing changed holds no output in memory.
fn is_there(path: &Path, length: u64, check: &str) -> bool {
    let is_as_long = |metadata: &fs::Metadata| metadata.is_file() && metadata.len() == length;
    fs::metadata(path).is_ok_and(|metadata| is_as_long(&metadata))
        && File::open(path).and_then(|mut file| blake3_of(&mut file)).is_ok_and(|there| there == check)
}
