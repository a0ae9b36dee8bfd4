use deskledger_codegen::{Key, Node};

use super::parameter::Parameter;
use super::{Operations, positions, schema_of};
use crate::annotations::wording;
use crate::change::At;
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, Flow, entries};

impl<'d> Operations<'_, 'd> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        let (olds, news) = (old.map("responses"), new.map("responses"));
        let of = |responses: &'d [(Key, Node)]| responses.iter().filter(|(key, _)| !key.name.starts_with("x-"));
        let world = self.schemas.world;
        let places = positions(old.get("responses"), new.get("responses"), (old, new));
        for entry in entries(of(olds), of(news), str::to_ascii_lowercase) {
            let at = at.within(messages::response_part(&entry.key.name));
            let (Some(one), Some(two)) = (entry.old, entry.new) else {
                let name = entry.key.name.as_str();
                let part = if is_success(name) { "response-success" } else { "response" };
                let (others, wire) =
                    if entry.old.is_some() { (news, Verdict::Safe) } else { (olds, Verdict::Information) };
                let cover = cover(others, name, entry.old.is_some());
                let is_covered = cover.is_some() || (entry.old.is_some() && has_part_of_range(others, name));
                self.schemas.changes.add_one_sided(part, is_covered.then_some(wire), entry, places, &at);
                if let (Some(one), Some(two)) = (entry.old.or(cover), entry.new.or(cover)) {
                    self.response(world.resolve(Age::Old, one), world.resolve(Age::New, two), flow, &at);
                }
                continue;
            };
            let (one, two) = (world.resolve(Age::Old, one), world.resolve(Age::New, two));
            wording(&mut self.schemas.changes, Some(one), Some(two), &at);
            self.response(one, two, flow, &at);
        }
    }

    fn response(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        self.headers(old, new, flow, at);
        let has_content = |node: &Node| node.get("content").is_some_and(|content| !content.entries().is_empty());
        // Without media types a document does not say what the body is.
        if has_content(old) || has_content(new) {
            self.media_types(old, new, flow, at, "response-media-type");
        }
    }

    fn headers(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        let is_type = |name: &str| name.eq_ignore_ascii_case("content-type");
        let of = |node: &'d Node| node.map("headers").iter().filter(|(key, _)| !is_type(&key.name));
        let places = positions(old.get("headers"), new.get("headers"), (old, new));
        for entry in entries(of(old), of(new), str::to_ascii_lowercase) {
            let at = at.within(messages::header_part(&entry.key.name));
            let resolve = |age, node: Option<&'d Node>| node.map(|node| self.schemas.world.resolve(age, node));
            let (one, two) = (resolve(Age::Old, entry.old), resolve(Age::New, entry.new));
            let changes = &mut self.schemas.changes;
            let (Some(one), Some(two)) = (one, two) else {
                let is_required = |node: Option<&Node>| node.is_some_and(|node| node.is("required"));
                let part = if is_required(one) { "response-required-header" } else { "response-header" };
                // A subscriber must send a header that the service requires.
                let wire = (changes.is_flipped && is_required(two)).then_some(Verdict::Breaking);
                changes.add_one_sided(part, wire, entry, places, &at);
                continue;
            };
            let required = positions(one.get("required"), two.get("required"), (one, two));
            changes.add_required("response-header", (one.is("required"), two.is("required")), required, &at);
            wording(changes, Some(one), Some(two), &at);
            let header = |node: &'d Node| Parameter { node, place: "header", name: &entry.key.name };
            let (was, is) = (header(one), header(two));
            if self.is_exploded_otherwise(was, is, flow) {
                let places = positions(one.get("explode"), two.get("explode"), (one, two));
                let message = messages::became("explode", was.explode().to_string(), is.explode().to_string());
                self.schemas.changes.add("response-header-explode-changed", places, &at, message);
            }
            self.content("response-header", (one, two), &at);
            let (old, new) = (schema_of(one).0, schema_of(two).0);
            if !self.is_text_on_the_wire(old, (is, new), flow, &at) {
                self.schemas.compare(flow, old, new, &at);
            }
        }
    }
}

/// The response that is stated for a status: its own one, that of its range, or the default.
pub(crate) fn of_status<'d>(responses: &'d [(Key, Node)], status: &str) -> Option<&'d (Key, Node)> {
    let range = format!("{}XX", status.get(..1).unwrap_or_default());
    let find = |name: &str| responses.iter().find(|(key, _)| key.name.eq_ignore_ascii_case(name));
    find(status).or_else(|| find(&range)).or_else(|| find("default"))
}

fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}

/// The response of the other document that covers a status which only one of them states. Beside statuses of success the
/// default is that of errors; it does not replace a success that clients expect either.
fn cover<'d>(others: &'d [(Key, Node)], status: &str, is_removed: bool) -> Option<&'d Node> {
    let (key, node) = of_status(others, status).filter(|_| !status.eq_ignore_ascii_case("default"))?;
    let is_of_errors = is_removed || others.iter().any(|(key, _)| is_success(&key.name));
    let is_default = key.name.eq_ignore_ascii_case("default");
    (!is_default || !is_success(status) || !is_of_errors).then_some(node)
}

/// Whether a status is a range of which some statuses are stated.
fn has_part_of_range(others: &[(Key, Node)], status: &str) -> bool {
    let start = status.strip_suffix("XX").or_else(|| status.strip_suffix("xx"));
    start.is_some_and(|start| others.iter().any(|(key, _)| key.name.starts_with(start)))
}
