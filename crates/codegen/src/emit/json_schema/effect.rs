//! Rules that nothing can keep, and what chooses among nothing.

use super::compiler::Compiler;
use super::draft::Draft;
use crate::model::{EMPTY, empty_ranges, rejects_null};
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// Reports a range without values, a discriminator without alternatives, and `nullable` where null is rejected.
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
        let nullable =
            schema.entries().iter().find(|(key, _)| key.name == "nullable").filter(|_| schema.is("nullable"));
        if let Some((key, _)) = nullable.filter(|_| self.draft == Draft::OpenApi30 && schema.get("$ref").is_none())
            && rejects_null(&mut self.source, schema)
        {
            let found = match schema.get("type") {
                Some(_) => "expected null among the values of the other rules beside `nullable`: it is rejected",
                None => "expected a type beside `nullable`: without one it has no effect, and null is rejected",
            };
            let hint = "`nullable` adds null to the type beside it only: add null to the enum, and let every schema of \
                        `allOf`, and one of `oneOf` or `anyOf`, accept it";
            self.source.warn("rule-without-effect", key.position, found, hint);
        }
    }
}
