//! From texts to chapters: what is read, what is left out as a draft, in which order, what the texts say of the book.
//!
//! In: the list of texts that `inputs` made. Out: a [`Manuscript`], the untransformed document with its metadata, and
//! the folder that is the book's. Front matter is cut off, includes and embeds are spliced in, chapters are parsed in parallel.
//! What cannot be read is reported, and the rest is read all the same, so that one run tells everything.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::inputs::{self, Gathered, Source};
use super::names::Names;
use super::{Error, Findings, reading};
use crate::config::{self, Config, FrontMatter, Located, Order, date};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::walk::plain_text;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterId, ChapterRole, Creator, Document, Draft, Inline, InlineKind,
    Metadata,
};
use crate::markdown::{self, Reading};
use crate::project::feed::{Article, Permalinks};
use crate::project::folder::attachments;
use crate::project::inclusion::{Spliced, Splicer};
use crate::project::mdbook::Includes;
use crate::project::reader::{MAX_TEXT_BYTES, Reader, add_text, folder_of, unreadable};
use crate::project::{Entry, EntryKind, Outline, Places, variables};
use crate::source::name::{in_words, natural, stem};
use crate::source::{FileId, LoadError, Loader, Span, Text};
use crate::transform::Site;

/// The most authors that an issue of many articles has on its title page.
const MOST_AUTHORS: usize = 4;

/// The text of a book before any transform.
pub struct Manuscript {
    pub document: Document,
    /// What `-M` and front matter say, the former before the latter.
    pub front_matter: FrontMatter,
    /// The book's folder.
    pub root: PathBuf,
    pub is_book: bool,
    /// What is known of the book's web site.
    pub site: Site,
}

/// A text file with its front matter cut off.
struct Part {
    /// What the navigation says of it.
    entry: Entry,
    /// The path below the book's folder, with `/`.
    path: String,
    text: Text,
    file: FileId,
    /// Places of the text of which all was told, in order.
    told: Vec<Span>,
    front_matter: FrontMatter,
    /// A title for its page alone.
    page_title: Option<String>,
    /// Of an entry of a feed, whose text is HTML.
    posted: Option<Posted>,
}

/// What a feed says of an entry.
struct Posted {
    /// What its relative addresses are relative to.
    base: Option<String>,
    /// The day, and the moment in seconds since 1970.
    published: Option<(String, i64)>,
}

/// A line of the contents, in order.
enum Item {
    Text(Box<Part>),
    /// A part, or a line without a text.
    Line(Entry),
}

/// Reads all inputs.
pub fn read(config: &Config, loader: &Loader, findings: &mut Findings) -> Result<Manuscript, Error> {
    let gathered = inputs::gather(config, loader, findings)?;
    let Gathered { sources, mut outline, root, shown_root, folder, is_project, permalinks, left_out } = gathered;
    let items = texts(sources, &outline, &root, &shown_root, config, loader, findings);
    let mut parts = Vec::new();
    let mut lines = Vec::new();
    for item in items {
        match item {
            Item::Text(part) => parts.push(*part),
            Item::Line(entry) => lines.push((parts.len(), entry)),
        }
    }
    if parts.is_empty() {
        if !findings.diagnostics.has_errors() {
            let finding = Diagnostic::new(Code::EmptyInput, "none of the texts can be bound");
            findings.diagnostics.push(finding.hint("the findings above say why"));
        }
        return Err(Error::Stopped);
    }

    let newest = newest(&parts);
    let drafts = without_drafts(&mut parts, &mut lines, config, loader, findings)?;
    let pairs = config::from_pairs(&config.metadata, &mut findings.diagnostics).joined(config.facts.clone());
    let of_project = outline.front_matter.clone();
    let own_title = pairs.title.clone().or(of_project.title.clone());
    let count = parts.len();
    let is_feed = parts.iter().any(|part| part.posted.is_some());
    let of_texts = match is_project && of_project.title.is_some() {
        _ if is_feed => issue_of(&parts),
        true => FrontMatter::default(),
        false => front_matter_of_book(&mut parts, own_title.as_deref()),
    };
    // A first text of front matter only is no chapter.
    lines.iter_mut().for_each(|(position, _)| *position = position.saturating_sub(count - parts.len()));
    order(&mut parts, &mut lines, config, findings);
    let mut front_matter = match is_feed {
        // Its words are no Markdown.
        true => pairs.or(literal(of_project.or(of_texts))),
        false => pairs.or(of_project).or(of_texts).or(config.weak_facts.clone()),
    };
    let is_book = is_project || parts.len() > 1 || !lines.is_empty();
    if is_book && front_matter.title.is_none() {
        front_matter.title = folder_title(&folder, findings);
    }

    let metadata = Metadata { newest: newest.or_else(|| modern(&front_matter.date)), ..front_matter.metadata() };
    let mut document = Document { metadata, ..Document::default() };
    let mut names = Names::default();
    let hidden_lines = outline.hidden_lines.clone();
    let reading = reading::of_book(config, &front_matter, hidden_lines, &mut findings.diagnostics);
    let reader = Reader {
        loader,
        root: &root,
        shown_root: &shown_root,
        files: &mut findings.files,
        diagnostics: &mut findings.diagnostics,
    };
    // No feed has a say over the files of this machine.
    let brought =
        if is_feed { BTreeSet::new() } else { bring_in(&mut parts, reader, &outline.places, &reading, config) };
    if outline.left_out.bring_in(|path| brought.contains(path)) {
        let (range, shown) = left_out;
        findings.diagnostics.replace(range, outline.left_out.report(&shown));
    }
    let book = Bound { reading: &reading, permalinks: &permalinks, is_book, document: &document };
    let mut chapters = parse(&parts, &mut names, config, &book, findings).into_iter();
    let mut before = 0;
    for (position, entry) in lines {
        document.chapters.extend(chapters.by_ref().take(position - before).map(Arc::new));
        before = position;
        let Entry { kind, title, number, depth, matter, span, .. } = entry;
        let title = title.unwrap_or_default();
        match kind {
            EntryKind::Part(_) => {
                let page = part_page(&title, span.unwrap_or_default(), &mut names);
                document.chapters.push(Arc::new(page));
            }
            EntryKind::Draft => {
                let position = document.chapters.len();
                document.drafts.push(Draft { position, matter, depth, number, title });
            }
            EntryKind::Chapter(_) => {}
        }
    }
    document.chapters.extend(chapters.map(Arc::new));
    // A project of one text is a book of one chapter.
    if let (true, [chapter]) = (is_project, document.chapters.as_mut_slice()) {
        let chapter = Arc::make_mut(chapter);
        if chapter.listed.is_none() {
            let title = Some(chapter.title.clone()).filter(|title| !title.is_empty());
            chapter.listed = title.or_else(|| first_heading(chapter)).or_else(|| Some(in_words(stem(&chapter.path))));
        }
    }
    let mut site = Site { drafts, ..site(outline.places, shown_root) };
    // Embeds of a vault name a file alone, wherever it lies.
    if site.by_name.is_empty() && parts.iter().any(|part| part.text.as_str().contains("![[")) {
        let (files, diagnostics) = (&mut findings.files, &mut findings.diagnostics);
        let reader = Reader { loader, root: &root, shown_root: "", files, diagnostics };
        site.by_name = attachments(&reader, "");
    }
    for part in &parts {
        let below = part.path.strip_prefix(site.root.as_str()).unwrap_or(&part.path).trim_start_matches('/');
        for address in &part.front_matter.addresses {
            let page = match address.starts_with('/') {
                true => address.clone(),
                false => format!("/{}/{address}", folder_of(below)),
            };
            site.redirects.entry(page).or_insert_with(|| format!("/{below}"));
        }
    }
    Ok(Manuscript { document, front_matter, root, is_book, site })
}

/// The newest day that the texts say of themselves.
fn newest(parts: &[Part]) -> Option<String> {
    let days = |part: &Part| [modern(&part.front_matter.date), modern(&part.front_matter.modified)];
    parts.iter().flat_map(days).flatten().max()
}

/// A day on which there were EPUBs.
fn modern(day: &Option<String>) -> Option<String> {
    let day = day.as_deref().map(|moment| moment.get(..10).unwrap_or(moment));
    day.filter(|day| date::is_normal(day) && *day > date::FIRST_EPUB).map(str::to_owned)
}

fn site(places: Places, shown_root: String) -> Site {
    let Places { root, has_index, base_url, redirects, image_folders, by_name, shares_ids, include_folders: _ } =
        places;
    Site { root, has_index, base_url, redirects, image_folders, by_name, shares_ids, shown_root, ..Site::default() }
}

/// Reads the texts, in order.
fn texts(
    sources: Vec<Source>,
    outline: &Outline,
    root: &Path,
    shown_root: &str,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
) -> Vec<Item> {
    let is_alone = sources.len() == 1;
    let mut includes = outline.has_includes.then(|| Includes::new(loader, root, shown_root));
    let mut items = Vec::new();
    for source in sources {
        let Some(path) = source.entry.path().map(str::to_owned) else {
            items.push(Item::Line(source.entry));
            continue;
        };
        if let Some(article) = source.article {
            let Article { entry, text, front_matter, base, published } = *article;
            let file = text.span(0, 0).file;
            let posted = Some(Posted { base, published });
            let (told, page_title) = (Vec::new(), None);
            items.push(Item::Text(Box::new(Part { entry, path, text, file, told, front_matter, page_title, posted })));
            continue;
        }
        let Some(file) = read_text(&source, &path, root, loader, findings) else { continue };
        let (front_matter, body) = config::read(&findings.files, file, &path, &mut findings.diagnostics);
        let front_matter = match reading::reads_late_metadata(config, &front_matter) {
            true => {
                let (files, diagnostics) = (&findings.files, &mut findings.diagnostics);
                config::read_late(files, file, &path, body, front_matter, diagnostics)
            }
            false => front_matter,
        };
        let body = body.max(source.entry.from.min(findings.files.get(file).text.len() as u32));
        let (text, page_title) = match &mut includes {
            Some(includes) => {
                let expanded = includes.expand(file, &path, body, &mut findings.files, &mut findings.diagnostics);
                (expanded.text, expanded.title)
            }
            None => (variables::fill(&findings.files, file, body, &outline.variables), None),
        };
        // A chapter that its project gives a title is one without a text.
        let says_nothing =
            front_matter == FrontMatter::default() && source.entry.title.is_none() && source.entry.from == 0;
        if text.as_str().trim().is_empty() && says_nothing {
            if findings.diagnostics.iter().any(|found| found.span.is_some_and(|span| span.file == file)) {
                // Its head was broken, which is told.
                continue;
            }
            let mut finding = Diagnostic::new(Code::EmptyInput, format!("`{}` is empty", source.shown));
            if !is_alone {
                finding.severity = Severity::Warning;
                finding.hints.push("it is left out of the book".to_owned());
            }
            findings.diagnostics.push(finding);
            continue;
        }
        let front_matter = outline.with_cascades(&path, front_matter);
        items.push(Item::Text(Box::new(Part {
            entry: source.entry,
            path,
            text,
            file,
            told: Vec::new(),
            front_matter,
            page_title,
            posted: None,
        })));
    }
    items
}

/// Reads a text and adds it to the files. An input that cannot be read is an error; a chapter that a project names and
/// that is not there leaves the rest of the book standing.
fn read_text(source: &Source, path: &str, root: &Path, loader: &Loader, findings: &mut Findings) -> Option<FileId> {
    let place = root.join(path);
    let bytes = match (&source.bytes, source.is_named) {
        (Some(bytes), _) => Ok(bytes.to_vec()),
        (None, true) => loader.read_input(&place, MAX_TEXT_BYTES),
        // A pipe in a folder would be waited for without end.
        (None, false) => loader.read_within(root, &place, MAX_TEXT_BYTES),
    };
    let error = match bytes {
        Ok(bytes) => return add_text(&source.shown, bytes, &mut findings.files, &mut findings.diagnostics),
        Err(error) => error,
    };
    let mut finding = unreadable(&source.shown, &error);
    if source.is_named && error == LoadError::NotFound && source.shown.contains("://") {
        let hint = "inputs are files: save the page or the feed (`curl -O URL`), and name the copy";
        finding.hints.push(hint.to_owned());
    }
    if source.is_named && error == LoadError::NotFound && source.shown.contains(['*', '?']) {
        finding.hints.push("no file has a name of this pattern, which the shell would have filled in".to_owned());
    }
    if let Some(span) = source.entry.span {
        finding.span = Some(span);
        match error {
            LoadError::NotFound | LoadError::OtherCase(_) | LoadError::DeadLink | LoadError::IsFolder => {
                finding.code = Code::MissingChapter;
                finding.severity = Code::MissingChapter.severity();
            }
            LoadError::Outside => finding.severity = Severity::Warning,
            LoadError::TooLarge { .. } | LoadError::Io(_) => {}
        }
    }
    findings.diagnostics.push(finding);
    None
}

/// Takes out what its author has not published, and gives its book paths; an error where nothing is left. One text alone
/// was asked for by name, unless it is one of a batch.
fn without_drafts(
    parts: &mut Vec<Part>,
    lines: &mut [(usize, Entry)],
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<BTreeSet<String>, Error> {
    let is_alone = parts.len() == 1 && lines.is_empty() && !config.is_of_batch;
    let speaks_for_the_book = |index: usize, parts: &[Part]| {
        index == 0 && !config.is_of_batch && !parts[1..].iter().any(|part| part.front_matter.title.is_some())
    };
    let reasons: Vec<Option<Located>> = (0..parts.len())
        .map(|index| unpublished(&parts[index], speaks_for_the_book(index, parts), config, loader))
        .collect();
    for (part, reason) in parts.iter().zip(&reasons) {
        let Some(Located { text, span }) = reason else { continue };
        let (message, hint) = match (is_alone, config.drafts) {
            (true, _) => (format!("`{}` is not published ({text}), and bound as it is named alone", part.path), ""),
            (false, true) => (format!("`{}` is not published ({text}), and bound as `--drafts` asks", part.path), ""),
            (false, false) => (
                format!("`{}` is left out: it is not published ({text})", part.path),
                "`--drafts` binds drafts as well",
            ),
        };
        let mut finding = Diagnostic::new(Code::Draft, message);
        finding.span = *span;
        finding.hints.extend(Some(hint).filter(|hint| !hint.is_empty()).map(str::to_owned));
        findings.diagnostics.push(finding);
    }
    if is_alone || config.drafts {
        return Ok(BTreeSet::new());
    }
    if reasons.iter().all(Option::is_some) {
        if config.is_of_batch {
            return Err(Error::Unpublished);
        }
        let finding = Diagnostic::new(Code::EmptyInput, "every text is a draft, and none is left to bind");
        findings.diagnostics.push(finding.hint("`--drafts` binds drafts as well"));
        return Err(Error::Stopped);
    }
    for (position, _) in lines {
        *position -= reasons[..*position].iter().flatten().count();
    }
    let is_draft = |(part, reason): (&Part, &Option<Located>)| reason.as_ref().map(|_| part.path.clone());
    let drafts = parts.iter().zip(&reasons).filter_map(is_draft).collect();
    let mut reasons = reasons.iter();
    parts.retain(|_| reasons.next().is_none_or(Option::is_none));
    Ok(drafts)
}

/// What says that a text is not published: it, its folder, or a date that has not come.
fn unpublished(part: &Part, speaks_for_the_book: bool, config: &Config, loader: &Loader) -> Option<Located> {
    if let Some(draft) = &part.front_matter.draft {
        return Some(draft.clone());
    }
    if part.path.split('/').any(|folder| folder == "_drafts") {
        return Some(Located { text: "in `_drafts`".to_owned(), span: None });
    }
    let today = config.today.as_deref()?;
    let is_ahead = |day: &str| {
        let is_ahead = day > today;
        loader.ask_for_day(day, is_ahead);
        is_ahead
    };
    let FrontMatter { shown_from, shown_until, .. } = &part.front_matter;
    // The day of a book may lie ahead.
    if let Some(Located { text, span }) = shown_from.as_ref().filter(|_| !speaks_for_the_book)
        && is_ahead(text)
    {
        loader.ask_for_today(today);
        return Some(Located { text: format!("to be published {text}, after {today}"), span: *span });
    }
    if let Some(Located { text, span }) = shown_until.as_ref().filter(|day| !is_ahead(&day.text)) {
        return Some(Located { text: format!("expired {text}"), span: *span });
    }
    let date = part.front_matter.date.as_deref().filter(|date| date::beginning(date).is_some())?;
    // The date of a book may lie ahead.
    if speaks_for_the_book || !is_ahead(date) {
        return None;
    }
    loader.ask_for_today(today);
    Some(Located { text: format!("dated {date}, after {today}"), span: None })
}

/// Puts the texts in the order that was asked for. What the project or the folder says of levels and parts belongs to
/// its own order.
fn order(parts: &mut [Part], lines: &mut Vec<(usize, Entry)>, config: &Config, findings: &mut Findings) {
    let published = |part: &Part| part.posted.as_ref().and_then(|posted| posted.published.clone());
    let date = |part: &Part| published(part).or_else(|| Some((part.front_matter.date.clone()?, 0)));
    match config.order {
        Order::Given => return,
        Order::Name => parts.sort_by(|a, b| natural(&a.path, &b.path)),
        Order::Date => parts.sort_by_key(|part| (date(part).is_none(), date(part))),
        Order::NewestFirst => parts.sort_by_key(|part| (date(part).is_none(), Reverse(date(part)))),
    }
    parts.iter_mut().for_each(|part| part.entry.depth = 0);
    if !lines.is_empty() {
        let message = "parts and levels are left out, since the texts stand in another order than their folder's";
        findings.diagnostics.push(Diagnostic::new(Code::LeftOut, message));
        lines.clear();
    }
}

/// What the files say of the book as a whole.
///
/// One file speaks for itself. Of several, the first speaks for the book where no other file has a title of its
/// own; a first file of front matter only is no chapter. Otherwise the files are articles of one issue, whose
/// authors, keywords and first language are the issue's; many authors are its contributors, each named above the
/// article, and not on the cover. Where the book has a title of its own, the first article keeps its own.
fn front_matter_of_book(parts: &mut Vec<Part>, own_title: Option<&str>) -> FrontMatter {
    let rest_is_titled = parts[1..].iter().any(|part| part.front_matter.title.is_some());
    let is_empty = |part: &Part| part.text.as_str().trim().is_empty();
    let is_other = |title: &String| own_title.is_some_and(|own| own != title);
    if !rest_is_titled && parts.len() > 1 && !is_empty(&parts[0]) && parts[0].front_matter.title.iter().any(is_other) {
        let own = parts[0].front_matter.clone();
        return FrontMatter { title: None, subtitle: None, date: None, description: None, ..own };
    }
    if !rest_is_titled || (parts.len() > 1 && is_empty(&parts[0])) {
        let book = std::mem::take(&mut parts[0].front_matter);
        if parts.len() > 1 && is_empty(&parts[0]) {
            parts.remove(0);
        }
        return book;
    }
    issue_of(parts)
}

/// What articles say of the issue that they make.
fn issue_of(parts: &[Part]) -> FrontMatter {
    let mut book = FrontMatter::default();
    for part in parts {
        let own = &part.front_matter;
        book.lang = book.lang.or_else(|| own.lang.clone());
        book.has_bibliography |= own.has_bibliography;
        let creators = own.creators.iter().filter(|creator| !book.creators.contains(creator));
        let creators: Vec<Creator> = creators.cloned().collect();
        book.creators.extend(creators);
        let keywords = own.keywords.iter().filter(|word| !book.keywords.contains(word));
        let keywords: Vec<String> = keywords.cloned().collect();
        book.keywords.extend(keywords);
        book.css.extend(own.css.iter().filter(|css| !book.css.contains(css)).cloned().collect::<Vec<_>>());
    }
    if book.creators.iter().filter(|creator| creator.role == "aut").count() > MOST_AUTHORS {
        book.creators.iter_mut().filter(|creator| creator.role == "aut").for_each(|creator| creator.role = "ctb");
    }
    book
}

/// Words that are no Markdown, as Markdown.
fn literal(mut front_matter: FrontMatter) -> FrontMatter {
    let FrontMatter { title, description, rights, creators, keywords, .. } = &mut front_matter;
    let names = creators.iter_mut().map(|creator| &mut creator.name);
    for text in [title, description, rights].into_iter().flatten().chain(names).chain(keywords) {
        if text.contains(['*', '_', '`', '[', '<', '&', '\\', '~']) {
            let escaped = text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c]));
            *text = escaped.collect();
        }
    }
    front_matter
}

/// A book without a title is called by its folder, which is told.
fn folder_title(folder: &Path, findings: &mut Findings) -> Option<String> {
    let name = folder.file_name()?.to_string_lossy().into_owned();
    let message = format!("no title is given; the folder's name `{name}` stands for it");
    let hint = "say `-M title=\"…\"`, or `title: …` in the front matter of the first text";
    findings.diagnostics.push(Diagnostic::new(Code::GuessedTitle, message).hint(hint));
    Some(in_words(&name))
}

/// Brings the text of other files into the texts that ask for it; gives the book paths of those files.
fn bring_in(parts: &mut [Part], reader: Reader, places: &Places, book: &Reading, config: &Config) -> BTreeSet<String> {
    let mut splicer = Splicer::new(reader, places);
    for part in parts.iter() {
        splicer.know(&part.path, part.file);
    }
    for part in parts {
        // What is wrong with the dialect's name is told when the text is read.
        let dialect = reading::of_text(book, config, &part.front_matter, &mut Diagnostics::default()).dialect;
        if let Some(Spliced { text, told }) = splicer.splice(&part.text, &part.path, dialect) {
            (part.text, part.told) = (text, told);
        }
    }
    splicer.brought()
}

/// What is settled of the book when its texts are parsed.
struct Bound<'b> {
    reading: &'b Reading,
    permalinks: &'b Permalinks,
    is_book: bool,
    document: &'b Document,
}

/// Parses the texts, in parallel.
fn parse(parts: &[Part], names: &mut Names, config: &Config, book: &Bound, findings: &mut Findings) -> Vec<Chapter> {
    let &Bound { reading, permalinks, is_book, document: book } = book;
    let names: Vec<String> = parts.iter().map(|part| names.of(&part.path)).collect();
    let (chapters, found): (Vec<Chapter>, Vec<Diagnostics>) = parts
        .par_iter()
        .zip(&names)
        .enumerate()
        .map(|(index, (part, name))| {
            let mut found = Diagnostics::default();
            let id = ChapterId(index as u32);
            let mut chapter = match &part.posted {
                None => {
                    let mut reading = reading::of_text(reading, config, &part.front_matter, &mut found);
                    reading.told.clone_from(&part.told);
                    markdown::parse_as(&reading, &part.text, id, name, &part.path, &mut found)
                }
                Some(posted) => {
                    let mut chapter = markdown::parse_html(&part.text, id, name, &part.path, &mut found);
                    permalinks.settle(&mut chapter, posted.base.as_deref());
                    chapter
                }
            };
            chapter.title = part.front_matter.title.clone().unwrap_or_default();
            chapter.lang = part.front_matter.lang.clone().filter(|lang| *lang != book.metadata.lang);
            if is_book && part.front_matter.tells_of_an_article() {
                let lang = chapter.lang.as_ref().unwrap_or(&book.metadata.lang).clone();
                chapter.article = Some(Box::new(Metadata { lang, ..part.front_matter.metadata() }));
            }
            let Entry { kind, title, number, depth, matter, ends_part, .. } = &part.entry;
            if matches!(kind, EntryKind::Part(_)) {
                chapter.role = ChapterRole::Part;
            }
            chapter.listed.clone_from(title);
            chapter.number.clone_from(number);
            chapter.depth = *depth;
            chapter.ends_part = *ends_part;
            chapter.matter = *matter;
            chapter.page_title.clone_from(&part.page_title);
            (chapter, found)
        })
        .unzip();
    found.into_iter().for_each(|found| findings.diagnostics.append(found));
    chapters
}

fn first_heading(chapter: &Chapter) -> Option<String> {
    let heading = chapter.blocks.iter().find_map(|block| {
        let BlockKind::Heading { content, .. } = &block.kind else { return None };
        Some(plain_text(content))
    });
    heading.filter(|heading| !heading.trim().is_empty())
}

/// The page that opens a part.
fn part_page(title: &str, span: Span, names: &mut Names) -> Chapter {
    let name = names.of("part.md");
    let mut chapter = Chapter::new(ChapterId(0), ChapterRole::Part, name);
    chapter.title = title.to_owned();
    let attributes = Attributes::default();
    let text =
        Inline { id: chapter.fresh_id(), span, attributes: attributes.clone(), kind: InlineKind::Text(title.into()) };
    let kind = BlockKind::Heading { level: 1, content: vec![text] };
    let heading = Block { id: chapter.fresh_id(), span, attributes, kind };
    chapter.title_node = heading.id;
    chapter.blocks.push(heading);
    chapter
}
