//! Catalogs over what was built: `bindery feed`.
//!
//! In: a folder of books, or names of files, and the address at which the folder lies. Out: `opds.xml`, `opds.json` and
//! `feed.xml` with the covers, all written or none. What is no book is told, and the others are listed.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bindery::catalog::{self, Catalog};
use bindery::config::Format;
use bindery::source::name;
use bindery::url;
use clap::Parser;

use super::output::{self, Target};
use super::report::Reporter;
use super::{Exit, absolute, usage};

/// The most bytes of a book: files of a ZIP archive that readers take have less (APPNOTE 6.3.10, 4.4.9).
const MAX_BOOK_BYTES: u64 = u32::MAX as u64;

/// Folders in folders beyond this are not looked into.
const MAX_DEPTH: usize = 16;

/// Write catalogs over books: an OPDS 1.2 and an OPDS 2.0 catalog and an RSS feed
///
/// Readers subscribe to `opds.xml` or `opds.json`, feed readers and podcast programs to `feed.xml`. The newest book
/// stands first; an EPUB and a PDF of one name are two formats of one book. Titles, authors, dates and covers are those
/// that the files tell.
#[derive(Debug, Parser)]
#[command(name = "bindery feed", disable_version_flag = true)]
struct Args {
    /// The folder of the books, or their files
    #[arg(value_name = "FOLDER|FILE", required = true)]
    inputs: Vec<PathBuf>,

    /// The address on the web of the folder
    #[arg(long, value_name = "URL")]
    base_url: String,

    /// What the catalog is called [default: the folder's name]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// Where to write the catalogs and covers [default: the folder of the books]
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// Print errors only
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command on the words after its name.
pub fn run(words: &[OsString], reporter: &mut Reporter) -> Exit {
    let args = match Args::try_parse_from([OsString::from("bindery feed")].iter().chain(words)) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    reporter.is_quiet = args.quiet;
    if !matches!(url::scheme(&args.base_url).as_deref(), Some("http" | "https")) {
        let message = format!("`{}` is no address on the web", args.base_url);
        return usage(reporter, &message, Some("write it whole: `--base-url https://example.org/books/`"));
    }
    let base_url = match url::absolute(args.base_url.split(['?', '#']).next().unwrap_or_default()) {
        Ok(base_url) => base_url,
        Err(_) => return usage(reporter, &format!("`{}` is no address on the web", args.base_url), None),
    };
    let Books { folder, files } = match books(&args.inputs) {
        Ok(found) => found,
        Err((path, error)) => {
            reporter.error(&format!("cannot read `{}`: {error}", path.display()), None);
            return Exit::Errors;
        }
    };
    let title = args.title.clone().unwrap_or_else(|| title_of(&folder, reporter));
    let mut catalog = Catalog::new(&title, &base_url);
    let is_whole = add_all(&mut catalog, &folder, &files, reporter);
    if catalog.publications.is_empty() {
        let hint = "build some first: `bindery article.md -o dist/`";
        reporter.error(&format!("there is no EPUB and no PDF in `{}`", folder.display()), Some(hint));
        return Exit::Errors;
    }
    catalog.settle();
    let out = args.output.unwrap_or(folder);
    for name in [catalog::OPDS1, catalog::OPDS2, catalog::RSS] {
        let path = out.join(name);
        if fs::read(&path).is_ok_and(|bytes| !catalog::is_own(name, &bytes)) {
            let message = format!("`{}` is there, and is no catalog of bindery's; nothing was written", path.display());
            reporter.error(&message, Some("`-o FOLDER` writes the catalogs elsewhere"));
            return Exit::Errors;
        }
    }
    match write(&catalog, &out) {
        Ok(()) => {
            let count = match catalog.publications.len() {
                1 => "1 book".to_owned(),
                count => format!("{count} books"),
            };
            for name in [catalog::OPDS1, catalog::OPDS2, catalog::RSS] {
                reporter.done("Listed", &format!("{} ({count})", out.join(name).display()));
            }
            if is_whole { Exit::Done } else { Exit::Errors }
        }
        Err(message) => {
            reporter.error(&message, Some("previous output is intact"));
            Exit::Failure
        }
    }
}

/// The folder's name in words, which is told.
fn title_of(folder: &Path, reporter: &Reporter) -> String {
    let name = absolute(folder).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = name::in_words(&name);
    reporter.note(&format!("the catalog is called `{title}` by its folder; `--title` gives another name"));
    title
}

/// The files of books in the order of their paths, and the folder from which they are seen.
struct Books {
    folder: PathBuf,
    files: Vec<(PathBuf, Format)>,
}

/// Finds the books of the inputs; else gives the one that is wrong, and why.
fn books(inputs: &[PathBuf]) -> Result<Books, (PathBuf, io::Error)> {
    if let [folder] = inputs
        && folder.is_dir()
    {
        let mut files = Vec::new();
        walk(folder, 0, &mut files).map_err(|error| (folder.clone(), error))?;
        files.sort();
        return Ok(Books { folder: folder.clone(), files });
    }
    let mut files = Vec::new();
    for input in inputs {
        let format = input.to_str().and_then(catalog::format_of);
        let no_book = || (input.clone(), io::Error::other("it is no EPUB and no PDF; one folder is read by itself"));
        files.push((input.clone(), format.ok_or_else(no_book)?));
    }
    files.sort();
    files.dedup();
    let parent = |path: &Path| path.parent().unwrap_or(Path::new("")).to_owned();
    let first = files.first().map(|(path, _)| parent(path)).unwrap_or_default();
    let folder = files.iter().fold(first, |common, (path, _)| {
        let (own, mut shared) = (parent(path), PathBuf::new());
        for (a, b) in common.components().zip(own.components()) {
            if a != b {
                break;
            }
            shared.push(a);
        }
        shared
    });
    Ok(Books { folder, files })
}

/// Finds books in a folder and those in it; hidden ones, and what links lead to, are none of it.
fn walk(folder: &Path, depth: usize, files: &mut Vec<(PathBuf, Format)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < MAX_DEPTH {
            walk(&entry.path(), depth + 1, files)?;
        } else if kind.is_file()
            && let Some(format) = catalog::format_of(name)
        {
            files.push((entry.path(), format));
        }
    }
    Ok(())
}

/// Adds all files; whether each could be read.
fn add_all(catalog: &mut Catalog, folder: &Path, files: &[(PathBuf, Format)], reporter: &Reporter) -> bool {
    let mut is_whole = true;
    for (path, format) in files {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let below: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let size = fs::metadata(path).map(|metadata| metadata.len());
        let bytes = match size {
            Ok(size) if size > MAX_BOOK_BYTES => Err(io::Error::other("it is too large for a book")),
            Ok(_) | Err(_) => fs::read(path),
        };
        let problem = match bytes {
            Ok(bytes) if catalog.add(&below.join("/"), *format, &bytes) => continue,
            Ok(_) if *format == Format::Epub => "it is no EPUB".to_owned(),
            Ok(_) => "it is no PDF that can be read".to_owned(),
            Err(error) => error.to_string(),
        };
        is_whole = false;
        reporter.error(&format!("cannot list `{}`: {problem}", path.display()), None);
    }
    is_whole
}

/// Writes catalogs and covers, every file or none.
fn write(catalog: &Catalog, folder: &Path) -> Result<(), String> {
    let texts = [
        (catalog::OPDS1, catalog::opds1(catalog)),
        (catalog::OPDS2, catalog::opds2(catalog)),
        (catalog::RSS, catalog::rss(catalog)),
    ];
    let texts = texts.iter().map(|(name, text)| (folder.join(name), text.as_bytes()));
    let covers = catalog.publications.iter().filter_map(|book| book.cover.as_ref());
    let covers = covers.map(|cover| (folder.join(&cover.path), cover.bytes.as_slice()));
    let outputs: Vec<(PathBuf, &[u8])> = covers.chain(texts).collect();
    for (path, _) in &outputs {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        if let Some(parent) = parent {
            fs::create_dir_all(parent)
                .map_err(|error| format!("cannot make the folder `{}`: {error}", parent.display()))?;
        }
    }
    let outputs: Vec<(Target, &[u8])> = outputs.into_iter().map(|(path, bytes)| (Target::File(path), bytes)).collect();
    output::write(&outputs).map_err(|failure| format!("cannot write {}: {}", failure.target, failure.error))
}
