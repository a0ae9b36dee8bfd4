//! What names a set of values, and which parts of two documents belong together.

use std::collections::HashMap;

use deskledger_codegen::{Key, Node};

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Flow {
    Request,
    Response,
}

/// A document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Age {
    Old,
    New,
}

/// A set of values: the number of the list of schemas that describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(u32);

impl Id {
    pub(crate) fn new(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// Its place in the list of all sets.
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// Takes the pairs that fit out of two lists.
pub(crate) fn take_pairs<T>(left: &mut Vec<T>, right: &mut Vec<T>, fits: impl Fn(&T, &T) -> bool) -> Vec<(T, T)> {
    let (mut pairs, mut alone) = (Vec::new(), Vec::new());
    for one in left.drain(..) {
        match right.iter().position(|two| fits(&one, two)) {
            Some(place) => pairs.push((one, right.remove(place))),
            None => alone.push(one),
        }
    }
    *left = alone;
    pairs
}

/// An entry of a map of both documents, or of one of them.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'d> {
    /// Its name, in the old document if that has it.
    pub(crate) key: &'d Key,
    pub(crate) old: Option<&'d Node>,
    pub(crate) new: Option<&'d Node>,
}

/// The entries of two maps by their names, of which `normal` says which are the same: first those of the old map.
pub(crate) fn entries<'d>(
    olds: impl Iterator<Item = &'d (Key, Node)>,
    news: impl Iterator<Item = &'d (Key, Node)>,
    normal: impl Fn(&str) -> String,
) -> Vec<Entry<'d>> {
    let mut out: Vec<Entry<'d>> = olds.map(|(key, node)| Entry { key, old: Some(node), new: None }).collect();
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, entry) in out.iter().enumerate() {
        places.entry(normal(&entry.key.name)).or_default().push(place);
    }
    for (key, node) in news {
        match places.get(&normal(&key.name)) {
            Some(places) => places.iter().for_each(|place| {
                out[*place].new.get_or_insert(node);
            }),
            None => out.push(Entry { key, old: None, new: Some(node) }),
        }
    }
    out
}
