//! The program as its users meet it: arguments in, files, messages and an exit status out.

mod bad_input;
mod batches;
mod books;
mod catalogs;
mod chapters;
mod diagrams;
mod editions;
mod faults;
mod feeds;
mod fetch;
mod fonts;
mod help;
mod issues;
mod limits;
mod links;
mod metadata;
mod options;
mod output;
mod pictures;
mod profiles;
mod projects;
mod reports;
mod stores;
mod untrusted;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// No build of a test takes a second; one that takes this long hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder for one test, removed when the test is over.
struct Folder {
    path: PathBuf,
}

/// What a run of the program did.
struct Run {
    status: i32,
    stdout: Vec<u8>,
    stderr: String,
}

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("bindery-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name).join("book");
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Folder { path }
    }

    /// A folder with files in it.
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        files.iter().for_each(|(name, text)| folder.write(name, text.as_bytes()));
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A text within an EPUB, by the end of its name.
    fn unzip(&self, epub: &str, end: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(self.read(epub))).expect("an archive");
        let name = archive.file_names().find(|name| name.ends_with(end)).expect("a file of that name").to_owned();
        let mut text = String::new();
        archive.by_name(&name).expect("it is there").read_to_string(&mut text).expect("UTF-8");
        text
    }

    fn unzip_bytes(&self, epub: &str, name: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(self.read(epub))).expect("an archive");
        let mut bytes = Vec::new();
        archive.by_name(name).expect("a file of that name").read_to_end(&mut bytes).expect("it can be read");
        bytes
    }

    fn has(&self, name: &str) -> bool {
        self.path.join(name).exists()
    }

    /// The names of all files, sorted, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).expect("the folder can be read");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the program here.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"", &[])
    }

    fn run_with(&self, arguments: &[&str], stdin: &[u8], environment: &[(&str, &str)]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bindery"))
            .args(arguments)
            .current_dir(&self.path)
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("COLUMNS")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITHUB_EVENT_NAME")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("standard input is a pipe");
        let stdin = stdin.to_owned();
        // The program may end without reading what it is given.
        let writer = thread::spawn(move || drop(input.write_all(&stdin)));
        let stdout = drain(child.stdout.take().expect("standard output is a pipe"));
        let stderr = drain(child.stderr.take().expect("standard error is a pipe"));
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("the program can be waited for") {
                break status;
            }
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("`bindery {}` does not end", arguments.join(" "));
            }
            thread::sleep(Duration::from_millis(2));
        };
        writer.join().expect("standard input is written");
        Run {
            status: status.code().expect("the program ends by itself"),
            stdout: stdout.join().expect("standard output is read"),
            stderr: String::from_utf8(stderr.join().expect("standard error is read")).expect("messages are UTF-8"),
        }
    }
}

fn drain(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.path.parent().unwrap_or(&self.path));
    }
}

impl Run {
    #[track_caller]
    fn status(self, expected: i32) -> Run {
        assert_eq!(self.status, expected, "exit status; standard error:\n{}", self.stderr);
        self
    }

    /// Holds that standard error says each of these.
    #[track_caller]
    fn says(self, expected: &[&str]) -> Run {
        for text in expected {
            assert!(self.stderr.contains(text), "`{text}` is not in standard error:\n{}", self.stderr);
        }
        self
    }

    #[track_caller]
    fn in_silence(self) -> Run {
        assert_eq!(self.stderr, "");
        self
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("the output is text")
    }
}

/// Compares with a file in `tests/ref`; `UPDATE=1` rewrites it.
#[track_caller]
fn assert_reference(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ref").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(&path, actual).expect("the reference can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(actual == expected, "{name} differs; `UPDATE=1 cargo test` rewrites it. Now:\n{actual}");
}

const EPUB: &[u8] = b"PK\x03\x04";
const PDF: &[u8] = b"%PDF-";
