//! Graphviz' DOT (<https://graphviz.org/doc/info/lang.html>).
//!
//! In: the source. Out: a [`Graph`]. Read are nodes, edges, subgraphs, clusters, and of their attributes what print
//! shows; others that steer Graphviz' own layout have no effect, and are told.

use std::collections::{BTreeMap, BTreeSet};

use super::Said;
use super::cursor::{Cursor, Trouble};
use super::graph::{Direction, Edge, End, Graph, Group, Head, Look, Node, Stroke};
use super::look;
use super::measure::{Label, Measure, WIDEST};
use super::shape::Shape;

/// Attributes that are read.
const READ: [&str; 14] = [
    "arrowhead",
    "arrowtail",
    "color",
    "dir",
    "fillcolor",
    "headlabel",
    "label",
    "minlen",
    "rankdir",
    "shape",
    "style",
    "taillabel",
    "xlabel",
    "constraint",
];
/// Attributes that say nothing on paper, or only how Graphviz is to look.
const PASSED_OVER: [&str; 30] = [
    "bb",
    "bgcolor",
    "center",
    "charset",
    "class",
    "compound",
    "concentrate",
    "dpi",
    "fontcolor",
    "fontname",
    "fontsize",
    "height",
    "href",
    "id",
    "margin",
    "nodesep",
    "overlap",
    "pad",
    "penwidth",
    "pos",
    "rank",
    "ranksep",
    "ratio",
    "size",
    "splines",
    "tooltip",
    "URL",
    "weight",
    "width",
    "layout",
];
/// Braces within braces deeper than this are refused.
const DEEPEST: usize = 40;

type Attributes = BTreeMap<String, String>;

/// Reads a graph.
pub fn read(source: &str, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut reader = Reader {
        cursor: Cursor::new(source),
        measure,
        graph: Graph::default(),
        said: Said::default(),
        names: BTreeMap::new(),
        unknown: BTreeSet::new(),
        is_directed: false,
    };
    reader.skip()?;
    let (word, _) = reader.id()?.unwrap_or_default();
    let word = if word.eq_ignore_ascii_case("strict") { reader.id()?.unwrap_or_default().0 } else { word };
    reader.is_directed = word.eq_ignore_ascii_case("digraph");
    if !reader.is_directed && !word.eq_ignore_ascii_case("graph") {
        return Err(Trouble { at: 0, message: "`digraph` or `graph` was expected".to_owned() });
    }
    reader.id()?;
    reader.expect("{")?;
    let scope = Scope { group: None, nodes: Attributes::new(), edges: Attributes::new() };
    reader.statements(scope, 0)?;
    Ok((reader.graph, reader.said))
}

/// What holds within braces.
#[derive(Clone)]
struct Scope {
    group: Option<usize>,
    nodes: Attributes,
    edges: Attributes,
}

struct Reader<'s> {
    cursor: Cursor<'s>,
    measure: &'s Measure,
    graph: Graph,
    said: Said,
    names: BTreeMap<String, usize>,
    /// Attributes that were told.
    unknown: BTreeSet<String>,
    is_directed: bool,
}

impl Reader<'_> {
    /// Goes over white space and comments.
    fn skip(&mut self) -> Result<(), Trouble> {
        loop {
            self.cursor.skip_whitespace();
            if self.cursor.rest().starts_with("//") || self.cursor.rest().starts_with('#') {
                self.cursor.line();
            } else if self.cursor.rest().starts_with("/*") {
                self.cursor.until("*/").ok_or_else(|| self.cursor.trouble("a comment is not closed"))?;
            } else {
                return Ok(());
            }
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), Trouble> {
        self.skip()?;
        if self.cursor.eat(sign) {
            return Ok(());
        }
        Err(self.cursor.trouble(format!("`{sign}` was expected, not {}", self.cursor.shown())))
    }

    /// A name, a number, a text in quotes or in angle brackets, and whether it was one of the last.
    fn id(&mut self) -> Result<Option<(String, bool)>, Trouble> {
        self.skip()?;
        let start = self.cursor;
        if self.cursor.eat("\"") {
            let mut text = String::new();
            loop {
                let rest = self.cursor.rest();
                let Some(end) = rest.find(['"', '\\']) else {
                    return Err(start.trouble("a quote is not closed"));
                };
                text.push_str(&rest[..end]);
                self.cursor.at += end + 1;
                if rest.as_bytes()[end] == b'"' {
                    break;
                }
                match self.cursor.peek() {
                    Some('"') => text.push('"'),
                    Some('n' | 'l' | 'r') => text.push_str("\\n"),
                    Some('\n') => {}
                    Some(other) => text.extend(['\\', other]),
                    None => return Err(start.trouble("a quote is not closed")),
                }
                self.cursor.at += self.cursor.peek().map_or(0, char::len_utf8);
            }
            return Ok(Some((text, true)));
        }
        if self.cursor.eat("<") {
            let rest = self.cursor.rest();
            let mut depth = 1;
            for (at, byte) in rest.bytes().enumerate() {
                depth += i32::from(byte == b'<') - i32::from(byte == b'>');
                if depth == 0 {
                    self.cursor.at += at + 1;
                    return Ok(Some((without_tags(&rest[..at]), true)));
                }
            }
            return Err(start.trouble("`>` is missing: the label is not closed"));
        }
        let mut name = self
            .cursor
            .take_while(|character| character.is_alphanumeric() || character == '_' || !character.is_ascii());
        if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
            self.cursor = start;
            let is_number = |character: char| character.is_ascii_digit() || character == '.';
            let sign = self.cursor.rest().starts_with('-') && self.cursor.rest()[1..].starts_with(is_number);
            self.cursor.at += usize::from(sign);
            self.cursor.take_while(is_number);
            name = &start.rest()[..self.cursor.at - start.at];
        }
        Ok((!name.is_empty()).then(|| (name.to_owned(), false)))
    }

    /// Statements up to the closing brace; the nodes that they name.
    fn statements(&mut self, mut scope: Scope, depth: usize) -> Result<Vec<usize>, Trouble> {
        if depth > DEEPEST {
            return Err(self.cursor.trouble(format!("braces are nested deeper than {DEEPEST}")));
        }
        let mut named = Vec::new();
        loop {
            self.skip()?;
            if self.cursor.eat("}") {
                return Ok(named);
            }
            if self.cursor.eat(";") || self.cursor.eat(",") {
                continue;
            }
            if self.cursor.is_at_end() {
                return Err(self.cursor.trouble("`}` is missing: the graph is still open"));
            }
            self.statement(&mut scope, &mut named, depth)?;
            if self.graph.nodes.len() > super::nested::MOST_NODES || self.graph.edges.len() > super::nested::MOST_EDGES
            {
                self.cursor.at += self.cursor.rest().len();
                return Ok(named);
            }
        }
    }

    fn statement(&mut self, scope: &mut Scope, named: &mut Vec<usize>, depth: usize) -> Result<(), Trouble> {
        let start = self.cursor;
        if let Some((word, is_quoted)) = self.id()? {
            self.skip()?;
            if self.cursor.rest().starts_with('=') {
                self.cursor.at += 1;
                let value = self.id()?.ok_or_else(|| self.cursor.trouble("a value was expected"))?.0;
                self.graph_attribute(scope.group, &word, &value);
                return Ok(());
            }
            if !is_quoted && self.cursor.rest().starts_with('[') {
                let own = word.to_ascii_lowercase();
                if matches!(own.as_str(), "node" | "edge" | "graph") {
                    let attributes = self.attributes()?;
                    match own.as_str() {
                        "node" => scope.nodes.extend(attributes),
                        "edge" => scope.edges.extend(attributes),
                        _ => attributes.iter().for_each(|(key, value)| self.graph_attribute(scope.group, key, value)),
                    }
                    return Ok(());
                }
            }
        }
        self.cursor = start;
        let mut ends = self.ends(scope, depth)?;
        named.extend(&ends);
        let mut links = Vec::new();
        loop {
            self.skip()?;
            if !self.cursor.eat("->") && !self.cursor.eat("--") {
                break;
            }
            let next = self.ends(scope, depth)?;
            named.extend(&next);
            if ends.len() * next.len() + links.len() > super::nested::MOST_EDGES * 2 {
                return Err(self.cursor.trouble(super::TOO_LARGE));
            }
            links.extend(ends.iter().flat_map(|from| next.iter().map(move |to| (*from, *to))));
            ends = next;
        }
        self.skip()?;
        let own = if self.cursor.rest().starts_with('[') { self.attributes()? } else { Attributes::new() };
        if links.is_empty() {
            for node in ends {
                self.describe(node, &own);
            }
            return Ok(());
        }
        let mut attributes = scope.edges.clone();
        attributes.extend(own);
        for (from, to) in links {
            let edge = self.edge(from, to, &attributes);
            self.graph.edges.push(edge);
        }
        Ok(())
    }

    /// `[key=value, …]`, more than once.
    fn attributes(&mut self) -> Result<Attributes, Trouble> {
        let mut attributes = Attributes::new();
        self.skip()?;
        while self.cursor.eat("[") {
            loop {
                self.skip()?;
                if self.cursor.eat("]") {
                    break;
                }
                if self.cursor.eat(",") || self.cursor.eat(";") {
                    continue;
                }
                let Some((key, _)) = self.id()? else {
                    return Err(self
                        .cursor
                        .trouble(format!("an attribute or `]` was expected, not {}", self.cursor.shown())));
                };
                self.skip()?;
                let value = if self.cursor.eat("=") {
                    self.id()?.ok_or_else(|| self.cursor.trouble("a value was expected"))?.0
                } else {
                    "true".to_owned()
                };
                attributes.insert(key, value);
            }
            self.skip()?;
        }
        Ok(attributes)
    }

    /// A node, or all nodes of a subgraph.
    fn ends(&mut self, scope: &Scope, depth: usize) -> Result<Vec<usize>, Trouble> {
        self.skip()?;
        let start = self.cursor;
        let mut name = None;
        let mut is_subgraph = self.cursor.rest().starts_with('{');
        if !is_subgraph {
            let Some((word, is_quoted)) = self.id()? else {
                return Err(start.trouble(format!("the name of a node was expected, not {}", start.shown())));
            };
            if !is_quoted && word.eq_ignore_ascii_case("subgraph") {
                is_subgraph = true;
                name = self.id()?.map(|(name, _)| name);
            } else {
                // A port has no effect, since edges end where there is room.
                while self.cursor.eat(":") {
                    self.id()?;
                }
                return Ok(vec![self.node(&word, scope)]);
            }
        }
        if is_subgraph {
            self.expect("{")?;
        }
        let mut inner = scope.clone();
        if let Some(name) = name.filter(|name| name.starts_with("cluster")) {
            inner.group = Some(self.graph.groups.len());
            self.graph.groups.push(Group { name, parent: scope.group, ..Group::default() });
        }
        let mut nodes = self.statements(inner, depth + 1)?;
        nodes.sort_unstable();
        nodes.dedup();
        Ok(nodes)
    }

    fn node(&mut self, name: &str, scope: &Scope) -> usize {
        if let Some(node) = self.names.get(name) {
            let own = &mut self.graph.nodes[*node];
            own.group = own.group.or(scope.group);
            return *node;
        }
        let index = self.graph.nodes.len();
        let parts = vec![Label::new(name, WIDEST, self.measure)];
        let node =
            Node { name: name.to_owned(), shape: Shape::Ellipse, parts, group: scope.group, look: Look::default() };
        self.graph.nodes.push(node);
        self.names.insert(name.to_owned(), index);
        self.describe(index, &scope.nodes);
        index
    }

    fn describe(&mut self, node: usize, attributes: &Attributes) {
        let is_record = attributes.get("shape").is_some_and(|shape| matches!(shape.as_str(), "record" | "Mrecord"));
        let is_record = is_record || self.graph.nodes[node].shape == Shape::Table;
        for (key, value) in attributes {
            match key.as_str() {
                "label" if is_record => self.graph.nodes[node].parts = self.record(value),
                "label" => {
                    let value = value.replace("\\N", &self.graph.nodes[node].name);
                    self.graph.nodes[node].parts = vec![Label::new(&value, WIDEST, self.measure)];
                }
                "shape" if is_record => self.graph.nodes[node].shape = Shape::Table,
                "shape" => match look::shape(value).or_else(|| (value == "Mdiamond").then_some(Shape::Diamond)) {
                    Some(shape) => {
                        let own = &mut self.graph.nodes[node];
                        own.shape = shape;
                        if matches!(shape, Shape::Start | Shape::Stop | Shape::Bar) {
                            own.parts = Vec::new();
                        }
                    }
                    None => self.tell(&format!("the shape `{value}` is not drawn: an ellipse stands for it")),
                },
                "style" => {
                    let own = &mut self.graph.nodes[node];
                    for style in value.split(',') {
                        match style.trim() {
                            "dashed" | "dotted" => own.look.is_dashed = true,
                            "bold" => own.look.is_heavy = true,
                            "rounded" if own.shape == Shape::Rect => own.shape = Shape::Rounded,
                            "invis" => own.look.is_without_frame = true,
                            _ => {}
                        }
                    }
                }
                "fillcolor" => self.graph.nodes[node].look.fill = look::color(value),
                "color" if attributes.get("style").is_some_and(|style| style.contains("filled")) => {
                    let own = &mut self.graph.nodes[node].look;
                    own.fill = own.fill.or(look::color(value));
                }
                _ => self.tell_unknown(key),
            }
        }
        // `style=rounded` may stand before `shape=box`.
        let own = &mut self.graph.nodes[node];
        if own.shape == Shape::Rect && attributes.get("style").is_some_and(|style| style.contains("rounded")) {
            own.shape = Shape::Rounded;
        }
    }

    /// The fields of a record, each a part.
    fn record(&self, label: &str) -> Vec<Label> {
        let inner = label.trim().trim_start_matches('{').trim_end_matches('}');
        let field = |field: &str| {
            let text = field.trim().trim_matches(['{', '}']);
            let text = match text.strip_prefix('<').and_then(|text| text.split_once('>')) {
                Some((_, text)) => text.trim(),
                None => text,
            };
            Label::new(text, WIDEST, self.measure)
        };
        inner.split('|').take(super::nested::MOST_NODES).map(field).collect()
    }

    fn edge(&mut self, from: usize, to: usize, attributes: &Attributes) -> Edge {
        let mut edge = Edge::new(End::Node(from), End::Node(to));
        let get = |key: &str| attributes.get(key).map(String::as_str);
        let label = |key: &str| Label::new(get(key).unwrap_or_default(), 130.0, self.measure);
        edge.label = label("label");
        if edge.label.is_empty() {
            edge.label = label("xlabel");
        }
        (edge.from_label, edge.to_label) = (label("taillabel"), label("headlabel"));
        let named = |name: Option<&str>| match name {
            Some("none") => Head::None,
            Some("vee" | "open") => Head::Open,
            Some("empty" | "onormal") => Head::Triangle,
            Some("diamond") => Head::Diamond,
            Some("odiamond") => Head::HollowDiamond,
            Some("dot" | "odot") => Head::Circle,
            Some("box" | "tee") => Head::Cross,
            Some("crow") => Head::Many,
            Some(_) | None => Head::Arrow,
        };
        let usual = if self.is_directed { "forward" } else { "none" };
        let direction = get("dir").unwrap_or(usual);
        if matches!(direction, "forward" | "both") {
            edge.to_head = named(get("arrowhead"));
        }
        if matches!(direction, "back" | "both") {
            edge.from_head = named(get("arrowtail"));
        }
        for style in get("style").unwrap_or_default().split(',') {
            edge.stroke = match style.trim() {
                "dashed" | "dotted" => Stroke::Dashed,
                "bold" => Stroke::Heavy,
                "invis" => Stroke::Invisible,
                _ => edge.stroke,
            };
        }
        edge.length = get("minlen").and_then(|length| length.parse().ok()).unwrap_or(1).clamp(1, 8);
        attributes.keys().for_each(|key| self.tell_unknown(key));
        edge
    }

    fn graph_attribute(&mut self, group: Option<usize>, key: &str, value: &str) {
        match (key, group) {
            ("rankdir", None) => self.graph.direction = Direction::named(value).unwrap_or_default(),
            ("label", None) => self.said.title = Some(value.replace("\\n", " ")),
            ("label", Some(group)) => self.graph.groups[group].label = Label::new(value, f32::INFINITY, self.measure),
            ("style", Some(group)) => {
                let own = &mut self.graph.groups[group].look;
                own.is_dashed = value.contains("dashed") || value.contains("dotted");
                own.is_heavy = value.contains("bold");
                own.is_without_frame = value.contains("invis");
            }
            ("fillcolor" | "bgcolor", Some(group)) => self.graph.groups[group].look.fill = look::color(value),
            (_, _) => self.tell_unknown(key),
        }
    }

    /// Tells an attribute without effect, once.
    fn tell_unknown(&mut self, key: &str) {
        if !READ.contains(&key) && !PASSED_OVER.contains(&key) && self.unknown.insert(key.to_owned()) {
            self.tell(&format!("the attribute `{key}` has no effect here"));
        }
    }

    fn tell(&mut self, message: &str) {
        self.said.notes.push(Trouble { at: self.cursor.at, message: message.to_owned() });
    }
}

/// The text of a label that is written like HTML.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else { break };
        let tag = rest[open + 1..open + close].to_ascii_lowercase();
        if tag.starts_with("br") || tag.starts_with("/tr") {
            out.push_str("\\n");
        } else if tag.starts_with("/td") {
            out.push(' ');
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out.trim().trim_end_matches("\\n").to_owned()
}
