//! Whether the texts are a stranger's, from whom nothing is taken but what lies in the book's folder.
//!
//! In: the command line, and what GitHub says of a pull request. Out: [`Trust`], which the way to the files and the places
//! of outputs follow.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bindery::source::Loader;
use serde_json::Value;

use super::args::Args;
use super::{absolute, configure::Usage};

/// How far the texts are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// They are the user's.
    Full,
    /// `--untrusted`.
    Asked,
    /// They come with a pull request from a fork.
    Fork,
}

impl Trust {
    /// What the command line says, else the event for which GitHub runs the program.
    pub fn of(args: &Args) -> Trust {
        if args.untrusted {
            return Trust::Asked;
        }
        let name = env::var("GITHUB_EVENT_NAME").unwrap_or_default();
        let payload = || fs::read(env::var_os("GITHUB_EVENT_PATH")?).ok();
        if is_of_fork(&name, payload) { Trust::Fork } else { Trust::Full }
    }

    pub fn is_full(self) -> bool {
        self == Trust::Full
    }

    /// What is told of it, where nobody asked for it.
    pub fn note(self, args: &Args) -> Option<String> {
        if self != Trust::Fork {
            return None;
        }
        let mut note =
            "this pull request comes from a fork, so its texts are not trusted: see `--untrusted`".to_owned();
        if args.fetch || args.links || !args.diagram_command.is_empty() {
            note.push_str("; `--fetch`, `--links` and `--diagram-command` do nothing here");
        }
        Some(note)
    }

    /// Confines what is read to the book's folder: `--root`, else the current folder. No folder that an input or a project
    /// names will do, since these may be links of a stranger's.
    pub fn confine(self, loader: Loader, args: &Args) -> Result<Loader, Usage> {
        if self.is_full() {
            return Ok(loader);
        }
        let folder = args.root.as_deref().map_or_else(|| PathBuf::from("."), absolute);
        loader.confined(&folder).map_err(|error| Usage::Message {
            message: format!("the book's folder `{}` cannot be read: {error}", folder.display()),
            hint: None,
        })
    }
}

/// The refusal of a place that would be written through a link.
pub fn refusal(path: &Path) -> Usage {
    Usage::Message {
        message: format!("`{}` leads out of the book's folder by a link, which may be a stranger's", path.display()),
        hint: Some("name a folder beside the book's: `-o ../out/`".to_owned()),
    }
}

/// Whether an event is a pull request from another repository
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request>,
/// <https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request> for the payload). What cannot be read comes from one.
fn is_of_fork(name: &str, payload: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    // Also `pull_request_target`, `pull_request_review` and the like, whose payloads are of the same form.
    if !name.starts_with("pull_request") {
        return false;
    }
    let payload = payload().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).unwrap_or_default();
    let repository = |end: &str| &payload["pull_request"][end]["repo"];
    let own = repository("base")["full_name"].as_str();
    // The head of a fork that was deleted has no repository.
    own.is_none() || repository("head")["full_name"].as_str() != own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pull_requests_from_forks_are_told_by_their_repositories() {
        let payload = |head: &str| {
            Some(
                format!(r#"{{"pull_request":{{"head":{{"repo":{head}}},"base":{{"repo":{{"full_name":"a/b"}}}}}}}}"#)
                    .into_bytes(),
            )
        };
        for (name, head, expected) in [
            ("pull_request", r#"{"full_name":"a/b","fork":false}"#, false),
            ("pull_request", r#"{"full_name":"x/b","fork":true}"#, true),
            ("pull_request", r#"{"full_name":"x/b"}"#, true),
            // A pull request within a repository that is a fork itself.
            ("pull_request", r#"{"full_name":"a/b","fork":true}"#, false),
            ("pull_request", "null", true),
            ("pull_request_target", r#"{"full_name":"x/b"}"#, true),
            ("push", r#"{"full_name":"x/b"}"#, false),
        ] {
            assert_eq!(is_of_fork(name, || payload(head)), expected, "{name} {head}");
        }
        assert!(is_of_fork("pull_request", || None));
        assert!(is_of_fork("pull_request", || Some(b"{".to_vec())));
        assert!(!is_of_fork("", || None));
    }
}
