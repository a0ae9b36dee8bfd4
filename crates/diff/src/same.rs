//! Parts that both documents have alike, or with other wording only, so that they need not be compared rule by rule.

use std::collections::{HashMap, HashSet};

use deskledger_codegen::{Key, Node, Value};

use crate::annotations::is_wording;
use crate::set::Age;
use crate::world::World;

/// The references that lead to different values, and those that lead to schemas with different rules.
#[derive(Default)]
pub(crate) struct Same<'d> {
    changed: HashSet<Reference<'d>>,
    changed_rules: HashSet<Reference<'d>>,
    is_comparable: bool,
}

type Reference<'d> = (u32, &'d str);
type Alike<'d> = fn(&'d Node, &'d Node, &mut Vec<Reference<'d>>) -> bool;

impl<'d> Same<'d> {
    pub(crate) fn new(world: &World<'d>, old: &'d Node, new: &'d Node) -> Self {
        let is_comparable = world.is_3_1(Age::Old) == world.is_3_1(Age::New);
        let (mut olds, mut news) = (HashMap::new(), HashMap::new());
        if is_comparable {
            gather(world, Age::Old, old, &mut olds);
            gather(world, Age::New, new, &mut news);
        }
        let changed = |alike| changed(&olds, &news, alike);
        Self { changed: changed(alike), changed_rules: changed(rules_alike), is_comparable }
    }

    /// Whether two parts are alike, with everything that they refer to.
    pub(crate) fn are(&self, old: &'d Node, new: &'d Node) -> bool {
        self.hold(alike, &self.changed, old, new)
    }

    /// Whether two schemas differ in wording at most, so that they accept the same values.
    pub(crate) fn have_same_rules(&self, old: &'d Node, new: &'d Node) -> bool {
        self.hold(rules_alike, &self.changed_rules, old, new)
    }

    fn hold(&self, alike: Alike<'d>, changed: &HashSet<Reference<'d>>, old: &'d Node, new: &'d Node) -> bool {
        let mut references = Vec::new();
        self.is_comparable
            && alike(old, new, &mut references)
            && references.iter().all(|reference| !changed.contains(reference))
    }
}

/// The references whose targets are not alike, or refer to such.
fn changed<'d>(
    olds: &HashMap<Reference<'d>, &'d Node>,
    news: &HashMap<Reference<'d>, &'d Node>,
    alike: Alike<'d>,
) -> HashSet<Reference<'d>> {
    let mut users: HashMap<Reference<'d>, Vec<Reference<'d>>> = HashMap::new();
    let mut waiting: Vec<Reference<'d>> = Vec::new();
    for (reference, target) in olds {
        let mut inner = Vec::new();
        let is_alike = news.get(reference).is_some_and(|new| alike(target, new, &mut inner));
        inner.into_iter().for_each(|used| users.entry(used).or_default().push(*reference));
        if !is_alike {
            waiting.push(*reference);
        }
    }
    let mut changed = HashSet::new();
    while let Some(reference) = waiting.pop() {
        if changed.insert(reference) {
            waiting.extend(users.get(&reference).into_iter().flatten());
        }
    }
    changed
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
        (Value::List(old), Value::List(new)) => lists(old, new, alike, references),
        (Value::Map(olds), Value::Map(news)) => {
            refer_alike(old, new, references) && maps(olds, news, |_| true, |_| alike as Alike<'d>, references)
        }
        (old, new) => old == new,
    }
}

/// Whether two schemas are equal except for their wording. In what is not known here, wording counts.
fn rules_alike<'d>(old: &'d Node, new: &'d Node, references: &mut Vec<Reference<'d>>) -> bool {
    let (Value::Map(olds), Value::Map(news)) = (&old.value, &new.value) else { return alike(old, new, references) };
    let of = |keyword: &str| match keyword {
        "properties" | "patternProperties" | "dependentSchemas" => named_rules_alike as Alike<'d>,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => listed_rules_alike as Alike<'d>,
        "items" | "additionalProperties" | "not" => rules_alike as Alike<'d>,
        _ => alike as Alike<'d>,
    };
    refer_alike(old, new, references) && maps(olds, news, |name| !is_wording(name), of, references)
}

fn named_rules_alike<'d>(old: &'d Node, new: &'d Node, references: &mut Vec<Reference<'d>>) -> bool {
    maps(old.entries(), new.entries(), |_| true, |_| rules_alike as Alike<'d>, references)
}

fn listed_rules_alike<'d>(old: &'d Node, new: &'d Node, references: &mut Vec<Reference<'d>>) -> bool {
    let (Value::List(olds), Value::List(news)) = (&old.value, &new.value) else { return false };
    lists(olds, news, rules_alike, references)
}

/// Whether two maps have the same reference, or none.
fn refer_alike<'d>(old: &'d Node, new: &'d Node, references: &mut Vec<Reference<'d>>) -> bool {
    if let (Some(one), Some(two)) = (old.get("$ref"), new.get("$ref"))
        && let (Some(text), Some(other)) = (one.as_text(), two.as_text())
    {
        if text != other || one.position.file != two.position.file {
            return false;
        }
        references.push((one.position.file, text));
    }
    true
}

fn lists<'d>(olds: &'d [Node], news: &'d [Node], alike: Alike<'d>, references: &mut Vec<Reference<'d>>) -> bool {
    olds.len() == news.len() && olds.iter().zip(news).all(|(old, new)| alike(old, new, references))
}

/// Whether two maps have the same entries of the names that count, in any order.
fn maps<'d>(
    olds: &'d [(Key, Node)],
    news: &'d [(Key, Node)],
    counts: fn(&str) -> bool,
    alike: impl Fn(&str) -> Alike<'d>,
    references: &mut Vec<Reference<'d>>,
) -> bool {
    let counted = |entries: &'d [(Key, Node)]| entries.iter().filter(move |(key, _)| counts(&key.name));
    let mut others = counted(news);
    let is_in_order = counted(olds).all(|(key, _)| others.next().is_some_and(|(other, _)| other.name == key.name));
    if is_in_order {
        let mut pairs = counted(olds).zip(counted(news));
        return others.next().is_none() && pairs.all(|((key, old), (_, new))| alike(&key.name)(old, new, references));
    }
    let index: HashMap<&str, &'d Node> = counted(news).map(|(key, node)| (key.name.as_str(), node)).collect();
    let mut are_alike = |name: &str, old| index.get(name).is_some_and(|new| alike(name)(old, new, references));
    counted(olds).count() == index.len() && counted(olds).all(|(key, old)| are_alike(&key.name, old))
}
