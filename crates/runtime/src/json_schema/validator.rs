use serde_json::Value;

use super::data::OfType;
use super::report::Finding;
use super::schema::Schema;
use super::{defaults, evaluate, report};
use crate::typed::Typed;
use crate::validate::{Location, Violation, Violations};

impl Schema {
    /// Whether the value satisfies every rule. Allocates only for `uniqueItems` on longer lists.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::{Keyword, Rule, Schema};
    /// static NAME: Schema = Schema::new(&[Rule::new(3, Keyword::MaxLength(2))]);
    /// assert!(NAME.is_valid(&serde_json::json!("ab")));
    /// assert_eq!(NAME.check(&serde_json::json!("abc"))[0].to_string(), "(the whole value) breaks maxLength (line 3)");
    /// ```
    pub fn is_valid(&self, value: &Value) -> bool {
        evaluate::is_valid(self, value)
    }

    /// Fills in the defaults of fields that are absent, however deep; for a value that was read.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::{Keyword, Literal, Rule, Schema};
    /// static SIZE: Schema = Schema::new(&[Rule::new(3, Keyword::Default(Literal::Text("A4")))]);
    /// static PAGE: Schema = Schema::new(&[Rule::new(2, Keyword::Properties {
    ///     named: &[("size", &SIZE)], patterns: &[], additional: None,
    /// })]);
    /// let mut page = serde_json::json!({});
    /// PAGE.fill(&mut page);
    /// assert_eq!(page, serde_json::json!({"size": "A4"}));
    /// ```
    pub fn fill(&'static self, value: &mut Value) {
        defaults::fill(self, value, 0);
    }

    /// Every rule that the value breaks, up to [`MAX_FINDINGS`](super::MAX_FINDINGS).
    pub fn check(&self, value: &Value) -> Vec<Finding> {
        report::check(self, value)
    }

    /// Whether a value of a generated type satisfies every rule.
    pub fn is_valid_typed(&self, value: &dyn Typed) -> bool {
        evaluate::is_valid(self, OfType(value))
    }

    /// Every rule that a value of a type of its own breaks, up to [`MAX_FINDINGS`](super::MAX_FINDINGS).
    pub fn check_typed(&self, value: &dyn Typed) -> Vec<Finding> {
        report::check(self, OfType(value))
    }

    /// Adds the rules that a value of a type of its own breaks to `out`; `at` is where the whole value stands.
    pub(crate) fn collect_typed(&self, at: Location, value: &dyn Typed, out: &mut Violations) {
        if !self.is_valid_typed(value) {
            add(at, self.check_typed(value), out);
        }
    }

    /// Adds the rules that the value breaks to `out`; `at` is where the whole value stands.
    pub(crate) fn collect(&self, at: Location, value: &Value, out: &mut Violations) {
        if !self.is_valid(value) {
            add(at, self.check(value), out);
        }
    }
}

fn add(at: Location, findings: Vec<Finding>, out: &mut Violations) {
    findings.into_iter().for_each(|one| {
        out.push(Violation::inside(at, &one.pointer, one.rule, one.expected, one.line));
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::constraint::number::Number;
    use crate::json_schema::schema::{Keyword, Literal, Rule, Type};

    static ANY: Schema = Schema::new(&[]);
    static NAMED: &[(&str, &Schema)] = &[("a", &ANY), ("b", &ANY), ("c", &ANY)];
    const FIELDS: Rule = rule(Keyword::Properties { named: NAMED, patterns: &[], additional: None });

    const fn rule(keyword: Keyword) -> Rule {
        Rule::new(1, keyword)
    }

    #[track_caller]
    fn is_valid(rules: &'static [Rule], value: &Value) -> bool {
        let schema = Schema::new(rules);
        let is_valid = schema.is_valid(value);
        assert_eq!(is_valid, schema.check(value).is_empty(), "{value}");
        is_valid
    }

    #[track_caller]
    fn all(rules: &'static [Rule], are_valid: bool, values: &[Value]) {
        values.iter().for_each(|value| assert_eq!(is_valid(rules, value), are_valid, "{value}"));
    }

    #[test]
    fn a_field_that_must_be_there_is_missed_wherever_it_is_named() {
        const BOTH: &[Rule] = &[rule(Keyword::Required(&["c", "a"])), FIELDS];
        const ELSEWHERE: &[Rule] = &[FIELDS, rule(Keyword::Required(&["a", "z"]))];
        const ALONE: &[Rule] = &[rule(Keyword::Required(&["a", "z"]))];
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
        const WHOLE: &[Rule] = &[rule(Keyword::MinLength(3)), rule(Keyword::Type(&[Type::Integer, Type::Null]))];
        all(WHOLE, true, &[json!(1), json!(1.0), json!(null)]);
        all(WHOLE, false, &[json!(1.5), json!("abcd"), json!(true), json!([])]);
        const TEXT: &[Rule] = &[rule(Keyword::MinLength(3))];
        all(TEXT, true, &[json!(1), json!("abc"), json!({})]);
        assert!(!is_valid(TEXT, &json!("ab")));
        const NOTHING: &[Rule] = &[rule(Keyword::Never)];
        all(NOTHING, false, &[json!(1), json!(null), json!({}), json!("")]);
    }

    #[test]
    fn a_number_beside_a_bound_is_judged_however_large_it_is_or_however_it_is_written() {
        const fn at_least(limit: i128, exclusive: bool) -> Rule {
            rule(Keyword::Minimum { limit: Number::Whole(limit), exclusive })
        }
        const fn at_most(limit: i128, exclusive: bool) -> Rule {
            rule(Keyword::Maximum { limit: Number::Whole(limit), exclusive })
        }
        const OPEN: &[Rule] = &[at_least(0, true), at_most(10, true)];
        all(OPEN, true, &[json!(1), json!(9), json!(0.5), json!(9.5), json!("x")]);
        all(OPEN, false, &[json!(0), json!(10), json!(0.0), json!(10.0), json!(-1), json!(u64::MAX), json!(1e300)]);
        const LARGE: &[Rule] = &[at_least(i64::MAX as i128, true), at_most(u64::MAX as i128, false)];
        assert!(is_valid(LARGE, &json!(u64::MAX)) && is_valid(LARGE, &json!(1_u64 << 63)));
        assert!(!is_valid(LARGE, &json!(i64::MAX)) && !is_valid(LARGE, &json!(1)));
        const BOTH: &[Rule] = &[at_least(3, true), at_least(1, false), at_most(5, false), at_most(9, true)];
        all(BOTH, true, &[json!(4), json!(5), json!(3.5)]);
        all(BOTH, false, &[json!(3), json!(2), json!(6), json!(3.0), json!(5.5)]);
        const HALF: &[Rule] = &[rule(Keyword::Minimum { limit: Number::Float(0.5), exclusive: false })];
        assert!(is_valid(HALF, &json!(1)) && is_valid(HALF, &json!(0.5)) && !is_valid(HALF, &json!(0)));
    }

    #[test]
    fn a_whole_number_below_64_bits_is_rejected_as_it_is_read_and_afterwards() {
        const INT64: &[Rule] = &[
            rule(Keyword::Type(&[Type::Integer])),
            rule(Keyword::Minimum { limit: Number::Whole(i64::MIN as i128), exclusive: false }),
        ];
        static SCHEMA: Schema = Schema::new(INT64);
        for (text, is_within) in [("-9223372036854775808", true), ("-9223372036854775809", false)] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!((is_valid(INT64, &value), SCHEMA.is_valid_typed(&value)), (is_within, is_within), "{text}");
        }
        // The least number is not rounded where a type has it.
        assert!(SCHEMA.is_valid_typed(&(i64::MIN as f64)));
    }

    #[test]
    fn a_text_or_a_list_at_its_bounds_is_taken_and_beyond_them_rejected() {
        const WORD: &[Rule] = &[rule(Keyword::MinLength(2)), rule(Keyword::MaxLength(3))];
        all(WORD, true, &[json!("ab"), json!("张三丰"), json!([1]), json!(7)]);
        all(WORD, false, &[json!("a"), json!(""), json!("张"), json!("abcd")]);
        static NUMBER: Schema = Schema::new(&[rule(Keyword::Type(&[Type::Number]))]);
        const LIST: &[Rule] =
            &[rule(Keyword::MinItems(1)), rule(Keyword::MaxItems(2)), rule(Keyword::Items { from: 0, item: &NUMBER })];
        assert!(is_valid(LIST, &json!([1])) && is_valid(LIST, &json!([1, 2.5])) && is_valid(LIST, &json!("x")));
        all(LIST, false, &[json!([]), json!([1, 2, 3]), json!(["x"]), json!([1, null])]);
        static WHOLE: Schema = Schema::new(&[rule(Keyword::Type(&[Type::Integer]))]);
        const TWICE: &[Rule] = &[
            rule(Keyword::Items { from: 0, item: &NUMBER }),
            rule(Keyword::Items { from: 0, item: &WHOLE }),
            rule(Keyword::MaxItems(3)),
            rule(Keyword::MaxItems(2)),
            rule(Keyword::MaxItems(3)),
        ];
        assert!(is_valid(TWICE, &json!([1])) && !is_valid(TWICE, &json!([1.5])) && !is_valid(TWICE, &json!([1, 2, 3])));
        const REST: &[Rule] = &[rule(Keyword::Items { from: 1, item: &NUMBER })];
        assert!(is_valid(REST, &json!(["x", 1])) && !is_valid(REST, &json!([1, "x"])));
    }

    #[test]
    fn names_of_fields_are_asked_every_rule_of_their_schema() {
        static SHORT: Schema = Schema::new(&[
            rule(Keyword::MaxLength(2)),
            rule(Keyword::Enum(&[Literal::Text("ab"), Literal::Text("abc")])),
        ]);
        const RULES: &[Rule] = &[rule(Keyword::PropertyNames(&SHORT))];
        assert!(is_valid(RULES, &json!({"ab": 1})) && is_valid(RULES, &json!({})));
        assert!(!is_valid(RULES, &json!({"abc": 1})) && !is_valid(RULES, &json!({"a": 1})));
    }

    #[test]
    fn a_check_ends_that_would_look_at_a_value_twice_as_often_for_each_level() {
        static PET: Schema = Schema::new(&[rule(Keyword::OneOf(&[&CAT, &DOG]))]);
        static CAT: Schema = Schema::new(&[rule(Keyword::AllOf(&[&PET]))]);
        static DOG: Schema = Schema::new(&[rule(Keyword::AllOf(&[&PET]))]);
        static BOTH: Schema = Schema::new(&[rule(Keyword::AllOf(&[&BOTH, &BOTH]))]);
        const REST: &[Rule] = &[rule(Keyword::UnevaluatedProperties { of: &BOTH, field: &ANY })];
        for value in [json!({"a": 1}), json!("text"), json!(1)] {
            assert!(!PET.is_valid(&value) && !PET.check(&value).is_empty(), "{value}");
            assert!(!BOTH.is_valid(&value) && !BOTH.check(&value).is_empty(), "{value}");
        }
        assert!(!is_valid(REST, &json!({"a": 1})));
    }

    #[test]
    fn a_large_value_is_looked_at_in_proportion_to_its_parts() {
        static LIST: Schema = Schema::new(&[rule(Keyword::PrefixItems(&[&ANY]))]);
        static ITEMS: Schema = Schema::new(&[rule(Keyword::AnyOf(&[&LIST]))]);
        static ALL: Schema =
            Schema::new(&[rule(Keyword::AnyOf(&[&LIST])), rule(Keyword::UnevaluatedItems { of: &ITEMS, item: &ANY })]);
        let list: Value = (0..100_000).collect();
        assert!(ALL.is_valid(&list) && ALL.check(&list).is_empty());
        static LONG: Schema = Schema::new(&[rule(Keyword::MinLength(1 << 20)), rule(Keyword::AnyOf(&[&ANY, &ANY]))]);
        let text = Value::from("x".repeat(1 << 20));
        assert!(LONG.is_valid(&text) && LONG.check(&text).is_empty());
    }
}
