//! The rules of a set in a normal form, regardless of the keywords, references and versions of OpenAPI that spell them.

mod fold;
mod meet;
mod read;
mod subschemas;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use deskledger_codegen::{Node, Numeral, Position};
use serde_json::Value as Json;

use crate::number::{Bound, integer_range};
use crate::set::Id;

/// Types as bits. A number is whole or a fraction.
pub(crate) mod types {
    use deskledger_runtime::message::Message;

    use crate::messages;

    pub(crate) const NULL: u8 = 1;
    pub(crate) const BOOLEAN: u8 = 2;
    pub(crate) const WHOLE: u8 = 4;
    pub(crate) const FRACTION: u8 = 8;
    pub(crate) const NUMBER: u8 = WHOLE | FRACTION;
    pub(crate) const STRING: u8 = 16;
    pub(crate) const ARRAY: u8 = 32;
    pub(crate) const OBJECT: u8 = 64;
    pub(crate) const ALL: u8 = 127;
    /// Those whose values are one text in an address and in a header.
    pub(crate) const TEXTUAL: u8 = BOOLEAN | NUMBER | STRING;
    /// Each bit, for loops.
    pub(crate) const EACH: [u8; 7] = [NULL, BOOLEAN, WHOLE, FRACTION, STRING, ARRAY, OBJECT];

    /// The types by their names in JSON Schema.
    pub(crate) fn names(types: u8) -> Message {
        if types == ALL {
            return messages::any();
        }
        let whole = if types & FRACTION == 0 { types & WHOLE } else { 0 };
        let named = [(BOOLEAN, "boolean"), (FRACTION, "number"), (STRING, "string"), (ARRAY, "array")];
        let named =
            named.into_iter().chain([(OBJECT, "object"), (NULL, "null")]).map(|(bit, name)| (types & bit, name));
        let named = [(whole, "integer")].into_iter().chain(named).filter(|(bit, _)| *bit > 0);
        let names: Vec<_> = named.map(|(_, name)| Message::of(name)).collect();
        if names.is_empty() { messages::none() } else { Message::list(names, messages::or()) }
    }
}

/// `contains` with its counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contains {
    pub(crate) item: Id,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// `anyOf`, or `oneOf`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    pub(crate) is_one: bool,
    /// A discriminator picks the alternative, so that no value has two.
    pub(crate) is_tagged: bool,
    pub(crate) members: Vec<Id>,
}

/// `if`, `then` and `else`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) when: Id,
    pub(crate) then: Option<Id>,
    pub(crate) otherwise: Option<Id>,
}

/// Rules for every value of a set; a rule of one type does not apply to values of another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape<'d> {
    pub(crate) types: u8,
    /// `enum` and `const`.
    pub(crate) values: Option<Vec<Json>>,
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
    pub(crate) multiples: Vec<Numeral>,
    pub(crate) min_length: u64,
    pub(crate) max_length: Option<u64>,
    pub(crate) patterns: BTreeSet<&'d str>,
    pub(crate) formats: BTreeSet<&'d str>,
    pub(crate) encodings: BTreeSet<&'d str>,
    pub(crate) media_types: BTreeSet<&'d str>,
    pub(crate) content: Option<Id>,
    pub(crate) prefix: Vec<Id>,
    /// Items after the prefix.
    pub(crate) items: Option<Id>,
    pub(crate) min_items: u64,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique: bool,
    pub(crate) contains: Vec<Contains>,
    pub(crate) unevaluated_items: Option<Id>,
    pub(crate) properties: BTreeMap<&'d str, Id>,
    pub(crate) required: BTreeSet<&'d str>,
    pub(crate) by_pattern: BTreeMap<&'d str, Id>,
    /// Properties that neither a name nor a pattern covers.
    pub(crate) additional: Option<Id>,
    pub(crate) names: Option<Id>,
    pub(crate) min_properties: u64,
    pub(crate) max_properties: Option<u64>,
    pub(crate) dependent_required: BTreeMap<&'d str, BTreeSet<&'d str>>,
    pub(crate) dependent_schemas: BTreeMap<&'d str, Id>,
    pub(crate) unevaluated: Option<Id>,
    pub(crate) groups: Vec<Group>,
    pub(crate) nots: Vec<Id>,
    pub(crate) conditions: Vec<Condition>,
    /// Rules were left out: the set is smaller than this says.
    pub(crate) is_partial: bool,
    /// Where each keyword stands, and the whole under an empty name; the first of a name counts.
    pub(crate) at: Vec<(&'d str, Position)>,
    /// Keywords that do not constrain values: `default`, `deprecated`, wording, extensions.
    pub(crate) notes: BTreeMap<&'d str, &'d Node>,
}

impl<'d> Shape<'d> {
    /// Every value.
    pub(crate) fn any() -> Self {
        Self { types: types::ALL, ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.types == 0 || self.values.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether the rules without combinations say everything.
    pub(crate) fn is_plain(&self) -> bool {
        self.groups.is_empty() && self.is_exact()
    }

    /// Whether a value that satisfies the rules and one alternative of each group is in the set.
    pub(crate) fn is_exact(&self) -> bool {
        self.nots.is_empty() && self.conditions.is_empty() && !self.is_partial && self.dependent_schemas.is_empty()
    }

    /// The least and the greatest whole number, as far as there is one.
    pub(crate) fn whole_range(&self) -> (Option<i128>, Option<i128>) {
        let formats = || self.formats.iter().filter_map(|name| integer_range(name));
        let min = self.min.as_ref().and_then(|bound| bound.first_whole(Ordering::Greater));
        let max = self.max.as_ref().and_then(|bound| bound.first_whole(Ordering::Less));
        (formats().map(|range| range.0).chain(min).max(), formats().map(|range| range.1).chain(max).min())
    }

    /// Where a keyword stands, or the schema where it has none.
    pub(crate) fn position(&self, keyword: &str) -> Option<Position> {
        let find = |name: &str| self.at.iter().find(|(known, _)| *known == name).map(|(_, position)| *position);
        find(keyword).or_else(|| find(""))
    }
}
