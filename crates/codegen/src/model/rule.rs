use super::text::provenance;
use super::{CrossRule, Parameter, Role, Shape};
use crate::spec::{Node, Object, Source};

/// Rules over more than one parameter that the run time knows, and the parts in them.
const RULES: [(&str, [&str; 2]); 1] = [("time_range", ["start", "end"])];

/// Reads `x-rules` of an operation.
pub(super) fn read<'s>(source: &mut Source<'s>, operation: Object<'s>, parameters: &[Parameter]) -> Vec<CrossRule> {
    let mut rules: Vec<CrossRule> = Vec::new();
    for node in operation.list(source, "x-rules") {
        let Some(one) = rule(source, node, parameters) else { continue };
        if rules.iter().any(|other| other.rule == one.rule) {
            let found = format!("expected the rule {} once in an operation, found it again", one.rule);
            source.report("x-rules", node.position, found, "remove one of the two");
            continue;
        }
        rules.push(one);
    }
    rules
}

fn rule<'s>(source: &mut Source<'s>, node: &'s Node, parameters: &[Parameter]) -> Option<CrossRule> {
    let object = Object::read(source, node, "a rule", &["rule", "start", "end", "description"])?;
    let name = object.required_text(source, "rule")?;
    let Some((rule, parts)) = RULES.into_iter().find(|(known, _)| *known == name) else {
        let known = RULES.map(|(name, _)| name).join(", ");
        let position = object.get("rule").map_or(node.position, |node| node.position);
        source.report(
            "unknown-rule",
            position,
            format!("expected one of the rules {known}, found {name}"),
            "write one of these, or say it in the description",
        );
        return None;
    };
    let mut named = Vec::new();
    for part in parts {
        let parameter = object.required_text(source, part)?;
        let position = object.get(part).map_or(node.position, |node| node.position);
        match parameters.iter().find(|one| one.name == parameter) {
            None => {
                let names: Vec<_> = parameters.iter().map(|one| one.name.as_str()).collect();
                let found = format!("expected a parameter of this operation, found {parameter}");
                source.report("x-rules", position, found, format!("its parameters are {}", names.join(", ")));
            }
            Some(one) if !fits(one) => {
                let found = format!("expected an optional text of the format minute for the {part}, found {parameter}");
                source.report(
                    "x-rules",
                    position,
                    found,
                    "give it `type: string` and `format: minute`, and no `required`",
                );
            }
            Some(_) => {}
        }
        named.push((part, parameter.to_owned()));
    }
    let description = object.prose(source, "description");
    let provenance = provenance(source, object);
    Some(CrossRule { rule, parameters: named, description, provenance, position: node.position })
}

fn fits(parameter: &Parameter) -> bool {
    let is_minute = matches!(&parameter.schema.shape, Shape::Text(text) if text.format == Some("minute"));
    is_minute && !parameter.required && parameter.role == Role::Input
}
