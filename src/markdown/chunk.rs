//! What code that knitr or Jupyter runs says of itself: whether the book shows it.
//!
//! In: an info string, `{r name, echo=FALSE}`, and the code, whose first lines may be options, `#| echo: false`; what the
//! text says of all its code. Out: what is shown of it, and the code without those lines (<https://yihui.org/knitr/options/>,
//! <https://quarto.org/docs/computations/execution-options.html>).

use crate::config::Execution;

/// What a piece of code says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Neither it nor what it makes is in the book.
    pub is_left_out: bool,
    /// What it makes is in the book, it is not.
    pub is_hidden: bool,
    /// It makes nothing, since it is not meant to run.
    pub is_idle: bool,
    /// The caption of the figure that it makes.
    pub caption: Option<String>,
    /// What the figure shows, for who does not see it.
    pub alt: Option<String>,
    /// The name that links lead to.
    pub label: Option<String>,
    /// How many bytes of the code are options.
    pub options: usize,
}

/// How lines of options begin, by the comments of languages.
const MARKS: [&str; 5] = ["#|", "//|", "%%|", "--|", "%|"];

impl Chunk {
    pub fn read<'c>(info: &str, code: &'c str, execution: Execution) -> Chunk {
        let Execution { echo, eval, include } = execution;
        let mut chunk = Chunk {
            is_left_out: include == Some(false),
            is_hidden: echo == Some(false),
            is_idle: eval == Some(false),
            ..Chunk::default()
        };
        for (name, value) in pairs(info) {
            chunk.set(&name, value);
        }
        let option = |line: &'c str| MARKS.iter().find_map(|mark| line.trim_start().strip_prefix(mark));
        let mut options = code.split_inclusive('\n').map_while(|line| Some((option(line)?, line.len()))).peekable();
        while let Some((option, length)) = options.next() {
            chunk.options += length;
            let Some((name, value)) = option.split_once(':') else { continue };
            let mut value = value.trim().trim_matches(['"', '\'']).to_owned();
            // A block of YAML, whose lines are indented (YAML 1.2.2, section 8.1).
            if matches!(value.as_str(), "|" | "|-" | "|+" | ">" | ">-" | ">+") {
                value.clear();
                let depth = indent(option);
                while let Some((words, length)) =
                    options.next_if(|(next, _)| indent(next) > depth || next.trim().is_empty())
                {
                    chunk.options += length;
                    value.push_str(if value.is_empty() { "" } else { " " });
                    value.push_str(words.trim());
                }
            }
            chunk.set(name.trim(), value.trim_end().to_owned());
        }
        chunk
    }

    fn set(&mut self, name: &str, value: String) {
        let is_false = || matches!(value.to_ascii_lowercase().as_str(), "false" | "f" | "no");
        match name {
            "include" => self.is_left_out = is_false(),
            "echo" => self.is_hidden = is_false(),
            "eval" => self.is_idle = is_false(),
            "fig.alt" | "fig-alt" => self.alt = Some(value).filter(|words| !words.is_empty()),
            "label" => self.label = Some(value).filter(|words| !words.is_empty()),
            "fig.cap" | "fig-cap" => self.caption = Some(value).filter(|words| !words.is_empty()),
            _ => {}
        }
    }
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// What a piece of R says of all code that follows: `knitr::opts_chunk$set(echo = FALSE)`.
pub fn defaults(code: &str) -> Execution {
    let of = |line: &str| {
        let (_, rest) = line.split_once("opts_chunk$set(")?;
        Some(pairs(rest.rsplit_once(')').map_or(rest, |(inner, _)| inner)))
    };
    let truth = |value: &str| match value.to_ascii_lowercase().as_str() {
        "true" | "t" => Some(true),
        "false" | "f" => Some(false),
        _ => None,
    };
    let all: Vec<(String, String)> = of(&code.replace('\n', " ")).unwrap_or_default();
    let of = |name: &str| all.iter().find(|(own, _)| own == name).and_then(|(_, value)| truth(value));
    Execution { echo: of("echo"), eval: of("eval"), include: of("include") }
}

/// The pairs in braces, `name = value`, which commas part.
fn pairs(info: &str) -> Vec<(String, String)> {
    let inner = info.trim().trim_start_matches('{').trim_end_matches('}');
    let mut quote = None;
    let is_comma = |c: char| {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ',') => return true,
            (None | Some(_), _) => {}
        }
        false
    };
    let pair = |part: &str| {
        let (name, value) = part.split_once('=')?;
        // The language, and the name of the code, stand before the first.
        let name = name.split_whitespace().next_back()?;
        Some((name.to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
    };
    inner.split(is_comma).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_stand_in_braces_or_before_the_code() {
        let shown = |info: &str, code: &str| {
            let Chunk { is_left_out, is_hidden, caption, options, .. } = Chunk::read(info, code, Execution::default());
            (is_left_out, is_hidden, caption.unwrap_or_default(), options)
        };
        assert_eq!(shown("{r setup, include=FALSE}", "x\n"), (true, false, String::new(), 0));
        assert_eq!(shown("{r echo = F, fig.cap=\"A, b\"}", ""), (false, true, "A, b".to_owned(), 0));
        assert_eq!(shown("{python}", "#| echo: false\n#| fig-cap: \"A\"\nx\n"), (false, true, "A".to_owned(), 31));
        let block = "#| fig-cap: |\n#|   Words of\n#|   it.\n#| echo: false\nx\n";
        assert_eq!(shown("{r}", block), (false, true, "Words of it.".to_owned(), block.len() - 2));
        assert_eq!(shown("{r, echo=TRUE}", "# | x\n"), (false, false, String::new(), 0));
    }

    #[test]
    fn what_the_text_says_of_all_its_code_holds_where_the_code_is_silent() {
        let of_setup = defaults("library(x)\nknitr::opts_chunk$set(\n  echo = FALSE, fig.cap = \"a, b\"\n)\n");
        assert_eq!(of_setup, Execution { echo: Some(false), ..Execution::default() });
        assert_eq!(defaults("echo = FALSE\n"), Execution::default());
        let silent = Execution { echo: Some(false), eval: Some(false), include: None };
        let read = |code: &str| Chunk::read("{r}", code, silent);
        assert!(read("x\n").is_hidden && read("x\n").is_idle && !read("x\n").is_left_out);
        assert!(!read("#| echo: true\nx\n").is_hidden && !read("#| eval: true\nx\n").is_idle);
    }
}
