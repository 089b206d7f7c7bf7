//! Every language that is hyphenated has its generated words.

use bindery::lang::Lang;

/// hypher lists its languages nowhere at run time, so every two-letter code is tried.
#[test]
fn no_hyphenated_language_lacks_words() {
    let english = &Lang::default().words().contents;
    let mut count = 0;
    for first in b'a'..=b'z' {
        for second in b'a'..=b'z' {
            if hypher::Lang::from_iso([first, second]).is_some() {
                let code = String::from_utf8(vec![first, second]).unwrap();
                let words = Lang::parse(&code).unwrap().words();
                assert!(code == "en" || words.contents != *english, "no words for `{code}`");
                count += 1;
            }
        }
    }
    assert!(count >= 48, "{count} languages");
}
