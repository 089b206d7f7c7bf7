//! Articles, books and folders: what the inputs make.

use super::Folder;

/// The tree of a build, which says title, authors and chapters.
fn tree(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.run(&[&["--dump", "tree", "-q"], arguments].concat()).status(0);
    run.text().to_owned()
}

/// The lines that tell titles.
fn titles(tree: &str) -> Vec<&str> {
    tree.lines()
        .filter(|line| ["title:", "title page", "contents", "chapter"].iter().any(|w| line.starts_with(w)))
        .collect()
}

#[test]
fn one_file_is_an_article() {
    let folder = Folder::with(&[("a.md", "# On Pages\n\nText.\n")]);
    assert_eq!(titles(&tree(&folder, &["a.md"])), ["title: On Pages", "chapter `a` \"On Pages\""]);
    let titled = tree(&folder, &["a.md", "-M", "title=Other", "-M", "author=Ann", "-M", "author=Bob"]);
    assert_eq!(titles(&titled)[0], "title: Other");
    assert!(titled.contains("aut: Ann\naut: Bob\n"), "{titled}");
}

#[test]
fn several_files_are_a_book_in_the_order_given() {
    let folder = Folder::with(&[("b.md", "# B\n"), ("a.md", "# A\n"), ("c.md", "No heading.\n")]);
    let tree = tree(&folder, &["b.md", "a.md", "c.md", "-M", "title=Book"]);
    let expected = [
        "title: Book",
        "title page `title-page` \"Book\"",
        "contents `contents` \"Contents\"",
        "chapter `b` \"B\"",
        "chapter `a` \"A\"",
        "chapter `c` \"C\"",
    ];
    assert_eq!(titles(&tree), expected);
}

#[test]
fn a_folder_is_its_texts_to_every_depth_and_gives_the_title() {
    let folder = Folder::with(&[
        ("Sea Tales/10.md", "# Ten\n"),
        ("Sea Tales/2.markdown", "# Two\n"),
        ("Sea Tales/notes.txt", "no chapter"),
        ("Sea Tales/LICENSE.md", "no chapter"),
        ("Sea Tales/01-and/index.md", "# One and\n"),
        ("Sea Tales/01-and/more.qmd", "# More\n"),
        ("Sea Tales/images/a.txt", "no chapter"),
        ("Sea Tales/later_tales/x.md", "# Eleven\n"),
    ]);
    let tree = tree(&folder, &["Sea Tales", "--no-toc"]);
    let expected = [
        "title: Sea Tales",
        "title page `title-page` \"Sea Tales\"",
        "chapter `01-and` \"One and\"",
        "chapter `more` \"More\" depth=1",
        "chapter `2` \"Two\"",
        "chapter `10` \"Ten\"",
        "part `part` \"Later tales\"",
        "chapter `x` \"Eleven\"",
    ];
    let shown: Vec<&str> =
        tree.lines().filter(|line| ["title", "chapter", "part `"].iter().any(|word| line.starts_with(word))).collect();
    assert_eq!(shown, expected);
    folder.run(&["Sea Tales", "-o", "x.epub"]).status(0).says(&[
        "note[left-out]: left out of `Sea Tales`: 1 text about the project (`LICENSE.md`), 2 plain texts",
        "note[guessed-title]: no title is given; the folder's name `Sea Tales` stands for it",
    ]);
}

#[test]
fn a_folder_of_one_text_and_images_is_an_article() {
    let folder = Folder::with(&[
        ("post/index.md", "+++\ntitle = \"Post\"\npath = \"2014/12/12/post\"\n+++\n![A box](box.svg)\n"),
        ("post/box.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"),
    ]);
    let tree = tree(&folder, &["post/"]);
    assert_eq!(titles(&tree), ["title: Post", "chapter `index` \"Post\""]);
    assert!(tree.contains("date: 2014-12-12\n"), "{tree}");
    folder.run(&["post", "-o", "x.epub", "--strict"]).status(0);
    // The same from within.
    folder.run(&["post/./index.md", "-o", "x.epub", "--strict"]).status(0);
}

#[test]
fn the_first_file_speaks_for_the_book_where_no_other_is_titled() {
    let book = "---\ntitle: The Book\nauthor: Ann\nlang: de\n---\n# Eins\n";
    let folder = Folder::with(&[("1.md", book), ("2.md", "# Zwei\n"), ("0.md", "---\ntitle: Whole\n---\n")]);
    let told = tree(&folder, &["1.md", "2.md"]);
    assert!(told.starts_with("title: The Book\naut: Ann\nlang: de\n"), "{told}");
    assert!(told.contains("chapter `1` \"Eins\""), "{told}");
    // A first file of front matter only is no chapter.
    let whole = tree(&folder, &["0.md", "2.md", "2.md"]);
    assert!(whole.starts_with("title: Whole\n") && !whole.contains("chapter `0`"), "{whole}");
    assert!(whole.contains("chapter `2-2`"), "names are unique: {whole}");
}

#[test]
fn articles_of_one_issue_keep_their_titles() {
    let folder = Folder::with(&[
        ("a.md", "---\ntitle: First\nauthor: Ann\n---\nText.\n"),
        ("b.md", "---\ntitle: Second\nauthors: [Bob, Ann]\n---\nText.\n"),
    ]);
    let tree = tree(&folder, &["a.md", "b.md", "-M", "title=Issue 7", "--no-toc"]);
    assert!(tree.starts_with("title: Issue 7\naut: Ann\naut: Bob\n"), "{tree}");
    assert!(tree.contains("chapter `a` \"First\"") && tree.contains("chapter `b` \"Second\""), "{tree}");
}

#[test]
fn each_article_of_an_issue_has_its_title_block() {
    let folder = Folder::with(&[
        (
            "a.md",
            "+++\ntitle = \"First\"\nlang = \"en\"\npath = \"2025/11/10/First\"\nauthors = [\"Ann\"]\ndescription = \"Short.\"\n+++\n## In A\n",
        ),
        ("b.md", "---\ntitle: Zweiter\nlang: de\nauthor: [Bob, Cy]\ndate: 2024-02-01\n---\n# Zweiter\n\nText.\n"),
        ("2024-03-04-c.md", "# Third\n\nText.\n"),
        ("d.md", "---\nsummary: Headless.\n---\nText.\n"),
        ("e.md", "---\ntitle: Fifth\n---\nText.\n"),
    ]);
    let inputs = ["a.md", "b.md", "2024-03-04-c.md", "d.md", "e.md"];
    let tree = tree(&folder, &inputs);
    let blocks: Vec<String> = tree
        .split("\nchapter ")
        .skip(1)
        .map(|chapter| {
            let lines = chapter.lines().skip_while(|line| !line.contains(".title-block")).skip(1);
            let lines = lines.take_while(|line| line.starts_with("    "));
            let words = lines.filter_map(|line| line.trim().strip_prefix("text \"")?.strip_suffix('"'));
            words.collect::<Vec<_>>().join(" | ")
        })
        .collect();
    assert_eq!(
        blocks,
        [
            "First | Short. | By Ann | November 10, 2025",
            "Zweiter | Von Bob und Cy | 1. Februar 2024",
            "Third | March 4, 2024",
            "D | Headless.",
            "",
        ]
    );
    // The title is the folder's, and the contents list the articles alone.
    assert!(tree.starts_with("title: Book\naut: Ann\naut: Bob\naut: Cy\n"), "{tree}");
    assert!(!tree.contains(".toc-2") && tree.matches("item .toc-1").count() == 5, "{tree}");
    let many: String = (0..6).map(|author| format!("Author {author}, ")).collect();
    folder.write("f.md", format!("---\ntitle: Sixth\nauthor: [{many}]\n---\n").as_bytes());
    let crowded = self::tree(&folder, &[&inputs[..], &["f.md"]].concat());
    assert!(crowded.contains("ctb: Author 5\n") && !crowded.contains("aut: "), "{crowded}");
}

#[test]
fn names_of_content_documents_are_safe_and_unique() {
    let folder = Folder::with(&[("ü ß.md", "# A\n"), ("Ä.md", "# B\n"), ("x/A.md", "# C\n"), ("a.md", "# D\n")]);
    let tree = tree(&folder, &["ü ß.md", "Ä.md", "x/A.md", "a.md", "--no-toc", "-M", "title=T"]);
    let names: Vec<&str> = titles(&tree)[2..].iter().filter_map(|line| line.split('`').nth(1)).collect();
    assert_eq!(names, ["chapter", "chapter-2", "A", "a-2"]);
}

#[test]
fn files_named_one_by_one_share_their_ids() {
    let folder = Folder::with(&[
        ("a.md", "# One\n\nSee [two](#road) and [here](#it).\n\n## It\n"),
        ("b.md", "# The Road {#road}\n\n## It\n"),
    ]);
    let shared = tree(&folder, &["a.md", "b.md"]);
    folder.run(&["a.md", "b.md", "-o", "x.epub", "-M", "title=T", "--strict", "-q"]).status(0).in_silence();
    assert!(!shared.contains("unresolved"), "{shared}");
    folder.run(&["-o", "x.epub", "."]).status(0).says(&["dead-link", "it is in `b.md`: `b.md#road`"]);
}
