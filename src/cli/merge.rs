//! The reports of a batch's parts as one.
//!
//! In: reports as JSON. Out: one, in every form that `--report` names. An output that two parts wrote differently is an
//! error, since one of them is lost; so is a part of which there is no report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bindery::diagnostic::{Code, Severity};
use bindery::hash::sha256;
use bindery::pipeline::Findings;
use serde::Deserialize;

use super::args::Args;
use super::batch::Shard;
use super::configure::Usage;
use super::report::{Entry, Outcome, Output, Place, Reporter, table};
use super::{Exit, end, told, usage};

const HINT: &str = "`bindery --each … --report report-1.json` writes one";

/// The version of the schema that is read.
const VERSION: u64 = 1;

/// What is read of a report.
#[derive(Deserialize)]
struct Report {
    version: u64,
    success: bool,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding>,
    outputs: Vec<Output>,
    #[serde(default)]
    failed: Vec<String>,
    #[serde(default)]
    shard: Option<String>,
    #[serde(default)]
    stopped: Option<String>,
}

#[derive(Deserialize)]
struct Finding {
    code: String,
    severity: String,
    message: String,
    place: Option<Place>,
    hints: Vec<String>,
}

/// What the reports say together.
struct Merged {
    entries: Vec<Entry>,
    outcome: Outcome,
    /// Outputs that two parts wrote, each with other bytes.
    lost: Vec<String>,
    /// What is told of parts without a report.
    missing: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, reporter: &Reporter) -> Exit {
    if args.inputs.is_empty() {
        let hint = "for example `bindery merge report-*.json --report report.json`";
        return usage(reporter, "`merge` wants the reports of a batch's parts", Some(hint));
    }
    let merged = match merge(&args.inputs) {
        Ok(merged) => merged,
        Err(error) => return told(error, &Findings::default(), reporter),
    };
    for path in &merged.lost {
        let hint = "`{path}` in the name of outputs tells texts apart";
        reporter.error(&format!("two parts wrote `{path}`, each another"), Some(hint));
    }
    reporter.lines(&table(&merged.outcome.outputs));
    for text in &merged.outcome.failed {
        reporter.error(&format!("`{text}` was not written"), None);
    }
    if let Some(stopped) = &merged.outcome.stopped {
        reporter.error(stopped, Some("what it had built before is in the report"));
    }
    if let Some(missing) = merged.missing {
        let hint = "its machine wrote none, or it was not brought here: build that part again";
        reporter.error(&missing, Some(hint));
    } else if let (false, [], [], None) =
        (merged.outcome.is_success, &merged.lost[..], &merged.outcome.failed[..], &merged.outcome.stopped)
    {
        reporter.error("a part of the batch failed", None);
    }
    reporter.entries.borrow_mut().extend(merged.entries);
    let exit = if merged.outcome.is_success { Exit::Done } else { Exit::Errors };
    end(exit, merged.outcome, reporter)
}

/// Reads and joins reports; else says what is wrong with which.
fn merge(paths: &[PathBuf]) -> Result<Merged, Usage> {
    let mut entries = Vec::new();
    let mut outcome = Outcome { is_success: true, ..Outcome::default() };
    let mut outputs: BTreeMap<String, Output> = BTreeMap::new();
    let mut lost = Vec::new();
    let mut seen = BTreeSet::new();
    let mut parts = Parts::default();
    for path in paths {
        let unreadable =
            |error| Usage::new(format!("cannot read the report `{}`: {error}", path.display()), Some(HINT));
        let text = fs::read(path).map_err(unreadable)?;
        // The same report twice says nothing more.
        if !seen.insert(sha256(&text)) {
            continue;
        }
        let report = read(path, &text)?;
        parts.add(path, report.shard.as_deref())?;
        outcome.is_success &= report.success;
        outcome.stopped = outcome.stopped.or(report.stopped);
        outcome.counts.errors += report.errors;
        outcome.counts.warnings += report.warnings;
        outcome.failed.extend(report.failed);
        for finding in report.findings {
            entries.push(entry(finding).ok_or_else(|| unknown(path))?);
        }
        for output in report.outputs {
            match outputs.get(&output.path) {
                Some(other) if other.sha256 != output.sha256 => lost.push(output.path),
                Some(_) => {}
                None => drop(outputs.insert(output.path.clone(), output)),
            }
        }
    }
    outcome.outputs = outputs.into_values().collect();
    let missing = parts.missing();
    outcome.is_success &= lost.is_empty() && missing.is_none();
    Ok(Merged { entries, outcome, lost, missing })
}

/// The parts of a batch of which there is a report.
#[derive(Default)]
struct Parts<'p> {
    by_index: BTreeMap<u64, &'p Path>,
    /// How many there are, as the first report says.
    count: Option<(u64, &'p Path)>,
    /// A report of a batch that was not split.
    whole: Option<&'p Path>,
}

impl<'p> Parts<'p> {
    fn add(&mut self, path: &'p Path, shard: Option<&str>) -> Result<(), Usage> {
        let differ = |message: String| Err(Usage::new(message, Some("join the reports of one batch")));
        match shard.map(Shard::parse) {
            None => self.whole = Some(path),
            Some(Err(_)) => return Err(unknown(path)),
            Some(Ok(shard)) => {
                let (count, first) = *self.count.get_or_insert((shard.count(), path));
                if count != shard.count() {
                    let (path, first) = (path.display(), first.display());
                    return differ(format!(
                        "`{first}` is of a batch in {count} parts, `{path}` of one in {}",
                        shard.count()
                    ));
                }
                if let Some(other) = self.by_index.insert(shard.number(), path) {
                    let (path, other) = (path.display(), other.display());
                    return differ(format!("`{other}` and `{path}` are both of the part {shard}, and differ"));
                }
            }
        }
        match (self.whole, self.count) {
            (Some(whole), Some((_, part))) => {
                differ(format!("`{}` is of a part of a batch, `{}` of a whole one", part.display(), whole.display()))
            }
            (None, _) | (_, None) => Ok(()),
        }
    }

    /// What is told of parts without a report.
    fn missing(&self) -> Option<String> {
        /// A wrong report may claim any number of parts.
        const MOST_NAMED: usize = 10;
        let (count, _) = self.count?;
        let all = count - self.by_index.len() as u64;
        let missing = (1..=count).filter(|number| !self.by_index.contains_key(number)).take(MOST_NAMED);
        let mut names: Vec<String> = missing.map(|number| format!("{number}/{count}")).collect();
        if all > names.len() as u64 {
            names.push(format!("{} more", all - names.len() as u64));
        }
        match names.as_slice() {
            [] => None,
            [one] => Some(format!("the report of the part {one} is missing")),
            [first @ .., last] => Some(format!("the reports of the parts {} and {last} are missing", first.join(", "))),
        }
    }
}

fn read(path: &Path, text: &[u8]) -> Result<Report, Usage> {
    let report: Report = serde_json::from_slice(text).map_err(|error| {
        Usage::new(format!("`{}` is no report of bindery as JSON: {error}", path.display()), Some(HINT))
    })?;
    if report.version == VERSION { Ok(report) } else { Err(unknown(path)) }
}

fn unknown(path: &Path) -> Usage {
    Usage::new(format!("`{}` is a report of another version of bindery", path.display()), Some(HINT))
}

fn entry(finding: Finding) -> Option<Entry> {
    let Finding { code, severity, message, place, hints } = finding;
    let severity = match severity.as_str() {
        "note" => Severity::Note,
        "warning" => Severity::Warning,
        "error" => Severity::Error,
        _ => return None,
    };
    Some(Entry { code: Code::named(&code)?, severity, message, place, hints })
}
