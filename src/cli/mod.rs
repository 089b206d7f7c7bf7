//! The program around the library: arguments in, files and an exit status out.
//!
//! Phases: the command line becomes a [`Config`] (`args`, `configure`); the pipeline builds; findings are told
//! (`report`), files written whole (`output`). The library never sees clap, a terminal, the environment or a
//! clock; this module alone does. Panics print one line and set the exit status.

mod args;
mod command;
mod configure;
mod diagram;
mod explain;
mod fetch;
mod init;
mod inspect;
mod output;
mod pandoc;
mod progress;
mod report;
mod taken;
mod tools;
mod trust;
mod watch;

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Once;
use std::time::Instant;

use bindery::config::{self, Config, Format};
use bindery::diagnostic::{Code, Diagnostic, nearest};
use bindery::pipeline::{self, Built, Error, Findings};
use bindery::source::Loader;
use bindery::style::{self, Theme};
use clap::{CommandFactory, Parser, ValueEnum};
use clap_complete::Shell;

use args::{Args, Color, MessageFormat};
use command::{Command, NoCommand};
use configure::{Destination, Usage};
use output::Target;
use progress::Progress;
use report::{Counts, Output, Reporter};
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
        Ok(Command::Completions) => return ExitCode::from(completions(&words[1..], &first) as u8),
        Ok(Command::Explain) => return ExitCode::from(explain(&words[1..], &first) as u8),
        Ok(Command::Init) => return ExitCode::from(init(&words[1..], &first) as u8),
        Ok(Command::Man) => return ExitCode::from(manual_page(&first) as u8),
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
        reports: args.report.clone(),
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

/// The first panic is told in one line; others that follow from it are not.
fn catch_panics() {
    static FIRST: Once = Once::new();
    panic::set_hook(Box::new(|panic| {
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
    let mut findings = Findings::default();
    let trust = Trust::of(args);
    trust.note(args).iter().for_each(|note| reporter.note(note));
    let configured = fetch::loader(args, trust).and_then(|loader| {
        let (config, destinations) = configure::configure(args, &loader, &mut findings)?;
        Ok((loader, config, destinations))
    });
    let (loader, config, destinations) = match configured {
        Ok(configured) => configured,
        Err(Usage::Message { message, hint }) => return usage(reporter, &message, hint.as_deref()),
        Err(Usage::Option { span, error }) => {
            reporter.option_error(&findings.files, span, &error.message, error.hint.as_deref());
            return Exit::Usage;
        }
    };
    let loader = loader.with_limits(config.limits);
    let watch = Watch::start(config.limits, reporter.format, reporter.is_colored);
    if let Some(stage) = args.dump {
        return dump(&config, &loader, stage.0, &mut findings, reporter);
    }
    if command == Command::Inspect {
        return inspect(&config, &loader, &destinations, args, &mut findings, reporter);
    }
    let progress = Progress::new(reporter.format.is_for_people() && !reporter.is_quiet);
    let built = pipeline::build(&config, &loader, &mut findings, &mut |stage| progress.stage(stage));
    progress.finish();
    let counts = reporter.findings(&findings);
    let built = match built {
        Ok(built) => built,
        Err(error) => return failed(&error, counts, reporter),
    };
    if counts.errors > 0 {
        return failed(&Error::Stopped, counts, reporter);
    }
    if args.strict && counts.warnings > 0 {
        let message = format!("nothing was written because of {}, as `--strict` asks", warnings(counts));
        reporter.error(&message, None);
        return end(Exit::Warnings, counts, &[], reporter);
    }
    if command == Command::Check {
        let message = match counts.warnings {
            0 => "nothing to report".to_owned(),
            _ => warnings(counts),
        };
        reporter.done("Checked", &message);
        return end(Exit::Done, counts, &[], reporter);
    }
    watch.end();
    let files = findings.files.iter().map(|file| PathBuf::from(&file.path)).chain(built.images.iter().cloned());
    let read: Vec<PathBuf> = files.collect();
    let exit = write(&destinations, &built, &read, &loader, args, counts, reporter);
    if exit == Exit::Done && reporter.is_verbose {
        reporter.done("Finished", &format!("in {:.2} s", started.elapsed().as_secs_f32()));
    }
    exit
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
    let stem = output::slug(pipeline::title(&book.document));
    let outputs: Vec<String> = destinations
        .iter()
        .map(|destination| match destination.target(&stem) {
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

/// Makes a small book in a folder, or copies a theme there.
fn init(words: &[OsString], reporter: &Reporter) -> Exit {
    let mut folder = None;
    let mut theme = None;
    let mut words = words.iter().map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next() {
        if word == "--theme" {
            theme = Some(words.next().unwrap_or_default());
        } else if let Some(name) = word.strip_prefix("--theme=") {
            theme = Some(name.to_owned());
        } else if word.starts_with('-') || folder.is_some() {
            let hint = "for example `bindery init my-book`, or `bindery init --theme book`";
            return usage(reporter, "`init` wants one folder, or `--theme NAME`", Some(hint));
        } else {
            folder = Some(PathBuf::from(word));
        }
    }
    let place = folder.as_deref().unwrap_or(Path::new(""));
    let made = match &theme {
        None => init::make_book(place),
        Some(name) => match init::copy_theme(place, name) {
            Some(made) => made,
            None => {
                let error = Error::UnknownTheme { near: nearest(name, Theme::BUILTIN.to_vec()), name: name.clone() };
                return failed(&error, Counts::default(), reporter);
            }
        },
    };
    match made {
        Ok(files) => {
            files.iter().for_each(|file| reporter.done("Made", &file.display().to_string()));
            let note = match (theme, files.as_slice(), &folder) {
                (Some(_), [file], _) => format!("`--theme {}` builds with it", file.display()),
                (_, _, Some(folder)) => format!("`bindery {}` builds it", folder.display()),
                (_, _, None) => "`bindery` builds it".to_owned(),
            };
            reporter.note(&note);
            Exit::Done
        }
        Err(error) => {
            reporter.error(&error.to_string(), None);
            Exit::Failure
        }
    }
}

/// Prints what there is to know of a subject: what style sheets may say, a code, or all codes.
fn explain(words: &[OsString], reporter: &Reporter) -> Exit {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    match words.as_slice() {
        [] => print(&explain::all(), reporter),
        [word] if word == "css" => print(&style::css_manual(), reporter),
        [word] if word == "report" => print(report::SCHEMA, reporter),
        [word] => match Code::named(word) {
            Some(code) => print(&explain::one(code), reporter),
            None => {
                let message = format!("there is no finding `{word}`");
                let hint = match nearest(word, Code::ALL.iter().map(|code| code.name())) {
                    Some(near) => format!("did you mean `bindery explain {near}`?"),
                    None => {
                        "`bindery explain` lists all codes; `bindery explain css` what style sheets may say".to_owned()
                    }
                };
                usage(reporter, &message, Some(&hint))
            }
        },
        _ => usage(reporter, "`explain` wants one word", Some("`bindery explain` lists all codes")),
    }
}

/// Prints completions for a shell.
fn completions(words: &[OsString], reporter: &Reporter) -> Exit {
    let shell = words.first().and_then(|word| Shell::from_str(&word.to_string_lossy(), true).ok());
    let Some(shell) = shell else {
        let hint = "name one: `bindery completions bash`; also elvish, fish, powershell, zsh";
        return usage(reporter, "no shell was named for the completions", Some(hint));
    };
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "bindery", &mut text);
    print(&String::from_utf8_lossy(&text), reporter)
}

/// Prints the manual page.
fn manual_page(reporter: &Reporter) -> Exit {
    let mut text = Vec::new();
    match clap_mangen::Man::new(Args::command()).render(&mut text) {
        Ok(()) => print(&String::from_utf8_lossy(&text), reporter),
        Err(_) => Exit::Failure,
    }
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
    };
    end(exit, counts, &[], reporter)
}

/// Ends a build: programs are told how, and reports written.
fn end(exit: Exit, counts: Counts, outputs: &[Output], reporter: &Reporter) -> Exit {
    let is_written = reporter.finished(exit == Exit::Done, counts, outputs);
    if is_written || exit != Exit::Done { exit } else { Exit::Failure }
}

fn warnings(counts: Counts) -> String {
    if counts.warnings == 1 { "a warning".to_owned() } else { format!("{} warnings", counts.warnings) }
}

/// Writes what was built, every file or none.
fn write(
    destinations: &[Destination],
    built: &Built,
    read: &[PathBuf],
    loader: &Loader,
    args: &Args,
    counts: Counts,
    reporter: &Reporter,
) -> Exit {
    let stem = match stem(destinations, built, loader, args, reporter) {
        Ok(stem) => stem,
        Err(exit) => return exit,
    };
    let outputs: Vec<(Format, Target, &[u8])> = destinations
        .iter()
        .filter_map(|destination| {
            let bytes = built.outputs.get(&destination.format)?;
            Some((destination.format, destination.target(&stem), bytes.as_slice()))
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
    let pairs: Vec<(Target, &[u8])> = outputs.iter().map(|(_, target, bytes)| (target.clone(), *bytes)).collect();
    if let Err(failure) = output::write(&pairs) {
        let message = format!("cannot write {}: {}", failure.target, failure.error);
        reporter.error(&message, Some("previous output is intact"));
        return end(Exit::Failure, counts, &[], reporter);
    }
    let mut written = Vec::new();
    for (format, target, bytes) in &outputs {
        if let Target::File(path) = target {
            let pages = built.pages.filter(|_| *format == Format::Pdf);
            written.push(Output { path: path.display().to_string(), pages, bytes: bytes.len() });
            reporter.done("Bound", &summary(path, *format, bytes.len(), built));
        }
    }
    end(Exit::Done, counts, &written, reporter)
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
