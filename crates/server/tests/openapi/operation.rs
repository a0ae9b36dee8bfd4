//! An operation of the generated table as OpenAPI, by utoipa.

use deskledger::Operation as Call;
use deskledger::ParameterIn as Place;
use deskledger::runtime::{CrossFieldRule, Header, MediaType, Parameter, Provenance, Response, Role};
use serde_json::{Map, Value, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::{ContentBuilder, Deprecated, ObjectBuilder, Ref, Required, path, response};

use crate::schema;

/// The operation of a call.
pub(crate) fn of(call: &'static Call) -> Operation {
    let parameters = call.parameters.iter().filter(|one| one.place != Place::Body).map(parameter);
    let parameters: Vec<_> = parameters.collect();
    let operation = OperationBuilder::new()
        .operation_id(Some(call.id))
        .summary(Some(call.summary))
        .description(Some(call.description))
        .tags(Some(call.tags.iter().copied()))
        .parameters((!parameters.is_empty()).then_some(parameters))
        .request_body(call.parameters.iter().find(|one| one.place == Place::Body).map(body))
        .securities((!call.needs_credential).then(Vec::new))
        .deprecated(call.deprecation.map(|_| Deprecated::True))
        .extensions(some_of([
            ("x-rules", rules(call.rules)),
            ("x-deprecated-since", call.deprecation.and_then(|one| one.since).map(|day| json!(day))),
        ]));
    let response = |one: &'static Response| (one.status.to_string(), response_of(one));
    let operation = call
        .responses
        .iter()
        .map(response)
        .fold(operation, |operation, (status, response)| operation.response(status, response));
    operation.build()
}

fn parameter(parameter: &'static Parameter) -> path::Parameter {
    let place = match parameter.place {
        Place::Path => ParameterIn::Path,
        Place::Query => ParameterIn::Query,
        _ => ParameterIn::Header,
    };
    let (fixed, transport) = match parameter.role {
        Role::Fixed(value) => (Some(json!(value)), None),
        Role::Transport => (None, Some(json!(true))),
        _ => (None, None),
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(place)
        .required(if parameter.required { Required::True } else { Required::False })
        .description(Some(parameter.description))
        .schema(Some(schema::of(parameter.shape, parameter.default)))
        .example(parameter.example.map(|example| schema::value(parameter.shape, example)))
        .extensions(some_of([
            // A field of the parameter that the builder has no name for.
            ("allowEmptyValue", parameter.empty_is_absent.then(|| json!(true))),
            ("x-description", descriptions(parameter.descriptions)),
            ("x-fixed", fixed),
            ("x-transport", transport),
            ("x-provenance", provenance(&parameter.provenance)),
        ]))
        .build()
}

fn body(body: &'static Parameter) -> RequestBody {
    RequestBodyBuilder::new()
        .description(Some(body.description))
        .required(Some(if body.required { Required::True } else { Required::False }))
        .extensions(some_of([("x-provenance", provenance(&body.provenance))]))
        .build()
}

fn response_of(read: &'static Response) -> response::Response {
    let response = ResponseBuilder::new()
        .description(read.description)
        .extensions(some_of([("x-provenance", provenance(&read.provenance))]));
    let response = read.headers.iter().fold(response, |response, header| response.header(header.name, head(header)));
    let response = read
        .media_types
        .iter()
        .fold(response, |response, media_type| response.content(media_type.name, content(media_type)));
    response.build()
}

fn head(header: &'static Header) -> utoipa::openapi::header::Header {
    let kind = schema::kind(header.kind);
    let example = header.example.map(|example| match header.kind {
        "integer" => example.parse::<i64>().map_or_else(|_| json!(example), |number| json!(number)),
        _ => json!(example),
    });
    HeaderBuilder::new()
        .description(Some(header.description))
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .example(example)
        .build()
}

fn content(media_type: &'static MediaType) -> utoipa::openapi::Content {
    let schema = media_type.schema.map(Ref::from_schema_name);
    let example = media_type.example.and_then(|example| serde_json::from_str::<Value>(example).ok());
    ContentBuilder::new().schema(schema).example(example).build()
}

fn rules(rules: &'static [CrossFieldRule]) -> Option<Value> {
    let rule = |rule: &'static CrossFieldRule| {
        let mut entry = Map::from_iter([("rule".to_owned(), json!(rule.rule))]);
        entry.extend(rule.parameters.iter().map(|(part, name)| ((*part).to_owned(), json!(name))));
        entry.insert("description".to_owned(), json!(rule.description));
        let descriptions = descriptions(rule.descriptions);
        entry.extend(descriptions.map(|descriptions| ("x-description".to_owned(), descriptions)));
        entry.extend(provenance(&rule.provenance).map(|provenance| ("x-provenance".to_owned(), provenance)));
        Value::Object(entry)
    };
    (!rules.is_empty()).then(|| rules.iter().map(rule).collect())
}

/// Descriptions in further languages, by their names.
fn descriptions(descriptions: &[(&str, &str)]) -> Option<Value> {
    let entries = descriptions.iter().map(|(language, text)| ((*language).to_owned(), json!(text)));
    (!descriptions.is_empty()).then(|| Value::Object(entries.collect()))
}

fn provenance(provenance: &Provenance) -> Option<Value> {
    let Provenance { source, note, .. } = *provenance;
    match (source, note) {
        ("", _) => None,
        (_, "") => Some(json!({ "source": source })),
        _ => Some(json!({ "source": source, "note": note })),
    }
}

fn some_of<const N: usize>(entries: [(&str, Option<Value>); N]) -> Option<Extensions> {
    let entries = entries.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Some(entries.collect::<Extensions>()).filter(|extensions| !extensions.is_empty())
}
