use super::deprecation::Deprecation;
use super::schema;
use super::text::{descriptions, example, provenance, wire};
use super::types::{Parameter, ParameterIn, Role, Schema, Shape, Text};
use crate::diagnostic::Position;
use crate::spec::{Node, Object, Source, Value};

const KNOWN: [&str; 13] = [
    "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved",
    "schema", "example", "examples", "content",
];

/// Headers that the download fills in.
const TRANSPORT: [&str; 2] = ["Range", "If-Range"];

/// Maximum depth of the search for an object.
const DEEPEST: usize = 8;

/// Reads a parameter; a `$ref` is followed.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Parameter> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, "a parameter", &KNOWN)?;
    let (name, place) = (object.required_text(source, "name"), place(source, object));
    let (Some(name), Some(place)) = (name, place) else {
        // Its schema may be wrong as well.
        object.get("schema").map(|node| schema::read(source, node));
        return None;
    };
    let is_required = object.is(source, "required");
    let required = is_required || place == ParameterIn::Path;
    if object.is(source, "allowReserved") {
        let found = format!("expected no `allowReserved` of {name}: reserved characters are sent encoded all the same");
        source.warn("allow-reserved", object.position("allowReserved"), found, "a server reads both");
    }
    if place == ParameterIn::Path && !is_required {
        let found = format!("expected the path parameter {name} to be required");
        source.warn(
            "path",
            object.position("required"),
            found,
            "write `required: true`: a path without it is another path",
        );
    }
    if place == ParameterIn::Header && name.is_empty() && !is_required {
        let found = "expected the name of a header, found an empty text: the parameter is not sent";
        source.warn("unsupported", object.position("name"), found, "remove the parameter");
        return None;
    }
    if place == ParameterIn::Header && !is_name(name) {
        let found = format!("expected the name of a header, found {name:?}");
        source.report("name", object.position("name"), found, "use letters, digits and hyphens");
    }
    let (node_of_schema, is_json) = match object.get("content") {
        Some(content) => content_schema(source, content)?,
        None => (object.required(source, "schema")?, false),
    };
    let schema = schema::read(source, node_of_schema)?;
    let style = style(source, object, place)?;
    let schema = if is_json { as_json(source, schema, node_of_schema) } else { schema };
    let schema = if is_json { schema } else { styled(source, schema, (name, place), node_of_schema, style) };
    if required && schema.default.is_some() {
        let found = format!("expected no default of {name}: it is required, so the default is never used");
        source.warn("rule-without-effect", object.position("schema"), found, "remove the default, or `required`");
    }
    let example = match &schema.shape {
        Shape::Json(_) => object.get("example").map(|node| (node.to_json().to_string(), node)),
        _ => example(source, object),
    };
    if let Some((_, node)) = &example {
        schema::check_value(source, &schema.shape, node, "example");
    }
    let role = role(source, object, name, place, &schema.shape);
    let mut schema = schema;
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
    let place = match object.required_text(source, "in")? {
        "path" => ParameterIn::Path,
        "query" => ParameterIn::Query,
        "header" => ParameterIn::Header,
        "cookie" => ParameterIn::Cookie,
        "querystring" => {
            let found = "expected parameters of the query one by one, found the whole query: it is not sent";
            source.warn("unsupported", object.position("in"), found, "describe each parameter with `in: query`");
            return None;
        }
        other => {
            let found = format!("expected path, query, header or cookie, found {other}");
            source.report("unknown-place", object.position("in"), found, "write one of the four");
            return None;
        }
    };
    Some(place)
}

/// The schema of a parameter with `content`, and whether it stands there as JSON.
fn content_schema<'s>(source: &mut Source<'s>, content: &'s Node) -> Option<(&'s Node, bool)> {
    let [(key, node)] = content.entries() else {
        source.report("content", content.position, "expected one media type in `content`", "leave one of them");
        return None;
    };
    let media_type = Object::read(source, node, "a media type", &["schema", "example", "examples", "encoding"])?;
    let is_json = key.name.contains("json");
    if !is_json {
        let found = format!("expected JSON in `content` of a parameter, found {}", key.name);
        source.warn("media-type", key.position, found, "it is sent in the usual style");
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
    let style = match object.text(source, "style") {
        None => known[0].1,
        Some(text) => match known.iter().find(|(name, _)| *name == text) {
            Some((_, style)) => style,
            None => {
                let position = object.position("style");
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                let found = format!("expected one of the styles {} here, found {text}", names.join(", "));
                source.report("style", position, found, "remove `style`, or write one of these");
                return None;
            }
        },
    };
    if let Some(node) = object.get("style").filter(|node| node.as_text() == Some("cookie")) {
        let found = "expected the style form, found cookie: the value is percent-encoded all the same";
        source.warn("style", node.position, found, "write `style: form`, or have the server decode the value");
    }
    Some((style, object.boolean(source, "explode").unwrap_or(style == "Form")))
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
    let default = source.resolve(node).and_then(|node| node.get("default"));
    Schema { shape: Shape::Json(Box::new(schema::json(node))), default: default.map(|node| node.to_json().to_string()) }
}

/// The names that the fields of an object add to the query.
fn fields<'s>(source: &mut Source<'s>, node: &'s Node) -> Vec<String> {
    if !may_be_object(source, node, 0) {
        return Vec::new();
    }
    let Some(node) = source.resolve(node) else { return Vec::new() };
    let is_closed = node.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Boolean(false)));
    match node.get("properties") {
        Some(properties) if is_closed => properties.entries().iter().map(|(key, _)| key.name.clone()).collect(),
        _ => vec!["*".to_owned()],
    }
}

fn may_be_object<'s>(source: &mut Source<'s>, node: &'s Node, level: usize) -> bool {
    let Some(node) = source.resolve(node).filter(|_| level < DEEPEST) else { return false };
    match node.get("type").map(|node| &node.value) {
        Some(Value::Text(kind)) => return kind == "object",
        Some(Value::List(kinds)) => return kinds.iter().any(|kind| kind.as_text() == Some("object")),
        _ => {}
    }
    let says = |name: &str| node.get(name).is_some();
    let parts = ["allOf", "anyOf", "oneOf"].iter().flat_map(|name| node.list(name));
    let mut parts = parts.filter(|part| may_be_object(source, part, level + 1));
    says("properties") || says("additionalProperties") || parts.next().is_some()
}

fn role<'s>(source: &mut Source<'s>, object: Object<'s>, name: &str, place: ParameterIn, shape: &Shape) -> Role {
    if let Some(fixed) = object.get("x-fixed") {
        schema::check_value(source, shape, fixed, "x-fixed");
        if !matches!(shape, Shape::Text(_)) || place == ParameterIn::Path {
            source.report("x-fixed", fixed.position, "expected a text in the query or a header", "remove `x-fixed`");
        }
        return Role::Fixed(wire(fixed).unwrap_or_default());
    }
    if !object.is(source, "x-transport") {
        return Role::Input;
    }
    if place != ParameterIn::Header || !TRANSPORT.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let found = format!("expected one of the headers {} for x-transport, found {name}", TRANSPORT.join(", "));
        let position = object.position("x-transport");
        source.report("x-transport", position, found, "remove `x-transport`: the caller fills it in");
    }
    Role::Transport
}

/// Whether a text may be the name of a header, or a method.
pub(super) fn is_name(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}
