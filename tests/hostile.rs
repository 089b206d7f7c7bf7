//! Input that was made to hurt: it takes no more time than its size, no stack, and its words stay.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bindery::config::{Config, Input};
use bindery::diagnostic::{Code, Diagnostics};
use bindery::document::{ChapterId, Document, Node};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;
use bindery::source::{Files, Text};
use bindery::{markdown, toc, transform};

/// Far beyond what any of these takes beside other work (the slowest, cells of 20,000 tables within one another, some
/// three seconds), and far below what a quadratic path would.
const LIMIT: Duration = Duration::from_secs(20);

/// The text of the tree, its depth, and what was found.
fn build(markdown: &str) -> (String, usize, Diagnostics) {
    let start = Instant::now();
    let mut files = Files::default();
    let file = files.add("a.md", markdown);
    let mut diagnostics = Diagnostics::default();
    let text = Text::from_file(&files, file, 0);
    let chapter = markdown::parse(&text, ChapterId(0), "a", "a.md", &mut diagnostics);
    let document = Document { chapters: vec![Arc::new(chapter)], ..Document::default() };
    let document = transform::apply(document, &transform::Options::default(), &mut diagnostics);
    let table = toc::build(&document, Some(3));
    let document = toc::fill(document, &table);
    let took = start.elapsed();
    assert!(took < LIMIT, "{took:?} for {} bytes: {:.40}", markdown.len(), markdown);
    let mut text = String::new();
    Node::Body(&document.chapters[0]).visit(&mut |node| text.extend(node.text().into_iter().chain(["\n"])));
    (text, depth(Node::Body(&document.chapters[0])), diagnostics)
}

fn depth(node: Node<'_>) -> usize {
    let mut below = 0;
    node.for_each_child(&mut |child| below = below.max(depth(child)));
    below + 1
}

fn has(diagnostics: &Diagnostics, code: Code) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.code == code)
}

#[test]
fn nesting_is_flattened_and_its_text_kept() {
    let many = 10_000;
    let lists: String = (0..300).map(|level| format!("{:1$}- item{level}\n", "", level * 2)).collect();
    let cases = [
        (">".repeat(many) + " deep word", "deep word"),
        ("> ".repeat(many) + "deep word\n" + &">".repeat(many) + "\n> deep", "deep word"),
        ("- ".repeat(many) + "deep word", "deep word"),
        ("1. ".repeat(many) + "deep word", "deep word"),
        ("> - ".repeat(many) + "deep word\n\n\n" + &"\n".repeat(many), "deep word"),
        (lists, "item299"),
        ("*a ".repeat(many) + "deep word" + &" b*".repeat(many), "deep word"),
        ("<em>".repeat(many) + "deep word" + &"</em>".repeat(many), "deep word"),
        ("<div>\n\n".repeat(many) + "deep word", "deep word"),
        ("<ul><li>".repeat(many) + "deep word", "deep word"),
        ("<table><tr><td>".repeat(many) + "deep word", "deep word"),
        ("<blockquote>".repeat(many) + "deep word" + &"</blockquote>".repeat(many), "deep word"),
        ("> <div>\n> - <section>\n>\n".repeat(200) + "> deep word", "deep word"),
        ("**<b>~~".repeat(many) + "deep word" + &"~~</b>**".repeat(many), "deep word"),
    ];
    for (markdown, word) in &cases {
        let (text, depth, diagnostics) = build(markdown);
        assert!(text.contains(word), "{word} is lost from {markdown:.30}");
        assert!(depth < 3 * markdown::MAX_DEPTH, "a tree {depth} deep for {markdown:.30}");
        assert!(depth < 100 || has(&diagnostics, Code::TooDeep) || has(&diagnostics, Code::RawHtml));
    }
}

#[test]
fn text_in_marked_html_is_read_once() {
    // To the parser the last line is a block of raw HTML, and to HTML a text: neither may hand it to the other for ever.
    for end in ["<div", "</figure", "<div\nclass", "<figure markdown=span"] {
        let (text, _, _) = build(&format!("<figure markdown=\"span\">\n<b>a *word*</b>\n{end}"));
        assert!(text.contains("word"), "{end}: {text}");
    }
}

#[test]
fn flattened_items_stay_apart() {
    let markdown = format!("{}one\n{:2$}- two\n", "- ".repeat(150), "", 300 - 2);
    let (text, _, _) = build(&markdown);
    assert!(text.contains("one\n") && text.contains("two\n"), "{text}");
}

#[test]
fn long_tokens_and_many_small_ones_take_linear_time() {
    let many = 20_000;
    let cases = [
        "x".repeat(200_000),
        "http://".repeat(many) + "a.b",
        "a@".repeat(many) + "b.c",
        "www.".repeat(many),
        "https://a.b/".to_owned() + &")".repeat(200_000),
        "https://a.b/".to_owned() + &"&a;".repeat(many * 2),
        "[".repeat(many) + &"]".repeat(many),
        "[^".repeat(many),
        "![".repeat(many),
        "<b>".repeat(many) + "word",
        "<div><p>".repeat(many) + "\n",
        "<div>\n\n".repeat(many) + "word",
        "<ul><li>".repeat(many) + "word",
        "<table><tr><td>".repeat(many) + "word",
        "<tr><td colspan=1000 rowspan=60000>".repeat(many) + "word",
        "<b>\n\nword\n\n".repeat(many),
        "<p>x</div></b>".repeat(many),
        "<T>x ".repeat(many),
        "<ruby>a<rt>b".repeat(many),
        "<svg>\n\n".repeat(many) + "word",
        "<!-- ".repeat(many),
        "word <div>x</div> ".repeat(many),
        "<details><summary>".repeat(many),
        "<Listing caption=\"*a* [b\">\n\n".repeat(many),
        "<p class=\"".repeat(many) + "\n",
        "<u>x".repeat(many),
        "\"'".repeat(many),
        "'a ".repeat(many),
        "-".repeat(200_000) + "a",
        ".".repeat(200_000),
        "# same\n\n".repeat(many),
        "[a](b.md) ".repeat(many),
        "[^1] ".repeat(many) + "\n\n[^1]: note\n",
        "[^a b".repeat(many),
        "![a[^1]".repeat(many) + "\n\n[^1]: note\n",
        "]:".repeat(many) + "\n\n[x](y)",
        "{++a".repeat(many),
        "{--a".repeat(many) + "--}",
        "==a==".repeat(many),
        "term\n: ".repeat(many),
        "{~~a~>".repeat(many),
        "*\u{3068}".repeat(many),
        "**(\u{7532})\u{3068}".repeat(many),
        "~~\u{300c}\u{3068}".repeat(many),
        "{% comment %}".repeat(many),
        "{% raw %}".repeat(many),
        "<div>*x".repeat(many),
        "==~>{==~ ^[~>]~>".repeat(many),
        "```{include} a.md\n".repeat(many),
        (0..5_000).map(|n| format!("[^{n}] ")).collect::<String>()
            + "\n\n"
            + &(0..5_000).map(|n| format!("[^{n}]: [^{}]\n\n", n + 1)).collect::<String>(),
        "a\n: b\n\n".repeat(many),
        "|a|b|\n|-|-|\n".to_owned() + &"|c|d|\n".repeat(many),
        "$a$ ".repeat(many),
        "$$\\sum_{i}^n\\frac{a}{b}$$\n\n".repeat(many / 20),
        format!("${}$", "a+".repeat(14_000)),
        format!("$${}$$", "b=".repeat(14_000)),
        format!("$${}x{}$$", "\\left(\\sqrt{".repeat(20), "}\\right)".repeat(20)),
        "$\\newcommand{\\a}{\\a\\a}\\a$ ".repeat(50),
        "\\def\\a{b}\n".repeat(many),
        "\\\"".repeat(many),
        "&quot;".repeat(many),
        "<a id=x></a>\n\n".repeat(many),
    ];
    for markdown in &cases {
        build(markdown);
    }
}

#[test]
fn every_nesting_of_constructs_keeps_its_words() {
    // A generator of a fixed seed: the same inputs on every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    const PIECES: [&str; 87] = [
        "{++",
        "++}",
        "{--",
        "--}",
        "{==",
        "==}",
        "\u{300c}",
        "\u{300d}",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "[",
        "](u)",
        "![",
        "<em>",
        "</em>",
        "<b>",
        "</b>",
        "<code>",
        "</code>",
        "<span class=a>",
        "</span>",
        "<a href=u>",
        "</a>",
        "<a id=i>",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "# ",
        "| a | b |\n|-|-|\n| ",
        "\n: ",
        "[^1]",
        "\n[^1]: ",
        "\"",
        "'",
        "$",
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</ul>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<table>",
        "<caption>",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>",
        "</table>",
        "<thead>",
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<figure>",
        "<figcaption>",
        "</figcaption>",
        "</figure>",
        "<h2>",
        "</h2>",
        "<pre>",
        "</pre>",
        "<blockquote>",
        "</blockquote>",
        "<section>",
        "<ruby>",
        "<rt>",
        "</ruby>",
        "<T>",
        "</T>",
        "<center>",
        "<hr>",
        "<Listing>",
        "</Listing>",
        "<q>",
        "\n\n<b>\n\n",
        "\n\n</b>\n\n",
    ];
    for _ in 0..10_000 {
        let mut markdown = String::new();
        let mut count = 0;
        for _ in 0..next(40) {
            markdown.push_str(PIECES[next(PIECES.len())]);
            if next(3) == 0 {
                count += 1;
                markdown.push_str(&format!("w{count}w"));
            }
        }
        let (text, _, _) = build(&markdown);
        // Words in link destinations and table cells beyond the header's are not text.
        let events = pulldown_text(&markdown);
        for n in 1..=count {
            let word = format!("w{n}w");
            assert!(text.contains(&word) || !events.contains(&word), "{word} is lost from {markdown:?}: {text:?}");
        }
    }
}

/// The text that pulldown-cmark finds, raw HTML without tags.
fn pulldown_text(markdown: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser};
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    options |= Options::ENABLE_MATH | Options::ENABLE_GFM | Options::ENABLE_HEADING_ATTRIBUTES;
    options.set(Options::ENABLE_DEFINITION_LIST, markdown.contains("\n: "));
    let mut text = String::new();
    let mut images = 0;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(pulldown_cmark::Tag::Image { .. }) => images += 1,
            Event::End(pulldown_cmark::TagEnd::Image) => images -= 1,
            // The text of an image is its alternative text, no node.
            Event::Text(words) | Event::Code(words) if images == 0 => text.push_str(&words),
            Event::Html(raw) | Event::InlineHtml(raw) if images == 0 => {
                text.extend(raw.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text));
            }
            _ => {}
        }
    }
    text
}

/// A project whose files are made of the given words, in an order that numbers decide.
fn project(seed: u64, words: &[&str]) -> Loader {
    let mut state = seed;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let files = ["book.toml", "src/SUMMARY.md", "src/a.md", "src/b.md"];
    Loader::memory(files.map(|file| {
        let text: String = (0..next(60)).map(|_| words[next(words.len())]).collect();
        let head = match file {
            "book.toml" => "[book]\n",
            "src/SUMMARY.md" => "- [A](a.md)\n",
            _ => "# A\n",
        };
        (format!("/p/{file}"), format!("{head}{text}"))
    }))
}

#[test]
fn projects_of_any_words_are_read_without_a_fault() {
    let words = [
        "- ",
        "  ",
        "\n",
        "\n\n",
        "# ",
        "[a](a.md)",
        "[b](b.md#x)",
        "[]()",
        "[c](<>)",
        "---\n",
        "<!--",
        "-->",
        "é",
        "{{#include b.md}}",
        "{{#include a.md:1:}}",
        "\\{{#",
        "{{",
        "}}",
        "}",
        "#title x",
        "{{#rustdoc_include ../book.toml:x}}",
        "ANCHOR: x",
        "ANCHOR_END: x",
        "```rust\n",
        "# hidden\n",
        "```\n",
        "> ",
        "title = 1\n",
        "[output.html.redirect]\n",
        "\"a.html\" = \"b.html\"\n",
        "src = \"..\"\n",
        "[x](/../y)",
        "[x](%ff.html#%ff)",
        "[x](b.html?a#)",
        "日本",
        "* ",
    ];
    for seed in 0..400 {
        let config = Config {
            inputs: vec![Input::Path { path: "/p".into(), shown: "p".to_owned() }],
            base_url: (seed % 2 == 0).then(|| "https://a.b/c/".to_owned()),
            ..Config::default()
        };
        let mut findings = Findings::default();
        let read = pipeline::read(&config, &project(seed, &words), &mut findings);
        assert!(read.is_ok() || findings.diagnostics.has_errors(), "{seed}: it is told why nothing was read");
        for span in findings.diagnostics.iter().filter_map(|finding| finding.span) {
            findings.files.line_column(span.file, span.end);
            assert!(span.start <= span.end, "{seed}: {span:?}");
        }
    }
}

#[test]
fn summaries_and_directives_without_end_take_linear_time() {
    let many = 20_000;
    let chapters: String = (0..2_000).map(|chapter| format!("- [C]({chapter}.md)\n")).collect();
    let drafts: String = (0..60).map(|depth| format!("{:1$}- [D]()\n", "", depth * 2)).collect();
    for (summary, text) in [
        ("- ".repeat(many), String::new()),
        ("# P\n\n".repeat(many) + "- [A](a.md)\n", String::new()),
        ("- [D]()\n".repeat(many) + "- [A](a.md)\n", String::new()),
        (drafts + "- [A](a.md)\n", String::new()),
        (chapters, String::new()),
        ("- [A](a.md)\n".to_owned(), "{{#".repeat(many * 5)),
        ("- [A](a.md)\n".to_owned(), "{{#include a.md}}".repeat(many)),
        ("- [A](a.md)\n".to_owned(), "\\{{#x}} ".repeat(many)),
        ("- [A](a.md)\n".to_owned(), "[x](gone.md) [y](../out.md#z) ".repeat(many)),
    ] {
        let start = Instant::now();
        let loader = Loader::memory([("/p/SUMMARY.md", summary), ("/p/a.md", text)]);
        let config =
            Config { inputs: vec![Input::Path { path: "/p".into(), shown: "p".to_owned() }], ..Config::default() };
        let _ = pipeline::read(&config, &loader, &mut Findings::default());
        assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    }
}

#[test]
fn projects_of_other_tools_take_linear_time_whatever_they_say() {
    let many = 3_000;
    let texts =
        |folder: &str| (0..many).map(|n| (format!("/p/{folder}/{n}.md"), "# A\n".to_owned())).collect::<Vec<_>>();
    let file = |path: &str, text: String| vec![(format!("/p/{path}"), text)];
    let quoted = |text: &str| format!("'{text}',").repeat(many);
    // Each folder names the next twice.
    let doubled = (0..30).flat_map(|n| {
        let folder = "docs".to_owned() + &"/d".repeat(n);
        file(&format!("{folder}/.pages"), "nav: [d, d, ../d, ..., .]\n".to_owned())
    });
    let awesome = || file("mkdocs.yml", "site_name: S\nplugins: [awesome-pages]\n".to_owned());
    let config = || file("docusaurus.config.js", "module.exports = {title: 'T'}".to_owned());
    let sidebars = |items: String| file("sidebars.js", format!("module.exports = {{a: [{items}]}}"));
    let layers = (0..40).flat_map(|n| file(&format!("{n}.yml"), format!("INHERIT: {}.yml\n", n + 1)));
    // Each file brings in the next many times, and the last the first.
    let included = |ending: &str, form: fn(&str) -> String, times: usize, depth: usize| {
        let files = (0..depth).flat_map(|n| {
            let form = form(&format!("i{}.{ending}", (n + 1) % depth));
            file(&format!("i{n}.{ending}"), format!("# I\n\n{}", format!("{form}\n\n").repeat(times)))
        });
        files.collect::<Vec<_>>()
    };
    let embed: fn(&str) -> String = |name| format!("![[{name}]]");
    let include: fn(&str) -> String = |name| format!("{{{{< include {name} >}}}}");
    let snippet: fn(&str) -> String = |name| format!("--8<-- \"{name}\"");
    let child: fn(&str) -> String = |name| format!("```{{r, child='{name}'}}\n```");
    let quarto = || file("_quarto.yml", "book: {title: B, chapters: [i0.qmd]}\n".to_owned());
    for files in [
        [file(".obsidian/app.json", "{}".to_owned()), included("md", embed, 2, 30)].concat(),
        [file(".obsidian/app.json", "{}".to_owned()), included("md", embed, 300, 3)].concat(),
        [quarto(), included("qmd", include, 3, 12)].concat(),
        [quarto(), included("qmd", child, 300, 3)].concat(),
        [file("mkdocs.yml", "site_name: S\ndocs_dir: .\nnav: [i0.md]\n".to_owned()), included("md", snippet, 300, 3)]
            .concat(),
        [awesome(), doubled.collect(), file(&format!("docs{}/a.md", "/d".repeat(29)), "# A\n".to_owned())].concat(),
        [awesome(), file("docs/.pages", format!("nav: [{}]\n", "a, ".repeat(many))), texts("docs/a")].concat(),
        [file("mkdocs.yml", "INHERIT: 0.yml\n".to_owned()), layers.collect(), texts("docs")].concat(),
        [file("mkdocs.yml", format!("nav: [{}]\n", "a/, ".repeat(many))), texts("docs/a")].concat(),
        [config(), sidebars(quoted("gone")), texts("docs")].concat(),
        [config(), sidebars("{type: 'autogenerated', dirName: '.'},".repeat(many)), texts("docs")].concat(),
        [config(), sidebars("{a:[".repeat(many)), texts("docs/a")].concat(),
        [config(), sidebars("{type: 'category', label: `${a}`, items: ['x".repeat(many)), texts("docs")].concat(),
        [config(), texts(&format!("docs{}", "/d".repeat(200)))].concat(),
        [config(), file("docs/a/_category_.json", "[".repeat(100_000)), texts("docs/a")].concat(),
    ] {
        let named: Vec<String> = files.iter().map(|(path, _)| path.clone()).take(3).collect();
        let loader = Loader::memory(files);
        let start = Instant::now();
        let config =
            Config { inputs: vec![Input::Path { path: "/p".into(), shown: "p".to_owned() }], ..Config::default() };
        let mut findings = Findings::default();
        let read = pipeline::read(&config, &loader, &mut findings);
        assert!(start.elapsed() < LIMIT, "{:?} for {named:?}", start.elapsed());
        assert!(read.is_ok() || findings.diagnostics.has_errors(), "{named:?}: it is told why nothing was read");
    }
}

#[test]
fn forms_without_end_take_linear_time() {
    let many = 30_000;
    let line = |text: &str| format!("{text}\n").repeat(many);
    let cases = [
        line("::: a"),
        line("```{note}"),
        line("{{< note >}}\n"),
        line("{{< note >}}\n") + "{{< /note >}}\n",
        line("{% highlight x %}\n"),
        line("\\begin{x}\n"),
        line("%% a\n"),
        line("-----"),
        line("-----\nfoo\n--- ---\n"),
        line("+---+\n|x"),
        line("| a") + "| a | b |\n",
        line("a) x\n"),
        line(": c\n"),
        line("{: .x}\n"),
        line("$$\n+ a"),
        line("```{figure} a\n"),
        "^[a ".repeat(many),
        "==a `==` ".repeat(many),
        "[[a ".repeat(many),
        "[".repeat(many) + "a" + &"]{.c}".repeat(many),
        "A> ".repeat(many),
        "\\a{".repeat(many),
        "@fig".repeat(many),
        "{{#".repeat(many),
        "- ".repeat(2_000) + &"\n".repeat(many),
    ];
    for markdown in &cases {
        build(markdown);
    }
}

#[test]
fn forms_of_any_order_are_read_without_a_fault() {
    let mut words: Vec<String> = [
        ":::",
        "> ",
        "- ",
        "    ",
        "\t",
        "1. ",
        "{",
        "}",
        "](u)",
        "^",
        "~",
        "==",
        "$$",
        "|",
        "+---+",
        "{{<",
        ">}}",
        "{%",
        "%}",
        "!!! ",
        "A> ",
        "%%",
        "[[",
        "]]",
        "![",
        "(@a)",
        "#. ",
        "a) ",
        "*[",
        "---",
        "é",
        "日本",
        "\\",
        "`",
        "<div>\n",
        "<!--",
        "[^1]: ",
        ": ",
        "\"",
        "---- ----",
        "🚀",
        ":a:",
        "\u{1}",
        "\n\n",
        "{.",
        "{:",
        "```{note}\n",
        "```\n",
        "=== \"a\"\n",
    ]
    .map(str::to_owned)
    .into();
    // And the lines of all cases of the suite.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/markdown");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        words.extend(std::fs::read_to_string(file).unwrap().lines().map(|line| format!("{line}\n")));
    }
    for seed in 0..1_500_u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        let mut markdown = String::new();
        for _ in 0..next(40) {
            markdown.push_str(&words[next(words.len())]);
            if next(4) == 0 {
                markdown.push('\n');
            }
        }
        build(&markdown);
    }
}
