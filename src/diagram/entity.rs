//! Mermaid's diagrams of entities and their relations.

use std::collections::BTreeMap;

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::graph::{Direction, Edge, End, Graph, Head, Node, Stroke};
use super::look::said;
use super::measure::{Label, Measure, WIDEST};
use super::shape::Shape;

/// How an end is written to the left and to the right of the line.
const ENDS: [(&str, &str, Head); 4] =
    [("||", "||", Head::One), ("|o", "o|", Head::ZeroOrOne), ("}|", "|{", Head::Many), ("}o", "o{", Head::ZeroOrMany)];

/// Reads a diagram of entities; the cursor stands behind its first word.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut graph = Graph::default();
    let mut names = BTreeMap::new();
    let mut told = Said::default();
    let mut open: Option<usize> = None;
    let mut entity = |graph: &mut Graph, words: &str| {
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
        if let Some(((left, from_head), (right, to_head))) = found.and_then(is_relation) {
            let (right, label) = right.split_once(':').unwrap_or((right, ""));
            if left.trim().is_empty() || right.trim().is_empty() {
                return Err(start.trouble("an entity was expected on both sides of the relation"));
            }
            let (from, to) = (entity(&mut graph, left.trim()), entity(&mut graph, right.trim()));
            let label = Label::new(unquoted(label), 130.0, measure);
            let is_dashed = found.is_some_and(|at| line[at..].starts_with(".."));
            let stroke = if is_dashed { Stroke::Dashed } else { Stroke::Solid };
            graph.edges.push(Edge { from_head, to_head, label, stroke, ..Edge::new(End::Node(from), End::Node(to)) });
        } else if let Some((name, body)) = line.split_once('{') {
            let index = entity(&mut graph, name.trim());
            open = (!body.trim_end().ends_with('}')).then_some(index);
        } else if found.is_none() && line.chars().all(|c| c.is_alphanumeric() || "_- \"[]".contains(c)) {
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
