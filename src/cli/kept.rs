//! The cache of builds that the command line asks for.

use std::env;
use std::fs;
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
    // What links lead to is asked anew each time, and a survey is not kept.
    if args.no_cache || args.links || config.surveys || !args.diagram_command.is_empty() {
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
    let mut folders: Vec<PathBuf> = fixed.into_iter().map(PathBuf::from).chain(of_user.into_iter().flatten()).collect();
    if cfg!(not(any(windows, target_os = "macos"))) {
        folders.extend(of_fontconfig());
    }
    folders
}

/// The files in which fontconfig is told where fonts are, and the folders that these name (fonts.conf(5)).
fn of_fontconfig() -> Vec<PathBuf> {
    let folder = |name| env::var_os(name).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")));
    let data = env::var_os("XDG_DATA_DIRS").unwrap_or_default();
    let mut paths: Vec<PathBuf> = env::split_paths(&data).map(|data| data.join("fonts")).collect();
    let files = [
        Some(PathBuf::from("/etc/fonts/fonts.conf")),
        Some(PathBuf::from("/etc/fonts/local.conf")),
        folder("FONTCONFIG_FILE"),
        config.map(|config| config.join("fontconfig/fonts.conf")),
    ];
    for file in files.into_iter().flatten() {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let dirs = text.split("<dir").skip(1).filter_map(|rest| rest.split_once('>')?.1.split('<').next());
        paths.extend(dirs.map(str::trim).filter(|dir| dir.starts_with('/')).map(PathBuf::from));
        paths.push(file);
    }
    paths.extend([Some(PathBuf::from("/etc/fonts/conf.d")), folder("FONTCONFIG_PATH")].into_iter().flatten());
    paths
}
