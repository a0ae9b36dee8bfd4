use super::text::{example, provenance, wire};
use super::{Parameter, Place, Role, Shape, schema};
use crate::spec::{Node, Object, Source};

const KNOWN: [&str; 13] = [
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];

/// Headers that the download fills in.
const TRANSPORT: [&str; 2] = ["Range", "If-Range"];

/// Reads a parameter; a `$ref` is followed.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Parameter> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, "a parameter", &KNOWN)?;
    let name = object.required_text(source, "name")?;
    let place = place(source, object)?;
    let required = object.is(source, "required");
    let position = |entry: &str| object.get(entry).map_or(node.position, |node| node.position);
    for entry in ["content", "examples", "allowReserved"] {
        if object.get(entry).is_some_and(|node| node.kind() != "a boolean" || object.is(source, entry)) {
            let found = format!("expected no `{entry}` in a parameter: it is not supported");
            source.report("unsupported", position(entry), found, "use `schema` and `example`");
        }
    }
    if place == Place::Path && !required {
        let found = format!("expected the path parameter {name} to be required");
        source.report("path", position("required"), found, "write `required: true`: a path without it is another path");
    }
    if place == Place::Header && (name.is_empty() || !name.bytes().all(is_token)) {
        let found = format!("expected the name of a header, found {name:?}");
        source.report("name", position("name"), found, "use letters, digits and hyphens");
    }
    let schema = object.required(source, "schema")?;
    let schema = schema::read(source, schema, false)?;
    style(source, object, place, &schema.shape);
    if required && schema.default.is_some() {
        let found = format!("expected no default of {name}: it is required, so the default is never used");
        source.report("rule-without-effect", position("schema"), found, "remove the default, or `required`");
    }
    let example = example(source, object);
    if let Some((_, node)) = &example {
        schema::check_value(source, &schema.shape, node, "example");
    }
    let role = role(source, object, name, place, &schema.shape);
    let mut schema = schema;
    if let (Place::Path, Shape::Text(rule)) = (place, &mut schema.shape) {
        // An empty segment is another path.
        rule.min = rule.min.max(1);
    }
    Some(Parameter {
        name: name.to_owned(),
        place,
        required: required && role == Role::Input,
        empty_is_absent: object.is(source, "allowEmptyValue") && !required,
        description: object.prose(source, "description"),
        example: example.map(|(example, _)| example),
        schema,
        role,
        provenance: provenance(source, object),
        position: node.position,
    })
}

fn place<'s>(source: &mut Source<'s>, object: Object<'s>) -> Option<Place> {
    let (code, hint) = match object.required_text(source, "in")? {
        "path" => return Some(Place::Path),
        "query" => return Some(Place::Query),
        "header" => return Some(Place::Header),
        "cookie" => ("unsupported", "send it as a header or in the query"),
        _ => ("unknown-place", "write one of the three"),
    };
    let node = object.get("in")?;
    let found = format!("expected path, query or header, found {}", node.as_text().unwrap_or_default());
    source.report(code, node.position, found, hint);
    None
}

fn style<'s>(source: &mut Source<'s>, object: Object<'s>, place: Place, shape: &Shape) {
    let is_list = matches!(shape, Shape::List(_));
    if is_list && place != Place::Query {
        let found = "expected a list in the query only";
        source.report("unsupported", object.node.position, found, "send it in the query, or as one text");
    }
    let usual = if place == Place::Query { "form" } else { "simple" };
    if let Some(style) = object.text(source, "style").filter(|style| *style != usual) {
        let position = object.get("style").map_or(object.node.position, |node| node.position);
        source.report("unsupported", position, format!("expected the style {usual}, found {style}"), "remove `style`");
    }
    if is_list && object.boolean(source, "explode") == Some(false) {
        let position = object.get("explode").map_or(object.node.position, |node| node.position);
        let found = "expected a list with `explode: true`, one `name=value` an item";
        source.report("unsupported", position, found, "remove `explode`, or send one text");
    }
}

fn role<'s>(source: &mut Source<'s>, object: Object<'s>, name: &str, place: Place, shape: &Shape) -> Role {
    if let Some(fixed) = object.get("x-fixed") {
        schema::check_value(source, shape, fixed, "x-fixed");
        if !matches!(shape, Shape::Text(_)) || place == Place::Path {
            source.report("x-fixed", fixed.position, "expected a text in the query or a header", "remove `x-fixed`");
        }
        return Role::Fixed(wire(fixed).unwrap_or_default());
    }
    if !object.is(source, "x-transport") {
        return Role::Input;
    }
    if place != Place::Header || !TRANSPORT.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let found = format!("expected one of the headers {} for x-transport, found {name}", TRANSPORT.join(", "));
        let position = object.get("x-transport").map_or(object.node.position, |node| node.position);
        source.report("x-transport", position, found, "remove `x-transport`: the caller fills it in");
    }
    Role::Transport
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
