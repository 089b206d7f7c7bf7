//! What a machine can do to a build: disks that are full, limits that are low, processes that are killed. There is a
//! message, nothing is half-written, nothing is left behind, and what was there before is whole.
//!
//! Each fault is made to happen. Where a machine does not let it, the test says so and holds nothing.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{EPUB, Folder, PDF, Run};

const ARTICLE: &str = "---\ntitle: On Pages\ndate: 2024-07-20\n---\n\nWords on a page.\n";

/// Runs a script by the shell; `$B` is the program.
fn shell(folder: &Folder, script: &str) -> Run {
    let output = shell_command(folder, script).output().expect("there is a shell");
    Run {
        // A shell whose last command a signal ended has no status of its own.
        status: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn shell_command(folder: &Folder, script: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .current_dir(&folder.path)
        .env("B", env!("CARGO_BIN_EXE_bindery"))
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITHUB_EVENT_NAME")
        .stdin(Stdio::null());
    command
}

/// Whether the machine can do what a test wants; else the test says so.
fn can(folder: &Folder, trial: &str) -> bool {
    let is_possible = shell(folder, trial).status == 0;
    if !is_possible {
        eprintln!("not tested, since this machine cannot: {trial}");
    }
    is_possible
}

/// A program with both outputs, which are written in about as long as `took`.
fn spawn(folder: &Folder, arguments: &[&str]) -> Child {
    let program = env!("CARGO_BIN_EXE_bindery");
    // Who runs the tests in the background of a shell ignores SIGINT, and so would the program.
    let mut command = match cfg!(target_os = "linux") {
        true => Command::new("env"),
        false => Command::new(program),
    };
    if cfg!(target_os = "linux") {
        command.args(["--default-signal=INT,TERM", program]);
    }
    command
        .args(arguments)
        .current_dir(&folder.path)
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("GITHUB_EVENT_NAME")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn kill(child: &mut Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    // It may have ended by itself.
    let _ = sent.expect("there is `kill`");
    child.wait().expect("it ends");
}

/// A file system of its own, seen by one process alone.
const PRIVATE: &str = "if [ $(id -u) = 0 ]; then U='unshare -m'; else U='unshare -rm'; fi; ";

#[test]
fn a_full_disk() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("out/x", "")]);
    let disk = format!("{PRIVATE} $U sh -c 'mount -t tmpfs -o size=32k tmpfs out ");
    if !can(&folder, &format!("{disk}'")) {
        return;
    }
    let run = shell(
        &folder,
        &format!(
            "{disk} && printf old > out/x.epub; $B a.md -o out/x.epub -o out/x.pdf; S=$?; ls -A out; cat out/x.epub; exit $S'"
        ),
    );
    let run = run.status(4).says(&["cannot write `out/x.epub`", "No space left", "previous output is intact"]);
    assert_eq!(run.text(), "x.epub\nold");
    // What cannot be kept leaves nothing of it either.
    let run = shell(
        &folder,
        &format!("{disk} && $B a.md -q -o y.epub -o y.pdf --cache out; S=$?; find out -type f; exit $S'"),
    );
    assert_eq!(run.status(0).text(), "");
    // Several files that belong together are written together.
    let run =
        shell(&folder, &format!("{disk} && mount -o remount,size=4k out; $B init out; S=$?; ls -A out; exit $S'"));
    assert_eq!(run.status(4).says(&["No space left"]).text(), "");
}

/// Without `/proc` no file is without a name, as on file systems that cannot have any.
const NO_PROC: &str = "mount -t tmpfs tmpfs /proc";

#[test]
fn a_full_disk_where_staged_files_have_names() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("out/x", "")]);
    let disk = format!("{PRIVATE} $U sh -c 'mount -t tmpfs -o size=32k tmpfs out && {NO_PROC} ");
    if !can(&folder, &format!("{disk}'")) {
        return;
    }
    let run = shell(&folder, &format!("{disk} && $B a.md -o out/x.epub -o out/x.pdf; S=$?; ls -A out; exit $S'"));
    assert_eq!(run.status(4).says(&["No space left"]).text(), "");
}

#[cfg(unix)]
#[test]
fn hidden_names_of_others_are_left_alone() {
    // A process of the same number, killed at another time, or someone who knows the number.
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.pdf", "old")]);
    let run = shell(&folder, "echo mine > .bindery-$$-0.part; echo $$; exec $B a.md -q -o x.pdf").status(0);
    let hidden = format!(".bindery-{}-0.part", run.text().trim());
    assert_eq!((folder.read(&hidden), &folder.read("x.pdf")[..5]), (b"mine\n".to_vec(), PDF));
    fs::remove_file(folder.path.join(hidden)).expect("it can be removed");
    assert_eq!(folder.names(), ["a.md", "x.pdf"]);
    let named = format!("{PRIVATE} $U sh -c '{NO_PROC} ");
    if can(&folder, &format!("{named}'")) {
        folder.write("victim", b"mine");
        let script = "&& ln -s victim .bindery-$$-0.part && exec $B a.md -q -o x.pdf";
        shell(&folder, &format!("{named} {script}'")).status(0);
        assert_eq!(folder.read("victim"), b"mine");
    }
}

#[cfg(unix)]
#[test]
fn none_is_replaced_before_each_has_what_it_needs() {
    // All hidden names of the second are taken.
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.epub", "old"), ("d/x.pdf", "old")]);
    let names = "i=0; while [ $i -le 1000 ]; do : > d/.bindery-$$-$i.part; i=$((i+1)); done";
    let run = shell(&folder, &format!("{names}; exec $B a.md -q -o x.epub -o d/x.pdf"));
    run.status(4).says(&["d/x.pdf`: File exists", "previous output is intact"]);
    assert_eq!((folder.read("x.epub"), folder.read("d/x.pdf")), (b"old".to_vec(), b"old".to_vec()));
    assert_eq!(folder.names(), ["a.md", "d", "x.epub"]);
}

#[cfg(unix)]
#[test]
fn what_is_replaced_keeps_its_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("a.md", ARTICLE), ("d/real.pdf", "old")]);
    symlink("d/real.pdf", folder.path.join("x.pdf")).expect("links can be made");
    let real = folder.path.join("d/real.pdf");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("permissions can be set");
    folder.run(&["a.md", "-q", "-o", "x.pdf"]).status(0);
    assert!(folder.path.join("x.pdf").is_symlink() && folder.read("d/real.pdf").starts_with(PDF));
    assert_eq!(fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn files_may_not_grow() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.epub", "old")]);
    let run = shell(&folder, "ulimit -f 20; $B a.md -o x.epub -o x.pdf");
    run.status(4).says(&["cannot write `x.epub`", "File too large", "previous output is intact"]);
    assert_eq!((folder.names(), folder.read("x.epub")), (vec!["a.md".into(), "x.epub".into()], b"old".to_vec()));
}

#[test]
fn a_folder_that_is_read_only() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("out/x", "")]);
    let disk =
        format!("{PRIVATE} $U sh -c 'mount -t tmpfs tmpfs out && printf old > out/x.epub && mount -o remount,ro out ");
    if !can(&folder, &format!("{disk}'")) {
        return;
    }
    let run =
        shell(&folder, &format!("{disk}; $B a.md -o y.pdf -o out/x.epub; S=$?; ls -A out; cat out/x.epub; exit $S'"));
    let run = run.status(4).says(&["cannot write `out/x.epub`", "Read-only", "previous output is intact"]);
    assert_eq!(run.text(), "x.epub\nold");
    assert_eq!(folder.names(), ["a.md", "out"], "the other output is not written either");
    // The folder of a text may be one.
    let run = shell(
        &folder,
        &format!(
            "{PRIVATE} $U sh -c 'mount -t tmpfs tmpfs out && cp a.md out && mount -o remount,ro out; $B out/a.md -o y.pdf'"
        ),
    );
    run.status(0);
}

#[test]
fn no_folder_for_temporary_files() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    folder.run_with(&["a.md", "-q", "-o", "x.epub", "-o", "x.pdf"], b"", &[("TMPDIR", "/no/such/folder")]).status(0);
    assert_eq!(folder.names(), ["a.md", "x.epub", "x.pdf"]);
}

#[test]
fn an_output_that_is_a_folder() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("on-pages.pdf/x", "")]);
    folder.run(&["a.md"]).status(4).says(&["cannot write `on-pages.pdf`: it is a folder"]);
    assert_eq!(folder.names(), ["a.md", "on-pages.pdf"], "the EPUB is not written alone");
}

#[cfg(unix)]
#[test]
fn devices_and_pipes() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.epub", "old")]);
    if !Path::new("/dev/full").exists() {
        eprintln!("not tested, since this machine has no /dev/full");
        return;
    }
    folder.run(&["a.md", "-t", "pdf", "-o", "/dev/full"]).status(4).says(&["cannot write `/dev/full`: No space left"]);
    std::os::unix::fs::symlink("/dev/full", folder.path.join("full.pdf")).expect("links can be made");
    folder.run(&["a.md", "-o", "x.epub", "-o", "full.pdf"]).status(4).says(&["cannot write `/dev/full`"]);
    assert_eq!(folder.read("x.epub"), b"old", "a stream that fails stops the files as well");
    folder.run(&["a.md", "-q", "-o", "x.pdf"]).status(0);
    let run =
        shell(&folder, "mkfifo p.pdf && { timeout 20 cat p.pdf > y.pdf & $B a.md -q -o p.pdf; S=$?; wait; exit $S; }");
    run.status(0);
    assert!(folder.read("y.pdf") == folder.read("x.pdf"));
    // A pipe of that name is no text of another, and is not read to see.
    let run =
        shell(&folder, "mkfifo on-pages.pdf; { timeout 20 cat on-pages.pdf > z.pdf & timeout 20 $B a.md -q -t pdf; }");
    run.status(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_run_leaves_nothing() {
    for signal in ["-TERM", "-INT", "-KILL"] {
        let folder = Folder::with(&[("a.md", ARTICLE), ("x.epub", "old")]);
        // Nobody reads the pipe, so that the program waits with all files staged.
        assert!(shell(&folder, "mkfifo p.pdf").status == 0);
        let before = folder.names();
        let mut child = spawn(&folder, &["a.md", "-q", "-o", "x.epub", "-o", "p.pdf"]);
        let started = Instant::now();
        // It is done with its work where it has the staged file open.
        while started.elapsed() < Duration::from_secs(20) && !has_staged(&child) {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(has_staged(&child), "the file is staged without a name");
        kill(&mut child, signal);
        assert_eq!((folder.names(), folder.read("x.epub")), (before, b"old".to_vec()), "{signal}");
    }
}

/// Whether a process has a file without a name open, as Linux shows it.
#[cfg(target_os = "linux")]
fn has_staged(child: &Child) -> bool {
    let files = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
    files.filter_map(|file| fs::read_link(file.path()).ok()).any(|file| file.to_string_lossy().ends_with(" (deleted)"))
}

#[cfg(unix)]
#[test]
fn a_run_killed_at_any_moment_leaves_old_or_new() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    let arguments = ["a.md", "-q", "-o", "x.epub", "-o", "x.pdf"];
    let started = Instant::now();
    folder.run(&arguments).status(0);
    let took = started.elapsed();
    let new = [folder.read("x.epub"), folder.read("x.pdf")];
    for step in 0..20 {
        let is_anew = step % 2 == 0;
        for name in ["x.epub", "x.pdf"] {
            match is_anew {
                true => folder.write(name, b"old"),
                false => fs::remove_file(folder.path.join(name)).unwrap_or_default(),
            }
        }
        let mut child = spawn(&folder, &arguments);
        thread::sleep(took * step / 18);
        kill(&mut child, ["-TERM", "-INT", "-KILL"][step as usize % 3]);
        for (name, new) in ["x.epub", "x.pdf"].iter().zip(&new) {
            let is_whole = match folder.has(name) {
                true => folder.read(name) == *new || is_anew && folder.read(name) == b"old",
                false => !is_anew,
            };
            assert!(is_whole, "{name} after {step}/18 of the time");
        }
        // While a file is replaced there are microseconds in which its successor has a hidden name.
        if cfg!(target_os = "linux") && !is_anew {
            assert!(folder.names().iter().all(|name| !name.starts_with('.')), "{:?}", folder.names());
        }
        for hidden in folder.names().iter().filter(|name| name.starts_with('.')) {
            folder.write(hidden, b"");
            fs::remove_file(folder.path.join(hidden)).expect("it can be removed");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_closes_the_pipe() {
    // More than a pipe holds, and nothing that compression makes less of.
    let words = (1..20_000_u64).map(|number| format!("{:x} ", number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32));
    let long = words.collect::<String>();
    let folder = Folder::with(&[("a.md", ARTICLE), ("long.md", long.as_str()), ("x.pdf", "old")]);
    let mut child = spawn(&folder, &["long.md", "-t", "epub", "-o", "x.epub", "-o", "-"]);
    let mut head = [0; 4];
    child.stdout.take().expect("a pipe").read_exact(&mut head).expect("the head is read");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((&head[..], output.status.code()), (EPUB, Some(4)), "{said}");
    assert!(said.contains("cannot write standard output: Broken pipe"), "{said}");
    assert!(!folder.has("x.epub"), "the file is not written either");
    for words in ["explain css", "--help", "long.md -q -o y.pdf --message-format sarif"] {
        // A pipe whose reader is gone before anything is written.
        let script =
            format!("mkfifo gone; {{ : < gone & exec 3> gone; wait $!; $B {words} >&3; }}; S=$?; rm gone; exit $S");
        shell(&folder, &script).status(0).in_silence();
    }
    if Path::new("/dev/full").exists() {
        folder_says(&folder, "$B explain css > /dev/full", 4, "cannot write standard output: No space left");
        folder_says(
            &folder,
            "$B a.md -q -o y.pdf --message-format sarif > /dev/full",
            4,
            "cannot write standard output",
        );
    }
    // Nobody hears the messages.
    for script in ["$B a.md -o y.pdf 2>&-", "$B a.md -o y.pdf 2> /dev/full", "$B a.md -o y.pdf >&- 2>&- <&-"] {
        shell(&folder, script).status(0);
        assert!(folder.read("y.pdf").starts_with(PDF), "{script}");
    }
    let mut child = spawn(&folder, &["a.md", "-o", "y.pdf", "-v"]);
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[cfg(unix)]
#[track_caller]
fn folder_says(folder: &Folder, script: &str, status: i32, message: &str) {
    if Path::new("/dev/full").exists() {
        shell(folder, script).status(status).says(&[message]);
    }
}

#[cfg(unix)]
#[test]
fn files_that_change_and_vanish() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'/>";
    let text = format!("{ARTICLE}\n![x](box.svg)\n\n![y](gone.svg)\n");
    let folder = Folder::with(&[("a.md", &text), ("b.md", "# B\n"), ("box.svg", svg), ("gone.svg", svg)]);
    let stop = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut length = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                length = (length + 7) % text.len();
                // Cut anywhere, also within its front matter; there and away.
                folder.write("a.md", &text.as_bytes()[..length]);
                folder.write("b.md", format!("# B{}\n", " word".repeat(length * 20)).as_bytes());
                folder.write("gone.svg", svg.as_bytes());
                let _ = fs::remove_file(folder.path.join("gone.svg"));
            }
        });
        for _ in 0..10 {
            let run = folder.run(&["a.md", "b.md", "-q", "-o", "x.epub", "-o", "x.pdf"]);
            assert!([0, 1].contains(&run.status), "{}: {}", run.status, run.stderr);
            assert!(!run.stderr.contains("internal error"), "{}", run.stderr);
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    // One that is there when it is looked for, and not when it is read.
    if cfg!(target_os = "linux") {
        folder.run(&["/proc/self/mem", "-o", "x.epub"]).status(1).says(&["cannot read `/proc/self/mem`"]);
    }
}

#[test]
fn runs_that_write_the_same_outputs() {
    let folder = Folder::with(&[("a.md", ARTICLE)]);
    let arguments = ["a.md", "-q", "-o", "x.epub", "-o", "x.pdf"];
    folder.run(&arguments).status(0);
    let expected = (folder.read("x.epub"), folder.read("x.pdf"));
    for is_new in [false, true] {
        if is_new {
            ["x.epub", "x.pdf"].iter().for_each(|name| fs::remove_file(folder.path.join(name)).expect("it is there"));
        }
        let children: Vec<Child> = (0..6).map(|_| spawn(&folder, &arguments)).collect();
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert!((folder.read("x.epub"), folder.read("x.pdf")) == expected);
        assert_eq!(folder.names(), ["a.md", "x.epub", "x.pdf"]);
    }
    // A file that comes to be after another was staged in its place: here by two names of one.
    if cfg!(unix) {
        shell(&folder, "mkdir d && ln -s d l && $B a.md -q -o d/x.pdf -o l/x.pdf").status(0);
        assert!(folder.read("d/x.pdf") == expected.1);
        assert_eq!(fs::read_dir(folder.path.join("d")).expect("a folder").count(), 1);
    }
}

#[cfg(unix)]
#[test]
fn few_open_files() {
    let folder = Folder::new();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'/>";
    for number in 0..40 {
        folder.write(&format!("book/{number:02}.md"), format!("# Chapter\n\n![x]({number}.svg)\n").as_bytes());
        folder.write(&format!("book/{number}.svg"), svg.as_bytes());
    }
    for threads in [2, 8] {
        let limited = format!("export RAYON_NUM_THREADS={threads}; ulimit -n 16");
        shell(&folder, &format!("{limited}; $B book -q -o x.epub -o x.pdf")).status(0).in_silence();
        shell(&folder, &format!("{limited}; $B --each book -q --no-cache -o dist/")).status(0).in_silence();
        fs::remove_dir_all(folder.path.join("dist")).expect("it can be removed");
    }
}

#[cfg(unix)]
#[test]
fn a_small_stack() {
    let lists: String = (0..600).map(|level| format!("{:1$}- item\n", "", level * 2)).collect();
    let text = format!(
        "# Deep\n\n{}word\n\n{lists}\n\n{}word{}\n\n{}a\n\n${}x{}$\n\n[^n]\n\n[^n]: {}word\n",
        "> ".repeat(3000),
        "<div>".repeat(3000),
        "</div>".repeat(3000),
        "*a **b ".repeat(3000),
        "{".repeat(3000),
        "}".repeat(3000),
        "> ".repeat(3000),
    );
    let folder = Folder::with(&[("a.md", &text)]);
    shell(&folder, "ulimit -s 256; $B a.md -q -o x.epub -o x.pdf").status(0);
}

#[cfg(target_os = "linux")]
#[test]
fn little_memory() {
    let folder = Folder::with(&[("a.md", ARTICLE), ("x.pdf", "old")]);
    // Addresses are counted here, of which each thread's stack takes many and uses few.
    shell(&folder, "ulimit -v 1500000; $B a.md -q -o x.epub -o x.pdf").status(0);
    // What is held in truth: a newsletter, and a batch, of which not all are held at once.
    let words: String = (0..3000_u32).map(|number| format!("word{number} ")).collect();
    for number in 0..80 {
        folder.write(&format!("posts/{number}.md"), format!("# Post {number}\n\n{words}\n").as_bytes());
    }
    folder.run(&["a.md", "-q", "-o", "x.epub", "-o", "x.pdf", "--limit", "memory=300MB"]).status(0);
    // All 80 together would take some 180 MB.
    let words = ["--each", "posts", "-q", "--no-cache", "-o", "dist/", "--limit", "memory=160MB"];
    folder.run_with(&words, b"", &[("RAYON_NUM_THREADS", "2")]).status(0);
    // Too little ends the program, and harms nothing.
    folder.write("x.pdf", b"old");
    for most in ["20000", "40000", "60000", "80000", "100000"] {
        let run = shell(&folder, &format!("ulimit -v {most}; $B a.md -q -t pdf -o x.pdf"));
        assert!(run.status == 0 || folder.read("x.pdf") == b"old", "{most}: {}", run.stderr);
        assert!(folder.names().iter().all(|name| !name.starts_with('.')), "{:?}", folder.names());
    }
}

#[cfg(unix)]
#[test]
fn no_environment() {
    let folder = Folder::with(&[("ä.md", ARTICLE)]);
    folder.run(&["ä.md", "-q", "-o", "ö.epub", "-o", "ö.pdf"]).status(0);
    shell(&folder, "env -i $B ä.md -q -o x.epub -o x.pdf").status(0).in_silence();
    assert!(folder.read("x.epub") == folder.read("ö.epub") && folder.read("x.pdf") == folder.read("ö.pdf"));
    // Where nothing can be kept, nothing is, and not in the current folder.
    for environment in ["", "HOME=", "HOME=/dev/null", "XDG_CACHE_HOME=here HOME=."] {
        shell(&folder, &format!("env -i {environment} $B --each ä.md -q -o dist/")).status(0);
        shell(&folder, &format!("env -i {environment} $B ä.md -q --fetch -o x.epub")).status(0).in_silence();
        assert_eq!(folder.names(), ["dist", "x.epub", "x.pdf", "ä.md", "ö.epub", "ö.pdf"], "{environment}");
    }
    shell(&folder, "env -i LC_ALL=C HOME=/dev/null $B ä.md --fetch -o x.epub -o x.pdf").status(0);
}

#[test]
fn no_clock() {
    // Without a date of its own, and without `SOURCE_DATE_EPOCH`. Archives and PDF count seconds.
    let folder = Folder::with(&[("a.md", "# Undated\n\nText.\n")]);
    let build = || {
        folder.run(&["a.md", "-q", "-o", "x.epub", "-o", "x.pdf"]).status(0);
        (folder.read("x.epub"), folder.read("x.pdf"))
    };
    let first = build();
    thread::sleep(Duration::from_millis(2100));
    assert!(first == build());
}
