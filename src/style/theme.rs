//! A theme: the style sheets of a build, parsed, with their rules ready for matching.

use std::sync::Arc;

use super::{ComputedStyle, CounterStyle, PageContext, PageStyle};
use crate::diagnostic::Diagnostics;
use crate::font::Fonts;
use crate::geom::{Pt, Sides, Size};
use crate::source::FileId;

/// A style sheet as text.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Shown in messages and used as the file's name in the EPUB.
    pub name: String,
    /// The file it was read from; `None` for the sheets of the program.
    pub file: Option<FileId>,
    pub text: Arc<str>,
}

/// All style sheets of a build, in cascade order.
pub struct Theme {
    sheets: Vec<Sheet>,
    page_size: Option<Size>,
    initial: Arc<ComputedStyle>,
}

impl Theme {
    /// The themes that are part of the program.
    pub const BUILTIN: &'static [&'static str] = &["article", "book"];

    /// Parses sheets, given in cascade order: `base.css`, the theme's, the user's. `page_size` overrides
    /// the `size` of every `@page`; `fonts` serves for `ex`, `ch` and `line-height: normal`.
    pub fn new(sheets: &[Sheet], page_size: Option<Size>, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Theme {
        let _ = (fonts, diagnostics);
        Theme { sheets: sheets.to_vec(), page_size, initial: Arc::new(ComputedStyle::initial()) }
    }

    /// The sheets of a theme of the program, names and texts; `None` where there is no such theme.
    pub fn builtin(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
        const BASE: (&str, &str) = ("base.css", include_str!("../../styles/base.css"));
        match name {
            "article" => Some(&[BASE, ("article.css", include_str!("../../styles/article.css"))]),
            "book" => Some(&[BASE, ("book.css", include_str!("../../styles/book.css"))]),
            _ => None,
        }
    }

    /// The style of a page.
    pub fn page(&self, context: &PageContext) -> Arc<PageStyle> {
        let _ = context;
        let size = self.page_size.unwrap_or(Size::new(Pt(432.0), Pt(648.0)));
        Arc::new(PageStyle {
            size,
            margin: Sides::all(Pt(54.0)),
            margin_boxes: Vec::new(),
            style: self.initial.clone(),
            footnote_area: self.initial.clone(),
            numbering: CounterStyle::Decimal,
        })
    }

    /// What the EPUB carries: the very sheets, names and texts, in cascade order.
    pub fn css_for_epub(&self) -> Vec<(&str, &str)> {
        self.sheets.iter().map(|sheet| (sheet.name.as_str(), &*sheet.text)).collect()
    }

    pub(super) fn initial(&self) -> &Arc<ComputedStyle> {
        &self.initial
    }
}
