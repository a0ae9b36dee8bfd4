//! One schema and one value give one verdict: as a parameter, as a body, and by the jsonschema crate.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use deskledger_runtime::json_schema::{Decimal, Keyword, Literal, Number, Rule, Schema, Type};
use deskledger_runtime::percent::percent_encode;
use deskledger_runtime::{
    BytePattern, Comparable, Field, Int, List, Location, Matcher, Number as NumberRule, ParameterIn, ParameterValue,
    Pattern, RawRequest, SourceLines, Text, Violations,
};
use serde_json::{Map, Value, json};

/// Numbers that look random and are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
}

static PATTERNS: [Pattern; 3] = [
    Pattern { source: "^[a-c]*$", matcher: Matcher::BytePattern(&BytePattern::new(&[b"ac"], &[], 1, 0, usize::MAX)) },
    Pattern { source: "^[0-9]{2,4}$", matcher: Matcher::BytePattern(&BytePattern::new(&[b"09"], &[1, 1], 1, 2, 4)) },
    Pattern { source: "^(ab|张三)$", matcher: Matcher::Literals(&["ab", "张三"]) },
];

const TEXTS: [&str; 10] = ["", "a", "ab", "abc", "abcabc", "12", "12345", "张三", "张三丰", "😀😀"];

/// A type with its rules: as JSON Schema, as the keywords of a body, and as the rule of a parameter.
#[derive(Clone)]
enum Shape {
    Text(Text),
    Int(Int),
    Number(NumberRule),
    List(Box<Shape>, List<()>),
}

fn number_of(value: &Value) -> Number {
    Number::of(value.as_number().unwrap())
}

/// A number: near a multiple of a step or a bound, or any.
fn number(random: &mut Random, is_whole: bool) -> Value {
    let whole = [-7_i64, -1, 0, 1, 2, 3, 5, 10, 1000, 9_007_199_254_740_992, -9_007_199_254_740_992];
    if is_whole || random.below(3) == 0 {
        let near = [0, 0, 1, -1][random.below(4)];
        let whole = *random.one(&whole);
        return if is_whole || whole.abs() < 1 << 50 { json!(whole + near) } else { json!(whole) };
    }
    let digits = random.below(2000) as f64 - 1000.0;
    let value = digits / [1.0, 2.0, 8.0, 10.0, 100.0, 1000.0][random.below(6)];
    json!(match random.below(4) {
        0 => value.next_up(),
        1 => value.next_down(),
        _ => value,
    })
}

/// Adds a keyword to both forms of a schema.
fn add(schema: &mut Map<String, Value>, rules: &mut Vec<Rule>, name: &str, value: Value, keyword: Keyword) {
    schema.insert(name.to_owned(), value);
    rules.push(Rule::new(1, keyword));
}

fn bounds(random: &mut Random, schema: &mut Map<String, Value>, rules: &mut Vec<Rule>, is_whole: bool) -> NumberRule {
    let mut rule = NumberRule::default();
    if random.chance() {
        let (limit, exclusive) = (number(random, is_whole), random.below(3) == 0);
        let name = if exclusive { "exclusiveMinimum" } else { "minimum" };
        (rule.min, rule.exclusive_min) = (Some(number_of(&limit)), exclusive);
        add(schema, rules, name, limit.clone(), Keyword::Minimum { limit: number_of(&limit), exclusive });
    }
    if random.chance() {
        let (limit, exclusive) = (number(random, is_whole), random.below(3) == 0);
        let name = if exclusive { "exclusiveMaximum" } else { "maximum" };
        (rule.max, rule.exclusive_max) = (Some(number_of(&limit)), exclusive);
        add(schema, rules, name, limit.clone(), Keyword::Maximum { limit: number_of(&limit), exclusive });
    }
    if random.below(3) == 0 {
        let steps: &[Value] = match is_whole {
            true => &[json!(1), json!(2), json!(5), json!(10)],
            false => &[json!(0.1), json!(0.01), json!(1), json!(2.5), json!(0.3), json!(0.001), json!(7)],
        };
        let step = random.one(steps).clone();
        let decimal = Decimal::of(step.as_number().unwrap()).unwrap();
        rule.multiple_of = Some(decimal);
        add(schema, rules, "multipleOf", step, Keyword::MultipleOf(decimal));
    }
    rule
}

fn type_of(schema: &mut Map<String, Value>, rules: &mut Vec<Rule>, one: &'static [Type]) {
    add(schema, rules, "type", one[0].name().into(), Keyword::Type(one));
}

/// A random schema: its JSON, its data, and its rule as a parameter.
fn schema(random: &mut Random, may_be_list: bool) -> (Value, &'static Schema, Shape) {
    let (mut json, mut rules) = (Map::new(), Vec::new());
    let shape = match random.below(if may_be_list { 4 } else { 3 }) {
        0 => {
            type_of(&mut json, &mut rules, &[Type::String]);
            let mut rule = Text::default();
            if random.chance() {
                rule.min = random.below(4);
                add(&mut json, &mut rules, "minLength", rule.min.into(), Keyword::MinLength(rule.min));
            }
            if random.chance() {
                let max = random.below(6);
                rule.max = Some(max);
                add(&mut json, &mut rules, "maxLength", max.into(), Keyword::MaxLength(max));
            }
            if random.below(3) == 0 {
                let pattern = random.one(&PATTERNS);
                rule.pattern = Some(pattern);
                add(&mut json, &mut rules, "pattern", pattern.source.into(), Keyword::Pattern(pattern));
            }
            if random.below(3) == 0 {
                let texts: &'static [&'static str] = &TEXTS[random.below(5)..][..4];
                let literals = texts.iter().map(|text| Literal::Text(text)).collect::<Vec<_>>().leak();
                rule.one_of = texts;
                add(&mut json, &mut rules, "enum", json!(texts), Keyword::Enum(literals));
            }
            Shape::Text(rule)
        }
        1 => {
            type_of(&mut json, &mut rules, &[Type::Integer]);
            let NumberRule { min, exclusive_min, max, exclusive_max, multiple_of, .. } =
                bounds(random, &mut json, &mut rules, true);
            // As in the generator: exclusive bounds of whole numbers become inclusive ones.
            let whole = |number| match number {
                Number::Whole(whole) => i64::try_from(whole).unwrap(),
                Number::Float(_) => unreachable!(),
            };
            Shape::Int(Int {
                min: min.map(|min| whole(min) + i64::from(exclusive_min)),
                max: max.map(|max| whole(max) - i64::from(exclusive_max)),
                multiple_of: multiple_of.map(|step| step.to_string().parse().unwrap()),
                lines: SourceLines(&[]),
            })
        }
        2 => {
            type_of(&mut json, &mut rules, &[Type::Number]);
            Shape::Number(bounds(random, &mut json, &mut rules, false))
        }
        _ => {
            type_of(&mut json, &mut rules, &[Type::Array]);
            let (item_json, item, shape) = schema(random, false);
            add(&mut json, &mut rules, "items", item_json, Keyword::Items { from: 0, item });
            let mut rule = List { min: random.below(3), unique: random.chance(), ..List::default() };
            add(&mut json, &mut rules, "minItems", rule.min.into(), Keyword::MinItems(rule.min));
            if random.chance() {
                let max = 2 + random.below(24);
                rule.max = Some(max);
                add(&mut json, &mut rules, "maxItems", max.into(), Keyword::MaxItems(max));
            }
            if rule.unique {
                add(&mut json, &mut rules, "uniqueItems", true.into(), Keyword::UniqueItems);
            }
            Shape::List(Box::new(shape), rule)
        }
    };
    (Value::Object(json), Box::leak(Box::new(Schema::new(rules.leak()))), shape)
}

fn value(random: &mut Random, shape: &Shape) -> Value {
    match shape {
        Shape::Text(_) => json!(random.one(&TEXTS)),
        Shape::Int(_) => number(random, true),
        Shape::Number(_) => number(random, false),
        Shape::List(item, _) => {
            let length = [1, 1, 2, 3, 5, 20, 30][random.below(7)];
            (0..length).map(|_| value(random, item)).collect()
        }
    }
}

const AT: Location = Location { place: ParameterIn::Query, name: "x", line: 1 };

const fn field<R>(rule: R) -> Field<R> {
    Field { at: AT, empty_is_absent: false, rule }
}

/// Whether the value is valid as a parameter, read from the text that it has in a query.
fn is_valid_parameter(shape: &Shape, value: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let texts: Vec<String> =
        value.as_array().map_or_else(|| vec![text(value)], |items| items.iter().map(text).collect());
    let query: Vec<String> = texts.iter().map(|text| format!("x={}", percent_encode(text))).collect();
    let wire = RawRequest { path: &[], query: &query.join("&"), headers: &|_| Vec::new(), body: &[] };
    let mut out = Violations::new();
    let mut query = wire.query(&["x"], &mut out);
    match shape {
        Shape::Text(rule) => {
            let value = query.required_text(&field(*rule), &mut out);
            field(*rule).check(&value, &mut out);
        }
        Shape::Int(rule) => {
            let value: i64 = query.required(&field(*rule), &mut out);
            field(*rule).check(&value, &mut out);
        }
        Shape::Number(rule) => {
            let value: f64 = query.required(&field(*rule), &mut out);
            field(*rule).check(&value, &mut out);
        }
        Shape::List(item, list) => match &**item {
            Shape::Text(item) => return is_valid_list::<Text, String>(*list, *item, &wire),
            Shape::Int(item) => return is_valid_list::<Int, i64>(*list, *item, &wire),
            Shape::Number(item) => return is_valid_list::<NumberRule, f64>(*list, *item, &wire),
            Shape::List(..) => unreachable!(),
        },
    }
    out.is_empty()
}

fn is_valid_list<R, V>(List { min, max, unique, lines, .. }: List<()>, item: R, wire: &RawRequest<'_>) -> bool
where
    R: deskledger_runtime::Rule,
    R::Value: Comparable,
    V: ParameterValue + std::borrow::Borrow<R::Value>,
{
    let mut out = Violations::new();
    let field = field(List { min, max, unique, item, lines });
    let values: Vec<V> = wire.query(&["x"], &mut out).list(&field, &mut out);
    field.check_list(&values, &mut out);
    out.is_empty()
}

#[test]
fn a_value_is_valid_as_a_parameter_as_a_body_and_by_the_jsonschema_crate_or_in_none_of_them() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut valid = 0_usize;
    for _ in 0..2_000 {
        let (json, schema, shape) = schema(&mut random, true);
        let judge = jsonschema::validator_for(&json).unwrap();
        for _ in 0..25 {
            let value = value(&mut random, &shape);
            let is_valid = schema.is_valid(&value);
            assert_eq!(schema.check(&value).is_empty(), is_valid, "report of {value} by {json}");
            assert_eq!(is_valid_parameter(&shape, &value), is_valid, "parameter {value} by {json}");
            assert_eq!(judge.is_valid(&value), is_valid, "jsonschema on {value} by {json}");
            valid += usize::from(is_valid);
        }
    }
    // Both kinds came up, or nothing was compared.
    assert!((10_000..40_000).contains(&valid), "{valid}");
}

#[test]
fn a_binary_neighbour_of_a_multiple_is_a_multiple_in_neither() {
    static STEP: Schema = Schema::new(&[Rule::new(1, Keyword::MultipleOf(Decimal { mantissa: 1, exponent: -1 }))]);
    let rule = NumberRule { multiple_of: Some(Decimal { mantissa: 1, exponent: -1 }), ..NumberRule::default() };
    for (text, expected) in [("0.3", true), ("0.30000000000000004", false), ("19.9", true), ("0.35", false)] {
        let value: Value = text.parse().unwrap();
        assert_eq!(STEP.is_valid(&value), expected, "body {text}");
        assert_eq!(is_valid_parameter(&Shape::Number(rule), &value), expected, "parameter {text}");
    }
}

#[test]
fn one_limit_of_depth_holds_for_validation_reports_and_defaults() {
    static NODE: Schema = Schema::new(&[Rule::new(
        1,
        Keyword::Properties { named: &[("next", &REFERENCE), ("name", &NAME)], patterns: &[], additional: None },
    )]);
    static REFERENCE: Schema = Schema::new(&[Rule::new(2, Keyword::Reference(&NODE))]);
    static NAME: Schema = Schema::new(&[
        Rule::new(3, Keyword::Type(&[Type::String])),
        Rule::new(4, Keyword::Default(Literal::Text("a"))),
    ]);
    let nested = |levels: usize| (0..levels).fold(json!({}), |inner, _| json!({"next": inner}));
    let mut last = 0;
    for levels in [1, 10, 31, 32, 63, 64, 100, 250, 254, 255, 256, 257, 300, 600] {
        let mut value = nested(levels);
        let is_valid = NODE.is_valid(&value);
        assert_eq!(NODE.check(&value).is_empty(), is_valid, "{levels}");
        NODE.fill(&mut value);
        let deepest = (0..levels).fold(&value, |value, _| &value["next"]);
        assert_eq!(deepest.get("name").is_some(), is_valid, "{levels}");
        if is_valid {
            last = levels;
        }
    }
    assert!((250..260).contains(&last), "{last}");
}
