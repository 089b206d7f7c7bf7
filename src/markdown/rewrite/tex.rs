//! TeX between Markdown, comments, and metadata in the middle of a text.
//!
//! In: a line of TeX; comment signs; a line of hyphens that keys follow. Out: page breaks; displayed formulas; other
//! environments as code, reported; nothing for comments (<https://pandoc.org/MANUAL.html#extension-raw_tex>,
//! <https://help.obsidian.md/syntax#Comments>, <https://pandoc.org/MANUAL.html#extension-yaml_metadata_block>).

use super::super::attribute;
use super::super::bracket_math;
use super::super::dialect::Form;
use super::super::marker::Marker;
use super::Pass;
use super::container::{Leaf, Line};
use crate::config;
use crate::diagnostic::Code;
use crate::document::Attributes;

/// amsmath's environments that display formulas.
const FORMULAS: [&str; 9] =
    ["align", "alignat", "displaymath", "eqnarray", "equation", "flalign", "gather", "math", "multline"];

/// Whether a command of TeX breaks the page.
pub(in super::super) fn breaks_page(command: &str) -> bool {
    let name = command.trim().strip_prefix('\\').map(|name| name.trim_end_matches("{}").trim_end());
    matches!(name, Some("newpage" | "pagebreak" | "clearpage" | "cleardoublepage" | "pagebreak[4]" | "eject"))
}

impl<'t> Pass<'t, '_> {
    pub(super) fn tex(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let name = text.strip_prefix('\\')?;
        if self.reads(Form::PageBreaks) && breaks_page(text) {
            self.replace(line, [Marker::PageBreak]);
            return Some(line.next);
        }
        if !self.reads(Form::RawTex) {
            return None;
        }
        let (name, _) = name.strip_prefix("begin{")?.split_once('}')?;
        let end = format!("\\end{{{name}}}");
        let last = match text.contains(&end) {
            true => line.clone(),
            false => self.line_with(&end, line.next, |text| text.contains(&end))?,
        };
        let is_formula = FORMULAS.contains(&name.trim_end_matches('*'));
        if !is_formula {
            self.report_foreign("raw TeX", "it is shown as code; say it in Markdown or HTML", line.start..line.end);
        }
        let place = line.start..line.end;
        let prefix = self.prefix(self.stack.len());
        self.copy_to(line.start);
        self.write(if is_formula { "~~~~math\n" } else { "~~~~tex\n" }, place.clone());
        self.write(&prefix, place.clone());
        if last.start > line.start {
            self.copy_to(line.next);
            let last_start = self.source[..last.start].rfind('\n').map_or(0, |at| at + 1);
            self.copy_lines(line.next, last_start);
            self.write(&prefix, place.clone());
            self.copy_range(last.start..last.end);
        } else {
            self.copy_to(last.end);
        }
        self.write(&format!("\n{prefix}~~~~\n"), place);
        self.skip_to(last.next);
        self.leaf = Leaf::None;
        Some(last.next)
    }

    /// A displayed formula of several lines of which one looks like the beginning of a block: the dollars or
    /// brackets hold it together, as pandoc has it.
    pub(super) fn formula(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        const MARKS: [(&str, &str, Form); 3] =
            [("$$", "$$", Form::Math), (r"\[", r"\]", Form::BracketMath), (r"\\[", r"\\]", Form::BracketMath)];
        let &(open, close, form) = MARKS.iter().find(|(open, ..)| text.starts_with(open))?;
        let first = text.strip_prefix(open).filter(|rest| !rest.contains(close) && self.reads(form))?;
        let environment = |text: &str| self.reads(Form::RawTex) && text.starts_with("\\begin{");
        // Within a paragraph the dollars may as well be the end of a formula, but before an environment.
        let is_before_environment =
            || first.is_empty() && self.peek(line.next).is_some_and(|inner| environment(self.text_of(&inner)));
        if self.leaf == Leaf::Paragraph && !is_before_environment() {
            return None;
        }
        let mut at = line.next;
        let mut breaks = false;
        let last = loop {
            let inner = self.peek(at)?;
            let text = self.text_of(&inner);
            if text.is_empty() {
                return None;
            }
            if text.contains(close) {
                break inner;
            }
            breaks |= text.starts_with(['+', '-', '*', '>', '#', '=', '|', '<', '_'])
                || text.starts_with(|c: char| c.is_ascii_digit())
                || environment(text);
            at = inner.next;
        };
        let (rest, after) = self.text_of(&last).split_once(close)?;
        let attributes = match after.trim() {
            "" => Attributes::default(),
            after => attribute::parse(after).filter(|block| block.length == after.len())?.attributes,
        };
        let is_formula = || form == Form::Math || bracket_math::is_formula(&self.source[line.next..last.end], true);
        if !breaks || !is_formula() {
            return None;
        }
        let place = line.start..line.end;
        let prefix = self.prefix(self.stack.len());
        self.copy_to(line.start);
        self.mark(Marker::Before(attributes), place.clone());
        self.write(&format!("{prefix}~~~~math\n"), place.clone());
        if !first.trim().is_empty() {
            self.write(&prefix, place.clone());
            self.copy_range(line.end - first.len()..line.end);
            self.write("\n", place.clone());
        }
        self.skip_to(line.next);
        let last_start = self.source[..last.start].rfind('\n').map_or(0, |at| at + 1);
        self.copy_lines(line.next, last_start);
        if !rest.trim().is_empty() {
            self.write(&format!("{prefix}{rest}\n"), last.start..last.end);
        }
        self.write(&format!("{prefix}~~~~\n"), place);
        self.skip_to(last.next);
        self.leaf = Leaf::None;
        Some(last.next)
    }

    /// MyST's comment of one line (<https://mystmd.org/guide/syntax-overview>); Obsidian's of several, since one within a
    /// line is `span`'s.
    pub(super) fn comment(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if self.reads(Form::PercentComments) {
            self.replace(line, []);
            return Some(line.next);
        }
        let rest = text.strip_prefix("%%")?;
        // Markua's are lines (<https://leanpub.com/markua/read#comments>).
        if self.reads(Form::Asides) && !self.dialect.is_auto() {
            self.replace(line, []);
            return Some(line.next);
        }
        // Within a paragraph only marks that stand alone begin what may hold blocks.
        let is_open = rest.trim().is_empty();
        let is_within = self.leaf == Leaf::Paragraph && !is_open;
        if !self.reads(Form::Comments) || is_within || rest.contains("%%") {
            return None;
        }
        // What ends in `50%%` is prose, where the dialect is guessed; and so may be what the opening marks stand before.
        let end = match self.dialect.is_auto() {
            false => self.line_with("%%", line.next, |text| text.ends_with("%%")),
            true if is_open => self.line_with("%% guessed", line.next, |text| {
                text.strip_suffix("%%").is_some_and(|text| !text.ends_with(|c: char| c == '%' || c.is_ascii_digit()))
            }),
            true => self
                .line_with("%% or blank", line.next, |text| matches!(text.trim(), "%%" | ""))
                .filter(|line| self.text_of(line).trim() == "%%"),
        };
        let Some(end) = end else {
            // Before words, a lone sign is as often prose's.
            if self.dialect.is_auto() && !is_open {
                return None;
            }
            let paragraph = &self.source[line.next..];
            let paragraph = &paragraph[..paragraph.find("\n\n").unwrap_or(paragraph.len())];
            if !is_open && paragraph.contains("%%") || !self.reported.insert("comment".to_owned()) {
                return None;
            }
            self.report(
                Code::ForeignMarkup,
                "a comment is opened by `%%` and never closed: it is shown as text",
                "close it with `%%`, or write the marks as code",
                line.start..line.end,
            );
            return None;
        };
        self.replace(line, []);
        self.skip_to(end.next);
        Some(end.next)
    }

    /// MyST's end of a cell, with what a notebook notes of it in braces; a book has no cells
    /// (<https://mystmd.org/guide/blocks>).
    pub(super) fn block_break(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let rest = text.strip_prefix("+++")?;
        if !self.reads(Form::BlockBreaks) || rest.starts_with('+') {
            return None;
        }
        self.replace(line, []);
        Some(line.next)
    }

    /// A comment that breaks the page, as many tools that print Markdown have it.
    pub(super) fn comment_of_html(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let inner = text.strip_prefix("<!--")?.strip_suffix("-->")?.trim().to_ascii_lowercase();
        let name = inner.trim_start_matches('\\').replace([' ', '_', '-'], "");
        if !self.reads(Form::PageBreaks) || !matches!(name.as_str(), "pagebreak" | "newpage") {
            return None;
        }
        self.replace(line, [Marker::PageBreak]);
        Some(line.next)
    }

    /// YAML between a line of hyphens and one of hyphens or periods, away from the head of the file: it says of the
    /// book what only its head can.
    /// A block of metadata in the midst of a text, which `config` has read.
    pub(super) fn late_metadata(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let is_at_margin = line.indent == 0 && self.stack.is_empty() && self.after_blank;
        if text != "---" || !is_at_margin || !self.reads(Form::TitleBlock) {
            return None;
        }
        let (_, next) = config::late_block(self.source, line.start)?;
        self.replace(line, []);
        self.skip_to(next);
        Some(next)
    }
}
