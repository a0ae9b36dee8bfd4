//! Generated checks: for every value, the verdict agrees with the list of broken rules.

use deskledger::json_schema::Schema;
use deskledger_bench::AddOrder;
use deskledger_fixture::generated::{DRAW_SHAPE, DrawShape, SendForm};
use serde_json::{Value, json};

/// Checks one input.
pub fn check(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let schemas = DRAW_SHAPE.responses.iter().flat_map(|response| response.media_types).filter_map(|one| one.rule);
    schemas.for_each(|schema| both(schema, &value));
    let sent = [
        AddOrder { body: value.clone() }.check().map_err(|all| all.to_string()),
        SendForm { body: value.clone() }.check().map_err(|all| all.to_string()),
        DrawShape { either: value, ..shape() }.check().map_err(|all| all.to_string()),
    ];
    sent.into_iter()
        .filter_map(Result::err)
        .for_each(|reported| assert!(reported.len() < 100_000, "{} bytes", reported.len()));
}

fn both(schema: &Schema, value: &Value) {
    let found = schema.check(value);
    assert_eq!(schema.is_valid(value), found.is_empty(), "{found:?}");
    for one in found {
        assert!(value.pointer(&one.pointer).is_some(), "nothing stands at {one}");
    }
}

fn shape() -> DrawShape {
    DrawShape {
        color: json!({"red": 7}),
        point: json!([1]),
        size: json!(["a"]),
        session: json!("s"),
        body: json!({"kind": "group"}),
        filter: None,
        ids: None,
        words: None,
        spaced: None,
        extra: None,
        either: Value::Null,
        x_sizes: None,
        theme: None,
    }
}
