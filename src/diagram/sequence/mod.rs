//! Sequences of messages: actors in columns, messages from the top down.
//!
//! In: a [`Sequence`] from one of the readers. Out: a scene. Columns stand as far apart as the labels between them ask;
//! then each step takes the height that it needs.

mod layout;
pub mod mermaid;
pub mod plantuml;

pub use layout::paint;

use super::measure::{Label, Measure};

/// Who takes part, and what happens.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    pub actors: Vec<Actor>,
    pub steps: Vec<Step>,
    /// Frames around neighboring actors.
    pub boxes: Vec<ActorBox>,
}

#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub name: String,
    pub label: Label,
    pub is_person: bool,
}

/// A frame around actors, first and last.
#[derive(Clone, Debug)]
pub struct ActorBox {
    pub label: Label,
    pub first: usize,
    pub last: usize,
}

/// What ends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {
    None,
    Arrow,
    Open,
    Cross,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    Left,
    Right,
    Over,
}

#[derive(Clone, Debug)]
pub enum Step {
    Message {
        from: usize,
        to: usize,
        label: Label,
        is_dashed: bool,
        tip: Tip,
        tail: Tip,
    },
    Note {
        beside: Beside,
        first: usize,
        last: usize,
        label: Label,
    },
    Activate(usize),
    Deactivate(usize),
    /// A frame begins: what it is, and on which condition.
    Open {
        kind: String,
        label: Label,
    },
    /// Another part of the frame.
    Part {
        label: Label,
    },
    Close,
    /// A line across all columns.
    Divider(Label),
    Delay(Label),
    /// The end of an actor.
    Destroy(usize),
}

/// The most steps and actors: a drawing that long is on no page.
pub const MOST_STEPS: usize = 1000;
pub const MOST_ACTORS: usize = 60;

impl Sequence {
    /// The actor of a name, made if there is none.
    pub fn actor(&mut self, name: &str, measure: &Measure) -> usize {
        let name = name.trim();
        match self.actors.iter().position(|actor| actor.name == name) {
            Some(actor) => actor,
            // What lies beyond the limit is refused as a whole later.
            None if self.actors.len() > MOST_ACTORS => MOST_ACTORS,
            None => {
                let label = Label::new(name, 130.0, measure);
                self.actors.push(Actor { name: name.to_owned(), label, is_person: false });
                self.actors.len() - 1
            }
        }
    }

    pub fn is_too_large(&self) -> bool {
        self.actors.len() > MOST_ACTORS || self.steps.len() > MOST_STEPS
    }

    /// The messages in words, in their order.
    pub fn words(&self) -> String {
        let name = |actor: usize| self.actors[actor].label.words();
        let messages: Vec<String> = self
            .steps
            .iter()
            .filter_map(|step| {
                let Step::Message { from, to, label, .. } = step else { return None };
                let said = label.words();
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                Some(format!("{} to {}{said}", name(*from), name(*to)))
            })
            .collect();
        format!("Sequence diagram: {}", messages.join("; "))
    }
}
