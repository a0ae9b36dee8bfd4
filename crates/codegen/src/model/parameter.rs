use deskledger_runtime::list;

use super::deprecation::Deprecation;
use super::schema;
use super::search;
use super::text::{descriptions, essence, example, provenance, wire};
use super::types::{Parameter, ParameterIn, Role, Schema, Shape, Text};
use crate::diagnostic::{Position, quoted};
use crate::messages;
use crate::spec::{Node, Object, Source, Value};

const KNOWN: [&str; 13] = [
    "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved",
    "schema", "example", "examples", "content",
];

/// Rules that no text breaks.
const NOT_OF_TEXTS: [&str; 10] = [
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties",
];

/// Headers whose parameters OpenAPI ignores: media types and security schemes describe them.
const IGNORED: [&str; 3] = ["Accept", "Authorization", "Content-Type"];

/// Headers that the download fills in.
const TRANSPORT: [&str; 2] = ["Range", "If-Range"];

/// Reads a parameter; a `$ref` is followed.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Parameter> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, messages::a_parameter, &KNOWN)?;
    let (name, place) = (object.required_text(source, "name"), place(source, object));
    let is_whole_query = node.text("in") == Some("querystring");
    let (Some(name), Some(place)) = (name, place) else {
        // Its schema may be wrong as well.
        object.get("schema").map(|node| schema::read(source, node));
        return None;
    };
    let is_required = object.is(source, "required");
    let required = is_required || place == ParameterIn::Path;
    if object.is(source, "allowReserved") {
        let (found, hint) = (messages::reserved_is_encoded(name), messages::server_reads_both());
        source.warn("allow-reserved", object.position("allowReserved"), found, hint);
    }
    if place == ParameterIn::Path && !is_required {
        let found = messages::path_parameter_is_required(name);
        source.warn("path", object.position("required"), found, messages::write_required());
    }
    if place == ParameterIn::Header && name.is_empty() && !is_required {
        let (found, hint) = (messages::header_without_name(), messages::remove_parameter());
        return source.leave_out("unsupported", object.position("name"), found, hint);
    }
    let is_ignored = place == ParameterIn::Header && IGNORED.iter().any(|one| one.eq_ignore_ascii_case(name));
    if is_ignored && object.get("x-fixed").is_none() {
        let (found, hint) = (messages::ignored_header(name), messages::describe_otherwise());
        return source.leave_out("unsupported", object.position("name"), found, hint);
    }
    if place == ParameterIn::Header && !is_name(name) {
        let found = messages::no_header_name(quoted(name));
        source.report("name", object.position("name"), found, messages::use_letters_and_hyphens());
    }
    let (node_of_schema, is_json) = match object.get("content") {
        Some(content) if is_whole_query => (whole_query(source, object, content)?, false),
        None if is_whole_query => (object.required(source, "content")?, false),
        Some(content) => content_schema(source, content)?,
        None => (object.required(source, "schema")?, false),
    };
    let schema = schema::read(source, node_of_schema)?;
    let style = style(source, object, place)?;
    if !is_json {
        without_type(source, node_of_schema);
    }
    let mut schema = match is_json {
        true => as_json(source, schema, node_of_schema),
        false => styled(source, schema, (name, place), node_of_schema, style),
    };
    search::report_empty_ranges(source, &schema.shape);
    if required && schema.default.is_some() {
        let found = messages::required_with_default(name);
        source.warn("rule-without-effect", object.position("schema"), found, messages::remove_default());
    }
    let example = match &schema.shape {
        Shape::Json(_) => object.get("example").map(|node| (node.to_json().to_string(), node)),
        _ => example(source, object),
    };
    if let Some((_, node)) = &example {
        schema::check_value(source, &schema.shape, node, "example");
    }
    let role = role(source, object, name, place, &schema.shape);
    if let (ParameterIn::Path, Shape::Text(rule)) = (place, &mut schema.shape) {
        // An empty segment is another path.
        rule.min = rule.min.max(1);
    }
    let of_schema = source.resolve(node_of_schema).and_then(Deprecation::of);
    Some(Parameter {
        required: required && role == Role::Input,
        deprecation: Deprecation::read(source, object).or(of_schema),
        empty_is_absent: object.is(source, "allowEmptyValue") && !required,
        description: object.prose(source, "description"),
        descriptions: descriptions(source, object),
        example: example.map(|(example, _)| example),
        role,
        provenance: provenance(source, object),
        ..Parameter::new(name, place, schema, node.position)
    })
}

/// A path parameter that the path names and nothing describes.
pub(super) fn of_path(name: &str, position: Position) -> Parameter {
    let schema = Schema { shape: Shape::Text(Text { min: 1, ..Text::default() }), default: None };
    Parameter { required: true, ..Parameter::new(name, ParameterIn::Path, schema, position) }
}

fn place<'s>(source: &mut Source<'s>, object: Object<'s>) -> Option<ParameterIn> {
    match object.required_text(source, "in")? {
        "path" => Some(ParameterIn::Path),
        "query" => Some(ParameterIn::Query),
        "header" => Some(ParameterIn::Header),
        "cookie" => Some(ParameterIn::Cookie),
        "querystring" => Some(ParameterIn::Query),
        other => {
            let found = messages::unknown_place(other);
            source.refuse("unknown-place", object.position("in"), found, messages::write_one_of_the_four())
        }
    }
}

/// The schema of the whole query (OpenAPI 3.2): the fields of an object, which are its parameters.
fn whole_query<'s>(source: &mut Source<'s>, object: Object<'s>, content: &'s Node) -> Option<&'s Node> {
    if let [(key, media_type)] = content.entries()
        && essence(&key.name) == "application/x-www-form-urlencoded"
        && let Some(schema) = media_type.get("schema").filter(|_| media_type.get("encoding").is_none())
        && may_be_object(source, schema)
    {
        return Some(schema);
    }
    source.refuse("unsupported", object.position("in"), messages::whole_query(), messages::describe_each_parameter())
}

/// The schema of a parameter with `content`, and whether it stands there as JSON.
fn content_schema<'s>(source: &mut Source<'s>, content: &'s Node) -> Option<(&'s Node, bool)> {
    let [(key, node)] = content.entries() else {
        return source.refuse("content", content.position, messages::one_content(), messages::leave_one());
    };
    let media_type =
        Object::read(source, node, messages::a_media_type, &["schema", "example", "examples", "encoding"])?;
    let is_json = key.name.contains("json");
    if !is_json {
        let found = messages::no_json_content(&key.name);
        source.warn("media-type", key.position, found, messages::sent_as_usual());
    }
    Some((media_type.required(source, "schema")?, is_json))
}

/// Style and explode, as written or as is usual for the place.
fn style<'s>(source: &mut Source<'s>, object: Object<'s>, place: ParameterIn) -> Option<(&'static str, bool)> {
    let known: &[(&str, &'static str)] = match place {
        ParameterIn::Path => &[("simple", "Simple"), ("label", "Label"), ("matrix", "Matrix")],
        ParameterIn::Query => &[
            ("form", "Form"),
            ("spaceDelimited", "SpaceDelimited"),
            ("pipeDelimited", "PipeDelimited"),
            ("deepObject", "DeepObject"),
        ],
        ParameterIn::Header | ParameterIn::Body => &[("simple", "Simple")],
        ParameterIn::Cookie => &[("form", "Form"), ("cookie", "Form")],
    };
    let text = object.text(source, "style").unwrap_or(known[0].0);
    let Some((_, style)) = known.iter().find(|(name, _)| *name == text) else {
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let found = messages::unknown_style(list::unquoted(&names, 0), text);
        return source.refuse("style", object.position("style"), found, messages::remove_style());
    };
    if let Some(node) = object.get("style").filter(|node| node.as_text() == Some("cookie")) {
        source.warn("style", node.position, messages::cookie_style(), messages::write_form_style());
    }
    Some((style, object.boolean(source, "explode").unwrap_or(*style == "Form")))
}

/// A value that does not stand on the wire as plain ones do is read and written by its style.
fn styled<'s>(
    source: &mut Source<'s>,
    schema: Schema,
    (name, place): (&str, ParameterIn),
    node: &'s Node,
    (style, explode): (&'static str, bool),
) -> Schema {
    let is_usual = match &schema.shape {
        Shape::List(_) => place == ParameterIn::Query && style == "Form" && explode,
        Shape::Json(_) => false,
        _ => place != ParameterIn::Cookie && !["Label", "Matrix", "DeepObject"].contains(&style),
    };
    if is_usual {
        return schema;
    }
    let schema = as_json(source, schema, node);
    let Schema { shape: Shape::Json(mut json), default } = schema else { return schema };
    (json.style, json.explode) = (style, explode);
    if place == ParameterIn::Query {
        json.in_query = match (style, explode) {
            ("DeepObject", _) => vec![format!("{name}[")],
            ("Form", true) => fields(source, node),
            _ => Vec::new(),
        };
    }
    Schema { shape: Shape::Json(json), default }
}

/// The same schema, checked as JSON.
fn as_json<'s>(source: &mut Source<'s>, schema: Schema, node: &'s Node) -> Schema {
    if matches!(schema.shape, Shape::Json(_)) {
        return schema;
    }
    // One that breaks its rule was reported, and is none.
    let default = source.resolve(node).and_then(|node| node.get("default")).filter(|_| schema.default.is_some());
    Schema { shape: Shape::Json(Box::new(schema::json(node))), default: default.map(|node| node.to_json().to_string()) }
}

/// Warns of rules of numbers, lists and objects without a type: such a value is read as a text.
fn without_type<'s>(source: &mut Source<'s>, node: &'s Node) {
    let Some(node) = source.resolve(node) else { return };
    let types = ["type", "enum", "const", "allOf", "anyOf", "oneOf"];
    if types.iter().any(|name| node.get(name).is_some()) {
        return;
    }
    for (key, _) in node.entries().iter().filter(|(key, _)| NOT_OF_TEXTS.contains(&key.name.as_str())) {
        let found = messages::no_type_beside(&key.name);
        source.warn("rule-without-effect", key.position, found, messages::add_type());
    }
}

/// The names that the fields of an object add to the query.
fn fields<'s>(source: &mut Source<'s>, node: &'s Node) -> Vec<String> {
    if !may_be_object(source, node) {
        return Vec::new();
    }
    let Some(node) = source.resolve(node) else { return Vec::new() };
    let is_closed = node.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Boolean(false)));
    match node.get("properties") {
        Some(properties) if is_closed => properties.entries().iter().map(|(key, _)| key.name.clone()).collect(),
        _ => vec!["*".to_owned()],
    }
}

fn may_be_object<'s>(source: &mut Source<'s>, node: &'s Node) -> bool {
    let has_type =
        |node: &Node| matches!(node.get("type").map(|node| &node.value), Some(Value::Text(_) | Value::List(_)));
    source.combined(node, has_type).into_iter().any(|node| match node.get("type").map(|node| &node.value) {
        Some(Value::Text(kind)) => kind == "object",
        Some(Value::List(kinds)) => kinds.iter().any(|kind| kind.as_text() == Some("object")),
        _ => node.get("properties").is_some() || node.get("additionalProperties").is_some(),
    })
}

fn role<'s>(source: &mut Source<'s>, object: Object<'s>, name: &str, place: ParameterIn, shape: &Shape) -> Role {
    if let Some(fixed) = object.get("x-fixed") {
        schema::check_value(source, shape, fixed, "x-fixed");
        if !matches!(shape, Shape::Text(_)) || place == ParameterIn::Path {
            source.report("x-fixed", fixed.position, messages::no_fixed_text(), messages::remove("x-fixed"));
        }
        return Role::Fixed(wire(fixed).unwrap_or_default());
    }
    if !object.is(source, "x-transport") {
        return Role::Input;
    }
    if place != ParameterIn::Header || !TRANSPORT.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let found = messages::no_transport_header(list::unquoted(&TRANSPORT, 0), name);
        source.report("x-transport", object.position("x-transport"), found, messages::remove_x_transport());
    }
    Role::Transport
}

/// Whether a text may be the name of a header, or a method.
pub(super) fn is_name(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}
