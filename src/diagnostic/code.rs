//! The one table of what may be found: names, usual severities, and what `bindery explain` says of each.

use serde::Serialize;

use super::Severity;

/// What brings a finding about, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What brings it about, and what the book does then.
    pub cause: &'static str,
    pub example: Example,
    /// What to do.
    pub cure: &'static str,
}

/// The smallest input that brings a finding about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    pub kind: ExampleKind,
    pub text: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// The text of a file.
    Markdown,
    /// A style sheet, for `-c`.
    Css,
    /// A command line.
    Command,
    /// Several files, each named on a line of its own.
    Files,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal {
        cause: $cause:literal,
        example: $kind:ident $example:literal,
        cure: $cure:literal,
    })*) => {
        /// What kind of finding a diagnostic is. The names are stable: users write them in `--deny` and `--allow`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name users see, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The severity it has unless the user says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One sentence on what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }

            /// What brings it about, and what helps.
            pub fn explanation(self) -> Explanation {
                match self {
                    $(Code::$variant => Explanation {
                        cause: $cause,
                        example: Example { kind: ExampleKind::$kind, text: $example },
                        cure: $cure,
                    },)*
                }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error "An input cannot be opened or read." {
        cause: "A text, a folder or a style sheet that was named is not there, may not be read, or is of another \
        format than Markdown. Nothing is written.",
        example: Command "bindery gone.md",
        cure: "Correct the name, upper and lower case included, or save the document as Markdown. Facts of the book \
        in YAML, TOML or JSON are named with `--metadata-file`; a project of another tool is built by itself.",
    }
    InvalidUtf8 "invalid-utf8" Error "A text file is not UTF-8." {
        cause: "A text or a style sheet is in another encoding than UTF-8, such as Windows-1252 or UTF-16, or is no \
        text at all. Nothing is written.",
        example: Command "printf 'Caf\\351\\n' > a.md; bindery a.md",
        cure: "Save the file as UTF-8, or convert it: `iconv -f WINDOWS-1252 -t UTF-8 a.md > b.md`.",
    }
    OutsideBook "outside-book" Error "A path leaves the book's folder." {
        cause: "An image, or a file that front matter names, lies outside the book's folder, which is the one that \
        holds all inputs unless `--root` names another. Nothing is written; a chapter that a project lists there is \
        left out with a warning.",
        example: Markdown "# Sea\n\n![A map](../map.png)",
        cure: "Move the file into the folder, or name a folder that holds both with `--root`: `bindery a.md --root \
        ..`.",
    }
    BrokenSummary "broken-summary" Error "A project's file, such as `book.toml` or `SUMMARY.md`, is not of the form \
        that its tool reads." {
        cause: "A project's file cannot be parsed, or lists what is no chapter. Where it cannot be parsed nothing is \
        written; a wrong entry is a warning and is left out.",
        example: Files "book.toml:\n  [book\n  title = \"Sea\"\nsrc/SUMMARY.md:\n  - [One](one.md)\n\
        src/one.md:\n  # One",
        cure: "Correct the file at the place that is named. In `SUMMARY.md` each chapter is an item `- \
        [Title](file.md)`, and each file is listed once.",
    }
    MissingChapter "missing-chapter" Warning "A chapter that a project lists cannot be had; the rest of the book \
        stands." {
        cause: "The navigation of a project lists a text that is not there or that is no Markdown. The chapter is \
        left out, and the others are bound.",
        example: Files "SUMMARY.md:\n  - [One](one.md)\n  - [Two](two.md)\none.md:\n  # One",
        cure: "Add the file, correct its path, or take the line out. In `SUMMARY.md`, `- [Two]()` stands for a \
        chapter that is still to be written.",
    }
    LeftOut "left-out" Note "Files of a folder that are not in the book." {
        cause: "A folder holds files that are bound into no chapter: texts that its navigation does not list, plain \
        text, hidden folders, metadata. The book is made without them.",
        example: Files "one.md:\n  # One\nnotes.txt:\n  Ideas for later.",
        cure: "Nothing need be done where they do not belong in the book. Else name the file on the command line, or \
        list it in the project's navigation; metadata is read with `--metadata-file`.",
    }
    BrokenFeed "broken-feed" Warning "A feed is no whole XML or JSON, or holds bytes that mean nothing." {
        cause: "A file of RSS, Atom or JSON Feed breaks off, holds bytes that its encoding does not know, or is written \
        against the rules of XML or JSON. The entries before the place are bound; where there are none, nothing is.",
        example: Files "feed.xml:\n  <rss version=\"2.0\"><channel><title>News</title>\n  <item><title>One</title>\
        <description><![CDATA[<p>Text.</p>]]></description></item>\n  <item><title>Two</title><desc",
        cure: "Get the feed again. A fault that stays is its site's: tell them.",
    }
    CutFeed "cut-feed" Warning "Entries of a feed hold their beginning only, or no text." {
        cause: "A feed has summaries in the place of texts, as many sites set it, or entries without any text. What is \
        there is bound.",
        example: Files "feed.xml:\n  <rss version=\"2.0\"><channel><title>News</title>\n  <item><title>One</title>\
        <description>It begins like this […]</description></item></channel></rss>",
        cure: "Look for a feed of the site that has the whole texts, or ask its author to set the feed so: in WordPress \
        `Settings`, `Reading`, `Full text`; in Hugo and Jekyll a template with the page's content.",
    }
    DoubledInput "doubled-input" Note "A text is named more than once, and is in the book as often." {
        cause: "The command line names a text more than once, often by a pattern and by its own name. The text is in \
        the book as often.",
        example: Command "echo '# One' > a.md; bindery a.md a.md",
        cure: "Name each text once.",
    }
    Preprocessor "preprocessor" Note "A preprocessor of a project is not run; what it would have made of the text is \
        missing." {
        cause: "A project names a preprocessor of mdBook, or a plugin of GitBook or MkDocs, that changes its texts. \
        None is run: the text is bound as it is written.",
        example: Files "book.toml:\n  [book]\n  title = \"Sea\"\n  [preprocessor.mermaid]\n\
        src/SUMMARY.md:\n  - [One](one.md)\nsrc/one.md:\n  # One",
        cure: "Run the preprocessor yourself and bind the text that it writes, or write its result into the text. \
        Where the text needs none of it, nothing need be done.",
    }
    ToolOption "tool-option" Note "An option of a project's own tool has no effect here." {
        cause: "The configuration of a project sets what concerns another tool's own output, such as style sheets \
        for the web, or a folder holds a project of its own. The book is made as if it were not set.",
        example: Files "book.toml:\n  [book]\n  title = \"Sea\"\n  [output.html]\n  additional-css = [\"sea.css\"]\n\
        src/SUMMARY.md:\n  - [One](one.md)\nsrc/one.md:\n  # One",
        cure: "Say the same with an option of bindery: `-c FILE` takes a style sheet, `--theme` chooses a look. A \
        project within a folder is built by its own name.",
    }
    EmptyInput "empty-input" Error "There is no text to bind." {
        cause: "An input holds no text, a folder holds no Markdown, or every text is a draft. Nothing is written; an \
        empty file among several texts is a warning and is left out.",
        example: Command ": > a.md; bindery a.md",
        cure: "Write the text, name another file or folder, or bind drafts with `--drafts`.",
    }
    Draft "draft" Note "A text that its author has not published is left out, or was asked for." {
        cause: "A text says `draft: true`, `published: false` or `status: draft`, lies in `_drafts`, or has a date \
        that has not come. Of several texts it is left out; one that is named alone is bound.",
        example: Markdown "---\ndraft: true\n---\n\n# Sea",
        cure: "Bind drafts as well with `--drafts`, set the day with `--date`, or take the key out when the text is \
        ready.",
    }
    GuessedTitle "guessed-title" Note "Nothing names the book or a chapter; a file's or folder's name stands for its \
        title." {
        cause: "Neither metadata nor a first heading names the book or a chapter. The name of its file or folder \
        stands for the title.",
        example: Markdown "A text without a heading.",
        cure: "Write `title: …` in the front matter, begin the text with a heading `# …`, or give `-M title=\"…\"`.",
    }
    MadeIdentifier "made-identifier" Note "No identifier is given; one was made of title, authors and language." {
        cause: "A store, a library and a reader's bookmarks know a book by its identifier. Where none is given, it \
        follows from title, authors and language, so that a change of one of them makes another book. Told by `check` \
        and with `--verbose`.",
        example: Markdown "# Sea\n\nText.",
        cure: "Before publication write `identifier: …` (a UUID, an address, a name that stays), or `isbn: …`.",
    }
    LongContents "long-contents" Note "The contents are too long for one document of an EPUB; they show fewer levels \
        there, or stay long." {
        cause: "The contents would make a document of more than 260 kB, which many readers open slowly. The EPUB \
        shows fewer levels; where one level alone is too long, it stays so.",
        example: Command "for n in $(seq 5000); do printf '## Section %s\\n\\nText.\\n\\n' $n; done > a.md\n\
        bindery a.md -o a.epub",
        cure: "Choose the levels yourself with `--toc-depth`. Where one level is too long, put the chapters in \
        parts, or bind them as several books.",
    }
    TakenName "taken-name" Warning "An output got another name, since one of that name was made from another text." {
        cause: "Without `-o` a file is named after the title, and a file of that name was made from another text. It \
        is kept, and the new one gets the date, the text's name or a number after the title.",
        example: Command "printf '# Notes\\n\\nOne.\\n' > a.md; bindery a.md\n\
        printf '# Notes\\n\\nTwo.\\n' > b.md; bindery b.md",
        cure: "Name the output with `-o FILE`, give the text a title of its own, or delete the old file.",
    }
    BrokenInclude "broken-include" Warning "A file, or the part of it, that a text includes cannot be had; the \
        directive stays as written." {
        cause: "A text asks for another file, or for lines or a section of it, that is not there, lies outside the \
        book's folder, or would include itself. The directive stands in the book as it is typed.",
        example: Markdown "# Sea\n\n--8<-- \"gone.md\"",
        cure: "Correct the path or the name of the part, or put the file there. To show the directive itself, write \
        it as code within a line.",
    }
    BrokenFrontMatter "broken-front-matter" Error "The YAML or TOML block at the head of a file cannot be parsed." {
        cause: "The block of YAML, TOML or JSON at the head of a text, or a file of metadata, cannot be parsed. \
        Nothing is written; a `---` that is never closed is a warning, and what follows it is shown as text.",
        example: Markdown "---\ntitle: Sea: a history\n---\n\nText.",
        cure: "Correct the line that is named. A value that holds a colon is put in quotes: `title: \"Sea: a \
        history\"`.",
    }
    UnknownKey "unknown-key" Warning "A metadata key is not known." {
        cause: "Front matter, `-M`, a file of metadata or `book.toml` holds a key that neither bindery nor a known \
        tool reads. It is passed over.",
        example: Markdown "---\ntitle: Sea\nauhtor: Ann Author\n---\n\nText.",
        cure: "Correct the spelling; `bindery --help` lists the keys. Keys of your own are passed over in silence \
        below `extra:`.",
    }
    IgnoredKey "ignored-key" Note "A metadata key of another program that changes nothing in a book." {
        cause: "A key of pandoc, Quarto, Marp or another program asks for what a book is not given that way. It is \
        passed over.",
        example: Markdown "---\ntitle: Sea\nsansfont: Arial\n---\n\nText.",
        cure: "Say the same as the hint tells, mostly in a style sheet for `-c`, or take the key out.",
    }
    InvalidValue "invalid-value" Warning "A value is not of the form its key asks for." {
        cause: "A key of the metadata or of a project has a value that it does not take. The value is passed over, a \
        date that cannot be read is shown as written; an unknown theme or dialect is an error.",
        example: Markdown "---\ntitle: Sea\ntoc-depth: deep\n---\n\nText.",
        cure: "Write the value in the form that the message names: a date as `2024-07-20`, a switch as `true` or \
        `false`, a size as `A4` or `6x9in`.",
    }
    GuessedLanguage "guessed-language" Note "The book names no language; one was guessed from its letters." {
        cause: "The book names no language, and most of its letters are of another writing than Latin. The likeliest \
        language of that writing is taken for hyphenation, quotes and generated words.",
        example: Markdown "# Книга\n\nЭто первая глава моей книги.",
        cure: "Write `lang: ru`, or whichever language it is, in the front matter, or give `-M lang=ru`. A text in \
        Latin letters counts as English until it names its language.",
    }
    MissingImage "missing-image" Warning "An image named in the text cannot be found." {
        cause: "The file of an image is not there, cannot be read, or is named in other upper and lower case. The \
        alternative text stands for the image.",
        example: Markdown "# Sea\n\n![A harbor](harbor.png)",
        cure: "Correct the path, which is seen from the file that names it, or name the folder of the images with \
        `--resource-path`. Write `/` between folders.",
    }
    MissingCover "missing-cover" Error "The cover image cannot be found." {
        cause: "The cover that front matter or `--cover` names is not there, or is no image that can be read. \
        Nothing is written.",
        example: Markdown "---\ntitle: Sea\ncover: cover.png\n---\n\nText.",
        cure: "Correct the path, which is seen from the file that names it, or take the key out: a cover is drawn \
        from title and authors then.",
    }
    BadImage "bad-image" Warning "An image cannot be decoded or is of an unknown type." {
        cause: "A file that is named as an image is damaged, or is neither PNG, JPEG, GIF, WebP, TIFF, BMP nor SVG. The \
        alternative text stands for it; one whose pixels alone are damaged is a crossed frame in the PDF.",
        example: Markdown "# Sea\n\n![A harbor](data:image/png;base64,aGVsbG8=)",
        cure: "Save the image anew, in one of these formats.",
    }
    SvgContent "svg-content" Warning "A drawing holds what neither format can show." {
        cause: "A drawing holds HTML labels, images in other files, links, scripts or animation. Labels are set as \
        plain text, other images are left out, and the rest is shown as it stands at first.",
        example: Files "a.md:\n  ![A map](map.svg)\n\
        map.svg:\n  <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"60\">\n    <image \
        href=\"sea.png\" width=\"90\" height=\"60\"/>\n  </svg>",
        cure: "Export the drawing with its images embedded and its labels as SVG text. Write links into the text of \
        the book.",
    }
    PictureChanged "picture-changed" Note "A picture is carried otherwise than its file has it, as stores ask for." {
        cause: "A picture has more pixels or bytes than stores take, the colors of inks, a type that they refuse, more than \
        one frame, or tells of its camera, author or place; or it is dark on a transparent ground, which a black page \
        would swallow. The book carries it so that every store takes it and every reader sees it. The file is not touched.",
        example: Files "a.md:\n  ![A photo](photo.jpg)\nphoto.jpg:\n  A photograph of 12 megapixels.",
        cure: "Nothing need be done. `--image-quality` says how well pictures are encoded, `--keep-images` leaves them as \
        they are, and `--allow picture-changed` says no more of it.",
    }
    SmallCover "small-cover" Warning "A cover has fewer pixels than stores take." {
        cause: "The image that is named as the cover is smaller than 1000 by 1400 pixels. KDP, Apple Books, Google Play or \
        Kobo would refuse it. The book is made all the same.",
        example: Files "a.md:\n  ---\n  cover: cover.png\n  ---\n  # Sea\ncover.png:\n  A picture of 600 by 800 pixels.",
        cure: "Make the cover larger: 1600 by 2560 pixels suit all stores.",
    }
    StoreCover "store-cover" Warning "A store that is asked for refuses the cover." {
        cause: "The cover has fewer or more pixels than a store takes, is of a type that it does not take, or is missing. \
        Told with `--for`; the book is made all the same.",
        example: Command "printf -- '---\\ncover: false\\n---\\n# Sea\\n' > a.md; bindery check a.md --for google",
        cure: "Save the cover as JPEG, 1600 pixels wide and 2560 high, which all stores take, or name none: one of that size \
        is drawn then.",
    }
    StorePicture "store-picture" Warning "A store that is asked for refuses a picture." {
        cause: "A picture has more pixels or bytes than a store takes, is in inks, moves, or is of another type. Most of \
        that is mended by itself, unless `--keep-images` says otherwise. Told with `--for`.",
        example: Command "bindery check book.md --keep-images --for kobo",
        cure: "Leave `--keep-images` out, or save the picture smaller, in RGB, as JPEG or PNG.",
    }
    StoreLink "store-link" Warning "A link leads to another store than the one that is asked for." {
        cause: "The text links to the shop of a store, and another store, for which the book is meant, takes no such \
        links. Told with `--for`.",
        example: Command "echo '[Buy](https://www.amazon.com/dp/B000000000)' > a.md; bindery check a.md --for apple",
        cure: "Link to a page of your own that names all stores, or take the link out of this store's edition.",
    }
    StoreMetadata "store-metadata" Warning "The book does not say of itself what a store asks for." {
        cause: "The book names no title or no author. Told with `--for`.",
        example: Command "printf '# Sea\\n\\nText.\\n' > a.md; bindery check a.md --for kdp",
        cure: "Write `title: …` and `author: …` in the front matter.",
    }
    StoreSize "store-size" Warning "The book is larger or shorter than a store takes." {
        cause: "The EPUB has more bytes, or the book fewer pages, than a store takes. Told with `--for`.",
        example: Command "echo '# Sea' > a.md; bindery check a.md --for google",
        cure: "Leave pictures out or make them smaller, `--image-quality 70`; bind a short text with others.",
    }
    StoreAdvice "store-advice" Note "A store that is asked for advises otherwise." {
        cause: "A store takes the book, and advises otherwise or shows less of it: contents of more levels than it shows, \
        wide tables, long alternative texts, transparent pictures, painted grounds, no ISBN. Told with `--for`.",
        example: Command "printf '# A\\n\\n## B\\n\\n### C\\n\\n#### D\\n' > a.md; bindery check a.md --for kdp",
        cure: "Follow it where the readers of that store matter to you; `--allow store-advice` passes it over.",
    }
    ImageTooLarge "image-too-large" Warning "An image has more pixels or bytes than the limit." {
        cause: "An image has more than 64 MiB or more than 100 million pixels. Its alternative text stands for it.",
        example: Command "echo '![A map](map.png)' > a.md; truncate -s 65M map.png; bindery a.md",
        cure: "Save the image smaller: 3000 pixels in width fill a large page at 300 per inch.",
    }
    CoarseImage "coarse-image" Note "An image has fewer than 150 pixels an inch on paper." {
        cause: "On its page an image has fewer than 150 pixels an inch, so that a print shows them. Images of the web \
        are made for 96. On a screen nothing is wrong.",
        example: Command "convert -size 300x200 plasma: a.png; echo '![A map](a.png)' > a.md; bindery a.md -v",
        cure: "Save a larger image, or show it smaller: `![A map](a.png){width=40%}`. `--deny coarse-image` keeps \
        such images out of what goes to a printer.",
    }
    SoftImage "soft-image" Note "An image has fewer than 300 pixels an inch on paper." {
        cause: "On its page an image has from 150 to 300 pixels an inch. Printers ask for 300; from a laser printer \
        few see the difference.",
        example: Command "convert -size 1200x800 plasma: a.png; echo '![A map](a.png)' > a.md; bindery a.md -v",
        cure: "Save a larger image, or show it smaller. `--deny soft-image,coarse-image` keeps such images out of \
        what goes to a printer.",
    }
    RemoteImage "remote-image" Warning "An image lies on the web; its alternative text and a link stand for it." {
        cause: "An image lies on the web, and nothing is asked of a server unless `--fetch` says so. A link with the \
        alternative text stands for it; one that a style sheet names is left out.",
        example: Markdown "# Sea\n\n![A harbor](https://example.org/harbor.png)",
        cure: "Give `--fetch`, which puts the pictures of the text into the book, or save the image beside the text \
        and name the file.",
    }
    MissingAlt "missing-alt" Warning "An image has no alternative text." {
        cause: "An image has no words that describe it, or a link holds nothing but such an image. The image is \
        shown, and those who listen to the book learn nothing of it.",
        example: Markdown "# Sea\n\n![](harbor.png)",
        cure: "Say between the brackets what the image shows: `![A harbor at dusk](harbor.png)`. A decorative image \
        is written as `<img src=\"harbor.png\" alt=\"\">`, and is not reported.",
    }
    UnmetConformance "unmet-conformance" Warning "The book does not conform to what its metadata state." {
        cause: "The metadata say that the book conforms to a standard of accessibility, and it holds what the standard \
        does not allow. The EPUB then makes no such statement.",
        example: Markdown "---\ntitle: Sea\nconforms-to: EPUB Accessibility 1.1 - WCAG 2.2 Level AA\n---\n\n\
        ![](data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27/%3E)",
        cure: "Mend what the message names, or take `conforms-to` out.",
    }
    DeadLink "dead-link" Warning "A link names a file or an anchor that the book does not hold." {
        cause: "A link names a text, a heading, an id or a formula that the book does not hold, or an address that \
        cannot be. Its text is kept without a link.",
        example: Markdown "# Sea\n\nSee [the other](#gone).",
        cure: "Correct the address; the hint names the nearest one there is. `{#gone}` behind a heading gives it \
        that id, and `--drafts` binds texts that are left out as drafts.",
    }
    UnreachedLink "unreached-link" Warning "A link leads to an address of the web where nothing is." {
        cause: "`check --links` asked the web for a link of the text, and its server has nothing there, or does not \
        answer. What fails for the moment was asked for again. A server that answers no programs is a note.",
        example: Command "echo '[gone](https://example.org/gone)' > a.md; bindery check --links a.md",
        cure: "Correct the address, or take the link out. Addresses that are right though nobody answers can be named: \
        `[links] allow = [\"https://intranet.example/**\"]` in the file of `--config`.",
    }
    DoubledId "doubled-id" Warning "An id is given to two places of a file; links lead to the first." {
        cause: "Two places of a file are given the same id. The first keeps it, and links lead there; the other gets \
        an id of its own.",
        example: Markdown "# One {#start}\n\n# Two {#start}",
        cure: "Give each place an id of its own: `# Two {#second}`.",
    }
    FileLink "file-link" Warning "A link names a file of the book's folder that is no chapter; its text is kept." {
        cause: "A link leads to a file of the book's folder, or beside it, that is no chapter. A book holds no such \
        files: the text is kept without a link.",
        example: Files "a.md:\n  See [the data](data.csv).\ndata.csv:\n  day,wind",
        cure: "Give `--base-url` with the book's address on the web, and the link leads there. A text in Markdown \
        becomes a chapter where it is named or listed.",
    }
    SiteLink "site-link" Warning "A link leads to what lies beside the book on its web site; its text is kept unless \
        `--base-url` tells where." {
        cause: "A link leads to a page beside the book on its web site, by an address without a host. Its text is \
        kept without a link.",
        example: Markdown "# Sea\n\nSee [the other book](../other/index.html).",
        cure: "Give `--base-url` with the book's address: `--base-url https://example.org/book/`. Or write the whole \
        address into the text.",
    }
    UnsafeLink "unsafe-link" Warning "A link with a scheme that no book may open was dropped; its text is kept." {
        cause: "A link has one of the schemes `javascript:`, `vbscript:`, `data:` and `file:`, which run code or \
        open the reader's own files. Its text is kept without a link.",
        example: Markdown "# Sea\n\n[Run it](javascript:alert(1))",
        cure: "Link to an address on the web, or to a place of the book, or keep the words without a link.",
    }
    RawHtml "raw-html" Warning "Raw HTML that has no end, is none, or has no place in a book." {
        cause: "A tag of HTML is never closed, is no HTML, or has no place in a book, as scripts, forms and players \
        have none. Words are kept, a script or style sheet is dropped with its content, and what is no HTML is shown \
        as typed.",
        example: Markdown "# Sea\n\nA list is a Vec<T> here.",
        cure: "Close the element where its content ends, or write it in Markdown. A tag that is meant to be shown is \
        written as code: `` `Vec<T>` ``.",
    }
    LostAttribute "lost-attribute" Warning "An attribute says what its element cannot be, and is left out." {
        cause: "A role, an `epub:type`, a name for those who listen, a language or a direction is given to an element \
        that cannot have it, or is no word of its vocabulary. The element stands without it.",
        example: Markdown "# Sea\n\n[Waves]{role=list} rise.",
        cure: "Correct the value, put it on another element, or take it out, as the message says.",
    }
    ForeignMarkup "foreign-markup" Warning "What looks like markup of another tool is shown as text, or means \
        something here that it does not say." {
        cause: "A form of another dialect or tool is not read, such as a shortcode, a citation or a diagram in \
        source, or a form is read otherwise than its words suggest. It is shown as typed, or as the message tells.",
        example: Markdown "# Sea\n\n{{< video sea.mp4 >}}",
        cure: "Write what it stands for in Markdown or HTML, or name the text's dialect with `--from`. A form that \
        is meant to be shown is written as code, or with a `\\` before it.",
    }
    ControlCharacter "control-character" Warning "The text holds control characters, which no book can hold; a sign \
        stands for them." {
        cause: "A text holds a control character, by itself or as an entity such as `&#27;`. U+FFFD or a space \
        stands for it.",
        example: Markdown "# Sea\n\nAn escape: &#27;[1m",
        cure: "Remove the character; an editor shows it where it shows what is invisible. It often comes from text \
        copied out of a terminal or a PDF.",
    }
    UndefinedNote "undefined-note" Warning "A note is referred to and never defined." {
        cause: "A mark `[^label]` refers to a note that its file does not define. It is shown as typed.",
        example: Markdown "# Sea\n\nA claim.[^1]",
        cure: "Define the note at the left margin, `[^1]: Its words.`, or correct the label, which holds no spaces. \
        To show the brackets, write `\\[^1]`.",
    }
    UnusedNote "unused-note" Warning "A note is defined and never referred to." {
        cause: "A note is defined, and no mark in its file refers to it. Its words are printed without a mark, after \
        the other notes.",
        example: Markdown "# Sea\n\nText.\n\n[^1]: A note.",
        cure: "Refer to it with `[^1]`, or remove it. Of two notes with the same label the first is meant: give each \
        its own.",
    }
    UnknownLanguage "unknown-language" Note "The language of a block of code is not known; it is set without \
        colors." {
        cause: "A block of code names a language for which there are no colors. It is set as plain code.",
        example: Markdown "# Sea\n\n```pyhton\nprint(1)\n```",
        cure: "Correct the name. Where the code is in no language, write `text`, which is not reported.",
    }
    MathSource "math-source" Warning "A formula cannot be read; it is shown as its TeX source." {
        cause: "A formula holds a command that is not known, or is not complete. Its TeX source stands in the book \
        as code.",
        example: Markdown "# Sea\n\nThe ratio is $\\fraq{a}{b}$.",
        cure: "Correct the command at the place that is named, or define it: `\\newcommand` in a formula before it, \
        or `macros` in the front matter. A dollar sign that is no formula is written `\\$`.",
    }
    DiagramSource "diagram-source" Warning "A diagram is not drawn; it is shown as its source." {
        cause: "A fence holds a diagram of a kind that is not drawn, or one that cannot be read. It stands as code.",
        example: Markdown "# Sea\n\n```mermaid\ngantt\n  title A voyage\n```",
        cure: "Correct the diagram at the line that is named, or have a program of yours draw it: \
        `--diagram-command mermaid='mmdc -i {in} -o {out}'`.",
    }
    DiagramDetail "diagram-detail" Note "A part of a diagram has no effect, or is drawn in another way." {
        cause: "A statement asks for what is not drawn, such as a rare shape, for which a rectangle stands, or the drawing \
        is set so small that its words are hard to read.",
        example: Markdown "# Sea\n\n```mermaid\nflowchart LR\n  A@{ shape: wobble } --> B\n```",
        cure: "Choose another shape, or leave the statement out. A diagram that is too wide may run downwards: `flowchart \
        TD`.",
    }
    DiagramCommand "diagram-command" Warning "A program that draws diagrams failed, or is named where it may not be." {
        cause: "The program of `--diagram-command` cannot be run, ends with an error or draws nothing; or a book names \
        one, which the command line alone may do. The diagram is drawn as without it, or stands as code.",
        example: Markdown "---\ndiagram-command: mermaid='mmdc -i {in} -o {out}'\n---\n\n# Sea",
        cure: "Run the program by hand on the diagram's text to see what it says, and name it on the command line.",
    }
    TooDeep "too-deep" Warning "Nesting beyond the limit was flattened; its text is kept." {
        cause: "Lists, quotations or other elements stand within one another on more than 100 levels. What lies \
        deeper is set on the last level, and its text is kept.",
        example: Markdown "# Sea\n\n\
        >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> Text.",
        cure: "Write the text with fewer levels. Such depth mostly comes from a program that wrote the Markdown.",
    }
    BrokenImport "broken-import" Warning "A style sheet that another imports cannot be had, or leads back to \
        itself." {
        cause: "The sheet that `@import` names is not there, lies on the web or outside the book's folder, or \
        imports itself. The rest of the sheet holds without it.",
        example: Css "@import \"gone.css\";",
        cure: "Correct the path, which is seen from the sheet that names it, or save the other sheet beside it.",
    }
    CssSyntax "css-syntax" Warning "A style sheet has a syntax error." {
        cause: "A style sheet holds what is no CSS. The declaration, or the rule where its selector is wrong, is \
        left out of both formats.",
        example: Css "p { color red }",
        cure: "Correct the place that is named: mostly a colon, a semicolon or a brace is missing.",
    }
    UnknownProperty "unknown-property" Warning "A CSS property or value outside the table of supported ones." {
        cause: "A property or its value is not known, has no effect where it stands, or uses a variable that nothing \
        sets. The PDF goes without it; the EPUB has it as written.",
        example: Css "p { colour: red }",
        cure: "Correct the name or the value; `bindery explain css` lists what the PDF knows. What is meant for \
        reading systems alone is written within `@supports (property: value) { … }`, and is not reported.",
    }
    EpubStyle "epub-style" Note "A CSS property that an EPUB may not carry was left out of it." {
        cause: "A style sheet sets `direction` or `unicode-bidi`, which an EPUB may not, or a value `revert`, which \
        reading systems take otherwise. It holds in the PDF, and is left out of the EPUB.",
        example: Css "p { direction: rtl }",
        cure: "Say the direction in the text, with `dir=\"rtl\"` or by its language in `lang`. In the place of \
        `revert` write the value that is meant.",
    }
    UnknownSelector "unknown-selector" Warning "A CSS selector or at-rule that is not supported." {
        cause: "A selector, an at-rule, a media query or a box of `@page` is not known. Its rules have no effect in \
        the PDF; an EPUB has them as written.",
        example: Css "p::shadow { color: red }",
        cure: "Correct the spelling; `bindery explain css` lists the selectors and rules that hold on paper.",
    }
    SystemFont "system-font" Note "A font of this machine was used, so that output may differ elsewhere." {
        cause: "A style sheet names a font of this machine, or the text holds characters that no bundled font has. \
        The PDF is set in that font, and may differ on a machine without it.",
        example: Markdown "# Sea\n\nThe word for sea is 海.",
        cure: "Bring the font along with `@font-face` in a sheet for `-c`, and name it. `--no-system-fonts` keeps to \
        the bundled fonts; characters that they lack are boxes then.",
    }
    MissingGlyph "missing-glyph" Warning "No font has a glyph for a character." {
        cause: "Neither the bundled fonts nor those of this machine have a character of the text. The PDF shows a \
        box with its code point in its place.",
        example: Markdown "# Sea\n\nA sign: &#xE000;",
        cure: "Install a font that has it, or bring one along with `@font-face`; on Debian and Ubuntu \
        `fonts-noto-core` and `fonts-noto-cjk` have most writings. `--no-system-fonts` must not be given.",
    }
    UnknownFont "unknown-font" Note "There is no font of that family: neither bundled, nor brought by a style sheet, \
        nor on this machine." {
        cause: "A style sheet names a family that is neither bundled, nor brought along with `@font-face`, nor \
        installed here. The PDF is set in the next family of the list.",
        example: Css "p { font-family: \"Gone\", serif }",
        cure: "Correct the name, bring the font along with `@font-face { font-family: \"Gone\"; src: url(gone.otf) \
        }`, or take it out of the list.",
    }
    BadFont "bad-font" Warning "A font that a style sheet brings along cannot be had, or not be used." {
        cause: "The file of an `@font-face` rule is not there, is damaged or of an unknown type, lies on the web, or \
        may not be embedded. Text is set in the next family; a variable font is drawn at its defaults in the PDF.",
        example: Css "@font-face { font-family: \"Own\"; src: url(own.otf) }",
        cure: "Save the font beside the sheet as OpenType, TrueType, WOFF or WOFF2, and name it in `src`, one file \
        for each face and weight.",
    }
    WholeFont "whole-font" Note "A font is embedded in the EPUB as a whole." {
        cause: "Of most fonts an EPUB holds what its text uses. This one cannot be taken apart, since it holds pictures or \
        outlines of a rare kind, or its maker does not allow a part of it to be embedded. It may be large.",
        example: Files "own.css:\n  @font-face { font-family: \"Own\"; src: url(whole.ttf) }",
        cure: "Where the size matters, take a font of TrueType or CFF outlines that may be subset.",
    }
    Overfull "overfull" Warning "Content is wider or taller than the space it has." {
        cause: "A line, a table or a formula is wider than the text, or a piece is taller than the page, and cannot \
        be broken. It stands out into the margin or beyond the page; formulas and tables are set smaller first, and \
        the words of a table are cut.",
        example: Markdown "# Sea\n\n<p style=\"font-size: 200pt\">Harbor</p>",
        cure: "Make the piece smaller or shorter, give a table fewer columns, break a formula into lines with `\\\\` \
        in `aligned`, or make the page larger with `--page-size`.",
    }
    TooManyPages "too-many-pages" Error "The PDF has more pages than it may have." {
        cause: "`--limit pages=NUMBER`, or `pages` among the limits of a file of options, says how many pages the PDF \
        may have, and it has more. Without a limit there are as many as the text takes.",
        example: Command "bindery sea.md --limit pages=10",
        cure: "Allow more pages, or bind less.",
    }
    UnevenPages "uneven-pages" Warning "Facing pages have page areas of different widths, and share one measure." {
        cause: "`@page` gives left and right pages margins of different sums, so that their lines would differ in \
        length. All pages are set in the shorter measure.",
        example: Css "@page :left { margin-left: 40mm }",
        cure: "Give the left and right margins of `:left` the same sum as those of `:right`: mirrored margins are 40 \
        and 20 mm on one page, 20 and 40 mm on the other.",
    }
    UnsettledPages "unsettled-pages" Warning "Page numbers did not settle in the allowed number of passes." {
        cause: "The text shows page numbers, with `target-counter()` in a style sheet, and their length moves the \
        very pages that they name. After four passes the last numbers stand, and some may be off by one.",
        example: Files "a.md:\n  ---\n  title: Sea\n  css: a.css\n  ---\n  [See](#end)\n  ## End\n\
        a.css:\n  @counter-style swing { system: cyclic; symbols: \"far away and far away and far away\" \"here\" \
        }\n  a { font-size: 90pt; line-height: 1.2 }\n  a::after { content: \" \" target-counter(attr(href), page, \
        swing) }",
        cure: "Let the number take the same room whatever it is, or give the place that it names a page of its own: \
        `break-before: page`.",
    }
}

impl Code {
    /// The code of a name.
    pub fn named(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
