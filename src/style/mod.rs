//! From rules to values: `cascade()` gives every node its computed style.

mod computed;
mod page;

pub use computed::{
    AutoLength, Border, BorderStyle, BreakBetween, BreakInside, ComputedStyle, ContentPart, CounterStyle, Display,
    Float, FontFeature, FontSlant, Hyphens, LengthPercentage, Pseudo, TextAlign, TextTransform, VerticalAlign,
    WhiteSpace,
};
pub use page::{MarginBox, PageContext, PageSide, PageStyle};
