//! The names of outputs that are called by their title: two texts of one title do not overwrite each other.
//!
//! In: what was built, and the folder. Out: a stem, with the text's date, the name of its file or a number after it where
//! a file of that name was made from another text; the same text is bound again in its place. A file
//! of that name which is none of ours stays as well.

use std::fs;
use std::path::Path;

use bindery::config::Format;
use bindery::epub;
use bindery::pipeline::Built;
use bindery::source::Loader;

use super::absolute;
use super::output::slug;

/// How many numbers are tried; a folder with more outputs of one title has another trouble.
const MOST_NUMBERS: usize = 1000;

/// The stem of the names that outputs in a folder get, and whether it is another than the title's. `source` names the
/// text's file where it is one.
/// A place that the loader refuses, for a link is there, counts as free: it is refused when it is written.
pub fn stem(folder: &Path, formats: &[Format], built: &Built, source: Option<&str>, loader: &Loader) -> (String, bool) {
    let title = slug(&built.title);
    let dated = built.date.as_ref().map(|date| format!("{title}-{}", slug(date)));
    let sourced = source.map(slug).filter(|source| *source != title).map(|source| format!("{title}-{source}"));
    let numbered = (2..MOST_NUMBERS).map(|number| format!("{title}-{number}"));
    let mut stems = [Some(title.clone()), dated, sourced].into_iter().flatten().chain(numbered);
    let is_free = |stem: &String| {
        formats.iter().all(|format| {
            let there = folder.join(format!("{stem}.{}", format.name()));
            let Some(ours) = built.outputs.get(format) else { return true };
            // Reading a pipe could wait for ever.
            !there.is_file()
                || loader.leads_out(&absolute(&there))
                || fs::read(there).map_or(true, |there| !is_of_another_text(*format, &there, ours))
        })
    };
    let stem = stems.find(is_free).unwrap_or_else(|| title.clone());
    let is_other = stem != title;
    (stem, is_other)
}

/// Whether two files were made from different texts.
fn is_of_another_text(format: Format, there: &[u8], ours: &[u8]) -> bool {
    match format {
        Format::Epub => epub::trace(there) != epub::trace(ours),
        Format::Pdf => permanent_identifier(there) != permanent_identifier(ours),
    }
}

/// The first of a PDF's two identifiers, which its edits do not change (PDF 32000-1, 14.4). It stands in the last
/// dictionary of the file, which is not compressed.
fn permanent_identifier(pdf: &[u8]) -> Option<&[u8]> {
    let key = b"/ID";
    let at = pdf.windows(key.len()).rposition(|window| window == key)?;
    let rest = &pdf[at..];
    let open = rest.iter().position(|&byte| byte == b'<')?;
    let close = rest.iter().position(|&byte| byte == b'>')?;
    rest.get(open + 1..close)
}
