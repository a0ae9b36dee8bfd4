//! Changes of operations: what identifies them, their body and their responses.

mod parameter;
pub(crate) mod response;

use deskledger_codegen::{Key, Node, Position, Value};

use crate::annotations::{became, lifecycle, removal, wording};
use crate::change::{At, Positions};
use crate::kind::Verdict;
use crate::schema::Schemas;
use crate::security::Renamed;
use crate::set::{Age, Flow, entries};
use crate::{messages, rules, security, servers};

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Maximum nesting of callbacks.
const MAX_CALLBACKS: u32 = 4;

/// An operation of one document.
#[derive(Clone, Copy)]
pub(crate) struct Call<'d> {
    pub(crate) node: &'d Node,
    pub(crate) item: &'d Node,
    pub(crate) root: &'d Node,
    pub(crate) path: &'d str,
    pub(crate) method: &'d str,
}

/// The operations of a path by their methods, with those that 3.2 lists apart.
pub(crate) fn methods(item: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let usual = item.entries().iter().filter(|(key, _)| METHODS.contains(&key.name.as_str()));
    usual.chain(item.map("additionalOperations")).map(|(key, node)| (key.name.as_str(), node))
}

/// The operation of a method.
pub(crate) fn of_method<'d>(item: &'d Node, method: &str) -> Option<&'d Node> {
    methods(item).find(|(name, _)| *name == method).map(|(_, node)| node)
}

impl Call<'_> {
    fn id(&self) -> Option<&str> {
        self.node.text("operationId")
    }

    pub(crate) fn at(&self) -> At<'static> {
        let name = || format!("{} {}", self.method.to_uppercase(), self.path);
        At::new(messages::operation_part(self.id().map_or_else(name, str::to_owned)))
    }
}

pub(crate) struct Operations<'w, 'd> {
    pub(crate) schemas: Schemas<'w, 'd>,
    pub(crate) today: &'w str,
    pub(crate) renamed: Renamed<'d>,
    pub(crate) callbacks: u32,
}

/// The schema of a parameter or a header, and the media type where the value is written in one.
fn schema_of(node: &Node) -> (Option<&Node>, Option<&str>) {
    match node.get("content").and_then(|content| content.entries().first()) {
        Some((key, node)) => (node.get("schema"), Some(&key.name)),
        None => (node.get("schema"), None),
    }
}

/// The places of a part in both documents, or of what encloses it.
fn positions(old: Option<&Node>, new: Option<&Node>, whole: (&Node, &Node)) -> Positions {
    (Some(old.unwrap_or(whole.0).position), Some(new.unwrap_or(whole.1).position))
}

impl<'d> Operations<'_, 'd> {
    /// An operation that only the old document has.
    pub(crate) fn removed(&mut self, call: &Call<'d>, absent: Position, is_webhook: bool) {
        let id = if is_webhook { "webhook-removed" } else { &format!("operation-{}", removal(call.node, self.today)) };
        self.schemas.changes.add(id, (Some(call.node.position), Some(absent)), &call.at(), messages::was_removed());
    }

    /// An operation that only the new document has.
    pub(crate) fn added(&mut self, call: &Call<'d>, absent: Position, is_webhook: bool) {
        let id = if is_webhook { "webhook-added" } else { "operation-added" };
        self.schemas.changes.add(id, (Some(absent), Some(call.node.position)), &call.at(), messages::was_added());
    }

    /// Compares an operation; in a webhook and in a callback the service sends the request.
    pub(crate) fn call(&mut self, old: &Call<'d>, new: &Call<'d>, is_flipped: bool) {
        let outside = std::mem::replace(&mut self.schemas.changes.is_flipped, is_flipped);
        self.call_here(old, new, is_flipped);
        self.schemas.changes.is_flipped = outside;
    }

    fn call_here(&mut self, old: &Call<'d>, new: &Call<'d>, is_flipped: bool) {
        let same = self.schemas.same;
        let alike = ["parameters", "servers"].iter().all(|name| match (old.item.get(name), new.item.get(name)) {
            (Some(old), Some(new)) => same.are(old, new),
            (old, new) => old.is_none() && new.is_none(),
        });
        let at = old.at();
        let whole = (old.node, new.node);
        let requirements = |call: &Call<'d>| call.node.get("security").or_else(|| call.root.get("security"));
        let places = positions(requirements(old), requirements(new), whole);
        let required = (requirements(old), requirements(new));
        security::requirements(&mut self.schemas.changes, required, &self.renamed, places, &at);
        // The same parameters in another order of the path are others.
        if alike && old.path == new.path && same.are(old.node, new.node) {
            return;
        }
        self.names(old, new, &at);
        let changes = &mut self.schemas.changes;
        wording(changes, Some(old.node), Some(new.node), &at);
        let sunset = positions(old.node.get("deprecated"), new.node.get("deprecated"), whole);
        lifecycle(changes, "operation", &|name| old.node.get(name), &|name| new.node.get(name), sunset, &at);
        // What counts are the servers of the operation, else those of the path, else those of the document.
        let own = |call: &Call<'d>| [call.node, call.item].into_iter().find(|part| !part.list("servers").is_empty());
        if own(old).or(own(new)).is_some() {
            // A request that the service sends goes to the address of the subscriber.
            let usual = |call: &Call<'d>| if is_flipped { call.node } else { call.root };
            let (one, two) = (own(old).unwrap_or(usual(old)), own(new).unwrap_or(usual(new)));
            servers::compare(changes, one, two, &at);
        }
        rules::compare(changes, old.node, new.node, &at);
        self.tags(old.node, new.node, &at);
        let (request, response) = (Flow::Request, Flow::Response);
        let (sent, received) = if is_flipped { (response, request) } else { (request, response) };
        self.parameters(old, new, sent, &at);
        self.body(old.node, new.node, sent, &at);
        self.responses(old.node, new.node, received, &at);
        self.callbacks(old, new, is_flipped, &at);
    }

    fn names(&mut self, old: &Call<'d>, new: &Call<'d>, at: &At<'_>) {
        let places = positions(old.node.get("operationId"), new.node.get("operationId"), (old.node, new.node));
        let id = match (old.id(), new.id()) {
            (Some(one), Some(two)) if one != two => "operation-id-changed",
            (None, Some(_)) => "operation-id-added",
            (Some(_), None) => "operation-id-removed",
            _ => return,
        };
        self.schemas.changes.add(id, places, at, became("operationId", old.id(), new.id()));
    }

    fn tags(&mut self, old: &'d Node, new: &'d Node, at: &At<'_>) {
        let places = positions(old.get("tags"), new.get("tags"), (old, new));
        let tags = |node: &'d Node| node.list("tags").iter().filter_map(Node::as_text).collect::<Vec<_>>();
        let (olds, news) = (tags(old), tags(new));
        for tag in olds.iter().filter(|tag| !news.contains(tag)) {
            self.schemas.changes.add("tag-removed", places, at, messages::value_was_removed(messages::tag(), *tag));
        }
        for tag in news.iter().filter(|tag| !olds.contains(tag)) {
            self.schemas.changes.add("tag-added", places, at, messages::value_was_added(messages::tag(), *tag));
        }
    }

    fn body(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        let of = |age, node: &'d Node| node.get("requestBody").map(|node| self.schemas.world.resolve(age, node));
        let (one, two) = (of(Age::Old, old), of(Age::New, new));
        let places = positions(one, two, (old, new));
        let at = at.within(messages::request_body_part());
        let changes = &mut self.schemas.changes;
        let (Some(one), Some(two)) = (one, two) else {
            if let Some(two) = two {
                let id = if two.is("required") { "request-body-required-added" } else { "request-body-added" };
                changes.add(id, places, &at, messages::was_added());
            } else if one.is_some() {
                changes.add("request-body-removed", places, &at, messages::was_removed());
            }
            return;
        };
        changes.add_required("request-body", (one.is("required"), two.is("required")), places, &at);
        wording(changes, Some(one), Some(two), &at);
        self.media_types(one, two, flow, &at, "request-media-type");
    }

    /// Compares what is sent in each media type.
    fn media_types(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>, part: &str) {
        let (olds, news) = (old.map("content"), new.map("content"));
        let normal = |name: &str| name.to_ascii_lowercase().split_whitespace().collect::<String>();
        let places = positions(old.get("content"), new.get("content"), (old, new));
        for entry in entries(olds.iter(), news.iter(), normal) {
            let (at, name) = (at.in_media_type(&entry.key.name), normal(&entry.key.name));
            let (Some(one), Some(two)) = (entry.old, entry.new) else {
                // A range of media types covers it.
                let is_covered =
                    entry.old.is_some() && news.iter().any(|(range, _)| covers(&normal(&range.name), &name));
                if is_covered {
                    let verdict = Some(if flow == Flow::Request { Verdict::Safe } else { Verdict::Maybe });
                    let (id, places) = (format!("{part}-removed"), (Some(entry.key.position), places.1));
                    self.schemas.changes.add_rated(&id, verdict, places, &at, messages::was_removed(), None);
                } else {
                    self.schemas.changes.add_one_sided(part, None, entry, places, &at);
                }
                continue;
            };
            let is_there = |name: &&str| *name == "schema" || one.get(name).or(two.get(name)).is_some();
            for name in ["schema", "itemSchema"].into_iter().filter(is_there) {
                self.schemas.compare(flow, one.get(name), two.get(name), &at);
            }
            wording(&mut self.schemas.changes, Some(one), Some(two), &at);
            if one.get("encoding").map(Node::to_json) != two.get("encoding").map(Node::to_json) {
                let places = positions(one.get("encoding"), two.get("encoding"), (one, two));
                let message = messages::keyword_changed("encoding");
                self.schemas.changes.add("request-encoding-changed", places, &at, message);
            }
        }
    }

    fn callbacks(&mut self, old: &Call<'d>, new: &Call<'d>, is_flipped: bool, at: &At<'_>) {
        if self.callbacks >= MAX_CALLBACKS {
            return;
        }
        self.callbacks += 1;
        let of = |call: &Call<'d>| call.node.map("callbacks").iter();
        for entry in entries(of(old), of(new), str::to_owned) {
            let at = at.within(messages::callback_part(&entry.key.name));
            let (Some(one), Some(two)) = (entry.old, entry.new) else {
                let places = (Some(old.node.position), Some(new.node.position));
                self.schemas.changes.add_one_sided("callback", None, entry, places, &at);
                continue;
            };
            let (one, two) = (self.schemas.world.resolve(Age::Old, one), self.schemas.world.resolve(Age::New, two));
            self.callback(old, new, (one, two), is_flipped, &at);
        }
        self.callbacks -= 1;
    }

    fn callback(&mut self, old: &Call<'d>, new: &Call<'d>, nodes: (&'d Node, &'d Node), is_flipped: bool, at: &At<'_>) {
        let is_path = |node: &&(Key, Node)| matches!(node.1.value, Value::Map(_));
        for (key, item) in nodes.0.entries().iter().filter(is_path) {
            let other = nodes.1.get(&key.name);
            for (method, node) in methods(item) {
                let call = |node, item, root| Call { node, item, root, path: &key.name, method };
                match other.and_then(|other| Some((of_method(other, method)?, other))) {
                    Some((two, other)) => {
                        self.call(&call(node, item, old.root), &call(two, other, new.root), !is_flipped);
                    }
                    None => {
                        let places = (Some(node.position), Some(nodes.1.position));
                        let message = messages::value_was_removed(method, &key.name);
                        self.schemas.changes.add("callback-removed", places, at, message);
                    }
                }
            }
        }
        for (key, item) in nodes.1.entries().iter().filter(is_path) {
            let is_new = |method: &str| nodes.0.get(&key.name).and_then(|old| of_method(old, method)).is_none();
            for (method, node) in methods(item).filter(|(method, _)| is_new(method)) {
                let places = (Some(nodes.0.position), Some(node.position));
                let message = messages::value_was_added(method, &key.name);
                self.schemas.changes.add("callback-added", places, at, message);
            }
        }
    }
}

/// Whether a range of media types covers one.
fn covers(range: &str, name: &str) -> bool {
    range == "*/*" || range.strip_suffix("/*").is_some_and(|kind| name.split('/').next() == Some(kind))
}
