//! Diagrams that programs of the author's draw, and the face that those of our own are set in.
//!
//! In: the tree, and a loader, which has a way to such programs where the command line names them. Out: the pictures as
//! resources, and by which diagram each is. Without such a way the tree is not looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagram::Measure;
use crate::document::{BlockKind, Document, Node};
use crate::font::Fonts;
use crate::hash::Fnv128;
use crate::resource::{self, Resources};
use crate::source::Loader;
use crate::transform::{Diagrams, Drawing};

/// Has every diagram drawn that a program is named for.
pub(super) fn gather(document: &Document, loader: &Loader, fonts: &Fonts, resources: &mut Resources) -> Diagrams {
    let mut diagrams = Diagrams { measure: measure(fonts), ..Diagrams::default() };
    let Some(illustrator) = loader.illustrator() else { return diagrams };
    let names = illustrator.names();
    let mut asked: Vec<(String, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for chapter in &document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            let Node::Block(block) = node else { return };
            let BlockKind::CodeBlock(code) = &block.kind else { return };
            let Some(name) = code.language.as_deref().map(str::to_ascii_lowercase) else { return };
            let diagram = (name, code.text().into_owned());
            if names.contains(&diagram.0) && code.is_plain() && seen.insert(diagram.clone()) {
                asked.push(diagram);
            }
        });
    }
    if asked.is_empty() {
        return diagrams;
    }
    for (diagram, found) in asked.iter().zip(illustrator.draw(&asked)) {
        let found = found.and_then(|bytes| {
            let mut hash = Fnv128::default();
            hash.bytes(&bytes);
            let stem = format!("diagram://drawn-{:032x}", hash.finish());
            let mut found =
                resource::from_bytes(&stem, bytes).map_err(|unfit| format!("its picture {}", unfit.reason))?;
            found.path = format!("{stem}.{}", found.media_type.extension());
            let path = found.path.clone();
            resources.insert(found);
            Ok(path)
        });
        diagrams.drawn.insert(diagram.clone(), found);
    }
    diagrams
}

/// Adds the drawings that were made of diagrams.
pub(super) fn add(drawings: Vec<Drawing>, resources: &mut Resources) {
    for Drawing { path, svg } in drawings {
        if let Ok(resource) = resource::from_bytes(&path, svg.into_bytes()) {
            resources.insert(resource);
        }
    }
}

/// How wide characters are in the sans-serif face.
fn measure(fonts: &Fonts) -> Measure {
    let families = ["sans-serif".to_owned()];
    let faces = [400, 700].map(|weight| fonts.primary(&families, weight, false));
    let fonts = fonts.clone();
    Measure::new(move |character, is_bold| {
        let own = faces[usize::from(is_bold)];
        let id = if fonts.face(own).has(character) { own } else { fonts.fallback_for(character).unwrap_or(own) };
        let face: &Arc<_> = fonts.face(id);
        // What no face has is drawn as wide as high.
        face.glyph(character).map_or(1.0, |glyph| face.advance(glyph))
    })
}
