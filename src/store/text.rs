//! Rules of the text: alternative texts, links, tables, contents.

use super::{Demand, Facts, Fault, fault, fault_of_several};
use crate::config::Store;
use crate::document::{Block, BlockKind, Chapter, Image, Inline, InlineKind, Node, NodeId, Table, Target};
use crate::source::Span;
use crate::toc::TocEntry;
use crate::url;

/// Calls `visit` for all nodes of the book.
fn visit<'a>(facts: &Facts<'a>, visit: &mut dyn FnMut(Node<'a>)) {
    facts.document.chapters.iter().for_each(|chapter| Node::Body(chapter).visit(visit));
}

/// A place in the texts; what the program wrote has none.
fn written(span: Span) -> Option<Span> {
    (span != Span::default()).then_some(span)
}

/// Limits: fewer characters than this.
pub(super) fn alternatives_are_short(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let mut faults = Vec::new();
    visit(facts, &mut |node| {
        let Node::Inline(Inline { kind: InlineKind::Image(image), span, .. }) = node else { return };
        let Image { alt, .. } = image.as_ref();
        let length = alt.chars().count() as u64;
        let broken: Vec<&Demand> = demands.iter().filter(|demand| length >= demand.limits[0]).copied().collect();
        if !broken.is_empty() {
            let hint = "say the rest in the text or in the caption, where all readers have it";
            let what = format!("the alternative text has {length} characters");
            faults.push(fault(written(*span), what, &broken, hint));
        }
    });
    faults
}

/// The domains of stores that sell electronic books, and beginnings of the paths below which they do. Domains are whole
/// but for `www`, so that other services of their companies are none: `aws.amazon.com`, `apps.apple.com`.
const SHOPS: &[(Option<Store>, &str, &[&str])] = &[
    (Some(Store::Kdp), "a.co", &[""]),
    (Some(Store::Kdp), "amzn.to", &[""]),
    (Some(Store::Kdp), "amzn.eu", &[""]),
    (Some(Store::Kdp), "amzn.com", &[""]),
    (Some(Store::Apple), "books.apple.com", &[""]),
    (Some(Store::Apple), "apple.co", &[""]),
    (Some(Store::Apple), "itunes.apple.com", &["book/", "us/book/"]),
    (Some(Store::Apple), "geo.itunes.apple.com", &["book/", "us/book/"]),
    (Some(Store::Kobo), "kobo.com", &[""]),
    (Some(Store::Kobo), "store.kobobooks.com", &[""]),
    (Some(Store::Google), "play.google.com", &["store/books", "books"]),
    (Some(Store::Google), "books.google.com", &[""]),
    (None, "barnesandnoble.com", &[""]),
    (None, "bn.com", &[""]),
    (None, "nook.barnesandnoble.com", &[""]),
    (None, "smashwords.com", &[""]),
    (None, "gumroad.com", &[""]),
    (None, "thalia.de", &[""]),
];

/// The last parts of the domains of Amazon's shops; others, such as `amazon.science`, are none.
const AMAZON: &[&str] = &[
    "ae", "ca", "cn", "co.jp", "co.uk", "co.za", "com", "com.au", "com.be", "com.br", "com.mx", "com.tr", "de", "eg",
    "es", "fr", "ie", "in", "it", "nl", "pl", "sa", "se", "sg",
];

/// Whose shop an address leads to; `Some(None)` is one of others.
fn shop(address: &str) -> Option<Option<Store>> {
    if !matches!(url::scheme(address).as_deref(), Some("http" | "https")) {
        return None;
    }
    let rest = address.split_once("://")?.1;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = url::decode(host).trim_end_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/').to_ascii_lowercase();
    if host
        .strip_prefix("amazon.")
        .or_else(|| ["smile.amazon.", "read.amazon.", "kindle.amazon."].iter().find_map(|shop| host.strip_prefix(shop)))
        .is_some_and(|end| AMAZON.contains(&end))
    {
        return Some(Some(Store::Kdp));
    }
    // Shops of authors, `ann.gumroad.com`.
    if host.ends_with(".gumroad.com") {
        return Some(None);
    }
    let is_sold_at = |paths: &[&str]| paths.iter().any(|beginning| path.starts_with(beginning));
    let found = SHOPS.iter().find(|(_, domain, paths)| *domain == host && is_sold_at(paths));
    if let Some((store, ..)) = found {
        return Some(*store);
    }
    // `itunes.apple.com/de/book/…`: a country first.
    let is_apple = host == "itunes.apple.com" || host == "geo.itunes.apple.com";
    let is_book = path.split('/').nth(1) == Some("book") && path.split('/').next().is_some_and(|part| part.len() == 2);
    (is_apple && is_book).then_some(Some(Store::Apple))
}

pub(super) fn links_stay_out_of_other_shops(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let mut faults = Vec::new();
    visit(facts, &mut |node| {
        let Node::Inline(Inline { kind: InlineKind::Link { target: Target::External(address), .. }, span, .. }) = node
        else {
            return;
        };
        let Some(owner) = shop(address) else { return };
        let broken: Vec<&Demand> = demands.iter().filter(|demand| owner != Some(demand.store)).copied().collect();
        if !broken.is_empty() {
            let hint =
                "link to a page of your own that names all stores, or leave the link out of this store's edition";
            let what = format!("the link to `{}` leads to another store", url::brief(address));
            faults.push(fault(written(*span), what, &broken, hint));
        }
    });
    faults
}

/// Limits: the most columns.
pub(super) fn tables_are_narrow(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let most = demands.iter().map(|demand| demand.limits[0]).min().unwrap_or(u64::MAX);
    let mut places = Vec::new();
    let mut columns = 0;
    visit(facts, &mut |node| {
        let Node::Block(Block { kind: BlockKind::Table(table), span, .. }) = node else { return };
        if u64::from(table.columns) > most {
            columns = if places.is_empty() { table.columns } else { columns };
            places.push(written(*span));
        }
    });
    let hint = "see on a phone and on an e-ink reader whether it can be read; a list, or two tables, may serve better";
    fault_of_several(&places, |others| format!("a table of {columns} columns is wide{others}"), demands, hint)
}

pub(super) fn tables_are_simple(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let mut places = Vec::new();
    visit(facts, &mut |node| {
        let Node::Block(Block { kind: BlockKind::Table(table), span, .. }) = node else { return };
        if holds_table(table) {
            places.push(written(*span));
        }
    });
    let hint = "set the inner table after the outer one";
    fault_of_several(&places, |others| format!("a table holds another table{others}"), demands, hint)
}

fn holds_table(table: &Table) -> bool {
    let mut found = false;
    for cell in table.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells) {
        Node::Cell(cell).visit(&mut |node| {
            found |= matches!(node, Node::Block(Block { kind: BlockKind::Table(_), .. }));
        });
    }
    found
}

/// Limits: the most levels of the contents.
pub(super) fn contents_are_flat(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let levels = u64::from(facts.toc.levels());
    let broken: Vec<&Demand> = demands.iter().filter(|demand| levels > demand.limits[0]).copied().collect();
    let Some(most) = broken.iter().map(|demand| demand.limits[0]).min() else { return Vec::new() };
    let place = first_below(&facts.toc.entries, most).and_then(|entry| {
        let target = entry.target?;
        span_of(facts.document.chapters.get(target.chapter.0 as usize)?, target.node)
    });
    let hint = "`--toc-depth` says how many levels of headings are listed; parts are a level above them";
    vec![fault(place, format!("the contents have {levels} levels, from here on"), &broken, hint)]
}

/// The first entry that has as many above it.
fn first_below(entries: &[TocEntry], levels: u64) -> Option<&TocEntry> {
    match levels.checked_sub(1) {
        None => entries.first(),
        Some(rest) => entries.iter().find_map(|entry| first_below(&entry.children, rest)),
    }
}

fn span_of(chapter: &Chapter, id: NodeId) -> Option<Span> {
    let mut found = None;
    Node::Body(chapter).visit(&mut |node| {
        if node.id() == id {
            found = found.or(node.span().and_then(written));
        }
    });
    found
}

/// What a style sheet paints behind the text.
pub(super) fn grounds_are_left_alone(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let places: Vec<Option<Span>> = facts.grounds.iter().copied().map(Some).collect();
    let what = |others: &str| format!("a ground is painted here{others}");
    let hint = "leave it out, or set it within `@media print`: pages are white, sepia or black as the reader wants";
    fault_of_several(&places, what, demands, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shops_are_told_from_other_services_of_their_companies() {
        let cases: &[(&str, Option<Option<Store>>)] = &[
            ("https://www.amazon.com/dp/B0", Some(Some(Store::Kdp))),
            ("HTTPS://Amazon.co.uk/x", Some(Some(Store::Kdp))),
            ("https://smile.amazon.de", Some(Some(Store::Kdp))),
            ("https://amzn.to/3x", Some(Some(Store::Kdp))),
            ("https://read.amazon.com/kp/embed", Some(Some(Store::Kdp))),
            ("https://amazon%2ecom/dp/B0", Some(Some(Store::Kdp))),
            ("https://apple.co/3x", Some(Some(Store::Apple))),
            ("https://books.google.com/books?id=1", Some(Some(Store::Google))),
            ("https://nook.barnesandnoble.com/x", Some(None)),
            ("https://www.thalia.de/shop", Some(None)),
            ("https://ann.gumroad.com/l/x", Some(None)),
            ("https://aws.amazon.com/s3", None),
            ("https://www.amazon.science/blog", None),
            ("https://amazon.com.example.org/", None),
            ("https://notamazon.com/", None),
            ("https://example.org/amazon.com", None),
            ("mailto:ann@amazon.com", None),
            ("https://books.apple.com/us/book/x/id1", Some(Some(Store::Apple))),
            ("https://itunes.apple.com/de/book/x/id1", Some(Some(Store::Apple))),
            ("https://itunes.apple.com/us/album/x", None),
            ("https://apps.apple.com/app/x", None),
            ("https://www.kobo.com/us/en/ebook/x", Some(Some(Store::Kobo))),
            ("https://help.kobo.com/", None),
            ("https://play.google.com/store/books/details?id=1", Some(Some(Store::Google))),
            ("https://play.google.com/store/apps/details?id=1", None),
            ("https://www.barnesandnoble.com/w/x", Some(None)),
            ("https://www.barnesandnoble.com:443?x", Some(None)),
        ];
        for (address, expected) in cases {
            assert_eq!(shop(address), *expected, "{address}");
        }
    }
}
