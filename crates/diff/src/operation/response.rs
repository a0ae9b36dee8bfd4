use deskledger_codegen::Node;

use super::{Operations, positions, schema_of};
use crate::annotations::wording;
use crate::set::{Age, Flow};

fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}

impl<'d> Operations<'_, 'd> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &str) {
        let of = |node: &'d Node| node.get("responses");
        let entries = |node: &'d Node| node.map("responses").iter().filter(|(key, _)| !key.name.starts_with("x-"));
        let find = |node, status: &str| entries(node).find(|(key, _)| key.name.eq_ignore_ascii_case(status));
        let places = positions(of(old), of(new), (old, new));
        for (key, one) in entries(old) {
            let at = format!("{at}, response {}", key.name);
            let Some((_, two)) = find(new, &key.name) else {
                let id = if is_success(&key.name) { "response-success-removed" } else { "response-removed" };
                self.schemas.changes.add(id, (Some(key.position), places.1), &at, "was removed");
                continue;
            };
            let world = self.schemas.world;
            self.response(world.resolve(Age::Old, one), world.resolve(Age::New, two), flow, &at);
        }
        for (key, _) in entries(new).filter(|(key, _)| find(old, &key.name).is_none()) {
            let at = format!("{at}, response {}", key.name);
            let id = if is_success(&key.name) { "response-success-added" } else { "response-added" };
            self.schemas.changes.add(id, (places.0, Some(key.position)), &at, "was added");
        }
    }

    fn response(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &str) {
        wording(&mut self.schemas.changes, Some(old), Some(new), at);
        self.headers(old, new, flow, at);
        let has_content = |node: &Node| node.get("content").is_some_and(|content| !content.entries().is_empty());
        // Without media types a document does not say what the body is.
        if has_content(old) || has_content(new) {
            self.media_types(old, new, flow, at, ["response-media-type-removed", "response-media-type-added"]);
        }
    }

    fn headers(&mut self, old: &'d Node, new: &'d Node, flow: Flow, at: &str) {
        let is_type = |name: &str| name.eq_ignore_ascii_case("content-type");
        let entries = |node: &'d Node| node.map("headers").iter().filter(|(key, _)| !is_type(&key.name));
        let find = |node, name: &str| entries(node).find(|(key, _)| key.name.eq_ignore_ascii_case(name));
        let places = positions(old.get("headers"), new.get("headers"), (old, new));
        for (key, one) in entries(old) {
            let at = format!("{at}, header {}", key.name);
            let one = self.schemas.world.resolve(Age::Old, one);
            let Some((_, two)) = find(new, &key.name) else {
                let required = one.is("required");
                let id = if required { "response-required-header-removed" } else { "response-header-removed" };
                self.schemas.changes.add(id, (Some(key.position), places.1), &at, "was removed");
                continue;
            };
            let two = self.schemas.world.resolve(Age::New, two);
            let required = positions(one.get("required"), two.get("required"), (one, two));
            let changes = &mut self.schemas.changes;
            changes.add_required("response-header", (one.is("required"), two.is("required")), required, &at);
            wording(changes, Some(one), Some(two), &at);
            self.schemas.compare(flow, schema_of(one).0, schema_of(two).0, &at);
        }
        for (key, _) in entries(new).filter(|(key, _)| find(old, &key.name).is_none()) {
            let at = format!("{at}, header {}", key.name);
            self.schemas.changes.add("response-header-added", (places.0, Some(key.position)), &at, "was added");
        }
    }
}
