//! What people bring from pandoc: each of its options is ours, has no effect here, or is refused with what serves
//! instead (<https://pandoc.org/MANUAL.html#options>).
//!
//! In: the words of the command line. Out: the words that are left for our own options, with notes on those taken away;
//! or a refusal. Options of ours, and unknown ones, pass through: `args` knows them. `tools` has the same table for
//! other tools.

use std::ffi::{OsStr, OsString};

use super::args::{is_switch, takes_value};
use super::tools;

/// What becomes of an option.
#[derive(Clone, Copy)]
pub enum Answer {
    /// It is ours under this name.
    Ours(&'static str),
    /// It has no effect, and why.
    Idle(&'static str),
    /// What to do instead.
    Instead(&'static str),
}

use Answer::{Idle, Instead, Ours};

/// An option with its letter, and whether a value follows.
pub struct Foreign {
    name: &'static str,
    letter: Option<char>,
    takes_value: bool,
    answer: Answer,
}

pub const fn flag(name: &'static str, letter: Option<char>, answer: Answer) -> Foreign {
    Foreign { name, letter, takes_value: false, answer }
}

pub const fn value(name: &'static str, letter: Option<char>, answer: Answer) -> Foreign {
    Foreign { name, letter, takes_value: true, answer }
}

const WHOLE: Answer = Idle("every file that bindery writes is whole by itself");
const SHEET: &str = "the look is CSS: write a style sheet and give it with `--css`, or choose a `--theme`";
const HIGHLIGHT: &str =
    "`--highlight color`, `mono` or `none`, or a style sheet with rules for `.hl-keyword` and the like, `own.css`";
const FORMULAS: Answer = Idle("formulas need no program of the reader's");
const CITATIONS: &str = "bindery has no bibliographies: write references as notes";
const NO_OTHER_FORMAT: &str = "bindery writes EPUB and PDF";
const NO_FILTER: &str =
    "there are no filters: run a program over the text first, and pipe what it writes into `bindery -`";
const ONLY_PICTURES: &str =
    "only pictures are read from the web, with `--fetch`, as anyone may read them: save others beside the text";
const TAGGED: &str = "bindery writes what both formats can say; there is nothing to choose";

/// Every option of pandoc 3.8 that is not ours under the same name.
const FOREIGN: &[Foreign] = &[
    // General
    value("reader", Some('r'), Ours("--from")),
    value("write", Some('w'), Ours("--to")),
    value("data-dir", None, Instead("there is no data folder: `--theme FILE.css` and `--css` name files")),
    value(
        "defaults",
        Some('d'),
        Instead(
            "options stand in a file for `--config`, which `--print-config` shows; a folder for the outputs is `-o FOLDER/`",
        ),
    ),
    flag("bash-completion", None, Instead("`bindery completions bash` prints them")),
    value("log", None, Instead("use `--message-format json` and redirect standard error")),
    flag("list-input-formats", None, Instead("`bindery --help` lists the dialects under `--from`")),
    flag("list-output-formats", None, Instead(NO_OTHER_FORMAT)),
    value("list-extensions", None, Instead("`bindery --help` lists the dialects under `--from`")),
    flag("list-highlight-languages", None, Instead("more than 260 languages are known by the names that fences have")),
    flag("list-highlight-styles", None, Instead(HIGHLIGHT)),
    // Reader
    value("shift-heading-level-by", None, Instead("the highest heading of a file is its title, whatever its level")),
    value("base-header-level", None, Instead("the highest heading of a file is its title, whatever its level")),
    value("indented-code-classes", None, Instead("give listings a fence with a language")),
    value("default-image-extension", None, Instead("name image files with their endings")),
    flag("file-scope", None, Idle("ids and notes of each file are its own; a link seeks an id in its own file first")),
    value("filter", Some('F'), Instead(NO_FILTER)),
    value("lua-filter", Some('L'), Instead(NO_FILTER)),
    flag("preserve-tabs", Some('p'), Idle("tabs in code are kept; `tab-size` says how wide they are")),
    value("tab-stop", None, Instead("set `pre { tab-size: 4 }` in a style sheet and give it with `--css`")),
    value("track-changes", None, Instead("bindery reads Markdown alone")),
    value("extract-media", None, Instead("bindery writes no image files: an EPUB is a ZIP archive that holds them")),
    value("abbreviations", None, Instead("write a no-break space, `&nbsp;`, where a line may not end")),
    flag("trace", None, Instead("`--dump tree` shows what was read")),
    // Writer
    flag("standalone", Some('s'), WHOLE),
    value("template", None, Instead(SHEET)),
    flag(
        "sandbox",
        None,
        Idle(
            "bindery reads nothing outside the book's folder, and from the web only the pictures that `--fetch` asks for",
        ),
    ),
    value(
        "print-default-template",
        Some('D'),
        Instead(
            "`bindery init --theme NAME` copies a theme out; drafts are bound by `--drafts`, `-o FOLDER/` names a folder",
        ),
    ),
    value("print-default-data-file", None, Instead("`--print-config` prints the options and their defaults")),
    value("eol", None, Idle("the formats have no line ends of their own")),
    value("dpi", None, Idle("images have the size that they state; CSS can change it")),
    value("wrap", None, Idle("lines are broken by the page's measure")),
    value("columns", None, Idle("lines are broken by the page's measure; columns of a page are CSS, `columns: 2`")),
    flag("table-of-contents", None, Ours("--toc")),
    flag("lof", None, Instead("there are no lists of figures")),
    flag("lot", None, Instead("there are no lists of tables")),
    flag("list-of-figures", None, Instead("there are no lists of figures")),
    flag("list-of-tables", None, Instead("there are no lists of tables")),
    flag("strip-comments", None, Idle("comments never reach a book")),
    flag("no-highlight", None, Ours("--highlight=none")),
    value("highlight-style", None, Instead(HIGHLIGHT)),
    value("syntax-highlighting", None, Instead(HIGHLIGHT)),
    value("syntax-definition", None, Instead("no grammars are read: name a language that is like it")),
    value("include-in-header", Some('H'), Instead(SHEET)),
    value("include-before-body", Some('B'), Instead("name the file first among the inputs")),
    value("include-after-body", Some('A'), Instead("name the file last among the inputs")),
    value("request-header", None, Instead(ONLY_PICTURES)),
    flag("no-check-certificate", None, Instead(ONLY_PICTURES)),
    flag("self-contained", None, WHOLE),
    flag("embed-resources", None, WHOLE),
    flag("link-images", None, Instead("images are part of the file in both formats")),
    flag("html-q-tags", None, Idle(TAGGED)),
    flag("ascii", None, Idle("both formats hold every character")),
    flag("reference-links", None, Idle(TAGGED)),
    value(
        "reference-location",
        None,
        Instead("notes stand at the foot of the page, and in the EPUB at the chapter's end"),
    ),
    value("figure-caption-position", None, Instead("write `figcaption` rules into a style sheet for `--css`")),
    value("table-caption-position", None, Instead("set `caption-side` in a style sheet for `--css`")),
    value("markdown-headings", None, Idle(TAGGED)),
    flag("atx-headers", None, Idle(TAGGED)),
    flag("list-tables", None, Idle(TAGGED)),
    value(
        "top-level-division",
        None,
        Instead("`--theme book` makes chapters of level 1; parts come from `SUMMARY.md`"),
    ),
    value("number-offset", None, Instead("numbers begin at 1; write another number into the heading")),
    flag("listings", None, Idle(TAGGED)),
    flag(
        "incremental",
        Some('i'),
        Instead("bindery makes books, not slides; a text is named by itself: `bindery FILE.md`"),
    ),
    value("slide-level", None, Instead("bindery makes books, not slides")),
    flag("section-divs", None, Idle(TAGGED)),
    value("email-obfuscation", None, Idle("mail addresses are links as they are written")),
    value("id-prefix", None, Idle("ids are unique in each file")),
    value("title", None, Instead("`-M title=\"…\"` gives the title")),
    value("author", None, Instead("`-M author=\"…\"` gives the author")),
    value("lang", None, Instead("`-M lang=…` gives the language")),
    value("title-prefix", Some('T'), Instead("write the title as it is to be: `-M title=\"…\"`")),
    value("reference-doc", None, Instead(SHEET)),
    value("epub-subdirectory", None, Idle("the folder within the EPUB is `OEBPS`")),
    value("epub-title-page", None, Idle("a book of several texts has a title page")),
    value("epub-metadata", None, Instead("give the facts with `-M`, in front matter, or in a `--metadata-file`")),
    value("epub-embed-font", None, Instead("name the font in a style sheet's `@font-face` and give it with `--css`")),
    value("epub-chapter-level", None, Ours("--split-level")),
    value("chunk-template", None, Instead(NO_OTHER_FORMAT)),
    value("ipynb-output", None, Instead("bindery reads Markdown alone")),
    value("pdf-engine", None, Instead("bindery typesets by itself; leave the option out")),
    value("pdf-engine-opt", None, Instead("bindery typesets by itself; leave the option out")),
    flag("citeproc", Some('C'), Instead(CITATIONS)),
    value("bibliography", None, Instead(CITATIONS)),
    value("csl", None, Instead(CITATIONS)),
    value("citation-abbreviations", None, Instead(CITATIONS)),
    flag("natbib", None, Instead(CITATIONS)),
    flag("biblatex", None, Instead(CITATIONS)),
    flag("mathml", None, FORMULAS),
    flag("webtex", None, FORMULAS),
    flag("mathjax", None, FORMULAS),
    flag("katex", None, FORMULAS),
    flag("gladtex", None, FORMULAS),
    flag("server", None, Instead("bindery answers no requests: it builds and ends")),
    flag("dump-args", None, Instead("`bindery inspect` shows what would be read")),
    flag("ignore-args", None, Instead("leave out what is not wanted")),
    flag("smart", Some('S'), Idle("quotes and dashes are set by the rules of the language")),
    flag("normalize", None, Idle(TAGGED)),
    flag("chapters", None, Instead("`--theme book` makes chapters of the headings of level 1")),
];

/// The options of all tools.
fn all() -> impl Iterator<Item = &'static Foreign> {
    FOREIGN.iter().chain(tools::FOREIGN)
}

/// The command line without pandoc's options.
#[derive(Debug, Default)]
pub struct Kept {
    pub words: Vec<OsString>,
    /// What was taken away, and why it has no effect.
    pub notes: Vec<String>,
}

/// An option that is refused, and what to do instead.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub option: String,
    pub advice: &'static str,
}

/// Takes pandoc's options out of the command line; the program's name stays in front.
pub fn translate(words: impl IntoIterator<Item = OsString>) -> Result<Kept, Refusal> {
    let mut kept = Kept::default();
    let mut words = words.into_iter();
    kept.words.extend(words.next());
    while let Some(word) = words.next() {
        if word == "--" {
            kept.words.push(word);
            kept.words.extend(words);
            break;
        }
        if let Some(switch) = switched(&word) {
            kept.words.extend(switch);
            continue;
        }
        let word = without_idle_letters(word, &mut kept.notes);
        let Some((foreign, shown, attached)) = find(&word) else {
            let takes_value = word.to_str().is_some_and(|word| word.starts_with('-') && takes_value(word));
            kept.words.push(word);
            // The value of an option of ours is never looked at: `-M -s` is a fact.
            if takes_value {
                kept.words.extend(words.next());
            }
            continue;
        };
        let value = match (foreign.takes_value, attached) {
            (true, None) => words.next(),
            (true | false, attached) => attached,
        };
        match foreign.answer {
            Ours(name) => {
                kept.words.push(name.into());
                kept.words.extend(value);
            }
            Idle(why) => kept.notes.push(format!("`{shown}` has no effect: {why}")),
            Instead(advice) => return Err(Refusal { option: shown, advice }),
        }
    }
    Ok(kept)
}

/// Switches in one word, `-sN`, without those that have no effect here, of which there must be another than the first.
fn without_idle_letters(word: OsString, notes: &mut Vec<String>) -> OsString {
    let Some(letters) = word.to_str().and_then(|word| word.strip_prefix('-')) else { return word };
    if letters.starts_with('-') || letters.chars().count() < 2 {
        return word;
    }
    let (mut kept, mut idle) = (String::from("-"), Vec::new());
    for (at, letter) in letters.char_indices() {
        match all().find(|foreign| foreign.letter == Some(letter)) {
            Some(Foreign { takes_value: false, answer: Idle(why), .. }) => {
                idle.push(format!("`-{letter}` has no effect: {why}"));
            }
            // What follows may be a value.
            Some(_) => return word,
            None if takes_value(&format!("-{letter}")) => {
                kept.push_str(&letters[at..]);
                break;
            }
            None => kept.push(letter),
        }
    }
    if idle.is_empty() || kept.len() < 2 {
        return word;
    }
    notes.append(&mut idle);
    kept.into()
}

/// A switch that is given its value, as pandoc 3 has it, is there or is not: `--toc=false` is `--no-toc`.
fn switched(word: &OsStr) -> Option<Vec<OsString>> {
    let (name, value) = word.to_str()?.strip_prefix("--")?.split_once('=')?;
    let is_on = match value.to_ascii_lowercase().as_str() {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    let name = match all().find(|foreign| foreign.name == name) {
        Some(Foreign { answer: Ours(own), takes_value: false, .. }) => own.strip_prefix("--")?,
        // What has no effect has none in either case, and what is refused need not be where it is not asked for.
        Some(Foreign { answer: Idle(_) | Instead(_), takes_value: false, .. }) if !is_on => return Some(Vec::new()),
        Some(_) => return None,
        None => name,
    };
    if !is_switch(name) {
        return None;
    }
    let counterpart = match name.strip_prefix("no-") {
        Some(name) => name.to_owned(),
        None => format!("no-{name}"),
    };
    Some(match is_on {
        true => vec![format!("--{name}").into()],
        false if is_switch(&counterpart) => vec![format!("--{counterpart}").into()],
        false => Vec::new(),
    })
}

/// The option of pandoc's that a word is, as it was written, and the value attached to it.
fn find(word: &OsStr) -> Option<(&'static Foreign, String, Option<OsString>)> {
    let text = word.to_str()?;
    if let Some(long) = text.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.into())),
            None => (long, None),
        };
        let foreign = all().find(|foreign| foreign.name == name)?;
        return Some((foreign, format!("--{name}"), value));
    }
    let mut letters = text.strip_prefix('-')?.chars();
    let letter = letters.next()?;
    let foreign = all().find(|foreign| foreign.letter == Some(letter))?;
    let rest = letters.as_str();
    // `-sS` and other letters in one word are left to whoever reads the rest.
    if !foreign.takes_value && !rest.is_empty() {
        return None;
    }
    let value = (!rest.is_empty()).then(|| rest.trim_start_matches('=').into());
    Some((foreign, format!("-{letter}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Kept, Refusal> {
        translate(line.split(' ').map(OsString::from))
    }

    fn kept(line: &str) -> String {
        words(line).unwrap().words.join(OsStr::new(" ")).into_string().unwrap()
    }

    #[test]
    fn what_is_ours_stays_and_what_is_idle_goes() {
        assert_eq!(kept("bindery -s a.md -o b.pdf"), "bindery a.md -o b.pdf");
        assert_eq!(kept("bindery --wrap none a.md --eol=lf"), "bindery a.md");
        assert_eq!(kept("bindery --table-of-contents -w epub a.md"), "bindery --toc --to epub a.md");
        assert_eq!(kept("bindery -M -s -- -s"), "bindery -M -s -- -s");
        assert_eq!(words("bindery -s").unwrap().notes.len(), 1);
        assert_eq!(kept("bindery -sN a.md -Nso b.pdf -Nsob.pdf"), "bindery -N a.md -No b.pdf -Nob.pdf");
        assert_eq!(kept("bindery --toc=false --table-of-contents=true"), "bindery --no-toc --toc");
        assert_eq!(kept("bindery --number-sections=false --standalone=false --citeproc=false a.md"), "bindery a.md");
        assert_eq!(kept("bindery a.md --buildDrafts --format pdf -b epub"), "bindery a.md --drafts --to pdf --to epub");
        assert_eq!(kept("bindery --no-toc=false --toc=x --cover=true"), "bindery --toc --toc=x --cover=true");
    }

    #[test]
    fn what_is_done_otherwise_is_refused_with_advice() {
        for (line, option) in [
            ("bindery --pdf-engine=xelatex a.md", "--pdf-engine"),
            ("bindery -F filter a.md", "-F"),
            ("bindery a.md --citeproc", "--citeproc"),
            ("bindery a.md -H head.html", "-H"),
            ("bindery build --dest-dir out", "--dest-dir"),
            ("bindery a.md -a toc", "-a"),
            ("bindery --input=a.md", "--input"),
        ] {
            let refusal = words(line).unwrap_err();
            assert_eq!(refusal.option, option);
            assert!(!refusal.advice.is_empty());
        }
    }

    #[test]
    fn no_option_of_ours_is_in_the_table() {
        let names = super::super::args::names();
        for foreign in all() {
            assert!(!names.iter().any(|name| name == foreign.name), "--{}", foreign.name);
            assert_eq!(all().filter(|other| other.name == foreign.name).count(), 1, "--{}", foreign.name);
        }
    }
}
