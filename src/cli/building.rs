//! One build, through the cache where there is one, and a second time where that is asked for.
//!
//! In: a configuration. Out: [`Made`]: what was built, or kept from an earlier build that asked the same of the same
//! world and would have made the same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bindery::cache::{Cache, Kept, Key, Places};
use bindery::config::{Config, Format};
use bindery::hash::sha256;
use bindery::pipeline::{self, Built, Error, Findings, Shared, Stage};
use bindery::source::Loader;

/// How builds are made.
pub struct Building<'b> {
    pub loader: &'b Loader,
    pub cache: Option<&'b Cache>,
    pub shared: &'b Shared,
    /// Whether each is built twice and compared.
    pub is_verified: bool,
    /// The folder from which paths are seen.
    pub here: &'b Path,
}

/// What was built.
pub struct Made {
    /// Without the outputs that are in their places.
    pub built: Built,
    /// The lengths of those.
    pub in_place: BTreeMap<Format, usize>,
    /// The SHA-256 of each output, where the cache has it.
    hashes: BTreeMap<Format, String>,
    pub is_cached: bool,
    /// The files that were read.
    pub read: Vec<PathBuf>,
    /// Why it could not be kept for the next build.
    pub unkept: Option<String>,
}

impl Made {
    /// The SHA-256 of an output.
    pub fn hash(&self, format: Format) -> String {
        let bytes = || self.built.outputs.get(&format).map_or(&[] as &[u8], Vec::as_slice);
        self.hashes.get(&format).cloned().unwrap_or_else(|| sha256(bytes()))
    }

    /// How long an output is; `None` where there is none.
    pub fn length(&self, format: Format) -> Option<usize> {
        self.in_place.get(&format).copied().or_else(|| Some(self.built.outputs.get(&format)?.len()))
    }
}

/// Why there is nothing to write.
pub enum Failure {
    Build(Error),
    /// Two builds gave different bytes.
    Differs(Format),
}

impl Building<'_> {
    /// Builds, or takes what was kept; `findings` holds the texts that the configuration's places point into. What is in its
    /// `places` as it was kept is not read.
    pub fn make(
        &self,
        config: &Config,
        findings: &mut Findings,
        places: &Places,
        progress: &mut (dyn FnMut(Stage) + Send),
    ) -> Result<Made, Failure> {
        if !self.is_verified {
            return self.make_once(config, findings, places, progress);
        }
        let mut before = findings.clone();
        let made = self.make_once(config, findings, &|_, _| Vec::new(), progress)?;
        // Another number of threads, and nothing that was kept.
        let again = match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
            Ok(pool) => pool.install(|| pipeline::build(config, self.loader, &mut before, &mut |_| {})),
            Err(_) => pipeline::build(config, self.loader, &mut before, &mut |_| {}),
        };
        let again = again.map_err(Failure::Build)?;
        match made.built.outputs.iter().find(|(format, bytes)| again.outputs.get(format) != Some(bytes)) {
            Some((format, _)) => Err(Failure::Differs(*format)),
            None => Ok(made),
        }
    }

    fn make_once(
        &self,
        config: &Config,
        findings: &mut Findings,
        places: &Places,
        progress: &mut (dyn FnMut(Stage) + Send),
    ) -> Result<Made, Failure> {
        let in_place = BTreeMap::new();
        let Some(cache) = self.cache else {
            let built = self.build(config, self.loader, findings, progress)?;
            let texts = findings.files.iter().map(|file| PathBuf::from(&file.path));
            let read = texts.chain(built.images.iter().cloned()).collect();
            return Ok(Made { built, in_place, hashes: BTreeMap::new(), is_cached: false, read, unkept: None });
        };
        let key = Key::new(config, self.loader, findings, self.here);
        if let Some(Kept { built, in_place, findings: found, hashes, read }) = cache.find(&key, self.loader, places) {
            *findings = found;
            return Ok(Made { built, in_place, hashes, is_cached: true, read, unkept: None });
        }
        let loader = self.loader.recording();
        let built = self.build(config, &loader, findings, progress)?;
        let hashes = hashes(&built);
        let trace = loader.trace().unwrap_or_default();
        let read = trace.asked.keys().filter_map(|question| Some(question.file()?.to_owned())).collect();
        let kept = Kept { built, in_place, findings: findings.clone(), hashes, read };
        let unkept = cache.keep(&key, &trace, &kept).err();
        let unkept = unkept.map(|error| format!("cannot keep it in `{}`: {error}", cache.folder().display()));
        let Kept { built, in_place, hashes, read, .. } = kept;
        Ok(Made { built, in_place, hashes, is_cached: false, read, unkept })
    }

    /// Builds within the pool, so that the threads of all builds together are no more than the cores. What waits for the
    /// disk or for others stays outside: a thread of the pool may be in the midst of the build that is waited for.
    fn build(
        &self,
        config: &Config,
        loader: &Loader,
        findings: &mut Findings,
        progress: &mut (dyn FnMut(Stage) + Send),
    ) -> Result<Built, Failure> {
        let build = || pipeline::build_beside(self.shared, config, loader, findings, &mut |stage| progress(stage));
        rayon::join(build, || ()).0.map_err(Failure::Build)
    }
}

fn hashes(built: &Built) -> BTreeMap<Format, String> {
    built.outputs.iter().map(|(format, bytes)| (*format, sha256(bytes))).collect()
}
