use super::{Credential, Place, Shape, Text, schema};
use crate::spec::{Key, Node, Object, Source};

/// Reads the rule of a credential, `x-schema`. `None` where there is none.
pub(super) fn read<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<Credential> {
    let node = source.resolve(node)?;
    let known = ["type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"];
    let object = Object::read(source, node, "a security scheme", &known)?;
    let kind = object.required_text(source, "type")?;
    let rule = object.get("x-schema")?;
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
        place: Place::Header,
        description: object.prose(source, "description"),
        shape: Shape::Text(Text { secret: true, ..rule }),
        position: key.position,
    })
}
