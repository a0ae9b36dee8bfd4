use deskledger_codegen::{Node, Value};

use super::{Pair, Schemas};
use crate::annotations::{became, differ, is_wording, lifecycle};
use crate::kind::Verdict;
use crate::messages;
use crate::number::written;

impl<'d> Schemas<'_, 'd> {
    /// Compares what says nothing of the values.
    pub(super) fn annotations(&mut self, pair: &Pair<'_, 'd>) {
        let (old, new) = (&pair.old.notes, &pair.new.notes);
        for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
            let (was, is) = (old.get(name).copied(), new.get(name).copied());
            if !differ(was, is) {
                continue;
            }
            let text = |node: Option<&Node>| match &node?.value {
                Value::Number(number) => Some(written(number)),
                _ => node.map(|node| node.to_json().to_string()),
            };
            let positions = pair.positions(name);
            let (id, verdict) = match *name {
                "default" => {
                    let word = match (was, is) {
                        (None, _) => "added",
                        (_, None) => "removed",
                        _ => "changed",
                    };
                    (format!("{}-default-{word}", pair.prefix()), None)
                }
                "discriminator" => ("discriminator-changed".to_owned(), None),
                "x-extensible-enum" => ("extension-changed".to_owned(), Some(Verdict::Maybe)),
                "readOnly" | "writeOnly" | "deprecated" | "x-sunset" | "x-stability-level" => continue,
                name if is_wording(name) => ("wording-changed".to_owned(), None),
                _ => ("extension-changed".to_owned(), None),
            };
            let message = match id.as_str() {
                "wording-changed" | "discriminator-changed" => messages::keyword_changed(*name),
                _ => became(name, text(was), text(is)),
            };
            self.changes.add_rated(&id, verdict, positions, pair.at, message, None);
        }
        let (was, is) = (|name: &str| old.get(name).copied(), |name: &str| new.get(name).copied());
        lifecycle(&mut self.changes, "property", &was, &is, pair.positions("deprecated"), pair.at);
    }
}
