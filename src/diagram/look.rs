//! What diagrams say of looks, and of themselves: styles, names of shapes, titles and descriptions.

use super::Said;
use super::cursor::{Cursor, Trouble};
use super::graph::Look;
use super::shape::Shape;

/// `fill:#f96,stroke:#333,stroke-width:4px` as far as print follows it: grounds, heavy and dashed lines.
pub fn read(style: &str) -> Look {
    let mut look = Look::default();
    for declaration in style.split([',', ';']) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim();
        match name.trim() {
            "fill" | "fillcolor" => look.fill = color(value),
            "stroke-width" => {
                let number = value.trim_end_matches("px").trim().parse::<f32>().unwrap_or(1.0);
                look.is_heavy = number >= 2.5;
                look.is_without_frame = number == 0.0;
            }
            "stroke-dasharray" => look.is_dashed = value != "0" && value != "none",
            "stroke" if value == "none" => look.is_without_frame = true,
            _ => {}
        }
    }
    look
}

/// Colors by name that diagrams use (CSS Color 4, section 6.1).
const NAMES: [(&str, [u8; 3]); 36] = [
    ("aqua", [0, 255, 255]),
    ("beige", [245, 245, 220]),
    ("black", [0, 0, 0]),
    ("blue", [0, 0, 255]),
    ("brown", [165, 42, 42]),
    ("coral", [255, 127, 80]),
    ("cyan", [0, 255, 255]),
    ("darkgreen", [0, 100, 0]),
    ("darkorange", [255, 140, 0]),
    ("gold", [255, 215, 0]),
    ("gray", [128, 128, 128]),
    ("green", [0, 128, 0]),
    ("grey", [128, 128, 128]),
    ("lavender", [230, 230, 250]),
    ("lightblue", [173, 216, 230]),
    ("lightcyan", [224, 255, 255]),
    ("lightgray", [211, 211, 211]),
    ("lightgreen", [144, 238, 144]),
    ("lightgrey", [211, 211, 211]),
    ("lightpink", [255, 182, 193]),
    ("lightyellow", [255, 255, 224]),
    ("lime", [0, 255, 0]),
    ("magenta", [255, 0, 255]),
    ("orange", [255, 165, 0]),
    ("palegreen", [152, 251, 152]),
    ("pink", [255, 192, 203]),
    ("plum", [221, 160, 221]),
    ("purple", [128, 0, 128]),
    ("red", [255, 0, 0]),
    ("salmon", [250, 128, 114]),
    ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),
    ("tomato", [255, 99, 71]),
    ("wheat", [245, 222, 179]),
    ("white", [255, 255, 255]),
    ("yellow", [255, 255, 0]),
];

/// A color; `None` for what is none, and for none.
pub fn color(value: &str) -> Option<[u8; 3]> {
    let value = value.trim().to_ascii_lowercase();
    let Some(digits) = value.strip_prefix('#') else {
        return NAMES.iter().find(|(name, _)| *name == value).map(|(_, color)| *color);
    };
    let digit = |at: usize| digits.as_bytes().get(at).and_then(|digit| char::from(*digit).to_digit(16));
    let pair = |at: usize| Some((digit(at)? * 16 + digit(at + 1)?) as u8);
    let one = |at: usize| Some((digit(at)? * 17) as u8);
    match digits.len() {
        3 | 4 => Some([one(0)?, one(1)?, one(2)?]),
        6 | 8 => Some([pair(0)?, pair(2)?, pair(4)?]),
        _ => None,
    }
}

/// A shape by the names that Mermaid and DOT give it.
pub fn shape(name: &str) -> Option<Shape> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "rect" | "rectangle" | "proc" | "process" | "box" | "square" | "component" | "folder" | "box3d" | "tab" => {
            Shape::Rect
        }
        "rounded" | "event" => Shape::Rounded,
        "stadium" | "pill" | "terminal" => Shape::Stadium,
        "subproc" | "subprocess" | "subroutine" | "fr-rect" | "framed-rectangle" => Shape::Subroutine,
        "cyl" | "cylinder" | "database" | "db" => Shape::Cylinder,
        "circle" | "circ" => Shape::Circle,
        "dbl-circ" | "double-circle" | "doublecircle" => Shape::DoubleCircle,
        "ellipse" | "oval" => Shape::Ellipse,
        "odd" | "cds" => Shape::Flag,
        "diam" | "diamond" | "decision" | "question" => Shape::Diamond,
        "hex" | "hexagon" | "prepare" => Shape::Hexagon,
        "lean-r" | "lean-right" | "in-out" | "parallelogram" => Shape::LeanRight,
        "lean-l" | "lean-left" | "out-in" => Shape::LeanLeft,
        "trap-b" | "trapezoid-bottom" | "trapezoid" | "priority" => Shape::Trapezoid,
        "trap-t" | "trapezoid-top" | "invtrapezium" | "manual" => Shape::Funnel,
        "note" | "notch-rect" | "card" => Shape::Note,
        "sm-circ" | "start" | "small-circle" | "point" => Shape::Start,
        "fr-circ" | "stop" | "framed-circle" => Shape::Stop,
        "fork" | "join" => Shape::Bar,
        "text" | "plaintext" | "plain" | "none" => Shape::Text,
        _ => return None,
    })
}

/// Reads a statement that says what the diagram is: `title`, `accTitle`, `accDescr`. Whether there was one.
pub fn said(cursor: &mut Cursor<'_>, said: &mut Said) -> Result<bool, Trouble> {
    let start = *cursor;
    let word = cursor.take_while(|character| character.is_ascii_alphabetic());
    cursor.skip_spaces();
    let is_colon = cursor.rest().starts_with(':');
    match word {
        "accTitle" if is_colon => {
            cursor.at += 1;
            said.title_in_words = Some(rest_of_line(cursor).to_owned());
        }
        "accDescr" if is_colon => {
            cursor.at += 1;
            said.description = Some(rest_of_line(cursor).to_owned());
        }
        "accDescr" if cursor.eat("{") => {
            let text = cursor.until("}").ok_or_else(|| start.trouble("`}` is missing after the description"))?;
            said.description = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        _ => {
            *cursor = start;
            return Ok(false);
        }
    }
    Ok(true)
}

/// The rest of a line; its end is not passed, since it ends the statement.
fn rest_of_line<'s>(cursor: &mut Cursor<'s>) -> &'s str {
    cursor.take_while(|character| character != '\n').trim()
}
