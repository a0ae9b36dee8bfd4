//! A live service beside its document: the responses that it gives, and those that the document states.

use std::collections::BTreeSet;

use deskledger_codegen::{Contract, Node};
use deskledger_runtime::message::Message;
use serde_json::Value as Json;

use crate::change::{At, Changes, Comparison};
use crate::compare::{Options, finish, on_large_stack, version_of};
use crate::kind::Verdict;
use crate::messages;
use crate::operation::of_method;
use crate::operation::response::of_status;
use crate::set::{Age, Flow, Id};
use crate::world::World;

/// A response of a live service.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The operation in reports.
    pub operation: String,
    /// The path as in the document.
    pub path: String,
    /// The method in lower case.
    pub method: String,
    /// Status of the response.
    pub status: u16,
    /// `Content-Type` of the response.
    pub media_type: Option<String>,
    /// Names of its headers.
    pub headers: Vec<String>,
    /// Its body, of JSON.
    pub body: Option<Json>,
}

/// Headers that HTTP and its extensions define; a document need not list them.
const STANDARD: &str = " accept-ranges access-control-allow-headers access-control-allow-methods \
    access-control-allow-origin access-control-expose-headers age allow alt-svc cache-control connection content-disposition \
    content-encoding content-language content-length content-location content-range content-security-policy content-type \
    cross-origin-opener-policy cross-origin-resource-policy date deprecation etag expires keep-alive last-modified link location \
    permissions-policy pragma referrer-policy retry-after server server-timing set-cookie strict-transport-security sunset \
    trailer transfer-encoding vary via www-authenticate x-content-type-options x-frame-options x-powered-by ";

/// Maximum number of schemas checked for one value.
const MAX_EVALUATIONS: u32 = 10_000;

/// Maximum depth of a body, and maximum number of items of a list.
const MAX_LEVELS: u32 = 24;
const MAX_ITEMS: usize = 200;

/// Compares the responses of a live service with its document: each difference is a change from the document to the service.
pub fn drift(contract: &Contract, observations: &[Observation]) -> Comparison {
    on_large_stack(|| {
        let world = World::new(contract, contract);
        let mut drift = Drift { world: &world, changes: Changes::new(contract, contract) };
        for one in observations {
            drift.response(contract.root(), one);
        }
        let mut found = finish(drift.changes.list, version_of(contract), None, &Options::default());
        found.next_version = None;
        found
    })
}

struct Drift<'w, 'd> {
    world: &'w World<'d>,
    changes: Changes<'d>,
}

impl<'d> Drift<'_, 'd> {
    fn add(&mut self, id: &str, wire: Option<Verdict>, node: &Node, at: &At<'_>, message: Message) {
        self.changes.add_rated(id, wire, (Some(node.position), None), at, message, None);
    }

    fn response(&mut self, root: &'d Node, seen: &Observation) {
        let item = root.get("paths").and_then(|paths| paths.get(&seen.path));
        let item = item.map(|node| self.world.resolve(Age::Old, node));
        let Some(responses) = item.and_then(|item| of_method(item, &seen.method)?.get("responses")) else { return };
        let operation = At::new(messages::operation_part(&seen.operation));
        let (status, at) = (seen.status, operation.within(messages::response_part(seen.status)));
        let Some((_, response)) = of_status(responses.entries(), &status.to_string()) else {
            let id = if status < 400 { "response-success-added" } else { "response-added" };
            self.add(id, Some(Verdict::Maybe), responses, &at, messages::unknown_status(status));
            return;
        };
        let response = self.world.resolve(Age::Old, response);
        self.headers(response, seen, &at);
        let content = response.map("content");
        let Some(received) = seen.media_type.as_deref().map(essence) else {
            if !content.is_empty() && seen.method != "head" && seen.status != 304 {
                self.add("response-media-type-removed", None, response, &at, messages::no_content_type());
            }
            return;
        };
        let (kind, _) = received.split_once('/').unwrap_or_default();
        let names = [received.as_str(), &format!("{kind}/*"), "*/*"];
        let declared = names.iter().find_map(|name| content.iter().find(|(key, _)| essence(&key.name) == **name));
        let Some((_, media_type)) = declared else {
            if !content.is_empty() {
                self.add("response-media-type-added", None, response, &at, messages::unknown_media_type(&received));
            }
            return;
        };
        if let (Some(schema), Some(body)) = (media_type.get("schema"), &seen.body) {
            let id = self.world.set(Age::Old, Flow::Response, &[schema]);
            self.value(id, schema, body, (&at, ""), 0);
        }
    }

    fn headers(&mut self, response: &'d Node, seen: &Observation, at: &At<'_>) {
        let headers = response.map("headers");
        let has = |name: &str| seen.headers.iter().any(|one| one.eq_ignore_ascii_case(name));
        for (key, node) in headers.iter().filter(|(key, _)| !has(&key.name)) {
            if self.world.resolve(Age::Old, node).is("required") {
                let at = at.within(messages::header_part(&key.name));
                self.add("response-required-header-removed", None, node, &at, messages::is_missing());
            }
        }
        let is_named = |name: &str| headers.iter().any(|(key, _)| key.name.eq_ignore_ascii_case(name));
        let is_known = |name: &str| is_named(name) || STANDARD.contains(&format!(" {name} "));
        let unknown: BTreeSet<String> = seen.headers.iter().map(|name| name.to_ascii_lowercase()).collect();
        let unknown: Vec<String> = unknown.into_iter().filter(|name| !is_known(name)).collect();
        if !unknown.is_empty() {
            let at = at.within(messages::headers_part());
            self.add("response-header-added", None, response, &at, messages::unknown_names(unknown.join(", ")));
        }
    }

    /// Reports what is unknown, missing or of other values in a body.
    fn value(&mut self, id: Id, schema: &'d Node, value: &Json, (response, pointer): (&At<'_>, &str), level: u32) {
        if level > MAX_LEVELS {
            return;
        }
        let (shape, before) = (self.world.shape(id), self.changes.list.len());
        let positions = (Some(shape.position("").unwrap_or(schema.position)), None);
        let at = &response.within(messages::body_part(pointer));
        match value {
            Json::Object(object) => {
                let (known, unknown): (Vec<_>, Vec<_>) = object
                    .iter()
                    .map(|(name, value)| (name, value, self.declared(id, name, 0)))
                    .partition(|one| one.2.is_some());
                for (name, value, inner) in known {
                    if let Some(inner) = inner {
                        self.value(inner, schema, value, (response, &format!("{pointer}/{name}")), level + 1);
                    }
                }
                let names: Vec<&str> = unknown.iter().map(|(name, ..)| name.as_str()).collect();
                if !names.is_empty() && self.names_fields(id, 0) {
                    let wire = self.rejects(id, value).then_some(Verdict::Breaking);
                    let message = messages::unknown_names(names.join(", "));
                    self.changes.add_rated("response-property-added", wire, positions, at, message, None);
                }
                let missing: Vec<&str> =
                    shape.required.iter().filter(|name| !object.contains_key(**name)).copied().collect();
                if !missing.is_empty() {
                    let message = messages::missing_names(missing.join(", "));
                    self.changes.add_rated("response-property-required-removed", None, positions, at, message, None);
                }
            }
            Json::Array(list) => {
                for (place, item) in list.iter().enumerate().take(MAX_ITEMS) {
                    if let Some(inner) = shape.item(place) {
                        self.value(inner, schema, item, (response, &format!("{pointer}/items")), level + 1);
                    }
                }
            }
            _ => {}
        }
        let is_reported = self.changes.list.len() > before;
        if !is_reported && self.rejects(id, value) {
            let (wire, message) = (Some(Verdict::Breaking), messages::unknown_value());
            self.changes.add_rated("response-values-widened", wire, positions, at, message, Some(value.clone()));
        }
    }

    /// Whether a value is certainly not one of the set; a format that nobody knows decides nothing.
    fn rejects(&self, id: Id, value: &Json) -> bool {
        self.world.fuel.begin(MAX_EVALUATIONS);
        self.world.accepts(id, value) == Some(false)
    }

    /// Whether the document names fields at all; where it does not, any field is meant.
    fn names_fields(&self, id: Id, level: u32) -> bool {
        let shape = self.world.shape(id);
        let mut members = shape.groups.iter().flat_map(|group| &group.members).filter(|_| level < 8);
        !shape.properties.is_empty() || members.any(|member| self.names_fields(*member, level + 1))
    }

    /// The schema that a document states for a property, in the schema or one of its alternatives.
    fn declared(&self, id: Id, name: &str, level: u32) -> Option<Id> {
        let shape = self.world.shape(id);
        let is_open = |id: &Id| shape.properties.contains_key(name) || !self.world.is_empty(*id);
        let own = shape.property(self.world, name).filter(is_open);
        let members = || shape.groups.iter().flat_map(|group| group.members.clone()).filter(|_| level < 8);
        own.or_else(|| members().find_map(|member| self.declared(member, name, level + 1)))
    }
}

/// A media type without its parameters.
fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
