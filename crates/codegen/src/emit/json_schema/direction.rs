//! `readOnly` and `writeOnly`: what only one side states cannot be required of the other.

use super::compiler::Compiler;
use super::draft::Direction;
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// Whether a field beside a `required` is stated by the other side alone.
    pub(super) fn is_of_the_other_side(&mut self, schema: &'s Node, name: &str) -> bool {
        let keyword = match self.direction {
            Direction::Both => return false,
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let Some(field) = schema.get("properties").and_then(|fields| fields.get(name)) else { return false };
        let says = |node: &Node| node.is(keyword);
        let target = field.text("$ref").and_then(|text| self.identifiers.find(field.position, text));
        says(field) || target.is_some_and(says)
    }
}
