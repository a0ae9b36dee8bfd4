//! The operations of generated code, as the runtime has them.

use deskledger_runtime::{
    Deprecation, Header, Location, MediaType, Operation, Provenance, Response, SecurityKind, SecurityRequirement,
    SecurityScheme,
};
use syn::Expr;

use crate::data::{Data, Read, argument, field, get, inner, leak, list, name, root};
use crate::fields::Rule;
use crate::schemas::{Schemas, structs, variants};

/// A parameter that a caller fills in, or the body.
pub(crate) struct Input {
    /// Name of the field in the generated code.
    pub(crate) field: String,
    /// Type of the field.
    pub(crate) rust: String,
    pub(crate) at: Location,
    pub(crate) rule: Rule,
    /// Whether JSON has a type of its own in the generated code.
    pub(crate) is_typed: bool,
    pub(crate) required: bool,
    pub(crate) example: Option<&'static str>,
}

/// A rule over several parameters, by the parts that they have in it.
#[derive(Clone, Copy)]
pub(crate) struct CrossFieldRule {
    pub(crate) rule: &'static str,
    pub(crate) parameters: &'static [(&'static str, &'static str)],
}

/// An operation and its parameters, which are not in the operation itself.
pub(crate) struct Described {
    pub(crate) operation: Operation,
    pub(crate) inputs: Vec<Input>,
    /// Values that are always the same, each with the number of inputs before it.
    pub(crate) fixed: Vec<(usize, Location, &'static str)>,
    /// Rules over several parameters.
    pub(crate) rules: &'static [CrossFieldRule],
}

/// Reads an operation. `fields` are the names and types of the fields that its inputs are in the generated code.
pub(crate) fn operation(schemas: &Schemas<'_>, table: &str, fields: Vec<(String, String)>) -> Read<Described> {
    let value = schemas.code.value("", table)?;
    let (mut inputs, mut fixed, mut fields) = (Vec::new(), Vec::new(), fields.into_iter());
    for one in list(field(&value, "parameters")?)? {
        let role = field(one, "role")?;
        let kind = name(role)?;
        if kind != "Input" && kind != "Fixed" {
            continue;
        }
        let constant = schemas.code.value("", &constant(field(one, "shape")?)?)?;
        let at = get(schemas, &constant, "at")?;
        if kind == "Fixed" {
            fixed.push((inputs.len(), at, Data::read(schemas, argument(role)?)?));
            continue;
        }
        let is_typed = name(field(&constant, "rule")?)? == "TypedJson";
        let (field, rust) = fields.next().unwrap_or_default();
        let rule = Data::read(schemas, &constant)?;
        let (required, example) = (get(schemas, one, "required")?, get(schemas, one, "example")?);
        inputs.push(Input { field, rust, at, rule, is_typed, required, example });
    }
    let (operation, rules) = (Data::read(schemas, &value)?, get(schemas, &value, "rules")?);
    Ok(Described { operation, inputs, fixed, rules })
}

/// The constant that a shape refers to: `LINE` of `runtime::Shape::Json(&LINE.rule)`.
fn constant(shape: &Expr) -> Read<String> {
    match shape {
        Expr::Struct(_) => constant(inner(field(shape, "item")?)),
        _ => root(argument(shape)?),
    }
}

structs! {
    Operation {
        id, method, path, summary, description, tags, deprecation, needs_credential, security, responses;
        parameters: &[], rules: &[]
    }
    CrossFieldRule { rule, parameters }
    Deprecation { since, sunset }
    Response { status, description, headers, media_types; provenance: Provenance { source: "", note: "" } }
    Header { name, description, kind, example }
    MediaType { name, schema, example, rule }
    SecurityRequirement { scheme, scopes }
    SecurityScheme { name, kind, description }
}

variants! {
    SecurityKind, "a security scheme" {
        ApiKey(place, name), Basic, Bearer, Http(scheme), OAuth2(url), OpenIdConnect(url), MutualTls
    }
}

impl<'c> Data<Schemas<'c>> for &'static SecurityScheme {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        Data::read(schemas, &schemas.code.value("security", &name(inner(expr))?)?).map(leak)
    }
}
