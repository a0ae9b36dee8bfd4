//! The calls of a document, read from its generated code: what the code enforces is enforced here.

use std::collections::HashMap;
use std::sync::OnceLock;

use deskledger_codegen::Output;
use deskledger_runtime::json_schema::Schema;
use deskledger_runtime::{EncodedRequest, Location, Operation, ParameterIn, SecurityKind, SecurityScheme};
use serde_json::Value;

use crate::code::{Code, Unreadable};
use crate::data::{Data, Read, leak};
use crate::further::FurtherSchemas;
use crate::operations::{CrossFieldRule, Described, Input, operation};
use crate::schemas::Schemas;

/// The calls of a document. They live as long as the program.
pub struct Api {
    /// The calls, in the order of the document.
    pub calls: Vec<Call>,
    /// The document as JSON.
    pub document: Value,
    /// The security schemes, by the names of their statics in the generated code.
    pub schemes: Vec<(String, SecurityKind)>,
    /// The rules of what generated code takes as text, of responses and of requests: read when the first value asks for one.
    further: [OnceLock<FurtherSchemas>; 2],
}

/// A call of the document.
pub struct Call {
    /// Its description, without parameters and rules over several of them.
    pub operation: &'static Operation,
    /// Name of its type in the generated code.
    pub type_name: String,
    /// Name of its static in the generated code.
    pub table: String,
    /// Media type of the request body; empty without one.
    pub media_type: String,
    /// A request without values: its path and its query as they are sent.
    pub(crate) sent: EncodedRequest,
    pub(crate) inputs: Vec<Input>,
    /// Parameters that always have the same value, each with the number of inputs before it.
    pub(crate) fixed: Vec<(usize, Location, &'static str)>,
    /// Names that the query may have, those of keys among them.
    pub(crate) known: &'static [&'static str],
    pub(crate) rules: Vec<(CrossFieldRule, u32)>,
}

impl Call {
    /// Whether the type has a function `new`, with the values that a request must have.
    pub fn has_new(&self) -> bool {
        (1..=MAX_ARGUMENTS).contains(&self.inputs.iter().filter(|input| input.required).count())
    }

    /// Whether the type has fields that need not be given.
    pub fn has_optional(&self) -> bool {
        self.inputs.iter().any(|input| !input.required)
    }
}

/// Maximum number of arguments of `new` in the generated code.
const MAX_ARGUMENTS: usize = 7;

impl Api {
    /// Reads the calls from the output of the generator.
    ///
    /// # Errors
    /// The code is not that of the generator of this version.
    pub fn read(output: &Output) -> Result<Self, Unreadable> {
        let file = |name: &str| output.files.get(name).map_or("", String::as_str);
        let code = Code::read(file("openapi.rs"));
        let schemas = Schemas::read(&code)?;
        let document = serde_json::from_str(file("openapi.json")).unwrap_or_default();
        let mut requests: HashMap<_, Vec<_>> = HashMap::new();
        for item in &code.impls {
            requests.entry(owner(item)).or_default().push(*item);
        }
        let mut calls = Vec::new();
        for (owner, items) in &requests {
            let Some(table) = items.iter().find_map(|item| between(item, "EncodedRequest::new(", ")")) else {
                continue;
            };
            let table = table.trim_start_matches('&').trim_end_matches(',');
            calls.push(call(&schemas, owner, table, items)?);
        }
        let place = |call: &Call| code.statics.iter().position(|name| *name == call.table);
        calls.sort_by_key(place);
        let is_operation =
            |name: &&&str| code.values.get(&("", **name)).is_some_and(|text| text.starts_with("runtime::Operation"));
        let wanted = code.statics.iter().filter(is_operation).count();
        if calls.len() != wanted {
            return Err(Unreadable::new(&format!("{wanted} calls"), calls.len()));
        }
        let mut schemes: Vec<(String, SecurityKind)> = Vec::new();
        for (_, name) in code.values.keys().filter(|(module, _)| *module == "security") {
            let scheme = SecurityScheme::read(&schemas, &code.value("security", name)?)?;
            schemes.push(((*name).to_owned(), scheme.kind));
        }
        schemes.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self { calls, document, schemes, further: Default::default() })
    }

    /// The rule of a schema, of requests or of responses, that generated code has no rule of.
    pub(crate) fn further(&self, schema: &Value, is_request: bool) -> Option<&'static Schema> {
        let calls = self.calls.iter().map(|call| call.operation);
        let read = || FurtherSchemas::read(&self.document, calls, is_request);
        self.further[usize::from(is_request)].get_or_init(read).get(schema)
    }

    /// The call of a method, in capitals, and of a path as the document has it.
    pub fn call(&self, method: &str, path: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.operation.method == method && call.operation.path == path)
    }
}

/// The type that an item implements something for.
fn owner(item: &str) -> &str {
    let head = item.lines().next().unwrap_or_default().trim_end_matches([' ', '{', '}']);
    head.rsplit(' ').next().unwrap_or_default()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.trim())
}

fn call(schemas: &Schemas<'_>, owner: &str, table: &str, items: &[&str]) -> Read<Call> {
    let fields = fields(schemas.code.structs.get(owner).copied().unwrap_or_default())?;
    let Described { operation, inputs, fixed, rules } = operation(schemas, table, fields)?;
    let find = |before: &str, after: &str| items.iter().find_map(|item| between(item, before, after));
    let known: &[&str] = match find(".query(", "&mut out") {
        Some(list) => {
            let list = syn::parse_str(list.trim_end_matches(','));
            Data::read(schemas, &list.map_err(|error| Unreadable::new("the names of a query", error))?)?
        }
        None => &[],
    };
    let keys = operation.security.iter().copied().flatten().filter_map(|one| match one.scheme.kind {
        SecurityKind::ApiKey(ParameterIn::Query, name) => Some(name),
        _ => None,
    });
    let known = known.iter().copied().chain(keys).collect::<Vec<_>>().leak();
    let encode = items.iter().find(|item| item.contains("EncodedRequest::new("));
    let media_type = encode.and_then(|item| between(item, "_body(", ");")?.split('"').nth(1)).unwrap_or_default();
    let lines = items.iter().find(|item| item.contains("runtime::Rules for ")).map(|item| lines(item, rules.len()));
    let lines = lines.unwrap_or_default();
    let operation = leak(operation);
    Ok(Call {
        operation,
        sent: EncodedRequest::new(operation),
        type_name: owner.to_owned(),
        table: table.to_owned(),
        media_type: media_type.to_owned(),
        inputs,
        fixed,
        known,
        rules: rules.iter().copied().zip(lines.into_iter().chain(std::iter::repeat(0))).collect(),
    })
}

/// The lines of the rules over several parameters: the last calls of the function, each with its line before `out`.
fn lines(item: &str, count: usize) -> Vec<u32> {
    let line = |call: &str| {
        let mut arguments = call.trim_end().trim_end_matches([')', ',', ' ', '\n']).rsplit(',');
        (arguments.next()?.trim() == "out").then(|| arguments.next()?.trim().parse().ok()).flatten()
    };
    let found: Vec<u32> = item.split(';').filter_map(line).collect();
    found[found.len().saturating_sub(count)..].to_vec()
}

/// Names and types of the fields of a struct, in their order.
fn fields(item: &str) -> Read<Vec<(String, String)>> {
    if item.is_empty() {
        return Ok(Vec::new());
    }
    let parsed: syn::ItemStruct = syn::parse_str(item).map_err(|error| Unreadable::new("a struct", error))?;
    let names = parsed.fields.into_iter().filter_map(|field| field.ident).map(|name| name.to_string());
    // A type that is not on the line of its name is not known: its values are read from JSON.
    let rust = |name: &str| between(item, &format!(" {name}: "), ",\n").filter(|rust| !rust.contains('\n'));
    Ok(names.map(|name| (name.clone(), rust(&name).unwrap_or_default().to_owned())).collect())
}
