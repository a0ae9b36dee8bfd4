//! Rules that nothing can keep, and what chooses among nothing.

use super::compiler::Compiler;
use crate::spec::{Node, Value};

/// Bounds of the same thing.
const RANGES: [(&str, &str); 4] =
    [("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"), ("minimum", "maximum")];

impl<'s> Compiler<'s> {
    /// Reports a range without values, and a discriminator without alternatives.
    pub(super) fn without_effect(&mut self, schema: &'s Node) {
        let number = |name: &str| match schema.get(name).map(|node| &node.value) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        for (least, most) in RANGES {
            let (Some(min), Some(max)) = (number(least), number(most)) else { continue };
            if min.as_f64() > max.as_f64() {
                let found = format!("expected a {most} that is not below {least} {min}, found {max}");
                let position = schema.get(most).unwrap_or(schema).position;
                self.source.warn("empty-range", position, found, "no value can keep both: change one of them");
            }
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
