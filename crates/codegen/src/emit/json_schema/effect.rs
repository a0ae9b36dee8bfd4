//! Rules that nothing can keep, and what chooses among nothing.

use super::compiler::Compiler;
use crate::model::{EMPTY, empty_ranges};
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// Reports a range without values, and a discriminator without alternatives.
    pub(super) fn without_effect(&mut self, schema: &'s Node) {
        for (_, at, found) in empty_ranges(schema) {
            self.source.warn("empty-range", at, found, EMPTY);
        }
        if let Some(node) =
            schema.get("discriminator").filter(|_| schema.list("oneOf").is_empty() && schema.list("anyOf").is_empty())
        {
            let found = "expected `oneOf` or `anyOf` beside the discriminator: it has no effect";
            let hint = "list the alternatives beside it; whoever reads the value learns its type from the field";
            self.source.warn("discriminator", node.position, found, hint);
        }
    }
}
