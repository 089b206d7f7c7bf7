//! Computed values: what layout reads of a node's style.
//!
//! Lengths are in points, already resolved against font sizes; percentages stay, since what they are
//! of is known to layout only ("computed value", CSS Cascade 5, section 4.4). Sides are flow-relative.
//! Which declarations led here is not known any more.

use std::sync::Arc;

use serde::Serialize;

use super::counter_style::CounterRule;

use crate::color::Color;
use crate::font::FontFeature;
use crate::geom::{Direction, Pt, Sides};
use crate::lang::Lang;

/// A length or a percentage of the containing block's inline size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum LengthPercentage {
    Length(Pt),
    /// 1.0 is 100%.
    Percent(f32),
    /// A length plus a percentage: `calc(100% - 2em)`.
    Sum(Pt, f32),
    /// `clamp()` over such sums: `max(low, min(middle, high))`; a bound that is none is infinite.
    Clamp {
        low: (Pt, f32),
        middle: (Pt, f32),
        high: (Pt, f32),
    },
}

impl LengthPercentage {
    pub const ZERO: LengthPercentage = LengthPercentage::Length(Pt::ZERO);

    /// The used value, percentages taken of `base`.
    pub fn resolve(self, base: Pt) -> Pt {
        match self {
            LengthPercentage::Length(length) => length,
            LengthPercentage::Percent(fraction) => base * fraction,
            LengthPercentage::Sum(length, fraction) => length + base * fraction,
            LengthPercentage::Clamp { low, middle, high } => {
                let sum = |(length, fraction): (Pt, f32)| length + base * fraction;
                sum(middle).min(sum(high)).max(sum(low))
            }
        }
    }
}

/// A size that may be left to content and context.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum AutoLength {
    Auto,
    Set(LengthPercentage),
}

impl AutoLength {
    /// The used value, `None` for `auto`.
    pub fn resolve(self, base: Pt) -> Option<Pt> {
        match self {
            AutoLength::Auto => None,
            AutoLength::Set(value) => Some(value.resolve(base)),
        }
    }
}

/// How wide a box is (CSS Sizing 3, section 3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Width {
    /// As wide as there is room, or as its content where it is a table or an image.
    Auto,
    Set(LengthPercentage),
    /// As wide as its widest word.
    MinContent,
    /// As wide as its longest line.
    MaxContent,
    /// The same, as far as there is room.
    FitContent,
}

impl Width {
    /// The used value; `None` where content decides, or the room there is.
    pub fn resolve(self, base: Pt) -> Option<Pt> {
        match self {
            Width::Set(value) => Some(value.resolve(base)),
            Width::Auto | Width::MinContent | Width::MaxContent | Width::FitContent => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Display {
    None,
    Inline,
    InlineBlock,
    Block,
    ListItem,
    Table,
    TableCaption,
    TableHeaderGroup,
    TableRowGroup,
    TableRow,
    TableCell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FontSlant {
    Normal,
    Italic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextAlign {
    Start,
    End,
    Center,
    Justify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextTransform {
    None,
    Uppercase,
    Lowercase,
    Capitalize,
}

/// `text-autospace`: whether letters of other scripts stand a little apart from ideographs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextAutospace {
    Normal,
    NoAutospace,
}

/// `text-spacing-trim`: whether full-width punctuation gives up its own space beside other punctuation and at both
/// ends of lines. `normal`, which is left to the program at lines' ends, is set as `trim-both`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextSpacingTrim {
    TrimBoth,
    SpaceAll,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Hyphens {
    None,
    Manual,
    Auto,
}

/// `hyphenate-limit-chars` (CSS Text 4, section 6.3.4): the least letters of a word that is hyphenated, and of its parts
/// before and after the hyphen. `None` is `auto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HyphenateLimitChars {
    pub word: Option<u16>,
    pub before: Option<u16>,
    pub after: Option<u16>,
}

/// `hanging-punctuation` (CSS Text 4, section 9.2). Where it is not `none`, both margins are optical: marks and letters
/// with little ink at their sides stand out a little at every line's ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HangingPunctuation {
    /// At the start of the first line too.
    pub first: bool,
    /// At the end of the last line too.
    pub last: bool,
    pub end: LineEndHang,
}

impl HangingPunctuation {
    pub fn is_none(self) -> bool {
        self == HangingPunctuation::default()
    }
}

/// How far stops and commas hang at the ends of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum LineEndHang {
    #[default]
    None,
    /// `allow-end`: as far as the optical margin goes.
    Allow,
    /// `force-end`: wholly.
    Force,
}

/// `text-wrap-style` (CSS Text 4, section 6.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextWrapStyle {
    Auto,
    /// As few lines as can be, all about as long.
    Balance,
}

/// `white-space` (CSS Text 3, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum WhiteSpace {
    Normal,
    NoWrap,
    Pre,
    PreWrap,
    PreLine,
}

impl WhiteSpace {
    /// Whether runs of spaces collapse to one.
    pub fn collapses(self) -> bool {
        matches!(self, WhiteSpace::Normal | WhiteSpace::NoWrap | WhiteSpace::PreLine)
    }

    /// Whether a line feed in the text ends the line.
    pub fn keeps_line_feeds(self) -> bool {
        matches!(self, WhiteSpace::Pre | WhiteSpace::PreWrap | WhiteSpace::PreLine)
    }

    /// Whether lines may break at their measure.
    pub fn wraps(self) -> bool {
        !matches!(self, WhiteSpace::NoWrap | WhiteSpace::Pre)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum VerticalAlign {
    Baseline,
    Sub,
    Super,
    Top,
    Middle,
    Bottom,
    /// Raised by a length.
    Length(Pt),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BorderStyle {
    None,
    Solid,
    Dashed,
    Dotted,
    Double,
}

/// One side of a border; the computed width is zero where the style is `none`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Border {
    pub width: Pt,
    pub style: BorderStyle,
    pub color: Color,
}

impl Border {
    pub const NONE: Border = Border { width: Pt::ZERO, style: BorderStyle::None, color: Color::BLACK };

    pub fn is_visible(self) -> bool {
        self.width > Pt::ZERO && self.style != BorderStyle::None
    }
}

/// An image behind a box, and how it is placed (CSS Backgrounds 3, section 2).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Background {
    /// The image's path among those of the book.
    pub image: Option<Arc<str>>,
    /// From the left and the top of the padding box; percentages are of the room that the image leaves.
    pub position: (LengthPercentage, LengthPercentage),
    pub size: BackgroundSize,
    /// Whether it is repeated along either axis.
    pub repeat: (bool, bool),
}

/// How large a background's image is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum BackgroundSize {
    Cover,
    Contain,
    /// Width and height.
    Set(AutoLength, AutoLength),
}

/// What makes a box one of several columns (CSS Multi-column Layout 1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Columns {
    pub count: Option<u16>,
    pub width: Option<Pt>,
    pub gap: LengthPercentage,
    /// Between columns.
    pub rule: Border,
}

impl Columns {
    /// How many columns a box of a width has, how wide each is and the gap (section 3.4); `None` for a box without.
    pub fn used(&self, available: Pt) -> Option<(u16, Pt, Pt)> {
        let gap = self.gap.resolve(available).max(Pt::ZERO);
        let fitting = |width: Pt| (((available + gap) / (width + gap).max(Pt(1.0))).floor() as u16).max(1);
        let count = match (self.count, self.width) {
            (None, None) => return None,
            (Some(count), None) => count,
            (None, Some(width)) => fitting(width),
            (Some(count), Some(width)) => count.min(fitting(width)),
        };
        let width = (available - gap * f32::from(count - 1)) / f32::from(count);
        Some((count, width.max(Pt::ZERO), gap))
    }
}

/// `break-before` and `break-after` (CSS Fragmentation 3, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BreakBetween {
    Auto,
    Avoid,
    /// In the next column; of no effect where there are none.
    Column,
    Page,
    Recto,
    Verso,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BreakInside {
    Auto,
    Avoid,
}

/// A counter's representation (CSS Counter Styles 3, section 6).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum CounterStyle {
    None,
    Disc,
    Circle,
    Square,
    #[default]
    Decimal,
    LowerRoman,
    UpperRoman,
    LowerAlpha,
    UpperAlpha,
    /// A string in its place, in `list-style-type`.
    Text(Arc<str>),
    /// As a `@counter-style` rule says.
    Rule(Arc<CounterRule>),
    /// A name as it was declared; computed styles have none.
    Named(Arc<str>),
}

/// One part of `content` (CSS Content 3; CSS Generated Content for Paged Media, sections 1 and 2).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum ContentPart {
    Text(String),
    /// `attr(name)`.
    Attribute(String),
    /// `counter(name, style)`; `page` and `pages` are known in margin boxes only.
    Counter {
        name: String,
        style: CounterStyle,
    },
    /// `counters(name, separator, style)`: of all elements around, outermost first.
    Counters {
        name: String,
        separator: String,
        style: CounterStyle,
    },
    /// `target-counter(attr(href), page, style)`.
    TargetPage {
        style: CounterStyle,
    },
    /// `target-counter(attr(href), name, style)`, or `target-counters()` with what parts the values.
    TargetCounter {
        name: String,
        separator: Option<String>,
        style: CounterStyle,
    },
    /// `target-text(attr(href), …)`: of the text of what the link leads to, all or the first letter.
    TargetText {
        first_letter: bool,
    },
    /// `open-quote` and its like.
    Quote(QuoteMark),
    /// `leader('.')`: repeated to fill the line.
    Leader(String),
    /// `string(name)` in a margin box.
    NamedString {
        name: String,
        occurrence: Occurrence,
    },
    /// `element(name)` in a margin box: a running element.
    Element {
        name: String,
        occurrence: Occurrence,
    },
    /// `url(path)`: an image of the book.
    Image(String),
    /// `content()` in `string-set`: the element's text.
    ElementText,
}

/// Which of a page's values of a name is meant (CSS Generated Content for Paged Media, section 1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Occurrence {
    /// The first on the page, else what the pages before have left.
    First,
    /// What the pages before have left, but where the page begins with one.
    Start,
    /// The last on the page, else what the pages before have left.
    Last,
    /// What the pages before have left, and nothing on a page that has one.
    FirstExcept,
}

/// A quotation mark of generated content (CSS Content 3, section 2.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum QuoteMark {
    Open,
    Close,
    /// Counts as opened, and shows nothing.
    NoOpen,
    NoClose,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Float {
    None,
    /// Set at the foot of the page (CSS Generated Content for Paged Media, section 2.1).
    Footnote,
    /// Moved to the top of a page (CSS Page Floats 3).
    Top,
    /// Moved to the bottom of a page, above its notes.
    Bottom,
    /// On a page of its own.
    Page,
    /// Beside the lines that follow it (CSS 2, section 9.5). The computed value is flow-relative.
    Left,
    Right,
    InlineStart,
    InlineEnd,
}

/// `box-decoration-break`: what a box's border, padding and background do where it is broken (CSS Fragmentation 3,
/// section 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BoxDecorationBreak {
    /// They are cut: nothing stands at the break.
    Slice,
    /// Each piece has them all around.
    Clone,
}

/// A generated box beside the element itself, or a part of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Pseudo {
    Before,
    After,
    Marker,
    FirstLetter,
    FirstLine,
}

impl Pseudo {
    pub const ALL: [Pseudo; 5] =
        [Pseudo::Before, Pseudo::After, Pseudo::Marker, Pseudo::FirstLetter, Pseudo::FirstLine];
}

/// `initial-letter` (CSS Inline Layout 3, section 7.2).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InitialLetter {
    /// How many lines high it is.
    pub size: f32,
    /// On which line's baseline it stands.
    pub sink: u16,
}

/// `clear` (CSS 2, section 9.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Clear {
    None,
    Left,
    Right,
    InlineStart,
    InlineEnd,
    Both,
}

/// The style of one node after the cascade. Shared by all nodes with the same rules and parent style.
/// Table-driven: each field is one row of `property.rs`, where its specification section stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComputedStyle {
    // Inherited: fonts.
    /// Family names in order, generic names in lower case (`serif`, `sans-serif`, `monospace`).
    pub font_family: Arc<[String]>,
    /// The same, but in a formula that of the text around it.
    pub text_family: Arc<[String]>,
    pub font_size: Pt,
    pub font_slant: FontSlant,
    /// 100 to 900.
    pub font_weight: u16,
    /// From `font-variant-*`, `font-kerning` and `font-feature-settings`, sorted by tag.
    pub font_features: Arc<[FontFeature]>,
    /// The used line height; `normal` is resolved with the first family's metrics.
    pub line_height: Pt,
    pub letter_spacing: Pt,
    pub word_spacing: Pt,
    // Inherited: text.
    pub color: Color,
    pub lang: Lang,
    /// Where lines begin, and which sides are the inline start and end of everything below.
    pub direction: Direction,
    pub text_align: TextAlign,
    pub text_align_last: Option<TextAlign>,
    pub text_indent: LengthPercentage,
    pub text_transform: TextTransform,
    pub text_wrap_style: TextWrapStyle,
    pub hyphens: Hyphens,
    pub hyphenate_limit_chars: HyphenateLimitChars,
    /// How many lines in a row may end in a hyphen; `None` is `no-limit`.
    pub hyphenate_limit_lines: Option<u16>,
    pub hanging_punctuation: HangingPunctuation,
    /// How much wider or narrower glyphs of justified text may be set, 1.0 for 100%: `-bindery-expand`.
    pub expand: f32,
    pub text_autospace: TextAutospace,
    pub text_spacing_trim: TextSpacingTrim,
    pub white_space: WhiteSpace,
    /// Whether a word too wide for the line may break anywhere (`overflow-wrap: anywhere | break-word`).
    pub overflow_wrap: bool,
    /// Drawn at the end of a line that `overflow-wrap` broke: `-bindery-wrap-mark`; `None` draws nothing.
    pub wrap_mark: Option<Arc<str>>,
    /// How much further than its own indent a line of code is indented that goes on after a break:
    /// `-bindery-wrap-indent`.
    pub wrap_indent: Pt,
    /// In spaces.
    pub tab_size: u16,
    pub orphans: u16,
    pub widows: u16,
    pub list_style_type: CounterStyle,
    /// Opening and closing marks by depth; `None` is `auto`: those of the language.
    pub quotes: Option<Arc<[(String, String)]>>,
    /// `list-style-position: inside`.
    pub list_style_inside: bool,
    pub border_collapse: bool,
    pub border_spacing: Pt,
    pub caption_side_bottom: bool,
    /// The named page, `page: front`; `None` is `auto`.
    pub page: Option<Arc<str>>,
    // Not inherited: text.
    /// Decoration of the element itself, or of an ancestor whose decoration reaches it (CSS Text Decoration 3,
    /// section 2): each piece of text needs to look at its own element only.
    pub underline: bool,
    pub line_through: bool,
    pub vertical_align: VerticalAlign,
    // Not inherited: box.
    pub display: Display,
    pub margin: Sides<AutoLength>,
    pub padding: Sides<LengthPercentage>,
    pub border: Sides<Border>,
    pub border_radius: Pt,
    pub background_color: Color,
    pub background: Background,
    pub columns: Columns,
    /// `column-span: all`: it interrupts the columns it stands in.
    pub spans_columns: bool,
    pub width: Width,
    pub height: AutoLength,
    pub max_width: AutoLength,
    pub max_height: AutoLength,
    // Not inherited: pages.
    pub break_before: BreakBetween,
    pub break_after: BreakBetween,
    pub break_inside: BreakInside,
    pub box_decoration_break: BoxDecorationBreak,
    pub float: Float,
    pub clear: Clear,
    /// Of a `::first-letter`.
    pub initial_letter: Option<InitialLetter>,
    /// The height of which a block takes a whole multiple (CSS Rhythmic Sizing 1, section 2.1).
    pub block_step_size: Option<Pt>,
    /// `string-set: name content()`.
    /// The name by which margin boxes show it, `position: running(name)`; then it stands in no text.
    pub running: Option<Arc<str>>,
    pub string_set: Arc<[(String, Vec<ContentPart>)]>,
    /// `counter-reset`, names and values; `page` restarts the page numbers.
    pub counter_reset: Arc<[(String, i32)]>,
    pub counter_increment: Arc<[(String, i32)]>,
    pub counter_set: Arc<[(String, i32)]>,
    /// `content` of a pseudo-element; `None` is `normal` or `none`: no box.
    pub content: Option<Arc<[ContentPart]>>,
}

impl ComputedStyle {
    /// Whether a box of the style paints a background.
    pub fn has_background(&self) -> bool {
        !self.background_color.is_transparent() || self.background.image.is_some()
    }

    /// The style with every length of text and box multiplied: what a smaller font size would have made of lengths
    /// in em. Borders and the sizes that were asked for stay.
    pub fn scaled(&self, factor: f32) -> ComputedStyle {
        let length = |value: LengthPercentage| match value {
            LengthPercentage::Length(length) => LengthPercentage::Length(length * factor),
            LengthPercentage::Percent(share) => LengthPercentage::Percent(share),
            LengthPercentage::Sum(length, share) => LengthPercentage::Sum(length * factor, share),
            LengthPercentage::Clamp { low, middle, high } => {
                let sum = |(length, share): (Pt, f32)| (length * factor, share);
                LengthPercentage::Clamp { low: sum(low), middle: sum(middle), high: sum(high) }
            }
        };
        let margin = |value: AutoLength| match value {
            AutoLength::Auto => AutoLength::Auto,
            AutoLength::Set(value) => AutoLength::Set(length(value)),
        };
        ComputedStyle {
            font_size: self.font_size * factor,
            line_height: self.line_height * factor,
            letter_spacing: self.letter_spacing * factor,
            word_spacing: self.word_spacing * factor,
            text_indent: length(self.text_indent),
            wrap_indent: self.wrap_indent * factor,
            border_spacing: self.border_spacing * factor,
            margin: self.margin.map(margin),
            padding: self.padding.map(length),
            ..self.clone()
        }
    }
}
