//! The checkpoints of the Matterhorn Protocol 1.1 (<https://pdfa.org/resource/the-matterhorn-protocol/>), whose numbers
//! and titles these are.

use super::criterion::Criterion;
use crate::diagnostic::Code;

pub(super) const CHECKPOINTS: &[Criterion] = &[
    Criterion::made(
        "01",
        "Real content tagged",
        "",
        "All of the text is tagged; running heads, rules and grounds are artifacts.",
    )
    .judged("The tags fit the meaning, since they are those of the source."),
    Criterion::made("02", "Role mapping", "", "Only standard types are used, or types with a mapping."),
    Criterion::made(
        "03",
        "Flickering",
        "",
        "There are no actions, films or scripts; of a picture that moves one frame is shown.",
    ),
    Criterion::made(
        "04",
        "Color and contrast",
        "",
        "The colors of the themes have the contrast; code is told by weight as well.",
    )
    .judged("Nothing is told by color, form or place alone."),
    Criterion::made("05", "Sound", "", "").unmade().about(|_| false, "There are no sounds."),
    Criterion::made("06", "Metadata", "", "The title is in the metadata, and viewers show it.")
        .judged("The title tells this book from others.")
        .checked("The book and its chapters have titles of their author's.", &[Code::GuessedTitle]),
    Criterion::made("07", "Dictionary", "", "DisplayDocTitle is set."),
    Criterion::made("08", "OCR validation", "", "")
        .unmade()
        .about(|_| false, "Nothing was recognized: all text is typeset."),
    Criterion::made("09", "Appropriate tags", "", "Tags are nested and ordered as the source is.")
        .judged("The source has the order in which it is to be read, and its structure is that of its meaning."),
    Criterion::made("10", "Character mappings", "", "Every glyph maps to its text.")
        .checked("There is a glyph for every character.", &[Code::MissingGlyph]),
    Criterion::made(
        "11",
        "Declared natural language",
        "",
        "The language of the book and of marked passages is declared.",
    )
    .judged("It is the right one, and passages in another language are marked.")
    .checked("The book names its language: it is not guessed.", &[Code::GuessedLanguage]),
    Criterion::made(
        "12",
        "Stretchable characters",
        "",
        "Signs of formulas that are drawn from several pieces are one sign in the tags.",
    )
    .about(|survey| survey.formulas > 0, "There are no formulas."),
    Criterion::made(
        "13",
        "Graphics",
        "",
        "Pictures are figures with their captions; what only decorates is an artifact.",
    )
    .judged("Each alternative text says what its picture says.")
    .checked("Every picture has an alternative text or is marked as decoration.", &[Code::MissingAlt])
    .about(|survey| survey.pictures > 0, "There are no pictures."),
    Criterion::made("14", "Headings", "", "Headings are tagged with their levels.")
        .judged("All headings are written as such, and their levels follow one another."),
    Criterion::made("15", "Tables", "", "Tables have rows and cells; head cells are tagged, with their scope.")
        .judged("Head cells are written as such, and tables are not used for layout.")
        .about(|survey| survey.tables > 0, "There are no tables."),
    Criterion::made("16", "Lists", "", "Lists are tagged with their numbering.")
        .judged("What is a list is written as one."),
    Criterion::made("17", "Mathematical expressions", "", "Formulas are tagged, with their words or as MathML.")
        .judged("The words, which are English, say what the formula says.")
        .checked("All formulas could be read.", &[Code::MathSource])
        .about(|survey| survey.formulas > 0, "There are no formulas."),
    Criterion::made("18", "Page headers and footers", "", "They are artifacts."),
    Criterion::made("19", "Notes and references", "", "Notes are tagged, and linked with their references.")
        .about(|survey| survey.notes > 0, "There are no notes."),
    Criterion::made("20", "Optional content", "", "").unmade().about(|_| false, "There are none."),
    Criterion::made("21", "Embedded files", "", "")
        .unmade()
        .about(|_| false, "None but the MathML of formulas in PDF 2.0."),
    Criterion::made("22", "Article threads", "", "").unmade().about(|_| false, "There are none."),
    Criterion::made("23", "Digital signatures", "", "").unmade().about(|_| false, "There are none."),
    Criterion::made("24", "Non-interactive forms", "", "").unmade().about(|_| false, "There are none."),
    Criterion::made("25", "XFA", "", "").unmade().about(|_| false, "There are none."),
    Criterion::made("26", "Security", "", "The file is not encrypted."),
    Criterion::made("27", "Navigation", "", "The outline is that of the contents.")
        .judged("Headings say what follows them."),
    Criterion::made("28", "Annotations", "", "Links are tagged, in the order of the text, and say where they lead.")
        .judged("The words of each link say where it leads.")
        .about(|survey| survey.links > 0, "There are no links in the text."),
    Criterion::made("29", "Actions", "", "Links are the only actions; there are no scripts."),
    Criterion::made("30", "XObjects", "", "Pictures are parts of the figures that they stand in."),
    Criterion::made("31", "Fonts", "", "All fonts are embedded, with what the standard asks of them."),
];
