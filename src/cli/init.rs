//! A small book to begin with, or a theme to be changed: `bindery init`.
//!
//! In: a folder. Out: files that build, each of which says in its text what it is for; or a theme's style sheet, which
//! serves as `--theme FILE.css`. Nothing that is there is touched.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bindery::diagnostic::nearest;
use bindery::pipeline::Error;
use bindery::style::Theme;

use super::output::{self, Target};
use super::report::{Counts, Reporter};
use super::{Exit, failed, usage};

const MANIFEST: &str = r#"# The book. Every key of front matter may stand here; `bindery --help` lists them.
[book]
title = "A First Book"
author = "Your Name"
lang = "en"

# The texts in their order. Without this table, all texts of the folder are taken by name.
[content]
chapters = ["01-beginning.md", "02-how-it-goes-on.md"]
"#;

const FIRST: &str = "\
# Beginning

A file is a chapter, and its first heading the title. Paragraphs are parted by empty lines; *emphasis*,
**importance** and `code` are marked as in any Markdown.[^1] The [next chapter](02-how-it-goes-on.md) is one
file further.

> Quotations are indented.

1. Lists are numbered,
2. or have bullets.

[^1]: A note stands at the foot of its page, and at the end of the chapter in the EPUB.
";

const SECOND: &str = "\
# How It Goes On

Name another file in `bindery.toml`, write it, and build again.

```sh
bindery
```

| What         | Where                     |
|--------------|---------------------------|
| the title    | `bindery.toml`            |
| the look     | `--css`, `--theme`        |
| a look of your own | `bindery init --theme book` |
| all the rest | `bindery --help`          |
";

/// Makes a small book in a folder, or copies a theme there.
pub fn run(words: &[OsString], reporter: &Reporter) -> Exit {
    let mut folder = None;
    let mut theme = None;
    let mut words = words.iter().map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next() {
        if word == "--theme" {
            theme = Some(words.next().unwrap_or_default());
        } else if let Some(name) = word.strip_prefix("--theme=") {
            theme = Some(name.to_owned());
        } else if word.starts_with('-') || folder.is_some() {
            let hint = "for example `bindery init my-book`, or `bindery init --theme book`";
            return usage(reporter, "`init` wants one folder, or `--theme NAME`", Some(hint));
        } else {
            folder = Some(PathBuf::from(word));
        }
    }
    let place = folder.as_deref().unwrap_or(Path::new(""));
    let made = match &theme {
        None => make_book(place),
        Some(name) => match copy_theme(place, name) {
            Some(made) => made,
            None => {
                let error = Error::UnknownTheme { near: nearest(name, Theme::BUILTIN.to_vec()), name: name.clone() };
                return failed(&error, Counts::default(), reporter);
            }
        },
    };
    match made {
        Ok(files) => {
            files.iter().for_each(|file| reporter.done("Made", &file.display().to_string()));
            let note = match (theme, files.as_slice(), &folder) {
                (Some(_), [file], _) => format!("`--theme {}` builds with it", file.display()),
                (_, _, Some(folder)) => format!("`bindery {}` builds it", folder.display()),
                (_, _, None) => "`bindery` builds it".to_owned(),
            };
            reporter.note(&note);
            Exit::Done
        }
        Err(error) => {
            reporter.error(&error.to_string(), None);
            Exit::Failure
        }
    }
}

/// Writes a small book.
fn make_book(folder: &Path) -> io::Result<Vec<PathBuf>> {
    write(folder, &[("bindery.toml", MANIFEST), ("01-beginning.md", FIRST), ("02-how-it-goes-on.md", SECOND)])
}

/// Copies a theme of the program; `None` where there is none of that name.
fn copy_theme(folder: &Path, name: &str) -> Option<io::Result<Vec<PathBuf>>> {
    // The base that all themes stand on is the program's, for theirs and for a copy.
    let sheet = Theme::builtin(name)?.last()?;
    Some(write(folder, &[*sheet]))
}

/// Writes files; none where one of them is there.
fn write(folder: &Path, files: &[(&str, &str)]) -> io::Result<Vec<PathBuf>> {
    let files: Vec<(PathBuf, &str)> = files.iter().map(|(name, text)| (folder.join(name), *text)).collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(io::Error::other(format!("`{}` is there already; nothing was written", path.display())));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(io::Error::other(format!("`{}` is a file; name a folder", folder.display())));
    }
    fs::create_dir_all(folder)?;
    let outputs: Vec<(Target, &[u8])> =
        files.iter().map(|(path, text)| (Target::File(path.clone()), text.as_bytes())).collect();
    output::write(&outputs)
        .map_err(|failure| io::Error::other(format!("cannot write {}: {}", failure.target, failure.error)))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
