//! The way to the web: the only module that goes to the network, and only where the program hands it to the loader.
//!
//! In: addresses of pictures. Out: their bytes, or why they cannot be had. What was fetched once is kept in a folder
//! (`cache`), and asked for no more. A text of a stranger names the addresses, so all that it could do with them is
//! bounded by [`Limits`]: bytes, time, redirects, number; and no host is asked that only this machine or its network
//! can reach (`address`), whatever its name says. No proxy is used, since it would look the names up by itself.

mod address;
mod cache;
mod client;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::resource;
use crate::source::{FetchError, Web};

use cache::Cache;
use client::Client;

/// What fetching may cost, and whom it may ask.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most bytes a picture may have.
    pub bytes: u64,
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
    /// Servers that may be asked though their addresses are not public. The program names none.
    pub exceptions: Vec<SocketAddr>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // Stores refuse books long before a single picture of this size.
            bytes: 20 * 1024 * 1024,
            connect: Duration::from_secs(10),
            picture: Duration::from_secs(30),
            altogether: Duration::from_secs(600),
            // One for `https`, one for `www`, one for the picture's own server, and some; browsers follow 20 (Fetch
            // Standard, "HTTP-redirect fetch").
            redirects: 5,
            at_once: 8,
            pictures: 2000,
            exceptions: Vec::new(),
        }
    }
}

/// Fetches pictures.
#[derive(Debug)]
pub struct Fetcher {
    limits: Limits,
    cache: Option<Cache>,
}

impl Fetcher {
    /// `cache` is the folder in which pictures are kept, made where it is missing; without one nothing is kept.
    pub fn new(limits: Limits, cache: Option<PathBuf>) -> Fetcher {
        Fetcher { limits, cache: cache.map(Cache::new) }
    }

    fn ask(&self, client: &Client, address: &str, begun: Instant) -> Result<Vec<u8>, FetchError> {
        if begun.elapsed() > self.limits.altogether {
            let seconds = self.limits.altogether.as_secs();
            let reason = format!("is not fetched: the pictures before it took more than {seconds} s");
            return Err(FetchError::new(reason).hint("run it again: what was fetched is kept"));
        }
        let bytes = client.get(address)?;
        // What is no picture is not kept, so that it is asked for again once its server is mended.
        resource::check(&bytes).map_err(|unfit| FetchError::new(unfit.reason).hint(unfit.hint))?;
        if let Some(cache) = &self.cache {
            cache.keep(address, &bytes);
        }
        Ok(bytes)
    }
}

impl Web for Fetcher {
    fn fetch(&self, addresses: &[String]) -> Vec<Result<Vec<u8>, FetchError>> {
        let begun = Instant::now();
        let kept = |address: &String| self.cache.as_ref()?.find(address, self.limits.bytes);
        let mut found: Vec<Option<Result<Vec<u8>, FetchError>>> =
            addresses.iter().map(|address| kept(address).map(Ok)).collect();
        let mut missing: Vec<usize> = (0..addresses.len()).filter(|&index| found[index].is_none()).collect();
        for index in missing.split_off(missing.len().min(self.limits.pictures)) {
            let reason = format!("is not fetched: {} others come before it", self.limits.pictures);
            found[index] = Some(Err(FetchError::new(reason).hint("run it again: what was fetched is kept")));
        }
        if missing.is_empty() {
            return found.into_iter().flatten().collect();
        }
        let client = Client::new(&self.limits);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut got = Vec::new();
            while let Some(&index) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                got.push((index, self.ask(&client, &addresses[index], begun)));
            }
            got
        };
        thread::scope(|scope| {
            let count = self.limits.at_once.clamp(1, missing.len());
            let threads: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
            for (index, result) in threads.into_iter().filter_map(|thread| thread.join().ok()).flatten() {
                found[index] = Some(result);
            }
        });
        // Only a fault of the client leaves a place empty.
        let fault = || Err(FetchError::new("cannot be fetched: the client failed"));
        found.into_iter().map(|result| result.unwrap_or_else(fault)).collect()
    }
}
