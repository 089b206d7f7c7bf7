//! Markdown in, bound books out.

pub mod color;
pub mod config;
pub mod cover;
pub mod css;
pub mod diagnostic;
pub mod document;
pub mod epub;
pub mod font;
pub mod geom;
pub mod html;
pub mod lang;
pub mod layout;
pub mod markdown;
pub mod paragraph;
pub mod pdf;
pub mod pipeline;
pub mod resource;
pub mod source;
pub mod style;
pub mod text;
pub mod toc;
pub mod transform;
pub mod url;
