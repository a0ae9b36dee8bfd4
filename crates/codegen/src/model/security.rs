use super::types::{Credential, ParameterIn, SecurityKind, SecurityScheme, Shape, Text};
use super::{parameter, schema};
use crate::diagnostic::quoted;
use crate::messages;
use crate::spec::{Key, Node, Object, Source, Value};

const KNOWN: [&str; 10] = [
    "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl", "deprecated",
    "oauth2MetadataUrl",
];

/// The alternatives that a list of requirements names. One that names no security scheme of the document is left out,
/// with a warning.
pub(super) fn alternatives(source: &mut Source<'_>, requirements: &[Node]) -> Vec<Vec<(String, Vec<String>)>> {
    let components = source.root.get("components");
    let schemes = components.and_then(|node| node.get("securitySchemes")).map_or(&[][..], Node::entries);
    let mut alternatives = Vec::new();
    for requirement in requirements {
        let mut is_known = true;
        for (key, _) in requirement.entries() {
            if !schemes.iter().any(|(scheme, _)| scheme.name == key.name) {
                let found = messages::unknown_scheme(&key.name);
                source.warn("security", key.position, found, messages::describe_scheme());
                is_known = false;
            }
        }
        let named = requirement.entries().iter().map(|(key, node)| {
            let Value::List(scopes) = &node.value else { return (key.name.clone(), Vec::new()) };
            (key.name.clone(), scopes.iter().filter_map(Node::as_text).map(str::to_owned).collect())
        });
        alternatives.extend(is_known.then(|| named.collect()));
    }
    alternatives
}

/// Reads a security scheme. `None` where the client cannot send it, which is a warning.
pub(super) fn scheme<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<SecurityScheme> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, messages::a_security_scheme, &KNOWN)?;
    let text = |name: &str| node.text(name).unwrap_or_default();
    let place = match text("in") {
        "query" => ParameterIn::Query,
        "cookie" => ParameterIn::Cookie,
        _ => ParameterIn::Header,
    };
    let kind = match (object.required_text(source, "type")?, text("scheme").to_ascii_lowercase().as_str()) {
        ("apiKey", _)
            if place != ParameterIn::Query && !parameter::is_name(text("name")) && !text("name").is_empty() =>
        {
            let found = messages::no_header_or_cookie_name(quoted(text("name")));
            source.warn("security", object.position("name"), found, messages::use_letters_and_hyphens());
            return None;
        }
        ("apiKey", _) if object.get("name").is_some() => SecurityKind::ApiKey(place, text("name").to_owned()),
        ("http", "basic") => SecurityKind::Basic,
        ("http", "bearer") => SecurityKind::Bearer,
        ("http", other) if !other.is_empty() => SecurityKind::Http(other.to_owned()),
        ("oauth2", _) => {
            let flow = object.get("flows").and_then(|flows| flows.get("clientCredentials"));
            let url = flow.and_then(|flow| flow.text("tokenUrl"));
            SecurityKind::OAuth2(url.unwrap_or_default().to_owned())
        }
        ("openIdConnect", _) => SecurityKind::OpenIdConnect(text("openIdConnectUrl").to_owned()),
        ("mutualTLS", _) => SecurityKind::MutualTls,
        (other, _) => {
            let found = messages::unsent_scheme(&key.name, other);
            return source.leave_out("security", key.position, found, messages::write_a_scheme());
        }
    };
    Some(SecurityScheme { name: key.name.clone(), kind, description: object.prose(source, "description") })
}

/// Reads the rule of a credential, `x-schema`. `None` where there is none.
pub(super) fn read<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<Credential> {
    let node = source.resolve(node).filter(|node| node.get("x-schema").is_some())?;
    let object = Object::read(source, node, messages::a_security_scheme, &KNOWN)?;
    let (kind, rule) = (object.required_text(source, "type")?, object.get("x-schema")?);
    if kind != "apiKey" || object.text(source, "in") != Some("header") {
        let found = messages::no_header_key(&key.name);
        return source.refuse("unsupported", rule.position, found, messages::remove("x-schema"));
    }
    let name = object.required_text(source, "name")?;
    let Shape::Text(rule) = schema::read(source, rule)?.shape else {
        let found = messages::no_text_credential();
        return source.refuse("unsupported", rule.position, found, messages::write_code("type: string"));
    };
    Some(Credential {
        name: name.to_owned(),
        place: ParameterIn::Header,
        description: object.prose(source, "description"),
        shape: Shape::Text(Text { secret: true, ..rule }),
        position: key.position,
    })
}
