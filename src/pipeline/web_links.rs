//! Links to the web, asked for where the program opened the way.
//!
//! In: a document, and patterns of addresses that are taken as right. Out: a finding at each link that leads nowhere.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::walk::Node;
use crate::document::{Document, Inline, InlineKind, Target};
use crate::project::glob;
use crate::source::{Loader, Reach, Span};
use crate::url;

/// Asks for all links of a document and tells which lead nowhere.
pub(super) fn report(document: &Document, allowed: &[String], loader: &Loader, diagnostics: &mut Diagnostics) {
    let Some(web) = loader.links() else { return };
    let links: Vec<(String, Span)> = links(document)
        .into_iter()
        .filter(|(address, _)| !allowed.iter().any(|pattern| glob::matches(pattern, address)))
        .collect();
    // Each address once, in the order of the text.
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut addresses = Vec::new();
    for (address, _) in &links {
        places.entry(address).or_insert_with(|| {
            addresses.push(address.clone());
            addresses.len() - 1
        });
    }
    let reached = web.reach(&addresses);
    for (address, span) in &links {
        let (error, severity) = match places.get(address.as_str()).and_then(|&place| reached.get(place)) {
            Some(Reach::Unreached(error)) => (error, Severity::Warning),
            Some(Reach::Untold(error)) => (error, Severity::Note),
            Some(Reach::Reached) | None => continue,
        };
        let message = format!("link to `{}` {}", url::brief(address), error.reason);
        let mut finding = Diagnostic { severity, ..Diagnostic::new(Code::UnreachedLink, message).at(*span) };
        finding.hints.extend(error.hint.clone());
        diagnostics.push(finding);
    }
}

/// The addresses of `http` and `https` that links lead to, without their fragments: servers do not see these.
fn links(document: &Document) -> Vec<(String, Span)> {
    let mut links = Vec::new();
    for chapter in &document.chapters {
        Node::Body(chapter).visit(&mut |node| {
            let Node::Inline(Inline { kind: InlineKind::Link { target: Target::External(address), .. }, span, .. }) =
                node
            else {
                return;
            };
            let address = address.split('#').next().unwrap_or_default();
            if matches!(url::scheme(address).as_deref(), Some("http" | "https")) {
                links.push((address.to_owned(), *span));
            }
        });
    }
    links
}
