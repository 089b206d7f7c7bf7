//! Names of outputs with fields: `dist/{date}-{slug}.epub`.
//!
//! In: a pattern and the facts of a book. Out: a path. `{slug}` is the title, `{date}` the book's day, `{stem}` the name of
//! the text's file, `{path}` the same with the folders in which it lies below the batch's. Other braces stand as they are.

use std::path::PathBuf;

use bindery::diagnostic::nearest;

use super::output::slug;

/// What stands for a date where there is none.
const UNDATED: &str = "undated";

/// A name with fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Slug,
    Date,
    Stem,
    Path,
}

const FIELDS: [(&str, Field); 4] =
    [("slug", Field::Slug), ("date", Field::Date), ("stem", Field::Stem), ("path", Field::Path)];

/// What fields stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub slug: String,
    pub date: Option<String>,
    pub stem: String,
    pub path: String,
}

/// A field that is none: its name, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownField {
    pub message: String,
    pub hint: String,
}

impl Pattern {
    pub fn parse(text: &str) -> Result<Pattern, UnknownField> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let word = rest[open + 1..].split('}').next().unwrap_or_default();
            let is_field = rest[open + 1..].len() > word.len() && !word.is_empty();
            if !is_field || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                pieces.push(Piece::Text(rest[..=open].to_owned()));
                rest = &rest[open + 1..];
                continue;
            }
            let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == word) else {
                let message = format!("`{{{word}}}` in the name of an output is no field");
                let names = FIELDS.map(|(name, _)| name);
                let hint = match nearest(word, names) {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => format!("there are `{{{}}}`", names.join("}`, `{")),
                };
                return Err(UnknownField { message, hint });
            };
            pieces.push(Piece::Text(rest[..open].to_owned()));
            pieces.push(Piece::Field(*field));
            rest = &rest[open + word.len() + 2..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Pattern { pieces })
    }

    /// Whether it names more than one file.
    pub fn has_fields(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Field(_)))
    }

    /// As it was written.
    pub fn shown(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => {
                FIELDS.iter().filter(|(_, known)| known == field).map(|(name, _)| format!("{{{name}}}")).collect()
            }
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Whether it takes something from the book, which is known once that is built.
    pub fn asks_the_book(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Field(Field::Slug | Field::Date)))
    }

    pub fn fill(&self, facts: &Facts) -> PathBuf {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(Field::Slug) => facts.slug.clone(),
            // What is no date could be a path.
            Piece::Field(Field::Date) => facts.date.as_deref().map_or_else(|| UNDATED.to_owned(), slug),
            Piece::Field(Field::Stem) => facts.stem.clone(),
            Piece::Field(Field::Path) => facts.path.clone(),
        };
        PathBuf::from(self.pieces.iter().map(piece).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_and_other_braces_stand() {
        let facts = Facts {
            slug: "on-pages".to_owned(),
            date: Some("2024-07-20".to_owned()),
            stem: "post".to_owned(),
            path: "x/post".to_owned(),
        };
        for (pattern, name) in [
            ("dist/{date}-{slug}.epub", "dist/2024-07-20-on-pages.epub"),
            ("{path}/{stem}.pdf", "x/post/post.pdf"),
            ("a{1}{}{ b.pdf", "a{1}{}{ b.pdf"),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().fill(&facts), PathBuf::from(name));
        }
        assert_eq!(Pattern::parse("{date}").unwrap().fill(&Facts::default()), PathBuf::from("undated"));
        assert_eq!(Pattern::parse("{slog}").unwrap_err().hint, "did you mean `{slug}`?");
        let outside = Facts { date: Some("../../etc".to_owned()), ..Facts::default() };
        assert_eq!(Pattern::parse("x/{date}").unwrap().fill(&outside), PathBuf::from("x/etc"));
        assert!(!Pattern::parse("a{1}").unwrap().has_fields());
        assert!(
            Pattern::parse("{date}").unwrap().asks_the_book() && !Pattern::parse("{path}").unwrap().asks_the_book()
        );
    }
}
