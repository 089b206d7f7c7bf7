//! What code that knitr or Jupyter runs says of itself: whether the book shows it.
//!
//! In: an info string, `{r name, echo=FALSE}`, and the code, whose first lines may be options, `#| echo: false`. Out:
//! what is shown of it, and the code without those lines (<https://yihui.org/knitr/options/>,
//! <https://quarto.org/docs/computations/execution-options.html>).

/// What a piece of code says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Neither it nor what it makes is in the book.
    pub is_left_out: bool,
    /// What it makes is in the book, it is not.
    pub is_hidden: bool,
    /// The caption of the figure that it makes.
    pub caption: Option<String>,
    /// How many bytes of the code are options.
    pub options: usize,
}

/// How lines of options begin, by the comments of languages.
const MARKS: [&str; 5] = ["#|", "//|", "%%|", "--|", "%|"];

impl Chunk {
    pub fn read(info: &str, code: &str) -> Chunk {
        let mut chunk = Chunk::default();
        for (name, value) in pairs(info) {
            chunk.set(&name, value);
        }
        for line in code.split_inclusive('\n') {
            let Some(option) = MARKS.iter().find_map(|mark| line.trim_start().strip_prefix(mark)) else { break };
            chunk.options += line.len();
            if let Some((name, value)) = option.split_once(':') {
                chunk.set(name.trim(), value.trim().trim_matches(['"', '\'']).to_owned());
            }
        }
        chunk
    }

    fn set(&mut self, name: &str, value: String) {
        let is_false = || matches!(value.to_ascii_lowercase().as_str(), "false" | "f" | "no");
        match name {
            "include" => self.is_left_out = is_false(),
            "echo" => self.is_hidden = is_false(),
            "fig.cap" | "fig-cap" => self.caption = Some(value).filter(|words| !words.is_empty()),
            _ => {}
        }
    }
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
            let Chunk { is_left_out, is_hidden, caption, options } = Chunk::read(info, code);
            (is_left_out, is_hidden, caption.unwrap_or_default(), options)
        };
        assert_eq!(shown("{r setup, include=FALSE}", "x\n"), (true, false, String::new(), 0));
        assert_eq!(shown("{r echo = F, fig.cap=\"A, b\"}", ""), (false, true, "A, b".to_owned(), 0));
        assert_eq!(shown("{python}", "#| echo: false\n#| fig-cap: \"A\"\nx\n"), (false, true, "A".to_owned(), 31));
        assert_eq!(shown("{r, echo=TRUE}", "# | x\n"), (false, false, String::new(), 0));
    }
}
