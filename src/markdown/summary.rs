//! What a file of links to chapters holds, such as a `SUMMARY.md`, in the order of the file.
//!
//! In: its text. Out: marks: titles, links, items of lists with the link they begin with, separators. What else
//! stands there, comments above all, is passed over. What the marks mean for the book is `project`'s business.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

/// Something in a summary that means something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its place, in bytes of the text.
    pub range: Range<usize>,
    pub kind: MarkKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A heading of the first level.
    Title(String),
    /// One of a lower level.
    Heading(String),
    /// A link outside of lists.
    Link(Link),
    /// An item of a list, `depth` lists deep from 0, with the link it begins with; `None` where it begins with
    /// anything else.
    Item {
        depth: usize,
        link: Option<Link>,
    },
    /// A further link in an item.
    Stray(Link),
    Separator,
}

/// A link as written: its text without markup, its address, which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub text: String,
    pub address: String,
}

/// What text is being gathered for.
enum Gathering {
    Nothing,
    Title(Range<usize>, HeadingLevel),
    Link(Range<usize>, String),
}

/// Reads a summary. It is CommonMark without extensions, as mdBook takes it.
pub fn summary(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut lists: usize = 0;
    // An item whose link has not come so far.
    let mut item: Option<Range<usize>> = None;
    let mut gathering = Gathering::Nothing;
    let mut gathered = String::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if lists == 0 => {
                gathering = Gathering::Title(range, level);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Gathering::Title(range, level) = std::mem::replace(&mut gathering, Gathering::Nothing) {
                    let title = std::mem::take(&mut gathered);
                    let kind = match level {
                        HeadingLevel::H1 => MarkKind::Title(title),
                        _ => MarkKind::Heading(title),
                    };
                    marks.push(Mark { range, kind });
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) if matches!(gathering, Gathering::Nothing) => {
                gathering = Gathering::Link(range, dest_url.into_string());
            }
            Event::End(TagEnd::Link) => match std::mem::replace(&mut gathering, Gathering::Nothing) {
                Gathering::Link(range, address) => {
                    let link = Link { text: std::mem::take(&mut gathered), address };
                    let kind = match (item.take(), lists.checked_sub(1)) {
                        (_, None) => MarkKind::Link(link),
                        (Some(_), Some(depth)) => MarkKind::Item { depth, link: Some(link) },
                        (None, Some(_)) => MarkKind::Stray(link),
                    };
                    marks.push(Mark { range, kind });
                }
                other @ (Gathering::Nothing | Gathering::Title(..)) => gathering = other,
            },
            Event::Start(Tag::List(_)) => {
                marks.extend(unlinked(&mut item, lists));
                lists += 1;
            }
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Item) => item = Some(range),
            Event::End(TagEnd::Item) => marks.extend(unlinked(&mut item, lists)),
            Event::Text(words) | Event::Code(words) => match gathering {
                Gathering::Nothing if words.trim().is_empty() => {}
                Gathering::Nothing => marks.extend(unlinked(&mut item, lists)),
                Gathering::Title(..) | Gathering::Link(..) => gathered.push_str(&words),
            },
            Event::SoftBreak | Event::HardBreak if !matches!(gathering, Gathering::Nothing) => gathered.push(' '),
            Event::Rule => marks.push(Mark { range, kind: MarkKind::Separator }),
            // Paragraphs, emphasis and the like are passed through, comments and other HTML passed over.
            _ => {}
        }
    }
    marks
}

/// The mark of an item that began with anything but a link.
fn unlinked(item: &mut Option<Range<usize>>, lists: usize) -> Option<Mark> {
    let range = item.take()?;
    Some(Mark { range, kind: MarkKind::Item { depth: lists.saturating_sub(1), link: None } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let link = |link: &Link| format!("[{}]({})", link.text, link.address);
        summary(text)
            .iter()
            .map(|mark| match &mark.kind {
                MarkKind::Title(title) => format!("# {title}"),
                MarkKind::Heading(title) => format!("## {title}"),
                MarkKind::Link(it) => link(it),
                MarkKind::Item { depth, link: Some(it) } => format!("{depth} {}", link(it)),
                MarkKind::Item { depth, link: None } => format!("{depth} !{:?}", text[mark.range.clone()].trim_end()),
                MarkKind::Stray(it) => format!("stray {}", link(it)),
                MarkKind::Separator => "---".to_owned(),
            })
            .collect()
    }

    #[test]
    fn marks_come_in_order() {
        let text = "# The *Book*\n\n<!-- - [No](no.md) -->\n[Pre `x`](pre.md)\n\nwords\n\n## Lower [l](l.md)\n\n- [A](a.md)\n  \
                    * [B **b**](b%20c.md)\n\n    1. [C]()\n- [D](<d e.md>) [E](e.md)\n\n---\n\n- F\n- *[G](g.md)*\n";
        assert_eq!(
            shown(text),
            [
                "# The Book",
                "[Pre x](pre.md)",
                "## Lower l",
                "0 [A](a.md)",
                "1 [B b](b%20c.md)",
                "2 [C]()",
                "0 [D](d e.md)",
                "stray [E](e.md)",
                "---",
                "0 !\"- F\"",
                "0 [G](g.md)",
            ]
        );
    }
}
