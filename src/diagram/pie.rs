//! Mermaid's pies: shades of gray that a printer tells apart, and a list with their parts.

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::look::said;
use super::measure::{LEADING, Label, Measure};
use super::scene::{Ground, Paint, Point, Rect, Scene, n};

/// In CSS pixels.
const RADIUS: f32 = 78.0;
/// Grays, so that neighbors differ.
const SHADES: [u8; 6] = [0xff, 0xc8, 0xe6, 0xa8, 0xd8, 0xb8];
/// More parts nobody tells apart.
const MOST: usize = 40;

/// Draws a pie; the cursor stands behind its first word.
pub fn draw(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Scene, Said, String), Trouble> {
    let mut told = Said::default();
    let mut parts: Vec<(String, f64)> = Vec::new();
    let mut shows_data = false;
    while !cursor.is_at_end() {
        cursor.skip_whitespace();
        if said(&mut cursor, &mut told)? {
            continue;
        }
        if cursor.eat("showData") {
            shows_data = true;
            continue;
        }
        let start = cursor;
        let line = cursor.line().split("%%").next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if let Some(title) = line.strip_prefix("title ") {
            told.title = Some(title.trim().to_owned());
            continue;
        }
        let part = line.rsplit_once(':').and_then(|(name, value)| Some((name, value.trim().parse::<f64>().ok()?)));
        match part.filter(|(_, value)| *value > 0.0 && value.is_finite()) {
            Some((name, value)) if parts.len() < MOST => parts.push((unquoted(name).to_owned(), value)),
            Some(_) => return Err(start.trouble(format!("a pie has at most {MOST} parts"))),
            None => return Err(start.trouble("a part such as `\"Dogs\" : 386` was expected")),
        }
    }
    if parts.is_empty() {
        return Err(cursor.trouble("the pie has no parts"));
    }
    let sum: f64 = parts.iter().map(|(_, value)| value).sum();
    let mut scene = Scene::default();
    let whole = Rect { x: -RADIUS, y: -RADIUS, width: 2.0 * RADIUS, height: 2.0 * RADIUS };
    let mut angle = -std::f64::consts::FRAC_PI_2;
    let mut words = Vec::new();
    let height = LEADING + 5.0;
    let mut y = -height * parts.len() as f32 / 2.0;
    for (index, (name, value)) in parts.iter().enumerate() {
        let share = value / sum;
        let next = angle + share * std::f64::consts::TAU;
        let shade = match SHADES.get(index % SHADES.len()) {
            // The last is beside the first.
            Some(_) if index > 0 && index + 1 == parts.len() && index.is_multiple_of(SHADES.len()) => SHADES[1],
            Some(shade) => *shade,
            None => SHADES[0],
        };
        let paint = Paint { ground: Some(Ground::Color([shade; 3])), ..Paint::RULE };
        let at = |angle: f64| format!("{} {}", n(RADIUS * angle.cos() as f32), n(RADIUS * angle.sin() as f32));
        if parts.len() == 1 {
            scene.ellipse(whole, paint);
        } else {
            let is_large = u8::from(share > 0.5);
            let data = format!("M0 0L{}A{RADIUS} {RADIUS} 0 {is_large} 1 {}Z", at(angle), at(next));
            scene.path(&data, whole, paint);
        }
        let percent = format!("{:.1} %", share * 100.0).replace(".0 %", " %");
        let shown = if shows_data { format!("{name}, {value} ({percent})") } else { format!("{name}, {percent}") };
        let left = RADIUS + 24.0;
        scene.rect(Rect { x: left, y: y + 2.0, width: 11.0, height: 11.0 }, 0.0, paint);
        scene.list(&Label::new(&shown, f32::INFINITY, measure), Point::new(left + 18.0, y));
        words.push(format!("{name} {percent}"));
        y += height;
        angle = next;
    }
    Ok((scene, told, format!("Pie chart: {}", words.join("; "))))
}
