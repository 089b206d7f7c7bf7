//! The limits of time and memory, which the library cannot keep.
//!
//! In: [`Limits`], from when the command line is read. A thread of its own looks at clock and memory many times a second and ends
//! the program where one is exceeded, whatever the build is about; outputs are staged without a name, so that nothing stays.
//! Once the outputs are being put in their places it does no more.

use std::fs;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bindery::config::Limits;

use super::Exit;
use super::args::MessageFormat;
use super::report::Reporter;

/// How often it looks.
const GLANCE: Duration = Duration::from_millis(20);

/// Watches over a build.
pub struct Watch {
    is_over: Arc<Mutex<bool>>,
}

impl Watch {
    /// Begins where there is something to watch for.
    pub fn start(limits: Limits, format: MessageFormat, is_colored: bool) -> Watch {
        let is_over = Arc::new(Mutex::new(false));
        if limits.time.is_some() || limits.memory.is_some() {
            let is_over = is_over.clone();
            let started = Instant::now();
            // Without a thread there is no watch: the machine has worse troubles.
            let _ = thread::Builder::new().spawn(move || {
                loop {
                    if let Some((message, hint)) = exceeded(&limits, started) {
                        let is_over = is_over.lock().unwrap_or_else(PoisonError::into_inner);
                        if !*is_over {
                            let reporter = Reporter { format, ..Reporter::plain(is_colored) };
                            reporter.error(&message, Some(&hint));
                            process::exit(Exit::Errors as i32);
                        }
                        return;
                    }
                    thread::sleep(GLANCE);
                }
            });
        }
        Watch { is_over }
    }

    /// Ends the watch: from here on outputs are written, which is not to be broken off.
    pub fn end(&self) {
        *self.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

/// Which limit is exceeded, and how to allow more.
fn exceeded(limits: &Limits, started: Instant) -> Option<(String, String)> {
    let end = |name: &str| format!("`--limit {name}=…` allows more; nothing was written, previous output is intact");
    if let Some(time) = limits.time.filter(|time| started.elapsed() > *time) {
        return Some((format!("the build takes longer than {time:?}, the limit, and was ended"), end("time")));
    }
    let memory = limits.memory.filter(|memory| peak().is_some_and(|peak| peak > *memory))?;
    let megabytes = memory.div_ceil(1_000_000);
    Some((format!("the build takes more than {megabytes} MB of memory, the limit, and was ended"), end("memory")))
}

/// The most memory that this process has held, in bytes (proc_pid_status(5), `VmHWM`); `None` where the system does not
/// say.
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}
