//! The manual of style sheets is what the program knows of CSS. `UPDATE=1 cargo test` rewrites it.

use std::fs;
use std::path::Path;

#[test]
fn the_manual_of_style_sheets_is_what_the_program_knows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles/README.md");
    let expected = bindery::style::css_manual();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, expected).expect("the manual can be written");
    } else {
        let text = fs::read_to_string(&path).expect("there is a manual");
        assert!(text == expected, "styles/README.md is not up to date: run `UPDATE=1 cargo test --test css_table`");
    }
}
