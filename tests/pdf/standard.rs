//! What the structure and the catalog say, of texts in Markdown: as PDF 1.7, as PDF 2.0, and without claims.

use std::path::PathBuf;

use bindery::config::{Config, Format, Input, PdfStandard};
use bindery::pipeline::{self, Findings};
use bindery::resource::data_url;
use bindery::source::Loader;
use lopdf::{Dictionary, Object};

use crate::reading::Reading;

const EVERY: &str = "---\ntitle: Whole\nlang: en\ntoc: true\n---\n# Whole\n\n## Same {#same}\n\nA note.[^1] $a^2$\n\n[^1]: What it says.\n";

fn build(texts: &[(&str, &str)], standard: PdfStandard) -> Vec<u8> {
    let loader = Loader::memory(texts.iter().copied());
    let input = |name: &str| Input::Path { path: PathBuf::from(name), shown: name.to_owned() };
    let config = Config {
        inputs: texts.iter().map(|(name, _)| input(name)).collect(),
        formats: [Format::Pdf].into(),
        system_fonts: false,
        pdf: standard,
        timestamp: Some(1_721_433_600),
        ..Config::default()
    };
    let mut findings = Findings::default();
    let built = pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("it can be built");
    built.outputs[&Format::Pdf].clone()
}

/// All structure elements with what they stand in.
fn elements(reading: &Reading) -> Vec<(Vec<String>, &Dictionary)> {
    fn walk<'a>(
        reading: &'a Reading,
        element: &'a Dictionary,
        above: &[String],
        into: &mut Vec<(Vec<String>, &'a Dictionary)>,
    ) {
        let Ok(role) = element.get(b"S").and_then(Object::as_name) else { return };
        into.push((above.to_vec(), element));
        let mut path = above.to_vec();
        path.push(String::from_utf8_lossy(role).into_owned());
        let kids = match element.get_deref(b"K", &reading.file) {
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(kid) => vec![kid],
            Err(_) => Vec::new(),
        };
        for kid in kids {
            if let Ok((_, Object::Dictionary(kid))) = reading.file.dereference(kid) {
                walk(reading, kid, &path, into);
            }
        }
    }
    let root = reading.dictionary(reading.catalog(), "StructTreeRoot");
    let mut found = Vec::new();
    walk(reading, reading.dictionary(root, "K"), &[], &mut found);
    found
}

fn of_role<'a>(found: &'a [(Vec<String>, &'a Dictionary)], role: &str) -> Vec<&'a (Vec<String>, &'a Dictionary)> {
    found
        .iter()
        .filter(|(_, element)| element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes()))
        .collect()
}

fn attribute(reading: &Reading, element: &Dictionary, key: &str) -> String {
    let name = element.get_deref(b"A", &reading.file).and_then(Object::as_dict).and_then(|all| all.get(key.as_bytes()));
    name.and_then(Object::as_name).map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default()
}

fn names(reading: &Reading) -> Vec<String> {
    let tree = reading.dictionary(reading.dictionary(reading.catalog(), "Names"), "Dests");
    let mut names = Vec::new();
    for leaf in tree.get(b"Kids").and_then(Object::as_array).expect("leaves") {
        let (_, leaf) = reading.file.dereference(leaf).expect("a leaf");
        let all = leaf.as_dict().and_then(|leaf| leaf.get(b"Names")).and_then(Object::as_array).expect("names");
        names.extend(all.chunks(2).map(|pair| Reading::text(&pair[0])));
    }
    names
}

#[test]
fn notes_of_a_table_stand_after_it() {
    let bytes = build(&[("a.md", "# One\n\n| a | b[^1] |\n|---|---|\n| c | d |\n\n[^1]: N1\n")], PdfStandard::V1_7);
    let reading = Reading::new(&bytes);
    let found = elements(&reading);
    let notes = of_role(&found, "Note");
    assert_eq!(notes.len(), 1);
    assert!(!notes[0].0.iter().any(|role| role == "Table"), "{:?}", notes[0].0);
}

#[test]
fn lists_and_abbreviations_say_what_they_are() {
    let text = "# One\n\n1. a\n   1. inner\n\nTerm\n: What.\n\n<ol type=\"I\"><li>x</li></ol>\n\n- dot\n\n\
                The <abbr title=\"World Health Organization\">WHO</abbr>.\n";
    for (standard, terms) in [(PdfStandard::V1_7, "Disc"), (PdfStandard::V2_0, "Description")] {
        let bytes = build(&[("a.md", text)], standard);
        let reading = Reading::new(&bytes);
        let found = elements(&reading);
        let lists: Vec<String> =
            of_role(&found, "L").iter().map(|(_, list)| attribute(&reading, list, "ListNumbering")).collect();
        assert_eq!(lists, ["Decimal", "LowerAlpha", terms, "UpperRoman", "Disc"]);
        let meanings: Vec<String> =
            found.iter().filter_map(|(_, element)| element.get(b"E").ok().map(Reading::text)).collect();
        assert_eq!(meanings, ["World Health Organization"]);
    }
}

#[test]
fn headers_say_what_they_head() {
    let text = "<table><tr><th>A</th><th>B</th></tr><tr><th>r</th><td>1</td></tr>\
                <tr><th scope=\"col\">s</th><td>2</td></tr></table>\n\n\
                <table><tr><th>Name</th><td>Ann</td></tr></table>\n";
    let bytes = build(&[("a.md", text)], PdfStandard::V1_7);
    let reading = Reading::new(&bytes);
    let found = elements(&reading);
    let scopes: Vec<String> =
        of_role(&found, "TH").iter().map(|(_, cell)| attribute(&reading, cell, "Scope")).collect();
    assert_eq!(scopes, ["Column", "Column", "Row", "Column", "Row"]);
}

#[test]
fn names_are_the_ids_of_the_epub() {
    let bytes = build(&[("a.md", EVERY), ("b.md", "# Two\n\n## Same {#same}\n\nText.\n")], PdfStandard::V1_7);
    let names = names(&Reading::new(&bytes));
    for name in ["whole", "same", "b/same", "two", "fn-1", "fnref-1"] {
        assert!(names.iter().any(|known| known == name), "no {name} in {names:?}");
    }
}

#[test]
fn pdf_2_is_tagged_in_its_own_namespace() {
    let bytes = build(&[("a.md", EVERY), ("b.md", "# Two\n\nText.\n")], PdfStandard::V2_0);
    assert!(bytes.starts_with(b"%PDF-2.0"));
    let reading = Reading::new(&bytes);
    assert!(!reading.file.trailer.has(b"Info"));
    let found = elements(&reading);
    for role in ["Document", "Title", "FENote"] {
        let of = of_role(&found, role);
        assert!(!of.is_empty() && of.iter().all(|(_, element)| element.has(b"NS")), "{role}");
    }
    assert!(of_role(&found, "TOCI").iter().all(|(_, entry)| entry.has(b"Ref") && !entry.has(b"NS")));
    // The note and what refers to it name one another.
    let (_, note) = of_role(&found, "FENote")[0];
    assert_eq!(attribute(&reading, note, "NoteType"), "Footnote");
    let reference = note.get(b"Ref").and_then(Object::as_array).expect("it is referred to")[0].clone();
    let back = reading.file.dereference(&reference).expect("it is there").1.as_dict().expect("an element");
    let back = back.get(b"Ref").and_then(Object::as_array).expect("it refers")[0].clone();
    assert!(std::ptr::eq(reading.file.dereference(&back).expect("a note").1.as_dict().expect("an element"), *note));
    // A formula has its markup beside it.
    let (_, formula) = of_role(&found, "Formula")[0];
    let file = formula.get(b"AF").and_then(Object::as_array).expect("it has a file")[0].clone();
    let file = reading.file.dereference(&file).expect("it is there").1.as_dict().expect("a specification");
    let stream =
        reading.dictionary(file, "EF").get_deref(b"F", &reading.file).and_then(Object::as_stream).expect("bytes");
    let markup = String::from_utf8(stream.get_plain_content().expect("it unpacks")).expect("text");
    assert!(markup.starts_with("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><msup>"), "{markup}");
    // Links lead to elements, and to places for readers that know nothing else.
    for annotation in reading.annotations() {
        let action = reading.dictionary(annotation, "A");
        assert!(action.has(b"SD") && action.has(b"D") && !annotation.has(b"Dest"));
    }
    let text = String::from_utf8_lossy(&bytes);
    for claim in [
        "<pdfaid:part>4<",
        "<pdfaid:rev>2020<",
        "<pdfaid:conformance>F<",
        "<pdfuaid:part>2<",
        "<pdfuaid:rev>2024<",
        "wtpdf#accessibility1.0<",
        "wtpdf#reuse1.0<",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
    assert!(!text.contains("pdfaExtension:schemas"));
}

#[test]
fn plain_is_the_same_without_claims() {
    let [claiming, plain] = [PdfStandard::V1_7, PdfStandard::Plain].map(|standard| build(&[("a.md", EVERY)], standard));
    let claims = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("id:part>").count();
    assert_eq!((claims(&claiming), claims(&plain)), (4, 0));
    assert_eq!(Reading::new(&claiming).dump(), Reading::new(&plain).dump());
}

#[test]
fn it_is_made_when_it_is_built() {
    let bytes = build(&[("a.md", "---\ntitle: Old\ndate: 1851\n---\n# Old\n\nText.\n")], PdfStandard::V1_7);
    let reading = Reading::new(&bytes);
    let info = reading.dictionary(&reading.file.trailer, "Info");
    assert_eq!(Reading::text(info.get(b"CreationDate").expect("a date")), "D:20240720000000Z");
}

/// All that readers see who know glyphs alone: what each font maps them to.
#[test]
fn glyphs_are_mapped_to_what_was_typed() {
    let text = "---\nlang: en\n---\n<span style=\"font-variant-caps: all-small-caps\">BOOK</span> and \
                <span style=\"font-variant-caps: small-caps\">book</span>\n\n\
                ```\nconst_name = \"a line of code so long that it does not fit into the width of the page and is broken somewhere\";\n```\n\n\
                Counterrevolutionary internationalization misunderstandings incomprehensible characteristically uncharacteristic \
                responsibilities notwithstanding disproportionately well-known.\n";
    let bytes = build(&[("a.md", text)], PdfStandard::V1_7);
    let reading = Reading::new(&bytes);
    let shown: String = reading
        .file
        .get_pages()
        .keys()
        .map(|page| reading.file.extract_text(&[*page]).expect("its text can be read"))
        .collect();
    assert!(shown.contains("BOOK") && shown.contains("book"), "{shown}");
    assert!(!shown.contains(['\u{ad}', '\u{21a9}']), "{shown}");
    let dump = reading.dump();
    assert!(dump.contains("/d"), "the mark of the wrapped line is drawn");
    assert!(!dump.contains("ActualText(\\\\376\\\\377\\\\000\\\\255)"), "no soft hyphen is told");
}

#[test]
fn pictures_of_other_colors_than_srgb_bring_their_profile() {
    let picture = |profile: moxcms::ColorProfile| {
        let mut bytes = Vec::new();
        let mut info = png::Info::with_size(40, 30);
        (info.color_type, info.bit_depth) = (png::ColorType::Rgb, png::BitDepth::Eight);
        info.icc_profile = Some(profile.encode().expect("a profile").into());
        let mut writer = png::Encoder::with_info(&mut bytes, info).and_then(png::Encoder::write_header).expect("a PNG");
        let pixels: Vec<u8> = (0..40 * 30 * 3).map(|at| (at * 7 % 251) as u8).collect();
        writer.write_image_data(&pixels).and_then(|()| writer.finish()).expect("its pixels");
        data_url::encode("image/png", &bytes)
    };
    let (wide, usual) = (moxcms::ColorProfile::new_display_p3(), moxcms::ColorProfile::new_srgb());
    // Two with one profile, which is embedded once, and one as all others are.
    let mut other = picture(wide.clone());
    other.push_str("#2");
    let text = format!("# A\n\n![1]({}) ![2]({other}) ![3]({})\n", picture(wide), picture(usual));
    let reading = Reading::new(&build(&[("a.md", &text)], PdfStandard::V1_7));
    let spaces: Vec<&Object> = reading
        .file
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image"))
        .filter_map(|stream| stream.dict.get(b"ColorSpace").ok())
        .collect();
    let profiled: Vec<&Vec<Object>> = spaces.iter().filter_map(|space| space.as_array().ok()).collect();
    assert!(spaces.iter().any(|space| space.as_name().is_ok_and(|name| name == b"DeviceRGB")), "{spaces:?}");
    assert!(!profiled.is_empty() && profiled.iter().all(|space| *space == profiled[0]), "{spaces:?}");
    assert!(profiled[0][0].as_name().is_ok_and(|name| name == b"ICCBased"), "{spaces:?}");
    let profile =
        reading.file.dereference(&profiled[0][1]).and_then(|(_, object)| object.as_stream()).expect("a profile");
    assert!(profile.dict.get(b"N").and_then(Object::as_i64).is_ok_and(|channels| channels == 3));
}
