//! JSON pointers.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::node::{Node, Value};

/// Maps of fewer entries are looked through.
const SMALL: usize = 16;

/// The entries of large maps by name, so that a thousand references to a thousand schemas do not take a million steps.
#[derive(Default)]
pub(crate) struct Index<'s> {
    maps: HashMap<*const Node, HashMap<&'s str, &'s Node>>,
}

impl<'s> Index<'s> {
    /// The value that a pointer without its first `/` leads to.
    pub(crate) fn find(&mut self, root: &'s Node, pointer: &str) -> Option<&'s Node> {
        pointer.split('/').map(step_name).try_fold(root, |node, step| match &node.value {
            Value::List(list) => list.get(step.parse::<usize>().ok()?),
            _ => self.get(node, &step),
        })
    }

    /// The entry of a map.
    fn get(&mut self, node: &'s Node, name: &str) -> Option<&'s Node> {
        if node.entries().len() < SMALL {
            return node.get(name);
        }
        let entries = || node.entries().iter().map(|(key, node)| (key.name.as_str(), node)).collect();
        self.maps.entry(std::ptr::from_ref(node)).or_insert_with(entries).get(name).copied()
    }
}

/// A step of a pointer as the name that it stands for.
pub(crate) fn step_name(step: &str) -> String {
    let step = if step.contains('%') { decoded(step) } else { None }.unwrap_or_else(|| step.to_owned());
    step.replace("~1", "/").replace("~0", "~")
}

/// A part of a reference without its percent-encoding.
pub(crate) fn decoded(step: &str) -> Option<String> {
    percent_decode_str(step).decode_utf8().ok().map(Cow::into_owned)
}
