//! The variables of pandoc's LaTeX templates as CSS for paper (<https://pandoc.org/MANUAL.html#variables-for-latex>).
//!
//! In: a variable and its value, from front matter or `-V`. Out: what serves in its place. What has no equal is told with
//! advice; nothing is known of how pages are set.

/// What a variable comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A rule of a style sheet.
    Css(String),
    /// A key of front matter with its value.
    Metadata(&'static str, String),
    /// It changes nothing here.
    Idle,
    /// What to do instead.
    Instead(&'static str),
}

/// Names that front matter may hold as well as `-V`.
pub const NAMES: &[&str] = &[
    "geometry",
    "fontsize",
    "mainfont",
    "monofont",
    "sansfont",
    "fontfamily",
    "linestretch",
    "linkcolor",
    "urlcolor",
    "colorlinks",
    "documentclass",
    "classoption",
    "margin-left",
    "margin-right",
    "margin-top",
    "margin-bottom",
    "header-includes",
    "include-before",
    "include-after",
    "indent",
    "secnumdepth",
    "pagestyle",
    "linkstyle",
    "cjkmainfont",
];

const SHEET: &str = "the look is CSS: write a rule into a style sheet and give it with `--css`";

/// What a variable means; `None` for one that is not known.
pub fn meaning(name: &str, value: &str) -> Option<Vec<Meaning>> {
    let value = value.trim();
    let one = |meaning| Some(vec![meaning]);
    let css = |rule: String| Some(vec![Meaning::Css(rule)]);
    match name.to_lowercase().replace('_', "-").as_str() {
        "geometry" => Some(value.split(',').map(geometry).collect()),
        "margin-left" | "margin-right" | "margin-top" | "margin-bottom" if is_length(value) => {
            one(margin(&format!("{}: {value}", name.to_lowercase())))
        }
        "fontsize" if is_length(value) => css(format!("html {{ font-size: {value} }}")),
        "mainfont" | "cjkmainfont" if is_name(value) => css(format!("html {{ font-family: \"{value}\", serif }}")),
        "monofont" if is_name(value) => css(format!("code, pre, kbd, samp {{ font-family: \"{value}\", monospace }}")),
        // LaTeX stretches lines of 1.2 times the size of their type.
        "linestretch" => match value.parse::<f32>() {
            Ok(stretch) if (0.5..=4.0).contains(&stretch) => {
                css(format!("html {{ line-height: {:.3} }}", stretch * 1.2))
            }
            Ok(_) | Err(_) => one(Meaning::Instead("set `html { line-height: 1.5 }` in a style sheet for `--css`")),
        },
        "linkcolor" | "urlcolor" if is_name(value) => {
            let is_hex = value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
            css(format!("a {{ color: {}{} }}", if is_hex { "#" } else { "" }, value.to_lowercase()))
        }
        "documentclass" => one(match value {
            "book" | "report" | "scrbook" | "scrreprt" | "memoir" => Meaning::Metadata("theme", "book".to_owned()),
            _ => Meaning::Metadata("theme", "article".to_owned()),
        }),
        "classoption" => Some(value.split(',').map(|option| class_option(option.trim())).collect()),
        "papersize" => one(Meaning::Metadata("page-size", value.to_owned())),
        "lang" => one(Meaning::Metadata("lang", value.to_owned())),
        "title" => one(Meaning::Metadata("title", value.to_owned())),
        "subtitle" => one(Meaning::Metadata("subtitle", value.to_owned())),
        "author" => one(Meaning::Metadata("author", value.to_owned())),
        "date" => one(Meaning::Metadata("date", value.to_owned())),
        "abstract" => one(Meaning::Metadata("abstract", value.to_owned())),
        "keywords" => one(Meaning::Metadata("keywords", value.to_owned())),
        "css" => one(Meaning::Metadata("css", value.to_owned())),
        "toc" => one(Meaning::Metadata("toc", value.to_owned())),
        "toc-depth" => one(Meaning::Metadata("toc-depth", value.to_owned())),
        "numbersections" | "number-sections" => one(Meaning::Metadata("number-sections", value.to_owned())),
        "colorlinks" | "linkstyle" | "indent" | "graphics" | "tables" | "block-headings" | "hyperrefoptions"
        | "microtypeoptions" | "links-as-notes" | "boxlinks" | "verbatim-in-note" => one(Meaning::Idle),
        "sansfont" => one(Meaning::Instead("set `h1, h2, h3 { font-family: … }` in a style sheet for `--css`")),
        "header-includes" | "include-before" | "include-after" => {
            one(Meaning::Instead("what LaTeX would do there, CSS does: see `--css`"))
        }
        "geometry:margin" => one(margin(&format!("margin: {value}"))),
        "fontsize" | "mainfont" | "cjkmainfont" | "monofont" | "linkcolor" | "urlcolor" | "margin-left"
        | "margin-right" | "margin-top" | "margin-bottom" | "fontfamily" | "secnumdepth" | "pagestyle" | "beamer"
        | "theme" | "toc-title" | "lof" | "lot" | "fontenc" | "mathfont" => one(Meaning::Instead(SHEET)),
        _ => None,
    }
}

/// One option of LaTeX's package `geometry`.
fn geometry(option: &str) -> Meaning {
    let (key, value) = option.split_once('=').map_or((option, ""), |(key, value)| (key, value));
    let (key, value) = (key.trim(), value.trim());
    if !value.is_empty() && !is_length(value) {
        return Meaning::Instead("write `@page { margin: 20mm }` into a style sheet and give it with `--css`");
    }
    match key {
        "margin" => margin(&format!("margin: {value}")),
        "left" | "lmargin" => margin(&format!("margin-left: {value}")),
        "right" | "rmargin" => margin(&format!("margin-right: {value}")),
        "top" | "tmargin" => margin(&format!("margin-top: {value}")),
        "bottom" | "bmargin" => margin(&format!("margin-bottom: {value}")),
        "hmargin" => margin(&format!("margin-left: {value}; margin-right: {value}")),
        "vmargin" => margin(&format!("margin-top: {value}; margin-bottom: {value}")),
        "inner" => {
            Meaning::Css(format!("@page :left {{ margin-right: {value} }} @page :right {{ margin-left: {value} }}"))
        }
        "outer" => {
            Meaning::Css(format!("@page :left {{ margin-left: {value} }} @page :right {{ margin-right: {value} }}"))
        }
        "landscape" => Meaning::Css("@page { size: landscape }".to_owned()),
        _ => match key.strip_suffix("paper") {
            Some(size) => Meaning::Metadata("page-size", size.to_owned()),
            None => Meaning::Instead("write `@page { margin: 20mm }` into a style sheet and give it with `--css`"),
        },
    }
}

/// A margin of every page: the themes' rules for left and right pages are met too.
fn margin(declarations: &str) -> Meaning {
    Meaning::Css(format!(
        "@page {{ {declarations} }} @page :left {{ {declarations} }} @page :right {{ {declarations} }}"
    ))
}

fn class_option(option: &str) -> Meaning {
    match option {
        "twocolumn" => Meaning::Css("section { columns: 2; column-gap: 2em } h1 { column-span: all }".to_owned()),
        "landscape" => Meaning::Css("@page { size: landscape }".to_owned()),
        "twoside" | "oneside" | "openany" | "openright" | "final" | "onecolumn" => Meaning::Idle,
        size if size.ends_with("pt") && is_length(size) => Meaning::Css(format!("html {{ font-size: {size} }}")),
        size => match size.strip_suffix("paper") {
            Some(size) => Meaning::Metadata("page-size", size.to_owned()),
            None => Meaning::Instead(SHEET),
        },
    }
}

/// A length that CSS and LaTeX write alike.
fn is_length(value: &str) -> bool {
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    unit.len() < value.len() && matches!(unit, "pt" | "mm" | "cm" | "in" | "em" | "pc" | "px")
}

/// A name that can stand in a rule as it is.
fn is_name(value: &str) -> bool {
    let is_fit = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_' | '#');
    !value.is_empty() && value.chars().all(is_fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn css(name: &str, value: &str) -> String {
        let css =
            |meaning: &Meaning| if let Meaning::Css(css) = meaning { css.clone() } else { format!("{meaning:?}") };
        meaning(name, value).unwrap().iter().map(css).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn latex_becomes_css() {
        assert_eq!(css("fontsize", "12pt"), "html { font-size: 12pt }");
        assert_eq!(css("linestretch", "1.25"), "html { line-height: 1.500 }");
        assert!(css("geometry", "margin=1in").starts_with("@page { margin: 1in } @page :left { margin: 1in }"));
        assert!(css("geometry", "left=2cm, top = 3cm").contains("margin-top: 3cm"));
        assert_eq!(css("linkcolor", "00aa33"), "a { color: #00aa33 }");
        assert!(css("classoption", "twocolumn").contains("columns: 2"));
        assert_eq!(meaning("documentclass", "scrbook"), Some(vec![Meaning::Metadata("theme", "book".to_owned())]));
    }

    #[test]
    fn what_is_no_value_of_css_never_reaches_a_sheet() {
        for (name, value) in [("mainfont", "\" } * { color: red"), ("fontsize", "1px } a {"), ("geometry", "margin=}")]
        {
            assert!(matches!(meaning(name, value).unwrap()[..], [Meaning::Instead(_)]), "{name}");
        }
        assert_eq!(meaning("no-such", "x"), None);
    }
}
