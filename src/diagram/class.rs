//! Mermaid's class diagrams.
//!
//! In: the source behind its first word. Out: a [`Graph`] of tables: name, attributes, methods.

use std::collections::BTreeMap;

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::graph::{Direction, Edge, End, Graph, Group, Head, Look, Node, Stroke};
use super::look::{self, said};
use super::measure::{Label, Line, Measure, WIDEST};
use super::shape::Shape;

/// How wide a line of a class may be before it is broken, in CSS pixels.
const MEMBER: f32 = 260.0;

/// Statements that say nothing on paper.
const PASSED_OVER: [&str; 4] = ["click", "link", "callback", "href"];

/// A class as it is read.
#[derive(Default)]
struct Class {
    label: String,
    annotations: Vec<String>,
    attributes: Vec<Line>,
    methods: Vec<Line>,
    group: Option<usize>,
}

/// Reads a class diagram.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut reader = Reader {
        measure,
        graph: Graph::default(),
        said: Said::default(),
        names: BTreeMap::new(),
        classes: Vec::new(),
        notes: Vec::new(),
        looks: BTreeMap::new(),
        members: Vec::new(),
    };
    // Classes and namespaces that are open, by number.
    let mut class: Option<usize> = None;
    let mut groups: Vec<usize> = Vec::new();
    while !cursor.is_at_end() {
        cursor.take_while(char::is_whitespace);
        if class.is_none() && said(&mut cursor, &mut reader.said)? {
            continue;
        }
        let start = cursor;
        let line = cursor.line();
        let line = line.split("%%").next().unwrap_or_default().trim().trim_end_matches(';');
        if line.is_empty() {
            continue;
        }
        if let Some(open) = class {
            if line == "}" {
                class = None;
            } else {
                let (line, is_last) = line.strip_suffix('}').map_or((line, false), |line| (line, true));
                reader.member(open, line.trim());
                class = (!is_last).then_some(open);
            }
            continue;
        }
        if line == "}" {
            if groups.pop().is_none() {
                return Err(start.trouble("nothing is open that `}` could close"));
            }
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word {
            "class" => {
                let (head, body) = rest.split_once('{').map_or((rest, None), |(head, body)| (head, Some(body)));
                let index = reader.declare(head.trim(), groups.last().copied());
                if let Some(body) = body {
                    match body.trim().strip_suffix('}') {
                        Some(body) => body.split(';').for_each(|member| reader.member(index, member.trim())),
                        None if body.trim().is_empty() => class = Some(index),
                        None => {
                            reader.member(index, body.trim());
                            class = Some(index);
                        }
                    }
                }
            }
            "namespace" => {
                let name = rest.trim_end_matches('{').trim();
                let (name, shown) = match name.split_once('[') {
                    Some((name, shown)) => (name.trim(), unquoted(shown.trim_end_matches(']'))),
                    None => (name, name),
                };
                let label = Label::new(shown, f32::INFINITY, measure);
                let parent = groups.last().copied();
                groups.push(reader.graph.groups.len());
                reader.graph.groups.push(Group { name: name.to_owned(), label, parent, ..Group::default() });
            }
            "direction" => {
                reader.graph.direction = Direction::named(rest)
                    .ok_or_else(|| start.trouble("a direction was expected: TB, BT, LR or RL"))?;
            }
            "note" => {
                let (name, text) = match rest.strip_prefix("for ") {
                    Some(rest) => {
                        let (name, text) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest, ""));
                        (Some(reader.declare(name, None)), text)
                    }
                    None => (None, rest),
                };
                reader.notes.push((name, Label::new(unquoted(text), WIDEST, measure)));
            }
            "classDef" | "style" | "cssClass" => reader.style(word, rest),
            "title" => reader.said.title = Some(rest.to_owned()),
            _ if PASSED_OVER.contains(&word) => {}
            _ if line.starts_with("<<") => {
                let (annotation, name) = line[2..].split_once(">>").ok_or_else(|| start.trouble("`>>` is missing"))?;
                let index = reader.declare(name.trim(), groups.last().copied());
                reader.classes[index].annotations.push(annotation.trim().to_owned());
            }
            _ => reader.relation(line, &start, groups.last().copied())?,
        }
        if reader.classes.len() > super::nested::MOST_NODES || reader.graph.edges.len() > super::nested::MOST_EDGES {
            break;
        }
    }
    if class.is_some() {
        return Err(cursor.trouble("`}` is missing: a class is still open"));
    }
    Ok(reader.finish())
}

struct Reader<'m> {
    measure: &'m Measure,
    graph: Graph,
    said: Said,
    names: BTreeMap<String, usize>,
    classes: Vec<Class>,
    notes: Vec<(Option<usize>, Label)>,
    looks: BTreeMap<String, Look>,
    members: Vec<(String, String)>,
}

impl Reader<'_> {
    /// The class of a name such as `List~T~["label"]:::style`.
    fn declare(&mut self, words: &str, group: Option<usize>) -> usize {
        let (words, style) = words.split_once(":::").map_or((words, None), |(words, style)| (words, Some(style)));
        let (name, label) = match words.split_once('[') {
            Some((name, label)) => (name.trim(), Some(unquoted(label.trim_end().trim_end_matches(']')).to_owned())),
            None => (words.trim(), None),
        };
        let (name, annotation) = match name.split_once("<<") {
            Some((name, annotation)) => (name.trim(), annotation.split(">>").next()),
            None => (name, None),
        };
        let name = name.trim_matches('`');
        let key = name.split('~').next().unwrap_or_default().trim().to_owned();
        if let Some(style) = style {
            self.members.push((key.clone(), style.trim().to_owned()));
        }
        let classes = &mut self.classes;
        let index = *self.names.entry(key).or_insert_with(|| {
            classes.push(Class::default());
            classes.len() - 1
        });
        let class = &mut self.classes[index];
        class.group = class.group.or(group);
        class.annotations.extend(annotation.map(|annotation| annotation.trim().to_owned()));
        if let Some(label) = label {
            class.label = label;
        } else if class.label.is_empty() || name.contains('~') {
            class.label = generics(name);
        }
        index
    }

    fn member(&mut self, class: usize, text: &str) {
        if let Some(annotation) = text.strip_prefix("<<").and_then(|text| text.strip_suffix(">>")) {
            self.classes[class].annotations.push(annotation.trim().to_owned());
            return;
        }
        if text.is_empty() {
            return;
        }
        let is_method = text.contains('(');
        let mut text = generics(text);
        // The sign stands at the end, or behind the parentheses.
        let mut sign = None;
        for (mark, inner) in [('*', ")*"), ('$', ")$")] {
            if text.ends_with(mark) {
                text.pop();
                sign = Some(mark);
            } else if let Some(at) = text.find(inner).filter(|_| is_method) {
                text.remove(at + 1);
                sign = Some(mark);
            }
        }
        if let Some((head, result)) = text.rsplit_once(')').filter(|_| is_method)
            && !result.trim().is_empty()
        {
            let result = result.trim().trim_start_matches(':').trim();
            text = format!("{head}) : {result}");
        }
        let lines = Label::new(&text, MEMBER, self.measure).lines.into_iter().map(|line| Line {
            is_italic: sign == Some('*'),
            is_underlined: sign == Some('$'),
            ..line
        });
        let class = &mut self.classes[class];
        if is_method { class.methods.extend(lines) } else { class.attributes.extend(lines) }
    }

    fn style(&mut self, word: &str, rest: &str) {
        let (names, style) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let names = names.trim_matches('"').split(',').map(|name| name.trim().to_owned());
        match word {
            "classDef" => names.for_each(|name| {
                self.looks.insert(name, look::read(style));
            }),
            "style" => names.for_each(|name| {
                let key = format!("style {name}");
                self.looks.insert(key.clone(), look::read(style));
                self.members.push((name, key));
            }),
            _ => names.for_each(|name| self.members.push((name, style.trim().to_owned()))),
        }
    }

    /// `A "1" *-- "0..*" B : label`, or `A : member`.
    fn relation(&mut self, line: &str, start: &Cursor<'_>, group: Option<usize>) -> Result<(), Trouble> {
        let mut quoted = false;
        let line_at = line.char_indices().map(|(at, character)| {
            quoted ^= character == '"';
            (at, !quoted && (line[at..].starts_with("--") || line[at..].starts_with("..")))
        });
        let Some(at) = line_at.filter(|(_, is_line)| *is_line).map(|(at, _)| at).next() else {
            if let Some((name, member)) = line.split_once(':') {
                let index = self.declare(name.trim(), group);
                self.member(index, member.trim());
                return Ok(());
            }
            let is_name = !line.is_empty() && line.chars().all(|c| c.is_alphanumeric() || "_~`".contains(c));
            if is_name {
                self.declare(line, group);
                return Ok(());
            }
            let message =
                format!("a class, a member or a relation such as `A <|-- B` was expected, not {}", start.shown());
            return Err(start.trouble(message));
        };
        let (left, right) = (line[..at].trim_end(), line[at + 2..].trim_start());
        let heads = [
            ("<|", "|>", Head::Triangle),
            ("()", "()", Head::Circle),
            ("<", ">", Head::Open),
            ("*", "*", Head::Diamond),
            ("o", "o", Head::HollowDiamond),
        ];
        let mut edge = Edge::new(End::Node(0), End::Node(0));
        let (mut left, mut right) = (left, right);
        for (sign, _, head) in heads {
            // An `o` is a head where it stands alone.
            let rest = left.strip_suffix(sign).filter(|rest| sign != "o" || rest.ends_with([' ', '"', '~']));
            if let Some(rest) = rest {
                (left, edge.from_head) = (rest.trim_end(), head);
                break;
            }
        }
        for (_, sign, head) in heads {
            let rest = right.strip_prefix(sign).filter(|rest| sign != "o" || rest.starts_with([' ', '"']));
            if let Some(rest) = rest {
                (right, edge.to_head) = (rest.trim_start(), head);
                break;
            }
        }
        edge.stroke = if line[at..].starts_with("..") { Stroke::Dashed } else { Stroke::Solid };
        let end_label = |text: &str| Label::new(text, 80.0, self.measure);
        if let Some(rest) = left.strip_suffix('"')
            && let Some(open) = rest.rfind('"')
        {
            edge.from_label = end_label(&rest[open + 1..]);
            left = rest[..open].trim_end();
        }
        if let Some(rest) = right.strip_prefix('"')
            && let Some(close) = rest.find('"')
        {
            edge.to_label = end_label(&rest[..close]);
            right = rest[close + 1..].trim_start();
        }
        let (right, label) = right.split_once(" :").or_else(|| right.split_once(':')).unwrap_or((right, ""));
        if left.is_empty() || right.trim().is_empty() {
            return Err(start.trouble("a class was expected on both sides of the relation"));
        }
        edge.label = Label::new(label, 130.0, self.measure);
        edge.from = End::Node(self.declare(left, group));
        edge.to = End::Node(self.declare(right.trim(), group));
        self.graph.edges.push(edge);
        Ok(())
    }

    fn finish(self) -> (Graph, Said) {
        let Reader { measure, mut graph, said, names, classes, notes, looks, members } = self;
        let mut by_index = vec![String::new(); classes.len()];
        names.iter().for_each(|(name, index)| by_index[*index].clone_from(name));
        for (class, name) in classes.into_iter().zip(by_index) {
            let mut title = Label::default();
            for annotation in &class.annotations {
                title.lines.extend(Label::new(&format!("«{annotation}»"), MEMBER, measure).lines);
            }
            title.lines.extend(Label::styled(&class.label, MEMBER, true, measure).lines);
            let mut parts = vec![title];
            if !class.attributes.is_empty() || !class.methods.is_empty() {
                parts.push(Label { lines: class.attributes });
                parts.push(Label { lines: class.methods });
            }
            let look = Look::default();
            graph.nodes.push(Node { name, shape: Shape::Table, parts, group: class.group, look });
        }
        for (name, style) in members {
            if let (Some(index), Some(look)) = (names.get(&name), looks.get(&style)) {
                graph.nodes[*index].look = *look;
            }
        }
        for (class, label) in notes {
            let group = class.and_then(|class| graph.nodes[class].group);
            let note = graph.nodes.len();
            graph.nodes.push(Node { shape: Shape::Note, parts: vec![label], group, ..Node::default() });
            if let Some(class) = class {
                let stroke = Stroke::Dashed;
                graph.edges.push(Edge { stroke, ..Edge::new(End::Node(class), End::Node(note)) });
            }
        }
        (graph, said)
    }
}

/// `List~T~` as `List<T>`.
fn generics(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0;
    let mut rest = text;
    let mut left = text.matches('~').count();
    while let Some(at) = rest.find('~') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        left -= 1;
        // One that a letter follows opens; `~~` at the end closes twice.
        let opens = depth == 0 || rest.starts_with(|next: char| next.is_alphanumeric()) && left > depth;
        if opens && left > 0 {
            out.push('<');
            depth += 1;
        } else if depth > 0 {
            out.push('>');
            depth -= 1;
        } else {
            out.push('~');
        }
    }
    out.push_str(rest);
    out
}
