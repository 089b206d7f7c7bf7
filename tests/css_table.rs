//! The table of supported CSS in the documentation is the one that `style::property` gives.
//! `UPDATE=1 cargo test` rewrites it.

use std::fs;
use std::path::Path;

const START: &str = "<!-- css-table -->\n";
const END: &str = "<!-- /css-table -->";

#[test]
fn documented_table_is_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = 0;
    for name in ["README.md", "docs/css.md"] {
        let path = root.join(name);
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some((before, rest)) = text.split_once(START) else { continue };
        let (table, after) = rest.split_once(END).expect("the table's end is marked");
        found += 1;
        let expected = format!("\n{}\n", bindery::style::property_table_markdown());
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{before}{START}{expected}{END}{after}")).expect("the document can be written");
        } else {
            assert!(table == expected, "{name} is not up to date: run `UPDATE=1 cargo test --test css_table`");
        }
    }
    assert!(found > 0, "no document holds the table of supported CSS");
}
