//! What stands between an at-rule's name and its block: conditions, names of layers, addresses, selectors of pages.

use cssparser::{ParseError, Parser, parse_nth};

use super::rules::{Failure, Fault, NOT_IN_PDF, fault, one_line};
use super::sheet::{Condition, Import, LayerName, PagePseudo, PageSelector};
use crate::diagnostic::nearest;

pub(super) fn condition(input: &mut Parser) -> Condition {
    input.skip_whitespace();
    let start = input.position().byte_index() as u32;
    let text = rest_of(input).trim().to_owned();
    Condition { at: start..start + text.len() as u32, text }
}

/// `a, b.c`; an empty list is a layer without a name.
pub(super) fn layer_names(text: &str) -> Result<Vec<LayerName>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let names = text.split(',').map(|name| {
        let parts: LayerName = name.trim().split('.').map(str::to_owned).collect();
        let is_ident = |part: &String| {
            Parser::new(part).parse_entirely(|input| Ok::<_, ParseError<()>>(input.expect_ident_cloned()?)).is_ok()
        };
        if parts.iter().all(is_ident) {
            Ok(parts)
        } else {
            Err(fault(Fault::Syntax(format!("`{}` is no name of a layer", one_line(name)))))
        }
    });
    names.collect()
}

/// What follows `@import`.
pub(super) fn import(input: &mut Parser) -> Result<Import, Failure> {
    input.skip_whitespace();
    let start = input.position();
    let url = input.expect_url_or_string()?.to_string();
    let at = start.byte_index() as u32..input.position().byte_index() as u32;
    let layer = input.try_parse(|input| {
        if input.try_parse(|input| input.expect_ident_matching("layer")).is_ok() {
            return Ok(None);
        }
        input.expect_function_matching("layer")?;
        let name = input.parse_nested_block(|input| layer_names(rest_of(input)))?;
        name.into_iter().next().map(Some).ok_or_else(ParseError::unexpected_token)
    });
    let supports = input.try_parse(|input| {
        input.expect_function_matching("supports")?;
        input.parse_nested_block(|input| Ok::<_, Failure>(rest_of(input).trim().to_owned()))
    });
    let media = rest_of(input).trim().to_owned();
    Ok(Import { url, layer: layer.ok(), supports: supports.ok(), media, at })
}

pub(super) fn page_selectors(input: &mut Parser) -> Result<Vec<PageSelector>, Failure> {
    if input.is_exhausted() {
        return Ok(Vec::new());
    }
    input.parse_comma_separated(|input| {
        let mut selector = PageSelector {
            name: input.try_parse(|input| input.expect_ident().map(|name| name.to_string())).ok(),
            ..PageSelector::default()
        };
        while !input.is_exhausted() {
            input.expect_colon()?;
            if input.try_parse(|input| input.expect_function_matching("nth")).is_ok() {
                input.parse_nested_block(|input| nth_page(input, &mut selector))?;
                continue;
            }
            let pseudo = input.expect_ident_cloned()?;
            selector.pseudos.push(match pseudo.to_ascii_lowercase().as_str() {
                "first" => PagePseudo::First,
                "left" => PagePseudo::Left,
                "right" => PagePseudo::Right,
                "blank" => PagePseudo::Blank,
                "recto" => PagePseudo::Recto,
                "verso" => PagePseudo::Verso,
                other => {
                    const KNOWN: &[&str] = &["first", "left", "right", "blank", "recto", "verso", "nth()"];
                    let meant = nearest(other, KNOWN.iter().copied());
                    let meant = meant.map(|near| format!(": did you mean `:{near}`?")).unwrap_or_default();
                    let message = format!("the page selector `:{other}` is not supported{meant}");
                    return Err(fault(Fault::Unsupported(message, NOT_IN_PDF)));
                }
            });
        }
        Ok(selector)
    })
}

/// `An+B` and `An+B of name`.
fn nth_page(input: &mut Parser, selector: &mut PageSelector) -> Result<(), Failure> {
    let (step, offset) = parse_nth(input)?;
    let is_of_run = input.try_parse(|input| input.expect_ident_matching("of")).is_ok();
    if is_of_run {
        let name = input.expect_ident()?.to_string();
        if selector.name.as_ref().is_some_and(|own| *own != name) {
            return Err(ParseError::unexpected_token());
        }
        selector.name = Some(name);
    }
    selector.pseudos.push(PagePseudo::Nth { step, offset, is_of_run });
    Ok(())
}

pub(super) fn rest_of<'i>(input: &mut Parser<'i>) -> &'i str {
    let start = input.position();
    while input.next_including_whitespace_and_comments().is_ok() {}
    input.slice_from(start)
}
