//! From rules to values: `cascade()` gives every node its computed style.
//!
//! ```
//! use bindery::diagnostic::Diagnostics;
//! use bindery::font::Fonts;
//! use bindery::style::{PageOptions, Sheet, Theme};
//!
//! let sheet = Sheet { name: "own.css".to_owned(), text: "p { colr: red }".into(), ..Sheet::default() };
//! let mut found = Diagnostics::default();
//! Theme::new(&[sheet], PageOptions::default(), &Fonts::bundled(), &mut found);
//! assert!(found.iter().any(|finding| finding.message.contains("colr")));
//! ```

mod attribute;
mod cascade;
mod computed;
mod contrast;
mod counter_style;
mod counting;
mod declaration;
mod dump;
mod fallback;
mod inheritable;
mod initial;
mod layer;
mod manual;
mod matching;
mod page;
mod page_rule;
mod portable;
pub mod property;
mod reader;
mod resolve;
mod shorthand;

mod theme;
mod value;
mod variables;

pub use attribute::{Variables, report_style_attributes, style_for_epub};
pub use cascade::{StyleMap, cascade};
pub use computed::{
    AutoLength, Background, BackgroundSize, Border, BorderStyle, BoxDecorationBreak, BreakBetween, BreakInside, Clear,
    Columns, ComputedStyle, ContentPart, CounterStyle, Display, Float, FontSlant, HangingPunctuation,
    HyphenateLimitChars, Hyphens, InitialLetter, LengthPercentage, LineEndHang, Occurrence, Pseudo, QuoteMark,
    TextAlign, TextAutospace, TextSpacingTrim, TextTransform, TextWrapStyle, VerticalAlign, WhiteSpace, Width,
};
pub use contrast::{Surface, legible, paints_ground};
pub use counter_style::{CounterRule, CounterSystem};
pub use counting::{Counts, add_counters, count, open_quotes_after};
pub use dump::dump;
pub use layer::Origin;
pub use manual::css_manual;
pub use page::{MarginBox, PageContext, PageSide, PageStyle};
pub use portable::Portable;
pub use theme::{PageOptions, Said, Sheet, Theme, is_barred_from_epub};

#[cfg(test)]
mod tests;
