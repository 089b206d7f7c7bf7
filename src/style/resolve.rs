//! From the declarations that won to a computed style.
//!
//! In: the parent's [`Style`] and the entries that match an element, weakest first. Out: the element's
//! [`Style`]. Phases: start from the parent (inheritance), find the direction, pick the winner of each longhand,
//! compute in the order of the table, settle what depends on several properties at once. Which entries match is
//! decided elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::attribute::StyleAttribute;
use super::cascade::root_styles;
use super::counter_style::CounterStyles;
use super::declaration::{Entry, Specified, substitute};
use super::inheritable::{Style, Variables};
use super::property::{Declared, Environment, Longhand};
use super::theme::{Block, Theme};
use super::value::MEDIUM_BORDER;
use super::{Background, BorderStyle, Clear, ComputedStyle, Display, Float};
use crate::color::Color;
use crate::document::{BookFacts, Chapter, ChapterId, ChapterRole, Document, Metadata};
use crate::font::{FontFeature, Fonts};
use crate::geom::{Direction, Pt, Sides, Size};
use crate::lang::Lang;

/// Every property at its initial value.
pub(super) fn initial(fonts: &Fonts) -> Style {
    let mut style = Style::around(ComputedStyle::initial());
    let parent = style.clone();
    let styles = CounterStyles::new();
    let environment = Environment::of_root(fonts, &parent.computed, Size::default(), Direction::default(), &styles);
    settle(&mut style, &parent, &environment);
    style
}

/// What pages take over from a book: nothing else of it reaches them.
pub(super) struct Root {
    /// The custom properties of the root.
    pub variables: Variables,
    /// The background of the root, else that of the body: it is the canvas's (CSS Backgrounds 3, section 2.11.2).
    pub background_color: Color,
    pub background: Background,
}

impl Root {
    pub fn of(theme: &Theme, fonts: &Fonts) -> Root {
        let chapter = Chapter::new(ChapterId(0), ChapterRole::Text, "");
        // Rules may set variables by the language, and by its direction.
        let metadata = Metadata { lang: theme.options().lang.clone(), ..Metadata::default() };
        let document = Document { metadata, chapters: vec![Arc::new(chapter)], ..Document::default() };
        let chapter = &document.chapters[0];
        let [root, body] = root_styles(&BookFacts::of(&document, chapter), chapter, theme, fonts);
        let of = if root.computed.has_background() { &root.computed } else { &body.computed };
        Root { background_color: of.background_color, background: of.background.clone(), variables: root.custom }
    }
}

/// A style whose inherited properties are the parent's and whose others are initial.
fn below(parent: &Style) -> Style {
    let initial = Style::around(ComputedStyle::initial());
    let mut style = parent.clone();
    for longhand in Longhand::ALL.iter().filter(|longhand| !longhand.is_inherited()) {
        longhand.copy(&initial, &mut style);
    }
    style
}

fn sides_mut<T>(sides: &mut Sides<T>) -> [&mut T; 4] {
    [&mut sides.block_start, &mut sides.inline_end, &mut sides.block_end, &mut sides.inline_start]
}

/// Entries of one place in the cascade.
#[derive(Clone, Copy)]
pub(super) struct Group<'e> {
    /// Grows with origin and layer.
    pub level: u32,
    pub is_author: bool,
    pub entries: &'e [Entry],
}

impl<'e> Group<'e> {
    /// Hints and what else stands below all rules.
    pub fn below_rules(entries: &'e [Entry]) -> Group<'e> {
        Group { level: 0, is_author: false, entries }
    }

    fn reverts(&self) -> bool {
        self.entries.iter().any(|entry| match entry {
            Entry::Longhand(_, specified) | Entry::Side { left_to_right: (_, specified), .. } => {
                matches!(specified, Specified::Revert | Specified::RevertLayer)
            }
            Entry::Custom(..) => false,
        })
    }

    /// The `style` attribute, above all layers.
    pub fn of_attribute(entries: &'e [Entry]) -> Group<'e> {
        Group { level: u32::MAX, is_author: true, entries }
    }
}

/// Puts the declarations of blocks in the order of the cascade, weakest first, `attribute` being the `style` attribute's:
/// among important ones, layers count the other way round (CSS Cascade 5, section 6.4.1). Origins do not: a theme has
/// nothing to guard against those who bind the book.
pub(super) fn groups<'e>(
    author_rank: u32,
    blocks: impl Iterator<Item = &'e Block> + Clone,
    attribute: Option<&'e StyleAttribute>,
) -> Vec<Group<'e>> {
    let group = |block: &Block, entries| Group { level: block.rank + 1, is_author: block.rank >= author_rank, entries };
    let mut groups: Vec<Group> = blocks.clone().map(|block| group(block, &block.normal)).collect();
    groups.extend(attribute.map(|attribute| Group::of_attribute(&attribute.normal)));
    let mut important: Vec<Group> =
        blocks.filter(|block| !block.important.is_empty()).map(|block| group(block, &block.important)).collect();
    important.sort_by_key(|group| std::cmp::Reverse(group.level));
    let (authors, themes): (Vec<Group>, Vec<Group>) = important.into_iter().partition(|group| group.is_author);
    groups.extend(themes);
    groups.extend(authors);
    groups.extend(attribute.map(|attribute| Group::of_attribute(&attribute.important)));
    groups
}

/// What each longhand is set to, by its number.
type Winners<'e> = Vec<Option<&'e Specified>>;

/// What stood below origins and layers, for `revert` and `revert-layer`.
#[derive(Default)]
struct Below<'e> {
    /// By the level of the groups that ask.
    layers: BTreeMap<u32, Winners<'e>>,
    /// Below the author's own rules.
    author: Winners<'e>,
}

impl<'e> Below<'e> {
    /// Empty where no group asks.
    fn of(groups: &[Group<'e>], direction: Direction) -> Below<'e> {
        let mut below = Below::default();
        if !groups.iter().any(Group::reverts) {
            return below;
        }
        let mut ordered: Vec<&Group> = groups.iter().collect();
        ordered.sort_by_key(|group| group.level);
        let mut winners: Winners = vec![None; Longhand::ALL.len()];
        below.author.clone_from(&winners);
        for layer in ordered.chunk_by(|a, b| a.level == b.level) {
            if layer.iter().any(|group| group.reverts()) {
                below.layers.insert(layer[0].level, winners.clone());
            }
            for group in layer {
                below.put(group, direction, &mut winners);
                if !group.is_author {
                    below.author.clone_from(&winners);
                }
            }
        }
        below
    }

    /// Sets the winners to what a group says.
    fn put(&self, group: &Group<'e>, direction: Direction, winners: &mut Winners<'e>) {
        for (longhand, specified) in group.entries.iter().filter_map(|entry| entry.longhand(direction)) {
            let before = |winners: Option<&Winners<'e>>| winners?.get(longhand as usize).copied().flatten();
            winners[longhand as usize] = match specified {
                Specified::Revert => before(group.is_author.then_some(&self.author)),
                Specified::RevertLayer => before(self.layers.get(&group.level)),
                Specified::Value(_)
                | Specified::Inherit
                | Specified::Initial
                | Specified::Unset
                | Specified::Pending(_) => Some(specified),
            };
        }
    }
}

/// Computes a style from the entries that match, weakest first. `lang` is the element's own, where it has one.
pub(super) fn compute(
    parent: &Style,
    groups: &[Group],
    lang: Option<&Lang>,
    is_root: bool,
    environment: &Environment,
) -> Style {
    let mut style = below(parent);
    // A border is as wide as `medium` until a rule says otherwise; `settle` takes back those without a style.
    for border in sides_mut(&mut style.computed.border) {
        border.width = MEDIUM_BORDER;
    }
    style.computed.columns.rule.width = MEDIUM_BORDER;
    if let Some(lang) = lang {
        style.computed.lang = lang.clone();
    }
    let mut custom: BTreeMap<&Arc<str>, &Arc<str>> = BTreeMap::new();
    let mut direction = None;
    for entry in groups.iter().flat_map(|group| group.entries) {
        match entry {
            Entry::Custom(name, value) => {
                custom.insert(name, value);
            }
            Entry::Longhand(Longhand::Direction, specified) => direction = Some(specified),
            Entry::Longhand(..) | Entry::Side { .. } => {}
        }
    }
    if !custom.is_empty() {
        style.custom = Arc::new(with_custom(&parent.custom, custom));
    }
    // Which longhand a side called left is depends on the element's own direction.
    if let Some(specified) = direction {
        apply(Longhand::Direction, specified, &mut style, parent, environment);
    }
    let mut winners: Winners = vec![None; Longhand::ALL.len()];
    let direction = style.computed.direction;
    let below = Below::of(groups, direction);
    groups.iter().for_each(|group| below.put(group, direction, &mut winners));
    for (&longhand, winner) in Longhand::ALL.iter().zip(winners) {
        match winner {
            Some(specified) => apply(longhand, specified, &mut style, parent, environment),
            None if longhand == Longhand::Page => style.computed.page.clone_from(&parent.computed.page),
            None => {}
        }
    }
    if is_root && style.computed.display == Display::Inline {
        style.computed.display = Display::Block;
    }
    settle(&mut style, parent, environment);
    style
}

fn apply(longhand: Longhand, specified: &Specified, style: &mut Style, parent: &Style, environment: &Environment) {
    match specified {
        Specified::Value(value) => value.apply(style, parent, environment),
        Specified::Inherit => longhand.copy(parent, style),
        Specified::Unset | Specified::Revert | Specified::RevertLayer if longhand.is_inherited() => {
            longhand.copy(parent, style);
        }
        Specified::Initial | Specified::Unset | Specified::Revert | Specified::RevertLayer => {
            if let Some(value) = initial_value(longhand) {
                value.apply(style, parent, environment);
            }
        }
        Specified::Pending(pending) => {
            let specified = pending.resolve(longhand, &style.custom, style.computed.direction);
            apply(longhand, &specified, style, parent, environment);
        }
    }
}

fn initial_value(longhand: Longhand) -> Option<Declared> {
    cssparser::Parser::new(longhand.initial()).parse_entirely(|input| longhand.parse(input)).ok()
}

/// The parent's custom properties and the element's own; one that names a missing variable is dropped.
fn with_custom(
    inherited: &BTreeMap<Arc<str>, Arc<str>>,
    own: BTreeMap<&Arc<str>, &Arc<str>>,
) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut all = inherited.clone();
    all.extend(own.iter().map(|(&name, &value)| (name.clone(), value.clone())));
    let resolved: Vec<(Arc<str>, Option<String>)> =
        own.keys().map(|&name| (name.clone(), substitute(&all[name], &all))).collect();
    for (name, value) in resolved {
        match value {
            Some(value) => all.insert(name, value.into()),
            None => all.remove(&name),
        };
    }
    all
}

/// Settles the fields that follow from several properties.
fn settle(style: &mut Style, parent: &Style, environment: &Environment) {
    style.computed.text_align = style.align.in_direction(style.computed.direction);
    style.computed.text_align_last = style.align_last.0.map(|align| align.in_direction(style.computed.direction));
    style.computed.line_height = environment.context(parent, style).line_height();
    style.computed.font_features = features(style).into();
    let is_of_formulas = style.computed.font_family.iter().any(|family| family == "math");
    style.computed.text_family =
        if is_of_formulas { parent.computed.text_family.clone() } else { style.computed.font_family.clone() };
    let color = style.computed.color;
    style.computed.background_color = style.background_color.or_current(color);
    let [block_start, inline_end, block_end, inline_start] = sides_mut(&mut style.computed.border);
    let Sides { block_start: top, inline_end: end, block_end: bottom, inline_start: start } = style.border_color;
    for (border, border_color) in [(block_start, top), (inline_end, end), (block_end, bottom), (inline_start, start)] {
        border.color = border_color.or_current(color);
        if border.style == BorderStyle::None {
            border.width = Pt::ZERO;
        }
    }
    let rule = &mut style.computed.columns.rule;
    rule.color = style.column_rule_color.or_current(color);
    if rule.style == BorderStyle::None {
        rule.width = Pt::ZERO;
    }
    let is_right_to_left = style.computed.direction.is_right_to_left();
    style.computed.float = match style.computed.float {
        Float::Left if is_right_to_left => Float::InlineEnd,
        Float::Right if is_right_to_left => Float::InlineStart,
        Float::Left => Float::InlineStart,
        Float::Right => Float::InlineEnd,
        float => float,
    };
    style.computed.clear = match style.computed.clear {
        Clear::Left if is_right_to_left => Clear::InlineEnd,
        Clear::Right if is_right_to_left => Clear::InlineStart,
        Clear::Left => Clear::InlineStart,
        Clear::Right => Clear::InlineEnd,
        clear => clear,
    };
    // What floats is a block (CSS 2, section 9.7).
    if style.computed.float != Float::None && style.computed.display == Display::Inline {
        style.computed.display = Display::Block;
    }
    // Decorations reach all in-flow descendants (CSS Text Decoration 3, section 2).
    let is_reached = style.computed.float == Float::None && style.computed.display != Display::InlineBlock;
    style.computed.underline = style.decoration.underline || is_reached && parent.computed.underline;
    style.computed.line_through = style.decoration.line_through || is_reached && parent.computed.line_through;
}

/// OpenType features in the order of CSS Fonts 4, section 7.2: `font-feature-settings` overrules the variants.
fn features(style: &Style) -> Vec<FontFeature> {
    let mut features: BTreeMap<[u8; 4], u32> = BTreeMap::new();
    // Spaced letters form no ligatures (CSS Text 3, section 7.2).
    if style.computed.letter_spacing != Pt::ZERO {
        features.extend([(*b"liga", 0), (*b"clig", 0)]);
    }
    let groups =
        [&style.kerning.0, &style.ligatures.0, &style.position.0, &style.caps.0, &style.numeric.0, &style.settings.0];
    features.extend(groups.into_iter().flatten().map(|feature| (feature.tag, feature.value)));
    features.into_iter().map(|(tag, value)| FontFeature { tag, value }).collect()
}

#[cfg(test)]
mod tests {
    use super::{CounterStyles, Environment, Longhand, initial_value, settle};
    use crate::font::Fonts;
    use crate::geom::{Direction, Size};

    /// `ComputedStyle::initial` and the table say the same.
    #[test]
    fn initial_values_are_those_of_the_table() {
        let fonts = Fonts::bundled();
        let initial = super::initial(&fonts);
        let styles = CounterStyles::new();
        let environment =
            Environment::of_root(&fonts, &initial.computed, Size::default(), Direction::default(), &styles);
        let mut style = initial.clone();
        for &longhand in Longhand::ALL {
            let value = initial_value(longhand);
            assert!(value.is_some(), "the initial value of {} does not parse", longhand.name());
            value.unwrap().apply(&mut style, &initial, &environment);
        }
        settle(&mut style, &initial, &environment);
        assert_eq!(style, initial);
    }
}
