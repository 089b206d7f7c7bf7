//! Fractions and roots (The TeXbook, appendix G, rules 11 and 15, with the constants of OpenType).

use super::engine::Engine;
use super::ink::MathBox;
use super::row::NULL_DELIMITER;
use super::style::Style;
use crate::document::{Fraction, MathNode};

/// LaTeX's `\strut`, which the numerator of a continued fraction has at least, in em.
const STRUT: [f32; 2] = [0.84, 0.36];

impl Engine<'_, '_> {
    pub fn fraction(&mut self, fraction: &Fraction, style: Style) -> MathBox {
        let constants = self.constants();
        let em = self.em(style);
        let is_display = style.is_display();
        let (above, below) = match fraction.is_continued {
            true => (style, style.cramped()),
            false => (style.numerator(), style.denominator()),
        };
        let mut numerator = self.boxed(&fraction.numerator, above);
        let denominator = self.boxed(&fraction.denominator, below);
        if fraction.is_continued {
            numerator.ascent = numerator.ascent.max(STRUT[0] * em);
            numerator.descent = numerator.descent.max(STRUT[1] * em);
        }
        let pick = |display: f32, text: f32| if is_display { display } else { text } * em;
        let axis = self.axis(style);
        let (mut up, mut down) = if fraction.has_bar {
            (
                pick(constants.fraction_numerator_display_style_shift_up, constants.fraction_numerator_shift_up),
                pick(
                    constants.fraction_denominator_display_style_shift_down,
                    constants.fraction_denominator_shift_down,
                ),
            )
        } else {
            (
                pick(constants.stack_top_display_style_shift_up, constants.stack_top_shift_up),
                pick(constants.stack_bottom_display_style_shift_down, constants.stack_bottom_shift_down),
            )
        };
        let thickness = constants.fraction_rule_thickness * em;
        if fraction.has_bar {
            let gap = pick(constants.fraction_num_display_style_gap_min, constants.fraction_numerator_gap_min);
            up = up.max(axis + thickness / 2.0 + gap + numerator.descent);
            let gap = pick(constants.fraction_denom_display_style_gap_min, constants.fraction_denominator_gap_min);
            down = down.max(denominator.ascent + gap + thickness / 2.0 - axis);
        } else {
            let gap = pick(constants.stack_display_style_gap_min, constants.stack_gap_min);
            let lack = gap - ((up - numerator.descent) - (denominator.ascent - down));
            if lack > 0.0 {
                up += lack / 2.0;
                down += lack / 2.0;
            }
        }
        // Parts without a bar stand between delimiters, which take the place of the room.
        let room = if fraction.has_bar { NULL_DELIMITER * self.size } else { 0.0 };
        let inner = numerator.width.max(denominator.width);
        let mut set = MathBox {
            // Continued fractions end together (amsmath, `\cfrac`).
            width: inner + if fraction.is_continued { room } else { 2.0 * room },
            ascent: (numerator.ascent + up).max(0.0),
            descent: (denominator.descent + down).max(0.0),
            ..MathBox::default()
        };
        let middle = |part: &MathBox| room + (inner - part.width) / 2.0;
        let x = middle(&numerator);
        set.place(numerator, x, -up);
        if fraction.has_bar {
            let color = self.color;
            set.bar(room, -axis - thickness / 2.0, inner, thickness, color);
        }
        let x = middle(&denominator);
        set.place(denominator, x, down);
        set
    }

    pub fn root(&mut self, radicand: &[MathNode], index: Option<&[MathNode]>, style: Style) -> MathBox {
        let constants = self.constants();
        let em = self.em(style);
        let inner = self.boxed(radicand, style.cramped());
        let thickness = constants.radical_rule_thickness * em;
        let mut gap = em
            * if style.is_display() {
                constants.radical_display_style_vertical_gap
            } else {
                constants.radical_vertical_gap
            };
        let Some(glyph) = self.glyph_of('\u{221a}') else { return inner };
        let mut sign = self.vertical(glyph, inner.height() + gap + thickness, "\u{221a}", style);
        // Of a sign that is higher than it need be, half the rest goes above the radicand.
        let rest = sign.height() - (inner.height() + gap + thickness);
        if rest > 0.0 {
            gap += rest / 2.0;
        }
        let top = inner.ascent + gap + thickness;
        let shift = top - sign.ascent;
        sign.raise(shift);
        let (bottom, height, sign_width) = (sign.descent, sign.height(), sign.width);
        let mut set = MathBox {
            width: sign_width + inner.width,
            ascent: top + constants.radical_extra_ascender * em,
            descent: inner.descent.max(bottom),
            ..MathBox::default()
        };
        let (x, color) = (sign_width, self.color);
        let width = inner.width;
        set.place(sign, 0.0, 0.0);
        set.bar(x, -top, width, thickness, color);
        set.place(inner, x, 0.0);
        let Some(index) = index else { return set };
        let script_script = style.with_size(crate::document::MathSize::ScriptScript);
        let index = self.list(index, script_script);
        let before = constants.radical_kern_before_degree * em;
        let after = constants.radical_kern_after_degree * em;
        let raise = constants.radical_degree_bottom_raise * height - bottom;
        // The index stands in the crook of the sign, or left of it where it is wide.
        let lead = (before + index.width + after).max(0.0);
        let mut whole = MathBox {
            width: lead + set.width,
            ascent: set.ascent.max(index.ascent + raise + index.descent),
            descent: set.descent,
            ..MathBox::default()
        };
        let x = lead - after - index.width;
        let y = -(raise + index.descent);
        whole.place(index, x, y);
        whole.place(set, lead, 0.0);
        whole
    }
}
