//! Mermaid's diagrams of entities and their relations.

use std::collections::BTreeMap;

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::graph::{Direction, Edge, End, Graph, Head, Node, Stroke};
use super::look::said;
use super::measure::{Label, Measure, WIDEST};
use super::shape::Shape;

/// How an end is written to the left and to the right of the line.
const ENDS: [(&str, &str, Head); 6] = [
    ("o{", "}o", Head::ZeroOrMany),
    ("|{", "}|", Head::Many),
    ("||", "||", Head::One),
    ("|o", "o|", Head::ZeroOrOne),
    ("}|", "|{", Head::Many),
    ("}o", "o{", Head::ZeroOrMany),
];

/// The same in words.
const WORDS: [(&str, Head); 14] = [
    ("zero or one", Head::ZeroOrOne),
    ("one or zero", Head::ZeroOrOne),
    ("zero or more", Head::ZeroOrMany),
    ("zero or many", Head::ZeroOrMany),
    ("one or more", Head::Many),
    ("one or many", Head::Many),
    ("only one", Head::One),
    ("many(0)", Head::ZeroOrMany),
    ("many(1)", Head::Many),
    ("many", Head::ZeroOrMany),
    ("0+", Head::ZeroOrMany),
    ("1+", Head::Many),
    ("one", Head::One),
    ("1", Head::One),
];

/// One side of a relation: what stands there beside the sign, and the sign's meaning.
type Half<'l> = (&'l str, Head);

/// A relation in words, `A one to zero or more B`: both names with their ends, and whether it is dashed.
fn in_words(line: &str) -> Option<(Half<'_>, Half<'_>, bool)> {
    let (left, right) = line.split_once(" to ")?;
    let (left, is_dashed) = left.strip_suffix(" optionally").map_or((left, false), |left| (left, true));
    let left = WORDS.iter().find_map(|(words, head)| Some((left.strip_suffix(words)?.strip_suffix(' ')?, *head)))?;
    let right = WORDS.iter().find_map(|(words, head)| Some((right.strip_prefix(words)?.strip_prefix(' ')?, *head)))?;
    Some((left, right, is_dashed))
}

/// Reads a diagram of entities; the cursor stands behind its first word.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut graph = Graph::default();
    let mut names = BTreeMap::new();
    let mut told = Said::default();
    let mut open: Option<usize> = None;
    let mut entity = |graph: &mut Graph, words: &str| {
        let words = words.split(":::").next().unwrap_or_default().trim();
        let (name, label) = match words.split_once('[') {
            Some((name, label)) => (unquoted(name).to_owned(), unquoted(label.trim_end_matches(']')).to_owned()),
            None => (unquoted(words).to_owned(), unquoted(words).to_owned()),
        };
        let has_label = words.contains('[');
        let index = *names.entry(name.clone()).or_insert_with(|| {
            let parts = vec![Label::styled(&label, WIDEST, true, measure)];
            graph.nodes.push(Node { name, shape: Shape::Table, parts, ..Node::default() });
            graph.nodes.len() - 1
        });
        if has_label {
            graph.nodes[index].parts[0] = Label::styled(&label, WIDEST, true, measure);
        }
        index
    };
    while !cursor.is_at_end() {
        cursor.skip_whitespace();
        if open.is_none() && said(&mut cursor, &mut told)? {
            continue;
        }
        let start = cursor;
        let line = cursor.line().split("%%").next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if let Some(index) = open {
            let (line, is_last) = line.strip_suffix('}').map_or((line, false), |line| (line, true));
            open = (!is_last).then_some(index);
            let row = line.split_whitespace().collect::<Vec<_>>().join(" ");
            if !row.is_empty() {
                let parts = &mut graph.nodes[index].parts;
                if parts.len() == 1 {
                    parts.push(Label::default());
                }
                let lines = Label::new(&row.replace('"', ""), 260.0, measure).lines;
                parts[1].lines.extend(lines);
            }
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "direction" => {
                graph.direction = Direction::named(rest.trim())
                    .ok_or_else(|| start.trouble("a direction was expected: TB, BT, LR or RL"))?;
                continue;
            }
            "title" => {
                told.title = Some(rest.trim().to_owned());
                continue;
            }
            "style" | "classDef" | "class" => continue,
            _ => {}
        }
        let found = ["--", ".."].iter().filter_map(|sign| line.find(sign)).min();
        let is_relation = |at: usize| {
            let left = ENDS.iter().find_map(|(sign, _, head)| Some((line[..at].strip_suffix(sign)?, *head)));
            let right = ENDS.iter().find_map(|(_, sign, head)| Some((line[at + 2..].strip_prefix(sign)?, *head)));
            left.zip(right)
        };
        let is_dashed = found.is_some_and(|at| line[at..].starts_with(".."));
        let signs = found.and_then(is_relation).map(|(left, right)| (left, right, is_dashed));
        if let Some(((left, from_head), (right, to_head), is_dashed)) = signs.or_else(|| in_words(line)) {
            // A class, `B:::name`, has no colon that begins the label.
            let name_end = right.find(":::").map_or(0, |at| at + 3);
            let label_at = right[name_end..].find(':').map(|at| at + name_end);
            let (right, label) = label_at.map_or((right, ""), |at| (&right[..at], &right[at + 1..]));
            if left.trim().is_empty() || right.trim().is_empty() {
                return Err(start.trouble("an entity was expected on both sides of the relation"));
            }
            let (from, to) = (entity(&mut graph, left.trim()), entity(&mut graph, right.trim()));
            let label = Label::new(unquoted(label), 130.0, measure);
            let stroke = if is_dashed { Stroke::Dashed } else { Stroke::Solid };
            graph.edges.push(Edge { from_head, to_head, label, stroke, ..Edge::new(End::Node(from), End::Node(to)) });
        } else if let Some((name, body)) = line.split_once('{') {
            let index = entity(&mut graph, name.trim());
            open = (!body.trim_end().ends_with('}')).then_some(index);
        } else if found.is_none()
            && (line.starts_with('"') || line.chars().all(|c| c.is_alphanumeric() || "_- \"[]:".contains(c)))
        {
            entity(&mut graph, line);
        } else {
            let message = format!("a relation such as `A ||--o{{ B : label` was expected, not {}", start.shown());
            return Err(start.trouble(message));
        }
        if graph.nodes.len() > super::nested::MOST_NODES || graph.edges.len() > super::nested::MOST_EDGES {
            return Ok((graph, told));
        }
    }
    if open.is_some() {
        return Err(cursor.trouble("`}` is missing: an entity is still open"));
    }
    Ok((graph, told))
}
