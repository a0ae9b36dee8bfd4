use deskledger_codegen::Node;

use super::{Operations, positions, schema_of};
use crate::annotations::wording;
use crate::change::At;
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, Flow, entries};

impl<'d> Operations<'_, 'd> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        let of = |node: &'d Node| node.map("responses").iter().filter(|(key, _)| !key.name.starts_with("x-"));
        let places = positions(old.get("responses"), new.get("responses"), (old, new));
        for entry in entries(of(old), of(new), str::to_ascii_lowercase) {
            let at = at.within(messages::response_part(&entry.key.name));
            let (Some(one), Some(two)) = (entry.old, entry.new) else {
                let is_success = entry.key.name.starts_with(['1', '2', '3']);
                let part = if is_success { "response-success" } else { "response" };
                self.schemas.changes.add_one_sided(part, None, entry, places, &at);
                continue;
            };
            let world = self.schemas.world;
            self.response(world.resolve(Age::Old, one), world.resolve(Age::New, two), flow, &at);
        }
    }

    fn response(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &At<'_>) {
        wording(&mut self.schemas.changes, Some(old), Some(new), at);
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
            self.schemas.compare(flow, schema_of(one).0, schema_of(two).0, &at);
        }
    }
}
