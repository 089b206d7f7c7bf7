//! Page sizes by name or by measure: `A4`, `letter`, `6x9in`, `210x297mm`.

use crate::geom::{Pt, Size};

const MM: f32 = 72.0 / 25.4;
const INCH: f32 = 72.0;

/// Names (CSS Paged Media 3, section 7.1; ISO 216; trade sizes of printers on demand), in points, upright.
const NAMED: &[(&str, f32, f32)] = &[
    ("a3", 297.0 * MM, 420.0 * MM),
    ("a4", 210.0 * MM, 297.0 * MM),
    ("a5", 148.0 * MM, 210.0 * MM),
    ("a6", 105.0 * MM, 148.0 * MM),
    ("b4", 250.0 * MM, 353.0 * MM),
    ("b5", 176.0 * MM, 250.0 * MM),
    ("jis-b4", 257.0 * MM, 364.0 * MM),
    ("jis-b5", 182.0 * MM, 257.0 * MM),
    ("letter", 8.5 * INCH, 11.0 * INCH),
    ("legal", 8.5 * INCH, 14.0 * INCH),
    ("ledger", 11.0 * INCH, 17.0 * INCH),
    ("tabloid", 11.0 * INCH, 17.0 * INCH),
    ("executive", 7.25 * INCH, 10.5 * INCH),
    ("half-letter", 5.5 * INCH, 8.5 * INCH),
    ("digest", 5.5 * INCH, 8.5 * INCH),
    ("trade", 6.0 * INCH, 9.0 * INCH),
    ("royal", 6.14 * INCH, 9.21 * INCH),
    ("crown-quarto", 7.44 * INCH, 9.69 * INCH),
    ("pocket", 4.25 * INCH, 6.87 * INCH),
];

/// Pages smaller than this hold no line of text, larger ones no reader can show (PDF 32000-1, annex C.2: 14,400 units).
const SIDE_LIMITS: (f32, f32) = (72.0, 14_400.0);

/// The names a page size may have.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMED.iter().map(|(name, ..)| *name)
}

/// Reads a page size; the error says what is wrong.
pub fn parse(text: &str) -> Result<Size, String> {
    let normal = text.trim().to_lowercase();
    let words: Vec<&str> = normal.split_whitespace().collect();
    let (is_landscape, rest) = match words[..] {
        [name, "landscape"] => (true, name.to_owned()),
        [name, "portrait"] => (false, name.to_owned()),
        _ => (false, words.concat()),
    };
    // pandoc's names for LaTeX: `a4paper`.
    let name = rest.strip_suffix("paper").unwrap_or(&rest).replace('_', "-");
    let (width, height) = match NAMED.iter().find(|(known, ..)| *known == name) {
        Some(&(_, width, height)) => (width, height),
        None => measures(&rest).ok_or_else(|| {
            let known = crate::diagnostic::nearest(&name, names());
            match known {
                Some(known) => format!("unknown page size `{text}`; did you mean `{known}`?"),
                None => format!("unknown page size `{text}`; write a name such as `A4`, or `6x9in`, or `210x297mm`"),
            }
        })?,
    };
    if [width, height].iter().any(|side| !(SIDE_LIMITS.0..=SIDE_LIMITS.1).contains(side)) {
        return Err(format!("page size `{text}` is outside of 1 to 200 inches"));
    }
    let (width, height) = if is_landscape { (height, width) } else { (width, height) };
    Ok(Size::new(Pt(width), Pt(height)))
}

/// `6x9in`, `6inx9in`, `210 × 297 mm`: a unit on the second number serves both.
fn measures(text: &str) -> Option<(f32, f32)> {
    let (width, height) = text.split_once(['x', '×', '*', ','])?;
    let (width, width_unit) = number_and_unit(width)?;
    let (height, height_unit) = number_and_unit(height)?;
    let height_unit = height_unit?;
    Some((width * width_unit.unwrap_or(height_unit), height * height_unit))
}

fn number_and_unit(text: &str) -> Option<(f32, Option<f32>)> {
    let unit_start = text.find(|c: char| c.is_ascii_alphabetic() || c == '"').unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_start);
    let unit = match unit {
        "" => None,
        "mm" => Some(MM),
        "cm" => Some(10.0 * MM),
        "in" | "inch" | "\"" => Some(INCH),
        "pt" => Some(1.0),
        "px" => Some(0.75),
        _ => return None,
    };
    number.parse().ok().filter(|number: &f32| number.is_finite()).map(|number| (number, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Option<(i32, i32)> {
        parse(text).ok().map(|size| (size.width.0.round() as i32, size.height.0.round() as i32))
    }

    #[test]
    fn names_and_measures() {
        assert_eq!(points("A4"), Some((595, 842)));
        assert_eq!(points("a4paper"), Some((595, 842)));
        assert_eq!(points("A5 landscape"), Some((595, 420)));
        assert_eq!(points("Letter"), Some((612, 792)));
        for same in ["6x9in", "6in x 9in", "6 × 9 in", "152.4x228.6mm", "432x648pt", "trade"] {
            assert_eq!(points(same), Some((432, 648)), "{same}");
        }
        for wrong in ["", "6x9", "x9in", "0x9in", "9999x9in", "NaNxinfin", "infxinfin", "6x9ells"] {
            assert_eq!(points(wrong), None, "{wrong}");
        }
        assert!(parse("leter").unwrap_err().contains("`letter`"));
    }
}
