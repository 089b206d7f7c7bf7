//! The limits of time and memory, which the library cannot keep.
//!
//! In: [`Limits`], from when the command line is read. A thread of its own looks at clock and memory many times a second and ends
//! the program where one is exceeded, whatever the build is about; outputs are staged without a name, so that nothing stays.
//! Once the outputs are being put in their places it does no more. A batch is told to end by itself ([`Stop`]), so that it can
//! report what it has built; only where it does not is it ended from here. Signals that ask for an end are heard in the same way.

use std::fs;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bindery::config::Limits;

use super::Exit;
use super::args::MessageFormat;
use super::report::Reporter;

/// How often it looks.
const GLANCE: Duration = Duration::from_millis(20);

/// How long a batch may take to report what it has built.
const GRACE: Duration = Duration::from_secs(5);

/// Watches over a build.
pub struct Watch {
    is_over: Arc<Mutex<bool>>,
    pub stop: Stop,
}

/// Asks a batch to end.
#[derive(Clone, Default)]
pub struct Stop {
    /// Whether the batch looks here.
    is_heard: Arc<AtomicBool>,
    /// The limit that is exceeded, and the option that allows more.
    exceeded: Arc<OnceLock<(String, String)>>,
    /// Whether a signal has come, so that the next one ends the program.
    #[cfg(unix)]
    is_signaled: Arc<AtomicBool>,
    /// The number of the signal that has come; 0 for none.
    signal: Arc<AtomicUsize>,
}

/// Why a batch ends before its time.
pub enum Reason {
    /// What is said of it, and the hint.
    Limit(String, String),
    /// A signal by its number.
    Signal(i32),
}

impl Stop {
    /// From here on [`Stop::reason`] is asked many times a second.
    pub fn hear(&self) {
        self.is_heard.store(true, Ordering::Relaxed);
    }

    /// The same for SIGINT and SIGTERM, which end the program where they are sent again. Who has the program ignore one, as a
    /// shell does in the background, is obeyed.
    pub fn hear_signals(&self) {
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            if is_ignored(signal) {
                continue;
            }
            // In this order the first signal ends nothing. Where a handler cannot be set, all is as it was.
            let _ = signal_hook::flag::register_conditional_default(signal, self.is_signaled.clone());
            let _ = signal_hook::flag::register_usize(signal, self.signal.clone(), signal as usize);
            let _ = signal_hook::flag::register(signal, self.is_signaled.clone());
        }
    }

    /// Why to end now.
    pub fn reason(&self) -> Option<Reason> {
        if let Some((message, hint)) = self.exceeded.get() {
            return Some(Reason::Limit(message.clone(), hint.clone()));
        }
        match self.signal.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(Reason::Signal(signal as i32)),
        }
    }
}

/// Ends the program as a signal would have.
pub fn end_by_signal(signal: i32) -> ! {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    // By custom of shells.
    process::exit(128 + signal)
}

/// Whether the program was started with a signal ignored (proc_pid_status(5), `SigIgn`).
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let mask = of_status("SigIgn:").and_then(|mask| u64::from_str_radix(&mask, 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

impl Watch {
    /// Begins where there is something to watch for.
    pub fn start(limits: Limits, format: MessageFormat, is_colored: bool) -> Watch {
        let is_over = Arc::new(Mutex::new(false));
        let stop = Stop::default();
        if limits.time.is_some() || limits.memory.is_some() {
            let (is_over, stop) = (is_over.clone(), stop.clone());
            let started = Instant::now();
            // Without a thread there is no watch: the machine has worse troubles.
            let _ = thread::Builder::new().spawn(move || {
                loop {
                    if let Some((message, hint)) = exceeded(&limits, started) {
                        let mut intact = "nothing was written, previous output is intact";
                        if stop.is_heard.load(Ordering::Relaxed) {
                            let _ = stop.exceeded.set((message.clone(), hint.clone()));
                            thread::sleep(GRACE);
                            intact = "what was built before is in its place";
                        }
                        let is_over = is_over.lock().unwrap_or_else(PoisonError::into_inner);
                        if !*is_over {
                            let reporter = Reporter { format, ..Reporter::plain(is_colored) };
                            reporter.error(&message, Some(&format!("{hint}; {intact}")));
                            process::exit(Exit::Errors as i32);
                        }
                        return;
                    }
                    thread::sleep(GLANCE);
                }
            });
        }
        Watch { is_over, stop }
    }

    /// Ends the watch: from here on outputs are written, which is not to be broken off.
    pub fn end(&self) {
        *self.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

/// Which limit is exceeded, and how to allow more.
fn exceeded(limits: &Limits, started: Instant) -> Option<(String, String)> {
    let end = |name: &str| format!("`--limit {name}=…` allows more");
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
    of_status("VmHWM:")?.trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// What Linux says of this process.
fn of_status(name: &str) -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
}
