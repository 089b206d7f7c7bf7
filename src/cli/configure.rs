//! The command line as a [`Config`], and where the outputs go.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bindery::config::value::{self, ValueKind};
use bindery::config::{self, Config, Format, Highlight, Input, Meaning, OptionError, date};
use bindery::diagnostic::{Code, Diagnostic, Level, Severity};
use bindery::pipeline::Findings;
use bindery::project::{MANIFEST, Project, Tool, glob};
use bindery::source::{Loader, Span, normalize};

use super::absolute;
use super::args::{Args, MessageFormat};
use super::name::{Facts, Pattern};
use super::output::{Target, is_same_file};
use super::{conformance, trust, watch};

/// Where one output goes.
#[derive(Clone, Debug)]
pub struct Destination {
    pub format: Format,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Stdout,
    File(PathBuf),
    /// A file whose name has fields.
    Pattern(Pattern),
    /// A file in this folder that is named after the title.
    Folder(PathBuf),
}

impl Destination {
    /// The folder in which the output is called by its title.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::Stdout | Place::File(_) | Place::Pattern(_) => None,
        }
    }

    /// Whether it goes to standard output.
    pub fn is_stdout(&self) -> bool {
        match self.place {
            Place::Stdout => true,
            Place::File(_) | Place::Pattern(_) | Place::Folder(_) => false,
        }
    }

    /// The file that was named.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Stdout | Place::Pattern(_) | Place::Folder(_) => None,
        }
    }

    /// The target, where its name hangs on the book.
    pub fn target(&self, facts: &Facts) -> Target {
        match &self.place {
            Place::Stdout => Target::Stdout,
            Place::File(path) => Target::File(path.clone()),
            Place::Pattern(pattern) => Target::File(pattern.fill(facts)),
            Place::Folder(folder) => Target::File(folder.join(format!("{}.{}", facts.slug, self.format.name()))),
        }
    }
}

/// What is wrong with the command line.
pub enum Usage {
    Message {
        message: String,
        hint: Option<String>,
    },
    /// A file of options is wrong.
    Option {
        span: Span,
        error: OptionError,
    },
}

impl Usage {
    pub fn new(message: impl Into<String>, hint: Option<&str>) -> Usage {
        Usage::Message { message: message.into(), hint: hint.map(str::to_owned) }
    }
}

/// The most bytes read from standard input or a file of options.
const MAX_INPUT_BYTES: u64 = 64 * 1024 * 1024;

/// Turns arguments, environment and standard input into a configuration. That of a batch has neither inputs nor
/// destinations.
pub fn configure(args: &Args, loader: &Loader, findings: &mut Findings) -> Result<(Config, Vec<Destination>), Usage> {
    let destinations = if args.each { Vec::new() } else { destinations(args)? };
    refuse_links(&destinations, args, loader)?;
    let mut config = Config { timestamp: timestamp()?, ..Config::default() };
    project_options(args, loader, &mut config, findings)?;
    if let Some(path) = &args.config {
        read_options(path, loader, &mut config, findings)?;
    }
    for (name, value) in &args.limit {
        config.limits.set(name, value).map_err(|message| Usage::Message { message, hint: None })?;
    }
    if config.limits.memory.is_some() && watch::peak().is_none() {
        return Err(Usage::new("this system does not tell how much memory the program holds", None));
    }
    config.formats = match args.dump {
        // A dump makes no file.
        Some(_) => BTreeSet::new(),
        None => destinations.iter().map(|destination| destination.format).collect(),
    };
    config.root = args.root.as_deref().map(absolute);
    metadata_files(&args.metadata_file, loader, &mut config, findings)?;
    config.metadata = args.metadata.clone();
    variables(&args.variable, &mut config)?;
    let cover = args.cover.as_deref().map(absolute).or_else(|| take_cover(&mut config.metadata));
    config.cover = cover.or(config.cover.take());
    // A style sheet named here is seen from the current folder.
    config.theme = args.theme.as_ref().map(|name| match name.ends_with(".css") {
        true => absolute(Path::new(name)).to_string_lossy().into_owned(),
        false => name.clone(),
    });
    config.from = args.from.clone();
    // pandoc's name of what the option of that name does.
    config.smart &= !args.from.as_ref().is_some_and(|from| from.split('+').any(|form| form.contains("-smart")));
    config.css = args.css.iter().map(|path| absolute(path)).collect();
    config.page_size = args.page_size;
    config.toc = if args.toc { Some(true) } else { args.no_toc.then_some(false) };
    config.toc_depth = args.toc_depth;
    config.link_urls = args.link_urls;
    config.highlight = args.highlight.clone().map(|how| match how {
        Highlight::File(path) => Highlight::File(absolute(&path)),
        Highlight::None | Highlight::Color | Highlight::Mono => how,
    });
    config.math = args.math.unwrap_or(config.math);
    config.pictures.quality = args.image_quality.unwrap_or(config.pictures.quality);
    config.pictures.keep |= args.keep_images;
    config.pdf = args.pdf.unwrap_or(config.pdf);
    for (names, level) in [(&args.allow, Level::Allow), (&args.warn, Level::Warn), (&args.deny, Level::Deny)] {
        for name in names {
            let set = config.levels.set(name, level);
            set.map_err(|error| Usage::Message { message: error.message, hint: Some(error.hint) })?;
        }
    }
    if !args.stores.is_empty() {
        config.stores = args.stores.iter().flat_map(|name| name.stores()).collect();
    }
    config.surveys = conformance::is_wanted(args);
    config.number_sections = args.number_sections;
    let folders = args.resource_path.as_deref().map(std::env::split_paths);
    config.resource_path = folders.into_iter().flatten().map(|folder| absolute(&folder)).collect();
    config.split_level = args.split_level;
    config.drafts = args.drafts;
    config.order = args.order.order();
    config.today = args.date.clone().or_else(|| config.timestamp.map(day)).or_else(today);
    config.base_url = args.base_url.clone().or(config.base_url);
    config.system_fonts &= !args.no_system_fonts && !loader.is_confined();
    if !args.each {
        config.inputs = inputs(&args.inputs, loader)?;
    }
    refuse_inputs(&config, &destinations)?;
    Ok((config, destinations))
}

/// What the project that is built says in its own file beside front matter; a file of options goes before it. Why it cannot
/// be read is told where the book is.
fn project_options(args: &Args, loader: &Loader, config: &mut Config, findings: &mut Findings) -> Result<(), Usage> {
    let input = match args.inputs.as_slice() {
        _ if args.each => return Ok(()),
        [] => Path::new(""),
        [input] => input.as_path(),
        [_, _, ..] => return Ok(()),
    };
    let project = Project::at(&absolute(&Path::new(".").join(input)), loader);
    let Some(project) = project.filter(|project| project.tool == Tool::Bindery) else { return Ok(()) };
    let place = project.folder.join(MANIFEST);
    let Ok(bytes) = loader.read_within(&project.folder, &place, MAX_INPUT_BYTES) else { return Ok(()) };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
    let text = normalize(&text);
    let Ok(value) = value::parse_toml(&text) else { return Ok(()) };
    let shown = match input.ends_with(MANIFEST) {
        true => input.to_owned(),
        false => input.join(MANIFEST),
    };
    let mut add = || findings.files.add(shown.to_string_lossy().replace('\\', "/"), &text);
    let at = |file, range: &std::ops::Range<usize>| Span { file, start: range.start as u32, end: range.end as u32 };
    let refused = config.read_project(&value, !loader.is_confined()).map_err(|error| {
        let span = at(add(), &error.range);
        Usage::Option { span, error }
    })?;
    if refused.is_empty() {
        return Ok(());
    }
    let file = add();
    for OptionError { message, range, hint } in refused {
        let mut finding = Diagnostic::new(Code::InvalidValue, message).at(at(file, &range));
        finding.severity = Severity::Note;
        finding.hints.extend(hint);
        findings.diagnostics.push(finding);
    }
    Ok(())
}

/// What files of metadata say; of a key given twice the last file holds. Their cover is seen from the current folder.
fn metadata_files(
    paths: &[PathBuf],
    loader: &Loader,
    config: &mut Config,
    findings: &mut Findings,
) -> Result<(), Usage> {
    for path in paths {
        let text = read_text(path, loader)
            .map_err(|error| Usage::new(format!("cannot read the metadata in `{}`: {error}", path.display()), None))?;
        let shown = path.to_string_lossy().replace('\\', "/");
        let file = findings.files.add(shown.as_str(), &text);
        let text = findings.files.get(file).text.clone();
        let parsed = match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
            Some("toml") => value::parse_toml(&text),
            Some("json") => value::parse_json(&text),
            _ => value::parse_yaml(without_fences(&text)),
        };
        match parsed {
            Ok(mut value) => {
                if let ValueKind::Map(entries) = &mut value.kind {
                    let cover = entries.iter().rfind(|entry| is_cover(&entry.key));
                    let cover = cover.and_then(|entry| entry.value.as_text()).map(|path| absolute(Path::new(path)));
                    config.cover = cover.or(config.cover.take());
                    entries.retain(|entry| !is_cover(&entry.key));
                }
                let facts = config::from_value(&value, "", file, &mut findings.diagnostics);
                config.facts = facts.or(std::mem::take(&mut config.facts));
            }
            Err(error) => {
                let span = Span { file, start: error.range.start as u32, end: error.range.end as u32 };
                let message = format!("the metadata in `{shown}` cannot be parsed: {}", error.message);
                let mut finding = Diagnostic::new(Code::BrokenFrontMatter, message).at(span);
                finding.hints.extend(error.hint.map(str::to_owned));
                findings.diagnostics.push(finding);
            }
        }
    }
    Ok(())
}

/// YAML may stand between the fences that front matter has.
fn without_fences(text: &str) -> &str {
    let end = ["\n---\n", "\n...\n", "\n---", "\n..."].iter().find_map(|fence| {
        let end = text.find(fence).filter(|at| *at > 0)?;
        text[end + fence.len()..].trim().is_empty().then_some(end + 1)
    });
    &text[..end.unwrap_or(text.len())]
}

/// Variables of pandoc's templates.
fn variables(pairs: &[(String, String)], config: &mut Config) -> Result<(), Usage> {
    for (name, text) in pairs {
        let meanings = config::meaning(name, text).ok_or_else(|| {
            let hint = "there are no templates: facts are given with `-M`, the look with `--css`";
            Usage::new(format!("the variable `{name}` is not known"), Some(hint))
        })?;
        for meaning in meanings {
            match meaning {
                Meaning::Css(rule) => config.rules.push((format!("-V {name}={text}"), rule)),
                Meaning::Metadata(key, text) => config.metadata.push((key.to_owned(), text)),
                Meaning::Idle => {}
                Meaning::Instead(advice) => {
                    return Err(Usage::new(format!("`-V {name}={text}` is not supported"), Some(advice)));
                }
            }
        }
    }
    Ok(())
}

fn inputs(paths: &[PathBuf], loader: &Loader) -> Result<Vec<Input>, Usage> {
    if paths.is_empty() {
        let here = absolute(Path::new("."));
        if Project::at(&here, loader).is_none() {
            let hint = "name a text, `bindery article.md`, or make a book, `bindery init my-book`; `bindery --help` is \
                        the manual";
            return Err(Usage::new("no input was given, and the current folder is no project", Some(hint)));
        }
        return Ok(vec![Input::Path { path: here, shown: ".".to_owned() }]);
    }
    if let Some(output) = paths.iter().find(|path| is_output(path)) {
        let shown = output.display();
        let message = format!("`{shown}` stands among the texts, and is none");
        return Err(Usage::new(message, Some(&format!("an output is named after `-o`: `-o {shown}`"))));
    }
    let from_stdin = paths.iter().filter(|path| path.as_os_str() == "-").count();
    if from_stdin > 1 {
        return Err(Usage::new("standard input can be read once only", None));
    }
    let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let filled = paths.iter().flat_map(|path| {
        // Some shells fill patterns in, some do not.
        let found = match glob::is_pattern(&shown(path)) && !path.exists() {
            true => glob::expand(&shown(path), &absolute(Path::new(".")), &Loader::disk()),
            false => Vec::new(),
        };
        if found.is_empty() { vec![path.clone()] } else { found.into_iter().map(PathBuf::from).collect() }
    });
    filled
        .map(|path| {
            let path = path.as_path();
            if path.as_os_str() != "-" {
                return Ok(Input::Path { path: absolute(path), shown: shown(path) });
            }
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes);
            match read {
                Err(error) => Err(Usage::new(format!("cannot read standard input: {error}"), None)),
                Ok(_) if bytes.len() as u64 > MAX_INPUT_BYTES => {
                    Err(Usage::new("standard input has more than 64 MiB", Some("split it into several files")))
                }
                Ok(_) => Ok(Input::Bytes { bytes: bytes.into(), shown: "<stdin>".to_owned() }),
            }
        })
        .collect()
}

/// Whether a path is named like what is written, and no folder.
fn is_output(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    [Format::Epub, Format::Pdf].iter().any(|format| format.name() == ending) && !path.is_dir()
}

/// An output that is an input would be lost.
fn refuse_inputs(config: &Config, destinations: &[Destination]) -> Result<(), Usage> {
    let inputs = config.inputs.iter().filter_map(|input| match input {
        Input::Path { path, .. } => Some(path),
        Input::Bytes { .. } => None,
    });
    let read: Vec<&PathBuf> = inputs.chain(&config.cover).chain(&config.css).collect();
    for file in destinations.iter().filter_map(Destination::file) {
        if read.iter().any(|path| is_same_file(path, file)) {
            return Err(Usage::new(overwrites(file), Some("give the output another name")));
        }
    }
    Ok(())
}

/// Refuses outputs and reports that a link of a stranger's would lead elsewhere.
fn refuse_links(destinations: &[Destination], args: &Args, loader: &Loader) -> Result<(), Usage> {
    let places = destinations.iter().filter_map(|destination| destination.file().or(destination.folder()));
    places.chain(args.report.iter().map(|(path, _)| path.as_path())).try_for_each(|path| refuse_link(path, loader))
}

/// The same for one place.
pub fn refuse_link(path: &Path, loader: &Loader) -> Result<(), Usage> {
    match loader.leads_out(&absolute(path)) {
        true => Err(trust::refusal(path)),
        false => Ok(()),
    }
}

/// What is said of an output that is one of the book's own files.
pub fn overwrites(file: &Path) -> String {
    format!("`{}` is a file of the book itself, which the output would replace", file.display())
}

fn is_cover(key: &str) -> bool {
    matches!(key.to_lowercase().replace('_', "-").as_str(), "cover" | "cover-image")
}

/// `-M cover=…` names a file as seen from the current folder, as `--cover` does.
fn take_cover(metadata: &mut Vec<(String, String)>) -> Option<PathBuf> {
    // `cover=false` says that there is none, as front matter does.
    let is_path = |(key, value): &(String, String)| is_cover(key) && !matches!(value.as_str(), "true" | "false");
    let cover = metadata.iter().rfind(|pair| is_path(pair)).map(|(_, path)| absolute(Path::new(path)));
    metadata.retain(|pair| !is_path(pair));
    cover
}

/// `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch>).
fn timestamp() -> Result<Option<i64>, Usage> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) if !text.is_empty() => text.trim().parse().map(Some).map_err(|_| {
            Usage::new(format!("SOURCE_DATE_EPOCH is `{text}`"), Some("it must be a number of seconds since 1970"))
        }),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// The day of a number of seconds since 1970.
fn day(seconds: i64) -> String {
    let mut moment = date::from_epoch(seconds);
    moment.truncate("YYYY-MM-DD".len());
    moment
}

fn today() -> Option<String> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(day)
}

/// A text that the command line names.
fn read_text(path: &Path, loader: &Loader) -> Result<String, String> {
    let bytes = loader.read_input(path, MAX_INPUT_BYTES).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))
}

fn read_options(path: &Path, loader: &Loader, config: &mut Config, findings: &mut Findings) -> Result<(), Usage> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let text = read_text(path, loader)
        .map_err(|error| Usage::new(format!("cannot read the options in `{shown}`: {error}"), None))?;
    let file = findings.files.add(shown, &text);
    let text = findings.files.get(file).text.clone();
    config.read_options(&text).map_err(|mut error| {
        if path.extension().is_none_or(|ending| ending != "toml") {
            let hint = "a file of options is TOML, as `--print-config` prints it; a project's own is read by itself";
            error.hint.get_or_insert_with(|| hint.to_owned());
        }
        let (start, end) = (error.range.start as u32, error.range.end as u32);
        Usage::Option { span: Span { file, start, end }, error }
    })?;
    // Paths in a file of options are seen from it.
    let folder = absolute(path).parent().map(Path::to_owned).unwrap_or_default();
    for css in &mut config.defaults.css {
        *css = folder.join(&*css);
    }
    Ok(())
}

fn destinations(args: &Args) -> Result<Vec<Destination>, Usage> {
    let formats: Vec<Format> = args.to.iter().map(|format| format.0).collect();
    let wanted = if formats.is_empty() { vec![Format::Epub, Format::Pdf] } else { formats.clone() };
    let in_folder = |folder: &Path| {
        let place = Place::Folder(folder.to_owned());
        wanted.iter().map(|&format| Destination { format, place: place.clone() }).collect::<Vec<_>>()
    };
    if args.output.is_empty() {
        return Ok(in_folder(Path::new("")));
    }
    let mut destinations = Vec::new();
    for path in &args.output {
        if path.as_os_str() == "-" {
            if matches!(args.message_format, Some(MessageFormat::Sarif | MessageFormat::Gitlab)) {
                let hint = "`--report FILE` writes the findings to a file of their own";
                return Err(Usage::new("standard output cannot hold the book and a report", Some(hint)));
            }
            let [format] = formats[..] else {
                return Err(Usage::new("`-o -` wants one format", Some("add `-t epub` or `-t pdf`")));
            };
            destinations.push(Destination { format, place: Place::Stdout });
        } else if path.is_dir() || path.to_string_lossy().ends_with('/') {
            destinations.extend(in_folder(path));
        } else if let Some(pattern) = pattern(path)? {
            destinations.push(Destination { format: format_of(path, &formats)?, place: Place::Pattern(pattern) });
        } else {
            check_folder(path.parent().unwrap_or(Path::new("")))?;
            let format = format_of(path, &formats)?;
            let named = absolute(path);
            if destinations.iter().filter_map(Destination::file).any(|other| absolute(other) == named) {
                let message = format!("`{}` is named twice as an output", path.display());
                return Err(Usage::new(message, Some("give each output a name of its own")));
            }
            destinations.push(Destination { format, place: Place::File(path.clone()) });
        }
    }
    Ok(destinations)
}

/// A path with fields that is no file as it stands.
fn pattern(path: &Path) -> Result<Option<Pattern>, Usage> {
    if path.exists() {
        return Ok(None);
    }
    let pattern = Pattern::parse(&path.to_string_lossy());
    let pattern = pattern.map_err(|unknown| Usage::Message { message: unknown.message, hint: Some(unknown.hint) })?;
    Ok(Some(pattern).filter(Pattern::has_fields))
}

/// The format that a file's ending names, else the one of `--to`.
fn format_of(path: &Path, formats: &[Format]) -> Result<Format, Usage> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let by_ending = [Format::Epub, Format::Pdf].into_iter().find(|format| format.name() == ending);
    match (by_ending, formats) {
        (Some(format), []) => Ok(format),
        (Some(format), formats) if formats.contains(&format) => Ok(format),
        (Some(_), _) => Err(Usage::new(
            format!("`{}` and `--to` name different formats", path.display()),
            Some("leave `--to` out, or give the file another ending"),
        )),
        (None, [format]) => Ok(*format),
        (None, _) => Err(Usage::new(
            format!("the ending of `{}` names no format", path.display()),
            Some("end it in `.epub` or `.pdf`, or add `-t epub` or `-t pdf`; a folder ends in `/`"),
        )),
    }
}

fn check_folder(folder: &Path) -> Result<(), Usage> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    Err(Usage::new(format!("the folder `{}` does not exist", folder.display()), Some("make it first")))
}
