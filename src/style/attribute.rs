//! The `style` attribute (CSS Style Attributes 1).
//!
//! In: the text of an attribute. Out: its entries for the cascade; the same declarations as an EPUB may carry
//! them; and, over a whole book, a diagnostic for each kind of declaration that paper cannot honor, at the
//! first place where it stands. What only a screen has, a shadow or a pointer's shape, goes without a word.

use std::collections::BTreeSet;

use super::CounterStyle;
use super::counter_style::CounterRules;
use super::declaration::{Entry, Rejected, Specified, compile};
use super::property::{Declared, Longhand};
use super::theme::is_barred_from_epub;
use crate::css::{Declaration, parse_declarations};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::{Document, Node};

/// What a `style` attribute sets.
#[derive(Default)]
pub(super) struct StyleAttribute {
    pub normal: Vec<Entry>,
    pub important: Vec<Entry>,
}

/// Reads an attribute.
pub(super) fn read(text: &str) -> StyleAttribute {
    let mut attribute = StyleAttribute::default();
    let mut lost_background = false;
    for declaration in parse_declarations(text) {
        match compile(&declaration.name, &declaration.value) {
            Ok(entries) if declaration.important => attribute.important.extend(entries),
            Ok(entries) => attribute.normal.extend(entries),
            Err(Rejected::InvalidValue | Rejected::UnknownProperty) => {
                lost_background |= declaration.name.starts_with("background");
            }
        }
    }
    // Light text on a gradient that is not painted would be light text on paper.
    let has_background = |entry: &Entry| matches!(entry, Entry::Longhand(Longhand::BackgroundColor, _));
    if lost_background && !attribute.normal.iter().chain(&attribute.important).any(has_background) {
        attribute.normal.retain(|entry| !matches!(entry, Entry::Longhand(Longhand::Color, _)));
    }
    attribute
}

/// The custom properties that a book's style sheets set, and the counter styles that they describe.
pub struct Variables {
    names: BTreeSet<String>,
    counter_styles: BTreeSet<String>,
}

impl Variables {
    /// Finds them in the text of sheets.
    pub fn of<'a>(sheets: impl IntoIterator<Item = &'a str>) -> Variables {
        let mut names = BTreeSet::new();
        let mut counter_styles = BTreeSet::new();
        for sheet in sheets {
            for (at, rule) in sheet.match_indices("@counter-style") {
                counter_styles.insert(ident(sheet[at + rule.len()..].trim_start()).to_owned());
            }
            for (at, _) in sheet.match_indices("--") {
                let name = ident(&sheet[at..]);
                if name.len() > 2 && sheet[at + name.len()..].trim_start().starts_with(':') {
                    names.insert(name.to_owned());
                }
            }
        }
        Variables { names, counter_styles }
    }

    /// The first variable of a value that nothing sets and that has no other value beside it.
    fn missing<'v>(&self, value: &'v str) -> Option<&'v str> {
        value.match_indices("var(").find_map(|(at, open)| {
            let inner = value[at + open.len()..].trim_start();
            let name = ident(inner);
            let is_set = self.names.contains(name) || inner[name.len()..].trim_start().starts_with(',');
            (!is_set).then_some(name)
        })
    }
}

fn ident(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// What an attribute may say in an EPUB: no address, no script of old browsers, nothing that leaves the flow,
/// no variable that nothing sets; empty where nothing is left.
pub fn style_for_epub(text: &str, variables: &Variables) -> String {
    let mut out = String::new();
    for Declaration { name, value, important, .. } in parse_declarations(text) {
        let lower = value.to_ascii_lowercase();
        let is_unsafe = ["url(", "image(", "image-set(", "expression(", "javascript:", "@", "<", "\\"]
            .iter()
            .any(|part| lower.contains(part))
            || matches!(name.as_str(), "behavior" | "-moz-binding" | "position" | "content" | "src")
            || variables.missing(&lower).is_some()
            || !is_balanced(&value);
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let is_ours = name.starts_with("-bindery-");
        // A value that the property does not take would be an error to a reading system, too.
        let is_wrong = compile(&name, &value) == Err(Rejected::InvalidValue) && is_simple(&name);
        if is_unsafe || is_ours || is_barred_from_epub(&name) || is_wrong || !is_name {
            continue;
        }
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.extend([name.as_str(), ": ", value.trim()]);
        if important {
            out.push_str(" !important");
        }
    }
    out
}

/// Whether brackets and quotes that open are closed.
fn is_balanced(value: &str) -> bool {
    let count = |mark| value.matches(mark).count();
    count('(') == count(')')
        && count('[') == count(']')
        && count('{') == count('}')
        && count('"').is_multiple_of(2)
        && count('\'').is_multiple_of(2)
}

/// Properties of which we know every value that there is.
fn is_simple(name: &str) -> bool {
    name.starts_with("margin") || name.starts_with("padding") || matches!(name, "color" | "background-color")
}

/// Properties that move, light up or frame what is on a screen: nobody misses them on paper.
const OF_SCREENS: [&str; 21] = [
    "animation",
    "appearance",
    "box-shadow",
    "clear",
    "cursor",
    "opacity",
    "outline",
    "outline-offset",
    "overflow",
    "overflow-x",
    "overflow-y",
    "pointer-events",
    "resize",
    "scroll-behavior",
    "text-shadow",
    "touch-action",
    "transition",
    "user-select",
    "will-change",
    "z-index",
    "box-sizing",
];

/// Reports what paper cannot honor of a book's `style` attributes, once for each kind; where nothing is printed, what
/// concerns reading systems as well.
pub fn report_style_attributes(
    document: &Document,
    variables: &Variables,
    without_paper: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut texts = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for chapter in &document.chapters {
        Node::Body(chapter).visit(&mut |node| {
            let Some(text) = node.attributes().and_then(|attributes| attributes.get("style")) else { return };
            if !texts.insert(text) {
                return;
            }
            for declaration in parse_declarations(text) {
                if let Some((kind, finding)) = finding(&declaration, variables)
                    && (!without_paper || variables.missing(&declaration.value).is_some())
                    && kinds.insert(kind)
                {
                    diagnostics.push(match node.span() {
                        Some(span) => finding.at(span),
                        None => finding,
                    });
                }
            }
        });
    }
}

/// What is wrong with a declaration, and the kind by which it is reported once.
fn finding(declaration: &Declaration, variables: &Variables) -> Option<(String, Diagnostic)> {
    let Declaration { name, value, .. } = declaration;
    if OF_SCREENS.contains(&name.as_str()) || name.starts_with('-') {
        return None;
    }
    if let Some(variable) = variables.missing(value) {
        let message = format!("`{name}` in a `style` attribute names the variable `{variable}`, which nothing sets");
        let hint = format!("set it in a sheet of your own: `:root {{ {variable}: … }}`");
        return Some((variable.to_owned(), Diagnostic::new(Code::UnknownProperty, message).hint(hint)));
    }
    let finding = match compile(name, value) {
        Ok(entries) => {
            let unknown = entries.iter().find_map(|entry| match entry {
                Entry::Longhand(_, Specified::Value(Declared::ListStyleType(CounterStyle::Named(name)))) => {
                    let is_known = CounterRules::is_predefined(name) || variables.counter_styles.contains(&**name);
                    (!is_known).then_some(name)
                }
                Entry::Longhand(..) | Entry::Side { .. } | Entry::Custom(..) => None,
            });
            let message = format!("no `@counter-style` describes `{}`; the PDF counts in `decimal`", unknown?);
            Diagnostic::new(Code::UnknownProperty, message)
        }
        Err(Rejected::UnknownProperty) => {
            let message = format!("`{name}` in a `style` attribute has no effect in the PDF");
            let finding = Diagnostic::new(Code::UnknownProperty, message);
            let known = super::property::all();
            let near = match super::property::OF_NO_EFFECT.contains(&name.as_str()) {
                true => None,
                false => nearest(name, known.iter().map(|property| property.name)),
            };
            let finding = match near {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding,
            };
            return Some((name.clone(), finding));
        }
        Err(Rejected::InvalidValue) => Diagnostic::new(
            Code::UnknownProperty,
            format!("`{name}: {value}` in a `style` attribute has no effect in the PDF"),
        ),
    };
    Some((format!("{name}: {value}"), finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epub_gets_what_is_harmless() {
        let variables = Variables::of([":root { --ink : #333 }"]);
        let kept = |text: &str| style_for_epub(text, &variables);
        assert_eq!(kept("color: red; display: flex;; broken"), "color: red; display: flex");
        assert_eq!(kept("position: fixed; background: url(x.png); width: expression(alert(1))"), "");
        assert_eq!(
            kept("color: var(--ink); background: var(--paper); border-color: var(--x, red)"),
            "color: var(--ink); border-color: var(--x, red)"
        );
        assert_eq!(kept("direction: rtl; unicode-bidi: embed; color: red"), "color: red");
        assert_eq!(kept("margin: 1em !important; margin: nonsense"), "margin: 1em !important");
    }

    #[test]
    fn text_stays_readable_where_its_background_is_lost() {
        let has_color =
            |text: &str| read(text).normal.iter().any(|entry| matches!(entry, Entry::Longhand(Longhand::Color, _)));
        assert!(has_color("background: #4A90E2; color: white"));
        assert!(!has_color("background: linear-gradient(red, blue); color: white"));
        assert!(has_color("background: linear-gradient(red, blue); background: blue; color: white"));
    }
}
