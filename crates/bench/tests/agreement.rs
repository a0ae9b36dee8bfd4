//! The generated checks and the jsonschema crate say the same of random values.
//!
//! `VALUES=1000000 cargo test --release -p deskledger-bench` compares a million of each; by default it is 20,000.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use deskledger::ExportConnectionRecords;
use deskledger_bench::{AddOrder, typed};
use deskledger_runtime::RawRequest;
use deskledger_runtime::typed::to_value;
use serde_json::{Value, json};

const ORDER: &str = include_str!("../order.json");
const PARAMETERS: &str = include_str!("../parameters.json");

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

    fn text(&mut self) -> String {
        let alphabets = ["0123456789abcdef", "AZ-09", "x-a", "张三😀é", "T:Z-0123456789", "zh_CNenUS", " \n\"\\"];
        let alphabet: Vec<char> = self.one(&alphabets).chars().collect();
        let length = *self.one(&[0, 1, 2, 4, 5, 7, 16, 17, 32, 33, 64, 65, 200, 201, 255, 256]);
        (0..length).map(|_| *self.one(&alphabet)).collect()
    }
}

fn count() -> usize {
    std::env::var("VALUES").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000)
}

fn order() -> Value {
    json!({
        "id": "0123456789abcdef0123456789abcdef",
        "customer": {"name": "张三", "level": "gold", "tags": ["a", "b"], "x-a": "b", "parent": {"name": "p"}},
        "lines": [
            {"article": "AB-1234", "count": 3, "price": 19.99, "size": 6},
            {"article": "ZZ-0000", "count": 999},
        ],
        "note": null,
        "paid": true,
    })
}

/// Changes one place of a value.
fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) if !fields.is_empty() && random.below(8) > 0 => {
            let name = fields.keys().nth(random.below(fields.len())).unwrap().clone();
            match random.below(10) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(random.text(), leaf(random))),
                _ => change(fields.get_mut(&name).unwrap(), random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.below(8) > 0 => {
            let index = random.below(items.len());
            match random.below(8) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                2 => (0..random.below(45)).for_each(|_| items.push(leaf(random))),
                _ => change(&mut items[index], random),
            }
        }
        value => *value = leaf(random),
    }
}

fn leaf(random: &mut Random) -> Value {
    let numbers = [
        json!(0),
        json!(-0.0),
        json!(1),
        json!(1.0),
        json!(3),
        json!(15),
        json!(999),
        json!(1000),
        json!(0.01),
        json!(0.07),
        json!(19.99),
        json!(19.995),
        // Larger ones differ: we take what is written, 10 to the power of 300, the other the nearest binary fraction.
        json!(1e15),
        json!(9_007_199_254_740_993_u64),
        json!(-1),
    ];
    match random.below(6) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 | 3 => random.one(&numbers).clone(),
        4 => json!(random.text()),
        _ => random.one(&[json!([]), json!({}), json!(["a", "a"]), json!([1, 1.0]), json!({"name": "q"})]).clone(),
    }
}

#[test]
fn a_nested_body_is_judged_as_the_jsonschema_crate_judges_it() {
    let schema: Value = serde_json::from_str(ORDER).unwrap();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let (mut random, mut valid) = (Random(0x9e37_79b9_7f4a_7c15), 0_usize);
    for _ in 0..count() {
        let mut body = order();
        (0..=random.below(3)).for_each(|_| change(&mut body, &mut random));
        let ours = AddOrder { body: body.clone() }.check();
        assert_eq!(ours.is_ok(), judge.is_valid(&body), "{body} {ours:?}");
        valid += usize::from(ours.is_ok());
        let [typed, untyped] = typed_and_untyped(&body.to_string());
        assert_eq!((typed.is_some(), untyped), (ours.is_ok(), ours.ok().map(|()| body)));
    }
    // Both kinds came up, or nothing was compared.
    assert!((count() / 50..count() * 49 / 50).contains(&valid), "{valid} of {} valid", count());
}

/// The body of a request that is checked while it is read, and of one that is read as a value of any type; none if it is invalid.
fn typed_and_untyped(body: &str) -> [Option<Value>; 2] {
    let wire = RawRequest { path: &[], query: "", headers: &|_| Vec::new(), body: body.as_bytes() };
    let typed = typed::AddOrder::decode_raw(&wire).ok();
    if let Some(typed) = &typed {
        assert_eq!(typed.check(), Ok(()), "{body}");
    }
    [typed.map(|typed| to_value(&typed.body)), AddOrder::decode_raw(&wire).ok().map(|any| any.body)]
}

#[test]
fn of_a_field_that_is_there_twice_the_last_value_is_judged_and_kept() {
    let body = |customer: &str, more: &str| {
        format!(
            r#"{{"id":"0123456789abcdef0123456789abcdef","customer":{customer},"lines":[{{"article":"AB-0001","count":1}}]{more}}}"#
        )
    };
    let valid = [
        body(r#"{"name":"a"}"#, r#","note":"a","note":null"#),
        body(r#"{"name":1,"name":"a"}"#, ""),
        body(r#"{"name":"a","x-a":1,"x-a":"b"}"#, ""),
        body(r#"{"name":"a","other":[1],"other":{"a":1,"a":[]}}"#, ""),
        body(r#"{"name":"a","level":"gold"}"#, r#","customer":{"name":"b"}"#),
    ];
    let invalid = [
        body(r#"{"name":"a"}"#, r#","note":"a","note":1"#),
        body(r#"{"name":"a","name":1}"#, ""),
        body(r#"{"name":"a","x-a":"b","x-a":1}"#, ""),
        body(r#"{"name":"a"}"#, r#","customer":{"level":"gold"}"#),
    ];
    for (bodies, is_valid) in [(&valid[..], true), (&invalid[..], false)] {
        for body in bodies {
            let [typed, untyped] = typed_and_untyped(body);
            assert_eq!((typed.is_some(), &typed), (is_valid, &untyped), "{body}");
        }
    }
}

#[test]
fn parameters_are_judged_as_the_jsonschema_crate_judges_them() {
    let schema: Value = serde_json::from_str(PARAMETERS).unwrap();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let (mut random, mut valid) = (Random(7), 0_usize);
    let minutes = ["2020-04-13T01:59Z", "2020-04-13T01:59", "2020-04-13T01:59Zx", "٢020-04-13T01:59Z"];
    for _ in 0..count() {
        // An empty text counts as absent, which the schema cannot say.
        let mut text = |likely: &[&str]| match random.below(4) {
            0 => None,
            1 => Some(random.text()).filter(|text| !text.is_empty()),
            _ => Some((*random.one(likely)).to_owned()),
        };
        let request = ExportConnectionRecords {
            project_id: text(&["p1", "8dc9c40a06574a598941b254d4b63b43"]).unwrap_or_else(|| "p".to_owned()),
            start_time: text(&minutes),
            end_time: text(&minutes),
            user_name: text(&["jy01@local.com", "张三"]),
            computer_name: text(&["JY011"]),
            terminal_type: text(&["Windows 10"]),
            language: text(&["zh_CN", "en_US", "en_us"]),
        };
        let mut value = json!({"project_id": request.project_id});
        for (name, one) in [
            ("start_time", &request.start_time),
            ("end_time", &request.end_time),
            ("user_name", &request.user_name),
            ("computer_name", &request.computer_name),
            ("terminal_type", &request.terminal_type),
            ("language", &request.language),
        ] {
            if let Some(one) = one {
                value[name] = json!(one);
            }
        }
        // The format minute and the pairing of the times are more than a schema can say.
        let is_schema = |rule: &str| !["format", "time_range"].contains(&rule);
        let ours = request.check().map_err(|all| all.iter().filter(|one| is_schema(one.rule)).count());
        let is_valid = ours.is_ok() || ours == Err(0);
        assert_eq!(is_valid, judge.is_valid(&value), "{value} {ours:?}");
        valid += usize::from(is_valid);
    }
    assert!((count() / 50..count() * 49 / 50).contains(&valid), "{valid} of {} valid", count());
}

#[test]
fn the_schema_of_the_parameters_is_that_of_the_document() {
    let document: Value = serde_json::from_str(deskledger::DOCUMENT).unwrap();
    let schema: Value = serde_json::from_str(PARAMETERS).unwrap();
    let operation = &document["paths"]["/v2/{project_id}/connections/desktops/export"]["get"];
    for one in operation["parameters"].as_array().unwrap() {
        let place = one["in"].as_str().unwrap_or_default();
        if place != "path" && place != "query" {
            continue;
        }
        for (keyword, value) in schema["properties"][one["name"].as_str().unwrap()].as_object().unwrap() {
            assert_eq!(&one["schema"][keyword], value, "{} {keyword}", one["name"]);
        }
    }
}

#[test]
fn a_valid_request_costs_no_allocation() {
    let request = ExportConnectionRecords {
        project_id: "8dc9c40a06574a598941b254d4b63b43".into(),
        start_time: Some("2020-04-13T01:59Z".into()),
        end_time: Some("2020-04-30T02:20Z".into()),
        user_name: Some("张三".into()),
        language: Some("zh_CN".into()),
        ..Default::default()
    };
    let order = AddOrder { body: order() };
    let cost = allocation_counter::measure(|| assert!(request.check().is_ok() && order.check().is_ok()));
    assert_eq!(cost.count_total, 0);
}
