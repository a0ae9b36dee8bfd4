use serde_json::Value;

use super::{FormPart, FormParts, Multipart};
use crate::json_schema::View as SchemaView;
use crate::typed::{FilePart, Kind, Mismatch, Slot, Typed, View, from_value, to_value};

impl FormParts {
    /// The fields of a struct as parts.
    pub fn of(body: &dyn Typed) -> Self {
        let View::Object(fields) = body.view() else { return Self::new() };
        let present = fields.iter().filter(|(_, value)| !value.is_absent());
        present.fold(Self::new(), |parts, (name, value)| match value.view() {
            View::List(list) => {
                (0..list.len()).filter_map(|index| list.get(index)).fold(parts, |parts, item| parts.add(name, item))
            }
            _ => parts.add(name, value),
        })
    }

    fn add(self, name: &str, value: &dyn Typed) -> Self {
        match value.as_file().cloned() {
            Some(FilePart { file_name, media_type, content }) => {
                self.part(FormPart { name: name.to_owned(), file_name, media_type, content })
            }
            None => self.field(name, to_value(value)),
        }
    }
}

impl Multipart {
    /// The parts as a struct.
    ///
    /// # Errors
    /// A part is not of the type of its field, or a required one is missing.
    pub fn typed<T: Typed + Default>(&self, parts: &FormParts) -> Result<T, Mismatch> {
        let view = SchemaView::of(self.schema);
        let wrong = || Mismatch::of_whole("expected parts of the types of their fields".to_owned());
        let mut any = self.fields(&view, parts).ok_or_else(wrong)?;
        // A place for each file, which is put there below.
        for part in self.files(parts) {
            let is_list = view.field(&part.name).is_list();
            any[&part.name] = if is_list { Value::Array(Vec::new()) } else { Value::String(String::new()) };
        }
        let mut body = from_value::<T>(&any)?.value;
        if let Slot::Object(object) = body.open(Kind::Object) {
            for part in self.files(parts) {
                let FormPart { name, file_name, media_type, content } = part.clone();
                let index = object.names().iter().position(|(field, _)| *field == name);
                let slot = index.and_then(|index| object.slot(index));
                if !slot.is_some_and(|slot| slot.put_file(&FilePart { file_name, media_type, content })) {
                    return Err(wrong());
                }
            }
        }
        Ok(body)
    }
}
