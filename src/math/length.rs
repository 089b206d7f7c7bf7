//! Lengths as TeX writes them.

/// Points in an em, for lengths that do not grow with the type: those of a book set in 10 points.
const POINTS: f32 = 10.0;
/// No space of a formula is wider, in em.
const MOST: f32 = 100.0;

/// A length in em; `None` for what is none.
pub fn parse(text: &str) -> Option<f32> {
    let text = text.split(" plus").next().unwrap_or(text).split(" minus").next().unwrap_or(text).trim();
    let at = text.find(|c: char| c.is_ascii_alphabetic() || c == '\\')?;
    let (number, unit) = (text[..at].trim(), text[at..].trim());
    let number: f32 = match number {
        "" => 1.0,
        "-" => -1.0,
        number => number.replace(',', ".").parse().ok()?,
    };
    let em = match unit {
        "em" => 1.0,
        "ex" => 0.45,
        "mu" => 1.0 / 18.0,
        "pt" => 1.0 / POINTS,
        "bp" => 72.27 / 72.0 / POINTS,
        "pc" => 12.0 / POINTS,
        "mm" => 2.8453 / POINTS,
        "cm" => 28.453 / POINTS,
        "in" => 72.27 / POINTS,
        "px" => 0.75 / POINTS,
        "sp" => 0.0,
        "\\textwidth" | "\\linewidth" | "\\columnwidth" => 30.0,
        "\\baselineskip" => 1.2,
        _ => return None,
    };
    Some((number * em).clamp(-MOST, MOST)).filter(|length| length.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_em() {
        for (text, em) in
            [("1em", 1.0), ("18mu", 1.0), ("-5pt", -0.5), (".5 em", 0.5), ("1e9em", f32::NAN), ("3", f32::NAN)]
        {
            let found = parse(text).unwrap_or(f32::NAN);
            assert!((found - em).abs() < 1e-5 || found.is_nan() && em.is_nan(), "{text}: {found}");
        }
    }
}
