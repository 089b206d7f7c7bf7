//! What a publisher says of an edition: numbers, series, subjects, statements of accessibility; and the language.
//!
//! In: an entry. Out: its fact in the front matter. What a program can check is checked here, where the place is known:
//! the check digit of an ISBN, the form of a language tag.

use super::super::isbn;
use super::super::key::{self, EditionKey};
use super::super::value::{Entry, Value, ValueKind};
use super::table::below;
use super::{Reader, is_switch, plain, truth};
use crate::diagnostic::Code;
use crate::document::{Series, Subject, TitleKind};
use crate::lang::Lang;

/// Schema.org Accessibility Properties for Discoverability Vocabulary, `accessibilityHazard`.
const HAZARDS: [&str; 11] = [
    "none",
    "unknown",
    "flashing",
    "motionSimulation",
    "sound",
    "noFlashingHazard",
    "noMotionSimulationHazard",
    "noSoundHazard",
    "unknownFlashingHazard",
    "unknownMotionSimulationHazard",
    "unknownSoundHazard",
];

/// How the standard has conformance said (EPUB Accessibility 1.1, section 4.1.2).
const CONFORMANCE: &str = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA";

/// What an ISBN is the number of.
#[derive(Clone, Copy)]
enum Numbered {
    Files,
    /// The PDF alone.
    Pdf,
    Print,
}

impl Reader<'_> {
    pub(super) fn edition(&mut self, key: EditionKey, entry: &Entry) {
        if entry.value.kind == ValueKind::Null {
            return;
        }
        match key {
            EditionKey::Isbn => self.isbn(entry, Numbered::Files),
            EditionKey::PrintIsbn => self.isbn(entry, Numbered::Print),
            EditionKey::Doi => self.doi(entry),
            EditionKey::Source => self.source(entry),
            EditionKey::Name => self.text(entry, |found| &mut found.edition.name),
            EditionKey::ShortTitle => {
                if let Some(text) = plain(&entry.value).filter(|text| !text.is_empty()) {
                    self.typed_title(TitleKind::Short, text);
                }
            }
            EditionKey::Subjects(scheme) => self.codes(entry, scheme),
            EditionKey::ConformsTo => self.conformance(entry),
            EditionKey::CertifiedBy => self.text(entry, |found| &mut found.edition.accessibility.certified_by),
            EditionKey::Credential => self.text(entry, |found| &mut found.edition.accessibility.credential),
            EditionKey::Report => self.text(entry, |found| &mut found.edition.accessibility.report),
            EditionKey::Summary => self.text(entry, |found| &mut found.edition.accessibility.summary),
            EditionKey::Hazards => self.hazards(entry),
            EditionKey::CopyrightPage => match entry.value.as_text().and_then(truth) {
                Some(is_wanted) => self.found.edition.without_copyright_page = !is_wanted,
                None => self.invalid(entry, "`true` or `false`"),
            },
        }
    }

    /// A number, a list of which the first counts, or a table of them by the kind of edition.
    fn isbn(&mut self, entry: &Entry, numbered: Numbered) {
        let ValueKind::Map(kinds) = &entry.value.kind else {
            if let Some(item) = entry.value.items().first() {
                self.number(&entry.key, item, numbered);
            }
            return;
        };
        for kind in kinds {
            match key::normalize(&kind.key).as_str() {
                "epub" | "ebook" | "e-book" | "digital" | "electronic" => {
                    self.number(&entry.key, &kind.value, Numbered::Files);
                }
                "pdf" => self.number(&entry.key, &kind.value, Numbered::Pdf),
                "print" | "paperback" | "softcover" | "hardcover" | "hardback" => {
                    self.number(&entry.key, &kind.value, Numbered::Print);
                }
                _ => {
                    let message = format!("`{}` has no edition `{}`: `epub`, `pdf` or `print`", entry.key, kind.key);
                    self.report(Code::InvalidValue, &kind.key_range, message, None);
                }
            }
        }
    }

    /// Notes an ISBN whose check digit is right, and tells which digit would be.
    fn number(&mut self, key: &str, value: &Value, numbered: Numbered) {
        let Some(text) = plain(value) else {
            let message = format!("`{key}` must be an ISBN");
            return self.report(Code::InvalidValue, &value.range, message, None);
        };
        // Whether a theme shows it; a key that waits for its number.
        if text.is_empty() || is_switch(&text) {
            return;
        }
        match isbn::parse(&text) {
            Ok(_) => {
                let edition = &mut self.found.edition;
                let field = match numbered {
                    Numbered::Files => &mut edition.isbn,
                    Numbered::Pdf => &mut edition.pdf_isbn,
                    Numbered::Print => &mut edition.print_isbn,
                };
                field.get_or_insert_with(|| isbn::bare(&text).to_owned());
            }
            Err(wrong) => {
                let message = format!("`{text}` is no ISBN: {wrong}");
                let hint = match wrong {
                    isbn::Wrong::CheckDigit(right) => {
                        let number = isbn::bare(&text);
                        let end = number.len() - number.chars().next_back().map_or(0, char::len_utf8);
                        format!("`{}{right}`, if all others are right; the book is bound without it", &number[..end])
                    }
                    isbn::Wrong::Length(_) | isbn::Wrong::Prefix => "the book is bound without it".to_owned(),
                };
                self.report(Code::InvalidValue, &value.range, message, Some(hint));
            }
        }
    }

    fn doi(&mut self, entry: &Entry) {
        let Some(text) = plain(&entry.value) else { return self.invalid(entry, "a DOI such as `10.1000/182`") };
        if text.is_empty() || is_switch(&text) {
            return;
        }
        match doi_of(&text) {
            Some(doi) => _ = self.found.edition.doi.get_or_insert_with(|| doi.to_owned()),
            None => self.invalid(entry, "a DOI such as `10.1000/182`"),
        }
    }

    /// What the book was made from; its print edition where that is an ISBN.
    fn source(&mut self, entry: &Entry) {
        let Some(text) = entry.value.items().first().and_then(plain) else { return };
        if text.to_lowercase().contains("isbn") && isbn::parse(&text).is_ok() {
            return self.number(&entry.key, &Value::scalar(text), Numbered::Print);
        }
        if !text.is_empty() && !is_switch(&text) {
            self.found.edition.source.get_or_insert(text);
        }
    }

    /// A text, or pandoc's list of them by scheme, of which the first counts that is neither ISBN nor DOI.
    pub(super) fn identifier(&mut self, entry: &Entry) {
        for item in entry.value.items() {
            let scheme = below(item, &["scheme"]).unwrap_or_default().to_lowercase();
            let Some(text) = below(item, &["text"]).or_else(|| plain(item)).filter(|text| !text.is_empty()) else {
                let message = format!("`{}` must be text", entry.key);
                self.report(Code::InvalidValue, &item.range, message, None);
                continue;
            };
            let lower = text.to_lowercase();
            let digits = isbn::digits(&text);
            let is_ean = digits.len() == 13 && (digits.starts_with("978") || digits.starts_with("979"));
            if scheme.starts_with("isbn") || lower.starts_with("isbn") || lower.starts_with("urn:isbn:") || is_ean {
                self.number(
                    &entry.key,
                    &Value { range: item.range.clone(), kind: ValueKind::Scalar(text) },
                    Numbered::Files,
                );
            } else if let Some(doi) = doi_of(&text).filter(|_| scheme == "doi" || !lower.contains("://")) {
                self.found.edition.doi.get_or_insert_with(|| doi.to_owned());
            } else if !is_switch(&text) {
                self.found.identifier.get_or_insert(text);
            }
        }
    }

    /// A further title by pandoc's name of its type.
    pub(super) fn typed_title(&mut self, kind: TitleKind, text: String) {
        let titles = &mut self.found.edition.titles;
        if !titles.iter().any(|(known, _)| *known == kind) {
            titles.push((kind, text));
        }
    }

    /// A name, with `name` and `number`, or Hugo's list of names, of which the first counts.
    pub(super) fn series(&mut self, entry: &Entry) {
        let Some(item) = entry.value.items().first().filter(|_| self.found.series.is_none()) else { return };
        if let Some(other) = entry.value.items().get(1) {
            let message = format!("a book is of one series here: `{}` has others, which are left out", entry.key);
            self.report(Code::InvalidValue, &other.range, message, None);
        }
        let below = |names: &[&str]| below(item, names);
        let name = plain(item).or_else(|| below(&["name", "title", "text"])).filter(|name| !name.is_empty());
        let kind = below(&["type", "collection-type", "kind"]);
        let position = below(&["number", "index", "position", "group-position", "part", "volume"]);
        let is_set = match kind.as_deref() {
            None | Some("series") => false,
            Some("set") => true,
            Some(_) => {
                self.invalid(entry, "a `series` or a `set` by its `type`");
                false
            }
        };
        if position.as_deref().is_some_and(|position| !is_position(position)) {
            self.invalid(entry, "a series whose place is a number such as `2`");
        }
        let position = position.filter(|text| is_position(text));
        match name {
            Some(name) => self.found.series = Some(Series { name, position, is_set }),
            None => self.invalid(entry, "the name of a series"),
        }
    }

    /// The book's place in its series.
    pub(super) fn position(&mut self, entry: &Entry) {
        let position = plain(&entry.value).filter(|position| is_position(position));
        match (&mut self.found.series, position) {
            (Some(series), position @ Some(_)) => series.position = position,
            (None, Some(_)) => {
                let message = format!("`{}` has no series: name it as `series`", entry.key);
                self.report(Code::InvalidValue, &entry.key_range, message, None);
            }
            (_, None) => self.invalid(entry, "a number such as `2`"),
        }
    }

    pub(super) fn keywords(&mut self, entry: &Entry) {
        for item in entry.value.items() {
            // Pandoc's subject with the scheme that it is from.
            if let ValueKind::Map(_) = item.kind {
                let of = |names: &[&str]| below(item, names);
                let (term, authority) = (of(&["term", "code"]), of(&["authority", "scheme"]));
                let text = of(&["text", "name", "label"]).or_else(|| term.clone());
                match (text, term, authority) {
                    (Some(text), Some(term), Some(authority)) => {
                        self.keyword(&text);
                        self.found.edition.subjects.push(Subject { text, authority, term });
                    }
                    (Some(text), None, None) => self.keyword(&text),
                    (text, ..) => {
                        text.iter().for_each(|text| self.keyword(text));
                        let message = format!(
                            "a subject of `{}` has `text`, and both `authority` and `term` where it is of a scheme",
                            entry.key
                        );
                        self.report(Code::InvalidValue, &item.range, message, None);
                    }
                }
                continue;
            }
            match plain(item) {
                // One text may hold several; a list's items are whole.
                Some(text) if matches!(entry.value.kind, ValueKind::Scalar(_)) => {
                    text.split([',', ';']).for_each(|word| self.keyword(word.trim()));
                }
                Some(text) => self.keyword(&text),
                None => return self.invalid(entry, "a list of words"),
            }
        }
    }

    /// Codes of a scheme, `FIC014000`, maybe with their words behind them, `FIC014000 / Fiction / Historical`.
    fn codes(&mut self, entry: &Entry, authority: &str) {
        for item in entry.value.items() {
            let Some(written) = plain(item) else { return self.invalid(entry, "a list of codes") };
            let texts: Vec<&str> = match entry.value.kind {
                ValueKind::Scalar(_) => written.split([',', ';']).map(str::trim).collect(),
                ValueKind::List(_) | ValueKind::Map(_) | ValueKind::Null => vec![&written],
            };
            for text in texts.into_iter().filter(|text| !text.is_empty()) {
                let (term, words) = text.split_once(' ').unwrap_or((text, ""));
                let words = words.trim_start_matches(['/', '-', '–', '—', ':', ' ']);
                if !is_code(term, authority) {
                    let form = if authority == "BISAC" { "FIC014000" } else { "FBA" };
                    let message = format!("`{text}` is no code of {authority}, such as `{form}`");
                    self.report(Code::InvalidValue, &item.range, message, None);
                    continue;
                }
                let text = if words.is_empty() { term } else { words }.to_owned();
                let subject = Subject { text, authority: authority.to_owned(), term: term.to_owned() };
                self.found.edition.subjects.push(subject);
            }
        }
    }

    /// What the book conforms to, as its author states it; how the standard has it said is told.
    fn conformance(&mut self, entry: &Entry) {
        for item in entry.value.items() {
            let Some(text) = plain(item).filter(|text| !text.is_empty()) else {
                return self.invalid(entry, "the name of a standard");
            };
            let is_said_otherwise = !text.contains("://") && !is_conformance(&text);
            if is_said_otherwise && text.to_lowercase().contains("wcag") {
                let message =
                    format!("`{text}` is not in the form in which stores read conformance; it stays as it is");
                let hint = Some(format!("write it as `{CONFORMANCE}`"));
                self.report(Code::InvalidValue, &item.range, message, hint);
            }
            self.found.edition.accessibility.conforms_to.push(text);
        }
    }

    /// What may harm a reader, as the author knows it.
    fn hazards(&mut self, entry: &Entry) {
        for item in entry.value.items() {
            let said = plain(item).unwrap_or_default();
            match HAZARDS.iter().find(|known| known.eq_ignore_ascii_case(said.trim())) {
                Some(known) => self.found.edition.accessibility.hazards.push((*known).to_owned()),
                None => {
                    let message = format!("`{said}` is no hazard that reading systems and stores know");
                    let hint = format!("one of {}", HAZARDS.map(|known| format!("`{known}`")).join(", "));
                    self.report(Code::InvalidValue, &item.range, message, Some(hint));
                }
            }
        }
        self.contradictions(entry);
    }

    /// Tells of two that cannot both be so: that there is none, or that nothing is known, beside any other; that there is
    /// one of a kind, none of it, or nothing known of it.
    fn contradictions(&mut self, entry: &Entry) {
        let said = self.found.edition.accessibility.hazards.clone();
        let kind = |hazard: &str| {
            let lower = hazard.to_ascii_lowercase();
            let bare = lower.trim_end_matches("hazard");
            bare.strip_prefix("unknown").or(bare.strip_prefix("no")).unwrap_or(bare).to_owned()
        };
        let is_of_all = |hazard: &str| matches!(hazard, "none" | "unknown");
        for (at, hazard) in said.iter().enumerate() {
            let other = said[..at].iter().find(|other| {
                *other != hazard && (is_of_all(hazard) || is_of_all(other) || kind(hazard) == kind(other))
            });
            if let Some(other) = other {
                let message = format!("`{other}` and `{hazard}` cannot both be so");
                let hint = "say what there is: `flashing`, or `none` by itself".to_owned();
                return self.report(Code::InvalidValue, &entry.value.range, message, Some(hint));
            }
        }
    }

    pub(super) fn lang(&mut self, entry: &Entry) {
        if self.found.lang.is_some() || entry.value.kind == ValueKind::Null {
            return;
        }
        let Some(lang) = entry.value.as_text().and_then(Lang::parse) else {
            return self.invalid(entry, "a language tag such as `en` or `pt-BR`");
        };
        let Some(correction) = lang.correction() else {
            self.found.lang = Some(lang);
            return;
        };
        let message =
            format!("`{}` is no language tag: its `{}` is registered for nothing", lang.tag(), correction.part);
        let hint = match &correction.meant {
            Some(meant) => format!("`{}` is meant, and taken", meant.tag()),
            None => "write a tag such as `en` or `pt-BR`; the language counts as unknown".to_owned(),
        };
        self.report(Code::InvalidValue, &entry.value.range, message, Some(hint));
        self.found.lang = correction.meant;
    }
}

/// The DOI in a text, without what people write before it (ISO 26324, section 4.2).
fn doi_of(text: &str) -> Option<&str> {
    let at = text.find("10.").filter(|_| text.contains('/'))?;
    let before = text[..at].to_lowercase();
    (before.is_empty() || before.contains("doi")).then(|| &text[at..])
}

/// Whether conformance is said as the standard asks.
fn is_conformance(text: &str) -> bool {
    let rest = text.strip_prefix("EPUB Accessibility 1.").and_then(|rest| rest.get(1..)?.strip_prefix(" - WCAG 2."));
    let level = rest.and_then(|rest| rest.get(1..)?.strip_prefix(" Level "));
    matches!(level, Some("A" | "AA" | "AAA"))
}

/// Whether a code has the form of its scheme: three letters and six digits (BISAC), or capitals and digits (Thema 1.5).
fn is_code(code: &str, authority: &str) -> bool {
    match authority {
        "BISAC" => {
            let (letters, digits) = code.as_bytes().split_at(code.len().min(3));
            digits.len() == 6 && letters.iter().all(u8::is_ascii_uppercase) && digits.iter().all(u8::is_ascii_digit)
        }
        _ => {
            let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
            (1..=12).contains(&code.len()) && code.bytes().all(is_sign)
        }
    }
}

/// A place in a series (EPUB 3.3, D.3.5: `group-position`).
fn is_position(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
