use std::io::Cursor;

use super::*;
use crate::geom::Pt;
use crate::resource::{data_url, from_bytes};

const OPTIONS: PictureOptions = PictureOptions { quality: 85, keep: false };

/// Something like a photograph: no two pixels beside one another are the same.
fn photo(width: usize, height: usize, channels: usize) -> Pixels {
    let value = |at: usize| {
        let (x, y) = (at / channels % width, at / channels / width);
        ((x * 200 / width + y * 50 / height) as u8).wrapping_add((at * 7919 % 23) as u8)
    };
    Pixels { width, height, channels, data: (0..width * height * channels).map(value).collect() }
}

fn jpeg(width: usize, height: usize) -> Vec<u8> {
    encode::jpeg(&photo(width, height, 3), 85, None).expect("it is encoded")
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// A JPEG with segments before all others.
fn with(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

fn carry(path: &str, bytes: Vec<u8>) -> (Resource, Vec<Change>) {
    let resource = from_bytes(path, bytes).expect("an image");
    let (carried, notes) = Pictures::default().carry(resource, false, OPTIONS);
    (carried.expect("it is carried"), notes.into_iter().map(|note| note.change).collect())
}

fn size(width: u32, height: u32) -> PixelSize {
    PixelSize { width, height }
}

#[test]
fn a_photo_keeps_its_pixels_and_loses_what_is_private() {
    let plain = jpeg(40, 30);
    let exif =
        [&b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"[..], b"private"].concat();
    let segments =
        [segment(0xE1, &exif), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0private"), segment(0xFE, b"private")];
    let mut full = with(&plain, &segments);
    full.extend(b"private, behind the end");
    let (carried, changes) = carry("a.jpg", full);
    assert!(memchr::memmem::find(&carried.bytes, b"private").is_none());
    assert_eq!(changes, [Change::Private]);
    assert_eq!((carried.orientation, carried.upright_size()), (6, size(30, 40)));
    // Another reader finds the orientation, and the same pixels.
    let again = from_bytes("a.jpg", carried.bytes.to_vec()).expect("an image");
    assert_eq!(again.orientation, 6);
    let scan = |bytes: &[u8]| bytes[memchr::memmem::find(bytes, &[0xFF, 0xDA]).expect("a scan")..].to_vec();
    assert_eq!(scan(&carried.bytes), scan(&plain));
    let (same, changes) = carry("a.jpg", plain.clone());
    assert_eq!((&*same.bytes, changes.len()), (&*plain, 0));
}

#[test]
fn a_picture_of_many_pixels_is_made_smaller_and_upright() {
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let (carried, changes) = carry("a.jpg", with(&jpeg(3000, 2000), &[segment(0xE1, exif)]));
    assert_eq!((carried.media_type, carried.stored, carried.orientation), (MediaType::Jpeg, size(1365, 2048), 1));
    // Pages are set by the size that was found.
    assert_eq!(carried.upright_size(), size(2000, 3000));
    assert!(matches!(changes[0], Change::Scaled { .. }));
    let keep = PictureOptions { keep: true, ..OPTIONS };
    let bytes = jpeg(3000, 2000);
    let (kept, notes) = Pictures::default().carry(from_bytes("a.jpg", bytes.clone()).expect("an image"), false, keep);
    assert_eq!((&*kept.expect("it is carried").bytes, notes.len()), (&*bytes, 0));
}

#[test]
fn a_long_strip_stays_as_wide_as_can_be_read() {
    let resource = |width, height| {
        let mut resource = from_bytes("a.jpg", jpeg(8, 8)).expect("an image");
        resource.size = size(width, height);
        Wanted::of(&resource, &private::Held::default(), false).size
    };
    assert_eq!(resource(4000, 3000), size(2048, 1536));
    let strip = resource(800, 10_000);
    assert!(strip.width > 650 && strip.pixels() <= MOST_PIXELS, "{strip:?}");
    assert_eq!(resource(2000, 2000), size(2000, 2000));
}

#[test]
fn half_of_black_and_white_is_half_of_the_light() {
    let data = (0..64 * 64).map(|at: usize| if (at + at / 64).is_multiple_of(2) { 255 } else { 0 }).collect();
    let board = Pixels { width: 64, height: 64, channels: 1, data };
    let small = scale::scale(board, 16, 16);
    // Half of the light is 188 in sRGB.
    assert!(small.data.iter().all(|value| (186..=190).contains(value)), "{:?}", &small.data[..16]);
    let plain = Pixels { width: 30, height: 20, channels: 3, data: [10, 200, 77].repeat(600) };
    assert!(scale::scale(plain, 7, 5).data.chunks(3).all(|pixel| pixel == [10, 200, 77]));
}

#[test]
fn pixels_turn_as_exif_says() {
    let stored = Pixels { width: 3, height: 2, channels: 1, data: vec![1, 2, 3, 4, 5, 6] };
    let turned = |orientation| scale::turn(stored.clone(), orientation).data;
    assert_eq!(turned(3), [6, 5, 4, 3, 2, 1]);
    assert_eq!(turned(6), [4, 1, 5, 2, 6, 3]);
    assert_eq!(turned(8), [3, 6, 2, 5, 1, 4]);
}

fn encoded(image: image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("it can be encoded");
    bytes.into_inner()
}

#[test]
fn types_that_stores_refuse_become_jpeg_or_png() {
    use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
    let many = |x: u32, y: u32| [x * 7 % 256, y * 5 % 256, x * y % 256].map(|value| value as u8);
    let photo = DynamicImage::from(RgbImage::from_fn(64, 64, |x, y| image::Rgb(many(x, y))));
    let few = DynamicImage::from(RgbImage::from_fn(64, 64, |x, _| image::Rgb([x as u8 / 16, 0, 0])));
    let clear =
        DynamicImage::from(RgbaImage::from_fn(64, 64, |x, y| image::Rgba([200, x as u8, y as u8, x as u8 * 4])));
    let cases = [
        (photo.clone(), ImageFormat::WebP, MediaType::Jpeg),
        (few, ImageFormat::WebP, MediaType::Png),
        (clear, ImageFormat::WebP, MediaType::Png),
        (photo.clone(), ImageFormat::Bmp, MediaType::Jpeg),
        (photo, ImageFormat::Tiff, MediaType::Jpeg),
    ];
    for (image, format, wanted) in cases {
        let (carried, changes) = carry("a", encoded(image, format));
        assert_eq!(carried.media_type, wanted, "{format:?}");
        assert!(matches!(changes[..], [Change::Recoded { to, .. }] if to == wanted), "{changes:?}");
        assert_eq!(from_bytes("a", carried.bytes.to_vec()).expect("an image").media_type, wanted);
    }
}

fn gif(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame =
        |at: usize| image::Frame::new(image::RgbaImage::from_pixel(4, 4, image::Rgba([at as u8 * 99, 9, 9, 255])));
    encoder.encode_frames((0..frames).map(frame)).expect("it can be encoded");
    drop(encoder);
    bytes
}

#[test]
fn of_what_moves_the_first_frame_is_left() {
    let (still, changes) = carry("a.gif", gif(1));
    assert_eq!((still.media_type, changes.len(), still.may_move), (MediaType::Gif, 0, false));
    let (first, changes) = carry("a.gif", gif(3));
    assert_eq!(
        (first.media_type, changes, first.may_move),
        (MediaType::Png, vec![Change::FirstFrame { frames: 3 }], false)
    );
    let keep = PictureOptions { keep: true, ..OPTIONS };
    let (kept, _) = Pictures::default().carry(from_bytes("a.gif", gif(3)).expect("an image"), false, keep);
    assert!(kept.is_some_and(|kept| kept.may_move));
}

#[test]
fn a_drawing_that_moves_is_known() {
    let drawing = |inner: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>").into_bytes();
    for inner in
        ["<set attributeName='x'/>", "<animateTransform/>", "<style>@keyframes a { to { opacity: 0 } }</style>"]
    {
        assert!(carry("a.svg", drawing(inner)).0.may_move, "{inner}");
    }
    assert!(!carry("a.svg", drawing("<rect width='1' height='1'/>")).0.may_move);
}

#[test]
fn dark_lines_on_nothing_get_a_ground() {
    use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
    let drawing = |ink: [u8; 4]| {
        let pixel = move |x: u32, y: u32| Rgba(if x == y { ink } else { [0; 4] });
        encoded(DynamicImage::from(RgbaImage::from_fn(50, 50, pixel)), ImageFormat::Png)
    };
    let (dark, changes) = carry("a.png", drawing([0, 0, 0, 255]));
    assert_eq!(changes, [Change::Ground]);
    let ground = image::load_from_memory(&dark.on_ground.expect("a ground")).expect("a PNG").to_rgba8();
    assert_eq!((ground.get_pixel(1, 0).0, ground.get_pixel(1, 1).0), ([255; 4], [0, 0, 0, 255]));
    // On paper nothing is behind it but paper.
    assert_eq!(&*dark.bytes, drawing([0, 0, 0, 255]));
    for ink in [[250, 250, 250, 255], [230, 120, 40, 255]] {
        assert!(carry("a.png", drawing(ink)).0.on_ground.is_none(), "{ink:?}");
    }
}

#[test]
fn png_chunks_that_say_nothing_of_pixels_go() {
    let plain = encoded(image::DynamicImage::new_rgb8(9, 4), image::ImageFormat::Png);
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [&kind[..], data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &body, &crate::deflate::crc32(&body).to_be_bytes()].concat()
    };
    let private = [
        chunk(b"tEXt", b"Author\0private"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0private"),
        chunk(b"tIME", &[7, 0xE9, 1, 1, 0, 0, 0]),
    ]
    .concat();
    let full = [&plain[..33], &private, &plain[33..], b"private"].concat();
    let (carried, changes) = carry("a.png", full);
    assert_eq!((&*carried.bytes, changes), (&*plain, vec![Change::Private]));
}

#[test]
fn broken_pictures_are_told() {
    let whole = jpeg(40, 30);
    let (cut, changes) = carry("a.jpg", whole[..whole.len() - 200].to_vec());
    assert_eq!(changes, [Change::Truncated]);
    // What there is of it is encoded anew: no program has to make something of the end.
    let pixels = decode::pixels(MediaType::Jpeg, &cut.bytes).expect("a whole file");
    assert!((pixels.width, pixels.height) == (40, 30) && !private::of_jpeg(&cut.bytes, 1).is_truncated());
    let keep = PictureOptions { keep: true, ..OPTIONS };
    let resource = from_bytes("a.jpg", whole[..whole.len() - 200].to_vec()).expect("a head");
    let kept = Pictures::default().carry(resource, false, keep).0.expect("it is carried");
    assert_eq!(kept.bytes, cut.bytes);
    let mut png = encoded(image::DynamicImage::new_rgb8(90, 40), image::ImageFormat::Png);
    let at = png.windows(4).position(|kind| kind == b"IDAT").expect("its pixels") + 8;
    png[at] ^= 0xFF;
    assert!(private::of_png(&png, 1).is_truncated(), "its sum is another");
    let gray = image::GrayImage::from_fn(200, 200, |x, y| image::Luma([(x * y % 251) as u8]));
    for image in [image::DynamicImage::from(gray.clone()), image::DynamicImage::from(gray).into_luma16().into()] {
        let png = encoded(image, image::ImageFormat::Png);
        let (cut, changes) = carry("a.png", png[..png.len() / 2].to_vec());
        assert_eq!(changes, [Change::Truncated]);
        let pixels = decode::pixels(cut.media_type, &cut.bytes).expect("a whole file");
        let at = |x: usize, y: usize| pixels.data[y * 200 + x];
        assert_eq!((pixels.channels, pixels.height), (1, 200));
        let is_near = |found: u8, expected: usize| i32::from(found).abs_diff(expected as i32) < 40;
        assert!(is_near(at(90, 30), 90 * 30 % 251) && at(100, 199) > 240, "{} {}", at(90, 30), at(100, 199));
    }
    let profile = [&b"ICC_PROFILE\0\x01\x01"[..], b"no profile"].concat();
    let (carried, changes) = carry("a.jpg", with(&whole, &[segment(0xE2, &profile)]));
    assert_eq!((&*carried.bytes, changes), (&*whole, vec![Change::Profile]));
    let webp = encoded(image::DynamicImage::new_rgb8(40, 40), image::ImageFormat::WebP);
    let resource = from_bytes("a.webp", webp[..webp.len() - 6].to_vec()).expect("a head");
    let (carried, notes) = Pictures::default().carry(resource, false, OPTIONS);
    assert!(carried.is_none() && matches!(notes[0].change, Change::Broken(_)), "{notes:?}");
    // No prefix of a file stops the program.
    for bytes in [whole, gif(2), encoded(image::DynamicImage::new_rgba8(9, 9), image::ImageFormat::Png)] {
        for length in 0..bytes.len() {
            let part = &bytes[..length];
            private::of_jpeg(part, 3);
            private::of_png(part, 3);
            private::of_gif(part);
            private::of_webp(part);
        }
    }
}

#[test]
fn many_changes_are_told_at_once() {
    let note = |name: &str, change| Note { shown: name.to_owned(), place: None, change };
    let names = ["a", "b", "c", "d", "e"];
    let mut diagnostics = Diagnostics::default();
    let notes: Vec<Note> = names.iter().map(|name| note(name, Change::Private)).collect();
    report(&notes, &mut diagnostics);
    let told: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("`a`") && told[0].contains("4 others"), "{told:?}");
}

#[test]
fn a_small_cover_is_told() {
    let cover = |width, height| {
        let mut resource = from_bytes("a.jpg", jpeg(8, 8)).expect("an image");
        resource.size = size(width, height);
        let (_, notes) = Pictures::default().carry(resource, true, OPTIONS);
        notes.iter().any(|note| matches!(note.change, Change::SmallCover { .. }))
    };
    assert!(cover(600, 800) && cover(900, 2560));
    assert!(!cover(1600, 2560) && !cover(1000, 1400));
}

#[test]
fn pictures_within_drawings_lose_what_is_private() {
    let photo = with(&jpeg(40, 30), &[segment(0xE1, b"Exif\0\0private")]);
    let address = data_url::encode("image/jpeg", &photo);
    let drawing = |address: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"{address}\"/><text>after</text></svg>")
    };
    let (carried, changes) = carry("a.svg", drawing(&address).into_bytes());
    assert_eq!(changes, [Change::Within(Box::new(Change::Private))]);
    let text = String::from_utf8(carried.bytes.to_vec()).expect("text");
    let within = text.split('"').find(|part| part.starts_with("data:")).expect("a picture");
    let bytes = data_url::bytes(within).expect("it can be read");
    assert!(memchr::memmem::find(&bytes, b"private").is_none() && text.ends_with("<text>after</text></svg>"));
    // Its pixels are there.
    assert_eq!(decode::pixels(MediaType::Jpeg, &bytes), decode::pixels(MediaType::Jpeg, &photo));
    let clean = drawing(&data_url::encode("image/jpeg", &jpeg(40, 30)));
    let (same, changes) = carry("a.svg", clean.clone().into_bytes());
    assert_eq!((&*same.bytes, changes.len()), (clean.as_bytes(), 0));
}

#[test]
fn pictures_within_drawings_are_as_they_are_by_themselves_or_told() {
    use image::{DynamicImage, ImageFormat};
    let drawing = |address: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg'><image xlink:href = \"{address}\"/><b/></svg>").into_bytes()
    };
    let within = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        assert!(text.ends_with("<b/></svg>"), "the rest stays: {text}");
        let address = text.split('"').nth(1).expect("an address").to_owned();
        (address.split(';').next().unwrap().to_owned(), data_url::bytes(&address).unwrap_or_default())
    };
    let photo = DynamicImage::from(image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 5, y as u8, 90])));
    let whole = encoded(photo.clone(), ImageFormat::Jpeg);
    let webp = encoded(photo, ImageFormat::WebP);
    let cases = [
        (data_url::encode("image/webp", &webp), "data:image/jpeg"),
        (data_url::encode("image/png", &whole), "data:image/jpeg"),
        (data_url::encode("text/plain", &whole), "data:image/jpeg"),
        (data_url::encode("image/jpeg", &whole[..whole.len() - 100]), "data:image/jpeg"),
        (data_url::encode("image/avif", AVIF[3].1), "data:image/png"),
        (data_url::encode("image/svg+xml", &drawing(&data_url::encode("image/gif", &gif(2)))), "data:image/svg+xml"),
    ];
    for (address, kind) in cases {
        let (carried, changes) = carry("a.svg", drawing(&address));
        let (called, bytes) = within(&carried.bytes);
        assert_eq!(called, kind, "{}: {changes:?}", &address[..30]);
        assert_eq!(from_bytes("b", bytes).expect("an image").media_type.name(), &kind["data:".len()..]);
        let again = carry("a.svg", carried.bytes.to_vec());
        assert_eq!((again.0.bytes, again.1), (carried.bytes, vec![]), "what is fit stays");
    }
    let mut broken = encoded(DynamicImage::new_rgb8(40, 30), ImageFormat::Png);
    let data = broken.windows(4).position(|kind| kind == b"IDAT").expect("pixels") + 6;
    broken[data..data + 4].fill(0xff);
    for address in [
        "data:image/png;base64,".to_owned(),
        "data:image/png".to_owned(),
        "data:image/jpeg;base64,@@".to_owned(),
        data_url::encode("image/jpeg", b"no picture"),
        data_url::encode("image/png", &broken),
    ] {
        let (carried, changes) = carry("a.svg", drawing(&address));
        assert_eq!(within(&carried.bytes).0, "", "{address}");
        let is_broken = matches!(&changes[..], [Change::Within(change)] if matches!(**change, Change::Broken(_)));
        assert!(is_broken, "{address}: {changes:?}");
    }
    let mut nested = drawing("data:image/gif;base64,@@");
    for _ in 0..6 {
        nested = drawing(&data_url::encode("image/svg+xml", &nested));
    }
    assert!(matches!(&carry("a.svg", nested).1[..], [Change::Within(_)]));
    // What is no picture of the drawing stays.
    for text in ["<text>data:image/png</text>", "<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>"] {
        let drawing = format!("<svg xmlns='http://www.w3.org/2000/svg'>{text}</svg>").into_bytes();
        assert_eq!(*carry("a.svg", drawing.clone()).0.bytes, drawing);
    }
}

#[test]
fn paper_gets_no_more_pixels_than_it_shows() {
    let inches = |width: f32, height: f32| crate::geom::Size { width: Pt(width * 72.0), height: Pt(height * 72.0) };
    let mut photo = from_bytes("a.jpg", jpeg(1200, 900)).expect("an image");
    let pictures = Pictures::default();
    let of = |photo: &Resource, shown, options| {
        pictures.on_paper(photo, shown, options).map(|(made, note)| (made.stored, note.change))
    };
    let half = Change::Paper { from: size(1200, 900), to: size(600, 450) };
    assert_eq!(of(&photo, inches(2.0, 1.5), OPTIONS), Some((size(600, 450), half.clone())));
    // Not many more than 300 to an inch; the side with fewer counts.
    assert_eq!(of(&photo, inches(3.0, 2.25), OPTIONS), None);
    assert_eq!(of(&photo, inches(2.0, 3.0), OPTIONS), None);
    assert_eq!(of(&photo, inches(2.0, 1.5), PictureOptions { keep: true, ..OPTIONS }), None);
    // One that lies on its side is seen upright.
    photo.orientation = 6;
    assert_eq!(of(&photo, inches(1.5, 2.0), OPTIONS), Some((size(600, 450), half)));
    let (made, _) = pictures.on_paper(&photo, inches(1.5, 2.0), OPTIONS).expect("fewer pixels");
    assert_eq!((made.orientation, made.bytes.len() < photo.bytes.len()), (6, true));
    // Lines and letters keep their pixels.
    let lines = Pixels {
        width: 1200,
        height: 900,
        channels: 1,
        data: (0..1_080_000).map(|at| (at % 7 / 6 * 255) as u8).collect(),
    };
    let lines = from_bytes("b.png", encode::png(&lines, None).expect("it is encoded")).expect("an image");
    assert_eq!(of(&lines, inches(1.0, 0.75), OPTIONS), None);
}

#[test]
fn profiles_that_show_other_colors_are_kept() {
    let icc = |profile: moxcms::ColorProfile| profile.encode().expect("it can be written");
    let of = |profile: &[u8]| {
        let picture = encode::jpeg(&photo(40, 30, 3), 85, Some(profile)).expect("it is encoded");
        let drawing = encode::png(&photo(40, 30, 3), Some(profile)).expect("it is encoded");
        let kinds = [(MediaType::Jpeg, picture), (MediaType::Png, drawing)];
        kinds.map(|(kind, bytes)| super::profile(kind, &bytes).map(|profile| profile.channels))
    };
    assert_eq!(of(&icc(moxcms::ColorProfile::new_srgb())), [None; 2]);
    assert_eq!(of(&icc(moxcms::ColorProfile::new_display_p3())), [Some(3); 2]);
    assert_eq!(of(&icc(moxcms::ColorProfile::new_adobe_rgb())), [Some(3); 2]);
    assert_eq!(of(b"no profile"), [None; 2]);
    assert_eq!(super::profile(MediaType::Jpeg, &jpeg(40, 30)), None);
    assert_eq!(super::profile(MediaType::Png, b"\x89PNG"), None);
}

const AVIF: [(&str, &[u8]); 6] = [
    ("full", include_bytes!("../../tests/pictures/full.avif")),
    ("fine", include_bytes!("../../tests/pictures/fine.avif")),
    ("gray", include_bytes!("../../tests/pictures/gray.avif")),
    ("alpha", include_bytes!("../../tests/pictures/alpha.avif")),
    ("odd", include_bytes!("../../tests/pictures/odd.avif")),
    ("turned", include_bytes!("../../tests/pictures/turned.avif")),
];

#[test]
fn avif_is_decoded_and_carried_as_another_type() {
    for (name, bytes) in AVIF {
        let picture = from_bytes("a.avif", bytes.to_vec()).expect("an image");
        assert_eq!((picture.media_type, picture.orientation), (MediaType::Avif, if name == "turned" { 6 } else { 1 }));
        let pixels = decode::pixels(MediaType::Avif, bytes).expect("pixels");
        let width = if name == "odd" { 63 } else { 64 };
        let channels = if name == "gray" {
            1
        } else if name == "alpha" {
            4
        } else {
            3
        };
        assert_eq!((pixels.width, pixels.channels), (width, channels), "{name}");
        // Red grows to the right, blue downward; green stays.
        let at = |x: usize, y: usize| &pixels.data[(y * width + x) * channels..][..channels];
        for (x, y) in [(10, 10), (40, 20), (60, 40)] {
            let (red, blue) = (x as i32 * 4, y as i32 * 5);
            let expected = [red, 128, blue];
            let gray = (red * 299 + 128 * 587 + blue * 114) / 1000;
            let is_near = match channels {
                1 => (i32::from(at(x, y)[0]) - gray).abs() < 8,
                _ => at(x, y).iter().zip(expected).all(|(value, expected)| (i32::from(*value) - expected).abs() < 14),
            };
            assert!(is_near, "{name} at {x}, {y}: {:?} for {expected:?}", at(x, y));
        }
        let (carried, changes) = carry("a.avif", bytes.to_vec());
        let kind = if matches!(name, "alpha") { MediaType::Png } else { carried.media_type };
        assert_eq!(carried.media_type, kind);
        assert!(matches!(changes[0], Change::Recoded { from: MediaType::Avif, .. }), "{changes:?}");
        assert_eq!(
            carried.upright_size(),
            if name == "turned" { size(48, 64) } else { size(width as u32, carried.size.height) }
        );
    }
}

#[test]
fn broken_avif_is_told() {
    for (name, bytes) in AVIF {
        for length in (0..bytes.len()).step_by(3) {
            let _ = from_bytes("a.avif", bytes[..length].to_vec());
            let _ = decode::pixels(MediaType::Avif, &bytes[..length]);
        }
        for at in 0..bytes.len() {
            let mut broken = bytes.to_vec();
            broken[at] ^= 0x55;
            let _ = from_bytes("a.avif", broken.clone());
            if let Ok(pixels) = decode::pixels(MediaType::Avif, &broken) {
                assert_eq!(pixels.data.len(), pixels.width * pixels.height * pixels.channels, "{name} at {at}");
            }
        }
    }
}
