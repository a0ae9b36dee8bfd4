use std::collections::BTreeSet;

use deskledger_runtime::list;

use super::files::{has_names, is_data};
use super::node::{Key, Node, Value};
use super::pointer::step_name;
use super::source::Source;
use crate::diagnostic::Position;
use crate::messages;

/// Maximum number of consecutive references.
const MAX_CHAIN: usize = 32;

impl<'s> Source<'s> {
    /// The value that a node stands for: itself, or what its `$ref` refers to, through any number of references.
    pub(crate) fn resolve(&mut self, node: &'s Node) -> Option<&'s Node> {
        let mut target = node;
        for _ in 0..MAX_CHAIN {
            let Some(reference) = target.get("$ref") else { return Some(target) };
            target = self.follow(reference)?;
        }
        let found = messages::reference_loop(MAX_CHAIN);
        self.refuse("reference-loop", node.position, found, messages::break_loop())
    }

    /// The schemas that a value may have to keep, through references, `allOf`, `anyOf` and `oneOf`, in the order of the
    /// document: each once, however many ways lead to it, and none behind one that `is_last`.
    pub(crate) fn combined(&mut self, node: &'s Node, is_last: impl Fn(&Node) -> bool) -> Vec<&'s Node> {
        let (mut all, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![node]);
        while let Some(node) = open.pop() {
            let Some(node) = self.resolve(node).filter(|node| seen.insert(std::ptr::from_ref(*node))) else { continue };
            all.push(node);
            if !is_last(node) {
                open.extend(["oneOf", "anyOf", "allOf"].iter().flat_map(|name| node.list(name).iter().rev()));
            }
        }
        all
    }

    /// The keys that stand beside a `$ref` on the way to a value, where `counts` says that they say something.
    pub(crate) fn beside_references(&mut self, node: &'s Node, counts: impl Fn(&str) -> bool) -> Vec<&'s Key> {
        let (mut keys, mut target) = (Vec::new(), node);
        for _ in 0..MAX_CHAIN {
            let Some(reference) = target.get("$ref") else { break };
            let others = target.entries().iter().map(|(key, _)| key).filter(|key| key.name != "$ref");
            keys.extend(others.filter(|key| counts(&key.name)));
            let Some(next) = self.follow(reference) else { break };
            target = next;
        }
        keys
    }

    /// Tells of a rule that stands beside a `$ref` of OpenAPI 3.0.
    pub(crate) fn no_effect_beside_a_reference(&mut self, key: &Key) {
        let found = messages::beside_reference(&key.name);
        self.warn("rule-without-effect", key.position, found, messages::use_all_of());
    }

    /// The target of a reference.
    pub(crate) fn follow(&mut self, reference: &Node) -> Option<&'s Node> {
        let hint = messages::name_a_component();
        let Some(text) = reference.as_text() else {
            let found = messages::as_text(messages::a_reference(), reference.kind());
            return self.refuse("reference", reference.position, found, hint);
        };
        let named = self.identifiers.as_ref().and_then(|known| known.find(reference.position, text));
        if named.is_some() {
            return named;
        }
        let Some((file, root, fragment)) = self.files.target(reference.position, text) else {
            if !self.files.is_client_error(reference.position, text) {
                let found = messages::reference_elsewhere(text);
                self.report("external-reference", reference.position, found, hint);
            }
            return None;
        };
        // The whole of another file, in which `#` is the file itself.
        let is_elsewhere = file != 0 || !text.starts_with('#');
        let whole = Some("").filter(|_| is_elsewhere && fragment.is_empty());
        let Some(pointer) = fragment.strip_prefix('/').or(whole) else {
            let found = messages::no_path_in_reference(text);
            return self.refuse("external-reference", reference.position, found, hint);
        };
        let target = if pointer.is_empty() { Some(root) } else { self.index.find(root, pointer) };
        if target.is_none() {
            self.missing(root, text, reference.position);
        }
        target
    }

    fn missing(&mut self, root: &'s Node, text: &str, position: Position) {
        let (folder, name) = text.rsplit_once('/').unwrap_or(("", text));
        let mut steps = folder.split_once('#').into_iter().flat_map(|(_, steps)| steps.split('/'));
        let there =
            steps.try_fold(root, |node, step| if step.is_empty() { Some(node) } else { node.get(&step_name(step)) });
        let names = there.filter(|_| folder.contains('#')).map(Node::entries).unwrap_or_default().iter();
        let names: Vec<&str> = names.take(12).map(|(key, _)| key.name.as_str()).collect();
        let hint = match names.is_empty() {
            false => messages::known_targets(list::unquoted(&names, 0), folder),
            true => messages::define_target(name),
        };
        self.report("missing-reference", position, messages::missing_target(text), hint);
    }
}

impl<'s> Source<'s> {
    /// Reports schemas that are part of themselves through `allOf`: no check of a value by them ends. `done` are the
    /// schemas that were looked at.
    fn check_circles(&mut self, node: &'s Node, done: &mut BTreeSet<*const Node>) {
        let mut open = BTreeSet::from([std::ptr::from_ref(node)]);
        let mut path = vec![(node, self.parts(node))];
        while let Some((node, parts)) = path.last_mut() {
            let address = std::ptr::from_ref(*node);
            match parts.pop() {
                None => {
                    done.insert(address);
                    open.remove(&address);
                    path.pop();
                }
                Some(part) if done.contains(&std::ptr::from_ref(part)) => {}
                Some(part) if open.insert(part) => path.push((part, self.parts(part))),
                Some(part)
                    if path
                        .iter()
                        .rev()
                        .take_while(|(one, _)| !std::ptr::eq(*one, part))
                        .map(|(one, _)| *one)
                        .chain([part])
                        .any(|one| self.is_all_of(one)) =>
                {
                    let hint = messages::remove_from_all_of();
                    self.report("reference-loop", part.position, messages::part_of_itself(), hint);
                }
                // A circle of references alone is reported where they are followed.
                Some(_) => {}
            }
        }
    }

    fn is_all_of(&self, node: &Node) -> bool {
        !node.list("allOf").is_empty() && (self.is_3_1 || node.get("$ref").is_none())
    }

    /// The schemas that a value of a schema must keep, too.
    fn parts(&mut self, node: &'s Node) -> Vec<&'s Node> {
        let members = if self.is_all_of(node) { node.list("allOf") } else { &[] };
        let target = node.get("$ref").filter(|reference| reference.as_text().is_some());
        members.iter().chain(target.and_then(|reference| self.follow(reference))).collect()
    }
}

/// Follows every reference of the document, also those of parts that nothing is generated from.
pub(crate) fn check_references<'s>(source: &mut Source<'s>, root: &'s Node) {
    check(source, root, false, &mut BTreeSet::new());
}

fn check<'s>(source: &mut Source<'s>, node: &'s Node, are_names: bool, done: &mut BTreeSet<*const Node>) {
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| check(source, node, false, done)),
        Value::Map(entries) => {
            if node.get("$ref").is_some_and(|reference| reference.as_text().is_some()) {
                source.resolve(node);
            }
            if !are_names && source.is_all_of(node) {
                source.check_circles(node, done);
            }
            let is_left_out = |name: &str| is_data(name, are_names) || (!are_names && name.starts_with("x-"));
            let entries = entries.iter().filter(|(key, _)| !is_left_out(&key.name));
            entries.for_each(|(key, node)| check(source, node, has_names(&key.name, are_names), done));
        }
        _ => {}
    }
}
