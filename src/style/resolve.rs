//! From the declarations that won to a computed style.
//!
//! In: the parent's [`Style`] and the entries that match an element, weakest first. Out: the element's
//! [`Style`]. Phases: start from the parent (inheritance), find the direction, pick the winner of each longhand,
//! compute in the order of the table, settle what depends on several properties at once. Which entries match is
//! decided elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declaration::{Entry, Specified, substitute};
use super::inheritable::Style;
use super::property::{Declared, Environment, Longhand};
use super::value::MEDIUM_BORDER;
use super::{BorderStyle, Clear, ComputedStyle, Display, Float};
use crate::font::{FontFeature, Fonts};
use crate::geom::{Direction, Pt, Sides};
use crate::lang::Lang;

/// Every property at its initial value.
pub(super) fn initial(fonts: &Fonts) -> Style {
    let mut style = Style::around(ComputedStyle::initial());
    let parent = style.clone();
    settle(&mut style, &parent, &Environment::of_root(fonts, &parent.computed, Direction::default()));
    style
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

/// Computes a style from the entries that match, weakest first. `lang` is the element's own, where it has one.
pub(super) fn compute<'e>(
    parent: &Style,
    entries: impl Iterator<Item = &'e Entry> + Clone,
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
    for entry in entries.clone() {
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
    let mut winners: Vec<Option<&Specified>> = vec![None; Longhand::ALL.len()];
    for (longhand, specified) in entries.filter_map(|entry| entry.longhand(style.computed.direction)) {
        winners[longhand as usize] = Some(specified);
    }
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
        Specified::Unset if longhand.is_inherited() => longhand.copy(parent, style),
        Specified::Initial | Specified::Unset => {
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
    use super::{Environment, Longhand, initial_value, settle};
    use crate::font::Fonts;
    use crate::geom::Direction;

    /// `ComputedStyle::initial` and the table say the same.
    #[test]
    fn initial_values_are_those_of_the_table() {
        let fonts = Fonts::bundled();
        let initial = super::initial(&fonts);
        let environment = Environment::of_root(&fonts, &initial.computed, Direction::default());
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
