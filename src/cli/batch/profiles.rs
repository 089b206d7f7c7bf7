//! The jobs that a project's `[[output]]` tables make.

use std::path::{Path, PathBuf};

use bindery::config::{Config, Format, FrontMatter, Input, OptionError};
use bindery::diagnostic::{Code, Diagnostic, Severity};
use bindery::document::Edition;
use bindery::pipeline::Findings;
use bindery::project::profile::{self, Profile, Texts};
use bindery::project::reader::{MAX_TEXT_BYTES, Reader, joined};
use bindery::project::{MANIFEST, Project, Tool};
use bindery::source::Loader;

use super::super::args::Args;
use super::super::configure::Usage;
use super::plan::{self, Text};
use super::work::Job;
use super::{absolute, is_in_shard, places};

/// The jobs of the project that is to be built; `None` where it has no such tables.
pub fn of_profiles(
    args: &Args,
    config: &Config,
    here: &Path,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<Option<Vec<Job>>, Usage> {
    let none = |args: &Args| match args.profile.first() {
        None => Ok(None),
        Some(name) => {
            let hint = "`[[output]]` tables of a project's `bindery.toml` say what is to be made";
            Err(Usage::new(format!("there is no profile `{name}`"), Some(hint)))
        }
    };
    let [Input::Path { path, shown }] = config.inputs.as_slice() else { return none(args) };
    let Some(project) = Project::at(path, loader).filter(|project| project.tool == Tool::Bindery) else {
        return none(args);
    };
    let folder = match shown.trim_end_matches("bindery.toml").trim_end_matches('/') {
        "." => "",
        folder => folder,
    };
    let mut reader = Reader {
        loader,
        root: &project.folder,
        shown_root: folder,
        files: &mut findings.files,
        diagnostics: &mut findings.diagnostics,
    };
    let Some((profiles, book)) = profile::read(&mut reader, "") else { return none(args) };
    if reader.diagnostics.has_errors() {
        return Ok(Some(Vec::new()));
    }
    for name in &args.profile {
        if !profiles.iter().any(|profile| profile.name == *name) {
            let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
            let hint = match profile::near(name, &profiles) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are `{}`", names.join("`, `")),
            };
            return Err(Usage::new(format!("there is no profile `{name}`"), Some(&hint)));
        }
    }
    let wanted: Vec<Format> = args.to.iter().map(|format| format.0).collect();
    let is_meant = |profile: &&Profile| args.profile.is_empty() || args.profile.contains(&profile.name);
    let mut jobs = Vec::new();
    for profile in profiles.iter().filter(is_meant) {
        let making = Making { config, here, project: &project, folder, book: &book, wanted: &wanted };
        jobs.extend(making.jobs(profile, &mut reader)?);
    }
    jobs.retain(|job: &Job| is_in_shard(args.shard, &job.path));
    Ok(Some(jobs))
}

/// The way to the files for the jobs of a project: its book depends on what the manifest says of the book, and not on
/// what it says of outputs.
pub fn loader(loader: Loader, config: &Config) -> Loader {
    let [Input::Path { path, .. }] = config.inputs.as_slice() else { return loader };
    let project = Project::at(path, &loader).filter(|project| project.tool == Tool::Bindery);
    let Some(place) = project.map(|project| project.folder.join(MANIFEST)) else { return loader };
    let text = loader.read(&place, MAX_TEXT_BYTES).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match text.and_then(|text| profile::without_profiles(&text)) {
        Some(rest) => loader.with_replaced(&place, rest.into_bytes()),
        None => loader,
    }
}

/// What all profiles of a project share.
struct Making<'m> {
    config: &'m Config,
    here: &'m Path,
    project: &'m Project,
    /// The project's folder as the user wrote it.
    folder: &'m str,
    /// What `[book]` says.
    book: &'m FrontMatter,
    /// The formats that the command line names; empty for all.
    wanted: &'m [Format],
}

impl Making<'_> {
    fn jobs(&self, profile: &Profile, reader: &mut Reader) -> Result<Vec<Job>, Usage> {
        let usual = if matches!(profile.texts, Texts::Each(_)) { "{path}" } else { "{slug}" };
        let place = PathBuf::from(joined(self.folder, profile.path.as_deref().unwrap_or_default()));
        let mut places = places(&[place], &profile.formats, usual).map_err(|error| located(error, profile))?;
        places.retain(|(format, _)| self.wanted.is_empty() || self.wanted.contains(format));
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let facts = self.config.facts.clone().or(profile.facts.clone());
        let drafts = profile.drafts.unwrap_or(self.config.drafts);
        let root = Some(self.config.root.clone().unwrap_or_else(|| self.project.folder.clone()));
        let formats = places.iter().map(|(format, _)| *format).collect();
        let config = Config { formats, drafts, root, ..self.config.clone() };
        let job = |config: Config, shown: String, path: String| {
            let stem = path.rsplit('/').next().unwrap_or_default().to_owned();
            Job { shown, config, places: places.clone(), stem, path }
        };
        let called = format!("bindery.toml: {}", profile.name);
        let patterns = match &profile.texts {
            Texts::Book => {
                let config = Config { facts, root: self.config.root.clone(), ..config };
                return Ok(vec![job(config, called, profile.name.clone())]);
            }
            Texts::Issue(patterns) | Texts::Each(patterns) => patterns,
        };
        let texts = match plan::texts(patterns, &self.project.folder, reader.loader) {
            Ok(texts) => texts,
            Err(Usage::Message { message, hint }) => {
                let message = format!("{message}, as the profile `{}` asks", profile.name);
                reader.warn(Code::LeftOut, message, Some(profile.place), hint.as_deref());
                return Ok(Vec::new());
            }
            Err(error @ Usage::Option { .. }) => return Err(error),
        };
        let head = |text: &Text| match reader.is_folder(&text.shown) {
            true => joined(&text.shown, "index.md"),
            false => text.shown.clone(),
        };
        let texts = profile.choose(texts, reader, head, drafts, self.config.today.as_deref());
        if texts.is_empty() {
            let message = format!("no text is what the profile `{}` asks for", profile.name);
            let mut finding = Diagnostic::new(Code::LeftOut, message).at(profile.place);
            finding.severity = Severity::Warning;
            reader.diagnostics.push(finding.hint("its tag, its days or its patterns leave none"));
            return Ok(Vec::new());
        }
        let input = |text: &Text| {
            let shown = joined(self.folder, &text.shown);
            Input::Path { path: absolute(&self.here.join(&shown)), shown }
        };
        if matches!(profile.texts, Texts::Issue(_)) {
            let inputs = texts.iter().map(input).collect();
            let config = Config { inputs, facts: facts.or(self.book.clone()), ..config };
            return Ok(vec![job(config, called, profile.name.clone())]);
        }
        // What the book is called is no name of its articles.
        let weak_facts = FrontMatter {
            title: None,
            subtitle: None,
            date: None,
            modified: None,
            description: None,
            identifier: None,
            edition: Edition {
                isbn: None,
                print_isbn: None,
                pdf_isbn: None,
                doi: None,
                titles: Vec::new(),
                ..self.book.edition.clone()
            },
            cover_alt: None,
            ..self.book.clone()
        };
        let each = texts.into_iter().map(|text| {
            let (facts, weak_facts) = (facts.clone(), weak_facts.clone());
            let config = Config { inputs: vec![input(&text)], is_of_batch: true, facts, weak_facts, ..config.clone() };
            job(config, joined(self.folder, &text.shown), text.path)
        });
        Ok(each.collect())
    }
}

/// What is wrong with where a profile's outputs go is wrong in its table.
fn located(error: Usage, profile: &Profile) -> Usage {
    match error {
        Usage::Message { message, hint } => {
            let range = profile.place.start as usize..profile.place.end as usize;
            Usage::Option { span: profile.place, error: OptionError { message, range, hint } }
        }
        Usage::Option { .. } => error,
    }
}
