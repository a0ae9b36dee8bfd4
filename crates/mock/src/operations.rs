//! The operations of generated code, as the runtime has them.

use deskledger_runtime::{
    Deprecation, Header, MediaType, Operation, Provenance, Response, SecurityKind, SecurityRequirement, SecurityScheme,
};
use syn::Expr;

use crate::data::{Data, Read, argument, field, get, inner, leak, list, name, root};
use crate::schemas::{Schemas, structs, variants};

/// A parameter that a caller fills in, as the table of the operation has it.
pub(crate) struct Input {
    /// Name of the constant with its rule.
    pub(crate) constant: String,
    pub(crate) required: bool,
    pub(crate) example: Option<&'static str>,
}

/// A rule over several parameters, by the parts that they have in it.
#[derive(Clone, Copy)]
pub(crate) struct CrossFieldRule {
    pub(crate) rule: &'static str,
    pub(crate) parameters: &'static [(&'static str, &'static str)],
}

/// An operation, its inputs and its rules over several of them. Parameters are not in the operation itself.
pub(crate) fn operation(
    schemas: &Schemas<'_>,
    table: &str,
) -> Read<(Operation, Vec<Input>, &'static [CrossFieldRule])> {
    let value = schemas.code.value("", table)?;
    let mut inputs = Vec::new();
    for one in list(field(&value, "parameters")?)? {
        if name(field(one, "role")?)? == "Input" {
            inputs.push(Input {
                constant: constant(field(one, "shape")?)?,
                required: get(schemas, one, "required")?,
                example: get(schemas, one, "example")?,
            });
        }
    }
    Ok((Data::read(schemas, &value)?, inputs, get(schemas, &value, "rules")?))
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
