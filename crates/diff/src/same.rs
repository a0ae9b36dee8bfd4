//! Parts that both documents have alike, so that they need not be compared rule by rule.

use std::collections::{HashMap, HashSet};

use deskledger_codegen::{Node, Value};

use crate::set::Age;
use crate::world::World;

/// The references that lead to different values.
pub(crate) struct Same<'d> {
    changed: HashSet<(u32, &'d str)>,
    is_comparable: bool,
}

type Reference<'d> = (u32, &'d str);

impl<'d> Same<'d> {
    pub(crate) fn new(world: &World<'d>, old: &'d Node, new: &'d Node) -> Self {
        let mut same =
            Self { changed: HashSet::new(), is_comparable: world.is_3_1(Age::Old) == world.is_3_1(Age::New) };
        if !same.is_comparable {
            return same;
        }
        let (mut olds, mut news) = (HashMap::new(), HashMap::new());
        gather(world, Age::Old, old, &mut olds);
        gather(world, Age::New, new, &mut news);
        let mut users: HashMap<Reference<'d>, Vec<Reference<'d>>> = HashMap::new();
        let mut waiting: Vec<Reference<'d>> = Vec::new();
        for (reference, target) in &olds {
            let mut inner = Vec::new();
            let alike = news.get(reference).is_some_and(|new| alike(target, new, &mut inner));
            inner.into_iter().for_each(|used| users.entry(used).or_default().push(*reference));
            if !alike {
                waiting.push(*reference);
            }
        }
        while let Some(reference) = waiting.pop() {
            if same.changed.insert(reference) {
                waiting.extend(users.get(&reference).into_iter().flatten());
            }
        }
        same
    }

    /// Whether two parts are alike, with everything that they refer to.
    pub(crate) fn are(&self, old: &'d Node, new: &'d Node) -> bool {
        let mut references = Vec::new();
        self.is_comparable
            && alike(old, new, &mut references)
            && references.iter().all(|reference| !self.changed.contains(reference))
    }
}

/// The references below a node and below what they lead to, with their targets.
fn gather<'d>(world: &World<'d>, age: Age, node: &'d Node, out: &mut HashMap<Reference<'d>, &'d Node>) {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        if let Some(reference) = node.get("$ref")
            && let Some(text) = reference.as_text()
            && !out.contains_key(&(reference.position.file, text))
        {
            let target = world.resolve(age, node);
            out.insert((reference.position.file, text), target);
            waiting.push(target);
        }
        match &node.value {
            Value::List(list) => waiting.extend(list),
            Value::Map(entries) => waiting.extend(entries.iter().map(|(_, node)| node)),
            _ => {}
        }
    }
}

/// Whether two values are equal; collects the references in them.
fn alike<'d>(old: &'d Node, new: &'d Node, references: &mut Vec<Reference<'d>>) -> bool {
    match (&old.value, &new.value) {
        (Value::List(old), Value::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| alike(old, new, references))
        }
        (Value::Map(olds), Value::Map(news)) => {
            if let (Some(one), Some(two)) = (old.get("$ref"), new.get("$ref"))
                && let (Some(text), Some(other)) = (one.as_text(), two.as_text())
            {
                if text != other || one.position.file != two.position.file {
                    return false;
                }
                references.push((one.position.file, text));
            }
            let by_place = || olds.iter().zip(news).all(|((old, _), (new, _))| old.name == new.name);
            if olds.len() != news.len() {
                return false;
            }
            if by_place() {
                return olds.iter().zip(news).all(|((_, old), (_, new))| alike(old, new, references));
            }
            let index: HashMap<&str, &Node> = news.iter().map(|(key, node)| (key.name.as_str(), node)).collect();
            olds.iter().all(|(key, old)| index.get(key.name.as_str()).is_some_and(|new| alike(old, new, references)))
        }
        (old, new) => old == new,
    }
}
