//! Style sheets for reading systems: what origins, layers, imports and nesting decide, said by specificity alone.
//!
//! In: the sheets of a build, and its document. Out: names and texts, in the order in which they are linked. A sheet that
//! needs nothing of this stays as it was typed, unless a rule of its paints a ground and leaves the letters to the reader. Otherwise it is written anew: what is for paper left out, what old
//! engines need beside the rest (`fallback`), imports in their place, rules within rules on their own, layers opened,
//! and selectors made as specific as their place in the cascade asks for. Engines of
//! ten years ago know neither `@layer` nor `:where()` nor `:is()`, so specificity comes of `[lang]` on the root, which
//! every content document has: `h1` becomes `[lang] h1`, which meets the same elements.
//!
//! Phases: read all sheets into pieces; ask the document which rules meet and set the same property; find the least that
//! each layer must be raised; write.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use cssparser::ToCss;
use rayon::prelude::*;
use selectors::context::SelectorCaches;

use super::Pseudo;
use super::contrast::letters_on_ground;
use super::fallback::{Fallbacks, OnScreen, is_for_paper, is_recent, lacks, on_screen};
use super::layer::{LayerId, Layers, Origin};
use super::matching::{Met, RuleIndex, Tree};
use super::property;
use super::reader::reverts;
use super::theme::Sheet;
use crate::css::{self, Declaration, Name, Rule, Selector};
use crate::document::{BookFacts, Chapter, ChapterId, ChapterRole, Document};
use crate::geom::Direction;
use crate::lang::Lang;
use crate::memo::Memo;

/// Style sheets, read for reading systems; the same for all books that have them.
pub struct Portable {
    sheets: Vec<Read>,
    pieces: Vec<Piece>,
    blocks: Vec<Block>,
    /// The rank of each layer.
    ranks: Vec<u32>,
    rules: RuleIndex,
    /// The texts for books that need no more than that, by the language of their root and the direction of all they say.
    plain: Memo<(Lang, Option<Direction>), Texts>,
}

/// Names and texts of sheets.
type Texts = Vec<(String, Arc<str>)>;

/// How many bytes of texts are kept: one theme is 20 kB for each language.
const ROOM: usize = 1 << 20;

/// A sheet that was read.
struct Read {
    name: String,
    text: Arc<str>,
    pieces: Range<usize>,
    /// Whether it must be written anew, whatever the book.
    is_changed: bool,
}

impl Portable {
    pub fn new(sheets: &[Sheet]) -> Portable {
        let mut reader = Reader {
            pieces: Vec::new(),
            blocks: Vec::new(),
            names: BTreeMap::new(),
            layers: Layers::new(),
            rules: RuleIndex::default(),
            is_changed: false,
            conditions: 0,
        };
        let mut read = Vec::new();
        for sheet in sheets {
            let start = reader.pieces.len();
            reader.is_changed = false;
            reader.add_sheet(sheet, Layers::of(sheet.origin));
            let pieces = start..reader.pieces.len();
            read.push(Read {
                name: sheet.name.clone(),
                text: Arc::clone(&sheet.text),
                pieces,
                is_changed: reader.is_changed,
            });
        }
        let Reader { pieces, blocks, layers, mut rules, .. } = reader;
        let ranks = layers.ranks();
        rules.rank(&ranks);
        Portable { sheets: read, pieces, blocks, ranks, rules, plain: Memo::new(ROOM) }
    }

    /// The sheets as an EPUB may link them, names and texts. A rule of the user's wins over the theme's, as on paper.
    pub fn for_book(&self, document: &Document, facts: &[BookFacts]) -> Texts {
        self.with_families(document, facts, &[])
    }

    /// The same with families at the end of each list of them, for characters that few devices have a font for.
    pub fn with_families(&self, document: &Document, facts: &[BookFacts], families: &[String]) -> Texts {
        let Portable { blocks, ranks, rules, .. } = self;
        let used: BTreeSet<u32> = blocks.iter().map(|block| ranks[block.layer]).collect();
        let raises = if used.len() > 1 { Raises::of(rules, blocks, ranks, document, facts) } else { Raises::default() };
        let lang = document.chapters.first().and_then(|chapter| chapter.lang.as_ref());
        let lang = lang.unwrap_or(&document.metadata.lang);
        let direction = direction_of_all(document);
        let write = || {
            let variables = self.root_variables(document, lang);
            let fallbacks = Fallbacks { direction, variables, families: families.to_vec() };
            self.written(&raises, &fallbacks)
        };
        if raises.is_none() && families.is_empty() {
            let size = |texts: &Texts| texts.iter().map(|(_, text)| text.len()).sum();
            return self.plain.get_or_make((lang.clone(), direction), size, write);
        }
        write()
    }

    fn written(&self, raises: &Raises, fallbacks: &Fallbacks) -> Texts {
        let Portable { sheets, pieces, blocks, ranks, .. } = self;
        let author_rank = ranks[Layers::THEME] + 1;
        let sheets = sheets.iter().map(|sheet| {
            let own = &pieces[sheet.pieces.clone()];
            let is_raised = own.iter().any(|piece| match piece {
                Piece::Rule { block, .. } => {
                    let rank = ranks[blocks[*block].layer];
                    raises.normal(rank) != Raise::NONE || raises.important(rank, author_rank) != Raise::NONE
                }
                Piece::Text(_) => false,
            });
            let text = match sheet.is_changed || is_raised || !fallbacks.families.is_empty() {
                true => write(own, raises, fallbacks, |block| ranks[blocks[block].layer], author_rank),
                false => None,
            };
            (sheet.name.clone(), text.map_or_else(|| Arc::clone(&sheet.text), Arc::from))
        });
        sheets.collect()
    }

    /// The variables that rules set on a root of a language.
    fn root_variables(&self, document: &Document, lang: &Lang) -> BTreeMap<Arc<str>, Arc<str>> {
        let mut root = Chapter::new(ChapterId(0), ChapterRole::Text, "");
        root.lang = Some(lang.clone());
        let facts = BookFacts::of(document, &root);
        let met = self.rules.met(&Tree::new(&facts, &root), 0, None, &mut SelectorCaches::default());
        let set = met.iter().flat_map(|met| &self.blocks[met.block].variables);
        set.map(|(name, value)| (Arc::clone(name), Arc::clone(value))).collect()
    }
}

/// The direction that all the text of a book has; `None` where there are two.
fn direction_of_all(document: &Document) -> Option<Direction> {
    let of_book = document.metadata.lang.direction();
    let is_one = document.chapters.iter().all(|chapter| {
        chapter.lang.as_ref().is_none_or(|lang| lang.direction() == of_book)
            && chapter.directions.values().all(|direction| *direction == of_book)
    });
    is_one.then_some(of_book)
}

/// What a sheet is made of, in its order.
enum Piece {
    /// Written as it stands.
    Text(String),
    Rule {
        block: usize,
        selectors: Vec<Selector>,
        declarations: Vec<Declaration>,
    },
}

/// What a rule sets.
struct Block {
    layer: LayerId,
    /// Longhands, custom properties and what else there is, by number.
    normal: Vec<u32>,
    important: Vec<u32>,
    /// Custom properties that it sets whatever the medium.
    variables: Vec<(Arc<str>, Arc<str>)>,
}

struct Reader {
    pieces: Vec<Piece>,
    blocks: Vec<Block>,
    /// The numbers of properties.
    names: BTreeMap<String, u32>,
    layers: Layers,
    rules: RuleIndex,
    /// Whether the sheet in hand must be written anew.
    is_changed: bool,
    /// How many conditions stand around the rule in hand.
    conditions: usize,
}

impl Reader {
    fn add_sheet(&mut self, sheet: &Sheet, layer: LayerId) {
        let (parsed, _) = sheet.parse();
        self.is_changed |= !sheet.addresses.is_empty();
        self.add_rules(sheet, &parsed.rules, layer);
    }

    fn add_rules(&mut self, sheet: &Sheet, rules: &[Rule], layer: LayerId) {
        for rule in rules {
            match rule {
                Rule::Style(rule) => {
                    self.is_changed |= rule.is_nested
                        || rule.declarations.iter().any(|declaration| reverts(declaration) || lacks(declaration))
                        || rule.selectors.len() > 1
                            && rule.selectors.iter().any(|selector| is_recent(&selector.to_css_string()));
                    let of_screens = |declaration: &&Declaration| !is_for_paper(declaration) && !reverts(declaration);
                    let mut declarations: Vec<Declaration> =
                        rule.declarations.iter().filter(of_screens).cloned().collect();
                    if sheet.origin == Origin::Author
                        && let Some((letters, important)) = letters_on_ground(&declarations)
                    {
                        self.is_changed = true;
                        let (name, value) = ("color".to_owned(), letters.to_owned());
                        declarations.insert(0, Declaration { name, value, important, at: 0..0 });
                    }
                    if declarations.is_empty() {
                        continue;
                    }
                    let is_important = |declaration: &&Declaration| declaration.important;
                    let is_variable = |declaration: &&Declaration| declaration.name.starts_with("--");
                    let variables = declarations.iter().filter(|_| self.conditions == 0).filter(is_variable);
                    let block = Block {
                        layer,
                        variables: variables
                            .map(|Declaration { name, value, .. }| (name.as_str().into(), value.as_str().into()))
                            .collect(),
                        normal: self.numbers(declarations.iter().filter(|declaration| !declaration.important)),
                        important: self.numbers(declarations.iter().filter(is_important)),
                    };
                    let index = self.blocks.len();
                    rule.selectors.iter().for_each(|selector| self.rules.add(selector, index, layer));
                    self.blocks.push(block);
                    self.pieces.push(Piece::Rule { block: index, selectors: rule.selectors.clone(), declarations });
                }
                Rule::Media(condition, rules) => {
                    let on_screen = on_screen(&condition.text);
                    self.is_changed |= on_screen != OnScreen::Where(condition.text.clone());
                    match on_screen {
                        OnScreen::Never => {}
                        OnScreen::Always => self.add_rules(sheet, rules, layer),
                        OnScreen::Where(queries) => self.wrapped(&format!("@media {queries}"), |reader| {
                            reader.add_rules(sheet, rules, layer);
                        }),
                    }
                }
                Rule::Supports(condition, rules) => {
                    self.wrapped(&format!("@supports {}", condition.text), |reader| {
                        reader.add_rules(sheet, rules, layer);
                    });
                }
                Rule::Layers(names) => {
                    self.is_changed = true;
                    self.layers.name_all(layer, names);
                }
                Rule::Layer(name, rules) => {
                    self.is_changed = true;
                    let inner = self.layers.inner(layer, name.as_deref());
                    self.add_rules(sheet, rules, inner);
                }
                Rule::Import(import) => {
                    let layer = match &import.layer {
                        Some(name) => self.layers.inner(layer, name.as_deref()),
                        None => layer,
                    };
                    let Some(imported) = sheet.imports.get(&import.at.start) else { continue };
                    self.is_changed = true;
                    let add = |reader: &mut Reader| reader.add_sheet(imported, layer);
                    let add_for_media = |reader: &mut Reader| match (import.media.as_str(), on_screen(&import.media)) {
                        ("", _) | (_, OnScreen::Always) => add(reader),
                        (_, OnScreen::Never) => {}
                        (_, OnScreen::Where(media)) => reader.wrapped(&format!("@media {media}"), add),
                    };
                    match &import.supports {
                        None => add_for_media(self),
                        Some(condition) => self.wrapped(&format!("@supports ({condition})"), add_for_media),
                    }
                }
                Rule::FontFace(declarations) => {
                    self.is_changed = true;
                    let mut declarations = declarations.clone();
                    // Of several `src` the last that can be had holds.
                    declarations.retain_mut(|declaration| {
                        let is_source = declaration.name == "src";
                        let source = sheet.font_sources.get(&declaration.at.start).filter(|_| is_source);
                        source.iter().for_each(|source| declaration.value.clone_from(source));
                        // What names fonts of the reader's machine alone needs no file.
                        !is_source || source.is_some() || css::urls(&declaration.value).is_empty()
                    });
                    if declarations.iter().all(|declaration| declaration.name != "src") {
                        continue;
                    }
                    self.pieces.push(Piece::Text(format!(
                        "@font-face {{ {} }}\n",
                        written(declarations.iter(), &Fallbacks::default())
                    )));
                }
                Rule::CounterStyle { name, declarations, .. } => {
                    let name = Name::from(name.as_str()).to_css_string();
                    let text = format!(
                        "@counter-style {name} {{ {} }}\n",
                        written(declarations.iter(), &Fallbacks::default())
                    );
                    self.pieces.push(Piece::Text(text));
                }
                // Paper's own.
                Rule::Page(_) => {}
                Rule::Other(text) => self.pieces.push(Piece::Text(format!("{}\n", text.trim()))),
            }
        }
    }

    fn wrapped(&mut self, head: &str, content: impl FnOnce(&mut Reader)) {
        self.pieces.push(Piece::Text(format!("{head} {{\n")));
        self.conditions += 1;
        content(self);
        self.conditions -= 1;
        self.pieces.push(Piece::Text("}\n".to_owned()));
    }

    /// The numbers of all that declarations set, whichever way the text runs.
    fn numbers<'d>(&mut self, declarations: impl Iterator<Item = &'d Declaration>) -> Vec<u32> {
        let mut numbers = Vec::new();
        for declaration in declarations {
            let mut add = |name: &str| {
                let next = self.names.len() as u32;
                numbers.push(*self.names.entry(name.to_owned()).or_insert(next));
            };
            match property::find(&declaration.name) {
                Some(definition) => {
                    for direction in [Direction::LeftToRight, Direction::RightToLeft] {
                        definition.longhands(direction).into_iter().for_each(|longhand| add(longhand.name()));
                    }
                }
                None => add(&declaration.name),
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// How much more specific the selectors of a layer are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Raise {
    ids: u32,
    classes: u32,
}

impl Raise {
    const NONE: Raise = Raise { ids: 0, classes: 0 };
}

/// Ids, classes, names, and the place in the sheets: what decides where there are neither origins nor layers.
type Strength = (u32, u32, u32, usize);

/// The raise of each rank, for rules and for what is important in them.
#[derive(Default)]
struct Raises {
    normal: BTreeMap<u32, Raise>,
    /// By the place among important declarations.
    important: BTreeMap<u32, Raise>,
}

/// That the weakest of a rank must be stronger than the strongest of a lower one: rank and strength of either.
type Demand = (u32, Strength, u32, Strength);

impl Raises {
    fn is_none(&self) -> bool {
        self.normal.is_empty() && self.important.is_empty()
    }

    fn of(rules: &RuleIndex, blocks: &[Block], ranks: &[u32], document: &Document, facts: &[BookFacts]) -> Raises {
        let author_rank = ranks[Layers::THEME] + 1;
        let demands = document.chapters.par_iter().zip(facts).map(|(chapter, facts)| {
            let tree = Tree::new(facts, chapter);
            let mut caches = SelectorCaches::default();
            let mut known: HashSet<Vec<usize>> = HashSet::new();
            let mut demands: (BTreeSet<Demand>, BTreeSet<Demand>) = Default::default();
            for at in 0..tree.elements.len() {
                for pseudo in [None].into_iter().chain(Pseudo::ALL.into_iter().map(Some)) {
                    let met = rules.met(&tree, at, pseudo, &mut caches);
                    let is_of_one = met.windows(2).all(|pair| pair[0].rank == pair[1].rank);
                    if is_of_one || !known.insert(met.iter().map(|met| met.block).collect()) {
                        continue;
                    }
                    add_demands(&met, |met| met.rank, |met| &blocks[met.block].normal, &mut demands.0);
                    let rank = |met: &Met| important_rank(met.rank, author_rank);
                    add_demands(&met, rank, |met| &blocks[met.block].important, &mut demands.1);
                }
            }
            demands
        });
        let (normal, important) = demands.reduce(Default::default, |mut all, (normal, important)| {
            all.0.extend(normal);
            all.1.extend(important);
            all
        });
        Raises { normal: solved(normal), important: solved(important) }
    }

    fn normal(&self, rank: u32) -> Raise {
        self.normal.get(&rank).copied().unwrap_or_default()
    }

    fn important(&self, rank: u32, author_rank: u32) -> Raise {
        self.important.get(&important_rank(rank, author_rank)).copied().unwrap_or_default()
    }
}

/// The place of a rank among important declarations: within an origin, layers count the other way round.
fn important_rank(rank: u32, author_rank: u32) -> u32 {
    match rank < author_rank {
        true => author_rank - 1 - rank,
        false => u32::MAX - (rank - author_rank),
    }
}

/// Adds what must hold among the rules that one element meets: for each property, from each rank to the next.
fn add_demands<'b>(
    met: &[Met],
    rank: impl Fn(&Met) -> u32,
    sets: impl Fn(&Met) -> &'b [u32],
    demands: &mut BTreeSet<Demand>,
) {
    // The weakest and the strongest rule of a rank, by property.
    let mut bounds: BTreeMap<(u32, u32), (Strength, Strength)> = BTreeMap::new();
    for met in met {
        let strength = (met.specificity >> 20, met.specificity >> 10 & 0x3ff, met.specificity & 0x3ff, met.block);
        for &property in sets(met) {
            let bound = bounds.entry((property, rank(met))).or_insert((strength, strength));
            *bound = (bound.0.min(strength), bound.1.max(strength));
        }
    }
    let list: Vec<_> = bounds.into_iter().collect();
    for pair in list.windows(2) {
        let [((property, lower), (_, strongest)), ((other, higher), (weakest, _))] = pair else { continue };
        if property == other {
            demands.insert((*higher, *weakest, *lower, *strongest));
        }
    }
}

/// The least raises that meet all demands; ranks are settled from the lowest up.
fn solved(demands: BTreeSet<Demand>) -> BTreeMap<u32, Raise> {
    let mut raises: BTreeMap<u32, Raise> = BTreeMap::new();
    for (rank, weakest, below, strongest) in demands {
        let base = raises.get(&below).copied().unwrap_or_default();
        let (ids, classes, names, place) = strongest;
        let (ids, classes) = (ids + base.ids, classes + base.classes);
        let mut need = Raise { ids: ids.saturating_sub(weakest.0), classes: 0 };
        if weakest.0 + need.ids == ids {
            need.classes = classes.saturating_sub(weakest.1);
            let is_equal = weakest.1 + need.classes == classes;
            need.classes += u32::from(is_equal && (weakest.2, weakest.3) < (names, place));
        }
        let raise = raises.entry(rank).or_default();
        *raise = Raise { ids: raise.ids.max(need.ids), classes: raise.classes.max(need.classes) };
    }
    raises.retain(|_, raise| *raise != Raise::NONE);
    raises
}

/// How long a sheet may grow by being written anew: rules in rules repeat the selectors around them.
const LONGEST: usize = 1 << 24;

/// The pieces as text; `None` where that would be too long.
fn write(
    pieces: &[Piece],
    raises: &Raises,
    fallbacks: &Fallbacks,
    rank: impl Fn(usize) -> u32,
    author_rank: u32,
) -> Option<String> {
    let mut out = String::new();
    for piece in pieces {
        if out.len() > LONGEST {
            return None;
        }
        let (block, selectors, declarations) = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Rule { block, selectors, declarations } => (*block, selectors, declarations),
        };
        let rank = rank(block);
        let (normal, important) = (raises.normal(rank), raises.important(rank, author_rank));
        let selectors: Vec<String> = selectors.iter().flat_map(plain).collect();
        let mut push = |raise: Raise, declarations: String| {
            if declarations.is_empty() {
                return;
            }
            let (recent, old): (Vec<String>, Vec<String>) =
                raised(&selectors, raise).into_iter().partition(|selector| is_recent(selector));
            let old = (!old.is_empty()).then(|| old.join(", "));
            for selectors in old.into_iter().chain(recent) {
                out.extend([selectors.as_str(), " { ", &declarations, " }\n"]);
            }
        };
        if normal == important {
            push(normal, written(declarations.iter(), fallbacks));
        } else {
            push(normal, written(declarations.iter().filter(|declaration| !declaration.important), fallbacks));
            push(important, written(declarations.iter().filter(|declaration| declaration.important), fallbacks));
        }
    }
    Some(out)
}

fn written<'d>(declarations: impl Iterator<Item = &'d Declaration>, fallbacks: &Fallbacks) -> String {
    let written = declarations.map(|declaration| {
        let end = if declaration.important { " !important" } else { "" };
        let own = [(declaration.name.clone(), declaration.value.clone())];
        let all = fallbacks.of(declaration).into_iter().chain(own);
        let all = all.map(|(name, value)| (fallbacks.with_families(&name, value), name));
        all.map(|(value, name)| format!("{name}: {value}{end}")).collect::<Vec<String>>().join("; ")
    });
    written.collect::<Vec<String>>().join("; ")
}

/// The most selectors that one with lists in it is taken apart into.
const MOST_ALTERNATIVES: usize = 64;

/// A selector as text, without `:is()` at its head where that can be: `:is(h1, h2) em` is `h1 em, h2 em` as long as
/// either is as specific.
fn plain(selector: &Selector) -> Vec<String> {
    let mut open = vec![selector.to_css_string()];
    let mut done = Vec::new();
    while let Some(text) = open.pop() {
        match opened(&text) {
            Some(alternatives) if open.len() + done.len() + alternatives.len() <= MOST_ALTERNATIVES => {
                open.extend(alternatives.into_iter().rev());
            }
            Some(_) | None => done.push(text),
        }
    }
    done
}

/// The alternatives of a leading `:is()`.
fn opened(text: &str) -> Option<Vec<String>> {
    let mut input = cssparser::Parser::new(text);
    input.expect_colon().ok()?;
    input.expect_function_matching("is").ok()?;
    let mut specificity = BTreeSet::new();
    let alternatives = input.parse_nested_block(|input| {
        input.parse_comma_separated(|input| {
            input.skip_whitespace();
            let start = input.position();
            while input.next().is_ok() {}
            Ok::<_, cssparser::ParseError<()>>(input.slice_from(start).trim().to_owned())
        })
    });
    let alternatives = alternatives.ok()?;
    let rest = &text[input.position().byte_index()..];
    for alternative in &alternatives {
        specificity.extend(css::specificity(alternative));
    }
    (specificity.len() == 1).then(|| alternatives.iter().map(|alternative| format!("{alternative}{rest}")).collect())
}

/// The same selectors, more specific.
fn raised(selectors: &[String], raise: Raise) -> Vec<String> {
    let Raise { ids, classes } = raise;
    let more = format!("{}{}", "[lang]".repeat(classes as usize), ":not(#_)".repeat(ids as usize));
    let mut all = Vec::new();
    for selector in selectors {
        if raise == Raise::NONE {
            all.push(selector.clone());
            continue;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '|' | '\\');
        let (name, rest) = selector.split_at(selector.find(|c: char| !is_name(c)).unwrap_or(selector.len()));
        match (name, rest.strip_prefix('*'), rest.strip_prefix(":root")) {
            ("html", ..) => all.push(format!("html{more}{rest}")),
            ("", Some(rest), _) => all.extend([format!("{more} *{rest}"), format!("*{more}{rest}")]),
            ("", None, Some(rest)) => all.push(format!(":root{more}{rest}")),
            // The root itself has no class; what else there is may be the root or stand within it.
            ("", None, None) if rest.starts_with(['.', '#']) => all.push(format!("{more} {rest}")),
            ("", None, None) => all.extend([format!("{more} {rest}"), format!("{more}{rest}")]),
            _ => all.push(format!("{more} {selector}")),
        }
    }
    all
}
