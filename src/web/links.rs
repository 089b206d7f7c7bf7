//! Whether links lead anywhere, several asked for at a time and each once a run.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::Limits;
use super::cache::Cache;
use super::client::Client;
use crate::source::{FetchError, Reach};

/// What is known of addresses: articles of a newsletter link to the same places.
#[derive(Debug, Default)]
pub(super) struct Reached(Mutex<HashMap<String, Reach>>);

impl Reached {
    /// What the addresses lead to, in their order.
    pub(super) fn all(&self, addresses: &[String], limits: &Limits, cache: Option<&Cache>) -> Vec<Reach> {
        let is_fresh =
            |address: &str| cache.zip(limits.fresh).is_some_and(|(cache, since)| cache.is_fresh(address, since));
        let missing: Vec<&String> = addresses
            .iter()
            .filter(|address| self.known(address).is_none())
            .filter(|address| !is_fresh(address) || self.learn(address, Reach::Reached))
            .collect();
        if !missing.is_empty() {
            self.ask(&missing, limits, cache);
        }
        // Only a fault of the client leaves one unasked.
        let fault = || Reach::Untold(FetchError::new("is not told about: the client failed"));
        addresses.iter().map(|address| self.known(address).unwrap_or_else(fault)).collect()
    }

    fn ask(&self, missing: &[&String], limits: &Limits, cache: Option<&Cache>) {
        let client = Client::for_links(limits);
        let begun = Instant::now();
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(address) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                if begun.elapsed() > limits.altogether {
                    let reason =
                        format!("is not asked for: the links before it took {} s", limits.altogether.as_secs());
                    self.learn(address, Reach::Untold(FetchError::new(reason).hint("run it again")));
                    continue;
                }
                let reach = client.reach(address);
                if let (Reach::Reached, Some(cache)) = (&reach, cache) {
                    // Where nothing can be kept, the next run asks again.
                    let _ = cache.keep(address, &[]);
                }
                self.learn(address, reach);
            }
        };
        thread::scope(|scope| {
            for _ in 0..limits.at_once.clamp(1, missing.len()) {
                scope.spawn(work);
            }
        });
    }

    fn known(&self, address: &str) -> Option<Reach> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    /// Whether it is still to be asked for: no.
    fn learn(&self, address: &str, reach: Reach) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), reach);
        false
    }
}
