//! A small book to begin with, or a theme to be changed: `bindery init`.
//!
//! In: a folder. Out: files that build, each of which says in its text what it is for; or a theme's style sheet, which
//! serves as `--theme FILE.css`. Nothing that is there is touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bindery::style::Theme;

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

/// Writes a small book.
pub fn make_book(folder: &Path) -> io::Result<Vec<PathBuf>> {
    write(folder, &[("bindery.toml", MANIFEST), ("01-beginning.md", FIRST), ("02-how-it-goes-on.md", SECOND)])
}

/// Copies a theme of the program; `None` where there is none of that name.
pub fn copy_theme(folder: &Path, name: &str) -> Option<io::Result<Vec<PathBuf>>> {
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
    for (path, text) in &files {
        fs::write(path, text)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
