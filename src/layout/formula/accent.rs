//! Accents, lines and braces above and below (The TeXbook, appendix G, rules 9, 10 and 12).

use super::engine::Engine;
use super::ink::MathBox;
use super::style::Style;
use crate::document::Accent;

/// Between a base and the brace or arrow above or below it, in em.
const BRACE_GAP: f32 = 0.15;

impl Engine<'_, '_> {
    pub fn accent(&mut self, accent: &Accent, style: Style) -> MathBox {
        match (accent.mark, accent.is_stretchy) {
            ('\u{af}', true) => return self.overline(accent, style),
            ('_', true) => return self.underline(accent, style),
            _ => {}
        }
        let base = self.list(&accent.base, style.cramped());
        let is_combining = matches!(accent.mark, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}');
        if is_combining && !accent.is_under {
            return self.mark(accent, base, style);
        }
        if let Some(glyph) = combining_arrow(accent.mark).and_then(|arrow| self.glyph_of(arrow))
            && accent.is_stretchy
            && !accent.is_under
            && self.math().horizontal(glyph).is_some()
        {
            return self.arrow(glyph, accent, base, style);
        }
        self.brace(accent, base, style)
    }

    /// A mark over a letter, or over several where it is wide.
    fn mark(&mut self, accent: &Accent, base: MathBox, style: Style) -> MathBox {
        let text = accent.mark.to_string();
        let Some(glyph) = self.glyph_of(accent.mark) else { return base };
        // A letter that leans says where its top is.
        let attachment = base.accent_x.unwrap_or(match base.holds_italics && base.is_character {
            true => (base.width + base.italics) / 2.0,
            false => base.width / 2.0,
        });
        let glyph = if accent.is_stretchy { self.at_most(glyph, base.upright_width(), style) } else { glyph };
        let mark = self.glyph(glyph, &text, style);
        let own = match mark.accent_x {
            Some(x) => x,
            None => {
                // A combining mark stands left of its origin.
                let [left, _, right, _] = self.bounds(glyph, style);
                (left + right) / 2.0
            }
        };
        let height = self.constants().accent_base_height * self.em(style);
        let raise = base.ascent - height.min(base.ascent);
        let mut set = MathBox {
            width: base.width,
            ascent: base.ascent.max(mark.ascent + raise),
            descent: base.descent,
            italics: base.italics,
            holds_italics: base.holds_italics,
            is_character: base.is_character,
            // An accent over an accent stands where that one does (rule 12).
            accent_x: Some(attachment),
            ..MathBox::default()
        };
        set.place(base, 0.0, 0.0);
        set.place(mark, attachment - own, -raise);
        set
    }

    /// An arrow over all of its base, which stands as marks over letters do.
    fn arrow(&mut self, glyph: u16, accent: &Accent, base: MathBox, style: Style) -> MathBox {
        let covered = base.upright_width();
        let mark = self.horizontal(glyph, covered, &accent.mark.to_string(), style);
        let raise = (base.ascent - self.constants().accent_base_height * self.em(style)).max(0.0);
        let (ascent, descent) = (base.ascent.max(mark.ascent + raise), base.descent);
        let mut set = MathBox { width: base.width.max(mark.width), ascent, descent, ..MathBox::default() };
        let (x, mark_x) = ((set.width - base.width) / 2.0, (covered - mark.width).max(0.0) / 2.0);
        set.place(base, x, 0.0);
        set.place(mark, mark_x, -raise);
        set
    }

    /// What is drawn out over or under the whole base.
    fn brace(&mut self, accent: &Accent, base: MathBox, style: Style) -> MathBox {
        let Some(glyph) = self.glyph_of(accent.mark) else { return base };
        let text = accent.mark.to_string();
        let mark = match accent.is_stretchy {
            true => self.horizontal(glyph, base.width, &text, style),
            false => self.glyph(glyph, &text, style),
        };
        let gap = BRACE_GAP * self.em(style);
        let width = base.width.max(mark.width);
        let (base_x, mark_x) = ((width - base.width) / 2.0, (width - mark.width) / 2.0);
        let mut set = MathBox { width, ascent: base.ascent, descent: base.descent, ..MathBox::default() };
        let y = if accent.is_under {
            let y = base.descent + gap + mark.ascent;
            set.descent = y + mark.descent;
            y
        } else {
            let y = -(base.ascent + gap + mark.descent);
            set.ascent = mark.ascent - y;
            y
        };
        set.place(base, base_x, 0.0);
        set.place(mark, mark_x, y);
        set
    }

    fn overline(&mut self, accent: &Accent, style: Style) -> MathBox {
        let constants = self.constants();
        let em = self.em(style);
        let mut set = self.boxed(&accent.base, style.cramped());
        let thickness = constants.overbar_rule_thickness * em;
        let top = set.ascent + constants.overbar_vertical_gap * em + thickness;
        let (width, color) = (set.width, self.color);
        set.bar(0.0, -top, width, thickness, color);
        set.ascent = top + constants.overbar_extra_ascender * em;
        set.is_character = false;
        set
    }

    fn underline(&mut self, accent: &Accent, style: Style) -> MathBox {
        let constants = self.constants();
        let em = self.em(style);
        let mut set = self.boxed(&accent.base, style);
        let thickness = constants.underbar_rule_thickness * em;
        let top = set.descent + constants.underbar_vertical_gap * em;
        let (width, color) = (set.width, self.color);
        set.bar(0.0, top, width, thickness, color);
        set.descent = top + thickness + constants.underbar_extra_descender * em;
        set.is_character = false;
        set
    }
}

/// The combining mark that an arrow is when it stands over something.
fn combining_arrow(arrow: char) -> Option<char> {
    Some(match arrow {
        '\u{2190}' => '\u{20d6}',
        '\u{2192}' => '\u{20d7}',
        '\u{2194}' => '\u{20e1}',
        _ => return None,
    })
}
