//! `--untrusted`: of a stranger's texts nothing outside the book's folder comes into an output, a message or a report,
//! nor is anything written there.
//!
//! Each attack is built twice, once with the outside there and once without: whatever a build says and makes, it must be
//! the same byte for byte. So nothing of the outside is in it, not even whether a file is there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use super::Folder;

const SECRET: &str = "Tr0ub4dor";

/// What lies outside: a file for each use.
fn outside() -> Vec<(&'static str, Vec<u8>)> {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='70' height='60'><title>{SECRET}</title><g id='a'><rect \
         width='50' height='50' fill='#abcdef'/></g></svg>"
    );
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(FONT)).expect("there is a font");
    vec![
        ("secret.md", format!("# {SECRET}\n\nThe word is {SECRET}.\n").into_bytes()),
        ("secret.txt", format!("{SECRET}\n").into_bytes()),
        ("secret.css", format!("p::before {{ content: \"{SECRET}\"; color: #abcdef }}\n").into_bytes()),
        ("secret.svg", svg.into_bytes()),
        ("secret.ttf", font),
        ("secret.yml", format!("title: {SECRET}\nsite_name: {SECRET}\nauthor: {SECRET}\n").into_bytes()),
        ("secret.toml", format!("[book]\ntitle = \"{SECRET}\"\n").into_bytes()),
        ("secret.bib", format!("@book{{k, title={{{SECRET}}}, author={{{SECRET}}}, year=2000}}\n").into_bytes()),
        ("index.md", format!("# {SECRET}\n").into_bytes()),
        ("SUMMARY.md", format!("# {SECRET}\n\n- [{SECRET}](secret.md)\n").into_bytes()),
    ]
}

const FONT: &str = "fonts/noto-symbols/NotoSansSymbols2-Regular.ttf";

/// A stranger's folder and how it is built.
struct Attack {
    name: &'static str,
    files: Vec<(&'static str, String)>,
    /// Links in the folder, and where they lead.
    links: Vec<(&'static str, &'static str)>,
    arguments: Vec<&'static str>,
}

fn attack(name: &'static str, files: &[(&'static str, &str)], arguments: &[&'static str]) -> Attack {
    let files = files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    Attack { name, files, links: Vec::new(), arguments: arguments.to_vec() }
}

/// A text alone.
fn text(name: &'static str, text: &str) -> Attack {
    attack(name, &[("a.md", text)], &["a.md"])
}

/// A drawing in a text.
fn drawing(name: &'static str, content: &str) -> Attack {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='99' height='99'>\
         {content}</svg>"
    );
    attack(name, &[("a.md", &format!("![x](a.svg)\n\n{svg}\n")), ("a.svg", &svg)], &["a.md"])
}

/// A style sheet.
fn sheet(name: &'static str, css: &str) -> Attack {
    let head = format!("---\ncss: a.css\n---\n\n<style>{css}</style>\n\nText.\n");
    attack(name, &[("a.md", &head), ("a.css", css)], &["a.md", "-c", "a.css"])
}

impl Attack {
    fn links(mut self, links: &[(&'static str, &'static str)]) -> Attack {
        self.links.extend(links);
        self
    }
}

/// `OUT` stands for the absolute path of what lies outside.
fn attacks() -> Vec<Attack> {
    let summary = ("src/SUMMARY.md", "- [A](a.md)\n- [B](../../out/secret.md)\n");
    let manifest = |book: &str, html: &str| format!("[book]\n{book}\n[output.html]\n{html}\n");
    let mdbook = |name, book: &str, html: &str, text: &str| {
        attack(name, &[("book.toml", &manifest(book, html)), summary, ("src/a.md", text)], &["."])
    };
    vec![
        text("traversal in an image", "![x](../out/secret.svg)\n"),
        text("an absolute path", "![x](OUT/secret.svg)\n\n![y](<OUT/secret.svg>)\n"),
        text("an address of a file", "![x](file://OUT/secret.svg)\n\n![y](file:OUT/secret.svg)\n"),
        text("percent signs", "![x](%2e%2e/out/secret.svg)\n\n![x](..%2fout%2fsecret.svg)\n\n![x](%2e%2e%5cout%5csecret.svg)\n"),
        text("backslashes", "![x](..\\out\\secret.svg)\n\n![x](C:\\secret.svg)\n\n![x](\\\\server\\secret.svg)\n"),
        text("names as in archives", "![x](a/../../out/secret.svg)\n\n![x](./.././out/secret.svg)\n\n![x](a//..//..//out/secret.svg)\n"),
        text("a linked file", "![x](l.svg)\n").links(&[("l.svg", "../out/secret.svg")]),
        text("a linked folder", "![x](pics/secret.svg)\n").links(&[("pics", "../out")]),
        text("links of links", "![x](b/c/secret.svg)\n").links(&[("b", "."), ("c", "d"), ("d", "../out")]),
        attack("an input that is a link", &[], &["l.md"]).links(&[("l.md", "../out/secret.md")]),
        attack("an input in a linked folder", &[], &["posts/secret.md"]).links(&[("posts", "../out")]),
        attack("an input that is a linked folder", &[], &["posts"]).links(&[("posts", "../out")]),
        attack("a folder with a link", &[("a.md", "# A\n")], &["."]).links(&[("b.md", "../out/secret.md"), ("c", "../out")]),
        attack("an input outside", &[], &["../out/secret.md"]),
        drawing("an entity of a drawing", "").entity(),
        drawing("images in a drawing", "<image href='../out/secret.svg' width='50' height='50'/><image xlink:href='file://OUT/secret.svg' width='50' height='50'/><feImage href='../out/secret.svg'/>"),
        drawing("uses in a drawing", "<use href='../out/secret.svg#a'/><use xlink:href='OUT/secret.svg#a'/>"),
        drawing("styles in a drawing", "<style>@import '../out/secret.css'; rect { fill: url(../out/secret.svg#a) }</style><rect width='9' height='9' fill='url(../out/secret.svg#a)'/><foreignObject><p>x</p></foreignObject>"),
        sheet("addresses in a sheet", "p { background: url(../out/secret.svg); list-style-image: url('file://OUT/secret.svg') } p::before { content: url(\"OUT/secret.svg\") url(%2e%2e/out/secret.svg) }"),
        sheet("imports in a sheet", "@import '../out/secret.css'; @import url(OUT/secret.css) print; @import url(file://OUT/secret.css);"),
        sheet("imports by a link", "@import 'l.css'; @import 'd/secret.css';").links(&[("l.css", "../out/secret.css"), ("d", "../out")]),
        sheet("fonts in a sheet", "@font-face { font-family: S; src: url(../out/secret.ttf), url(l.ttf), url(OUT/secret.ttf) } p { font-family: S }").links(&[("l.ttf", "../out/secret.ttf")]),
        text("css in front matter", "---\ncss: ../out/secret.css\n---\nText.\n"),
        text("linked css in front matter", "---\ncss: [l.css, OUT/secret.css]\n---\nText.\n").links(&[("l.css", "../out/secret.css")]),
        text("a cover", "---\ncover: ../out/secret.svg\n---\nText.\n"),
        text("a linked cover", "---\ncover-image: l.svg\n---\nText.\n").links(&[("l.svg", "../out/secret.svg")]),
        text("a theme", "---\ntheme: ../out/secret.css\n---\nText.\n"),
        text("a linked theme and highlighting", "---\ntheme: l.css\nhighlight: l.css\n---\n```rust\nfn\n```\n").links(&[("l.css", "../out/secret.css")]),
        text("files of metadata", "---\nmetadata-file: ../out/secret.yml\nmetadata-files: [../out/secret.yml]\ndefaults: ../out/secret.yml\ninclude-before: ../out/secret.md\ntemplate: ../out/secret.md\n---\nText.\n"),
        text("a bibliography", "---\nbibliography: ../out/secret.bib\ncsl: ../out/secret.yml\n---\n[@k]\n"),
        text("raw HTML", "<img src='../out/secret.svg'><object data='../out/secret.svg'></object><picture><source srcset='../out/secret.svg'><img src='OUT/secret.svg'></picture><link rel='stylesheet' href='../out/secret.css'><iframe src='../out/secret.md'></iframe><embed src='../out/secret.svg'><video poster='../out/secret.svg' src='../out/secret.svg'></video><style>@import '../out/secret.css';</style>\n"),
        text("images within addresses", "![x](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='9'%20height='9'%3E%3Cimage%20href='../out/secret.svg'%20width='9'%20height='9'/%3E%3C/svg%3E)\n"),
        mdbook("includes of mdBook", "title = \"T\"", "", "{{#include ../../out/secret.md}}\n\n{{#rustdoc_include OUT/secret.md:1:2}}\n\n{{#playground ../../out/secret.txt}}\n\n{{#include l.md}}\n\n{{#title ../../out/secret.md}}\n")
            .links(&[("src/l.md", "../../out/secret.md")]),
        mdbook("the folder of mdBook's texts", "src = \"../out\"", "", "# A\n"),
        mdbook("a linked folder of texts", "src = \"l\"", "", "# A\n").links(&[("l", "../out")]),
        mdbook("sheets and themes of mdBook", "title = \"T\"", "additional-css = [\"../out/secret.css\", \"OUT/secret.css\", \"l.css\"]\ntheme = \"../out\"\nfold = { enable = true }", "# A\n")
            .links(&[("l.css", "../out/secret.css")]),
        attack("snippets of MkDocs", &[("mkdocs.yml", "INHERIT: ../out/secret.yml\nsite_name: T\ndocs_dir: docs\nnav: [a.md, ../../out/secret.md]\nmarkdown_extensions:\n  - pymdownx.snippets:\n      base_path: [../out, OUT]\n"), ("docs/a.md", "# A\n\n--8<-- \"../out/secret.md\"\n\n--8<-- \"secret.md\"\n\n--8<--\nOUT/secret.md\nl.md\n--8<--\n\n{% include-markdown \"../../out/secret.md\" %}\n\n{% include \"../../out/secret.md\" %}\n")], &["."])
            .links(&[("docs/l.md", "../../out/secret.md")]),
        attack("the folder of MkDocs", &[("mkdocs.yml", "site_name: T\ndocs_dir: ../out\n")], &["."]),
        attack("Quarto", &[("_quarto.yml", "project:\n  type: book\nbook:\n  title: T\n  chapters: [index.qmd, ../out/secret.md, l.md]\nmetadata-files: [../out/secret.yml]\nformat:\n  html:\n    css: ../out/secret.css\n"), ("index.qmd", "# A\n\n{{< include ../out/secret.md >}}\n\n{{< include OUT/secret.md >}}\n\n{{< include l.md >}}\n\n{{< embed ../out/secret.md >}}\n")], &["."])
            .links(&[("l.md", "../out/secret.md")]),
        attack("MyST", &[("myst.yml", "version: 1\nextends: ../out/secret.yml\nproject:\n  title: T\n  toc:\n    - file: a.md\n    - file: ../out/secret.md\n"), ("a.md", "# A\n\n```{include} ../out/secret.md\n```\n\n```{literalinclude} OUT/secret.txt\n```\n\n:::{include} l.md\n:::\n\n```{figure} ../out/secret.svg\n```\n\n```{embed} ../out/secret.md\n```\n")], &["."])
            .links(&[("l.md", "../out/secret.md")]),
        attack("Leanpub", &[("Book.txt", "a.md\n../out/secret.md\nl.md\n"), ("a.md", "# A\n\n<<[Code](../out/secret.txt)\n\n<<(OUT/secret.txt)\n\n<<{../out/secret.md}\n\n![Code](../out/secret.txt)\n\n{{../out/secret.md}}\n")], &["."])
            .links(&[("l.md", "../out/secret.md")]),
        attack("Jekyll", &[("_config.yml", "title: T\nincludes_dir: ../out\nsource: ../out\ncollections_dir: ../out\n"), ("_posts/2024-01-01-a.md", "---\ntitle: A\n---\n{% include_relative ../../out/secret.md %}\n\n{% include secret.md %}\n\n{% include ../../out/secret.md %}\n\n{% include l.md %}\n")], &["."])
            .links(&[("_includes", "../out")]),
        attack("Hugo", &[("hugo.toml", "title = \"T\"\ncontentDir = \"../out\"\n[module]\n[[module.mounts]]\nsource = \"../out\"\ntarget = \"content\"\n"), ("content/_index.md", "---\ntitle: A\n---\n{{< readfile \"../out/secret.md\" >}}\n\n{{% include \"../../out/secret.md\" %}}\n\n{{< figure src=\"../../out/secret.svg\" >}}\n")], &["."])
            .links(&[("content/l", "../../out")]),
        attack("VitePress", &[(".vitepress/config.ts", "export default { srcDir: '../out', title: 'T' }\n"), ("a.md", "# A\n\n<<< ../out/secret.txt\n\n<<< @/../out/secret.txt\n\n<!--@include: ../out/secret.md-->\n\n<!--@include: l.md-->\n")], &["."])
            .links(&[("l.md", "../out/secret.md")]),
        attack("Docusaurus", &[("docusaurus.config.js", "module.exports = { title: 'T', presets: [['classic', { docs: { path: '../out' } }]] };\n"), ("docs/a.mdx", "import S from '../../out/secret.md';\nimport code from '!!raw-loader!../../out/secret.txt';\n\n# A\n\n<S />\n\n<CodeBlock>{code}</CodeBlock>\n")], &["."])
            .links(&[("docs/l.md", "../../out/secret.md")]),
        attack("GitBook", &[(".gitbook.yaml", "root: ../out\nstructure:\n  readme: ../out/secret.md\n  summary: ../out/SUMMARY.md\n"), ("README.md", "# A\n\n{% include \"../out/secret.md\" %}\n\n{% embed url=\"../out/secret.md\" %}\n")], &["."]),
        attack("embeds of Obsidian", &[(".obsidian/app.json", "{\"attachmentFolderPath\": \"../out\"}"), ("a.md", "![[../out/secret]]\n\n![[secret]]\n\n![[secret.svg]]\n\n![[l]]\n\n![[OUT/secret.md]]\n")], &["."])
            .links(&[("l.md", "../out/secret.md"), ("d", "../out")]),
        attack("bookdown", &[("_bookdown.yml", "rmd_files: [index.Rmd, ../out/secret.md]\n"), ("index.Rmd", "---\ntitle: A\nbibliography: ../out/secret.bib\n---\n# A\n\n```{r, child='../out/secret.md'}\n```\n\n```{r, code=readLines('../out/secret.txt')}\n```\n")], &["."]),
        attack("bindery.toml", &[("bindery.toml", "[book]\ntitle = \"T\"\ncover = \"../out/secret.svg\"\ncss = [\"../out/secret.css\", \"l.css\"]\n[content]\nchapters = [\"a.md\", \"../out/secret.md\", \"l.md\", \"OUT/secret.md\"]\n"), ("a.md", "# A\n")], &["."])
            .links(&[("l.md", "../out/secret.md"), ("l.css", "../out/secret.css")]),
        attack("a contents file", &[("SUMMARY.md", "- [A](a.md)\n- [B](../out/secret.md)\n- [C](l.md)\n- [D](OUT/secret.md)\n"), ("a.md", "# A\n")], &["."]).links(&[("l.md", "../out/secret.md")]),
        attack("files of the command line", &[("a.md", "# A\n")], &["a.md", "-c", "l.css", "--cover", "l.svg", "--highlight", "l.css"])
            .links(&[("l.css", "../out/secret.css"), ("l.svg", "../out/secret.svg")]),
        attack("metadata of the command line", &[("a.md", "# A\n")], &["a.md", "--metadata-file", "l.yml"]).links(&[("l.yml", "../out/secret.yml")]),
        attack("options of the command line", &[("a.md", "# A\n")], &["a.md", "--config", "l.toml"]).links(&[("l.toml", "../out/secret.toml")]),
        attack("folders of images", &[("a.md", "![x](secret.svg)\n")], &["a.md", "--resource-path", "l:../out"]).links(&[("l", "../out")]),
        attack("a title that is a path", &[("a.md", "---\ntitle: ../../out/secret\ndate: ../../x\nidentifier: ../../y\n---\n# ../../etc/passwd {#../../z}\n\nText.\n")], &["a.md", "-o", "dist/"]),
        attack("outputs through a link", &[("a.md", "# A\n")], &["a.md", "-o", "l.epub", "-o", "d/x.pdf"]).links(&[("l.epub", "../out/secret.txt"), ("d", "../out")]),
        attack("an output folder that is a link", &[("a.md", "# A\n")], &["a.md", "-o", "dist/deep/"]).links(&[("dist", "../out")]),
        attack("outputs by title through links", &[("a.md", "# Secret\n")], &["a.md"]).links(&[("secret.pdf", "../out/secret.txt"), ("secret.epub", "../out/new")]),
        attack("a report through a link", &[("a.md", "# A\n")], &["a.md", "--report", "l.json"]).links(&[("l.json", "../out/secret.txt")]),
    ]
}

impl Attack {
    /// A drawing whose document type declares entities of files.
    fn entity(mut self) -> Attack {
        let svg = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a SYSTEM '../out/secret.txt'><!ENTITY b SYSTEM 'file://OUT/secret.txt'><!ENTITY % c SYSTEM '../out/secret.txt'>%c;]><svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'><title>&a;</title><text y='20'>&a;&b;</text></svg>";
        self.files = vec![("a.md", format!("![x](a.svg)\n\n{svg}\n")), ("a.svg", svg.to_owned())];
        self
    }

    /// Builds it with the outside there and without; gives what was said and made by each.
    fn build(&self) -> [BTreeMap<String, Vec<u8>>; 2] {
        let folder = Folder::new();
        let out = folder.path.with_file_name("out");
        let absolute = out.to_string_lossy().into_owned();
        for (name, text) in &self.files {
            folder.write(name, text.replace("OUT", &absolute).as_bytes());
        }
        #[cfg(unix)]
        for (name, to) in &self.links {
            std::os::unix::fs::symlink(to, folder.path.join(name)).expect("links can be made");
        }
        [outside(), Vec::new()].map(|outside| self.build_beside(&folder, &out, outside))
    }

    fn build_beside(
        &self,
        folder: &Folder,
        out: &Path,
        outside: Vec<(&'static str, Vec<u8>)>,
    ) -> BTreeMap<String, Vec<u8>> {
        fs::create_dir(out).expect("the folder can be made");
        for (name, bytes) in &outside {
            fs::write(out.join(name), bytes).expect("files can be written");
        }
        let before = folder.names();
        let report = if self.arguments.contains(&"--report") { vec![] } else { vec!["--report", "report.json"] };
        let arguments = [&["--untrusted"], self.arguments.as_slice(), report.as_slice()].concat();
        let run = folder.run(&arguments);
        assert!([0, 1, 2, 4].contains(&run.status), "{}: {}", self.name, run.stderr);
        assert!(!run.stderr.contains("internal error"), "{}: {}", self.name, run.stderr);
        let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        made.insert("messages".to_owned(), run.stderr.into_bytes());
        for name in folder.names().into_iter().filter(|name| !before.contains(name)) {
            let path = folder.path.join(&name);
            if path.is_dir() {
                let _ = fs::remove_dir_all(path);
            } else {
                let mut bytes = fs::read(&path).expect("it can be read");
                if name.ends_with(".json") {
                    // How long a build took says nothing of what is there.
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let lines = text.lines().filter(|line| !line.contains("\"milliseconds\""));
                    bytes = lines.collect::<Vec<_>>().join("\n").into_bytes();
                }
                made.insert(name, bytes);
                fs::remove_file(path).expect("it can be removed");
            }
        }
        let name_of = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let after: BTreeMap<String, Vec<u8>> = fs::read_dir(out)
            .expect("it can be read")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (name_of(&path), fs::read(&path).unwrap_or_default()))
            .collect();
        let expected = outside.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
        assert!(after == expected, "{}: something was written outside", self.name);
        fs::remove_dir_all(out).expect("it can be removed");
        let above = fs::read_dir(folder.path.parent().expect("it has one")).expect("it can be read").count();
        assert_eq!(above, 1, "{}: something was written above the folder", self.name);
        made
    }
}

/// All texts of a file, unpacked where it is an archive or a PDF.
fn texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut texts = vec![bytes.to_vec()];
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        for index in 0..archive.len() {
            let mut text = Vec::new();
            archive.by_index(index).expect("a file").read_to_end(&mut text).expect("it can be unpacked");
            texts.push(text);
        }
    } else if let Ok(document) = lopdf::Document::load_mem(bytes) {
        let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
        texts.extend(streams.filter_map(|stream| stream.decompressed_content().ok()));
        texts.push(format!("{:?}", document.objects).into_bytes());
    }
    texts
}

#[test]
fn nothing_of_the_outside_comes_in() {
    let attacks = attacks();
    assert!(attacks.len() >= 30);
    let failed: Vec<String> = attacks
        .iter()
        .filter_map(|attack| {
            let [with, without] = attack.build();
            let said = |made: &BTreeMap<String, Vec<u8>>| String::from_utf8_lossy(&made["messages"]).into_owned();
            for (name, bytes) in &with {
                let has_secret = |text: &Vec<u8>| text.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
                if texts(bytes).iter().any(has_secret) {
                    return Some(format!("{}: the secret is in {name}:\n{}", attack.name, said(&with)));
                }
            }
            let differing: Vec<&String> =
                with.keys().chain(without.keys()).filter(|name| with.get(*name) != without.get(*name)).collect();
            (with != without).then(|| {
                let said = (said(&with), said(&without));
                format!("{}: {differing:?} tell of it, with it:\n{}\nand without:\n{}", attack.name, said.0, said.1)
            })
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn what_is_in_the_folder_is_read() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'/>";
    let text = "---\ncss: look/a.css\n---\n# A\n\n![x](pics/a.svg)\n\n![y](l.svg)\n";
    let folder = Folder::with(&[("a.md", text), ("pics/a.svg", svg), ("look/a.css", "p { color: red }")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("pics/a.svg", folder.path.join("l.svg")).expect("links can be made");
    #[cfg(not(unix))]
    folder.write("l.svg", svg.as_bytes());
    let arguments = ["a.md", "--untrusted", "--strict", "-c", "look/a.css", "--report", "../r.json"];
    folder.run(&[&arguments[..], &["-o", "x.epub", "-o", "../x.pdf"]].concat()).status(0);
    assert!(folder.has("x.epub") && folder.has("../x.pdf") && folder.has("../r.json"));
    folder.run(&["pics/../a.md", "--untrusted", "--root", "pics"]).status(1).says(&["error[outside-book]", "--root"]);
    folder.run(&["a.md", "--untrusted", "--root", "none"]).status(2).says(&["`", "none", "cannot be read"]);
    folder.run_with(&["-", "--untrusted", "-o", "y.epub"], b"# A\n", &[]).status(0);
}

#[test]
fn passwords_of_git_are_not_read() {
    let folder = Folder::with(&[
        (".git/config", "[http]\n\textraheader = AUTHORIZATION: basic dG9rZW4=\n"),
        ("book.toml", "[book]\n"),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "# A\n\n{{#include ../.git/config}}\n"),
    ]);
    folder.run(&[".", "-q", "-o", "x.epub"]).status(0);
    assert!(folder.unzip("x.epub", "a.xhtml").contains("dG9rZW4="), "without the option it is a file like any other");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../.git/config", folder.path.join("src/l")).expect("links can be made");
        std::os::unix::fs::symlink(".git", folder.path.join("g")).expect("links can be made");
    }
    folder.write("src/a.md", b"# A\n\n{{#include ../.git/config}}\n\n{{#include l}}\n\n{{#include ../g/config}}\n");
    let run = folder.run(&[".", "--untrusted", "-o", "x.epub", "--warn", "broken-include"]).status(0);
    assert_eq!(run.stderr.matches("lies outside the book's folder").count(), 3, "{}", run.stderr);
    assert!(!folder.unzip("x.epub", "a.xhtml").contains("dG9rZW4="));
}

#[test]
fn neither_the_web_nor_programs_are_asked() {
    let folder = Folder::with(&[("a.md", "# A\n\n![x](http://127.0.0.1:1/x.png)\n\n```mermaid\ngraph TD\n```\n")]);
    let command = "mermaid=touch ran";
    folder.run(&["a.md", "--untrusted", "--fetch"]).status(2).says(&["--untrusted", "--fetch"]);
    folder.run(&["a.md", "--untrusted", "--diagram-command", command]).status(2).says(&["--diagram-command"]);
    let event = |head: &str| {
        let text = format!(
            "{{\"pull_request\":{{\"head\":{{\"repo\":{{\"full_name\":\"{head}\"}}}},\"base\":{{\"repo\":{{\"full_name\":\"a/b\"}}}}}}}}"
        );
        folder.write("event.json", text.as_bytes());
    };
    let path = folder.path.join("event.json").to_string_lossy().into_owned();
    let run = |name: &str| {
        let environment = [("GITHUB_EVENT_NAME", name), ("GITHUB_EVENT_PATH", path.as_str())];
        folder.run_with(&["a.md", "-o", "x.epub", "--diagram-command", command], b"", &environment)
    };
    event("stranger/b");
    run("pull_request")
        .status(0)
        .says(&["note: this pull request comes from a fork", "`--diagram-command` do nothing"]);
    run("pull_request_target").status(0).says(&["comes from a fork"]);
    assert!(!folder.has("ran"));
    event("a/b");
    assert!(!run("pull_request").stderr.contains("fork"));
    assert!(folder.has("ran"), "the team's own branch is trusted");
    event("stranger/b");
    assert!(!run("push").stderr.contains("fork"));
}
