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
    assert_eq!(found.identifier.as_deref(), Some("urn:isbn:9783161484100"));
    assert!(diagnostics.is_empty());
}

#[test]
fn check_digits_are_checked() {
    assert!(is_isbn("9783161484100") && is_isbn("080442957X") && is_isbn("0306406152"));
    assert!(!is_isbn("9783161484101") && !is_isbn("0306406153") && !is_isbn("") && !is_isbn("97831614841X0"));
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
