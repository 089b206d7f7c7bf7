//! What is raised and lowered beside a base, and what stands above and below one (The TeXbook, appendix G, rules 13 and
//! 18, with the constants of OpenType).

use super::engine::Engine;
use super::ink::MathBox;
use super::style::Style;
use crate::document::{AtomClass, Limits, MathNode, Scripts};

/// An arrow is so much wider than what stands above it, and at least so wide, in em.
const ARROW_ROOM: f32 = 0.9;
const LEAST_ARROW: f32 = 1.6;

impl Engine<'_, '_> {
    pub fn scripts(&mut self, scripts: &Scripts, style: Style) -> MathBox {
        let base = self.node(&scripts.base, style);
        let set = |engine: &mut Self, list: &[MathNode], style| (!list.is_empty()).then(|| engine.boxed(list, style));
        let sub = set(self, &scripts.sub, style.subscript());
        let sup = set(self, &scripts.sup, style.superscript());
        let pre_sub = set(self, &scripts.pre_sub, style.subscript());
        let pre_sup = set(self, &scripts.pre_sup, style.superscript());
        if pre_sub.is_none() && pre_sup.is_none() {
            return self.beside(base, sub, sup, style);
        }
        let (up, down) = self.shifts(&base, pre_sub.as_ref(), pre_sup.as_ref(), style);
        let width = pre_sub.as_ref().map_or(0.0, |sub| sub.width).max(pre_sup.as_ref().map_or(0.0, |sup| sup.width));
        let mut before = MathBox::space(width);
        // They stand at the base.
        for (script, y) in [(pre_sub, down), (pre_sup, -up)] {
            if let Some(script) = script {
                before.ascent = before.ascent.max(script.ascent - y);
                before.descent = before.descent.max(script.descent + y);
                let x = width - script.width;
                before.place(script, x, y);
            }
        }
        let whole = self.beside(base, sub, sup, style);
        before.append(whole);
        before
    }

    /// A base with scripts behind it.
    fn beside(&mut self, base: MathBox, sub: Option<MathBox>, sup: Option<MathBox>, style: Style) -> MathBox {
        if sub.is_none() && sup.is_none() {
            return base;
        }
        let (up, down) = self.shifts(&base, sub.as_ref(), sup.as_ref(), style);
        let space = self.constants().space_after_script * self.em(style);
        // A letter's width holds its lean, of which what is lowered has no part; a large sign's does not, and what is
        // raised is moved on.
        let (sup_x, sub_x) = match base.holds_italics {
            true => (base.width, base.width - base.italics),
            false => (base.width + base.italics, base.width),
        };
        let mut set = MathBox { ascent: base.ascent, descent: base.descent, width: base.width, ..MathBox::default() };
        set.place(base, 0.0, 0.0);
        for (script, x, y) in [(sub, sub_x, down), (sup, sup_x, -up)] {
            if let Some(script) = script {
                set.width = set.width.max(x + script.width + space);
                set.ascent = set.ascent.max(script.ascent - y);
                set.descent = set.descent.max(script.descent + y);
                set.place(script, x, y);
            }
        }
        set
    }

    /// How far up and down scripts stand.
    fn shifts(&self, base: &MathBox, sub: Option<&MathBox>, sup: Option<&MathBox>, style: Style) -> (f32, f32) {
        let constants = self.constants();
        let em = self.em(style);
        let mut up = 0.0f32;
        let mut down = 0.0f32;
        if let Some(sup) = sup {
            let usual =
                if style.is_cramped { constants.superscript_shift_up_cramped } else { constants.superscript_shift_up };
            up = usual * em;
            if !base.is_character {
                up = up.max(base.ascent - constants.superscript_baseline_drop_max * em);
            }
            up = up.max(constants.superscript_bottom_min * em + sup.descent);
        }
        if let Some(sub) = sub {
            down = constants.subscript_shift_down * em;
            if !base.is_character {
                down = down.max(base.descent + constants.subscript_baseline_drop_min * em);
            }
            down = down.max(sub.ascent - constants.subscript_top_max * em);
        }
        if let (Some(sub), Some(sup)) = (sub, sup) {
            let bottom = up - sup.descent;
            let lack = constants.sub_superscript_gap_min * em - (bottom - (sub.ascent - down));
            if lack > 0.0 {
                // What is lowered goes down, then both up as far as what is raised may (rule 18e).
                let raised = (constants.superscript_bottom_max_with_subscript * em - bottom).max(0.0);
                up += raised;
                down += lack - raised;
            }
        }
        (up, down)
    }

    pub fn limits(&mut self, limits: &Limits, style: Style) -> MathBox {
        if limits.is_movable && !style.is_display() {
            let scripts = Scripts {
                base: limits.base.clone(),
                sub: limits.under.clone(),
                sup: limits.over.clone(),
                pre_sub: Vec::new(),
                pre_sup: Vec::new(),
            };
            return self.scripts(&scripts, style);
        }
        let over = (!limits.over.is_empty()).then(|| self.boxed(&limits.over, style.superscript()));
        let under = (!limits.under.is_empty()).then(|| self.boxed(&limits.under, style.subscript()));
        let base = match &limits.base {
            MathNode::Operator(operator) if operator.is_stretchy && operator.class == AtomClass::Relation => {
                let widest = [&over, &under].into_iter().flatten().map(|set| set.width).fold(0.0, f32::max);
                let em = self.em(style);
                let width = (widest + ARROW_ROOM * self.em(style.superscript())).max(LEAST_ARROW * em);
                match operator.text.chars().next().and_then(|character| self.glyph_of(character)) {
                    Some(glyph) => {
                        let mut arrow = self.horizontal(glyph, width, &operator.text, style);
                        // A font that cannot draw it out puts it in the middle.
                        let room = (width - arrow.width).max(0.0) / 2.0;
                        arrow.inks.iter_mut().for_each(|ink| ink.x += room);
                        arrow.width += 2.0 * room;
                        arrow
                    }
                    None => self.operator(operator, style),
                }
            }
            base => self.node(base, style),
        };
        self.stack_around(base, over, under, style)
    }

    /// A base with something above and below it, all in the middle of one another.
    pub fn stack_around(
        &mut self,
        base: MathBox,
        over: Option<MathBox>,
        under: Option<MathBox>,
        style: Style,
    ) -> MathBox {
        let constants = self.constants();
        let em = self.em(style);
        // What leans has its upper end to the right of its lower one.
        let lean = if base.leans { base.italics / 2.0 } else { 0.0 };
        let middle = base.width / 2.0;
        let left = |set: &MathBox, lean: f32| middle + lean - set.width / 2.0;
        let mut start = 0.0f32;
        let mut end = base.width;
        for (set, lean) in [(&over, lean), (&under, -lean)] {
            if let Some(set) = set {
                start = start.min(left(set, lean));
                end = end.max(left(set, lean) + set.width);
            }
        }
        let mut whole = MathBox {
            width: end - start,
            ascent: base.ascent,
            descent: base.descent,
            is_character: false,
            ..MathBox::default()
        };
        // A box reaches at least to its baseline, and an arrow stands above it.
        let (base_ascent, base_descent) = (base.ascent.max(0.0), base.descent.max(0.0));
        if let Some(over) = &over {
            let gap =
                (constants.upper_limit_gap_min * em + over.descent).max(constants.upper_limit_baseline_rise_min * em);
            whole.ascent = base_ascent + gap + over.ascent;
        }
        if let Some(under) = &under {
            let gap =
                (constants.lower_limit_gap_min * em + under.ascent).max(constants.lower_limit_baseline_drop_min * em);
            whole.descent = base_descent + gap + under.descent;
        }
        whole.place(base, -start, 0.0);
        if let Some(under) = under {
            let (x, y) = (left(&under, -lean) - start, whole.descent - under.descent);
            whole.place(under, x, y);
        }
        if let Some(over) = over {
            let (x, y) = (left(&over, lean) - start, -(whole.ascent - over.ascent));
            whole.place(over, x, y);
        }
        whole
    }
}
