//! Sequences on a grid.

use super::{Beside, Sequence, Step, Tip};
use crate::diagram::graph::Head;
use crate::diagram::measure::{LEADING, Label};
use crate::diagram::scene::{Ground, Paint, Point, Rect, Scene, n};

/// Between actors, at least; in CSS pixels, as all here.
const APART: f32 = 24.0;
/// Around the name of an actor.
const PADDING: (f32, f32) = (10.0, 6.0);
/// Around a label on its arrow.
const LABEL_ROOM: f32 = 14.0;
/// Between steps.
const STEP: f32 = 10.0;
/// A bar of activation, and how far the next stands beside it.
const BAR: f32 = 7.0;
const BAR_SHIFT: f32 = 3.5;
/// A message to oneself: how far it goes out, and how far down.
const LOOP: (f32, f32) = (24.0, 16.0);
/// Around the text of a note.
const NOTE_PADDING: f32 = 7.0;
/// From the outermost line of life in a frame to the frame, and how much each frame within adds.
const FRAME: f32 = 16.0;
const FRAME_STEP: f32 = 7.0;
/// A sequence that is taller shows its actors below as well.
const TALL: f32 = 330.0;
/// The figure of a person.
const PERSON: f32 = 30.0;

/// A frame that is open.
struct Open {
    top: f32,
    kind: Label,
    label: Label,
    parts: Vec<(f32, Label)>,
    first: usize,
    last: usize,
    /// Frames within.
    depth: usize,
    /// How far words in it go to the right.
    right: f32,
}

/// Draws it.
pub fn paint(sequence: &Sequence, kind_label: &dyn Fn(&str) -> Label) -> Scene {
    let mut scene = Scene::default();
    let columns = columns(sequence);
    let actor_height =
        sequence.actors.iter().map(|actor| head_height(actor.is_person, &actor.label)).fold(0.0, f32::max);
    let top = if sequence.boxes.iter().any(|frame| !frame.label.is_empty()) { LEADING + 8.0 } else { 0.0 };
    let mut y = top + actor_height + 6.0;
    let mut active: Vec<Vec<f32>> = vec![Vec::new(); columns.len()];
    let mut bars: Vec<(usize, usize, f32, f32)> = Vec::new();
    // Where notes stand, and beside whom.
    let mut notes: Vec<(usize, usize, f32, f32)> = Vec::new();
    let mut ends: Vec<Option<f32>> = vec![None; columns.len()];
    let mut frames: Vec<Open> = Vec::new();
    // Lines of life are drawn below everything, once it is known how long they are.
    let mut front = Scene::default();
    let mut back = Scene::default();
    for (index, step) in sequence.steps.iter().enumerate() {
        match step {
            Step::Message { from, to, label, is_dashed, tip, tail } => {
                y += STEP + label.height();
                frames.iter_mut().for_each(|frame| frame.take(*from, *to));
                // An activation that follows begins at this arrow.
                let starts = matches!(sequence.steps.get(index + 1), Some(Step::Activate(actor)) if actor == to);
                let paint = if *is_dashed { Paint::DASHED } else { Paint::RULE };
                if from == to {
                    let x = columns[*from] + half_bar(active[*from].len());
                    let (right, bottom) = (x + LOOP.0, y + LOOP.1);
                    let reach = if *tip == Tip::Arrow { 6.0 } else { 0.0 };
                    front.polyline(&[(x, y), (right, y), (right, bottom), (x + reach, bottom)], paint);
                    tip_at(*tip, Point::new(x, bottom), Point::new(-1.0, 0.0), &mut front);
                    front.list(label, Point::new(x + 6.0, y - label.height() - 1.0));
                    let words = x + 6.0 + label.width();
                    frames.iter_mut().for_each(|frame| frame.right = frame.right.max(words.max(right)));
                    y += LOOP.1;
                } else {
                    let sign = if columns[*to] > columns[*from] { 1.0 } else { -1.0 };
                    let start = columns[*from] + side(active[*from].len(), sign);
                    let end = columns[*to] + side(active[*to].len() + usize::from(starts), -sign);
                    let along = Point::new(sign, 0.0);
                    let (a, b) = (Point::new(start, y), Point::new(end, y));
                    let reach = |tip: Tip| if tip == Tip::Arrow { 6.0 * sign } else { 0.0 };
                    front.line(Point::new(a.x + reach(*tail), y), Point::new(b.x - reach(*tip), y), paint);
                    tip_at(*tip, b, along, &mut front);
                    tip_at(*tail, a, Point::new(-sign, 0.0), &mut front);
                    front.label(label, Point::new((start + end) / 2.0, y - label.height() / 2.0 - 2.0));
                }
                y += 2.0;
            }
            Step::Note { beside, first, last, label } => {
                y += STEP;
                frames.iter_mut().for_each(|frame| frame.take(*first, *last));
                let width = label.width() + 2.0 * NOTE_PADDING;
                let (low, high) = (columns[*first.min(last)], columns[*first.max(last)]);
                let (x, width) = match beside {
                    Beside::Right => (high + 10.0, width),
                    Beside::Left => (low - 10.0 - width, width),
                    Beside::Over => {
                        let width = width.max(high - low + if first == last { 0.0 } else { 30.0 });
                        ((low + high - width) / 2.0, width)
                    }
                };
                let at = Rect { x, y, width, height: label.height() + 8.0 };
                frames.iter_mut().for_each(|frame| frame.right = frame.right.max(x + width));
                notes.push((*first.min(last), *first.max(last), x, x + width));
                front.rect(at, 0.0, Paint::LIGHT);
                front.label(label, at.middle());
                y += at.height;
            }
            Step::Activate(actor) => active[*actor].push(y - 2.0),
            Step::Deactivate(actor) => {
                if let Some(start) = active[*actor].pop() {
                    let end = if y - start < 8.0 { start + 8.0 } else { y };
                    bars.push((*actor, active[*actor].len(), start, end));
                }
            }
            Step::Open { kind, label } => {
                y += STEP;
                frames.push(Open {
                    top: y,
                    kind: kind_label(kind),
                    label: label.clone(),
                    parts: Vec::new(),
                    first: usize::MAX,
                    last: 0,
                    depth: 0,
                    right: 0.0,
                });
                y += LEADING.max(label.height()) + 4.0;
            }
            Step::Part { label } => {
                y += STEP;
                if let Some(frame) = frames.last_mut() {
                    frame.parts.push((y, label.clone()));
                }
                y += label.height() + 2.0;
            }
            Step::Close => {
                y += STEP;
                if let Some(frame) = frames.pop() {
                    if let Some(outer) = frames.last_mut() {
                        outer.depth = outer.depth.max(frame.depth + 1);
                        outer.take(frame.first, frame.last);
                    }
                    let right = frame.draw(&columns, y, &mut back, &mut front);
                    frames.iter_mut().for_each(|outer| outer.right = outer.right.max(right));
                }
            }
            Step::Divider(label) => {
                y += STEP + 4.0;
                let (low, high) =
                    (columns.first().copied().unwrap_or_default(), columns.last().copied().unwrap_or_default());
                let width = label.width() + 16.0;
                for shift in [-1.5, 1.5] {
                    let y = y + LEADING / 2.0 + shift;
                    front.line(Point::new(low - 20.0, y), Point::new(high + 20.0, y), Paint::RULE);
                }
                let middle = (low + high) / 2.0;
                let at = Rect { x: middle - width / 2.0, y: y - 2.0, width, height: label.height().max(LEADING) + 4.0 };
                front.rect(at, 0.0, Paint::PAPER);
                front.label(label, at.middle());
                y += at.height;
            }
            Step::Delay(label) => {
                y += STEP * 2.0;
                if let (Some(low), Some(high)) = (columns.first(), columns.last()) {
                    front.label(label, Point::new((low + high) / 2.0, y + label.height() / 2.0));
                }
                y += label.height() + STEP;
            }
            Step::Destroy(actor) => {
                let x = columns[*actor];
                y += 2.0;
                front.line(Point::new(x - 5.0, y - 5.0), Point::new(x + 5.0, y + 5.0), Paint::HEAVY);
                front.line(Point::new(x - 5.0, y + 5.0), Point::new(x + 5.0, y - 5.0), Paint::HEAVY);
                ends[*actor] = ends[*actor].or(Some(y));
            }
        }
    }
    while let Some(frame) = frames.pop() {
        y += STEP;
        frame.draw(&columns, y, &mut back, &mut front);
    }
    for (actor, starts) in active.iter_mut().enumerate() {
        while let Some(start) = starts.pop() {
            bars.push((actor, starts.len(), start, y + 4.0));
        }
    }
    let bottom = y + STEP + 4.0;
    let is_tall = bottom > TALL;
    for frame in &sequence.boxes {
        let edge = |actor: usize| sequence.actors[actor].label.width().max(30.0) / 2.0 + PADDING.0 + 6.0;
        let (mut left, mut right) = (columns[frame.first] - edge(frame.first), columns[frame.last] + edge(frame.last));
        for (low, high, from, to) in &notes {
            if *low >= frame.first && *high <= frame.last {
                (left, right) = (left.min(from - 6.0), right.max(to + 6.0));
            }
        }
        let height = bottom + if is_tall { actor_height } else { 0.0 } + 8.0;
        let at = Rect { x: left, y: 0.0, width: right - left, height };
        scene.rect(at, 4.0, Paint { ground: Some(Ground::Paper), ..Paint::RULE });
        scene.label(&frame.label, Point::new((left + right) / 2.0, 4.0 + LEADING / 2.0));
    }
    for (x, end) in columns.iter().zip(&ends) {
        scene.line(Point::new(*x, top + actor_height), Point::new(*x, end.unwrap_or(bottom)), Paint::RULE);
    }
    scene.append(back);
    bars.sort_by_key(|(actor, level, ..)| (*actor, *level));
    for (actor, level, start, end) in bars {
        let x = columns[actor] - BAR / 2.0 + BAR_SHIFT * level as f32;
        scene.rect(Rect { x, y: start, width: BAR, height: end - start }, 0.0, Paint::PAPER);
    }
    scene.append(front);
    for (actor, x) in sequence.actors.iter().zip(&columns) {
        let height = head_height(actor.is_person, &actor.label);
        draw_actor(&actor.label, actor.is_person, *x, top + actor_height - height, &mut scene);
    }
    for ((actor, x), end) in sequence.actors.iter().zip(&columns).zip(&ends) {
        if is_tall && end.is_none() {
            draw_actor(&actor.label, actor.is_person, *x, bottom, &mut scene);
        }
    }
    scene
}

impl Open {
    fn take(&mut self, a: usize, b: usize) {
        self.first = self.first.min(a).min(b);
        self.last = self.last.max(if a == usize::MAX { 0 } else { a }).max(b);
    }

    /// Draws the frame down to `bottom`; the right side of it.
    fn draw(self, columns: &[f32], bottom: f32, back: &mut Scene, front: &mut Scene) -> f32 {
        let room = FRAME + FRAME_STEP * self.depth as f32;
        let (first, last) = (self.first.min(columns.len() - 1), self.last.min(columns.len() - 1));
        let left = columns[first.min(last)] - room;
        let has_tag = !self.kind.is_empty();
        let tag = if has_tag { self.kind.width() + 14.0 } else { 0.0 };
        let words = left + tag + 8.0 + self.label.width() + 6.0;
        let parts = self.parts.iter().map(|(_, label)| left + label.width() + 14.0).fold(words, f32::max);
        let right = (columns[last] + room).max(parts).max(self.right + 8.0);
        let at = Rect { x: left, y: self.top, width: right - left, height: bottom - self.top };
        back.rect(at, 0.0, Paint::RULE);
        let (edge, low) = (left + tag, self.top + LEADING + 3.0);
        let corner = [(left, self.top), (edge, self.top), (edge, low - 5.0), (edge - 5.0, low), (left, low)];
        if has_tag {
            front.polygon(&corner, Paint::LIGHT);
        }
        front.list(&self.kind, Point::new(left + 6.0, self.top + 1.5));
        front.list(&self.label, Point::new(edge + 7.0, self.top + 2.0));
        for (y, label) in &self.parts {
            back.line(Point::new(left, *y), Point::new(right, *y), Paint::DASHED);
            front.list(label, Point::new(left + 7.0, y + 2.0));
        }
        right
    }
}

fn half_bar(depth: usize) -> f32 {
    if depth == 0 { 0.0 } else { BAR / 2.0 + BAR_SHIFT * (depth - 1) as f32 }
}

/// From a column to where arrows end on one side of it.
fn side(depth: usize, sign: f32) -> f32 {
    match depth {
        0 => 0.0,
        _ if sign > 0.0 => half_bar(depth),
        _ => -BAR / 2.0,
    }
}

fn tip_at(tip: Tip, at: Point, along: Point, scene: &mut Scene) {
    match tip {
        Tip::None => {}
        Tip::Arrow => scene.head(Head::Arrow, at, along),
        Tip::Open => scene.head(Head::Open, at, along),
        Tip::Cross => scene.head(Head::Cross, at, along),
    }
}

fn head_height(is_person: bool, label: &Label) -> f32 {
    label.height().max(LEADING) + if is_person { PERSON + 2.0 } else { 2.0 * PADDING.1 }
}

fn draw_actor(label: &Label, is_person: bool, x: f32, y: f32, scene: &mut Scene) {
    if !is_person {
        let width = label.width().max(30.0) + 2.0 * PADDING.0;
        let at = Rect { x: x - width / 2.0, y, width, height: head_height(false, label) };
        scene.rect(at, 0.0, Paint::LIGHT);
        scene.label(label, at.middle());
        return;
    }
    scene.ellipse(Rect { x: x - 4.5, y: y + 1.0, width: 9.0, height: 9.0 }, Paint::LIGHT);
    let data = format!(
        "M{x} {}V{}M{} {}H{}M{} {}L{x} {}L{} {}",
        n(y + 10.0),
        n(y + 20.0),
        n(x - 8.0),
        n(y + 14.0),
        n(x + 8.0),
        n(x - 7.0),
        n(y + 29.0),
        n(y + 20.0),
        n(x + 7.0),
        n(y + 29.0),
        x = n(x),
    );
    scene.path(&data, Rect { x: x - 8.0, y, width: 16.0, height: PERSON }, Paint::RULE);
    let width = label.width() + 4.0;
    let at = Rect { x: x - width / 2.0, y: y + PERSON, width, height: label.height() + 2.0 };
    scene.rect(at, 0.0, Paint { line: None, ..Paint::PAPER });
    scene.label(label, at.middle());
}

/// The middle of each column.
fn columns(sequence: &Sequence) -> Vec<f32> {
    let count = sequence.actors.len();
    let half = |actor: usize| sequence.actors[actor].label.width().max(30.0) / 2.0 + PADDING.0;
    // The room after each actor; before the first one nothing is in the way.
    let mut gaps: Vec<f32> = (1..count).map(|actor| half(actor - 1) + half(actor) + APART).collect();
    let mut wanted: Vec<(usize, usize, f32)> = Vec::new();
    for step in &sequence.steps {
        match step {
            Step::Message { from, to, label, .. } if from == to => {
                wanted.push((*from, from + 1, (label.width() + 16.0).max(LOOP.0 + 12.0)));
            }
            Step::Message { from, to, label, .. } => {
                wanted.push((*from.min(to), *from.max(to), label.width() + 2.0 * LABEL_ROOM));
            }
            Step::Note { beside, first, last, label } => {
                let width = label.width() + 2.0 * NOTE_PADDING;
                let (low, high) = (*first.min(last), *first.max(last));
                match beside {
                    Beside::Right => wanted.push((high, high + 1, width + 20.0)),
                    Beside::Left => wanted.extend(low.checked_sub(1).map(|before| (before, low, width + 20.0))),
                    Beside::Over if low == high => {
                        wanted.push((low, low + 1, width / 2.0 + 10.0));
                        wanted.extend(low.checked_sub(1).map(|before| (before, low, width / 2.0 + 10.0)));
                    }
                    Beside::Over => wanted.push((low, high, width - 30.0)),
                }
            }
            Step::Open { .. }
            | Step::Part { .. }
            | Step::Activate(_)
            | Step::Deactivate(_)
            | Step::Close
            | Step::Divider(_)
            | Step::Delay(_)
            | Step::Destroy(_) => {}
        }
    }
    // Near neighbors first, since their room counts for those farther apart.
    wanted.sort_by_key(|(low, high, _)| high - low);
    for (low, high, width) in wanted {
        let Some(between) = gaps.get_mut(low..high) else { continue };
        let missing = width - between.iter().sum::<f32>();
        if missing > 0.0 {
            let each = missing / between.len() as f32;
            between.iter_mut().for_each(|gap| *gap += each);
        }
    }
    let mut x = 0.0;
    let mut columns = Vec::with_capacity(count);
    for actor in 0..count {
        columns.push(x);
        x += gaps.get(actor).copied().unwrap_or_default();
    }
    columns
}
