//! Mermaid's state diagrams.
//!
//! In: the source behind its first word. Out: a [`Graph`]: states are boxes, composite states groups, each with a
//! beginning and an end of its own.

use std::collections::BTreeMap;

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::graph::{Direction, Edge, End, Graph, Group, Head, Look, Node, Stroke};
use super::look::{self, said};
use super::measure::{Label, Measure, WIDEST};
use super::shape::Shape;

/// Reads a state diagram.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut reader = Reader {
        measure,
        graph: Graph::default(),
        names: BTreeMap::new(),
        groups: BTreeMap::new(),
        open: Vec::new(),
        looks: BTreeMap::new(),
        members: Vec::new(),
    };
    let mut told = Said::default();
    while !cursor.is_at_end() {
        cursor.skip_whitespace();
        if said(&mut cursor, &mut told)? {
            continue;
        }
        let start = cursor;
        let line = cursor.line();
        let line = line.split("%%").next().unwrap_or_default().trim().trim_end_matches(';').trim_end();
        if line.is_empty() {
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word {
            "state" if rest.ends_with('}') && rest.contains('{') => {
                return Err(start.trouble("what a state holds stands on lines of its own, behind `{`"));
            }
            "state" => reader.state(rest),
            "}" => reader.close().ok_or_else(|| start.trouble("nothing is open that `}` could close"))?,
            "--" => reader.next_region(),
            "direction" => {
                let direction = Direction::named(rest)
                    .ok_or_else(|| start.trouble("a direction was expected: TB, BT, LR or RL"))?;
                match reader.open.last() {
                    Some(group) => reader.graph.groups[*group].direction = Some(direction),
                    None => reader.graph.direction = direction,
                }
            }
            "note" => {
                let (place, text) = match rest.split_once(':') {
                    Some((place, text)) => (place.trim(), text.trim().to_owned()),
                    None => {
                        let mut text = String::new();
                        loop {
                            if cursor.is_at_end() {
                                return Err(start.trouble("`end note` is missing"));
                            }
                            let line = cursor.line().trim();
                            if line == "end note" {
                                break;
                            }
                            text.push_str(line);
                            text.push('\n');
                        }
                        (rest, text)
                    }
                };
                let name = place.trim_start_matches("right of ").trim_start_matches("left of ").trim();
                let state = reader.end(name, true);
                let group = reader.open.last().copied();
                let note = reader.graph.nodes.len();
                let parts = vec![Label::new(&text, WIDEST, measure)];
                reader.graph.nodes.push(Node { shape: Shape::Note, parts, group, ..Node::default() });
                let stroke = Stroke::Dashed;
                reader.graph.edges.push(Edge { stroke, ..Edge::new(state, End::Node(note)) });
            }
            "classDef" => {
                let (names, style) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                for name in names.split(',') {
                    reader.looks.insert(name.trim().to_owned(), look::read(style));
                }
            }
            "class" => {
                let (names, class) = rest.rsplit_once(char::is_whitespace).unwrap_or((rest, ""));
                for name in names.split(',') {
                    reader.members.push((name.trim().to_owned(), class.to_owned()));
                }
            }
            "title" => told.title = Some(rest.to_owned()),
            "hide" | "scale" | "click" | "style" => {}
            _ => {
                if let Some((from, rest)) = line.split_once("-->") {
                    let (to, label) = rest.split_once(" :").or_else(|| rest.split_once(": ")).unwrap_or((rest, ""));
                    let (from, to) = (reader.end(from.trim(), true), reader.end(to.trim(), false));
                    let label = Label::new(label, 130.0, measure);
                    reader.graph.edges.push(Edge { label, to_head: Head::Arrow, ..Edge::new(from, to) });
                } else if let Some((name, text)) = line.split_once(':') {
                    reader.describe(name.trim(), text.trim());
                } else if line.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c)) {
                    reader.end(line, true);
                } else {
                    let message = format!("a transition such as `A --> B` was expected, not {}", start.shown());
                    return Err(start.trouble(message));
                }
            }
        }
        if reader.graph.nodes.len() > super::nested::MOST_NODES || reader.graph.edges.len() > super::nested::MOST_EDGES
        {
            return Ok((reader.graph, told));
        }
    }
    if !reader.open.is_empty() {
        return Err(cursor.trouble("`}` is missing: a state is still open"));
    }
    Ok((reader.finish(), told))
}

struct Reader<'m> {
    measure: &'m Measure,
    graph: Graph,
    names: BTreeMap<String, usize>,
    groups: BTreeMap<String, usize>,
    /// Composite states that have begun, and their regions.
    open: Vec<usize>,
    looks: BTreeMap<String, Look>,
    members: Vec<(String, String)>,
}

impl Reader<'_> {
    /// `state "words" as s`, `state s {`, `state f <<fork>>`.
    fn state(&mut self, words: &str) {
        let (words, opens) = words.strip_suffix('{').map_or((words, false), |words| (words.trim_end(), true));
        let (label, name) = match words.split_once(" as ") {
            Some((label, name)) => (Some(unquoted(label).to_owned()), name.trim()),
            None => (None, words),
        };
        let (name, kind) =
            name.split_once("<<").map_or((name, ""), |(name, kind)| (name.trim(), kind.trim_end_matches(">>")));
        if opens {
            let shown = label.unwrap_or_else(|| name.to_owned());
            self.open_group(name, &shown);
            return;
        }
        let End::Node(node) = self.end(name, true) else { return };
        let node = &mut self.graph.nodes[node];
        match kind {
            "fork" | "join" => (node.shape, node.parts) = (Shape::Bar, Vec::new()),
            "choice" => (node.shape, node.parts) = (Shape::Diamond, Vec::new()),
            _ => {}
        }
        if let Some(label) = label {
            node.parts = vec![Label::new(&label, WIDEST, self.measure)];
        }
    }

    fn open_group(&mut self, name: &str, shown: &str) {
        let parent = self.open.last().copied();
        let index = self.graph.groups.len();
        let label = Label::new(shown, f32::INFINITY, self.measure);
        self.graph.groups.push(Group { name: name.to_owned(), label, parent, ..Group::default() });
        if !name.is_empty() {
            self.groups.insert(name.to_owned(), index);
        }
        self.open.push(index);
    }

    fn close(&mut self) -> Option<()> {
        let mut closed = self.open.pop()?;
        // A region goes with the state that it is in.
        while self.graph.groups[closed].name.is_empty() {
            closed = self.open.pop()?;
        }
        Some(())
    }

    /// What is above becomes a region, and another begins.
    fn next_region(&mut self) {
        let Some(&top) = self.open.last() else { return };
        let state = if self.graph.groups[top].name.is_empty() {
            self.open.pop();
            self.graph.groups[top].parent
        } else {
            let region = self.graph.groups.len();
            let look = Look { is_dashed: true, ..Look::default() };
            self.graph.groups.push(Group { parent: Some(top), look, ..Group::default() });
            self.graph
                .nodes
                .iter_mut()
                .filter(|node| node.group == Some(top))
                .for_each(|node| node.group = Some(region));
            for group in self.graph.groups[..region].iter_mut().filter(|group| group.parent == Some(top)) {
                // A group may only lie in one that stands before it.
                group.parent = Some(top);
            }
            Some(top)
        };
        if state.is_some() {
            self.open_group("", "");
            if let Some(group) = self.graph.groups.last_mut() {
                (group.parent, group.look.is_dashed) = (state, true);
            }
        }
    }

    /// What a name stands for; `[*]` is a beginning or an end of what is open.
    fn end(&mut self, name: &str, is_from: bool) -> End {
        let (name, class) = name.split_once(":::").map_or((name, None), |(name, class)| (name, Some(class)));
        if let Some(class) = class {
            self.members.push((name.to_owned(), class.trim().to_owned()));
        }
        let group = self.open.last().copied();
        let is_point = name == "[*]";
        let key = match is_point {
            true => format!("[*] {} {is_from}", group.map_or(usize::MAX, |group| group)),
            false => name.to_owned(),
        };
        let index = match self.names.get(&key) {
            Some(index) => *index,
            None => {
                let shape = match (is_point, is_from) {
                    (true, true) => Shape::Start,
                    (true, false) => Shape::Stop,
                    (false, _) => Shape::Rounded,
                };
                let parts = if is_point { Vec::new() } else { vec![Label::new(name, WIDEST, self.measure)] };
                let index = self.graph.nodes.len();
                self.graph.nodes.push(Node { name: name.to_owned(), shape, parts, group, look: Look::default() });
                self.names.insert(key, index);
                index
            }
        };
        End::Node(index)
    }

    fn describe(&mut self, name: &str, text: &str) {
        let End::Node(node) = self.end(name, true) else { return };
        let label = Label::new(text, WIDEST, self.measure);
        let node = &mut self.graph.nodes[node];
        match node.parts.first_mut().filter(|first| first.words() != node.name) {
            Some(first) => first.lines.extend(label.lines),
            None => node.parts = vec![label],
        }
    }

    fn finish(self) -> Graph {
        let Reader { mut graph, names, groups, looks, members, .. } = self;
        for (name, class) in members {
            let Some(look) = looks.get(&class) else { continue };
            if let Some(group) = groups.get(&name) {
                graph.groups[*group].look = *look;
            } else if let Some(node) = names.get(&name) {
                graph.nodes[*node].look = *look;
            }
        }
        graph.with_groups_as_ends(&groups, &[]);
        graph
    }
}
