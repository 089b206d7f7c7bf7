//! Who made the text: names, and tables of what is known of a person.
//!
//! In: an entry such as `author` or `translators`. Out: creators with their roles. One table, [`KEYS`], holds the keys
//! that pandoc, Quarto (<https://quarto.org/docs/authoring/front-matter.html>), MyST, CITATION.cff and themes of sites
//! give a person; where a person lives, works and can be reached is passed over.

use super::super::key;
use super::super::value::{Entry, Value, ValueKind};
use super::{Reader, plain, truth};
use crate::diagnostic::{Code, nearest};
use crate::document::Creator;

/// What a key below a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    /// The whole name, or a table of its parts.
    Name,
    Given,
    /// What stands before the family name, `van`, `de la`.
    Particle,
    Family,
    /// What stands after it, `Jr.`.
    Suffix,
    /// The name as it is sorted.
    FileAs,
    Role,
    /// Addresses, places of work and the like.
    Other,
}

/// Keys below a person in kebab case.
const KEYS: &[(&str, Fact)] = &[
    ("name", Fact::Name),
    ("literal", Fact::Name),
    ("text", Fact::Name),
    ("full-name", Fact::Name),
    ("fullname", Fact::Name),
    ("display-name", Fact::Name),
    ("displayname", Fact::Name),
    ("author", Fact::Name),
    ("alias", Fact::Name),
    ("username", Fact::Name),
    ("given", Fact::Given),
    ("given-name", Fact::Given),
    ("given-names", Fact::Given),
    ("first", Fact::Given),
    ("first-name", Fact::Given),
    ("firstname", Fact::Given),
    ("forename", Fact::Given),
    ("particle", Fact::Particle),
    ("dropping-particle", Fact::Particle),
    ("non-dropping-particle", Fact::Particle),
    ("name-particle", Fact::Particle),
    ("family", Fact::Family),
    ("family-name", Fact::Family),
    ("family-names", Fact::Family),
    ("last", Fact::Family),
    ("last-name", Fact::Family),
    ("lastname", Fact::Family),
    ("surname", Fact::Family),
    ("suffix", Fact::Suffix),
    ("name-suffix", Fact::Suffix),
    ("file-as", Fact::FileAs),
    ("sort", Fact::FileAs),
    ("sort-name", Fact::FileAs),
    ("role", Fact::Role),
    ("affiliation", Fact::Other),
    ("affiliations", Fact::Other),
    ("institute", Fact::Other),
    ("orcid", Fact::Other),
    ("email", Fact::Other),
    ("url", Fact::Other),
    ("bio", Fact::Other),
];

/// What is known of a person, by the parts of the name.
#[derive(Default)]
struct Person {
    name: Option<String>,
    given: Option<String>,
    particle: Option<String>,
    family: Option<String>,
    suffix: Option<String>,
    file_as: Option<String>,
    role: Option<&'static str>,
}

impl Person {
    /// The name in the order in which it is spoken, and the one by which it is sorted where the parts tell it.
    fn creator(self, role: &'static str) -> Option<Creator> {
        let Person { name, given, particle, family, suffix, file_as, role: own } = self;
        let join = |parts: &[&Option<String>], with: &str| {
            let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
            Some(parts.join(with)).filter(|name| !name.is_empty())
        };
        let last = join(&[&particle, &family], " ");
        let sorted = (given.is_some() && family.is_some()).then(|| join(&[&last, &given, &suffix], ", ")).flatten();
        let name = name.or_else(|| join(&[&given, &last, &suffix], " "))?;
        Some(Creator { name, role: own.unwrap_or(role), file_as: file_as.or(sorted) })
    }
}

fn fact(key: &str) -> Option<Fact> {
    let key = key::normalize(key);
    let key = key.trim_start_matches("name.");
    KEYS.iter().find(|(known, _)| *known == key).map(|(_, fact)| *fact)
}

impl Reader<'_> {
    /// A name, a list of names, or tables of what is known of each.
    pub(super) fn people(&mut self, entry: &Entry, role: &'static str) {
        for item in entry.value.items() {
            self.person(entry, role, item);
        }
    }

    fn person(&mut self, entry: &Entry, role: &'static str, item: &Value) {
        // Quarto's `editor` is the program that edits the text.
        let is_option = |below: &Entry| matches!(below.key.as_str(), "markdown" | "mode" | "render-on-save");
        if role == "edt"
            && (matches!(item.as_text(), Some("visual" | "source")) || item.entries().iter().any(is_option))
        {
            return;
        }
        // Whether a theme shows them.
        if item.as_text().and_then(truth).is_some() {
            return;
        }
        let creator = match &item.kind {
            ValueKind::Null => return,
            ValueKind::Scalar(_) => plain(item).map(|name| Creator { name, role, file_as: None }),
            ValueKind::Map(people) if is_by_name(people) => {
                return people.iter().for_each(|below| self.person_by_name(role, below));
            }
            ValueKind::Map(_) => {
                let mut person = Person::default();
                self.facts_of(item, &mut person);
                person.creator(role)
            }
            ValueKind::List(_) => None,
        };
        match creator.filter(|creator| !creator.name.is_empty()) {
            Some(creator) => self.add_creator(creator),
            None => {
                let known = || KEYS.iter().map(|(known, _)| *known);
                let unknown = item.entries().iter().filter(|below| fact(&below.key).is_none());
                let near = unknown.filter_map(|below| nearest(&key::normalize(&below.key), known())).next();
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!(
                    "`{}` must be a name, a list of names, or entries with `name` (or `given` and `family`), `role`, \
                     `file-as`",
                    entry.key
                );
                self.report(Code::InvalidValue, &item.range, message, hint);
            }
        }
    }

    /// A person whose name, or whose handle, is the key of what is known of them.
    fn person_by_name(&mut self, role: &'static str, below: &Entry) {
        let mut person = Person::default();
        self.facts_of(&below.value, &mut person);
        let name = below.key.split_whitespace().collect::<Vec<_>>().join(" ");
        let creator = person.creator(role);
        self.add_creator(creator.unwrap_or(Creator { name, role, file_as: None }));
    }

    fn add_creator(&mut self, creator: Creator) {
        if !self.found.creators.contains(&creator) {
            self.found.creators.push(creator);
        }
    }

    fn facts_of(&mut self, item: &Value, person: &mut Person) {
        for below in item.entries() {
            let (Some(fact), text) = (fact(&below.key), plain(&below.value).filter(|text| !text.is_empty())) else {
                continue;
            };
            let field = match fact {
                Fact::Name if matches!(below.value.kind, ValueKind::Map(_)) => {
                    self.facts_of(&below.value, person);
                    continue;
                }
                Fact::Role => {
                    person.role = text.map(|text| self.role(&text, below)).or(person.role);
                    continue;
                }
                Fact::Other => continue,
                Fact::Name => &mut person.name,
                Fact::Given => &mut person.given,
                Fact::Particle => &mut person.particle,
                Fact::Family => &mut person.family,
                Fact::Suffix => &mut person.suffix,
                Fact::FileAs => &mut person.file_as,
            };
            *field = field.take().or(text);
        }
    }

    fn role(&mut self, text: &str, below: &Entry) -> &'static str {
        key::role(text).unwrap_or_else(|| {
            let hint = Some("for example `author`, `editor`, `translator`, `illustrator`".to_owned());
            self.report(Code::InvalidValue, &below.value.range, format!("unknown role `{text}`"), hint);
            "oth"
        })
    }
}

/// Whether a table holds people by their names: `Ann Author: {institute: [mit]}`, as pandoc's filters for scholars take
/// them, and not what is known of one person.
fn is_by_name(entries: &[Entry]) -> bool {
    let is_table = |entry: &Entry| matches!(entry.value.kind, ValueKind::Map(_) | ValueKind::Null);
    !entries.is_empty() && entries.iter().all(|entry| fact(&entry.key).is_none() && is_table(entry))
}
