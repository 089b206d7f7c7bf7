//! The cache of builds that the command line asks for.

use std::env;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bindery::cache::{Cache, World};
use bindery::config::Config;

use super::absolute;
use super::args::Args;
use super::fetch::user_cache;

/// How large the cache may grow by itself: a thousand newsletters in both formats, several times over.
const SIZE: u64 = 2_000_000_000;

/// The cache: a batch has one by itself, a single build where a folder is named. Programs of the user's may draw something
/// else every time, so nothing is kept where they are run.
pub fn cache(args: &Args, config: &Config, here: &Path, is_batch: bool) -> Option<Cache> {
    if args.no_cache || !args.diagram_command.is_empty() {
        return None;
    }
    let folder = match &args.cache {
        Some(folder) => absolute(folder),
        None if is_batch => user_cache()?.join("builds"),
        None => return None,
    };
    let world = World {
        here: here.to_owned(),
        today: config.today.clone(),
        now: SystemTime::now(),
        font_folders: font_folders(),
    };
    Some(Cache::new(folder, args.cache_size.unwrap_or(SIZE), world))
}

/// Where systems keep fonts by custom.
fn font_folders() -> Vec<PathBuf> {
    let fixed = match () {
        () if cfg!(windows) => vec!["C:\\Windows\\Fonts"],
        () if cfg!(target_os = "macos") => vec!["/System/Library/Fonts", "/Library/Fonts"],
        () => vec!["/usr/local/share/fonts", "/usr/share/fonts"],
    };
    let home = env::var_os("HOME").map(PathBuf::from);
    let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".local/share")));
    let of_user = [
        data.map(|data| data.join("fonts")),
        home.as_ref().map(|home| home.join(".fonts")),
        home.filter(|_| cfg!(target_os = "macos")).map(|home| home.join("Library/Fonts")),
        env::var_os("LOCALAPPDATA").map(|local| PathBuf::from(local).join("Microsoft/Windows/Fonts")),
    ];
    fixed.into_iter().map(PathBuf::from).chain(of_user.into_iter().flatten()).collect()
}
