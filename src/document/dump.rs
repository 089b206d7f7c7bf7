//! The tree as text, for golden tests and `--dump tree`.

use super::{Chapter, Document, Node};

/// Every node on a line of its own, indented below its parent.
pub fn dump(document: &Document) -> String {
    let mut out = String::new();
    for chapter in &document.chapters {
        write(Node::Section(chapter), chapter, 0, &mut out);
    }
    out
}

fn write(node: Node<'_>, chapter: &Chapter, depth: usize, out: &mut String) {
    out.push_str(&format!("{:1$}{2:?}\n", "", depth * 2, node.id()));
    node.for_each_child(&mut |child| write(child, chapter, depth + 1, out));
}
