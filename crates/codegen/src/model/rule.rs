use deskledger_runtime::list;

use super::text::{descriptions, provenance};
use super::types::{CrossFieldRule, Parameter, Role, Shape};
use crate::messages;
use crate::spec::{Node, Object, Source};

/// A rule over more than one parameter that the runtime knows, and the parts in it.
struct Known {
    name: &'static str,
    /// Parts that name one parameter.
    one: &'static [&'static str],
    /// The part that names several, and the fewest of them.
    several: Option<(&'static str, usize)>,
}

const RULES: [Known; 5] = [
    Known { name: "time_range", one: &["start", "end"], several: None },
    Known { name: "all_or_none", one: &[], several: Some(("parameters", 2)) },
    Known { name: "at_least_one", one: &[], several: Some(("parameters", 2)) },
    Known { name: "requires", one: &["parameter"], several: Some(("needs", 1)) },
    Known { name: "ordered", one: &["low", "high"], several: None },
];

/// The names of the rules over more than one parameter.
///
/// ```
/// assert!(deskledger_codegen::cross_rules().any(|name| name == "all_or_none"));
/// ```
pub fn cross_rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.name)
}

/// Reads `x-rules` of an operation.
pub(super) fn read<'s>(
    source: &mut Source<'s>,
    operation: Object<'s>,
    parameters: &[Parameter],
) -> Vec<CrossFieldRule> {
    let mut rules: Vec<CrossFieldRule> = Vec::new();
    for node in operation.list(source, "x-rules") {
        let Some(one) = rule(source, node, parameters) else { continue };
        // A request has one time range.
        if one.rule == "time_range" && rules.iter().any(|other| other.rule == one.rule) {
            source.report("x-rules", node.position, messages::rule_again(one.rule), messages::remove_one());
            continue;
        }
        rules.push(one);
    }
    rules
}

fn rule<'s>(source: &mut Source<'s>, node: &'s Node, parameters: &[Parameter]) -> Option<CrossFieldRule> {
    let parts = ["start", "end", "parameters", "parameter", "needs", "low", "high"];
    let object = Object::read(source, node, messages::a_rule, &[&["rule", "description"][..], &parts].concat())?;
    let name = object.required_text(source, "rule")?;
    let Some(known) = RULES.iter().find(|known| known.name == name) else {
        let found = messages::unknown_rule(list::unquoted(&cross_rules().collect::<Vec<_>>(), 0), name);
        let hint = messages::write_one_of_these_or_describe();
        return source.refuse("unknown-rule", object.position("rule"), found, hint);
    };
    let mut named: Vec<(&'static str, &'s Node)> = Vec::new();
    for part in known.one {
        named.push((part, object.required(source, part)?));
    }
    if let Some((part, fewest)) = known.several {
        let list = object.required(source, part)?;
        let several = object.list(source, part);
        if several.len() < fewest {
            let found = messages::too_few_parameters(fewest, several.len());
            source.report("x-rules", list.position, found, messages::name_parameters());
        }
        named.extend(several.iter().map(|node| (part, node)));
    }
    let mut rule_parameters: Vec<(&'static str, String)> = Vec::new();
    for (part, node) in named {
        rule_parameters.push((part, parameter(source, known, part, node, parameters)?));
    }
    if known.name == "ordered" {
        alike(source, node, parameters, &rule_parameters);
    }
    let description = object.prose(source, "description");
    let (descriptions, provenance) = (descriptions(source, object), provenance(source, object));
    let (rule, parameters) = (known.name, rule_parameters);
    Some(CrossFieldRule { rule, parameters, description, descriptions, provenance, position: node.position })
}

/// The name of a parameter of the operation; reported where there is none, or where it does not fit the rule.
fn parameter(
    source: &mut Source<'_>,
    known: &Known,
    part: &str,
    node: &Node,
    parameters: &[Parameter],
) -> Option<String> {
    let Some(name) = node.as_text() else {
        let found = messages::as_text(messages::the_name_of_a_parameter(), node.kind());
        return source.refuse("type", node.position, found, messages::put_in_quotes());
    };
    match parameters.iter().find(|one| one.name == name && one.role == Role::Input) {
        None => {
            let names: Vec<_> = parameters.iter().map(|one| one.name.as_str()).collect();
            let (found, hint) = (messages::no_parameter_of_operation(name), list::unquoted(&names, 0));
            source.report("x-rules", node.position, found, messages::its_parameters_are(hint));
        }
        Some(one) if known.name == "time_range" && !is_optional_minute(one) => {
            let found = messages::no_optional_minute(part, name);
            source.report("x-rules", node.position, found, messages::make_optional_minute());
        }
        Some(one) if known.name != "ordered" && one.required => {
            let found = messages::required_in_rule(known.name, name);
            source.report("x-rules", node.position, found, messages::leave_out_of_rule());
        }
        Some(_) => {}
    }
    Some(name.to_owned())
}

/// Reports two parameters that have no order.
fn alike(source: &mut Source<'_>, node: &Node, parameters: &[Parameter], names: &[(&'static str, String)]) {
    let named = names.iter().filter_map(|(_, name)| parameters.iter().find(|one| one.name == *name));
    let shapes: Vec<&Shape> = named.map(|one| &one.schema.shape).collect();
    let is_date = |shape: &Shape| matches!(shape, Shape::Text(text) if matches!(text.format, Some("date" | "minute")));
    let are_ordered = match shapes.as_slice() {
        [Shape::Int(_), Shape::Int(_)] | [Shape::Number(_), Shape::Number(_)] => true,
        [low, high] => is_date(low) && is_date(high),
        _ => true,
    };
    if !are_ordered {
        source.report("x-rules", node.position, messages::no_order(), messages::give_same_type());
    }
}

fn is_optional_minute(parameter: &Parameter) -> bool {
    let is_minute = matches!(&parameter.schema.shape, Shape::Text(text) if text.format == Some("minute"));
    is_minute && !parameter.required && parameter.role == Role::Input
}
