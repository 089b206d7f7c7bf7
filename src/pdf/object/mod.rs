//! The objects of a PDF file and the file that holds them (PDF 32000-1, 7.3 and 7.5).
//!
//! In: values, dictionaries and arrays, written part by part. Out: the bytes of the file. Nothing is kept as a tree
//! that is written afterwards: what is a hundred thousand structure elements would be as many maps. What the
//! objects mean is not known here.

mod file;
mod notation;
mod tree;

pub(super) use file::{File, LEVEL, deflate, hash};
pub(super) use notation::{
    Dict, HexStr, Items, Name, Notation, Null, Obj, Ref, Str, TextStr, literal, push_integer, rounded,
};
pub(super) use tree::{LEAF, name_tree, number_tree};
