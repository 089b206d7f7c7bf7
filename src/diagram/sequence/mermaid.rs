//! Mermaid's sequence diagrams, line by line.

use super::{ActorBox, Beside, Sequence, Step, Tip};
use crate::diagram::Said;
use crate::diagram::cursor::{Cursor, Trouble};
use crate::diagram::look::said;
use crate::diagram::measure::{Label, Measure};

/// How wide the words of a message or of a note may be before they are broken, in CSS pixels.
pub const MESSAGE: f32 = 190.0;
pub const NOTE: f32 = 140.0;

/// Arrows, longer ones first: sign, whether it is dashed, its tip, its tail.
const ARROWS: [(&str, bool, Tip, Tip); 10] = [
    ("<<-->>", true, Tip::Arrow, Tip::Arrow),
    ("<<->>", false, Tip::Arrow, Tip::Arrow),
    ("-->>", true, Tip::Arrow, Tip::None),
    ("->>", false, Tip::Arrow, Tip::None),
    ("--x", true, Tip::Cross, Tip::None),
    ("--)", true, Tip::Open, Tip::None),
    ("-->", true, Tip::None, Tip::None),
    ("-x", false, Tip::Cross, Tip::None),
    ("-)", false, Tip::Open, Tip::None),
    ("->", false, Tip::None, Tip::None),
];

/// Statements that say nothing on paper.
const PASSED_OVER: [&str; 4] = ["link", "links", "properties", "details"];

/// What `end` closes.
enum Block {
    Frame,
    Box(Label, usize),
}

/// Reads a sequence; the cursor stands behind its first word.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Sequence, Said), Trouble> {
    let mut sequence = Sequence::default();
    let mut told = Said::default();
    let mut open: Vec<Block> = Vec::new();
    let mut number: Option<(usize, usize)> = None;
    while !cursor.is_at_end() {
        cursor.skip_whitespace();
        if said(&mut cursor, &mut told)? {
            continue;
        }
        let start = cursor;
        let line = cursor.line().split("%%").next().unwrap_or_default().trim().trim_end_matches(';');
        if line.is_empty() {
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let text = |text: &str, widest: f32| Label::new(text, widest, measure);
        let condition = |words: &str| {
            if words.is_empty() { Label::default() } else { text(&format!("[{words}]"), MESSAGE) }
        };
        match word {
            "participant" | "actor" => declare(&mut sequence, word, rest, measure),
            "create" => {
                let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                declare(&mut sequence, word, rest, measure);
            }
            "destroy" => {
                let actor = sequence.actor(rest, measure);
                // The message in the next line is its last.
                let next = cursor;
                let line = cursor.line().trim();
                if let Some(steps) = message(line, &mut sequence, &mut number, measure) {
                    sequence.steps.extend(steps);
                } else {
                    cursor = next;
                }
                sequence.steps.push(Step::Destroy(actor));
            }
            "box" => {
                let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                let is_color = crate::diagram::look::color(first).is_some() || first == "transparent";
                let title = match rest.find(')').filter(|_| rest.starts_with("rgb")) {
                    Some(end) => &rest[end + 1..],
                    None if is_color => after,
                    None => rest,
                };
                open.push(Block::Box(text(title, f32::INFINITY), sequence.actors.len()));
            }
            "end" if rest.is_empty() => match open.pop() {
                Some(Block::Frame) => sequence.steps.push(Step::Close),
                Some(Block::Box(label, first)) => {
                    if sequence.actors.len() > first {
                        sequence.boxes.push(ActorBox { label, first, last: sequence.actors.len() - 1 });
                    }
                }
                None => return Err(start.trouble("nothing is open that `end` could close")),
            },
            "loop" | "alt" | "opt" | "par" | "par_over" | "critical" | "break" => {
                open.push(Block::Frame);
                let kind = if word == "par_over" { "par" } else { word };
                sequence.steps.push(Step::Open { kind: kind.to_owned(), label: condition(rest) });
            }
            "rect" => {
                open.push(Block::Frame);
                sequence.steps.push(Step::Open { kind: String::new(), label: Label::default() });
            }
            "else" | "and" | "option" => {
                if open.is_empty() {
                    return Err(start.trouble(format!("nothing is open that `{word}` could go on")));
                }
                sequence.steps.push(Step::Part { label: condition(rest) });
            }
            "activate" => {
                let actor = sequence.actor(rest, measure);
                sequence.steps.push(Step::Activate(actor));
            }
            "deactivate" => {
                let actor = sequence.actor(rest, measure);
                sequence.steps.push(Step::Deactivate(actor));
            }
            "autonumber" => {
                let mut numbers = rest.split_whitespace().map(|number| number.parse().unwrap_or(1));
                let first = numbers.next().unwrap_or(1);
                number = (rest != "off").then(|| (first, numbers.next().unwrap_or(1)));
            }
            "title" | "title:" => told.title = Some(rest.trim_start_matches(':').trim().to_owned()),
            "Note" | "note" => {
                let step = note(rest, &mut sequence, measure)
                    .ok_or_else(|| start.trouble("`Note right of A: text`, `left of` or `over A,B` was expected"))?;
                sequence.steps.push(step);
            }
            _ if PASSED_OVER.contains(&word) => {}
            _ => match message(line, &mut sequence, &mut number, measure) {
                Some(steps) => sequence.steps.extend(steps),
                None => {
                    let message = format!("a message such as `A->>B: text` was expected, not {}", start.shown());
                    return Err(start.trouble(message));
                }
            },
        }
        if sequence.is_too_large() {
            break;
        }
    }
    if !open.is_empty() && !sequence.is_too_large() {
        return Err(cursor.trouble("`end` is missing: a block is still open"));
    }
    Ok((sequence, told))
}

fn declare(sequence: &mut Sequence, kind: &str, words: &str, measure: &Measure) {
    let (name, label) = match words.split_once(" as ") {
        Some((name, label)) => (name, Some(label)),
        None => (words.split_once("@{").map_or(words, |(name, _)| name), None),
    };
    let actor = sequence.actor(name, measure);
    if let Some(actor) = sequence.actors.get_mut(actor) {
        actor.is_person = kind == "actor";
        if let Some(label) = label {
            actor.label = Label::new(label.trim(), 130.0, measure);
        }
    }
}

fn note(words: &str, sequence: &mut Sequence, measure: &Measure) -> Option<Step> {
    let (place, text) = words.split_once(':')?;
    let place = place.trim();
    let sides = [("right of ", Beside::Right), ("left of ", Beside::Left), ("over ", Beside::Over)];
    let (names, beside) = sides.into_iter().find_map(|(word, beside)| {
        let is_here = place.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        is_here.then(|| (&place[word.len()..], beside))
    })?;
    let (first, last) = names.split_once(',').unwrap_or((names, names));
    let (first, last) = (sequence.actor(first, measure), sequence.actor(last, measure));
    let widest = if first == last { NOTE } else { NOTE * 2.0 };
    Some(Step::Note { beside, first, last, label: Label::new(text, widest, measure) })
}

/// `A->>+B: text`
fn message(
    line: &str,
    sequence: &mut Sequence,
    number: &mut Option<(usize, usize)>,
    measure: &Measure,
) -> Option<Vec<Step>> {
    let (head, text) = line.split_once(':').unwrap_or((line, ""));
    let found = ARROWS.iter().filter_map(|arrow| head.find(arrow.0).map(|at| (at, arrow)));
    let (at, (sign, is_dashed, tip, tail)) = found.min_by_key(|(at, arrow)| (*at, usize::MAX - arrow.0.len()))?;
    // A circle on the line of life, `A()->>()B`, says no more.
    let from = head[..at].trim().trim_end_matches("()").trim_end();
    let to = head[at + sign.len()..].trim().trim_start_matches("()").trim_start();
    let (change, to) = match to.chars().next() {
        Some(change @ ('+' | '-')) => (Some(change), to[1..].trim()),
        Some(_) | None => (None, to),
    };
    if from.is_empty() || to.is_empty() {
        return None;
    }
    let (from, to) = (sequence.actor(from, measure), sequence.actor(to, measure));
    let text = match number {
        Some((next, step)) => {
            let text = format!("{next}. {}", text.trim());
            *next = next.saturating_add(*step);
            text
        }
        None => text.trim().to_owned(),
    };
    let label = Label::new(&text, MESSAGE, measure);
    let mut steps = vec![Step::Message { from, to, label, is_dashed: *is_dashed, tip: *tip, tail: *tail }];
    match change {
        Some('+') => steps.push(Step::Activate(to)),
        Some(_) => steps.push(Step::Deactivate(from)),
        None => {}
    }
    Some(steps)
}
