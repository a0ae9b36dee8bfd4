//! Characters that the compiler rejects or that deceive readers, in every text of a document.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use deskledger_codegen::{Options, generate_with};

/// A lone carriage return, an escape of a terminal, NUL, delete, a next line, and characters that change the direction of text.
const HIDDEN: &str = "a\rb\u{1b}[31m\0c\u{7f}\u{85}\u{202e}d\u{2066}e\u{200f}\u{feff}*/ \"# `x` {y} \\";

/// A document whose texts are all replaced by `text`, as far as a name, an address or a rule may be any text.
fn document(text: &str) -> String {
    let text = &serde_json::Value::from(text).to_string();
    format!(
        r##"{{
  "openapi": "3.0.3",
  "info": {{ "title": {text}, "version": "1.0.0", "description": {text}, "license": {{ "name": {text} }} }},
  "tags": [{{ "name": {text}, "description": {text} }}],
  "servers": [{{ "url": "https://{{region}}.example.com", "description": {text},
    "variables": {{ "region": {{ "default": "a", "description": {text} }} }} }}],
  "security": [{{ "key": [] }}],
  "paths": {{ "/a/{{id}}": {{ "post": {{
    "operationId": "addOne", "tags": [{text}], "summary": {text}, "description": {text}, "deprecated": true,
    "parameters": [
      {{ "name": "id", "in": "path", "required": true, "description": {text}, "schema": {{ "type": "string" }} }},
      {{ "name": {text}, "in": "query", "description": {text}, "example": {text},
        "schema": {{ "type": "string", "enum": [{text}, "b"], "default": {text}, "description": {text} }} }},
      {{ "name": "list", "in": "query", "schema": {{ "type": "array", "items": {{ "type": "string", "enum": [{text}] }} }} }}
    ],
    "requestBody": {{ "description": {text}, "content": {{ "application/json": {{
      "schema": {{ "$ref": "#/components/schemas/One" }}, "example": {{ "name": {text} }} }} }} }},
    "responses": {{
      "200": {{ "description": {text}, "headers": {{ "X-One": {{ "description": {text}, "schema": {{ "type": "string" }}, "example": {text} }} }},
        "content": {{ "application/json": {{ "schema": {{ "$ref": "#/components/schemas/One" }} }} }} }},
      "default": {{ "description": {text} }} }}
  }} }} }},
  "components": {{
    "securitySchemes": {{ "key": {{ "type": "apiKey", "in": "header", "name": "X-Key", "description": {text} }} }},
    "schemas": {{ "One": {{ "type": "object", "title": {text}, "description": {text}, "required": ["name"], "properties": {{
      "name": {{ "type": "string", "description": {text}, "default": {text}, "enum": [{text}, "other"], "example": {text} }},
      {text}: {{ "type": "integer", "description": {text} }},
      "map": {{ "type": "object", "additionalProperties": {{ "type": "string", "description": {text} }} }},
      "choice": {{ "description": {text}, "oneOf": [{{ "type": "string", "title": {text} }}, {{ "type": "integer" }}] }}
    }} }} }}
  }}
}}"##
    )
}

#[test]
fn a_hidden_character_of_a_document_is_neither_raw_nor_a_reason_not_to_compile() {
    for options in [Options::new(), Options::new().server()] {
        for text in [HIDDEN, "\r", "\u{202e}", "\0", "*/", "/*", "\r\n\r", "///\r", "\u{2028}"] {
            let output = generate_with("x.json", &document(text), &options);
            let output = output.unwrap_or_else(|problems| panic!("{text:?}: {problems}"));
            for (name, code) in output.files.iter().filter(|(name, _)| name.ends_with(".rs")) {
                let is_hidden = |c: &char| {
                    (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                if let Some(found) = code.lines().find(|line| line.chars().any(|c| is_hidden(&c))) {
                    panic!("{name}, {text:?}: {found:?}");
                }
                // The lexer of proc-macro2 rejects what that of the compiler does: a lone carriage return, an unterminated comment.
                if let Err(error) = syn::parse_file(code) {
                    panic!("{name}, {text:?}: {error}");
                }
            }
        }
    }
}
