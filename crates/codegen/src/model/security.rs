use super::schema;
use super::types::{Credential, ParameterIn, Shape, Text};
use crate::spec::{Key, Node, Object, Source};

/// Headers of the credentials that the client sends: a token, or a signature.
const SENT: [&str; 2] = ["X-Auth-Token", "Authorization"];

/// Warns of a requirement that names no security scheme.
pub(super) fn check_names(source: &mut Source<'_>, requirements: &[Node]) {
    let components = source.root.get("components");
    let schemes = components.and_then(|node| node.get("securitySchemes")).map_or(&[][..], Node::entries);
    for (key, _) in requirements.iter().flat_map(Node::entries) {
        if !schemes.iter().any(|(scheme, _)| scheme.name == key.name) {
            let found = format!("expected the name of a security scheme, found {}", key.name);
            source.warn("security", key.position, found, "describe it under components/securitySchemes");
        }
    }
}

/// Warns of a credential that the client does not send.
fn check_sent<'s>(source: &mut Source<'s>, key: &'s Key, object: Object<'s>, kind: &str) {
    let is = |name: &str, text: &str| object.get(name).and_then(Node::as_text) == Some(text);
    let header = object.get("name").and_then(Node::as_text).unwrap_or_default();
    let is_sent = SENT.iter().any(|sent| sent.eq_ignore_ascii_case(header));
    if kind != "apiKey" || !is("in", "header") || !is_sent {
        let found = format!(
            "expected a token in X-Auth-Token or a signature in Authorization, found {} of type {kind}",
            key.name
        );
        source.warn("security", key.position, found, "the client does not send it: make it a parameter of the calls");
    }
}

/// Reads the rule of a credential, `x-schema`. `None` where there is none.
pub(super) fn read<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<Credential> {
    let node = source.resolve(node)?;
    let known = ["type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"];
    let object = Object::read(source, node, "a security scheme", &known)?;
    let kind = object.required_text(source, "type")?;
    let Some(rule) = object.get("x-schema") else {
        check_sent(source, key, object, kind);
        return None;
    };
    if kind != "apiKey" || object.text(source, "in") != Some("header") {
        let found = format!("expected the rule of an apiKey in a header, found one of {}", key.name);
        source.report("unsupported", rule.position, found, "remove `x-schema`");
        return None;
    }
    let name = object.required_text(source, "name")?;
    let Shape::Text(rule) = schema::read(source, rule)?.shape else {
        source.report("unsupported", rule.position, "expected a credential that is a text", "write `type: string`");
        return None;
    };
    Some(Credential {
        name: name.to_owned(),
        place: ParameterIn::Header,
        description: object.prose(source, "description"),
        shape: Shape::Text(Text { secret: true, ..rule }),
        position: key.position,
    })
}
