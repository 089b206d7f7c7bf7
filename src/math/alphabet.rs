//! Alphabets of mathematics: letters as Unicode has them for formulas.
//!
//! In: letters, digits and an alphabet. Out: the characters of the block Mathematical Alphanumeric Symbols (The Unicode
//! Standard, chapter 22.2), with the ones that stood elsewhere before it.

/// An alphabet (`\mathbf`, `\mathcal` …).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alphabet {
    /// Letters slanted, digits and capital Greek upright.
    #[default]
    Normal,
    Upright,
    Italic,
    Bold,
    BoldItalic,
    Script,
    BoldScript,
    Fraktur,
    BoldFraktur,
    DoubleStruck,
    SansSerif,
    SansSerifBold,
    SansSerifItalic,
    Monospace,
}

impl Alphabet {
    /// The same in bold (`\boldsymbol`).
    pub fn bold(self) -> Alphabet {
        match self {
            Alphabet::Normal | Alphabet::Italic | Alphabet::BoldItalic => Alphabet::BoldItalic,
            Alphabet::Upright | Alphabet::Bold => Alphabet::Bold,
            Alphabet::Script | Alphabet::BoldScript => Alphabet::BoldScript,
            Alphabet::Fraktur | Alphabet::BoldFraktur => Alphabet::BoldFraktur,
            Alphabet::SansSerif | Alphabet::SansSerifBold => Alphabet::SansSerifBold,
            Alphabet::DoubleStruck | Alphabet::SansSerifItalic | Alphabet::Monospace => self,
        }
    }

    /// A character in this alphabet; what it does not have stays.
    pub fn of(self, character: char) -> char {
        let Some(starts) = self.starts() else { return character };
        if let Some(other) = self.elsewhere(character) {
            return other;
        }
        let [latin, greek, digits] = starts;
        let at = |start: u32, index: u32| if start == 0 { None } else { char::from_u32(start + index) };
        let place = match character {
            'A'..='Z' => at(latin, character as u32 - 'A' as u32),
            'a'..='z' => at(latin, 26 + character as u32 - 'a' as u32),
            '0'..='9' => at(digits, character as u32 - '0' as u32),
            'Α'..='Ω' => at(greek, character as u32 - 'Α' as u32),
            'ϴ' => at(greek, 17),
            '∇' => at(greek, 25),
            'α'..='ω' => at(greek, 26 + character as u32 - 'α' as u32),
            '∂' => at(greek, 51),
            'ϵ' => at(greek, 52),
            'ϑ' => at(greek, 53),
            'ϰ' => at(greek, 54),
            'ϕ' => at(greek, 55),
            'ϱ' => at(greek, 56),
            'ϖ' => at(greek, 57),
            _ => None,
        };
        place.unwrap_or(character)
    }

    /// Where the capital A, the capital Alpha and the zero of the alphabet stand; 0 for none.
    fn starts(self) -> Option<[u32; 3]> {
        Some(match self {
            Alphabet::Normal | Alphabet::Upright => return None,
            Alphabet::Bold => [0x1D400, 0x1D6A8, 0x1D7CE],
            Alphabet::Italic => [0x1D434, 0x1D6E2, 0],
            Alphabet::BoldItalic => [0x1D468, 0x1D71C, 0x1D7CE],
            Alphabet::Script => [0x1D49C, 0, 0],
            Alphabet::BoldScript => [0x1D4D0, 0, 0x1D7CE],
            Alphabet::Fraktur => [0x1D504, 0, 0],
            Alphabet::BoldFraktur => [0x1D56C, 0, 0x1D7CE],
            Alphabet::DoubleStruck => [0x1D538, 0, 0x1D7D8],
            Alphabet::SansSerif => [0x1D5A0, 0, 0x1D7E2],
            Alphabet::SansSerifBold => [0x1D5D4, 0x1D756, 0x1D7EC],
            Alphabet::SansSerifItalic => [0x1D608, 0, 0x1D7E2],
            Alphabet::Monospace => [0x1D670, 0, 0x1D7F6],
        })
    }

    /// Letters that Unicode had before the block.
    fn elsewhere(self, character: char) -> Option<char> {
        Some(match (self, character) {
            (Alphabet::Italic, 'h') => 'ℎ',
            (Alphabet::Italic, 'ı') => '𝚤',
            (Alphabet::Italic, 'ȷ') => '𝚥',
            (Alphabet::Script, 'B') => 'ℬ',
            (Alphabet::Script, 'E') => 'ℰ',
            (Alphabet::Script, 'F') => 'ℱ',
            (Alphabet::Script, 'H') => 'ℋ',
            (Alphabet::Script, 'I') => 'ℐ',
            (Alphabet::Script, 'L') => 'ℒ',
            (Alphabet::Script, 'M') => 'ℳ',
            (Alphabet::Script, 'R') => 'ℛ',
            (Alphabet::Script, 'e') => 'ℯ',
            (Alphabet::Script, 'g') => 'ℊ',
            (Alphabet::Script, 'o') => 'ℴ',
            (Alphabet::Fraktur, 'C') => 'ℭ',
            (Alphabet::Fraktur, 'H') => 'ℌ',
            (Alphabet::Fraktur, 'I') => 'ℑ',
            (Alphabet::Fraktur, 'R') => 'ℜ',
            (Alphabet::Fraktur, 'Z') => 'ℨ',
            (Alphabet::DoubleStruck, 'C') => 'ℂ',
            (Alphabet::DoubleStruck, 'H') => 'ℍ',
            (Alphabet::DoubleStruck, 'N') => 'ℕ',
            (Alphabet::DoubleStruck, 'P') => 'ℙ',
            (Alphabet::DoubleStruck, 'Q') => 'ℚ',
            (Alphabet::DoubleStruck, 'R') => 'ℝ',
            (Alphabet::DoubleStruck, 'Z') => 'ℤ',
            (Alphabet::Bold, 'ϝ') => '𝟋',
            _ => return None,
        })
    }
}

/// A letter slanted, as a lone letter stands in a formula (MathML Core, section 4.1, math-auto).
pub fn italic(character: char) -> char {
    Alphabet::Italic.of(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_where_unicode_has_them() {
        let of = |alphabet: Alphabet, text: &str| text.chars().map(|c| alphabet.of(c)).collect::<String>();
        assert_eq!(of(Alphabet::Bold, "Az0αΩ∂"), "𝐀𝐳𝟎𝛂𝛀𝛛");
        assert_eq!(of(Alphabet::Italic, "xhı9"), "𝑥ℎ𝚤9");
        assert_eq!(of(Alphabet::DoubleStruck, "RAk1"), "ℝ𝔸𝕜𝟙");
        assert_eq!(of(Alphabet::Script, "LAl"), "ℒ𝒜𝓁");
        assert_eq!(of(Alphabet::Fraktur, "gH"), "𝔤ℌ");
        assert_eq!(of(Alphabet::Upright, "x"), "x");
        assert_eq!(italic('ϕ'), '𝜙');
    }
}
