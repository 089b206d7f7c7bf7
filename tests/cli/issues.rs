//! Texts that are not published, their order, and what they say of an issue.

use super::Folder;

fn posts() -> Folder {
    Folder::with(&[
        ("posts/b.md", "---\ntitle: Bells\ndate: 2024-02-01\n---\nText.\n"),
        ("posts/a.md", "---\ntitle: Apples\ndate: 2024-03-01\n---\nText.\n"),
        ("posts/c.md", "---\ntitle: Corn\ndraft: true\n---\nText.\n"),
        ("posts/d.md", "---\ntitle: Doves\npublished: false\n---\nText.\n"),
        ("posts/e.md", "---\ntitle: Elms\nstatus: draft\n---\nText.\n"),
        ("posts/f.md", "---\ntitle: Ferns\ndate: 2031-05-05\n---\nText.\n"),
        ("posts/_drafts/g.md", "---\ntitle: Grass\n---\nText.\n"),
        ("posts/h10.md", "---\ntitle: Ten\n---\nText.\n"),
        ("posts/h9.md", "---\ntitle: Nine\n---\nText.\n"),
    ])
}

fn titles(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["--dump", "tree", "-q", "--no-toc", "-M", "title=T"], arguments].concat()).status(0);
    let chapters = run.text().lines().filter(|line| line.starts_with("chapter `"));
    chapters.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

#[test]
fn drafts_are_left_out_of_an_issue_and_told() {
    let folder = posts();
    let dated = ["posts", "--date", "2026-01-01"];
    assert_eq!(titles(&folder, &dated), ["Apples", "Bells", "Nine", "Ten"]);
    let run = folder.run(&[&dated[..], &["-o", "x.epub", "-v"]].concat()).status(0);
    run.says(&[
        "note[draft]: `c.md` is left out: it is not published (draft: true)",
        "posts/c.md:3:1",
        "`d.md` is left out: it is not published (published: false)",
        "`e.md` is left out: it is not published (status: draft)",
        "`f.md` is left out: it is not published (dated 2031-05-05, after 2026-01-01)",
        "`_drafts/g.md` is left out",
        "`--drafts` binds drafts as well",
    ]);
    assert_eq!(titles(&folder, &[&dated[..], &["--drafts"]].concat()).len(), 9);
    assert_eq!(titles(&folder, &["posts", "--date", "2032-01-01"]).len(), 5);
    // The day of the build comes from outside.
    let run = folder.run_with(&["posts", "--dump", "tree", "-q"], b"", &[("SOURCE_DATE_EPOCH", "1709337600")]);
    assert!(!run.status(0).text().contains("Ferns"));
}

#[test]
fn a_draft_named_alone_is_bound() {
    let folder = posts();
    folder.run(&["posts/c.md", "-o", "x.epub"]).status(0).says(&["note[draft]", "named alone"]);
    folder.run(&["posts/c.md", "posts/d.md", "-o", "y.epub"]).status(1).says(&["every text is a draft", "`--drafts`"]);
}

#[test]
fn issues_are_ordered_as_asked() {
    let folder = posts();
    let order = |order: &str| titles(&folder, &["posts", "--date", "2026-01-01", "--order", order]);
    assert_eq!(order("date"), ["Bells", "Apples", "Nine", "Ten"]);
    assert_eq!(order("-date"), ["Apples", "Bells", "Nine", "Ten"]);
    let given = ["posts/h10.md", "posts/b.md", "posts/h9.md"];
    assert_eq!(titles(&folder, &given), ["Ten", "Bells", "Nine"]);
    assert_eq!(titles(&folder, &[&given[..], &["--order", "name"]].concat()), ["Bells", "Nine", "Ten"]);
}

#[test]
fn the_first_article_keeps_its_title_and_date() {
    let folder = Folder::with(&[
        ("a.md", "---\ntitle: Apples\ndate: 2024-03-01\ndescription: On apples.\nauthor: Ann\nlang: de\n---\nText.\n"),
        ("b.md", "# Bells\n\nText.\n"),
    ]);
    let run = folder.run(&["a.md", "b.md", "-M", "title=Issue 7", "--dump", "tree", "-q"]).status(0);
    let head: Vec<&str> = run.text().lines().take(3).collect();
    assert_eq!(head, ["title: Issue 7", "aut: Ann", "lang: de"]);
    assert!(run.text().contains("chapter `a` \"Apples\"") && run.text().contains("On apples."), "{}", run.text());
}
