//! Feeds as input: how they are known, what is told of broken and cut ones, drafts and order, and what they may not do.

use super::Folder;

const HEAD: &str = "<rss version=\"2.0\"><channel><title>News</title><link>https://a.b/</link>";

fn item(title: &str, date: &str, html: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://a.b/{title}</link><pubDate>{date}</pubDate>\
        <description><![CDATA[{html}]]></description></item>\n"
    )
}

fn feed(items: &[String]) -> String {
    format!("{HEAD}\n{}</channel></rss>", items.concat())
}

fn titles(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["--dump", "tree", "-q", "--no-toc"], arguments].concat()).status(0);
    let chapters = run.text().lines().filter(|line| line.starts_with("chapter `"));
    chapters.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

#[test]
fn a_feed_is_an_issue_whatever_its_name() {
    let one = item("One", "Wed, 01 May 2024 08:00:00 GMT", "<p>Text.</p>");
    let text = feed(&[one]);
    let folder = Folder::with(&[("feed.xml", &text), ("posts", &text), ("a.rss", &text), ("plain.md", "# Text\n")]);
    for name in ["feed.xml", "posts", "a.rss"] {
        assert_eq!(titles(&folder, &[name]), ["One"], "{name}");
    }
    let run = folder.run_with(&["-", "-o", "x.epub", "-o", "x.pdf"], text.as_bytes(), &[]).status(0);
    assert_eq!(run.stderr.matches("Bound").count(), 2, "{}", run.stderr);
    let package = folder.unzip("x.epub", ".opf");
    assert!(
        package.contains("<dc:title id=\"title\">News</dc:title>") && package.contains("<dc:date>2024-05-01</dc:date>")
    );
    folder.run(&["feed.xml", "plain.md"]).status(1).says(&["`feed.xml` is a feed", "build it alone"]);
}

#[test]
fn other_xml_is_refused() {
    let folder = Folder::with(&[
        ("sitemap.xml", "<?xml version=\"1.0\"?>\n<urlset><url/></urlset>\n"),
        ("empty.xml", "<rss version=\"2.0\"><channel><title>News</title></channel></rss>"),
        ("broken.json", "{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"items\": [}"),
        ("broken.xml", "<rss version=\"2.0\"><channel><ti"),
    ]);
    folder.run(&["sitemap.xml"]).status(1).says(&["`sitemap.xml` is XML, and no feed"]);
    folder.run(&["empty.xml"]).status(1).says(&["without any entry"]);
    folder.run(&["broken.json"]).status(1).says(&["error[broken-feed]", "broken.json:2:12"]);
    folder.run(&["broken.xml"]).status(1).says(&["error[broken-feed]", "broken.xml:1:29"]);
}

#[test]
fn a_broken_feed_gives_what_stood_before() {
    let one = item("One", "", "<p>Text.</p>");
    let folder = Folder::with(&[("feed.xml", &format!("{HEAD}\n{one}<item><title>Two</title><desc"))]);
    assert_eq!(titles(&folder, &["feed.xml"]), ["One"]);
    folder.run(&["feed.xml", "-o", "x.epub"]).status(0).says(&["warning[broken-feed]", "feed.xml:3:25"]);
}

#[test]
fn cut_feeds_are_told() {
    let items = [
        item("One", "", "The beginning."),
        item("Two", "", "<p>All of it.</p>"),
        item("Three", "", "<p>So [&#8230;]</p>"),
    ];
    let folder = Folder::with(&[("feed.xml", &feed(&items))]);
    let run = folder.run(&["feed.xml", "-o", "x.epub"]).status(0);
    run.says(&["warning[cut-feed]: `feed.xml` holds the beginning only of `One` and another entry", "feed.xml:2:1"]);
    let whole = Folder::with(&[("feed.xml", &feed(&items[1..2]))]);
    let run = whole.run(&["feed.xml", "-o", "x.epub"]).status(0);
    assert!(!run.stderr.contains("cut-feed"), "{}", run.stderr);
}

#[test]
fn entries_are_ordered_by_their_moment() {
    let items = [
        item("Late", "Wed, 01 May 2024 20:00:00 GMT", "<p>x</p>"),
        item("Early", "Wed, 01 May 2024 20:00:00 +0900", "<p>x</p>"),
        item("Old", "30 Apr 2024 23:00 GMT", "<p>x</p>"),
        item("Soon", "soon", "<p>x</p>"),
        item("Ahead", "Thu, 01 May 2031 20:00:00 GMT", "<p>x</p>"),
    ];
    let folder = Folder::with(&[("feed.xml", &feed(&items))]);
    let dated = ["feed.xml", "--date", "2026-01-01"];
    assert_eq!(titles(&folder, &dated), ["Late", "Early", "Old", "Soon"]);
    assert_eq!(titles(&folder, &[&dated[..], &["--order", "date"]].concat()), ["Old", "Early", "Late", "Soon"]);
    assert_eq!(titles(&folder, &[&dated[..], &["--order", "-date"]].concat()), ["Late", "Early", "Old", "Soon"]);
    folder.run(&[&dated[..], &["-o", "x.epub"]].concat()).status(0).says(&[
        "note[draft]",
        "dated 2031-05-01",
        "the date of `Soon` is none that can be read",
    ]);
}

#[test]
fn a_feed_has_no_say_over_files() {
    let html = "<p>{{#include secret.txt}} {{< include secret.txt >}} ![[secret.txt]] &secret;</p>\n\n--8<-- \"secret.txt\"\n\n{!secret.txt!}";
    let text = format!("<!DOCTYPE rss [<!ENTITY secret SYSTEM \"secret.txt\">]>{}", feed(&[item("One", "", html)]));
    let escaped = text.replace(
        "</channel>",
        "<item><title>&secret;</title><description>&lt;p&gt;&secret;</description></item></channel>",
    );
    let folder = Folder::with(&[("feed.xml", &escaped), ("secret.txt", "TREASURE")]);
    let run = folder.run(&["feed.xml", "--dump", "tree"]).status(0);
    assert!(!run.text().contains("TREASURE") && run.text().contains("{{#include secret.txt}}"), "{}", run.text());
}

#[test]
fn encodings_are_those_that_the_feed_declares() {
    let text = feed(&[item("Caf\u{e9}", "", "<p>D\u{e9}j\u{e0} vu.</p>")]);
    let latin: Vec<u8> =
        format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{text}").chars().map(|c| c as u8).collect();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let folder = Folder::new();
    folder.write("latin.xml", &latin);
    folder.write("wide.xml", &wide);
    folder.write("wrong.xml", &latin[latin.iter().position(|byte| *byte == b'>').expect("a declaration") + 1..]);
    assert_eq!(titles(&folder, &["latin.xml"]), ["Caf\u{e9}"]);
    assert_eq!(titles(&folder, &["wide.xml"]), ["Caf\u{e9}"]);
    folder.run(&["wrong.xml", "-o", "x.epub"]).status(0).says(&["warning[broken-feed]", "mean nothing in UTF-8"]);
}
