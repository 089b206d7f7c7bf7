//! Links to the web, asked for by `check --links`.
//!
//! As for pictures, the server is this machine, which the program never asks: the library is called with limits that
//! except it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use bindery::config::{Config, Format, Input};
use bindery::diagnostic::Severity;
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;
use bindery::web::{Fetcher, Limits};

use super::Folder;
use super::fetch::Server;

fn answer(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn limits(server: &Server) -> Limits {
    Limits { exceptions: vec![server.place], pause: Duration::ZERO, ..Limits::default() }
}

/// What is found about links in a text: severity, line, message.
fn found(text: &str, allowed: &[String], fetcher: Fetcher) -> Vec<(Severity, u32, String)> {
    let folder = Folder::with(&[("a.md", text)]);
    let config = Config {
        inputs: vec![Input::Path { path: folder.path.join("a.md"), shown: "a.md".to_owned() }],
        formats: [Format::Epub].into(),
        links_allowed: allowed.to_vec(),
        ..Config::default()
    };
    let mut findings = Findings::default();
    let loader = Loader::disk().with_links(Arc::new(fetcher));
    pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("it builds");
    let of_links = findings.diagnostics.iter().filter(|finding| finding.code.name() == "unreached-link");
    of_links
        .map(|finding| {
            let span = finding.span.expect("it has a place");
            let line = findings.files.line_column(span.file, span.start).line;
            (finding.severity, line, finding.message.clone())
        })
        .collect()
}

#[test]
fn links_that_lead_nowhere_are_told_at_their_places() {
    let server = Server::new(|path, place| {
        match path.trim_start_matches("HEAD ") {
        "/here" | "/old" if !path.starts_with("HEAD /old") => answer("200 OK"),
        // Some servers know no questions for the head alone.
        "/old" => answer("405 Method Not Allowed"),
        "/moved" => format!(
            "HTTP/1.1 301 Moved Permanently\r\nLocation: http://{place}/here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .into_bytes(),
        "/locked" => answer("403 Forbidden"),
        "/broken" => answer("500 Internal Server Error"),
        _ => answer("404 Not Found"),
    }
    });
    let url = |path: &str| server.url(path);
    let text = format!(
        "# A\n\n[here]({}) [part]({}) [old]({}) [moved]({})\n\n[gone]({}) and <{}>[^n]\n\n[locked]({})\n\n\
         [allowed]({})\n\n[mail](mailto:a@b.example)\n\n[^n]: [broken]({})\n",
        url("/here"),
        url("/here#part"),
        url("/old"),
        url("/moved"),
        url("/gone"),
        url("/gone#again"),
        url("/locked"),
        url("/intranet/x"),
        url("/broken"),
    );
    let allowed = [server.url("/intranet/**")];
    let mut found = found(&text, &allowed, Fetcher::new(limits(&server), None));
    found.sort_by_key(|(_, line, _)| *line);
    let told: Vec<(Severity, u32, bool)> =
        found.iter().map(|(severity, line, message)| (*severity, *line, message.ends_with("answers 404"))).collect();
    let expected = [
        (Severity::Warning, 5, true),
        (Severity::Warning, 5, true),
        (Severity::Note, 7, false),
        (Severity::Warning, 13, false),
    ];
    assert_eq!(told, expected, "{found:?}");
    assert!(found[2].2.contains("is not told about: the server answers 403"), "{found:?}");
    assert!(found[3].2.contains("leads nowhere: the server answers 500"), "{found:?}");
    // Each address once, whatever part of it is named; the head first, then the whole.
    assert_eq!((server.count("HEAD /gone"), server.count("/gone")), (1, 1));
    assert_eq!(
        (server.count("HEAD /here"), server.count("/here")),
        (2, 0),
        "once by itself, once for what moved there"
    );
    assert_eq!(server.count("HEAD /intranet/x"), 0);
    assert_eq!(server.count("HEAD /broken"), 3, "what fails for the moment is asked for twice again");
}

#[test]
fn what_fails_for_the_moment_is_asked_for_again() {
    let asked = AtomicUsize::new(0);
    let server = Server::new(move |path, _| match path {
        "HEAD /busy" if asked.fetch_add(1, Ordering::Relaxed) == 0 => answer("503 Busy\r\nRetry-After: 0"),
        "HEAD /busy" => answer("200 OK"),
        _ => answer("503 Busy"),
    });
    let text = format!("# A\n\n[busy]({})\n", server.url("/busy"));
    assert_eq!(found(&text, &[], Fetcher::new(limits(&server), None)), []);
    assert_eq!(server.count("HEAD /busy"), 2);
}

#[test]
fn what_was_reached_is_not_asked_for_again() {
    let server = Server::new(|path, _| match path {
        "HEAD /here" => answer("200 OK"),
        _ => answer("404 Not Found"),
    });
    let folder = Folder::new();
    let text = format!("# A\n\n[here]({}) [gone]({})\n", server.url("/here"), server.url("/gone"));
    let fetcher = |fresh| Fetcher::new(Limits { fresh, ..limits(&server) }, Some(folder.path.join("links")));
    for (fresh, here, gone) in [
        (Some(SystemTime::UNIX_EPOCH), 1, 1),
        // What is not there may come.
        (Some(SystemTime::UNIX_EPOCH), 1, 2),
        (SystemTime::now().checked_add(Duration::from_secs(3600)), 2, 3),
        (None, 3, 4),
    ] {
        assert_eq!(found(&text, &[], fetcher(fresh)).len(), 1);
        assert_eq!((server.count("HEAD /here"), server.count("HEAD /gone")), (here, gone), "{fresh:?}");
    }
    // Articles of a batch share what is known.
    let fetcher = Arc::new(fetcher(None));
    for _ in 0..2 {
        let reached = bindery::source::Web::reach(fetcher.as_ref(), &[server.url("/here"), server.url("/gone")]);
        assert_eq!(reached.len(), 2);
    }
    assert_eq!((server.count("HEAD /here"), server.count("HEAD /gone")), (4, 5));
}

#[test]
fn the_program_asks_when_told_to_and_public_servers_only() {
    let folder = Folder::with(&[
        ("a.md", "# A\n\nText [here](http://127.0.0.1:9/x).\n"),
        ("options.toml", "[links]\nallow = [\"http://127.0.0.1:9/**\"]\n"),
    ]);
    let run = folder.run(&["check", "--links", "a.md"]).status(0);
    run.says(&["a.md:3:6", "unreached-link", "is not asked for: it leads to 127.0.0.1, which is this machine"]);
    let run = folder.run(&["check", "a.md"]).status(0);
    assert!(!run.stderr.contains("unreached-link"), "{}", run.stderr);
    folder.run(&["check", "--links", "a.md", "--strict"]).status(3);
    let allowed = folder.run(&["check", "--links", "a.md", "--config", "options.toml", "--strict"]).status(0);
    assert!(!allowed.stderr.contains("unreached-link"), "{}", allowed.stderr);
    folder.run(&["a.md", "--links"]).status(2).says(&["only `check` asks for links"]);
    folder.run(&["check", "a.md", "--links", "--untrusted"]).status(2);
}
