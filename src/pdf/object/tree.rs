//! Name trees and number trees of two levels (PDF 32000-1, 7.9.6 and 7.9.7).

use super::{File, Obj, Ref, Str};

/// How many entries a leaf has: few enough for a reader to read all to find one.
pub(in crate::pdf) const LEAF: usize = 64;

/// Writes a name tree with leaves of so many entries at most; names come in any order.
pub(in crate::pdf) fn name_tree<T>(
    file: &mut File,
    mut entries: Vec<(Vec<u8>, T)>,
    most: usize,
    write: impl Fn(Obj<'_>, &T),
) -> Ref {
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let leaf = |entries: &[(Vec<u8>, T)]| {
        file.add_dict(|dict| {
            if let ([first, ..], [.., last]) = (entries, entries) {
                dict.array("Limits", [&first.0, &last.0].map(Str));
            }
            let mut names = dict.insert("Names").array();
            for (name, value) in entries {
                names.push().primitive(Str(name));
                write(names.push(), value);
            }
        })
    };
    let kids: Vec<Ref> = entries.chunks(most).map(leaf).collect();
    file.add_dict(|dict| {
        dict.array("Kids", kids);
    })
}

/// Writes a number tree; keys come sorted.
pub(in crate::pdf) fn number_tree<T>(file: &mut File, entries: &[(usize, T)], write: impl Fn(Obj<'_>, &T)) -> Ref {
    let leaf = |entries: &[(usize, T)]| {
        file.add_dict(|dict| {
            if let ([first, ..], [.., last]) = (entries, entries) {
                dict.array("Limits", [first.0, last.0]);
            }
            let mut numbers = dict.insert("Nums").array();
            for (key, value) in entries {
                numbers.push().primitive(*key);
                write(numbers.push(), value);
            }
        })
    };
    let kids: Vec<Ref> = entries.chunks(LEAF).map(leaf).collect();
    file.add_dict(|dict| {
        if kids.is_empty() {
            drop(dict.insert("Nums").array());
        } else {
            dict.array("Kids", kids);
        }
    })
}
