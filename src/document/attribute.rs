//! Which of an author's attributes an element may have, and why the others may not stand.
//!
//! In: an element's name, an attribute, and what else is said beside it. Out: the value as it stands, or [`Refusal`]. The
//! face leaves out what is refused, and `transform/attribute` tells where that was written. Roles go by ARIA in HTML
//! (<https://www.w3.org/TR/html-aria/>), DPUB-ARIA 1.1 and WAI-ARIA 1.2, types by the EPUB Structural Semantics
//! Vocabulary 1.1 (<https://www.w3.org/TR/epub-ssv-11/>).

use std::borrow::Cow;

use super::Attributes;
use super::section_kind::{is_structural, is_word};
use crate::lang::{Lang, days_of_month};

/// Why an attribute does not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// HTML does not have it there, and nobody misses it.
    Silent,
    /// In words, and what to do.
    Told { message: String, hint: Cow<'static, str> },
}

fn told(message: String, hint: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::Told { message, hint: hint.into() }
}

/// An author's attribute as it may stand on an element: authors write anything. `all` is what else they wrote there.
pub(super) fn sound<'a>(element: &str, name: &str, value: &'a str, all: &Attributes) -> Result<Cow<'a, str>, Refusal> {
    let as_it_is = |is_sound: bool| if is_sound { Ok(value.into()) } else { Err(Refusal::Silent) };
    match name {
        "lang" => lang(value).map(Cow::Owned).or_else(|refusal| {
            let meant = Lang::parse(value).and_then(|lang| lang.correction()).and_then(|correction| correction.meant);
            meant.map(|lang| lang.tag().to_owned().into()).ok_or(refusal)
        }),
        "dir" => {
            let lower = value.trim().to_ascii_lowercase();
            match lower.as_str() {
                "ltr" | "rtl" | "auto" => Ok(lower.into()),
                _ => Err(told(format!("`dir=\"{value}\"` is no direction"), "write `ltr`, `rtl` or `auto`")),
            }
        }
        "title" | "style" => as_it_is(true),
        "width" | "height" => as_it_is(element == "img"),
        "datetime" => as_it_is(element == "time" && is_moment(value)),
        "hidden" => Ok("hidden".into()),
        "reversed" if element == "ol" => Ok("reversed".into()),
        "reversed" => {
            Err(told(format!("`reversed` says nothing on `<{element}>`"), "only a numbered list counts down"))
        }
        "value" => as_it_is(element == "li" && value.trim().parse::<i32>().is_ok()),
        "scope" => as_it_is(element == "th" && matches!(value, "col" | "row" | "colgroup" | "rowgroup")),
        // EPUB's schema knows it on no element (EPUBCheck, RSC-005).
        "abbr" => Err(told("`abbr` cannot stand in an EPUB".to_owned(), "write the short name in the cell")),
        "headers" => as_it_is(matches!(element, "td" | "th")),
        "aria-label" => named(element, value, all),
        "aria-hidden" => as_it_is(matches!(value, "true" | "false")),
        "role" => role(element, value, all),
        "epub:type" => kind(element, value),
        _ => as_it_is(name.strip_prefix("data-").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        })),
    }
}

/// What is to be told of an attribute, of one that is mended as well.
pub(super) fn complaint(element: &str, name: &str, value: &str, all: &Attributes) -> Option<Refusal> {
    match name {
        "lang" => lang(value).err(),
        _ => sound(element, name, value, all).err(),
    }
}

fn lang(value: &str) -> Result<String, Refusal> {
    let hint = "write a tag such as `en` or `pt-BR`";
    let Some(lang) = Lang::parse(value) else {
        return Err(told(format!("`lang=\"{value}\"` is no language tag"), hint));
    };
    let Some(correction) = lang.correction() else { return Ok(lang.tag().to_owned()) };
    let message = format!("`lang=\"{value}\"` is no language tag: its `{}` is registered for nothing", correction.part);
    Err(match correction.meant {
        Some(meant) => told(message, format!("`{}` is meant, and taken", meant.tag())),
        None => told(message, hint),
    })
}

/// Names are for what has a role (WAI-ARIA 1.2, section 5.2.8.6).
fn named<'a>(element: &str, value: &'a str, all: &Attributes) -> Result<Cow<'a, str>, Refusal> {
    if value.trim().is_empty() {
        return Err(Refusal::Silent);
    }
    let has_role = all.get("role").is_some_and(|role| self::role(element, role, all).is_ok()) || all.is_page_mark();
    let takes_name = !matches!(
        element,
        "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "caption"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "div"
            | "em"
            | "figcaption"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "p"
            | "q"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
    );
    match takes_name || has_role {
        true => Ok(value.into()),
        false => {
            let hint = "readers do not say it: add a `role`, or write the words in the text";
            Err(told(format!("`aria-label` names nothing on `<{element}>`, which has no role"), hint))
        }
    }
}

/// Whether an author may give an element a role: those that a document has, on elements that allow them.
fn role<'a>(element: &str, value: &'a str, all: &Attributes) -> Result<Cow<'a, str>, Refusal> {
    if all.is_page_mark() && matches!(element, "span" | "div") {
        return Ok("doc-pagebreak".into());
    }
    let role = value.trim();
    let is_generic = matches!(role, "note" | "group" | "region" | "figure");
    let is_taken = match element {
        "img" => matches!(role, "presentation" | "none"),
        "div" | "span" => {
            is_generic
                || matches!(role, "img" | "term" | "definition" | "math" | "complementary" | "separator")
                || is_publishing_role(role)
        }
        "section" => is_generic || is_publishing_role(role),
        "p" => is_generic || matches!(role, "doc-subtitle" | "doc-epigraph" | "doc-pullquote" | "doc-abstract"),
        "blockquote" | "figure" => matches!(role, "group" | "note" | "region" | "figure") || is_publishing_role(role),
        "aside" => {
            matches!(
                role,
                "note" | "region" | "doc-dedication" | "doc-example" | "doc-glossary" | "doc-pullquote" | "doc-tip"
            )
        }
        "header" | "footer" => matches!(role, "group" | "presentation" | "none"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => role == "doc-subtitle",
        _ => false,
    };
    if !is_taken {
        let hint = match role {
            "list" | "listitem" => "a list of Markdown, or `<ul>` and `<li>`, is one of itself",
            "heading" => "a heading of Markdown is one of itself",
            _ => "leave it out, or put it on a `<div>`, `<section>` or `<span>` where it fits",
        };
        return Err(told(format!("`role=\"{role}\"` cannot stand on `<{element}>`"), hint));
    }
    let needs_name = matches!(role, "img" | "math" | "region") && element != "section";
    let has_name = all.get("aria-label").is_some_and(|name| !name.trim().is_empty());
    match needs_name && !has_name {
        true => Err(told(format!("`role=\"{role}\"` without a name"), "say what it shows: `aria-label=\"…\"`")),
        false => Ok(role.into()),
    }
}

/// The role that says the same as an author's type, where the element may have it and the author says none (EPUB Type to
/// ARIA Role Authoring Guide 1.1, <https://www.w3.org/TR/epub-aria-authoring-11/>).
pub(super) fn role_like(element: &str, kind: &str, all: &Attributes) -> Option<String> {
    let of = |word: &str| match word {
        "glossterm" => "term".to_owned(),
        "glossdef" => "definition".to_owned(),
        word => format!("doc-{word}"),
    };
    kind.split_whitespace().map(of).find(|role| self::role(element, role, all).is_ok())
}

/// Roles of digital publishing that stand on any generic element.
fn is_publishing_role(role: &str) -> bool {
    const ROLES: [&str; 27] = [
        "doc-abstract",
        "doc-acknowledgments",
        "doc-afterword",
        "doc-appendix",
        "doc-bibliography",
        "doc-chapter",
        "doc-colophon",
        "doc-conclusion",
        "doc-credit",
        "doc-credits",
        "doc-dedication",
        "doc-epigraph",
        "doc-epilogue",
        "doc-errata",
        "doc-example",
        "doc-foreword",
        "doc-glossary",
        "doc-index",
        "doc-introduction",
        "doc-notice",
        "doc-part",
        "doc-preface",
        "doc-prologue",
        "doc-pullquote",
        "doc-qna",
        "doc-subtitle",
        "doc-tip",
    ];
    ROLES.contains(&role)
}

fn kind<'a>(element: &str, value: &'a str) -> Result<Cow<'a, str>, Refusal> {
    let takes_type = matches!(
        element,
        "section"
            | "article"
            | "div"
            | "aside"
            | "p"
            | "span"
            | "blockquote"
            | "header"
            | "footer"
            | "figure"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "i"
            | "b"
            | "em"
            | "strong"
            | "abbr"
            | "cite"
            | "dfn"
            | "table"
    );
    let mut words = value.split_whitespace();
    let Some(refused) =
        words.clone().find(|word| !is_structural(word)).or_else(|| words.next().filter(|_| !takes_type))
    else {
        return if value.trim().is_empty() { Err(Refusal::Silent) } else { Ok(value.trim().into()) };
    };
    Err(match is_word(refused) {
        true if takes_type => told(
            format!("`epub:type=\"{refused}\"` is said by the program, where it is so"),
            "write the note, the contents or the list in Markdown",
        ),
        true => told(
            format!("`epub:type=\"{refused}\"` cannot stand on `<{element}>`"),
            "put it on a `<div>`, `<section>` or `<span>`",
        ),
        false => told(
            format!("`epub:type=\"{refused}\"` is no word of the EPUB Structural Semantics Vocabulary"),
            "https://www.w3.org/TR/epub-ssv-11/ lists them",
        ),
    })
}

/// Whether a machine reads it as a date or a time of day (HTML Living Standard, 2.3.5); rarer forms are left out.
fn is_moment(value: &str) -> bool {
    let matches = |pattern: &str| {
        value.len() == pattern.len()
            && value.bytes().zip(pattern.bytes()).all(|(byte, place)| match place {
                b'0' => byte.is_ascii_digit(),
                place => byte == place,
            })
    };
    let number = |range: std::ops::Range<usize>| value.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let is_within = |range, least: u32, most: u32| number(range).is_none_or(|number| (least..=most).contains(&number));
    match value.len() {
        5 => matches("00:00") && is_within(0..2, 0, 23) && is_within(3..5, 0, 59),
        7 => matches("0000-00") && is_within(5..7, 1, 12),
        10 => {
            let days = days_of_month(number(0..4).unwrap_or_default(), number(5..7).unwrap_or_default());
            matches("0000-00-00") && is_within(5..7, 1, 12) && is_within(8..10, 1, days)
        }
        _ => false,
    }
}
