//! Quotas: limits on concurrent work, in total and per holder.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use crate::auth::Caller;
use crate::config::{Limits, Live};
use crate::http::peer::network_name;
use crate::sync::lock;

/// A limited number of slots. Without a free slot a request is rejected, not queued.
#[derive(Clone)]
pub(crate) struct Quota {
    max: Arc<dyn Fn() -> usize + Send + Sync>,
    usage: Arc<Mutex<Usage>>,
}

#[derive(Debug, Default)]
struct Usage {
    total: usize,
    by_holder: BTreeMap<String, usize>,
}

/// A slot, released on drop.
#[derive(Debug)]
pub(crate) struct Slot {
    holders: Vec<String>,
    usage: Arc<Mutex<Usage>>,
}

/// The name of a holder, and its maximum number of slots.
pub(crate) type Holder = (String, usize);

impl Quota {
    pub(crate) fn new(max: usize) -> Self {
        Self { max: Arc::new(move || max), usage: Arc::default() }
    }

    /// With a limit that may change. Slots in use beyond a lower limit are kept until they are released.
    pub(crate) fn live(live: &Live, max: fn(&Limits) -> usize) -> Self {
        let live = live.clone();
        Self { max: Arc::new(move || max(&live.limits())), usage: Arc::default() }
    }

    /// A slot that counts for each of the holders; `None` if all slots or those of a holder are in use.
    pub(crate) fn acquire(&self, holders: impl IntoIterator<Item = Holder>) -> Option<Slot> {
        let mut usage = lock(&self.usage);
        let holders: Vec<Holder> = holders.into_iter().collect();
        let has_slot = |(name, max): &Holder| usage.by_holder.get(name).copied().unwrap_or_default() < *max;
        if usage.total >= (self.max)() || !holders.iter().all(has_slot) {
            return None;
        }
        let holders: Vec<String> = holders.into_iter().map(|(name, _)| name).collect();
        usage.add(&holders);
        Some(Slot { holders, usage: self.usage.clone() })
    }

    /// A slot for an authenticated caller: one caller has at most half of all, so that it cannot block the others.
    pub(crate) fn acquire_for(&self, caller: &Caller) -> Option<Slot> {
        self.acquire([(caller.to_string(), self.share(2))])
    }

    /// A slot for a caller whose signature has not been verified. They share at most half of the slots, and one address
    /// has a quarter: the rest is for authenticated callers.
    pub(crate) fn acquire_unverified(&self, peer: Option<IpAddr>) -> Option<Slot> {
        let peer = network_name(peer);
        self.acquire([("unverified".to_owned(), self.share(2)), (format!("from:{peer}"), self.share(4))])
    }

    /// A slot for a sign-in; one address has an eighth of all.
    pub(crate) fn acquire_sign_in(&self, peer: Option<IpAddr>) -> Option<Slot> {
        let peer = network_name(peer);
        self.acquire([(format!("from:{peer}"), self.share(8))])
    }

    /// Transfers a slot of an unverified caller to whom it turned out to be; false if all slots of the caller are in use.
    pub(crate) fn transfer(&self, slot: &mut Slot, caller: &Caller) -> bool {
        let (name, max) = (caller.to_string(), self.share(2));
        let mut usage = lock(&self.usage);
        usage.release(&slot.holders);
        let has_slot = usage.by_holder.get(&name).copied().unwrap_or_default() < max;
        if has_slot {
            slot.holders = vec![name];
        }
        usage.add(&slot.holders);
        has_slot
    }

    /// Number of slots in use.
    pub(crate) fn in_use(&self) -> usize {
        lock(&self.usage).total
    }

    /// A part of all slots, at least one.
    pub(crate) fn share(&self, part: usize) -> usize {
        ((self.max)() / part).max(1)
    }
}

impl Usage {
    fn add(&mut self, holders: &[String]) {
        self.total += 1;
        holders.iter().for_each(|name| *self.by_holder.entry(name.clone()).or_default() += 1);
    }

    fn release(&mut self, holders: &[String]) {
        self.total = self.total.saturating_sub(1);
        for name in holders {
            let Some(count) = self.by_holder.get_mut(name) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_holder.remove(name);
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.usage).release(&self.holders);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn user(name: &str) -> Caller {
        Caller::User(name.into())
    }

    #[test]
    fn no_caller_takes_all_slots_and_unknown_callers_take_at_most_half() {
        let quota = Quota::new(8);
        let wang: Vec<Slot> = (0..5).filter_map(|_| quota.acquire_for(&user("wang"))).collect();
        assert_eq!(wang.len(), 4);
        drop(wang);
        let peer = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        let mut unverified: Vec<Slot> = (0..9).filter_map(|last| quota.acquire_unverified(peer(last / 3))).collect();
        assert_eq!((unverified.len(), quota.in_use()), (4, 4));
        assert!(quota.acquire_for(&user("li")).is_some());
        assert!(quota.transfer(&mut unverified[0], &user("wang")));
        assert_eq!(quota.in_use(), 4);
        assert!(quota.acquire_unverified(peer(9)).is_some(), "whoever is known does not count as unknown");
        let within = |last: u8| Some(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, u16::from(last)]));
        let other = Quota::new(8);
        let network: Vec<Slot> = (0..8).filter_map(|last| other.acquire_unverified(within(last))).collect();
        assert_eq!(network.len(), 2, "addresses of one network count as one");
        drop(unverified);
        assert!(quota.in_use() == 0 && lock(&quota.usage).by_holder.is_empty());
    }

    #[test]
    fn who_signs_has_no_more_places_than_who_has_a_token() {
        let quota = Quota::new(8);
        let mut held = Vec::new();
        for number in 0..8 {
            let mut slot = quota.acquire_unverified(Some(IpAddr::from([10, 0, 0, number]))).unwrap();
            assert_eq!(quota.transfer(&mut slot, &user("wang")), number < 4, "{number}");
            if number < 4 {
                held.push(slot);
            }
        }
        assert!(quota.acquire_for(&user("wang")).is_none());
        assert_eq!((0..5).filter_map(|_| quota.acquire_for(&user("li"))).collect::<Vec<_>>().len(), 4);
        drop(held);
        assert!(quota.in_use() == 0 && lock(&quota.usage).by_holder.is_empty());
    }

    #[test]
    fn a_changed_limit_applies_to_the_next_request_and_takes_nothing_away() {
        let live = Live::default();
        let quota = Quota::live(&live, |limits| limits.max_concurrent_lists);
        let with = |max_concurrent_lists| Settings {
            limits: Limits { max_concurrent_lists, max_connections: 1, ..Limits::default() },
            ..Settings::default()
        };
        live.replace(with(4));
        let slots: Vec<Slot> = (0..9).filter_map(|last| quota.acquire_for(&user(&last.to_string()))).collect();
        assert_eq!(slots.len(), 4);
        live.replace(with(2));
        assert!(quota.in_use() == 4 && quota.acquire_for(&user("wang")).is_none());
        drop(slots);
        assert!(quota.acquire_for(&user("wang")).is_some());
        assert_eq!(live.limits().max_connections, Limits::default().max_connections, "fixed with the socket");
    }

    #[test]
    fn where_there_is_one_place_it_can_be_had_and_where_there_is_none_it_cannot() {
        let one = Quota::new(1);
        let slot = one.acquire_unverified(None);
        assert!(slot.is_some() && one.acquire_for(&user("wang")).is_none());
        assert!(Quota::new(0).acquire_for(&user("wang")).is_none());
    }
}
