//! Graphs with groups: each group is laid out on its own and is a box in the one around it.
//!
//! In: a [`Graph`]. Out: a [`Placement`]. An edge that leaves a group does so through a port at its border, which is an
//! item of the layout within and a fixed end in the layout without; so no edge goes through a box there either. A group
//! with such edges runs the way of what is around it, as in Mermaid; another may have its own.

use std::collections::BTreeMap;

use super::graph::{Direction, Edge, End, Graph};
use super::layered::{self, Item, Link, Pin, Place, Spacing, TooLarge};
use super::measure::LEADING;
use super::scene::{Point, Rect};

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    pub nodes: Vec<Rect>,
    pub groups: Vec<Rect>,
    /// By edge; those that cannot be drawn have no points.
    pub ways: Vec<Way>,
}

/// The way of an edge, from its beginning to its end.
#[derive(Clone, Debug, Default)]
pub struct Way {
    pub points: Vec<Point>,
    /// Its bends begin and end horizontally.
    pub is_horizontal: bool,
    /// From a node to itself.
    pub is_loop: bool,
    /// The middle of its label.
    pub label: Option<Point>,
}

/// Groups nested deeper are not laid out.
pub const DEEPEST: usize = 16;
/// More nodes and groups, or more edges: no page shows them.
pub const MOST_NODES: usize = 500;
pub const MOST_EDGES: usize = 1000;

/// Around what a group holds, in CSS pixels.
const GROUP_PADDING: f32 = 13.0;
/// The least size of a group.
const LEAST_GROUP: f32 = 30.0;
/// How far a loop stands out of its node.
pub const LOOP: f32 = 22.0;
/// Around the label of an edge, along and across it.
const LABEL_PADDING: (f32, f32) = (3.0, 4.0);

/// Lays out all of a graph.
pub fn place(graph: &Graph, spacing: Spacing) -> Result<Placement, TooLarge> {
    if graph.nodes.len() + graph.groups.len() > MOST_NODES || graph.edges.len() > MOST_EDGES {
        return Err(TooLarge);
    }
    let mut depths: Vec<usize> = Vec::with_capacity(graph.groups.len());
    for group in &graph.groups {
        let depth = group.parent.map_or(1, |parent| depths.get(parent).copied().unwrap_or(DEEPEST) + 1);
        if depth > DEEPEST {
            return Err(TooLarge);
        }
        depths.push(depth);
    }
    let placer = Placer::new(graph, spacing);
    let block = placer.block(None, graph.direction, &[])?;
    let mut placement = Placement {
        nodes: vec![Rect::default(); graph.nodes.len()],
        groups: vec![Rect::default(); graph.groups.len()],
        ways: vec![Way::default(); graph.edges.len()],
    };
    block.nodes.into_iter().for_each(|(node, rect)| placement.nodes[node] = rect);
    block.groups.into_iter().for_each(|(group, rect)| placement.groups[group] = rect);
    block.ways.into_iter().for_each(|(edge, way)| placement.ways[edge] = way);
    Ok(placement)
}

/// The ends of an edge, and the groups around both of them.
struct Path {
    /// From the outermost group to the end itself.
    from: Vec<End>,
    to: Vec<End>,
    /// How many they share.
    common: usize,
}

impl Path {
    fn end(&self, is_from: bool) -> &[End] {
        if is_from { &self.from } else { &self.to }
    }

    /// Whether it can be drawn: neither end holds the other, unless both are one node.
    fn is_proper(&self) -> bool {
        self.common < self.from.len() && self.common < self.to.len()
    }
}

/// One end of an edge that comes into a group from without.
#[derive(Clone, Copy)]
struct Port {
    edge: usize,
    is_from: bool,
    pin: Pin,
}

/// A group laid out, from its own upper left corner.
#[derive(Default)]
struct Block {
    width: f32,
    height: f32,
    nodes: Vec<(usize, Rect)>,
    groups: Vec<(usize, Rect)>,
    ways: Vec<(usize, Way)>,
    /// By edge and end: the way with the flow from the border to the end, or from the end to the border.
    ports: BTreeMap<(usize, bool), Vec<Point>>,
}

struct Placer<'g> {
    graph: &'g Graph,
    spacing: Spacing,
    paths: Vec<Path>,
    /// By group, the whole at last: the nodes and groups in it, and the edges between these.
    members: Vec<Vec<End>>,
    edges: Vec<Vec<usize>>,
    /// By node: the edges that begin or that end there, whichever are more.
    degrees: Vec<usize>,
}

impl<'g> Placer<'g> {
    fn new(graph: &'g Graph, spacing: Spacing) -> Placer<'g> {
        let whole = graph.groups.len();
        let mut members = vec![Vec::new(); whole + 1];
        for (index, node) in graph.nodes.iter().enumerate() {
            members[node.group.unwrap_or(whole)].push(End::Node(index));
        }
        for (index, group) in graph.groups.iter().enumerate() {
            members[group.parent.unwrap_or(whole)].push(End::Group(index));
        }
        let path = |end: End| {
            let mut path = vec![end];
            let mut around = match end {
                End::Node(node) => graph.nodes[node].group,
                End::Group(group) => graph.groups[group].parent,
            };
            while let Some(group) = around {
                path.push(End::Group(group));
                around = graph.groups[group].parent;
            }
            path.reverse();
            path
        };
        let mut edges = vec![Vec::new(); whole + 1];
        let mut paths = Vec::with_capacity(graph.edges.len());
        for (index, edge) in graph.edges.iter().enumerate() {
            let (from, to) = (path(edge.from), path(edge.to));
            let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
            let path = Path { from, to, common };
            let is_loop = edge.from == edge.to && matches!(edge.from, End::Node(_));
            if path.is_proper() || is_loop {
                let shared = if is_loop { common - 1 } else { common };
                let scope = match shared.checked_sub(1).map(|last| path.from[last]) {
                    Some(End::Group(group)) => group,
                    Some(End::Node(_)) | None => whole,
                };
                edges[scope].push(index);
            }
            paths.push(path);
        }
        let mut counts = vec![(0, 0); graph.nodes.len()];
        for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
            if let End::Node(node) = edge.from {
                counts[node].0 += 1;
            }
            if let End::Node(node) = edge.to {
                counts[node].1 += 1;
            }
        }
        let degrees = counts.into_iter().map(|(out, into): (usize, usize)| out.max(into)).collect();
        Placer { graph, spacing, paths, members, edges, degrees }
    }

    /// Lays out a group, or the whole.
    fn block(&self, scope: Option<usize>, direction: Direction, ports: &[Port]) -> Result<Block, TooLarge> {
        let index = scope.unwrap_or(self.graph.groups.len());
        let depth = scope.map_or(0, |group| self.depth(group));
        let members = &self.members[index];
        let local: BTreeMap<(bool, usize), usize> =
            members.iter().enumerate().map(|(local, member)| (key(*member), local)).collect();
        let of = |edge: usize, is_from: bool| local[&key(self.paths[edge].end(is_from)[depth])];
        let (loops, edges): (Vec<usize>, Vec<usize>) =
            self.edges[index].iter().partition(|edge| self.graph.edges[**edge].from == self.graph.edges[**edge].to);
        let pairs: Vec<(usize, usize)> = edges.iter().map(|edge| (of(*edge, true), of(*edge, false))).collect();
        let turned = layered::turned(members.len(), &pairs);
        // What comes into the groups within.
        let mut into: Vec<Vec<Port>> = vec![Vec::new(); members.len()];
        for (edge, is_turned) in edges.iter().zip(&turned) {
            for is_from in [true, false] {
                if self.paths[*edge].end(is_from).len() > depth + 1 {
                    let pin = if is_from != *is_turned { Pin::Last } else { Pin::First };
                    into[of(*edge, is_from)].push(Port { edge: *edge, is_from, pin });
                }
            }
        }
        for port in ports {
            if self.paths[port.edge].end(port.is_from).len() > depth + 1 {
                into[of(port.edge, port.is_from)].push(*port);
            }
        }
        let mut blocks: Vec<Block> = Vec::with_capacity(members.len());
        for (member, into) in members.iter().zip(&into) {
            blocks.push(match member {
                End::Node(_) => Block::default(),
                End::Group(group) => {
                    let own = self.graph.groups[*group].direction.filter(|_| into.is_empty());
                    self.block(Some(*group), own.unwrap_or(direction), into)?
                }
            });
        }
        let is_horizontal = direction.is_horizontal();
        let mut items: Vec<Item> = Vec::with_capacity(members.len() + ports.len());
        for (member, block) in members.iter().zip(&blocks) {
            items.push(self.item(*member, block, &loops, is_horizontal));
        }
        items.extend(ports.iter().map(|port| Item { pin: port.pin, ..Item::default() }));
        let port_of = |edge: usize, is_from: bool, pin: Pin| {
            let block = &blocks[of(edge, is_from)];
            let way = block.ports.get(&(edge, is_from))?;
            let place = if pin == Pin::First { way.first()? } else { way.last()? };
            Some(if is_horizontal { place.y - block.height / 2.0 } else { place.x - block.width / 2.0 })
        };
        let mut links: Vec<Link> = Vec::with_capacity(edges.len() + ports.len());
        for ((edge, is_turned), (from, to)) in edges.iter().zip(&turned).zip(&pairs) {
            let Edge { label, length, from_label, to_label, .. } = &self.graph.edges[*edge];
            let size = (label.height() + 2.0 * LABEL_PADDING.0, label.width() + 2.0 * LABEL_PADDING.1);
            // Along a line that runs across, words at its ends stand in a row with its own.
            let at_ends = from_label.width() + to_label.width();
            let size = match is_horizontal {
                true => (label.width() + at_ends + 2.0 * LABEL_PADDING.1, label.height()),
                false => size,
            };
            let (from, to) = if *is_turned { (*to, *from) } else { (*from, *to) };
            links.push(Link {
                from,
                to,
                from_port: port_of(*edge, !is_turned, Pin::Last),
                to_port: port_of(*edge, *is_turned, Pin::First),
                label: (!label.is_empty() || is_horizontal && at_ends > 0.0).then_some(size),
                length: *length,
                is_turned: *is_turned,
            });
        }
        for (index, port) in ports.iter().enumerate() {
            let (outer, inner) = (members.len() + index, of(port.edge, port.is_from));
            let place = port_of(port.edge, port.is_from, port.pin);
            links.push(match port.pin {
                Pin::Last => Link { from: inner, to: outer, from_port: place, length: 1, ..Link::default() },
                Pin::First | Pin::Free => Link { from: outer, to: inner, to_port: place, length: 1, ..Link::default() },
            });
        }
        let layout = layered::lay_out(&items, &links, self.spacing)?;
        let frame = Frame::new(self.graph, scope, direction, &layout);
        let mut whole = Block { width: frame.width, height: frame.height, ..Block::default() };
        let mut pieces: BTreeMap<(usize, bool), Vec<Point>> = BTreeMap::new();
        for ((member, block), place) in members.iter().zip(blocks).zip(&layout.items) {
            let middle = frame.point(*place);
            match member {
                End::Node(node) => {
                    let (width, height) = self.node_size(*node, is_horizontal);
                    let (x, y) = (middle.x - width / 2.0, middle.y - height / 2.0);
                    whole.nodes.push((*node, Rect { x, y, width, height }));
                }
                End::Group(group) => {
                    let corner = Point::new(middle.x - block.width / 2.0, middle.y - block.height / 2.0);
                    let rect = Rect { x: corner.x, y: corner.y, width: block.width, height: block.height };
                    whole.groups.push((*group, rect));
                    whole.take(block, corner, &mut pieces);
                }
            }
        }
        for ((edge, is_turned), route) in edges.iter().zip(&turned).zip(&layout.routes) {
            let mut points = pieces.remove(&(*edge, !is_turned)).unwrap_or_default();
            points.extend(route.places.iter().map(|place| frame.point(*place)));
            points.extend(pieces.remove(&(*edge, *is_turned)).unwrap_or_default());
            if *is_turned {
                points.reverse();
            }
            points.dedup();
            let label = route.label.map(|place| frame.point(place));
            whole.ways.push((*edge, Way { points, is_horizontal, is_loop: false, label }));
        }
        for (port, route) in ports.iter().zip(&layout.routes[edges.len()..]) {
            let mut points: Vec<Point> = route.places.iter().map(|place| frame.point(*place)).collect();
            let inner = pieces.remove(&(port.edge, port.is_from)).unwrap_or_default();
            match port.pin {
                Pin::Last => {
                    points.splice(0..0, inner);
                    let border = points.last().map(|last| frame.at_border(*last, Pin::Last));
                    points.extend(border);
                }
                Pin::First | Pin::Free => {
                    points.extend(inner);
                    let border = points.first().map(|first| frame.at_border(*first, Pin::First));
                    points.splice(0..0, border);
                }
            }
            points.dedup();
            whole.ports.insert((port.edge, port.is_from), points);
        }
        for edge in loops {
            let End::Node(node) = self.graph.edges[edge].from else { continue };
            let Some((_, rect)) = whole.nodes.iter().find(|(other, _)| *other == node) else { continue };
            whole.ways.push((edge, loop_way(*rect, &self.graph.edges[edge], is_horizontal)));
        }
        Ok(whole)
    }

    /// How many groups are around the members of a group.
    fn depth(&self, group: usize) -> usize {
        1 + self.graph.groups[group].parent.map_or(0, |parent| self.depth(parent))
    }

    fn node_size(&self, node: usize, is_horizontal: bool) -> (f32, f32) {
        let degree = self.degrees[node];
        let node = &self.graph.nodes[node];
        let (width, height) = node.shape.size(node, is_horizontal);
        // Room for the heads of all edges on one side.
        let landing = node.shape.landing(is_horizontal);
        if landing < 0.7 {
            return (width, height);
        }
        let least = self.spacing.end_gap * degree.saturating_sub(1) as f32 / landing;
        if is_horizontal { (width, height.max(least)) } else { (width.max(least), height) }
    }

    fn item(&self, member: End, block: &Block, loops: &[usize], is_horizontal: bool) -> Item {
        let (width, height, landing) = match member {
            End::Node(node) => {
                let (width, height) = self.node_size(node, is_horizontal);
                (width, height, self.graph.nodes[node].shape.landing(is_horizontal))
            }
            End::Group(_) => (block.width, block.height, 0.7),
        };
        let (along, across) = if is_horizontal { (width, height) } else { (height, width) };
        // A loop stands out to one side; the other gets the same room, so that the node stays in the middle.
        let own = loops.iter().filter(|edge| self.graph.edges[**edge].from == member);
        let room = own
            .map(|edge| {
                let label = &self.graph.edges[*edge].label;
                LOOP + if is_horizontal { label.height() } else { label.width() } + 6.0
            })
            .fold(0.0, f32::max);
        let wide = across + 2.0 * room;
        Item { along, across: wide, landing: if wide > 0.0 { landing * across / wide } else { 0.0 }, pin: Pin::Free }
    }
}

impl Block {
    /// Takes what a group within holds, whose corner is at a place.
    fn take(&mut self, block: Block, corner: Point, pieces: &mut BTreeMap<(usize, bool), Vec<Point>>) {
        let moved = |point: Point| Point::new(point.x + corner.x, point.y + corner.y);
        let moved_rect = |rect: Rect| Rect { x: rect.x + corner.x, y: rect.y + corner.y, ..rect };
        self.nodes.extend(block.nodes.into_iter().map(|(node, rect)| (node, moved_rect(rect))));
        self.groups.extend(block.groups.into_iter().map(|(group, rect)| (group, moved_rect(rect))));
        for (edge, mut way) in block.ways {
            way.points.iter_mut().for_each(|point| *point = moved(*point));
            way.label = way.label.map(moved);
            self.ways.push((edge, way));
        }
        for (key, points) in block.ports {
            pieces.insert(key, points.into_iter().map(moved).collect());
        }
    }
}

fn key(end: End) -> (bool, usize) {
    match end {
        End::Node(node) => (false, node),
        End::Group(group) => (true, group),
    }
}

/// A loop at the side of a node: its two ends, and a label beside it.
fn loop_way(rect: Rect, edge: &Edge, is_horizontal: bool) -> Way {
    let middle = rect.middle();
    let (label_width, label_height) = (edge.label.width(), edge.label.height());
    let (points, label) = if is_horizontal {
        let bottom = rect.y + rect.height;
        let quarter = rect.width.min(40.0) / 4.0;
        let points = vec![Point::new(middle.x - quarter, bottom), Point::new(middle.x + quarter, bottom)];
        (points, Point::new(middle.x, bottom + LOOP + 2.0 + label_height / 2.0))
    } else {
        let right = rect.x + rect.width;
        let quarter = rect.height.min(40.0) / 4.0;
        let points = vec![Point::new(right, middle.y - quarter), Point::new(right, middle.y + quarter)];
        (points, Point::new(right + LOOP + 4.0 + label_width / 2.0, middle.y))
    };
    let label = (!edge.label.is_empty()).then_some(label);
    Way { points, is_horizontal, is_loop: true, label }
}

/// From places along and across to places on the page, with the padding of a group.
struct Frame {
    direction: Direction,
    along: f32,
    corner: Point,
    width: f32,
    height: f32,
}

impl Frame {
    fn new(graph: &Graph, scope: Option<usize>, direction: Direction, layout: &layered::Layout) -> Frame {
        let (along, across) = (layout.along, layout.across);
        let (width, height) = if direction.is_horizontal() { (along, across) } else { (across, along) };
        let Some(group) = scope.map(|group| &graph.groups[group]) else {
            return Frame { direction, along, corner: Point::default(), width, height };
        };
        let title = if group.label.is_empty() { 0.0 } else { group.label.height() + LEADING / 3.0 };
        let wide = (width.max(group.label.width()) + 2.0 * GROUP_PADDING).max(LEAST_GROUP);
        let high = (height + title + 2.0 * GROUP_PADDING).max(LEAST_GROUP);
        let corner = Point::new((wide - width) / 2.0, title + GROUP_PADDING);
        Frame { direction, along, corner, width: wide, height: high }
    }

    fn point(&self, (along, across): Place) -> Point {
        let Point { x, y } = self.corner;
        match self.direction {
            Direction::Down => Point::new(x + across, y + along),
            Direction::Up => Point::new(x + across, y + self.along - along),
            Direction::Right => Point::new(x + along, y + across),
            Direction::Left => Point::new(x + self.along - along, y + across),
        }
    }

    /// The same place, at the border where the flow comes in, or goes out.
    fn at_border(&self, place: Point, pin: Pin) -> Point {
        let is_first = pin == Pin::First;
        match self.direction {
            Direction::Down => Point::new(place.x, if is_first { 0.0 } else { self.height }),
            Direction::Up => Point::new(place.x, if is_first { self.height } else { 0.0 }),
            Direction::Right => Point::new(if is_first { 0.0 } else { self.width }, place.y),
            Direction::Left => Point::new(if is_first { self.width } else { 0.0 }, place.y),
        }
    }
}
