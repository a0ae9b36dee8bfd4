//! What a value of each type has to be asked: worked out while the program is compiled.

use super::{Keyword, Rule, Schema, Type};

/// The rules of a schema, by what they are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The types that a value may have, as bits.
    types: u8,
    /// The rules that say something of the values of each type, as bits of their places.
    pub(super) rules: [u32; TYPES],
    /// The place of the rule for the fields of an object.
    pub(super) properties: Option<usize>,
    /// The named fields that must be there, as bits of their places.
    required: u64,
    /// Named fields that ask for others, in the same bits.
    dependent: [(u64, u64); 2],
}

const TYPES: usize = 7;

/// Every type, as bits.
const ALL: u8 = 0b111_1111;

impl Plan {
    /// The plan for these rules; there are fewer keywords than bits.
    pub(super) const fn of(rules: &[Rule]) -> Self {
        assert!(rules.len() <= 32, "expected each keyword once");
        let (properties, named) = properties(rules);
        let mut plan = Self { types: ALL, rules: [0; TYPES], properties, required: 0, dependent: [(0, 0); 2] };
        let mut place = 0;
        while place < rules.len() {
            match rules[place].keyword {
                Keyword::Type(types) => plan.types &= bits(types),
                Keyword::Properties { .. } => {}
                Keyword::Required(names) => match places(names, named) {
                    Some(places) => plan.required |= places,
                    None => plan.ask(1 << place, bit(Type::Object)),
                },
                Keyword::DependentRequired(dependent) => {
                    if !plan.depend(dependent, named) {
                        plan.ask(1 << place, bit(Type::Object));
                    }
                }
                keyword => plan.ask(1 << place, concerned(&keyword)),
            }
            place += 1;
        }
        plan
    }

    /// Whether a value may have the type.
    #[inline(always)]
    pub(super) const fn allows(&self, one: Type) -> bool {
        self.types & bit(one) != 0
    }

    /// Whether an object with these named fields has all that it must have; nothing where one of them is wrong.
    #[inline(always)]
    pub(super) fn asks_no_more_than(&self, there: Option<u64>) -> bool {
        there.is_some_and(|there| {
            self.required & !there == 0
                && self.dependent.iter().all(|(one, others)| there & one == 0 || others & !there == 0)
        })
    }

    /// Asks values of these types a rule.
    const fn ask(&mut self, rule: u32, types: u8) {
        let mut one = 0;
        while one < TYPES {
            if types >> one & 1 == 1 {
                self.rules[one] |= rule;
            }
            one += 1;
        }
    }

    /// Takes up fields that ask for others, if there is room and all of them are named.
    const fn depend(&mut self, rules: &[(&str, &[&str])], named: &[(&str, &Schema)]) -> bool {
        if rules.len() > self.dependent.len() {
            return false;
        }
        let mut dependent = [(0, 0); 2];
        let mut place = 0;
        while place < rules.len() {
            let (Some(one), Some(others)) = (places(&[rules[place].0], named), places(rules[place].1, named)) else {
                return false;
            };
            dependent[place] = (one, others);
            place += 1;
        }
        self.dependent = dependent;
        true
    }
}

/// The types that a keyword says something of, as bits.
const fn concerned(keyword: &Keyword) -> u8 {
    match keyword {
        Keyword::MinLength(_) | Keyword::MaxLength(_) | Keyword::Pattern(_) | Keyword::Format(_) => bit(Type::String),
        Keyword::Minimum { .. } | Keyword::Maximum { .. } | Keyword::MultipleOf(_) => bit(Type::Number),
        Keyword::MinItems(_)
        | Keyword::MaxItems(_)
        | Keyword::UniqueItems
        | Keyword::PrefixItems(_)
        | Keyword::Items { .. }
        | Keyword::Contains { .. } => bit(Type::Array),
        Keyword::PropertyNames(_)
        | Keyword::MinProperties(_)
        | Keyword::MaxProperties(_)
        | Keyword::DependentSchemas(_) => bit(Type::Object),
        _ => ALL,
    }
}

const fn bit(one: Type) -> u8 {
    1 << one as u8
}

/// The bits of types: every number may be asked for as a whole one or not.
const fn bits(types: &[Type]) -> u8 {
    let (mut all, mut place) = (0, 0);
    while place < types.len() {
        all |= bit(types[place]);
        if matches!(types[place], Type::Number) {
            all |= bit(Type::Integer);
        }
        place += 1;
    }
    all
}

/// The place of the rule for the fields of an object, and the fields that it names.
const fn properties(rules: &[Rule]) -> (Option<usize>, &'static [(&'static str, &'static Schema)]) {
    let mut place = 0;
    while place < rules.len() {
        if let Keyword::Properties { named, .. } = rules[place].keyword {
            return (Some(place), named);
        }
        place += 1;
    }
    (None, &[])
}

/// The places of names among the fields that are named, as bits; nothing where one is not, or there is no bit for it.
const fn places(names: &[&str], named: &[(&str, &Schema)]) -> Option<u64> {
    let (mut places, mut one) = (0, 0);
    while one < names.len() {
        let mut place = 0;
        while place < named.len() && !is_same(names[one], named[place].0) {
            place += 1;
        }
        if place >= named.len() || place >= 64 {
            return None;
        }
        places |= 1 << place;
        one += 1;
    }
    Some(places)
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    static ANY: Schema = Schema::new(&[]);
    static NAMED: &[(&str, &Schema)] = &[("a", &ANY), ("b", &ANY), ("c", &ANY)];
    const FIELDS: Rule = Rule::new(1, Keyword::Properties { named: NAMED, patterns: &[], additional: None });

    #[track_caller]
    fn is_valid(rules: &'static [Rule], value: &Value) -> bool {
        let schema = Schema::new(rules);
        let is_valid = schema.is_valid(value);
        assert_eq!(is_valid, schema.check(value).is_empty(), "{value}");
        is_valid
    }

    #[test]
    fn a_field_that_must_be_there_is_missed_wherever_it_is_named() {
        const BOTH: &[Rule] = &[Rule::new(1, Keyword::Required(&["c", "a"])), FIELDS];
        const ELSEWHERE: &[Rule] = &[FIELDS, Rule::new(1, Keyword::Required(&["a", "z"]))];
        const ALONE: &[Rule] = &[Rule::new(1, Keyword::Required(&["a", "z"]))];
        assert!(is_valid(BOTH, &json!({"c": 1, "x": 2, "a": 3})) && is_valid(BOTH, &json!([])));
        assert!(!is_valid(BOTH, &json!({"a": 1, "b": 2})) && !is_valid(BOTH, &json!({})));
        for rules in [ELSEWHERE, ALONE] {
            assert!(is_valid(rules, &json!({"z": 1, "a": 3})));
            assert!(!is_valid(rules, &json!({"a": 1})) && !is_valid(rules, &json!({"z": 1})));
        }
    }

    #[test]
    fn fields_that_ask_for_others_are_asked_whether_there_is_room_for_bits_or_not() {
        const FEW: Keyword = Keyword::DependentRequired(&[("a", &["b", "c"]), ("b", &["c"])]);
        const MANY: Keyword = Keyword::DependentRequired(&[("a", &["b", "c"]), ("b", &["c"]), ("x", &["a"])]);
        const CASES: [&[Rule]; 4] = [
            &[FIELDS, Rule::new(1, FEW)],
            &[Rule::new(1, FEW)],
            &[FIELDS, Rule::new(1, MANY)],
            &[Rule::new(1, MANY), FIELDS],
        ];
        for rules in CASES {
            assert!(is_valid(rules, &json!({"c": 1, "b": 1, "a": 1})) && is_valid(rules, &json!({"c": 1})));
            assert!(!is_valid(rules, &json!({"a": 1, "b": 1})) && !is_valid(rules, &json!({"b": 1})));
        }
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written_and_other_types_are_not_asked() {
        const WHOLE: &[Rule] =
            &[Rule::new(1, Keyword::MinLength(3)), Rule::new(2, Keyword::Type(&[Type::Integer, Type::Null]))];
        assert!([json!(1), json!(1.0), json!(null)].iter().all(|value| is_valid(WHOLE, value)));
        assert!([json!(1.5), json!("abcd"), json!(true), json!([])].iter().all(|value| !is_valid(WHOLE, value)));
        const TEXT: &[Rule] = &[Rule::new(1, Keyword::MinLength(3))];
        assert!([json!(1), json!("abc"), json!({})].iter().all(|value| is_valid(TEXT, value)));
        assert!(!is_valid(TEXT, &json!("ab")));
        const NOTHING: &[Rule] = &[Rule::new(1, Keyword::Never)];
        assert!([json!(1), json!(null), json!({}), json!("")].iter().all(|value| !is_valid(NOTHING, value)));
    }

    #[test]
    fn names_of_fields_are_asked_every_rule_of_their_schema() {
        static SHORT: Schema = Schema::new(&[
            Rule::new(1, Keyword::MaxLength(2)),
            Rule::new(
                1,
                Keyword::Enum(&[crate::json_schema::Literal::Text("ab"), crate::json_schema::Literal::Text("abc")]),
            ),
        ]);
        const RULES: &[Rule] = &[Rule::new(1, Keyword::PropertyNames(&SHORT))];
        assert!(is_valid(RULES, &json!({"ab": 1})) && is_valid(RULES, &json!({})));
        assert!(!is_valid(RULES, &json!({"abc": 1})) && !is_valid(RULES, &json!({"a": 1})));
    }
}
