//! PlantUML's sequence diagrams, line by line. Other kinds of PlantUML are told by their first statement.

use super::mermaid::{MESSAGE, NOTE};
use super::{ActorBox, Beside, Sequence, Step, Tip};
use crate::diagram::cursor::{Trouble, lines};
use crate::diagram::measure::{Label, Measure};
use crate::diagram::{Refusal, Said};

/// Words that begin a participant.
const ACTORS: [&str; 8] = ["participant", "actor", "boundary", "control", "entity", "database", "collections", "queue"];
/// Words that begin a frame.
const FRAMES: [&str; 7] = ["alt", "opt", "loop", "par", "break", "critical", "group"];
/// What says nothing here: looks and switches of the program.
const PASSED_OVER: [&str; 12] = [
    "skinparam",
    "hide",
    "show",
    "scale",
    "!theme",
    "!pragma",
    "!include",
    "footer",
    "header",
    "mainframe",
    "newpage",
    "legend",
];
/// Words that only other kinds of diagrams begin with.
const OTHERS: [(&str, &str); 22] = [
    ("class", "class"),
    ("interface", "class"),
    ("abstract", "class"),
    ("enum", "class"),
    ("annotation", "class"),
    ("object", "object"),
    ("map", "object"),
    ("state", "state"),
    ("[*]", "state"),
    ("start", "activity"),
    ("if", "activity"),
    ("(*)", "activity"),
    ("usecase", "use case"),
    ("component", "component"),
    ("[", "component"),
    ("node", "deployment"),
    ("package", "component"),
    ("cloud", "deployment"),
    ("rectangle", "deployment"),
    ("@startmindmap", "mind map"),
    ("@startgantt", "Gantt"),
    ("@startjson", "JSON"),
];

/// Reads a sequence.
pub fn read(source: &str, measure: &Measure) -> Result<(Sequence, Said), Refusal> {
    let mut sequence = Sequence::default();
    let mut said = Said::default();
    let mut frames: Vec<Option<(Label, usize)>> = Vec::new();
    let mut number: Option<usize> = None;
    let mut calls: Vec<(usize, usize)> = Vec::new();
    // A note or a title over several lines.
    let mut open_note: Option<(Beside, usize, usize, String)> = None;
    let mut is_comment = false;
    let mut last_to = 0;
    for (at, line) in lines(source) {
        let line = line.trim();
        let trouble = |message: String| Refusal::Unreadable(Trouble { at, message });
        if let Some((beside, first, last, text)) = &mut open_note {
            if matches!(line, "end note" | "endnote" | "endrnote" | "endhnote") {
                let label = Label::new(text, NOTE, measure);
                let step = Step::Note { beside: *beside, first: *first, last: *last, label };
                sequence.steps.push(step);
                open_note = None;
            } else {
                text.push_str(if text.is_empty() { "" } else { "\n" });
                text.push_str(line);
            }
            continue;
        }
        if is_comment || line.starts_with("/'") {
            is_comment = !line.ends_with("'/");
            continue;
        }
        if line.is_empty() || line.starts_with('\'') || line.starts_with("@enduml") || line.starts_with("@startuml") {
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if let Some((_, kind)) =
            OTHERS.iter().find(|(other, _)| *other == word || line.starts_with('[') && *other == "[")
            && sequence.steps.is_empty()
        {
            return Err(Refusal::Kind(format!("plantuml {kind}")));
        }
        let condition = |words: &str| match words {
            "" => Label::default(),
            words => Label::new(&format!("[{words}]"), MESSAGE, measure),
        };
        match word {
            _ if ACTORS.contains(&word) => declare(&mut sequence, word, rest, measure),
            "create" => {
                let (word, name) = rest.split_once(char::is_whitespace).unwrap_or(("participant", rest));
                declare(&mut sequence, word, name, measure);
            }
            _ if FRAMES.contains(&word) => {
                frames.push(None);
                let (kind, rest) = if word == "group" && !rest.is_empty() { (rest, "") } else { (word, rest) };
                sequence.steps.push(Step::Open { kind: kind.to_owned(), label: condition(rest) });
            }
            "else" if !frames.is_empty() => sequence.steps.push(Step::Part { label: condition(rest) }),
            "box" => {
                let title = rest.split('#').next().unwrap_or_default().trim().trim_matches('"');
                frames.push(Some((Label::new(title, f32::INFINITY, measure), sequence.actors.len())));
            }
            "end" => match frames.pop() {
                Some(None) => sequence.steps.push(Step::Close),
                Some(Some((label, first))) => {
                    if sequence.actors.len() > first {
                        sequence.boxes.push(ActorBox { label, first, last: sequence.actors.len() - 1 });
                    }
                }
                None => return Err(trouble("nothing is open that `end` could close".to_owned())),
            },
            "activate" => {
                let name = rest.split('#').next().unwrap_or_default();
                let actor = sequence.actor(name, measure);
                sequence.steps.push(Step::Activate(actor));
            }
            "deactivate" => {
                let actor = sequence.actor(rest, measure);
                sequence.steps.push(Step::Deactivate(actor));
            }
            "destroy" => {
                let actor = sequence.actor(rest, measure);
                sequence.steps.push(Step::Destroy(actor));
            }
            "return" => {
                let Some((from, to)) = calls.pop() else {
                    return Err(trouble("there is no call that `return` could answer".to_owned()));
                };
                let label = Label::new(rest, MESSAGE, measure);
                let tail = Tip::None;
                sequence.steps.push(Step::Message { from, to, label, is_dashed: true, tip: Tip::Arrow, tail });
                sequence.steps.push(Step::Deactivate(from));
            }
            "autonumber" => {
                let first = rest.split_whitespace().next().and_then(|first| first.parse().ok());
                number = (rest != "stop").then(|| first.unwrap_or(1));
            }
            "title" => said.title = Some(rest.to_owned()),
            "note" | "hnote" | "rnote" => {
                let (place, text) = match rest.split_once(':') {
                    Some((place, text)) => (place.trim(), Some(text.trim())),
                    None => (rest, None),
                };
                let place = place.split('#').next().unwrap_or_default().trim();
                let (beside, names) = match place.split_once(char::is_whitespace).unwrap_or((place, "")) {
                    ("left", names) => (Beside::Left, names),
                    ("right", names) => (Beside::Right, names),
                    ("over", names) => (Beside::Over, names),
                    _ => return Err(trouble("`note left of A: text`, `right of` or `over A` was expected".to_owned())),
                };
                let names = names.trim().trim_start_matches("of ").trim();
                let (first, last) = if names.is_empty() {
                    (last_to, last_to)
                } else {
                    let (first, last) = names.split_once(',').unwrap_or((names, names));
                    (sequence.actor(first, measure), sequence.actor(last, measure))
                };
                if first.max(last) >= sequence.actors.len() {
                    return Err(trouble("nobody is there whom the note could stand beside".to_owned()));
                }
                match text {
                    Some(text) => {
                        let label = Label::new(text, NOTE, measure);
                        sequence.steps.push(Step::Note { beside, first, last, label });
                    }
                    None => open_note = Some((beside, first, last, String::new())),
                }
            }
            _ if word.starts_with("==") => {
                let label = Label::styled(line.trim_matches('='), f32::INFINITY, true, measure);
                sequence.steps.push(Step::Divider(label));
            }
            _ if line.starts_with("...") || line.starts_with("||") => {
                sequence.steps.push(Step::Delay(Label::new(line.trim_matches(['.', '|']), f32::INFINITY, measure)));
            }
            _ if PASSED_OVER.contains(&word) => {}
            _ => {
                let Some((from, to, mut steps)) = message(line, &mut sequence, &mut number, measure) else {
                    return Err(trouble(format!(
                        "a message such as `A -> B : text` was expected, not `{}`",
                        brief(line)
                    )));
                };
                last_to = to;
                if steps.iter().any(|step| matches!(step, Step::Activate(_))) {
                    calls.push((to, from));
                }
                sequence.steps.append(&mut steps);
            }
        }
        if sequence.is_too_large() {
            return Err(Refusal::TooLarge);
        }
    }
    if open_note.is_some() || !frames.is_empty() {
        let message = "`end` is missing: a block is still open".to_owned();
        return Err(Refusal::Unreadable(Trouble { at: source.len(), message }));
    }
    Ok((sequence, said))
}

fn brief(line: &str) -> String {
    line.chars().take(30).collect()
}

/// `participant "Long name" as A #color`, or the other way round.
fn declare(sequence: &mut Sequence, kind: &str, words: &str, measure: &Measure) {
    let words = words.split(" #").next().unwrap_or_default();
    let (a, b) = words.split_once(" as ").map_or((words, None), |(a, b)| (a, Some(b)));
    let (name, label) = match b {
        // The name that messages use is the one without quotes; of two, the second.
        Some(b) if b.trim_start().starts_with('"') => (a, b),
        Some(b) => (b, a),
        None => (a, a),
    };
    let actor = sequence.actor(name.trim().trim_matches('"'), measure);
    if let Some(actor) = sequence.actors.get_mut(actor) {
        actor.is_person = kind == "actor";
        actor.label = Label::new(label.trim().trim_matches('"'), 130.0, measure);
    }
}

/// `A -> B ++ : text`: who calls whom, and the steps.
fn message(
    line: &str,
    sequence: &mut Sequence,
    number: &mut Option<usize>,
    measure: &Measure,
) -> Option<(usize, usize, Vec<Step>)> {
    let (head, text) = line.split_once(':').unwrap_or((line, ""));
    // The arrow is the first word of dashes and heads; its color is in brackets.
    let is_sign = |character: char| "-<>xo\\/".contains(character);
    let start = head.char_indices().find_map(|(at, character)| {
        let rest = &head[at..];
        let is_start = character == '-' || character == '<' && rest.contains('-');
        is_start.then_some(at)
    })?;
    let mut end = start;
    let mut arrow = String::new();
    while let Some(character) = head[end..].chars().next() {
        if character == '[' {
            end += head[end..].find(']')? + 1;
        } else if is_sign(character) {
            // `x` and `o` belong to the arrow only where a head ends it.
            let next = head[end + 1..].chars().next();
            if matches!(character, 'x' | 'o') && (!arrow.ends_with('>') || next.is_some_and(char::is_alphanumeric)) {
                break;
            }
            arrow.push(character);
            end += 1;
        } else {
            break;
        }
    }
    let dashes = arrow.matches('-').count();
    let (is_left, is_right) = (arrow.contains('<'), arrow.contains('>') || arrow.contains(['\\', '/']));
    if dashes == 0 || !is_left && !is_right {
        return None;
    }
    let tip = match () {
        () if arrow.ends_with('x') => Tip::Cross,
        () if arrow.contains(">>") || arrow.contains("<<") => Tip::Open,
        () => Tip::Arrow,
    };
    let left = head[..start].trim().trim_matches('"');
    let mut right = head[end..].trim();
    let mut changes = Vec::new();
    while let Some(rest) = ["++", "--", "**", "!!"].iter().find_map(|sign| {
        let rest = right.strip_suffix(sign)?;
        changes.push(*sign);
        Some(rest)
    }) {
        right = rest.trim();
    }
    let right = right.trim_matches('"');
    let is_outside = |name: &str| name.is_empty() || name == "[" || name == "]" || name == "?";
    if is_outside(left) || is_outside(right) {
        return None;
    }
    let (left, right) = (sequence.actor(left, measure), sequence.actor(right, measure));
    let (from, to) = if is_left && !is_right { (right, left) } else { (left, right) };
    let text = match number {
        Some(next) => {
            let text = format!("{next}. {}", text.trim());
            *next += 1;
            text
        }
        None => text.trim().to_owned(),
    };
    let tail = if is_left && is_right { tip } else { Tip::None };
    let label = Label::new(&text, MESSAGE, measure);
    let mut steps = vec![Step::Message { from, to, label, is_dashed: dashes > 1, tip, tail }];
    for change in changes {
        match change {
            "++" => steps.push(Step::Activate(to)),
            "--" => steps.push(Step::Deactivate(from)),
            "!!" => steps.push(Step::Destroy(to)),
            _ => {}
        }
    }
    Some((from, to, steps))
}
