//! What builds of many books in one run share: fonts, style sheets parsed, pictures encoded, covers drawn.
//!
//! In: sheets, options and fonts. Out: a theme, and sheets for reading systems, parsed once for all books that have the
//! same; most articles of a batch do.
//! What is shared is a pure function of what it is asked by, so no build can tell whether it has neighbors.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::cover::{self, Lettering};
use crate::diagnostic::Diagnostics;
use crate::epub;
use crate::font::{Face, Fonts, Installed};
use crate::memo::Memo;
use crate::pdf;
use crate::picture::Pictures;
use crate::style::{PageOptions, Portable, Sheet, Theme};

/// How many themes are held; a batch has one for each combination of theme, kind of code, language and page size.
const MOST_THEMES: usize = 16;

/// What was made once in a run.
#[derive(Default)]
pub struct Shared {
    bundled: OnceLock<Fonts>,
    /// The fonts of this machine.
    pub(super) installed: Installed,
    pub(super) rasters: pdf::Rasters,
    pub(super) pictures: Pictures,
    pub(super) in_epub: Arc<epub::Recurring>,
    covers: Covers,
    themes: Mutex<Vec<Parsed>>,
    portable: Mutex<Vec<(Vec<Sheet>, Arc<Portable>)>>,
}

/// Drawn covers by what stands on them.
struct Covers(Memo<Lettering, Option<Arc<[u8]>>>);

impl Default for Covers {
    fn default() -> Covers {
        const ROOM: usize = 32 << 20;
        Covers(Memo::new(ROOM))
    }
}

/// A theme, and all that it was made of beside the bundled fonts.
struct Parsed {
    sheets: Vec<Sheet>,
    options: PageOptions,
    theme: Arc<Theme>,
    found: Diagnostics,
}

impl Shared {
    /// The bundled fonts, and a book's own.
    pub(super) fn fonts(&self, own: &[Arc<Face>]) -> Fonts {
        match own {
            [] => self.bundled.get_or_init(Fonts::bundled).clone(),
            own => Fonts::with_own(own),
        }
    }

    pub(super) fn theme(
        &self,
        sheets: &[Sheet],
        options: PageOptions,
        fonts: &Fonts,
        diagnostics: &mut Diagnostics,
    ) -> Arc<Theme> {
        // Lengths of a sheet may be measured by its fonts.
        if !fonts.are_bundled() {
            return Arc::new(Theme::new(sheets, options, fonts, diagnostics));
        }
        let themes = || self.themes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |parsed: &&Parsed| parsed.options == options && parsed.sheets == sheets;
        let known = themes().iter().find(is_same).map(|parsed| (parsed.theme.clone(), parsed.found.clone()));
        let (theme, found) = known.unwrap_or_else(|| {
            let mut found = Diagnostics::default();
            let theme = Arc::new(Theme::new(sheets, options.clone(), fonts, &mut found));
            let mut themes = themes();
            if themes.len() < MOST_THEMES {
                let (sheets, theme, found) = (sheets.to_vec(), theme.clone(), found.clone());
                themes.push(Parsed { sheets, options, theme, found });
            }
            (theme, found)
        });
        diagnostics.append(found);
        theme
    }

    /// A cover drawn; `None` where a character of the title has no glyph.
    pub(super) fn cover(&self, lettering: Lettering, fonts: &Fonts) -> Option<Arc<[u8]>> {
        let draw = |lettering: &Lettering| cover::draw(lettering, fonts).map(Arc::from);
        // Other fonts have other letters.
        if !fonts.are_bundled() {
            return draw(&lettering);
        }
        let size = |cover: &Option<Arc<[u8]>>| cover.as_ref().map_or(0, |cover| cover.len());
        self.covers.0.get_or_make(lettering.clone(), size, || draw(&lettering))
    }

    /// Sheets as read for reading systems.
    pub(super) fn portable(&self, sheets: &[Sheet]) -> Arc<Portable> {
        let all = || self.portable.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all().iter().find(|(others, _)| others == sheets).map(|(_, portable)| Arc::clone(portable));
        known.unwrap_or_else(|| {
            let portable = Arc::new(Portable::new(sheets));
            let mut all = all();
            if all.len() < MOST_THEMES {
                all.push((sheets.to_vec(), Arc::clone(&portable)));
            }
            portable
        })
    }
}
