//! The first word of the command line: what is to be done.
//!
//! In: the words. Out: a [`Command`], and the words without it. Words that other programs know as commands are answered,
//! unless a file has that name.

use bindery::diagnostic::nearest;
use std::ffi::OsString;
use std::path::Path;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Build,
    /// Builds and writes nothing.
    Check,
    /// Shows what would be read.
    Inspect,
    /// Writes catalogs over books that were built.
    Feed,
    /// Makes a small book to begin with.
    Init,
    /// Prints what there is to know of a subject.
    Explain,
    /// Joins the reports of a batch's parts.
    Merge,
    /// Prints completions for the shell that is named.
    Completions,
    /// Prints the manual page.
    Man,
    Help,
    Version,
}

const COMMANDS: &[(&str, Command)] = &[
    ("build", Command::Build),
    ("check", Command::Check),
    ("inspect", Command::Inspect),
    ("feed", Command::Feed),
    ("init", Command::Init),
    ("explain", Command::Explain),
    ("merge", Command::Merge),
    ("completions", Command::Completions),
    ("man", Command::Man),
    ("help", Command::Help),
    ("version", Command::Version),
];

/// The command that a word was meant to be, if it is nearly one.
pub fn near(word: &str) -> Option<&'static str> {
    nearest(word, COMMANDS.iter().map(|(name, _)| *name))
}

const TOOL: &str =
    "`bindery` alone builds the project of this folder, whatever its tool; `bindery FILE.md` builds a text";

/// Words that stand for a command elsewhere, and what serves in its place.
const OTHERS: &[(&str, &str)] = &[
    ("serve", "there is no server: run `bindery` again when the text has changed, it takes less than a second"),
    ("watch", "nothing is watched: run `bindery` again when the text has changed, it takes less than a second"),
    ("preview", "open the PDF or the EPUB that `bindery` writes; many readers load a changed file again"),
    ("new", "`bindery init FOLDER` makes a small book to begin with"),
    ("create", "`bindery init FOLDER` makes a small book to begin with"),
    ("epub", "write `-t epub`, or end the name after `-o` in `.epub`"),
    ("pdf", "write `-t pdf`, or end the name after `-o` in `.pdf`"),
    ("html", "bindery writes EPUB and PDF"),
    ("render", "`bindery FILE.md` builds"),
    ("convert", "`bindery FILE.md` builds"),
    ("compile", "`bindery FILE.md` builds"),
    ("make", "`bindery FILE.md` builds"),
    ("export", "`bindery FILE.md` builds"),
    ("test", "`bindery check` reports all there is to report and writes nothing"),
    ("lint", "`bindery check` reports all there is to report and writes nothing"),
    ("validate", "`bindery check` reports all there is to report and writes nothing"),
    ("clean", "bindery keeps nothing but what it was asked for"),
    ("publish", "bindery writes files; how they are published is yours; `bindery feed` writes catalogs over them"),
    ("pandoc", TOOL),
    ("mdbook", TOOL),
    ("quarto", TOOL),
    ("jekyll", TOOL),
    ("hugo", TOOL),
    ("zola", TOOL),
    ("mkdocs", TOOL),
    ("gitbook", TOOL),
    ("honkit", TOOL),
    ("bookdown", TOOL),
    ("leanpub", TOOL),
    ("eleventy", TOOL),
    ("asciidoctor", TOOL),
    ("asciidoctor-pdf", TOOL),
    ("ebook-convert", TOOL),
    ("install", "`cargo install --path .` installs bindery; there is nothing to add to it"),
];

/// A word that is no command of ours.
#[derive(Debug, PartialEq)]
pub struct NoCommand {
    pub word: String,
    pub advice: &'static str,
}

/// Takes the command off the words; the program's name stays in front.
pub fn take(words: &mut Vec<OsString>) -> Result<Command, NoCommand> {
    let Some(word) = words.get(1).and_then(|word| word.to_str()).map(str::to_owned) else { return Ok(Command::Build) };
    // Alone it asks for the version, as it does of most programs; with a value it is a variable.
    if word == "-V" && words.len() == 2 {
        return Ok(Command::Version);
    }
    if let Some((_, command)) = COMMANDS.iter().find(|(name, _)| *name == word) {
        words.remove(1);
        return Ok(*command);
    }
    match OTHERS.iter().find(|(name, _)| *name == word) {
        Some((_, advice)) if !Path::new(&word).exists() => Err(NoCommand { word, advice }),
        Some(_) | None => Ok(Command::Build),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_may_be_a_command() {
        let take = |line: &str| {
            let mut words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            take(&mut words).map(|command| (command, words.len()))
        };
        assert_eq!(take("bindery build a.md"), Ok((Command::Build, 2)));
        assert_eq!(take("bindery check a.md"), Ok((Command::Check, 2)));
        assert_eq!(take("bindery a.md check"), Ok((Command::Build, 3)));
        assert_eq!(take("bindery watch a.md").unwrap_err().word, "watch");
    }
}
