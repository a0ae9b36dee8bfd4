//! Values of the field of a discriminator, by alternative.

use crate::spec::{Node, Source};

/// The field of the discriminator, and its texts for each alternative: from the mapping, else from the constant of the field,
/// else the name of the alternative.
pub(super) fn tags<'s>(source: &mut Source<'s>, owner: &'s Node, members: &[&'s Node]) -> (&'s str, Vec<Vec<&'s str>>) {
    let stated = owner.get("discriminator");
    let Some(property) = stated.and_then(|one| one.text("propertyName")) else {
        return ("", members.iter().map(|_| Vec::new()).collect());
    };
    let mapping = stated.and_then(|one| one.get("mapping")).map_or(&[][..], Node::entries);
    let tags = members.iter().map(|member| {
        let reference = member.text("$ref").unwrap_or_default();
        let name = reference.rsplit('/').next().unwrap_or_default();
        let is_meant = |node: &Node| node.as_text().is_some_and(|text| text == reference || text == name);
        let mapped: Vec<&str> =
            mapping.iter().filter(|(_, node)| is_meant(node)).map(|(key, _)| key.name.as_str()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let constant = constants(source, member, property);
        if constant.is_empty() { vec![name] } else { constant }
    });
    (property, tags.collect())
}

fn constants<'s>(source: &mut Source<'s>, member: &'s Node, property: &str) -> Vec<&'s str> {
    let field = source.resolve(member).and_then(|schema| schema.get("properties")).and_then(|all| all.get(property));
    let Some(field) = field.and_then(|field| source.resolve(field)) else { return Vec::new() };
    match field.get("const") {
        Some(value) => value.as_text().into_iter().collect(),
        None => field.list("enum").iter().filter_map(Node::as_text).collect(),
    }
}
