//! The way to the web: the only module that goes to the network, and only where the program hands it to the loader.
//!
//! In: addresses. Out: the bytes of pictures, or why they cannot be had; and whether links lead anywhere
//! (`links`). What was fetched once is kept in a folder
//! (`cache`), and asked for no more. A text of a stranger names the addresses, so all that it could do with them is
//! bounded by [`Limits`]: bytes, time, redirects, number; and no host is asked that only this machine or its network
//! can reach (`address`), whatever its name says. No proxy is used, since it would look the names up by itself.

mod address;
mod cache;
mod client;
mod links;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::resource;
use crate::source::{FetchError, Fetched, Reach, Web};

use cache::Cache;
use client::Client;
use links::Reached;

/// What fetching may cost, and whom it may ask.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most bytes a picture may have.
    pub bytes: u64,
    /// The most bytes that all of them may have; after as many, no other is begun.
    pub all_bytes: u64,
    /// How long it may take until a server is connected, its name looked up before.
    pub connect: Duration,
    /// How long a picture may take from its name to its last byte, redirects included.
    pub picture: Duration,
    /// How long all pictures may take; those whose turn comes later are not asked for.
    pub altogether: Duration,
    /// How many redirects are followed.
    pub redirects: u32,
    /// How many pictures are fetched at the same time.
    pub at_once: usize,
    /// How many pictures are asked for; those after them are not.
    pub pictures: usize,
    /// How often a link is asked for again that fails for the moment.
    pub retries: u32,
    /// How long it is left alone before, unless its server says how long.
    pub pause: Duration,
    /// Links that were reached after this moment are not asked for again.
    pub fresh: Option<SystemTime>,
    /// Servers that may be asked though their addresses are not public. The program names none.
    pub exceptions: Vec<SocketAddr>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // Stores refuse books long before a single picture of this size.
            bytes: 20 << 20,
            // All are in memory at once, and both editions hold them again.
            all_bytes: 1 << 30,
            connect: Duration::from_secs(10),
            picture: Duration::from_secs(30),
            altogether: Duration::from_secs(600),
            // One for `https`, one for `www`, one for the picture's own server, and some; browsers follow 20 (Fetch
            // Standard, "HTTP-redirect fetch").
            redirects: 5,
            at_once: 8,
            pictures: 2000,
            retries: 2,
            pause: Duration::from_secs(1),
            fresh: None,
            exceptions: Vec::new(),
        }
    }
}

/// Fetches pictures, or reaches for links.
#[derive(Debug)]
pub struct Fetcher {
    limits: Limits,
    cache: Option<Cache>,
    /// What the links of this run lead to.
    reached: Reached,
}

impl Fetcher {
    /// `cache` is the folder in which pictures, or marks for links, are kept, made where it is missing; without one nothing
    /// is kept.
    pub fn new(limits: Limits, cache: Option<PathBuf>) -> Fetcher {
        Fetcher { limits, cache: cache.map(Cache::new), reached: Reached::default() }
    }

    /// Fills the places of those that are not kept, several at a time.
    fn ask_for_all(&self, missing: &[usize], addresses: &[String], had: &Had, found: &mut [Option<Got>]) {
        let client = Client::for_pictures(&self.limits);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut all = Vec::new();
            while let Some(&index) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                all.push((index, self.ask(&client, &addresses[index], had)));
            }
            all
        };
        thread::scope(|scope| {
            let count = self.limits.at_once.clamp(1, missing.len());
            let threads: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
            for (index, got) in threads.into_iter().filter_map(|thread| thread.join().ok()).flatten() {
                found[index] = Some(got);
            }
        });
    }

    fn ask(&self, client: &Client, address: &str, had: &Had) -> Got {
        let refused = |reason| Err(FetchError::new(format!("is not fetched: the pictures before it {reason}")));
        if had.begun.elapsed() > self.limits.altogether {
            let error = refused(format!("took more than {} s", self.limits.altogether.as_secs()));
            return Got::of(error.map_err(|error| error.hint(AGAIN)));
        }
        if had.bytes.load(Ordering::Relaxed) > self.limits.all_bytes {
            let error = refused(format!("have more than {} MB", self.limits.all_bytes.div_ceil(1 << 20)));
            return Got::of(error.map_err(|error| error.hint("save smaller ones beside the text and name the files")));
        }
        // What is no picture is not kept, so that it is asked for again once its server is mended.
        let picture = client.get(address).and_then(|bytes| {
            resource::check(&bytes).map_err(|unfit| FetchError::new(unfit.reason).hint(unfit.hint))?;
            Ok(bytes)
        });
        let Ok(bytes) = &picture else { return Got::of(picture) };
        had.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let unkept = self.keep(address, bytes).err();
        Got { picture, unkept }
    }

    fn keep(&self, address: &str, bytes: &[u8]) -> Result<(), FetchError> {
        let Some(cache) = &self.cache else {
            return Err(
                FetchError::new("are not kept: there is no folder for them").hint("name one in `XDG_CACHE_HOME`")
            );
        };
        cache.keep(address, bytes).map_err(|error| {
            let reason = format!("are not kept in `{}`: {error}", cache.folder().display());
            FetchError::new(reason).hint("the next build asks for them again")
        })
    }

    /// A picture that was kept and is one still.
    fn find(&self, address: &str, had: &Had) -> Option<Vec<u8>> {
        if had.bytes.load(Ordering::Relaxed) > self.limits.all_bytes {
            return None;
        }
        let bytes = self.cache.as_ref()?.find(address, self.limits.bytes)?;
        resource::check(&bytes).ok()?;
        had.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Some(bytes)
    }
}

/// Advice where patience came to an end.
const AGAIN: &str = "run it again: what was fetched is kept";

/// What a fetching has cost.
struct Had {
    begun: Instant,
    bytes: AtomicU64,
}

/// One picture, or why it cannot be had; and why it is not kept.
struct Got {
    picture: Result<Vec<u8>, FetchError>,
    unkept: Option<FetchError>,
}

impl Got {
    fn of(picture: Result<Vec<u8>, FetchError>) -> Got {
        Got { picture, unkept: None }
    }
}

impl Web for Fetcher {
    fn fetch(&self, addresses: &[String]) -> Fetched {
        let had = Had { begun: Instant::now(), bytes: AtomicU64::new(0) };
        let mut found: Vec<Option<Got>> =
            addresses.iter().map(|address| Some(Got::of(Ok(self.find(address, &had)?)))).collect();
        let mut missing: Vec<usize> = (0..addresses.len()).filter(|&index| found[index].is_none()).collect();
        for index in missing.split_off(missing.len().min(self.limits.pictures)) {
            let reason = format!("is not fetched: {} others come before it", self.limits.pictures);
            found[index] = Some(Got::of(Err(FetchError::new(reason).hint(AGAIN))));
        }
        if !missing.is_empty() {
            self.ask_for_all(&missing, addresses, &had, &mut found);
        }
        // Only a fault of the client leaves a place empty.
        let fault = || Got::of(Err(FetchError::new("cannot be fetched: the client failed")));
        let all: Vec<Got> = found.into_iter().map(|got| got.unwrap_or_else(fault)).collect();
        let unkept = all.iter().find_map(|got| got.unkept.clone());
        Fetched { found: all.into_iter().map(|got| got.picture).collect(), unkept }
    }

    fn reach(&self, addresses: &[String]) -> Vec<Reach> {
        self.reached.all(addresses, &self.limits, self.cache.as_ref())
    }
}
