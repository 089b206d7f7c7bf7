//! A graph that was laid out, drawn: groups, edges with heads and labels, nodes.

use super::graph::{Edge, End, Graph, Head, Stroke};
use super::measure::Label;
use super::nested::{LOOP, Placement, Way};
use super::scene::{Ground, Paint, Point, Rect, Scene, n};
use super::shape::Side;

/// From a line to the words beside its end, in CSS pixels.
const BESIDE: f32 = 5.0;

/// Draws all of it.
pub fn paint(graph: &Graph, placement: &Placement) -> Scene {
    let mut scene = Scene::default();
    for (group, at) in graph.groups.iter().zip(&placement.groups) {
        let ground = if group.look.fill.is_some() { Paint::of_box(&group.look).ground } else { Some(Ground::Paper) };
        scene.rect(*at, 4.0, Paint { ground, ..Paint::of_box(&group.look) });
    }
    for (edge, way) in graph.edges.iter().zip(&placement.ways) {
        if edge.stroke != Stroke::Invisible && way.points.len() > 1 {
            draw_edge(graph, placement, edge, way, &mut scene);
        }
    }
    for (node, at) in graph.nodes.iter().zip(&placement.nodes) {
        node.shape.draw(node, *at, &mut scene);
    }
    for (group, at) in graph.groups.iter().zip(&placement.groups) {
        title(&group.label, *at, placement, &mut scene);
    }
    scene
}

/// The title of a group: to the left, or where no edge comes in.
fn title(label: &Label, at: Rect, placement: &Placement, scene: &mut Scene) {
    const INDENT: f32 = 9.0;
    if label.is_empty() {
        return;
    }
    let top = at.y + 5.0;
    let width = label.width();
    let right = at.x + at.width - INDENT - width;
    let places = [at.x + INDENT, right, at.x + (at.width - width) / 2.0];
    let is_free = |x: &f32| {
        !placement.ways.iter().filter(|way| !way.is_horizontal).flat_map(|way| way.points.windows(2)).any(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let is_high = a.y.min(b.y) < top + label.height() && a.y.max(b.y) > top;
            is_high && a.x.max(b.x) > x - 3.0 && a.x.min(b.x) < x + width + 3.0
        })
    };
    let x = places.iter().copied().find(is_free).unwrap_or(places[0]);
    scene.list(label, Point::new(x, top));
}

/// How far a line stays away from the tip of its head.
fn reach(head: Head) -> f32 {
    match head {
        Head::None | Head::Open | Head::One | Head::ZeroOrOne | Head::Many | Head::ZeroOrMany => 0.0,
        Head::Arrow => 6.0,
        Head::Triangle => 11.0,
        Head::Diamond | Head::HollowDiamond => 14.0,
        Head::Circle => 7.0,
        Head::Cross => 6.0,
    }
}

fn draw_edge(graph: &Graph, placement: &Placement, edge: &Edge, way: &Way, scene: &mut Scene) {
    let paint = match edge.stroke {
        Stroke::Solid | Stroke::Invisible => Paint::RULE,
        Stroke::Dashed => Paint::DASHED,
        Stroke::Heavy => Paint::HEAVY,
    };
    let mut points = way.points.clone();
    let (first, last) = (points[0], points[points.len() - 1]);
    // Which way the edge leaves at either end.
    let from_out = if way.is_loop { side_of_loop(way) } else { outward(&points, way.is_horizontal) };
    points.reverse();
    let to_out = if way.is_loop { side_of_loop(way) } else { outward(&points, way.is_horizontal) };
    points.reverse();
    let from_tip = moved(first, from_out, -inset(graph, placement, edge.from, first, from_out));
    let to_tip = moved(last, to_out, -inset(graph, placement, edge.to, last, to_out));
    let count = points.len();
    points[0] = moved(from_tip, from_out, reach(edge.from_head));
    points[count - 1] = moved(to_tip, to_out, reach(edge.to_head));
    let within = bounds(&points);
    if way.is_loop {
        let (a, b) = (points[0], points[count - 1]);
        let (c, d) = (moved(a, from_out, LOOP * 1.3), moved(b, to_out, LOOP * 1.3));
        let (c, d) = if way.is_horizontal {
            (Point::new(c.x - 4.0, c.y), Point::new(d.x + 4.0, d.y))
        } else {
            (Point::new(c.x, c.y - 4.0), Point::new(d.x, d.y + 4.0))
        };
        let data = format!("M{} {}C{} {} {} {} {} {}", n(a.x), n(a.y), n(c.x), n(c.y), n(d.x), n(d.y), n(b.x), n(b.y));
        let out = moved(a, from_out, LOOP);
        scene.path(&data, bounds(&[a, b, out]), paint);
    } else {
        scene.path(&data(&points, way, &edge.label), within, paint);
    }
    let inward = |out: Point| Point::new(-out.x, -out.y);
    scene.head(edge.from_head, from_tip, inward(from_out));
    scene.head(edge.to_head, to_tip, inward(to_out));
    if let Some(middle) = way.label {
        scene.label(&edge.label, middle);
    }
    beside(&edge.from_label, from_tip, from_out, reach(edge.from_head), scene);
    beside(&edge.to_label, to_tip, to_out, reach(edge.to_head), scene);
}

/// Words beside the end of an edge: to the right of one that runs down, above one that runs across.
fn beside(label: &Label, tip: Point, out: Point, reach: f32, scene: &mut Scene) {
    let along = reach.max(8.0);
    let corner = if out.x == 0.0 {
        let top = if out.y > 0.0 { tip.y + along - 5.0 } else { tip.y - along - label.height() + 5.0 };
        Point::new(tip.x + BESIDE, top)
    } else {
        let left = if out.x > 0.0 { tip.x + along } else { tip.x - along - label.width() };
        Point::new(left, tip.y - label.height() - 1.0)
    };
    scene.list(label, corner);
}

fn side_of_loop(way: &Way) -> Point {
    if way.is_horizontal { Point::new(0.0, 1.0) } else { Point::new(1.0, 0.0) }
}

/// The unit vector along the axis in which a way begins.
fn outward(points: &[Point], is_horizontal: bool) -> Point {
    let first = points[0];
    let along = |point: &Point| if is_horizontal { point.x - first.x } else { point.y - first.y };
    let sign = points.iter().map(along).find(|along| along.abs() > 0.01).unwrap_or(1.0).signum();
    if is_horizontal { Point::new(sign, 0.0) } else { Point::new(0.0, sign) }
}

fn moved(point: Point, along: Point, by: f32) -> Point {
    Point::new(point.x + along.x * by, point.y + along.y * by)
}

/// How far behind its box the outline of an end stands.
fn inset(graph: &Graph, placement: &Placement, end: End, at: Point, out: Point) -> f32 {
    let End::Node(index) = end else { return 0.0 };
    let rect = placement.nodes[index];
    let middle = rect.middle();
    let (side, offset) = match (out.x, out.y) {
        (0.0, y) if y > 0.0 => (Side::Bottom, at.x - middle.x),
        (0.0, _) => (Side::Top, at.x - middle.x),
        (x, _) if x > 0.0 => (Side::Right, at.y - middle.y),
        (_, _) => (Side::Left, at.y - middle.y),
    };
    graph.nodes[index].shape.inset(rect.width, rect.height, side, offset)
}

fn bounds(points: &[Point]) -> Rect {
    let fold = |start: f32, with: fn(f32, f32) -> f32, of: fn(&Point) -> f32| points.iter().map(of).fold(start, with);
    let (x, y) = (fold(f32::INFINITY, f32::min, |p| p.x), fold(f32::INFINITY, f32::min, |p| p.y));
    let right = fold(f32::NEG_INFINITY, f32::max, |p| p.x);
    let bottom = fold(f32::NEG_INFINITY, f32::max, |p| p.y);
    Rect { x, y, width: right - x, height: bottom - y }
}

/// A way as a path, with a gap for its label.
fn data(points: &[Point], way: &Way, label: &Label) -> String {
    let swap = |point: Point| if way.is_horizontal { Point::new(point.y, point.x) } else { point };
    let write = |point: Point| {
        let Point { x, y } = swap(point);
        format!("{} {}", n(x), n(y))
    };
    // From here on `y` is along the way.
    let half = if way.is_horizontal { label.width() / 2.0 + 4.0 } else { label.height() / 2.0 + 1.0 };
    let hole = way.label.filter(|_| !label.is_empty()).map(swap);
    let points: Vec<Point> = points.iter().copied().map(swap).collect();
    let mut data = format!("M{}", write(points[0]));
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if (a.x - b.x).abs() < 0.05 {
            let sign = (b.y - a.y).signum();
            if let Some(hole) = hole.filter(|hole| (hole.x - a.x).abs() < 0.5 && (hole.y - a.y) * (hole.y - b.y) <= 0.0)
            {
                let (stop, start) = (Point::new(a.x, hole.y - sign * half), Point::new(a.x, hole.y + sign * half));
                if (stop.y - a.y) * sign > 0.0 {
                    data.push_str(&format!("L{}", write(stop)));
                }
                data.push_str(&format!("M{}", write(start)));
                if (b.y - start.y) * sign <= 0.0 {
                    continue;
                }
            }
            data.push_str(&format!("L{}", write(b)));
        } else {
            let middle = (a.y + b.y) / 2.0;
            let (c, d) = (Point::new(a.x, middle), Point::new(b.x, middle));
            data.push_str(&format!("C{} {} {}", write(c), write(d), write(b)));
        }
    }
    data
}
