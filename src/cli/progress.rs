//! A line that tells where a long build is; on a terminal only.

use std::io::{self, IsTerminal};
use std::time::Duration;

use bindery::pipeline::Stage;
use indicatif::{ProgressBar, ProgressStyle};

/// The bar, or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A bar where standard error is a terminal and it is wanted.
    pub fn new(is_wanted: bool) -> Progress {
        if !is_wanted || !io::stderr().is_terminal() {
            return Progress { bar: None };
        }
        let bar = ProgressBar::new(Stage::Write as u64 + 1);
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:24}] {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(80));
        Progress { bar: Some(bar) }
    }

    /// The build has come to a stage.
    pub fn stage(&self, stage: Stage) {
        let words = match stage {
            Stage::Read => "reading",
            Stage::LayOut => "laying out",
            Stage::Write => "writing",
        };
        if let Some(bar) = &self.bar {
            bar.set_position(stage as u64);
            bar.set_message(words);
        }
    }

    /// Removes the line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
