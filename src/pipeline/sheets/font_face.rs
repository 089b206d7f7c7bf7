//! The fonts that style sheets bring along, and those of the machine that they name.
//!
//! In: the rules of a sheet. Out: the fonts it names, for the EPUB, and faces made of them, for paper. Of the sources of a
//! face the first that can be had is taken: an EPUB has it in two formats, since a reading system may know fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::embedding::OwnFont;
use super::{Elsewhere, Reader};
use crate::css::{self, Declaration, FontFace, FontSource, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::font::{Face, Fonts, Permission, UnpackedFont};
use crate::pdf;
use crate::resource::{FontFormat, data_url};
use crate::source::{FileId, Span};
use crate::style::{Origin, Sheet};
use crate::url;

/// The most bytes a font file may have: those of the great East Asian families have 30 MB.
const MAX_FONT_BYTES: u64 = 64 * 1024 * 1024;

impl Reader<'_> {
    /// Reads the fonts of a sheet: what its rules have as `src` in an EPUB, by where that stands.
    pub(super) fn add_font_faces(
        &mut self,
        rules: &[Rule],
        file: FileId,
        from: &Path,
        open: &[PathBuf],
    ) -> BTreeMap<u32, String> {
        let mut found = BTreeMap::new();
        let mut faces: Vec<&[Declaration]> = Vec::new();
        css::each_font_face(rules, &is_for_books, &mut |descriptors| faces.push(descriptors));
        for descriptors in faces {
            let span_of =
                |declaration: &Declaration| Span { file, start: declaration.at.start, end: declaration.at.end };
            let first = descriptors.first().map(span_of).unwrap_or(Span { file, start: 0, end: 0 });
            match css::font_face(descriptors) {
                Ok((face, _)) => {
                    let source = descriptors.iter().rfind(|descriptor| descriptor.name == "src");
                    let span = source.map_or(first, span_of);
                    if let Some(source) = self.add_font_face(&face, span, from, open) {
                        found.insert(span.start, source);
                    }
                }
                Err((message, descriptor)) => {
                    let span = descriptor.map_or(first, span_of);
                    let hint = "`@font-face { font-family: \"Own\"; src: url(own.otf) }`";
                    self.push(Diagnostic::new(Code::BadFont, message).hint(hint).at(span));
                }
            }
        }
        found
    }

    /// Reads the font of a rule; given back is what stands as `src` in an EPUB.
    fn add_font_face(&mut self, face: &FontFace, span: Span, from: &Path, open: &[PathBuf]) -> Option<String> {
        let mut on_paper: Option<Face> = None;
        let mut in_epub: Option<usize> = None;
        let mut written = Vec::new();
        let mut locals = Vec::new();
        let mut unfit = Vec::new();
        for source in &face.sources {
            match source {
                FontSource::File { url, format } => match self.font_file(url, format.as_deref(), from, open) {
                    Ok(index) => {
                        let font = &self.fonts[index];
                        let shown = url::brief(url);
                        if let Some(finding) = forbidden(&shown, &font.face) {
                            unfit.push(finding.at(span));
                            continue;
                        }
                        if font.format.core_media_type().is_some() {
                            // One file is enough: it comes in two formats.
                            if let Some(fault) = font.face.fault().filter(|_| self.makes_epub) {
                                let message = format!("the font `{shown}` {fault}");
                                let hint = "it is left out of the EPUB: save it anew with an editor of fonts";
                                unfit.push(Diagnostic::new(Code::BadFont, message).hint(hint).at(span));
                            } else if in_epub.is_none() {
                                in_epub = Some(index);
                                written.push(font.source());
                            }
                        } else if self.makes_epub {
                            let message =
                                format!("the font `{shown}` holds several faces, and is left out of the EPUB");
                            let hint = "save each face in a file of its own";
                            unfit.push(Diagnostic::new(Code::BadFont, message).hint(hint).at(span));
                        }
                        if on_paper.is_none() {
                            on_paper = font.font.face(&face.family, *face.weight.start(), face.italic);
                        }
                    }
                    Err(diagnostic) => unfit.push(diagnostic.at(span)),
                },
                FontSource::Local(name) => {
                    if on_paper.is_none() && self.uses_system_fonts && self.sets_pages {
                        self.loader.ask_for_fonts();
                        on_paper = self
                            .installed
                            .family(name)
                            .into_iter()
                            .min_by_key(|known| {
                                (known.italic != face.italic, known.weight.abs_diff(*face.weight.start()))
                            })
                            .map(|known| known.as_of(&face.family, *face.weight.start(), face.italic));
                        if on_paper.is_some() {
                            self.tell_installed(name, Some(span));
                        }
                    }
                    written.push(format!("local({})", css::quoted(name)));
                    locals.push(name.as_str());
                }
            }
        }
        unfit.into_iter().for_each(|finding| self.push(finding));
        if let Some(index) = in_epub {
            self.fonts[index].add_use(face, span);
        }
        let source = (!written.is_empty()).then(|| written.join(", "));
        if self.sets_pages {
            self.set_on_paper(face, on_paper, &locals, span);
        }
        source
    }

    /// Adds the font of a rule to those of the pages.
    fn set_on_paper(&mut self, face: &FontFace, on_paper: Option<Face>, locals: &[&str], span: Span) {
        let Some(on_paper) = on_paper else {
            if !locals.is_empty() {
                let message = format!("no font `{}` is on this machine", locals.join("`, `"));
                let hint = format!("`{}` is set in the family named next", face.family);
                self.push(Diagnostic::new(Code::UnknownFont, message).hint(hint).at(span));
            }
            return;
        };
        if !on_paper.is_embeddable() {
            let message = match on_paper.permission() {
                Permission::EmbedWhole => {
                    format!("the maker of the font `{}` does not allow a part of it to be embedded", face.family)
                }
                Permission::Embed | Permission::Nothing | Permission::Bitmaps => {
                    format!("the font `{}` cannot be embedded", face.family)
                }
            };
            let hint = "it is left out of the PDF, which holds parts of fonts alone";
            self.push(Diagnostic::new(Code::BadFont, message).hint(hint).at(span));
            return;
        }
        if on_paper.is_variable() {
            let message = format!("the font `{}` is variable, and is drawn at its defaults in the PDF", face.family);
            let hint = "give a file of its own for each weight";
            self.push(Diagnostic::new(Code::BadFont, message).hint(hint).at(span));
        }
        self.found.faces.push(Arc::new(on_paper.for_characters(face.characters.clone())));
    }

    /// A font file, read once: where it stands among all.
    fn font_file(
        &mut self,
        url: &str,
        format: Option<&str>,
        from: &Path,
        open: &[PathBuf],
    ) -> Result<usize, Diagnostic> {
        let shown = url::brief(url).into_owned();
        let bad = |what: &str| Diagnostic::new(Code::BadFont, format!("the font `{shown}` {what}"));
        let (path, bytes) = if data_url::is_data_url(url) {
            let bytes = data_url::bytes(url).ok_or_else(|| bad("cannot be decoded"))?;
            (format!("css://fonts/{}/font", self.fonts.len()), bytes)
        } else {
            let (place, within) = self.place(url, from, open).map_err(|elsewhere| match elsewhere {
                Elsewhere::OnTheWeb => {
                    bad("lies on the web and is not fetched").hint("save it beside the style sheet, and name the copy")
                }
                Elsewhere::Outside => bad("lies outside the book's folder").hint("copy it beside the style sheet"),
            })?;
            let path = format!("css://fonts/{}", place.display());
            if let Some(known) = self.fonts.iter().position(|known| known.path == path) {
                return Ok(known);
            }
            let read = self.loader.read_within(&within, &place, MAX_FONT_BYTES);
            (path, read.map_err(|error| bad(&format!("cannot be read: {error}")))?)
        };
        if let Some(known) = self.fonts.iter().position(|known| known.is_of(&bytes)) {
            return Ok(known);
        }
        let unreadable = |hint: &str| bad("cannot be read").hint(hint.to_owned());
        let Some(known) = FontFormat::of(&bytes) else {
            return Err(match format {
                Some("embedded-opentype") => {
                    bad("is of a kind that no reading system knows any more").hint("leave that source out of `src`")
                }
                Some("svg") => bad("is of a kind that is not supported").hint("leave that source out of `src`"),
                _ => unreadable("OpenType, TrueType, WOFF and WOFF2 are known"),
            });
        };
        let bytes = Arc::new(bytes);
        let font = UnpackedFont::of(&bytes).and_then(|font| OwnFont::new(path, known, bytes, font));
        let font = font.ok_or_else(|| unreadable("the file is damaged: save it anew"))?;
        let of_pdf =
            || pdf::refusal(&font.face).map(|reason| format!("is damaged: no part can be taken of it, {reason}"));
        if let Some(damage) = font.face.damage().or_else(of_pdf) {
            let hint = "it is left out: get it from its maker anew, or save it anew with an editor of fonts";
            return Err(bad(&damage).hint(hint));
        }
        self.fonts.push(font);
        Ok(self.fonts.len() - 1)
    }

    /// Looks on this machine for the families that the sheets name and that are neither bundled nor brought along.
    pub(super) fn find_installed(&mut self, sheets: &[Sheet]) {
        if !self.uses_system_fonts || !self.sets_pages {
            return;
        }
        // The program's own name what is bundled.
        let is_of_user = |sheet: &&Sheet| sheet.file.is_some() || sheet.origin != Origin::Theme;
        let mut families = BTreeSet::new();
        for text in sheets.iter().filter(is_of_user).flat_map(Sheet::texts) {
            families.extend(css::font_families(text));
        }
        if families.is_empty() {
            return;
        }
        let known = Fonts::with_own(&self.found.faces);
        families.retain(|family| known.select(family, 400, false).is_none());
        if !families.is_empty() {
            self.loader.ask_for_fonts();
        }
        for family in families {
            let faces = self.installed.family(&family);
            if !faces.is_empty() {
                self.tell_installed(&family, None);
                self.found.faces.extend(faces.into_iter().map(Arc::new));
            }
        }
    }

    fn tell_installed(&mut self, name: &str, span: Option<Span>) {
        let message = format!("the font `{name}` of a style sheet is one of this machine");
        let mut diagnostic = Diagnostic::new(Code::SystemFont, message).hint(
            "output differs on a machine without it: bring it along with `@font-face`, or keep to the bundled fonts with \
             `--no-system-fonts`",
        );
        diagnostic.span = span;
        self.push(diagnostic);
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.findings.diagnostics.push(diagnostic);
    }
}

/// What is said of a font that must not be embedded (OpenType 1.9, `OS/2`, `fsType`).
fn forbidden(shown: &str, face: &Face) -> Option<Diagnostic> {
    let (what, hint) = match face.permission() {
        Permission::Embed | Permission::EmbedWhole => return None,
        Permission::Nothing => (
            "does not allow it to be embedded",
            "it is left out: ask the maker for a license to embed it and a file that says so, or take another font",
        ),
        Permission::Bitmaps => (
            "allows nothing but pictures of its letters to be embedded",
            "it is left out: ask the maker for a license to embed its outlines, or take another font",
        ),
    };
    Some(Diagnostic::new(Code::BadFont, format!("the maker of the font `{shown}` {what}")).hint(hint))
}

/// Fonts for screens alone are not read.
fn is_for_books(rule: &Rule) -> bool {
    match rule {
        Rule::Media(condition, _) => !condition.text.trim().eq_ignore_ascii_case("screen"),
        _ => true,
    }
}
