//! Identifiers of sets of values.

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
