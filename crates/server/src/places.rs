//! Places: how much of one kind runs at once, altogether and for each of those who ask.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use crate::auth::Caller;
use crate::state::locked;

/// So many places. Whoever finds none is told to come back later; nobody waits in a queue.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    most: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    each: BTreeMap<String, usize>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    holders: Vec<String>,
    taken: Arc<Mutex<Taken>>,
}

/// Under which name a place is taken, and how many places that name may have.
pub(crate) type Holder = (String, usize);

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// A place that counts for each of the holders; none where all are taken, or one of the holders has its share.
    pub(crate) fn take(&self, holders: impl IntoIterator<Item = Holder>) -> Option<Place> {
        let mut taken = locked(&self.taken);
        let holders: Vec<Holder> = holders.into_iter().collect();
        let has_room = |(name, most): &Holder| taken.each.get(name).copied().unwrap_or_default() < *most;
        if taken.all >= self.most || !holders.iter().all(has_room) {
            return None;
        }
        let holders: Vec<String> = holders.into_iter().map(|(name, _)| name).collect();
        taken.add(&holders);
        Some(Place { holders, taken: self.taken.clone() })
    }

    /// A place for a caller who is known: one has at most half of all, so that nobody shuts out the others.
    pub(crate) fn take_for(&self, caller: &Caller) -> Option<Place> {
        self.take([(caller.to_string(), self.share(2))])
    }

    /// A place for somebody at an address who claims to be a caller. All of them together have at most half of the
    /// places, and one address a quarter: the others are for those who are known.
    pub(crate) fn take_unproven(&self, peer: Option<IpAddr>) -> Option<Place> {
        let peer = peer.map_or_else(|| "nowhere".to_owned(), |peer| peer.to_string());
        self.take([("unproven".to_owned(), self.share(2)), (format!("from:{peer}"), self.share(4))])
    }

    /// How many places are taken.
    pub(crate) fn taken(&self) -> usize {
        locked(&self.taken).all
    }

    fn share(&self, part: usize) -> usize {
        (self.most / part).max(1)
    }
}

impl Taken {
    fn add(&mut self, holders: &[String]) {
        self.all += 1;
        holders.iter().for_each(|name| *self.each.entry(name.clone()).or_default() += 1);
    }

    fn give_back(&mut self, holders: &[String]) {
        self.all = self.all.saturating_sub(1);
        for name in holders {
            let Some(count) = self.each.get_mut(name) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.each.remove(name);
            }
        }
    }
}

impl Place {
    /// The place is a known caller's from now on.
    pub(crate) fn pass_to(&mut self, caller: &Caller) {
        let mut taken = locked(&self.taken);
        taken.give_back(&self.holders);
        self.holders = vec![caller.to_string()];
        taken.add(&self.holders);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.taken).give_back(&self.holders);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> Caller {
        Caller::User(name.into())
    }

    #[test]
    fn nobody_takes_all_places_and_those_who_are_not_known_take_half_of_them() {
        let places = Places::new(8);
        let wang: Vec<Place> = (0..5).filter_map(|_| places.take_for(&user("wang"))).collect();
        assert_eq!(wang.len(), 4);
        drop(wang);
        let peer = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        let mut unproven: Vec<Place> = (0..9).filter_map(|last| places.take_unproven(peer(last / 3))).collect();
        assert_eq!((unproven.len(), places.taken()), (4, 4));
        assert!(places.take_for(&user("li")).is_some());
        unproven[0].pass_to(&user("wang"));
        assert_eq!(places.taken(), 4);
        assert!(places.take_unproven(peer(9)).is_some(), "whoever is known does not count as unknown");
        drop(unproven);
        assert!(places.taken() == 0 && locked(&places.taken).each.is_empty());
    }

    #[test]
    fn where_there_is_one_place_it_can_be_had_and_where_there_is_none_it_cannot() {
        let one = Places::new(1);
        let place = one.take_unproven(None);
        assert!(place.is_some() && one.take_for(&user("wang")).is_none());
        assert!(Places::new(0).take_for(&user("wang")).is_none());
    }
}
