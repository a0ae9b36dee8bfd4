use deskledger_codegen::Node;

use super::{Pair, Schemas};
use crate::annotations::{became, differ, is_wording, lifecycle};
use crate::kind::Verdict;

impl<'d> Schemas<'_, 'd> {
    /// Compares what says nothing of the values.
    pub(super) fn annotations(&mut self, pair: &Pair<'_, 'd>) -> Verdict {
        let (old, new) = (&pair.old.notes, &pair.new.notes);
        let mut strongest = Verdict::Information;
        let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
        for name in names {
            let (was, is) = (old.get(name).copied(), new.get(name).copied());
            if !differ(was, is) {
                continue;
            }
            let text = |node: Option<&Node>| node.map(|node| node.to_json().to_string());
            let positions = pair.positions(name);
            let (id, verdict) = match *name {
                "default" => {
                    let word = if was.is_none() {
                        "added"
                    } else if is.is_none() {
                        "removed"
                    } else {
                        "changed"
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
                "wording-changed" | "discriminator-changed" => format!("{name} changed"),
                _ => became(name, text(was), text(is)),
            };
            strongest = strongest.max(self.changes.add_rated(&id, verdict, positions, pair.at, message, None));
        }
        let node = |notes: &std::collections::BTreeMap<&'d str, &'d Node>, name: &str| notes.get(name).copied();
        let positions = pair.positions("deprecated");
        strongest.max(lifecycle(
            &mut self.changes,
            "property",
            &|name| node(&pair.old.notes, name),
            &|name| node(&pair.new.notes, name),
            positions,
            pair.at,
        ))
    }
}
