//! Rules that nothing can keep, and what chooses among nothing.

use super::compiler::Compiler;
use super::draft::Draft;
use crate::messages;
use crate::model::{empty_ranges, rejects_null};
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// Reports a range without values, a discriminator without alternatives, and `nullable` where null is rejected.
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
        let nullable =
            schema.entries().iter().find(|(key, _)| key.name == "nullable").filter(|_| schema.is("nullable"));
        if let Some((key, _)) = nullable.filter(|_| self.draft == Draft::OpenApi30 && schema.get("$ref").is_none())
            && rejects_null(&mut self.source, schema)
        {
            let found = match schema.get("type") {
                Some(_) => messages::null_rejected(),
                None => messages::nullable_without_type(),
            };
            self.source.warn("rule-without-effect", key.position, found, messages::accept_null());
        }
    }
}
