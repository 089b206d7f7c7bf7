//! How far atoms stand apart (The TeXbook, page 170).

use crate::document::{AtomClass, MathNode};

/// What stands on both sides of a place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    pub before: AtomClass,
    pub after: AtomClass,
    /// The list is raised or lowered, or stands in something that is.
    pub is_script: bool,
}

impl Surroundings {
    /// The space between the two, in em.
    pub fn space(self) -> f32 {
        const THIN: f32 = 3.0 / 18.0;
        const MEDIUM: f32 = 4.0 / 18.0;
        const THICK: f32 = 5.0 / 18.0;
        let in_text = |space: f32| if self.is_script { 0.0 } else { space };
        match (self.before, self.after) {
            (AtomClass::Punctuation, _) => in_text(THIN),
            (AtomClass::Ordinary | AtomClass::Closing, AtomClass::Operator)
            | (AtomClass::Operator, AtomClass::Ordinary | AtomClass::Operator)
            | (AtomClass::Inner, AtomClass::Operator) => THIN,
            (AtomClass::Relation, AtomClass::Relation) => 0.0,
            (AtomClass::Opening, _) | (_, AtomClass::Closing) | (_, AtomClass::Punctuation)
                if self.before != AtomClass::Inner =>
            {
                0.0
            }
            (AtomClass::Relation, AtomClass::Closing | AtomClass::Punctuation) => 0.0,
            (AtomClass::Relation, _) | (_, AtomClass::Relation) => in_text(THICK),
            (AtomClass::Binary, _) | (_, AtomClass::Binary) => in_text(MEDIUM),
            (AtomClass::Inner, AtomClass::Closing) => 0.0,
            (AtomClass::Inner, _) | (_, AtomClass::Inner) => in_text(THIN),
            _ => 0.0,
        }
    }
}

/// The space between a node and the atom before it, in em.
pub fn space_between(before: Option<AtomClass>, node: &MathNode, is_script: bool) -> f32 {
    match (before, node.class()) {
        (Some(before), Some(after)) => Surroundings { before, after, is_script }.space(),
        (None, _) | (_, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_texbooks() {
        use AtomClass::{Binary, Closing, Inner, Opening, Operator, Ordinary, Punctuation, Relation};
        // Page 170, rows left, columns right; `*` cannot be; in parentheses what scripts have not.
        let classes = [Ordinary, Operator, Binary, Relation, Opening, Closing, Punctuation, Inner];
        let table = [
            "0 1 (2) (3) 0 0 0 (1)",
            "1 1 * (3) 0 0 0 (1)",
            "(2) (2) * * (2) * * (2)",
            "(3) (3) * 0 (3) 0 0 (3)",
            "0 0 * 0 0 0 0 0",
            "0 1 (2) (3) 0 0 0 (1)",
            "(1) (1) * (1) (1) (1) (1) (1)",
            "(1) 1 (2) (3) (1) 0 (1) (1)",
        ];
        for (before, row) in classes.into_iter().zip(table) {
            for (after, cell) in classes.into_iter().zip(row.split(' ')) {
                let Some(mu) = cell.trim_matches(['(', ')']).parse::<usize>().ok() else { continue };
                for is_script in [false, true] {
                    let expected = if is_script && cell.starts_with('(') { 0 } else { mu };
                    let em = [0.0, 3.0, 4.0, 5.0][expected] / 18.0;
                    let found = Surroundings { before, after, is_script }.space();
                    assert!((found - em).abs() < 1e-6, "{before:?} {after:?} {is_script}: {found}");
                }
            }
        }
    }
}
