//! Time to check valid values: generated rules, the jsonschema crate's two validators, and a function written by hand.
//!
//! `cargo bench -p deskledger-bench`. All of them take many short turns in one run; the figure is the median of their turns,
//! so that what else the machine does falls on all of them alike, and mostly between two turns.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use deskledger::{ExportConnectionRecords, RawRequest};
use deskledger_bench::{AddOrder, typed};
use deskledger_runtime::typed::from_slice;
use serde::Deserialize;
use serde_json::{Value, json};

#[jsonschema::validator(path = "parameters.json")]
struct Parameters;

#[jsonschema::validator(path = "order.json")]
struct Order;

const TURNS: usize = 2001;

/// A named function to measure.
type Subject<'s> = (&'s str, Box<dyn Fn() -> bool + 's>);

fn request() -> ExportConnectionRecords {
    ExportConnectionRecords {
        project_id: "8dc9c40a06574a598941b254d4b63b43".into(),
        start_time: Some("2020-04-13T01:59Z".into()),
        end_time: Some("2020-04-30T02:20Z".into()),
        user_name: Some("jy01@local.com".into()),
        computer_name: Some("JY011".into()),
        terminal_type: Some("Windows 10".into()),
        language: Some("en_US".into()),
    }
}

/// The rules of the seven parameters, written as one would for this call alone.
fn by_hand(request: &ExportConnectionRecords) -> bool {
    let length = |text: &String| text.len() <= 255 || text.chars().count() <= 255;
    let name = |text: &Option<String>| text.as_ref().is_none_or(|text| length(text) && !text.as_bytes().contains(&0));
    let minute = |text: &Option<String>| text.as_ref().is_none_or(|text| is_minute(text.as_bytes()));
    let id = request.project_id.as_bytes();
    (1..=255).contains(&id.len())
        && id[0].is_ascii_alphanumeric()
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && minute(&request.start_time)
        && minute(&request.end_time)
        && match (&request.start_time, &request.end_time) {
            // Times of this form are in the order of their texts.
            (Some(start), Some(end)) => start < end,
            (start, end) => start.is_none() && end.is_none(),
        }
        && name(&request.user_name)
        && name(&request.computer_name)
        && name(&request.terminal_type)
        && request.language.as_deref().is_none_or(|text| matches!(text, "zh_CN" | "en_US"))
}

fn is_minute(text: &[u8]) -> bool {
    let number =
        |from: usize, to: usize| text[from..to].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    if text.len() != 17 {
        return false;
    }
    let is_form = text.iter().zip(b"0000-00-00T00:00Z").all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        form => byte == form,
    });
    if !is_form {
        return false;
    }
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day) && number(11, 13) < 24 && number(14, 16) < 60
}

fn order() -> Value {
    let line = |index: u32| json!({"article": format!("AB-{index:04}"), "count": index + 1, "price": 19.99, "size": 6});
    json!({
        "id": "0123456789abcdef0123456789abcdef",
        "customer": {"name": "Zhang San", "level": "gold", "tags": ["a", "b", "c"], "parent": {"name": "Li Si"}},
        "lines": (0..30).map(line).collect::<Vec<_>>(),
        "note": null,
        "paid": true,
    })
}

/// The order as one would write it for serde alone.
#[derive(Deserialize)]
#[allow(dead_code, reason = "they are only parsed")]
struct PlainOrder {
    id: String,
    customer: PlainCustomer,
    lines: Vec<PlainLine>,
    note: Option<String>,
    paid: Option<bool>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "they are only parsed")]
struct PlainCustomer {
    name: String,
    level: Option<Value>,
    tags: Option<Vec<String>>,
    parent: Option<Box<PlainCustomer>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "they are only parsed")]
struct PlainLine {
    article: String,
    count: i64,
    price: Option<f64>,
    size: Option<PlainSize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
#[allow(dead_code, reason = "they are only parsed")]
enum PlainSize {
    Integer(i64),
    Text(String),
}

/// Nanoseconds for one call of each, the median of turns that they take one after the other.
fn measure(subjects: &[Subject<'_>], calls: u32) -> Vec<f64> {
    let mut times = vec![Vec::new(); subjects.len()];
    for _ in 0..TURNS {
        for ((_, subject), times) in subjects.iter().zip(&mut times) {
            let begun = Instant::now();
            for _ in 0..calls {
                assert!(black_box(subject()));
            }
            times.push(begun.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}

fn print(title: &str, subjects: &[Subject<'_>], calls: u32) {
    let times = measure(subjects, calls);
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{title}\n| | ns | of the first |\n|---|---|---|").unwrap();
    for ((name, _), time) in subjects.iter().zip(&times) {
        writeln!(out, "| {name} | {time:.0} | {:.2} |", time / times[0]).unwrap();
    }
}

fn main() {
    let request = request();
    let value = json!({
        "project_id": request.project_id, "start_time": request.start_time, "end_time": request.end_time,
        "user_name": request.user_name, "computer_name": request.computer_name,
        "terminal_type": request.terminal_type, "language": request.language,
    });
    let schema: Value = serde_json::from_str(include_str!("../parameters.json")).unwrap();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let subjects: Vec<Subject<'_>> = vec![
        ("generated check", Box::new(|| black_box(&request).check().is_ok())),
        ("jsonschema, at compile time", Box::new(|| Parameters::is_valid(black_box(&value)))),
        ("jsonschema, at run time", Box::new(|| judge.is_valid(black_box(&value)))),
        ("by hand", Box::new(|| by_hand(black_box(&request)))),
    ];
    print("Seven parameters", &subjects, 200);

    let order = AddOrder { body: order() };
    let schema: Value = serde_json::from_str(include_str!("../order.json")).unwrap();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let subjects: Vec<Subject<'_>> = vec![
        ("generated check", Box::new(|| black_box(&order).check().is_ok())),
        ("jsonschema, at compile time", Box::new(|| Order::is_valid(black_box(&order.body)))),
        ("jsonschema, at run time", Box::new(|| judge.is_valid(black_box(&order.body)))),
    ];
    print(&format!("A nested body of {} bytes", order.body.to_string().len()), &subjects, 10);

    let body = order.body.to_string();
    let wire = RawRequest { path: &[], query: "", headers: &|_| Vec::new(), body: body.as_bytes() };
    let subjects: Vec<Subject<'_>> = vec![
        ("serde alone", Box::new(|| serde_json::from_str::<PlainOrder>(black_box(&body)).is_ok())),
        ("typed, parsed", Box::new(|| from_slice::<typed::types::Order>(black_box(body.as_bytes())).is_ok())),
        ("typed, parsed and checked", Box::new(|| typed::AddOrder::decode_raw(black_box(&wire)).is_ok())),
        ("untyped, parsed and checked", Box::new(|| AddOrder::decode_raw(black_box(&wire)).is_ok())),
    ];
    print(&format!("A body of {} bytes from JSON", body.len()), &subjects, 10);

    let query = request.encode().query;
    let path = [("project_id", request.project_id.as_str())];
    let wire = RawRequest { path: &path, query: &query, headers: &|_| Vec::new(), body: &[] };
    let subjects: Vec<Subject<'_>> =
        vec![("decode", Box::new(|| ExportConnectionRecords::decode(black_box(&wire)).is_ok()))];
    print("A raw query string, decoded and checked", &subjects, 200);
}
