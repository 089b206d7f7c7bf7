//! Which forms of Markdown are read: one table of forms, one of dialects.
//!
//! In: a name as `--from` takes it, `pandoc`, `gfm+mark`, `markdown-emoji`. Out: a [`Dialect`], the set of forms beyond
//! CommonMark that are read. What a form looks like is its module's business; a form that is off is text as typed.

use crate::diagnostic::nearest;

macro_rules! forms {
    ($($variant:ident $name:literal $meaning:literal;)*) => {
        /// A form beyond CommonMark. The names are pandoc's extensions' where it has the form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Form { $(#[doc = $meaning] $variant,)* }

        impl Form {
            /// Every form, in the order of the table.
            pub const ALL: &'static [Form] = &[$(Form::$variant,)*];

            /// Its name, in snake case as pandoc writes them.
            pub fn name(self) -> &'static str {
                match self { $(Form::$variant => $name,)* }
            }
        }
    };
}

forms! {
    Tables "pipe_tables" "`| a | b |`, GFM 4.10.";
    Strikethrough "strikeout" "`~~gone~~`, GFM 6.5.";
    TaskLists "task_lists" "`- [x] done`, GFM 5.3.";
    Alerts "alerts" "`> [!NOTE]` and GitHub's four others.";
    Callouts "callouts" "`> [!kind] Title`, of any kind, with `-` or `+` where it folds.";
    Autolinks "autolink_bare_uris" "Bare addresses, GFM 6.9.";
    Notes "footnotes" "`[^1]` and its definition.";
    DefinitionLists "definition_lists" "A term and `: what is said of it`.";
    HeadingAttributes "header_attributes" "`# Title {#id .class}`.";
    Math "tex_math_dollars" "`$x$` and `$$x$$`.";
    BracketMath "tex_math_single_backslash" "`\\(x\\)` and `\\[x\\]`.";
    Attributes "attributes" "`{#id .class key=value}` after a link, an image, code, a formula, a fence.";
    CodeLines "code_lines" "`{1,4-6}`, `hl_lines=2`, `linenos`, `// highlight-next-line`: lines of code that are marked, and numbers.";
    Spans "bracketed_spans" "`[text]{.class}`.";
    Superscript "superscript" "`x^2^`.";
    Subscript "subscript" "`H~2~O`.";
    EscapedSpaces "escaped_spaces" "`Fig.\\ 1`: a space that no line breaks at.";
    InlineNotes "inline_notes" "`^[A note in place.]`.";
    Mark "mark" "`==marked==`.";
    Divisions "fenced_divs" "`::: {.class}` … `:::`, and the directives written so.";
    Admonitions "admonitions" "`!!! note \"Title\"` and `??? note` with an indented body.";
    Directives "fenced_directives" "Fences that hold Markdown: `{note}`, `admonish`.";
    Tips "tips" "Docsify's `?> tip`, `!> what is important`, `:size=` and `:id=`.";
    Hints "hints" "`{% hint style=\"info\" %}` … `{% endhint %}`.";
    Asides "asides" "`A> text`, `{aside}` … `{/aside}`, `{blurb}` … `{/blurb}`.";
    AttributeLines "attribute_lines" "`{: .class}`, `{#id}` or `{id: x}` on a line of its own.";
    SpacedAddresses "spaced_addresses" "`![x](my picture.png =100x20)`: spaces in an address, a size behind it.";
    WikiLinks "wikilinks" "`[[page#heading|text]]` and `![[file|width]]`.";
    HeadingLinks "implicit_header_references" "`[Where we go][]`: a link that names a heading by its words.";
    TaskStates "task_states" "`- [/] begun`, `- [-] cancelled`.";
    Comments "comments" "`%%not shown%%`.";
    BlockIds "block_ids" "`^id` at the end of a block.";
    Emoji "emoji" "`:rocket:`.";
    Abbreviations "abbreviations" "`*[HTML]: Hyper Text Markup Language`.";
    MarkdownAttribute "markdown_attribute" "`<div markdown=\"1\">`: Markdown in raw HTML.";
    LineBlocks "line_blocks" "`| a line of verse`.";
    GridTables "grid_tables" "Tables drawn with `+`, `-` and `|`.";
    SimpleTables "simple_tables" "Columns under lines of dashes.";
    TableCaptions "table_captions" "`: caption` or `Table: caption` beside a table.";
    FancyLists "fancy_lists" "`a)`, `(iv)`, `#.`.";
    ExampleLists "example_lists" "`(@label)`, numbered through the text.";
    PageBreaks "page_breaks" "`\\newpage`, `\\pagebreak`, `{pagebreak}`.";
    RawTex "raw_tex" "`\\begin{equation}` … `\\end{equation}`.";
    Shortcodes "shortcodes" "Hugo's `{{< figure >}}`, `{{< ref >}}`, `{{< highlight >}}` and others.";
    Liquid "liquid" "Jekyll's `{% highlight %}`, `{% link %}`, `{% post_url %}`, `{% raw %}`.";
    Snippets "snippets" "`--8<-- \"file.md\"`, `{!file.md!}`, `<!--@include: file.md-->`: the text of a file.";
    CodeFiles "code_files" "`<<[Title](code/file.rb)` and `{{file.md}}`: the code or the text of a file.";
    ChildTexts "child_texts" "knitr's `child=\"file.Rmd\"`: the text of a file.";
    TitleBlock "title_block" "`% Title` at the head of a file.";
    HeaderLines "header_lines" "`Title: …` from the first line of a file.";
    Roles "roles" "MyST's ``{ref}`label` ``, ``{doc}`file` ``, ``{sub}`2` ``.";
    PercentComments "percent_comments" "MyST's `% a comment`, a line of its own.";
    BlockBreaks "block_breaks" "MyST's `+++`, where a cell of a notebook ends.";
    Mdx "mdx" "MDX's `import` and `export`, and `name={value}` in a tag.";
    Citations "citations" "`@key` cites, which is told: no references are made.";
    SceneBreaks "scene_breaks" "A heading without words parts scenes.";
    ImplicitFigures "implicit_figures" "An image alone in a paragraph is a figure, its alternative text the caption.";
    Changes "critic_markup" "`{++added++}`, `{--gone--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>a comment<<}`.";
    CjkEmphasis "cjk_friendly_emphasis" "`**「強調」**です`: emphasis beside the signs of Chinese, Japanese and Korean.";
    HardLineBreaks "hard_line_breaks" "Every end of a line breaks the line.";
}

/// A set of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect(u64);

/// Github's.
const GFM: &[Form] = &[
    Form::Tables,
    Form::Strikethrough,
    Form::TaskLists,
    Form::Alerts,
    Form::Autolinks,
    Form::Notes,
    Form::Math,
    Form::Emoji,
];

/// pandoc's Markdown (<https://pandoc.org/MANUAL.html#pandocs-markdown>), and what Quarto and bookdown write in it.
const PANDOC: &[Form] = &[
    Form::Tables,
    Form::Strikethrough,
    Form::TaskLists,
    Form::Notes,
    Form::DefinitionLists,
    Form::HeadingAttributes,
    Form::Math,
    Form::Attributes,
    Form::CodeLines,
    Form::Spans,
    Form::Superscript,
    Form::Subscript,
    Form::EscapedSpaces,
    Form::InlineNotes,
    Form::Divisions,
    Form::LineBlocks,
    Form::GridTables,
    Form::SimpleTables,
    Form::TableCaptions,
    Form::FancyLists,
    Form::ExampleLists,
    Form::PageBreaks,
    Form::RawTex,
    Form::TitleBlock,
    Form::Citations,
    Form::ImplicitFigures,
    Form::HeadingLinks,
];

/// What Markdown Extra, and so kramdown, Python-Markdown and MultiMarkdown, have in common.
const EXTRA: &[Form] = &[
    Form::Tables,
    Form::Notes,
    Form::DefinitionLists,
    Form::HeadingAttributes,
    Form::Abbreviations,
    Form::AttributeLines,
    Form::Attributes,
    Form::CodeLines,
    Form::Math,
    Form::MarkdownAttribute,
];

/// The dialects by name: forms of a base, and more.
const DIALECTS: &[(&str, &[&[Form]])] = &[
    ("auto", &[]),
    ("commonmark", &[]),
    ("gfm", &[GFM]),
    ("pandoc", &[PANDOC]),
    ("markdown", &[PANDOC]),
    ("quarto", &[PANDOC, &[Form::Shortcodes, Form::Alerts, Form::ChildTexts]]),
    ("bookdown", &[PANDOC, &[Form::ChildTexts, Form::BracketMath]]),
    (
        "obsidian",
        &[
            GFM,
            &[
                Form::Callouts,
                Form::WikiLinks,
                Form::SpacedAddresses,
                Form::TaskStates,
                Form::Comments,
                Form::BlockIds,
                Form::Mark,
                Form::InlineNotes,
            ],
        ],
    ),
    (
        "mkdocs",
        &[
            EXTRA,
            &[
                Form::Admonitions,
                Form::Snippets,
                Form::Mark,
                Form::Superscript,
                Form::Subscript,
                Form::Strikethrough,
                Form::TaskLists,
                Form::Emoji,
                Form::Changes,
            ],
        ],
    ),
    ("mdbook", &[GFM, &[Form::DefinitionLists, Form::HeadingAttributes, Form::Directives]]),
    ("gitbook", &[GFM, &[Form::Hints]]),
    (
        "leanpub",
        &[
            EXTRA,
            &[
                Form::Asides,
                Form::CodeFiles,
                Form::Strikethrough,
                Form::Superscript,
                Form::Subscript,
                Form::InlineNotes,
                Form::PageBreaks,
                Form::TaskLists,
            ],
        ],
    ),
    (
        "mmd",
        &[
            EXTRA,
            &[
                Form::HeaderLines,
                Form::CodeFiles,
                Form::Superscript,
                Form::Subscript,
                Form::TableCaptions,
                Form::Changes,
            ],
        ],
    ),
    ("kramdown", &[EXTRA, &[Form::Strikethrough, Form::Liquid]]),
    (
        "hugo",
        &[
            GFM,
            &[Form::DefinitionLists, Form::HeadingAttributes, Form::AttributeLines, Form::CodeLines, Form::Shortcodes],
        ],
    ),
    (
        "myst",
        &[
            GFM,
            &[
                Form::Divisions,
                Form::Directives,
                Form::DefinitionLists,
                Form::Attributes,
                Form::CodeLines,
                Form::Spans,
                Form::AttributeLines,
                Form::Roles,
                Form::PercentComments,
                Form::BlockBreaks,
            ],
        ],
    ),
    ("docsify", &[GFM, &[Form::Tips]]),
    ("docusaurus", &[GFM, &[Form::Divisions, Form::HeadingAttributes, Form::CodeLines, Form::Mdx]]),
    ("vitepress", &[GFM, &[Form::Divisions, Form::HeadingAttributes, Form::CodeLines, Form::Snippets]]),
    ("extra", &[EXTRA]),
];

/// Other names of dialects: pandoc's, those of tools and of the parsers in them. A tool that only reads what another
/// does is that one; of those whose parser has no name here, the nearest.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("md", "auto"),
    ("txt", "auto"),
    ("text", "auto"),
    ("plain", "auto"),
    ("common_mark", "commonmark"),
    ("cmark", "commonmark"),
    ("markdown_strict", "commonmark"),
    ("commonmark_x", "pandoc"),
    ("pandoc-markdown", "pandoc"),
    ("github", "gfm"),
    ("markdown_github", "gfm"),
    ("cmark-gfm", "gfm"),
    ("gitlab", "gfm"),
    ("markdown-it", "gfm"),
    ("marked", "gfm"),
    ("remark", "gfm"),
    ("redcarpet", "gfm"),
    ("zola", "gfm"),
    ("eleventy", "gfm"),
    ("11ty", "gfm"),
    ("astro", "gfm"),
    ("gatsby", "gfm"),
    ("hexo", "gfm"),
    ("ghost", "gfm"),
    ("notion", "gfm"),
    ("hedgedoc", "gfm"),
    ("typora", "gfm"),
    ("jupyter", "gfm"),
    ("marp", "gfm"),
    ("markdown_mmd", "mmd"),
    ("multimarkdown", "mmd"),
    ("pelican", "mmd"),
    ("markua", "leanpub"),
    ("jekyll", "kramdown"),
    ("markdown_phpextra", "extra"),
    ("markdown-extra", "extra"),
    ("php-markdown-extra", "extra"),
    ("python-markdown", "mkdocs"),
    ("pymdownx", "mkdocs"),
    ("pymdown", "mkdocs"),
    ("material", "mkdocs"),
    ("nikola", "mkdocs"),
    ("goldmark", "hugo"),
    ("honkit", "gitbook"),
    ("logseq", "obsidian"),
    ("vuepress", "vitepress"),
    ("mdx", "docusaurus"),
    ("nextra", "docusaurus"),
    ("sphinx", "myst"),
    ("myst-nb", "myst"),
    ("myst-parser", "myst"),
    ("jupyter-book", "myst"),
    ("jupyterbook", "myst"),
    ("rmarkdown", "bookdown"),
    ("rmd", "bookdown"),
    ("qmd", "quarto"),
];

/// Formats that other programs read and that are no Markdown (<https://pandoc.org/MANUAL.html#general-options>).
const OTHER_FORMATS: [&str; 33] = [
    "adoc",
    "asciidoc",
    "asciidoctor",
    "bibtex",
    "creole",
    "csv",
    "djot",
    "docbook",
    "docx",
    "dokuwiki",
    "epub",
    "fb2",
    "html",
    "html5",
    "ipynb",
    "jats",
    "json",
    "latex",
    "man",
    "mediawiki",
    "muse",
    "native",
    "odt",
    "opml",
    "org",
    "pdf",
    "restructuredtext",
    "rst",
    "rtf",
    "tex",
    "textile",
    "typst",
    "vimwiki",
];

/// pandoc's names of extensions that are one form here, or several.
const EXTENSIONS: &[(&str, &[Form])] = &[
    ("link_attributes", &[Form::Attributes]),
    ("inline_code_attributes", &[Form::Attributes]),
    ("fenced_code_attributes", &[Form::Attributes]),
    ("fenced_divs", &[Form::Divisions]),
    ("startnum", &[]),
    ("smart", &[]),
    ("tex_math_double_backslash", &[Form::BracketMath]),
    ("example_lists", &[Form::ExampleLists]),
    ("yaml_metadata_block", &[]),
    ("pandoc_title_block", &[Form::TitleBlock]),
    ("mmd_title_block", &[Form::HeaderLines]),
    ("multiline_tables", &[Form::SimpleTables]),
    ("wikilinks_title_after_pipe", &[Form::WikiLinks]),
    ("tex_math_gfm", &[Form::Math]),
    ("native_spans", &[]),
    ("native_divs", &[]),
    ("rebase_relative_paths", &[]),
    ("latex_macros", &[]),
    ("sourcepos", &[]),
    ("four_space_rule", &[]),
    ("compact_definition_lists", &[]),
    ("mmd_header_identifiers", &[]),
    ("ascii_identifiers", &[]),
];

/// pandoc's names of what every dialect here reads, and none without.
const ALWAYS: [&str; 15] = [
    "all_symbols_escapable",
    "auto_identifiers",
    "backtick_code_blocks",
    "blank_before_blockquote",
    "blank_before_header",
    "escaped_line_breaks",
    "fenced_code_blocks",
    "gfm_auto_identifiers",
    "intraword_underscores",
    "lists_without_preceding_blankline",
    "markdown_in_html_blocks",
    "raw_html",
    "shortcut_reference_links",
    "space_in_atx_header",
    "raw_markdown",
];

impl Dialect {
    /// CommonMark 0.31 and nothing else.
    pub const COMMON_MARK: Dialect = Dialect(0);

    /// Every form that plain prose does not contain. Line ends stay spaces, alternative text stays alternative text,
    /// `@name` is somebody's, and `%` and `+` are signs.
    pub const AUTO: Dialect = Dialect(
        ((1 << Form::ALL.len()) - 1)
            & !(1 << Form::HardLineBreaks as u64)
            & !(1 << Form::ImplicitFigures as u64)
            & !(1 << Form::PercentComments as u64)
            & !(1 << Form::BlockBreaks as u64)
            & !(1 << Form::Citations as u64),
    );

    /// The dialect of a name, with forms added by `+form` and taken away by `-form` as pandoc has it.
    pub fn named(name: &str) -> Result<Dialect, UnknownName> {
        let end = name.find('+').unwrap_or(name.len());
        // A hyphen may belong to the name: the longest that is one counts.
        let hyphens = name[..end].rmatch_indices('-').map(|(at, _)| at);
        let end = std::iter::once(end).chain(hyphens).find(|&at| base(&name[..at]).is_some()).unwrap_or(end);
        let (own, mut rest) = name.split_at(end);
        let mut dialect = base(own).ok_or_else(|| {
            let format = own.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let what = match OTHER_FORMATS.contains(&format.as_str()) {
                true => UnknownKind::Format,
                false => UnknownKind::Dialect,
            };
            let known = DIALECTS.iter().map(|(name, _)| *name);
            let known = known.chain(OTHER_NAMES.iter().map(|(name, _)| *name));
            let near = nearest(own, known).filter(|_| what == UnknownKind::Dialect);
            UnknownName { name: own.to_owned(), near, what }
        })?;
        while let Some(sign) = rest.chars().next() {
            let end = rest[1..].find(['+', '-']).map_or(rest.len(), |at| at + 1);
            let name = rest[1..end].replace('-', "_");
            let forms = match ALWAYS.contains(&name.as_str()) {
                true if sign == '+' => Vec::new(),
                true => return Err(UnknownName { name, near: None, what: UnknownKind::Always }),
                false => extension(&name).ok_or_else(|| {
                    let known = Form::ALL.iter().map(|form| form.name());
                    UnknownName { near: nearest(&name, known), name: name.clone(), what: UnknownKind::Form }
                })?,
            };
            dialect = forms.iter().fold(dialect, |dialect, form| dialect.with(*form, sign == '+'));
            rest = &rest[end..];
        }
        Ok(dialect)
    }

    /// Whether every form is read that prose does not contain: none was named, and what a text is must be guessed.
    pub fn is_auto(self) -> bool {
        self.0 & Dialect::AUTO.0 == Dialect::AUTO.0
    }

    /// The same with a form on or off.
    pub fn with(self, form: Form, is_on: bool) -> Dialect {
        let bit = 1 << form as u64;
        Dialect(if is_on { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether a form is read.
    pub fn reads(self, form: Form) -> bool {
        self.0 & 1 << form as u64 != 0
    }

    /// The names that [`Dialect::named`] knows, without their other names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        DIALECTS.iter().map(|(name, _)| *name)
    }
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect::AUTO
    }
}

/// A dialect or form that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    pub name: String,
    pub near: Option<&'static str>,
    pub what: UnknownKind,
}

/// What is not known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKind {
    /// Which dialect it is.
    Dialect,
    /// It is a format that is no Markdown.
    Format,
    /// Which form it is, after `+` or `-`.
    Form,
    /// How to leave the form out.
    Always,
}

impl std::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let UnknownName { name, near, what } = self;
        match what {
            UnknownKind::Format => {
                return write!(
                    f,
                    "`{name}` is no dialect of Markdown, and bindery reads nothing else: \
                     `pandoc -f {name} -t commonmark_x FILE | bindery - -o book.pdf` makes Markdown of it first"
                );
            }
            UnknownKind::Always => return write!(f, "the form `{name}` is read in every dialect"),
            UnknownKind::Dialect => write!(f, "unknown dialect of Markdown `{name}`")?,
            UnknownKind::Form => write!(f, "unknown form of Markdown `{name}`")?,
        }
        match near {
            Some(near) => write!(f, ": did you mean `{near}`?"),
            None if *what == UnknownKind::Form => Ok(()),
            None => write!(f, ": known are {}", Dialect::names().collect::<Vec<_>>().join(", ")),
        }
    }
}

impl std::error::Error for UnknownName {}

fn base(name: &str) -> Option<Dialect> {
    let name = name.trim().to_ascii_lowercase();
    let name = OTHER_NAMES.iter().find(|(other, _)| *other == name).map_or(name.as_str(), |(_, name)| name);
    if name == "auto" {
        return Some(Dialect::AUTO);
    }
    let (_, lists) = DIALECTS.iter().find(|(known, _)| *known == name)?;
    let forms = lists.iter().flat_map(|list| list.iter());
    let dialect = forms.fold(Dialect::COMMON_MARK, |dialect, form| dialect.with(*form, true));
    // The two keep CommonMark's rule to the letter; the others leave it, or their authors would.
    Some(dialect.with(Form::CjkEmphasis, !matches!(name, "commonmark" | "gfm")))
}

fn extension(name: &str) -> Option<Vec<Form>> {
    if let Some((_, forms)) = EXTENSIONS.iter().find(|(known, _)| *known == name) {
        return Some(forms.to_vec());
    }
    Form::ALL.iter().find(|form| form.name() == name).map(|form| vec![*form])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_have_names_and_forms_go_on_and_off() {
        let reads = |name: &str, form| Dialect::named(name).unwrap().reads(form);
        assert_eq!(Dialect::named("commonmark"), Ok(Dialect::COMMON_MARK));
        assert_eq!(Dialect::named("auto"), Ok(Dialect::default()));
        assert!(reads("pandoc", Form::Divisions) && !reads("gfm", Form::Divisions));
        assert!(reads("gfm+fenced_divs", Form::Divisions) && !reads("markdown-fenced_divs", Form::Divisions));
        assert!(reads("markdown+hard_line_breaks", Form::HardLineBreaks) && !reads("auto", Form::HardLineBreaks));
        assert!(reads("python-markdown-emoji", Form::Admonitions) && !reads("python-markdown-emoji", Form::Emoji));
        let unknown = Dialect::named("pandok").unwrap_err();
        assert_eq!((unknown.near, unknown.what), (Some("pandoc"), UnknownKind::Dialect));
        let unknown = Dialect::named("pandoc+marc").unwrap_err();
        assert_eq!((unknown.near, unknown.what), (Some("mark"), UnknownKind::Form));
        assert_eq!(Dialect::named("rst+smart").unwrap_err().what, UnknownKind::Format);
        assert_eq!(Dialect::named("gfm-raw_html").unwrap_err().what, UnknownKind::Always);
        assert_eq!(Dialect::named("markdown-it"), Dialect::named("gfm"), "a hyphen of the name");
        assert_eq!(Dialect::named("gfm+raw_html"), Dialect::named("gfm"));
        for name in Dialect::names().chain(OTHER_NAMES.iter().map(|(name, _)| *name)) {
            assert!(Dialect::named(name).is_ok(), "{name}");
        }
    }
}
