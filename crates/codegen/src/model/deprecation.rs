use deskledger_runtime::Deprecation as Times;

use crate::messages;
use crate::spec::{Node, Object, Source};

/// `deprecated`, with `x-deprecated-since` and `x-sunset`, as the document states them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deprecation {
    pub(crate) since: Option<String>,
    pub(crate) sunset: Option<String>,
}

impl Deprecation {
    /// The deprecation of a part of the document. An announced end is one, too.
    pub(crate) fn of(node: &Node) -> Option<Self> {
        let text = |name: &str| node.text(name).map(str::to_owned);
        let is_deprecated = node.is("deprecated");
        let found = Self { since: text("x-deprecated-since"), sunset: text("x-sunset") };
        (is_deprecated || found.sunset.is_some()).then_some(found)
    }

    /// The same, with a warning for every date that cannot be sent.
    pub(super) fn read<'s>(source: &mut Source<'s>, object: Object<'s>) -> Option<Self> {
        for name in ["x-deprecated-since", "x-sunset"] {
            if let Some(node) = object.get(name).filter(|node| !node.as_text().is_some_and(Times::is_time)) {
                let found = messages::no_date(name, node.shown());
                source.warn("x-sunset", node.position, found, messages::write_a_date());
            }
        }
        object.is(source, "deprecated");
        Self::of(object.node)
    }
}
