use serde_json::Value;

use super::data::OfType;
use super::evaluate::{accepts, accepts_but_parts};
use super::schema::{Keyword, Schema};
use crate::constraint::text::place;
use crate::typed::{Check, Scalar, Seen, Typed, Visits};

/// The schema of a part, and its level; none says nothing.
#[derive(Clone, Copy)]
pub(crate) struct WhileReading(Option<(&'static Schema, usize)>);

impl WhileReading {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        Self(Some((schema, 0)))
    }
}

impl Check for WhileReading {
    #[inline]
    fn accepts_scalar(self, scalar: Scalar<'_>) -> bool {
        self.0.is_none_or(|(schema, level)| accepts(schema, scalar, level))
    }

    fn accepts(self, value: &Value) -> bool {
        self.0.is_none_or(|(schema, level)| accepts(schema, value, level) && !Visits::are_over())
    }

    fn accepts_but_parts(self, value: &dyn Typed, seen: &Seen) -> bool {
        !seen.has_more
            && self.0.is_none_or(|(schema, level)| accepts_but_parts(schema, OfType(value), seen.there, level))
            && !Visits::are_over()
    }

    #[inline]
    fn item(self) -> Self {
        Self(self.0.and_then(|(schema, level)| Some((schema.plan.item?, level + 1))))
    }

    #[inline(always)]
    fn field(self, name: &str, seen: &mut Seen) -> Self {
        let Some((schema, level)) = self.0 else { return self };
        let Some(Keyword::Properties { named, patterns, additional }) =
            schema.plan.properties.map(|place| &schema.rules[place].keyword)
        else {
            return Self(None);
        };
        let mut found = None;
        if let Some(place) = place(named, name, seen.next) {
            seen.there |= u64::from(place < 64) << (place & 63);
            seen.next = place + 1;
            found = Some(named[place].1);
        }
        for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.is_match(name)) {
            seen.has_more |= found.replace(*schema).is_some();
        }
        Self(found.or(*additional).map(|schema| (schema, level + 1)))
    }
}
