use super::*;
use crate::source::Files;

fn parse(path: &str, text: &str) -> (FrontMatter, Vec<String>, String) {
    let mut files = Files::default();
    let file = files.add(path, text);
    let mut diagnostics = Diagnostics::default();
    let (front_matter, body) = read(&files, file, path, &mut diagnostics);
    let findings = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.span.map(|span| files.line_column(span.file, span.start));
            let place = place.map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
            format!("{place} {}: {} {}", diagnostic.code.name(), diagnostic.message, diagnostic.hints.join("; "))
        })
        .collect();
    let body = files.get(file).text[body as usize..].to_owned();
    (front_matter, findings, body)
}

#[test]
fn an_article_of_zola() {
    let (found, findings, body) = parse(
        "a.md",
        "+++\npath = \"2014/12/12/1.0-Timeline\"\ntitle = \"A: b\"\nauthors = [\"X\", \"Y\"]\naliases = [\"z\"]\n\
         in_search_index = true\n[extra]\nteam = \"c\"\n[taxonomies]\ntags = [\"t\"]\n+++\nText\n",
    );
    assert_eq!(findings, [] as [&str; 0]);
    assert_eq!(found.title.as_deref(), Some("A: b"));
    assert_eq!(found.date.as_deref(), Some("2014-12-12"));
    assert_eq!(found.creators.iter().map(|creator| creator.name.as_str()).collect::<Vec<_>>(), ["X", "Y"]);
    assert_eq!(found.keywords, ["t"]);
    assert_eq!(body, "Text\n");
}

#[test]
fn an_article_of_hugo_or_jekyll() {
    let (found, findings, _) = parse(
        "posts/2024-07-20-x.md",
        "---\nlayout: post\nTitle: No\nsummary: |\n  Two\n  lines\ntags: a, b\ncategories: [b, c]\nlanguage: pt_br\n\
         cover: {image: ../c.jpg, alt: A cover}\nauthors:\n  - {name: X, role: editor, file-as: 'X, Y'}\n---\n",
    );
    assert_eq!(findings, [] as [&str; 0]);
    assert_eq!(found.title.as_deref(), Some("No"));
    assert_eq!(found.description.as_deref(), Some("Two lines"));
    assert_eq!(found.keywords, ["a", "b", "c"]);
    assert_eq!(found.date.as_deref(), Some("2024-07-20"));
    assert_eq!(found.lang.as_ref().map(Lang::tag), Some("pt-BR"));
    assert_eq!(found.cover.map(|cover| cover.text).as_deref(), Some("c.jpg"));
    assert_eq!(found.cover_alt.as_deref(), Some("A cover"));
    let creator = Creator { name: "X".to_owned(), role: "edt", file_as: Some("X, Y".to_owned()) };
    assert_eq!(found.creators, [creator]);
}

#[test]
fn the_stronger_of_two_names_wins_whatever_their_order() {
    let (found, ..) = parse("a.md", "---\nexcerpt: weak\ndescription: strong\npubdate: 2020\ndate: 2021\n---\n");
    assert_eq!((found.description.as_deref(), found.date.as_deref()), (Some("strong"), Some("2021")));
}

#[test]
fn findings_have_line_and_column() {
    let (found, findings, body) = parse(
        "a.md",
        "---\ntitel: A\nlang: '?'\ncover: ../../c.png\ndate: soon\npage_size: leter\ntoc: perhaps\n---\nText",
    );
    assert_eq!(
        findings,
        [
            "2:1 unknown-key: unknown key `titel` in the metadata did you mean `title`?",
            "5:7 invalid-value: `soon` is no date we can read; it is shown as written write it as `2024-07-20`",
            "3:7 invalid-value: `lang` must be a language tag such as `en` or `pt-BR` ",
            "4:8 outside-book: `../../c.png` lies outside the book's folder move the file into the folder, or name a \
             folder that holds both with `--root`",
            "7:6 invalid-value: `toc` must be `true` or `false` ",
            "6:12 invalid-value: unknown page size `leter`; did you mean `letter`? ",
        ]
    );
    assert_eq!(found.date.as_deref(), Some("soon"));
    assert_eq!(body, "Text");
}

#[test]
fn broken_front_matter_is_placed_exactly() {
    let broken = |text: &str| parse("a.md", text).1.join("\n");
    assert!(broken("---\nauthor: Ä\ntitle: One: two\n---\n").starts_with("3:11 broken-front-matter"));
    assert!(broken("+++\nauthor = \"Ä\"\ntitle = Foo\n+++\n").starts_with("3:9 broken-front-matter"));
    assert!(broken("+++\ntitle = \"x\"\n\nText").starts_with("1:1 broken-front-matter"));
    assert!(broken("---\ntitle: a\ntitle: b\n---\n").starts_with("3:1 broken-front-matter"));
}

#[test]
fn pairs_override_and_lists_add_up() {
    let pairs = [("title", "A"), ("author", "X"), ("Title", "B"), ("author", "Y"), ("isbn", "978-3-16-148410-0")];
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut diagnostics = Diagnostics::default();
    let found = from_pairs(&pairs, &mut diagnostics);
    assert_eq!(found.title.as_deref(), Some("B"));
    assert_eq!(found.creators.len(), 2);
    assert_eq!(found.metadata().identifier.as_deref(), Some("urn:isbn:9783161484100"));
    assert!(diagnostics.is_empty());
}

#[test]
fn keys_of_well_known_tools_are_known() {
    let keys = "kernelspec: {name: python3}\njupytext: {formats: md}\nthanks: All\nabstract-title: Summary\n\
                link-citations: true\ncssclasses: [wide]\ndate created: 2020-01-01\nbookToc: false\n\
                tableTitle: Table\ntitlepage-color: red\nogImage: a.png\ndir: ltr\neditor:\n  markdown:\n    wrap: 72\n\
                contributors: false\ncopyright: true\nlastUpdated: false\npermalink: false\n";
    let (found, findings, _) = parse("a.md", &format!("---\n{keys}---\nText\n"));
    assert_eq!(findings, [] as [&str; 0]);
    assert_eq!(found, FrontMatter::default());
}

#[test]
fn the_day_of_a_build_is_no_date() {
    let (found, findings, _) = parse("a.md", "---\ndate: last-modified\n---\n");
    assert_eq!(found.date, None);
    assert_eq!(
        findings,
        [
            "2:7 invalid-value: `last-modified` is another day with each build; no date is shown write the day: `2024-07-20`"
        ]
    );
}

#[test]
fn sites_say_from_when_and_until_when_they_show_a_text() {
    let (found, ..) =
        parse("a.md", "{\n\"publishDate\": \"2024-01-02\", \"expiryDate\": \"2024-03-04T10:00:00Z\"\n}\nText\n");
    let days = [found.shown_from, found.shown_until].map(|day| day.map(|day| day.text).unwrap_or_default());
    assert_eq!(days, ["2024-01-02", "2024-03-04"]);
    assert_eq!(found.date.as_deref(), Some("2024-01-02"));
}

#[test]
fn facts_of_pandoc_and_quarto_may_be_tables() {
    let (found, findings, _) = parse(
        "a.md",
        "---\ntitle:\n- type: main\n  text: Main\n- type: subtitle\n  text: Sub\nidentifier:\n- scheme: DOI\n  text: 'doi:10'\n\
         copyright: {holder: Ann, year: 2024}\n---\n",
    );
    assert_eq!(findings, [] as [&str; 0]);
    let facts = [found.title, found.subtitle, found.identifier, found.rights].map(Option::unwrap_or_default);
    assert_eq!(facts, ["Main", "Sub", "doi:10", "© 2024 Ann"]);
}

#[test]
fn people_are_read_as_every_tool_writes_them() {
    let names = |author: &str| {
        let (found, findings, _) = parse("a.md", &format!("---\ntitle: T\n{author}\n---\n"));
        let shown = found.creators.into_iter().map(|creator| {
            let file_as = creator.file_as.map(|name| format!(" <{name}>")).unwrap_or_default();
            format!("{} {}{file_as}", creator.role, creator.name)
        });
        (shown.collect::<Vec<_>>().join("; "), findings.join("\n"))
    };
    for (author, read) in [
        ("author: {name: {given: Ann, family: Lee}}", "aut Ann Lee <Lee, Ann>"),
        (
            "author:\n- name: {given: Ann, family: Beck, non-dropping-particle: van}\n  affiliations:\n  - name: X\n  \
             orcid: 0000\n  email: a@b.c\n- name: {literal: Bo}\n- Cy",
            "aut Ann van Beck <van Beck, Ann>; aut Bo; aut Cy",
        ),
        ("by-author: [{name: {literal: Ann Lee, given: Ann, family: Lee}}]", "aut Ann Lee <Lee, Ann>"),
        ("author: [{name: Ann, affiliation: X, correspondence: yes}]", "aut Ann"),
        ("author: [{given: Ann, family: Lee, suffix: Jr.}]", "aut Ann Lee Jr. <Lee, Ann, Jr.>"),
        ("author: [{first-name: Ann, last_name: Lee, file-as: Lee}]", "aut Ann Lee <Lee>"),
        ("authors: [{family-names: Lee, given-names: Ann}]", "aut Ann Lee <Lee, Ann>"),
        ("author:\n- Ann Lee: {institute: [x]}\n- Bo: {}", "aut Ann Lee; aut Bo"),
        ("authors: {ann: {name: Ann Lee, url: x}, bo: {url: y}}", "aut Ann Lee; aut bo"),
        ("editor: {given: E, family: D}\ntranslators: [{name: T, role: ill}]", "edt E D <D, E>; ill T"),
        ("creators: [A, B]\nbyline: C", "aut A; aut B; aut C"),
    ] {
        assert_eq!(names(author), (read.to_owned(), String::new()), "{author}");
    }
    let (read, told) = names("author: {nam: Ann}");
    assert!(
        read.is_empty() && told.starts_with("3:9 invalid-value") && told.contains("did you mean `name`?"),
        "{told}"
    );
}

#[test]
fn a_tab_that_indents_is_told_and_the_text_stands() {
    for (head, place) in [
        ("title: A\nauthor:\n\tname: B\n", "4:1"),
        ("\ttitle: A\n", "2:1"),
        ("title: A\n\tdate: 2024\n", "3:1"),
        ("title: A\ntags:\n  - b\n\t- c\n", "5:1"),
    ] {
        let (_, findings, body) = parse("a.md", &format!("---\n{head}---\n\nText\n"));
        let told = findings.join("\n");
        assert!(told.starts_with(&format!("{place} broken-front-matter: ")) && told.contains("spaces"), "{told}");
        assert_eq!((findings.len(), body.as_str()), (1, "\nText\n"));
    }
}

#[test]
fn front_matter_stands_after_comments_and_blank_lines() {
    for before in ["<!-- MIT -->\n", "<!--\nMIT\n-->\n\n", "\u{feff}\n", "\n\n", "\u{feff}<!-- a -->\n<!-- b -->\n"] {
        let (found, findings, body) = parse("a.md", &format!("{before}---\ntitle: A\ntoc: perhaps\n---\nText\n"));
        assert_eq!((found.title.as_deref(), body.as_str()), (Some("A"), "Text\n"), "{before:?}");
        let line = before.matches('\n').count() + 3;
        assert!(findings[0].starts_with(&format!("{line}:6 invalid-value")), "{findings:?}");
    }
}

#[test]
fn lines_of_metadata_stand_after_comments_too() {
    let (found, findings, body) = parse("a.md", "<!-- MIT -->\n\nTitle: A\nDate: soon\n\nText\n");
    assert_eq!((found.title.as_deref(), body.as_str()), (Some("A"), "\nText\n"));
    assert!(findings[0].starts_with("4:1 invalid-value"), "{findings:?}");
}

#[test]
fn front_matter_that_never_closes_is_told_and_no_text_is_lost() {
    let told = |text: &str| {
        let (found, findings, body) = parse("a.md", text);
        assert_eq!((found, body.as_str()), (FrontMatter::default(), text));
        findings.join("\n")
    };
    assert!(told("---\ntitle: A\n\nText\n").starts_with("1:1 broken-front-matter"));
    let by_a_break = told("---\ntitle: A\n\nText of it.\n\n---\n\nMore.\n");
    assert!(by_a_break.starts_with("1:1 broken-front-matter") && by_a_break.contains("never closed"), "{by_a_break}");
    let nearly = told("---\ntitle: A\n ---\n\nText\n");
    assert!(nearly.contains("line 3, ` ---`, does not close it") && nearly.contains("write `---`"), "{nearly}");
    assert!(told(" ---\ntitle: A\n---\n\nText\n").starts_with("1:1 broken-front-matter: spaces stand before `---`"));
}

#[test]
fn slides_and_themes_of_other_tools_are_told() {
    let told = |head: &str| parse("a.md", &format!("---\n{head}---\n# A\n")).1.join("\n");
    let marp = told("marp: true\ntheme: gaia\npaginate: true\nclass: lead\n");
    assert!(marp.starts_with("2:1 ignored-key: slides of Marp") && marp.contains("the theme `gaia`"), "{marp}");
    assert_eq!(marp.lines().count(), 1, "{marp}");
    assert!(told("theme: {light: flatly, dark: darkly}\n").starts_with("2:1 ignored-key"));
    assert!(told("theme: Cosmo\n").contains("a theme of Bootstrap"));
    assert_eq!(told("marp: false\ntheme: book\n"), "");
}

#[test]
fn what_becomes_of_code_is_read() {
    let (found, findings, _) =
        parse("a.md", "---\nexecute:\n  echo: false\n  eval: fenced\nknitr:\n  opts_chunk:\n    include: no\n---\n");
    assert_eq!(findings, [] as [&str; 0]);
    assert_eq!(found.execution, Execution { echo: Some(false), eval: None, include: Some(false) });
}
