//! Whether the build may go to the web, and which programs draw its diagrams, which the command line alone decides: no
//! text, project or file of options can, since they may be a stranger's.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bindery::source::Loader;
use bindery::web::{Fetcher, Limits};

use super::args::Args;
use super::configure::Usage;
use super::diagram::Programs;
use super::trust::Trust;

/// How long a link that was reached is taken as right.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// The way to the files, to the web where `--fetch` asks for it, and to programs of `--diagram-command`; for texts of
/// strangers, to the book's folder alone.
pub fn loader(args: &Args, trust: Trust) -> Result<Loader, Usage> {
    if !trust.is_full() {
        return trust.confine(Loader::disk(), args);
    }
    let loader = match args.fetch {
        true => Loader::disk().with_web(Arc::new(Fetcher::new(Limits::default(), cache()))),
        false => Loader::disk(),
    };
    let loader = match args.links {
        true => {
            let fresh = SystemTime::now().checked_sub(FRESH);
            let cache = user_cache().map(|folder| folder.join("links"));
            loader.with_links(Arc::new(Fetcher::new(Limits { fresh, ..Limits::default() }, cache)))
        }
        false => loader,
    };
    Ok(match args.diagram_command.as_slice() {
        [] => loader,
        commands => loader.with_illustrator(Arc::new(Programs(commands.to_vec()))),
    })
}

/// Where fetched pictures are kept.
fn cache() -> Option<PathBuf> {
    Some(user_cache()?.join("web"))
}

/// Where the program keeps what it may lose (XDG Base Directory Specification,
/// <https://specifications.freedesktop.org/basedir-spec/latest/>); `None` where the machine names no such place.
pub fn user_cache() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match cfg!(windows) {
        true => folder("LOCALAPPDATA"),
        false => folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache"))),
    };
    Some(base?.join("bindery"))
}
