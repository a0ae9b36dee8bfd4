//! Rules that nothing can keep, and what chooses among nothing.

use super::compiler::Compiler;
use crate::messages;
use crate::model::empty_ranges;
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// Reports a range without values, and a discriminator without alternatives.
    pub(super) fn without_effect(&mut self, schema: &'s Node) {
        for (_, at, found) in empty_ranges(schema) {
            self.source.warn("empty-range", at, found, messages::change_one());
        }
        if let Some(node) =
            schema.get("discriminator").filter(|_| schema.list("oneOf").is_empty() && schema.list("anyOf").is_empty())
        {
            let (found, hint) = (messages::discriminator_alone(), messages::list_alternatives());
            self.source.warn("discriminator", node.position, found, hint);
        }
    }
}
