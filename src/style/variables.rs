//! What style sheets do with custom properties that comes to nothing (CSS Variables 1, sections 2.3 and 3).
//!
//! In: the declarations of all sheets that set or name variables. Out: diagnostics for what is sure: a variable that
//! nothing sets, one that is made of itself, a value that is none once the root's variables are put in. What hangs on
//! the element is left to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::CounterStyle;
use super::counter_style::CounterStyles;
use super::declaration::{Entry, Rejected, Specified, compile, has_var, substitute};
use super::property::Declared;
use super::reader::{Concern, Report};
use super::theme::Sheet;
use super::value::style_of;
use crate::css::Declaration;
use crate::diagnostic::{Code, nearest};

/// Every use of variables in the sheets of a build, and of the names of counter styles.
#[derive(Default)]
pub(super) struct VariableUses {
    uses: Vec<Use>,
    counter_styles: Vec<(Sheet, Declaration, Arc<str>)>,
    /// How often each name is set.
    sets: BTreeMap<String, usize>,
    blocks: usize,
}

struct Use {
    /// Without its text.
    sheet: Sheet,
    declaration: Declaration,
    /// The variables that it names without a value to fall back on.
    needs: Vec<String>,
    block: usize,
}

impl VariableUses {
    pub fn begin_block(&mut self) {
        self.blocks += 1;
    }

    pub fn add(&mut self, sheet: &Sheet, declaration: &Declaration) {
        if declaration.name.starts_with("--") {
            *self.sets.entry(declaration.name.clone()).or_default() += 1;
        }
        if has_var(&declaration.value) {
            let needs = needs(&declaration.value);
            let sheet = Sheet { imports: BTreeMap::new(), ..sheet.clone() };
            self.uses.push(Use { sheet, declaration: declaration.clone(), needs, block: self.blocks });
        }
    }

    /// Keeps the names of counter styles that a declaration uses.
    pub fn add_counter_styles(&mut self, sheet: &Sheet, declaration: &Declaration, entries: &[Entry]) {
        let mut add = |style: Option<&CounterStyle>| {
            if let Some(CounterStyle::Named(name)) = style {
                let sheet = Sheet { imports: BTreeMap::new(), ..sheet.clone() };
                self.counter_styles.push((sheet, declaration.clone(), name.clone()));
            }
        };
        for entry in entries {
            match entry {
                Entry::Longhand(_, Specified::Value(Declared::ListStyleType(style))) => add(Some(style)),
                Entry::Longhand(_, Specified::Value(Declared::Content(content))) => {
                    content.parts().iter().for_each(|part| add(style_of(part)));
                }
                Entry::Longhand(..) | Entry::Side { .. } | Entry::Custom(..) => {}
            }
        }
    }

    /// Tells of counter styles that nothing describes.
    pub fn report_counter_styles(&self, known: &CounterStyles, report: &mut Report) {
        for (sheet, declaration, name) in self.counter_styles.iter().filter(|(.., name)| !known.contains_key(name)) {
            let message = format!("no `@counter-style` describes `{name}`; the PDF counts in `decimal`");
            let hint = nearest(name, known.keys().map(|known| &**known)).map(|near| format!("did you mean `{near}`?"));
            report.push(Concern::Unsure, sheet, Code::UnknownProperty, message, hint, &declaration.at);
        }
    }

    /// Tells what comes to nothing; `root` are the root's variables as they are computed.
    pub fn report(&self, root: &BTreeMap<Arc<str>, Arc<str>>, report: &mut Report) {
        let mut told = BTreeSet::new();
        for used in &self.uses {
            let Declaration { name, at, .. } = &used.declaration;
            if name.starts_with("--") && self.is_cycle(used) {
                let message = format!("the variable `{name}` is made of itself");
                let hint = "it is not set".to_owned();
                report.push(Concern::Both, &used.sheet, Code::UnknownProperty, message, Some(hint), at);
                continue;
            }
            if let Some(missing) = used.needs.iter().find(|need| !self.sets.contains_key(*need)) {
                if told.insert(missing.clone()) {
                    let message = format!("`{name}` names the variable `{missing}`, which nothing sets");
                    let hint = format!("set it: `:root {{ {missing}: … }}`");
                    report.push(Concern::Both, &used.sheet, Code::UnknownProperty, message, Some(hint), at);
                }
                continue;
            }
            let is_of_root = |need: &String| self.sets.get(need) == Some(&1) && root.contains_key(need.as_str());
            if !name.starts_with("--")
                && used.needs.iter().all(is_of_root)
                && let Some(value) = substitute(&used.declaration.value, root)
                && compile(name, &value) == Err(Rejected::InvalidValue)
            {
                let message = format!("`{name}` does not take the value `{}`", value.trim());
                let hint = "that is what its variables come to".to_owned();
                report.push(Concern::Unsure, &used.sheet, Code::UnknownProperty, message, Some(hint), at);
            }
        }
    }

    /// Whether a variable leads back to itself within the rule that sets it.
    fn is_cycle(&self, start: &Use) -> bool {
        let first = self.uses.partition_point(|other| other.block < start.block);
        let in_block = &self.uses[first..self.uses.partition_point(|other| other.block <= start.block)];
        let mut open: Vec<&str> = start.needs.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            if name == start.declaration.name {
                return true;
            }
            if seen.insert(name) {
                let next = in_block.iter().filter(|other| other.declaration.name == name);
                open.extend(next.flat_map(|other| &other.needs).map(String::as_str));
            }
        }
        false
    }
}

/// The names in `var(--name)`, those with a value to fall back on left out.
fn needs(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let lower = value.to_ascii_lowercase();
    for (at, open) in lower.match_indices("var(") {
        let inner = value[at + open.len()..].trim_start();
        let end = inner.find(|c: char| matches!(c, ')' | ',') || c.is_whitespace()).unwrap_or(inner.len());
        if inner[..end].starts_with("--") && !inner[end..].trim_start().starts_with(',') {
            names.push(inner[..end].to_owned());
        }
    }
    names
}
