//! The program around the library: arguments in, files and an exit status out.
//!
//! Phases: the command line becomes a [`Config`] (`args`, `configure`); the pipeline builds; findings are told
//! (`report`), files written whole (`output`). The library never sees clap, a terminal, the environment or a
//! clock; this module alone does. Panics print one line and set the exit status.

mod args;
mod batch;
mod building;
mod command;
mod configure;
mod conformance;
mod diagram;
mod explain;
mod feed;
mod fetch;
mod init;
mod inspect;
mod kept;
mod merge;
mod name;
mod output;
mod pandoc;
mod progress;
mod report;
mod shell;
mod taken;
mod tools;
mod trust;
mod watch;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Once;
use std::thread;
use std::time::Instant;

use bindery::config::{self, Config, Format, Input};
use bindery::diagnostic::{Code, Diagnostic};
use bindery::picture::DECODER_THREAD;
use bindery::pipeline::{self, Built, Error, Findings, Shared};
use bindery::source::Loader;
use bindery::style::Theme;
use clap::Parser;

use args::{Args, Color, MessageFormat};
use batch::Job;
use building::{Building, Failure, Made};
use command::{Command, NoCommand};
use configure::{Destination, Usage};
use name::Facts;
use output::Target;
use progress::Progress;
use report::{Counts, Outcome, Output, Reporter};
use trust::Trust;
use watch::Watch;

/// How the program ends; the numbers are those of `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Done = 0,
    Errors = 1,
    Usage = 2,
    Warnings = 3,
    Failure = 4,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    let first = Reporter::plain(is_colored(Color::Auto));
    let command = match command::take(&mut words) {
        Ok(Command::Completions) => return ExitCode::from(shell::completions(&words[1..], &first) as u8),
        Ok(Command::Explain) => return ExitCode::from(explain::run(&words[1..], &first) as u8),
        Ok(Command::Feed) => {
            catch_panics();
            let mut reporter = Reporter::plain(is_colored(Color::Auto));
            let exit = panic::catch_unwind(AssertUnwindSafe(|| feed::run(&words[1..], &mut reporter)));
            return ExitCode::from(exit.unwrap_or(Exit::Failure) as u8);
        }
        Ok(Command::Init) => return ExitCode::from(init::run(&words[1..], &first) as u8),
        Ok(Command::Man) => return ExitCode::from(shell::manual_page(&first) as u8),
        Ok(Command::Help) => {
            words.splice(1.., ["--help".into()]);
            Command::Build
        }
        Ok(Command::Version) => {
            words.splice(1.., ["--version".into()]);
            Command::Build
        }
        Ok(command) => command,
        Err(NoCommand { word, advice }) => {
            let message = format!("`{word}` is no command of bindery, and no file has that name");
            return ExitCode::from(usage(&first, &message, Some(advice)) as u8);
        }
    };
    let kept = match pandoc::translate(words) {
        Ok(kept) => kept,
        Err(refusal) => {
            let message = format!("`{}` is not supported", refusal.option);
            return ExitCode::from(usage(&first, &message, Some(refusal.advice)) as u8);
        }
    };
    let args = match Args::try_parse_from(kept.words) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage as u8 } else { Exit::Done as u8 });
        }
    };
    let reporter = Reporter {
        format: args.message_format.unwrap_or_else(|| {
            let is_of_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
            if is_of_github { MessageFormat::Github } else { MessageFormat::Human }
        }),
        is_quiet: args.quiet,
        is_verbose: args.verbose,
        is_colored: is_colored(args.color),
        is_strict: args.strict,
        is_check: command == Command::Check,
        reports: args.report.clone(),
        shard: args.shard,
        conformance: RefCell::default(),
        entries: RefCell::default(),
    };
    kept.notes.iter().for_each(|note| reporter.note(note));
    catch_panics();
    outlive_limits();
    let exit = panic::catch_unwind(AssertUnwindSafe(|| go(command, &args, &reporter))).unwrap_or_else(|_| {
        reporter.error(
            "bindery stopped at a fault of its own; nothing was written, previous output is intact",
            Some("this is not your text's fault; please report it with the text that brings it about"),
        );
        Exit::Failure
    });
    ExitCode::from(exit as u8)
}

fn is_colored(when: Color) -> bool {
    let is_wanted = || {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        io::stderr().is_terminal() && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    };
    match when {
        Color::Auto => is_wanted(),
        Color::Always => true,
        Color::Never => false,
    }
}

/// The first panic is told in one line; others that follow from it are not, nor that of a decoder, which is an answer.
fn catch_panics() {
    static FIRST: Once = Once::new();
    panic::set_hook(Box::new(|panic| {
        if thread::current().name() == Some(DECODER_THREAD) {
            return;
        }
        FIRST.call_once(|| {
            let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
            let message = panic.payload_as_str().unwrap_or("no message");
            let _ = writeln!(io::stderr(), "internal error: {message}{}", place.unwrap_or_default());
        });
    }));
}

/// A file that grows beyond what the system allows this process (`ulimit -f`) is an error of its writing, and not the end of
/// the process, which it is by default (setrlimit(2), `RLIMIT_FSIZE`).
fn outlive_limits() {
    #[cfg(unix)]
    {
        // Any handler will do; where it cannot be set, all is as it was.
        let is_met = std::sync::Arc::default();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, is_met);
    }
}

fn go(command: Command, args: &Args, reporter: &Reporter) -> Exit {
    let started = Instant::now();
    if args.print_config {
        return print(config::DEFAULT, reporter);
    }
    if command == Command::Build
        && let Some(word) = args.inputs.first().and_then(|input| input.to_str())
        && let Some(near) = command::near(word)
        && !Path::new(word).exists()
    {
        let message = format!("`{word}` is no file and no command");
        return usage(reporter, &message, Some(&format!("did you mean `bindery {near}`?")));
    }
    if command == Command::Merge {
        return merge::run(args, reporter);
    }
    if args.links && command != Command::Check {
        return usage(
            reporter,
            "only `check` asks for links",
            Some("`bindery check --links` does, and writes nothing"),
        );
    }
    let mut findings = Findings::default();
    let trust = Trust::of(args);
    trust.note(args).iter().for_each(|note| reporter.note(note));
    let configured = fetch::loader(args, trust).and_then(|loader| {
        let (config, destinations) = configure::configure(args, &loader, &mut findings)?;
        Ok((loader, config, destinations))
    });
    let (loader, config, destinations) = match configured {
        Ok(configured) => configured,
        Err(error) => return told(error, &findings, reporter),
    };
    let config = Config { advises: command == Command::Check || args.verbose, ..config };
    let loader = loader.with_limits(config.limits);
    let watch = Watch::start(config.limits, reporter.format, reporter.is_colored);
    let here = absolute(Path::new("."));
    let jobs = match jobs(command, args, &config, &here, &loader, &mut findings) {
        Ok(jobs) => jobs,
        Err(error) => return told(error, &findings, reporter),
    };
    let refused = refuse_reports(args, &config, jobs.as_deref().unwrap_or_default())
        .and_then(|()| conformance::refuse(command, args, &destinations, jobs.is_some()));
    if let Err(error) = refused {
        return told(error, &findings, reporter);
    }
    let cache = kept::cache(args, &config, &here, jobs.is_some());
    let shared = Shared::default();
    let remembering = match jobs.is_some() && !args.each {
        true => batch::loader_of_profiles(loader.clone(), &config).remembering(),
        false => loader.remembering(),
    };
    let building = Building {
        loader: &remembering,
        cache: cache.as_ref(),
        shared: &shared,
        is_verified: args.verify,
        here: &here,
    };
    if let Some(jobs) = jobs {
        pipeline::settle(&mut findings, &config.levels);
        let exit = batch::run(&jobs, &building, &findings, &watch, reporter);
        watch.end();
        trim(&building, args);
        return exit;
    }
    if let Some(stage) = args.dump {
        return dump(&config, &loader, stage.0, &mut findings, reporter);
    }
    if command == Command::Inspect {
        return inspect(&config, &loader, &destinations, args, &mut findings, reporter);
    }
    let progress = Progress::new(reporter.format.is_for_people() && !reporter.is_quiet);
    let made = building.make(&config, &mut findings, &|_, _| Vec::new(), &mut |stage| progress.stage(stage));
    progress.finish();
    trim(&building, args);
    let counts = reporter.findings(&findings);
    let made = match made {
        Ok(made) => made,
        Err(Failure::Build(error)) => return failed(&error, counts, reporter),
        Err(Failure::Differs(format)) => {
            let (message, hint) = batch::differs(format);
            reporter.error(&message, Some(&hint));
            return ended(Exit::Failure, counts, reporter);
        }
    };
    if let Some(reason) = &made.unkept {
        reporter.note(reason);
    }
    *reporter.conformance.borrow_mut() = conformance::report(&made, &findings, &BTreeMap::new());
    if counts.errors > 0 {
        return failed(&Error::Stopped, counts, reporter);
    }
    if args.strict && counts.warnings > 0 {
        let message = format!("nothing was written because of {}, as `--strict` asks", warnings(counts));
        reporter.error(&message, None);
        return ended(Exit::Warnings, counts, reporter);
    }
    if command == Command::Check {
        let message = match counts.warnings {
            0 if findings.diagnostics.iter().next().is_some() => "nothing but notes".to_owned(),
            0 => "nothing to report".to_owned(),
            _ => warnings(counts),
        };
        reporter.done("Checked", &message);
        return ended(Exit::Done, counts, reporter);
    }
    watch.end();
    let found = Found { counts, findings: &findings, started };
    let exit = write(&destinations, &made, &found, &loader, args, reporter);
    if exit == Exit::Done && reporter.is_verbose {
        reporter.done("Finished", &format!("in {:.2} s", started.elapsed().as_secs_f32()));
    }
    exit
}

/// What is built in one go, where that is more than a book: every input on its own, or what the project's tables say.
fn jobs(
    command: Command,
    args: &Args,
    config: &Config,
    here: &Path,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<Option<Vec<Job>>, Usage> {
    let is_shown = command == Command::Inspect || args.dump.is_some();
    if args.each && is_shown {
        let what = if args.dump.is_some() { "`--dump`" } else { "`inspect`" };
        return Err(Usage::new(format!("{what} shows one book"), Some("leave `--each` out")));
    }
    if args.each {
        return batch::of_each(args, config, here, loader).map(Some);
    }
    let jobs = match args.output.is_empty() && !is_shown {
        true => batch::of_profiles(args, config, here, loader, findings)?,
        false => None,
    };
    if jobs.is_none() && args.shard.is_some() {
        return Err(Usage::new("`--shard` is a part of a batch", Some("add `--each`")));
    }
    Ok(jobs)
}

/// A report in the place of a text would be the end of the text.
fn refuse_reports(args: &Args, config: &Config, jobs: &[Job]) -> Result<(), Usage> {
    let inputs = config.inputs.iter().chain(jobs.iter().flat_map(|job| &job.config.inputs));
    let texts: Vec<&PathBuf> = inputs
        .filter_map(|input| match input {
            Input::Path { path, .. } => Some(path),
            Input::Bytes { .. } => None,
        })
        .collect();
    for (report, _) in args.report.iter().filter(|(report, _)| report.exists()) {
        if texts.iter().any(|text| output::is_same_file(text, report)) {
            return Err(Usage::new(configure::overwrites(report), Some("give the report another name")));
        }
    }
    Ok(())
}

/// Keeps the cache within its size. Asking for the sizes takes a tenth of a run that builds nothing.
fn trim(building: &Building, args: &Args) {
    if let Some(cache) = building.cache.filter(|cache| cache.has_grown() || args.cache_size.is_some()) {
        cache.trim();
    }
}

/// Tells what is wrong with the command line.
fn told(error: Usage, findings: &Findings, reporter: &Reporter) -> Exit {
    match error {
        Usage::Message { message, hint } => usage(reporter, &message, hint.as_deref()),
        Usage::Option { span, error } => {
            reporter.option_error(&findings.files, span, &error.message, error.hint.as_deref());
            Exit::Usage
        }
    }
}

/// Shows what would be read and written.
fn inspect(
    config: &Config,
    loader: &Loader,
    destinations: &[Destination],
    args: &Args,
    findings: &mut Findings,
    reporter: &Reporter,
) -> Exit {
    let book = pipeline::read(config, loader, findings);
    let counts = reporter.findings(findings);
    let book = match book {
        Ok(book) => book,
        Err(error) => return failed(&error, counts, reporter),
    };
    let slug = output::slug(pipeline::title(&book.document));
    let facts = facts(slug, book.document.metadata.date.clone(), args);
    let outputs: Vec<String> = destinations
        .iter()
        .map(|destination| match destination.target(&facts) {
            Target::Stdout => "standard output".to_owned(),
            Target::File(path) => path.display().to_string(),
        })
        .collect();
    if args.json || reporter.format == MessageFormat::Json {
        let text = serde_json::to_string_pretty(&inspect::json(&book, &outputs)).unwrap_or_default();
        return print(&format!("{text}\n"), reporter);
    }
    print(&inspect::text(&book, &outputs), reporter)
}

fn usage(reporter: &Reporter, message: &str, hint: Option<&str>) -> Exit {
    reporter.error(message, hint);
    Exit::Usage
}

/// Tells why nothing was built.
fn failed(error: &Error, counts: Counts, reporter: &Reporter) -> Exit {
    let exit = match error {
        Error::NoInput => {
            let hint = "name a text: `bindery article.md`; `bindery --help` is the manual";
            usage(reporter, &error.to_string(), Some(hint))
        }
        Error::UnknownTheme { near, .. } => {
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "there are `{}`; a style sheet of yours is named with its ending: `own.css`",
                    Theme::BUILTIN.join("`, `")
                ),
            };
            usage(reporter, &error.to_string(), Some(&hint))
        }
        Error::Stopped => {
            let errors = if counts.errors == 1 { "an error".to_owned() } else { format!("{} errors", counts.errors) };
            reporter.error(&format!("nothing was written because of {errors}; previous output is intact"), None);
            Exit::Errors
        }
        Error::Epub(_) | Error::Pdf(_) => {
            reporter.error(&error.to_string(), Some("nothing was written; previous output is intact"));
            Exit::Failure
        }
        Error::Unpublished => usage(reporter, &error.to_string(), Some("`--drafts` binds drafts as well")),
    };
    ended(exit, counts, reporter)
}

/// Ends a build that wrote nothing.
fn ended(exit: Exit, counts: Counts, reporter: &Reporter) -> Exit {
    end(exit, Outcome { is_success: exit == Exit::Done, counts, ..Outcome::default() }, reporter)
}

/// Ends a build: programs are told how, and reports written.
fn end(exit: Exit, outcome: Outcome, reporter: &Reporter) -> Exit {
    let is_written = reporter.finished(&outcome);
    if is_written || exit != Exit::Done { exit } else { Exit::Failure }
}

fn warnings(counts: Counts) -> String {
    if counts.warnings == 1 { "a warning".to_owned() } else { format!("{} warnings", counts.warnings) }
}

/// What a build found, and when it began.
struct Found<'f> {
    counts: Counts,
    findings: &'f Findings,
    started: Instant,
}

/// Writes what was built, every file or none.
fn write(
    destinations: &[Destination],
    made: &Made,
    found: &Found<'_>,
    loader: &Loader,
    args: &Args,
    reporter: &Reporter,
) -> Exit {
    let Made { built, read, .. } = made;
    let stem = match stem(destinations, built, loader, args, reporter) {
        Ok(stem) => stem,
        Err(exit) => return exit,
    };
    let facts = facts(stem, built.date.clone(), args);
    let outputs: Vec<(Format, Target, &[u8])> = destinations
        .iter()
        .filter_map(|destination| {
            let bytes = built.outputs.get(&destination.format)?;
            Some((destination.format, destination.target(&facts), bytes.as_slice()))
        })
        .collect();
    for (_, target, _) in &outputs {
        if let Target::File(path) = target
            && read.iter().any(|file| output::is_same_file(file, path))
        {
            return usage(reporter, &configure::overwrites(path), Some("give the output another name"));
        }
        if let Target::File(path) = target
            && let Err(Usage::Message { message, hint }) = configure::refuse_link(path, loader)
        {
            return usage(reporter, &message, hint.as_deref());
        }
    }
    let paths = outputs.iter().map(|(format, target, _)| (*format, target.name())).collect();
    *reporter.conformance.borrow_mut() = conformance::report(made, found.findings, &paths);
    let beside = match conformance::pages(&outputs, args, loader, reporter) {
        Ok(pages) => pages,
        Err(Usage::Message { message, hint }) => return usage(reporter, &message, hint.as_deref()),
        Err(Usage::Option { .. }) => Vec::new(),
    };
    let books = outputs.iter().map(|(_, target, bytes)| (target.clone(), *bytes));
    let pages = beside.iter().map(|(path, text)| (Target::File(path.clone()), text.as_bytes()));
    let pairs: Vec<(Target, &[u8])> = books.chain(pages).collect();
    if let Err(failure) = output::write(&pairs) {
        let message = format!("cannot write {}: {}", failure.target, failure.error);
        reporter.error(&message, Some("previous output is intact"));
        return ended(Exit::Failure, found.counts, reporter);
    }
    let mut written = Vec::new();
    for (format, target, bytes) in &outputs {
        if let Target::File(path) = target {
            let pages = built.pages.filter(|_| *format == Format::Pdf);
            written.push(Output {
                path: path.display().to_string(),
                input: None,
                pages,
                bytes: bytes.len(),
                // Only reports tell it.
                sha256: if reporter.reports.is_empty() { String::new() } else { made.hash(*format) },
                milliseconds: found.started.elapsed().as_millis() as u64,
                findings: found.findings.diagnostics.count(),
                is_cached: made.is_cached,
            });
            reporter.done("Bound", &summary(path, *format, bytes.len(), built));
        }
    }
    beside.iter().for_each(|(path, _)| reporter.done("Told", &path.display().to_string()));
    end(
        Exit::Done,
        Outcome { is_success: true, counts: found.counts, outputs: written, ..Outcome::default() },
        reporter,
    )
}

/// What the fields of outputs' names stand for.
fn facts(slug: String, date: Option<String>, args: &Args) -> Facts {
    let stem = match args.inputs.as_slice() {
        [input] => input.file_stem().and_then(|stem| stem.to_str()).filter(|stem| !matches!(*stem, "-" | ".." | ".")),
        _ => None,
    };
    let stem = stem.map_or_else(|| slug.clone(), str::to_owned);
    Facts { path: stem.clone(), stem, slug, date }
}

/// Makes the folders of outputs that are called by their title, and chooses their stem.
fn stem(
    destinations: &[Destination],
    built: &Built,
    loader: &Loader,
    args: &Args,
    reporter: &Reporter,
) -> Result<String, Exit> {
    let mut folders: Vec<&Path> = destinations.iter().filter_map(Destination::folder).collect();
    folders.dedup();
    let mut stem = output::slug(&built.title);
    let source = match args.inputs.as_slice() {
        [input] => input.file_stem().and_then(|stem| stem.to_str()),
        _ => None,
    };
    for folder in folders {
        if !folder.as_os_str().is_empty()
            && let Err(error) = fs::create_dir_all(folder)
        {
            let message = format!("cannot make the folder `{}`: {error}", folder.display());
            reporter.error(&message, None);
            return Err(Exit::Failure);
        }
        let formats: Vec<Format> = destinations.iter().map(|destination| destination.format).collect();
        let (chosen, is_other) = taken::stem(folder, &formats, built, source, loader);
        if is_other {
            let message = format!("`{stem}` in this folder was made from another text; this one is called `{chosen}`");
            let mut findings = Findings::default();
            findings.diagnostics.push(Diagnostic::new(Code::TakenName, message).hint("`-o FILE` names an output"));
            reporter.findings(&findings);
        }
        stem = chosen;
    }
    Ok(stem)
}

/// `book.pdf (212 pages, 1.2 MB)`.
fn summary(path: &Path, format: Format, bytes: usize, built: &Built) -> String {
    let count = |number: usize, one: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") };
    let extent = match (format, built.pages) {
        (Format::Pdf, Some(pages)) => count(pages, "page"),
        (Format::Pdf | Format::Epub, _) => count(built.chapters, "chapter"),
    };
    let size = match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    };
    format!("{} ({extent}, {size})", path.display())
}

fn dump(config: &Config, loader: &Loader, stage: pipeline::Dump, findings: &mut Findings, reporter: &Reporter) -> Exit {
    let text = pipeline::dump(config, loader, findings, stage);
    let counts = reporter.findings(findings);
    match text {
        Ok(text) => print(&text, reporter),
        Err(error) => failed(&error, counts, reporter),
    }
}

/// Prints to standard output; a reader who has seen enough, such as `head`, is no failure.
fn print(text: &str, reporter: &Reporter) -> Exit {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            reporter.error(&format!("cannot write standard output: {error}"), None);
            Exit::Failure
        }
        Ok(()) | Err(_) => Exit::Done,
    }
}

/// A path from the current folder, made absolute without asking the file system about links.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
