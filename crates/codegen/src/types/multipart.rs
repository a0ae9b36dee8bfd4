//! Bodies of several parts: structs whose files are files.

use super::builder::{Builder, whole};
use super::definition::{Definition, Field, Kind, Rust};
use super::facts::ALL;
use crate::model::Parts;

impl<'s> Builder<'s> {
    /// The type of a body; none if its schema has no fields.
    pub(super) fn parts(&mut self, parts: &'s Parts, name: &str) {
        let (Rust::Named(index), false) = self.rust(&[whole(&parts.schema)], ALL, name) else { return };
        let Definition { schema, kind: Kind::Struct { fields, rest, .. }, .. } = &self.types.definitions[index] else {
            return;
        };
        // The schema may also be that of a value of JSON, where a file is a text.
        let fields = fields.iter().map(|field| {
            let mut rust = field.rust.clone();
            if parts.files.iter().any(|name| name == field.wire) {
                file(&mut rust);
            }
            Field { name: field.name.clone(), rust, ..*field }
        });
        let kind = Kind::Struct { fields: fields.collect(), rest: rest.clone(), other: None };
        let schema = *schema;
        let is_inline = self.places.get(&parts.schema.position).is_some_and(|place| place == name);
        let index = match is_inline && self.types.name(index) == name {
            true => {
                self.types.definitions[index].kind = kind;
                index
            }
            false => {
                let name = self.inline_name(name);
                self.types.add(Definition { name, schema, kind })
            }
        };
        self.types.add_body(parts.schema.position, Rust::Named(index));
    }
}

fn file(rust: &mut Rust) {
    match rust {
        Rust::Optional(inner) | Rust::List(inner) => file(inner),
        Rust::Implied(inner) => {
            file(inner);
            *rust = std::mem::replace(inner, Rust::Unit);
        }
        Rust::Text | Rust::Any => *rust = Rust::File,
        _ => {}
    }
}
