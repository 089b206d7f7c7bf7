//! What flowcharts, class diagrams, states, entities and DOT have in common: nodes, groups of them, edges.

use std::collections::BTreeMap;

use super::measure::Label;
use super::shape::Shape;

/// Which way edges run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Down,
    Up,
    Right,
    Left,
}

impl Direction {
    /// Mermaid's and DOT's names.
    pub fn named(name: &str) -> Option<Direction> {
        match name {
            "TB" | "TD" => Some(Direction::Down),
            "BT" => Some(Direction::Up),
            "LR" => Some(Direction::Right),
            "RL" => Some(Direction::Left),
            _ => None,
        }
    }

    pub fn is_horizontal(self) -> bool {
        matches!(self, Direction::Right | Direction::Left)
    }
}

/// Nodes, groups and edges.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub direction: Direction,
    pub nodes: Vec<Node>,
    pub groups: Vec<Group>,
    pub edges: Vec<Edge>,
}

/// A box with text.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// As the source calls it.
    pub name: String,
    pub shape: Shape,
    /// Parts from the top down with rules between; one for most shapes.
    pub parts: Vec<Label>,
    pub group: Option<usize>,
    pub look: Look,
}

/// A frame around nodes and other groups.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub name: String,
    pub label: Label,
    pub parent: Option<usize>,
    pub direction: Option<Direction>,
    pub look: Look,
}

/// What an author says of a box's look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Red, green, blue.
    pub fill: Option<[u8; 3]>,
    pub is_heavy: bool,
    pub is_dashed: bool,
    pub is_without_frame: bool,
}

/// Where an edge ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Node(usize),
    Group(usize),
}

#[derive(Clone, Debug)]
pub struct Edge {
    pub from: End,
    pub to: End,
    pub label: Label,
    pub stroke: Stroke,
    pub from_head: Head,
    pub to_head: Head,
    /// Multiplicities at both ends.
    pub from_label: Label,
    pub to_label: Label,
    /// How many ranks it spans at least.
    pub length: usize,
}

impl Edge {
    pub fn new(from: End, to: End) -> Edge {
        Edge {
            from,
            to,
            label: Label::default(),
            stroke: Stroke::Solid,
            from_head: Head::None,
            to_head: Head::None,
            from_label: Label::default(),
            to_label: Label::default(),
            length: 1,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    Solid,
    Dashed,
    Heavy,
    Invisible,
}

/// What an edge ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    None,
    Arrow,
    /// Two strokes.
    Open,
    /// A hollow triangle.
    Triangle,
    Diamond,
    HollowDiamond,
    Circle,
    Cross,
    /// Crow's feet of entities.
    One,
    ZeroOrOne,
    Many,
    ZeroOrMany,
}

impl Graph {
    /// What the edges say, in words.
    pub fn words(&self, kind: &str) -> String {
        let name = |end: End| match end {
            End::Node(node) => self.nodes.get(node).map(Node::title).unwrap_or_default(),
            End::Group(group) => self.groups.get(group).map(|group| group.label.words()).unwrap_or_default(),
        };
        let shown = self.edges.iter().filter(|edge| edge.stroke != Stroke::Invisible);
        let mut parts: Vec<String> = shown
            .map(|edge| {
                let label = edge.label.words();
                let labeled = if label.is_empty() { String::new() } else { format!(", labeled {label}") };
                format!("{} to {}{labeled}", name(edge.from), name(edge.to))
            })
            .collect();
        if parts.is_empty() {
            parts = self.nodes.iter().map(Node::title).filter(|title| !title.is_empty()).collect();
        }
        format!("{kind}: {}", parts.join("; "))
    }
}

impl Graph {
    /// Makes edges end at groups where their node has the name of one and is not described as a node: such nodes go.
    pub fn with_groups_as_ends(&mut self, groups: &BTreeMap<String, usize>, is_described: &[bool]) {
        let mut count = 0;
        let mut is_kept = Vec::with_capacity(self.nodes.len());
        let mut ends = Vec::with_capacity(self.nodes.len());
        for (index, node) in self.nodes.iter().enumerate() {
            let is_described = is_described.get(index).copied().unwrap_or_default();
            let group = groups.get(&node.name).filter(|_| !is_described && !node.name.is_empty());
            is_kept.push(group.is_none());
            ends.push(match group {
                Some(group) => End::Group(*group),
                None => {
                    count += 1;
                    End::Node(count - 1)
                }
            });
        }
        let mut is_kept = is_kept.into_iter();
        self.nodes.retain(|_| is_kept.next().unwrap_or(true));
        for edge in &mut self.edges {
            for end in [&mut edge.from, &mut edge.to] {
                if let End::Node(node) = *end {
                    *end = ends[node];
                }
            }
        }
    }
}

impl Node {
    /// Its first words; of a point without any, what it is.
    pub fn title(&self) -> String {
        if self.shape == Shape::Start {
            return "start".to_owned();
        }
        if self.shape == Shape::Stop {
            return "end".to_owned();
        }
        self.parts.first().map(Label::words).unwrap_or_default()
    }
}
