//! The eight styles of a formula (The TeXbook, page 140).

use crate::document::MathSize;

/// How large signs are, and whether what is raised stands lower for want of room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub size: MathSize,
    pub is_cramped: bool,
}

impl Style {
    pub fn new(is_display: bool) -> Style {
        Style { size: if is_display { MathSize::Display } else { MathSize::Text }, is_cramped: false }
    }

    pub fn is_display(self) -> bool {
        self.size == MathSize::Display
    }

    /// 0 for text, 1 for scripts, 2 for scripts of scripts.
    pub fn level(self) -> u8 {
        match self.size {
            MathSize::Display | MathSize::Text => 0,
            MathSize::Script => 1,
            MathSize::ScriptScript => 2,
        }
    }

    pub fn scale(self, script: f32, script_script: f32) -> f32 {
        match self.size {
            MathSize::Display | MathSize::Text => 1.0,
            MathSize::Script => script,
            MathSize::ScriptScript => script_script,
        }
    }

    pub fn cramped(self) -> Style {
        Style { is_cramped: true, ..self }
    }

    pub fn superscript(self) -> Style {
        let size = match self.size {
            MathSize::Display | MathSize::Text => MathSize::Script,
            MathSize::Script | MathSize::ScriptScript => MathSize::ScriptScript,
        };
        Style { size, ..self }
    }

    pub fn subscript(self) -> Style {
        self.superscript().cramped()
    }

    pub fn numerator(self) -> Style {
        let size = match self.size {
            MathSize::Display => MathSize::Text,
            MathSize::Text => MathSize::Script,
            MathSize::Script | MathSize::ScriptScript => MathSize::ScriptScript,
        };
        Style { size, ..self }
    }

    pub fn denominator(self) -> Style {
        self.numerator().cramped()
    }

    pub fn with_size(self, size: MathSize) -> Style {
        Style { size, ..self }
    }
}
