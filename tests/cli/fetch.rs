//! Pictures that are no files: on the web, and within their own address.
//!
//! The server of these tests is this machine, which the program never asks. So the library is called with limits that
//! except the server's address, and the program itself is seen to refuse it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use bindery::config::{Config, Format, Input};
use bindery::diagnostic::Severity;
use bindery::pipeline::{self, Built, Findings};
use bindery::source::{FetchError, Fetched, Loader, Web};
use bindery::web::{Fetcher, Limits};

use super::{EPUB, Folder, PDF};

/// A server that answers each path with fixed bytes, and counts.
pub struct Server {
    pub place: SocketAddr,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Server {
    /// `answer` gets the path and gives the whole response, head included; where the head alone is asked for, the path
    /// follows `HEAD `.
    pub fn new(answer: impl Fn(&str, SocketAddr) -> Vec<u8> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let place = listener.local_addr().expect("it has an address");
        let asked = Arc::new(Mutex::new(BTreeMap::new()));
        let (counts, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counts, answer) = (Arc::clone(&counts), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &counts, |path| answer(path, place)));
            }
        });
        Server { place, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.place)
    }

    pub fn count(&self, path: &str) -> usize {
        self.asked.lock().unwrap().get(path).copied().unwrap_or_default()
    }

    fn limits(&self) -> Limits {
        Limits { exceptions: vec![self.place], ..Limits::default() }
    }

    /// Fetches one path without a cache.
    fn fetch(&self, path: &str, limits: Limits) -> Result<Vec<u8>, FetchError> {
        Fetcher::new(limits, None).fetch(&[self.url(path)]).found.remove(0)
    }
}

fn serve(mut stream: TcpStream, counts: &Mutex<BTreeMap<String, usize>>, answer: impl Fn(&str) -> Vec<u8>) {
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = if method == "HEAD" { format!("HEAD {path}") } else { path.to_owned() };
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() {
            break;
        }
    }
    *counts.lock().unwrap().entry(path.clone()).or_default() += 1;
    let _ = stream.write_all(&answer(&path));
}

fn response(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

/// The body in chunks, and further lines of the head.
fn chunked(head: &str, body: &[u8], size: usize) -> Vec<u8> {
    let mut response = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n".to_vec();
    response.extend(format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes());
    for chunk in body.chunks(size) {
        response.extend([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    }
    [&response[..], b"0\r\n\r\n"].concat()
}

fn not_found() -> Vec<u8> {
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
}

fn png() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::GrayImage::new(40, 20).write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    png.into_inner()
}

const SVG: &[u8] =
    b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20'/></svg>";

pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

/// Both formats of a folder's texts, by the library.
fn build(folder: &Folder, texts: &[&str], web: Option<Fetcher>) -> (Built, Findings) {
    let input = |name: &&str| Input::Path { path: folder.path.join(name), shown: (*name).to_owned() };
    let config = Config {
        inputs: texts.iter().map(input).collect(),
        formats: [Format::Epub, Format::Pdf].into(),
        ..Config::default()
    };
    let loader = match web {
        Some(web) => Loader::disk().with_web(Arc::new(web)),
        None => Loader::disk(),
    };
    let mut findings = Findings::default();
    let built = pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("it builds");
    (built, findings)
}

/// The file names of an EPUB, and all its content documents as one text.
fn opened(epub: &[u8]) -> (Vec<String>, String) {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut text = String::new();
    for name in names.iter().filter(|name| name.ends_with(".xhtml")) {
        archive.by_name(name).expect("an entry").read_to_string(&mut text).expect("it is text");
    }
    (names, text)
}

fn messages(findings: &Findings) -> Vec<&str> {
    findings.diagnostics.iter().map(|finding| finding.message.as_str()).collect()
}

fn images_in_pdf(pdf: &[u8]) -> usize {
    pdf.windows(14).filter(|window| *window == b"/Subtype/Image" as &[u8]).count()
        + pdf.windows(15).filter(|window| *window == b"/Subtype /Image" as &[u8]).count()
}

#[test]
fn pictures_of_the_web_become_pictures_of_the_book() {
    let picture = png();
    let server = Server::new(move |path, _| match path {
        "/a/photo.png?size=1.5/2" | "/in-link.png" => response("image/png", &picture),
        "/moved.png" => redirect("/a/photo.png?size=1.5/2"),
        "/drawing.svg" => response("image/svg+xml; charset=utf-8", SVG),
        _ => not_found(),
    });
    let folder = Folder::new();
    let one = format!(
        "# One\n\n![A photo]({} \"Its caption\")\n\n[![Within a link]({})](https://example.org/)\n\n![Moved]({})\n",
        server.url("/a/photo.png?size=1.5/2"),
        server.url("/in-link.png"),
        server.url("/moved.png"),
    );
    let two = format!(
        "# Two\n\n<img src=\"{}\" alt=\"The same\">\n\n![A drawing]({})\n\n![Gone]({})\n",
        server.url("/a/photo.png?size=1.5/2"),
        server.url("/drawing.svg#part"),
        server.url("/gone.png"),
    );
    folder.write("one.md", one.as_bytes());
    folder.write("two.md", two.as_bytes());
    let cache = folder.path.join("cache");
    let (first, findings) =
        build(&folder, &["one.md", "two.md"], Some(Fetcher::new(server.limits(), Some(cache.clone()))));
    let (names, text) = opened(&first.outputs[&Format::Epub]);
    for name in ["images/photo.png", "images/in-link.png", "images/moved.png", "images/drawing.svg"] {
        assert!(names.iter().any(|file| file.ends_with(name)), "{name} is not among {names:?}");
    }
    assert!(text.contains("alt=\"A photo\"") && text.contains("<figcaption") && text.contains("Its caption"), "{text}");
    assert!(text.contains("<a href=\"https://example.org/\"><img"), "{text}");
    assert!(text.contains("remote-image") && text.contains(">Gone</a>"), "what is not had is a link:\n{text}");
    assert!(images_in_pdf(&first.outputs[&Format::Pdf]) >= 1, "the PDF holds the pictures");
    let gone = findings.diagnostics.iter().find(|finding| finding.message.contains("404")).expect("404 is told");
    let place = findings.files.line_column(gone.span.expect("it has a place").file, gone.span.unwrap().start);
    assert_eq!((place.line, place.column), (7, 1));
    assert!(first.images.is_empty(), "no file was read: {:?}", first.images);
    assert_eq!(server.count("/a/photo.png?size=1.5/2"), 2, "two places ask once, and the redirect once");

    // Another build asks for nothing but what was not had, and is the same.
    let limits = Limits { exceptions: Vec::new(), ..Limits::default() };
    let (second, findings) = build(&folder, &["one.md", "two.md"], Some(Fetcher::new(limits, Some(cache))));
    assert!(messages(&findings).iter().any(|message| message.contains("which is this machine")), "{findings:?}");
    assert_eq!(server.count("/a/photo.png?size=1.5/2"), 2);
    assert_eq!(first.outputs, second.outputs);
}

#[test]
fn pictures_of_the_web_have_the_limits_of_files() {
    let server = Server::new(|_, _| response("image/png", &png()));
    let folder = Folder::with(&[("a.md", &format!("![A picture]({})\n", server.url("/a.png")))]);
    let path = folder.path.join("a.md");
    let size = png().len();
    for (name, value, told) in [
        ("pixels", "799".to_owned(), Some("has 40 × 20 pixels, the limit is 799")),
        ("pixels", "800".to_owned(), None),
        ("file-size", (size - 1).to_string(), Some("bytes, the limit is")),
        ("file-size", size.max(100).to_string(), None),
    ] {
        let mut limits = bindery::source::Limits::default();
        limits.set(name, &value).expect("a limit");
        let loader = Loader::disk().with_limits(limits).with_web(Arc::new(Fetcher::new(server.limits(), None)));
        let inputs = vec![Input::Path { path: path.clone(), shown: "a.md".to_owned() }];
        let config = Config { inputs, formats: [Format::Epub].into(), limits, ..Config::default() };
        let mut findings = Findings::default();
        pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("it builds");
        let said = messages(&findings).join("; ");
        assert_eq!(said.contains("the limit is"), told.is_some(), "{name}={value}: {said}");
        assert!(said.contains(told.unwrap_or_default()), "{name}={value}: {said}");
    }
}

#[test]
fn without_a_way_to_the_web_nothing_is_asked() {
    let server = Server::new(|_, _| response("image/svg+xml", SVG));
    let folder = Folder::new();
    folder.write("a.md", format!("---\nfetch: true\n---\n# A\n\n![Alt]({})\n", server.url("/a.svg")).as_bytes());
    let run = folder.run(&["a.md", "-v"]).status(0);
    assert!(
        run.stderr.contains("a.md:6:1") && run.stderr.contains("`--fetch` puts it into the book"),
        "{}",
        run.stderr
    );
    assert_eq!(server.count("/a.svg"), 0);
}

#[test]
fn the_program_asks_no_private_server_and_uses_what_it_has() {
    let server = Server::new(|_, _| response("image/svg+xml", SVG));
    let folder = Folder::new();
    let address = server.url("/a.svg");
    folder.write("a.md", format!("# A\n\nText ![Alt]({address})\n").as_bytes());
    let home = folder.path.join("xdg");
    let environment = [("XDG_CACHE_HOME", home.to_str().expect("it is UTF-8"))];
    let run = folder.run_with(&["a.md", "--fetch"], b"", &environment).status(0);
    run.says(&["a.md:3:6", "it leads to 127.0.0.1, which is this machine", "a link stands for it"]);
    assert_eq!(server.count("/a.svg"), 0);

    Fetcher::new(server.limits(), Some(home.join("bindery/web"))).fetch(&[address]).found[0]
        .as_ref()
        .expect("it is had");
    folder.run_with(&["a.md", "--fetch", "--strict"], b"", &environment).status(0);
    let (names, _) = opened(&folder.read("a.epub"));
    assert!(names.iter().any(|name| name.ends_with("images/a.svg")), "{names:?}");
    assert!(folder.read("a.epub").starts_with(EPUB) && folder.read("a.pdf").starts_with(PDF));
}

#[test]
fn limits_hold_whatever_a_server_does() {
    let picture = png();
    let hidden = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let hidden_place = hidden.local_addr().expect("it has an address");
    let server = Server::new(move |path, place| match path {
        "/private" => redirect("http://10.0.0.1/a.png"),
        "/link" => redirect("http://169.254.1.1/a.png"),
        "/hidden" => redirect(&format!("http://{hidden_place}/a.png")),
        "/name" => redirect(&format!("http://localhost:{}/a.png", hidden_place.port())),
        "/v6" => redirect("http://[::ffff:127.0.0.1]/a.png"),
        "/v6-own" => redirect(&format!("http://[::1]:{}/a.png", hidden_place.port())),
        "/v6-link" => redirect("http://[::ffff:a9fe:a9fe]/a.png"),
        "/number" => redirect(&format!("http://2130706433:{}/a.png", hidden_place.port())),
        "/short" => redirect(&format!("http://127.1:{}/a.png", hidden_place.port())),
        "/zero" => redirect(&format!("http://0.0.0.0:{}/a.png", hidden_place.port())),
        "/file" => redirect("file:///etc/passwd"),
        "/nowhere" => b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        "/loop" => redirect(&format!("http://{place}/loop")),
        "/declared" => response("image/png", &[&picture[..], &[0; 5000]].concat()),
        "/endless" => {
            [b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n", &picture[..], &[0; 5000]]
                .concat()
        }
        "/lie" => {
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 999\r\nConnection: close\r\n\r\n";
            [&head[..], &picture[..]].concat()
        }
        "/page" => response("text/html", b"<html><svg></svg></html>"),
        "/words" => response("image/png", b"words"),
        "/unnamed" => [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", &picture[..]].concat(),
        "/slow" => {
            thread::sleep(Duration::from_secs(3));
            response("image/png", &picture)
        }
        "/chunked" => chunked("", &picture, 7),
        "/chunked-endless" => chunked("", &[&picture[..], &[0; 5000]].concat(), 500),
        "/packed" => chunked("Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\0\0\0\0\0", 500),
        "/plain" => chunked("Content-Encoding: identity\r\n", &picture, 500),
        "/long-head" => [b"HTTP/1.1 200 OK\r\nA: ", &vec![b'a'; 1 << 20][..], b"\r\n\r\n"].concat(),
        "/broken" => b"what is this\r\n\r\n".to_vec(),
        _ => not_found(),
    });
    let limits = || Limits { bytes: 1000, ..server.limits() };
    let mut wrong = Vec::new();
    for (path, reason) in [
        ("/private", "it leads to 10.0.0.1, which is a private network"),
        ("/link", "169.254.1.1, which is this machine's own link"),
        ("/hidden", "which is this machine"),
        ("/name", "which is this machine"),
        ("/v6", "which is this machine"),
        ("/v6-own", "it leads to ::1, which is this machine"),
        ("/v6-link", "which is this machine's own link"),
        ("/number", "it leads to 127.0.0.1, which is this machine"),
        ("/short", "it leads to 127.0.0.1, which is this machine"),
        ("/zero", "which is this host"),
        ("/file", "cannot be fetched"),
        ("/nowhere", "cannot be fetched"),
        ("/chunked-endless", "has more than"),
        ("/packed", "the server packs it unasked, as `gzip`"),
        ("/long-head", "cannot be fetched"),
        ("/loop", "redirected more than 5 times"),
        ("/declared", "has more than"),
        ("/endless", "has more than"),
        ("/lie", "cannot be fetched"),
        ("/page", "the server calls it `text/html`"),
        ("/words", "unknown type"),
        ("/broken", "cannot be fetched"),
        ("/gone", "404"),
        ("/slow", "more than 0.5 s"),
    ] {
        let limits = Limits { picture: Duration::from_millis(if path == "/slow" { 500 } else { 10_000 }), ..limits() };
        let begun = Instant::now();
        match server.fetch(path, limits) {
            Ok(bytes) => wrong.push(format!("{path}: {} bytes", bytes.len())),
            Err(error) if !error.reason.contains(reason) => wrong.push(format!("{path}: {error}")),
            Err(_) if path == "/slow" && begun.elapsed() > Duration::from_secs(2) => wrong.push("waited".to_owned()),
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(server.count("/loop"), 6);
    for path in ["/unnamed", "/chunked", "/plain"] {
        assert_eq!(server.fetch(path, limits()).as_deref(), Ok(png().as_slice()), "{path}");
    }
    hidden.set_nonblocking(true).expect("it can be polled");
    assert!(hidden.accept().is_err(), "a server was asked that only this machine reaches");
}

/// A server that sends a head, then the same bytes again and again with a pause between, and how many bytes it sent.
fn endless(bytes: &'static [u8], pause: Duration) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let place = listener.local_addr().expect("it has an address");
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut written = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n");
            while written.is_ok() {
                written = stream.write_all(bytes);
                count.fetch_add(bytes.len(), Ordering::Relaxed);
                thread::sleep(pause);
            }
        }
    });
    (place, sent)
}

#[test]
fn neither_a_flood_nor_drops_hold_the_build() {
    let limits = |place| Limits { exceptions: vec![place], picture: Duration::from_secs(2), ..Limits::default() };
    let fetch = |place: SocketAddr, limits: Limits| {
        let begun = Instant::now();
        let found = Fetcher::new(limits, None).fetch(&[format!("http://{place}/a.png")]).found.remove(0);
        (found.expect_err("it has no end").reason, begun.elapsed())
    };
    let (flood, sent) = endless(&[0; 1 << 16], Duration::ZERO);
    let (reason, _) = fetch(flood, Limits { picture: Duration::from_secs(60), ..limits(flood) });
    assert!(reason.contains("has more than 20 MB"), "{reason}");
    // What lies between both in the system's buffers comes on top.
    assert!(sent.load(Ordering::Relaxed) < 40 << 20, "{} bytes were sent", sent.load(Ordering::Relaxed));
    let (drops, _) = endless(b".", Duration::from_millis(50));
    let (reason, took) = fetch(drops, limits(drops));
    assert!(reason.contains("it takes more than 2 s"), "{reason}");
    assert!(took < Duration::from_secs(6), "{took:?}");
}

#[test]
fn all_together_have_a_limit() {
    let server = Server::new(|_, _| response("image/svg+xml", SVG));
    let addresses: Vec<String> = (0..5).map(|number| server.url(&format!("/{number}.svg"))).collect();
    let folder = Folder::new();
    let fetch = |limits| Fetcher::new(limits, Some(folder.path.join("cache"))).fetch(&addresses);
    let few = || Limits { all_bytes: SVG.len() as u64, at_once: 1, ..server.limits() };
    let Fetched { found, unkept } = fetch(few());
    assert!(found[..2].iter().all(Result::is_ok) && unkept.is_none(), "{found:?}");
    assert!(found[2..].iter().all(|found| found.as_ref().is_err_and(|error| error.reason.contains("have more than"))));
    // Those that are kept count as well.
    assert!(fetch(server.limits()).found.iter().all(Result::is_ok));
    assert_eq!(fetch(few()).found.iter().filter(|found| found.is_ok()).count(), 2);
    assert!(addresses.iter().enumerate().all(|(number, _)| server.count(&format!("/{number}.svg")) == 1));
}

#[test]
fn hosts_of_every_kind_are_looked_at() {
    let mut text = "# A\n".to_owned();
    let hosts = [
        ("[::1]:9", "it leads to ::1, which is this machine"),
        ("[::ffff:10.0.0.1]", "which is a private network"),
        ("[fe80::1]", "which is this machine's own link"),
        ("user:word@127.0.0.1:9", "which is this machine"),
        ("0x7f000001:9", "which is this machine"),
        ("localhost:9", "which is this machine"),
        ("bücher.example", "letters beyond ASCII"),
        ("", "names no host"),
        ("no%20host", "no host is called `no host`"),
    ];
    for (host, _) in hosts {
        text += &format!("\n![Alt](http://{host}/a.png)\n");
    }
    let folder = Folder::with(&[("a.md", &text)]);
    let (_, findings) = build(&folder, &["a.md"], Some(Fetcher::new(Limits::default(), None)));
    let messages = messages(&findings);
    for ((host, reason), message) in hosts.iter().zip(&messages) {
        assert!(message.contains(reason), "{host}: {message}");
    }
    assert_eq!(messages.len(), hosts.len(), "{messages:#?}");
}

#[test]
fn many_are_fetched_at_once_and_no_more_than_the_limit() {
    let server = Server::new(|_, _| {
        thread::sleep(Duration::from_millis(300));
        response("image/svg+xml", SVG)
    });
    let addresses: Vec<String> = (0..10).map(|number| server.url(&format!("/{number}.svg"))).collect();
    let begun = Instant::now();
    let found = Fetcher::new(Limits { pictures: 8, ..server.limits() }, None).fetch(&addresses).found;
    assert!(begun.elapsed() < Duration::from_millis(1800), "eight at once take as long as one");
    assert!(found[..8].iter().all(Result::is_ok), "{found:?}");
    assert!(found[8..].iter().all(|found| found.as_ref().is_err_and(|error| error.reason.contains("8 others"))));
    let late =
        Fetcher::new(Limits { altogether: Duration::ZERO, ..server.limits() }, None).fetch(&addresses[..1]).found;
    assert!(late[0].as_ref().is_err_and(|error| error.reason.contains("took more than")), "{late:?}");
}

#[test]
fn the_cache_knows_whose_picture_it_keeps() {
    let server = Server::new(|_, _| response("image/svg+xml", SVG));
    let folder = Folder::new();
    let fetcher = |limits| Fetcher::new(limits, Some(folder.path.join("cache")));
    let (one, other) = (server.url("/one.svg"), server.url("/other.svg"));
    assert!(fetcher(server.limits()).fetch(std::slice::from_ref(&one)).found[0].is_ok());
    let files = |folder: &Path| -> Vec<std::path::PathBuf> {
        fs::read_dir(folder).expect("the cache is there").map(|entry| entry.expect("an entry").path()).collect()
    };
    let kept = files(&folder.path.join("cache"));
    assert_eq!(kept.len(), 1, "one file, and no partial one");
    // A file of another address under this one's name, and one that was cut off, are no hits.
    fs::write(&kept[0], [other.as_bytes(), b"\n", SVG].concat()).expect("it is written");
    assert!(fetcher(server.limits()).fetch(std::slice::from_ref(&one)).found[0].is_ok());
    assert_eq!(server.count("/one.svg"), 2);
    // What is larger than the limit is no hit either.
    assert!(fetcher(Limits { bytes: 10, ..Limits::default() }).fetch(std::slice::from_ref(&one)).found[0].is_err());
    // A folder that cannot be made keeps nothing, and the pictures come all the same.
    folder.write("file", b"");
    let nowhere = Fetcher::new(server.limits(), Some(folder.path.join("file/cache")));
    let Fetched { found, unkept } = nowhere.fetch(&[one]);
    assert!(found[0].is_ok() && unkept.is_some_and(|unkept| unkept.reason.contains("file/cache")), "{found:?}");
    // The build says so, and is none the worse.
    folder.write("a.md", format!("# A\n\n![Alt]({})\n", server.url("/two.svg")).as_bytes());
    let (_, findings) = build(&folder, &["a.md"], Some(nowhere));
    let finding = findings.diagnostics.iter().next().expect("it is told");
    assert!(finding.message.contains("fetched pictures are not kept in"), "{finding:?}");
    assert_eq!((findings.diagnostics.iter().count(), finding.severity), (1, Severity::Note));
}

#[test]
fn what_a_fetched_drawing_names_is_not_fetched() {
    let server = Server::new(|path, place| match path {
        "/a.svg" => {
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
                 <image href='http://{place}/inner.png' width='9' height='9'/><rect width='4' height='4'/></svg>"
            );
            response("image/svg+xml", svg.as_bytes())
        }
        _ => not_found(),
    });
    let folder = Folder::new();
    folder.write("a.md", format!("# A\n\n![Alt]({})\n", server.url("/a.svg")).as_bytes());
    let (_, findings) = build(&folder, &["a.md"], Some(Fetcher::new(server.limits(), None)));
    assert!(messages(&findings).iter().any(|message| message.contains("inner.png")), "{findings:?}");
    assert_eq!((server.count("/a.svg"), server.count("/inner.png")), (1, 0));
}

#[test]
fn a_fetched_drawing_runs_nothing_and_names_nothing() {
    let server = Server::new(|path, place| match path.ends_with(".svg") {
        true => {
            let svg = format!(
                "<?xml-stylesheet href='http://{place}/sheet.css'?>{}\
                 <svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9' \
                 onload='run()'><style>@import url(http://{place}/import.css); rect {{ fill: url(http://{place}/f#a) }}\
                 </style><script href='http://{place}/script.js'>run()</script><use xlink:href='http://{place}/use.svg#a'/>\
                 <foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='http://{place}/frame'/></foreignObject>\
                 <a href='javascript:run()'><rect width='4' height='4' onclick='run()'/></a></svg>",
                match path {
                    "/entity.svg" => format!("<!DOCTYPE svg [<!ENTITY inner SYSTEM 'http://{place}/entity'>]>"),
                    _ => String::new(),
                }
            );
            response("image/svg+xml", svg.as_bytes())
        }
        false => not_found(),
    });
    let folder = Folder::new();
    let text = format!("# A\n\n![Alt]({})\n\n![Entity]({})\n", server.url("/a.svg"), server.url("/entity.svg"));
    folder.write("a.md", text.as_bytes());
    let (built, findings) = build(&folder, &["a.md"], Some(Fetcher::new(server.limits(), None)));
    let mut archive = zip::ZipArchive::new(Cursor::new(&built.outputs[&Format::Epub])).expect("an archive");
    let names: Vec<String> = archive.file_names().filter(|name| name.ends_with(".svg")).map(str::to_owned).collect();
    for name in &names {
        let mut drawing = String::new();
        archive.by_name(name).expect("an entry").read_to_string(&mut drawing).expect("it is text");
        for word in ["run()", "script", "onload", "onclick", "http://127", "ENTITY", "iframe"] {
            assert!(!drawing.contains(word), "{word} is in {drawing}");
        }
    }
    assert!(names.iter().any(|name| name.ends_with("/a.svg")), "{names:?}, {findings:?}");
    let asked: Vec<String> = server.asked.lock().unwrap().keys().cloned().collect();
    assert_eq!(asked, ["/a.svg", "/entity.svg"]);
}

#[test]
fn one_format_is_enough_and_a_failure_is_strict() {
    let server = Server::new(|_, _| response("image/png", &png()));
    let folder = Folder::new();
    let long = format!("/{}.png", "long".repeat(200));
    folder.write("a.md", format!("# A\n\n![Alt]({})\n", server.url(&long)).as_bytes());
    let home = folder.path.join("xdg");
    let environment = [("XDG_CACHE_HOME", home.to_str().expect("it is UTF-8"))];
    let refused = folder.run_with(&["a.md", "--fetch", "--strict"], b"", &environment);
    refused.status(3).says(&["which is this machine"]);
    assert!(!folder.has("a.epub") && !folder.has("a.pdf"));

    Fetcher::new(server.limits(), Some(home.join("bindery/web"))).fetch(&[server.url(&long)]).found[0]
        .as_ref()
        .unwrap();
    for format in ["a.epub", "a.pdf"] {
        folder.run_with(&["a.md", "--fetch", "--strict", "-o", format], b"", &environment).status(0);
    }
    let (names, _) = opened(&folder.read("a.epub"));
    let image = names.iter().find(|name| name.ends_with(".png")).expect("the picture is there");
    assert!(image.rsplit('/').next().unwrap().len() < 256, "{image}");
    assert_eq!(images_in_pdf(&folder.read("a.pdf")), 1);
    assert_eq!(server.count(&long), 1);
}

#[test]
fn images_within_their_own_address() {
    let encoded = base64(&png());
    let folder = Folder::new();
    let svg = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' \
               height='9'/%3E%3C/svg%3E";
    let text = format!(
        "# A\n\n![Dot](data:image/png;base64,{encoded} \"Caption\")\n\n<img src=\"{svg}\" alt=\"Drawing\">\n\n\
         The same ![again](data:image/png;base64,{encoded}) and [![linked](data:image/png;a=b;base64,{encoded})](https://a.b/)\n"
    );
    folder.write("a.md", text.as_bytes());
    folder.run(&["a.md", "--strict", "-v"]).status(0);
    let (names, xhtml) = opened(&folder.read("a.epub"));
    let data: Vec<&String> = names.iter().filter(|name| name.contains("images/data-")).collect();
    assert_eq!(data.len(), 2, "equal images are one file: {names:?}");
    assert!(data.iter().any(|name| name.ends_with(".png")) && data.iter().any(|name| name.ends_with(".svg")));
    assert!(xhtml.contains("<figcaption") && !xhtml.contains("data:"), "{xhtml}");
    assert!(images_in_pdf(&folder.read("a.pdf")) >= 1);
    let first = folder.read("a.epub");
    folder.run(&["a.md"]).status(0);
    assert_eq!(first, folder.read("a.epub"));
}

#[test]
fn bad_images_within_their_own_address_are_told() {
    let long = "A".repeat(100_000);
    let text = format!(
        "# A\n\n![one](data:image/png;base64,{long})\n\n![two](data:text/html,x)\n\n![three](data:image/png;base64,@)\n\n\
         ![four](data:image/png)\n\n![](data:image/png;base64,AAAA)\n\n[link](data:text/html,x)\n"
    );
    let folder = Folder::with(&[("a.md", &text)]);
    let run = folder.run(&["a.md"]).status(0);
    for expected in ["a.md:3:1", "unknown type", "`text/html`", "no base64", "no comma", "scheme `data:` dropped"] {
        assert!(run.stderr.contains(expected), "{expected} is not in:\n{}", run.stderr);
    }
    assert!(run.stderr.len() < 6000, "{} bytes of messages", run.stderr.len());
    let (_, xhtml) = opened(&folder.read("a.epub"));
    assert!(xhtml.contains(">one<") && !xhtml.contains("AAAA"), "{xhtml}");
}

#[test]
fn an_address_of_megabytes_takes_no_longer_than_reading_it() {
    // A drawing of 6 MB, mostly a comment, as 8 MB of base64 in one line.
    let svg = [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><!--",
        &vec![b'x'; 6_000_000][..],
        b"--></svg>",
    ]
    .concat();
    let encoded = base64(&svg);
    let text = format!(
        "# A\n\n![Alt](data:image/svg+xml;base64,{encoded})\n\n<img alt=\"b\" src=\"data:image/png;base64,{encoded}\">\n\n\
         ![bad](data:image/png;base64,@{encoded})\n"
    );
    let folder = Folder::with(&[("a.md", &text)]);
    let begun = Instant::now();
    let run = folder.run(&["a.md"]).status(0);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(run.stderr.len() < 4000, "{} bytes of messages", run.stderr.len());
    let (names, _) = opened(&folder.read("a.epub"));
    assert_eq!(names.iter().filter(|name| name.contains("images/data-")).count(), 1);
}
