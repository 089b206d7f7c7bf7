//! Findings for programs: the forms of messages and reports, and what users say of codes.

use super::Folder;

/// Two warnings, a note and nothing else.
const TEXT: &str = "---\nlang: en\n---\n# One\n\nSee [it](#gone).\n\n![A cat](cat, a.png)\n";

#[test]
fn messages_have_the_form_that_is_asked_for() {
    let folder = Folder::with(&[("a.md", TEXT)]);
    let run = |format: &str| folder.run(&["check", "a.md", "--message-format", format]).status(0);
    run("short").says(&["a.md:6:5: warning[dead-link]: ", "a.md:8:1: warning[missing-image]: "]);
    let log: serde_json::Value = serde_json::from_str(run("sarif").text()).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run_of_log = &log["runs"][0];
    let rules = run_of_log["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run_of_log["results"].as_array().expect("results");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let dead = results.iter().find(|result| result["ruleId"] == "dead-link").expect("the link is there");
    let place = &dead["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&"a.md".into(), &6.into()));
    let issues: serde_json::Value = serde_json::from_str(run("gitlab").text()).expect("JSON");
    for issue in issues.as_array().expect("a list") {
        let is_text = |name: &str| issue[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(is_text("description") && is_text("check_name") && is_text("fingerprint"), "{issue}");
        assert!(["info", "minor", "critical"].contains(&issue["severity"].as_str().unwrap_or_default()), "{issue}");
        assert!(issue["location"]["path"].is_string() && issue["location"]["lines"]["begin"].is_u64(), "{issue}");
    }
    folder.run(&["a.md", "-t", "epub", "-o", "-", "--message-format", "sarif"]).status(2).says(&["`--report FILE`"]);
}

#[test]
fn changes_are_annotated_under_github_actions() {
    let folder = Folder::with(&[("docs/a.md", TEXT)]);
    let workspace = folder.path.to_string_lossy().into_owned();
    let environment = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", workspace.as_str())];
    let run = folder.run_with(&["check", "docs/a.md"], b"", &environment).status(0);
    run.says(&[
        "warning[dead-link]",
        "::warning file=docs/a.md,line=6,endLine=6,col=5,endColumn=16,title=dead-link::",
        "::warning file=docs/a.md,line=8,",
    ]);
    let plain = folder.run_with(&["check", "docs/a.md", "--message-format", "human"], b"", &environment).status(0);
    assert!(!plain.stderr.contains("::warning"), "{}", plain.stderr);
}

#[test]
fn readers_of_repositories_get_paths_from_its_root() {
    let folder = Folder::with(&[("docs/posts/a.md", TEXT), ("b.md", TEXT)]);
    let paths = |words: &[&str]| {
        let docs = folder.path.join("docs");
        let run = |format: &str| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bindery"));
            command.args(["check", "--message-format", format]).args(words).current_dir(&docs);
            command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_EVENT_NAME").env_remove("GITHUB_WORKSPACE");
            command.output().expect("it runs")
        };
        let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).expect("JSON");
        let sarif = json(&run("sarif").stdout);
        let place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].clone();
        let gitlab = json(&run("gitlab").stdout)[0]["location"]["path"].clone();
        let github = String::from_utf8(run("github").stderr).expect("UTF-8");
        let github = github.split("file=").nth(1).and_then(|rest| rest.split(',').next()).expect("a file").to_owned();
        assert_eq!(place["uri"], gitlab);
        assert_eq!(gitlab, github);
        let base = place["uriBaseId"].as_str().unwrap_or("none").to_owned();
        (gitlab.as_str().expect("a text").to_owned(), base)
    };
    let root = "%SRCROOT%".to_owned();
    // No repository: the current folder is the root, and what lies elsewhere has no other path.
    assert_eq!(paths(&["posts/a.md"]), ("posts/a.md".to_owned(), root.clone()));
    assert_eq!(paths(&["../b.md"]), ("../b.md".to_owned(), "none".to_owned()));
    // Another work tree has a file of that name.
    for is_folder in [false, true] {
        match is_folder {
            true => folder.write(".git/HEAD", b"ref: refs/heads/main\n"),
            false => folder.write(".git", b"gitdir: /elsewhere\n"),
        }
        assert_eq!(paths(&["posts/a.md"]), ("docs/posts/a.md".to_owned(), root.clone()));
        assert_eq!(paths(&["../b.md"]), ("b.md".to_owned(), root.clone()));
        if !is_folder {
            std::fs::remove_file(folder.path.join(".git")).expect("it can be removed");
        }
    }
}

#[test]
fn the_summary_of_a_check_says_that_it_was_one() {
    let folder = Folder::with(&[("a.md", TEXT), ("b.md", "# B\n\nText.\n")]);
    let head = |words: &[&str], status: i32| {
        folder.run(&[words, &["--report", "r.md"]].concat()).status(status);
        let page = String::from_utf8(folder.read("r.md")).expect("UTF-8");
        page.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(head(&["check", "a.md"], 0), "## Checked");
    assert_eq!(head(&["check", "--each", "a.md", "b.md", "--no-cache"], 0), "## Checked");
    assert_eq!(head(&["check", "a.md", "--strict"], 3), "## Checked, and not in order");
    assert_eq!(head(&["a.md", "-o", "x.epub"], 0), "## Bound");
    assert_eq!(head(&["a.md", "-o", "x.epub", "--strict"], 3), "## Nothing was written");
}

#[test]
fn reports_are_written_whether_a_build_succeeds_or_not() {
    let folder = Folder::with(&[("a.md", TEXT), ("bad.md", "---\ntitle: [\n---\n\nText & <b>more</b>.\n")]);
    let reports = ["--report", "r.json", "--report", "r.sarif", "--report", "r.xml", "--report", "r.md"];
    let gitlab = ["--report", "gl-code-quality-report.json"];
    let run = |input: &str, more: &[&str], status: i32| {
        folder.run(&[&[input, "-q", "-o", "x.epub"], &reports as &[&str], &gitlab, more].concat()).status(status);
        let text = |name: &str| String::from_utf8(folder.read(name)).expect("UTF-8");
        let json = |name: &str| serde_json::from_str::<serde_json::Value>(&text(name)).expect("JSON");
        (json("r.json"), json("r.sarif"), json("gl-code-quality-report.json"), text("r.xml"), text("r.md"))
    };
    let (json, sarif, gitlab, junit, markdown) = run("a.md", &[], 0);
    assert_eq!((&json["version"], &json["success"], &json["warnings"]), (&1.into(), &true.into(), &2.into()));
    assert_eq!((&json["outputs"][0]["path"], &json["outputs"][0]["pages"]), (&"x.epub".into(), &().into()));
    let count = json["findings"].as_array().map_or(0, Vec::len);
    assert_eq!(sarif["runs"][0]["results"].as_array().map_or(0, Vec::len), count);
    assert_eq!(gitlab.as_array().map_or(0, Vec::len), count);
    assert!(junit.contains(&format!("tests=\"{count}\" failures=\"0\"")), "{junit}");
    assert!(
        markdown.contains("| x.epub |  |") && markdown.contains("| warning | `dead-link` | a.md:6:5 |"),
        "{markdown}"
    );
    let (json, _, _, junit, _) = run("a.md", &["--strict"], 3);
    assert_eq!((&json["success"], &json["outputs"].as_array().map(Vec::len)), (&false.into(), &Some(0)));
    assert!(junit.contains("failures=\"2\"") && junit.contains("type=\"dead-link\""), "{junit}");
    let (json, sarif, ..) = run("bad.md", &[], 1);
    assert_eq!((&json["success"], &json["findings"][0]["severity"]), (&false.into(), &"error".into()));
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    folder.run(&["a.md", "--report", "r.txt"]).status(2).says(&["`.sarif`"]);
    folder.run(&["a.md", "-q", "-o", "y.epub", "--report", "none/r.md"]).status(4).says(&["cannot write"]);
}

#[test]
fn the_user_says_what_becomes_of_a_code() {
    let folder = Folder::with(&[
        ("a.md", TEXT),
        ("options.toml", "[findings]\ndeny = [\"dead-link\"]\nallow = [\"missing-image\"]\n"),
        ("wrong.toml", "[findings]\ndeny = [\"dead-lnk\"]\n"),
    ]);
    folder.run(&["check", "a.md", "--allow", "dead-link,missing-image", "--strict"]).status(0);
    folder
        .run(&["a.md", "-o", "x.epub", "--deny", "dead-link"])
        .status(1)
        .says(&["error[dead-link]", "nothing was written"]);
    assert!(!folder.has("x.epub"));
    folder.run(&["check", "a.md", "--config", "options.toml"]).status(1).says(&["error[dead-link]"]);
    folder.run(&["check", "a.md", "--config", "options.toml", "--warn", "dead-link"]).status(0).says(&["a warning"]);
    folder.run(&["check", "a.md", "--config", "wrong.toml"]).status(2).says(&["wrong.toml:2:9", "`dead-link`"]);
    folder.run(&["check", "a.md", "--deny", "dead-lnk"]).status(2).says(&["did you mean `dead-link`?"]);
    folder.run(&["check", "a.md", "--allow", "unreadable-file"]).status(2).says(&["cannot be allowed"]);
    folder.write("b.md", b"# B\n\n<!-- bindery-allow dead-link: it comes next week -->\n\n[a](#x)\n\n[b](#y)\n\n<!-- bindery-allow ded-link -->\n");
    let run = folder.run(&["check", "b.md"]).status(0).says(&["b.md:7:1", "did you mean `dead-link`?", "b.md:9:20"]);
    assert!(!run.stderr.contains("b.md:5"), "{}", run.stderr);
}

#[test]
fn every_code_is_explained() {
    let folder = Folder::new();
    let all = folder.run(&["explain"]).status(0).text().to_owned();
    for code in bindery::diagnostic::Code::ALL {
        assert!(all.contains(code.name()));
        let one = folder.run(&["explain", code.name()]).status(0).text().to_owned();
        assert!(one.starts_with(code.name()) && one.contains("For example") && !one.contains("\n\n\n"), "{one}");
    }
    folder.run(&["explain", "ded-link"]).status(2).says(&["`bindery explain dead-link`"]);
}

#[test]
fn examples_bring_their_findings_about() {
    use bindery::diagnostic::{Code, ExampleKind};
    for code in Code::ALL {
        let example = code.explanation().example;
        let files: &[(&str, &str)] = match example.kind {
            // Fonts of the machine differ.
            ExampleKind::Markdown if *code != Code::SystemFont => &[("a.md", example.text)],
            ExampleKind::Css => &[("a.md", "# A\n\n*Text*.\n"), ("a.css", example.text)],
            ExampleKind::Markdown | ExampleKind::Command | ExampleKind::Files => continue,
        };
        let folder = Folder::with(files);
        let sheet: &[&str] = if example.kind == ExampleKind::Css { &["-c", "a.css"] } else { &[] };
        let outputs = ["a.md", "-o", "a.epub", "-o", "a.pdf", "--message-format", "json", "-v", "--no-system-fonts"];
        let run = folder.run(&[&outputs as &[&str], sheet].concat());
        assert!(run.stderr.contains(&format!("\"{}\"", code.name())), "{}:\n{}", code.name(), run.stderr);
    }
}

#[test]
fn pictures_with_few_pixels_for_print_are_told_at_their_place() {
    let folder =
        Folder::with(&[("a.md", "---\nlang: en\n---\n# One\n\n![A map](a.png)\n\n![B](b.png)\n\n![C](c.png)\n")]);
    for (name, width) in [("a.png", 300), ("b.png", 1000), ("c.png", 2400)] {
        let mut png = std::io::Cursor::new(Vec::new());
        let image = image::GrayImage::from_pixel(width, 20, image::Luma([120]));
        image.write_to(&mut png, image::ImageFormat::Png).expect("a picture");
        folder.write(name, &png.into_inner());
    }
    let run = folder.run(&["check", "a.md", "--message-format", "short", "-v"]).status(0);
    run.says(&["a.md:6:1: note[coarse-image]: `a.png` has 96 pixels", "a.md:8:1: note[soft-image]: `b.png` has "]);
    let strict = folder.run(&["a.md", "-o", "x.pdf", "--deny", "coarse-image"]).status(1);
    assert!(!strict.stderr.contains("c.png") && !folder.has("x.pdf"), "{}", strict.stderr);
    // An EPUB has no pages.
    let run = folder.run(&["a.md", "-o", "x.epub", "--deny", "coarse-image,soft-image"]).status(0);
    assert!(!run.stderr.contains("-image"), "{}", run.stderr);
}
