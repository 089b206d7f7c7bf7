//! What builds that follow one another share: fonts, the theme, and all that layout set.
//!
//! In: a book, and what was made of the last one. Out: fonts, theme and pages. Fonts are chosen again only when the book
//! has other characters, the theme is parsed again only when a sheet is another; then layout begins anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Book, Shared, characters, system_fonts};
use crate::config::{Config, Format};
use crate::diagnostic::Diagnostics;
use crate::font::Fonts;
use crate::lang::Lang;
use crate::layout::{self, Pages};
use crate::resource::{PixelSize, Resources};
use crate::style::{PageOptions, Sheet, Theme};

/// Builds in one process.
#[derive(Default)]
pub struct Session {
    dressed: Option<Dressed>,
    images: Vec<ImageSize>,
    layout: layout::Session,
    shared: Arc<Shared>,
}

/// What a book is set with, and all that it was made of.
struct Dressed {
    characters: BTreeMap<Lang, BTreeSet<char>>,
    uses_system_fonts: bool,
    sheets: Vec<Sheet>,
    /// The bundled fonts and those of the sheets.
    own: Fonts,
    options: PageOptions,
    fonts: Fonts,
    theme: Arc<Theme>,
    found: Diagnostics,
}

/// What layout reads of an image.
type ImageSize = (String, PixelSize, Option<f32>);

impl Session {
    /// How many chapters the last build had to set.
    pub fn set_chapters(&self) -> usize {
        self.layout.set_chapters()
    }

    /// The galleys of the last build as text.
    pub fn dump_galleys(&self) -> String {
        self.layout.dump()
    }

    /// What the builds share beside it.
    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// A book on pages.
    pub fn lay_out(
        &mut self,
        book: &Book,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> (Fonts, Arc<Theme>, Pages) {
        self.lay_out_beside(&self.shared(), book, config, diagnostics)
    }

    /// The same beside other books.
    pub(super) fn lay_out_beside(
        &mut self,
        shared: &Shared,
        book: &Book,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> (Fonts, Arc<Theme>, Pages) {
        let (fonts, theme) = self.fonts_and_theme(shared, book, config, diagnostics);
        let images = image_sizes(&book.resources);
        if images != self.images {
            self.layout.clear();
            self.images = images;
        }
        let pages = self.layout.layout(book.on_paper(), &theme, &fonts, &book.resources, diagnostics);
        (fonts, theme, pages)
    }

    /// Fonts for the characters of the book, and the theme parsed.
    pub(super) fn fonts_and_theme(
        &mut self,
        shared: &Shared,
        book: &Book,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> (Fonts, Arc<Theme>) {
        let characters = characters(book.on_paper(), &book.resources, &book.sheets);
        let uses_system_fonts = config.system_fonts;
        let options = PageOptions {
            size: config.page_size.or(book.front_matter.page_size).or(config.defaults.page_size),
            lang: book.document.metadata.lang.clone(),
            without_paper: false,
            without_epub: !config.formats.contains(&Format::Epub),
        };
        let is_same = |dressed: &&Dressed| {
            dressed.characters == characters
                && dressed.uses_system_fonts == uses_system_fonts
                && dressed.sheets == book.sheets
                && dressed.own.has_own_of(&book.fonts)
                && dressed.options == options
        };
        if let Some(dressed) = self.dressed.as_ref().filter(is_same) {
            diagnostics.append(dressed.found.clone());
            return (dressed.fonts.clone(), dressed.theme.clone());
        }
        self.layout.clear();
        let mut found = Diagnostics::default();
        let fonts = book.fonts.clone().for_characters(&characters, system_fonts(config), &shared.installed, &mut found);
        let theme = shared.theme(&book.sheets, options.clone(), &fonts, &mut found);
        diagnostics.append(found.clone());
        let sheets = book.sheets.clone();
        let (kept_fonts, kept_theme) = (fonts.clone(), theme.clone());
        self.dressed = Some(Dressed {
            characters,
            uses_system_fonts,
            sheets,
            own: book.fonts.clone(),
            options,
            fonts: kept_fonts,
            theme: kept_theme,
            found,
        });
        (fonts, theme)
    }
}

fn image_sizes(resources: &Resources) -> Vec<ImageSize> {
    let size = |resource: &crate::resource::Resource| {
        (resource.path.clone(), resource.upright_size(), resource.pixels_per_inch)
    };
    resources.iter().map(size).collect()
}
