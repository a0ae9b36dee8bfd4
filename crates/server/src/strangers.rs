//! Callers who have proved nothing: how many requests of an address were rejected.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::config::Live;
use crate::http::peer::network;
use crate::sync::lock;

/// Rejections are counted for this long.
const WINDOW: Duration = Duration::from_secs(60);

/// Delay until a retry in seconds, for an address that has reached the maximum.
pub(crate) const RETRY_AFTER: u32 = 60;

/// Maximum number of addresses; beyond it the counting begins anew.
const MAX_ADDRESSES: usize = 16_384;

/// Numbers of rejected requests by address.
#[derive(Debug)]
pub(crate) struct Strangers {
    live: Live,
    counts: Mutex<Option<(Instant, HashMap<IpAddr, u32>)>>,
}

impl Strangers {
    pub(crate) fn new(live: &Live) -> Self {
        Self { live: live.clone(), counts: Mutex::default() }
    }

    /// Counts a rejected request.
    pub(crate) fn reject(&self, address: Option<IpAddr>) {
        let Some(address) = address.map(network) else { return };
        let mut counts = lock(&self.counts);
        match &mut *counts {
            Some((since, counts)) if since.elapsed() < WINDOW && counts.len() < MAX_ADDRESSES => {
                *counts.entry(address).or_default() += 1;
            }
            counts => *counts = Some((Instant::now(), HashMap::from([(address, 1)]))),
        }
    }

    /// Whether the address has reached the maximum.
    pub(crate) fn is_over(&self, address: Option<IpAddr>) -> bool {
        let max = self.live.limits().max_rejected_per_address;
        match (&*lock(&self.counts), address) {
            (Some((since, counts)), Some(address)) if since.elapsed() < WINDOW => {
                counts.get(&network(address)).is_some_and(|count| *count >= max)
            }
            _ => false,
        }
    }
}
