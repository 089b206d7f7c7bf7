//! Rules of stores, and the report of conformance.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::PathBuf;

use bindery::config::{Config, Format, Input, Store};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;
use serde_json::Value;

use super::{EPUB, Folder, assert_reference};

/// What a book says that is in order for all stores.
const HEAD: &str =
    "---\ntitle: Sea\nauthor: Ann\nlang: en\nisbn: 978-3-16-148410-0\ndescription: Of the sea.\n---\n# One\n\n";

/// A picture of one color, whose ending tells its type.
fn picture(width: u32, height: u32, alpha: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = image::RgbaImage::from_pixel(width, height, image::Rgba([200, 180, 160, alpha]));
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// A GIF of one pixel and so many frames.
fn gif(frames: usize) -> Vec<u8> {
    let mut bytes = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff".to_vec();
    for _ in 0..frames {
        bytes.extend(b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00");
    }
    bytes.push(0x3b);
    bytes
}

/// Findings of stores, each as `line: code: message`, of a book in memory whose text is `a.md`.
fn findings(text: &str, files: &[(&str, Vec<u8>)], stores: &[Store], keep: bool) -> Vec<String> {
    let own = [("a.md", text.as_bytes().to_vec())];
    let loader = Loader::memory(own.iter().chain(files).map(|(name, bytes)| (PathBuf::from(name), bytes.clone())));
    let input = Input::Path { path: PathBuf::from("a.md"), shown: "a.md".to_owned() };
    let mut config = Config { inputs: vec![input], formats: [Format::Epub].into(), ..Config::default() };
    (config.system_fonts, config.stores, config.pictures.keep) = (false, stores.iter().copied().collect(), keep);
    let mut found = Findings::default();
    pipeline::build(&config, &loader, &mut found, &mut |_| {}).expect("the book comes all the same");
    let told = found.diagnostics.iter().filter(|finding| {
        let name = finding.code.name();
        name.starts_with("store-") || name == "small-cover"
    });
    told.map(|finding| {
        let line = finding.span.map(|span| found.files.line_column(span.file, span.start).line).unwrap_or_default();
        format!("{line}: {}: {}", finding.code.name(), finding.message)
    })
    .collect()
}

#[test]
fn what_a_text_says_is_held_against_rules_at_its_place() {
    let within = "x".repeat(139);
    let beyond = "x".repeat(140);
    let row = |columns: usize| {
        let cells = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
        format!("{}{}{}", cells("a"), cells("-"), cells("b"))
    };
    let nested = "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>\n";
    let cases: &[(&[Store], String, String, &str)] = &[
        (
            &[Store::Kdp],
            format!("![{beyond}](a.png)\n"),
            format!("![{within}](a.png)\n"),
            "10: store-advice: the alternative text has 140 characters; KDP advises less than 140",
        ),
        (
            &[Store::Apple, Store::Kobo],
            "See [it](https://www.amazon.de/dp/1).\n".to_owned(),
            "See [it](https://aws.amazon.com/).\n".to_owned(),
            "10: store-link: the link to `https://www.amazon.de/dp/1` leads to another store; ",
        ),
        (
            &[Store::Kdp],
            "See [it](https://www.kobo.com/us/en/ebook/sea).\n".to_owned(),
            "See [it](https://www.amazon.com/dp/1).\n".to_owned(),
            "10: store-link: ",
        ),
        (&[Store::Kobo], row(5), row(4), "10: store-advice: a table of 5 columns is wide; Kobo "),
        (&[Store::Kdp], nested.to_owned(), row(3), "10: store-advice: a table holds another table; KDP "),
        (
            &[Store::Kdp],
            "## A\n\n### B\n\nText.\n".to_owned(),
            "## A\n\nText.\n".to_owned(),
            "12: store-advice: the contents have 3 levels, from here on; KDP shows two",
        ),
    ];
    let files = [("a.png", picture(20, 20, 255))];
    for (stores, wrong, right, expected) in cases {
        for store in *stores {
            let found = findings(&format!("{HEAD}{wrong}"), &files, &[*store], false);
            assert!(found.len() == 1 && found[0].starts_with(expected), "{store:?}: {expected}\n{found:?}");
            assert_eq!(findings(&format!("{HEAD}{right}"), &files, &[*store], false), [""; 0], "{store:?}: {right}");
        }
        assert_eq!(findings(&format!("{HEAD}{wrong}"), &files, &[], false), [""; 0], "nobody asked");
    }
}

#[test]
fn many_tables_are_one_finding() {
    let table = "|a|b|c|d|e|\n|-|-|-|-|-|\n|1|2|3|4|5|\n\n";
    let found = findings(&format!("{HEAD}{}", table.repeat(3)), &[], &[Store::Kobo], false);
    let expected = "10: store-advice: a table of 5 columns is wide, and so are 2 others; Kobo advises to test tables of \
                    more than four";
    assert_eq!(found, [expected]);
}

#[test]
fn pictures_are_looked_at_as_the_book_carries_them() {
    let text = format!("{HEAD}![A](a.png) ![B](b.gif)\n");
    let files = |a, b| [("a.png", a), ("b.gif", b)];
    let all = &Store::ALL;
    assert_eq!(findings(&text, &files(picture(20, 20, 255), gif(1)), &[Store::Kdp, Store::Kobo], false), [""; 0]);
    let clear = findings(&text, &files(picture(20, 20, 100), gif(1)), &[Store::Kobo], false);
    assert_eq!(clear, ["10: store-advice: the picture `a.png` is transparent in places; Kobo advises against it"]);
    // What moves is carried as its first frame, unless it is to be kept.
    assert_eq!(findings(&text, &files(picture(20, 20, 255), gif(2)), &[Store::Google], false), [""; 0]);
    let moving = findings(&text, &files(picture(20, 20, 255), gif(2)), &[Store::Google], true);
    assert_eq!(
        moving,
        ["10: store-picture: the picture `b.gif` moves; Google Play Books takes GIF only where it stands still"]
    );
    let large = files(picture(2400, 2400, 255), gif(1));
    assert!(!findings(&text, &large, &[Store::Apple], false).iter().any(|found| found.contains("pixels")));
    let kept = findings(&text, &large, all, true);
    let expected = "10: store-picture: the picture `a.png` has 2400 × 2400 pixels (5.8 million); Apple Books takes 5.6 \
                    million at most, IngramSpark takes 3.2 million at most";
    assert!(kept.iter().any(|found| found == expected), "{kept:?}");
}

#[test]
fn a_small_cover_is_told_where_it_is_named_and_once() {
    let text = HEAD.replace("lang: en\n", "lang: en\ncover-image: cover.png\n") + "Text.\n";
    let of =
        |width, height, stores: &[Store]| findings(&text, &[("cover.png", picture(width, height, 255))], stores, false);
    let expected = "5: store-cover: the cover `cover.png` has 600 × 900 pixels; KDP takes 1000 × 625 at least, Apple Books \
                    wants 1400 on the shorter side";
    assert_eq!(of(600, 900, &[Store::Kdp, Store::Apple]), [expected]);
    assert_eq!(of(1000, 1300, &[Store::Kdp]), [""; 0], "KDP takes it, whatever others say");
    assert!(of(600, 900, &[])[0].starts_with("5: small-cover: "));
    let none = HEAD.replace("lang: en\n", "lang: en\ncover: false\n") + "Text.\n";
    let found = findings(&none, &[], &[Store::Google, Store::Kobo], false);
    assert_eq!(found, ["1: store-cover: the book has no cover; Google Play Books wants the cover in the EPUB"]);
}

#[test]
fn grounds_of_the_users_sheets_are_told_at_their_place() {
    let text = HEAD.replace("lang: en\n", "lang: en\ncss: a.css\n") + "Text.\n";
    let of = |css: &str| findings(&text, &[("a.css", css.as_bytes().to_vec())], &[Store::Kobo], false);
    let found = of("p { color: red }\nh1 { background: #eee }\n.x { background-color: #ddd }\n");
    assert_eq!(found, ["2: store-advice: a ground is painted here, and so is another; Kobo advises against grounds"]);
    assert_eq!(
        of("@media print { p { background: #eee } }\np { background: none }\n@page { background: #eee }\n\
            a { background: rgba(0,0,0,0) }\nb { background: transparent none }\n"),
        [""; 0]
    );
    let text = HEAD.to_owned() + "<p style=\"background: #eee\">Text.</p>\n";
    let found = findings(&text, &[], &[Store::Kobo], false);
    assert_eq!(found, ["10: store-advice: a ground is painted here; Kobo advises against grounds"]);
}

#[test]
fn stores_are_asked_for_by_the_command_line_and_by_a_project() {
    let folder = Folder::with(&[("a.md", "# One\n\n[Buy](https://amazon.com/x)\n")]);
    let run = folder.run(&["check", "a.md", "-t", "epub", "--for", "apple,kdp", "--message-format", "short"]).status(0);
    let run =
        run.says(&["a.md:3:1: warning[store-link]: ", "a.md:1:1: warning[store-metadata]: the book names no author"]);
    assert!(!run.stderr.contains("KDP prohibits"), "{}", run.stderr);
    let all = folder.run(&["check", "a.md", "-t", "epub", "--for", "all"]).status(0);
    all.says(&["Apple Books refuses links to other stores, Kobo refuses"]);
    assert!(!folder.run(&["check", "a.md", "-t", "epub"]).status(0).stderr.contains("store-"));
    folder.run(&["check", "a.md", "--for", "nook"]).status(2).says(&["kdp, apple, kobo, google, ingram, all"]);
    folder.run(&["a.md", "-o", "a.epub", "--for", "apple", "--deny", "store-link"]).status(1);
    assert!(!folder.has("a.epub"));
    folder.run(&["a.md", "-o", "a.epub", "--for", "apple"]).status(0);
    assert!(folder.read("a.epub").starts_with(EPUB), "the book comes all the same");
    folder.write("o.toml", b"[stores]\nfor = [\"kobo\"]\n");
    folder.run(&["check", "a.md", "--config", "o.toml"]).status(0).says(&["Kobo refuses links"]);
    folder.write("o.toml", b"[stores]\nfor = [\"nook\"]\n");
    folder.run(&["check", "a.md", "--config", "o.toml"]).status(2).says(&["o.toml:2", "`stores.for` is a list of kdp"]);
    folder.write("bindery.toml", b"title = \"Sea\"\nauthor = \"Ann\"\n[stores]\nfor = [\"apple\"]\n");
    folder.run(&["check", "."]).status(0).says(&["Apple Books refuses links"]);
}

/// A book with something for most criteria.
const BOOK: &str = "---\ntitle: Sea & <Sky>\nauthor: Ann\nlang: en\nisbn: 978-3-16-148410-0\nconforms-to: EPUB Accessibility \
                    1.1\n---\n# One\n\n![](a.png)\n\nA note[^1], [a link](https://www.amazon.com/x), $x^2$.\n\n|a|b|\n|-|-|\n|1|2|\n\n[^1]: \
                    Text.\n";

#[test]
fn the_report_lies_beside_the_book() {
    let folder = Folder::with(&[("a.md", BOOK)]);
    folder.write("a.png", &picture(20, 20, 255));
    let words = ["a.md", "-o", "out.epub", "-o", "out.pdf", "--no-system-fonts", "--conformance", "--for", "apple,kdp"];
    folder.run(&words).status(0).says(&["out.conformance.html"]);
    let (html, json) = (folder.read("out.conformance.html"), folder.read("out.conformance.json"));
    let report: Value = serde_json::from_slice(&json).expect("JSON");
    let schema: Value = serde_json::from_str(folder.run(&["explain", "conformance"]).status(0).text()).expect("JSON");
    assert_eq!(faults(&schema, &schema, &report, "report"), [""; 0]);
    let outputs = report["outputs"].as_array().expect("outputs");
    assert_eq!((&outputs[0]["path"], &outputs[1]["path"]), (&"out.epub".into(), &"out.pdf".into()));
    for output in outputs {
        let bytes = folder.read(output["path"].as_str().expect("a path"));
        assert_eq!(output["sha256"], bindery::hash::sha256(&bytes));
        assert_eq!(output["bytes"], bytes.len());
    }
    let page = String::from_utf8(html.clone()).expect("UTF-8");
    assert!(page.contains("Conformance of Sea &amp; &lt;Sky&gt;") && !page.contains("<Sky>"));
    // Bytes and hashes are those of the files; the rest is the report's.
    let (_, rest) = page.split_once("<h2>In short</h2>").expect("a summary");
    assert_reference("conformance.html", rest);
    // The same again is the same.
    folder.run(&words).status(0);
    assert!(folder.read("out.conformance.html") == html && folder.read("out.conformance.json") == json);
}

#[test]
fn a_line_fails_where_something_was_found_though_it_is_allowed() {
    let folder = Folder::with(&[("a.md", BOOK)]);
    folder.write("a.png", &picture(20, 20, 255));
    let line = |words: &[&str], id: &str| {
        let asked = ["check", "a.md", "-q", "--report", "r.conformance.json", "--report", "r.html"];
        folder.run(&[&asked as &[&str], words].concat()).status(0);
        assert!(folder.read("r.html").starts_with(b"<!DOCTYPE html>"));
        let report: Value = serde_json::from_slice(&folder.read("r.conformance.json")).expect("JSON");
        assert!(report["outputs"][0]["path"].is_null());
        let lines = report["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .flat_map(|part| part["lines"].as_array().expect("lines").clone());
        lines.into_iter().find(|line| line["id"] == id).expect("the line is there")
    };
    for words in [&[] as &[&str], &["--allow", "missing-alt"]] {
        let images = line(words, "1.1.1");
        assert_eq!((&images["status"], &images["findings"][0]["line"]), (&"fails".into(), &10.into()));
        assert_eq!(images["findings"][0]["file"], "a.md");
    }
    assert_eq!(line(&["--for", "apple"], "links-to-shops")["status"], "fails");
    assert_eq!(line(&["--for", "kdp"], "links-to-shops")["status"], "holds");
    assert_eq!(line(&[], "2.2.2")["status"], "absent");
    assert_eq!(line(&[], "3.1.2")["status"], "judge");
    folder.write("a.md", BOOK.replace("![]", "![A ship]").as_bytes());
    let images = line(&[], "1.1.1");
    assert_eq!(images["status"], "judge", "a machine cannot tell whether the words are right");
    assert!(images["findings"].as_array().is_some_and(Vec::is_empty) && images["checked"].is_string());
}

#[test]
fn the_report_is_written_with_the_book_or_not_at_all() {
    let folder = Folder::with(&[("a.md", BOOK), ("b.md", "# B\n\nText.\n")]);
    folder.run(&["a.md", "-o", "x.epub", "--conformance", "--strict"]).status(3);
    assert!(!folder.has("x.epub") && !folder.has("x.conformance.html") && !folder.has("x.conformance.json"));
    folder.write("x.conformance.json/inner", b"in the way");
    folder.run(&["b.md", "-o", "x.epub", "--conformance"]).status(4).says(&["cannot write"]);
    assert!(!folder.has("x.epub") && !folder.has("x.conformance.html"));
    folder.run(&["b.md", "-o", "y.epub", "--conformance"]).status(0);
    let names: BTreeSet<String> = folder.names().into_iter().filter(|name| name.starts_with("y.")).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["y.conformance.html", "y.conformance.json", "y.epub"]);
    for (words, says) in [
        (&["check", "b.md", "--conformance"] as &[&str], "`--report book.html`"),
        (&["b.md", "-t", "epub", "-o", "-", "--conformance"], "name the report"),
        (&["--each", "a.md", "b.md", "--conformance"], "of one book"),
        (&["--each", "a.md", "b.md", "--report", "r.html"], "of one book"),
    ] {
        folder.run(words).status(2).says(&[says]);
    }
    // Where nothing was built there is nothing to tell of.
    folder.run(&["check", "gone.md", "--report", "r.html"]).status(1).says(&["`r.html` is not written"]);
    assert!(!folder.has("r.html"));
}

/// Where a value is not what a schema says; as much of JSON Schema as ours needs.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = root.pointer(reference.trim_start_matches('#')).expect("what is referred to is there");
        return faults(root, schema, value, at);
    }
    let mut found = Vec::new();
    let name = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_of_type = match &schema["type"] {
        Value::String(kind) => kind == name,
        Value::Array(kinds) => kinds.iter().any(|kind| kind == name),
        _ => true,
    };
    let is_listed = schema["enum"].as_array().is_none_or(|values| values.contains(value));
    if !is_of_type || !is_listed || schema.get("const").is_some_and(|constant| constant != value) {
        found.push(format!("{at}: {value}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(root, &schema["items"], item, &format!("{at}[{index}]")));
    }
    if let Value::Object(fields) = value {
        let required = schema["required"].as_array().into_iter().flatten();
        found.extend(
            required
                .filter(|name| !fields.contains_key(name.as_str().unwrap_or_default()))
                .map(|name| format!("{at}: {name} is missing")),
        );
        for (name, value) in fields {
            let own = schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
            match own {
                Value::Bool(false) => found.push(format!("{at}: {name} is not known")),
                own => found.extend(faults(root, own, value, &format!("{at}.{name}"))),
            }
        }
    }
    found
}

#[test]
fn a_title_that_was_guessed_is_none() {
    let folder = Folder::with(&[("a.md", "# One\n\nText.\n"), ("b.md", "# Two\n\nText.\n")]);
    folder.run(&["a.md", "b.md", "--for", "kdp", "-o", "x.epub"]).status(0).says(&["the book has no title; `"]);
    let run = folder.run(&["a.md", "--for", "kdp", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("no title"), "a text is called by its heading: {}", run.stderr);
}
