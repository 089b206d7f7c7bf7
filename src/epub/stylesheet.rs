//! Style sheets as the archive may carry them.
//!
//! In: the sheets of the theme and of the user, their addresses paths of the book's images. Out: files with their names.

use std::sync::Arc;

use super::fonts::Fonts;
use super::images::Images;
use super::part::{Part, Role};
use super::recurring::Recurring;
use super::sheet_text::readable;
use super::xml::FileNames;

/// A sheet and its place in the archive.
pub(super) struct Sheet {
    pub href: String,
    css: Arc<[u8]>,
}

impl Sheet {
    pub(super) fn into_part(self) -> Part {
        Part { href: self.href, media_type: "text/css", role: Role::Resource, bytes: self.css }
    }
}

/// Names the sheets and takes foreign addresses out of them.
pub(super) fn prepare(
    sheets: &[(String, Arc<str>)],
    images: &Images,
    fonts: &Fonts,
    names: &mut FileNames,
    recurring: &Recurring,
) -> Vec<Sheet> {
    // Images and fonts stand in folders beside that of the sheets.
    let href = |url: &str| images.get(url).map(|image| image.href.as_str()).or_else(|| fonts.href(url));
    let address = |url: &str| Some(format!("../{}", href(url)?));
    sheets
        .iter()
        .map(|(name, css)| {
            let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
            let stem = file.strip_suffix(".css").unwrap_or(file);
            Sheet {
                href: names.take(&format!("styles/{stem}"), "css"),
                css: recurring.sheet(css, || readable(css, address)),
            }
        })
        .collect()
}
