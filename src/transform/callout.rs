//! Places in code that the list after it speaks of: `// <1>` as AsciiDoc and Quarto have it, `# (1)!` as MkDocs does.
//!
//! In: a block of code, or a listing, with a numbered list right after it. Out: the code without these comments, what it
//! knows of them, and the list with a class, where every comment names an item. Else all stands as typed.

use crate::document::walk::blocks_mut;
use crate::document::{Block, BlockKind, Chapter, CodeBlock, Inline, InlineKind, List};

/// Ties code to the lists that speak of it.
pub fn apply(chapter: &mut Chapter) {
    let mut tied = 0;
    for list in std::iter::once(&mut chapter.blocks).chain(chapter.notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |blocks| tie(blocks, &mut tied));
    }
}

/// `tied` counts the lists of the chapter, whose items need names.
fn tie(blocks: &mut [Block], tied: &mut usize) {
    for at in 1..blocks.len() {
        let (before, after) = blocks.split_at_mut(at);
        let (Some(before), Some(Block { kind: BlockKind::List(list), attributes, .. })) =
            (before.last_mut(), after.first_mut())
        else {
            continue;
        };
        if let Some(code) = code_of(before)
            && tie_one(code, list)
        {
            attributes.add_class("callouts");
            *tied += 1;
            for (item, place) in list.items.iter_mut().zip(1..) {
                if item.attributes.id().is_none() {
                    item.attributes.set_id(format!("callout-{tied}-{place}"));
                }
            }
        }
    }
}

/// The code that a block is, or that a listing ends with.
fn code_of(block: &mut Block) -> Option<&mut CodeBlock> {
    match &mut block.kind {
        BlockKind::CodeBlock(code) => Some(code),
        BlockKind::Figure { content, .. } => match content.last_mut() {
            Some(Block { kind: BlockKind::CodeBlock(code), .. }) => Some(code),
            Some(_) | None => None,
        },
        BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Heading { .. }
        | BlockKind::ThematicBreak
        | BlockKind::BlockQuote(_)
        | BlockKind::Alert(_)
        | BlockKind::List(_)
        | BlockKind::DefinitionList(_)
        | BlockKind::Table(_)
        | BlockKind::Division { .. }
        | BlockKind::Math(_)
        | BlockKind::Details(_) => None,
    }
}

fn tie_one(code: &mut CodeBlock, list: &List) -> bool {
    let Some(first) = list.start.and_then(|first| u32::try_from(first).ok()) else { return false };
    let [Inline { kind: InlineKind::Text(text), .. }] = code.content.as_mut_slice() else { return false };
    let mut shown = String::with_capacity(text.len());
    let mut found = Vec::new();
    for (line, place) in text.split_inclusive('\n').zip(1..) {
        let content = line.trim_end_matches(['\n', '\r']);
        let (rest, numbers) = marks(content).unwrap_or((content, Vec::new()));
        for number in numbers {
            let item = number.checked_sub(first).and_then(|index| list.items.get(index as usize));
            let Some(item) = item else { return false };
            found.push((place, number, item.id));
        }
        shown.push_str(rest);
        shown.push_str(&line[content.len()..]);
    }
    if found.is_empty() {
        return false;
    }
    *text = shown.into();
    code.lines.get_or_insert_default().callouts = found;
    true
}

/// A line without the comment that holds nothing but numbers, and the numbers.
fn marks(line: &str) -> Option<(&str, Vec<u32>)> {
    /// Comments that end, and those that go to the end of the line.
    const CLOSED: [(&str, &str); 2] = [("<!--", "-->"), ("/*", "*/")];
    const OPEN: [&str; 6] = ["//", "#", "--", ";", "%", "'"];
    let trimmed = line.trim_end();
    let closed = CLOSED.iter().find_map(|(open, close)| Some((*open, trimmed.strip_suffix(close)?.trim_end())));
    let (mut rest, opens): (&str, &[&str]) = match &closed {
        Some((open, inner)) => (inner, std::slice::from_ref(open)),
        None => (trimmed, &OPEN),
    };
    let mut numbers = Vec::new();
    while let Some((before, number)) = last_number(rest) {
        numbers.push(number);
        rest = before.trim_end();
    }
    let open = opens.iter().find(|open| rest.ends_with(**open))?;
    if numbers.is_empty() {
        return None;
    }
    numbers.reverse();
    Some((rest[..rest.len() - open.len()].trim_end(), numbers))
}

/// `<1>`, `(1)`, `(1)!` at the end of a text.
fn last_number(text: &str) -> Option<(&str, u32)> {
    let inner = |open: char, close: &str| {
        let (before, number) = text.strip_suffix(close)?.rsplit_once(open)?;
        let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| number.parse().ok().map(|number| (before, number)))?
    };
    inner('<', ">").or_else(|| inner('(', ")")).or_else(|| inner('(', ")!"))
}

#[cfg(test)]
mod tests {
    use super::marks;

    #[test]
    fn a_comment_of_numbers_alone_is_a_place() {
        for (line, expected) in [
            ("let x = 1; // <1>", Some(("let x = 1;", vec![1]))),
            ("x = 1  # <1> <2>", Some(("x = 1", vec![1, 2]))),
            ("theme: # (1)!", Some(("theme:", vec![1]))),
            ("<p/> <!-- <3> -->", Some(("<p/>", vec![3]))),
            ("a(); /* (2) */", Some(("a();", vec![2]))),
            ("Vec<1>", None),
            ("f(1)", None),
            ("// see (1)", None),
            ("// <1234>", None),
            ("//", None),
            ("", None),
        ] {
            assert_eq!(marks(line), expected, "{line}");
        }
    }
}
