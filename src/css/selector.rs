//! Selectors: which names, pseudo-classes and pseudo-elements there are (Selectors 4; CSS Pseudo-Elements 4).
//!
//! Matching is the `selectors` crate's; it asks an element, which `style` shows it. Pseudo-classes of a
//! state that paper has not (`:hover`) are known and meet nothing, so that they need no warning.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use cssparser::{CowRcStr, ParseError, Parser, ToCss, serialize_identifier};
use precomputed_hash::PrecomputedHash;
use selectors::SelectorList;
use selectors::parser::{ParseRelative, SelectorImpl, SelectorParseErrorKind};

use crate::hash::fnv64;

/// The types that our selectors are made of.
#[derive(Clone, Debug)]
pub struct Selectors;

impl SelectorImpl for Selectors {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Name;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Name;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = str;
    type BorrowedLocalName = str;
    type NonTSPseudoClass = PseudoClass;
    type PseudoElement = PseudoElement;
}

/// A name or value in a selector.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Name {
        Name(name.into())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, destination: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, destination)
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        fnv64(&self.0) as u32
    }
}

/// Pseudo-classes other than those of the tree's structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PseudoClass {
    /// `:link` and `:any-link`: an `a` with `href`.
    Link(&'static str),
    /// `:lang(de, fr)`: language ranges, lower case.
    Lang(Vec<Name>),
    /// `:dir(rtl)`: the direction that is in force, lower case.
    Dir(Name),
    /// A state that a page is never in: `:hover`, `:focus`, `:visited`.
    Never(&'static str),
    /// One with a vendor's prefix, in lower case.
    Vendor(Name),
}

impl PseudoClass {
    /// Pseudo-classes of interaction and form state (Selectors 4, sections 8 to 12).
    const NEVER: &'static [&'static str] = &[
        "active",
        "autofill",
        "checked",
        "default",
        "disabled",
        "enabled",
        "focus",
        "focus-visible",
        "focus-within",
        "fullscreen",
        "hover",
        "in-range",
        "indeterminate",
        "invalid",
        "optional",
        "out-of-range",
        "placeholder-shown",
        "read-only",
        "read-write",
        "required",
        "target",
        "target-within",
        "valid",
        "visited",
    ];

    /// Whether a language tag is in one of the ranges of `:lang()` (Selectors 4, section 7.2: extended filtering, RFC
    /// 4647, section 3.3.2).
    pub fn lang_matches(ranges: &[Name], tag: &str) -> bool {
        let tag = tag.to_ascii_lowercase();
        ranges.iter().any(|range| is_in_range(range.as_str(), &tag))
    }
}

/// Subtags of the range stand in the tag in their order; between them the tag may have others, but no single letters,
/// which begin extensions.
fn is_in_range(range: &str, tag: &str) -> bool {
    let mut own = tag.split('-');
    let mut wanted = range.split('-');
    match (wanted.next(), own.next()) {
        (Some("*"), Some(first)) if !first.is_empty() => {}
        (Some(first), Some(language)) if first == language && !first.is_empty() => {}
        _ => return false,
    }
    'wanted: for subtag in wanted.filter(|subtag| *subtag != "*") {
        for other in own.by_ref() {
            if other == subtag {
                continue 'wanted;
            } else if other.len() == 1 {
                return false;
            }
        }
        return false;
    }
    true
}

impl ToCss for PseudoClass {
    fn to_css<W: fmt::Write>(&self, destination: &mut W) -> fmt::Result {
        match self {
            PseudoClass::Link(name) => write!(destination, ":{name}"),
            PseudoClass::Lang(ranges) => {
                let ranges: Vec<&str> = ranges.iter().map(Name::as_str).collect();
                write!(destination, ":lang({})", ranges.join(", "))
            }
            PseudoClass::Dir(direction) => write!(destination, ":dir({})", direction.as_str()),
            PseudoClass::Never(name) => write!(destination, ":{name}"),
            PseudoClass::Vendor(name) => write!(destination, ":{}", name.as_str()),
        }
    }
}

impl selectors::parser::NonTSPseudoClass for PseudoClass {
    fn is_active_or_hover(&self) -> bool {
        matches!(self, PseudoClass::Never("active" | "hover"))
    }

    fn is_user_action_state(&self) -> bool {
        matches!(self, PseudoClass::Never("active" | "hover" | "focus" | "focus-visible" | "focus-within"))
    }
}

/// Boxes beside or within an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PseudoElement {
    Before,
    After,
    Marker,
    FirstLetter,
    FirstLine,
    /// One that only a screen has: `::selection`, and all with a vendor's prefix.
    Never(Name),
}

impl ToCss for PseudoElement {
    fn to_css<W: fmt::Write>(&self, destination: &mut W) -> fmt::Result {
        destination.write_str(match self {
            PseudoElement::Before => "::before",
            PseudoElement::After => "::after",
            PseudoElement::Marker => "::marker",
            PseudoElement::FirstLetter => "::first-letter",
            PseudoElement::FirstLine => "::first-line",
            PseudoElement::Never(name) => return write!(destination, "::{}", name.as_str()),
        })
    }
}

impl selectors::parser::PseudoElement for PseudoElement {
    fn is_before_or_after(&self) -> bool {
        matches!(self, PseudoElement::Before | PseudoElement::After)
    }
}

/// Knows which pseudo-classes and pseudo-elements are ours.
struct SelectorParser;

impl<'i> selectors::Parser<'i> for SelectorParser {
    type Impl = Selectors;
    type Error = SelectorParseErrorKind;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_parent_selector(&self) -> bool {
        true
    }

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<PseudoClass, ParseError<SelectorParseErrorKind>> {
        let name = name.to_ascii_lowercase();
        if let Some(name) = ["link", "any-link"].into_iter().find(|known| *known == name) {
            return Ok(PseudoClass::Link(name));
        }
        match PseudoClass::NEVER.iter().find(|known| **known == name) {
            Some(known) => Ok(PseudoClass::Never(known)),
            None if name.starts_with('-') => Ok(PseudoClass::Vendor(name.as_str().into())),
            None => Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)),
        }
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        parser: &mut Parser<'i>,
        _after_part: bool,
    ) -> Result<PseudoClass, ParseError<SelectorParseErrorKind>> {
        if name.eq_ignore_ascii_case("dir") {
            return Ok(PseudoClass::Dir(Name::from(parser.expect_ident()?.to_ascii_lowercase().as_str())));
        }
        if !name.eq_ignore_ascii_case("lang") {
            return Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement));
        }
        let ranges = parser.parse_comma_separated(|parser| {
            let range: &CowRcStr = parser.expect_ident_or_string()?;
            Ok::<_, ParseError<SelectorParseErrorKind>>(Name::from(range.to_ascii_lowercase().as_str()))
        })?;
        Ok(PseudoClass::Lang(ranges))
    }

    fn parse_pseudo_element(&self, name: &str) -> Result<PseudoElement, ParseError<SelectorParseErrorKind>> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "before" => Ok(PseudoElement::Before),
            "after" => Ok(PseudoElement::After),
            "marker" => Ok(PseudoElement::Marker),
            "first-letter" => Ok(PseudoElement::FirstLetter),
            "first-line" => Ok(PseudoElement::FirstLine),
            "selection" | "placeholder" | "backdrop" => Ok(PseudoElement::Never(name.as_str().into())),
            vendor if vendor.starts_with('-') => Ok(PseudoElement::Never(vendor.into())),
            _ => Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)),
        }
    }
}

/// The selector list of a style rule.
pub(super) fn parse_list<'i>(
    input: &mut Parser<'i>,
) -> Result<SelectorList<Selectors>, ParseError<SelectorParseErrorKind>> {
    SelectorList::parse(&SelectorParser, input, ParseRelative::No)
}

/// The selector list of a rule in a rule, which may begin with a combinator (CSS Nesting 1, section 3.2).
pub(super) fn parse_nested<'i>(
    input: &mut Parser<'i>,
) -> Result<SelectorList<Selectors>, ParseError<SelectorParseErrorKind>> {
    SelectorList::parse(&SelectorParser, input, ParseRelative::ForNesting)
}

/// The specificity of a selector; `None` where it is none that we know.
pub fn specificity(text: &str) -> Option<u32> {
    let list = Parser::new(text).parse_entirely(parse_list).ok()?;
    list.slice().iter().map(selectors::parser::Selector::specificity).max()
}

/// Whether a text is a selector that we know, for `@supports selector(…)`.
pub(super) fn is_supported(text: &str) -> bool {
    Parser::new(text).parse_entirely(parse_list).is_ok()
}
