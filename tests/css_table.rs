//! The table of supported CSS in the documentation is the one that `style::property` gives.
//! `UPDATE=1 cargo test` rewrites it.

use std::fs;
use std::path::Path;

const START: &str = "<!-- css-table -->\n";
const END: &str = "<!-- /css-table -->";

#[test]
fn documented_table_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    let (before, rest) = text.split_once(START).expect("the table's start is marked");
    let (table, after) = rest.split_once(END).expect("the table's end is marked");
    let expected = format!("\n{}\n", bindery::style::property_table_markdown());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{START}{expected}{END}{after}")).expect("README can be written");
    } else {
        assert!(table == expected, "README is not up to date: run `UPDATE=1 cargo test --test css_table`");
    }
}
