//! The room that pages give, as plain sizes.
//!
//! In: page contexts, answered by whoever knows the theme. Out: [`Areas`], looked up by the name of the page, its side
//! and whether a chapter opens on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geom::Pt;
use crate::style::{PageContext, PageSide};

/// What one kind of page gives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    pub width: Pt,
    pub height: Pt,
    /// Room below the page area: what a spread may be longer by must stay within it.
    pub below: Pt,
    /// Height that parts notes from the text.
    pub separator: Pt,
}

/// The areas of all pages of a book.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    by_name: BTreeMap<Option<Arc<str>>, [Area; 4]>,
}

impl Areas {
    /// Asks for the area of each kind of page of these names.
    pub fn new(names: impl IntoIterator<Item = Option<Arc<str>>>, area: impl Fn(&PageContext) -> Area) -> Areas {
        let of_name = |name: &Option<Arc<str>>| {
            [(PageSide::Recto, false), (PageSide::Recto, true), (PageSide::Verso, false), (PageSide::Verso, true)].map(
                |(side, is_first)| area(&PageContext { name: name.clone(), side, is_first, is_blank: false, nth: 0 }),
            )
        };
        let by_name = names.into_iter().map(|name| (name.clone(), of_name(&name))).collect();
        Areas { by_name }
    }

    /// The area of a page that is not blank.
    pub fn get(&self, name: &Option<Arc<str>>, side: PageSide, is_first: bool) -> Area {
        let index = match side {
            PageSide::Recto => usize::from(is_first),
            PageSide::Verso => 2 + usize::from(is_first),
        };
        self.by_name.get(name).map(|areas| areas[index]).unwrap_or_default()
    }
}
