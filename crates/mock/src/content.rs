//! Values and bodies of one side, from the examples of the document where those are valid.

use deskledger_runtime::json_schema::Schema;
use serde_json::Value;

use crate::api::Api;
use crate::direction::without;
use crate::examples::made;
use crate::media::{is_text, item, sequence};
use crate::sample::Wish;

/// Values of a sequence that is made.
const ITEMS: u64 = 2;

/// What is sent by one side.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) api: &'a Api,
    /// The keyword of fields that this side does not state.
    pub(crate) keyword: &'static str,
    pub(crate) wish: Wish,
}

impl Side<'_> {
    /// An example that the rule accepts, else a value that is made; and whether it is an example.
    pub(crate) fn value(
        &self,
        schema: Option<&Value>,
        rule: &'static Schema,
        examples: &[Value],
    ) -> Option<(Value, bool)> {
        let document = &self.api.document;
        let example = examples.iter().find(|one| rule.is_valid(one)).cloned();
        let is_example = example.is_some();
        let value = example.or_else(|| made(document, schema, rule, self.wish))?;
        Some((without(document, (self.keyword, schema), rule, value), is_example))
    }

    /// A body that generated code takes as bytes; `otherwise` where the document says nothing of it.
    pub(crate) fn bytes(
        &self,
        media_type: &str,
        content: Option<&Value>,
        examples: &[Value],
        otherwise: &[u8],
    ) -> Option<Vec<u8>> {
        if let Some(Value::String(text)) = examples.first() {
            return Some(text.clone().into_bytes());
        }
        let schema = content.and_then(item);
        let framing = content.and_then(|content| sequence(media_type, content));
        let has_rule = framing.is_some() || is_text(media_type);
        let rule = schema.filter(|_| has_rule).and_then(|schema| self.api.further(schema, self.keyword == "readOnly"));
        let made = |rule, place| {
            let seed = self.wish.0.map(|seed| seed.wrapping_add(place));
            let (value, _) = Side { wish: (seed, self.wish.1), ..*self }.value(schema, rule, &[])?;
            Some(value)
        };
        match (framing, examples.first(), rule) {
            // An example is a value of the sequence, or the list of them.
            (Some(framing), Some(Value::Array(items)), rule)
                if !rule.is_some_and(|rule| rule.is_valid(&examples[0])) =>
            {
                Some(items.iter().flat_map(|item| framing.write(item)).collect())
            }
            (Some(framing), Some(example), _) => Some(framing.write(example)),
            (Some(framing), None, Some(rule)) => {
                let values = (0..ITEMS).map(|place| Some(framing.write(&made(rule, place)?)));
                values.collect::<Option<Vec<_>>>().map(|values| values.concat())
            }
            (None, Some(other), _) => Some(other.to_string().into_bytes()),
            (None, None, Some(rule))
                if !std::str::from_utf8(otherwise).is_ok_and(|text| rule.is_valid(&text.into())) =>
            {
                match made(rule, 0)? {
                    Value::String(text) => Some(text.into_bytes()),
                    // What a list or an object is as text is not said.
                    Value::Array(_) | Value::Object(_) => Some(otherwise.to_vec()),
                    other => Some(other.to_string().into_bytes()),
                }
            }
            (_, None, _) => Some(otherwise.to_vec()),
        }
    }
}
