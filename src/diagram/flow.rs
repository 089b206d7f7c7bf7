//! Mermaid's flowcharts.
//!
//! In: the source from its first statement on. Out: a [`Graph`]. Nodes in all their shapes, chains and bundles of edges,
//! groups, classes and styles are read. What a page cannot do, such as `click`, is passed over; what is not understood
//! is told with its place.

use std::collections::{BTreeMap, BTreeSet};

use super::Said;
use super::cursor::{Cursor, Trouble, unquoted};
use super::graph::{Direction, Edge, End, Graph, Group, Head, Look, Node, Stroke};
use super::look::{self, said};
use super::measure::{Label, Measure, WIDEST};
use super::shape::Shape;

/// How wide the label of an edge may be before it is broken, in CSS pixels.
const EDGE_WIDEST: f32 = 130.0;
/// Longer edges are as long as this: more would be a page.
const LONGEST: usize = 8;

/// How a node's shape is written, longer signs first.
const SHAPES: [(&str, &str, Shape); 17] = [
    ("(((", ")))", Shape::DoubleCircle),
    ("((", "))", Shape::Circle),
    ("([", "])", Shape::Stadium),
    ("(-", "-)", Shape::Ellipse),
    ("(", ")", Shape::Rounded),
    ("[[", "]]", Shape::Subroutine),
    ("[(", ")]", Shape::Cylinder),
    ("[/", "/]", Shape::LeanRight),
    ("[/", "\\]", Shape::Trapezoid),
    ("[\\", "\\]", Shape::LeanLeft),
    ("[\\", "/]", Shape::Funnel),
    ("[|", "|]", Shape::Rect),
    ("[", "]", Shape::Rect),
    ("{{", "}}", Shape::Hexagon),
    ("{", "}", Shape::Diamond),
    (">", "]", Shape::Flag),
    ("<", ">", Shape::Rect),
];

/// Statements that say nothing on paper.
const PASSED_OVER: [&str; 4] = ["click", "linkStyle", "href", "callback"];

/// Reads a flowchart; the cursor stands behind its first word.
pub fn read(mut cursor: Cursor<'_>, measure: &Measure) -> Result<(Graph, Said), Trouble> {
    let mut reader = Reader::new(measure);
    cursor.skip_spaces();
    let word = cursor.take_while(|character| character.is_ascii_alphabetic());
    reader.graph.direction = Direction::named(word).unwrap_or_default();
    if let Some(sign) = cursor.peek().filter(|sign| "<>^v".contains(*sign)) {
        cursor.at += 1;
        reader.graph.direction = match sign {
            '<' => Direction::Left,
            '>' => Direction::Right,
            '^' => Direction::Up,
            _ => Direction::Down,
        };
    }
    loop {
        cursor.take_while(|character| character.is_whitespace() || character == ';');
        if cursor.is_at_end() {
            break;
        }
        reader.statement(&mut cursor)?;
        cursor.skip_spaces();
        if cursor.rest().starts_with("%%") {
            cursor.line();
        } else if !cursor.is_at_end() && !cursor.rest().starts_with([';', '\n', '\r']) {
            return Err(cursor.trouble(format!("an edge or the end of the line was expected, not {}", cursor.shown())));
        }
    }
    if !reader.open.is_empty() {
        return Err(cursor.trouble("`end` is missing: a subgraph is still open"));
    }
    Ok(reader.finish())
}

struct Reader<'m> {
    measure: &'m Measure,
    graph: Graph,
    said: Said,
    names: BTreeMap<String, usize>,
    /// Nodes of which the source says more than the name.
    is_described: Vec<bool>,
    groups: BTreeMap<String, usize>,
    /// Groups that have begun.
    open: Vec<usize>,
    /// Names of edges, of which `@{ … }` says how they move.
    edges: BTreeSet<String>,
    classes: BTreeMap<String, Look>,
    /// Names and the classes that they are of.
    members: Vec<(String, String)>,
    looks: Vec<(String, Look)>,
}

impl<'m> Reader<'m> {
    fn new(measure: &'m Measure) -> Reader<'m> {
        Reader {
            measure,
            graph: Graph::default(),
            said: Said::default(),
            names: BTreeMap::new(),
            is_described: Vec::new(),
            groups: BTreeMap::new(),
            open: Vec::new(),
            edges: BTreeSet::new(),
            classes: BTreeMap::new(),
            members: Vec::new(),
            looks: Vec::new(),
        }
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Trouble> {
        if cursor.rest().starts_with("%%") {
            cursor.take_while(|character| character != '\n');
            return Ok(());
        }
        if said(cursor, &mut self.said)? {
            return Ok(());
        }
        let start = cursor.at;
        let word = cursor.take_while(|character| character.is_ascii_alphabetic());
        let is_word = cursor.peek().is_none_or(|next| next.is_whitespace() || next == ';');
        match word {
            "subgraph" if is_word => return self.open_group(cursor),
            "end" if is_word => {
                return match self.open.pop() {
                    Some(_) => Ok(()),
                    None => {
                        Err(Trouble { at: start, message: "no subgraph is open that `end` could close".to_owned() })
                    }
                };
            }
            "direction" if is_word => {
                cursor.skip_spaces();
                let name = cursor.take_while(|character| character.is_ascii_alphabetic());
                let direction = Direction::named(name)
                    .ok_or_else(|| cursor.trouble("a direction was expected: TB, BT, LR or RL"))?;
                match self.open.last() {
                    Some(group) => self.graph.groups[*group].direction = Some(direction),
                    None => self.graph.direction = direction,
                }
                return Ok(());
            }
            "classDef" if is_word => {
                let text = statement_text(cursor);
                let (names, style) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
                for name in names.split(',') {
                    self.classes.insert(name.trim().to_owned(), look::read(style));
                }
                return Ok(());
            }
            "class" if is_word => {
                let text = statement_text(cursor);
                let (names, class) = text.trim().rsplit_once(char::is_whitespace).unwrap_or((text.trim(), ""));
                for name in names.split(',') {
                    self.members.push((name.trim().to_owned(), class.to_owned()));
                }
                return Ok(());
            }
            "style" if is_word => {
                let text = statement_text(cursor);
                let (names, style) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
                for name in names.split(',') {
                    self.looks.push((name.trim().to_owned(), look::read(style)));
                }
                return Ok(());
            }
            _ if is_word && PASSED_OVER.contains(&word) => {
                statement_text(cursor);
                return Ok(());
            }
            _ => cursor.at = start,
        }
        let name = self.name(cursor);
        if self.edges.contains(name) && cursor.eat("@{") {
            // Edges move on a screen alone.
            return match cursor.until("}") {
                Some(_) => Ok(()),
                None => Err(cursor.trouble("`}` is missing")),
            };
        }
        cursor.at = start;
        let mut from = self.bundle(cursor)?;
        loop {
            cursor.skip_spaces();
            let before = cursor.at;
            let Some(mut edge) = self.link(cursor)? else { break };
            // Edges may go on in the next line.
            cursor.skip_whitespace();
            let to = self.bundle(cursor)?;
            // A bundle of bundles is a great many edges.
            if from.len() * to.len() + self.graph.edges.len() > super::nested::MOST_EDGES * 2 {
                return Err(Trouble { at: before, message: super::TOO_LARGE.to_owned() });
            }
            for (start, end) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
                (edge.from, edge.to) = (End::Node(start), End::Node(end));
                self.graph.edges.push(edge.clone());
            }
            from = to;
        }
        Ok(())
    }

    fn open_group(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Trouble> {
        cursor.skip_spaces();
        let start = cursor.at;
        let mut name = self.name(cursor).to_owned();
        cursor.skip_spaces();
        let title = if cursor.eat("[") {
            let text = self.text(cursor, &["]"])?.0;
            text.to_owned()
        } else {
            // All of the line is the title.
            cursor.at = start;
            let line = statement_text(cursor);
            let line = line.split("%%").next().unwrap_or_default().trim();
            if name.is_empty() || name.len() < line.len() {
                name = line.to_owned();
            }
            line.to_owned()
        };
        let label = Label::new(unquoted(&title), f32::INFINITY, self.measure);
        let parent = self.open.last().copied();
        let index = self.graph.groups.len();
        self.graph.groups.push(Group { name: name.clone(), label, parent, ..Group::default() });
        self.groups.entry(unquoted(&name).to_owned()).or_insert(index);
        self.open.push(index);
        Ok(())
    }

    /// A name of a node: hyphens and points are in it where a letter follows.
    fn name<'s>(&self, cursor: &mut Cursor<'s>) -> &'s str {
        let rest = cursor.rest();
        let mut characters = rest.char_indices().peekable();
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let is_letter = |character: char| character.is_alphanumeric() || character == '_';
            let is_inner = at > 0 && matches!(character, '-' | '.' | '/' | '#') && next.is_some_and(is_letter);
            let is_mark = is_letter(character)
                || is_inner
                || !character.is_ascii() && !character.is_whitespace()
                || matches!(character, '*' | '+' | '!' | '?' | '\'' | '$');
            if !is_mark {
                end = at;
                break;
            }
        }
        cursor.at += end;
        &rest[..end]
    }

    /// Nodes with `&` between.
    fn bundle(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<usize>, Trouble> {
        let mut nodes = vec![self.node(cursor)?];
        loop {
            let before = *cursor;
            cursor.skip_spaces();
            if !cursor.eat("&") {
                *cursor = before;
                return Ok(nodes);
            }
            cursor.skip_whitespace();
            nodes.push(self.node(cursor)?);
        }
    }

    fn node(&mut self, cursor: &mut Cursor<'_>) -> Result<usize, Trouble> {
        let name = self.name(cursor).to_owned();
        if name.is_empty() {
            return Err(cursor.trouble(format!("the name of a node was expected, not {}", cursor.shown())));
        }
        let index = match self.names.get(&name) {
            Some(index) => *index,
            None => {
                let index = self.graph.nodes.len();
                let parts = vec![Label::new(&name, WIDEST, self.measure)];
                self.graph.nodes.push(Node { name: name.clone(), parts, ..Node::default() });
                self.is_described.push(false);
                self.names.insert(name.clone(), index);
                index
            }
        };
        let node = &mut self.graph.nodes[index];
        node.group = node.group.or(self.open.last().copied());
        if cursor.rest().starts_with("@{") {
            cursor.at += 2;
            self.described(cursor, index)?;
        } else if let Some((open, ..)) = SHAPES.iter().find(|(open, ..)| cursor.rest().starts_with(open))
            && *open != "<"
        {
            cursor.at += open.len();
            let closing: Vec<&str> =
                SHAPES.iter().filter(|(other, ..)| other == open).map(|(_, close, _)| *close).collect();
            let (text, close) = self.text(cursor, &closing)?;
            if text.contains(":fa-") {
                let message = "icons are left out".to_owned();
                self.said.notes.push(Trouble { at: cursor.at - text.len().min(cursor.at), message });
            }
            let shape = SHAPES.iter().find(|(other, end, _)| other == open && *end == close).map(|(.., shape)| *shape);
            let node = &mut self.graph.nodes[index];
            node.shape = shape.unwrap_or_default();
            node.parts = vec![Label::new(text, WIDEST, self.measure)];
            self.is_described[index] = true;
        }
        while cursor.eat(":::") {
            let class = cursor.take_while(|character| character.is_alphanumeric() || matches!(character, '_' | '-'));
            self.members.push((name.clone(), class.to_owned()));
        }
        Ok(index)
    }

    /// The text of a shape up to one of its closing signs, quotes taken off.
    fn text<'s>(&self, cursor: &mut Cursor<'s>, closing: &[&'static str]) -> Result<(&'s str, &'static str), Trouble> {
        let start = cursor.at;
        cursor.skip_spaces();
        if cursor.eat("\"") {
            let Some(text) = cursor.until("\"") else {
                return Err(Trouble { at: start, message: "a quote is not closed".to_owned() });
            };
            cursor.skip_spaces();
            return match closing.iter().find(|close| cursor.eat(close)) {
                Some(close) => Ok((text, close)),
                None => Err(cursor.trouble(format!("`{}` was expected, not {}", closing[0], cursor.shown()))),
            };
        }
        let rest = cursor.rest();
        let line = rest.find('\n').unwrap_or(rest.len());
        let found = closing.iter().filter_map(|close| rest[..line].find(close).map(|at| (at, *close))).min();
        let Some((end, close)) = found else {
            let message = format!("the label has no end: `{}` is missing", closing[0]);
            return Err(Trouble { at: start, message });
        };
        cursor.at += end + close.len();
        Ok((&rest[..end], close))
    }

    /// `@{ shape: cyl, label: "…" }`, or what it says of an edge.
    fn described(&mut self, cursor: &mut Cursor<'_>, index: usize) -> Result<(), Trouble> {
        loop {
            cursor.take_while(|character| character.is_whitespace() || character == ',');
            if cursor.eat("}") {
                self.is_described[index] = true;
                return Ok(());
            }
            let key = cursor.take_while(|character| character.is_ascii_alphanumeric() || character == '-');
            cursor.skip_spaces();
            if key.is_empty() || !cursor.eat(":") {
                return Err(cursor.trouble(format!("`key: value` or `}}` was expected, not {}", cursor.shown())));
            }
            cursor.skip_spaces();
            let value = if cursor.eat("\"") {
                cursor.until("\"").ok_or_else(|| cursor.trouble("a quote is not closed"))?
            } else {
                cursor.take_while(|character| !matches!(character, ',' | '}' | '\n')).trim()
            };
            let node = &mut self.graph.nodes[index];
            match key {
                "label" => node.parts = vec![Label::new(value, WIDEST, self.measure)],
                "shape" => match look::shape(value) {
                    Some(shape) => node.shape = shape,
                    None => self.said.notes.push(Trouble {
                        at: cursor.at - value.len(),
                        message: format!("the shape `{value}` is not drawn: a rectangle stands for it"),
                    }),
                },
                _ => self
                    .said
                    .notes
                    .push(Trouble { at: cursor.at, message: format!("`{key}` of a node has no effect here") }),
            }
        }
    }

    /// An edge from where the cursor stands; its ends are not known here.
    fn link(&mut self, cursor: &mut Cursor<'_>) -> Result<Option<Edge>, Trouble> {
        let start = *cursor;
        // The name of an edge: `e1@-->`.
        let name = cursor.take_while(|character| character.is_alphanumeric() || character == '_');
        if name.is_empty() || !cursor.eat("@") {
            *cursor = start;
        } else {
            self.edges.insert(name.to_owned());
        }
        let mut edge = Edge::new(End::Node(0), End::Node(0));
        let is_line = |rest: &str| ["--", "==", "-."].iter().any(|line| rest.starts_with(line));
        if let Some(head) = cursor.peek().and_then(head)
            && is_line(&cursor.rest()[1..])
        {
            edge.from_head = head;
            cursor.at += 1;
        }
        let rest = cursor.rest();
        if rest.starts_with("~~~") {
            let count = cursor.take_while(|character| character == '~').len();
            edge.stroke = Stroke::Invisible;
            edge.length = (count - 2).min(LONGEST);
        } else if let Some(sign) = rest.chars().next().filter(|_| is_line(rest)) {
            let is_dotted = rest.starts_with("-.");
            edge.stroke = match sign {
                '=' => Stroke::Heavy,
                _ if is_dotted => Stroke::Dashed,
                _ => Stroke::Solid,
            };
            let mut count = if is_dotted {
                cursor.at += 1;
                cursor.take_while(|character| character == '.').len()
            } else {
                cursor.take_while(|character| character == sign).len()
            };
            let is_short = if is_dotted { !cursor.eat("-") } else { count == 2 };
            edge.to_head = self.head_here(cursor).unwrap_or(Head::None);
            if is_short && edge.to_head == Head::None {
                // `-- text -->`
                let text_at = cursor.at;
                let (mark, closing) = match (is_dotted, sign) {
                    (true, _) => (".", ".-"),
                    (false, '=') => ("=", "=="),
                    (false, _) => ("-", "--"),
                };
                let rest = cursor.rest();
                let quoted = rest.trim_start().strip_prefix('"').and_then(|inner| inner.find('"'));
                let skipped = quoted.map_or(0, |end| rest.len() - rest.trim_start().len() + end + 2);
                let found = rest[skipped..].find(closing).map(|at| at + skipped);
                let Some(end) = found.filter(|end| !rest[..*end].contains('\n') || quoted.is_some()) else {
                    let message = format!("the edge has no end: `{closing}>` is missing");
                    return Err(Trouble { at: text_at, message });
                };
                let text = &rest[..end];
                cursor.at += end;
                count = cursor.take_while(|character| mark.contains(character)).len();
                if is_dotted {
                    cursor.eat("-");
                }
                edge.to_head = self.head_here(cursor).unwrap_or(Head::None);
                edge.label = Label::new(unquoted(text), EDGE_WIDEST, self.measure);
            }
            let has_head = edge.to_head != Head::None;
            edge.length = count.saturating_sub(if is_dotted { 0 } else { 2 - usize::from(has_head) }).clamp(1, LONGEST);
        } else {
            *cursor = start;
            return Ok(None);
        }
        let before = *cursor;
        cursor.skip_spaces();
        if cursor.eat("|") {
            let at = cursor.at;
            let rest = cursor.rest();
            let text = match rest.trim_start().strip_prefix('"') {
                Some(_) => {
                    cursor.until("\"");
                    let text = cursor
                        .until("\"")
                        .ok_or_else(|| Trouble { at, message: "a quote is not closed".to_owned() })?;
                    cursor.skip_spaces();
                    if !cursor.eat("|") {
                        return Err(cursor.trouble("`|` was expected at the end of the label"));
                    }
                    text
                }
                None => cursor
                    .until("|")
                    .ok_or_else(|| Trouble { at, message: "the label has no end: `|` is missing".to_owned() })?,
            };
            edge.label = Label::new(text, EDGE_WIDEST, self.measure);
        } else {
            *cursor = before;
        }
        Ok(Some(edge))
    }

    fn head_here(&self, cursor: &mut Cursor<'_>) -> Option<Head> {
        let head = cursor.peek().filter(|sign| *sign != '<').and_then(head)?;
        cursor.at += 1;
        Some(head)
    }

    fn finish(self) -> (Graph, Said) {
        let Reader { mut graph, said, names, is_described, groups, classes, members, looks, .. } = self;
        if let Some(look) = classes.get("default") {
            graph.nodes.iter_mut().for_each(|node| node.look = *look);
        }
        let of_classes = members.into_iter().filter_map(|(name, class)| Some((name, *classes.get(&class)?)));
        for (name, look) in of_classes.chain(looks) {
            if let Some(group) = groups.get(&name) {
                graph.groups[*group].look = look;
            } else if let Some(node) = names.get(&name) {
                graph.nodes[*node].look = look;
            }
        }
        graph.with_groups_as_ends(&groups, &is_described);
        (graph, said)
    }
}

fn head(sign: char) -> Option<Head> {
    match sign {
        '<' | '>' => Some(Head::Arrow),
        'o' => Some(Head::Circle),
        'x' => Some(Head::Cross),
        _ => None,
    }
}

/// The rest of a statement.
fn statement_text<'s>(cursor: &mut Cursor<'s>) -> &'s str {
    cursor.take_while(|character| !matches!(character, '\n' | ';'))
}
