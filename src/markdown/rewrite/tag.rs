//! Liquid's tags as Jekyll and GitBook use them: `{% highlight ruby %}`, `{% hint style="info" %}`.
//!
//! In: a line that is one; or text that begins with one that names an address. Out: code, an alert, a division, a
//! comment left out; the address (<https://jekyllrb.com/docs/liquid/tags/>,
//! <https://gitbook.com/docs/creating-content/blocks/hint>). What fills a template in stays text.

use std::ops::Range;

use super::super::callout::{self, Named};
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{self, Line};
use super::shortcode::Call;
use crate::document::{AlertKind, Attributes, Division};

impl<'t> Pass<'t, '_> {
    pub(super) fn tag(&mut self, line: &Line, text: &str) -> Option<usize> {
        if !self.reads(Form::Liquid) && !self.reads(Form::Hints) {
            return None;
        }
        if self.is_raw() && !text.contains("endraw") {
            return None;
        }
        if let Some(next) = self.open_comment(line, text) {
            return Some(next);
        }
        let call = Call::parse(text, "{%", "%}").filter(|call| call.length == text.len())?;
        if let Some(name) = call.name.strip_prefix("end") {
            let ends = |container: &container::Container| matches!(container, container::Container::Tag { name: open, .. } if open == name);
            return self.close_container(line, ends);
        }
        let ends = |name: &str| {
            let name = format!("end{name}");
            move |text: &str| Call::parse(text, "{%", "%}").is_some_and(|call| call.name == name)
        };
        match call.name.as_str() {
            "highlight" => {
                let last = self.line_with("endhighlight", line.next, ends("highlight"))?;
                return Some(self.fenced(line, &last, call.at(0).unwrap_or_default(), &call.rest(1)));
            }
            "codeblock" => {
                let last = self.line_with("endcodeblock", line.next, ends("codeblock"))?;
                let language = call.arguments.iter().find_map(|(_, value)| value.strip_prefix("lang:"));
                return Some(self.fenced(line, &last, language.unwrap_or_default(), ""));
            }
            "comment" => {
                let last = self.line_with("endcomment", line.next, ends("comment"))?;
                self.replace(line, []);
                self.skip_to(last.next);
                return Some(last.next);
            }
            // Marks for the template alone: what stands between them is text.
            "raw" | "code" | "stepper" | "step" | "tabs" | "content-ref" | "columns" | "column" | "updates"
            | "update" => {
                self.line_with(&format!("end{}", call.name), line.next, ends(&call.name))?;
                let kind = ContainerKind::Division(Division::Plain);
                let title = call.named("title").map(str::to_owned);
                if call.name == "raw" || call.name == "content-ref" {
                    let container = Container { kind, attributes: Attributes::default(), title: None };
                    return self.open_tag(line, &call, container);
                }
                return self.open_tag(
                    line,
                    &call,
                    Container { kind, attributes: Attributes::class(&call.name), title },
                );
            }
            "tab" => {
                let kind = ContainerKind::Division(Division::Plain);
                let title = call.named("title").map(str::to_owned);
                return self.open_tag(line, &call, Container { kind, attributes: Attributes::class("tab"), title });
            }
            "hint" if self.reads(Form::Hints) => {
                let style = call.named("style").or(call.at(0)).unwrap_or("info");
                // GitBook's hints have no title, their kinds are ours.
                let Named { kind, .. } = callout::named(style).unwrap_or(Named { kind: AlertKind::Note, title: None });
                let attributes = Attributes::class(style);
                return self.open_tag(
                    line,
                    &call,
                    Container { kind: ContainerKind::Alert(kind), attributes, title: None },
                );
            }
            name if callout::named(name).is_some() => {
                self.line_with(&format!("end{name}"), line.next, ends(name))?;
                // Hexo's themes have one tag for all kinds.
                let opening = match call.at(0).filter(|kind| name == "note" && callout::named(kind).is_some()) {
                    Some(kind) => super::division::named(kind, call.at(1).unwrap_or_default()),
                    None => super::division::named(name, call.at(0).unwrap_or_default()),
                };
                return self.open_tag(line, &call, opening.container);
            }
            "asset_img" => {
                let picture = call.picture()?;
                self.replace(line, [Marker::Picture(picture)]);
                return Some(line.next);
            }
            "embed" => {
                let address =
                    call.named("url").filter(|url| url.starts_with("http") && !url.contains([' ', '<', '>']))?;
                let place = line.start..line.end;
                let text = format!("<{address}>\n");
                self.copy_to(line.start);
                self.write(&text, place);
                self.skip_to(line.next);
                self.leaf = container::Leaf::Paragraph;
                return Some(line.next);
            }
            _ => {}
        }
        // `{% include figure.html src="…" caption="…" %}`, which many themes have.
        let is_figure =
            call.name == "include" && call.at(0).is_some_and(|name| name.contains("figure") || name.contains("image"));
        if call.name == "figure" || is_figure {
            let named =
                Call { arguments: call.arguments.into_iter().filter(|(key, _)| key.is_some()).collect(), ..call };
            let picture = named.picture()?;
            self.replace(line, [Marker::Picture(picture)]);
            return Some(line.next);
        }
        None
    }

    /// Whether lines stand between `{% raw %}` and its end, where tags are shown.
    pub(super) fn is_raw(&self) -> bool {
        self.stack.iter().any(|container| matches!(container, container::Container::Tag { name, .. } if name == "raw"))
    }

    /// A comment whose first words stand in the line of its tag, and whose end ends a line below.
    fn open_comment(&mut self, line: &Line, text: &str) -> Option<usize> {
        let call = Call::parse(text, "{%", "%}").filter(|call| call.name == "comment" && call.length < text.len())?;
        if text[call.length..].contains("endcomment") {
            return None;
        }
        let ends = |text: &str| {
            let tag = text.rfind("{%").map_or("", |at| &text[at..]);
            Call::parse(tag, "{%", "%}").is_some_and(|call| call.name == "endcomment" && call.length == tag.len())
        };
        let last = self.line_with("in endcomment", line.next, ends)?;
        self.replace(line, []);
        self.skip_to(last.next);
        Some(last.next)
    }

    fn open_tag(&mut self, line: &Line, call: &Call, container: Container) -> Option<usize> {
        let opened = line.start..line.end;
        self.open(line, container, container::Container::Tag { name: call.name.clone(), opened });
        Some(line.next)
    }

    /// Where in a line the tag stands that ends what the tag of a name begins, from a length on; once there is none, none is
    /// looked for again in that line.
    fn end_tag(&mut self, name: &str, text: &str, place: usize, from: usize) -> Option<Range<usize>> {
        let index = usize::from(name == "raw");
        if self.no_end_tag[index] > place {
            return None;
        }
        let end = format!("end{name}");
        let mut at = from;
        while let Some(found) = text[at..].find(&end) {
            let found = at + found;
            at = found + end.len();
            let Some(start) = text[from..found].rfind("{%").map(|start| from + start) else { continue };
            if let Some(call) = Call::parse(&text[start..], "{%", "%}").filter(|call| call.name == end) {
                return Some(start..start + call.length);
            }
        }
        self.no_end_tag[index] = place + text.len();
        None
    }

    /// The address that a tag stands for: `{% link file.md %}`, `{% post_url 2020-01-01-name %}`.
    pub(super) fn address_of_tag(&mut self, text: &str, place: usize) -> Option<(String, usize)> {
        if !self.reads(Form::Liquid) {
            return None;
        }
        // Liquid's comment of one tag (<https://shopify.github.io/liquid/tags/template/>).
        if text[2..].trim_start_matches(['-', ' ']).starts_with('#') {
            let end = text.lines().next()?.find("%}")?;
            return Some((String::new(), end + 2));
        }
        let call = Call::parse(text, "{%", "%}")?;
        let is_comment = call.name == "comment";
        if is_comment || call.name == "raw" {
            let end = self.end_tag(&call.name, text, place, call.length)?;
            let inner = &text[call.length..end.start];
            // What stands between the two is text, whatever it looks like; or nothing.
            let shown = if is_comment { String::new() } else { inner.replace('{', "\\{") };
            return Some((shown, end.end));
        }
        let name = call.at(0)?;
        match call.name.as_str() {
            // From the site's root, as Jekyll has it.
            "link" => Some((format!("/{}", name.trim_start_matches('/')), call.length)),
            // A post is found by its name alone, wherever it lies.
            "post_url" => {
                let post = name.rsplit('/').next().unwrap_or(name);
                let ending = if post.contains('.') { ".md" } else { "" };
                Some((format!("{post}{ending}"), call.length))
            }
            _ => None,
        }
    }
}
