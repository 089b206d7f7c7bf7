//! The names of outputs that are called by their title: two texts of one title do not overwrite each other.
//!
//! In: what was built, and the folder. Out: a stem, with the text's date, the name of its file or a number after it where
//! a file of that name was made from another text; the same text is bound again in its place. What cannot be told apart
//! is taken for the same.

use std::fs;
use std::path::Path;

use bindery::config::Format;
use bindery::epub;
use bindery::pipeline::Built;

use super::output::slug;

/// How many numbers are tried; a folder with more outputs of one title has another trouble.
const MOST_NUMBERS: usize = 1000;

/// The stem of the names that outputs in a folder get, and whether it is another than the title's. `source` names the
/// text's file where it is one.
pub fn stem(folder: &Path, formats: &[Format], built: &Built, source: Option<&str>) -> (String, bool) {
    let title = slug(&built.title);
    let dated = built.date.as_ref().map(|date| format!("{title}-{}", slug(date)));
    let sourced = source.map(slug).filter(|source| *source != title).map(|source| format!("{title}-{source}"));
    let numbered = (2..MOST_NUMBERS).map(|number| format!("{title}-{number}"));
    let mut stems = [Some(title.clone()), dated, sourced].into_iter().flatten().chain(numbered);
    let is_free = |stem: &String| {
        formats.iter().all(|format| {
            let there = folder.join(format!("{stem}.{}", format.name()));
            let Some(ours) = built.outputs.get(format) else { return true };
            fs::read(there).map_or(true, |there| !is_of_another_text(*format, &there, ours, built.date.as_deref()))
        })
    };
    let stem = stems.find(is_free).unwrap_or_else(|| title.clone());
    let is_other = stem != title;
    (stem, is_other)
}

/// Whether two files were made from different texts.
fn is_of_another_text(format: Format, there: &[u8], ours: &[u8], date: Option<&str>) -> bool {
    match format {
        Format::Epub => match (epub::trace(there), epub::trace(ours)) {
            (Some(there), Some(ours)) => there != ours,
            (None, _) | (_, None) => false,
        },
        Format::Pdf => {
            let differs = |tag: &str| fact(there, tag) != fact(ours, tag);
            // A date that came from outside changes from build to build.
            let is_of_text = date.is_some_and(|date| {
                fact(ours, "<xmp:CreateDate>").is_some_and(|made| made.starts_with(date.as_bytes()))
            });
            fact(there, "<dc:title>").is_some()
                && (differs("<dc:creator>") || differs("<dc:description>") || is_of_text && differs("<xmp:CreateDate>"))
        }
    }
}

/// What an element of a PDF's XMP packet holds, up to the next closing tag of the same name; the packet is not compressed.
fn fact<'b>(pdf: &'b [u8], tag: &str) -> Option<&'b [u8]> {
    let find = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|window| window == wanted);
    let start = find(pdf, tag.as_bytes())? + tag.len();
    let space = tag.split(':').next().unwrap_or_default().replace('<', "</");
    let end = find(&pdf[start..], space.as_bytes()).unwrap_or(0);
    Some(&pdf[start..start + end])
}
