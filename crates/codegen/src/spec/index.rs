use std::collections::HashMap;

use super::node::Node;

/// Maps of fewer entries are looked through.
const SMALL: usize = 16;

/// The entries of large maps by name, so that a thousand references to a thousand schemas do not take a million steps.
#[derive(Default)]
pub(crate) struct Index<'s> {
    maps: HashMap<*const Node, HashMap<&'s str, &'s Node>>,
}

impl<'s> Index<'s> {
    /// The entry of a map.
    pub(crate) fn get(&mut self, node: &'s Node, name: &str) -> Option<&'s Node> {
        if node.entries().len() < SMALL {
            return node.get(name);
        }
        let entries = || node.entries().iter().map(|(key, node)| (key.name.as_str(), node)).collect();
        self.maps.entry(std::ptr::from_ref(node)).or_insert_with(entries).get(name).copied()
    }
}
