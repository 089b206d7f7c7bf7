//! The targets without a nightly toolchain: cases made of seeds and a dictionary, the same on every machine.
//!
//! `smoke all` runs a fixed number of cases of each target, `smoke TARGET --seconds N` as many as the time allows. A case that
//! panics, takes too long or too much memory is cut to what fails and kept in `finds/TARGET/`; the exit status is 1.
//! The case at hand lies in `finds/TARGET/current`, so that one which ends the process is kept as well.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bindery::hash::sha256;
use bindery_fuzz::mutate::{case, dictionary, minimized};
use bindery_fuzz::{TARGETS, Target, seeds, target};

/// No case takes as long, not even without optimization on a busy machine.
const MOST_TIME: Duration = Duration::from_secs(20);

/// Bytes of memory that no case takes.
const MOST_MEMORY: u64 = 2 << 30;

/// How often a find is run to make it shorter.
const MOST_RUNS: usize = 2000;

const USAGE: &str = "usage: smoke all | list
       smoke TARGET [--from CASE] [--cases N | --seconds N]
       smoke TARGET replay FILE...
       smoke TARGET seeds FOLDER";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Some(true) => ExitCode::SUCCESS,
        Some(false) => ExitCode::from(1),
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Whether all went well; `None` where the arguments are wrong.
fn run(arguments: &[&str]) -> Option<bool> {
    match arguments {
        ["list"] => {
            TARGETS.iter().for_each(|target| println!("{} {}", target.name, target.most_bytes));
            Some(true)
        }
        ["all"] => {
            let watch = Watch::start();
            let mut is_well = true;
            for target in &TARGETS {
                is_well &= fuzz(target, 0, Until::Cases(target.smoke_cases), &watch);
            }
            Some(is_well)
        }
        [name, "replay", files @ ..] => {
            let target = target(name)?;
            for file in files {
                println!("{file}");
                (target.run)(&fs::read(file).expect("a file to run"));
            }
            Some(true)
        }
        [name, "seeds", folder] => {
            target(name)?;
            fs::create_dir_all(folder).expect("a folder for seeds");
            for seed in seeds::of(name) {
                fs::write(Path::new(folder).join(&sha256(&seed)[..16]), seed).expect("a seed");
            }
            Some(true)
        }
        [name, options @ ..] => {
            let target = target(name)?;
            let (mut from, mut until) = (0, Until::Cases(target.smoke_cases));
            for option in options.chunks(2) {
                let [option, number] = option else { return None };
                let number: u64 = number.parse().ok()?;
                match *option {
                    "--from" => from = number,
                    "--cases" => until = Until::Cases(number),
                    "--seconds" => until = Until::Time(Duration::from_secs(number)),
                    _ => return None,
                }
            }
            Some(fuzz(target, from, until, &Watch::start()))
        }
        [] => None,
    }
}

enum Until {
    Cases(u64),
    Time(Duration),
}

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("finds").join(target)
}

fn fuzz(target: &'static Target, from: u64, until: Until, watch: &Watch) -> bool {
    let seeds = seeds::of(target.name);
    assert!(!seeds.is_empty(), "{} has no seeds", target.name);
    let words = dictionary(&seeds::dictionary());
    let folder = folder(target.name);
    fs::create_dir_all(&folder).expect("a folder for finds");
    let current = folder.join("current");
    let began = Instant::now();
    let (mut number, mut finds, mut slowest) = (from, 0, (Duration::ZERO, from));
    loop {
        let is_over = match until {
            Until::Cases(count) => number - from >= count,
            Until::Time(time) => began.elapsed() >= time,
        };
        if is_over {
            break;
        }
        let data = case(target.name, number, &seeds, &words, target.most_bytes);
        fs::write(&current, &data).expect("the case is written");
        let start = Instant::now();
        if !watch.over(&current, || passes(target, &data)) {
            finds += 1;
            // A find is cut without what it prints each time.
            let hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(|_| {}));
            let data = minimized(data, MOST_RUNS, |data| !passes(target, data));
            std::panic::set_hook(hook);
            let file = folder.join(&sha256(&data)[..16]);
            fs::write(&file, &data).expect("the find is written");
            eprintln!("{}: case {number} fails: {}", target.name, file.display());
        }
        slowest = slowest.max((start.elapsed(), number));
        number += 1;
    }
    fs::remove_file(&current).or_else(|error| if number == from { Ok(()) } else { Err(error) }).expect("it was there");
    let (longest, at) = slowest;
    println!(
        "{:12} {:6} cases of {} seeds in {:.1} s, the longest {} ms (case {at}), {finds} finds",
        target.name,
        number - from,
        seeds.len(),
        began.elapsed().as_secs_f64(),
        longest.as_millis(),
    );
    finds == 0
}

fn passes(target: &Target, data: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(data))).is_ok()
}

/// Ends the process where a case takes too much.
struct Watch(Arc<Mutex<Option<(Instant, PathBuf)>>>);

impl Watch {
    fn start() -> Watch {
        let at_hand: Arc<Mutex<Option<(Instant, PathBuf)>>> = Arc::default();
        let seen = at_hand.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(50));
                let at_hand = seen.lock().unwrap_or_else(PoisonError::into_inner);
                let Some((start, case)) = at_hand.as_ref() else { continue };
                let what = match () {
                    () if start.elapsed() > MOST_TIME => "takes too long",
                    () if memory().is_some_and(|bytes| bytes > MOST_MEMORY) => "takes too much memory",
                    () => continue,
                };
                eprintln!("a case {what}: {}", case.display());
                std::process::exit(1);
            }
        });
        Watch(at_hand)
    }

    fn over<T>(&self, case: &Path, run: impl FnOnce() -> T) -> T {
        let set = |value| *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
        set(Some((Instant::now(), case.to_owned())));
        let result = run();
        set(None);
        result
    }
}

/// What this process holds (proc_pid_status(5), `VmRSS`).
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}
