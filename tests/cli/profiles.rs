//! What `bindery.toml` says beside the book: profiles of outputs, findings, limits; and what of it an output depends on.

use super::{Folder, Run};

/// Two texts.
const POSTS: [(&str, &str); 2] =
    [("posts/a.md", "---\ntitle: A\n---\n\nText.\n"), ("posts/b.md", "---\ntitle: B\n---\n\nSee [it](#gone).\n")];

/// Builds the project with a cache; gives the files that were built, and not found kept.
fn built(folder: &Folder) -> (Vec<String>, Run) {
    let run = folder.run(&["--cache", "../cache", "--report", "r.json"]).status(0);
    let report: serde_json::Value = serde_json::from_slice(&folder.read("r.json")).expect("JSON");
    let outputs = report["outputs"].as_array().expect("a list").iter();
    let built = outputs.filter(|output| output["is_cached"] == false);
    (built.map(|output| output["path"].as_str().expect("a path").to_owned()).collect(), run)
}

#[test]
fn an_output_depends_on_its_own_part_of_the_manifest() {
    let folder = Folder::with(&POSTS);
    let manifest = |head: &str, author: &str, subtitle: &str, color: &str| {
        let text = format!(
            "{head}[book]\nauthor = \"{author}\"\ntheme = \"article\"\n\n\
             [[output]]\nname = \"each\"\npath = \"dist/{{path}}.epub\"\neach = \"posts/*.md\"\n\n\
             [[output]]\nname = \"all\"\npath = \"dist/all.epub\"\ntexts = \"posts/*.md\"\nsubtitle = \"{subtitle}\"\n{color}"
        );
        folder.write("bindery.toml", text.as_bytes());
    };
    let all = ["dist/a.epub", "dist/b.epub", "dist/all.epub"];
    manifest("", "Ann", "One", "");
    assert_eq!(built(&folder).0, all);
    assert_eq!(built(&folder).0, [] as [&str; 0]);
    manifest("# A remark.\n\n", "Ann", "One", "");
    assert_eq!(built(&folder).0, [] as [&str; 0], "nothing hangs on a remark");
    manifest("", "Ann", "Two", "");
    assert_eq!(built(&folder).0, ["dist/all.epub"]);
    manifest("", "Bob", "Two", "");
    assert_eq!(built(&folder).0, all);
    // What is told at a place of the manifest is told at the place that it has now.
    let color = "linkcolor = \"nope\"\n";
    manifest("", "Bob", "Two", color);
    let (files, run) = built(&folder);
    run.says(&["bindery.toml:15:13"]);
    assert_eq!(files, ["dist/all.epub"]);
    let (files, run) = built(&folder);
    run.says(&["bindery.toml:15:13"]);
    assert_eq!(files, [] as [&str; 0]);
    manifest("# A remark.\n", "Bob", "Two", color);
    built(&folder).1.says(&["bindery.toml:16:13"]);
    // A remark that allows it counts.
    manifest("", "Bob", "Two", "# bindery-allow unknown-property\nlinkcolor = \"nope\"\n");
    let run = built(&folder).1;
    assert!(!run.stderr.contains("`nope`"), "{}", run.stderr);
    manifest("", "Bob", "Two", "# bindery-alow unknown-property\nlinkcolor = \"nope\"\n");
    built(&folder).1.says(&["bindery.toml:16:13"]);
}

#[test]
fn the_book_depends_on_what_the_manifest_says_of_it() {
    let folder = Folder::with(&POSTS);
    let manifest = |title: &str, theme: &str, depth: &str| {
        let text = format!(
            "[book]\ntitle = \"{title}\"\n\n\
             [[output]]\npath = \"dist/one.epub\"\n\n\
             [[output]]\npath = \"dist/two.epub\"\n{theme}\n\
             [toc]\ndepth = {depth}\n"
        );
        folder.write("bindery.toml", text.as_bytes());
    };
    let both = ["dist/one.epub", "dist/two.epub"];
    manifest("T", "theme = \"article\"", "2");
    assert_eq!(built(&folder).0, both);
    // The outputs are new in the folder, which the book looks through.
    built(&folder);
    assert_eq!(built(&folder).0, [] as [&str; 0]);
    manifest("T", "theme = \"book\"", "2");
    assert_eq!(built(&folder).0, ["dist/two.epub"]);
    manifest("T", "theme = \"book\"", "3");
    assert_eq!(built(&folder).0, both);
    manifest("U", "theme = \"book\"", "3");
    assert_eq!(built(&folder).0, both);
    // Findings at what the manifest says of the book stand on their lines.
    manifest("U", "theme = \"book\"", "99");
    built(&folder).1.says(&["bindery.toml:11:9", "depth = 99"]);
    assert_eq!(built(&folder).0, [] as [&str; 0]);
    built(&folder).1.says(&["bindery.toml:11:9", "depth = 99"]);
    manifest("U", "theme = \"book\"\nsubtitle = \"S\"", "99");
    built(&folder).1.says(&["bindery.toml:12:9", "depth = 99"]);
}

#[test]
fn what_is_wrong_with_a_profile_is_told_at_its_place() {
    for (keys, told) in [
        ("limit = \"ten\"", ["bindery.toml:2:9", "`limit` is a number of texts", "`limit = 10`"]),
        ("limit = 0", ["bindery.toml:2:9", "`limit` is a number of texts", "`limit = 10`"]),
        ("formats = 3", ["bindery.toml:2:11", "`formats` holds", "`formats = [\"epub\", \"pdf\"]`"]),
        ("formats = [\"epub\", \"docx\"]", ["bindery.toml:2:11", "`formats` holds", "`formats = [\"epub\", \"pdf\"]`"]),
        ("name = [\"a\"]", ["bindery.toml:2:8", "`name` is a word", "`name = \"issue\"`"]),
        ("path = { a = 1 }", ["bindery.toml:2:8", "`path` is a path", "for example `path = "]),
        ("each = { a = 1 }", ["bindery.toml:2:8", "`each` is a list of patterns", "for example `each = "]),
        ("texts = []", ["bindery.toml:2:9", "`texts` is a list of patterns", "for example `texts = "]),
        ("order = 7", ["bindery.toml:2:9", "`order` is `given`", "`order = \"-date\"`"]),
        ("tag = [{}]", ["bindery.toml:2:7", "`tag` is a word", "`tag = \"news\"`"]),
        ("since = \"soon\"", ["bindery.toml:2:9", "`since` is a day", "`since = 2024-07-20`"]),
        ("drafts = \"some\"", ["bindery.toml:2:10", "`drafts` is true or false", "`drafts = true`"]),
        (
            "each = \"posts/*.md\"\ntexts = \"posts/*.md\"",
            ["bindery.toml:3:1", "and not both; `texts` holds", "write two profiles"],
        ),
        (
            "name = \"x\"\n[[output]]\nname = \"x\"",
            ["bindery.toml:4:8", "another profile before it has the name `x`", "a name of its own"],
        ),
        ("name = \"a\"\ntitel = \"b\"", ["bindery.toml:3:1", "titel", "did you mean `title`?"]),
    ] {
        let folder = Folder::with(&POSTS);
        folder.write("bindery.toml", format!("[[output]]\n{keys}\n").as_bytes());
        folder.run(&["check", "--no-cache"]).status(0).says(&told);
    }
    let folder = Folder::with(&POSTS);
    folder.write("bindery.toml", b"output = [\"dist\"]\n");
    folder.run(&["check", "--no-cache"]).status(0).says(&["bindery.toml:1:11", "a profile is a table", "`[[output]]`"]);
    // Where outputs cannot go is no matter of a text.
    folder.write("bindery.toml", b"[[output]]\npath = \"posts/a.md/x\"\n");
    folder.run(&["--no-cache"]).status(2).says(&["bindery.toml:1:", "`posts/a.md` is a file, and no folder"]);
}

#[test]
fn a_manifest_that_cannot_be_parsed_is_one_error() {
    let folder = Folder::with(&POSTS);
    folder.write("bindery.toml", b"[book]\ntitle = Unquoted\n\n[[output]]\nname = \"x\"\n");
    for words in [vec![], vec!["check"], vec!["-o", "x.epub"], vec!["--profile", "x"], vec!["inspect"]] {
        let run = folder.run(&words).status(1).says(&["error[", "bindery.toml:2:9", "is not valid TOML"]);
        assert_eq!(run.stderr.matches("not valid TOML").count(), 1, "{words:?}: {}", run.stderr);
    }
    folder.write("bindery.toml", b"[book]\ntitle = \"\xff\"\n");
    let run = folder.run(&[]).status(1).says(&["bindery.toml:2:10", "is not UTF-8"]);
    assert_eq!(run.stderr.matches("not UTF-8").count(), 1, "{}", run.stderr);
    assert_eq!(folder.names(), ["bindery.toml", "posts"]);
}

#[test]
fn a_project_says_what_becomes_of_findings_and_what_it_may_have() {
    let folder = Folder::with(&POSTS);
    let manifest = |text: &str| folder.write("bindery.toml", format!("[book]\ntitle = \"T\"\n\n{text}").as_bytes());
    manifest("[findings]\ndeny = [\"dead-link\"]\n");
    folder.run(&["-o", "x.epub"]).status(1).says(&["error[dead-link]"]);
    folder.run(&["-o", "x.epub", "--warn", "dead-link"]).status(0).says(&["warning[dead-link]"]);
    folder.write("o.toml", b"[findings]\nallow = [\"dead-link\"]\n");
    let run = folder.run(&["-o", "x.epub", "--config", "o.toml"]).status(0);
    assert!(!run.stderr.contains("dead-link") && !run.stderr.contains("unknown"), "{}", run.stderr);
    manifest("[findings]\ndeny = [\"ded-link\"]\n");
    folder.run(&["-o", "x.epub"]).status(2).says(&["bindery.toml:5:9", "did you mean `dead-link`?"]);
    manifest("[findings]\nforbid = [\"dead-link\"]\n");
    folder.run(&["-o", "x.epub"]).status(0).says(&["bindery.toml:5:1", "unknown key `forbid`"]);
    manifest("[limits]\npages = 1\n");
    folder.run(&["-o", "x.pdf"]).status(1).says(&["error[too-many-pages]", "the limit is 1"]);
    folder.run(&["-o", "x.pdf", "--limit", "pages=100"]).status(0);
    manifest("[limits]\npages = \"few\"\n");
    folder.run(&["-o", "x.pdf"]).status(2).says(&["bindery.toml:5:9", "`few`"]);
    manifest(
        "[links]\nallow = [\"https://example.org/*\"]\nurls = \"note\"\nbase-url = \"https://example.org/book/\"\n",
    );
    let run = folder.run(&["-o", "x.pdf"]).status(0);
    assert!(!run.stderr.contains("unknown"), "{}", run.stderr);
    manifest("[links]\nbase-url = \"nowhere\"\n");
    folder.run(&["bindery.toml", "-o", "x.pdf"]).status(2).says(&["bindery.toml:5:12", "`nowhere` is no address"]);
}

#[test]
fn a_strangers_project_may_forbid_more_and_allow_nothing() {
    let folder = Folder::with(&POSTS);
    let picture = image::GrayImage::new(40, 20);
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    folder.write("posts/x.png", png.get_ref());
    folder.write("posts/c.md", b"![x](x.png)\n");
    let build = |limits: &str, more: &[&str]| {
        folder.write("bindery.toml", format!("[limits]\n{limits}\n").as_bytes());
        folder.run(&[&["-o", "x.pdf"], more].concat())
    };
    // Its limits are kept where they are narrower.
    build("pixels = 100", &["--untrusted"]).status(0).says(&["has 40 × 20 pixels, the limit is 100"]);
    build("pages = 1", &["--untrusted"]).status(1).says(&["error[too-many-pages]"]);
    // Whatever is wider is not, and the other limits of the file are.
    for (limit, place) in [("pixels = \"200M\"", "2:1"), ("file-size = \"1GB\"", "2:1"), ("includes = 60000", "2:1")] {
        let run = build(limit, &["--untrusted"]).status(0);
        run.says(&[&format!("bindery.toml:{place}"), "of a stranger's project allows more, and is passed over"]);
        let run = build(limit, &[]).status(0);
        assert!(!run.stderr.contains("stranger"), "{limit}: {}", run.stderr);
    }
    let sheet = format!("p {{ color: red }}{}", " ".repeat(5 << 20));
    folder.write("posts/big.css", sheet.as_bytes());
    folder.write("posts/c.md", b"---\ncss: big.css\n---\n![x](x.png)\n");
    build("file-size = \"1GB\"", &["--untrusted"]).status(1).says(&["big.css", "the limit is 4194304"]);
    build("file-size = \"1GB\"", &[]).status(0);
    folder.write("posts/c.md", b"![x](x.png)\n");
    build("file-size = \"1GB\"\npages = 1", &["--untrusted"]).status(1).says(&["error[too-many-pages]"]);
    // What the user asks for holds.
    folder.write("o.toml", b"[limits]\npixels = 10\n");
    let run = build("pixels = 100", &["--untrusted", "--config", "o.toml"]).status(0);
    run.says(&["the limit is 10\n"]);
}
