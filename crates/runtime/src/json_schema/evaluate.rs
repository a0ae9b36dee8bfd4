//! Whether a value is valid: yes or no, without where and why. Only the rules that concern its type are checked.
//!
//! The rules that look at one value are implemented once, here and in `alone`: the report of what is broken calls them too.

use serde_json::Value;

use super::alone::{
    chosen, is_literal, is_number_kept, is_plain_text_kept, is_possible, is_text_counted, is_text_kept, is_type, parts,
};
use super::data::{Data, Items, JsonNumber, Named, Node};
use super::schema::{Keyword, MAX_LEVELS, Rule, Schema, Type};
use crate::constraint::number::Numeric;
use crate::constraint::text::place;
use crate::typed::Visits;

/// From which level on an alternative is looked at from outside first: above, that would cost more than it saves.
const DEEP: usize = 12;

/// Whether a value satisfies every rule. One that exceeds the limit of visits does not.
pub(super) fn is_valid<'v>(schema: &Schema, value: impl Data<'v>) -> bool {
    within_visits(value, || accepts(schema, value, 0)).unwrap_or(false)
}

/// The result of a check, if it takes no more looks at the parts of a value than there may be. They are counted only if the
/// first limit does not suffice.
pub(super) fn within_visits<'v, R>(value: impl Data<'v>, mut check: impl FnMut() -> R) -> Option<R> {
    [false, true].into_iter().find_map(|is_counted| {
        let _visits = Visits::begin(if is_counted { parts(value) } else { 0 });
        let result = check();
        (!Visits::are_over()).then_some(result)
    })
}

/// Whether the value satisfies every rule, at this level of nested schemas.
pub(super) fn accepts<'v>(schema: &Schema, value: impl Data<'v>, level: usize) -> bool {
    if level >= MAX_LEVELS {
        return schema.rules.is_empty();
    }
    let (plan, level) = (&schema.plan, level + 1);
    let any = |keyword: &Keyword| is_any_kept(keyword, value, level);
    match value.node() {
        Node::Null => plan.allows(Type::Null) && are_kept(schema, Type::Null, any),
        Node::Boolean(_) => plan.allows(Type::Boolean) && are_kept(schema, Type::Boolean, any),
        Node::Number(number) => {
            let whole = number.whole();
            (plan.allows(Type::Number) || (plan.allows(Type::Integer) && (whole.is_some() || number.is_whole())))
                && match whole {
                    Some(whole) => (plan.range.0..=plan.range.1).contains(&whole.into()),
                    None => {
                        (number.magnitude().is_none()
                            && (plan.fractions.0..=plan.fractions.1).contains(&number.float()))
                            || each(schema, plan.bounds, |keyword| is_number_kept(keyword, number).unwrap_or(true))
                    }
                }
                && plan.step.is_none_or(|step| step.divides(number))
                && are_kept(schema, Type::Number, |keyword| {
                    is_number_kept(keyword, number).unwrap_or_else(|| any(keyword))
                })
        }
        Node::Text(text) => is_text_counted(&text) && is_text_valid(schema, &text, any),
        Node::List(items) => {
            Visits::count(1 + items.len())
                && is_list_valid(schema, value, items, level)
                && plan.item.is_none_or(|item| items.iter().all(|one| accepts(item, one, level)))
        }
        Node::Object(fields) => {
            Visits::count(1 + fields.others())
                && is_object_valid(schema, value, fields, level)
                && plan.asks_no_more_than(match plan.properties {
                    Some(place) => are_fields_kept(&schema.rules[place].keyword, fields, level),
                    None => Some(0),
                })
        }
    }
}

/// Whether a list or an object satisfies every rule except those of the plan for its parts, which were checked one by one: these
/// named fields are there.
pub(super) fn accepts_but_parts<'v>(schema: &Schema, value: impl Data<'v>, there: u64, level: usize) -> bool {
    level < MAX_LEVELS
        && match value.node() {
            Node::List(items) => is_list_valid(schema, value, items, level + 1),
            Node::Object(fields) => {
                is_object_valid(schema, value, fields, level + 1) && schema.plan.asks_no_more_than(Some(there))
            }
            _ => accepts(schema, value, level),
        }
}

#[inline(always)]
fn is_text_valid(schema: &Schema, text: &str, any: impl Fn(&Keyword) -> bool) -> bool {
    schema.plan.allows(Type::String)
        && is_plain_text_kept(schema, text)
        && are_kept(schema, Type::String, |keyword| is_text_kept(keyword, text).unwrap_or_else(|| any(keyword)))
}

/// Whether a list satisfies every rule except that of the plan for its items.
#[inline(always)]
fn is_list_valid<'v, D: Data<'v>>(schema: &Schema, value: D, items: D::Items, level: usize) -> bool {
    let (min, max) = schema.plan.count;
    schema.plan.allows(Type::Array)
        && (min..=max).contains(&items.len())
        && are_kept(schema, Type::Array, |keyword| {
            is_list_kept(keyword, items, level).unwrap_or_else(|| is_any_kept(keyword, value, level))
        })
}

/// Whether an object satisfies every rule except those of the plan for its fields.
#[inline(always)]
fn is_object_valid<'v, D: Data<'v>>(schema: &Schema, value: D, fields: D::Fields, level: usize) -> bool {
    schema.plan.allows(Type::Object)
        && are_kept(schema, Type::Object, |keyword| {
            is_object_kept(keyword, fields, level).unwrap_or_else(|| is_any_kept(keyword, value, level))
        })
}

/// Whether the rules of this type that are not in the plan are satisfied.
#[inline(always)]
fn are_kept(schema: &Schema, one: Type, is_valid: impl Fn(&Keyword) -> bool) -> bool {
    each(schema, schema.plan.rules[one as usize], is_valid)
}

/// Whether each of the rules at these indices is satisfied.
#[inline(always)]
fn each(schema: &Schema, mut places: u64, is_valid: impl Fn(&Keyword) -> bool) -> bool {
    while places != 0 {
        let place = places.trailing_zeros() as usize;
        places &= places - 1;
        if !is_valid(&schema.rules[place].keyword) {
            return false;
        }
    }
    true
}

/// Whether a rule is satisfied; one that does not apply to values of this type is.
pub(super) fn is_rule_kept<'v>(keyword: &Keyword, value: impl Data<'v>, level: usize) -> bool {
    let own = match value.node() {
        Node::Number(number) => is_number_kept(keyword, number),
        Node::Text(text) => is_text_kept(keyword, &text),
        Node::List(items) => is_list_kept(keyword, items, level),
        Node::Object(fields) => is_object_kept(keyword, fields, level),
        Node::Null | Node::Boolean(_) => None,
    };
    own.unwrap_or_else(|| is_any_kept(keyword, value, level))
}

#[inline]
fn is_list_kept<'v>(keyword: &Keyword, items: impl Items<'v>, level: usize) -> Option<bool> {
    Some(match *keyword {
        Keyword::MinItems(min) => items.len() >= min,
        Keyword::MaxItems(max) => items.len() <= max,
        Keyword::UniqueItems => items.are_unique(),
        Keyword::PrefixItems(schemas) => items.iter().zip(schemas).all(|(item, schema)| accepts(schema, item, level)),
        Keyword::Items { from, item: schema } => items.iter().skip(from).all(|item| accepts(schema, item, level)),
        Keyword::Contains { item: schema, min, max } => {
            let count = items.iter().filter(|item| accepts(schema, *item, level)).count();
            count >= min && max.is_none_or(|max| count <= max)
        }
        _ => return None,
    })
}

#[inline]
fn is_object_kept<'v>(keyword: &Keyword, fields: impl Named<'v>, level: usize) -> Option<bool> {
    Some(match *keyword {
        Keyword::Properties { .. } => are_fields_kept(keyword, fields, level).is_some(),
        Keyword::PropertyNames(schema) => fields.iter().all(|(name, _)| is_name_kept(schema, name, level)),
        Keyword::Required(names) => names.iter().all(|name| fields.has(name)),
        Keyword::MinProperties(min) => fields.len() >= min,
        Keyword::MaxProperties(max) => fields.len() <= max,
        Keyword::DependentRequired(rules) => {
            rules.iter().all(|(name, others)| !fields.has(name) || others.iter().all(|other| fields.has(other)))
        }
        _ => return None,
    })
}

/// The keywords that may say something of values of every type. Another schema looks at the same value again, which is counted
/// for values without parts, too.
fn is_any_kept<'v>(keyword: &Keyword, value: impl Data<'v>, level: usize) -> bool {
    let is_valid = |schema: &Schema| Visits::count(1) && accepts(schema, value, level);
    let fits = |schema: &Schema| (level < DEEP || is_possible(schema, value, level)) && is_valid(schema);
    match *keyword {
        Keyword::Never => false,
        Keyword::Type(types) => types.iter().any(|one| is_type(*one, value)),
        Keyword::Enum(literals) => literals.iter().any(|literal| is_literal(value, literal)),
        Keyword::Const(literal) => is_literal(value, &literal),
        Keyword::Reference(schema) => is_valid(schema),
        Keyword::Deferred(cell) => cell.get().is_some_and(is_valid),
        Keyword::UnevaluatedProperties { of, field: schema } => match value.node() {
            Node::Object(fields) => {
                let evaluated = evaluated(of, value, level);
                fields.iter().all(|(name, field)| evaluated.has_field(name) || accepts(schema, field, level))
            }
            _ => true,
        },
        Keyword::UnevaluatedItems { of, item: schema } => match value.node() {
            Node::List(items) => {
                let evaluated = evaluated(of, value, level);
                let mut items = items.iter().enumerate();
                items.all(|(index, item)| evaluated.has_item(index, item) || accepts(schema, item, level))
            }
            _ => true,
        },
        Keyword::AllOf(schemas) => schemas.iter().all(|schema| is_valid(schema)),
        Keyword::AnyOf(schemas) => schemas.iter().any(|schema| fits(schema)),
        Keyword::OneOf(schemas) => schemas.iter().filter(|schema| fits(schema)).take(2).count() == 1,
        Keyword::Not(schema) => !is_valid(schema),
        Keyword::Choice { property, options } => {
            let Node::Object(fields) = value.node() else { return false };
            chosen(property, options, fields).is_some_and(is_valid)
        }
        Keyword::If { condition, then, otherwise } => {
            let chosen = if is_valid(condition) { then } else { otherwise };
            chosen.is_none_or(is_valid)
        }
        Keyword::DependentSchemas(schemas) => {
            let Node::Object(fields) = value.node() else { return true };
            schemas.iter().all(|(name, schema)| !fields.has(name) || is_valid(schema))
        }
        _ => true,
    }
}

/// Whether the name of a field matches a schema: a text, converted to a value only for rules that need one.
fn is_name_kept(schema: &Schema, name: &str, level: usize) -> bool {
    if level >= MAX_LEVELS {
        return schema.rules.is_empty();
    }
    is_text_valid(schema, name, |keyword| is_any_kept(keyword, &Value::String(name.to_owned()), level + 1))
}

/// The named fields that are present, as bits of their indices, if every field matches its schemas.
#[inline]
fn are_fields_kept<'v>(keyword: &Keyword, fields: impl Named<'v>, level: usize) -> Option<u64> {
    let Keyword::Properties { named, patterns, additional } = *keyword else { return Some(0) };
    let (mut there, mut next) = (0, 0);
    for (name, value) in fields.iter() {
        let place = place(named, name, next);
        if let Some(place) = place {
            if !accepts(named[place].1, value, level) {
                return None;
            }
            there |= u64::from(place < 64) << (place & 63);
            next = place + 1;
        }
        let mut is_known = place.is_some();
        for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.is_match(name)) {
            is_known = true;
            if !accepts(schema, value, level) {
                return None;
            }
        }
        if let Some(schema) = additional.filter(|_| !is_known)
            && !accepts(schema, value, level)
        {
            return None;
        }
    }
    Some(there)
}

/// The keywords that apply to parts of a value, of the schemas that the value matches; and their level.
/// They are found once for all parts: to find them again for each would take as long as the square of their number.
pub(super) struct Evaluated<'s>(Vec<(&'s Keyword, usize)>);

impl Evaluated<'_> {
    pub(super) fn has_field(&self, field: &str) -> bool {
        self.0.iter().any(|(keyword, _)| match keyword {
            Keyword::Properties { named, patterns, additional } => {
                additional.is_some()
                    || named.iter().any(|(name, _)| *name == field)
                    || patterns.iter().any(|(pattern, _)| pattern.is_match(field))
            }
            Keyword::UnevaluatedProperties { .. } => true,
            _ => false,
        })
    }

    pub(super) fn has_item<'v>(&self, index: usize, item: impl Data<'v>) -> bool {
        self.0.iter().any(|(keyword, level)| match keyword {
            Keyword::PrefixItems(schemas) => index < schemas.len(),
            Keyword::Items { from, .. } => index >= *from,
            Keyword::Contains { item: schema, .. } => accepts(schema, item, *level),
            Keyword::UnevaluatedItems { .. } => true,
            _ => false,
        })
    }
}

/// The keywords of a matching schema that apply to parts of a value.
pub(super) fn evaluated<'v>(of: &'static Schema, value: impl Data<'v>, level: usize) -> Evaluated<'static> {
    let mut out = Evaluated(Vec::new());
    // A schema made while the program runs names itself by a cell: the rules there are its own, not those of a reference.
    let of = match of.rules {
        [Rule { keyword: Keyword::Deferred(cell), .. }] => cell.get().unwrap_or(of),
        _ => of,
    };
    of.rules.iter().for_each(|rule| collect(&rule.keyword, value, level + 1, true, &mut out));
    // Beyond the limit they may be as many as there were looks, and nothing is known of the value.
    if Visits::are_over() { Evaluated(Vec::new()) } else { out }
}

fn collect<'v>(
    keyword: &'static Keyword,
    value: impl Data<'v>,
    level: usize,
    is_own: bool,
    out: &mut Evaluated<'static>,
) {
    let mut inside = |schema: &'static Schema| {
        if level < MAX_LEVELS && Visits::count(1) {
            schema.rules.iter().for_each(|rule| collect(&rule.keyword, value, level + 1, false, out));
        }
    };
    match *keyword {
        Keyword::UnevaluatedProperties { .. } | Keyword::UnevaluatedItems { .. } if is_own => {}
        Keyword::Properties { .. }
        | Keyword::PrefixItems(_)
        | Keyword::Items { .. }
        | Keyword::Contains { .. }
        | Keyword::UnevaluatedProperties { .. }
        | Keyword::UnevaluatedItems { .. } => out.0.push((keyword, level)),
        Keyword::Reference(schema) => inside(schema),
        Keyword::Deferred(cell) => cell.get().into_iter().for_each(inside),
        Keyword::AllOf(schemas) => schemas.iter().for_each(|schema| inside(schema)),
        Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => {
            schemas.iter().filter(|schema| accepts(schema, value, level)).for_each(|schema| inside(schema));
        }
        Keyword::Choice { property, options } => {
            if let Node::Object(fields) = value.node() {
                chosen(property, options, fields).into_iter().for_each(inside);
            }
        }
        Keyword::If { condition, then, otherwise } => match accepts(condition, value, level) {
            true => [Some(condition), then].into_iter().flatten().for_each(inside),
            false => otherwise.into_iter().for_each(inside),
        },
        Keyword::DependentSchemas(schemas) => {
            if let Node::Object(fields) = value.node() {
                schemas.iter().filter(|(name, _)| fields.has(name)).for_each(|(_, schema)| inside(schema));
            }
        }
        _ => {}
    }
}
