//! Many texts in one run: names, parts, what is kept from run to run, what fails alone.

use std::fs;

use super::{Folder, Run};

/// Three posts, one with a picture's fault and one a draft.
const POSTS: [(&str, &str); 4] = [
    ("posts/2024/one.md", "---\ntitle: One & Only\ndate: 2024-07-20\ntags: [news]\n---\n\nText.\n"),
    ("posts/two.md", "---\ntitle: Two\ndate: 2024-08-01\n---\n\n![A cat](cat.png)\n"),
    ("posts/three/index.md", "---\ntitle: Three\ndate: 2023-01-05\ntags: [news, old]\n---\n\nSee [it](#gone).\n"),
    ("posts/draft.md", "---\ntitle: Draft\ndraft: true\n---\n\nNothing.\n"),
];

/// Runs the program with a cache of its own.
fn each(folder: &Folder, more: &[&str]) -> Run {
    let cache = folder.path.join("cache").to_string_lossy().into_owned();
    let mut words = vec!["build", "--each", "--cache", &cache];
    words.extend(more);
    folder.run(&words)
}

/// The files of a folder to every depth, sorted, each with its bytes.
fn files(folder: &Folder, name: &str) -> Vec<(String, Vec<u8>)> {
    fn walk(place: &std::path::Path, shown: &str, into: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(place).expect("the folder is there") {
            let entry = entry.expect("an entry");
            let shown = format!("{shown}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => walk(&entry.path(), &shown, into),
                false => into.push((shown, fs::read(entry.path()).expect("it can be read"))),
            }
        }
    }
    let mut found = Vec::new();
    walk(&folder.path.join(name), name, &mut found);
    found.sort();
    found
}

fn names(folder: &Folder, name: &str) -> String {
    let names: Vec<String> = files(folder, name).into_iter().map(|(name, _)| name).collect();
    names.join(" ")
}

#[test]
fn every_text_is_a_book_named_as_it_is() {
    let folder = Folder::with(&POSTS);
    let run = each(&folder, &["posts/**/*.md", "-o", "dist"]).status(0);
    run.says(&["warning[missing-image]", "3 of 4 texts, 6 files of ", "1 left out as drafts", "sha-256"]);
    assert_eq!(
        names(&folder, "dist"),
        "dist/2024/one.epub dist/2024/one.pdf dist/three.epub dist/three.pdf dist/two.epub dist/two.pdf"
    );
    // The same as one by one.
    folder.run(&["posts/2024/one.md", "-o", "one.epub", "-o", "one.pdf"]).status(0);
    assert!(folder.read("one.epub") == folder.read("dist/2024/one.epub"));
    assert!(folder.read("one.pdf") == folder.read("dist/2024/one.pdf"));
    each(&folder, &["posts", "-o", "all/{date}-{slug}.epub"]).status(0);
    assert_eq!(names(&folder, "all"), "all/2023-01-05-three.epub all/2024-07-20-one-only.epub all/2024-08-01-two.epub");
    each(&folder, &["posts", "-o", "drafts/", "--drafts", "-t", "epub"]).status(0);
    assert!(folder.has("drafts/draft.epub") && !folder.has("drafts/draft.pdf"));
}

#[test]
fn what_is_wrong_with_a_batch_is_told_before_it_is_built() {
    let folder = Folder::with(&POSTS);
    for (words, told) in [
        (vec!["posts/*.txt", "-o", "dist/"], "no text matches `posts/*.txt`"),
        (vec!["posts", "-o", "x.epub"], "cannot have one name"),
        (vec!["posts", "-o", "dist/{slog}"], "did you mean `{slug}`?"),
        (vec!["posts", "-o", "-"], "standard output cannot hold a batch"),
        (vec!["-o", "dist/"], "`--each` wants texts"),
        (vec!["posts", "-o", "d/x.txt"], "the ending of `d/x.txt` names no format"),
        (vec!["posts", "-o", "d/{slug}.txt"], "the ending of `d/{slug}.txt` names no format"),
        (vec!["posts", "-o", "posts/two.md"], "`posts/two.md` is a file, and no folder"),
        (vec!["posts", "-o", "posts/two.md/"], "`posts/two.md` is a file, and no folder"),
        (vec!["posts", "-o", "posts/two.md/{date}/{slug}.epub"], "`posts/two.md` is a file, and no folder"),
        (vec!["posts", "-o", "dist/", "--shard", "5/4"], "`5/4` is no part of a batch"),
        (vec!["posts", "-o", "dist/", "--cache-size", "many"], "`many` is no size"),
    ] {
        let run = each(&folder, &words).status(2).says(&[told]);
        assert_eq!(run.stderr.matches("error: ").count(), 1, "told once: {}", run.stderr);
    }
    each(&folder, &["posts", "-o", "posts/two.md/", "-o", "d/x.txt"]).status(2).says(&["help: "]);
    folder.run(&["posts/two.md", "--shard", "1/2"]).status(2).says(&["`--shard` is a part of a batch"]);
    assert!(!folder.has("dist") && !folder.has("d"));
    // A file that is there is replaced.
    folder.write("x.PDF", b"old");
    each(&folder, &["posts/two.md", "-o", "x.PDF"]).status(0);
    assert!(folder.read("x.PDF").starts_with(super::PDF));
    // Names of folders as they are.
    each(&folder, &["posts/two.md", "-o", "dist-1.0", "-t", "epub"]).status(0);
    assert_eq!(names(&folder, "dist-1.0"), "dist-1.0/two.epub");
}

#[test]
fn a_text_that_fails_fails_alone() {
    let folder = Folder::with(&POSTS);
    folder.write("posts/bad.md", b"---\ntheme: nothing\n---\n\nText.\n");
    folder.write("posts/not-utf8.md", b"\xff\xfe\x00bad");
    let run = each(&folder, &["posts", "-o", "dist/", "--report", "r.json"]).status(1);
    run.says(&["`posts/bad.md` was not written because of an error", "3 of 6 texts"]);
    assert!(folder.has("dist/two.pdf") && !folder.has("dist/bad.pdf"));
    let report: serde_json::Value = serde_json::from_slice(&folder.read("r.json")).expect("JSON");
    assert_eq!(report["success"], false);
    assert!(report["failed"].as_array().is_some_and(|failed| failed.contains(&"posts/bad.md".into())));
    assert_eq!(report["outputs"].as_array().map(Vec::len), Some(6));
    // Warnings fail as much where none are wanted, and nothing else does.
    let run = each(&folder, &["posts/two.md", "posts/2024/one.md", "-o", "strict/", "--strict"]).status(3);
    run.says(&["`posts/two.md` was not written because of warnings"]);
    assert_eq!(names(&folder, "strict"), "strict/2024/one.epub strict/2024/one.pdf");
}

#[test]
fn of_two_texts_with_one_name_the_first_has_it() {
    let folder = Folder::with(&[("a.md", "# Same\n\nFirst.\n"), ("b.md", "# Same\n\nSecond.\n")]);
    for _ in 0..8 {
        let run = folder.run(&["--each", "a.md", "b.md", "-o", "dist/{slug}.epub", "--no-cache"]).status(4);
        run.says(&["`b.md`: another text before it has the name `dist/same.epub`"]);
        assert!(folder.unzip("dist/same.epub", "a.xhtml").contains("First."));
    }
}

#[test]
fn the_current_folder_is_a_folder_like_others() {
    let folder =
        Folder::with(&[("a.md", "# A\n\nText.\n"), ("b/c.md", "# C\n\nText.\n"), ("d/index.md", "# D\n\nText.\n")]);
    for (index, inputs) in
        [vec!["."], vec!["**/*.md"], vec!["a.md", "b/*.md", "./d"], vec!["**"]].into_iter().enumerate()
    {
        let output = format!("out-{index}/");
        folder.run(&[&["--each", "--no-cache", "-t", "epub", "-o", &output], inputs.as_slice()].concat()).status(0);
        let made = names(&folder, output.trim_end_matches('/')).replace(&output, "");
        assert_eq!(made, "a.epub b/c.epub d.epub", "{inputs:?}");
        fs::remove_dir_all(folder.path.join(&output)).expect("it can be removed");
    }
    // One that is a text by itself has its own name.
    folder.write("index.md", b"# Book\n\nText.\n");
    folder.run(&["--each", ".", "--no-cache", "-t", "epub", "-o", "out/"]).status(0);
    assert_eq!(names(&folder, "out"), "out/book.epub");
    // A pattern that no shell filled in.
    folder.run(&["b/*.md", "-o", "c.epub"]).status(0);
}

#[test]
fn what_is_kept_holds_in_another_folder() {
    let folder = Folder::with(&[("one/a.md", "# A\n\n![x](gone.png)\n"), ("two/a.md", "# A\n\n![x](gone.png)\n")]);
    let cache = folder.path.join("cache").to_string_lossy().into_owned();
    let run = |name: &str| {
        let script = format!("cd {name} && exec \"$0\" --each '*.md' -o dist/ --cache '{cache}'");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_bindery")]).current_dir(&folder.path);
        let run = shell.output().expect("it runs");
        String::from_utf8_lossy(&run.stderr).into_owned()
    };
    // Folders of one name, since it may become a title.
    fs::create_dir_all(folder.path.join("x")).expect("a folder");
    fs::create_dir_all(folder.path.join("y")).expect("a folder");
    fs::rename(folder.path.join("one"), folder.path.join("x/w")).expect("it can be moved");
    fs::rename(folder.path.join("two"), folder.path.join("y/w")).expect("it can be moved");
    let (first, second) = (run("x/w"), run("y/w"));
    assert!(!first.contains("kept from before"), "{first}");
    assert!(second.contains("1 kept from before") && second.contains("a.md:3:1"), "{second}");
    assert!(folder.read("x/w/dist/a.pdf") == folder.read("y/w/dist/a.pdf"));
}

#[test]
fn a_folder_of_others_can_hold_the_cache() {
    let folder =
        Folder::with(&[("posts/2024/x/a.md", "# A\n\nText.\n"), ("ab/file", "mine"), ("b.md", "# B\n\nText.\n")]);
    folder.write(&format!("ab/{}/mine", "0".repeat(64)), b"mine");
    folder.run(&["b.md", "-o", "b.epub", "--cache", ".", "--cache-size", "1"]).status(0);
    assert!(folder.has("posts/2024/x/a.md") && folder.has("ab/file"));
    assert!(folder.has(&format!("ab/{}/mine", "0".repeat(64))));
}

#[test]
fn facts_of_texts_do_not_lead_out_of_the_output_folder() {
    let folder = Folder::with(&[
        ("a.md", "---\ntitle: T\ndate: ../../escape\n---\n\nText.\n"),
        ("b.md", "---\ntitle: ../../u\ndate: /tmp/x\n---\n\nText.\n"),
    ]);
    folder.run(&["--each", "a.md", "b.md", "--no-cache", "-o", "out/{date}-{slug}.epub"]).status(0);
    assert_eq!(names(&folder, "out"), "out/escape-t.epub out/tmp-x-u.epub");
}

#[test]
fn names_that_meet_are_told_whatever_they_are_made_of() {
    let folder = Folder::with(&[("a.md", "# B c\n\nText.\n"), ("a-b.md", "# C\n\nText.\n")]);
    for threads in ["1", "2", "8"] {
        let words = ["--each", "a.md", "a-b.md", "--no-cache", "-o", "d/{path}-{slug}.epub", "-o", "d/{stem}.pdf"];
        let run = folder.run_with(&words, b"", &[("RAYON_NUM_THREADS", threads)]).status(4);
        run.says(&["`a-b.md`: another text before it has the name `d/a-b-c.epub`"]);
        assert_eq!(names(&folder, "d"), "d/a-b-c.epub d/a.pdf", "{threads}");
        fs::remove_dir_all(folder.path.join("d")).expect("it can be removed");
    }
    folder.run(&["--each", "a.md", "--no-cache", "-o", "d/", "--report", "a.md"]).status(2);
    assert_eq!(folder.read("a.md"), b"# B c\n\nText.\n");
}

#[test]
fn outputs_never_replace_the_texts() {
    let folder = Folder::with(&[("a.md", "# A\n\nText.\n"), ("b.epub", "")]);
    folder.run(&["--each", "a.md", "-o", "{stem}.epub", "--no-cache"]).status(0);
    fs::hard_link(folder.path.join("a.md"), folder.path.join("a.pdf")).expect("a link");
    folder.run(&["--each", "a.md", "-o", "{stem}.pdf", "--no-cache"]).status(2).says(&["is a file of the book itself"]);
    assert_eq!(folder.read("a.md"), b"# A\n\nText.\n");
}

#[test]
fn parts_of_a_batch_are_the_whole() {
    let folder = Folder::with(&POSTS);
    for number in 0..20 {
        let text = format!("# Number {number}\n\nText of [number {number}](#gone).\n");
        folder.write(&format!("posts/n{number}.md"), text.as_bytes());
    }
    each(&folder, &["posts", "-o", "dist/", "--report", "whole.json"]).status(0);
    let whole = files(&folder, "dist");
    fs::rename(folder.path.join("dist"), folder.path.join("one")).expect("it can be moved");
    for index in 1..=4 {
        let (shard, report) = (format!("{index}/4"), format!("part-{index}.json"));
        let words = ["--each", "posts", "-o", "dist/", "--no-cache", "--shard", &shard, "--report", &report];
        folder.run(&words).status(0);
        assert!(files(&folder, "dist").len() < whole.len() || index == 4);
    }
    assert!(files(&folder, "dist") == whole);
    let parts = ["part-1.json", "part-2.json", "part-3.json", "part-4.json"];
    folder.run(&[&["merge"], &parts as &[&str], &["--report", "merged.json"]].concat()).status(0);
    let json = |name: &str| serde_json::from_slice::<serde_json::Value>(&folder.read(name)).expect("JSON");
    let (merged, one) = (json("merged.json"), json("whole.json"));
    for key in ["success", "errors", "warnings"] {
        assert_eq!(merged[key], one[key], "{key}");
    }
    let outputs = |report: &serde_json::Value| {
        let outputs = report["outputs"].as_array().expect("a list").iter();
        let mut outputs: Vec<(String, String)> =
            outputs.map(|output| (output["path"].to_string(), output["sha256"].to_string())).collect();
        outputs.sort();
        outputs
    };
    assert_eq!(outputs(&merged), outputs(&one));
    // Two parts that wrote one file, each another, lost one of them.
    let mut other = json("whole.json");
    for output in other["outputs"].as_array_mut().expect("a list") {
        output["sha256"] = "0".into();
    }
    folder.write("other.json", other.to_string().as_bytes());
    folder.run(&["merge", "whole.json", "other.json"]).status(1).says(&["each another"]);
    // The same twice says nothing more.
    folder.run(&["merge", "whole.json", "whole.json", "--report", "twice.json"]).status(0);
    assert_eq!(json("twice.json")["warnings"], json("whole.json")["warnings"]);
    folder.write("no.json", b"{}");
    folder.run(&["merge", "no.json"]).status(2).says(&["`no.json` is no report of bindery as JSON"]);
}

#[test]
fn a_part_that_is_missing_is_told() {
    let folder = Folder::with(&POSTS);
    for (shard, report) in [("1/4", "1"), ("2/4", "2"), ("3/4", "3"), ("4/4", "4"), ("1/3", "other")] {
        let report = format!("{report}.json");
        let words = ["--each", "posts", "-o", "dist/", "--no-cache", "--shard", shard, "--report", &report];
        folder.run(&words).status(0);
    }
    let merge = |reports: &[&str]| folder.run(&[&["merge"], reports, &["--report", "m.json"]].concat());
    merge(&["1.json", "2.json", "3.json", "4.json"]).status(0);
    merge(&["1.json", "2.json", "4.json"]).status(1).says(&["the report of the part 3/4 is missing"]);
    let report: serde_json::Value = serde_json::from_slice(&folder.read("m.json")).expect("JSON");
    assert_eq!((&report["success"], &report["shard"]), (&false.into(), &().into()));
    merge(&["2.json"]).status(1).says(&["the reports of the parts 1/4, 3/4 and 4/4 are missing"]);
    // One that was brought twice says nothing more; one that was built twice may.
    merge(&["1.json", "2.json", "2.json", "3.json", "4.json"]).status(0);
    let two = String::from_utf8(folder.read("2.json")).expect("UTF-8");
    folder.write("again.json", format!("{two}\n").as_bytes());
    let run = merge(&["1.json", "2.json", "again.json", "3.json", "4.json"]).status(2);
    run.says(&["`2.json` and `again.json` are both of the part 2/4"]);
    let run = merge(&["1.json", "2.json", "other.json"]).status(2);
    run.says(&["`1.json` is of a batch in 4 parts, `other.json` of one in 3"]);
    each(&folder, &["posts", "-o", "dist/", "--report", "whole.json"]).status(0);
    let run = merge(&["whole.json", "2.json"]).status(2);
    run.says(&["`2.json` is of a part of a batch, `whole.json` of a whole one"]);
    // A number that someone made up is not counted to.
    folder.write("wrong.json", two.replace("2/4", "2/9999999999").as_bytes());
    merge(&["wrong.json"]).status(1).says(&["11/9999999999 and 9999999988 more are missing"]);
    folder.write("wrong.json", two.replace("2/4", "5/4").as_bytes());
    merge(&["wrong.json"]).status(2).says(&["another version"]);
}

/// Starts a batch whose third text is a pipe that nobody writes to.
#[cfg(target_os = "linux")]
fn endless(folder: &Folder, more: &[&str]) -> std::process::Child {
    use std::process::{Command, Stdio};
    assert!(Command::new("mkfifo").arg(folder.path.join("c.md")).status().expect("there is `mkfifo`").success());
    Command::new("env")
        .args(["--default-signal=INT,TERM", env!("CARGO_BIN_EXE_bindery"), "--each", "a.md", "b.md", "c.md"])
        .args(["-o", "dist/", "-t", "epub", "--no-cache", "--report", "r.json", "--report", "r.md"])
        .args(["--message-format", "json"])
        .args(more)
        .current_dir(&folder.path)
        .env_remove("GITHUB_EVENT_NAME")
        .env("RAYON_NUM_THREADS", "4")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[cfg(target_os = "linux")]
#[test]
fn a_batch_that_is_stopped_reports_what_it_has_built() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    let stopped = |folder: &Folder, told: &str| {
        let report: serde_json::Value = serde_json::from_slice(&folder.read("r.json")).expect("JSON");
        assert!(report["stopped"].as_str().is_some_and(|stopped| stopped.contains(told)), "{report}");
        assert_eq!((&report["success"], report["outputs"].as_array().map(Vec::len)), (&false.into(), Some(2)));
        let page = String::from_utf8(folder.read("r.md")).expect("UTF-8");
        assert!(page.starts_with("## Bound in part") && page.contains("**Stopped**"), "{page}");
        assert_eq!(names(folder, "dist"), "dist/a.epub dist/b.epub");
    };
    for signal in [2, 15] {
        let folder = Folder::with(&[("a.md", "# A\n\nText.\n"), ("b.md", "# B\n\nText.\n")]);
        let mut child = endless(&folder, &[]);
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut outputs = lines.filter(|line| line.contains("\"reason\":\"output\""));
        assert!(outputs.next().is_some() && outputs.next().is_some());
        let kill = std::process::Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status();
        assert!(kill.expect("there is `kill`").success());
        while outputs.next().is_some() {}
        assert_eq!(child.wait().expect("it ends").signal(), Some(signal), "it ends as it would without a report");
        stopped(&folder, &format!("signal {signal}"));
    }
    // Who has it ignore a signal, as a shell does in the background, is obeyed.
    let folder = Folder::with(&[("a.md", "# A\n\nText.\n"), ("b.md", "# B\n\nText.\n"), ("c.md", "# C\n")]);
    let program = env!("CARGO_BIN_EXE_bindery");
    let script = format!(
        "trap '' INT; mkfifo d.md; {program} --each *.md -o dist/ -t epub --no-cache --report r.json -q & \
         while ! [ -e dist/c.epub ]; do sleep 0.05; done; kill -INT $!; sleep 0.3; kill -0 $! && kill -TERM $!; wait $!"
    );
    let ended = std::process::Command::new("sh").args(["-c", &script]).current_dir(&folder.path).output();
    assert_eq!(ended.expect("there is a shell").status.code(), Some(128 + 15));
    let folder = Folder::with(&[("a.md", "# A\n\nText.\n"), ("b.md", "# B\n\nText.\n")]);
    let output = endless(&folder, &["--limit", "time=5s"]).wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("takes longer than 5s") && said.contains("what was built before is in its place"), "{said}");
    stopped(&folder, "takes longer than 5s");
    folder.run(&["merge", "r.json"]).status(1).says(&["takes longer than 5s"]);
}

/// The texts that a run built, and not found kept.
fn built(folder: &Folder, more: &[&str]) -> Vec<String> {
    let words = [&["posts", "-o", "dist/", "--report", "r.json"], more].concat();
    each(folder, &words).status(0);
    let report: serde_json::Value = serde_json::from_slice(&folder.read("r.json")).expect("JSON");
    let outputs = report["outputs"].as_array().expect("a list").iter();
    let built = outputs.filter(|output| output["is_cached"] == false && output["path"].to_string().contains(".pdf"));
    built.map(|output| output["input"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn what_did_not_change_is_not_built_again() {
    let folder = Folder::with(&POSTS);
    folder.write("own.css", b"p { color: red }");
    folder.write("posts/with.md", b"---\ntitle: With\ncss: ../own.css\n---\n\n{{< include _parts/more.md >}}\n");
    folder.write("posts/_parts/more.md", b"More.\n");
    let all = ["posts/2024/one.md", "posts/three", "posts/two.md", "posts/with.md"];
    let root = ["--root", "."];
    let only = |name: &str| vec![name.to_owned()];
    assert_eq!(built(&folder, &root), all);
    let first = files(&folder, "dist");
    assert_eq!(built(&folder, &root), Vec::<String>::new());
    assert!(files(&folder, "dist") == first);
    fs::remove_dir_all(folder.path.join("dist")).expect("it can be removed");
    assert_eq!(built(&folder, &root), Vec::<String>::new());
    assert!(files(&folder, "dist") == first, "the same bytes come back");
    // One text.
    folder.write("posts/two.md", b"---\ntitle: Two\n---\n\nAnother text.\n");
    assert_eq!(built(&folder, &root), only("posts/two.md"));
    // A picture that was missing.
    folder.write("posts/two.md", POSTS[1].1.as_bytes());
    assert_eq!(built(&folder, &root), Vec::<String>::new(), "the text is as it was");
    folder.write("posts/cat.png", b"no picture");
    assert_eq!(built(&folder, &root), only("posts/two.md"));
    // A style sheet.
    folder.write("own.css", b"p { color: blue }");
    assert_eq!(built(&folder, &root), only("posts/with.md"));
    // An option.
    assert_eq!(built(&folder, &["--root", ".", "--page-size", "A5"]), all);
    // The time that is written into the files.
    let cache = folder.path.join("cache").to_string_lossy().into_owned();
    let words = ["--each", "posts", "-o", "dist/", "--root", ".", "--cache", &cache];
    let run = folder.run_with(&words, b"", &[("SOURCE_DATE_EPOCH", "86400")]).status(0);
    assert!(!run.stderr.contains("kept from before"), "{}", run.stderr);
    // A day that passes, for a text that waits for it.
    folder.write("posts/later.md", b"---\ntitle: Later\ndate: 2030-01-01\n---\n\nText.\n");
    assert_eq!(built(&folder, &["--root", ".", "--date", "2029-01-01"]), Vec::<String>::new());
    assert_eq!(built(&folder, &["--root", ".", "--date", "2031-01-01"]), only("posts/later.md"));
}

#[test]
fn findings_of_what_is_kept_are_told_again() {
    let folder = Folder::with(&POSTS);
    let tell = |name: &str| {
        let run = each(&folder, &["posts", "-o", "dist/", "--report", name, "-v"]).status(0);
        let report: serde_json::Value = serde_json::from_slice(&folder.read(name)).expect("JSON");
        let told: Vec<String> =
            run.stderr.lines().filter(|line| !line.contains("posts/draft")).map(str::to_owned).collect();
        (report["findings"].clone(), told.iter().filter(|line| line.contains("-->")).cloned().collect::<Vec<_>>())
    };
    let (first, second) = (tell("a.json"), tell("b.json"));
    assert!(first.0.as_array().is_some_and(|findings| findings.len() > 2), "{:?}", first.0);
    assert_eq!(first, second);
}

#[test]
fn a_damaged_or_foreign_cache_is_no_cache() {
    let folder = Folder::with(&POSTS);
    let all = ["posts/2024/one.md", "posts/three", "posts/two.md"];
    assert_eq!(built(&folder, &[]), all);
    let first = files(&folder, "dist");
    for damage in [0, 1, 2] {
        for (name, mut bytes) in files(&folder, "cache") {
            match damage {
                0 => bytes.truncate(bytes.len() / 2),
                1 => bytes.last_mut().into_iter().for_each(|byte| *byte ^= 1),
                // A letter of the title, which is no hash.
                _ => {
                    let title = bytes.windows(9).position(|window| window == b"\"title\":\"").expect("a title");
                    bytes[title + 9] ^= 1;
                }
            }
            folder.write(&name, &bytes);
        }
        // What is in its place is not read from it.
        fs::remove_dir_all(folder.path.join("dist")).expect("it is there");
        assert_eq!(built(&folder, &[]), all, "{damage}");
        assert!(files(&folder, "dist") == first);
    }
    // Nothing is left of it that its size does not allow.
    each(&folder, &["posts", "-o", "dist/", "--cache-size", "1"]).status(0);
    assert_eq!(names(&folder, "cache"), "");
    folder.write("file", b"");
    folder.run(&["--each", "posts", "-o", "dist/", "--cache", "file"]).status(0).says(&["cannot keep it in"]);
    let run = folder.run(&["posts/two.md", "-o", "x.pdf", "--cache", "one"]).status(0);
    assert!(!run.stderr.contains("cannot keep"), "{}", run.stderr);
    assert!(folder.has("one"), "a book alone is kept where it is asked for");
}

#[test]
fn outputs_are_what_was_kept_whatever_lies_in_their_places() {
    let folder = Folder::with(&POSTS);
    built(&folder, &[]);
    let first = files(&folder, "dist");
    for (number, (name, bytes)) in first.iter().enumerate() {
        let other = match number % 3 {
            0 => vec![0; bytes.len()],
            1 => bytes[..bytes.len() - 1].to_vec(),
            _ => Vec::new(),
        };
        folder.write(name, &other);
    }
    assert_eq!(built(&folder, &[]), [""; 0]);
    assert!(files(&folder, "dist") == first);
    fs::remove_dir_all(folder.path.join("dist")).expect("it is there");
    assert_eq!(built(&folder, &[]), [""; 0]);
    assert!(files(&folder, "dist") == first);
}

#[cfg(unix)]
#[test]
fn two_names_of_one_file_are_one_name() {
    let folder = Folder::with(&[("posts/a.md", "# A\n\nOne.\n"), ("posts/b.md", "# B\n\nTwo.\n")]);
    each(&folder, &["posts/a.md", "posts/b.md", "-o", "d/{stem}.epub"]).status(0);
    let whole = folder.read("d/b.epub");
    std::os::unix::fs::symlink("b.epub", folder.path.join("d/c.epub")).expect("a link can be made");
    fs::rename(folder.path.join("d/c.epub"), folder.path.join("d/a.epub")).expect("it can be renamed");
    let run = each(&folder, &["posts/b.md", "posts/a.md", "-o", "d/{stem}.epub"]).status(4);
    run.says(&["`posts/a.md`: another text before it has the name `d/a.epub`"]);
    assert!(folder.read("d/b.epub") == whole);
    let run = each(&folder, &["posts", "-o", "x/", "-o", "./x/{path}.pdf"]).status(2);
    run.says(&["`./x/{path}.pdf` is named twice as an output"]);
}

#[test]
fn two_runs_share_a_cache() {
    let folder = Folder::with(&POSTS);
    std::thread::scope(|scope| {
        for name in ["a/", "b/", "c/"] {
            let folder = &folder;
            scope.spawn(move || each(folder, &["posts", "-o", name]).status(0));
        }
    });
    let of = |name: &str| files(&folder, name).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
    assert!(of("a") == of("b") && of("b") == of("c"));
    assert!(!names(&folder, "cache").contains(".part"));
}

#[test]
fn builds_are_verified() {
    let folder = Folder::with(&POSTS);
    each(&folder, &["posts", "-o", "dist/"]).status(0);
    each(&folder, &["posts", "-o", "dist/", "--verify"]).status(0).says(&["3 kept from before"]);
    folder.run(&["posts/two.md", "-o", "two.epub", "-o", "two.pdf", "--verify"]).status(0);
    // What is kept and was changed together with its checks is found out.
    for (name, bytes) in files(&folder, "cache") {
        folder.write(&name, &forged(&bytes));
    }
    let run = each(&folder, &["posts", "-o", "dist/", "--verify"]).status(4);
    run.says(&["`posts/two.md`: a second build gives another PDF; nothing was written"]);
}

/// An entry whose last output, the PDF, has another last byte, and whose checks hold.
fn forged(entry: &[u8]) -> Vec<u8> {
    let line = entry.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let words = String::from_utf8(entry[..line].to_vec()).expect("ASCII");
    let length: usize = words.split(' ').nth(1).expect("a length").parse().expect("a number");
    let mut head: serde_json::Value = serde_json::from_slice(&entry[line..line + length]).expect("JSON");
    let mut outputs = entry[line + length..].to_vec();
    *outputs.last_mut().expect("a byte") ^= 1;
    let pdf = &outputs[head["outputs"][0]["length"].as_u64().expect("a length") as usize..];
    head["outputs"][1]["check"] = bindery::hash::blake3(pdf).into();
    let head = serde_json::to_vec(&head).expect("JSON");
    let magic = words.split(' ').next().expect("a word");
    let mut forged = format!("{magic} {:012} {}\n", head.len(), bindery::hash::sha256(&head)).into_bytes();
    forged.extend(head);
    forged.extend(outputs);
    forged
}

#[test]
fn a_project_says_what_is_to_be_made() {
    let folder = Folder::with(&POSTS);
    let manifest = "\
[book]
title = \"The News\"
author = \"Ann Author\"

[[output]]
name = \"posts\"
path = \"dist/{date}-{stem}\"
each = \"posts/**/*.md\"
formats = [\"epub\"]

[[output]]
name = \"issue\"
path = \"dist/issue.epub\"
texts = \"posts/**/*.md\"
order = \"-date\"
limit = 2
subtitle = \"The last two\"

[[output]]
name = \"news\"
path = \"dist/news.pdf\"
texts = [\"posts/**/*.md\"]
tag = \"news\"
since = \"2024-01-01\"
theme = \"article\"
";
    folder.write("bindery.toml", manifest.as_bytes());
    folder.run(&["--no-cache"]).status(0).says(&["5 of 6 texts"]);
    assert_eq!(
        names(&folder, "dist"),
        "dist/2023-01-05-three.epub dist/2024-07-20-one.epub dist/2024-08-01-two.epub dist/issue.epub dist/news.pdf"
    );
    let package = folder.unzip("dist/2024-07-20-one.epub", ".opf");
    assert!(package.contains("One &amp; Only") && package.contains("Ann Author"), "{package}");
    let package = folder.unzip("dist/issue.epub", ".opf");
    assert!(package.contains("The News") && package.contains("The last two"), "{package}");
    let nav = folder.unzip("dist/issue.epub", "contents.xhtml");
    let place = |title: &str| nav.find(title).unwrap_or_else(|| panic!("{title} in {nav}"));
    assert!(place("Two") < place("One &amp; Only") && !nav.contains("Three"), "{nav}");
    // One of them, from elsewhere.
    fs::remove_dir_all(folder.path.join("dist")).expect("it can be removed");
    folder.run(&["--profile", "issue", "--no-cache"]).status(0);
    assert_eq!(names(&folder, "dist"), "dist/issue.epub");
    folder.run(&["--profile", "isue"]).status(2).says(&["did you mean `issue`?"]);
    // An output that is named is the book as it was.
    folder.run(&["-o", "all.epub"]).status(0);
    folder.write("bindery.toml", b"[[output]]\npath = \"x/{slug}\"\nlimit = \"few\"\norder = \"up\"\n");
    folder.run(&["check"]).status(0).says(&["bindery.toml:3:9", "`limit` is a number", "`order` is"]);
}
