//! Pictures that are broken, or of sizes that no program expects: what there is of them comes, and the rest is told.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::Folder;

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let pixel = |x: u32, y: u32| image::Rgb([(x * 7) as u8, (y * 3) as u8, (x * y) as u8]);
    let image = DynamicImage::from(RgbImage::from_fn(width, height, pixel));
    image.write_to(&mut bytes, format).expect("it can be encoded");
    bytes.into_inner()
}

fn svg(root: &str, inner: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {root}>{inner}</svg>")
}

/// The same text in both formats, and what was told of it.
fn built(folder: &Folder) -> String {
    folder.run(&["a.md", "-o", "a.epub", "-o", "a.pdf", "--no-system-fonts", "-v"]).status(0).stderr
}

fn images_in_pdf(folder: &Folder) -> usize {
    folder.read("a.pdf").windows(14).filter(|window| window == b"/Subtype/Image" || window == b"Subtype /Image").count()
}

#[test]
fn a_photograph_that_breaks_off_is_mended() {
    let folder = Folder::with(&[("a.md", "# A\n\n![A](a.jpg)\n")]);
    let whole = encoded(300, 200, ImageFormat::Jpeg);
    folder.write("a.jpg", &whole[..whole.len() / 2]);
    let told = built(&folder);
    assert!(told.contains("a.md:3:1") && told.contains("breaks off before its end"), "{told}");
    let carried = folder.unzip_bytes("a.epub", "OEBPS/images/a.jpg");
    assert!(carried.ends_with(&[0xff, 0xd9]));
    let carried = image::load_from_memory(&carried).expect("a whole file");
    assert_eq!((carried.width(), carried.height()), (300, 200));
    assert_eq!(images_in_pdf(&folder), 1);
}

#[test]
fn a_long_strip_comes_in_both_formats() {
    let folder = Folder::with(&[("a.md", "# A\n\n![A](a.png)\n")]);
    folder.write("a.png", &encoded(30_000, 20, ImageFormat::Png));
    built(&folder);
    assert_eq!(images_in_pdf(&folder), 1);
    image::load_from_memory(&folder.unzip_bytes("a.epub", "OEBPS/images/a.png")).expect("a picture");
}

#[test]
fn what_readers_would_repeat_too_often_is_carried_in_pixels() {
    let pattern = |attributes: &str, shape: &str| {
        let inner = format!("<pattern id='p' {attributes}><rect width='1' height='1'/></pattern>{shape}");
        svg("width='200' height='100'", &inner)
    };
    let whole = "<rect width='200' height='100' fill='url(#p)'/>";
    let dashed = "<path d='M0 0H200' stroke='red' stroke-dasharray='1e-6'/>";
    let nested = "<pattern id='q' width='.2' height='.2' patternUnits='userSpaceOnUse'><rect width='200' height='100' \
                  fill='url(#p)'/></pattern><rect width='200' height='100' fill='url(#q)'/>";
    let cases = [
        (pattern("width='1e-9' height='1e-9' patternUnits='userSpaceOnUse'", whole), true),
        (pattern("width='1e-5' height='1e-5'", whole), true),
        (pattern("width='9' height='9' patternUnits='userSpaceOnUse'", dashed), true),
        (pattern("width='.2' height='.2' patternUnits='userSpaceOnUse'", nested), true),
        (pattern("width='4' height='4' patternUnits='userSpaceOnUse'", whole), false),
        // A shape far larger than the drawing, in a pattern of which few tiles are seen.
        (pattern("width='4' height='4' patternUnits='userSpaceOnUse'", &whole.replace("00'", "00000000'")), false),
    ];
    for (drawing, is_too_often) in cases {
        let folder = Folder::with(&[("a.md", "# A\n\n![A](a.svg)\n"), ("a.svg", &drawing)]);
        let told = built(&folder);
        let is_told = told.contains("warning[svg-content]") && told.contains("a.md:3:1") && told.contains("too often");
        assert_eq!((is_told, images_in_pdf(&folder) > 0), (is_too_often, is_too_often), "{drawing}: {told}");
    }
}

#[test]
fn a_vast_drawing_is_made_smaller() {
    for root in ["width='1e9' height='5e8'", "viewBox='0 0 1e9 5e8'"] {
        let drawing = svg(root, "<rect width='5e8' height='2e8' fill='red'/>");
        let folder = Folder::with(&[("a.md", "# A\n\n![A](a.svg)\n"), ("a.svg", &drawing)]);
        let told = built(&folder);
        assert!(
            told.contains("warning[svg-content]: the drawing `a.svg` has a size of 1000000000 × 500000000"),
            "{told}"
        );
        let carried = folder.unzip("a.epub", "OEBPS/images/a.svg");
        assert!(carried.contains("width=\"100000\" height=\"50000\"") && carried.contains("viewBox="), "{carried}");
    }
}

#[test]
fn drawings_stand_still() {
    let moving = "<style>@-webkit-keyframes a { to { x: 0 } } rect { fill: red; animation: a 1s } @keyframes a { from { x: 1 } }\
                  </style><rect width='9' height='9'><animate attributeName='x' to='9'/><title>T</title><set \
                  attributeName='y' to='1'></set></rect><animateTransform><title>U</title></animateTransform><circle r='2'/>";
    let folder = Folder::with(&[("a.md", "# A\n\n![A](a.svg)\n"), ("a.svg", &svg("width='9' height='9'", moving))]);
    let told = built(&folder);
    assert!(told.contains("`@keyframes`, `animate`, `animateTransform`, `set`"), "{told}");
    let carried = folder.unzip("a.epub", "OEBPS/images/a.svg");
    assert!(
        carried.contains("rect { fill: red; animation: a 1s }") && carried.contains("<circle r=\"2\"/>"),
        "{carried}"
    );
    for gone in ["keyframes", "animateT", "<animate", "<set", "from", "U</title>"] {
        assert!(!carried.contains(gone), "{gone}: {carried}");
    }
    let package = folder.unzip("a.epub", "OEBPS/content.opf");
    assert!(package.contains("accessibilityHazard\">unknown"), "what it showed is not known: {package}");
}

#[test]
fn pictures_within_drawings_come_or_are_told() {
    let webp = bindery::resource::data_url::encode("image/webp", &encoded(40, 30, ImageFormat::WebP));
    let inner = format!(
        "<image href='{webp}' width='9' height='9'/><image href='data:image/png;base64,@@'/><image \
         href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cscript/%3E%3Crect \
         width='9' height='9'/%3E%3C/svg%3E\"/><circle r='2'/>"
    );
    let folder = Folder::with(&[("a.md", "# A\n\n![A](a.svg)\n"), ("a.svg", &svg("width='99' height='9'", &inner))]);
    let told = built(&folder);
    assert!(
        told.contains("a.md:3:1") && told.contains("a picture within the drawing `a.svg` cannot be decoded"),
        "{told}"
    );
    assert!(told.contains("is `image/webp`, and is carried as `image/jpeg`"), "{told}");
    let carried = folder.unzip("a.epub", "OEBPS/images/a.svg");
    assert!(carried.contains("data:image/jpeg;base64,") && carried.contains("<circle r=\"2\"/>"), "{carried}");
    let nested = carried.split("data:image/svg+xml").nth(1).expect("a drawing");
    let nested = nested.split('"').next().map(|address| format!("data:image/svg+xml{address}")).expect("an address");
    let nested = bindery::resource::data_url::bytes(&nested).expect("base64");
    let nested = String::from_utf8(nested).expect("text");
    assert!(nested.contains("<rect width=\"9\"") && !nested.contains("script") && !nested.contains("#fff"), "{nested}");
    assert!(images_in_pdf(&folder) >= 1);
}
