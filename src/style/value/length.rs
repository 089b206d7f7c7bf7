//! Properties whose values are lengths and percentages (CSS Values 4, section 6).

use cssparser::Parser;

use super::{Amount, Context, Parsed, Value, invalid};
use crate::geom::Pt;
use crate::style::{AutoLength, LengthPercentage, VerticalAlign, Width};

macro_rules! length_values {
    ($($(#[$doc:meta])* $name:ident($inner:ty) $syntax:literal -> $computed:ty {
        parse |$input:ident| $parse:expr; compute |$value:ident, $context:ident| $compute:expr;
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub(in crate::style) struct $name(pub $inner);

        impl Value for $name {
            type Computed = $computed;
            const SYNTAX: &'static str = $syntax;

            fn parse($input: &mut Parser) -> Parsed<$name> {
                $parse.map($name)
            }

            fn compute(&self, $context: &Context) -> $computed {
                let $value = &self.0;
                $compute
            }
        }
    )*};
}

fn keyword_or<T>(input: &mut Parser, keyword: &str, parse: impl FnOnce(&mut Parser) -> Parsed<T>) -> Parsed<Option<T>> {
    if input.try_parse(|input| input.expect_ident_matching(keyword)).is_ok() {
        return Ok(None);
    }
    parse(input).map(Some)
}

/// A size that content decides.
fn content_keyword(input: &mut Parser) -> Option<Width> {
    let keyword = |input: &mut Parser| match input.expect_ident()?.to_ascii_lowercase().as_str() {
        "min-content" => Ok(Width::MinContent),
        "max-content" => Ok(Width::MaxContent),
        "fit-content" => Ok(Width::FitContent),
        _ => invalid(),
    };
    input.try_parse(keyword).ok()
}

fn auto_length(value: &Option<Amount>, context: &Context) -> AutoLength {
    value.as_ref().map_or(AutoLength::Auto, |value| AutoLength::Set(value.compute(context)))
}

length_values! {
    /// Margins.
    AutoSize(Option<Amount>) "<length> | <percentage> | auto" -> AutoLength {
        parse |input| keyword_or(input, "auto", Amount::parse);
        compute |value, context| auto_length(value, context);
    }
    /// Height; that of its content is what it is by itself.
    Size(Option<Amount>) "<length> | <percentage> | auto | min-content | max-content | fit-content" -> AutoLength {
        parse |input| match content_keyword(input) {
            Some(_) => Ok(None),
            None => keyword_or(input, "auto", Amount::parse_positive),
        };
        compute |value, context| auto_length(value, context);
    }
    WidthValue(Result<Width, Amount>)
        "<length> | <percentage> | auto | min-content | max-content | fit-content" -> Width {
        parse |input| match content_keyword(input) {
            Some(keyword) => Ok(Ok(keyword)),
            None => keyword_or(input, "auto", Amount::parse_positive).map(|amount| amount.map_or(Ok(Width::Auto), Err)),
        };
        compute |value, context| match value {
            Ok(keyword) => *keyword,
            Err(amount) => Width::Set(amount.compute(context)),
        };
    }
    /// The most that width or height may be.
    MaxSize(Option<Amount>) "<length> | <percentage> | none" -> AutoLength {
        parse |input| keyword_or(input, "none", Amount::parse_positive);
        compute |value, context| auto_length(value, context);
    }
    Padding(Amount) "<length> | <percentage>" -> LengthPercentage {
        parse |input| Amount::parse_positive(input);
        compute |value, context| value.compute(context);
    }
    Indent(Amount) "<length> | <percentage>" -> LengthPercentage {
        parse |input| Amount::parse(input);
        compute |value, context| value.compute(context);
    }
    /// Letter and word spacing.
    Spacing(Option<Amount>) "normal | <length>" -> Pt {
        parse |input| keyword_or(input, "normal", Amount::parse_length);
        compute |value, context| value.as_ref().map_or(Pt::ZERO, |value| value.compute_length(context));
    }
    /// What the height of a block is a multiple of.
    Step(Option<Amount>) "none | <length>" -> Option<Pt> {
        parse |input| keyword_or(input, "none", Amount::parse_positive_length);
        compute |value, context| value.as_ref().map(|value| value.compute_length(context)).filter(|&step| step > Pt::ZERO);
    }
    /// The least width of columns.
    ColumnWidth(Option<Amount>) "auto | <length>" -> Option<Pt> {
        parse |input| keyword_or(input, "auto", Amount::parse_positive_length);
        compute |value, context| value.as_ref().map(|value| value.compute_length(context));
    }
    /// `normal` between columns is 1em (CSS Box Alignment 3, section 8.1).
    ColumnGap(Option<Amount>) "normal | <length> | <percentage>" -> LengthPercentage {
        parse |input| keyword_or(input, "normal", Amount::parse_positive);
        compute |value, context| match value {
            Some(value) => value.compute(context),
            None => LengthPercentage::Length(context.style.computed.font_size),
        };
    }
    Radius(Amount) "<length>" -> Pt {
        parse |input| Amount::parse_positive_length(input);
        compute |value, context| value.compute_length(context).max(Pt::ZERO);
    }
    BorderWidth(Amount) "<length> | thin | medium | thick" -> Pt {
        parse |input| border_width(input);
        compute |value, context| value.compute_length(context).max(Pt::ZERO);
    }
}

/// `medium`: 3 CSS pixels.
pub(in crate::style) const MEDIUM_BORDER: Pt = Pt(2.25);

/// The keywords' widths are those of CSS Backgrounds 3, section 3.3.
fn border_width(input: &mut Parser) -> Parsed<Amount> {
    let keyword = input.try_parse(|input| {
        let pixels = match input.expect_ident()?.to_ascii_lowercase().as_str() {
            "thin" => 1.0,
            "medium" => return Ok(Amount::points(MEDIUM_BORDER.0)),
            "thick" => 5.0,
            _ => return invalid(),
        };
        Ok(Amount::points(pixels * Pt::PX.0))
    });
    keyword.or_else(|_| Amount::parse_positive_length(input))
}

/// `vertical-align`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::style) enum Raise {
    Keyword(VerticalAlign),
    /// A percentage is of the line height.
    By(Amount),
}

impl Value for Raise {
    type Computed = VerticalAlign;
    const SYNTAX: &'static str = "baseline | sub | super | top | middle | bottom | <length> | <percentage>";

    fn parse(input: &mut Parser) -> Parsed<Raise> {
        let keyword = input.try_parse(|input| {
            Ok(match input.expect_ident()?.to_ascii_lowercase().as_str() {
                "baseline" => VerticalAlign::Baseline,
                "sub" => VerticalAlign::Sub,
                "super" => VerticalAlign::Super,
                "top" | "text-top" => VerticalAlign::Top,
                "middle" => VerticalAlign::Middle,
                "bottom" | "text-bottom" => VerticalAlign::Bottom,
                _ => return invalid(),
            })
        });
        keyword.map(Raise::Keyword).or_else(|_| Amount::parse(input).map(Raise::By))
    }

    fn compute(&self, context: &Context) -> VerticalAlign {
        match self {
            Raise::Keyword(keyword) => *keyword,
            Raise::By(raise) => {
                let font_size = context.style.computed.font_size;
                VerticalAlign::Length(raise.resolve(context, font_size, context.line_height()))
            }
        }
    }
}
