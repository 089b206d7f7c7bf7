//! Boxes in ranks: a layered layout after Sugiyama, Tagawa and Toda (1981).
//!
//! In: items with their sizes, and links. Out: where each item stands and which way each link goes. Phases: cycles are
//! opened; ranks by the longest path; long links pass each rank between through a point of their own, and a label is a
//! box of such a kind; order within ranks by barycenters; places across by least squares under the distances that must
//! be kept. Links bend between ranks alone, so that none goes through a box. Everything is in two axes, `along` the flow
//! and `across` it; which of them is down is not known here.

/// Between boxes of a rank, in CSS pixels.
const APART: f32 = 22.0;
/// Between a link that passes and its neighbors.
const APART_FROM_LINE: f32 = 13.0;
/// What flat bends add to the room between ranks at most.
const MOST_BEND: f32 = 24.0;
/// How often orders and places are gone through; more changes nothing that one sees.
const ORDER_SWEEPS: usize = 16;
const PLACE_SWEEPS: usize = 24;
/// Points that links may pass in all: a diagram with more is no diagram any more, and would take long.
pub const MOST_POINTS: usize = 30_000;

/// Distances that differ by kind of diagram, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Spacing {
    /// Between ranks: room for a head and a bend.
    pub gap: f32,
    /// The same where one of them holds labels alone.
    pub label_gap: f32,
    /// Between the ends of links on one side of a box.
    pub end_gap: f32,
}

impl Default for Spacing {
    fn default() -> Spacing {
        Spacing { gap: 30.0, label_gap: 15.0, end_gap: 12.0 }
    }
}

/// A box to place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    pub along: f32,
    pub across: f32,
    /// The part of its side at which links may end, of the whole.
    pub landing: f32,
    pub pin: Pin,
}

/// Whether an item stands at a border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pin {
    #[default]
    Free,
    First,
    Last,
}

/// A link between items, with the flow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    /// Where on the side of an item it ends, from its middle; anywhere if not said.
    pub from_port: Option<f32>,
    pub to_port: Option<f32>,
    /// The size of its label, along and across.
    pub label: Option<(f32, f32)>,
    pub length: usize,
    /// It runs against the flow, and does not draw its ends towards itself.
    pub is_turned: bool,
}

/// A place along and across.
pub type Place = (f32, f32);

/// What was laid out.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The middle of each item.
    pub items: Vec<Place>,
    pub routes: Vec<Route>,
    pub along: f32,
    pub across: f32,
}

/// The way of a link: places, from one to the next straight or in a bend that begins and ends along the flow.
#[derive(Clone, Debug, Default)]
pub struct Route {
    pub places: Vec<Place>,
    /// The middle of its label.
    pub label: Option<Place>,
}

/// More points than [`MOST_POINTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Which links are to be turned so that no cycle is left; those from an item to itself stay.
pub fn turned(count: usize, links: &[(usize, usize)]) -> Vec<bool> {
    let mut out = vec![Vec::new(); count];
    for (index, (from, to)) in links.iter().enumerate() {
        if from != to {
            out[*from].push((index, *to));
        }
    }
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut seen = vec![Seen::No; count];
    let mut turned = vec![false; links.len()];
    // In the order of the source, whose first lines are where its author begins.
    for root in 0..count {
        if seen[root] != Seen::No {
            continue;
        }
        seen[root] = Seen::Open;
        let mut stack = vec![(root, 0)];
        while let Some((item, next)) = stack.last_mut() {
            let Some(&(link, to)) = out[*item].get(*next) else {
                seen[*item] = Seen::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match seen[to] {
                Seen::Open => turned[link] = true,
                Seen::Done => {}
                Seen::No => {
                    seen[to] = Seen::Open;
                    stack.push((to, 0));
                }
            }
        }
    }
    turned
}

/// Places items and links, which hold no cycle and none from an item to itself.
pub fn lay_out(items: &[Item], links: &[Link], spacing: Spacing) -> Result<Layout, TooLarge> {
    let ranks = ranks(items, links);
    let mut net = Net::new(items, links, &ranks, spacing)?;
    net.order();
    let across = net.places();
    Ok(net.finish(items, links, across))
}

fn ranks(items: &[Item], links: &[Link]) -> Vec<usize> {
    let mut out = vec![Vec::new(); items.len()];
    let mut into = vec![Vec::new(); items.len()];
    for link in links {
        // A label has a rank of its own.
        let length = link.length.max(if link.label.is_some() { 2 } else { 1 });
        out[link.from].push((link.to, length));
        into[link.to].push((link.from, length));
    }
    let has_first = items.iter().any(|item| item.pin == Pin::First);
    let mut rank: Vec<usize> = items.iter().map(|item| usize::from(has_first && item.pin != Pin::First)).collect();
    let mut open: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..items.len()).filter(|item| open[*item] == 0).collect();
    let mut next = 0;
    while let Some(&item) = ready.get(next) {
        next += 1;
        for &(to, length) in &out[item] {
            rank[to] = rank[to].max(rank[item] + length);
            open[to] -= 1;
            if open[to] == 0 {
                ready.push(to);
            }
        }
    }
    // Items that more leads from than to come as near as they can to what they lead to.
    for &item in ready.iter().rev() {
        let nearest = out[item].iter().map(|(to, length)| rank[*to].saturating_sub(*length)).min();
        if let Some(nearest) = nearest.filter(|nearest| *nearest > rank[item])
            && items[item].pin == Pin::Free
            && out[item].len() > into[item].len()
        {
            rank[item] = nearest;
        }
    }
    let free = (0..items.len()).filter(|item| items[*item].pin != Pin::Last).map(|item| rank[item]).max();
    let last = free.unwrap_or_default() + 1;
    let last =
        (0..items.len()).filter(|item| items[*item].pin == Pin::Last).map(|item| rank[item]).fold(last, usize::max);
    items.iter().zip(&mut rank).filter(|(item, _)| item.pin == Pin::Last).for_each(|(_, rank)| *rank = last);
    rank
}

/// What stands in a rank: an item, or a point that a link passes.
struct Vertex {
    along: f32,
    across: f32,
    is_item: bool,
    is_label: bool,
    rank: usize,
}

/// A piece of a link from one rank to the next.
#[derive(Clone, Copy)]
struct Piece {
    above: usize,
    below: usize,
    /// Where it ends on either, from the middle.
    above_port: f32,
    below_port: f32,
    weight: f32,
}

struct Net {
    vertices: Vec<Vertex>,
    layers: Vec<Vec<usize>>,
    pieces: Vec<Piece>,
    /// By vertex: the pieces that lead up, and down.
    up: Vec<Vec<usize>>,
    down: Vec<Vec<usize>>,
    /// By link: the vertices it passes, its ends counted.
    chains: Vec<Vec<usize>>,
    spacing: Spacing,
}

impl Net {
    fn new(items: &[Item], links: &[Link], ranks: &[usize], spacing: Spacing) -> Result<Net, TooLarge> {
        let count = ranks.iter().max().map_or(0, |last| last + 1);
        let mut vertices: Vec<Vertex> = items
            .iter()
            .zip(ranks)
            .map(|(item, rank)| Vertex {
                along: item.along,
                across: item.across,
                is_item: item.pin == Pin::Free,
                is_label: false,
                rank: *rank,
            })
            .collect();
        let spans: usize = links.iter().map(|link| ranks[link.to].saturating_sub(ranks[link.from])).sum();
        if spans > MOST_POINTS {
            return Err(TooLarge);
        }
        let mut pieces = Vec::new();
        let mut chains = Vec::with_capacity(links.len());
        for link in links {
            let (first, last) = (ranks[link.from], ranks[link.to]);
            let labeled = link.label.map(|_| (first + last) / 2);
            let mut chain = vec![link.from];
            for rank in first + 1..last {
                let label = link.label.filter(|_| labeled == Some(rank));
                let (along, across) = label.unwrap_or_default();
                chain.push(vertices.len());
                vertices.push(Vertex { along, across, is_item: false, is_label: label.is_some(), rank });
            }
            chain.push(link.to);
            for (index, pair) in chain.windows(2).enumerate() {
                let is_first = index == 0;
                let is_last = index + 2 == chain.len();
                pieces.push(Piece {
                    above: pair[0],
                    below: pair[1],
                    above_port: if is_first { link.from_port.unwrap_or_default() } else { 0.0 },
                    below_port: if is_last { link.to_port.unwrap_or_default() } else { 0.0 },
                    // Long links are straight before short ones are (Gansner and others, 1993, section 4).
                    weight: match (is_first, is_last) {
                        (true, _) | (_, true) if link.is_turned => 0.2,
                        (true, true) => 1.0,
                        (false, false) => 8.0,
                        (true, false) | (false, true) => 2.0,
                    },
                });
            }
            chains.push(chain);
        }
        let mut up = vec![Vec::new(); vertices.len()];
        let mut down = vec![Vec::new(); vertices.len()];
        for (index, piece) in pieces.iter().enumerate() {
            down[piece.above].push(index);
            up[piece.below].push(index);
        }
        // The first order keeps together what hangs together.
        let mut layers = vec![Vec::new(); count];
        let mut is_seen = vec![false; vertices.len()];
        for root in 0..vertices.len() {
            let mut stack = vec![root];
            while let Some(vertex) = stack.pop() {
                if std::mem::replace(&mut is_seen[vertex], true) {
                    continue;
                }
                layers[vertices[vertex].rank].push(vertex);
                stack.extend(up[vertex].iter().rev().map(|piece| pieces[*piece].above));
                stack.extend(down[vertex].iter().rev().map(|piece| pieces[*piece].below));
            }
        }
        Ok(Net { vertices, layers, pieces, up, down, chains, spacing })
    }

    fn positions(&self) -> Vec<f32> {
        let mut position = vec![0.0; self.vertices.len()];
        for layer in &self.layers {
            layer.iter().enumerate().for_each(|(at, vertex)| position[*vertex] = at as f32);
        }
        position
    }

    /// The neighbors of a vertex in the rank above or below, with what they say.
    fn neighbors(&self, vertex: usize, is_above: bool) -> impl Iterator<Item = (usize, Piece)> + '_ {
        let pieces = if is_above { &self.up[vertex] } else { &self.down[vertex] };
        pieces.iter().map(move |index| {
            let piece = self.pieces[*index];
            (if is_above { piece.above } else { piece.below }, piece)
        })
    }

    /// Brings each rank into the order with the fewest crossings found.
    fn order(&mut self) {
        let mut best = self.layers.clone();
        let mut fewest = self.crossings();
        for sweep in 0..ORDER_SWEEPS {
            if fewest == 0 {
                break;
            }
            let is_down = sweep % 2 == 0;
            let count = self.layers.len();
            let mut position = self.positions();
            for step in 0..count {
                let rank = if is_down { step } else { count - 1 - step };
                let mut layer = std::mem::take(&mut self.layers[rank]);
                let mut keyed: Vec<(f32, usize)> = layer
                    .iter()
                    .map(|&vertex| {
                        let (sum, count) =
                            self.neighbors(vertex, is_down).fold((0.0, 0.0), |(sum, count), (other, piece)| {
                                let port = if is_down { piece.above_port } else { piece.below_port };
                                (sum + position[other] + self.within(other, port), count + 1.0)
                            });
                        (if count > 0.0 { sum / count } else { position[vertex] }, vertex)
                    })
                    .collect();
                // Ties go the other way round now and then, which frees orders that are stuck.
                if sweep % 4 >= 2 {
                    keyed.reverse();
                }
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                layer.clear();
                layer.extend(keyed.iter().map(|(_, vertex)| *vertex));
                layer.iter().enumerate().for_each(|(at, vertex)| position[*vertex] = at as f32);
                self.layers[rank] = layer;
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.layers);
            }
        }
        self.layers = best;
    }

    fn crossings(&self) -> usize {
        let position = self.positions();
        self.layers.iter().map(|layer| self.crossings_below(layer, &position)).sum()
    }

    /// Inversions, counted with a tree of sums (Barth, Mutzel and Jünger, 2004).
    fn crossings_below(&self, layer: &[usize], position: &[f32]) -> usize {
        let mut ends: Vec<(f32, f32)> = Vec::new();
        for &vertex in layer {
            let from = ends.len();
            ends.extend(
                self.neighbors(vertex, false)
                    .map(|(other, piece)| (piece.above_port, position[other] + self.within(other, piece.below_port))),
            );
            ends[from..].sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        }
        let mut places: Vec<f32> = ends.iter().map(|(_, end)| *end).collect();
        places.sort_by(f32::total_cmp);
        places.dedup();
        let mut tree = vec![0usize; places.len() + 1];
        let mut crossings = 0;
        for (seen, (_, end)) in ends.iter().enumerate() {
            let end = places.partition_point(|place| place < end);
            let mut at = end + 1;
            let mut not_right = 0;
            while at > 0 {
                not_right += tree[at];
                at &= at - 1;
            }
            crossings += seen - not_right;
            let mut at = end + 1;
            while at < tree.len() {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
        crossings
    }

    /// A port as a part of its side, so that it counts for less than one place.
    fn within(&self, vertex: usize, port: f32) -> f32 {
        port / (self.vertices[vertex].across + 1.0)
    }

    /// The least distance between the middles of neighbors of a rank.
    fn distance(&self, left: usize, right: usize) -> f32 {
        let (left, right) = (&self.vertices[left], &self.vertices[right]);
        let apart = if left.is_item && right.is_item { APART } else { APART_FROM_LINE };
        (left.across + right.across) / 2.0 + apart
    }

    /// The middle of each vertex across.
    fn places(&self) -> Vec<f32> {
        let mut across = vec![0.0; self.vertices.len()];
        for layer in &self.layers {
            let mut at = 0.0;
            for (index, &vertex) in layer.iter().enumerate() {
                if index > 0 {
                    at += self.distance(layer[index - 1], vertex);
                }
                across[vertex] = at;
            }
        }
        let count = self.layers.len();
        for sweep in 0..PLACE_SWEEPS {
            // At last both sides have a say.
            let is_settling = sweep * 2 >= PLACE_SWEEPS;
            for step in 0..count {
                let rank = if sweep % 2 == 0 { step } else { count - 1 - step };
                self.place_layer(&self.layers[rank], sweep % 2 == 0, is_settling, &mut across);
            }
        }
        self.straighten(&mut across);
        across
    }

    fn place_layer(&self, layer: &[usize], is_down: bool, has_both: bool, across: &mut [f32]) {
        let wanted: Vec<(f32, f32)> = layer
            .iter()
            .map(|&vertex| {
                let (mut sum, mut weight) = (0.0, 0.0);
                let mut add = |is_above: bool| {
                    for (other, piece) in self.neighbors(vertex, is_above) {
                        let shift = if is_above {
                            piece.above_port - piece.below_port
                        } else {
                            piece.below_port - piece.above_port
                        };
                        sum += (across[other] + shift) * piece.weight;
                        weight += piece.weight;
                    }
                };
                add(is_down);
                if has_both {
                    add(!is_down);
                }
                if weight > 0.0 { (sum / weight, weight) } else { (across[vertex], 0.05) }
            })
            .collect();
        let distances: Vec<f32> = layer.windows(2).map(|pair| self.distance(pair[0], pair[1])).collect();
        let places = nearest(&wanted, &distances);
        layer.iter().zip(places).for_each(|(vertex, place)| across[*vertex] = place);
    }

    /// Puts what hangs together in a single file, links and boxes, in one line as far as neighbors leave room.
    fn straighten(&self, across: &mut [f32]) {
        let mut at = vec![(0, 0); self.vertices.len()];
        for (rank, layer) in self.layers.iter().enumerate() {
            layer.iter().enumerate().for_each(|(index, vertex)| at[*vertex] = (rank, index));
        }
        let next = |vertex: usize| {
            let [down] = self.down[vertex].as_slice() else { return None };
            let piece = self.pieces[*down];
            let is_plain = piece.above_port == 0.0 && piece.below_port == 0.0;
            (is_plain && self.up[piece.below].len() == 1).then_some(piece.below)
        };
        let mut is_later = vec![false; self.vertices.len()];
        (0..self.vertices.len()).filter_map(next).for_each(|vertex| is_later[vertex] = true);
        for first in (0..self.vertices.len()).filter(|vertex| !is_later[*vertex]) {
            let file: Vec<usize> = std::iter::successors(Some(first), |vertex| next(*vertex)).collect();
            let mut from = 0;
            while from < file.len() {
                let (mut low, mut high) = (f32::NEG_INFINITY, f32::INFINITY);
                let mut to = from;
                let mut sum = 0.0;
                while to < file.len() {
                    let vertex = file[to];
                    let (rank, index) = at[vertex];
                    let layer = &self.layers[rank];
                    let left = index.checked_sub(1).map(|left| layer[left]);
                    let right = layer.get(index + 1).copied();
                    let least = left.map_or(f32::NEG_INFINITY, |left| across[left] + self.distance(left, vertex));
                    let most = right.map_or(f32::INFINITY, |right| across[right] - self.distance(vertex, right));
                    if least.max(low) > most.min(high) {
                        break;
                    }
                    (low, high) = (least.max(low), most.min(high));
                    sum += across[vertex];
                    to += 1;
                }
                if to > from + 1 {
                    let place = (sum / (to - from) as f32).clamp(low, high);
                    file[from..to].iter().for_each(|vertex| across[*vertex] = place);
                }
                from = to.max(from + 1);
            }
        }
    }

    fn finish(&self, items: &[Item], links: &[Link], mut across: Vec<f32>) -> Layout {
        let edge = |vertex: usize, side: f32| across[vertex] + side * self.vertices[vertex].across / 2.0;
        let low = (0..across.len()).map(|vertex| edge(vertex, -1.0)).fold(f32::INFINITY, f32::min);
        let high = (0..across.len()).map(|vertex| edge(vertex, 1.0)).fold(f32::NEG_INFINITY, f32::max);
        let (low, high) = if low <= high { (low, high) } else { (0.0, 0.0) };
        across.iter_mut().for_each(|place| *place -= low);
        // Ranks along.
        let mut bands = Vec::with_capacity(self.layers.len());
        let mut at = 0.0f32;
        for (rank, layer) in self.layers.iter().enumerate() {
            if rank > 0 {
                at += self.gap(rank, &across);
            }
            let along = layer.iter().map(|vertex| self.vertices[*vertex].along).fold(0.0, f32::max);
            bands.push((at, at + along));
            at += along;
        }
        let band = |vertex: usize| bands[self.vertices[vertex].rank];
        let middle = |vertex: usize| (band(vertex).0 + band(vertex).1) / 2.0;
        let ends = self.ends(items, links, &across);
        let routes = self.chains.iter().zip(&ends).map(|(chain, (from, to))| {
            let mut route = Route::default();
            for (index, &vertex) in chain.iter().enumerate() {
                let half = self.vertices[vertex].along / 2.0;
                let (start, end) = band(vertex);
                if index == 0 {
                    route.places.push((middle(vertex) + half, *from));
                    route.places.push((end, *from));
                } else if index + 1 == chain.len() {
                    route.places.push((start, *to));
                    route.places.push((middle(vertex) - half, *to));
                } else {
                    if self.vertices[vertex].is_label {
                        route.label = Some((middle(vertex), across[vertex]));
                    }
                    route.places.push((start, across[vertex]));
                    route.places.push((end, across[vertex]));
                }
            }
            route.places.dedup();
            route
        });
        Layout {
            items: (0..items.len()).map(|item| (middle(item), across[item])).collect(),
            routes: routes.collect(),
            along: at,
            across: high - low,
        }
    }

    /// The room before a rank.
    fn gap(&self, rank: usize, across: &[f32]) -> f32 {
        let is_thin = |layer: &[usize]| layer.iter().all(|vertex| !self.vertices[*vertex].is_item);
        if is_thin(&self.layers[rank - 1]) || is_thin(&self.layers[rank]) {
            return self.spacing.label_gap;
        }
        let pieces = self.layers[rank - 1].iter().flat_map(|vertex| self.neighbors(*vertex, false));
        let farthest = pieces.map(|(other, piece)| (across[other] - across[piece.above]).abs()).fold(0.0, f32::max);
        self.spacing.gap + (farthest * 0.08).min(MOST_BEND)
    }

    /// Where each link ends across: as straight as it can, and apart from others on the same side.
    fn ends(&self, items: &[Item], links: &[Link], across: &[f32]) -> Vec<(f32, f32)> {
        let mut ends: Vec<(f32, f32)> = links
            .iter()
            .map(|link| {
                let port = |item: usize, port: Option<f32>| across[item] + port.unwrap_or_default();
                (port(link.from, link.from_port), port(link.to, link.to_port))
            })
            .collect();
        let mut leaving = vec![Vec::new(); items.len()];
        let mut arriving = vec![Vec::new(); items.len()];
        for (index, link) in links.iter().enumerate() {
            if link.from_port.is_none() && items[link.from].pin == Pin::Free {
                leaving[link.from].push(index);
            }
            if link.to_port.is_none() && items[link.to].pin == Pin::Free {
                arriving[link.to].push(index);
            }
        }
        // Those that leave look at where the next point is, those that arrive at where the last one was.
        for (is_leaving, sides) in [(true, leaving), (false, arriving)] {
            for (item, mut side) in sides.into_iter().enumerate() {
                let reach = items[item].across / 2.0 * items[item].landing;
                let other = |link: usize| {
                    let chain = &self.chains[link];
                    match (is_leaving, chain.len()) {
                        (true, 2) => ends[link].1,
                        (true, _) => across[chain[1]],
                        (false, 2) => ends[link].0,
                        (false, count) => across[chain[count - 2]],
                    }
                };
                side.sort_by(|a, b| other(*a).total_cmp(&other(*b)));
                let middle = across[item];
                let wanted: Vec<(f32, f32)> =
                    side.iter().map(|link| (other(*link).clamp(middle - reach, middle + reach), 1.0)).collect();
                let gaps = side.len().saturating_sub(1);
                let apart = if gaps > 0 { self.spacing.end_gap.min(reach * 2.0 / gaps as f32) } else { 0.0 };
                let places = nearest(&wanted, &vec![apart; gaps]);
                // The whole row moves in where it stands out.
                let over = places.last().map_or(0.0, |last| (last - middle - reach).max(0.0));
                let under = places.first().map_or(0.0, |first| (middle - reach - first).max(0.0));
                for (link, place) in side.iter().zip(places) {
                    let place = (place - over + under).clamp(middle - reach, middle + reach);
                    if is_leaving { ends[*link].0 = place } else { ends[*link].1 = place }
                }
            }
        }
        ends
    }
}

/// Places in a row, nearest to what is wanted by least squares, no two closer than their distance: the pool of adjacent
/// violators (Barlow and others, 1972), linear in their number. In: place and weight of each; the distances between.
pub fn nearest(wanted: &[(f32, f32)], distances: &[f32]) -> Vec<f32> {
    struct Pool {
        sum: f32,
        weight: f32,
        count: usize,
    }
    let mut shift = 0.0;
    let mut shifts = Vec::with_capacity(wanted.len());
    let mut pools: Vec<Pool> = Vec::new();
    for (index, (place, weight)) in wanted.iter().enumerate() {
        if index > 0 {
            shift += distances[index - 1];
        }
        shifts.push(shift);
        let mut pool = Pool { sum: (place - shift) * weight, weight: *weight, count: 1 };
        while let Some(last) = pools.last().filter(|last| last.sum / last.weight > pool.sum / pool.weight) {
            pool.sum += last.sum;
            pool.weight += last.weight;
            pool.count += last.count;
            pools.pop();
        }
        pools.push(pool);
    }
    let places = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    places.zip(shifts).map(|(place, shift)| place + shift).collect()
}
