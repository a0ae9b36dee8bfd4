//! Whether a field may be null: the typed value and the rule say the same.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

/// The type of the field `x` of a body in a version of OpenAPI.
fn field(version: &str, schema: &str) -> String {
    let document = format!(
        "openapi: {version}
info: {{ title: x, version: '1' }}
paths:
  /a:
    post:
      operationId: a
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }} }}
      responses: {{ '204': {{ description: x }} }}
components:
  schemas:
    B: {{ type: object, properties: {{ y: {{ type: string }} }} }}
    Null: {{ type: [string, 'null'] }}
    A: {{ type: object, required: [x], properties: {{ x: {schema} }} }}
"
    );
    let document = if version == "3.0.3" {
        document.replace("type: [string, 'null']", "type: string, nullable: true")
    } else {
        document
    };
    let output = deskledger_codegen::generate("x.yaml", &document).unwrap();
    let (_, after) = output.files["openapi.rs"].split_once("pub x: ").unwrap();
    after.split_once(",\n").unwrap().0.to_owned()
}

#[test]
fn a_field_that_rejects_null_is_not_a_double_option() {
    for (schema, wanted) in [
        ("{ nullable: true, allOf: [{ $ref: '#/components/schemas/B' }] }", "B"),
        ("{ nullable: true, type: object, allOf: [{ $ref: '#/components/schemas/B' }] }", "B"),
        ("{ nullable: true, oneOf: [{ $ref: '#/components/schemas/B' }, { type: string }] }", "AX"),
        ("{ nullable: true, type: string, enum: [a, b] }", "AX"),
        ("{ nullable: true, type: string, enum: [a, null] }", "Option<AX>"),
        ("{ type: string, enum: [a, null] }", "AX"),
        ("{ enum: [a, null] }", "Option<AX>"),
        ("{ nullable: true, type: string }", "Option<String>"),
        ("{ anyOf: [{ $ref: '#/components/schemas/Null' }, { type: string, maxLength: 3 }] }", "Option<String>"),
        ("{ type: string, anyOf: [{ $ref: '#/components/schemas/Null' }, { type: string, maxLength: 3 }] }", "String"),
    ] {
        assert_eq!(field("3.0.3", schema), wanted, "{schema}");
    }
    for (schema, wanted) in [
        ("{ type: [string, 'null'], enum: [a, b] }", "AX"),
        ("{ type: string, nullable: true }", "String"),
        ("{ oneOf: [{ enum: [a] }, { enum: [b] }, { type: 'null' }] }", "Option<AX>"),
        ("{ type: object, oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/B' }] }", "B"),
        ("{ oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/B' }] }", "Option<B>"),
    ] {
        assert_eq!(field("3.1.0", schema), wanted, "{schema}");
    }
}
