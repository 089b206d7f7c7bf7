//! From rules to values: `cascade()` gives every node its computed style.

mod cascade;
mod computed;
mod initial;
mod page;
mod theme;

pub use cascade::{StyleMap, cascade};
pub use computed::{
    AutoLength, Border, BorderStyle, BreakBetween, BreakInside, ComputedStyle, ContentPart, CounterStyle, Display,
    Float, FontFeature, FontSlant, Hyphens, LengthPercentage, Pseudo, TextAlign, TextTransform, VerticalAlign,
    WhiteSpace,
};
pub use page::{MarginBox, PageContext, PageSide, PageStyle};
pub use theme::{Sheet, Theme};
