//! Front matter of slides: Marp's, Slidev's, and the themes of these and other tools.
//!
//! In: the entries. Out: what is told of them. Slides become a text, parted by the lines that parted them; a theme of
//! another tool is none of ours, and the book has the look that it has without one.

use super::super::Highlight;
use super::super::key;
use super::super::value::Entry;
use super::{Located, Reader, plain};
use crate::diagnostic::Code;

/// Themes by the tools that have them: Marp (<https://github.com/marp-team/marp-core/tree/main/themes>), Slidev
/// (<https://sli.dev/resources/theme-gallery>), reveal.js (<https://revealjs.com/themes/>), Beamer, and Bootswatch's,
/// which Quarto and R Markdown offer (<https://quarto.org/docs/output-formats/html-themes.html>).
const FOREIGN: &[(&str, &[&str])] = &[
    ("Marp", &["gaia", "uncover"]),
    ("Slidev", &["seriph", "apple-basic", "bricks", "shibainu", "dracula", "geist", "penguin"]),
    (
        "reveal.js",
        &["beige", "black", "blood", "league", "moon", "night", "serif", "simple", "sky", "solarized", "white"],
    ),
    ("Beamer", &["berlin", "boadilla", "cambridgeus", "copenhagen", "madrid", "metropolis", "singapore", "warsaw"]),
    (
        "Bootstrap",
        &[
            "brite",
            "cerulean",
            "cosmo",
            "cyborg",
            "darkly",
            "flatly",
            "journal",
            "litera",
            "lumen",
            "lux",
            "materia",
            "minty",
            "morph",
            "pulse",
            "quartz",
            "sandstone",
            "simplex",
            "sketchy",
            "slate",
            "solar",
            "spacelab",
            "superhero",
            "united",
            "vapor",
            "yeti",
            "zephyr",
        ],
    ),
    ("another program", &["default", "minima", "readable", "paper", "tango"]),
];

/// What to do about a theme that is none of ours.
const CHOOSE: &str = "`--theme` chooses a look: `article`, `book`, `technical`, `none`, or a style sheet of yours";

impl Reader<'_> {
    /// Tells what becomes of a deck of slides; whether it is one, whose theme is none of ours.
    pub(super) fn deck(&mut self, entries: &[Entry]) -> bool {
        let of = |name: &str| entries.iter().find(|entry| entry.key == name);
        let Some(marp) = of("marp").filter(|marp| marp.value.as_text() == Some("true")) else { return false };
        let theme = of("theme").and_then(|theme| plain(&theme.value));
        let theme = theme.map(|theme| format!("the theme `{theme}` and ")).unwrap_or_default();
        let message =
            format!("slides of Marp become a text, each `---` a break in it; {theme}directives for slides do nothing");
        let hint = format!("{CHOOSE}; `hr {{ break-after: page }}` in it gives each slide its page");
        self.report(Code::IgnoredKey, &(marp.key_range.start..marp.value.range.end), message, Some(hint));
        true
    }

    /// How code is painted; the styles of other tools are told.
    pub(super) fn highlight(&mut self, entry: &Entry) {
        let named = match plain(&entry.value).as_deref() {
            // What says that there is none.
            Some("false" | "null") => Some(Highlight::None),
            Some("true" | "default") => Some(Highlight::Color),
            Some("monochrome") => Some(Highlight::Mono),
            Some(name) => Highlight::named(name),
            None => None,
        };
        match named {
            Some(how) => self.found.highlight = Some((how, self.span(&entry.value.range))),
            None => {
                let message = format!("`{}` names a style of another program, and has no effect", entry.key);
                let hint = "code is painted by `color`, `mono`, `none`, or a style sheet of yours, `own.css`";
                self.report(Code::IgnoredKey, &entry.key_range, message, Some(hint.to_owned()));
            }
        }
    }

    /// A theme of ours, or a style sheet; of another tool's that is told.
    pub(super) fn theme(&mut self, entry: &Entry) {
        // Themes for light and dark pages.
        let Some(text) = plain(&entry.value) else {
            let message = format!("`{}` names themes of another program, and has no effect", entry.key);
            return self.report(Code::IgnoredKey, &entry.key_range, message, Some(CHOOSE.to_owned()));
        };
        let name = key::normalize(&text);
        let tool = FOREIGN.iter().find(|(_, themes)| themes.contains(&name.as_str())).map(|(tool, _)| *tool);
        match tool {
            Some(tool) => {
                let message = format!("`{text}` is a theme of {tool}, and has no effect");
                self.report(Code::IgnoredKey, &entry.value.range, message, Some(CHOOSE.to_owned()));
            }
            None => self.found.theme = Some(Located { text, span: self.span(&entry.value.range) }),
        }
    }
}
