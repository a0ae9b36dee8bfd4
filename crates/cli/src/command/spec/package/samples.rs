//! Requests as source code of Rust.

use deskledger::runtime::SecurityKind;
use deskledger_mock::{Api, Call, FieldValue, Request, Sample, Types, raw};

/// The request value of a call, as a user of the package writes it.
pub(super) fn request(call: &Call, request: &Request, types: &Types) -> String {
    let (required, others): (Vec<_>, Vec<_>) = request.values.iter().partition(|one| one.is_required);
    let name = &call.type_name;
    let mut code = match (call.has_new(), required.is_empty()) {
        (true, _) => {
            let arguments: Vec<String> = required.iter().map(|one| value(one, true, types)).collect();
            format!("{name}::new({})", arguments.join(", "))
        }
        (false, true) => format!("{name}::default()"),
        (false, false) => {
            let fields: Vec<String> =
                required.iter().map(|one| format!("{}: {}", one.field, value(one, false, types))).collect();
            let rest = if call.has_optional() { ", ..Default::default()" } else { "" };
            format!("{name} {{ {}{rest} }}", fields.join(", "))
        }
    };
    // The only field without a method of its own.
    for one in others.iter().filter(|one| one.field != "defaults") {
        let setter = one.field.trim_start_matches("r#").trim_start_matches('_');
        code.push_str(&format!(".with_{setter}({})", value(one, true, types)));
    }
    code
}

/// A value; a text as an argument, which is converted, or as a field.
fn value(one: &FieldValue, is_argument: bool, types: &Types) -> String {
    match &one.sample {
        Sample::Text(text) if is_argument => format!("{text:?}"),
        Sample::Json(json) => match one.rust.as_deref() {
            Some(rust) => {
                // A setter takes the value of an optional field.
                let inner = rust.strip_prefix("Option<").and_then(|rust| rust.strip_suffix('>'));
                types.expression(inner.filter(|_| !one.is_required).unwrap_or(rust), json)
            }
            None => format!("runtime::json_schema::literal({})", raw(&json.to_string())),
        },
        sample => plain(sample),
    }
}

fn plain(sample: &Sample) -> String {
    match sample {
        Sample::Text(text) => format!("{text:?}.into()"),
        Sample::Plain(text) => text.clone(),
        Sample::List(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            format!("vec![{}]", items.join(", "))
        }
        Sample::Json(json) => raw(&json.to_string()),
        Sample::Bytes(bytes) => format!("b\"{}\".to_vec()", bytes.escape_ascii()),
        Sample::Parts(parts) => parts.iter().fold("runtime::FormParts::new()".to_owned(), |code, part| {
            let content = part.content.escape_ascii();
            code + &match &part.file_name {
                Some(file) => {
                    let media_type = part.media_type.as_deref().unwrap_or("application/octet-stream");
                    format!(".file({:?}, {file:?}, {media_type:?}, b\"{content}\".to_vec())", part.name)
                }
                None => format!(".field({:?}, {:?})", part.name, String::from_utf8_lossy(&part.content)),
            }
        }),
    }
}

/// Statements as the formatter writes them; what is not Rust stays as it is.
pub(super) fn formatted(statements: &str) -> String {
    let Ok(file) = syn::parse_str(&format!("async fn main() {{ {statements} }}")) else { return statements.to_owned() };
    let text = prettyplease::unparse(&file);
    let lines = text.lines().skip(1).filter(|line| *line != "}");
    lines.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned() + "\n").collect()
}

/// The call of the builder that gives credentials for every security scheme; empty where none is needed.
pub(super) fn credentials(api: &Api, crate_name: &str) -> String {
    let given = api.schemes.iter().filter_map(|(name, kind)| match kind {
        SecurityKind::MutualTls => None,
        SecurityKind::Basic => {
            Some(format!(".basic(&{crate_name}::security::{name}, \"user\", Secret::new(\"secret\"))"))
        }
        _ => Some(format!(".secret(&{crate_name}::security::{name}, Secret::new(\"secret\"))")),
    });
    let given: String = given.collect();
    match given.is_empty() {
        true => String::new(),
        false => {
            let given = given.replace("Secret::", &format!("{crate_name}::client::Secret::"));
            format!(".credential({crate_name}::client::SchemeCredentials::new(){given})")
        }
    }
}
