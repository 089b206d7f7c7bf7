//! One picture by HTTP, within the limits.
//!
//! The address of a host is checked after its name was looked up, and the connection goes to the address that was
//! checked: a name that leads elsewhere the second time gains nothing. Each redirect goes the same way.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;

use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

use super::{Limits, address};
use crate::source::FetchError;
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

/// A client whose connections are kept while it lives.
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
    has_certificates: bool,
}

impl Client {
    pub(super) fn new(limits: &Limits) -> Client {
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
            .accept(ACCEPT)
            .accept_encoding(PLAIN)
            .build();
        let resolver = Public { exceptions: limits.exceptions.clone(), names: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Client { agent, limits: limits.clone(), has_certificates }
    }

    /// The bytes at an address, of a type that may be a picture's.
    pub(super) fn get(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let start = address.find("://").map_or(0, |at| at + 3);
        let end = address[start..].find(['/', '?', '#']).map_or(address.len(), |at| start + at);
        let host = &address[start..end];
        let is_spelled = |character: char| character.is_ascii_graphic() && character != '%';
        if host.is_empty() {
            let reason = "cannot be fetched: its address names no host";
            return Err(FetchError::new(reason).hint("save it beside the text and name the file"));
        }
        if !url::decode(host).is_ascii() {
            let reason = "cannot be fetched: the name of its host has letters beyond ASCII";
            return Err(FetchError::new(reason).hint("write the name in its other form, `xn--…`"));
        }
        if !host.chars().all(is_spelled) {
            let reason = format!("cannot be fetched: no host is called `{}`", url::brief(&url::decode(host)));
            return Err(FetchError::new(reason).hint("look whether its address is right"));
        }
        // The brackets of an address of IPv6 stay (RFC 3986, section 3.2.2), in the host alone.
        let encoded = format!("{}{}", &address[..end], url::encode(&address[end..]));
        let mut response = self.agent.get(encoded).call().map_err(|error| self.failure(&error))?;
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
        { reader }.read_to_end(&mut bytes).map_err(|error| self.failure(&Error::from(error)))?;
        match bytes.len() as u64 > self.limits.bytes {
            true => Err(too_large()),
            false => Ok(bytes),
        }
    }

    fn failure(&self, error: &Error) -> FetchError {
        let failed = |reason: String| FetchError::new(format!("cannot be fetched: {reason}"));
        match error {
            Error::StatusCode(status) => {
                let finding = failed(format!("the server answers {status}"));
                match status {
                    404 | 410 => finding.hint("there is nothing at this address; look whether it is right"),
                    _ => finding,
                }
            }
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                failed(format!("no server answers within {} s", self.limits.connect.as_secs_f32()))
            }
            Error::Timeout(_) => failed(format!("it takes more than {} s", self.limits.picture.as_secs_f32())),
            Error::TooManyRedirects => failed(format!("it is redirected more than {} times", self.limits.redirects)),
            Error::HostNotFound => failed("there is no such host".to_owned()),
            Error::Other(inner) => match inner.downcast_ref::<Refused>() {
                Some(refused) => FetchError::new(format!("is not fetched: {refused}"))
                    .hint("only public servers are asked; save the picture beside the text and name the file"),
                None => failed(inner.to_string()),
            },
            Error::Io(error) => {
                let is_of_tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
                match is_of_tls && !self.has_certificates {
                    true => failed(error.to_string()).hint(NO_CERTIFICATES),
                    false => failed(error.to_string()),
                }
            }
            error => failed(error.to_string()),
        }
    }
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
