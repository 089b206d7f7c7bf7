//! Many texts in one run: each is a book of its own, one that fails fails alone, and the end is a table.
//!
//! In: the command line. Out: files and an exit status. `plan` lists the texts, `work` builds them with all cores, through
//! the cache; what is told stands in the order of the texts, whichever was done first.

mod plan;
mod profiles;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Instant;

use bindery::config::{Config, Format, Input};
use bindery::pipeline::Findings;
use bindery::source::{Loader, normal};

use super::Exit;
use super::absolute;
use super::args::Args;
use super::building::Building;
use super::configure::Usage;
use super::name::Pattern;
use super::report::{Counts, Outcome as Report, Output, Reporter, Told, table};
use super::watch::{self, Reason, Watch};
pub use plan::Shard;
pub use profiles::{loader as loader_of_profiles, of_profiles};
pub use work::Job;
pub use work::differs;
use work::{Done, Event, Outcome, Turns, Workers, Written};

/// The jobs of `--each`, those of the shard alone.
pub fn of_each(args: &Args, config: &Config, here: &Path, loader: &Loader) -> Result<Vec<Job>, Usage> {
    let inputs: Vec<String> = args.inputs.iter().map(|path| shown(path)).collect();
    if inputs.is_empty() {
        return Err(Usage::new("`--each` wants texts", Some("for example `bindery --each 'posts/**/*.md' -o dist/`")));
    }
    if inputs.iter().any(|input| input == "-") {
        return Err(Usage::new("standard input is no text of a batch", Some("build it alone, without `--each`")));
    }
    let texts = plan::texts(&inputs, here, loader)?;
    let formats: Vec<Format> = args.to.iter().map(|format| format.0).collect();
    let places = places(&args.output, &formats, "{path}")?;
    if let [_, _, ..] = texts.as_slice()
        && places.iter().any(|(_, pattern)| !pattern.has_fields())
    {
        let message = "the outputs of several texts cannot have one name";
        let hint = "name a folder, `-o dist/`, or a pattern, `-o 'dist/{date}-{slug}.epub'`";
        return Err(Usage::new(message, Some(hint)));
    }
    let job = |text: plan::Text| {
        let input = Input::Path { path: absolute(&here.join(&text.shown)), shown: text.shown.clone() };
        let formats = places.iter().map(|(format, _)| *format).collect();
        let config = Config { inputs: vec![input], formats, is_of_batch: true, ..config.clone() };
        let stem = text.stem().to_owned();
        Job { shown: text.shown, config, places: places.clone(), stem, path: text.path }
    };
    Ok(texts.into_iter().filter(|text| is_in_shard(args.shard, &text.path)).map(job).collect())
}

fn is_in_shard(shard: Option<Shard>, name: &str) -> bool {
    shard.is_none_or(|shard| shard.has(name))
}

/// Where the outputs of each text go. A folder holds them by the name `usual`.
fn places(outputs: &[PathBuf], formats: &[Format], usual: &str) -> Result<Vec<(Format, Pattern)>, Usage> {
    let wanted = if formats.is_empty() { vec![Format::Epub, Format::Pdf] } else { formats.to_vec() };
    let outputs = if outputs.is_empty() { vec![PathBuf::new()] } else { outputs.to_vec() };
    let mut places = Vec::new();
    for output in outputs {
        refuse_file_as_folder(&output)?;
        let shown = output.to_string_lossy().into_owned();
        if shown == "-" {
            return Err(Usage::new("standard output cannot hold a batch", Some("name a folder: `-o dist/`")));
        }
        let parsed = |text: &str| {
            Pattern::parse(text)
                .map_err(|unknown| Usage::Message { message: unknown.message, hint: Some(unknown.hint) })
        };
        let ending = output.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let named = [Format::Epub, Format::Pdf].into_iter().find(|format| format.name() == ending);
        let is_folder = output.is_dir() || shown.ends_with('/') || shown.is_empty();
        match named {
            Some(format) if !is_folder => {
                if !wanted.contains(&format) {
                    let message = format!("`{shown}` and `--to` name different formats");
                    return Err(Usage::new(message, Some("leave `--to` out, or give the file another ending")));
                }
                places.push((format, parsed(&shown)?));
            }
            // What looks like the name of a file is meant for one: `v1.2` does not, nor does `{date}.{slug}`.
            None if !is_folder && ending.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                let hint = "end it in `.epub` or `.pdf`; the name of a folder ends in `/`";
                return Err(Usage::new(format!("the ending of `{shown}` names no format"), Some(hint)));
            }
            Some(_) | None => {
                let stem = match (is_folder, shown.contains('{')) {
                    (false, true) => shown,
                    // A folder that is not there yet is made, as those below it are.
                    (true | false, _) => output.join(usual).to_string_lossy().into_owned(),
                };
                for format in &wanted {
                    places.push((*format, parsed(&format!("{stem}.{}", format.name()))?));
                }
            }
        }
    }
    let names: Vec<PathBuf> =
        places.iter().map(|(_, pattern)| normal(&absolute(Path::new(&pattern.shown())))).collect();
    if let Some(index) = (0..names.len()).find(|index| names[..*index].contains(&names[*index])) {
        let message = format!("`{}` is named twice as an output", places[index].1.shown());
        return Err(Usage::new(message, Some("give each output a name of its own")));
    }
    Ok(places)
}

/// Where a folder of outputs would be stands a file: that is told once, and not of each text.
fn refuse_file_as_folder(output: &Path) -> Result<(), Usage> {
    let ending = output.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_named = [Format::Epub, Format::Pdf].iter().any(|format| format.name() == ending);
    // A slash at the end would be asked for as well.
    let above = output.components().as_path().ancestors().skip(usize::from(is_named));
    let is_fixed = |path: &&Path| !path.to_string_lossy().contains('{') && !path.as_os_str().is_empty();
    match above.filter(is_fixed).find(|path| path.exists()) {
        Some(path) if !path.is_dir() => {
            let message = format!("`{}` is a file, and no folder for outputs", path.display());
            Err(Usage::new(message, Some("name another folder: `-o dist/`")))
        }
        Some(_) | None => Ok(()),
    }
}

/// Builds all jobs.
pub fn run(jobs: &[Job], building: &Building, before: &Findings, watch: &Watch, reporter: &Reporter) -> Exit {
    let started = Instant::now();
    let is_check = reporter.is_check;
    watch.stop.hear();
    if !reporter.reports.is_empty() {
        watch.stop.hear_signals();
    }
    let mut told = Told::new();
    let mut tally = Tally { counts: reporter.findings_after(before, &mut told), ..Tally::default() };
    if tally.counts.errors > 0 {
        reporter.left_out(&told);
        reporter.error("nothing was built because of what stands above", None);
        return tally.end(Exit::Errors, reporter);
    }
    let workers =
        Workers { building, files: &before.files, is_strict: reporter.is_strict, is_check, turns: Turns::of(jobs) };
    let sum_up = |tally: &Tally, told: &Told| {
        reporter.left_out(told);
        reporter.lines(&match tally.outputs.as_slice() {
            [] => String::new(),
            outputs => format!("{}\n", table(outputs)),
        });
        let verb = if is_check { "Checked" } else { "Bound" };
        reporter.done(verb, &tally.summary(jobs.len(), started.elapsed().as_secs_f32()));
    };
    workers.run(jobs, &watch.stop, |event| match event {
        Event::Done(index, done) => tally.add(&jobs[index], *done, is_check, &mut told, reporter),
        Event::Stopped(reason) => {
            sum_up(&tally, &told);
            std::mem::take(&mut tally).stop(reason, reporter);
        }
    });
    sum_up(&tally, &told);
    let exit = tally.exit();
    tally.end(exit, reporter)
}

/// What came of a batch so far.
#[derive(Default)]
struct Tally {
    counts: Counts,
    outputs: Vec<Output>,
    failed: Vec<String>,
    good: usize,
    drafts: usize,
    cached: usize,
    /// How often each of the ways to fail came about.
    exits: BTreeMap<u8, usize>,
    has_told_of_cache: bool,
}

impl Tally {
    fn add(&mut self, job: &Job, done: Done, is_check: bool, told: &mut Told, reporter: &Reporter) {
        let Done { findings, outcome, time, is_cached, unkept } = done;
        let counts = reporter.findings_after(&findings, told);
        self.counts.errors += counts.errors;
        self.counts.warnings += counts.warnings;
        if let Some(reason) = unkept.filter(|_| !self.has_told_of_cache) {
            reporter.note(&reason);
            self.has_told_of_cache = true;
        }
        match outcome {
            Outcome::Written(written) => {
                self.good += 1;
                self.cached += usize::from(is_cached);
                let count = findings.diagnostics.count();
                for Written { path, pages, bytes, sha256 } in written {
                    let output = Output {
                        path: path.display().to_string(),
                        input: Some(job.shown.clone()),
                        pages,
                        bytes,
                        sha256,
                        milliseconds: time.as_millis() as u64,
                        findings: count,
                        is_cached,
                    };
                    reporter.output(&output);
                    self.outputs.push(output);
                }
            }
            Outcome::Checked => self.good += 1,
            Outcome::Unpublished => self.drafts += 1,
            Outcome::Errors => {
                let errors = counts.errors.max(1);
                let errors = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
                let message = format!("`{}` was not written because of {errors}", job.shown);
                self.fail(job, Exit::Errors, &message, None, reporter);
            }
            Outcome::Warnings => {
                let words = if is_check { "has" } else { "was not written because of" };
                let message = format!("`{}` {words} warnings, which `--strict` forbids", job.shown);
                self.fail(job, Exit::Warnings, &message, None, reporter);
            }
            Outcome::Failed { message, hint } => {
                let message = format!("`{}`: {message}", job.shown);
                self.fail(job, Exit::Failure, &message, hint.as_deref(), reporter);
            }
            Outcome::Usage { message, hint } => {
                let message = format!("`{}`: {message}", job.shown);
                self.fail(job, Exit::Usage, &message, hint.as_deref(), reporter);
            }
        }
    }

    fn fail(&mut self, job: &Job, exit: Exit, message: &str, hint: Option<&str>, reporter: &Reporter) {
        reporter.error(message, hint);
        self.failed.push(job.shown.clone());
        *self.exits.entry(exit as u8).or_default() += 1;
    }

    /// `598 of 600 texts, 1196 files of 160.1 MB, 590 texts as kept, in 5.8 s`.
    fn summary(&self, count: usize, seconds: f32) -> String {
        let texts = if count == 1 { "text" } else { "texts" };
        let mut parts = vec![format!("{} of {count} {texts}", self.good)];
        if !self.outputs.is_empty() {
            let bytes: usize = self.outputs.iter().map(|output| output.bytes).sum();
            parts.push(format!("{} files of {:.1} MB", self.outputs.len(), bytes as f64 / 1e6));
        }
        for (number, words) in
            [(self.cached, "kept from before"), (self.drafts, "left out as drafts"), (self.failed.len(), "failed")]
        {
            if number > 0 {
                parts.push(format!("{number} {words}"));
            }
        }
        format!("{}, in {seconds:.2} s", parts.join(", "))
    }

    /// A fault of the program or the disk goes before one of a text, and that before a warning.
    fn exit(&self) -> Exit {
        let has = |exit: Exit| self.exits.contains_key(&(exit as u8));
        let order = [Exit::Failure, Exit::Errors, Exit::Usage, Exit::Warnings];
        order.into_iter().find(|exit| has(*exit)).unwrap_or(Exit::Done)
    }

    fn end(self, exit: Exit, reporter: &Reporter) -> Exit {
        let Tally { counts, outputs, failed, .. } = self;
        super::end(exit, Report { is_success: exit == Exit::Done, counts, outputs, failed, stopped: None }, reporter)
    }

    /// Reports what there is, and ends the program: other threads may be in the midst of texts, which are written whole or
    /// not at all.
    fn stop(self, reason: Reason, reporter: &Reporter) -> ! {
        let Tally { counts, outputs, failed, .. } = self;
        let (message, hint) = match &reason {
            Reason::Limit(message, hint) => (message.clone(), format!("{hint}; ")),
            Reason::Signal(signal) => (format!("the batch was ended by signal {signal}"), String::new()),
        };
        reporter.error(&message, Some(&format!("{hint}what was built before is in its place")));
        let report = Report { is_success: false, counts, outputs, failed, stopped: Some(message) };
        let exit = super::end(Exit::Errors, report, reporter);
        match reason {
            Reason::Limit(..) => process::exit(exit as i32),
            Reason::Signal(signal) => watch::end_by_signal(signal),
        }
    }
}

/// A path with `/`, which is no letter of names where paths are parted by another.
fn shown(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}
