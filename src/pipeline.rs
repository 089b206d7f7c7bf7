//! The whole road: the only module that knows every stage.
//!
//! In: a [`Config`] and a [`Loader`]. Out: the bytes of each file asked for, and [`Findings`]. Reading makes a
//! document, `transform` and `toc` settle it; for the PDF it is styled and laid out. Then both backends write at
//! the same time. A stage that only one format needs does not run for the other. Nothing is printed and nothing
//! written to disk.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use bindery::config::{Config, Format, Input};
//! use bindery::pipeline::{self, Findings};
//! use bindery::source::Loader;
//!
//! let loader = Loader::memory([("one.md", "# One\n\nText.\n")]);
//! let inputs = vec![Input::Path { path: PathBuf::from("one.md"), shown: "one.md".to_owned() }];
//! let config = Config { inputs, formats: [Format::Epub, Format::Pdf].into(), system_fonts: false, ..Config::default() };
//! let mut findings = Findings::default();
//! let built = pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("both formats");
//! assert_eq!((built.title.as_str(), built.pages, built.outputs.len()), ("One", Some(1), 2));
//! assert!(!findings.diagnostics.has_errors());
//! ```

mod characters;
mod code_share;
mod diagrams;
mod embedding;
mod facts;
mod formulas;
mod inputs;
mod levels;
mod manuscript;
mod names;
mod page_list;
mod paper_pictures;
mod pictures;
mod reading;
mod session;
mod shared;
mod sheets;
mod stores;
mod web_links;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, Format, FrontMatter, Highlight, LinkUrls, Located, MathFormat, date};
use crate::conformance::Survey;
use crate::cover::Lettering;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::document::{BookFacts, ChapterRole, Document};
use crate::font::{Fonts, SystemFonts};
use crate::lang::Lang;
use crate::layout::{self, Pages};
use crate::resource::{self, Resources};
use crate::source::{Files, Loader, Span, normal};
use crate::style::{self, PageOptions, Sheet, Theme};
use crate::toc::{self, Toc};
use crate::{epub, pdf, picture, transform};
use characters::characters;
use embedding::{Embedding, OwnFont};
pub use levels::{allows, settle};
use manuscript::Manuscript;
pub use session::Session;
pub use shared::Shared;
use sheets::Sheets;

/// What a build has to say beside its result, and the texts its places point into.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub files: Files,
    pub diagnostics: Diagnostics,
}

/// What a build made.
#[derive(Clone, Debug, Default)]
pub struct Built {
    pub outputs: BTreeMap<Format, Vec<u8>>,
    /// The title, for the names of files.
    pub title: String,
    /// The book's date.
    pub date: Option<String>,
    /// Where the images lie that went into it.
    pub images: Vec<PathBuf>,
    pub chapters: usize,
    /// How many pages the PDF has.
    pub pages: Option<usize>,
    /// What a report of conformance is made of, where one is asked for.
    pub survey: Option<Box<Survey>>,
}

/// Where a build is, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Read,
    LayOut,
    Write,
}

/// What can be shown instead of built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dump {
    Tree,
    Style,
    Galley,
    Layout,
}

/// Why nothing was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    NoInput,
    /// There is no theme of that name.
    UnknownTheme {
        name: String,
        near: Option<&'static str>,
    },
    /// The findings hold an error.
    Stopped,
    /// The text is one of a batch, and its author has not published it.
    Unpublished,
    Epub(epub::Error),
    Pdf(pdf::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoInput => write!(formatter, "no input was given"),
            Error::UnknownTheme { name, .. } => write!(formatter, "unknown theme `{name}`"),
            Error::Stopped => write!(formatter, "the input has errors"),
            Error::Unpublished => write!(formatter, "the text is not published"),
            Error::Epub(error) => error.fmt(formatter),
            Error::Pdf(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {}

/// A book ready to be styled and written.
pub struct Book {
    pub document: Document,
    /// The document for paper, where it says more.
    paper: Option<Document>,
    pub toc: Toc,
    /// The theme's name, or the style sheet in its place.
    pub theme: String,
    sheets: Vec<Sheet>,
    /// The fonts that the sheets bring along.
    own_fonts: Vec<OwnFont>,
    /// The bundled fonts and those of the sheets.
    fonts: Fonts,
    resources: Resources,
    front_matter: FrontMatter,
    root: PathBuf,
}

impl Book {
    /// The document that is laid out.
    pub fn on_paper(&self) -> &Document {
        self.paper.as_ref().unwrap_or(&self.document)
    }
}

/// Builds every format asked for. An error among the findings keeps all of them from being made.
pub fn build(
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Stage),
) -> Result<Built, Error> {
    build_beside(&Shared::default(), config, loader, findings, progress)
}

/// The same beside builds of other books, with which fonts and themes are shared.
pub fn build_beside(
    shared: &Shared,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Stage),
) -> Result<Built, Error> {
    settled(build_with(Builds::One(shared), config, loader, findings, progress), config, findings)
}

/// The same with what earlier builds of the session made: only what changed is set again.
pub fn build_again(
    session: &mut Session,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Stage),
) -> Result<Built, Error> {
    settled(build_with(Builds::Many(session), config, loader, findings, progress), config, findings)
}

/// What was built, unless the user calls one of the findings an error.
fn settled(mut built: Result<Built, Error>, config: &Config, findings: &mut Findings) -> Result<Built, Error> {
    if let Ok(Built { survey: Some(survey), .. }) = &mut built {
        // What is allowed is not in order for that.
        survey.found = findings.diagnostics.clone();
    }
    levels::settle(findings, &config.levels);
    match built {
        Ok(_) if findings.diagnostics.has_errors() => Err(Error::Stopped),
        Ok(_) | Err(_) => built,
    }
}

/// Whether another build of the book follows.
enum Builds<'s> {
    One(&'s Shared),
    Many(&'s mut Session),
}

fn build_with(
    builds: Builds,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Stage),
) -> Result<Built, Error> {
    progress(Stage::Read);
    let of_session;
    let shared = match &builds {
        Builds::One(shared) => *shared,
        Builds::Many(session) => {
            of_session = session.shared();
            &of_session
        }
    };
    let book = read_beside(shared, config, loader, findings)?;
    let mut pdf_parts = None;
    let theme;
    if config.formats.contains(&Format::Pdf) {
        progress(Stage::LayOut);
        let diagnostics = &mut findings.diagnostics;
        let cover = book.document.metadata.cover.as_deref();
        let ((fonts, laid_out_with, pages), images) = rayon::join(
            || match builds {
                Builds::Many(session) => session.lay_out_beside(shared, &book, config, diagnostics),
                // Galleys are as large as the pages, and no other build needs them: they are given back before the file
                // is written.
                Builds::One(_) => Session::default().lay_out_beside(shared, &book, config, diagnostics),
            },
            || pdf::Images::new(&book.resources, cover, &shared.rasters),
        );
        theme = laid_out_with;
        pdf_parts = Some((fonts, pages, images));
    } else {
        // Style sheets are checked for the EPUB as well.
        let options = PageOptions { without_paper: true, ..PageOptions::default() };
        theme = shared.theme(&book.sheets, options, &book.fonts, &mut findings.diagnostics);
    }
    if let Some((_, pages, _)) = &pdf_parts
        && let Some(most) = config.limits.pages.filter(|most| pages.pages.len() > *most)
    {
        let message = format!("the PDF has {} pages, the limit is {most}", pages.pages.len());
        let finding = Diagnostic::new(Code::TooManyPages, message);
        findings.diagnostics.push(finding.hint("`--limit pages=NUMBER` allows more"));
    }
    if findings.diagnostics.has_errors() {
        return Err(Error::Stopped);
    }
    progress(Stage::Write);
    let (laid_out, images) = match pdf_parts {
        Some((fonts, pages, images)) => (Some((fonts, pages)), Some(images)),
        None => (None, None),
    };
    let pages = laid_out.as_ref().map(|(_, pages)| pages);
    let cover_fonts = match &laid_out {
        Some((fonts, _)) => Some(fonts.clone()),
        None => config.formats.contains(&Format::Epub).then(|| {
            let characters = cover_characters(&book.document);
            book.fonts.clone().for_characters(
                &characters,
                system_fonts(config),
                &shared.installed,
                &mut findings.diagnostics,
            )
        }),
    };
    if laid_out.iter().map(|(fonts, _)| fonts).chain(&cover_fonts).any(Fonts::depend_on_machine) {
        loader.ask_for_fonts();
    }
    let (mut epub_findings, mut pdf_findings) = (Diagnostics::default(), Diagnostics::default());
    let (epub, pdf) = rayon::join(
        || {
            config
                .formats
                .contains(&Format::Epub)
                .then(|| write_epub(shared, &book, config, &theme, pages, cover_fonts.as_ref(), &mut epub_findings))
        },
        || {
            let (fonts, pages) = laid_out.as_ref()?;
            let smaller = paper_pictures::smaller(shared, &book, pages, config, &mut pdf_findings);
            Some(write_pdf(&book, config, fonts, pages, images?.with(&smaller), &mut pdf_findings))
        },
    );
    findings.diagnostics.append(epub_findings);
    findings.diagnostics.append(pdf_findings);
    let mut built = Built {
        title: title(&book.document).to_owned(),
        date: book.document.metadata.date.clone(),
        images: image_files(&book).collect(),
        chapters: book.document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text).count(),
        pages: pages.map(|pages| pages.pages.len()),
        ..Built::default()
    };
    if let Some(bytes) = epub.transpose().map_err(Error::Epub)? {
        built.outputs.insert(Format::Epub, bytes);
    }
    if let Some(bytes) = pdf.transpose().map_err(Error::Pdf)? {
        built.outputs.insert(Format::Pdf, bytes);
    }
    built.survey = stores::look(&book, config, &built, &mut findings.diagnostics);
    // Dropping the book is slow; do it on another thread.
    rayon::spawn(move || drop((book, laid_out)));
    Ok(built)
}

/// Where those images of a book lie that are files.
fn image_files(book: &Book) -> impl Iterator<Item = PathBuf> {
    let files = book.resources.iter().filter(|image| image.is_of_file());
    files.map(|image| book.root.join(&image.path))
}

/// A book on pages, and what set it.
pub struct LaidOut {
    pub book: Book,
    pub theme: Arc<Theme>,
    pub fonts: Fonts,
    pub pages: Pages,
}

/// Everything up to layout.
pub fn lay_out(config: &Config, loader: &Loader, findings: &mut Findings) -> Result<LaidOut, Error> {
    lay_out_again(&mut Session::default(), config, loader, findings)
}

/// The same with what earlier builds of the session made.
pub fn lay_out_again(
    session: &mut Session,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<LaidOut, Error> {
    let book = read(config, loader, findings)?;
    let (fonts, theme, pages) = session.lay_out(&book, config, &mut findings.diagnostics);
    Ok(LaidOut { book, theme, fonts, pages })
}

/// Shows a stage as text.
pub fn dump(config: &Config, loader: &Loader, findings: &mut Findings, what: Dump) -> Result<String, Error> {
    Ok(match what {
        Dump::Tree => crate::document::dump(&read(config, loader, findings)?.document),
        Dump::Style => {
            let book = read(config, loader, findings)?;
            let (fonts, theme) =
                Session::default().fonts_and_theme(&Shared::default(), &book, config, &mut findings.diagnostics);
            style::dump(book.on_paper(), &theme, &fonts)
        }
        Dump::Galley => {
            let book = read(config, loader, findings)?;
            let mut session = Session::default();
            session.lay_out(&book, config, &mut findings.diagnostics);
            session.dump_galleys()
        }
        Dump::Layout => layout::dump(&lay_out(config, loader, findings)?.pages),
    })
}

/// Everything up to style: texts, tree, contents, style sheets, images.
pub fn read(config: &Config, loader: &Loader, findings: &mut Findings) -> Result<Book, Error> {
    read_beside(&Shared::default(), config, loader, findings)
}

fn read_beside(shared: &Shared, config: &Config, loader: &Loader, findings: &mut Findings) -> Result<Book, Error> {
    let Manuscript { mut document, front_matter, root, mut is_book, mut site } =
        manuscript::read(config, loader, findings)?;
    let named_theme = config.theme.as_ref().or(front_matter.theme.as_ref().map(|theme| &theme.text));
    let named_theme = named_theme.or(config.defaults.theme.as_ref());
    let split =
        transform::Split { level: config.split_level, is_book: named_theme.and_then(|theme| is_theme_of_books(theme)) };
    document = transform::split(document, &split, &mut findings.diagnostics);
    is_book |= document.chapters.len() > 1;
    if let Some(cover) = &config.cover {
        document.metadata.cover = Some(cover_path(cover, &root));
        document.metadata.cover_span = None;
    }
    facts::make_plain(&mut document.metadata);
    if front_matter.lang.is_none() {
        let tells_all = (config.advises || config.surveys) && !config.is_of_batch;
        facts::guess_language(&mut document, tells_all, &mut findings.diagnostics);
    }
    let automatic = match is_book {
        true if code_share::is_technical(&document) => "technical",
        true => "book",
        false => "article",
    };
    let look = look(config, &front_matter, automatic, &root, &mut findings.diagnostics)?;
    let painter = painter(config, &front_matter, &document);
    let mut embedded = Resources::default();
    let Sheets { sheets, ornaments, own_fonts, faces } = {
        let folder = sheets::Folder { root: &root, shown: &site.shown_root };
        sheets::sheets(
            config,
            &front_matter,
            &sheets::Looks { theme: &look, code: painter.as_ref(), installed: &shared.installed },
            folder,
            loader,
            findings,
            &mut embedded,
        )
    };
    site.base_url = config.base_url.clone().or(site.base_url);
    pictures::add_folders(config, loader, &root, &mut site, &mut findings.diagnostics);
    let (files, outside) = transform::named_files(document.chapters.iter().map(Arc::as_ref), &site);
    (site.files, site.outside) = (files, outside);
    site.files.retain(|path| loader.is_file(&root.join(path)));
    site.outside.retain(|path| loader.is_file(&normal(&root.join(path))));
    let addresses = transform::addresses(document.chapters.iter().map(Arc::as_ref));
    let (pictures, mut given) = pictures::gather(&addresses, loader, &mut findings.diagnostics);
    site.pictures = pictures;
    let toc = config.toc.or(front_matter.toc).or(config.defaults.toc);
    let number_sections = config.number_sections || front_matter.number_sections == Some(true);
    let macros = front_matter.macros.clone();
    let highlight = painter.is_some();
    let fonts = shared.fonts(&faces);
    let diagrams = diagrams::gather(&document, loader, &fonts, &mut given);
    let options = transform::Options { toc, smart: config.smart, number_sections, site, macros, highlight, diagrams };
    let (document, drawings) = transform::apply_with_drawings(document, &options, &mut findings.diagnostics);
    diagrams::add(drawings, &mut given);
    web_links::report(&document, &config.links_allowed, loader, &mut findings.diagnostics);
    let variables = style::Variables::of(sheets.iter().flat_map(Sheet::texts));
    let without_paper = !config.formats.contains(&Format::Pdf);
    style::report_style_attributes(&document, &variables, without_paper, &mut findings.diagnostics);
    findings.diagnostics.dedup();
    let depth = config.toc_depth.or(front_matter.toc_depth).or(config.defaults.toc_depth);
    let toc = toc::build(&document, depth);
    let document = toc::fill(document, &toc);
    let cover = config.cover.as_deref();
    let (mut resources, mut changes) = {
        let fit = |resource, is_cover| shared.pictures.carry(resource, is_cover, config.pictures);
        resource::load_beside(given, &document, ornaments, loader, &root, cover, &fit, &mut findings.diagnostics)
    };
    for image in embedded.iter() {
        let (image, changed) = shared.pictures.carry(image.clone(), false, config.pictures);
        image.into_iter().for_each(|image| resources.insert(image));
        changes.extend(changed);
    }
    picture::report(&changes, &mut findings.diagnostics);
    let theme = match look {
        Look::Builtin(name) => name,
        Look::File(path, _) => path.strip_prefix(&root).unwrap_or(&path).display().to_string(),
    };
    let how = config.link_urls.or(front_matter.link_urls).unwrap_or(config.defaults.link_urls);
    let paper = (how != LinkUrls::None).then(|| transform::tell_addresses(&document, how));
    Ok(Book { document, paper, toc, theme, sheets, own_fonts, fonts, resources, front_matter, root })
}

/// How code is painted, by the strongest voice, and where that is said; `None` where it is not, or where there is no code.
fn painter(config: &Config, front_matter: &FrontMatter, document: &Document) -> Option<(Highlight, Option<Span>)> {
    let of_command = config.highlight.clone().map(|how| (how, None));
    let (how, span) = of_command
        .or_else(|| front_matter.highlight.clone())
        .unwrap_or_else(|| (config.defaults.highlight.clone(), None));
    (how != Highlight::None && code_share::has_code(document)).then_some((how, span))
}

/// Whether a theme is made for books or for articles; one of the user's own says nothing of that.
fn is_theme_of_books(theme: &str) -> Option<bool> {
    match theme {
        "book" | "technical" => Some(true),
        "article" => Some(false),
        _ => None,
    }
}

fn system_fonts(config: &Config) -> SystemFonts {
    if config.system_fonts { SystemFonts::Use } else { SystemFonts::Ignore }
}

/// The characters that a drawn cover shows.
fn cover_characters(document: &Document) -> BTreeMap<Lang, BTreeSet<char>> {
    let names = document.metadata.creators.iter().map(|creator| creator.name.as_str());
    let texts = [title(document)].into_iter().chain(document.metadata.subtitle.as_deref()).chain(names);
    let characters = texts.flat_map(str::chars).filter(|character| !character.is_control()).collect();
    BTreeMap::from([(document.metadata.lang.clone(), characters)])
}

/// The title of the book, for the names of files: its own, else its first chapter's.
pub fn title(document: &Document) -> &str {
    let chapters = document.chapters.iter().map(|chapter| chapter.title.as_str());
    document.metadata.title.as_deref().into_iter().chain(chapters).find(|title| !title.is_empty()).unwrap_or("untitled")
}

/// The key of a cover that the command line names: its book path, or one of its own where it lies elsewhere.
fn cover_path(cover: &Path, root: &Path) -> String {
    match cover.strip_prefix(root) {
        Ok(below) => below.to_string_lossy().replace('\\', "/"),
        Err(_) => format!("cover/{}", cover.file_name().unwrap_or_default().to_string_lossy()),
    }
}

/// The look before the user's own style sheets.
enum Look {
    Builtin(String),
    /// A style sheet in the place of a theme, and where it was named.
    File(PathBuf, Option<Span>),
}

/// The theme by the strongest voice; an unknown one in front matter is a finding, elsewhere an error of usage. A name
/// that ends in `.css` is a file: of the command line's as it stands there, of front matter's in the book's folder.
fn look(
    config: &Config,
    front_matter: &FrontMatter,
    automatic: &str,
    root: &Path,
    diagnostics: &mut Diagnostics,
) -> Result<Look, Error> {
    let automatic = Look::Builtin(automatic.to_owned());
    let near = |name: &str| nearest(name, Theme::BUILTIN.iter().copied());
    let is_known = |name: &str| Theme::builtin(name).is_some();
    let is_file = |name: &str| name.ends_with(".css");
    if let (None, Some(Located { text, span })) = (&config.theme, &front_matter.theme) {
        if is_file(text) {
            return Ok(Look::File(root.join(text), *span));
        }
        if !is_known(text) {
            let mut diagnostic = Diagnostic::new(Code::InvalidValue, format!("unknown theme `{text}`"));
            diagnostic.severity = Severity::Error;
            diagnostic.span = *span;
            diagnostic.hints.push(match near(text) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("there are `{}`; a file is named with its ending, `own.css`", Theme::BUILTIN.join("`, `"))
                }
            });
            diagnostics.push(diagnostic);
            return Ok(automatic);
        }
    }
    let of_file = front_matter.theme.as_ref().map(|theme| &theme.text);
    let name = config.theme.as_ref().or(of_file).or(config.defaults.theme.as_ref());
    match name {
        None => Ok(automatic),
        Some(name) if is_file(name) => Ok(Look::File(PathBuf::from(name), None)),
        Some(name) if is_known(name) => Ok(Look::Builtin(name.clone())),
        Some(name) => Err(Error::UnknownTheme { name: name.clone(), near: near(name) }),
    }
}

fn write_epub(
    shared: &Shared,
    book: &Book,
    config: &Config,
    theme: &Theme,
    pages: Option<&Pages>,
    cover_fonts: Option<&Fonts>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<u8>, epub::Error> {
    let metadata = &book.document.metadata;
    let drawn_cover = match (&metadata.cover, cover_fonts) {
        (None, Some(fonts)) if !metadata.without_cover => {
            shared.cover(Lettering::new(metadata, title(&book.document)), fonts)
        }
        (None, Some(_) | None) | (Some(_), _) => None,
    };
    if config.advises && !config.is_of_batch && metadata.identifier.is_none() {
        let message = "no identifier is given; one is made of title, authors and language";
        let hint = "before publication say `identifier: …`, or `isbn: …`: it must stay when one of these changes";
        diagnostics.push(Diagnostic::new(Code::MadeIdentifier, message).hint(hint));
    }
    let moment = config.timestamp.map(date::from_epoch);
    let of = |date: &Option<String>| date.as_deref().and_then(date::beginning);
    let modified = of(&metadata.modified).or(moment).or_else(|| of(&metadata.newest));
    let mut facts = BookFacts::of_book(&book.document);
    style::add_counters(&book.document, &mut facts, theme, &book.fonts);
    let modified = modified.unwrap_or_else(|| date::UNDATED.to_owned());
    let formulas = match config.math {
        MathFormat::MathMl => BTreeMap::new(),
        MathFormat::Svg => formulas::drawings(&book.document, &book.fonts),
    };
    let characters: BTreeSet<char> =
        characters(&book.document, &Resources::default(), &book.sheets).into_values().flatten().collect();
    let rare = embedding::rare_families(&characters, &book.fonts, &book.own_fonts);
    let portable = shared.portable(&book.sheets);
    let mut sheets = portable.for_book(&book.document, &facts);
    let named = embedding::named_families(&sheets);
    let families = rare.families();
    if !families.is_empty() {
        sheets = portable.with_families(&book.document, &facts, &families);
    }
    let embedding = Embedding::plan(sheets, &named, book, rare, config.math);
    let options = epub::Options { modified, facts, drawn_cover, formulas, recurring: Arc::clone(&shared.in_epub) };
    let breaks = pages.map(|pages| page_list::page_breaks(pages, &book.document));
    let make_fonts = |shown: &epub::Shown| embedding.bytes(shown);
    let files = embedding.files();
    let styles = epub::Styles { sheets: &embedding.sheets, fonts: &files, make_fonts: Some(&make_fonts) };
    let written =
        epub::write(&book.document, &book.toc, styles, &book.resources, breaks.as_ref(), options, diagnostics);
    embedding.report(diagnostics);
    written
}

fn write_pdf(
    book: &Book,
    config: &Config,
    fonts: &Fonts,
    pages: &Pages,
    images: pdf::Images<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<u8>, pdf::Error> {
    // A PDF is made when it is built, whenever its text was written.
    let today = config.today.as_deref().and_then(date::beginning);
    let options = pdf::Options {
        made: config.timestamp.map(date::from_epoch).or(today),
        title: title(&book.document).to_owned(),
        standard: config.pdf,
    };
    pdf::write(book.on_paper(), &book.toc, pages, fonts, images, &options, diagnostics)
}
