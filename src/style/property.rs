//! The table of properties: each once, with its specification, initial value, type and field.
//!
//! Parser, inheritance, initial values and the documentation's table of supported CSS all come from
//! here. Three kinds: `Longhand`s, each of which fills a field of the computed style; physical names
//! (`margin-left`), which stand for a flow-relative longhand once the text's direction is known; and
//! shorthands, which set several. To add a longhand: a row here, a field in `computed.rs` with its
//! initial value, and a reader in `layout`. Rows stand in the order in which values are computed: what
//! another property's value depends on (font size, color, line height) comes first.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use cssparser::Parser;

use super::counter_style::CounterStyles;
use super::inheritable::Style;
use super::shorthand::Form;
use super::value::{self, Context, Parsed, Value};
use super::{
    BorderStyle, BoxDecorationBreak, BreakInside, Clear, ComputedStyle, CounterStyle, Display, Float, FontSlant,
};
use super::{HangingPunctuation, HyphenateLimitChars, Hyphens, TextAutospace, TextSpacingTrim, TextTransform};
use super::{TextWrapStyle, WhiteSpace};
use crate::geom::Direction;

/// A document that defines properties.
#[derive(Debug, PartialEq, Eq)]
pub struct Specification {
    pub title: &'static str,
    pub url: &'static str,
}

macro_rules! specifications {
    ($($name:ident $title:literal $url:literal;)*) => {
        $(const $name: &Specification = &Specification { title: $title, url: $url };)*
    };
}

specifications! {
    BACKGROUNDS "CSS Backgrounds 3" "https://www.w3.org/TR/css-backgrounds-3/";
    CASCADE "CSS Cascade 5" "https://www.w3.org/TR/css-cascade-5/";
    BOX "CSS Box 3" "https://www.w3.org/TR/css-box-3/";
    COLOR "CSS Color 4" "https://www.w3.org/TR/css-color-4/";
    CONTENT "CSS Content 3" "https://www.w3.org/TR/css-content-3/";
    DISPLAY "CSS Display 3" "https://www.w3.org/TR/css-display-3/";
    FONTS "CSS Fonts 4" "https://www.w3.org/TR/css-fonts-4/";
    FRAGMENTATION "CSS Fragmentation 3" "https://www.w3.org/TR/css-break-3/";
    GENERATED "CSS Generated Content for Paged Media" "https://www.w3.org/TR/css-gcpm-3/";
    ALIGN "CSS Box Alignment 3" "https://www.w3.org/TR/css-align-3/";
    COLUMNS "CSS Multi-column Layout 1" "https://www.w3.org/TR/css-multicol-1/";
    INLINE "CSS Inline Layout 3" "https://www.w3.org/TR/css-inline-3/";
    LISTS "CSS Lists 3" "https://www.w3.org/TR/css-lists-3/";
    LOGICAL "CSS Logical Properties 1" "https://www.w3.org/TR/css-logical-1/";
    OWN "bindery" "";
    PAGES "CSS Paged Media 3" "https://www.w3.org/TR/css-page-3/";
    RHYTHM "CSS Rhythmic Sizing 1" "https://www.w3.org/TR/css-rhythm-1/";
    SIZING "CSS Sizing 3" "https://www.w3.org/TR/css-sizing-3/";
    TABLES "CSS 2, Tables" "https://www.w3.org/TR/CSS2/tables.html";
    TEXT "CSS Text 3" "https://www.w3.org/TR/css-text-3/";
    TEXT_4 "CSS Text 4" "https://www.w3.org/TR/css-text-4/";
    TEXT_DECORATION "CSS Text Decoration 3" "https://www.w3.org/TR/css-text-decor-3/";
    WRITING "CSS Writing Modes 4" "https://www.w3.org/TR/css-writing-modes-4/";
    VISUFORMATTING "CSS 2, Visual formatting" "https://www.w3.org/TR/CSS2/visuren.html";
    VISUAL "CSS 2, Visual details" "https://www.w3.org/TR/CSS2/visudet.html";
}

/// A property as the documentation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub name: &'static str,
    /// The grammar of its value.
    pub syntax: String,
    pub inherited: bool,
    /// The initial value, empty for names that stand for other properties.
    pub initial: &'static str,
    pub specification: &'static Specification,
    /// Number of the section.
    pub section: &'static str,
    pub anchor: &'static str,
}

macro_rules! is_inherited {
    (inherited) => {
        true
    };
    (reset) => {
        false
    };
}

macro_rules! longhands {
    ($($variant:ident $name:literal $inheritance:ident $initial:literal, $value:ty => $($field:ident).+,
        $specification:ident $section:literal $anchor:literal;)*) => {
        /// A property that fills one field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(super) enum Longhand { $($variant,)* }

        /// A declared value, by its property.
        #[derive(Clone, Debug, PartialEq)]
        pub(super) enum Declared { $($variant($value),)* }

        impl Longhand {
            /// All, in the order in which they are computed.
            pub const ALL: &'static [Longhand] = &[$(Longhand::$variant,)*];

            pub fn name(self) -> &'static str {
                match self { $(Longhand::$variant => $name,)* }
            }

            pub fn is_inherited(self) -> bool {
                match self { $(Longhand::$variant => is_inherited!($inheritance),)* }
            }

            /// The initial value as CSS.
            pub fn initial(self) -> &'static str {
                match self { $(Longhand::$variant => $initial,)* }
            }

            pub fn parse(self, input: &mut Parser) -> Parsed<Declared> {
                match self { $(Longhand::$variant => <$value as Value>::parse(input).map(Declared::$variant),)* }
            }

            /// Takes the value of another style, as `inherit` does.
            pub fn copy(self, from: &Style, to: &mut Style) {
                match self { $(Longhand::$variant => to.$($field).+ = from.$($field).+.clone(),)* }
            }

            pub fn syntax(self) -> &'static str {
                match self { $(Longhand::$variant => <$value as Value>::SYNTAX,)* }
            }

            fn place(self) -> (&'static Specification, &'static str, &'static str) {
                match self { $(Longhand::$variant => ($specification, $section, $anchor),)* }
            }
        }

        impl Declared {
            /// Computes the value and puts it into the style being made.
            pub fn apply(&self, style: &mut Style, parent: &Style, environment: &Environment) {
                match self {
                    $(Declared::$variant(value) => {
                        let computed = value.compute(&environment.context(parent, style));
                        style.$($field).+ = computed;
                    })*
                }
            }
        }
    };
}

/// What computing needs beside the styles themselves.
pub(super) struct Environment<'a> {
    pub fonts: &'a crate::font::Fonts,
    pub root_font_size: crate::geom::Pt,
    pub root_line_height: crate::geom::Pt,
    /// What `vw` and `vh` are hundredths of: the page area; on a page itself, the page box.
    pub viewport: crate::geom::Size,
    /// Which way the book's pages are turned.
    pub progression: Direction,
    pub counter_styles: &'a CounterStyles,
}

impl<'a> Environment<'a> {
    /// The environment below a root of a style.
    pub fn of_root(
        fonts: &'a crate::font::Fonts,
        root: &ComputedStyle,
        viewport: crate::geom::Size,
        progression: Direction,
        counter_styles: &'a CounterStyles,
    ) -> Environment<'a> {
        let (root_font_size, root_line_height) = (root.font_size, root.line_height);
        Environment { fonts, root_font_size, root_line_height, viewport, progression, counter_styles }
    }

    pub fn context<'c>(&'c self, parent: &'c Style, style: &'c Style) -> Context<'c> {
        let &Environment { fonts, root_font_size, root_line_height, viewport, progression, counter_styles } = self;
        Context { fonts, parent, style, root_font_size, root_line_height, viewport, progression, counter_styles }
    }
}

longhands! {
    Direction "direction" inherited "ltr", Direction => computed.direction, WRITING "2.1" "#direction";
    FontFamily "font-family" inherited "serif", value::Families => computed.font_family, FONTS "2.1" "#font-family-prop";
    FontSize "font-size" inherited "medium", value::FontSize => computed.font_size, FONTS "2.5" "#font-size-prop";
    FontWeight "font-weight" inherited "normal", value::FontWeight => computed.font_weight, FONTS "2.2" "#font-weight-prop";
    FontStyle "font-style" inherited "normal", FontSlant => computed.font_slant, FONTS "2.4" "#font-style-prop";
    LineHeight "line-height" inherited "normal", value::DeclaredLineHeight => line_height, VISUAL "10.8.1" "#propdef-line-height";
    Color "color" inherited "black", value::TextColor => computed.color, COLOR "3.2" "#the-color-property";

    FontVariantCaps "font-variant-caps" inherited "normal", value::Caps => caps, FONTS "6.6" "#font-variant-caps-prop";
    FontVariantNumeric "font-variant-numeric" inherited "normal", value::Numeric => numeric, FONTS "6.7" "#font-variant-numeric-prop";
    FontVariantLigatures "font-variant-ligatures" inherited "normal", value::Ligatures => ligatures, FONTS "6.4" "#font-variant-ligatures-prop";
    FontVariantPosition "font-variant-position" inherited "normal", value::VariantPosition => position, FONTS "6.5" "#font-variant-position-prop";
    FontKerning "font-kerning" inherited "auto", value::Kerning => kerning, FONTS "6.3" "#font-kerning-prop";
    FontFeatureSettings "font-feature-settings" inherited "normal", value::FeatureSettings => settings, FONTS "6.12" "#font-feature-settings-prop";
    LetterSpacing "letter-spacing" inherited "normal", value::Spacing => computed.letter_spacing, TEXT "7.2" "#letter-spacing-property";
    WordSpacing "word-spacing" inherited "normal", value::Spacing => computed.word_spacing, TEXT "7.1" "#word-spacing-property";

    TextAlign "text-align" inherited "start", value::Align => align, TEXT "6.1" "#text-align-property";
    TextAlignLast "text-align-last" inherited "auto", value::AlignLast => align_last, TEXT "6.3" "#text-align-last-property";
    TextIndent "text-indent" inherited "0", value::Indent => computed.text_indent, TEXT "8.1" "#text-indent-property";
    TextTransform "text-transform" inherited "none", TextTransform => computed.text_transform, TEXT "2.1" "#text-transform-property";
    Hyphens "hyphens" inherited "manual", Hyphens => computed.hyphens, TEXT "5.4" "#hyphens-property";
    HyphenateLimitChars "hyphenate-limit-chars" inherited "auto", HyphenateLimitChars => computed.hyphenate_limit_chars, TEXT_4 "6.3.4" "#hyphenate-char-limits";
    HyphenateLimitLines "hyphenate-limit-lines" inherited "no-limit", value::LimitLines => computed.hyphenate_limit_lines, TEXT_4 "6.3.5" "#hyphenate-line-limits";
    HangingPunctuation "hanging-punctuation" inherited "none", HangingPunctuation => computed.hanging_punctuation, TEXT_4 "9.2" "#hanging-punctuation-property";
    Expand "-bindery-expand" inherited "0", value::Expand => computed.expand, OWN "how much wider or narrower the glyphs of a justified line may be set" "";
    TextWrapStyle "text-wrap-style" inherited "auto", TextWrapStyle => computed.text_wrap_style, TEXT_4 "6.4.2" "#text-wrap-style";
    TextAutospace "text-autospace" inherited "normal", TextAutospace => computed.text_autospace, TEXT_4 "8.4" "#text-autospace-property";
    TextSpacingTrim "text-spacing-trim" inherited "normal", TextSpacingTrim => computed.text_spacing_trim, TEXT_4 "8.4" "#text-spacing-trim-property";
    WhiteSpace "white-space" inherited "normal", WhiteSpace => computed.white_space, TEXT "3" "#white-space-property";
    OverflowWrap "overflow-wrap" inherited "normal", value::OverflowWrap => computed.overflow_wrap, TEXT "5.5" "#overflow-wrap-property";
    WrapMark "-bindery-wrap-mark" inherited "none", value::WrapMark => computed.wrap_mark, OWN "the mark at the end of a line of code that was broken" "";
    WrapIndent "-bindery-wrap-indent" inherited "0", value::WrapIndent => computed.wrap_indent, OWN "how much further what goes on after a break is indented: a line of code, or of verse" "";
    TabSize "tab-size" inherited "8", value::TabSize => computed.tab_size, TEXT "4.2" "#tab-size-property";
    TextDecorationLine "text-decoration-line" reset "none", value::DecorationLine => decoration, TEXT_DECORATION "2.1" "#text-decoration-line-property";
    VerticalAlign "vertical-align" reset "baseline", value::Raise => computed.vertical_align, VISUAL "10.8.1" "#propdef-vertical-align";

    Display "display" reset "inline", Display => computed.display, DISPLAY "2" "#the-display-properties";
    MarginBlockStart "margin-block-start" reset "0", value::AutoSize => computed.margin.block_start, LOGICAL "4.2" "#margin-properties";
    MarginInlineEnd "margin-inline-end" reset "0", value::AutoSize => computed.margin.inline_end, LOGICAL "4.2" "#margin-properties";
    MarginBlockEnd "margin-block-end" reset "0", value::AutoSize => computed.margin.block_end, LOGICAL "4.2" "#margin-properties";
    MarginInlineStart "margin-inline-start" reset "0", value::AutoSize => computed.margin.inline_start, LOGICAL "4.2" "#margin-properties";
    PaddingBlockStart "padding-block-start" reset "0", value::Padding => computed.padding.block_start, LOGICAL "4.4" "#padding-properties";
    PaddingInlineEnd "padding-inline-end" reset "0", value::Padding => computed.padding.inline_end, LOGICAL "4.4" "#padding-properties";
    PaddingBlockEnd "padding-block-end" reset "0", value::Padding => computed.padding.block_end, LOGICAL "4.4" "#padding-properties";
    PaddingInlineStart "padding-inline-start" reset "0", value::Padding => computed.padding.inline_start, LOGICAL "4.4" "#padding-properties";
    BorderBlockStartWidth "border-block-start-width" reset "medium", value::BorderWidth => computed.border.block_start.width, LOGICAL "4.5.1" "#border-width";
    BorderInlineEndWidth "border-inline-end-width" reset "medium", value::BorderWidth => computed.border.inline_end.width, LOGICAL "4.5.1" "#border-width";
    BorderBlockEndWidth "border-block-end-width" reset "medium", value::BorderWidth => computed.border.block_end.width, LOGICAL "4.5.1" "#border-width";
    BorderInlineStartWidth "border-inline-start-width" reset "medium", value::BorderWidth => computed.border.inline_start.width, LOGICAL "4.5.1" "#border-width";
    BorderBlockStartStyle "border-block-start-style" reset "none", BorderStyle => computed.border.block_start.style, LOGICAL "4.5.2" "#border-style";
    BorderInlineEndStyle "border-inline-end-style" reset "none", BorderStyle => computed.border.inline_end.style, LOGICAL "4.5.2" "#border-style";
    BorderBlockEndStyle "border-block-end-style" reset "none", BorderStyle => computed.border.block_end.style, LOGICAL "4.5.2" "#border-style";
    BorderInlineStartStyle "border-inline-start-style" reset "none", BorderStyle => computed.border.inline_start.style, LOGICAL "4.5.2" "#border-style";
    BorderBlockStartColor "border-block-start-color" reset "currentcolor", value::ColorValue => border_color.block_start, LOGICAL "4.5.3" "#border-color";
    BorderInlineEndColor "border-inline-end-color" reset "currentcolor", value::ColorValue => border_color.inline_end, LOGICAL "4.5.3" "#border-color";
    BorderBlockEndColor "border-block-end-color" reset "currentcolor", value::ColorValue => border_color.block_end, LOGICAL "4.5.3" "#border-color";
    BorderInlineStartColor "border-inline-start-color" reset "currentcolor", value::ColorValue => border_color.inline_start, LOGICAL "4.5.3" "#border-color";
    BorderRadius "border-radius" reset "0", value::Radius => computed.border_radius, BACKGROUNDS "4.1" "#border-radius";
    BackgroundColor "background-color" reset "transparent", value::ColorValue => background_color, BACKGROUNDS "2.2" "#background-color";
    BackgroundImage "background-image" reset "none", value::BackgroundImage => computed.background.image, BACKGROUNDS "2.3" "#background-image";
    BackgroundRepeat "background-repeat" reset "repeat", value::BackgroundRepeat => computed.background.repeat, BACKGROUNDS "2.4" "#background-repeat";
    BackgroundPosition "background-position" reset "0% 0%", value::BackgroundPosition => computed.background.position, BACKGROUNDS "2.6" "#background-position";
    BackgroundSize "background-size" reset "auto", value::DeclaredBackgroundSize => computed.background.size, BACKGROUNDS "2.9" "#background-size";
    Width "width" reset "auto", value::WidthValue => computed.width, SIZING "3.1.1" "#preferred-size-properties";
    Height "height" reset "auto", value::Size => computed.height, SIZING "3.1.1" "#preferred-size-properties";
    MaxWidth "max-width" reset "none", value::MaxSize => computed.max_width, SIZING "3.1.3" "#max-size-properties";
    MaxHeight "max-height" reset "none", value::MaxSize => computed.max_height, SIZING "3.1.3" "#max-size-properties";

    ColumnWidth "column-width" reset "auto", value::ColumnWidth => computed.columns.width, COLUMNS "3.1" "#cw";
    ColumnCount "column-count" reset "auto", value::ColumnCount => computed.columns.count, COLUMNS "3.2" "#cc";
    ColumnGap "column-gap" reset "normal", value::ColumnGap => computed.columns.gap, ALIGN "8.1" "#column-row-gap";
    ColumnRuleWidth "column-rule-width" reset "medium", value::BorderWidth => computed.columns.rule.width, COLUMNS "4.4" "#crw";
    ColumnRuleStyle "column-rule-style" reset "none", BorderStyle => computed.columns.rule.style, COLUMNS "4.3" "#crs";
    ColumnRuleColor "column-rule-color" reset "currentcolor", value::ColorValue => column_rule_color, COLUMNS "4.2" "#crc";
    ColumnSpan "column-span" reset "none", value::ColumnSpan => computed.spans_columns, COLUMNS "6.1" "#column-span";

    ListStyleType "list-style-type" inherited "disc", CounterStyle => computed.list_style_type, LISTS "3.4" "#text-markers";
    ListStylePosition "list-style-position" inherited "outside", value::ListPosition => computed.list_style_inside, LISTS "3.5" "#list-style-position-property";
    Quotes "quotes" inherited "auto", value::Quotes => computed.quotes, CONTENT "3.1" "#quotes";
    BorderCollapse "border-collapse" inherited "separate", value::BorderCollapse => computed.border_collapse, TABLES "17.6" "#propdef-border-collapse";
    BorderSpacing "border-spacing" inherited "0", value::BorderSpacing => computed.border_spacing, TABLES "17.6.1" "#propdef-border-spacing";
    CaptionSide "caption-side" inherited "top", value::CaptionSide => computed.caption_side_bottom, TABLES "17.4.1" "#propdef-caption-side";

    Page "page" reset "auto", value::PageName => computed.page, PAGES "8.1" "#using-named-pages";
    BreakBefore "break-before" reset "auto", value::Break => computed.break_before, FRAGMENTATION "3.1" "#break-between";
    BreakAfter "break-after" reset "auto", value::Break => computed.break_after, FRAGMENTATION "3.1" "#break-between";
    BreakInside "break-inside" reset "auto", BreakInside => computed.break_inside, FRAGMENTATION "3.2" "#break-within";
    BoxDecorationBreak "box-decoration-break" reset "slice", BoxDecorationBreak => computed.box_decoration_break, FRAGMENTATION "5.4" "#break-decoration";
    Orphans "orphans" inherited "2", value::Count => computed.orphans, FRAGMENTATION "3.3" "#widows-orphans";
    Widows "widows" inherited "2", value::Count => computed.widows, FRAGMENTATION "3.3" "#widows-orphans";
    Float "float" reset "none", Float => computed.float, GENERATED "2.2" "#creating-footnotes";
    Clear "clear" reset "none", Clear => computed.clear, VISUFORMATTING "9.5.2" "#propdef-clear";
    InitialLetter "initial-letter" reset "normal", value::Initial => computed.initial_letter, INLINE "7.2" "#sizing-drop-initials";
    BlockStepSize "block-step-size" reset "none", value::Step => computed.block_step_size, RHYTHM "2.1" "#block-step-size";
    Position "position" reset "static", value::Position => computed.running, GENERATED "1.2.1" "#running-syntax";
    StringSet "string-set" reset "none", value::StringSets => computed.string_set, GENERATED "1.1.1" "#setting-named-strings-the-string-set-pro";
    CounterReset "counter-reset" reset "none", value::Counters<0> => computed.counter_reset, LISTS "4.1" "#counter-reset";
    CounterIncrement "counter-increment" reset "none", value::Counters<1> => computed.counter_increment, LISTS "4.2" "#increment-set";
    CounterSet "counter-set" reset "none", value::Counters<0> => computed.counter_set, LISTS "4.2" "#increment-set";
    Content "content" reset "normal", value::ContentList => computed.content, CONTENT "1" "#content-property";
}

/// A physical name of flow-relative longhands.
pub(super) struct Physical {
    name: &'static str,
    left_to_right: Longhand,
    right_to_left: Longhand,
    place: (&'static Specification, &'static str, &'static str),
}

macro_rules! physical {
    ($($name:literal $ltr:ident $rtl:ident, $specification:ident $section:literal $anchor:literal;)*) => {
        const PHYSICAL: &[Physical] = &[$(Physical {
            name: $name,
            left_to_right: Longhand::$ltr,
            right_to_left: Longhand::$rtl,
            place: ($specification, $section, $anchor),
        },)*];
    };
}

physical! {
    "margin-top" MarginBlockStart MarginBlockStart, BOX "3.1" "#margin-physical";
    "margin-right" MarginInlineEnd MarginInlineStart, BOX "3.1" "#margin-physical";
    "margin-bottom" MarginBlockEnd MarginBlockEnd, BOX "3.1" "#margin-physical";
    "margin-left" MarginInlineStart MarginInlineEnd, BOX "3.1" "#margin-physical";
    "padding-top" PaddingBlockStart PaddingBlockStart, BOX "4.1" "#padding-physical";
    "padding-right" PaddingInlineEnd PaddingInlineStart, BOX "4.1" "#padding-physical";
    "padding-bottom" PaddingBlockEnd PaddingBlockEnd, BOX "4.1" "#padding-physical";
    "padding-left" PaddingInlineStart PaddingInlineEnd, BOX "4.1" "#padding-physical";
    "border-top-width" BorderBlockStartWidth BorderBlockStartWidth, BACKGROUNDS "3.3" "#border-width";
    "border-right-width" BorderInlineEndWidth BorderInlineStartWidth, BACKGROUNDS "3.3" "#border-width";
    "border-bottom-width" BorderBlockEndWidth BorderBlockEndWidth, BACKGROUNDS "3.3" "#border-width";
    "border-left-width" BorderInlineStartWidth BorderInlineEndWidth, BACKGROUNDS "3.3" "#border-width";
    "border-top-style" BorderBlockStartStyle BorderBlockStartStyle, BACKGROUNDS "3.2" "#border-style";
    "border-right-style" BorderInlineEndStyle BorderInlineStartStyle, BACKGROUNDS "3.2" "#border-style";
    "border-bottom-style" BorderBlockEndStyle BorderBlockEndStyle, BACKGROUNDS "3.2" "#border-style";
    "border-left-style" BorderInlineStartStyle BorderInlineEndStyle, BACKGROUNDS "3.2" "#border-style";
    "border-top-color" BorderBlockStartColor BorderBlockStartColor, BACKGROUNDS "3.1" "#border-color";
    "border-right-color" BorderInlineEndColor BorderInlineStartColor, BACKGROUNDS "3.1" "#border-color";
    "border-bottom-color" BorderBlockEndColor BorderBlockEndColor, BACKGROUNDS "3.1" "#border-color";
    "border-left-color" BorderInlineStartColor BorderInlineEndColor, BACKGROUNDS "3.1" "#border-color";
}

/// A name that sets several properties, or another name of one.
pub(super) struct Shorthand {
    pub name: &'static str,
    pub form: Form,
    place: (&'static Specification, &'static str, &'static str),
}

macro_rules! shorthands {
    ($($name:literal $form:expr, $specification:ident $section:literal $anchor:literal;)*) => {
        const SHORTHANDS: &[Shorthand] =
            &[$(Shorthand { name: $name, form: $form, place: ($specification, $section, $anchor) },)*];
    };
}

shorthands! {
    "all" Form::All, CASCADE "3.2" "#all-shorthand";
    "gap" Form::Last("column-gap"), ALIGN "8.2" "#gap-shorthand";
    "margin" Form::Sides(["margin-top", "margin-right", "margin-bottom", "margin-left"]), BOX "3.2" "#margin-shorthand";
    "margin-block" Form::Pair(["margin-block-start", "margin-block-end"]), LOGICAL "4.2" "#margin-properties";
    "margin-inline" Form::Pair(["margin-inline-start", "margin-inline-end"]), LOGICAL "4.2" "#margin-properties";
    "padding" Form::Sides(["padding-top", "padding-right", "padding-bottom", "padding-left"]), BOX "4.2" "#padding-shorthand";
    "padding-block" Form::Pair(["padding-block-start", "padding-block-end"]), LOGICAL "4.4" "#padding-properties";
    "padding-inline" Form::Pair(["padding-inline-start", "padding-inline-end"]), LOGICAL "4.4" "#padding-properties";
    "border-width" Form::Sides(["border-top-width", "border-right-width", "border-bottom-width", "border-left-width"]), BACKGROUNDS "3.3" "#border-width";
    "border-style" Form::Sides(["border-top-style", "border-right-style", "border-bottom-style", "border-left-style"]), BACKGROUNDS "3.2" "#border-style";
    "border-color" Form::Sides(["border-top-color", "border-right-color", "border-bottom-color", "border-left-color"]), BACKGROUNDS "3.1" "#border-color";
    "border" Form::AnyOrder(&[
        &["border-top-width", "border-top-style", "border-top-color"],
        &["border-right-width", "border-right-style", "border-right-color"],
        &["border-bottom-width", "border-bottom-style", "border-bottom-color"],
        &["border-left-width", "border-left-style", "border-left-color"],
    ]), BACKGROUNDS "3.4" "#border-shorthands";
    "border-top" Form::AnyOrder(&[&["border-top-width", "border-top-style", "border-top-color"]]), BACKGROUNDS "3.4" "#border-shorthands";
    "border-right" Form::AnyOrder(&[&["border-right-width", "border-right-style", "border-right-color"]]), BACKGROUNDS "3.4" "#border-shorthands";
    "border-bottom" Form::AnyOrder(&[&["border-bottom-width", "border-bottom-style", "border-bottom-color"]]), BACKGROUNDS "3.4" "#border-shorthands";
    "border-left" Form::AnyOrder(&[&["border-left-width", "border-left-style", "border-left-color"]]), BACKGROUNDS "3.4" "#border-shorthands";
    "border-block-start" Form::AnyOrder(&[&["border-block-start-width", "border-block-start-style", "border-block-start-color"]]), LOGICAL "4.5.4" "#border-shorthands";
    "border-block-end" Form::AnyOrder(&[&["border-block-end-width", "border-block-end-style", "border-block-end-color"]]), LOGICAL "4.5.4" "#border-shorthands";
    "border-inline-start" Form::AnyOrder(&[&["border-inline-start-width", "border-inline-start-style", "border-inline-start-color"]]), LOGICAL "4.5.4" "#border-shorthands";
    "border-inline-end" Form::AnyOrder(&[&["border-inline-end-width", "border-inline-end-style", "border-inline-end-color"]]), LOGICAL "4.5.4" "#border-shorthands";
    "columns" Form::AnyOrder(&[&["column-width", "column-count"]]), COLUMNS "3.3" "#columns";
    "column-rule" Form::AnyOrder(&[&["column-rule-width", "column-rule-style", "column-rule-color"]]), COLUMNS "4.5" "#column-rule";
    "block-step" Form::AnyOrder(&[&["block-step-size"]]), RHYTHM "2.5" "#block-step";
    "background" Form::Background, BACKGROUNDS "2.10" "#background";
    "font" Form::Font, FONTS "2.7" "#font-prop";
    "font-variant" Form::AnyOrder(&[&["font-variant-ligatures", "font-variant-caps", "font-variant-numeric", "font-variant-position"]]), FONTS "6.11" "#font-variant-prop";
    "list-style" Form::AnyOrder(&[&["list-style-position", "list-style-type"]]), LISTS "3.6" "#list-style-property";
    "text-wrap" Form::AnyOrder(&[&["text-wrap-style"]]), TEXT_4 "6.4.3" "#text-wrap-shorthand";
    "text-decoration" Form::AnyOrder(&[&["text-decoration-line"]]), TEXT_DECORATION "2.4" "#text-decoration-property";
    "page-break-before" Form::Alias("break-before"), FRAGMENTATION "3.4" "#page-break-properties";
    "page-break-after" Form::Alias("break-after"), FRAGMENTATION "3.4" "#page-break-properties";
    "page-break-inside" Form::Alias("break-inside"), FRAGMENTATION "3.4" "#page-break-properties";
    "word-wrap" Form::Alias("overflow-wrap"), TEXT "5.5" "#overflow-wrap-property";
}

/// The descriptor that only `@page` has; `page_rule.rs` reads it.
const SIZE: (&str, &str, &str) = (
    "size",
    "<length>{1,2} | auto | [ A5 | A4 | A3 | B5 | B4 | letter | legal | ledger || portrait | landscape ]",
    "auto",
);

/// What a name in a declaration is.
#[derive(Clone, Copy)]
pub(super) enum Definition {
    Longhand(Longhand),
    Physical(&'static Physical),
    Shorthand(&'static Shorthand),
}

/// The property of a name, which is in lower case.
pub(super) fn find(name: &str) -> Option<Definition> {
    static NAMES: OnceLock<BTreeMap<&str, Definition>> = OnceLock::new();
    NAMES
        .get_or_init(|| {
            let longhands = Longhand::ALL.iter().map(|&longhand| (longhand.name(), Definition::Longhand(longhand)));
            let physical = PHYSICAL.iter().map(|physical| (physical.name, Definition::Physical(physical)));
            let shorthands = SHORTHANDS.iter().map(|shorthand| (shorthand.name, Definition::Shorthand(shorthand)));
            longhands.chain(physical).chain(shorthands).collect()
        })
        .get(name)
        .copied()
}

impl Definition {
    /// Whether it has sides called left and right.
    pub fn depends_on_direction(self) -> bool {
        self.longhands(Direction::LeftToRight) != self.longhands(Direction::RightToLeft)
    }

    /// The longhands it sets in text of a direction.
    pub fn longhands(self, direction: Direction) -> Vec<Longhand> {
        match self {
            Definition::Longhand(longhand) => vec![longhand],
            Definition::Physical(physical) => match direction {
                Direction::LeftToRight => vec![physical.left_to_right],
                Direction::RightToLeft => vec![physical.right_to_left],
            },
            Definition::Shorthand(shorthand) => shorthand
                .form
                .names()
                .into_iter()
                .filter_map(find)
                .flat_map(|definition| definition.longhands(direction))
                .collect(),
        }
    }
}

/// Every supported property: longhands in the order of the table, physical names, shorthands, `size`.
pub fn all() -> Vec<Property> {
    let make = |name, syntax: String, inherited, initial, (specification, section, anchor)| Property {
        name,
        syntax,
        inherited,
        initial,
        specification,
        section,
        anchor,
    };
    let longhand =
        |name, from: Longhand, place| make(name, from.syntax().to_owned(), from.is_inherited(), from.initial(), place);
    let mut all: Vec<Property> = Longhand::ALL.iter().map(|&row| longhand(row.name(), row, row.place())).collect();
    all.extend(PHYSICAL.iter().map(|row| longhand(row.name, row.left_to_right, row.place)));
    all.extend(SHORTHANDS.iter().map(|row| {
        let longhands = Definition::Shorthand(row).longhands(Direction::default());
        let inherited = longhands.first().is_some_and(|longhand| longhand.is_inherited());
        make(row.name, row.form.syntax(), inherited, "", row.place)
    }));
    all.push(make(SIZE.0, SIZE.1.to_owned(), false, SIZE.2, (PAGES, "7.1", "#page-size-prop")));
    all
}

/// Properties that reading systems and browsers know and paper has no use for: a word to that effect
/// helps more than a guess at a misspelling.
pub const OF_NO_EFFECT: &[&str] = &[
    "align-items",
    "animation",
    "appearance",
    "aspect-ratio",
    "backdrop-filter",
    "background-attachment",
    "background-clip",
    "background-origin",
    "border-image",
    "bottom",
    "box-shadow",
    "box-sizing",
    "clip",
    "clip-path",
    "color-scheme",
    "column-fill",
    "cursor",
    "empty-cells",
    "filter",
    "flex",
    "flex-direction",
    "flex-wrap",
    "font-display",
    "font-optical-sizing",
    "font-size-adjust",
    "font-stretch",
    "font-synthesis",
    "font-variation-settings",
    "forced-color-adjust",
    "grid",
    "grid-template-columns",
    "image-rendering",
    "isolation",
    "justify-content",
    "left",
    "letter-spacing-trim",
    "line-break",
    "list-style-image",
    "mask",
    "min-height",
    "min-width",
    "mix-blend-mode",
    "object-fit",
    "opacity",
    "order",
    "outline",
    "outline-offset",
    "overflow",
    "overflow-x",
    "overflow-y",
    "pointer-events",
    "print-color-adjust",
    "resize",
    "right",
    "ruby-align",
    "ruby-position",
    "scroll-behavior",
    "speak",
    "table-layout",
    "text-combine-upright",
    "text-decoration-color",
    "text-decoration-skip-ink",
    "text-decoration-style",
    "text-decoration-thickness",
    "text-emphasis",
    "text-justify",
    "text-orientation",
    "text-overflow",
    "text-rendering",
    "text-shadow",
    "text-size-adjust",
    "text-underline-offset",
    "text-underline-position",
    "top",
    "touch-action",
    "transform",
    "transition",
    "unicode-bidi",
    "user-select",
    "visibility",
    "will-change",
    "word-break",
    "writing-mode",
    "z-index",
    "zoom",
];
