//! The style sheets of a build: those of the theme and those of the user, each with all that it imports and the fonts
//! that it brings along.
//!
//! In: what options and front matter name, and the [`Loader`]. Out: [`Sheets`], in the order of the cascade. An import is
//! read from the importing sheet's folder and must stay within the book's folder or that of the sheet that the user
//! named; one that leads back to itself, or to the web, is told and left out.

mod font_face;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::embedding::OwnFont;
use super::{Findings, Look, pictures};
use crate::config::{Config, Format, FrontMatter, Highlight, Located};
use crate::css::{self, Import};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::font::{Face, Installed};
use crate::project::reader::{add_text, joined, unreadable};
use crate::resource::{Ornament, Resources, Unfit, data_url};
use crate::source::{FileId, Loader, Span, normal};
use crate::style::{Origin, Said, Sheet, Theme};
use crate::url;

/// The most bytes a style sheet may have.
const MAX_CSS_BYTES: u64 = 4 * 1024 * 1024;

/// The most sheets that one sheet may bring along: two that import the same two, and so on, would double at each step.
const MOST_IMPORTS: usize = 100;

/// The book's folder, and the same as the user wrote it.
#[derive(Clone, Copy)]
pub(super) struct Folder<'f> {
    pub root: &'f Path,
    pub shown: &'f str,
}

/// What the user chose: a theme, and how code is painted and where that is said, if it is.
pub(super) struct Looks<'l> {
    pub theme: &'l Look,
    pub code: Option<&'l (Highlight, Option<Span>)>,
    /// The fonts of this machine, which sheets may name.
    pub installed: &'l Installed,
}

/// The sheets of a build, and what they name.
#[derive(Default)]
pub(super) struct Sheets {
    /// In the order of the cascade.
    pub sheets: Vec<Sheet>,
    pub ornaments: Vec<Ornament>,
    /// For the EPUB.
    pub own_fonts: Vec<OwnFont>,
    /// For paper.
    pub faces: Vec<Arc<Face>>,
}

/// The style sheets in the order of the cascade: the base, that of code, the theme's, those of the options file, of front matter, of the
/// command line.
pub(super) fn sheets(
    config: &Config,
    front_matter: &FrontMatter,
    looks: &Looks<'_>,
    folder: Folder<'_>,
    loader: &Loader,
    findings: &mut Findings,
    images: &mut Resources,
) -> Sheets {
    let (name, theme) = match looks.theme {
        Look::Builtin(name) => (name.as_str(), None),
        Look::File(path, span) => ("none", Some((path.clone(), *span))),
    };
    let builtin = Theme::builtin(name).unwrap_or_default();
    let of_program = |(name, text): &(&str, &str)| Sheet {
        name: (*name).to_owned(),
        text: (*text).into(),
        origin: Origin::Theme,
        ..Sheet::default()
    };
    let Folder { root, shown: shown_root } = folder;
    let mut reader = Reader {
        root,
        shown_root,
        loader,
        findings,
        uses_system_fonts: config.system_fonts,
        sets_pages: !config.formats.iter().eq([&Format::Epub]),
        makes_epub: config.formats.contains(&Format::Epub),
        installed: looks.installed,
        fonts: Vec::new(),
        imports: 0,
        images,
        found: Sheets::default(),
    };
    let (base, own) = builtin.split_at(builtin.len().min(1));
    let mut sheets: Vec<Sheet> = base.iter().map(of_program).collect();
    match looks.code {
        None | Some((Highlight::None, _)) => {}
        Some((Highlight::Color, _)) => sheets.push(of_program(&Theme::HIGHLIGHT_COLOR)),
        Some((Highlight::Mono, _)) => sheets.push(of_program(&Theme::HIGHLIGHT_MONO)),
        Some((Highlight::File(path), span)) => {
            let path = if span.is_some() { root.join(path) } else { path.clone() };
            sheets.extend(reader.named(&path, *span, Origin::Theme));
        }
    }
    sheets.extend(own.iter().map(of_program));
    if let Some((path, span)) = theme {
        sheets.extend(reader.named(&path, span, Origin::Theme));
    }
    sheets.extend(variables(config, front_matter));
    let of_options = config.defaults.css.iter().map(|path| (path.clone(), None));
    let of_files = front_matter.css.iter().map(|css| (root.join(&css.text), css.span));
    let of_command = config.css.iter().map(|path| (path.clone(), None));
    for (path, span) in of_options.chain(of_files).chain(of_command) {
        sheets.extend(reader.named(&path, span, Origin::Author));
    }
    reader.find_installed(&sheets);
    Sheets { sheets, own_fonts: reader.fonts, ..reader.found }
}

/// The rules of pandoc's variables as a sheet, which knows where each was said.
fn variables(config: &Config, front_matter: &FrontMatter) -> Option<Sheet> {
    let of_files = front_matter.rules.iter().map(|Located { text, span }| {
        (text, span.map_or_else(|| Said::As("a variable among the metadata".to_owned()), Said::At))
    });
    let of_command = config.rules.iter().map(|(words, rule)| (rule, Said::As(words.clone())));
    let mut text = String::from("@media print {");
    let mut said = Vec::new();
    for (rule, origin) in of_files.chain(of_command) {
        said.push((text.len() as u32, origin));
        text.push(' ');
        text.push_str(rule);
    }
    text.push_str(" }\n");
    (!said.is_empty()).then(|| Sheet { name: "variables".to_owned(), text: text.into(), said, ..Sheet::default() })
}

/// Why a file that a sheet names is not looked for.
enum Elsewhere {
    OnTheWeb,
    Outside,
}

struct Reader<'r> {
    root: &'r Path,
    shown_root: &'r str,
    loader: &'r Loader,
    findings: &'r mut Findings,
    uses_system_fonts: bool,
    /// Whether anything is made but an EPUB.
    sets_pages: bool,
    makes_epub: bool,
    installed: &'r Installed,
    /// Those of `@font-face`, each read once.
    fonts: Vec<OwnFont>,
    /// How many sheets the one in hand brought along.
    imports: usize,
    /// Images within their own address.
    images: &'r mut Resources,
    found: Sheets,
}

impl Reader<'_> {
    /// A style sheet that the user named; `span` is where.
    fn named(&mut self, path: &Path, span: Option<Span>, origin: Origin) -> Option<Sheet> {
        let shown = self.shown(path);
        let read = match span {
            Some(_) => self.loader.read_within(self.root, path, MAX_CSS_BYTES),
            None => self.loader.read_input(path, MAX_CSS_BYTES),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                let mut diagnostic = unreadable(&shown, &error);
                diagnostic.span = span;
                self.findings.diagnostics.push(diagnostic);
                return None;
            }
        };
        self.imports = 0;
        self.sheet(path, bytes, origin, &mut Vec::new())
    }

    fn shown(&self, path: &Path) -> String {
        let written = |path: &Path| path.to_string_lossy().replace('\\', "/");
        match path.strip_prefix(self.root) {
            Ok(below) => joined(self.shown_root, &written(below)),
            Err(_) => written(path),
        }
    }

    /// A sheet with what it imports; `open` are the files that are being read, from the outside.
    fn sheet(&mut self, path: &Path, bytes: Vec<u8>, origin: Origin, open: &mut Vec<PathBuf>) -> Option<Sheet> {
        let shown = self.shown(path);
        let Findings { files, diagnostics } = &mut *self.findings;
        let file = add_text(&shown, bytes, files, diagnostics)?;
        let text = files.get(file).text.clone();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        open.push(normal(path));
        let mut imports = BTreeMap::new();
        for import in css::imports(&text) {
            let place = Span { file, start: import.at.start, end: import.at.end };
            match self.import(&import, path, origin, open) {
                Ok(Some(sheet)) => drop(imports.insert(import.at.start, sheet)),
                Ok(None) => {}
                Err(diagnostic) => self.findings.diagnostics.push(diagnostic.at(place)),
            }
        }
        let (addresses, font_sources) = self.addresses(&text, file, path, open);
        open.pop();
        Some(Sheet { name, file: Some(file), text, origin, imports, addresses, font_sources, said: Vec::new() })
    }

    /// The addresses in a sheet, and what of the book's images each is; and the sources of its fonts.
    fn addresses(
        &mut self,
        text: &str,
        file: FileId,
        from: &Path,
        open: &[PathBuf],
    ) -> (BTreeMap<String, String>, BTreeMap<u32, String>) {
        let mut named: BTreeMap<String, Span> = BTreeMap::new();
        let mut rules = css::parse(text).0.rules;
        css::each_declaration(&mut rules, &mut |declaration, is_of_font| {
            for (_, url) in css::urls(&declaration.value) {
                if !is_of_font {
                    named.entry(url).or_insert(Span { file, start: declaration.at.start, end: declaration.at.end });
                }
            }
        });
        let mut addresses = BTreeMap::new();
        let font_sources = self.add_font_faces(&rules, file, from, open);
        for (url, span) in named {
            match self.address(&url, span, from, open) {
                Ok(path) => drop(addresses.insert(url, path)),
                Err(diagnostic) => self.findings.diagnostics.push(diagnostic.at(span)),
            }
        }
        (addresses, font_sources)
    }

    fn address(&mut self, url: &str, span: Span, from: &Path, open: &[PathBuf]) -> Result<String, Diagnostic> {
        let shown = url::brief(url).into_owned();
        if data_url::is_data_url(url) {
            return pictures::of_data_url(url, self.loader.limits(), self.images).map_err(
                |Unfit { code, reason, hint }| {
                    Diagnostic::new(code, format!("the image `{shown}` {reason}")).hint(hint)
                },
            );
        }
        let (place, within) = match self.place(url, from, open) {
            Ok(place) => place,
            Err(Elsewhere::OnTheWeb) => {
                let message = format!("the image `{shown}` of a style sheet lies on the web and is not fetched");
                return Err(Diagnostic::new(Code::RemoteImage, message).hint("save it beside the style sheet"));
            }
            Err(Elsewhere::Outside) => {
                let message = format!("the image `{shown}` lies outside the book's folder");
                return Err(Diagnostic::new(Code::OutsideBook, message).hint("copy it beside the style sheet"));
            }
        };
        let path = match place.strip_prefix(&within) {
            Ok(below) if within == normal(self.root) => below.to_string_lossy().replace('\\', "/"),
            Ok(_) | Err(_) => {
                let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
                // Sheets of one folder share their images.
                let ornaments = &self.found.ornaments;
                let known = ornaments.iter().find(|ornament| ornament.place == place);
                known.map_or_else(|| format!("css://{}/{name}", ornaments.len()), |known| known.path.clone())
            }
        };
        self.found.ornaments.push(Ornament { path: path.clone(), place, within, shown, span });
        Ok(path)
    }

    /// Where a file lies that a sheet names, and the folder that must hold it: the book's, or that of the sheet which the
    /// user named.
    fn place(&self, url: &str, from: &Path, open: &[PathBuf]) -> Result<(PathBuf, PathBuf), Elsewhere> {
        if url.starts_with("//") || has_scheme(url) {
            return Err(Elsewhere::OnTheWeb);
        }
        let relative = url::decode(url.split(['?', '#']).next().unwrap_or_default());
        let place = normal(&from.parent().unwrap_or(Path::new("")).join(relative));
        let named = open.first().and_then(|named| named.parent()).unwrap_or(Path::new("")).to_owned();
        match [normal(self.root), named].into_iter().find(|folder| is_within(&place, folder)) {
            Some(within) => Ok((place, within)),
            None => Err(Elsewhere::Outside),
        }
    }

    fn import(
        &mut self,
        import: &Import,
        from: &Path,
        origin: Origin,
        open: &mut Vec<PathBuf>,
    ) -> Result<Option<Sheet>, Diagnostic> {
        let broken = |message: String| Diagnostic::new(Code::BrokenImport, message);
        let url = import.url.trim();
        if url.starts_with("//") || has_scheme(url) {
            return Err(broken(format!("the style sheet `{url}` lies on the web and is not fetched"))
                .hint("save it beside this one, and import the copy"));
        }
        let relative = url.split(['?', '#']).next().unwrap_or_default();
        if relative.is_empty() {
            return Err(broken("`@import` names no file".to_owned()));
        }
        let path = normal(&from.parent().unwrap_or(Path::new("")).join(relative));
        let named = open.first().and_then(|named| named.parent()).unwrap_or(Path::new("")).to_owned();
        let root = normal(self.root);
        let within = [&named, &root].into_iter().find(|folder| is_within(&path, folder));
        let Some(within) = within else {
            return Err(broken(format!("the style sheet `{url}` lies outside the book's folder"))
                .hint("copy it into the book's folder"));
        };
        if open.contains(&path) {
            return Err(broken(format!("`{}` imports itself", self.shown(&path))));
        }
        self.imports += 1;
        if self.imports > MOST_IMPORTS {
            return Err(broken(format!("`{url}` is left out: a sheet may bring no more than {MOST_IMPORTS} others")));
        }
        match self.loader.read_within(within, &path, MAX_CSS_BYTES) {
            Ok(bytes) => Ok(self.sheet(&path, bytes, origin, open)),
            Err(error) => {
                let diagnostic = unreadable(&self.shown(&path), &error);
                Err(Diagnostic { code: Code::BrokenImport, severity: Severity::Warning, ..diagnostic })
            }
        }
    }
}

/// Whether a path that is [`normal`] lies below a folder that is.
fn is_within(path: &Path, folder: &Path) -> bool {
    match path.strip_prefix(folder) {
        Ok(below) => !below.is_absolute() && !below.starts_with(".."),
        Err(_) => false,
    }
}

/// `https:` and the like.
fn has_scheme(url: &str) -> bool {
    let name = url.split(':').next().unwrap_or_default();
    // One letter is a drive.
    name.len() < url.len() && name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
