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
    Link,
    /// `:lang(de, fr)`: language ranges, lower case.
    Lang(Vec<Name>),
    /// A state that a page is never in: `:hover`, `:focus`, `:visited`.
    Never(&'static str),
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

    /// Whether a language tag is in one of the ranges of `:lang()`, prefixes of whole subtags.
    pub fn lang_matches(ranges: &[Name], tag: &str) -> bool {
        let tag = tag.to_ascii_lowercase();
        ranges.iter().any(|range| {
            let range = range.as_str();
            range == "*" || tag.strip_prefix(range).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }
}

impl ToCss for PseudoClass {
    fn to_css<W: fmt::Write>(&self, destination: &mut W) -> fmt::Result {
        match self {
            PseudoClass::Link => destination.write_str(":any-link"),
            PseudoClass::Lang(ranges) => {
                let ranges: Vec<&str> = ranges.iter().map(Name::as_str).collect();
                write!(destination, ":lang({})", ranges.join(", "))
            }
            PseudoClass::Never(name) => write!(destination, ":{name}"),
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

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<PseudoClass, ParseError<SelectorParseErrorKind>> {
        let name = name.to_ascii_lowercase();
        if name == "link" || name == "any-link" {
            return Ok(PseudoClass::Link);
        }
        match PseudoClass::NEVER.iter().find(|known| **known == name) {
            Some(known) => Ok(PseudoClass::Never(known)),
            None if name.starts_with('-') => Ok(PseudoClass::Never("vendor")),
            None => Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)),
        }
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        parser: &mut Parser<'i>,
        _after_part: bool,
    ) -> Result<PseudoClass, ParseError<SelectorParseErrorKind>> {
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

/// Whether a text is a selector that we know, for `@supports selector(…)`.
pub(super) fn is_supported(text: &str) -> bool {
    Parser::new(text).parse_entirely(parse_list).is_ok()
}
