//! Values of generated types, as source code.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger_codegen::generate;
use deskledger_mock::Types;
use serde_json::json;

const DOCUMENT: &str = r"openapi: 3.1.0
info: { title: Orders, version: '1' }
paths: {}
components:
  schemas:
    Order:
      type: object
      required: [status, lines]
      additionalProperties: false
      properties:
        status: { enum: [open, 'in transit'] }
        priority: { type: integer, enum: [-1, 2] }
        lines: { type: array, items: { $ref: '#/components/schemas/Line' } }
        parent: { $ref: '#/components/schemas/Order' }
        at: { type: string, format: date-time }
        note: { type: [string, 'null'] }
        labels: { type: object, additionalProperties: { type: string } }
        payment: { $ref: '#/components/schemas/Payment' }
        extra: {}
    Line: { type: object, required: [count], properties: { count: { type: integer, format: int32 }, price: { type: number }, type: { type: string } } }
    Payment: { oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Cash' }, { type: string }], discriminator: { propertyName: kind } }
    Card: { type: object, required: [kind, number], properties: { kind: { const: Card }, number: { type: string } } }
    Cash: { type: object, required: [kind], properties: { kind: { const: Cash } } }
";

#[test]
fn values_are_written_as_a_user_writes_them() {
    let types = Types::read(&generate("orders.yaml", DOCUMENT).unwrap()).unwrap();
    let line = json!({ "count": -3, "price": 2, "type": "a\"b" });
    let expected = r#"types::Line { count: -3, price: Some(2.0), type_: Some("a\"b".into()), ..Default::default() }"#;
    assert_eq!(types.expression("types::Line", &line), expected);
    for (field, value, expected) in [
        ("priority", json!(-1), "Some(types::OrderPriority::ValueMinus1)"),
        ("at", json!("2024-05-01T09:30:00+02:00"), r#"Some("2024-05-01T09:30:00+02:00".into())"#),
        ("note", json!("x"), r#"Some(Some("x".into()))"#),
        ("note", json!(null), "Some(None)"),
        ("labels", json!({ "a": "b" }), r#"Some([("a".into(), "b".into())].into())"#),
        (
            "payment",
            json!({ "kind": "Card", "number": "1" }),
            r#"Some(types::Payment::Card(types::Card { kind: types::CardKind::Card, number: "1".into(), ..Default::default() }))"#,
        ),
        ("payment", json!("cash"), r#"Some(types::Payment::Text("cash".into()))"#),
        ("extra", json!([1]), r#"Some(runtime::typed::literal(r"[1]"))"#),
        (
            "parent",
            json!({ "status": "in transit", "lines": [{ "count": 1, "vat": 2 }] }),
            "Some(Box::new(types::Order { status: types::OrderStatus::InTransit, \
             lines: Vec::from([runtime::typed::literal(r#\"{\"count\":1,\"vat\":2}\"#)]), ..Default::default() }))",
        ),
    ] {
        let order = json!({ "status": "open", "lines": [], field: value });
        let expected = format!(
            "types::Order {{ status: types::OrderStatus::Open, {} }}",
            match field {
                "priority" => format!("{field}: {expected}, lines: vec![], ..Default::default()"),
                _ => format!("lines: vec![], {field}: {expected}, ..Default::default()"),
            }
        );
        assert_eq!(types.expression("types::Order", &order), expected);
    }
}
