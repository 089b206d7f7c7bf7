//! Where readers of repositories count paths from.
//!
//! In: paths as messages show them, from the current folder. Out: the same from the root of the repository: SARIF readers
//! resolve `%SRCROOT%` to it (SARIF 2.1.0, section 3.4.4; GitHub documentation, "SARIF support for code scanning"), GitLab
//! wants "the relative path to the file" there ("Code Quality report format"), and GitHub's annotations as well.

use std::env;
use std::path::PathBuf;

use bindery::source::normal;

use super::entry::Entry;

/// The current folder, and that of the repository.
pub struct Root {
    here: PathBuf,
    root: PathBuf,
}

impl Root {
    #[cfg(test)]
    pub fn new(here: &str, root: &str) -> Root {
        Root { here: PathBuf::from(here), root: PathBuf::from(root) }
    }

    /// The nearest folder upward with Git's data, or with a file that names them, as other work trees have one; else the
    /// current folder.
    pub fn of_repository() -> Root {
        let here = env::current_dir().unwrap_or_default();
        let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here).to_owned();
        Root { here, root }
    }

    /// The folder into which GitHub has checked out; else the repository's.
    pub fn of_workspace() -> Root {
        let Root { here, root } = Root::of_repository();
        let workspace = env::var_os("GITHUB_WORKSPACE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        Root { here, root: workspace.unwrap_or(root) }
    }

    /// A path from the root; `None` for what lies elsewhere, or is no file.
    pub fn path(&self, file: &str) -> Option<String> {
        if file.starts_with('<') {
            return None;
        }
        let whole = normal(&self.here.join(file));
        let below = whole.strip_prefix(&self.root).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    }

    /// The same, or the path as it is.
    pub fn path_or_same(&self, file: &str) -> String {
        self.path(file).unwrap_or_else(|| file.trim_start_matches("./").to_owned())
    }

    /// The file that stands for the whole book where a reader wants one.
    pub fn first_file(&self, entries: &[Entry]) -> String {
        let named = entries.iter().find_map(|entry| entry.place.as_ref().map(|place| self.path_or_same(&place.file)));
        named.unwrap_or_else(|| "README.md".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_root() {
        let root = Root::new("/r/docs", "/r");
        for (file, expected) in [
            ("a.md", Some("docs/a.md")),
            ("./b/a.md", Some("docs/b/a.md")),
            ("../a.md", Some("a.md")),
            ("/r/x/a.md", Some("x/a.md")),
            ("../../a.md", None),
            ("/etc/a.md", None),
            ("<stdin>", None),
        ] {
            assert_eq!(root.path(file).as_deref(), expected, "{file}");
        }
    }
}
