//! What is said of the book as a whole, settled before any stage reads it: plain words, and a language.
//!
//! In: the document as it was read. Out: the same with metadata as plain text and a language for a book that names
//! none, guessed from its letters and reported.

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Chapter, Document, Metadata, Node};
use crate::lang::LanguageGuess;
use crate::markdown::plain_text;

/// Makes plain text of what is shown where no markup is: catalogs, title bars, names of files.
pub fn make_plain(metadata: &mut Metadata) {
    let Metadata { title, subtitle, creators, description, keywords, publisher, rights, cover_alt, series, .. } =
        metadata;
    let texts = [title, subtitle, description, publisher, rights, cover_alt].into_iter().flatten();
    let names = creators.iter_mut().map(|creator| &mut creator.name);
    let series = series.iter_mut().map(|series| &mut series.name);
    for text in texts.chain(names).chain(keywords).chain(series) {
        *text = plain_text(text);
    }
}

/// Guesses the language of a book that names none. `tells_all`: what is no guess, but taken, is told as well.
pub fn guess_language(document: &mut Document, tells_all: bool, diagnostics: &mut Diagnostics) {
    let guess = document
        .chapters
        .par_iter()
        .map(|chapter| guess_of(chapter))
        .reduce(LanguageGuess::default, |one, other| one.join(&other));
    let Some(lang) = guess.lang() else {
        if tells_all {
            let taken = document.metadata.lang.tag();
            let message = format!("no language is given, and `{taken}` is taken");
            let hint = "write `lang: …` in the front matter, or add `-M lang=…`: voices, hyphens and stores go by it";
            diagnostics.push(Diagnostic::new(Code::GuessedLanguage, message).hint(hint));
        }
        return;
    };
    let message = format!("no language is given; `{}` is guessed from the letters", lang.tag());
    let hint = format!("write `lang: {0}` in the front matter, or add `-M lang={0}`", lang.tag());
    diagnostics.push(Diagnostic::new(Code::GuessedLanguage, message).hint(hint));
    document.metadata.lang = lang;
}

fn guess_of(chapter: &Chapter) -> LanguageGuess {
    let mut guess = LanguageGuess::default();
    gather(Node::Section(chapter), &mut guess);
    guess
}

fn gather(node: Node<'_>, guess: &mut LanguageGuess) {
    if guess.has_enough() {
        return;
    }
    if let Some(text) = node.text() {
        guess.add(text);
    }
    node.for_each_child(&mut |child| gather(child, guess));
}
