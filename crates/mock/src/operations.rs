//! The operations of generated code, as the runtime has them.

use deskledger_runtime::{
    Deprecation, Header, MediaType, Operation, Provenance, Response, Security, SecurityKind, SecurityRequirement,
    SecurityScheme,
};
use syn::Expr;

use crate::code::{Code, Unreadable};
use crate::data::{
    Fields, Read, argument, arguments, boolean, inner, leaked, list, name, option, other, root, text, texts, whole,
};
use crate::fields::place;
use crate::schemas::Schemas;

/// A parameter that a caller fills in, as the table of the operation has it.
pub(crate) struct Input {
    /// Name of the constant with its rule.
    pub(crate) constant: String,
    pub(crate) required: bool,
    pub(crate) example: Option<&'static str>,
}

/// A rule over several parameters, by the parts that they have in it.
pub(crate) struct CrossFieldRule {
    pub(crate) rule: &'static str,
    pub(crate) parameters: &'static [(&'static str, &'static str)],
}

/// An operation, its inputs and its rules over several of them. Parameters are not in the operation itself.
pub(crate) fn operation(
    code: &Code<'_>,
    schemas: &Schemas<'_>,
    table: &str,
) -> Read<(Operation, Vec<Input>, Vec<CrossFieldRule>)> {
    let value = code.value("", table)?;
    let fields = Fields::of(&value)?;
    let operation = Operation {
        id: text(fields.get("id")?)?,
        method: text(fields.get("method")?)?,
        path: text(fields.get("path")?)?,
        summary: text(fields.get("summary")?)?,
        description: text(fields.get("description")?)?,
        tags: texts(fields.get("tags")?)?,
        deprecation: option(fields.get("deprecation")?, deprecation)?,
        needs_credential: boolean(fields.get("needs_credential")?)?,
        security: security(code, fields.get("security")?)?,
        parameters: &[],
        rules: &[],
        responses: leaked(fields.get("responses")?, |one| response(one, schemas))?,
    };
    let mut inputs = Vec::new();
    for one in list(fields.get("parameters")?)? {
        let fields = Fields::of(one)?;
        if name(fields.get("role")?)? == "Input" {
            inputs.push(Input {
                constant: constant(fields.get("shape")?)?,
                required: boolean(fields.get("required")?)?,
                example: option(fields.get("example")?, text)?,
            });
        }
    }
    let rules = list(fields.get("rules")?)?.into_iter().map(|one| {
        let fields = Fields::of(one)?;
        let parameters = leaked(fields.get("parameters")?, |one| {
            let (part, name) = crate::data::pair(one)?;
            Ok((text(part)?, text(name)?))
        })?;
        Ok(CrossFieldRule { rule: text(fields.get("rule")?)?, parameters })
    });
    let rules = rules.collect::<Read<_>>()?;
    Ok((operation, inputs, rules))
}

fn deprecation(expr: &Expr) -> Read<Deprecation> {
    let fields = Fields::of(expr)?;
    Ok(Deprecation { since: option(fields.get("since")?, text)?, sunset: option(fields.get("sunset")?, text)? })
}

/// The constant that a shape refers to: `LINE` of `runtime::Shape::Json(&LINE.rule)`.
fn constant(shape: &Expr) -> Read<String> {
    match shape {
        Expr::Struct(_) => constant(inner(Fields::of(shape)?.get("item")?)),
        _ => root(argument(shape)?),
    }
}

fn response(expr: &Expr, schemas: &Schemas<'_>) -> Read<Response> {
    let fields = Fields::of(expr)?;
    Ok(Response {
        status: whole(fields.get("status")?)?,
        description: text(fields.get("description")?)?,
        headers: leaked(fields.get("headers")?, header)?,
        media_types: leaked(fields.get("media_types")?, |one| media_type(one, schemas))?,
        provenance: Provenance { source: "", note: "" },
    })
}

fn header(expr: &Expr) -> Read<Header> {
    let fields = Fields::of(expr)?;
    Ok(Header {
        name: text(fields.get("name")?)?,
        description: text(fields.get("description")?)?,
        kind: text(fields.get("kind")?)?,
        example: option(fields.get("example")?, text)?,
    })
}

fn media_type(expr: &Expr, schemas: &Schemas<'_>) -> Read<MediaType> {
    let fields = Fields::of(expr)?;
    Ok(MediaType {
        name: text(fields.get("name")?)?,
        schema: option(fields.get("schema")?, text)?,
        example: option(fields.get("example")?, text)?,
        rule: option(fields.get("rule")?, |one| schemas.reference(one))?,
    })
}

fn security(code: &Code<'_>, expr: &Expr) -> Read<Security> {
    leaked(expr, |alternative| {
        leaked(alternative, |one| {
            let fields = Fields::of(one)?;
            let scheme = name(inner(fields.get("scheme")?))?;
            let scheme = Box::leak(Box::new(scheme_of(&code.value("security", &scheme)?)?));
            Ok(SecurityRequirement { scheme, scopes: texts(fields.get("scopes")?)? })
        })
    })
}

pub(crate) fn scheme_of(expr: &Expr) -> Read<SecurityScheme> {
    let fields = Fields::of(expr)?;
    let kind = fields.get("kind")?;
    let first = || argument(kind).and_then(text);
    let kind = match name(kind)?.as_str() {
        "ApiKey" => match arguments(kind)?.as_slice() {
            [at, name] => SecurityKind::ApiKey(place(at)?, text(name)?),
            _ => return Err(other("a place and a name", kind)),
        },
        "Basic" => SecurityKind::Basic,
        "Bearer" => SecurityKind::Bearer,
        "Http" => SecurityKind::Http(first()?),
        "OAuth2" => SecurityKind::OAuth2(first()?),
        "OpenIdConnect" => SecurityKind::OpenIdConnect(first()?),
        "MutualTls" => SecurityKind::MutualTls,
        other => return Err(Unreadable::new("a security scheme", other)),
    };
    Ok(SecurityScheme { name: text(fields.get("name")?)?, kind, description: text(fields.get("description")?)? })
}
