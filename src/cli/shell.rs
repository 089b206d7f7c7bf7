//! What a shell and `man` read of the command line: completions and the manual page, both made by clap.

use std::ffi::OsString;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::args::Args;
use super::report::Reporter;
use super::{Exit, print, usage};

/// Prints completions for a shell.
pub fn completions(words: &[OsString], reporter: &Reporter) -> Exit {
    let shell = words.first().and_then(|word| Shell::from_str(&word.to_string_lossy(), true).ok());
    let Some(shell) = shell else {
        let hint = "name one: `bindery completions bash`; also elvish, fish, powershell, zsh";
        return usage(reporter, "no shell was named for the completions", Some(hint));
    };
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "bindery", &mut text);
    print(&String::from_utf8_lossy(&text), reporter)
}

/// Prints the manual page.
pub fn manual_page(reporter: &Reporter) -> Exit {
    let mut text = Vec::new();
    match clap_mangen::Man::new(Args::command()).render(&mut text) {
        Ok(()) => print(&String::from_utf8_lossy(&text), reporter),
        Err(_) => Exit::Failure,
    }
}
