//! CSS as syntax: from the text of a sheet to rules, selectors and declarations.
//!
//! In: a sheet's text. Out: a [`StyleSheet`] of rules with the places where they stand, and the
//! [`Problem`]s met on the way; what is broken is left out and the rest of the sheet goes on (CSS Syntax 3,
//! section 2.2). Values stay text: what a property means, and which element a selector meets, is the
//! business of `style`. Media queries and `@supports` conditions are decided by questions to the caller.
//!
//! ```
//! use bindery::css;
//!
//! let families = css::font_families("p { font-family: Vollkorn, serif }");
//! assert!(families.contains("Vollkorn"));
//! ```

mod condition;
mod font_face;
mod prelude;
mod rules;
mod selector;
mod sheet;
mod url;

pub use condition::{Medium, media_matches, supports_matches};
pub use font_face::{FontFace, FontSource, each_font_face, font_face, font_families, font_families_of};
pub use rules::{imports, parse, parse_declarations};
pub use selector::{Name, PseudoClass, PseudoElement, Selectors, specificity};
pub use sheet::{
    Condition, Declaration, Import, LayerName, PagePseudo, PageRule, PageSelector, Problem, ProblemKind, Rule,
    StyleRule, StyleSheet,
};

pub use url::{each_declaration, quoted, strings, urls, with_urls};

/// A parsed selector of ours.
pub type Selector = selectors::parser::Selector<Selectors>;
