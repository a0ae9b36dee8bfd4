use deskledger_runtime::list;

use super::types::{Server, Variable};
use crate::diagnostic::quoted;
use crate::messages;
use crate::spec::{Key, Node, Object, Source, Value};

/// Reads a server of the document.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Server> {
    let object = Object::read(source, node, messages::a_server, &["url", "description", "variables", "name"])?;
    let url = object.required_text(source, "url")?.to_owned();
    let variables = object.map(source, "variables").iter().filter_map(|(key, node)| variable(source, &url, key, node));
    let variables: Vec<Variable> = variables.collect();
    for name in url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
        if !variables.iter().any(|one| one.name == name) {
            let found = messages::missing_variable(name);
            source.warn("servers", node.position, found, messages::describe_variable());
        }
    }
    Some(Server {
        name: object.text(source, "name").map(str::to_owned),
        description: object.prose(source, "description"),
        url,
        variables,
    })
}

fn variable<'s>(source: &mut Source<'s>, url: &str, key: &'s Key, node: &'s Node) -> Option<Variable> {
    let object = Object::read(source, node, messages::a_variable_of_a_server, &["enum", "default", "description"])?;
    if !url.contains(&format!("{{{}}}", key.name)) {
        let found = messages::unused_variable(&key.name, url);
        return source.leave_out("servers", key.position, found, messages::remove_variable());
    }
    object.expects(source, "default");
    let default = object.prose(source, "default");
    let mut one_of = Vec::new();
    for value in object.list(source, "enum") {
        let Some(text) = super::text::wire(value).filter(|text| !one_of.contains(text)) else { continue };
        one_of.push(text);
    }
    if !one_of.is_empty() && !one_of.contains(&default) {
        let position = object.position("default");
        let found = messages::server_default(list::unquoted(&one_of, 0), quoted(&default));
        source.warn("servers", position, found, messages::change_default_or_enum());
    }
    let default = if one_of.is_empty() || one_of.contains(&default) { default } else { one_of[0].clone() };
    Some(Variable { name: key.name.clone(), one_of, default, description: object.prose(source, "description") })
}

/// Reads the servers of the document.
pub(super) fn all<'s>(source: &mut Source<'s>, root: Object<'s>) -> Vec<Server> {
    match root.get("servers").map(|node| &node.value) {
        Some(Value::Null) => Vec::new(),
        _ => root.list(source, "servers").iter().filter_map(|node| read(source, node)).collect(),
    }
}
