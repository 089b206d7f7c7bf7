//! Parse arguments, call the pipeline, print diagnostics, set the exit code.

fn main() {}
