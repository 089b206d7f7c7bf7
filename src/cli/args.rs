//! The command line as clap reads it. The help text is the manual of the program.

use std::ffi::OsString;
use std::path::PathBuf;

use super::batch::Shard;
use super::conformance::StoreName;
use super::diagram::DiagramCommand;
use bindery::config::{Format, Highlight, LinkUrls, MathFormat, Order, PdfStandard};
use bindery::geom::Size;
use bindery::pipeline::Dump;
use clap::builder::PossibleValue;
use clap::{ArgAction, CommandFactory, Parser, ValueEnum};

/// Markdown in, bound books out: an EPUB 3 and a typeset, tagged PDF from one program.
///
/// One text file becomes an article, several become a book with a title page and contents, each file a
/// chapter in the order given. Without an input, the project of the current folder is built.
///
/// Commands: `build` is what happens without one; `check` reports all there is to report and writes nothing;
/// `inspect` shows which texts would be read, in order, and where they would go; `feed FOLDER --base-url URL` writes catalogs (OPDS, RSS) over the books in a folder; `init FOLDER` makes a small book to begin with, `init --theme NAME` a style sheet; `explain css` prints what style sheets may say; `merge` joins the reports of a batch's parts; `completions SHELL` and `man` print what a shell and `man` read.
#[derive(Debug, Parser)]
#[command(
    name = "bindery",
    version,
    disable_version_flag = true,
    override_usage = "bindery [COMMAND] [OPTIONS] [INPUT]...",
    after_help = "The whole manual: bindery --help",
    after_long_help = MANUAL,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Args {
    /// Markdown files, a folder, a feed, or `-`
    ///
    /// Files are read in the order given. A folder stands for its `*.md` files and for the
    /// `index.md` of each folder in it, sorted by name; one with `book.toml` or `SUMMARY.md` is an mdBook
    /// project and is read as such. A feed (RSS, Atom, JSON Feed) becomes an issue, each entry an article.
    /// `-` is standard input.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    /// Where to write; the ending tells the format
    ///
    /// Give it once for each file: `-o book.epub -o book.pdf`. `-` is standard output and wants `--to`. A
    /// folder gets files named after the title. Without `-o`, both formats land in the current folder under
    /// the title.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Vec<PathBuf>,

    /// Build every input on its own
    ///
    /// A pattern stands for the files that match it, `'posts/**/*.md'`; a folder for the texts in it, where one that is a
    /// project or has an `index.md` is one text. Outputs are called as their texts are, below the folder of `-o`, or by a
    /// pattern: `-o 'dist/{date}-{slug}.epub'`, with `{slug}` (the title), `{date}`, `{stem}` (the name of the text's file)
    /// and `{path}` (the same with its folders). A text that fails fails alone; drafts are left out. What was built before
    /// and did not change is kept, see `--cache`.
    #[arg(long, help_heading = "Output")]
    pub each: bool,

    /// Build these of the project's `[[output]]` tables alone; may be repeated
    ///
    /// The `bindery.toml` of a project says in such tables what is to be made, each with a `path` (a name with fields):
    /// the book, one book of several `texts`, or a book of `each`; all of them are made unless `-o` names an output.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["each", "output"], help_heading = "Output")]
    pub profile: Vec<String>,

    /// Build a part of a batch: `2/4` is the second of four
    ///
    /// Which texts are in it depends on their names alone, so that machines share a batch without talking to one another.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse, help_heading = "Output")]
    pub shard: Option<Shard>,

    /// Keep what is built in this folder, and take from it what did not change
    ///
    /// With `--each` that is `$XDG_CACHE_HOME/bindery/builds`, else `~/.cache/bindery/builds`, unless `--no-cache` is given;
    /// else nothing is kept. An output is taken where all that it was made of is the same: texts, images, style sheets,
    /// fonts, options, this program. Runs may share the folder, and it may be deleted at any time.
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_cache", help_heading = "Output")]
    pub cache: Option<PathBuf>,

    /// How large that folder may grow: `500MB`, `2GB`; what was not used for longest goes first [default: 2GB]
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Output")]
    pub cache_size: Option<u64>,

    /// Keep nothing, and build everything
    #[arg(long, help_heading = "Output")]
    pub no_cache: bool,

    /// Build everything twice, the second time with one thread and nothing kept, and compare
    #[arg(long, help_heading = "Output")]
    pub verify: bool,

    /// Which format to make, where `-o` does not tell
    #[arg(short, long, value_name = "FORMAT", value_enum, value_delimiter = ',', help_heading = "Output")]
    pub to: Vec<FormatName>,

    /// The look: `article`, `book`, `technical`, `none`, or a style sheet that is a theme
    ///
    /// A name that ends in `.css` is a file of yours in the place of a theme's; `none` leaves elements as
    /// plain as HTML has them. Without it, one text is an `article` (A4, one column, its title above the text) and several are a
    /// `book` (6 × 9 in, mirrored margins, running heads), or `technical` (7 × 9.25 in, 76 columns of code) where a tenth
    /// or more of their lines are code. `bindery init --theme NAME` copies a theme out, to be changed.
    #[arg(long, value_name = "NAME|FILE.css", help_heading = "Look")]
    pub theme: Option<String>,

    /// A style sheet of yours, after the theme's; may be repeated
    ///
    /// The same CSS goes into the EPUB and through the PDF's page layout, which knows CSS Paged Media:
    /// `@page`, margin boxes, `string-set`, `target-counter()`, `leader()`, `break-*`, `orphans`, `widows`.
    #[arg(short, long, value_name = "FILE", help_heading = "Look")]
    pub css: Vec<PathBuf>,

    /// How code is painted: `color`, `mono`, `none`, or a style sheet
    ///
    /// `color` is also told by weight and slant, as print in black and white needs it; `mono` is weight and slant alone. A
    /// name that ends in `.css` is a file of yours with rules for `.hl-keyword`, `.hl-comment` and the like. The names of
    /// languages are those that fences have everywhere; more than 260 are known, and endings of files as well.
    #[arg(long, value_name = "NAME|FILE.css", value_parser = highlight, help_heading = "Look")]
    pub highlight: Option<Highlight>,

    /// How formulas stand in the EPUB: `mathml`, or `svg` for readers that show no MathML
    ///
    /// Drawings have the formula's words in place of its text; they cannot be searched, and long ones do not break.
    #[arg(long, value_name = "FORM", value_parser = math, help_heading = "Look")]
    pub math: Option<MathFormat>,

    /// Which standards the PDF is made for: `1.7` (PDF/UA-1, PDF/A-2a), `2.0` or `plain` [default: 1.7]
    ///
    /// With `2.0` it is PDF 2.0 and conforms to PDF/UA-2, PDF/A-4 and Well-Tagged PDF, with each formula as MathML; some
    /// readers do not know all of that yet. `plain` is the PDF of `1.7` that claims to conform to nothing.
    #[arg(long, value_name = "STANDARD", value_parser = pdf, help_heading = "Output")]
    pub pdf: Option<PdfStandard>,

    /// The PDF's pages: `A4`, `Letter`, `A5 landscape`, `6x9in`, `210x297mm`
    #[arg(long, value_name = "SIZE", value_parser = page_size, help_heading = "Look")]
    pub page_size: Option<Size>,

    /// Print a contents page; a book has one unless told otherwise
    #[arg(long, overrides_with = "no_toc", help_heading = "Look")]
    pub toc: bool,

    /// Print no contents page
    #[arg(long, overrides_with = "toc", help_heading = "Look")]
    pub no_toc: bool,

    /// How many levels the contents, the EPUB navigation and the PDF outline show [default: 3]
    #[arg(long, value_name = "1-6", value_parser = clap::value_parser!(u8).range(1..=6), help_heading = "Look")]
    pub toc_depth: Option<u8>,

    /// Number chapters and sections: 1, 1.1, 1.1.1
    ///
    /// In both formats, in headings and contents. A heading with the class `unnumbered`, or `{-}`, has none.
    #[arg(short = 'N', long, help_heading = "Look")]
    pub number_sections: bool,

    /// Headings of this level and above begin chapters in a file [default: as the text is made]
    ///
    /// With the themes `book` and `technical`, and in a text of 250 kB and more, the level-1 headings of a file begin chapters, or those
    /// of level 2 where the only level-1 heading is the title. 0 cuts nothing. However long a chapter is, no content
    /// document of the EPUB grows beyond 260 kB.
    #[arg(long, value_name = "0-6", value_parser = clap::value_parser!(u8).range(0..=6), help_heading = "Look")]
    pub split_level: Option<u8>,

    /// How the printed page tells where links lead: `none`, `note`, `inline` [default: none]
    ///
    /// With `none` they are colored, and lead there in the PDF: a novel wants no more, and in a manual the addresses
    /// would outgrow the text. `note` prints them at the foot of the page, numbered with the book's own notes;
    /// `inline` in parentheses after the link.
    /// Links whose words are the address, and links in headings, are left alone. The EPUB stays as it is.
    #[arg(long, value_name = "HOW", value_parser = link_urls, help_heading = "Look")]
    pub link_urls: Option<LinkUrls>,

    /// How well pictures are encoded that are made fit for stores [default: 85]
    ///
    /// A picture of more than 5.6 megapixels, of more bytes than stores take, in inks (CMYK), or of another type than
    /// JPEG, PNG and GIF is encoded anew, once for both formats, as JPEG or, with transparency or few colors, as PNG.
    /// All others keep their pixels as they are. 70 makes about half the bytes of 85.
    #[arg(long, value_name = "1-100", value_parser = clap::value_parser!(u8).range(1..=100), help_heading = "Look")]
    pub image_quality: Option<u8>,

    /// Leave pictures as they are, bytes and private data
    ///
    /// Without it, pictures are made fit for stores, and what they tell of camera, author and place is left out; the
    /// files themselves are never changed. With it, every picture goes into the book as it is, if the format can hold it.
    #[arg(long, help_heading = "Look")]
    pub keep_images: bool,

    /// Use no font but the bundled ones
    ///
    /// Fonts of this machine stand in for characters that the bundled fonts lack, which is reported, since
    /// output may then differ between machines. With this option such characters are drawn as boxes.
    #[arg(long, help_heading = "Look")]
    pub no_system_fonts: bool,

    /// The dialect of Markdown: `auto`, `commonmark`, `gfm`, `pandoc`, `obsidian`, `mkdocs` … [default: auto]
    ///
    /// `auto` reads every form that plain prose does not contain. Others: `gitbook`, `hugo`, `kramdown`
    /// (`jekyll`), `leanpub` (`markua`), `mdbook`, `mmd` (`pelican`), `myst`, `docusaurus`, `vitepress`, `docsify`,
    /// `extra`, `quarto`, `bookdown`; names of other tools stand for the nearest of these.
    /// Forms go on and off by pandoc's names: `gfm+fenced_divs-emoji`; `auto+hard_line_breaks` keeps the
    /// lines of verse. What is not read and looks like markup is reported.
    #[arg(short, long, visible_alias = "read", value_name = "NAME", value_parser = dialect, help_heading = "Book")]
    pub from: Option<String>,

    /// A fact about the book: `-M title="On Pages"`; may be repeated
    ///
    /// It goes before front matter. The keys are those of front matter, see below; lists grow by repeating:
    /// `-M author=Ann -M author=Bob`.
    #[arg(short = 'M', long, value_name = "KEY=VALUE", value_parser = fact, help_heading = "Book")]
    pub metadata: Vec<(String, String)>,

    /// Facts about the book from a file of YAML, TOML or JSON; may be repeated
    ///
    /// They go before front matter, and `-M` before them. A `metadata.yaml` beside the texts is read where it is named
    /// here, and told of where it is not.
    #[arg(long, value_name = "FILE", help_heading = "Book")]
    pub metadata_file: Vec<PathBuf>,

    /// A variable of pandoc's templates, `-V geometry:margin=1in`, where CSS has its equal
    ///
    /// geometry, fontsize, mainfont, monofont, linestretch, linkcolor, documentclass, classoption, papersize
    /// and those that are metadata; the same keys may stand in front matter. Others are refused with what to do
    /// instead. They concern the PDF alone.
    #[arg(short = 'V', long, value_name = "KEY=VALUE", value_parser = pair, help_heading = "Look")]
    pub variable: Vec<(String, String)>,

    /// The EPUB's cover image; else front matter's, else one is drawn from title and authors
    #[arg(long, visible_alias = "epub-cover-image", value_name = "FILE", help_heading = "Book")]
    pub cover: Option<PathBuf>,

    /// The order of several texts: as given, by date, by file name
    ///
    /// Without it, files stand as they are named, a folder's by name (2 before 10), a project's as its tool orders them.
    #[arg(
        long,
        value_name = "ORDER",
        value_enum,
        default_value = "given",
        allow_hyphen_values = true,
        help_heading = "Book"
    )]
    pub order: OrderName,

    /// Bind drafts as well
    ///
    /// Of several texts, those are left out that say `draft: true`, `published: false` or `status: draft`, that lie in
    /// `_drafts`, or whose date has not come.
    #[arg(long, help_heading = "Book")]
    pub drafts: bool,

    /// The day against which dates of texts are held, `2024-07-20` [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DAY", value_parser = day, help_heading = "Book")]
    pub date: Option<String>,

    /// The book's folder, which no path in the texts may leave
    ///
    /// Without it, the folder that holds all inputs. Images above it are refused, so that a text from
    /// elsewhere cannot put other files of yours into a book.
    #[arg(long, value_name = "FOLDER", help_heading = "Book")]
    pub root: Option<PathBuf>,

    /// Folders that images are looked for in as well, with `:` between them
    ///
    /// An image is sought beside the text that names it, then here, then where the text's tool keeps its images.
    #[arg(long, value_name = "FOLDERS", help_heading = "Book")]
    pub resource_path: Option<OsString>,

    /// Fetch the pictures that lie on the web into the book
    ///
    /// Without it, a link stands for each, and nothing is asked of any server. PNG, JPEG, GIF, WebP and SVG of up to
    /// 20 MB, and 1 GB together, are fetched by http and https, each within 30 seconds, through up to 5 redirects, and
    /// from public addresses only; what cannot be had is reported and stays a link. Pictures are kept in
    /// `$XDG_CACHE_HOME/bindery/web`, else `~/.cache/bindery/web` (on Windows `%LOCALAPPDATA%\bindery\web`), and used
    /// from there until they are deleted, so that the next build asks nobody and is the same.
    #[arg(long, help_heading = "Book")]
    pub fetch: bool,

    /// With `check`: ask the web whether the links lead anywhere
    ///
    /// Each address is asked for once, eight at a time, from public servers only, and up to twice again where it fails for
    /// the moment; what was reached within a day is not asked for. `[links] allow = ["https://intranet.example/**"]` in
    /// the file of `--config` names addresses that are right though nobody answers.
    #[arg(long, conflicts_with = "untrusted", help_heading = "Messages")]
    pub links: bool,

    /// Have a program of yours draw diagrams: `mermaid='mmdc -i {in} -o {out}'`
    ///
    /// It is run for each fence of that name, without a shell: `{in}` is a file with the source, else that comes by
    /// standard input; `{out}` is the SVG to write, `{out.png}` a PNG, else standard output is the picture. It may take
    /// 60 seconds for each. Without this option no program is run, and the book's own files cannot ask for one.
    #[arg(long, value_name = "NAME=COMMAND", value_parser = DiagramCommand::parse, help_heading = "Book")]
    pub diagram_command: Vec<DiagramCommand>,

    /// Tell what these stores refuse, and what they advise: `kdp,apple`, or `all`
    ///
    /// Sizes of the cover and of pictures, links to other stores, what the book says of itself, how large it is. The rules
    /// have their sources and dates in the report of conformance. The book is made all the same; `bindery explain
    /// store-cover` and the like tell more.
    #[arg(long = "for", value_name = "STORE", value_enum, value_delimiter = ',', help_heading = "Book")]
    pub stores: Vec<StoreName>,

    /// The texts are a stranger's: nothing is read but the book's folder, nothing asked of the web, no program run
    ///
    /// The book's folder is that of `--root`, else the current one. What lies elsewhere is refused, whoever names it: a
    /// text, a style sheet, a project, a link that leads out of the folder, this command line; so is what is in `.git`,
    /// where passwords may lie, and an output or report that a link in the folder leads out of it. Fonts of this machine
    /// are not used. A hard link cannot be told from a file. It holds by itself for pull requests from forks on GitHub
    /// (events `pull_request` and `pull_request_target`), where `--fetch`, `--links` and `--diagram-command` do nothing.
    #[arg(long, conflicts_with_all = ["fetch", "diagram_command"], help_heading = "Book")]
    pub untrusted: bool,

    /// What a book may have at most: `pixels=50M`; may be repeated
    ///
    /// `file-size` of what is read (64 MiB, style sheets 4 MiB), `pixels` of an image (100M), `nesting` of quotations, lists and
    /// inlines (100, which is the most), `includes` of other files (50000) and what these add, `included` (16MiB),
    /// `pages` of the PDF, `time` of the run (`90s`, `5min`) and `memory` that it holds (`300MB`; on Linux), both looked at fifty times a
    /// second. The last three are without a limit unless given. Sizes are `64MB` or `64MiB`. A message names the limit
    /// that is exceeded; beyond time and memory the program ends with status 1, and writes no output and no report.
    #[arg(long, value_name = "NAME=VALUE", value_parser = fact, help_heading = "Book")]
    pub limit: Vec<(String, String)>,

    /// The book's address on the web: `https://example.org/book/`
    ///
    /// Texts that are a web site as well link to what lies beside them there: `../other/page.html`. With the
    /// address such links lead to the web; without it their text is kept, which is reported.
    #[arg(long, value_name = "URL", value_parser = base_url, help_heading = "Book")]
    pub base_url: Option<String>,

    /// A file of options; the command line and front matter go before it
    #[arg(long, value_name = "FILE", help_heading = "Book")]
    pub config: Option<PathBuf>,

    /// Print the options and their defaults, commented, as `--config` reads them
    #[arg(long, help_heading = "Book")]
    pub print_config: bool,

    /// Fail where there are warnings, and write nothing then
    #[arg(long, visible_alias = "fail-if-warnings", help_heading = "Messages")]
    pub strict: bool,

    /// With `inspect`: print JSON
    #[arg(long, help_heading = "Messages")]
    pub json: bool,

    /// How findings are told; `github` by itself under GitHub Actions
    ///
    /// On standard error; `sarif` and `gitlab`, which are whole documents, on standard output.
    #[arg(long, value_name = "HOW", value_enum, help_heading = "Messages")]
    pub message_format: Option<MessageFormat>,

    /// Write the outcome to a file as well; its ending tells the form, may be repeated
    ///
    /// `.sarif` for code scanning, `.xml` for readers of JUnit, `.md` for the summary of a job, `.json`, and
    /// `gl-code-quality-report.json` for GitLab. It is written whether the build succeeds or not. `.html` and
    /// `book.conformance.json` are reports of conformance, as `--conformance` writes them, of what was built.
    #[arg(long, value_name = "FILE", value_parser = report, help_heading = "Messages")]
    pub report: Vec<(PathBuf, ReportFormat)>,

    /// Write beside the book what was checked of it, and what a person must judge
    ///
    /// `book.conformance.html` and `book.conformance.json`: the requirements of EPUB Accessibility 1.1, WCAG 2.2 (A and AA)
    /// and PDF/UA, and the rules of the stores that `--for` names, each with its status and the places where it fails.
    #[arg(long, help_heading = "Messages")]
    pub conformance: bool,

    /// Findings of these codes are errors: nothing is written; `bindery explain` lists the codes
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Messages")]
    pub deny: Vec<String>,

    /// Findings of these codes are warnings
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Messages")]
    pub warn: Vec<String>,

    /// Findings of these codes are not told
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Messages")]
    pub allow: Vec<String>,

    /// Tell errors only
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Messages")]
    pub quiet: bool,

    /// Tell every finding, notes too, and how long it took
    #[arg(short, long, help_heading = "Messages")]
    pub verbose: bool,

    /// Color messages
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto", help_heading = "Messages")]
    pub color: Color,

    /// Print a stage as text instead of building
    ///
    /// `tree` is what the texts say, `style` which style each element has, `galley` each chapter in one long
    /// column, `layout` what stands where on
    /// which page.
    #[arg(long, value_name = "STAGE", value_enum, help_heading = "Messages")]
    pub dump: Option<DumpName>,

    /// Print the version
    #[arg(long, action = ArgAction::Version, help_heading = "Messages")]
    version: Option<bool>,
}

/// The long names of all options, other names for them included.
#[cfg(test)]
pub fn names() -> Vec<String> {
    let command = Args::command();
    let names = command.get_arguments().flat_map(|argument| argument.get_long_and_visible_aliases());
    names.flatten().map(str::to_owned).collect()
}

/// Whether a long name is that of an option without a value.
pub fn is_switch(name: &str) -> bool {
    let is_named =
        |argument: &&clap::Arg| argument.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name));
    Args::command().get_arguments().find(is_named).is_some_and(|argument| !argument.get_action().takes_values())
}

/// Whether the next word is the value of an option written like this: `-o`, `--output`.
pub fn takes_value(word: &str) -> bool {
    let command = Args::command();
    command.get_arguments().any(|argument| {
        let is_long = |name: &str| argument.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name));
        let is_named = match word.strip_prefix("--") {
            Some(name) => is_long(name),
            None => word.strip_prefix('-').is_some_and(|rest| {
                rest.chars().count() == 1 && argument.get_short().is_some_and(|letter| rest.starts_with(letter))
            }),
        };
        is_named && argument.get_action().takes_values()
    })
}

const MANUAL: &str = "\
Examples:
  bindery article.md                             both formats, named after the title
  bindery ch1.md ch2.md -o book.epub -o book.pdf
  bindery my-book/ -M author=\"Ann Author\" --page-size A5
  bindery rust-book/ --base-url https://doc.rust-lang.org/book/
  bindery notes.md -t pdf -o - > notes.pdf
  curl -s https://example.org/post.md | bindery - -o post.epub
  bindery book/*.md --strict --message-format json
  bindery check book.md --for kdp,apple
  bindery --each 'posts/**/*.md' -o dist/ --report report.json

Front matter:
  YAML between two lines `---`, or TOML between two lines `+++`, at the head of a file. Keys:
    title, subtitle        of the article, or of the chapter in a book of several titled files
    author, authors        a name, a list, or entries of name (or given and family), role and
                           file-as; also editor, translator, illustrator, contributor
    date                   2024-07-20, 20 July 2024, or in Zola's path and Jekyll's file names
    lang, language         en, de, pt-BR: hyphenation, quotes and generated words follow it
    description, summary   the standfirst; also abstract, excerpt
    keywords, tags         also categories
    cover-image, cover     an image for the EPUB; cover-alt describes it
    publisher, rights, identifier, isbn, print-isbn, doi, edition, series, series-index, updated,
      bisac, thema, conforms-to, certified-by, accessibility-summary, copyright-page: README.md
      has a table of them
    theme, css, page-size, toc, toc-depth, link-urls, highlight
    from                   the dialect of Markdown, as `--from` names it
    hard-line-breaks       every end of a line breaks the line
  Case does not matter, nor whether words are joined by `-` or `_`. Other keys of Zola, Hugo,
  Jekyll and pandoc are passed over; unknown ones are warned of. Of several files the first
  speaks for the book where no other has a title; else each titles its chapter.

Folders and projects:
  A folder is read to every depth in natural order, an index or README first; what is left out is
  told. Projects of mdBook, GitBook, Quarto, Bookdown, MkDocs, Leanpub, Docsify, Docusaurus, Zola,
  Hugo, Jekyll, Pelican, Eleventy and Obsidian are read as these tools order them, with their
  titles and facts; options go before them. Nothing of a tool is run: plugins, preprocessors and
  code are named.

Output:
  Files are written whole or not at all: where the build fails, what was there stays. Equal
  input gives equal bytes. SOURCE_DATE_EPOCH, in seconds since 1970, is the date on which the
  files count as made; else the PDF is of the day of the build, and the EPUB of the date in the
  front matter, else of a fixed one. Where both formats
  are made, the EPUB's page list holds the pages of the PDF.

Limits:
  Nesting is flattened beyond 100 levels. Images may have 64 MiB and 100 million pixels, texts
  64 MiB.

Exit status:
  0  done
  1  the input has errors
  2  the command line is wrong
  3  there are warnings, under --strict
  4  a file cannot be written, or the program is at fault";

/// A format by the name users give.
#[derive(Clone, Copy, Debug)]
pub struct FormatName(pub Format);

impl ValueEnum for FormatName {
    fn value_variants<'a>() -> &'a [FormatName] {
        &[FormatName(Format::Epub), FormatName(Format::Pdf)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.0.name());
        // pandoc's name of the version that is written.
        Some(if self.0 == Format::Epub { value.alias("epub3") } else { value })
    }
}

/// A stage by the name users give.
#[derive(Clone, Copy, Debug)]
pub struct DumpName(pub Dump);

impl ValueEnum for DumpName {
    fn value_variants<'a>() -> &'a [DumpName] {
        &[DumpName(Dump::Tree), DumpName(Dump::Style), DumpName(Dump::Galley), DumpName(Dump::Layout)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self.0 {
            Dump::Tree => "tree",
            Dump::Style => "style",
            Dump::Galley => "galley",
            Dump::Layout => "layout",
        }))
    }
}

/// An order by the name users give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderName {
    Given,
    /// The oldest first
    Date,
    /// The newest first
    #[value(name = "-date")]
    NewestFirst,
    /// By file name, 2 before 10
    Name,
}

impl OrderName {
    pub fn order(self) -> Order {
        match self {
            OrderName::Given => Order::Given,
            OrderName::Date => Order::Date,
            OrderName::NewestFirst => Order::NewestFirst,
            OrderName::Name => Order::Name,
        }
    }
}

/// How findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people, with the line in question
    Human,
    /// A line for each, as compilers write them
    Short,
    /// One JSON object a line
    Json,
    /// A SARIF log
    Sarif,
    /// For people, and as annotations of the change
    Github,
    /// A report of code quality
    Gitlab,
}

impl MessageFormat {
    /// Whether people read it.
    pub fn is_for_people(self) -> bool {
        match self {
            MessageFormat::Human | MessageFormat::Short | MessageFormat::Github => true,
            MessageFormat::Json | MessageFormat::Sarif | MessageFormat::Gitlab => false,
        }
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    Json,
    Sarif,
    Gitlab,
    Junit,
    Markdown,
    /// What was checked of a book, as JSON.
    Conformance,
    /// The same as a page.
    ConformancePage,
}

impl ReportFormat {
    /// Whether it tells of a book, and not of a run.
    pub fn is_of_conformance(self) -> bool {
        matches!(self, ReportFormat::Conformance | ReportFormat::ConformancePage)
    }
}

/// When messages are colored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// Only the name is kept; the pipeline reads it again.
fn dialect(text: &str) -> Result<String, String> {
    bindery::markdown::Dialect::named(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

fn base_url(text: &str) -> Result<String, String> {
    bindery::config::base_url(text)
}

fn page_size(text: &str) -> Result<Size, String> {
    bindery::config::page_size::parse(text)
}

fn report(text: &str) -> Result<(PathBuf, ReportFormat), String> {
    let path = PathBuf::from(text);
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") if name.ends_with(".sarif.json") => ReportFormat::Sarif,
        Some("json") if name.contains("code-quality") || name.contains("codequality") => ReportFormat::Gitlab,
        Some("json") if name.contains("conformance") => ReportFormat::Conformance,
        Some("json") => ReportFormat::Json,
        Some("html") => ReportFormat::ConformancePage,
        Some("sarif") => ReportFormat::Sarif,
        Some("xml") => ReportFormat::Junit,
        Some("md") => ReportFormat::Markdown,
        Some(_) | None => return Err("its ending is `.json`, `.sarif`, `.xml`, `.md` or `.html`".to_owned()),
    };
    Ok((path, format))
}

fn size(text: &str) -> Result<u64, String> {
    bindery::source::size(text).ok_or_else(|| format!("`{text}` is no size such as `500MB` or `2GB`"))
}

fn math(text: &str) -> Result<MathFormat, String> {
    MathFormat::named(text).ok_or_else(|| "it is `mathml` or `svg`".to_owned())
}

fn pdf(text: &str) -> Result<PdfStandard, String> {
    PdfStandard::named(text).ok_or_else(|| "it is `1.7`, `2.0` or `plain`".to_owned())
}

fn highlight(text: &str) -> Result<Highlight, String> {
    Highlight::named(text).ok_or_else(|| "it is `color`, `mono`, `none`, or a style sheet, `own.css`".to_owned())
}

fn link_urls(text: &str) -> Result<LinkUrls, String> {
    LinkUrls::named(text).ok_or_else(|| "it is `none`, `note` or `inline`".to_owned())
}

fn day(text: &str) -> Result<String, String> {
    let day = bindery::config::date::normalize(text).filter(|day| day.len() == 10);
    day.ok_or_else(|| format!("`{text}` is no day such as `2024-07-20`"))
}

/// A fact; a key alone says `true`, as pandoc has it, where that says something.
fn fact(text: &str) -> Result<(String, String), String> {
    let is_alone = !text.contains(['=', ':']);
    if is_alone && bindery::config::wants_words(text) {
        return Err(format!("`{text}` wants a value: `-M {text}=\"…\"`"));
    }
    pair(text)
}

/// `key=value`, pandoc's `key:value`, and `key` alone for `true`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once(['=', ':']).unwrap_or((text, "true"));
    if key.trim().is_empty() { Err("a key is missing".to_owned()) } else { Ok((key.to_owned(), value.to_owned())) }
}
