//! What a value of each type has to be asked: worked out while the program is compiled.

use super::{Decimal, Keyword, Number, Rule, Schema, Type};
use crate::validate::Pattern;

/// The rules of a schema, by what they are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The types that a value may have, as bits.
    types: u8,
    /// The rules that say something of the values of each type, as bits of their places, but for those that follow.
    pub(super) rules: [u64; TYPES],
    /// Fewest and most characters of a text.
    pub(super) length: (usize, usize),
    /// The pattern of a text.
    pub(super) pattern: Option<&'static Pattern>,
    /// Smallest and largest of whole numbers.
    pub(super) range: (i64, i64),
    /// The rules that this range is made of, for other numbers.
    pub(super) bounds: u64,
    /// What a number is a multiple of.
    pub(super) step: Option<Decimal>,
    /// Fewest and most items of a list.
    pub(super) count: (usize, usize),
    /// What every item of a list is.
    pub(super) item: Option<&'static Schema>,
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
    /// The plan of a schema without rules.
    const EMPTY: Self = Self {
        types: ALL,
        rules: [0; TYPES],
        length: (0, usize::MAX),
        pattern: None,
        range: (i64::MIN, i64::MAX),
        bounds: 0,
        step: None,
        count: (0, usize::MAX),
        item: None,
        properties: None,
        required: 0,
        dependent: [(0, 0); 2],
    };

    /// The plan for these rules; the keywords of a schema are at most as many as there are bits.
    pub(super) const fn of(rules: &[Rule]) -> Self {
        assert!(rules.len() <= 64, "expected at most 64 rules");
        let (properties, named) = properties(rules);
        let mut plan = Self { properties, ..Self::EMPTY };
        let mut place = 0;
        while place < rules.len() {
            match rules[place].keyword {
                Keyword::Type(types) => plan.types &= bits(types),
                // Nothing to be broken.
                Keyword::Default(_) => {}
                Keyword::Properties { .. } if is_place(properties, place) => {}
                Keyword::MinLength(min) if min > plan.length.0 => plan.length.0 = min,
                Keyword::MaxLength(max) if max < plan.length.1 => plan.length.1 = max,
                Keyword::Pattern(pattern) if plan.pattern.is_none() => plan.pattern = Some(pattern),
                Keyword::MultipleOf(step) if plan.step.is_none() => plan.step = Some(step),
                Keyword::MinItems(min) if min > plan.count.0 => plan.count.0 = min,
                Keyword::MaxItems(max) if max < plan.count.1 => plan.count.1 = max,
                Keyword::Items { from: 0, item } if plan.item.is_none() => plan.item = Some(item),
                Keyword::Minimum { limit: Number::Whole(limit), exclusive } if is_small(limit) => {
                    // Both spellings of a bound may stand in a schema.
                    let limit = limit as i64 + exclusive as i64;
                    plan.range.0 = if limit > plan.range.0 { limit } else { plan.range.0 };
                    plan.bounds |= 1 << place;
                }
                Keyword::Maximum { limit: Number::Whole(limit), exclusive } if is_small(limit) => {
                    let limit = limit as i64 - exclusive as i64;
                    plan.range.1 = if limit < plan.range.1 { limit } else { plan.range.1 };
                    plan.bounds |= 1 << place;
                }
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
    const fn ask(&mut self, rule: u64, types: u8) {
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
        if rules.len() > self.dependent.len() || self.dependent[0].0 != 0 {
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
        Keyword::Format(_) => bit(Type::String),
        Keyword::Minimum { .. } | Keyword::Maximum { .. } => bit(Type::Number),
        Keyword::UniqueItems | Keyword::PrefixItems(_) | Keyword::Items { .. } | Keyword::Contains { .. } => {
            bit(Type::Array)
        }
        Keyword::PropertyNames(_)
        | Keyword::MinProperties(_)
        | Keyword::MaxProperties(_)
        | Keyword::DependentSchemas(_) => bit(Type::Object),
        _ => ALL,
    }
}

const fn is_place(properties: Option<usize>, place: usize) -> bool {
    matches!(properties, Some(one) if one == place)
}

/// Whether a bound is a number of 64 bits, and the next one too.
const fn is_small(limit: i128) -> bool {
    limit > i64::MIN as i128 && limit < i64::MAX as i128
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
    fn a_number_beside_a_bound_is_judged_however_large_it_is_or_however_it_is_written() {
        const fn at_least(limit: i128, exclusive: bool) -> Rule {
            Rule::new(1, Keyword::Minimum { limit: Number::Whole(limit), exclusive })
        }
        const fn at_most(limit: i128, exclusive: bool) -> Rule {
            Rule::new(1, Keyword::Maximum { limit: Number::Whole(limit), exclusive })
        }
        const OPEN: &[Rule] = &[at_least(0, true), at_most(10, true)];
        assert!([json!(1), json!(9), json!(0.5), json!(9.5), json!("x")].iter().all(|value| is_valid(OPEN, value)));
        let outside = [json!(0), json!(10), json!(0.0), json!(10.0), json!(-1), json!(u64::MAX), json!(1e300)];
        assert!(outside.iter().all(|value| !is_valid(OPEN, value)));
        const LARGE: &[Rule] = &[at_least(i64::MAX as i128, true), at_most(u64::MAX as i128, false)];
        assert!(is_valid(LARGE, &json!(u64::MAX)) && is_valid(LARGE, &json!(1_u64 << 63)));
        assert!(!is_valid(LARGE, &json!(i64::MAX)) && !is_valid(LARGE, &json!(1)));
        const BOTH: &[Rule] = &[at_least(3, true), at_least(1, false), at_most(5, false), at_most(9, true)];
        assert!([json!(4), json!(5), json!(3.5)].iter().all(|value| is_valid(BOTH, value)));
        assert!([json!(3), json!(2), json!(6), json!(3.0), json!(5.5)].iter().all(|value| !is_valid(BOTH, value)));
        const HALF: &[Rule] = &[Rule::new(1, Keyword::Minimum { limit: Number::Float(0.5), exclusive: false })];
        assert!(is_valid(HALF, &json!(1)) && is_valid(HALF, &json!(0.5)) && !is_valid(HALF, &json!(0)));
    }

    #[test]
    fn a_text_or_a_list_at_its_bounds_is_taken_and_beyond_them_refused() {
        const WORD: &[Rule] = &[Rule::new(1, Keyword::MinLength(2)), Rule::new(1, Keyword::MaxLength(3))];
        assert!([json!("ab"), json!("张三丰"), json!([1]), json!(7)].iter().all(|value| is_valid(WORD, value)));
        assert!([json!("a"), json!(""), json!("张"), json!("abcd")].iter().all(|value| !is_valid(WORD, value)));
        static NUMBER: Schema = Schema::new(&[Rule::new(1, Keyword::Type(&[Type::Number]))]);
        const LIST: &[Rule] = &[
            Rule::new(1, Keyword::MinItems(1)),
            Rule::new(1, Keyword::MaxItems(2)),
            Rule::new(1, Keyword::Items { from: 0, item: &NUMBER }),
        ];
        assert!(is_valid(LIST, &json!([1])) && is_valid(LIST, &json!([1, 2.5])) && is_valid(LIST, &json!("x")));
        assert!(
            [json!([]), json!([1, 2, 3]), json!(["x"]), json!([1, null])].iter().all(|value| !is_valid(LIST, value))
        );
        static WHOLE: Schema = Schema::new(&[Rule::new(1, Keyword::Type(&[Type::Integer]))]);
        const TWICE: &[Rule] = &[
            Rule::new(1, Keyword::Items { from: 0, item: &NUMBER }),
            Rule::new(1, Keyword::Items { from: 0, item: &WHOLE }),
            Rule::new(1, Keyword::MaxItems(3)),
            Rule::new(1, Keyword::MaxItems(2)),
            Rule::new(1, Keyword::MaxItems(3)),
        ];
        assert!(is_valid(TWICE, &json!([1])) && !is_valid(TWICE, &json!([1.5])) && !is_valid(TWICE, &json!([1, 2, 3])));
        const REST: &[Rule] = &[Rule::new(1, Keyword::Items { from: 1, item: &NUMBER })];
        assert!(is_valid(REST, &json!(["x", 1])) && !is_valid(REST, &json!([1, "x"])));
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
