//! The order of origins and cascade layers (CSS Cascade 5, sections 6.2 and 6.4).
//!
//! In: layers in the order in which sheets name them. Out: a rank for each, which decides before specificity does. The
//! theme is an origin below the author's: a rule of the author's own wins over the theme's, however it is written.

use crate::css::LayerName;

/// Whose a sheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The program's, or a file in its place.
    Theme,
    /// The user's.
    #[default]
    Author,
}

/// A layer, by its place in [`Layers`].
pub(super) type LayerId = usize;

/// All layers of a build.
pub(super) struct Layers {
    nodes: Vec<Node>,
}

struct Node {
    /// `None` for the layer of an origin and for those without a name.
    name: Option<String>,
    children: Vec<LayerId>,
}

impl Layers {
    pub const THEME: LayerId = 0;
    pub const AUTHOR: LayerId = 1;

    pub fn new() -> Layers {
        let origin = || Node { name: None, children: Vec::new() };
        Layers { nodes: vec![origin(), origin()] }
    }

    pub fn of(origin: Origin) -> LayerId {
        match origin {
            Origin::Theme => Layers::THEME,
            Origin::Author => Layers::AUTHOR,
        }
    }

    /// The layer of a name in another; it is added where it is new.
    pub fn named(&mut self, parent: LayerId, name: &[String]) -> LayerId {
        name.iter().fold(parent, |parent, part| {
            let known =
                self.nodes[parent].children.iter().find(|&&child| self.nodes[child].name.as_ref() == Some(part));
            match known {
                Some(&child) => child,
                None => self.add(parent, Some(part.clone())),
            }
        })
    }

    /// What `@layer a, b;` does: names layers in their order.
    pub fn name_all(&mut self, parent: LayerId, names: &[LayerName]) {
        for name in names {
            self.named(parent, name);
        }
    }

    /// The layer of an at-rule in another.
    pub fn inner(&mut self, parent: LayerId, name: Option<&[String]>) -> LayerId {
        match name {
            Some(name) => self.named(parent, name),
            None => self.anonymous(parent),
        }
    }

    /// A layer without a name, which nothing else can add to.
    fn anonymous(&mut self, parent: LayerId) -> LayerId {
        self.add(parent, None)
    }

    fn add(&mut self, parent: LayerId, name: Option<String>) -> LayerId {
        let id = self.nodes.len();
        self.nodes.push(Node { name, children: Vec::new() });
        self.nodes[parent].children.push(id);
        id
    }

    /// The rank of each layer, by its id: what stands in no inner layer is stronger than all of them.
    pub fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.nodes.len()];
        let mut next = 0;
        let mut open: Vec<(LayerId, usize)> = vec![(Layers::AUTHOR, 0), (Layers::THEME, 0)];
        while let Some((node, child)) = open.pop() {
            match self.nodes[node].children.get(child) {
                Some(&inner) => open.extend([(node, child + 1), (inner, 0)]),
                None => {
                    ranks[node] = next;
                    next += 1;
                }
            }
        }
        ranks
    }
}
