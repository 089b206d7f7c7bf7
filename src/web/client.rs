//! One picture or one link by HTTP, within the limits.
//!
//! The address of a host is checked after its name was looked up, and the connection goes to the address that was
//! checked: a name that leads elsewhere the second time gains nothing. Each redirect goes the same way.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

use super::{Limits, address};
use crate::source::{FetchError, Reach};
use crate::url;

/// What the program can show, for servers that have a picture in several types.
const ACCEPT: &str = "image/png, image/jpeg, image/gif, image/webp, image/svg+xml, image/*;q=0.1";

/// Pictures are small as they are. A server that is told nothing may pack what it sends in any way (RFC 9110, section
/// 12.5.3).
const PLAIN: &str = "identity";

/// Who asks; some servers answer nobody without a name.
const NAME: &str = concat!("bindery/", env!("CARGO_PKG_VERSION"));

/// Advice where no server can be known.
const NO_CERTIFICATES: &str = "this machine has no certificates to know servers by; Debian's package of them is \
                               `ca-certificates`";

/// Answers that may be others in a moment (RFC 9110, section 15; RFC 6585, section 4).
const PASSING: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

/// The longest that a server may have a link wait before it is asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A client whose connections are kept while it lives.
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
    has_certificates: bool,
}

impl Client {
    pub(super) fn for_pictures(limits: &Limits) -> Client {
        Client::new(limits, ACCEPT)
    }

    pub(super) fn for_links(limits: &Limits) -> Client {
        Client::new(limits, "*/*")
    }

    fn new(limits: &Limits, accept: &str) -> Client {
        // The certificates that this machine trusts: its owner decides, and they do not age with the program.
        let certificates: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
            .certs
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let has_certificates = !certificates.is_empty();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(certificates)))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(limits.redirects)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.picture))
            .user_agent(NAME)
            .accept(accept)
            .http_status_as_error(false)
            .accept_encoding(PLAIN)
            .build();
        let resolver = Public { exceptions: limits.exceptions.clone(), names: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Client { agent, limits: limits.clone(), has_certificates }
    }

    /// The bytes at an address, of a type that may be a picture's.
    pub(super) fn get(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let fault = |fault: Fault| {
            let error = match fault.is_refusal {
                true => FetchError::new(format!("is not fetched: {}", fault.reason))
                    .hint("only public servers are asked; save the picture beside the text and name the file"),
                false => FetchError::new(format!("cannot be fetched: {}", fault.reason)),
            };
            FetchError { hint: fault.hint.or(error.hint), reason: error.reason }
        };
        let mut response =
            self.agent.get(encoded(address).map_err(fault)?).call().map_err(|e| fault(self.fault(&e)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(fault(Fault::of_status(status.as_u16())));
        }
        if let Some(kind) = response.headers().get("content-type") {
            let kind = String::from_utf8_lossy(kind.as_bytes()).trim().to_ascii_lowercase();
            if !may_be_picture(&kind) {
                let kind = url::brief(kind.split(';').next().unwrap_or_default()).into_owned();
                let reason = format!("is no picture: the server calls it `{kind}`");
                return Err(FetchError::new(reason).hint("name the address of the picture itself, not of its page"));
            }
        }
        if let Some(packing) = response.headers().get("content-encoding") {
            let packing = String::from_utf8_lossy(packing.as_bytes()).trim().to_ascii_lowercase();
            if !packing.is_empty() && packing != PLAIN {
                let reason = format!("cannot be read: the server packs it unasked, as `{}`", url::brief(&packing));
                return Err(FetchError::new(reason).hint("save it beside the text and name the file"));
            }
        }
        let too_large = || {
            let reason = format!("has more than {} MB", self.limits.bytes.div_ceil(1 << 20));
            FetchError::new(reason).hint("save it smaller beside the text and name the file")
        };
        if response.body().content_length().is_some_and(|length| length > self.limits.bytes) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        let reader = response.body_mut().as_reader().take(self.limits.bytes + 1);
        { reader }.read_to_end(&mut bytes).map_err(|error| fault(self.fault(&Error::from(error))))?;
        match bytes.len() as u64 > self.limits.bytes {
            true => Err(too_large()),
            false => Ok(bytes),
        }
    }

    /// Whether something lies at an address. What fails for the moment is asked for again.
    pub(super) fn reach(&self, address: &str) -> Reach {
        let unreached = |fault: Fault| {
            let error = match fault.is_refusal {
                true => FetchError::new(format!("is not asked for: {}", fault.reason))
                    .hint("only public servers are asked; readers elsewhere cannot follow it"),
                false => FetchError::new(format!("leads nowhere: {}", fault.reason)),
            };
            Reach::Unreached(FetchError { hint: fault.hint.or(error.hint), reason: error.reason })
        };
        let encoded = match encoded(address) {
            Ok(encoded) => encoded,
            Err(fault) => return unreached(fault),
        };
        let mut left = self.limits.retries;
        loop {
            let (passing, pause, reach) = match self.status(&encoded) {
                Ok((200..=399, _)) => return Reach::Reached,
                Ok((status, pause)) => {
                    let reach = match status {
                        // Programs are not answered, or not without a name; 999 is of a large network.
                        401 | 402 | 403 | 405 | 406 | 407 | 429 | 451 | 600.. => {
                            let reason = format!("is not told about: the server answers {status}");
                            Reach::Untold(FetchError::new(reason).hint("look whether it is right with a browser"))
                        }
                        _ => unreached(Fault::of_status(status)),
                    };
                    (PASSING.contains(&status), pause, reach)
                }
                Err(error) => {
                    let is_passing = matches!(error, Error::Timeout(_) | Error::Io(_) | Error::ConnectionFailed);
                    (is_passing, None, unreached(self.fault(&error)))
                }
            };
            if !passing || left == 0 {
                return reach;
            }
            left -= 1;
            thread::sleep(pause.unwrap_or(self.limits.pause).min(LONGEST_PAUSE));
        }
    }

    /// What a server answers, and how long it wants to be left alone (RFC 9110, section 10.2.3). Some answer the question
    /// for the head alone with an error, so then the whole is asked for, and left unread.
    fn status(&self, encoded: &str) -> Result<(u16, Option<Duration>), Error> {
        let mut response = self.agent.head(encoded).call()?;
        if response.status().as_u16() >= 400 {
            response = self.agent.get(encoded).call()?;
        }
        let pause = response.headers().get("retry-after").and_then(|pause| pause.to_str().ok()?.trim().parse().ok());
        Ok((response.status().as_u16(), pause.map(Duration::from_secs)))
    }

    fn fault(&self, error: &Error) -> Fault {
        let failed = Fault::new;
        match error {
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                failed(format!("no server answers within {} s", self.limits.connect.as_secs_f32()))
            }
            Error::Timeout(_) => failed(format!("it takes more than {} s", self.limits.picture.as_secs_f32())),
            Error::TooManyRedirects => failed(format!("it is redirected more than {} times", self.limits.redirects)),
            Error::HostNotFound => failed("there is no such host".to_owned()),
            Error::Other(inner) => match inner.downcast_ref::<Refused>() {
                Some(refused) => Fault { is_refusal: true, ..Fault::new(refused.to_string()) },
                None => failed(inner.to_string()),
            },
            Error::Io(error) => {
                let is_of_tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
                match is_of_tls && !self.has_certificates {
                    true => Fault { hint: Some(NO_CERTIFICATES.to_owned()), ..failed(error.to_string()) },
                    false => failed(error.to_string()),
                }
            }
            error => failed(error.to_string()),
        }
    }
}

/// Why nothing came, said of no address.
struct Fault {
    reason: String,
    hint: Option<String>,
    /// The host may not be asked.
    is_refusal: bool,
}

impl Fault {
    fn new(reason: String) -> Fault {
        Fault { reason, hint: None, is_refusal: false }
    }

    fn hinted(reason: impl Into<String>, hint: &str) -> Fault {
        Fault { hint: Some(hint.to_owned()), ..Fault::new(reason.into()) }
    }

    fn of_status(status: u16) -> Fault {
        let reason = format!("the server answers {status}");
        match status {
            404 | 410 => Fault::hinted(reason, "there is nothing at this address; look whether it is right"),
            _ => Fault::new(reason),
        }
    }
}

/// An address as it is sent.
fn encoded(address: &str) -> Result<String, Fault> {
    let start = address.find("://").map_or(0, |at| at + 3);
    let end = address[start..].find(['/', '?', '#']).map_or(address.len(), |at| start + at);
    let host = &address[start..end];
    let is_spelled = |character: char| character.is_ascii_graphic() && character != '%';
    if host.is_empty() {
        return Err(Fault::hinted("its address names no host", "look whether its address is right"));
    }
    if !url::decode(host).is_ascii() {
        let reason = "the name of its host has letters beyond ASCII";
        return Err(Fault::hinted(reason, "write the name in its other form, `xn--…`"));
    }
    if !host.chars().all(is_spelled) {
        let reason = format!("no host is called `{}`", url::brief(&url::decode(host)));
        return Err(Fault::hinted(reason, "look whether its address is right"));
    }
    // The brackets of an address of IPv6 stay (RFC 3986, section 3.2.2), in the host alone.
    Ok(format!("{}{}", &address[..end], url::encode(&address[end..])))
}

/// A picture's type, or one that says nothing (RFC 2046, section 4.5.1): then the bytes decide.
fn may_be_picture(kind: &str) -> bool {
    kind.is_empty() || kind.starts_with("image/") || kind.starts_with("application/octet-stream")
}

/// Looks names up, and lets only public addresses through.
#[derive(Debug)]
struct Public {
    exceptions: Vec<SocketAddr>,
    names: DefaultResolver,
}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        let mut refused = None;
        for &place in found.iter() {
            match address::special(place.ip()) {
                Some(kind) if !self.exceptions.contains(&place) => refused = Some(Refused { place, kind }),
                Some(_) | None => public.push(place),
            }
        }
        match refused {
            Some(refused) if public.is_empty() => Err(Error::Other(Box::new(refused))),
            Some(_) | None => Ok(public),
        }
    }
}

/// A host is not public.
#[derive(Debug)]
struct Refused {
    place: SocketAddr,
    kind: &'static str,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "it leads to {}, which is {}", self.place.ip(), self.kind)
    }
}

impl std::error::Error for Refused {}
